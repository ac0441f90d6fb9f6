//! What a text says beside its tree: comments, and where blank lines are.
//!
//! Comments are handed out in the order in which they stand, each once; so none is lost, wherever the
//! printer asks for them.

use crate::source::FileId;
use crate::syntax::lexer::{Token, lex};

/// A comment and how it stands.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four facts of which each holds or not, whatever the others do"
)]
pub(super) struct Comment {
    /// With its signs, and without what follows it.
    pub text: String,
    pub start: usize,
    /// Whether nothing stands before it on its line but other comments.
    pub own_line: bool,
    /// Whether nothing can follow it on its line.
    pub to_line_end: bool,
    /// `///`
    pub doc: bool,
    pub blank_before: bool,
    /// Bytes between the start of its line and it.
    pub column: usize,
}

/// A text, its tokens and the comments that have not been handed out.
pub(super) struct Trivia<'s> {
    text: &'s str,
    tokens: Vec<Token>,
    comments: std::iter::Peekable<std::vec::IntoIter<Comment>>,
}

impl<'s> Trivia<'s> {
    pub fn of(text: &'s str) -> Self {
        let tokens = lex(FileId::default(), text).tokens;
        let mut comments = Vec::new();
        let mut end = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let mut first = true;
        for token in &tokens {
            comments_between(text, end, token.start, first, &mut comments);
            end = token.end;
            first = false;
        }
        comments_between(text, end, text.len(), first, &mut comments);
        Self {
            text,
            tokens,
            comments: comments.into_iter().peekable(),
        }
    }

    /// The next comment, if it is one that is wanted.
    pub fn next_if(&mut self, wanted: impl FnOnce(&Comment) -> bool) -> Option<Comment> {
        self.comments.next_if(wanted)
    }

    /// The first token at an offset or behind it, commas and semicolons left out.
    fn index_after(&self, offset: usize) -> usize {
        let mut index = self.tokens.partition_point(|token| token.start < offset);
        while matches!(self.str(index), "," | ";") {
            index += 1;
        }
        index
    }

    fn str(&self, index: usize) -> &'s str {
        self.tokens
            .get(index)
            .and_then(|token| self.text.get(token.start..token.end))
            .unwrap_or("")
    }

    fn start_of(&self, index: usize) -> usize {
        self.tokens
            .get(index)
            .map_or(self.text.len(), |token| token.start)
    }

    /// Where the next thing begins.
    pub fn next_start(&self, offset: usize) -> usize {
        self.start_of(self.index_after(offset))
    }

    /// The closing brace that follows, if nothing else does, or nothing but an opening one.
    pub fn closing_brace(&self, offset: usize) -> Option<usize> {
        let mut index = self.index_after(offset);
        while matches!(self.str(index), "{" | ")" | ":") {
            index += 1;
        }
        (self.str(index) == "}").then(|| self.start_of(index))
    }

    /// Behind the next `else`, if nothing but the end of a block stands before it.
    pub fn else_end(&self, offset: usize) -> usize {
        let mut index = self.index_after(offset);
        while matches!(self.str(index), "{" | "}" | ")" | ":") {
            index += 1;
        }
        if self.str(index) == "else" {
            self.start_of(index) + "else".len()
        } else {
            offset
        }
    }

    /// How far the line is indented that the next thing stands on; nothing at the end of the text.
    pub fn next_indent(&self, offset: usize) -> Option<usize> {
        let token = self.tokens.get(self.index_after(offset))?;
        Some(token.line_indent)
    }

    /// How far the line is indented that an offset lies on.
    pub fn indent_at(&self, offset: usize) -> usize {
        let index = self.tokens.partition_point(|token| token.end <= offset);
        self.tokens.get(index).map_or(0, |token| token.line_indent)
    }

    /// Whether a blank line stands before an offset.
    pub fn blank_before(&self, offset: usize) -> bool {
        blank_before(self.text, offset)
    }
}

fn blank_before(text: &str, offset: usize) -> bool {
    let before = text.get(..offset).unwrap_or("");
    let blank = &before[before.trim_end().len()..];
    blank.bytes().filter(|byte| *byte == b'\n').count() > 1
}

/// Takes the comments out of what lies between two tokens.
fn comments_between(
    text: &str,
    from: usize,
    to: usize,
    begins_file: bool,
    comments: &mut Vec<Comment>,
) {
    let gap = text.get(from..to).unwrap_or("");
    let mut at = 0;
    let mut own_line = begins_file;
    while let Some(found) = gap[at..].find(['\n', '/']) {
        at += found;
        if gap.as_bytes()[at] == b'\n' {
            own_line = true;
            at += 1;
            continue;
        }
        let to_line_end = gap[at..].starts_with("//");
        let length = if to_line_end {
            gap[at..].find('\n').unwrap_or(gap.len() - at)
        } else {
            block_length(&gap[at..])
        };
        let start = from + at;
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let comment = gap[at..at + length].trim_end().replace("\r\n", "\n");
        comments.push(Comment {
            doc: comment.starts_with("///") && !comment.starts_with("////"),
            text: comment,
            start,
            own_line,
            to_line_end,
            blank_before: blank_before(text, start),
            column: start - line_start,
        });
        at += length;
    }
}

/// The length of the block comment that a text begins with; such comments nest.
fn block_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if bytes[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += 1;
        }
    }
    at.max(1)
}
