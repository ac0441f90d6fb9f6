//! `speckl explain`: the page of a diagnostic.

use crate::args::Explain;
use crate::error::CallError;
use crate::output;
use speckl_core::diagnostic::{Code, closest};

/// Prints the page of a code.
pub fn run(args: &Explain) -> Result<bool, CallError> {
    let asked = args.code.trim().to_ascii_uppercase();
    match Code::ALL.iter().find(|code| code.name() == asked) {
        Some(code) => {
            let title = || format!("# {code}: {}\n", code.title());
            output::data(&code.page().unwrap_or_else(title))?;
            Ok(true)
        }
        None => Err(CallError::NoSuchCode {
            meant: closest(&asked, Code::ALL.iter().map(|code| code.name())),
            asked: args.code.clone(),
        }),
    }
}
