//! How types go together: whether a value of one can be given another, and the least type that two
//! of them can both be given.
//!
//! Answers are remembered per pair of types, so that types which use one another many times over cost
//! no more than their number.

use super::super::Lowering;
use crate::model::{ExprId, Interval, Type, TypeId};
use std::collections::BTreeMap;

/// How a value of one type becomes one of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It is one already.
    Same,
    /// Every value becomes one.
    Total,
    /// Some do not: an integer in it may not fit.
    Partial,
}

/// What is remembered.
#[derive(Default)]
pub(super) struct Fits {
    ways: BTreeMap<(TypeId, TypeId), Option<Fit>>,
    joins: BTreeMap<(TypeId, TypeId), Option<TypeId>>,
    counts: BTreeMap<TypeId, Option<u128>>,
    weights: BTreeMap<TypeId, u32>,
}

/// The least integer type that holds an interval.
fn integer_type(interval: Interval) -> Type {
    match interval {
        Interval::INT => Type::Int,
        Interval {
            lo: 0,
            hi: i64::MAX,
        } => Type::Nat,
        Interval { lo, hi } => Type::Range(lo, hi),
    }
}

impl Lowering<'_> {
    /// The integers of a type that may be computed with.
    pub(super) fn plain_integers(&self, ty: TypeId) -> Option<Interval> {
        match self.types.get(ty) {
            Type::Symmetric(..) => None,
            ty => ty.integers(),
        }
    }

    /// A type without its `?`.
    pub(super) fn present(&self, ty: TypeId) -> TypeId {
        match *self.types.get(ty) {
            Type::Option(inner) => inner,
            _ => ty,
        }
    }

    /// How a value of type `from` becomes one of type `to`; `None` where it cannot.
    pub(super) fn fit(&mut self, from: TypeId, to: TypeId) -> Option<Fit> {
        if from == to {
            return Some(Fit::Same);
        }
        if let Some(&known) = self.work.fits.ways.get(&(from, to)) {
            return known;
        }
        let found = self.find_fit(from, to);
        self.work.fits.ways.insert((from, to), found);
        found
    }

    fn find_fit(&mut self, from: TypeId, to: TypeId) -> Option<Fit> {
        if let (Some(a), Some(b)) = (self.plain_integers(from), self.plain_integers(to)) {
            return Some(if b.covers(a) {
                Fit::Total
            } else {
                Fit::Partial
            });
        }
        let (a, b) = (self.types.get(from).clone(), self.types.get(to).clone());
        match (&a, &b) {
            (Type::Option(a), Type::Option(b)) => self.fit(*a, *b),
            (_, Type::Option(b)) => Some(self.fit(from, *b)?.max(Fit::Total)),
            (Type::Record(x), Type::Record(y)) => {
                let same = x.len() == y.len() && x.iter().zip(y).all(|(a, b)| a.0 == b.0);
                same.then(|| self.fit_parts(&a, &b))?
            }
            (Type::Tuple(x), Type::Tuple(y)) => {
                (x.len() == y.len()).then(|| self.fit_parts(&a, &b))?
            }
            (Type::Set(_), Type::Set(_))
            | (Type::List(_), Type::List(_))
            | (Type::Map(..), Type::Map(..)) => self.fit_parts(&a, &b),
            _ => None,
        }
    }

    fn fit_parts(&mut self, from: &Type, to: &Type) -> Option<Fit> {
        let mut worst = Fit::Total;
        for (from, to) in from.parts().into_iter().zip(to.parts()) {
            worst = worst.max(self.fit(from, to)?);
        }
        Some(worst)
    }

    /// How the value of an expression becomes one of type `to`: what is known of an integer counts.
    pub(super) fn fit_of(&mut self, id: ExprId, to: TypeId) -> Option<Fit> {
        let (from, interval) = (self.ty_of(id), self.interval_of(id));
        if self.plain_integers(from).is_some()
            && let Some(fits) = self.plain_integers(self.present(to))
        {
            return Some(match (from == to, fits.covers(interval)) {
                (true, _) => Fit::Same,
                (_, true) => Fit::Total,
                _ => Fit::Partial,
            });
        }
        self.fit(from, to)
    }

    /// The least type that values of both types can be given; `None` where there is none.
    pub(super) fn join(&mut self, a: TypeId, b: TypeId) -> Option<TypeId> {
        if a == b {
            return Some(a);
        }
        let pair = (a.min(b), a.max(b));
        if let Some(&known) = self.work.fits.joins.get(&pair) {
            return known;
        }
        let found = self.find_join(pair.0, pair.1);
        self.work.fits.joins.insert(pair, found);
        found
    }

    fn find_join(&mut self, a: TypeId, b: TypeId) -> Option<TypeId> {
        if let (Some(x), Some(y)) = (self.plain_integers(a), self.plain_integers(b)) {
            return Some(self.types.intern(integer_type(x.hull(y))));
        }
        let joined = match (self.types.get(a).clone(), self.types.get(b).clone()) {
            (Type::Option(x), Type::Option(y)) => Type::Option(self.join(x, y)?),
            (Type::Option(x), _) => Type::Option(self.join(x, b)?),
            (_, Type::Option(y)) => Type::Option(self.join(a, y)?),
            (Type::Set(x), Type::Set(y)) => Type::Set(self.join(x, y)?),
            (Type::List(x), Type::List(y)) => Type::List(self.join(x, y)?),
            (Type::Map(key, value), Type::Map(other_key, other)) => {
                Type::Map(self.join(key, other_key)?, self.join(value, other)?)
            }
            (Type::Tuple(x), Type::Tuple(y)) if x.len() == y.len() => {
                let items = x.into_iter().zip(y).map(|(x, y)| self.join(x, y));
                Type::Tuple(items.collect::<Option<_>>()?)
            }
            (Type::Record(x), Type::Record(y)) if x.len() == y.len() => {
                let fields = x.into_iter().zip(y).map(|((name, x), (other, y))| {
                    (name == other).then(|| Some((name, self.join(x, y)?)))?
                });
                Type::Record(fields.collect::<Option<_>>()?)
            }
            _ => return None,
        };
        Some(self.types.intern(joined))
    }

    /// How many types a type is made of, itself included, each counted wherever it stands.
    pub(in crate::model::lower) fn weight_of(&mut self, ty: TypeId) -> u32 {
        if let Some(&known) = self.work.fits.weights.get(&ty) {
            return known;
        }
        let parts = match self.types.get(ty) {
            Type::Enum(id) => {
                let variants = self.enums[id.index()].variants.iter();
                let fields = variants.flat_map(|variant| &variant.payload);
                fields.map(|field| field.ty.ty).collect()
            }
            other => other.parts(),
        };
        let parts = parts.into_iter().map(|part| self.weight_of(part));
        let weight = parts.fold(1_u32, u32::saturating_add);
        self.work.fits.weights.insert(ty, weight);
        weight
    }

    /// How many values a type has; `None` where there is no end to them.
    pub(super) fn count_of(&mut self, ty: TypeId) -> Option<u128> {
        if let Some(&known) = self.work.fits.counts.get(&ty) {
            return known;
        }
        let count = self.find_count(ty);
        self.work.fits.counts.insert(ty, count);
        count
    }

    fn find_count(&mut self, ty: TypeId) -> Option<u128> {
        let power = |base: u128, exponent: u128| {
            u32::try_from(exponent).map_or(u128::MAX, |exponent| base.saturating_pow(exponent))
        };
        match self.types.get(ty).clone() {
            Type::Bool => Some(2),
            Type::Int | Type::Nat | Type::Range(..) | Type::Symmetric(..) => {
                let all = self.types.get(ty).integers()?;
                Some(u128::from(all.hi.abs_diff(all.lo)) + 1)
            }
            Type::String | Type::List(_) => None,
            Type::Enum(id) => {
                let variants = self.enums[id.index()].variants.clone();
                variants.iter().try_fold(0_u128, |sum, variant| {
                    let mut product = 1_u128;
                    for field in &variant.payload {
                        product = product.saturating_mul(self.count_of(field.ty.ty)?);
                    }
                    Some(sum.saturating_add(product))
                })
            }
            Type::Record(_) | Type::Tuple(_) => {
                let parts = self.types.get(ty).parts();
                parts.into_iter().try_fold(1_u128, |product, part| {
                    Some(product.saturating_mul(self.count_of(part)?))
                })
            }
            Type::Option(inner) => Some(self.count_of(inner)?.saturating_add(1)),
            Type::Set(item) => Some(power(2, self.count_of(item)?)),
            Type::Map(key, value) => {
                let values = self.count_of(value)?.saturating_add(1);
                Some(power(values, self.count_of(key)?))
            }
        }
    }
}
