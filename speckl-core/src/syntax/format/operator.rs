//! Operators: their signs, and how tightly they hold together.

use crate::syntax::ast::{BinaryOp, Expr, ExprKind};
use crate::syntax::parse::{binary_precedence, unary_precedence};

/// Binds tighter than every operator.
pub(super) const ATOM: u8 = 12;

/// The sign or word of a binary operator.
pub fn binary_text(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Implies => "implies",
        BinaryOp::Iff => "iff",
        BinaryOp::Or => "or",
        BinaryOp::And => "and",
        BinaryOp::Eq => "==",
        BinaryOp::Ne => "!=",
        BinaryOp::Lt => "<",
        BinaryOp::Le => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::Ge => ">=",
        BinaryOp::In => "in",
        BinaryOp::NotIn => "notin",
        BinaryOp::SubsetOf => "subsetof",
        BinaryOp::Range => "..",
        BinaryOp::Union => "union",
        BinaryOp::Minus => "minus",
        BinaryOp::Intersect => "intersect",
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Rem => "%",
    }
}

/// How tightly an expression holds together as it is printed; what extends as far to the right as it
/// can, not at all.
pub(super) fn precedence(expr: &Expr) -> u8 {
    match &expr.kind {
        ExprKind::If(..) | ExprKind::Let(..) | ExprKind::Quantified { .. } => 0,
        ExprKind::Binary(op, ..) => binary_precedence(*op),
        ExprKind::Unary(op, _) => unary_precedence(*op),
        _ => ATOM,
    }
}

/// How tightly the operands of a binary operator must hold together, left and right.
pub(super) fn operands(op: BinaryOp) -> (u8, u8) {
    let own = binary_precedence(op);
    match op {
        BinaryOp::Implies => (own + 1, own),
        _ if own == binary_precedence(BinaryOp::Eq) => (own + 1, own + 1),
        _ => (own, own + 1),
    }
}

/// Whether a line may be broken before this operator.
pub(super) fn breaks_before(op: BinaryOp) -> bool {
    matches!(
        op,
        BinaryOp::Implies | BinaryOp::Iff | BinaryOp::Or | BinaryOp::And | BinaryOp::Union
    )
}

/// Whether an `in` of this expression would be taken for the one of `let x := e in …`.
pub(super) fn shows_in(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Binary(BinaryOp::In, ..) => true,
        ExprKind::Binary(_, left, right) => shows_in(left) || shows_in(right),
        ExprKind::Unary(_, last)
        | ExprKind::Let(_, _, last)
        | ExprKind::If(_, _, last)
        | ExprKind::Quantified { body: last, .. } => shows_in(last),
        _ => false,
    }
}
