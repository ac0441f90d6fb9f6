//! What a call reads: specifications with what they import, and one variable of the environment.

use crate::error::CallError;
use speckl_core::compile::{Compilation, Options, compile_bytes_with, compile_given};
use speckl_core::given::Setting;
use speckl_core::import_path;
use speckl_core::library::{LoadError, Loaded};
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

/// Compiles a specification, reading what it imports.
pub fn compile(input: &Input, options: &Options) -> Compilation {
    compile_bytes_with(&input.name, &input.bytes, options, &mut load)
}

/// Compiles a specification for a check with other constants and bounds than it states.
pub fn compile_with_settings(
    input: &Input,
    settings: &[Setting],
    options: &Options,
) -> Result<Compilation, CallError> {
    let Ok(text) = std::str::from_utf8(&input.bytes) else {
        return Ok(compile(input, options));
    };
    let compilation = compile_given(&input.name, text, settings, options, &mut load);
    // Settings are read like files, and come after all that are files.
    let files = compilation.imported().count() + 1;
    let wrong = compilation
        .diagnostics
        .iter()
        .find(|it| it.is_error() && it.primary.span.file.0 as usize >= files);
    match wrong {
        Some(finding) => {
            let setting = compilation.sources.file(finding.primary.span.file);
            Err(CallError::Setting {
                setting: setting.name().to_owned(),
                words: finding.message.clone(),
            })
        }
        None => Ok(compilation),
    }
}

/// Reads an imported file, which lies where its path says, seen from the file that imports it.
fn load(importing: &str, path: &str) -> Result<Loaded, LoadError> {
    let name = import_path::resolve(importing, path).map_err(LoadError)?;
    match fs::read(&name) {
        Ok(bytes) => Ok(Loaded { name, bytes }),
        Err(error) => Err(LoadError(error.to_string())),
    }
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
