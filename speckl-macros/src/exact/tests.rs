//! Laws of recovery, on tokens lexed outside of any compiler.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};

use super::position::Position;
use super::*;

/// Positions as the lexer of `proc_macro2` tells them.
struct Lexed;

impl Positions for Lexed {
    fn start(&self, span: Span) -> Position {
        let start = span.start();
        Position {
            line: start.line,
            column: start.column + 1,
        }
    }

    fn file(&self, span: Span) -> String {
        span.file()
    }
}

/// A host that knows nothing.
struct Blind(usize);

impl Positions for Blind {
    fn start(&self, _: Span) -> Position {
        Position {
            line: self.0,
            column: self.0,
        }
    }

    fn file(&self, _: Span) -> String {
        String::new()
    }
}

/// Lexes a macro call; gives the call's span (its first token) and its input.
fn lex(call: &str) -> (Span, TokenStream) {
    let stream: TokenStream = match call.parse() {
        Ok(stream) => stream,
        Err(error) => panic!("{error}: {call}"),
    };
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let input = trees.iter().find_map(|tree| match tree {
        TokenTree::Group(group) => Some(group.stream()),
        _ => None,
    });
    match (trees.first(), input) {
        (Some(first), Some(input)) => (first.span(), input),
        _ => panic!("no macro call: {call}"),
    }
}

/// What is recovered from a macro call that begins at the start of its file.
fn recover(call: &str) -> ExactText {
    let (span, input) = lex(call);
    ExactText::recover_with(input, span, Some(call), &Lexed)
}

/// What is made of the call's tokens where its text is not to be had.
fn relay(call: &str) -> ExactText {
    let (span, input) = lex(call);
    ExactText::recover_with(input, span, None, &Lexed)
}

fn leaf_texts(text: &ExactText) -> Vec<&str> {
    let leaves = text.leaves.iter();
    leaves.map(|leaf| &text.text[leaf.range.clone()]).collect()
}

/// Every leaf is where it says it is, and in order.
fn assert_leaves(text: &ExactText) {
    for (leaf, shown) in text.leaves.iter().zip(leaf_texts(text)) {
        let source = leaf.span.source_text().unwrap_or_default();
        assert!(shown == source || shown.starts_with("//"), "{shown}");
    }
    for pair in text.leaves.windows(2) {
        assert!(pair[0].range.end <= pair[1].range.start);
    }
}

#[test]
fn the_inner_text_is_exact() {
    for inner in [
        "",
        " ",
        " // nothing but a comment\n",
        "spec A",
        "\n    spec A // one\n      /* two /* three */ */ state x: 0..9 = 0\n\n",
        "\n/// Words.\nspec A\n\t/// More: \"q\" \\ é.\n\tstate x: Set<Int>? = { { }, (), [] }\n",
        " /** block\n  * doc */ spec A //! inner\n",
        "spec Größe state naïve: String = \"ünï\\n\ncode\" // ß\n invariant a==b and c",
        "r#type 'a 'b' b\"x\" r#\"y\"# 1_000 -> := .. => #[doc = \"kept\"] x",
        "{ ( [ ] ) }",
    ] {
        for (path, open, close) in [
            ("speckl!", " {", "}"),
            ("speckl_macros::speckl!", "(", ");"),
            ("::a :: /* ! */ b !", "// x {\n[", "] // end"),
        ] {
            let call = format!("{path}{open}{inner}{close}");
            let text = recover(&call);
            assert_eq!(text.fidelity, Fidelity::Exact, "{call}");
            assert_eq!(text.text, inner, "{call}");
            assert_leaves(&text);
        }
    }
}

#[test]
fn a_doc_comment_is_one_leaf() {
    let text = recover("m! { /// One.\n spec A #[doc = \"x\"] }");
    assert_eq!(
        leaf_texts(&text),
        ["/// One.", "spec", "A", "#", "[", "doc", "=", "\"x\"", "]"]
    );
}

#[test]
fn what_differs_from_the_call_is_not_exact() {
    let call = "m! { spec A state x }";
    let (span, input) = lex(call);
    for other in [
        "m! { spec A state y }",
        "m! { spec A state x z }",
        "m! { spec A /// doc\n state x }",
        "m! { spec A state }",
        "m! { spec A state x",
        "m! { spec A state x ) ",
        "m! { spec A state x } }",
        "m! { $($t)* }",
        "m { spec A state x }",
        "! { spec A state x }",
        "m + n! { spec A state x }",
        "m!",
        "",
        "é",
    ] {
        let text = ExactText::recover_with(input.clone(), span, Some(other), &Lexed);
        assert_ne!(text.fidelity, Fidelity::Exact, "{other}");
    }
    let empty = ExactText::recover_with(TokenStream::new(), span, Some("m! { $($t)* }"), &Lexed);
    assert_eq!(empty.fidelity, Fidelity::Relaid);
    assert_eq!(empty.text, "");
}

#[test]
fn a_token_that_was_renamed_is_not_exact() {
    let call = "m! { old }";
    let (span, input) = lex(call);
    let renamed: TokenStream = input
        .into_iter()
        .map(|tree| TokenTree::Ident(proc_macro2::Ident::new("new", tree.span())))
        .collect();
    let text = ExactText::recover_with(renamed, span, Some(call), &Lexed);
    assert_eq!(text.fidelity, Fidelity::Relaid);
    assert_eq!(text.text.trim(), "new");
}

#[test]
fn without_the_call_the_tokens_are_laid_out_again() {
    let text = relay(
        "m! { spec A // lost\n  /// Kept: é.\n  state x: 'a = -1\n\n  init\n    x := f(1..2) /* lost */ }",
    );
    assert_eq!(text.fidelity, Fidelity::Relaid);
    assert_eq!(
        text.text,
        "     spec A\n  /// Kept: é.\n  state x: 'a = -1\n\n  init\n    x := f(1..2)"
    );
    assert_leaves(&text);
}

#[test]
fn a_string_of_many_lines_keeps_its_place() {
    let text = relay("m!{ a \"b\nc\" d\ne /** x\n y */ f }");
    assert_eq!(text.text, "    a \"b\nc\" d\ne /** x\n y */ f");
    assert_eq!(text.fidelity, Fidelity::Relaid);
}

#[test]
fn without_positions_the_tokens_are_joined() {
    for blind in [Blind(0), Blind(1), Blind(usize::MAX - 1)] {
        let (span, input) = lex("m! { /// Doc.\n spec A\n x := -1 => a.b 'c 1..2 }");
        let text = ExactText::recover_with(input, span, None, &blind);
        assert_eq!(text.fidelity, Fidelity::Joined);
        assert_eq!(text.text, "/// Doc.\nspec A x := - 1 => a . b 'c 1 .. 2");
        assert_leaves(&text);
    }
}

#[test]
fn tokens_from_two_places_are_joined() {
    let (span, first) = lex("m! { a\n b }");
    let (_, second) = lex("m! {\n\n c }");
    let mut both = first.clone();
    both.extend(second);
    let text = ExactText::recover_with(both, span, None, &Lexed);
    assert_eq!(text.fidelity, Fidelity::Joined);
    assert_eq!(text.text, "a b c");

    let mut backwards: Vec<TokenTree> = first.into_iter().collect();
    backwards.reverse();
    let text = ExactText::recover_with(backwards.into_iter().collect(), span, None, &Lexed);
    assert_eq!((text.fidelity, &*text.text), (Fidelity::Joined, "b a"));

    // A call whose text ends before the last token: that one came from elsewhere.
    let (span, input) = lex("m! { a\n b }");
    let text = ExactText::recover_with(input, span, Some("m! { $a }"), &Lexed);
    assert_eq!((text.fidelity, &*text.text), (Fidelity::Joined, "a b"));
}

#[test]
fn an_operand_without_delimiters_stays_one_operand() {
    let (span, input) = lex("m! { x :=\n 2 * }");
    let (_, sum) = lex("m! { a + b }");
    let (_, call) = lex("m! { f(a) }");
    let group = |stream| TokenTree::Group(Group::new(Delimiter::None, stream));
    let mut tokens = input.clone();
    tokens.extend([group(sum.clone())]);
    let text = ExactText::recover_with(tokens, span, None, &Lexed);
    assert_eq!(text.text, "x := 2 * (a + b)");
    let mut tokens = input;
    tokens.extend([group(call)]);
    let text = ExactText::recover_with(tokens, span, None, &Lexed);
    assert_eq!(text.text, "x := 2 * f(a)");

    // Laid out, the parenthesis goes to its operand, not to the end of the line before.
    let (span, input) = lex("m! { require x\n  a + b }");
    let trees: Vec<TokenTree> = input.into_iter().collect();
    let (before, operand) = trees.split_at(2);
    let mut tokens: TokenStream = before.iter().cloned().collect();
    tokens.extend([group(operand.iter().cloned().collect())]);
    let text = ExactText::recover_with(tokens, span, None, &Lexed);
    assert_eq!(text.text.trim_start(), "require x\n  (a + b)");
}

#[test]
fn spans_are_found_by_place() {
    let text = recover("m! { ab  cd /* x */\n ef }");
    // " ab  cd /* x */\n ef "
    let spans = |range: Range<usize>| {
        let (first, last) = text.spans_of(range);
        let shown = |span: Span| span.source_text().unwrap_or_default();
        format!("{} {}", shown(first), shown(last))
    };
    assert_eq!(spans(1..3), "ab ab");
    assert_eq!(spans(1..4), "ab ab");
    assert_eq!(spans(2..6), "ab cd");
    assert_eq!(spans(0..99), "ab ef");
    assert_eq!(spans(1..1), "ab ab");
    assert_eq!(spans(3..3), "ab ab");
    assert_eq!(spans(4..5), "cd cd");
    assert_eq!(spans(8..14), "cd cd");
    assert_eq!(spans(15..16), "ef ef");
    assert_eq!(spans(0..0), "ab ab");
    assert_eq!(spans(99..99), "ef ef");
    assert_eq!(spans(Range { start: 6, end: 2 }), "cd cd");
    assert_eq!(
        recover("m!{}").spans_of(0..0).0.source_text().as_deref(),
        Some("m")
    );
}

#[test]
fn deep_nesting_does_not_nest_in_us() {
    let depth = 500;
    let inner = format!("{}x{}", "(".repeat(depth), ")".repeat(depth));
    let text = recover(&format!("m!{{{inner}}}"));
    assert_eq!(text.text, inner);
    assert_eq!(text.leaves.len(), 2 * depth + 1);
}
