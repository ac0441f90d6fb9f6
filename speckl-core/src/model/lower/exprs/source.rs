//! What can be run over: sets, lists, ranges, and types with finitely many values.

use super::super::Lowering;
use super::Context;
use super::fault::text_of;
use super::path::{Named, steps_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{DOMAIN_MOST, Expr, ExprId, ExprKind, Interval, RANGE_MOST, Type, TypeId};
use crate::source::Span;
use crate::syntax::ast;

impl Lowering<'_> {
    /// An expression that is wanted as a set; a type stands for the set of its values.
    pub(super) fn set_operand(
        &mut self,
        expr: &ast::Expr,
        hint: Option<TypeId>,
        context: &mut Context,
    ) -> Option<ExprId> {
        let (base, steps) = steps_of(expr);
        if self.is_dotted(base, context)
            && let Some(Named::Type(ty, taken)) = self.dotted(base, &steps, context)
            && taken == steps.len()
        {
            return self.domain(ty, expr.span);
        }
        self.expr(expr, hint, context)
    }

    /// All values of a type.
    pub(super) fn domain(&mut self, ty: TypeId, span: Span) -> Option<ExprId> {
        let count = self.count_of(ty);
        if count.is_none_or(|count| count > DOMAIN_MOST) {
            let text = self.named_text(ty);
            let many = match count {
                Some(u128::MAX) | None => String::new(),
                Some(count) => format!(": there are {count}"),
            };
            let finding = Diagnostic::new(
                Code::TooManyValues,
                span,
                format!("`{text}` has too many values to be run over"),
            )
            .label(format!("at most {DOMAIN_MOST} can be{many}"));
            let finding = if self.plain_integers(ty).is_some() {
                finding.note("name the range that is meant, as in `0..10`")
            } else {
                finding
            };
            self.report(finding);
            return None;
        }
        let set = self.types.intern(Type::Set(ty));
        Some(self.typed(ExprKind::Domain(ty), set, span))
    }

    /// `a..b` as a set.
    pub(super) fn range_set(
        &mut self,
        expr: &ast::Expr,
        lo: &ast::Expr,
        hi: &ast::Expr,
        context: &mut Context,
    ) -> Option<ExprId> {
        let lo = self.integer(lo, context);
        let hi = self.integer(hi, context);
        let (lo, hi) = (lo?, hi?);
        let (a, b) = (self.interval_of(lo), self.interval_of(hi));
        let size = |lo: i64, hi: i64| i128::from(hi) - i128::from(lo) + 1;
        let most = i128::from(RANGE_MOST);
        if size(a.hi, b.lo) > most {
            self.report(
                Diagnostic::new(
                    Code::TooManyValues,
                    expr.span,
                    format!("`{}` has too many elements", text_of(expr)),
                )
                .label(format!("a range that is used as a set has at most {most}")),
            );
            return None;
        }
        let too_large = (size(a.lo, b.hi) > most).then(|| {
            let what = format!("{} has more than {most} elements", text_of(expr));
            self.fault(expr, &what, context)
        });
        let int = self.types.intern(Type::Int);
        let set = self.types.intern(Type::Set(int));
        let kind = ExprKind::Range { lo, hi, too_large };
        Some(self.typed(kind, set, expr.span))
    }

    /// What a quantifier, an aggregate, a comprehension or a `for` runs over, and the type of its
    /// elements.
    pub(in crate::model::lower) fn source(
        &mut self,
        expr: &ast::Expr,
        hint: Option<TypeId>,
        context: &mut Context,
    ) -> Option<(ExprId, TypeId)> {
        let id = self.set_operand(expr, hint, context)?;
        let id = self.read(expr, id, context);
        let ty = self.ty_of(id);
        match *self.types.get(ty) {
            Type::Set(item) | Type::List(item) => Some((id, item)),
            _ => {
                self.refuse_source(expr, ty);
                None
            }
        }
    }

    fn refuse_source(&mut self, expr: &ast::Expr, ty: TypeId) {
        let (text, written) = (self.named_text(ty), text_of(expr));
        let finding = Diagnostic::new(
            Code::TypeMismatch,
            expr.span,
            format!("`{text}` cannot be run over"),
        )
        .label("only sets, lists, ranges, and types with finitely many values can");
        let finding = match self.types.get(ty) {
            Type::Map(..) => finding.suggest(
                expr.span,
                format!("keys({written})"),
                format!("did you mean `keys({written})`?"),
            ),
            Type::Int | Type::Nat | Type::Range(..) => finding.suggest(
                expr.span,
                format!("1..{written}"),
                format!("did you mean `1..{written}`?"),
            ),
            _ => finding,
        };
        self.report(finding);
    }

    /// What is known of the elements of a source.
    pub(in crate::model::lower) fn elements_in(
        &self,
        source: ExprId,
        item: TypeId,
    ) -> Option<Interval> {
        let all = self.types.get(item).integers()?;
        match &self.exprs[source.0 as usize].kind {
            ExprKind::Range { lo, hi, .. } => {
                let (lo, hi) = (self.interval_of(*lo).lo, self.interval_of(*hi).hi);
                // Of an empty range nothing is ever read.
                Some(if lo <= hi {
                    Interval::new(lo, hi)
                } else {
                    Interval::one(lo)
                })
            }
            ExprKind::Set(items) | ExprKind::List(items) => {
                let known = items.iter().map(|&id| self.interval_of(id));
                known.reduce(Interval::hull).or(Some(all))
            }
            _ => Some(all),
        }
    }

    /// The most elements that a source can have, where that is known.
    pub(super) fn most_elements(&mut self, source: ExprId) -> Option<u128> {
        let size = |range: Interval| u128::from(range.hi.abs_diff(range.lo)) + 1;
        match self.exprs[source.0 as usize].kind.clone() {
            ExprKind::Range { lo, hi, .. } => {
                let (lo, hi) = (self.interval_of(lo).lo, self.interval_of(hi).hi);
                let most = if lo <= hi {
                    size(Interval::new(lo, hi))
                } else {
                    0
                };
                Some(most.min(RANGE_MOST as u128))
            }
            ExprKind::Set(items) | ExprKind::List(items) => Some(items.len() as u128),
            _ => match *self.kind_of(source) {
                Type::Set(item) => self.count_of(item),
                _ => None,
            },
        }
    }

    /// The same source once more, if that costs nothing to speak of.
    pub(super) fn again(&mut self, source: ExprId) -> Option<ExprId> {
        let expr = self.exprs[source.0 as usize].clone();
        let leaf = |expr: &Expr| expr.parts().is_empty();
        let kind = match &expr.kind {
            ExprKind::Range { lo, hi, too_large } => {
                let (a, b) = (&self.exprs[lo.0 as usize], &self.exprs[hi.0 as usize]);
                if !leaf(a) || !leaf(b) {
                    return None;
                }
                let (a, b, too_large) = (a.clone(), b.clone(), *too_large);
                let (lo, hi) = (self.push_expr(a), self.push_expr(b));
                ExprKind::Range { lo, hi, too_large }
            }
            kind if leaf(&expr) => kind.clone(),
            _ => return None,
        };
        Some(self.push_expr(Expr { kind, ..expr }))
    }
}
