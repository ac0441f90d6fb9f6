//! Actions in Rust: for each a method that does it, one that tells whether it can be done, and a
//! private one that computes the step; and for all of them `apply`, `can` and `enabled`.

use super::docs;
use super::expr::{Helper, Scope};
use super::layout::{Call, Doc};
use super::machine::{emits, refuse};
use super::names::{ActionNames, Names};
use super::stmt::{Outcome, Writer, put, result_type};
use super::types::{literal, misfit_test, repr, repr_name, type_name};
use crate::emit::trace::{self, Fragment, Rule, TraceWriter};
use crate::model::{Action, ActionId, Local, Model, Param, Stmt, StmtKind, Type};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// The most argument tuples of an action that `enabled` goes through.
const MOST_CANDIDATES: u128 = 4096;

/// Writes `…Action` and, where an action returns something, `…Output`.
pub(super) fn types(writer: &mut TraceWriter, model: &Model, names: &Names) {
    let mut out = writer.under(Rule::Machine);
    out.blank();
    out.line("/// An action with its arguments, as data: for queues, logs and user interfaces.");
    derives(&mut out);
    out.line(format!("pub enum {} {{", names.action));
    out.indented(|out| {
        for (id, action) in model.allowed_actions() {
            let mut out = out.under(action.element);
            if action.docs.is_empty() {
                out.line(docs::sentence(&docs::code(&action.name)));
            }
            docs::lines(&mut out, action.docs.iter().map(String::as_str));
            let name = Fragment::name(&names.actions[id.index()].variant, action.name_span);
            if action.params.is_empty() {
                out.line(name.and(","));
                continue;
            }
            out.line(name.and(" {"));
            let locals = names.locals(&action.locals);
            out.indented(|out| {
                for param in &action.params {
                    let mut out = out.under(param.element);
                    let local = &action.locals[param.local.index()];
                    out.line(docs::sentence(&docs::code(&local.name)));
                    let ty = type_name(model, names, local.ty);
                    out.line(format!("{}: {ty},", locals[param.local.index()]));
                }
            });
            out.line("},");
        }
    });
    out.line("}");
    if !has_results(model) {
        return;
    }
    out.blank();
    out.line(docs::sentence(&format!(
        "What [`{}::apply`] returns: the result of the action that was applied.",
        names.machine
    )));
    derives(&mut out);
    out.line(format!("pub enum {} {{", names.output));
    out.indented(|out| {
        for (id, action) in model.allowed_actions() {
            let mut out = out.under(action.element);
            out.line(docs::sentence(&format!("Of {}.", docs::code(&action.name))));
            let name = &names.actions[id.index()].variant;
            match action.returns {
                Some(ty) => out.line(format!("{name}({}),", type_name(model, names, ty))),
                None => out.line(format!("{name},")),
            }
        }
    });
    out.line("}");
}

fn derives(out: &mut trace::Scope<'_>) {
    out.line("#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]");
    out.line("#[allow(dead_code, nonstandard_style)]");
}

fn has_results(model: &Model) -> bool {
    model
        .allowed_actions()
        .any(|(_, action)| action.returns.is_some())
}

fn has_events(model: &Model) -> bool {
    model.allowed_actions().any(|(_, action)| emits(action) > 0)
}

/// Writes the methods.
pub(super) fn methods(
    out: &mut trace::Scope<'_>,
    model: &Model,
    names: &Names,
    helpers: &RefCell<BTreeSet<Helper>>,
) {
    for (id, action) in model.allowed_actions() {
        let mut out = out.under(action.element);
        let family = Family::new(model, names, id, action);
        family.method(&mut out);
        family.can(&mut out);
        family.step(&mut out, helpers);
    }
    dispatch(out, model, names);
    enabled(out, model, names);
}

/// One action and all that its methods have in common.
struct Family<'a> {
    model: &'a Model,
    names: &'a Names,
    own: &'a ActionNames,
    action: &'a Action,
    locals: Vec<String>,
    events: usize,
}

impl<'a> Family<'a> {
    fn new(model: &'a Model, names: &'a Names, id: ActionId, action: &'a Action) -> Self {
        Self {
            model,
            names,
            own: &names.actions[id.index()],
            action,
            locals: names.locals(&action.locals),
            events: emits(action),
        }
    }

    fn result_type(&self) -> String {
        match self.action.returns {
            Some(ty) => type_name(self.model, self.names, ty),
            None => "()".to_owned(),
        }
    }

    fn params(&self, receiver: &str) -> Vec<Doc> {
        let mut params = vec![receiver.into()];
        for param in &self.action.params {
            let at = param.local.index();
            let local = &self.action.locals[at];
            let ty = type_name(self.model, self.names, local.ty);
            params.push(Doc::name(&self.locals[at], local.name_span).and(format!(": {ty}")));
        }
        params
    }

    fn args(&self) -> Vec<Doc> {
        self.action
            .params
            .iter()
            .map(|param| self.locals[param.local.index()].clone().into())
            .collect()
    }

    fn documentation(&self, out: &mut trace::Scope<'_>) {
        let action = self.action;
        if action.docs.is_empty() {
            out.line(docs::sentence(&format!(
                "The action {}.",
                docs::code(&action.name)
            )));
        }
        docs::lines(out, action.docs.iter().map(String::as_str));
        let guards = guards(self.model, &action.body);
        out.line("///");
        out.line("/// # Errors");
        if guards.is_empty() {
            out.line(
                "/// If an argument or a result is outside its type, or an invariant would break.",
            );
        } else {
            out.line("/// Unless all of this holds; nothing changes then:");
            for guard in guards {
                out.line(docs::sentence(&format!("- {}", docs::code(&guard))));
            }
        }
    }

    fn method(&self, out: &mut trace::Scope<'_>) {
        let (own, error) = (self.own, &self.names.error);
        let result = self.result_type();
        let tail = result_type(result, error);
        out.blank();
        self.documentation(out);
        let head = Doc::from("pub fn ").and(Doc::name(&own.method, self.action.name_span));
        put(
            out,
            Doc::signature(head, self.params("&mut self"), tail.clone()),
        );
        if self.events > 0 {
            out.indented(|out| {
                let mut args = self.args();
                args.push("|_| {}".into());
                put(
                    out,
                    Doc::methods("self", vec![(own.with.clone(), args)], true),
                );
            });
            out.line("}");
            out.blank();
            out.line(docs::sentence(&format!(
                "Like [`{}::{}`], and tells `observe` of every event once the step has happened.",
                self.names.machine, own.method
            )));
            out.line("///");
            out.line("/// # Errors");
            out.line("/// In the same cases.");
            let mut params = self.params("&mut self");
            params.push(format!("observe: impl ::core::ops::FnMut({})", self.names.event).into());
            let head = Doc::from("pub fn ").and(Doc::name(&own.with, self.action.name_span));
            put(out, Doc::signature(head, params, tail.clone()));
        }
        out.indented(|out| self.method_body(out));
        out.line("}");
    }

    fn method_body(&self, out: &mut trace::Scope<'_>) {
        let step = (self.own.step.clone(), self.args());
        let step = Doc::methods("self", vec![step], false).and("?");
        let has_result = self.action.returns.is_some();
        let mut parts = vec!["next"];
        if has_result {
            parts.push("result");
        }
        if self.events > 0 {
            parts.push("events");
        }
        let pattern = if parts.len() == 1 {
            "let next".to_owned()
        } else {
            format!("let ({})", parts.join(", "))
        };
        put(out, Doc::assign(pattern, step));
        if !has_result && self.events == 0 {
            out.line("self.commit(next)");
            return;
        }
        out.line("self.commit(next)?;");
        if self.events > 0 {
            out.line("events.into_iter().flatten().for_each(observe);");
        }
        out.line(if has_result { "Ok(result)" } else { "Ok(())" });
    }

    fn can(&self, out: &mut trace::Scope<'_>) {
        out.blank();
        out.line(docs::sentence(&format!(
            "Whether [`{}::{}`] would be let through: its guards hold and nothing in it faults.",
            self.names.machine, self.own.method
        )));
        let head = Doc::from("pub fn ").and(Doc::name(&self.own.can, self.action.name_span));
        put(out, Doc::signature(head, self.params("&self"), "bool"));
        out.indented(|out| {
            let step = (self.own.step.clone(), self.args());
            let is_ok = ("is_ok".to_owned(), Vec::new());
            put(out, Doc::methods("self", vec![step, is_ok], true));
        });
        out.line("}");
    }

    fn step(&self, out: &mut trace::Scope<'_>, helpers: &RefCell<BTreeSet<Helper>>) {
        let (model, names, action) = (self.model, self.names, self.action);
        let mut parts = vec![names.snapshot.clone()];
        if action.returns.is_some() {
            parts.push(self.result_type());
        }
        if self.events > 0 {
            let event = &names.event;
            parts.push(format!(
                "[::core::option::Option<{event}>; {}]",
                self.events
            ));
        }
        let ok = if parts.len() == 1 {
            parts.remove(0).into()
        } else {
            Doc::tuple(parts.into_iter().map(Doc::from).collect())
        };
        out.blank();
        let tail = result_type(ok, &names.error);
        put(
            out,
            Doc::signature(
                format!("fn {}", self.own.step),
                self.params("&self"),
                tail.clone(),
            ),
        );
        out.indented(|out| {
            let scope = Scope::new(
                model,
                names,
                &action.locals,
                action.params.len(),
                ("next", "self.state"),
                helpers,
            );
            check_arguments(out, model, names, &action.params, &action.locals, &scope);
            out.line("let mut next = self.state.clone();");
            if self.events > 0 {
                out.line(format!("let mut events = [None; {}];", self.events));
            }
            let outcome = Outcome {
                result: action.returns.map(|ty| repr(model, ty.ty)),
                events: self.events,
            };
            let mut writer = Writer {
                scope,
                outcome,
                staged: 0,
            };
            if !writer.block(out, &action.body) {
                put(out, outcome.value(None));
            }
        });
        out.line("}");
    }
}

/// The guards of an action, those inside an `if` left out: they do not always have to hold.
fn guards(model: &Model, body: &[Stmt]) -> Vec<String> {
    body.iter()
        .filter_map(|stmt| match stmt.kind {
            StmtKind::Require { failure, .. } => Some(model.failure(failure).requirement.clone()),
            _ => None,
        })
        .collect()
}

/// Refuses arguments that do not fit their types.
pub(super) fn check_arguments(
    out: &mut trace::Scope<'_>,
    model: &Model,
    names: &Names,
    params: &[Param],
    locals: &[Local],
    scope: &Scope<'_>,
) {
    for param in params {
        let at = param.local.index();
        if let Some(test) = misfit_test(model, locals[at].ty.ty, &scope.locals[at]) {
            let mut out = out.under(param.element);
            refuse(&mut out, names, test.into(), param.misfit.index());
        }
    }
}

/// `apply`, `apply_with` and `can`.
fn dispatch(out: &mut trace::Scope<'_>, model: &Model, names: &Names) {
    let results = has_results(model);
    let ok = if results { names.output.as_str() } else { "()" };
    let tail = result_type(ok, &names.error);
    let arms =
        |out: &mut trace::Scope<'_>, receiver: &str, method: &dyn Fn(&Family<'_>) -> Vec<Call>| {
            if model.allowed_actions().next().is_none() {
                out.line(format!("match {receiver} {{}}"));
                return;
            }
            out.line(format!("match {receiver} {{"));
            out.indented(|out| {
                for (id, action) in model.allowed_actions() {
                    let mut out = out.under(action.element);
                    let family = Family::new(model, names, id, action);
                    let path = format!("{}::{}", names.action, family.own.variant);
                    let pattern = if action.params.is_empty() {
                        path.into()
                    } else {
                        Doc::pattern(path, family.args())
                    };
                    put(
                        &mut out,
                        Doc::arm(pattern, Doc::methods("self", method(&family), true)),
                    );
                }
            });
            out.line("}");
        };
    let wrapped = |family: &Family<'_>, call: Call| {
        let mut calls = vec![call];
        if results {
            let output = format!("{}::{}", names.output, family.own.variant);
            let wrap = match family.action.returns {
                Some(_) => output,
                None => format!("|()| {output}"),
            };
            calls.push(("map".to_owned(), vec![wrap.into()]));
        }
        calls
    };
    let action_param = || Doc::from(format!("action: {}", names.action));
    out.blank();
    out.line("/// Does an action that is given as data.");
    out.line("///");
    out.line("/// # Errors");
    out.line("/// As the action's own method.");
    put(
        out,
        Doc::signature(
            "pub fn apply",
            vec!["&mut self".into(), action_param()],
            tail.clone(),
        ),
    );
    out.indented(|out| {
        arms(out, "action", &|family| {
            wrapped(family, (family.own.method.clone(), family.args()))
        });
    });
    out.line("}");
    if has_events(model) {
        out.blank();
        out.line(docs::sentence(&format!(
            "Like [`{}::apply`], and tells `observe` of every event.",
            names.machine
        )));
        out.line("///");
        out.line("/// # Errors");
        out.line("/// As the action's own method.");
        let observe = format!("observe: impl ::core::ops::FnMut({})", names.event);
        let params = vec!["&mut self".into(), action_param(), observe.into()];
        put(
            out,
            Doc::signature("pub fn apply_with", params, tail.clone()),
        );
        out.indented(|out| {
            arms(out, "action", &|family| {
                let mut args = family.args();
                let method = if family.events > 0 {
                    args.push("observe".into());
                    &family.own.with
                } else {
                    &family.own.method
                };
                wrapped(family, (method.clone(), args))
            });
        });
        out.line("}");
    }
    out.blank();
    out.line("/// Whether an action that is given as data would be let through.");
    let params = vec!["&self".into(), action_param()];
    put(out, Doc::signature("pub fn can", params, "bool"));
    out.indented(|out| {
        arms(out, "action", &|family| {
            vec![(family.own.can.clone(), family.args())]
        });
    });
    out.line("}");
}

/// `enabled`, and the arguments that it tries.
fn enabled(out: &mut trace::Scope<'_>, model: &Model, names: &Names) {
    let finite: Vec<(ActionId, &Action)> = model
        .allowed_actions()
        .filter(|(_, action)| {
            candidates(model, action).is_some_and(|count| count <= MOST_CANDIDATES)
        })
        .collect();
    let iterator = || {
        Doc::generic(
            "impl ::core::iter::Iterator",
            vec![format!("Item = {}", names.action).into()],
        )
    };
    out.blank();
    out.line(
        "/// What may happen now, in the order of the specification: every action and all its",
    );
    out.line("/// arguments, as far as these are finite and no more than 4096 for an action.");
    put(
        out,
        Doc::signature(
            "pub fn enabled",
            vec!["&self".into()],
            iterator().and(" + '_"),
        ),
    );
    out.indented(|out| {
        out.line("let actions = ::core::iter::empty();");
        for (id, action) in &finite {
            let own = &names.actions[id.index()];
            let mut out = out.under(action.element);
            let more = if action.params.is_empty() {
                format!("::core::iter::once({}::{})", names.action, own.variant)
            } else {
                format!("Self::{}()", own.candidates)
            };
            put(
                &mut out,
                Doc::assign(
                    "let actions",
                    Doc::methods(
                        "actions",
                        vec![("chain".to_owned(), vec![more.into()])],
                        false,
                    ),
                ),
            );
        }
        out.line("actions.filter(|action| self.can(*action))");
    });
    out.line("}");
    for (id, action) in finite {
        if !action.params.is_empty() {
            let own = &names.actions[id.index()];
            let mut out = out.under(action.element);
            candidate_list(&mut out, model, names, own, action, iterator());
        }
    }
}

/// How many argument tuples an action has, where that is finite.
fn candidates(model: &Model, action: &Action) -> Option<u128> {
    action.params.iter().try_fold(1u128, |count, param| {
        let ty = model.types.get(action.locals[param.local.index()].ty.ty);
        let own = match *ty {
            Type::Bool => 2,
            Type::Enum(id) => model.enums[id.index()].variants.len() as u128,
            Type::Range(lo, hi) | Type::Symmetric(_, lo, hi) => u128::from(hi.abs_diff(lo)) + 1,
            _ => return None,
        };
        count.checked_mul(own)
    })
}

fn candidate_list(
    out: &mut trace::Scope<'_>,
    model: &Model,
    names: &Names,
    own: &ActionNames,
    action: &Action,
    iterator: Doc,
) {
    out.blank();
    put(
        out,
        Doc::signature(format!("fn {}", own.candidates), Vec::new(), iterator),
    );
    out.indented(|out| {
        for (at, param) in action.params.iter().enumerate() {
            let local = &action.locals[param.local.index()];
            let ty = repr_name(names, repr(model, local.ty.ty));
            let (all, is_range) = match *model.types.get(local.ty.ty) {
                Type::Bool => ("[false, true].into_iter()".to_owned(), false),
                Type::Enum(_) => (format!("{ty}::ALL.into_iter()"), false),
                _ => (format!("{ty}::MIN..={ty}::MAX"), true),
                Type::Range(lo, hi) | Type::Symmetric(_, lo, hi) => (format!("{}..={}{ty}", literal(lo), hi), true),
            };
            // Tuples grow to the left: ((a, b), c).
            out.line(match (at, is_range) {
                (0, _) => format!("let all = {all};"),
                (_, true) => {
                    format!("let all = all.flat_map(|a| ({all}).map(move |b| (a, b)));")
                }
                (_, false) => format!("let all = all.flat_map(|a| {all}.map(move |b| (a, b)));"),
            });
        }
        let locals = names.locals(&action.locals);
        let mut names_of = action
            .params
            .iter()
            .map(|param| &locals[param.local.index()]);
        let first = names_of.next().cloned().unwrap_or_default();
        let pattern = names_of.fold(first, |tuple, name| format!("({tuple}, {name})"));
        let fields = action
            .params
            .iter()
            .map(|param| (locals[param.local.index()].clone().into(), None))
            .collect();
        let path = format!("{}::{}", names.action, own.variant);
        let closure = Doc::from(format!("|{pattern}| ")).and(Doc::structure(path, fields));
        put(out, Doc::assign("let action", closure));
        out.line("all.map(action)");
    });
    out.line("}");
}
