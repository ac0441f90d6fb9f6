//! The reference evaluator: slow, obvious, and the judge of every back end.
//!
//! It walks the model's trees as the language reference tells the meaning, with values and not
//! slots, and knows nothing of programs or packed states.

mod expr;
mod machine;
mod stmt;

pub use machine::{Machine, Transition, check_invariants, init, is_final, step, value_in};

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
