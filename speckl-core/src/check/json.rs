//! Verdicts and values as the JSON that scripts read; its shape is part of what `speckl check`
//! promises.
//!
//! Values are written as in the Informal Trace Format that TLA+ tools exchange.

use super::{Limit, PropertyKind, State, Step, Verdict, Violation};
use crate::diagnostic::{self, Diagnostic};
use crate::model::{Interval, Local, Model, Param, Type, TypeId};
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
    let outcome = (!verdict.is_stopped()).then(|| verdict.outcome.name());
    put("verdict", json!(outcome));
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
    let each = |values: &[Value], types: &[TypeId]| -> Vec<Json> {
        let values = values.iter().zip(types);
        values
            .map(|(value, ty)| value_to_json(value, *ty, model))
            .collect()
    };
    match (value, model.types.get(ty)) {
        (Value::Null, _) => Json::Null,
        (value, Type::Option(inner)) => value_to_json(value, *inner, model),
        (Value::Bool(value), _) => json!(value),
        (Value::Int(value), _) if Interval::SAFE.covers(Interval::one(*value)) => json!(value),
        (Value::Int(value), _) => json!({ "#bigint": value.to_string() }),
        (Value::String(text), _) => json!(text),
        (Value::Enum(of, index, payload), _) => {
            let variant = &model.enums[of.index()].variants[*index as usize];
            if variant.payload.is_empty() {
                return json!(variant.name);
            }
            let fields = variant.payload.iter().zip(payload);
            let fields: Map<String, Json> = fields
                .map(|(field, value)| {
                    let value = value_to_json(value, field.ty.ty, model);
                    (field.name.clone(), value)
                })
                .collect();
            json!({ "tag": variant.name, "value": fields })
        }
        (Value::Record(values), Type::Record(fields)) => {
            let fields = fields.iter().zip(values);
            fields
                .map(|((name, ty), value)| (name.clone(), value_to_json(value, *ty, model)))
                .collect()
        }
        (Value::Tuple(values), Type::Tuple(types)) => json!({ "#tup": each(values, types) }),
        (Value::List(values), Type::List(item)) => each(values, &vec![*item; values.len()]).into(),
        (Value::Set(values), Type::Set(item)) => {
            let values = values.iter().map(|it| value_to_json(it, *item, model));
            json!({ "#set": values.collect::<Json>() })
        }
        (Value::Map(entries), Type::Map(key, item)) => {
            let entries = entries.iter().map(|(k, v)| {
                let (k, v) = (
                    value_to_json(k, *key, model),
                    value_to_json(v, *item, model),
                );
                json!([k, v])
            });
            json!({ "#map": entries.collect::<Json>() })
        }
        (value, ty) => unreachable!("{value:?} is not of {ty:?}"),
    }
}

fn findings(diagnostics: &[Diagnostic], sources: &Sources) -> Json {
    diagnostics
        .iter()
        .map(|finding| diagnostic::to_json(finding, sources))
        .collect()
}

fn limit_to_json(limit: Limit) -> Json {
    let (what, most) = limit.told();
    let mut object = Map::new();
    object.insert(
        what.to_owned(),
        most.map_or(Json::Bool(true), |most| json!(most)),
    );
    Json::Object(object)
}

fn violation_to_json(violation: &Violation, model: &Model) -> Json {
    let trace = violation.trace.iter();
    let mut object = json!({
        "kind": violation.kind.name(),
        "name": violation.name,
        "message": violation.message,
    });
    // Where there is nothing to be reached there is no way to it.
    if violation.kind != PropertyKind::Reachable {
        object["trace"] = trace.map(|step| step_to_json(step, model)).collect();
    }
    if let Some(at) = violation.loop_start {
        object["loop"] = json!(at);
    }
    object
}

fn step_to_json(step: &Step, model: &Model) -> Json {
    let action = step.action.map(|id| &model.actions[id.index()]);
    let args = match action {
        Some(action) => args_to_json(&action.params, &action.locals, &step.args, model),
        None => args_to_json(&model.init.params, &model.init.locals, &step.args, model),
    };
    let mut object = Map::new();
    object.insert(
        "action".to_owned(),
        json!(action.map(|action| &action.name)),
    );
    object.insert("args".to_owned(), args);
    if !step.externs.is_empty() {
        object.insert("extern".to_owned(), externs_to_json(step, model));
    }
    let state = step.state.as_ref();
    let state = state.map_or(Json::Null, |state| state_to_json(state, model));
    object.insert("state".to_owned(), state);
    Json::Object(object)
}

/// The results of `extern` functions, by function, in the order of the calls.
fn externs_to_json(step: &Step, model: &Model) -> Json {
    let mut object = Map::new();
    for (id, value) in &step.externs {
        let function = &model.externs[id.index()];
        let value = value_to_json(value, function.returns.ty, model);
        let results = object
            .entry(function.name.clone())
            .or_insert_with(|| json!([]));
        if let Json::Array(results) = results {
            results.push(value);
        }
    }
    Json::Object(object)
}

fn args_to_json(params: &[Param], locals: &[Local], args: &[Value], model: &Model) -> Json {
    let name = |param: &Param| locals[param.local.index()].name.clone();
    params
        .iter()
        .zip(args)
        .map(|(param, value)| {
            (
                name(param),
                value_to_json(value, locals[param.local.index()].ty.ty, model),
            )
        })
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
