//! The functions of a module: which there are, and what is in each.
//!
//! A step works on globals. [`Function::Load`] fills them from memory, the routine changes them, and
//! [`Function::Settle`] looks at the invariants and only then stores them: memory is the one truth
//! between two calls, and until a step has succeeded not one byte of it changes. Blocks that a step makes
//! lie behind all that is kept, where [`Function::Forget`] makes memory zero again if it fails.

use super::arithmetic;
use super::blocks::{Block, Links};
use super::body::{Body, load};
use super::exports::{self, Exports};
use super::layout::{EVENT_COUNT, Globals, Layout, routines};
use super::routine::Context;
use super::statics::{Statics, shape_of};
use crate::emit::trace::Rule;
use crate::model::{ActionId, Condition, ExternId, FailureId, Local, Model, Param, TypeId, VarId};
use crate::program::{Program, ShapeId, SlotType};
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
    /// A function on blocks.
    Block(Block),
    /// Begins a step where there are blocks: a status.
    Begin,
    /// `init` up to its end, on the globals alone, where there are blocks.
    First,
    /// Fills the globals from a snapshot, where there are blocks: a status.
    Taken,
    /// Adds a block to the events of the step.
    Link,
    /// Ends a step that has succeeded, where there are blocks: stores the state and what the host will
    /// ask for; a status.
    Commit,
    /// Forgets what a step has made; takes and gives its status.
    Forget,
    /// Forgets what was asked by the host before.
    Open,
    /// Ends what the host asked, which begins at an address; gives that, or 0 where memory is
    /// exhausted.
    Close,
    /// Forgets a step that the host has not come back to.
    Abandon,
    /// The status of a step that gets no value from the host that it waits for.
    Misfit,
    /// The value of a variable.
    Get(VarId),
    /// Makes the first state.
    Init,
    /// Where the state is.
    Snapshot,
    /// How long it is.
    SnapshotLen,
    /// Gives the host room.
    Reserve,
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
    /// The functions of the host, which come before them.
    pub externs: Vec<ExternId>,
    /// What is in memory from the start.
    pub statics: Statics,
    /// The variables that are references, their shapes, and where those are.
    references: Vec<(usize, ShapeId, i32)>,
    indices: BTreeMap<Function, u32>,
}

impl<'a> Machine<'a> {
    /// Plans the module of a model.
    pub fn plan(model: &'a Model, program: &'a Program) -> Self {
        let layout = Layout::of(model, program);
        let externs: Vec<ExternId> = program.called.iter().copied().collect();
        let functions = functions(model, program, layout, !externs.is_empty());
        let indices = functions
            .iter()
            .zip(0..)
            .map(|(function, index)| (*function, index));
        let (routines, border) = if layout.has_heap {
            (routines(model, program), border(model))
        } else {
            (Vec::new(), Vec::new())
        };
        let frame = Rule::ModuleFrame.into();
        let start = layout.after_state();
        let statics = Statics::of(model, program, &routines, &border, frame, start);
        let references = program.vars.iter().enumerate().filter_map(|(var, shape)| {
            let refers = program.shapes[shape.index()].slot() == SlotType::Ref;
            refers.then(|| (var, *shape, statics.shape(*shape)))
        });
        Self {
            exports: Exports::of(model),
            layout,
            globals: Globals::of(model, layout),
            indices: indices.collect(),
            functions,
            externs,
            references: references.collect(),
            statics,
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
            | Function::Attempt(_)
            | Function::Block(_)
            | Function::Begin
            | Function::First
            | Function::Taken
            | Function::Commit
            | Function::Link
            | Function::Forget
            | Function::Open
            | Function::Close => None,
            Function::Run(id) => of_action(id).map(|names| names.run.as_str()),
            Function::Can(id) => of_action(id).map(|names| names.can.as_str()),
            Function::Result(id) => of_action(id).map(|names| names.result.as_str()),
            Function::Get(id) => self.exports.vars.get(id.index()).map(String::as_str),
            Function::Init => Some(exports::INIT),
            Function::Snapshot => Some(exports::SNAPSHOT),
            Function::SnapshotLen => Some(exports::SNAPSHOT_LEN),
            Function::Reserve => Some(exports::RESERVE),
            Function::Abandon => Some(exports::ABANDON),
            Function::Misfit => Some(exports::MISFIT),
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
            Function::Block(block) => block.name().to_owned(),
            Function::Begin => "speckl:begin".to_owned(),
            Function::First => "speckl:first".to_owned(),
            Function::Taken => "speckl:taken".to_owned(),
            Function::Commit => "speckl:commit".to_owned(),
            Function::Link => "speckl:link".to_owned(),
            Function::Forget => "speckl:forget".to_owned(),
            Function::Open => "speckl:open".to_owned(),
            Function::Close => "speckl:close".to_owned(),
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
            Function::Init | Function::First => (&self.model.init.params, &self.model.init.locals),
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
            Function::Block(block) => block.body(&self.links()),
            Function::Begin => self.begin(),
            Function::First => self.first(),
            Function::Taken => self.taken(),
            Function::Commit => self.commit(),
            Function::Link => self.link(),
            Function::Forget => self.forget(),
            Function::Open => self.open(),
            Function::Close => self.close(),
            Function::Abandon => self.abandon(),
            Function::Misfit => self.misfit(),
            Function::Snapshot => self.snapshot(),
            Function::SnapshotLen => self.snapshot_len(),
            Function::Reserve => self.reserve(),
            Function::Restore => self.restore(),
            Function::EventCount => {
                let mut body = Body::new(Vec::new(), ValType::I32, Rule::Machine);
                body.put(Instruction::I32Const(0))
                    .put(load(ValType::I32, EVENT_COUNT));
                body
            }
            Function::EventsPtr => self.events_ptr(),
        }
    }

    /// The number by which a function is called.
    pub(super) fn index(&self, function: Function) -> u32 {
        let index = self.indices.get(&function).copied().unwrap_or_default();
        self.externs.len() as u32 + index
    }

    /// The number by which a function of the host is called.
    pub(super) fn import(&self, function: ExternId) -> u32 {
        let at = self.externs.iter().position(|id| *id == function);
        at.unwrap_or_default() as u32
    }

    pub(super) fn call(&self, function: Function) -> Instruction<'static> {
        Instruction::Call(self.index(function))
    }

    /// What the functions on blocks are linked with.
    pub(super) fn links(&self) -> Links<'_> {
        let first = Function::Block(Block::ALL[0]);
        Links {
            first: self.index(first),
            // Without a heap they are left out, so it does not matter which globals they use.
            heap: self.globals.heap.unwrap_or_default(),
            layout: self.layout,
            references: &self.references,
        }
    }

    pub(super) fn context(&self) -> Context<'_> {
        Context {
            model: self.model,
            program: self.program,
            machine: self,
        }
    }

    pub(super) fn condition(&self, index: usize) -> Option<&'a Condition> {
        self.model
            .conditions()
            .nth(index)
            .map(|(_, condition)| condition)
    }
}

/// The functions that a module may have, in the order of their indices.
fn functions(model: &Model, program: &Program, layout: Layout, has_externs: bool) -> Vec<Function> {
    let mut functions = vec![Function::Init];
    for (id, action) in model.allowed_actions() {
        functions.extend([Function::Run(id), Function::Can(id)]);
        functions.extend(action.returns.map(|_| Function::Result(id)));
    }
    functions.extend((0..model.vars.len() as u32).map(|var| Function::Get(VarId(var))));
    functions.extend([
        Function::Snapshot,
        Function::SnapshotLen,
        Function::Reserve,
        Function::Restore,
        Function::EventCount,
        Function::EventsPtr,
        Function::Load,
        Function::Settle,
    ]);
    functions.extend(model.allowed_actions().map(|(id, _)| Function::Attempt(id)));
    functions.extend((0..program.conditions.len()).map(Function::Condition));
    functions.extend([
        Function::MulOverflows,
        Function::DivEuclid,
        Function::RemEuclid,
    ]);
    if layout.has_heap {
        functions.extend([
            Function::Begin,
            Function::First,
            Function::Taken,
            Function::Commit,
            Function::Link,
            Function::Forget,
            Function::Open,
            Function::Close,
        ]);
        if has_externs {
            functions.extend([Function::Abandon, Function::Misfit]);
        }
        functions.extend(Block::ALL.iter().copied().map(Function::Block));
    }
    functions
}

/// The shapes of what the module takes and gives.
fn border(model: &Model) -> Vec<ShapeId> {
    let locals = |params: &[Param], locals: &[Local]| -> Vec<TypeId> {
        params
            .iter()
            .map(|param| locals[param.local.index()].ty.ty)
            .collect()
    };
    let mut types: Vec<TypeId> = model.vars.iter().map(|var| var.ty.ty).collect();
    types.extend(locals(&model.init.params, &model.init.locals));
    for (_, action) in model.allowed_actions() {
        types.extend(locals(&action.params, &action.locals));
        types.extend(action.returns.map(|declared| declared.ty));
    }
    for function in &model.externs {
        types.extend(function.params.iter().map(|param| param.ty.ty));
        types.push(function.returns.ty);
    }
    types.into_iter().map(shape_of).collect()
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
