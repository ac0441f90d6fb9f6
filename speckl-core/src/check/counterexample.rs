//! Counterexamples: the shortest way to what is wrong.

use super::explore::Search;
use super::store::Label;
use super::{PropertyKind, State, Step, Violation};
use crate::eval::{self, Choices, argument_tuple};
use crate::model::{ActionId, Condition, ElementId, ExternId, FailureId, FailureKind, Invariant};
use crate::model::{Model, Reachable};
use crate::value::{Domain, Value};

/// Something wrong, as the search came upon it.
pub(super) struct Found {
    pub failure: FailureId,
    /// The invariant that it breaks, where it breaks one.
    pub property: Option<ElementId>,
    pub fault: Fault,
}

/// Where it is wrong.
pub(super) enum Fault {
    /// `init` itself fails with this argument tuple.
    Init { tuple: u64 },
    /// A state is wrong.
    State { state: u32 },
    /// A step is wrong.
    Step {
        state: u32,
        label: Label,
        after: Vec<i64>,
    },
    /// An action fails, though its guards hold.
    Action { state: u32, label: Label },
}

/// The violation behind what was found.
pub(super) fn violation(search: &Search<'_>, found: &Found) -> Violation {
    let model = search.model;
    let failure = model.failure(found.failure);
    let trace = match &found.fault {
        Fault::Init { tuple } => vec![first(search, *tuple, None)],
        Fault::State { state } => path(search, *state),
        Fault::Step {
            state,
            label,
            after,
        } => {
            let mut trace = path(search, *state);
            let after = values(search, after);
            trace.push(step(search, label, &trace, Some(after)));
            trace
        }
        Fault::Action { state, label } => {
            let mut trace = path(search, *state);
            trace.push(step(search, label, &trace, None));
            trace
        }
    };
    let after = steps_text(trace.len().saturating_sub(1));
    let condition = condition_of(model, found.failure);
    let id = || model.element(failure.element).id.clone();
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
            (PropertyKind::Assert, id(), message)
        }
        _ => {
            let message = format!("a fault is reached {after}: {}", failure.message);
            (PropertyKind::Fault, id(), message)
        }
    };
    Violation {
        kind,
        name,
        message,
        failure: Some(found.failure),
        property: found.property,
        trace,
        loop_start: None,
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
        property: None,
        trace,
        loop_start: None,
    }
}

/// The violation that no reachable state is as it should be.
pub(super) fn unreachable(reachable: &Reachable) -> Violation {
    Violation {
        kind: PropertyKind::Reachable,
        name: reachable.name.clone(),
        message: format!("no reachable state satisfies `{}`", reachable.name),
        failure: None,
        property: Some(reachable.element),
        trace: Vec::new(),
        loop_start: None,
    }
}

/// The condition that a failure belongs to, and its invariant.
pub(super) fn condition_of(model: &Model, failure: FailureId) -> Option<(&Invariant, &Condition)> {
    model
        .conditions()
        .find(|(_, condition)| condition.failure == failure)
}

/// The steps that first reached a state.
pub(super) fn path(search: &Search<'_>, state: u32) -> Vec<Step> {
    let mut indices = vec![state];
    let mut at = state;
    while search.store.parent(at).state != at {
        at = search.store.parent(at).state;
        indices.push(at);
    }
    let mut trace: Vec<Step> = Vec::new();
    for index in indices.into_iter().rev() {
        let label = search.labels.get(search.store.parent(index).label);
        let state = values(search, &search.state(index));
        trace.push(if trace.is_empty() {
            first(search, label.tuple, Some(state))
        } else {
            step(search, label, &trace, Some(state))
        });
    }
    trace
}

/// The step that makes the first state.
fn first(search: &Search<'_>, tuple: u64, state: Option<State>) -> Step {
    let domains = &search.runner.domains.init;
    let domains: Vec<Domain> = domains.iter().map(|it| it.domain.clone()).collect();
    Step {
        action: None,
        args: argument_tuple(&domains, tuple),
        externs: Vec::new(),
        state,
    }
}

/// One more step of a trace; where there is no state after it, that is the state before.
pub(super) fn step(
    search: &Search<'_>,
    label: &Label,
    trace: &[Step],
    state: Option<State>,
) -> Step {
    let choosable = &search.runner.domains;
    let action = ActionId(label.action);
    let domains = &choosable.actions[action.index()];
    let domains: Vec<Domain> = domains.iter().map(|it| it.domain.clone()).collect();
    let args = argument_tuple(&domains, label.tuple);
    let before = trace.last().and_then(|step| step.state.clone());
    let before = before.unwrap_or_default();
    // The step is taken once more, to see what was called.
    let mut externs = Vec::new();
    if !label.choices.is_empty() {
        let mut choices = Choices::again(&label.choices);
        let mut host = |function: ExternId, _: &[Value]| {
            let domain = &choosable.results[function.index()];
            let value = domain
                .domain
                .value(u128::from(choices.choose(domain.len())));
            externs.push((function, value.clone()));
            value
        };
        // Whether it fails in the end does not matter here.
        drop(eval::step(search.model, &before, action, &args, &mut host));
    }
    Step {
        action: Some(action),
        args,
        externs,
        state: Some(state.unwrap_or(before)),
    }
}

/// The values of a state.
pub(super) fn values(search: &Search<'_>, words: &[i64]) -> State {
    let vars = search.model.vars.iter().zip(words);
    vars.map(|(var, word)| search.runner.heap.value(search.model, var.ty.ty, *word))
        .collect()
}

/// `after 3 steps`
pub(super) fn steps_text(steps: usize) -> String {
    match steps {
        0 => "in an initial state".to_owned(),
        1 => "after 1 step".to_owned(),
        n => format!("after {n} steps"),
    }
}
