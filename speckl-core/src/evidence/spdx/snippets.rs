//! Snippets (SPDX 2.3 §9): each element of the spec, each group of lines or bytes of the generated
//! files, and which was generated from which.
//!
//! Ranges are SPDX's: lines and bytes are both counted from 1, and both ends are included.

use super::super::pieces::{Piece, pieces};
use super::super::{Dossier, File};
use super::{Licenses, NOASSERTION, file_id, relationship};
use crate::model::{Element, ElementId};
use serde_json::{Value, json};
use std::ops::Range;

/// All snippets and their relationships.
pub(super) struct Snippets {
    pub rows: Vec<Value>,
    pub relationships: Vec<Value>,
}

/// Of all files; the spec is the first.
pub(super) fn of(dossier: &Dossier<'_>, files: &[File<'_>], licenses: &Licenses) -> Snippets {
    let mut snippets = Snippets {
        rows: Vec::new(),
        relationships: Vec::new(),
    };
    for (id, element) in dossier.model().element_ids() {
        if let Some(file) = file_with_text(dossier, files, element) {
            snippets.rows.push(row(
                &Place {
                    id: element_snippet(id),
                    file: file_id(file),
                    lines: Some(dossier.lines(element)),
                    bytes: Dossier::bytes(element),
                },
                &element.id,
                "An element of the specification",
                licenses,
            ));
        }
    }
    for (index, file) in files.iter().enumerate() {
        for (number, piece) in pieces(file).into_iter().enumerate() {
            // A range of SPDX cannot be empty.
            if !piece.bytes.is_empty() {
                let id = format!("SPDXRef-Snippet-{index}-{number}");
                snippets.generated(dossier, files, id, index, &piece, licenses);
            }
        }
    }
    snippets
}

impl Snippets {
    fn generated(
        &mut self,
        dossier: &Dossier<'_>,
        files: &[File<'_>],
        id: String,
        file: usize,
        piece: &Piece<'_>,
        licenses: &Licenses,
    ) {
        for element in piece.elements() {
            let found = file_with_text(dossier, files, dossier.model().element(element));
            let source = match found {
                Some(_) => element_snippet(element),
                None => file_id(0),
            };
            self.relationships
                .push(relationship(&id, "GENERATED_FROM", &source));
        }
        let comment = match piece.rule() {
            Some(rule) => format!("The same for every specification: rule {rule} of the generator"),
            None => format!(
                "Generated from {}",
                piece.element_ids(dossier.model()).join(", ")
            ),
        };
        let place = Place {
            id,
            file: file_id(file),
            lines: piece.lines,
            bytes: piece.bytes.clone(),
        };
        self.rows
            .push(row(&place, &piece.place(), &comment, licenses));
    }
}

/// What a snippet is, and where.
struct Place {
    id: String,
    file: String,
    lines: Option<(u32, u32)>,
    bytes: Range<usize>,
}

fn row(place: &Place, name: &str, comment: &str, licenses: &Licenses) -> Value {
    let range = |key: &str, start: usize, end: usize| {
        json!({
            "startPointer": { key: start, "reference": place.file },
            "endPointer": { key: end, "reference": place.file },
        })
    };
    let mut ranges = vec![range("offset", place.bytes.start + 1, place.bytes.end)];
    if let Some((first, last)) = place.lines {
        ranges.push(range("lineNumber", first as usize, last as usize));
    }
    json!({
        "SPDXID": place.id,
        "snippetFromFile": place.file,
        "ranges": ranges,
        "name": name,
        "comment": comment,
        "licenseConcluded": licenses.declared,
        "licenseInfoInSnippets": [NOASSERTION],
        "copyrightText": NOASSERTION,
    })
}

/// The file, by its number, that an element covers some text of.
fn file_with_text(dossier: &Dossier<'_>, files: &[File<'_>], element: &Element) -> Option<usize> {
    let name = dossier.file_of(element);
    let bytes = Dossier::bytes(element);
    let file = files.iter().position(|file| file.name == name)?;
    (!bytes.is_empty() && files[file].bytes.get(bytes).is_some()).then_some(file)
}

fn element_snippet(id: ElementId) -> String {
    format!("SPDXRef-Element-{}", id.index())
}
