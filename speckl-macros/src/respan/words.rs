//! Rust source text → the identifiers in it, in order, with their places.
//!
//! Yields one word for each identifier token that the compiler's lexer makes of the same text:
//! keywords and `_` are identifiers, so is the name of a lifetime, and a doc comment becomes an
//! attribute and so yields the word `doc`, which has no place.

use std::ops::Range;

use crate::comment::comment_at;

/// One identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// An identifier that stands in the text, at these bytes. `r#` belongs to it.
    Written(Range<usize>),
    /// The `doc` of the attribute that a doc comment becomes.
    Doc,
}

/// The identifiers of a text.
#[derive(Clone, Debug)]
pub struct Words<'text> {
    text: &'text str,
    at: usize,
}

impl<'text> Words<'text> {
    /// The identifiers of `text`, which is taken to be Rust.
    pub fn new(text: &'text str) -> Self {
        Self { text, at: 0 }
    }

    fn byte(&self, offset: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + offset).copied()
    }

    /// Goes on as long as bytes can be part of an identifier.
    fn pass_name(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        let length = rest.iter().position(|&byte| !is_name_byte(byte));
        self.at += length.unwrap_or(rest.len());
    }

    /// An identifier, if it is not the prefix of a literal; that is passed over.
    fn name(&mut self) -> Option<Word> {
        let start = self.at;
        self.pass_name();
        let is_raw_prefix = matches!(&self.text[start..self.at], "r" | "br" | "cr");
        match self.byte(0) {
            Some(b'"' | b'#') if is_raw_prefix => {
                let hashes = self.text.as_bytes()[self.at..]
                    .iter()
                    .take_while(|&&byte| byte == b'#')
                    .count();
                if self.byte(hashes) == Some(b'"') {
                    self.at += hashes + 1;
                    self.pass_raw_string(hashes);
                    return None;
                }
                if hashes == 1 && self.at == start + 1 {
                    self.at += 1;
                    self.pass_name();
                }
            }
            Some(b'"') => {
                self.pass_quoted(b'"');
                return None;
            }
            Some(b'\'') if &self.text[start..self.at] == "b" => {
                self.pass_quoted(b'\'');
                return None;
            }
            _ => {}
        }
        Some(Word::Written(start..self.at))
    }

    /// After a quote: the name of a lifetime, or nothing, having passed over a character literal.
    fn quote(&mut self) -> Option<Word> {
        let mut after = self.text[self.at + 1..].chars();
        let (first, second) = (after.next(), after.next());
        let is_name = first.is_some_and(|first| is_name_start(first) && second != Some('\''));
        if !is_name {
            self.pass_quoted(b'\'');
            return None;
        }
        self.at += 1;
        let start = self.at;
        self.pass_name();
        Some(Word::Written(start..self.at))
    }

    /// Passes over a literal from its opening quote to its closing one, and its suffix.
    fn pass_quoted(&mut self, quote: u8) {
        self.at += 1;
        while let Some(byte) = self.byte(0) {
            // What is escaped may be a quote. It may also be the first byte of a longer
            // character, whose other bytes are then passed like any others.
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == quote {
                break;
            }
        }
        self.at = self.at.min(self.text.len());
        self.pass_name();
    }

    /// Passes over the rest of a raw string whose end has this many hashes.
    fn pass_raw_string(&mut self, hashes: usize) {
        let rest = &self.text.as_bytes()[self.at..];
        let is_end = |at: &usize| {
            let after = rest[at + 1..].iter();
            rest[*at] == b'"' && after.take(hashes).filter(|&&byte| byte == b'#').count() == hashes
        };
        let length = (0..rest.len())
            .find(is_end)
            .map_or(rest.len(), |end| end + 1 + hashes);
        self.at += length;
        self.pass_name();
    }

    /// Passes over a number and its suffix. The sign of an exponent, and what follows it, are left:
    /// there is no identifier in them.
    fn pass_number(&mut self) {
        self.pass_name();
        if self.byte(0) == Some(b'.') && self.byte(1).is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
            self.pass_name();
        }
    }
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        while let Some(byte) = self.byte(0) {
            let word = match byte {
                b'/' => {
                    let comment = comment_at(self.text, self.at);
                    self.at = comment.map_or(self.at + 1, |comment| comment.end);
                    comment.filter(|comment| comment.is_doc).map(|_| Word::Doc)
                }
                b'"' => {
                    self.pass_quoted(b'"');
                    None
                }
                b'\'' => self.quote(),
                b'0'..=b'9' => {
                    self.pass_number();
                    None
                }
                _ if is_name_byte(byte) => self.name(),
                _ => {
                    self.at += 1;
                    None
                }
            };
            if word.is_some() {
                return word;
            }
        }
        None
    }
}

/// Outside of comments and literals, what is not ASCII in valid Rust is part of a name, but for
/// a few exotic blanks, which nobody generates.
fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn is_name_start(letter: char) -> bool {
    letter.is_ascii_alphabetic() || letter == '_' || !letter.is_ascii()
}

#[cfg(test)]
mod tests {
    use proc_macro2::{TokenStream, TokenTree};

    use super::*;

    fn words(text: &str) -> Vec<&str> {
        Words::new(text)
            .map(|word| match word {
                Word::Written(range) => &text[range],
                Word::Doc => "doc",
            })
            .collect()
    }

    /// The identifiers that a real lexer finds.
    fn lexed(text: &str) -> Vec<String> {
        fn collect(stream: TokenStream, into: &mut Vec<String>) {
            for tree in stream {
                match tree {
                    TokenTree::Group(group) => collect(group.stream(), into),
                    TokenTree::Ident(ident) => into.push(ident.to_string()),
                    TokenTree::Punct(_) | TokenTree::Literal(_) => {}
                }
            }
        }
        let mut names = Vec::new();
        match text.parse() {
            Ok(stream) => collect(stream, &mut names),
            Err(error) => panic!("{error}: {text}"),
        }
        names
    }

    #[test]
    fn agrees_with_a_real_lexer() {
        for text in [
            "",
            "fn a() -> b { _ = c; }",
            "r#type r#\"x\"# br##\"y\"# \"##z b\"w\" c\"v\" r\"\\\" u br\"t\" cr#\"s\"#",
            "'a' b'c' '\\'' '\\u{1F600}' 'é' '_' b'\\\\' x",
            "&'a str, &'_ T, 'outer: loop { break 'outer; } 'é",
            "1u8 0xffu32 1.5f64 1..x 1.max(y) 2e-3 2e+3f32 1e5 x.0.1.y 0b1_0usize t.0 .z",
            "\"a\\\"b\" c \"\\\\\" d \"multi\nline\" e",
            "/// doc\nfn a() {} /** more */ fn b() {} //! inner\n // none\n /* no /* no */ */ c",
            "//// ruler\n /**/ /*** x */ d",
            "a/b /c *d a/ /b/",
            "größe + naïve + _é1",
            "$crate::x #[a = \"b\"] #![c]",
            "macro_rules! m { ($($t:tt)*) => { $($t)* }; }",
        ] {
            assert_eq!(words(text), lexed(text), "{text}");
        }
    }

    #[test]
    fn agrees_with_a_real_lexer_on_this_crate() {
        for text in [
            include_str!("words.rs"),
            include_str!("mod.rs"),
            include_str!("../comment.rs"),
            include_str!("../errors.rs"),
            include_str!("../exact/mod.rs"),
            include_str!("../exact/doc.rs"),
            include_str!("../exact/proof.rs"),
            include_str!("../exact/relay.rs"),
            include_str!("../exact/tests.rs"),
        ] {
            assert_eq!(words(text), lexed(text));
        }
    }

    #[test]
    fn hostile_text_ends() {
        for text in [
            "\"", "'", "r#", "r#\"", "b'", "\\", "\"\\", "'\\", "/*", "'é", "é'", "r", "'a", "1.",
            "br##\"#", "\"\\é", "'\\é'",
        ] {
            let _ = words(text);
        }
    }
}
