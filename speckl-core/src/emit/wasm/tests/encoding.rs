//! The encoding of `docs/wasm-abi.md`, written a second time, for the host's side.

use crate::model::{Model, Type, TypeId};
use crate::value::Value;

/// The encoding of a value.
pub fn encode(model: &Model, ty: TypeId, value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    put(model, ty, value, &mut bytes);
    bytes
}

fn cell(number: i64, bytes: &mut Vec<u8>) {
    bytes.extend(number.to_le_bytes());
}

fn put(model: &Model, ty: TypeId, value: &Value, bytes: &mut Vec<u8>) {
    let of = model.types.get(ty);
    match (of, value) {
        (Type::Option(_), Value::Null) => cell(0, bytes),
        (Type::Option(item), _) => {
            cell(1, bytes);
            put(model, *item, value, bytes);
        }
        (_, Value::Bool(value)) => cell((*value).into(), bytes),
        (_, Value::Int(value)) => cell(*value, bytes),
        (_, Value::String(text)) => {
            cell(text.len() as i64, bytes);
            bytes.extend(text.as_bytes());
            bytes.resize(bytes.len().next_multiple_of(8), 0);
        }
        (_, Value::Enum(id, index, payload)) => {
            cell((*index).into(), bytes);
            let variant = &model.enums[id.index()].variants[*index as usize];
            for (field, value) in variant.payload.iter().zip(payload) {
                put(model, field.ty.ty, value, bytes);
            }
        }
        (_, Value::Record(values) | Value::Tuple(values)) => {
            for (ty, value) in of.parts().iter().zip(values) {
                put(model, *ty, value, bytes);
            }
        }
        (Type::List(item), Value::List(values)) => {
            cell(values.len() as i64, bytes);
            for value in values {
                put(model, *item, value, bytes);
            }
        }
        (Type::Set(item), Value::Set(values)) => {
            cell(values.len() as i64, bytes);
            for value in values {
                put(model, *item, value, bytes);
            }
        }
        (Type::Map(key, item), Value::Map(entries)) => {
            cell(entries.len() as i64, bytes);
            for (from, to) in entries {
                put(model, *key, from, bytes);
                put(model, *item, to, bytes);
            }
        }
        (of, value) => panic!("{value:?} is not of {of:?}"),
    }
}

/// Takes a value from the front of what is left.
pub fn decode(model: &Model, ty: TypeId, left: &mut &[u8]) -> Value {
    let of = model.types.get(ty).clone();
    let parts = |types: &[TypeId], left: &mut &[u8]| -> Vec<Value> {
        types.iter().map(|ty| decode(model, *ty, left)).collect()
    };
    match of {
        Type::Bool => Value::Bool(take(left) == 1),
        Type::Int | Type::Nat | Type::Range(..) | Type::Symmetric(..) => Value::Int(take(left)),
        Type::String => {
            let size = take(left) as usize;
            let (text, rest) = left.split_at(size.next_multiple_of(8));
            *left = rest;
            Value::String(String::from_utf8(text[..size].to_vec()).unwrap())
        }
        Type::Enum(id) => {
            let index = take(left) as u32;
            let payload = &model.enums[id.index()].variants[index as usize].payload;
            let types: Vec<TypeId> = payload.iter().map(|field| field.ty.ty).collect();
            Value::Enum(id, index, parts(&types, left))
        }
        Type::Record(_) => Value::Record(parts(&of.parts(), left)),
        Type::Tuple(_) => Value::Tuple(parts(&of.parts(), left)),
        Type::Option(item) => match take(left) {
            0 => Value::Null,
            _ => decode(model, item, left),
        },
        Type::List(item) => {
            let count = take(left);
            Value::List((0..count).map(|_| decode(model, item, left)).collect())
        }
        Type::Set(item) => {
            let count = take(left);
            Value::Set((0..count).map(|_| decode(model, item, left)).collect())
        }
        Type::Map(key, item) => {
            let count = take(left);
            let entry = |_| (decode(model, key, left), decode(model, item, left));
            Value::Map((0..count).map(entry).collect())
        }
    }
}

/// Takes a cell from the front of what is left.
pub fn take(left: &mut &[u8]) -> i64 {
    let (cell, rest) = left.split_first_chunk().unwrap();
    *left = rest;
    i64::from_le_bytes(*cell)
}
