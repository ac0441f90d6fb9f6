//! The other artifacts of a spec, as constants of the generated machine.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use speckl_core::compile::Unit;
use speckl_core::emit::ArtifactKind;
use speckl_core::emit::rust::machine_name;

/// The artifacts that the enabled features ask for.
pub const WANTED: &[ArtifactKind] = &[
    #[cfg(feature = "typescript")]
    ArtifactKind::TypeScript,
    #[cfg(feature = "wasm")]
    ArtifactKind::Wasm,
    #[cfg(feature = "wasm")]
    ArtifactKind::WasmBinding,
    #[cfg(feature = "evidence")]
    ArtifactKind::Trace,
    #[cfg(feature = "evidence")]
    ArtifactKind::ProvTurtle,
    #[cfg(feature = "evidence")]
    ArtifactKind::CycloneDx,
    #[cfg(feature = "evidence")]
    ArtifactKind::Spdx,
];

/// The name and the words of an artifact's constant.
fn constant(kind: ArtifactKind) -> Option<(&'static str, &'static str)> {
    match kind {
        ArtifactKind::TypeScript => Some(("TYPESCRIPT", "The TypeScript class, as its source.")),
        ArtifactKind::Wasm => Some(("WASM", "The WebAssembly module.")),
        ArtifactKind::WasmBinding => Some((
            "WASM_BINDING",
            "The TypeScript host binding of the WebAssembly module.",
        )),
        ArtifactKind::Trace => Some(("TRACE", "Which element each generated line comes from.")),
        ArtifactKind::ProvTurtle => Some(("PROVENANCE", "The PROV-O provenance, in Turtle.")),
        ArtifactKind::CycloneDx => Some(("SBOM_CYCLONEDX", "The CycloneDX bill of materials.")),
        ArtifactKind::Spdx => Some(("SBOM_SPDX", "The SPDX document.")),
        _ => None,
    }
}

/// The constants of a spec's artifacts.
pub fn of(unit: &Unit) -> TokenStream {
    let constants: TokenStream = unit
        .artifacts
        .iter()
        .filter_map(|artifact| {
            let (name, docs) = constant(artifact.kind)?;
            let name = Ident::new(name, Span::call_site());
            Some(if artifact.kind == ArtifactKind::Wasm {
                let bytes = Literal::byte_string(&artifact.bytes);
                quote!(#[doc = #docs] pub const #name: &'static [u8] = #bytes;)
            } else {
                let text = artifact.text();
                quote!(#[doc = #docs] pub const #name: &'static str = #text;)
            })
        })
        .collect();
    if constants.is_empty() {
        return constants;
    }
    let machine = Ident::new(&machine_name(&unit.outline.name.0), Span::call_site());
    quote! {
        #[allow(dead_code)]
        impl #machine { #constants }
    }
}
