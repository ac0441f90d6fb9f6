//! A random walk: requests that the machine takes, drawn from a seed. The same seed gives the same
//! walk, on every machine.

use super::choices::{param_domains, result_domain};
use super::{Refusal, Request, Simulation};
use crate::eval::{Owner, argument_tuples, tuple_count};
use crate::model::{ActionId, ExternId, FailureKind, Model};
use crate::value::{Domain, Value};
use std::collections::BTreeMap;

/// The most argument tuples of one action that are tried in one state.
const MOST_TRIES: u64 = 256;
/// How many outcomes of the host's functions are tried for one argument tuple.
const OUTCOMES: usize = 8;
/// The most results that are drawn for one call of an action.
const MOST_RESULTS: usize = 4096;

/// Draws requests.
#[derive(Clone, Debug)]
pub struct Walk {
    chance: Chance,
}

/// What was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// Something that the machine takes, or that shows a defect.
    Request(Request),
    /// Nothing is possible in this state.
    Stuck,
    /// Nothing was found, but not everything was tried.
    NotFound,
}

impl Walk {
    /// A walk.
    pub fn new(seed: u64) -> Self {
        Self {
            chance: Chance(seed),
        }
    }

    /// The next request: `init` where there is no state, else an action.
    pub fn draw(&mut self, simulation: &Simulation<'_>) -> Drawn {
        let model = simulation.model();
        if simulation.state().is_none() {
            let domains = param_domains(model, Owner::Init);
            let (tuples, complete) = self.tuples(&domains);
            for args in tuples {
                if let Some(request) = self.tried(simulation, &Request::Init { args }) {
                    return Drawn::Request(request);
                }
            }
            return if complete {
                Drawn::Stuck
            } else {
                Drawn::NotFound
            };
        }
        let mut actions: Vec<ActionId> = model.allowed_actions().map(|(id, _)| id).collect();
        self.chance.shuffle(&mut actions);
        let mut all_complete = true;
        for id in actions {
            let domains = param_domains(model, Owner::Action(id));
            let (tuples, complete) = self.tuples(&domains);
            all_complete &= complete && model.externs.is_empty();
            for args in tuples {
                let request = Request::Act {
                    action: id,
                    args,
                    results: BTreeMap::new(),
                };
                if let Some(request) = self.tried(simulation, &request) {
                    return Drawn::Request(request);
                }
            }
        }
        if all_complete {
            Drawn::Stuck
        } else {
            Drawn::NotFound
        }
    }

    /// Argument tuples to try, in the order in which to try them; and whether these are all.
    fn tuples(&mut self, domains: &[Domain]) -> (Vec<Vec<Value>>, bool) {
        if tuple_count(domains) <= MOST_TRIES {
            let mut all: Vec<Vec<Value>> = argument_tuples(domains).collect();
            self.chance.shuffle(&mut all);
            return (all, true);
        }
        let drawn = (0..MOST_TRIES).map(|_| {
            let each = domains.iter();
            each.map(|domain| domain.value(self.chance.below(domain.len())))
                .collect()
        });
        (drawn.collect(), false)
    }

    /// The request with the results that the host gives, unless it is refused by a guard.
    fn tried(&mut self, simulation: &Simulation<'_>, request: &Request) -> Option<Request> {
        for _ in 0..OUTCOMES {
            let mut request = request.clone();
            let mut drawn = 0;
            loop {
                match simulation.clone().answer(&request) {
                    Ok(answer) => {
                        let refused = answer.outcome.is_err_and(|id| {
                            simulation.model().failure(id).kind == FailureKind::Rejected
                        });
                        if !refused {
                            return Some(request);
                        }
                        if drawn == 0 {
                            // The host has no say in it.
                            return None;
                        }
                        break;
                    }
                    Err(Refusal::Wants { function, .. }) if drawn < MOST_RESULTS => {
                        drawn += 1;
                        let value = self.result(simulation.model(), function);
                        request.give(function, value);
                    }
                    Err(_) => return None,
                }
            }
        }
        None
    }

    fn result(&mut self, model: &Model, function: ExternId) -> Value {
        let domain = result_domain(model, function);
        domain.value(self.chance.below(domain.len()))
    }
}

/// `SplitMix64` (Steele, Lea, Flood 2014): small, and the same everywhere.
#[derive(Clone, Debug)]
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, which is not 0.
    fn below(&mut self, limit: u128) -> u128 {
        let wide = u128::from(self.next()) << 64 | u128::from(self.next());
        wide % limit
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last as u128 + 1) as usize;
            items.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_the_published_generator() {
        let mut chance = Chance(1_234_567);
        assert_eq!(chance.next(), 6_457_827_717_110_365_317);
        assert_eq!(chance.next(), 3_203_168_211_198_807_973);
    }
}
