//! The shape of every type, under the number of the type.

use crate::model::{Model, Type, TypeId};
use crate::program::{Shape, ShapeId};

/// All shapes of a program: first those of the types, then two for what the compiler adds.
pub(super) struct Shapes {
    pub table: Vec<Shape>,
    /// Of booleans.
    pub word: ShapeId,
    /// Of any integer.
    pub int: ShapeId,
}

impl Shapes {
    pub fn of(model: &Model) -> Self {
        let mut table: Vec<Shape> = model.types.iter().map(|(_, ty)| shape(model, ty)).collect();
        let mut add = |shape| {
            table.push(shape);
            ShapeId(table.len() as u32 - 1)
        };
        Self {
            word: add(Shape::Word(2)),
            int: add(Shape::Int(i64::MIN, i64::MAX)),
            table,
        }
    }

    /// The shape of a type.
    pub fn id(ty: TypeId) -> ShapeId {
        ShapeId(ty.index() as u32)
    }

    pub fn get(&self, id: ShapeId) -> &Shape {
        &self.table[id.index()]
    }
}

fn shape(model: &Model, ty: &Type) -> Shape {
    let ids = |types: &[TypeId]| types.iter().map(|ty| Shapes::id(*ty)).collect();
    match ty {
        Type::Bool => Shape::Word(2),
        Type::Int => Shape::Int(i64::MIN, i64::MAX),
        Type::Nat => Shape::Int(0, i64::MAX),
        Type::Range(lo, hi) | Type::Symmetric(_, lo, hi) => Shape::Int(*lo, *hi),
        Type::String => Shape::String,
        Type::Enum(id) => {
            let of = &model.enums[id.index()];
            if !of.has_payload() {
                return Shape::Word(of.variants.len() as u32);
            }
            let variants = of.variants.iter();
            let payload = variants.map(|variant| variant.payload.iter());
            let payload = payload.map(|fields| fields.map(|it| Shapes::id(it.ty.ty)).collect());
            Shape::Union(payload.collect())
        }
        Type::Record(_) | Type::Tuple(_) => Shape::Struct(ids(&ty.parts())),
        Type::Option(inner) => Shape::Option(Shapes::id(*inner)),
        Type::Set(item) => Shape::Set(Shapes::id(*item)),
        Type::Map(key, value) => Shape::Map(Shapes::id(*key), Shapes::id(*value)),
        Type::List(item) => Shape::List(Shapes::id(*item)),
    }
}
