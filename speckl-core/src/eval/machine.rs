//! Whole steps: initial states, actions, invariants.

use super::expr::Env;
use super::stmt::{self, Flow};
use super::{Emission, State};
use crate::model::{ActionId, Condition, ExprId, FailureId, Local, Model, Param, Type};
use crate::value::Value;

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
        model,
        now: vec![None; model.vars.len()],
        before: None,
        locals: locals(init.locals.len(), args),
    };
    stmt::run(&init.body, &mut env, &mut Vec::new())?;
    Ok(taken(env))
}

/// What an action does in a state, invariants left aside.
pub fn step(
    model: &Model,
    state: &[Value],
    action: ActionId,
    args: &[Value],
) -> Result<Transition, FailureId> {
    let action = &model.actions[action.index()];
    check_args(model, &action.params, &action.locals, args)?;
    let mut env = Env {
        model,
        now: state.iter().copied().map(Some).collect(),
        before: Some(state),
        locals: locals(action.locals.len(), args),
    };
    let mut events = Vec::new();
    let result = match stmt::run(&action.body, &mut env, &mut events)? {
        Flow::On => None,
        Flow::Returned(value) => Some(value),
    };
    Ok(Transition {
        state: taken(env),
        events,
        result,
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
        model,
        now: after.iter().copied().map(Some).collect(),
        before,
        locals: locals(condition.locals.len(), &[]),
    };
    env.value(part)
}

fn holds(
    model: &Model,
    condition: &Condition,
    before: Option<&[Value]>,
    after: &[Value],
) -> Result<bool, FailureId> {
    value_in(model, condition, condition.expr, before, after)
        .map(|value| value == Value::Bool(true))
}

fn locals(count: usize, args: &[Value]) -> Vec<Option<Value>> {
    let mut locals = vec![None; count];
    for (slot, value) in locals.iter_mut().zip(args) {
        *slot = Some(*value);
    }
    locals
}

fn taken(env: Env<'_>) -> State {
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
        let ty = model.types.get(locals[param.local.index()].ty.ty);
        if !args.get(at).is_some_and(|value| fits(model, ty, *value)) {
            return Err(param.misfit);
        }
    }
    Ok(())
}

/// Whether a value is one of a type's.
pub(crate) fn fits(model: &Model, ty: &Type, value: Value) -> bool {
    match (ty, value) {
        (Type::Bool, Value::Bool(_)) => true,
        (Type::Enum(of), Value::Enum(found, index)) => {
            *of == found && (index as usize) < model.enums[of.index()].variants.len()
        }
        (_, Value::Int(value)) => ty
            .integers()
            .is_some_and(|fits| (fits.lo..=fits.hi).contains(&value)),
        _ => false,
    }
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
            let ty = model.types.get(var.ty.ty);
            if !state.get(at).is_some_and(|value| fits(model, ty, *value)) {
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

    /// Does an action, or changes nothing and says why.
    pub fn apply(&mut self, action: ActionId, args: &[Value]) -> Result<Transition, FailureId> {
        let transition = step(self.model, &self.state, action, args)?;
        check_invariants(self.model, Some(&self.state), &transition.state)?;
        self.state.clone_from(&transition.state);
        Ok(transition)
    }

    /// Whether the guards of an action hold and nothing in it faults or fails an assertion.
    pub fn can(&self, action: ActionId, args: &[Value]) -> bool {
        step(self.model, &self.state, action, args).is_ok()
    }
}
