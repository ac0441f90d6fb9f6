//! `in` and `notin`: of ranges, types, sets, lists, and the keys of maps. They compare without reading.

use super::super::Lowering;
use super::Context;
use super::fit::Fit;
use super::path::{Named, steps_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{CompareOp, Declared, ExprId, ExprKind, Interval, Type, TypeId};
use crate::syntax::ast::{self, BinaryOp, Name};

impl Lowering<'_> {
    pub(super) fn membership(
        &mut self,
        expr: &ast::Expr,
        value: &ast::Expr,
        set: &ast::Expr,
        negated: bool,
        context: &mut Context,
    ) -> Option<ExprId> {
        if let ast::ExprKind::Binary(BinaryOp::Range, lo, hi) = &set.kind {
            return self.in_range(expr, value, [lo, hi], negated, context);
        }
        let (base, steps) = steps_of(set);
        if self.is_dotted(base, context)
            && let Some(Named::Type(ty, taken)) = self.dotted(base, &steps, context)
            && taken == steps.len()
        {
            let id = self.expr(value, Some(ty), context)?;
            return self.in_type(expr, value, id, ty, negated, context);
        }
        let (value_id, set_id) = if self.is_needy(value, context) {
            let set_id = self.expr(set, None, context)?;
            let set_id = self.read(set, set_id, context);
            let item = self.item_of(self.ty_of(set_id));
            (self.expr(value, item, context)?, set_id)
        } else {
            let value_id = self.expr(value, None, context);
            let hint = value_id.map(|id| {
                let item = self.ty_of(id);
                self.types.intern(Type::Set(item))
            });
            let set_id = self.expr(set, hint, context);
            let (value_id, set_id) = (value_id?, set_id?);
            (value_id, self.read(set, set_id, context))
        };
        self.contains(expr, [value, set], [value_id, set_id], negated)
    }

    /// What a collection is a collection of: elements, or keys.
    pub(super) fn item_of(&self, ty: TypeId) -> Option<TypeId> {
        match *self.types.get(ty) {
            Type::Set(item) | Type::List(item) | Type::Map(item, _) => Some(item),
            _ => None,
        }
    }

    fn contains(
        &mut self,
        expr: &ast::Expr,
        [value_text, set_text]: [&ast::Expr; 2],
        [value, set]: [ExprId; 2],
        negated: bool,
    ) -> Option<ExprId> {
        let (ty, set_type) = (self.ty_of(value), self.ty_of(set));
        let Some(item) = self.item_of(set_type) else {
            let text = self.named_text(set_type);
            let finding = Diagnostic::new(
                Code::TypeMismatch,
                set_text.span,
                format!("`in` looks into a set, a list, a map or a range, and this is `{text}`"),
            )
            .label(format!("this is `{text}`"));
            self.report(finding);
            return None;
        };
        let integers = self.plain_integers(ty).is_some() && self.plain_integers(item).is_some();
        let (value, collection) = if integers {
            (value, set)
        } else if self
            .fit_of(value, item)
            .is_some_and(|fit| fit <= Fit::Total)
        {
            (self.convert(value, item), set)
        } else if let Some(common) = self.join(ty, item) {
            let wider = match *self.types.get(set_type) {
                Type::Set(_) => Type::Set(common),
                Type::List(_) => Type::List(common),
                Type::Map(_, value) => Type::Map(common, value),
                _ => return None,
            };
            let wider = self.types.intern(wider);
            (self.convert(value, common), self.convert(set, wider))
        } else {
            if self.is_symmetric(self.present(item)) && self.plain_integers(ty).is_some() {
                self.mismatch(value_text, ty, item);
                return None;
            }
            let (a, b) = (self.named_text(ty), self.named_text(set_type));
            self.report(
                Diagnostic::new(
                    Code::TypeMismatch,
                    expr.span,
                    format!("`{a}` can never be in `{b}`"),
                )
                .label("the types do not go together")
                .also(value_text.span, format!("this is `{a}`"))
                .also(set_text.span, format!("this is `{b}`")),
            );
            return None;
        };
        let kind = ExprKind::Contains {
            value,
            collection,
            negated,
        };
        Some(self.make_bool(kind, expr.span))
    }

    fn in_range(
        &mut self,
        expr: &ast::Expr,
        value: &ast::Expr,
        [lo, hi]: [&ast::Expr; 2],
        negated: bool,
        context: &mut Context,
    ) -> Option<ExprId> {
        let int = self.types.intern(Type::Int);
        let id = self.expr(value, Some(int), context);
        let lo = self.integer(lo, context);
        let hi = self.integer(hi, context);
        let (id, lo, hi) = (id?, lo?, hi?);
        let inner = self.present(self.ty_of(id));
        if self.plain_integers(inner).is_none() {
            if self.is_symmetric(inner) {
                self.refuse_symmetric(value.span, inner, "looked for in a range");
            } else {
                self.mismatch(value, self.ty_of(id), int);
            }
            return None;
        }
        Some(self.within(expr, value, [id, lo, hi], negated, context))
    }

    /// `value in lo..hi` of an integer that may be null, in which case it is in no range.
    fn within(
        &mut self,
        expr: &ast::Expr,
        text: &ast::Expr,
        [value, lo, hi]: [ExprId; 3],
        negated: bool,
        context: &mut Context,
    ) -> ExprId {
        let ty = self.ty_of(value);
        if self.present(ty) == ty {
            let kind = ExprKind::InRange {
                value,
                lo,
                hi,
                negated,
            };
            return self.make_bool(kind, expr.span);
        }
        // All three are evaluated first, as they would be without the `?`.
        let depth = context.scope.len();
        let held = [("value", value), ("lo", lo), ("hi", hi)].map(|(name, id)| {
            let local = self.hold(name, id, text, context);
            (local, id)
        });
        let [value, lo, hi] = held.map(|(local, id)| self.held(local, id));
        context.scope.truncate(depth);
        let null = self.typed(ExprKind::Null, ty, expr.span);
        let kind = ExprKind::Compare {
            op: CompareOp::Eq,
            left: value,
            right: null,
        };
        let absent = self.make_bool(kind, expr.span);
        let value = self.held(held[0].0, held[0].1);
        let value = self.read(text, value, context);
        let kind = ExprKind::InRange {
            value,
            lo,
            hi,
            negated,
        };
        let inside = self.make_bool(kind, expr.span);
        let outcome = self.make_bool(ExprKind::Bool(negated), expr.span);
        let kind = ExprKind::If {
            condition: absent,
            then: outcome,
            otherwise: inside,
        };
        let mut body = self.make_bool(kind, expr.span);
        for (local, id) in held.into_iter().rev() {
            body = self.wrap_let(local, id, body, expr.span);
        }
        body
    }

    /// A local of the compiler's own for a value that is needed more than once.
    pub(super) fn hold(
        &mut self,
        name: &str,
        id: ExprId,
        place: &ast::Expr,
        context: &mut Context,
    ) -> crate::model::LocalId {
        let (ty, interval) = (self.ty_of(id), self.exprs[id.0 as usize].interval);
        let declared = Declared { ty, named: None };
        let name = Name {
            text: name.to_owned(),
            span: place.span,
        };
        self.push_local(&name, declared, interval, context)
    }

    /// Such a local, read.
    pub(super) fn held(&mut self, local: crate::model::LocalId, of: ExprId) -> ExprId {
        let of = &self.exprs[of.0 as usize];
        let (ty, interval, span) = (of.ty, of.interval, of.span);
        self.push_expr(crate::model::Expr {
            kind: ExprKind::Local(local),
            ty,
            interval,
            span,
        })
    }

    fn in_type(
        &mut self,
        expr: &ast::Expr,
        text: &ast::Expr,
        value: ExprId,
        ty: TypeId,
        negated: bool,
        context: &mut Context,
    ) -> Option<ExprId> {
        let own = self.ty_of(value);
        let inner = self.present(own);
        let wanted = self.plain_integers(ty);
        if let (Some(fits), Some(_)) = (wanted, self.plain_integers(inner)) {
            let optional = inner != own;
            let known = self.plain_integers(own).map(|_| self.interval_of(value));
            let known = known.or_else(|| self.plain_integers(inner))?;
            if !optional && fits.covers(known) {
                return Some(self.always_inside(expr, value, ty, negated));
            }
            let mut end = |value: i64| {
                let known = Some(Interval::one(value));
                self.make(ExprKind::Int(value), &Type::Int, known, expr.span)
            };
            let (lo, hi) = (end(fits.lo), end(fits.hi));
            return Some(self.within(expr, text, [value, lo, hi], negated, context));
        }
        match self.fit(own, ty) {
            Some(Fit::Same | Fit::Total) => Some(self.always_inside(expr, value, ty, negated)),
            // Only `null` is left out.
            None if inner != own && self.fit(inner, ty).is_some_and(|fit| fit <= Fit::Total) => {
                let null = self.typed(ExprKind::Null, own, expr.span);
                let op = if negated {
                    CompareOp::Eq
                } else {
                    CompareOp::Ne
                };
                let kind = ExprKind::Compare {
                    op,
                    left: value,
                    right: null,
                };
                Some(self.make_bool(kind, expr.span))
            }
            _ if self.join(own, ty).is_some() => {
                let set = self.domain(ty, expr.span)?;
                self.contains(expr, [text, expr], [value, set], negated)
            }
            _ => {
                self.mismatch(text, own, ty);
                None
            }
        }
    }

    /// A membership test that says nothing. The operand is still evaluated, since it may fault.
    fn always_inside(
        &mut self,
        expr: &ast::Expr,
        value: ExprId,
        ty: TypeId,
        negated: bool,
    ) -> ExprId {
        let text = self.named_text(ty);
        self.report(
            Diagnostic::new(
                Code::TautologicalMembership,
                expr.span,
                format!("this is always {}", !negated),
            )
            .label(format!("every value that can stand here is in `{text}`")),
        );
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
        self.make_bool(kind, expr.span)
    }
}
