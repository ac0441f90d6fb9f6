//! Values: what variables, parameters, results and event fields hold; which of them a type has.

mod domain;
mod fits;

pub use domain::{Domain, Narrow};
pub use fits::fits;

use crate::model::{EnumId, Model, Type, TypeId};
use crate::syntax::literal;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A value. Among values of one type its order is the canonical order of that type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// `null`, of some `T?`; any other value of `T?` is one of `T`.
    Null,
    /// Of `Bool`.
    Bool(bool),
    /// Of any integer type.
    Int(i64),
    /// Of `String`.
    String(String),
    /// Of an enum: which one, the index of the value in it, and its payload.
    Enum(EnumId, u32, Vec<Value>),
    /// Of a record: its fields, in the order of the type.
    Record(Vec<Value>),
    /// Of a tuple.
    Tuple(Vec<Value>),
    /// Of a list.
    List(Vec<Value>),
    /// Of a set.
    Set(BTreeSet<Value>),
    /// Of a map.
    Map(BTreeMap<Value, Value>),
}

impl Value {
    /// As a spec would write it, for people.
    pub fn show<'a>(&'a self, ty: TypeId, model: &'a Model) -> Shown<'a> {
        Shown {
            value: self,
            ty,
            model,
        }
    }
}

/// A value about to be shown.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    value: &'a Value,
    ty: TypeId,
    model: &'a Model,
}

impl<'a> Shown<'a> {
    fn part(self, value: &'a Value, ty: TypeId) -> Self {
        Self { value, ty, ..self }
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ty = self.model.types.get(self.ty);
        match (self.value, ty) {
            (Value::Null, _) => f.write_str("null"),
            (_, Type::Option(inner)) => self.part(self.value, *inner).fmt(f),
            (Value::Bool(value), _) => write!(f, "{value}"),
            (Value::Int(value), _) => write!(f, "{value}"),
            (Value::String(text), _) => f.write_str(&literal(text)),
            (Value::Enum(of, index, payload), _) => {
                let variant = &self.model.enums[of.index()].variants[*index as usize];
                f.write_str(&variant.name)?;
                if payload.is_empty() {
                    return Ok(());
                }
                let names = variant.payload.iter();
                let fields = names.zip(payload).map(|(field, value)| {
                    let shown = self.part(value, field.ty.ty);
                    format!("{}: {shown}", field.name)
                });
                write!(f, " {{ {} }}", fields.collect::<Vec<_>>().join(", "))
            }
            (Value::Record(values), Type::Record(fields)) => {
                let fields = fields.iter().zip(values).map(|((name, ty), value)| {
                    let shown = self.part(value, *ty);
                    format!("{name}: {shown}")
                });
                braces(f, fields)
            }
            (Value::Tuple(values), Type::Tuple(types)) => {
                let items = values.iter().zip(types);
                let items = items.map(|(value, ty)| self.part(value, *ty).to_string());
                write!(f, "({})", items.collect::<Vec<_>>().join(", "))
            }
            (Value::List(values), Type::List(ty)) => {
                let items = values.iter().map(|value| self.part(value, *ty).to_string());
                write!(f, "[{}]", items.collect::<Vec<_>>().join(", "))
            }
            (Value::Set(values), Type::Set(ty)) => braces(
                f,
                values.iter().map(|value| self.part(value, *ty).to_string()),
            ),
            (Value::Map(entries), Type::Map(key_type, value_type)) => {
                let entries = entries.iter().map(|(key, value)| {
                    let (key, value) = (self.part(key, *key_type), self.part(value, *value_type));
                    format!("{key}: {value}")
                });
                braces(f, entries)
            }
            (value, ty) => unreachable!("{value:?} is not of {ty:?}"),
        }
    }
}

fn braces(f: &mut fmt::Formatter<'_>, items: impl Iterator<Item = String>) -> fmt::Result {
    let items: Vec<String> = items.collect();
    if items.is_empty() {
        return f.write_str("{}");
    }
    write!(f, "{{ {} }}", items.join(", "))
}
