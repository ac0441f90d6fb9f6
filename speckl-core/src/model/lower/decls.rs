//! Variables, events, `init`, actions, invariants, `final` and `next`, in the order of declaration.

use super::Lowering;
use super::elements::ROOT;
use super::exprs::{Context, PrevRule};
use super::names::Progress;
use super::stmts::{self, Routine};
use super::types::Place;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Action, Condition, Declared, ElementId, ElementKind, Event, FailureKind};
use crate::model::{Field, Final, Init, Invariant, Param, Stmt, StmtKind, Var, VarId};
use crate::syntax::ast::{self, Decl, DeclKind, Name};
use crate::syntax::format;
use std::collections::BTreeSet;

impl Lowering<'_> {
    /// Everything but names and metadata; returns `init`.
    pub(super) fn signatures_and_bodies(&mut self) -> Init {
        self.named_types();
        self.consts();
        debug_assert!(
            self.names
                .type_entries
                .iter()
                .all(|entry| entry.progress == Progress::Done)
        );
        let spec = self.spec;
        for decl in &spec.decls {
            match &decl.kind {
                DeclKind::State { name, ty, .. } => self.variable_decl(decl, name, ty),
                DeclKind::Event { name, fields } => self.event_decl(decl, name, fields),
                DeclKind::Unsupported { feature } => self.report(
                    Diagnostic::new(
                        Code::UnsupportedDeclaration,
                        decl.span,
                        format!("{feature} are not supported yet"),
                    )
                    .label("not in this version"),
                ),
                _ => {}
            }
        }
        let init = self.init();
        let allowed = self.next();
        for decl in &spec.decls {
            match &decl.kind {
                DeclKind::Action { .. } => self.action(decl, allowed.as_ref()),
                DeclKind::Invariant { name, body, .. } => self.invariant(decl, name, body),
                DeclKind::Final { body } => self.final_decl(decl, body),
                _ => {}
            }
        }
        init
    }

    fn variable_decl(&mut self, decl: &Decl, name: &Name, ty: &ast::TypeExpr) {
        let vars = &self.vars;
        let Some(id) = Self::is_first(&self.names.vars, name, |id| vars[id.index()].is_some())
        else {
            return;
        };
        let element = self.named_element(
            ROOT,
            ElementKind::Variable,
            &name.text,
            decl.span,
            format::decl(decl),
        );
        let place = Place {
            element,
            name: &Self::anonymous_name(&[&name.text]),
        };
        let Some(declared) = self.type_expr(ty, &place) else {
            return;
        };
        if self.names.variants.contains_key(&name.text) {
            self.warn_hidden(name, "state variable", "the enum value");
        }
        let misfit = self.misfit("restore", name, declared, element);
        self.vars[id.index()] = Some(Var {
            name: name.text.clone(),
            docs: decl.docs.clone(),
            ty: declared,
            element,
            name_span: name.span,
            misfit,
        });
    }

    /// The fault of data from outside that does not fit a type.
    fn misfit(
        &mut self,
        routine: &str,
        name: &Name,
        declared: Declared,
        element: ElementId,
    ) -> crate::model::FailureId {
        let range = self.type_text(self.types.get(declared.ty));
        self.push_failure(
            FailureKind::Fault,
            element,
            format!("{}: {range}", name.text),
            format!("{routine} faulted: {} is outside {range}", name.text),
            name.span,
        )
    }

    fn event_decl(&mut self, decl: &Decl, name: &Name, fields: &[ast::Param]) {
        let events = &self.events;
        let Some(id) = Self::is_first(&self.names.events, name, |id| events[id.index()].is_some())
        else {
            return;
        };
        let element = self.named_element(
            ROOT,
            ElementKind::Event,
            &name.text,
            decl.span,
            format::decl(decl),
        );
        let mut known: Vec<Field> = Vec::new();
        for field in fields {
            if let Some(first) = known.iter().find(|known| known.name == field.name.text) {
                self.duplicate(&field.name, first.name_span);
                continue;
            }
            let span = field.name.span.to(field.ty.span);
            let element = self.named_element(
                element,
                ElementKind::Field,
                &field.name.text,
                span,
                format::param(field),
            );
            let place = Place {
                element,
                name: &Self::anonymous_name(&[&name.text, &field.name.text]),
            };
            let Some(ty) = self.type_expr(&field.ty, &place) else {
                continue;
            };
            known.push(Field {
                name: field.name.text.clone(),
                docs: field.docs.clone(),
                ty,
                element,
                name_span: field.name.span,
            });
        }
        self.events[id.index()] = Some(Event {
            name: name.text.clone(),
            docs: decl.docs.clone(),
            fields: known,
            element,
            name_span: name.span,
        });
    }

    fn params(
        &mut self,
        owner: &str,
        element: ElementId,
        params: &[ast::Param],
        context: &mut Context,
    ) -> Vec<Param> {
        let mut lowered = Vec::new();
        for param in params {
            let name = &param.name;
            let span = name.span.to(param.ty.span);
            let element = self.named_element(
                element,
                ElementKind::Parameter,
                &name.text,
                span,
                format::param(param),
            );
            let place = Place {
                element,
                name: &Self::anonymous_name(&[owner, &name.text]),
            };
            let Some(declared) = self.type_expr(&param.ty, &place) else {
                continue;
            };
            let interval = self.types.get(declared.ty).integers();
            let Some(local) = self.declare_local(name, declared, interval, context) else {
                continue;
            };
            let misfit = self.misfit(owner, name, declared, element);
            lowered.push(Param {
                local,
                element,
                misfit,
            });
        }
        lowered
    }

    fn init(&mut self) -> Init {
        let spec = self.spec;
        let mut declared = spec
            .decls
            .iter()
            .filter(|decl| matches!(decl.kind, DeclKind::Init { .. }));
        let decl = declared.next();
        if let (Some(first), Some(second)) = (decl, declared.next()) {
            self.declared_twice("init", first, second);
        }
        let element = match decl {
            Some(decl) => self.only_element(ROOT, ElementKind::Init, decl.span, format::decl(decl)),
            None => ROOT,
        };
        let refused = PrevRule::Refused("in `init`");
        let mut context = Context::new("init", element, refused);
        context.assigned = Some(BTreeSet::new());
        // Parameters come first among the locals, though the values that declarations give cannot see
        // them.
        let (declared, stmts): (&[ast::Param], &[ast::Stmt]) = match decl.map(|decl| &decl.kind) {
            Some(DeclKind::Init { params, body }) => (params, body),
            _ => (&[], &[]),
        };
        let params = self.params("init", element, declared, &mut context);
        let scope = std::mem::take(&mut context.scope);
        let mut body = self.initial_values(&mut context);
        context.scope = scope;
        let place = stmts::Place {
            parent: element,
            branch: "",
            routine: Routine::Init,
        };
        body.extend(self.block(stmts, &place, &mut context).0);
        self.require_all_assigned(decl, &context);
        Init {
            params,
            locals: context.locals,
            body,
            docs: decl.map(|decl| decl.docs.clone()).unwrap_or_default(),
            element,
        }
    }

    /// The assignments that `state x: T = e` stands for.
    fn initial_values(&mut self, context: &mut Context) -> Vec<Stmt> {
        let spec = self.spec;
        let mut body = Vec::new();
        for decl in &spec.decls {
            let DeclKind::State {
                name,
                initial: Some(initial),
                ..
            } = &decl.kind
            else {
                continue;
            };
            let Some(&var) = self.names.vars.get(name.text.as_str()) else {
                continue;
            };
            let Some((ty, element)) = self.vars[var.index()]
                .as_ref()
                .filter(|known| known.name_span == name.span)
                .map(|known| (known.ty, known.element))
            else {
                continue;
            };
            context.element = element;
            let value = self.stored(initial, ty, context);
            if let Some(assigned) = &mut context.assigned {
                assigned.insert(var);
            }
            body.extend(value.map(|value| Stmt {
                kind: StmtKind::Assign { var, value },
                element,
                span: decl.span,
            }));
        }
        body
    }

    fn require_all_assigned(&mut self, init: Option<&Decl>, context: &Context) {
        let Some(assigned) = &context.assigned else {
            return;
        };
        let missing: Vec<(String, crate::source::Span)> = self
            .vars
            .iter()
            .enumerate()
            .filter(|(index, _)| !assigned.contains(&VarId(*index as u32)))
            .filter_map(|(_, var)| var.as_ref())
            .map(|var| (var.name.clone(), var.name_span))
            .collect();
        for (name, span) in missing {
            let mut finding = Diagnostic::new(
                Code::UninitialisedVariable,
                span,
                format!("state variable `{name}` is never initialised"),
            )
            .label("has no value in the first state");
            finding = match init {
                Some(init) => finding.also(init.span, "not assigned on every path through `init`"),
                None => finding.note(format!(
                    "give it a value here (`state {name}: T = …`) or in an `init`"
                )),
            };
            self.report(finding);
        }
    }

    /// The actions that `next` allows; all of them where there is none.
    fn next(&mut self) -> Option<BTreeSet<String>> {
        let spec = self.spec;
        let mut first: Option<&Decl> = None;
        let mut allowed: Option<BTreeSet<String>> = None;
        for decl in &spec.decls {
            let DeclKind::Next { actions } = &decl.kind else {
                continue;
            };
            if let Some(first) = first {
                self.declared_twice("next", first, decl);
                continue;
            }
            first = Some(decl);
            self.only_element(ROOT, ElementKind::Next, decl.span, format::decl(decl));
            let names = allowed.insert(BTreeSet::new());
            for action in actions {
                if self.names.actions.contains_key(action.text.as_str()) {
                    names.insert(action.text.clone());
                } else {
                    let finding = Diagnostic::new(
                        Code::UnknownName,
                        action.span,
                        format!("there is no action `{}`", action.text),
                    )
                    .label("not declared in this spec")
                    .did_you_mean(
                        action.span,
                        &action.text,
                        self.names.actions.keys().copied(),
                    );
                    self.diagnostics.push(finding);
                }
            }
        }
        allowed
    }

    fn action(&mut self, decl: &Decl, allowed: Option<&BTreeSet<String>>) {
        let DeclKind::Action {
            name,
            params,
            returns,
            satisfies,
            body,
        } = &decl.kind
        else {
            return;
        };
        let actions = &self.actions;
        let Some(id) = Self::is_first(&self.names.actions, name, |id| {
            actions[id.index()].is_some()
        }) else {
            return;
        };
        let element = self.named_element(
            ROOT,
            ElementKind::Action,
            &name.text,
            decl.span,
            format::decl(decl),
        );
        self.satisfies(element, satisfies);
        let mut context = Context::new(&*name.text, element, PrevRule::Allowed);
        let params = self.params(&name.text, element, params, &mut context);
        let place = Place {
            element,
            name: &Self::anonymous_name(&[&name.text, "result"]),
        };
        let declared = returns.as_ref().map(|ty| self.type_expr(ty, &place));
        let place = stmts::Place {
            parent: element,
            branch: "",
            routine: Routine::Action {
                returns: declared.flatten(),
            },
        };
        // A result whose type is wrong has been reported; its `return`s cannot be judged.
        if declared == Some(None) {
            return;
        }
        let (body, returned) = self.block(body, &place, &mut context);
        if let (Some(ty), false) = (returns, returned) {
            self.report(
                Diagnostic::new(
                    Code::MissingReturn,
                    name.span,
                    format!("`{}` does not always return a result", name.text),
                )
                .label("some path ends without `return`")
                .also(ty.span, "the result it declares"),
            );
        }
        self.actions[id.index()] = Some(Action {
            name: name.text.clone(),
            docs: decl.docs.clone(),
            params,
            locals: context.locals,
            returns: declared.flatten(),
            body,
            allowed: allowed.is_none_or(|names| names.contains(&name.text)),
            element,
            name_span: name.span,
        });
    }

    fn invariant(&mut self, decl: &Decl, name: &Name, body: &[ast::Expr]) {
        if self.names.invariants.get(name.text.as_str()) != Some(&name.span) {
            return;
        }
        let element = self.named_element(
            ROOT,
            ElementKind::Invariant,
            &name.text,
            decl.span,
            format::decl(decl),
        );
        if let DeclKind::Invariant { satisfies, .. } = &decl.kind {
            self.satisfies(element, satisfies);
        }
        let conditions = body
            .iter()
            .filter_map(|expr| self.condition_of(&name.text, expr, element, PrevRule::Allowed))
            .collect();
        self.invariants.push(Invariant {
            name: name.text.clone(),
            docs: decl.docs.clone(),
            conditions,
            element,
            name_span: name.span,
        });
    }

    fn final_decl(&mut self, decl: &Decl, body: &[ast::Expr]) {
        let element = match &self.final_states {
            Some(known) => known.element,
            None => self.only_element(ROOT, ElementKind::Final, decl.span, format::decl(decl)),
        };
        if self.final_states.is_some() {
            let first = self.elements[element.index()].span;
            self.report(
                Diagnostic::new(
                    Code::DuplicateDeclaration,
                    decl.span,
                    "`final` is declared twice",
                )
                .label("declared again here")
                .also(first, "first declared here"),
            );
            return;
        }
        let conditions = body
            .iter()
            .filter_map(|expr| {
                self.condition_of("final", expr, element, PrevRule::Refused("in `final`"))
            })
            .collect();
        self.final_states = Some(Final {
            conditions,
            element,
        });
    }

    fn condition_of(
        &mut self,
        owner: &str,
        expr: &ast::Expr,
        parent: ElementId,
        prev: PrevRule,
    ) -> Option<Condition> {
        let text = format::expr(expr);
        let element =
            self.numbered_element(parent, "", ElementKind::Condition, expr.span, text.clone());
        let mut context = Context::new(owner, element, prev);
        let condition = self.condition(expr, &mut context)?;
        let message = format!("{owner} would not hold: {text}");
        let failure = self.push_failure(FailureKind::Invariant, element, text, message, expr.span);
        Some(Condition {
            expr: condition,
            locals: context.locals,
            is_step: context.used_prev,
            failure,
            element,
        })
    }

    pub(super) fn declared_twice(&mut self, what: &str, first: &Decl, second: &Decl) {
        self.report(
            Diagnostic::new(
                Code::DuplicateDeclaration,
                second.span,
                format!("`{what}` is declared twice"),
            )
            .label("declared again here")
            .also(first.span, "first declared here"),
        );
    }
}
