//! What passes between class and module around every call: arguments, refusals, states, events.

use super::host::border;
use super::values::{Crossing, checked};
use crate::emit::json_text::quoted;
use crate::emit::trace::{Rule, Scope};
use crate::emit::typescript::docs::{key, property};
use crate::emit::typescript::layout::{Doc, call, concat, list, object, write};
use crate::emit::typescript::names::Names;
use crate::emit::typescript::support::Support;
use crate::emit::typescript::surface::{Parameter, Surface};
use crate::emit::wasm;
use crate::model::{ActionId, Event, VarId};

/// The arguments of every action as the module takes them, each in a private method.
pub(super) fn arguments(scope: &mut Scope<'_>, surface: &Surface<'_>, support: &mut Support) {
    for (id, action) in surface.model.allowed_actions() {
        let parameters = surface.action_parameters(id);
        if parameters.is_empty() {
            continue;
        }
        let names = surface.names.action(id);
        let mut scope = scope.under(action.element);
        let types = border(surface, &parameters);
        scope.blank();
        scope.line(format!(
            "/** What {{@link {}.{}}} takes, as the module takes it. */",
            surface.names.machine, names.method
        ));
        write(
            &mut scope,
            [
                call(
                    format!("#{}", names.private),
                    surface.signature(&parameters, &action.locals),
                ),
                ": ".into(),
                list("[", types, ",", &Doc::SoftLine, "]"),
                " {".into(),
            ],
        );
        scope.indented(|scope| {
            scope.line("return [");
            scope.indented(|scope| {
                for parameter in &parameters {
                    let Parameter {
                        param,
                        name,
                        declared,
                        ..
                    } = parameter;
                    let argument = checked(surface, name, declared.ty, param.misfit, support);
                    write(&mut scope.under(param.element), [argument, ",".into()]);
                }
            });
            scope.line("];");
        });
        scope.line("}");
    }
}

/// A call of one of an action's functions.
pub(super) fn invoke(
    surface: &Surface<'_>,
    export: &str,
    id: ActionId,
    arguments: &[String],
) -> Doc {
    let arguments = if arguments.is_empty() {
        Vec::new()
    } else {
        let arguments = arguments
            .iter()
            .map(|argument| argument.as_str().into())
            .collect();
        let encode = format!("this.#{}", surface.names.action(id).private);
        vec![concat(["...".into(), call(encode, arguments)])]
    };
    call(property("this.#exports", export), arguments)
}

/// What happens around every call: refusals, steps, states, events.
pub(super) fn around_calls(scope: &mut Scope<'_>, surface: &Surface<'_>, exports: &wasm::Exports) {
    accept(scope, surface);
    read(scope, surface, exports);
    put(scope, surface);
    if surface.model.allowed_actions().next().is_some() {
        step(scope, surface);
        can(scope, surface);
        if !surface.model.events.is_empty() {
            events(scope, surface);
        }
    }
}

fn accept(scope: &mut Scope<'_>, surface: &Surface<'_>) {
    let Names { error, failure, .. } = &surface.names;
    let mut scope = scope.under(Rule::Machine);
    for line in [
        "",
        "/** Throws what a status says, unless it says that all is well. */",
        "static #accept(status: number): void {",
        "  if (status !== 0) {",
        &format!("    const failure: {failure} | undefined = failures[status - 1];"),
        &format!(
            "    throw failure === undefined ? new TypeError(`status ${{status}}`) : new {error}(failure);"
        ),
        "  }",
        "}",
    ] {
        scope.line(line.to_owned());
    }
}

fn read(scope: &mut Scope<'_>, surface: &Surface<'_>, exports: &wasm::Exports) {
    let mut scope = scope.under(Rule::Machine);
    scope.blank();
    scope.line("/** The state, as the module has it. */");
    scope.line(format!("#read(): {} {{", surface.names.state));
    scope.indented(|scope| {
        if surface.model.vars.is_empty() {
            scope.line("return Object.freeze({});");
            return;
        }
        scope.line("return Object.freeze({");
        scope.indented(|scope| {
            for (at, (var, export)) in surface.model.vars.iter().zip(&exports.vars).enumerate() {
                let name = surface.names.var(VarId(at as u32));
                let given = format!("{}()", property("this.#exports", export));
                let value = Crossing::of(surface, var.ty.ty).decode(&given);
                write(
                    &mut scope.under(var.element),
                    [format!("{name}: ").into(), value, ",".into()],
                );
            }
        });
        scope.line("});");
    });
    scope.line("}");
}

fn put(scope: &mut Scope<'_>, surface: &Surface<'_>) {
    let mut scope = scope.under(Rule::Machine);
    let state = &surface.names.state;
    scope.blank();
    scope.line("/** Gives the module a state; returns its status. */");
    if surface.model.vars.is_empty() {
        scope.line(format!("#put(_state: {state}): number {{"));
        scope.line(format!("  return this.#exports.{}(0, 0);", wasm::RESTORE));
        scope.line("}");
        return;
    }
    scope.line(format!("#put(state: {state}): number {{"));
    scope.indented(|scope| {
        let bytes = surface.model.vars.len() * wasm::CELL as usize;
        scope.line(format!("const at = this.#exports.{}({bytes});", wasm::RESERVE));
        scope.line(format!(
            "const cells = new DataView(this.#exports.{}.buffer, at);",
            wasm::MEMORY
        ));
        for (at, var) in surface.model.vars.iter().enumerate() {
            let name = surface.names.var(VarId(at as u32));
            let value = Crossing::of(surface, var.ty.ty).to_cell(&format!("state.{name}"));
            let offset = at * wasm::CELL as usize;
            let set = call(
                "cells.setBigInt64",
                vec![offset.to_string().into(), value, "true".into()],
            );
            write(&mut scope.under(var.element), [set, ";".into()]);
        }
        scope.line(format!(
            "return this.#exports.{}(at, {bytes});",
            wasm::RESTORE
        ));
    });
    scope.line("}");
}

fn step(scope: &mut Scope<'_>, surface: &Surface<'_>) {
    let Names {
        machine,
        state,
        event,
        ..
    } = &surface.names;
    let mut scope = scope.under(Rule::Machine);
    scope.blank();
    scope.line("/** Ends a step that the module has taken, or throws why it has not. */");
    write(
        &mut scope,
        [
            call(
                "#step<Result>",
                vec!["status: number".into(), "result: () => Result".into()],
            ),
            ": ".into(),
            surface.done_type("Result"),
            " {".into(),
        ],
    );
    scope.indented(|scope| {
        scope.line(format!("{machine}.#accept(status);"));
        let events = if surface.model.events.is_empty() {
            "[]"
        } else {
            "this.#events()"
        };
        scope.line(format!("const events: {event}[] = {events};"));
        scope.line("const done = { ok: true, events, result: result() } as const;");
        scope.line("const prev = this.#state;");
        scope.line("const next = this.#read();");
        scope.line(format!(
            "const variables = Object.keys(prev) as (keyof {state})[];"
        ));
        scope.line(
            "const changed = variables.some((variable) => next[variable] !== prev[variable]);",
        );
        scope.line("if (changed) {");
        scope.line("  this.#state = next;");
        scope.line("}");
        scope.line("this.#notices.publish(changed ? [null, ...events] : events);");
        scope.line("return done;");
    });
    scope.line("}");
}

fn can(scope: &mut Scope<'_>, surface: &Surface<'_>) {
    let parametrised = surface
        .model
        .allowed_actions()
        .any(|(_, action)| !action.params.is_empty());
    if !parametrised {
        return;
    }
    let mut scope = scope.under(Rule::Machine);
    for line in [
        "",
        "/** What the module answers; arguments that do not fit their types are an answer too. */",
        "#can(ask: () => number): boolean {",
        "  try {",
        "    return ask() === 1;",
        "  } catch (error) {",
        &format!("    if (error instanceof {}) {{", surface.names.error),
        "      return false;",
        "    }",
        "    throw error;",
        "  }",
        "}",
    ] {
        scope.line(line.to_owned());
    }
}

fn events(scope: &mut Scope<'_>, surface: &Surface<'_>) {
    let ty = &surface.names.event;
    let mut scope = scope.under(Rule::Machine);
    scope.blank();
    scope.line("/** The events of the last step. */");
    scope.line(format!("#events(): {ty}[] {{"));
    scope.indented(|scope| {
        scope.line(format!(
            "const cells = new DataView(this.#exports.{}.buffer);",
            wasm::MEMORY
        ));
        scope.line(format!("let at = this.#exports.{}();", wasm::EVENTS_PTR));
        scope.line("const cell = (): bigint => {");
        scope.line("  const value = cells.getBigInt64(at, true);");
        scope.line(format!("  at += {};", wasm::CELL));
        scope.line("  return value;");
        scope.line("};");
        scope.line(format!("const events: {ty}[] = [];"));
        scope.line(format!(
            "for (let left = this.#exports.{}(); left > 0; left--) {{",
            wasm::EVENT_COUNT
        ));
        scope.indented(|scope| {
            scope.line("switch (Number(cell())) {");
            scope.indented(|scope| {
                for (index, event) in surface.model.events.iter().enumerate() {
                    let mut scope = scope.under(event.element);
                    scope.line(format!("case {index}:"));
                    scope.indented(|scope| {
                        let pushed = call("events.push", vec![event_data(surface, event)]);
                        write(scope, [pushed, ";".into()]);
                        scope.line("break;");
                    });
                }
            });
            scope.line("}");
        });
        scope.line("}");
        scope.line("return events;");
    });
    scope.line("}");
}

/// An event as data; its fields are read in the order of the cells.
fn event_data(surface: &Surface<'_>, event: &Event) -> Doc {
    let fields = event.fields.iter().map(|field| {
        let value = Crossing::of(surface, field.ty.ty).in_cell("cell()");
        concat([format!("{}: ", key(&field.name)).into(), value])
    });
    object(vec![
        format!("event: {}", quoted(&event.name)).into(),
        concat(["fields: ".into(), object(fields.collect())]),
    ])
}
