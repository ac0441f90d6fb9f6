//! The public members of a machine's class, the same for the TypeScript class and for the Wasm host
//! binding; only how an action is taken differs, which a [`Machine`] says.
//!
//! The class must have a private field `#state` (the frozen state object, replaced by every change)
//! and `readonly #notices` (see [`super::notices`]).

use super::docs::{code, comment, documented};
use super::enabled::enabled;
use super::layout::{Doc, assign, call, write};
use super::names::Names;
use super::support::{Helper, Support};
use super::surface::Surface;
use crate::emit::COMPILER;
use crate::emit::json_text::quoted;
use crate::emit::trace::{Fragment, Rule, Scope};
use crate::model::{Action, ActionId, ElementId, FailureId, Stmt, StmtKind, VarId};

pub(crate) use super::notices::notices;

/// How a class takes an action. Arguments are expressions of the parameters' types that nobody has
/// checked yet.
pub(crate) trait Machine {
    /// An expression that takes the action, wholly or not at all, tells the listeners, and gives
    /// `{ ok: true, events, result }`; or else throws the machine's error.
    fn take(&self, id: ActionId, arguments: &[String]) -> Doc;

    /// An expression: whether the guards hold and nothing faults; changes nothing.
    fn can(&self, id: ActionId, arguments: &[String]) -> Doc;
}

/// `SPEC_DIGEST`, `ELEMENT_ROOT`, `VERDICT` and `COMPILER`.
pub(crate) fn identity(scope: &mut Scope<'_>, surface: &Surface<'_>) {
    let identity = surface.subject.identity;
    let mut scope = scope.under(Rule::Identity);
    let root = identity.root.to_string();
    let spec = identity.spec.to_string();
    scope.line("/** SHA-256 over the tokens of the specification. */");
    write(&mut scope, [constant("SPEC_DIGEST", "string", &spec)]);
    scope.line("/** The Merkle root over all elements of the specification. */");
    write(&mut scope, [constant("ELEMENT_ROOT", "string", &root)]);
    scope.line("/** What the model checker said about the specification. */");
    let verdicts = ["proved", "bounded", "violated", "unchecked"]
        .map(quoted)
        .join(" | ");
    write(
        &mut scope,
        [constant(
            "VERDICT",
            &verdicts,
            surface.subject.verdict_name(),
        )],
    );
    scope.line("/** What made this file. */");
    write(&mut scope, [constant("COMPILER", "string", COMPILER)]);
}

fn constant(name: &str, ty: &str, value: &str) -> Doc {
    assign(
        format!("static readonly {name}: {ty}"),
        quoted(value).into(),
    )
}

/// Accessors, actions, `apply`, `enabled`, snapshots and subscriptions. Each begins with a blank line.
pub(crate) fn members(
    scope: &mut Scope<'_>,
    surface: &Surface<'_>,
    machine: &dyn Machine,
    support: &mut Support,
) {
    accessors(scope, surface);
    for (id, action) in surface.model.allowed_actions() {
        action_methods(scope, surface, machine, id, action);
    }
    if surface.model.allowed_actions().next().is_some() {
        apply(scope, surface, machine, support);
        enabled(scope, surface, support);
    }
    snapshots(scope, surface, support);
    subscriptions(scope, surface);
}

/// Lines of `#step` between `prev` and `next`: a variable with an equal value keeps the very same one,
/// so that what has not changed stays identical.
pub(crate) fn kept(scope: &mut Scope<'_>, surface: &Surface<'_>, support: &mut Support) {
    for (index, var) in surface.model.vars.iter().enumerate() {
        if surface.is_primitive(var.ty.ty) {
            continue;
        }
        let name = surface.names.var(VarId(index as u32));
        let of = surface.described(var.ty.ty, support);
        let keep = support.call(Helper::Kept);
        let value = format!("{keep}({of}, prev.{name}, next.{name})");
        let mut scope = scope.under(var.element);
        write(&mut scope, [assign(format!("next.{name}"), value.into())]);
    }
}

/// The end of `#step`: tells the listeners of `changed` and `events`, and gives `events` and `result`,
/// frozen where they are made of parts.
pub(crate) fn done(scope: &mut Scope<'_>, surface: &Surface<'_>, support: &mut Support) {
    if !surface.model.events.is_empty() {
        let frozen = support.call(Helper::Frozen);
        scope.line(format!("{frozen}(events);"));
    }
    scope.line("this.#notices.publish(changed ? [null, ...events] : events);");
    let mut actions = surface.model.allowed_actions();
    let is_composite = actions.any(|(_, action)| {
        let returns = action.returns;
        returns.is_some_and(|declared| !surface.is_primitive(declared.ty))
    });
    if is_composite {
        let frozen = support.call(Helper::Frozen);
        scope.line(format!(
            "return {{ ok: true, events, result: {frozen}(result) }};"
        ));
    } else {
        scope.line("return { ok: true, events, result };");
    }
}

fn accessors(scope: &mut Scope<'_>, surface: &Surface<'_>) {
    for (index, var) in surface.model.vars.iter().enumerate() {
        let name = surface.names.var(VarId(index as u32));
        let mut scope = scope.under(var.element);
        scope.blank();
        let otherwise = format!("The state variable {}.", code(&var.name));
        comment(&mut scope, &documented(&var.docs, &otherwise));
        scope.line(
            Fragment::from("get ")
                .and_name(name, var.name_span)
                .and(format!("(): {} {{", surface.ty(var.ty))),
        );
        scope.line(format!("  return this.#state.{name};"));
        scope.line("}");
    }
}

fn action_methods(
    scope: &mut Scope<'_>,
    surface: &Surface<'_>,
    machine: &dyn Machine,
    id: ActionId,
    action: &Action,
) {
    let names = surface.names.action(id);
    let parameters = surface.action_parameters(id);
    let arguments: Vec<String> = parameters.iter().map(|p| p.name.clone()).collect();
    let signature = surface.signature(&parameters, &action.locals);
    let mut scope = scope.under(action.element);

    scope.blank();
    action_comment(&mut scope, surface, action);
    let result = action
        .returns
        .map_or_else(|| "void".to_owned(), |declared| surface.ty(declared));
    let method = Fragment::name(&names.method, action.name_span);
    write(
        &mut scope,
        [
            call(method, signature.clone()),
            format!(": {result} {{").into(),
        ],
    );
    scope.indented(|scope| {
        let taken = machine.take(id, &arguments);
        if action.returns.is_some() {
            write(scope, ["return ".into(), taken, ".result;".into()]);
        } else {
            write(scope, [taken, ";".into()]);
        }
    });
    scope.line("}");

    scope.blank();
    comment(
        &mut scope,
        &[format!(
            "Whether the guards of {{@link {}.{}}} hold and nothing in it faults.",
            surface.names.machine, names.method
        )],
    );
    let can = Fragment::name(&names.can, action.name_span);
    write(&mut scope, [call(can, signature), ": boolean {".into()]);
    scope.indented(|scope| {
        write(
            scope,
            ["return ".into(), machine.can(id, &arguments), ";".into()],
        );
    });
    scope.line("}");
}

fn action_comment(scope: &mut Scope<'_>, surface: &Surface<'_>, action: &Action) {
    scope.line("/**");
    for line in documented(&action.docs, &format!("The action {}.", code(&action.name))) {
        scope.line(format!(" * {line}").trim_end().to_owned());
    }
    scope.line(" *");
    let mut guards = Vec::new();
    requirements(&action.body, &mut guards);
    for &(element, failure) in &guards {
        let requirement = code(&surface.model.failure(failure).requirement);
        scope.with(element).line(format!(" * - {requirement}"));
    }
    if !guards.is_empty() {
        scope.line(" *");
    }
    let error = &surface.names.error;
    scope.line(format!(
        " * @throws {{@link {error}}} where it is refused; nothing has changed then."
    ));
    scope.line(" */");
}

/// What an action requires.
fn requirements(body: &[Stmt], guards: &mut Vec<(ElementId, FailureId)>) {
    for stmt in body {
        match &stmt.kind {
            StmtKind::Require { failure, .. } => guards.push((stmt.element, *failure)),
            StmtKind::If {
                then, otherwise, ..
            } => {
                requirements(then, guards);
                requirements(otherwise, guards);
            }
            StmtKind::For { body, .. } => requirements(body, guards),
            StmtKind::Match { arms, .. } => {
                for arm in arms {
                    requirements(&arm.body, guards);
                }
            }
            StmtKind::Call { .. }
            | StmtKind::Assert { .. }
            | StmtKind::Let { .. }
            | StmtKind::Assign { .. }
            | StmtKind::Emit { .. }
            | StmtKind::Return { .. } => {}
        }
    }
}

fn apply(
    scope: &mut Scope<'_>,
    surface: &Surface<'_>,
    machine: &dyn Machine,
    support: &mut Support,
) {
    let Names {
        action,
        error,
        outcome,
        ..
    } = &surface.names;
    let mut scope = scope.under(Rule::Machine);
    scope.blank();
    comment(
        &mut scope,
        &[
            "Takes an action that comes as data. What the specification refuses is an answer, and not".to_owned(),
            "thrown; data that is no action at all is a `TypeError`.".to_owned(),
        ],
    );
    scope.line(format!("apply(action: {action}): {outcome} {{"));
    scope.indented(|scope| {
        scope.line("try {");
        scope.indented(|scope| {
            scope.line("switch (action.action) {");
            scope.indented(|scope| {
                for (id, declared) in surface.model.allowed_actions() {
                    let mut scope = scope.under(declared.element);
                    let parameters = surface.action_parameters(id);
                    let arguments: Vec<String> = parameters
                        .iter()
                        .map(|parameter| surface.argument("args", parameter, support))
                        .collect();
                    let taken = machine.take(id, &arguments);
                    let label = format!("case {}:", quoted(&declared.name));
                    if parameters.is_empty() {
                        scope.line(label);
                        scope.indented(|scope| write(scope, ["return ".into(), taken, ";".into()]));
                    } else {
                        scope.line(format!("{label} {{"));
                        scope.indented(|scope| {
                            scope.line("const { args } = action;");
                            write(scope, ["return ".into(), taken, ";".into()]);
                        });
                        scope.line("}");
                    }
                }
                scope.line("default:");
                scope.indented(|scope| {
                    let message = format!(
                        "`${{JSON.stringify(action)}} is no action of {}`",
                        surface.model.name
                    );
                    let thrown = call("throw new TypeError", vec![message.into()]);
                    write(scope, [thrown, ";".into()]);
                });
            });
            scope.line("}");
        });
        scope.line("} catch (error) {");
        scope.indented(|scope| {
            scope.line(format!("if (error instanceof {error}) {{"));
            scope.line("  return { ok: false, error };");
            scope.line("}");
            scope.line("throw error;");
        });
        scope.line("}");
    });
    scope.line("}");
}

fn snapshots(scope: &mut Scope<'_>, surface: &Surface<'_>, support: &mut Support) {
    let Names {
        machine,
        state,
        snapshot,
        ..
    } = &surface.names;
    let mut scope = scope.under(Rule::Machine);
    scope.blank();
    scope.line("/** The whole state, as an object that never changes: the same one until the state does. */");
    scope.line(format!("getSnapshot(): {state} {{"));
    scope.line("  return this.#state;");
    scope.line("}");
    scope.blank();
    scope.line(format!(
        "/** The whole state as plain data, fit for JSON and {{@link {machine}.restore}}. */"
    ));
    scope.line(format!("snapshot(): {snapshot} {{"));
    scope.indented(|scope| {
        let entries = surface.snapshot_entries("this.#state", support);
        if entries.is_empty() {
            scope.line("return {};");
            return;
        }
        scope.line("return {");
        scope.indented(|scope| {
            for (element, entry) in entries {
                write(&mut scope.under(element), [entry, ",".into()]);
            }
        });
        scope.line("};");
    });
    scope.line("}");
}

fn subscriptions(scope: &mut Scope<'_>, surface: &Surface<'_>) {
    let Names { event, .. } = &surface.names;
    let mut scope = scope.under(Rule::Machine);
    scope.blank();
    comment(
        &mut scope,
        &[
            "Calls a listener after every change of the state, until the function that it returns is".to_owned(),
            "called. Whatever a listener throws is reported as an unhandled rejection.".to_owned(),
        ],
    );
    scope.line("subscribe(listener: () => void): () => void {");
    scope.indented(|scope| {
        scope.line("return this.#notices.subscribe((notice) => {");
        scope.line("  if (notice === null) {");
        scope.line("    listener();");
        scope.line("  }");
        scope.line("});");
    });
    scope.line("}");
    if surface.model.events.is_empty() {
        return;
    }
    scope.blank();
    comment(
        &mut scope,
        &[
            "Calls a listener with every event of this name, after the action that emitted it, until the".to_owned(),
            "function that it returns is called.".to_owned(),
        ],
    );
    scope.line(format!("on<Name extends {event}[\"event\"]>("));
    scope.indented(|scope| {
        scope.line("event: Name,");
        scope.line(format!(
            "listener: (event: Extract<{event}, {{ readonly event: Name }}>) => void,"
        ));
    });
    scope.line("): () => void {");
    scope.indented(|scope| {
        scope.line("return this.#notices.subscribe((notice) => {");
        scope.indented(|scope| {
            scope.line("if (notice?.event === event) {");
            scope.line(format!(
                "  listener(notice as Extract<{event}, {{ readonly event: Name }}>);"
            ));
            scope.line("}");
        });
        scope.line("});");
    });
    scope.line("}");
}
