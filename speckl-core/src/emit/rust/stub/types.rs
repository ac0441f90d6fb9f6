//! The types of a stub: what they are called, whether they can be copied, how they are lent.

use super::super::names::NEVER_RAW;
use super::super::types::{Int, LIST, MAP, SET, STRING};
use crate::case::pascal;
use crate::emit::names::Namer;
use crate::model::{Interval, Outline, OutlineParam, OutlineType};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// What stands behind a name.
enum Meaning<'a> {
    Alias(&'a OutlineType),
    /// An enum or a record: all that its values can hold.
    Parts(Vec<&'a OutlineParam>),
}

/// The named types of an outline.
pub(super) struct Types<'a> {
    /// The struct that is the machine.
    pub machine: String,
    /// By enum, record and alias of the outline.
    pub enums: Vec<String>,
    pub records: Vec<String>,
    pub aliases: Vec<String>,
    names: BTreeMap<&'a str, String>,
    meanings: BTreeMap<&'a str, Meaning<'a>>,
    copies: RefCell<BTreeMap<&'a str, bool>>,
}

/// What every machine has beside itself, by the end of its name.
pub(super) const SUFFIXES: [&str; 10] = [
    "Action",
    "Event",
    "Error",
    "ErrorKind",
    "Failure",
    "Output",
    "ParseError",
    "Snapshot",
    "Host",
    "View",
];

impl<'a> Types<'a> {
    pub(super) fn of(outline: &'a Outline) -> Self {
        let mut namer = Namer::reserving(NEVER_RAW.iter().copied());
        let stem = pascal(&outline.name.0);
        let machine = namer.take(stem.clone());
        for suffix in SUFFIXES {
            namer.reserve(format!("{stem}{suffix}"));
        }
        if !outline.externs.is_empty() {
            namer.reserve("H");
        }
        let mut names = BTreeMap::new();
        let mut meanings = BTreeMap::new();
        let mut take = |name: &'a str, meaning: Meaning<'a>| {
            let taken = namer.take(pascal(name));
            names.entry(name).or_insert_with(|| taken.clone());
            meanings.entry(name).or_insert(meaning);
            taken
        };
        let enums = outline.enums.iter().map(|of| {
            let payload = of.values.iter().flat_map(|(_, fields)| fields);
            take(&of.name, Meaning::Parts(payload.collect()))
        });
        let enums = enums.collect();
        let records = outline.records.iter();
        let records =
            records.map(|(name, fields)| take(name, Meaning::Parts(fields.iter().collect())));
        let records = records.collect();
        let aliases = outline.aliases.iter();
        let aliases = aliases.map(|(name, ty)| take(name, Meaning::Alias(ty)));
        let aliases = aliases.collect();
        Self {
            machine,
            enums,
            records,
            aliases,
            names,
            meanings,
            copies: RefCell::default(),
        }
    }

    /// Whether values of a type can be copied.
    pub(super) fn is_copy(&self, ty: &'a OutlineType) -> bool {
        match ty {
            OutlineType::Bool
            | OutlineType::Int
            | OutlineType::Range(..)
            | OutlineType::Unknown => true,
            OutlineType::String
            | OutlineType::Set(_)
            | OutlineType::Map(..)
            | OutlineType::List(_) => false,
            OutlineType::Option(inner) => self.is_copy(inner),
            OutlineType::Tuple(items) => items.iter().all(|item| self.is_copy(item)),
            OutlineType::Named(name) => self.named_is_copy(name),
        }
    }

    fn named_is_copy(&self, name: &'a str) -> bool {
        if let Some(known) = self.copies.borrow().get(name) {
            return *known;
        }
        // A type that holds itself is refused; here it must only come to an end.
        self.copies.borrow_mut().insert(name, true);
        let found = match self.meanings.get(name) {
            Some(Meaning::Alias(ty)) => self.is_copy(ty),
            Some(Meaning::Parts(parts)) => parts.iter().all(|part| self.is_copy(&part.ty)),
            None => true,
        };
        self.copies.borrow_mut().insert(name, found);
        found
    }

    /// Whether a constant of a type is one in Rust too, and no function.
    pub(super) fn is_constant(&self, ty: &'a OutlineType) -> bool {
        self.is_copy(ty) || *self.meant(ty) == OutlineType::String
    }

    /// What a type is in the end, whatever it is called.
    pub(super) fn meant(&self, ty: &'a OutlineType) -> &'a OutlineType {
        match ty {
            OutlineType::Named(name) => match self.meanings.get(name.as_str()) {
                Some(Meaning::Alias(inner)) if *inner != ty => self.meant(inner),
                _ => ty,
            },
            ty => ty,
        }
    }

    /// A type in Rust. Where it is not known, the unit stands for it.
    pub(super) fn text(&self, ty: &OutlineType) -> String {
        let inner = |ty: &OutlineType| self.text(ty);
        match ty {
            OutlineType::Bool => "bool".to_owned(),
            OutlineType::Int => "i64".to_owned(),
            OutlineType::Range(lo, hi) => Int::smallest(Interval::new(*lo, *hi)).name.to_owned(),
            OutlineType::String => STRING.to_owned(),
            OutlineType::Option(item) => format!("::core::option::Option<{}>", inner(item)),
            OutlineType::Set(item) => format!("{SET}<{}>", inner(item)),
            OutlineType::Map(key, value) => format!("{MAP}<{}, {}>", inner(key), inner(value)),
            OutlineType::List(item) => format!("{LIST}<{}>", inner(item)),
            OutlineType::Tuple(items) => {
                let items: Vec<String> = items.iter().map(inner).collect();
                format!("({})", items.join(", "))
            }
            OutlineType::Named(name) => {
                let known = self.names.get(name.as_str());
                known.map_or_else(|| "()".to_owned(), Clone::clone)
            }
            OutlineType::Unknown => "()".to_owned(),
        }
    }

    /// A type as it is taken by those who only look at it.
    pub(super) fn lent(&self, ty: &'a OutlineType) -> String {
        if self.is_copy(ty) {
            return self.text(ty);
        }
        let slice = |item: &OutlineType| format!("&[{}]", self.text(item));
        match self.meant(ty) {
            OutlineType::String => "&str".to_owned(),
            OutlineType::List(item) => slice(item),
            OutlineType::Option(inner) => {
                let inner = match self.meant(inner) {
                    OutlineType::String => "&str".to_owned(),
                    OutlineType::List(item) => slice(item),
                    other => format!("&{}", self.text(other)),
                };
                format!("::core::option::Option<{inner}>")
            }
            _ => format!("&{}", self.text(ty)),
        }
    }
}
