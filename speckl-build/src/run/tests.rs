//! The work without a cargo: an environment made for the test, and the lines that come of it.

use super::*;
use speckl_core::check::Deadlocks;
use speckl_core::emit::ArtifactKind;
use std::fs;

const GOOD: &str = "spec Lamp\nstate lit: Bool = false\naction toggle\n  lit := not lit\n";
const STUCK: &str =
    "spec Lamp\nstate lit: Bool = false\naction light\n  require not lit\n  lit := true\n";
const BROKEN: &str =
    "spec Lamp\nstate lit: Bool = false\naction light\n  lit := true\ninvariant Dark\n  not lit\n";

/// A package in a temporary folder of its own.
struct Package {
    env: Environment,
}

impl Package {
    fn new(test: &str) -> Self {
        let folder = env::temp_dir().join(format!("speckl-build-{}-{test}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("specs")).unwrap();
        Self {
            env: Environment {
                out_dir: folder.join("out"),
                package: folder,
                export: None,
                time: None,
            },
        }
    }

    fn with(self, spec: &str) -> Self {
        fs::write(self.env.package.join("specs/lamp.speckdl"), spec).unwrap();
        self
    }

    fn run(&self, config: &Config) -> Result<Vec<String>, Error> {
        let mut directives = Directives::default();
        run(
            config,
            &self.env,
            &[Path::new("specs/lamp.speckdl")],
            &mut directives,
        )?;
        Ok(directives.lines)
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.env.package.join(folder))
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.env.package.join(path)).unwrap()
    }
}

impl Drop for Package {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.env.package);
    }
}

#[test]
fn a_good_spec_is_all_in_out_dir() {
    let package = Package::new("good").with(GOOD);
    let lines = package.run(&Config::new()).unwrap();
    assert_eq!(
        lines,
        [
            "cargo::rerun-if-env-changed=SOURCE_DATE_EPOCH",
            "cargo::rerun-if-changed=specs/lamp.speckdl",
        ]
    );
    // It imports nothing, so one kind of artifact there is none of.
    assert_eq!(
        package.names("out").len(),
        ArtifactKind::AVAILABLE.len() - 1
    );
    assert_eq!(package.names(""), ["out", "specs"]);
    // A second run finds everything as it should be and touches nothing.
    let touched = || {
        let file = fs::metadata(package.env.out_dir.join("lamp.rs")).unwrap();
        file.modified().unwrap()
    };
    let before = touched();
    assert_eq!(package.run(&Config::new()).unwrap(), lines);
    assert_eq!(touched(), before);
}

#[test]
fn what_is_imported_is_watched_and_copied() {
    let importing = "import \"lib/sizes.speckdl\" as sizes\nspec Lamp\nstate lit: sizes.Lit = 0\naction toggle\n  lit := 1 - lit\n";
    let package = Package::new("imports").with(importing);
    let lib = package.env.package.join("specs/lib");
    fs::create_dir_all(&lib).unwrap();
    fs::write(lib.join("sizes.speckdl"), "spec Sizes\ntype Lit = 0..1\n").unwrap();
    let lines = package.run(&Config::new()).unwrap();
    assert!(
        lines.contains(&"cargo::rerun-if-changed=specs/lib/sizes.speckdl".to_owned()),
        "{lines:?}"
    );
    assert_eq!(package.names("out/lib"), ["sizes.speckdl"]);
}

#[test]
fn rust_is_made_whatever_else_is() {
    let package = Package::new("emit").with(GOOD);
    package
        .run(&Config::new().emit([ArtifactKind::Wasm]).check(false))
        .unwrap();
    assert_eq!(package.names("out"), ["lamp.rs", "lamp.wasm"]);
}

#[test]
fn a_warning_is_told_line_by_line() {
    let package = Package::new("warning").with(STUCK);
    let lines = package.run(&Config::new().emit([])).unwrap();
    assert_eq!(
        lines[2..],
        [
            "cargo::warning=warning[W0301]: after `light` no action is enabled",
            "cargo::warning= --> specs/lamp.speckdl:3:8",
            "cargo::warning=  |",
            "cargo::warning=3 | action light",
            "cargo::warning=  |        ^^^^^ the machine can stop here for good",
            "cargo::warning=  |",
            "cargo::warning=  = 0  init   lit = false",
            "cargo::warning=  = 1  light  lit = false -> true",
            "cargo::warning=  = if it may stop there, say so: `final: …`",
        ]
    );
    let denied = package
        .run(&Config::new().emit([]).deadlocks(Deadlocks::Deny))
        .unwrap();
    assert!(
        denied[2].starts_with("cargo::error=error[E0505]: "),
        "{denied:?}"
    );
}

#[test]
fn a_broken_spec_is_an_error_of_cargo_and_leaves_a_stub() {
    let package = Package::new("broken").with(GOOD);
    package.run(&Config::new().export_to("bindings")).unwrap();
    let exported = package.text("bindings/lamp.ts");
    let package = package.with(BROKEN);
    let lines = package.run(&Config::new().export_to("bindings")).unwrap();
    let first = "cargo::error=error[E0501]: invariant `Dark` is violated after 1 step";
    assert!(lines.iter().any(|line| line == first), "{lines:?}");
    let stub = package.text("out/lamp.rs");
    assert!(stub.contains("pub struct Lamp"), "{stub}");
    // What was exported before is left as it was.
    assert_eq!(package.text("bindings/lamp.ts"), exported);
}

#[test]
fn a_spec_that_cannot_be_read_is_an_error_and_no_directive() {
    let package = Package::new("missing");
    assert!(matches!(package.run(&Config::new()), Err(Error::Read(..))));
    assert!(package.names("out").is_empty());
}

#[test]
fn what_is_exported_is_all_but_rust() {
    let package = Package::new("export").with(GOOD);
    let lines = package.run(&Config::new().export_to("bindings/")).unwrap();
    assert!(lines.contains(&"cargo::rerun-if-env-changed=SPECKL_EXPORT".to_owned()));
    let mut expected = package.names("out");
    expected.retain(|name| name != "lamp.rs");
    assert_eq!(package.names("bindings"), expected);
}

#[test]
fn a_checking_build_writes_nothing_and_names_what_has_drifted() {
    let mut package = Package::new("drift").with(GOOD);
    let config = Config::new()
        .emit([ArtifactKind::TypeScript])
        .export_to("bindings");
    package.env.export = Some("check".to_owned());
    let drift = "cargo::error=`bindings/lamp.ts` is not what `specs/lamp.speckdl` compiles to: \
                 build without SPECKL_EXPORT=check, and commit what changes";
    let lines = package.run(&config).unwrap();
    assert_eq!(lines[3..], [drift]);
    assert!(package.names("bindings").is_empty());

    package.env.export = None;
    package.run(&config).unwrap();
    let looked = "cargo::rerun-if-changed=bindings/lamp.ts";
    let lines = package.run(&config.clone().export_check(true)).unwrap();
    assert_eq!(lines[3..], [looked]);

    fs::write(package.env.package.join("bindings/lamp.ts"), "mine").unwrap();
    let lines = package.run(&config.export_check(true)).unwrap();
    assert_eq!(lines[3..], [looked, drift]);
    assert_eq!(package.text("bindings/lamp.ts"), "mine");
}

#[test]
fn settings_that_mean_nothing_are_errors() {
    let mut package = Package::new("settings").with(GOOD);
    package.env.export = Some("perhaps".to_owned());
    let exporting = Config::new().export_to("bindings");
    assert!(matches!(package.run(&exporting), Err(Error::Export(_))));
    package.env.export = None;
    package.env.time = Some("noon".to_owned());
    assert!(matches!(package.run(&exporting), Err(Error::Timestamp(_))));
    assert_eq!(package.names(""), ["specs"]);
}

#[test]
fn two_specs_never_share_a_file() {
    let twice = format!("{GOOD}{}", GOOD.replace("Lamp", "lamp"));
    let package = Package::new("collision").with(&twice);
    assert!(matches!(
        package.run(&Config::new()),
        Err(Error::Collision { .. })
    ));
    assert!(package.names("out").is_empty());
}
