//! What is allowed and yet probably not meant.

use super::super::Lowering;
use super::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{CompareOp, Expr, ExprId, ExprKind, Interval, Type};
use crate::syntax::ast;

/// Whether a comparison of integers has the same outcome whatever they are.
fn always(op: CompareOp, a: Interval, b: Interval) -> Option<bool> {
    match op {
        CompareOp::Eq | CompareOp::Ne => {
            let equal = if a.misses(b) {
                false
            } else if a.lo == a.hi && a == b {
                true
            } else {
                return None;
            };
            Some(equal == (op == CompareOp::Eq))
        }
        CompareOp::Lt if a.hi < b.lo => Some(true),
        CompareOp::Lt if a.lo >= b.hi => Some(false),
        CompareOp::Le if a.hi <= b.lo => Some(true),
        CompareOp::Le if a.lo > b.hi => Some(false),
        CompareOp::Gt => always(CompareOp::Lt, b, a),
        CompareOp::Ge => always(CompareOp::Le, b, a),
        _ => None,
    }
}

/// Whether two expressions read the very same place.
fn same_place(a: &ExprKind, b: &ExprKind) -> bool {
    match (a, b) {
        (ExprKind::Var(a), ExprKind::Var(b)) | (ExprKind::PrevVar(a), ExprKind::PrevVar(b)) => {
            a == b
        }
        (ExprKind::Local(a), ExprKind::Local(b)) => a == b,
        _ => false,
    }
}

impl Lowering<'_> {
    /// Says that a comparison always has the same outcome, where it compares with a number or with
    /// itself. What depends on a constant is left alone: a check may give that another value.
    pub(super) fn lint_comparison(
        &mut self,
        expr: &ast::Expr,
        op: CompareOp,
        left: ExprId,
        right: ExprId,
        context: &Context,
    ) {
        if !context.inlining.is_empty() || context.constant {
            return;
        }
        let known = |expr: &Expr| matches!(expr.kind, ExprKind::Int(_));
        let plain = |expr: &Expr| {
            matches!(
                expr.kind,
                ExprKind::Var(_)
                    | ExprKind::PrevVar(_)
                    | ExprKind::Local(_)
                    | ExprKind::Field { .. }
                    | ExprKind::MapGet { .. }
                    | ExprKind::ListGet { .. }
                    | ExprKind::Unwrap { .. }
                    | ExprKind::Call { .. }
            )
        };
        let (a, b) = (&self.exprs[left.0 as usize], &self.exprs[right.0 as usize]);
        let outcome = if same_place(&a.kind, &b.kind) {
            Some(matches!(op, CompareOp::Eq | CompareOp::Le | CompareOp::Ge))
        } else if let (Some(x), Some(y)) = (a.interval, b.interval)
            && (known(a) && plain(b) || plain(a) && known(b))
        {
            always(op, x, y)
        } else {
            None
        };
        if let Some(outcome) = outcome
            && !(outcome && context.asserting)
        {
            let values = match (known(a), known(b)) {
                (true, false) => Some((right, b.interval)),
                (false, true) => Some((left, a.interval)),
                _ => None,
            };
            let why = match values {
                Some((_, Some(all))) if all == Interval::INT => "by its type".to_owned(),
                Some((_, Some(Interval { lo, hi: i64::MAX }))) => {
                    format!("the other side is never less than {lo}")
                }
                Some((_, Some(all))) => format!("the other side is in {}..{}", all.lo, all.hi),
                _ => "both sides are the same".to_owned(),
            };
            self.always_the_same(expr, outcome, &why);
        }
    }

    /// Says that something that is never null is compared with `null`.
    pub(super) fn lint_null(
        &mut self,
        expr: &ast::Expr,
        op: CompareOp,
        ids: [ExprId; 2],
        sides: [&ast::Expr; 2],
        context: &Context,
    ) {
        if !context.inlining.is_empty() {
            return;
        }
        for (this, other) in [(0, 1), (1, 0)] {
            if matches!(sides[this].kind, ast::ExprKind::Null)
                && !matches!(self.kind_of(ids[other]), Type::Option(_))
            {
                let text = self.named_text(self.ty_of(ids[other]));
                let why = format!("a `{text}` is never null");
                return self.always_the_same(expr, op == CompareOp::Ne, &why);
            }
        }
    }

    pub(super) fn always_the_same(&mut self, expr: &ast::Expr, outcome: bool, why: &str) {
        self.report(
            Diagnostic::new(
                Code::TautologicalComparison,
                expr.span,
                format!("this is always {outcome}"),
            )
            .label(why),
        );
    }
}
