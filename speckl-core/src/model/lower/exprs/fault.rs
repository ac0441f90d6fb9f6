//! Faults: what is said of an evaluation that has no value.

use super::super::Lowering;
use super::Context;
use crate::model::{FailureId, FailureKind};
use crate::syntax::ast;
use crate::syntax::format;

/// How long an expression may be, in the text, to be shown whole. Beyond that every part of a long
/// chain would repeat all that stands before it.
const LONGEST: u32 = 400;

/// An expression as messages show it: on one line, and shortened where it is very long.
pub(super) fn text_of(expr: &ast::Expr) -> String {
    if expr.span.end.saturating_sub(expr.span.start) <= LONGEST {
        return format::expr(expr);
    }
    match &expr.kind {
        ast::ExprKind::Binary(op, _, right) => {
            format!("… {} {}", format::binary_text(*op), text_of(right))
        }
        ast::ExprKind::Field { field, .. } => format!("….{}", field.text),
        ast::ExprKind::Index { index, .. } => format!("…[{}]", text_of(index)),
        ast::ExprKind::Call(path, _) => format!("{}(…)", path.name.text),
        _ => "…".to_owned(),
    }
}

impl Lowering<'_> {
    /// A new fault; `what` says what happens, beginning with the expression: `x + 1 overflows Int`.
    pub(super) fn fault(&mut self, expr: &ast::Expr, what: &str, context: &Context) -> FailureId {
        self.push_failure(
            FailureKind::Fault,
            context.element,
            text_of(expr),
            format!("{} faulted: {what}", context.routine),
            expr.span,
        )
    }
}
