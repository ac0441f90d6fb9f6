//! Documentation comments: text of the spec as `///` lines that cannot end where they should not.

use crate::emit::trace::Scope;

/// A line of documentation.
pub(super) fn sentence(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| {
            if c.is_control() || is_bidi(c) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect();
    let line = format!("/// {clean}");
    line.trim_end().to_owned()
}

/// Lines of documentation.
pub(super) fn lines<'t>(out: &mut Scope<'_>, docs: impl IntoIterator<Item = &'t str>) {
    for line in docs {
        out.line(sentence(line));
    }
}

/// A code span: fenced by more backticks than the text has in a row.
pub(super) fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest == 0 {
        format!("{fence}{text}{fence}")
    } else {
        format!("{fence} {text} {fence}")
    }
}

/// Characters that reorder what is shown around them; rustc refuses them in comments.
fn is_bidi(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_a_line() {
        assert_eq!(sentence("a\rb\u{202e}"), "/// a\u{fffd}b\u{fffd}");
        assert_eq!(sentence(""), "///");
        assert_eq!(code("a `b`"), "`` a `b` ``");
    }
}
