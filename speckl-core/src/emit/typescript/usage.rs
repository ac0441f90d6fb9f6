//! What a routine mentions: parameters and variables that nothing reads would not pass a strict
//! compiler.

use crate::model::{ExprId, ExprKind, LocalId, Model, Stmt, StmtKind};
use std::collections::BTreeSet;

/// What a routine mentions.
#[derive(Clone, Debug, Default)]
pub(super) struct Usage {
    /// The state as it is now.
    pub next: bool,
    /// The state as it was.
    pub prev: bool,
    /// The events.
    pub events: bool,
    locals: BTreeSet<LocalId>,
}

impl Usage {
    /// Of a body.
    pub fn of(model: &Model, body: &[Stmt]) -> Self {
        let mut usage = Self::default();
        usage.body(model, body);
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
                StmtKind::Let { value, .. } | StmtKind::Return { value } => {
                    self.expr(model, *value);
                }
                StmtKind::Assign { value, .. } => {
                    self.next = true;
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
                StmtKind::For { .. } | StmtKind::Match { .. } | StmtKind::Call { .. } => {}
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
        match &model.expr(id).kind {
            ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Variant(..) | ExprKind::Const(_) => {}
            ExprKind::Var(_) => self.next = true,
            ExprKind::PrevVar(_) => self.prev = true,
            ExprKind::Local(local) => {
                self.locals.insert(*local);
            }
            ExprKind::Let { local, value, body } if is_pointless(model, *local, *value, *body) => {
                self.expr(model, *body);
            }
            kind => operands(kind)
                .into_iter()
                .for_each(|operand| self.expr(model, operand)),
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
        StmtKind::For { .. } | StmtKind::Match { .. } | StmtKind::Call { .. } => false,
        StmtKind::Require { .. }
        | StmtKind::Assert { .. }
        | StmtKind::Let { .. }
        | StmtKind::Assign { .. }
        | StmtKind::Emit { .. } => false,
    })
}

/// The expressions that an expression is made of, in the order in which they are evaluated.
pub(super) fn operands(kind: &ExprKind) -> Vec<ExprId> {
    match *kind {
        ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::Variant(..)
        | ExprKind::Const(_)
        | ExprKind::Var(_)
        | ExprKind::PrevVar(_)
        | ExprKind::Local(_) => Vec::new(),
        ExprKind::Not(value) | ExprKind::Neg { value, .. } | ExprKind::Checked { value, .. } => {
            vec![value]
        }
        ExprKind::Arith { left, right, .. }
        | ExprKind::Compare { left, right, .. }
        | ExprKind::Logic { left, right, .. } => vec![left, right],
        ExprKind::InRange { value, lo, hi, .. } => vec![value, lo, hi],
        ExprKind::If {
            condition,
            then,
            otherwise,
        } => vec![condition, then, otherwise],
        ExprKind::Let { value, body, .. } => vec![value, body],
        _ => Vec::new(),
    }
}

/// Whether `let local := value in body` says no more than `body`.
pub(super) fn is_pointless(model: &Model, local: LocalId, value: ExprId, body: ExprId) -> bool {
    !reads(model, body, local) && !can_fail(model, value)
}

/// Whether an expression reads a local.
pub(super) fn reads(model: &Model, id: ExprId, local: LocalId) -> bool {
    match model.expr(id).kind {
        ExprKind::Local(read) => read == local,
        ExprKind::Let {
            local: inner,
            value,
            body,
        } if is_pointless(model, inner, value, body) => reads(model, body, local),
        ref kind => operands(kind)
            .into_iter()
            .any(|operand| reads(model, operand, local)),
    }
}

/// Whether evaluating an expression can fail.
fn can_fail(model: &Model, id: ExprId) -> bool {
    let kind = &model.expr(id).kind;
    let fails = match kind {
        ExprKind::Checked { .. } => true,
        ExprKind::Neg { overflow, .. } => overflow.is_some(),
        ExprKind::Arith { zero, overflow, .. } => zero.is_some() || overflow.is_some(),
        _ => false,
    };
    fails
        || operands(kind)
            .into_iter()
            .any(|operand| can_fail(model, operand))
}
