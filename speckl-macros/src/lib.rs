//! `speckl! { … }`: a model-checked state machine, written where it is used.
//!
//! ```
//! speckl_macros::speckl! {
//!     spec Door
//!       type State = enum { open, shut }
//!       state door: State = shut
//!       action pull
//!         require door == shut
//!         door := open
//!       action push
//!         require door == open
//!         door := shut
//! }
//! use door::{Door, State};
//!
//! let mut it = Door::new();
//! it.pull().unwrap();
//! assert_eq!(it.door(), State::Open);
//! assert_eq!(it.pull().unwrap_err().to_string(), "pull was refused: require door == shut");
//! ```
//!
//! The spec is parsed, type-checked and model-checked while the crate is compiled; what is wrong with
//! it is an error at the very tokens. A macro only gives tokens: it writes no file and starts no
//! process. [`include_spec!`] does the same for a spec in a file of its own.
//!
//! Cargo features add the other artifacts to the generated machine, as constants: `typescript`
//! (`TYPESCRIPT`), `wasm` (`WASM`, `WASM_BINDING`), `evidence` (`PROVENANCE`, `SBOM_CYCLONEDX`,
//! `SBOM_SPDX`, `TRACE`).

mod comment;
mod constants;
mod errors;
mod exact;
mod expand;
mod imports;
mod include;
mod joined;
mod respan;

use proc_macro::TokenStream;

/// Compiles the `SpeckDL` between its braces, in either layout, into one module per spec: `spec Door`
/// gives `pub mod door` with `Door`, `DoorAction`, `DoorError`, and the types that the spec declares.
///
/// # Errors
/// What is wrong with the spec, a violated invariant with its counterexample included, is a compile
/// error at its tokens.
#[proc_macro]
pub fn speckl(input: TokenStream) -> TokenStream {
    expand::inline(input.into()).into()
}

/// Compiles a spec that lies in a file: `include_spec!("specs/door.speckdl")`, relative to the
/// crate's `Cargo.toml`. Cargo compiles again when the file changes.
///
/// With a name instead, `include_spec!(door)`, it takes up what `speckl-build` has generated in the
/// build script: `pub mod door` with the content of `door.rs` in `OUT_DIR`.
///
/// # Errors
/// What is wrong with the spec, or with reading it, is a compile error that names file and line.
#[proc_macro]
pub fn include_spec(input: TokenStream) -> TokenStream {
    include::expand(input.into()).into()
}
