//! What an expression can see, and how an evaluation ends without a value.

use crate::model::{ActionId, Const, ConstId, Enum, Expr, ExprId, ExternId, FailureId, LocalId};
use crate::model::{Model, Types, VarId};
use crate::value::Value;

/// Who answers the calls of `extern` functions: given which one and its arguments, a value of the type
/// that it declares. What does not fit that type is a fault of the step.
pub type Host<'h> = dyn FnMut(ExternId, &[Value]) -> Value + 'h;

/// The host of a spec that declares no `extern`: whatever it is asked, its answer fits no type.
pub fn no_host(_: ExternId, _: &[Value]) -> Value {
    Value::Tuple(Vec::new())
}

/// Why there is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoValue {
    /// It failed.
    Failure(FailureId),
    /// It reads what only a running machine has.
    NotConstant,
    /// It took more steps than it was given.
    TooLong,
}

/// The parts of a model that constant expressions are about; they are known before the model is.
#[derive(Clone, Copy, Debug)]
pub struct Tables<'a> {
    /// All types so far.
    pub types: &'a Types,
    /// All enums so far.
    pub enums: &'a [Enum],
    /// The arena of expressions so far.
    pub exprs: &'a [Expr],
    /// Constants.
    pub consts: Consts<'a>,
}

/// Constants, all of them or those that are known so far.
#[derive(Clone, Copy, Debug)]
pub enum Consts<'a> {
    /// All.
    All(&'a [Const]),
    /// Some.
    Some(&'a [Option<Const>]),
}

impl<'a> Tables<'a> {
    /// Those of a model.
    pub fn of(model: &'a Model) -> Self {
        Self {
            types: &model.types,
            enums: &model.enums,
            exprs: &model.exprs,
            consts: Consts::All(&model.consts),
        }
    }

    pub(super) fn expr(self, id: ExprId) -> &'a Expr {
        &self.exprs[id.index()]
    }

    fn constant(self, id: ConstId) -> Option<&'a Value> {
        match self.consts {
            Consts::All(consts) => Some(&consts[id.index()].value),
            Consts::Some(consts) => consts[id.index()].as_ref().map(|known| &known.value),
        }
    }
}

/// What an expression can see.
pub(super) struct Env<'a, 'h> {
    pub tables: Tables<'a>,
    /// The whole model, where it is there.
    pub model: Option<&'a Model>,
    /// The variables now; `None` for those that `init` has not assigned yet.
    pub now: Vec<Option<Value>>,
    /// The variables before, where there is a state before.
    pub before: Option<&'a [Value]>,
    /// The locals.
    pub locals: Vec<Option<Value>>,
    /// Who answers calls.
    pub host: &'h mut Host<'h>,
    /// How many more steps it may take.
    pub fuel: u64,
}

impl Env<'_, '_> {
    /// Takes some of the fuel.
    pub fn spend(&mut self, steps: usize) -> Result<(), NoValue> {
        let left = self.fuel.checked_sub(steps as u64);
        self.fuel = left.ok_or(NoValue::TooLong)?;
        Ok(())
    }

    pub fn var(&self, var: VarId) -> Result<Value, NoValue> {
        let value = self.now.get(var.index()).cloned().flatten();
        value.ok_or(NoValue::NotConstant)
    }

    pub fn var_before(&self, var: VarId) -> Result<Value, NoValue> {
        let before = self.before.ok_or(NoValue::NotConstant)?;
        Ok(before[var.index()].clone())
    }

    pub fn local(&self, local: LocalId) -> Result<Value, NoValue> {
        let value = self.locals.get(local.index()).cloned().flatten();
        value.ok_or(NoValue::NotConstant)
    }

    pub fn constant(&self, id: ConstId) -> Result<Value, NoValue> {
        let value = self.tables.constant(id);
        value.cloned().ok_or(NoValue::NotConstant)
    }

    /// Binds a local.
    pub fn bind(&mut self, local: LocalId, value: Value) {
        if self.locals.len() <= local.index() {
            self.locals.resize(local.index() + 1, None);
        }
        self.locals[local.index()] = Some(value);
    }

    /// Whether some transition of an action is possible in the state now.
    pub fn enabled(&mut self, action: ActionId) -> Result<bool, NoValue> {
        let model = self.model.ok_or(NoValue::NotConstant)?;
        let state: Vec<Value> = self.now.iter().flatten().cloned().collect();
        Ok(super::enabled(model, &model.bounds, &state, action))
    }
}
