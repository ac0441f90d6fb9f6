//! Quantifiers, aggregates, comprehensions, ranges and types as sets.

use super::{act, assert_fine, assert_refused, claim, faults, has_part};
use crate::diagnostic::Code;
use crate::model::{ExprKind, Form};

#[test]
fn sets_lists_ranges_and_small_types_are_run_over() {
    assert_fine(&claim("forall x in s: exists y in xs: x != y"));
    assert_fine(&claim("forall x, y in 0..3: x + y < 7 or n > x"));
    assert_fine(&claim("exists q in Phase: q == phase"));
    assert_fine(&claim("forall b in Bool: b or t.1"));
    assert_fine(&claim("forall k in keys(m): m[k] < 5 or k < 3"));
}

#[test]
fn what_cannot_be_run_over_says_what_could() {
    assert_refused(
        "require forall x in m: x > 0",
        Code::TypeMismatch,
        "m",
        "`Map(0..3, 0..5)` cannot be run over",
    );
    assert_refused(
        "require forall x in Int: x > n",
        Code::TooManyValues,
        "Int",
        "`Int` has too many values to be run over",
    );
    assert_refused(
        "require 1..9999999 == s",
        Code::TooManyValues,
        "1..9999999",
        "`1..9999999` has too many elements",
    );
}

#[test]
fn a_range_as_a_set_can_be_too_large() {
    assert_eq!(
        faults(&act(
            "n := count(x in 0..n * 1000000 where x % 2 == 0) % 20"
        )),
        ["0..n * 1000000 has more than 1048576 elements"]
    );
}

#[test]
fn sums_and_extremes() {
    assert_eq!(
        faults(&act("n := sum(x in xs: x) % 20")),
        ["sum(x in xs: x) overflows Int"]
    );
    assert_eq!(
        faults(&act("n := max(x in s where x > 1: x + 1)")),
        ["max(x in s where x > 1: x + 1) has nothing to choose from"]
    );
}

#[test]
fn comprehensions_make_what_is_stored() {
    assert_eq!(
        faults(&act("s := { x + 1 for x in s }")),
        ["x + 1 is outside 0..5"]
    );
    assert_fine(&act("s := { x in s where x > 1 }"));
    assert_fine(&act("m := { k: 0 for k in 0..3 }"));
    assert_fine(&act("m := { k: m[k] for k in keys(m) where k > 1 }"));
}

#[test]
fn a_source_that_locals_share_is_evaluated_once() {
    let read = claim("forall x, y in { z * 2 for z in s }: x == y");
    assert_fine(&read);
    let sets = |kind: &ExprKind| matches!(kind, ExprKind::Let { .. });
    assert!(has_part(&read, sets));
    let mut made = 0;
    let model = read.model();
    model.visit(model.invariants[0].conditions[0].expr, &mut |part| {
        made += usize::from(matches!(
            part.kind,
            ExprKind::Each {
                form: Form::Set(_),
                ..
            }
        ));
    });
    assert_eq!(made, 1);
}
