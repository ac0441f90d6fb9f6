//! The types that a spec declares: enums, ranges, constants, events.

use super::docs;
use super::expr::value_text;
use super::layout::Doc;
use super::names::Names;
use super::stmt::{put, result_type};
use super::types::type_name;
use crate::emit::trace::{Fragment, Rule, Scope, TraceWriter};
use crate::model::{Enum, Field, Model};

const DERIVES: &str = "#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]";

/// Writes all of them.
pub(super) fn write(writer: &mut TraceWriter, model: &Model, names: &Names) {
    for (at, named) in model.named_types.iter().enumerate() {
        if named.declares.is_some() {
            continue;
        }
        let mut out = writer.under(named.element);
        out.blank();
        docs::lines(&mut out, named.docs.iter().map(String::as_str));
        out.line("#[allow(dead_code, nonstandard_style)]");
        let ty = super::types::repr_name(names, super::types::repr(model, named.ty));
        out.line(
            Fragment::from("pub type ")
                .and_name(&names.aliases[at], named.name_span)
                .and(format!(" = {ty};")),
        );
    }
    for (at, known) in model.consts.iter().enumerate() {
        let mut out = writer.under(known.element);
        out.blank();
        docs::lines(&mut out, known.docs.iter().map(String::as_str));
        out.line("#[allow(dead_code)]");
        let ty = type_name(model, names, known.ty);
        let value = value_text(names, known.value.clone());
        out.line(
            Fragment::from("pub const ")
                .and_name(&names.consts[at], known.name_span)
                .and(format!(": {ty} = {value};")),
        );
    }
    for (at, of) in model.enums.iter().enumerate() {
        let docs = model
            .named_types
            .iter()
            .find(|named| named.declares.is_some_and(|id| id.index() == at))
            .map(|named| (named.docs.as_slice(), Some(named.name_span)));
        let (docs, span) = docs.unwrap_or((&[], None));
        let mut out = writer.under(of.element);
        enum_type(&mut out, names, at, of, docs, span);
        enum_impl(&mut out, names, at, of);
    }
    if !model.enums.is_empty() {
        parse_error(&mut writer.under(Rule::Machine), names);
    }
    if !model.events.is_empty() {
        events(writer, model, names);
    }
}

fn enum_type(
    out: &mut Scope<'_>,
    names: &Names,
    at: usize,
    of: &Enum,
    docs: &[String],
    span: Option<crate::source::Span>,
) {
    out.blank();
    docs::lines(out, docs.iter().map(String::as_str));
    out.line(DERIVES);
    out.line("#[allow(dead_code, nonstandard_style)]");
    let name = match span {
        Some(span) => Fragment::name(&names.enums[at], span),
        None => names.enums[at].as_str().into(),
    };
    out.line(Fragment::from("pub enum ").and(name).and(" {"));
    out.indented(|out| {
        for (value, name) in of.variants.iter().zip(&names.variants[at]) {
            let mut out = out.under(value.element);
            if value.docs.is_empty() {
                out.line(docs::sentence(&docs::code(&value.name)));
            }
            docs::lines(&mut out, value.docs.iter().map(String::as_str));
            out.line(Fragment::name(name, value.name_span).and(","));
        }
    });
    out.line("}");
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
    out.blank();
    out.line("/// What actions tell an observer, once they have happened.");
    out.line(DERIVES);
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
            if event.fields.is_empty() {
                out.line(name.and(","));
                continue;
            }
            out.line(name.and(" {"));
            out.indented(|out| {
                for (field, name) in event.fields.iter().zip(&names.event_fields[at]) {
                    event_field(&mut out.under(field.element), model, names, field, name);
                }
            });
            out.line("},");
        }
    });
    out.line("}");
}

fn event_field(out: &mut Scope<'_>, model: &Model, names: &Names, field: &Field, name: &str) {
    if field.docs.is_empty() {
        out.line(docs::sentence(&docs::code(&field.name)));
    }
    docs::lines(out, field.docs.iter().map(String::as_str));
    let ty = type_name(model, names, field.ty);
    out.line(Fragment::name(name, field.name_span).and(format!(": {ty},")));
}
