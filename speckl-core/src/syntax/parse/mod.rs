//! Text → Ast and findings: the whole of parsing, in the order in which it happens.

mod declaration;
mod error;
mod expression;
mod layer;
mod postfix;
mod reader;
mod settle;
mod statement;
mod types;

pub(super) use self::expression::{binary_precedence, unary_precedence};
use self::reader::Reader;
use super::ast;
use super::keyword::{Keyword, Tokens};
use super::layout::{Layout, lay_out};
use super::lexer::{Lexed, lex};
use super::split::{Chunk, Parts, SpecPart, split};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// A hostile file could have a finding for each of its bytes; nobody reads more than these.
const MOST_FINDINGS: usize = 200;

/// A tree and what is wrong with the text; a declaration that could not be read is not in the tree.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// What was understood.
    pub file: ast::File,
    /// What was not, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads one file.
///
/// Never panics and never gives up at the first error. Expressions that the language refuses for good
/// are in the tree as [`ast::ExprKind::Refused`], constructs that are not supported yet as
/// `Unsupported`; neither has a diagnostic of its own here.
pub fn parse(file: FileId, text: &str) -> Parsed {
    if u32::try_from(text.len()).is_err() {
        let finding = Diagnostic::new(
            Code::TooLarge,
            Span::new(file, 0, 0),
            "this file is larger than 4 GiB",
        );
        return Parsed {
            file: ast::File::default(),
            diagnostics: vec![finding],
        };
    }
    let lexed = lex(file, text);
    let tokens = Tokens {
        text,
        list: &lexed.tokens,
    };
    let layout = lay_out(file, text, &lexed.tokens);
    let parts = split(&tokens, &layout.boundaries);
    let mut driver = Driver {
        file,
        tokens,
        lexed: &lexed,
        layout: &layout,
        broken: broken(&lexed, &layout),
        diagnostics: Vec::new(),
    };
    let specs = driver.specs(&parts);
    let mut diagnostics = driver.diagnostics;
    diagnostics.extend(lexed.diagnostics);
    diagnostics.extend(layout.diagnostics);
    diagnostics.sort_by_key(|finding| finding.primary.span.start);
    diagnostics.truncate(MOST_FINDINGS);
    Parsed {
        file: ast::File { specs, ..Default::default() },
        diagnostics,
    }
}

/// Where tokens or brackets are wrong, in order.
fn broken(lexed: &Lexed, layout: &Layout) -> Vec<usize> {
    let mut broken: Vec<usize> = lexed.broken.iter().chain(&layout.broken).copied().collect();
    broken.sort_unstable();
    broken
}

struct Driver<'a> {
    file: FileId,
    tokens: Tokens<'a>,
    lexed: &'a Lexed,
    layout: &'a Layout,
    broken: Vec<usize>,
    diagnostics: Vec<Diagnostic>,
}

impl Driver<'_> {
    fn specs(&mut self, parts: &Parts) -> Vec<ast::Spec> {
        let mut imports = self.outside(parts);
        let mut specs = Vec::new();
        for part in &parts.specs {
            let mut spec = self.spec(part);
            spec.decls.splice(0..0, imports.drain(..));
            specs.push(spec);
        }
        if parts.specs.is_empty() {
            let end = self.tokens.list.first().map_or(0, |token| token.end);
            let start = self.tokens.list.first().map_or(0, |token| token.start);
            self.diagnostics.push(
                Diagnostic::new(
                    Code::NoSpec,
                    Span::new(self.file, start, end),
                    "this file holds no spec",
                )
                .note("a spec begins with `spec Name`"),
            );
        }
        specs
    }

    /// What stands outside of any spec: only imports may, and they belong to the next one.
    fn outside(&mut self, parts: &Parts) -> Vec<ast::Decl> {
        let mut imports = Vec::new();
        for chunk in &parts.outside {
            if self.is_broken(chunk) {
                continue;
            }
            if chunk.keyword == Some(Keyword::Unsupported("`import` declarations")) {
                imports.extend(self.reader(chunk).declarations(chunk).unwrap_or_default());
            } else if !parts.specs.is_empty() {
                let first = self.tokens.list[chunk.tokens.start];
                let found = self.tokens.str(chunk.tokens.start);
                let span = Span::new(self.file, first.start, first.end);
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::Syntax,
                        span,
                        format!("expected `spec Name`, found `{found}`"),
                    )
                    .did_you_mean(span, found, ["spec", "speck"])
                    .note("declarations stand inside a spec"),
                );
            }
        }
        imports
    }

    fn is_broken(&self, chunk: &Chunk) -> bool {
        let from = self.broken.partition_point(|&at| at < chunk.bytes.start);
        self.broken
            .get(from)
            .is_some_and(|&at| at < chunk.bytes.end)
    }

    fn reader(&self, chunk: &Chunk) -> Reader<'_> {
        Reader::new(
            self.file,
            self.tokens,
            &self.layout.text,
            &self.lexed.docs,
            chunk,
        )
    }

    fn spec(&mut self, part: &SpecPart) -> ast::Spec {
        let mut spec = ast::Spec {
            name: ast::Name {
                text: self.tokens.text[part.name.clone()].to_owned(),
                span: Span::new(self.file, part.name.start, part.name.end),
            },
            docs: self
                .lexed
                .docs
                .get(&part.bytes.start)
                .cloned()
                .unwrap_or_default(),
            decls: Vec::new(),
            span: Span::new(self.file, part.bytes.start, part.bytes.end),
        };
        let mut calls = Vec::new();
        let mut actions: Vec<String> = Vec::new();
        let mut unnamed = 0;
        for chunk in &part.chunks {
            if chunk.keyword == Some(Keyword::Action) {
                actions.push(self.tokens.str(chunk.tokens.start + 1).to_owned());
            }
            if self.is_broken(chunk) {
                continue;
            }
            let mut reader = self.reader(chunk);
            reader.unnamed_constraints = unnamed;
            match reader.declarations(chunk) {
                Ok(decls) => spec.decls.extend(decls),
                Err(findings) => {
                    let found = findings.into_iter();
                    let room = MOST_FINDINGS.saturating_sub(self.diagnostics.len());
                    let found: Vec<_> = found.take(room).collect();
                    self.diagnostics.extend(found);
                    continue;
                }
            }
            unnamed = reader.unnamed_constraints;
            calls.append(&mut reader.calls);
        }
        settle::primes(&mut spec);
        let found = settle::action_calls(&mut spec, &actions, &calls);
        self.diagnostics.extend(found);
        spec
    }
}
