//! The functions that look at the state, and those that pass it to the host and back.
//!
//! What the host asks for and is no scalar is encoded behind all that is kept, where it stays until the
//! host's next call.

use super::arithmetic::outside;
use super::asm::{Asm, Ex, Operand, Var};
use super::blocks::Block;
use super::body::{Body, load};
use super::exports::NO_VALUE;
use super::layout::{CELL, Layout, PAGE, READY, RESULT, Scalar, var_global};
use super::machine::{Function, Machine, constant, status};
use super::references::trouble;
use crate::emit::trace::Rule;
use crate::model::{ActionId, VarId};
use crate::program::SlotType;
use wasm_encoder::Instruction;
use wasm_encoder::ValType::{I32, I64};

impl Machine<'_> {
    pub(super) fn result(&self, id: ActionId) -> Body {
        let action = &self.model.actions[id.index()];
        let scalar = action.returns.map(|it| Scalar::of(self.model, it.ty));
        let ty = scalar.map_or(I32, Scalar::border);
        let mut body = Body::new(Vec::new(), ty, action.element);
        body.put(Instruction::I32Const(0)).put(load(ty, RESULT));
        if scalar.is_some_and(|scalar| scalar.slot == SlotType::Ref) {
            body.put_all(Ex::from(0).half(Layout::OUT).into_code())
                .put(Instruction::I32Add);
        }
        body
    }

    pub(super) fn get(&self, id: VarId) -> Body {
        let var = &self.model.vars[id.index()];
        let scalar = Scalar::of(self.model, var.ty.ty);
        let offset = self.layout.var_offset(id.index());
        let mut body = Body::new(Vec::new(), scalar.border(), var.element);
        if scalar.slot == SlotType::Ref {
            unless_stateless(&mut body);
            body.put_all(self.asked(&[id.index()]).into_code());
        } else {
            body.put(Instruction::I32Const(0))
                .put(load(scalar.border(), offset));
        }
        body
    }

    /// The address of the encodings of some variables; 0 where there is no memory.
    fn asked(&self, vars: &[usize]) -> Ex {
        let mut value = Ex::call(self.index(Function::Open), []);
        for var in vars {
            let shape = self.statics.shape(self.program.vars[*var]);
            let word = Ex::from(0).word(self.layout.var_offset(*var));
            let encode = self.index(Function::Block(Block::Encode));
            // That gives 0, which does not change the address.
            value = value.or(Ex::call(encode, [word, shape.into()]));
        }
        Ex::call(self.index(Function::Close), [value])
    }

    pub(super) fn snapshot(&self) -> Body {
        let mut asm = Asm::of_machine([], I32);
        let Some(heap) = self.globals.heap else {
            return constant(self.layout.state());
        };
        let at = asm.local();
        unless_stateless(asm.body());
        let vars: Vec<usize> = (0..self.model.vars.len()).collect();
        asm.set(at, self.asked(&vars));
        let length = Ex::global(heap.end).minus(at);
        asm.store(0, Layout::LENGTH, length.if_else(at, 0));
        asm.finish(at)
    }

    pub(super) fn snapshot_len(&self) -> Body {
        if self.layout.has_heap {
            Asm::of_machine([], I32).finish(Ex::from(0).half(Layout::LENGTH))
        } else {
            constant(self.layout.state_len())
        }
    }

    pub(super) fn reserve(&self) -> Body {
        let mut asm = Asm::of_machine([I32], I32);
        let size = Var(0);
        if self.globals.heap.is_none() {
            let fits = size.at_most(self.layout.state_len().cast_signed());
            return asm.finish(Ex::from(self.layout.scratch().cast_signed()).if_else(fits, 0));
        }
        let at = asm.local();
        asm.give_if(size.above(-8), 0);
        asm.set(at, Ex::call(self.index(Function::Open), []));
        let alloc = self.index(Function::Block(Block::Alloc));
        asm.run(Ex::call(alloc, [size.plus(7).and(-8)]));
        asm.finish(Ex::call(self.index(Function::Close), [at.into()]))
    }

    pub(super) fn open(&self) -> Body {
        let mut asm = Asm::of_machine([], I32);
        let Some(heap) = self.globals.heap else {
            return constant(0);
        };
        asm.when(Ex::global(heap.busy).is_zero(), |asm| {
            let top = || Ex::from(0).half(Layout::TOP);
            let zero = self.index(Function::Block(Block::Zero));
            let high = Ex::from(0).half(Layout::HIGH);
            asm.set_global(heap.end, Ex::call(zero, [top(), high]));
            asm.store(0, Layout::HIGH, top());
            asm.set_global(heap.trouble, 0);
        });
        asm.finish(Ex::global(heap.end))
    }

    pub(super) fn close(&self) -> Body {
        let mut asm = Asm::of_machine([I32], I32);
        let Some(heap) = self.globals.heap else {
            return constant(0);
        };
        asm.when(Ex::global(heap.trouble), |asm| {
            let zero = self.index(Function::Block(Block::Zero));
            let arguments = [Var(0).into(), Ex::global(heap.end)];
            asm.set_global(heap.end, Ex::call(zero, arguments));
            asm.give(0);
        });
        asm.when(Ex::global(heap.busy).is_zero(), |asm| {
            asm.store(0, Layout::HIGH, Ex::global(heap.end));
        });
        asm.finish(Var(0))
    }

    pub(super) fn restore(&self) -> Body {
        match self.globals.heap {
            Some(_) => self.restore_blocks(),
            None => self.restore_cells(),
        }
    }

    fn restore_cells(&self) -> Body {
        let mut body = Body::new(vec![I32, I32], I32, Rule::Machine);
        let (from, length) = (0, 1);
        let size = self.layout.state_len();
        body.put(Instruction::LocalGet(length))
            .put(Instruction::I32Const(size.cast_signed()))
            .put(Instruction::I32Ne)
            .refuse_if(NO_VALUE);
        // In 64 bits, where neither the address nor the size of the memory can wrap around.
        body.put(Instruction::LocalGet(from))
            .put(Instruction::I64ExtendI32U)
            .put(Instruction::I64Const(i64::from(size)))
            .put(Instruction::I64Add)
            .put(Instruction::MemorySize(0))
            .put(Instruction::I64ExtendI32U)
            .put(Instruction::I64Const(i64::from(PAGE)))
            .put(Instruction::I64Mul)
            .put(Instruction::I64GtU)
            .refuse_if(NO_VALUE);
        for (index, var) in self.model.vars.iter().enumerate() {
            body.under(var.element);
            let scalar = Scalar::of(self.model, var.ty.ty);
            let cell = load(I64, CELL * index as u32);
            let test = outside(I64, scalar.lo, scalar.hi);
            if !test.is_empty() {
                body.put(Instruction::LocalGet(from)).put(cell.clone());
                for instruction in test {
                    body.put(instruction);
                }
                body.refuse_if(status(var.misfit));
            }
            body.put(Instruction::LocalGet(from)).put(cell);
            if scalar.slot == SlotType::Word {
                body.put(Instruction::I32WrapI64);
            }
            body.put(Instruction::GlobalSet(var_global(index)));
        }
        body.under_frame();
        body.put(Instruction::I32Const(0))
            .put(Instruction::I32Const(1))
            .put(self.call(Function::Settle));
        body
    }
    fn restore_blocks(&self) -> Body {
        let mut body = Body::new(vec![I32, I32], I32, Rule::Machine);
        body.put(Instruction::LocalGet(0))
            .put(Instruction::LocalGet(1))
            .put(self.call(Function::Taken))
            .put(Instruction::I32Const(1))
            .put(self.call(Function::Settle));
        body
    }

    /// Fills the globals from a snapshot; a status.
    pub(super) fn taken(&self) -> Body {
        let mut body = Body::new(vec![I32, I32], I32, Rule::Machine);
        let (from, length) = (Var(0), Var(1));
        let Some(heap) = self.globals.heap else {
            return constant(0);
        };
        self.start(&mut body);
        let size = Ex::memory_size().wide().shl64(i64::from(PAGE.ilog2()));
        let outside = from.wide().plus64(length.wide()).above64(size);
        body.put_all(outside.into_code()).refuse_if(NO_VALUE);
        for (global, value) in [(heap.input, from), (heap.left, length)] {
            body.put(Instruction::LocalGet(value.0))
                .put(Instruction::GlobalSet(global));
        }
        for (index, var) in self.model.vars.iter().enumerate() {
            body.under(var.element);
            let shape = self.program.vars[index];
            body.put(Instruction::I32Const(self.statics.shape(shape)))
                .put(self.call(Function::Block(Block::Decode)));
            if self.program.shapes[shape.index()].slot() != SlotType::Int {
                body.put(Instruction::I32WrapI64);
            }
            body.put(Instruction::GlobalSet(var_global(index)));
            trouble(heap, status(var.misfit), &mut body);
        }
        body.under_frame();
        body.put(Instruction::GlobalGet(heap.left))
            .refuse_if(NO_VALUE);
        body.put(Instruction::I32Const(0));
        body
    }
}

/// Gives 0 where there is no state.
fn unless_stateless(body: &mut Body) {
    body.put_all(Ex::from(0).half(READY).is_zero().into_code())
        .refuse_if(0);
}
