//! Laws that hold for all documents together. What each looks like in the eyes of others is tested
//! by `tests/interop`.

use super::{Dossier, documents, uncovered};
use crate::compile::{Compilation, Options, compile};
use crate::emit::{Artifact, ArtifactKind};
use serde_json::Value;

const PLAIN: &str = r#"spec Lamp {
    version "1.2.0"
    license "MIT OR Apache-2.0"
    author "Ada Lovelace" <"ada@example.org">
    satisfies "REQ-7" clause "4.2"
    type Light = enum { off, on }
    state light: Light
    init { light := off }
    action toggle {
        require light == off
        light := on
    }
    invariant Known { light == off or light == on }
}
"#;

/// The same with names and licences that mean harm.
fn odd() -> String {
    PLAIN
        .replace("1.2.0", "1 <b> / ü ?#%@ &x=y")
        .replace("MIT OR Apache-2.0", "all <rights> '''reserved ; }")
        .replace(
            "Ada Lovelace",
            "Ada (<the> first) ✨ \u{202e} ''' ^^xsd: @en",
        )
        .replace("ada@example.org", "<not> a@mail@")
        .replace("REQ-7", "REQ/7 <&> #")
        .replace("4.2", "§ 4.2:a")
}

fn compiled(name: &str, text: &str, timestamp: Option<i64>) -> Vec<Artifact> {
    let options = Options {
        timestamp,
        ..Options::build()
    };
    let Compilation {
        diagnostics, units, ..
    } = compile(name, text, &options);
    let artifacts = units.into_iter().flat_map(|unit| unit.artifacts).collect();
    assert!(
        !diagnostics
            .iter()
            .any(crate::diagnostic::Diagnostic::is_error),
        "{diagnostics:?}"
    );
    artifacts
}

fn of_kind(artifacts: &[Artifact], kind: ArtifactKind) -> &Artifact {
    artifacts
        .iter()
        .find(|artifact| artifact.kind == kind)
        .expect("it was made")
}

fn json(artifacts: &[Artifact], kind: ArtifactKind) -> Value {
    serde_json::from_slice(&of_kind(artifacts, kind).bytes).expect("it is JSON")
}

#[test]
fn nothing_generated_is_unexplained() {
    let artifacts = compiled("lamp.speckdl", PLAIN, None);
    for artifact in &artifacts {
        assert_eq!(uncovered(artifact), [], "{}", artifact.file_name);
    }
    let trace = json(&artifacts, ArtifactKind::Trace);
    for row in trace["map"].as_array().expect("rows") {
        let explained = row["elements"]
            .as_array()
            .is_some_and(|ids| !ids.is_empty());
        assert!(explained != row["rule"].is_string(), "{row}");
    }
}

#[test]
fn a_place_on_disk_changes_nothing_and_is_not_told() {
    let here = compiled("lamp.speckdl", PLAIN, None);
    let there = compiled("/home/xanadu/very/private/lamp.speckdl", PLAIN, None);
    for (one, other) in here.iter().zip(&there) {
        assert!(one.bytes == other.bytes, "{} differs", one.file_name);
        assert!(
            !other.text().contains("xanadu"),
            "{} tells",
            other.file_name
        );
    }
}

#[test]
fn only_a_supplied_time_is_told() {
    let without = compiled("lamp.speckdl", PLAIN, None);
    let with = compiled("lamp.speckdl", PLAIN, Some(1_700_000_000));
    let time = "2023-11-14T22:13:20Z";
    for kind in [
        ArtifactKind::ProvTurtle,
        ArtifactKind::CycloneDx,
        ArtifactKind::Spdx,
    ] {
        assert!(of_kind(&with, kind).text().contains(time), "{kind:?}");
    }
    assert!(json(&without, ArtifactKind::CycloneDx)["metadata"]["timestamp"].is_null());
    assert!(
        !of_kind(&without, ArtifactKind::ProvTurtle)
            .text()
            .contains("dateTime")
    );
    // SPDX demands one, so it says that this is none.
    let created = &json(&without, ArtifactKind::Spdx)["creationInfo"];
    assert_eq!(created["created"], "1970-01-01T00:00:00Z");
    assert!(
        created["comment"]
            .as_str()
            .is_some_and(|words| words.contains("No time"))
    );
}

#[test]
fn turtle_says_the_graph() {
    for text in [PLAIN, &odd()] {
        let artifacts = compiled("lamp.speckdl", text, Some(0));
        let turtle = of_kind(&artifacts, ArtifactKind::ProvTurtle);
        let read = oxttl::TurtleParser::new()
            .for_slice(&turtle.bytes)
            .collect::<Result<Vec<_>, _>>()
            .expect("it is Turtle");
        let document = json(&artifacts, ArtifactKind::ProvJsonLd);
        let nodes = document["@graph"].as_array().expect("nodes");
        let said: usize = nodes
            .iter()
            .flat_map(|node| node.as_object().expect("a node"))
            .filter(|(key, _)| *key != "@id")
            .map(|(_, value)| value.as_array().map_or(1, Vec::len))
            .sum();
        assert_eq!(read.len(), said, "both have the same number of triples");
    }
}

#[test]
fn opaque_words_break_nothing() {
    let artifacts = compiled("lamp.speckdl", &odd(), None);
    let bom = json(&artifacts, ArtifactKind::CycloneDx);
    let component = &bom["metadata"]["component"];
    assert_eq!(
        component["licenses"][0]["license"]["name"],
        "all <rights> '''reserved ; }"
    );
    let author = &bom["metadata"]["authors"][0];
    assert_eq!(author["name"], "Ada (<the> first) ✨ ''' ^^xsd: @en");
    assert!(author["email"].is_null());
    let spdx = json(&artifacts, ArtifactKind::Spdx);
    assert_eq!(
        spdx["packages"][0]["licenseDeclared"],
        "LicenseRef-declared"
    );
    assert_eq!(
        spdx["creationInfo"]["creators"][1],
        "Person: Ada [<the> first] ✨ ''' ^^xsd: @en"
    );
}

#[test]
fn what_a_spec_says_of_itself_is_in_every_document() {
    let spec = PLAIN.replace(
        "    version",
        r#"    source rfc ref "https://example.org/a b?c#d#e"
    source interview ref "<\"both\"> of them; }"
    review manual
    derives from Bulb via "taking\nout"
    provenance { regulation: "Lamps <&> Lights ''' @en" at "§ 3 ^^xsd" }
    bom { part: "\u{202e}screw" }
    house_number: "17"
    version"#,
    );
    let artifacts = compiled("lamp.speckdl", &spec, None);
    let bom = json(&artifacts, ArtifactKind::CycloneDx);
    let file = &bom["components"][0];
    assert_eq!(file["pedigree"]["ancestors"][0]["name"], "Bulb");
    assert_eq!(file["pedigree"]["notes"], "derives: Bulb (via taking out)");
    let references = &file["externalReferences"];
    assert_eq!(references[0]["url"], "https://example.org/a%20b?c#d%23e");
    assert_eq!(
        references[1]["url"],
        "%3C%22both%22%3E%20of%20them%3B%20%7D"
    );
    let properties = bom["metadata"]["component"]["properties"].to_string();
    for said in [
        r#""name":"speckl:review","value":"manual""#,
        r#""name":"speckl:provenance:regulation","value":"Lamps <&> Lights ''' @en""#,
        r#""name":"speckl:provenance:regulation:at","value":"§ 3 ^^xsd""#,
        r#""name":"speckl:opaque:house_number","value":"17""#,
    ] {
        assert!(properties.contains(said), "{said} in {properties}");
    }
    let package = &json(&artifacts, ArtifactKind::Spdx)["packages"][0];
    let origins = package["sourceInfo"].as_str().expect("a text");
    assert!(
        origins.ends_with("derives: Bulb (via taking out)"),
        "{origins}"
    );
    let notes = &package["annotations"];
    assert_eq!(notes[0]["comment"], "review: manual");
    assert_eq!(notes[2]["comment"], "bom:part: screw");
    let trace = json(&artifacts, ArtifactKind::Trace);
    assert_eq!(trace["facts"].as_array().map(Vec::len), Some(7));
    let turtle = of_kind(&artifacts, ArtifactKind::ProvTurtle);
    let triples = oxttl::TurtleParser::new().for_slice(&turtle.bytes);
    assert!(triples.collect::<Result<Vec<_>, _>>().is_ok());
    assert!(turtle.text().contains("speckl:Fact"));
}

#[test]
fn all_documents_have_the_same_digests() {
    let artifacts = compiled("lamp.speckdl", PLAIN, None);
    let trace = json(&artifacts, ArtifactKind::Trace);
    for key in ["spec_digest", "element_root", "spec_sha256"] {
        let digest = trace[key].as_str().expect("a digest");
        for artifact in &artifacts {
            let is_document = artifact.kind.is_evidence();
            assert!(
                !is_document || artifact.text().contains(digest),
                "{}",
                artifact.file_name
            );
        }
    }
}

#[test]
fn satisfied_requirements_are_declared() {
    let bom = json(
        &compiled("lamp.speckdl", PLAIN, None),
        ArtifactKind::CycloneDx,
    );
    let requirement = &bom["definitions"]["standards"][0]["requirements"][0];
    assert_eq!(requirement["identifier"], "4.2");
    let row = &bom["declarations"]["attestations"][0]["map"][0];
    assert_eq!(row["requirement"], requirement["bom-ref"]);
    assert_eq!(
        row["claims"][0],
        bom["declarations"]["claims"][0]["bom-ref"]
    );
}

#[test]
fn documents_can_be_made_of_nothing_but_a_spec() {
    let options = Options::build();
    let compilation = compile("lamp.speckdl", PLAIN, &options);
    let checked = compilation.units[0]
        .checked
        .as_ref()
        .expect("it type-checks");
    let dossier = Dossier {
        subject: checked.subject(&compilation.sources),
        artifacts: &[],
        spec_text: PLAIN,
        spec_file: "lamp.speckdl",
        timestamp: Some(i64::MAX),
    };
    assert_eq!(documents(&dossier).len(), 5);
}
