//! Elements get their ids here, and nowhere else: a path of kinds and names from the spec down.

use super::Lowering;
use crate::model::{Element, ElementId, ElementKind};
use crate::source::Span;
use crate::syntax::format;

/// The spec itself, which is the first element.
pub(super) const ROOT: ElementId = ElementId(0);

impl Lowering<'_> {
    /// The first element: the spec itself.
    pub(super) fn spec_element(&mut self) -> ElementId {
        self.elements.push(Element {
            id: self.spec.name.text.clone(),
            kind: ElementKind::Spec,
            parent: None,
            span: self.spec.span,
            canonical: format::spec(self.spec),
        });
        ROOT
    }

    /// A part of `parent` that has a name: `Spec/action/flip`.
    pub(super) fn named_element(
        &mut self,
        parent: ElementId,
        kind: ElementKind,
        name: &str,
        span: Span,
        canonical: String,
    ) -> ElementId {
        let path = format!(
            "{}/{}/{name}",
            self.elements[parent.index()].id,
            kind.name()
        );
        self.push_element(path, parent, kind, span, canonical)
    }

    /// A part of `parent` of which there is one: `Spec/init`.
    pub(super) fn only_element(
        &mut self,
        parent: ElementId,
        kind: ElementKind,
        span: Span,
        canonical: String,
    ) -> ElementId {
        let path = format!("{}/{}", self.elements[parent.index()].id, kind.name());
        self.push_element(path, parent, kind, span, canonical)
    }

    /// The next part of its kind: `Spec/action/flip/require/0`. `branch` tells the branches of an
    /// `if` apart: `…/if/0/then/assign/0`.
    pub(super) fn numbered_element(
        &mut self,
        parent: ElementId,
        branch: &str,
        kind: ElementKind,
        span: Span,
        canonical: String,
    ) -> ElementId {
        let stem = format!(
            "{}{branch}/{}",
            self.elements[parent.index()].id,
            kind.name()
        );
        let next = self.counters.entry(stem.clone()).or_default();
        let number = *next;
        *next += 1;
        self.push_element(format!("{stem}/{number}"), parent, kind, span, canonical)
    }

    fn push_element(
        &mut self,
        id: String,
        parent: ElementId,
        kind: ElementKind,
        span: Span,
        canonical: String,
    ) -> ElementId {
        self.elements.push(Element {
            id,
            kind,
            parent: Some(parent),
            span,
            canonical,
        });
        ElementId(self.elements.len() as u32 - 1)
    }
}
