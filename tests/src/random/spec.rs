//! A whole spec.

use super::Choices;
use super::exprs::Maker;
use super::names::Names;
use super::scope::{Function, Kind, Scope, Seen};
use super::stmts::Rules;
use super::types::{Declared, Ty};
use std::fmt::Write as _;

/// A random spec with a given name.
pub fn spec(name: &str, choices: &mut Choices<'_>) -> String {
    let mut names = Names::default();
    let declared = Declared::random(choices, &mut names);
    let mut maker = Maker {
        choices,
        names: &mut names,
        declared: &declared,
    };
    let mut text = format!("/// `{name}` */ </script> ${{x}}\nspec {name}\n");
    if maker.choices.often(30) {
        text += "  version \"1.0.0\"\n  license \"MIT\"\n";
    }
    text += &declared.text;
    let mut scope = Scope::default();
    text += &maker.constants(&mut scope);
    let (vars, initial) = maker.variables(&mut scope);
    text += &vars;
    text += &maker.definitions(&mut scope);
    text += &maker.externs(&mut scope);
    let mut rules = Rules {
        events: Vec::new(),
        returns: None,
    };
    text += &maker.events(&mut rules);
    text += &initial;
    let mut actions = Vec::new();
    for _ in 0..maker.choices.between(1, 4) {
        let (name, action) = maker.action(&scope, &mut rules);
        text += &action;
        actions.push(name);
    }
    if maker.choices.often(15) {
        actions.truncate(maker.choices.between(1, actions.len()));
        let _ = writeln!(text, "  next: {}", actions.join(" | "));
    }
    if maker.choices.often(40) {
        text += &maker.invariant(&scope);
    }
    if maker.choices.often(20) {
        let mut now = scope.clone();
        now.externs.clear();
        let witness = maker.expr(&Ty::Bool, &now, 2);
        let reachable = maker.names.fresh(maker.choices, "R");
        let _ = writeln!(text, "  reachable {reachable}: {witness}");
    }
    if maker.choices.often(20) {
        let mut now = scope.clone();
        now.externs.clear();
        let _ = writeln!(text, "  final: {}", maker.expr(&Ty::Bool, &now, 2));
    }
    text
}

impl Maker<'_, '_> {
    fn constants(&mut self, scope: &mut Scope) -> String {
        let mut text = String::new();
        for _ in 0..self.choices.below(3) {
            let name = self.names.fresh(self.choices, "C");
            let ty = self.declared.made(self.choices, 1);
            let value = self.leaf(&ty, &Scope::default());
            let _ = writeln!(text, "  const {name}: {} = {value}", ty.text(self.declared));
            scope.seen.push(Seen {
                name,
                ty,
                kind: Kind::Const,
            });
        }
        text
    }

    /// The variables, and the `init` that those without a first value need.
    fn variables(&mut self, scope: &mut Scope) -> (String, String) {
        let mut text = String::new();
        let mut later = Vec::new();
        let constants = scope.clone();
        for _ in 0..self.choices.between(1, 5) {
            let name = self.names.fresh(self.choices, "s");
            let ty = self.declared.made(self.choices, 2);
            let shown = ty.text(self.declared);
            if self.choices.often(25) {
                let _ = writeln!(text, "  state {name}: {shown}");
                later.push((name.clone(), ty.clone()));
            } else {
                let value = self.leaf(&ty, &constants);
                let _ = writeln!(text, "  state {name}: {shown} = {value}");
            }
            scope.seen.push(Seen {
                name,
                ty,
                kind: Kind::Var,
            });
        }
        if later.is_empty() {
            return (text, String::new());
        }
        let (params, inner) = self.params(&constants, 2);
        let mut init = format!("  init{params}\n");
        for (name, ty) in later {
            let _ = writeln!(init, "    {name} := {}", self.expr(&ty, &inner, 2));
        }
        (text, init)
    }

    /// Parameters, with what a body sees.
    fn params(&mut self, scope: &Scope, most: usize) -> (String, Scope) {
        let mut inner = scope.clone();
        let mut params = Vec::new();
        for _ in 0..self.choices.between(0, most) {
            let name = self.names.fresh(self.choices, "p");
            let ty = self.declared.param(self.choices);
            params.push(format!("{name}: {}", ty.text(self.declared)));
            inner = inner.with(&name, &ty);
        }
        if params.is_empty() {
            return (String::new(), inner);
        }
        (format!("({})", params.join(", ")), inner)
    }

    fn definitions(&mut self, scope: &mut Scope) -> String {
        let mut text = String::new();
        for _ in 0..self.choices.below(3) {
            let name = self.names.fresh(self.choices, "d");
            let returns = self.declared.made(self.choices, 1);
            let mut inner = scope.clone();
            let mut params = Vec::new();
            let mut types = Vec::new();
            for _ in 0..self.choices.below(3) {
                let param = self.names.fresh(self.choices, "a");
                let ty = self.declared.made(self.choices, 1);
                params.push(format!("{param}: {}", ty.text(self.declared)));
                inner = inner.with(&param, &ty);
                types.push(ty);
            }
            let body = self.expr(&returns, &inner, 2);
            let shown = returns.text(self.declared);
            let _ = writeln!(
                text,
                "  def {name}({}): {shown} = {body}",
                params.join(", ")
            );
            scope.defs.push(Function {
                name,
                params: types,
                returns,
            });
        }
        text
    }

    fn externs(&mut self, scope: &mut Scope) -> String {
        if !self.choices.often(30) {
            return String::new();
        }
        let name = self.names.fresh(self.choices, "h");
        let param = self.names.fresh(self.choices, "a");
        let ty = self.declared.made(self.choices, 1);
        let returns = self.declared.made(self.choices, 1);
        let text = format!(
            "  extern {name}({param}: {}): {}\n",
            ty.text(self.declared),
            returns.text(self.declared)
        );
        scope.externs.push(Function {
            name,
            params: vec![ty],
            returns,
        });
        text
    }

    fn events(&mut self, rules: &mut Rules) -> String {
        let mut text = String::new();
        for _ in 0..self.choices.below(3) {
            let name = self.names.fresh(self.choices, "Event");
            let fields: Vec<(String, Ty)> = (0..self.choices.below(3))
                .map(|_| {
                    let field = self.names.fresh(self.choices, "f");
                    (field, self.declared.made(self.choices, 2))
                })
                .collect();
            let shown: Vec<String> = fields
                .iter()
                .map(|(field, ty)| format!("{field}: {}", ty.text(self.declared)))
                .collect();
            let _ = if shown.is_empty() {
                writeln!(text, "  event {name}")
            } else {
                writeln!(text, "  event {name} {{ {} }}", shown.join(", "))
            };
            rules.events.push((name, fields));
        }
        text
    }

    /// An action, and its name.
    fn action(&mut self, scope: &Scope, rules: &mut Rules) -> (String, String) {
        let name = self.names.fresh(self.choices, "go");
        let (params, mut inner) = self.params(scope, 3);
        inner.prev = true;
        inner.calls = true;
        let returns = self
            .choices
            .often(40)
            .then(|| self.declared.made(self.choices, 2));
        let result = match &returns {
            Some(ty) => format!(": {}", ty.text(self.declared)),
            None => String::new(),
        };
        rules.returns.clone_from(&returns);
        let body = self.block(&inner, rules, 2, 2);
        let last = match &returns {
            Some(ty) => format!("    return {}\n", self.expr(ty, &inner, 2)),
            None => String::new(),
        };
        let text = format!("  /// Does `{name}`.\n  action {name}{params}{result}\n{body}{last}");
        (name, text)
    }

    fn invariant(&mut self, scope: &Scope) -> String {
        let name = self.names.fresh(self.choices, "Inv");
        let mut inner = scope.clone();
        inner.externs.clear();
        inner.prev = self.choices.often(40);
        // Mostly true, or no machine would ever begin.
        let condition = self.expr(&Ty::Bool, &inner, 1);
        let other = self.expr(&Ty::Bool, &inner, 3);
        format!("  invariant {name}\n    {condition} or {other} or not {condition}\n")
    }
}
