//! What a call prints and writes: findings to stderr, data to stdout, files whole or not at all.

use crate::args::When;
use crate::error::CallError;
use speckl_core::diagnostic::{Color, Diagnostic, render};
use speckl_core::source::Sources;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::{env, fs, process};

/// Prints findings for people, as rustc does.
pub fn findings(diagnostics: &[Diagnostic], sources: &Sources, color: When) {
    let color = match color {
        When::Always => Color::Always,
        When::Never => Color::Never,
        When::Auto => {
            let unwanted = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            if io::stderr().is_terminal() && !unwanted {
                Color::Always
            } else {
                Color::Never
            }
        }
    };
    for diagnostic in diagnostics {
        remark(&format!("{}\n", render(diagnostic, sources, color)));
    }
}

/// Prints a line for people beside the data.
pub fn remark(line: &str) {
    // Where stderr is gone there is nobody to tell.
    let _ = writeln!(io::stderr(), "{line}");
}

/// Says what is wrong with the call.
pub fn complain(error: &CallError) {
    remark(&format!("error: {error}"));
}

/// Prints data. A reader that has read enough is no error.
pub fn data(text: &str) -> Result<(), CallError> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(CallError::Print(error)),
        _ => Ok(()),
    }
}

/// Makes a folder, unless it is there.
pub fn folder(path: &Path) -> Result<(), CallError> {
    fs::create_dir_all(path).map_err(|error| CallError::Write(path.to_owned(), error))
}

/// Writes a file: whoever reads it sees what was there before or all that is there now.
pub fn file(path: &Path, bytes: &[u8]) -> Result<(), CallError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", process::id()));
    let aside = path.with_file_name(name);
    let written = fs::write(&aside, bytes).and_then(|()| fs::rename(&aside, path));
    written.map_err(|error| {
        // It may never have come to be.
        let _ = fs::remove_file(&aside);
        CallError::Write(path.to_owned(), error)
    })
}
