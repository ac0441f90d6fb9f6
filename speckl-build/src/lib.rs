//! `SpeckDL` in a build script: specifications are checked and compiled while cargo builds.
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), speckl_build::Error> {
//!     speckl_build::compile("specs/toggle_switch.speckdl")
//! }
//! ```
//!
//! The generated code is in `OUT_DIR`, under the spec's name in snake case:
//!
//! ```ignore
//! mod toggle_switch {
//!     include!(concat!(env!("OUT_DIR"), "/toggle_switch.rs"));
//! }
//! ```
//!
//! What is wrong with a spec stops the build with rustc's own look, counterexample included; it is no
//! [`Error`]: those are about files and settings. Nothing is written outside `OUT_DIR` unless
//! [`Config::export_to`] names a folder for what is to be committed or shipped.

mod config;
mod directive;
mod error;
mod export;
mod files;
mod run;

pub use config::Config;
pub use error::Error;
pub use speckl_core::check::Deadlocks;
pub use speckl_core::emit::ArtifactKind;

use std::path::Path;

/// Checks and compiles one file of specs, and writes everything to `OUT_DIR`.
///
/// Paths are relative to the package, as everywhere in a build script.
pub fn compile(spec: impl AsRef<Path>) -> Result<(), Error> {
    Config::new().compile(&[spec])
}
