//! What is claimed of states: invariants, `reachable` and `final`.

use super::Lowering;
use super::elements::ROOT;
use super::exprs::{Context, PrevRule};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Condition, ElementId, ElementKind, FailureKind, Final, Invariant, Reachable};
use crate::syntax::ast::{self, Decl, DeclKind, Name};
use crate::syntax::format;

impl Lowering<'_> {
    pub(super) fn invariant(&mut self, decl: &Decl, name: &Name, body: &[ast::Expr]) {
        let known = self.names.invariants.get(name.text.as_str());
        if known.map(|known| known.span) != Some(name.span) {
            return;
        }
        let element = self.claim_element(decl, name, ElementKind::Invariant);
        let conditions = body
            .iter()
            .filter_map(|expr| self.condition_of(&name.text, expr, element, PrevRule::Allowed))
            .collect();
        self.invariants.push(Invariant {
            name: name.text.clone(),
            docs: decl.docs.clone(),
            conditions,
            element,
            name_span: name.span,
        });
    }

    pub(super) fn reachable(&mut self, decl: &Decl, name: &Name, body: &[ast::Expr]) {
        if !self.claims.contains(&name.span) {
            return;
        }
        let element = self.claim_element(decl, name, ElementKind::Reachable);
        let refused = PrevRule::Refused("in `reachable`");
        let conditions = body
            .iter()
            .filter_map(|expr| self.condition_of(&name.text, expr, element, refused))
            .collect();
        self.reachables.push(Reachable {
            name: name.text.clone(),
            docs: decl.docs.clone(),
            conditions,
            element,
            name_span: name.span,
        });
    }

    /// The element of a claim that has a name, and the requirements that it satisfies.
    pub(super) fn claim_element(
        &mut self,
        decl: &Decl,
        name: &Name,
        kind: ElementKind,
    ) -> ElementId {
        let canonical = format::decl(decl);
        let element = self.named_element(ROOT, kind, &name.text, decl.span, canonical);
        if let DeclKind::Invariant { satisfies, .. }
        | DeclKind::Reachable { satisfies, .. }
        | DeclKind::Property { satisfies, .. } = &decl.kind
        {
            self.satisfies(element, satisfies);
        }
        element
    }

    pub(super) fn final_decl(&mut self, decl: &Decl, body: &[ast::Expr]) {
        let element = match &self.final_states {
            Some(known) => known.element,
            None => self.only_element(ROOT, ElementKind::Final, decl.span, format::decl(decl)),
        };
        if self.final_states.is_some() {
            let first = self.elements[element.index()].span;
            self.report(
                Diagnostic::new(
                    Code::DuplicateDeclaration,
                    decl.span,
                    "`final` is declared twice",
                )
                .label("declared again here")
                .also(first, "first declared here"),
            );
            return;
        }
        let conditions = body
            .iter()
            .filter_map(|expr| {
                self.condition_of("final", expr, element, PrevRule::Refused("in `final`"))
            })
            .collect();
        self.final_states = Some(Final {
            conditions,
            element,
        });
    }

    pub(super) fn condition_of(
        &mut self,
        owner: &str,
        expr: &ast::Expr,
        parent: ElementId,
        prev: PrevRule,
    ) -> Option<Condition> {
        let text = format::expr(expr);
        let element =
            self.numbered_element(parent, "", ElementKind::Condition, expr.span, text.clone());
        let mut context = Context::new(owner, element, prev);
        let condition = self.condition(expr, &mut context)?;
        let message = format!("{owner} would not hold: {text}");
        let failure = self.push_failure(FailureKind::Invariant, element, text, message, expr.span);
        Some(Condition {
            expr: condition,
            locals: context.locals,
            is_step: context.used_prev,
            failure,
            element,
        })
    }
}
