//! What every part of the reading shares: pairs of the grammar, their spans, names and texts.
//!
//! Nothing here trusts the shape of a pair: what is not as expected becomes an error of the text.

use super::layer::shallow;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};
use crate::syntax::ast::{Docs, Name, Text};
use crate::syntax::grammar::{Grammar, Rule};
use crate::syntax::keyword::Tokens;
use crate::syntax::lexer::unescape;
use crate::syntax::split::Chunk;
use pest::Parser as _;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// One node of what the grammar found.
pub(super) type Pair<'i> = pest::iterators::Pair<'i, Rule>;

/// A value, or the finding that says why there is none.
pub(super) type Read<T> = Result<T, Box<Diagnostic>>;

/// How many declarations of a spec had no name so far: they are numbered.
#[derive(Clone, Copy, Default)]
pub(super) struct Unnamed {
    pub constraints: usize,
    pub temporal: usize,
    pub verify: usize,
}

/// Reads the pairs of one chunk.
pub(super) struct Reader<'a> {
    pub file: FileId,
    pub tokens: Tokens<'a>,
    /// The layout of the whole file.
    pub layout: &'a str,
    docs: &'a BTreeMap<usize, Docs>,
    /// The names that imports stand under.
    pub aliases: &'a BTreeSet<String>,
    /// Where the text that is parsed begins in the file.
    pub base: usize,
    /// Whether `x'` may be written.
    pub primes_allowed: bool,
    /// Whether `=` may be written for `:=`.
    pub in_init: bool,
    /// How many constraints and formulas had no name so far.
    pub unnamed: Unnamed,
    /// Calls that are statements.
    pub calls: Vec<Name>,
    /// The names of properties that were `verify`, which may name invariants.
    pub verified: Vec<Name>,
}

impl<'a> Reader<'a> {
    pub fn new(
        file: FileId,
        tokens: Tokens<'a>,
        layout: &'a str,
        docs: &'a BTreeMap<usize, Docs>,
        aliases: &'a BTreeSet<String>,
        chunk: &Chunk,
    ) -> Self {
        Self {
            file,
            tokens,
            layout,
            docs,
            aliases,
            base: chunk.bytes.start,
            primes_allowed: false,
            in_init: false,
            unnamed: Unnamed::default(),
            calls: Vec::new(),
            verified: Vec::new(),
        }
    }

    /// Where a pair stands, without the blanks that the grammar took along.
    pub fn span(&self, pair: &Pair<'_>) -> Span {
        let start = pair.as_span().start();
        let length = pair.as_str().trim_end_matches([' ', '\n', ';']).len();
        Span::new(self.file, self.base + start, self.base + start + length)
    }

    /// The documentation that stands before an offset of the file.
    pub fn docs_at(&self, offset: u32) -> Docs {
        self.docs
            .get(&(offset as usize))
            .cloned()
            .unwrap_or_default()
    }

    pub fn name(&self, pair: &Pair<'_>) -> Name {
        Name {
            text: pair.as_str().trim_end().to_owned(),
            span: self.span(pair),
        }
    }

    pub fn text(&self, pair: &Pair<'_>) -> Text {
        Text {
            value: unescape(pair.as_str()),
            span: self.span(pair),
        }
    }

    /// For a shape that the grammar does not give.
    pub fn misread(&self, pair: &Pair<'_>) -> Box<Diagnostic> {
        Box::new(Diagnostic::new(
            Code::Syntax,
            self.span(pair),
            "this could not be understood",
        ))
    }

    /// The bytes of the file that a place-holder stands for: up to where it is taken up again.
    pub fn deferred_range(&self, deferred: &Pair<'_>) -> Range<usize> {
        let from = deferred.as_span().start();
        let input = deferred.get_input();
        let hidden = input.get(from + 1..).unwrap_or("");
        let length = 1 + hidden.bytes().take_while(|byte| *byte == b' ').count();
        self.base + from..self.base + from + length
    }

    /// Parses a part of the file on its own and reads what was found.
    pub fn parse_inner<T>(
        &mut self,
        range: Range<usize>,
        rule: Rule,
        read: impl FnOnce(&mut Self, &Pair<'_>) -> Read<T>,
    ) -> Read<T> {
        let layout = self.layout;
        let text = shallow(layout.get(range.clone()).unwrap_or(""));
        let pair = self.inner_pair(&text, range.clone(), rule)?;
        let outer = std::mem::replace(&mut self.base, range.start);
        let result = read(self, &pair);
        self.base = outer;
        result
    }

    fn inner_pair<'t>(&self, text: &'t str, range: Range<usize>, rule: Rule) -> Read<Pair<'t>> {
        match Grammar::parse(rule, text) {
            Ok(mut pairs) => pairs
                .next()
                .ok_or_else(|| Box::new(self.unexpected(range.start, &[]))),
            Err(error) => Err(Box::new(self.finding(&range, rule, &error))),
        }
    }

    /// The first child.
    pub fn first<'i>(&self, pair: &Pair<'i>) -> Read<Pair<'i>> {
        let first = pair.clone().into_inner().next();
        first.ok_or_else(|| self.misread(pair))
    }

    /// The first child with a rule.
    pub fn child<'i>(&self, pair: &Pair<'i>, rule: Rule) -> Read<Pair<'i>> {
        find(pair, rule).ok_or_else(|| self.misread(pair))
    }
}

/// The first child with a rule, if there is one.
pub(super) fn find<'i>(pair: &Pair<'i>, rule: Rule) -> Option<Pair<'i>> {
    pair.clone()
        .into_inner()
        .find(|child| child.as_rule() == rule)
}

/// All the children with a rule.
pub(super) fn all<'i>(pair: &Pair<'i>, rule: Rule) -> impl Iterator<Item = Pair<'i>> {
    pair.clone()
        .into_inner()
        .filter(move |child| child.as_rule() == rule)
}
