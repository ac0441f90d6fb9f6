//! The meaning of a spec, resolved: names are ids into arenas, every expression has a type, every
//! way to fail has an index.
//!
//! A [`Model`] exists only for a spec that type-checks: [`lower`] is the one way to make one. Back
//! ends, the evaluator and the checker's program read it and never see the syntax tree.

mod element;
mod expr;
mod failure;
mod interval;
mod types;

mod lower;

pub use element::{Element, ElementId, ElementKind};
pub use expr::{ArithFault, ArithOp, Binder, Builtin, CompareOp, Expr, ExprId, ExprKind, Form};
pub use expr::{LogicOp, MatchArm, Pattern, Place, SetOp, Stmt, StmtKind};
pub use failure::{Failure, FailureId, FailureKind};
pub use lower::{Lowered, Outline, OutlineAction, OutlineEnum, OutlineParam, OutlineType};
pub use lower::{OutlineVar, lower};
pub use types::{Declared, Interval, Type, TypeId, Types};

use crate::source::{FileId, Span};
use crate::value::Value;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The index in its arena.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A named type in [`Model::named_types`].
    NamedTypeId;
    /// An enum in [`Model::enums`].
    EnumId;
    /// A constant in [`Model::consts`].
    ConstId;
    /// A state variable in [`Model::vars`].
    VarId;
    /// An event in [`Model::events`].
    EventId;
    /// An action in [`Model::actions`].
    ActionId;
    /// An `extern` function in [`Model::externs`].
    ExternId;
    /// A parameter, `let`, binder or pattern's name of one routine: an action's, `init`'s or a
    /// condition's own list.
    LocalId;
}

/// The most values of a type that may stand for the set of them ([`ExprKind::Domain`]).
pub const DOMAIN_MOST: u128 = 1 << 16;
/// The most elements of a range that is used as a set.
pub const RANGE_MOST: i64 = 1 << 20;
/// The most elements of a set whose subsets are asked for.
pub const SUBSETS_MOST: usize = 16;

/// One checked spec.
#[derive(Clone, Debug)]
pub struct Model {
    /// The name, as written.
    pub name: String,
    /// Its documentation, line by line.
    pub docs: Vec<String>,
    /// The file it was read from.
    pub file: FileId,
    /// Where it stands.
    pub span: Span,
    /// Where its name stands.
    pub name_span: Span,
    /// All types.
    pub types: Types,
    /// `type T = …`, in the order of declaration. A named enum is here too.
    pub named_types: Vec<NamedType>,
    /// Enums, in the order of declaration.
    pub enums: Vec<Enum>,
    /// Record types, each with the name that generated code calls it by, in the order in which they
    /// are first declared.
    pub records: Vec<Record>,
    /// Constants, in the order of declaration.
    pub consts: Vec<Const>,
    /// State variables, in the order of declaration: the canonical order of a state.
    pub vars: Vec<Var>,
    /// Functions that the host supplies.
    pub externs: Vec<Extern>,
    /// Events.
    pub events: Vec<Event>,
    /// How the first state is made.
    pub init: Init,
    /// Actions, in the order of declaration.
    pub actions: Vec<Action>,
    /// Invariants, in the order of declaration.
    pub invariants: Vec<Invariant>,
    /// What some reachable state must satisfy, in the order of declaration.
    pub reachables: Vec<Reachable>,
    /// Temporal properties, in the order of declaration.
    pub properties: Vec<Property>,
    /// Which actions are fair, in the order of declaration.
    pub fairness: Vec<Fairness>,
    /// Where the machine may stop; `None` where the spec does not say.
    pub final_states: Option<Final>,
    /// How far the check goes where types are unbounded.
    pub bounds: Bounds,
    /// Files that the spec imports.
    pub imports: Vec<Import>,
    /// The arena of expressions.
    pub exprs: Vec<Expr>,
    /// The table of failures.
    pub failures: Vec<Failure>,
    /// The table of elements; the first is the spec itself.
    pub elements: Vec<Element>,
    /// Facts about the spec that evidence carries.
    pub metadata: Metadata,
}

/// `type T = …`
#[derive(Clone, Debug)]
pub struct NamedType {
    /// The name, as written.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// What it is.
    pub ty: TypeId,
    /// The enum that this declaration itself declares (`type T = enum { … }`), and not one that it
    /// only renames.
    pub declares: Option<EnumId>,
    /// Whether its values are interchangeable (`symmetric`).
    pub symmetric: bool,
    /// Its element.
    pub element: ElementId,
    /// Where its name stands.
    pub name_span: Span,
}

/// A record type.
#[derive(Clone, Debug)]
pub struct Record {
    /// What it is: a [`Type::Record`].
    pub ty: TypeId,
    /// Its name: that of the first type that declares it, or made from the place that an anonymous
    /// one stands in (`state limits: { … }` gives `Limits`).
    pub name: String,
    /// The documentation of each field, in order.
    pub field_docs: Vec<Vec<String>>,
    /// The element of the type, or of the declaration that an anonymous one stands in.
    pub element: ElementId,
}

/// An enum.
#[derive(Clone, Debug)]
pub struct Enum {
    /// Its name: that of the type that declares it, or made from the place that an anonymous one
    /// stands in (`state phase: enum { … }` gives `Phase`).
    pub name: String,
    /// Its values, in declaration order: the canonical order.
    pub variants: Vec<Variant>,
    /// Whether its values are interchangeable (`symmetric`).
    pub symmetric: bool,
    /// The element of the type, or of the declaration that an anonymous one stands in.
    pub element: ElementId,
}

impl Enum {
    /// Whether any of its values carries something.
    pub fn has_payload(&self) -> bool {
        self.variants
            .iter()
            .any(|variant| !variant.payload.is_empty())
    }
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The name, as written.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// What it carries.
    pub payload: Vec<Field>,
    /// Its element.
    pub element: ElementId,
    /// Where its name stands.
    pub name_span: Span,
}

/// A constant.
#[derive(Clone, Debug)]
pub struct Const {
    /// The name, as written.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its type.
    pub ty: Declared,
    /// Its value.
    pub value: Value,
    /// Its element.
    pub element: ElementId,
    /// Where its name stands.
    pub name_span: Span,
}

/// A state variable.
#[derive(Clone, Debug)]
pub struct Var {
    /// The name, as written.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its type.
    pub ty: Declared,
    /// Its element.
    pub element: ElementId,
    /// Where its name stands.
    pub name_span: Span,
    /// The fault of restored data that does not fit its type.
    pub misfit: FailureId,
}

/// A parameter or a `let`.
#[derive(Clone, Debug)]
pub struct Local {
    /// The name, as written.
    pub name: String,
    /// Its type.
    pub ty: Declared,
    /// For an integer: the values it can have; that of every expression that names it.
    pub interval: Option<Interval>,
    /// Where its name stands.
    pub name_span: Span,
}

/// A parameter of `init` or of an action.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its local; parameters come first among a routine's locals, in order.
    pub local: LocalId,
    /// Its element.
    pub element: ElementId,
    /// The fault of an argument that does not fit its type. Arguments are looked at in order,
    /// before anything else happens.
    pub misfit: FailureId,
}

/// How the first state is made.
#[derive(Clone, Debug)]
pub struct Init {
    /// What it is made from.
    pub params: Vec<Param>,
    /// Parameters and `let`s.
    pub locals: Vec<Local>,
    /// What is done: first the values that `state x: T = e` gives, in order, then `init`'s body.
    /// Every variable is assigned on every path before it is read.
    pub body: Vec<Stmt>,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its element; the spec's, where there is no `init`.
    pub element: ElementId,
}

/// An action.
#[derive(Clone, Debug)]
pub struct Action {
    /// The name, as written.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its parameters.
    pub params: Vec<Param>,
    /// Parameters and `let`s.
    pub locals: Vec<Local>,
    /// What it returns.
    pub returns: Option<Declared>,
    /// What it does; the value of `return` is already checked against the declared type.
    pub body: Vec<Stmt>,
    /// Whether `next` allows it; one that it does not allow never fires, and back ends leave it out.
    pub allowed: bool,
    /// Its element.
    pub element: ElementId,
    /// Where its name stands.
    pub name_span: Span,
}

/// An event.
#[derive(Clone, Debug)]
pub struct Event {
    /// The name, as written.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Its element.
    pub element: ElementId,
    /// Where its name stands.
    pub name_span: Span,
}

/// A function that the host supplies; called in action bodies only.
#[derive(Clone, Debug)]
pub struct Extern {
    /// The name, as written.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its parameters.
    pub params: Vec<Field>,
    /// What it gives.
    pub returns: Declared,
    /// Its element.
    pub element: ElementId,
    /// Where its name stands.
    pub name_span: Span,
}

/// A field of an event or of a payload, or a parameter of an `extern`.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name, as written.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its type.
    pub ty: Declared,
    /// Its element.
    pub element: ElementId,
    /// Where its name stands.
    pub name_span: Span,
}

/// An invariant: the conjunction of its conditions.
#[derive(Clone, Debug)]
pub struct Invariant {
    /// The name, as written.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its expressions, in order.
    pub conditions: Vec<Condition>,
    /// Its element.
    pub element: ElementId,
    /// Where its name stands.
    pub name_span: Span,
}

/// One expression of an invariant or of `final`.
#[derive(Clone, Debug)]
pub struct Condition {
    /// What must hold.
    pub expr: ExprId,
    /// Its `let … in` locals.
    pub locals: Vec<Local>,
    /// Whether it mentions `prev`: such a condition must hold across every transition, and says
    /// nothing about initial or restored states.
    pub is_step: bool,
    /// The broken invariant; in `final` it is never reported.
    pub failure: FailureId,
    /// Its element.
    pub element: ElementId,
}

/// `reachable R: e`: some reachable state satisfies the conjunction of its conditions.
#[derive(Clone, Debug)]
pub struct Reachable {
    /// The name, as written.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its expressions, in order.
    pub conditions: Vec<Condition>,
    /// Its element.
    pub element: ElementId,
    /// Where its name stands.
    pub name_span: Span,
}

/// `property P: …`: the conjunction of its formulas, over all fair behaviours.
#[derive(Clone, Debug)]
pub struct Property {
    /// The name, as written.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its formulas, in order.
    pub formulas: Vec<Temporal>,
    /// Its element.
    pub element: ElementId,
    /// Where its name stands.
    pub name_span: Span,
}

/// A temporal formula over states.
#[derive(Clone, Debug)]
pub enum Temporal {
    /// `always e`
    Always(Condition),
    /// `eventually e`
    Eventually(Condition),
    /// `always eventually e`
    AlwaysEventually(Condition),
    /// `eventually always e`
    EventuallyAlways(Condition),
    /// `p leadsto q`
    LeadsTo(Condition, Condition),
}

/// Fairness of one action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fairness {
    /// Which.
    pub action: ActionId,
    /// Strong, or weak.
    pub strong: bool,
    /// Of every argument tuple on its own, or of the action as a whole.
    pub each: bool,
    /// Its element.
    pub element: ElementId,
}

/// How far the check goes where types are unbounded: what `bounds { … }` says.
#[derive(Clone, Debug, Default)]
pub struct Bounds {
    /// The values that parameters of these types take, the last one of a kind counting.
    pub domains: Vec<(BoundTarget, BoundTo)>,
    /// The greatest distance from an initial state.
    pub depth: Option<u32>,
    /// The most states.
    pub states: Option<u64>,
}

/// What is bounded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BoundTarget {
    /// `Nat`
    Nat,
    /// `Int`
    Int,
    /// `String`
    String,
    /// `List`: how long.
    List,
    /// Every parameter declared with a named type.
    Type(NamedTypeId),
    /// A parameter of an action (`transfer.amount`).
    Param(ActionId, LocalId),
    /// A parameter of `init` (`init.leader`).
    InitParam(LocalId),
}

/// To what it is bounded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BoundTo {
    /// These values, in canonical order.
    Values(Vec<Value>),
    /// So many elements at most.
    Length(u32),
}

/// An imported file.
#[derive(Clone, Debug)]
pub struct Import {
    /// The path, as written.
    pub path: String,
    /// The name that its declarations stand under.
    pub alias: String,
    /// The file, for spans.
    pub file: FileId,
    /// SHA-256 of the file.
    pub digest: crate::identity::Digest,
    /// Its element.
    pub element: ElementId,
}

/// Where the machine may stop: the conjunction of its conditions.
#[derive(Clone, Debug)]
pub struct Final {
    /// Its expressions.
    pub conditions: Vec<Condition>,
    /// Its element.
    pub element: ElementId,
}

/// Facts about the spec that evidence carries.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    /// `version`, as written.
    pub version: Option<String>,
    /// `license`, as written: an SPDX licence expression, if all is well.
    pub license: Option<String>,
    /// `author`, in order: name and address.
    pub authors: Vec<(String, Option<String>)>,
    /// `satisfies`: requirement, clause, and the element that satisfies it.
    pub satisfies: Vec<Satisfies>,
    /// `source kind ref "…"`: kind and reference.
    pub sources: Vec<(String, String)>,
    /// `review`: `manual`, `auto` or `hybrid`.
    pub review: Option<String>,
    /// `derives from X via "…"`: from what, and how.
    pub derives: Vec<(String, Option<String>)>,
    /// `provenance { … }`, in order.
    pub provenance: Vec<MetaEntry>,
    /// `bom { … }`, in order.
    pub bom: Vec<MetaEntry>,
    /// What the language does not know, in order.
    pub opaque: Vec<MetaEntry>,
}

/// A key, what it says, and where that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetaEntry {
    /// The key.
    pub key: String,
    /// What it says.
    pub value: String,
    /// `at "…"`
    pub at: Option<String>,
}

/// A requirement from outside, and what satisfies it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Satisfies {
    /// The requirement's identifier.
    pub requirement: String,
    /// The clause, where one is named.
    pub clause: Option<String>,
    /// What satisfies it: the spec, an action or an invariant.
    pub by: ElementId,
}

impl Model {
    /// The expression behind an id.
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.0 as usize]
    }

    /// The type of an expression.
    pub fn type_of(&self, id: ExprId) -> &Type {
        self.types.get(self.expr(id).ty)
    }

    /// Shows an expression and all its parts, in the order of evaluation, each after its parts.
    pub fn visit(&self, id: ExprId, see: &mut impl FnMut(&Expr)) {
        let expr = self.expr(id);
        for part in expr.parts() {
            self.visit(part, see);
        }
        see(expr);
    }

    /// The failure behind an id.
    pub fn failure(&self, id: FailureId) -> &Failure {
        &self.failures[id.index()]
    }

    /// The element behind an id.
    pub fn element(&self, id: ElementId) -> &Element {
        &self.elements[id.index()]
    }

    /// All failures with their ids.
    pub fn failure_ids(&self) -> impl Iterator<Item = (FailureId, &Failure)> {
        self.failures
            .iter()
            .enumerate()
            .map(|(index, failure)| (FailureId(index as u32), failure))
    }

    /// The element of the spec itself.
    pub fn spec_element(&self) -> ElementId {
        ElementId(0)
    }

    /// All elements with their ids.
    pub fn element_ids(&self) -> impl Iterator<Item = (ElementId, &Element)> {
        self.elements
            .iter()
            .enumerate()
            .map(|(index, element)| (ElementId(index as u32), element))
    }

    /// The actions that may fire, with their ids.
    pub fn allowed_actions(&self) -> impl Iterator<Item = (ActionId, &Action)> {
        self.actions
            .iter()
            .enumerate()
            .filter(|(_, action)| action.allowed)
            .map(|(index, action)| (ActionId(index as u32), action))
    }

    /// All conditions of all invariants, in order, with the invariant that each belongs to.
    pub fn conditions(&self) -> impl Iterator<Item = (&Invariant, &Condition)> {
        self.invariants
            .iter()
            .flat_map(|invariant| invariant.conditions.iter().map(move |c| (invariant, c)))
    }

    /// The base name of the artifacts: the spec's name in snake case.
    pub fn base_name(&self) -> String {
        crate::case::snake(&self.name)
    }
}
