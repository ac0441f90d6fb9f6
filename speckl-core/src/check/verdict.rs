//! What a check says: the verdict, the numbers behind it, and what is wrong.

use crate::diagnostic::Diagnostic;
use crate::model::{ActionId, ElementId, FailureId};
use crate::value::Value;

/// The verdict; see the language reference for the exact meaning of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Nothing wrong, and every reachable state was visited with every domain complete.
    Proved,
    /// Nothing wrong in what was visited, but a domain was narrowed or a limit was reached.
    Bounded,
    /// Something is wrong.
    Violated,
}

impl Outcome {
    /// `proved`, `bounded` or `violated`.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Proved => "proved",
            Outcome::Bounded => "bounded",
            Outcome::Violated => "violated",
        }
    }
}

/// A limit that a check ran into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Limit {
    /// The number of states.
    States(u64),
    /// The distance from an initial state.
    Depth(u32),
    /// The number of argument tuples that were tried.
    Tuples(u64),
}

/// A domain that was narrowed for the check.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Narrowed {
    /// What was narrowed: `Int`, `Nat`.
    pub domain: String,
    /// To what: `0..3`.
    pub to: String,
}

/// How often an action fired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fired {
    /// Which.
    pub action: ActionId,
    /// In how many transitions.
    pub times: u64,
}

/// What kind of property something is; the names are those of `check --format json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PropertyKind {
    /// Holds in every state.
    Invariant,
    /// Holds across every transition.
    StepInvariant,
    /// No evaluation without a value.
    Fault,
    /// An `assert`.
    Assert,
    /// Somewhere an action is enabled, or the state is final.
    Deadlock,
}

impl PropertyKind {
    /// `invariant`, `step-invariant`, `fault`, `assert` or `deadlock`.
    pub fn name(self) -> &'static str {
        match self {
            PropertyKind::Invariant => "invariant",
            PropertyKind::StepInvariant => "step-invariant",
            PropertyKind::Fault => "fault",
            PropertyKind::Assert => "assert",
            PropertyKind::Deadlock => "deadlock",
        }
    }
}

/// A declared property and how it fared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// What it is.
    pub kind: PropertyKind,
    /// Its name.
    pub name: String,
    /// Its element.
    pub element: ElementId,
    /// How it fared.
    pub status: Outcome,
}

/// One state: a value per variable, in the model's order.
pub type State = Vec<Value>;

/// One step of a trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The action; `None` for the first step, `init`.
    pub action: Option<ActionId>,
    /// The arguments, in the order of the parameters.
    pub args: Vec<Value>,
    /// The state after it (for a fault or a failed assert: unchanged). `None` where `init` itself
    /// fails and there is no state.
    pub state: Option<State>,
}

/// Something wrong, with a shortest way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// What kind of thing is wrong.
    pub kind: PropertyKind,
    /// The property's name, or the element's id for faults, asserts and deadlocks.
    pub name: String,
    /// What is wrong, in a line.
    pub message: String,
    /// The failure behind it; a deadlock has none.
    pub failure: Option<FailureId>,
    /// The way to it.
    pub trace: Vec<Step>,
}

/// The whole of what a check says.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The verdict.
    pub outcome: Outcome,
    /// Distinct reachable states that were visited.
    pub states: u64,
    /// Enabled (state, action, arguments) triples.
    pub transitions: u64,
    /// The largest distance of a visited state from its nearest initial state.
    pub depth: u32,
    /// Domains that were narrowed.
    pub narrowed: Vec<Narrowed>,
    /// The limit that was reached.
    pub limit: Option<Limit>,
    /// One row per allowed action, in the model's order.
    pub actions: Vec<Fired>,
    /// One row per declared property, in the model's order.
    pub properties: Vec<Property>,
    /// What is wrong, in order of depth.
    pub violations: Vec<Violation>,
    /// What is worth saying: violations as errors, deadlocks and dead actions as warnings.
    pub diagnostics: Vec<Diagnostic>,
}

impl Verdict {
    /// How the verdict was reached, where it is `proved`.
    pub fn method(&self) -> Option<&'static str> {
        (self.outcome == Outcome::Proved).then_some("exhaustive")
    }
}
