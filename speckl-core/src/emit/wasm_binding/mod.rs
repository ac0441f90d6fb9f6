//! The host binding of the Wasm module: a TypeScript class with the very interface of the class that
//! the TypeScript back end writes, so that one can be swapped for the other. All that it adds is
//! `load`, which compiles the module.
//!
//! Types, data and public members are those of [`super::typescript`]; here is only what passes
//! between class and module: [`values`], [`host`], [`passage`].

mod host;
mod passage;
mod values;

#[cfg(test)]
mod tests;

use super::trace::{Fragment, Rule, Scope, TraceWriter};
use super::typescript::docs::{comment, doc_comment, documented};
use super::typescript::layout::{Doc, call, concat, write};
use super::typescript::members::{self, Machine};
use super::typescript::names::Names;
use super::typescript::support::Support;
use super::typescript::surface::Surface;
use super::{Artifact, ArtifactKind, Subject, wasm};
use crate::model::ActionId;
use values::{Crossing, checked};

/// Makes the binding.
pub fn emit(subject: &Subject<'_>) -> Artifact {
    let surface = Surface::new(*subject);
    let mut writer = TraceWriter::new("  ");
    let mut support = Support::default();
    surface.header(&mut writer);
    surface.declarations(&mut writer);
    let binding = Binding {
        surface: &surface,
        exports: wasm::Exports::of(subject.model),
    };
    binding.write(&mut writer, &mut support);
    binding.restored(&mut writer);
    surface.state_from(&mut writer, &mut support);
    members::notices(&mut writer, &surface);
    support.write(&surface.names, &mut writer);
    surface.failures(&mut writer);
    Artifact::traced(subject.model, ArtifactKind::WasmBinding, writer.finish())
}

/// The class.
struct Binding<'a> {
    surface: &'a Surface<'a>,
    exports: wasm::Exports,
}

impl Binding<'_> {
    fn write(&self, writer: &mut TraceWriter, support: &mut Support) {
        let surface = self.surface;
        let model = surface.model;
        let machine = &surface.names.machine;
        let mut outer = writer.under(model.spec_element());
        outer.blank();
        let mut docs = documented(&model.docs, &format!("The state machine {}.", model.name));
        docs.extend([
            String::new(),
            format!("It runs in WebAssembly: {{@link {machine}.load}} comes before the first one is made."),
        ]);
        comment(&mut outer, &docs);
        outer.line(
            Fragment::from("export class ")
                .and_name(machine, model.name_span)
                .and(" {"),
        );
        outer.indented(|scope| {
            members::identity(scope, surface);
            host::fields(scope, surface, &self.exports);
            self.constructor(scope, support);
            host::loading(scope, surface);
            self.restore(scope);
            members::members(scope, surface, self, support);
            passage::arguments(scope, surface, support);
            passage::around_calls(scope, surface, &self.exports);
        });
        outer.line("}");
    }

    fn constructor(&self, scope: &mut Scope<'_>, support: &mut Support) {
        let Names {
            machine, restored, ..
        } = &self.surface.names;
        let init = &self.surface.model.init;
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
        write(&mut scope, [call("constructor", given), " {".into()]);
        scope.indented(|scope| {
            scope.line("// What `load` has accepted exports all of these.");
            scope.line(format!(
                "this.#exports = {machine}.#instance().exports as never;"
            ));
            scope.line(format!("if ({first} instanceof {restored}) {{"));
            scope.line(format!("  {machine}.#accept(this.#put({first}.state));"));
            scope.line("} else {");
            scope.indented(|scope| {
                let arguments = parameters.iter().map(|parameter| {
                    let ty = parameter.declared.ty;
                    checked(
                        self.surface,
                        &parameter.name,
                        ty,
                        parameter.param.misfit,
                        support,
                    )
                });
                let made = call(format!("this.#exports.{}", wasm::INIT), arguments.collect());
                write(
                    scope,
                    [call(format!("{machine}.#accept"), vec![made]), ";".into()],
                );
            });
            scope.line("}");
            scope.line("this.#state = this.#read();");
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
        for line in [
            "",
            "/**",
            &format!(" * The machine as {{@link {machine}.snapshot}} saw it."),
            " *",
            &format!(
                " * @throws {{@link {error}}} where the data is no snapshot, or breaks an invariant."
            ),
            " */",
            &format!("static restore(data: unknown): {machine} {{"),
            "  const state = stateFrom(data);",
            "  // The constructor's one public signature is that of `init`.",
            &format!(
                "  return Reflect.construct({machine}, [new {restored}(state)]) as {machine};"
            ),
            "}",
        ] {
            scope.line(line.to_owned());
        }
    }

    fn restored(&self, writer: &mut TraceWriter) {
        let Names {
            restored, state, ..
        } = &self.surface.names;
        let mut scope = writer.under(Rule::Machine);
        for line in [
            "",
            "/** A state that `restore` has found well-typed. Nothing outside this file can make one. */",
            &format!("class {restored} {{"),
            &format!("  readonly state: {state};"),
            "",
            &format!("  constructor(state: {state}) {{"),
            "    this.state = state;",
            "  }",
            "}",
        ] {
            scope.line(line.to_owned());
        }
    }
}

impl Machine for Binding<'_> {
    fn take(&self, id: ActionId, arguments: &[String]) -> Doc {
        let Some(names) = self
            .exports
            .actions
            .get(id.index())
            .and_then(Option::as_ref)
        else {
            return "undefined".into();
        };
        let result = match self.surface.model.actions[id.index()].returns {
            Some(declared) => {
                let given = super::typescript::docs::property("this.#exports", &names.result);
                Crossing::of(self.surface, declared.ty).decode(&format!("{given}()"))
            }
            None => "undefined".into(),
        };
        let taken = passage::invoke(self.surface, &names.run, id, arguments);
        call("this.#step", vec![taken, concat(["() => ".into(), result])])
    }

    fn can(&self, id: ActionId, arguments: &[String]) -> Doc {
        let Some(names) = self
            .exports
            .actions
            .get(id.index())
            .and_then(Option::as_ref)
        else {
            return "false".into();
        };
        let asked = passage::invoke(self.surface, &names.can, id, arguments);
        if arguments.is_empty() {
            concat([asked, " === 1".into()])
        } else {
            call("this.#can", vec![concat(["() => ".into(), asked])])
        }
    }
}
