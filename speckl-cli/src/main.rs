//! The `speckl` command: arguments, files and printing around `speckl-core`.
//!
//! Exit codes, for every subcommand: 0 all is well, 1 the specification is at fault, 2 the call is.

mod args;
mod check;
mod compile;
mod error;
mod input;
mod output;
mod report;

use args::{Args, Command};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = Args::parse();
    let outcome = match &args.command {
        Command::Compile(command) => compile::run(command),
        Command::Check(command) => check::run(command),
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
