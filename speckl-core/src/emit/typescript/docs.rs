//! Documentation comments (`TSDoc`), and names of the spec as keys of objects.

use crate::emit::json_text::{quoted, reorders_or_breaks};
use crate::emit::trace::Scope;

/// Text of the spec as it may stand in a comment: it cannot end it, nor a `<script>` element.
pub(crate) fn in_comment(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| {
            if c.is_control() || reorders_or_breaks(c) {
                ' '
            } else {
                c
            }
        })
        .collect();
    text.replace("*/", "*\\/")
        .replace("</", "<\\/")
        .replace("<!--", "<\\!--")
}

/// Text of the spec as code in a comment.
pub(crate) fn code(text: &str) -> String {
    let text = in_comment(text);
    // Markdown: a fence longer than any inside it.
    if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

/// A comment of these lines, which are already fit for one; nothing, where there are none.
pub(crate) fn comment(scope: &mut Scope<'_>, lines: &[String]) {
    match lines {
        [] => {}
        [line] => scope.line(format!("/** {} */", line.trim())),
        _ => {
            scope.line("/**");
            for line in lines {
                scope.line(format!(" * {line}").trim_end().to_owned());
            }
            scope.line(" */");
        }
    }
}

/// The `///` lines of a declaration, or `otherwise` where it has none.
pub(crate) fn documented(docs: &[String], otherwise: &str) -> Vec<String> {
    if docs.iter().all(|line| line.trim().is_empty()) {
        return vec![otherwise.to_owned()];
    }
    docs.iter().map(|line| in_comment(line)).collect()
}

/// The `///` lines of a declaration as a comment.
pub(crate) fn doc_comment(scope: &mut Scope<'_>, docs: &[String], otherwise: &str) {
    comment(scope, &documented(docs, otherwise));
}

/// Whether a name may follow a dot and stand as a key as it is.
fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A name as a key of an object literal. As anything but a computed key, `__proto__` would set
/// the object's prototype.
pub(crate) fn key(name: &str) -> String {
    if name == "__proto__" {
        format!("[{}]", quoted(name))
    } else {
        type_key(name)
    }
}

/// A name as a key in an object type.
pub(crate) fn type_key(name: &str) -> String {
    if is_plain(name) {
        name.to_owned()
    } else {
        quoted(name)
    }
}

/// `object.name`
pub(crate) fn property(object: &str, name: &str) -> String {
    if is_plain(name) {
        format!("{object}.{name}")
    } else {
        format!("{object}[{}]", quoted(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_cannot_be_left() {
        assert_eq!(
            in_comment("a */ b </script>\u{2028}"),
            "a *\\/ b <\\/script> "
        );
        assert_eq!(key("__proto__"), "[\"__proto__\"]");
        assert_eq!(property("args", "größe"), "args[\"größe\"]");
    }
}
