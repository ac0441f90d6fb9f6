//! What can only be read once the whole spec has been: primed names, and actions that are called.

use super::expression::PRIMED;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{DeclKind, Expr, ExprKind, Name, Spec};
use std::collections::BTreeSet;

/// In an expression with `x'`, that is the value after the step and a bare state variable the one
/// before: `x' == x + 1` becomes `x == prev(x) + 1`.
pub(super) fn primes(spec: &mut Spec) {
    let variables: BTreeSet<String> = spec
        .decls
        .iter()
        .filter_map(|decl| match &decl.kind {
            DeclKind::State { name, .. } => Some(name.text.clone()),
            _ => None,
        })
        .collect();
    for decl in &mut spec.decls {
        if let DeclKind::Invariant { body, .. } = &mut decl.kind {
            for expr in body {
                if has_prime(expr) {
                    settle(expr, &variables, &mut Vec::new(), false);
                }
            }
        }
    }
}

fn children(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Field { base: inner, .. } | ExprKind::Unary(_, inner) | ExprKind::Prev(inner) => {
            vec![inner]
        }
        ExprKind::Binary(_, left, right) | ExprKind::Let(_, left, right) => vec![left, right],
        ExprKind::If(condition, then, otherwise) => vec![condition, then, otherwise],
        ExprKind::Call(_, arguments) => arguments.iter().collect(),
        ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::Name(_)
        | ExprKind::Refused(..)
        | _ => Vec::new(),
    }
}

fn has_prime(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Call(name, _) if name.name.text == PRIMED)
        || children(expr).into_iter().any(has_prime)
}

fn settle(expr: &mut Expr, variables: &BTreeSet<String>, locals: &mut Vec<String>, in_prev: bool) {
    let span = expr.span;
    match &mut expr.kind {
        ExprKind::Name(name) => {
            if !in_prev && variables.contains(name) && !locals.contains(name) {
                let inner = Expr {
                    kind: ExprKind::Name(std::mem::take(name)),
                    span,
                };
                expr.kind = ExprKind::Prev(Box::new(inner));
            }
        }
        ExprKind::Call(name, arguments) if name.name.text == PRIMED => {
            if let Some(argument) = arguments.pop() {
                expr.kind = argument.kind;
            }
        }
        ExprKind::Call(_, arguments) => {
            for argument in arguments {
                settle(argument, variables, locals, in_prev);
            }
        }
        ExprKind::Prev(inner) => settle(inner, variables, locals, true),
        // The base of a field is a variable, or the enum of a value: both are looked up by name.
        ExprKind::Field { base: inner, .. } | ExprKind::Unary(_, inner) => {
            settle(inner, variables, locals, in_prev);
        }
        ExprKind::Binary(_, left, right) => {
            settle(left, variables, locals, in_prev);
            settle(right, variables, locals, in_prev);
        }
        ExprKind::If(condition, then, otherwise) => {
            settle(condition, variables, locals, in_prev);
            settle(then, variables, locals, in_prev);
            settle(otherwise, variables, locals, in_prev);
        }
        ExprKind::Let(name, value, body) => {
            settle(value, variables, locals, in_prev);
            locals.push(name.text.clone());
            settle(body, variables, locals, in_prev);
            locals.pop();
        }
        ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::Refused(..)
        | _ => {}
    }
}

/// Calls of actions are refused by name; the declarations that hold them are taken out.
pub(super) fn action_calls(spec: &mut Spec, actions: &[String], calls: &[Name]) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for call in calls {
        if actions.contains(&call.text) {
            findings.push(
                Diagnostic::new(
                    Code::ActionCallsAction,
                    call.span,
                    format!("`{}` is an action, and an action cannot call another", call.text),
                )
                .note("share what both do: actions are the steps that the check looks at, one at a time"),
            );
            spec.decls.retain(|decl| {
                !(decl.span.start <= call.span.start && call.span.end <= decl.span.end)
            });
        }
    }
    findings
}
