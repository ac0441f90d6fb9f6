//! An RDF graph in the order in which it was written, and the words to write it with.
//!
//! Every node has an IRI, also those that others leave blank: so a document can be compared with
//! another one line by line, and every node can be pointed at.

use oxrdf::vocab::{rdf, xsd};
use oxrdf::{Literal, NamedNode, NamedNodeRef, Term, Triple};
use std::collections::BTreeSet;

/// Triples, each once, in the order of their writing.
#[derive(Debug)]
pub(super) struct Graph {
    prefixes: Vec<(String, String)>,
    triples: Vec<Triple>,
    /// The triples as text, which has an order.
    known: BTreeSet<String>,
}

impl Graph {
    /// Nothing yet. IRIs may be shortened with these prefixes.
    pub(super) fn new(prefixes: Vec<(String, String)>) -> Self {
        Self {
            prefixes,
            triples: Vec::new(),
            known: BTreeSet::new(),
        }
    }

    /// The prefixes and what each stands for.
    pub(super) fn prefixes(&self) -> &[(String, String)] {
        &self.prefixes
    }

    /// An IRI as `prefix:name`, where a prefix fits.
    pub(super) fn compact(&self, iri: &str) -> String {
        self.prefixes
            .iter()
            .find_map(|(prefix, namespace)| {
                iri.strip_prefix(namespace.as_str())
                    .map(|name| format!("{prefix}:{name}"))
            })
            .unwrap_or_else(|| iri.to_owned())
    }

    /// The triples.
    pub(super) fn triples(&self) -> &[Triple] {
        &self.triples
    }

    /// Says something about a node.
    pub(super) fn about(&mut self, subject: &NamedNode) -> About<'_> {
        About {
            graph: self,
            subject: subject.clone(),
        }
    }

    fn insert(&mut self, triple: Triple) {
        if self.known.insert(triple.to_string()) {
            self.triples.push(triple);
        }
    }
}

/// What is being said about one node.
#[derive(Debug)]
pub(super) struct About<'g> {
    graph: &'g mut Graph,
    subject: NamedNode,
}

impl About<'_> {
    /// It is one of these.
    pub(super) fn is(self, classes: &[NamedNodeRef<'_>]) -> Self {
        classes.iter().fold(self, |about, class| {
            about.says(rdf::TYPE, Term::NamedNode((*class).into_owned()))
        })
    }

    /// It stands in this relation to another node.
    pub(super) fn link(self, predicate: NamedNodeRef<'_>, object: &NamedNode) -> Self {
        self.says(predicate, Term::NamedNode(object.clone()))
    }

    /// It stands in this relation to all of these.
    pub(super) fn links<'n>(
        self,
        predicate: NamedNodeRef<'_>,
        objects: impl IntoIterator<Item = &'n NamedNode>,
    ) -> Self {
        objects
            .into_iter()
            .fold(self, |about, object| about.link(predicate, object))
    }

    /// It has this text.
    pub(super) fn text(self, predicate: NamedNodeRef<'_>, text: impl Into<String>) -> Self {
        self.says(predicate, Literal::new_simple_literal(text).into())
    }

    /// It has this text, if there is one.
    pub(super) fn maybe_text(self, predicate: NamedNodeRef<'_>, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.text(predicate, text),
            None => self,
        }
    }

    /// It has this number.
    pub(super) fn integer(self, predicate: NamedNodeRef<'_>, value: u64) -> Self {
        self.says(
            predicate,
            Literal::new_typed_literal(value.to_string(), xsd::INTEGER).into(),
        )
    }

    /// It has this time, if there is one; in the form of RFC 3339.
    pub(super) fn maybe_time(self, predicate: NamedNodeRef<'_>, time: Option<&str>) -> Self {
        match time {
            Some(time) => self.says(
                predicate,
                Literal::new_typed_literal(time, xsd::DATE_TIME).into(),
            ),
            None => self,
        }
    }

    fn says(self, predicate: NamedNodeRef<'_>, object: Term) -> Self {
        self.graph.insert(Triple::new(
            self.subject.clone(),
            predicate.into_owned(),
            object,
        ));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_triple_is_said_once_and_iris_are_shortened() {
        let mut graph = Graph::new(vec![("p".to_owned(), "urn:p:".to_owned())]);
        let node = NamedNode::new_unchecked("urn:p:a");
        for _ in 0..2 {
            graph.about(&node).link(rdf::TYPE, &node);
        }
        assert_eq!(graph.triples().len(), 1);
        assert_eq!(graph.compact(node.as_str()), "p:a");
        assert_eq!(graph.compact("urn:q:a"), "urn:q:a");
    }
}
