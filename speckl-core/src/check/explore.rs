//! The search: breadth first, level by level.

use super::counterexample::{self, Fault, Found};
use super::domain::{Domain, argument_tuples, domains};
use super::pack::Layout;
use super::store::{Parent, Store};
use super::{CheckOptions, Deadlocks, Fired, Limit, Narrowed, Outcome, Verdict};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ActionId, FailureId, FailureKind, Model};
use crate::program::{Frame, Program};
use std::collections::{BTreeMap, BTreeSet};

/// Explores every reachable state, up to the limits of `options`.
pub fn check(model: &Model, program: &Program, options: &CheckOptions) -> Verdict {
    let mut search = Search::new(model, program, options);
    search.initial_states();
    search.levels();
    search.verdict()
}

pub(super) struct Search<'a> {
    pub model: &'a Model,
    program: &'a Program,
    options: &'a CheckOptions,
    pub layout: Layout,
    pub store: Store,
    pub init_domains: Vec<Domain>,
    pub action_domains: BTreeMap<ActionId, Vec<Domain>>,
    narrowed: BTreeSet<Narrowed>,
    fired: BTreeMap<ActionId, u64>,
    transitions: u64,
    /// Argument tuples that were tried.
    tuples: u64,
    depth: u32,
    limit: Option<Limit>,
    /// What is wrong, the first of each kind and place, in the order in which it was found.
    found: Vec<Found>,
    /// The first state in which nothing is enabled though it is not final.
    deadlock: Option<u32>,
    frame: Frame,
    packed: Vec<u64>,
}

impl<'a> Search<'a> {
    fn new(model: &'a Model, program: &'a Program, options: &'a CheckOptions) -> Self {
        let mut narrowed = BTreeSet::new();
        let init = &model.init;
        let init_domains = domains(model, &init.params, &init.locals, &mut narrowed);
        let action_domains = model
            .allowed_actions()
            .map(|(id, action)| {
                let domains = domains(model, &action.params, &action.locals, &mut narrowed);
                (id, domains)
            })
            .collect();
        let layout = Layout::of(model);
        Self {
            model,
            program,
            options,
            store: Store::new(layout.words()),
            packed: vec![0; layout.words()],
            layout,
            init_domains,
            action_domains,
            narrowed,
            fired: model.allowed_actions().map(|(id, _)| (id, 0)).collect(),
            transitions: 0,
            tuples: 0,
            depth: 0,
            limit: None,
            found: Vec::new(),
            deadlock: None,
            frame: Frame::new(),
        }
    }

    fn width(&self) -> usize {
        self.program.vars.len()
    }

    /// Notes that something is wrong, once for each failure.
    fn note(&mut self, found: Found) {
        if !self
            .found
            .iter()
            .any(|known| known.failure == found.failure)
        {
            self.found.push(found);
        }
    }

    fn initial_states(&mut self) {
        let domains = self.init_domains.clone();
        let nothing = vec![0; self.width()];
        for (tuple, args) in argument_tuples(&domains).enumerate() {
            if self.too_many_tuples() {
                return;
            }
            let routine = &self.program.init;
            self.frame.enter(routine, &nothing);
            for (at, &arg) in args.iter().enumerate() {
                self.frame.set(self.program.param(at), arg);
            }
            let tuple = tuple as u32;
            match self.frame.run(routine, |_, _| ()) {
                Err(failure) if self.model.failure(failure).kind == FailureKind::Rejected => {}
                Err(failure) => self.note(Found {
                    failure,
                    fault: Fault::Init { tuple },
                }),
                Ok(()) => {
                    let state = self.frame.state(self.width()).to_vec();
                    self.layout.pack(&state, &mut self.packed);
                    if self.over_budget() {
                        return;
                    }
                    let parent = |state| Parent {
                        state,
                        action: 0,
                        tuple,
                    };
                    if let Some(index) = self.store.insert(&self.packed, parent) {
                        self.check_state(&state, index);
                    }
                }
            }
        }
    }

    /// Whether one more state would be too many. The state in `packed` may be an old one.
    fn over_budget(&mut self) -> bool {
        let Some(most) = self.options.max_states else {
            return false;
        };
        if (self.store.len() as u64) < most || self.store.contains(&self.packed) {
            return false;
        }
        self.limit = Some(Limit::States(most));
        true
    }

    /// Counts an argument tuple; tells whether it is one too many.
    fn too_many_tuples(&mut self) -> bool {
        self.tuples += 1;
        let most = self.options.max_tuples.filter(|most| self.tuples > *most);
        if let Some(most) = most {
            self.limit = Some(Limit::Tuples(most));
        }
        most.is_some()
    }

    fn levels(&mut self) {
        let mut level = 0..self.store.len() as u32;
        while !level.is_empty() && self.found.is_empty() && self.limit.is_none() {
            let end = level.end;
            for index in level {
                self.expand(index);
                if self.limit.is_some() {
                    break;
                }
            }
            level = end..self.store.len() as u32;
            if level.is_empty() {
                break;
            }
            self.depth += 1;
            if let Some(most) = self.options.max_depth
                && self.depth >= most
                && self.found.is_empty()
            {
                self.limit.get_or_insert(Limit::Depth(most));
            }
        }
    }

    /// Fires every action with all arguments in one state.
    fn expand(&mut self, index: u32) {
        let width = self.width();
        let mut state = vec![0; width];
        self.layout.unpack(self.store.state(index), &mut state);
        let mut args = Vec::new();
        let mut stuck = true;
        let program = self.program;
        let actions: Vec<(ActionId, Vec<Domain>)> = self
            .action_domains
            .iter()
            .map(|(id, d)| (*id, d.clone()))
            .collect();
        for (action, domains) in &actions {
            let routine = program.action(*action);
            let mut tuples = argument_tuples(domains);
            let mut tuple = 0;
            while tuples.advance(&mut args) {
                if self.too_many_tuples() {
                    return;
                }
                self.frame.enter(routine, &state);
                for (at, &arg) in args.iter().enumerate() {
                    self.frame.set(program.param(at), arg);
                }
                if let Err(failure) = self.frame.run(routine, |_, _| ()) {
                    if self.model.failure(failure).kind != FailureKind::Rejected {
                        // The guards let it through, so the state is not stuck: it is wrong.
                        stuck = false;
                        self.note(Found {
                            failure,
                            fault: Fault::Action {
                                state: index,
                                action: *action,
                                tuple,
                            },
                        });
                    }
                } else {
                    stuck = false;
                    self.transitions += 1;
                    if let Some(times) = self.fired.get_mut(action) {
                        *times += 1;
                    }
                    self.arrive(&state, index, *action, tuple);
                    if self.limit.is_some() {
                        return;
                    }
                }
                tuple += 1;
            }
        }
        if stuck && self.deadlock.is_none() && !self.is_final(&state, index) {
            self.deadlock = Some(index);
        }
    }

    /// A step has been made, and its outcome is in the frame.
    fn arrive(&mut self, before: &[i64], from: u32, action: ActionId, tuple: u32) {
        let width = self.width();
        let after = self.frame.state(width).to_vec();
        self.check_step(before, &after, from, action, tuple);
        self.layout.pack(&after, &mut self.packed);
        if self.over_budget() {
            return;
        }
        let parent = |_| Parent {
            state: from,
            action: action.0,
            tuple,
        };
        if let Some(index) = self.store.insert(&self.packed, parent) {
            self.check_state(&after, index);
        }
    }

    /// Looks at the state conditions in a new state.
    fn check_state(&mut self, state: &[i64], index: u32) {
        let model = self.model;
        for (at, (_, condition)) in model.conditions().enumerate() {
            if !condition.is_step
                && let Err(failure) = self.holds(at, state, state, condition.failure)
            {
                self.note(Found {
                    failure,
                    fault: Fault::State { state: index },
                });
            }
        }
    }

    /// Looks at the step conditions across a transition.
    fn check_step(
        &mut self,
        before: &[i64],
        after: &[i64],
        from: u32,
        action: ActionId,
        tuple: u32,
    ) {
        let model = self.model;
        for (at, (_, condition)) in model.conditions().enumerate() {
            if condition.is_step
                && let Err(failure) = self.holds(at, after, before, condition.failure)
            {
                self.note(Found {
                    failure,
                    fault: Fault::Step {
                        state: from,
                        action,
                        tuple,
                        after: after.to_vec(),
                    },
                });
            }
        }
    }

    fn holds(
        &mut self,
        condition: usize,
        now: &[i64],
        before: &[i64],
        broken: FailureId,
    ) -> Result<(), FailureId> {
        let routine = &self.program.conditions[condition];
        self.frame.enter_step(routine, now, before);
        self.frame.run(routine, |_, _| ())?;
        let holds = routine.result.is_none_or(|slot| self.frame.get(slot) != 0);
        if holds { Ok(()) } else { Err(broken) }
    }

    fn is_final(&mut self, state: &[i64], index: u32) -> bool {
        let program = self.program;
        if program.finals.is_empty() {
            return false;
        }
        for routine in &program.finals {
            self.frame.enter(routine, state);
            match self.frame.run(routine, |_, _| ()) {
                Ok(()) => {
                    if routine.result.is_some_and(|slot| self.frame.get(slot) == 0) {
                        return false;
                    }
                }
                Err(failure) => {
                    self.note(Found {
                        failure,
                        fault: Fault::State { state: index },
                    });
                    return true;
                }
            }
        }
        true
    }

    fn verdict(mut self) -> Verdict {
        let model = self.model;
        let mut diagnostics = Vec::new();
        let mut violations: Vec<_> = std::mem::take(&mut self.found)
            .iter()
            .map(|found| {
                let violation = counterexample::violation(&self, found);
                diagnostics.push(counterexample::diagnostic(model, &violation));
                violation
            })
            .collect();
        // Where arguments were left out, one of them might have been let through: then nothing can be
        // said of what never happens.
        let complete = self.narrowed.is_empty() && self.limit.is_none();
        if let Some(state) = self.deadlock
            && self.narrowed.is_empty()
            && self.options.deadlocks != Deadlocks::Allow
        {
            let violation = counterexample::deadlock(&self, state);
            let deny = self.options.deadlocks == Deadlocks::Deny;
            diagnostics.push(counterexample::deadlock_diagnostic(model, &violation, deny));
            if deny {
                violations.push(violation);
            }
        }
        if self.store.len() == 0 && violations.is_empty() && complete {
            diagnostics.push(
                Diagnostic::new(
                    Code::NoInitialState,
                    model.element(model.init.element).span,
                    "`init` allows no initial state",
                )
                .label("every choice of its parameters is refused"),
            );
        }
        violations.sort_by_key(|violation| violation.trace.len());
        let failed = diagnostics.iter().any(Diagnostic::is_error);
        let outcome = if failed {
            Outcome::Violated
        } else if self.narrowed.is_empty() && self.limit.is_none() {
            Outcome::Proved
        } else {
            Outcome::Bounded
        };
        if outcome == Outcome::Bounded {
            diagnostics.push(self.bounded_warning());
        }
        if outcome != Outcome::Violated && complete {
            diagnostics.extend(self.dead_actions());
        }
        let properties = counterexample::properties(model, &violations, outcome);
        Verdict {
            outcome,
            states: self.store.len() as u64,
            transitions: self.transitions,
            depth: self.depth,
            narrowed: self.narrowed.into_iter().collect(),
            limit: self.limit,
            actions: self
                .fired
                .into_iter()
                .map(|(action, times)| Fired { action, times })
                .collect(),
            properties,
            violations,
            diagnostics,
        }
    }

    fn bounded_warning(&self) -> Diagnostic {
        let model = self.model;
        let span = model.name_span;
        let message = "the check did not see everything, so nothing is proved";
        let mut finding =
            Diagnostic::new(Code::BoundedVerdict, span, message).label("the verdict is `bounded`");
        for narrowed in &self.narrowed {
            finding = finding.note(format!(
                "parameters of type `{}` were narrowed to {}; a range as their type would be covered whole",
                narrowed.domain, narrowed.to
            ));
        }
        match self.limit {
            Some(Limit::States(most)) => {
                finding = finding.note(format!("it stopped at the limit of {most} states"));
            }
            Some(Limit::Tuples(most)) => {
                finding = finding.note(format!(
                    "it stopped after {most} argument tuples; narrower parameter types need fewer"
                ));
            }
            Some(Limit::Depth(most)) => {
                finding = finding.note(format!("it stopped at the limit of {most} steps"));
            }
            None => {}
        }
        finding
    }

    fn dead_actions(&self) -> Vec<Diagnostic> {
        self.fired
            .iter()
            .filter(|(_, times)| **times == 0)
            .map(|(id, _)| {
                let action = &self.model.actions[id.index()];
                Diagnostic::new(
                    Code::ActionNeverFires,
                    action.name_span,
                    format!("action `{}` never fires", action.name),
                )
                .label("its guards hold in no state that was visited")
            })
            .collect()
    }
}
