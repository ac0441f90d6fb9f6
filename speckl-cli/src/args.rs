//! What can be said on the command line.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};
use speckl_core::check::{CheckOptions, Deadlocks};
use speckl_core::emit::ArtifactKind;
use std::path::PathBuf;
use std::time::Duration;

/// The command line. (What `--help` says of it is the package's description.)
#[derive(Debug, Parser)]
#[command(name = "speckl", version, about = env!("CARGO_PKG_DESCRIPTION"), long_about = None, arg_required_else_help = true)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check specifications, then write code and evidence
    Compile(Compile),
    /// Explore every reachable state of specifications
    Check(Check),
    /// Rewrite specifications in the canonical layout
    Fmt(Fmt),
    /// Run a specification by hand, from a script, or at random
    Simulate(Simulate),
    /// Explain a diagnostic code
    Explain(Explain),
    /// Print completions for a shell
    Completions(Completions),
}

/// `speckl compile`
#[derive(Debug, clap::Args)]
pub struct Compile {
    /// The specifications
    #[arg(value_name = "SPEC", required = true)]
    pub specs: Vec<PathBuf>,
    /// The folder to write to; made if it is not there
    #[arg(short, long, value_name = "DIR", default_value = "speckl-out")]
    pub output: PathBuf,
    /// Which artifacts to write, separated by commas [default: all]
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = artifact_kinds())]
    pub emit: Vec<ArtifactKind>,
    /// Leave the check out; every artifact then says that it is unchecked
    #[arg(long)]
    pub no_check: bool,
    /// The most states that the check visits
    #[arg(long, value_name = "N", default_value_t = CheckOptions::BUILD_BUDGET, conflicts_with = "no_check")]
    pub max_states: u64,
    /// How things are printed.
    #[command(flatten)]
    pub printing: Printing,
}

/// `speckl check`
#[derive(Debug, clap::Args)]
pub struct Check {
    /// The specifications
    #[arg(value_name = "SPEC", required = true)]
    pub specs: Vec<PathBuf>,
    /// What the check chooses from, as in `bounds { … }`: Nat=0..5, transfer.amount=1..3; repeatable
    #[arg(long, value_name = "WHAT=VALUES")]
    pub bound: Vec<String>,
    /// Another value for a constant: N=4; repeatable
    #[arg(long = "const", value_name = "NAME=VALUE")]
    pub constants: Vec<String>,
    /// The most states to visit [default: no limit]
    #[arg(long, value_name = "N")]
    pub max_states: Option<u64>,
    /// The greatest distance from an initial state [default: no limit]
    #[arg(long, value_name = "N")]
    pub max_depth: Option<u32>,
    /// Stop after so long (30s, 5m, 1h), without a verdict
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub time_limit: Option<Duration>,
    /// Stop before holding more than this (500MiB, 4GiB), without a verdict
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub max_memory: Option<u64>,
    /// What to say of a state in which no action is enabled, where `final` does not allow it
    #[arg(long, value_name = "SAY", value_enum, default_value_t = Deadlock::Warn)]
    pub deadlock: Deadlock,
    /// Write the first counterexample to a file, for `simulate --script` and for tools that read the
    /// Informal Trace Format
    #[arg(long, value_name = "FILE")]
    pub trace_out: Option<PathBuf>,
    /// Fail unless the verdict is this one
    #[arg(long, value_name = "VERDICT", value_enum)]
    pub require: Option<Required>,
    /// How things are printed.
    #[command(flatten)]
    pub printing: Printing,
}

/// `speckl fmt`
#[derive(Debug, clap::Args)]
pub struct Fmt {
    /// The specifications
    #[arg(value_name = "SPEC", required = true)]
    pub specs: Vec<PathBuf>,
    /// Write nothing; fail where something would change
    #[arg(long)]
    pub check: bool,
    /// When to use colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = When::Auto)]
    pub color: When,
}

/// `speckl simulate`
#[derive(Debug, clap::Args)]
pub struct Simulate {
    /// The specification
    #[arg(value_name = "SPEC")]
    pub file: PathBuf,
    /// Which spec of the file, where it holds several
    #[arg(long, value_name = "NAME")]
    pub spec: Option<String>,
    /// Read requests from a file, or from standard input (`-`): one a line, as JSON or as a call, or the
    /// trace of a counterexample
    #[arg(long, value_name = "FILE", conflicts_with_all = ["seed", "steps"])]
    pub script: Option<PathBuf>,
    /// Print JSON, an object a line; without a script or a walk, read such lines from standard input
    #[arg(long)]
    pub json: bool,
    /// Walk at random; the same seed gives the same walk
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// How many steps to walk at random [default: 100]
    #[arg(long, value_name = "N")]
    pub steps: Option<u64>,
    /// When to use colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = When::Auto)]
    pub color: When,
}

/// `speckl explain`
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// The code, such as E0101
    pub code: String,
}

/// `speckl completions`
#[derive(Debug, clap::Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// How things are printed.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Printing {
    /// For people, or for scripts
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// When to use colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = When::Auto)]
    pub color: When,
}

/// `--format`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text.
    Human,
    /// JSON on stdout.
    Json,
}

/// `--color`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Even into a file.
    Always,
    /// Not at all.
    Never,
}

/// `--deadlock`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Deadlock {
    /// Nothing.
    Allow,
    /// A warning.
    Warn,
    /// A violation.
    Deny,
}

impl From<Deadlock> for Deadlocks {
    fn from(deadlock: Deadlock) -> Self {
        match deadlock {
            Deadlock::Allow => Deadlocks::Allow,
            Deadlock::Warn => Deadlocks::Warn,
            Deadlock::Deny => Deadlocks::Deny,
        }
    }
}

/// `--require`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Required {
    /// Every reachable state was visited with every domain complete.
    Proved,
}

/// `30s`, `5m`, `1h`; a number alone is seconds.
fn duration(text: &str) -> Result<Duration, String> {
    let seconds = with_unit(text, &[("s", 1), ("m", 60), ("h", 3600), ("", 1)]);
    seconds
        .map(Duration::from_secs)
        .ok_or_else(|| "a time is a number with s, m or h".to_owned())
}

/// `4GiB`, `500MiB`, `64KiB`; a number alone is bytes.
fn size(text: &str) -> Result<u64, String> {
    let units = [
        ("KiB", 1 << 10),
        ("MiB", 1 << 20),
        ("GiB", 1 << 30),
        ("TiB", 1 << 40),
        ("", 1),
    ];
    with_unit(text, &units).ok_or_else(|| "a size is a number with KiB, MiB or GiB".to_owned())
}

fn with_unit(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let digits = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let (_, times) = units.iter().find(|(known, _)| *known == unit.trim())?;
    number.parse::<u64>().ok()?.checked_mul(*times)
}

fn artifact_kinds() -> impl TypedValueParser<Value = ArtifactKind> {
    let available = ArtifactKind::AVAILABLE;
    PossibleValuesParser::new(available.iter().map(|kind| kind.name())).try_map(|name| {
        let kind = available.iter().find(|kind| kind.name() == name);
        kind.copied().ok_or("no such artifact")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read() {
        assert_eq!(duration("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(duration("2m"), Ok(Duration::from_secs(120)));
        assert_eq!(size("4GiB"), Ok(4 << 30));
        assert_eq!(size("12"), Ok(12));
        for wrong in ["", "s", "30x", "-1", "1.5h", "99999999999999999999"] {
            assert!(duration(wrong).is_err() && size(wrong).is_err(), "{wrong}");
        }
        assert!(size("99999999999GiB").is_err());
    }

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory as _;
        Args::command().debug_assert();
    }
}
