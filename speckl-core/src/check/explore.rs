//! The search: breadth first, level by level.

use super::args::Odometer;
use super::counterexample::{Fault, Found};
use super::pack::Layout;
use super::runner::{Choosable, Runner};
use super::store::{Label, Labels, Parent, Store};
use super::vacuity::Probe;
use super::{CheckOptions, Limit, Verdict, summary, vacuity};
use crate::eval::Choices;
use crate::model::{ElementId, FailureId, FailureKind, Model};
use crate::program::{Program, Stopped};
use crate::stack::with_room;

/// How far a search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Distinct states found.
    pub states: u64,
    /// Transitions counted.
    pub transitions: u64,
    /// The distance of the states that are looked at now.
    pub depth: u32,
    /// States found and not yet looked at.
    pub queue: u64,
}

/// How many states are looked at between two calls of whoever watches.
const WATCHED: u32 = 1 << 12;

/// Explores every reachable state, up to the limits of `options`.
pub fn check(model: &Model, program: &Program, options: &CheckOptions) -> Verdict {
    check_watched(model, program, options, &mut |_| true)
}

/// The same; `watch` is told now and then how far it has come, and stops it by `false`.
pub fn check_watched(
    model: &Model,
    program: &Program,
    options: &CheckOptions,
    watch: &mut (dyn FnMut(&Progress) -> bool + Send),
) -> Verdict {
    with_room(|| {
        let mut search = Search::new(model, program, options);
        search.initial_states();
        search.levels(watch);
        summary::verdict(search)
    })
}

/// A condition of an invariant, as the search needs it.
pub(super) struct Watched {
    pub is_step: bool,
    pub failure: FailureId,
    pub invariant: ElementId,
}

pub(super) struct Search<'a> {
    pub model: &'a Model,
    pub program: &'a Program,
    pub options: &'a CheckOptions,
    pub layout: Layout,
    pub store: Store,
    pub labels: Labels,
    pub runner: Runner<'a>,
    pub transitions: u64,
    pub depth: u32,
    pub limit: Option<Limit>,
    /// Whether every state that was found was looked at.
    pub complete: bool,
    /// So many states, the first ones, had all their transitions made.
    pub expanded: u32,
    /// How often each action fired, by index.
    pub fired: Vec<u64>,
    /// What is wrong, the first of each kind and place, in the order in which it was found.
    pub found: Vec<Found>,
    /// The first state in which nothing is enabled though it is not final.
    pub deadlock: Option<u32>,
    /// Which `reachable`s were reached.
    pub reached: Vec<bool>,
    pub probes: Vec<Probe>,
    pub conditions: Vec<Watched>,
    /// Argument tuples that were tried.
    tuples: u64,
    max_states: Option<u64>,
    max_depth: Option<u32>,
    packed: Vec<u64>,
}

fn least<T: Ord>(limits: [Option<T>; 3]) -> Option<T> {
    limits.into_iter().flatten().min()
}

impl<'a> Search<'a> {
    fn new(model: &'a Model, program: &'a Program, options: &'a CheckOptions) -> Self {
        let mut bounds = model.bounds.clone();
        bounds
            .domains
            .extend(options.bounds.domains.iter().cloned());
        let (probes, heap) = vacuity::probes(model, program);
        let layout = Layout::of(program);
        let domains = Choosable::new(model, program, &bounds);
        let fuel = options.max_work.unwrap_or(u64::MAX);
        Self {
            model,
            program,
            options,
            store: Store::new(layout.words()),
            packed: vec![0; layout.words()],
            layout,
            labels: Labels::default(),
            runner: Runner::new(program, heap, domains, fuel),
            transitions: 0,
            depth: 0,
            limit: None,
            complete: false,
            expanded: 0,
            fired: vec![0; model.actions.len()],
            found: Vec::new(),
            deadlock: None,
            reached: vec![false; model.reachables.len()],
            probes,
            conditions: model
                .conditions()
                .map(|(invariant, condition)| Watched {
                    is_step: condition.is_step,
                    failure: condition.failure,
                    invariant: invariant.element,
                })
                .collect(),
            tuples: 0,
            max_states: least([options.max_states, bounds.states, options.bounds.states]),
            max_depth: least([options.max_depth, bounds.depth, options.bounds.depth]),
        }
    }

    /// The state with an index, as words.
    pub fn state(&self, index: u32) -> Vec<i64> {
        let mut state = vec![0; self.program.vars.len()];
        self.layout.unpack(self.store.state(index), &mut state);
        state
    }

    /// The index of a state, if it was found.
    pub fn find(&mut self, state: &[i64]) -> Option<u32> {
        self.layout.pack(state, &mut self.packed);
        self.store.find(&self.packed)
    }

    /// Notes that something is wrong, once for each failure.
    pub fn note(&mut self, failure: FailureId, property: Option<ElementId>, fault: Fault) {
        let known = |it: &Found| it.failure == failure && it.property == property;
        if !self.found.iter().any(known) {
            self.found.push(Found {
                failure,
                property,
                fault,
            });
        }
    }

    /// Notes why a run did not end well, unless it was only rejected; tells whether it was.
    pub fn stopped(&mut self, why: Stopped, fault: impl FnOnce() -> Fault) -> bool {
        match why {
            Stopped::Failed(failure)
                if self.model.failure(failure).kind == FailureKind::Rejected =>
            {
                return true;
            }
            Stopped::Failed(failure) => self.note(failure, None, fault()),
            Stopped::Exhausted => self.exhausted(),
        }
        false
    }

    /// There is no fuel left, or no room.
    pub fn exhausted(&mut self) {
        let limit = match self.options.max_work {
            Some(most) if !self.runner.heap.is_full() => Limit::Work(most),
            _ => Limit::Memory(self.runner.heap.bytes() as u64),
        };
        self.limit.get_or_insert(limit);
    }

    fn initial_states(&mut self) {
        let Some(mut tuple) = Odometer::new(&self.runner.domains.init) else {
            return;
        };
        loop {
            if self.too_many_tuples() {
                return;
            }
            let number = tuple.number;
            if let Err(why) = self.runner.init(&tuple) {
                self.stopped(why, || Fault::Init { tuple: number });
            } else {
                let state = self.runner.state().to_vec();
                let label = Label {
                    action: 0,
                    tuple: number,
                    choices: Vec::new(),
                };
                self.arrive(&state, None, &label);
            }
            if self.limit.is_some() || !tuple.advance(&self.runner.domains.init) {
                return;
            }
        }
    }

    /// Whether one more state would be too many. The state in `packed` may be an old one.
    fn over_budget(&mut self) -> bool {
        let Some(most) = self.max_states else {
            return false;
        };
        if (self.store.len() as u64) < most || self.store.find(&self.packed).is_some() {
            return false;
        }
        self.limit = Some(Limit::States(most));
        true
    }

    /// Counts an argument tuple; tells whether it is one too many.
    pub fn too_many_tuples(&mut self) -> bool {
        self.tuples += 1;
        let most = self.options.max_tuples.filter(|most| self.tuples > *most);
        if let Some(most) = most {
            self.limit = Some(Limit::Tuples(most));
        }
        most.is_some()
    }

    fn too_much_memory(&mut self) {
        let held = (self.runner.heap.bytes() + self.store.bytes()) as u64;
        if let Some(most) = self.options.max_memory
            && held > most
        {
            self.limit.get_or_insert(Limit::Memory(most));
        }
    }

    fn levels(&mut self, watch: &mut (dyn FnMut(&Progress) -> bool + Send)) {
        let mut level = 0..self.store.len() as u32;
        while !level.is_empty() && self.found.is_empty() && self.limit.is_none() {
            if let Some(most) = self.max_depth
                && self.depth >= most
            {
                self.limit = Some(Limit::Depth(most));
                return;
            }
            let end = level.end;
            for index in level {
                self.expand(index);
                if self.limit.is_some() {
                    return;
                }
                self.expanded = index + 1;
                if index % WATCHED == WATCHED - 1 && !watch(&self.progress(index)) {
                    self.limit = Some(Limit::Stopped);
                    return;
                }
            }
            level = end..self.store.len() as u32;
            if !level.is_empty() {
                self.depth += 1;
            }
        }
        self.complete = level.is_empty() && self.limit.is_none();
    }

    fn progress(&self, index: u32) -> Progress {
        let states = self.store.len() as u64;
        Progress {
            states,
            transitions: self.transitions,
            depth: self.depth,
            queue: states - u64::from(index) - 1,
        }
    }

    /// Fires every action with all arguments in one state.
    fn expand(&mut self, index: u32) {
        self.too_much_memory();
        let state = self.state(index);
        let mut stuck = true;
        for action in 0..self.program.actions.len() {
            if !self.runner.domains.allowed[action] {
                continue;
            }
            let Some(mut tuple) = Odometer::new(&self.runner.domains.actions[action]) else {
                continue;
            };
            loop {
                self.runner.choose(action, &tuple);
                let mut choices = Choices::new();
                loop {
                    if self.too_many_tuples() {
                        return;
                    }
                    let done = self.runner.action(&state, action, &mut choices);
                    let label = || Label {
                        action: action as u32,
                        tuple: tuple.number,
                        choices: choices.taken().collect(),
                    };
                    match done {
                        Ok(()) => {
                            stuck = false;
                            self.transitions += 1;
                            self.fired[action] += 1;
                            let after = self.runner.state().to_vec();
                            self.transition(&state, &after, index, &label);
                        }
                        Err(why) => {
                            // What the guards let through is not stuck: it is wrong.
                            stuck &= self.stopped(why, || Fault::Action {
                                state: index,
                                label: label(),
                            });
                        }
                    }
                    if self.limit.is_some() {
                        return;
                    }
                    if !choices.advance() {
                        break;
                    }
                }
                if !tuple.advance(&self.runner.domains.actions[action]) {
                    break;
                }
            }
        }
        if stuck && self.deadlock.is_none() && !self.is_final(&state, index) {
            self.deadlock = Some(index);
        }
    }

    /// A step has been made.
    fn transition(&mut self, before: &[i64], after: &[i64], from: u32, label: &dyn Fn() -> Label) {
        for at in 0..self.conditions.len() {
            if !self.conditions[at].is_step {
                continue;
            }
            if let Some((failure, invariant)) = self.broken(at, after, before) {
                let fault = Fault::Step {
                    state: from,
                    label: label(),
                    after: after.to_vec(),
                };
                self.note(failure, Some(invariant), fault);
            }
        }
        self.probe(after, before, true);
        self.layout.pack(after, &mut self.packed);
        if self.store.find(&self.packed).is_none() {
            self.arrive(after, Some(from), &label());
        }
    }

    /// Takes a state in that may be new.
    fn arrive(&mut self, state: &[i64], from: Option<u32>, label: &Label) {
        self.layout.pack(state, &mut self.packed);
        if self.over_budget() || self.store.find(&self.packed).is_some() {
            return;
        }
        let label = self.labels.number(label);
        let parent = |index| Parent {
            state: from.unwrap_or(index),
            label,
        };
        if let Some(index) = self.store.insert(&self.packed, parent) {
            self.look_at(state, index);
        }
    }
}
