//! The real thing: a package with a build script, built by cargo.
//!
//! What this holds cargo to is what the library counts on: errors that a script tells and then ends
//! normally stop the build, are shown without noise, and do not make the script run for ever.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const BUILD_SCRIPT: &str = r#"
fn main() -> Result<(), speckl_build::Error> {
    println!("cargo::warning=the script runs");
    speckl_build::Config::new().export_to("bindings").compile(&["specs/lamp.speckdl"])
}
"#;

const MAIN: &str = r#"
mod lamp {
    include!(concat!(env!("OUT_DIR"), "/lamp.rs"));
}

fn main() {
    let mut lamp = lamp::Lamp::new();
    println!("{} {}", lamp.light().is_ok(), lamp.light().is_ok());
}
"#;

const GOOD: &str = "
spec Lamp
state lit: Bool = false
action light
  require not lit
  lit := true
final: lit
";

struct Package {
    folder: PathBuf,
}

/// What came of a call of cargo.
struct Told {
    success: bool,
    stdout: String,
    stderr: String,
}

impl Package {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lamp");
        for old in ["specs", "bindings"] {
            let _ = fs::remove_dir_all(folder.join(old));
        }
        let package = Self { folder };
        let here = env!("CARGO_MANIFEST_DIR");
        package.write(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"lamp\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
                 [build-dependencies]\nspeckl-build = {{ path = {here:?} }}\n[workspace]\n"
            ),
        );
        package.write("build.rs", BUILD_SCRIPT);
        package.write("src/main.rs", MAIN);
        // The same versions of everything, so that nothing has to be fetched.
        let lock = Path::new(here).join("../Cargo.lock");
        package.write("Cargo.lock", &fs::read_to_string(lock).unwrap_or_default());
        package
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).expect("the folder can be made");
        }
        fs::write(path, text).expect("the file can be written");
    }

    fn cargo(&self, export: Option<&str>) -> Told {
        let mut command = Command::new(env!("CARGO"));
        command
            .args(["run", "--offline", "--color", "never", "--target-dir"])
            .arg(self.folder.join("target"))
            .current_dir(&self.folder)
            .env_remove("SOURCE_DATE_EPOCH")
            .env_remove("SPECKL_EXPORT")
            .envs(export.map(|value| ("SPECKL_EXPORT", value)));
        let output = command.output().expect("cargo starts");
        Told {
            success: output.status.success(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

#[test]
fn a_spec_is_compiled_while_cargo_builds() {
    let package = Package::new();

    package.write("specs/lamp.speckdl", GOOD);
    let told = package.cargo(None);
    assert!(told.success, "{}", told.stderr);
    assert_eq!(told.stdout, "true false\n");
    assert!(package.folder.join("bindings/lamp.ts").exists());

    // Nothing has changed, so the script does not run, though it has just written to the package.
    let told = package.cargo(None);
    assert!(!told.stderr.contains("Compiling"), "{}", told.stderr);

    // What is wrong with the spec is told as in a terminal, and nothing else is.
    package.write(
        "specs/lamp.speckdl",
        &format!("{GOOD}invariant Dark\n  not lit\n"),
    );
    let told = package.cargo(None);
    assert!(!told.success);
    let first = "error: lamp@0.1.0: error[E0501]: invariant `Dark` is violated after 1 step\n";
    assert!(told.stderr.contains(first), "{}", told.stderr);
    let last = "= 1  light  lit = false -> true\nerror: build script logged errors\n";
    assert!(told.stderr.ends_with(last), "{}", told.stderr);
    let again = package.cargo(None);
    assert!(
        !again.success && again.stderr.contains(first),
        "{}",
        again.stderr
    );

    // A gate against drift.
    package.write("specs/lamp.speckdl", GOOD);
    assert!(package.cargo(Some("check")).success);
    package.write("bindings/lamp.ts", "mine");
    let told = package.cargo(Some("check"));
    assert!(!told.success);
    let drift =
        "error: lamp@0.1.0: `bindings/lamp.ts` is not what `specs/lamp.speckdl` compiles to";
    assert!(told.stderr.contains(drift), "{}", told.stderr);
    assert!(package.cargo(None).success);
    assert!(package.cargo(Some("check")).success);

    // A file that is not there is an error in words, each time and not only once.
    fs::remove_file(package.folder.join("specs/lamp.speckdl")).expect("the spec can be removed");
    for _ in 0..2 {
        let told = package.cargo(None);
        assert!(!told.success);
        assert!(
            told.stderr.contains("Error: cannot read `"),
            "{}",
            told.stderr
        );
    }
}
