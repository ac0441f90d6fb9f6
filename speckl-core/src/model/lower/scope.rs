//! Scopes: the spec itself, and one for every spec of every file that it imports.
//!
//! What an import declares is lowered in the scope that declares it, so that its names mean there what
//! they mean to whoever reads that file.

use super::Lowering;
use super::elements::ROOT;
use super::entry::EntryId;
use super::names::Names;
use crate::case::pascal;
use crate::diagnostic::{Code, Diagnostic};
use crate::identity::Digest;
use crate::model::{ElementId, ElementKind, Import};
use crate::source::FileId;
use crate::syntax::ast::{self, DeclKind, Name};
use crate::syntax::format;
use std::collections::BTreeMap;

/// The scope of the spec itself.
pub(super) const OWN: usize = 0;

/// The scope that was left for another one; it must be gone back to.
#[must_use]
pub(super) struct Outer(usize);

/// A scope that is not the current one, and what is said about where it comes from.
pub(super) struct Scope<'a> {
    /// Its tables, while it is not the current one.
    names: Names<'a>,
    /// The element that its declarations are parts of: the spec, or the import.
    pub element: ElementId,
    /// For an import: the name that it was first imported under.
    pub alias: Option<&'a str>,
}

/// The tables of names: which one a name behind an alias is looked up in.
#[derive(Clone, Copy)]
pub(super) enum Space {
    Types,
    Consts,
    Defs,
}

impl Space {
    fn table<'t, 'a>(self, names: &'t Names<'a>) -> &'t BTreeMap<&'a str, EntryId> {
        match self {
            Space::Types => &names.types,
            Space::Consts => &names.consts,
            Space::Defs => &names.defs,
        }
    }

    fn one(self) -> &'static str {
        match self {
            Space::Types => "type",
            Space::Consts => "constant",
            Space::Defs => "definition",
        }
    }
}

impl<'a> Lowering<'a> {
    /// Makes a scope the current one.
    pub(super) fn enter(&mut self, scope: usize) -> Outer {
        let outer = Outer(self.scope);
        self.switch(scope);
        outer
    }

    /// Goes back to the scope that was current before.
    pub(super) fn leave(&mut self, Outer(scope): Outer) {
        self.switch(scope);
    }

    fn switch(&mut self, scope: usize) {
        if scope != self.scope {
            let next = std::mem::take(&mut self.scopes[scope].names);
            self.scopes[self.scope].names = std::mem::replace(&mut self.names, next);
            self.scope = scope;
        }
    }

    fn names_of(&self, scope: usize) -> &Names<'a> {
        if scope == self.scope {
            &self.names
        } else {
            &self.scopes[scope].names
        }
    }

    pub(super) fn new_scope(&mut self, element: ElementId, alias: Option<&'a str>) -> usize {
        self.scopes.push(Scope {
            names: Names::default(),
            element,
            alias,
        });
        self.scopes.len() - 1
    }

    /// The element that declarations of the current scope are parts of.
    pub(super) fn scope_element(&self) -> ElementId {
        self.scopes[self.scope].element
    }

    /// Makes the scopes of all that the spec imports, and of what that imports in turn.
    pub(super) fn imports(&mut self) {
        let Some(unit) = self.library.unit(self.file) else {
            return;
        };
        let own = self.spec.decls.iter().filter_map(|decl| match &decl.kind {
            DeclKind::Import(import) => Some(import),
            _ => None,
        });
        // The scopes of each file that was already made, so that a file has its scopes once.
        let mut made = BTreeMap::new();
        let imports: Vec<&'a ast::Import> = unit.tree.imports.iter().chain(own).collect();
        self.import_all(&imports, &mut made);
    }

    fn import_all(&mut self, imports: &[&'a ast::Import], made: &mut BTreeMap<FileId, Vec<usize>>) {
        let mut first: BTreeMap<&str, crate::source::Span> = BTreeMap::new();
        for import in imports {
            let alias = import.alias.text.as_str();
            if let Some(&known) = first.get(alias) {
                self.duplicate(&import.alias, known);
                continue;
            }
            first.insert(alias, import.alias.span);
            // An import that could not be read has been reported by whoever tried.
            let Some(unit) = self.library.target(import) else {
                continue;
            };
            if let Some(scopes) = made.get(&unit.file) {
                if self.scope == OWN {
                    self.import_element(import, unit.file, unit.bytes, unit.tokens);
                }
                self.names.imports.insert(alias, scopes.clone());
                continue;
            }
            let parent = self.import_element(import, unit.file, unit.bytes, unit.tokens);
            let mut scopes = Vec::new();
            let single = unit.tree.specs.len() == 1;
            for spec in &unit.tree.specs {
                // Two specs of a file may declare the same name; their elements must differ.
                let element = if single {
                    parent
                } else {
                    self.imported_spec(parent, &spec.name)
                };
                let scope = self.new_scope(element, Some(alias));
                let outer = self.enter(scope);
                self.declare_imported(spec);
                self.leave(outer);
                scopes.push(scope);
            }
            made.insert(unit.file, scopes.clone());
            self.names.imports.insert(alias, scopes.clone());
            for (scope, spec) in scopes.into_iter().zip(&unit.tree.specs) {
                let own = spec.decls.iter().filter_map(|decl| match &decl.kind {
                    DeclKind::Import(import) => Some(import),
                    _ => None,
                });
                let theirs: Vec<&'a ast::Import> = unit.tree.imports.iter().chain(own).collect();
                let outer = self.enter(scope);
                self.import_all(&theirs, made);
                self.leave(outer);
            }
        }
    }

    fn imported_spec(&mut self, parent: ElementId, name: &Name) -> ElementId {
        let text = name.text.clone();
        self.named_element(parent, ElementKind::Import, &name.text, name.span, text)
    }

    /// The element of an import. Its canonical text ends in the digest of the tokens of the file, so
    /// that what is imported is a part of the spec's identity.
    fn import_element(
        &mut self,
        import: &'a ast::Import,
        file: FileId,
        bytes: Digest,
        tokens: Digest,
    ) -> ElementId {
        let parent = self.scope_element();
        let decl = ast::Decl {
            kind: DeclKind::Import(import.clone()),
            docs: Vec::new(),
            span: import.span,
        };
        let canonical = format!("{} is \"{tokens}\"", format::decl(&decl));
        if parent == ROOT {
            let spec = &mut self.elements[ROOT.index()].canonical;
            spec.push_str(&canonical);
            spec.push('\n');
        }
        let name = &import.alias.text;
        let element = self.named_element(parent, ElementKind::Import, name, import.span, canonical);
        self.imports.push(Import {
            path: import.path.value.clone(),
            alias: import.alias.text.clone(),
            file,
            digest: bytes,
            element,
        });
        element
    }

    /// What stands under a name in one of the tables, or behind the alias of an import; `None` if
    /// nothing does, which is reported where there is an alias.
    pub(super) fn find(&mut self, path: &ast::Path, space: Space) -> Option<EntryId> {
        let name = path.name.text.as_str();
        let Some(alias) = &path.qualifier else {
            return space.table(&self.names).get(name).copied();
        };
        let Some(scopes) = self.names.imports.get(alias.text.as_str()).cloned() else {
            self.unknown_import(alias);
            return None;
        };
        self.find_imported(alias, &scopes, &path.name, space)
    }

    /// Whether an alias of the current scope has something of that name.
    pub(super) fn has_imported(&self, alias: &str, name: &str, space: Space) -> bool {
        self.names.imports.get(alias).is_some_and(|scopes| {
            let mut tables = scopes.iter().map(|&at| space.table(self.names_of(at)));
            tables.any(|table| table.contains_key(name))
        })
    }

    fn find_imported(
        &mut self,
        alias: &Name,
        scopes: &[usize],
        name: &Name,
        space: Space,
    ) -> Option<EntryId> {
        let table = |at: usize| space.table(self.names_of(at));
        let found: Vec<EntryId> = scopes
            .iter()
            .filter_map(|&at| table(at).get(name.text.as_str()).copied())
            .collect();
        let what = space.one();
        match found.as_slice() {
            [one] => Some(*one),
            [] => {
                let candidates: Vec<&str> = scopes
                    .iter()
                    .flat_map(|&at| table(at).keys().copied())
                    .collect();
                let code = match space {
                    Space::Types => Code::UnknownType,
                    _ => Code::UnknownName,
                };
                let finding = Diagnostic::new(
                    code,
                    name.span,
                    format!("`{}` has no {what} `{}`", alias.text, name.text),
                )
                .label("not declared in the imported file")
                .did_you_mean(name.span, &name.text, candidates);
                self.report(finding);
                None
            }
            [first, second, ..] => {
                let (first, second) = (self.entry(*first).name.span, self.entry(*second).name.span);
                self.report(
                    Diagnostic::new(
                        Code::ImportClash,
                        name.span,
                        format!("`{}` has more than one {what} `{}`", alias.text, name.text),
                    )
                    .label("several specs of the imported file declare it")
                    .also(first, "here")
                    .also(second, "and here"),
                );
                None
            }
        }
    }

    fn unknown_import(&mut self, alias: &Name) {
        let finding = Diagnostic::new(
            Code::UnknownName,
            alias.span,
            format!("there is no import `{}`", alias.text),
        )
        .label("no import of that name")
        .did_you_mean(alias.span, &alias.text, self.names.imports.keys().copied());
        self.report(finding);
    }

    /// The name of an imported type in the model: its own, or behind that of its import where the spec
    /// has a type of its own of that name.
    pub(super) fn imported_name(&self, name: &str) -> String {
        let own = self.names_of(OWN).types.contains_key(name);
        match self.scopes[self.scope].alias {
            Some(alias) if own => format!("{}{name}", pascal(alias)),
            _ => name.to_owned(),
        }
    }

    /// The name of an imported constant in the model, by the same rule.
    pub(super) fn imported_const_name(&self, name: &str) -> String {
        let own = self.names_of(OWN);
        let own = own.consts.contains_key(name) || own.vars.contains_key(name);
        match self.scopes[self.scope].alias {
            Some(alias) if own => format!("{alias}_{name}"),
            _ => name.to_owned(),
        }
    }
}
