//! From words to values and back.

use super::Heap;
use crate::model::{Model, Type, TypeId};
use crate::program::{Shape, ShapeId};
use crate::value::Value;

impl Heap {
    /// The text of a string.
    pub(super) fn text(&self, id: i64) -> String {
        let words = self.block(id);
        let bytes: Vec<u8> = words[1..].iter().flat_map(|it| it.to_be_bytes()).collect();
        let bytes = &bytes[..words[0] as usize];
        String::from_utf8_lossy(bytes).into_owned()
    }

    fn add_text(&mut self, text: &str) -> i64 {
        let bytes = text.as_bytes();
        let mut words = vec![bytes.len() as i64];
        words.extend(bytes.chunks(8).map(|chunk| {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            i64::from_be_bytes(word)
        }));
        self.add(&words)
    }

    /// A value as a word; `None` if it is not of the shape.
    pub fn intern(&mut self, shape: ShapeId, value: &Value) -> Option<i64> {
        let each = |heap: &mut Self, parts: &[ShapeId], values: &[Value]| {
            if parts.len() != values.len() {
                return None;
            }
            let words = parts.iter().zip(values);
            words
                .map(|(shape, value)| heap.intern(*shape, value))
                .collect::<Option<Vec<i64>>>()
        };
        Some(match (self.shape(shape).clone(), value) {
            (Shape::Word(count), Value::Enum(_, index, _)) => {
                (*index < count).then_some(i64::from(*index))?
            }
            (Shape::Word(2), Value::Bool(value)) => i64::from(*value),
            (Shape::Int(lo, hi), Value::Int(value)) => {
                (lo..=hi).contains(value).then_some(*value)?
            }
            (Shape::String, Value::String(text)) => self.add_text(text),
            (Shape::Option(_), Value::Null) => 0,
            (Shape::Option(inner), value) => {
                let word = self.intern(inner, value)?;
                self.wrap(shape, word)
            }
            (Shape::Struct(parts), Value::Record(values) | Value::Tuple(values)) => {
                let words = each(self, &parts, values)?;
                self.add(&words)
            }
            (Shape::Union(variants), Value::Enum(_, index, payload)) => {
                let parts = variants.get(*index as usize)?;
                let mut words = vec![i64::from(*index)];
                words.extend(each(self, parts, payload)?);
                self.add(&words)
            }
            (Shape::List(item), Value::List(values)) => {
                let words = each(self, &vec![item; values.len()], values)?;
                self.add(&words)
            }
            (Shape::Set(item), Value::Set(values)) => {
                // The order of values is that of words.
                let words = values.iter().map(|value| self.intern(item, value));
                let words = words.collect::<Option<Vec<i64>>>()?;
                self.add(&words)
            }
            (Shape::Map(key, item), Value::Map(entries)) => {
                let mut words = Vec::new();
                for (k, v) in entries {
                    words.push(self.intern(key, k)?);
                    words.push(self.intern(item, v)?);
                }
                self.add(&words)
            }
            _ => return None,
        })
    }

    /// The value of a type that a word stands for.
    pub fn value(&self, model: &Model, ty: TypeId, word: i64) -> Value {
        let each = |parts: &[TypeId], words: &[i64]| {
            let words = parts.iter().zip(words);
            words
                .map(|(ty, word)| self.value(model, *ty, *word))
                .collect::<Vec<Value>>()
        };
        match model.types.get(ty) {
            Type::Bool => Value::Bool(word != 0),
            Type::Int | Type::Nat | Type::Range(..) | Type::Symmetric(..) => Value::Int(word),
            Type::String => Value::String(self.text(word)),
            Type::Enum(id) => {
                let of = &model.enums[id.index()];
                if !of.has_payload() {
                    return Value::Enum(*id, word as u32, Vec::new());
                }
                let words = self.block(word);
                let payload = of.variants[words[0] as usize].payload.iter();
                let parts: Vec<TypeId> = payload.map(|it| it.ty.ty).collect();
                Value::Enum(*id, words[0] as u32, each(&parts, &words[1..]))
            }
            ty @ Type::Record(_) => Value::Record(each(&ty.parts(), self.block(word))),
            Type::Tuple(parts) => Value::Tuple(each(parts, self.block(word))),
            Type::Option(_) if word == 0 => Value::Null,
            Type::Option(inner) => {
                let option = ShapeId(ty.index() as u32);
                self.value(model, *inner, self.unwrap(option, word))
            }
            Type::Set(item) => {
                let words = self.block(word).iter();
                Value::Set(words.map(|it| self.value(model, *item, *it)).collect())
            }
            Type::List(item) => {
                let words = self.block(word).iter();
                Value::List(words.map(|it| self.value(model, *item, *it)).collect())
            }
            Type::Map(key, item) => {
                let entries = self.block(word).chunks_exact(2).map(|entry| {
                    let key = self.value(model, *key, entry[0]);
                    (key, self.value(model, *item, entry[1]))
                });
                Value::Map(entries.collect())
            }
        }
    }
}
