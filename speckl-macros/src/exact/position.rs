//! Where a token stands in its file, as far as the compiler tells.
//!
//! The compiler's spans give line and column on stable Rust, but only inside a macro expansion.
//! What is made of them works on [`Positions`], so that it can be tested outside of one.

use proc_macro2::Span;

/// A place in a source file. Lines and columns count from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters (a tab is one).
    pub column: usize,
}

impl Position {
    /// The place just after `text`, if `text` begins here.
    pub fn after(self, text: &str) -> Self {
        match text.rsplit_once('\n') {
            None => Self {
                line: self.line,
                column: self.column.saturating_add(text.chars().count()),
            },
            Some((before, last)) => {
                let lines = 1 + before.bytes().filter(|&byte| byte == b'\n').count();
                Self {
                    line: self.line.saturating_add(lines),
                    column: 1 + last.chars().count(),
                }
            }
        }
    }

    /// Whether this can be a place at all: some hosts answer zero where they know nothing.
    pub fn is_real(self) -> bool {
        self.line > 0 && self.column > 0
    }
}

/// Who is asked where a span begins.
pub trait Positions {
    /// Where the span begins.
    fn start(&self, span: Span) -> Position;
    /// The file that the span is in; only ever compared with the answer for another span.
    fn file(&self, span: Span) -> String;
}

/// Asks the compiler. Works only while a procedural macro is being expanded.
#[derive(Clone, Copy, Debug)]
pub struct Compiler;

impl Positions for Compiler {
    fn start(&self, span: Span) -> Position {
        let span = span.unwrap();
        Position {
            line: span.line(),
            column: span.column(),
        }
    }

    fn file(&self, span: Span) -> String {
        span.unwrap().file()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_moves_a_position_by_characters_and_lines() {
        let start = Position { line: 3, column: 5 };
        assert_eq!(start.after(""), start);
        assert_eq!(start.after("aé\t"), Position { line: 3, column: 8 });
        assert_eq!(start.after("a\n\nßx"), Position { line: 5, column: 3 });
    }
}
