//! Verdicts and values as the JSON that scripts read; its shape is part of what `speckl check`
//! promises.
//!
//! Values are written as in the Informal Trace Format that TLA+ tools exchange.

use super::{Limit, State, Step, Verdict, Violation};
use crate::diagnostic::{self, Diagnostic};
use crate::model::{Interval, Local, Model, Param, TypeId};
use crate::source::Sources;
use crate::value::Value;
use serde_json::{Map, Value as Json, json};

/// A verdict as an object. `elapsed_ms`, a measured time, is left out where it is not given: nothing
/// that becomes evidence may hold it.
pub fn to_json(
    verdict: &Verdict,
    model: &Model,
    sources: &Sources,
    elapsed_ms: Option<f64>,
) -> Json {
    let mut object = Map::new();
    let mut put = |key: &str, value: Json| object.insert(key.to_owned(), value);
    put("spec", json!(model.name));
    put("verdict", json!(verdict.outcome.name()));
    put("method", json!(verdict.method()));
    put("states", json!(verdict.states));
    put("transitions", json!(verdict.transitions));
    put("depth", json!(verdict.depth));
    if let Some(elapsed_ms) = elapsed_ms {
        put("elapsed_ms", json!(elapsed_ms));
    }
    let narrowed = verdict.narrowed.iter();
    let narrowed = narrowed.map(|it| json!({ "domain": it.domain, "to": it.to }));
    put("narrowed", narrowed.collect());
    put("limit", verdict.limit.map_or(Json::Null, limit_to_json));
    let actions = verdict.actions.iter().map(|fired| {
        let name = &model.actions[fired.action.index()].name;
        json!({ "name": name, "fired": fired.times })
    });
    put("actions", actions.collect());
    let properties = verdict.properties.iter().map(|property| {
        json!({
            "kind": property.kind.name(),
            "name": property.name,
            "status": property.status.name(),
        })
    });
    put("properties", properties.collect());
    let violations = verdict.violations.iter();
    put(
        "violations",
        violations.map(|it| violation_to_json(it, model)).collect(),
    );
    put("diagnostics", findings(&verdict.diagnostics, sources));
    Json::Object(object)
}

/// A file that holds no valid spec, as an object: no spec, no verdict, only what is wrong.
pub fn invalid_to_json(diagnostics: &[Diagnostic], sources: &Sources) -> Json {
    json!({
        "spec": null,
        "verdict": null,
        "diagnostics": findings(diagnostics, sources),
    })
}

/// A value; integers that a double does not carry are written as text.
pub fn value_to_json(value: &Value, ty: TypeId, model: &Model) -> Json {
    match value {
        Value::Bool(value) => json!(value),
        Value::Int(value) if Interval::SAFE.covers(Interval::one(*value)) => json!(value),
        Value::Int(value) => json!({ "#bigint": value.to_string() }),
        Value::Enum(..) => json!(value.show(ty, model).to_string()),
        _ => unimplemented!(),
    }
}

fn findings(diagnostics: &[Diagnostic], sources: &Sources) -> Json {
    diagnostics
        .iter()
        .map(|finding| diagnostic::to_json(finding, sources))
        .collect()
}

fn limit_to_json(limit: Limit) -> Json {
    match limit {
        Limit::States(most) => json!({ "states": most }),
        Limit::Depth(most) => json!({ "depth": most }),
        Limit::Tuples(most) => json!({ "tuples": most }),
    }
}

fn violation_to_json(violation: &Violation, model: &Model) -> Json {
    let trace = violation.trace.iter();
    json!({
        "kind": violation.kind.name(),
        "name": violation.name,
        "message": violation.message,
        "trace": trace.map(|step| step_to_json(step, model)).collect::<Json>(),
    })
}

fn step_to_json(step: &Step, model: &Model) -> Json {
    let action = step.action.map(|id| &model.actions[id.index()]);
    let args = match action {
        Some(action) => args_to_json(&action.params, &action.locals, &step.args, model),
        None => args_to_json(&model.init.params, &model.init.locals, &step.args, model),
    };
    json!({
        "action": action.map(|action| &action.name),
        "args": args,
        "state": step.state.as_ref().map(|state| state_to_json(state, model)),
    })
}

fn args_to_json(params: &[Param], locals: &[Local], args: &[Value], model: &Model) -> Json {
    let name = |param: &Param| locals[param.local.index()].name.clone();
    params
        .iter()
        .zip(args)
        .map(|(param, value)| (name(param), value_to_json(value, locals[param.local.index()].ty.ty, model)))
        .collect()
}

fn state_to_json(state: &State, model: &Model) -> Json {
    model
        .vars
        .iter()
        .zip(state)
        .map(|(var, value)| (var.name.clone(), value_to_json(value, var.ty.ty, model)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::{Options, compile};

    fn told(text: &str) -> Vec<Json> {
        let options = Options {
            emit: std::collections::BTreeSet::new(),
            ..Options::build()
        };
        let compilation = compile("x.speckdl", text, &options);
        let checked = compilation
            .units
            .iter()
            .filter_map(|unit| unit.checked.as_ref());
        checked
            .filter_map(|checked| {
                let verdict = checked.verdict.as_ref()?;
                Some(to_json(verdict, &checked.model, &compilation.sources, None))
            })
            .collect()
    }

    #[test]
    fn integers_that_a_double_does_not_carry_are_text() {
        let told = told(
            "spec X
             type Hue = enum { red, blue }
             state n: Int = 9_007_199_254_740_991
             state hue: Hue = red
             action grow(by: 0..1)
               require n < 9_007_199_254_740_992 and by == 1
               n := n + by
               hue := blue
             invariant Small
               n <= 9_007_199_254_740_991",
        );
        let trace = &told[0]["violations"][0]["trace"];
        assert_eq!(
            trace.to_string(),
            r##"[{"action":null,"args":{},"state":{"n":9007199254740991,"hue":"red"}},{"action":"grow","args":{"by":1},"state":{"n":{"#bigint":"9007199254740992"},"hue":"blue"}}]"##
        );
    }

    #[test]
    fn what_is_measured_is_told_only_where_it_is_given() {
        let told = told("spec X\nstate n: Int = 0\naction add(by: Nat)\n  n := 0");
        let object = &told[0];
        assert!(object.get("elapsed_ms").is_none());
        assert_eq!(object["verdict"], "bounded");
        assert_eq!(object["method"], Json::Null);
        assert_eq!(
            object["narrowed"].to_string(),
            r#"[{"domain":"Nat","to":"0..3"}]"#
        );
    }

    #[test]
    fn where_init_itself_fails_there_is_no_state() {
        let told = told("spec X\nstate n: 0..3\ninit(m: 0..4)\n  n := m");
        let violation = &told[0]["violations"][0];
        assert_eq!(violation["kind"], "fault");
        assert_eq!(
            violation["trace"].to_string(),
            r#"[{"action":null,"args":{"m":4},"state":null}]"#
        );
    }
}
