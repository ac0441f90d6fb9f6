//! The class, and its private side. What an action does is written as a private method that works on a
//! copy of the state; `#step` checks the invariants afterwards, and only then keeps it.

use super::construction;
use super::docs::doc_comment;
use super::expr::Exprs;
use super::layout::{Doc, assign, call, call_with_function, concat, object, object_type, write};
use super::members::{self, Machine};
use super::names::Names;
use super::state::{frozen, has_state_conditions, init_needs_draft, initial, invariants};
use super::stmt::Stmts;
use super::support::Support;
use super::surface::Surface;
use super::taken::Taken;
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
            if construction::asks_host(self.surface) {
                construction::host_field(scope, self.surface);
            }
            self.constructor(scope);
            construction::restore(scope, self.surface, has_state_conditions(model));
            members::members(scope, self.surface, self, support);
            if self.has_actions() {
                self.step(scope, support);
                self.can(scope);
                for (id, action) in model.allowed_actions() {
                    self.action(scope, id, action, support);
                }
            }
        });
        outer.line("}");
        self.step_type(writer);
        construction::restored(writer, self.surface, frozen(self.surface, support));
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
        let restored = &self.surface.names.restored;
        let keeps_host = construction::asks_host(self.surface);
        construction::constructor(scope, self.surface, keeps_host, |scope, made| {
            let first = &made.first;
            let state = concat([
                format!("{first} instanceof {restored} ? {first}.state : ").into(),
                call("initial", made.arguments(self.surface)),
            ]);
            write(scope, [assign("this.#state", state)]);
        });
    }

    fn step(&self, scope: &mut Scope<'_>, support: &mut Support) {
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
            if construction::asks_host(self.surface) {
                scope.line("if (this.#state !== prev) {");
                scope.line("  throw new TypeError(\"the host took an action while it was asked by another\");");
                scope.line("}");
            }
            members::kept(scope, self.surface, support);
            scope.line(format!(
                "const variables = Object.keys(prev) as (keyof {state})[];"
            ));
            scope.line(
                "const changed = variables.some((variable) => next[variable] !== prev[variable]);",
            );
            let freeze = frozen(self.surface, support);
            scope.line("if (changed) {");
            scope.line(format!("  this.#state = {freeze}(next);"));
            scope.line("}");
            members::done(scope, self.surface, support);
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
        let taken = Taken::of(self.surface, &parameters, &action.locals);
        let mut signature = Vec::new();
        if usage.mentions_step() {
            let used = [
                ("prev", usage.prev),
                ("next", usage.next),
                ("events", usage.events),
            ]
            .into_iter()
            .filter(|(_, used)| *used)
            .map(|(name, _)| name.into());
            let step = format!(": {}", self.surface.names.step).into();
            signature.push(concat([object(used.collect()), step]));
        }
        signature.extend(taken.signature(self.surface, &action.locals));
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
                depth: 0,
            };
            stmts.arguments(scope, &taken);
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
}

impl Machine for Class<'_> {
    fn take(&self, id: ActionId, arguments: &[String]) -> Doc {
        self.closure("this.#step", id, arguments)
    }

    fn can(&self, id: ActionId, arguments: &[String]) -> Doc {
        self.closure("this.#can", id, arguments)
    }
}
