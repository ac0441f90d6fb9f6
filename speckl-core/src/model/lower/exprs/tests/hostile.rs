//! Work that would never end without a bound.

use super::read;
use crate::diagnostic::Code;
use std::fmt::Write;

#[test]
fn definitions_that_double_are_stopped() {
    let mut text = "spec S\n  state n: 0..9 = 0\n  def f0(a: Int): Int = a\n".to_owned();
    for at in 1..40 {
        let before = at - 1;
        writeln!(
            text,
            "  def f{at}(a: Int): Int = f{before}(a) % 7 + f{before}(a) % 7"
        )
        .expect("a string takes it");
    }
    text.push_str("  action act\n    n := f39(n) % 9\n");
    let read = read(&text);
    let codes: Vec<Code> = read.findings.iter().map(|it| it.code).collect();
    assert_eq!(codes, [Code::InliningTooLarge]);
}

#[test]
fn definitions_that_call_one_another_in_a_long_row_are_stopped() {
    let mut text = "spec S\n  state n: 0..9 = 0\n  def f0(a: Int): Int = a\n".to_owned();
    for at in 1..200 {
        let before = at - 1;
        writeln!(text, "  def f{at}(a: Int): Int = f{before}(a)").expect("a string takes it");
    }
    text.push_str("  action act\n    n := f199(n) % 9\n");
    assert!(read(&text).model.is_none());
}

fn doubled(times: usize) -> String {
    let mut text = "spec S\n  type A0 = (0..3, 0..3)\n  type B0 = (0..5, 0..5)\n".to_owned();
    for at in 1..=times {
        let before = at - 1;
        writeln!(text, "  type A{at} = (A{before}, A{before})").expect("a string takes it");
        writeln!(text, "  type B{at} = (B{before}, B{before})").expect("a string takes it");
    }
    writeln!(text, "  state a: List(A{times}) = []").expect("a string takes it");
    writeln!(text, "  state b: List(B{times}) = []").expect("a string takes it");
    text.push_str("  action act\n    b := if a == b then a else b\n    a := b\n");
    text
}

#[test]
fn types_that_double_have_an_end() {
    let read = read(&doubled(9));
    assert!(read.model.is_some(), "{:?}", read.findings);
    let read = super::read(&doubled(60));
    let codes: Vec<Code> = read.findings.iter().map(|it| it.code).collect();
    assert_eq!(codes, [Code::TypeTooLarge, Code::TypeTooLarge]);
}

#[test]
fn nested_comprehensions_with_two_locals_each_do_not_double() {
    let mut set = "0..1".to_owned();
    for at in 0..60 {
        set = format!("{{ a{at} + b{at} for a{at}, b{at} in {set} }}");
    }
    let text = format!(
        "spec S\n  state n: 0..9 = 0\n  action act\n    n := 1\n  invariant I\n    n in {set}\n"
    );
    let read = read(&text);
    assert!(read.model.is_some(), "{:?}", read.findings.first());
}

#[test]
fn sources_that_depend_on_locals_are_repeated_within_the_budget() {
    let mut expr = "n > 0".to_owned();
    let mut set = "{k}".to_owned();
    for at in 0..40 {
        set = format!("{{ a{at} + b{at} for k{at} in {{k}}, a{at}, b{at} in {set} }}");
    }
    expr = format!("forall k in 0..1: {expr} or k in {set}");
    let text = format!(
        "spec S\n  state n: 0..9 = 0\n  action act\n    n := 1\n  invariant I\n    {expr}\n"
    );
    let read = read(&text);
    assert!(read.findings.iter().all(|it| it.code != Code::Internal));
}

#[test]
fn long_chains_of_every_kind_are_walked() {
    for (operator, part) in [
        ("and", "n > 1"),
        ("implies", "n > 1"),
        ("iff", "n > 1"),
        ("or", "n > 1"),
    ] {
        let chain = vec![part; 20_000].join(&format!(" {operator} "));
        let text = format!(
            "spec S\n  state n: 0..9 = 0\n  action act\n    n := 1\n  invariant I\n    {chain}\n"
        );
        assert!(read(&text).model.is_some(), "{operator}");
    }
    let chain = vec!["s"; 20_000].join(" union ");
    let text = format!("spec S\n  state s: Set(0..9) = {{}}\n  action act\n    s := {chain}\n");
    assert!(read(&text).model.is_some());
}
