//! Licences: what a spec says, read as an SPDX licence expression (SPDX 2.3, annex D).
//!
//! A document may only carry a string as an expression if it is one and every identifier in it is on
//! the SPDX License List; anything else it must carry as a name. `ids.txt` and `exceptions.txt` are
//! the identifiers of that list, those that are deprecated included.

/// How deep parentheses may nest before we no longer call it an expression.
const DEEPEST: usize = 32;

/// What a spec says of its licence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum License {
    /// Nothing.
    Unstated,
    /// An expression, with its identifiers in the list's own spelling.
    Expression {
        /// The expression.
        text: String,
        /// The `LicenseRef-…` in it, whose texts are nowhere.
        references: Vec<String>,
    },
    /// Something else.
    Named(String),
}

impl License {
    /// Reads what stands in the spec.
    pub(super) fn read(text: Option<&str>) -> Self {
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
            return License::Unstated;
        };
        let mut parser = Parser {
            tokens: tokens(text),
            at: 0,
            out: String::new(),
            references: Vec::new(),
        };
        if parser.any_of(0).is_some() && parser.at == parser.tokens.len() {
            License::Expression {
                text: parser.out,
                references: parser.references,
            }
        } else {
            License::Named(super::opaque::one_line(text))
        }
    }
}

/// Words and parentheses.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    for word in text.split_whitespace() {
        let mut rest = word;
        while let Some(at) = rest.find(['(', ')']) {
            let (before, from) = rest.split_at(at);
            tokens.extend((!before.is_empty()).then_some(before));
            let (parenthesis, after) = from.split_at(1);
            tokens.push(parenthesis);
            rest = after;
        }
        tokens.extend((!rest.is_empty()).then_some(rest));
    }
    tokens
}

/// Reads tokens and writes them again, each identifier as the list spells it. `None` is: this is no
/// expression.
struct Parser<'t> {
    tokens: Vec<&'t str>,
    at: usize,
    out: String,
    references: Vec<String>,
}

impl Parser<'_> {
    /// Alternatives: `a OR b`.
    fn any_of(&mut self, depth: usize) -> Option<()> {
        self.all_of(depth)?;
        while self.accept("OR") {
            self.out.push_str(" OR ");
            self.all_of(depth)?;
        }
        Some(())
    }

    /// Conjunctions, which bind tighter: `a AND b`.
    fn all_of(&mut self, depth: usize) -> Option<()> {
        self.one(depth)?;
        while self.accept("AND") {
            self.out.push_str(" AND ");
            self.one(depth)?;
        }
        Some(())
    }

    /// One licence, with an exception perhaps, or an expression in parentheses.
    fn one(&mut self, depth: usize) -> Option<()> {
        if self.accept("(") {
            self.out.push('(');
            (depth < DEEPEST).then(|| self.any_of(depth + 1))??;
            self.out.push(')');
            return self.accept(")").then_some(());
        }
        let word = *self.tokens.get(self.at)?;
        self.at += 1;
        if let Some(reference) = word.strip_prefix("LicenseRef-") {
            let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
            (!reference.is_empty() && reference.chars().all(allowed)).then_some(())?;
            self.out.push_str(word);
            if !self.references.iter().any(|known| known == word) {
                self.references.push(word.to_owned());
            }
        } else if let Some(id) = listed(include_str!("ids.txt"), word) {
            self.out.push_str(id);
        } else {
            // `+` is "or any later version", unless the list has the identifier with it.
            self.out
                .push_str(listed(include_str!("ids.txt"), word.strip_suffix('+')?)?);
            self.out.push('+');
        }
        if self.accept("WITH") {
            let exception = *self.tokens.get(self.at)?;
            self.at += 1;
            self.out.push_str(" WITH ");
            self.out
                .push_str(listed(include_str!("exceptions.txt"), exception)?);
        }
        Some(())
    }

    fn accept(&mut self, token: &str) -> bool {
        let matches = self.tokens.get(self.at) == Some(&token);
        self.at += usize::from(matches);
        matches
    }
}

/// An identifier as the list spells it; identifiers are compared without regard to case.
fn listed(list: &'static str, word: &str) -> Option<&'static str> {
    list.lines().find(|id| id.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expression(text: &str) -> Option<String> {
        match License::read(Some(text)) {
            License::Expression { text, .. } => Some(text),
            _ => None,
        }
    }

    #[test]
    fn expressions_are_read_and_spelt_as_the_list_does() {
        for (text, canonical) in [
            ("MIT", "MIT"),
            ("mit or apache-2.0", ""),
            ("mit OR apache-2.0", "MIT OR Apache-2.0"),
            (
                "( MIT AND(BSD-3-Clause OR ISC) )",
                "(MIT AND (BSD-3-Clause OR ISC))",
            ),
            (
                "GPL-2.0-or-later WITH Classpath-exception-2.0",
                "GPL-2.0-or-later WITH Classpath-exception-2.0",
            ),
            ("EUPL-1.1+", "EUPL-1.1+"),
            ("LicenseRef-a.b-1", "LicenseRef-a.b-1"),
            ("LicenseRef-", ""),
            ("LicenseRef-a_b", ""),
            ("MIT OR", ""),
            ("MIT Apache-2.0", ""),
            ("(MIT", ""),
            ("MIT)", ""),
            ("Proprietary", ""),
            ("MIT WITH MIT", ""),
            ("NOASSERTION", ""),
        ] {
            assert_eq!(expression(text).unwrap_or_default(), canonical, "{text}");
        }
    }

    #[test]
    fn whatever_else_is_a_name() {
        assert_eq!(
            License::read(Some("All rights\nreserved")),
            License::Named("All rights reserved".to_owned())
        );
        assert_eq!(License::read(Some(" ")), License::Unstated);
        assert_eq!(License::read(None), License::Unstated);
        let deep = "(".repeat(100_000);
        assert_eq!(License::read(Some(&deep)), License::Named(deep));
    }
}
