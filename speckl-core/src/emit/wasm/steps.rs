//! The functions that take a step: from the state in memory, by way of the globals, to the state in
//! memory or to a refusal.

use super::arithmetic::outside;
use super::body::{Body, load, store};
use super::exports::NO_STATE;
use super::layout::{
    CELL, EVENT_COUNT, READY, RESULT, Scalar, Site, shape_type, sites, var_global, var_offset,
};
use super::machine::{Function, Machine, constant, status};
use super::routine::translate;
use crate::emit::trace::Rule;
use crate::model::{ActionId, Local, Param};
use crate::program::{Routine, SlotType};
use wasm_encoder::{BlockType, Instruction, ValType};

impl Machine<'_> {
    pub(super) fn load(&self) -> Body {
        let mut body = Body::new(Vec::new(), ValType::I32, Rule::Machine);
        for (var, slot) in self.program.vars.iter().enumerate() {
            body.under(self.model.vars[var].element);
            body.put(Instruction::I32Const(0))
                .put(load(shape_type(self.program, *slot), var_offset(var)))
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
                .put(Instruction::LocalGet(status))
                .put(Instruction::Return)
                .put(Instruction::End);
        };
        refuse(&mut body);
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
        for (var, slot) in self.program.vars.iter().enumerate() {
            body.under(self.model.vars[var].element);
            body.put(Instruction::I32Const(0))
                .put(Instruction::GlobalGet(var_global(var)))
                .put(store(shape_type(self.program, *slot), var_offset(var)));
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
        body.put(self.call(Function::Load))
            .put(Instruction::I32Eqz)
            .refuse_if(NO_STATE);
        let routine = self.program.action(id);
        self.enter(routine, &action.params, &params, &mut body);
        if let (Some(result), Some(slot)) = (self.globals.result, routine.result) {
            if self.program.shapes[routine.slots[slot.index()].index()].slot() == SlotType::Word {
                body.put(Instruction::I64ExtendI32U);
            }
            body.put(Instruction::GlobalSet(result));
        }
        body.put(Instruction::I32Const(0));
        body
    }

    /// Looks at the arguments, forgets the events of earlier attempts, and runs the routine.
    fn enter(&self, routine: &Routine, params: &[Param], scalars: &[Scalar], body: &mut Body) {
        for ((param, scalar), local) in params.iter().zip(scalars).zip(0..) {
            let test = outside(scalar.border(), scalar.lo, scalar.hi);
            if !test.is_empty() {
                body.under(param.element);
                body.put(Instruction::LocalGet(local));
                for instruction in test {
                    body.put(instruction);
                }
                body.refuse_if(status(param.misfit));
            }
        }
        body.under_frame();
        for site in sites(self.model, routine) {
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
        self.enter(&self.program.init, &init.params, &params, &mut body);
        body.put(Instruction::I32Const(0));
        self.finish(&self.program.init, true, &mut body);
        body
    }

    /// Settles the status on the stack, and lets result and events be seen if all is well.
    fn finish(&self, routine: &Routine, initial: bool, body: &mut Body) {
        body.put(Instruction::I32Const(i32::from(initial)))
            .put(self.call(Function::Settle));
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
                .put(store(ValType::I64, self.layout.events()));
            for cell in 1..site.cells() {
                body.put(Instruction::LocalGet(end))
                    .put(Instruction::GlobalGet(
                        self.globals.staged(site.first + cell),
                    ))
                    .put(store(ValType::I64, self.layout.events() + cell * CELL));
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
        body.put(self.call(Function::Attempt(id)))
            .put(Instruction::I32Eqz);
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
