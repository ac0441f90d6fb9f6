//! The program at work for the checker: one frame, one heap, one budget, and hosts that try everything.

use super::args::{Odometer, Words};
use crate::eval::{Choices, Domains, Narrowed, Owner};
use crate::model::{ActionId, BoundTarget, Bounds, ExternId, Local, Model, Param};
use crate::program::{Alone, Frame, Heap, Host, Program, Routine, Shape, ShapeId, Stopped};
use std::collections::BTreeSet;

/// What it takes to run routines.
pub(super) struct Runner<'a> {
    program: &'a Program,
    pub heap: Heap,
    frame: Frame,
    /// How many more instructions may be run.
    pub fuel: u64,
    pub domains: Choosable,
    args: Vec<i64>,
}

/// The values of all that is chosen.
#[derive(Debug)]
pub(super) struct Choosable {
    pub init: Vec<Words>,
    /// By action; empty for one that is not allowed.
    pub actions: Vec<Vec<Words>>,
    /// By `extern`.
    pub results: Vec<Words>,
    /// Which actions are allowed.
    pub allowed: Vec<bool>,
    pub narrowed: BTreeSet<Narrowed>,
    /// Of which actions the arguments, or what an `extern` gives, were narrowed.
    pub partly: Vec<bool>,
}

impl Choosable {
    pub fn new(model: &Model, program: &Program, bounds: &Bounds) -> Self {
        let mut domains = Domains::new(model, bounds);
        let shapes: &[Shape] = &program.shapes;
        let words = |domains: &mut Domains<'_>, owner, params: &[Param], locals: &[Local]| {
            let made = domains.params(owner, params, locals).into_iter();
            let types = params.iter().map(|it| locals[it.local.index()].ty.ty);
            made.zip(types)
                .map(|(domain, ty)| Words::new(domain, ShapeId(ty.index() as u32), shapes))
                .collect::<Vec<Words>>()
        };
        let init = &model.init;
        let init = words(&mut domains, Owner::Init, &init.params, &init.locals);
        let mut results = Vec::new();
        let mut externs_narrowed = false;
        for function in &model.externs {
            let noted = std::mem::take(&mut domains.narrowed);
            let domain = domains.of(function.returns, None::<&BoundTarget>);
            externs_narrowed |= !domains.narrowed.is_empty();
            domains.narrowed.extend(noted);
            let shape = ShapeId(function.returns.ty.index() as u32);
            results.push(Words::new(domain, shape, shapes));
        }
        let mut actions = Vec::new();
        let mut partly = Vec::new();
        for (index, action) in model.actions.iter().enumerate() {
            let noted = std::mem::take(&mut domains.narrowed);
            let owner = Owner::Action(ActionId(index as u32));
            actions.push(if action.allowed {
                words(&mut domains, owner, &action.params, &action.locals)
            } else {
                Vec::new()
            });
            partly.push(externs_narrowed || !domains.narrowed.is_empty());
            domains.narrowed.extend(noted);
        }
        Self {
            init,
            actions,
            results,
            allowed: model.actions.iter().map(|action| action.allowed).collect(),
            narrowed: domains.narrowed,
            partly,
        }
    }
}

/// Answers `extern` functions as a sequence of choices says.
struct Answers<'r> {
    choices: &'r mut Choices,
    results: &'r mut [Words],
}

impl Host for Answers<'_> {
    fn call(&mut self, function: ExternId, _: &[i64], heap: &mut Heap) -> Option<i64> {
        let domain = &mut self.results[function.index()];
        // A domain that `bounds` leaves empty has no answer; then nothing can come of the call.
        (domain.len() > 0).then(|| domain.word(self.choices.choose(domain.len()), heap))
    }

    fn enabled(&mut self, _: ActionId, _: &mut Heap) -> bool {
        false
    }
}

/// Tells what is enabled in a state by trying it.
struct Asking<'r> {
    program: &'r Program,
    domains: &'r mut Choosable,
    state: &'r [i64],
    fuel: u64,
    exhausted: bool,
}

impl Host for Asking<'_> {
    fn call(&mut self, _: ExternId, _: &[i64], _: &mut Heap) -> Option<i64> {
        None
    }

    fn enabled(&mut self, action: ActionId, heap: &mut Heap) -> bool {
        if !self.domains.allowed[action.index()] {
            return false;
        }
        let routine = self.program.action(action);
        let args = &mut self.domains.actions[action.index()];
        let Some(mut tuple) = Odometer::new(args) else {
            return false;
        };
        let mut frame = Frame::new();
        loop {
            let mut choices = Choices::new();
            loop {
                frame.enter(routine, self.state);
                for (at, number) in tuple.at.iter().enumerate() {
                    let word = args[at].word(*number, heap);
                    frame.set(self.program.param(at), word);
                }
                let mut host = Answers {
                    choices: &mut choices,
                    results: &mut self.domains.results,
                };
                match frame.run(routine, heap, &mut host, &mut self.fuel) {
                    Ok(()) => return true,
                    Err(Stopped::Exhausted) => {
                        self.exhausted = true;
                        return false;
                    }
                    Err(Stopped::Failed(_)) => {}
                }
                if !choices.advance() {
                    break;
                }
            }
            if !tuple.advance(args) {
                return false;
            }
        }
    }
}

impl<'a> Runner<'a> {
    pub fn new(program: &'a Program, heap: Heap, domains: Choosable, fuel: u64) -> Self {
        Self {
            program,
            heap,
            frame: Frame::new(),
            fuel,
            domains,
            args: Vec::new(),
        }
    }

    fn args(args: &mut Vec<i64>, words: &mut [Words], tuple: &Odometer, heap: &mut Heap) {
        args.clear();
        for (words, number) in words.iter_mut().zip(&tuple.at) {
            args.push(words.word(*number, heap));
        }
    }

    /// Runs `init` with an argument tuple; the state is then in [`Self::state`].
    pub fn init(&mut self, tuple: &Odometer) -> Result<(), Stopped> {
        let routine = &self.program.init;
        Self::args(
            &mut self.args,
            &mut self.domains.init,
            tuple,
            &mut self.heap,
        );
        let nothing = vec![0; self.program.vars.len()];
        self.frame.enter(routine, &nothing);
        for (at, arg) in self.args.iter().enumerate() {
            self.frame.set(self.program.param(at), *arg);
        }
        self.frame
            .run(routine, &mut self.heap, &mut Alone, &mut self.fuel)
    }

    /// Makes the arguments of an action ready, for any number of runs.
    pub fn choose(&mut self, action: usize, tuple: &Odometer) {
        Self::args(
            &mut self.args,
            &mut self.domains.actions[action],
            tuple,
            &mut self.heap,
        );
    }

    /// Runs an action with the arguments that are ready and the answers that are chosen; the state
    /// after it is then in [`Self::state`].
    pub fn action(
        &mut self,
        state: &[i64],
        action: usize,
        choices: &mut Choices,
    ) -> Result<(), Stopped> {
        let routine = &self.program.actions[action];
        self.frame.enter(routine, state);
        for (at, arg) in self.args.iter().enumerate() {
            self.frame.set(self.program.param(at), *arg);
        }
        let mut host = Answers {
            choices,
            results: &mut self.domains.results,
        };
        self.frame
            .run(routine, &mut self.heap, &mut host, &mut self.fuel)
    }

    /// The state that the last run left.
    pub fn state(&self) -> &[i64] {
        self.frame.state(self.program.vars.len())
    }

    /// Whether a condition holds.
    pub fn holds(
        &mut self,
        routine: &Routine,
        now: &[i64],
        before: &[i64],
    ) -> Result<bool, Stopped> {
        self.frame.enter_step(routine, now, before);
        let mut host = Asking {
            program: self.program,
            domains: &mut self.domains,
            state: now,
            fuel: self.fuel,
            exhausted: false,
        };
        self.frame
            .run(routine, &mut self.heap, &mut host, &mut self.fuel)?;
        let (left, exhausted) = (host.fuel, host.exhausted);
        self.fuel = self.fuel.min(left);
        if exhausted {
            return Err(Stopped::Exhausted);
        }
        Ok(routine.result.is_none_or(|slot| self.frame.get(slot) != 0))
    }
}
