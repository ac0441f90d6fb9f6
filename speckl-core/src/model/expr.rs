//! Expressions and statements, resolved and typed: ids into the model's arenas.

use super::{ConstId, ElementId, EnumId, EventId, FailureId, Interval, LocalId, TypeId, VarId};
use crate::source::Span;

/// An expression in [`Model::exprs`](super::Model::exprs).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExprId(pub(super) u32);

/// A typed expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its type. Arithmetic has type `Int`, whatever its operands are.
    pub ty: TypeId,
    /// For an integer: the values it can have, as far as is known without running anything. It
    /// always holds the value; a smaller interval only saves checks.
    pub interval: Option<Interval>,
    /// Where it stands.
    pub span: Span,
}

/// What an expression is. Operands are evaluated left to right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// `true`, `false`
    Bool(bool),
    /// A number.
    Int(i64),
    /// A value of an enum without payload.
    Variant(EnumId, u32),
    /// A constant; its value is in the model.
    Const(ConstId),
    /// A state variable as it is now.
    Var(VarId),
    /// A state variable as it was: at the action's start, or in the state before.
    PrevVar(VarId),
    /// A parameter or a `let`.
    Local(LocalId),
    /// `not e`
    Not(ExprId),
    /// `-e`
    Neg {
        /// The operand.
        value: ExprId,
        /// The fault of a result past the largest `Int`, where that can happen.
        overflow: Option<FailureId>,
    },
    /// `a + b` and its like; `/` and `%` are Euclidean.
    Arith {
        /// Which.
        op: ArithOp,
        /// The left operand.
        left: ExprId,
        /// The right operand.
        right: ExprId,
        /// The fault of a zero divisor, where that can happen; it is looked for first.
        zero: Option<FailureId>,
        /// The fault of a result outside `Int`, where that can happen.
        overflow: Option<FailureId>,
    },
    /// `a < b` on integers, and on enums in declaration order; also `==` and `!=` on any type.
    Compare {
        /// Which.
        op: CompareOp,
        /// The left operand.
        left: ExprId,
        /// The right operand.
        right: ExprId,
    },
    /// `and`, `or`, `implies` stop early; `iff` evaluates both.
    Logic {
        /// Which.
        op: LogicOp,
        /// The left operand.
        left: ExprId,
        /// The right operand.
        right: ExprId,
    },
    /// `x in a..b` (never true where `a > b`); evaluates `x`, `a`, `b`, in that order, always.
    InRange {
        /// What is looked for.
        value: ExprId,
        /// The least.
        lo: ExprId,
        /// The greatest.
        hi: ExprId,
        /// `notin`.
        negated: bool,
    },
    /// `if c then a else b`
    If {
        /// The condition.
        condition: ExprId,
        /// If it holds.
        then: ExprId,
        /// If it does not.
        otherwise: ExprId,
    },
    /// `let x := e in e`
    Let {
        /// The local.
        local: LocalId,
        /// Its value.
        value: ExprId,
        /// Where it may be used.
        body: ExprId,
    },
    /// An integer that is about to be stored where only some fit: faults on the others.
    Checked {
        /// The integer.
        value: ExprId,
        /// What fits.
        fits: Interval,
        /// The fault.
        failure: FailureId,
    },
}

/// Arithmetic on integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ArithOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`, Euclidean
    Div,
    /// `%`, Euclidean: never negative
    Rem,
}

/// Why arithmetic has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArithFault {
    /// The divisor is zero.
    Zero,
    /// The result is no `Int`.
    Overflow,
}

impl ArithOp {
    /// The value of `left op right`: exact, or a fault.
    pub fn apply(self, left: i64, right: i64) -> Result<i64, ArithFault> {
        let value = match self {
            ArithOp::Add => left.checked_add(right),
            ArithOp::Sub => left.checked_sub(right),
            ArithOp::Mul => left.checked_mul(right),
            ArithOp::Div | ArithOp::Rem if right == 0 => return Err(ArithFault::Zero),
            ArithOp::Div => left.checked_div_euclid(right),
            // The remainder of the least `Int` by -1 is 0, though the quotient would overflow.
            ArithOp::Rem => Some(left.wrapping_rem_euclid(right)),
        };
        value.ok_or(ArithFault::Overflow)
    }
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CompareOp {
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

impl CompareOp {
    /// Whether `left op right`, of two values in slots.
    pub fn apply(self, left: i64, right: i64) -> bool {
        match self {
            CompareOp::Eq => left == right,
            CompareOp::Ne => left != right,
            CompareOp::Lt => left < right,
            CompareOp::Le => left <= right,
            CompareOp::Gt => left > right,
            CompareOp::Ge => left >= right,
        }
    }
}

/// Connectives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogicOp {
    /// `and`
    And,
    /// `or`
    Or,
    /// `implies`
    Implies,
    /// `iff`
    Iff,
}

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stmt {
    /// What it does.
    pub kind: StmtKind,
    /// The element that it is.
    pub element: ElementId,
    /// The whole of it.
    pub span: Span,
}

/// What a statement does. Values that are stored are already wrapped in
/// [`ExprKind::Checked`] where they might not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StmtKind {
    /// `require e`
    Require {
        /// The guard.
        condition: ExprId,
        /// The rejection.
        failure: FailureId,
    },
    /// `assert e`
    Assert {
        /// What must hold.
        condition: ExprId,
        /// The failed assertion.
        failure: FailureId,
    },
    /// `let x := e`
    Let {
        /// The local.
        local: LocalId,
        /// Its value.
        value: ExprId,
    },
    /// `x := e`
    Assign {
        /// The variable.
        var: VarId,
        /// Its new value.
        value: ExprId,
    },
    /// `if c { } else { }`
    If {
        /// The condition.
        condition: ExprId,
        /// If it holds.
        then: Vec<Stmt>,
        /// If it does not.
        otherwise: Vec<Stmt>,
    },
    /// `emit E { … }`
    Emit {
        /// The event.
        event: EventId,
        /// One value per field, in the order in which the event declares them; they are evaluated
        /// in this order too.
        fields: Vec<ExprId>,
    },
    /// `return e`: ends the action.
    Return {
        /// The result.
        value: ExprId,
    },
}
