//! The fields of the class, and how it gets its module.

use super::values::Crossing;
use crate::emit::ArtifactKind;
use crate::emit::json_text::quoted;
use crate::emit::trace::{Rule, Scope};
use crate::emit::typescript::construction;
use crate::emit::typescript::docs::type_key;
use crate::emit::typescript::layout::{Doc, list, write};
use crate::emit::typescript::names::Names;
use crate::emit::typescript::surface::{Parameter, Surface};
use crate::emit::wasm;

/// The fields, and the type of what the module exports.
pub(super) fn fields(scope: &mut Scope<'_>, surface: &Surface<'_>, exports: &wasm::Exports) {
    let Names { state, notices, .. } = &surface.names;
    let mut scope = scope.under(Rule::Machine);
    scope.blank();
    scope.line("static #module: WebAssembly.Module | undefined;");
    scope.line("readonly #exports: {");
    scope.indented(|scope| {
        let member = |name: &str, parameters: Vec<Doc>, result: &str| {
            let signature = list("(", parameters, ",", &Doc::SoftLine, ")");
            [
                format!("readonly {}: ", type_key(name)).into(),
                signature,
                format!(" => {result};").into(),
            ]
        };
        let number = |name: &str| format!("{name}: number").into();
        scope.line(format!("readonly {}: WebAssembly.Memory;", wasm::MEMORY));
        let init = border(surface, &surface.init_parameters());
        write(
            &mut scope.under(surface.model.init.element),
            member(wasm::INIT, init, "number"),
        );
        for (id, action) in surface.model.allowed_actions() {
            let Some(names) = exports.actions.get(id.index()).and_then(Option::as_ref) else {
                continue;
            };
            let mut scope = scope.under(action.element);
            let parameters = border(surface, &surface.action_parameters(id));
            write(&mut scope, member(&names.run, parameters.clone(), "number"));
            write(&mut scope, member(&names.can, parameters, "number"));
            if let Some(declared) = action.returns {
                let result = Crossing::of(surface, declared.ty).border();
                write(&mut scope, member(&names.result, Vec::new(), result));
            }
        }
        for (var, name) in surface.model.vars.iter().zip(&exports.vars) {
            let result = Crossing::of(surface, var.ty.ty).border();
            write(
                &mut scope.under(var.element),
                member(name, Vec::new(), result),
            );
        }
        if !surface.model.events.is_empty() {
            for name in [wasm::EVENT_COUNT, wasm::EVENTS_PTR] {
                write(scope, member(name, Vec::new(), "number"));
            }
        }
        write(
            scope,
            member(wasm::RESERVE, vec![number("bytes")], "number"),
        );
        write(
            scope,
            member(
                wasm::RESTORE,
                vec![number("at"), number("length")],
                "number",
            ),
        );
        if super::asks_host(surface) {
            for name in [wasm::ABANDON, wasm::MISFIT] {
                write(scope, member(name, Vec::new(), "number"));
            }
        }
    });
    scope.line("};");
    if super::asks_host(surface) {
        construction::host_field(&mut scope, surface);
    }
    scope.line(format!("#state: {state};"));
    scope.line(format!("readonly #notices = new {notices}();"));
}

/// Parameters as the module declares them.
pub(super) fn border(surface: &Surface<'_>, parameters: &[Parameter<'_>]) -> Vec<Doc> {
    parameters
        .iter()
        .map(|parameter| {
            let crossing = Crossing::of(surface, parameter.declared.ty);
            format!("{}: {}", parameter.name, crossing.border()).into()
        })
        .collect()
}

/// `load`, and the private function that makes an instance.
pub(super) fn loading(scope: &mut Scope<'_>, surface: &Surface<'_>) {
    let machine = &surface.names.machine;
    let file = format!(
        "{}{}",
        surface.model.base_name(),
        ArtifactKind::Wasm.suffix()
    );
    let section = quoted(wasm::PROVENANCE);
    let foreign = quoted(&format!(
        "this is not the {file} that was made together with this file"
    ));
    let missing = quoted(&format!("{machine}.load comes before the first machine"));
    let (imports, passed) = if super::asks_host(surface) {
        ("imports: WebAssembly.Imports", ", imports")
    } else {
        ("", "")
    };
    let text = format!(
        "
/**
 * Compiles `{file}`, which must happen once before the first machine is made: from its
 * bytes, from a response (`fetch` gives a promise of one), or already compiled. After that all is
 * synchronous; every machine is an instance of its own.
 *
 * @throws TypeError where it is not the module that was made together with this file.
 */
static async load(
  source: WebAssembly.Module | ArrayBuffer | Uint8Array | Response | Promise<Response>,
): Promise<void> {{
  const given = await source;
  let module: WebAssembly.Module;
  if (given instanceof WebAssembly.Module) {{
    module = given;
  }} else if (given instanceof Response) {{
    if (!given.ok) {{
      throw new TypeError(`${{given.url}} answers ${{given.status}}`);
    }}
    module = await WebAssembly.compile(await given.arrayBuffer());
  }} else {{
    module = await WebAssembly.compile(new Uint8Array(given));
  }}
  const [section] = WebAssembly.Module.customSections(module, {section});
  const made = JSON.stringify({{
    spec_digest: {machine}.SPEC_DIGEST,
    element_root: {machine}.ELEMENT_ROOT,
    compiler: {machine}.COMPILER,
  }});
  // A module without the section has been stripped, by somebody who knows what they do.
  if (section !== undefined && String.fromCharCode(...new Uint8Array(section)) !== made) {{
    throw new TypeError({foreign});
  }}
  {machine}.#module = module;
}}

/** An instance for one machine alone. */
static #instance({imports}): WebAssembly.Instance {{
  if ({machine}.#module === undefined) {{
    throw new TypeError({missing});
  }}
  return new WebAssembly.Instance({machine}.#module{passed});
}}"
    );
    let mut scope = scope.under(Rule::Machine);
    for line in text.lines() {
        scope.line(line);
    }
}
