//! Which values a parameter takes in a check: all of its type, or a few where those are too many.

use super::Narrowed;
use crate::model::{EnumId, Local, Model, Param, Type};
use crate::value::Value;
use std::collections::BTreeSet;

/// The values of one parameter, as they stand in slots: a run of integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Domain {
    /// The least.
    pub lo: i64,
    /// The greatest.
    pub hi: i64,
    /// The enum that the values belong to, or how else they are to be read.
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Bool,
    Int,
    Enum(EnumId),
}

impl Domain {
    /// The domain of a type. `Int` and `Nat` are narrowed, which is noted.
    pub fn of(model: &Model, ty: &Type, narrowed: &mut BTreeSet<Narrowed>) -> Self {
        let mut narrow = |domain: &str, lo, hi| {
            narrowed.insert(Narrowed {
                domain: domain.to_owned(),
                to: format!("{lo}..{hi}"),
            });
            (lo, hi, Kind::Int)
        };
        let (lo, hi, kind) = match *ty {
            Type::Bool => (0, 1, Kind::Bool),
            Type::Range(lo, hi) | Type::Symmetric(_, lo, hi) => (lo, hi, Kind::Int),
            Type::Enum(id) => {
                let last = model.enums[id.index()].variants.len() as i64 - 1;
                (0, last, Kind::Enum(id))
            }
            Type::Nat => narrow("Nat", 0, 3),
            Type::Int => narrow("Int", -2, 2),
            _ => unimplemented!(),
        };
        Self { lo, hi, kind }
    }

    /// How many values there are.
    pub fn len(&self) -> u128 {
        (i128::from(self.hi) - i128::from(self.lo)) as u128 + 1
    }

    /// Never: every type has a value.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// A value from its slot.
    pub fn value(&self, slot: i64) -> Value {
        match self.kind {
            Kind::Bool => Value::Bool(slot != 0),
            Kind::Int => Value::Int(slot),
            Kind::Enum(id) => Value::Enum(id, slot as u32, Vec::new()),
        }
    }
}

/// A value of a type from its slot.
pub(super) fn value_of(ty: &Type, slot: i64) -> Value {
    match *ty {
        Type::Bool => Value::Bool(slot != 0),
        Type::Enum(id) => Value::Enum(id, slot as u32, Vec::new()),
        Type::Int | Type::Nat | Type::Range(..) => Value::Int(slot),
        _ => unimplemented!(),
    }
}

/// The domains of a routine's parameters.
pub(super) fn domains(
    model: &Model,
    params: &[Param],
    locals: &[Local],
    narrowed: &mut BTreeSet<Narrowed>,
) -> Vec<Domain> {
    params
        .iter()
        .map(|param| {
            let ty = model.types.get(locals[param.local.index()].ty.ty);
            Domain::of(model, ty, narrowed)
        })
        .collect()
}

/// Counts through all argument tuples of some domains, the last parameter fastest; one empty tuple
/// where there are no parameters.
#[derive(Clone, Debug)]
pub struct Tuples<'a> {
    domains: &'a [Domain],
    next: Option<Vec<i64>>,
}

/// All argument tuples of some domains, as slots.
pub fn argument_tuples(domains: &[Domain]) -> Tuples<'_> {
    Tuples {
        domains,
        next: Some(domains.iter().map(|domain| domain.lo).collect()),
    }
}

impl Tuples<'_> {
    /// The tuple at which it stands, and on to the next one.
    pub fn advance(&mut self, into: &mut Vec<i64>) -> bool {
        let Some(next) = &mut self.next else {
            return false;
        };
        into.clone_from(next);
        for (slot, domain) in next.iter_mut().zip(self.domains).rev() {
            if *slot < domain.hi {
                *slot += 1;
                return true;
            }
            *slot = domain.lo;
        }
        self.next = None;
        true
    }
}

impl Iterator for Tuples<'_> {
    type Item = Vec<i64>;

    fn next(&mut self) -> Option<Vec<i64>> {
        let mut tuple = Vec::new();
        self.advance(&mut tuple).then_some(tuple)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tuples_count_like_an_odometer() {
        let domain = |lo, hi| Domain {
            lo,
            hi,
            kind: Kind::Int,
        };
        let domains = [domain(0, 1), domain(-1, 1)];
        let all: Vec<_> = argument_tuples(&domains).collect();
        assert_eq!(all.len(), 6);
        assert_eq!(all[0], [0, -1]);
        assert_eq!(all[1], [0, 0]);
        assert_eq!(all[5], [1, 1]);
        assert_eq!(argument_tuples(&[]).count(), 1);
    }
}
