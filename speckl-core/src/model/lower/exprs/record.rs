//! Records, enum values with payload, tuples, and `with`.

use super::super::Lowering;
use super::fit::Fit;
use super::path::{Named, steps_of};
use super::{Context, Expect};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{EnumId, Expr, ExprId, ExprKind, Type, TypeId};
use crate::source::Span;
use crate::syntax::ast::{self, Entry, Name};

/// A field as written: its name, and its value; `None` where the name is the value too.
type Given<'e> = (Name, &'e ast::Expr);

impl Lowering<'_> {
    pub(super) fn tuple(
        &mut self,
        expr: &ast::Expr,
        items: &[ast::Expr],
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        let wanted = expect.ty().map(|ty| self.present(ty));
        let parts = match wanted.map(|ty| self.types.get(ty)) {
            Some(Type::Tuple(parts)) if parts.len() == items.len() => parts.clone(),
            _ => Vec::new(),
        };
        let mut ids = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let expect = parts
                .get(at)
                .map_or(Expect::Nothing, |&part| expect.of(part));
            ids.push(self.part_value(item, expect, context));
        }
        let ids: Vec<ExprId> = ids.into_iter().collect::<Option<_>>()?;
        let ty = match (expect, wanted) {
            (Expect::Exactly(_), Some(ty)) if !parts.is_empty() => ty,
            _ => {
                let types = ids.iter().zip(0..).map(|(&id, at)| {
                    let part = parts.get(at).copied();
                    self.part_type(id, part)
                });
                let types = types.collect();
                self.types.intern(Type::Tuple(types))
            }
        };
        Some(self.typed(ExprKind::Tuple(ids), ty, expr.span))
    }

    /// A part of a literal: stored, or given the type that is hinted at if it surely fits.
    fn part_value(
        &mut self,
        expr: &ast::Expr,
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        let id = self.value(expr, expect, context)?;
        match expect {
            Expect::Hint(ty) if self.fit_of(id, ty).is_some_and(|fit| fit <= Fit::Total) => {
                Some(self.convert(id, ty))
            }
            _ => Some(id),
        }
    }

    /// The type of such a part.
    fn part_type(&self, id: ExprId, hint: Option<TypeId>) -> TypeId {
        let own = self.ty_of(id);
        let integers = |ty| self.plain_integers(ty);
        match hint {
            Some(hint)
                if integers(own).is_some()
                    && integers(hint).is_some_and(|all| all.covers(self.interval_of(id))) =>
            {
                hint
            }
            _ => own,
        }
    }

    /// The fields that entries give; says so where one is none.
    fn given<'e>(&mut self, entries: &'e [Entry]) -> Option<Vec<Given<'e>>> {
        let mut given = Vec::new();
        for entry in entries {
            let (name, value) = match entry {
                Entry::Item(item) => (item, item),
                Entry::Pair(name, value) => (name, value),
            };
            let ast::ExprKind::Name(text) = &name.kind else {
                self.report(
                    Diagnostic::new(Code::WrongFields, name.span, "a field has a name here")
                        .label("not the name of a field"),
                );
                return None;
            };
            let text = text.clone();
            let span = name.span;
            given.push((Name { text, span }, value));
        }
        Some(given)
    }

    /// Says which fields are unknown, repeated or missing; whether all is well.
    pub(in crate::model::lower) fn check_fields(
        &mut self,
        whole: &str,
        span: Span,
        given: &[&Name],
        declared: &[&str],
        complete: bool,
    ) -> bool {
        let mut sound = true;
        for (at, name) in given.iter().enumerate() {
            if !declared.contains(&name.text.as_str()) {
                sound = false;
                let finding = Diagnostic::new(
                    Code::WrongFields,
                    name.span,
                    format!("{whole} has no field `{}`", name.text),
                )
                .label("no such field")
                .did_you_mean(name.span, &name.text, declared.iter().copied());
                self.report(finding);
            } else if let Some(first) = given[..at].iter().find(|known| known.text == name.text) {
                sound = false;
                self.report(
                    Diagnostic::new(
                        Code::WrongFields,
                        name.span,
                        format!("field `{}` is given twice", name.text),
                    )
                    .label("given again here")
                    .also(first.span, "first given here"),
                );
            }
        }
        let missing: Vec<String> = declared
            .iter()
            .filter(|known| !given.iter().any(|name| name.text == **known))
            .map(|known| format!("`{known}`"))
            .collect();
        if complete && !missing.is_empty() {
            sound = false;
            self.report(
                Diagnostic::new(
                    Code::WrongFields,
                    span,
                    format!("{whole} lacks {}", missing.join(", ")),
                )
                .label("every field must be given"),
            );
        }
        sound
    }

    /// Whether entries can be read as the fields of a record.
    pub(super) fn looks_like_record(entries: &[Entry]) -> bool {
        entries.iter().all(|entry| {
            let name = match entry {
                Entry::Item(name) | Entry::Pair(name, _) => name,
            };
            matches!(name.kind, ast::ExprKind::Name(_))
        })
    }

    /// A record of type `ty`, or in the place of a hint one that fits it as well as it can.
    pub(super) fn record_literal(
        &mut self,
        span: Span,
        entries: &[Entry],
        ty: TypeId,
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        let Type::Record(fields) = self.types.get(ty).clone() else {
            return None;
        };
        let given = self.given(entries)?;
        let names: Vec<&Name> = given.iter().map(|(name, _)| name).collect();
        let declared: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
        let whole = format!("`{}`", self.named_text(ty));
        let sound = self.check_fields(&whole, span, &names, &declared, true);
        let mut values = Vec::new();
        for (name, part) in &fields {
            let value = given.iter().find(|(known, _)| known.text == *name);
            let value = value.map(|(_, value)| self.part_value(value, expect.of(*part), context));
            values.push(value.flatten());
        }
        if !sound {
            return None;
        }
        let values: Vec<ExprId> = values.into_iter().collect::<Option<_>>()?;
        let ty = if let Expect::Hint(_) = expect {
            let parts = fields.iter().zip(&values);
            let parts =
                parts.map(|((name, part), &id)| (name.clone(), self.part_type(id, Some(*part))));
            let parts = parts.collect();
            self.types.intern(Type::Record(parts))
        } else {
            ty
        };
        Some(self.typed(ExprKind::Record(values), ty, span))
    }

    /// `Name { … }`
    pub(super) fn construct(
        &mut self,
        expr: &ast::Expr,
        path: &ast::Expr,
        entries: &[Entry],
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        let (base, steps) = steps_of(path);
        let ty = match self.dotted(base, &steps, context) {
            Some(Named::Type(ty, taken)) => match (self.types.get(ty), &steps[taken..]) {
                (&Type::Enum(of), [step]) => {
                    let ast::ExprKind::Field { field, .. } = &step.kind else {
                        return self.not_indexable(step, ty);
                    };
                    let index = self.variant_of(of, field)?;
                    return self.payload(expr.span, of, index, entries, context);
                }
                (_, []) => ty,
                (_, [step, ..]) => {
                    self.report(
                        Diagnostic::new(
                            Code::UnknownType,
                            step.span,
                            "there is no type of this name",
                        )
                        .label("neither a record type nor a value of an enum"),
                    );
                    return None;
                }
            },
            Some(Named::Value(..)) => {
                self.not_constructible(path.span, "a constant");
                return None;
            }
            None if self.is_dotted(base, context) => return None,
            None => {
                let (ast::ExprKind::Name(name), true) = (&base.kind, steps.is_empty()) else {
                    self.not_constructible(path.span, "a value");
                    return None;
                };
                if self.is_value(name, context) {
                    self.not_constructible(path.span, "a value");
                    return None;
                }
                if self.names.events.contains_key(name.as_str())
                    && !self.names.variants.contains_key(name.as_str())
                {
                    self.not_constructible(path.span, "an event, which only `emit` can make");
                    return None;
                }
                let (of, index) = self.bare_variant(name, path.span, expect.ty(), context)?;
                return self.payload(expr.span, of, index, entries, context);
            }
        };
        if matches!(self.types.get(ty), Type::Record(_)) {
            return self.record_literal(expr.span, entries, ty, Expect::Exactly(ty), context);
        }
        let text = self.named_text(ty);
        let finding = Diagnostic::new(
            Code::TypeMismatch,
            path.span,
            format!("`{text}` is no record type"),
        )
        .label("only records and enum values are written like this");
        let finding = match self.types.get(ty) {
            Type::Enum(id) => {
                let values = self.enums[id.index()].variants.iter();
                let values: Vec<String> = values.map(|it| format!("`{}`", it.name)).collect();
                finding.note(format!("its values are {}", values.join(", ")))
            }
            _ => finding,
        };
        self.report(finding);
        None
    }

    fn not_constructible(&mut self, span: Span, what: &str) {
        self.report(
            Diagnostic::new(
                Code::TypeMismatch,
                span,
                "braces with fields follow the name of a record type or of an enum value",
            )
            .label(format!("this is {what}"))
            .note("to change fields of a record, write `r with { f: e }`"),
        );
    }

    /// An enum value with what it carries.
    fn payload(
        &mut self,
        span: Span,
        of: EnumId,
        index: u32,
        entries: &[Entry],
        context: &mut Context,
    ) -> Option<ExprId> {
        let variant = self.enums[of.index()].variants[index as usize].clone();
        let given = self.given(entries)?;
        let names: Vec<&Name> = given.iter().map(|(name, _)| name).collect();
        let declared: Vec<&str> = variant.payload.iter().map(|it| it.name.as_str()).collect();
        let whole = format!("`{}`", variant.name);
        let sound = self.check_fields(&whole, span, &names, &declared, true);
        let mut values = Vec::new();
        for field in &variant.payload {
            let value = given.iter().find(|(known, _)| known.text == field.name);
            let value = value.map(|(_, value)| self.stored(value, field.ty, context));
            values.push(value.flatten());
        }
        if !sound {
            return None;
        }
        let values: Vec<ExprId> = values.into_iter().collect::<Option<_>>()?;
        let kind = ExprKind::Variant(of, index, values);
        Some(self.make(kind, &Type::Enum(of), None, span))
    }

    /// `r with { f: e }`
    pub(super) fn with(
        &mut self,
        expr: &ast::Expr,
        base: &ast::Expr,
        entries: &[Entry],
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        let hint = expect.ty().map(|ty| self.present(ty));
        let value = self.expr(base, hint, context)?;
        let record = self.read(base, value, context);
        let ty = self.ty_of(record);
        let Type::Record(fields) = self.types.get(ty).clone() else {
            let text = self.named_text(ty);
            self.report(
                Diagnostic::new(
                    Code::TypeMismatch,
                    base.span,
                    format!("`with` changes fields of a record, and this is `{text}`"),
                )
                .label(format!("this is `{text}`")),
            );
            return None;
        };
        let given = self.given(entries)?;
        let names: Vec<&Name> = given.iter().map(|(name, _)| name).collect();
        let declared: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
        let whole = format!("`{}`", self.named_text(ty));
        let sound = self.check_fields(&whole, expr.span, &names, &declared, false);
        let mut changed = Vec::new();
        for (at, (name, part)) in fields.iter().enumerate() {
            if let Some((_, value)) = given.iter().find(|(known, _)| known.text == *name) {
                let value = self.value(value, Expect::Exactly(*part), context);
                changed.push(value.map(|value| (at as u32, value)));
            }
        }
        let fields: Vec<(u32, ExprId)> = changed.into_iter().collect::<Option<_>>()?;
        if !sound {
            return None;
        }
        let kind = ExprKind::With {
            base: record,
            fields,
        };
        Some(self.push_expr(Expr {
            kind,
            ty,
            interval: None,
            span: expr.span,
        }))
    }
}
