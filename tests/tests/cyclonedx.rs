//! `CycloneDX` through `cyclonedx-bom`, which alone looks for duplicate references and dangling
//! dependencies. It knows versions up to 1.5, so what 1.6 added is taken out first.

use cyclonedx_bom::prelude::{Bom, SpecVersion, Validate as _};
use serde_json::{Map, Value, json};
use speckl_core::compile::{Options, compile};
use speckl_core::emit::ArtifactKind;

const SPEC: &str = r#"spec Lamp {
    version "1.2.0"
    license "MIT"
    author "Ada Lovelace" <"ada@example.org">
    satisfies "REQ-7" clause "4.2"
    state lit: Bool
    init { lit := false }
    action toggle { lit := not lit }
}
"#;

fn bom() -> Value {
    let compilation = compile("lamp.speckdl", SPEC, &Options::build());
    assert!(!compilation.failed(), "{:?}", compilation.diagnostics);
    let document = compilation.units[0]
        .artifacts
        .iter()
        .find(|artifact| artifact.kind == ArtifactKind::CycloneDx)
        .expect("it was made");
    serde_json::from_slice(&document.bytes).expect("it is JSON")
}

/// The same document as 1.5 would say it.
fn lowered(mut bom: Value) -> Value {
    lower(&mut bom);
    if let Value::Object(members) = &mut bom {
        members.insert("specVersion".to_owned(), json!("1.5"));
        members.shift_remove("declarations");
        members.shift_remove("definitions");
    }
    bom
}

fn lower(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(lower),
        Value::Object(members) => {
            members.shift_remove("acknowledgement");
            // A component has one author there; metadata had several already.
            if members.contains_key("bom-ref") {
                members.shift_remove("authors");
            }
            if let Some(Value::Array(occurrences)) = members.get_mut("occurrences") {
                let places = occurrences.iter_mut().filter_map(Value::as_object_mut);
                places.for_each(|place: &mut Map<_, _>| place.retain(|key, _| key == "location"));
            }
            members.values_mut().for_each(lower);
        }
        _ => {}
    }
}

fn accepted(bom: Value) -> bool {
    let bom = Bom::parse_json_value(bom).expect("it is CycloneDX 1.5");
    bom.validate_version(SpecVersion::V1_5).passed()
}

#[test]
fn references_are_unique_and_lead_somewhere() {
    assert!(accepted(lowered(bom())));
}

#[test]
fn a_dangling_dependency_would_be_seen() {
    let mut bom = lowered(bom());
    bom["dependencies"][0]["dependsOn"][0] = json!("file:nowhere");
    assert!(!accepted(bom));
}

#[test]
fn a_duplicate_reference_would_be_seen() {
    let mut bom = lowered(bom());
    bom["components"][1]["bom-ref"] = bom["components"][0]["bom-ref"].clone();
    assert!(!accepted(bom));
}
