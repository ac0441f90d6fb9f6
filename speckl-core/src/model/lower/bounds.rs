//! `bounds { … }`: how far the check goes where types are unbounded.

use super::Lowering;
use super::elements::ROOT;
use super::scope::Space;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{BoundTarget, BoundTo, Declared, ElementKind, Init, Local, LocalId, Param};
use crate::model::{Type, TypeId};
use crate::source::Span;
use crate::syntax::ast::{self, Bound, Decl, Expr, ExprKind, Name};
use crate::syntax::format;
use crate::value::Value;

/// What is bounded, and the type of its values; `None` for `List`, which has no values of its own.
type Target = (BoundTarget, Option<TypeId>);

impl Lowering<'_> {
    pub(super) fn bounds(&mut self, decl: &Decl, bounds: &[Bound], init: &Init) {
        let canonical = format::decl(decl);
        self.numbered_element(ROOT, "", ElementKind::Bounds, decl.span, canonical);
        for bound in bounds {
            self.bound(bound, init);
        }
    }

    /// One bound; `None` if it is wrong, which has been said.
    pub(super) fn bound(&mut self, bound: &Bound, init: &Init) -> Option<()> {
        if let [limit] = bound.target.as_slice() {
            match limit.text.as_str() {
                "depth" => {
                    let depth = self.limit(&bound.value, 0, u64::from(u32::MAX))?;
                    self.bounds.depth = u32::try_from(depth).ok();
                    return Some(());
                }
                "states" => {
                    self.bounds.states = Some(self.limit(&bound.value, 1, i64::MAX as u64)?);
                    return Some(());
                }
                _ => {}
            }
        }
        let (target, ty) = self.bound_target(bound, init)?;
        let is_list = ty.is_none_or(|ty| matches!(self.types.get(ty), Type::List(_)));
        let is_set = matches!(
            bound.value.kind,
            ExprKind::Braces(_) | ExprKind::SetOf { .. } | ExprKind::Binary(..)
        );
        let to = match ty {
            Some(ty) if !is_list || is_set => BoundTo::Values(self.bound_values(bound, ty)?),
            _ => BoundTo::Length(self.limit(&bound.value, 0, u64::from(u32::MAX))? as u32),
        };
        self.bounds.domains.push((target, to));
        Some(())
    }

    fn bound_target(&mut self, bound: &Bound, init: &Init) -> Option<Target> {
        match bound.target.as_slice() {
            [name] => self.bounded_type(name, None),
            [owner, param] if owner.text == "init" => {
                let local = self.bounded_param(owner, param, &init.params, &init.locals)?;
                let ty = init.locals[local.index()].ty.ty;
                Some((BoundTarget::InitParam(local), Some(ty)))
            }
            [alias, name] if self.names.imports.contains_key(alias.text.as_str()) => {
                self.bounded_type(name, Some(alias))
            }
            [owner, param] => {
                let id = self.action_named(owner)?;
                // An action that is wrong has been reported.
                let action = self.actions[id.index()].as_ref()?;
                let (params, locals) = (action.params.clone(), action.locals.clone());
                let local = self.bounded_param(owner, param, &params, &locals)?;
                let ty = locals[local.index()].ty.ty;
                Some((BoundTarget::Param(id, local), Some(ty)))
            }
            _ => {
                self.report(
                    Diagnostic::new(
                        Code::InvalidBound,
                        bound.span,
                        "a bound is for a type, or for a parameter of an action",
                    )
                    .label("write `Type = …` or `action.parameter = …`"),
                );
                None
            }
        }
    }

    /// A type, which is bounded wherever it is the type of a parameter.
    fn bounded_type(&mut self, name: &Name, alias: Option<&Name>) -> Option<Target> {
        let built_in = match (alias, name.text.as_str()) {
            (None, "Nat") => Some((BoundTarget::Nat, Type::Nat)),
            (None, "Int") => Some((BoundTarget::Int, Type::Int)),
            (None, "String") => Some((BoundTarget::String, Type::String)),
            (None, "List") => return Some((BoundTarget::List, None)),
            _ => None,
        };
        if let Some((target, ty)) = built_in {
            return Some((target, Some(self.types.intern(ty))));
        }
        let path = ast::Path {
            qualifier: alias.cloned(),
            name: name.clone(),
        };
        if let Some(entry) = self.find(&path, Space::Types) {
            let id = self.type_of_entry(entry)?;
            let ty = self.named_types[id.index()].as_ref()?.ty;
            return Some((BoundTarget::Type(id), Some(ty)));
        }
        if alias.is_none() {
            self.unknown_target(name);
        }
        None
    }

    fn unknown_target(&mut self, name: &Name) {
        let text = name.text.as_str();
        let mut finding = Diagnostic::new(
            Code::InvalidBound,
            name.span,
            format!("there is nothing to bound that is called `{text}`"),
        )
        .label("no type of that name");
        finding = if self.names.vars.contains_key(text) {
            finding.note("bounds narrow what is chosen, and never what is computed into the state")
        } else if self.names.consts.contains_key(text) {
            finding.note("a constant has one value; a check may be given another one")
        } else if self.names.actions.contains_key(text) {
            finding.note(format!("name a parameter of it: `{text}.parameter = …`"))
        } else {
            let fixed = ["Nat", "Int", "String", "List", "depth", "states"];
            let known = self.names.types.keys().copied().chain(fixed);
            finding.did_you_mean(name.span, text, known)
        };
        self.report(finding);
    }

    fn bounded_param(
        &mut self,
        owner: &Name,
        param: &Name,
        params: &[Param],
        locals: &[Local],
    ) -> Option<LocalId> {
        let mut names = params.iter().map(|param| param.local);
        let found = names.find(|local| locals[local.index()].name == param.text);
        if found.is_none() {
            let known = params
                .iter()
                .map(|param| locals[param.local.index()].name.as_str());
            self.report(
                Diagnostic::new(
                    Code::InvalidBound,
                    param.span,
                    format!("`{}` has no parameter `{}`", owner.text, param.text),
                )
                .label("no such parameter")
                .did_you_mean(param.span, &param.text, known),
            );
        }
        found
    }

    /// A number that limits the check.
    fn limit(&mut self, value: &Expr, least: u64, most: u64) -> Option<u64> {
        let int = self.types.intern(Type::Int);
        let declared = Declared {
            ty: int,
            named: None,
        };
        let Value::Int(number) = self.constant_expr(value, Some(declared))? else {
            unreachable!("a constant of type Int is an integer");
        };
        let fits = u64::try_from(number).ok();
        let fits = fits.filter(|it| (least..=most).contains(it));
        if fits.is_none() {
            self.report(
                Diagnostic::new(
                    Code::InvalidBound,
                    value.span,
                    format!("`{number}` is no limit"),
                )
                .label(format!("must be a number from {least} to {most}")),
            );
        }
        fits
    }

    /// The values that something is bounded to: a set of them, which all fit its type.
    fn bound_values(&mut self, bound: &Bound, ty: TypeId) -> Option<Vec<Value>> {
        let text = self.type_text(self.types.get(ty));
        if let ExprKind::Int(_) | ExprKind::Text(_) | ExprKind::Bool(_) | ExprKind::Unary(..) =
            bound.value.kind
        {
            let written = format::expr(&bound.value);
            self.report(
                Diagnostic::new(
                    Code::InvalidBound,
                    bound.value.span,
                    format!("`{written}` is no set of values of `{text}`"),
                )
                .label("a set or a range must stand here")
                .suggest(
                    bound.value.span,
                    format!("{{{written}}}"),
                    "for this one value, write it as a set",
                ),
            );
            return None;
        }
        // A range is a set of `Int`, whatever it is a bound of; what does not fit is looked for here.
        let is_integer = self.types.get(ty).integers().is_some();
        let element = if is_integer {
            self.types.intern(Type::Int)
        } else {
            ty
        };
        let set = Declared {
            ty: self.types.intern(Type::Set(element)),
            named: None,
        };
        let Value::Set(values) = self.constant_expr(&bound.value, Some(set))? else {
            unreachable!("a constant of a set type is a set");
        };
        self.refuse_empty(values.is_empty(), bound.value.span)?;
        let fits = self.types.get(ty).integers();
        let outside = values.iter().find_map(|value| match (value, fits) {
            (Value::Int(number), Some(fits)) if !(fits.lo..=fits.hi).contains(number) => {
                Some(*number)
            }
            _ => None,
        });
        if let Some(number) = outside {
            self.report(
                Diagnostic::new(
                    Code::InvalidBound,
                    bound.value.span,
                    format!("`{number}` is outside `{text}`"),
                )
                .label(format!("a bound narrows `{text}`, and never widens it")),
            );
            return None;
        }
        Some(values.into_iter().collect())
    }

    fn refuse_empty(&mut self, empty: bool, span: Span) -> Option<()> {
        if empty {
            self.report(
                Diagnostic::new(Code::InvalidBound, span, "a bound that leaves no value")
                    .label("with this, nothing would be checked"),
            );
            return None;
        }
        Some(())
    }
}
