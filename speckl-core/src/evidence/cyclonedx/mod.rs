//! `CycloneDX` 1.6 (ECMA-424, first edition): what was generated, from what, how, and what it is said
//! to satisfy.
//!
//! The generated module is the subject; each of its files is a component with the spec among its
//! ancestors, and with one occurrence per spec element that it has code from.

mod components;
mod declarations;
mod formulation;

use super::{Dossier, File, Role, TOOL, TOOL_LICENSE, TOOL_VERSION, digests, opaque, purl, time};
use crate::emit::{Artifact, ArtifactKind};
use crate::identity::Digest;
use serde_json::{Map, Value, json};

/// The `bom-ref` of the module as a whole.
const MODULE: &str = "module";

/// The `bom-ref` of the compiler.
const COMPILER_REF: &str = "tool:speckl";

/// Writes `CycloneDX`.
pub fn cyclonedx(dossier: &Dossier<'_>) -> Artifact {
    let files = dossier.deliverables();
    // `bomFormat` and `specVersion` come first, so that readers can tell what they have.
    let mut bom = Map::new();
    put(&mut bom, "bomFormat", json!("CycloneDX"));
    put(&mut bom, "specVersion", json!("1.6"));
    put(&mut bom, "version", json!(1));
    put(&mut bom, "metadata", metadata(dossier, &files));
    put(&mut bom, "components", components::all(dossier, &files));
    put(&mut bom, "externalReferences", external_references(dossier));
    put(&mut bom, "dependencies", dependencies(&files));
    put(&mut bom, "compositions", compositions(&files));
    put(
        &mut bom,
        "formulation",
        formulation::formulation(dossier, &files),
    );
    put(&mut bom, "definitions", declarations::definitions(dossier));
    put(
        &mut bom,
        "declarations",
        declarations::declarations(dossier),
    );

    // The serial number is a name for the content, so it is made from the content without it.
    let content = Value::Object(bom.clone()).to_string();
    let serial = format!("urn:uuid:{}", digests::uuid(content.as_bytes()));
    bom.shift_insert(2, "serialNumber".to_owned(), json!(serial));

    let text = format!("{:#}\n", Value::Object(bom));
    Artifact::document(dossier.model(), ArtifactKind::CycloneDx, text.into_bytes())
}

/// Adds a member, unless there is nothing to say.
fn put(object: &mut Map<String, Value>, key: &str, value: Value) {
    let empty = match &value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    };
    if !empty {
        object.insert(key.to_owned(), value);
    }
}

fn metadata(dossier: &Dossier<'_>, files: &[File<'_>]) -> Value {
    let identity = dossier.subject.identity;
    let mut metadata = Map::new();
    put(
        &mut metadata,
        "timestamp",
        json!(dossier.timestamp.map(time::rfc3339)),
    );
    put(&mut metadata, "lifecycles", json!([{ "phase": "build" }]));
    put(
        &mut metadata,
        "tools",
        json!({ "components": [{
            "type": "application",
            "bom-ref": COMPILER_REF,
            "name": TOOL,
            "version": TOOL_VERSION,
            "licenses": [{ "expression": TOOL_LICENSE }],
            "purl": purl::tool(TOOL, TOOL_VERSION),
        }] }),
    );
    put(&mut metadata, "authors", components::authors(dossier));
    put(
        &mut metadata,
        "component",
        components::module(dossier, files),
    );
    put(&mut metadata, "supplier", components::supplier(dossier));
    put(
        &mut metadata,
        "properties",
        json!([
            { "name": "speckl:spec_digest", "value": identity.spec.to_string() },
            { "name": "speckl:element_root", "value": identity.root.to_string() },
            { "name": "speckl:spec_sha256", "value": dossier.spec().digest.to_string() },
            { "name": "speckl:verdict", "value": dossier.subject.verdict_name() },
        ]),
    );
    Value::Object(metadata)
}

/// The documents beside this one that exist already, as ECMA-424 §6 classes them. An attestation is
/// not among them: it covers this document, and neither can hold the other's digest.
fn external_references(dossier: &Dossier<'_>) -> Value {
    dossier
        .files()
        .iter()
        .filter(|file| file.role() == Role::Document)
        .flat_map(|file| {
            let roles: &[(&str, &str)] = match file.kind {
                ArtifactKind::Trace => &[
                    (
                        "evidence",
                        "The spec element behind every generated line and byte",
                    ),
                    (
                        "build-meta",
                        "The spec element behind every generated line and byte",
                    ),
                ],
                ArtifactKind::ProvTurtle | ArtifactKind::ProvJsonLd => {
                    &[("formulation", "How everything was made, as W3C PROV-O")]
                }
                _ => &[],
            };
            roles.iter().map(|(ty, comment)| {
                json!({
                    "url": opaque::percent_encode(file.name, b""),
                    "comment": comment,
                    "type": ty,
                    "hashes": hashes(file.digest),
                })
            })
        })
        .collect()
}

/// The module has its files; bindings and source maps need the file that they are for, the spec what it
/// imports. Nothing else: generated code has no dependencies.
fn dependencies(files: &[File<'_>]) -> Value {
    let module = json!({ "ref": MODULE, "dependsOn": refs(files) });
    let each = files.iter().map(|file| {
        let imported = files
            .iter()
            .filter(|other| file.role() == Role::Spec && other.role() == Role::Import);
        let companion = file.companion(files);
        let needs: Vec<String> = companion.iter().chain(imported).map(file_ref).collect();
        json!({ "ref": file_ref(file), "dependsOn": needs })
    });
    std::iter::once(module).chain(each).collect()
}

/// That there is nothing else is known, not assumed.
fn compositions(files: &[File<'_>]) -> Value {
    let all: Vec<String> = std::iter::once(MODULE.to_owned())
        .chain(refs(files))
        .collect();
    json!([{ "aggregate": "complete", "assemblies": [MODULE], "dependencies": all }])
}

fn file_ref(file: &File<'_>) -> String {
    format!("file:{}", file.name)
}

fn refs(files: &[File<'_>]) -> Vec<String> {
    files.iter().map(file_ref).collect()
}

fn hashes(digest: Digest) -> Value {
    json!([{ "alg": "SHA-256", "content": digest.to_string() }])
}
