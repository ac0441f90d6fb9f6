//! Names: locals hide variables, which hide constants, which hide enum values.

use super::super::Lowering;
use super::{Context, PrevRule};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Declared, EnumId, Expr, ExprId, ExprKind, Interval, Local, LocalId, Type};
use crate::model::{TypeId, VarId};
use crate::source::Span;
use crate::syntax::ast::{self, Name};
use crate::value::Value;

impl Lowering<'_> {
    pub(super) fn name(
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
                Value::Int(value) => Some(Interval::one(value)),
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
        self.make(ExprKind::Variant(of, index, Vec::new()), &Type::Enum(of), None, span)
    }

    fn variable(
        &mut self,
        id: VarId,
        name: &str,
        span: Span,
        context: &mut Context,
    ) -> Option<ExprId> {
        if context.constant {
            self.report(
                Diagnostic::new(
                    Code::NotConstant,
                    span,
                    "this must be known at compile time",
                )
                .label(format!("`{name}` is a state variable")),
            );
            return None;
        }
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
    pub(super) fn field(
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

    /// Brings a local into scope; the caller takes it out again.
    pub(in crate::model::lower) fn bind(
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
    pub(in crate::model::lower) fn declare_local(
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

    pub(super) fn prev(
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
