//! What a search comes to: the verdict, and everything worth saying.

use super::counterexample;
use super::explore::Search;
use super::liveness::{self, Judged};
use super::{Deadlocks, Fired, Limit, Outcome, Property, PropertyKind, Verdict, Violation};
use super::{tell, vacuity};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::ElementId;

/// The verdict of a search that has ended.
pub(super) fn verdict(mut search: Search<'_>) -> Verdict {
    let model = search.model;
    let narrowed = std::mem::take(&mut search.runner.domains.narrowed);
    // Where arguments were left out, one of them might have been let through: then nothing can be
    // said of what never happens.
    let whole = narrowed.is_empty();
    // Every reachable state was visited, so invariants that hold are proved.
    let visited = search.complete && whole;
    let mut judged = Vec::new();
    if search.found.is_empty() || search.complete {
        judged = liveness::judge(&mut search);
    }
    for it in &mut judged {
        if let Judged::Fault(found) = it {
            let fault =
                std::mem::replace(&mut found.fault, counterexample::Fault::State { state: 0 });
            search.found.push(counterexample::Found {
                failure: found.failure,
                property: found.property,
                fault,
            });
        }
    }
    let mut diagnostics = Vec::new();
    let mut violations: Vec<Violation> = Vec::new();
    for found in std::mem::take(&mut search.found) {
        let violation = counterexample::violation(&search, &found);
        diagnostics.push(tell::diagnostic(model, &violation));
        violations.push(violation);
    }
    let mut undecided = Vec::new();
    for it in judged {
        match it {
            Judged::Broken(violation) => {
                diagnostics.push(tell::diagnostic(model, &violation));
                violations.push(violation);
            }
            Judged::Perhaps(violation) => undecided.push(tell::perhaps(model, &violation)),
            Judged::Holds | Judged::Fault(_) => {}
        }
    }
    for (reachable, reached) in model.reachables.iter().zip(&search.reached) {
        if !reached && visited {
            let violation = counterexample::unreachable(reachable);
            diagnostics.push(tell::diagnostic(model, &violation));
            violations.push(violation);
        } else if !reached && violations.is_empty() {
            undecided.push(tell::not_reached(model, reachable));
        }
    }
    if let Some(state) = search.deadlock
        && whole
        && search.options.deadlocks != Deadlocks::Allow
    {
        let violation = counterexample::deadlock(&search, state);
        let deny = search.options.deadlocks == Deadlocks::Deny;
        diagnostics.push(tell::deadlock_diagnostic(model, &violation, deny));
        if deny {
            violations.push(violation);
        }
    }
    if search.store.len() == 0 && violations.is_empty() && visited {
        let place = model.element(model.init.element).span;
        diagnostics.push(
            Diagnostic::new(
                Code::NoInitialState,
                place,
                "`init` allows no initial state",
            )
            .label("every choice of its parameters is refused"),
        );
    }
    violations.sort_by_key(|violation| violation.trace.len());
    let failed = diagnostics.iter().any(Diagnostic::is_error);
    let outcome = if failed {
        Outcome::Violated
    } else if visited && search.limit.is_none() {
        Outcome::Proved
    } else {
        Outcome::Bounded
    };
    if outcome == Outcome::Bounded
        && let Some(limit @ (Limit::Memory(_) | Limit::Stopped)) = search.limit
    {
        let states = search.store.len();
        diagnostics.push(
            Diagnostic::new(
                Code::CheckStopped,
                model.name_span,
                format!("the check gives no verdict: {}", limit_text(limit)),
            )
            .label(format!("{states} states were seen, and nothing wrong in them"))
            .note("a limit of states or of depth gives the same verdict on every machine: `bounds { states = 1_000_000 }`"),
        );
    } else if outcome == Outcome::Bounded {
        diagnostics.push(tell::bounded(model, narrowed.iter(), search.limit));
    }
    if outcome != Outcome::Violated {
        diagnostics.extend(undecided);
        if visited {
            diagnostics.extend(dead_actions(&search));
            diagnostics.extend(vacuity::findings(&search));
        }
    }
    Verdict {
        outcome,
        states: search.store.len() as u64,
        transitions: search.transitions,
        depth: search.depth,
        narrowed: narrowed.into_iter().collect(),
        limit: search.limit,
        actions: model
            .allowed_actions()
            .map(|(action, _)| Fired {
                action,
                times: search.fired[action.index()],
            })
            .collect(),
        properties: properties(&search, &violations, visited),
        violations,
        diagnostics,
    }
}

/// How the declared properties fared.
fn properties(search: &Search<'_>, violations: &[Violation], visited: bool) -> Vec<Property> {
    let model = search.model;
    let broken = |element: ElementId| violations.iter().any(|it| it.property == Some(element));
    let row = |kind, name: &String, element, proved: bool| Property {
        kind,
        name: name.clone(),
        element,
        status: if broken(element) {
            Outcome::Violated
        } else if proved {
            Outcome::Proved
        } else {
            Outcome::Bounded
        },
    };
    let invariants = model.invariants.iter();
    let invariants =
        invariants.map(|it| row(PropertyKind::Invariant, &it.name, it.element, visited));
    // A witness is one, however little was seen besides.
    let reachables = model.reachables.iter().zip(&search.reached);
    let reachables = reachables
        .map(|(it, reached)| row(PropertyKind::Reachable, &it.name, it.element, *reached));
    let judged = visited && search.limit.is_none();
    let properties = model.properties.iter();
    let properties = properties.map(|it| row(PropertyKind::Property, &it.name, it.element, judged));
    invariants.chain(reachables).chain(properties).collect()
}

fn dead_actions(search: &Search<'_>) -> Vec<Diagnostic> {
    let model = search.model;
    model
        .allowed_actions()
        .filter(|(id, _)| search.fired[id.index()] == 0)
        .map(|(_, action)| {
            let message = format!("action `{}` never fires", action.name);
            Diagnostic::new(Code::ActionNeverFires, action.name_span, message)
                .label("its guards hold in no state that was visited")
        })
        .collect()
}

/// What was limited, for people.
pub(super) fn limit_text(limit: Limit) -> String {
    match limit {
        Limit::States(most) => format!("it stopped at the limit of {most} states"),
        Limit::Tuples(most) => {
            format!("it stopped after {most} argument tuples; narrower parameter types need fewer")
        }
        Limit::Depth(most) => format!("it stopped at the limit of {most} steps"),
        Limit::Work(most) => format!("it stopped after {most} instructions"),
        Limit::Memory(most) => format!("it stopped at the limit of {most} bytes"),
        Limit::Stopped => "it was stopped".to_owned(),
    }
}
