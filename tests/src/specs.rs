//! The example specs, compiled.

use speckl_core::check::CheckOptions;
use speckl_core::compile::{Compilation, Options, compile};
use speckl_core::diagnostic::Diagnostic;
use speckl_core::source::{SourceFile, Sources};
use speckl_core::syntax::format_source;
use std::path::{Path, PathBuf};

/// An example, compiled.
pub struct Example {
    /// The file's name without its ending.
    pub name: String,
    /// The spec's text.
    pub text: String,
    /// Whether it is one of the deliberately broken ones.
    pub broken: bool,
    /// What came of it. A broken one is compiled without a check, so that there is something to run.
    pub compilation: Compilation,
}

/// The folder of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A folder for what tests write, below the target folder.
pub fn scratch(name: &str) -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let folder = target.join("speckl-tests").join(name);
    std::fs::create_dir_all(&folder).expect("the target folder can be written to");
    folder
        .canonicalize()
        .expect("the folder has just been made")
}

/// The specs of `examples/specs`, in the order of their names, the broken ones last.
pub fn examples() -> Vec<Example> {
    let folder = root().join("examples/specs");
    let mut all = Vec::new();
    for (folder, broken) in [(folder.clone(), false), (folder.join("broken"), true)] {
        all.extend(in_folder(&folder, broken));
    }
    all
}

fn in_folder(folder: &Path, broken: bool) -> Vec<Example> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the examples are there")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|it| it == "speckdl"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no spec in {}", folder.display());
    let files = files.into_iter();
    files.map(|path| example(&path, broken)).collect()
}

/// The specs of `tests/specs/found`: what random specs once found wrong, made small.
pub fn found() -> Vec<Example> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/found");
    // Some fault now and then, which is what they are there for.
    in_folder(&folder, true)
}

fn example(path: &Path, broken: bool) -> Example {
    let text = std::fs::read_to_string(path).expect("an example can be read");
    let name = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let mut options = Options::build();
    if broken {
        options.check = None;
    } else {
        options.check = Some(CheckOptions::default());
    }
    let compilation = compile(&format!("{name}.speckdl"), &text, &options);
    assert!(
        !compilation.failed(),
        "{name}: {:#?}",
        compilation.diagnostics
    );
    Example {
        name,
        text,
        broken,
        compilation,
    }
}

/// The canonical text of a file, comments kept.
///
/// # Errors
/// What is wrong with the text.
pub fn formatted(text: &str) -> Result<String, Vec<Diagnostic>> {
    let mut sources = Sources::new();
    let file = sources.add(SourceFile::new("formatted.speckdl", text));
    format_source(file, text)
}
