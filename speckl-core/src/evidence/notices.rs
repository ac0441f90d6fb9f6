//! Warnings about what a spec says of itself and a standard cannot carry as it stands there.

use super::license::License;
use super::opaque;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Model;
use crate::source::Span;

/// What documents about this spec will say otherwise, or leave out.
pub fn notices(model: &Model) -> Vec<Diagnostic> {
    let mut notices = Vec::new();
    let metadata = &model.metadata;
    if let License::Named(name) = License::read(metadata.license.as_deref()) {
        notices.push(
            Diagnostic::new(
                Code::OpaqueMetadata,
                declared(model, "license"),
                format!("`{name}` is no licence expression of SPDX"),
            )
            .label("the documents carry it as a name, which no tool can judge")
            .note(
                "an expression is `MIT`, `Apache-2.0 OR MIT`, or `LicenseRef-…` for what is not on the SPDX License List",
            ),
        );
    }
    for (number, (_, address)) in metadata.authors.iter().enumerate() {
        if address.is_some() && opaque::mail(address.as_deref()).is_none() {
            notices.push(
                Diagnostic::new(
                    Code::OpaqueMetadata,
                    declared(model, &format!("author/{number}")),
                    "this address is no plain mail address",
                )
                .label("CycloneDX and SPDX go without it")
                .note("plain is `somebody@example.org`"),
            );
        }
    }
    notices
}

/// Where a piece of metadata stands.
fn declared(model: &Model, name: &str) -> Span {
    let id = format!("{}/metadata/{name}", model.name);
    let element = model.elements.iter().find(|element| element.id == id);
    element.map_or(model.name_span, |element| element.span)
}
