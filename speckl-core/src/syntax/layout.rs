//! Tokens → a copy of the text, byte for byte as long, in which the layout is explicit.
//!
//! Comments and newlines that mean nothing are blanked; the newlines that are left end an expression
//! or a statement. Block braces become bytes of their own, so that `if x == on { … }` cannot be read
//! as a record `on { … }`; statements in an indented body after `if c:` carry one mark for each
//! such body that they stand in. Offsets into the copy are offsets into the text. On the way the
//! places where declarations begin are noted, since only they tell which braces hold what.

use super::keyword::{Keyword, Tokens, continues_line, is_sign_operator, is_word_operator};
use super::lexer::{Token, TokenKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// How deep brackets, prefix operators, blocks, `if`s and types may nest.
pub(super) const MAX_NESTING: usize = 256;
/// Bodies after `if c:` nest without brackets: they cost the parser more stack, and count for more.
const HEAVY: usize = 8;
/// Stands for the `{` of a block.
pub(super) const OPEN: u8 = 0x0e;
/// Stands for the `}` of a block.
pub(super) const CLOSE: u8 = 0x0f;
/// Stands for the last `>` of `Set<…>`.
const ANGLE_CLOSE: u8 = 0x11;
/// Stands before a statement, once for each indented body that it stands in.
const MARK: u8 = 0x01;

/// Where something begins that the file is split at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Boundary {
    /// The token.
    pub token: usize,
    /// The declaration that begins, or the closing brace of a spec.
    pub keyword: Option<Keyword>,
}

/// The explicit text and what was found on the way.
pub(super) struct Layout {
    /// As long as the source text.
    pub text: String,
    pub boundaries: Vec<Boundary>,
    pub diagnostics: Vec<Diagnostic>,
    /// Where the text is broken, so that no second finding is made of it.
    pub broken: Vec<usize>,
}

/// Makes the layout of a text explicit.
pub(super) fn lay_out(file: FileId, text: &str, list: &[Token]) -> Layout {
    let mut walker = Walker {
        file,
        tokens: Tokens { text, list },
        bytes: vec![b' '; text.len()],
        frames: vec![Frame::new(usize::MAX, "", Kind::Spec)],
        declaration: None,
        fresh: Fresh::Plain,
        after_close: false,
        angle_close: usize::MAX,
        prefixes: 0,
        openers: 0,
        too_deep: false,
        boundaries: Vec::new(),
        diagnostics: Vec::new(),
        broken: Vec::new(),
    };
    for index in 0..list.len() {
        walker.step(index);
    }
    walker.finish();
    Layout {
        text: String::from_utf8(walker.bytes).unwrap_or_default(),
        boundaries: walker.boundaries,
        diagnostics: walker.diagnostics,
        broken: walker.broken,
    }
}

/// What a bracket holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Declarations.
    Spec,
    /// Fields of a `state` or `event`.
    Fields,
    Statements,
    /// The expressions of an invariant.
    Expressions,
    /// The arms of a `match` statement.
    Arms,
    /// Values or types: newlines mean nothing here.
    Value,
}

/// The statement head that the current line is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Head {
    None,
    /// `if`, `for`, `match` up to their body.
    If,
    For,
    Match,
    Else,
}

/// Why the next token begins something although no newline says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fresh {
    No,
    Plain,
    /// The one statement after `if c:`.
    Single,
    /// The first of the indented statements after `if c:`.
    Indented,
    /// After a comma between declarations: only a declaration may begin here.
    Declaration,
}

struct Frame {
    opener: usize,
    closing: &'static str,
    kind: Kind,
    /// `if`, `let` and quantifiers that the current expression is nested in.
    openers: usize,
    line_first: usize,
    head: Head,
    head_indent: usize,
    /// Quantifiers in the head whose `:` is still to come.
    quantifiers: usize,
    /// `if` expressions whose `else` is still to come.
    expression_ifs: usize,
    /// The indentations of the `if c:` whose indented bodies are open.
    colons: Vec<usize>,
    /// The `if`s that an `else` could belong to, innermost last, and whether written with a colon.
    tail: Vec<(usize, bool)>,
    angles: usize,
}

impl Frame {
    fn new(opener: usize, closing: &'static str, kind: Kind) -> Self {
        Self {
            opener,
            closing,
            kind,
            openers: 0,
            line_first: opener.wrapping_add(1),
            head: Head::None,
            head_indent: 0,
            quantifiers: 0,
            expression_ifs: 0,
            colons: Vec::new(),
            tail: Vec::new(),
            angles: 0,
        }
    }
}

/// The declaration that is being walked through.
#[derive(Clone, Copy)]
struct Declaration {
    keyword: Keyword,
    start: usize,
    body_begun: bool,
}

struct Walker<'a> {
    file: FileId,
    tokens: Tokens<'a>,
    bytes: Vec<u8>,
    /// Never empty: the first is the file itself.
    frames: Vec<Frame>,
    declaration: Option<Declaration>,
    fresh: Fresh,
    after_close: bool,
    angle_close: usize,
    prefixes: usize,
    /// The sum over all frames.
    openers: usize,
    too_deep: bool,
    boundaries: Vec<Boundary>,
    diagnostics: Vec<Diagnostic>,
    broken: Vec<usize>,
}

impl Walker<'_> {
    fn span(&self, index: usize) -> Span {
        let token = self.tokens.list[index];
        Span::new(self.file, token.start, token.end)
    }

    fn top(&mut self) -> &mut Frame {
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    fn kind(&self) -> Kind {
        self.frames.last().map_or(Kind::Spec, |frame| frame.kind)
    }

    /// Whether the lines of the innermost block are statements.
    fn in_statements(&self) -> bool {
        match self.kind() {
            Kind::Statements => true,
            Kind::Spec => matches!(
                self.declaration.map(|declaration| declaration.keyword),
                Some(Keyword::Init | Keyword::Action)
            ),
            _ => false,
        }
    }

    fn step(&mut self, index: usize) {
        let token = self.tokens.list[index];
        let word = self.tokens.str(index);
        if token.after_newline {
            self.recover_at(index);
        }
        let block = if word == "{" { self.block_at(index) } else { None };
        let fresh = std::mem::replace(&mut self.fresh, Fresh::No);
        let after_close = std::mem::replace(&mut self.after_close, false);
        let significant = token.after_newline
            && matches!(fresh, Fresh::No | Fresh::Declaration)
            && self.kind() != Kind::Value
            && block.is_none()
            && (!self.joined(index) || (self.kind() == Kind::Spec && self.tokens.surely_declaration_at(index)));
        let starts = significant
            || !matches!(fresh, Fresh::No | Fresh::Declaration)
            || (after_close && word != "else" && !continues_line(word));
        if self.kind() == Kind::Spec
            && (starts || fresh == Fresh::Declaration || self.begins_beside(index))
            && self.begin_declaration(index)
        {
            if token.after_newline {
                self.write_newline(index);
            }
            self.begin_line(index, Fresh::Plain, false);
        } else {
            if significant && word != "}" {
                self.write_newline(index);
                self.mark_body_begun(index);
            }
            if starts {
                self.begin_line(index, fresh, significant);
            }
        }
        self.token(index, block, starts);
    }

    /// Whether a declaration begins behind another on the same line.
    fn begins_beside(&self, index: usize) -> bool {
        let Some(previous) = index.checked_sub(1) else {
            return false;
        };
        let follows_keyword = self
            .declaration
            .is_some_and(|declaration| declaration.start == previous);
        self.tokens.str(previous) == "}"
            || (!follows_keyword && self.ends_operand(previous) && self.tokens.surely_declaration_at(index))
    }

    /// A bracket that is still open where a declaration surely begins was forgotten.
    fn recover_at(&mut self, index: usize) {
        if self.frames.len() == 1 || !self.tokens.surely_declaration_at(index) {
            return;
        }
        let is_spec = matches!(self.tokens.str(index), "spec" | "speck");
        let level = if self.frames[1].kind == Kind::Spec && !is_spec { 2 } else { 1 };
        if self.frames.len() <= level {
            return;
        }
        // `action x` at the head of the fields of an interface is no declaration.
        if self.kind() == Kind::Fields && !matches!(self.tokens.str(index + 2), ":" | "=" | "(" | "{") {
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

    fn report_unclosed(&mut self, frame: usize, noticed: Option<usize>) {
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
                format!("`{found}` stands here instead of `{}`", self.frames[frame].closing)
            } else {
                "a new declaration begins here".to_owned()
            };
            finding = finding.also(self.span(at), words);
        }
        self.diagnostics.push(finding);
    }

    fn pop(&mut self) {
        if self.frames.len() > 1
            && let Some(frame) = self.frames.pop()
        {
            self.openers -= frame.openers;
        }
    }

    /// Whether a newline before this token ends nothing.
    fn joined(&self, index: usize) -> bool {
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
        let is_author = self.declaration.is_some_and(|declaration| declaration.keyword == Keyword::Author);
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
        previous == line_first
            && (before == "if"
                || self.in_statements()
                    && matches!(
                        before,
                        "require" | "assert" | "precondition" | "postcondition" | "return" | "let" | "emit" | "assign"
                    ))
    }

    /// Notes a declaration or a spec header, if one begins here.
    fn begin_declaration(&mut self, index: usize) -> bool {
        let Some(keyword) = self.tokens.declaration_at(index) else {
            return false;
        };
        if keyword == Keyword::Satisfies
            && let Some(declaration) = self.declaration
            && !declaration.body_begun
            && matches!(
                declaration.keyword,
                Keyword::Action | Keyword::Invariant | Keyword::Constraint
            )
        {
            return false;
        }
        self.boundaries.push(Boundary {
            token: index,
            keyword: Some(keyword),
        });
        self.declaration = Some(Declaration {
            keyword,
            start: index,
            body_begun: false,
        });
        self.too_deep = false;
        self.top().colons.clear();
        true
    }

    fn mark_body_begun(&mut self, index: usize) {
        let is_head = self.tokens.declaration_at(index) == Some(Keyword::Satisfies);
        if self.kind() == Kind::Spec
            && !is_head
            && let Some(declaration) = &mut self.declaration
        {
            declaration.body_begun = true;
        }
    }

    fn write_newline(&mut self, index: usize) {
        if let Some(previous) = index.checked_sub(1) {
            // Between two tokens with a newline between them there is at least that one byte.
            self.bytes[self.tokens.list[previous].end] = b'\n';
        }
    }

    /// A new statement, expression or field begins.
    fn begin_line(&mut self, index: usize, fresh: Fresh, significant: bool) {
        let token = self.tokens.list[index];
        let word = self.tokens.str(index);
        let statements = self.in_statements();
        let assigned = matches!(self.tokens.str(index + 1), ":=" | "=" | "." | ":");
        let nested = matches!(fresh, Fresh::Single | Fresh::Indented);
        let frame = self.top();
        if significant {
            while frame.colons.last().is_some_and(|&indent| token.indent <= indent) {
                frame.colons.pop();
            }
            frame.tail = frame.colons.iter().map(|&indent| (indent, true)).collect();
        }
        let depth = frame.colons.len();
        frame.line_first = index;
        frame.quantifiers = 0;
        frame.expression_ifs = 0;
        frame.angles = 0;
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

    /// Copies one token and follows the brackets.
    fn token(&mut self, index: usize, block: Option<Kind>, starts: bool) {
        let token = self.tokens.list[index];
        let word = self.tokens.str(index);
        self.bytes[token.start..token.end].copy_from_slice(word.as_bytes());
        if token.kind == TokenKind::Punctuation {
            self.punctuation(index, word, block);
        } else if token.kind == TokenKind::Word {
            self.word(index, word, starts);
        }
        let is_prefix = matches!(word, "not" | "!" | "-") && token.kind != TokenKind::Text;
        self.prefixes = if is_prefix { self.prefixes + 1 } else { 0 };
        if self.frames.len() - 1 + self.openers + self.prefixes > MAX_NESTING {
            self.report_too_deep(index);
        }
    }

    fn report_too_deep(&mut self, index: usize) {
        if !std::mem::replace(&mut self.too_deep, true) {
            self.broken.push(self.tokens.list[index].start);
            self.diagnostics.push(Diagnostic::new(
                Code::NestingTooDeep,
                self.span(index),
                format!("nesting goes deeper than {MAX_NESTING} levels here"),
            ));
        }
    }

    fn word(&mut self, index: usize, word: &str, starts: bool) {
        let before = index.checked_sub(1).map_or("", |previous| self.tokens.str(previous));
        let next_is_word = self
            .tokens
            .list
            .get(index + 1)
            .is_some_and(|token| token.kind == TokenKind::Word);
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
            "match" => next_is_word,
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

    fn punctuation(&mut self, index: usize, sign: &str, block: Option<Kind>) {
        let start = self.tokens.list[index].start;
        match sign {
            "(" => self.frames.push(Frame::new(index, ")", Kind::Value)),
            "[" => self.frames.push(Frame::new(index, "]", Kind::Value)),
            "{" => {
                if let Some(kind) = block {
                    self.bytes[start] = OPEN;
                    self.fresh = Fresh::Plain;
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
                }
            }
            ":" => self.colon(index),
            "<" => {
                let before = index.checked_sub(1).map_or("", |previous| self.tokens.str(previous));
                let frame = self.top();
                if frame.angles > 0 || matches!(before, "Set" | "Map" | "List" | "Option") {
                    frame.angles += 1;
                }
            }
            ">" => {
                let frame = self.top();
                if frame.angles > 0 {
                    frame.angles -= 1;
                    if frame.angles == 0 {
                        self.bytes[start] = ANGLE_CLOSE;
                        self.angle_close = index;
                    }
                }
            }
            _ => {}
        }
    }

    /// `if c:` begins a body; any other colon is left alone.
    fn colon(&mut self, index: usize) {
        let statements = self.in_statements();
        if self.kind() == Kind::Spec
            && let Some(declaration) = &mut self.declaration
            && matches!(declaration.keyword, Keyword::Invariant | Keyword::Constraint)
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
        let indented = next.is_some_and(|next| next.after_newline && next.indent > frame.head_indent);
        if indented {
            let indent = frame.head_indent;
            frame.colons.push(indent);
        }
        self.fresh = if indented { Fresh::Indented } else { Fresh::Single };
        let weight = if indented { HEAVY - 1 } else { HEAVY };
        self.top().openers += weight;
        self.openers += weight;
    }

    /// What the `{` at a token holds, if it is the brace of a block.
    fn block_at(&self, index: usize) -> Option<Kind> {
        let frame = self.frames.last()?;
        let before = self.tokens.str(index.checked_sub(1)?);
        if frame.kind == Kind::Spec
            && let Some(declaration) = self.declaration
        {
            let offset = index - declaration.start;
            let heads = !declaration.body_begun;
            let kind = match declaration.keyword {
                Keyword::Spec if offset == 2 => Some(Kind::Spec),
                Keyword::State if offset == 1 || (offset == 2 && before == ":") => Some(Kind::Fields),
                Keyword::Init if offset == 1 || (heads && matches!(before, ":" | ")")) => Some(Kind::Statements),
                Keyword::Action if heads && self.ends_operand(index - 1) => Some(Kind::Statements),
                Keyword::Invariant if offset == 2 && before != ":" => Some(Kind::Expressions),
                Keyword::Constraint if offset <= 2 && before != ":" => Some(Kind::Expressions),
                Keyword::Final if offset == 1 => Some(Kind::Expressions),
                Keyword::Event | Keyword::Interface if offset == 2 => Some(Kind::Fields),
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
            Head::If | Head::For if self.ends_operand(index - 1) => Some(Kind::Statements),
            Head::Match if self.ends_operand(index - 1) => Some(Kind::Arms),
            Head::Else if before == "else" => Some(Kind::Statements),
            _ => None,
        }
    }

    /// Whether an operand may end with this token.
    fn ends_operand(&self, index: usize) -> bool {
        let word = self.tokens.str(index);
        match self.tokens.list[index].kind {
            TokenKind::Word => {
                !is_word_operator(word)
                    && !matches!(word, "if" | "match" | "not" | "then" | "else" | "enum" | "with" | "for")
            }
            TokenKind::Number | TokenKind::Text => true,
            TokenKind::Punctuation => matches!(word, ")" | "]" | "}" | "'" | "?") || index == self.angle_close,
        }
    }

    fn close(&mut self, index: usize, sign: &str) {
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

    fn close_top(&mut self, index: usize) {
        let kind = self.kind();
        self.pop();
        if kind == Kind::Value {
            return;
        }
        self.bytes[self.tokens.list[index].start] = CLOSE;
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

    fn finish(&mut self) {
        let last = self.frames.len() - 1;
        if last > 0 {
            self.report_unclosed(last, None);
        }
    }
}
