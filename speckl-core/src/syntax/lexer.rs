//! Text → tokens: words, numbers, strings and punctuation with their byte ranges.
//!
//! Total: whatever the text, every byte is looked at once and none is refused twice. Comments are
//! left out; the lines of `///` comments are kept beside the token that they stand before. The
//! words of the language are not known here, for they are all contextual.

use super::ast::Docs;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};
use std::collections::BTreeMap;

/// After so many unexpected characters the file is not a spec at all, and more would say no more.
const MOST_BAD_CHARACTERS: usize = 20;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// An identifier or a keyword.
    Word,
    /// Anything that begins with a digit, units and fractions included.
    Number,
    /// A string literal, quotes included.
    Text,
    /// An operator, a bracket or a separator.
    Punctuation,
}

/// One token and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub start: usize,
    pub end: usize,
    /// Whether a newline lies between it and the token before.
    pub after_newline: bool,
    /// Bytes between the start of its line and it.
    pub indent: usize,
    /// Bytes between the start of its line and the first token of that line.
    pub line_indent: usize,
}

/// What a text is made of.
#[derive(Debug, Default)]
pub(super) struct Lexed {
    pub tokens: Vec<Token>,
    /// The lines of `///` comments, under the start of the token that they stand before.
    pub docs: BTreeMap<usize, Docs>,
    pub diagnostics: Vec<Diagnostic>,
    /// Where the text is broken, so that no second finding is made of it.
    pub broken: Vec<usize>,
}

/// Longest first, so that the first that fits is the right one.
const PUNCTUATION: &[&str] = &[
    "...", ":=", "==", "!=", "<=", ">=", "=>", "->", "&&", "||", "..", "+", "-", "*", "/", "%",
    "=", "<", ">", "!", "|", "(", ")", "[", "]", "{", "}", ",", ";", ":", ".", "?", "'", "\\",
];

/// Cuts a text into tokens.
pub(super) fn lex(file: FileId, text: &str) -> Lexed {
    let mut lexer = Lexer {
        file,
        text,
        at: if text.starts_with('\u{feff}') { 3 } else { 0 },
        line_start: 0,
        line_indent: None,
        after_newline: false,
        pending_docs: Vec::new(),
        bad_characters: 0,
        out: Lexed::default(),
    };
    lexer.run();
    lexer.out
}

/// Whether a word may begin with this.
fn starts_word(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

/// Whether a word may go on with this.
fn continues_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Whether a text is one word.
pub(super) fn is_identifier(text: &str) -> bool {
    text.starts_with(starts_word) && text.chars().all(continues_word)
}

struct Lexer<'a> {
    file: FileId,
    text: &'a str,
    at: usize,
    line_start: usize,
    line_indent: Option<usize>,
    after_newline: bool,
    pending_docs: Docs,
    bad_characters: usize,
    out: Lexed,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn newline(&mut self, after: usize) {
        self.line_start = after;
        self.line_indent = None;
        self.after_newline = true;
    }

    fn run(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            if c == '\n' {
                self.at += 1;
                self.newline(self.at);
            } else if c.is_whitespace() {
                self.at += c.len_utf8();
            } else if self.rest().starts_with("//") {
                self.line_comment();
            } else if self.rest().starts_with("/*") {
                self.block_comment();
            } else if starts_word(c) {
                let length = self.length_while(continues_word);
                self.push(TokenKind::Word, length);
            } else if c.is_ascii_digit() {
                self.number();
            } else if c == '"' {
                self.string();
            } else if let Some(sign) = PUNCTUATION
                .iter()
                .find(|sign| self.rest().starts_with(**sign))
            {
                self.push(TokenKind::Punctuation, sign.len());
            } else {
                self.bad_character(c);
            }
        }
    }

    fn length_while(&self, accept: impl Fn(char) -> bool) -> usize {
        let rest = self.rest();
        rest.find(|c| !accept(c)).unwrap_or(rest.len())
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        let indent = self.at - self.line_start;
        let line_indent = *self.line_indent.get_or_insert(indent);
        if !self.pending_docs.is_empty() {
            let docs = std::mem::take(&mut self.pending_docs);
            self.out.docs.insert(self.at, docs);
        }
        self.out.tokens.push(Token {
            kind,
            start: self.at,
            end: self.at + length,
            after_newline: std::mem::take(&mut self.after_newline),
            indent,
            line_indent,
        });
        self.at += length;
    }

    fn line_comment(&mut self) {
        let line = self.rest().lines().next().unwrap_or("");
        let length = line.len();
        if let Some(doc) = line.strip_prefix("///")
            && !doc.starts_with('/')
        {
            let doc = doc.strip_prefix(' ').unwrap_or(doc).trim_end().to_owned();
            self.pending_docs.push(doc);
        }
        self.at += length.max(2);
    }

    /// Block comments nest, as Rust's do.
    fn block_comment(&mut self) {
        let start = self.at;
        let mut depth = 0_usize;
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() {
            if bytes[self.at..].starts_with(b"/*") {
                depth += 1;
                self.at += 2;
            } else if bytes[self.at..].starts_with(b"*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return;
                }
            } else {
                self.at += 1;
                if bytes[self.at - 1] == b'\n' {
                    self.newline(self.at);
                }
            }
        }
        self.out.broken.push(start);
        self.out.diagnostics.push(
            Diagnostic::new(
                Code::UnclosedText,
                Span::new(self.file, start, start + 2),
                "this comment is never closed",
            )
            .note("a comment that begins with `/*` ends with `*/`"),
        );
    }

    /// Takes units and fractions along, so that they can be refused as what they are.
    fn number(&mut self) {
        let mut length = self.length_while(continues_word);
        let rest = &self.rest()[length..];
        if rest.starts_with('.') && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
            let fraction = &rest[1..];
            length += 1 + fraction
                .find(|c| !continues_word(c))
                .unwrap_or(fraction.len());
        }
        self.push(TokenKind::Number, length);
    }

    /// A string ends on its own line; so a forgotten quote spoils one line and not the file.
    fn string(&mut self) {
        let rest = self.rest();
        let mut bad_escape = None;
        let mut characters = rest.char_indices().skip(1);
        let mut end = None;
        while let Some((at, c)) = characters.next() {
            match c {
                '"' => {
                    end = Some(at + 1);
                    break;
                }
                '\n' => break,
                '\\' => {
                    if let Some((_, length)) = escape(&rest[at..]) {
                        for _ in 1..rest[at..at + length].chars().count() {
                            characters.next();
                        }
                        continue;
                    }
                    bad_escape.get_or_insert(at);
                    // An escaped newline does not hide the end of the line.
                    if !rest[at + 1..].starts_with(['\n', '\r'])
                        && let Some((_, '\n')) | None = characters.next()
                    {
                        break;
                    }
                }
                _ => {}
            }
        }
        let start = self.at;
        let Some(length) = end else {
            let length = rest.lines().next().unwrap_or("").trim_end().len().max(1);
            self.push(TokenKind::Text, length);
            self.out.broken.push(start);
            self.out.diagnostics.push(Diagnostic::new(
                Code::UnclosedText,
                Span::new(self.file, start, start + length),
                "this string is never closed",
            ));
            return;
        };
        if let Some(at) = bad_escape {
            let escaped = rest[at + 1..].chars().next().unwrap_or('\\');
            let span = Span::new(self.file, start + at, start + at + 1 + escaped.len_utf8());
            self.out.broken.push(start);
            self.out.diagnostics.push(
                Diagnostic::new(
                    Code::BadEscape,
                    span,
                    format!("there is no escape `\\{escaped}`"),
                )
                .note("there are `\\n`, `\\r`, `\\t`, `\\0`, `\\\\`, `\\\"`, `\\'` and `\\u{…}`"),
            );
        }
        self.push(TokenKind::Text, length);
    }

    fn bad_character(&mut self, c: char) {
        let start = self.at;
        self.at += c.len_utf8();
        self.out.broken.push(start);
        self.bad_characters += 1;
        if self.bad_characters > MOST_BAD_CHARACTERS {
            return;
        }
        let span = Span::new(self.file, start, self.at);
        let mut finding = Diagnostic::new(
            Code::UnexpectedCharacter,
            span,
            format!(
                "the language does not use the character `{}`",
                c.escape_debug()
            ),
        );
        let instead = match c {
            '≤' => Some("<="),
            '≥' => Some(">="),
            '≠' => Some("!="),
            '&' | '∧' => Some("and"),
            '∨' => Some("or"),
            '¬' => Some("not"),
            '→' | '⇒' => Some("implies"),
            '“' | '”' => Some("\""),
            _ => None,
        };
        if let Some(instead) = instead {
            finding = finding.suggest(span, instead, format!("write `{instead}`"));
        }
        self.out.diagnostics.push(finding);
    }
}

/// The character that an escape stands for, and the bytes that it takes; the text begins with `\`.
fn escape(text: &str) -> Option<(char, usize)> {
    let simple = match text.as_bytes().get(1)? {
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'0' => '\0',
        b'\\' => '\\',
        b'"' => '"',
        b'\'' => '\'',
        b'u' => {
            let digits = text.get(2..)?.strip_prefix('{')?;
            let length = digits.find('}').filter(|length| (1..=6).contains(length))?;
            let digits = &digits[..length];
            if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return None;
            }
            let value = u32::from_str_radix(digits, 16).ok()?;
            return Some((char::from_u32(value)?, length + 4));
        }
        _ => return None,
    };
    Some((simple, 2))
}

/// What a string literal says; the literal has been through [`lex`].
pub(crate) fn unescape(literal: &str) -> String {
    let mut inner = literal.strip_prefix('"').unwrap_or(literal);
    inner = inner.strip_suffix('"').unwrap_or(inner);
    let mut out = String::with_capacity(inner.len());
    while let Some(at) = inner.find('\\') {
        out.push_str(&inner[..at]);
        inner = &inner[at..];
        let (c, length) = escape(inner).unwrap_or(('\\', 1));
        out.push(c);
        inner = &inner[length..];
    }
    out.push_str(inner);
    out
}

/// The canonical literal of a text: what [`unescape`] turns back into it.
pub(crate) fn literal(value: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0' => out.push_str("\\0"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let lexed = lex(FileId(0), text);
        assert!(lexed.diagnostics.is_empty(), "{:?}", lexed.diagnostics);
        lexed
            .tokens
            .iter()
            .map(|token| &text[token.start..token.end])
            .collect()
    }

    fn codes(text: &str) -> Vec<Code> {
        lex(FileId(0), text)
            .diagnostics
            .iter()
            .map(|finding| finding.code)
            .collect()
    }

    #[test]
    fn numbers_take_units_and_fractions_along_and_leave_ranges_alone() {
        assert_eq!(
            words("0..5 1.5 30s 1_000"),
            ["0", "..", "5", "1.5", "30s", "1_000"]
        );
    }

    #[test]
    fn comments_nest_and_docs_are_kept() {
        let text = "/* a /* b */ c */ x // y\n/// one\n///two \n//// none\nz";
        assert_eq!(words(text), ["x", "z"]);
        let lexed = lex(FileId(0), text);
        assert_eq!(
            lexed.docs.values().collect::<Vec<_>>(),
            [&["one".to_owned(), "two".to_owned()]]
        );
        assert!(lexed.tokens[1].after_newline);
    }

    #[test]
    fn strings_end_on_their_line() {
        assert_eq!(codes("\"abc\nx"), [Code::UnclosedText]);
        assert_eq!(
            codes("\"a\\\nx\""),
            [Code::UnclosedText, Code::UnclosedText]
        );
        assert_eq!(codes(r#""a\qb""#), [Code::BadEscape]);
        assert_eq!(codes("/* x"), [Code::UnclosedText]);
        assert_eq!(codes("a § b"), [Code::UnexpectedCharacter]);
    }

    #[test]
    fn literals_come_back() {
        for text in ["", "a\"b\\c", "\n\t\r\0", "😀\u{1}"] {
            assert_eq!(unescape(&literal(text)), text);
        }
        assert_eq!(unescape(r#""\u{1F600}\'""#), "😀'");
    }
}
