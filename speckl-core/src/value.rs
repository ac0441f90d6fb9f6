//! Values: what variables, parameters, results and event fields hold.

use crate::model::{EnumId, Model};
use std::fmt;

/// A value. Its order is the canonical order of its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Of `Bool`.
    Bool(bool),
    /// Of any integer type.
    Int(i64),
    /// Of an enum: which one, and the index of the value in it.
    Enum(EnumId, u32),
}

impl Value {
    /// The value in a slot of the checker or of the Wasm module: 0 and 1 for booleans, the index
    /// for an enum.
    pub fn to_slot(self) -> i64 {
        match self {
            Value::Bool(value) => i64::from(value),
            Value::Int(value) => value,
            Value::Enum(_, index) => i64::from(index),
        }
    }

    /// As a spec would write it, for people.
    pub fn show(self, model: &Model) -> Shown<'_> {
        Shown { value: self, model }
    }
}

/// A value about to be shown.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    value: Value,
    model: &'a Model,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value {
            Value::Bool(value) => write!(f, "{value}"),
            Value::Int(value) => write!(f, "{value}"),
            Value::Enum(ty, index) => {
                f.write_str(&self.model.enums[ty.index()].variants[index as usize].name)
            }
        }
    }
}
