//! A source map from the module's bytes into the spec (ECMA-426), as a `data:` URL, so that the
//! module needs no file beside it.
//!
//! For Wasm the generated "line" is always the first, and the "column" is the offset in the file.

use crate::emit::json_text::quoted;
use crate::emit::trace::Origin;
use crate::emit::{ArtifactKind, ByteGroup, Subject};
use std::fmt::Write as _;

/// The map as a URL.
pub fn data_url(subject: &Subject<'_>, groups: &[ByteGroup]) -> String {
    let base = subject.model.base_name();
    let mut json = String::from("{\"version\":3,\"file\":");
    json.push_str(&quoted(&format!("{base}{}", ArtifactKind::Wasm.suffix())));
    let source = quoted(&format!("{base}{}", ArtifactKind::Spec.suffix()));
    let text = quoted(subject.sources.file(subject.model.file).text());
    let mappings = mappings(subject, groups);
    let _ = write!(
        json,
        ",\"sources\":[{source}],\"sourcesContent\":[{text}],\"names\":[],\"mappings\":\"{mappings}\"}}"
    );
    format!("data:application/json;base64,{}", base64(json.as_bytes()))
}

/// One segment per group of bytes: where its element stands, or nothing, where it has none.
fn mappings(subject: &Subject<'_>, groups: &[ByteGroup]) -> String {
    let mut out = String::new();
    let mut mapped = false;
    let [mut offset, mut line, mut column] = [0_i64; 3];
    for group in groups {
        let place = group
            .origins
            .iter()
            .find_map(|origin| place(subject, *origin));
        if place.is_none() && !mapped {
            continue;
        }
        if !out.is_empty() {
            out.push(',');
        }
        let start = i64::from(group.range.start);
        vlq(start - offset, &mut out);
        offset = start;
        mapped = place.is_some();
        if let Some((at_line, at_column)) = place {
            for delta in [0, at_line - line, at_column - column] {
                vlq(delta, &mut out);
            }
            (line, column) = (at_line, at_column);
        }
    }
    out
}

/// Line and column of an element, from 0; columns count UTF-16 units.
fn place(subject: &Subject<'_>, origin: Origin) -> Option<(i64, i64)> {
    let Origin::Element(id) = origin else {
        return None;
    };
    let span = subject.model.element(id).span;
    let before = subject
        .sources
        .file(span.file)
        .text()
        .get(..span.start as usize)?;
    let line = before.matches('\n').count() as u32;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before[start..].encode_utf16().count() as u32;
    Some((line.into(), column.into()))
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn digit(value: u64) -> char {
    char::from(DIGITS[(value & 63) as usize])
}

/// A number in base 64, least significant digits first, the sign in the lowest bit.
fn vlq(value: i64, out: &mut String) {
    let mut rest = value.unsigned_abs() << 1 | u64::from(value < 0);
    loop {
        let more = rest >> 5 != 0;
        out.push(digit(rest & 31 | u64::from(more) << 5));
        rest >>= 5;
        if !more {
            return;
        }
    }
}

fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk
            .iter()
            .fold(0, |word, byte| word << 8 | u64::from(*byte))
            << (8 * (3 - chunk.len()));
        for at in 0..4 {
            out.push(if at <= chunk.len() {
                digit(word >> (18 - 6 * at))
            } else {
                '='
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_pads() {
        for (plain, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
        ] {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }

    #[test]
    fn vlq_as_in_the_standard() {
        let mut out = String::new();
        for value in [0, 1, -1, 15, 16, -16, 1000] {
            vlq(value, &mut out);
            out.push(' ');
        }
        assert_eq!(out, "A C D e gB hB w+B ");
    }
}
