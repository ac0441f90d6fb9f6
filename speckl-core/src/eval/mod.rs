//! The reference evaluator: slow, obvious, and the judge of every back end.
//!
//! It walks the model's trees as the language reference tells the meaning, with values and not
//! slots, and knows nothing of programs or packed states.
//!
//! | module | does |
//! | --- | --- |
//! | `env` | what an expression can see |
//! | `expr`, `each`, `collections` | the value of an expression |
//! | `stmt`, `place` | what a statement does |
//! | `machine` | initial states, steps, invariants |
//! | `domain` | which values are tried for parameters and `extern` results |
//! | `choices` | going through all that a host may answer |

mod choices;
mod collections;
mod domain;
mod each;
mod env;
mod expr;
mod machine;
mod place;
mod stmt;

pub use choices::Choices;
pub(crate) use domain::literals;
pub use domain::{Domains, Narrowed, Owner, argument_tuple, argument_tuples, tuple_count};
pub use env::{Consts, Host, NoValue, Tables, no_host};
pub use machine::{Machine, Transition, check_invariants, constant, enabled, fits, holds, init};
pub use machine::{is_final, step, value_in};

use crate::model::EventId;
use crate::value::Value;

/// A state: one value per variable, in the model's order.
pub type State = Vec<Value>;

/// An event that an action emitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emission {
    /// Which event.
    pub event: EventId,
    /// One value per field, in the order of declaration.
    pub fields: Vec<Value>,
}
