//! Types as TypeScript writes them, in three forms: what the machine hands out, what a caller may
//! give for it, and how JSON carries it.
//!
//! | | handed out | given | as data |
//! | --- | --- | --- | --- |
//! | an integer beyond 2^53 | `bigint` | `bigint` | `number`, or `{ "#bigint": "…" }` |
//! | `Set(T)` | the class of sets | `Iterable<T>` | `{ "#set": […] }` |
//! | `Map(K, V)` | the class of maps | `Iterable<readonly [K, V]>` | `{ "#map": [[…, …], …] }` |
//! | `List(T)` | `readonly T[]` | the same | the same |
//! | `(A, B)` | `readonly [A, B]` | the same | `{ "#tup": […, …] }` |
//! | `T?` | `T \| null` | the same | the same |
//! | a record | its interface | the same, or `…Input` | the same, or `…Data` |
//! | an enum | strings | the same | the same |
//! | an enum with payload | `{ tag, … }` | the same, or `…Input` | a string, or `{ tag, value: … }` |

use super::docs::type_key;
use super::surface::Surface;
use crate::model::{Declared, Interval, Type, TypeId};
use std::collections::BTreeSet;

/// One of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// What the machine hands out.
    Live,
    /// What a caller may give.
    Given,
    /// How JSON carries it.
    Data,
}

impl Surface<'_> {
    /// A type in one of its forms, by the name that it was declared with where it has that form.
    pub fn form_ty(&self, form: Form, declared: Declared) -> String {
        match declared.named {
            Some(named) if !self.differs(form, declared.ty) => {
                self.names.named_type(named).to_owned()
            }
            _ => self.plain_form(form, declared.ty),
        }
    }

    /// The name of a type where it is declared, or what it is where it has no name.
    pub fn ty(&self, declared: Declared) -> String {
        self.form_ty(Form::Live, declared)
    }

    /// What a type is.
    pub fn plain_ty(&self, ty: TypeId) -> String {
        self.plain_form(Form::Live, ty)
    }

    /// What one form of a type is.
    pub fn plain_form(&self, form: Form, ty: TypeId) -> String {
        let part = |ty: &TypeId| self.plain_form(form, *ty);
        match self.model.types.get(ty) {
            Type::Bool => "boolean".to_owned(),
            Type::String => "string".to_owned(),
            Type::Int | Type::Nat | Type::Range(..) | Type::Symmetric(..) => {
                match (self.is_wide(ty), form) {
                    (true, Form::Data) => self.names.integer.clone(),
                    (true, _) => "bigint".to_owned(),
                    (false, _) => "number".to_owned(),
                }
            }
            Type::Enum(id) => {
                let names = self.names.of_enum(*id);
                match form {
                    _ if !self.differs(form, ty) => names.ty.clone(),
                    Form::Data => names.data.clone(),
                    _ => names.input.clone(),
                }
            }
            Type::Record(fields) => {
                if let Some(names) = self.names.record(ty) {
                    match form {
                        _ if !self.differs(form, ty) => names.ty.clone(),
                        Form::Data => names.data.clone(),
                        _ => names.input.clone(),
                    }
                } else {
                    let fields: Vec<String> = fields
                        .iter()
                        .map(|(name, ty)| format!("readonly {}: {}", type_key(name), part(ty)))
                        .collect();
                    format!("{{ {} }}", fields.join("; "))
                }
            }
            Type::Tuple(items) => {
                let items: Vec<String> = items.iter().map(part).collect();
                let items = format!("readonly [{}]", items.join(", "));
                match form {
                    Form::Data => format!("{{ readonly \"#tup\": {items} }}"),
                    _ => items,
                }
            }
            Type::Option(item) => format!("{} | null", part(item)),
            Type::List(item) => self.array(form, *item),
            Type::Set(item) => match form {
                Form::Live => format!("{}<{}>", self.names.set, part(item)),
                Form::Given => format!("Iterable<{}>", part(item)),
                Form::Data => format!("{{ readonly \"#set\": {} }}", self.array(form, *item)),
            },
            Type::Map(key, value) => {
                let (key, value) = (part(key), part(value));
                match form {
                    Form::Live => format!("{}<{key}, {value}>", self.names.map),
                    Form::Given => format!("Iterable<readonly [{key}, {value}]>"),
                    Form::Data => {
                        format!("{{ readonly \"#map\": readonly (readonly [{key}, {value}])[] }}")
                    }
                }
            }
        }
    }

    /// An array of a type's values.
    pub fn array(&self, form: Form, item: TypeId) -> String {
        let text = self.plain_form(form, item);
        let is_plain = match self.model.types.get(item) {
            Type::Option(_) | Type::List(_) => false,
            Type::Tuple(_) => form == Form::Data,
            _ => true,
        };
        if is_plain {
            format!("readonly {text}[]")
        } else {
            format!("readonly ({text})[]")
        }
    }

    /// Whether a form of a type is another than what the machine hands out.
    pub fn differs(&self, form: Form, ty: TypeId) -> bool {
        let differs = match self.model.types.get(ty) {
            Type::Set(_) | Type::Map(..) => form != Form::Live,
            Type::Tuple(_) => form == Form::Data,
            Type::Enum(id) => form == Form::Data && self.model.enums[id.index()].has_payload(),
            Type::Int | Type::Nat | Type::Range(..) | Type::Symmetric(..) => {
                form == Form::Data && self.is_wide(ty)
            }
            Type::Bool | Type::String | Type::Record(_) | Type::Option(_) | Type::List(_) => false,
        };
        form != Form::Live
            && (differs || self.parts(ty).iter().any(|part| self.differs(form, *part)))
    }

    /// The types that a type is made of, those of a payload included.
    pub fn parts(&self, ty: TypeId) -> Vec<TypeId> {
        match self.model.types.get(ty) {
            Type::Enum(id) => {
                let variants = self.model.enums[id.index()].variants.iter();
                let fields = variants.flat_map(|variant| &variant.payload);
                fields.map(|field| field.ty.ty).collect()
            }
            other => other.parts(),
        }
    }

    /// These types and all that they are made of.
    pub fn closure(&self, types: impl IntoIterator<Item = TypeId>) -> BTreeSet<TypeId> {
        let mut all = BTreeSet::new();
        let mut todo: Vec<TypeId> = types.into_iter().collect();
        while let Some(ty) = todo.pop() {
            if all.insert(ty) {
                todo.extend(self.parts(ty));
            }
        }
        all
    }

    /// Whether values of a type are `bigint`s: integers that a `number` may not hold exactly.
    pub fn is_wide(&self, ty: TypeId) -> bool {
        let integers = self.model.types.get(ty).integers();
        integers.is_some_and(|interval| !Interval::SAFE.covers(interval))
    }

    /// The integers of a type.
    pub fn integers(&self, ty: TypeId) -> Interval {
        self.model.types.get(ty).integers().unwrap_or(Interval::INT)
    }

    /// Whether values of a type are JavaScript's own primitive ones, which `===` compares.
    pub fn is_primitive(&self, ty: TypeId) -> bool {
        match self.model.types.get(ty) {
            Type::Bool
            | Type::String
            | Type::Int
            | Type::Nat
            | Type::Range(..)
            | Type::Symmetric(..) => true,
            Type::Enum(id) => !self.model.enums[id.index()].has_payload(),
            Type::Option(item) => self.is_primitive(*item),
            _ => false,
        }
    }

    /// Whether values of a type are read one by one: neither `null` nor made of others.
    pub fn is_scalar(&self, ty: TypeId) -> bool {
        self.is_primitive(ty) && !matches!(self.model.types.get(ty), Type::Option(_))
    }

    /// Whether values of two types, which are alike but for the ranges of integers and for `null`, are
    /// held in the same way.
    pub fn is_held_alike(&self, from: TypeId, to: TypeId) -> bool {
        let [a, b] = [from, to].map(|ty| self.model.types.get(ty));
        match (a, b) {
            _ if from == to => true,
            (Type::Option(a), Type::Option(b)) => self.is_held_alike(*a, *b),
            (_, Type::Option(b)) => self.is_held_alike(from, *b),
            (Type::Set(a), Type::Set(b)) => self.is_compared_alike(*a, *b),
            (Type::Map(a, from), Type::Map(b, to)) => {
                self.is_compared_alike(*a, *b) && self.is_held_alike(*from, *to)
            }
            _ if a.integers().is_some() => self.is_wide(from) == self.is_wide(to),
            _ => {
                let (a, b) = (a.parts(), b.parts());
                a.iter().zip(&b).all(|(a, b)| self.is_held_alike(*a, *b))
            }
        }
    }

    /// Whether, beyond that, the order of the one holds for the other: a collection carries the order of
    /// its elements with it, and one that knows no `null` cannot be asked for it.
    fn is_compared_alike(&self, from: TypeId, to: TypeId) -> bool {
        let [a, b] = [from, to].map(|ty| self.model.types.get(ty));
        match (a, b) {
            _ if from == to => true,
            (Type::Option(a), Type::Option(b)) => self.is_compared_alike(*a, *b),
            (Type::Option(_), _) | (_, Type::Option(_)) => false,
            _ if a.integers().is_some() => self.is_wide(from) == self.is_wide(to),
            _ => {
                let (a, b) = (a.parts(), b.parts());
                a.iter()
                    .zip(&b)
                    .all(|(a, b)| self.is_compared_alike(*a, *b))
            }
        }
    }
}
