//! The values of a type, counted and numbered, without making them before they are asked for.

use super::Value;
use crate::model::{Enum, EnumId, Type, TypeId, Types};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Finitely many values, each with a number below [`Domain::len`].
#[derive(Clone, Debug)]
pub struct Domain {
    kind: Kind,
    len: u128,
}

#[derive(Clone, Debug)]
enum Kind {
    Values(Vec<Value>),
    Bool,
    Int(i64),
    Enum(EnumId, Vec<Vec<Arc<Domain>>>),
    Record(Vec<Arc<Domain>>),
    Tuple(Vec<Arc<Domain>>),
    Option(Arc<Domain>),
    Set(Arc<Domain>),
    Map(Arc<Domain>, Arc<Domain>),
    List(Arc<Domain>, u32),
}

/// What stands for the values of a type that has no end of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Narrow {
    /// These.
    Values(Vec<Value>),
    /// The lists of at most so many elements.
    Length(u32),
}

impl Domain {
    /// The values of a type; `narrow` is asked about every type in it that has no end of values (`Int`,
    /// `Nat`, `String`, `List`), once. `None` if it does not answer.
    pub fn of(
        types: &Types,
        enums: &[Enum],
        ty: TypeId,
        narrow: &mut dyn FnMut(&Type) -> Option<Narrow>,
    ) -> Option<Self> {
        let mut making = Making {
            types,
            enums,
            narrow,
            made: BTreeMap::new(),
        };
        making.domain(ty).map(|made| Domain::clone(&made))
    }

    /// All values of a type, if there is an end of them.
    pub fn whole(types: &Types, enums: &[Enum], ty: TypeId) -> Option<Self> {
        Self::of(types, enums, ty, &mut |_| None)
    }

    /// These values.
    pub fn values(values: Vec<Value>) -> Self {
        let len = values.len() as u128;
        let kind = Kind::Values(values);
        Self { kind, len }
    }

    /// How many values there are; as many as can be counted, where there are more.
    pub fn len(&self) -> u128 {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The value with a number; numbers start at 0.
    pub fn value(&self, index: u128) -> Value {
        match &self.kind {
            Kind::Values(values) => values[index as usize].clone(),
            Kind::Bool => Value::Bool(index != 0),
            Kind::Int(lo) => Value::Int((i128::from(*lo) + index as i128) as i64),
            Kind::Enum(id, variants) => {
                let mut rest = index;
                let mut at = 0;
                while let Some(payload) = variants.get(at) {
                    let len = product(payload);
                    if rest < len {
                        break;
                    }
                    rest -= len;
                    at += 1;
                }
                Value::Enum(*id, at as u32, combination(&variants[at], rest))
            }
            Kind::Record(parts) => Value::Record(combination(parts, index)),
            Kind::Tuple(parts) => Value::Tuple(combination(parts, index)),
            Kind::Option(_) if index == 0 => Value::Null,
            Kind::Option(inner) => inner.value(index - 1),
            Kind::Set(item) => {
                let bits = (0..u128::BITS).filter(|bit| index >> bit & 1 == 1);
                Value::Set(bits.map(|bit| item.value(u128::from(bit))).collect())
            }
            Kind::Map(key, item) => {
                let mut entries = BTreeMap::new();
                let (mut rest, mut at) = (index, 0);
                let base = item.len.saturating_add(1);
                while rest > 0 {
                    if let Some(digit) = (rest % base).checked_sub(1) {
                        entries.insert(key.value(at), item.value(digit));
                    }
                    rest /= base;
                    at += 1;
                }
                Value::Map(entries)
            }
            Kind::List(item, most) => {
                let (mut rest, mut length, mut count) = (index, 0, 1u128);
                while rest >= count && length < *most {
                    rest -= count;
                    length += 1;
                    count = count.saturating_mul(item.len);
                }
                let mut items = Vec::new();
                for _ in 0..length {
                    items.push(item.value(rest % item.len));
                    rest /= item.len;
                }
                items.reverse();
                Value::List(items)
            }
        }
    }

    /// All values as a set; `None` if there are more than `most`.
    pub fn all(&self, most: u128) -> Option<BTreeSet<Value>> {
        (self.len <= most).then(|| (0..self.len).map(|index| self.value(index)).collect())
    }
}

fn product(parts: &[Arc<Domain>]) -> u128 {
    parts
        .iter()
        .fold(1, |product: u128, part| product.saturating_mul(part.len))
}

/// The combination of values with a number, the last part fastest.
fn combination(parts: &[Arc<Domain>], index: u128) -> Vec<Value> {
    let mut rest = index;
    let mut values: Vec<Value> = parts
        .iter()
        .rev()
        .map(|part| {
            let value = part.value(rest % part.len);
            rest /= part.len;
            value
        })
        .collect();
    values.reverse();
    values
}

fn power(base: u128, exponent: u128) -> u128 {
    // Past 128 steps nothing changes: it is 0, 1, or more than can be counted.
    (0..exponent.min(129)).fold(1, |power: u128, _| power.saturating_mul(base))
}

struct Making<'a> {
    types: &'a Types,
    enums: &'a [Enum],
    narrow: &'a mut dyn FnMut(&Type) -> Option<Narrow>,
    made: BTreeMap<TypeId, Option<Arc<Domain>>>,
}

impl Making<'_> {
    fn domain(&mut self, ty: TypeId) -> Option<Arc<Domain>> {
        if let Some(made) = self.made.get(&ty) {
            return made.clone();
        }
        let made = self.make(ty).map(Arc::new);
        self.made.insert(ty, made.clone());
        made
    }

    fn domains(&mut self, parts: impl Iterator<Item = TypeId>) -> Option<Vec<Arc<Domain>>> {
        parts.map(|part| self.domain(part)).collect()
    }

    fn make(&mut self, ty: TypeId) -> Option<Domain> {
        let types = self.types;
        let ty = types.get(ty);
        let (kind, len) = match ty {
            Type::Bool => (Kind::Bool, 2),
            Type::Range(lo, hi) | Type::Symmetric(_, lo, hi) => {
                let len = (i128::from(*hi) - i128::from(*lo)) as u128 + 1;
                (Kind::Int(*lo), len)
            }
            Type::Int | Type::Nat | Type::String => match (self.narrow)(ty)? {
                Narrow::Values(values) => return Some(Domain::values(values)),
                Narrow::Length(_) => return None,
            },
            Type::Enum(id) => {
                let enums = self.enums;
                let variants: Vec<_> = enums[id.index()]
                    .variants
                    .iter()
                    .map(|variant| self.domains(variant.payload.iter().map(|it| it.ty.ty)))
                    .collect::<Option<_>>()?;
                let len = variants
                    .iter()
                    .fold(0, |sum: u128, it| sum.saturating_add(product(it)));
                (Kind::Enum(*id, variants), len)
            }
            Type::Record(fields) => {
                let parts = self.domains(fields.iter().map(|(_, ty)| *ty))?;
                let len = product(&parts);
                (Kind::Record(parts), len)
            }
            Type::Tuple(parts) => {
                let parts = self.domains(parts.iter().copied())?;
                let len = product(&parts);
                (Kind::Tuple(parts), len)
            }
            Type::Option(inner) => {
                let inner = self.domain(*inner)?;
                let len = inner.len.saturating_add(1);
                (Kind::Option(inner), len)
            }
            Type::Set(item) => {
                let item = self.domain(*item)?;
                let len = power(2, item.len);
                (Kind::Set(item), len)
            }
            Type::Map(key, item) => {
                let (key, item) = (self.domain(*key)?, self.domain(*item)?);
                let len = power(item.len.saturating_add(1), key.len);
                (Kind::Map(key, item), len)
            }
            Type::List(item) => {
                let most = match (self.narrow)(ty)? {
                    Narrow::Length(most) => most,
                    Narrow::Values(values) => return Some(Domain::values(values)),
                };
                let item = self.domain(*item)?;
                let len = if item.len == 1 {
                    u128::from(most) + 1
                } else {
                    let lengths = 0..=most.min(128);
                    lengths.fold(0u128, |sum, length| {
                        sum.saturating_add(power(item.len, u128::from(length)))
                    })
                };
                (Kind::List(item, most), len)
            }
        };
        Some(Domain { kind, len })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(types: &Types, ty: TypeId) -> BTreeSet<Value> {
        let mut narrow = |ty: &Type| match ty {
            Type::List(_) => Some(Narrow::Length(2)),
            _ => Some(Narrow::Values(vec![Value::Int(0), Value::Int(7)])),
        };
        let domain = Domain::of(types, &[], ty, &mut narrow).expect("is finite");
        let values = domain.all(1 << 16).expect("are few");
        // Every number has a value of its own, and all of them fit.
        assert_eq!(values.len() as u128, domain.len());
        for value in &values {
            assert!(super::super::fits(types, &[], ty, value), "{value:?}");
        }
        values
    }

    #[test]
    fn values_are_counted_as_by_hand() {
        let mut types = Types::default();
        let bit = types.intern(Type::Bool);
        let three = types.intern(Type::Range(-1, 1));
        let int = types.intern(Type::Int);
        let mut count = |ty: Type| {
            let ty = types.intern(ty);
            all(&types, ty).len()
        };
        assert_eq!(count(Type::Bool), 2);
        assert_eq!(count(Type::Range(-1, 1)), 3);
        assert_eq!(count(Type::Int), 2);
        assert_eq!(count(Type::Option(three)), 4);
        assert_eq!(count(Type::Set(three)), 8);
        assert_eq!(count(Type::Map(bit, three)), 16);
        assert_eq!(count(Type::Map(three, bit)), 27);
        assert_eq!(count(Type::List(three)), 1 + 3 + 9);
        assert_eq!(count(Type::List(int)), 1 + 2 + 4);
        assert_eq!(count(Type::Tuple(vec![bit, three])), 6);
        let fields = vec![("a".to_owned(), three), ("b".to_owned(), three)];
        assert_eq!(count(Type::Record(fields)), 9);
    }

    #[test]
    fn what_cannot_be_counted_saturates() {
        let mut types = Types::default();
        let wide = types.intern(Type::Range(i64::MIN, i64::MAX));
        let sets = types.intern(Type::Set(wide));
        let maps = types.intern(Type::Map(sets, sets));
        let domain = Domain::whole(&types, &[], maps).expect("is finite");
        assert_eq!(domain.len(), u128::MAX);
        assert_eq!(domain.value(0), Value::Map(BTreeMap::new()));
        let int = types.intern(Type::Int);
        assert!(Domain::whole(&types, &[], int).is_none());
    }

    #[test]
    fn combinations_count_like_an_odometer() {
        let mut types = Types::default();
        let bit = types.intern(Type::Bool);
        let three = types.intern(Type::Range(-1, 1));
        let pair = types.intern(Type::Tuple(vec![bit, three]));
        let domain = Domain::whole(&types, &[], pair).expect("is finite");
        let at = |index| domain.value(index);
        let pair = |bit, int| Value::Tuple(vec![Value::Bool(bit), Value::Int(int)]);
        assert_eq!([at(0), at(1)], [pair(false, -1), pair(false, 0)]);
        assert_eq!(at(5), pair(true, 1));
    }
}
