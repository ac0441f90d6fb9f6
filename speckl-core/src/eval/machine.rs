//! Whole steps: initial states, actions, invariants.

use super::choices::Choices;
use super::domain::{Domains, Owner, argument_tuples};
use super::env::{Env, Host, NoValue, Tables, no_host};
use super::stmt::{self, Flow};
use super::{Emission, State};
use crate::model::{ActionId, Bounds, Condition, ExprId, FailureId, Local, Model, Param, TypeId};
use crate::value::{self, Domain, Value};

/// A step that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The state after it.
    pub state: State,
    /// What it emitted.
    pub events: Vec<Emission>,
    /// What it returned.
    pub result: Option<Value>,
}

/// The state that `init` makes, invariants left aside.
pub fn init(model: &Model, args: &[Value]) -> Result<State, FailureId> {
    let init = &model.init;
    check_args(model, &init.params, &init.locals, args)?;
    let mut env = Env {
        tables: Tables::of(model),
        model: Some(model),
        now: vec![None; model.vars.len()],
        before: None,
        locals: args.iter().cloned().map(Some).collect(),
        host: &mut no_host,
        fuel: u64::MAX,
    };
    stmt::run(&init.body, &mut env, &mut Vec::new()).map_err(failure)?;
    Ok(taken(env))
}

/// What an action does in a state, invariants left aside.
pub fn step(
    model: &Model,
    state: &[Value],
    action: ActionId,
    args: &[Value],
    host: &mut Host<'_>,
) -> Result<Transition, FailureId> {
    let action = &model.actions[action.index()];
    check_args(model, &action.params, &action.locals, args)?;
    let mut env = Env {
        tables: Tables::of(model),
        model: Some(model),
        now: state.iter().cloned().map(Some).collect(),
        before: Some(state),
        locals: args.iter().cloned().map(Some).collect(),
        host: &mut |function, args| host(function, args),
        fuel: u64::MAX,
    };
    let mut events = Vec::new();
    let result = match stmt::run(&action.body, &mut env, &mut events).map_err(failure)? {
        Flow::On => None,
        Flow::Returned(value) => Some(value),
    };
    Ok(Transition {
        state: taken(env),
        events,
        result,
    })
}

/// Whether some transition of an action is possible in a state: with some arguments out of their
/// domains, whatever its host answers.
pub fn enabled(model: &Model, bounds: &Bounds, state: &[Value], id: ActionId) -> bool {
    let action = &model.actions[id.index()];
    if !action.allowed {
        return false;
    }
    let mut domains = Domains::new(model, bounds);
    let params = domains.params(Owner::Action(id), &action.params, &action.locals);
    let results: Vec<Domain> = model
        .externs
        .iter()
        .map(|function| domains.of(function.returns, None))
        .collect();
    argument_tuples(&params).any(|args| {
        let mut choices = Choices::new();
        loop {
            let mut host = |function: crate::model::ExternId, _: &[Value]| {
                let domain = &results[function.index()];
                let count = u64::try_from(domain.len()).unwrap_or(u64::MAX);
                domain.value(u128::from(choices.choose(count)))
            };
            if step(model, state, id, &args, &mut host).is_ok() {
                return true;
            }
            if !choices.advance() {
                return false;
            }
        }
    })
}

/// The first condition, in order, that does not hold after a step (or, with no state before, in an
/// initial or restored state, where step conditions say nothing).
pub fn check_invariants(
    model: &Model,
    before: Option<&[Value]>,
    after: &[Value],
) -> Result<(), FailureId> {
    for (_, condition) in model.conditions() {
        if condition.is_step && before.is_none() {
            continue;
        }
        if !holds(model, condition, before, after)? {
            return Err(condition.failure);
        }
    }
    Ok(())
}

/// Whether the machine may stop in a state: what `final` says; `false` where it says nothing.
pub fn is_final(model: &Model, state: &[Value]) -> Result<bool, FailureId> {
    let Some(final_states) = &model.final_states else {
        return Ok(false);
    };
    for condition in &final_states.conditions {
        if !holds(model, condition, None, state)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The value of a part of a condition, where the locals that it needs are bound inside it.
pub fn value_in(
    model: &Model,
    condition: &Condition,
    part: ExprId,
    before: Option<&[Value]>,
    after: &[Value],
) -> Result<Value, FailureId> {
    let mut env = Env {
        tables: Tables::of(model),
        model: Some(model),
        now: after.iter().cloned().map(Some).collect(),
        before,
        locals: vec![None; condition.locals.len()],
        host: &mut no_host,
        fuel: u64::MAX,
    };
    env.value(part).map_err(failure)
}

/// Whether a condition holds in a state, or across the step to it.
pub fn holds(
    model: &Model,
    condition: &Condition,
    before: Option<&[Value]>,
    after: &[Value],
) -> Result<bool, FailureId> {
    value_in(model, condition, condition.expr, before, after)
        .map(|value| value == Value::Bool(true))
}

/// The value of an expression that depends on nothing but constants and its own locals, in at most
/// `fuel` steps.
pub fn constant(tables: Tables<'_>, expr: ExprId, fuel: u64) -> Result<Value, NoValue> {
    let mut env = Env {
        tables,
        model: None,
        now: Vec::new(),
        before: None,
        locals: Vec::new(),
        host: &mut no_host,
        fuel,
    };
    env.value(expr)
}

/// The failure of an evaluation that had all that it needs, and no end of steps.
fn failure(why: NoValue) -> FailureId {
    match why {
        NoValue::Failure(failure) => failure,
        NoValue::NotConstant => unreachable!("lowering lets nothing be read before it has a value"),
        NoValue::TooLong => unreachable!("there is fuel enough"),
    }
}

fn taken(env: Env<'_, '_>) -> State {
    env.now
        .into_iter()
        .map(|value| value.expect("lowering refuses an `init` that leaves a variable out"))
        .collect()
}

fn check_args(
    model: &Model,
    params: &[Param],
    locals: &[Local],
    args: &[Value],
) -> Result<(), FailureId> {
    for (at, param) in params.iter().enumerate() {
        let ty = locals[param.local.index()].ty.ty;
        if !args.get(at).is_some_and(|value| fits(model, ty, value)) {
            return Err(param.misfit);
        }
    }
    Ok(())
}

/// Whether a value is one of a type's.
pub fn fits(model: &Model, ty: TypeId, value: &Value) -> bool {
    value::fits(&model.types, &model.enums, ty, value)
}

/// A machine as generated code is one: a step that would break an invariant is refused.
#[derive(Clone, Debug)]
pub struct Machine<'a> {
    model: &'a Model,
    state: State,
}

impl<'a> Machine<'a> {
    /// A machine in its first state.
    pub fn new(model: &'a Model, args: &[Value]) -> Result<Self, FailureId> {
        let state = init(model, args)?;
        check_invariants(model, None, &state)?;
        Ok(Self { model, state })
    }

    /// A machine in a given state, if that is well-typed and breaks no invariant.
    pub fn restore(model: &'a Model, state: State) -> Result<Self, FailureId> {
        for (at, var) in model.vars.iter().enumerate() {
            if !state.get(at).is_some_and(|it| fits(model, var.ty.ty, it)) {
                return Err(var.misfit);
            }
        }
        check_invariants(model, None, &state)?;
        Ok(Self { model, state })
    }

    /// The state it is in.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Does an action, or changes nothing and says why. For a spec without `extern` functions.
    pub fn apply(&mut self, action: ActionId, args: &[Value]) -> Result<Transition, FailureId> {
        self.apply_with(action, args, &mut no_host)
    }

    /// Does an action, or changes nothing and says why; `host` answers calls of `extern` functions.
    pub fn apply_with(
        &mut self,
        action: ActionId,
        args: &[Value],
        host: &mut Host<'_>,
    ) -> Result<Transition, FailureId> {
        let transition = step(self.model, &self.state, action, args, host)?;
        check_invariants(self.model, Some(&self.state), &transition.state)?;
        self.state.clone_from(&transition.state);
        Ok(transition)
    }

    /// Whether the guards of an action hold and nothing in it faults or fails an assertion. For a spec
    /// without `extern` functions.
    pub fn can(&self, action: ActionId, args: &[Value]) -> bool {
        self.can_with(action, args, &mut no_host)
    }

    /// The same; `host` answers calls of `extern` functions, as for the action itself.
    pub fn can_with(&self, action: ActionId, args: &[Value], host: &mut Host<'_>) -> bool {
        step(self.model, &self.state, action, args, host).is_ok()
    }
}
