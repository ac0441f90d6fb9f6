//! `include_spec!`: a spec in a file of its own, or what a build script has made of one.

use crate::errors::compile_error;
use crate::expand::{Place, modules, options, told};
use crate::imports::Imports;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use speckl_core::compile::compile_with;
use speckl_core::emit::rust::module_name;
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
    let file = Literal::string(&format!("/{}.rs", base_name(&name.unraw().to_string())));
    quote! {
        pub mod #name {
            ::core::include!(::core::concat!(::core::env!("OUT_DIR"), #file));
        }
    }
}

/// The name of the files of a spec, by that of its module: `spec Super` gives `super.rs`, and a module
/// `super_`, since Rust has no module of the other name.
fn base_name(module: &str) -> &str {
    match module.strip_suffix('_') {
        Some(base) if module_name(base) == module => base,
        _ => module,
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
    let mut imports = Imports::new();
    let compilation = compile_with(&path.value(), &text, &options(), &mut imports);
    let errors: TokenStream = compilation
        .diagnostics
        .iter()
        .filter(|finding| finding.is_error())
        .map(|finding| refuse(told(finding, &compilation, Place::Prefix)))
        .collect();
    let modules = modules(&compilation, compilation.failed(), None);
    let tracked = Literal::string(tracked);
    let imported = imports.tracked();
    quote! {
        #errors
        #modules
        // Cargo compiles again when a file changes that was included.
        const _: &[u8] = ::core::include_bytes!(#tracked);
        #imported
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_where_the_module_has_another_name() {
        for (module, base) in [
            ("door", "door"),
            ("super_", "super"),
            ("crate_", "crate"),
            ("door_", "door_"),
        ] {
            assert_eq!(base_name(module), base);
        }
    }
}
