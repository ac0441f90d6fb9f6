//! Values from outside: whether they fit the ranges of their types, where Rust's types let more in.

use super::code::Code;
use super::expr::{Got, How};
use super::names::Names;
use super::types::{Repr, repr};
use crate::model::{EnumId, Interval, Model, Type, TypeId};

/// Whether Rust's type holds values that are none of the type.
pub(super) fn can_misfit(model: &Model, ty: TypeId) -> bool {
    if let Repr::Int(int) = repr(model, ty) {
        let fits = model.types.get(ty).integers();
        return fits.is_some_and(|fits| !fits.covers(int.holds));
    }
    match model.types.get(ty) {
        Type::Enum(id) => enum_can_misfit(model, *id),
        other => other
            .parts()
            .into_iter()
            .any(|part| can_misfit(model, part)),
    }
}

/// Whether a payload of an enum can misfit.
pub(super) fn enum_can_misfit(model: &Model, id: EnumId) -> bool {
    let variants = &model.enums[id.index()].variants;
    let mut fields = variants.iter().flat_map(|variant| &variant.payload);
    fields.any(|field| can_misfit(model, field.ty.ty))
}

/// The test that a value from outside does not fit its type, where Rust's type lets it in.
pub(super) fn misfit(model: &Model, names: &Names, ty: TypeId, got: &Got) -> Option<Code> {
    if !can_misfit(model, ty) {
        return None;
    }
    let inner = |ty: TypeId, name: &'static str| -> Option<(Code, Code)> {
        let copy = names.is_copy(ty);
        let item = Code::path(name);
        let got = if copy {
            Got::place(item)
        } else {
            Got::reference(item)
        };
        misfit(model, names, ty, &got).map(|test| (Code::path(name), test))
    };
    // A pattern for a reference: what can be copied is taken by value.
    let taken = |ty: TypeId, name: &'static str| {
        if names.is_copy(ty) {
            Code::path(name).prefix("&")
        } else {
            Code::path(name)
        }
    };
    let base = got.code.clone();
    Some(match model.types.get(ty) {
        Type::Option(item) => {
            let (_, test) = inner(*item, "value")?;
            let option = if names.is_copy(*item) {
                base
            } else {
                base.method("as_ref", Vec::new())
            };
            option.method(
                "is_some_and",
                vec![Code::closure(vec![Code::path("value")], test)],
            )
        }
        Type::Set(item) | Type::List(item) => {
            let (_, test) = inner(*item, "item")?;
            let any = Code::closure(vec![taken(*item, "item")], test);
            base.method("iter", Vec::new()).method("any", vec![any])
        }
        Type::Map(key, value) => {
            let tests = [inner(*key, "key"), inner(*value, "value")];
            let pattern = |at: usize, ty: TypeId, name: &'static str| match tests[at] {
                Some(_) => taken(ty, name),
                None => Code::path("_"),
            };
            let pattern = Code::Tuple(vec![pattern(0, *key, "key"), pattern(1, *value, "value")]);
            let test = any(tests.iter().flatten().map(|(_, test)| test.clone()))?;
            let closure = Code::closure(vec![pattern], test);
            base.method("iter", Vec::new()).method("any", vec![closure])
        }
        Type::Tuple(items) => any(items.iter().enumerate().filter_map(|(at, ty)| {
            let part = Got::place(base.clone().field(&at.to_string()));
            misfit(model, names, *ty, &part)
        }))?,
        Type::Record(_) | Type::Enum(_) => base.method("misfits", Vec::new()),
        other => {
            let (Repr::Int(int), Some(fits)) = (repr(model, ty), other.integers()) else {
                return None;
            };
            let code = match got.how {
                How::Ref => base.prefix("*"),
                _ => base,
            };
            outside(code, int.holds, fits)?
        }
    })
}

/// The test that an integer does not fit.
fn outside(value: Code, holds: Interval, fits: Interval) -> Option<Code> {
    let (lo, hi) = (Code::integer(fits.lo), Code::integer(fits.hi));
    match (holds.lo < fits.lo, holds.hi > fits.hi) {
        (false, false) => None,
        (true, false) => Some(value.binary("<", lo)),
        (false, true) => Some(value.binary(">", hi)),
        (true, true) => {
            let range = Code::Paren(Box::new(lo.to(hi)));
            Some(
                range
                    .method("contains", vec![value.reference()])
                    .prefix("!"),
            )
        }
    }
}

/// Whether any of these holds.
pub(super) fn any(tests: impl Iterator<Item = Code>) -> Option<Code> {
    tests.reduce(|all, test| all.binary("||", test))
}
