//! What the executions are asked, and what the reference evaluator answers: every way to make a
//! machine, and in reachable states actions with arguments, some that do not fit their type included.
//!
//! [`cases`] goes through all reachable states with all arguments, as far as a limit; [`walk`] goes
//! one long random way.

use crate::random::Numbers;
use serde_json::{Value as Json, json};
use speckl_core::check::value_to_json;
use speckl_core::eval::{Domains, Machine, Owner, Transition, argument_tuple, tuple_count};
use speckl_core::model::{ActionId, ExternId, FailureId, Local, Model, Param, Type, TypeId};
use speckl_core::value::{Domain, Value};
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
    /// In a state, do something.
    Act {
        /// The state.
        state: Vec<Value>,
        /// What to do.
        action: ActionId,
        /// Its arguments.
        args: Vec<Value>,
        /// What `extern` functions give, in the order in which they are called. Whoever asks whether
        /// the action is possible is given the same from the start.
        host: Vec<(ExternId, Value)>,
    },
    /// In this state, what may happen?
    Enabled(Vec<Value>),
}

/// The most states that [`cases`] goes through, and the most argument tuples of an action in each.
const STATES: usize = 80;
const TUPLES: u64 = 32;

/// Questions about a model and the answers: breadth first through its reachable states.
pub fn cases(model: &Model) -> Vec<Case> {
    let mut numbers = Numbers::new(1);
    let mut cases = Vec::new();
    let mut seen = BTreeSet::new();
    let mut queue = VecDeque::new();
    for args in tuples(model, Owner::Init, &model.init.params, &model.init.locals) {
        let (case, state) = init_case(model, args);
        cases.push(case);
        if let Some(state) = state
            && seen.insert(state.clone())
        {
            queue.push_back(state);
        }
    }
    while let Some(before) = queue.pop_front() {
        let mut possible = Vec::new();
        for (id, action) in model.allowed_actions() {
            for args in tuples(model, Owner::Action(id), &action.params, &action.locals) {
                let (case, after, can) = act_case(model, &before, id, args.clone(), &mut numbers);
                if can {
                    possible.push(call(model, id, &args));
                }
                if let Some(after) = after
                    && seen.len() < STATES
                    && seen.insert(after.clone())
                {
                    queue.push_back(after);
                }
                cases.push(case);
            }
        }
        if lists_everything(model) {
            cases.push(Case {
                question: Question::Enabled(before),
                expected: Json::Array(possible),
            });
        }
    }
    cases
}

/// Questions along one random way through a model, and the answers.
pub fn walk(model: &Model, numbers: &mut Numbers, steps: usize) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut state = None;
    // A guard or an invariant may refuse some first states; a few tries find another.
    for _ in 0..4 {
        let args = arguments_at_random(model, &model.init.params, &model.init.locals, numbers);
        let (case, made) = init_case(model, args);
        cases.push(case);
        state = state.or(made);
    }
    let actions: Vec<ActionId> = model.allowed_actions().map(|(id, _)| id).collect();
    let Some(mut state) = state.filter(|_| !actions.is_empty()) else {
        return cases;
    };
    for _ in 0..steps {
        let id = actions[numbers.below(actions.len())];
        let action = &model.actions[id.index()];
        let args = arguments_at_random(model, &action.params, &action.locals, numbers);
        let (case, after, _) = act_case(model, &state, id, args, numbers);
        cases.push(case);
        state = after.unwrap_or(state);
    }
    cases
}

fn init_case(model: &Model, args: Vec<Value>) -> (Case, Option<Vec<Value>>) {
    let made = Machine::new(model, &args);
    let (expected, state) = match made {
        Ok(machine) => {
            let json = json!({ "ok": true, "state": state(model, machine.state()) });
            (json, Some(machine.state().clone()))
        }
        Err(failure) => {
            let json = json!({ "ok": false, "error": error(model, failure) });
            (json, None)
        }
    };
    let question = Question::Init(args);
    (Case { question, expected }, state)
}

/// A question about an action, the state after it if it happens, and whether it is possible.
fn act_case(
    model: &Model,
    before: &[Value],
    id: ActionId,
    args: Vec<Value>,
    numbers: &mut Numbers,
) -> (Case, Option<Vec<Value>>, bool) {
    let mut machine = Machine::restore(model, before.to_vec()).expect("a reachable state is legal");
    let mut host = Vec::new();
    let done = machine.apply_with(id, &args, &mut |function, _| {
        let returns = model.externs[function.index()].returns;
        let value = value_at_random(model, returns.ty, numbers);
        host.push((function, value.clone()));
        value
    });
    let can = machine_can(model, before, id, &args, &host);
    let mut expected = match &done {
        Ok(transition) => success(model, id, transition),
        Err(failure) => json!({ "ok": false, "error": error(model, *failure) }),
    };
    expected["state"] = state(model, machine.state());
    expected["can"] = json!(can);
    let question = Question::Act {
        state: before.to_vec(),
        action: id,
        args,
        host,
    };
    let after = done.ok().map(|transition| transition.state);
    (Case { question, expected }, after, can)
}

fn machine_can(
    model: &Model,
    before: &[Value],
    id: ActionId,
    args: &[Value],
    host: &[(ExternId, Value)],
) -> bool {
    let machine = Machine::restore(model, before.to_vec()).expect("a reachable state is legal");
    let mut answers = host.iter();
    machine.can_with(id, args, &mut |_, _| {
        let (_, value) = answers.next().expect("the action asked as often");
        value.clone()
    })
}

/// Whether `enabled` of the generated code lists all that is possible: parameters are scalars of
/// finite types with few values, and no host is asked.
fn lists_everything(model: &Model) -> bool {
    model.externs.is_empty()
        && model.allowed_actions().all(|(id, action)| {
            let scalar = action.params.iter().all(|param| {
                let ty = model.types.get(action.locals[param.local.index()].ty.ty);
                match ty {
                    Type::Bool | Type::Range(..) | Type::Symmetric(..) => true,
                    Type::Enum(id) => !model.enums[id.index()].has_payload(),
                    _ => false,
                }
            });
            scalar
                && tuple_count(&domains(
                    model,
                    Owner::Action(id),
                    &action.params,
                    &action.locals,
                )) <= TUPLES
        })
}

/// Whether [`cases`] asks about every argument tuple that the check tries of an action.
pub fn asks_all(model: &Model, id: ActionId) -> bool {
    let action = &model.actions[id.index()];
    let domains = domains(model, Owner::Action(id), &action.params, &action.locals);
    tuple_count(&domains) <= TUPLES
}

fn domains(model: &Model, owner: Owner, params: &[Param], locals: &[Local]) -> Vec<Domain> {
    Domains::new(model, &model.bounds).params(owner, params, locals)
}

/// Arguments, up to a limit, and for each integer parameter the two values just outside its type.
fn tuples(model: &Model, owner: Owner, params: &[Param], locals: &[Local]) -> Vec<Vec<Value>> {
    let domains = domains(model, owner, params, locals);
    let count = tuple_count(&domains);
    // Where there are too many, those that are taken lie evenly apart.
    let stride = count.div_ceil(TUPLES).max(1);
    let mut all: Vec<Vec<Value>> = (0..count.div_ceil(stride))
        .map(|number| argument_tuple(&domains, number * stride))
        .collect();
    let Some(first) = all.first().cloned() else {
        return all;
    };
    for (at, param) in params.iter().enumerate() {
        let ty = model.types.get(locals[param.local.index()].ty.ty);
        let Some(fits) = ty.integers() else { continue };
        let outside = [fits.lo.checked_sub(1), fits.hi.checked_add(1)];
        for outside in outside.into_iter().flatten() {
            let mut args = first.clone();
            args[at] = Value::Int(outside);
            all.push(args);
        }
    }
    all
}

fn arguments_at_random(
    model: &Model,
    params: &[Param],
    locals: &[Local],
    numbers: &mut Numbers,
) -> Vec<Value> {
    let types = params.iter().map(|param| locals[param.local.index()].ty.ty);
    types
        .map(|ty| value_at_random(model, ty, numbers))
        .collect()
}

/// Some value of a type; now and then an integer in it does not fit.
pub fn value_at_random(model: &Model, ty: TypeId, numbers: &mut Numbers) -> Value {
    const TEXTS: &[&str] = &[
        "",
        "a",
        "b",
        "*/ end",
        "\u{ffff}",
        "\u{1f600}",
        "zz\"\\\n",
        "${1}`",
    ];
    const NUMBERS: &[i64] = &[0, 1, 2, 3, -1, -2, 6, 1 << 40, i64::MIN, i64::MAX];
    let several = |numbers: &mut Numbers| numbers.below(4);
    let part = |ty: TypeId, numbers: &mut Numbers| value_at_random(model, ty, numbers);
    match model.types.get(ty) {
        Type::Bool => Value::Bool(numbers.below(2) == 1),
        Type::String => Value::String(TEXTS[numbers.below(TEXTS.len())].to_owned()),
        Type::Enum(id) => {
            let variants = &model.enums[id.index()].variants;
            let index = numbers.below(variants.len());
            let payload = variants[index].payload.iter();
            let payload = payload.map(|field| part(field.ty.ty, numbers)).collect();
            Value::Enum(*id, index as u32, payload)
        }
        Type::Record(fields) => {
            Value::Record(fields.iter().map(|(_, ty)| part(*ty, numbers)).collect())
        }
        Type::Tuple(items) => Value::Tuple(items.iter().map(|ty| part(*ty, numbers)).collect()),
        Type::Option(_) if numbers.below(3) == 0 => Value::Null,
        Type::Option(of) => part(*of, numbers),
        Type::Set(of) => Value::Set((0..several(numbers)).map(|_| part(*of, numbers)).collect()),
        Type::Map(key, value) => {
            let entries =
                (0..several(numbers)).map(|_| (part(*key, numbers), part(*value, numbers)));
            Value::Map(entries.collect())
        }
        Type::List(of) => Value::List((0..several(numbers)).map(|_| part(*of, numbers)).collect()),
        integers => {
            let fits = integers.integers().expect("all other types are above");
            if numbers.below(40) == 0 {
                let outside = [fits.lo.checked_sub(1), fits.hi.checked_add(1)];
                if let Some(outside) = outside[numbers.below(2)] {
                    return Value::Int(outside);
                }
            }
            let near = NUMBERS[numbers.below(NUMBERS.len())];
            let near = if near > 6 {
                near
            } else {
                near.saturating_add(fits.lo.max(0))
            };
            Value::Int(near.clamp(fits.lo, fits.hi))
        }
    }
}

/// A state as data.
pub fn state(model: &Model, state: &[Value]) -> Json {
    model
        .vars
        .iter()
        .zip(state)
        .map(|(var, value)| (var.name.clone(), value_to_json(value, var.ty.ty, model)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// Arguments as data.
pub fn arguments(model: &Model, params: &[Param], locals: &[Local], args: &[Value]) -> Json {
    params
        .iter()
        .zip(args)
        .map(|(param, value)| {
            let local = &locals[param.local.index()];
            (local.name.clone(), value_to_json(value, local.ty.ty, model))
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

fn success(model: &Model, id: ActionId, transition: &Transition) -> Json {
    let events: Vec<Json> = transition
        .events
        .iter()
        .map(|emission| {
            let event = &model.events[emission.event.index()];
            let fields: serde_json::Map<_, _> = event
                .fields
                .iter()
                .zip(&emission.fields)
                .map(|(field, value)| {
                    let value = value_to_json(value, field.ty.ty, model);
                    (field.name.clone(), value)
                })
                .collect();
            json!({ "event": event.name, "fields": fields })
        })
        .collect();
    let returns = model.actions[id.index()].returns;
    let result = match (&transition.result, returns) {
        (Some(value), Some(declared)) => value_to_json(value, declared.ty, model),
        _ => Json::Null,
    };
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
