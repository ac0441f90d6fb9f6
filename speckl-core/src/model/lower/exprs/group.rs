//! Expressions that must agree in type: branches, arms, elements. Those that only the others can give a
//! meaning (`null`, `{}`, a name that several enums have) are lowered last.

use super::super::Lowering;
use super::fit::Fit;
use super::{Context, Expect};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Expr, ExprId, ExprKind, Interval, TypeId};
use crate::source::Span;
use crate::syntax::ast::{self, Name};

impl Lowering<'_> {
    /// Whether an expression takes its type from its surroundings.
    pub(in crate::model::lower) fn is_needy(&self, expr: &ast::Expr, context: &Context) -> bool {
        match &expr.kind {
            ast::ExprKind::Null => true,
            ast::ExprKind::Name(name) => {
                self.is_bare_variant(name, context) || self.is_type_name(name, context)
            }
            ast::ExprKind::Braces(entries) => entries.iter().all(|entry| match entry {
                ast::Entry::Item(item) => self.is_needy(item, context),
                ast::Entry::Pair(..) => true,
            }),
            ast::ExprKind::List(items) => items.iter().all(|item| self.is_needy(item, context)),
            ast::ExprKind::Tuple(items) => items.iter().any(|item| self.is_needy(item, context)),
            ast::ExprKind::If(_, then, otherwise) => {
                self.is_needy(then, context) && self.is_needy(otherwise, context)
            }
            ast::ExprKind::Let(_, _, body) => self.is_needy(body, context),
            ast::ExprKind::Match(_, arms) => {
                arms.iter().all(|arm| self.is_needy(&arm.body, context))
            }
            ast::ExprKind::Construct { path, .. } => match &path.kind {
                ast::ExprKind::Name(name) => self.is_bare_variant(name, context),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether a name is one that only an enum can explain.
    pub(super) fn is_bare_variant(&self, name: &str, context: &Context) -> bool {
        self.names.variants.contains_key(name) && !self.is_value(name, context)
    }

    /// Lowers expressions that must agree, and gives each the type that they agree on: what is stored,
    /// or the type of the hint if all fit it, or else the least type that holds them all.
    pub(super) fn group(
        &mut self,
        exprs: &[&ast::Expr],
        expect: Expect,
        what: &str,
        context: &mut Context,
    ) -> Option<(Vec<ExprId>, TypeId)> {
        if let Expect::Exactly(ty) = expect {
            let ids: Vec<_> = exprs
                .iter()
                .map(|expr| self.value(expr, expect, context))
                .collect();
            return Some((ids.into_iter().collect::<Option<_>>()?, ty));
        }
        let mut ids: Vec<Option<ExprId>> = vec![None; exprs.len()];
        let mut hint = expect.ty();
        let (needy, plain): (Vec<usize>, Vec<usize>) =
            (0..exprs.len()).partition(|&at| hint.is_none() && self.is_needy(exprs[at], context));
        let mut failed = false;
        for at in plain.into_iter().chain(needy) {
            ids[at] = self.expr(exprs[at], hint, context);
            failed |= ids[at].is_none();
            hint = hint.or_else(|| ids[at].map(|id| self.ty_of(id)));
            if failed && hint.is_none() {
                // The others would only be accused of what is missing here.
                return None;
            }
        }
        let ids: Vec<ExprId> = ids.into_iter().collect::<Option<_>>()?;
        self.agree(exprs, &ids, expect.ty(), what)
    }

    /// Gives lowered expressions one type.
    pub(super) fn agree(
        &mut self,
        exprs: &[&ast::Expr],
        ids: &[ExprId],
        hint: Option<TypeId>,
        what: &str,
    ) -> Option<(Vec<ExprId>, TypeId)> {
        let candidates = hint
            .into_iter()
            .chain(ids.first().map(|&id| self.ty_of(id)));
        let candidates: Vec<TypeId> = candidates.collect();
        let mut common = None;
        for ty in candidates {
            let fits = |this: &mut Self, id| this.fit_of(id, ty).is_some_and(|it| it <= Fit::Total);
            if ids.iter().all(|&id| fits(self, id)) {
                common = Some(ty);
                break;
            }
        }
        if common.is_none() {
            let mut ty = self.ty_of(*ids.first()?);
            for (at, &id) in ids.iter().enumerate() {
                let next = self.ty_of(id);
                let Some(joined) = self.join(ty, next) else {
                    self.disagree(exprs[0], exprs[at], ty, next, what);
                    return None;
                };
                ty = joined;
            }
            common = Some(ty);
        }
        let ty = common?;
        let ids = ids.iter().map(|&id| self.convert(id, ty)).collect();
        Some((ids, ty))
    }

    fn disagree(&mut self, a: &ast::Expr, b: &ast::Expr, x: TypeId, y: TypeId, what: &str) {
        let (x, y) = (self.named_text(x), self.named_text(y));
        self.report(
            Diagnostic::new(
                Code::TypeMismatch,
                b.span,
                format!("{what} are `{x}` and `{y}`"),
            )
            .label(format!("this is `{y}`"))
            .also(a.span, format!("this is `{x}`")),
        );
    }

    /// What branches expect when a whole is stored: an integer is checked once, where it is stored.
    pub(super) fn of_branches(&self, expect: Expect) -> Expect {
        match expect {
            Expect::Exactly(ty) if self.plain_integers(ty).is_some() => Expect::Hint(ty),
            other => other,
        }
    }

    /// What is known of a value that is one of these.
    pub(super) fn hull_of(&self, ids: &[ExprId], ty: TypeId) -> Option<Interval> {
        self.types.get(ty).integers()?;
        let intervals = ids.iter().map(|&id| self.interval_of(id));
        intervals.reduce(Interval::hull)
    }

    pub(super) fn if_expr(
        &mut self,
        expr: &ast::Expr,
        condition: &ast::Expr,
        [then, otherwise]: [&ast::Expr; 2],
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        let condition = self.condition(condition, context);
        let expect = self.of_branches(expect);
        let branches = self.group(&[then, otherwise], expect, "the branches of `if`", context);
        let (condition, (branches, ty)) = (condition?, branches?);
        let interval = self.hull_of(&branches, ty);
        let ty = self.branch_type(&branches, ty);
        let kind = ExprKind::If {
            condition,
            then: branches[0],
            otherwise: branches[1],
        };
        Some(self.push_expr(Expr {
            kind,
            ty,
            interval,
            span: expr.span,
        }))
    }

    /// The type of what is one of several integers: theirs, or `Int` where they differ.
    pub(super) fn branch_type(&mut self, ids: &[ExprId], ty: TypeId) -> TypeId {
        if self.plain_integers(ty).is_none() {
            return ty;
        }
        let first = ids.first().map(|&id| self.ty_of(id));
        match first {
            Some(first) if ids.iter().all(|&id| self.ty_of(id) == first) => first,
            _ => self.types.intern(crate::model::Type::Int),
        }
    }

    pub(super) fn let_expr(
        &mut self,
        expr: &ast::Expr,
        name: &Name,
        value: &ast::Expr,
        body: &ast::Expr,
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        let value = self.expr(value, None, context)?;
        let depth = context.scope.len();
        let local = self.bind(name, value, context)?;
        let body = self.value(body, self.of_branches(expect), context);
        self.leave_scope(depth, body.is_some(), context);
        Some(self.wrap_let(local, value, body?, expr.span))
    }

    /// `let local := value in body`
    pub(super) fn wrap_let(
        &mut self,
        local: crate::model::LocalId,
        value: ExprId,
        body: ExprId,
        span: Span,
    ) -> ExprId {
        let inner = &self.exprs[body.0 as usize];
        let (ty, interval) = (inner.ty, inner.interval);
        self.push_expr(Expr {
            kind: ExprKind::Let { local, value, body },
            ty,
            interval,
            span,
        })
    }
}
