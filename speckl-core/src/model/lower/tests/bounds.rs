//! `bounds`: what can be bounded, and to what.

use super::{assert_told, elements, model};
use crate::diagnostic::Code;
use crate::model::{ActionId, BoundTarget, BoundTo, LocalId};
use crate::value::Value;

fn spec(bounds: &str) -> String {
    format!(
        "spec S\n  type Money = Nat\n  type Disk = 1..4\n  state n: Int = 0\n  init(start: Int)\n    n := start\n  action pay(amount: Money, to: String, path: List(Disk), d: Disk)\n    require to != \"\" and path != [] and d > 1\n    n := n + amount\n{bounds}"
    )
}

fn ints(values: &[i64]) -> BoundTo {
    BoundTo::Values(values.iter().copied().map(Value::Int).collect())
}

#[test]
fn types_parameters_and_limits_can_be_bounded() {
    let model = model(&spec(
        "  bounds { Nat = 0..2, Int = {5, -1}, String = {\"b\", \"a\"}, List = 2, Money = 1..2, pay.amount = {7}, pay.path = 1, init.start = 0..0, depth = 20, states = 1_000 }\n",
    ));
    let text = |text: &str| Value::String(text.to_owned());
    let pay = |param| BoundTarget::Param(ActionId(0), LocalId(param));
    assert_eq!(
        model.bounds.domains,
        [
            (BoundTarget::Nat, ints(&[0, 1, 2])),
            (BoundTarget::Int, ints(&[-1, 5])),
            (
                BoundTarget::String,
                BoundTo::Values(vec![text("a"), text("b")])
            ),
            (BoundTarget::List, BoundTo::Length(2)),
            (
                BoundTarget::Type(crate::model::NamedTypeId(0)),
                ints(&[1, 2])
            ),
            (pay(0), ints(&[7])),
            (pay(2), BoundTo::Length(1)),
            (BoundTarget::InitParam(LocalId(0)), ints(&[0])),
        ]
    );
    assert_eq!(model.bounds.depth, Some(20));
    assert_eq!(model.bounds.states, Some(1000));
    assert!(elements(&model).contains(&"S/bounds/0"));
}

#[test]
fn lists_can_be_bounded_to_values() {
    let model = model(&spec("  bounds { pay.path = {[], [1]} }\n"));
    let list = |items: &[i64]| Value::List(items.iter().copied().map(Value::Int).collect());
    assert_eq!(
        model.bounds.domains[0].1,
        BoundTo::Values(vec![list(&[]), list(&[1])])
    );
}

#[test]
fn bounds_that_make_no_sense_are_refused() {
    for (bound, at) in [
        ("Nat = -1..2", "-1..2"),
        ("Disk = 2..9", "2..9"),
        ("pay.d = {0}", "{0}"),
        ("Nat = 3", "3"),
        ("Nat = 3..1", "3..1"),
        ("Flot = 1..2", "Flot"),
        ("n = 1..2", "n"),
        ("pay = 1..2", "pay"),
        ("pay.amont = 1..2", "amont"),
        ("depth = -1", "-1"),
        ("states = 0", "0"),
        ("List = -2", "-2"),
    ] {
        assert_told(
            &spec(&format!("  bounds {{ {bound} }}\n")),
            &[(Code::InvalidBound, at)],
        );
    }
    assert_told(
        &spec("  bounds { pya.amount = 1..2 }\n"),
        &[(Code::UnknownName, "pya")],
    );
    assert_told(
        &spec("  bounds { String = {1} }\n"),
        &[(Code::TypeMismatch, "1")],
    );
}
