//! `speckl compile`: check, then write every artifact.

use crate::args::{Compile, Format};
use crate::error::CallError;
use crate::input::{self, Input};
use crate::{output, report};
use serde_json::{Value, json};
use speckl_core::check::{self, CheckOptions};
use speckl_core::compile::{Compilation, Options};
use speckl_core::emit::{Artifact, ArtifactKind};
use speckl_core::identity::Digest;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// Compiles all files; whether all is well with them. Nothing is written before it is known that no
/// two artifacts would be the same file.
pub fn run(args: &Compile) -> Result<bool, CallError> {
    let options = Options {
        check: (!args.no_check).then(|| CheckOptions {
            max_states: Some(args.max_states),
            ..CheckOptions::build()
        }),
        emit: if args.emit.is_empty() {
            ArtifactKind::AVAILABLE.iter().copied().collect()
        } else {
            args.emit.iter().copied().collect()
        },
        timestamp: input::timestamp()?,
    };
    let inputs = input::read(&args.specs)?;
    let compilations: Vec<Compilation> = inputs
        .iter()
        .map(|input| input::compile(input, &options))
        .collect();
    if args.printing.format == Format::Human {
        tell(args, &compilations);
    }
    let files = files(&args.output, &inputs, &compilations)?;
    if !files.is_empty() {
        output::folder(&args.output)?;
    }
    for (path, artifact) in &files {
        if artifact.kind == ArtifactKind::Import
            && let Some(folder) = path.parent()
        {
            output::folder(folder)?;
        }
        output::file(path, &artifact.bytes)?;
    }
    match args.printing.format {
        Format::Human => output::data(&table(&files))?,
        Format::Json => output::data(&report::json_text(objects(args, &compilations)))?,
    }
    Ok(!compilations.iter().any(Compilation::failed))
}

/// Prints findings and verdicts.
fn tell(args: &Compile, compilations: &[Compilation]) {
    for compilation in compilations {
        output::findings(
            &compilation.diagnostics,
            &compilation.sources,
            args.printing.color,
        );
        for checked in compilation
            .units
            .iter()
            .filter_map(|unit| unit.checked.as_ref())
        {
            output::remark(&report::line(&checked.model, checked.verdict.as_ref()));
        }
    }
}

/// All files to write, in the order in which they were made.
fn files<'a>(
    folder: &Path,
    inputs: &[Input],
    compilations: &'a [Compilation],
) -> Result<Vec<(PathBuf, &'a Artifact)>, CallError> {
    let mut files = Vec::new();
    let mut owners: BTreeMap<&str, (String, &Artifact)> = BTreeMap::new();
    for (input, compilation) in inputs.iter().zip(compilations) {
        for unit in &compilation.units {
            let owner = format!("`{}` of `{}`", unit.outline.name.0, input.name);
            for artifact in &unit.artifacts {
                let path = folder.join(&artifact.file_name);
                match owners.get(artifact.file_name.as_str()) {
                    // Several specs may import one file.
                    Some((_, other)) if is_same_copy(other, artifact) => continue,
                    Some((other, _)) => {
                        let specs = [other.clone(), owner];
                        return Err(CallError::Collision { path, specs });
                    }
                    None => owners.insert(&artifact.file_name, (owner.clone(), artifact)),
                };
                let imported = compilation.imported();
                let imported =
                    imported.map(|file| (Path::new(file.name()), file.text().as_bytes()));
                let given = inputs.iter().map(|input| (&*input.path, &*input.bytes));
                if given
                    .chain(imported)
                    .any(|(source, content)| is_lost(source, content, &path, &artifact.bytes))
                {
                    return Err(CallError::Overwrite(path));
                }
                files.push((path, artifact));
            }
        }
    }
    Ok(files)
}

fn is_same_copy(one: &Artifact, other: &Artifact) -> bool {
    let is_copy = |it: &Artifact| matches!(it.kind, ArtifactKind::Spec | ArtifactKind::Import);
    is_copy(one) && is_copy(other) && one.bytes == other.bytes
}

/// Whether writing these bytes would change a specification of this call.
fn is_lost(source: &Path, content: &[u8], path: &Path, bytes: &[u8]) -> bool {
    let same = match (fs::canonicalize(source), fs::canonicalize(path)) {
        (Ok(source), Ok(path)) => source == path,
        _ => false,
    };
    same && content != bytes
}

/// One line per file: kind, path, bytes, the first digits of the SHA-256.
fn table(files: &[(PathBuf, &Artifact)]) -> String {
    let rows: Vec<[String; 3]> = files
        .iter()
        .map(|(path, artifact)| {
            let kind = artifact.kind.name().to_owned();
            [
                kind,
                path.display().to_string(),
                artifact.bytes.len().to_string(),
            ]
        })
        .collect();
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let [kinds, paths, sizes] = [0, 1, 2].map(width);
    let mut table = String::new();
    for ([kind, path, size], (_, artifact)) in rows.iter().zip(files) {
        let digest = Digest::of(&artifact.bytes).short();
        let _ = writeln!(
            table,
            "{kind:kinds$}  {path:paths$}  {size:>sizes$}  {digest}"
        );
    }
    table
}

/// What a script gets: per spec what `check` says, and the files.
fn objects(args: &Compile, compilations: &[Compilation]) -> Vec<Value> {
    let mut objects = Vec::new();
    for compilation in compilations {
        let findings = &compilation.diagnostics;
        let all_valid = compilation.units.iter().all(|unit| unit.checked.is_some());
        if compilation.units.is_empty() || !all_valid {
            objects.push(check::invalid_to_json(findings, &compilation.sources));
        }
        for unit in &compilation.units {
            let Some(checked) = &unit.checked else {
                continue;
            };
            let verdict = checked.verdict.as_ref();
            let mut object = report::object(compilation, &checked.model, verdict, None, findings);
            object["artifacts"] = unit
                .artifacts
                .iter()
                .map(|artifact| artifact_object(&args.output, artifact))
                .collect();
            objects.push(object);
        }
    }
    objects
}

fn artifact_object(folder: &Path, artifact: &Artifact) -> Value {
    json!({
        "kind": artifact.kind.name(),
        "path": folder.join(&artifact.file_name).display().to_string(),
        "bytes": artifact.bytes.len(),
        "sha256": Digest::of(&artifact.bytes).to_string(),
    })
}
