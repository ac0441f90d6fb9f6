//! Layouts, synonyms and what is not supported yet.

use super::super::ast::{DeclKind, ExprKind, StmtKind, TypeExprKind};
use super::super::tokens;
use super::{canonical, shape, tree};
use crate::diagnostic::Code;

const TOGGLE: &str = "\
spec ToggleSwitch
type State = enum { on, off }
state active: State = off
init
active := off
action flip
require active == off
active := on
invariant Mutex
active == on implies prev(active) == off
";

const TOGGLE_CANONICAL: &str = "\
spec ToggleSwitch
  type State = enum { on, off }
  state active: State = off
  init
    active := off
  action flip
    require active == off
    active := on
  invariant Mutex
    active == on implies prev(active) == off
";

#[test]
fn every_layout_of_the_toggle_switch_gives_the_same_tree() {
    let braced = "speck ToggleSwitch { type State = enum { on, off } state { active: State = off }
        init { active := off } action flip { require active == off; active := on }
        invariant Mutex { active == on implies prev(active) == off } }";
    let lines = "speck ToggleSwitch\n{\n  type State = enum {\n on,\n off\n }\n  state: {\n active: State = off\n }\n  init: {
        active == off\n }\n  action flip()\n  {\n    require active ==\n  off\n    active := on\n  }
  invariant Mutex {\n    active == on\n    implies prev(active)\n    == off\n  }\n}\n";
    let expected = shape(&tree(TOGGLE));
    assert_eq!(canonical(TOGGLE), TOGGLE_CANONICAL);
    for text in [
        TOGGLE_CANONICAL,
        braced,
        lines,
        &TOGGLE.replace('\n', "\r\n"),
        &format!("\u{feff}{TOGGLE}"),
    ] {
        assert_eq!(shape(&tree(text)), expected, "{text}");
    }
}

#[test]
fn spans_are_exact() {
    let text = "spec A\naction a\n  require (x or y) and f( z )  // no\n  y := 1\n";
    let file = tree(text);
    let DeclKind::Action { body, .. } = &file.specs[0].decls[0].kind else {
        panic!("an action");
    };
    let quote = |span: crate::source::Span| &text[span.range()];
    assert_eq!(quote(body[0].span), "require (x or y) and f( z )");
    assert_eq!(quote(body[1].span), "y := 1");
    let StmtKind::Require(e) = &body[0].kind else {
        panic!("a requirement");
    };
    assert_eq!(quote(e.span), "(x or y) and f( z )");
    let ExprKind::Binary(_, left, right) = &e.kind else {
        panic!("a conjunction");
    };
    assert_eq!((quote(left.span), quote(right.span)), ("x or y", "f( z )"));
    assert_eq!(
        quote(file.specs[0].decls[0].span),
        "action a\n  require (x or y) and f( z )  // no\n  y := 1"
    );
}

/// Declarations in a synonym and in canonical form, one to a line.
fn same(pairs: &[(&str, &str)]) {
    for (written, expected) in pairs {
        let written_text = format!("spec A\nstate x: Int\nstate y: Int\n{written}\n");
        let expected_text = format!("spec A\nstate x: Int\nstate y: Int\n{expected}\n");
        assert_eq!(
            canonical(&written_text),
            canonical(&expected_text),
            "{written}"
        );
    }
}

#[test]
fn synonyms_of_declarations() {
    same(&[
        (
            "init { x = 1 y == 2 }".replace(" y", "\n y").as_str(),
            "init\nx := 1\ny := 2",
        ),
        (
            "state { a: Integer, b: Boolean = true\n c: 1..2; }",
            "state a: Int\nstate b: Bool = true\nstate c: 1..2",
        ),
        ("constraint I: x > 0", "invariant I\nx > 0"),
        (
            "constraint \"no two doors\" { x > 0 }",
            "/// no two doors\ninvariant NoTwoDoors\nx > 0",
        ),
        (
            "constraint: x > 0\nconstraint: y > 0",
            "invariant Constraint1\nx > 0\ninvariant Constraint2\ny > 0",
        ),
        (
            "invariant I: x > 0\n y > 0",
            "invariant I {\n x > 0\n y > 0 }",
        ),
        ("interface N { A B C }", "type N = enum { A, B, C }"),
        ("type N = A | B | C", "type N = enum { A, B, C }"),
        ("type N =\n | A\n | B", "type N = enum { A, B }"),
        (
            "action a() returns (Int) { return 1 }",
            "action a(): Int\nreturn 1",
        ),
        (
            "action a { satisfies \"R\" clause \"4\"\nx := 1 }",
            "action a\nsatisfies \"R\" clause \"4\"\nx := 1",
        ),
        (
            "final { x == 1 }, next: a | b;",
            "final: x == 1\nnext: a | b",
        ),
        (
            "version \"1\" license \"MIT\""
                .replace(" l", "\nl")
                .as_str(),
            "version \"1\"\nlicense \"MIT\"",
        ),
    ]);
}

#[test]
fn synonyms_of_statements() {
    let action = |body: &str| format!("action a\n{body}");
    for (written, expected) in [
        ("assign x = 1", "x := 1"),
        ("this.x := this.y", "x := y"),
        (
            "precondition x == 1\npostcondition y == 1",
            "require x == 1\nassert y == 1",
        ),
        ("emit E { x, y }", "emit E { x: x, y: y }"),
        ("if x == 1: y := 1\ny := 2", "if x == 1 { y := 1 }\ny := 2"),
        ("if x == 1:\ny := 1\ny := 2", "if x == 1 { y := 1 }\ny := 2"),
        (
            "if x == 1:\n  y := 1\n  y := 2\ny := 3",
            "if x == 1 { y := 1\ny := 2 }\ny := 3",
        ),
        (
            "if x == 1:\n  if y == 1:\n    x := 1\n  y := 2\nelse:\n  y := 3\ny := 4",
            "if x == 1 { if y == 1 { x := 1 }\ny := 2 } else { y := 3 }\ny := 4",
        ),
        (
            "if x == y {\nx := 1\n}\nelse if y == x { y := 1 }\nelse { x := 2 }",
            "if x == y { x := 1 } else if y == x { y := 1 } else { x := 2 }",
        ),
        ("x := if x == 1: 2 else 3", "x := if x == 1 then 2 else 3"),
        ("let z := x +\n 1; y := z", "let z := x + 1\ny := z"),
    ] {
        same(&[(&action(written), &action(expected))]);
    }
}

#[test]
fn synonyms_of_expressions() {
    for (written, expected) in [
        ("a && b || !c", "a and b or not c"),
        ("a -> b => c", "a implies b implies c"),
        ("implies(a, b)", "a implies b"),
        ("old(x) == 1", "prev(x) == 1"),
        ("x not in a..b", "x notin a..b"),
        ("x notIn a..b", "x notin a..b"),
        ("x' == x + 1", "x == prev(x) + 1"),
        (
            "x' == old(y) + y + prev(x)",
            "x == prev(y) + prev(y) + prev(x)",
        ),
        ("let y := x' in y > x", "let y := x in y > prev(x)"),
        (
            "x' == on or x == State.off",
            "x == on or prev(x) == State.off",
        ),
    ] {
        same(&[(
            &format!("invariant I: {written}"),
            &format!("invariant I\n{expected}"),
        )]);
    }
}

#[test]
fn precedence_and_the_fewest_parentheses() {
    for (written, expected) in [
        (
            "(a implies b) implies (c implies d)",
            "(a implies b) implies c implies d",
        ),
        ("(not a) == b", "(not a) == b"),
        ("not (a == b)", "not a == b"),
        ("-(1 + 2) * - 3", "-(1 + 2) * -3"),
        ("1 - (2 - 3) - 4", "1 - (2 - 3) - 4"),
        ("(a and b) or (c and d)", "a and b or c and d"),
        ("x in (1 .. 2 + 3)", "x in 1..2 + 3"),
        ("a and (if b then c else d)", "a and if b then c else d"),
        ("(if b then c else d) and a", "(if b then c else d) and a"),
        ("let z := (x in 1..2) in z", "let z := (x in 1..2) in z"),
        (
            "let z := if a then b else c in z in 1..2",
            "let z := if a then b else c in z in 1..2",
        ),
    ] {
        let text = canonical(&format!("spec A\ninvariant I\n{written}\n"));
        assert_eq!(text, format!("spec A\n  invariant I\n    {expected}\n"));
    }
}

#[test]
fn newlines_end_expressions_unless_an_operator_says_otherwise() {
    let text = canonical("spec A\ninvariant I\na ==\nb\nand c\n-d == e\n(f)\nnot g\nnot in h\n");
    assert_eq!(
        text,
        "spec A\n  invariant I\n    a == b and c\n    -d == e\n    f\n    not g notin h\n"
    );
}

#[test]
fn keywords_are_names_where_they_can_be_nothing_else() {
    let text = "\
spec spec
  type action = enum { event, final }
  state state: Bool = true
  state next: Int
  state type: Int
  state __proto__: action
  action init
    state := next == 3
    next := type
    require := next
  action match
    match := require
  invariant invariant
    state
    __proto__ == final
    größe == fn
";
    assert_eq!(canonical(text), text);
}

#[test]
fn docs_are_kept() {
    let text = "\
/// About it.
///
///  Twice.
spec A
  /// A type.
  type T = enum {
    /// First.
    a,
    b
  }
  event E {
    /// A field.
    f: Int,
    g: Int
  }
  /// A step.
  action a(p: Int): Int
    return p
";
    assert_eq!(canonical(text), text);
}

#[test]
fn several_specs_and_evidence() {
    let text = "\
spec A
  version \"1.2.0\"
  license \"MIT\"
  author \"A \\\"B\\\"\" <\"a@b\">
  satisfies \"R-1\"
  const N: 0..9 = 3
  init(p: 0..N - 1)
    x := p
  action a
    satisfies \"R-2\" clause \"4\"
  invariant I
    satisfies \"R-3\"
    x == 1
  final:
    x == 1
    y == 1
  event E
  next: a

spec B
  state x: Bool
";
    assert_eq!(canonical(text), text);
    assert_eq!(
        canonical("speck A { state x: Int } ; spec B\nstate y: Int")
            .lines()
            .count(),
        5
    );
}

#[test]
fn tokens_leave_out_what_means_nothing() {
    let text = "spec A\n  /// Doc.\n  state x: Bool\n  action a\n    if x {\n      x := \"\\u{41}\"\n    }\n    x := 1\n";
    let expected = "spec A ⏎ state x : Bool ⏎ action a ⏎ if x { x := \"A\" } ⏎ x := 1";
    assert_eq!(tokens(text).join(" ").replace('\n', "⏎"), expected);
}

#[test]
fn what_is_refused_for_good_has_its_code() {
    for (text, code) in [
        ("a < b < c", Code::ChainedComparison),
        ("a == b != c == d", Code::ChainedComparison),
        ("30s", Code::UnitLiteral),
        ("1.5", Code::RealNumber),
        ("count(x => x > 0)", Code::Lambda),
        ("xs.filter((x, y) => x)", Code::Lambda),
        ("9223372036854775809", Code::TooLarge),
    ] {
        let file = tree(&format!("spec A\ninvariant I\n{text}\n"));
        let DeclKind::Invariant { body, .. } = &file.specs[0].decls[0].kind else {
            panic!("an invariant");
        };
        assert!(
            matches!(&body[0].kind, ExprKind::Refused(found, _) if *found == code),
            "{text}: {body:?}"
        );
    }
    let range = tree("spec A\ntype T = -1_000..(2 + N)\n");
    let DeclKind::Type { ty, .. } = &range.specs[0].decls[0].kind else {
        panic!("a type");
    };
    assert!(matches!(ty.kind, TypeExprKind::Range(..)));
}
