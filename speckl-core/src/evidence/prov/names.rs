//! IRIs of our resources: `urn:speckl:sha256:<digest>:…` (RFC 8141).
//!
//! What belongs to a spec is named under the spec's digest, what belongs to a file under the
//! file's. Everything that a spec's author typed is percent-encoded.

use super::super::opaque::percent_encode;
use super::super::pieces::Piece;
use super::super::{Dossier, File, Role, TOOL, TOOL_VERSION};
use super::vocabulary::PREFIXES;
use crate::model::Element;
use oxrdf::NamedNode;

/// What IRIs are shortened with: the vocabularies, the spec, and each file by its kind.
pub(super) fn prefixes(dossier: &Dossier<'_>, files: &[File<'_>]) -> Vec<(String, String)> {
    let namespace = |digest: String| format!("urn:speckl:sha256:{digest}:");
    let spec = dossier.subject.identity.spec.to_string();
    let digest = |file: &File<'_>| namespace(file.digest.to_string());
    let source = files.iter().filter(|file| file.role() == Role::Spec);
    let files = files.iter().filter(|file| file.role() != Role::Spec);
    PREFIXES
        .iter()
        .map(|(prefix, namespace)| ((*prefix).to_owned(), (*namespace).to_owned()))
        .chain([("spec".to_owned(), namespace(spec))])
        .chain(source.map(|file| ("source".to_owned(), digest(file))))
        .chain(files.map(|file| (file.kind.name().to_owned(), digest(file))))
        .collect()
}

/// Makes the names of one spec.
#[derive(Clone, Debug)]
pub(super) struct Names {
    spec: String,
}

impl Names {
    pub(super) fn of(dossier: &Dossier<'_>) -> Self {
        Self {
            spec: dossier.subject.identity.spec.to_string(),
        }
    }

    pub(super) fn compiler() -> NamedNode {
        urn(&format!("agent:{TOOL}:{TOOL_VERSION}"))
    }

    /// A rule of the generator: the same for all specs, so it stands under no digest.
    pub(super) fn rule(rule: &str) -> NamedNode {
        urn(&format!(
            "rule:{TOOL}:{TOOL_VERSION}:{}",
            percent_encode(rule, b"")
        ))
    }

    pub(super) fn author(&self, index: usize) -> NamedNode {
        self.of_spec(&format!("author:{index}"))
    }

    pub(super) fn element(&self, element: &Element) -> NamedNode {
        self.of_spec(&format!("element:{}", percent_encode(&element.id, b"/")))
    }

    /// What this version of the compiler did with this spec.
    pub(super) fn activity(&self, name: &str) -> NamedNode {
        self.of_spec(&format!("{name}:{TOOL}:{TOOL_VERSION}"))
    }

    pub(super) fn verdict(&self) -> NamedNode {
        self.activity("verdict")
    }

    pub(super) fn property(&self, index: usize) -> NamedNode {
        self.activity(&format!("verdict:property:{index}"))
    }

    pub(super) fn requirement(&self, requirement: &str, clause: Option<&str>) -> NamedNode {
        let mut name = format!("requirement:{}", percent_encode(requirement, b""));
        if let Some(clause) = clause {
            name.push(':');
            name.push_str(&percent_encode(clause, b""));
        }
        self.of_spec(&name)
    }

    /// Something that the spec says of itself.
    pub(super) fn fact(&self, index: usize) -> NamedNode {
        self.of_spec(&format!("fact:{index}"))
    }

    pub(super) fn file(file: &File<'_>) -> NamedNode {
        Self::of_file(file, "")
    }

    /// All that a file has of one declaration.
    pub(super) fn part(file: &File<'_>, declaration: &Element) -> NamedNode {
        Self::of_file(
            file,
            &format!(":part:{}", percent_encode(&declaration.id, b"/")),
        )
    }

    /// `…:lines:41-44`, `…:bytes:120-168`
    pub(super) fn piece(file: &File<'_>, piece: &Piece<'_>) -> NamedNode {
        let place = match piece.lines {
            Some((first, last)) => format!(":lines:{first}-{last}"),
            None => format!(":bytes:{}-{}", piece.bytes.start, piece.bytes.end),
        };
        Self::of_file(file, &place)
    }

    /// The derivation of something from something else.
    pub(super) fn derivation(derived: &NamedNode, source: &Element) -> NamedNode {
        let source = percent_encode(&source.id, b"/");
        NamedNode::new_unchecked(format!("{}:from:{source}", derived.as_str()))
    }

    fn of_spec(&self, rest: &str) -> NamedNode {
        urn(&format!("sha256:{}:{rest}", self.spec))
    }

    fn of_file(file: &File<'_>, rest: &str) -> NamedNode {
        urn(&format!(
            "sha256:{}:{}{rest}",
            file.digest,
            percent_encode(file.name, b"")
        ))
    }
}

/// Unchecked, because all that reaches it is ours, hexadecimal or percent-encoded.
fn urn(rest: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("urn:speckl:{rest}"))
}
