//! What a name stands for, and where `prev` may stand.

use super::{act, assert_fine, assert_refused, claim};
use crate::diagnostic::Code;

#[test]
fn an_enum_value_is_found_by_what_is_expected() {
    assert_fine(&act("phase := idle"));
    assert_fine(&claim("idle == phase or phase == Phase.idle"));
    assert_fine(&claim("phase in {idle, done}"));
    assert_refused(
        "let q := idle",
        Code::AmbiguousValue,
        "idle",
        "`idle` is a value of several enums",
    );
    assert_refused(
        "phase := Phase.gone",
        Code::UnknownVariant,
        "gone",
        "enum `Phase` has no value `gone`",
    );
}

#[test]
fn what_is_no_value_is_said_to_be_something_else() {
    assert_refused(
        "n := nowhere",
        Code::UnknownName,
        "nowhere",
        "there is no `nowhere` here",
    );
    assert_refused(
        "n := Point",
        Code::UnknownName,
        "Point",
        "there is no `Point` here",
    );
    assert_refused(
        "n := N(3)",
        Code::UnknownName,
        "N",
        "`N` is a value, and not a function",
    );
}

#[test]
fn prev_stands_where_there_is_a_state_before() {
    assert_fine(&claim("prev(n) + 1 != n"));
    assert_refused(
        "n := prev(prev(n))",
        Code::MisplacedPrev,
        "prev(n)",
        "`prev` cannot stand inside another `prev`",
    );
}

#[test]
fn a_local_is_declared_once() {
    assert_refused(
        "let q := 1\nlet q := 2\nn := q",
        Code::DuplicateName,
        "q",
        "`q` is declared twice",
    );
}
