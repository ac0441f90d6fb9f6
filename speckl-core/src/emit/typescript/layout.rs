//! Layout: a document is laid out on one line where it fits, and otherwise broken at its outermost
//! group first, as Prettier does.
//!
//! After Wadler's "A prettier printer", with the widths of marks and names left to [`Fragment`].

use crate::emit::trace::{Fragment, Scope};

/// The last column that a line should reach.
const WIDTH: usize = 100;
/// One level of indentation.
const INDENT: usize = 2;

/// Text that may be broken.
#[derive(Clone, Debug)]
pub(crate) enum Doc {
    /// As it is.
    Text(Fragment),
    /// This text in a group that is broken, and nothing in one that is not.
    IfBroken(&'static str),
    /// A space, or a new line in a group that is broken.
    Line,
    /// Nothing, or a new line in a group that is broken.
    SoftLine,
    /// One after the other.
    Concat(Vec<Doc>),
    /// New lines in it stand one level deeper.
    Indent(Box<Doc>),
    /// Broken as a whole, or not at all.
    Group(Box<Doc>),
}

impl<T: Into<Fragment>> From<T> for Doc {
    fn from(text: T) -> Self {
        Doc::Text(text.into())
    }
}

/// One after the other.
pub(crate) fn concat(parts: impl IntoIterator<Item = Doc>) -> Doc {
    Doc::Concat(parts.into_iter().collect())
}

/// Broken as a whole, or not at all.
pub(crate) fn group(parts: impl IntoIterator<Item = Doc>) -> Doc {
    Doc::Group(Box::new(concat(parts)))
}

/// Stands one level deeper.
pub(crate) fn indent(parts: impl IntoIterator<Item = Doc>) -> Doc {
    Doc::Indent(Box::new(concat(parts)))
}

/// `open a, b close`, one item a line where it does not fit, with `after` behind every item but the
/// last, which has it only there.
pub(crate) fn list(
    open: &str,
    items: Vec<Doc>,
    after: &'static str,
    gap: &Doc,
    close: &str,
) -> Doc {
    if items.is_empty() {
        return format!("{open}{close}").into();
    }
    let mut inner = vec![gap.clone()];
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            inner.extend([after.into(), Doc::Line]);
        }
        inner.push(item);
    }
    inner.push(Doc::IfBroken(after));
    group([open.into(), indent(inner), gap.clone(), close.into()])
}

/// `callee(a, b)`
pub(crate) fn call(callee: impl Into<Doc>, arguments: Vec<Doc>) -> Doc {
    concat([
        callee.into(),
        list("(", arguments, ",", &Doc::SoftLine, ")"),
    ])
}

/// `callee({ a: b })`: an object that is the only argument is not indented again.
pub(crate) fn call_with(callee: impl Into<Doc>, object: Doc) -> Doc {
    concat([callee.into(), "(".into(), object, ")".into()])
}

/// `callee((step) => body)`
pub(crate) fn call_with_function(callee: impl Into<Doc>, parameters: &str, body: Doc) -> Doc {
    group([
        callee.into(),
        format!("({parameters} =>").into(),
        indent([Doc::Line, body]),
        Doc::IfBroken(","),
        Doc::SoftLine,
        ")".into(),
    ])
}

/// `if (condition)` and its like.
pub(crate) fn asked(before: &str, condition: Doc) -> Doc {
    group([
        format!("{before}(").into(),
        indent([Doc::SoftLine, condition]),
        Doc::SoftLine,
        ")".into(),
    ])
}

/// `target = value;`, with the value on a line of its own where it does not fit beside it.
pub(crate) fn assign(target: impl Into<Doc>, value: Doc) -> Doc {
    group([
        target.into(),
        " =".into(),
        indent([Doc::Line, value]),
        ";".into(),
    ])
}

/// `return value;`, in parentheses where an operator's operands stand on several lines.
pub(crate) fn returned(value: Doc) -> Doc {
    group([
        "return ".into(),
        Doc::IfBroken("("),
        indent([Doc::SoftLine, value]),
        Doc::SoftLine,
        Doc::IfBroken(")"),
        ";".into(),
    ])
}

/// `key: value`, or the key alone where the value is the variable of that name.
pub(crate) fn entry(key: impl Into<Fragment>, value: Doc) -> Doc {
    let key = key.into();
    match &value {
        Doc::Text(text) if text.text() == key.text() => key.into(),
        _ => concat([key.and(": ").into(), value]),
    }
}

/// `{ a: b, c: d }`
pub(crate) fn object(entries: Vec<Doc>) -> Doc {
    list("{", entries, ",", &Doc::Line, "}")
}

/// `[a, b]`
pub(crate) fn array(items: Vec<Doc>) -> Doc {
    list("[", items, ",", &Doc::SoftLine, "]")
}

/// `{ a: B; c: D }`
pub(crate) fn object_type(members: Vec<Doc>) -> Doc {
    list("{", members, ";", &Doc::Line, "}")
}

/// Writes a document as one line, or as several.
pub(crate) fn write(scope: &mut Scope<'_>, parts: impl IntoIterator<Item = Doc>) {
    let doc = concat(parts);
    scope.line(render(&doc, WIDTH.saturating_sub(scope.indentation())));
}

/// A document as text that begins at the margin.
pub(crate) fn rendered(doc: &Doc) -> String {
    render(doc, WIDTH).text().to_owned()
}

/// A document as text, its first line starting at the indentation.
fn render(doc: &Doc, width: usize) -> Fragment {
    let mut out = Fragment::new();
    let mut column = 0;
    let mut todo = vec![(0, false, doc)];
    while let Some((depth, flat, doc)) = todo.pop() {
        match doc {
            Doc::Text(text) => {
                column += text.text().chars().count();
                out.push(text.clone());
            }
            Doc::IfBroken(text) => {
                if !flat {
                    column += text.len();
                    out.push(*text);
                }
            }
            Doc::Line if flat => {
                column += 1;
                out.push(" ");
            }
            Doc::SoftLine if flat => {}
            Doc::Line | Doc::SoftLine => {
                column = depth * INDENT;
                out.push(format!("\n{}", " ".repeat(column)));
            }
            Doc::Concat(parts) => todo.extend(parts.iter().rev().map(|part| (depth, flat, part))),
            Doc::Indent(inner) => todo.push((depth + 1, flat, inner)),
            Doc::Group(inner) => {
                let flat = flat || fits(inner, &todo, width.saturating_sub(column));
                todo.push((depth, flat, inner));
            }
        }
    }
    out
}

/// Whether a group, laid out flat, and what follows it up to the next possible new line fit.
fn fits(group: &Doc, after: &[(usize, bool, &Doc)], width: usize) -> bool {
    let mut left = width;
    let mut todo = vec![(true, group)];
    let mut rest = after.iter().rev();
    loop {
        let Some((flat, doc)) = todo
            .pop()
            .or_else(|| rest.next().map(|&(_, flat, doc)| (flat, doc)))
        else {
            return true;
        };
        let taken = match doc {
            Doc::Text(text) => text.text().chars().count(),
            Doc::IfBroken(text) if !flat => text.len(),
            Doc::Line | Doc::SoftLine if !flat => return true,
            Doc::Line => 1,
            Doc::IfBroken(_) | Doc::SoftLine => 0,
            Doc::Concat(parts) => {
                todo.extend(parts.iter().rev().map(|part| (flat, part)));
                0
            }
            // A group further on may be broken on its own.
            Doc::Indent(inner) | Doc::Group(inner) => {
                todo.push((flat, inner));
                0
            }
        };
        let Some(remaining) = left.checked_sub(taken) else {
            return false;
        };
        left = remaining;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(doc: &Doc, width: usize) -> String {
        render(doc, width).text().to_owned()
    }

    #[test]
    fn the_outermost_group_breaks_first() {
        let inner = call("inner", vec!["first".into(), "second".into()]);
        let outer = concat([call("outer", vec![inner, "third".into()]), ";".into()]);
        assert_eq!(laid_out(&outer, 40), "outer(inner(first, second), third);");
        assert_eq!(
            laid_out(&outer, 34),
            "outer(\n  inner(first, second),\n  third,\n);"
        );
        assert_eq!(
            laid_out(&outer, 20),
            "outer(\n  inner(\n    first,\n    second,\n  ),\n  third,\n);"
        );
    }

    #[test]
    fn what_follows_counts_too() {
        let doc = concat([call("f", vec!["a".into()]), " = 12".into()]);
        assert_eq!(laid_out(&doc, 9), "f(a) = 12");
        assert_eq!(laid_out(&doc, 8), "f(\n  a,\n) = 12");
    }
}
