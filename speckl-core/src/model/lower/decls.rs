//! Variables, events, `extern` functions and `next`; and the order in which a spec is lowered.

use super::Lowering;
use super::elements::ROOT;
use super::types::Place;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ActionId, Declared, ElementId, ElementKind, Event, Extern, FailureId};
use crate::model::{FailureKind, Init, Type, Var};
use crate::syntax::ast::{self, Decl, DeclKind, Name, TypeExpr};
use crate::syntax::format;
use std::collections::BTreeSet;

impl Lowering<'_> {
    /// Everything but names and metadata; returns `init`.
    pub(super) fn signatures_and_bodies(&mut self) -> Init {
        self.resolve_own(&["type", "constant"]);
        let spec = self.spec;
        for decl in &spec.decls {
            match &decl.kind {
                DeclKind::State { name, ty, .. } => self.variable_decl(decl, name, ty),
                DeclKind::Event { name, fields } => self.event_decl(decl, name, fields),
                DeclKind::Extern {
                    name,
                    params,
                    returns,
                } => self.extern_decl(decl, name, params, returns),
                DeclKind::Refused(code, message) => {
                    self.report(Diagnostic::new(*code, decl.span, message.clone()));
                }
                _ => {}
            }
        }
        // Definitions see the variables, and routines see both.
        self.resolve_own(&["definition"]);
        let init = self.init();
        let allowed = self.next();
        for decl in &spec.decls {
            match &decl.kind {
                DeclKind::Action { .. } => self.action(decl, allowed.as_ref()),
                DeclKind::Invariant { name, body, .. } => self.invariant(decl, name, body),
                DeclKind::Reachable { name, body, .. } => self.reachable(decl, name, body),
                DeclKind::Final { body } => self.final_decl(decl, body),
                _ => {}
            }
        }
        // These name actions, parameters and invariants.
        for decl in &spec.decls {
            match &decl.kind {
                DeclKind::Property { name, formulas, .. } => self.property(decl, name, formulas),
                DeclKind::Fair {
                    strong,
                    each,
                    actions,
                } => self.fairness(decl, *strong, *each, actions),
                DeclKind::Bounds(bounds) => self.bounds(decl, bounds, &init),
                _ => {}
            }
        }
        for bound in &self.given.bounds {
            self.bound(bound, &init);
        }
        init
    }

    fn variable_decl(&mut self, decl: &Decl, name: &Name, ty: &TypeExpr) {
        let vars = &self.vars;
        let Some(id) = Self::is_first(&self.names.vars, name, |id| vars[id.index()].is_some())
        else {
            return;
        };
        let element = self.named_element(
            ROOT,
            ElementKind::Variable,
            &name.text,
            decl.span,
            format::decl(decl),
        );
        let place = Place::anonymous(element, &[&name.text]);
        let Some(declared) = self.type_expr(ty, &place) else {
            return;
        };
        if self.names.variants.contains_key(&name.text) {
            self.warn_hidden(name, "state variable", "the enum value");
        }
        let misfit = self.misfit("restore", name, declared, element);
        self.vars[id.index()] = Some(Var {
            name: name.text.clone(),
            docs: decl.docs.clone(),
            ty: declared,
            element,
            name_span: name.span,
            misfit,
        });
    }

    /// The fault of data from outside that does not fit a type.
    pub(super) fn misfit(
        &mut self,
        routine: &str,
        name: &Name,
        declared: Declared,
        element: ElementId,
    ) -> FailureId {
        let ty = self.types.get(declared.ty);
        let text = self.type_text(ty);
        let what = match ty {
            Type::Bool | Type::Int | Type::Nat | Type::Range(..) | Type::Enum(_) => "is outside",
            _ => "does not fit",
        };
        self.push_failure(
            FailureKind::Fault,
            element,
            format!("{}: {text}", name.text),
            format!("{routine} faulted: {} {what} {text}", name.text),
            name.span,
        )
    }

    fn event_decl(&mut self, decl: &Decl, name: &Name, fields: &[ast::Param]) {
        let events = &self.events;
        let Some(id) = Self::is_first(&self.names.events, name, |id| events[id.index()].is_some())
        else {
            return;
        };
        let element = self.named_element(
            ROOT,
            ElementKind::Event,
            &name.text,
            decl.span,
            format::decl(decl),
        );
        let fields = self.fields(fields, element, &[&name.text]);
        self.events[id.index()] = Some(Event {
            name: name.text.clone(),
            docs: decl.docs.clone(),
            fields,
            element,
            name_span: name.span,
        });
    }

    fn extern_decl(&mut self, decl: &Decl, name: &Name, params: &[ast::Param], returns: &TypeExpr) {
        let externs = &self.externs;
        let Some(id) = Self::is_first(&self.names.externs, name, |id| {
            externs[id.index()].is_some()
        }) else {
            return;
        };
        let element = self.named_element(
            ROOT,
            ElementKind::Extern,
            &name.text,
            decl.span,
            format::decl(decl),
        );
        let lowered = self.fields(params, element, &[&name.text]);
        let place = Place::anonymous(element, &[&name.text, "result"]);
        let Some(returns) = self.type_expr(returns, &place) else {
            return;
        };
        // A parameter that is wrong has been reported; without it, calls could not be judged.
        if lowered.len() != params.len() {
            return;
        }
        self.externs[id.index()] = Some(Extern {
            name: name.text.clone(),
            docs: decl.docs.clone(),
            params: lowered,
            returns,
            element,
            name_span: name.span,
        });
    }

    /// The actions that `next` allows; all of them where there is none.
    fn next(&mut self) -> Option<BTreeSet<String>> {
        let spec = self.spec;
        let mut first: Option<&Decl> = None;
        let mut allowed: Option<BTreeSet<String>> = None;
        for decl in &spec.decls {
            let DeclKind::Next { actions } = &decl.kind else {
                continue;
            };
            if let Some(first) = first {
                self.declared_twice("next", first, decl);
                continue;
            }
            first = Some(decl);
            self.only_element(ROOT, ElementKind::Next, decl.span, format::decl(decl));
            let names = allowed.insert(BTreeSet::new());
            for action in actions {
                if self.action_named(action).is_some() {
                    names.insert(action.text.clone());
                }
            }
        }
        allowed
    }

    /// The action of a name; says so where there is none.
    pub(super) fn action_named(&mut self, name: &Name) -> Option<ActionId> {
        let found = self.names.actions.get(name.text.as_str()).copied();
        if found.is_none() {
            let finding = Diagnostic::new(
                Code::UnknownName,
                name.span,
                format!("there is no action `{}`", name.text),
            )
            .label("not declared in this spec")
            .did_you_mean(name.span, &name.text, self.names.actions.keys().copied());
            self.report(finding);
        }
        found
    }

    pub(super) fn declared_twice(&mut self, what: &str, first: &Decl, second: &Decl) {
        self.report(
            Diagnostic::new(
                Code::DuplicateDeclaration,
                second.span,
                format!("`{what}` is declared twice"),
            )
            .label("declared again here")
            .also(first.span, "first declared here"),
        );
    }
}
