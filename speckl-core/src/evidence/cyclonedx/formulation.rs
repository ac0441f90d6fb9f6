//! Formulation: how the files were made, as a workflow of tasks (ECMA-424 §6, `formulation`).

use super::super::{Dossier, File, Role};
use super::{COMPILER_REF, file_ref};
use serde_json::{Value, json};

/// Parse, check (where it was run), generate.
pub(super) fn formulation(dossier: &Dossier<'_>, files: &[File<'_>]) -> Value {
    let checked = dossier.subject.verdict.is_some();
    let read = files
        .iter()
        .filter(|file| matches!(file.role(), Role::Spec | Role::Import));
    let input: Value = read
        .map(|file| json!({ "resource": { "ref": file_ref(file) } }))
        .collect();
    let output: Vec<Value> = files
        .iter()
        .filter(|file| !matches!(file.role(), Role::Spec | Role::Import))
        .map(|file| json!({ "type": "artifact", "resource": { "ref": file_ref(file) } }))
        .collect();

    let mut tasks = vec![task(
        "parse",
        "Parse and type-check the specification",
        "lint",
        dossier,
    )];
    tasks[0]["inputs"] = input.clone();
    if checked {
        let mut check = task("check", "Explore the reachable states", "test", dossier);
        check["outputs"] = json!([{
            "type": "evidence",
            "data": { "contentType": "text/plain", "content": dossier.verdict_sentence() },
        }]);
        tasks.push(check);
    }
    let mut generate = task(
        "generate",
        "Generate code, each line under its spec element",
        "build",
        dossier,
    );
    if !output.is_empty() {
        generate["outputs"] = json!(output);
    }
    tasks.push(generate);

    // Each task waits for the one before it.
    let order: Vec<Value> = tasks
        .windows(2)
        .map(|pair| json!({ "ref": pair[1]["bom-ref"], "dependsOn": [pair[0]["bom-ref"]] }))
        .collect();
    let mut workflow = json!({
        "bom-ref": "workflow:compile",
        "uid": uid(dossier, "compile"),
        "name": "Compile the specification",
        "resourceReferences": [{ "ref": COMPILER_REF }],
        "tasks": tasks,
        "taskDependencies": order,
        "taskTypes": ["build"],
        "inputs": input,
    });
    if !output.is_empty() {
        workflow["outputs"] = json!(output);
    }
    json!([{ "bom-ref": "formula:compile", "workflows": [workflow] }])
}

fn task(name: &str, words: &str, ty: &str, dossier: &Dossier<'_>) -> Value {
    json!({
        "bom-ref": format!("task:{name}"),
        "uid": uid(dossier, name),
        "name": words,
        "resourceReferences": [{ "ref": COMPILER_REF }],
        "taskTypes": [ty],
    })
}

/// The same work has the same name: it is done by this compiler on this spec.
fn uid(dossier: &Dossier<'_>, name: &str) -> String {
    format!("urn:speckl:sha256:{}:{name}", dossier.subject.identity.spec)
}
