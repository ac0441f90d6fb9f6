//! Expressions of collection types, and what loops run over.

use super::exprs::Maker;
use super::scope::Scope;
use super::types::Ty;

impl Maker<'_, '_> {
    /// A collection in scope, with its type.
    pub fn collection(&mut self, scope: &Scope) -> Option<(String, Ty)> {
        let all: Vec<(String, Ty)> = scope
            .seen
            .iter()
            .filter(|seen| matches!(seen.ty, Ty::Set(_) | Ty::Map(..) | Ty::List(_)))
            .map(|seen| (seen.name.clone(), seen.ty.clone()))
            .collect();
        (!all.is_empty()).then(|| self.choices.one(&all).clone())
    }

    /// Something to run over, with the type of its elements; nothing where loops stand around already.
    pub fn source(&mut self, scope: &Scope) -> Option<(String, Ty)> {
        if scope.loops > 1 {
            return None;
        }
        if self.choices.often(35) {
            let domains = self.declared.domains();
            if !domains.is_empty() {
                return Some(self.choices.one(&domains).clone());
            }
        }
        if scope.loops == 0 && self.choices.often(10) {
            let [lo, hi] = [(); 2].map(|()| self.leaf(&Ty::Int, scope));
            return Some((format!("({lo})..({hi})"), Ty::Int));
        }
        match self.collection(scope) {
            // Of many elements there are too many subsets to run over.
            Some((known, Ty::Set(of))) if self.choices.often(15) => {
                let few = if scope.loops == 0 && self.choices.often(30) {
                    known
                } else {
                    let element = self.leaf(&of, scope);
                    format!("({known} intersect {{{element}}})")
                };
                Some((format!("subsets({few})"), Ty::Set(of)))
            }
            Some((known, Ty::Set(of) | Ty::List(of))) => Some((known, *of)),
            Some((known, Ty::Map(key, value))) => Some(if self.choices.often(50) {
                (format!("values({known})"), *value)
            } else {
                (format!("keys({known})"), *key)
            }),
            _ => {
                let lo = self.choices.below(3);
                Some((format!("{lo}..{}", lo + self.choices.below(4)), Ty::Int))
            }
        }
    }

    /// A set.
    pub fn set(&mut self, of: &Ty, scope: &Scope, depth: usize) -> String {
        let ty = Ty::Set(Box::new(of.clone()));
        let literal = |this: &mut Self| {
            if matches!(of, Ty::Symmetric(_)) && this.anchor(of, scope).is_none() {
                return this.leaf(&ty, scope);
            }
            let elements: Vec<String> = (0..this.choices.between(0, 3))
                .map(|_| this.expr(of, scope, depth))
                .collect();
            format!("{{{}}}", elements.join(", "))
        };
        match self.choices.below(8) {
            0 | 1 => literal(self),
            2 | 3 => {
                let Some(known) = self.anchor(&ty, scope) else {
                    return literal(self);
                };
                let other = self.expr(&ty, scope, depth);
                let operator = self.choices.one(&["union", "minus", "intersect"]);
                format!("({known} {operator} {other})")
            }
            4 => {
                let Some(known) = self.anchor(&ty, scope).filter(|_| scope.loops < 2) else {
                    return literal(self);
                };
                let local = self.local(scope, "x");
                let inner = scope.inside(&local, of);
                let condition = self.expr(&Ty::Bool, &inner, depth.min(1));
                format!("{{ {local} in {known} where {condition} }}")
            }
            5 => {
                let Some((source, element)) = self.source(scope) else {
                    return literal(self);
                };
                let local = self.local(scope, "x");
                let inner = scope.inside(&local, &element);
                if matches!(of, Ty::Symmetric(_)) && self.anchor(of, &inner).is_none() {
                    return literal(self);
                }
                let value = self.expr(of, &inner, depth.min(1));
                let condition = if self.choices.often(50) {
                    format!(" where {}", self.expr(&Ty::Bool, &inner, depth.min(1)))
                } else {
                    String::new()
                };
                format!("{{ {value} for {local} in {source}{condition} }}")
            }
            6 => match self.map_with_keys(of, scope) {
                Some(map) => format!("keys({map})"),
                None => literal(self),
            },
            _ => match of {
                Ty::Int => match self.collection(scope) {
                    Some((list, Ty::List(_))) => format!("indices({list})"),
                    _ => "1..3".to_owned(),
                },
                Ty::Set(_) => match self.anchor(of, scope) {
                    Some(known) => format!("subsets({known})"),
                    None => literal(self),
                },
                _ => literal(self),
            },
        }
    }

    fn map_with_keys(&mut self, of: &Ty, scope: &Scope) -> Option<String> {
        let fitting: Vec<String> = scope
            .seen
            .iter()
            .filter(|seen| matches!(&seen.ty, Ty::Map(key, _) if **key == *of))
            .map(|seen| seen.name.clone())
            .collect();
        (!fitting.is_empty()).then(|| self.choices.one(&fitting).clone())
    }

    /// A map.
    pub fn map(&mut self, key: &Ty, value: &Ty, scope: &Scope, depth: usize) -> String {
        let ty = Ty::Map(Box::new(key.clone()), Box::new(value.clone()));
        let needs_key = matches!(key, Ty::Symmetric(_)) && self.anchor(key, scope).is_none();
        match self.choices.below(4) {
            0 | 1 if !needs_key => {
                let entries: Vec<String> = (0..self.choices.between(0, 3))
                    .map(|_| {
                        let key = self.expr(key, scope, depth);
                        format!("{key}: {}", self.expr(value, scope, depth))
                    })
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
            2 => match self.anchor(&ty, scope) {
                Some(known) => {
                    let keys = self.expr(&Ty::Set(Box::new(key.clone())), scope, depth);
                    format!("({known} minus {keys})")
                }
                None => self.leaf(&ty, scope),
            },
            _ => {
                let Some((source, element)) = self.source(scope) else {
                    return self.leaf(&ty, scope);
                };
                let local = self.local(scope, "k");
                let inner = scope.inside(&local, &element);
                if matches!(key, Ty::Symmetric(_)) && self.anchor(key, &inner).is_none() {
                    return self.leaf(&ty, scope);
                }
                let key = if *key == element {
                    local.clone()
                } else {
                    self.expr(key, &inner, depth.min(1))
                };
                let value = self.expr(value, &inner, depth.min(1));
                format!("{{ {key}: {value} for {local} in {source} }}")
            }
        }
    }

    /// A list, never much longer than those that it is made of.
    pub fn list(&mut self, of: &Ty, scope: &Scope, depth: usize) -> String {
        let ty = Ty::List(Box::new(of.clone()));
        let known = self.anchor(&ty, scope);
        match (self.choices.below(7), known) {
            (2, Some(known)) => {
                let element = self.expr(of, scope, depth);
                format!("take(append({known}, {element}), 6)")
            }
            (3, Some(known)) => {
                let other = self.expr(&ty, scope, depth);
                format!("take(concat({known}, {other}), 6)")
            }
            (4, Some(known)) => format!("tail({known})"),
            (5, Some(known)) => {
                let number = self.expr(&Ty::Int, scope, depth);
                format!("{}({known}, {number})", self.choices.one(&["take", "drop"]))
            }
            (6, _) => {
                let maps: Vec<String> = scope
                    .seen
                    .iter()
                    .filter(|seen| matches!(&seen.ty, Ty::Map(_, value) if **value == *of))
                    .map(|seen| seen.name.clone())
                    .collect();
                if maps.is_empty() {
                    return self.leaf(&ty, scope);
                }
                format!("values({})", self.choices.one(&maps))
            }
            _ => {
                let elements: Vec<String> = (0..self.choices.between(0, 3))
                    .map(|_| self.expr(of, scope, depth))
                    .collect();
                format!("[{}]", elements.join(", "))
            }
        }
    }
}
