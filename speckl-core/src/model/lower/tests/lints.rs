//! What is right and yet probably not meant.

use super::assert_told;
use crate::diagnostic::Code;

#[test]
fn a_variable_that_nothing_uses_is_told_of() {
    assert_told(
        "spec S\n  state n: 0..1 = 0\n  state idle: Int = 0\n  action a\n    n := 1 - n\n",
        &[(Code::UnusedVariable, "idle")],
    );
}

#[test]
fn a_variable_that_never_changes_is_told_of() {
    assert_told(
        "spec S\n  state n: 0..9 = 0\n  state limit: Int = 3\n  action a\n    require n < limit\n    n := n + 1\n",
        &[(Code::ConstantVariable, "limit")],
    );
    // What `init` is given may differ from machine to machine.
    assert_told(
        "spec S\n  state n: 0..9 = 0\n  state limit: 0..5\n  init(most: 0..5)\n    limit := most\n  action a\n    require n < limit\n    n := n + 1\n",
        &[],
    );
}

#[test]
fn an_action_without_effect_is_told_of() {
    let spec = |body: &str| {
        format!(
            "spec S\n  event E\n  state n: 0..1 = 0\n  action a\n    n := 1 - n\n  action b\n    {body}\n"
        )
    };
    assert_told(&spec("require n == 0"), &[(Code::ActionWithoutEffect, "b")]);
    assert_told(&spec("n := n"), &[(Code::ActionWithoutEffect, "b")]);
    assert_told(&spec("emit E {}"), &[]);
    assert_told(&spec("assert n != 1"), &[]);
}

#[test]
fn eventually_without_fairness_is_told_of() {
    let spec = |more: &str| {
        format!(
            "spec S\n  state on: Bool = false\n  state n: 0..1 = 0\n  action flip\n    on := not on\n  action count\n    n := 1 - n\n  property P: eventually on\n{more}"
        )
    };
    let told = [(Code::EventuallyWithoutFairness, "on")];
    assert_told(&spec(""), &told);
    assert_told(&spec("  fair count\n"), &told);
    assert_told(&spec("  fair flip\n"), &[]);
}
