//! The machine form of a model: slots and small instructions.
//!
//! One [`Routine`] per `init`, action and condition. The checker runs routines, and the Wasm back
//! end translates them instruction by instruction, so both mean the same by construction. Control
//! is structured, as in Wasm, and flat, so that an interpreter needs no recursion.
//!
//! Slots of a routine, in this order: the state variables as they are now; the state variables as
//! they were before (`prev`); the parameters; whatever the routine needs besides. A routine works on
//! its slots alone: whoever runs it fills in state and arguments, and takes the new state out if it
//! ends well, so a failing routine changes nothing.

mod lower;
mod run;

pub use lower::lower;
pub use run::{Emitted, Frame};

use crate::model::{ActionId, ArithOp, CompareOp, ElementId, EventId, FailureId};

/// A slot of a routine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub u32);

impl Slot {
    /// Its index in the frame.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a slot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlotType {
    /// 0 or 1, or the index of an enum value: an `i32` in Wasm.
    Word,
    /// An integer: an `i64` in Wasm.
    Int,
}

/// A model in machine form.
#[derive(Clone, Debug)]
pub struct Program {
    /// The slots of the state variables, in the model's order.
    pub vars: Vec<SlotType>,
    /// `init`: assigns every variable.
    pub init: Routine,
    /// One routine per action, in the model's order, `allowed` or not.
    pub actions: Vec<Routine>,
    /// One routine per condition of an invariant, in the order of
    /// [`Model::conditions`](crate::model::Model::conditions).
    pub conditions: Vec<Routine>,
    /// One routine per condition of `final`; empty where the spec has none.
    pub finals: Vec<Routine>,
}

impl Program {
    /// The routine of an action.
    pub fn action(&self, id: ActionId) -> &Routine {
        &self.actions[id.index()]
    }

    /// The slot of a variable as it is now.
    pub fn now(&self, var: usize) -> Slot {
        Slot(var as u32)
    }

    /// The slot of a variable as it was before.
    pub fn before(&self, var: usize) -> Slot {
        Slot((self.vars.len() + var) as u32)
    }

    /// The slot of a parameter.
    pub fn param(&self, index: usize) -> Slot {
        Slot((2 * self.vars.len() + index) as u32)
    }
}

/// A straight piece of code over its own slots.
#[derive(Clone, Debug)]
pub struct Routine {
    /// How many parameters it takes.
    pub params: u32,
    /// The type of every slot.
    pub slots: Vec<SlotType>,
    /// The instructions.
    pub code: Vec<Op>,
    /// The element that each instruction comes from.
    pub origins: Vec<ElementId>,
    /// Where the result is when it ends: a condition's truth, an action's returned value.
    pub result: Option<Slot>,
    /// The variables that it reads as they are now, in order.
    pub reads: Vec<u32>,
    /// The variables that it reads as they were before, in order.
    pub reads_before: Vec<u32>,
    /// The variables that it may assign, in order.
    pub writes: Vec<u32>,
}

/// An instruction. Where a failure is given, the instruction may end the routine with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `dst := value`
    Const {
        /// Where to.
        dst: Slot,
        /// A number, 0 or 1, or an enum value's index.
        value: i64,
    },
    /// `dst := src`; both have one type.
    Copy {
        /// Where to.
        dst: Slot,
        /// Where from.
        src: Slot,
    },
    /// `dst := not src`, of words.
    Not {
        /// Where to.
        dst: Slot,
        /// Where from.
        src: Slot,
    },
    /// `dst := -src`, of integers.
    Neg {
        /// Where to.
        dst: Slot,
        /// Where from.
        src: Slot,
        /// If the result is no `Int`; where absent, it always is.
        overflow: Option<FailureId>,
    },
    /// `dst := left op right`, of integers.
    Arith {
        /// Which.
        op: ArithOp,
        /// Where to.
        dst: Slot,
        /// The left operand.
        left: Slot,
        /// The right operand.
        right: Slot,
        /// If the divisor is zero; looked for first; where absent, it never is.
        zero: Option<FailureId>,
        /// If the result is no `Int`; where absent, it always is.
        overflow: Option<FailureId>,
    },
    /// `dst := left op right`: a word. Both operands have one type.
    Compare {
        /// Which.
        op: CompareOp,
        /// Where to.
        dst: Slot,
        /// The left operand.
        left: Slot,
        /// The right operand.
        right: Slot,
    },
    /// Fails unless `lo <= value <= hi`.
    Within {
        /// An integer.
        value: Slot,
        /// The least that fits.
        lo: i64,
        /// The greatest that fits.
        hi: i64,
        /// If it does not fit.
        failure: FailureId,
    },
    /// Fails unless the word is 1.
    Demand {
        /// The condition of a `require` or `assert`.
        condition: Slot,
        /// If it does not hold.
        failure: FailureId,
    },
    /// Goes on if the word is 1, else at `otherwise`: the instruction after the matching [`Op::Else`],
    /// or the matching [`Op::End`] where there is no `Else`.
    If {
        /// The condition.
        condition: Slot,
        /// Where to go on if it does not hold.
        otherwise: u32,
    },
    /// Ends the first branch: goes on at `end`, the matching [`Op::End`].
    Else {
        /// Where to go on.
        end: u32,
    },
    /// Where the branches of an [`Op::If`] meet; does nothing.
    End,
    /// Emits an event whose fields are in consecutive slots. Events count only if the routine ends
    /// well.
    Emit {
        /// Which.
        event: EventId,
        /// The slot of the first field.
        first: Slot,
    },
    /// Ends the routine well, from wherever it stands.
    Finish,
}
