//! Text from a spec that means nothing to us, made fit for the places that formats give it.
//!
//! Authors, versions and requirements are whatever the spec's author typed. JSON and Turtle escape
//! what they must; what is left are places with a grammar of their own: URIs, one-line names, mail
//! addresses, SPDX actors and identifiers.

use std::fmt::Write as _;

/// Percent-encodes all but the unreserved characters of RFC 3986 §2.3 and those in `keep`.
pub(super) fn percent_encode(text: &str, keep: &[u8]) -> String {
    let mut encoded = String::with_capacity(text.len());
    for &byte in text.as_bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || keep.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// A reference as a place for URIs takes it: as it is where it could be one (RFC 3986, with schemes
/// that lead somewhere), and else percent-encoded as a whole.
pub(super) fn uri_reference(text: &str) -> String {
    let text = one_line(text);
    let leads = ["https://", "http://", "urn:", "doi:"];
    let is_absolute = leads.iter().any(|scheme| text.starts_with(scheme));
    let keep: &[u8] = if is_absolute {
        b":/?#[]@!$&'()*+,;="
    } else {
        b"/"
    };
    let encoded = percent_encode(&text, keep);
    // Brackets and a second `#` have one place each in a URI, and rarely stand there.
    let (before, fragment) = match encoded.split_once('#') {
        Some((before, fragment)) => (before, Some(fragment.replace('#', "%23"))),
        None => (encoded.as_str(), None),
    };
    let mut reference = before.replace('[', "%5B").replace(']', "%5D");
    if let Some(fragment) = fragment {
        reference.push('#');
        reference.push_str(&fragment.replace('[', "%5B").replace(']', "%5D"));
    }
    reference
}

/// On one line and without control characters, as names in every format must be. Those that change
/// the direction of writing go too: they can make a name look like another one.
pub(super) fn one_line(text: &str) -> String {
    let is_direction = |c| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.split(|c: char| c.is_control() || c.is_whitespace() || c == '\u{feff}' || is_direction(c))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The name of somebody: never empty.
pub(super) fn person(name: &str) -> String {
    let name = one_line(name);
    if name.is_empty() {
        "(unnamed)".to_owned()
    } else {
        name
    }
}

/// The address, if it is plainly a mail address: a dot-atom on either side of one `@` (RFC 5322
/// §3.4.1). `CycloneDX` and SPDX take nothing else.
pub(super) fn mail(address: Option<&str>) -> Option<&str> {
    let address = address?.trim();
    let (local, domain) = address.split_once('@')?;
    let atoms = |text: &str, extra: &str| {
        text.split('.').all(|atom| {
            !atom.is_empty()
                && !atom.starts_with('-')
                && !atom.ends_with('-')
                && atom
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || extra.contains(c))
        })
    };
    let fits = local.len() <= 64 && domain.len() <= 255;
    (fits && atoms(local, "!#$%&'*+/=?^_`{|}~-") && atoms(domain, "-")).then_some(address)
}

/// An actor as SPDX 2.3 §6.8.1 writes one. Parentheses hold the address there, so a name has none.
pub(super) fn spdx_person(name: &str, address: Option<&str>) -> String {
    let name = person(name).replace('(', "[").replace(')', "]");
    match mail(address) {
        Some(address) => format!("Person: {name} ({address})"),
        None => format!("Person: {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_names_stay_on_their_line() {
        assert_eq!(one_line(" a\u{0}b\r\n\tc\u{2028}d "), "a b c d");
        assert_eq!(person("\n"), "(unnamed)");
        assert_eq!(spdx_person("A (B)\n", Some("a@b")), "Person: A [B] (a@b)");
        assert_eq!(percent_encode("a/b é<", b"/"), "a/b%20%C3%A9%3C");
        for (text, reference) in [
            ("https://x.org/a?b=c#d", "https://x.org/a?b=c#d"),
            (
                "https://x.org/a b#c#d[1]",
                "https://x.org/a%20b#c%23d%5B1%5D",
            ),
            ("docs/a b.pdf", "docs/a%20b.pdf"),
            ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ] {
            assert_eq!(uri_reference(text), reference);
        }
    }

    #[test]
    fn only_plain_addresses_are_mail_addresses() {
        assert_eq!(mail(Some("ada@example.org")), Some("ada@example.org"));
        for odd in [
            "", "ada", "a@b@c", "a b@c", "<a@b>", "a@", "é@b", "a@-b", ".a@b",
        ] {
            assert_eq!(mail(Some(odd)), None, "{odd}");
        }
    }
}
