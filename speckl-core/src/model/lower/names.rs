//! What a spec declares, by name: one table per namespace (types; values; functions; actions;
//! events; invariants).
//!
//! [`Lowering::names`] is always that of the scope being lowered. The spec itself is one scope; every
//! spec of an imported file is another, of which only types, constants and definitions can be reached.

use super::Lowering;
use super::entry::{Entry, EntryId};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ActionId, EnumId, EventId, ExternId, VarId};
use crate::source::Span;
use crate::syntax::ast::{Decl, DeclKind, Expr, Name, Spec};
use std::collections::BTreeMap;

/// The names of types that the language declares.
pub(super) const BUILT_IN_TYPES: [&str; 4] = ["Bool", "Int", "Nat", "String"];

/// The names of functions that the language declares.
pub(super) const BUILT_IN_FUNCTIONS: [&str; 16] = [
    "abs", "append", "concat", "drop", "enabled", "head", "indices", "keys", "last", "max", "min",
    "size", "subsets", "tail", "take", "values",
];

/// The tables of one scope.
#[derive(Default)]
pub(super) struct Names<'a> {
    /// `type T`
    pub types: BTreeMap<&'a str, EntryId>,
    /// `const N`
    pub consts: BTreeMap<&'a str, EntryId>,
    /// `def f`
    pub defs: BTreeMap<&'a str, EntryId>,
    /// Enum values: each enum that has one of that name, and which of its values it is.
    pub variants: BTreeMap<String, Vec<(EnumId, u32)>>,
    /// `import … as alias`: the scopes of the specs of that file.
    pub imports: BTreeMap<&'a str, Vec<usize>>,
    /// State variables; none in a scope that is imported, here and in all that follow.
    pub vars: BTreeMap<&'a str, VarId>,
    /// `extern f`
    pub externs: BTreeMap<&'a str, ExternId>,
    pub events: BTreeMap<&'a str, EventId>,
    pub actions: BTreeMap<&'a str, ActionId>,
    pub invariants: BTreeMap<&'a str, InvariantEntry<'a>>,
}

/// An invariant as declared, for properties that name it.
#[derive(Clone, Copy)]
pub(super) struct InvariantEntry<'a> {
    /// Where its name stands.
    pub span: Span,
    /// Its expressions.
    pub body: &'a [Expr],
}

/// The namespace and the name of a declaration that has one.
fn named(decl: &Decl) -> Option<(&'static str, &Name)> {
    Some(match &decl.kind {
        DeclKind::Type { name, .. } => ("type", name),
        DeclKind::Const { name, .. } | DeclKind::State { name, .. } => ("value", name),
        DeclKind::Def { name, .. } | DeclKind::Extern { name, .. } => ("function", name),
        DeclKind::Action { name, .. } => ("action", name),
        DeclKind::Event { name, .. } => ("event", name),
        DeclKind::Invariant { name, .. } => ("invariant", name),
        DeclKind::Reachable { name, .. } => ("reachable", name),
        DeclKind::Property { name, .. } => ("property", name),
        _ => return None,
    })
}

impl<'a> Lowering<'a> {
    /// Fills the tables of the spec itself, and reports names that are declared twice.
    pub(super) fn declare(&mut self) {
        let spec = self.spec;
        let mut seen: BTreeMap<(&str, &str), Span> = BTreeMap::new();
        for decl in &spec.decls {
            let Some((space, name)) = named(decl) else {
                continue;
            };
            if let Some(&first) = seen.get(&(space, name.text.as_str())) {
                self.duplicate(name, first);
                continue;
            }
            seen.insert((space, &name.text), name.span);
            self.declare_one(decl);
        }
    }

    /// Fills the tables of the current scope with what an imported spec gives: types, constants and
    /// definitions.
    pub(super) fn declare_imported(&mut self, spec: &'a Spec) {
        let mut seen: BTreeMap<(&str, &str), Span> = BTreeMap::new();
        for decl in &spec.decls {
            let Some((space, name)) = named(decl) else {
                continue;
            };
            let shared = matches!(
                decl.kind,
                DeclKind::Type { .. } | DeclKind::Const { .. } | DeclKind::Def { .. }
            );
            if let Some(&first) = seen.get(&(space, name.text.as_str())) {
                self.duplicate(name, first);
            } else if shared {
                self.declare_one(decl);
            }
            seen.entry((space, &name.text)).or_insert(name.span);
        }
    }

    fn declare_one(&mut self, decl: &'a Decl) {
        let built_in = match &decl.kind {
            DeclKind::Type { name, .. } => self.is_built_in(name, &BUILT_IN_TYPES, "type"),
            DeclKind::Def { name, .. } | DeclKind::Extern { name, .. } => {
                self.is_built_in(name, &BUILT_IN_FUNCTIONS, "function")
            }
            _ => false,
        };
        if built_in {
            return;
        }
        match &decl.kind {
            DeclKind::Type { name, .. } => {
                let entry = self.new_entry(Entry::waiting(name, decl, self.scope));
                self.names.types.insert(&name.text, entry);
            }
            DeclKind::Const { name, .. } => {
                let entry = self.new_entry(Entry::waiting(name, decl, self.scope));
                self.names.consts.insert(&name.text, entry);
            }
            DeclKind::Def { name, .. } => {
                let entry = self.new_entry(Entry::waiting(name, decl, self.scope));
                self.names.defs.insert(&name.text, entry);
            }
            DeclKind::Extern { name, .. } => {
                let id = ExternId(self.externs.len() as u32);
                self.names.externs.insert(&name.text, id);
                self.externs.push(None);
            }
            DeclKind::State { name, .. } => {
                let id = VarId(self.vars.len() as u32);
                self.names.vars.insert(&name.text, id);
                self.vars.push(None);
            }
            DeclKind::Action { name, .. } => {
                let id = ActionId(self.actions.len() as u32);
                self.names.actions.insert(&name.text, id);
                self.actions.push(None);
            }
            DeclKind::Event { name, .. } => {
                let id = EventId(self.events.len() as u32);
                self.names.events.insert(&name.text, id);
                self.events.push(None);
            }
            DeclKind::Invariant { name, body, .. } => {
                let span = name.span;
                let entry = InvariantEntry { span, body };
                self.names.invariants.insert(&name.text, entry);
            }
            DeclKind::Reachable { name, .. } | DeclKind::Property { name, .. } => {
                self.claims.insert(name.span);
            }
            _ => {}
        }
    }

    fn is_built_in(&mut self, name: &Name, known: &[&str], what: &str) -> bool {
        let is = known.contains(&name.text.as_str());
        if is {
            self.report(
                Diagnostic::new(
                    Code::DuplicateName,
                    name.span,
                    format!("`{}` is a built-in {what}", name.text),
                )
                .label("choose another name"),
            );
        }
        is
    }

    /// The id of a declaration, if this is the one that its name stands for (and not a second one of
    /// that name).
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
