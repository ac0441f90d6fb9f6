//! Evidence: the documents that say where every generated line comes from, in the words of others.
//!
//! A [`Dossier`] is everything there is to say about one compilation; each function here turns it
//! into one document. All of them read the same pieces and digests, so that they cannot disagree:
//!
//! | function | document | standard |
//! | --- | --- | --- |
//! | [`trace_json`] | every line and byte, and the elements it comes from | ours, see `docs/evidence.md` |
//! | [`prov_turtle`], [`prov_jsonld`] | entities, activities, agents | W3C PROV-O |
//! | [`cyclonedx`] | components, how they were made, what they satisfy | `CycloneDX` 1.6 (ECMA-424) |
//! | [`spdx`] | files and snippets, and what they were generated from | SPDX 2.3 |
//!
//! Nothing here reads a clock or a path: the only time is [`Dossier::timestamp`], the only names of
//! files are those inside the output folder.

mod cyclonedx;
mod digests;
mod facts;
mod license;
mod notices;
mod opaque;
mod pieces;
mod prov;
mod purl;
mod spdx;
mod time;
mod trace;

pub use cyclonedx::cyclonedx;
pub use notices::notices;
pub use pieces::{Gap, uncovered};
pub use prov::{prov_jsonld, prov_turtle};
pub use spdx::spdx;
pub use trace::trace_json;

use crate::emit::{self, Artifact, ArtifactKind, Subject};
use crate::identity::Digest;
use crate::model::{Element, ElementId, ElementKind, Model};
use license::License;
use std::ops::Range;

/// Everything that evidence is made from.
#[derive(Clone, Copy, Debug)]
pub struct Dossier<'a> {
    /// What was compiled.
    pub subject: Subject<'a>,
    /// What has been made of it so far. Code becomes the content of the documents; documents among
    /// them are named, with their digests, by those that are written later.
    pub artifacts: &'a [Artifact],
    /// The spec, verbatim: the text that the spans of its elements count in.
    pub spec_text: &'a str,
    /// The name of its copy in the output folder, without a folder.
    pub spec_file: &'a str,
    /// `SOURCE_DATE_EPOCH`: seconds since 1970-01-01T00:00:00Z. Without it no document says when.
    pub timestamp: Option<i64>,
}

/// All documents, in the one order in which each can name those before it, with their digests.
pub fn documents(dossier: &Dossier<'_>) -> Vec<Artifact> {
    let mut artifacts = dossier.artifacts.to_vec();
    for write in [trace_json, prov_turtle, prov_jsonld, cyclonedx, spdx] {
        let document = write(&Dossier {
            artifacts: &artifacts,
            ..*dossier
        });
        artifacts.push(document);
    }
    artifacts.split_off(dossier.artifacts.len())
}

/// What part a file plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// What everything was generated from.
    Spec,
    /// What the spec imports.
    Import,
    /// Generated code, mapped line by line or byte by byte.
    Code,
    /// The source map of a generated file.
    SourceMap,
    /// A document about the others.
    Document,
}

/// One file of the output folder.
#[derive(Clone, Copy, Debug)]
struct File<'a> {
    name: &'a str,
    kind: ArtifactKind,
    bytes: &'a [u8],
    digest: Digest,
    /// What the back end made; the spec may be known by its text alone.
    artifact: Option<&'a Artifact>,
}

impl<'a> File<'a> {
    fn of(artifact: &'a Artifact) -> Self {
        Self {
            name: &artifact.file_name,
            kind: artifact.kind,
            bytes: &artifact.bytes,
            digest: Digest::of(&artifact.bytes),
            artifact: Some(artifact),
        }
    }

    fn role(&self) -> Role {
        match self.kind {
            ArtifactKind::Spec => Role::Spec,
            ArtifactKind::Import => Role::Import,
            ArtifactKind::SourceMap => Role::SourceMap,
            kind if kind.is_evidence() => Role::Document,
            _ => Role::Code,
        }
    }

    /// The file that this one cannot do without: the code that a source map or a binding is for.
    fn companion(&self, files: &[File<'a>]) -> Option<File<'a>> {
        let kind = match self.kind {
            ArtifactKind::SourceMap => ArtifactKind::TypeScript,
            ArtifactKind::WasmBinding => ArtifactKind::Wasm,
            _ => return None,
        };
        files.iter().copied().find(|file| file.kind == kind)
    }
}

impl<'a> Dossier<'a> {
    fn model(&self) -> &'a Model {
        self.subject.model
    }

    /// The spec as a file.
    fn spec(&self) -> File<'a> {
        File {
            name: self.spec_file,
            kind: ArtifactKind::Spec,
            bytes: self.spec_text.as_bytes(),
            digest: Digest::of(self.spec_text.as_bytes()),
            artifact: None,
        }
    }

    /// The spec, then all other files in the order in which they were made.
    fn files(&self) -> Vec<File<'a>> {
        let others = self
            .artifacts
            .iter()
            .filter(|a| a.kind != ArtifactKind::Spec);
        std::iter::once(self.spec())
            .chain(others.map(File::of))
            .collect()
    }

    /// The spec, the code and its source maps: what a user takes away.
    fn deliverables(&self) -> Vec<File<'a>> {
        let mut files = self.files();
        files.retain(|file| file.role() != Role::Document);
        files
    }

    /// The file that an element stands in: the spec's copy, or that of an imported file.
    fn file_of(&self, element: &Element) -> String {
        if element.span.file == self.model().file {
            self.spec_file.to_owned()
        } else {
            emit::copy_file(self.model(), self.subject.sources, element.span.file)
        }
    }

    /// The first and the last line of an element in its file, both from 1.
    fn lines(&self, element: &Element) -> (u32, u32) {
        let span = element.span;
        let file = self.subject.sources.file(span.file);
        let first = file.line_of(span.start);
        let last = file.line_of(span.end.saturating_sub(1).max(span.start));
        (first, last)
    }

    /// The bytes of an element in its file.
    fn bytes(element: &Element) -> Range<usize> {
        element.span.range()
    }

    /// The declaration right below the spec that an element belongs to; the spec has none.
    fn declaration(&self, id: ElementId) -> Option<ElementId> {
        let mut id = id;
        loop {
            let parent = self.model().element(id).parent?;
            if self.model().element(parent).kind == ElementKind::Spec {
                return Some(id);
            }
            id = parent;
        }
    }

    /// What the spec says of its licence.
    fn license(&self) -> License {
        License::read(self.model().metadata.license.as_deref())
    }

    /// The version of the machine. Where the spec states none, its digest is the one honest answer.
    fn version(&self) -> String {
        match &self.model().metadata.version {
            Some(version) if !version.trim().is_empty() => opaque::one_line(version),
            _ => format!("sha256:{}", self.subject.identity.spec),
        }
    }

    /// The digest of a listing of files as `sha256sum` prints it, in the order of their names: one
    /// digest for a set of files that anybody can recompute with standard tools.
    fn listing_digest(files: &[File<'_>]) -> Digest {
        let mut lines: Vec<(&str, String)> = files
            .iter()
            .map(|file| (file.name, format!("{}  {}\n", file.digest, file.name)))
            .collect();
        lines.sort_unstable();
        let listing: String = lines.into_iter().map(|(_, line)| line).collect();
        Digest::of(listing.as_bytes())
    }

    /// What the check found, as a sentence.
    fn verdict_sentence(&self) -> String {
        let Some(verdict) = self.subject.verdict else {
            return "The check was not run.".to_owned();
        };
        let numbers = format!(
            "The check visited {} states and {} transitions to depth {}: {}",
            verdict.states,
            verdict.transitions,
            verdict.depth,
            verdict.outcome.name(),
        );
        let narrowed = verdict
            .narrowed
            .iter()
            .map(|narrowed| format!("{} narrowed to {}", narrowed.domain, narrowed.to));
        let clauses: Vec<String> = std::iter::once(numbers).chain(narrowed).collect();
        format!("{}.", clauses.join(", "))
    }
}

/// The name of the compiler alone.
const TOOL: &str = "speckl";

/// The version of the compiler alone.
const TOOL_VERSION: &str = env!("CARGO_PKG_VERSION");

/// The licence of the compiler.
const TOOL_LICENSE: &str = env!("CARGO_PKG_LICENSE");

/// The namespace of our own terms: a URN, because nothing has to be fetched to understand it.
const NAMESPACE: &str = "urn:speckl:ns#";

#[cfg(test)]
mod tests;
