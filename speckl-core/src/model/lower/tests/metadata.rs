//! What evidence carries.

use super::{assert_told, elements, model, read};
use crate::diagnostic::Code;

const LIGHT: &str = "spec S\n  state on: Bool = false\n  action flip\n    on := not on\n";

#[test]
fn all_metadata_is_kept() {
    let model = model(&format!(
        "{LIGHT}  version \"1.2.0\"\n  license \"MIT\"\n  author \"A\" <\"a@example.org\">\n  source spec ref \"RFC 1\"\n  review manual\n  derives from Base via \"refinement\"\n  provenance {{ regulation: \"R\" external_doc: \"D\" at \"p. 3\" }}\n  bom {{ supplier: \"X\" }}\n  proto_package: \"a.b\"\n"
    ));
    let data = &model.metadata;
    assert_eq!(data.version.as_deref(), Some("1.2.0"));
    assert_eq!(data.sources, [("spec".to_owned(), "RFC 1".to_owned())]);
    assert_eq!(data.review.as_deref(), Some("manual"));
    assert_eq!(
        data.derives,
        [("Base".to_owned(), Some("refinement".to_owned()))]
    );
    assert_eq!(data.provenance[1].at.as_deref(), Some("p. 3"));
    assert_eq!(data.bom[0].key, "supplier");
    assert_eq!(data.opaque[0].value, "a.b");
    for id in [
        "S/metadata/source/0",
        "S/metadata/review",
        "S/metadata/derives/0",
        "S/metadata/provenance/0",
        "S/metadata/bom/0",
        "S/metadata/opaque/0",
    ] {
        assert!(elements(&model).contains(&id), "{id}");
    }
}

#[test]
fn a_review_is_of_a_known_kind() {
    assert_told(
        &format!("{LIGHT}  review manuel\n"),
        &[(Code::InvalidMetadata, "manuel")],
    );
}

#[test]
fn there_is_one_version_one_licence_one_review() {
    for twice in ["version \"1\"", "license \"MIT\"", "review auto"] {
        let read = read(&format!("{LIGHT}  {twice}\n  {twice}\n"));
        assert_eq!(read.told(), [(Code::DuplicateDeclaration, twice)]);
    }
}
