//! The host's trait: one method for each `extern` function.

use super::docs;
use super::layout::Doc;
use super::names::Names;
use super::stmt::put;
use super::types::{borrowed_name, type_name};
use crate::emit::trace::{Rule, TraceWriter};
use crate::model::Model;

/// The type parameter of the machine where it has a host: as it is declared, and as it is used.
pub(super) fn generics(names: &Names) -> (String, String) {
    let param = &names.host_param;
    if param.is_empty() {
        return (String::new(), String::new());
    }
    (format!("<{param}: {}>", names.host), format!("<{param}>"))
}

/// Writes the trait, where there are `extern` functions, and lends every host that is lent.
pub(super) fn write(writer: &mut TraceWriter, model: &Model, names: &Names) {
    if model.externs.is_empty() {
        return;
    }
    let mut out = writer.under(Rule::Machine);
    let (host, machine) = (&names.host, &names.machine);
    out.blank();
    out.line(docs::sentence(&format!(
        "What [`{machine}`] asks its host for. `can_…` asks too, so a question must not change anything"
    )));
    out.line(
        "/// that matters; a host that has to remember something has a `Cell` or a lock for it.",
    );
    out.line("#[allow(dead_code, nonstandard_style)]");
    out.line(format!("pub trait {host} {{"));
    out.indented(|out| {
        for (at, function) in model.externs.iter().enumerate() {
            let mut out = out.under(function.element);
            if at > 0 {
                out.blank();
            }
            if function.docs.is_empty() {
                let words = format!("The function {}.", docs::code(&function.name));
                out.line(docs::sentence(&words));
            }
            docs::lines(&mut out, function.docs.iter().map(String::as_str));
            put(&mut out, signature(model, names, at, ";"));
        }
    });
    out.line("}");
    out.blank();
    let param = &names.host_param;
    out.line(format!("impl<{param}: {host}> {host} for &{param} {{"));
    out.indented(|out| {
        for (at, function) in model.externs.iter().enumerate() {
            let mut out = out.under(function.element);
            if at > 0 {
                out.blank();
            }
            put(&mut out, signature(model, names, at, " {"));
            out.indented(|out| {
                let args = parameters(model, names, at);
                let args = args
                    .into_iter()
                    .map(|(name, _)| super::code::Code::path(name));
                let target =
                    super::code::Code::path(format!("{}::{}", names.host_param, names.externs[at]));
                let this = std::iter::once(super::code::Code::path("self"));
                put(out, Doc::first(&target.call(this.chain(args).collect())));
            });
            out.line("}");
        }
    });
    out.line("}");
}

fn parameters(model: &Model, names: &Names, at: usize) -> Vec<(String, Doc)> {
    let mut namer = names.local_namer();
    let params = model.externs[at].params.iter();
    params
        .map(|param| {
            let name = super::names::written(namer.take(crate::case::snake(&param.name)));
            (name, borrowed_name(model, names, param.ty))
        })
        .collect()
}

fn signature(model: &Model, names: &Names, at: usize, end: &str) -> Doc {
    let function = &model.externs[at];
    let head = Doc::from("fn ").and(Doc::name(&names.externs[at], function.name_span));
    let params = parameters(model, names, at).into_iter();
    let params = params.map(|(name, ty)| Doc::from(format!("{name}: ")).and(ty));
    let params = std::iter::once("&self".into()).chain(params).collect();
    let result = type_name(model, names, function.returns);
    if end == ";" {
        Doc::declaration(head, params, result)
    } else {
        Doc::signature(head, params, result)
    }
}
