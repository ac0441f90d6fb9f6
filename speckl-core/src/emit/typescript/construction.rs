//! How a machine is made: the constructor's signatures, `restore`, and the class of states that
//! `restore` found valid. The class and the Wasm host binding have these in common.
//!
//! The host of a spec with `extern` functions comes first among the parameters; after it either the
//! parameters of `init` come, or, from `restore` alone, a restored state in the place of the first.

use super::docs::doc_comment;
use super::forms::Form;
use super::layout::{Doc, call, write};
use super::names::Names;
use super::surface::{Parameter, Surface};
use super::usage::Usage;
use crate::emit::trace::{Rule, Scope, TraceWriter};

/// What a constructor's body works with.
pub(crate) struct Made<'a> {
    /// The parameters of `init`.
    pub parameters: Vec<Parameter<'a>>,
    /// The name of the parameter that may be a restored state instead.
    pub first: String,
    /// The name of the parameter that is the host, where there is one.
    pub host: Option<String>,
}

impl Made<'_> {
    /// The parameters of `init` as expressions of their types, where no restored state was given.
    pub fn arguments(&self, surface: &Surface<'_>) -> Vec<Doc> {
        let all = self.parameters.iter().enumerate();
        all.map(|(at, parameter)| {
            if at == 0 {
                return parameter.name.as_str().into();
            }
            // The public signature lets nobody leave it out.
            let ty = surface.form_ty(Form::Given, parameter.declared);
            format!("{} as {ty}", parameter.name).into()
        })
        .collect()
    }
}

/// Whether some action asks the host.
pub(crate) fn asks_host(surface: &Surface<'_>) -> bool {
    let model = surface.model;
    let mut actions = model.allowed_actions();
    actions.any(|(_, action)| Usage::of(model, &action.body).host)
}

/// Writes the constructor: its public signature, and the one behind it with this body. `keeps_host`
/// is whether there is the field of [`host_field`].
pub(crate) fn constructor(
    scope: &mut Scope<'_>,
    surface: &Surface<'_>,
    keeps_host: bool,
    body: impl FnOnce(&mut Scope<'_>, &Made<'_>),
) {
    let init = &surface.model.init;
    let Names { restored, host, .. } = &surface.names;
    let parameters = surface.init_parameters();
    let (_, mut taken) = surface.names.scope(&init.locals);
    let host_name = (!surface.model.externs.is_empty()).then(|| taken.take("host"));
    let host_parameter = host_name
        .as_ref()
        .map(|name| Doc::from(format!("{name}: {host}")));
    let signature = surface.signature(&parameters, &init.locals);
    let mut scope = scope.under(init.element);
    scope.blank();
    if !init.docs.is_empty() {
        doc_comment(&mut scope, &init.docs, "");
    }
    let public = host_parameter
        .clone()
        .into_iter()
        .chain(signature)
        .collect();
    write(&mut scope, [call("constructor", public), ";".into()]);
    let given: Vec<Doc> = if parameters.is_empty() {
        vec![format!("restored?: {restored}").into()]
    } else {
        let given = parameters.iter().enumerate().map(|(at, parameter)| {
            let ty = surface.form_ty(Form::Given, parameter.declared);
            let name = &parameter.name;
            if at == 0 {
                format!("{name}: {ty} | {restored}").into()
            } else {
                format!("{name}?: {ty}").into()
            }
        });
        given.collect()
    };
    let host_parameter = host_parameter.map(|parameter| match &host_name {
        // Nothing asks it, so nothing reads it.
        Some(name) if !keeps_host => format!("_{name}: {host}").into(),
        _ => parameter,
    });
    let private = host_parameter.into_iter().chain(given).collect();
    write(&mut scope, [call("constructor", private), " {".into()]);
    let made = Made {
        first: parameters
            .first()
            .map_or_else(|| "restored".to_owned(), |parameter| parameter.name.clone()),
        parameters,
        host: host_name,
    };
    scope.indented(|scope| {
        if let Some(host) = made.host.as_ref().filter(|_| keeps_host) {
            scope
                .under(Rule::Machine)
                .line(format!("this.#host = {host};"));
        }
        body(scope, &made);
    });
    scope.line("}");
}

/// The private field that holds the host, where there is one.
pub(crate) fn host_field(scope: &mut Scope<'_>, surface: &Surface<'_>) {
    if !surface.model.externs.is_empty() {
        let mut scope = scope.under(Rule::Machine);
        scope.line(format!("readonly #host: {};", surface.names.host));
    }
}

/// Writes `restore`; `checks_invariants` is whether `checkInvariants` must be asked before the
/// constructor is.
pub(crate) fn restore(scope: &mut Scope<'_>, surface: &Surface<'_>, checks_invariants: bool) {
    let Names {
        machine,
        restored,
        error,
        host,
        ..
    } = &surface.names;
    let has_host = !surface.model.externs.is_empty();
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
    let mut parameters: Vec<Doc> = vec!["data: unknown".into()];
    let mut arguments = format!("[new {restored}(state)]");
    if has_host {
        parameters.insert(0, format!("host: {host}").into());
        arguments = format!("[host, new {restored}(state)]");
    }
    let head = call("static restore", parameters);
    write(&mut scope, [head, format!(": {machine} {{").into()]);
    scope.indented(|scope| {
        scope.line("const state = stateFrom(data);");
        if checks_invariants {
            scope.line("checkInvariants(state);");
        }
        scope.line("// The constructor's one public signature is that of `init`.");
        let arguments = vec![machine.as_str().into(), arguments.into()];
        let made = call("Reflect.construct", arguments);
        write(
            scope,
            ["return ".into(), made, format!(" as {machine};").into()],
        );
    });
    scope.line("}");
}

/// Writes the class of restored states; `frozen` is the function that freezes one.
pub(crate) fn restored(writer: &mut TraceWriter, surface: &Surface<'_>, frozen: &str) {
    let Names {
        restored, state, ..
    } = &surface.names;
    let mut scope = writer.under(Rule::Machine);
    scope.blank();
    scope.line(
        "/** A state that `restore` has found valid. Nothing outside this module can make one. */",
    );
    scope.line(format!("class {restored} {{"));
    scope.line(format!("  readonly state: {state};"));
    scope.blank();
    scope.line(format!("  constructor(state: {state}) {{"));
    scope.line(format!("    this.state = {frozen}(state);"));
    scope.line("  }");
    scope.line("}");
}
