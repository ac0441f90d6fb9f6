//! Components: the module, its files, and the people behind them (ECMA-424 §6, `component`).

use super::super::facts::{Fact, of_groups};
use super::super::license::License;
use super::super::pieces::{Piece, pieces};
use super::super::{Dossier, File, Role, opaque, purl};
use super::{MODULE, file_ref, hashes, put};
use crate::model::ElementId;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The generated module as a whole.
pub(super) fn module(dossier: &Dossier<'_>, files: &[File<'_>]) -> Value {
    let model = dossier.model();
    let digest = Dossier::listing_digest(files);
    let mut component = Map::new();
    put(&mut component, "type", json!("library"));
    put(&mut component, "bom-ref", json!(MODULE));
    put(&mut component, "supplier", supplier(dossier));
    put(&mut component, "authors", authors(dossier));
    put(&mut component, "name", json!(opaque::one_line(&model.name)));
    put(&mut component, "version", json!(dossier.version()));
    put(
        &mut component,
        "description",
        json!(description(&model.docs)),
    );
    put(&mut component, "hashes", hashes(digest));
    put(&mut component, "licenses", licenses(dossier));
    put(
        &mut component,
        "purl",
        json!(purl::generic(
            &model.base_name(),
            &dossier.version(),
            digest,
            None
        )),
    );
    put(
        &mut component,
        "properties",
        Value::Array(properties(dossier)),
    );
    Value::Object(component)
}

/// How the hash is made, and what the spec says of itself that has no field of its own in the standard.
fn properties(dossier: &Dossier<'_>) -> Vec<Value> {
    let property = |name: &str, value: &str| json!({ "name": name, "value": value });
    let mut properties = vec![property(
        "speckl:hash_of",
        "the listing that sha256sum prints of the files below, in the order of their names",
    )];
    for fact in of_groups(dossier, &["review", "provenance", "bom", "opaque"]) {
        let name = format!("speckl:{}", fact.name());
        properties.push(property(&name, fact.value));
        if let Some(at) = fact.at {
            properties.push(property(&format!("{name}:at"), at));
        }
    }
    properties
}

/// What the spec was written from: its `source`s as references, what it derives from as ancestors.
fn origins(dossier: &Dossier<'_>, component: &mut Map<String, Value>) {
    let derives = of_groups(dossier, &["derives"]);
    let ancestors: Vec<Value> = derives
        .iter()
        .map(|fact| json!({ "type": "file", "name": opaque::one_line(fact.value) }))
        .collect();
    if !ancestors.is_empty() {
        let notes: Vec<String> = derives.iter().map(Fact::sentence).collect();
        let pedigree = json!({ "ancestors": ancestors, "notes": notes.join("; ") });
        put(component, "pedigree", pedigree);
    }
    let references = of_groups(dossier, &["source"]);
    let references = references.iter().map(|fact| {
        json!({
            "type": "other",
            "url": opaque::uri_reference(fact.value),
            "comment": fact.sentence(),
        })
    });
    put(component, "externalReferences", references.collect());
}

/// Every file that a user takes away.
pub(super) fn all(dossier: &Dossier<'_>, files: &[File<'_>]) -> Value {
    files
        .iter()
        .map(|file| file_component(dossier, file))
        .collect()
}

fn file_component(dossier: &Dossier<'_>, file: &File<'_>) -> Value {
    let mut component = file_facts(dossier, file);
    component.insert("bom-ref".to_owned(), json!(file_ref(file)));
    if file.role() == Role::Spec {
        origins(dossier, &mut component);
    } else if file.role() != Role::Import {
        // An ancestor is a component of its own, but not a second one with the same reference.
        let ancestor = Value::Object(file_facts(dossier, &dossier.spec()));
        put(
            &mut component,
            "pedigree",
            json!({ "ancestors": [ancestor], "notes": "Generated from the specification." }),
        );
    }
    let occurrences = occurrences(dossier, file);
    if !occurrences.is_empty() {
        put(
            &mut component,
            "evidence",
            json!({ "occurrences": occurrences }),
        );
    }
    Value::Object(component)
}

/// What is to be said of a file wherever it is mentioned.
fn file_facts(dossier: &Dossier<'_>, file: &File<'_>) -> Map<String, Value> {
    let name = dossier.model().base_name();
    let version = dossier.version();
    let mut facts = Map::new();
    put(&mut facts, "type", json!("file"));
    put(&mut facts, "mime-type", json!(file.kind.media_type()));
    put(&mut facts, "supplier", supplier(dossier));
    put(&mut facts, "name", json!(file.name));
    put(&mut facts, "version", json!(version));
    put(&mut facts, "hashes", hashes(file.digest));
    put(&mut facts, "licenses", licenses(dossier));
    put(
        &mut facts,
        "purl",
        json!(purl::generic(&name, &version, file.digest, Some(file.name))),
    );
    facts
}

/// Where each element occurs in a generated file: its first line, and the others in words, because
/// an occurrence has room for one.
fn occurrences(dossier: &Dossier<'_>, file: &File<'_>) -> Vec<Value> {
    let mut by_element: BTreeMap<ElementId, Vec<Piece<'_>>> = BTreeMap::new();
    for piece in pieces(file) {
        for id in piece.elements() {
            by_element.entry(id).or_default().push(piece.clone());
        }
    }
    by_element
        .into_iter()
        .filter_map(|(id, pieces)| {
            let element = dossier.model().element(id);
            let places: Vec<String> = pieces.iter().map(Piece::place).collect();
            let (first, last) = dossier.lines(element);
            let mut occurrence = Map::new();
            put(&mut occurrence, "location", json!(file.name));
            let piece = pieces.first()?;
            match piece.lines {
                Some((line, _)) => put(&mut occurrence, "line", json!(line)),
                None => put(&mut occurrence, "offset", json!(piece.bytes.start)),
            }
            put(&mut occurrence, "symbol", json!(element.id));
            put(
                &mut occurrence,
                "additionalContext",
                json!(format!(
                    "{}; from {} lines {first}-{last}",
                    places.join(", "),
                    dossier.file_of(element)
                )),
            );
            Some(Value::Object(occurrence))
        })
        .collect()
}

/// The authors that the spec names.
pub(super) fn authors(dossier: &Dossier<'_>) -> Value {
    dossier
        .model()
        .metadata
        .authors
        .iter()
        .map(|(name, address)| contact(name, address.as_deref()))
        .collect()
}

/// The first author, who is the one that we know of to have brought the module into the world.
pub(super) fn supplier(dossier: &Dossier<'_>) -> Value {
    match dossier.model().metadata.authors.first() {
        Some((name, address)) => json!({
            "name": opaque::person(name),
            "contact": [contact(name, address.as_deref())],
        }),
        None => Value::Null,
    }
}

fn contact(name: &str, address: Option<&str>) -> Value {
    let mut contact = Map::new();
    put(&mut contact, "name", json!(opaque::person(name)));
    put(&mut contact, "email", json!(opaque::mail(address)));
    Value::Object(contact)
}

fn licenses(dossier: &Dossier<'_>) -> Value {
    match dossier.license() {
        License::Unstated => Value::Null,
        License::Expression { text, .. } => {
            json!([{ "expression": text, "acknowledgement": "declared" }])
        }
        License::Named(name) => {
            json!([{ "license": { "name": name, "acknowledgement": "declared" } }])
        }
    }
}

fn description(docs: &[String]) -> Option<String> {
    let text = opaque::one_line(&docs.join(" "));
    (!text.is_empty()).then_some(text)
}
