//! The class, and its private side. What an action does is written as a private method that works on a
//! copy of the state; `#step` checks the invariants afterwards, and only then keeps it.

use super::docs::doc_comment;
use super::expr::Exprs;
use super::layout::{Doc, assign, call, call_with_function, concat, object, object_type, write};
use super::members::{self, Machine};
use super::names::Names;
use super::state::{has_state_conditions, init_needs_draft, initial, invariants};
use super::stmt::Stmts;
use super::support::Support;
use super::surface::Surface;
use super::usage::Usage;
use crate::emit::trace::{Fragment, Rule, Scope, TraceWriter};
use crate::model::{Action, ActionId};

/// The class, and the functions behind it.
pub(super) struct Class<'a> {
    surface: &'a Surface<'a>,
    /// What each action mentions, in the model's order.
    usages: Vec<Usage>,
}

impl<'a> Class<'a> {
    /// Of a spec.
    pub fn new(surface: &'a Surface<'a>) -> Self {
        let usage = |action: &Action| Usage::of(surface.model, &action.body);
        Self {
            surface,
            usages: surface.model.actions.iter().map(usage).collect(),
        }
    }

    /// Writes all of it.
    pub fn write(&self, writer: &mut TraceWriter, support: &mut Support) {
        let model = self.surface.model;
        let names = &self.surface.names;
        let mut outer = writer.under(model.spec_element());
        outer.blank();
        doc_comment(
            &mut outer,
            &model.docs,
            &format!("The state machine {}.", model.name),
        );
        outer.line(
            Fragment::from("export class ")
                .and_name(&names.machine, model.name_span)
                .and(" {"),
        );
        outer.indented(|scope| {
            members::identity(scope, self.surface);
            scope.under(Rule::Machine).blank();
            scope
                .under(Rule::Machine)
                .line(format!("#state: {};", names.state));
            scope
                .under(Rule::Machine)
                .line(format!("readonly #notices = new {}();", names.notices));
            self.constructor(scope);
            self.restore(scope);
            members::members(scope, self.surface, self, support);
            if self.has_actions() {
                self.step(scope);
                self.can(scope);
                for (id, action) in model.allowed_actions() {
                    self.action(scope, id, action, support);
                }
            }
        });
        outer.line("}");
        self.step_type(writer);
        self.restored(writer);
        initial(self.surface, writer, support);
        self.surface.state_from(writer, support);
        invariants(self.surface, writer, support);
    }

    /// `callee((step) => this.#flip(step))`
    fn closure(&self, callee: &str, id: ActionId, arguments: &[String]) -> Doc {
        let takes_step = self.usages[id.index()].mentions_step();
        let step = takes_step.then(|| "step".into());
        let arguments = arguments.iter().map(|argument| argument.as_str().into());
        let method = format!("this.#{}", self.surface.names.action(id).private);
        let parameters = if takes_step { "(step)" } else { "()" };
        let body = call(method, step.into_iter().chain(arguments).collect());
        call_with_function(callee, parameters, body)
    }

    fn has_actions(&self) -> bool {
        self.surface.model.allowed_actions().next().is_some()
    }

    fn constructor(&self, scope: &mut Scope<'_>) {
        let init = &self.surface.model.init;
        let restored = &self.surface.names.restored;
        let parameters = self.surface.init_parameters();
        let signature = self.surface.signature(&parameters, &init.locals);
        let mut scope = scope.under(init.element);
        scope.blank();
        if !init.docs.is_empty() {
            doc_comment(&mut scope, &init.docs, "");
        }
        write(&mut scope, [call("constructor", signature), ";".into()]);
        let given: Vec<Doc> = if parameters.is_empty() {
            vec![format!("restored?: {restored}").into()]
        } else {
            let given = parameters.iter().enumerate().map(|(at, parameter)| {
                let ty = self.surface.ty(parameter.declared);
                let name = &parameter.name;
                if at == 0 {
                    format!("{name}: {ty} | {restored}").into()
                } else {
                    format!("{name}?: {ty}").into()
                }
            });
            given.collect()
        };
        let first = parameters
            .first()
            .map_or("restored", |parameter| parameter.name.as_str());
        let arguments = parameters.iter().enumerate().map(|(at, parameter)| {
            // The overload above lets nobody leave it out.
            let cast = format!(
                "{} as {}",
                parameter.name,
                self.surface.ty(parameter.declared)
            );
            if at == 0 {
                parameter.name.clone().into()
            } else {
                cast.into()
            }
        });
        write(&mut scope, [call("constructor", given), " {".into()]);
        scope.indented(|scope| {
            let state = concat([
                format!("{first} instanceof {restored} ? {first}.state : ").into(),
                call("initial", arguments.collect()),
            ]);
            write(scope, [assign("this.#state", state)]);
        });
        scope.line("}");
    }

    fn restore(&self, scope: &mut Scope<'_>) {
        let Names {
            machine,
            restored,
            error,
            ..
        } = &self.surface.names;
        let mut scope = scope.under(Rule::Machine);
        scope.blank();
        scope.line("/**");
        scope.line(format!(
            " * The machine as {{@link {machine}.snapshot}} saw it."
        ));
        scope.line(" *");
        scope.line(format!(
            " * @throws {{@link {error}}} where the data is no snapshot, or breaks an invariant."
        ));
        scope.line(" */");
        scope.line(format!("static restore(data: unknown): {machine} {{"));
        scope.indented(|scope| {
            scope.line("const state = stateFrom(data);");
            if has_state_conditions(self.surface.model) {
                scope.line("checkInvariants(state);");
            }
            scope.line("// The constructor's one public signature is that of `init`.");
            let arguments = vec![
                machine.as_str().into(),
                format!("[new {restored}(state)]").into(),
            ];
            let made = call("Reflect.construct", arguments);
            write(
                scope,
                ["return ".into(), made, format!(" as {machine};").into()],
            );
        });
        scope.line("}");
    }

    fn step(&self, scope: &mut Scope<'_>) {
        let Names {
            step, event, state, ..
        } = &self.surface.names;
        let mut scope = scope.under(Rule::Machine);
        scope.blank();
        scope.line("/** Takes a step, wholly or not at all. */");
        write(
            &mut scope,
            [
                concat([
                    "#step<Result>".into(),
                    call("", vec![format!("action: (step: {step}) => Result").into()]),
                ]),
                ": ".into(),
                self.surface.done_type("Result"),
                " {".into(),
            ],
        );
        scope.indented(|scope| {
            scope.line("const prev = this.#state;");
            scope.line(format!(
                "const next: {} = {{ ...prev }};",
                self.surface.names.draft
            ));
            scope.line(format!("const events: {event}[] = [];"));
            scope.line("const result = action({ prev, next, events });");
            if self.surface.model.conditions().next().is_some() {
                let with_prev = self.surface.model.conditions().any(|(_, c)| c.is_step);
                let arguments = if with_prev { "next, prev" } else { "next" };
                scope.line(format!("checkInvariants({arguments});"));
            }
            scope.line(format!(
                "const variables = Object.keys(prev) as (keyof {state})[];"
            ));
            scope.line(
                "const changed = variables.some((variable) => next[variable] !== prev[variable]);",
            );
            scope.line("if (changed) {");
            scope.line("  this.#state = Object.freeze(next);");
            scope.line("}");
            scope.line("this.#notices.publish(changed ? [null, ...events] : events);");
            scope.line("return { ok: true, events, result };");
        });
        scope.line("}");
    }

    fn can(&self, scope: &mut Scope<'_>) {
        let Names { step, error, .. } = &self.surface.names;
        let mut scope = scope.under(Rule::Machine);
        scope.blank();
        scope.line("/** Whether an action goes through, invariants aside. */");
        scope.line(format!(
            "#can(action: (step: {step}) => unknown): boolean {{"
        ));
        scope.indented(|scope| {
            scope.line("try {");
            scope.line("  action({ prev: this.#state, next: { ...this.#state }, events: [] });");
            scope.line("  return true;");
            scope.line("} catch (error) {");
            scope.line(format!("  if (error instanceof {error}) {{"));
            scope.line("    return false;");
            scope.line("  }");
            scope.line("  throw error;");
            scope.line("}");
        });
        scope.line("}");
    }

    /// What an action does to the state that it is given.
    fn action(&self, scope: &mut Scope<'_>, id: ActionId, action: &Action, support: &mut Support) {
        let usage = &self.usages[id.index()];
        let names = self.surface.names.action(id);
        let parameters = self.surface.action_parameters(id);
        let mut signature = Vec::new();
        if usage.mentions_step() {
            let taken = [
                ("prev", usage.prev),
                ("next", usage.next),
                ("events", usage.events),
            ]
            .into_iter()
            .filter(|(_, used)| *used)
            .map(|(name, _)| name.into());
            let step = format!(": {}", self.surface.names.step).into();
            signature.push(concat([object(taken.collect()), step]));
        }
        signature.extend(self.surface.signature(&parameters, &action.locals));
        let result = action
            .returns
            .map_or_else(|| "undefined".into(), |ty| self.surface.ty(ty));
        let mut scope = scope.under(action.element);
        scope.blank();
        let name = Fragment::from("#").and_name(&names.private, action.name_span);
        let head = [call(name, signature), format!(": {result} {{").into()];
        if parameters.is_empty() && action.body.is_empty() {
            write(&mut scope, head.into_iter().chain(["}".into()]));
            return;
        }
        write(&mut scope, head);
        scope.indented(|scope| {
            let mut exprs = Exprs::new(self.surface, support, &action.params, &action.locals);
            let mut stmts = Stmts {
                exprs: &mut exprs,
                usage,
                returns: action.returns,
            };
            stmts.arguments(scope, &parameters);
            stmts.body(scope, &action.body);
        });
        scope.line("}");
    }

    fn step_type(&self, writer: &mut TraceWriter) {
        let Names {
            draft,
            step,
            state,
            event,
            ..
        } = &self.surface.names;
        if !self.has_actions() && !init_needs_draft(self.surface.model) {
            return;
        }
        let mut scope = writer.under(Rule::Machine);
        scope.blank();
        scope.line("/** A state in the making. */");
        write(
            &mut scope,
            [
                format!("type {draft} = ").into(),
                object_type(vec![
                    format!("-readonly [Name in keyof {state}]: {state}[Name]").into(),
                ]),
                ";".into(),
            ],
        );
        if self.has_actions() {
            scope.blank();
            scope.line("/** What an action works on: the state before, the next one, and what it emits. */");
            scope.line(format!("interface {step} {{"));
            scope.line(format!("  readonly prev: {state};"));
            scope.line(format!("  readonly next: {draft};"));
            scope.line(format!("  readonly events: {event}[];"));
            scope.line("}");
        }
    }

    fn restored(&self, writer: &mut TraceWriter) {
        let Names {
            restored, state, ..
        } = &self.surface.names;
        let mut scope = writer.under(Rule::Machine);
        scope.blank();
        scope.line("/** A state that `restore` has found valid. Nothing outside this module can make one. */");
        scope.line(format!("class {restored} {{"));
        scope.line(format!("  readonly state: {state};"));
        scope.blank();
        scope.line(format!("  constructor(state: {state}) {{"));
        scope.line("    this.state = Object.freeze(state);");
        scope.line("  }");
        scope.line("}");
    }
}

impl Machine for Class<'_> {
    fn take(&self, id: ActionId, arguments: &[String]) -> Doc {
        self.closure("this.#step", id, arguments)
    }

    fn can(&self, id: ActionId, arguments: &[String]) -> Doc {
        self.closure("this.#can", id, arguments)
    }
}
