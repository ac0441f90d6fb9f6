//! Integers: numbers, negation, arithmetic. What can never fault gets no failure.

use super::super::Lowering;
use super::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::interval;
use crate::model::{ArithOp, ExprId, ExprKind, Interval, Type};
use crate::source::Span;
use crate::syntax::ast;
use crate::syntax::format;

impl Lowering<'_> {
    pub(super) fn number(&mut self, value: u64, negative: bool, span: Span) -> Option<ExprId> {
        let exact = if negative {
            -i128::from(value)
        } else {
            i128::from(value)
        };
        let Ok(value) = i64::try_from(exact) else {
            self.report(
                Diagnostic::new(
                    Code::ConstantOutOfRange,
                    span,
                    format!("`{exact}` is outside `Int`"),
                )
                .label(format!("`Int` ends at {}", i64::MAX)),
            );
            return None;
        };
        Some(self.make(
            ExprKind::Int(value),
            &Type::Int,
            Some(Interval::one(value)),
            span,
        ))
    }

    pub(super) fn negation(
        &mut self,
        expr: &ast::Expr,
        inner: &ast::Expr,
        context: &mut Context,
    ) -> Option<ExprId> {
        if let ast::ExprKind::Int(value) = inner.kind {
            return self.number(value, true, expr.span);
        }
        let value = self.integer(inner, context)?;
        let exact = interval::neg(self.interval_of(value))?;
        let overflow = exact.can_overflow().then(|| {
            let text = format::expr(expr);
            self.fault(expr, &format!("{text} overflows Int"), context)
        });
        let kind = ExprKind::Neg { value, overflow };
        Some(self.make(kind, &Type::Int, exact.as_int(), expr.span))
    }

    pub(super) fn integer(&mut self, expr: &ast::Expr, context: &mut Context) -> Option<ExprId> {
        let int = self.types.intern(Type::Int);
        self.expr_of(expr, int, context)
    }

    pub(super) fn arith(
        &mut self,
        expr: &ast::Expr,
        op: ArithOp,
        left: &ast::Expr,
        right: &ast::Expr,
        context: &mut Context,
    ) -> Option<ExprId> {
        let right_text = right;
        let left = self.integer(left, context);
        let right = self.integer(right, context);
        let (left, right) = (left?, right?);
        let (a, b) = (self.interval_of(left), self.interval_of(right));
        let divides = matches!(op, ArithOp::Div | ArithOp::Rem);
        let exact = interval::arith(op, a, b);
        let result = exact.and_then(interval::Exact::as_int);
        let (Some(exact), Some(result)) = (exact, result) else {
            let (message, label) = if divides && b == Interval::one(0) {
                ("division by zero".to_owned(), "the divisor is always 0")
            } else {
                let text = format::expr(expr);
                (format!("`{text}` always overflows `Int`"), "has no value")
            };
            self.report(Diagnostic::new(Code::ConstantFault, expr.span, message).label(label));
            return None;
        };
        let zero = (divides && !b.misses(Interval::one(0))).then(|| {
            let divisor = format::expr(right_text);
            let text = format::expr(expr);
            self.fault(
                expr,
                &format!("{text} divides by zero ({divisor} is 0)"),
                context,
            )
        });
        let overflow = exact.can_overflow().then(|| {
            let text = format::expr(expr);
            self.fault(expr, &format!("{text} overflows Int"), context)
        });
        let kind = ExprKind::Arith {
            op,
            left,
            right,
            zero,
            overflow,
        };
        Some(self.make(kind, &Type::Int, Some(result), expr.span))
    }
}
