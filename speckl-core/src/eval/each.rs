//! Quantifiers, aggregates and comprehensions: one walk over all combinations.

use super::env::{Env, NoValue};
use super::expr::failed;
use crate::model::{Binder, ExprId, Form};
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What has been made of the combinations so far.
enum Made {
    Truth(bool),
    Number(i64),
    Set(BTreeSet<Value>),
    Map(BTreeMap<Value, Value>),
}

pub(super) fn each(
    env: &mut Env<'_, '_>,
    binders: &[Binder],
    filter: Option<ExprId>,
    form: Form,
) -> Result<Value, NoValue> {
    let mut made = match form {
        Form::Forall(_) => Made::Truth(true),
        Form::Exists(_) => Made::Truth(false),
        Form::Count | Form::Sum { .. } => Made::Number(0),
        Form::Set(_) => Made::Set(BTreeSet::new()),
        Form::Map { .. } => Made::Map(BTreeMap::new()),
    };
    walk(env, binders, filter, form, &mut made)?;
    Ok(match made {
        Made::Truth(value) => Value::Bool(value),
        Made::Number(value) => Value::Int(value),
        Made::Set(items) => Value::Set(items),
        Made::Map(entries) => Value::Map(entries),
    })
}

/// Runs over the combinations of the binders that are left; `false` if the walk is over.
fn walk(
    env: &mut Env<'_, '_>,
    binders: &[Binder],
    filter: Option<ExprId>,
    form: Form,
    made: &mut Made,
) -> Result<bool, NoValue> {
    let Some((binder, rest)) = binders.split_first() else {
        if let Some(filter) = filter
            && !env.truth(filter)?
        {
            return Ok(true);
        }
        return one(env, form, made);
    };
    for item in env.elements(binder.source)? {
        env.bind(binder.local, item);
        if !walk(env, rest, filter, form, made)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Adds one combination; `false` if the others do not matter any more.
fn one(env: &mut Env<'_, '_>, form: Form, made: &mut Made) -> Result<bool, NoValue> {
    match (form, made) {
        (Form::Forall(body), Made::Truth(all)) => {
            *all = env.truth(body)?;
            return Ok(*all);
        }
        (Form::Exists(body), Made::Truth(any)) => {
            *any = env.truth(body)?;
            return Ok(!*any);
        }
        (Form::Count, Made::Number(count)) => *count += 1,
        (Form::Sum { value, overflow }, Made::Number(sum)) => {
            let value = env.integer(value)?;
            *sum = sum.checked_add(value).ok_or_else(|| failed(overflow))?;
        }
        (Form::Set(body), Made::Set(items)) => {
            items.insert(env.value(body)?);
        }
        (Form::Map { key, value }, Made::Map(entries)) => {
            let key = env.value(key)?;
            entries.insert(key, env.value(value)?);
        }
        _ => unreachable!("what is made belongs to the form"),
    }
    Ok(true)
}
