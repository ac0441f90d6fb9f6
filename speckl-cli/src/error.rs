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
            CallError::Overwrite(path) => write!(
                f,
                "`{}` is a specification of this call, and would be overwritten: write to another folder with `-o`",
                path.display()
            ),
        }
    }
}
