//! Values given another type: read out of a `T?`, met by a value of another type, about to be stored.

use super::super::Lowering;
use super::fault::text_of;
use super::fit::Fit;
use super::{Context, Expect};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Declared, Expr, ExprId, ExprKind, Interval, Type, TypeId};
use crate::source::Span;
use crate::syntax::ast;

impl Lowering<'_> {
    /// A value about to be stored: an integer that may not fit is checked where it is stored.
    pub(in crate::model::lower) fn stored(
        &mut self,
        expr: &ast::Expr,
        target: Declared,
        context: &mut Context,
    ) -> Option<ExprId> {
        self.value(expr, Expect::Exactly(target.ty), context)
    }

    /// Gives a value another type that surely holds it.
    pub(super) fn convert(&mut self, id: ExprId, ty: TypeId) -> ExprId {
        let from = self.ty_of(id);
        let both = self.plain_integers(from).is_some() && self.plain_integers(ty).is_some();
        if from == ty || both {
            return id;
        }
        let span = self.exprs[id.0 as usize].span;
        let kind = ExprKind::Convert {
            value: id,
            failure: None,
        };
        self.typed(kind, ty, span)
    }

    /// Reads a `T?` as the `T` in it; any other value is left as it is.
    pub(super) fn read(&mut self, expr: &ast::Expr, id: ExprId, context: &Context) -> ExprId {
        let Type::Option(inner) = *self.types.get(self.ty_of(id)) else {
            return id;
        };
        let failure = self.fault(expr, &format!("{} is null", text_of(expr)), context);
        let kind = ExprKind::Unwrap { value: id, failure };
        self.typed(kind, inner, expr.span)
    }

    /// Gives a value the type that it is stored as; `expr` is what it was written as.
    pub(super) fn coerce(
        &mut self,
        expr: &ast::Expr,
        id: ExprId,
        ty: TypeId,
        context: &Context,
    ) -> Option<ExprId> {
        let from = self.ty_of(id);
        if from == ty {
            return Some(id);
        }
        if self.plain_integers(from).is_some()
            && let Some(fits) = self.plain_integers(ty)
        {
            return self.checked(expr, id, ty, fits, context);
        }
        if let Type::Option(inner) = *self.types.get(ty)
            && !matches!(self.types.get(from), Type::Option(_))
        {
            if self.fit(from, inner).is_none() {
                self.mismatch(expr, from, ty);
                return None;
            }
            let value = self.coerce(expr, id, inner, context)?;
            return Some(self.convert(value, ty));
        }
        match self.fit_of(id, ty) {
            Some(Fit::Same | Fit::Total) => Some(self.convert(id, ty)),
            Some(Fit::Partial) => {
                let wanted = self.type_text(self.types.get(ty));
                let what = format!("{} does not fit {wanted}", text_of(expr));
                let failure = Some(self.fault(expr, &what, context));
                let kind = ExprKind::Convert { value: id, failure };
                Some(self.typed(kind, ty, expr.span))
            }
            None => {
                let inner = self.present(from);
                if inner == from || self.fit(inner, ty).is_none() {
                    self.mismatch(expr, from, ty);
                    return None;
                }
                let value = self.read(expr, id, context);
                self.coerce(expr, value, ty, context)
            }
        }
    }

    fn checked(
        &mut self,
        expr: &ast::Expr,
        value: ExprId,
        ty: TypeId,
        fits: Interval,
        context: &Context,
    ) -> Option<ExprId> {
        let known = self.interval_of(value);
        if fits.covers(known) {
            return Some(value);
        }
        let text = text_of(expr);
        let range = self.type_text(self.types.get(ty));
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
            ty,
            interval: Some(Interval::new(known.lo.max(fits.lo), known.hi.min(fits.hi))),
            span: expr.span,
        }))
    }

    /// Says that a value has the wrong type.
    pub(super) fn mismatch(&mut self, expr: &ast::Expr, found: TypeId, wanted: TypeId) {
        let symmetric = self.present(wanted);
        if self.is_symmetric(symmetric) && self.plain_integers(found).is_some() {
            return self.refuse_symmetric_literal(symmetric, expr.span);
        }
        let (a, b) = (self.named_text(found), self.named_text(wanted));
        let finding = Diagnostic::new(
            Code::TypeMismatch,
            expr.span,
            format!("expected `{b}`, found `{a}`"),
        )
        .label(format!("this is `{a}`"));
        let fields = |ty: &Type| match ty {
            Type::Record(fields) => {
                let mut names: Vec<String> = fields.iter().map(|it| it.0.clone()).collect();
                names.sort();
                Some(names)
            }
            _ => None,
        };
        let (x, y) = (self.types.get(found), self.types.get(wanted));
        let finding = match (fields(x), fields(y)) {
            (Some(x), Some(y)) if x == y => finding.note(
                "the order of its fields is part of a record's type, and their types must go together",
            ),
            _ => finding,
        };
        self.report(finding);
    }

    pub(super) fn refuse_symmetric_literal(&mut self, ty: TypeId, span: Span) {
        let name = self.named_text(ty);
        self.report(
            Diagnostic::new(
                Code::SymmetricUse,
                span,
                format!("an integer cannot stand for a value of the symmetric type `{name}`"),
            )
            .label("its values are interchangeable, so none of them has a name")
            .note(format!(
                "take one from a parameter, or from `forall`, `exists` or `for` over `{name}`"
            )),
        );
    }

    /// A type as messages name it.
    pub(super) fn named_text(&self, ty: TypeId) -> String {
        self.type_text(self.types.get(ty))
    }
}
