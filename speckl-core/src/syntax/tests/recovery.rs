//! Findings: where they are, and that one does not hide another.

use super::{codes, parsed, underlined};
use crate::diagnostic::Code;

fn one(text: &str) -> (Code, String) {
    let mut found = underlined(text);
    assert_eq!(found.len(), 1, "{text}\n{:#?}", parsed(text).diagnostics);
    found.pop().unwrap_or((Code::Syntax, String::new()))
}

fn syntax(at: &str) -> (Code, String) {
    (Code::Syntax, at.to_owned())
}

#[test]
fn three_errors_in_three_declarations_are_all_reported() {
    let text = "spec A\nstate x Bool\nstate ok: Bool\naction a\n  x := := 1\ninvariant I\n  x ==\nstate last: Bool\n";
    assert_eq!(
        underlined(text),
        [syntax("Bool"), syntax(":="), syntax("==")]
    );
    assert_eq!(parsed(text).file.specs[0].decls.len(), 2);
}

#[test]
fn several_errors_in_one_action_are_all_reported() {
    let text = "spec A\naction a\n  require x = 1\n  if y { z = 2; }\n  w := (1 + )\n";
    let messages: Vec<_> = parsed(text)
        .diagnostics
        .iter()
        .map(|finding| finding.message.clone())
        .collect();
    insta::assert_snapshot!(messages.join("\n"), @r"
    a comparison is written `==`
    an assignment is written `:=`
    expected an expression, found `)`
    ");
}

#[test]
fn prose_is_named() {
    let text =
        "spec A\naction a\n  require the door must be closed\ninvariant I\n  doors are shut\n";
    let prose = |text: &str| (Code::Prose, text.to_owned());
    assert_eq!(
        underlined(text),
        [prose("the door must be closed"), prose("doors are shut")]
    );
}

#[test]
fn misspelt_keywords_are_suggested() {
    let parsed = parsed("spec A\nacton flip\n  x := 1\naction b\n  requier x == 1\n");
    let suggested: Vec<_> = parsed
        .diagnostics
        .iter()
        .map(|finding| finding.suggestion.clone().map(|s| s.replacement))
        .collect();
    assert_eq!(
        suggested,
        [Some("action".to_owned()), Some("require".to_owned())]
    );
}

#[test]
fn brackets_point_at_both_ends() {
    let text = "spec A\naction a\n  x := (1 + 2\naction b\n  x := 1\n";
    let parsed = parsed(text);
    assert_eq!(parsed.diagnostics.len(), 1);
    let finding = &parsed.diagnostics[0];
    assert_eq!(finding.code, Code::UnbalancedBracket);
    assert_eq!(&text[finding.primary.span.range()], "(");
    assert_eq!(&text[finding.secondary[0].span.range()], "action");
    assert_eq!(parsed.file.specs[0].decls.len(), 1);
    assert_eq!(
        codes("spec A\ninvariant I\n(a]\ninvariant J\nb"),
        [Code::UnbalancedBracket]
    );
    assert_eq!(
        codes("spec A\ninvariant I\nx == List<X]\n"),
        [Code::UnbalancedBracket]
    );
    assert_eq!(
        codes("speck A { state x: Int\nspeck B { state y: Int }"),
        [Code::UnbalancedBracket]
    );
    assert_eq!(
        codes("speck A { action a { x := 1 }\n"),
        [Code::UnbalancedBracket]
    );
}

#[test]
fn errors_are_at_the_token() {
    for (text, expected) in [
        ("const N: = 3", "="),
        ("type T = enum { a b }", "b"),
        ("state and: Bool", "and"),
        ("version 1.2", "1.2"),
        ("license MIT", "MIT"),
        ("invariant I\n  a ==", "=="),
        ("invariant I\n  f(a, )\n  g(a b)", "g(a b)"),
        ("action a\n  x = 1", "="),
        ("action a\n  x := 1 y := 2", "y"),
        ("action a\n  x' := 1", "'"),
        (
            "action a\n if x:\n   if y:\n     z := 1\n else:\n   z := 2",
            "else",
        ),
        ("next: a | b\nwhat is this", "what"),
    ] {
        assert_eq!(one(&format!("spec A\n{text}\n")).1, expected, "{text}");
    }
}

#[test]
fn actions_do_not_call_actions() {
    let text = "spec A\naction a\n  b()\naction b\n  x := 1\n";
    assert_eq!(one(text), (Code::ActionCallsAction, "b".to_owned()));
}

#[test]
fn files_without_a_spec() {
    assert_eq!(codes(""), [Code::NoSpec]);
    assert_eq!(codes("\u{feff}// only this\n"), [Code::NoSpec]);
    assert_eq!(codes("hello world"), [Code::NoSpec]);
    assert_eq!(one("state x: Bool\nspec A\n"), syntax("state"));
}

#[test]
fn a_broken_token_spoils_only_its_declaration() {
    let text = "spec A\nstate x: Bool § true\nversion \"1\nlicense \"\\q\"\nstate y: Bool\n";
    assert_eq!(
        codes(text),
        [
            Code::UnexpectedCharacter,
            Code::UnclosedText,
            Code::BadEscape
        ]
    );
    assert_eq!(parsed(text).file.specs[0].decls.len(), 1);
}
