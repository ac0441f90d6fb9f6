//! `speckl simulate`.

use super::{Told, folder, run, speckl, told, write};
use serde_json::Value;
use std::io::Write as _;
use std::process::{Command, Stdio};

const TOGGLE_SWITCH: &str = "examples/specs/toggle_switch.speckdl";
const CALL_SESSION: &str = "examples/specs/broken/call_session.speckdl";

/// A call that is given something on its standard input.
fn fed(args: &[&str], input: &str) -> Told {
    let mut child = speckl(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    // It may have ended before it has read everything.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("the command ends");
    Told {
        code: output.status.code().expect("it ends by itself"),
        stdout: String::from_utf8(output.stdout).expect("it prints text"),
        stderr: String::from_utf8(output.stderr).expect("it prints text"),
    }
}

fn lines(text: &str) -> Vec<Value> {
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect()
}

#[test]
fn an_object_a_line_is_answered_by_one() {
    let told = fed(
        &["simulate", "--json", TOGGLE_SWITCH],
        "{\"action\":\"flip\"}\n\n{\"action\":\"flip\",\"args\":{}}\n",
    );
    // A refused guard is normal life.
    assert_eq!(told.code, 0, "{}", told.stderr);
    let answers = lines(&told.stdout);
    let kept = |answer: &Value| answer["state"]["active"].clone();
    assert_eq!(
        answers.iter().map(kept).collect::<Vec<_>>(),
        ["off", "on", "on"]
    );
    assert_eq!(answers[0]["ok"], true);
    assert_eq!(answers[1]["events"], Value::Array(Vec::new()));
    assert_eq!(answers[2]["ok"], false);
    assert_eq!(answers[2]["error"]["kind"], "rejected");
    assert_eq!(
        answers[2]["error"]["element"],
        "ToggleSwitch/action/flip/require/0"
    );
}

#[test]
fn a_script_may_be_written_by_hand() {
    let folder = folder("simulate-script");
    let script = write(&folder, "steps.txt", "// twice\nflip\nflip\n");
    let told = run(&["simulate", TOGGLE_SWITCH, "--script", &script]);
    assert_eq!(told.code, 0, "{}", told.stderr);
    assert_eq!(
        told.stdout,
        "0  init
  active = off
1  flip
  active = off -> on
2  flip
  rejected: flip was refused: require active == off
"
    );
}

#[test]
fn a_counterexample_is_followed_to_its_end() {
    let folder = folder("simulate-trace");
    let trace = folder.join("found.itf.json").display().to_string();
    let told = run(&["check", CALL_SESSION, "--trace-out", &trace]);
    assert_eq!(told.code, 1);
    assert!(
        told.stderr.contains(&format!(
            "replay: speckl simulate {CALL_SESSION} --script {trace}"
        )),
        "{}",
        told.stderr
    );
    let told = run(&["simulate", CALL_SESSION, "--json", "--script", &trace]);
    assert_eq!(told.code, 1, "{}", told.stderr);
    let answers = lines(&told.stdout);
    assert_eq!(answers.len(), 9);
    assert_eq!(answers[8]["error"]["kind"], "invariant");
    assert_eq!(answers[8]["state"]["attempts"], 3);
}

#[test]
fn a_seed_is_a_walk() {
    let walk = |seed| {
        run(&[
            "simulate",
            "--json",
            "--seed",
            seed,
            "--steps",
            "5",
            "examples/specs/traffic_light.speckdl",
        ])
    };
    let first = walk("3");
    assert_eq!(first.code, 0, "{}", first.stderr);
    assert_eq!(first.stdout, walk("3").stdout);
    let answers = lines(&first.stdout);
    assert_eq!(answers.len(), 6);
    assert!(answers[1]["action"].is_string());
    let stuck = run(&["simulate", "--seed", "1", TOGGLE_SWITCH]);
    assert_eq!(stuck.code, 0);
    assert!(
        stuck.stderr.contains("no action is enabled"),
        "{}",
        stuck.stderr
    );
}

#[test]
fn what_cannot_be_understood_is_the_calls_fault() {
    for (line, words) in [
        (
            "flop",
            "line 1: there is no action `flop`: did you mean `flip`?",
        ),
        ("{\"action\":\"flip\"", "this is not JSON"),
        (
            "{\"action\":\"flip\",\"args\":{\"n\":1}}",
            "line 1: at /args: there is no parameter `n`: it takes no arguments",
        ),
        ("flip(1)", "line 1: `flip` takes no arguments"),
    ] {
        let told = fed(&["simulate", "--json", TOGGLE_SWITCH], &format!("{line}\n"));
        assert_eq!(told.code, 2, "{line}");
        assert!(told.stderr.contains(words), "{line}: {}", told.stderr);
    }
}

#[test]
fn of_several_specs_one_is_named() {
    let folder = folder("simulate-several");
    let spec = write(
        &folder,
        "two.speckdl",
        "spec A\n  state x: Bool = true\nspec B\n  state y: Bool = false\n",
    );
    let told = run(&["simulate", "--json", &spec, "--script", "/dev/null"]);
    assert_eq!(told.code, 2);
    assert!(told.stderr.contains("(it holds A, B)"), "{}", told.stderr);
    let told = fed(&["simulate", "--json", "--spec", "B", &spec], "");
    assert_eq!(lines(&told.stdout)[0]["state"]["y"], false);
    let told = fed(&["simulate", "--json", "--spec", "C", &spec], "");
    assert_eq!(told.code, 2);
}

#[test]
fn a_wrong_spec_is_told_and_not_run() {
    let folder = folder("simulate-wrong");
    let spec = write(&folder, "x.speckdl", "spec X\n  state x: Bool = 1\n");
    let told = fed(&["simulate", "--json", &spec], "");
    assert_eq!((told.code, told.stdout.as_str()), (1, ""));
    assert!(told.stderr.contains("E0201"), "{}", told.stderr);
}

#[test]
fn what_is_no_simulation_at_all() {
    let both: &mut Command =
        &mut speckl(&["simulate", TOGGLE_SWITCH, "--seed", "1", "--script", "x"]);
    let output = both.output().expect("the command starts");
    assert_eq!(output.status.code(), Some(2));
    let missing = speckl(&["simulate", TOGGLE_SWITCH, "--script", "no/such"]);
    assert_eq!(told(missing).code, 2);
}
