//! The folder outside `OUT_DIR`: written in a developer's build, only compared in a checking one.

use crate::directive::Directives;
use crate::error::Error;
use crate::files;
use speckl_core::diagnostic::Severity;
use speckl_core::emit::{Artifact, ArtifactKind};
use std::io::ErrorKind;
use std::path::Path;

/// What is done with the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Its files are written.
    Write,
    /// Its files are compared with what would be written.
    Check,
}

/// Exports the artifacts of one spec.
pub(crate) fn export(
    folder: &Path,
    mode: Mode,
    package: &Path,
    spec: &str,
    artifacts: &[Artifact],
    directives: &mut Directives,
) -> Result<(), Error> {
    // Rust is generated anew by every build, and nothing else could use it.
    let artifacts = artifacts
        .iter()
        .filter(|artifact| artifact.kind != ArtifactKind::Rust);
    for artifact in artifacts {
        let shown = folder.join(&artifact.file_name);
        let path = package.join(&shown);
        match mode {
            Mode::Write => match files::write(&path, &artifact.bytes) {
                Err(Error::Write(_, error)) if is_read_only(error.kind()) => {
                    let message = format!("`{}` was not exported: {error}", shown.display());
                    directives.message(Severity::Warning, &message);
                }
                outcome => outcome?,
            },
            Mode::Check => compare(&shown, &path, spec, artifact, directives)?,
        }
    }
    Ok(())
}

/// A package whose sources cannot be written is somebody's dependency, or documented on docs.rs.
fn is_read_only(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied
    )
}

fn compare(
    shown: &Path,
    path: &Path,
    spec: &str,
    artifact: &Artifact,
    directives: &mut Directives,
) -> Result<(), Error> {
    if path.exists() {
        directives.file_read(shown)?;
    }
    if !files::holds(path, &artifact.bytes) {
        let message = format!(
            "`{}` is not what `{spec}` compiles to: build without SPECKL_EXPORT=check, and commit what changes",
            shown.display()
        );
        directives.message(Severity::Error, &message);
    }
    Ok(())
}
