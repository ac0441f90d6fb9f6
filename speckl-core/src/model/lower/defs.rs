//! Definitions: `def f(a: T): U = e` is checked once, where it stands, and then inlined wherever it is
//! called.
//!
//! A body sees the parameters and the scope that declares it: its constants, its definitions and, in
//! the spec itself, the state variables.

use super::Lowering;
use super::exprs::{Context, PrevRule};
use super::types::Place;
use crate::model::{Declared, ElementId, ElementKind};
use crate::source::Span;
use crate::syntax::ast::{self, Decl, Name, TypeExpr};
use crate::syntax::format;

/// A definition, checked.
#[derive(Clone, Copy)]
pub(super) struct Def<'a> {
    /// Its name.
    pub name: &'a Name,
    /// Its parameters, as written; [`Lowering::def_params`] has their types.
    pub params: &'a [ast::Param],
    /// Where the types of its parameters begin.
    first: usize,
    /// What it gives.
    pub returns: Declared,
    /// Its value.
    pub body: &'a ast::Expr,
    /// The scope in which the body must be lowered.
    pub scope: usize,
    /// Its element.
    pub element: ElementId,
}

impl<'a> Lowering<'a> {
    /// The types of a definition's parameters, in order.
    pub(super) fn def_params(&self, def: &Def<'_>) -> &[Declared] {
        &self.def_types[def.first..def.first + def.params.len()]
    }

    /// Resolves and checks a definition.
    pub(super) fn named_def(
        &mut self,
        name: &'a Name,
        params: &'a [ast::Param],
        returns: &'a TypeExpr,
        body: &'a ast::Expr,
        decl: &'a Decl,
    ) -> Option<Def<'a>> {
        let element = self.named_element(
            self.scope_element(),
            ElementKind::Def,
            &name.text,
            decl.span,
            format::decl(decl),
        );
        let mut types = Vec::new();
        let mut seen: Vec<(&str, Span)> = Vec::new();
        let mut sound = true;
        for param in params {
            let place = Place::anonymous(element, &[&name.text, &param.name.text]);
            match self.type_expr(&param.ty, &place) {
                Some(declared) => types.push(declared),
                None => sound = false,
            }
            if let Some((_, first)) = seen.iter().find(|(known, _)| *known == param.name.text) {
                self.duplicate(&param.name, *first);
                sound = false;
            }
            seen.push((&param.name.text, param.name.span));
        }
        let place = Place::anonymous(element, &[&name.text, "result"]);
        let returns = self.type_expr(returns, &place)?;
        if !sound {
            return None;
        }
        let first = self.def_types.len();
        self.def_types.extend_from_slice(&types);
        let def = Def {
            name,
            params,
            first,
            returns,
            body,
            scope: self.scope,
            element,
        };
        self.check_def(&def)?;
        Some(def)
    }

    /// Checks the body as it stands, so that it is right even where nobody calls it.
    fn check_def(&mut self, def: &Def<'_>) -> Option<()> {
        self.scratch(|this| {
            let refused = PrevRule::Refused("in a definition");
            let mut context = Context::new(def.name.text.as_str(), def.element, refused);
            for (at, param) in def.params.iter().enumerate() {
                let declared = this.def_params(def)[at];
                let interval = this.types.get(declared.ty).integers();
                this.declare_local(&param.name, declared, interval, &mut context)?;
            }
            this.stored(def.body, def.returns, &mut context)?;
            Some(())
        })
    }
}
