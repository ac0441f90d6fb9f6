//! Actions in Rust: for each a method that does it, one that tells whether it can be done, and a
//! private one that computes the step; and for all of them `apply`, `can` and `enabled`.

use super::code::{Code, bind};
use super::conditions::{self, Stage};
use super::docs;
use super::expr::{Helpers, Reads, STATE, Scope};
use super::layout::{Call, Doc};
use super::locals::{Locals, Routine};
use super::machine::emits;
use super::names::{ActionNames, Names};
use super::params;
use super::stmt::{Outcome, Staging, Writer, put, result_type, written};
use super::support::Helper;
use super::types::{LIST, Repr, repr, type_name};
use super::values::derives;
use crate::emit::trace::{self, Fragment, Rule, TraceWriter};
use crate::model::{Action, ActionId, Model, Stmt, StmtKind, Type, TypeId, VarId};
use std::collections::BTreeSet;

/// The most argument tuples of an action that `enabled` goes through.
const MOST_CANDIDATES: u128 = 4096;

/// Writes `…Action` and, where an action returns something, `…Output`.
pub(super) fn types(writer: &mut TraceWriter, model: &Model, names: &Names) {
    let mut out = writer.under(Rule::Machine);
    out.blank();
    out.line("/// An action with its arguments, as data: for queues, logs and user interfaces.");
    derived(&mut out, action_copies(model, names));
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
            let locals = names.params(&action.locals, action.params.len());
            out.indented(|out| {
                for param in &action.params {
                    let mut out = out.under(param.element);
                    let local = &action.locals[param.local.index()];
                    out.line(docs::sentence(&docs::code(&local.name)));
                    let ty = type_name(model, names, local.ty);
                    let name = &locals[param.local.index()];
                    put(&mut out, Doc::from(format!("{name}: ")).and(ty).and(","));
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
    let mut results = model
        .allowed_actions()
        .filter_map(|(_, action)| action.returns);
    derived(&mut out, results.all(|ty| names.is_copy(ty.ty)));
    out.line(format!("pub enum {} {{", names.output));
    out.indented(|out| {
        for (id, action) in model.allowed_actions() {
            let mut out = out.under(action.element);
            out.line(docs::sentence(&format!("Of {}.", docs::code(&action.name))));
            let name = &names.actions[id.index()].variant;
            match action.returns {
                Some(ty) => {
                    let ty = type_name(model, names, ty);
                    put(&mut out, Doc::from(format!("{name}(")).and(ty).and("),"));
                }
                None => out.line(format!("{name},")),
            }
        }
    });
    out.line("}");
}

fn derived(out: &mut trace::Scope<'_>, copies: bool) {
    out.line(derives(copies));
    out.line("#[allow(dead_code, nonstandard_style)]");
}

/// Whether actions as data can be copied.
fn action_copies(model: &Model, names: &Names) -> bool {
    model.allowed_actions().all(|(_, action)| {
        let mut params = action.params.iter();
        params.all(|param| names.is_copy(action.locals[param.local.index()].ty.ty))
    })
}

fn has_results(model: &Model) -> bool {
    model
        .allowed_actions()
        .any(|(_, action)| action.returns.is_some())
}

fn has_events(model: &Model) -> bool {
    model
        .allowed_actions()
        .any(|(_, action)| emits(action) != Some(0))
}

/// Writes the methods.
pub(super) fn methods(out: &mut trace::Scope<'_>, model: &Model, names: &Names, helpers: &Helpers) {
    for (id, action) in model.allowed_actions() {
        let mut out = out.under(action.element);
        let family = Family::new(model, names, id, action);
        family.method(&mut out);
        family.can(&mut out);
        family.step(&mut out, helpers);
    }
    dispatch(out, model, names);
    enabled(out, model, names, helpers);
}

/// One action and all that its methods have in common.
struct Family<'a> {
    model: &'a Model,
    names: &'a Names,
    own: &'a ActionNames,
    action: &'a Action,
    params: Vec<String>,
    staging: Staging,
    stage: Stage,
    /// The variables that it writes, in order.
    written: BTreeSet<VarId>,
}

impl<'a> Family<'a> {
    fn new(model: &'a Model, names: &'a Names, id: ActionId, action: &'a Action) -> Self {
        Self {
            model,
            names,
            own: &names.actions[id.index()],
            action,
            params: names.params(&action.locals, action.params.len()),
            staging: match emits(action) {
                Some(0) => Staging::None,
                Some(count) => Staging::Array(count),
                None => Staging::List,
            },
            stage: Stage::of(model, names),
            written: written(&action.body),
        }
    }

    fn emits(&self) -> bool {
        self.staging != Staging::None
    }

    fn result_type(&self) -> Doc {
        match self.action.returns {
            Some(ty) => type_name(self.model, self.names, ty),
            None => "()".into(),
        }
    }

    /// What stands for the variables that are written.
    fn staged(&self) -> Vec<String> {
        match self.stage {
            Stage::Whole => vec!["next".to_owned()],
            Stage::Parts => self
                .written
                .iter()
                .map(|var| self.names.staged(*var))
                .collect(),
        }
    }

    fn params(&self, receiver: &str) -> Vec<Doc> {
        let action = self.action;
        let params = params::declared(self.model, self.names, &action.params, &action.locals);
        std::iter::once(receiver.into()).chain(params).collect()
    }

    fn args(&self) -> Vec<Doc> {
        self.params.iter().map(|name| name.clone().into()).collect()
    }

    /// Arguments that lend what an action holds as data.
    fn lent_args(&self, by_reference: bool) -> Vec<Doc> {
        let params = self.action.params.iter().zip(&self.params);
        let lent = params.map(|(param, name)| {
            let ty = self.action.locals[param.local.index()].ty.ty;
            params::lent(self.model, self.names, ty, name, by_reference).into()
        });
        lent.collect()
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
        if self.emits() {
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
        let args = self
            .params
            .iter()
            .map(|name| Code::path(name.clone()))
            .collect();
        let step = Code::path("self").method(&self.own.step, args).attempt();
        let has_result = self.action.returns.is_some();
        let mut parts = self.staged();
        if has_result {
            parts.push("result".to_owned());
        }
        if self.emits() {
            parts.push("events".to_owned());
        }
        match parts.as_slice() {
            [] => put(out, Doc::statement(&step)),
            [only] => put(out, Doc::line(&bind(only.clone(), step))),
            _ => {
                let parts = parts.into_iter().map(Code::path).collect();
                put(out, Doc::line(&bind(Doc::from(Code::Tuple(parts)), step)));
            }
        }
        match self.stage {
            Stage::Whole if !has_result && !self.emits() => {
                out.line("self.commit(next)");
                return;
            }
            Stage::Whole => out.line("self.commit(next)?;"),
            Stage::Parts => self.commit(out),
        }
        match self.staging {
            Staging::None => {}
            Staging::Array(_) => out.line("events.into_iter().flatten().for_each(observe);"),
            Staging::List => out.line("events.into_iter().for_each(observe);"),
        }
        out.line(if has_result { "Ok(result)" } else { "Ok(())" });
    }

    /// Takes the variables that were written, if that breaks no invariant.
    fn commit(&self, out: &mut trace::Scope<'_>) {
        let names = self.names;
        if conditions::exist(self.model) {
            let view = Code::dotted("self.state").method("view", Vec::new());
            put(out, Doc::line(&bind("before", view)));
            let fields = self.written.iter().map(|var| {
                let staged = Code::path(self.names.staged(*var));
                let copies = names.is_copy(self.model.vars[var.index()].ty.ty);
                let shown = if copies { staged } else { staged.reference() };
                (names.fields[var.index()].clone(), Some(shown))
            });
            let rest = Some(Box::new(Code::path("before")));
            let next = if self.written.is_empty() {
                Code::path("before")
            } else {
                Code::Struct(names.view.clone().into(), fields.collect(), rest)
            };
            put(out, Doc::line(&bind("next", next)));
            out.line("Self::legal(&before, &next)?;");
        }
        for var in &self.written {
            let field = &names.fields[var.index()];
            let target = Code::dotted(&format!("self.state.{field}"));
            let staged = Code::path(self.names.staged(*var));
            put(out, Doc::statement(&target.assign(staged)));
        }
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

    fn step(&self, out: &mut trace::Scope<'_>, helpers: &Helpers) {
        let (model, names, action) = (self.model, self.names, self.action);
        let mut parts: Vec<Doc> = match self.stage {
            Stage::Whole => vec![names.snapshot.clone().into()],
            Stage::Parts => {
                let vars = self.written.iter().map(|var| &model.vars[var.index()]);
                vars.map(|var| type_name(model, names, var.ty)).collect()
            }
        };
        if action.returns.is_some() {
            parts.push(self.result_type());
        }
        let event = &names.event;
        match self.staging {
            Staging::None => {}
            Staging::Array(count) => {
                parts.push(format!("[::core::option::Option<{event}>; {count}]").into());
            }
            Staging::List => parts.push(Doc::generic(LIST, vec![event.clone().into()])),
        }
        let ok = match parts.len() {
            0 => "()".into(),
            1 => parts.remove(0),
            _ => Doc::tuple(parts),
        };
        out.blank();
        let tail = result_type(ok, &names.error);
        let head = format!("fn {}", self.own.step);
        put(out, Doc::signature(head, self.params("&self"), tail));
        out.indented(|out| self.step_body(out, helpers));
        out.line("}");
    }

    fn step_body(&self, out: &mut trace::Scope<'_>, helpers: &Helpers) {
        let (model, names, action) = (self.model, self.names, self.action);
        let before = Reads::fields(STATE, false);
        let now = match self.stage {
            Stage::Whole => Reads::fields("next", false),
            Stage::Parts => Reads {
                staged: self.written.clone(),
                ..before.clone()
            },
        };
        let count = action.params.len();
        let locals = Locals::of(
            model,
            names,
            &action.locals,
            count,
            Routine::Body(&action.body),
        );
        let scope = Scope::new(model, names, locals, (now, before), helpers);
        params::take_in(out, &action.params, &action.locals, &scope);
        match self.stage {
            Stage::Whole => out.line("let mut next = self.state.clone();"),
            Stage::Parts => {
                for var in &self.written {
                    let place = format!("self.state.{}", names.fields[var.index()]);
                    let copies = names.is_copy(model.vars[var.index()].ty.ty);
                    let place = Code::dotted(&place);
                    let copy = if copies {
                        place
                    } else {
                        place.method("clone", Vec::new())
                    };
                    let name = format!("mut {}", self.names.staged(*var));
                    put(out, Doc::line(&bind(name, copy)));
                }
            }
        }
        let event_copies = {
            let mut fields = model.events.iter().flat_map(|event| &event.fields);
            fields.all(|field| names.is_copy(field.ty.ty))
        };
        match self.staging {
            Staging::None => {}
            Staging::Array(count) if event_copies => {
                out.line(format!("let mut events = [None; {count}];"));
            }
            Staging::Array(count) => {
                let none = Code::path("None");
                put(
                    out,
                    Doc::line(&bind("mut events", Code::Array(vec![none; count]))),
                );
            }
            Staging::List => out.line("let mut events = alloc::vec::Vec::new();"),
        }
        let outcome = Outcome {
            written: self.staged(),
            result: action.returns.map(|ty| repr(model, ty.ty)),
            events: self.staging,
        };
        let last = outcome.value(None);
        let mut writer = Writer {
            scope,
            outcome,
            staged: 0,
        };
        if !writer.block(out, &action.body) {
            put(out, Doc::first(&last));
        }
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
            wrapped(family, (family.own.method.clone(), family.lent_args(false)))
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
                let mut args = family.lent_args(false);
                let method = if family.emits() {
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
    let copies = action_copies(model, names);
    let lent = if copies {
        action_param()
    } else {
        format!("action: &{}", names.action).into()
    };
    let params = vec!["&self".into(), lent];
    put(out, Doc::signature("pub fn can", params, "bool"));
    out.indented(|out| {
        arms(out, "action", &|family| {
            vec![(family.own.can.clone(), family.lent_args(!copies))]
        });
    });
    out.line("}");
}

/// `enabled`, and the arguments that it tries.
fn enabled(out: &mut trace::Scope<'_>, model: &Model, names: &Names, helpers: &Helpers) {
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
        out.line(if action_copies(model, names) {
            "actions.filter(|action| self.can(*action))"
        } else {
            "actions.filter(|action| self.can(action))"
        });
    });
    out.line("}");
    for (id, action) in finite {
        if !action.params.is_empty() {
            let own = &names.actions[id.index()];
            let mut out = out.under(action.element);
            candidate_list(&mut out, model, names, own, action, iterator(), helpers);
        }
    }
}

/// How many argument tuples an action has, where that is finite.
fn candidates(model: &Model, action: &Action) -> Option<u128> {
    action.params.iter().try_fold(1u128, |count, param| {
        let ty = action.locals[param.local.index()].ty.ty;
        count.checked_mul(how_many(model, ty)?)
    })
}

/// How many values a type has, where that is finite and no more than `enabled` goes through.
fn how_many(model: &Model, ty: TypeId) -> Option<u128> {
    let product = |parts: Vec<TypeId>| {
        parts.into_iter().try_fold(1u128, |count, part| {
            count
                .checked_mul(how_many(model, part)?)
                .filter(|count| *count <= MOST_CANDIDATES)
        })
    };
    let power = |base: u128, times: u128| {
        let times = u32::try_from(times).ok()?;
        base.checked_pow(times)
            .filter(|count| *count <= MOST_CANDIDATES)
    };
    match model.types.get(ty) {
        Type::Bool => Some(2),
        Type::Int | Type::Nat | Type::String | Type::List(_) => None,
        Type::Range(lo, hi) | Type::Symmetric(_, lo, hi) => Some(u128::from(hi.abs_diff(*lo)) + 1),
        Type::Enum(id) => {
            model.enums[id.index()]
                .variants
                .iter()
                .try_fold(0u128, |sum, variant| {
                    let payload = variant.payload.iter().map(|field| field.ty.ty);
                    Some(sum + product(payload.collect())?)
                })
        }
        Type::Option(inner) => Some(how_many(model, *inner)? + 1),
        Type::Set(item) => power(2, how_many(model, *item)?),
        Type::Map(key, value) => power(how_many(model, *value)? + 1, how_many(model, *key)?),
        other => product(other.parts()),
    }
}

fn candidate_list(
    out: &mut trace::Scope<'_>,
    model: &Model,
    names: &Names,
    own: &ActionNames,
    action: &Action,
    iterator: Doc,
    helpers: &Helpers,
) {
    out.blank();
    let head = format!("fn {}", own.candidates);
    put(out, Doc::signature(head, Vec::new(), iterator));
    let path = |name: &str| Code::path(name.to_owned());
    let mut copies = true;
    out.indented(|out| {
        for (at, param) in action.params.iter().enumerate() {
            let ty = action.locals[param.local.index()].ty.ty;
            let all = candidates_of(model, names, ty, helpers);
            // Tuples grow to the left: ((a, b), c).
            let all = if at == 0 {
                match all {
                    Code::Paren(range) => *range,
                    all => all,
                }
            } else {
                let a = path("a");
                let a = if copies {
                    a
                } else {
                    a.method("clone", Vec::new())
                };
                let pair = Code::closure(vec![path("b")], Code::Tuple(vec![a, path("b")]));
                let pairs = all.method("map", vec![Code::Moving(Box::new(pair))]);
                let pairs = Code::closure(vec![path("a")], pairs);
                path("all").method("flat_map", vec![pairs])
            };
            copies &= names.is_copy(ty);
            put(out, Doc::line(&bind("all", all)));
        }
        let params = names.params(&action.locals, action.params.len());
        let mut own_names = params.iter().map(|name| Code::path(name.clone()));
        let first = own_names.next().unwrap_or(Code::Tuple(Vec::new()));
        let pattern = own_names.fold(first, |tuple, name| Code::Tuple(vec![tuple, name]));
        let fields = params.iter().map(|name| (name.clone(), None)).collect();
        let variant = format!("{}::{}", names.action, own.variant);
        let made = Code::closure(vec![pattern], Code::Struct(variant.into(), fields, None));
        put(out, Doc::line(&bind("action", made)));
        out.line("all.map(action)");
    });
    out.line("}");
}

/// An iterator over all values of a type.
fn candidates_of(model: &Model, names: &Names, ty: TypeId, helpers: &Helpers) -> Code {
    match model.types.get(ty) {
        Type::Bool => {
            let both = ["false", "true"].map(|it| Code::Number(it.to_owned()));
            Code::Array(both.to_vec()).method("into_iter", Vec::new())
        }
        Type::Enum(id) if !model.enums[id.index()].has_payload() => {
            Code::dotted(&format!("{}::ALL", names.enums[id.index()]))
                .method("into_iter", Vec::new())
        }
        kind => {
            if let (Repr::Int(int), Some(range)) = (repr(model, ty), kind.integers()) {
                let first = Code::typed_integer(range.lo, int.name);
                Code::Paren(Box::new(first.to(Code::integer(range.hi))))
            } else {
                let every = Helper::Every(ty);
                helpers.borrow_mut().insert(every);
                Code::function(every.name(), Vec::new()).method("into_iter", Vec::new())
            }
        }
    }
}
