//! The files that a spec imports: read beside it, and watched by cargo.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use speckl_core::import_path;
use speckl_core::library::{LoadError, Loaded, Loader};
use std::path::PathBuf;

/// Reads imported files. Their names are relative to the crate's `Cargo.toml`, as the spec's is.
pub struct Imports {
    root: Option<PathBuf>,
    read: Vec<PathBuf>,
}

impl Imports {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self {
            root: std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from),
            read: Vec::new(),
        }
    }

    /// What makes cargo compile again when one of the files changes.
    pub fn tracked(&self) -> TokenStream {
        // A path that is no text cannot be watched; it came from text, so there is none.
        let paths = self.read.iter().filter_map(|path| path.to_str());
        paths
            .map(|path| {
                let path = Literal::string(path);
                quote!(
                    const _: &[u8] = ::core::include_bytes!(#path);
                )
            })
            .collect()
    }
}

impl Loader for Imports {
    fn load(&mut self, importing: &str, path: &str) -> Result<Loaded, LoadError> {
        let Some(root) = &self.root else {
            let words = "CARGO_MANIFEST_DIR is not set, so the path cannot be resolved";
            return Err(LoadError(words.to_owned()));
        };
        let name = import_path::resolve(importing, path).map_err(LoadError)?;
        let full = root.join(&name);
        match std::fs::read(&full) {
            Ok(bytes) => {
                if !self.read.contains(&full) {
                    self.read.push(full);
                }
                Ok(Loaded { name, bytes })
            }
            Err(error) => Err(LoadError(error.to_string())),
        }
    }
}
