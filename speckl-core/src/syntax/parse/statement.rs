//! Pairs → statements.

use super::reader::{Pair, Read, Reader, all, find};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Access, Expr, ExprKind, Name, Stmt, StmtArm, StmtKind, Target};
use crate::syntax::grammar::Rule;
use crate::syntax::layout::{CLOSE, MAX_NESTING};

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
        let kind = match inner.as_rule() {
            Rule::if_statement => self.if_statement(&inner)?,
            Rule::for_statement => self.for_statement(&inner)?,
            Rule::match_statement => self.match_statement(&inner)?,
            _ => self.plain_statement(&inner)?,
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
            Rule::emit_statement => self.emit(inner)?,
            Rule::call_statement => self.call_statement(inner)?,
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
        Ok(StmtKind::Assign {
            target: self.target(&target)?,
            value,
        })
    }

    fn target(&mut self, pair: &Pair<'_>) -> Read<Target> {
        let mut path = Vec::new();
        for step in pair.clone().into_inner() {
            match step.as_rule() {
                Rule::field => {
                    let member = self.child(&step, Rule::member)?;
                    path.push(Access::Field(self.name(&member)));
                }
                Rule::index => path.push(Access::Index(self.only_expression(&step)?)),
                _ => {}
            }
        }
        let name = match find(pair, Rule::this) {
            Some(this) => Name {
                text: self.name(&self.child(&this, Rule::name)?).text,
                span: self.span(&this),
            },
            None => self.name(&self.child(pair, Rule::name)?),
        };
        Ok(Target {
            name,
            path,
            span: self.span(pair),
        })
    }

    fn call_statement(&mut self, pair: &Pair<'_>) -> Read<StmtKind> {
        let call = self.expression(pair)?;
        let span = call.span;
        match &call.kind {
            ExprKind::Call(path, _) => {
                if path.qualifier.is_none() {
                    self.calls.push(path.name.clone());
                }
                Ok(StmtKind::Call(call))
            }
            ExprKind::Refused(..) => Ok(StmtKind::Call(call)),
            _ => Err(Box::new(
                Diagnostic::new(Code::Syntax, span, "this value is not used")
                    .note("`x := …` stores it, `require …` demands it"),
            )),
        }
    }

    /// Several locals are loops in each other.
    fn for_statement(&mut self, pair: &Pair<'_>) -> Read<StmtKind> {
        let source = self.only_expression(pair)?;
        let body = self.child(pair, Rule::body)?;
        let mut body = self.body(&body)?;
        let mut names: Vec<Name> = all(pair, Rule::name).map(|name| self.name(&name)).collect();
        let span = self.span(pair);
        names.reverse();
        let outermost = names.pop().ok_or_else(|| self.misread(pair))?;
        if names.len() > MAX_NESTING {
            return Err(Box::new(Diagnostic::new(
                Code::NestingTooDeep,
                span,
                format!("this `for` has more than {MAX_NESTING} locals"),
            )));
        }
        for name in names {
            let source = source.clone();
            let kind = StmtKind::For { name, source, body };
            body = vec![Stmt { kind, span }];
        }
        Ok(StmtKind::For {
            name: outermost,
            source,
            body,
        })
    }

    fn match_statement(&mut self, pair: &Pair<'_>) -> Read<StmtKind> {
        let scrutinee = self.only_expression(pair)?;
        let arms = match find(pair, Rule::deferred) {
            Some(deferred) => {
                let range = self.deferred_range(&deferred);
                self.parse_inner(range, Rule::inner_arms, Self::arms)?
            }
            None => self.arms(pair)?,
        };
        Ok(StmtKind::Match { scrutinee, arms })
    }

    fn arms(&mut self, pair: &Pair<'_>) -> Read<Vec<StmtArm>> {
        let mut arms: Vec<StmtArm> = Vec::new();
        for child in all(pair, Rule::arm) {
            let span = self.span(&child);
            if let Some(previous) = arms.last()
                && !self.comma_between(previous.span.end, span.start)
            {
                self.expect_separated(previous.span.end, span.start)?;
            }
            let pattern = self.child(&child, Rule::pattern)?;
            let pattern = self.pattern(&pattern)?;
            let body = match find(&child, Rule::block) {
                Some(block) => self.block(&block)?,
                None => self.statements(&child)?,
            };
            arms.push(StmtArm {
                pattern,
                body,
                span,
            });
        }
        Ok(arms)
    }

    fn comma_between(&self, end: u32, start: u32) -> bool {
        let between = self.layout.get(end as usize..start as usize);
        between.is_some_and(|between| between.contains(','))
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
