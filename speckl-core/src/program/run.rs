//! Running a routine: a loop over instructions, and nothing else.

use super::{Op, Routine, Slot};
use crate::model::{ArithFault, EventId, FailureId};

/// An event that a routine staged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emitted {
    /// Which.
    pub event: EventId,
    /// The slots of its fields, as they were.
    pub fields: Vec<i64>,
}

/// The slots of a routine that is being run. One frame serves any number of runs.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    slots: Vec<i64>,
}

impl Frame {
    /// An empty frame.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes room for a routine and fills in the state: `state` both as it is now and as it was.
    pub fn enter(&mut self, routine: &Routine, state: &[i64]) {
        self.enter_step(routine, state, state);
    }

    /// Makes room for a routine and fills in the state now and the state before.
    pub fn enter_step(&mut self, routine: &Routine, now: &[i64], before: &[i64]) {
        self.slots
            .resize(routine.slots.len().max(self.slots.len()), 0);
        let (first, rest) = self.slots.split_at_mut(now.len());
        first.copy_from_slice(now);
        rest[..before.len()].copy_from_slice(before);
    }

    /// Fills a slot: an argument, before a run.
    pub fn set(&mut self, slot: Slot, value: i64) {
        self.slots[slot.index()] = value;
    }

    /// Reads a slot: the result, after a run.
    pub fn get(&self, slot: Slot) -> i64 {
        self.slots[slot.index()]
    }

    /// The first slots: the state as a routine has left it.
    pub fn state(&self, vars: usize) -> &[i64] {
        &self.slots[..vars]
    }

    /// Runs a routine to its end. `emitted` is told of every event, with the slots of its fields
    /// onwards; the events count only if the routine ends well.
    ///
    /// # Errors
    /// The failure that ended the routine.
    pub fn run(
        &mut self,
        routine: &Routine,
        mut emitted: impl FnMut(EventId, &[i64]),
    ) -> Result<(), FailureId> {
        let slots = &mut self.slots;
        let mut at = 0;
        while let Some(&op) = routine.code.get(at) {
            at += 1;
            match op {
                Op::Const { dst, value } => slots[dst.index()] = value,
                Op::Copy { dst, src } => slots[dst.index()] = slots[src.index()],
                Op::Not { dst, src } => slots[dst.index()] = slots[src.index()] ^ 1,
                Op::Neg { dst, src, overflow } => {
                    let (value, overflowed) = slots[src.index()].overflowing_neg();
                    if overflowed && let Some(failure) = overflow {
                        return Err(failure);
                    }
                    slots[dst.index()] = value;
                }
                Op::Arith {
                    op,
                    dst,
                    left,
                    right,
                    zero,
                    overflow,
                } => match op.apply(slots[left.index()], slots[right.index()]) {
                    Ok(value) => slots[dst.index()] = value,
                    Err(fault) => {
                        let failure = match fault {
                            ArithFault::Zero => zero,
                            ArithFault::Overflow => overflow,
                        };
                        return Err(failure.expect("what can fault has a failure in the table"));
                    }
                },
                Op::Compare {
                    op,
                    dst,
                    left,
                    right,
                    ..
                } => {
                    let holds = op.apply(slots[left.index()], slots[right.index()]);
                    slots[dst.index()] = i64::from(holds);
                }
                Op::Within {
                    value,
                    lo,
                    hi,
                    failure,
                } => {
                    let value = slots[value.index()];
                    if value < lo || value > hi {
                        return Err(failure);
                    }
                }
                Op::Demand { condition, failure } => {
                    if slots[condition.index()] == 0 {
                        return Err(failure);
                    }
                }
                Op::If {
                    condition,
                    otherwise,
                } => {
                    if slots[condition.index()] == 0 {
                        at = otherwise as usize;
                    }
                }
                Op::Else { end } => at = end as usize,
                Op::End => {}
                Op::Emit { event, first } => emitted(event, &slots[first.index()..]),
                Op::Finish => break,
                _ => unimplemented!(),
            }
        }
        Ok(())
    }
}
