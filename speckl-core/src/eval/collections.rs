//! Sets, maps, lists and strings: what the operations on them give.

use crate::model::{Builtin, SUBSETS_MOST, SetOp};
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn set(value: Value) -> BTreeSet<Value> {
    match value {
        Value::Set(items) => items,
        other => unreachable!("a set is expected, not {other:?}"),
    }
}

pub(super) fn map(value: Value) -> BTreeMap<Value, Value> {
    match value {
        Value::Map(entries) => entries,
        other => unreachable!("a map is expected, not {other:?}"),
    }
}

pub(super) fn list(value: Value) -> Vec<Value> {
    match value {
        Value::List(items) => items,
        other => unreachable!("a list is expected, not {other:?}"),
    }
}

fn int(value: &Value) -> i64 {
    match value {
        Value::Int(value) => *value,
        other => unreachable!("an integer is expected, not {other:?}"),
    }
}

pub(super) fn set_op(op: SetOp, left: BTreeSet<Value>, right: BTreeSet<Value>) -> BTreeSet<Value> {
    match op {
        SetOp::Union => left.into_iter().chain(right).collect(),
        SetOp::Minus => left.into_iter().filter(|it| !right.contains(it)).collect(),
        SetOp::Intersect => left.into_iter().filter(|it| right.contains(it)).collect(),
    }
}

/// What a built-in function gives; `None` if it faults.
pub(super) fn call(function: Builtin, args: Vec<Value>) -> Option<Value> {
    let mut args = args.into_iter();
    let mut next = || args.next().expect("lowering counts the arguments");
    Some(match function {
        Builtin::Size => Value::Int(match next() {
            Value::Set(items) => items.len(),
            Value::Map(entries) => entries.len(),
            Value::List(items) => items.len(),
            Value::String(text) => text.chars().count(),
            other => unreachable!("{other:?} has no size"),
        } as i64),
        Builtin::Keys => Value::Set(map(next()).into_keys().collect()),
        Builtin::Values => Value::List(map(next()).into_values().collect()),
        Builtin::Append => {
            let mut items = list(next());
            items.push(next());
            Value::List(items)
        }
        Builtin::Concat => {
            let mut items = list(next());
            items.extend(list(next()));
            Value::List(items)
        }
        Builtin::Head => list(next()).first()?.clone(),
        Builtin::Last => list(next()).last()?.clone(),
        Builtin::Tail => Value::List(list(next()).split_first()?.1.to_vec()),
        Builtin::Take => {
            let mut items = list(next());
            items.truncate(count(&next()));
            Value::List(items)
        }
        Builtin::Drop => {
            let items = list(next());
            Value::List(items.into_iter().skip(count(&next())).collect())
        }
        Builtin::Indices => {
            let last = list(next()).len() as i64;
            Value::Set((1..=last).map(Value::Int).collect())
        }
        Builtin::MinOf => match next() {
            Value::Set(items) => items.first()?.clone(),
            items => list(items).into_iter().min()?,
        },
        Builtin::MaxOf => match next() {
            Value::Set(items) => items.last()?.clone(),
            items => list(items).into_iter().max()?,
        },
        Builtin::Min => next().min(next()),
        Builtin::Max => next().max(next()),
        Builtin::Abs => Value::Int(int(&next()).checked_abs()?),
        Builtin::Subsets => subsets(set(next()))?,
    })
}

/// How many elements an integer stands for: none where it is negative.
fn count(value: &Value) -> usize {
    usize::try_from(int(value).max(0)).unwrap_or(usize::MAX)
}

fn subsets(items: BTreeSet<Value>) -> Option<Value> {
    if items.len() > SUBSETS_MOST {
        return None;
    }
    let items: Vec<Value> = items.into_iter().collect();
    let subsets = (0u32..1 << items.len()).map(|bits| {
        let chosen = items.iter().enumerate();
        let chosen = chosen.filter(|(at, _)| bits >> at & 1 == 1);
        Value::Set(chosen.map(|(_, item)| item.clone()).collect())
    });
    Some(Value::Set(subsets.collect()))
}
