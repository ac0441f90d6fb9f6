//! Back ends: from a checked model to artifacts.
//!
//! A back end takes a [`Subject`], which only a spec that type-checked can give, and returns an
//! [`Artifact`] with the map from each of its lines (or bytes) to the elements it came from. All text
//! goes through [`trace::TraceWriter`]; all names through the target's [`names::Namer`].

pub mod failures;
pub mod json_text;
pub mod names;
pub mod rust;
#[cfg(feature = "typescript")]
pub mod source_map;
pub mod trace;
#[cfg(feature = "typescript")]
pub mod typescript;
#[cfg(feature = "wasm")]
pub mod wasm;
#[cfg(feature = "wasm")]
pub mod wasm_binding;

use crate::check::Verdict;
use crate::identity::Identity;
use crate::import_path;
use crate::model::Model;
use crate::program::Program;
use crate::source::{FileId, Sources};
use std::collections::BTreeSet;
use std::ops::Range;
use trace::{LineGroup, Mark, Origin, Traced};

/// What is compiled: everything that a back end may read.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The meaning.
    pub model: &'a Model,
    /// The meaning in machine form.
    pub program: &'a Program,
    /// Digests of the spec and its elements.
    pub identity: &'a Identity,
    /// What the check found; `None` where it was not run.
    pub verdict: Option<&'a Verdict>,
    /// The text that it came from.
    pub sources: &'a Sources,
}

impl Subject<'_> {
    /// The verdict as the artifact's constant says it: `proved`, `bounded`, `violated`, `unchecked`.
    pub fn verdict_name(&self) -> &'static str {
        self.verdict
            .map_or("unchecked", |verdict| verdict.outcome.name())
    }
}

/// The compiler as artifacts and evidence name it.
pub const COMPILER: &str = concat!("speckl ", env!("CARGO_PKG_VERSION"));

/// What an artifact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ArtifactKind {
    /// Rust source.
    Rust,
    /// A TypeScript class.
    TypeScript,
    /// The source map of the TypeScript class.
    SourceMap,
    /// A WebAssembly module.
    Wasm,
    /// The TypeScript host binding of the module.
    WasmBinding,
    /// The spec itself, verbatim.
    Spec,
    /// A file that the spec imports, verbatim.
    Import,
    /// `trace.json`
    Trace,
    /// PROV-O in Turtle.
    ProvTurtle,
    /// PROV-O in JSON-LD.
    ProvJsonLd,
    /// `CycloneDX`
    CycloneDx,
    /// SPDX
    Spdx,
}

/// The documents about other artifacts, each before those that name it.
const DOCUMENTS: &[ArtifactKind] = &[
    ArtifactKind::Trace,
    ArtifactKind::ProvTurtle,
    ArtifactKind::ProvJsonLd,
    ArtifactKind::CycloneDx,
    ArtifactKind::Spdx,
];

impl ArtifactKind {
    /// Every kind that this build of the compiler can make, in the order in which they are made.
    pub const AVAILABLE: &'static [ArtifactKind] = &[
        ArtifactKind::Rust,
        #[cfg(feature = "typescript")]
        ArtifactKind::TypeScript,
        #[cfg(feature = "typescript")]
        ArtifactKind::SourceMap,
        #[cfg(feature = "wasm")]
        ArtifactKind::Wasm,
        #[cfg(feature = "wasm")]
        ArtifactKind::WasmBinding,
        ArtifactKind::Spec,
        ArtifactKind::Import,
        #[cfg(feature = "evidence")]
        ArtifactKind::Trace,
        #[cfg(feature = "evidence")]
        ArtifactKind::ProvTurtle,
        #[cfg(feature = "evidence")]
        ArtifactKind::ProvJsonLd,
        #[cfg(feature = "evidence")]
        ArtifactKind::CycloneDx,
        #[cfg(feature = "evidence")]
        ArtifactKind::Spdx,
    ];

    /// Whether it is a document about the other artifacts.
    pub fn is_evidence(self) -> bool {
        DOCUMENTS.contains(&self)
    }

    /// These kinds, and those of the documents that documents among them name with their digests.
    pub fn with_named(kinds: &BTreeSet<ArtifactKind>) -> BTreeSet<ArtifactKind> {
        let mut all = kinds.clone();
        for (position, kind) in DOCUMENTS.iter().enumerate() {
            if kinds.contains(kind) {
                let named = match kind {
                    // Two ways to write one graph: neither names the other.
                    ArtifactKind::ProvTurtle | ArtifactKind::ProvJsonLd => &DOCUMENTS[..1],
                    _ => &DOCUMENTS[..position],
                };
                all.extend(named);
            }
        }
        all
    }

    /// The word that `speckl compile` prints and `--emit` takes.
    pub fn name(self) -> &'static str {
        match self {
            ArtifactKind::Rust => "rust",
            ArtifactKind::TypeScript => "typescript",
            ArtifactKind::SourceMap => "source-map",
            ArtifactKind::Wasm => "wasm",
            ArtifactKind::WasmBinding => "wasm-binding",
            ArtifactKind::Spec => "spec",
            ArtifactKind::Import => "import",
            ArtifactKind::Trace => "trace",
            ArtifactKind::ProvTurtle => "prov-ttl",
            ArtifactKind::ProvJsonLd => "prov-jsonld",
            ArtifactKind::CycloneDx => "cyclonedx",
            ArtifactKind::Spdx => "spdx",
        }
    }

    /// What follows the base name in the file name. (An imported file keeps its own name.)
    pub fn suffix(self) -> &'static str {
        match self {
            ArtifactKind::Rust => ".rs",
            ArtifactKind::TypeScript => ".ts",
            ArtifactKind::SourceMap => ".ts.map",
            ArtifactKind::Wasm => ".wasm",
            ArtifactKind::WasmBinding => ".wasm.ts",
            ArtifactKind::Spec | ArtifactKind::Import => ".speckdl",
            ArtifactKind::Trace => ".trace.json",
            ArtifactKind::ProvTurtle => ".prov.ttl",
            ArtifactKind::ProvJsonLd => ".prov.jsonld",
            ArtifactKind::CycloneDx => ".cdx.json",
            ArtifactKind::Spdx => ".spdx.json",
        }
    }

    /// The media type, as the standards and IANA name it.
    pub fn media_type(self) -> &'static str {
        match self {
            ArtifactKind::Rust => "text/x-rust",
            ArtifactKind::TypeScript | ArtifactKind::WasmBinding => "text/x-typescript",
            ArtifactKind::SourceMap | ArtifactKind::Trace => "application/json",
            ArtifactKind::Wasm => "application/wasm",
            ArtifactKind::Spec | ArtifactKind::Import => "text/x-speckdl",
            ArtifactKind::ProvTurtle => "text/turtle",
            ArtifactKind::ProvJsonLd => "application/ld+json",
            ArtifactKind::CycloneDx => "application/vnd.cyclonedx+json",
            ArtifactKind::Spdx => "application/spdx+json",
        }
    }
}

/// The name of the copy of the spec that lies beside its artifacts: what they name as their source, so
/// that they are the same bytes whatever file (or macro) the spec stood in.
pub fn spec_file(model: &Model) -> String {
    format!("{}{}", model.base_name(), ArtifactKind::Spec.suffix())
}

/// The name of the copy of a file of the compilation: that of the spec itself, or that of an imported
/// file, which lies where the spec's own imports find it, if that is inside the output folder.
pub fn copy_file(model: &Model, sources: &Sources, file: FileId) -> String {
    if file == model.file {
        spec_file(model)
    } else {
        import_path::copy_name(sources.file(model.file).name(), sources.file(file).name())
    }
}

/// Bytes that share their origins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByteGroup {
    /// The bytes, counted from the start of the file.
    pub range: Range<u32>,
    /// Why they are there; never empty.
    pub origins: Vec<Origin>,
}

/// Where an artifact's content comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Map {
    /// Every line of a text.
    Lines(Vec<LineGroup>),
    /// Every byte of a binary, in order and without a gap.
    Bytes(Vec<ByteGroup>),
    /// Nothing generated: a copy, or a document about the others.
    None,
}

/// One file that the compiler makes.
#[derive(Clone, Debug)]
pub struct Artifact {
    /// What it is.
    pub kind: ArtifactKind,
    /// Its name, without a folder; only that of an imported file may have one, with `/`.
    pub file_name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Where the content comes from.
    pub map: Map,
    /// Names in it that carry the span of their declaration, in order.
    pub marks: Vec<Mark>,
}

impl Artifact {
    /// A file without a map of its own.
    pub fn document(model: &Model, kind: ArtifactKind, bytes: Vec<u8>) -> Self {
        Self {
            kind,
            file_name: format!("{}{}", model.base_name(), kind.suffix()),
            bytes,
            map: Map::None,
            marks: Vec::new(),
        }
    }

    /// A verbatim copy of a file that the spec imports.
    pub fn import(model: &Model, sources: &Sources, file: FileId) -> Self {
        Self {
            kind: ArtifactKind::Import,
            file_name: copy_file(model, sources, file),
            bytes: sources.file(file).text().as_bytes().to_vec(),
            map: Map::None,
            marks: Vec::new(),
        }
    }

    /// A text that a back end wrote.
    pub fn traced(model: &Model, kind: ArtifactKind, traced: Traced) -> Self {
        Self {
            map: Map::Lines(traced.lines),
            marks: traced.marks,
            ..Self::document(model, kind, traced.text.into_bytes())
        }
    }

    /// The content as text; empty for a binary.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap_or("")
    }
}
