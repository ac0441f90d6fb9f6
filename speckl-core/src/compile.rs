//! The whole pipeline, readable in a minute: text → tree → meaning → verdict → artifacts → evidence.

use crate::check::{CheckOptions, Outcome, Verdict, check};
use crate::diagnostic::{Code, Diagnostic};
use crate::emit::{self, Artifact, ArtifactKind, Subject};
#[cfg(feature = "evidence")]
use crate::evidence::{self, Dossier};
use crate::given::{Given, Setting};
use crate::identity::Identity;
use crate::library::{Library, Loader, NoImports};
use crate::model::{self, Model, Outline};
use crate::program::{self, Program};
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::stack::with_room;
use std::collections::BTreeSet;

/// What to do with a spec.
#[derive(Clone, Debug)]
pub struct Options {
    /// How to check it; `None` leaves the check out, and every artifact says so.
    pub check: Option<CheckOptions>,
    /// Which artifacts to make. Some need others: the source map the class it maps, evidence the
    /// artifacts that it is about; those are made too, but only what is named here is given, and the
    /// documents that a document names.
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
    /// The text, for showing findings: the file itself, then all that it imports, in the order in
    /// which they were read, then the settings of the check.
    pub sources: Sources,
    /// How many files were imported.
    imported: usize,
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

    /// The files that were imported, with their texts, in the order in which they were read.
    pub fn imported(&self) -> impl Iterator<Item = &SourceFile> {
        let files = self.sources.files().skip(1).take(self.imported);
        files.map(|(_, file)| file)
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
            .is_none_or(|verdict| verdict.outcome != Outcome::Violated && !verdict.is_stopped())
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

/// Compiles a file as it was read, which imports nothing. `name` is how findings call it.
pub fn compile_bytes(name: &str, bytes: &[u8], options: &Options) -> Compilation {
    compile_bytes_with(name, bytes, options, &mut NoImports)
}

/// Compiles a file as it was read, and what it imports. `name` is how findings call it, and what the
/// loader is told of where an import stands.
pub fn compile_bytes_with(
    name: &str,
    bytes: &[u8],
    options: &Options,
    loader: &mut dyn Loader,
) -> Compilation {
    match std::str::from_utf8(bytes) {
        Ok(text) => compile_with(name, text, options, loader),
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
                imported: 0,
                diagnostics: vec![finding],
                units: Vec::new(),
            }
        }
    }
}

/// Compiles a text that imports nothing; an import in it is an error. `name` is how findings call it.
pub fn compile(name: &str, text: &str, options: &Options) -> Compilation {
    compile_with(name, text, options, &mut NoImports)
}

/// Compiles a text, and what it imports.
pub fn compile_with(
    name: &str,
    text: &str,
    options: &Options,
    loader: &mut dyn Loader,
) -> Compilation {
    with_room(|| run(name, text, options, loader, &[]))
}

/// Compiles a text with other values of constants, and with other bounds, than it says. No artifact
/// comes of that, since what was checked is not what the text says.
pub fn compile_given(
    name: &str,
    text: &str,
    settings: &[Setting],
    options: &Options,
    loader: &mut dyn Loader,
) -> Compilation {
    with_room(|| run(name, text, options, loader, settings))
}

fn run(
    name: &str,
    text: &str,
    options: &Options,
    loader: &mut dyn Loader,
    settings: &[Setting],
) -> Compilation {
    let mut sources = Sources::new();
    let (library, mut diagnostics) = Library::read(name, text, loader, &mut sources);
    let imported = sources.files().count().saturating_sub(1);
    let (given, findings) = Given::read(settings, &mut sources);
    diagnostics.extend(findings);
    if let Some(unit) = library.unit(FileId::default()) {
        diagnostics.extend(given.check(&unit.tree));
    }
    // A spec whose text is partly unreadable has no meaning that could be trusted.
    let readable = !diagnostics.iter().any(Diagnostic::is_error);
    let mut units = Vec::new();
    let file = FileId::default();
    let specs = library.unit(file).map_or(&[][..], |unit| &unit.tree.specs);
    for spec in specs {
        let lowered = model::lower(spec, file, &library, &given);
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
    #[cfg(feature = "evidence")]
    if options.emit.iter().any(|kind| kind.is_evidence()) {
        let checked = units.iter().filter_map(|unit: &Unit| unit.checked.as_ref());
        diagnostics.extend(checked.flat_map(|checked| evidence::notices(&checked.model)));
    }
    for unit in units.iter_mut().filter(|_| settings.is_empty()) {
        if let Some(checked) = unit.checked.as_ref().filter(|checked| checked.is_sound()) {
            unit.artifacts = generate(checked, &sources, file, options);
        }
    }
    Compilation {
        sources,
        imported,
        diagnostics: each_once(diagnostics),
        units,
    }
}

/// What is wrong in an imported file is found by every spec that imports it, and told once.
fn each_once(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut told: Vec<Diagnostic> = Vec::new();
    for finding in diagnostics {
        if finding.primary.span.file == FileId::default() || !told.contains(&finding) {
            told.push(finding);
        }
    }
    told
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
    let emit = ArtifactKind::with_named(&options.emit);
    let wanted = |kind| emit.contains(&kind);
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
    if evidence || wanted(ArtifactKind::Import) {
        let imported = sources.files().map(|(id, _)| id).filter(|&id| id != file);
        artifacts.extend(imported.map(|id| Artifact::import(&checked.model, sources, id)));
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
