//! Values on their way into the compiled Rust and out of it: a text for each value, functions of the
//! driver that read it into the types of a module, and functions that show those as JSON.

use speckl_core::emit::rust::Names;
use speckl_core::model::{Interval, Model, Type, TypeId};
use speckl_core::value::Value;
use std::fmt::Write as _;

/// A value as the driver reads it.
pub fn encode(value: &Value, out: &mut String) {
    let list = |out: &mut String, values: &mut dyn Iterator<Item = &Value>| {
        out.push('(');
        values.for_each(|value| encode(value, out));
        out.push(')');
    };
    match value {
        Value::Null => out.push('n'),
        Value::Bool(value) => out.push(if *value { 't' } else { 'f' }),
        Value::Int(value) => {
            let _ = write!(out, "i{value};");
        }
        Value::String(text) => {
            out.push('s');
            for byte in text.bytes() {
                let _ = write!(out, "{byte:02x}");
            }
            out.push(';');
        }
        Value::Enum(_, index, payload) => {
            let _ = write!(out, "e{index};");
            list(out, &mut payload.iter());
        }
        Value::Record(values) | Value::Tuple(values) | Value::List(values) => {
            list(out, &mut values.iter());
        }
        Value::Set(values) => list(out, &mut values.iter()),
        Value::Map(entries) => {
            list(
                out,
                &mut entries.iter().flat_map(|(key, value)| [key, value]),
            );
        }
    }
}

/// Several values as the driver reads them.
pub fn encode_all<'v>(values: impl IntoIterator<Item = &'v Value>) -> String {
    let mut text = String::from("(");
    values
        .into_iter()
        .for_each(|value| encode(value, &mut text));
    text.push(')');
    text
}

/// The driver's own type of values, and its reader.
pub const VALUES: &str = r##"
#[derive(Clone, Debug)]
pub enum V { Null, Bool(bool), Int(i64), Text(String), Enum(usize, Vec<V>), List(Vec<V>) }
impl V {
    pub fn list(&self) -> &[V] { match self { V::List(list) => list, _ => unreachable!() } }
    pub fn int(&self) -> i64 { match self { V::Int(value) => *value, _ => unreachable!() } }
}
fn read(text: &mut &[u8]) -> V {
    let first = text[0];
    *text = &text[1..];
    let mut until = || {
        let end = text.iter().position(|byte| *byte == b';').unwrap();
        let part = std::str::from_utf8(&text[..end]).unwrap();
        *text = &text[end + 1..];
        part
    };
    match first {
        b'n' => V::Null,
        b't' => V::Bool(true),
        b'f' => V::Bool(false),
        b'i' => V::Int(until().parse().unwrap()),
        b's' => {
            let hex = until();
            let bytes = (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap());
            V::Text(String::from_utf8(bytes.collect()).unwrap())
        }
        b'e' => {
            let index = until().parse().unwrap();
            match read(text) { V::List(payload) => V::Enum(index, payload), _ => unreachable!() }
        }
        _ => {
            let mut items = Vec::new();
            while text[0] != b')' { items.push(read(text)); }
            *text = &text[1..];
            V::List(items)
        }
    }
}
pub fn value(text: &str) -> V { read(&mut text.as_bytes()) }
pub fn number(value: i128) -> String {
    if value.abs() < 1 << 53 { value.to_string() } else { format!("{{\"#bigint\":\"{value}\"}}") }
}
pub fn text(value: &str) -> String {
    let mut out = String::from("\"");
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if (c as u32) < 32 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out + "\""
}
pub fn refusal(kind: impl std::fmt::Debug, element: &str, requirement: &str, message: &str) -> String {
    format!(
        "{{\"kind\":{},\"element\":{},\"requirement\":{},\"message\":{}}}",
        text(&format!("{kind:?}").to_lowercase()), text(element), text(requirement), text(message)
    )
}
"##;

/// What the driver needs to know of one module.
pub struct Module<'m> {
    /// Its number.
    pub at: usize,
    /// Its model.
    pub model: &'m Model,
    /// What its items are called.
    pub names: Names,
}

impl Module<'_> {
    /// An item of the module.
    pub fn item(&self, name: &str) -> String {
        format!("m{}::{name}", self.at)
    }

    fn record(&self, ty: TypeId) -> (&str, &[String]) {
        let names = self
            .names
            .record_names(ty)
            .expect("every record has a name");
        (&names.name, &names.fields)
    }

    /// A type as the driver writes it.
    pub fn ty(&self, id: TypeId) -> String {
        match self.model.types.get(id) {
            Type::Bool => "bool".to_owned(),
            Type::String => "String".to_owned(),
            Type::Enum(of) => self.item(&self.names.enums[of.index()]),
            Type::Record(_) => self.item(self.record(id).0),
            Type::Tuple(items) => {
                let items: Vec<String> = items.iter().map(|item| self.ty(*item)).collect();
                format!("({})", items.join(", "))
            }
            Type::Option(item) => format!("Option<{}>", self.ty(*item)),
            Type::Set(item) => format!("BTreeSet<{}>", self.ty(*item)),
            Type::List(item) => format!("Vec<{}>", self.ty(*item)),
            Type::Map(key, value) => format!("BTreeMap<{}, {}>", self.ty(*key), self.ty(*value)),
            other => integer(other.integers().expect("all other types are above")).to_owned(),
        }
    }

    /// Functions `from_N` and `show_N` for every type of the model.
    pub fn passages(&self) -> String {
        let mut out = String::new();
        for (id, _) in self.model.types.iter() {
            let (at, ty) = (id.index(), self.ty(id));
            let _ = writeln!(
                out,
                "fn from_{at}(value: &V) -> Option<{ty}> {{ {} }}",
                self.reading(id)
            );
            let _ = writeln!(
                out,
                "fn show_{at}(value: &{ty}) -> String {{ {} }}",
                self.showing(id)
            );
        }
        out
    }

    fn reading(&self, id: TypeId) -> String {
        let part = |ty: TypeId, value: &str| format!("from_{}({value})?", ty.index());
        match self.model.types.get(id) {
            Type::Bool => "match value { V::Bool(value) => Some(*value), _ => None }".to_owned(),
            Type::String => {
                "match value { V::Text(text) => Some(text.clone()), _ => None }".to_owned()
            }
            Type::Enum(of) => {
                let variants = &self.model.enums[of.index()].variants;
                let arms = variants.iter().enumerate().map(|(index, variant)| {
                    let path = self.item(&self.names.value(of.index(), index));
                    let names = &self.names.payloads[of.index()][index];
                    let fields = variant.payload.iter().zip(names).enumerate();
                    let fields = fields.map(|(at, (field, name))| {
                        format!("{name}: {}", part(field.ty.ty, &format!("&payload[{at}]")))
                    });
                    let fields: Vec<String> = fields.collect();
                    if fields.is_empty() {
                        format!("{index} => Some({path}),")
                    } else {
                        format!("{index} => Some({path} {{ {} }}),", fields.join(", "))
                    }
                });
                let arms: Vec<String> = arms.collect();
                format!(
                    "match value {{ V::Enum(index, payload) => match *index {{ {} _ => None }}, _ => None }}",
                    arms.join(" ")
                )
            }
            Type::Record(parts) => {
                let (name, fields) = self.record(id);
                let fields = parts
                    .iter()
                    .zip(fields)
                    .enumerate()
                    .map(|(at, ((_, ty), name))| {
                        format!("{name}: {}", part(*ty, &format!("&list[{at}]")))
                    });
                let fields: Vec<String> = fields.collect();
                let path = self.item(name);
                format!(
                    "let list = value.list(); Some({path} {{ {} }})",
                    fields.join(", ")
                )
            }
            Type::Tuple(parts) => {
                let items = parts.iter().enumerate();
                let items = items.map(|(at, ty)| part(*ty, &format!("&list[{at}]")));
                let items: Vec<String> = items.collect();
                format!("let list = value.list(); Some(({}))", items.join(", "))
            }
            Type::Option(item) => format!(
                "match value {{ V::Null => Some(None), value => Some(Some({})) }}",
                part(*item, "value")
            ),
            Type::Set(item) | Type::List(item) => {
                format!("value.list().iter().map(from_{}).collect()", item.index())
            }
            Type::Map(key, value) => format!(
                "value.list().chunks(2).map(|pair| Some(({}, {}))).collect()",
                part(*key, "&pair[0]"),
                part(*value, "&pair[1]")
            ),
            _ => "value.int().try_into().ok()".to_owned(),
        }
    }

    fn showing(&self, id: TypeId) -> String {
        let part = |ty: TypeId, value: &str| format!("show_{}({value})", ty.index());
        let joined = |items: String| format!("let list: Vec<String> = {items}; list.join(\",\")");
        match self.model.types.get(id) {
            Type::Bool => "value.to_string()".to_owned(),
            Type::String => "text(value)".to_owned(),
            Type::Enum(of) => {
                let variants = &self.model.enums[of.index()].variants;
                let arms = variants.iter().enumerate().map(|(index, variant)| {
                    let path = self.item(&self.names.value(of.index(), index));
                    if variant.payload.is_empty() {
                        return format!("{path} => text(value.name()),");
                    }
                    let names = &self.names.payloads[of.index()][index];
                    let fields = variant.payload.iter().zip(names).enumerate();
                    let fields = fields.map(|(at, (field, _))| {
                        (field.name.clone(), part(field.ty.ty, &format!("field_{at}")))
                    });
                    let payload = object(fields);
                    // A field may have any name, that of a local among them.
                    let names = names.iter().enumerate();
                    let bound: Vec<String> =
                        names.map(|(at, name)| format!("{name}: field_{at}")).collect();
                    format!(
                        "{path} {{ {} }} => format!(\"{{{{\\\"tag\\\":{{}},\\\"value\\\":{{}}}}}}\", text(value.name()), {payload}),",
                        bound.join(", ")
                    )
                });
                format!("match value {{ {} }}", arms.collect::<Vec<_>>().join(" "))
            }
            Type::Record(parts) => {
                let (_, fields) = self.record(id);
                let fields = parts.iter().zip(fields);
                object(fields.map(|((field, ty), name)| {
                    (field.clone(), part(*ty, &format!("&value.{name}")))
                }))
            }
            Type::Tuple(parts) => {
                let items = parts.iter().enumerate();
                let items = items.map(|(at, ty)| part(*ty, &format!("&value.{at}")));
                let items: Vec<String> = items.collect();
                let all = joined(format!("vec![{}]", items.join(", ")));
                format!("let all = {{ {all} }}; format!(\"{{{{\\\"#tup\\\":[{{all}}]}}}}\")")
            }
            Type::Option(item) => format!(
                "match value {{ None => String::from(\"null\"), Some(value) => {} }}",
                part(*item, "value")
            ),
            Type::List(item) => {
                let all = joined(format!("value.iter().map(show_{}).collect()", item.index()));
                format!("let all = {{ {all} }}; format!(\"[{{all}}]\")")
            }
            Type::Set(item) => {
                let all = joined(format!("value.iter().map(show_{}).collect()", item.index()));
                format!("let all = {{ {all} }}; format!(\"{{{{\\\"#set\\\":[{{all}}]}}}}\")")
            }
            Type::Map(key, of) => {
                let all = joined(format!(
                    "value.iter().map(|(key, value)| format!(\"[{{}},{{}}]\", {}, {})).collect()",
                    part(*key, "key"),
                    part(*of, "value")
                ));
                format!("let all = {{ {all} }}; format!(\"{{{{\\\"#map\\\":[{{all}}]}}}}\")")
            }
            _ => "number(i128::from(*value))".to_owned(),
        }
    }
}

/// Rust that makes a JSON object of fields that are already JSON.
pub fn object(fields: impl IntoIterator<Item = (String, String)>) -> String {
    let mut parts = vec!["let mut parts: Vec<String> = Vec::new();".to_owned()];
    for (name, value) in fields {
        parts.push(format!(
            "parts.push(format!(\"\\\"{name}\\\":{{}}\", {value}));"
        ));
    }
    format!(
        "{{ {} format!(\"{{{{{{}}}}}}\", parts.join(\",\")) }}",
        parts.join(" ")
    )
}

/// The smallest standard integer that holds a range.
fn integer(range: Interval) -> &'static str {
    let known = [
        ("u8", 0, i64::from(u8::MAX)),
        ("i8", i64::from(i8::MIN), i64::from(i8::MAX)),
        ("u16", 0, i64::from(u16::MAX)),
        ("i16", i64::from(i16::MIN), i64::from(i16::MAX)),
        ("u32", 0, i64::from(u32::MAX)),
        ("i32", i64::from(i32::MIN), i64::from(i32::MAX)),
    ];
    let found = known
        .iter()
        .find(|(_, lo, hi)| *lo <= range.lo && range.hi <= *hi);
    found.map_or("i64", |(name, _, _)| name)
}
