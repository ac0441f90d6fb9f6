//! What a spec declares, by name: one table per namespace (types; values; actions; events).

use super::Lowering;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ActionId, ConstId, EnumId, EventId, NamedTypeId, VarId};
use crate::source::Span;
use crate::syntax::ast::{Decl, DeclKind, Expr, Name, TypeExpr};
use std::collections::BTreeMap;

/// How far an on-demand declaration has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    Waiting,
    Running,
    Done,
}

/// A named type as declared.
pub(super) struct TypeEntry<'a> {
    pub name: &'a Name,
    pub ty: &'a TypeExpr,
    pub decl: &'a Decl,
    pub progress: Progress,
}

/// A constant as declared.
pub(super) struct ConstEntry<'a> {
    pub name: &'a Name,
    pub ty: &'a TypeExpr,
    pub value: &'a Expr,
    pub decl: &'a Decl,
    pub progress: Progress,
}

/// The tables.
#[derive(Default)]
pub(super) struct Names<'a> {
    pub types: BTreeMap<&'a str, NamedTypeId>,
    pub type_entries: Vec<TypeEntry<'a>>,
    pub consts: BTreeMap<&'a str, ConstId>,
    pub const_entries: Vec<ConstEntry<'a>>,
    pub vars: BTreeMap<&'a str, VarId>,
    pub events: BTreeMap<&'a str, EventId>,
    pub actions: BTreeMap<&'a str, ActionId>,
    pub invariants: BTreeMap<&'a str, Span>,
    /// Enum values: each enum that has one of that name, and which of its values it is.
    pub variants: BTreeMap<String, Vec<(EnumId, u32)>>,
}

impl Lowering<'_> {
    /// Fills the tables, and reports names that are declared twice.
    pub(super) fn declare(&mut self) {
        // Where each name of each namespace was first declared.
        let mut seen: BTreeMap<(&str, &str), Span> = BTreeMap::new();
        let (mut vars, mut actions, mut events) = (0, 0, 0);
        let spec = self.spec;
        for decl in &spec.decls {
            let (space, name) = match &decl.kind {
                DeclKind::Type { name, .. } => ("type", name),
                DeclKind::Const { name, .. } | DeclKind::State { name, .. } => ("value", name),
                DeclKind::Action { name, .. } => ("action", name),
                DeclKind::Event { name, .. } => ("event", name),
                DeclKind::Invariant { name, .. } => ("invariant", name),
                _ => continue,
            };
            if let Some(&first) = seen.get(&(space, name.text.as_str())) {
                self.duplicate(name, first);
                continue;
            }
            seen.insert((space, &name.text), name.span);
            match &decl.kind {
                DeclKind::Type { name, ty } => {
                    if matches!(name.text.as_str(), "Bool" | "Int" | "Nat" | "String") {
                        self.report(
                            Diagnostic::new(
                                Code::DuplicateName,
                                name.span,
                                format!("`{}` is a built-in type", name.text),
                            )
                            .label("choose another name"),
                        );
                        continue;
                    }
                    let id = NamedTypeId(self.names.type_entries.len() as u32);
                    self.names.types.insert(&name.text, id);
                    self.names.type_entries.push(TypeEntry {
                        name,
                        ty,
                        decl,
                        progress: Progress::Waiting,
                    });
                    self.named_types.push(None);
                }
                DeclKind::Const { name, ty, value } => {
                    let id = ConstId(self.names.const_entries.len() as u32);
                    self.names.consts.insert(&name.text, id);
                    self.names.const_entries.push(ConstEntry {
                        name,
                        ty,
                        value,
                        decl,
                        progress: Progress::Waiting,
                    });
                    self.consts.push(None);
                }
                DeclKind::State { name, .. } => {
                    self.names.vars.insert(&name.text, VarId(vars));
                    self.vars.push(None);
                    vars += 1;
                }
                DeclKind::Action { name, .. } => {
                    self.names.actions.insert(&name.text, ActionId(actions));
                    self.actions.push(None);
                    actions += 1;
                }
                DeclKind::Event { name, .. } => {
                    self.names.events.insert(&name.text, EventId(events));
                    self.events.push(None);
                    events += 1;
                }
                _ => {}
            }
        }
        self.declare_invariants(&seen);
    }

    fn declare_invariants(&mut self, seen: &BTreeMap<(&str, &str), Span>) {
        for decl in &self.spec.decls {
            if let DeclKind::Invariant { name, .. } = &decl.kind
                && let Some(&first) = seen.get(&("invariant", name.text.as_str()))
            {
                self.names.invariants.insert(&name.text, first);
            }
        }
    }

    /// Whether this is the declaration that its name stands for (and not a second one of that name).
    pub(super) fn is_first<Id: Copy>(
        table: &BTreeMap<&str, Id>,
        name: &Name,
        filled: impl Fn(Id) -> bool,
    ) -> Option<Id> {
        table
            .get(name.text.as_str())
            .copied()
            .filter(|&id| !filled(id))
    }

    pub(super) fn duplicate(&mut self, name: &Name, first: Span) {
        self.report(
            Diagnostic::new(
                Code::DuplicateName,
                name.span,
                format!("`{}` is declared twice", name.text),
            )
            .label("declared again here")
            .also(first, "first declared here"),
        );
    }

    /// Says that a declaration hides a name of a looser kind, as the language lets it.
    pub(super) fn warn_hidden(&mut self, name: &Name, what: &str, hidden: &str) {
        self.report(
            Diagnostic::new(
                Code::HiddenName,
                name.span,
                format!("{what} `{}` hides {hidden} of that name", name.text),
            )
            .label("here the nearer name is meant from now on"),
        );
    }
}
