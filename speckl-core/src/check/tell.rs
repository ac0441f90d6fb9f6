//! How violations are told: as findings that stop a build.

use super::counterexample::condition_of;
use super::summary::limit_text;
use super::{Limit, Narrowed, PropertyKind, State, Step, Violation};
use crate::diagnostic::{Code, Diagnostic};
use crate::eval;
use crate::model::{
    Condition, ElementId, ExprId, ExprKind, FailureKind, LogicOp, Model, Reachable,
};
use crate::source::Span;
use crate::value::Value;

/// The finding that tells a violation.
pub(super) fn diagnostic(model: &Model, violation: &Violation) -> Diagnostic {
    let code = match violation.kind {
        PropertyKind::Invariant => Code::InvariantViolated,
        PropertyKind::StepInvariant => Code::StepInvariantViolated,
        PropertyKind::Assert => Code::AssertFailed,
        PropertyKind::Deadlock => Code::Deadlock,
        PropertyKind::Fault => Code::FaultReachable,
        PropertyKind::Property => Code::PropertyViolated,
        PropertyKind::Reachable => Code::NotReachable,
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
        (None, None) => {
            let place = violation.property.and_then(|it| declared(model, it));
            let place = place.unwrap_or(model.name_span);
            let finding = Diagnostic::new(code, place, violation.message.clone());
            match violation.kind {
                // A machine that stays where it could go on does so for want of fairness.
                PropertyKind::Property => match violation.loop_start {
                    Some(at) if at + 1 == violation.trace.len() => finding
                        .label("does not hold")
                        .note("nothing has to happen unless it is said: `fair a`"),
                    _ => finding.label("does not hold"),
                },
                PropertyKind::Reachable => finding
                    .label("is true in no state")
                    .note("every reachable state was visited"),
                _ => finding,
            }
        }
    };
    let finding = match violation.trace.last().and_then(|step| step.action) {
        Some(action) if condition.is_some() => finding.also(
            model.actions[action.index()].name_span,
            "the step that breaks it",
        ),
        _ => finding,
    };
    with_trace(model, finding, violation)
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
    with_trace(model, finding, violation).note("if it may stop there, say so: `final: …`")
}

/// The finding that a property might not hold.
pub(super) fn perhaps(model: &Model, violation: &Violation) -> Diagnostic {
    let place = violation.property.and_then(|it| declared(model, it));
    let place = place.unwrap_or(model.name_span);
    let message = format!("whether property `{}` holds is not decided", violation.name);
    let finding = Diagnostic::new(Code::Undecided, place, message)
        .label("fails, if no argument that was left out makes a fair action go on");
    with_trace(model, finding, violation)
}

/// The finding that a `reachable` was not reached in what was seen.
pub(super) fn not_reached(model: &Model, reachable: &Reachable) -> Diagnostic {
    let place = header_span(model, reachable.element, reachable.name_span);
    let message = format!("`{}` was not reached in what was seen", reachable.name);
    Diagnostic::new(Code::Undecided, place, message).label("no visited state satisfies it")
}

/// The finding that nothing is proved.
pub(super) fn bounded<'n>(
    model: &Model,
    narrowed: impl Iterator<Item = &'n Narrowed>,
    limit: Option<Limit>,
) -> Diagnostic {
    let message = "the check did not see everything, so nothing is proved";
    let finding = Diagnostic::new(Code::BoundedVerdict, model.name_span, message)
        .label("the verdict is `bounded`");
    let finding = narrowed.fold(finding, |finding, narrowed| {
        let Narrowed { domain, to } = narrowed;
        finding.note(match domain.as_str() {
            "Nat" | "Int" => format!(
                "parameters of type `{domain}` were narrowed to {to}; a range as their type would be covered whole"
            ),
            "String" | "List" => {
                format!("parameters of type `{domain}` were narrowed to {to}")
            }
            _ => format!("`{domain}` was narrowed to {to}"),
        })
    });
    match limit {
        Some(limit) => finding.note(limit_text(limit)),
        None => finding,
    }
}

/// Where a `reachable` or a `property` is declared.
fn declared(model: &Model, element: ElementId) -> Option<Span> {
    let reachables = model.reachables.iter().map(|it| (it.element, it.name_span));
    let properties = model.properties.iter().map(|it| (it.element, it.name_span));
    let (_, name) = reachables
        .chain(properties)
        .find(|(of, _)| *of == element)?;
    Some(header_span(model, element, name))
}

/// From the keyword of a declaration to the end of its name.
fn header_span(model: &Model, element: ElementId, name: Span) -> Span {
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
        let next = match model.expr(at).kind {
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

/// The most variables that are told under one condition.
const FACTS: usize = 8;

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
            && told.len() < FACTS
            && !told.contains(&fact)
        {
            told.push(fact);
        }
    });
    told.join(", ")
}

/// Tells a trace under a finding: the whole first state, then only what changes.
fn with_trace(model: &Model, mut finding: Diagnostic, violation: &Violation) -> Diagnostic {
    let trace = &violation.trace;
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
    match violation.loop_start {
        Some(at) if at + 1 == trace.len() => finding.note("and there it stays, for good"),
        Some(at) => finding.note(format!(
            "which is the state after {at} again, and so on for good"
        )),
        None => finding,
    }
}

fn call_text(model: &Model, step: &Step) -> String {
    let (name, params, locals) = match step.action {
        Some(id) => {
            let action = &model.actions[id.index()];
            (action.name.as_str(), &action.params, &action.locals)
        }
        None => ("init", &model.init.params, &model.init.locals),
    };
    let given: Vec<String> = step
        .externs
        .iter()
        .map(|(id, value)| {
            let function = &model.externs[id.index()];
            let value = value.show(function.returns.ty, model);
            format!("{} gives {value}", function.name)
        })
        .collect();
    let given = if given.is_empty() {
        String::new()
    } else {
        format!(" [{}]", given.join(", "))
    };
    if params.is_empty() {
        return format!("{name}{given}");
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
    format!("{name}({}){given}", args.join(", "))
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
            format!(
                "{} = {} -> {}",
                var.name,
                old.show(var.ty.ty, model),
                new.show(var.ty.ty, model)
            )
        })
        .collect();
    if changed.is_empty() {
        "nothing changes".to_owned()
    } else {
        changed.join(", ")
    }
}
