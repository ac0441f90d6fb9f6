//! From syntax to meaning: names resolved, types checked, failures and elements numbered.
//!
//! [`lower`] reports everything that is wrong with a spec, not only the first thing, and gives a
//! [`Model`] only if nothing is. Types and constants may refer to each other in any order, so they are
//! resolved on demand; all the rest follows in the order of declaration.

mod constant;
mod decls;
mod elements;
mod exprs;
mod metadata;
mod names;
mod outline;
mod stmts;
mod types;

pub use outline::{Outline, OutlineAction, OutlineParam, OutlineType, OutlineVar};

use super::{Failure, FailureId, FailureKind, Model};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Action, Const, Element, ElementId, Enum, Event, Expr, ExprId, Final, Init};
use crate::model::{Invariant, Metadata, NamedType, Types, Var};
use crate::source::{FileId, Span};
use crate::syntax::ast;
use names::Names;
use std::collections::BTreeMap;

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

/// Resolves and checks one spec.
pub fn lower(spec: &ast::Spec, file: FileId) -> Lowered {
    let mut lowering = Lowering::new(spec, file);
    lowering.declare();
    let init = lowering.signatures_and_bodies();
    lowering.metadata();
    let outline = outline::outline(&lowering);
    let failed = lowering.diagnostics.iter().any(Diagnostic::is_error);
    let mut diagnostics = std::mem::take(&mut lowering.diagnostics);
    // Phases find things in their own order; a reader goes from top to bottom.
    diagnostics.sort_by_key(|finding| (finding.primary.span.file, finding.primary.span.start));
    diagnostics.dedup();
    let model = if failed {
        None
    } else {
        lowering.into_model(init)
    };
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

/// The state of lowering one spec.
struct Lowering<'a> {
    spec: &'a ast::Spec,
    file: FileId,
    diagnostics: Vec<Diagnostic>,
    names: Names<'a>,
    types: Types,
    named_types: Vec<Option<NamedType>>,
    enums: Vec<Enum>,
    consts: Vec<Option<Const>>,
    vars: Vec<Option<Var>>,
    events: Vec<Option<Event>>,
    actions: Vec<Option<Action>>,
    invariants: Vec<Invariant>,
    final_states: Option<Final>,
    exprs: Vec<Expr>,
    failures: Vec<Failure>,
    elements: Vec<Element>,
    /// How many numbered elements there are of each stem.
    counters: BTreeMap<String, u32>,
    metadata: Metadata,
}

impl<'a> Lowering<'a> {
    fn new(spec: &'a ast::Spec, file: FileId) -> Self {
        let mut lowering = Self {
            spec,
            file,
            diagnostics: Vec::new(),
            names: Names::default(),
            types: Types::default(),
            named_types: Vec::new(),
            enums: Vec::new(),
            consts: Vec::new(),
            vars: Vec::new(),
            events: Vec::new(),
            actions: Vec::new(),
            invariants: Vec::new(),
            final_states: None,
            exprs: Vec::new(),
            failures: Vec::new(),
            elements: Vec::new(),
            counters: BTreeMap::new(),
            metadata: Metadata::default(),
        };
        lowering.spec_element();
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
            consts: self.consts.into_iter().collect::<Option<_>>()?,
            vars: self.vars.into_iter().collect::<Option<_>>()?,
            events: self.events.into_iter().collect::<Option<_>>()?,
            init,
            actions: self.actions.into_iter().collect::<Option<_>>()?,
            invariants: self.invariants,
            final_states: self.final_states,
            exprs: self.exprs,
            failures: self.failures,
            elements: self.elements,
            metadata: self.metadata,
        })
    }
}
