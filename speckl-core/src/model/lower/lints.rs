//! What is right and yet probably not meant: said of a model that is otherwise sound.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Action, Condition, ExprId, ExprKind, Model, Stmt, StmtKind, Temporal, VarId};
use crate::source::Span;
use std::collections::BTreeSet;

/// All warnings about a model.
pub(super) fn lints(model: &Model) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    variables(model, &mut found);
    for (_, action) in model.allowed_actions() {
        without_effect(model, action, &mut found);
    }
    for property in &model.properties {
        for formula in &property.formulas {
            undriven(model, formula, &mut found);
        }
    }
    found
}

/// The variables that a block may assign something else than they hold.
fn assigned(model: &Model, block: &[Stmt], into: &mut BTreeSet<VarId>) {
    each_stmt(block, &mut |stmt| {
        if let StmtKind::Assign { var, path, value } = &stmt.kind {
            let same = path.is_empty() && model.expr(*value).kind == ExprKind::Var(*var);
            if !same {
                into.insert(*var);
            }
        }
    });
}

/// Shows every statement of a block, those inside others included.
fn each_stmt(block: &[Stmt], see: &mut impl FnMut(&Stmt)) {
    for stmt in block {
        see(stmt);
        match &stmt.kind {
            StmtKind::If {
                then, otherwise, ..
            } => {
                each_stmt(then, see);
                each_stmt(otherwise, see);
            }
            StmtKind::For { body, .. } => each_stmt(body, see),
            StmtKind::Match { arms, .. } => {
                for arm in arms {
                    each_stmt(&arm.body, see);
                }
            }
            StmtKind::Require { .. }
            | StmtKind::Assert { .. }
            | StmtKind::Let { .. }
            | StmtKind::Assign { .. }
            | StmtKind::Emit { .. }
            | StmtKind::Call { .. }
            | StmtKind::Return { .. } => {}
        }
    }
}

/// Variables that nothing uses, and those that are constants.
fn variables(model: &Model, found: &mut Vec<Diagnostic>) {
    let mut read = BTreeSet::new();
    for expr in &model.exprs {
        if let ExprKind::Var(var) | ExprKind::PrevVar(var) = expr.kind {
            read.insert(var);
        }
    }
    let mut written = BTreeSet::new();
    for (_, action) in model.allowed_actions() {
        assigned(model, &action.body, &mut written);
    }
    let has_actions = model.allowed_actions().next().is_some();
    for (at, var) in model.vars.iter().enumerate() {
        let id = VarId(at as u32);
        if written.contains(&id) {
            continue;
        }
        let name = &var.name;
        if !read.contains(&id) {
            found.push(
                Diagnostic::new(
                    Code::UnusedVariable,
                    var.name_span,
                    format!("state variable `{name}` is never used"),
                )
                .label("nothing reads it, and no action changes it"),
            );
        } else if has_actions && model.init.params.is_empty() {
            found.push(
                Diagnostic::new(
                    Code::ConstantVariable,
                    var.name_span,
                    format!("state variable `{name}` never changes"),
                )
                .label("no action assigns it anything else")
                .note(format!(
                    "if that is meant, declare it as a constant: `const {name}: …`"
                )),
            );
        }
    }
}

/// An action that assigns nothing, tells nobody and checks nothing.
fn without_effect(model: &Model, action: &Action, found: &mut Vec<Diagnostic>) {
    let mut written = BTreeSet::new();
    assigned(model, &action.body, &mut written);
    let mut effect = !written.is_empty() || action.returns.is_some();
    each_stmt(&action.body, &mut |stmt| match &stmt.kind {
        StmtKind::Emit { .. } | StmtKind::Assert { .. } | StmtKind::Call { .. } => effect = true,
        StmtKind::Let { value, .. } => effect |= asks_host(model, *value),
        StmtKind::Require { condition, .. } => effect |= asks_host(model, *condition),
        _ => {}
    });
    if !effect {
        found.push(
            Diagnostic::new(
                Code::ActionWithoutEffect,
                action.name_span,
                format!("action `{}` has no effect", action.name),
            )
            .label("it changes no variable, emits no event and returns nothing"),
        );
    }
}

fn asks_host(model: &Model, expr: ExprId) -> bool {
    let mut asks = false;
    model.visit(expr, &mut |part| {
        asks |= matches!(part.kind, ExprKind::Extern { .. });
    });
    asks
}

/// What must come about, where no fair action brings it about.
fn undriven(model: &Model, formula: &Temporal, found: &mut Vec<Diagnostic>) {
    let goal = match formula {
        Temporal::Always(_) => return,
        Temporal::Eventually(goal)
        | Temporal::AlwaysEventually(goal)
        | Temporal::EventuallyAlways(goal)
        | Temporal::LeadsTo(_, goal) => goal,
    };
    let Some(needed) = variables_of(model, goal) else {
        return;
    };
    let fair = model.fairness.iter().map(|fair| fair.action);
    let fair: BTreeSet<_> = fair
        .filter(|action| model.actions[action.index()].allowed)
        .collect();
    let writes = |action: &Action| {
        let mut written = BTreeSet::new();
        assigned(model, &action.body, &mut written);
        !written.is_disjoint(&needed)
    };
    let driven = fair
        .iter()
        .any(|action| writes(&model.actions[action.index()]));
    if driven || needed.is_empty() {
        return;
    }
    let movers: Vec<&str> = model
        .allowed_actions()
        .filter(|(_, action)| writes(action))
        .map(|(_, action)| action.name.as_str())
        .collect();
    let span: Span = model.expr(goal.expr).span;
    let text = &model.failure(goal.failure).requirement;
    let mut finding = Diagnostic::new(
        Code::EventuallyWithoutFairness,
        span,
        format!("nothing makes `{text}` come about"),
    )
    .label("no fair action changes what this depends on")
    .note("without fairness a behaviour may stop at any state, and stay there for ever");
    if !movers.is_empty() {
        finding = finding.note(format!(
            "say which actions are taken sooner or later: `fair {}`",
            movers.join(", ")
        ));
    }
    found.push(finding);
}

/// The variables that a condition depends on; `None` where it depends on what is enabled.
fn variables_of(model: &Model, condition: &Condition) -> Option<BTreeSet<VarId>> {
    let mut vars = Some(BTreeSet::new());
    model.visit(condition.expr, &mut |part| match part.kind {
        ExprKind::Var(var) => {
            if let Some(vars) = &mut vars {
                vars.insert(var);
            }
        }
        ExprKind::Enabled(_) => vars = None,
        _ => {}
    });
    vars
}
