//! Assignment to a place inside a variable.

use super::env::{Env, NoValue};
use super::expr;
use crate::model::{ExprId, FailureId, Place, VarId};
use crate::value::Value;

/// One step of the way, its index or key known.
enum Step {
    Field(usize),
    Index(i64, FailureId),
    Key(Value, Option<FailureId>),
    Unwrap(FailureId),
}

/// `x.f[k] := e`: indices and keys from left to right, then the value, then the place is looked up.
pub(super) fn assign(
    env: &mut Env<'_, '_>,
    var: VarId,
    path: &[Place],
    value: ExprId,
) -> Result<(), NoValue> {
    let mut steps = Vec::new();
    for place in path {
        steps.push(match place {
            Place::Field(field) => Step::Field(*field as usize),
            Place::Index { index, failure } => Step::Index(env.integer(*index)?, *failure),
            Place::Key { key, failure } => Step::Key(env.value(*key)?, *failure),
            Place::Unwrap { failure } => Step::Unwrap(*failure),
        });
    }
    let value = env.value(value)?;
    if steps.is_empty() {
        env.now[var.index()] = Some(value);
        return Ok(());
    }
    let mut whole = env.var(var)?;
    store(&mut whole, &steps, value)?;
    env.now[var.index()] = Some(whole);
    Ok(())
}

fn store(base: &mut Value, steps: &[Step], value: Value) -> Result<(), NoValue> {
    let Some((step, rest)) = steps.split_first() else {
        *base = value;
        return Ok(());
    };
    let inner = match (step, base) {
        (Step::Field(field), Value::Record(items) | Value::Tuple(items)) => &mut items[*field],
        (Step::Index(index, failure), Value::List(items)) => {
            let at = expr::place(*index, items.len());
            &mut items[at.ok_or(NoValue::Failure(*failure))?]
        }
        (Step::Key(key, failure), Value::Map(entries)) => match failure {
            Some(failure) => entries.get_mut(key).ok_or(NoValue::Failure(*failure))?,
            None => entries.entry(key.clone()).or_insert(Value::Null),
        },
        (Step::Unwrap(failure), Value::Null) => return Err(NoValue::Failure(*failure)),
        (Step::Unwrap(_), base) => base,
        (_, base) => unreachable!("the path does not lead into {base:?}"),
    };
    store(inner, rest, value)
}
