//! `version`, `license`, `author`, `satisfies`: what evidence carries.

use super::Lowering;
use super::elements::ROOT;
use crate::model::{ElementId, ElementKind, Satisfies};
use crate::syntax::ast::{self, Decl, DeclKind};
use crate::syntax::format;

impl Lowering<'_> {
    /// The metadata of the spec itself.
    pub(super) fn metadata(&mut self) {
        let spec = self.spec;
        let (mut version, mut license): (Option<&Decl>, Option<&Decl>) = (None, None);
        for decl in &spec.decls {
            match &decl.kind {
                DeclKind::Version(text) => {
                    if let Some(first) = version.replace(decl) {
                        self.declared_twice("version", first, decl);
                    }
                    self.metadata_element("version", decl);
                    self.metadata.version = Some(text.value.clone());
                }
                DeclKind::License(text) => {
                    if let Some(first) = license.replace(decl) {
                        self.declared_twice("license", first, decl);
                    }
                    self.metadata_element("license", decl);
                    self.metadata.license = Some(text.value.clone());
                }
                DeclKind::Author { name, mail } => {
                    let number = self.metadata.authors.len();
                    self.metadata_element(&format!("author/{number}"), decl);
                    let mail = mail.as_ref().map(|mail| mail.value.clone());
                    self.metadata.authors.push((name.value.clone(), mail));
                }
                DeclKind::Satisfies(satisfies) => {
                    self.satisfies(ROOT, std::slice::from_ref(satisfies));
                }
                _ => {}
            }
        }
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
