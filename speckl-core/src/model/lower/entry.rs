//! Types, constants and definitions: declared in any order, so each is resolved when it is first
//! needed, in the scope that declares it, and never again.

use super::Lowering;
use super::defs::Def;
use super::scope::OWN;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ConstId, NamedTypeId};
use crate::syntax::ast::{Decl, DeclKind, Name};

/// How many declarations may need one another in a row: each is resolved inside the one before.
const DEEPEST: usize = 256;

/// An entry in [`Lowering::entries`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EntryId(u32);

/// A declaration that is resolved on demand.
pub(super) struct Entry<'a> {
    /// Its name.
    pub name: &'a Name,
    /// The whole of it.
    pub decl: &'a Decl,
    /// The scope that it stands in.
    pub scope: usize,
    progress: Progress<'a>,
}

#[derive(Clone, Copy)]
enum Progress<'a> {
    Waiting,
    Running,
    /// Resolved; `None` if it is wrong, which has been said.
    Done(Option<Resolved<'a>>),
}

/// What a declaration gave.
#[derive(Clone, Copy)]
pub(super) enum Resolved<'a> {
    Type(NamedTypeId),
    Const(ConstId),
    Def(Def<'a>),
}

impl<'a> Entry<'a> {
    pub(super) fn waiting(name: &'a Name, decl: &'a Decl, scope: usize) -> Self {
        Self {
            name,
            decl,
            scope,
            progress: Progress::Waiting,
        }
    }
}

/// What kind of declaration it is, in messages.
fn kind(decl: &Decl) -> &'static str {
    match decl.kind {
        DeclKind::Type { .. } => "type",
        DeclKind::Const { .. } => "constant",
        _ => "definition",
    }
}

impl<'a> Lowering<'a> {
    pub(super) fn new_entry(&mut self, entry: Entry<'a>) -> EntryId {
        self.entries.push(entry);
        EntryId(self.entries.len() as u32 - 1)
    }

    pub(super) fn entry(&self, id: EntryId) -> &Entry<'a> {
        &self.entries[id.0 as usize]
    }

    /// Resolves what the spec itself declares of some kinds, in the order of declaration; what it
    /// imports is resolved only where it is used.
    pub(super) fn resolve_own(&mut self, kinds: &[&str]) {
        let own = self.entries.iter().enumerate();
        let own = own.filter(|(_, entry)| entry.scope == self.scope);
        let own: Vec<(EntryId, &'a Decl)> = own
            .map(|(at, entry)| (EntryId(at as u32), entry.decl))
            .collect();
        // The order of ids is that of the declarations, whatever needs what.
        for &(id, decl) in &own {
            match decl.kind {
                _ if self.slots.contains_key(&id) => {}
                DeclKind::Type { .. } => {
                    let slot = self.reserve_type();
                    self.slots.insert(id, slot.0);
                }
                DeclKind::Const { .. } => {
                    let slot = self.reserve_const();
                    self.slots.insert(id, slot.0);
                }
                _ => {}
            }
        }
        // Types first, so that a record is named by the type that declares it.
        for of in kinds {
            for &(id, decl) in &own {
                if kind(decl) == *of {
                    self.resolve(id);
                }
            }
        }
    }

    /// What an entry stands for; `None` if it is wrong, which has been said.
    pub(super) fn resolve(&mut self, id: EntryId) -> Option<Resolved<'a>> {
        let entry = &mut self.entries[id.0 as usize];
        let (name, decl, scope) = (entry.name, entry.decl, entry.scope);
        match entry.progress {
            Progress::Done(resolved) => resolved,
            Progress::Running => {
                self.refuse_cycle(id);
                None
            }
            Progress::Waiting if self.running.len() >= DEEPEST => {
                entry.progress = Progress::Done(None);
                self.refuse_depth(name, decl);
                None
            }
            Progress::Waiting => {
                entry.progress = Progress::Running;
                self.running.push(id);
                let outer = self.enter(scope);
                let resolved = match &decl.kind {
                    DeclKind::Type { ty, .. } => {
                        let slot = self.slots.get(&id).copied().map(NamedTypeId);
                        let slot = slot.unwrap_or_else(|| self.reserve_type());
                        self.named_type(slot, name, ty, decl).map(Resolved::Type)
                    }
                    DeclKind::Const { ty, value, .. } => {
                        let slot = self.slots.get(&id).copied().map(ConstId);
                        let slot = slot.unwrap_or_else(|| self.reserve_const());
                        let given = self.given.constant(&name.text);
                        let value = given.filter(|_| scope == OWN).unwrap_or(value);
                        self.named_const(slot, name, ty, value, decl)
                            .map(Resolved::Const)
                    }
                    DeclKind::Def {
                        params,
                        returns,
                        body,
                        ..
                    } => self
                        .named_def(name, params, returns, body, decl)
                        .map(Resolved::Def),
                    _ => unreachable!("only types, constants and definitions have an entry"),
                };
                self.leave(outer);
                self.running.pop();
                self.entries[id.0 as usize].progress = Progress::Done(resolved);
                resolved
            }
        }
    }

    /// Says that a declaration needs itself, and by which way.
    fn refuse_cycle(&mut self, id: EntryId) {
        let (name, decl) = (self.entry(id).name, self.entry(id).decl);
        let rule = match decl.kind {
            DeclKind::Type { .. } => "types are not recursive",
            DeclKind::Const { .. } => "its value depends on itself",
            _ => "definitions are not recursive",
        };
        let mut finding = Diagnostic::new(
            Code::RecursiveDefinition,
            name.span,
            format!("{} `{}` is defined by itself", kind(decl), name.text),
        )
        .label(rule);
        let way = self.running.iter().skip_while(|&&known| known != id);
        for &next in way.skip(1) {
            let next = self.entry(next).name;
            finding = finding.also(next.span, format!("by way of `{}`", next.text));
        }
        self.report(finding);
    }

    fn refuse_depth(&mut self, name: &Name, decl: &Decl) {
        self.report(
            Diagnostic::new(
                Code::NestingTooDeep,
                name.span,
                format!("{} `{}` is needed too deep", kind(decl), name.text),
            )
            .label(format!(
                "{DEEPEST} declarations need one another in a row to come here"
            ))
            .note("declare it before those that need it"),
        );
    }

    /// The constant of an entry of the table of constants.
    pub(super) fn const_of(&mut self, entry: EntryId) -> Option<ConstId> {
        match self.resolve(entry)? {
            Resolved::Const(id) => Some(id),
            _ => unreachable!("the table of constants holds constants"),
        }
    }

    /// The type of an entry of the table of types.
    pub(super) fn type_of_entry(&mut self, entry: EntryId) -> Option<NamedTypeId> {
        match self.resolve(entry)? {
            Resolved::Type(id) => Some(id),
            _ => unreachable!("the table of types holds types"),
        }
    }

    /// The definition of an entry of the table of definitions, checked.
    pub(super) fn def_of(&mut self, entry: EntryId) -> Option<Def<'a>> {
        match self.resolve(entry)? {
            Resolved::Def(def) => Some(def),
            _ => unreachable!("the table of definitions holds definitions"),
        }
    }

    fn reserve_type(&mut self) -> NamedTypeId {
        self.named_types.push(None);
        NamedTypeId(self.named_types.len() as u32 - 1)
    }

    fn reserve_const(&mut self) -> ConstId {
        self.consts.push(None);
        ConstId(self.consts.len() as u32 - 1)
    }
}
