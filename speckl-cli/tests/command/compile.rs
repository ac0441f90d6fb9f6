//! `speckl compile`.

use super::{Told, folder, root, run, speckl, told, write};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const TOGGLE_SWITCH: &str = "examples/specs/toggle_switch.speckdl";

const FILES: [&str; 11] = [
    "toggle_switch.cdx.json",
    "toggle_switch.prov.jsonld",
    "toggle_switch.prov.ttl",
    "toggle_switch.rs",
    "toggle_switch.spdx.json",
    "toggle_switch.speckdl",
    "toggle_switch.trace.json",
    "toggle_switch.ts",
    "toggle_switch.ts.map",
    "toggle_switch.wasm",
    "toggle_switch.wasm.ts",
];

fn compile(spec: &str, folder: &Path, more: &[&str]) -> Told {
    let output = folder.display().to_string();
    run(&[&["compile", spec, "-o", &output], more].concat())
}

/// Everything in a folder: name and content.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    entries
        .map(|entry| {
            let entry = entry.expect("the entry can be read");
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).expect("the file can be read"))
        })
        .collect()
}

#[test]
fn every_artifact_is_written_and_named_in_a_line() {
    let out = folder("all").join("made/on/demand");
    let told = compile(TOGGLE_SWITCH, &out, &[]);
    assert_eq!(told.code, 0, "{}", told.stderr);
    assert!(
        told.stderr
            .ends_with("ToggleSwitch: proved (exhaustive), 2 states, 1 transition, depth 1\n"),
        "{}",
        told.stderr
    );
    let files = contents(&out);
    assert_eq!(
        files.keys().collect::<Vec<_>>(),
        FILES.iter().collect::<Vec<_>>()
    );
    let spec = fs::read(root().join(TOGGLE_SWITCH)).expect("the example can be read");
    assert_eq!(files["toggle_switch.speckdl"], spec);
    let mut lines = 0;
    for line in told.stdout.lines() {
        let cells: Vec<&str> = line.split_whitespace().collect();
        let [kind, path, size, digest] = cells[..] else {
            panic!("{line:?} has four cells");
        };
        assert!(!kind.is_empty());
        let bytes = fs::read(path).expect("the file is where the line says");
        assert_eq!(size, bytes.len().to_string());
        assert_eq!(digest, speckl_core::identity::Digest::of(&bytes).short());
        lines += 1;
    }
    assert_eq!(lines, FILES.len());
}

#[test]
fn two_runs_give_the_same_bytes_in_any_folder() {
    let base = folder("reproducible");
    let first = base.join("first");
    compile(TOGGLE_SWITCH, &first, &[]);
    let second = base.join("second");
    let mut command = speckl(&["compile", "toggle_switch.speckdl", "-o"]);
    command
        .arg(&second)
        .current_dir(root().join("examples/specs"));
    assert_eq!(told(command).code, 0);
    assert_eq!(contents(&first), contents(&second));
}

#[test]
fn only_what_is_asked_for_is_written() {
    let out = folder("some");
    let told = compile(
        TOGGLE_SWITCH,
        &out,
        &["--emit", "wasm,cyclonedx", "--no-check"],
    );
    assert_eq!(told.code, 0, "{}", told.stderr);
    assert_eq!(told.stderr, "ToggleSwitch: unchecked\n");
    let names: Vec<String> = contents(&out).into_keys().collect();
    // A document comes with those that it names.
    let named = [
        "toggle_switch.prov.jsonld",
        "toggle_switch.prov.ttl",
        "toggle_switch.trace.json",
    ];
    let mut expected = ["toggle_switch.cdx.json", "toggle_switch.wasm"].to_vec();
    expected.extend(named);
    expected.sort_unstable();
    assert_eq!(names, expected);
}

#[test]
fn nothing_is_written_for_a_spec_that_is_wrong() {
    let out = folder("wrong").join("out");
    let told = compile("examples/specs/broken/call_session.speckdl", &out, &[]);
    assert_eq!((told.code, told.stdout.as_str()), (1, ""));
    assert!(
        told.stderr.contains("CallSession: violated"),
        "{}",
        told.stderr
    );
    assert!(!out.exists());
}

#[test]
fn two_specs_never_share_a_file() {
    let base = folder("collision");
    let spec = "spec SAME\nstate a: Bool = true\n";
    let one = write(&base, "one.speckdl", spec.replace("SAME", "TwoWords"));
    let two = write(&base, "two.speckdl", spec.replace("SAME", "two_words"));
    let out = base.join("out");
    let told = compile(&one, &out, &[&two]);
    assert_eq!(told.code, 2);
    assert!(
        told.stderr.contains("would both be written to"),
        "{}",
        told.stderr
    );
    assert!(!out.exists());
}

#[test]
fn a_specification_is_never_overwritten() {
    let base = folder("overwrite");
    let spec = "spec NAME\nstate a: Bool = true\n";
    let one = write(&base, "a.speckdl", spec.replace("NAME", "B"));
    let two = write(&base, "b.speckdl", spec.replace("NAME", "C"));
    let told = compile(&one, &base, &[&two]);
    assert_eq!(told.code, 2);
    assert!(
        told.stderr.contains("would be overwritten"),
        "{}",
        told.stderr
    );
    assert_eq!(contents(&base).len(), 2);
}

#[test]
fn time_comes_from_the_environment_alone() {
    let base = folder("time");
    for (value, code) in [("1700000000", 0), ("tomorrow", 2), ("", 2)] {
        let mut command = speckl(&["compile", TOGGLE_SWITCH, "-o"]);
        command
            .arg(base.join("out"))
            .env("SOURCE_DATE_EPOCH", value);
        assert_eq!(told(command).code, code, "{value:?}");
    }
    let bill = &contents(&base.join("out"))["toggle_switch.cdx.json"];
    assert!(String::from_utf8_lossy(bill).contains("2023-11-14T22:13:20Z"));
    compile(TOGGLE_SWITCH, &base.join("plain"), &[]);
    let bill = &contents(&base.join("plain"))["toggle_switch.cdx.json"];
    assert!(!String::from_utf8_lossy(bill).contains("timestamp"));
}

#[test]
fn a_script_gets_verdict_and_files() {
    let out = folder("json");
    let told = compile(TOGGLE_SWITCH, &out, &["--format", "json", "--emit", "rust"]);
    assert_eq!((told.code, told.stderr.as_str()), (0, ""));
    let object: Value = serde_json::from_str(&told.stdout).expect("stdout is JSON");
    assert_eq!(object["verdict"], "proved");
    let file = &object["artifacts"][0];
    assert_eq!(file["kind"], "rust");
    assert_eq!(
        file["path"],
        out.join("toggle_switch.rs").display().to_string()
    );
    assert_eq!(file["sha256"].as_str().map(str::len), Some(64));
}
