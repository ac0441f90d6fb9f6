//! What surrounds an expression: the routine it stands in and what may be used there.

use crate::model::{ElementId, Local, LocalId, VarId};
use std::collections::BTreeSet;

/// What surrounds an expression: the routine it stands in and what may be used there.
pub(in crate::model::lower) struct Context {
    /// The routine in messages: `flip`, `init`, `invariant Mutex`.
    pub routine: String,
    /// The element that a fault is charged to.
    pub element: ElementId,
    /// The routine's locals, those out of scope included.
    pub locals: Vec<Local>,
    /// The locals in scope, innermost last.
    pub scope: Vec<(String, LocalId)>,
    /// Where `prev` may stand.
    pub prev: PrevRule,
    /// Whether `prev` was used.
    pub used_prev: bool,
    /// In `init`: the variables that have a value already.
    pub assigned: Option<BTreeSet<VarId>>,
    /// Inside `prev( … )`.
    pub(super) inside_prev: bool,
    /// Whether this must be known at compile time, so that no variable may be read.
    pub(super) constant: bool,
}

/// Whether there is a state before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::model::lower) enum PrevRule {
    Allowed,
    /// There is none, and why.
    Refused(&'static str),
}

impl Context {
    pub(in crate::model::lower) fn new(
        routine: impl Into<String>,
        element: ElementId,
        prev: PrevRule,
    ) -> Self {
        Self {
            routine: routine.into(),
            element,
            locals: Vec::new(),
            scope: Vec::new(),
            prev,
            used_prev: false,
            assigned: None,
            inside_prev: false,
            constant: false,
        }
    }

    pub(in crate::model::lower) fn constant(element: ElementId) -> Self {
        Self {
            constant: true,
            ..Self::new("", element, PrevRule::Refused("in a constant"))
        }
    }
}
