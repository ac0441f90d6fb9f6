//! Which expressions can fault.

use crate::model::{ExprKind, Form};

/// Whether an expression of this kind can fault, its parts left aside.
pub(super) fn faults(kind: &ExprKind) -> bool {
    match kind {
        ExprKind::Arith { zero, overflow, .. } => zero.is_some() || overflow.is_some(),
        ExprKind::Neg {
            overflow: failure, ..
        }
        | ExprKind::Range {
            too_large: failure, ..
        }
        | ExprKind::Call { failure, .. }
        | ExprKind::Convert { failure, .. }
        | ExprKind::Each {
            form: Form::Sum {
                overflow: failure, ..
            },
            ..
        } => failure.is_some(),
        ExprKind::Checked { .. }
        | ExprKind::ListGet { .. }
        | ExprKind::MapGet { .. }
        | ExprKind::Unwrap { .. }
        | ExprKind::Extern { .. } => true,
        _ => false,
    }
}
