//! Temporal properties: over the graph that the search found, is there a fair behaviour that breaks
//! them?
//!
//! Behaviours are infinite and may stutter; only steps that change the state serve fairness. A formula
//! that does not hold is broken by a lasso: a way to a state, and a way from there back to it.
//!
//! | module | does |
//! | --- | --- |
//! | `graph` | the graph, and the parts of it in which a fair behaviour can stay |
//! | `scc` | strongly connected components |
//! | `lasso` | a way into such a part and around in it |

mod graph;
mod lasso;
mod scc;
#[cfg(test)]
mod tests;

use super::args::Odometer;
use super::counterexample::{self, Fault, Found};
use super::explore::Search;
use super::store::Label;
use super::{PropertyKind, Step, Violation};
use crate::eval::Choices;
use crate::model::{Property, Temporal};
use crate::program::{Routine, Stopped};
use graph::{Graph, Within, fair_parts};
use lasso::Lasso;
use std::collections::BTreeMap;

/// What can be said of a property.
pub(super) enum Judged {
    /// Nothing that was seen breaks it.
    Holds,
    /// It is broken.
    Broken(Violation),
    /// It would be broken, if actions whose arguments were narrowed were possible just where they were
    /// seen to be.
    Perhaps(Violation),
    /// It has no value in some state.
    Fault(Found),
}

/// Judges every property, in the model's order.
pub(super) fn judge(search: &mut Search<'_>) -> Vec<Judged> {
    let model = search.model;
    let mut graph = None;
    let properties = model.properties.iter().enumerate();
    properties
        .map(|(at, property)| {
            let formulas = property.formulas.iter().enumerate();
            for (number, formula) in formulas {
                let judged = one(search, &mut graph, (at, number), property, formula);
                if !matches!(judged, Judged::Holds) {
                    return judged;
                }
            }
            Judged::Holds
        })
        .collect()
}

fn one(
    search: &mut Search<'_>,
    graph: &mut Option<Graph>,
    (at, number): (usize, usize),
    property: &Property,
    formula: &Temporal,
) -> Judged {
    let routines = &search.program.properties[at][number];
    let mut truths = Vec::new();
    for routine in routines {
        match truth(search, routine, property) {
            Ok(truth) => truths.push(truth),
            Err(found) => return Judged::Fault(found),
        }
    }
    if search.limit.is_some() && search.expanded == 0 {
        return Judged::Holds;
    }
    let not = |truth: &[bool]| truth.iter().map(|it| !it).collect::<Vec<bool>>();
    let last = not(truths.last().map_or(&[], Vec::as_slice));
    if let Temporal::Always(_) = formula {
        let broken = last.iter().position(|it| *it);
        return broken.map_or(Judged::Holds, |state| {
            let trace = counterexample::path(search, state as u32);
            Judged::Broken(violation(property, trace, None))
        });
    }
    let states = search.store.len();
    let graph = graph.get_or_insert_with(|| explored(search));
    // Of a state whose steps are not known nothing can be said, so no behaviour stays there.
    let known: Vec<bool> = (0..states)
        .map(|it| it < search.expanded as usize)
        .collect();
    let both =
        |a: &[bool], b: &[bool]| -> Vec<bool> { a.iter().zip(b).map(|(a, b)| *a && *b).collect() };
    let initial = || (0..states as u32).filter(|it| search.store.parent(*it).state == *it);
    let (allowed, must, starts): (Vec<bool>, Option<&[bool]>, Vec<u32>) = match formula {
        Temporal::Eventually(_) => (both(&known, &last), None, initial().collect()),
        Temporal::AlwaysEventually(_) => {
            let allowed = both(&known, &last);
            (allowed, None, (0..states as u32).collect())
        }
        Temporal::EventuallyAlways(_) | Temporal::Always(_) => {
            (known, Some(&last), (0..states as u32).collect())
        }
        Temporal::LeadsTo(..) => {
            let from = &truths[0];
            let starts = (0..states as u32).filter(|it| from[*it as usize]).collect();
            (both(&known, &last), None, starts)
        }
    };
    let within = Within {
        allowed: &allowed,
        must,
    };
    let parts = fair_parts(graph, within);
    let Some(lasso) = lasso::find(graph, &starts, &parts, within) else {
        return Judged::Holds;
    };
    let (trace, loop_start) = told(search, graph, &lasso);
    let violation = violation(property, trace, Some(loop_start));
    let fairness = search.model.fairness.iter();
    let narrowed = fairness
        .filter(|it| search.runner.domains.allowed[it.action.index()])
        .any(|it| search.runner.domains.partly[it.action.index()]);
    if narrowed {
        Judged::Perhaps(violation)
    } else {
        Judged::Broken(violation)
    }
}

fn violation(property: &Property, trace: Vec<Step>, loop_start: Option<usize>) -> Violation {
    let name = &property.name;
    let message = match loop_start {
        Some(at) if at + 1 == trace.len() => {
            let after = counterexample::steps_text(at);
            format!("property `{name}` does not hold: the machine can stay for good {after}")
        }
        Some(at) => {
            let steps = trace.len() - 1 - at;
            let plural = if steps == 1 { "" } else { "s" };
            format!("property `{name}` does not hold: {steps} step{plural} can go round for good")
        }
        None => {
            let after = counterexample::steps_text(trace.len() - 1);
            format!("property `{name}` does not hold {after}")
        }
    };
    Violation {
        kind: PropertyKind::Property,
        name: name.clone(),
        message,
        failure: None,
        property: Some(property.element),
        trace,
        loop_start,
    }
}

/// In which states a condition holds.
fn truth(
    search: &mut Search<'_>,
    routine: &Routine,
    property: &Property,
) -> Result<Vec<bool>, Found> {
    let mut truth = Vec::with_capacity(search.store.len());
    for index in 0..search.store.len() as u32 {
        let state = search.state(index);
        match search.runner.holds(routine, &state, &state) {
            Ok(holds) => truth.push(holds),
            Err(Stopped::Failed(failure)) => {
                return Err(Found {
                    failure,
                    property: Some(property.element),
                    fault: Fault::State { state: index },
                });
            }
            Err(Stopped::Exhausted) => {
                // What is not known to be false breaks nothing.
                search.exhausted();
                search.expanded = search.expanded.min(index);
                truth.resize(search.store.len(), true);
                break;
            }
        }
    }
    Ok(truth)
}

/// The graph of the states whose transitions were all made; the others have no edges.
fn explored(search: &mut Search<'_>) -> Graph {
    let mut graph = Graph::new();
    for index in 0..search.store.len() as u32 {
        if index < search.expanded && !steps(search, index, &mut graph) {
            search.expanded = index;
        }
        graph.close_state();
    }
    demands(search, &mut graph);
    graph
}

/// Adds the steps of a state; `false` if there was not fuel enough.
fn steps(search: &mut Search<'_>, index: u32, graph: &mut Graph) -> bool {
    let state = search.state(index);
    for action in 0..search.program.actions.len() {
        if !search.runner.domains.allowed[action] {
            continue;
        }
        let Some(mut tuple) = Odometer::new(&search.runner.domains.actions[action]) else {
            continue;
        };
        loop {
            search.runner.choose(action, &tuple);
            let mut choices = Choices::new();
            loop {
                match search.runner.action(&state, action, &mut choices) {
                    Ok(()) if search.runner.state() != state => {
                        let after = search.runner.state().to_vec();
                        let label = Label {
                            action: action as u32,
                            tuple: tuple.number,
                            choices: choices.taken().collect(),
                        };
                        if let Some(to) = search.find(&after) {
                            graph.to.push(to);
                            graph.label.push(search.labels.number(&label));
                        }
                    }
                    Ok(()) | Err(Stopped::Failed(_)) => {}
                    Err(Stopped::Exhausted) => {
                        search.exhausted();
                        return false;
                    }
                }
                if !choices.advance() {
                    break;
                }
            }
            if !tuple.advance(&search.runner.domains.actions[action]) {
                break;
            }
        }
    }
    true
}

/// The demands of fairness: one for an action as a whole, one for each argument tuple that is seen.
fn demands(search: &Search<'_>, graph: &mut Graph) {
    let mut numbers: BTreeMap<(usize, Option<u64>), u32> = BTreeMap::new();
    let most = graph.label.iter().max().map_or(0, |it| *it as usize + 1);
    graph.serves = vec![Vec::new(); most];
    let mut used = vec![false; most];
    for label in &graph.label {
        used[*label as usize] = true;
    }
    for number in (0..most).filter(|it| used[*it]) {
        let label = search.labels.get(number as u32);
        for (at, fairness) in search.model.fairness.iter().enumerate() {
            if fairness.action.0 != label.action {
                continue;
            }
            let key = (at, fairness.each.then_some(label.tuple));
            let next = graph.strong.len() as u32;
            let demand = *numbers.entry(key).or_insert_with(|| {
                graph.strong.push(fairness.strong);
                next
            });
            graph.serves[number].push(demand);
        }
    }
}

/// A lasso as a trace, and the index in it where the loop begins.
fn told(search: &Search<'_>, graph: &Graph, lasso: &Lasso) -> (Vec<Step>, usize) {
    let mut trace = counterexample::path(search, lasso.start);
    let mut follow = |edges: &[usize]| {
        for &edge in edges {
            let label = search.labels.get(graph.label[edge]);
            let state = counterexample::values(search, &search.state(graph.to[edge]));
            let step = counterexample::step(search, label, &trace, Some(state));
            trace.push(step);
        }
        trace.len() - 1
    };
    let loop_start = follow(&lasso.stem);
    follow(&lasso.cycle);
    (trace, loop_start)
}
