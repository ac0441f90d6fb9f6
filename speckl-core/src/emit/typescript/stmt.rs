//! Statements, each on its own lines under its own element.

use super::docs::key;
use super::expr::Exprs;
use super::layout::{
    Doc, asked, assign, call, call_with, concat, entry, indent, object, returned, write,
};
use super::support::Helper;
use super::surface::Parameter;
use super::term::{Binding, Held};
use super::usage::{Usage, always_returns};
use crate::emit::json_text::quoted;
use crate::emit::trace::Scope;
use crate::model::{Declared, ExprId, FailureId, LocalId, Stmt, StmtKind, VarId};

/// Writes the statements of one routine.
pub(super) struct Stmts<'e, 'a> {
    /// Its expressions.
    pub exprs: &'e mut Exprs<'a>,
    /// What it mentions.
    pub usage: &'e Usage,
    /// What it returns.
    pub returns: Option<Declared>,
}

impl Stmts<'_, '_> {
    /// The checks of the arguments, in order.
    pub fn arguments(&mut self, scope: &mut Scope<'_>, parameters: &[Parameter<'_>]) {
        for Parameter {
            param,
            name,
            declared,
            ..
        } in parameters
        {
            let surface = self.exprs.surface;
            let checked = surface.checked(name, declared.ty, param.misfit, self.exprs.support);
            let mut scope = scope.under(param.element);
            // A number may come back as another one, which is equal: 0 for the negative zero.
            if self.exprs.held_by(declared.ty) == Held::Number && self.usage.reads(param.local) {
                write(&mut scope, [set(name, checked)]);
            } else {
                write(&mut scope, [checked, ";".into()]);
            }
        }
    }

    /// Statements.
    pub fn body(&mut self, scope: &mut Scope<'_>, body: &[Stmt]) {
        for stmt in body {
            self.stmt(&mut scope.under(stmt.element), stmt);
        }
    }

    fn stmt(&mut self, scope: &mut Scope<'_>, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Require { condition, failure } | StmtKind::Assert { condition, failure } => {
                let ensured = ensure(self.exprs, *condition, *failure);
                write(scope, [ensured]);
            }
            StmtKind::Let { local, value } => self.binding(scope, *local, *value),
            StmtKind::Assign { var, value, .. } => {
                let (name, value) = self.assignment(*var, *value);
                write(scope, [set(&format!("next.{name}"), value)]);
            }
            StmtKind::If {
                condition,
                then,
                otherwise,
            } => {
                self.branch(scope, "", *condition, then, otherwise);
            }
            StmtKind::Emit { event, fields } => {
                let event = &self.exprs.surface.model.events[event.index()];
                let fields = event.fields.iter().zip(fields).map(|(field, value)| {
                    let value = self.exprs.stored(*value, field.ty.ty);
                    entry(key(&field.name), value)
                });
                let fields = object(fields.collect());
                let name = quoted(&event.name);
                let data = object(vec![entry("event", name.into()), entry("fields", fields)]);
                write(scope, [call_with("events.push", data), ";".into()]);
            }
            StmtKind::For { .. } | StmtKind::Match { .. } | StmtKind::Call { .. } => {
                unimplemented!("composites")
            }
            StmtKind::Return { value } => {
                let mut value = self.exprs.term(*value);
                if let Some(declared) = self.returns {
                    value = value.held_as(self.exprs.surface.is_wide(declared.ty));
                }
                let is_operation = value.is_operation();
                let value = value.doc();
                if is_operation {
                    write(scope, [returned(value)]);
                } else {
                    write(scope, ["return ".into(), value, ";".into()]);
                }
            }
        }
    }

    /// The name of a variable, and the value that it is about to get.
    pub fn assignment(&mut self, var: VarId, value: ExprId) -> (String, Doc) {
        let model = self.exprs.surface.model;
        let ty = model.vars[var.index()].ty.ty;
        let value = self.exprs.stored(value, ty);
        self.exprs.narrowing.assign(var);
        (self.exprs.surface.names.var(var).to_owned(), value)
    }

    fn binding(&mut self, scope: &mut Scope<'_>, local: LocalId, value: ExprId) {
        let annotated = self.exprs.narrowing.tells(value);
        let (term, ty) = self.exprs.bind(local, value);
        let name = self.exprs.local(local);
        if !self.usage.reads(local) {
            // It may still fault.
            write(
                scope,
                ["void ".into(), term.at_least(Binding::Unary), ";".into()],
            );
            return;
        }
        let target = if annotated {
            format!("const {name}: {ty}")
        } else {
            format!("const {name}")
        };
        let value = if term.is_operation() {
            assign(target, term.doc())
        } else {
            set(&target, term.doc())
        };
        write(scope, [value]);
    }

    fn branch(
        &mut self,
        scope: &mut Scope<'_>,
        before: &str,
        condition: ExprId,
        then: &[Stmt],
        otherwise: &[Stmt],
    ) {
        let condition_doc = self.exprs.term(condition).doc();
        write(
            scope,
            [asked(&format!("{before}if "), condition_doc), " {".into()],
        );
        let outside = self.exprs.narrowing.enter(condition, true);
        self.block(scope, then);
        self.exprs.narrowing.leave(outside);
        let outside = self.exprs.narrowing.enter(condition, false);
        match otherwise {
            [] => scope.line("}"),
            [stmt] => {
                if let StmtKind::If {
                    condition,
                    then,
                    otherwise,
                } = &stmt.kind
                {
                    let mut scope = scope.with(stmt.element);
                    self.branch(&mut scope, "} else ", *condition, then, otherwise);
                } else {
                    self.otherwise(scope, otherwise);
                }
            }
            _ => self.otherwise(scope, otherwise),
        }
        self.exprs.narrowing.leave(outside);
        for (branch, holds) in [(then, false), (otherwise, true)] {
            if always_returns(branch) {
                self.exprs.narrowing.settle(condition, holds);
            }
        }
    }

    fn otherwise(&mut self, scope: &mut Scope<'_>, body: &[Stmt]) {
        scope.line("} else {");
        self.block(scope, body);
        scope.line("}");
    }

    fn block(&mut self, scope: &mut Scope<'_>, body: &[Stmt]) {
        scope.indented(|scope| {
            if body.is_empty() {
                scope.line("// Nothing to do.");
            }
            self.body(scope, body);
        });
    }
}

/// `target = value;`
fn set(target: &str, value: Doc) -> Doc {
    concat([format!("{target} = ").into(), value, ";".into()])
}

/// `ensure(condition, failures[0]);`
pub(super) fn ensure(exprs: &mut Exprs<'_>, condition: ExprId, failure: FailureId) -> Doc {
    let condition = indent([exprs.term(condition).doc()]);
    let failure = exprs.support.failure(failure).into();
    concat([
        call(exprs.support.call(Helper::Ensure), vec![condition, failure]),
        ";".into(),
    ])
}
