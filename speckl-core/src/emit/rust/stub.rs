//! Stubs: the interface of a spec that is wrong, so that its user sees what is wrong with the spec
//! and not a hundred missing names after it. A stub never runs: the build that holds it has failed.

use super::super::names::Namer;
use super::types::Int;
use crate::case::{pascal, screaming, snake};
use crate::model::{Interval, Outline, OutlineParam, OutlineType};
use std::fmt::Write as _;

/// The items of a stub.
pub fn stub(outline: &Outline) -> String {
    let mut out =
        String::from("// The specification has errors; this stands in for what it would give.\n");
    let stem = pascal(&outline.name.0);
    let suffixes = [
        "Action",
        "Event",
        "Error",
        "ErrorKind",
        "Output",
        "ParseError",
        "Snapshot",
    ];
    let own: Vec<String> = suffixes
        .iter()
        .map(|suffix| format!("{stem}{suffix}"))
        .collect();
    let mut types = Namer::reserving(
        own.iter()
            .map(String::as_str)
            .chain([stem.as_str(), "Self"]),
    );
    let allow = "#[allow(clippy::all, clippy::pedantic, dead_code, unused, nonstandard_style)]\n";
    let derive = "#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]\n";
    for of in &outline.enums {
        let mut scope = Namer::reserving(["Self", "_"]);
        let values: Vec<String> = of
            .values
            .iter()
            .map(|(value, fields)| scope.take(variant(value, fields)))
            .collect();
        let _ = writeln!(
            out,
            "{allow}{derive}pub enum {} {{ {} }}",
            types.take(pascal(&of.name)),
            values.join(", ")
        );
    }
    for (name, ty) in &outline.aliases {
        let ty = type_text(ty).unwrap_or_else(|| "()".to_owned());
        let _ = writeln!(out, "{allow}pub type {} = {ty};", types.take(pascal(name)));
    }
    for (name, ty) in &outline.consts {
        if let Some(ty) = type_text(ty) {
            let name = screaming(name);
            let _ = writeln!(out, "{allow}pub const {name}: {ty} = panic!();");
        }
    }
    let variants: Vec<String> = outline
        .actions
        .iter()
        .map(|action| variant(&action.name, &action.params))
        .collect();
    let events: Vec<String> = outline
        .events
        .iter()
        .map(|(name, fields)| variant(name, fields))
        .collect();
    let _ = writeln!(
        out,
        "{allow}{derive}pub enum {stem}Action {{ {} }}",
        variants.join(", ")
    );
    let _ = writeln!(
        out,
        "{allow}{derive}pub enum {stem}Event {{ {} }}",
        events.join(", ")
    );
    let _ = writeln!(
        out,
        "{allow}{derive}pub enum {stem}ErrorKind {{ Rejected, Fault, Invariant, Assert }}"
    );
    let _ = writeln!(out, "{allow}{derive}pub struct {stem}Error(());");
    let _ = writeln!(out, "{allow}{derive}pub struct {stem}Snapshot(());");
    let _ = writeln!(
        out,
        "{allow}#[derive(Clone, Debug, PartialEq, Eq, Hash)]\npub struct {stem}(());"
    );
    for name in ["Display", "Debug"] {
        if name == "Display" {
            let _ = writeln!(
                out,
                "impl ::core::fmt::{name} for {stem}Error {{ fn fmt(&self, _: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {{ loop {{}} }} }}"
            );
        }
    }
    let _ = writeln!(out, "impl ::core::error::Error for {stem}Error {{}}");
    let _ = writeln!(out, "{allow}impl {stem}Error {{");
    let _ = writeln!(
        out,
        "    pub fn kind(&self) -> {stem}ErrorKind {{ loop {{}} }}"
    );
    for name in ["element", "requirement", "message"] {
        let _ = writeln!(
            out,
            "    pub fn {name}(&self) -> &'static str {{ loop {{}} }}"
        );
    }
    let _ = writeln!(out, "}}\n{allow}impl {stem} {{");
    methods(&mut out, outline, &stem);
    let _ = writeln!(out, "}}");
    out
}

fn methods(out: &mut String, outline: &Outline, stem: &str) {
    for name in ["SPEC_DIGEST", "ELEMENT_ROOT", "VERDICT", "COMPILER"] {
        let _ = writeln!(out, "    pub const {name}: &'static str = \"\";");
    }
    let fixed = [
        "new",
        "apply",
        "apply_with",
        "can",
        "enabled",
        "snapshot",
        "restore",
        "commit",
    ];
    let mut namer = Namer::reserving(fixed.into_iter().chain(["self", "super", "crate", "_"]));
    let init = params(&outline.init);
    let made = if outline.init.is_empty() {
        "Self".to_owned()
    } else {
        format!("::core::result::Result<Self, {stem}Error>")
    };
    let _ = writeln!(out, "    pub fn new({init}) -> {made} {{ loop {{}} }}");
    let result = |ty: &str| format!("::core::result::Result<{ty}, {stem}Error>");
    for action in &outline.actions {
        let name = raw(&namer.take(snake(&action.name)));
        let stem_name = name.trim_start_matches("r#");
        let params = params(&action.params);
        let returns = action.returns.as_ref().map_or("()".to_owned(), |ty| {
            type_text(ty).unwrap_or_else(|| "()".to_owned())
        });
        let ok = result(&returns);
        let _ = writeln!(
            out,
            "    pub fn {name}(&mut self, {params}) -> {ok} {{ loop {{}} }}"
        );
        let _ = writeln!(
            out,
            "    pub fn {stem_name}_with(&mut self, {params} _: impl ::core::ops::FnMut({stem}Event)) -> {ok} {{ loop {{}} }}"
        );
        let _ = writeln!(
            out,
            "    pub fn can_{stem_name}(&self, {params}) -> bool {{ loop {{}} }}"
        );
    }
    for var in &outline.vars {
        let name = raw(&namer.take(snake(&var.name)));
        match type_text(&var.ty) {
            Some(ty) => {
                let _ = writeln!(out, "    pub fn {name}(&self) -> {ty} {{ loop {{}} }}");
            }
            None => {
                let _ = writeln!(out, "    pub fn {name}(&self) -> ! {{ loop {{}} }}");
            }
        }
    }
    let _ = writeln!(
        out,
        "    pub fn apply(&mut self, _: {stem}Action) -> {} {{ loop {{}} }}",
        result("()")
    );
    let _ = writeln!(
        out,
        "    pub fn apply_with(&mut self, _: {stem}Action, _: impl ::core::ops::FnMut({stem}Event)) -> {} {{ loop {{}} }}",
        result("()")
    );
    let _ = writeln!(
        out,
        "    pub fn can(&self, _: {stem}Action) -> bool {{ loop {{}} }}"
    );
    let _ = writeln!(
        out,
        "    pub fn enabled(&self) -> impl ::core::iter::Iterator<Item = {stem}Action> + '_ {{ ::core::iter::empty() }}"
    );
    let _ = writeln!(
        out,
        "    pub fn snapshot(&self) -> {stem}Snapshot {{ loop {{}} }}"
    );
    let _ = writeln!(
        out,
        "    pub fn restore(_: {stem}Snapshot) -> {} {{ loop {{}} }}",
        result("Self")
    );
}

/// A type in Rust; `None` where it is not known, and anything will do.
fn type_text(ty: &OutlineType) -> Option<String> {
    match ty {
        OutlineType::Bool => Some("bool".to_owned()),
        OutlineType::Int => Some("i64".to_owned()),
        OutlineType::Range(lo, hi) => Some(Int::smallest(Interval::new(*lo, *hi)).name.to_owned()),
        OutlineType::Named(name) => Some(pascal(name)),
        _ => None,
    }
}

fn params(list: &[OutlineParam]) -> String {
    list.iter()
        .map(|param| match type_text(&param.ty) {
            Some(ty) => format!("_: {ty}, "),
            None => "_: impl ::core::marker::Sized, ".to_owned(),
        })
        .collect()
}

fn variant(name: &str, fields: &[OutlineParam]) -> String {
    let mut scope = Namer::reserving(["self", "super", "crate", "_"]);
    let fields: Vec<String> = fields
        .iter()
        .map(|field| {
            let ty = type_text(&field.ty).unwrap_or_else(|| "()".to_owned());
            format!("{}: {ty}", raw(&scope.take(snake(&field.name))))
        })
        .collect();
    if fields.is_empty() {
        pascal(name)
    } else {
        format!("{} {{ {} }}", pascal(name), fields.join(", "))
    }
}

fn raw(name: &str) -> String {
    super::names::written(name.to_owned())
}
