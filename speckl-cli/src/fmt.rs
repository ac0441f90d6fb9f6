//! `speckl fmt`: specifications in the canonical layout.

use crate::args::Fmt;
use crate::error::CallError;
use crate::input::{self, Input};
use crate::output;
use speckl_core::compile::{Options, compile_bytes};
use speckl_core::diagnostic::Diagnostic;
use speckl_core::source::{SourceFile, Sources};
use speckl_core::syntax;
use std::collections::BTreeSet;

/// Rewrites files, or tells which would change. A file with errors stays as it is.
pub fn run(args: &Fmt) -> Result<bool, CallError> {
    let mut well = true;
    for input in input::read(&args.specs)? {
        match formatted(&input) {
            Err((findings, sources)) => {
                output::findings(&findings, &sources, args.color);
                well = false;
            }
            Ok(text) if text.as_bytes() == input.bytes => {}
            Ok(_) if args.check => {
                output::data(&format!("{}\n", input.name))?;
                well = false;
            }
            Ok(text) => output::file(&input.path, text.as_bytes())?,
        }
    }
    Ok(well)
}

fn formatted(input: &Input) -> Result<String, (Vec<Diagnostic>, Sources)> {
    let Ok(text) = std::str::from_utf8(&input.bytes) else {
        let options = Options {
            check: None,
            emit: BTreeSet::new(),
            timestamp: None,
        };
        let compilation = compile_bytes(&input.name, &input.bytes, &options);
        return Err((compilation.diagnostics, compilation.sources));
    };
    let mut sources = Sources::new();
    let file = sources.add(SourceFile::new(input.name.as_str(), text));
    syntax::format_source(file, text).map_err(|findings| (findings, sources))
}
