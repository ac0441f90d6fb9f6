//! Statements in Rust: they work on `next`, a copy of the state, and end early with an error.

use super::expr::Scope;
use super::layout::Doc;
use super::types::{Repr, repr};
use crate::emit::trace;
use crate::model::{ExprId, FailureId, FailureKind, Stmt, StmtKind};

/// Writes the statements of an action or of `init`.
pub(super) struct Writer<'a> {
    pub scope: Scope<'a>,
    /// What `return` gives besides the result: `next` and the staged events.
    pub outcome: Outcome,
    /// How many events have been staged by the statements written so far.
    pub staged: usize,
}

/// What a step gives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    /// The representation of the result, where there is one.
    pub result: Option<Repr>,
    /// How many events can be staged at most: one for each `emit`.
    pub events: usize,
}

impl Outcome {
    /// The value of a step that ends well.
    pub(super) fn value(self, result: Option<Doc>) -> Doc {
        let mut parts = vec![Doc::from("next")];
        parts.extend(result);
        if self.events > 0 {
            parts.push("events".into());
        }
        let value = if parts.len() == 1 {
            parts.remove(0)
        } else {
            Doc::tuple(parts)
        };
        Doc::call("Ok", vec![value])
    }
}

/// `Result<ok, error>`
pub(super) fn result_type(ok: impl Into<Doc>, error: &str) -> Doc {
    Doc::generic("::core::result::Result", vec![ok.into(), error.into()])
}

/// One line (or several, where it has to break) under the scope's origins.
pub(super) fn put(out: &mut trace::Scope<'_>, doc: impl Into<Doc>) {
    let indentation = out.indentation();
    out.line(doc.into().lay_out(indentation));
}

impl Writer<'_> {
    /// Writes a block; tells whether every path through it returns.
    pub(super) fn block(&mut self, out: &mut trace::Scope<'_>, block: &[Stmt]) -> bool {
        let mut returned = false;
        for stmt in block {
            let mut out = out.under(stmt.element);
            returned |= self.stmt(&mut out, stmt);
        }
        returned
    }

    fn stmt(&mut self, out: &mut trace::Scope<'_>, stmt: &Stmt) -> bool {
        match &stmt.kind {
            StmtKind::Require { condition, failure } | StmtKind::Assert { condition, failure } => {
                self.demand(out, *condition, *failure);
            }
            StmtKind::Let { local, value } => {
                let at = local.index();
                let name = format!("let {}{}", self.scope.locals[at], self.scope.annotation(at));
                let value = self.scope.value(*value, self.scope.reprs[at]);
                put(out, Doc::assign(name, value));
            }
            StmtKind::Assign { var, value, .. } => {
                let model = self.scope.model;
                let wanted = repr(model, model.vars[var.index()].ty.ty);
                let value = self.scope.value(*value, wanted);
                let target = format!("next.{}", self.scope.names.fields[var.index()]);
                put(out, Doc::assign(target, value));
            }
            StmtKind::If {
                condition,
                then,
                otherwise,
            } => return self.if_stmt(out, *condition, then, otherwise),
            StmtKind::Emit { event, fields } => {
                let (model, names) = (self.scope.model, self.scope.names);
                let declared = &model.events[event.index()].fields;
                let variant = format!("{}::{}", names.event, names.events[event.index()]);
                let value = if declared.is_empty() {
                    variant.into()
                } else {
                    let fields = declared
                        .iter()
                        .zip(fields)
                        .zip(&names.event_fields[event.index()])
                        .map(|((field, value), name)| {
                            let wanted = repr(model, field.ty.ty);
                            (name.clone().into(), Some(self.scope.value(*value, wanted)))
                        })
                        .collect();
                    Doc::structure(variant, fields)
                };
                let target = format!("events[{}]", self.staged);
                self.staged += 1;
                put(out, Doc::assign(target, Doc::call("Some", vec![value])));
            }
            StmtKind::Return { value } => {
                let wanted = self.outcome.result.unwrap_or(Repr::Bool);
                put(
                    out,
                    Doc::assign("let result", self.scope.value(*value, wanted)),
                );
                let value = self.outcome.value(Some("result".into()));
                put(out, Doc::from("return ").and(value).and(";"));
                return true;
            }
            _ => unimplemented!(),
        }
        false
    }

    fn demand(&self, out: &mut trace::Scope<'_>, condition: ExprId, failure: FailureId) {
        debug_assert_ne!(
            self.scope.model.failure(failure).kind,
            FailureKind::Invariant
        );
        refuse_if(out, &self.scope, self.scope.negated(condition), failure);
    }

    fn if_stmt(
        &mut self,
        out: &mut trace::Scope<'_>,
        condition: ExprId,
        then: &[Stmt],
        otherwise: &[Stmt],
    ) -> bool {
        put(out, Doc::if_head(self.scope.condition(condition)));
        self.branches(out, then, otherwise)
    }

    /// Writes the branches of an `if` whose head is written, and ends it.
    fn branches(&mut self, out: &mut trace::Scope<'_>, then: &[Stmt], otherwise: &[Stmt]) -> bool {
        let mut then_returns = false;
        out.indented(|out| then_returns = self.block(out, then));
        match otherwise {
            [] => {
                out.line("}");
                false
            }
            [
                Stmt {
                    kind:
                        StmtKind::If {
                            condition,
                            then,
                            otherwise,
                        },
                    element,
                    ..
                },
            ] => {
                let mut out = out.under(*element);
                put(
                    &mut out,
                    Doc::else_if_head(self.scope.condition(*condition)),
                );
                self.branches(&mut out, then, otherwise) && then_returns
            }
            _ => {
                out.line("} else {");
                let mut otherwise_returns = false;
                out.indented(|out| otherwise_returns = self.block(out, otherwise));
                out.line("}");
                then_returns && otherwise_returns
            }
        }
    }
}

/// `if test { return Err(…); }`
pub(super) fn refuse_if(
    out: &mut trace::Scope<'_>,
    scope: &Scope<'_>,
    test: Doc,
    failure: FailureId,
) {
    put(out, Doc::if_head(test));
    let error = &scope.names.error;
    out.indented(|out| {
        out.line(format!("return Err({error}::at({}));", failure.index()));
    });
    out.line("}");
}
