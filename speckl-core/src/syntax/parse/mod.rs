//! Text → Ast and findings: the whole of parsing, in the order in which it happens.

mod braces;
mod call;
mod declaration;
mod error;
mod evidence;
mod expression;
mod layer;
mod operand;
mod pattern;
mod postfix;
mod property;
mod reader;
mod settle;
mod statement;
mod types;

pub(super) use self::expression::{binary_precedence, unary_precedence};
use self::reader::{Reader, Unnamed};
use super::ast;
use super::keyword::{Keyword, Tokens};
use super::layout::{Layout, lay_out};
use super::lexer::{Lexed, lex};
use super::split::{Chunk, Parts, SpecPart, split};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};
use std::collections::BTreeSet;

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
/// are in the tree as [`ast::ExprKind::Refused`] (types likewise) and have no diagnostic of their own
/// here.
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
        aliases: aliases(&tokens, &parts),
        diagnostics: Vec::new(),
    };
    let imports = driver.outside(&parts);
    let specs = driver.specs(&parts);
    let mut diagnostics = driver.diagnostics;
    diagnostics.extend(lexed.diagnostics);
    diagnostics.extend(layout.diagnostics);
    diagnostics.sort_by_key(|finding| finding.primary.span.start);
    diagnostics.truncate(MOST_FINDINGS);
    Parsed {
        file: ast::File { imports, specs },
        diagnostics,
    }
}

/// Where tokens or brackets are wrong, in order.
fn broken(lexed: &Lexed, layout: &Layout) -> Vec<usize> {
    let mut broken: Vec<usize> = lexed.broken.iter().chain(&layout.broken).copied().collect();
    broken.sort_unstable();
    broken
}

/// The names after `as` in all the imports of a file.
fn aliases(tokens: &Tokens<'_>, parts: &Parts) -> BTreeSet<String> {
    let chunks = parts.specs.iter().flat_map(|spec| &spec.chunks);
    chunks
        .chain(&parts.outside)
        .filter(|chunk| chunk.keyword == Some(Keyword::Import))
        .filter_map(|chunk| {
            let mut words = chunk.tokens.clone();
            let keyword = words.find(|&index| tokens.str(index) == "as")?;
            Some(tokens.str(keyword + 1).to_owned())
        })
        .collect()
}

struct Driver<'a> {
    file: FileId,
    tokens: Tokens<'a>,
    lexed: &'a Lexed,
    layout: &'a Layout,
    broken: Vec<usize>,
    aliases: BTreeSet<String>,
    diagnostics: Vec<Diagnostic>,
}

impl Driver<'_> {
    fn specs(&mut self, parts: &Parts) -> Vec<ast::Spec> {
        let specs = parts.specs.iter().map(|part| self.spec(part)).collect();
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

    /// What stands outside of any spec: only imports may, and every spec of the file sees them.
    fn outside(&mut self, parts: &Parts) -> Vec<ast::Import> {
        let mut imports = Vec::new();
        for chunk in &parts.outside {
            if self.is_broken(chunk) {
                continue;
            }
            if chunk.keyword == Some(Keyword::Import) {
                match self.reader(chunk).declarations(chunk) {
                    Ok(decls) => {
                        imports.extend(decls.into_iter().filter_map(|decl| match decl.kind {
                            ast::DeclKind::Import(import) => Some(import),
                            _ => None,
                        }));
                    }
                    Err(findings) => self.report(findings),
                }
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

    fn report(&mut self, findings: Vec<Diagnostic>) {
        let room = MOST_FINDINGS.saturating_sub(self.diagnostics.len());
        self.diagnostics.extend(findings.into_iter().take(room));
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
            &self.aliases,
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
        let mut unnamed = Unnamed::default();
        let mut verified = Vec::new();
        for chunk in &part.chunks {
            if chunk.keyword == Some(Keyword::Action) {
                actions.push(self.tokens.str(chunk.tokens.start + 1).to_owned());
            }
            if self.is_broken(chunk) {
                continue;
            }
            let mut reader = self.reader(chunk);
            reader.unnamed = unnamed;
            match reader.declarations(chunk) {
                Ok(decls) => spec.decls.extend(decls),
                Err(findings) => {
                    self.report(findings);
                    continue;
                }
            }
            unnamed = reader.unnamed;
            calls.append(&mut reader.calls);
            verified.append(&mut reader.verified);
        }
        settle::verified(&mut spec, &verified);
        settle::primes(&mut spec);
        let found = settle::action_calls(&mut spec, &actions, &calls);
        self.diagnostics.extend(found);
        spec
    }
}
