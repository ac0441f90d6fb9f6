//! Brackets: what each holds, where it closes, and which were forgotten.

use super::{
    ARMS_CLOSE, ARMS_OPEN, Boundary, CLOSE, Frame, Fresh, Head, Kind, MATCH, OPEN, Walker,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::keyword::{Keyword, is_word_operator};
use crate::syntax::lexer::TokenKind;

impl Walker<'_> {
    /// A bracket that is still open where a declaration surely begins was forgotten.
    pub(super) fn recover_at(&mut self, index: usize) {
        if self.frames.len() == 1 || !self.tokens.surely_declaration_at(index) {
            return;
        }
        let is_spec = matches!(self.tokens.str(index), "spec" | "speck");
        let level = if self.frames[1].kind == Kind::Spec && !is_spec {
            2
        } else {
            1
        };
        if self.frames.len() <= level {
            return;
        }
        // `action x` at the head of the fields of an interface is no declaration.
        if self.kind() == Kind::Fields
            && !matches!(self.tokens.str(index + 2), ":" | "=" | "(" | "{")
        {
            return;
        }
        self.report_unclosed(self.frames.len() - 1, Some(index));
        while self.frames.len() > level {
            self.pop();
        }
        if level == 1 {
            self.declaration = None;
        }
        self.fresh = Fresh::Plain;
    }

    pub(super) fn report_unclosed(&mut self, frame: usize, noticed: Option<usize>) {
        let opener = self.frames[frame].opener;
        self.broken.push(self.tokens.list[opener].start);
        if self.too_deep {
            return;
        }
        let bracket = self.tokens.str(opener);
        let mut finding = Diagnostic::new(
            Code::UnbalancedBracket,
            self.span(opener),
            format!("this `{bracket}` is never closed"),
        );
        if let Some(at) = noticed {
            let found = self.tokens.str(at);
            let words = if matches!(found, ")" | "]" | "}") {
                format!(
                    "`{found}` stands here instead of `{}`",
                    self.frames[frame].closing
                )
            } else {
                "a new declaration begins here".to_owned()
            };
            finding = finding.also(self.span(at), words);
        }
        self.diagnostics.push(finding);
    }

    pub(super) fn pop(&mut self) {
        if self.frames.len() > 1
            && let Some(frame) = self.frames.pop()
        {
            self.openers -= frame.openers;
        }
    }

    pub(super) fn punctuation(&mut self, index: usize, sign: &str, block: Option<Kind>) {
        let start = self.tokens.list[index].start;
        match sign {
            "(" => self.frames.push(Frame::new(index, ")", Kind::Value)),
            "[" => self.frames.push(Frame::new(index, "]", Kind::Value)),
            "{" => {
                if let Some(kind) = block {
                    self.bytes[start] = OPEN;
                    self.fresh = Fresh::Plain;
                    if matches!(kind, Kind::Arms | Kind::ValueArms) {
                        self.begin_arms(start, kind);
                    }
                    if kind == Kind::Spec {
                        self.declaration = None;
                    }
                    self.frames.push(Frame::new(index, "}", kind));
                } else {
                    self.frames.push(Frame::new(index, "}", Kind::Value));
                }
            }
            ")" | "]" | "}" => self.close(index, sign),
            ";" | "," => {
                let dropped = std::mem::take(&mut self.top().openers);
                self.openers -= dropped;
                if sign == ";" && self.kind() != Kind::Value {
                    self.fresh = Fresh::Plain;
                } else if self.kind() == Kind::Spec {
                    self.fresh = Fresh::Declaration;
                } else if self.kind() == Kind::Arms {
                    self.fresh = Fresh::Plain;
                }
            }
            ":" => self.colon(index),
            "=>" if self.kind() == Kind::Arms && !self.top().in_arm => {
                self.top().in_arm = true;
                self.fresh = Fresh::Single;
            }
            "<" if self.follows_container(index) => {
                self.bytes[start] = b'(';
                self.frames.push(Frame::new(index, ">", Kind::Value));
            }
            // `state s: Set<Int>= {}` has both in one token.
            ">" | ">=" if self.top().closing == ">" => {
                self.bytes[start] = b')';
                self.angle_close = index;
                self.close_top(index);
            }
            _ => {}
        }
    }

    /// Marks the `match` that the arms belong to.
    fn begin_arms(&mut self, start: usize, kind: Kind) {
        let keyword = if kind == Kind::ValueArms {
            self.bytes[start] = ARMS_OPEN;
            self.top().matches.pop()
        } else {
            Some(self.top().line_first)
        };
        if let Some(token) = keyword.and_then(|index| self.tokens.list.get(index)) {
            self.bytes[token.start] = MATCH;
        }
    }

    fn follows_container(&self, index: usize) -> bool {
        let before = index
            .checked_sub(1)
            .map_or("", |previous| self.tokens.str(previous));
        matches!(before, "Set" | "Map" | "List" | "Seq" | "Option")
    }

    /// What the `{` at a token holds, if it is the brace of a block.
    pub(super) fn block_at(&self, index: usize) -> Option<Kind> {
        let frame = self.frames.last()?;
        let before = self.tokens.str(index.checked_sub(1)?);
        if !frame.matches.is_empty() && self.ends_value(index - 1) {
            return Some(Kind::ValueArms);
        }
        if frame.kind == Kind::Spec
            && let Some(declaration) = self.declaration
        {
            let offset = index - declaration.start;
            let heads = !declaration.body_begun;
            let kind = match declaration.keyword {
                Keyword::Spec if offset == 2 => Some(Kind::Spec),
                Keyword::Init if offset == 1 || (heads && matches!(before, ":" | ")")) => {
                    Some(Kind::Statements)
                }
                Keyword::Action if heads && self.ends_operand(index - 1) => Some(Kind::Statements),
                Keyword::Invariant | Keyword::Reachable | Keyword::Property
                    if offset == 2 && before != ":" =>
                {
                    Some(Kind::Expressions)
                }
                Keyword::Constraint if offset <= 2 && before != ":" => Some(Kind::Expressions),
                Keyword::Final if offset == 1 => Some(Kind::Expressions),
                Keyword::Temporal if offset == 1 || (offset == 2 && before == ":") => {
                    Some(Kind::Expressions)
                }
                Keyword::Event | Keyword::Interface if offset == 2 => Some(Kind::Fields),
                Keyword::State | Keyword::Bounds | Keyword::Provenance | Keyword::Bom
                    if offset == 1 || (offset == 2 && before == ":") =>
                {
                    Some(Kind::Fields)
                }
                Keyword::Verify if heads && before == ")" => Some(Kind::Fields),
                _ => None,
            };
            if kind.is_some() {
                return kind;
            }
        }
        if frame.kind == Kind::Arms && before == "=>" {
            return Some(Kind::Statements);
        }
        if !self.in_statements() {
            return None;
        }
        match frame.head {
            Head::If | Head::For if self.ends_value(index - 1) => Some(Kind::Statements),
            Head::Match if self.ends_value(index - 1) => Some(Kind::Arms),
            Head::Else if before == "else" => Some(Kind::Statements),
            _ => None,
        }
    }

    /// Whether a value may end with this token: where no type can stand, `enum` is a name.
    fn ends_value(&self, index: usize) -> bool {
        self.tokens.str(index) == "enum" || self.ends_operand(index)
    }

    /// Whether an operand may end with this token.
    pub(super) fn ends_operand(&self, index: usize) -> bool {
        let word = self.tokens.str(index);
        match self.tokens.list[index].kind {
            TokenKind::Word => {
                !is_word_operator(word)
                    && !matches!(word, "if" | "not" | "then" | "else" | "enum" | "with")
                    && (word != "match" || !self.tokens.scrutinee_follows(index + 1))
            }
            TokenKind::Number | TokenKind::Text => true,
            TokenKind::Punctuation => {
                matches!(word, ")" | "]" | "}" | "'" | "?") || index == self.angle_close
            }
        }
    }

    pub(super) fn close(&mut self, index: usize, sign: &str) {
        let last = self.frames.len() - 1;
        let top = &self.frames[last];
        if last > 0 && top.closing == sign {
            self.close_top(index);
            return;
        }
        let crossing_values = sign != "}";
        let matching = self
            .frames
            .iter()
            .rposition(|frame| frame.closing == sign)
            .filter(|&found| !crossing_values || self.frames[found].kind == Kind::Value);
        if let Some(found) = matching.filter(|&found| found > 0) {
            self.report_unclosed(last, Some(index));
            while self.frames.len() - 1 > found {
                self.pop();
            }
            self.close_top(index);
            return;
        }
        self.broken.push(self.tokens.list[index].start);
        let closes_wrongly = last > 0 && top.kind == Kind::Value && top.closing != "}";
        if closes_wrongly {
            self.report_unclosed(last, Some(index));
            self.pop();
        } else if !self.too_deep {
            self.diagnostics.push(Diagnostic::new(
                Code::UnbalancedBracket,
                self.span(index),
                format!("this `{sign}` closes nothing"),
            ));
        }
    }

    pub(super) fn close_top(&mut self, index: usize) {
        let kind = self.kind();
        self.pop();
        if kind == Kind::Value {
            return;
        }
        let start = self.tokens.list[index].start;
        if kind == Kind::ValueArms {
            self.bytes[start] = ARMS_CLOSE;
            return;
        }
        self.bytes[start] = CLOSE;
        self.after_close = true;
        if kind == Kind::Spec {
            self.declaration = None;
            self.boundaries.push(Boundary {
                token: index,
                keyword: None,
            });
        } else if self.kind() == Kind::Spec
            && let Some(declaration) = &mut self.declaration
        {
            declaration.body_begun = true;
        }
    }

    pub(super) fn finish(&mut self) {
        let last = self.frames.len() - 1;
        if last > 0 {
            self.report_unclosed(last, None);
        }
    }
}
