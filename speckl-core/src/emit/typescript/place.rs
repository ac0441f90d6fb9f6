//! `m[k].f := e`: assignment to a place inside a variable, which makes the variable anew.
//!
//! Keys and indices come first, from left to right, then the value; only then is the place looked up,
//! from the outside in, and stored to. What would come in another order gets a name before.

use super::layout::{Doc, array, call, concat, entry, object, write};
use super::stmt::{Stmts, set};
use super::support::Helper;
use super::term::{Binding, Term};
use super::usage::can_fail;
use crate::emit::trace::Scope;
use crate::model::{ExprId, FailureId, Place, Type, TypeId, VarId};

/// A step of the way, its key or index already written.
enum Step {
    /// A field.
    Field(u32),
    /// A place in a list, counted from 1.
    Index(Doc, FailureId),
    /// A key of a map, and the fault of a missing one.
    Key(Doc, Option<FailureId>),
    /// Into what is not `null`.
    Unwrap(FailureId),
}

impl Stmts<'_, '_> {
    pub(super) fn store(
        &mut self,
        scope: &mut Scope<'_>,
        var: VarId,
        path: &[Place],
        value: ExprId,
    ) {
        let model = self.exprs.surface.model;
        let root = model.vars[var.index()].ty.ty;
        let types = self.types_along(root, path);
        let may_miss = path.iter().any(|place| match place {
            Place::Index { .. } | Place::Unwrap { .. } => true,
            Place::Key { failure, .. } => failure.is_some(),
            Place::Field(_) => false,
        });
        let names_value = may_miss && can_fail(model, value);
        // A key is written once where it is the only one, and nothing is looked up before it that may not
        // be there.
        let keys_once = matches!(path, [before @ .., last] if key_of(last).is_some_and(|key| {
            before.iter().all(|place| match place {
                Place::Field(_) => true,
                Place::Unwrap { .. } => !can_fail(model, key),
                Place::Index { .. } | Place::Key { .. } => false,
            })
        }));
        let mut steps = Vec::new();
        for (place, ty) in path.iter().zip(&types) {
            steps.push(match place {
                Place::Field(field) => Step::Field(*field),
                Place::Unwrap { failure } => Step::Unwrap(*failure),
                Place::Index { index, failure } => {
                    let term = self.exprs.term(*index).held_as(false);
                    let index = self.named(scope, "at", *index, term, keys_once && !names_value);
                    Step::Index(index, *failure)
                }
                Place::Key { key, failure } => {
                    let key_type = self.exprs.surface.parts(*ty)[0];
                    let wide = self.exprs.surface.is_wide(key_type);
                    let term = self.exprs.term(*key).held_as(wide);
                    let key = self.named(scope, "key", *key, term, keys_once && !names_value);
                    Step::Key(key, *failure)
                }
            });
        }
        let place_type = *types.last().unwrap_or(&root);
        let mut stored = self.exprs.stored(value, place_type);
        if names_value {
            let name = self.exprs.fresh("value");
            let ty = self.exprs.surface.plain_ty(place_type);
            write(scope, [set(&format!("const {name}: {ty}"), stored)]);
            stored = name.into();
        }
        let name = format!("next.{}", self.exprs.surface.names.var(var));
        let made = self.made_anew(scope, &name, &types, &steps, stored);
        write(scope, [set(&name, made)]);
        self.exprs.narrowing.assign(var);
    }

    /// The types that the steps of a path are taken in, and that of the place at its end.
    fn types_along(&self, root: TypeId, path: &[Place]) -> Vec<TypeId> {
        let surface = self.exprs.surface;
        let mut types = vec![root];
        for place in path {
            let parts = surface.parts(*types.last().unwrap_or(&root));
            types.push(match place {
                Place::Field(field) => parts[*field as usize],
                Place::Index { .. } | Place::Unwrap { .. } => parts[0],
                Place::Key { .. } => parts[1],
            });
        }
        types
    }

    /// A key, under a name unless it is one already or need not have one.
    fn named(
        &mut self,
        scope: &mut Scope<'_>,
        name: &str,
        id: ExprId,
        term: Term,
        once: bool,
    ) -> Doc {
        if once || self.exprs.is_plain(id) {
            return term.doc();
        }
        let name = self.exprs.fresh(name);
        let ty = self.exprs.ty_of(id, term.held);
        write(scope, [set(&format!("const {name}: {ty}"), term.doc())]);
        name.into()
    }

    /// The value of a place in which something further inside is replaced.
    fn made_anew(
        &mut self,
        scope: &mut Scope<'_>,
        current: &str,
        types: &[TypeId],
        steps: &[Step],
        value: Doc,
    ) -> Doc {
        let ([step, rest @ ..], [ty, inner, ..]) = (steps, types) else {
            return value;
        };
        let types = &types[1..];
        match step {
            Step::Field(field) => {
                let selector = self.exprs.selector(*ty, *field);
                let place = format!("{current}{selector}");
                let value = self.made_anew(scope, &place, types, rest, value);
                self.with_field(current, *ty, *field, value)
            }
            Step::Index(index, failure) => {
                let value = if rest.is_empty() {
                    value
                } else {
                    let at = Term::primary(index.clone(), super::term::Held::Number);
                    let at = concat([at.at_least(Binding::Additive), " - 1".into()]);
                    let found = concat([format!("{current}[").into(), at, "]".into()]);
                    let place = self.looked_up(scope, found, Helper::Present, *failure, *inner);
                    self.made_anew(scope, &place, types, rest, value)
                };
                let failure = self.exprs.support.failure(*failure).into();
                let callee = self.exprs.support.call(Helper::Replaced);
                call(callee, vec![current.into(), index.clone(), value, failure])
            }
            Step::Key(key, failure) => {
                let value = match failure {
                    Some(failure) if !rest.is_empty() => {
                        let found = call(format!("{current}.get"), vec![key.clone()]);
                        let place = self.looked_up(scope, found, Helper::Present, *failure, *inner);
                        self.made_anew(scope, &place, types, rest, value)
                    }
                    _ => value,
                };
                let method = self.exprs.support.call(Helper::With);
                call(format!("{current}.{method}"), vec![key.clone(), value])
            }
            Step::Unwrap(failure) => {
                let found = current.to_owned().into();
                let place = self.looked_up(scope, found, Helper::NonNull, *failure, *inner);
                self.made_anew(scope, &place, types, rest, value)
            }
        }
    }

    /// The name of what is found at a place.
    fn looked_up(
        &mut self,
        scope: &mut Scope<'_>,
        found: Doc,
        helper: Helper,
        failure: FailureId,
        ty: TypeId,
    ) -> String {
        let name = self.exprs.fresh("place");
        let failure = self.exprs.support.failure(failure).into();
        let ty = self.exprs.surface.plain_ty(ty);
        // It may be known to be `null`, and then nothing would be left of its type.
        let callee = format!("{}<{ty}>", self.exprs.support.call(helper));
        let found = call(callee, vec![found, failure]);
        // In a loop its type would depend on itself.
        write(scope, [set(&format!("const {name}: {ty}"), found)]);
        name
    }

    /// A record or tuple with one field replaced.
    fn with_field(&self, current: &str, ty: TypeId, field: u32, value: Doc) -> Doc {
        match self.exprs.surface.model.types.get(ty) {
            Type::Record(fields) => {
                let name = super::docs::key(&fields[field as usize].0);
                let rest = format!("...{current}").into();
                object(vec![rest, entry(name, value)])
            }
            Type::Tuple(items) => {
                let items = (0..items.len()).map(|at| {
                    if at == field as usize {
                        value.clone()
                    } else {
                        format!("{current}[{at}]").into()
                    }
                });
                array(items.collect())
            }
            _ => unreachable!("only records and tuples have fields"),
        }
    }
}

/// The key or index of a step.
fn key_of(place: &Place) -> Option<ExprId> {
    match place {
        Place::Index { index: key, .. } | Place::Key { key, .. } => Some(*key),
        Place::Field(_) | Place::Unwrap { .. } => None,
    }
}
