//! The functions behind the class: the first state, and the invariants.

use super::expr::Exprs;
use super::layout::{Doc, call, call_with, write};
use super::stmt::{Stmts, ensure};
use super::support::{Helper, Support};
use super::surface::Surface;
use super::taken::Taken;
use super::usage::Usage;
use crate::emit::trace::{Rule, Scope, TraceWriter};
use crate::model::{ElementId, ExprId, ExprKind, Model, Stmt, StmtKind, VarId};

/// Whether there is a condition that one state alone can break.
pub(super) fn has_state_conditions(model: &Model) -> bool {
    model.conditions().any(|(_, condition)| !condition.is_step)
}

/// The function `initial`: the first state.
pub(super) fn initial(surface: &Surface<'_>, writer: &mut TraceWriter, support: &mut Support) {
    let model = surface.model;
    let init = &model.init;
    let usage = Usage::of(model, &init.body);
    let state = &surface.names.state;
    let parameters = surface.init_parameters();
    let taken = Taken::of(surface, &parameters, &init.locals);

    let mut scope = writer.under(init.element);
    scope.blank();
    scope.line("/** The first state. */");
    write(
        &mut scope,
        [
            call("function initial", taken.signature(surface, &init.locals)),
            format!(": {state} {{").into(),
        ],
    );
    scope.indented(|scope| {
        let mut exprs = Exprs::new(surface, support, &init.params, &init.locals);
        let mut stmts = Stmts {
            exprs: &mut exprs,
            usage: &usage,
            returns: None,
            depth: 0,
        };
        stmts.arguments(scope, &taken);
        let given = given_at_once(model, &init.body);
        let rest = &init.body[given.len()..];
        let draft = &surface.names.draft;
        let variables: Vec<&str> = (0..model.vars.len())
            .map(|at| surface.names.var(VarId(at as u32)))
            .collect();
        if variables.is_empty() {
            scope.line(format!("const next: {state} = {{}};"));
        } else if given.is_empty() {
            // Every path assigns every variable before it is read.
            scope.line(format!("const next = {{}} as {draft};"));
        } else {
            let ty = if rest.is_empty() { state } else { draft };
            scope.line(format!("const next: {ty} = {{"));
            scope.indented(|scope| {
                for (element, var, value) in &given {
                    let (name, value) = stmts.assignment(*var, *value);
                    entry(&mut scope.under(*element), &name, value);
                }
            });
            scope.line("};");
        }
        stmts.body(scope, rest);
        if has_state_conditions(model) {
            scope.under(Rule::Machine).line("checkInvariants(next);");
        }
        if given.is_empty() && !variables.is_empty() {
            // In canonical order, whatever the order of the assignments.
            let entries = variables
                .iter()
                .map(|name| format!("{name}: next.{name}").into());
            let ordered = super::layout::object(entries.collect());
            let frozen = format!("return {}", frozen(surface, support));
            write(scope, [call_with(frozen, ordered), ";".into()]);
        } else {
            scope.line(format!("return {}(next);", frozen(surface, support)));
        }
    });
    scope.line("}");
}

/// What freezes a state.
pub(super) fn frozen(surface: &Surface<'_>, support: &mut Support) -> &'static str {
    if surface.has_composite_state() {
        support.call(Helper::Frozen)
    } else {
        "Object.freeze"
    }
}

fn entry(scope: &mut Scope<'_>, name: &str, value: Doc) {
    write(scope, [format!("{name}: ").into(), value, ",".into()]);
}

/// Whether `init` works on a state in the making, beyond giving every variable its value.
pub(super) fn init_needs_draft(model: &Model) -> bool {
    let given = given_at_once(model, &model.init.body).len();
    !model.vars.is_empty() && (given == 0 || given < model.init.body.len())
}

/// The assignments that a body begins with, where they give every variable its value once, in canonical
/// order, and none reads another: they make one object. Otherwise nothing.
fn given_at_once(model: &Model, body: &[Stmt]) -> Vec<(ElementId, VarId, ExprId)> {
    let given: Vec<_> = body
        .iter()
        .enumerate()
        .map_while(|(at, stmt)| match &stmt.kind {
            StmtKind::Assign { var, path, value }
                if var.index() == at && path.is_empty() && !reads_state(model, *value) =>
            {
                Some((stmt.element, *var, *value))
            }
            _ => None,
        })
        .collect();
    if given.len() == model.vars.len() {
        given
    } else {
        Vec::new()
    }
}

fn reads_state(model: &Model, id: ExprId) -> bool {
    let mut reads = false;
    model.visit(id, &mut |expr| {
        reads |= matches!(expr.kind, ExprKind::Var(_));
    });
    reads
}

/// The function `checkInvariants`: every condition, in order.
pub(super) fn invariants(surface: &Surface<'_>, writer: &mut TraceWriter, support: &mut Support) {
    let model = surface.model;
    if model.conditions().next().is_none() {
        return;
    }
    let state = &surface.names.state;
    let mut parameters: Vec<Doc> = vec![format!("next: {state}").into()];
    let mut comment = "Refuses a state that breaks an invariant";
    if model.conditions().any(|(_, condition)| condition.is_step) {
        parameters.push(format!("prev: {state} = next").into());
        comment = "Refuses a state that breaks an invariant, alone or as the next one after `prev`";
    }
    let mut scope = writer.under(Rule::Machine);
    scope.blank();
    scope.line(format!("/** {comment}. */"));
    write(
        &mut scope,
        [
            call("function checkInvariants", parameters),
            ": void {".into(),
        ],
    );
    scope.indented(|scope| {
        let mut reads = model.conditions().any(|(_, condition)| condition.is_step);
        for (_, condition) in model.conditions() {
            reads |= Usage::of_expr(model, condition.expr).next;
        }
        if !reads {
            scope.line("void next;");
        }
        for (invariant, condition) in model.conditions() {
            let mut scope = scope.under(invariant.element);
            let mut scope = scope.with(condition.element);
            let mut exprs = Exprs::new(surface, support, &[], &condition.locals);
            let ensured = ensure(&mut exprs, condition.expr, condition.failure);
            if condition.is_step {
                scope.line("if (prev !== next) {");
                scope.indented(|scope| write(scope, [ensured]));
                scope.line("}");
            } else {
                write(&mut scope, [ensured]);
            }
        }
    });
    scope.line("}");
}
