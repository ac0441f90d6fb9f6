//! String literals that JSON, JavaScript and TypeScript all read alike.
//!
//! Beyond what JSON asks for, everything that could end a line or a `<script>` element is escaped, so a
//! literal is safe wherever it is pasted.

use std::fmt::Write as _;

/// A text as a literal, quotes included.
pub fn quoted(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            '<' if matches!(chars.peek(), Some('/' | '!')) => literal.push_str("\\u003c"),
            c if c.is_control() || reorders_or_breaks(c) => {
                // All of them lie in the basic plane, so one escape is enough.
                let _ = write!(literal, "\\u{:04x}", u32::from(c));
            }
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

/// Line and paragraph separators, and the characters that change the direction of the text around them.
pub fn reorders_or_breaks(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_literal_early() {
        assert_eq!(
            quoted("a \"b\" \\ \n \u{0} é"),
            "\"a \\\"b\\\" \\\\ \\n \\u0000 é\""
        );
        assert_eq!(quoted("</script><!--<"), "\"\\u003c/script>\\u003c!--<\"");
        assert_eq!(
            quoted("\u{2028}\u{202e}\u{7f}\u{9f}"),
            "\"\\u2028\\u202e\\u007f\\u009f\""
        );
    }
}
