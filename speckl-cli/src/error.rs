//! What is wrong with a call, as opposed to a specification.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a call cannot be carried out; the exit code is 2.
#[derive(Debug)]
pub enum CallError {
    /// A specification that cannot be read.
    Read(PathBuf, io::Error),
    /// A file or folder that cannot be written.
    Write(PathBuf, io::Error),
    /// Standard output that cannot be written.
    Print(io::Error),
    /// `SOURCE_DATE_EPOCH` is not a time.
    Timestamp(String),
    /// Two specs would be written to the same file.
    Collision {
        /// The file.
        path: PathBuf,
        /// The specs, with the files that they stand in.
        specs: [String; 2],
    },
    /// A specification would be overwritten with something else.
    Overwrite(PathBuf),
    /// There is no diagnostic with this code.
    NoSuchCode {
        /// What was asked for.
        asked: String,
        /// What may have been meant.
        meant: Option<&'static str>,
    },
    /// It does not say which spec of a file is meant.
    WhichSpec {
        /// The file.
        file: String,
        /// What was asked for.
        asked: Option<String>,
        /// The specs in it.
        specs: Vec<String>,
    },
    /// A bound or a constant of a check that means nothing.
    Setting {
        /// The setting, as it was given.
        setting: String,
        /// What is wrong with it.
        words: String,
    },
    /// Something to do that cannot be understood or carried out.
    Request(String),
    /// The terminal cannot be read.
    Terminal(String),
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CallError::Read(path, error) => write!(f, "cannot read `{}`: {error}", path.display()),
            CallError::Write(path, error) => {
                write!(f, "cannot write `{}`: {error}", path.display())
            }
            CallError::Print(error) => write!(f, "cannot write to standard output: {error}"),
            CallError::Timestamp(value) => write!(
                f,
                "SOURCE_DATE_EPOCH is `{value}`, which is not a time: whole seconds since 1970, until the year 9999"
            ),
            CallError::Collision {
                path,
                specs: [first, second],
            } => write!(
                f,
                "{first} and {second} would both be written to `{}`: give each a folder of its own with `-o`",
                path.display()
            ),
            CallError::NoSuchCode { asked, meant } => {
                write!(f, "there is no diagnostic `{asked}`")?;
                match meant {
                    Some(meant) => write!(f, ": did you mean {meant}?"),
                    None => write!(f, ": codes look like E0101 or W0301"),
                }
            }
            CallError::WhichSpec { file, asked, specs } => {
                match asked {
                    Some(asked) => write!(f, "`{file}` holds no spec `{asked}`")?,
                    None => write!(f, "`{file}` holds several specs: say which with `--spec`")?,
                }
                write!(f, " (it holds {})", specs.join(", "))
            }
            CallError::Setting { setting, words } => write!(f, "{setting}: {words}"),
            CallError::Request(words) => write!(f, "{words}"),
            CallError::Terminal(words) => write!(f, "cannot read from the terminal: {words}"),
            CallError::Overwrite(path) => write!(
                f,
                "`{}` is a specification of this call, and would be overwritten: write to another folder with `-o`",
                path.display()
            ),
        }
    }
}
