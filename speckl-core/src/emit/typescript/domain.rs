//! All values of a type, as an array in canonical order.

use super::docs::key;
use super::each::function_call;
use super::layout::{Doc, array, call, concat, entry, object};
use super::support::{Helper, Support};
use super::surface::Surface;
use super::term::{Held, Term};
use crate::model::{EnumId, Type, TypeId};

/// How many values a type has; the largest number there is where they are without end, or nearly so.
pub(super) fn count(surface: &Surface<'_>, ty: TypeId) -> u128 {
    let of = |ty: &TypeId| count(surface, *ty);
    match surface.model.types.get(ty) {
        Type::Bool => 2,
        Type::Range(lo, hi) | Type::Symmetric(_, lo, hi) => u128::from(hi.abs_diff(*lo)) + 1,
        Type::Int | Type::Nat | Type::String | Type::List(_) => u128::MAX,
        Type::Enum(id) => {
            let variants = surface.model.enums[id.index()].variants.iter();
            let payloads = variants.map(|variant| {
                let fields = variant.payload.iter().map(|field| of(&field.ty.ty));
                fields.fold(1, u128::saturating_mul)
            });
            payloads.fold(0, u128::saturating_add)
        }
        Type::Record(fields) => {
            let fields = fields.iter().map(|(_, ty)| of(ty));
            fields.fold(1, u128::saturating_mul)
        }
        Type::Tuple(items) => items.iter().map(of).fold(1, u128::saturating_mul),
        Type::Option(item) => of(item).saturating_add(1),
        Type::Set(item) => power(2, of(item)),
        Type::Map(key, value) => power(of(value).saturating_add(1), of(key)),
    }
}

fn power(base: u128, exponent: u128) -> u128 {
    u32::try_from(exponent).map_or(u128::MAX, |exponent| base.saturating_pow(exponent))
}

/// An expression for the array.
pub(super) fn all_values(surface: &Surface<'_>, ty: TypeId, support: &mut Support) -> Doc {
    match surface.model.types.get(ty) {
        Type::Bool => "[false, true]".into(),
        Type::Enum(id) if surface.is_scalar(ty) => {
            surface.names.of_enum(*id).values.as_str().into()
        }
        Type::Enum(id) => all_variants(surface, *id, support),
        Type::Record(fields) => {
            let fields = fields.iter().map(|(name, ty)| (name.clone(), *ty));
            let fields: Vec<(String, TypeId)> = fields.collect();
            let made = surface.plain_ty(ty);
            let make = |names: &[String]| {
                let fields = fields.iter().zip(names);
                object(
                    fields
                        .map(|((name, _), local)| entry(key(name), local.as_str().into()))
                        .collect(),
                )
            };
            let types: Vec<TypeId> = fields.iter().map(|(_, ty)| *ty).collect();
            product(surface, &types, &made, make, support)
        }
        Type::Tuple(items) => {
            let made = surface.plain_ty(ty);
            let make =
                |names: &[String]| array(names.iter().map(|name| name.as_str().into()).collect());
            product(surface, items, &made, make, support)
        }
        Type::Option(item) => {
            let items = all_values(surface, *item, support);
            array(vec!["null".into(), concat(["...".into(), items])])
        }
        Type::Set(item) => {
            let items = all_values(surface, *item, support);
            let selections = call(support.call(Helper::Subsets), vec![items]);
            collected(surface, ty, selections, support)
        }
        Type::Map(keys, values) => {
            let keys = all_values(surface, *keys, support);
            let values = all_values(surface, *values, support);
            let maps = call(support.call(Helper::Assignments), vec![keys, values]);
            collected(surface, ty, maps, support)
        }
        // There are finitely many, as those who ask know; so it is a range.
        _ => {
            let ends = surface.integers(ty);
            let (helper, suffix) = if surface.is_wide(ty) {
                (Helper::BigRange, "n")
            } else {
                (Helper::Range, "")
            };
            let ends = [ends.lo, ends.hi].map(|end| format!("{end}{suffix}").into());
            call(support.call(helper), ends.to_vec())
        }
    }
}

fn collected(surface: &Surface<'_>, ty: TypeId, all: Doc, support: &mut Support) -> Doc {
    let of = format!("{}.of", surface.described(ty, support));
    let made = Term::primary(call(of, vec!["items".into()]), Held::Otherwise);
    function_call(all, "map", &["items".to_owned()], made, &[])
}

fn all_variants(surface: &Surface<'_>, id: EnumId, support: &mut Support) -> Doc {
    let declared = &surface.model.enums[id.index()];
    let ty = surface.names.of_enum(id).ty.clone();
    let variants = declared
        .variants
        .iter()
        .enumerate()
        .map(|(index, variant)| {
            let index = index as u32;
            if variant.payload.is_empty() {
                return surface.tagged_value(id, index, Vec::new());
            }
            let types: Vec<TypeId> = variant.payload.iter().map(|field| field.ty.ty).collect();
            let make = |names: &[String]| {
                let fields = variant.payload.iter().zip(names);
                let fields =
                    fields.map(|(field, local)| entry(key(&field.name), local.as_str().into()));
                surface.tagged_value(id, index, fields.collect())
            };
            concat(["...".into(), product(surface, &types, &ty, make, support)])
        });
    let all = array(variants.collect());
    concat(["(".into(), all, format!(" as readonly {ty}[])").into()])
}

/// An array of what is made of all combinations of values of these types.
fn product(
    surface: &Surface<'_>,
    types: &[TypeId],
    made: &str,
    make: impl FnOnce(&[String]) -> Doc,
    support: &mut Support,
) -> Doc {
    let names: Vec<String> = (0..types.len()).map(|at| format!("part{at}")).collect();
    let mut doc = make(&names);
    if types.is_empty() {
        return array(vec![doc]);
    }
    for (at, ty) in types.iter().enumerate().rev() {
        let items = all_values(surface, *ty, support);
        let items = match surface.model.types.get(*ty) {
            Type::Bool | Type::Option(_) => {
                let array = surface.array(super::forms::Form::Live, *ty);
                concat(["(".into(), items, format!(" as {array})").into()])
            }
            _ => items,
        };
        let method = if at + 1 == types.len() {
            "map"
        } else {
            "flatMap"
        };
        let body = Term::primary(doc, Held::Otherwise);
        doc = function_call(
            items,
            &format!("{method}<{made}>"),
            &names[at..=at],
            body,
            &[],
        );
    }
    doc
}
