//! What the executions are asked, and what the reference evaluator answers: every way to make a
//! machine, and in every reachable state every action with all arguments, some that do not fit their
//! type included.

use serde_json::{Value as Json, json};
use speckl_core::check::{Domain, argument_tuples, value_to_json};
use speckl_core::eval::{Machine, Transition};
use speckl_core::model::{ActionId, FailureId, Local, Model, Param, Type};
use speckl_core::value::Value;
use std::collections::{BTreeSet, VecDeque};

/// One question.
#[derive(Clone, Debug)]
pub struct Case {
    /// What is asked.
    pub question: Question,
    /// What the reference evaluator says.
    pub expected: Json,
}

/// What is asked.
#[derive(Clone, Debug)]
pub enum Question {
    /// Make a machine from these arguments.
    Init(Vec<Value>),
    /// In this state, do this.
    Act(Vec<Value>, ActionId, Vec<Value>),
    /// In this state, what may happen?
    Enabled(Vec<Value>),
}

/// All questions about a model, and the answers.
pub fn cases(model: &Model) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut seen = BTreeSet::new();
    let mut queue = VecDeque::new();
    for args in tuples(model, &model.init.params, &model.init.locals) {
        let made = Machine::new(model, &args);
        if let Ok(machine) = &made
            && seen.insert(machine.state().clone())
        {
            queue.push_back(machine.state().clone());
        }
        let expected = match made {
            Ok(machine) => json!({ "ok": true, "state": state(model, machine.state()) }),
            Err(failure) => json!({ "ok": false, "error": error(model, failure) }),
        };
        cases.push(Case {
            question: Question::Init(args),
            expected,
        });
    }
    while let Some(before) = queue.pop_front() {
        let mut possible = Vec::new();
        for (id, action) in model.allowed_actions() {
            for args in tuples(model, &action.params, &action.locals) {
                let mut machine =
                    Machine::restore(model, before.clone()).expect("a reachable state is legal");
                let can = machine.can(id, &args);
                if can {
                    possible.push(call(model, id, &args));
                }
                let done = machine.apply(id, &args);
                if let Ok(transition) = &done
                    && seen.insert(transition.state.clone())
                {
                    queue.push_back(transition.state.clone());
                }
                let mut expected = match &done {
                    Ok(transition) => success(model, transition),
                    Err(failure) => json!({ "ok": false, "error": error(model, *failure) }),
                };
                expected["state"] = state(model, machine.state());
                expected["can"] = json!(can);
                cases.push(Case {
                    question: Question::Act(before.clone(), id, args),
                    expected,
                });
            }
        }
        // `enabled` leaves out actions whose arguments are too many to go through.
        if model.allowed_actions().all(|(_, action)| {
            let finite = action.params.iter().all(|param| {
                let ty = model.types.get(action.locals[param.local.index()].ty.ty);
                !matches!(ty, Type::Int | Type::Nat)
            });
            finite && tuples(model, &action.params, &action.locals).len() <= 1024
        }) {
            cases.push(Case {
                question: Question::Enabled(before),
                expected: Json::Array(possible),
            });
        }
    }
    cases
}

/// All arguments, and for each integer parameter the two values just outside its type.
fn tuples(model: &Model, params: &[Param], locals: &[Local]) -> Vec<Vec<Value>> {
    let mut ignored = BTreeSet::new();
    let domains: Vec<Domain> = params
        .iter()
        .map(|param| {
            let ty = model.types.get(locals[param.local.index()].ty.ty);
            Domain::of(model, ty, &mut ignored)
        })
        .collect();
    let mut all: Vec<Vec<Value>> = argument_tuples(&domains)
        .map(|slots| {
            domains
                .iter()
                .zip(slots)
                .map(|(domain, slot)| domain.value(slot))
                .collect()
        })
        .collect();
    let first = all[0].clone();
    for (at, param) in params.iter().enumerate() {
        let ty = model.types.get(locals[param.local.index()].ty.ty);
        let Some(fits) = ty.integers() else { continue };
        for outside in [fits.lo.checked_sub(1), fits.hi.checked_add(1)]
            .into_iter()
            .flatten()
        {
            let mut args = first.clone();
            args[at] = Value::Int(outside);
            all.push(args);
        }
    }
    all
}

/// A state as data.
pub fn state(model: &Model, state: &[Value]) -> Json {
    model
        .vars
        .iter()
        .zip(state)
        .map(|(var, value)| (var.name.clone(), value_to_json(*value, model)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// Arguments as data.
pub fn arguments(model: &Model, params: &[Param], locals: &[Local], args: &[Value]) -> Json {
    params
        .iter()
        .zip(args)
        .map(|(param, value)| {
            (
                locals[param.local.index()].name.clone(),
                value_to_json(*value, model),
            )
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// An action with its arguments as data.
pub fn call(model: &Model, id: ActionId, args: &[Value]) -> Json {
    let action = &model.actions[id.index()];
    if action.params.is_empty() {
        return json!({ "action": action.name });
    }
    let args = arguments(model, &action.params, &action.locals, args);
    json!({ "action": action.name, "args": args })
}

fn success(model: &Model, transition: &Transition) -> Json {
    let events: Vec<Json> = transition
        .events
        .iter()
        .map(|emission| {
            let event = &model.events[emission.event.index()];
            let fields: serde_json::Map<_, _> = event
                .fields
                .iter()
                .zip(&emission.fields)
                .map(|(field, value)| (field.name.clone(), value_to_json(*value, model)))
                .collect();
            json!({ "event": event.name, "fields": fields })
        })
        .collect();
    let result = transition
        .result
        .map_or(Json::Null, |value| value_to_json(value, model));
    json!({ "ok": true, "events": events, "result": result })
}

/// A failure as data.
pub fn error(model: &Model, failure: FailureId) -> Json {
    let failure = model.failure(failure);
    json!({
        "kind": failure.kind.name(),
        "element": model.element(failure.element).id,
        "requirement": failure.requirement,
        "message": failure.message,
    })
}
