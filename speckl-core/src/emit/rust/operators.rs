//! Operators in Rust: arithmetic, comparisons, connectives.

use super::code::Code;
use super::expr::{Got, How, Scope};
use super::support::Helper;
use super::types::{I64, Int, Repr, WIDE};
use crate::model::{ArithOp, CompareOp, ExprId, ExprKind, FailureId, Interval, LogicOp, Type};

impl Scope<'_> {
    /// An operator, applied.
    pub(super) fn operator(&self, id: ExprId) -> Code {
        match self.model.expr(id).kind {
            ExprKind::Not(value) => self.negated(value),
            ExprKind::Neg { value, overflow } => {
                if let Some(failure) = overflow {
                    let args = vec![self.first_int(value, &[]), Self::failure(failure)];
                    self.helper(Helper::Neg).call(args).attempt()
                } else {
                    let value = match self.first_int(value, &[]) {
                        negative @ Code::Prefix("-", _) => Code::Paren(Box::new(negative)),
                        value => value,
                    };
                    value.prefix("-")
                }
            }
            ExprKind::Arith {
                op,
                left,
                right,
                zero,
                overflow,
            } => self.arith(op, left, right, zero, overflow),
            ExprKind::Compare { op, left, right } => self.compare(op, left, right),
            ExprKind::Logic { op, left, right } => self.logic(op, left, right),
            ExprKind::InRange {
                value,
                lo,
                hi,
                negated,
            } => self.in_range(value, lo, hi, negated),
            _ => self.value(id),
        }
    }

    /// The negation of a condition.
    pub(super) fn negated(&self, id: ExprId) -> Code {
        match self.model.expr(id).kind {
            ExprKind::Not(value) => self.condition(value),
            ExprKind::Bool(value) => Code::Number((!value).to_string()),
            ExprKind::Compare { op, left, right } => {
                let op = match op {
                    CompareOp::Eq => CompareOp::Ne,
                    CompareOp::Ne => CompareOp::Eq,
                    CompareOp::Lt => CompareOp::Ge,
                    CompareOp::Le => CompareOp::Gt,
                    CompareOp::Gt => CompareOp::Le,
                    CompareOp::Ge => CompareOp::Lt,
                };
                self.compare(op, left, right)
            }
            ExprKind::Logic {
                op: LogicOp::Implies,
                left,
                right,
            } => self.condition(left).binary("&&", self.negated(right)),
            ExprKind::Logic {
                op: LogicOp::Iff,
                left,
                right,
            } => self.condition(left).binary("!=", self.condition(right)),
            _ => self.condition(id).prefix("!"),
        }
    }

    fn logic(&self, op: LogicOp, left: ExprId, right: ExprId) -> Code {
        let after = self.condition(right);
        match op {
            LogicOp::And => self.condition(left).binary("&&", after),
            LogicOp::Or => self.condition(left).binary("||", after),
            LogicOp::Implies => self.negated(left).binary("||", after),
            LogicOp::Iff => self.condition(left).binary("==", after),
        }
    }

    fn in_range(&self, value: ExprId, lo: ExprId, hi: ExprId, negated: bool) -> Code {
        let faulting = [lo, hi].iter().any(|id| self.can_fault(*id)) && self.can_fault(value);
        let range = Code::Paren(Box::new(self.int(lo).to(self.int(hi))));
        let value = self.first_int(value, &[lo, hi]);
        // The value is evaluated first, even where it is not alone in faulting.
        let test = if faulting {
            let own = self.own_name("value");
            let line = super::code::bind(own.clone(), value);
            let test = range.method("contains", vec![Code::path(own).reference()]);
            Code::block(vec![line], test)
        } else {
            range.method("contains", vec![value.reference()])
        };
        if negated { test.prefix("!") } else { test }
    }

    fn arith(
        &self,
        op: ArithOp,
        left: ExprId,
        right: ExprId,
        zero: Option<FailureId>,
        overflow: Option<FailureId>,
    ) -> Code {
        let (left, right) = (self.first_int(left, &[right]), self.int(right));
        let failures = |list: [Option<FailureId>; 2]| list.into_iter().flatten().map(Self::failure);
        let call = |helper: Helper, list: [Option<FailureId>; 2]| {
            let args = [left.clone(), right.clone()]
                .into_iter()
                .chain(failures(list));
            self.helper(helper).call(args.collect()).attempt()
        };
        match (op, zero, overflow) {
            (ArithOp::Add, _, None) => left.binary("+", right),
            (ArithOp::Sub, _, None) => left.binary("-", right),
            (ArithOp::Mul, _, None) => left.binary("*", right),
            (ArithOp::Add, ..) => call(Helper::Add, [overflow, None]),
            (ArithOp::Sub, ..) => call(Helper::Sub, [overflow, None]),
            (ArithOp::Mul, ..) => call(Helper::Mul, [overflow, None]),
            (ArithOp::Div, None, None) => Code::function("i64::div_euclid", vec![left, right]),
            (ArithOp::Rem, None, _) => {
                Code::function("i64::wrapping_rem_euclid", vec![left, right])
            }
            // A fault that cannot happen takes the number of the one that can.
            (ArithOp::Div, ..) => call(Helper::Div, [zero.or(overflow), overflow.or(zero)]),
            (ArithOp::Rem, Some(_), _) => call(Helper::Rem, [zero, None]),
        }
    }

    fn compare(&self, op: CompareOp, left: ExprId, right: ExprId) -> Code {
        let sign = match op {
            CompareOp::Eq => "==",
            CompareOp::Ne => "!=",
            CompareOp::Lt => "<",
            CompareOp::Le => "<=",
            CompareOp::Gt => ">",
            CompareOp::Ge => ">=",
        };
        match (self.natural(left), self.natural(right)) {
            (Repr::Int(_), Repr::Int(_)) => {
                let common = self.common(left, right);
                let both = self.is_untyped(left) && self.is_untyped(right);
                let left = if both {
                    self.first_int(left, &[right])
                } else {
                    self.int_as(left, common)
                };
                left.binary(sign, self.int_as(right, common))
            }
            _ => self.compare_others(op, sign, left, right),
        }
    }

    fn compare_others(
        &self,
        op: CompareOp,
        sign: &'static str,
        left: ExprId,
        right: ExprId,
    ) -> Code {
        let is_null = |id: ExprId| matches!(self.model.expr(id).kind, ExprKind::Null);
        let equality = match op {
            CompareOp::Eq => Some("is_none"),
            CompareOp::Ne => Some("is_some"),
            _ => None,
        };
        if let Some(test) = equality {
            let other = match (is_null(left), is_null(right)) {
                (false, true) => Some(left),
                (true, false) => Some(right),
                _ => None,
            };
            if let Some(other) = other {
                return self.got(other, false).code.method(test, Vec::new());
            }
        }
        let ty = self.ty(left);
        let (a, b) = (self.got(left, false), self.got(right, false));
        let is_text = matches!(self.model.types.get(ty), Type::String);
        let sliced = a.how == How::Slice || b.how == How::Slice;
        if equality.is_none() && is_text && sliced {
            return self.sliced(a, ty).binary(sign, self.sliced(b, ty));
        }
        let at_hand = |got: Got| match got.how {
            How::Ref => got.code.prefix("*"),
            _ => got.code,
        };
        at_hand(a).binary(sign, at_hand(b))
    }

    /// A representation in which two integers can be compared: that of both, or of one of them where
    /// the other is a literal that fits it, or `i64`.
    fn common(&self, left: ExprId, right: ExprId) -> Int {
        let (a, b) = (self.natural(left), self.natural(right));
        let holds = |repr: Repr, value: i64| match repr {
            Repr::Int(int) => int.holds.covers(Interval::one(value)),
            Repr::Type(_) => false,
        };
        let common = match (self.as_literal(left), self.as_literal(right)) {
            (None, Some(value)) if holds(a, value) => a,
            (Some(value), None) if holds(b, value) => b,
            _ if a == b => a,
            _ => WIDE,
        };
        match common {
            Repr::Int(int) => int,
            Repr::Type(_) => I64,
        }
    }
}
