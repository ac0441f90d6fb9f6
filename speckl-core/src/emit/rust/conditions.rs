//! Invariants in Rust: one private function per condition, and one that asks them all in order.

use super::docs;
use super::expr::{Helper, Scope};
use super::layout::Doc;
use super::names::Names;
use super::stmt::{put, result_type};
use crate::emit::trace;
use crate::model::{Condition, ExprKind, Model};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// Writes the functions, and `commit`, through which every step goes.
pub(super) fn write(
    out: &mut trace::Scope<'_>,
    model: &Model,
    names: &Names,
    helpers: &RefCell<BTreeSet<Helper>>,
) {
    let result = result_type("()", &names.error);
    out.blank();
    out.line("/// Takes the next state, if it breaks no invariant.");
    let params = vec![
        "&mut self".into(),
        format!("next: {}", names.snapshot).into(),
    ];
    put(out, Doc::signature("fn commit", params, result));
    out.indented(|out| {
        asks(out, model, names, true, "self.state");
        out.line("self.state = next;");
        out.line("Ok(())");
    });
    out.line("}");
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

/// Asks all conditions (or those of states alone) about `next`, and refuses if one does not hold.
pub(super) fn asks(
    out: &mut trace::Scope<'_>,
    model: &Model,
    names: &Names,
    steps: bool,
    before: &str,
) {
    for ((_, condition), name) in model.conditions().zip(&names.conditions) {
        if condition.is_step && !steps {
            continue;
        }
        let mut out = out.under(condition.element);
        let mut args = Vec::new();
        if condition.is_step {
            args.push(format!("&{before}").into());
        }
        args.push("&next".into());
        let call = Doc::call(format!("!Self::{name}"), args);
        let call = if can_fault(model, condition) {
            call.and("?")
        } else {
            call
        };
        put(&mut out, Doc::if_call_head(call));
        out.indented(|out| {
            let failure = condition.failure.index();
            out.line(format!("return Err({}::at({failure}));", names.error));
        });
        out.line("}");
    }
}

fn can_fault(model: &Model, condition: &Condition) -> bool {
    let mut can = false;
    model.visit(condition.expr, &mut |expr| {
        can |= match expr.kind {
            ExprKind::Neg { overflow, .. } => overflow.is_some(),
            ExprKind::Arith { zero, overflow, .. } => zero.is_some() || overflow.is_some(),
            ExprKind::Checked { .. } => true,
            _ => false,
        };
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
    helpers: &RefCell<BTreeSet<Helper>>,
) {
    let text = &model.failure(condition.failure).requirement;
    out.blank();
    out.line(docs::sentence(&format!(
        "{}: {}",
        docs::code(invariant),
        docs::code(text)
    )));
    let mut params: Vec<Doc> = Vec::new();
    if condition.is_step {
        params.push(format!("before: &{}", names.snapshot).into());
    }
    params.push(format!("next: &{}", names.snapshot).into());
    let scope = Scope::new(
        model,
        names,
        &condition.locals,
        0,
        ("next", "before"),
        helpers,
    );
    let value = scope.condition(condition.expr);
    let (tail, value) = if can_fault(model, condition) {
        let tail = result_type("bool", &names.error);
        (tail, Doc::call("Ok", vec![value]))
    } else {
        ("bool".into(), value)
    };
    put(
        out,
        Doc::signature(format!("fn {name}"), params, tail.clone()),
    );
    out.indented(|out| put(out, value));
    out.line("}");
}
