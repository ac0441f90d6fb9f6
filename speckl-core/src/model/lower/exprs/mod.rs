//! Expressions: names resolved by what is expected of them, types checked, faults numbered.
//!
//! Here each form goes to who knows it: `names` (names, enum values, `prev`, locals), `arith` (integers),
//! `compare` (comparisons and membership), `store` (values about to be stored).

mod arith;
mod compare;
mod context;
mod names;
mod store;

pub(super) use context::{Context, PrevRule};

use super::Lowering;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ArithOp, CompareOp, Expr, ExprId, ExprKind, Interval, LogicOp, Type, TypeId};
use crate::source::Span;
use crate::syntax::ast::{self, BinaryOp, Name, UnaryOp};

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
        let (found, wanted) = (self.kind_of(id), self.types.get(ty));
        let agree = match (found, wanted) {
            (Type::Bool, Type::Bool) => true,
            (Type::Enum(a), Type::Enum(b)) => a == b,
            _ => found.integers().is_some() && wanted.integers().is_some(),
        };
        if agree {
            return Some(id);
        }
        let (found, wanted) = (self.type_text(found), self.type_text(wanted));
        self.report(
            Diagnostic::new(
                Code::TypeMismatch,
                expr.span,
                format!("expected `{wanted}`, found `{found}`"),
            )
            .label(format!("this is `{found}`")),
        );
        None
    }

    /// A condition.
    pub(super) fn condition(&mut self, expr: &ast::Expr, context: &mut Context) -> Option<ExprId> {
        let bool = self.types.intern(Type::Bool);
        self.expr_of(expr, bool, context)
    }

    fn kind_of(&self, id: ExprId) -> &Type {
        self.types.get(self.exprs[id.0 as usize].ty)
    }

    fn interval_of(&self, id: ExprId) -> Interval {
        self.exprs[id.0 as usize].interval.unwrap_or(Interval::INT)
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

    /// An expression of whatever type it has; `expected` only helps to find enum values.
    pub(super) fn expr(
        &mut self,
        expr: &ast::Expr,
        expected: Option<TypeId>,
        context: &mut Context,
    ) -> Option<ExprId> {
        let span = expr.span;
        match &expr.kind {
            ast::ExprKind::Bool(value) => Some(self.make_bool(ExprKind::Bool(*value), span)),
            ast::ExprKind::Int(value) => self.number(*value, false, span),
            ast::ExprKind::Name(name) => self.name(name, span, expected, context),
            ast::ExprKind::Field { base, field } => self.field(base, field, span, context),
            ast::ExprKind::Unary(UnaryOp::Not, inner) => {
                let inner = self.condition(inner, context)?;
                Some(self.make_bool(ExprKind::Not(inner), span))
            }
            ast::ExprKind::Unary(UnaryOp::Neg, inner) => self.negation(expr, inner, context),
            ast::ExprKind::Binary(op, left, right) => self.binary(expr, *op, left, right, context),
            ast::ExprKind::If(condition, then, otherwise) => {
                let condition = self.condition(condition, context);
                let then = self.expr(then, expected, context);
                let expected = expected.or_else(|| then.map(|id| self.exprs[id.0 as usize].ty));
                let otherwise_id = match expected {
                    Some(ty) => self.expr_of(otherwise, ty, context),
                    None => self.expr(otherwise, None, context),
                };
                let (condition, then, otherwise) = (condition?, then?, otherwise_id?);
                self.if_expr(condition, then, otherwise, span)
            }
            ast::ExprKind::Let(name, value, body) => {
                let value = self.expr(value, None, context)?;
                let local = self.bind(name, value, context)?;
                let body = self.expr(body, expected, context);
                context.scope.pop();
                let body = body?;
                let (ty, interval) = {
                    let inner = &self.exprs[body.0 as usize];
                    (inner.ty, inner.interval)
                };
                Some(self.push_expr(Expr {
                    kind: ExprKind::Let { local, value, body },
                    ty,
                    interval,
                    span,
                }))
            }
            ast::ExprKind::Prev(inner) => self.prev(inner, span, expected, context),
            ast::ExprKind::Call(path, _) => {
                self.refuse_call(&path.name);
                None
            }
            ast::ExprKind::Refused(code, message) => {
                self.report(Diagnostic::new(*code, span, message.clone()));
                None
            }
            _ => {
                self.unsupported("expressions of this form", span);
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
        context: &mut Context,
    ) -> Option<ExprId> {
        let logic = |op| {
            move |this: &mut Self, context: &mut Context| {
                let left = this.condition(left, context);
                let right = this.condition(right, context);
                let (left, right) = (left?, right?);
                Some(this.make_bool(ExprKind::Logic { op, left, right }, expr.span))
            }
        };
        match op {
            BinaryOp::Implies => logic(LogicOp::Implies)(self, context),
            BinaryOp::Iff => logic(LogicOp::Iff)(self, context),
            BinaryOp::Or => logic(LogicOp::Or)(self, context),
            BinaryOp::And => logic(LogicOp::And)(self, context),
            BinaryOp::Eq => self.comparison(expr, CompareOp::Eq, left, right, context),
            BinaryOp::Ne => self.comparison(expr, CompareOp::Ne, left, right, context),
            BinaryOp::Lt => self.comparison(expr, CompareOp::Lt, left, right, context),
            BinaryOp::Le => self.comparison(expr, CompareOp::Le, left, right, context),
            BinaryOp::Gt => self.comparison(expr, CompareOp::Gt, left, right, context),
            BinaryOp::Ge => self.comparison(expr, CompareOp::Ge, left, right, context),
            BinaryOp::In => self.membership(expr, left, right, false, context),
            BinaryOp::NotIn => self.membership(expr, left, right, true, context),
            BinaryOp::Range => {
                self.unsupported("ranges as values", expr.span);
                None
            }
            BinaryOp::SubsetOf | BinaryOp::Union | BinaryOp::Minus | BinaryOp::Intersect => {
                self.unsupported("sets", expr.span);
                None
            }
            BinaryOp::Add => self.arith(expr, ArithOp::Add, left, right, context),
            BinaryOp::Sub => self.arith(expr, ArithOp::Sub, left, right, context),
            BinaryOp::Mul => self.arith(expr, ArithOp::Mul, left, right, context),
            BinaryOp::Div => self.arith(expr, ArithOp::Div, left, right, context),
            BinaryOp::Rem => self.arith(expr, ArithOp::Rem, left, right, context),
        }
    }

    fn if_expr(
        &mut self,
        condition: ExprId,
        then: ExprId,
        otherwise: ExprId,
        span: Span,
    ) -> Option<ExprId> {
        let (a, b) = (self.kind_of(then).clone(), self.kind_of(otherwise).clone());
        let (ty, interval) = if a.integers().is_some() && b.integers().is_some() {
            let hull = self.interval_of(then).hull(self.interval_of(otherwise));
            (if a == b { a } else { Type::Int }, Some(hull))
        } else if a == b {
            (a, None)
        } else {
            let (a, b) = (self.type_text(&a), self.type_text(&b));
            let (then, otherwise) = (
                self.exprs[then.0 as usize].span,
                self.exprs[otherwise.0 as usize].span,
            );
            self.report(
                Diagnostic::new(
                    Code::TypeMismatch,
                    otherwise,
                    format!("the branches of `if` are `{a}` and `{b}`"),
                )
                .label(format!("this is `{b}`"))
                .also(then, format!("this is `{a}`")),
            );
            return None;
        };
        let kind = ExprKind::If {
            condition,
            then,
            otherwise,
        };
        Some(self.make(kind, &ty, interval, span))
    }

    fn unsupported(&mut self, feature: &str, span: Span) {
        self.report(
            Diagnostic::new(
                Code::UnsupportedExpression,
                span,
                format!("{feature} are not supported yet"),
            )
            .label("not in this version"),
        );
    }

    fn refuse_call(&mut self, name: &Name) {
        let built_in = [
            "abs", "min", "max", "size", "keys", "values", "append", "concat", "head", "last",
            "tail", "take", "drop", "indices", "subsets", "enabled",
        ];
        let finding = if self.names.actions.contains_key(name.text.as_str()) {
            Diagnostic::new(
                Code::ActionCallsAction,
                name.span,
                format!("an action cannot call the action `{}`", name.text),
            )
            .label("actions are atomic, and never nest")
            .note("to share an expression between actions, write it as a `def`")
        } else if built_in.contains(&name.text.as_str()) {
            Diagnostic::new(
                Code::UnsupportedExpression,
                name.span,
                format!("the built-in function `{}` is not supported yet", name.text),
            )
            .label("not in this version")
        } else {
            Diagnostic::new(
                Code::UnknownName,
                name.span,
                format!("there is no function `{}`", name.text),
            )
            .label("not declared in this spec")
            .did_you_mean(name.span, &name.text, built_in)
        };
        self.report(finding);
    }
}
