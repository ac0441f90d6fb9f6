//! Imports: all the files that a compilation reads, and which import leads to which.
//!
//! Nothing here opens a file: a [`Loader`] does, which the shell supplies. What comes out is a
//! [`Library`]: every file read once, parsed, with its digests, and an acyclic order of imports.

use crate::diagnostic::{Code, Diagnostic};
use crate::identity::{Digest, token_digest};
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::syntax::ast::{self, DeclKind, Import};
use crate::syntax::{self, format};
use std::collections::BTreeMap;

/// The most files that one compilation reads.
const FILES_MOST: usize = 256;
/// How long a chain of imports may be.
const DEEPEST: usize = 32;

/// Who reads the files that a spec imports.
pub trait Loader: Send {
    /// Reads the file that `path` names in an import, as it is written there; `importing` is the name
    /// of the file that imports it: the name that the compilation was given for its first file, or
    /// the name that this loader gave.
    ///
    /// # Errors
    /// If there is no such file, or it cannot be read.
    fn load(&mut self, importing: &str, path: &str) -> Result<Loaded, LoadError>;
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// How findings call it, and what tells files apart: two imports of one file must give one name.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Why a file could not be read, in words that follow a colon: `no such file`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError(pub String);

impl<F> Loader for F
where
    F: FnMut(&str, &str) -> Result<Loaded, LoadError> + Send,
{
    fn load(&mut self, importing: &str, path: &str) -> Result<Loaded, LoadError> {
        self(importing, path)
    }
}

/// No file can be imported.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoImports;

impl Loader for NoImports {
    fn load(&mut self, _: &str, _: &str) -> Result<Loaded, LoadError> {
        Err(LoadError(
            "imports cannot be read here, where only one text is given".to_owned(),
        ))
    }
}

/// A file, read and parsed.
#[derive(Debug)]
pub struct Unit {
    /// The file.
    pub file: FileId,
    /// What it holds.
    pub tree: ast::File,
    /// SHA-256 of the file.
    pub bytes: Digest,
    /// SHA-256 of its tokens, and of those of all that it imports.
    pub tokens: Digest,
}

/// All the files of a compilation, the first one being that which was asked for.
#[derive(Debug, Default)]
pub struct Library {
    units: Vec<Unit>,
    /// The file that each import leads to, by the place of the import.
    targets: BTreeMap<Span, FileId>,
}

impl Library {
    /// Reads a text and all that it imports, and says what is wrong with any of it.
    pub fn read(
        name: &str,
        text: &str,
        loader: &mut dyn Loader,
        sources: &mut Sources,
    ) -> (Self, Vec<Diagnostic>) {
        let mut reading = Reading {
            library: Self::default(),
            loader,
            sources,
            diagnostics: Vec::new(),
            known: BTreeMap::new(),
            open: Vec::new(),
        };
        reading.file(name, text);
        let Reading {
            mut library,
            diagnostics,
            ..
        } = reading;
        library.units.sort_by_key(|unit| unit.file);
        (library, diagnostics)
    }

    /// A file.
    pub fn unit(&self, file: FileId) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.file == file)
    }

    /// The file that an import leads to; `None` if it could not be read, which has been reported.
    pub fn target(&self, import: &Import) -> Option<&Unit> {
        let file = self.targets.get(&import.span)?;
        self.unit(*file)
    }
}

/// All imports of a file, those inside its specs included.
fn imports_of(tree: &ast::File) -> Vec<&Import> {
    let inside = tree.specs.iter().flat_map(|spec| &spec.decls);
    let inside = inside.filter_map(|decl| match &decl.kind {
        DeclKind::Import(import) => Some(import),
        _ => None,
    });
    tree.imports.iter().chain(inside).collect()
}

struct Reading<'r> {
    library: Library,
    loader: &'r mut dyn Loader,
    sources: &'r mut Sources,
    diagnostics: Vec<Diagnostic>,
    /// The files already read, by the name that the loader gives; `None` for one that is no text.
    known: BTreeMap<String, Option<FileId>>,
    /// The files that are being read, from the first one to the one that imports now.
    open: Vec<(String, FileId)>,
}

impl Reading<'_> {
    fn file(&mut self, name: &str, text: &str) -> FileId {
        let file = self.sources.add(SourceFile::new(name, text));
        self.known.insert(name.to_owned(), Some(file));
        let parsed = syntax::parse(file, text);
        self.diagnostics.extend(parsed.diagnostics);
        let tree = parsed.file;
        self.open.push((name.to_owned(), file));
        let mut parts = format::file(&tree);
        for import in imports_of(&tree) {
            let Some(target) = self.import(name, import) else {
                continue;
            };
            if let Some(unit) = self.library.unit(target) {
                parts.push_str("is \"");
                parts.push_str(&unit.tokens.to_string());
                parts.push_str("\"\n");
                self.library.targets.insert(import.span, target);
            }
        }
        self.open.pop();
        self.library.units.push(Unit {
            file,
            tree,
            bytes: Digest::of(text.as_bytes()),
            tokens: token_digest(&parts),
        });
        file
    }

    /// The file that an import leads to, read now if it has not been yet.
    fn import(&mut self, importing: &str, import: &Import) -> Option<FileId> {
        let loaded = match self.loader.load(importing, &import.path.value) {
            Ok(loaded) => loaded,
            Err(LoadError(why)) => {
                self.refuse(
                    Code::ImportUnreadable,
                    import.path.span,
                    format!("`{}` cannot be imported: {why}", import.path.value),
                    "imported here",
                );
                return None;
            }
        };
        self.check_hash(import, &loaded.bytes);
        if let Some(at) = self.open.iter().position(|(name, _)| *name == loaded.name) {
            self.refuse_cycle(import, at);
            return None;
        }
        let file = match self.known.get(&loaded.name) {
            Some(known) => (*known)?,
            None => self.read(import, &loaded)?,
        };
        self.check_version(import, file);
        Some(file)
    }

    fn read(&mut self, import: &Import, loaded: &Loaded) -> Option<FileId> {
        let Ok(text) = std::str::from_utf8(&loaded.bytes) else {
            self.known.insert(loaded.name.clone(), None);
            self.refuse(
                Code::NotUtf8,
                import.path.span,
                format!("`{}` is not UTF-8", import.path.value),
                "imported here",
            );
            return None;
        };
        if self.open.len() >= DEEPEST || self.known.len() >= FILES_MOST {
            self.refuse(
                Code::ImportUnreadable,
                import.path.span,
                format!(
                    "`{}` is not read: at most {FILES_MOST} files are, and {DEEPEST} that import one another in a row",
                    import.path.value
                ),
                "one import too many",
            );
            return None;
        }
        Some(self.file(&loaded.name, text))
    }

    fn refuse(&mut self, code: Code, span: Span, message: String, label: &str) {
        self.diagnostics
            .push(Diagnostic::new(code, span, message).label(label));
    }

    fn refuse_cycle(&mut self, import: &Import, at: usize) {
        let chain: Vec<String> = self.open[at..]
            .iter()
            .map(|&(_, file)| format!("`{}`", self.sources.file(file).base_name()))
            .collect();
        let message = format!("`{}` imports itself", import.path.value);
        let mut finding = Diagnostic::new(Code::ImportCycle, import.path.span, message)
            .label("this closes the circle");
        if chain.len() > 1 {
            finding = finding.note(format!("by way of {}", chain.join(", ")));
        }
        self.diagnostics.push(
            finding.note("move what both need to a file of its own, and import that from both"),
        );
    }

    fn check_hash(&mut self, import: &Import, bytes: &[u8]) {
        let Some(hash) = &import.hash else {
            return;
        };
        let is = format!("sha256:{}", Digest::of(bytes));
        if hash.value.eq_ignore_ascii_case(&is) {
            return;
        }
        let digits = hash.value.strip_prefix("sha256:").unwrap_or("");
        let is_hash = digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let (message, label) = if is_hash {
            (
                format!("`{}` is not the file with this hash", import.path.value),
                "the file has another",
            )
        } else {
            (
                format!("`{}` is no hash", hash.value),
                "`sha256:` and 64 hexadecimal digits must stand here",
            )
        };
        self.diagnostics.push(
            Diagnostic::new(Code::ImportHash, hash.span, message)
                .label(label)
                .suggest(
                    hash.span,
                    format!("\"{is}\""),
                    format!("if the file is the one that is meant, its hash is `{is}`"),
                ),
        );
    }

    fn check_version(&mut self, import: &Import, file: FileId) {
        let (Some(wanted), Some(unit)) = (&import.version, self.library.unit(file)) else {
            return;
        };
        let path = &import.path.value;
        let mut findings = Vec::new();
        for spec in &unit.tree.specs {
            let found = spec.decls.iter().find_map(|decl| match &decl.kind {
                DeclKind::Version(text) => Some(text),
                _ => None,
            });
            let finding = match found {
                Some(found) if found.value == wanted.value => continue,
                Some(found) => Diagnostic::new(
                    Code::ImportVersion,
                    wanted.span,
                    format!(
                        "`{}` in `{path}` has the version `{}`, not `{}`",
                        spec.name.text, found.value, wanted.value
                    ),
                )
                .label("another version is asked for here")
                .also(found.span, "the version that it has"),
                None => Diagnostic::new(
                    Code::ImportVersion,
                    wanted.span,
                    format!("`{}` in `{path}` declares no version", spec.name.text),
                )
                .label("a version is asked for here")
                .also(spec.name.span, "declares none"),
            };
            findings.push(finding);
        }
        self.diagnostics.extend(findings);
    }
}
