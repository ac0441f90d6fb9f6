//! The last activity: the files that were generated, their parts, and what each was derived from.

use super::super::pieces::{Piece, pieces};
use super::super::{File, Role};
use super::names::Names;
use super::vocabulary::{dcterms, prov, rdfs, speckl};
use super::{Story, is_called};
use crate::identity::Digest;
use crate::model::ElementId;
use oxrdf::NamedNode;
use std::collections::BTreeSet;

impl Story<'_> {
    pub(super) fn generate(&mut self) {
        let files = self.files.clone();
        self.generation(&files);
        for file in &files {
            match file.role() {
                // They were there before.
                Role::Spec | Role::Import => {}
                Role::Code => {
                    self.file(file, &files);
                    self.parts(file);
                    for piece in pieces(file) {
                        self.piece(file, &piece);
                    }
                }
                Role::SourceMap | Role::Document => self.file(file, &files),
            }
        }
    }

    /// The activity, and all that it used: elements, rules, and the verdict that artifacts carry.
    fn generation(&mut self, files: &[File<'_>]) {
        let model = self.dossier.model();
        let spec = model.spec_element();
        let mut elements = BTreeSet::from([spec]);
        let mut rules = BTreeSet::new();
        for piece in files.iter().flat_map(pieces) {
            elements.extend(piece.elements());
            elements.extend(
                piece
                    .elements()
                    .filter_map(|id| self.dossier.declaration(id)),
            );
            rules.extend(piece.rule());
        }
        let mut used: Vec<NamedNode> = elements
            .iter()
            .map(|id| self.names.element(model.element(*id)))
            .collect();
        used.extend(rules.iter().map(|rule| Names::rule(rule)));
        let mut informants = vec![self.names.activity("parse")];
        if self.dossier.subject.verdict.is_some() {
            used.push(self.names.verdict());
            informants.push(self.names.activity("check"));
        }
        self.activity("generate")
            .links(prov::USED, &used)
            .links(prov::WAS_INFORMED_BY, &informants);
        let compiler = Names::compiler();
        for rule in &rules {
            self.graph
                .about(&Names::rule(rule))
                .is(&[prov::ENTITY, prov::PLAN, speckl::RULE])
                .text(rdfs::LABEL, rule.as_str())
                .link(prov::WAS_ATTRIBUTED_TO, &compiler);
        }
    }

    fn file(&mut self, file: &File<'_>, files: &[File<'_>]) {
        let spec = self.spec_file();
        let class = match file.role() {
            Role::Document => speckl::DOCUMENT,
            _ => speckl::ARTIFACT,
        };
        let about = self
            .graph
            .about(&Names::file(file))
            .is(&[prov::ENTITY, class])
            .text(rdfs::LABEL, file.name)
            .text(speckl::FILE_NAME, file.name)
            .text(speckl::KIND, file.kind.name())
            .text(dcterms::FORMAT, file.kind.media_type())
            .text(speckl::SHA256, file.digest.to_string())
            .integer(speckl::SIZE, file.bytes.len() as u64)
            .maybe_time(prov::GENERATED_AT_TIME, self.time.as_deref())
            .link(prov::WAS_GENERATED_BY, &self.names.activity("generate"))
            .link(prov::WAS_ATTRIBUTED_TO, &Names::compiler())
            .link(prov::WAS_DERIVED_FROM, &spec);
        if let Some(companion) = file.companion(files) {
            about.link(prov::WAS_DERIVED_FROM, &Names::file(&companion));
        }
    }

    /// All that a file has of each declaration: for an action, its method and what belongs to it.
    fn parts(&mut self, file: &File<'_>) {
        let model = self.dossier.model();
        let declarations: BTreeSet<ElementId> = pieces(file)
            .iter()
            .flat_map(Piece::elements)
            .filter_map(|id| self.dossier.declaration(id))
            .collect();
        for id in declarations {
            let declaration = model.element(id);
            let node = Names::part(file, declaration);
            let class = if is_called(declaration.kind) {
                speckl::GENERATED_METHOD
            } else {
                speckl::GENERATED_PART
            };
            self.graph
                .about(&node)
                .is(&[prov::ENTITY, class])
                .text(rdfs::LABEL, format!("{}: {}", file.name, declaration.id))
                .link(dcterms::IS_PART_OF, &Names::file(file))
                .link(prov::WAS_GENERATED_BY, &self.names.activity("generate"));
            self.derivation(&node, id);
        }
    }

    fn piece(&mut self, file: &File<'_>, piece: &Piece<'_>) {
        let node = Names::piece(file, piece);
        let parts: BTreeSet<ElementId> = piece
            .elements()
            .filter_map(|id| self.dossier.declaration(id))
            .collect();
        let parts: Vec<NamedNode> = parts
            .into_iter()
            .map(|id| Names::part(file, self.dossier.model().element(id)))
            .collect();
        let content = file.bytes.get(piece.bytes.clone()).unwrap_or_default();
        let class = match piece.lines {
            Some(_) => speckl::LINE_GROUP,
            None => speckl::BYTE_GROUP,
        };
        let about = self
            .graph
            .about(&node)
            .is(&[prov::ENTITY, class])
            .text(rdfs::LABEL, format!("{} {}", file.name, piece.place()))
            .text(speckl::SHA256, Digest::of(content).to_string());
        let about = match piece.lines {
            Some((first, last)) => about
                .integer(speckl::FIRST_LINE, u64::from(first))
                .integer(speckl::LAST_LINE, u64::from(last)),
            None => about
                .integer(speckl::FIRST_BYTE, piece.bytes.start as u64)
                .integer(speckl::END_BYTE, piece.bytes.end as u64),
        };
        let about = about
            .link(dcterms::IS_PART_OF, &Names::file(file))
            .links(dcterms::IS_PART_OF, &parts)
            .link(prov::WAS_GENERATED_BY, &self.names.activity("generate"));
        if let Some(rule) = piece.rule() {
            about.link(prov::WAS_DERIVED_FROM, &Names::rule(&rule));
        }
        for id in piece.elements() {
            self.derivation(&node, id);
        }
    }

    /// Something generated was derived from an element, by the one activity that generates.
    fn derivation(&mut self, derived: &NamedNode, id: ElementId) {
        let element = self.dossier.model().element(id);
        let source = self.names.element(element);
        let how = Names::derivation(derived, element);
        self.graph
            .about(derived)
            .link(prov::WAS_DERIVED_FROM, &source)
            .link(prov::QUALIFIED_DERIVATION, &how);
        self.graph
            .about(&how)
            .is(&[prov::DERIVATION])
            .link(prov::ENTITY_OF, &source)
            .link(prov::HAD_ACTIVITY, &self.names.activity("generate"));
    }
}
