//! The value of an expression, or why it has none.

use super::collections;
use super::each::each;
use super::env::{Env, NoValue};
use crate::model::{ArithFault, ExprId, ExprKind, FailureId, LogicOp, MatchArm, Pattern};
use crate::model::{DOMAIN_MOST, RANGE_MOST};
use crate::value::{Domain, Value, fits};
use std::collections::BTreeMap;

type Result<T> = std::result::Result<T, NoValue>;

impl Env<'_, '_> {
    pub(super) fn truth(&mut self, id: ExprId) -> Result<bool> {
        match self.value(id)? {
            Value::Bool(value) => Ok(value),
            other => unreachable!("a condition has type Bool, not {other:?}"),
        }
    }

    pub(super) fn integer(&mut self, id: ExprId) -> Result<i64> {
        match self.value(id)? {
            Value::Int(value) => Ok(value),
            other => unreachable!("an operand of arithmetic is an integer, not {other:?}"),
        }
    }

    fn values(&mut self, ids: &[ExprId]) -> Result<Vec<Value>> {
        ids.iter().map(|id| self.value(*id)).collect()
    }

    /// The ends of a range that is used as a set; one with too many elements has no value.
    pub(super) fn ends(
        &mut self,
        lo: ExprId,
        hi: ExprId,
        too_large: Option<FailureId>,
    ) -> Result<(i64, i64)> {
        let (lo, hi) = (self.integer(lo)?, self.integer(hi)?);
        if i128::from(hi) - i128::from(lo) >= i128::from(RANGE_MOST) {
            return Err(failed(too_large));
        }
        Ok((lo, hi))
    }

    /// A value that was copied from where it is held: that takes as long as it is large.
    fn copied(&mut self, value: Result<Value>) -> Result<Value> {
        let value = value?;
        self.spend(weight(&value))?;
        Ok(value)
    }

    pub(super) fn value(&mut self, id: ExprId) -> Result<Value> {
        self.spend(1)?;
        let tables = self.tables;
        let expr = tables.expr(id);
        Ok(match &expr.kind {
            ExprKind::Bool(value) => Value::Bool(*value),
            ExprKind::Int(value) => Value::Int(*value),
            ExprKind::String(text) => Value::String(text.clone()),
            ExprKind::Null => Value::Null,
            ExprKind::Variant(of, index, payload) => {
                Value::Enum(*of, *index, self.values(payload)?)
            }
            ExprKind::Record(fields) => Value::Record(self.values(fields)?),
            ExprKind::Tuple(items) => Value::Tuple(self.values(items)?),
            ExprKind::List(items) => Value::List(self.values(items)?),
            ExprKind::Set(items) => Value::Set(self.values(items)?.into_iter().collect()),
            ExprKind::Map(entries) => {
                let mut map = BTreeMap::new();
                for (key, value) in entries {
                    let key = self.value(*key)?;
                    map.insert(key, self.value(*value)?);
                }
                Value::Map(map)
            }
            ExprKind::Domain(ty) => {
                let whole = Domain::whole(tables.types, tables.enums, *ty);
                let all = whole.and_then(|it| it.all(DOMAIN_MOST));
                let all = all.expect("lowering lets through only types with few values");
                self.spend(all.len())?;
                Value::Set(all)
            }
            ExprKind::Range { lo, hi, too_large } => {
                let (lo, hi) = self.ends(*lo, *hi, *too_large)?;
                self.spend(usize::try_from(hi.saturating_sub(lo)).unwrap_or(0))?;
                Value::Set((lo..=hi).map(Value::Int).collect())
            }
            ExprKind::Const(id) => self.copied(self.constant(*id))?,
            ExprKind::Var(var) => self.copied(self.var(*var))?,
            ExprKind::PrevVar(var) => self.copied(self.var_before(*var))?,
            ExprKind::Local(local) => self.copied(self.local(*local))?,
            ExprKind::Not(value) => Value::Bool(!self.truth(*value)?),
            ExprKind::Neg { value, overflow } => {
                let negated = self.integer(*value)?.checked_neg();
                Value::Int(negated.ok_or_else(|| failed(*overflow))?)
            }
            ExprKind::Arith {
                op,
                left,
                right,
                zero,
                overflow,
            } => {
                let (left, right) = (self.integer(*left)?, self.integer(*right)?);
                Value::Int(op.apply(left, right).map_err(|fault| match fault {
                    ArithFault::Zero => failed(*zero),
                    ArithFault::Overflow => failed(*overflow),
                })?)
            }
            ExprKind::Compare { op, left, right } => {
                let (left, right) = (self.value(*left)?, self.value(*right)?);
                // The order of values is the canonical one.
                Value::Bool(op.apply(left.cmp(&right) as i64, 0))
            }
            ExprKind::Logic { op, left, right } => {
                let left = self.truth(*left)?;
                Value::Bool(match (op, left) {
                    (LogicOp::And, false) => false,
                    (LogicOp::Or, true) | (LogicOp::Implies, false) => true,
                    (LogicOp::Iff, _) => left == self.truth(*right)?,
                    _ => self.truth(*right)?,
                })
            }
            ExprKind::InRange {
                value,
                lo,
                hi,
                negated,
            } => {
                let value = self.integer(*value)?;
                let (lo, hi) = (self.integer(*lo)?, self.integer(*hi)?);
                Value::Bool((lo..=hi).contains(&value) != *negated)
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                let holds = self.truth(*condition)?;
                self.value(if holds { *then } else { *otherwise })?
            }
            ExprKind::Let { local, value, body } => {
                let value = self.value(*value)?;
                self.bind(*local, value);
                self.value(*body)?
            }
            ExprKind::Match { value, arms } => {
                let value = self.value(*value)?;
                let body = *self.matching(&value, arms);
                self.value(body)?
            }
            ExprKind::Field { base, field } => match self.value(*base)? {
                Value::Record(fields) | Value::Tuple(fields) => fields[*field as usize].clone(),
                other => unreachable!("only records and tuples have fields, not {other:?}"),
            },
            ExprKind::With { base, fields } => {
                let Value::Record(mut values) = self.value(*base)? else {
                    unreachable!("only records have fields to replace")
                };
                for (field, value) in fields {
                    values[*field as usize] = self.value(*value)?;
                }
                Value::Record(values)
            }
            ExprKind::ListGet {
                list,
                index,
                failure,
            } => {
                let items = collections::list(self.value(*list)?);
                let at = place(self.integer(*index)?, items.len());
                let at = at.ok_or(NoValue::Failure(*failure))?;
                items[at].clone()
            }
            ExprKind::MapGet { map, key, failure } => {
                let entries = collections::map(self.value(*map)?);
                let key = self.value(*key)?;
                let found = entries.get(&key).cloned();
                found.ok_or(NoValue::Failure(*failure))?
            }
            ExprKind::Contains {
                value,
                collection,
                negated,
            } => {
                let value = self.value(*value)?;
                let found = match self.value(*collection)? {
                    Value::Set(items) => items.contains(&value),
                    Value::List(items) => items.contains(&value),
                    Value::Map(entries) => entries.contains_key(&value),
                    other => unreachable!("{other:?} holds no elements"),
                };
                Value::Bool(found != *negated)
            }
            ExprKind::SetOp { op, left, right } => {
                let left = collections::set(self.value(*left)?);
                let right = collections::set(self.value(*right)?);
                self.spend(left.len() + right.len())?;
                Value::Set(collections::set_op(*op, left, right))
            }
            ExprKind::MapMinus { map, keys } => {
                let mut entries = collections::map(self.value(*map)?);
                let keys = collections::set(self.value(*keys)?);
                entries.retain(|key, _| !keys.contains(key));
                Value::Map(entries)
            }
            ExprKind::SubsetOf { left, right } => {
                let left = collections::set(self.value(*left)?);
                let right = collections::set(self.value(*right)?);
                Value::Bool(left.is_subset(&right))
            }
            ExprKind::Call {
                function,
                args,
                failure,
            } => {
                let args = self.values(args)?;
                let value = collections::call(*function, args).ok_or_else(|| failed(*failure))?;
                self.spend(size(&value))?;
                value
            }
            ExprKind::Extern {
                function,
                args,
                misfit,
            } => {
                let args = self.values(args)?;
                let value = (self.host)(*function, &args);
                if !fits(tables.types, tables.enums, expr.ty, &value) {
                    return Err(NoValue::Failure(*misfit));
                }
                value
            }
            ExprKind::Each {
                binders,
                filter,
                form,
            } => each(self, binders, *filter, *form)?,
            ExprKind::Enabled(action) => Value::Bool(self.enabled(*action)?),
            ExprKind::Unwrap { value, failure } => match self.value(*value)? {
                Value::Null => return Err(NoValue::Failure(*failure)),
                value => value,
            },
            ExprKind::Convert { value, failure } => {
                // A value is the same in all types that it has, so it only has to fit.
                let value = self.value(*value)?;
                if let Some(failure) = failure
                    && !fits(tables.types, tables.enums, expr.ty, &value)
                {
                    return Err(NoValue::Failure(*failure));
                }
                value
            }
            ExprKind::Checked {
                value,
                fits,
                failure,
            } => {
                let value = self.integer(*value)?;
                if !(fits.lo..=fits.hi).contains(&value) {
                    return Err(NoValue::Failure(*failure));
                }
                Value::Int(value)
            }
        })
    }

    /// The body of the first arm that matches; its names are bound.
    pub(super) fn matching<'b, B>(&mut self, value: &Value, arms: &'b [MatchArm<B>]) -> &'b B {
        for arm in arms {
            let matches = match (&arm.pattern, value) {
                (Pattern::Any, _) | (Pattern::Null, Value::Null) => true,
                (Pattern::Bool(known), Value::Bool(value)) => known == value,
                (Pattern::Int(known), Value::Int(value)) => known == value,
                (Pattern::String(known), Value::String(value)) => known == value,
                (Pattern::Variant(_, known, names), Value::Enum(_, index, payload)) => {
                    if known == index {
                        for (field, local) in names {
                            self.bind(*local, payload[*field as usize].clone());
                        }
                    }
                    known == index
                }
                _ => false,
            };
            if matches {
                return &arm.body;
            }
        }
        unreachable!("lowering refuses a `match` that leaves a value out")
    }

    /// All elements that a binder or a `for` runs over, in order.
    pub(super) fn elements(&mut self, source: ExprId) -> Result<Vec<Value>> {
        let items: Vec<Value> = match self.value(source)? {
            Value::Set(items) => items.into_iter().collect(),
            Value::List(items) => items,
            other => unreachable!("{other:?} cannot be run over"),
        };
        self.spend(items.len())?;
        Ok(items)
    }
}

/// The index of a 1-based place, if it is there.
pub(super) fn place(index: i64, len: usize) -> Option<usize> {
    let at = usize::try_from(index.checked_sub(1)?).ok()?;
    (at < len).then_some(at)
}

/// How many values a value is made of.
fn weight(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Int(_) => 0,
        Value::String(text) => text.len() / 16,
        Value::Enum(_, _, items)
        | Value::Record(items)
        | Value::Tuple(items)
        | Value::List(items) => items.iter().map(|it| 1 + weight(it)).sum(),
        Value::Set(items) => items.iter().map(|it| 1 + weight(it)).sum(),
        Value::Map(entries) => entries
            .iter()
            .map(|(key, value)| 2 + weight(key) + weight(value))
            .sum(),
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Set(items) => items.len(),
        Value::List(items) => items.len(),
        Value::Map(entries) => entries.len(),
        _ => 0,
    }
}

/// The failure of an operation that turned out to fail.
pub(super) fn failed(failure: Option<FailureId>) -> NoValue {
    NoValue::Failure(failure.expect("an operation that can fault has a failure in the table"))
}
