//! Expressions of a wanted type.

use super::Choices;
use super::names::{Names, TEXTS};
use super::scope::{Kind, Scope};
use super::types::{Declared, Ty};

/// Makes expressions and statements.
pub struct Maker<'a, 'b> {
    pub choices: &'a mut Choices<'b>,
    pub names: &'a mut Names,
    pub declared: &'a Declared,
}

impl Maker<'_, '_> {
    /// Any expression that may stand where the type is expected; in parentheses if it has parts.
    pub fn expr(&mut self, ty: &Ty, scope: &Scope, depth: usize) -> String {
        if depth == 0 || self.choices.often(15) {
            return self.leaf(ty, scope);
        }
        if self.choices.often(25)
            && let Some(made) = self.general(ty, scope, depth)
        {
            return made;
        }
        let deeper = depth - 1;
        match ty {
            Ty::Bool => self.condition(scope, deeper),
            Ty::Int | Ty::Nat => self.integer(scope, deeper),
            Ty::Range(lo, hi) => match self.anchor(ty, scope) {
                Some(known) => format!("min({hi}, max({lo}, {known}))"),
                None => self.leaf(ty, scope),
            },
            Ty::Enum(at) => self.value_of_enum(*at, scope, deeper),
            Ty::Record(at) => self.record(*at, scope, deeper),
            Ty::Tuple(items) => {
                let items: Vec<String> = items
                    .iter()
                    .map(|it| self.expr(it, scope, deeper))
                    .collect();
                format!("({})", items.join(", "))
            }
            Ty::Option(of) if !matches!(**of, Ty::Symmetric(_)) => self.expr(of, scope, deeper),
            Ty::Symmetric(_) | Ty::String | Ty::Option(_) => self.leaf(ty, scope),
            Ty::Set(of) => self.set(of, scope, deeper),
            Ty::Map(key, value) => self.map(key, value, scope, deeper),
            Ty::List(of) => self.list(of, scope, deeper),
        }
    }

    /// A name, or the least that can be written down.
    pub fn leaf(&mut self, ty: &Ty, scope: &Scope) -> String {
        if self.choices.often(65)
            && let Some(known) = self.anchor(ty, scope)
        {
            return known;
        }
        match ty {
            Ty::Bool => (*self.choices.one(&["false", "true"])).to_owned(),
            Ty::Int => {
                const NUMBERS: &[&str] = &[
                    "0",
                    "1",
                    "2",
                    "-1",
                    "7",
                    "1_000",
                    "9_007_199_254_740_993",
                    "-9_223_372_036_854_775_808",
                    "9_223_372_036_854_775_807",
                ];
                (*self.choices.one(NUMBERS)).to_owned()
            }
            Ty::Nat => (*self.choices.one(&["0", "1", "3", "4_294_967_296"])).to_owned(),
            Ty::Range(lo, hi) => {
                let width = usize::try_from(hi - lo).unwrap_or(0);
                (lo + self.choices.between(0, width) as i64).to_string()
            }
            // Only what has one gives one; callers see to it that something does.
            Ty::Symmetric(_) => self.anchor(ty, scope).unwrap_or_else(|| "null".to_owned()),
            Ty::String => (*self.choices.one(TEXTS)).to_owned(),
            Ty::Enum(at) => self.value_of_enum(*at, scope, 0),
            Ty::Record(at) => self.record(*at, scope, 0),
            Ty::Tuple(items) => {
                let items: Vec<String> = items.iter().map(|it| self.leaf(it, scope)).collect();
                format!("({})", items.join(", "))
            }
            Ty::Option(_) => "null".to_owned(),
            Ty::Set(of) => match &**of {
                Ty::Symmetric(name) if self.choices.often(50) => name.clone(),
                Ty::Symmetric(_) => "{}".to_owned(),
                of if self.choices.often(50) => format!("{{{}}}", self.leaf(of, scope)),
                _ => "{}".to_owned(),
            },
            Ty::Map(key, value) => match &**key {
                Ty::Symmetric(name) => {
                    let local = self.local(scope, "k");
                    let value = self.leaf(value, scope);
                    format!("{{ {local}: {value} for {local} in {name} }}")
                }
                key if self.choices.often(50) => {
                    let (key, value) = (self.leaf(key, scope), self.leaf(value, scope));
                    format!("{{{key}: {value}}}")
                }
                _ => "{}".to_owned(),
            },
            Ty::List(of) if self.choices.often(50) => format!("[{}]", self.leaf(of, scope)),
            Ty::List(_) => "[]".to_owned(),
        }
    }

    /// Something whose type is known without being expected: a name, or what stands in one.
    pub fn anchor(&mut self, ty: &Ty, scope: &Scope) -> Option<String> {
        let mut known = Vec::new();
        for seen in &scope.seen {
            self.ways_to(&seen.name, &seen.ty, ty, &mut known);
            if seen.kind == Kind::Var && scope.prev && seen.ty == *ty {
                known.push(format!("prev({})", seen.name));
            }
        }
        (!known.is_empty()).then(|| self.choices.one(&known).clone())
    }

    /// How to come from something of one type to something of another, in one step.
    fn ways_to(&self, name: &str, from: &Ty, to: &Ty, ways: &mut Vec<String>) {
        if from == to {
            ways.push(name.to_owned());
        }
        match from {
            Ty::Record(at) => {
                let fields = &self.declared.records[*at].fields;
                let fitting = fields.iter().filter(|(_, ty)| ty == to);
                ways.extend(fitting.map(|(field, _)| format!("{name}.{field}")));
            }
            Ty::Tuple(items) => {
                let fitting = items.iter().enumerate().filter(|(_, ty)| *ty == to);
                ways.extend(fitting.map(|(at, _)| format!("{name}.{at}")));
            }
            _ => {}
        }
    }

    /// What gives any type: branches, locals, places in collections, functions, things that may be null.
    fn general(&mut self, ty: &Ty, scope: &Scope, depth: usize) -> Option<String> {
        let deeper = depth - 1;
        Some(match self.choices.below(9) {
            0 => {
                let condition = self.expr(&Ty::Bool, scope, deeper);
                let then = self.expr(ty, scope, deeper);
                let otherwise = self.expr(ty, scope, deeper);
                format!("(if {condition} then {then} else {otherwise})")
            }
            1 => {
                let bound = self.bindable(scope)?;
                let value = self.anchor(&bound, scope)?;
                let local = self.local(scope, "l");
                let body = self.expr(ty, &scope.with(&local, &bound), deeper);
                format!("(let {local} := {value} in {body})")
            }
            2 => self.matched(ty, scope, deeper)?,
            3 => {
                let list = self.anchor(&Ty::List(Box::new(ty.clone())), scope)?;
                let place = self.expr(&Ty::Int, scope, deeper);
                match self.choices.below(3) {
                    0 => format!("{list}[{place}]"),
                    1 => format!("head({list})"),
                    _ => format!("last({list})"),
                }
            }
            4 => {
                let (map, key) = self.map_to(ty, scope)?;
                let key = self.expr(&key, scope, deeper);
                format!("{map}[{key}]")
            }
            5 | 6 => {
                let functions = if scope.calls && self.choices.often(50) {
                    &scope.externs
                } else {
                    &scope.defs
                };
                let fitting: Vec<_> = functions.iter().filter(|it| it.returns == *ty).collect();
                let function = (*fitting.get(self.choices.below(fitting.len().max(1)))?).clone();
                let args: Vec<String> = function
                    .params
                    .iter()
                    .map(|param| self.expr(param, scope, deeper.min(1)))
                    .collect();
                format!("{}({})", function.name, args.join(", "))
            }
            // Something that may be null where it must not be.
            _ if !matches!(ty, Ty::Option(_)) => {
                self.anchor(&Ty::Option(Box::new(ty.clone())), scope)?
            }
            _ => return None,
        })
    }

    /// The type of something in scope.
    pub fn bindable(&mut self, scope: &Scope) -> Option<Ty> {
        let at = self.choices.below(scope.seen.len().max(1));
        scope.seen.get(at).map(|seen| seen.ty.clone())
    }

    /// A map in scope whose values have a type, and the type of its keys.
    fn map_to(&mut self, ty: &Ty, scope: &Scope) -> Option<(String, Ty)> {
        let fitting: Vec<(String, Ty)> = scope
            .seen
            .iter()
            .filter_map(|seen| match &seen.ty {
                Ty::Map(key, value) if **value == *ty => {
                    let reachable = !matches!(**key, Ty::Symmetric(_))
                        || scope.seen.iter().any(|it| it.ty == **key);
                    reachable.then(|| (seen.name.clone(), (**key).clone()))
                }
                _ => None,
            })
            .collect();
        (!fitting.is_empty()).then(|| self.choices.one(&fitting).clone())
    }

    /// The arms of a `match` on an enum: each value with some of its fields, or the rest together.
    pub fn arms(
        &mut self,
        at: usize,
        scope: &Scope,
        mut body: impl FnMut(&mut Self, &Scope) -> String,
    ) -> Vec<(String, String)> {
        let values = self.declared.enums[at].values.clone();
        let most = values.len();
        let named = if self.choices.often(30) {
            most - 1
        } else {
            most
        };
        let mut arms = Vec::new();
        for (value, fields) in &values[..named] {
            let mut inner = scope.clone();
            let mut patterns = Vec::new();
            for (field, ty) in fields {
                match self.choices.below(3) {
                    0 => {
                        let local = self.names.fresh(self.choices, "p");
                        inner = inner.with(&local, ty);
                        patterns.push(format!("{field}: {local}"));
                    }
                    1 => patterns.push(format!("{field}: _")),
                    _ => {}
                }
            }
            let pattern = if patterns.is_empty() {
                value.clone()
            } else {
                format!("{value} {{ {} }}", patterns.join(", "))
            };
            arms.push((pattern, body(self, &inner)));
        }
        if named < most {
            arms.push(("_".to_owned(), body(self, scope)));
        }
        arms
    }

    /// A name for a local: a new one, or that of a variable or constant, which it hides.
    pub fn local(&mut self, scope: &Scope, stem: &str) -> String {
        if self.choices.often(5) {
            let hidden: Vec<&str> = scope
                .seen
                .iter()
                .filter(|seen| seen.kind != Kind::Local)
                .map(|seen| seen.name.as_str())
                .collect();
            if !hidden.is_empty() {
                return (*self.choices.one(&hidden)).to_owned();
            }
        }
        self.names.fresh(self.choices, stem)
    }

    /// The arms of a `match` on something else in scope: some of its values, and the rest together.
    pub fn plain_arms(
        &mut self,
        scope: &Scope,
        mut body: impl FnMut(&mut Self, &Scope) -> String,
    ) -> Option<(String, Vec<(String, String)>)> {
        let ty = [Ty::Bool, Ty::Int, Ty::Nat, Ty::String][self.choices.below(4)].clone();
        let optional = Ty::Option(Box::new(ty.clone()));
        let (value, may_be_null) = match self.anchor(&optional, scope) {
            Some(value) => (value, true),
            None => (self.anchor(&ty, scope)?, false),
        };
        let mut patterns: Vec<&str> = match ty {
            Ty::Bool => vec!["true", "false"],
            Ty::String => vec![TEXTS[1], TEXTS[0], TEXTS[7]],
            _ => vec!["0", "1", "9_223_372_036_854_775_807"],
        };
        if self.choices.often(50) {
            patterns.pop();
        }
        if may_be_null {
            patterns.push("null");
        }
        let needs_rest = ty != Ty::Bool || patterns.len() < 2 + usize::from(may_be_null);
        patterns.extend(needs_rest.then_some("_"));
        let arms = patterns.into_iter();
        let arms = arms.map(|pattern| (pattern.to_owned(), body(self, scope)));
        Some((value, arms.collect()))
    }

    fn matched(&mut self, ty: &Ty, scope: &Scope, depth: usize) -> Option<String> {
        if self.choices.often(30) {
            let (value, arms) =
                self.plain_arms(scope, |this, inner| this.expr(ty, inner, depth))?;
            let arms: Vec<String> = arms.iter().map(|(p, e)| format!("{p} => {e}")).collect();
            return Some(format!("(match {value} {{ {} }})", arms.join(", ")));
        }
        let at = self.choices.below(self.declared.enums.len().max(1));
        self.declared.enums.get(at)?;
        let arms =
            |this: &mut Self| this.arms(at, scope, |this, inner| this.expr(ty, inner, depth));
        if let Some(value) = self.anchor(&Ty::Enum(at), scope) {
            let arms: Vec<String> = arms(self)
                .iter()
                .map(|(p, e)| format!("{p} => {e}"))
                .collect();
            return Some(format!("(match {value} {{ {} }})", arms.join(", ")));
        }
        let value = self.anchor(&Ty::Option(Box::new(Ty::Enum(at))), scope)?;
        let arms: Vec<String> = arms(self)
            .iter()
            .map(|(p, e)| format!("{p} => {e}"))
            .collect();
        let missing = self.expr(ty, scope, depth);
        Some(format!(
            "(match {value} {{ null => {missing}, {} }})",
            arms.join(", ")
        ))
    }

    fn value_of_enum(&mut self, at: usize, scope: &Scope, depth: usize) -> String {
        let values = &self.declared.enums[at].values;
        let (value, fields) = &values[self.choices.below(values.len())];
        let value = if self.choices.often(20) {
            format!("{}.{value}", self.declared.enums[at].name)
        } else {
            value.clone()
        };
        if fields.is_empty() {
            return value;
        }
        format!("{value} {}", self.fields(fields, scope, depth))
    }

    fn record(&mut self, at: usize, scope: &Scope, depth: usize) -> String {
        let declared = &self.declared.records[at];
        if depth > 0
            && self.choices.often(30)
            && let Some(known) = self.anchor(&Ty::Record(at), scope)
        {
            let (field, ty) = &declared.fields[self.choices.below(declared.fields.len())];
            let value = self.expr(ty, scope, depth - 1);
            return format!("({known} with {{ {field}: {value} }})");
        }
        let fields = self.fields(&declared.fields, scope, depth);
        if self.choices.often(30) {
            return format!("{} {fields}", declared.name);
        }
        fields
    }

    fn fields(&mut self, fields: &[(String, Ty)], scope: &Scope, depth: usize) -> String {
        let mut given: Vec<String> = fields
            .iter()
            .map(|(name, ty)| {
                let value = match depth {
                    0 => self.leaf(ty, scope),
                    _ => self.expr(ty, scope, depth - 1),
                };
                format!("{name}: {value}")
            })
            .collect();
        // The order in which they are written does not matter.
        if self.choices.often(20) {
            given.reverse();
        }
        format!("{{ {} }}", given.join(", "))
    }

    fn integer(&mut self, scope: &Scope, depth: usize) -> String {
        let part = |this: &mut Self| this.expr(&Ty::Int, scope, depth);
        match self.choices.below(12) {
            0..=3 => {
                let (left, right) = (part(self), part(self));
                let operator = self.choices.one(&["+", "-", "*", "/", "%"]);
                format!("({left} {operator} {right})")
            }
            4 => format!("(-{})", part(self)),
            5 => format!("abs({})", part(self)),
            6 => {
                let (left, right) = (part(self), part(self));
                format!("{}({left}, {right})", self.choices.one(&["min", "max"]))
            }
            7 => match self.collection(scope) {
                Some((known, _)) => format!("size({known})"),
                None => "2".to_owned(),
            },
            8 => match self.anchor(&Ty::String, scope) {
                Some(known) => format!("size({known})"),
                None => "3".to_owned(),
            },
            9 | 10 => self.total(scope, depth),
            _ => match self.integers(scope) {
                Some(known) => format!("{}({known})", self.choices.one(&["min", "max"])),
                None => part(self),
            },
        }
    }

    /// A set or list of integers in scope.
    fn integers(&mut self, scope: &Scope) -> Option<String> {
        let fitting: Vec<String> = scope
            .seen
            .iter()
            .filter(|seen| match &seen.ty {
                Ty::Set(of) | Ty::List(of) => of.is_integer(),
                _ => false,
            })
            .map(|seen| seen.name.clone())
            .collect();
        (!fitting.is_empty()).then(|| self.choices.one(&fitting).clone())
    }

    /// `count`, `sum`, `min` or `max` over something.
    fn total(&mut self, scope: &Scope, depth: usize) -> String {
        let Some((source, ty)) = self.source(scope) else {
            return "1".to_owned();
        };
        let local = self.local(scope, "x");
        let inner = scope.inside(&local, &ty);
        let condition = self.expr(&Ty::Bool, &inner, depth.min(1));
        let value = self.expr(&Ty::Int, &inner, depth.min(1));
        match self.choices.below(4) {
            0 => format!("count({local} in {source} where {condition})"),
            1 => format!("sum({local} in {source}: {value})"),
            2 => format!("sum({local} in {source} where {condition}: {value})"),
            _ => format!(
                "{}({local} in {source}: {value})",
                self.choices.one(&["min", "max"])
            ),
        }
    }
}
