//! `#[doc = "…"]` → the `///` comment that it was.
//!
//! A procedural macro never sees a doc comment: the compiler hands over `#`, `[doc = "…"]`, each
//! token with the span of the whole comment. Where that span still shows the comment, the
//! comment is taken from there; otherwise it is written anew from the string.

use proc_macro2::{Delimiter, Span, TokenTree};

/// A doc comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doc {
    /// Whether it is `//!` or `/*!` rather than `///` or `/**`.
    pub is_inner: bool,
    /// The words, without the marks of the comment.
    pub words: String,
}

impl Doc {
    /// The comment as it stands in the source, if that is what `span` shows.
    pub fn written(&self, span: Span) -> Option<String> {
        let text = span.source_text()?;
        let marks: &[&str] = if self.is_inner {
            &["//!", "/*!"]
        } else {
            &["///", "/**"]
        };
        let body = marks.iter().find_map(|mark| text.strip_prefix(mark))?;
        body.starts_with(&self.words).then_some(text)
    }

    /// The comment as line comments, one for each line of it, with no newline at the end.
    pub fn as_lines(&self) -> String {
        let mark = if self.is_inner { "//!" } else { "///" };
        let lines: Vec<String> = self
            .words
            .split('\n')
            .map(|line| {
                // `////` would no longer be a doc comment.
                let gap = if line.starts_with('/') { " " } else { "" };
                format!("{mark}{gap}{}", line.trim_end_matches('\r'))
            })
            .collect();
        lines.join("\n")
    }
}

/// The doc comment that begins with `first` and goes on in `rest`, and how many trees of `rest`
/// belong to it. An attribute that the user wrote as an attribute is none: its `#` is just `#`.
pub fn fold(first: &TokenTree, rest: &[TokenTree]) -> Option<(Doc, usize)> {
    if !is_punct(first, '#') || first.span().source_text().as_deref() == Some("#") {
        return None;
    }
    let is_inner = rest.first().is_some_and(|tree| is_punct(tree, '!'));
    let group_at = usize::from(is_inner);
    let TokenTree::Group(group) = rest.get(group_at)? else {
        return None;
    };
    if group.delimiter() != Delimiter::Bracket {
        return None;
    }
    let mut trees = group.stream().into_iter();
    let (name, equals, value, end) = (trees.next()?, trees.next()?, trees.next()?, trees.next());
    let TokenTree::Literal(literal) = value else {
        return None;
    };
    let is_doc = matches!(name, TokenTree::Ident(name) if name == "doc");
    if !is_doc || !is_punct(&equals, '=') || end.is_some() {
        return None;
    }
    let words = string_value(&literal.to_string())?;
    Some((Doc { is_inner, words }, group_at + 1))
}

fn is_punct(tree: &TokenTree, wanted: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

/// The value of a string literal, raw or not, as the compiler spells those of doc comments.
fn string_value(literal: &str) -> Option<String> {
    if let Some(raw) = literal.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let quoted = raw.get(hashes..raw.len().checked_sub(hashes)?)?;
        return Some(quoted.strip_prefix('"')?.strip_suffix('"')?.to_owned());
    }
    let mut rest = literal.strip_prefix('"')?.strip_suffix('"')?.chars();
    let mut value = String::with_capacity(literal.len());
    while let Some(letter) = rest.next() {
        if letter != '\\' {
            value.push(letter);
            continue;
        }
        value.push(match rest.next()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            '0' => '\0',
            'x' => code_point(&rest.by_ref().take(2).collect::<String>())?,
            'u' => {
                let digits = rest.by_ref().skip(1).take_while(|&digit| digit != '}');
                code_point(&digits.collect::<String>())?
            }
            quoted @ ('\\' | '"' | '\'') => quoted,
            _ => return None,
        });
    }
    Some(value)
}

fn code_point(digits: &str) -> Option<char> {
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn string_literals_give_their_value() {
        let value = |literal| string_value(literal).unwrap_or_else(|| "none".to_owned());
        assert_eq!(value(r#"" a""#), " a");
        assert_eq!(value(r#""q\"b\\s\nl\tt\u{e9}\x41\'""#), "q\"b\\s\nl\ttéA'");
        assert_eq!(value(r#"r" a\n""#), r" a\n");
        assert_eq!(value(r##"r#" "a" "#"##), r#" "a" "#);
        assert_eq!(value("3"), "none");
        assert_eq!(value("\"\\"), "none");
        assert_eq!(value("\""), "none");
        assert_eq!(value("r#"), "none");
        assert_eq!(value(r#""\u{110000}""#), "none");
    }

    #[test]
    fn words_become_line_comments() {
        let doc = |words: &str, is_inner| Doc {
            words: words.to_owned(),
            is_inner,
        };
        assert_eq!(doc(" one", false).as_lines(), "/// one");
        assert_eq!(doc(" one\n two", true).as_lines(), "//! one\n//! two");
        assert_eq!(doc("/x", false).as_lines(), "/// /x");
    }
}
