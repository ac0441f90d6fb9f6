//! Names in Rust, by one rule:
//!
//! * types and enum values are `UpperCamelCase`; constants `SCREAMING_SNAKE_CASE`; everything else
//!   `snake_case`;
//! * what every machine has comes first: the struct is named after the spec, and `Action`, `Event`,
//!   `Error`, `ErrorKind`, `Output`, `ParseError`, `Snapshot`, `Host` follow that name;
//! * a constant whose value is on the heap is a function, and named like one;
//! * a reserved word is written raw (`r#match`), and the four that cannot be (`self`, `Self`, `super`,
//!   `crate`) get an underscore at their end;
//! * where two names of one scope would be the same, the later one gets underscores at its end.

use super::support::HELPER_NAMES;
use super::types::copies;
use super::values::is_constant;
use crate::case::{pascal, screaming, snake};
use crate::emit::names::Namer;
use crate::model::{Local, Model, Type, TypeId, VarId};
use std::collections::BTreeMap;

/// Strict and reserved keywords of all editions.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that cannot be raw identifiers, and the one name that is none.
pub(super) const NEVER_RAW: &[&str] = &["self", "Self", "super", "crate", "_"];

/// An identifier as it is written.
pub(super) fn written(name: String) -> String {
    if KEYWORDS.contains(&name.as_str()) {
        format!("r#{name}")
    } else {
        name
    }
}

/// An identifier inside another one: `r#match` gives `match`.
fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// The names of one action.
#[derive(Clone, Debug)]
pub struct ActionNames {
    /// The method: `take`.
    pub method: String,
    /// The method that tells an observer of events: `take_with`.
    pub with: String,
    /// `can_take`.
    pub can: String,
    /// The private method that computes the step: `take_step`.
    pub step: String,
    /// The private function that lists arguments: `take_candidates`.
    pub candidates: String,
    /// The variant of `…Action` and `…Output`.
    pub variant: String,
}

/// The names of a record type.
#[derive(Clone, Debug)]
pub struct RecordNames {
    /// The type.
    pub ty: TypeId,
    /// The struct.
    pub name: String,
    /// Its fields, in order.
    pub fields: Vec<String>,
}

/// All names of one generated module.
#[derive(Clone, Debug)]
pub struct Names {
    /// The struct that is the machine.
    pub machine: String,
    /// The enum of actions as data.
    pub action: String,
    /// The enum of events.
    pub event: String,
    /// The error type.
    pub error: String,
    /// The enum of its kinds.
    pub error_kind: String,
    /// The private struct that is a row of the table of failures.
    pub failure: String,
    /// The enum of results.
    pub output: String,
    /// The error of reading an enum's value.
    pub parse_error: String,
    /// The struct that is a state as plain data.
    pub snapshot: String,
    /// The trait of the host.
    pub host: String,
    /// The type parameter of the machine, where it has a host.
    pub host_param: String,
    /// The private struct that shows a state to the invariants.
    pub view: String,
    /// By record type.
    pub records: Vec<RecordNames>,
    /// By enum, value and field of its payload.
    pub payloads: Vec<Vec<Vec<String>>>,
    /// By `extern` function.
    pub externs: Vec<String>,
    /// By type: whether its values can be copied.
    pub copies: Vec<bool>,
    /// By enum.
    pub enums: Vec<String>,
    /// By enum and value.
    pub variants: Vec<Vec<String>>,
    /// By named type: the alias, or the name of the struct that it declares; empty for enums.
    pub aliases: Vec<String>,
    /// By named type: whether it is an alias.
    pub is_alias: Vec<bool>,
    /// By constant.
    pub consts: Vec<String>,
    /// Fields of the snapshot.
    pub fields: Vec<String>,
    /// Accessors of the machine.
    pub accessors: Vec<String>,
    /// By action, `allowed` or not.
    pub actions: Vec<ActionNames>,
    record_of: BTreeMap<TypeId, usize>,
    /// What a routine's locals keep clear of.
    around_locals: Namer,
    /// Variants of `…Event`.
    pub events: Vec<String>,
    /// By event and field.
    pub event_fields: Vec<Vec<String>>,
    /// The private functions of conditions, in order.
    pub conditions: Vec<String>,
}

impl Names {
    /// The module of a spec.
    pub(super) fn module(spec: &str) -> String {
        let mut namer = Namer::reserving(NEVER_RAW.iter().copied());
        written(namer.take(snake(spec)))
    }

    /// The machine of a spec, which comes before everything else.
    pub(super) fn machine(spec: &str) -> String {
        Namer::reserving(NEVER_RAW.iter().copied()).take(pascal(spec))
    }

    /// The names of what is generated for a model.
    pub fn of(model: &Model) -> Self {
        let mut types = Namer::reserving(NEVER_RAW.iter().copied());
        let stem = pascal(&model.name);
        let machine = types.take(stem.clone());
        let mut generated = |suffix: &str| types.take(format!("{stem}{suffix}"));
        let action = generated("Action");
        let event = generated("Event");
        let error = generated("Error");
        let error_kind = generated("ErrorKind");
        let failure = generated("Failure");
        let output = generated("Output");
        let parse_error = generated("ParseError");
        let snapshot = generated("Snapshot");
        let host = generated("Host");
        let view = generated("View");
        let host_param = match model.externs.len() {
            0 => String::new(),
            _ => types.take("H"),
        };
        let enums = model
            .enums
            .iter()
            .map(|of| types.take(pascal(&of.name)))
            .collect();
        let records = records(model, &mut types);
        let mut is_alias = Vec::new();
        let aliases = model
            .named_types
            .iter()
            .map(|named| {
                let of = model.records.iter().find(|record| record.ty == named.ty);
                let own = records.iter().find(|record| record.ty == named.ty);
                let declares = of.is_some_and(|record| record.name == named.name);
                is_alias.push(named.declares.is_none() && !declares);
                match (named.declares, own) {
                    (Some(_), _) => String::new(),
                    (None, Some(own)) if declares => own.name.clone(),
                    _ => types.take(pascal(&named.name)),
                }
            })
            .collect();
        let variants = model
            .enums
            .iter()
            .map(|of| {
                scope(
                    of.variants
                        .iter()
                        .map(|value| pascal(&value.name))
                        .collect(),
                )
            })
            .collect();
        let event_fields = model
            .events
            .iter()
            .map(|event| {
                scope(
                    event
                        .fields
                        .iter()
                        .map(|field| snake(&field.name))
                        .collect(),
                )
            })
            .collect();
        let payloads = model
            .enums
            .iter()
            .map(|of| {
                let variants = of.variants.iter();
                let fields = variants.map(|variant| {
                    scope(
                        variant
                            .payload
                            .iter()
                            .map(|field| snake(&field.name))
                            .collect(),
                    )
                });
                fields.collect()
            })
            .collect();
        let (actions, accessors, conditions) = members(model);
        let externs = scope(model.externs.iter().map(|it| snake(&it.name)).collect());
        let copies = copies(model);
        let consts = consts(model, &copies);
        let fields = scope(model.vars.iter().map(|var| snake(&var.name)).collect());
        Self {
            around_locals: around_locals(&consts, &fields),
            record_of: records
                .iter()
                .enumerate()
                .map(|(at, record)| (record.ty, at))
                .collect(),
            machine,
            action,
            event,
            error,
            error_kind,
            failure,
            output,
            parse_error,
            snapshot,
            enums,
            variants,
            aliases,
            host,
            host_param,
            view,
            records,
            payloads,
            externs,
            copies,
            is_alias,
            consts,
            fields,
            accessors,
            actions,
            events: scope(
                model
                    .events
                    .iter()
                    .map(|event| pascal(&event.name))
                    .collect(),
            ),
            event_fields,
            conditions,
        }
    }

    /// The names of a routine's parameters, which come first among its locals.
    pub fn params(&self, locals: &[Local], count: usize) -> Vec<String> {
        let mut namer = self.local_namer();
        locals
            .iter()
            .take(count)
            .map(|local| written(namer.take(snake(&local.name))))
            .collect()
    }

    /// A scope for locals. What generated code calls its own is kept clear of, and constants, since a
    /// pattern would mean them.
    pub(super) fn local_namer(&self) -> Namer {
        self.around_locals.clone()
    }

    /// The local that holds what a variable is about to become.
    pub(super) fn staged(&self, var: VarId) -> String {
        staged(&self.fields[var.index()])
    }

    /// The struct of a record type.
    pub(super) fn record(&self, ty: TypeId) -> String {
        self.record_names(ty)
            .map_or_else(String::new, |record| record.name.clone())
    }

    /// The names of a record type.
    pub fn record_names(&self, ty: TypeId) -> Option<&RecordNames> {
        self.record_of.get(&ty).map(|at| &self.records[*at])
    }

    /// Whether values of a type can be copied.
    pub fn is_copy(&self, ty: TypeId) -> bool {
        self.copies[ty.index()]
    }

    /// The path of an enum value.
    pub fn value(&self, of: usize, index: usize) -> String {
        format!("{}::{}", self.enums[of], self.variants[of][index])
    }
}

/// What a routine has around it.
pub(super) fn around_locals(consts: &[String], fields: &[String]) -> Namer {
    let own = ["next", "events", "observe", "host"];
    let reserved = NEVER_RAW.iter().chain(&own).copied();
    let mut namer = Namer::reserving(reserved.chain(consts.iter().map(String::as_str)));
    for var in fields {
        namer.reserve(staged(var));
    }
    namer.enclosing()
}

fn staged(field: &str) -> String {
    format!("next_{}", bare(field))
}

/// Names of one scope, in order.
pub(super) fn scope(names: Vec<String>) -> Vec<String> {
    let mut namer = Namer::reserving(NEVER_RAW.iter().copied());
    names
        .into_iter()
        .map(|name| written(namer.take(name)))
        .collect()
}

/// Structs of records: those that the model names, and after them any that only an expression has.
fn records(model: &Model, types: &mut Namer) -> Vec<RecordNames> {
    let named = |ty: TypeId| model.records.iter().find(|record| record.ty == ty);
    let others = model
        .types
        .iter()
        .filter(|(id, ty)| matches!(ty, Type::Record(_)) && named(*id).is_none());
    let known = model
        .records
        .iter()
        .map(|record| (record.ty, record.name.as_str()));
    let all: Vec<(TypeId, &str)> = known.chain(others.map(|(id, _)| (id, "Record"))).collect();
    all.into_iter()
        .map(|(ty, name)| RecordNames {
            ty,
            name: types.take(pascal(name)),
            fields: match model.types.get(ty) {
                Type::Record(fields) => scope(fields.iter().map(|(name, _)| snake(name)).collect()),
                _ => Vec::new(),
            },
        })
        .collect()
}

/// Constants, and functions for those whose value is on the heap.
fn consts(model: &Model, copies: &[bool]) -> Vec<String> {
    let mut consts = Namer::reserving(NEVER_RAW.iter().copied());
    let mut functions = Namer::reserving(NEVER_RAW.iter().chain(HELPER_NAMES).copied());
    let names = model.consts.iter().map(|known| {
        written(if is_constant(model, known.ty.ty, copies) {
            consts.take(screaming(&known.name))
        } else {
            functions.take(snake(&known.name))
        })
    });
    names.collect()
}

/// The methods of the machine: first what every machine has, then actions, then variables.
pub(super) fn methods<'n>(
    has_host: bool,
    actions: impl Iterator<Item = &'n str>,
    vars: impl Iterator<Item = &'n str>,
) -> (Vec<ActionNames>, Vec<String>, Namer) {
    let fixed = [
        "new",
        "apply",
        "apply_with",
        "can",
        "enabled",
        "snapshot",
        "restore",
        "commit",
        "legal",
        "view",
        "clone",
        "eq",
        "cmp",
        "fmt",
        "default",
    ];
    let mut namer = Namer::reserving(NEVER_RAW.iter().copied().chain(fixed));
    if has_host {
        namer.reserve("host");
        namer.reserve("host_mut");
    }
    let mut variants = Namer::reserving(NEVER_RAW.iter().copied());
    let actions = actions
        .map(|action| {
            let derived = |name: &str| {
                vec![
                    format!("{name}_with"),
                    format!("can_{name}"),
                    format!("{name}_step"),
                    format!("{name}_candidates"),
                ]
            };
            let method = written(namer.take_family(snake(action), derived));
            let stem = bare(&method).to_owned();
            ActionNames {
                with: format!("{stem}_with"),
                can: format!("can_{stem}"),
                step: format!("{stem}_step"),
                candidates: format!("{stem}_candidates"),
                variant: variants.take(pascal(action)),
                method,
            }
        })
        .collect();
    let accessors = vars.map(|var| written(namer.take(snake(var)))).collect();
    (actions, accessors, namer)
}

/// The same, and the functions of the invariants.
fn members(model: &Model) -> (Vec<ActionNames>, Vec<String>, Vec<String>) {
    let (actions, accessors, mut namer) = methods(
        !model.externs.is_empty(),
        model.actions.iter().map(|action| action.name.as_str()),
        model.vars.iter().map(|var| var.name.as_str()),
    );
    let conditions = model
        .invariants
        .iter()
        .flat_map(|invariant| {
            let stem = format!("{}_holds", bare(&snake(&invariant.name)));
            let several = invariant.conditions.len() > 1;
            (0..invariant.conditions.len())
                .map(|at| {
                    if several {
                        format!("{stem}_{at}")
                    } else {
                        stem.clone()
                    }
                })
                .collect::<Vec<_>>()
        })
        .map(|name| namer.take(name))
        .collect();
    (actions, accessors, conditions)
}
