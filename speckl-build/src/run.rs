//! The work of a build script: from what cargo says and the specs to files and directives.

use crate::config::Config;
use crate::directive::Directives;
use crate::error::Error;
use crate::export::{self, Mode};
use crate::files;
use speckl_core::case;
use speckl_core::compile::{self, Compilation, Options, compile_bytes_with};
use speckl_core::emit::{ArtifactKind, rust};
use speckl_core::import_path;
use speckl_core::library::{LoadError, Loaded};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

const EXPORT: &str = "SPECKL_EXPORT";
const TIME: &str = "SOURCE_DATE_EPOCH";

/// What is read from the environment.
#[derive(Clone, Debug)]
pub(crate) struct Environment {
    /// `OUT_DIR`
    pub(crate) out_dir: PathBuf,
    /// `CARGO_MANIFEST_DIR`: what paths are relative to.
    pub(crate) package: PathBuf,
    /// `SPECKL_EXPORT`, where there is a folder that it could be about.
    pub(crate) export: Option<String>,
    /// `SOURCE_DATE_EPOCH`
    pub(crate) time: Option<String>,
}

impl Environment {
    pub(crate) fn read(config: &Config) -> Result<Self, Error> {
        let path = |name| {
            env::var_os(name)
                .map(PathBuf::from)
                .ok_or(Error::Environment(name))
        };
        let text = |name| env::var_os(name).map(|value| value.to_string_lossy().into_owned());
        Ok(Self {
            out_dir: path("OUT_DIR")?,
            package: path("CARGO_MANIFEST_DIR")?,
            export: config.export_to.as_ref().and_then(|_| text(EXPORT)),
            time: text(TIME),
        })
    }
}

/// Compiles specs, writes what they give, and says to cargo what there is to say.
pub(crate) fn run(
    config: &Config,
    env: &Environment,
    specs: &[&Path],
    directives: &mut Directives,
) -> Result<(), Error> {
    directives.variable_read(TIME);
    let options = Options {
        timestamp: timestamp(env.time.as_deref())?,
        ..config.options.clone()
    };
    let mode = match &config.export_to {
        Some(_) => {
            directives.variable_read(EXPORT);
            mode(config, env.export.as_deref())?
        }
        None => Mode::Write,
    };
    let mut compiled = Vec::new();
    for spec in specs {
        let bytes = files::read(&env.package.join(spec))?;
        directives.file_read(spec)?;
        let name = spec.display().to_string();
        let mut imported = BTreeSet::new();
        let mut load = |importing: &str, path: &str| {
            let name = import_path::resolve(importing, path).map_err(LoadError)?;
            match fs::read(env.package.join(&name)) {
                Ok(bytes) => {
                    imported.insert(PathBuf::from(&name));
                    Ok(Loaded { name, bytes })
                }
                Err(error) => Err(LoadError(error.to_string())),
            }
        };
        let compilation = compile_bytes_with(&name, &bytes, &options, &mut load);
        for path in &imported {
            directives.file_read(path)?;
        }
        compiled.push((name, compilation));
    }
    // Nothing is written while it is not sure that all of it can be.
    refuse_collisions(&compiled)?;
    for (name, compilation) in &compiled {
        for finding in &compilation.diagnostics {
            directives.finding(finding, &compilation.sources);
        }
        for unit in &compilation.units {
            if unit.artifacts.is_empty() {
                // The build stops, but tools that go on without it find what they look for.
                let file = case::snake(&unit.outline.name.0) + ArtifactKind::Rust.suffix();
                let stub = rust::stub(&unit.outline);
                files::write(&env.out_dir.join(file), stub.as_bytes())?;
                continue;
            }
            for artifact in &unit.artifacts {
                files::write(&env.out_dir.join(&artifact.file_name), &artifact.bytes)?;
            }
            if let Some(folder) = &config.export_to {
                let artifacts = &unit.artifacts;
                export::export(folder, mode, &env.package, name, artifacts, directives)?;
            }
        }
    }
    Ok(())
}

fn timestamp(source_date_epoch: Option<&str>) -> Result<Option<i64>, Error> {
    let Some(value) = source_date_epoch else {
        return Ok(None);
    };
    match compile::timestamp(value) {
        Some(seconds) => Ok(Some(seconds)),
        None => Err(Error::Timestamp(value.to_owned())),
    }
}

fn mode(config: &Config, variable: Option<&str>) -> Result<Mode, Error> {
    match variable {
        Some("check") => Ok(Mode::Check),
        None | Some("") if config.export_check => Ok(Mode::Check),
        None | Some("") => Ok(Mode::Write),
        Some(other) => Err(Error::Export(other.to_owned())),
    }
}

fn refuse_collisions(compiled: &[(String, Compilation)]) -> Result<(), Error> {
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    for (name, compilation) in compiled {
        for unit in &compilation.units {
            let spec = &unit.outline.name.0;
            let base_name = case::snake(spec);
            let owner = format!("`{spec}` of `{name}`");
            if let Some(other) = owners.insert(base_name.clone(), owner.clone()) {
                let specs = [other, owner];
                return Err(Error::Collision { base_name, specs });
            }
        }
    }
    refuse_differing_copies(compiled)
}

/// Several specs may import one file. But an imported file may also have the name of something that is
/// generated, or of another file that is imported elsewhere.
fn refuse_differing_copies(compiled: &[(String, Compilation)]) -> Result<(), Error> {
    let mut files: BTreeMap<&str, (&[u8], String)> = BTreeMap::new();
    for (name, compilation) in compiled {
        for unit in &compilation.units {
            for artifact in &unit.artifacts {
                let owner = format!("`{}` of `{name}`", unit.outline.name.0);
                let file = artifact.file_name.as_str();
                match files.get(file) {
                    Some((bytes, other)) if **bytes != *artifact.bytes => {
                        let base_name = file.to_owned();
                        let specs = [other.clone(), owner];
                        return Err(Error::Collision { base_name, specs });
                    }
                    Some(_) => {}
                    None => {
                        files.insert(file, (&artifact.bytes, owner));
                    }
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
