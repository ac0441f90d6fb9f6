//! Declarations from text to meaning: what each gives, and how each can be wrong.

mod bounds;
mod claims;
mod constants;
mod imports;
mod lints;
mod metadata;
mod types;

use super::lower;
use crate::diagnostic::{Code, Diagnostic};
use crate::given::Given;
use crate::library::{Library, LoadError, Loaded};
use crate::model::Model;
use crate::source::{FileId, Sources};

/// The first spec of a text, what was said of it, and the texts that findings point into.
struct Read {
    model: Option<Model>,
    findings: Vec<Diagnostic>,
    sources: Sources,
}

impl Read {
    /// Code and underlined text of each finding.
    fn told(&self) -> Vec<(Code, &str)> {
        let findings = self.findings.iter();
        findings
            .map(|finding| (finding.code, self.sources.text(finding.primary.span)))
            .collect()
    }
}

/// Reads a text, and the files that it may import.
fn read_with(text: &str, files: &[(&str, &str)]) -> Read {
    let mut loader = |_: &str, path: &str| {
        let found = files.iter().find(|(name, _)| *name == path);
        let (name, text) = found.ok_or_else(|| LoadError("no such file".to_owned()))?;
        Ok(Loaded {
            name: (*name).to_owned(),
            bytes: text.as_bytes().to_vec(),
        })
    };
    let mut sources = Sources::new();
    let (library, mut findings) = Library::read("main.speckdl", text, &mut loader, &mut sources);
    let unit = library.unit(FileId(0)).expect("the first file is there");
    let spec = unit.tree.specs.first();
    let spec = spec.expect("the text holds a spec");
    // A test's own stack is small, and declarations may need one another in a long row.
    let lowered = crate::stack::with_room(|| lower(spec, FileId(0), &library, &Given::default()));
    findings.extend(lowered.diagnostics);
    Read {
        model: lowered.model,
        findings,
        sources,
    }
}

fn read(text: &str) -> Read {
    read_with(text, &[])
}

/// The meaning of a text that is right.
fn model(text: &str) -> Model {
    let read = read(text);
    assert!(read.model.is_some(), "{:?}", read.findings);
    read.model.expect("was just looked at")
}

/// Asserts that these findings, and no others, are told of a text.
#[track_caller]
fn assert_told(text: &str, expected: &[(Code, &str)]) {
    assert_eq!(read(text).told(), expected, "{text}");
}

/// The names of the elements of a model.
fn elements(model: &Model) -> Vec<&str> {
    model.elements.iter().map(|it| it.id.as_str()).collect()
}
