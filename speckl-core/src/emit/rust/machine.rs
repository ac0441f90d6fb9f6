//! The machine: a struct around a private state, its constants, construction, accessors, snapshots.

use super::code::{Code, bind};
use super::expr::{Got, Helpers, Reads, Scope};
use super::layout::Doc;
use super::locals::{Locals, Routine};
use super::names::Names;
use super::stmt::{Outcome, Staging, Writer, put, refuse_if, result_type};
use super::types::{LIST, MAP, SET, STRING, borrowed_name, type_name};
use super::values::{derives, is_const, value_code};
use super::{actions, conditions, docs, fits, host, params};
use crate::emit::trace::{self, Fragment, Rule, TraceWriter};
use crate::emit::{COMPILER, Subject};
use crate::eval;
use crate::model::{Action, Model, Stmt, StmtKind, Type, TypeId};
use crate::value::Value;

const DERIVES: &str = "#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]";

/// What is allowed in the generated methods: they compare where the spec does, even if a type makes
/// the answer plain, and nobody has to use them all.
pub(super) const ALLOWED: &str =
    "#[allow(clippy::all, clippy::pedantic, nonstandard_style, unused, unused_comparisons)]";

/// Writes the struct, the action type, the snapshot, and all methods.
pub(super) fn write(
    writer: &mut TraceWriter,
    subject: &Subject<'_>,
    names: &Names,
    helpers: &Helpers,
) {
    let model = subject.model;
    structs(writer, model, names);
    conditions::view(writer, model, names);
    host::write(writer, model, names);
    actions::types(writer, model, names);
    let (declared, used) = host::generics(names);
    let mut out = writer.under(Rule::Machine);
    if !used.is_empty() {
        // Of one type, so that nobody has to name a host to read a constant.
        let mut out = out.under(Rule::Identity);
        out.blank();
        out.line("#[allow(dead_code)]");
        out.line(format!("impl {}<()> {{", names.machine));
        out.indented(|out| identity(out, subject));
        out.line("}");
    }
    out.blank();
    out.line(ALLOWED);
    out.line(format!("impl{declared} {}{used} {{", names.machine));
    out.indented(|out| {
        if used.is_empty() {
            identity(&mut out.under(Rule::Identity), subject);
        }
        construction(out, model, names, helpers);
        accessors(out, model, names);
        actions::methods(out, model, names, helpers);
        snapshots(out, model, names);
        conditions::write(out, model, names, helpers);
    });
    out.line("}");
    if initial_state(model).is_some() && used.is_empty() {
        out.blank();
        out.line(format!(
            "impl ::core::default::Default for {} {{",
            names.machine
        ));
        out.indented(|out| {
            out.line("fn default() -> Self {");
            out.indented(|out| out.line("Self::new()"));
            out.line("}");
        });
        out.line("}");
    }
}

fn structs(writer: &mut TraceWriter, model: &Model, names: &Names) {
    let mut out = writer.under(model.spec_element());
    out.blank();
    if model.docs.is_empty() {
        let words = format!(
            "The state machine of the specification {}.",
            docs::code(&model.name)
        );
        out.line(docs::sentence(&words));
    }
    docs::lines(&mut out, model.docs.iter().map(String::as_str));
    out.line(DERIVES);
    out.line("#[allow(dead_code)]");
    let (_, used) = host::generics(names);
    out.line(
        Fragment::from("pub struct ")
            .and_name(&names.machine, model.name_span)
            .and(format!("{used} {{")),
    );
    out.indented(|out| {
        out.line(format!("state: {},", names.snapshot));
        if !used.is_empty() {
            out.line(format!("host: {},", names.host_param));
        }
    });
    out.line("}");
    let mut out = writer.under(Rule::Machine);
    out.blank();
    out.line(docs::sentence(&format!(
        "A state of [`{0}`] as plain data: see [`{0}::snapshot`] and [`{0}::restore`].",
        names.machine
    )));
    out.line(derives(false));
    out.line("#[allow(dead_code)]");
    if model.vars.is_empty() {
        out.line(format!("pub struct {} {{}}", names.snapshot));
        return;
    }
    out.line(format!("pub struct {} {{", names.snapshot));
    out.indented(|out| {
        for (var, name) in model.vars.iter().zip(&names.fields) {
            let mut out = out.under(var.element);
            var_docs(&mut out, &var.docs, &var.name);
            let ty = type_name(model, names, var.ty);
            put(
                &mut out,
                Doc::from(format!("pub {name}: ")).and(ty).and(","),
            );
        }
    });
    out.line("}");
}

fn var_docs(out: &mut trace::Scope<'_>, lines: &[String], name: &str) {
    if lines.is_empty() {
        out.line(docs::sentence(&format!(
            "The state variable {}.",
            docs::code(name)
        )));
    }
    docs::lines(out, lines.iter().map(String::as_str));
}

fn identity(out: &mut trace::Scope<'_>, subject: &Subject<'_>) {
    for (words, name, value) in [
        (
            "SHA-256 of the specification's canonical tokens, in hexadecimal.",
            "SPEC_DIGEST",
            subject.identity.spec.to_string(),
        ),
        (
            "The Merkle root over all elements of the specification, in hexadecimal.",
            "ELEMENT_ROOT",
            subject.identity.root.to_string(),
        ),
        (
            "What the check said: `proved`, `bounded` or `unchecked`.",
            "VERDICT",
            subject.verdict_name().to_owned(),
        ),
        (
            "The compiler that generated this.",
            "COMPILER",
            COMPILER.to_owned(),
        ),
    ] {
        out.line(format!("/// {words}"));
        out.line(format!("pub const {name}: &'static str = \"{value}\";"));
    }
}

/// The one initial state, where `init` takes nothing and does not fail.
fn initial_state(model: &Model) -> Option<Vec<Value>> {
    if !model.init.params.is_empty() {
        return None;
    }
    let state = eval::init(model, &[]).ok()?;
    eval::check_invariants(model, None, &state).ok()?;
    Some(state)
}

/// A machine with this state.
fn made(names: &Names, state: Code) -> Code {
    let mut fields = vec![("state".to_owned(), Some(state))];
    if !names.host_param.is_empty() {
        fields.push(("host".to_owned(), None));
    }
    Code::Struct("Self".into(), fields, None)
}

/// The host as the first parameter, where there is one.
fn with_host(names: &Names, mut params: Vec<Doc>) -> Vec<Doc> {
    if !names.host_param.is_empty() {
        params.insert(0, format!("host: {}", names.host_param).into());
    }
    params
}

fn construction(out: &mut trace::Scope<'_>, model: &Model, names: &Names, helpers: &Helpers) {
    let mut out = out.under(model.init.element);
    let init = &model.init;
    out.blank();
    if init.docs.is_empty() {
        out.line("/// A machine in its first state.");
    }
    docs::lines(&mut out, init.docs.iter().map(String::as_str));
    if let Some(state) = initial_state(model) {
        known_state(&mut out, model, names, &state);
        return;
    }
    out.line("///");
    out.line("/// # Errors");
    out.line("/// If an argument does not fit its type, or `init` or an invariant refuses.");
    let reads = |from| Reads::fields(from, false);
    let count = init.params.len();
    let locals = Locals::of(model, names, &init.locals, count, Routine::Body(&init.body));
    let scope = Scope::new(
        model,
        names,
        locals,
        (reads("next"), reads("before")),
        helpers,
    );
    let declared = params::declared(model, names, &init.params, &init.locals);
    let tail = result_type("Self", &names.error);
    put(
        &mut out,
        Doc::signature("pub fn new", with_host(names, declared), tail),
    );
    out.indented(|out| {
        params::take_in(out, &init.params, &init.locals, &scope);
        // Every variable is assigned before it is read, so what stands here at first is never seen.
        let placeholders = model.vars.iter().zip(&names.fields);
        let placeholders = placeholders
            .map(|(var, name)| (name.clone(), Some(first_value(model, names, var.ty.ty))));
        let blank = Code::Struct(names.snapshot.clone().into(), placeholders.collect(), None);
        put(out, Doc::line(&bind("mut next", blank)));
        let mut writer = Writer {
            scope,
            outcome: Outcome {
                written: Vec::new(),
                result: None,
                events: Staging::None,
            },
            staged: 0,
        };
        writer.block(out, &init.body);
        conditions::asks_snapshot(out, model, names);
        let made = made(names, Code::path("next"));
        put(out, Doc::first(&Code::function("Ok", vec![made])));
    });
    out.line("}");
}

/// The constructor of a machine whose first state is known.
fn known_state(out: &mut trace::Scope<'_>, model: &Model, names: &Names, state: &[Value]) {
    let constant = if state.iter().all(is_const) {
        "const "
    } else {
        ""
    };
    let params = with_host(names, Vec::new());
    put(
        out,
        Doc::signature(format!("pub {constant}fn new"), params, "Self"),
    );
    let values = model.vars.iter().zip(state);
    let values = values.map(|(var, value)| value_code(model, names, value, var.ty.ty));
    let values: Vec<Code> = values.collect();
    let fields = names
        .fields
        .iter()
        .cloned()
        .zip(values.iter().cloned().map(Some));
    let whole = Code::Struct(names.snapshot.clone().into(), fields.collect(), None);
    out.indented(|out| {
        if !Doc::from(whole.clone()).is_wide() {
            put(out, Doc::first(&made(names, whole)));
            return;
        }
        // Line by line, since each comes from a declaration of its own.
        out.line("Self {");
        out.indented(|out| {
            out.line(format!("state: {} {{", names.snapshot));
            out.indented(|out| {
                for ((var, name), value) in model.vars.iter().zip(&names.fields).zip(values) {
                    put(
                        &mut out.with(var.element),
                        Doc::field_value(name, value.into()),
                    );
                }
            });
            out.line("},");
            if !names.host_param.is_empty() {
                out.line("host,");
            }
        });
        out.line("}");
    });
    out.line("}");
}

/// Some value of a type: its least, or the simplest.
fn first_value(model: &Model, names: &Names, ty: TypeId) -> Code {
    let new = |path: &str| Code::function(format!("{path}::new"), Vec::new());
    let first = |ty: TypeId| first_value(model, names, ty);
    match model.types.get(ty) {
        Type::Bool => Code::path("false"),
        Type::Enum(id) => {
            let path = names.value(id.index(), 0);
            let payload = &model.enums[id.index()].variants[0].payload;
            if payload.is_empty() {
                return Code::path(path);
            }
            let fields = names.payloads[id.index()][0].iter().zip(payload);
            let fields = fields.map(|(name, field)| (name.clone(), Some(first(field.ty.ty))));
            Code::Struct(path.into(), fields.collect(), None)
        }
        Type::Record(parts) => {
            let own = names.record_names(ty).map(|it| it.fields.as_slice());
            let fields = own.unwrap_or_default().iter().zip(parts);
            let fields = fields.map(|(name, (_, ty))| (name.clone(), Some(first(*ty))));
            Code::Struct(names.record(ty).into(), fields.collect(), None)
        }
        Type::Tuple(parts) => Code::Tuple(parts.iter().map(|ty| first(*ty)).collect()),
        Type::Option(_) => Code::path("None"),
        Type::String => new(STRING),
        Type::Set(_) => new(SET),
        Type::Map(..) => new(MAP),
        Type::List(_) => new(LIST),
        Type::Int | Type::Nat => Code::integer(0),
        Type::Range(lo, _) | Type::Symmetric(_, lo, _) => Code::integer(*lo),
    }
}

fn accessors(out: &mut trace::Scope<'_>, model: &Model, names: &Names) {
    for ((var, accessor), field) in model.vars.iter().zip(&names.accessors).zip(&names.fields) {
        let mut out = out.under(var.element);
        let ty = var.ty.ty;
        out.blank();
        var_docs(&mut out, &var.docs, &var.name);
        let constant = if names.is_copy(ty) { "const " } else { "" };
        let head = Doc::from(format!("pub {constant}fn "));
        let head = head.and(Doc::name(accessor, var.name_span));
        let result = borrowed_name(model, names, var.ty);
        put(&mut out, Doc::signature(head, vec!["&self".into()], result));
        out.indented(|out| {
            let place = Code::dotted(&format!("self.state.{field}"));
            let lent = params::lent_code(model, names, ty, place, false);
            put(out, Doc::first(&lent));
        });
        out.line("}");
    }
    if !names.host_param.is_empty() {
        let param = &names.host_param;
        out.blank();
        out.line("/// The host.");
        out.line(format!("pub const fn host(&self) -> &{param} {{"));
        out.indented(|out| out.line("&self.host"));
        out.line("}");
        out.blank();
        out.line("/// The host, to be changed.");
        out.line(format!("pub fn host_mut(&mut self) -> &mut {param} {{"));
        out.indented(|out| out.line("&mut self.host"));
        out.line("}");
    }
}

fn snapshots(out: &mut trace::Scope<'_>, model: &Model, names: &Names) {
    let (snapshot, error) = (&names.snapshot, &names.error);
    out.blank();
    out.line("/// The state as plain data.");
    out.line(format!("pub fn snapshot(&self) -> {snapshot} {{"));
    out.indented(|out| out.line("self.state.clone()"));
    out.line("}");
    out.blank();
    out.line("/// A machine in a given state.");
    out.line("///");
    out.line("/// # Errors");
    out.line("/// If a value does not fit its type, or the state breaks an invariant.");
    let params = with_host(names, vec![format!("next: {snapshot}").into()]);
    let tail = result_type("Self", error);
    put(out, Doc::signature("pub fn restore", params, tail));
    out.indented(|out| {
        for (var, name) in model.vars.iter().zip(&names.fields) {
            let got = Got::place(Code::path("next").field(name));
            if let Some(test) = fits::misfit(model, names, var.ty.ty, &got) {
                let mut out = out.under(var.element);
                refuse_if(&mut out, error, test, var.misfit);
            }
        }
        conditions::asks_snapshot(out, model, names);
        let made = made(names, Code::path("next"));
        put(out, Doc::first(&Code::function("Ok", vec![made])));
    });
    out.line("}");
}

/// How many `emit` statements an action has, where no more events than that can be staged; `None` where
/// something is emitted in a loop.
pub(super) fn emits(action: &Action) -> Option<usize> {
    fn count(block: &[Stmt]) -> Option<usize> {
        block.iter().try_fold(0, |sum, stmt| {
            let own = match &stmt.kind {
                StmtKind::Emit { .. } => 1,
                StmtKind::If {
                    then, otherwise, ..
                } => count(then)? + count(otherwise)?,
                StmtKind::Match { arms, .. } => arms
                    .iter()
                    .try_fold(0, |sum, arm| Some(sum + count(&arm.body)?))?,
                StmtKind::For { body, .. } => match count(body) {
                    Some(0) => 0,
                    _ => return None,
                },
                _ => 0,
            };
            Some(sum + own)
        })
    }
    count(&action.body)
}
