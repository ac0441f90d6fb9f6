//! What is read comes back as it was written, and what is wrong is pointed at.

use super::value_from_json;
use crate::check::value_to_json;
use crate::compile::{Options, compile};
use crate::model::Model;
use serde_json::json;

const SPEC: &str = r#"spec Shapes
  type Phase = enum { idle, running { pid: Nat, names: Set(String) } }
  type Point = { x: Int, y: Int? }
  state flag: Bool = false
  state small: 0..3 = 0
  state phase: Phase = idle
  state point: Point = { x: 0, y: null }
  state pair: (Int, String) = (0, "")
  state path: List(Point) = []
  state seen: Set((Int, Bool)) = {}
  state owner: Map(String, List(Int)) = {}
  state maybe: Phase? = null
"#;

fn model() -> Model {
    let options = Options {
        check: None,
        emit: std::collections::BTreeSet::new(),
        ..Options::build()
    };
    let mut compilation = compile("shapes.speckdl", SPEC, &options);
    assert!(!compilation.failed(), "{:?}", compilation.diagnostics);
    let unit = compilation.units.remove(0);
    unit.checked.expect("it type-checks").model
}

#[test]
fn values_survive_the_way_there_and_back() {
    let model = model();
    for (var, written) in [
        ("flag", json!(true)),
        ("small", json!(2)),
        ("small", json!({ "#bigint": "9223372036854775807" })),
        ("phase", json!("idle")),
        (
            "phase",
            json!({ "tag": "running", "value": { "pid": 3, "names": { "#set": ["a", "b"] } } }),
        ),
        ("point", json!({ "x": -1, "y": null })),
        ("pair", json!({ "#tup": [1, "ü\n"] })),
        ("path", json!([{ "x": 1, "y": 2 }, { "x": 1, "y": null }])),
        (
            "seen",
            json!({ "#set": [{ "#tup": [1, false] }, { "#tup": [2, true] }] }),
        ),
        ("owner", json!({ "#map": [["a", []], ["b", [1, 1]]] })),
        ("maybe", json!(null)),
        ("maybe", json!("idle")),
    ] {
        let var = model
            .vars
            .iter()
            .find(|it| it.name == var)
            .expect("it is there");
        let value = value_from_json(&written, var.ty.ty, &model)
            .unwrap_or_else(|error| panic!("{written}: {error}"));
        assert_eq!(value_to_json(&value, var.ty.ty, &model), written);
    }
}

#[test]
fn what_is_wrong_is_pointed_at() {
    let model = model();
    for (var, written, told) in [
        ("flag", json!(1), "expected `true` or `false`, found 1"),
        (
            "small",
            json!(1.0),
            "expected an integer of 64 bits, found 1.0",
        ),
        (
            "small",
            json!({ "#bigint": "9223372036854775808" }),
            "expected an integer of 64 bits, found {\"#bigint\":\"9223372036854775808\"}",
        ),
        (
            "phase",
            json!("idel"),
            "`Phase` has no value `idel`: did you mean `idle`?",
        ),
        (
            "phase",
            json!({ "tag": "idle", "value": {} }),
            "`idle` carries nothing: write \"idle\"",
        ),
        (
            "phase",
            json!({ "tag": "running", "value": { "pid": 3, "names": ["a"] } }),
            "at /value/names: expected {\"#set\":[…]}, found [\"a\"]",
        ),
        ("point", json!({ "x": 1 }), "the field `y` is missing"),
        (
            "point",
            json!({ "x": 1, "y": 2, "z": 3 }),
            "there is no field `z`",
        ),
        ("pair", json!({ "#tup": [1] }), "expected 2 items, found 1"),
        (
            "path",
            json!([{ "x": 1, "y": 2 }, { "x": "1", "y": 2 }]),
            "at /1/x: expected an integer of 64 bits, found \"1\"",
        ),
        (
            "owner",
            json!({ "#map": [["a", []], ["a", []]] }),
            "at /#map/1: this key stands twice",
        ),
        (
            "owner",
            json!({ "#map": [["a"]] }),
            "at /#map/0: expected an array of a key and a value, found [\"a\"]",
        ),
        (
            "small",
            json!(null),
            "expected an integer of 64 bits, found null",
        ),
    ] {
        let var = model
            .vars
            .iter()
            .find(|it| it.name == var)
            .expect("it is there");
        let error = value_from_json(&written, var.ty.ty, &model).expect_err("it is wrong");
        let told_now = error.to_string();
        assert!(told_now.starts_with(told), "{written}: {told_now}");
    }
}
