//! The value of an expression, or the failure that it has none.

use crate::model::{ArithFault, ExprId, ExprKind, FailureId, LocalId, LogicOp, Model, VarId};
use crate::value::Value;

/// What an expression can see.
pub(super) struct Env<'a> {
    pub model: &'a Model,
    /// The variables now; `None` for those that `init` has not assigned yet.
    pub now: Vec<Option<Value>>,
    /// The variables before, where there is a state before.
    pub before: Option<&'a [Value]>,
    /// The locals.
    pub locals: Vec<Option<Value>>,
}

impl Env<'_> {
    fn var(&self, var: VarId) -> Value {
        self.now[var.index()].expect("lowering refuses a variable that has no value yet")
    }

    fn var_before(&self, var: VarId) -> Value {
        self.before
            .expect("lowering refuses `prev` where there is no state before")[var.index()]
    }

    fn local(&self, local: LocalId) -> Value {
        self.locals[local.index()].expect("a local is in scope only after its value is known")
    }

    pub(super) fn truth(&mut self, id: ExprId) -> Result<bool, FailureId> {
        match self.value(id)? {
            Value::Bool(value) => Ok(value),
            other => unreachable!("a condition has type Bool, not {other:?}"),
        }
    }

    fn integer(&mut self, id: ExprId) -> Result<i64, FailureId> {
        match self.value(id)? {
            Value::Int(value) => Ok(value),
            other => unreachable!("an operand of arithmetic is an integer, not {other:?}"),
        }
    }

    pub(super) fn value(&mut self, id: ExprId) -> Result<Value, FailureId> {
        let model = self.model;
        Ok(match model.expr(id).kind {
            ExprKind::Bool(value) => Value::Bool(value),
            ExprKind::Int(value) => Value::Int(value),
            ExprKind::Variant(of, index) => Value::Enum(of, index),
            ExprKind::Const(id) => model.consts[id.index()].value,
            ExprKind::Var(var) => self.var(var),
            ExprKind::PrevVar(var) => self.var_before(var),
            ExprKind::Local(local) => self.local(local),
            ExprKind::Not(value) => Value::Bool(!self.truth(value)?),
            ExprKind::Neg { value, overflow } => {
                let value = self.integer(value)?;
                Value::Int(
                    value
                        .checked_neg()
                        .ok_or_else(|| expect_failure(overflow))?,
                )
            }
            ExprKind::Arith {
                op,
                left,
                right,
                zero,
                overflow,
            } => {
                let (left, right) = (self.integer(left)?, self.integer(right)?);
                Value::Int(op.apply(left, right).map_err(|fault| match fault {
                    ArithFault::Zero => expect_failure(zero),
                    ArithFault::Overflow => expect_failure(overflow),
                })?)
            }
            ExprKind::Compare { op, left, right } => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                Value::Bool(op.apply(left.to_slot(), right.to_slot()))
            }
            ExprKind::Logic { op, left, right } => {
                let left = self.truth(left)?;
                Value::Bool(match (op, left) {
                    (LogicOp::And, false) => false,
                    (LogicOp::Or, true) | (LogicOp::Implies, false) => true,
                    (LogicOp::Iff, _) => left == self.truth(right)?,
                    _ => self.truth(right)?,
                })
            }
            ExprKind::InRange {
                value,
                lo,
                hi,
                negated,
            } => {
                let value = self.integer(value)?;
                let (lo, hi) = (self.integer(lo)?, self.integer(hi)?);
                Value::Bool((lo..=hi).contains(&value) != negated)
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                let branch = if self.truth(condition)? {
                    then
                } else {
                    otherwise
                };
                self.value(branch)?
            }
            ExprKind::Let { local, value, body } => {
                let value = self.value(value)?;
                self.locals[local.index()] = Some(value);
                self.value(body)?
            }
            ExprKind::Checked {
                value,
                fits,
                failure,
            } => {
                let value = self.integer(value)?;
                if !(fits.lo..=fits.hi).contains(&value) {
                    return Err(failure);
                }
                Value::Int(value)
            }
        })
    }
}

fn expect_failure(failure: Option<FailureId>) -> FailureId {
    failure.expect("an operation that can fault has a failure in the table")
}
