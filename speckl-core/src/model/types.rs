//! Types, resolved and interned: equal types have equal ids.

use super::{EnumId, NamedTypeId};
use std::collections::BTreeMap;

/// An interned type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub(super) u32);

impl TypeId {
    /// The index in the arena.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a type is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// `Bool`
    Bool,
    /// `Int`: 64-bit signed.
    Int,
    /// `Nat`: 0 to the largest `Int`.
    Nat,
    /// `a..b`, both ends included, never empty.
    Range(i64, i64),
    /// `symmetric a..b`: nominal; its values are interchangeable, so nothing computes with them or
    /// compares their order. They are the integers of the range all the same.
    Symmetric(NamedTypeId, i64, i64),
    /// `String`: Unicode scalar values, ordered by them.
    String,
    /// An enum; enums are nominal. With or without payload.
    Enum(EnumId),
    /// A record: structural, its fields in the order of declaration, which is part of the type.
    Record(Vec<(String, TypeId)>),
    /// A tuple, of two or more.
    Tuple(Vec<TypeId>),
    /// `T?`; never of another `T?`, since `T??` is `T?`.
    Option(TypeId),
    /// `Set(T)`
    Set(TypeId),
    /// `Map(K, V)`
    Map(TypeId, TypeId),
    /// `List(T)`
    List(TypeId),
}

impl Type {
    /// The integers that a value of the type may be; `None` where it is no integer type.
    pub fn integers(&self) -> Option<Interval> {
        match *self {
            Type::Int => Some(Interval::INT),
            Type::Nat => Some(Interval::new(0, i64::MAX)),
            Type::Range(lo, hi) | Type::Symmetric(_, lo, hi) => Some(Interval::new(lo, hi)),
            _ => None,
        }
    }

    /// The types that it is made of, from left to right; those of an enum's payload stand in the enum.
    pub fn parts(&self) -> Vec<TypeId> {
        match self {
            Type::Record(fields) => fields.iter().map(|(_, ty)| *ty).collect(),
            Type::Tuple(items) => items.clone(),
            Type::Option(item) | Type::Set(item) | Type::List(item) => vec![*item],
            Type::Map(key, value) => vec![*key, *value],
            _ => Vec::new(),
        }
    }
}

/// The arena of types.
#[derive(Clone, Debug, Default)]
pub struct Types {
    kinds: Vec<Type>,
    ids: BTreeMap<Type, TypeId>,
}

impl Types {
    /// The id of a type, given one if it is new.
    pub fn intern(&mut self, ty: Type) -> TypeId {
        if let Some(&known) = self.ids.get(&ty) {
            return known;
        }
        let id = TypeId(self.kinds.len() as u32);
        self.kinds.push(ty.clone());
        self.ids.insert(ty, id);
        id
    }

    /// All types with their ids, in the order in which they were first met.
    pub fn iter(&self) -> impl Iterator<Item = (TypeId, &Type)> {
        let ids = (0..self.kinds.len()).map(|index| TypeId(index as u32));
        ids.zip(&self.kinds)
    }

    /// The type behind an id.
    pub fn get(&self, id: TypeId) -> &Type {
        &self.kinds[id.0 as usize]
    }
}

/// A type where it is declared: what it is, and the name that it was given there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Declared {
    /// What it is.
    pub ty: TypeId,
    /// The named type that was written, where one was.
    pub named: Option<NamedTypeId>,
}

/// A range of integers, both ends included; what an expression is known to lie in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    /// The least.
    pub lo: i64,
    /// The greatest.
    pub hi: i64,
}

impl Interval {
    /// All of `Int`.
    pub const INT: Self = Self {
        lo: i64::MIN,
        hi: i64::MAX,
    };

    /// The integers that an IEEE 754 double carries without loss: ±(2^53 − 1).
    pub const SAFE: Self = Self {
        lo: -((1 << 53) - 1),
        hi: (1 << 53) - 1,
    };

    /// From `lo` to `hi`.
    pub fn new(lo: i64, hi: i64) -> Self {
        debug_assert!(lo <= hi);
        Self { lo, hi }
    }

    /// One integer.
    pub fn one(value: i64) -> Self {
        Self::new(value, value)
    }

    /// Whether every integer of `other` is in it.
    pub fn covers(self, other: Self) -> bool {
        self.lo <= other.lo && other.hi <= self.hi
    }

    /// Whether they share no integer.
    pub fn misses(self, other: Self) -> bool {
        self.hi < other.lo || other.hi < self.lo
    }

    /// The smallest interval that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self::new(self.lo.min(other.lo), self.hi.max(other.hi))
    }
}
