//! What a call reads: specifications, and one variable of the environment.

use crate::error::CallError;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// A specification as it was read.
pub struct Input {
    /// The path as the user gave it.
    pub path: PathBuf,
    /// The path as text: what findings call the file.
    pub name: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// Reads all specifications before anything is done with any of them.
pub fn read(specs: &[PathBuf]) -> Result<Vec<Input>, CallError> {
    specs.iter().map(|path| read_one(path)).collect()
}

fn read_one(path: &Path) -> Result<Input, CallError> {
    let bytes = fs::read(path).map_err(|error| CallError::Read(path.to_owned(), error))?;
    Ok(Input {
        path: path.to_owned(),
        name: path.display().to_string(),
        bytes,
    })
}

/// The time that documents carry: `SOURCE_DATE_EPOCH`, if it is set.
pub fn timestamp() -> Result<Option<i64>, CallError> {
    let Some(value) = env::var_os("SOURCE_DATE_EPOCH") else {
        return Ok(None);
    };
    let value = value.to_string_lossy();
    match speckl_core::compile::timestamp(&value) {
        Some(seconds) => Ok(Some(seconds)),
        None => Err(CallError::Timestamp(value.into_owned())),
    }
}
