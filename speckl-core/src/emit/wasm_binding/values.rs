//! Values on their way into the module and out of it.
//!
//! At the border of a function a value is a `number` (an `i32`) or a `bigint` (an `i64`); in memory it is
//! a cell of 64 bits. What the class of TypeScript calls `boolean`, `number`, `bigint` or a string of an
//! enum is one of these.

use crate::emit::typescript::layout::{Doc, call, concat};
use crate::emit::typescript::support::Support;
use crate::emit::typescript::surface::Surface;
use crate::emit::wasm::Scalar;
use crate::model::{FailureId, Type, TypeId};

/// How values of a type cross.
#[derive(Clone, Debug)]
pub(super) enum Crossing {
    /// `true` is 1.
    Bool,
    /// An enum is its index; the type, and the list of its values.
    Enum { ty: String, values: String },
    /// A `number` that is an `i32`.
    Narrow,
    /// A `number` that is an `i64`.
    Number,
    /// A `bigint` that is an `i64`.
    Wide,
}

impl Crossing {
    /// Of a type.
    pub fn of(surface: &Surface<'_>, ty: TypeId) -> Self {
        match *surface.model.types.get(ty) {
            Type::Bool => Crossing::Bool,
            Type::Enum(id) => {
                let names = surface.names.of_enum(id);
                Crossing::Enum {
                    ty: names.ty.clone(),
                    values: names.values.clone(),
                }
            }
            Type::Int | Type::Nat | Type::Range(..) | Type::Symmetric(..) => {
                if surface.is_wide(ty) {
                    Crossing::Wide
                } else if Scalar::of(surface.model, ty).is_narrow() {
                    Crossing::Narrow
                } else {
                    Crossing::Number
                }
            }
            _ => unimplemented!("blocks"),
        }
    }

    /// What a function of the module takes and gives.
    pub fn border(&self) -> &'static str {
        match self {
            Crossing::Bool | Crossing::Enum { .. } | Crossing::Narrow => "number",
            Crossing::Number | Crossing::Wide => "bigint",
        }
    }

    /// What a function of the module takes, from a value.
    pub fn encode(&self, value: Doc) -> Doc {
        match self {
            Crossing::Bool => call("Number", vec![value]),
            Crossing::Enum { values, .. } => call(format!("{values}.indexOf"), vec![value]),
            Crossing::Number => call("BigInt", vec![value]),
            Crossing::Narrow | Crossing::Wide => value,
        }
    }

    /// A value, from what a function of the module gives.
    pub fn decode(&self, given: &str) -> Doc {
        match self {
            Crossing::Bool => format!("{given} === 1").into(),
            Crossing::Enum { ty, values } => format!("{values}[{given}] as {ty}").into(),
            Crossing::Number => format!("Number({given})").into(),
            Crossing::Narrow | Crossing::Wide => given.to_owned().into(),
        }
    }

    /// What a cell holds, from a value.
    pub fn to_cell(&self, value: &str) -> Doc {
        match self {
            Crossing::Enum { .. } => call("BigInt", vec![self.encode(value.to_owned().into())]),
            Crossing::Wide => value.to_owned().into(),
            Crossing::Bool | Crossing::Narrow | Crossing::Number => {
                format!("BigInt({value})").into()
            }
        }
    }

    /// A value, from what a cell holds.
    pub fn in_cell(&self, cell: &str) -> Doc {
        match self {
            Crossing::Bool => format!("{cell} === 1n").into(),
            Crossing::Enum { ty, values } => format!("{values}[Number({cell})] as {ty}").into(),
            Crossing::Narrow | Crossing::Number => format!("Number({cell})").into(),
            Crossing::Wide => cell.to_owned().into(),
        }
    }
}

/// What a function of the module takes, from a value that nobody has checked yet.
pub(super) fn checked(
    surface: &Surface<'_>,
    value: &str,
    ty: TypeId,
    misfit: FailureId,
    support: &mut Support,
) -> Doc {
    let value = surface.checked(value, ty, misfit, support);
    Crossing::of(surface, ty).encode(concat([value]))
}
