//! The built `speckl` command, called as a script would call it.

mod check;
mod compile;
mod others;
mod simulate;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

/// The folder in which the examples' paths are as their readers would type them.
fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The command in that folder, in an environment that says nothing.
fn speckl(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_speckl"));
    command
        .args(args)
        .current_dir(root())
        .env_remove("SOURCE_DATE_EPOCH")
        .env_remove("NO_COLOR");
    command
}

/// What came of a call.
struct Told {
    code: i32,
    stdout: String,
    stderr: String,
}

fn run(args: &[&str]) -> Told {
    told(speckl(args))
}

fn told(mut command: Command) -> Told {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("the command starts");
    let text = |bytes| String::from_utf8(bytes).expect("the command prints text");
    Told {
        code: status.code().expect("the command ends by itself"),
        stdout: text(stdout),
        stderr: text(stderr),
    }
}

/// An empty folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

/// A file in a folder of a test, and its path as text.
fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    fs::write(&path, content).expect("the file can be written");
    path.display().to_string()
}

#[test]
fn a_wrong_call_is_not_a_wrong_specification() {
    for args in [
        &[][..],
        &["compile"],
        &["check", "no/such.speckdl"],
        &["check", "examples"],
        &[
            "check",
            "--require",
            "luck",
            "examples/specs/toggle_switch.speckdl",
        ],
        &[
            "compile",
            "--key",
            "k",
            "examples/specs/toggle_switch.speckdl",
        ],
        &[
            "compile",
            "--emit",
            "cobol",
            "examples/specs/toggle_switch.speckdl",
        ],
    ] {
        let told = run(args);
        assert_eq!(told.code, 2, "{args:?}: {}", told.stderr);
        assert_eq!(told.stdout, "", "{args:?}");
        assert_ne!(told.stderr, "", "{args:?}");
    }
}
