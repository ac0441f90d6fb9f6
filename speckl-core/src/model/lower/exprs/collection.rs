//! Lists, and braces: sets, maps and records, by what is expected and by what stands in them.

use super::super::Lowering;
use super::{Context, Expect};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ExprId, ExprKind, Type, TypeId};
use crate::syntax::ast::{self, Entry};

impl Lowering<'_> {
    pub(super) fn list(
        &mut self,
        expr: &ast::Expr,
        items: &[ast::Expr],
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        let wanted = expect.ty().map(|ty| self.present(ty));
        let part = match wanted.map(|ty| self.types.get(ty)) {
            Some(&Type::List(item)) => expect.of(item),
            _ => Expect::Nothing,
        };
        if items.is_empty() && part == Expect::Nothing {
            return self.needs_type(expr, wanted, "[]", "`List(T)`");
        }
        let items: Vec<&ast::Expr> = items.iter().collect();
        let (items, item) = self.elements(&items, part, "elements of a list", context)?;
        let ty = self.types.intern(Type::List(item));
        Some(self.typed(ExprKind::List(items), ty, expr.span))
    }

    /// Elements that must agree; of none, the type is the one that is expected.
    fn elements(
        &mut self,
        exprs: &[&ast::Expr],
        expect: Expect,
        what: &str,
        context: &mut Context,
    ) -> Option<(Vec<ExprId>, TypeId)> {
        match (exprs, expect.ty()) {
            ([], Some(ty)) => Some((Vec::new(), ty)),
            _ => self.group(exprs, expect, what, context),
        }
    }

    pub(super) fn braces(
        &mut self,
        expr: &ast::Expr,
        entries: &[Entry],
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        let wanted = expect.ty().map(|ty| self.present(ty));
        let kind = wanted.map(|ty| self.types.get(ty).clone());
        let pairs = entries
            .iter()
            .filter(|it| matches!(it, Entry::Pair(..)))
            .count();
        match kind {
            Some(Type::Record(_)) if Self::looks_like_record(entries) => {
                let ty = wanted?;
                self.record_literal(expr.span, entries, ty, expect, context)
            }
            Some(Type::Set(item)) if pairs == 0 => {
                self.set_literal(expr, entries, expect.of(item), context)
            }
            Some(Type::Map(key, value)) if pairs == entries.len() => {
                let parts = (expect.of(key), expect.of(value));
                self.map_literal(expr, entries, parts, context)
            }
            _ if entries.is_empty() => {
                self.needs_type(expr, wanted, "{}", "`Set(T)` or `Map(K, V)`")
            }
            _ if pairs == 0 => self.set_literal(expr, entries, Expect::Nothing, context),
            _ if pairs == entries.len() => {
                if self.is_nameless_record(entries, context) {
                    return self.refuse_nameless(expr, entries);
                }
                let parts = (Expect::Nothing, Expect::Nothing);
                self.map_literal(expr, entries, parts, context)
            }
            _ => {
                self.report(
                    Diagnostic::new(
                        Code::TypeMismatch,
                        expr.span,
                        "some entries have keys and some have none",
                    )
                    .label("neither a set nor a map"),
                );
                None
            }
        }
    }

    fn needs_type(
        &mut self,
        expr: &ast::Expr,
        wanted: Option<TypeId>,
        text: &str,
        kinds: &str,
    ) -> Option<ExprId> {
        let finding = match wanted {
            Some(wanted) => {
                let wanted = self.named_text(wanted);
                Diagnostic::new(
                    Code::TypeMismatch,
                    expr.span,
                    format!("expected `{wanted}`, found `{text}`"),
                )
                .label(format!("stands for an empty {kinds}"))
            }
            None => Diagnostic::new(
                Code::NeedsType,
                expr.span,
                format!("nothing says which type this `{text}` has"),
            )
            .label(format!("could be an empty {kinds} of anything"))
            .note(
                "it has a type where it is stored, passed, or compared with something that has one",
            ),
        };
        self.report(finding);
        None
    }

    fn set_literal(
        &mut self,
        expr: &ast::Expr,
        entries: &[Entry],
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        let items = entries.iter().filter_map(|entry| match entry {
            Entry::Item(item) => Some(item),
            Entry::Pair(..) => None,
        });
        let items: Vec<&ast::Expr> = items.collect();
        let (items, item) = self.elements(&items, expect, "elements of a set", context)?;
        let ty = self.types.intern(Type::Set(item));
        Some(self.typed(ExprKind::Set(items), ty, expr.span))
    }

    fn map_literal(
        &mut self,
        expr: &ast::Expr,
        entries: &[Entry],
        (key, value): (Expect, Expect),
        context: &mut Context,
    ) -> Option<ExprId> {
        let pairs = entries.iter().filter_map(|entry| match entry {
            Entry::Pair(key, value) => Some((key, value)),
            Entry::Item(_) => None,
        });
        let (keys, values): (Vec<&ast::Expr>, Vec<&ast::Expr>) = pairs.unzip();
        let keys = self.elements(&keys, key, "keys of a map", context);
        let values = self.elements(&values, value, "values of a map", context);
        let ((keys, key), (values, value)) = (keys?, values?);
        let ty = self.types.intern(Type::Map(key, value));
        let entries = keys.into_iter().zip(values).collect();
        Some(self.typed(ExprKind::Map(entries), ty, expr.span))
    }

    /// Whether `{ a: … }` stands where nothing says that it is a record, and cannot be a map.
    fn is_nameless_record(&self, entries: &[Entry], context: &Context) -> bool {
        Self::looks_like_record(entries)
            && entries.iter().all(|entry| match entry {
                Entry::Pair(name, _) => match &name.kind {
                    ast::ExprKind::Name(name) => {
                        !self.is_value(name, context)
                            && !self.names.variants.contains_key(name.as_str())
                    }
                    _ => false,
                },
                Entry::Item(_) => false,
            })
    }

    fn refuse_nameless(&mut self, expr: &ast::Expr, entries: &[Entry]) -> Option<ExprId> {
        let names: Vec<&str> = entries
            .iter()
            .filter_map(|entry| match entry {
                Entry::Pair(name, _) | Entry::Item(name) => match &name.kind {
                    ast::ExprKind::Name(name) => Some(name.as_str()),
                    _ => None,
                },
            })
            .collect();
        let known = self.named_types.iter().flatten().find(|known| {
            matches!(self.types.get(known.ty), Type::Record(fields)
                if fields.len() == names.len()
                    && names.iter().all(|name| fields.iter().any(|it| it.0 == *name)))
        });
        let name = known.map_or("Name", |known| &known.name).to_owned();
        self.report(
            Diagnostic::new(
                Code::NeedsType,
                expr.span,
                "nothing says which record this is",
            )
            .label("a record needs a type here")
            .note(format!(
                "write its type before it: `{name} {{ {}: … }}`",
                names[0]
            )),
        );
        None
    }
}
