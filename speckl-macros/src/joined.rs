//! Text whose newlines could not be seen, and where that matters.
//!
//! A line that begins with `-`, `(` or `[` begins a new expression; on the same line it continues the
//! one before. Where nobody can tell which it was, the text is refused.

use crate::exact::ExactText;
use std::ops::Range;

/// What is said of such a place.
pub const MESSAGE: &str = "[E0010] a newline before this would matter, and it cannot be seen here\n\
     the text comes through another macro, which keeps tokens but not lines\n\
     = put the expression that this belongs to into parentheses, or end the one before with `;`";

/// The places where a newline could have changed the meaning.
pub fn ambiguities(exact: &ExactText) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut depth = 0usize;
    let mut before: Option<&str> = None;
    // Between `if` and the brace or `then` that ends its head: a colon there begins a body that only
    // lines and indentation end.
    let mut in_head = false;
    exact.leaves.iter().filter_map(move |leaf| {
        let token = exact.text.get(leaf.range.clone()).unwrap_or("");
        let ambiguous =
            depth == 0 && matches!(token, "-" | "(" | "[") && before.is_some_and(ends_an_operand);
        // What follows the name of an action, or `init`, is a list of parameters however it is laid
        // out; but so could be a call, and a call is not ambiguous to those who read it.
        let ambiguous = ambiguous && !(token == "(" && before.is_some_and(is_name));
        let ambiguous = ambiguous || (in_head && token == ":");
        match token {
            "if" | "else" | "for" => in_head = true,
            "{" | "then" | ":" => in_head = false,
            _ => {}
        }
        match token {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = Some(token);
        ambiguous.then(|| leaf.range.clone())
    })
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c == '_' || c.is_alphabetic())
}

fn ends_an_operand(token: &str) -> bool {
    const OPERATORS: [&str; 10] = [
        "and", "or", "not", "implies", "iff", "in", "notin", "then", "else", "if",
    ];
    const KEYWORDS: [&str; 6] = [
        "require",
        "assert",
        "return",
        "emit",
        "precondition",
        "postcondition",
    ];
    let word = is_name(token) && !OPERATORS.contains(&token) && !KEYWORDS.contains(&token);
    word || token.starts_with(|c: char| c.is_ascii_digit()) || matches!(token, ")" | "]" | "}")
}
