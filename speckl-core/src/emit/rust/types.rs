//! Types in Rust: the smallest standard integer that holds a range, `i64` for `Int` and `Nat`.

use super::names::Names;
use crate::model::{Declared, EnumId, Interval, Model, Type, TypeId};

/// How a value is represented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repr {
    Bool,
    Enum(EnumId),
    Int(Int),
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
    match *model.types.get(ty) {
        Type::Symmetric(_, lo, hi) => Repr::Int(Int::smallest(Interval::new(lo, hi))),
        Type::Bool => Repr::Bool,
        Type::Enum(id) => Repr::Enum(id),
        Type::Int | Type::Nat => Repr::Int(I64),
        Type::Range(lo, hi) => Repr::Int(Int::smallest(Interval::new(lo, hi))),
        _ => unimplemented!(),
    }
}

/// A representation as a type.
pub(super) fn repr_name(names: &Names, repr: Repr) -> String {
    match repr {
        Repr::Bool => "bool".to_owned(),
        Repr::Enum(id) => names.enums[id.index()].clone(),
        Repr::Int(int) => int.name.to_owned(),
    }
}

/// A type where it is declared, by the name that it was given.
pub(super) fn type_name(model: &Model, names: &Names, declared: Declared) -> String {
    match declared
        .named
        .map(|id| (id, &model.named_types[id.index()]))
    {
        Some((id, named)) if named.declares.is_none() => names.aliases[id.index()].clone(),
        _ => repr_name(names, repr(model, declared.ty)),
    }
}

/// The test that a value from outside does not fit its type, where its representation can hold one
/// that does not.
pub(super) fn misfit_test(model: &Model, ty: TypeId, value: &str) -> Option<String> {
    let Repr::Int(int) = repr(model, ty) else {
        return None;
    };
    let fits = model.types.get(ty).integers()?;
    match (int.holds.lo < fits.lo, int.holds.hi > fits.hi) {
        (false, false) => None,
        (true, false) => Some(format!("{value} < {}", literal(fits.lo))),
        (false, true) => Some(format!("{value} > {}", literal(fits.hi))),
        (true, true) => Some(format!(
            "!({}..={}).contains(&{value})",
            literal(fits.lo),
            literal(fits.hi)
        )),
    }
}

/// An integer literal.
pub(super) fn literal(value: i64) -> String {
    match value {
        i64::MIN => "i64::MIN".to_owned(),
        i64::MAX => "i64::MAX".to_owned(),
        _ => value.to_string(),
    }
}
