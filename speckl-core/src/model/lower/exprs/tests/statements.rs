//! Statements: places, definite values, results.

use super::{act, assert_fine, assert_one_error, assert_refused, body, faults, read};
use crate::diagnostic::Code;
use crate::model::{Place, StmtKind};

#[test]
fn a_place_inside_a_variable() {
    assert_eq!(faults(&act("m[1] := 2")), [""; 0]);
    assert_eq!(faults(&act("m[n] := 2")), ["n is outside 0..3"]);
    assert_eq!(faults(&act("xs[n] := 2")), ["xs[n] is outside the list"]);
    assert_eq!(faults(&act("t.0 := 2")), [""; 0]);
    let read = act("places[1].x := 2");
    assert_eq!(
        faults(&read),
        ["places[1] has no such key", "places[1] is null"]
    );
    let StmtKind::Assign { path, .. } = &body(&read)[0].kind else {
        panic!("an assignment");
    };
    assert!(matches!(
        path.as_slice(),
        [Place::Key { .. }, Place::Unwrap { .. }, Place::Field(0)]
    ));
    assert_refused(
        "p.zz := 1",
        Code::NoSuchField,
        "zz",
        "`Point` has no field `zz`",
    );
    assert_refused(
        "n[1] := 1",
        Code::TypeMismatch,
        "1",
        "`0..20` has no elements to look up in brackets",
    );
    assert_refused(
        "N := 1",
        Code::NotAssignable,
        "N",
        "`N` cannot be assigned to",
    );
}

#[test]
fn what_a_loop_or_only_some_arms_assign_may_have_no_value() {
    let spec = |init: &str| {
        format!(
            "spec S\n  type E = enum {{ a, b }}\n  state x: 0..3\n  state y: 0..3 = 0\n  init(e: E)\n{init}\n  action act\n    x := y\n    y := x\n"
        )
    };
    let told = "state variable `x` is never initialised";
    let code = Code::UninitialisedVariable;
    let bad = spec("    for i in 0..3 { x := i }\n    y := match e { a => 1, b => 0 }");
    assert_one_error(&read(&bad), code, "x", told);
    let bad = spec("    match e { a => x := 1, b => y := 1 }");
    assert_one_error(&read(&bad), code, "x", told);
    assert_fine(&read(&spec("    match e { a => x := 1, b => x := 2 }")));
}

#[test]
fn a_place_can_only_be_assigned_in_what_has_a_value() {
    let bad =
        "spec S\n  state m: Map(0..3, 0..3)\n  init\n    m[1] := 2\n  action act\n    m[2] := 1\n";
    assert_one_error(
        &read(bad),
        Code::UninitialisedVariable,
        "m",
        "`m` is read before it has a value",
    );
}

#[test]
fn every_way_through_an_action_returns() {
    let spec = |stmts: &str| {
        format!("spec S\n  state n: 0..3 = 0\n  action act: Int\n    n := 3 - n\n    {stmts}\n")
    };
    assert_fine(&read(&spec("match n { 0 => return 1, _ => return 2 }")));
    assert_one_error(
        &read(&spec("for x in 0..3 { return x }")),
        Code::MissingReturn,
        "act",
        "`act` does not always return a result",
    );
}

#[test]
fn events_carry_what_they_declare() {
    assert_eq!(
        faults(&act("emit Moved { by: n, to: p }")),
        ["n is outside 0..3"]
    );
    assert_refused(
        "emit Moved { to: p }",
        Code::WrongFields,
        "Moved",
        "event `Moved` lacks `by`",
    );
    assert_refused(
        "emit Gone",
        Code::UnknownName,
        "Gone",
        "there is no event `Gone`",
    );
}

#[test]
fn what_is_wrong_in_one_arm_is_said_once() {
    assert_refused(
        "match phase {\n  idle => n := word\n  _ => n := 1\n}",
        Code::TypeMismatch,
        "word",
        "expected `0..20`, found `String`",
    );
}
