//! Laws that hold for every text and every tree.

use super::super::ast::{BinaryOp, Expr, ExprKind, Name, UnaryOp};
use super::super::format;
use super::{parsed, shape, tree, without_spans};
use crate::source::Span;
use proptest::prelude::*;

fn expr(kind: ExprKind) -> Expr {
    Expr {
        kind,
        span: Span::default(),
    }
}

fn name(text: &str) -> Name {
    Name {
        text: text.to_owned(),
        span: Span::default(),
    }
}

fn binary() -> impl Strategy<Value = BinaryOp> {
    proptest::sample::select(vec![
        BinaryOp::Implies,
        BinaryOp::Iff,
        BinaryOp::Or,
        BinaryOp::And,
        BinaryOp::Eq,
        BinaryOp::Ne,
        BinaryOp::Lt,
        BinaryOp::Le,
        BinaryOp::Gt,
        BinaryOp::Ge,
        BinaryOp::In,
        BinaryOp::NotIn,
        BinaryOp::Range,
        BinaryOp::Add,
        BinaryOp::Sub,
        BinaryOp::Mul,
        BinaryOp::Div,
        BinaryOp::Rem,
    ])
}

fn expression() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(|value| expr(ExprKind::Bool(value))),
        (0..=1_u64 << 63).prop_map(|value| expr(ExprKind::Int(value))),
        "[a-d]".prop_map(|text| expr(ExprKind::Name(text))),
    ];
    leaf.prop_recursive(6, 60, 3, |inner| {
        let boxed = inner.clone().prop_map(Box::new).boxed();
        prop_oneof![
            (binary(), boxed.clone(), boxed.clone())
                .prop_map(|(op, left, right)| expr(ExprKind::Binary(op, left, right))),
            boxed
                .clone()
                .prop_map(|inner| expr(ExprKind::Unary(UnaryOp::Not, inner))),
            boxed
                .clone()
                .prop_map(|inner| expr(ExprKind::Unary(UnaryOp::Neg, inner))),
            boxed.clone().prop_map(|inner| expr(ExprKind::Prev(inner))),
            boxed.clone().prop_map(|base| expr(ExprKind::Field {
                base,
                field: name("on")
            })),
            (boxed.clone(), boxed.clone()).prop_map(|(value, body)| expr(ExprKind::Let(
                name("z"),
                value,
                body
            ))),
            (boxed.clone(), boxed.clone(), boxed.clone())
                .prop_map(|(c, t, e)| expr(ExprKind::If(c, t, e))),
            proptest::collection::vec(inner, 0..3)
                .prop_map(|arguments| expr(ExprKind::Call(super::super::ast::Path { qualifier: None, name: name("f") }, arguments))),
        ]
    })
}

/// A body of statements as text, in canonical layout.
fn statements() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        expression().prop_map(|e| format!("require {}\n", format::expr(&e))),
        expression().prop_map(|e| format!("x := {}\n", format::expr(&e))),
        expression().prop_map(|e| format!("let y := {}\n", format::expr(&e))),
        expression().prop_map(|e| format!("emit E {{ f: {} }}\n", format::expr(&e))),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        (
            expression(),
            proptest::collection::vec(inner, 1..3),
            any::<u8>(),
        )
            .prop_map(|(e, body, form)| {
                let (condition, body) = (format::expr(&e), body.concat());
                match form % 3 {
                    0 => format!("if {condition} {{\n{body}}}\n"),
                    1 => format!("if {condition} {{ x := 1 }} else {{\n{body}}}\n"),
                    _ => format!("if {condition} {{ x := 1 }} else if x {{\n{body}}} else {{ }}\n"),
                }
            })
    })
}

proptest! {
    #[test]
    fn what_is_printed_is_read_as_it_was(e in expression()) {
        let text = format::expr(&e);
        let file = tree(&format!("spec A\ninvariant I\n{text}\n"));
        let printed = format::file(&file);
        prop_assert_eq!(&printed, &format!("spec A\n  invariant I\n    {text}\n"));
        let super::super::ast::DeclKind::Invariant { body, .. } = &file.specs[0].decls[0].kind else {
            return Err(TestCaseError::fail("an invariant"));
        };
        prop_assert_eq!(body.len(), 1);
        let bare = |e: &Expr| without_spans(&format!("{e:#?}"));
        prop_assert_eq!(bare(&body[0]), bare(&e));
    }

    #[test]
    fn formatting_changes_nothing_and_is_idempotent(body in statements()) {
        let first = tree(&format!("spec A\naction a\n{body}invariant I\nx\n"));
        let text = format::file(&first);
        let second = tree(&text);
        prop_assert_eq!(shape(&first), shape(&second));
        prop_assert_eq!(&text, &format::file(&second));
        // Without indentation and with Windows line ends it is the same.
        let flat: String = text.lines().flat_map(|line| [line.trim_start(), "\r\n"]).collect();
        prop_assert_eq!(shape(&first), shape(&tree(&flat)));
    }

    #[test]
    fn no_text_panics(text in "\\PC*") {
        parsed(&text);
        parsed(&format!("spec A\naction a\n{text}"));
    }

    #[test]
    fn no_soup_of_tokens_panics_and_findings_lie_in_the_text(
        words in proptest::collection::vec(proptest::sample::select(vec![
            "spec ", "A ", "state ", "x", ": ", "Int ", "= ", ":= ", "\n", "\n  ", "init ", "action ", "invariant ", "if ", "else ",
            "then ", "(", ")", "{", "}", "[", "]", "and ", "not ", "- ", "1", "..", ",", ";", "\"s\" ", "enum ", "require ", "emit ",
            "é ", "let ", "in ", "forall ", "match ", "=> ", "'", "/// d\n", "satisfies ", "Set<", ">", "constraint ", "\r\n", "?",
        ]), 0..60)
    ) {
        let text = format!("spec A\n{}", words.concat());
        for finding in parsed(&text).diagnostics {
            prop_assert!(text.get(finding.primary.span.range()).is_some());
        }
    }
}
