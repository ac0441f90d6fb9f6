//! `trace.json`: which element, or which rule of the generator, every line and every byte of the
//! generated code comes from. The normative form of the map; see `docs/evidence.md`.
//!
//! Lines are counted from 1, both ends included; bytes from 0, the end excluded.

use super::facts::facts;
use super::pieces::{line_count, pieces};
use super::{Dossier, File, Role};
use crate::emit::failures::failure_table;
use crate::emit::{Artifact, ArtifactKind, COMPILER};
use serde_json::{Map, Value, json};

/// The version of this format: a new one whenever a reader would have to change.
const FORMAT: &str = "speckl-trace/1";

/// Writes `trace.json`.
pub fn trace_json(dossier: &Dossier<'_>) -> Artifact {
    let identity = dossier.subject.identity;
    let files = dossier.deliverables();
    let document = [
        ("format", json!(FORMAT)),
        ("spec", json!(dossier.model().name)),
        ("spec_file", json!(dossier.spec_file)),
        ("spec_sha256", json!(dossier.spec().digest.to_string())),
        ("spec_digest", json!(identity.spec.to_string())),
        ("element_root", json!(identity.root.to_string())),
        ("compiler", json!(COMPILER)),
        ("verdict", json!(dossier.subject.verdict_name())),
        ("files", files.iter().map(file_row).collect()),
        ("facts", fact_rows(dossier)),
        ("elements", element_rows(dossier)),
        ("failures", failure_rows(dossier)),
        (
            "map",
            files
                .iter()
                .flat_map(|file| map_rows(dossier, file))
                .collect(),
        ),
    ];
    Artifact::document(
        dossier.model(),
        ArtifactKind::Trace,
        lay_out(&document).into_bytes(),
    )
}

fn file_row(file: &File<'_>) -> Value {
    json!({
        "file": file.name,
        "kind": file.kind.name(),
        "media_type": file.kind.media_type(),
        "size": file.bytes.len(),
        "sha256": file.digest.to_string(),
    })
}

/// What the spec says of itself, as it stands there.
fn fact_rows(dossier: &Dossier<'_>) -> Value {
    facts(dossier)
        .iter()
        .map(|fact| {
            json!({ "kind": fact.group, "key": fact.key, "value": fact.value, "at": fact.at })
        })
        .collect()
}

fn element_rows(dossier: &Dossier<'_>) -> Value {
    dossier
        .model()
        .elements
        .iter()
        .zip(&dossier.subject.identity.elements)
        .map(|(element, digest)| {
            let (first, last) = dossier.lines(element);
            let mut row = Map::new();
            row.insert("id".to_owned(), json!(element.id));
            row.insert("kind".to_owned(), json!(element.kind.name()));
            if element.span.file != dossier.model().file {
                row.insert("file".to_owned(), json!(dossier.file_of(element)));
            }
            row.insert("lines".to_owned(), json!([first, last]));
            row.insert("sha256".to_owned(), json!(digest.to_string()));
            Value::Object(row)
        })
        .collect()
}

/// What the statuses of the Wasm module mean; see [`crate::model::FailureId::status`].
fn failure_rows(dossier: &Dossier<'_>) -> Value {
    failure_table(dossier.model())
        .into_iter()
        .map(|row| {
            json!({
                "status": row.id.status(),
                "kind": row.kind.name(),
                "element": row.element,
                "requirement": row.requirement,
                "message": row.message,
            })
        })
        .collect()
}

fn map_rows(dossier: &Dossier<'_>, file: &File<'_>) -> Vec<Value> {
    if file.role() == Role::SourceMap {
        // It restates the map of its file line by line, so no line of it comes from one element.
        return vec![json!({
            "file": file.name,
            "lines": [1, line_count(file.bytes)],
            "rule": "source-map",
        })];
    }
    pieces(file)
        .into_iter()
        .map(|piece| {
            let mut row = Map::new();
            row.insert("file".to_owned(), json!(file.name));
            match piece.lines {
                Some((first, last)) => row.insert("lines".to_owned(), json!([first, last])),
                None => row.insert(
                    "bytes".to_owned(),
                    json!([piece.bytes.start, piece.bytes.end]),
                ),
            };
            match piece.rule() {
                Some(rule) => row.insert("rule".to_owned(), json!(rule)),
                None => row.insert(
                    "elements".to_owned(),
                    json!(piece.element_ids(dossier.model())),
                ),
            };
            Value::Object(row)
        })
        .collect()
}

/// One fact a line: short for machines, and people can read it and see what changed.
fn lay_out(document: &[(&str, Value)]) -> String {
    let members: Vec<String> = document
        .iter()
        .map(|(key, value)| match value {
            Value::Array(rows) if !rows.is_empty() => {
                let rows: Vec<String> = rows.iter().map(|row| format!("    {row}")).collect();
                format!("  {}: [\n{}\n  ]", json!(key), rows.join(",\n"))
            }
            value => format!("  {}: {value}", json!(key)),
        })
        .collect();
    format!("{{\n{}\n}}\n", members.join(",\n"))
}
