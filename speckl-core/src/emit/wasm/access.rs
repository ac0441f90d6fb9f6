//! The functions that look at the state, and the one that takes a snapshot back.

use super::arithmetic::outside;
use super::body::{Body, load};
use super::exports::NO_SNAPSHOT;
use super::layout::{CELL, PAGE, RESULT, Scalar, var_global, var_offset};
use super::machine::{Function, Machine, status};
use crate::emit::trace::Rule;
use crate::model::{ActionId, VarId};
use crate::program::SlotType;
use wasm_encoder::{Instruction, ValType};

impl Machine<'_> {
    pub(super) fn result(&self, id: ActionId) -> Body {
        let action = &self.model.actions[id.index()];
        let ty = action.returns.map_or(ValType::I32, |declared| {
            Scalar::of(self.model, declared.ty).border()
        });
        let mut body = Body::new(Vec::new(), ty, action.element);
        body.put(Instruction::I32Const(0)).put(load(ty, RESULT));
        body
    }

    pub(super) fn get(&self, id: VarId) -> Body {
        let var = &self.model.vars[id.index()];
        let ty = Scalar::of(self.model, var.ty.ty).border();
        let mut body = Body::new(Vec::new(), ty, var.element);
        body.put(Instruction::I32Const(0))
            .put(load(ty, var_offset(id.index())));
        body
    }

    pub(super) fn restore(&self) -> Body {
        let mut body = Body::new(
            vec![ValType::I32, ValType::I32],
            ValType::I32,
            Rule::Machine,
        );
        let (from, length) = (0, 1);
        let size = self.layout.snapshot_len();
        body.put(Instruction::LocalGet(length))
            .put(Instruction::I32Const(size.cast_signed()))
            .put(Instruction::I32Ne)
            .refuse_if(NO_SNAPSHOT);
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
            .refuse_if(NO_SNAPSHOT);
        for (index, var) in self.model.vars.iter().enumerate() {
            body.under(var.element);
            let scalar = Scalar::of(self.model, var.ty.ty);
            let cell = load(ValType::I64, CELL * index as u32);
            let test = outside(ValType::I64, scalar.lo, scalar.hi);
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
}
