//! What a check says: the verdict, the numbers behind it, and what is wrong.

use crate::diagnostic::Diagnostic;
pub use crate::eval::Narrowed;
use crate::model::{ActionId, ElementId, ExternId, FailureId};
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
    /// The number of argument tuples that were tried, each as often as its `extern` functions have
    /// outcomes.
    Tuples(u64),
    /// The number of instructions that were run.
    Work(u64),
    /// The bytes of memory.
    Memory(u64),
    /// Whoever watched the check stopped it.
    Stopped,
}

impl Limit {
    /// What was limited, as `check --format json` calls it, and to how much.
    pub fn told(self) -> (&'static str, Option<u64>) {
        match self {
            Limit::States(most) => ("states", Some(most)),
            Limit::Depth(most) => ("depth", Some(u64::from(most))),
            Limit::Tuples(most) => ("tuples", Some(most)),
            Limit::Work(most) => ("work", Some(most)),
            Limit::Memory(most) => ("memory", Some(most)),
            Limit::Stopped => ("stopped", None),
        }
    }
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
    /// Some reachable state is as it should be.
    Reachable,
    /// Holds over all fair behaviours.
    Property,
}

impl PropertyKind {
    /// `invariant`, `step-invariant`, `fault`, `assert`, `deadlock`, `reachable` or `property`.
    pub fn name(self) -> &'static str {
        match self {
            PropertyKind::Invariant => "invariant",
            PropertyKind::StepInvariant => "step-invariant",
            PropertyKind::Fault => "fault",
            PropertyKind::Assert => "assert",
            PropertyKind::Deadlock => "deadlock",
            PropertyKind::Reachable => "reachable",
            PropertyKind::Property => "property",
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
    /// What `extern` functions gave, in the order of the calls.
    pub externs: Vec<(ExternId, Value)>,
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
    /// The declared property that it breaks, where it breaks one.
    pub property: Option<ElementId>,
    /// The way to it; empty where what is wrong is that there is none.
    pub trace: Vec<Step>,
    /// For a behaviour that never ends: the index in the trace from whose state it goes on, again and
    /// again, as it went on there. The last step leads back to that state; where the index is that of
    /// the last step, the machine stays there for good.
    pub loop_start: Option<usize>,
}

/// The whole of what a check says.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The verdict.
    pub outcome: Outcome,
    /// Distinct reachable states that were visited.
    pub states: u64,
    /// Enabled (state, action, arguments) triples, each as often as its `extern` functions have outcomes
    /// that let it through.
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
    /// Whether it is none: time or memory ran out before anything wrong was found, and how far a check
    /// comes in these is not the same everywhere.
    pub fn is_stopped(&self) -> bool {
        self.outcome == Outcome::Bounded
            && matches!(self.limit, Some(Limit::Memory(_) | Limit::Stopped))
    }

    /// How the verdict was reached, where it is `proved`.
    pub fn method(&self) -> Option<&'static str> {
        (self.outcome == Outcome::Proved).then_some("exhaustive")
    }
}
