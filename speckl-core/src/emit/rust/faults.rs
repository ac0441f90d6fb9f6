//! Which expressions can fault.

use crate::model::{ExprKind, Form};

/// Whether an expression of this kind can fault, its parts left aside.
pub(super) fn faults(kind: &ExprKind) -> bool {
    match kind {
        ExprKind::Neg { overflow, .. } => overflow.is_some(),
        ExprKind::Arith { zero, overflow, .. } => zero.is_some() || overflow.is_some(),
        ExprKind::Range { too_large, .. } => too_large.is_some(),
        ExprKind::Call { failure, .. } | ExprKind::Convert { failure, .. } => failure.is_some(),
        ExprKind::Each {
            form: Form::Sum { overflow, .. },
            ..
        } => overflow.is_some(),
        ExprKind::Checked { .. }
        | ExprKind::ListGet { .. }
        | ExprKind::MapGet { .. }
        | ExprKind::Unwrap { .. }
        | ExprKind::Extern { .. } => true,
        _ => false,
    }
}
