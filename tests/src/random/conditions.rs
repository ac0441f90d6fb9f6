//! Expressions of type `Bool`.

use super::exprs::Maker;
use super::scope::Scope;
use super::types::Ty;

impl Maker<'_, '_> {
    /// A condition with parts.
    pub fn condition(&mut self, scope: &Scope, depth: usize) -> String {
        match self.choices.below(12) {
            0 | 1 => {
                let left = self.expr(&Ty::Bool, scope, depth);
                let right = self.expr(&Ty::Bool, scope, depth);
                let operator = self.choices.one(&["and", "or", "implies", "iff"]);
                format!("({left} {operator} {right})")
            }
            2 => format!("(not {})", self.expr(&Ty::Bool, scope, depth)),
            3 | 4 => self.equality(scope, depth),
            5 | 6 => {
                let ty = [Ty::Int, Ty::Int, Ty::String][self.choices.below(3)].clone();
                let left = self.expr(&ty, scope, depth);
                let right = self.expr(&ty, scope, depth);
                let operator = self.choices.one(&["<", "<=", ">", ">=", "==", "!="]);
                format!("({left} {operator} {right})")
            }
            7 | 8 => self.membership(scope, depth),
            9 => self.subset(scope, depth),
            _ => self.quantified(scope, depth),
        }
    }

    /// `==` or `!=` of anything, also with null.
    fn equality(&mut self, scope: &Scope, depth: usize) -> String {
        let Some(ty) = self.bindable(scope) else {
            return "true".to_owned();
        };
        let Some(known) = self.anchor(&ty, scope) else {
            return "false".to_owned();
        };
        let operator = *self.choices.one(&["==", "!="]);
        let other = match &ty {
            Ty::Option(of) if self.choices.often(50) && !matches!(**of, Ty::Symmetric(_)) => {
                self.expr(of, scope, depth)
            }
            ty => self.expr(ty, scope, depth),
        };
        if self.choices.often(50) && !other.starts_with('{') {
            return format!("({other} {operator} {known})");
        }
        format!("({known} {operator} {other})")
    }

    fn membership(&mut self, scope: &Scope, depth: usize) -> String {
        let operator = *self.choices.one(&["in", "notin"]);
        if self.choices.often(25) {
            let value = self.expr(&Ty::Int, scope, depth);
            let (lo, hi) = (
                self.expr(&Ty::Int, scope, depth.min(1)),
                self.expr(&Ty::Int, scope, 0),
            );
            return format!("({value} {operator} {lo}..{hi})");
        }
        let Some((known, ty)) = self.collection(scope) else {
            return "true".to_owned();
        };
        let element = match ty {
            Ty::Set(of) | Ty::List(of) | Ty::Map(of, _) => *of,
            other => other,
        };
        if matches!(element, Ty::Symmetric(_)) && self.anchor(&element, scope).is_none() {
            return format!("(size({known}) > 0)");
        }
        let value = self.expr(&element, scope, depth);
        format!("({value} {operator} {known})")
    }

    fn subset(&mut self, scope: &Scope, depth: usize) -> String {
        let sets: Vec<(String, Ty)> = scope
            .seen
            .iter()
            .filter(|seen| matches!(seen.ty, Ty::Set(_)))
            .map(|seen| (seen.name.clone(), seen.ty.clone()))
            .collect();
        if sets.is_empty() {
            return "true".to_owned();
        }
        let (known, ty) = self.choices.one(&sets).clone();
        let other = self.expr(&ty, scope, depth);
        format!("({known} subsetof {other})")
    }

    fn quantified(&mut self, scope: &Scope, depth: usize) -> String {
        let Some((source, ty)) = self.source(scope) else {
            return "true".to_owned();
        };
        let quantifier = *self.choices.one(&["forall", "exists"]);
        let local = self.local(scope, "x");
        let mut inner = scope.inside(&local, &ty);
        let mut locals = local;
        if self.choices.often(20) {
            let second = self.names.fresh(self.choices, "y");
            inner = inner.inside(&second, &ty);
            locals = format!("{locals}, {second}");
        }
        let body = self.expr(&Ty::Bool, &inner, depth.min(1));
        format!("({quantifier} {locals} in {source}: {body})")
    }
}
