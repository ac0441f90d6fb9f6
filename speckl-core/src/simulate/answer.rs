//! What came of a request, as the JSON that scripts read and as lines for people.

use crate::check::value_to_json;
use crate::eval::{Emission, State};
use crate::model::{ActionId, FailureId, FailureKind, Model};
use crate::value::Value;
use serde_json::{Value as Json, json};
use std::fmt::Write as _;

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What was done, or why nothing was.
    pub outcome: Result<Done, FailureId>,
    /// The state now; `None` where there never was one.
    pub state: Option<State>,
}

/// What a step did besides changing the state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// What it emitted.
    pub events: Vec<Emission>,
    /// What it returned.
    pub result: Option<Value>,
}

impl Answer {
    /// Whether it shows a defect of the spec: a refused guard is none.
    pub fn is_defect(&self, model: &Model) -> bool {
        self.outcome
            .as_ref()
            .is_err_and(|id| model.failure(*id).kind != FailureKind::Rejected)
    }

    /// As the object that `speckl simulate --json` prints. `action` is what was asked for; `None` for
    /// `init`.
    pub fn to_json(&self, action: Option<ActionId>, model: &Model) -> Json {
        let state = self.state.as_ref();
        let state = state.map_or(Json::Null, |state| state_to_json(state, model));
        match &self.outcome {
            Ok(done) => {
                let returns = action.and_then(|id| model.actions[id.index()].returns);
                let result = match (&done.result, returns) {
                    (Some(value), Some(declared)) => value_to_json(value, declared.ty, model),
                    _ => Json::Null,
                };
                let events = done.events.iter();
                let events: Json = events.map(|event| event_to_json(event, model)).collect();
                json!({ "ok": true, "state": state, "events": events, "result": result })
            }
            Err(id) => {
                let failure = model.failure(*id);
                let error = json!({
                    "kind": failure.kind.name(),
                    "element": model.element(failure.element).id,
                    "message": failure.message,
                });
                json!({ "ok": false, "error": error, "state": state })
            }
        }
    }

    /// As lines for people: what changed since `before`, what was emitted, what was returned.
    pub fn to_text(
        &self,
        action: Option<ActionId>,
        before: Option<&[Value]>,
        model: &Model,
    ) -> String {
        let done = match &self.outcome {
            Ok(done) => done,
            Err(id) => {
                let failure = model.failure(*id);
                return format!("  {}: {}\n", failure.kind.name(), failure.message);
            }
        };
        let mut text = String::new();
        let mut line = |words: String| {
            // Writing to a string does not fail.
            let _ = writeln!(text, "  {words}");
        };
        for (at, var) in model.vars.iter().enumerate() {
            let Some(now) = self.state.as_ref().and_then(|state| state.get(at)) else {
                continue;
            };
            let shown = now.show(var.ty.ty, model);
            match before.and_then(|before| before.get(at)) {
                None => line(format!("{} = {shown}", var.name)),
                Some(before) if before != now => {
                    let before = before.show(var.ty.ty, model);
                    line(format!("{} = {before} -> {shown}", var.name));
                }
                Some(_) => {}
            }
        }
        if before.is_some_and(|before| self.state.as_deref() == Some(before)) {
            line("nothing changes".to_owned());
        }
        for emission in &done.events {
            let event = &model.events[emission.event.index()];
            let fields = event.fields.iter().zip(&emission.fields);
            let fields: Vec<String> = fields
                .map(|(field, value)| format!("{}: {}", field.name, value.show(field.ty.ty, model)))
                .collect();
            line(match fields.as_slice() {
                [] => format!("emits {}", event.name),
                fields => format!("emits {} {{ {} }}", event.name, fields.join(", ")),
            });
        }
        let returns = action.and_then(|id| model.actions[id.index()].returns);
        if let (Some(value), Some(declared)) = (&done.result, returns) {
            line(format!("returns {}", value.show(declared.ty, model)));
        }
        text
    }
}

fn state_to_json(state: &[Value], model: &Model) -> Json {
    let vars = model.vars.iter().zip(state);
    vars.map(|(var, value)| (var.name.clone(), value_to_json(value, var.ty.ty, model)))
        .collect()
}

fn event_to_json(emission: &Emission, model: &Model) -> Json {
    let event = &model.events[emission.event.index()];
    let fields = event.fields.iter().zip(&emission.fields);
    let fields: Json = fields
        .map(|(field, value)| (field.name.clone(), value_to_json(value, field.ty.ty, model)))
        .collect();
    json!({ "event": event.name, "fields": fields })
}
