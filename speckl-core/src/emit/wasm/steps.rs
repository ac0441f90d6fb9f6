//! The functions that take a step: from the state in memory, by way of the globals, to the state in
//! memory or to a refusal.

use super::arithmetic::outside;
use super::blocks::Block;
use super::body::{Body, load, store};
use super::exports::NO_STATE;
use super::layout::{CELL, EVENT_COUNT, READY, RESULT, Scalar, Site};
use super::layout::{shape_type, sites, var_global};
use super::machine::{Function, Machine, constant, status};
use super::references::trouble;
use super::routine::translate;
use crate::emit::trace::Rule;
use crate::model::{ActionId, FailureId, Local, Param};
use crate::program::{Routine, ShapeId, SlotType};
use wasm_encoder::{BlockType, Instruction, ValType};

impl Machine<'_> {
    pub(super) fn load(&self) -> Body {
        let mut body = Body::new(Vec::new(), ValType::I32, Rule::Machine);
        for (var, slot) in self.program.vars.iter().enumerate() {
            body.under(self.model.vars[var].element);
            body.put(Instruction::I32Const(0))
                .put(load(
                    shape_type(self.program, *slot),
                    self.layout.var_offset(var),
                ))
                .put(Instruction::GlobalSet(var_global(var)));
        }
        body.under_frame();
        body.put(Instruction::I32Const(0))
            .put(load(ValType::I32, READY));
        body
    }

    pub(super) fn settle(&self) -> Body {
        let mut body = Body::new(
            vec![ValType::I32, ValType::I32],
            ValType::I32,
            Rule::Machine,
        );
        let (status, initial) = (0, 1);
        let refuse = |body: &mut Body| {
            body.put(Instruction::LocalGet(status))
                .put(Instruction::If(BlockType::Empty))
                .put(Instruction::LocalGet(status));
            if self.globals.heap.is_some() {
                body.put(self.call(Function::Forget));
            }
            body.put(Instruction::Return).put(Instruction::End);
        };
        refuse(&mut body);
        let kept = self.globals.heap.map(|heap| {
            let kept = body.local(ValType::I32);
            body.put(Instruction::GlobalGet(heap.end))
                .put(Instruction::LocalSet(kept));
            (heap, kept)
        });
        for (index, (_, condition)) in self.model.conditions().enumerate() {
            body.under(condition.element);
            if condition.is_step {
                body.put(Instruction::LocalGet(initial))
                    .put(Instruction::I32Eqz)
                    .put(Instruction::If(BlockType::Empty));
            }
            body.put(self.call(Function::Condition(index)))
                .put(Instruction::LocalSet(status));
            refuse(&mut body);
            if condition.is_step {
                body.put(Instruction::End);
            }
        }
        if let Some((heap, kept)) = kept {
            // What the invariants have made is of no use any more.
            body.under_frame();
            body.put(Instruction::LocalGet(kept))
                .put(Instruction::GlobalGet(heap.end))
                .put(self.call(Function::Block(Block::Zero)))
                .put(Instruction::GlobalSet(heap.end))
                .put(self.call(Function::Commit))
                .put(self.call(Function::Forget));
            return body;
        }
        for (var, slot) in self.program.vars.iter().enumerate() {
            body.under(self.model.vars[var].element);
            body.put(Instruction::I32Const(0))
                .put(Instruction::GlobalGet(var_global(var)))
                .put(store(
                    shape_type(self.program, *slot),
                    self.layout.var_offset(var),
                ));
        }
        body.under_frame();
        for (offset, value) in [(READY, 1), (EVENT_COUNT, 0)] {
            body.put(Instruction::I32Const(0))
                .put(Instruction::I32Const(value))
                .put(store(ValType::I32, offset));
        }
        body.put(Instruction::I32Const(0));
        body
    }

    pub(super) fn condition_body(&self, index: usize) -> Body {
        let Some(condition) = self.condition(index) else {
            return constant(0);
        };
        let mut body = Body::new(Vec::new(), ValType::I32, condition.element);
        body.put(Instruction::I32Const(0))
            .put(Instruction::I32Const(status(condition.failure)));
        translate(
            self.context(),
            &self.program.conditions[index],
            &[],
            &mut body,
        );
        body.put(Instruction::Select);
        body
    }

    pub(super) fn attempt(&self, id: ActionId) -> Body {
        let action = &self.model.actions[id.index()];
        let params = self.scalars(&action.params, &action.locals);
        let mut body = Body::new(border(&params), ValType::I32, action.element);
        self.start(&mut body);
        body.put(self.call(Function::Load))
            .put(Instruction::I32Eqz)
            .refuse_if(NO_STATE);
        let routine = self.program.action(id);
        self.enter(routine, &action.params, &params, &mut body);
        if let (Some(result), Some(slot)) = (self.globals.result, routine.result) {
            let shape = routine.slots[slot.index()];
            let kind = self.program.shapes[shape.index()].slot();
            if kind != SlotType::Int {
                body.put(Instruction::I64ExtendI32U);
            }
            body.put(Instruction::GlobalSet(result));
            if let (SlotType::Ref, Some(heap)) = (kind, self.globals.heap) {
                body.put(Instruction::I32Const(self.statics.shape(shape)))
                    .put(Instruction::GlobalSet(heap.result_shape));
            }
        }
        body.put(Instruction::I32Const(0));
        body
    }

    /// Begins a step, where there is something to begin.
    pub(super) fn start(&self, body: &mut Body) {
        if self.globals.heap.is_some() {
            let status = body.local(ValType::I32);
            body.put(self.call(Function::Begin))
                .put(Instruction::LocalSet(status))
                .put(Instruction::LocalGet(status))
                .put(Instruction::If(BlockType::Empty))
                .put(Instruction::LocalGet(status))
                .put(Instruction::Return)
                .put(Instruction::End);
        }
    }

    /// Looks at what has come from the host and lies in a local; a reference, which comes as the
    /// address of an encoding, is made a block.
    pub(super) fn arrive(
        &self,
        body: &mut Body,
        local: u32,
        scalar: Scalar,
        shape: ShapeId,
        misfit: FailureId,
    ) {
        if scalar.slot != SlotType::Ref {
            let test = outside(scalar.border(), scalar.lo, scalar.hi);
            if !test.is_empty() {
                body.put(Instruction::LocalGet(local)).put_all(test);
                body.refuse_if(status(misfit));
            }
            return;
        }
        if let Some(heap) = self.globals.heap {
            body.put(Instruction::LocalGet(local))
                .put(self.call(Function::Block(Block::Input)))
                .put(Instruction::Drop)
                .put(Instruction::I32Const(self.statics.shape(shape)))
                .put(self.call(Function::Block(Block::Decode)))
                .put(Instruction::I32WrapI64)
                .put(Instruction::LocalSet(local));
            trouble(heap, status(misfit), body);
        }
    }

    /// Looks at the arguments, forgets the events of earlier attempts, and runs the routine.
    fn enter(&self, routine: &Routine, params: &[Param], scalars: &[Scalar], body: &mut Body) {
        let vars = self.program.vars.len();
        for ((param, scalar), local) in params.iter().zip(scalars).zip(0..) {
            body.under(param.element);
            let shape = routine.slots[2 * vars + local as usize];
            self.arrive(body, local, *scalar, shape, param.misfit);
        }
        body.under_frame();
        let staged = if self.globals.heap.is_some() {
            Vec::new()
        } else {
            sites(self.model, routine)
        };
        for site in staged {
            body.put(Instruction::I64Const(0))
                .put(Instruction::GlobalSet(self.globals.staged(site.first)));
        }
        translate(self.context(), routine, scalars, body);
    }

    pub(super) fn run(&self, id: ActionId) -> Body {
        let action = &self.model.actions[id.index()];
        let params = border(&self.scalars(&action.params, &action.locals));
        let mut body = Body::new(params.clone(), ValType::I32, action.element);
        pass_on(params.len(), &mut body);
        body.put(self.call(Function::Attempt(id)));
        self.finish(self.program.action(id), false, &mut body);
        body
    }

    pub(super) fn init(&self) -> Body {
        let init = &self.model.init;
        let params = self.scalars(&init.params, &init.locals);
        let mut body = Body::new(border(&params), ValType::I32, init.element);
        if self.globals.heap.is_some() {
            pass_on(params.len(), &mut body);
            body.put(self.call(Function::First));
        } else {
            self.enter(&self.program.init, &init.params, &params, &mut body);
            body.put(Instruction::I32Const(0));
        }
        self.finish(&self.program.init, true, &mut body);
        body
    }

    pub(super) fn first(&self) -> Body {
        let init = &self.model.init;
        let params = self.scalars(&init.params, &init.locals);
        let mut body = Body::new(border(&params), ValType::I32, init.element);
        self.start(&mut body);
        self.enter(&self.program.init, &init.params, &params, &mut body);
        body.put(Instruction::I32Const(0));
        body
    }

    /// Settles the status on the stack, and lets result and events be seen if all is well.
    fn finish(&self, routine: &Routine, initial: bool, body: &mut Body) {
        body.put(Instruction::I32Const(i32::from(initial)))
            .put(self.call(Function::Settle));
        if self.globals.heap.is_some() {
            return;
        }
        let events = sites(self.model, routine);
        let result = self.globals.result.filter(|_| routine.result.is_some());
        if events.is_empty() && result.is_none() {
            return;
        }
        let outcome = body.local(ValType::I32);
        body.put(Instruction::LocalSet(outcome))
            .put(Instruction::LocalGet(outcome))
            .put(Instruction::I32Eqz)
            .put(Instruction::If(BlockType::Empty));
        if let Some(result) = result {
            body.put(Instruction::I32Const(0))
                .put(Instruction::GlobalGet(result))
                .put(store(ValType::I64, RESULT));
        }
        if !events.is_empty() {
            self.publish(&events, body);
        }
        body.put(Instruction::End)
            .put(Instruction::LocalGet(outcome));
    }

    /// Stores the events that were emitted, one after the other.
    fn publish(&self, events: &[Site], body: &mut Body) {
        let (end, count) = (body.local(ValType::I32), body.local(ValType::I32));
        for site in events {
            body.under(self.model.events[site.event as usize].element);
            body.put(Instruction::GlobalGet(self.globals.staged(site.first)))
                .put(Instruction::I32WrapI64)
                .put(Instruction::If(BlockType::Empty))
                .put(Instruction::LocalGet(end))
                .put(Instruction::I64Const(i64::from(site.event)))
                .put(store(ValType::I64, self.layout.after_state()));
            for cell in 1..site.cells() {
                body.put(Instruction::LocalGet(end))
                    .put(Instruction::GlobalGet(
                        self.globals.staged(site.first + cell),
                    ))
                    .put(store(ValType::I64, self.layout.after_state() + cell * CELL));
            }
            let size = (site.cells() * CELL).cast_signed();
            for (local, by) in [(end, size), (count, 1)] {
                body.put(Instruction::LocalGet(local))
                    .put(Instruction::I32Const(by))
                    .put(Instruction::I32Add)
                    .put(Instruction::LocalSet(local));
            }
            body.put(Instruction::End);
        }
        body.under_frame();
        body.put(Instruction::I32Const(0))
            .put(Instruction::LocalGet(count))
            .put(store(ValType::I32, EVENT_COUNT));
    }

    pub(super) fn can(&self, id: ActionId) -> Body {
        let action = &self.model.actions[id.index()];
        let params = border(&self.scalars(&action.params, &action.locals));
        let mut body = Body::new(params.clone(), ValType::I32, action.element);
        pass_on(params.len(), &mut body);
        body.put(self.call(Function::Attempt(id)));
        if self.globals.heap.is_some() {
            body.put(self.call(Function::Forget));
        }
        body.put(Instruction::I32Eqz);
        body
    }

    fn scalars(&self, params: &[Param], locals: &[Local]) -> Vec<Scalar> {
        params
            .iter()
            .map(|param| Scalar::of(self.model, locals[param.local.index()].ty.ty))
            .collect()
    }
}

fn border(scalars: &[Scalar]) -> Vec<ValType> {
    scalars.iter().map(|scalar| scalar.border()).collect()
}

/// Pushes all parameters.
fn pass_on(params: usize, body: &mut Body) {
    for local in 0..params as u32 {
        body.put(Instruction::LocalGet(local));
    }
}
