//! Ast → what lies in it: the parts of an expression, and the forms that the language refuses.

use super::ast::{
    Access, Arm, Decl, DeclKind, Entry, Expr, ExprKind, File, Param, PatternKind, Spec, Stmt,
    StmtKind, TemporalKind, TypeExpr, TypeExprKind,
};
use crate::diagnostic::{Code, Diagnostic};

/// The expressions that an expression is made of, in the order in which they are written.
pub(super) fn children(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::Text(_)
        | ExprKind::Null
        | ExprKind::Name(_)
        | ExprKind::Refused(..) => Vec::new(),
        ExprKind::Field { base: inner, .. } | ExprKind::Unary(_, inner) | ExprKind::Prev(inner) => {
            vec![inner]
        }
        ExprKind::Index { base, index } => vec![base, index],
        ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Call(_, items) => {
            items.iter().collect()
        }
        ExprKind::Braces(entries) => parts(entries),
        ExprKind::Construct {
            path: base,
            entries,
        }
        | ExprKind::With { base, entries } => {
            let mut found: Vec<&Expr> = vec![base];
            found.extend(parts(entries));
            found
        }
        ExprKind::Binary(_, left, right) | ExprKind::Let(_, left, right) => vec![left, right],
        ExprKind::If(condition, then, otherwise) => vec![condition, then, otherwise],
        ExprKind::Match(scrutinee, arms) => {
            let mut found: Vec<&Expr> = vec![scrutinee];
            found.extend(arms.iter().flat_map(in_arm));
            found
        }
        ExprKind::Quantified { binders, body, .. } => {
            let mut found: Vec<&Expr> = binders.iter().map(|binder| &binder.source).collect();
            found.push(body);
            found
        }
        ExprKind::Aggregate {
            binders,
            condition,
            body,
            ..
        } => {
            let mut found: Vec<&Expr> = binders.iter().map(|binder| &binder.source).collect();
            found.extend(condition.as_deref());
            found.extend(body.as_deref());
            found
        }
        ExprKind::SetOf {
            element,
            binders,
            condition,
        } => {
            let mut found: Vec<&Expr> = element.as_deref().into_iter().collect();
            found.extend(binders.iter().map(|binder| &binder.source));
            found.extend(condition.as_deref());
            found
        }
        ExprKind::MapOf {
            key,
            value,
            binders,
            condition,
        } => {
            let mut found: Vec<&Expr> = vec![key, value];
            found.extend(binders.iter().map(|binder| &binder.source));
            found.extend(condition.as_deref());
            found
        }
    }
}

fn parts(entries: &[Entry]) -> Vec<&Expr> {
    let parts = entries.iter().flat_map(|entry| match entry {
        Entry::Item(item) => vec![item],
        Entry::Pair(key, value) => vec![key, value],
    });
    parts.collect()
}

fn in_arm(arm: &Arm) -> Vec<&Expr> {
    match &arm.pattern.kind {
        PatternKind::Literal(literal) => vec![literal, &arm.body],
        PatternKind::Any | PatternKind::Variant { .. } => vec![&arm.body],
    }
}

/// What an expression holds that the language refuses for good.
pub(super) fn refused(expr: &Expr) -> Vec<Diagnostic> {
    let mut finder = Refusals::default();
    finder.expr(expr);
    finder.found
}

/// What a file holds that the language refuses for good, in the order of the text.
pub(super) fn refused_in_file(file: &File) -> Vec<Diagnostic> {
    let mut finder = Refusals::default();
    for spec in &file.specs {
        finder.spec(spec);
    }
    finder
        .found
        .sort_by_key(|finding| finding.primary.span.start);
    finder.found
}

#[derive(Default)]
struct Refusals {
    found: Vec<Diagnostic>,
}

impl Refusals {
    fn note(&mut self, code: Code, words: &str, span: crate::source::Span) {
        self.found.push(Diagnostic::new(code, span, words));
    }

    fn spec(&mut self, spec: &Spec) {
        for decl in &spec.decls {
            self.decl(decl);
        }
    }

    fn decl(&mut self, decl: &Decl) {
        match &decl.kind {
            DeclKind::Type { ty, .. } => self.ty(ty),
            DeclKind::Const { ty, value, .. } => {
                self.ty(ty);
                self.expr(value);
            }
            DeclKind::Def {
                params,
                returns,
                body,
                ..
            } => {
                self.params(params);
                self.ty(returns);
                self.expr(body);
            }
            DeclKind::Extern {
                params, returns, ..
            } => {
                self.params(params);
                self.ty(returns);
            }
            DeclKind::State { ty, initial, .. } => {
                self.ty(ty);
                self.exprs(initial);
            }
            DeclKind::Init { params, body } => {
                self.params(params);
                self.body(body);
            }
            DeclKind::Action {
                params,
                returns,
                body,
                ..
            } => {
                self.params(params);
                if let Some(ty) = returns {
                    self.ty(ty);
                }
                self.body(body);
            }
            DeclKind::Invariant { body, .. }
            | DeclKind::Reachable { body, .. }
            | DeclKind::Final { body } => self.exprs(body),
            DeclKind::Property { formulas, .. } => {
                for formula in formulas {
                    match &formula.kind {
                        TemporalKind::Always(e)
                        | TemporalKind::Eventually(e)
                        | TemporalKind::AlwaysEventually(e)
                        | TemporalKind::EventuallyAlways(e) => self.expr(e),
                        TemporalKind::LeadsTo(left, right) => {
                            self.expr(left);
                            self.expr(right);
                        }
                    }
                }
            }
            DeclKind::Bounds(bounds) => {
                for bound in bounds {
                    self.expr(&bound.value);
                }
            }
            DeclKind::Event { fields, .. } => self.params(fields),
            DeclKind::Refused(code, words) => self.note(*code, words, decl.span),
            DeclKind::Import(_)
            | DeclKind::Fair { .. }
            | DeclKind::Next { .. }
            | DeclKind::Version(_)
            | DeclKind::License(_)
            | DeclKind::Author { .. }
            | DeclKind::Satisfies(_)
            | DeclKind::Source { .. }
            | DeclKind::Review(_)
            | DeclKind::Derives { .. }
            | DeclKind::Provenance(_)
            | DeclKind::Bom(_)
            | DeclKind::Opaque(_) => {}
        }
    }

    fn params(&mut self, params: &[Param]) {
        for param in params {
            self.ty(&param.ty);
        }
    }

    fn ty(&mut self, ty: &TypeExpr) {
        match &ty.kind {
            TypeExprKind::Name(_) => {}
            TypeExprKind::Range(low, high) => {
                self.expr(low);
                self.expr(high);
            }
            TypeExprKind::Enum(variants) => {
                for variant in variants {
                    self.params(&variant.payload);
                }
            }
            TypeExprKind::Record(fields) => self.params(fields),
            TypeExprKind::Tuple(types) => types.iter().for_each(|ty| self.ty(ty)),
            TypeExprKind::Symmetric(inner)
            | TypeExprKind::Option(inner)
            | TypeExprKind::Set(inner)
            | TypeExprKind::List(inner) => self.ty(inner),
            TypeExprKind::Map(key, value) => {
                self.ty(key);
                self.ty(value);
            }
            TypeExprKind::Refused(code, words) => self.note(*code, words, ty.span),
        }
    }

    fn body(&mut self, body: &[Stmt]) {
        for stmt in body {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Require(e)
            | StmtKind::Assert(e)
            | StmtKind::Return(e)
            | StmtKind::Call(e)
            | StmtKind::Let { value: e, .. } => self.expr(e),
            StmtKind::Assign { target, value } => {
                for step in &target.path {
                    if let Access::Index(index) = step {
                        self.expr(index);
                    }
                }
                self.expr(value);
            }
            StmtKind::If {
                condition,
                then,
                otherwise,
            } => {
                self.expr(condition);
                self.body(then);
                if let Some(otherwise) = otherwise {
                    self.body(otherwise);
                }
            }
            StmtKind::Emit { fields, .. } => {
                for (_, value) in fields {
                    self.expr(value);
                }
            }
            StmtKind::For { source, body, .. } => {
                self.expr(source);
                self.body(body);
            }
            StmtKind::Match { scrutinee, arms } => {
                self.expr(scrutinee);
                for arm in arms {
                    if let PatternKind::Literal(literal) = &arm.pattern.kind {
                        self.expr(literal);
                    }
                    self.body(&arm.body);
                }
            }
            StmtKind::Refused(code, words) => self.note(*code, words, stmt.span),
        }
    }

    fn exprs<'a>(&mut self, exprs: impl IntoIterator<Item = &'a Expr>) {
        for expr in exprs {
            self.expr(expr);
        }
    }

    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Refused(code, words) = &expr.kind {
            self.note(*code, words, expr.span);
        }
        self.exprs(children(expr));
    }
}
