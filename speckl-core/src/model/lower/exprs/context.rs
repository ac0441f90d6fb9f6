//! What surrounds an expression: the routine it stands in and what may be used there.

use crate::model::{ElementId, Local, LocalId, TypeId, VarId};
use crate::source::Span;
use std::collections::BTreeSet;

/// What surrounds an expression: the routine it stands in and what may be used there.
#[allow(clippy::struct_excessive_bools)] // Where an expression stands is many yes-or-no questions.
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
    /// Whether `enabled(a)` may stand here: in properties.
    pub enabled: bool,
    /// Where `extern` functions may be called; statements of actions allow it.
    pub(in crate::model::lower) externs: ExternRule,
    /// Inside `assert`, where what always holds is just what is claimed.
    pub(in crate::model::lower) asserting: bool,
    /// Inside `prev( … )`.
    pub(super) inside_prev: bool,
    /// Whether this must be known at compile time, so that no variable may be read.
    pub(super) constant: bool,
    /// The locals that something reads.
    pub(super) used: BTreeSet<LocalId>,
    /// The definitions that are being inlined, outermost first: where their names stand.
    pub(super) inlining: Vec<Span>,
}

/// Whether there is a state before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::model::lower) enum PrevRule {
    Allowed,
    /// There is none, and why.
    Refused(&'static str),
}

/// Whether the host may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::model::lower) enum ExternRule {
    Allowed,
    /// It may not, and where that is.
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
            enabled: false,
            externs: ExternRule::Refused("outside of an action's body"),
            asserting: false,
            inside_prev: false,
            constant: false,
            used: BTreeSet::new(),
            inlining: Vec::new(),
        }
    }

    pub(in crate::model::lower) fn constant(element: ElementId) -> Self {
        Self {
            constant: true,
            ..Self::new("", element, PrevRule::Refused("in a constant"))
        }
    }

    /// The local of a name, the innermost first.
    pub(super) fn local(&self, name: &str) -> Option<LocalId> {
        let found = self.scope.iter().rev().find(|(known, _)| known == name);
        found.map(|&(_, id)| id)
    }
}

/// What is expected of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::model::lower) enum Expect {
    /// Nothing: it has the type that it has.
    Nothing,
    /// It meets a value of this type, which tells what names and literals mean; it may have another
    /// type all the same.
    Hint(TypeId),
    /// It is stored as this type. What comes out has this very type, or is an integer that fits it.
    Exactly(TypeId),
}

impl Expect {
    /// The type that is expected, in whichever way.
    pub(super) fn ty(self) -> Option<TypeId> {
        match self {
            Expect::Nothing => None,
            Expect::Hint(ty) | Expect::Exactly(ty) => Some(ty),
        }
    }

    /// The same demand on a part, of this type.
    pub(super) fn of(self, part: TypeId) -> Self {
        match self {
            Expect::Nothing => Expect::Nothing,
            Expect::Hint(_) => Expect::Hint(part),
            Expect::Exactly(_) => Expect::Exactly(part),
        }
    }

    /// A hint, where there is one.
    pub(super) fn hint(ty: Option<TypeId>) -> Self {
        ty.map_or(Expect::Nothing, Expect::Hint)
    }
}
