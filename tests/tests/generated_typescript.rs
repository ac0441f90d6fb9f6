//! What the generated TypeScript must be like, beyond meaning the right thing and passing the strictest
//! compiler (both in conformance.rs): it can live in somebody's repository.

use speckl_core::emit::ArtifactKind;
use speckl_tests::constructs::compiled;
use speckl_tests::node::lint;
use speckl_tests::specs::{examples, scratch};

/// By the rules that `ESLint` and typescript-eslint recommend, without a comment that turns one off.
#[test]
fn linters_find_nothing_in_examples_and_constructs() {
    let folder = scratch("linted");
    let mut written = std::collections::BTreeSet::new();
    for (at, example) in examples().iter().chain(&compiled(None)).enumerate() {
        let units = example.compilation.units.iter();
        for artifact in units.flat_map(|unit| &unit.artifacts) {
            if matches!(
                artifact.kind,
                ArtifactKind::TypeScript | ArtifactKind::WasmBinding
            ) {
                // Broken twins have the names of the specs that they are twins of.
                let name = format!("{at}_{}", artifact.file_name);
                std::fs::write(folder.join(&name), &artifact.bytes).expect("can be written");
                assert!(written.insert(name));
            }
        }
    }
    let (files, findings) = lint(&folder);
    assert_eq!(files, written.len());
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
