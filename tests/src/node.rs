//! The TypeScript class and the Wasm module, run by Node: the pinned TypeScript compiler checks and
//! strips the types, and one script asks both the same questions.

use crate::cases::{self, Case, Question};
use crate::specs::{Example, root, scratch};
use serde_json::{Value as Json, json};
use speckl_core::case::pascal;
use speckl_core::emit::ArtifactKind;
use speckl_core::model::{Model, Type};
use speckl_core::value::Value;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder with the pinned npm packages, installed if they are not yet.
///
/// # Panics
/// If Node or npm is missing or too old, with words that say so.
pub fn packages() -> PathBuf {
    let output = Command::new("bash")
        .arg(root().join("tests/node/install.sh"))
        .output()
        .expect("bash runs");
    assert!(
        output.status.success(),
        "the pinned npm packages could not be installed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    PathBuf::from(String::from_utf8_lossy(&output.stdout).trim())
}

/// Writes all artifacts of some examples for Node, and compiles the TypeScript strictly.
pub fn build(examples: &[Example]) -> PathBuf {
    let folder = scratch("node");
    let packages = packages();
    let mut sources = Vec::new();
    for example in examples {
        for artifact in example
            .compilation
            .units
            .iter()
            .flat_map(|unit| &unit.artifacts)
        {
            let path = folder.join(&artifact.file_name);
            std::fs::write(&path, &artifact.bytes).expect("an artifact can be written");
            if matches!(
                artifact.kind,
                ArtifactKind::TypeScript | ArtifactKind::WasmBinding
            ) {
                sources.push(path);
            }
        }
    }
    std::fs::write(folder.join("package.json"), "{ \"type\": \"module\" }")
        .expect("can be written");
    let output = Command::new("node")
        .arg(packages.join("node_modules/typescript/bin/tsc"))
        .args([
            "--strict",
            "--noUncheckedIndexedAccess",
            "--exactOptionalPropertyTypes",
        ])
        .args([
            "--erasableSyntaxOnly",
            "--isolatedModules",
            "--verbatimModuleSyntax",
        ])
        .args([
            "--noUnusedLocals",
            "--noUnusedParameters",
            "--noImplicitReturns",
        ])
        .args([
            "--target",
            "es2022",
            "--module",
            "nodenext",
            "--lib",
            "es2022,dom",
        ])
        .args(["--pretty", "false", "--outDir"])
        .arg(folder.join("js"))
        .args(&sources)
        .output()
        .expect("node runs");
    assert!(
        output.status.success(),
        "tsc refuses the generated TypeScript:\n{}",
        String::from_utf8_lossy(&output.stdout)
    );
    std::fs::write(folder.join("js/package.json"), "{ \"type\": \"module\" }")
        .expect("can be written");
    folder
}

/// Which of the two is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The class.
    TypeScript,
    /// The module, through its host binding.
    Wasm,
}

/// Asks one of them all the questions.
pub fn answers(folder: &Path, example: &Example, cases: &[Case], target: Target) -> Vec<Json> {
    let model = model(example);
    let base = model.base_name();
    let (script, wasm) = match target {
        Target::TypeScript => (format!("{base}.js"), Json::Null),
        Target::Wasm => (
            format!("{base}.wasm.js"),
            json!(folder.join(format!("{base}.wasm"))),
        ),
    };
    let mut input = String::new();
    let head = json!({
        "module": folder.join("js").join(script),
        "wasm": wasm,
        "machine": pascal(&model.name),
    });
    let _ = writeln!(input, "{head}");
    for case in cases {
        let _ = writeln!(input, "{}", question(model, &case.question));
    }
    let path = scratch("node").join(format!("{base}.{target:?}.jsonl"));
    std::fs::write(&path, input).expect("the questions can be written");
    let output = Command::new("node")
        .arg(root().join("tests/node/drive.mjs"))
        .arg(&path)
        .output()
        .expect("node runs");
    assert!(
        output.status.success(),
        "{target:?} of {base}:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("the script prints JSON"))
        .collect()
}

fn model(example: &Example) -> &Model {
    let unit = &example.compilation.units[0];
    &unit.checked.as_ref().expect("an example type-checks").model
}

/// A question as a line. Arguments of a constructor go by position, and as live values: what is a
/// `bigint` in TypeScript is marked.
fn question(model: &Model, question: &Question) -> Json {
    let live = |params: &[speckl_core::model::Param],
                locals: &[speckl_core::model::Local],
                args: &[Value]| {
        params
            .iter()
            .zip(args)
            .map(|(param, value)| {
                let ty = model.types.get(locals[param.local.index()].ty.ty);
                match (ty, value) {
                    (Type::Int | Type::Nat, Value::Int(value)) => {
                        json!({ "bigint": value.to_string() })
                    }
                    _ => speckl_core::check::value_to_json(*value, model),
                }
            })
            .collect::<Vec<_>>()
    };
    match question {
        Question::Init(args) => {
            json!({ "init": live(&model.init.params, &model.init.locals, args) })
        }
        Question::Enabled(state) => json!({ "enabled": cases::state(model, state) }),
        Question::Act(state, id, args) => {
            let action = &model.actions[id.index()];
            let names: Vec<&str> = action
                .params
                .iter()
                .map(|param| action.locals[param.local.index()].name.as_str())
                .collect();
            json!({
                "state": cases::state(model, state),
                "action": action.name,
                "names": names,
                "args": live(&action.params, &action.locals, args),
            })
        }
    }
}
