//! Statements: what actions and `init` do, with the element that each of them is.

use super::Lowering;
use super::exprs::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Declared, ElementId, ElementKind, FailureKind, Stmt, StmtKind, VarId};
use crate::source::Span;
use crate::syntax::ast::{self, Name};
use crate::syntax::format;
use std::collections::BTreeSet;

/// Where statements stand: below which element, and what they may do there.
#[derive(Clone)]
pub(super) struct Place {
    /// The action, `init`, or the `if` around them.
    pub parent: ElementId,
    /// `/then` or `/else` inside an `if`.
    pub branch: &'static str,
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
    /// Lowers a block; also tells whether every path through it ends in `return`.
    pub(super) fn block(
        &mut self,
        body: &[ast::Stmt],
        place: &Place,
        context: &mut Context,
    ) -> (Vec<Stmt>, bool) {
        let depth = context.scope.len();
        let mut lowered = Vec::new();
        let mut returned = false;
        let mut told = false;
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
            lowered.extend(stmt);
        }
        context.scope.truncate(depth);
        (lowered, returned)
    }

    fn stmt(
        &mut self,
        stmt: &ast::Stmt,
        place: &Place,
        context: &mut Context,
    ) -> (Option<Stmt>, bool) {
        let kind = match &stmt.kind {
            ast::StmtKind::Require(_) => ElementKind::Require,
            ast::StmtKind::Assert(_) => ElementKind::Assert,
            ast::StmtKind::Let { .. } => ElementKind::Let,
            ast::StmtKind::Assign { .. } => ElementKind::Assign,
            ast::StmtKind::If { .. } => ElementKind::If,
            ast::StmtKind::Emit { .. } => ElementKind::Emit,
            ast::StmtKind::Return(_) => ElementKind::Return,
            _ => {
                self.report(
                    Diagnostic::new(
                        Code::UnsupportedStatement,
                        stmt.span,
                        "statements of this form are not supported yet",
                    )
                    .label("not in this version"),
                );
                return (None, false);
            }
        };
        let canonical = format::stmt(stmt);
        let element = self.numbered_element(place.parent, place.branch, kind, stmt.span, canonical);
        context.element = element;
        let mut returns = false;
        let kind = match &stmt.kind {
            ast::StmtKind::Require(condition) => {
                self.demand(FailureKind::Rejected, stmt, condition, context)
            }
            ast::StmtKind::Assert(condition) => {
                self.demand(FailureKind::Assert, stmt, condition, context)
            }
            ast::StmtKind::Let { name, value } => self.let_stmt(name, value, context),
            ast::StmtKind::Assign { target, value } => self.assign(&target.name, value, context),
            ast::StmtKind::If {
                condition,
                then,
                otherwise,
            } => {
                let (kind, both_return) = self.if_stmt(
                    condition,
                    then,
                    otherwise.as_deref(),
                    element,
                    place,
                    context,
                );
                returns = both_return;
                kind
            }
            ast::StmtKind::Emit { event, fields } => {
                self.emit(event, fields, stmt.span, place, context)
            }
            ast::StmtKind::Return(value) => {
                returns = true;
                self.return_stmt(value, stmt.span, place, context)
            }
            _ => None,
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
        let lowered = self.condition(condition, context)?;
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

    fn assign(
        &mut self,
        target: &Name,
        value: &ast::Expr,
        context: &mut Context,
    ) -> Option<StmtKind> {
        let Some(var) = self.assignable(target, context) else {
            // What stands on the right may be wrong too; say so in the same run.
            self.expr(value, None, context);
            return None;
        };
        let ty = self.vars[var.index()].as_ref()?.ty;
        let value = self.stored(value, ty, context);
        // Even if the value is wrong, the variable counts as assigned: one mistake, one error.
        if let Some(assigned) = &mut context.assigned {
            assigned.insert(var);
        }
        Some(StmtKind::Assign {
            var,
            path: Vec::new(),
            value: value?,
        })
    }

    fn assignable(&mut self, target: &Name, context: &Context) -> Option<VarId> {
        let name = target.text.as_str();
        let local = context.scope.iter().rev().find(|(known, _)| known == name);
        if local.is_none()
            && let Some(&var) = self.names.vars.get(name)
        {
            return Some(var);
        }
        let what = if local.is_some() {
            Some("a local, which never changes")
        } else if self.names.consts.contains_key(name) {
            Some("a constant")
        } else if self.names.actions.contains_key(name) {
            Some("an action")
        } else {
            None
        };
        let finding = match what {
            Some(what) => Diagnostic::new(
                Code::NotAssignable,
                target.span,
                format!("`{name}` cannot be assigned to"),
            )
            .label(format!("this is {what}")),
            None => Diagnostic::new(
                Code::UnknownName,
                target.span,
                format!("there is no state variable `{name}`"),
            )
            .label("not declared in this spec")
            .did_you_mean(target.span, name, self.names.vars.keys().copied()),
        };
        self.report(finding);
        None
    }

    fn if_stmt(
        &mut self,
        condition: &ast::Expr,
        then: &[ast::Stmt],
        otherwise: Option<&[ast::Stmt]>,
        element: ElementId,
        place: &Place,
        context: &mut Context,
    ) -> (Option<StmtKind>, bool) {
        let condition = self.condition(condition, context);
        let before = context.assigned.clone();
        let branch = |branch| Place {
            parent: element,
            branch,
            routine: place.routine,
        };
        let (then, then_returns) = self.block(then, &branch("/then"), context);
        let after_then = std::mem::replace(&mut context.assigned, before);
        let (otherwise, otherwise_returns) = match otherwise {
            Some(body) => self.block(body, &branch("/else"), context),
            None => (Vec::new(), false),
        };
        // After the `if`, only what both branches assign surely has a value.
        if let (Some(a), Some(b)) = (after_then, &context.assigned) {
            let both: BTreeSet<VarId> = a.intersection(b).copied().collect();
            context.assigned = Some(both);
        }
        let kind = condition.map(|condition| StmtKind::If {
            condition,
            then,
            otherwise,
        });
        (kind, then_returns && otherwise_returns)
    }

    fn emit(
        &mut self,
        event: &Name,
        fields: &[(Name, ast::Expr)],
        span: Span,
        place: &Place,
        context: &mut Context,
    ) -> Option<StmtKind> {
        if matches!(place.routine, Routine::Init) {
            self.report(
                Diagnostic::new(Code::MisplacedStatement, span, "`init` cannot emit events")
                    .label("there is no machine yet that anybody could listen to"),
            );
            return None;
        }
        let Some(&id) = self.names.events.get(event.text.as_str()) else {
            let finding = Diagnostic::new(
                Code::UnknownName,
                event.span,
                format!("there is no event `{}`", event.text),
            )
            .label("not declared in this spec")
            .did_you_mean(event.span, &event.text, self.names.events.keys().copied());
            self.report(finding);
            return None;
        };
        let declared: Vec<(String, Declared)> = self.events[id.index()]
            .as_ref()?
            .fields
            .iter()
            .map(|field| (field.name.clone(), field.ty))
            .collect();
        self.check_field_names(event, fields, &declared);
        let values: Vec<_> = declared
            .iter()
            .map(|(name, ty)| {
                let (_, value) = fields.iter().find(|(known, _)| known.text == *name)?;
                self.stored(value, *ty, context)
            })
            .collect();
        Some(StmtKind::Emit {
            event: id,
            fields: values.into_iter().collect::<Option<_>>()?,
        })
    }

    fn check_field_names(
        &mut self,
        event: &Name,
        fields: &[(Name, ast::Expr)],
        declared: &[(String, Declared)],
    ) {
        for (at, (name, _)) in fields.iter().enumerate() {
            if !declared.iter().any(|(known, _)| *known == name.text) {
                let finding = Diagnostic::new(
                    Code::WrongFields,
                    name.span,
                    format!("event `{}` has no field `{}`", event.text, name.text),
                )
                .label("no such field")
                .did_you_mean(
                    name.span,
                    &name.text,
                    declared.iter().map(|(known, _)| known.as_str()),
                );
                self.report(finding);
            } else if let Some((first, _)) = fields[..at]
                .iter()
                .find(|(known, _)| known.text == name.text)
            {
                self.report(
                    Diagnostic::new(
                        Code::WrongFields,
                        name.span,
                        format!("field `{}` is given twice", name.text),
                    )
                    .label("given again here")
                    .also(first.span, "first given here"),
                );
            }
        }
        let missing: Vec<String> = declared
            .iter()
            .filter(|(known, _)| !fields.iter().any(|(name, _)| name.text == *known))
            .map(|(known, _)| format!("`{known}`"))
            .collect();
        if !missing.is_empty() {
            self.report(
                Diagnostic::new(
                    Code::WrongFields,
                    event.span,
                    format!("event `{}` lacks {}", event.text, missing.join(", ")),
                )
                .label("every field must be given"),
            );
        }
    }

    fn return_stmt(
        &mut self,
        value: &ast::Expr,
        span: Span,
        place: &Place,
        context: &mut Context,
    ) -> Option<StmtKind> {
        match place.routine {
            Routine::Init => {
                self.report(
                    Diagnostic::new(
                        Code::MisplacedStatement,
                        span,
                        "`init` cannot return a result",
                    )
                    .label("only actions return"),
                );
                None
            }
            Routine::Action { returns: None } => {
                self.report(
                    Diagnostic::new(
                        Code::UnexpectedReturn,
                        span,
                        format!("`{}` does not declare a result", context.routine),
                    )
                    .label("declare its type after the parameters, as in `action a(): Int`"),
                );
                None
            }
            Routine::Action {
                returns: Some(declared),
            } => {
                let value = self.stored(value, declared, context)?;
                Some(StmtKind::Return { value })
            }
        }
    }
}
