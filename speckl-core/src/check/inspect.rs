//! What is looked at in every state and across every step: invariants, `reachable`s, `final`.

use super::counterexample::Fault;
use super::explore::{Search, Watched};
use crate::model::{ElementId, FailureId};
use crate::program::Stopped;

impl Search<'_> {
    /// Looks at a new state.
    pub(super) fn look_at(&mut self, state: &[i64], index: u32) {
        for at in 0..self.conditions.len() {
            if self.conditions[at].is_step {
                continue;
            }
            if let Some((failure, invariant)) = self.broken(at, state, state) {
                self.note(failure, Some(invariant), Fault::State { state: index });
            }
        }
        self.probe(state, state, false);
        for at in 0..self.reached.len() {
            if !self.reached[at] {
                self.reached[at] = self.is_reached(at, state, index);
            }
        }
    }

    /// Whether a state is what a `reachable` asks for.
    fn is_reached(&mut self, at: usize, state: &[i64], index: u32) -> bool {
        for routine in &self.program.reachables[at] {
            match self.runner.holds(routine, state, state) {
                Ok(true) => {}
                Ok(false) => return false,
                Err(why) => {
                    self.stopped(why, || Fault::State { state: index });
                    return false;
                }
            }
        }
        true
    }

    /// How a condition fails, and whose it is.
    pub(super) fn broken(
        &mut self,
        at: usize,
        now: &[i64],
        before: &[i64],
    ) -> Option<(FailureId, ElementId)> {
        let routine = &self.program.conditions[at];
        let Watched {
            failure, invariant, ..
        } = self.conditions[at];
        match self.runner.holds(routine, now, before) {
            Ok(true) => None,
            Ok(false) => Some((failure, invariant)),
            Err(Stopped::Failed(fault)) => Some((fault, invariant)),
            Err(Stopped::Exhausted) => {
                self.exhausted();
                None
            }
        }
    }

    /// Looks whether an antecedent that never was true is true here.
    pub(super) fn probe(&mut self, now: &[i64], before: &[i64], is_step: bool) {
        for at in 0..self.probes.len() {
            let probe = &self.probes[at];
            if probe.seen || probe.is_step != is_step {
                continue;
            }
            // A fault here is found where the whole condition is looked at.
            let seen = self.runner.holds(&probe.routine, now, before) == Ok(true);
            self.probes[at].seen = seen;
        }
    }

    pub(super) fn is_final(&mut self, state: &[i64], index: u32) -> bool {
        if self.program.finals.is_empty() {
            return false;
        }
        for routine in &self.program.finals {
            match self.runner.holds(routine, state, state) {
                Ok(true) => {}
                Ok(false) => return false,
                Err(why) => {
                    self.stopped(why, || Fault::State { state: index });
                    return true;
                }
            }
        }
        true
    }
}
