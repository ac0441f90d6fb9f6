//! The machine: a struct around a private state, its constants, construction, accessors, snapshots.

use super::expr::{Helper, Scope, value_text};
use super::layout::Doc;
use super::names::Names;
use super::stmt::{Outcome, Writer, put, result_type};
use super::types::{misfit_test, repr, type_name};
use super::{actions, conditions, docs};
use crate::emit::trace::{self, Fragment, Rule, TraceWriter};
use crate::emit::{COMPILER, Subject};
use crate::eval;
use crate::model::{Action, Model};
use crate::value::Value;
use std::cell::RefCell;
use std::collections::BTreeSet;

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
    helpers: &RefCell<BTreeSet<Helper>>,
) {
    let model = subject.model;
    structs(writer, model, names);
    actions::types(writer, model, names);
    let mut out = writer.under(Rule::Machine);
    out.blank();
    out.line(ALLOWED);
    out.line(format!("impl {} {{", names.machine));
    out.indented(|out| {
        identity(&mut out.under(Rule::Identity), subject);
        construction(out, model, names, helpers);
        accessors(out, model, names);
        actions::methods(out, model, names, helpers);
        snapshots(out, model, names);
        conditions::write(out, model, names, helpers);
    });
    out.line("}");
    if initial_state(model).is_some() {
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
    out.line(
        Fragment::from("pub struct ")
            .and_name(&names.machine, model.name_span)
            .and(" {"),
    );
    out.indented(|out| out.line(format!("state: {},", names.snapshot)));
    out.line("}");
    let mut out = writer.under(Rule::Machine);
    out.blank();
    out.line(docs::sentence(&format!(
        "A state of [`{0}`] as plain data: see [`{0}::snapshot`] and [`{0}::restore`].",
        names.machine
    )));
    out.line(DERIVES);
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
            out.line(format!("pub {name}: {ty},"));
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

fn construction(
    out: &mut trace::Scope<'_>,
    model: &Model,
    names: &Names,
    helpers: &RefCell<BTreeSet<Helper>>,
) {
    let mut out = out.under(model.init.element);
    let init = &model.init;
    out.blank();
    if init.docs.is_empty() {
        out.line("/// A machine in its first state.");
    }
    docs::lines(&mut out, init.docs.iter().map(String::as_str));
    if let Some(state) = initial_state(model) {
        out.line("pub const fn new() -> Self {");
        out.indented(|out| {
            out.line("Self {");
            out.indented(|out| {
                if state.is_empty() {
                    out.line(format!("state: {} {{}},", names.snapshot));
                    return;
                }
                out.line(format!("state: {} {{", names.snapshot));
                out.indented(|out| {
                    for ((var, name), value) in model.vars.iter().zip(&names.fields).zip(&state) {
                        let mut out = out.with(var.element);
                        let value = value_text(names, value.clone());
                        out.line(format!("{name}: {value},"));
                    }
                });
                out.line("},");
            });
            out.line("}");
        });
        out.line("}");
        return;
    }
    out.line("///");
    out.line("/// # Errors");
    out.line("/// If an argument does not fit its type, or `init` or an invariant refuses.");
    let scope = Scope::new(
        model,
        names,
        &init.locals,
        init.params.len(),
        ("next", "before"),
        helpers,
    );
    let params = init
        .params
        .iter()
        .map(|param| {
            let at = param.local.index();
            let ty = type_name(model, names, init.locals[at].ty);
            Doc::name(&scope.locals[at], init.locals[at].name_span).and(format!(": {ty}"))
        })
        .collect();
    let tail = result_type("Self", &names.error);
    put(&mut out, Doc::signature("pub fn new", params, tail.clone()));
    out.indented(|out| {
        actions::check_arguments(out, model, names, &init.params, &init.locals, &scope);
        // Every variable is assigned before it is read, so what stands here at first is never seen.
        let placeholders = model
            .vars
            .iter()
            .zip(&names.fields)
            .map(|(var, name)| {
                let first = first_value(model, names, var.ty.ty);
                (name.clone().into(), Some(first.into()))
            })
            .collect();
        let blank = Doc::structure(names.snapshot.clone(), placeholders);
        put(out, Doc::assign("let mut next", blank));
        let mut writer = Writer {
            scope,
            outcome: Outcome {
                result: None,
                events: 0,
            },
            staged: 0,
        };
        writer.block(out, &init.body);
        conditions::asks(out, model, names, false, "before");
        out.line("Ok(Self { state: next })");
    });
    out.line("}");
}

/// Some value of a type: its least.
fn first_value(model: &Model, names: &Names, ty: crate::model::TypeId) -> String {
    use super::types::Repr;
    match repr(model, ty) {
        Repr::Bool => "false".to_owned(),
        Repr::Enum(id) => names.value(id.index(), 0),
        Repr::Int(_) => {
            let lo = model.types.get(ty).integers().map_or(0, |range| range.lo);
            super::types::literal(lo)
        }
    }
}

fn accessors(out: &mut trace::Scope<'_>, model: &Model, names: &Names) {
    for ((var, accessor), field) in model.vars.iter().zip(&names.accessors).zip(&names.fields) {
        let mut out = out.under(var.element);
        out.blank();
        var_docs(&mut out, &var.docs, &var.name);
        let ty = type_name(model, names, var.ty);
        out.line(
            Fragment::from("pub const fn ")
                .and_name(accessor, var.name_span)
                .and(format!("(&self) -> {ty} {{")),
        );
        out.indented(|out| out.line(format!("self.state.{field}")));
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
    let params = vec![format!("next: {snapshot}").into()];
    let tail = result_type("Self", error);
    put(out, Doc::signature("pub fn restore", params, tail.clone()));
    out.indented(|out| {
        for (var, name) in model.vars.iter().zip(&names.fields) {
            if let Some(test) = misfit_test(model, var.ty.ty, &format!("next.{name}")) {
                let mut out = out.under(var.element);
                refuse(&mut out, names, test.into(), var.misfit.index());
            }
        }
        conditions::asks(out, model, names, false, "before");
        out.line("Ok(Self { state: next })");
    });
    out.line("}");
}

/// `if test { return Err(…); }`
pub(super) fn refuse(out: &mut trace::Scope<'_>, names: &Names, test: Doc, failure: usize) {
    put(out, Doc::if_head(test));
    out.indented(|out| out.line(format!("return Err({}::at({failure}));", names.error)));
    out.line("}");
}

/// How many `emit` statements an action has: no more events than that can be staged.
pub(super) fn emits(action: &Action) -> usize {
    fn count(block: &[crate::model::Stmt]) -> usize {
        use crate::model::StmtKind;
        block
            .iter()
            .map(|stmt| match &stmt.kind {
                StmtKind::Emit { .. } => 1,
                StmtKind::If {
                    then, otherwise, ..
                } => count(then) + count(otherwise),
                _ => 0,
            })
            .sum()
    }
    count(&action.body)
}
