//! What could be done: how actions are called, which of them are enabled, and words to complete.

use super::{Answer, Refusal, Request, Simulation};
use crate::eval::{Domains, Owner, argument_tuple, tuple_count};
use crate::model::{ActionId, ExternId, FailureKind, Local, Model, Param};
use crate::value::{Domain, Value};
use std::collections::BTreeMap;

/// The most argument tuples of an action that are tried to find out which are enabled.
const MOST_TUPLES: u64 = 4096;
/// The most enabled argument tuples of an action that are listed.
const MOST_LISTED: usize = 8;
/// The most outcomes of the host's functions that are tried for one argument tuple.
const MOST_OUTCOMES: usize = 256;
/// The most values that are offered for one argument.
const MOST_WORDS: u128 = 64;

/// How it stands with an action in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enabled {
    /// Which.
    pub action: ActionId,
    /// Calls that would succeed, as they would be typed; the first few.
    pub calls: Vec<String>,
    /// How many would, of those that were tried.
    pub count: u64,
    /// Whether every value of the parameters (as a check has them) was tried.
    pub complete: bool,
}

/// How it stands with every action that may fire.
pub fn enabled(simulation: &Simulation<'_>) -> Vec<Enabled> {
    let model = simulation.model();
    let mut all = Vec::new();
    for (id, _) in model.allowed_actions() {
        let domains = param_domains(model, Owner::Action(id));
        let total = tuple_count(&domains);
        let mut found = Enabled {
            action: id,
            calls: Vec::new(),
            count: 0,
            complete: total <= MOST_TUPLES,
        };
        for index in 0..total.min(MOST_TUPLES) {
            let args = argument_tuple(&domains, index);
            let (possible, complete) = is_possible(simulation, id, &args);
            found.complete &= complete || possible;
            if possible {
                found.count += 1;
                if found.calls.len() < MOST_LISTED {
                    found.calls.push(action_call(model, id, &args));
                }
            }
        }
        all.push(found);
    }
    all
}

/// Whether an action succeeds for some outcome of the host's functions; and whether all were tried.
fn is_possible(simulation: &Simulation<'_>, action: ActionId, args: &[Value]) -> (bool, bool) {
    let mut open: Vec<BTreeMap<ExternId, Vec<Value>>> = vec![BTreeMap::new()];
    let mut tried = 0;
    while let Some(results) = open.pop() {
        if tried == MOST_OUTCOMES {
            return (false, false);
        }
        tried += 1;
        let request = Request::Act {
            action,
            args: args.to_vec(),
            results: results.clone(),
        };
        match simulation.clone().answer(&request) {
            Ok(answer) if is_taken(&answer, simulation.model()) => return (true, true),
            Ok(_) | Err(Refusal::NoState) => {}
            Err(Refusal::Wants { function, .. }) => {
                let domain = result_domain(simulation.model(), function);
                for index in 0..domain.len().min(MOST_OUTCOMES as u128) {
                    let mut results = results.clone();
                    results
                        .entry(function)
                        .or_default()
                        .push(domain.value(index));
                    open.push(results);
                }
            }
        }
    }
    (false, true)
}

/// Whether the guards hold and nothing faults: a step that breaks an invariant is one.
fn is_taken(answer: &Answer, model: &Model) -> bool {
    match answer.outcome {
        Ok(_) => true,
        Err(id) => model.failure(id).kind == FailureKind::Invariant,
    }
}

/// The values that parameters take in a check.
pub(super) fn param_domains(model: &Model, owner: Owner) -> Vec<Domain> {
    let (params, locals) = match owner {
        Owner::Init => (&model.init.params, &model.init.locals),
        Owner::Action(id) => {
            let action = &model.actions[id.index()];
            (&action.params, &action.locals)
        }
    };
    Domains::new(model, &model.bounds).params(owner, params, locals)
}

/// The values that a function of the host gives in a check.
pub(super) fn result_domain(model: &Model, function: ExternId) -> Domain {
    let returns = model.externs[function.index()].returns;
    Domains::new(model, &model.bounds).of(returns, None)
}

/// An action's name and parameters as they were declared: `transfer(to: Account, amount: Nat)`.
pub fn usage(action: ActionId, model: &Model) -> String {
    let action = &model.actions[action.index()];
    if action.params.is_empty() {
        return action.name.clone();
    }
    let params = action.params.iter();
    let params: Vec<&str> = params
        .map(|param| model.element(param.element).canonical.as_str())
        .collect();
    format!("{}({})", action.name, params.join(", "))
}

/// The words that could stand at the end of an unfinished line, and where in the line they begin:
/// names of actions, then values of the parameter that is being typed.
pub fn words(line: &str, model: &Model, commands: &[&str]) -> (usize, Vec<String>) {
    let Some((name, args)) = line.split_once('(') else {
        let start = line.len() - line.trim_start().len();
        let names = model.allowed_actions().map(|(_, action)| {
            let open = if action.params.is_empty() { "" } else { "(" };
            format!("{}{open}", action.name)
        });
        let init = (!model.init.params.is_empty()).then(|| "init(".to_owned());
        let commands = commands.iter().map(|word| (*word).to_owned());
        let all = names.chain(init).chain(commands);
        let fitting = all.filter(|word| word.starts_with(&line[start..]));
        return (start, fitting.collect());
    };
    let name = name.trim();
    let (owner, params, locals) = match model.allowed_actions().find(|(_, it)| it.name == name) {
        Some((id, action)) => (Owner::Action(id), &action.params, &action.locals),
        None if name == "init" => (Owner::Init, &model.init.params, &model.init.locals),
        None => return (line.len(), Vec::new()),
    };
    // Values with commas of their own are rarely typed by completing them.
    let at = args.matches(',').count();
    let typed = args.rsplit(',').next().unwrap_or(args).trim_start();
    let start = line.len() - typed.len();
    let Some(param) = params.get(at) else {
        return (start, Vec::new());
    };
    let domain = &param_domains(model, owner)[at];
    let ty = locals[param.local.index()].ty.ty;
    let close = if at + 1 == params.len() { ")" } else { ", " };
    let values = (0..domain.len().min(MOST_WORDS)).map(|index| {
        let value = domain.value(index);
        format!("{}{close}", value.show(ty, model))
    });
    (
        start,
        values.filter(|word| word.starts_with(typed)).collect(),
    )
}

/// The names of parameters.
pub(super) fn names<'m>(params: &[Param], locals: &'m [Local]) -> Vec<&'m str> {
    let locals = params.iter().map(|param| &locals[param.local.index()]);
    locals.map(|local| local.name.as_str()).collect()
}

/// A call of an action, as it would be typed.
pub(super) fn action_call(model: &Model, action: ActionId, args: &[Value]) -> String {
    let action = &model.actions[action.index()];
    routine_call(&action.name, &action.params, &action.locals, args, model)
}

/// A call of an action or of `init`, as it would be typed.
pub(super) fn routine_call(
    name: &str,
    params: &[Param],
    locals: &[Local],
    args: &[Value],
    model: &Model,
) -> String {
    let args = params.iter().zip(args).map(|(param, value)| {
        let ty = locals[param.local.index()].ty.ty;
        value.show(ty, model).to_string()
    });
    call_text(name, &args.collect::<Vec<_>>())
}

/// A call of a function of the host.
pub(super) fn call(model: &Model, function: ExternId, args: &[Value]) -> String {
    let function = &model.externs[function.index()];
    let args = function.params.iter().zip(args);
    let args = args.map(|(field, value)| value.show(field.ty.ty, model).to_string());
    call_text(&function.name, &args.collect::<Vec<_>>())
}

fn call_text(name: &str, args: &[String]) -> String {
    if args.is_empty() {
        name.to_owned()
    } else {
        format!("{name}({})", args.join(", "))
    }
}
