//! The whole pipeline, readable in a minute: text → tree → meaning → verdict → artifacts → evidence.

use crate::check::{CheckOptions, Outcome, Verdict, check};
use crate::diagnostic::{Code, Diagnostic};
use crate::emit::{self, Artifact, ArtifactKind, Subject};
#[cfg(feature = "evidence")]
use crate::evidence::{self, Dossier};
use crate::identity::Identity;
use crate::model::{self, Model, Outline};
use crate::program::{self, Program};
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::stack::with_room;
use crate::syntax;
use std::collections::BTreeSet;

/// What to do with a spec.
#[derive(Clone, Debug)]
pub struct Options {
    /// How to check it; `None` leaves the check out, and every artifact says so.
    pub check: Option<CheckOptions>,
    /// Which artifacts to make. Some need others: the source map the class it maps, evidence the
    /// artifacts that it is about; those are made too, but only what is named here is given.
    pub emit: BTreeSet<ArtifactKind>,
    /// The time for documents that may carry one, in seconds since 1970 (`SOURCE_DATE_EPOCH`).
    pub timestamp: Option<i64>,
}

impl Options {
    /// Check within the budget of a build, and make everything.
    pub fn build() -> Self {
        Self {
            check: Some(CheckOptions::build()),
            emit: ArtifactKind::AVAILABLE.iter().copied().collect(),
            timestamp: None,
        }
    }
}

/// A file, compiled.
#[derive(Debug)]
pub struct Compilation {
    /// The text, for showing findings.
    pub sources: Sources,
    /// All there is to say, about the file and about each of its specs.
    pub diagnostics: Vec<Diagnostic>,
    /// The specs of the file, in order.
    pub units: Vec<Unit>,
}

impl Compilation {
    /// Whether there is an error.
    pub fn failed(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// One spec, compiled as far as it could be.
#[derive(Debug)]
pub struct Unit {
    /// The interface, right or wrong: what stubs are made from.
    pub outline: Outline,
    /// The meaning, if the spec type-checks.
    pub checked: Option<Checked>,
    /// The artifacts asked for; none if anything is wrong with the spec.
    pub artifacts: Vec<Artifact>,
}

/// A spec that type-checks, and what the check said of it.
#[derive(Debug)]
pub struct Checked {
    /// The meaning.
    pub model: Model,
    /// The meaning in machine form.
    pub program: Program,
    /// Its digests.
    pub identity: Identity,
    /// The verdict, where the check was run.
    pub verdict: Option<Verdict>,
}

impl Checked {
    /// What a back end takes.
    pub fn subject<'a>(&'a self, sources: &'a Sources) -> Subject<'a> {
        Subject {
            model: &self.model,
            program: &self.program,
            identity: &self.identity,
            verdict: self.verdict.as_ref(),
            sources,
        }
    }

    fn is_sound(&self) -> bool {
        self.verdict
            .as_ref()
            .is_none_or(|verdict| verdict.outcome != Outcome::Violated)
    }
}

/// The time that `SOURCE_DATE_EPOCH` names: whole seconds since 1970, in a year of four digits, since
/// no document could carry another. `None` if it is anything else.
pub fn timestamp(source_date_epoch: &str) -> Option<i64> {
    const LAST: i64 = 253_402_300_799;
    let digits = source_date_epoch.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = source_date_epoch.parse().ok()?;
    (digits && seconds <= LAST).then_some(seconds)
}

/// Compiles a file as it was read. `name` is how findings call it.
pub fn compile_bytes(name: &str, bytes: &[u8], options: &Options) -> Compilation {
    match std::str::from_utf8(bytes) {
        Ok(text) => compile(name, text, options),
        Err(error) => {
            // What is not text becomes a replacement character, so that the place can be shown.
            let mut sources = Sources::new();
            let text = String::from_utf8_lossy(bytes);
            let file = sources.add(SourceFile::new(name, text));
            let start = error.valid_up_to();
            let span = Span::new(file, start, start + char::REPLACEMENT_CHARACTER.len_utf8());
            let finding = Diagnostic::new(Code::NotUtf8, span, "this file is not UTF-8")
                .label(format!("byte {start} begins no character"))
                .note("save it as UTF-8, the one encoding of specs");
            Compilation {
                sources,
                diagnostics: vec![finding],
                units: Vec::new(),
            }
        }
    }
}

/// Compiles a file. `name` is how findings call it.
pub fn compile(name: &str, text: &str, options: &Options) -> Compilation {
    with_room(|| run(name, text, options))
}

fn run(name: &str, text: &str, options: &Options) -> Compilation {
    let mut sources = Sources::new();
    let file = sources.add(SourceFile::new(name, text));
    let parsed = syntax::parse(file, text);
    let mut diagnostics = parsed.diagnostics;
    // A spec whose text is partly unreadable has no meaning that could be trusted.
    let readable = !diagnostics.iter().any(Diagnostic::is_error);
    let mut units = Vec::new();
    for spec in &parsed.file.specs {
        let lowered = model::lower(spec, file);
        diagnostics.extend(lowered.diagnostics);
        let checked = lowered
            .model
            .filter(|_| readable)
            .map(|model| check_model(model, options));
        if let Some(verdict) = checked
            .as_ref()
            .and_then(|checked| checked.verdict.as_ref())
        {
            diagnostics.extend(verdict.diagnostics.iter().cloned());
        }
        units.push(Unit {
            outline: lowered.outline,
            checked,
            artifacts: Vec::new(),
        });
    }
    for unit in &mut units {
        if let Some(checked) = unit.checked.as_ref().filter(|checked| checked.is_sound()) {
            unit.artifacts = generate(checked, &sources, file, options);
        }
    }
    Compilation {
        sources,
        diagnostics,
        units,
    }
}

fn check_model(model: Model, options: &Options) -> Checked {
    let identity = Identity::of(&model);
    let program = program::lower(&model);
    let verdict = options
        .check
        .as_ref()
        .map(|options| check(&model, &program, options));
    Checked {
        model,
        program,
        identity,
        verdict,
    }
}

fn generate(
    checked: &Checked,
    sources: &Sources,
    file: FileId,
    options: &Options,
) -> Vec<Artifact> {
    let subject = checked.subject(sources);
    let text = sources.file(file).text();
    let wanted = |kind| options.emit.contains(&kind);
    let evidence = options.emit.iter().any(|kind| kind.is_evidence());
    let mut artifacts = Vec::new();
    if evidence || wanted(ArtifactKind::Rust) {
        artifacts.push(emit::rust::emit(&subject));
    }
    #[cfg(feature = "typescript")]
    if evidence || wanted(ArtifactKind::TypeScript) || wanted(ArtifactKind::SourceMap) {
        let class = emit::typescript::emit(&subject);
        let map = emit::source_map::emit(&subject, &class);
        artifacts.extend([class, map]);
    }
    #[cfg(feature = "wasm")]
    if evidence || wanted(ArtifactKind::Wasm) || wanted(ArtifactKind::WasmBinding) {
        artifacts.push(emit::wasm::emit(&subject));
        artifacts.push(emit::wasm_binding::emit(&subject));
    }
    if evidence || wanted(ArtifactKind::Spec) {
        let bytes = text.as_bytes().to_vec();
        artifacts.push(Artifact::document(
            &checked.model,
            ArtifactKind::Spec,
            bytes,
        ));
    }
    #[cfg(feature = "evidence")]
    if evidence {
        let dossier = Dossier {
            subject,
            artifacts: &artifacts,
            spec_text: text,
            spec_file: &emit::spec_file(&checked.model),
            timestamp: options.timestamp,
        };
        let documents = evidence::documents(&dossier);
        artifacts.extend(documents);
    }
    artifacts.retain(|artifact| wanted(artifact.kind));
    artifacts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_seconds_of_years_with_four_digits_are_a_time() {
        assert_eq!(timestamp("0"), Some(0));
        assert_eq!(timestamp("1700000000"), Some(1_700_000_000));
        assert_eq!(timestamp("253402300799"), Some(253_402_300_799));
        for wrong in [
            "",
            "-1",
            "+1",
            " 1",
            "1.5",
            "now",
            "253402300800",
            "99999999999999999999",
        ] {
            assert_eq!(timestamp(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_file_that_is_not_text_is_said_to_be_so() {
        let compilation = compile_bytes("x.speckdl", b"spec \xff", &Options::build());
        let codes: Vec<_> = compilation.diagnostics.iter().map(|it| it.code).collect();
        assert_eq!(codes, [Code::NotUtf8]);
        assert!(compilation.units.is_empty());
    }
}
