//! What TypeScript knows of a value beyond its type.
//!
//! Once a value was compared or assigned, TypeScript narrows its type, and refuses to compile a later
//! comparison whose outcome it can tell. A specification may well make such a comparison. So this
//! keeps account, rather too much than too little, of what may be narrowed where; a comparison of two
//! such values is written so that TypeScript forgets.

use super::usage::operands;
use crate::model::{CompareOp, ExprId, ExprKind, LocalId, LogicOp, Model, Type, VarId};
use std::collections::{BTreeMap, BTreeSet};

/// Something that can be narrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// A variable as it is now.
    Var(VarId),
    /// A variable as it was.
    Prev(VarId),
    /// A parameter or `let`.
    Local(LocalId),
}

impl Place {
    /// A variable or local on its own.
    fn of(kind: &ExprKind) -> Option<Self> {
        match kind {
            ExprKind::Var(var) => Some(Place::Var(*var)),
            ExprKind::PrevVar(var) => Some(Place::Prev(*var)),
            ExprKind::Local(local) => Some(Place::Local(*local)),
            _ => None,
        }
    }
}

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
        let ty = self.model.types.get(self.model.vars[var.index()].ty.ty);
        if matches!(ty, Type::Bool | Type::Enum(_)) {
            self.lasting.insert((Place::Var(var), None));
        }
    }

    /// A local is given a value.
    pub fn bind(&mut self, local: LocalId, value: ExprId) {
        if self.tells(value) {
            self.lasting.insert((Place::Local(local), None));
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
            | ExprKind::Logic { .. } => true,
            ExprKind::Not(value)
            | ExprKind::Neg { value, .. }
            | ExprKind::Checked { value, .. } => self.tells(*value),
            kind => Place::of(kind).is_some_and(|place| self.told(place).next().is_some()),
        }
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
        let place = Place::of(&self.model.expr(place).kind);
        let (Some(place), ExprKind::Variant(_, value, _)) = (place, &self.model.expr(value).kind)
        else {
            return false;
        };
        self.told(place)
            .all(|told| told.is_some_and(|other| other != *value))
    }

    fn told(&self, place: Place) -> impl Iterator<Item = Option<u32>> {
        let all = self.lasting.iter().chain(&self.here);
        all.filter(move |(of, _)| *of == place)
            .map(|(_, told)| *told)
    }

    fn is_integer(&self, id: ExprId) -> bool {
        self.model.type_of(id).integers().is_some()
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
                if equal || !self.is_integer(left) {
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
                for operand in operands(kind) {
                    self.told_by(operand, holds, places);
                }
                self.told_by(condition, !holds, places);
            }
            ExprKind::Local(local) => {
                places.insert((Place::Local(local), None));
                places.extend(self.behind.get(&local).into_iter().flatten());
            }
            _ => places.extend(Place::of(kind).map(|place| (place, None))),
        }
    }

    /// What is known where a place and a value of an enum differ.
    fn excluded(&self, left: ExprId, right: ExprId) -> Option<Told> {
        let [left, right] = [left, right].map(|id| &self.model.expr(id).kind);
        match (Place::of(left), left, Place::of(right), right) {
            (Some(place), _, _, ExprKind::Variant(_, value, _))
            | (_, ExprKind::Variant(_, value, _), Some(place), _) => Some((place, Some(*value))),
            _ => None,
        }
    }
}
