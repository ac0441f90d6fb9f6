//! `speckl check`.

use super::{folder, root, run, write};
use serde_json::Value;
use std::fs;

const TOGGLE_SWITCH: &str = "examples/specs/toggle_switch.speckdl";
const CALL_SESSION: &str = "examples/specs/broken/call_session.speckdl";

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("stdout is JSON")
}

#[test]
fn every_example_is_proved() {
    let mut seen = 0;
    for entry in fs::read_dir(root().join("examples/specs")).expect("there are examples") {
        let path = entry.expect("the entry can be read").path();
        if path
            .extension()
            .is_some_and(|extension| extension == "speckdl")
        {
            let path = path.display().to_string();
            let told = run(&["check", "--require", "proved", &path]);
            assert_eq!(told.code, 0, "{path}: {}{}", told.stdout, told.stderr);
            seen += 1;
        }
    }
    assert!(seen >= 5);
}

#[test]
fn the_counterexample_is_the_one_that_the_example_shows() {
    let told = run(&["check", CALL_SESSION]);
    assert_eq!(told.code, 1);
    assert!(
        told.stdout.starts_with("CallSession: violated, "),
        "{}",
        told.stdout
    );
    let expected = root().join("examples/specs/broken/call_session.expected");
    let expected = fs::read_to_string(expected).expect("the example can be read");
    assert_eq!(told.stderr, expected, "\n{}", told.stderr);
}

#[test]
fn colours_are_for_those_who_want_them() {
    let escape = '\u{1b}';
    assert!(
        run(&["check", "--color", "always", TOGGLE_SWITCH])
            .stderr
            .contains(escape)
    );
    assert!(!run(&["check", TOGGLE_SWITCH]).stderr.contains(escape));
}

#[test]
fn a_script_gets_the_promised_object() {
    let told = run(&["check", "--format", "json", TOGGLE_SWITCH]);
    assert_eq!((told.code, told.stderr.as_str()), (0, ""));
    let mut object = json(&told.stdout);
    let keys: Vec<String> = object
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, _)| key.clone())
        .collect();
    assert_eq!(
        keys,
        [
            "spec",
            "verdict",
            "method",
            "states",
            "transitions",
            "depth",
            "elapsed_ms",
            "narrowed",
            "limit",
            "actions",
            "properties",
            "violations",
            "diagnostics"
        ]
    );
    assert!(object["elapsed_ms"].is_number());
    object["elapsed_ms"] = Value::Null;
    let finding = object["diagnostics"][0].take();
    assert_eq!(finding["code"], "W0301");
    assert_eq!(finding["severity"], "warning");
    assert_eq!(finding["span"]["file"], TOGGLE_SWITCH);
    assert_eq!(finding["span"]["start"]["line"], 6);
    assert_eq!(
        object,
        json(
            r#"{ "spec": "ToggleSwitch", "verdict": "proved", "method": "exhaustive",
                 "states": 2, "transitions": 1, "depth": 1, "elapsed_ms": null,
                 "narrowed": [], "limit": null,
                 "actions": [ { "name": "flip", "fired": 1 } ],
                 "properties": [ { "kind": "invariant", "name": "Mutex", "status": "proved" } ],
                 "violations": [], "diagnostics": [null] }"#
        )
    );
}

#[test]
fn a_violation_carries_its_trace() {
    let told = run(&["check", "--format", "json", CALL_SESSION]);
    assert_eq!(told.code, 1);
    let object = json(&told.stdout);
    assert_eq!(object["verdict"], "violated");
    let violation = &object["violations"][0];
    assert_eq!(violation["kind"], "invariant");
    assert_eq!(violation["name"], "AttemptsBounded");
    let trace = violation["trace"].as_array().expect("a trace");
    assert_eq!(trace.len(), 9);
    assert_eq!(
        trace[0],
        json(r#"{ "action": null, "args": {}, "state": { "phase": "idle", "attempts": 0 } }"#)
    );
    assert_eq!(trace[8]["state"]["attempts"], 4);
}

#[test]
fn several_specs_are_an_array() {
    let told = run(&["check", "--format", "json", TOGGLE_SWITCH, CALL_SESSION]);
    assert_eq!(told.code, 1);
    let names: Vec<Value> = json(&told.stdout)
        .as_array()
        .into_iter()
        .flatten()
        .map(|object| object["spec"].clone())
        .collect();
    assert_eq!(names, ["ToggleSwitch", "CallSession"]);
}

#[test]
fn a_file_without_a_valid_spec_is_the_specifications_fault() {
    let folder = folder("invalid");
    for (name, content, code) in [
        ("not_text.speckdl", &b"spec \xff\n"[..], "E0007"),
        ("empty.speckdl", b"", "E0006"),
        ("unknown.speckdl", b"spec X\nstate a: Bool = b\n", "E0101"),
    ] {
        let path = write(&folder, name, content);
        let told = run(&["check", "--format", "json", &path]);
        assert_eq!(told.code, 1, "{name}");
        let object = json(&told.stdout);
        assert_eq!(
            (&object["spec"], &object["verdict"]),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(object["diagnostics"][0]["code"], code, "{}", told.stdout);
        let told = run(&["check", &path]);
        assert_eq!((told.code, told.stdout.as_str()), (1, ""), "{name}");
        assert!(
            told.stderr.starts_with(&format!("error[{code}]: ")),
            "{}",
            told.stderr
        );
    }
}

#[test]
fn limits_and_deadlocks_are_as_strict_as_asked() {
    let elevator = "examples/specs/elevator.speckdl";
    let told = run(&["check", "--max-states", "5", elevator]);
    assert_eq!(told.code, 0);
    assert!(
        told.stdout.starts_with("Elevator: bounded, 5 states, "),
        "{}",
        told.stdout
    );
    let told = run(&[
        "check",
        "--max-states",
        "5",
        "--require",
        "proved",
        elevator,
    ]);
    assert_eq!(told.code, 1);
    let told = run(&["check", "--max-depth", "0", "--require", "proved", elevator]);
    assert_eq!(told.code, 1);
    for (say, code, word) in [
        ("allow", 0, ""),
        ("warn", 0, "warning[W0301]"),
        ("deny", 1, "error[E0505]"),
    ] {
        let told = run(&["check", "--deadlock", say, TOGGLE_SWITCH]);
        assert_eq!(told.code, code, "{say}");
        assert!(told.stderr.starts_with(word), "{}", told.stderr);
    }
}

#[test]
fn a_check_that_is_stopped_gives_no_verdict() {
    let folder = folder("stopped");
    let spec = write(
        &folder,
        "wide.speckdl",
        "spec Wide\n  state a: 0..999 = 0\n  state b: 0..999 = 0\n  action set(x: 0..999, y: 0..999)\n    a := x\n    b := y\n",
    );
    let told = run(&["check", "--max-memory", "64KiB", "--format", "json", &spec]);
    assert_eq!(told.code, 1, "{}", told.stderr);
    let object = json(&told.stdout);
    assert_eq!(object["verdict"], Value::Null);
    assert!(told.stdout.contains("E0507"), "{}", told.stdout);
    let told = run(&["check", "--const", "N=3", "--bound", "Natt=0..3", &spec]);
    assert_eq!(told.code, 2, "{}", told.stderr);
}
