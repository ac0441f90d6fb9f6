//! What can only be read once the whole spec has been: primed names, actions that are called, and
//! invariants that `verify` names.

use super::expression::PRIMED;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{
    Arm, Binder, DeclKind, Entry, Expr, ExprKind, Name, PatternKind, Spec, TemporalKind,
};
use crate::syntax::walk::children;
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
                    let mut settler = Settler {
                        variables: &variables,
                        locals: Vec::new(),
                        in_prev: false,
                    };
                    settler.expr(expr);
                }
            }
        }
    }
}

fn has_prime(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Call(path, _) if path.name.text == PRIMED)
        || children(expr).into_iter().any(has_prime)
}

struct Settler<'a> {
    variables: &'a BTreeSet<String>,
    locals: Vec<String>,
    in_prev: bool,
}

impl Settler<'_> {
    fn expr(&mut self, expr: &mut Expr) {
        let span = expr.span;
        match &mut expr.kind {
            ExprKind::Name(name) => {
                if !self.in_prev && self.variables.contains(name) && !self.locals.contains(name) {
                    let inner = Expr {
                        kind: ExprKind::Name(std::mem::take(name)),
                        span,
                    };
                    expr.kind = ExprKind::Prev(Box::new(inner));
                }
            }
            ExprKind::Call(path, arguments) if path.name.text == PRIMED => {
                if let Some(argument) = arguments.pop() {
                    expr.kind = argument.kind;
                }
            }
            ExprKind::Prev(inner) => {
                let outer = std::mem::replace(&mut self.in_prev, true);
                self.expr(inner);
                self.in_prev = outer;
            }
            // The base of a field is a variable, or the enum of a value: both are looked up by name.
            ExprKind::Field { base: inner, .. } | ExprKind::Unary(_, inner) => self.expr(inner),
            ExprKind::Index {
                base: left,
                index: right,
            }
            | ExprKind::Binary(_, left, right) => {
                self.expr(left);
                self.expr(right);
            }
            ExprKind::If(condition, then, otherwise) => {
                self.expr(condition);
                self.expr(then);
                self.expr(otherwise);
            }
            ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Call(_, items) => {
                for item in items {
                    self.expr(item);
                }
            }
            ExprKind::Braces(entries) | ExprKind::Construct { entries, .. } => {
                self.entries(entries);
            }
            ExprKind::With { base, entries } => {
                self.expr(base);
                self.entries(entries);
            }
            ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::Text(_)
            | ExprKind::Null
            | ExprKind::Refused(..) => {}
            _ => self.scoped(expr),
        }
    }

    /// What has locals of its own.
    fn scoped(&mut self, expr: &mut Expr) {
        let depth = self.locals.len();
        match &mut expr.kind {
            ExprKind::Let(name, value, body) => {
                self.expr(value);
                self.locals.push(name.text.clone());
                self.expr(body);
            }
            ExprKind::Match(scrutinee, arms) => {
                self.expr(scrutinee);
                for arm in arms {
                    self.arm(arm);
                }
            }
            ExprKind::Quantified { binders, body, .. } => {
                self.binders(binders);
                self.expr(body);
            }
            ExprKind::Aggregate {
                binders,
                condition,
                body,
                ..
            } => {
                self.binders(binders);
                self.optional(condition);
                self.optional(body);
            }
            ExprKind::SetOf {
                element,
                binders,
                condition,
            } => {
                self.binders(binders);
                self.optional(condition);
                self.optional(element);
            }
            ExprKind::MapOf {
                key,
                value,
                binders,
                condition,
            } => {
                self.binders(binders);
                self.optional(condition);
                self.expr(key);
                self.expr(value);
            }
            _ => {}
        }
        self.locals.truncate(depth);
    }

    fn optional(&mut self, expr: &mut Option<Box<Expr>>) {
        if let Some(expr) = expr {
            self.expr(expr);
        }
    }

    fn binders(&mut self, binders: &mut [Binder]) {
        for binder in binders {
            self.expr(&mut binder.source);
            let names = binder.names.iter().map(|name| name.text.clone());
            self.locals.extend(names);
        }
    }

    fn arm(&mut self, arm: &mut Arm) {
        let depth = self.locals.len();
        if let PatternKind::Variant {
            fields: Some(fields),
            ..
        } = &arm.pattern.kind
        {
            let bound = fields.iter().filter_map(|field| field.binding.as_ref());
            self.locals.extend(bound.map(|name| name.text.clone()));
        }
        self.expr(&mut arm.body);
        self.locals.truncate(depth);
    }

    /// A bare name before a colon is the name of a field.
    fn entries(&mut self, entries: &mut [Entry]) {
        for entry in entries {
            match entry {
                Entry::Item(item) => self.expr(item),
                Entry::Pair(key, value) => {
                    if !matches!(key.kind, ExprKind::Name(_)) {
                        self.expr(key);
                    }
                    self.expr(value);
                }
            }
        }
    }
}

/// `verify Always(I)` of an invariant `I` says no more than the invariant itself.
pub(super) fn verified(spec: &mut Spec, names: &[Name]) {
    let invariants: BTreeSet<String> = spec
        .decls
        .iter()
        .filter_map(|decl| match &decl.kind {
            DeclKind::Invariant { name, .. } => Some(name.text.clone()),
            _ => None,
        })
        .collect();
    spec.decls.retain_mut(|decl| match &mut decl.kind {
        DeclKind::Property { name, formulas, .. } if names.contains(name) => {
            formulas.retain(|formula| {
                !matches!(
                    &formula.kind,
                    TemporalKind::Always(Expr { kind: ExprKind::Name(claim), .. })
                        if invariants.contains(claim)
                )
            });
            !formulas.is_empty()
        }
        _ => true,
    });
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
                .note("share what both do in a `def`: actions are the steps that the check looks at, one at a time"),
            );
            spec.decls.retain(|decl| {
                !(decl.span.start <= call.span.start && call.span.end <= decl.span.end)
            });
        }
    }
    findings
}
