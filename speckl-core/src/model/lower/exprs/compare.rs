//! Comparisons and membership.

use super::super::Lowering;
use super::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{CompareOp, ExprId, ExprKind, Interval, Type, TypeId};
use crate::syntax::ast::{self, BinaryOp};

impl Lowering<'_> {
    /// Whether an expression is a bare name that only an enum can explain.
    fn is_bare_variant(&self, expr: &ast::Expr, context: &Context) -> bool {
        matches!(&expr.kind, ast::ExprKind::Name(name)
            if self.names.variants.contains_key(name.as_str())
                && !context.scope.iter().any(|(known, _)| known == name)
                && !self.names.vars.contains_key(name.as_str())
                && !self.names.consts.contains_key(name.as_str()))
    }

    pub(super) fn comparison(
        &mut self,
        expr: &ast::Expr,
        op: CompareOp,
        left: &ast::Expr,
        right: &ast::Expr,
        context: &mut Context,
    ) -> Option<ExprId> {
        // A bare enum value takes its meaning from the other side.
        let (left_id, right_id) = if self.is_bare_variant(left, context) {
            let right_id = self.expr(right, None, context);
            let ty = right_id.map(|id| self.exprs[id.0 as usize].ty);
            (self.expr(left, ty, context), right_id)
        } else {
            let left_id = self.expr(left, None, context);
            let ty = left_id.map(|id| self.exprs[id.0 as usize].ty);
            (left_id, self.expr(right, ty, context))
        };
        let (left_id, right_id) = (left_id?, right_id?);
        let (a, b) = (
            self.kind_of(left_id).clone(),
            self.kind_of(right_id).clone(),
        );
        let ordered = !matches!(op, CompareOp::Eq | CompareOp::Ne);
        let comparable = match (&a, &b) {
            (Type::Bool, Type::Bool) => !ordered,
            (Type::Enum(a), Type::Enum(b)) => a == b,
            _ => a.integers().is_some() && b.integers().is_some(),
        };
        if !comparable {
            let (a, b) = (self.type_text(&a), self.type_text(&b));
            let finding = if a == b {
                Diagnostic::new(
                    Code::TypeMismatch,
                    expr.span,
                    format!("values of `{a}` have no order"),
                )
                .label("only `==` and `!=` compare them")
            } else {
                Diagnostic::new(
                    Code::TypeMismatch,
                    expr.span,
                    format!("`{a}` and `{b}` cannot be compared"),
                )
                .label("the two sides have different types")
                .also(left.span, format!("this is `{a}`"))
                .also(right.span, format!("this is `{b}`"))
            };
            self.report(finding);
            return None;
        }
        let kind = ExprKind::Compare {
            op,
            left: left_id,
            right: right_id,
        };
        Some(self.make_bool(kind, expr.span))
    }

    pub(super) fn membership(
        &mut self,
        expr: &ast::Expr,
        value: &ast::Expr,
        set: &ast::Expr,
        negated: bool,
        context: &mut Context,
    ) -> Option<ExprId> {
        match &set.kind {
            ast::ExprKind::Binary(BinaryOp::Range, lo, hi) => {
                let value = self.integer(value, context);
                let lo = self.integer(lo, context);
                let hi = self.integer(hi, context);
                let (value, lo, hi) = (value?, lo?, hi?);
                let kind = ExprKind::InRange {
                    value,
                    lo,
                    hi,
                    negated,
                };
                Some(self.make_bool(kind, expr.span))
            }
            ast::ExprKind::Name(name) if self.names_type(name, context) => {
                let ty = self.type_name(name, set.span)?.ty;
                let value_id = self.expr_of(value, ty, context)?;
                self.membership_in_type(expr, value_id, ty, negated)
            }
            _ => {
                self.unsupported("sets other than ranges", set.span);
                None
            }
        }
    }

    fn names_type(&self, name: &str, context: &Context) -> bool {
        (self.names.types.contains_key(name) || matches!(name, "Bool" | "Int" | "Nat"))
            && !context.scope.iter().any(|(known, _)| known == name)
            && !self.names.vars.contains_key(name)
            && !self.names.consts.contains_key(name)
    }

    fn membership_in_type(
        &mut self,
        expr: &ast::Expr,
        value: ExprId,
        ty: TypeId,
        negated: bool,
    ) -> Option<ExprId> {
        let fits = self.types.get(ty).integers();
        let always = fits.is_none_or(|fits| fits.covers(self.interval_of(value)));
        if always {
            let text = self.type_text(self.types.get(ty));
            self.report(
                Diagnostic::new(
                    Code::TautologicalMembership,
                    expr.span,
                    format!("this is always {}", !negated),
                )
                .label(format!("every value that can stand here is in `{text}`")),
            );
            // The operand is still evaluated, since it may fault.
            let op = if negated {
                CompareOp::Ne
            } else {
                CompareOp::Eq
            };
            let kind = ExprKind::Compare {
                op,
                left: value,
                right: value,
            };
            return Some(self.make_bool(kind, expr.span));
        }
        let fits = fits?;
        let lo = self.make(
            ExprKind::Int(fits.lo),
            &Type::Int,
            Some(Interval::one(fits.lo)),
            expr.span,
        );
        let hi = self.make(
            ExprKind::Int(fits.hi),
            &Type::Int,
            Some(Interval::one(fits.hi)),
            expr.span,
        );
        let kind = ExprKind::InRange {
            value,
            lo,
            hi,
            negated,
        };
        Some(self.make_bool(kind, expr.span))
    }
}
