//! Records, tuples, enum values with payload.

use super::{act, assert_fine, assert_refused, claim, faults};
use crate::diagnostic::Code;

#[test]
fn records_are_written_with_and_without_their_name() {
    assert_fine(&act("p := { y: 1, x: 2 }"));
    assert_fine(&act("p := Point { y: 1, x: 2 }"));
    assert_fine(&act("let x := 1\nlet y := 2\np := { x, y }"));
    assert_fine(&act("p := p with { x: 3 }"));
    assert_eq!(faults(&act("p := p with { x: n }")), ["n is outside 0..9"]);
}

#[test]
fn every_field_is_given_once() {
    assert_refused(
        "p := { x: 1 }",
        Code::WrongFields,
        "{ x: 1 }",
        "`Point` lacks `y`",
    );
    assert_refused(
        "p := { x: 1, y: 2, zz: 3 }",
        Code::WrongFields,
        "zz",
        "`Point` has no field `zz`",
    );
    assert_refused(
        "p := { x: 1, y: 2, x: 3 }",
        Code::WrongFields,
        "x",
        "field `x` is given twice",
    );
    assert_refused(
        "p := p with { zz: 1 }",
        Code::WrongFields,
        "zz",
        "`Point` has no field `zz`",
    );
}

#[test]
fn fields_are_read_by_name_and_parts_by_number() {
    assert_fine(&act("n := p.x + t.0"));
    assert_refused(
        "n := p.zz",
        Code::NoSuchField,
        "zz",
        "`Point` has no field `zz`",
    );
    assert_refused(
        "n := t.2",
        Code::NoSuchField,
        "2",
        "`(0..3, Bool)` has no field `2`",
    );
    assert_refused(
        "n := phase.pid",
        Code::NoSuchField,
        "pid",
        "only some values of `Phase` carry `pid`",
    );
    assert_refused(
        "n := n with { x: 1 }",
        Code::TypeMismatch,
        "n",
        "`with` changes fields of a record, and this is `0..20`",
    );
}

#[test]
fn a_value_carries_what_its_enum_says() {
    assert_eq!(
        faults(&act("phase := running { pid: n }")),
        ["n is outside 0..5"]
    );
    assert_fine(&claim("phase != Phase.running { pid: 3 }"));
    assert_refused(
        "phase := running",
        Code::WrongFields,
        "running",
        "`running` carries `pid`, which must be given",
    );
    assert_refused(
        "phase := running { pid: 1, x: 2 }",
        Code::WrongFields,
        "x",
        "`running` has no field `x`",
    );
    assert_refused(
        "phase := done { pid: 1 }",
        Code::WrongFields,
        "pid",
        "`done` has no field `pid`",
    );
}

#[test]
fn a_record_type_that_only_an_expression_has_gets_a_name() {
    let read = claim("p == { x: n, y: 30 }");
    let names: Vec<&str> = read
        .model()
        .records
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(names, ["Point", "Point2"]);
}
