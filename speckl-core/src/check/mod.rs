//! The checker: every reachable state of a program, breadth first, and what is wrong there.
//!
//! | module | does |
//! | --- | --- |
//! | `args` | the values that parameters and `extern` results take, as words |
//! | `runner` | the program at work, with all that it may be answered |
//! | `pack` | states as words of bits |
//! | `store` | the set of states seen, and how each was reached |
//! | `explore`, `inspect` | the search, and what is looked at on the way |
//! | `liveness` | temporal properties, over the graph that the search found |
//! | `vacuity` | what holds only because nothing ever happens |
//! | `summary` | the outcome of a search |
//! | `counterexample`, `tell` | traces, and how they are told |
//! | `verdict` | the outcome as data |
//!
//! The search is level by level, in the order of actions and arguments, so that verdicts, counts and
//! (shortest) counterexamples are the same on every run.

mod args;
mod counterexample;
mod explore;
mod inspect;
#[cfg(feature = "json")]
mod json;
mod liveness;
mod pack;
mod runner;
mod store;
mod summary;
mod tell;
mod vacuity;
mod verdict;

pub use explore::{Progress, check, check_watched};
#[cfg(feature = "json")]
pub use json::{invalid_to_json, to_json, value_to_json};
pub use verdict::{
    Fired, Limit, Narrowed, Outcome, Property, PropertyKind, State, Step, Verdict, Violation,
};

use crate::model::Bounds;

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
    /// The most instructions to run; no limit where absent.
    pub max_work: Option<u64>,
    /// The most bytes to hold; no limit where absent.
    pub max_memory: Option<u64>,
    /// Bounds on top of those that the spec gives; they count where both say something.
    pub bounds: Bounds,
    /// What is said of deadlocks.
    pub deadlocks: Deadlocks,
}

impl CheckOptions {
    /// The budget of a check inside a build: two million states.
    pub const BUILD_BUDGET: u64 = 2_000_000;

    /// The budget of argument tuples inside a build, for parameters whose types are wide.
    pub const BUILD_TUPLES: u64 = 20_000_000;

    /// The budget of instructions inside a build, for loops that are long.
    pub const BUILD_WORK: u64 = 2_000_000_000;

    /// The budget of bytes inside a build.
    pub const BUILD_MEMORY: u64 = 1 << 30;

    /// The budget of a check inside a build.
    pub fn build() -> Self {
        Self {
            max_states: Some(Self::BUILD_BUDGET),
            max_tuples: Some(Self::BUILD_TUPLES),
            max_work: Some(Self::BUILD_WORK),
            max_memory: Some(Self::BUILD_MEMORY),
            ..Self::default()
        }
    }
}
