//! What is to be done, from a line: `{"action":"transfer","args":{"amount":1}}` or `transfer(1)`.

use super::choices::{action_call, names, routine_call};
use super::literal::Cursor;
use crate::check::value_to_json;
use crate::diagnostic::closest;
use crate::model::{ActionId, ExternId, Local, Model, Param};
use crate::value::Value;
use crate::value_json::value_from_json;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::fmt;

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Makes the first state.
    Init {
        /// One value per parameter.
        args: Vec<Value>,
    },
    /// Does an action.
    Act {
        /// Which.
        action: ActionId,
        /// One value per parameter.
        args: Vec<Value>,
        /// What the host's functions give, in the order of the calls of each.
        results: BTreeMap<ExternId, Vec<Value>>,
    },
}

/// Why a line is no request; shows itself as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn unreadable<T>(words: impl Into<String>) -> Result<T, Unreadable> {
    Err(Unreadable(words.into()))
}

impl Request {
    /// Reads a line: JSON where it begins with a brace, and else a call as a spec would write it.
    pub fn from_line(line: &str, model: &Model) -> Result<Self, Unreadable> {
        if line.trim_start().starts_with('{') {
            match serde_json::from_str(line) {
                Ok(json) => Self::from_json(&json, model),
                Err(error) => unreadable(format!("this is not JSON: {error}")),
            }
        } else {
            Self::from_text(line, model)
        }
    }

    /// Reads `{"action":"a","args":{…},"extern":{…}}` or `{"init":{…}}`. Beside them a step of a trace
    /// may say what the `state` was; that is not looked at.
    pub fn from_json(json: &Json, model: &Model) -> Result<Self, Unreadable> {
        let Json::Object(object) = json else {
            return unreadable(format!("a request is a JSON object, not {json}"));
        };
        if let Some(args) = object.get("init") {
            only(object, &["init"])?;
            let args = arguments(args, "/init", &model.init.params, &model.init.locals, model)?;
            return Ok(Request::Init { args });
        }
        only(object, &["action", "args", "extern", "state"])?;
        let Some(Json::String(name)) = object.get("action") else {
            return unreadable("a request has an \"action\", which is a name, or an \"init\"");
        };
        let action = action_named(name, model)?;
        let of = &model.actions[action.index()];
        let none = Json::Object(Map::new());
        let args = object.get("args").unwrap_or(&none);
        Ok(Request::Act {
            action,
            args: arguments(args, "/args", &of.params, &of.locals, model)?,
            results: results(object.get("extern"), model)?,
        })
    }

    /// Reads `transfer(a, 3)`, `flip`, `init(n1)`.
    pub fn from_text(line: &str, model: &Model) -> Result<Self, Unreadable> {
        let mut cursor = Cursor::new(line, model);
        let name = cursor.word().map_err(Unreadable)?;
        // An action may be called `init`, too; then that is what is meant.
        let is_init = name == "init" && !model.actions.iter().any(|it| it.name == "init");
        let found = if is_init {
            None
        } else {
            Some(action_named(name, model)?)
        };
        let (params, locals) = match found {
            None => (&model.init.params, &model.init.locals),
            Some(id) => {
                let action = &model.actions[id.index()];
                (&action.params, &action.locals)
            }
        };
        let mut args = Vec::new();
        let in_parentheses = cursor.accept("(");
        for (at, param) in params.iter().enumerate() {
            if at > 0 && !cursor.accept(",") {
                return unreadable(format!("`{name}` takes {}", takes(params, locals)));
            }
            let local = &locals[param.local.index()];
            if cursor.is_at_end() || cursor.sees(")") {
                return unreadable(format!("`{name}` takes {}", takes(params, locals)));
            }
            match cursor.value(local.ty.ty) {
                Ok(value) => args.push(value),
                Err(words) => return unreadable(format!("`{}`: {words}", local.name)),
            }
        }
        if in_parentheses && !cursor.accept(")") {
            return unreadable(format!("`{name}` takes {}", takes(params, locals)));
        }
        if !cursor.is_at_end() {
            return unreadable(format!("`{}` is too much here", cursor.rest()));
        }
        Ok(match found {
            None => Request::Init { args },
            Some(action) => Request::Act {
                action,
                args,
                results: BTreeMap::new(),
            },
        })
    }
}

impl Request {
    /// The action; `None` for `init`.
    pub fn action(&self) -> Option<ActionId> {
        match self {
            Request::Init { .. } => None,
            Request::Act { action, .. } => Some(*action),
        }
    }

    /// Adds what a function of the host gives when it is called once more.
    pub fn give(&mut self, function: ExternId, value: Value) {
        if let Request::Act { results, .. } = self {
            results.entry(function).or_default().push(value);
        }
    }

    /// As it would be typed.
    pub fn to_text(&self, model: &Model) -> String {
        match self {
            Request::Init { args } => {
                routine_call("init", &model.init.params, &model.init.locals, args, model)
            }
            Request::Act { action, args, .. } => action_call(model, *action, args),
        }
    }

    /// As the object that it could be read from.
    pub fn to_json(&self, model: &Model) -> Json {
        match self {
            Request::Init { args } => {
                json!({ "init": args_to_json(&model.init.params, &model.init.locals, args, model) })
            }
            Request::Act {
                action,
                args,
                results,
            } => {
                let action = &model.actions[action.index()];
                let args = args_to_json(&action.params, &action.locals, args, model);
                let mut object = json!({ "action": action.name, "args": args });
                if !results.is_empty() {
                    let results = results.iter().map(|(id, values)| {
                        let function = &model.externs[id.index()];
                        let ty = function.returns.ty;
                        let values = values.iter().map(|value| value_to_json(value, ty, model));
                        (function.name.clone(), values.collect())
                    });
                    object["extern"] = Json::Object(results.collect());
                }
                object
            }
        }
    }
}

fn args_to_json(params: &[Param], locals: &[Local], args: &[Value], model: &Model) -> Json {
    let args = params.iter().zip(args).map(|(param, value)| {
        let local = &locals[param.local.index()];
        (local.name.clone(), value_to_json(value, local.ty.ty, model))
    });
    Json::Object(args.collect())
}

/// A step of a counterexample: what led to a state. The first one, `init`, has no action.
pub(super) fn from_trace(step: &Json, model: &Model) -> Result<Request, Unreadable> {
    match step.get("action") {
        None | Some(Json::Null) => {
            let none = Json::Object(Map::new());
            let args = step.get("args").unwrap_or(&none);
            let args = arguments(args, "/args", &model.init.params, &model.init.locals, model)?;
            Ok(Request::Init { args })
        }
        Some(_) => Request::from_json(step, model),
    }
}

fn only(object: &Map<String, Json>, known: &[&str]) -> Result<(), Unreadable> {
    match object.keys().find(|key| !known.contains(&key.as_str())) {
        Some(stranger) => unreadable(format!(
            "a request has no \"{stranger}\": it has {}",
            known.join(", ")
        )),
        None => Ok(()),
    }
}

fn action_named(name: &str, model: &Model) -> Result<ActionId, Unreadable> {
    let allowed = || model.allowed_actions();
    if let Some((id, _)) = allowed().find(|(_, action)| action.name == name) {
        return Ok(id);
    }
    if model.actions.iter().any(|action| action.name == name) {
        return unreadable(format!("`{name}` never fires: `next` does not allow it"));
    }
    let names = || allowed().map(|(_, action)| action.name.as_str());
    unreadable(match closest(name, names()) {
        Some(meant) => format!("there is no action `{name}`: did you mean `{meant}`?"),
        None => format!(
            "there is no action `{name}`: there are {}",
            names().collect::<Vec<_>>().join(", ")
        ),
    })
}

fn takes(params: &[Param], locals: &[Local]) -> String {
    if params.is_empty() {
        return "no arguments".to_owned();
    }
    format!("({})", names(params, locals).join(", "))
}

/// Arguments by name: all of them, and no others.
fn arguments(
    json: &Json,
    path: &str,
    params: &[Param],
    locals: &[Local],
    model: &Model,
) -> Result<Vec<Value>, Unreadable> {
    let Json::Object(object) = json else {
        return unreadable(format!("at {path}: expected an object, found {json}"));
    };
    let names = names(params, locals);
    if let Some(stranger) = object.keys().find(|key| !names.contains(&key.as_str())) {
        return unreadable(format!(
            "at {path}: there is no parameter `{stranger}`: it takes {}",
            takes(params, locals)
        ));
    }
    let mut values = Vec::new();
    for param in params {
        let local = &locals[param.local.index()];
        let Some(json) = object.get(&local.name) else {
            return unreadable(format!("at {path}: `{}` is missing", local.name));
        };
        let value = value_from_json(json, local.ty.ty, model);
        values.push(value.map_err(|wrong| {
            let place = format!("{path}/{}{}", local.name, wrong.path);
            Unreadable(format!("at {place}: {}", wrong.problem))
        })?);
    }
    Ok(values)
}

fn results(
    json: Option<&Json>,
    model: &Model,
) -> Result<BTreeMap<ExternId, Vec<Value>>, Unreadable> {
    let mut results = BTreeMap::new();
    let Some(json) = json else {
        return Ok(results);
    };
    let Json::Object(object) = json else {
        return unreadable(format!("at /extern: expected an object, found {json}"));
    };
    for (name, values) in object {
        let Some(at) = model.externs.iter().position(|it| it.name == *name) else {
            return unreadable(format!(
                "at /extern: there is no `extern` function `{name}`"
            ));
        };
        let Json::Array(values) = values else {
            return unreadable(format!(
                "at /extern/{name}: expected an array of results, found {values}"
            ));
        };
        let ty = model.externs[at].returns.ty;
        let mut read = Vec::new();
        for (number, value) in values.iter().enumerate() {
            let value = value_from_json(value, ty, model);
            read.push(value.map_err(|wrong| {
                let place = format!("/extern/{name}/{number}{}", wrong.path);
                Unreadable(format!("at {place}: {}", wrong.problem))
            })?);
        }
        results.insert(ExternId(at as u32), read);
    }
    Ok(results)
}
