//! Spec elements: the parts of a spec that code and evidence are traced to.
//!
//! An element is a declaration or a part of one that can be named. Its id is a path that survives
//! reordering and reformatting, such as `ToggleSwitch/action/flip/require/0`; its digest is SHA-256
//! over the tokens of its canonical text (see [`crate::identity`]).

use crate::source::Span;

/// An element in [`Model::elements`](super::Model::elements).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ElementId(pub(super) u32);

impl ElementId {
    /// The index in the model's table.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ElementKind {
    /// The whole spec.
    Spec,
    /// A type.
    Type,
    /// A value of an enum.
    Variant,
    /// A constant.
    Const,
    /// A definition.
    Def,
    /// A function that the host supplies.
    Extern,
    /// A file that is imported.
    Import,
    /// A state variable.
    Variable,
    /// `init`.
    Init,
    /// An action.
    Action,
    /// A parameter.
    Parameter,
    /// An event.
    Event,
    /// A field of an event or of a payload.
    Field,
    /// A guard.
    Require,
    /// An assertion.
    Assert,
    /// A `let` statement.
    Let,
    /// An assignment.
    Assign,
    /// An `if` statement.
    If,
    /// A `for` statement.
    For,
    /// A `match` statement.
    Match,
    /// A call whose result is not used.
    Call,
    /// An `emit` statement.
    Emit,
    /// A `return` statement.
    Return,
    /// An invariant.
    Invariant,
    /// What some reachable state must satisfy.
    Reachable,
    /// A temporal property.
    Property,
    /// One expression of an invariant, of `reachable`, of `final` or of a property.
    Condition,
    /// `fair`.
    Fair,
    /// `bounds`.
    Bounds,
    /// `final`.
    Final,
    /// `next`.
    Next,
    /// `version`, `license`, `author` and the like.
    Metadata,
    /// A requirement that is satisfied.
    Satisfies,
}

impl ElementKind {
    /// The word that stands in the id and in the evidence.
    pub fn name(self) -> &'static str {
        match self {
            ElementKind::Spec => "spec",
            ElementKind::Type => "type",
            ElementKind::Variant => "variant",
            ElementKind::Const => "const",
            ElementKind::Def => "def",
            ElementKind::Extern => "extern",
            ElementKind::Import => "import",
            ElementKind::Variable => "state",
            ElementKind::Init => "init",
            ElementKind::Action => "action",
            ElementKind::Parameter => "param",
            ElementKind::Event => "event",
            ElementKind::Field => "field",
            ElementKind::Require => "require",
            ElementKind::Assert => "assert",
            ElementKind::Let => "let",
            ElementKind::Assign => "assign",
            ElementKind::If => "if",
            ElementKind::For => "for",
            ElementKind::Match => "match",
            ElementKind::Call => "call",
            ElementKind::Emit => "emit",
            ElementKind::Return => "return",
            ElementKind::Invariant => "invariant",
            ElementKind::Reachable => "reachable",
            ElementKind::Property => "property",
            ElementKind::Condition => "condition",
            ElementKind::Fair => "fair",
            ElementKind::Bounds => "bounds",
            ElementKind::Final => "final",
            ElementKind::Next => "next",
            ElementKind::Metadata => "metadata",
            ElementKind::Satisfies => "satisfies",
        }
    }
}

/// One element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// The path: `ToggleSwitch/action/flip/require/0`.
    pub id: String,
    /// What it is.
    pub kind: ElementKind,
    /// The element that it is a part of; only the spec has none.
    pub parent: Option<ElementId>,
    /// Where it stands.
    pub span: Span,
    /// Its canonical text.
    pub canonical: String,
}
