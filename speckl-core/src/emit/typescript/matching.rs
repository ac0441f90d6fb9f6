//! `match`: a chain of conditions. The last arm needs none, since one arm always matches.

use super::docs::property;
use super::expr::{Exprs, applied};
use super::layout::{Doc, concat, group, indent};
use super::term::{Binding, Held, Term};
use crate::emit::json_text::quoted;
use crate::model::{ExprId, ExprKind, MatchArm, Pattern, Type, TypeId};

/// What is looked at.
pub(super) struct Scrutinee {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: TypeId,
    /// How it holds an integer.
    pub held: Held,
}

impl Exprs<'_> {
    pub(super) fn matching(
        &mut self,
        id: ExprId,
        value: ExprId,
        arms: &[MatchArm<ExprId>],
    ) -> Term {
        let ty = self.surface.model.expr(value).ty;
        // The value must be mentioned, lest nothing read what it is read from.
        let is_mentioned = arms.len() > 1 || self.binds_and_reads(&arms[0]);
        if let Some(name) = self.matched_name(value).filter(|_| is_mentioned) {
            let scrutinee = Scrutinee {
                name,
                ty,
                held: self.held_by_name(value),
            };
            let ExprKind::Local(local) = self.surface.model.expr(value).kind else {
                unreachable!("only a local is looked at by its name");
            };
            let before = self.narrowing.look_at(local);
            let chain = self.chain(&scrutinee, arms);
            self.narrowing.leave(before);
            return chain;
        }
        let term = self.term(value);
        let bigint = term.is_bigint();
        let term = term.held_as(bigint);
        let scrutinee = Scrutinee {
            name: self.fresh("matched"),
            ty,
            held: term.held,
        };
        let given = self.ty_of(value, term.held);
        let body = self.chain(&scrutinee, arms);
        let held = body.held;
        let signature = format!("({}: {given}){}", scrutinee.name, self.result(id));
        if !is_mentioned {
            let value = term.at_least(Binding::Unary);
            let parts = ["(void ".into(), value, ", ".into(), body.doc(), ")".into()];
            return Term::new(parts, Binding::Primary, held);
        }
        Term::primary(applied(&signature, body, term.doc()), held)
    }

    /// The name of a local that is looked at as it is.
    fn matched_name(&self, value: ExprId) -> Option<String> {
        let model = self.surface.model;
        match model.expr(value).kind {
            ExprKind::Local(local) if !self.narrowing.tells(value) => {
                Some(self.local(local).to_owned())
            }
            _ => None,
        }
    }

    fn held_by_name(&self, value: ExprId) -> Held {
        match self.surface.model.expr(value).kind {
            ExprKind::Local(local) => self.held[local.index()],
            _ => Held::Otherwise,
        }
    }

    fn binds_and_reads(&self, arm: &MatchArm<ExprId>) -> bool {
        let Pattern::Variant(_, _, bound) = &arm.pattern else {
            return false;
        };
        let model = self.surface.model;
        let mut bound = bound.iter();
        bound.any(|(_, local)| super::usage::reads(model, arm.body, *local))
    }

    fn chain(&mut self, scrutinee: &Scrutinee, arms: &[MatchArm<ExprId>]) -> Term {
        let mut tests = Vec::new();
        let mut bodies = Vec::new();
        for (at, arm) in arms.iter().enumerate() {
            tests.push(self.test(
                scrutinee,
                &arm.pattern,
                arms[..at].iter().map(|it| &it.pattern),
            ));
            if let Pattern::Variant(of, index, bound) = &arm.pattern {
                let variant = &self.surface.model.enums[of.index()].variants[*index as usize];
                for (field, local) in bound {
                    let field = &variant.payload[*field as usize];
                    self.locals[local.index()] = property(&scrutinee.name, &field.name);
                    self.held[local.index()] = self.held_by(field.ty.ty);
                }
            }
            bodies.push(self.term(arm.body));
        }
        let bigint = bodies.iter().any(Term::is_bigint);
        let mut bodies = bodies.into_iter().map(|body| body.held_as(bigint)).rev();
        tests.pop();
        let Some(mut chain) = bodies.next() else {
            unreachable!("a match has an arm");
        };
        for (test, body) in tests.into_iter().rev().zip(bodies) {
            let held = body.held;
            let parts = [
                test.at_least(Binding::Or),
                indent([
                    Doc::Line,
                    "? ".into(),
                    body.at_least(Binding::Or),
                    Doc::Line,
                    ": ".into(),
                    chain.at_least(Binding::Conditional),
                ]),
            ];
            chain = Term::new([group(parts)], Binding::Conditional, held);
        }
        chain
    }

    /// Whether a pattern matches, after those before it did not.
    pub(super) fn test<'p>(
        &self,
        scrutinee: &Scrutinee,
        pattern: &Pattern,
        mut before: impl Iterator<Item = &'p Pattern>,
    ) -> Term {
        let Scrutinee { name, ty, held } = scrutinee;
        let is_optional = matches!(self.surface.model.types.get(*ty), Type::Option(_));
        let equals = |text: String| {
            let parts = [format!("{name} === {text}").into()];
            Term::new(parts, Binding::Equality, Held::Otherwise)
        };
        match pattern {
            Pattern::Any => Term::primary("true", Held::Otherwise),
            Pattern::Null => equals("null".to_owned()),
            Pattern::Bool(value) if is_optional => equals(value.to_string()),
            Pattern::Bool(true) => Term::primary(name.as_str(), Held::Otherwise),
            Pattern::Bool(false) => {
                Term::new([format!("!{name}").into()], Binding::Unary, Held::Otherwise)
            }
            Pattern::Int(value) => {
                let inner = match self.surface.model.types.get(*ty) {
                    Type::Option(inner) => self.held_by(*inner),
                    _ => *held,
                };
                let suffix = if inner == Held::Bigint { "n" } else { "" };
                equals(format!("{value}{suffix}"))
            }
            Pattern::String(text) => equals(quoted(text)),
            Pattern::Variant(of, index, _) => {
                let variant = self.surface.variant(*of, *index);
                if !self.surface.model.enums[of.index()].has_payload() {
                    return equals(variant);
                }
                let tag = &self.surface.names.of_enum(*of).tag;
                // `null` has no tag.
                let base = if is_optional && !before.any(|pattern| *pattern == Pattern::Null) {
                    format!("{name}?")
                } else {
                    name.clone()
                };
                let parts = concat([format!("{} === {variant}", property(&base, tag)).into()]);
                Term::new([parts], Binding::Equality, Held::Otherwise)
            }
        }
    }
}
