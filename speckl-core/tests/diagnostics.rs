//! The pages of `speckl explain`: every code has one, and what it shows is true, down to what is said of
//! its example. That, and the index of pages in `docs/diagnostics.md`, are written by the tests:
//!
//! ```sh
//! SPECKL_BLESS=1 cargo test -p speckl-core --test diagnostics
//! ```

use speckl_core::check::{CheckOptions, Deadlocks};
use speckl_core::compile::{Compilation, Options, compile_with};
use speckl_core::diagnostic::{Code, Color, Severity, render};
use speckl_core::emit::ArtifactKind;
use speckl_core::import_path;
use speckl_core::library::{LoadError, Loaded};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

/// Codes that no text of a spec gives, and who gives them.
const WITHOUT_EXAMPLE: &[(Code, &str)] = &[
    (
        Code::NotUtf8,
        "a text is UTF-8 already; bytes that are not give it",
    ),
    (
        Code::NewlineInMacro,
        "the macro gives it, where lines are lost",
    ),
    (
        Code::CheckStopped,
        "a check gives it that is stopped by time or memory",
    ),
    (
        Code::Internal,
        "a mistake of the compiler's own, of which none is known",
    ),
];

/// A fenced block: how it is marked, and what it holds.
struct Block {
    mark: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(mark)) => {
                open = Some(Block {
                    mark: mark.trim().to_owned(),
                    text: String::new(),
                });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is never closed");
    blocks
}

fn marked<'b>(blocks: &'b [Block], mark: &str) -> Option<&'b str> {
    let block = blocks.iter().find(|block| block.mark == mark);
    block.map(|block| block.text.as_str())
}

fn compiled(text: &str, beside: &[Block], code: Code) -> Compilation {
    let deadlocks = if code == Code::Deadlock {
        Deadlocks::Deny
    } else {
        Deadlocks::Warn
    };
    let options = Options {
        check: Some(CheckOptions {
            max_states: Some(100_000),
            deadlocks,
            ..CheckOptions::default()
        }),
        // What documents cannot carry is said where there are documents.
        emit: if code == Code::OpaqueMetadata {
            BTreeSet::from([ArtifactKind::Trace])
        } else {
            BTreeSet::new()
        },
        timestamp: None,
    };
    let mut load = |importing: &str, path: &str| {
        let name = import_path::resolve(importing, path).map_err(LoadError)?;
        match marked(beside, &format!("speckdl {name}")) {
            Some(text) => Ok(Loaded {
                name,
                bytes: text.as_bytes().to_vec(),
            }),
            None => Err(LoadError("no such file".to_owned())),
        }
    };
    compile_with("page.speckdl", text, &options, &mut load)
}

fn told(compilation: &Compilation) -> Vec<String> {
    let findings = compilation.diagnostics.iter();
    findings
        .map(|it| format!("{} {}", it.code, it.message))
        .collect()
}

/// What a user sees of a code where something gives it.
fn told_of(compilation: &Compilation, code: Code) -> String {
    let findings = compilation.diagnostics.iter();
    let findings = findings.filter(|it| it.code == code);
    let shown: Vec<String> = findings
        .map(|it| render(it, &compilation.sources, Color::Never))
        .collect();
    let shown = shown.join("\n\n");
    let lines: Vec<&str> = shown.lines().map(str::trim_end).collect();
    lines.join("\n") + "\n"
}

/// A page with another text as what is said of its example, which stands behind it.
fn with_told(page: &str, told: &str) -> String {
    const MARK: &str = "```text\n";
    let example = page.find("```speckdl wrong\n").expect("it has an example");
    let end = example + page[example..].find("\n```\n").expect("it ends") + "\n```\n".len();
    let (before, mut after) = page.split_at(end);
    if let Some(old) = after.strip_prefix(&format!("\n{MARK}")) {
        (_, after) = old.split_once("```\n").expect("it ends");
    }
    format!("{before}\n{MARK}{told}```\n{after}")
}

/// Every page shows what is said of its example, to the letter.
#[test]
fn every_code_with_an_example_shows_what_is_said_of_it() {
    let bless = std::env::var_os("SPECKL_BLESS").is_some();
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/diagnostic/pages"));
    let mut wrong = Vec::new();
    for &code in Code::ALL {
        if WITHOUT_EXAMPLE.iter().any(|(known, _)| *known == code) {
            continue;
        }
        let path = folder.join(format!("{code}.md"));
        let page = std::fs::read_to_string(&path).expect("every code has a page");
        let blocks = blocks(&page);
        let bad = marked(&blocks, "speckdl wrong").expect("it has an example");
        let told = told_of(&compiled(bad, &blocks, code), code);
        if marked(&blocks, "text") == Some(told.as_str()) {
            continue;
        }
        if bless {
            std::fs::write(path, with_told(&page, &told)).expect("the page can be written");
        } else {
            wrong.push(format!("{code} must show\n{told}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "run with SPECKL_BLESS=1 and read the difference:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_code_has_a_page_and_what_it_shows_is_true() {
    let mut wrong: Vec<String> = Vec::new();
    for &code in Code::ALL {
        let Some(page) = code.page() else {
            wrong.push(format!("{code} has no page"));
            continue;
        };
        let lines = page.lines().count();
        if !(7..=80).contains(&lines) {
            wrong.push(format!("{code}: a page of {lines} lines"));
        }
        let blocks = blocks(&page);
        let examples = (
            marked(&blocks, "speckdl wrong"),
            marked(&blocks, "speckdl mended"),
        );
        let excused = WITHOUT_EXAMPLE.iter().any(|(known, _)| *known == code);
        let (bad, good) = match examples {
            (Some(bad), Some(good)) if !excused => (bad, good),
            (None, None) if excused => continue,
            _ => {
                wrong.push(format!("{code}: one wrong and one mended example"));
                continue;
            }
        };
        let bad = compiled(bad, &blocks, code);
        if !bad.diagnostics.iter().any(|it| it.code == code) {
            wrong.push(format!("{code}: the wrong example gives {:?}", told(&bad)));
        }
        let good = compiled(good, &blocks, code);
        if good.failed() || good.diagnostics.iter().any(|it| it.code == code) {
            wrong.push(format!(
                "{code}: the mended example gives {:?}",
                told(&good)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The families of codes, by their first digits, with a sentence about each.
const FAMILIES: &[(&str, &str, &str)] = &[
    ("E00", "Text and layout", "The text could not be read."),
    (
        "E01",
        "Names and imports",
        "A name or a file is not what it should be.",
    ),
    (
        "E02",
        "Types and values",
        "What is written has no meaning in the language.",
    ),
    (
        "E03",
        "What the language refuses",
        "Errors for good: each page says how to say it otherwise.",
    ),
    (
        "E05",
        "What the check found",
        "The specification type-checks, and is wrong. Most show the steps that lead there.",
    ),
    ("E09", "The compiler itself", "Please report these."),
    ("W0", "Warnings", "A warning stops nothing."),
];

fn index() -> String {
    let mut text = "# Diagnostics

Every finding has a code that never changes: `E` for errors, `W` for warnings. It has a place, a message in the words of the specification, and
often a note or a replacement. `speckl check --format json` and `speckl compile --format json` give all of it as data. An error makes both commands end with exit code 1; a call that is wrong
in itself, such as a missing file, has no code and ends with 2.

One error does not hide the others: parsing goes on at the next declaration, and the type checker reports all it finds.

Each code has a page with an example and the same example mended; `speckl explain E0101` prints it. This list is made from the table of codes by a test.
"
    .to_owned();
    let mut listed = 0;
    for (prefix, title, words) in FAMILIES {
        let codes: Vec<&Code> = Code::ALL
            .iter()
            .filter(|it| it.name().starts_with(prefix))
            .collect();
        if codes.is_empty() {
            continue;
        }
        let _ = writeln!(
            text,
            "\n## {title}\n\n{words}\n\n| code | what it stands for |\n| --- | --- |"
        );
        for code in codes {
            listed += 1;
            let _ = writeln!(
                text,
                "| [{code}](../speckl-core/src/diagnostic/pages/{code}.md) | {} |",
                code.title()
            );
        }
    }
    assert_eq!(listed, Code::ALL.len(), "every code is in one family");
    text
}

#[test]
fn the_index_lists_every_code() {
    let path = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../docs/diagnostics.md"
    ));
    let index = index();
    if std::env::var_os("SPECKL_BLESS").is_some() {
        std::fs::write(path, &index).expect("the index can be written");
    }
    let found = std::fs::read_to_string(path).expect("the index can be read");
    assert!(
        found == index,
        "docs/diagnostics.md is out of date: run with SPECKL_BLESS=1"
    );
}

#[test]
fn no_page_is_left_over() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/diagnostic/pages"));
    for entry in std::fs::read_dir(folder).expect("there are pages") {
        let name = entry.expect("it can be read").file_name();
        let name = name.to_string_lossy().into_owned();
        let code = name.strip_suffix(".md").expect("a page is Markdown");
        let known = Code::ALL.iter().find(|known| known.name() == code);
        assert!(known.is_some(), "{name} is no code's");
        let severity = known.map(|code| code.severity());
        assert_eq!(code.starts_with('E'), severity == Some(Severity::Error));
    }
}
