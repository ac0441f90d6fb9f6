//! Types of random specs.

use super::Choices;
use super::names::Names;
use std::fmt::Write as _;

/// A type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ty {
    Bool,
    Int,
    Nat,
    Range(i64, i64),
    /// A named symmetric range; nothing makes one of its values but what has one.
    Symmetric(String),
    String,
    Enum(usize),
    Record(usize),
    Tuple(Vec<Ty>),
    Option(Box<Ty>),
    Set(Box<Ty>),
    Map(Box<Ty>, Box<Ty>),
    List(Box<Ty>),
}

/// A named enum: its values and what they carry.
#[derive(Clone, Debug)]
pub struct EnumDecl {
    pub name: String,
    pub values: Vec<(String, Vec<(String, Ty)>)>,
}

/// A named record.
#[derive(Clone, Debug)]
pub struct RecordDecl {
    pub name: String,
    pub fields: Vec<(String, Ty)>,
}

/// Everything that a spec declares of types.
#[derive(Clone, Debug, Default)]
pub struct Declared {
    pub enums: Vec<EnumDecl>,
    pub records: Vec<RecordDecl>,
    pub symmetric: Vec<String>,
    /// Named ranges, with their ends.
    pub ranges: Vec<(String, i64, i64)>,
    pub text: String,
}

impl Ty {
    /// Whether it is one of the integer types that arithmetic knows.
    pub fn is_integer(&self) -> bool {
        matches!(self, Ty::Int | Ty::Nat | Ty::Range(..))
    }

    /// As a spec writes it.
    pub fn text(&self, declared: &Declared) -> String {
        let inner = |ty: &Ty| ty.text(declared);
        match self {
            Ty::Bool => "Bool".to_owned(),
            Ty::Int => "Int".to_owned(),
            Ty::Nat => "Nat".to_owned(),
            Ty::Range(lo, hi) => format!("{lo}..{hi}"),
            Ty::Symmetric(name) => name.clone(),
            Ty::String => "String".to_owned(),
            Ty::Enum(at) => declared.enums[*at].name.clone(),
            Ty::Record(at) => declared.records[*at].name.clone(),
            Ty::Tuple(items) => {
                let items: Vec<String> = items.iter().map(inner).collect();
                format!("({})", items.join(", "))
            }
            Ty::Option(of) if matches!(**of, Ty::Range(..)) => format!("({})?", inner(of)),
            Ty::Option(of) => format!("{}?", inner(of)),
            Ty::Set(of) => format!("Set({})", inner(of)),
            Ty::Map(key, value) => format!("Map({}, {})", inner(key), inner(value)),
            Ty::List(of) => format!("List({})", inner(of)),
        }
    }
}

impl Declared {
    /// A few named types, each made of those before it.
    pub fn random(choices: &mut Choices<'_>, names: &mut Names) -> Self {
        let mut declared = Self::default();
        for _ in 0..choices.between(1, 5) {
            let name = names.fresh(choices, "T");
            let line = match choices.below(6) {
                0 => declared.plain_enum(choices, names, &name),
                1 => {
                    let lo = choices.below(7) as i64 - 3;
                    let hi = lo + choices.below(4) as i64;
                    declared.ranges.push((name.clone(), lo, hi));
                    format!("{lo}..{hi}")
                }
                2 => {
                    declared.symmetric.push(name.clone());
                    format!("symmetric 1..{}", choices.between(1, 3))
                }
                3 | 4 => {
                    let fields = declared.fields(choices, names);
                    let text = declared.fields_text(&fields);
                    declared.records.push(RecordDecl {
                        name: name.clone(),
                        fields,
                    });
                    text
                }
                _ => declared.payload_enum(choices, names, &name),
            };
            let _ = writeln!(declared.text, "  type {name} = {line}");
        }
        declared
    }

    fn plain_enum(&mut self, choices: &mut Choices<'_>, names: &mut Names, name: &str) -> String {
        let values: Vec<String> = (0..choices.between(1, 4))
            .map(|_| names.fresh(choices, "v"))
            .collect();
        let text = format!("enum {{ {} }}", values.join(", "));
        self.enums.push(EnumDecl {
            name: name.to_owned(),
            values: values
                .into_iter()
                .map(|value| (value, Vec::new()))
                .collect(),
        });
        text
    }

    fn payload_enum(&mut self, choices: &mut Choices<'_>, names: &mut Names, name: &str) -> String {
        let mut values = Vec::new();
        let mut texts = Vec::new();
        for at in 0..choices.between(1, 3) {
            let value = names.fresh(choices, "v");
            if at == 0 || choices.often(50) {
                let fields = self.fields(choices, names);
                texts.push(format!("{value} {}", self.fields_text(&fields)));
                values.push((value, fields));
            } else {
                texts.push(value.clone());
                values.push((value, Vec::new()));
            }
        }
        self.enums.push(EnumDecl {
            name: name.to_owned(),
            values,
        });
        format!("enum {{ {} }}", texts.join(", "))
    }

    fn fields(&self, choices: &mut Choices<'_>, names: &mut Names) -> Vec<(String, Ty)> {
        (0..choices.between(1, 3))
            .map(|_| {
                let name = names.fresh(choices, "f");
                (name, self.made(choices, 1))
            })
            .collect()
    }

    fn fields_text(&self, fields: &[(String, Ty)]) -> String {
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, ty)| format!("{name}: {}", ty.text(self)))
            .collect();
        format!("{{ {} }}", fields.join(", "))
    }

    /// A type of which values can be written down.
    pub fn made(&self, choices: &mut Choices<'_>, depth: usize) -> Ty {
        let leaf = choices.below(if depth == 0 { 7 } else { 14 });
        let inner = |this: &Self, choices: &mut Choices<'_>| this.made(choices, depth - 1);
        match leaf {
            0 => Ty::Bool,
            1 => Ty::Int,
            2 => Ty::Nat,
            3 => {
                let lo = [0, -2, 1, 250, -130, 0][choices.below(6)];
                Ty::Range(lo, lo + [3, 0, 1, 9, 300, 70_000][choices.below(6)])
            }
            4 => Ty::String,
            5 | 7 if !self.enums.is_empty() => Ty::Enum(choices.below(self.enums.len())),
            6 | 8 if !self.records.is_empty() => Ty::Record(choices.below(self.records.len())),
            5..=8 => Ty::Range(0, 3),
            9 => Ty::Option(Box::new(match inner(self, choices) {
                Ty::Option(of) => *of,
                other => other,
            })),
            10 => Ty::Set(Box::new(self.key(choices, depth - 1))),
            11 => {
                let key = self.key(choices, depth - 1);
                Ty::Map(Box::new(key), Box::new(inner(self, choices)))
            }
            12 => Ty::List(Box::new(inner(self, choices))),
            _ => {
                let first = inner(self, choices);
                Ty::Tuple(vec![first, inner(self, choices)])
            }
        }
    }

    /// A type for elements and keys: also a symmetric one, since a collection of them can be empty.
    fn key(&self, choices: &mut Choices<'_>, depth: usize) -> Ty {
        if !self.symmetric.is_empty() && choices.often(20) {
            return Ty::Symmetric(choices.one(&self.symmetric).clone());
        }
        self.made(choices, depth)
    }

    /// A type for a parameter: anything.
    pub fn param(&self, choices: &mut Choices<'_>) -> Ty {
        self.key(choices, 2)
    }

    /// Names that stand for few values where a set is wanted, with their type.
    pub fn domains(&self) -> Vec<(String, Ty)> {
        let ranges = self
            .ranges
            .iter()
            .map(|(name, lo, hi)| (name.clone(), Ty::Range(*lo, *hi)));
        let symmetric = self
            .symmetric
            .iter()
            .map(|name| (name.clone(), Ty::Symmetric(name.clone())));
        let enums = self.enums.iter().enumerate().filter_map(|(at, it)| {
            let plain = it.values.iter().all(|(_, fields)| fields.is_empty());
            plain.then(|| (it.name.clone(), Ty::Enum(at)))
        });
        ranges.chain(symmetric).chain(enums).collect()
    }
}
