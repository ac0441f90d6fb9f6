//! Statements.

use super::exprs::Maker;
use super::scope::{Kind, Scope};
use super::types::Ty;

/// What statements may do besides computing.
pub struct Rules {
    /// Events that may be emitted, with their fields.
    pub events: Vec<(String, Vec<(String, Ty)>)>,
    /// What the action gives.
    pub returns: Option<Ty>,
}

impl Maker<'_, '_> {
    /// Some statements, one to a line.
    pub fn block(&mut self, scope: &Scope, rules: &Rules, level: usize, depth: usize) -> String {
        let mut scope = scope.clone();
        let mut text = String::new();
        for _ in 0..self.choices.between(1, if depth > 1 { 4 } else { 2 }) {
            text += &self.stmt(&mut scope, rules, level, depth);
        }
        text
    }

    fn stmt(&mut self, scope: &mut Scope, rules: &Rules, level: usize, depth: usize) -> String {
        let blank = "  ".repeat(level);
        let line = |text: String| format!("{blank}{text}\n");
        match self.choices.below(if depth == 0 { 8 } else { 14 }) {
            5 => {
                // Mostly true, or little would ever happen.
                let condition = self.expr(&Ty::Bool, scope, 1);
                let other = self.expr(&Ty::Bool, scope, 2);
                line(format!("require {condition} or {other} or not {condition}"))
            }
            6 if self.choices.often(40) => {
                let condition = self.expr(&Ty::Bool, scope, 2);
                line(format!(
                    "{} {condition}",
                    self.choices.one(&["require", "assert"])
                ))
            }
            6 | 7 => match self.bindable(scope) {
                Some(ty) => {
                    let Some(value) = self.anchor(&ty, scope) else {
                        return String::new();
                    };
                    let local = self.local(scope, "l");
                    *scope = scope.with(&local, &ty);
                    line(format!("let {local} := {value}"))
                }
                None => String::new(),
            },
            8 => {
                let condition = self.expr(&Ty::Bool, scope, 2);
                let then = self.block(scope, rules, level + 1, depth - 1);
                let mut text = line(format!("if {condition} {{")) + &then;
                if self.choices.often(50) {
                    text += &line("} else {".to_owned());
                    text += &self.block(scope, rules, level + 1, depth - 1);
                }
                text + &line("}".to_owned())
            }
            9 => {
                let Some((source, ty)) = self.source(scope) else {
                    return String::new();
                };
                let local = self.local(scope, "x");
                let mut inner = scope.with(&local, &ty);
                inner.loops += 1;
                let body = self.block(&inner, rules, level + 1, depth - 1);
                line(format!("for {local} in {source} {{")) + &body + &line("}".to_owned())
            }
            10 => self
                .match_stmt(scope, rules, level, depth)
                .unwrap_or_default(),
            11 if !rules.events.is_empty() => {
                let (event, fields) = self.choices.one(&rules.events).clone();
                let fields: Vec<String> = fields
                    .iter()
                    .map(|(name, ty)| format!("{name}: {}", self.expr(ty, scope, 2)))
                    .collect();
                if fields.is_empty() {
                    return line(format!("emit {event}"));
                }
                line(format!("emit {event} {{ {} }}", fields.join(", ")))
            }
            12 if !scope.externs.is_empty() && scope.calls => {
                let function = self.choices.one(&scope.externs).clone();
                let args: Vec<String> = function
                    .params
                    .iter()
                    .map(|param| self.expr(param, scope, 1))
                    .collect();
                line(format!("{}({})", function.name, args.join(", ")))
            }
            13 if self.choices.often(30) => {
                let Some(ty) = &rules.returns else {
                    return String::new();
                };
                let condition = self.expr(&Ty::Bool, scope, 2);
                let value = self.expr(ty, scope, 2);
                line(format!("if {condition} {{ return {value} }}"))
            }
            _ => self.assignment(scope).map_or_else(String::new, line),
        }
    }

    fn match_stmt(
        &mut self,
        scope: &Scope,
        rules: &Rules,
        level: usize,
        depth: usize,
    ) -> Option<String> {
        let blank = "  ".repeat(level);
        let body = |this: &mut Self, inner: &Scope| this.block(inner, rules, level + 2, depth - 1);
        let (value, arms) = if self.choices.often(30) {
            self.plain_arms(scope, body)?
        } else {
            let at = self.choices.below(self.declared.enums.len().max(1));
            self.declared.enums.get(at)?;
            (
                self.anchor(&Ty::Enum(at), scope)?,
                self.arms(at, scope, body),
            )
        };
        let arms: Vec<String> = arms
            .iter()
            .map(|(pattern, body)| format!("{blank}  {pattern} => {{\n{body}{blank}  }}\n"))
            .collect();
        Some(format!(
            "{blank}match {value} {{\n{}{blank}}}\n",
            arms.concat()
        ))
    }

    /// An assignment to a variable, or to a place in one.
    fn assignment(&mut self, scope: &Scope) -> Option<String> {
        let vars: Vec<(String, Ty)> = scope
            .seen
            .iter()
            .filter(|seen| seen.kind == Kind::Var)
            .map(|seen| (seen.name.clone(), seen.ty.clone()))
            .collect();
        let (mut place, mut ty) = vars.get(self.choices.below(vars.len().max(1)))?.clone();
        while self.choices.often(60) {
            (place, ty) = match ty {
                Ty::Record(at) => {
                    let fields = &self.declared.records[at].fields;
                    let (field, ty) = &fields[self.choices.below(fields.len())];
                    (format!("{place}.{field}"), ty.clone())
                }
                Ty::Map(key, value)
                    if !matches!(*key, Ty::Symmetric(_)) || self.anchor(&key, scope).is_some() =>
                {
                    let key = self.expr(&key, scope, 1);
                    (format!("{place}[{key}]"), *value)
                }
                Ty::List(of) => {
                    let index = self.expr(&Ty::Int, scope, 1);
                    (format!("{place}[{index}]"), *of)
                }
                Ty::Option(of) if matches!(*of, Ty::Record(_) | Ty::Map(..) | Ty::List(_)) => {
                    (place, *of)
                }
                other => {
                    ty = other;
                    break;
                }
            };
        }
        let value = self.expr(&ty, scope, 3);
        Some(format!("{place} := {value}"))
    }
}
