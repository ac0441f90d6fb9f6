//! Everything that can refuse an action, known before anything runs.
//!
//! A failure's index in [`Model::failures`](super::Model::failures) plus one is the status that the
//! Wasm module returns; its element and message are what every back end reports.

use super::ElementId;
use crate::source::Span;

/// A failure in [`Model::failures`](super::Model::failures).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FailureId(pub(super) u32);

impl FailureId {
    /// The index in the model's table.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The status of the Wasm ABI: the index plus one, 0 being success.
    pub fn status(self) -> u32 {
        self.0 + 1
    }
}

/// What kind of failure it is; the names are those of `simulate --json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FailureKind {
    /// A `require` did not hold.
    Rejected,
    /// An evaluation had no value.
    Fault,
    /// The step would break an invariant.
    Invariant,
    /// An `assert` did not hold.
    Assert,
}

impl FailureKind {
    /// `rejected`, `fault`, `invariant` or `assert`.
    pub fn name(self) -> &'static str {
        match self {
            FailureKind::Rejected => "rejected",
            FailureKind::Fault => "fault",
            FailureKind::Invariant => "invariant",
            FailureKind::Assert => "assert",
        }
    }
}

/// One way in which an action, an `init`, an invariant or a restore can fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its kind.
    pub kind: FailureKind,
    /// The element at fault.
    pub element: ElementId,
    /// The source text of the guard, assertion or invariant that refused, or of the expression that
    /// faulted, on one line: `require active == off`, `count + 1`.
    pub requirement: String,
    /// A whole sentence without the full stop: `flip was refused: require active == off`.
    pub message: String,
    /// The requirement's place.
    pub span: Span,
}
