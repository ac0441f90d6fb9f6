//! `init` and actions: parameters, bodies, results.

use super::Lowering;
use super::elements::ROOT;
use super::exprs::{Context, PrevRule};
use super::stmts::{self, Routine};
use super::types::Place;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Action, ElementId, ElementKind, Init, Param, Stmt, StmtKind, VarId};
use crate::syntax::ast::{self, Decl, DeclKind};
use crate::syntax::format;
use std::collections::BTreeSet;

impl Lowering<'_> {
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
            let place = Place::anonymous(element, &[owner, &name.text]);
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

    pub(super) fn init(&mut self) -> Init {
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
                kind: StmtKind::Assign {
                    var,
                    path: Vec::new(),
                    value,
                },
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

    pub(super) fn action(&mut self, decl: &Decl, allowed: Option<&BTreeSet<String>>) {
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
        let place = Place::anonymous(element, &[&name.text, "result"]);
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
}
