//! Statements: what actions and `init` do, with the element that each of them is.
//!
//! `assign` knows places, `flow` what branches and repeats, `output` what leaves the action.

mod assign;
mod flow;
mod output;

use super::Lowering;
use super::exprs::{Context, ExternRule};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Declared, ElementId, ElementKind, FailureKind, Stmt, StmtKind};
use crate::syntax::ast::{self, Name};
use crate::syntax::format;

/// Where statements stand: below which element, and what they may do there.
#[derive(Clone, Copy)]
pub(super) struct Place<'b> {
    /// The action, `init`, or the statement around them.
    pub parent: ElementId,
    /// `/then` or `/else` inside an `if`, `/arm/0` inside a `match`.
    pub branch: &'b str,
    /// In an action: what it returns. In `init` there is no result, and no event either.
    pub routine: Routine,
}

/// The kind of routine.
#[derive(Clone, Copy)]
pub(super) enum Routine {
    Init,
    Action { returns: Option<Declared> },
}

impl Lowering<'_> {
    /// Lowers the body of a routine, whose parameters are in scope; also tells whether every path
    /// through it ends in `return`.
    pub(super) fn block(
        &mut self,
        body: &[ast::Stmt],
        place: &Place<'_>,
        context: &mut Context,
    ) -> (Vec<Stmt>, bool) {
        let errors = |this: &Self| this.diagnostics.iter().filter(|it| it.is_error()).count();
        let before = errors(self);
        let outcome = self.inner_block(body, place, context);
        // Where something is wrong, what is unused may yet be meant to be used.
        let sound = errors(self) == before;
        let params = context.scope.clone();
        self.leave_scope(0, sound, context);
        context.scope = params;
        outcome
    }

    /// A block inside a routine.
    fn inner_block(
        &mut self,
        body: &[ast::Stmt],
        place: &Place<'_>,
        context: &mut Context,
    ) -> (Vec<Stmt>, bool) {
        let depth = context.scope.len();
        let mut lowered = Vec::new();
        let mut returned = false;
        let mut told = false;
        let mut sound = true;
        for stmt in body {
            if returned && !told {
                told = true;
                self.report(
                    Diagnostic::new(
                        Code::UnreachableStatement,
                        stmt.span,
                        "this statement is never run",
                    )
                    .label("the action has returned by here"),
                );
            }
            let (stmt, returns) = self.stmt(stmt, place, context);
            // A `return` that is wrong in itself still ends the action.
            returned |= returns;
            sound &= stmt.is_some();
            lowered.extend(stmt);
        }
        self.leave_scope(depth, sound, context);
        (lowered, returned)
    }

    fn stmt(
        &mut self,
        stmt: &ast::Stmt,
        place: &Place<'_>,
        context: &mut Context,
    ) -> (Option<Stmt>, bool) {
        let kind = match &stmt.kind {
            ast::StmtKind::Require(_) => ElementKind::Require,
            ast::StmtKind::Assert(_) => ElementKind::Assert,
            ast::StmtKind::Let { .. } => ElementKind::Let,
            ast::StmtKind::Assign { .. } => ElementKind::Assign,
            ast::StmtKind::If { .. } => ElementKind::If,
            ast::StmtKind::For { .. } => ElementKind::For,
            ast::StmtKind::Match { .. } => ElementKind::Match,
            ast::StmtKind::Emit { .. } => ElementKind::Emit,
            ast::StmtKind::Return(_) => ElementKind::Return,
            ast::StmtKind::Call(_) => ElementKind::Call,
            ast::StmtKind::Refused(code, message) => {
                self.report(Diagnostic::new(*code, stmt.span, message.clone()));
                return (None, false);
            }
        };
        let canonical = format::stmt(stmt);
        let element = self.numbered_element(place.parent, place.branch, kind, stmt.span, canonical);
        context.element = element;
        context.externs = match place.routine {
            Routine::Init => ExternRule::Refused("in `init`"),
            Routine::Action { .. } => ExternRule::Allowed,
        };
        let mut returns = false;
        let kind = match &stmt.kind {
            ast::StmtKind::Require(condition) => {
                self.demand(FailureKind::Rejected, stmt, condition, context)
            }
            ast::StmtKind::Assert(condition) => {
                self.demand(FailureKind::Assert, stmt, condition, context)
            }
            ast::StmtKind::Let { name, value } => self.let_stmt(name, value, context),
            ast::StmtKind::Assign { target, value } => self.assign(target, value, context),
            ast::StmtKind::If {
                condition,
                then,
                otherwise,
            } => {
                let otherwise = otherwise.as_deref();
                let below = Place {
                    parent: element,
                    ..*place
                };
                let (kind, both) = self.if_stmt(condition, [Some(then), otherwise], below, context);
                returns = both;
                kind
            }
            ast::StmtKind::For { name, source, body } => {
                let below = Place {
                    parent: element,
                    ..*place
                };
                self.for_stmt(name, source, body, below, context)
            }
            ast::StmtKind::Match { scrutinee, arms } => {
                let below = Place {
                    parent: element,
                    ..*place
                };
                let (kind, all) = self.match_stmt(stmt.span, scrutinee, arms, below, context);
                returns = all;
                kind
            }
            ast::StmtKind::Emit { event, fields } => {
                self.emit(event, fields, stmt.span, place, context)
            }
            ast::StmtKind::Return(value) => {
                returns = true;
                self.return_stmt(value, stmt.span, place, context)
            }
            ast::StmtKind::Call(call) => self.call_stmt(call, context),
            ast::StmtKind::Refused(..) => None,
        };
        let stmt = kind.map(|kind| Stmt {
            kind,
            element,
            span: stmt.span,
        });
        (stmt, returns)
    }

    fn let_stmt(
        &mut self,
        name: &Name,
        value: &ast::Expr,
        context: &mut Context,
    ) -> Option<StmtKind> {
        let value = self.expr(value, None, context)?;
        let local = self.bind(name, value, context)?;
        Some(StmtKind::Let { local, value })
    }

    fn demand(
        &mut self,
        kind: FailureKind,
        stmt: &ast::Stmt,
        condition: &ast::Expr,
        context: &mut Context,
    ) -> Option<StmtKind> {
        context.asserting = kind == FailureKind::Assert;
        let lowered = self.condition(condition, context);
        context.asserting = false;
        let lowered = lowered?;
        let text = format::stmt(stmt).trim_end().to_owned();
        let verb = if kind == FailureKind::Rejected {
            "was refused"
        } else {
            "failed"
        };
        let message = format!("{} {verb}: {text}", context.routine);
        let failure = self.push_failure(kind, context.element, text, message, condition.span);
        Some(match kind {
            FailureKind::Rejected => StmtKind::Require {
                condition: lowered,
                failure,
            },
            _ => StmtKind::Assert {
                condition: lowered,
                failure,
            },
        })
    }
}
