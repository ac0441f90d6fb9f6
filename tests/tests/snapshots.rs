//! What every example gives, as snapshots: the code of all of them in full, the module as text, and
//! of the documents, which are long, those of one example; for everything the digest.

use speckl_core::emit::ArtifactKind;
use speckl_core::identity::Digest;
use speckl_tests::specs::examples;
use std::fmt::Write as _;

#[test]
fn every_artifact_of_every_example() {
    let mut manifest = String::new();
    for example in examples() {
        for artifact in example
            .compilation
            .units
            .iter()
            .flat_map(|unit| &unit.artifacts)
        {
            let _ = writeln!(
                manifest,
                "{:36} {:>7} {}",
                artifact.file_name,
                artifact.bytes.len(),
                Digest::of(&artifact.bytes)
            );
            let name = artifact.file_name.as_str();
            match artifact.kind {
                ArtifactKind::Rust | ArtifactKind::TypeScript | ArtifactKind::WasmBinding => {
                    insta::assert_snapshot!(name, artifact.text());
                }
                ArtifactKind::Wasm if example.name == "toggle_switch" => {
                    let text = wasmprinter::print_bytes(&artifact.bytes).expect("a valid module");
                    insta::assert_snapshot!(name, text);
                }
                ArtifactKind::Trace
                | ArtifactKind::SourceMap
                | ArtifactKind::ProvTurtle
                | ArtifactKind::CycloneDx
                    if example.name == "toggle_switch" =>
                {
                    insta::assert_snapshot!(name, artifact.text());
                }
                _ => {}
            }
        }
    }
    insta::assert_snapshot!("manifest", manifest);
}

/// Two compilations give the same bytes.
#[test]
fn artifacts_are_reproducible() {
    for (first, second) in examples().iter().zip(&examples()) {
        let pairs = first
            .compilation
            .units
            .iter()
            .zip(&second.compilation.units);
        for (a, b) in pairs.flat_map(|(a, b)| a.artifacts.iter().zip(&b.artifacts)) {
            assert_eq!(a.file_name, b.file_name);
            assert!(
                a.bytes == b.bytes,
                "{} differs between two runs",
                a.file_name
            );
        }
    }
}
