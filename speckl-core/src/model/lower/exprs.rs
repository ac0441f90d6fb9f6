//! Expressions: names resolved by what is expected of them, types checked, faults numbered.

use super::Lowering;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::interval;
use crate::model::{ArithOp, CompareOp, Declared, ElementId, EnumId, Expr, ExprId, ExprKind};
use crate::model::{
    FailureId, FailureKind, Interval, Local, LocalId, LogicOp, Type, TypeId, VarId,
};
use crate::source::Span;
use crate::syntax::ast::{self, BinaryOp, Name, UnaryOp};
use crate::syntax::format;
use std::collections::BTreeSet;

/// What surrounds an expression: the routine it stands in and what may be used there.
pub(super) struct Context {
    /// The routine in messages: `flip`, `init`, `invariant Mutex`.
    pub routine: String,
    /// The element that a fault is charged to.
    pub element: ElementId,
    /// The routine's locals, those out of scope included.
    pub locals: Vec<Local>,
    /// The locals in scope, innermost last.
    pub scope: Vec<(String, LocalId)>,
    /// Where `prev` may stand.
    pub prev: PrevRule,
    /// Whether `prev` was used.
    pub used_prev: bool,
    /// In `init`: the variables that have a value already.
    pub assigned: Option<BTreeSet<VarId>>,
    /// Inside `prev( … )`.
    inside_prev: bool,
}

/// Whether there is a state before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PrevRule {
    Allowed,
    /// There is none, and why.
    Refused(&'static str),
}

impl Context {
    pub(super) fn new(routine: impl Into<String>, element: ElementId, prev: PrevRule) -> Self {
        Self {
            routine: routine.into(),
            element,
            locals: Vec::new(),
            scope: Vec::new(),
            prev,
            used_prev: false,
            assigned: None,
            inside_prev: false,
        }
    }

    pub(super) fn constant(element: ElementId) -> Self {
        Self::new("", element, PrevRule::Refused("in a constant"))
    }
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

    /// A value about to be stored: an integer that may not fit is checked where it is stored.
    pub(super) fn stored(
        &mut self,
        expr: &ast::Expr,
        target: Declared,
        context: &mut Context,
    ) -> Option<ExprId> {
        let value = self.expr_of(expr, target.ty, context)?;
        let (Some(fits), Some(known)) = (
            self.types.get(target.ty).integers(),
            self.exprs[value.0 as usize].interval,
        ) else {
            return Some(value);
        };
        if fits.covers(known) {
            return Some(value);
        }
        let text = format::expr(expr);
        let range = self.type_text(self.types.get(target.ty));
        if fits.misses(known) {
            let message = if known == Interval::one(known.lo) && text != known.lo.to_string() {
                format!("`{text}` is {}, outside `{range}`", known.lo)
            } else if known == Interval::one(known.lo) {
                format!("`{text}` is outside `{range}`")
            } else {
                format!("`{text}` is always outside `{range}`")
            };
            self.report(
                Diagnostic::new(Code::ConstantOutOfRange, expr.span, message)
                    .label(format!("must be in `{range}`")),
            );
            return None;
        }
        let failure = self.fault(expr, &format!("{text} is outside {range}"), context);
        Some(self.push_expr(Expr {
            kind: ExprKind::Checked {
                value,
                fits,
                failure,
            },
            ty: target.ty,
            interval: Some(Interval::new(known.lo.max(fits.lo), known.hi.min(fits.hi))),
            span: expr.span,
        }))
    }

    fn fault(&mut self, expr: &ast::Expr, what: &str, context: &Context) -> FailureId {
        self.push_failure(
            FailureKind::Fault,
            context.element,
            format::expr(expr),
            format!("{} faulted: {what}", context.routine),
            expr.span,
        )
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
            ast::ExprKind::Call(name, _) => {
                self.refuse_call(name);
                None
            }
            ast::ExprKind::Refused(code, message) => {
                self.report(Diagnostic::new(*code, span, message.clone()));
                None
            }
            ast::ExprKind::Unsupported { feature } => {
                self.unsupported(feature, span);
                None
            }
        }
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

    fn number(&mut self, value: u64, negative: bool, span: Span) -> Option<ExprId> {
        let exact = if negative {
            -i128::from(value)
        } else {
            i128::from(value)
        };
        let Ok(value) = i64::try_from(exact) else {
            self.report(
                Diagnostic::new(
                    Code::ConstantOutOfRange,
                    span,
                    format!("`{exact}` is outside `Int`"),
                )
                .label(format!("`Int` ends at {}", i64::MAX)),
            );
            return None;
        };
        Some(self.make(
            ExprKind::Int(value),
            &Type::Int,
            Some(Interval::one(value)),
            span,
        ))
    }

    fn name(
        &mut self,
        name: &str,
        span: Span,
        expected: Option<TypeId>,
        context: &mut Context,
    ) -> Option<ExprId> {
        if let Some(&(_, id)) = context.scope.iter().rev().find(|(known, _)| known == name) {
            let local = &context.locals[id.index()];
            return Some(self.push_expr(Expr {
                kind: ExprKind::Local(id),
                ty: local.ty.ty,
                interval: local.interval,
                span,
            }));
        }
        if let Some(&id) = self.names.vars.get(name) {
            return self.variable(id, name, span, context);
        }
        if let Some(&id) = self.names.consts.get(name) {
            let known = self.const_value(id)?;
            let ty = known.ty.ty;
            let interval = match known.value {
                crate::value::Value::Int(value) => Some(Interval::one(value)),
                _ => None,
            };
            return Some(self.push_expr(Expr {
                kind: ExprKind::Const(id),
                ty,
                interval,
                span,
            }));
        }
        let owners = self.names.variants.get(name).cloned().unwrap_or_default();
        let wanted = expected.and_then(|ty| match *self.types.get(ty) {
            Type::Enum(id) => owners.iter().find(|(owner, _)| *owner == id).copied(),
            _ => None,
        });
        let (of, index) = match (wanted, owners.as_slice()) {
            (Some(found), _) | (None, &[found]) => found,
            (None, []) => {
                self.unknown_name(name, span, expected, context);
                return None;
            }
            (None, several) => {
                let types: Vec<String> = several
                    .iter()
                    .map(|(id, _)| format!("`{}.{name}`", self.enums[id.index()].name))
                    .collect();
                self.report(
                    Diagnostic::new(
                        Code::AmbiguousValue,
                        span,
                        format!("`{name}` is a value of several enums"),
                    )
                    .label(format!("write {}", types.join(" or "))),
                );
                return None;
            }
        };
        Some(self.variant(of, index, span))
    }

    fn variant(&mut self, of: EnumId, index: u32, span: Span) -> ExprId {
        self.make(ExprKind::Variant(of, index), &Type::Enum(of), None, span)
    }

    fn variable(
        &mut self,
        id: VarId,
        name: &str,
        span: Span,
        context: &mut Context,
    ) -> Option<ExprId> {
        if let Some(assigned) = &context.assigned
            && !assigned.contains(&id)
        {
            self.report(
                Diagnostic::new(
                    Code::UninitialisedVariable,
                    span,
                    format!("`{name}` is read before it has a value"),
                )
                .label("not yet assigned here"),
            );
            return None;
        }
        let ty = self.vars[id.index()].as_ref()?.ty.ty;
        let interval = self.types.get(ty).integers();
        let kind = if context.inside_prev {
            ExprKind::PrevVar(id)
        } else {
            ExprKind::Var(id)
        };
        Some(self.push_expr(Expr {
            kind,
            ty,
            interval,
            span,
        }))
    }

    fn unknown_name(
        &mut self,
        name: &str,
        span: Span,
        expected: Option<TypeId>,
        context: &Context,
    ) {
        let wanted = expected.map(|ty| self.types.get(ty).clone());
        let mut finding = Diagnostic::new(
            Code::UnknownName,
            span,
            format!("there is no `{name}` here"),
        )
        .label("not declared in this spec");
        if self.names.actions.contains_key(name) {
            finding = finding.note(format!("`{name}` is an action; an action is not a value"));
        } else if self.names.types.contains_key(name) {
            finding = finding.note(format!("`{name}` is a type; a type is not a value"));
        } else {
            // Values of the expected enum first, since the nearest of equals is taken.
            let mut candidates: Vec<&str> = Vec::new();
            if let Some(Type::Enum(id)) = wanted {
                let values = &self.enums[id.index()].variants;
                candidates.extend(values.iter().map(|value| value.name.as_str()));
            }
            candidates.extend(context.scope.iter().map(|(name, _)| name.as_str()));
            candidates.extend(self.names.vars.keys());
            candidates.extend(self.names.consts.keys());
            candidates.extend(self.names.variants.keys().map(String::as_str));
            finding = finding.did_you_mean(span, name, candidates);
        }
        self.report(finding);
    }

    /// `State.on`.
    fn field(
        &mut self,
        base: &ast::Expr,
        field: &Name,
        span: Span,
        context: &Context,
    ) -> Option<ExprId> {
        if let ast::ExprKind::Name(name) = &base.kind
            && !context.scope.iter().any(|(known, _)| known == name)
            && !self.names.vars.contains_key(name.as_str())
            && (self.names.types.contains_key(name.as_str())
                || self.enums.iter().any(|of| of.name == *name))
        {
            let declared = if self.names.types.contains_key(name.as_str()) {
                self.type_name(name, base.span)?.ty
            } else {
                let at = self.enums.iter().position(|of| of.name == *name)?;
                self.types.intern(Type::Enum(EnumId(at as u32)))
            };
            if let Type::Enum(id) = *self.types.get(declared) {
                let values = &self.enums[id.index()].variants;
                if let Some(index) = values.iter().position(|value| value.name == field.text) {
                    return Some(self.variant(id, index as u32, span));
                }
                let finding = Diagnostic::new(
                    Code::UnknownVariant,
                    field.span,
                    format!("enum `{name}` has no value `{}`", field.text),
                )
                .label("no such value")
                .did_you_mean(
                    field.span,
                    &field.text,
                    values.iter().map(|value| value.name.as_str()),
                );
                self.report(finding);
                return None;
            }
        }
        self.unsupported("fields", span);
        None
    }

    fn negation(
        &mut self,
        expr: &ast::Expr,
        inner: &ast::Expr,
        context: &mut Context,
    ) -> Option<ExprId> {
        if let ast::ExprKind::Int(value) = inner.kind {
            return self.number(value, true, expr.span);
        }
        let value = self.integer(inner, context)?;
        let exact = interval::neg(self.interval_of(value))?;
        let overflow = exact.can_overflow().then(|| {
            let text = format::expr(expr);
            self.fault(expr, &format!("{text} overflows Int"), context)
        });
        let kind = ExprKind::Neg { value, overflow };
        Some(self.make(kind, &Type::Int, exact.as_int(), expr.span))
    }

    fn integer(&mut self, expr: &ast::Expr, context: &mut Context) -> Option<ExprId> {
        let int = self.types.intern(Type::Int);
        self.expr_of(expr, int, context)
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
            BinaryOp::Add => self.arith(expr, ArithOp::Add, left, right, context),
            BinaryOp::Sub => self.arith(expr, ArithOp::Sub, left, right, context),
            BinaryOp::Mul => self.arith(expr, ArithOp::Mul, left, right, context),
            BinaryOp::Div => self.arith(expr, ArithOp::Div, left, right, context),
            BinaryOp::Rem => self.arith(expr, ArithOp::Rem, left, right, context),
        }
    }

    fn arith(
        &mut self,
        expr: &ast::Expr,
        op: ArithOp,
        left: &ast::Expr,
        right: &ast::Expr,
        context: &mut Context,
    ) -> Option<ExprId> {
        let right_text = right;
        let left = self.integer(left, context);
        let right = self.integer(right, context);
        let (left, right) = (left?, right?);
        let (a, b) = (self.interval_of(left), self.interval_of(right));
        let divides = matches!(op, ArithOp::Div | ArithOp::Rem);
        let exact = interval::arith(op, a, b);
        let result = exact.and_then(interval::Exact::as_int);
        let (Some(exact), Some(result)) = (exact, result) else {
            let (message, label) = if divides && b == Interval::one(0) {
                ("division by zero".to_owned(), "the divisor is always 0")
            } else {
                let text = format::expr(expr);
                (format!("`{text}` always overflows `Int`"), "has no value")
            };
            self.report(Diagnostic::new(Code::ConstantFault, expr.span, message).label(label));
            return None;
        };
        let zero = (divides && !b.misses(Interval::one(0))).then(|| {
            let divisor = format::expr(right_text);
            let text = format::expr(expr);
            self.fault(
                expr,
                &format!("{text} divides by zero ({divisor} is 0)"),
                context,
            )
        });
        let overflow = exact.can_overflow().then(|| {
            let text = format::expr(expr);
            self.fault(expr, &format!("{text} overflows Int"), context)
        });
        let kind = ExprKind::Arith {
            op,
            left,
            right,
            zero,
            overflow,
        };
        Some(self.make(kind, &Type::Int, Some(result), expr.span))
    }

    /// Whether an expression is a bare name that only an enum can explain.
    fn is_bare_variant(&self, expr: &ast::Expr, context: &Context) -> bool {
        matches!(&expr.kind, ast::ExprKind::Name(name)
            if self.names.variants.contains_key(name.as_str())
                && !context.scope.iter().any(|(known, _)| known == name)
                && !self.names.vars.contains_key(name.as_str())
                && !self.names.consts.contains_key(name.as_str()))
    }

    fn comparison(
        &mut self,
        expr: &ast::Expr,
        op: CompareOp,
        left: &ast::Expr,
        right: &ast::Expr,
        context: &mut Context,
    ) -> Option<ExprId> {
        // A bare enum value takes its meaning from the other side.
        let (left_id, right_id) = if self.is_bare_variant(left, context) {
            let right_id = self.expr(right, None, context);
            let ty = right_id.map(|id| self.exprs[id.0 as usize].ty);
            (self.expr(left, ty, context), right_id)
        } else {
            let left_id = self.expr(left, None, context);
            let ty = left_id.map(|id| self.exprs[id.0 as usize].ty);
            (left_id, self.expr(right, ty, context))
        };
        let (left_id, right_id) = (left_id?, right_id?);
        let (a, b) = (
            self.kind_of(left_id).clone(),
            self.kind_of(right_id).clone(),
        );
        let ordered = !matches!(op, CompareOp::Eq | CompareOp::Ne);
        let comparable = match (&a, &b) {
            (Type::Bool, Type::Bool) => !ordered,
            (Type::Enum(a), Type::Enum(b)) => a == b,
            _ => a.integers().is_some() && b.integers().is_some(),
        };
        if !comparable {
            let (a, b) = (self.type_text(&a), self.type_text(&b));
            let finding = if a == b {
                Diagnostic::new(
                    Code::TypeMismatch,
                    expr.span,
                    format!("values of `{a}` have no order"),
                )
                .label("only `==` and `!=` compare them")
            } else {
                Diagnostic::new(
                    Code::TypeMismatch,
                    expr.span,
                    format!("`{a}` and `{b}` cannot be compared"),
                )
                .label("the two sides have different types")
                .also(left.span, format!("this is `{a}`"))
                .also(right.span, format!("this is `{b}`"))
            };
            self.report(finding);
            return None;
        }
        let kind = ExprKind::Compare {
            op,
            left: left_id,
            right: right_id,
        };
        Some(self.make_bool(kind, expr.span))
    }

    fn membership(
        &mut self,
        expr: &ast::Expr,
        value: &ast::Expr,
        set: &ast::Expr,
        negated: bool,
        context: &mut Context,
    ) -> Option<ExprId> {
        match &set.kind {
            ast::ExprKind::Binary(BinaryOp::Range, lo, hi) => {
                let value = self.integer(value, context);
                let lo = self.integer(lo, context);
                let hi = self.integer(hi, context);
                let (value, lo, hi) = (value?, lo?, hi?);
                let kind = ExprKind::InRange {
                    value,
                    lo,
                    hi,
                    negated,
                };
                Some(self.make_bool(kind, expr.span))
            }
            ast::ExprKind::Name(name) if self.names_type(name, context) => {
                let ty = self.type_name(name, set.span)?.ty;
                let value_id = self.expr_of(value, ty, context)?;
                self.membership_in_type(expr, value_id, ty, negated)
            }
            ast::ExprKind::Unsupported { feature } => {
                self.unsupported(feature, set.span);
                None
            }
            _ => {
                self.unsupported("sets other than ranges", set.span);
                None
            }
        }
    }

    fn names_type(&self, name: &str, context: &Context) -> bool {
        (self.names.types.contains_key(name) || matches!(name, "Bool" | "Int" | "Nat"))
            && !context.scope.iter().any(|(known, _)| known == name)
            && !self.names.vars.contains_key(name)
            && !self.names.consts.contains_key(name)
    }

    fn membership_in_type(
        &mut self,
        expr: &ast::Expr,
        value: ExprId,
        ty: TypeId,
        negated: bool,
    ) -> Option<ExprId> {
        let fits = self.types.get(ty).integers();
        let always = fits.is_none_or(|fits| fits.covers(self.interval_of(value)));
        if always {
            let text = self.type_text(self.types.get(ty));
            self.report(
                Diagnostic::new(
                    Code::TautologicalMembership,
                    expr.span,
                    format!("this is always {}", !negated),
                )
                .label(format!("every value that can stand here is in `{text}`")),
            );
            // The operand is still evaluated, since it may fault.
            let op = if negated {
                CompareOp::Ne
            } else {
                CompareOp::Eq
            };
            let kind = ExprKind::Compare {
                op,
                left: value,
                right: value,
            };
            return Some(self.make_bool(kind, expr.span));
        }
        let fits = fits?;
        let lo = self.make(
            ExprKind::Int(fits.lo),
            &Type::Int,
            Some(Interval::one(fits.lo)),
            expr.span,
        );
        let hi = self.make(
            ExprKind::Int(fits.hi),
            &Type::Int,
            Some(Interval::one(fits.hi)),
            expr.span,
        );
        let kind = ExprKind::InRange {
            value,
            lo,
            hi,
            negated,
        };
        Some(self.make_bool(kind, expr.span))
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

    /// Brings a local into scope; the caller takes it out again.
    pub(super) fn bind(
        &mut self,
        name: &Name,
        value: ExprId,
        context: &mut Context,
    ) -> Option<LocalId> {
        let (ty, interval) = {
            let value = &self.exprs[value.0 as usize];
            (value.ty, value.interval)
        };
        let declared = Declared { ty, named: None };
        self.declare_local(name, declared, interval, context)
    }

    /// Declares a parameter or a `let`.
    pub(super) fn declare_local(
        &mut self,
        name: &Name,
        ty: Declared,
        interval: Option<Interval>,
        context: &mut Context,
    ) -> Option<LocalId> {
        if let Some(&(_, first)) = context.scope.iter().find(|(known, _)| *known == name.text) {
            let first = context.locals[first.index()].name_span;
            self.duplicate(name, first);
            return None;
        }
        if self.names.vars.contains_key(name.text.as_str()) {
            self.warn_hidden(name, "local", "the state variable");
        } else if self.names.consts.contains_key(name.text.as_str()) {
            self.warn_hidden(name, "local", "the constant");
        }
        let id = LocalId(context.locals.len() as u32);
        context.locals.push(Local {
            name: name.text.clone(),
            ty,
            interval,
            name_span: name.span,
        });
        context.scope.push((name.text.clone(), id));
        Some(id)
    }

    fn prev(
        &mut self,
        inner: &ast::Expr,
        span: Span,
        expected: Option<TypeId>,
        context: &mut Context,
    ) -> Option<ExprId> {
        let refusal = match context.prev {
            PrevRule::Refused(place) => Some(place),
            PrevRule::Allowed if context.inside_prev => Some("inside another `prev`"),
            PrevRule::Allowed => None,
        };
        if let Some(place) = refusal {
            self.report(
                Diagnostic::new(
                    Code::MisplacedPrev,
                    span,
                    format!("`prev` cannot stand {place}"),
                )
                .label("there is no state before"),
            );
            return None;
        }
        context.used_prev = true;
        context.inside_prev = true;
        let result = self.expr(inner, expected, context);
        context.inside_prev = false;
        result
    }
}
