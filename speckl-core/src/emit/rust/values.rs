//! The types that a spec declares: enums, ranges, constants, events.

use super::code::Code;
use super::docs;
use super::expr::Got;
use super::fits;
use super::layout::Doc;
use super::names::Names;
use super::stmt::{put, result_type};
use super::types::{LIST, MAP, SET, STRING, type_doc, type_name};
use crate::emit::trace::{Fragment, Rule, Scope, TraceWriter};
use crate::model::{Const, Enum, Field, Model, Record, Type, TypeId};
use crate::value::Value;

/// The derives of a type whose values can be copied, or not.
pub(super) fn derives(copies: bool) -> &'static str {
    if copies {
        "#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]"
    } else {
        "#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]"
    }
}

/// Writes all of them.
pub(super) fn write(writer: &mut TraceWriter, model: &Model, names: &Names) {
    for (at, named) in model.named_types.iter().enumerate() {
        if !names.is_alias[at] {
            continue;
        }
        let mut out = writer.under(named.element);
        out.blank();
        docs::lines(&mut out, named.docs.iter().map(String::as_str));
        out.line("#[allow(dead_code, nonstandard_style)]");
        let head = Doc::from("pub type ").and(Doc::name(&names.aliases[at], named.name_span));
        let ty = type_doc(model, names, named.ty);
        put(&mut out, Doc::alias(head, ty));
    }
    for (at, known) in model.consts.iter().enumerate() {
        constant(&mut writer.under(known.element), model, names, at, known);
    }
    for (at, of) in model.enums.iter().enumerate() {
        let docs = model
            .named_types
            .iter()
            .find(|named| named.declares.is_some_and(|id| id.index() == at))
            .map(|named| (named.docs.as_slice(), Some(named.name_span)));
        let (docs, span) = docs.unwrap_or((&[], None));
        let mut out = writer.under(of.element);
        enum_type(&mut out, model, names, at, docs, span);
        if of.has_payload() {
            payload_impl(&mut out, model, names, at, of);
        } else {
            enum_impl(&mut out, names, at, of);
        }
    }
    for record in &names.records {
        let known = model.records.iter().find(|known| known.ty == record.ty);
        let element = known.map_or(model.spec_element(), |known| known.element);
        let mut out = writer.under(element);
        record_type(&mut out, model, names, record.ty, known);
    }
    if model.enums.iter().any(|of| !of.has_payload()) {
        parse_error(&mut writer.under(Rule::Machine), names);
    }
    if !model.events.is_empty() {
        events(writer, model, names);
    }
}

/// Whether a constant of a type is one in Rust too. What may be on the heap cannot be, whatever is in it,
/// so that is a function; of strings there are constants.
pub(super) fn is_constant(model: &Model, ty: TypeId, copies: &[bool]) -> bool {
    copies[ty.index()] || *model.types.get(ty) == Type::String
}

/// Whether a value can be written where nothing runs.
pub(super) fn is_const(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Int(_) => true,
        Value::String(text) => text.is_empty(),
        Value::Enum(_, _, parts) | Value::Record(parts) | Value::Tuple(parts) => {
            parts.iter().all(is_const)
        }
        Value::List(items) => items.is_empty(),
        Value::Set(items) => items.is_empty(),
        Value::Map(entries) => entries.is_empty(),
    }
}

fn constant(out: &mut Scope<'_>, model: &Model, names: &Names, at: usize, known: &Const) {
    out.blank();
    docs::lines(out, known.docs.iter().map(String::as_str));
    let name = Doc::name(&names.consts[at], known.name_span);
    if !is_constant(model, known.ty.ty, &names.copies) {
        if known.docs.is_empty() {
            let words = format!("The constant {}.", docs::code(&known.name));
            out.line(docs::sentence(&words));
        }
        out.line("#[allow(dead_code, nonstandard_style)]");
        let head = Doc::from("pub fn ").and(name);
        let result = type_name(model, names, known.ty);
        put(out, Doc::signature(head, Vec::new(), result));
        out.indented(|out| {
            let value = value_code(model, names, &known.value, known.ty.ty);
            put(out, Doc::first(&value));
        });
        out.line("}");
        return;
    }
    out.line("#[allow(dead_code, nonstandard_style)]");
    let (ty, value) = match &known.value {
        Value::String(text) => ("&str".into(), Code::Text(text.clone())),
        value => (
            type_name(model, names, known.ty),
            value_code(model, names, value, known.ty.ty),
        ),
    };
    let head = Doc::from("pub const ").and(name).and(": ").and(ty);
    put(out, Doc::constant(head, value.into()));
}

/// A value, written out.
pub(super) fn value_code(model: &Model, names: &Names, value: &Value, ty: TypeId) -> Code {
    let part = |value: &Value, ty: TypeId| value_code(model, names, value, ty);
    let new = |path: &str| Code::function(format!("{path}::new"), Vec::new());
    let from = |path: &str, items: Vec<Code>| {
        Code::function(format!("{path}::from"), vec![Code::Array(items)])
    };
    match (value, model.types.get(ty)) {
        (Value::Null, _) => Code::path("None"),
        (value, Type::Option(inner)) => Code::function("Some", vec![part(value, *inner)]),
        (Value::Bool(value), _) => Code::Number(value.to_string()),
        (Value::Int(value), _) => Code::integer(*value),
        (Value::String(text), _) if text.is_empty() => new(STRING),
        (Value::String(text), _) => {
            Code::function(format!("{STRING}::from"), vec![Code::Text(text.clone())])
        }
        (Value::Enum(of, index, payload), _) => {
            let (of, index) = (of.index(), *index as usize);
            let path = names.value(of, index);
            if payload.is_empty() {
                return Code::path(path);
            }
            let declared = &model.enums[of].variants[index].payload;
            let fields = names.payloads[of][index].iter().zip(payload).zip(declared);
            let fields =
                fields.map(|((name, value), field)| (name.clone(), Some(part(value, field.ty.ty))));
            Code::Struct(path.into(), fields.collect(), None)
        }
        (Value::Record(values), kind) => {
            let own = names.record_names(ty).map(|it| it.fields.as_slice());
            let fields = own.unwrap_or_default().iter().zip(values).zip(kind.parts());
            let fields = fields.map(|((name, value), ty)| (name.clone(), Some(part(value, ty))));
            Code::Struct(names.record(ty).into(), fields.collect(), None)
        }
        (Value::Tuple(values), kind) => {
            let items = values.iter().zip(kind.parts());
            Code::Tuple(items.map(|(value, ty)| part(value, ty)).collect())
        }
        (Value::List(items), _) if items.is_empty() => new(LIST),
        (Value::Set(items), _) if items.is_empty() => new(SET),
        (Value::Map(entries), _) if entries.is_empty() => new(MAP),
        (Value::List(items), kind) => {
            let item = kind.parts()[0];
            from(LIST, items.iter().map(|value| part(value, item)).collect())
        }
        (Value::Set(items), kind) => {
            let item = kind.parts()[0];
            from(SET, items.iter().map(|value| part(value, item)).collect())
        }
        (Value::Map(entries), kind) => {
            let parts = kind.parts();
            let entries = entries
                .iter()
                .map(|(key, value)| Code::Tuple(vec![part(key, parts[0]), part(value, parts[1])]));
            from(MAP, entries.collect())
        }
    }
}

fn enum_type(
    out: &mut Scope<'_>,
    model: &Model,
    names: &Names,
    at: usize,
    docs: &[String],
    span: Option<crate::source::Span>,
) {
    let of = &model.enums[at];
    let copies = of
        .variants
        .iter()
        .flat_map(|it| &it.payload)
        .all(|it| names.is_copy(it.ty.ty));
    out.blank();
    docs::lines(out, docs.iter().map(String::as_str));
    out.line(derives(copies));
    out.line("#[allow(dead_code, nonstandard_style)]");
    let name = match span {
        Some(span) => Fragment::name(&names.enums[at], span),
        None => names.enums[at].as_str().into(),
    };
    out.line(Fragment::from("pub enum ").and(name).and(" {"));
    out.indented(|out| {
        for (index, (value, name)) in of.variants.iter().zip(&names.variants[at]).enumerate() {
            let mut out = out.under(value.element);
            if value.docs.is_empty() {
                out.line(docs::sentence(&docs::code(&value.name)));
            }
            docs::lines(&mut out, value.docs.iter().map(String::as_str));
            let name = Fragment::name(name, value.name_span);
            fields(
                &mut out,
                model,
                names,
                name,
                &value.payload,
                &names.payloads[at][index],
            );
        }
    });
    out.line("}");
}

/// A variant of an enum, with its fields.
fn fields(
    out: &mut Scope<'_>,
    model: &Model,
    names: &Names,
    variant: Fragment,
    declared: &[Field],
    own: &[String],
) {
    if declared.is_empty() {
        out.line(variant.and(","));
        return;
    }
    out.line(variant.and(" {"));
    out.indented(|out| {
        for (field, name) in declared.iter().zip(own) {
            let mut out = out.under(field.element);
            if field.docs.is_empty() {
                out.line(docs::sentence(&docs::code(&field.name)));
            }
            docs::lines(&mut out, field.docs.iter().map(String::as_str));
            let ty = type_name(model, names, field.ty);
            let line = Doc::name(name, field.name_span).and(": ").and(ty).and(",");
            put(&mut out, line);
        }
    });
    out.line("},");
}

/// What an enum with payloads can do: tell the name of a value.
fn payload_impl(out: &mut Scope<'_>, model: &Model, names: &Names, at: usize, of: &Enum) {
    let name = &names.enums[at];
    out.blank();
    out.line("#[allow(clippy::all, clippy::pedantic, dead_code, unused_comparisons)]");
    out.line(format!("impl {name} {{"));
    out.indented(|out| {
        out.line("/// The name of the value in the specification, without what it carries.");
        out.line("pub const fn name(&self) -> &'static str {");
        out.indented(|out| {
            out.line("match self {");
            out.indented(|out| {
                for (index, value) in of.variants.iter().enumerate() {
                    let mut out = out.under(value.element);
                    let pattern = self_pattern(names, at, index, value.payload.is_empty());
                    put(
                        &mut out,
                        Doc::arm_of(&pattern, &Code::Text(value.name.clone())),
                    );
                }
            });
            out.line("}");
        });
        out.line("}");
        if fits::enum_can_misfit(model, crate::model::EnumId(at as u32)) {
            payload_misfits(out, model, names, at, of);
        }
    });
    out.line("}");
}

fn self_pattern(names: &Names, at: usize, index: usize, empty: bool) -> Code {
    let path = format!("Self::{}", names.variants[at][index]);
    if empty {
        Code::path(path)
    } else {
        Code::path(format!("{path} {{ .. }}"))
    }
}

fn payload_misfits(out: &mut Scope<'_>, model: &Model, names: &Names, at: usize, of: &Enum) {
    misfits_head(out);
    out.indented(|out| {
        out.line("match self {");
        out.indented(|out| {
            let mut others = false;
            for (index, value) in of.variants.iter().enumerate() {
                let fields = value.payload.iter().zip(&names.payloads[at][index]);
                let mut bound = Vec::new();
                let tests = fields.filter_map(|(field, name)| {
                    let got = Got::reference(Code::path(name.clone()));
                    let test = fits::misfit(model, names, field.ty.ty, &got)?;
                    bound.push((name.clone(), None));
                    Some(test)
                });
                let Some(test) = fits::any(tests) else {
                    others = true;
                    continue;
                };
                let open = bound.len() < value.payload.len();
                let path = format!("Self::{}", names.variants[at][index]);
                let pattern = Code::StructPattern(path.into(), bound, open);
                put(&mut out.under(value.element), Doc::arm_of(&pattern, &test));
            }
            if others {
                out.line("_ => false,");
            }
        });
        out.line("}");
    });
    out.line("}");
}

fn misfits_head(out: &mut Scope<'_>) {
    out.blank();
    out.line(
        "/// Whether an integer in it lies outside the range that the specification gives it.",
    );
    out.line("fn misfits(&self) -> bool {");
}

fn record_type(
    out: &mut Scope<'_>,
    model: &Model,
    names: &Names,
    ty: TypeId,
    known: Option<&Record>,
) {
    let Some(own) = names.record_names(ty) else {
        return;
    };
    let named = model
        .named_types
        .iter()
        .find(|named| named.ty == ty && known.is_some_and(|known| known.name == named.name));
    out.blank();
    match named {
        Some(named) => docs::lines(out, named.docs.iter().map(String::as_str)),
        None => out.line("/// A record of the specification."),
    }
    out.line(derives(names.is_copy(ty)));
    out.line("#[allow(dead_code, nonstandard_style)]");
    let name = match named {
        Some(named) => Fragment::name(&own.name, named.name_span),
        None => own.name.as_str().into(),
    };
    let Type::Record(fields) = model.types.get(ty) else {
        return;
    };
    if fields.is_empty() {
        out.line(Fragment::from("pub struct ").and(name).and(" {}"));
        return;
    }
    out.line(Fragment::from("pub struct ").and(name).and(" {"));
    out.indented(|out| {
        for (at, ((field, ty), name)) in fields.iter().zip(&own.fields).enumerate() {
            let lines = known.map_or(&[][..], |known| known.field_docs[at].as_slice());
            if lines.is_empty() {
                out.line(docs::sentence(&docs::code(field)));
            }
            docs::lines(out, lines.iter().map(String::as_str));
            let ty = type_doc(model, names, *ty);
            put(out, Doc::from(format!("pub {name}: ")).and(ty).and(","));
        }
    });
    out.line("}");
    let tests = fields
        .iter()
        .zip(&own.fields)
        .filter_map(|((_, ty), name)| {
            let got = Got::place(Code::path("self").field(name));
            fits::misfit(model, names, *ty, &got)
        });
    if let Some(test) = fits::any(tests) {
        out.blank();
        out.line("#[allow(clippy::all, clippy::pedantic, dead_code, unused_comparisons)]");
        out.line(format!("impl {} {{", own.name));
        out.indented(|out| {
            out.line("/// Whether an integer in it lies outside the range that the specification gives it.");
            out.line("fn misfits(&self) -> bool {");
            out.indented(|out| put(out, Doc::first(&test)));
            out.line("}");
        });
        out.line("}");
    }
}

fn enum_impl(out: &mut Scope<'_>, names: &Names, at: usize, of: &Enum) {
    let (name, values) = (&names.enums[at], &names.variants[at]);
    out.blank();
    out.line("#[allow(dead_code)]");
    out.line(format!("impl {name} {{"));
    out.indented(|out| {
        out.line("/// All values, in the order of the specification.");
        let all = values
            .iter()
            .map(|value| format!("Self::{value}").into())
            .collect();
        let head = format!("pub const ALL: [Self; {}] = ", values.len());
        put(out, Doc::from(head).and(Doc::array(all)).and(";"));
        out.blank();
        out.line("/// The name in the specification.");
        out.line("pub const fn name(self) -> &'static str {");
        out.indented(|out| {
            out.line("match self {");
            out.indented(|out| {
                for (value, name) in of.variants.iter().zip(values) {
                    let mut out = out.under(value.element);
                    let literal = super::string_literal(&value.name);
                    put(&mut out, Doc::arm(format!("Self::{name}"), literal.into()));
                }
            });
            out.line("}");
        });
        out.line("}");
    });
    out.line("}");
    out.blank();
    out.line(format!("impl ::core::fmt::Display for {name} {{"));
    out.indented(|out| {
        out.line("fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {");
        out.indented(|out| out.line("f.write_str(self.name())"));
        out.line("}");
    });
    out.line("}");
    out.blank();
    out.line(format!("impl ::core::str::FromStr for {name} {{"));
    out.indented(|out| {
        out.line(format!("type Err = {};", names.parse_error));
        out.blank();
        // Not `Self::Err`: the enum may have a value of that name.
        let tail = result_type("Self", &names.parse_error);
        put(
            out,
            Doc::signature("fn from_str", vec!["text: &str".into()], tail),
        );
        out.indented(|out| {
            out.line("match text {");
            out.indented(|out| {
                for (value, name) in of.variants.iter().zip(values) {
                    let mut out = out.under(value.element);
                    let literal = super::string_literal(&value.name);
                    let body = Doc::call("Ok", vec![format!("Self::{name}").into()]);
                    put(&mut out, Doc::arm(literal, body));
                }
                let error = Doc::call("Err", vec![names.parse_error.clone().into()]);
                put(out, Doc::arm("_", error));
            });
            out.line("}");
        });
        out.line("}");
    });
    out.line("}");
}

fn parse_error(out: &mut Scope<'_>, names: &Names) {
    let name = &names.parse_error;
    out.blank();
    out.line("/// A text that names no value of the enum it was read as.");
    out.line("#[derive(Clone, Copy, Debug, PartialEq, Eq)]");
    out.line("#[allow(dead_code)]");
    out.line(format!("pub struct {name};"));
    out.blank();
    out.line(format!("impl ::core::fmt::Display for {name} {{"));
    out.indented(|out| {
        out.line("fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {");
        out.indented(|out| out.line("f.write_str(\"no such value\")"));
        out.line("}");
    });
    out.line("}");
    out.blank();
    out.line(format!("impl ::core::error::Error for {name} {{}}"));
}

fn events(writer: &mut TraceWriter, model: &Model, names: &Names) {
    let mut out = writer.under(Rule::Machine);
    let copies = model
        .events
        .iter()
        .flat_map(|it| &it.fields)
        .all(|it| names.is_copy(it.ty.ty));
    out.blank();
    out.line("/// What actions tell an observer, once they have happened.");
    out.line(derives(copies));
    out.line("#[allow(dead_code, nonstandard_style)]");
    out.line(format!("pub enum {} {{", names.event));
    out.indented(|out| {
        for (at, event) in model.events.iter().enumerate() {
            let mut out = out.under(event.element);
            if event.docs.is_empty() {
                out.line(docs::sentence(&docs::code(&event.name)));
            }
            docs::lines(&mut out, event.docs.iter().map(String::as_str));
            let name = Fragment::name(&names.events[at], event.name_span);
            fields(
                &mut out,
                model,
                names,
                name,
                &event.fields,
                &names.event_fields[at],
            );
        }
    });
    out.line("}");
}
