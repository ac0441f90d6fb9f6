//! Arithmetic, order and what is known of integers.

use super::{act, assert_fine, assert_refused, claim, faults};
use crate::diagnostic::Code;

#[test]
fn operators_are_for_integers() {
    assert_refused(
        "n := 1 + word",
        Code::TypeMismatch,
        "word",
        "`+` is for integers, and this is `String`",
    );
    assert_refused(
        "s := s + s",
        Code::TypeMismatch,
        "s",
        "`+` is for integers, and this is `Set(0..5)`",
    );
    assert_refused(
        "n := -word",
        Code::TypeMismatch,
        "word",
        "expected `Int`, found `String`",
    );
}

#[test]
fn what_may_be_null_is_read() {
    assert_eq!(
        faults(&act("n := owner + 1")),
        ["owner is null"],
        "0..3 and one more fits"
    );
}

#[test]
fn some_things_have_an_order_and_some_have_none() {
    assert_fine(&claim("n < 3 and word < \"b\" and Phase.idle <= phase"));
    assert_refused(
        "require p < p",
        Code::NoOrder,
        "p < p",
        "values of `Point` have no order",
    );
    assert_refused(
        "require s <= s",
        Code::NoOrder,
        "s <= s",
        "values of `Set(0..5)` have no order",
    );
    assert_refused(
        "n := max({true, false})",
        Code::NoOrder,
        "max({true, false})",
        "values of `Bool` have no order",
    );
}

#[test]
fn constant_faults_are_told_at_once() {
    assert_refused(
        "n := 5 / 0",
        Code::ConstantFault,
        "5 / 0",
        "division by zero",
    );
    assert_refused(
        "n := twice(11) * 0 + 9223372036854775807 + 1 + n",
        Code::ConstantFault,
        "twice(11) * 0 + 9223372036854775807 + 1",
        "`twice(11) * 0 + 9223372036854775807 + 1` always overflows `Int`",
    );
}

#[test]
fn intervals_flow_through_functions() {
    assert_eq!(faults(&act("n := min(n, 3) + max(0, 2)")), [""; 0]);
    assert_eq!(faults(&act("n := abs(n - 10)")), [""; 0]);
    assert_eq!(faults(&act("n := size(s)")), [""; 0]);
    assert_eq!(faults(&act("n := sum(x in s: 3)")), [""; 0]);
    assert_eq!(
        faults(&act("n := count(x, y in 0..3 where x < y)")),
        [""; 0]
    );
}
