//! Values as a spec writes them, read by the type that is expected: the way back of `Value::show`.

use crate::diagnostic::closest;
use crate::model::{EnumId, Model, Type, TypeId};
use crate::syntax::unescape;
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Reads a whole text as a value of a type; the error is a sentence.
pub fn value_from_text(text: &str, ty: TypeId, model: &Model) -> Result<Value, String> {
    let mut cursor = Cursor::new(text, model);
    let value = cursor.value(ty)?;
    if cursor.is_at_end() {
        Ok(value)
    } else {
        Err(format!("`{}` is too much here", cursor.rest()))
    }
}

/// A place in a text.
pub(super) struct Cursor<'t> {
    text: &'t str,
    model: &'t Model,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str, model: &'t Model) -> Self {
        Self {
            text: text.trim(),
            model,
        }
    }

    pub(super) fn rest(&self) -> &'t str {
        self.text
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn sees(&self, punctuation: &str) -> bool {
        self.text.starts_with(punctuation)
    }

    pub(super) fn accept(&mut self, punctuation: &str) -> bool {
        match self.text.strip_prefix(punctuation) {
            Some(rest) => {
                self.text = rest.trim_start();
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, punctuation: &str) -> Result<(), String> {
        if self.accept(punctuation) {
            Ok(())
        } else {
            Err(format!("expected `{punctuation}`, {}", self.found()))
        }
    }

    fn found(&self) -> String {
        if self.is_at_end() {
            "found the end".to_owned()
        } else {
            format!("found `{}`", self.text)
        }
    }

    /// An identifier or a keyword.
    pub(super) fn word(&mut self) -> Result<&'t str, String> {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let end = self.text.find(|c| !is_part(c)).unwrap_or(self.text.len());
        let (word, rest) = self.text.split_at(end);
        if word.is_empty() {
            return Err(format!("expected a name, {}", self.found()));
        }
        self.text = rest.trim_start();
        Ok(word)
    }

    pub(super) fn value(&mut self, ty: TypeId) -> Result<Value, String> {
        let model = self.model;
        match model.types.get(ty) {
            Type::Bool => match self.word()? {
                "true" => Ok(Value::Bool(true)),
                "false" => Ok(Value::Bool(false)),
                other => Err(format!("expected `true` or `false`, found `{other}`")),
            },
            Type::Int | Type::Nat | Type::Range(..) | Type::Symmetric(..) => self.integer(),
            Type::String => self.string(),
            Type::Enum(id) => self.variant(*id),
            Type::Record(fields) => {
                let fields: Vec<(&str, TypeId)> = fields
                    .iter()
                    .map(|(name, ty)| (name.as_str(), *ty))
                    .collect();
                self.fields(&fields).map(Value::Record)
            }
            Type::Tuple(types) => {
                self.expect("(")?;
                let mut items = Vec::new();
                for (at, ty) in types.iter().enumerate() {
                    if at > 0 {
                        self.expect(",")?;
                    }
                    items.push(self.value(*ty)?);
                }
                self.expect(")")?;
                Ok(Value::Tuple(items))
            }
            Type::Option(inner) => {
                let mut ahead = Cursor { ..*self };
                if ahead.word() == Ok("null") {
                    *self = ahead;
                    return Ok(Value::Null);
                }
                self.value(*inner)
            }
            Type::List(item) => {
                let mut items = Vec::new();
                self.listed("[", "]", |it| {
                    items.push(it.value(*item)?);
                    Ok(())
                })?;
                Ok(Value::List(items))
            }
            Type::Set(item) => {
                let mut items = BTreeSet::new();
                self.listed("{", "}", |it| {
                    items.insert(it.value(*item)?);
                    Ok(())
                })?;
                Ok(Value::Set(items))
            }
            Type::Map(key, value) => {
                let mut entries = BTreeMap::new();
                self.listed("{", "}", |it| {
                    let k = it.value(*key)?;
                    it.expect(":")?;
                    entries.insert(k, it.value(*value)?);
                    Ok(())
                })?;
                Ok(Value::Map(entries))
            }
        }
    }

    fn integer(&mut self) -> Result<Value, String> {
        let bare = self.text.strip_prefix('-').unwrap_or(self.text);
        let sign = self.text.len() - bare.len();
        let is_part = |c: char| c.is_ascii_digit() || c == '_';
        let end = sign + bare.find(|c| !is_part(c)).unwrap_or(bare.len());
        let (digits, rest) = self.text.split_at(end);
        match digits.replace('_', "").parse() {
            Ok(number) => {
                self.text = rest.trim_start();
                Ok(Value::Int(number))
            }
            Err(_) => Err(format!("expected an integer of 64 bits, {}", self.found())),
        }
    }

    fn string(&mut self) -> Result<Value, String> {
        let mut escaped = false;
        let end = self.text.char_indices().skip(1).find(|&(_, c)| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        match end {
            Some((end, _)) if self.sees("\"") => {
                let (literal, rest) = self.text.split_at(end + 1);
                self.text = rest.trim_start();
                Ok(Value::String(unescape(literal)))
            }
            _ => Err(format!("expected a string in quotes, {}", self.found())),
        }
    }

    /// `on`, `State.on`, `running { pid: 3 }`.
    fn variant(&mut self, id: EnumId) -> Result<Value, String> {
        let of = &self.model.enums[id.index()];
        let names = || of.variants.iter().map(|it| it.name.as_str());
        let mut name = self.word()?;
        if name == of.name && self.accept(".") {
            name = self.word()?;
        }
        let Some(index) = names().position(|it| it == name) else {
            return Err(if let Some(meant) = closest(name, names()) {
                format!(
                    "`{}` has no value `{name}`: did you mean `{meant}`?",
                    of.name
                )
            } else {
                let names: Vec<&str> = names().collect();
                format!(
                    "`{}` has no value `{name}`: it has {}",
                    of.name,
                    names.join(", ")
                )
            });
        };
        let payload = of.variants[index].payload.iter();
        let fields: Vec<(&str, TypeId)> = payload
            .map(|field| (field.name.as_str(), field.ty.ty))
            .collect();
        let values = if fields.is_empty() {
            Vec::new()
        } else {
            self.fields(&fields)?
        };
        Ok(Value::Enum(id, index as u32, values))
    }

    /// `{ f: v, … }`: every field once, in any order.
    fn fields(&mut self, fields: &[(&str, TypeId)]) -> Result<Vec<Value>, String> {
        let mut values: Vec<Option<Value>> = vec![None; fields.len()];
        self.listed("{", "}", |it| {
            let name = it.word()?;
            let Some(at) = fields.iter().position(|(known, _)| *known == name) else {
                return Err(format!("there is no field `{name}`"));
            };
            it.expect(":")?;
            let value = it.value(fields[at].1)?;
            match values[at].replace(value) {
                None => Ok(()),
                Some(_) => Err(format!("the field `{name}` stands twice")),
            }
        })?;
        let missing = values.iter().position(Option::is_none);
        match missing {
            Some(at) => Err(format!("the field `{}` is missing", fields[at].0)),
            None => Ok(values.into_iter().flatten().collect()),
        }
    }

    /// What stands between brackets, with commas between and perhaps one at the end.
    fn listed(
        &mut self,
        open: &str,
        close: &str,
        mut item: impl FnMut(&mut Self) -> Result<(), String>,
    ) -> Result<(), String> {
        self.expect(open)?;
        while !self.accept(close) {
            item(self)?;
            if !self.accept(",") {
                return self.expect(close);
            }
        }
        Ok(())
    }
}
