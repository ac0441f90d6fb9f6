//! What a build script can choose.

use crate::directive::Directives;
use crate::error::Error;
use crate::run::{Environment, run};
use speckl_core::check::{CheckOptions, Deadlocks};
use speckl_core::compile::Options;
use speckl_core::emit::ArtifactKind;
use std::path::{Path, PathBuf};

/// How to compile, where the defaults do not fit.
///
/// ```no_run
/// # fn main() -> Result<(), speckl_build::Error> {
/// speckl_build::Config::new()
///     .export_to("bindings/")
///     .compile(&["specs/elevator.speckdl", "specs/traffic_light.speckdl"])
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) options: Options,
    /// As the user gave it, relative to the package.
    pub(crate) export_to: Option<PathBuf>,
    pub(crate) export_check: bool,
}

impl Config {
    /// Everything is made, after a check of at most two million states.
    pub fn new() -> Self {
        Self {
            options: Options::build(),
            export_to: None,
            export_check: false,
        }
    }

    /// Which artifacts to make; by default all. Rust is always among them.
    #[must_use]
    pub fn emit(mut self, kinds: impl IntoIterator<Item = ArtifactKind>) -> Self {
        self.options.emit = kinds.into_iter().chain([ArtifactKind::Rust]).collect();
        self
    }

    /// Whether to check; code that was not checked says so. By default it is.
    #[must_use]
    pub fn check(mut self, check: bool) -> Self {
        let default = Options::build().check;
        self.options.check = if check {
            self.options.check.or(default)
        } else {
            None
        };
        self
    }

    /// The most states that the check visits, two million by default. A check that runs into it is
    /// `bounded`, and a warning says so.
    #[must_use]
    pub fn max_states(self, most: u64) -> Self {
        self.checking(|options| options.max_states = Some(most))
    }

    /// What is said of a state in which no action is enabled though `final` does not allow it; a
    /// warning by default.
    #[must_use]
    pub fn deadlocks(self, say: Deadlocks) -> Self {
        self.checking(|options| options.deadlocks = say)
    }

    fn checking(mut self, set: impl FnOnce(&mut CheckOptions)) -> Self {
        if let Some(options) = &mut self.options.check {
            set(options);
        }
        self
    }

    /// Writes all but Rust to this folder of the package, too: TypeScript, Wasm and evidence that are
    /// committed or shipped. Where sources cannot be written, as on docs.rs, a warning says so.
    #[must_use]
    pub fn export_to(mut self, folder: impl Into<PathBuf>) -> Self {
        self.export_to = Some(folder.into());
        self
    }

    /// Writes nothing to that folder but stops the build where it holds anything else than would be
    /// written: a gate against drift. `SPECKL_EXPORT=check` in the environment does the same.
    #[must_use]
    pub fn export_check(mut self, check: bool) -> Self {
        self.export_check = check;
        self
    }

    /// Checks and compiles files of specs.
    ///
    /// What is wrong with a spec is told through cargo, and stops the build once the script ends.
    pub fn compile(&self, specs: &[impl AsRef<Path>]) -> Result<(), Error> {
        let specs: Vec<&Path> = specs.iter().map(AsRef::as_ref).collect();
        let mut directives = Directives::default();
        let outcome =
            Environment::read(self).and_then(|env| run(self, &env, &specs, &mut directives));
        directives.print();
        outcome
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}
