//! Texts that are made to hurt: none may panic, overflow the stack or take long.

use super::{codes, parsed};
use crate::diagnostic::Code;

const MANY: usize = 100_000;

fn invariant(expression: &str) -> String {
    format!("spec A\nstate a: Bool\ninvariant I\n  {expression}\nstate b: Bool\n")
}

/// One finding, and the declarations around it are read.
fn refused(text: &str) {
    assert_eq!(codes(text), [Code::NestingTooDeep], "{text:.60}");
    assert_eq!(parsed(text).file.specs[0].decls.len(), 2, "{text:.60}");
}

#[test]
fn nesting_beyond_the_limit_is_refused() {
    let nested = |open: &str, close: &str| format!("{}a{}", open.repeat(MANY), close.repeat(MANY));
    for text in [
        nested("(", ")"),
        nested("[", "]"),
        nested("{", "}"),
        nested("f(", ")"),
        nested("not ", ""),
        nested("- ", ""),
        nested("!", ""),
        nested("if a then a else ", ""),
        nested("if a then ", " else a"),
        nested("let x := a in ", ""),
        nested("forall x in s: ", ""),
        nested("forall x in forall x in s: ", ""),
        nested("m[", "]"),
        nested("R { f: ", " }"),
        nested("r with { f: ", " }"),
        nested("sum(x in s: ", ")"),
        nested("{ x for x in ", " }"),
        nested("match a { _ => ", " }"),
        nested("match ", " { _ => a }"),
    ] {
        refused(&invariant(&text));
    }
    refused(&invariant(&"(".repeat(MANY)));
    let action = |body: String| format!("spec A\nstate a: Bool\naction b\n{body}\nstate c: Bool\n");
    refused(&action(format!(
        "{}{}",
        "if a {".repeat(MANY),
        "}".repeat(MANY)
    )));
    refused(&action(format!("{}a := a", "if a: ".repeat(MANY))));
    refused(&action(format!(
        "if a {{ }}{}",
        " else if a { }".repeat(MANY)
    )));
    refused(&action(format!(
        "{}{}",
        "match a { _ => {".repeat(MANY),
        "} }".repeat(MANY)
    )));
    for (open, close) in [
        ("Set<", ">"),
        ("{ f: ", " }"),
        ("enum { a { f: ", " } }"),
        ("(A, ", ")"),
    ] {
        refused(&format!(
            "spec A\nstate a: Bool\nstate b: {}Int{}\nstate c: Bool\n",
            open.repeat(MANY),
            close.repeat(MANY)
        ));
    }
    refused(&format!(
        "spec A\nstate a: Bool\nstate b: {}Int{}\nstate c: Bool\n",
        "Set(".repeat(MANY),
        ")".repeat(MANY)
    ));
}

#[test]
fn nesting_within_the_limit_is_read() {
    let nested = |open: &str, close: &str, times: usize| {
        format!("{}a{}", open.repeat(times), close.repeat(times))
    };
    for text in [
        nested("(", ")", 255),
        nested("(a + ", ")", 255),
        nested("f(a, ", ")", 255),
        nested("not ", "", 255),
        nested("if a then a else ", "", 255),
        nested("if a then ", " else a", 255),
        nested("let x := ", " in x", 255),
        nested("let x := a in ", "", 255),
        nested("{", "}", 200),
        nested("m[", "]", 200),
        nested("sum(x in s: ", ")", 200),
        nested("match a { _ => ", " }", 100),
    ] {
        assert_eq!(codes(&invariant(&text)), [], "{text:.60}");
    }
    let blocks = format!(
        "spec A\naction b\n{}a := a{}\n",
        "if a {".repeat(128),
        "}".repeat(128)
    );
    assert_eq!(codes(&blocks), []);
}

#[test]
fn chains_are_not_nesting() {
    for operator in [" and ", " or ", "\n  and not "] {
        assert_eq!(
            codes(&invariant(&format!(
                "a{}",
                format!("{operator}a").repeat(MANY)
            ))),
            []
        );
    }
    assert_eq!(
        codes(&invariant(&format!("a{} == 0", " + a".repeat(900)))),
        []
    );
    for operator in [" + a", " implies a", ".a", " < a"] {
        refused(&invariant(&format!("a{}", operator.repeat(MANY / 10))));
    }
}

#[test]
fn many_errors_are_not_too_many_findings() {
    for text in [
        "state x Bool\n",
        "spec \n",
        "§ ",
        "\"\n",
        "}",
        "(\naction a\n",
        "action a {\n",
    ] {
        let found = codes(&format!("spec A\n{}", text.repeat(MANY / 10)));
        assert!(!found.is_empty() && found.len() <= 200, "{text}");
    }
}

#[test]
fn a_megabyte_of_noise_does_not_hurt() {
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    let bytes: Vec<u8> = (0..1 << 20).map(|_| next() as u8).collect();
    parsed(&String::from_utf8_lossy(&bytes));
    let words = [
        "spec A\n",
        "state x: ",
        "type ",
        "init\n",
        "action a",
        "invariant I ",
        "require ",
        "if ",
        "then ",
        "else ",
        "(",
        ")",
        "{ ",
        "} ",
        "[",
        "]",
        ":= ",
        "= ",
        "== ",
        ": ",
        ", ",
        "; ",
        "\n",
        "\n  ",
        "a ",
        "1 ",
        "..",
        "and ",
        "not ",
        "in ",
        "'",
        "|",
        "enum ",
        "let ",
        "match ",
        "for x in ",
        "emit ",
        "<",
        ">",
        "Set",
        "=> ",
        "/*",
        "*/",
        "//",
        "///",
        "\"",
    ];
    let text: String = (0..100_000)
        .map(|_| words[next() as usize % words.len()])
        .collect();
    parsed(&text);
}
