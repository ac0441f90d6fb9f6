//! The terms of our PROV documents: those of W3C PROV-O (Recommendation of 30 April 2013), a few of
//! Dublin Core and RDF Schema, and our own for what none of them says.

use oxrdf::NamedNodeRef;

/// Prefixes and what they stand for.
pub(super) const PREFIXES: [(&str, &str); 5] = [
    ("dcterms", "http://purl.org/dc/terms/"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("speckl", super::super::NAMESPACE),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

macro_rules! terms {
    ($($module:ident $namespace:literal { $($name:ident $term:literal)* })*) => {$(
        pub(super) mod $module {
            use super::NamedNodeRef;
            $(pub(in super::super) const $name: NamedNodeRef<'static> =
                NamedNodeRef::new_unchecked(concat!($namespace, $term));)*
        }
    )*};
}

terms! {
    prov "http://www.w3.org/ns/prov#" {
        ACTIVITY "Activity"
        AGENT "Agent"
        DERIVATION "Derivation"
        ENTITY "Entity"
        PERSON "Person"
        PLAN "Plan"
        SOFTWARE_AGENT "SoftwareAgent"
        ENDED_AT_TIME "endedAtTime"
        ENTITY_OF "entity"
        GENERATED_AT_TIME "generatedAtTime"
        HAD_ACTIVITY "hadActivity"
        HAD_PRIMARY_SOURCE "hadPrimarySource"
        QUALIFIED_DERIVATION "qualifiedDerivation"
        STARTED_AT_TIME "startedAtTime"
        USED "used"
        WAS_ASSOCIATED_WITH "wasAssociatedWith"
        WAS_ATTRIBUTED_TO "wasAttributedTo"
        WAS_DERIVED_FROM "wasDerivedFrom"
        WAS_GENERATED_BY "wasGeneratedBy"
        WAS_INFORMED_BY "wasInformedBy"
    }
    dcterms "http://purl.org/dc/terms/" {
        FORMAT "format"
        IDENTIFIER "identifier"
        IS_PART_OF "isPartOf"
        REFERENCES "references"
        RIGHTS "rights"
    }
    rdfs "http://www.w3.org/2000/01/rdf-schema#" {
        COMMENT "comment"
        LABEL "label"
    }
    speckl "urn:speckl:ns#" {
        ARTIFACT "Artifact"
        BYTE_GROUP "ByteGroup"
        DOCUMENT "Document"
        ELEMENT "Element"
        FACT "Fact"
        GENERATED_METHOD "GeneratedMethod"
        GENERATED_PART "GeneratedPart"
        LINE_GROUP "LineGroup"
        PROPERTY_VERDICT "PropertyVerdict"
        REQUIREMENT "Requirement"
        RULE "GeneratorRule"
        SPEC_FILE "SpecFile"
        VERDICT "Verdict"
        ADDRESS "address"
        AT "at"
        CLAUSE "clause"
        DEPTH "depth"
        ELEMENT_ROOT "elementRoot"
        END_BYTE "endByte"
        FILE_NAME "fileName"
        FIRST_BYTE "firstByte"
        FIRST_LINE "firstLine"
        KEY "key"
        KIND "kind"
        LAST_LINE "lastLine"
        LIMIT "limit"
        NARROWED "narrowed"
        OUTCOME "outcome"
        SATISFIES "satisfies"
        SHA256 "sha256"
        SIZE "size"
        SPEC_DIGEST "specDigest"
        STATES "states"
        TRANSITIONS "transitions"
        VALUE "value"
        VERSION "version"
    }
}
