//! What holds only because nothing ever happens: antecedents that are never true, enum values that are
//! never reached, strings that could be an enum. Only a search that saw everything can tell.

use super::explore::Search;
use crate::diagnostic::{Code, Diagnostic};
use crate::eval::literals;
use crate::model::{Condition, EnumId, ExprId, ExprKind, LogicOp, Model, Type, TypeId};
use crate::program::{Heap, Program, Routine, lower_parts};
use crate::source::Span;
use crate::value::Value;
use std::collections::BTreeSet;

/// The most different values of a variable that are looked into.
const MOST_VALUES: usize = 1 << 16;
/// The most literals that look like an enum.
const MOST_LITERALS: usize = 8;

/// The antecedent of an invariant, looked for in every state until it is true in one.
pub(super) struct Probe {
    pub routine: Routine,
    pub is_step: bool,
    pub seen: bool,
    invariant: String,
    /// Where the antecedent stands.
    span: Span,
}

/// The antecedents of all invariants, and a heap that holds their constants as well.
pub(super) fn probes(model: &Model, program: &Program) -> (Vec<Probe>, Heap) {
    let mut parts: Vec<(&Condition, ExprId)> = Vec::new();
    let mut names = Vec::new();
    for (invariant, condition) in model.conditions() {
        let before = parts.len();
        antecedents(model, condition, condition.expr, &mut parts);
        names.extend((before..parts.len()).map(|_| invariant.name.clone()));
    }
    let (routines, constants) = lower_parts(model, program, &parts);
    let rows = routines.into_iter().zip(parts).zip(names);
    let probes = rows
        .map(|((routine, (condition, part)), invariant)| Probe {
            routine,
            is_step: condition.is_step,
            seen: false,
            invariant,
            span: model.expr(part).span,
        })
        .collect();
    (probes, Heap::with(program, &constants))
}

/// `a` of `a implies b`, in a condition or in the operands of its `and`s.
fn antecedents<'m>(
    model: &Model,
    condition: &'m Condition,
    root: ExprId,
    found: &mut Vec<(&'m Condition, ExprId)>,
) {
    let mut left = vec![root];
    while let Some(id) = left.pop() {
        match model.expr(id).kind {
            ExprKind::Logic {
                op: LogicOp::And,
                left: a,
                right: b,
            } => left.extend([b, a]),
            ExprKind::Logic {
                op: LogicOp::Implies,
                left: antecedent,
                ..
            } => found.push((condition, antecedent)),
            _ => {}
        }
    }
}

/// All that can be said.
pub(super) fn findings(search: &Search<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for probe in search.probes.iter().filter(|probe| !probe.seen) {
        let message = format!(
            "invariant `{}` says nothing here: this is never true",
            probe.invariant
        );
        findings.push(
            Diagnostic::new(Code::AntecedentNeverTrue, probe.span, message)
                .label("is false in every reachable state")
                .note("what follows from it was never looked at"),
        );
    }
    if search.store.len() > 0 {
        values(search, &mut findings);
    }
    findings
}

/// What reachable states hold.
fn values(search: &Search<'_>, findings: &mut Vec<Diagnostic>) {
    let model = search.model;
    let mut wanted = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut told = true;
    for (at, var) in model.vars.iter().enumerate() {
        let mut enums = BTreeSet::new();
        enums_in(model, var.ty.ty, &mut BTreeSet::new(), &mut enums);
        let is_string = *model.types.get(var.ty.ty) == Type::String;
        if enums.is_empty() && !is_string {
            continue;
        }
        let Some(words) = words(search, at) else {
            told = false;
            continue;
        };
        wanted.extend(enums);
        let values = words.iter();
        let values: Vec<Value> = values
            .map(|word| search.runner.heap.value(model, var.ty.ty, *word))
            .collect();
        for value in &values {
            variants_in(value, &mut seen);
        }
        if is_string {
            string(model, at, &values, findings);
        }
    }
    if !told {
        return;
    }
    for id in wanted {
        for (index, variant) in model.enums[id.index()].variants.iter().enumerate() {
            if !seen.contains(&(id, index as u32)) {
                let message = format!("enum value `{}` is never reached", variant.name);
                findings.push(
                    Diagnostic::new(Code::ValueNeverReached, variant.name_span, message)
                        .label("no reachable state holds it"),
                );
            }
        }
    }
}

/// The different words of a variable; `None` where there are too many.
fn words(search: &Search<'_>, var: usize) -> Option<BTreeSet<i64>> {
    let mut words = BTreeSet::new();
    let mut state = vec![0; search.program.vars.len()];
    for index in 0..search.store.len() as u32 {
        search.layout.unpack(search.store.state(index), &mut state);
        words.insert(state[var]);
        if words.len() > MOST_VALUES {
            return None;
        }
    }
    Some(words)
}

fn enums_in(
    model: &Model,
    ty: TypeId,
    visited: &mut BTreeSet<TypeId>,
    found: &mut BTreeSet<EnumId>,
) {
    if !visited.insert(ty) {
        return;
    }
    let ty = model.types.get(ty);
    if let Type::Enum(id) = ty {
        found.insert(*id);
        let fields = model.enums[id.index()].variants.iter();
        for field in fields.flat_map(|variant| &variant.payload) {
            enums_in(model, field.ty.ty, visited, found);
        }
    }
    for part in ty.parts() {
        enums_in(model, part, visited, found);
    }
}

fn variants_in(value: &Value, seen: &mut BTreeSet<(EnumId, u32)>) {
    match value {
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::String(_) => {}
        Value::Enum(id, index, payload) => {
            seen.insert((*id, *index));
            for value in payload {
                variants_in(value, seen);
            }
        }
        Value::Record(items) | Value::Tuple(items) | Value::List(items) => {
            for value in items {
                variants_in(value, seen);
            }
        }
        Value::Set(items) => items.iter().for_each(|it| variants_in(it, seen)),
        Value::Map(entries) => entries.iter().for_each(|(key, value)| {
            variants_in(key, seen);
            variants_in(value, seen);
        }),
    }
}

fn string(model: &Model, var: usize, values: &[Value], findings: &mut Vec<Diagnostic>) {
    let known = literals(model);
    if !(2..=MOST_LITERALS).contains(&values.len()) || !values.iter().all(|it| known.contains(it)) {
        return;
    }
    let var = &model.vars[var];
    let shown = values
        .iter()
        .map(|it| it.show(var.ty.ty, model).to_string());
    let shown: Vec<String> = shown.collect();
    let message = format!("`{}` only ever is one of a few literals", var.name);
    findings.push(
        Diagnostic::new(Code::StringOfLiterals, var.name_span, message)
            .label(format!("is {}", shown.join(" or ")))
            .note("an enum would let a misspelling be found at compile time"),
    );
}
