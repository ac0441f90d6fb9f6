//! A spec, run by hand: requests in, answers out, as the reference evaluator means it.
//!
//! | module | does |
//! | --- | --- |
//! | `request` | what is to be done, from a line of JSON or of text |
//! | `literal` | values as a spec writes them |
//! | `script` | many requests at once: lines, or a counterexample's trace |
//! | `answer` | what came of it, as JSON and for people |
//! | `choices` | what could be done: actions, arguments, words to complete |
//! | `walk` | requests drawn at random, from a seed |
//!
//! Nothing is read or printed here: `speckl simulate` does that, the conformance tests do it their way,
//! and so could a page in a browser.

mod answer;
mod choices;
mod literal;
mod request;
mod script;
mod walk;

pub use answer::{Answer, Done};
pub use choices::{Enabled, enabled, usage, words};
pub use literal::value_from_text;
pub use request::{Request, Unreadable};
pub use script::{Script, Step};
pub use walk::{Drawn, Walk};

use crate::eval::Machine;
use crate::model::{ExternId, Model};
use crate::value::Value;

/// A machine that answers requests.
#[derive(Clone, Debug)]
pub struct Simulation<'a> {
    model: &'a Model,
    /// None before the first `init`, and where that failed.
    machine: Option<Machine<'a>>,
}

/// Why a request could not be carried out, which is no failure of the spec's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// An action before there is a state.
    NoState,
    /// The action calls a function of the host once more than the request has results for.
    Wants {
        /// Which.
        function: ExternId,
        /// With what.
        args: Vec<Value>,
    },
}

impl Refusal {
    /// In words.
    pub fn words(&self, model: &Model) -> String {
        match self {
            Refusal::NoState if model.init.params.is_empty() => {
                "there is no state, because `init` failed".to_owned()
            }
            Refusal::NoState => format!(
                "there is no state yet: begin with `init`, which takes {}",
                choices::names(&model.init.params, &model.init.locals).join(", ")
            ),
            Refusal::Wants { function, args } => {
                let name = &model.externs[function.index()].name;
                format!(
                    "`{}` is called and the request has no result for it: add \"extern\":{{\"{name}\":[…]}}, \
                     the results in the order of the calls",
                    choices::call(model, *function, args)
                )
            }
        }
    }
}

impl<'a> Simulation<'a> {
    /// A machine that has no state yet.
    pub fn new(model: &'a Model) -> Self {
        Self {
            model,
            machine: None,
        }
    }

    /// What is simulated.
    pub fn model(&self) -> &'a Model {
        self.model
    }

    /// The state, where there is one.
    pub fn state(&self) -> Option<&[Value]> {
        self.machine.as_ref().map(|machine| &machine.state()[..])
    }

    /// The first state of a machine whose `init` takes nothing; any other waits for its arguments.
    pub fn begin(&mut self) -> Option<Answer> {
        let begins = self.model.init.params.is_empty();
        begins.then(|| self.init(&[]))
    }

    /// Carries out a request, or changes nothing.
    pub fn answer(&mut self, request: &Request) -> Result<Answer, Refusal> {
        match request {
            Request::Init { args } => Ok(self.init(args)),
            Request::Act {
                action,
                args,
                results,
            } => {
                let mut machine = self.machine.clone().ok_or(Refusal::NoState)?;
                let mut left = results.clone();
                let mut missed = None;
                let outcome = machine.apply_with(*action, args, &mut |function, args| {
                    let given = left.get_mut(&function);
                    if let Some(given) = given.filter(|given| !given.is_empty()) {
                        given.remove(0)
                    } else {
                        missed.get_or_insert_with(|| Refusal::Wants {
                            function,
                            args: args.to_vec(),
                        });
                        // What comes of it is thrown away.
                        Value::Null
                    }
                });
                if let Some(refusal) = missed {
                    return Err(refusal);
                }
                let state = Some(machine.state().clone());
                self.machine = Some(machine);
                Ok(Answer {
                    outcome: outcome.map(|transition| Done {
                        events: transition.events,
                        result: transition.result,
                    }),
                    state,
                })
            }
        }
    }

    fn init(&mut self, args: &[Value]) -> Answer {
        match Machine::new(self.model, args) {
            Ok(machine) => {
                let state = Some(machine.state().clone());
                self.machine = Some(machine);
                Answer {
                    outcome: Ok(Done::default()),
                    state,
                }
            }
            Err(failure) => Answer {
                outcome: Err(failure),
                state: self.state().map(<[Value]>::to_vec),
            },
        }
    }
}

#[cfg(test)]
mod tests;
