//! Assignments: a variable, and the way into it.

use super::super::Lowering;
use super::super::exprs::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Declared, FailureId, FailureKind, Place, StmtKind, Type, TypeId, VarId};
use crate::syntax::ast::{self, Access, Target};
use crate::syntax::format;

/// A place as it was written.
fn text_of(target: &Target) -> String {
    let mut text = target.name.text.clone();
    for access in &target.path {
        match access {
            Access::Field(field) => {
                text.push('.');
                text.push_str(&field.text);
            }
            Access::Index(index) => {
                text.push('[');
                text.push_str(&format::expr(index));
                text.push(']');
            }
        }
    }
    text
}

impl Lowering<'_> {
    pub(super) fn assign(
        &mut self,
        target: &Target,
        value: &ast::Expr,
        context: &mut Context,
    ) -> Option<StmtKind> {
        let Some(var) = self.assignable(target, context) else {
            // What stands on the right may be wrong too; say so in the same run.
            if !self.is_needy(value, context) {
                self.expr(value, None, context);
            }
            return None;
        };
        let ty = self.vars[var.index()].as_ref()?.ty;
        let way = self.way(target, var, ty.ty, context);
        let value = way.as_ref().and_then(|&(_, ty)| {
            let declared = Declared { ty, named: None };
            self.stored(value, declared, context)
        });
        // Even if something is wrong, the variable counts as assigned: one mistake, one error.
        if let Some(assigned) = &mut context.assigned {
            assigned.insert(var);
        }
        let (path, _) = way?;
        Some(StmtKind::Assign {
            var,
            path,
            value: value?,
        })
    }

    /// The way into a variable, and the type of the place that it leads to.
    fn way(
        &mut self,
        target: &Target,
        var: VarId,
        mut ty: TypeId,
        context: &mut Context,
    ) -> Option<(Vec<Place>, TypeId)> {
        let mut path = Vec::new();
        if target.path.is_empty() {
            return Some((path, ty));
        }
        if !self.has_value(var, &target.name.text, target.name.span, context) {
            return None;
        }
        let mut text = target.name.text.clone();
        for (at, access) in target.path.iter().enumerate() {
            let last = at + 1 == target.path.len();
            if let Type::Option(inner) = *self.types.get(ty) {
                let failure = self.place_fault(target, &format!("{text} is null"), context);
                path.push(Place::Unwrap { failure });
                ty = inner;
            }
            match access {
                Access::Field(field) => {
                    let Some((index, part)) = self.field_at(ty, field) else {
                        self.refuse_field(ty, field);
                        return None;
                    };
                    path.push(Place::Field(index));
                    ty = part;
                    text = format!("{text}.{}", field.text);
                }
                Access::Index(index) => {
                    let shown = format!("{text}[{}]", format::expr(index));
                    match *self.types.get(ty) {
                        Type::List(item) => {
                            let index = self.integer(index, context)?;
                            let what = format!("{shown} is outside the list");
                            let failure = self.place_fault(target, &what, context);
                            path.push(Place::Index { index, failure });
                            ty = item;
                        }
                        Type::Map(key_type, value) => {
                            let declared = Declared {
                                ty: key_type,
                                named: None,
                            };
                            let key = self.stored(index, declared, context)?;
                            let failure = (!last).then(|| {
                                let what = format!("{shown} has no such key");
                                self.place_fault(target, &what, context)
                            });
                            path.push(Place::Key { key, failure });
                            ty = value;
                        }
                        _ => {
                            self.refuse_index(index.span, ty);
                            return None;
                        }
                    }
                    text = shown;
                }
            }
        }
        Some((path, ty))
    }

    fn place_fault(&mut self, target: &Target, what: &str, context: &Context) -> FailureId {
        self.push_failure(
            FailureKind::Fault,
            context.element,
            text_of(target),
            format!("{} faulted: {what}", context.routine),
            target.span,
        )
    }

    fn assignable(&mut self, target: &Target, context: &Context) -> Option<VarId> {
        let target = &target.name;
        let name = target.text.as_str();
        let local = context.scope.iter().rev().find(|(known, _)| known == name);
        if local.is_none()
            && let Some(&var) = self.names.vars.get(name)
        {
            return Some(var);
        }
        let what = if local.is_some() {
            Some("a local, which never changes")
        } else if self.names.consts.contains_key(name) {
            Some("a constant")
        } else if self.names.actions.contains_key(name) {
            Some("an action")
        } else {
            None
        };
        let finding = match what {
            Some(what) => Diagnostic::new(
                Code::NotAssignable,
                target.span,
                format!("`{name}` cannot be assigned to"),
            )
            .label(format!("this is {what}")),
            None => Diagnostic::new(
                Code::UnknownName,
                target.span,
                format!("there is no state variable `{name}`"),
            )
            .label("not declared in this spec")
            .did_you_mean(target.span, name, self.names.vars.keys().copied()),
        };
        self.report(finding);
        None
    }
}
