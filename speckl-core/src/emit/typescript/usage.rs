//! What a routine mentions: parameters and variables that nothing reads would not pass a strict
//! compiler.

use crate::model::{ExprId, ExprKind, Form, LocalId, Model, Place, Stmt, StmtKind};
use std::collections::BTreeSet;

/// What a routine mentions.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four things that are mentioned or not, each for itself"
)]
pub(super) struct Usage {
    /// The state as it is now.
    pub next: bool,
    /// The state as it was.
    pub prev: bool,
    /// The events.
    pub events: bool,
    /// The host.
    pub host: bool,
    locals: BTreeSet<LocalId>,
}

impl Usage {
    /// Of a body.
    pub fn of(model: &Model, body: &[Stmt]) -> Self {
        let mut usage = Self::default();
        usage.body(model, body);
        usage
    }

    /// Of an expression.
    pub fn of_expr(model: &Model, id: ExprId) -> Self {
        let mut usage = Self::default();
        usage.expr(model, id);
        usage
    }

    /// Whether it mentions anything of the step that it is a part of.
    pub fn mentions_step(&self) -> bool {
        self.next || self.prev || self.events
    }

    /// Whether a local is read.
    pub fn reads(&self, local: LocalId) -> bool {
        self.locals.contains(&local)
    }

    fn body(&mut self, model: &Model, body: &[Stmt]) {
        for stmt in body {
            match &stmt.kind {
                StmtKind::Require { condition, .. } | StmtKind::Assert { condition, .. } => {
                    self.expr(model, *condition);
                }
                StmtKind::Let { value, .. }
                | StmtKind::Return { value }
                | StmtKind::Call { call: value } => self.expr(model, *value),
                StmtKind::Assign { path, value, .. } => {
                    self.next = true;
                    for place in path {
                        match place {
                            Place::Index { index: key, .. } | Place::Key { key, .. } => {
                                self.expr(model, *key);
                            }
                            Place::Field(_) | Place::Unwrap { .. } => {}
                        }
                    }
                    self.expr(model, *value);
                }
                StmtKind::If {
                    condition,
                    then,
                    otherwise,
                } => {
                    self.expr(model, *condition);
                    self.body(model, then);
                    self.body(model, otherwise);
                }
                StmtKind::For { source, body, .. } => {
                    self.expr(model, *source);
                    self.body(model, body);
                }
                StmtKind::Match { value, arms } => {
                    self.expr(model, *value);
                    for arm in arms {
                        self.body(model, &arm.body);
                    }
                }
                StmtKind::Emit { fields, .. } => {
                    self.events = true;
                    for field in fields {
                        self.expr(model, *field);
                    }
                }
            }
        }
    }

    fn expr(&mut self, model: &Model, id: ExprId) {
        let expr = model.expr(id);
        match &expr.kind {
            ExprKind::Var(_) => self.next = true,
            ExprKind::PrevVar(_) => self.prev = true,
            ExprKind::Extern { args, .. } => {
                self.host = true;
                for arg in args {
                    self.expr(model, *arg);
                }
            }
            ExprKind::Local(local) => {
                self.locals.insert(*local);
            }
            ExprKind::Let { local, value, body } if is_pointless(model, *local, *value, *body) => {
                self.expr(model, *body);
            }
            _ => {
                for part in expr.parts() {
                    self.expr(model, part);
                }
            }
        }
    }
}

/// Whether statements end the routine on every path.
pub(super) fn always_returns(body: &[Stmt]) -> bool {
    body.iter().any(|stmt| match &stmt.kind {
        StmtKind::Return { .. } => true,
        StmtKind::If {
            then, otherwise, ..
        } => always_returns(then) && always_returns(otherwise),
        StmtKind::Match { arms, .. } => arms.iter().all(|arm| always_returns(&arm.body)),
        StmtKind::Require { .. }
        | StmtKind::Assert { .. }
        | StmtKind::Let { .. }
        | StmtKind::Assign { .. }
        | StmtKind::For { .. }
        | StmtKind::Call { .. }
        | StmtKind::Emit { .. } => false,
    })
}

/// Whether `let local := value in body` says no more than `body`.
pub(super) fn is_pointless(model: &Model, local: LocalId, value: ExprId, body: ExprId) -> bool {
    !reads(model, body, local) && !can_fail(model, value)
}

/// Whether an expression reads a local.
pub(super) fn reads(model: &Model, id: ExprId, local: LocalId) -> bool {
    let expr = model.expr(id);
    match expr.kind {
        ExprKind::Local(read) => read == local,
        ExprKind::Let {
            local: inner,
            value,
            body,
        } if is_pointless(model, inner, value, body) => reads(model, body, local),
        _ => {
            let mut parts = expr.parts().into_iter();
            parts.any(|part| reads(model, part, local))
        }
    }
}

/// Whether evaluating an expression can fail, or asks the host.
pub(super) fn can_fail(model: &Model, id: ExprId) -> bool {
    let expr = model.expr(id);
    let fails = match &expr.kind {
        ExprKind::Checked { .. }
        | ExprKind::ListGet { .. }
        | ExprKind::MapGet { .. }
        | ExprKind::Unwrap { .. }
        | ExprKind::Extern { .. } => true,
        ExprKind::Neg { overflow, .. } => overflow.is_some(),
        ExprKind::Arith { zero, overflow, .. } => zero.is_some() || overflow.is_some(),
        ExprKind::Range { too_large, .. } => too_large.is_some(),
        ExprKind::Call { failure, .. } | ExprKind::Convert { failure, .. } => failure.is_some(),
        ExprKind::Each { form, .. } => matches!(
            form,
            Form::Sum {
                overflow: Some(_),
                ..
            }
        ),
        _ => false,
    };
    let mut parts = expr.parts().into_iter();
    fails || parts.any(|part| can_fail(model, part))
}
