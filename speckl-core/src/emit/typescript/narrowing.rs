//! What TypeScript knows of a value beyond its type.
//!
//! Once a value was compared or assigned, TypeScript narrows its type, and refuses to compile a later
//! comparison whose outcome it can tell. A specification may well make such a comparison. So this
//! keeps account, rather too much than too little, of what may be narrowed where; a comparison of two
//! such values is written so that TypeScript forgets.

use super::usage::is_pointless;
use crate::model::{CompareOp, ExprId, ExprKind, LocalId, LogicOp, Model, Type, TypeId, VarId};
use std::collections::{BTreeMap, BTreeSet};

/// Where something that can be narrowed begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Root {
    /// A variable as it is now.
    Var(VarId),
    /// A variable as it was.
    Prev(VarId),
    /// A parameter or `let`.
    Local(LocalId),
}

/// Something that can be narrowed: a variable or local, or a field in one.
type Place = (Root, Vec<u32>);

/// What is known of a place: that it is not this value of its enum, or possibly anything.
type Told = (Place, Option<u32>);

/// What is narrowed at one point of a routine.
#[derive(Clone, Debug)]
pub(super) struct Narrowing<'a> {
    model: &'a Model,
    /// From here to the end: assigned, or told by a branch that returned.
    lasting: BTreeSet<Told>,
    /// Where a condition holds, or does not.
    here: BTreeSet<Told>,
    /// What the condition in a local was about: TypeScript looks through a `const`.
    behind: BTreeMap<LocalId, BTreeSet<Told>>,
}

/// What was narrowed before a branch.
#[derive(Debug)]
pub(super) struct Before(BTreeSet<Told>);

impl<'a> Narrowing<'a> {
    /// At the start of a routine.
    pub fn new(model: &'a Model) -> Self {
        Self {
            model,
            lasting: BTreeSet::new(),
            here: BTreeSet::new(),
            behind: BTreeMap::new(),
        }
    }

    /// A variable is assigned. To TypeScript, a number that was assigned may still be any number.
    pub fn assign(&mut self, var: VarId) {
        let ty = self.model.vars[var.index()].ty.ty;
        if self.is_union(ty) {
            self.lasting.insert(((Root::Var(var), Vec::new()), None));
        }
    }

    /// A local is given a value.
    pub fn bind(&mut self, local: LocalId, value: ExprId) {
        if self.tells(value) {
            self.lasting
                .insert(((Root::Local(local), Vec::new()), None));
        }
        let mut behind = self.when(value, true);
        behind.extend(self.when(value, false));
        self.behind.insert(local, behind);
    }

    /// From here on to [`leave`](Self::leave), a condition holds, or does not.
    pub fn enter(&mut self, condition: ExprId, holds: bool) -> Before {
        let told = self.when(condition, holds);
        let before = Before(self.here.clone());
        self.here.extend(told);
        before
    }

    /// From here on to [`leave`](Self::leave), a local has been compared with several values.
    pub fn look_at(&mut self, local: LocalId) -> Before {
        let before = Before(self.here.clone());
        self.here.insert(((Root::Local(local), Vec::new()), None));
        before
    }

    /// The end of what [`enter`](Self::enter) began.
    pub fn leave(&mut self, before: Before) {
        self.here = before.0;
    }

    /// The other branch of a condition always returns, so it holds, or does not, to the end.
    pub fn settle(&mut self, condition: ExprId, holds: bool) {
        let told = self.when(condition, holds);
        self.lasting.extend(told);
    }

    /// Whether the type that TypeScript gives to an expression may tell its value.
    pub fn tells(&self, id: ExprId) -> bool {
        let kind = &self.model.expr(id).kind;
        match kind {
            ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::Variant(..)
            | ExprKind::Const(_)
            | ExprKind::If { .. }
            | ExprKind::Let { .. }
            | ExprKind::Logic { .. }
            | ExprKind::String(_)
            | ExprKind::Null
            | ExprKind::Record(_)
            | ExprKind::Tuple(_)
            | ExprKind::List(_)
            | ExprKind::With { .. }
            | ExprKind::Match { .. }
            | ExprKind::Call { .. }
            | ExprKind::Convert { .. } => true,
            ExprKind::Not(value)
            | ExprKind::Neg { value, .. }
            | ExprKind::Checked { value, .. } => self.tells(*value),
            ExprKind::Field { base, .. } if self.place(id).is_none() => self.tells(*base),
            _ => {
                let place = self.place(id);
                place.is_some_and(|place| self.told(&place).next().is_some())
            }
        }
    }

    /// A variable, a local, or a field in one.
    fn place(&self, id: ExprId) -> Option<Place> {
        match self.model.expr(id).kind {
            ExprKind::Var(var) => Some((Root::Var(var), Vec::new())),
            ExprKind::PrevVar(var) => Some((Root::Prev(var), Vec::new())),
            ExprKind::Local(local) => Some((Root::Local(local), Vec::new())),
            // A value that is only given another type is written as it is.
            ExprKind::Convert { value, .. } => self.place(value),
            ExprKind::Field { base, field } => {
                let (root, mut path) = self.place(base)?;
                path.push(field);
                Some((root, path))
            }
            _ => None,
        }
    }

    /// Whether TypeScript sees a type as one of several: only such a type is narrowed by assignment.
    fn is_union(&self, ty: TypeId) -> bool {
        matches!(
            self.model.types.get(ty),
            Type::Bool | Type::Enum(_) | Type::Option(_)
        )
    }

    /// Whether TypeScript may find a comparison of two expressions pointless.
    pub fn foresees(&self, left: ExprId, right: ExprId) -> bool {
        self.tells(left)
            && self.tells(right)
            && !self.is_open(left, right)
            && !self.is_open(right, left)
    }

    /// Whether a place may still have the value of an enum that it is compared with, since all that
    /// is known of it is that it does not have some others.
    fn is_open(&self, place: ExprId, value: ExprId) -> bool {
        let place = self.place(place);
        let (Some(place), ExprKind::Variant(_, value, _)) = (place, &self.model.expr(value).kind)
        else {
            return false;
        };
        self.told(&place)
            .all(|told| told.is_some_and(|other| other != *value))
    }

    /// What is known of a place, or of one that it is a part of.
    fn told<'p>(&'p self, place: &'p Place) -> impl Iterator<Item = Option<u32>> + 'p {
        let all = self.lasting.iter().chain(&self.here);
        all.filter(|((root, path), _)| *root == place.0 && place.1.starts_with(path))
            .map(|(_, told)| *told)
    }

    /// Whether a type has values without end, so that one of them less changes nothing.
    fn is_endless(&self, id: ExprId) -> bool {
        let ty = self.model.type_of(id);
        ty.integers().is_some() || *ty == Type::String
    }

    /// What is narrowed where a condition holds, or where it does not.
    fn when(&self, id: ExprId, holds: bool) -> BTreeSet<Told> {
        let mut places = BTreeSet::new();
        self.told_by(id, holds, &mut places);
        places
    }

    fn told_by(&self, id: ExprId, holds: bool, places: &mut BTreeSet<Told>) {
        let kind = &self.model.expr(id).kind;
        match *kind {
            ExprKind::Compare {
                op: op @ (CompareOp::Eq | CompareOp::Ne),
                left,
                right,
            } => {
                let equal = (op == CompareOp::Eq) == holds;
                if !equal && let Some(excluded) = self.excluded(left, right) {
                    places.insert(excluded);
                    return;
                }
                // That a number is not 3 leaves it a number.
                if equal || !self.is_endless(left) {
                    for side in [left, right] {
                        self.told_by(side, true, places);
                        self.told_by(side, false, places);
                    }
                }
            }
            ExprKind::Logic { op, left, right } => {
                self.told_by(left, holds != (op == LogicOp::Implies), places);
                self.told_by(right, holds, places);
                if op == LogicOp::Iff {
                    self.told_by(left, !holds, places);
                    self.told_by(right, !holds, places);
                }
            }
            ExprKind::Not(value) => self.told_by(value, !holds, places),
            ExprKind::If { condition, .. } => {
                for part in self.model.expr(id).parts() {
                    self.told_by(part, holds, places);
                }
                self.told_by(condition, !holds, places);
            }
            // Written as its body; any other becomes a function, out of which no knowledge comes.
            ExprKind::Let { local, value, body }
                if is_pointless(self.model, local, value, body) =>
            {
                self.told_by(body, holds, places);
            }
            ExprKind::Local(local) => {
                places.insert(((Root::Local(local), Vec::new()), None));
                places.extend(self.behind.get(&local).into_iter().flatten().cloned());
            }
            _ => places.extend(self.place(id).map(|place| (place, None))),
        }
    }

    /// What is known where a place and a value of an enum differ.
    fn excluded(&self, left: ExprId, right: ExprId) -> Option<Told> {
        let [a, b] = [left, right].map(|id| self.place(id));
        let [left, right] = [left, right].map(|id| &self.model.expr(id).kind);
        match (a, left, b, right) {
            (Some(place), _, _, ExprKind::Variant(_, value, _))
            | (_, ExprKind::Variant(_, value, _), Some(place), _) => Some((place, Some(*value))),
            _ => None,
        }
    }
}
