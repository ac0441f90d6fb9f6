//! What passes between class and module around every call: arguments, refusals, states, events,
//! questions to the host.

use super::host::border;
use super::values::Crossing;
use crate::emit::json_text::quoted;
use crate::emit::trace::{Rule, Scope};
use crate::emit::typescript::docs::{key, property};
use crate::emit::typescript::layout::{Doc, assign, call, concat, list, object, write};
use crate::emit::typescript::members;
use crate::emit::typescript::names::Names;
use crate::emit::typescript::support::{Helper, Support};
use crate::emit::typescript::surface::{Parameter, Surface};
use crate::emit::wasm;
use crate::model::{ActionId, Event, Extern, ExternId, Local, TypeId, VarId};

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
            let given = given(scope, surface, &parameters, &action.locals, support);
            scope.line("return [");
            scope.indented(|scope| {
                for (parameter, given) in parameters.iter().zip(given) {
                    let mut scope = scope.under(parameter.param.element);
                    write(&mut scope, [given, ",".into()]);
                }
            });
            scope.line("];");
        });
        scope.line("}");
    }
}

/// Arguments as the module takes them. Where some pass by address, lines come before that put all of
/// those into memory; whatever is no value of its type is refused in order.
pub(super) fn given(
    scope: &mut Scope<'_>,
    surface: &Surface<'_>,
    parameters: &[Parameter<'_>],
    locals: &[Local],
    support: &mut Support,
) -> Vec<Doc> {
    let crossing = |parameter: &Parameter<'_>| Crossing::of(surface, parameter.declared.ty);
    let checked = |parameter: &Parameter<'_>, support: &mut Support| {
        let Parameter {
            param,
            name,
            declared,
            ..
        } = parameter;
        surface.checked(name.as_str(), declared.ty, param.misfit, support)
    };
    if !parameters
        .iter()
        .any(|parameter| crossing(parameter).is_encoded())
    {
        let given = parameters.iter();
        return given
            .map(|parameter| crossing(parameter).encode(checked(parameter, support)))
            .collect();
    }
    let (_, mut namer) = surface.names.scope(locals);
    let cells = namer.take("cells");
    let at = namer.take("at");
    scope.line(format!("const {cells} = new {}();", surface.names.cells));
    let mut given: Vec<Doc> = Vec::new();
    for parameter in parameters {
        let crossing = crossing(parameter);
        let name = namer.take(format!("{}Given", parameter.name));
        let value = checked(parameter, support);
        let mut scope = scope.under(parameter.param.element);
        if crossing.is_encoded() {
            scope.line(format!("const {name} = {cells}.at;"));
            write(&mut scope, [crossing.put(&cells, value), ";".into()]);
            given.push(format!("{at} + {name}").into());
        } else {
            write(
                &mut scope,
                [assign(format!("const {name}"), crossing.encode(value))],
            );
            given.push(name.into());
        }
    }
    scope.line(format!("const {at} = this.#give({cells});"));
    given
}

/// A call of one of an action's functions.
pub(super) fn invoke(
    surface: &Surface<'_>,
    export: &str,
    id: ActionId,
    arguments: &[String],
) -> Doc {
    let mut given: Vec<Doc> = Vec::new();
    if !arguments.is_empty() {
        let arguments = arguments
            .iter()
            .map(|argument| argument.as_str().into())
            .collect();
        let encode = format!("this.#{}", surface.names.action(id).private);
        given.push(concat(["...".into(), call(encode, arguments)]));
    }
    let function = property("this.#exports", export);
    if !super::asks_host(surface) {
        return call(function, given);
    }
    given.insert(0, function.into());
    call("this.#asking", given)
}

/// The functions that the module imports, as an expression.
pub(super) fn imports(surface: &Surface<'_>, support: &mut Support) -> Doc {
    let functions = called(surface).into_iter().map(|(id, function)| {
        let names: Vec<String> = (0..function.params.len())
            .map(|at| format!("given{at}"))
            .collect();
        let params = names.iter().zip(&function.params).map(|(name, param)| {
            let border = Crossing::of(surface, param.ty.ty).border();
            format!("{name}: {border}").into()
        });
        let arguments = names.iter().zip(&function.params);
        let arguments =
            arguments.map(|(name, param)| Crossing::of(surface, param.ty.ty).decode(name));
        let method = surface.names.supplied(id);
        let asked = call(format!("this.#host.{method}"), arguments.collect());
        let ty = function.returns.ty;
        let crossing = Crossing::of(surface, ty);
        let value = surface.checked_or(asked, ty, "this.#misfit()", support);
        let answer = if crossing.is_encoded() {
            let put = crossing.put("cells", value);
            call(
                "this.#put",
                vec![concat([
                    "(cells) => ".into(),
                    "{ ".into(),
                    put,
                    "; }".into(),
                ])],
            )
        } else {
            crossing.encode(value)
        };
        let head = list("(", params.collect(), ",", &Doc::SoftLine, ")");
        concat([
            format!("{}: ", key(&function.name)).into(),
            head,
            " => ".into(),
            answer,
        ])
    });
    let functions = object(functions.collect());
    object(vec![concat([
        format!("{}: ", wasm::HOST).into(),
        functions,
    ])])
}

/// The functions that the module imports.
fn called<'a>(surface: &Surface<'a>) -> Vec<(ExternId, &'a Extern)> {
    let called = surface.subject.program.called.iter();
    called
        .map(|id| (*id, &surface.model.externs[id.index()]))
        .collect()
}

/// What happens around every call: refusals, steps, states, events.
pub(super) fn around_calls(
    scope: &mut Scope<'_>,
    surface: &Surface<'_>,
    exports: &wasm::Exports,
    support: &mut Support,
) {
    accept(scope, surface);
    memory(scope, surface);
    read(scope, surface, exports);
    restore(scope, surface);
    if surface.model.allowed_actions().next().is_some() {
        step(scope, surface, support);
        can(scope, surface);
        if !surface.model.events.is_empty() {
            events(scope, surface);
        }
    }
}

fn lines(scope: &mut Scope<'_>, text: &str) {
    scope.blank();
    for line in text.lines() {
        scope.line(line);
    }
}

fn accept(scope: &mut Scope<'_>, surface: &Surface<'_>) {
    let Names { error, failure, .. } = &surface.names;
    let mut scope = scope.under(Rule::Machine);
    let (exhausted, busy) = (wasm::EXHAUSTED, wasm::BUSY);
    lines(
        &mut scope,
        &format!(
            "\
/** Throws what a status says, unless it says that all is well. */
static #accept(status: number): void {{
  if (status === {exhausted}) {{
    throw new RangeError(\"the module has no more memory\");
  }}
  if (status === {busy}) {{
    throw new TypeError(\"the host took an action while it was asked by another\");
  }}
  if (status !== 0) {{
    const failure: {failure} | undefined = failures[status - 1];
    throw failure === undefined ? new TypeError(`status ${{status}}`) : new {error}(failure);
  }}
}}"
        ),
    );
}

/// The passage of bytes, and questions to the host.
fn memory(scope: &mut Scope<'_>, surface: &Surface<'_>) {
    let Names {
        cells,
        machine,
        failure,
        ..
    } = &surface.names;
    let model = surface.model;
    let (memory, reserve) = (wasm::MEMORY, wasm::RESERVE);
    let exhausted = wasm::EXHAUSTED;
    let mut scope = scope.under(Rule::Machine);
    let is_encoded = |ty: TypeId| Crossing::of(surface, ty).is_encoded();
    let results = model
        .allowed_actions()
        .filter_map(|(_, action)| action.returns);
    let called = called(surface);
    let mut params = called.iter().flat_map(|(_, function)| &function.params);
    let mut opened = model.vars.iter().map(|var| var.ty).chain(results);
    let opens = opened.any(|declared| is_encoded(declared.ty))
        || params.any(|param| is_encoded(param.ty.ty))
        || !model.events.is_empty() && model.allowed_actions().next().is_some();
    if opens {
        lines(
            &mut scope,
            &format!(
                "\
/** What lies at an address that the module gave. */
#cells(at: number): {cells} {{
  if (at === 0) {{
    {machine}.#accept({exhausted});
  }}
  return new {cells}(this.#exports.{memory}.buffer, at >>> 0);
}}"
            ),
        );
    }
    lines(
        &mut scope,
        &format!(
            "\
/** Puts cells into the module's memory; gives where they begin. */
#give(cells: {cells}): number {{
  const {{ bytes }} = cells;
  const at = this.#exports.{reserve}(bytes.length) >>> 0;
  if (at === 0) {{
    {machine}.#accept({exhausted});
  }}
  new Uint8Array(this.#exports.{memory}.buffer).set(bytes, at);
  return at;
}}"
        ),
    );
    if called
        .iter()
        .any(|(_, function)| is_encoded(function.returns.ty))
    {
        lines(
            &mut scope,
            &format!(
                "\
/** Puts what is written into the module's memory; gives where it begins. */
#put(written: (cells: {cells}) => void): number {{
  const cells = new {cells}();
  written(cells);
  return this.#give(cells);
}}"
            ),
        );
    }
    if !called.is_empty() {
        let (abandon, misfit) = (wasm::ABANDON, wasm::MISFIT);
        lines(
            &mut scope,
            &format!(
                "\
/** Calls the module; where the host throws, the module forgets what it was about. */
#asking<Given extends unknown[]>(call: (...given: Given) => number, ...given: Given): number {{
  try {{
    return call(...given);
  }} catch (error) {{
    this.#exports.{abandon}();
    throw error;
  }}
}}

/** The failure of the call that waits for the host, if the answer does not fit its type. */
#misfit(): {failure} {{
  return failures[this.#exports.{misfit}() - 1] as {failure};
}}"
            ),
        );
    }
}

/// The state, as the module has it.
fn read(scope: &mut Scope<'_>, surface: &Surface<'_>, exports: &wasm::Exports) {
    let mut scope = scope.under(Rule::Machine);
    let state = &surface.names.state;
    scope.blank();
    scope.line("/** The state, as the module has it. */");
    let ty = format!("{{ -readonly [Name in keyof {state}]: {state}[Name] }}");
    scope.line(format!("#read(): {ty} {{"));
    scope.indented(|scope| {
        if surface.model.vars.is_empty() {
            scope.line("return {};");
            return;
        }
        scope.line("return {");
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
        scope.line("};");
    });
    scope.line("}");
}

/// The way of a state into the module.
fn restore(scope: &mut Scope<'_>, surface: &Surface<'_>) {
    let mut scope = scope.under(Rule::Machine);
    let Names { state, cells, .. } = &surface.names;
    scope.blank();
    scope.line("/** Gives the module a state; returns its status. */");
    let unused = if surface.model.vars.is_empty() {
        "_"
    } else {
        ""
    };
    scope.line(format!("#restored({unused}state: {state}): number {{"));
    scope.indented(|scope| {
        scope.line(format!("const cells = new {cells}();"));
        for (at, var) in surface.model.vars.iter().enumerate() {
            let name = surface.names.var(VarId(at as u32));
            let value = format!("state.{name}").into();
            let put = Crossing::of(surface, var.ty.ty).put("cells", value);
            write(&mut scope.under(var.element), [put, ";".into()]);
        }
        scope.line(format!(
            "return this.#exports.{}(this.#give(cells), cells.at);",
            wasm::RESTORE
        ));
    });
    scope.line("}");
}

fn step(scope: &mut Scope<'_>, surface: &Surface<'_>, support: &mut Support) {
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
                vec!["status: number".into(), "given: () => Result".into()],
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
        scope.line("const result = given();");
        scope.line("const prev = this.#state;");
        scope.line("const next = this.#read();");
        members::kept(scope, surface, support);
        scope.line(format!(
            "const variables = Object.keys(prev) as (keyof {state})[];"
        ));
        scope.line(
            "const changed = variables.some((variable) => next[variable] !== prev[variable]);",
        );
        let freeze = frozen(surface, support);
        scope.line("if (changed) {");
        scope.line(format!("  this.#state = {freeze}(next);"));
        scope.line("}");
        members::done(scope, surface, support);
    });
    scope.line("}");
}

/// What freezes a state.
pub(super) fn frozen(surface: &Surface<'_>, support: &mut Support) -> &'static str {
    if surface.has_composite_state() {
        support.call(Helper::Frozen)
    } else {
        "Object.freeze"
    }
}

fn can(scope: &mut Scope<'_>, surface: &Surface<'_>) {
    let throws = surface
        .model
        .allowed_actions()
        .any(|(_, action)| !action.params.is_empty() || super::asks_host(surface));
    if !throws {
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
            "const cells = this.#cells(this.#exports.{}());",
            wasm::EVENTS_PTR
        ));
        scope.line(format!("const events: {ty}[] = [];"));
        scope.line(format!(
            "for (let left = this.#exports.{}(); left > 0; left--) {{",
            wasm::EVENT_COUNT
        ));
        scope.indented(|scope| {
            scope.line("switch (Number(cells.take())) {");
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
        let value = take(surface, field.ty.ty);
        concat([format!("{}: ", key(&field.name)).into(), value])
    });
    object(vec![
        format!("event: {}", quoted(&event.name)).into(),
        concat(["fields: ".into(), object(fields.collect())]),
    ])
}

fn take(surface: &Surface<'_>, ty: TypeId) -> Doc {
    Crossing::of(surface, ty).take("cells")
}
