//! `match`: what it must not leave out, and what it must not repeat.

use super::{act, assert_fine, assert_refused, faults};
use crate::diagnostic::Code;

#[test]
fn every_value_is_matched() {
    assert_fine(&act(
        "n := match phase { idle => 1, running { pid } => pid, done => 2 }",
    ));
    assert_fine(&act("n := match owner { null => 0, _ => 1 }"));
    assert_fine(&act(
        "n := match owner { 0 => 1, 1 => 2, 2 => 3, 3 => 4, null => 0 }",
    ));
    assert_fine(&act("n := match t.1 { true => 1, false => 0 }"));
    assert_refused(
        "n := match phase { idle => 1, done => 2 }",
        Code::NotExhaustive,
        "match phase { idle => 1, done => 2 }",
        "this `match` leaves out `running { pid }`",
    );
    assert_refused(
        "n := match owner { 0 => 1, 1 => 2, 2 => 3, 3 => 4 }",
        Code::NotExhaustive,
        "match owner { 0 => 1, 1 => 2, 2 => 3, 3 => 4 }",
        "this `match` leaves out `null`",
    );
    assert_refused(
        "n := match word { \"a\" => 1 }",
        Code::NotExhaustive,
        "match word { \"a\" => 1 }",
        "this `match` leaves out other values",
    );
}

#[test]
fn no_arm_stands_there_for_nothing() {
    assert_refused(
        "n := match phase { _ => 1, idle => 2 }",
        Code::UnreachableArm,
        "idle",
        "this arm is never reached",
    );
    assert_refused(
        "n := match n { 1 => 1, 1 => 2, _ => 3 }",
        Code::UnreachableArm,
        "1",
        "this arm is never reached",
    );
    assert_refused(
        "n := match n { 21 => 1, _ => 3 }",
        Code::UnreachableArm,
        "21",
        "this arm is never reached",
    );
}

#[test]
fn patterns_are_of_the_type_that_is_looked_at() {
    assert_refused(
        "n := match n { idle => 1, _ => 2 }",
        Code::TypeMismatch,
        "idle",
        "`idle` is no pattern for a `0..20`",
    );
    assert_refused(
        "n := match n { null => 1, _ => 2 }",
        Code::TypeMismatch,
        "null",
        "a `0..20` is never null",
    );
    assert_refused(
        "n := match phase { Other.idle => 1, _ => 2 }",
        Code::TypeMismatch,
        "Other.idle",
        "a value of `Other` can never match a `Phase`",
    );
    assert_refused(
        "n := match phase { runing { pid } => pid, _ => 2 }",
        Code::UnknownVariant,
        "runing",
        "enum `Phase` has no value `runing`",
    );
    assert_refused(
        "n := match phase { running { pd } => 1, _ => 2 }",
        Code::WrongFields,
        "pd",
        "`running` has no field `pd`",
    );
}

#[test]
fn arms_are_stored_where_the_whole_is() {
    assert_eq!(
        faults(&act("s := match phase { idle => {}, _ => {n} }")),
        ["n is outside 0..5"]
    );
}
