//! Names: locals hide variables, which hide constants, which hide enum values, which hide types that
//! stand for the set of their values.

use super::super::Lowering;
use super::super::entry::EntryId;
use super::super::names::BUILT_IN_TYPES;
use super::{Context, Expect, PrevRule};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{EnumId, Expr, ExprId, ExprKind, Interval, Type, TypeId, VarId};
use crate::source::Span;
use crate::syntax::ast;
use crate::value::Value;

impl Lowering<'_> {
    /// Whether a name is a local, a variable or a constant here.
    pub(super) fn is_value(&self, name: &str, context: &Context) -> bool {
        context.local(name).is_some()
            || self.names.vars.contains_key(name)
            || self.names.consts.contains_key(name)
    }

    /// Whether a name is that of a type here, and of nothing nearer.
    pub(super) fn is_type_name(&self, name: &str, context: &Context) -> bool {
        (self.names.types.contains_key(name)
            || BUILT_IN_TYPES.contains(&name)
            || self.enum_named(name).is_some())
            && !self.is_bare_variant(name, context)
            && !self.is_value(name, context)
    }

    /// The enum of a name that no `type` gave it: that of an anonymous one.
    pub(super) fn enum_named(&self, name: &str) -> Option<EnumId> {
        let at = self.enums.iter().position(|of| of.name == name);
        at.map(|at| EnumId(at as u32))
    }

    /// The type of a name for which [`Lowering::is_type_name`] holds.
    pub(super) fn named_here(&mut self, name: &str, span: Span) -> Option<TypeId> {
        let known = self.names.types.contains_key(name) || BUILT_IN_TYPES.contains(&name);
        if !known && let Some(of) = self.enum_named(name) {
            return Some(self.types.intern(Type::Enum(of)));
        }
        let path = ast::Path {
            qualifier: None,
            name: ast::Name {
                text: name.to_owned(),
                span,
            },
        };
        Some(self.type_name(&path)?.ty)
    }

    pub(super) fn name(
        &mut self,
        name: &str,
        span: Span,
        hint: Option<TypeId>,
        context: &mut Context,
    ) -> Option<ExprId> {
        if let Some(id) = context.local(name) {
            context.used.insert(id);
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
        if let Some(&entry) = self.names.consts.get(name) {
            return self.constant(entry, span);
        }
        if self.is_type_name(name, context)
            && hint.is_some_and(|ty| matches!(self.types.get(self.present(ty)), Type::Set(_)))
        {
            let ty = self.named_here(name, span)?;
            return self.domain(ty, span);
        }
        if context.inlining.is_empty()
            && !self.is_bare_variant(name, context)
            && self.is_invariant(name, context)
        {
            return self.invariant_as_value(name, span, context);
        }
        let (of, index) = self.bare_variant(name, span, hint, context)?;
        self.plain_variant(of, index, span)
    }

    /// A constant, wherever it is declared.
    pub(super) fn constant(&mut self, entry: EntryId, span: Span) -> Option<ExprId> {
        let id = self.const_of(entry)?;
        let known = self.consts[id.index()].as_ref()?;
        let ty = known.ty.ty;
        let interval = match known.value {
            Value::Int(value) => Some(Interval::one(value)),
            _ => None,
        };
        let interval = interval.or_else(|| self.types.get(ty).integers());
        Some(self.push_expr(Expr {
            kind: ExprKind::Const(id),
            ty,
            interval,
            span,
        }))
    }

    /// The enum value that a bare name stands for: one of the enum that is expected, or the only one.
    pub(super) fn bare_variant(
        &mut self,
        name: &str,
        span: Span,
        hint: Option<TypeId>,
        context: &Context,
    ) -> Option<(EnumId, u32)> {
        let owners = self.names.variants.get(name).cloned().unwrap_or_default();
        let hint = hint.map(|ty| self.present(ty));
        let wanted = hint.and_then(|ty| match *self.types.get(ty) {
            Type::Enum(id) => self.variant_index(id, name).map(|index| (id, index)),
            _ => None,
        });
        match (wanted, owners.as_slice()) {
            (Some(found), several) => {
                if several.len() > 1 {
                    self.warn_shared(name, span, found, several);
                }
                Some(found)
            }
            (None, &[found]) => Some(found),
            (None, []) => {
                self.unknown_name(name, span, hint, context);
                None
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
                None
            }
        }
    }

    /// Says, once for each name, that a bare one could be a value of another enum elsewhere.
    fn warn_shared(
        &mut self,
        name: &str,
        span: Span,
        found: (EnumId, u32),
        owners: &[(EnumId, u32)],
    ) {
        if !self.work.shared_values.insert(name.to_owned()) {
            return;
        }
        let values = owners.iter().map(|&(of, index)| {
            let declared = &self.enums[of.index()];
            (
                declared.name.clone(),
                declared.variants[index as usize].name_span,
            )
        });
        let values: Vec<(String, Span)> = values.collect();
        let names: Vec<String> = values.iter().map(|(of, _)| format!("`{of}`")).collect();
        let meant = format!("{}.{name}", self.enums[found.0.index()].name);
        let mut finding = Diagnostic::new(
            Code::SharedValue,
            span,
            format!("`{name}` is a value of {}", names.join(" and of ")),
        )
        .label(format!("here `{meant}` is meant, as the type tells"))
        .suggest(span, meant, "to say so, write the enum before it");
        for (of, declared) in values {
            finding = finding.also(declared, format!("a value of `{of}`"));
        }
        self.report(finding);
    }

    /// Which value of an enum has a name.
    pub(super) fn variant_index(&self, of: EnumId, name: &str) -> Option<u32> {
        let values = &self.enums[of.index()].variants;
        let at = values.iter().position(|value| value.name == name)?;
        Some(at as u32)
    }

    /// An enum value that stands without braces, and so must carry nothing.
    pub(super) fn plain_variant(&mut self, of: EnumId, index: u32, span: Span) -> Option<ExprId> {
        let variant = &self.enums[of.index()].variants[index as usize];
        if !variant.payload.is_empty() {
            let fields: Vec<&str> = variant.payload.iter().map(|it| it.name.as_str()).collect();
            let (name, list) = (variant.name.clone(), fields.join(", "));
            self.report(
                Diagnostic::new(
                    Code::WrongFields,
                    span,
                    format!("`{name}` carries `{list}`, which must be given"),
                )
                .label(format!("write `{name} {{ {}: … }}`", fields_shown(&list)))
                .note("to ask which value it is, whatever it carries, use `match`"),
            );
            return None;
        }
        let kind = ExprKind::Variant(of, index, Vec::new());
        Some(self.make(kind, &Type::Enum(of), None, span))
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
        if !self.has_value(id, name, span, context) {
            return None;
        }
        let ty = self.vars[id.index()].as_ref()?.ty.ty;
        let kind = if context.inside_prev {
            ExprKind::PrevVar(id)
        } else {
            ExprKind::Var(id)
        };
        Some(self.typed(kind, ty, span))
    }

    /// Whether a variable surely has a value by here; says so if not.
    pub(in crate::model::lower) fn has_value(
        &mut self,
        id: VarId,
        name: &str,
        span: Span,
        context: &Context,
    ) -> bool {
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
            return false;
        }
        true
    }

    fn unknown_name(&mut self, name: &str, span: Span, hint: Option<TypeId>, context: &Context) {
        let mut finding = Diagnostic::new(
            Code::UnknownName,
            span,
            format!("there is no `{name}` here"),
        )
        .label("not declared in this spec");
        if self.names.actions.contains_key(name) {
            finding = finding.note(format!("`{name}` is an action; an action is not a value"));
        } else if self.names.types.contains_key(name) || BUILT_IN_TYPES.contains(&name) {
            finding = finding.note(format!("`{name}` is a type; a type is not a value"));
        } else if self.names.defs.contains_key(name) || self.names.externs.contains_key(name) {
            finding = finding.note(format!(
                "`{name}` is a function: call it, as in `{name}(…)`"
            ));
        } else if self.names.imports.contains_key(name) {
            finding = finding.note(format!("`{name}` is an import: write `{name}.NAME`"));
        } else if self.names.events.contains_key(name) {
            finding = finding.note(format!("`{name}` is an event: `emit {name} {{ … }}`"));
        } else {
            // Values of the expected enum first, since the nearest of equals is taken.
            let mut candidates: Vec<&str> = Vec::new();
            if let Some(Type::Enum(id)) = hint.map(|ty| self.types.get(ty)) {
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

    /// `null`, of the type that is expected.
    pub(super) fn null(&mut self, expr: &ast::Expr, expect: Expect) -> Option<ExprId> {
        let Some(ty) = expect.ty() else {
            self.report(
                Diagnostic::new(
                    Code::NeedsType,
                    expr.span,
                    "nothing says which type this `null` has",
                )
                .label("stands where any type could stand"),
            );
            return None;
        };
        if let Expect::Exactly(_) = expect
            && self.present(ty) == ty
        {
            let text = self.named_text(ty);
            self.report(
                Diagnostic::new(
                    Code::TypeMismatch,
                    expr.span,
                    format!("expected `{text}`, found `null`"),
                )
                .label("there must be a value here")
                .note(format!(
                    "a place that may be empty is declared as `{text}?`"
                )),
            );
            return None;
        }
        let present = self.present(ty);
        let kind = Type::Option(present);
        Some(self.make(ExprKind::Null, &kind, None, expr.span))
    }

    pub(super) fn prev(
        &mut self,
        inner: &ast::Expr,
        span: Span,
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        let refusal = match context.prev {
            _ if !context.inlining.is_empty() => Some("in a definition"),
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
        let result = self.value(inner, expect, context);
        context.inside_prev = false;
        result
    }
}

/// `a: …, b` for the fields `a, b`, to be followed by `: …`.
fn fields_shown(list: &str) -> String {
    list.replace(", ", ": …, ")
}
