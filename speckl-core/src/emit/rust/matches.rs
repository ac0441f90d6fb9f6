//! `match` in Rust, for expressions and statements.

use super::code::Code;
use super::expr::{Got, How, Scope};
use super::types::{I64, Repr};
use crate::model::{ExprId, Interval, MatchArm, Pattern, Type};

impl Scope<'_> {
    /// What a `match` looks at, and how the fields that its patterns bind are held then.
    pub(super) fn scrutinee<Body>(&self, value: ExprId, arms: &[MatchArm<Body>]) -> (Code, How) {
        if let Repr::Int(natural) = self.natural(value) {
            let fits = arms.iter().all(|arm| match arm.pattern {
                Pattern::Int(value) => natural.holds.covers(Interval::one(value)),
                _ => true,
            });
            let int = if fits { natural } else { I64 };
            let code = match self.as_literal(value) {
                Some(_) => self.first_int(value, &[]),
                None => self.int_as(value, int),
            };
            return (code, How::Own);
        }
        let ty = self.ty(value);
        let got = self.got(value, false);
        let base = match self.model.types.get(ty) {
            Type::Option(inner) => *inner,
            _ => ty,
        };
        let is_option = base != ty;
        match self.model.types.get(base) {
            Type::String if is_option => (got.code.method("as_deref", Vec::new()), How::Own),
            Type::String => (self.sliced(got, ty), How::Own),
            _ if self.names.is_copy(ty) => (self.own(got, ty), How::Own),
            _ => (Self::borrow(got), How::Ref),
        }
    }

    /// The pattern of an arm; binds its locals. The last arm of a `match` is always taken if none
    /// before it is, and Rust does not always see that.
    pub(super) fn pattern(&self, value: ExprId, pattern: &Pattern, how: How, last: bool) -> Code {
        let ty = self.ty(value);
        let is_option = matches!(self.model.types.get(ty), Type::Option(_));
        let some = |inner: Code| {
            if is_option {
                Code::function("Some", vec![inner])
            } else {
                inner
            }
        };
        match pattern {
            Pattern::Any => Code::path("_"),
            Pattern::Null | Pattern::Bool(_) | Pattern::Int(_) | Pattern::String(_) if last => {
                Code::path("_")
            }
            Pattern::Null => Code::path("None"),
            Pattern::Bool(value) => some(Code::Number(value.to_string())),
            Pattern::Int(value) => some(Code::integer(*value)),
            Pattern::String(text) => some(Code::Text(text.clone())),
            Pattern::Variant(of, index, bound) => {
                let (of, index) = (of.index(), *index as usize);
                let path = self.names.value(of, index);
                let payload = &self.model.enums[of].variants[index].payload;
                if payload.is_empty() {
                    return some(Code::path(path));
                }
                let fields = &self.names.payloads[of][index];
                let mut shown = Vec::new();
                for (field, local) in bound {
                    let name = &fields[*field as usize];
                    let local = local.index();
                    let own = &self.locals.names[local];
                    self.hows.borrow_mut()[local] = how;
                    shown.push((name.clone(), (own != name).then(|| own.clone())));
                }
                let open = shown.len() < payload.len();
                some(if shown.is_empty() {
                    Code::Path(super::layout::Doc::from(format!("{path} {{ .. }}")))
                } else {
                    Code::StructPattern(path.into(), shown, open)
                })
            }
        }
    }

    /// A `match` whose arms give values.
    pub(super) fn match_of(
        &self,
        value: ExprId,
        arms: &[MatchArm<ExprId>],
        body: &mut dyn FnMut(ExprId) -> Got,
        id: ExprId,
    ) -> Got {
        let ty = self.ty(id);
        let holds = self.got_how(value);
        let (scrutinee, how) = self.scrutinee(value, arms);
        let mut patterns = Vec::new();
        let mut values = Vec::new();
        for (at, arm) in arms.iter().enumerate() {
            let last = at + 1 == arms.len();
            patterns.push(self.pattern(value, &arm.pattern, how, last));
            values.push(body(arm.body));
        }
        // What lies in a value that is gone after the `match` has to be copied out of it.
        let fleeting = holds || how == How::Own;
        let (codes, how) = if fleeting {
            let codes = values.into_iter().map(|got| self.own(got, ty)).collect();
            (codes, How::Own)
        } else {
            self.unify(values, ty)
        };
        let arms = patterns.into_iter().zip(codes).collect();
        Got {
            code: Code::Match(Box::new(scrutinee), arms),
            how,
        }
    }

    /// Whether an expression makes a value of its own, which a reference would not outlive.
    fn got_how(&self, id: ExprId) -> bool {
        use crate::model::ExprKind;
        match &self.model.expr(id).kind {
            ExprKind::Var(_) | ExprKind::PrevVar(_) | ExprKind::Local(_) => false,
            ExprKind::Field { base, .. } => self.got_how(*base),
            ExprKind::MapGet { map, .. } => self.got_how(*map),
            ExprKind::ListGet { list, .. } => self.got_how(*list),
            ExprKind::Unwrap { value, .. } => self.got_how(*value),
            _ => true,
        }
    }
}
