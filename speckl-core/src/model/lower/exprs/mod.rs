//! Expressions: names resolved by what is expected of them, types checked, faults numbered.
//!
//! Here each form goes to who knows it: `names`, `path` and `local` (names, fields, indices, `prev`), `arith`
//! (integers), `logic` (connectives), `compare` and `member` (comparisons and membership), `group`
//! (branches and elements that must agree), `collection` and `record` (literals), `sets`, `source` and
//! `each` (what runs over what), `arms` (patterns), `call`, `builtin` and `inline` (functions), `fit` and
//! `store` (types that meet, and values about to be stored), `inferred` (names of records that only
//! expressions have), `fault` and `lint` (what is said).
//!
//! Types flow both ways: an expression is lowered with what is [expected](Expect) of it, and says which
//! type it has.

mod arith;
mod arms;
mod builtin;
mod call;
mod collection;
mod compare;
mod context;
mod each;
mod fault;
mod fit;
mod group;
mod inferred;
mod inline;
mod lint;
mod local;
mod logic;
mod member;
mod names;
mod path;
mod record;
mod sets;
mod source;
mod store;

#[cfg(test)]
mod tests;

pub(super) use context::{Context, Expect, ExternRule, PrevRule};

use super::Lowering;
use crate::diagnostic::Diagnostic;
use crate::model::{ArithOp, CompareOp, Expr, ExprId, ExprKind, Interval, SetOp, Type, TypeId};
use crate::source::Span;
use crate::syntax::ast::{self, BinaryOp, UnaryOp};
use std::collections::BTreeSet;

/// What lowering remembers about expressions from one to the next.
#[derive(Default)]
pub(super) struct Work {
    fits: fit::Fits,
    inlined: inline::Inlined,
    /// Names of several enums' values that were told of.
    shared_values: BTreeSet<String>,
}

impl Lowering<'_> {
    /// An expression that must have a type: enum values are looked up in it, and an integer is
    /// accepted where an integer is wanted, whatever its range.
    pub(super) fn expr_of(
        &mut self,
        expr: &ast::Expr,
        ty: TypeId,
        context: &mut Context,
    ) -> Option<ExprId> {
        let id = self.expr(expr, Some(ty), context)?;
        if self.plain_integers(ty).is_none() {
            return self.coerce(expr, id, ty, context);
        }
        let id = self.read(expr, id, context);
        if self.plain_integers(self.ty_of(id)).is_none() {
            self.mismatch(expr, self.ty_of(id), ty);
            return None;
        }
        Some(id)
    }

    /// A condition.
    pub(super) fn condition(&mut self, expr: &ast::Expr, context: &mut Context) -> Option<ExprId> {
        let bool = self.types.intern(Type::Bool);
        self.expr_of(expr, bool, context)
    }

    /// An expression of whatever type it has; `hint` helps to find enum values, and tells literals what
    /// they are.
    pub(super) fn expr(
        &mut self,
        expr: &ast::Expr,
        hint: Option<TypeId>,
        context: &mut Context,
    ) -> Option<ExprId> {
        self.form(expr, Expect::hint(hint), context)
    }

    /// An expression of which something is expected.
    pub(super) fn value(
        &mut self,
        expr: &ast::Expr,
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        let id = self.form(expr, expect, context)?;
        match expect {
            Expect::Exactly(ty) => self.coerce(expr, id, ty, context),
            _ => Some(id),
        }
    }

    fn ty_of(&self, id: ExprId) -> TypeId {
        self.exprs[id.0 as usize].ty
    }

    fn kind_of(&self, id: ExprId) -> &Type {
        self.types.get(self.ty_of(id))
    }

    fn interval_of(&self, id: ExprId) -> Interval {
        let expr = &self.exprs[id.0 as usize];
        let all = || self.types.get(expr.ty).integers();
        expr.interval.or_else(all).unwrap_or(Interval::INT)
    }

    /// A new expression of a type; of an integer no more is known than that.
    fn typed(&mut self, kind: ExprKind, ty: TypeId, span: Span) -> ExprId {
        let interval = self.types.get(ty).integers();
        self.push_expr(Expr {
            kind,
            ty,
            interval,
            span,
        })
    }

    fn make(
        &mut self,
        kind: ExprKind,
        ty: &Type,
        interval: Option<Interval>,
        span: Span,
    ) -> ExprId {
        let ty = self.types.intern(ty.clone());
        self.push_expr(Expr {
            kind,
            ty,
            interval,
            span,
        })
    }

    fn make_bool(&mut self, kind: ExprKind, span: Span) -> ExprId {
        self.make(kind, &Type::Bool, None, span)
    }

    fn make_int(&mut self, value: i64, span: Span) -> ExprId {
        let known = Some(Interval::one(value));
        self.make(ExprKind::Int(value), &Type::Int, known, span)
    }

    fn form(&mut self, expr: &ast::Expr, expect: Expect, context: &mut Context) -> Option<ExprId> {
        let span = expr.span;
        match &expr.kind {
            ast::ExprKind::Bool(value) => Some(self.make_bool(ExprKind::Bool(*value), span)),
            ast::ExprKind::Int(value) => self.number(*value, false, span),
            ast::ExprKind::Text(text) => {
                Some(self.make(ExprKind::String(text.clone()), &Type::String, None, span))
            }
            ast::ExprKind::Null => self.null(expr, expect),
            ast::ExprKind::Name(name) => self.name(name, span, expect.ty(), context),
            ast::ExprKind::Field { .. } | ast::ExprKind::Index { .. } => {
                self.postfix(expr, expect.ty(), context)
            }
            ast::ExprKind::List(items) => self.list(expr, items, expect, context),
            ast::ExprKind::Tuple(items) => self.tuple(expr, items, expect, context),
            ast::ExprKind::Braces(entries) => self.braces(expr, entries, expect, context),
            ast::ExprKind::Construct { path, entries } => {
                self.construct(expr, path, entries, expect, context)
            }
            ast::ExprKind::With { base, entries } => {
                self.with(expr, base, entries, expect, context)
            }
            ast::ExprKind::Unary(UnaryOp::Not, inner) => {
                let inner = self.condition(inner, context)?;
                Some(self.make_bool(ExprKind::Not(inner), span))
            }
            ast::ExprKind::Unary(UnaryOp::Neg, inner) => self.negation(expr, inner, context),
            ast::ExprKind::Binary(op, left, right) => {
                self.binary(expr, *op, left, right, expect, context)
            }
            ast::ExprKind::If(condition, then, otherwise) => {
                self.if_expr(expr, condition, [then, otherwise], expect, context)
            }
            ast::ExprKind::Let(name, value, body) => {
                self.let_expr(expr, name, value, body, expect, context)
            }
            ast::ExprKind::Match(scrutinee, arms) => {
                self.match_expr(expr, scrutinee, arms, expect, context)
            }
            ast::ExprKind::Quantified {
                quantifier,
                binders,
                body,
            } => self.quantified(expr, *quantifier, binders, body, context),
            ast::ExprKind::Aggregate {
                aggregate,
                binders,
                condition,
                body,
            } => {
                let (condition, body) = (condition.as_deref(), body.as_deref());
                self.aggregate(expr, *aggregate, binders, condition, body, context)
            }
            ast::ExprKind::SetOf {
                element,
                binders,
                condition,
            } => {
                let (element, condition) = (element.as_deref(), condition.as_deref());
                self.set_of(expr, element, binders, condition, expect, context)
            }
            ast::ExprKind::MapOf {
                key,
                value,
                binders,
                condition,
            } => {
                let condition = condition.as_deref();
                self.map_of(expr, (key, value), binders, condition, expect, context)
            }
            ast::ExprKind::Prev(inner) => self.prev(inner, span, expect, context),
            ast::ExprKind::Call(path, args) => self.call(expr, path, args, expect, context),
            ast::ExprKind::Refused(code, message) => {
                self.report(Diagnostic::new(*code, span, message.clone()));
                None
            }
        }
    }

    fn binary(
        &mut self,
        expr: &ast::Expr,
        op: BinaryOp,
        left: &ast::Expr,
        right: &ast::Expr,
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        match op {
            BinaryOp::Implies | BinaryOp::Iff | BinaryOp::Or | BinaryOp::And => {
                self.logic(expr, context)
            }
            BinaryOp::Eq => self.equality(expr, CompareOp::Eq, left, right, context),
            BinaryOp::Ne => self.equality(expr, CompareOp::Ne, left, right, context),
            BinaryOp::Lt => self.order(expr, CompareOp::Lt, left, right, context),
            BinaryOp::Le => self.order(expr, CompareOp::Le, left, right, context),
            BinaryOp::Gt => self.order(expr, CompareOp::Gt, left, right, context),
            BinaryOp::Ge => self.order(expr, CompareOp::Ge, left, right, context),
            BinaryOp::In => self.membership(expr, left, right, false, context),
            BinaryOp::NotIn => self.membership(expr, left, right, true, context),
            BinaryOp::SubsetOf => self.subset_of(expr, left, right, context),
            BinaryOp::Range => self.range_set(expr, left, right, context),
            BinaryOp::Union | BinaryOp::Minus | BinaryOp::Intersect => {
                self.set_chain(expr, expect, context)
            }
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Rem => {
                self.arith(expr, context)
            }
        }
    }
}

/// The operation on sets that an operator stands for.
fn set_op(op: BinaryOp) -> Option<SetOp> {
    Some(match op {
        BinaryOp::Union => SetOp::Union,
        BinaryOp::Minus => SetOp::Minus,
        BinaryOp::Intersect => SetOp::Intersect,
        _ => return None,
    })
}

/// The arithmetic that an operator stands for.
fn arith_op(op: BinaryOp) -> Option<ArithOp> {
    Some(match op {
        BinaryOp::Add => ArithOp::Add,
        BinaryOp::Sub => ArithOp::Sub,
        BinaryOp::Mul => ArithOp::Mul,
        BinaryOp::Div => ArithOp::Div,
        BinaryOp::Rem => ArithOp::Rem,
        _ => return None,
    })
}

/// The operators and right operands of a chain of operators that `is` takes, leftmost first, and what
/// stands before them. Chains are long where nesting is not, so nothing recurs along them.
fn left_chain(
    expr: &ast::Expr,
    is: impl Fn(BinaryOp) -> bool,
) -> (&ast::Expr, Vec<(&ast::Expr, BinaryOp, &ast::Expr)>) {
    let mut links = Vec::new();
    let mut first = expr;
    while let ast::ExprKind::Binary(op, left, right) = &first.kind
        && is(*op)
    {
        links.push((first, *op, &**right));
        first = left;
    }
    links.reverse();
    (first, links)
}
