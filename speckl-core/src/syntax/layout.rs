//! Tokens → a copy of the text, byte for byte as long, in which the layout is explicit.
//!
//! Comments and newlines that mean nothing are blanked; the newlines that are left end an expression
//! or a statement. Block braces become bytes of their own, so that `if x == on { … }` cannot be read
//! as a record `on { … }`; statements in an indented body after `if c:` carry one mark for each
//! such body that they stand in. Offsets into the copy are offsets into the text. On the way the
//! places where declarations begin are noted, since only they tell which braces hold what.

mod brackets;
mod lines;

use super::keyword::{Keyword, Tokens, continues_line};
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
/// Stands for the `{` of the arms of a `match` expression.
pub(super) const ARMS_OPEN: u8 = 0x13;
/// Stands for the `}` of the arms of a `match` expression.
pub(super) const ARMS_CLOSE: u8 = 0x14;
/// Stands for the first letter of a `match` whose arms were found.
pub(super) const MATCH: u8 = 0x15;
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
    /// The arms of a `match` expression: a newline is as good as a comma.
    ValueArms,
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
    /// The `match` expressions whose arms are still to come.
    matches: Vec<usize>,
    /// Whether the `=>` of the current arm has been passed.
    in_arm: bool,
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
            matches: Vec::new(),
            in_arm: false,
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
            Kind::Arms => self.frames.last().is_some_and(|frame| frame.in_arm),
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
        let block = if word == "{" {
            self.block_at(index)
        } else {
            None
        };
        let fresh = std::mem::replace(&mut self.fresh, Fresh::No);
        let after_close = std::mem::replace(&mut self.after_close, false);
        let significant = token.after_newline
            && matches!(fresh, Fresh::No | Fresh::Declaration)
            && self.kind() != Kind::Value
            && block.is_none()
            && (!self.joined(index)
                || (self.kind() == Kind::Spec && self.tokens.surely_declaration_at(index)));
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
            || (!follows_keyword
                && self.ends_operand(previous)
                && self.tokens.surely_declaration_at(index))
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
                Keyword::Action
                    | Keyword::Invariant
                    | Keyword::Constraint
                    | Keyword::Reachable
                    | Keyword::Property
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
}
