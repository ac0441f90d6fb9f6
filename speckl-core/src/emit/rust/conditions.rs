//! Invariants in Rust: one private function per condition, and one that asks them all in order.
//!
//! They look at states through the snapshot, or, where something in it is on the heap, through a view
//! of references, so that a step can show what it has staged beside what it leaves as it is.

use super::code::Code;
use super::docs;
use super::expr::{Helpers, Reads, Scope};
use super::layout::Doc;
use super::locals::{Locals, Routine};
use super::names::Names;
use super::stmt::{put, result_type};
use super::types::type_name;
use crate::emit::trace::{self, Rule, TraceWriter};
use crate::model::{Condition, Model};

/// How a machine stages a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// On a copy of the whole state: all of it can be copied.
    Whole,
    /// On copies of the variables that the action writes.
    Parts,
}

impl Stage {
    pub(super) fn of(model: &Model, names: &Names) -> Self {
        if model.vars.iter().all(|var| names.is_copy(var.ty.ty)) {
            Stage::Whole
        } else {
            Stage::Parts
        }
    }

    /// What conditions look at states through.
    fn shown(self, names: &Names) -> String {
        match self {
            Stage::Whole => format!("&{}", names.snapshot),
            Stage::Parts => format!("&{}<'_>", names.view),
        }
    }
}

/// Whether there is anything to ask of a step.
pub(super) fn exist(model: &Model) -> bool {
    model.conditions().next().is_some()
}

/// Writes the view, where there is need of one.
pub(super) fn view(writer: &mut TraceWriter, model: &Model, names: &Names) {
    if Stage::of(model, names) == Stage::Whole || !exist(model) {
        return;
    }
    let mut out = writer.under(Rule::Machine);
    out.blank();
    out.line("/// A state as the invariants see it.");
    out.line("#[derive(Clone, Copy)]");
    out.line("#[allow(dead_code)]");
    out.line(format!("struct {}<'a> {{", names.view));
    out.indented(|out| {
        for (var, name) in model.vars.iter().zip(&names.fields) {
            let ty = type_name(model, names, var.ty);
            let borrow = if names.is_copy(var.ty.ty) { "" } else { "&'a " };
            let line = Doc::from(format!("{name}: {borrow}")).and(ty).and(",");
            put(&mut out.under(var.element), line);
        }
    });
    out.line("}");
    out.blank();
    out.line("#[allow(dead_code)]");
    out.line(format!("impl {} {{", names.snapshot));
    out.indented(|out| {
        out.line(format!("fn view(&self) -> {}<'_> {{", names.view));
        out.indented(|out| {
            let fields = model.vars.iter().zip(&names.fields).map(|(var, name)| {
                let place = Code::path("self").field(name);
                let copies = names.is_copy(var.ty.ty);
                (
                    name.clone(),
                    Some(if copies { place } else { place.reference() }),
                )
            });
            let value = Code::Struct(names.view.clone().into(), fields.collect(), None);
            put(out, Doc::first(&value));
        });
        out.line("}");
    });
    out.line("}");
}

/// Writes the functions, and the one through which every step goes.
pub(super) fn write(out: &mut trace::Scope<'_>, model: &Model, names: &Names, helpers: &Helpers) {
    let stage = Stage::of(model, names);
    let result = result_type("()", &names.error);
    match stage {
        Stage::Whole => {
            out.blank();
            out.line("/// Takes the next state, if it breaks no invariant.");
            let params = vec![
                "&mut self".into(),
                format!("next: {}", names.snapshot).into(),
            ];
            put(out, Doc::signature("fn commit", params, result));
            out.indented(|out| {
                asks(out, model, names, true, ("&next", "&self.state"));
                out.line("self.state = next;");
                out.line("Ok(())");
            });
            out.line("}");
        }
        Stage::Parts if exist(model) => {
            out.blank();
            out.line("/// Refuses a step that breaks an invariant.");
            let shown = stage.shown(names);
            let params = vec![
                format!("before: {shown}").into(),
                format!("next: {shown}").into(),
            ];
            put(out, Doc::signature("fn legal", params, result));
            out.indented(|out| {
                asks(out, model, names, true, ("next", "before"));
                out.line("Ok(())");
            });
            out.line("}");
        }
        Stage::Parts => {}
    }
    for ((invariant, condition), name) in model.conditions().zip(&names.conditions) {
        let mut out = out.under(condition.element);
        one(
            &mut out,
            model,
            names,
            &invariant.name,
            condition,
            name,
            helpers,
        );
    }
}

/// Asks all conditions (or those of states alone), and refuses if one does not hold.
pub(super) fn asks(
    out: &mut trace::Scope<'_>,
    model: &Model,
    names: &Names,
    steps: bool,
    (next, before): (&str, &str),
) {
    for ((_, condition), name) in model.conditions().zip(&names.conditions) {
        if condition.is_step && !steps {
            continue;
        }
        let mut out = out.under(condition.element);
        let mut args = Vec::new();
        if condition.is_step {
            args.push(Code::path(before));
        }
        args.push(Code::path(next));
        let call = Code::function(format!("Self::{name}"), args);
        let call = if can_fault(model, condition) {
            call.attempt()
        } else {
            call
        };
        super::stmt::refuse_if(&mut out, &names.error, call.prefix("!"), condition.failure);
    }
}

/// Asks the conditions of states about `next`, a snapshot.
pub(super) fn asks_snapshot(out: &mut trace::Scope<'_>, model: &Model, names: &Names) {
    if !model.conditions().any(|(_, condition)| !condition.is_step) {
        return;
    }
    match Stage::of(model, names) {
        Stage::Whole => asks(out, model, names, false, ("&next", "")),
        Stage::Parts => {
            let view = Code::path("next").method("view", Vec::new());
            put(out, Doc::line(&super::code::bind("shown", view)));
            asks(out, model, names, false, ("&shown", ""));
        }
    }
}

fn can_fault(model: &Model, condition: &Condition) -> bool {
    let mut can = false;
    model.visit(condition.expr, &mut |expr| {
        can |= super::faults::faults(&expr.kind);
    });
    can
}

fn one(
    out: &mut trace::Scope<'_>,
    model: &Model,
    names: &Names,
    invariant: &str,
    condition: &Condition,
    name: &str,
    helpers: &Helpers,
) {
    let text = &model.failure(condition.failure).requirement;
    let stage = Stage::of(model, names);
    out.blank();
    out.line(docs::sentence(&format!(
        "{}: {}",
        docs::code(invariant),
        docs::code(text)
    )));
    let shown = stage.shown(names);
    let mut params: Vec<Doc> = Vec::new();
    if condition.is_step {
        params.push(format!("before: {shown}").into());
    }
    params.push(format!("next: {shown}").into());
    let reads = |from| Reads::fields(from, stage == Stage::Parts);
    let routine = Routine::Condition(condition.expr);
    let locals = Locals::of(model, names, &condition.locals, 0, routine);
    let scope = Scope::new(
        model,
        names,
        locals,
        (reads("next"), reads("before")),
        helpers,
    );
    let value = scope.condition(condition.expr);
    let fallible = can_fault(model, condition);
    let tail = if fallible {
        result_type("bool", &names.error)
    } else {
        "bool".into()
    };
    put(out, Doc::signature(format!("fn {name}"), params, tail));
    out.indented(|out| {
        let value = super::stmt::lift(out, value);
        let value = if fallible && value.has_lines() {
            put(out, Doc::line(&super::code::bind("holds", value)));
            Code::path("holds")
        } else {
            value
        };
        let value = if fallible {
            Code::function("Ok", vec![value])
        } else {
            value
        };
        put(out, Doc::first(&value));
    });
    out.line("}");
}
