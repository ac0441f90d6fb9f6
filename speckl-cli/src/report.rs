//! Verdicts as they are told: a line for people, an object for scripts.

use serde_json::{Value, json};
use speckl_core::check::{self, Verdict};
use speckl_core::compile::Compilation;
use speckl_core::diagnostic::{self, Diagnostic};
use speckl_core::model::Model;
use std::fmt::Write;

/// A verdict in a line: `ToggleSwitch: proved (exhaustive), 2 states, 1 transition, depth 1`.
pub fn line(model: &Model, verdict: Option<&Verdict>) -> String {
    let mut line = format!("{}: ", model.name);
    let Some(verdict) = verdict else {
        line.push_str("unchecked");
        return line;
    };
    line.push_str(if verdict.is_stopped() {
        "stopped"
    } else {
        verdict.outcome.name()
    });
    if let Some(method) = verdict.method() {
        let _ = write!(line, " ({method})");
    }
    let states = counted(verdict.states, "state");
    let transitions = counted(verdict.transitions, "transition");
    let _ = write!(line, ", {states}, {transitions}, depth {}", verdict.depth);
    line
}

fn counted(number: u64, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

/// A verdict as an object, with all that was found in the spec and not by the check alone.
pub fn object(
    compilation: &Compilation,
    model: &Model,
    verdict: Option<&Verdict>,
    elapsed_ms: Option<f64>,
    findings: &[Diagnostic],
) -> Value {
    let sources = &compilation.sources;
    let mut object = match verdict {
        Some(verdict) => check::to_json(verdict, model, sources, elapsed_ms),
        None => json!({ "spec": model.name, "verdict": "unchecked" }),
    };
    object["diagnostics"] = findings
        .iter()
        .filter(|finding| concerns(finding, compilation, model))
        .map(|finding| diagnostic::to_json(finding, sources))
        .collect();
    object
}

/// The first counterexample of a verdict that is told as an object: `trace` as `simulate` follows it,
/// `vars`, `states` and `loop` as the Informal Trace Format has them.
pub fn trace(model: &Model, object: &Value) -> Option<Value> {
    let violations = object["violations"].as_array()?;
    let has_trace = |it: &&Value| {
        it["trace"]
            .as_array()
            .is_some_and(|steps| !steps.is_empty())
    };
    let violation = violations.iter().find(has_trace)?;
    let steps = violation["trace"].as_array()?;
    let states = steps.iter().map(|step| &step["state"]);
    let mut document = json!({
        "#meta": { "format": "ITF", "description": violation["message"] },
        "vars": model.vars.iter().map(|var| var.name.as_str()).collect::<Vec<_>>(),
        "states": states.filter(|state| state.is_object()).collect::<Vec<_>>(),
        "trace": steps,
    });
    if let Some(back) = violation["loop"].as_u64() {
        document["loop"] = json!(back);
    }
    Some(document)
}

/// Whether a finding is told with a spec: one inside it, or one inside none.
fn concerns(finding: &Diagnostic, compilation: &Compilation, model: &Model) -> bool {
    let span = finding.primary.span;
    let models = compilation
        .units
        .iter()
        .filter_map(|unit| unit.checked.as_ref().map(|checked| &checked.model));
    let owner = models.map(|model| model.span).find(|whole| {
        span.file == whole.file && whole.start <= span.start && span.start < whole.end
    });
    owner.is_none_or(|owner| owner == model.span)
}

/// Objects as a script gets them: one alone as itself, several as an array.
pub fn json_text(mut objects: Vec<Value>) -> String {
    let value = match objects.len() {
        1 => objects.remove(0),
        _ => Value::Array(objects),
    };
    format!("{value:#}\n")
}
