//! Arithmetic on integers.
//!
//! A `number` carries integers up to 2^53 − 1 exactly. So an operation is done on `number`s where
//! its operands are `number`s and the model knows that its result lies in that range, and on
//! `bigint`s otherwise. A `number` here is never the negative zero, which the language does not have;
//! operations that could give it go through functions that do not.

use super::expr::Exprs;
use super::layout::{Doc, call, group, indent};
use super::support::Helper;
use super::term::{Binding, Held, Term};
use crate::model::{ArithOp, ExprId, FailureId, Interval};

impl Exprs<'_> {
    /// `-e`
    pub(super) fn negative(
        &mut self,
        id: ExprId,
        value: ExprId,
        overflow: Option<FailureId>,
    ) -> Term {
        let range = self.range(value);
        let operand = self.term(value);
        if let Held::Literal(value) = operand.held
            && let Some(negative) = value.checked_neg()
        {
            return Term::integer(negative);
        }
        let bigint = operand.is_bigint() || !Interval::SAFE.covers(self.range(id));
        let operand = operand.held_as(bigint);
        let held = if bigint { Held::Bigint } else { Held::Number };
        let negative = if bigint || !range.covers(Interval::one(0)) {
            Term::new(
                ["-".into(), operand.at_least(Binding::Primary)],
                Binding::Unary,
                held,
            )
        } else {
            Term::new(
                ["0 - ".into(), operand.at_least(Binding::Multiplicative)],
                Binding::Additive,
                held,
            )
        };
        self.within_64_bits(negative, overflow)
    }

    /// `a + b` and its like.
    pub(super) fn arithmetic(
        &mut self,
        id: ExprId,
        op: ArithOp,
        [left, right]: [ExprId; 2],
        zero: Option<FailureId>,
        overflow: Option<FailureId>,
    ) -> Term {
        let ranges = [self.range(left), self.range(right)];
        let (a, b) = (self.term(left), self.term(right));
        let bigint = a.is_bigint() || b.is_bigint() || !Interval::SAFE.covers(self.range(id));
        let (a, mut b) = (a.held_as(bigint), b.held_as(bigint));
        if let Some(failure) = zero {
            let failure = self.support.failure(failure).into();
            let held = b.held;
            b = Term::primary(
                call(self.support.call(Helper::NonZero), vec![b.doc(), failure]),
                held,
            );
        }
        let held = if bigint { Held::Bigint } else { Held::Number };
        let result = match op {
            ArithOp::Add => infix(a, "+", b, Binding::Additive, held),
            ArithOp::Sub => infix(a, "-", b, Binding::Additive, held),
            ArithOp::Mul if bigint || no_negative_zero(ranges) => {
                infix(a, "*", b, Binding::Multiplicative, held)
            }
            ArithOp::Mul => self.helper(Helper::Product, a, b, held),
            ArithOp::Div | ArithOp::Rem => self.division(op, a, b, ranges, held),
        };
        self.within_64_bits(result, overflow)
    }

    /// Euclidean division, which is the language's own where nothing is negative.
    fn division(
        &mut self,
        op: ArithOp,
        a: Term,
        b: Term,
        ranges: [Interval; 2],
        held: Held,
    ) -> Term {
        let plain = ranges.iter().all(|range| range.lo >= 0);
        match (op, held) {
            (ArithOp::Rem, _) if plain => infix(a, "%", b, Binding::Multiplicative, held),
            (_, Held::Bigint) if plain => infix(a, "/", b, Binding::Multiplicative, held),
            (_, _) if plain => {
                let quotient = infix(a, "/", b, Binding::Multiplicative, held).doc();
                Term::primary(call("Math.floor", vec![quotient]), held)
            }
            (ArithOp::Rem, Held::Bigint) => self.helper(Helper::BigRemainder, a, b, held),
            (ArithOp::Rem, _) => self.helper(Helper::Remainder, a, b, held),
            (_, Held::Bigint) => self.helper(Helper::BigQuotient, a, b, held),
            (_, _) => self.helper(Helper::Quotient, a, b, held),
        }
    }

    fn helper(&mut self, helper: Helper, a: Term, b: Term, held: Held) -> Term {
        Term::primary(
            call(self.support.call(helper), vec![a.doc(), b.doc()]),
            held,
        )
    }

    pub(super) fn within_64_bits(&mut self, result: Term, overflow: Option<FailureId>) -> Term {
        let Some(failure) = overflow else {
            return result;
        };
        let failure = self.support.failure(failure).into();
        let callee = self.support.call(Helper::Overflowing);
        Term::primary(
            call(callee, vec![result.held_as(true).doc(), failure]),
            Held::Bigint,
        )
    }

    /// Where the values of an integer expression lie.
    fn range(&self, id: ExprId) -> Interval {
        self.surface
            .model
            .expr(id)
            .interval
            .unwrap_or(Interval::INT)
    }
}

fn infix(a: Term, sign: &str, b: Term, binding: Binding, held: Held) -> Term {
    let right = match binding {
        Binding::Additive => Binding::Multiplicative,
        _ => Binding::Unary,
    };
    // Products of products are easily misread where one of them is a remainder.
    let left = if sign == "*" || binding == Binding::Additive {
        binding
    } else {
        right
    };
    let (a, b) = (a.at_least(left), b.at_least(right));
    Term::new(
        [group([
            a,
            format!(" {sign}").into(),
            indent([Doc::Line, b]),
        ])],
        binding,
        held,
    )
}

/// Whether a product of two `number`s cannot be zero times something negative.
fn no_negative_zero([a, b]: [Interval; 2]) -> bool {
    let zero = Interval::one(0);
    let risky = |zeroed: Interval, other: Interval| zeroed.covers(zero) && other.lo < 0;
    !risky(a, b) && !risky(b, a)
}
