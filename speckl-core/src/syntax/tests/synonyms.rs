//! Every synonym of the language gives the tree of its canonical form.

use super::super::ast::{DeclKind, ExprKind, TypeExprKind};
use super::{canonical, codes, parsed, tree};
use crate::diagnostic::Code;

const STATE: &str = "spec A\nstate x: Int\nstate y: Int\n";

fn same(written: &str, expected: &str) {
    let read = |text: &str| canonical(&format!("{STATE}{text}\n"));
    assert_eq!(read(written), read(expected), "{written}");
}

#[test]
fn of_expressions() {
    for (written, expected) in [
        ("emptySet == emptyMap", "{} == {}"),
        ("List.empty == List.empty()", "[] == []"),
        ("Map.empty == Map.empty()", "{} == {}"),
        ("Set.empty() == s", "{} == s"),
        ("m.has(k) and s.contains(x)", "k in m and x in s"),
        ("s.size() == length(xs)", "size(s) == size(xs)"),
        ("m.keys() == m.values()", "keys(m) == values(m)"),
        (
            "xs.append(x).head() == xs.last()",
            "head(append(xs, x)) == last(xs)",
        ),
        (
            "xs.tail().take(1).drop(2).concat(ys) == z",
            "concat(drop(take(tail(xs), 1), 2), ys) == z",
        ),
        (
            "a.union(b).minus(c) subsetOf d",
            "a union b minus c subsetof d",
        ),
        ("a \\ b intersection c == d", "a minus b intersect c == d"),
        ("Map { k -> v, l -> w } == m", "{ k: v, l: w } == m"),
        ("Set { a, b } == s", "{a, b} == s"),
        (
            "{ ...r, f: e } == r with { f }",
            "r with { f: e } == r with { f: f }",
        ),
        (
            "Order { from, to } == o",
            "Order { from: from, to: to } == o",
        ),
        (
            "implies(forall z in s: z > 0, y > 0)",
            "(forall z in s: z > 0) implies y > 0",
        ),
        ("forall z in m': z > x", "forall z in m': z > prev(x)"),
        ("money.pay(1) == x", "money.pay(1) == x"),
        (
            "match s { a => 1\n b { p } => 2\n } == x",
            "match s { a => 1, b { p } => 2 } == x",
        ),
        (
            "{ z in s where z > 0 } == {1,}",
            "{ z in s where z > 0 } == {1}",
        ),
    ] {
        let invariant = |text: &str| format!("invariant I\n({text})");
        same(&invariant(written), &invariant(expected));
    }
}

#[test]
fn of_types() {
    for (written, expected) in [
        ("Set<Int>", "Set(Int)"),
        ("Map<Int, Set<List<Bool>>>", "Map(Int, Set(List(Bool)))"),
        ("[Int]", "List(Int)"),
        ("List<[Int]>", "List(List(Int))"),
        ("Int | null", "Int?"),
        ("null | Int", "Int?"),
        ("Option(Int)", "Int?"),
        ("Option<Option<Int>>", "Int?"),
        ("Int??", "Int?"),
        ("A | B | null", "enum { A, B }?"),
        ("{ a: Int; b: (Int, Bool) }", "{ a: Int, b: (Int, Bool) }"),
        ("enum { a(n: Nat), b }", "enum { a { n: Nat }, b }"),
        ("(Int)", "Int"),
    ] {
        same(
            &format!("type T = {written}"),
            &format!("type T = {expected}"),
        );
    }
    same("state s: Set<Int>= {}", "state s: Set(Int) = {}");
}

#[test]
fn of_statements() {
    for (written, expected) in [
        ("forall z in s: x := z", "for z in s { x := z }"),
        (
            "for z in s:\n  x := z\n  y := z\nx := 1",
            "for z in s { x := z\ny := z }\nx := 1",
        ),
        (
            "for v, w in s { x := v }",
            "for v in s { for w in s { x := v } }",
        ),
        ("this.m[1].f := this.x", "m[1].f := x"),
        (
            "match x { 1 => y := 1, _ => { y := 2 } }",
            "match x {\n1 => { y := 1 }\n_ => { y := 2 }\n}",
        ),
        (
            "match x { 1 => if y == 1 { y := 2 } else { y := 3 } }",
            "match x { 1 => { if y == 1 { y := 2 } else { y := 3 } } }",
        ),
        ("emit E { x }", "emit E { x: x }"),
    ] {
        let action = |text: &str| format!("action a\n{text}");
        same(&action(written), &action(expected));
    }
}

#[test]
fn of_declarations() {
    for (written, expected) in [
        (
            "temporal { always(x) eventually(y) leadsTo(x, y) }",
            "property Temporal1: always x\nproperty Temporal2: eventually y\nproperty Temporal3: x leadsto y",
        ),
        (
            "verify: always(eventually(x))",
            "property Verify1: always eventually x",
        ),
        (
            "property P: always (x implies eventually(y))",
            "property P: x leadsto y",
        ),
        (
            "invariant I: x\nverify Always(I) { depth 20 }",
            "invariant I: x\nbounds { depth = 20 }",
        ),
        (
            "bounds { Nat = 0..3\nList: 3 }",
            "bounds { Nat = 0..3, List = 3 }",
        ),
        (
            "provenance { a: \"b\" c: \"d\" at \"e\" }",
            "provenance { a: \"b\", c: \"d\" at \"e\" }",
        ),
        ("def f(a: Int) returns (Int) := a", "def f(a: Int): Int = a"),
        ("reachable R { x == 1 }", "reachable R: x == 1"),
        ("version: \"1\"", "version \"1\""),
        ("derives from \"X\"", "derives from X"),
    ] {
        same(written, expected);
    }
}

#[test]
fn several_errors_are_all_found_and_what_is_refused_has_its_code() {
    assert_eq!(
        codes("spec A\nstate s: List<X]\nstate y: Bool\n"),
        [Code::UnbalancedBracket]
    );
    assert_eq!(
        codes("spec A\nfair\nbounds { Nat 3 }\nproperty P: x\nreview\ndef f = 1\n").len(),
        5
    );
    for (text, code) in [
        ("Real", Code::RealNumber),
        ("Set(Int) | Bool", Code::UnionType),
    ] {
        let file = tree(&format!("spec A\ntype T = {text}\n"));
        let DeclKind::Type { ty, .. } = &file.specs[0].decls[0].kind else {
            panic!("a type");
        };
        assert!(matches!(&ty.kind, TypeExprKind::Refused(found, _) if *found == code));
    }
    let long = tree("spec A\ninvariant I\nsum(xs, x => x) == 1\n");
    let DeclKind::Invariant { body, .. } = &long.specs[0].decls[0].kind else {
        panic!("an invariant");
    };
    let ExprKind::Binary(_, left, _) = &body[0].kind else {
        panic!("a comparison");
    };
    assert!(matches!(&left.kind, ExprKind::Refused(Code::Lambda, _)));
}

#[test]
fn keywords_are_names() {
    let words = [
        "state",
        "next",
        "event",
        "type",
        "property",
        "bounds",
        "import",
        "match",
        "for",
        "def",
        "init",
        "action",
        "invariant",
        "extern",
        "reachable",
        "fair",
        "final",
        "source",
        "review",
        "where",
        "always",
        "forall",
        "exists",
        "enum",
        "spec",
        "version",
        "symmetric",
        "require",
        "emit",
    ];
    for word in words {
        let text = format!(
            "spec A\n  action a\n    {word} := {word} + 1\n    if {word} == 1 and {word} {{\n      let {word} := f({word})\n    }}\n    require x or {word}\n  invariant I\n    x in {{{word}}}\n    y and {word}.f == {word}[1]\n"
        );
        assert_eq!(parsed(&text).diagnostics, [], "{text}");
        assert_eq!(canonical(&text), text);
    }
}
