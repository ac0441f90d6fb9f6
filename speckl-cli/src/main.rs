//! The `speckl` command: arguments, files and printing around `speckl-core`.
//!
//! Exit codes, for every subcommand: 0 all is well, 1 the specification is at fault, 2 the call is.

mod args;
mod check;
mod compile;
mod error;
mod explain;
mod fmt;
mod input;
mod output;
mod progress;
mod report;
mod simulate;

use args::{Args, Command, Completions};
use clap::{CommandFactory, Parser};
use error::CallError;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = Args::parse();
    let outcome = match &args.command {
        Command::Compile(command) => compile::run(command),
        Command::Check(command) => check::run(command),
        Command::Fmt(command) => fmt::run(command),
        Command::Simulate(command) => simulate::run(command),
        Command::Explain(command) => explain::run(command),
        Command::Completions(command) => completions(command),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            output::complain(&error);
            ExitCode::from(2)
        }
    }
}

fn completions(args: &Completions) -> Result<bool, CallError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "speckl", &mut script);
    output::data(&String::from_utf8_lossy(&script))?;
    Ok(true)
}
