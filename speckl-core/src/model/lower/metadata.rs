//! `version`, `license`, `author`, `source`, `provenance` and the like: what evidence carries.

use super::Lowering;
use super::elements::ROOT;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ElementId, ElementKind, MetaEntry, Satisfies};
use crate::syntax::ast::{self, Decl, DeclKind, Name};
use crate::syntax::format;
use std::collections::BTreeMap;

/// How a spec may be reviewed.
const REVIEWS: [&str; 3] = ["auto", "hybrid", "manual"];

impl Lowering<'_> {
    /// The metadata of the spec itself.
    pub(super) fn metadata(&mut self) {
        let spec = self.spec;
        let mut first: BTreeMap<&str, &Decl> = BTreeMap::new();
        for decl in &spec.decls {
            let once = match &decl.kind {
                DeclKind::Version(_) => "version",
                DeclKind::License(_) => "license",
                DeclKind::Review(_) => "review",
                _ => continue,
            };
            if let Some(known) = first.insert(once, decl) {
                self.declared_twice(once, known, decl);
            }
        }
        for decl in &spec.decls {
            self.metadatum(decl);
        }
    }

    fn metadatum(&mut self, decl: &Decl) {
        let text = |text: &ast::Text| text.value.clone();
        match &decl.kind {
            DeclKind::Version(version) => {
                self.metadata_element("version", decl);
                self.metadata.version = Some(text(version));
            }
            DeclKind::License(license) => {
                self.metadata_element("license", decl);
                self.metadata.license = Some(text(license));
            }
            DeclKind::Author { name, mail } => {
                let number = self.metadata.authors.len();
                self.metadata_element(&format!("author/{number}"), decl);
                let mail = mail.as_ref().map(text);
                self.metadata.authors.push((text(name), mail));
            }
            DeclKind::Satisfies(satisfies) => {
                self.satisfies(ROOT, std::slice::from_ref(satisfies));
            }
            DeclKind::Source { kind, reference } => {
                let number = self.metadata.sources.len();
                self.metadata_element(&format!("source/{number}"), decl);
                let source = (kind.text.clone(), text(reference));
                self.metadata.sources.push(source);
            }
            DeclKind::Review(how) => self.review(how, decl),
            DeclKind::Derives { from, via } => {
                let number = self.metadata.derives.len();
                self.metadata_element(&format!("derives/{number}"), decl);
                let via = via.as_ref().map(text);
                self.metadata.derives.push((text(from), via));
            }
            DeclKind::Provenance(entries) => {
                self.entries_element("provenance", decl);
                self.metadata.provenance.extend(entries.iter().map(entry));
            }
            DeclKind::Bom(entries) => {
                self.entries_element("bom", decl);
                self.metadata.bom.extend(entries.iter().map(entry));
            }
            DeclKind::Opaque(opaque) => {
                let number = self.metadata.opaque.len();
                self.metadata_element(&format!("opaque/{number}"), decl);
                self.metadata.opaque.push(entry(opaque));
            }
            _ => {}
        }
    }

    fn review(&mut self, how: &Name, decl: &Decl) {
        self.metadata_element("review", decl);
        if REVIEWS.contains(&how.text.as_str()) {
            self.metadata.review = Some(how.text.clone());
            return;
        }
        self.report(
            Diagnostic::new(
                Code::InvalidMetadata,
                how.span,
                format!("`{}` is no kind of review", how.text),
            )
            .label("must be `manual`, `auto` or `hybrid`")
            .did_you_mean(how.span, &how.text, REVIEWS),
        );
    }

    fn metadata_element(&mut self, name: &str, decl: &Decl) {
        self.named_element(
            ROOT,
            ElementKind::Metadata,
            name,
            decl.span,
            format::decl(decl),
        );
    }

    /// Blocks of entries may stand several times; each is an element.
    fn entries_element(&mut self, name: &str, decl: &Decl) {
        let next = self.counters.entry(format!("metadata {name}")).or_default();
        let number = *next;
        *next += 1;
        self.metadata_element(&format!("{name}/{number}"), decl);
    }

    /// Notes that an element satisfies requirements.
    pub(super) fn satisfies(&mut self, by: ElementId, list: &[ast::Satisfies]) {
        for satisfies in list {
            self.numbered_element(
                by,
                "",
                ElementKind::Satisfies,
                satisfies.span,
                format::satisfies(satisfies),
            );
            self.metadata.satisfies.push(Satisfies {
                requirement: satisfies.requirement.value.clone(),
                clause: satisfies.clause.as_ref().map(|clause| clause.value.clone()),
                by,
            });
        }
    }
}

fn entry(entry: &ast::MetaEntry) -> MetaEntry {
    MetaEntry {
        key: entry.key.text.clone(),
        value: entry.value.value.clone(),
        at: entry.at.as_ref().map(|at| at.value.clone()),
    }
}
