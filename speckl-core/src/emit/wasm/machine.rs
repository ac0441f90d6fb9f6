//! The functions of a module: which there are, and what is in each.
//!
//! A step works on globals. [`Function::Load`] fills them from memory, the routine changes them, and
//! [`Function::Settle`] looks at the invariants and only then stores them: memory is the one truth
//! between two calls, and until a step has succeeded not one byte of it changes.

use super::arithmetic;
use super::body::{Body, load};
use super::exports::{self, Exports};
use super::layout::{EVENT_COUNT, Globals, Layout, STATE};
use super::routine::{Context, Support};
use crate::emit::trace::Rule;
use crate::model::{ActionId, ArithOp, Condition, FailureId, Model, VarId};
use crate::program::{Op, Program};
use std::collections::BTreeMap;
use wasm_encoder::{Instruction, ValType};

/// A function of the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Function {
    /// Fills the globals from memory; 0 where there is no state yet.
    Load,
    /// Ends a step: takes its status, and whether the state is an initial or restored one, so that
    /// step invariants do not apply; returns the status that the caller sees.
    Settle,
    /// Whether `a * b` overflows.
    MulOverflows,
    /// `a / b`
    DivEuclid,
    /// `a % b`
    RemEuclid,
    /// A condition of an invariant: a status.
    Condition(usize),
    /// An action up to its end, on the globals alone.
    Attempt(ActionId),
    /// An action.
    Run(ActionId),
    /// Whether it would be refused by itself.
    Can(ActionId),
    /// What it returned.
    Result(ActionId),
    /// The value of a variable.
    Get(VarId),
    /// Makes the first state.
    Init,
    /// Where the state is.
    Snapshot,
    /// How long it is.
    SnapshotLen,
    /// Where a snapshot may be put.
    Scratch,
    /// Takes a snapshot back.
    Restore,
    /// How many events there are.
    EventCount,
    /// Where they are.
    EventsPtr,
}

/// The machine as Wasm functions.
pub struct Machine<'a> {
    pub(super) model: &'a Model,
    pub(super) program: &'a Program,
    /// The names of what is exported.
    pub exports: Exports,
    /// The memory.
    pub layout: Layout,
    /// The globals.
    pub globals: Globals,
    /// The functions, in the order of their indices.
    pub functions: Vec<Function>,
    indices: BTreeMap<Function, u32>,
}

impl<'a> Machine<'a> {
    /// Plans the module of a model.
    pub fn plan(model: &'a Model, program: &'a Program) -> Self {
        let layout = Layout::of(model, program);
        let functions = functions(model, program);
        let indices = functions
            .iter()
            .zip(0..)
            .map(|(function, index)| (*function, index));
        Self {
            exports: Exports::of(model),
            layout,
            globals: Globals::of(model, layout),
            indices: indices.collect(),
            functions,
            model,
            program,
        }
    }

    /// The name under which a function is exported, if it is.
    pub fn export(&self, function: Function) -> Option<&str> {
        let of_action = |id: ActionId| self.exports.actions.get(id.index())?.as_ref();
        match function {
            Function::Load
            | Function::Settle
            | Function::MulOverflows
            | Function::DivEuclid
            | Function::RemEuclid
            | Function::Condition(_)
            | Function::Attempt(_) => None,
            Function::Run(id) => of_action(id).map(|names| names.run.as_str()),
            Function::Can(id) => of_action(id).map(|names| names.can.as_str()),
            Function::Result(id) => of_action(id).map(|names| names.result.as_str()),
            Function::Get(id) => self.exports.vars.get(id.index()).map(String::as_str),
            Function::Init => Some(exports::INIT),
            Function::Snapshot => Some(exports::SNAPSHOT),
            Function::SnapshotLen => Some(exports::SNAPSHOT_LEN),
            Function::Scratch => Some(exports::SCRATCH),
            Function::Restore => Some(exports::RESTORE),
            Function::EventCount => Some(exports::EVENT_COUNT),
            Function::EventsPtr => Some(exports::EVENTS_PTR),
        }
    }

    /// The name of a function for debuggers: its export, or what it is to the spec.
    pub fn debug_name(&self, function: Function) -> String {
        match function {
            Function::Load => "speckl:load".to_owned(),
            Function::Settle => "speckl:settle".to_owned(),
            Function::MulOverflows => "speckl:mul_overflows".to_owned(),
            Function::DivEuclid => "speckl:div_euclid".to_owned(),
            Function::RemEuclid => "speckl:rem_euclid".to_owned(),
            Function::Condition(index) => self
                .condition(index)
                .map(|condition| self.model.element(condition.element).id.clone())
                .unwrap_or_default(),
            Function::Attempt(id) => {
                let element = self.model.actions[id.index()].element;
                self.model.element(element).id.clone()
            }
            _ => self.export(function).unwrap_or_default().to_owned(),
        }
    }

    /// The names of a function's parameters that the spec names.
    pub fn parameter_names(&self, function: Function) -> Vec<&str> {
        let (params, locals) = match function {
            Function::Attempt(id) | Function::Run(id) | Function::Can(id) => {
                let action = &self.model.actions[id.index()];
                (&action.params, &action.locals)
            }
            Function::Init => (&self.model.init.params, &self.model.init.locals),
            _ => return Vec::new(),
        };
        params
            .iter()
            .map(|param| locals[param.local.index()].name.as_str())
            .collect()
    }

    /// The body of a function.
    pub fn body(&self, function: Function) -> Body {
        match function {
            Function::Load => self.load(),
            Function::Settle => self.settle(),
            Function::MulOverflows => arithmetic::mul_overflows(),
            Function::DivEuclid => arithmetic::div_euclid(),
            Function::RemEuclid => arithmetic::rem_euclid(),
            Function::Condition(index) => self.condition_body(index),
            Function::Attempt(id) => self.attempt(id),
            Function::Run(id) => self.run(id),
            Function::Can(id) => self.can(id),
            Function::Result(id) => self.result(id),
            Function::Get(id) => self.get(id),
            Function::Init => self.init(),
            Function::Snapshot => constant(STATE),
            Function::SnapshotLen => constant(self.layout.snapshot_len()),
            Function::Scratch => constant(self.layout.scratch()),
            Function::Restore => self.restore(),
            Function::EventCount => {
                let mut body = Body::new(Vec::new(), ValType::I32, Rule::Machine);
                body.put(Instruction::I32Const(0))
                    .put(load(ValType::I32, EVENT_COUNT));
                body
            }
            Function::EventsPtr => constant(self.layout.events()),
        }
    }

    pub(super) fn index(&self, function: Function) -> u32 {
        self.indices.get(&function).copied().unwrap_or_default()
    }

    pub(super) fn call(&self, function: Function) -> Instruction<'static> {
        Instruction::Call(self.index(function))
    }

    pub(super) fn context(&self) -> Context<'a> {
        Context {
            model: self.model,
            program: self.program,
            globals: self.globals,
            support: Support {
                mul_overflows: self.index(Function::MulOverflows),
                div_euclid: self.index(Function::DivEuclid),
                rem_euclid: self.index(Function::RemEuclid),
            },
        }
    }

    pub(super) fn condition(&self, index: usize) -> Option<&'a Condition> {
        self.model
            .conditions()
            .nth(index)
            .map(|(_, condition)| condition)
    }
}

/// The functions of a module, in the order of their indices.
fn functions(model: &Model, program: &Program) -> Vec<Function> {
    let mut functions = vec![Function::Init];
    for (id, action) in model.allowed_actions() {
        functions.extend([Function::Run(id), Function::Can(id)]);
        functions.extend(action.returns.map(|_| Function::Result(id)));
    }
    functions.extend((0..model.vars.len() as u32).map(|var| Function::Get(VarId(var))));
    functions.extend([
        Function::Snapshot,
        Function::SnapshotLen,
        Function::Scratch,
        Function::Restore,
        Function::EventCount,
        Function::EventsPtr,
        Function::Load,
        Function::Settle,
    ]);
    functions.extend(model.allowed_actions().map(|(id, _)| Function::Attempt(id)));
    functions.extend((0..program.conditions.len()).map(Function::Condition));
    let uses = |test: fn(ArithOp, bool) -> bool| {
        let actions = model.allowed_actions().map(|(id, _)| program.action(id));
        actions
            .chain([&program.init])
            .chain(&program.conditions)
            .any(|routine| {
                routine.code.iter().any(|op| match op {
                    Op::Arith { op, overflow, .. } => test(*op, overflow.is_some()),
                    _ => false,
                })
            })
    };
    if uses(|op, checked| op == ArithOp::Mul && checked) {
        functions.push(Function::MulOverflows);
    }
    if uses(|op, _| op == ArithOp::Div) {
        functions.push(Function::DivEuclid);
    }
    if uses(|op, _| op == ArithOp::Rem) {
        functions.push(Function::RemEuclid);
    }
    functions
}

/// The status of a failure.
pub(super) fn status(failure: FailureId) -> i32 {
    failure.status().cast_signed()
}

/// A function that returns a number.
pub(super) fn constant(value: u32) -> Body {
    let mut body = Body::new(Vec::new(), ValType::I32, Rule::Machine);
    body.put(Instruction::I32Const(value.cast_signed()));
    body
}
