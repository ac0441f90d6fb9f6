//! `include_spec!`: a spec in a file of its own, or what a build script has made of one.

use crate::errors::compile_error;
use crate::expand::{Place, modules, options, told};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use speckl_core::compile::compile;
use std::path::Path;
use syn::LitStr;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};

/// What is included.
enum Included {
    /// A spec, by its path.
    Spec(LitStr),
    /// A generated module, by its name.
    Generated(Ident),
}

impl Parse for Included {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return Ok(Included::Spec(input.parse()?));
        }
        match input.call(Ident::parse_any) {
            Ok(name) => Ok(Included::Generated(name)),
            Err(_) => Err(input.error(
                "expected the path of a spec, as in \"specs/door.speckdl\", or the name of a \
                 module that the build script has generated",
            )),
        }
    }
}

/// Expands `include_spec!(…)`.
pub fn expand(input: TokenStream) -> TokenStream {
    match syn::parse2(input) {
        Ok(Included::Spec(path)) => spec(&path),
        Ok(Included::Generated(name)) => generated(&name),
        Err(error) => error.to_compile_error(),
    }
}

fn generated(name: &Ident) -> TokenStream {
    let file = Literal::string(&format!("/{}.rs", name.unraw()));
    quote! {
        pub mod #name {
            ::core::include!(::core::concat!(::core::env!("OUT_DIR"), #file));
        }
    }
}

fn spec(path: &LitStr) -> TokenStream {
    let refuse = |message: String| compile_error(path.span(), path.span(), &message);
    let Some(root) = std::env::var_os("CARGO_MANIFEST_DIR") else {
        return refuse("CARGO_MANIFEST_DIR is not set, so the path cannot be resolved".to_owned());
    };
    let full = Path::new(&root).join(path.value());
    let Some(tracked) = full.to_str() else {
        return refuse("the path of the spec is not UTF-8".to_owned());
    };
    let bytes = match std::fs::read(&full) {
        Ok(bytes) => bytes,
        Err(error) => return refuse(format!("cannot read `{}`: {error}", path.value())),
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return refuse(format!("[E0007] `{}` is not UTF-8", path.value()));
    };
    let compilation = compile(&path.value(), &text, &options());
    let errors: TokenStream = compilation
        .diagnostics
        .iter()
        .filter(|finding| finding.is_error())
        .map(|finding| refuse(told(finding, &compilation, Place::Prefix)))
        .collect();
    let modules = modules(&compilation, compilation.failed(), None);
    let tracked = Literal::string(tracked);
    quote! {
        #errors
        #modules
        // Cargo compiles again when a file changes that was included.
        const _: &[u8] = ::core::include_bytes!(#tracked);
    }
}
