//! Types: what they are, what they are called, and how they can be wrong.

use super::{assert_told, model, read};
use crate::diagnostic::Code;
use crate::model::Type;
use std::fmt::Write as _;

const MACHINE: &str = "  state n: Int = 0\n  action a\n    n := 1 - n\n";

fn spec(types: &str) -> String {
    format!("spec S\n{types}{MACHINE}")
}

#[test]
fn types_nest_in_any_way_and_order() {
    let model = model(&spec(
        "  type Orders = Map(Id, Order?)\n  type Order = { id: Id, lines: List((Id, Nat)), note: String }\n  type Id = 1..3\n",
    ));
    let names: Vec<&str> = model
        .named_types
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(names, ["Orders", "Order", "Id"]);
    let Type::Map(_, value) = *model.types.get(model.named_types[0].ty) else {
        panic!("a map is a map");
    };
    let Type::Option(inner) = *model.types.get(value) else {
        panic!("its values are optional");
    };
    assert_eq!(inner, model.named_types[1].ty);
    assert_eq!(model.records[0].name, "Order");
}

#[test]
fn an_option_of_an_option_is_one() {
    let model = model(&spec("  type A = Int?\n  type B = A?\n"));
    assert_eq!(model.named_types[0].ty, model.named_types[1].ty);
}

#[test]
fn records_are_one_by_structure_and_named_by_the_first_type() {
    let model = model(
        "spec S\n  type Outer = { inner: { x: Int } }\n  type Point = { x: Int }\n  state p: { x: Int } = { x: 0 }\n  state q: { y: Bool } = { y: true }\n  action a\n    p := { x: 1 }\n    q := { y: p.x == 0 }\n",
    );
    let names: Vec<&str> = model.records.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["Point", "Outer", "Q"]);
    assert_eq!(model.vars[0].ty.ty, model.named_types[1].ty);
}

#[test]
fn payloads_have_fields_with_elements_and_anonymous_types_get_names() {
    let model = model(
        "spec S\n  type Job = enum { idle, running { pid: Nat, mode: enum { fast, slow } } }\n  state job: Job = idle\n  state kinds: Map(enum { a, b }, Int) = {}\n  action go\n    job := running { pid: 1, mode: fast }\n    kinds := {}\n",
    );
    let names: Vec<&str> = model.enums.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["JobRunningMode", "Job", "KindsKey"]);
    let running = &model.enums[1].variants[1];
    let field = &running.payload[1];
    assert_eq!(
        model.element(field.element).id,
        "S/type/Job/variant/running/field/mode"
    );
    assert!(model.enums[1].has_payload());
}

#[test]
fn symmetric_types_are_nominal() {
    let model = model(&spec(
        "  type Node = symmetric 1..3\n  type Disk = symmetric 1..3\n  type Colour = symmetric enum { red, blue }\n",
    ));
    assert_ne!(model.named_types[0].ty, model.named_types[1].ty);
    assert!(model.named_types.iter().all(|it| it.symmetric));
    assert!(model.enums[0].symmetric);
}

#[test]
fn symmetric_types_need_a_name_and_plain_values() {
    assert_told(
        "spec S\n  state n: symmetric 1..3 = 1\n",
        &[(Code::MisplacedSymmetric, "symmetric 1..3")],
    );
    assert_told(
        &spec("  type T = Set(symmetric 1..3)\n"),
        &[(Code::MisplacedSymmetric, "symmetric 1..3")],
    );
    assert_told(
        &spec("  type T = symmetric enum { a, b { x: Int } }\n"),
        &[(Code::MisplacedSymmetric, "b")],
    );
}

#[test]
fn recursion_is_refused_and_the_way_is_told() {
    let read = read(&spec(
        "  type A = { b: B }\n  type B = List(C)\n  type C = A?\n",
    ));
    assert_eq!(read.told(), [(Code::RecursiveDefinition, "A")]);
    let way: Vec<&str> = read.findings[0]
        .secondary
        .iter()
        .map(|label| label.text.as_str())
        .collect();
    assert_eq!(way, ["by way of `B`", "by way of `C`"]);
    assert_told(
        &spec("  type L = enum { nil, cons { tail: L } }\n"),
        &[(Code::RecursiveDefinition, "L")],
    );
}

#[test]
fn what_is_wrong_with_types_is_told_where_it_stands() {
    assert_told(&spec("  type T = Flot\n"), &[(Code::UnknownType, "Flot")]);
    assert_told(&spec("  type T = 3..1\n"), &[(Code::EmptyRange, "3..1")]);
    assert_told(
        &spec("  type T = { a: Int, a: Bool }\n"),
        &[(Code::DuplicateName, "a")],
    );
    assert_told(
        &spec("  type T = enum { a, a }\n"),
        &[(Code::DuplicateName, "a")],
    );
    assert_told(
        &spec("  type T = enum { a { x: Int, x: Int } }\n"),
        &[(Code::DuplicateName, "x")],
    );
    assert_told(&spec("  type Nat = Int\n"), &[(Code::DuplicateName, "Nat")]);
    assert_told(
        &spec("  type T = YES..3\n  const YES: Bool = true\n"),
        &[(Code::TypeMismatch, "YES")],
    );
}

#[test]
fn data_that_does_not_fit_is_told_of_by_type() {
    let model = model(
        "spec S\n  type Order = { id: Int }\n  state o: Order = { id: 0 }\n  action put(x: Order, ys: Set(1..3), n: 0..2)\n    require 1 in ys\n    o := x with { id: n }\n",
    );
    let told: Vec<&str> = model.actions[0]
        .params
        .iter()
        .map(|param| model.failure(param.misfit).message.as_str())
        .collect();
    assert_eq!(
        told,
        [
            "put faulted: x does not fit Order",
            "put faulted: ys does not fit Set(1..3)",
            "put faulted: n is outside 0..2",
        ]
    );
}

#[test]
fn declarations_that_need_one_another_too_deep_are_refused() {
    let mut types = String::new();
    for at in 0..400 {
        let _ = writeln!(types, "  type T{at} = T{}?", at + 1);
    }
    types.push_str("  type T400 = Int\n");
    let read = read(&spec(&types));
    assert!(read.model.is_none());
    assert_eq!(read.findings[0].code, Code::NestingTooDeep);
}
