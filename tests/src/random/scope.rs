//! What an expression can see.

use super::types::Ty;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Const,
    Var,
    Local,
}

/// A name in scope.
#[derive(Clone, Debug)]
pub struct Seen {
    pub name: String,
    pub ty: Ty,
    pub kind: Kind,
}

/// A definition or an `extern`.
#[derive(Clone, Debug)]
pub struct Function {
    pub name: String,
    pub params: Vec<Ty>,
    pub returns: Ty,
}

/// All that is in scope, and what may stand there.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    pub seen: Vec<Seen>,
    pub defs: Vec<Function>,
    pub externs: Vec<Function>,
    /// Whether there is a state before.
    pub prev: bool,
    /// Whether `extern` functions may be called.
    pub calls: bool,
    /// How many quantifiers and comprehensions stand around.
    pub loops: usize,
}

impl Scope {
    /// With one more local, which hides whatever had its name.
    pub fn with(&self, name: &str, ty: &Ty) -> Self {
        let mut scope = self.clone();
        scope.seen.retain(|seen| seen.name != name);
        scope.seen.push(Seen {
            name: name.to_owned(),
            ty: ty.clone(),
            kind: Kind::Local,
        });
        scope
    }

    /// Inside a quantifier or comprehension: with its local, and without the host.
    pub fn inside(&self, name: &str, ty: &Ty) -> Self {
        let mut scope = self.with(name, ty);
        scope.loops += 1;
        scope.calls = false;
        scope
    }
}
