//! Sets, maps, lists, strings: literals, operations, places.

use super::{act, assert_fine, assert_refused, claim, faults};
use crate::diagnostic::Code;

#[test]
fn looking_up_can_fail_and_says_what() {
    assert_eq!(faults(&act("n := m[n]")), ["m[n] has no such key"]);
    assert_eq!(faults(&act("n := xs[n]")), ["xs[n] is outside the list"]);
    assert_eq!(faults(&act("n := head(xs)")), ["head(xs) of an empty list"]);
    assert_eq!(
        faults(&act("xs := tail(xs)")),
        ["tail(xs) of an empty list"]
    );
    assert_eq!(
        faults(&act("n := max(xs)")),
        ["max(xs) has nothing to choose from"]
    );
    assert_eq!(faults(&act("n := max({n, 3})")), [""; 0]);
}

#[test]
fn only_lists_and_maps_are_looked_into() {
    assert_refused(
        "n := n[1]",
        Code::TypeMismatch,
        "n[1]",
        "`0..20` has no elements to look up in brackets",
    );
    assert_refused(
        "n := m[word]",
        Code::TypeMismatch,
        "word",
        "expected `0..3`, found `String`",
    );
}

#[test]
fn membership_is_asked_of_sets_lists_maps_and_types() {
    assert_fine(&claim("n in s and n in xs and n in m and n in 0..3"));
    assert_fine(&claim("done in Phase or Phase.done in {phase}").or_warned());
    assert_refused(
        "require 1 in n",
        Code::TypeMismatch,
        "n",
        "`in` looks into a set, a list, a map or a range, and this is `0..20`",
    );
    assert_refused(
        "require \"a\" in s",
        Code::TypeMismatch,
        "\"a\" in s",
        "`String` can never be in `Set(0..5)`",
    );
}

#[test]
fn sets_are_put_together_and_taken_apart() {
    assert_fine(&act("s := ((s union {1}) minus {2}) intersect (0..3)"));
    assert_fine(&act("m := m minus {1}"));
    assert_fine(&act("m := m minus s"));
    assert_fine(&claim("s subsetof 0..5 and {} subsetof s"));
    assert_refused(
        "s := s union 1",
        Code::TypeMismatch,
        "s union 1",
        "`union` cannot be used with `Set(0..5)` and `Int`",
    );
    assert_refused(
        "xs := xs union xs",
        Code::TypeMismatch,
        "xs union xs",
        "`union` cannot be used with `List(0..5)` and `List(0..5)`",
    );
}

#[test]
fn literals_must_be_of_one_kind() {
    assert_refused(
        "require {1, \"a\"} == s",
        Code::TypeMismatch,
        "\"a\"",
        "elements of a set are `Int` and `String`",
    );
    assert_refused(
        "require {1: 2, 3} == m",
        Code::TypeMismatch,
        "{1: 2, 3}",
        "some entries have keys and some have none",
    );
}

#[test]
fn sizes_and_keys_are_fields_too() {
    assert_fine(&act("n := xs.length % 3 + s.size + m.size"));
    assert_fine(&claim("m.keys == keys(m) and m.values == values(m)"));
}

#[test]
fn the_least_of_what_may_be_null_is_read() {
    assert_eq!(
        faults(&act("let all := {owner}\nn := min(all)")),
        [
            "an element of min(all) is null",
            "min(all) has nothing to choose from"
        ]
    );
}

impl super::Read {
    /// Itself, whatever it was warned of.
    fn or_warned(mut self) -> Self {
        self.findings
            .retain(crate::diagnostic::Diagnostic::is_error);
        self
    }
}
