//! What can be wrong with files and settings, as opposed to specs.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a build script cannot do its work. What is wrong with a spec is no such error: cargo is told,
/// and stops the build.
///
/// It shows itself in words even through `Debug`, which is how the `main` of a build script shows it.
#[non_exhaustive]
pub enum Error {
    /// A variable that cargo sets for build scripts is not set.
    Environment(&'static str),
    /// A file that cannot be read.
    Read(PathBuf, io::Error),
    /// A file or folder that cannot be written.
    Write(PathBuf, io::Error),
    /// A path that cannot be told to cargo.
    Path(PathBuf),
    /// `SOURCE_DATE_EPOCH` is not a time.
    Timestamp(String),
    /// `SPECKL_EXPORT` says something that means nothing.
    Export(String),
    /// Two specs would be written to the same files.
    Collision {
        /// The name that the files would share.
        base_name: String,
        /// The specs, with the files that they stand in.
        specs: [String; 2],
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Environment(name) => {
                write!(f, "{name} is not set: this works in a build script only")
            }
            Error::Read(path, error) => write!(f, "cannot read `{}`: {error}", path.display()),
            Error::Write(path, error) => write!(f, "cannot write `{}`: {error}", path.display()),
            Error::Path(path) => write!(
                f,
                "the path `{}` cannot be told to cargo: use characters of UTF-8 that can be seen",
                path.display()
            ),
            Error::Timestamp(value) => write!(
                f,
                "SOURCE_DATE_EPOCH is `{value}`, which is not a time: whole seconds since 1970, until the year 9999"
            ),
            Error::Export(value) => write!(
                f,
                "SPECKL_EXPORT is `{value}`; it can be `check`, or not set"
            ),
            Error::Collision {
                base_name,
                specs: [first, second],
            } => write!(
                f,
                "{first} and {second} would both be written to `{base_name}.rs`"
            ),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Read(_, error) | Error::Write(_, error) => Some(error),
            _ => None,
        }
    }
}
