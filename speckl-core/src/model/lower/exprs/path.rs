//! What stands behind a dot or in brackets: fields, elements, and names behind the name of a type or of
//! an import.

use super::super::Lowering;
use super::super::scope::Space;
use super::fault::text_of;
use super::{Context, Expect};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Builtin, EnumId, ExprId, ExprKind, Type, TypeId};
use crate::source::Span;
use crate::syntax::ast::{self, Name};

/// What the beginning of a dotted name stands for, and how many of its steps were taken.
pub(super) enum Named {
    Type(TypeId, usize),
    Value(ExprId, usize),
}

impl Lowering<'_> {
    /// `a.b[c].d`, step by step from the left.
    pub(super) fn postfix(
        &mut self,
        expr: &ast::Expr,
        hint: Option<TypeId>,
        context: &mut Context,
    ) -> Option<ExprId> {
        let (base, steps) = steps_of(expr);
        let (mut value, taken) = match self.dotted(base, &steps, context) {
            Some(Named::Value(value, taken)) => (value, taken),
            Some(Named::Type(ty, taken)) if taken == steps.len() => {
                let set = hint.is_some_and(|hint| matches!(self.types.get(hint), Type::Set(_)));
                if set {
                    return self.domain(ty, expr.span);
                }
                let text = text_of(expr);
                self.report(
                    Diagnostic::new(
                        Code::UnknownName,
                        expr.span,
                        format!("`{text}` is a type, and a type is not a value"),
                    )
                    .label("a value must stand here"),
                );
                return None;
            }
            Some(Named::Type(ty, taken)) => {
                let step = steps[taken];
                let ast::ExprKind::Field { field, .. } = &step.kind else {
                    return self.not_indexable(step, ty);
                };
                let Type::Enum(of) = *self.types.get(ty) else {
                    let text = self.named_text(ty);
                    self.no_such_field(field, &text, &[]);
                    return None;
                };
                let index = self.variant_of(of, field)?;
                (self.plain_variant(of, index, step.span)?, taken + 1)
            }
            None if self.is_dotted(base, context) => return None,
            None => (self.expr(base, None, context)?, 0),
        };
        let mut under = if taken == 0 { base } else { steps[taken - 1] };
        for step in &steps[taken..] {
            value = self.read(under, value, context);
            value = match &step.kind {
                ast::ExprKind::Field { field, .. } => self.field_of(step, value, field)?,
                ast::ExprKind::Index { index, .. } => {
                    self.element_of(step, value, index, context)?
                }
                _ => return None,
            };
            under = step;
        }
        Some(value)
    }

    /// Whether a dotted name begins with a type or an import.
    pub(super) fn is_dotted(&self, base: &ast::Expr, context: &Context) -> bool {
        match &base.kind {
            ast::ExprKind::Name(name) => {
                self.is_type_name(name, context) || self.is_import(name, context)
            }
            _ => false,
        }
    }

    fn is_import(&self, name: &str, context: &Context) -> bool {
        self.names.imports.contains_key(name)
            && !self.is_value(name, context)
            && !self.is_bare_variant(name, context)
    }

    /// The type, constant or enum value that the first steps of a dotted name stand for; `None` if it
    /// does not begin with a type or an import, or if that is wrong, which has been said.
    pub(super) fn dotted(
        &mut self,
        base: &ast::Expr,
        steps: &[&ast::Expr],
        context: &Context,
    ) -> Option<Named> {
        let ast::ExprKind::Name(first) = &base.kind else {
            return None;
        };
        if self.is_import(first, context) {
            let Some(ast::ExprKind::Field { field, .. }) = steps.first().map(|step| &step.kind)
            else {
                return None;
            };
            let path = ast::Path {
                qualifier: Some(Name {
                    text: first.clone(),
                    span: base.span,
                }),
                name: field.clone(),
            };
            if self.has_imported(first, &field.text, Space::Types) {
                return Some(Named::Type(self.type_name(&path)?.ty, 1));
            }
            let entry = self.find(&path, Space::Consts)?;
            return Some(Named::Value(self.constant(entry, steps[0].span)?, 1));
        }
        if self.is_type_name(first, context) {
            return Some(Named::Type(self.named_here(first, base.span)?, 0));
        }
        None
    }

    /// The value of an enum that a name behind a dot stands for.
    pub(super) fn variant_of(&mut self, of: EnumId, field: &Name) -> Option<u32> {
        let index = self.variant_index(of, &field.text);
        if index.is_none() {
            let known = &self.enums[of.index()];
            let finding = Diagnostic::new(
                Code::UnknownVariant,
                field.span,
                format!("enum `{}` has no value `{}`", known.name, field.text),
            )
            .label("no such value")
            .did_you_mean(
                field.span,
                &field.text,
                known.variants.iter().map(|value| value.name.as_str()),
            );
            self.report(finding);
        }
        index
    }

    /// Where a field stands in a record or a tuple, and its type.
    pub(in crate::model::lower) fn field_at(
        &self,
        ty: TypeId,
        field: &Name,
    ) -> Option<(u32, TypeId)> {
        match self.types.get(ty) {
            Type::Record(fields) => {
                let at = fields.iter().position(|(name, _)| *name == field.text)?;
                Some((at as u32, fields[at].1))
            }
            Type::Tuple(items) => {
                let at: usize = field.text.parse().ok()?;
                let item = items.get(at)?;
                // `t.00` is no way to write `t.0`.
                (at.to_string() == field.text).then_some((at as u32, *item))
            }
            _ => None,
        }
    }

    fn field_of(&mut self, step: &ast::Expr, base: ExprId, field: &Name) -> Option<ExprId> {
        let ty = self.ty_of(base);
        if let Some((field, part)) = self.field_at(ty, field) {
            return Some(self.typed(ExprKind::Field { base, field }, part, step.span));
        }
        let function = match (self.types.get(ty), field.text.as_str()) {
            (
                Type::Set(_) | Type::Map(..) | Type::List(_) | Type::String,
                "length" | "size" | "count",
            ) => Builtin::Size,
            (Type::Map(..), "keys") => Builtin::Keys,
            (Type::Map(..), "values") => Builtin::Values,
            (Type::List(_), "indices") => Builtin::Indices,
            _ => {
                self.refuse_field(ty, field);
                return None;
            }
        };
        Some(self.total_call(function, base, step.span))
    }

    pub(in crate::model::lower) fn refuse_field(&mut self, ty: TypeId, field: &Name) {
        let text = self.named_text(ty);
        let names: Vec<String> = match self.types.get(ty) {
            Type::Record(fields) => fields.iter().map(|it| it.0.clone()).collect(),
            Type::Tuple(items) => (0..items.len()).map(|at| at.to_string()).collect(),
            Type::Set(_) | Type::List(_) | Type::String => vec!["size".to_owned()],
            Type::Map(..) => ["size", "keys", "values"].map(str::to_owned).to_vec(),
            Type::Enum(id) => {
                let payload = self.enums[id.index()].variants.iter();
                let mut owners = payload
                    .filter(|variant| variant.payload.iter().any(|known| known.name == field.text));
                if let Some(owner) = owners.next() {
                    let finding = Diagnostic::new(
                        Code::NoSuchField,
                        field.span,
                        format!("only some values of `{text}` carry `{}`", field.text),
                    )
                    .label("not every value has it")
                    .note(format!(
                        "bind it in a `match`: `{} {{ {} }} => …`",
                        owner.name, field.text
                    ));
                    self.report(finding);
                    return;
                }
                Vec::new()
            }
            _ => Vec::new(),
        };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.no_such_field(field, &text, &names);
    }

    fn no_such_field(&mut self, field: &Name, text: &str, names: &[&str]) {
        let mut finding = Diagnostic::new(
            Code::NoSuchField,
            field.span,
            format!("`{text}` has no field `{}`", field.text),
        )
        .label("no such field")
        .did_you_mean(field.span, &field.text, names.iter().copied());
        if finding.suggestion.is_none() && !names.is_empty() {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            finding = finding.note(format!("it has {}", names.join(", ")));
        }
        self.report(finding);
    }

    fn element_of(
        &mut self,
        step: &ast::Expr,
        base: ExprId,
        index: &ast::Expr,
        context: &mut Context,
    ) -> Option<ExprId> {
        let ty = self.ty_of(base);
        match *self.types.get(ty) {
            Type::List(item) => {
                let index = self.integer(index, context)?;
                let what = format!("{} is outside the list", text_of(step));
                let failure = self.fault(step, &what, context);
                let list = base;
                let kind = ExprKind::ListGet {
                    list,
                    index,
                    failure,
                };
                Some(self.typed(kind, item, step.span))
            }
            Type::Map(key_type, value) => {
                let key = self.key(index, key_type, context)?;
                let what = format!("{} has no such key", text_of(step));
                let failure = self.fault(step, &what, context);
                let map = base;
                let kind = ExprKind::MapGet { map, key, failure };
                Some(self.typed(kind, value, step.span))
            }
            _ => self.not_indexable(step, ty),
        }
    }

    /// A key to look for: an integer outside the type of the keys is simply none of them.
    pub(super) fn key(
        &mut self,
        key: &ast::Expr,
        ty: TypeId,
        context: &mut Context,
    ) -> Option<ExprId> {
        if self.plain_integers(ty).is_some() {
            return self.expr_of(key, ty, context);
        }
        self.value(key, Expect::Exactly(ty), context)
    }

    pub(in crate::model::lower) fn not_indexable(
        &mut self,
        step: &ast::Expr,
        ty: TypeId,
    ) -> Option<ExprId> {
        self.refuse_index(step.span, ty);
        None
    }

    /// Says that a value has no elements to be named in brackets.
    pub(in crate::model::lower) fn refuse_index(&mut self, span: Span, ty: TypeId) {
        let text = self.named_text(ty);
        let finding = Diagnostic::new(
            Code::TypeMismatch,
            span,
            format!("`{text}` has no elements to look up in brackets"),
        )
        .label("only lists and maps have");
        let finding = match self.types.get(ty) {
            Type::Set(_) => finding.note("whether something is in a set is asked with `x in s`"),
            Type::Tuple(_) => finding.note("parts of a tuple are `t.0`, `t.1`, …"),
            Type::Record(_) => finding.note("fields of a record are read with a dot"),
            _ => finding,
        };
        self.report(finding);
    }
}

/// What a chain of dots and brackets begins with, and the steps, leftmost first.
pub(super) fn steps_of(expr: &ast::Expr) -> (&ast::Expr, Vec<&ast::Expr>) {
    let mut steps = Vec::new();
    let mut base = expr;
    while let ast::ExprKind::Field { base: inner, .. } | ast::ExprKind::Index { base: inner, .. } =
        &base.kind
    {
        steps.push(base);
        base = inner;
    }
    steps.reverse();
    (base, steps)
}
