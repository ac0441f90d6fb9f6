//! The invariants of the architecture that a test can keep: who reads whom, and what the core never
//! does.

use speckl_tests::specs::root;
use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            all.extend(sources(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = std::fs::read_to_string(&path).expect("a source can be read");
            all.push((path, text));
        }
    }
    all
}

/// The lines of code below a folder of the core (comments and unit tests left out) that hold one of
/// the words.
fn offenders(folder: &str, words: &[&str]) -> Vec<String> {
    let folder = root().join("speckl-core/src").join(folder);
    let mut found = Vec::new();
    let sources = sources(&folder);
    assert!(!sources.is_empty(), "no source in {}", folder.display());
    for (path, text) in sources {
        let name = path.to_string_lossy().into_owned();
        if name.contains("tests") {
            continue;
        }
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("");
        for (number, line) in code.lines().enumerate() {
            let line = line.split("//").next().unwrap_or("");
            if words.iter().any(|word| line.contains(word)) {
                found.push(format!("{name}:{}: {line}", number + 1));
            }
        }
    }
    found
}

#[test]
fn the_core_does_no_input_or_output() {
    let words = [
        "println!",
        "print!(",
        "eprint",
        "std::fs",
        "std::env",
        "std::net",
        "std::process",
    ];
    let found = offenders("", &words);
    // Back ends may write these words into generated code; they do not.
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn the_core_reads_no_clock_and_draws_no_chance() {
    let found = offenders(
        "",
        &["SystemTime", "Instant::now", "HashMap", "HashSet", "rand::"],
    );
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn back_ends_never_see_the_syntax_tree() {
    for folder in ["emit", "program", "eval", "check", "evidence"] {
        assert_eq!(
            offenders(folder, &["syntax::ast", "syntax::parse"]),
            Vec::<String>::new()
        );
    }
}

#[test]
fn nobody_reads_what_is_below() {
    for (folder, below) in [
        (
            "syntax",
            &["model::", "program::", "eval::", "check::", "emit::"][..],
        ),
        (
            // Constants have one meaning: lowering asks `eval` for it, the one circle there is.
            "model",
            &["program::", "check::", "emit::", "evidence::"],
        ),
        ("program", &["eval::", "check::", "emit::", "evidence::"]),
        ("eval", &["program::", "check::", "emit::", "evidence::"]),
        ("check", &["emit::", "evidence::"]),
        ("emit", &["evidence::", "compile::"]),
    ] {
        let words: Vec<String> = below.iter().map(|it| format!("crate::{it}")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        assert_eq!(offenders(folder, &words), Vec::<String>::new(), "{folder}");
    }
}

#[test]
fn every_crate_forbids_unsafe_code() {
    for name in [
        "speckl-core",
        "speckl-macros",
        "speckl-build",
        "speckl-cli",
        "tests",
        "tests/ui",
    ] {
        let manifest =
            std::fs::read_to_string(root().join(name).join("Cargo.toml")).expect("is there");
        assert!(manifest.contains("[lints]\nworkspace = true"), "{name}");
    }
    let workspace = std::fs::read_to_string(root().join("Cargo.toml")).expect("is there");
    assert!(workspace.contains("unsafe_code = \"forbid\""));
}
