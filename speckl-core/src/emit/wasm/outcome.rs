//! The end of a step where there are blocks: what it made is kept, or forgotten to the last byte.
//!
//! Memory, from [`Heap::base`](super::layout::Heap) on: blocks, of which the state needs some; the
//! outcome of the last step, encoded; what passes between host and module, up to the host's next call;
//! what a step is making; zeros. The numbers in the header say where each of them begins.

use super::asm::{Asm, Ex, Operand, Var};
use super::blocks::{Block, WORDS, due};
use super::body::Body;
use super::exports::{BUSY, EXHAUSTED};
use super::layout::{EVENT_COUNT, Layout, READY, RESULT, shape_type, var_global};
use super::machine::{Function, Machine, constant};
use wasm_encoder::ValType::I32;

impl Machine<'_> {
    pub(super) fn begin(&self) -> Body {
        let mut asm = Asm::of_machine([], I32);
        let Some(heap) = self.globals.heap else {
            return constant(0);
        };
        asm.give_if(Ex::global(heap.busy), BUSY);
        asm.set_global(heap.busy, 1);
        for global in [
            heap.trouble,
            heap.first_event,
            heap.events,
            heap.result_shape,
        ] {
            asm.set_global(global, 0);
        }
        if let Some(result) = self.globals.result {
            asm.set_global(result, 0_i64);
        }
        asm.set_global(heap.end, Ex::from(0).half(Layout::HIGH));
        asm.finish(0)
    }

    pub(super) fn link(&self) -> Body {
        let mut asm = Asm::of_machine([I32], I32);
        let Some(heap) = self.globals.heap else {
            return constant(0);
        };
        let event = Var(0);
        asm.choose(
            Ex::global(heap.first_event),
            |asm| asm.store(Ex::global(heap.last_event), WORDS, event),
            |asm| asm.set_global(heap.first_event, event),
        );
        asm.set_global(heap.last_event, event);
        asm.set_global(heap.events, Ex::global(heap.events).plus(1));
        asm.finish(0)
    }

    pub(super) fn forget(&self) -> Body {
        let mut asm = Asm::of_machine([I32], I32);
        let status = Var(0);
        let Some(heap) = self.globals.heap else {
            return constant(0);
        };
        asm.give_if(status.is(BUSY), status);
        let zero = self.index(Function::Block(Block::Zero));
        let arguments = [Ex::from(0).half(Layout::HIGH), Ex::global(heap.end)];
        asm.set_global(heap.end, Ex::call(zero, arguments));
        asm.set_global(heap.busy, 0);
        // The next step shall find what memory there is.
        asm.when(status.is(EXHAUSTED), |asm| {
            asm.run(Ex::call(self.index(Function::Open), []));
            asm.run(Ex::call(self.index(Function::Block(Block::Collect)), []));
        });
        asm.finish(status)
    }

    pub(super) fn abandon(&self) -> Body {
        let mut asm = Asm::of_machine([], I32);
        let Some(heap) = self.globals.heap else {
            return constant(0);
        };
        asm.when(Ex::global(heap.busy), |asm| {
            asm.run(Ex::call(self.index(Function::Forget), [0.into()]));
        });
        asm.finish(0)
    }

    pub(super) fn misfit(&self) -> Body {
        match self.globals.heap {
            Some(heap) => Asm::of_machine([], I32).finish(Ex::global(heap.busy)),
            None => constant(0),
        }
    }

    pub(super) fn commit(&self) -> Body {
        let mut asm = Asm::of_machine([], I32);
        let Some(heap) = self.globals.heap else {
            return constant(0);
        };
        let (out, events, event, at) = (asm.local(), asm.local(), asm.local(), asm.local());
        let end = || Ex::global(heap.end);
        let block = |block: Block| self.index(Function::Block(block));
        asm.set(out, end());
        if let Some(result) = self.globals.result {
            asm.when(Ex::global(heap.result_shape), |asm| {
                let arguments = [Ex::global(result), Ex::global(heap.result_shape)];
                asm.run(Ex::call(block(Block::Encode), arguments));
                asm.set_global(result, 0_i64);
            });
        }
        asm.set(events, end().minus(out));
        asm.set(event, Ex::global(heap.first_event));
        asm.during(event, |asm| {
            asm.run(Ex::call(block(Block::Cell), [event.half(WORDS + 4).wide()]));
            asm.set(at, 0);
            let shape = || event.half(WORDS + 8);
            asm.count(at, shape().half(4), |asm| {
                let there = event.plus(at.shl(3)).word(WORDS + 16);
                let part = shape().plus(at.shl(2)).half(8);
                asm.run(Ex::call(block(Block::Encode), [there, part]));
            });
            asm.set(event, event.half(WORDS));
        });
        asm.give_if(Ex::global(heap.trouble), EXHAUSTED);
        for (var, shape) in self.program.vars.iter().enumerate() {
            asm.body().under(self.model.vars[var].element);
            let value = Ex::global(var_global(var));
            let offset = self.layout.var_offset(var);
            match shape_type(self.program, *shape) {
                I32 => asm.store(0, offset, value),
                _ => asm.store64(0, offset, value),
            }
        }
        asm.body().under_frame();
        asm.store(0, READY, 1);
        if let Some(result) = self.globals.result {
            asm.store64(0, RESULT, Ex::global(result));
        }
        asm.store(0, EVENT_COUNT, Ex::global(heap.events));
        asm.store(0, Layout::EVENTS_AT, events);
        asm.store(0, Layout::OUT, out);
        for offset in [Layout::TOP, Layout::HIGH] {
            asm.store(0, offset, end());
        }
        asm.when(due(end()), |asm| {
            asm.run(Ex::call(block(Block::Collect), []));
        });
        asm.finish(0)
    }

    pub(super) fn events_ptr(&self) -> Body {
        if !self.layout.has_heap {
            return constant(self.layout.after_state());
        }
        let header = |offset: u32| Ex::from(0).half(offset);
        let at = header(Layout::OUT).plus(header(Layout::EVENTS_AT));
        Asm::of_machine([], I32).finish(at)
    }
}
