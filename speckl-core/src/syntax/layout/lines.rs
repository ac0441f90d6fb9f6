//! Lines: where a newline means something, and the bodies of `if c:` that have no braces.

use super::{Fresh, HEAVY, Head, Kind, MARK, Walker};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::keyword::{Keyword, continues_line, is_sign_operator, is_word_operator};
use crate::syntax::lexer::TokenKind;

impl Walker<'_> {
    /// Whether a newline before this token ends nothing.
    pub(super) fn joined(&self, index: usize) -> bool {
        let Some(previous) = index.checked_sub(1) else {
            return false;
        };
        let before = self.tokens.str(previous);
        let word = self.tokens.str(index);
        let after = self.tokens.str(index + 1);
        let is_name_here = matches!(after, ":=" | "=" | ":");
        let negated = word == "not" && matches!(after, "in" | "In");
        let is_name = is_name_here
            && self.tokens.list[index].kind == TokenKind::Word
            && !matches!(word, "then" | "else");
        if (continues_line(word) || negated) && !is_name {
            return true;
        }
        if self.tokens.list[previous].kind == TokenKind::Text {
            return false;
        }
        let is_author = self
            .declaration
            .is_some_and(|declaration| declaration.keyword == Keyword::Author);
        let closes_angle = previous == self.angle_close || (before == ">" && is_author);
        if is_sign_operator(before) && !closes_angle {
            return true;
        }
        // A word that is an operator elsewhere may be a name at the very beginning of its line.
        let line_first = self.frames.last().map_or(0, |frame| frame.line_first);
        if is_word_operator(before) || matches!(before, "not" | "then" | "else") {
            return previous != line_first || before == "else" || before == "not";
        }
        if matches!(before, "=" | ":=" | ":" | "," | "." | "!") {
            return true;
        }
        if matches!(before, "always" | "eventually") && self.is_modal(previous, line_first) {
            return true;
        }
        previous == line_first
            && (before == "if"
                || self.in_statements()
                    && matches!(
                        before,
                        "require"
                            | "assert"
                            | "precondition"
                            | "postcondition"
                            | "return"
                            | "let"
                            | "emit"
                            | "assign"
                    ))
    }

    /// Whether `always` or `eventually` stands at the head of a formula, and is no variable.
    fn is_modal(&self, index: usize, line_first: usize) -> bool {
        let Some(declaration) = self.declaration else {
            return false;
        };
        let head = match declaration.keyword {
            Keyword::Property => declaration.start + 3,
            Keyword::Temporal | Keyword::Verify => declaration.start + 2,
            _ => return false,
        };
        let before = index
            .checked_sub(1)
            .map_or("", |previous| self.tokens.str(previous));
        index == line_first || index == head || matches!(before, "always" | "eventually")
    }

    pub(super) fn write_newline(&mut self, index: usize) {
        if let Some(previous) = index.checked_sub(1) {
            // Between two tokens with a newline between them there is at least that one byte.
            let separator = if self.kind() == Kind::ValueArms {
                b','
            } else {
                b'\n'
            };
            self.bytes[self.tokens.list[previous].end] = separator;
        }
    }

    /// A new statement, expression or field begins.
    pub(super) fn begin_line(&mut self, index: usize, fresh: Fresh, significant: bool) {
        let token = self.tokens.list[index];
        let word = self.tokens.str(index);
        if self.kind() == Kind::Arms {
            self.top().in_arm = matches!(fresh, Fresh::Single | Fresh::Indented);
        }
        let statements = self.in_statements();
        let assigned = matches!(self.tokens.str(index + 1), ":=" | "=" | "." | ":");
        let nested = matches!(fresh, Fresh::Single | Fresh::Indented);
        let frame = self.top();
        if significant {
            while frame
                .colons
                .last()
                .is_some_and(|&indent| token.indent <= indent)
            {
                frame.colons.pop();
            }
            frame.tail = frame.colons.iter().map(|&indent| (indent, true)).collect();
        }
        let depth = frame.colons.len();
        frame.line_first = index;
        frame.quantifiers = 0;
        frame.expression_ifs = 0;
        frame.matches.clear();
        frame.head = match word {
            _ if !statements || assigned => Head::None,
            "if" => Head::If,
            "for" | "forall" => Head::For,
            "match" => Head::Match,
            _ => Head::None,
        };
        frame.head_indent = token.line_indent;
        if frame.head == Head::If {
            frame.tail.push((token.line_indent, false));
        }
        let mut dropped = 0;
        if !nested {
            dropped = frame.openers.saturating_sub(depth * HEAVY);
            frame.openers -= dropped;
        }
        self.openers -= dropped;
        if (significant || fresh == Fresh::Indented) && token.indent >= depth {
            self.bytes[token.start - depth..token.start].fill(MARK);
        }
    }

    pub(super) fn word(&mut self, index: usize, word: &str, starts: bool) {
        let before = index
            .checked_sub(1)
            .map_or("", |previous| self.tokens.str(previous));
        let next_is_word = self
            .tokens
            .list
            .get(index + 1)
            .is_some_and(|token| token.kind == TokenKind::Word)
            && !is_word_operator(self.tokens.str(index + 1));
        let scrutinee = self.tokens.scrutinee_follows(index + 1);
        let statements = self.in_statements();
        let indent = self.tokens.list[index].line_indent;
        let after_newline = self.tokens.list[index].after_newline;
        let frame = self.top();
        let opens = match word {
            "if" => {
                if before == "else" && frame.head == Head::Else {
                    frame.head = Head::If;
                } else if !starts {
                    frame.expression_ifs += 1;
                }
                true
            }
            "let" => true,
            "forall" | "exists" if next_is_word => {
                if !starts {
                    frame.quantifiers += 1;
                }
                true
            }
            "match" if scrutinee => {
                if frame.head != Head::Match || frame.line_first != index {
                    frame.matches.push(index);
                }
                true
            }
            "else" if frame.expression_ifs > 0 => {
                frame.expression_ifs -= 1;
                false
            }
            "else" if statements => {
                frame.head = Head::Else;
                frame.head_indent = indent;
                if after_newline {
                    while frame.colons.last().is_some_and(|&open| open >= indent) {
                        frame.colons.pop();
                    }
                }
                let ambiguous = after_newline
                    && frame.tail.iter().any(|(_, colon)| *colon)
                    && frame.tail.last().is_some_and(|(open, _)| *open != indent);
                frame.tail.pop();
                if ambiguous {
                    self.broken.push(self.tokens.list[index].start);
                    self.diagnostics.push(
                        Diagnostic::new(
                            Code::Syntax,
                            self.span(index),
                            "it is not clear which `if` this `else` belongs to",
                        )
                        .note("put braces around the bodies: `if c { … } else { … }`"),
                    );
                }
                false
            }
            _ => false,
        };
        if opens {
            self.top().openers += 1;
            self.openers += 1;
        }
    }

    /// `if c:` begins a body; any other colon is left alone.
    pub(super) fn colon(&mut self, index: usize) {
        let statements = self.in_statements();
        if self.kind() == Kind::Spec
            && let Some(declaration) = &mut self.declaration
            && matches!(
                declaration.keyword,
                Keyword::Invariant | Keyword::Constraint | Keyword::Reachable | Keyword::Property
            )
        {
            declaration.body_begun = true;
        }
        let next = self.tokens.list.get(index + 1).copied();
        let frame = self.top();
        if frame.quantifiers > 0 {
            frame.quantifiers -= 1;
            return;
        }
        if !statements || !matches!(frame.head, Head::If | Head::For | Head::Else) {
            return;
        }
        if frame.head == Head::If {
            frame.tail.pop();
        }
        frame.head = Head::None;
        frame.tail.push((frame.head_indent, true));
        let indented =
            next.is_some_and(|next| next.after_newline && next.indent > frame.head_indent);
        if indented {
            let indent = frame.head_indent;
            frame.colons.push(indent);
        }
        self.fresh = if indented {
            Fresh::Indented
        } else {
            Fresh::Single
        };
        let weight = if indented { HEAVY - 1 } else { HEAVY };
        self.top().openers += weight;
        self.openers += weight;
    }
}
