//! Integers: numbers, negation, arithmetic. What can never fault gets no failure.

use super::super::Lowering;
use super::fault::text_of;
use super::{Context, arith_op, left_chain};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::interval;
use crate::model::{ArithOp, ExprId, ExprKind, Interval, Type, TypeId};
use crate::source::Span;
use crate::syntax::ast::{self, BinaryOp};
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
        Some(self.make_int(value, span))
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
            let text = text_of(expr);
            self.fault(expr, &format!("{text} overflows Int"), context)
        });
        let kind = ExprKind::Neg { value, overflow };
        Some(self.make(kind, &Type::Int, exact.as_int(), expr.span))
    }

    /// An integer to compute with.
    pub(in crate::model::lower) fn integer(
        &mut self,
        expr: &ast::Expr,
        context: &mut Context,
    ) -> Option<ExprId> {
        let int = self.types.intern(Type::Int);
        let id = self.expr(expr, Some(int), context)?;
        self.operand(expr, id, None, context)
    }

    /// A value as an operand of arithmetic.
    fn operand(
        &mut self,
        expr: &ast::Expr,
        id: ExprId,
        op: Option<&(&ast::Expr, BinaryOp)>,
        context: &Context,
    ) -> Option<ExprId> {
        let id = self.read(expr, id, context);
        let ty = self.ty_of(id);
        if self.plain_integers(ty).is_some() {
            return Some(id);
        }
        match op {
            Some(&(whole, op)) => self.refuse_operand(whole, op, expr, ty),
            None if self.is_symmetric(ty) => self.refuse_symmetric(expr.span, ty, "computed with"),
            None => {
                let int = self.types.intern(Type::Int);
                self.mismatch(expr, ty, int);
            }
        }
        None
    }

    /// Says that values of a symmetric type cannot be used like this.
    pub(super) fn refuse_symmetric(&mut self, span: Span, ty: TypeId, what: &str) {
        let name = self.named_text(ty);
        self.report(
            Diagnostic::new(
                Code::SymmetricUse,
                span,
                format!("values of the symmetric type `{name}` cannot be {what}"),
            )
            .label("they are interchangeable: only `==`, `!=` and membership tell them apart")
            .note(format!(
                "leave out `symmetric` where `{name}` is declared, if they are not"
            )),
        );
    }

    fn refuse_operand(&mut self, whole: &ast::Expr, op: BinaryOp, expr: &ast::Expr, ty: TypeId) {
        let sign = format::binary_text(op);
        if self.is_symmetric(ty) {
            return self.refuse_symmetric(expr.span, ty, "computed with");
        }
        let text = self.named_text(ty);
        let finding = Diagnostic::new(
            Code::TypeMismatch,
            expr.span,
            format!("`{sign}` is for integers, and this is `{text}`"),
        )
        .label(format!("this is `{text}`"));
        let finding = match (self.types.get(ty), op) {
            (Type::Set(_), BinaryOp::Add) => finding.note("sets are put together with `union`"),
            (Type::Set(_) | Type::Map(..), BinaryOp::Sub) => {
                finding.note("elements and keys are taken away with `minus`")
            }
            (Type::Set(_), BinaryOp::Mul) => finding.note("what two sets share is `a intersect b`"),
            (Type::List(_), BinaryOp::Add) => finding
                .note("lists are put together with `concat(xs, ys)`, and grow by `append(xs, x)`"),
            (Type::String, BinaryOp::Add) => {
                finding.note("strings are compared and stored, not put together")
            }
            _ => finding,
        };
        self.report(finding.also(whole.span, format!("operand of this `{sign}`")));
    }

    pub(super) fn arith(&mut self, expr: &ast::Expr, context: &mut Context) -> Option<ExprId> {
        let (first, links) = left_chain(expr, |op| arith_op(op).is_some());
        let int = self.types.intern(Type::Int);
        let mut left_expr = first;
        let mut left = self.expr(first, Some(int), context);
        for (whole, sign, right_expr) in links {
            let of = (whole, sign);
            let given = left.is_some();
            left = left.and_then(|id| self.operand(left_expr, id, Some(&of), context));
            let mut right = self.expr(right_expr, Some(int), context);
            // Where the left operand has just been refused, the right one would be for the same reason.
            if left.is_some() || !given {
                right = right.and_then(|id| self.operand(right_expr, id, Some(&of), context));
            }
            left = match (left, right, arith_op(sign)) {
                (Some(left), Some(right), Some(op)) => {
                    self.compute(whole, op, left, right, right_expr, context)
                }
                _ => None,
            };
            left_expr = whole;
        }
        left
    }

    fn compute(
        &mut self,
        expr: &ast::Expr,
        op: ArithOp,
        left: ExprId,
        right: ExprId,
        right_text: &ast::Expr,
        context: &Context,
    ) -> Option<ExprId> {
        let (a, b) = (self.interval_of(left), self.interval_of(right));
        let divides = matches!(op, ArithOp::Div | ArithOp::Rem);
        let exact = interval::arith(op, a, b);
        let result = exact.and_then(interval::Exact::as_int);
        let (Some(exact), Some(result)) = (exact, result) else {
            let (message, label) = if divides && b == Interval::one(0) {
                ("division by zero".to_owned(), "the divisor is always 0")
            } else {
                let text = text_of(expr);
                (format!("`{text}` always overflows `Int`"), "has no value")
            };
            self.report(Diagnostic::new(Code::ConstantFault, expr.span, message).label(label));
            return None;
        };
        let zero = (divides && !b.misses(Interval::one(0))).then(|| {
            let (divisor, text) = (text_of(right_text), text_of(expr));
            let what = format!("{text} divides by zero ({divisor} is 0)");
            self.fault(expr, &what, context)
        });
        let overflow = exact.can_overflow().then(|| {
            let text = text_of(expr);
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
