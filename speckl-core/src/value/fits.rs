//! Whether a value is one of a type's.

use super::Value;
use crate::model::{Enum, Type, TypeId, Types};

/// Whether `value` is a value of the type `ty`, at every depth.
pub fn fits(types: &Types, enums: &[Enum], ty: TypeId, value: &Value) -> bool {
    let of = |ty: TypeId, value: &Value| fits(types, enums, ty, value);
    let each = |parts: &[TypeId], values: &[Value]| {
        parts.len() == values.len() && parts.iter().zip(values).all(|(ty, it)| of(*ty, it))
    };
    match (types.get(ty), value) {
        (Type::Option(_), Value::Null)
        | (Type::Bool, Value::Bool(_))
        | (Type::String, Value::String(_)) => true,
        (Type::Option(inner), value) => of(*inner, value),
        (Type::Enum(id), Value::Enum(found, index, payload)) => {
            let variants = &enums[id.index()].variants;
            let variant = variants.get(*index as usize).filter(|_| id == found);
            variant.is_some_and(|variant| {
                let parts: Vec<TypeId> = variant.payload.iter().map(|it| it.ty.ty).collect();
                each(&parts, payload)
            })
        }
        (Type::Record(fields), Value::Record(values)) => {
            let parts: Vec<TypeId> = fields.iter().map(|(_, ty)| *ty).collect();
            each(&parts, values)
        }
        (Type::Tuple(parts), Value::Tuple(values)) => each(parts, values),
        (Type::List(item), Value::List(values)) => values.iter().all(|it| of(*item, it)),
        (Type::Set(item), Value::Set(values)) => values.iter().all(|it| of(*item, it)),
        (Type::Map(key, item), Value::Map(entries)) => {
            entries.iter().all(|(k, v)| of(*key, k) && of(*item, v))
        }
        (ty, Value::Int(value)) => ty
            .integers()
            .is_some_and(|fits| (fits.lo..=fits.hi).contains(value)),
        _ => false,
    }
}
