//! Values that are made of others: structs, collections, and records with other fields.

use super::code::{Code, Line, bind};
use super::expr::Scope;
use super::layout::Doc;
use super::types::{MAP, Repr, repr};
use crate::model::{ExprId, ExprKind, TypeId};
use std::collections::BTreeSet;

impl Scope<'_> {
    /// A path of a generic type, with its arguments where nothing around it tells them.
    pub(super) fn collection(
        &self,
        path: &str,
        function: &str,
        args: &[TypeId],
        typed: bool,
    ) -> Doc {
        if typed {
            return format!("{path}::{function}").into();
        }
        let args = args.iter().map(|ty| self.doc(*ty)).collect();
        Doc::generic(&format!("{path}::"), args).and(format!("::{function}"))
    }

    /// A part of something that is built: what its type is, its value alone may have to tell.
    pub(super) fn part(&self, id: ExprId, ty: TypeId, typed: bool) -> Code {
        match (repr(self.model, ty), self.as_literal(id)) {
            (Repr::Int(int), Some(value)) if !typed => Code::typed_integer(value, int.name),
            (Repr::Int(int), _) => self.int_as(id, int),
            (Repr::Type(_), _) => self.own(self.got(id, typed), self.ty(id)),
        }
    }

    /// `Path { f: a, … }`
    pub(super) fn structure(
        &self,
        path: String,
        fields: &[String],
        values: &[ExprId],
        reprs: impl Iterator<Item = Repr>,
    ) -> Code {
        let fields = fields
            .iter()
            .zip(values)
            .zip(reprs)
            .map(|((name, value), repr)| {
                let value = self.owned_as(*value, repr);
                let same = matches!(&value, Code::Path(path) if path.is(name));
                (name.clone(), (!same).then_some(value))
            });
        Code::Struct(path.into(), fields.collect(), None)
    }

    pub(super) fn items(&self, path: &str, id: ExprId, items: &[ExprId], typed: bool) -> Code {
        let parts = self.kind(id).parts();
        if items.is_empty() {
            return Code::path(self.collection(path, "new", &parts, typed)).call(Vec::new());
        }
        let repr = repr(self.model, parts[0]);
        let items = items
            .iter()
            .map(|item| self.owned_as(*item, repr))
            .collect();
        let from = self.collection(path, "from", &parts, typed);
        Code::path(from).call(vec![Code::Array(items)])
    }

    pub(super) fn map_literal(
        &self,
        id: ExprId,
        entries: &[(ExprId, ExprId)],
        typed: bool,
    ) -> Code {
        let parts = self.kind(id).parts();
        let reprs = (repr(self.model, parts[0]), repr(self.model, parts[1]));
        let entry = |(key, value): &(ExprId, ExprId)| {
            let key = self.owned_as(*key, reprs.0);
            (key, self.owned_as(*value, reprs.1))
        };
        match entries {
            [] => Code::path(self.collection(MAP, "new", &parts, typed)).call(Vec::new()),
            _ if entries.len() == 1 || self.are_distinct(entries.iter().map(|(key, _)| *key)) => {
                let from = self.collection(MAP, "from", &parts, typed);
                let entries = entries.iter().map(entry);
                let entries = entries.map(|(key, value)| Code::Tuple(vec![key, value]));
                Code::path(from).call(vec![Code::Array(entries.collect())])
            }
            // Of equal keys the last one counts.
            _ => {
                let new = Code::path(self.collection(MAP, "new", &parts, false));
                let own = self.own_name("entries");
                let map = Code::path(own.clone());
                let mut lines = vec![bind(format!("mut {own}"), new.call(Vec::new()))];
                lines.extend(
                    entries.iter().map(entry).map(|(key, value)| {
                        Line::Do(map.clone().method("insert", vec![key, value]))
                    }),
                );
                Code::block(lines, map)
            }
        }
    }

    /// Whether these are different values, as can be seen from their text.
    fn are_distinct(&self, keys: impl Iterator<Item = ExprId>) -> bool {
        let mut seen = BTreeSet::new();
        let mut all = keys.map(|key| match &self.model.expr(key).kind {
            ExprKind::Int(value) => Some(format!("{value}")),
            ExprKind::String(text) => Some(format!("{text:?}")),
            ExprKind::Bool(value) => Some(format!("{value}")),
            ExprKind::Variant(_, index, payload) if payload.is_empty() => Some(format!("#{index}")),
            _ => None,
        });
        all.all(|key| key.is_some_and(|key| seen.insert(key)))
    }

    pub(super) fn with(&self, id: ExprId, base: ExprId, fields: &[(u32, ExprId)]) -> Code {
        let ty = self.ty(id);
        let Some(record) = self.names.record_names(ty) else {
            return self.owned(base);
        };
        let parts = self.kind(id).parts();
        let rest = self.own(self.got(base, true), ty);
        // Rust looks at the fields first, and at the rest last.
        let held = self.can_fault(base) && fields.iter().any(|(_, value)| self.can_fault(*value));
        let fields = fields.iter().map(|(at, value)| {
            let at = *at as usize;
            let value = self.owned_as(*value, repr(self.model, parts[at]));
            (record.fields[at].clone(), Some(value))
        });
        let build = |rest: Code| {
            let path = record.name.clone().into();
            Code::Struct(path, fields.collect(), Some(Box::new(rest)))
        };
        if held {
            {
                let own = self.own_name("base");
                Code::block(vec![bind(own.clone(), rest)], build(Code::path(own)))
            }
        } else {
            build(rest)
        }
    }
}
