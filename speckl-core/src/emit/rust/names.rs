//! Names in Rust, by one rule:
//!
//! * types and enum values are `UpperCamelCase`; constants `SCREAMING_SNAKE_CASE`; everything else
//!   `snake_case`;
//! * what every machine has comes first: the struct is named after the spec, and `Action`, `Event`,
//!   `Error`, `ErrorKind`, `Output`, `ParseError`, `Snapshot` follow that name;
//! * a reserved word is written raw (`r#match`), and the four that cannot be (`self`, `Self`, `super`,
//!   `crate`) get an underscore at their end;
//! * where two names of one scope would be the same, the later one gets underscores at its end.

use crate::case::{pascal, screaming, snake};
use crate::emit::names::Namer;
use crate::model::{Local, Model};

/// Strict and reserved keywords of all editions.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that cannot be raw identifiers, and the one name that is none.
const NEVER_RAW: &[&str] = &["self", "Self", "super", "crate", "_"];

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
pub(super) struct ActionNames {
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

/// All names of one generated module.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub machine: String,
    pub action: String,
    pub event: String,
    pub error: String,
    pub error_kind: String,
    pub failure: String,
    pub output: String,
    pub parse_error: String,
    pub snapshot: String,
    /// By enum.
    pub enums: Vec<String>,
    /// By enum and value.
    pub variants: Vec<Vec<String>>,
    /// By named type that is no enum of its own; empty for the others.
    pub aliases: Vec<String>,
    pub consts: Vec<String>,
    /// Fields of the snapshot.
    pub fields: Vec<String>,
    /// Accessors of the machine.
    pub accessors: Vec<String>,
    /// By action, `allowed` or not.
    pub actions: Vec<ActionNames>,
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

    pub(super) fn of(model: &Model) -> Self {
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
        let enums = model
            .enums
            .iter()
            .map(|of| types.take(pascal(&of.name)))
            .collect();
        let aliases = model
            .named_types
            .iter()
            .map(|named| match named.declares {
                Some(_) => String::new(),
                None => types.take(pascal(&named.name)),
            })
            .collect();
        let scope = |names: Vec<String>| {
            let mut namer = Namer::reserving(NEVER_RAW.iter().copied());
            names
                .into_iter()
                .map(|name| written(namer.take(name)))
                .collect::<Vec<_>>()
        };
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
        let (actions, accessors, conditions) = members(model);
        Self {
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
            consts: scope(model.consts.iter().map(|it| screaming(&it.name)).collect()),
            fields: scope(model.vars.iter().map(|var| snake(&var.name)).collect()),
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

    /// The names of a routine's locals. Constants are kept clear of, since a pattern would mean them.
    pub(super) fn locals(&self, locals: &[Local]) -> Vec<String> {
        let own = [
            "next", "before", "events", "observe", "result", "state", "add", "sub", "mul", "div",
            "rem", "neg", "within",
        ];
        let consts = self.consts.iter().map(String::as_str);
        let mut namer = Namer::reserving(NEVER_RAW.iter().copied().chain(own).chain(consts));
        locals
            .iter()
            .map(|local| written(namer.take(snake(&local.name))))
            .collect()
    }

    /// The path of an enum value.
    pub(super) fn value(&self, of: usize, index: usize) -> String {
        format!("{}::{}", self.enums[of], self.variants[of][index])
    }
}

/// The methods of the machine: first what every machine has, then actions, then variables.
fn members(model: &Model) -> (Vec<ActionNames>, Vec<String>, Vec<String>) {
    let fixed = [
        "new",
        "apply",
        "apply_with",
        "can",
        "enabled",
        "snapshot",
        "restore",
        "commit",
        "clone",
        "eq",
        "cmp",
        "fmt",
        "default",
    ];
    let mut namer = Namer::reserving(NEVER_RAW.iter().copied().chain(fixed));
    let mut variants = Namer::reserving(NEVER_RAW.iter().copied());
    let actions = model
        .actions
        .iter()
        .map(|action| {
            let derived = |name: &str| {
                vec![
                    format!("{name}_with"),
                    format!("can_{name}"),
                    format!("{name}_step"),
                    format!("{name}_candidates"),
                ]
            };
            let method = written(namer.take_family(snake(&action.name), derived));
            let stem = bare(&method).to_owned();
            ActionNames {
                with: format!("{stem}_with"),
                can: format!("can_{stem}"),
                step: format!("{stem}_step"),
                candidates: format!("{stem}_candidates"),
                variant: variants.take(pascal(&action.name)),
                method,
            }
        })
        .collect();
    let accessors = model
        .vars
        .iter()
        .map(|var| written(namer.take(snake(&var.name))))
        .collect();
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
