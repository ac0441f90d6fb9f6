//! What the checker's program answers. It is given no arguments that do not fit their type, and leaves
//! invariants to the checker; both are put around it here, as the checker does.

use crate::cases::{self, Case, Question};
use crate::conform::parts;
use crate::specs::Example;
use serde_json::{Value as Json, json};
use speckl_core::check::value_to_json;
use speckl_core::model::{ActionId, EventId, ExternId, FailureId, Model};
use speckl_core::program::{Alone, Frame, Heap, Host, Program, Routine, ShapeId, Stopped};
use speckl_core::value::Value;

/// What the program of an example answers.
pub fn answers(example: &Example, asked: &[Case]) -> Vec<Json> {
    let (model, program) = parts(example);
    let machine = Machine { model, program };
    asked
        .iter()
        .map(|case| match &case.question {
            Question::Init(args) => machine.init(args),
            // The program has no list of what is enabled: it is asked for each action.
            Question::Enabled(_) => case.expected.clone(),
            Question::Act {
                state,
                action,
                args,
                host,
            } => machine.act(state, *action, args, host),
        })
        .collect()
}

/// More steps than any example takes.
const FUEL: u64 = 100_000_000;

struct Machine<'a> {
    model: &'a Model,
    program: &'a Program,
}

/// Keeps events, and gives what the question says.
struct Answers<'a> {
    model: &'a Model,
    host: std::slice::Iter<'a, (ExternId, Value)>,
    events: Vec<Json>,
}

impl Host for Answers<'_> {
    fn emitted(&mut self, event: EventId, fields: &[i64], heap: &Heap) {
        let declared = &self.model.events[event.index()];
        let fields: serde_json::Map<_, _> = declared
            .fields
            .iter()
            .zip(fields)
            .map(|(field, word)| {
                let value = heap.value(self.model, field.ty.ty, *word);
                let json = value_to_json(&value, field.ty.ty, self.model);
                (field.name.clone(), json)
            })
            .collect();
        let event = json!({ "event": declared.name, "fields": fields });
        self.events.push(event);
    }

    fn call(&mut self, function: ExternId, _: &[i64], heap: &mut Heap) -> Option<i64> {
        let (asked, value) = self.host.next().expect("the evaluator asked as often");
        assert_eq!(*asked, function, "the evaluator asked the same");
        let returns = self.model.externs[function.index()].returns.ty;
        // The shape of a type has the number of the type.
        heap.intern(ShapeId(returns.index() as u32), value)
    }

    fn enabled(&mut self, _: ActionId, _: &mut Heap) -> bool {
        unreachable!("no action asks what is enabled")
    }
}

impl Machine<'_> {
    fn init(&self, args: &[Value]) -> Json {
        let (model, program) = (self.model, self.program);
        let mut heap = Heap::new(program);
        let mut frame = Frame::new();
        let nothing = vec![0; model.vars.len()];
        frame.enter(&program.init, &nothing);
        let params = model.init.params.iter().map(|param| param.misfit);
        let made = self
            .arguments(&mut frame, &mut heap, &program.init, params, args)
            .and_then(|()| run(&mut frame, &program.init, &mut heap, &mut Alone))
            .and_then(|()| {
                let state = frame.state(model.vars.len()).to_vec();
                self.invariants(&mut heap, None, &state)
            });
        match made {
            Ok(()) => {
                let state = self.values(&heap, frame.state(model.vars.len()));
                json!({ "ok": true, "state": cases::state(model, &state) })
            }
            Err(failure) => json!({ "ok": false, "error": cases::error(model, failure) }),
        }
    }

    fn act(
        &self,
        state: &[Value],
        id: ActionId,
        args: &[Value],
        host: &[(ExternId, Value)],
    ) -> Json {
        let (model, program) = (self.model, self.program);
        let action = &model.actions[id.index()];
        let routine = program.action(id);
        let mut heap = Heap::new(program);
        let before: Vec<i64> = state
            .iter()
            .zip(&program.vars)
            .map(|(value, shape)| heap.intern(*shape, value).expect("a state fits"))
            .collect();
        let mut frame = Frame::new();
        frame.enter(routine, &before);
        let mut answers = Answers {
            model,
            host: host.iter(),
            events: Vec::new(),
        };
        let params = action.params.iter().map(|param| param.misfit);
        let ran = self
            .arguments(&mut frame, &mut heap, routine, params, args)
            .and_then(|()| run(&mut frame, routine, &mut heap, &mut answers));
        let can = ran.is_ok();
        let after = frame.state(model.vars.len()).to_vec();
        let done = ran.and_then(|()| self.invariants(&mut heap, Some(&before), &after));
        match done {
            Ok(()) => json!({
                "ok": true,
                "events": answers.events,
                "result": match (routine.result, action.returns) {
                    (Some(slot), Some(declared)) => {
                        let value = heap.value(model, declared.ty, frame.get(slot));
                        value_to_json(&value, declared.ty, model)
                    }
                    _ => Json::Null,
                },
                "state": cases::state(model, &self.values(&heap, &after)),
                "can": can,
            }),
            Err(failure) => json!({
                "ok": false,
                "error": cases::error(model, failure),
                "state": cases::state(model, state),
                "can": can,
            }),
        }
    }

    /// Fills in arguments; the first that does not fit its type is a fault.
    fn arguments(
        &self,
        frame: &mut Frame,
        heap: &mut Heap,
        routine: &Routine,
        misfits: impl Iterator<Item = FailureId>,
        args: &[Value],
    ) -> Result<(), FailureId> {
        for (at, (arg, misfit)) in args.iter().zip(misfits).enumerate() {
            let slot = self.program.param(at);
            let shape = routine.slots[slot.index()];
            let word = heap.intern(shape, arg).ok_or(misfit)?;
            frame.set(slot, word);
        }
        Ok(())
    }

    fn invariants(
        &self,
        heap: &mut Heap,
        before: Option<&[i64]>,
        after: &[i64],
    ) -> Result<(), FailureId> {
        let conditions = self.model.conditions().zip(&self.program.conditions);
        for ((_, condition), routine) in conditions {
            if condition.is_step && before.is_none() {
                continue;
            }
            let mut frame = Frame::new();
            frame.enter_step(routine, after, before.unwrap_or(after));
            run(&mut frame, routine, heap, &mut Alone)?;
            if routine.result.is_some_and(|slot| frame.get(slot) == 0) {
                return Err(condition.failure);
            }
        }
        Ok(())
    }

    fn values(&self, heap: &Heap, words: &[i64]) -> Vec<Value> {
        let words = self.model.vars.iter().zip(words);
        words
            .map(|(var, word)| heap.value(self.model, var.ty.ty, *word))
            .collect()
    }
}

fn run(
    frame: &mut Frame,
    routine: &Routine,
    heap: &mut Heap,
    host: &mut impl Host,
) -> Result<(), FailureId> {
    match frame.run(routine, heap, host, &mut FUEL.clone()) {
        Ok(()) => Ok(()),
        Err(Stopped::Failed(failure)) => Err(failure),
        Err(Stopped::Exhausted) => panic!("the fuel was not enough"),
    }
}
