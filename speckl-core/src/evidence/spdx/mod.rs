//! SPDX 2.3 (ISO/IEC 5962 and its successor): the package, its files, and for each group of lines the
//! snippet of the spec that it was generated from.

mod snippets;

use super::facts::{Fact, of_groups};
use super::license::License;
use super::{Dossier, File, Role, TOOL, TOOL_VERSION, digests, opaque, purl, time};
use crate::emit::{Artifact, ArtifactKind};
use serde_json::{Map, Value, json};

/// Nothing is known (§8.5, §7.5 and elsewhere).
const NOASSERTION: &str = "NOASSERTION";

/// The identifier of the document itself.
const DOCUMENT: &str = "SPDXRef-DOCUMENT";

/// The identifier of the one package.
const PACKAGE: &str = "SPDXRef-Package";

/// The licence that stands for words that are no licence expression (§10).
const DECLARED: &str = "LicenseRef-declared";

/// Writes SPDX.
pub fn spdx(dossier: &Dossier<'_>) -> Artifact {
    let model = dossier.model();
    let files = dossier.files();
    let licenses = Licenses::of(dossier);
    let snippets = snippets::of(dossier, &files, &licenses);

    let mut document = Map::new();
    let mut put = |key: &str, value: Value| drop(document.insert(key.to_owned(), value));
    put("spdxVersion", json!("SPDX-2.3"));
    put("dataLicense", json!("CC0-1.0"));
    put("SPDXID", json!(DOCUMENT));
    put(
        "name",
        json!(format!(
            "{} {}",
            opaque::one_line(&model.name),
            dossier.version()
        )),
    );
    put("creationInfo", creation_info(dossier));
    put("packages", json!([package(dossier, &files, &licenses)]));
    put(
        "files",
        files
            .iter()
            .enumerate()
            .map(|(i, file)| file_row(i, file, &licenses))
            .collect(),
    );
    put("snippets", Value::Array(snippets.rows));
    put(
        "relationships",
        relationships(&files, snippets.relationships),
    );
    if !licenses.extracted.is_empty() {
        put("hasExtractedLicensingInfos", json!(licenses.extracted));
    }

    // §6.5: a URI of its own for every version of the document; made from the content without it.
    let content = Value::Object(document.clone()).to_string();
    let namespace = format!("urn:uuid:{}", digests::uuid(content.as_bytes()));
    document.shift_insert(4, "documentNamespace".to_owned(), json!(namespace));

    let text = format!("{:#}\n", Value::Object(document));
    Artifact::document(model, ArtifactKind::Spdx, text.into_bytes())
}

/// What is said of licences, alike everywhere.
struct Licenses {
    /// An expression, a reference, or [`NOASSERTION`].
    declared: String,
    /// The texts behind references, as far as the spec has them.
    extracted: Vec<Value>,
}

impl Licenses {
    fn of(dossier: &Dossier<'_>) -> Self {
        let extracted =
            |id: &str, text: &str| json!({ "licenseId": id, "name": text, "extractedText": text });
        match dossier.license() {
            License::Unstated => Self {
                declared: NOASSERTION.to_owned(),
                extracted: Vec::new(),
            },
            License::Expression { text, references } => Self {
                declared: text,
                extracted: references
                    .iter()
                    .map(|id| {
                        json!({
                            "licenseId": id,
                            "name": id,
                            "extractedText": "The specification names this licence without its text.",
                        })
                    })
                    .collect(),
            },
            License::Named(name) => Self {
                declared: DECLARED.to_owned(),
                extracted: vec![extracted(DECLARED, &name)],
            },
        }
    }
}

/// §6.8 to §6.10. The format demands a time. Where none was supplied the document gives the zero
/// of Unix time and says so, because a clock would make every run another document.
fn creation_info(dossier: &Dossier<'_>) -> Value {
    let authors = dossier
        .model()
        .metadata
        .authors
        .iter()
        .map(|(name, address)| opaque::spdx_person(name, address.as_deref()));
    let creators: Vec<String> = std::iter::once(format!("Tool: {TOOL}-{TOOL_VERSION}"))
        .chain(authors)
        .collect();
    let mut info = Map::new();
    info.insert(
        "created".to_owned(),
        json!(time::rfc3339(dossier.timestamp.unwrap_or_default())),
    );
    info.insert("creators".to_owned(), json!(creators));
    if dossier.timestamp.is_none() {
        info.insert(
            "comment".to_owned(),
            json!("No time was supplied (SOURCE_DATE_EPOCH): the time of creation is not known."),
        );
    }
    Value::Object(info)
}

fn package(dossier: &Dossier<'_>, files: &[File<'_>], licenses: &Licenses) -> Value {
    let model = dossier.model();
    let identity = dossier.subject.identity;
    let version = dossier.version();
    let author = model.metadata.authors.first();
    let supplier = author.map_or_else(
        || NOASSERTION.to_owned(),
        |(name, address)| opaque::spdx_person(name, address.as_deref()),
    );
    let listing = Dossier::listing_digest(&dossier.deliverables());
    let external = |category: &str, ty: &str, locator: String| json!({ "referenceCategory": category, "referenceType": ty, "referenceLocator": locator });
    let mut package = json!({
        "SPDXID": PACKAGE,
        "name": opaque::one_line(&model.name),
        "versionInfo": version,
        "supplier": supplier,
        "originator": supplier,
        "downloadLocation": NOASSERTION,
        "filesAnalyzed": true,
        "packageVerificationCode": {
            "packageVerificationCodeValue": verification_code(files),
            "packageVerificationCodeExcludedFiles": [
                format!("./{}{}", model.base_name(), ArtifactKind::Spdx.suffix()),
            ],
        },
        "licenseConcluded": licenses.declared,
        "licenseDeclared": licenses.declared,
        "licenseInfoFromFiles": [NOASSERTION],
        "copyrightText": NOASSERTION,
        "comment": format!(
            "Generated by {TOOL} {TOOL_VERSION} from {}. {}",
            dossier.spec_file,
            dossier.verdict_sentence(),
        ),
        "externalRefs": [
            external(
                "PACKAGE-MANAGER",
                "purl",
                purl::generic(&model.base_name(), &version, listing, None),
            ),
            external("OTHER", "speckl-spec-digest", format!("sha256:{}", identity.spec)),
            external("OTHER", "speckl-element-root", format!("sha256:{}", identity.root)),
            external("OTHER", "speckl-verdict", dossier.subject.verdict_name().to_owned()),
        ],
        "primaryPackagePurpose": "SOURCE",
    });
    // §7.12: where the package comes from.
    let origins = of_groups(dossier, &["source", "derives"]);
    if !origins.is_empty() {
        let origins: Vec<String> = origins.iter().map(Fact::sentence).collect();
        package["sourceInfo"] = json!(origins.join("; "));
    }
    let notes = of_groups(dossier, &["review", "provenance", "bom", "opaque"]);
    if !notes.is_empty() {
        package["annotations"] = notes.iter().map(|fact| annotation(dossier, fact)).collect();
    }
    package
}

/// §12: what the spec says of itself that has no field of its own.
fn annotation(dossier: &Dossier<'_>, fact: &Fact<'_>) -> Value {
    json!({
        "annotationDate": time::rfc3339(dossier.timestamp.unwrap_or_default()),
        "annotationType": "OTHER",
        "annotator": format!("Tool: {TOOL}-{TOOL_VERSION}"),
        "comment": fact.sentence(),
    })
}

/// §7.9: SHA-1 over the SHA-1 digests of all files, sorted.
fn verification_code(files: &[File<'_>]) -> String {
    let mut digests: Vec<String> = files.iter().map(|file| digests::sha1(file.bytes)).collect();
    digests.sort_unstable();
    digests::sha1(digests.concat().as_bytes())
}

fn file_row(index: usize, file: &File<'_>, licenses: &Licenses) -> Value {
    let concluded = match file.role() {
        Role::Document => NOASSERTION,
        _ => &licenses.declared,
    };
    json!({
        "SPDXID": file_id(index),
        "fileName": format!("./{}", file.name),
        "fileTypes": file_types(file),
        "checksums": [
            { "algorithm": "SHA1", "checksumValue": digests::sha1(file.bytes) },
            { "algorithm": "SHA256", "checksumValue": file.digest.to_string() },
        ],
        "licenseConcluded": concluded,
        "licenseInfoInFiles": [NOASSERTION],
        "copyrightText": NOASSERTION,
    })
}

/// §8.3
fn file_types(file: &File<'_>) -> &'static [&'static str] {
    match file.kind {
        ArtifactKind::Spec
        | ArtifactKind::Import
        | ArtifactKind::Rust
        | ArtifactKind::TypeScript
        | ArtifactKind::WasmBinding => &["SOURCE", "TEXT"],
        ArtifactKind::Wasm => &["BINARY", "APPLICATION"],
        ArtifactKind::SourceMap => &["OTHER"],
        ArtifactKind::Trace
        | ArtifactKind::ProvTurtle
        | ArtifactKind::ProvJsonLd
        | ArtifactKind::CycloneDx
        | ArtifactKind::Spdx => &["DOCUMENTATION", "TEXT"],
    }
}

/// §11: the document describes the package, the package contains the files, and all but the spec and
/// what it imports were generated from it.
fn relationships(files: &[File<'_>], snippets: Vec<Value>) -> Value {
    let mut rows = vec![relationship(DOCUMENT, "DESCRIBES", PACKAGE)];
    let spec = files
        .iter()
        .position(|file| file.role() == Role::Spec)
        .unwrap_or_default();
    for (index, file) in files.iter().enumerate() {
        rows.push(relationship(PACKAGE, "CONTAINS", &file_id(index)));
        if file.role() == Role::Import {
            rows.push(relationship(&file_id(spec), "DEPENDS_ON", &file_id(index)));
        } else if index != spec {
            rows.push(relationship(
                &file_id(index),
                "GENERATED_FROM",
                &file_id(spec),
            ));
        }
        let of_file = file
            .companion(files)
            .and_then(|companion| files.iter().position(|other| other.kind == companion.kind));
        match (file.role(), of_file) {
            (Role::SourceMap, Some(of)) => {
                rows.push(relationship(&file_id(index), "METAFILE_OF", &file_id(of)));
            }
            (Role::Code, Some(on)) => {
                rows.push(relationship(&file_id(index), "DEPENDS_ON", &file_id(on)));
            }
            (Role::Document, _) => {
                rows.push(relationship(&file_id(index), "METAFILE_OF", PACKAGE));
            }
            _ => {}
        }
    }
    rows.extend(snippets);
    Value::Array(rows)
}

fn relationship(element: &str, ty: &str, related: &str) -> Value {
    json!({
        "spdxElementId": element,
        "relationshipType": ty,
        "relatedSpdxElement": related,
    })
}

/// Numbered, because a name may hold what an identifier may not (§3.2: letters, digits, `.`, `-`).
fn file_id(index: usize) -> String {
    format!("SPDXRef-File-{index}")
}
