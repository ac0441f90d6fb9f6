//! Where the values of a routine are while it runs, and how they get onto the stack.

use super::body::{Traced, load, number};
use super::routine::Translation;
use crate::program::Slot;
use wasm_encoder::Instruction;

/// Where a slot lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Global(u32),
    Memory(u32),
    /// A parameter of the function, to be widened where it crosses the border as an `i32` only.
    Param {
        local: u32,
        widen: bool,
    },
    Local(u32),
    /// A local that has not been needed yet.
    Unplaced,
}

/// Code that pushes a value, and the slots that it reads.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiting {
    pub(super) code: Vec<Traced>,
    pub(super) reads: Vec<Slot>,
}

impl Translation<'_> {
    /// Code for the value of a slot; what waited for its use waits no longer.
    pub(super) fn value(&mut self, slot: Slot) -> Waiting {
        if let Some(waiting) = self.waiting.remove(&slot) {
            return waiting;
        }
        let origin = self.body.origin();
        let ty = self.val_type(slot);
        if let Some(&(value, origin)) = self.constants.get(&slot) {
            return Waiting {
                code: vec![(number(ty, value), origin)],
                reads: Vec::new(),
            };
        }
        let mut code = match self.places[slot.index()] {
            Place::Global(global) => vec![Instruction::GlobalGet(global)],
            Place::Memory(offset) => vec![Instruction::I32Const(0), load(ty, offset)],
            Place::Param {
                local,
                widen: false,
            } => vec![Instruction::LocalGet(local)],
            Place::Param { local, widen: true } => {
                vec![Instruction::LocalGet(local), Instruction::I64ExtendI32S]
            }
            Place::Local(_) | Place::Unplaced => vec![Instruction::LocalGet(self.local(slot))],
        };
        Waiting {
            code: code
                .drain(..)
                .map(|instruction| (instruction, origin))
                .collect(),
            reads: vec![slot],
        }
    }

    /// Pushes a value that is going to be pushed again: one that waited is stored first.
    pub(super) fn again(&mut self, slot: Slot) {
        if let Some(value) = self.waiting.remove(&slot) {
            self.push(value);
            self.write(slot);
        }
        let value = self.value(slot);
        self.push(value);
    }

    /// The local of a slot.
    fn local(&mut self, slot: Slot) -> u32 {
        if let Place::Local(local) = self.places[slot.index()] {
            return local;
        }
        let local = self.body.local(self.val_type(slot));
        self.places[slot.index()] = Place::Local(local);
        local
    }

    /// `dst :=` a value that cannot fail: left waiting, stored, or, where nothing uses it, dropped.
    pub(super) fn keep(&mut self, dst: Slot, value: Waiting) {
        let temporary = self.is_temporary(dst);
        match (self.made[dst.index()], self.used[dst.index()]) {
            (_, 0) if temporary => {}
            (1, 1) if temporary => {
                self.waiting.insert(dst, value);
            }
            _ => {
                self.release(dst);
                self.push(value);
                self.write(dst);
            }
        }
    }

    /// Stores what is on the stack in a slot.
    pub(super) fn write(&mut self, slot: Slot) {
        let instruction = match self.places[slot.index()] {
            Place::Global(global) => Instruction::GlobalSet(global),
            _ => Instruction::LocalSet(self.local(slot)),
        };
        self.body.put(instruction);
    }

    /// Stores all values that wait and read a slot that is about to change.
    pub(super) fn release(&mut self, changing: Slot) {
        self.store_where(|waiting| waiting.reads.contains(&changing));
    }

    /// Stores all values that wait.
    pub(super) fn flush(&mut self) {
        self.store_where(|_| true);
    }

    fn store_where(&mut self, due: impl Fn(&Waiting) -> bool) {
        let slots: Vec<Slot> = self
            .waiting
            .iter()
            .filter(|(_, waiting)| due(waiting))
            .map(|(slot, _)| *slot)
            .collect();
        for slot in slots {
            if let Some(value) = self.waiting.remove(&slot) {
                self.push(value);
                self.write(slot);
            }
        }
    }

    pub(super) fn push(&mut self, value: Waiting) {
        for traced in value.code {
            self.body.put_traced(traced);
        }
    }

    pub(super) fn put_all(&mut self, code: impl IntoIterator<Item = Instruction<'static>>) {
        for instruction in code {
            self.body.put(instruction);
        }
    }
}
