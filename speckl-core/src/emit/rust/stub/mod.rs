//! Stubs: the interface of a spec that is wrong, so that its user sees what is wrong with the spec
//! and not a hundred missing names after it. A stub never runs: the build that holds it has failed.
//!
//! Of a spec that is right it is the interface of the generated code, item for item (a test holds them
//! equal); of one that is wrong, as much of it as could be told.

mod types;

use super::names::{NEVER_RAW, around_locals, methods, scope, written};
use super::support::HELPER_NAMES;
use crate::case::{pascal, screaming, snake};
use crate::emit::names::Namer;
use crate::model::{Outline, OutlineAction, OutlineEnum, OutlineParam, OutlineType};
use std::fmt::Write as _;
use types::Types;

/// Nobody has to use a stub well.
const ALLOW: &str =
    "#[allow(clippy::all, clippy::pedantic, missing_docs, dead_code, unused, nonstandard_style)]";

/// The items of a stub.
pub fn stub(outline: &Outline) -> String {
    let types = Types::of(outline);
    let consts = consts(outline, &types);
    let fields = scope(outline.vars.iter().map(|var| snake(&var.name)).collect());
    let stub = Stub {
        outline,
        around: around_locals(&consts, &fields),
        consts,
        types,
        out: String::from(
            "// The specification has errors; this stands in for what it would give.\n",
        ),
    };
    stub.write()
}

/// Constants, and functions for those whose value may be on the heap.
fn consts<'a>(outline: &'a Outline, types: &Types<'a>) -> Vec<String> {
    let mut consts = Namer::reserving(NEVER_RAW.iter().copied());
    let mut functions = Namer::reserving(NEVER_RAW.iter().chain(HELPER_NAMES).copied());
    let names = outline.consts.iter().map(|(name, ty)| {
        written(if types.is_constant(ty) {
            consts.take(screaming(name))
        } else {
            functions.take(snake(name))
        })
    });
    names.collect()
}

struct Stub<'a> {
    outline: &'a Outline,
    types: Types<'a>,
    /// Of the constants.
    consts: Vec<String>,
    /// What names of parameters keep clear of.
    around: Namer,
    out: String,
}

impl<'a> Stub<'a> {
    fn write(mut self) -> String {
        self.item("extern crate alloc;");
        self.constants();
        for (at, of) in self.outline.enums.iter().enumerate() {
            self.declared_enum(at, of);
        }
        for (at, (_, fields)) in self.outline.records.iter().enumerate() {
            let derive = self.derive(fields.iter().map(|field| &field.ty));
            let (name, fields) = (&self.types.records[at], self.fields(fields, "pub "));
            self.item(&format!("{derive} pub struct {name} {{ {fields} }}"));
        }
        for (at, (_, ty)) in self.outline.aliases.iter().enumerate() {
            let (name, ty) = (&self.types.aliases[at], self.types.text(ty));
            self.item(&format!("pub type {name} = {ty};"));
        }
        self.errors();
        self.data();
        self.host();
        self.machine();
        self.out
    }

    fn item(&mut self, text: &str) {
        let _ = writeln!(self.out, "{ALLOW}\n{text}");
    }

    /// `ToggleSwitchError`
    fn own(&self, suffix: &str) -> String {
        format!("{}{suffix}", pascal(&self.outline.name.0))
    }

    fn derive(&self, parts: impl IntoIterator<Item = &'a OutlineType>) -> String {
        let mut parts = parts.into_iter();
        let copy = if parts.all(|part| self.types.is_copy(part)) {
            "Copy, "
        } else {
            ""
        };
        format!("#[derive(Clone, {copy}Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]")
    }

    /// Fields with their types.
    fn fields(&self, fields: &[OutlineParam], visible: &str) -> String {
        let names = scope(fields.iter().map(|field| snake(&field.name)).collect());
        let fields = names.iter().zip(fields);
        let fields =
            fields.map(|(name, field)| format!("{visible}{name}: {}", self.types.text(&field.ty)));
        fields.collect::<Vec<_>>().join(", ")
    }

    /// Parameters as fields of an action as data.
    fn given(&self, params: &[OutlineParam]) -> String {
        let mut namer = self.around.clone();
        let params = params.iter().map(|param| {
            let name = written(namer.take(snake(&param.name)));
            format!("{name}: {}", self.types.text(&param.ty))
        });
        params.collect::<Vec<_>>().join(", ")
    }

    /// Variants of an enum, with what they carry.
    fn variants(&self, variants: &[(&str, &[OutlineParam])]) -> String {
        let names = scope(variants.iter().map(|(name, _)| pascal(name)).collect());
        let variants = names.iter().zip(variants);
        let variants = variants.map(|(name, (_, fields))| match self.fields(fields, "") {
            fields if fields.is_empty() => name.clone(),
            fields => format!("{name} {{ {fields} }}"),
        });
        variants.collect::<Vec<_>>().join(", ")
    }

    fn constants(&mut self) {
        for (at, (_, ty)) in self.outline.consts.iter().enumerate() {
            let (name, text) = (&self.consts[at], self.types.text(ty));
            let item = if *self.types.meant(ty) == OutlineType::String {
                format!("pub const {name}: &str = {};", self.value(ty))
            } else if self.types.is_copy(ty) {
                format!("pub const {name}: {text} = {};", self.value(ty))
            } else {
                format!("pub fn {name}() -> {text} {{ loop {{}} }}")
            };
            self.item(&item);
        }
    }

    /// Some value of a type, since the compiler wants to know what a constant is. It is one that can be
    /// copied, or a string.
    fn value(&self, ty: &'a OutlineType) -> String {
        let named = |name: &str, fields: &'a [OutlineParam]| {
            let names = scope(fields.iter().map(|field| snake(&field.name)).collect());
            let fields = names.iter().zip(fields);
            let fields = fields.map(|(field, of)| format!("{field}: {}", self.value(&of.ty)));
            let fields: Vec<String> = fields.collect();
            match fields.len() {
                0 => name.to_owned(),
                _ => format!("{name} {{ {} }}", fields.join(", ")),
            }
        };
        match self.types.meant(ty) {
            OutlineType::Bool => "false".to_owned(),
            OutlineType::Int => "0".to_owned(),
            OutlineType::Range(least, _) => least.to_string(),
            OutlineType::Option(_) => "None".to_owned(),
            OutlineType::Tuple(items) => {
                let items: Vec<String> = items.iter().map(|item| self.value(item)).collect();
                format!("({})", items.join(", "))
            }
            OutlineType::Named(name) => {
                let mut enums = self.outline.enums.iter().zip(&self.types.enums);
                let mut records = self.outline.records.iter().zip(&self.types.records);
                if let Some((of, path)) = enums.find(|(of, _)| of.name == *name)
                    && let Some((first, fields)) = of.values.first()
                {
                    let first = scope(vec![pascal(first)]).concat();
                    return named(&format!("{path}::{first}"), fields);
                }
                match records.find(|((known, _), _)| known == name) {
                    Some(((_, fields), path)) => named(path, fields),
                    None => "()".to_owned(),
                }
            }
            OutlineType::Unknown => "()".to_owned(),
            OutlineType::String
            | OutlineType::Set(_)
            | OutlineType::Map(..)
            | OutlineType::List(_) => "\"\"".to_owned(),
        }
    }

    fn declared_enum(&mut self, at: usize, of: &'a OutlineEnum) {
        let name = self.types.enums[at].clone();
        let payload = of.values.iter().flat_map(|(_, fields)| fields);
        let derive = self.derive(payload.map(|field| &field.ty));
        let values = of.values.iter();
        let values: Vec<_> = values
            .map(|(value, fields)| (value.as_str(), fields.as_slice()))
            .collect();
        let variants = self.variants(&values);
        self.item(&format!("{derive} pub enum {name} {{ {variants} }}"));
        if !is_plain(of) {
            self.item(&format!(
                "impl {name} {{ pub const fn name(&self) -> &'static str {{ loop {{}} }} }}"
            ));
            return;
        }
        let all = scope(of.values.iter().map(|(value, _)| pascal(value)).collect());
        let count = all.len();
        let all: Vec<String> = all.iter().map(|value| format!("Self::{value}")).collect();
        let all = all.join(", ");
        self.item(&format!(
            "impl {name} {{ pub const ALL: [Self; {count}] = [{all}]; pub const fn name(self) -> &'static str {{ loop {{}} }} }}"
        ));
        self.shown(&name, "Display");
        let error = self.own("ParseError");
        self.item(&format!(
            "impl ::core::str::FromStr for {name} {{ type Err = {error}; fn from_str(text: &str) -> ::core::result::Result<Self, {error}> {{ loop {{}} }} }}"
        ));
    }

    fn shown(&mut self, name: &str, by: &str) {
        self.item(&format!(
            "impl ::core::fmt::{by} for {name} {{ fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {{ loop {{}} }} }}"
        ));
    }

    fn errors(&mut self) {
        let (error, kind) = (self.own("Error"), self.own("ErrorKind"));
        let derive = self.derive([]);
        let mut names = vec![error.clone()];
        self.item(&format!(
            "{derive} #[non_exhaustive] pub enum {kind} {{ Rejected, Fault, Invariant, Assert }}"
        ));
        self.item(&format!(
            "#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)] #[non_exhaustive] pub struct {error} {{}}"
        ));
        self.shown(&error, "Debug");
        self.item(&format!(
            "impl {error} {{ pub const fn kind(&self) -> {kind} {{ loop {{}} }} pub const fn element(&self) -> &'static str {{ loop {{}} }} pub const fn requirement(&self) -> &'static str {{ loop {{}} }} pub const fn message(&self) -> &'static str {{ loop {{}} }} }}"
        ));
        if self.outline.enums.iter().any(is_plain) {
            let parse = self.own("ParseError");
            self.item(&format!(
                "#[derive(Clone, Copy, Debug, PartialEq, Eq)] pub struct {parse};"
            ));
            names.push(parse);
        }
        for name in names {
            self.shown(&name, "Display");
            self.item(&format!("impl ::core::error::Error for {name} {{}}"));
        }
    }

    /// Events, actions, results and the state as data.
    fn data(&mut self) {
        let outline = self.outline;
        let events: Vec<_> = outline
            .events
            .iter()
            .map(|(name, fields)| (name.as_str(), fields.as_slice()))
            .collect();
        if !events.is_empty() {
            let derive = self.derive(
                outline
                    .events
                    .iter()
                    .flat_map(|(_, fields)| fields)
                    .map(|field| &field.ty),
            );
            let (name, variants) = (self.own("Event"), self.variants(&events));
            self.item(&format!("{derive} pub enum {name} {{ {variants} }}"));
        }
        let actions = outline.actions.iter();
        let names = scope(actions.map(|action| pascal(&action.name)).collect());
        let variants = names.iter().zip(&outline.actions);
        let variants = variants.map(|(name, action)| match self.given(&action.params) {
            fields if fields.is_empty() => name.clone(),
            fields => format!("{name} {{ {fields} }}"),
        });
        let variants = variants.collect::<Vec<_>>().join(", ");
        let params = outline.actions.iter().flat_map(|action| &action.params);
        let derive = self.derive(params.map(|param| &param.ty));
        let name = self.own("Action");
        self.item(&format!("{derive} pub enum {name} {{ {variants} }}"));
        if self.has_results() {
            let names = scope(
                outline
                    .actions
                    .iter()
                    .map(|action| pascal(&action.name))
                    .collect(),
            );
            let results =
                names
                    .iter()
                    .zip(&outline.actions)
                    .map(|(name, action)| match &action.returns {
                        Some(ty) => format!("{name}({})", self.types.text(ty)),
                        None => name.clone(),
                    });
            let results = results.collect::<Vec<_>>().join(", ");
            let derive = self.derive(
                outline
                    .actions
                    .iter()
                    .filter_map(|action| action.returns.as_ref()),
            );
            let name = self.own("Output");
            self.item(&format!("{derive} pub enum {name} {{ {results} }}"));
        }
        let names = scope(outline.vars.iter().map(|var| snake(&var.name)).collect());
        let fields = names
            .iter()
            .zip(&outline.vars)
            .map(|(name, var)| format!("pub {name}: {}", self.types.text(&var.ty)));
        let fields = fields.collect::<Vec<_>>().join(", ");
        let name = self.own("Snapshot");
        // Neither is copied, even where it could be.
        let derive = "#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]";
        self.item(&format!("{derive} pub struct {name} {{ {fields} }}"));
    }

    fn has_results(&self) -> bool {
        self.outline
            .actions
            .iter()
            .any(|action| action.returns.is_some())
    }

    fn has_host(&self) -> bool {
        !self.outline.externs.is_empty()
    }

    /// Parameters, lent.
    fn params(&self, list: &'a [OutlineParam]) -> String {
        let params = list.iter().map(|param| match &param.ty {
            OutlineType::Unknown => "_: impl ::core::marker::Sized, ".to_owned(),
            ty => format!("_: {}, ", self.types.lent(ty)),
        });
        params.collect()
    }

    fn host(&mut self) {
        if !self.has_host() {
            return;
        }
        let host = self.own("Host");
        let externs = self.outline.externs.iter();
        let names = scope(externs.map(|function| snake(&function.name)).collect());
        let heads = names
            .iter()
            .zip(&self.outline.externs)
            .map(|(name, function)| {
                let returns = function
                    .returns
                    .as_ref()
                    .map_or_else(|| "()".to_owned(), |ty| self.types.text(ty));
                // A parameter of a trait's method must have one type.
                let params = self
                    .params(&function.params)
                    .replace("impl ::core::marker::Sized", "()");
                format!("fn {name}(&self, {params}) -> {returns}")
            });
        let heads: Vec<String> = heads.collect();
        let declared = heads.join("; ") + ";";
        let body = " { loop {} } ";
        let lent = heads.join(body) + body;
        self.item(&format!("pub trait {host} {{ {declared} }}"));
        self.item(&format!("impl<H: {host}> {host} for &H {{ {lent} }}"));
    }

    fn machine(&mut self) {
        let machine = self.types.machine.clone();
        let derive = "#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]";
        let constants = ["SPEC_DIGEST", "ELEMENT_ROOT", "VERDICT", "COMPILER"]
            .map(|name| format!("pub const {name}: &'static str = \"\"; "))
            .concat();
        let methods = self.methods();
        if self.has_host() {
            let host = self.own("Host");
            self.item(&format!("{derive} pub struct {machine}<H> {{ host: H }}"));
            self.item(&format!("impl {machine}<()> {{ {constants} }}"));
            self.item(&format!("impl<H: {host}> {machine}<H> {{\n{methods}}}"));
            return;
        }
        self.item(&format!("{derive} pub struct {machine} {{}}"));
        self.item(&format!("impl {machine} {{\n{constants}\n{methods}}}"));
        if self.outline.init.is_empty() {
            self.item(&format!("impl ::core::default::Default for {machine} {{ fn default() -> Self {{ loop {{}} }} }}"));
        }
    }

    fn methods(&self) -> String {
        let outline = self.outline;
        let (actions, accessors, _) = methods(
            self.has_host(),
            outline.actions.iter().map(|action| action.name.as_str()),
            outline.vars.iter().map(|var| var.name.as_str()),
        );
        let error = self.own("Error");
        let result = |ty: &str| format!("::core::result::Result<{ty}, {error}>");
        let mut out = String::new();
        let mut method = |head: String| {
            let _ = writeln!(out, "    pub {head} {{ loop {{}} }}");
        };
        let host = if self.has_host() { "_: H, " } else { "" };
        let made = if outline.init.is_empty() {
            "Self".to_owned()
        } else {
            result("Self")
        };
        method(format!(
            "fn new({host}{}) -> {made}",
            self.params(&outline.init)
        ));
        for (name, var) in accessors.iter().zip(&outline.vars) {
            let ty = match &var.ty {
                OutlineType::Unknown => "!".to_owned(),
                ty => self.types.lent(ty),
            };
            method(format!("fn {name}(&self) -> {ty}"));
        }
        if self.has_host() {
            method("fn host(&self) -> &H".to_owned());
            method("fn host_mut(&mut self) -> &mut H".to_owned());
        }
        let (data, event) = (self.own("Action"), self.own("Event"));
        let observed = !outline.events.is_empty();
        let observe = format!("_: impl ::core::ops::FnMut({event})");
        for (names, action) in actions.iter().zip(&outline.actions) {
            let OutlineAction {
                params, returns, ..
            } = action;
            let params = self.params(params);
            let done = result(
                &returns
                    .as_ref()
                    .map_or_else(|| "()".to_owned(), |ty| self.types.text(ty)),
            );
            method(format!(
                "fn {}(&mut self, {params}) -> {done}",
                names.method
            ));
            if observed {
                method(format!(
                    "fn {}(&mut self, {params}{observe}) -> {done}",
                    names.with
                ));
            }
            method(format!("fn {}(&self, {params}) -> bool", names.can));
        }
        let done = if self.has_results() {
            result(&self.own("Output"))
        } else {
            result("()")
        };
        method(format!("fn apply(&mut self, _: {data}) -> {done}"));
        if observed {
            method(format!(
                "fn apply_with(&mut self, _: {data}, {observe}) -> {done}"
            ));
        }
        let params = outline.actions.iter().flat_map(|action| &action.params);
        let copies = params
            .into_iter()
            .all(|param| self.types.is_copy(&param.ty));
        let lent = if copies { "" } else { "&" };
        method(format!("fn can(&self, _: {lent}{data}) -> bool"));
        method(format!("fn snapshot(&self) -> {}", self.own("Snapshot")));
        method(format!(
            "fn restore({host}_: {}) -> {}",
            self.own("Snapshot"),
            result("Self")
        ));
        let _ = writeln!(
            out,
            "    pub fn enabled(&self) -> impl ::core::iter::Iterator<Item = {data}> + '_ {{ ::core::iter::empty() }}"
        );
        out
    }
}

/// Whether no value of an enum carries anything.
fn is_plain(of: &OutlineEnum) -> bool {
    of.values.iter().all(|(_, fields)| fields.is_empty())
}
