//! Temporal properties, and the fairness that they may rely on.

use super::Lowering;
use super::elements::ROOT;
use super::exprs::{Context, PrevRule};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Condition, ElementId, ElementKind, ExprId, FailureKind, Fairness, LogicOp};
use crate::model::{ExprKind, Property, Temporal, Type};
use crate::source::Span;
use crate::syntax::ast::{self, Decl, Name, TemporalKind};
use crate::syntax::format;

impl Lowering<'_> {
    pub(super) fn property(&mut self, decl: &Decl, name: &Name, formulas: &[ast::Temporal]) {
        if !self.claims.contains(&name.span) {
            return;
        }
        let element = self.claim_element(decl, name, ElementKind::Property);
        let formulas = formulas
            .iter()
            .filter_map(|formula| self.formula(&name.text, formula, element))
            .collect();
        self.properties.push(Property {
            name: name.text.clone(),
            docs: decl.docs.clone(),
            formulas,
            element,
            name_span: name.span,
        });
    }

    fn formula(
        &mut self,
        owner: &str,
        formula: &ast::Temporal,
        property: ElementId,
    ) -> Option<Temporal> {
        let mut state = |expr: &ast::Expr| self.state_formula(owner, expr, property);
        Some(match &formula.kind {
            TemporalKind::Always(expr) => Temporal::Always(state(expr)?),
            TemporalKind::Eventually(expr) => Temporal::Eventually(state(expr)?),
            TemporalKind::AlwaysEventually(expr) => Temporal::AlwaysEventually(state(expr)?),
            TemporalKind::EventuallyAlways(expr) => Temporal::EventuallyAlways(state(expr)?),
            TemporalKind::LeadsTo(from, to) => {
                let (from, to) = (state(from), state(to));
                Temporal::LeadsTo(from?, to?)
            }
        })
    }

    /// What a formula says of one state.
    fn state_formula(
        &mut self,
        owner: &str,
        expr: &ast::Expr,
        property: ElementId,
    ) -> Option<Condition> {
        let text = format::expr(expr);
        let kind = ElementKind::Condition;
        let element = self.numbered_element(property, "", kind, expr.span, text.clone());
        let refused = PrevRule::Refused("in a property");
        let mut context = Context::new(owner, element, refused);
        context.enabled = true;
        let condition = self.condition(expr, &mut context)?;
        let message = format!("{owner} would not hold: {text}");
        let failure = self.push_failure(FailureKind::Invariant, element, text, message, expr.span);
        Some(Condition {
            expr: condition,
            locals: context.locals,
            is_step: false,
            failure,
            element,
        })
    }

    /// Whether a name is that of an invariant, in a property.
    pub(super) fn is_invariant(&self, name: &str, context: &Context) -> bool {
        context.enabled && self.names.invariants.contains_key(name)
    }

    /// The name of an invariant in a property: it stands for the conjunction of its expressions.
    pub(super) fn invariant_as_value(
        &mut self,
        name: &str,
        span: Span,
        context: &mut Context,
    ) -> Option<ExprId> {
        let invariant = *self.names.invariants.get(name)?;
        // The invariant's own names mean what they mean where it stands: no local is in its sight.
        let scope = std::mem::take(&mut context.scope);
        let mut parts = Vec::new();
        for expr in invariant.body {
            let before = self.diagnostics.len();
            parts.push(self.condition(expr, context));
            // What is wrong in it has been said where it stands; that it cannot be used here has not.
            for finding in &mut self.diagnostics[before..] {
                if finding.code == Code::MisplacedPrev {
                    *finding = Diagnostic::new(
                        Code::MisplacedPrev,
                        span,
                        format!("`{name}` is about steps, and a property is about states"),
                    )
                    .label("this invariant mentions `prev`")
                    .also(finding.primary.span, "here");
                }
            }
        }
        context.scope = scope;
        let bool = self.types.intern(Type::Bool);
        let joined = parts.into_iter().reduce(|left, right| {
            Some(self.push_expr(crate::model::Expr {
                kind: ExprKind::Logic {
                    op: LogicOp::And,
                    left: left?,
                    right: right?,
                },
                ty: bool,
                interval: None,
                span,
            }))
        });
        joined.flatten()
    }

    pub(super) fn fairness(&mut self, decl: &Decl, strong: bool, each: bool, actions: &[Name]) {
        let canonical = format::decl(decl);
        let element = self.numbered_element(ROOT, "", ElementKind::Fair, decl.span, canonical);
        for name in actions {
            if let Some(action) = self.action_named(name) {
                self.fairness.push(Fairness {
                    action,
                    strong,
                    each,
                    element,
                });
            }
        }
    }
}
