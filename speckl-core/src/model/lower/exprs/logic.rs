//! `and`, `or`, `implies`, `iff`.

use super::super::Lowering;
use super::{Context, left_chain};
use crate::model::{ExprId, ExprKind, LogicOp};
use crate::syntax::ast::{self, BinaryOp};

fn logic_op(op: BinaryOp) -> Option<LogicOp> {
    Some(match op {
        BinaryOp::Implies => LogicOp::Implies,
        BinaryOp::Iff => LogicOp::Iff,
        BinaryOp::Or => LogicOp::Or,
        BinaryOp::And => LogicOp::And,
        _ => return None,
    })
}

impl Lowering<'_> {
    pub(super) fn logic(&mut self, expr: &ast::Expr, context: &mut Context) -> Option<ExprId> {
        if matches!(expr.kind, ast::ExprKind::Binary(BinaryOp::Implies, ..)) {
            return self.implications(expr, context);
        }
        let is = |op| op != BinaryOp::Implies && logic_op(op).is_some();
        let (first, links) = left_chain(expr, is);
        let mut left = self.condition(first, context);
        for (whole, op, right) in links {
            let right = self.condition(right, context);
            left = self.connect(whole, op, left, right);
        }
        left
    }

    /// `a implies b implies c`, which is `a implies (b implies c)`.
    fn implications(&mut self, expr: &ast::Expr, context: &mut Context) -> Option<ExprId> {
        let mut premises = Vec::new();
        let mut last = expr;
        while let ast::ExprKind::Binary(BinaryOp::Implies, left, right) = &last.kind {
            premises.push((last, self.condition(left, context)));
            last = right;
        }
        let mut right = self.condition(last, context);
        for (whole, left) in premises.into_iter().rev() {
            right = self.connect(whole, BinaryOp::Implies, left, right);
        }
        right
    }

    fn connect(
        &mut self,
        whole: &ast::Expr,
        op: BinaryOp,
        left: Option<ExprId>,
        right: Option<ExprId>,
    ) -> Option<ExprId> {
        let (left, right, op) = (left?, right?, logic_op(op)?);
        Some(self.make_bool(ExprKind::Logic { op, left, right }, whole.span))
    }
}
