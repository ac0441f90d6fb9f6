//! JSON → values, by the type that is expected: the way back of [`crate::check::value_to_json`].
//!
//! Values are written as in the Informal Trace Format: sets, maps and tuples as `{"#set":[…]}`,
//! `{"#map":[[k,v],…]}` and `{"#tup":[…]}`, integers past 2^53 as `{"#bigint":"…"}`, an enum value
//! with payload as `{"tag":"…","value":{…}}`. Only the shape is judged here. Whether an integer is in
//! the range of its type is for whoever uses the value: there it is a fault, and not a mistake of the
//! notation.

use crate::diagnostic::closest;
use crate::model::{Enum, EnumId, Field, Model, Type, TypeId};
use crate::value::Value;
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use std::fmt;

/// Why JSON is no value of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    /// The way into the JSON, as a JSON Pointer (RFC 6901): empty for the whole of it.
    pub path: String,
    /// What is wrong there.
    pub problem: String,
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "at {}: ", self.path)?;
        }
        f.write_str(&self.problem)
    }
}

/// Reads a value of a type.
pub fn value_from_json(json: &Json, ty: TypeId, model: &Model) -> Result<Value, Misread> {
    let mut reader = Reader {
        model,
        path: String::new(),
    };
    reader.value(json, ty)
}

struct Reader<'a> {
    model: &'a Model,
    path: String,
}

impl Reader<'_> {
    fn value(&mut self, json: &Json, ty: TypeId) -> Result<Value, Misread> {
        match self.model.types.get(ty) {
            Type::Bool => match json {
                Json::Bool(value) => Ok(Value::Bool(*value)),
                other => self.expected("`true` or `false`", other),
            },
            Type::Int | Type::Nat | Type::Range(..) | Type::Symmetric(..) => self.integer(json),
            Type::String => match json {
                Json::String(text) => Ok(Value::String(text.clone())),
                other => self.expected("a string", other),
            },
            Type::Enum(id) => self.variant(json, *id),
            Type::Record(fields) => {
                let Json::Object(object) = json else {
                    return self.expected("an object", json);
                };
                let fields: Vec<(&str, TypeId)> = fields
                    .iter()
                    .map(|(name, ty)| (name.as_str(), *ty))
                    .collect();
                self.fields(object, &fields).map(Value::Record)
            }
            Type::Tuple(types) => {
                let items = self.marked(json, "#tup")?;
                if items.len() != types.len() {
                    let problem = format!("expected {} items, found {}", types.len(), items.len());
                    return self.wrong(problem);
                }
                let types = types.iter().copied();
                self.items("#tup", items.iter().zip(types))
                    .map(Value::Tuple)
            }
            Type::Option(_) if json.is_null() => Ok(Value::Null),
            Type::Option(inner) => self.value(json, *inner),
            Type::List(item) => match json {
                Json::Array(items) => {
                    let items = items.iter().map(|json| (json, *item));
                    self.items("", items).map(Value::List)
                }
                other => self.expected("an array", other),
            },
            Type::Set(item) => {
                let items = self.marked(json, "#set")?.iter().map(|json| (json, *item));
                let items = self.items("#set", items)?;
                Ok(Value::Set(items.into_iter().collect()))
            }
            Type::Map(key, value) => self.map(json, *key, *value),
        }
    }

    fn integer(&self, json: &Json) -> Result<Value, Misread> {
        let number = match json {
            Json::Number(number) => number.as_i64(),
            Json::Object(object) if object.len() == 1 => match object.get("#bigint") {
                Some(Json::String(digits)) => integer_text(digits),
                _ => None,
            },
            _ => None,
        };
        match number {
            Some(number) => Ok(Value::Int(number)),
            None => self.expected("an integer of 64 bits", json),
        }
    }

    /// A name, or `{"tag":…,"value":{…}}` where there is a payload.
    fn variant(&mut self, json: &Json, id: EnumId) -> Result<Value, Misread> {
        let model = self.model;
        let of = &model.enums[id.index()];
        let (name, payload) = match json {
            Json::String(name) => (name.as_str(), None),
            Json::Object(object) => match (object.get("tag"), object.get("value"), object.len()) {
                (Some(Json::String(tag)), Some(Json::Object(payload)), 2) => {
                    (tag.as_str(), Some(payload))
                }
                _ => {
                    return self.expected("the name of an enum value, or `tag` and `value`", json);
                }
            },
            other => return self.expected(&format!("a value of `{}`", of.name), other),
        };
        let Some(index) = of.variants.iter().position(|it| it.name == name) else {
            return self.wrong(unknown_variant(of, name));
        };
        let fields: Vec<(&str, TypeId)> = of.variants[index].payload.iter().map(named).collect();
        let values = match (payload, fields.is_empty()) {
            (None, true) => Vec::new(),
            (None, false) => {
                return self.wrong(format!(
                    "`{name}` carries values: write {{\"tag\":\"{name}\",\"value\":{{…}}}}"
                ));
            }
            (Some(_), true) => {
                return self.wrong(format!("`{name}` carries nothing: write \"{name}\""));
            }
            (Some(payload), false) => self.within("value", |it| it.fields(payload, &fields))?,
        };
        Ok(Value::Enum(id, index as u32, values))
    }

    fn map(&mut self, json: &Json, key: TypeId, value: TypeId) -> Result<Value, Misread> {
        let mut entries = BTreeMap::new();
        let rows = self.marked(json, "#map")?;
        self.within("#map", |it| {
            for (at, row) in rows.iter().enumerate() {
                it.within(&at.to_string(), |it| {
                    let Some([k, v]) = row.as_array().map(Vec::as_slice) else {
                        return it.expected("an array of a key and a value", row);
                    };
                    let k = it.within("0", |it| it.value(k, key))?;
                    let v = it.within("1", |it| it.value(v, value))?;
                    match entries.insert(k, v) {
                        None => Ok(()),
                        Some(_) => it.wrong("this key stands twice".to_owned()),
                    }
                })?;
            }
            Ok(())
        })?;
        Ok(Value::Map(entries))
    }

    /// The fields of a record or a payload: all of them, and no others.
    fn fields(
        &mut self,
        object: &Map<String, Json>,
        fields: &[(&str, TypeId)],
    ) -> Result<Vec<Value>, Misread> {
        let known = || fields.iter().map(|(name, _)| *name);
        if let Some(stranger) = object.keys().find(|key| !known().any(|name| name == *key)) {
            let hint = match closest(stranger, known()) {
                Some(name) => format!(": did you mean `{name}`?"),
                None => String::new(),
            };
            return self.wrong(format!("there is no field `{stranger}`{hint}"));
        }
        let mut values = Vec::new();
        for (name, ty) in fields {
            let Some(json) = object.get(*name) else {
                return self.wrong(format!("the field `{name}` is missing"));
            };
            values.push(self.within(name, |it| it.value(json, *ty))?);
        }
        Ok(values)
    }

    fn items<'j>(
        &mut self,
        mark: &str,
        items: impl Iterator<Item = (&'j Json, TypeId)>,
    ) -> Result<Vec<Value>, Misread> {
        let items: Vec<(&Json, TypeId)> = items.collect();
        let read = |it: &mut Self| {
            let mut values = Vec::new();
            for (at, (json, ty)) in items.iter().enumerate() {
                values.push(it.within(&at.to_string(), |it| it.value(json, *ty))?);
            }
            Ok(values)
        };
        if mark.is_empty() {
            read(self)
        } else {
            self.within(mark, read)
        }
    }

    /// The array in `{"#set":[…]}` and its like.
    fn marked<'j>(&self, json: &'j Json, mark: &str) -> Result<&'j [Json], Misread> {
        let array = match json {
            Json::Object(object) if object.len() == 1 => object.get(mark).and_then(Json::as_array),
            _ => None,
        };
        match array {
            Some(items) => Ok(items),
            None => self.expected(&format!("{{\"{mark}\":[…]}}"), json),
        }
    }

    fn within<T>(
        &mut self,
        step: &str,
        read: impl FnOnce(&mut Self) -> Result<T, Misread>,
    ) -> Result<T, Misread> {
        let before = self.path.len();
        self.path.push('/');
        self.path
            .push_str(&step.replace('~', "~0").replace('/', "~1"));
        let read = read(self);
        self.path.truncate(before);
        read
    }

    fn expected<T>(&self, what: &str, found: &Json) -> Result<T, Misread> {
        self.wrong(format!("expected {what}, found {}", shortened(found)))
    }

    fn wrong<T>(&self, problem: String) -> Result<T, Misread> {
        Err(Misread {
            path: self.path.clone(),
            problem,
        })
    }
}

fn named(field: &Field) -> (&str, TypeId) {
    (field.name.as_str(), field.ty.ty)
}

fn unknown_variant(of: &Enum, name: &str) -> String {
    let names = || of.variants.iter().map(|it| it.name.as_str());
    let hint = match closest(name, names()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("it has {}", names().collect::<Vec<_>>().join(", ")),
    };
    format!("`{}` has no value `{name}`: {hint}", of.name)
}

/// Digits with a sign perhaps, as the format has them: what Rust reads besides is not meant.
fn integer_text(digits: &str) -> Option<i64> {
    let bare = digits.strip_prefix('-').unwrap_or(digits);
    let plain = !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// JSON on one line, cut where it is long.
fn shortened(json: &Json) -> String {
    const MOST: usize = 60;
    let text = json.to_string();
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

#[cfg(test)]
mod tests;
