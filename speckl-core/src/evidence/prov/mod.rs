//! PROV-O: the compilation as entities, activities and agents (W3C PROV-O, 30 April 2013).
//!
//! One graph, written twice. It tells the story in the order in which it happened: the spec and its
//! authors, *parse* and the elements that it found, *check* and its verdict, *generate* and the files
//! that it made, down to each group of lines with the elements that it was derived from.
//!
//! IRIs are URNs that hold digests: what is the same has the same name wherever it was compiled.

mod generated;
mod graph;
mod jsonld;
mod names;
mod turtle;
mod vocabulary;

use super::facts::facts;
use super::{Dossier, File, Role, TOOL, TOOL_VERSION, opaque, time};
use crate::check::Verdict;
use crate::emit::{Artifact, ArtifactKind};
use crate::model::{Element, ElementKind, Satisfies};
use graph::Graph;
use names::Names;
use oxrdf::NamedNode;
use vocabulary::{dcterms, prov, rdfs, speckl};

/// Writes PROV-O as Turtle.
pub fn prov_turtle(dossier: &Dossier<'_>) -> Artifact {
    document(dossier, ArtifactKind::ProvTurtle, turtle::write)
}

/// Writes PROV-O as JSON-LD.
pub fn prov_jsonld(dossier: &Dossier<'_>) -> Artifact {
    document(dossier, ArtifactKind::ProvJsonLd, jsonld::write)
}

fn document(dossier: &Dossier<'_>, kind: ArtifactKind, write: fn(&Graph) -> Vec<u8>) -> Artifact {
    Artifact::document(dossier.model(), kind, write(&Story::tell(dossier)))
}

/// What the parts of the story share.
struct Story<'a> {
    dossier: Dossier<'a>,
    /// What the graph speaks of, the spec first. Each is digested once.
    files: Vec<File<'a>>,
    names: Names,
    /// `SOURCE_DATE_EPOCH`, if there is one: the only time that an activity may have.
    time: Option<String>,
    graph: Graph,
}

impl<'a> Story<'a> {
    fn tell(dossier: &Dossier<'a>) -> Graph {
        let files = files(dossier);
        let mut story = Story {
            dossier: *dossier,
            names: Names::of(dossier),
            time: dossier.timestamp.map(time::rfc3339),
            graph: Graph::new(names::prefixes(dossier, &files)),
            files,
        };
        story.agents();
        story.spec();
        story.facts();
        story.parse();
        story.check();
        story.requirements();
        story.generate();
        story.graph
    }

    fn agents(&mut self) {
        self.graph
            .about(&Names::compiler())
            .is(&[prov::SOFTWARE_AGENT, prov::AGENT])
            .text(rdfs::LABEL, TOOL)
            .text(speckl::VERSION, TOOL_VERSION);
        for (index, (name, address)) in self.dossier.model().metadata.authors.iter().enumerate() {
            self.graph
                .about(&self.names.author(index))
                .is(&[prov::PERSON, prov::AGENT])
                .text(rdfs::LABEL, opaque::person(name))
                .maybe_text(speckl::ADDRESS, address.as_deref());
        }
    }

    /// The spec's file.
    fn spec_file(&self) -> NamedNode {
        Names::file(&self.files[0])
    }

    fn spec(&mut self) {
        let file = self.files[0];
        let metadata = &self.dossier.model().metadata;
        let authors: Vec<_> = (0..metadata.authors.len())
            .map(|index| self.names.author(index))
            .collect();
        self.graph
            .about(&Names::file(&file))
            .is(&[prov::ENTITY, speckl::SPEC_FILE])
            .text(rdfs::LABEL, file.name)
            .text(speckl::FILE_NAME, file.name)
            .text(dcterms::FORMAT, file.kind.media_type())
            .text(speckl::SHA256, file.digest.to_string())
            .integer(speckl::SIZE, file.bytes.len() as u64)
            .maybe_text(dcterms::RIGHTS, metadata.license.as_deref())
            .links(prov::WAS_ATTRIBUTED_TO, &authors);
        for import in &self.files {
            if import.role() == Role::Import {
                self.graph
                    .about(&Names::file(import))
                    .is(&[prov::ENTITY, speckl::SPEC_FILE])
                    .text(rdfs::LABEL, import.name)
                    .text(speckl::FILE_NAME, import.name)
                    .text(dcterms::FORMAT, import.kind.media_type())
                    .text(speckl::SHA256, import.digest.to_string())
                    .integer(speckl::SIZE, import.bytes.len() as u64);
                self.graph
                    .about(&Names::file(&file))
                    .link(dcterms::REFERENCES, &Names::file(import));
            }
        }
    }

    /// What the spec says of itself. What it was written from is an entity that its file was derived
    /// from; the rest are entities that speak about it.
    fn facts(&mut self) {
        let model = self.dossier.model();
        let file = self.spec_file();
        let spec = self.names.element(model.element(model.spec_element()));
        for (index, fact) in facts(&self.dossier).iter().enumerate() {
            let node = self.names.fact(index);
            self.graph
                .about(&node)
                .is(&[prov::ENTITY, speckl::FACT])
                .text(rdfs::LABEL, fact.sentence())
                .text(speckl::KIND, fact.group)
                .text(speckl::KEY, fact.key)
                .text(speckl::VALUE, fact.value)
                .maybe_text(speckl::AT, fact.at);
            match fact.group {
                "source" | "derives" => {
                    self.graph.about(&file).link(prov::WAS_DERIVED_FROM, &node);
                }
                _ => {
                    self.graph.about(&spec).link(dcterms::REFERENCES, &node);
                }
            }
        }
    }

    /// The file that an element stands in.
    fn source_of(&self, element: &Element) -> NamedNode {
        let name = self.dossier.file_of(element);
        let found = self.files.iter().find(|file| file.name == name);
        found.map_or_else(|| self.spec_file(), Names::file)
    }

    /// The activity that found the elements, and the elements.
    fn parse(&mut self) {
        let model = self.dossier.model();
        let identity = self.dossier.subject.identity;
        let file = self.spec_file();
        let activity = self.names.activity("parse");
        let imports = self.files.iter();
        let imports: Vec<NamedNode> = imports
            .filter(|file| file.role() == Role::Import)
            .map(Names::file)
            .collect();
        self.activity("parse")
            .link(prov::USED, &file)
            .links(prov::USED, &imports);
        for ((id, element), digest) in model.element_ids().zip(&identity.elements) {
            let (first, last) = self.dossier.lines(element);
            let source = self.source_of(element);
            let about = self
                .graph
                .about(&self.names.element(element))
                .is(&[prov::ENTITY, speckl::ELEMENT])
                .text(rdfs::LABEL, element.id.as_str())
                .text(dcterms::IDENTIFIER, element.id.as_str())
                .text(speckl::KIND, element.kind.name())
                .text(speckl::SHA256, digest.to_string())
                .integer(speckl::FIRST_LINE, u64::from(first))
                .integer(speckl::LAST_LINE, u64::from(last))
                .link(prov::WAS_GENERATED_BY, &activity)
                .link(prov::WAS_DERIVED_FROM, &source);
            if let Some(parent) = element.parent {
                about.link(
                    dcterms::IS_PART_OF,
                    &self.names.element(model.element(parent)),
                );
            } else if id == model.spec_element() {
                about
                    .text(speckl::SPEC_DIGEST, identity.spec.to_string())
                    .text(speckl::ELEMENT_ROOT, identity.root.to_string())
                    .text(speckl::VERSION, self.dossier.version())
                    .link(prov::HAD_PRIMARY_SOURCE, &file);
            }
        }
    }

    /// The activity that explored the states, its verdict, and that on each property.
    fn check(&mut self) {
        let Some(verdict) = self.dossier.subject.verdict else {
            return;
        };
        let model = self.dossier.model();
        let spec = self.names.element(model.element(model.spec_element()));
        let parse = self.names.activity("parse");
        let check = self.names.activity("check");
        self.activity("check")
            .link(prov::USED, &spec)
            .link(prov::WAS_INFORMED_BY, &parse);
        let whole = self.names.verdict();
        self.graph
            .about(&whole)
            .is(&[prov::ENTITY, speckl::VERDICT])
            .text(
                rdfs::LABEL,
                format!("{}: {}", model.name, verdict.outcome.name()),
            )
            .text(rdfs::COMMENT, self.dossier.verdict_sentence())
            .text(speckl::OUTCOME, verdict.outcome.name())
            .integer(speckl::STATES, verdict.states)
            .integer(speckl::TRANSITIONS, verdict.transitions)
            .integer(speckl::DEPTH, u64::from(verdict.depth))
            .maybe_text(speckl::LIMIT, limit(verdict).as_deref())
            .link(prov::WAS_GENERATED_BY, &check)
            .link(prov::WAS_DERIVED_FROM, &spec);
        for narrowed in &verdict.narrowed {
            self.graph.about(&whole).text(
                speckl::NARROWED,
                format!("{}={}", narrowed.domain, narrowed.to),
            );
        }
        for (index, property) in verdict.properties.iter().enumerate() {
            let element = self.names.element(model.element(property.element));
            self.graph
                .about(&self.names.property(index))
                .is(&[prov::ENTITY, speckl::PROPERTY_VERDICT])
                .text(
                    rdfs::LABEL,
                    format!("{}: {}", property.name, property.status.name()),
                )
                .text(speckl::KIND, property.kind.name())
                .text(speckl::OUTCOME, property.status.name())
                .link(dcterms::IS_PART_OF, &whole)
                .link(prov::WAS_GENERATED_BY, &check)
                .link(prov::WAS_DERIVED_FROM, &element);
        }
    }

    /// Requirements from outside, and the elements that are said to satisfy them.
    fn requirements(&mut self) {
        let model = self.dossier.model();
        for Satisfies {
            requirement,
            clause,
            by,
        } in &model.metadata.satisfies
        {
            let node = self.names.requirement(requirement, clause.as_deref());
            let label = opaque::one_line(requirement);
            self.graph
                .about(&node)
                .is(&[prov::ENTITY, speckl::REQUIREMENT])
                .text(rdfs::LABEL, label)
                .text(dcterms::IDENTIFIER, requirement.as_str())
                .maybe_text(speckl::CLAUSE, clause.as_deref());
            self.graph
                .about(&self.names.element(model.element(*by)))
                .link(speckl::SATISFIES, &node);
        }
    }

    /// An activity of the compiler. Without a time from outside it has none.
    fn activity(&mut self, name: &str) -> graph::About<'_> {
        self.graph
            .about(&self.names.activity(name))
            .is(&[prov::ACTIVITY])
            .text(rdfs::LABEL, name)
            .maybe_time(prov::STARTED_AT_TIME, self.time.as_deref())
            .maybe_time(prov::ENDED_AT_TIME, self.time.as_deref())
            .link(prov::WAS_ASSOCIATED_WITH, &Names::compiler())
    }
}

/// The files that the graph speaks of: all but those that hold it. So both of them say the same.
fn files<'a>(dossier: &Dossier<'a>) -> Vec<File<'a>> {
    let holds_it = [ArtifactKind::ProvTurtle, ArtifactKind::ProvJsonLd];
    let mut files = dossier.files();
    files.retain(|file| !holds_it.contains(&file.kind));
    files
}

/// Whether code from such a declaration is something to call.
fn is_called(kind: ElementKind) -> bool {
    matches!(kind, ElementKind::Action | ElementKind::Init)
}

/// The limit that stopped a check.
fn limit(verdict: &Verdict) -> Option<String> {
    let (what, most) = verdict.limit?.told();
    Some(match most {
        Some(most) => format!("{what}={most}"),
        None => what.to_owned(),
    })
}
