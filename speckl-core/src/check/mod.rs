//! The checker: every reachable state of a program, breadth first, and what is wrong there.
//!
//! | module | does |
//! | --- | --- |
//! | `domain` | which values parameters take |
//! | `pack` | states as words of bits |
//! | `store` | the set of states seen, and how each was reached |
//! | `explore` | the search |
//! | `counterexample` | traces, and how they are told |
//! | `verdict` | the outcome |
//!
//! The search is level by level, in the order of actions and arguments, so that verdicts, counts and
//! (shortest) counterexamples are the same on every run.

mod counterexample;
mod domain;
mod explore;
#[cfg(feature = "json")]
mod json;
mod pack;
mod store;
mod verdict;

pub use domain::{Domain, argument_tuples};
pub use explore::check;
#[cfg(feature = "json")]
pub use json::{invalid_to_json, to_json, value_to_json};
pub use verdict::{
    Fired, Limit, Narrowed, Outcome, Property, PropertyKind, State, Step, Verdict, Violation,
};

/// What is said of a state outside `final` in which no action is enabled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Deadlocks {
    /// Nothing.
    Allow,
    /// A warning; the verdict stays as it is.
    #[default]
    Warn,
    /// A violation.
    Deny,
}

/// How far a check goes, and what it reports.
#[derive(Clone, Debug, Default)]
pub struct CheckOptions {
    /// The most states to visit; no limit where absent.
    pub max_states: Option<u64>,
    /// The greatest distance from an initial state; no limit where absent.
    pub max_depth: Option<u32>,
    /// The most argument tuples to try, over all states and actions; no limit where absent.
    pub max_tuples: Option<u64>,
    /// What is said of deadlocks.
    pub deadlocks: Deadlocks,
}

impl CheckOptions {
    /// The budget of a check inside a build: two million states.
    pub const BUILD_BUDGET: u64 = 2_000_000;

    /// The budget of argument tuples inside a build, for parameters whose types are wide.
    pub const BUILD_TUPLES: u64 = 20_000_000;
}
