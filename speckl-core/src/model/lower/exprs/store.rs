//! Values about to be stored, and faults.

use super::super::Lowering;
use super::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Declared, Expr, ExprId, ExprKind, FailureId, FailureKind, Interval};
use crate::syntax::ast;
use crate::syntax::format;

impl Lowering<'_> {
    /// A value about to be stored: an integer that may not fit is checked where it is stored.
    pub(in crate::model::lower) fn stored(
        &mut self,
        expr: &ast::Expr,
        target: Declared,
        context: &mut Context,
    ) -> Option<ExprId> {
        let value = self.expr_of(expr, target.ty, context)?;
        let (Some(fits), Some(known)) = (
            self.types.get(target.ty).integers(),
            self.exprs[value.0 as usize].interval,
        ) else {
            return Some(value);
        };
        if fits.covers(known) {
            return Some(value);
        }
        let text = format::expr(expr);
        let range = self.type_text(self.types.get(target.ty));
        if fits.misses(known) {
            let message = if known == Interval::one(known.lo) && text != known.lo.to_string() {
                format!("`{text}` is {}, outside `{range}`", known.lo)
            } else if known == Interval::one(known.lo) {
                format!("`{text}` is outside `{range}`")
            } else {
                format!("`{text}` is always outside `{range}`")
            };
            self.report(
                Diagnostic::new(Code::ConstantOutOfRange, expr.span, message)
                    .label(format!("must be in `{range}`")),
            );
            return None;
        }
        let failure = self.fault(expr, &format!("{text} is outside {range}"), context);
        Some(self.push_expr(Expr {
            kind: ExprKind::Checked {
                value,
                fits,
                failure,
            },
            ty: target.ty,
            interval: Some(Interval::new(known.lo.max(fits.lo), known.hi.min(fits.hi))),
            span: expr.span,
        }))
    }

    pub(super) fn fault(&mut self, expr: &ast::Expr, what: &str, context: &Context) -> FailureId {
        self.push_failure(
            FailureKind::Fault,
            context.element,
            format::expr(expr),
            format!("{} faulted: {what}", context.routine),
            expr.span,
        )
    }
}
