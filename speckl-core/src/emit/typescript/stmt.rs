//! Statements, each on its own lines under its own element.

use super::docs::{key, property};
use super::expr::Exprs;
use super::layout::{
    Doc, asked, assign, call, call_with, concat, entry, indent, object, returned, write,
};
use super::matching::Scrutinee;
use super::support::Helper;
use super::surface::Parameter;
use super::taken::Taken;
use super::term::{Binding, Held};
use super::usage::{Usage, always_returns};
use crate::emit::json_text::quoted;
use crate::emit::trace::Scope;
use crate::model::{
    Declared, ExprId, FailureId, LocalId, MatchArm, Pattern, Stmt, StmtKind, VarId,
};

/// Writes the statements of one routine.
pub(super) struct Stmts<'e, 'a> {
    /// Its expressions.
    pub exprs: &'e mut Exprs<'a>,
    /// What it mentions.
    pub usage: &'e Usage,
    /// What it returns.
    pub returns: Option<Declared>,
    /// How many loops there are around.
    pub depth: usize,
}

impl Stmts<'_, '_> {
    /// The checks of the arguments, in order.
    pub fn arguments(&mut self, scope: &mut Scope<'_>, taken: &Taken<'_, '_>) {
        for (parameter, given) in taken.parameters.iter().zip(&taken.given) {
            let Parameter {
                param,
                name,
                declared,
                ..
            } = parameter;
            let surface = self.exprs.surface;
            let checked = surface.checked(
                given.as_str(),
                declared.ty,
                param.misfit,
                self.exprs.support,
            );
            let mut scope = scope.under(param.element);
            let is_read = self.usage.reads(param.local);
            if is_read && !surface.is_scalar(declared.ty) {
                write(&mut scope, [set(&format!("const {name}"), checked)]);
            } else if is_read && self.exprs.held_by(declared.ty) == Held::Number {
                // A number may come back as another one, which is equal: 0 for the negative zero.
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
            StmtKind::Assign { var, path, value } if path.is_empty() => {
                let (name, value) = self.assignment(*var, *value);
                write(scope, [set(&format!("next.{name}"), value)]);
            }
            StmtKind::Assign { var, path, value } => self.store(scope, *var, path, *value),
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
            StmtKind::For {
                local,
                source,
                body,
            } => self.repeat(scope, *local, *source, body),
            StmtKind::Match { value, arms } => self.matching(scope, *value, arms),
            StmtKind::Call { call } => {
                let call = self.exprs.term(*call).doc();
                write(scope, [call, ";".into()]);
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
        let is_scalar = self
            .exprs
            .surface
            .is_scalar(self.exprs.surface.model.expr(value).ty);
        // In a loop, a type that depends on itself would have to be found out.
        let annotated = self.exprs.narrowing.tells(value) || !is_scalar || self.depth > 0;
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

    fn repeat(&mut self, scope: &mut Scope<'_>, local: LocalId, source: ExprId, body: &[Stmt]) {
        let (items, held) = self.exprs.items(source, None);
        self.exprs.held[local.index()] = held;
        let name = self.exprs.local(local).to_owned();
        let head = concat([format!("const {name} of ").into(), items.doc()]);
        write(scope, [asked("for ", head), " {".into()]);
        self.depth += 1;
        scope.indented(|scope| {
            if !self.usage.reads(local) {
                scope.line(format!("void {name};"));
            } else if body.is_empty() {
                scope.line("// Nothing to do.");
            }
            self.body(scope, body);
        });
        self.depth -= 1;
        scope.line("}");
    }

    fn matching(&mut self, scope: &mut Scope<'_>, value: ExprId, arms: &[MatchArm<Vec<Stmt>>]) {
        let model = self.exprs.surface.model;
        let ty = model.expr(value).ty;
        let told = self.exprs.narrowing.tells(value);
        let term = self.exprs.term(value);
        let bigint = term.is_bigint();
        let term = term.held_as(bigint);
        let scrutinee = Scrutinee {
            name: self.exprs.fresh("matched"),
            ty,
            held: term.held,
        };
        let given = self.exprs.ty_of(value, term.held);
        let needs_name = arms.len() > 1 || self.binds(&arms[0]);
        if !needs_name {
            write(
                scope,
                ["void ".into(), term.at_least(Binding::Unary), ";".into()],
            );
            self.body(scope, &arms[0].body);
            return;
        }
        // Told so, TypeScript takes nothing that it knows of the value over to its name.
        let (target, term) = if told {
            (format!("const {}", scrutinee.name), term.cast(&given))
        } else {
            (format!("const {}: {given}", scrutinee.name), term)
        };
        write(scope, [set(&target, term.doc())]);
        let last = arms.len() - 1;
        for (at, arm) in arms.iter().enumerate() {
            let before = arms[..at].iter().map(|arm| &arm.pattern);
            let test = self.exprs.test(&scrutinee, &arm.pattern, before);
            let opening = if at == 0 { "" } else { "} else " };
            if last == 0 {
                scope.line("{");
            } else if at == last {
                scope.line("} else {");
            } else {
                write(
                    scope,
                    [asked(&format!("{opening}if "), test.doc()), " {".into()],
                );
            }
            scope.indented(|scope| {
                let bound = self.bindings(scope, &scrutinee, &arm.pattern);
                if !bound && arm.body.is_empty() {
                    scope.line("// Nothing to do.");
                }
                self.body(scope, &arm.body);
            });
        }
        scope.line("}");
    }

    /// Whether an arm binds something that is read.
    fn binds(&self, arm: &MatchArm<Vec<Stmt>>) -> bool {
        let Pattern::Variant(_, _, bound) = &arm.pattern else {
            return false;
        };
        bound.iter().any(|(_, local)| self.usage.reads(*local))
    }

    /// What a pattern binds, and is read; tells whether there is such.
    fn bindings(
        &mut self,
        scope: &mut Scope<'_>,
        scrutinee: &Scrutinee,
        pattern: &Pattern,
    ) -> bool {
        let Pattern::Variant(of, index, bound) = pattern else {
            return false;
        };
        let variant = &self.exprs.surface.model.enums[of.index()].variants[*index as usize];
        let mut any = false;
        for (field, local) in bound {
            let field = &variant.payload[*field as usize];
            self.exprs.held[local.index()] = self.exprs.held_by(field.ty.ty);
            if self.usage.reads(*local) {
                let name = self.exprs.local(*local);
                let place = property(&scrutinee.name, &field.name);
                scope.line(format!("const {name} = {place};"));
                any = true;
            }
        }
        any
    }

    fn branch(
        &mut self,
        scope: &mut Scope<'_>,
        before: &str,
        condition: ExprId,
        then: &[Stmt],
        otherwise: &[Stmt],
    ) {
        let condition_doc = self.exprs.tested(condition).doc();
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
pub(super) fn set(target: &str, value: Doc) -> Doc {
    concat([format!("{target} = ").into(), value, ";".into()])
}

/// `ensure(condition, failures[0]);`
pub(super) fn ensure(exprs: &mut Exprs<'_>, condition: ExprId, failure: FailureId) -> Doc {
    let condition = exprs.term(condition);
    let condition = if condition.is_operation() {
        indent([condition.doc()])
    } else {
        condition.doc()
    };
    let failure = exprs.support.failure(failure).into();
    concat([
        call(exprs.support.call(Helper::Ensure), vec![condition, failure]),
        ";".into(),
    ])
}
