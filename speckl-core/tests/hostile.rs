//! Input that nobody writes by accident: the whole compiler takes it without panicking, hanging or
//! running out of stack.

use proptest::prelude::*;
use speckl_core::check::CheckOptions;
use speckl_core::compile::{Compilation, Options, compile};

fn all(text: &str) -> Compilation {
    let mut options = Options::build();
    options.check = Some(CheckOptions {
        max_states: Some(200),
        ..CheckOptions::default()
    });
    compile("hostile.speckdl", text, &options)
}

fn invariant(expr: &str) -> String {
    format!("spec S\nstate x: 0..9 = 0\naction a\nx := (x + 1) % 10\ninvariant I\n{expr}\n")
}

#[test]
fn long_chains_go_through_everything() {
    for (operator, count) in [("+", 900), ("*", 900), ("and", 60_000), ("or", 60_000)] {
        let part = if operator.len() > 1 { "x >= 0" } else { "x" };
        let chain = vec![part; count].join(&format!(" {operator} "));
        let expr = if operator.len() > 1 {
            chain
        } else {
            format!("({chain}) >= 0 - 1")
        };
        let compilation = all(&invariant(&expr));
        let codes: Vec<_> = compilation
            .diagnostics
            .iter()
            .map(|it| it.code.name())
            .collect();
        assert!(!codes.contains(&"E0001"), "{operator}: {codes:?}");
    }
}

#[test]
fn deep_nesting_goes_through_or_is_refused() {
    for (open, inner, close) in [
        ("(", "x == 0", ")"),
        ("not (", "x == 0", ")"),
        ("if x == 0 then true else (", "x == 1", ")"),
        ("(let y := x in ", "y == 0", ")"),
        ("prev(", "x == 0", ")"),
        ("- ", "x", " == 0"),
        ("x == 0 implies ", "x == 1", ""),
    ] {
        for depth in [1, 100, 250, 5_000] {
            let close = if open == "- " {
                close.to_owned()
            } else {
                close.repeat(depth)
            };
            let text = invariant(&format!("{}{inner}{close}", open.repeat(depth)));
            let compilation = all(&text);
            if depth == 5_000 {
                assert!(
                    compilation.failed(),
                    "{open} nested {depth} deep is accepted"
                );
            }
        }
    }
    let blocks = format!(
        "spec S\nstate x: 0..9 = 0\naction a {{ {} x := 1 {} }}",
        "if x == 0 {".repeat(120),
        "}".repeat(120)
    );
    assert!(!all(&blocks).failed());
    let chain = format!(
        "spec S\nstate x: 0..9 = 0\naction a {{ if x == 0 {{ x := 1 }} {} }}",
        "else if x == 1 { x := 2 }".repeat(3_000)
    );
    all(&chain);
}

#[test]
fn text_of_the_spec_stays_text() {
    let text = "/// */ </script> ${x} ` \" ' \\ \u{202e} {@link x} <b>\nspec S\n  version \"*/ \\\" </script> ${x}\"\n  license \"`rm -rf`\"\n  author \"A <b> */ \\u{0}\\n\" <\"<>\\\"@x\">\n  satisfies \"</script><script>\" clause \"\\n@prefix : <x> .\"\n  /// */ alert(1) /*\n  state x: 0..9 = 0\n  /// */\n  /// ```\n  action a\n    require x < 9\n    x := x + 1\n";
    let compilation = all(text);
    assert!(!compilation.failed(), "{:#?}", compilation.diagnostics);
    for artifact in &compilation.units[0].artifacts {
        let text = artifact.text();
        match artifact.kind.name() {
            "rust" => {
                syn::parse_file(text).expect("the Rust parses");
            }
            "typescript" | "wasm-binding" => {
                // A comment that the documentation ended would leave its rest outside.
                assert!(!text.contains("*/ alert"), "{text}");
            }
            _ => {}
        }
    }
}

fn token() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "spec",
        "S",
        "state",
        "x",
        ":",
        "0..9",
        "=",
        "0",
        "\n",
        "action",
        "a",
        "(",
        ")",
        "{",
        "}",
        "require",
        ":=",
        "+",
        "-",
        "==",
        "and",
        "not",
        "if",
        "then",
        "else",
        "let",
        "in",
        "prev",
        "invariant",
        "I",
        "enum",
        "type",
        "T",
        ",",
        "emit",
        "event",
        "E",
        "return",
        "1",
        "init",
        "///d\n",
        "//c\n",
        "const",
        "final",
        "next",
        "|",
        "\"s\"",
        "x'",
        "..",
        "%",
        "forall",
        "[",
        "]",
        "assert",
        "Bool",
        "Int",
        "Nat",
        ";",
        "é",
        "\u{0}",
        "'",
        "\\",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_sequence_of_tokens_is_answered(tokens in prop::collection::vec(token(), 0..60)) {
        all(&tokens.join(" "));
        all(&format!("spec S\nstate x: 0..3 = 0\naction a\n{}", tokens.join(" ")));
    }

    #[test]
    fn any_text_is_answered(text in ".{0,200}") {
        all(&text);
    }
}
