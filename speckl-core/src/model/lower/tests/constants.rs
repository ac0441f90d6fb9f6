//! Constants and definitions.

use super::{assert_told, model, read};
use crate::diagnostic::Code;
use crate::value::Value;

fn spec(decls: &str) -> String {
    format!("spec S\n{decls}  state n: Int = 0\n  action a\n    n := 1 - n\n")
}

fn value(decls: &str) -> String {
    let model = model(&spec(decls));
    let known = &model.consts[0];
    known.value.show(known.ty.ty, &model).to_string()
}

#[test]
fn constants_have_values_of_any_type() {
    assert_eq!(value("  const N: Int = 2 * M\n  const M: Int = 3\n"), "6");
    assert_eq!(value("  const S: Set(1..9) = { 3, 1, 3 }\n"), "{ 1, 3 }");
    assert_eq!(
        value("  const S: Set(Int) = { x * x for x in 1..3 where x != 2 }\n"),
        "{ 1, 9 }"
    );
    assert_eq!(
        value("  const M: Map(String, List(Int)) = { \"a\": [1, 2], \"b\": [] }\n"),
        "{ \"a\": [1, 2], \"b\": [] }"
    );
    assert_eq!(
        value("  const P: { x: Int, y: Int? } = { y: null, x: 1 }\n"),
        "{ x: 1, y: null }"
    );
    assert_eq!(value("  const T: (Int, Bool) = (1, true)\n"), "(1, true)");
    assert_eq!(value("  const N: Int = sum(x in 1..10: x)\n"), "55");
}

#[test]
fn nothing_of_a_constant_stays_but_its_value() {
    let model = model(&spec("  const N: Int = sum(x in {1, 2}: x / x)\n"));
    assert!(
        model
            .failures
            .iter()
            .all(|it| !it.requirement.contains('/'))
    );
    assert_eq!(model.consts[0].value, Value::Int(2));
}

#[test]
fn a_constant_must_be_known_fit_and_end() {
    assert_told(
        &spec("  const N: Int = 1 / (2 - 2)\n"),
        &[(Code::ConstantFault, "1 / (2 - 2)")],
    );
    assert_told(
        &spec("  const N: Int = head(tail([1]))\n"),
        &[(Code::ConstantFault, "head(tail([1]))")],
    );
    assert_told(&spec("  const N: Int = n\n"), &[(Code::NotConstant, "n")]);
    assert_told(
        &spec("  const N: 0..3 = 4\n"),
        &[(Code::ConstantOutOfRange, "4")],
    );
    assert_told(
        &spec("  const N: Int = M\n  const M: Int = N\n"),
        &[(Code::RecursiveDefinition, "N")],
    );
    let long = "count(x, y in 1..1_000_000 where x == y)";
    assert_told(
        &spec(&format!("  const N: Int = {long}\n")),
        &[(Code::ConstantFault, long)],
    );
}

#[test]
fn a_constant_cannot_grow_without_bound() {
    let mut grown = "[1, 1]".to_owned();
    for at in 0..40 {
        grown = format!("let x{at} := {grown} in [x{at}, x{at}]");
    }
    let read = read(&spec(&format!("  const N: Int = size({grown})\n")));
    let codes: Vec<Code> = read.findings.iter().map(|it| it.code).collect();
    assert_eq!(codes, [Code::ConstantFault], "{:?}", read.findings);
    let told = "count(x in 1..1_000_000 where size(A) > x)";
    let read = super::read(&spec(&format!(
        "  const A: Set(Int) = 1..1_000_000\n  const B: Int = {told}\n"
    )));
    assert_eq!(read.told(), [(Code::ConstantFault, told)]);
}

#[test]
fn definitions_are_checked_where_they_stand() {
    let model = model(&spec("  def twice(x: Int): Int = x + x\n"));
    assert!(model.failures.iter().all(|it| it.requirement != "x + x"));
    assert_told(
        &spec("  def f(x: Int): Bool = x\n"),
        &[(Code::TypeMismatch, "x")],
    );
    assert_told(
        &spec("  def f(x: Int): Int = prev(n)\n"),
        &[(Code::MisplacedPrev, "prev(n)")],
    );
    assert_told(
        &spec("  def f(x: Int, x: Int): Int = x\n"),
        &[(Code::DuplicateName, "x")],
    );
    assert_told(
        &spec("  def size(x: Int): Int = x\n"),
        &[(Code::DuplicateName, "size")],
    );
    let read = read(&spec(
        "  def f(x: Int): Int = g(x)\n  def g(x: Int): Int = f(x)\n",
    ));
    assert_eq!(read.told(), [(Code::RecursiveDefinition, "f")]);
}

#[test]
fn a_definition_reads_variables_declared_after_it() {
    let read = read(
        "spec S\n  def up(): Bool = n > 0\n  state n: 0..3 = 0\n  action a\n    require not up()\n    n := n + 1\n",
    );
    assert!(read.model.is_some(), "{:?}", read.findings);
}
