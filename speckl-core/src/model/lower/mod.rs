//! From syntax to meaning: names resolved, types checked, failures and elements numbered.
//!
//! [`lower`] reports everything that is wrong with a spec, not only the first thing, and gives a
//! [`Model`] only if nothing is. Types, constants and definitions may refer to each other in any order,
//! so they are resolved on demand; all the rest follows in the order of declaration.
//!
//! | module | does |
//! | --- | --- |
//! | `names`, `scope` | what stands under a name, in the spec and in what it imports |
//! | `entry` | resolves types, constants and definitions when they are first needed |
//! | `types`, `composite` | types; enums and records, which have names |
//! | `constant`, `defs` | values at compile time; definitions |
//! | `decls`, `routines` | variables, events, externs; `init` and actions |
//! | `claims`, `property`, `bounds` | invariants and their like; temporal formulas; limits of the check |
//! | `exprs`, `stmts` | expressions and statements |
//! | `metadata`, `elements`, `outline` | what evidence carries; ids; the interface of a spec that is wrong |
//! | `lints` | what is right and yet probably not meant |

mod bounds;
mod claims;
mod composite;
mod constant;
mod decls;
mod defs;
mod elements;
mod entry;
mod exprs;
mod lints;
mod metadata;
mod names;
mod outline;
mod property;
mod routines;
mod scope;
mod stmts;
mod types;

#[cfg(test)]
mod tests;

pub use outline::{Outline, OutlineAction, OutlineEnum, OutlineParam, OutlineType, OutlineVar};

use super::{Failure, FailureId, FailureKind, Model};
use crate::diagnostic::{Code, Diagnostic};
use crate::given::Given;
use crate::library::Library;
use crate::model::{
    Action, Bounds, Const, Declared, Element, ElementId, Enum, Event, Expr, ExprId,
};
use crate::model::{
    Extern, Fairness, Final, Import, Init, Invariant, Metadata, NamedType, Property,
};
use crate::model::{Reachable, Record, Types, Var};
use crate::source::{FileId, Span};
use crate::syntax::ast;
use entry::{Entry, EntryId};
use names::Names;
use scope::{OWN, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// What lowering gives.
#[derive(Debug)]
pub struct Lowered {
    /// The meaning, if there was no error.
    pub model: Option<Model>,
    /// What is known of the spec's interface, error or not.
    pub outline: Outline,
    /// What there is to say.
    pub diagnostics: Vec<Diagnostic>,
}

/// Resolves and checks one spec of a file; the library holds what the file imports, and what is given
/// counts more than what the spec says.
pub fn lower(spec: &ast::Spec, file: FileId, library: &Library, given: &Given) -> Lowered {
    let mut lowering = Lowering::new(spec, file, library, given);
    lowering.declare();
    lowering.imports();
    let init = lowering.signatures_and_bodies();
    lowering.metadata();
    let outline = outline::outline(&mut lowering);
    let failed = lowering.diagnostics.iter().any(Diagnostic::is_error);
    let mut diagnostics = std::mem::take(&mut lowering.diagnostics);
    let model = if failed {
        None
    } else {
        lowering.name_inferred_records();
        lowering.into_model(init)
    };
    diagnostics.extend(model.iter().flat_map(lints::lints));
    let mut diagnostics = in_order(diagnostics);
    if model.is_none() && !failed {
        // Nothing may be refused in silence, not even by mistake.
        let message = format!(
            "`{}` could not be understood, and nothing says why",
            spec.name.text
        );
        diagnostics.push(
            Diagnostic::new(Code::Internal, spec.name.span, message)
                .label("this is a mistake of the compiler's; please report it"),
        );
    }
    Lowered {
        model,
        outline,
        diagnostics,
    }
}

/// From top to bottom, as a reader goes, and nothing twice; phases find things in their own order.
fn in_order(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by_key(|finding| (finding.primary.span.file, finding.primary.span.start));
    let mut told: Vec<Diagnostic> = Vec::new();
    for finding in diagnostics {
        let start = finding.primary.span.start;
        let here = told.iter().rev();
        let mut here = here.take_while(|known| known.primary.span.start == start);
        if !here.any(|known| *known == finding) {
            told.push(finding);
        }
    }
    told
}

/// The state of lowering one spec.
struct Lowering<'a> {
    spec: &'a ast::Spec,
    file: FileId,
    library: &'a Library,
    given: &'a Given,
    diagnostics: Vec<Diagnostic>,
    /// The scope whose names are the current ones.
    scope: usize,
    /// The names of the current scope.
    names: Names<'a>,
    /// All scopes: the spec itself, then those of what it imports.
    scopes: Vec<Scope<'a>>,
    /// Types, constants and definitions of all scopes.
    entries: Vec<Entry<'a>>,
    /// The ids that the spec's own types and constants have before they are resolved.
    slots: BTreeMap<EntryId, u32>,
    /// The entries that are being resolved, each needed by the one before.
    running: Vec<EntryId>,
    /// The types of the parameters of all definitions.
    def_types: Vec<Declared>,
    types: Types,
    named_types: Vec<Option<NamedType>>,
    enums: Vec<Enum>,
    records: Vec<Record>,
    /// Of each record, whether a `type` declares it.
    record_is_declared: Vec<bool>,
    consts: Vec<Option<Const>>,
    vars: Vec<Option<Var>>,
    externs: Vec<Option<Extern>>,
    events: Vec<Option<Event>>,
    actions: Vec<Option<Action>>,
    invariants: Vec<Invariant>,
    reachables: Vec<Reachable>,
    properties: Vec<Property>,
    /// Where the names of `reachable` and `property` stand, the first of each name.
    claims: BTreeSet<Span>,
    fairness: Vec<Fairness>,
    final_states: Option<Final>,
    bounds: Bounds,
    imports: Vec<Import>,
    exprs: Vec<Expr>,
    failures: Vec<Failure>,
    elements: Vec<Element>,
    /// How many numbered elements there are of each stem.
    counters: BTreeMap<String, u32>,
    metadata: Metadata,
    /// What expressions remember of one another.
    work: exprs::Work,
}

impl<'a> Lowering<'a> {
    fn new(spec: &'a ast::Spec, file: FileId, library: &'a Library, given: &'a Given) -> Self {
        let mut lowering = Self {
            spec,
            file,
            library,
            given,
            diagnostics: Vec::new(),
            scope: OWN,
            names: Names::default(),
            scopes: Vec::new(),
            entries: Vec::new(),
            slots: BTreeMap::new(),
            running: Vec::new(),
            def_types: Vec::new(),
            types: Types::default(),
            named_types: Vec::new(),
            enums: Vec::new(),
            records: Vec::new(),
            record_is_declared: Vec::new(),
            consts: Vec::new(),
            vars: Vec::new(),
            externs: Vec::new(),
            events: Vec::new(),
            actions: Vec::new(),
            invariants: Vec::new(),
            reachables: Vec::new(),
            properties: Vec::new(),
            claims: BTreeSet::new(),
            fairness: Vec::new(),
            final_states: None,
            bounds: Bounds::default(),
            imports: Vec::new(),
            exprs: Vec::new(),
            failures: Vec::new(),
            elements: Vec::new(),
            counters: BTreeMap::new(),
            metadata: Metadata::default(),
            work: exprs::Work::default(),
        };
        let element = lowering.spec_element();
        lowering.new_scope(element, None);
        lowering
    }

    fn report(&mut self, finding: Diagnostic) {
        self.diagnostics.push(finding);
    }

    fn push_expr(&mut self, expr: Expr) -> ExprId {
        self.exprs.push(expr);
        ExprId(self.exprs.len() as u32 - 1)
    }

    fn push_failure(
        &mut self,
        kind: FailureKind,
        element: ElementId,
        requirement: String,
        message: String,
        span: Span,
    ) -> FailureId {
        self.failures.push(Failure {
            kind,
            element,
            requirement,
            message,
            span,
        });
        FailureId(self.failures.len() as u32 - 1)
    }

    /// Puts the pieces together; `None` if one is missing, which an error has then said.
    fn into_model(self, init: Init) -> Option<Model> {
        Some(Model {
            name: self.spec.name.text.clone(),
            docs: self.spec.docs.clone(),
            file: self.file,
            span: self.spec.span,
            name_span: self.spec.name.span,
            types: self.types,
            named_types: self.named_types.into_iter().collect::<Option<_>>()?,
            enums: self.enums,
            records: self.records,
            consts: self.consts.into_iter().collect::<Option<_>>()?,
            vars: self.vars.into_iter().collect::<Option<_>>()?,
            externs: self.externs.into_iter().collect::<Option<_>>()?,
            events: self.events.into_iter().collect::<Option<_>>()?,
            init,
            actions: self.actions.into_iter().collect::<Option<_>>()?,
            invariants: self.invariants,
            reachables: self.reachables,
            properties: self.properties,
            fairness: self.fairness,
            final_states: self.final_states,
            bounds: self.bounds,
            imports: self.imports,
            exprs: self.exprs,
            failures: self.failures,
            elements: self.elements,
            metadata: self.metadata,
        })
    }
}
