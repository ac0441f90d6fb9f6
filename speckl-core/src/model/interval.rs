//! What arithmetic does to intervals: how checks that can never fail are left out.
//!
//! Every function returns an interval of the *exact* results, in 128 bits; the caller sees from it
//! whether `Int` can be left.

use super::{ArithOp, Interval};

/// An interval of exact results, which may lie outside `Int`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exact {
    lo: i128,
    hi: i128,
}

impl Exact {
    fn hull(values: &[i128]) -> Option<Self> {
        Some(Self {
            lo: *values.iter().min()?,
            hi: *values.iter().max()?,
        })
    }

    fn join(a: Option<Self>, b: Option<Self>) -> Option<Self> {
        match (a, b) {
            (Some(a), Some(b)) => Self::hull(&[a.lo, a.hi, b.lo, b.hi]),
            (one, other) => one.or(other),
        }
    }

    /// Whether a result can lie outside `Int`.
    pub(super) fn can_overflow(self) -> bool {
        self.lo < i128::from(i64::MIN) || self.hi > i128::from(i64::MAX)
    }

    /// The results that are an `Int`; `None` where there are none.
    pub(super) fn as_int(self) -> Option<Interval> {
        let lo = i64::try_from(self.lo.max(i128::from(i64::MIN))).ok()?;
        let hi = i64::try_from(self.hi.min(i128::from(i64::MAX))).ok()?;
        (lo <= hi).then_some(Interval { lo, hi })
    }
}

fn ends(interval: Interval) -> [i128; 2] {
    [interval.lo.into(), interval.hi.into()]
}

/// The results of `left op right`, divisions by zero left aside; `None` where all of them are.
pub(super) fn arith(op: ArithOp, left: Interval, right: Interval) -> Option<Exact> {
    let [a, b] = ends(left);
    let [c, d] = ends(right);
    match op {
        ArithOp::Add => Exact::hull(&[a + c, b + d]),
        ArithOp::Sub => Exact::hull(&[a - d, b - c]),
        ArithOp::Mul => Exact::hull(&[a * c, a * d, b * c, b * d]),
        ArithOp::Div => {
            // Monotone in each operand as long as the divisor keeps its sign.
            let quotients = |c: i128, d: i128| {
                (c <= d)
                    .then(|| {
                        [
                            a.div_euclid(c),
                            a.div_euclid(d),
                            b.div_euclid(c),
                            b.div_euclid(d),
                        ]
                    })
                    .and_then(|corners| Exact::hull(&corners))
            };
            Exact::join(quotients(c.max(1), d), quotients(c, d.min(-1)))
        }
        ArithOp::Rem => {
            let largest = c.abs().max(d.abs());
            if largest == 0 {
                return None;
            }
            let smallest = if c <= 0 && d >= 0 {
                1
            } else {
                c.abs().min(d.abs())
            };
            if a >= 0 && b < smallest {
                return Exact::hull(&[a, b]);
            }
            let hi = if a >= 0 {
                b.min(largest - 1)
            } else {
                largest - 1
            };
            Exact::hull(&[0, hi])
        }
    }
}

/// The results of `-value`.
pub(super) fn neg(value: Interval) -> Option<Exact> {
    let [a, b] = ends(value);
    Exact::hull(&[-b, -a])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn interval() -> impl Strategy<Value = Interval> {
        let small = -6i64..=6;
        let any = prop_oneof![small, Just(i64::MIN), Just(i64::MAX), any::<i64>()];
        (any.clone(), any).prop_map(|(a, b)| Interval::new(a.min(b), a.max(b)))
    }

    fn within(interval: Interval, seed: u64) -> i64 {
        let width = interval.hi.abs_diff(interval.lo);
        let step = if width == u64::MAX {
            seed
        } else {
            seed % (width + 1)
        };
        interval.lo.wrapping_add_unsigned(step)
    }

    proptest! {
        #[test]
        fn results_lie_in_the_interval(l in interval(), r in interval(), s: u64, t: u64) {
            for op in [ArithOp::Add, ArithOp::Sub, ArithOp::Mul, ArithOp::Div, ArithOp::Rem] {
                let (a, b) = (within(l, s), within(r, t));
                let exact = arith(op, l, r);
                if let Ok(value) = op.apply(a, b) {
                    let exact = exact.expect("a result has an interval");
                    prop_assert!(exact.lo <= value.into() && i128::from(value) <= exact.hi);
                } else if let Some(exact) = exact && b != 0 {
                    prop_assert!(exact.can_overflow());
                }
            }
        }
    }
}
