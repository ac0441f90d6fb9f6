//! Values on their way into the module and out of it.
//!
//! At the border of a function a value is a `number` (an `i32`) or a `bigint` (an `i64`); what is neither
//! passes as the address of its encoding, which [`super::cells`] writes and reads.

use crate::emit::typescript::layout::{Doc, call};
use crate::emit::typescript::surface::Surface;
use crate::emit::wasm::Scalar;
use crate::model::{Type, TypeId};

/// How values of a type cross.
#[derive(Clone, Debug)]
pub(super) enum Crossing {
    /// `true` is 1.
    Bool,
    /// An enum without payload is its index; the type, and the list of its values.
    Enum { ty: String, values: String },
    /// A `number` that is an `i32`.
    Narrow,
    /// A `number` that is an `i64`.
    Number,
    /// A `bigint` that is an `i64`.
    Wide,
    /// The address of an encoding; the name under which values of this type are written and read.
    Encoded(String),
}

impl Crossing {
    /// Of a type.
    pub fn of(surface: &Surface<'_>, ty: TypeId) -> Self {
        match *surface.model.types.get(ty) {
            Type::Bool => Crossing::Bool,
            Type::Enum(id) if surface.is_scalar(ty) => {
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
            Type::String => Crossing::Encoded("Text".to_owned()),
            _ => {
                let name = surface.names.described(ty);
                let mut letters = name.chars();
                let first = letters.next().into_iter().flat_map(char::to_uppercase);
                Crossing::Encoded(first.chain(letters).collect())
            }
        }
    }

    /// Whether it is an address that crosses.
    pub fn is_encoded(&self) -> bool {
        matches!(self, Crossing::Encoded(_))
    }

    /// What a function of the module takes and gives.
    pub fn border(&self) -> &'static str {
        match self {
            Crossing::Number | Crossing::Wide => "bigint",
            _ => "number",
        }
    }

    /// What a function of the module takes, from a value that is no address.
    pub fn encode(&self, value: Doc) -> Doc {
        match self {
            Crossing::Bool => call("Number", vec![value]),
            Crossing::Enum { values, .. } => call(format!("{values}.indexOf"), vec![value]),
            Crossing::Number => call("BigInt", vec![value]),
            Crossing::Narrow | Crossing::Wide | Crossing::Encoded(_) => value,
        }
    }

    /// A value, from what a function of the module gives; `cells` opens what lies at an address.
    pub fn decode(&self, given: &str) -> Doc {
        match self {
            Crossing::Bool => format!("{given} === 1").into(),
            Crossing::Enum { ty, values } => format!("{values}[{given}] as {ty}").into(),
            Crossing::Number => format!("Number({given})").into(),
            Crossing::Narrow | Crossing::Wide => given.to_owned().into(),
            Crossing::Encoded(name) => format!("this.#cells({given}).take{name}()").into(),
        }
    }

    /// Writes a value at the end of cells.
    pub fn put(&self, cells: &str, value: Doc) -> Doc {
        match self {
            Crossing::Encoded(name) => call(format!("{cells}.put{name}"), vec![value]),
            _ => call(format!("{cells}.put"), vec![self.encode(value)]),
        }
    }

    /// The next value of cells.
    pub fn take(&self, cells: &str) -> Doc {
        match self {
            Crossing::Bool => format!("{cells}.take() === 1n").into(),
            Crossing::Enum { ty, values } => {
                format!("{values}[Number({cells}.take())] as {ty}").into()
            }
            Crossing::Narrow | Crossing::Number => format!("Number({cells}.take())").into(),
            Crossing::Wide => format!("{cells}.take()").into(),
            Crossing::Encoded(name) => format!("{cells}.take{name}()").into(),
        }
    }
}
