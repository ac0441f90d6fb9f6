//! Pairs → statements.

use super::reader::{Pair, Read, Reader, all, find};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Name, Stmt, StmtKind};
use crate::syntax::grammar::Rule;
use crate::syntax::layout::{CLOSE, MAX_NESTING};

fn unsupported(feature: impl Into<String>) -> StmtKind {
    StmtKind::Refused(Code::UnsupportedStatement, feature.into())
}

/// One `else` of an `if` statement.
struct ElsePart {
    condition: Option<Expr>,
    body: Vec<Stmt>,
    /// From its `if`, where it has one.
    span: Span,
}

impl Reader<'_> {
    /// Reads the statements among the children of a pair.
    pub fn statements(&mut self, pair: &Pair<'_>) -> Read<Vec<Stmt>> {
        let mut statements: Vec<Stmt> = Vec::new();
        for child in all(pair, Rule::statement) {
            self.push_statement(&child, &mut statements)?;
        }
        Ok(statements)
    }

    /// The grammar lets statements follow each other; unless the first ends in a block, something must
    /// stand between them.
    fn expect_separated(&self, end: u32, start: u32) -> Read<()> {
        let (end, start) = (end as usize, start as usize);
        let between = self.layout.get(end..start).unwrap_or("");
        let after_block = end > 0 && self.layout.as_bytes().get(end - 1) == Some(&CLOSE);
        if after_block || between.contains(['\n', ';']) {
            return Ok(());
        }
        Err(Box::new(self.unexpected(start, &["a new line"])))
    }

    /// Blocks recurse through here, so what needs room is in functions of its own.
    fn push_statement(&mut self, pair: &Pair<'_>, statements: &mut Vec<Stmt>) -> Read<()> {
        let inner = self.first(pair)?;
        let kind = if inner.as_rule() == Rule::if_statement {
            self.if_statement(&inner)?
        } else {
            self.plain_statement(&inner)?
        };
        let span = self.span(pair);
        if let Some(previous) = statements.last() {
            self.expect_separated(previous.span.end, span.start)?;
        }
        statements.push(Stmt { kind, span });
        Ok(())
    }

    fn plain_statement(&mut self, inner: &Pair<'_>) -> Read<StmtKind> {
        Ok(match inner.as_rule() {
            Rule::require_statement => StmtKind::Require(self.only_expression(inner)?),
            Rule::assert_statement => StmtKind::Assert(self.only_expression(inner)?),
            Rule::return_statement => StmtKind::Return(self.only_expression(inner)?),
            Rule::let_statement => StmtKind::Let {
                name: self.name(&self.child(inner, Rule::name)?),
                value: self.only_expression(inner)?,
            },
            Rule::assignment => self.assignment(inner)?,
            Rule::for_statement => unsupported("`for` loops"),
            Rule::match_statement => unsupported("`match` statements"),
            Rule::emit_statement => self.emit(inner)?,
            Rule::call_statement => {
                let name = self.name(&self.child(inner, Rule::name)?);
                self.calls.push(name);
                unsupported("calls as statements")
            }
            _ => return Err(self.misread(inner)),
        })
    }

    fn only_expression(&mut self, pair: &Pair<'_>) -> Read<Expr> {
        let child = self.child(pair, Rule::expression)?;
        self.expression(&child)
    }

    fn assignment(&mut self, pair: &Pair<'_>) -> Read<StmtKind> {
        let target = self.child(pair, Rule::target)?;
        let sign = pair
            .clone()
            .into_inner()
            .find(|child| matches!(child.as_rule(), Rule::equals | Rule::same | Rule::becomes))
            .ok_or_else(|| self.misread(pair))?;
        let with_word = find(pair, Rule::assign_first).is_some();
        let accepted = match sign.as_rule() {
            Rule::becomes => true,
            Rule::equals => with_word || self.in_init,
            _ => self.in_init,
        };
        if !accepted {
            let at = self.span(&sign);
            let words = if sign.as_rule() == Rule::same {
                "a comparison is no statement"
            } else {
                "an assignment is written `:=`"
            };
            return Err(Box::new(Diagnostic::new(Code::Syntax, at, words).suggest(
                at,
                ":=",
                "write `:=` to assign",
            )));
        }
        let value = self.only_expression(pair)?;
        if find(&target, Rule::index).is_some() {
            return Ok(unsupported("assignments to elements"));
        }
        if find(&target, Rule::field).is_some() {
            return Ok(unsupported("assignments to fields"));
        }
        let mut name = match find(&target, Rule::this) {
            Some(this) => self.name(&self.child(&this, Rule::name)?),
            None => self.name(&self.child(&target, Rule::name)?),
        };
        name.span = self.span(&target);
        Ok(StmtKind::Assign {
            target: crate::syntax::ast::Target { span: name.span, name, path: Vec::new() },
            value,
        })
    }

    fn if_statement(&mut self, pair: &Pair<'_>) -> Read<StmtKind> {
        let condition = self.only_expression(pair)?;
        let then = self.child(pair, Rule::body)?;
        let then = self.body(&then)?;
        let mut parts = Vec::new();
        for part in all(pair, Rule::else_part) {
            self.push_else(&part, &mut parts)?;
        }
        if parts.len() > MAX_NESTING {
            return Err(Box::new(Diagnostic::new(
                Code::NestingTooDeep,
                self.span(pair),
                format!("this `if` has more than {MAX_NESTING} `else if`s"),
            )));
        }
        let otherwise = else_chain(parts, self.span(pair).end)?;
        Ok(StmtKind::If {
            condition,
            then,
            otherwise,
        })
    }

    fn push_else(&mut self, pair: &Pair<'_>, parts: &mut Vec<ElsePart>) -> Read<()> {
        let mut span = self.span(pair);
        let mut condition = None;
        if let Some(keyword) = find(pair, Rule::kw_if) {
            span = self.span(&keyword);
            condition = Some(self.only_expression(pair)?);
        }
        let body = self.child(pair, Rule::body)?;
        let body = self.body(&body)?;
        parts.push(ElsePart {
            condition,
            body,
            span,
        });
        Ok(())
    }

    /// Reads the statements of a `block`.
    pub fn block(&mut self, pair: &Pair<'_>) -> Read<Vec<Stmt>> {
        match find(pair, Rule::deferred) {
            Some(deferred) => {
                let range = self.deferred_range(&deferred);
                self.parse_inner(range, Rule::inner_statements, Self::statements)
            }
            None => self.statements(pair),
        }
    }

    fn body(&mut self, pair: &Pair<'_>) -> Read<Vec<Stmt>> {
        if let Some(block) = find(pair, Rule::block) {
            return self.block(&block);
        }
        match find(pair, Rule::indented) {
            Some(indented) => self.statements(&indented),
            None => self.statements(pair),
        }
    }

    fn emit(&mut self, pair: &Pair<'_>) -> Read<StmtKind> {
        let event = self.name(&self.child(pair, Rule::name)?);
        let fields = match find(pair, Rule::deferred) {
            Some(deferred) => {
                let range = self.deferred_range(&deferred);
                self.parse_inner(range, Rule::inner_emitted, Self::emitted)?
            }
            None => self.emitted(pair)?,
        };
        Ok(StmtKind::Emit { event, fields })
    }

    fn emitted(&mut self, pair: &Pair<'_>) -> Read<Vec<(Name, Expr)>> {
        let mut fields = Vec::new();
        for emitted in all(pair, Rule::emitted) {
            let name = self.name(&self.child(&emitted, Rule::name)?);
            let value = match find(&emitted, Rule::expression) {
                Some(value) => self.expression(&value)?,
                None => Expr {
                    kind: ExprKind::Name(name.text.clone()),
                    span: name.span,
                },
            };
            fields.push((name, value));
        }
        Ok(fields)
    }
}

/// `else if` is an `if` in the `else`; the chain is built from its end.
fn else_chain(parts: Vec<ElsePart>, end: u32) -> Read<Option<Vec<Stmt>>> {
    let mut otherwise: Option<Vec<Stmt>> = None;
    let mut after: Option<Span> = None;
    for part in parts.into_iter().rev() {
        let at = part.span;
        otherwise = match (part.condition, after) {
            (Some(condition), _) => {
                let kind = StmtKind::If {
                    condition,
                    then: part.body,
                    otherwise: otherwise.take(),
                };
                let span = Span { end, ..at };
                Some(vec![Stmt { kind, span }])
            }
            (None, None) => Some(part.body),
            (None, Some(after)) => {
                let words = "an `else` has no `else` of its own";
                return Err(Box::new(Diagnostic::new(Code::Syntax, after, words)));
            }
        };
        after = Some(at);
    }
    Ok(otherwise)
}
