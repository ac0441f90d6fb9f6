//! Integers in Rust: which type an expression has by itself, and how it is brought into another one.

use super::code::Code;
use super::expr::{Got, Scope};
use super::types::{I64, Int, Repr, WIDE, repr};
use crate::model::{Builtin, ExprId, ExprKind, Type, TypeId};

impl Scope<'_> {
    /// How an expression is represented if nothing else is asked of it.
    pub(super) fn natural(&self, id: ExprId) -> Repr {
        let model = self.model;
        let expr = model.expr(id);
        let part = |ty: TypeId| repr(model, ty);
        match &expr.kind {
            ExprKind::Var(var) | ExprKind::PrevVar(var) => part(model.vars[var.index()].ty.ty),
            ExprKind::Const(known) => part(model.consts[known.index()].ty.ty),
            ExprKind::Local(local) => self.locals.reprs[local.index()],
            ExprKind::If {
                then, otherwise, ..
            } => {
                let (a, b) = (self.natural(*then), self.natural(*otherwise));
                if a == b { a } else { self.wide(expr.ty) }
            }
            ExprKind::Match { arms, .. } => {
                let mut all = arms.iter().map(|arm| self.natural(arm.body));
                let first = all.next().unwrap_or(WIDE);
                if all.all(|other| other == first) {
                    first
                } else {
                    self.wide(expr.ty)
                }
            }
            ExprKind::Let { body, .. } => self.natural(*body),
            ExprKind::Field { base, field } => match self.kind(*base) {
                Type::Record(fields) => part(fields[*field as usize].1),
                Type::Tuple(items) => part(items[*field as usize]),
                _ => part(expr.ty),
            },
            ExprKind::ListGet { list, .. } => self.item_repr(*list, expr.ty),
            ExprKind::MapGet { map, .. } => match self.kind(*map) {
                Type::Map(_, value) => part(*value),
                _ => part(expr.ty),
            },
            ExprKind::Unwrap { value, .. } => match self.kind(*value) {
                Type::Option(inner) => part(*inner),
                _ => part(expr.ty),
            },
            ExprKind::Extern { function, .. } => part(model.externs[function.index()].returns.ty),
            ExprKind::Call { function, args, .. } => match (function, args.as_slice()) {
                (Builtin::Head | Builtin::Last | Builtin::MinOf | Builtin::MaxOf, [only]) => {
                    self.item_repr(*only, expr.ty)
                }
                _ => self.wide(expr.ty),
            },
            _ => self.wide(expr.ty),
        }
    }

    /// The representation of a type, all integers being `i64`.
    fn wide(&self, ty: TypeId) -> Repr {
        match repr(self.model, ty) {
            Repr::Int(_) => WIDE,
            other @ Repr::Type(_) => other,
        }
    }

    pub(super) fn item_repr(&self, collection: ExprId, otherwise: TypeId) -> Repr {
        match self.kind(collection) {
            Type::Set(item) | Type::List(item) => repr(self.model, *item),
            _ => repr(self.model, otherwise),
        }
    }

    /// The integer that an expression is written as in the text, where it is.
    pub(super) fn as_literal(&self, id: ExprId) -> Option<i64> {
        match self.model.expr(id).kind {
            ExprKind::Int(value) => Some(value),
            _ => None,
        }
    }

    /// An integer as `i64`.
    pub(super) fn int(&self, id: ExprId) -> Code {
        self.int_as(id, I64)
    }

    /// An integer in a given representation, which it is known to fit.
    pub(super) fn int_as(&self, id: ExprId, wanted: Int) -> Code {
        if let Some(value) = self.as_literal(id) {
            return Code::integer(value);
        }
        match &self.model.expr(id).kind {
            ExprKind::Checked {
                value,
                fits,
                failure,
            } => self.checked(*value, *fits, *failure, wanted),
            ExprKind::Convert {
                value,
                failure: Some(failure),
            } if matches!(repr(self.model, self.ty(*value)), Repr::Int(_)) => {
                match self.kind(id).integers() {
                    Some(fits) => self.checked(*value, fits, *failure, wanted),
                    None => self.int_as(*value, wanted),
                }
            }
            ExprKind::Convert {
                value,
                failure: None,
            } if matches!(repr(self.model, self.ty(*value)), Repr::Int(_)) => {
                self.int_as(*value, wanted)
            }
            ExprKind::If { .. } | ExprKind::Let { .. } | ExprKind::Match { .. } => {
                self.ending_in(id, &|end| self.int_as(end, wanted))
            }
            _ => {
                let natural = self.natural(id);
                Self::cast(self.value(id), natural, wanted)
            }
        }
    }

    /// An integer in another representation, which it fits.
    pub(super) fn cast(code: Code, have: Repr, wanted: Int) -> Code {
        match have {
            Repr::Int(have) if have != wanted => {
                if wanted == I64 {
                    Code::function("i64::from", vec![code])
                } else {
                    code.cast(wanted.name)
                }
            }
            _ => code,
        }
    }

    /// An integer that others are put beside: where all of them are literals, it says its type, since
    /// nothing else would.
    pub(super) fn first_int(&self, id: ExprId, others: &[ExprId]) -> Code {
        let mut all = std::iter::once(&id).chain(others);
        if all.all(|id| self.is_untyped(*id)) {
            self.typed_int(id)
        } else {
            self.int(id)
        }
    }

    /// Whether an integer is written with literals alone, which could be of any type.
    pub(super) fn is_untyped(&self, id: ExprId) -> bool {
        match &self.model.expr(id).kind {
            ExprKind::Int(_) => true,
            ExprKind::If {
                then, otherwise, ..
            } => self.is_untyped(*then) && self.is_untyped(*otherwise),
            ExprKind::Let { body, .. } => self.is_untyped(*body),
            ExprKind::Match { arms, .. } => arms.iter().all(|arm| self.is_untyped(arm.body)),
            _ => false,
        }
    }

    /// An untyped integer, as an `i64` that says so.
    fn typed_int(&self, id: ExprId) -> Code {
        match &self.model.expr(id).kind {
            ExprKind::Int(value) => Code::typed_integer(*value, "i64"),
            _ => self.ending_in(id, &|end| self.typed_int(end)),
        }
    }

    /// An integer that is one of several, each written as `end` says.
    fn ending_in(&self, id: ExprId, end: &dyn Fn(ExprId) -> Code) -> Code {
        match &self.model.expr(id).kind {
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                let condition = self.condition(*condition);
                condition.then_else(end(*then), end(*otherwise))
            }
            ExprKind::Let { local, value, body } => {
                let line = self.bind_local(*local, *value);
                Code::block(vec![line.0], end(*body))
            }
            ExprKind::Match { value, arms } => {
                self.match_of(*value, arms, &mut |body| Got::own(end(body)), id)
                    .code
            }
            _ => self.int(id),
        }
    }
}
