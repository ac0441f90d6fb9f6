//! Comparisons. `==` and `!=` are for values of any type, and compare without reading; an order there
//! is between integers, strings, and the values of an enum.

use super::super::Lowering;
use super::Context;
use super::fit::Fit;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{CompareOp, ExprId, ExprKind, Type, TypeId};
use crate::syntax::ast;
use crate::syntax::format;

impl Lowering<'_> {
    /// Two expressions, each of which may need the other to have a meaning.
    pub(super) fn pair(
        &mut self,
        left: &ast::Expr,
        right: &ast::Expr,
        context: &mut Context,
    ) -> Option<(ExprId, ExprId)> {
        if self.is_needy(left, context) && !self.is_needy(right, context) {
            let right = self.set_operand(right, None, context)?;
            let left = self.set_operand(left, Some(self.ty_of(right)), context)?;
            return Some((left, right));
        }
        let left = self.expr(left, None, context);
        let hint = left.map(|id| self.ty_of(id));
        let right = self.expr(right, hint, context);
        Some((left?, right?))
    }

    /// Two values that meet, each given the least type that both have; integers meet as they are.
    pub(super) fn meet(&mut self, a: ExprId, b: ExprId) -> Option<(ExprId, ExprId)> {
        let (x, y) = (self.ty_of(a), self.ty_of(b));
        if self.plain_integers(x).is_some() && self.plain_integers(y).is_some() {
            return Some((a, b));
        }
        let total = |fit: Option<Fit>| fit.is_some_and(|fit| fit <= Fit::Total);
        let ty = if total(self.fit_of(b, x)) {
            x
        } else if total(self.fit_of(a, y)) {
            y
        } else {
            self.join(x, y)?
        };
        Some((self.convert(a, ty), self.convert(b, ty)))
    }

    /// `==`, `!=`
    pub(super) fn equality(
        &mut self,
        expr: &ast::Expr,
        op: CompareOp,
        left: &ast::Expr,
        right: &ast::Expr,
        context: &mut Context,
    ) -> Option<ExprId> {
        let (a, b) = self.pair(left, right, context)?;
        let (x, y) = (self.ty_of(a), self.ty_of(b));
        self.lint_null(expr, op, [a, b], [left, right], context);
        let Some((left, right)) = self.meet(a, b) else {
            self.refuse_comparison(expr, [left, right], [x, y]);
            return None;
        };
        self.lint_comparison(expr, op, left, right, context);
        Some(self.make_bool(ExprKind::Compare { op, left, right }, expr.span))
    }

    /// The symmetric type that stands in one type where plain integers stand in the other.
    fn symmetric_against(&self, mut this: TypeId, mut other: TypeId) -> Option<TypeId> {
        loop {
            (this, other) = (self.present(this), self.present(other));
            if self.is_symmetric(this) {
                return self.plain_integers(other).map(|_| this);
            }
            match (self.types.get(this), self.types.get(other)) {
                (Type::Set(a), Type::Set(b)) | (Type::List(a), Type::List(b)) => {
                    (this, other) = (*a, *b);
                }
                _ => return None,
            }
        }
    }

    fn refuse_comparison(&mut self, expr: &ast::Expr, sides: [&ast::Expr; 2], types: [TypeId; 2]) {
        for (this, other, side) in [
            (types[0], types[1], sides[1]),
            (types[1], types[0], sides[0]),
        ] {
            if let Some(symmetric) = self.symmetric_against(this, other) {
                return self.refuse_symmetric_literal(symmetric, side.span);
            }
        }
        let [a, b] = types.map(|ty| self.named_text(ty));
        let mut finding = Diagnostic::new(
            Code::TypeMismatch,
            expr.span,
            format!("`{a}` and `{b}` cannot be compared"),
        )
        .label("the two sides have different types")
        .also(sides[0].span, format!("this is `{a}`"))
        .also(sides[1].span, format!("this is `{b}`"));
        let element = |set: TypeId| match *self.types.get(set) {
            Type::Set(item) | Type::List(item) => Some(item),
            _ => None,
        };
        if element(types[1]) == Some(types[0]) {
            finding = finding.note("to ask whether it is one of them, write `in`");
        }
        self.report(finding);
    }

    /// `<`, `<=`, `>`, `>=`
    pub(super) fn order(
        &mut self,
        expr: &ast::Expr,
        op: CompareOp,
        left: &ast::Expr,
        right: &ast::Expr,
        context: &mut Context,
    ) -> Option<ExprId> {
        let (a, b) = self.pair(left, right, context)?;
        let (a, b) = (self.read(left, a, context), self.read(right, b, context));
        let (x, y) = (self.ty_of(a), self.ty_of(b));
        let integers = self.plain_integers(x).is_some() && self.plain_integers(y).is_some();
        if x != y && !integers {
            self.refuse_comparison(expr, [left, right], [x, y]);
            return None;
        }
        if !self.has_order(expr, x) {
            return None;
        }
        self.lint_comparison(expr, op, a, b, context);
        let kind = ExprKind::Compare {
            op,
            left: a,
            right: b,
        };
        Some(self.make_bool(kind, expr.span))
    }

    /// Whether the language has an order for the values of a type; says so if not.
    pub(super) fn has_order(&mut self, expr: &ast::Expr, ty: TypeId) -> bool {
        if self.is_symmetric(ty) {
            self.refuse_symmetric(expr.span, ty, "put in an order");
            return false;
        }
        let ordered = self.plain_integers(ty).is_some()
            || matches!(self.types.get(ty), Type::String | Type::Enum(_));
        if !ordered {
            let text = self.named_text(ty);
            let finding = Diagnostic::new(
                Code::NoOrder,
                expr.span,
                format!("values of `{text}` have no order"),
            )
            .label("only integers, strings and enums have one");
            let finding = match (self.types.get(ty), &expr.kind) {
                (Type::Set(_), ast::ExprKind::Binary(op, ..)) => finding.note(format!(
                    "whether all of a set is in another is asked with `subsetof`, and not `{}`",
                    format::binary_text(*op)
                )),
                _ => finding,
            };
            self.report(finding);
        }
        ordered
    }
}
