//! Counterexamples: the shortest way to what is wrong, and how it is told.

use super::domain::{Domain, argument_tuples, value_of};
use super::explore::Search;
use super::{Outcome, Property, PropertyKind, State, Step, Violation};
use crate::diagnostic::{Code, Diagnostic};
use crate::eval;
use crate::model::{ActionId, Condition, ExprId, ExprKind, FailureId, FailureKind, LogicOp, Model};
use crate::source::Span;
use crate::value::Value;

/// Something wrong, as the search came upon it.
pub(super) struct Found {
    pub failure: FailureId,
    pub fault: Fault,
}

/// Where it is wrong.
pub(super) enum Fault {
    /// `init` itself fails with this argument tuple.
    Init { tuple: u32 },
    /// A state is wrong.
    State { state: u32 },
    /// A step is wrong.
    Step {
        state: u32,
        action: ActionId,
        tuple: u32,
        after: Vec<i64>,
    },
    /// An action fails, though its guards hold.
    Action {
        state: u32,
        action: ActionId,
        tuple: u32,
    },
}

/// The violation behind what was found.
pub(super) fn violation(search: &Search<'_>, found: &Found) -> Violation {
    let model = search.model;
    let failure = model.failure(found.failure);
    let trace = match &found.fault {
        Fault::Init { tuple } => vec![Step {
            action: None,
            args: arguments(&search.init_domains, *tuple),
            state: None,
        }],
        Fault::State { state } => path(search, *state),
        Fault::Step {
            state,
            action,
            tuple,
            after,
        } => {
            let mut trace = path(search, *state);
            trace.push(step(search, *action, *tuple, values(model, after)));
            trace
        }
        Fault::Action {
            state,
            action,
            tuple,
        } => {
            let mut trace = path(search, *state);
            let unchanged = trace
                .last()
                .and_then(|last| last.state.clone())
                .unwrap_or_default();
            trace.push(step(search, *action, *tuple, unchanged));
            trace
        }
    };
    let after = steps_text(&trace);
    let condition = condition_of(model, found.failure);
    let (kind, name, message) = match (failure.kind, condition) {
        (FailureKind::Invariant, Some((invariant, condition))) => {
            let kind = if condition.is_step {
                PropertyKind::StepInvariant
            } else {
                PropertyKind::Invariant
            };
            let message = format!("invariant `{}` is violated {after}", invariant.name);
            (kind, invariant.name.clone(), message)
        }
        (FailureKind::Assert, _) => {
            let message = format!("an assertion fails {after}: {}", failure.message);
            (
                PropertyKind::Assert,
                element_id(model, found.failure),
                message,
            )
        }
        _ => {
            let message = format!("a fault is reached {after}: {}", failure.message);
            (
                PropertyKind::Fault,
                element_id(model, found.failure),
                message,
            )
        }
    };
    Violation {
        kind,
        name,
        message,
        failure: Some(found.failure),
        trace,
    }
}

/// The violation (or warning) that a state is stuck.
pub(super) fn deadlock(search: &Search<'_>, state: u32) -> Violation {
    let model = search.model;
    let trace = path(search, state);
    let last = trace.last().and_then(|step| step.action);
    let message = match last {
        Some(action) => format!(
            "after `{}` no action is enabled",
            model.actions[action.index()].name
        ),
        None => "no action is enabled in an initial state".to_owned(),
    };
    Violation {
        kind: PropertyKind::Deadlock,
        name: model.name.clone(),
        message,
        failure: None,
        trace,
    }
}

fn element_id(model: &Model, failure: FailureId) -> String {
    model.element(model.failure(failure).element).id.clone()
}

fn condition_of(
    model: &Model,
    failure: FailureId,
) -> Option<(&crate::model::Invariant, &Condition)> {
    model
        .conditions()
        .find(|(_, condition)| condition.failure == failure)
}

/// The steps that first reached a state.
fn path(search: &Search<'_>, state: u32) -> Vec<Step> {
    let mut indices = vec![state];
    let mut at = state;
    while search.store.parent(at).state != at {
        at = search.store.parent(at).state;
        indices.push(at);
    }
    indices
        .into_iter()
        .rev()
        .map(|index| {
            let mut slots = vec![0; search.model.vars.len()];
            search.layout.unpack(search.store.state(index), &mut slots);
            let state = values(search.model, &slots);
            let parent = search.store.parent(index);
            if parent.state == index {
                Step {
                    action: None,
                    args: arguments(&search.init_domains, parent.tuple),
                    state: Some(state),
                }
            } else {
                step(search, ActionId(parent.action), parent.tuple, state)
            }
        })
        .collect()
}

fn step(search: &Search<'_>, action: ActionId, tuple: u32, state: State) -> Step {
    Step {
        action: Some(action),
        args: arguments(&search.action_domains[&action], tuple),
        state: Some(state),
    }
}

fn arguments(domains: &[Domain], tuple: u32) -> Vec<Value> {
    let slots = argument_tuples(domains)
        .nth(tuple as usize)
        .unwrap_or_default();
    domains
        .iter()
        .zip(slots)
        .map(|(domain, slot)| domain.value(slot))
        .collect()
}

fn values(model: &Model, slots: &[i64]) -> State {
    model
        .vars
        .iter()
        .zip(slots)
        .map(|(var, &slot)| value_of(model.types.get(var.ty.ty), slot))
        .collect()
}

/// How the declared properties fared.
pub(super) fn properties(
    model: &Model,
    violations: &[Violation],
    outcome: Outcome,
) -> Vec<Property> {
    model
        .invariants
        .iter()
        .map(|invariant| {
            let broken = violations.iter().any(|violation| {
                violation
                    .failure
                    .and_then(|failure| condition_of(model, failure))
                    .is_some_and(|(owner, _)| owner.element == invariant.element)
            });
            // A search that found something wrong stops there, so it has not proved the others.
            let status = match outcome {
                _ if broken => Outcome::Violated,
                Outcome::Violated => Outcome::Bounded,
                outcome => outcome,
            };
            Property {
                kind: PropertyKind::Invariant,
                name: invariant.name.clone(),
                element: invariant.element,
                status,
            }
        })
        .collect()
}

fn steps_text(trace: &[Step]) -> String {
    match trace.len().saturating_sub(1) {
        0 => "in an initial state".to_owned(),
        1 => "after 1 step".to_owned(),
        n => format!("after {n} steps"),
    }
}

/// The finding that tells a violation.
pub(super) fn diagnostic(model: &Model, violation: &Violation) -> Diagnostic {
    let code = match violation.kind {
        PropertyKind::Invariant => Code::InvariantViolated,
        PropertyKind::StepInvariant => Code::StepInvariantViolated,
        PropertyKind::Assert => Code::AssertFailed,
        PropertyKind::Deadlock => Code::Deadlock,
        PropertyKind::Fault => Code::FaultReachable,
    };
    let failure = violation.failure.map(|id| (id, model.failure(id)));
    let condition = violation.failure.and_then(|id| condition_of(model, id));
    let finding = match (condition, failure) {
        (Some((invariant, condition)), _) => {
            let header = header_span(model, invariant.element, invariant.name_span);
            let states = last_states(violation);
            let mut finding = Diagnostic::new(code, header, violation.message.clone());
            if let Some((before, after)) = states {
                let culprit = false_part(model, condition, before, after);
                let facts = facts(model, culprit, before, after);
                finding = finding
                    .label(if facts.is_empty() {
                        "does not hold".to_owned()
                    } else {
                        facts
                    })
                    .also(model.expr(culprit).span, "this is false");
            }
            finding
        }
        (None, Some((_, failure))) => {
            Diagnostic::new(code, failure.span, violation.message.clone()).label(
                if failure.kind == FailureKind::Assert {
                    "does not hold"
                } else {
                    "has no value here"
                },
            )
        }
        (None, None) => Diagnostic::new(code, model.name_span, violation.message.clone()),
    };
    let finding = match violation.trace.last().and_then(|step| step.action) {
        Some(action) if condition.is_some() => finding.also(
            model.actions[action.index()].name_span,
            "the step that breaks it",
        ),
        _ => finding,
    };
    with_trace(model, finding, &violation.trace)
}

/// The finding that tells a deadlock.
pub(super) fn deadlock_diagnostic(model: &Model, violation: &Violation, deny: bool) -> Diagnostic {
    let code = if deny {
        Code::Deadlock
    } else {
        Code::DeadlockWarning
    };
    let span = match violation.trace.last().and_then(|step| step.action) {
        Some(action) => model.actions[action.index()].name_span,
        None => model.element(model.init.element).span,
    };
    let finding = Diagnostic::new(code, span, violation.message.clone())
        .label("the machine can stop here for good");
    with_trace(model, finding, &violation.trace).note("if it may stop there, say so: `final: …`")
}

/// From the keyword of a declaration to the end of its name.
fn header_span(model: &Model, element: crate::model::ElementId, name: Span) -> Span {
    let whole = model.element(element).span;
    Span {
        end: name.end.max(whole.start),
        ..whole
    }
}

/// The state before the last step, where there is one, and the state after it.
fn last_states(violation: &Violation) -> Option<(Option<&[Value]>, &[Value])> {
    let mut states = violation
        .trace
        .iter()
        .rev()
        .map(|step| step.state.as_deref());
    let after = states.next()??;
    Some((states.next().flatten(), after))
}

/// The smallest part of a condition that makes it false.
fn false_part(
    model: &Model,
    condition: &Condition,
    before: Option<&[Value]>,
    after: &[Value],
) -> ExprId {
    let is_false = |id| {
        matches!(
            eval::value_in(model, condition, id, before, after),
            Ok(Value::Bool(false))
        )
    };
    let mut at = condition.expr;
    loop {
        let next = match model.expr(at).kind.clone() {
            ExprKind::Logic {
                op: LogicOp::And,
                left,
                right,
            } => [left, right].into_iter().find(|id| is_false(*id)),
            ExprKind::Logic {
                op: LogicOp::Implies,
                right,
                ..
            } => Some(right),
            _ => None,
        };
        match next {
            Some(next) => at = next,
            None => return at,
        }
    }
}

/// What the variables in an expression are: `attempts is 4, prev(phase) is idle`.
fn facts(model: &Model, id: ExprId, before: Option<&[Value]>, after: &[Value]) -> String {
    let mut told: Vec<String> = Vec::new();
    model.visit(id, &mut |expr| {
        let fact = match expr.kind {
            ExprKind::Var(var) => {
                let value = after[var.index()].show(model.vars[var.index()].ty.ty, model);
                Some(format!("{} is {value}", model.vars[var.index()].name))
            }
            ExprKind::PrevVar(var) => before.map(|before| {
                let value = before[var.index()].show(model.vars[var.index()].ty.ty, model);
                format!("prev({}) is {value}", model.vars[var.index()].name)
            }),
            _ => None,
        };
        if let Some(fact) = fact
            && !told.contains(&fact)
        {
            told.push(fact);
        }
    });
    told.join(", ")
}

/// Tells a trace under a finding: the whole first state, then only what changes.
fn with_trace(model: &Model, mut finding: Diagnostic, trace: &[Step]) -> Diagnostic {
    let names: Vec<String> = trace.iter().map(|step| call_text(model, step)).collect();
    let width = names
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(0);
    let digits = trace.len().saturating_sub(1).to_string().len();
    let mut before: Option<&State> = None;
    for (number, (step, name)) in trace.iter().zip(&names).enumerate() {
        let told = match (&step.state, before) {
            (None, _) => "fails".to_owned(),
            (Some(state), None) => assignments(model, state),
            (Some(state), Some(before)) => changes(model, before, state),
        };
        finding = finding.note(format!("{number:>digits$}  {name:width$}  {told}").trim_end());
        before = step.state.as_ref();
    }
    finding
}

fn call_text(model: &Model, step: &Step) -> String {
    let (name, params, locals) = match step.action {
        Some(id) => {
            let action = &model.actions[id.index()];
            (action.name.as_str(), &action.params, &action.locals)
        }
        None => ("init", &model.init.params, &model.init.locals),
    };
    if params.is_empty() {
        return name.to_owned();
    }
    let args: Vec<String> = params
        .iter()
        .zip(&step.args)
        .map(|(param, value)| {
            format!(
                "{}: {}",
                locals[param.local.index()].name,
                value.show(locals[param.local.index()].ty.ty, model)
            )
        })
        .collect();
    format!("{name}({})", args.join(", "))
}

fn assignments(model: &Model, state: &State) -> String {
    let all: Vec<String> = model
        .vars
        .iter()
        .zip(state)
        .map(|(var, value)| format!("{} = {}", var.name, value.show(var.ty.ty, model)))
        .collect();
    all.join(", ")
}

fn changes(model: &Model, before: &State, after: &State) -> String {
    let changed: Vec<String> = model
        .vars
        .iter()
        .zip(before.iter().zip(after))
        .filter(|(_, (old, new))| old != new)
        .map(|(var, (old, new))| {
            format!("{} = {} -> {}", var.name, old.show(var.ty.ty, model), new.show(var.ty.ty, model))
        })
        .collect();
    if changed.is_empty() {
        "nothing changes".to_owned()
    } else {
        changed.join(", ")
    }
}
