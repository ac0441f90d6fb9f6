//! The graph as JSON-LD 1.1, with its context inside: nothing has to be fetched to read it.

use super::graph::Graph;
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{NamedOrBlankNode, NamedOrBlankNodeRef, Term, Triple};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};

/// The largest integer that JSON readers agree about (RFC 8259 §6).
const EXACT: u64 = (1 << 53) - 1;

/// Writes the graph, nodes and their properties in its own order.
pub(super) fn write(graph: &Graph) -> Vec<u8> {
    let coercions = coercions(graph.triples());
    let document = json!({
        "@context": context(graph, &coercions),
        "@graph": nodes(graph, &coercions),
    });
    format!("{document:#}\n").into_bytes()
}

/// What a value of a property is, where nothing is written beside it (JSON-LD 1.1 §4.2.3).
type Coercions<'g> = BTreeMap<&'g str, Option<&'g str>>;

/// The type of a value in the words of a context: `@id`, a datatype, or nothing for plain text.
fn type_of(object: &Term) -> Option<&str> {
    match object {
        Term::Literal(literal) if literal.datatype() == xsd::STRING => None,
        Term::Literal(literal) => Some(literal.datatype().as_str()),
        _ => Some("@id"),
    }
}

/// For each property the type of its first value; others are then written out.
fn coercions(triples: &[Triple]) -> Coercions<'_> {
    let mut coercions = Coercions::new();
    for triple in triples {
        if triple.predicate != rdf::TYPE {
            coercions
                .entry(triple.predicate.as_str())
                .or_insert_with(|| type_of(&triple.object));
        }
    }
    coercions
}

fn context(graph: &Graph, coercions: &Coercions<'_>) -> Value {
    let prefixes = graph
        .prefixes()
        .iter()
        .map(|(prefix, namespace)| (prefix.clone(), json!(namespace)));
    let properties = coercions.iter().filter_map(|(predicate, ty)| {
        let ty = graph.compact((*ty)?);
        let key = graph.compact(predicate);
        let definition = json!({ "@id": key, "@type": ty });
        Some((key, definition))
    });
    Value::Object(prefixes.chain(properties).collect())
}

fn nodes(graph: &Graph, coercions: &Coercions<'_>) -> Vec<Value> {
    let mut nodes: Vec<Map<String, Value>> = Vec::new();
    let mut places: HashMap<&NamedOrBlankNode, usize> = HashMap::new();
    for triple in graph.triples() {
        let place = *places.entry(&triple.subject).or_insert_with(|| {
            nodes.push(Map::from_iter([(
                "@id".to_owned(),
                json!(graph.compact(&subject(&triple.subject))),
            )]));
            nodes.len() - 1
        });
        let (key, value) = if triple.predicate == rdf::TYPE {
            (
                "@type".to_owned(),
                json!(graph.compact(&name(&triple.object))),
            )
        } else {
            let coerced = coercions.get(triple.predicate.as_str()).copied().flatten();
            (
                graph.compact(triple.predicate.as_str()),
                value(graph, &triple.object, coerced),
            )
        };
        match nodes[place].get_mut(&key) {
            None => drop(nodes[place].insert(key, value)),
            Some(Value::Array(values)) => values.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
    nodes.into_iter().map(Value::Object).collect()
}

fn subject(node: &NamedOrBlankNode) -> String {
    match node.as_ref() {
        NamedOrBlankNodeRef::NamedNode(node) => node.as_str().to_owned(),
        NamedOrBlankNodeRef::BlankNode(node) => node.to_string(),
    }
}

/// The IRI of a node that is an object.
fn name(object: &Term) -> String {
    match object {
        Term::NamedNode(node) => node.as_str().to_owned(),
        other => other.to_string(),
    }
}

fn value(graph: &Graph, object: &Term, coerced: Option<&str>) -> Value {
    let ty = type_of(object);
    let plain = match object {
        Term::Literal(literal) => match literal.value().parse::<u64>() {
            Ok(number) if literal.datatype() == xsd::INTEGER && number <= EXACT => json!(number),
            _ => json!(literal.value()),
        },
        node => json!(graph.compact(&name(node))),
    };
    match ty {
        _ if ty == coerced => plain,
        None => json!({ "@value": plain }),
        Some("@id") => json!({ "@id": plain }),
        Some(datatype) => json!({ "@value": plain, "@type": graph.compact(datatype) }),
    }
}
