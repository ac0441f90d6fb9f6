//! What a build script tells cargo, line by line.

use crate::error::Error;
use speckl_core::diagnostic::{Color, Diagnostic, Severity, render};
use speckl_core::source::Sources;
use std::path::Path;

/// Lines for cargo, in order.
#[derive(Debug, Default)]
pub(crate) struct Directives {
    pub(crate) lines: Vec<String>,
}

impl Directives {
    /// The script has read a file: a change to it is a reason to run again. (A file that is not there
    /// would be a reason for ever.)
    pub(crate) fn file_read(&mut self, path: &Path) -> Result<(), Error> {
        match path.to_str() {
            Some(text) if !text.contains(char::is_control) => {
                self.lines.push(format!("cargo::rerun-if-changed={text}"));
                Ok(())
            }
            _ => Err(Error::Path(path.to_owned())),
        }
    }

    /// The script has read a variable of the environment.
    pub(crate) fn variable_read(&mut self, name: &str) {
        self.lines
            .push(format!("cargo::rerun-if-env-changed={name}"));
    }

    /// A finding, line by line as it would stand in a terminal.
    pub(crate) fn finding(&mut self, finding: &Diagnostic, sources: &Sources) {
        self.message(finding.severity, &render(finding, sources, Color::Never));
    }

    /// A message; cargo prints each of its lines on its own, under the name of the package.
    pub(crate) fn message(&mut self, severity: Severity, text: &str) {
        for line in text.lines() {
            self.lines
                .push(format!("cargo::{}={line}", severity.name()));
        }
    }

    #[allow(
        clippy::print_stdout,
        reason = "stdout is how a build script talks to cargo"
    )]
    pub(crate) fn print(&self) {
        for line in &self.lines {
            println!("{line}");
        }
    }
}
