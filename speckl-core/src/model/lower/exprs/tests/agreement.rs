//! Types that meet, and values that are stored as another type.

use super::{act, assert_fine, assert_refused, claim, claimed, faults, has_part, stored};
use crate::diagnostic::Code;
use crate::model::{ExprKind, Type};

#[test]
fn an_integer_is_checked_only_where_it_may_not_fit() {
    assert_eq!(faults(&act("n := n % 7")), [""; 0]);
    assert_eq!(faults(&act("n := n + 1")), ["n + 1 is outside 0..20"]);
    assert_refused(
        "n := 21",
        Code::ConstantOutOfRange,
        "21",
        "`21` is outside `0..20`",
    );
}

#[test]
fn a_value_is_lifted_into_what_may_be_null_and_read_out_of_it() {
    let lifted = act("owner := n");
    assert_eq!(faults(&lifted), ["n is outside 0..3"]);
    assert!(matches!(stored(&lifted).kind, ExprKind::Convert { .. }));
    let read = act("n := owner");
    assert_eq!(faults(&read), ["owner is null"]);
    assert!(matches!(stored(&read).kind, ExprKind::Unwrap { .. }));
    assert_eq!(faults(&act("owner := null")), [""; 0]);
}

#[test]
fn comparing_for_equality_reads_nothing() {
    for expr in [
        "owner == 1",
        "owner != null",
        "1 == owner",
        "owner in s",
        "owner notin s",
    ] {
        let read = claim(expr);
        assert_fine(&read);
        let reads = |kind: &ExprKind| matches!(kind, ExprKind::Unwrap { .. });
        assert!(!has_part(&read, reads), "{expr}");
    }
    // An order is between values that are there.
    let reads = |kind: &ExprKind| matches!(kind, ExprKind::Unwrap { .. });
    assert!(has_part(&claim("owner < 2"), reads));
}

#[test]
fn a_range_holds_no_null() {
    let read = claim("owner in 0..2");
    assert_fine(&read);
    assert!(matches!(claimed(&read).kind, ExprKind::Let { .. }));
}

#[test]
fn elements_of_a_literal_are_checked_one_by_one() {
    assert_eq!(faults(&act("s := {n, 1}")), ["n is outside 0..5"]);
    assert_eq!(faults(&act("s := s union {n}")), ["n is outside 0..5"]);
    assert_refused(
        "s := {1, 6}",
        Code::ConstantOutOfRange,
        "6",
        "`6` is outside `0..5`",
    );
}

#[test]
fn a_composite_value_is_converted_as_a_whole() {
    let read = act("let wide := {n}\ns := wide");
    assert_eq!(faults(&read), ["wide does not fit Set(0..5)"]);
    // What surely fits needs no fault.
    let read = act("let narrow := {1, 2}\ns := s minus narrow");
    assert!(read.model.is_some());
}

#[test]
fn branches_meet_in_the_least_type_that_holds_both() {
    let read = act("let o := if n > 1 then null else n\nowner := o");
    assert_eq!(faults(&read), ["o does not fit 0..3?"]);
    assert_refused(
        "let q := if n > 1 then \"a\" else 2",
        Code::TypeMismatch,
        "2",
        "the branches of `if` are `String` and `Int`",
    );
}

#[test]
fn a_literal_takes_the_type_of_what_it_meets() {
    let read = claim("s == {1, 2}");
    let model = read.model();
    let ExprKind::Compare { right, .. } = claimed(&read).kind else {
        panic!("a comparison");
    };
    let Type::Set(item) = model.type_of(right) else {
        panic!("a set");
    };
    assert_eq!(model.types.get(*item), &Type::Range(0, 5));
    assert_fine(&claim("({}) == s"));
    assert_fine(&claim("null == owner"));
    assert_fine(&claim("xs == [] and [] != xs"));
    assert_fine(&claim("s == {n, 30}"));
    assert_fine(&claim("p == { x: n, y: 30 }"));
}

#[test]
fn what_has_no_type_is_asked_for_one() {
    for (value, message) in [
        ("null", "nothing says which type this `null` has"),
        ("{}", "nothing says which type this `{}` has"),
        ("[]", "nothing says which type this `[]` has"),
    ] {
        assert_refused(
            &format!("let q := {value}"),
            Code::NeedsType,
            value,
            message,
        );
    }
    assert_refused(
        "let q := { x: 1, y: 2 }",
        Code::NeedsType,
        "{ x: 1, y: 2 }",
        "nothing says which record this is",
    );
}

#[test]
fn types_that_never_meet_are_refused() {
    assert_refused(
        "n := \"x\"",
        Code::TypeMismatch,
        "\"x\"",
        "expected `0..20`, found `String`",
    );
    assert_refused(
        "n := null",
        Code::TypeMismatch,
        "null",
        "expected `0..20`, found `null`",
    );
    assert_refused(
        "require owner == \"x\"",
        Code::TypeMismatch,
        "owner == \"x\"",
        "`0..3?` and `String` cannot be compared",
    );
    assert_refused(
        "require t == (1, true, 2)",
        Code::TypeMismatch,
        "t == (1, true, 2)",
        "`(0..3, Bool)` and `(Int, Bool, Int)` cannot be compared",
    );
}
