//! Definitions, functions of the host, built-in functions, `enabled`.

use super::{act, assert_fine, assert_one_error, assert_refused, claim, faults, read};
use crate::diagnostic::Code;

#[test]
fn arguments_are_counted_and_checked() {
    assert_eq!(faults(&act("n := twice(n) % 20")), [""; 0]);
    assert_eq!(
        faults(&act("n := twice(n + 1) % 20")),
        ["n + 1 is outside 0..20"]
    );
    assert_refused(
        "n := twice()",
        Code::WrongArguments,
        "twice()",
        "`twice` takes 1 argument, and 0 were given",
    );
    assert_refused(
        "n := size(s, s)",
        Code::WrongArguments,
        "size(s, s)",
        "`size` takes 1 argument, and 2 were given",
    );
    assert_refused(
        "n := siz(s)",
        Code::UnknownName,
        "siz",
        "there is no function `siz`",
    );
    assert_refused(
        "n := size(n)",
        Code::TypeMismatch,
        "n",
        "`size` takes a set, a map, a list or a string, and this is `0..20`",
    );
}

#[test]
fn a_definition_sees_none_of_its_callers_locals() {
    let read = read(
        "spec S\n  state n: 0..9 = 0\n  def f(a: Int): Int = a + hidden\n  action act\n    let hidden := 1\n    n := f(hidden) % 9\n",
    );
    assert_one_error(
        &read,
        Code::UnknownName,
        "hidden",
        "there is no `hidden` here",
    );
}

#[test]
fn parameters_may_be_called_as_the_callers_locals_are() {
    assert_fine(&act("let a := n\nn := twice(a) % 20"));
}

#[test]
fn the_host_is_asked_in_the_bodies_of_actions_alone() {
    assert_eq!(
        faults(&act("n := pick(2)")),
        ["pick(2) gave a value that does not fit 0..5"]
    );
    assert_fine(&act("pick(1)\nn := 1"));
    assert_refused(
        "require forall x in s: pick(1) > x",
        Code::MisplacedCall,
        "pick(1)",
        "`pick` cannot be called inside a quantifier, an aggregate or a comprehension",
    );
    assert_one_error(
        &claim("pick(1) == 2"),
        Code::MisplacedCall,
        "pick(1)",
        "`pick` cannot be called outside of an action's body",
    );
}

#[test]
fn enabled_is_asked_in_properties() {
    assert_refused(
        "require enabled(act)",
        Code::MisplacedCall,
        "enabled(act)",
        "`enabled` can only be asked in a `property`",
    );
    let spec = |arg: &str| {
        format!(
            "spec S\n  state n: 0..1 = 0\n  action flip\n    n := 1 - n\n  property P: always enabled({arg})\n"
        )
    };
    assert_fine(&read(&spec("flip")));
    assert_one_error(
        &read(&spec("flop")),
        Code::UnknownName,
        "flop",
        "there is no action `flop`",
    );
}

#[test]
fn what_does_nothing_is_no_statement() {
    assert_refused(
        "twice(1)",
        Code::MisplacedStatement,
        "twice(1)",
        "this statement does nothing",
    );
    assert_refused(
        "n := act()",
        Code::ActionCallsAction,
        "act",
        "an action cannot call the action `act`",
    );
}

#[test]
fn lists_grow_by_what_fits_them() {
    assert_eq!(faults(&act("xs := append(xs, n)")), ["n is outside 0..5"]);
    assert_eq!(faults(&act("xs := concat(xs, [1, 2])")), [""; 0]);
    assert_eq!(
        faults(&act("xs := take(xs, 2)\nxs := drop(xs, n)")),
        [""; 0]
    );
    assert_refused(
        "s := append(s, 1)",
        Code::TypeMismatch,
        "s",
        "`append` takes a list and an element, and this is `Set(0..5)`",
    );
}
