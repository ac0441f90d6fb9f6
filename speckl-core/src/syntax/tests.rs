//! Laws and examples of the whole of parsing.

mod forms;
mod hostile;
mod laws;
mod recovery;
mod synonyms;
mod trees;

use super::ast::File;
use super::{Parsed, format, parse};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::FileId;

fn parsed(text: &str) -> Parsed {
    parse(FileId(0), text)
}

/// The tree of a text in which nothing is wrong.
fn tree(text: &str) -> File {
    let parsed = parsed(text);
    assert!(
        parsed.diagnostics.is_empty(),
        "{text}\n{:#?}",
        parsed.diagnostics
    );
    parsed.file
}

/// Where two trees are equal up to spans, these texts are equal.
fn shape(file: &File) -> String {
    without_spans(&format!("{file:#?}"))
}

/// The pretty debug text of a tree without the lines that say where it stands.
fn without_spans(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text
        .lines()
        .filter(|line| !line.trim_start().starts_with("span: "))
    {
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// The canonical text of a text in which nothing is wrong.
fn canonical(text: &str) -> String {
    format::file(&tree(text))
}

fn codes(text: &str) -> Vec<Code> {
    parsed(text)
        .diagnostics
        .iter()
        .map(|finding| finding.code)
        .collect()
}

/// Each finding as its code and the text that it underlines.
fn underlined(text: &str) -> Vec<(Code, String)> {
    let quote = |finding: &Diagnostic| {
        text.get(finding.primary.span.range())
            .unwrap_or("?")
            .to_owned()
    };
    let findings = parsed(text).diagnostics;
    findings
        .iter()
        .map(|finding| (finding.code, quote(finding)))
        .collect()
}
