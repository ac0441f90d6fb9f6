//! Types in Rust: the smallest standard integer that holds a range, `i64` for `Int` and `Nat`; structs
//! for records, tuples for tuples, `Option`, and the ordered collections of `alloc`.

use super::layout::Doc;
use super::names::Names;
use crate::model::{Declared, Interval, Model, Type, TypeId};

/// How a value is represented: an integer, or what its type says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repr {
    Int(Int),
    Type(TypeId),
}

/// An integer type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Int {
    pub name: &'static str,
    pub holds: Interval,
}

/// `i64`, in which arithmetic is done.
pub(super) const I64: Int = Int {
    name: "i64",
    holds: Interval::INT,
};

/// `i64` as a representation.
pub(super) const WIDE: Repr = Repr::Int(I64);

impl Int {
    /// The smallest that holds a range; unsigned where nothing in it is negative.
    pub(super) fn smallest(range: Interval) -> Self {
        let known = [
            ("u8", 0, i64::from(u8::MAX)),
            ("i8", i64::from(i8::MIN), i64::from(i8::MAX)),
            ("u16", 0, i64::from(u16::MAX)),
            ("i16", i64::from(i16::MIN), i64::from(i16::MAX)),
            ("u32", 0, i64::from(u32::MAX)),
            ("i32", i64::from(i32::MIN), i64::from(i32::MAX)),
        ];
        known
            .into_iter()
            .map(|(name, lo, hi)| Int {
                name,
                holds: Interval::new(lo, hi),
            })
            .find(|int| int.holds.covers(range))
            .unwrap_or(I64)
    }
}

/// How values of a type are represented.
pub(super) fn repr(model: &Model, ty: TypeId) -> Repr {
    match model.types.get(ty) {
        Type::Range(lo, hi) | Type::Symmetric(_, lo, hi) => {
            Repr::Int(Int::smallest(Interval::new(*lo, *hi)))
        }
        Type::Int | Type::Nat => Repr::Int(I64),
        _ => Repr::Type(ty),
    }
}

/// Whether two types are one type in Rust.
pub(super) fn same_repr(model: &Model, a: TypeId, b: TypeId) -> bool {
    if a == b {
        return true;
    }
    match (repr(model, a), repr(model, b)) {
        (Repr::Int(a), Repr::Int(b)) => a == b,
        (Repr::Int(_), _) | (_, Repr::Int(_)) => false,
        _ => {
            let (a, b) = (model.types.get(a), model.types.get(b));
            // Records are structs: each type has its own.
            let alike = std::mem::discriminant(a) == std::mem::discriminant(b);
            let (parts, others) = (a.parts(), b.parts());
            alike
                && !matches!(a, Type::Record(_) | Type::Enum(_))
                && parts.len() == others.len()
                && parts
                    .iter()
                    .zip(&others)
                    .all(|(a, b)| same_repr(model, *a, *b))
        }
    }
}

/// A type, in full.
pub(super) fn type_doc(model: &Model, names: &Names, ty: TypeId) -> Doc {
    let part = |ty: TypeId| type_doc(model, names, ty);
    match model.types.get(ty) {
        Type::Bool => "bool".into(),
        Type::Int | Type::Nat => "i64".into(),
        Type::Range(lo, hi) | Type::Symmetric(_, lo, hi) => {
            Int::smallest(Interval::new(*lo, *hi)).name.into()
        }
        Type::String => "alloc::string::String".into(),
        Type::Enum(id) => names.enums[id.index()].clone().into(),
        Type::Record(_) => names.record(ty).into(),
        Type::Tuple(items) => Doc::tuple(items.iter().map(|ty| part(*ty)).collect()),
        Type::Option(item) => Doc::generic("::core::option::Option", vec![part(*item)]),
        Type::Set(item) => Doc::generic(SET, vec![part(*item)]),
        Type::Map(key, value) => Doc::generic(MAP, vec![part(*key), part(*value)]),
        Type::List(item) => Doc::generic(LIST, vec![part(*item)]),
    }
}

pub(super) const SET: &str = "alloc::collections::BTreeSet";
pub(super) const MAP: &str = "alloc::collections::BTreeMap";
pub(super) const LIST: &str = "alloc::vec::Vec";
pub(super) const STRING: &str = "alloc::string::String";

/// A type where it is declared, by the name that it was given.
pub(super) fn type_name(model: &Model, names: &Names, declared: Declared) -> Doc {
    match declared
        .named
        .map(|id| (id, &model.named_types[id.index()]))
    {
        Some((id, named)) if named.declares.is_none() && named.ty == declared.ty => {
            names.aliases[id.index()].clone().into()
        }
        _ => type_doc(model, names, declared.ty),
    }
}

/// The type that a value is taken as by those who only look at it: by value where it can be copied,
/// else as a `&str`, a slice, an `Option` of these, or a reference.
pub(super) fn borrowed_name(model: &Model, names: &Names, declared: Declared) -> Doc {
    if names.is_copy(declared.ty) {
        return type_name(model, names, declared);
    }
    let reference = |doc: Doc| Doc::from("&").and(doc);
    let slice = |item: TypeId| Doc::from("&[").and(type_doc(model, names, item)).and("]");
    match model.types.get(declared.ty) {
        Type::String => "&str".into(),
        Type::List(item) => slice(*item),
        Type::Option(inner) => {
            let inner = match model.types.get(*inner) {
                Type::String => "&str".into(),
                Type::List(item) => slice(*item),
                _ => reference(type_doc(model, names, *inner)),
            };
            Doc::generic("::core::option::Option", vec![inner])
        }
        _ => reference(type_name(model, names, declared)),
    }
}

/// Whether values of a type can be copied: everything but what is on the heap.
pub(super) fn copies(model: &Model) -> Vec<bool> {
    fn of(model: &Model, ty: TypeId, known: &mut Vec<Option<bool>>) -> bool {
        if let Some(known) = known[ty.index()] {
            return known;
        }
        let found = match model.types.get(ty) {
            Type::String | Type::Set(_) | Type::Map(..) | Type::List(_) => false,
            Type::Enum(id) => {
                let variants = &model.enums[id.index()].variants;
                let mut fields = variants.iter().flat_map(|variant| &variant.payload);
                fields.all(|field| of(model, field.ty.ty, known))
            }
            other => {
                let parts = other.parts();
                parts.into_iter().all(|part| of(model, part, known))
            }
        };
        known[ty.index()] = Some(found);
        found
    }
    let mut known = vec![None; model.types.iter().count()];
    let ids = model.types.iter().map(|(id, _)| id);
    ids.map(|id| of(model, id, &mut known)).collect()
}
