//! The host binding of the Wasm module: a TypeScript class with the very interface of the class that
//! the TypeScript back end writes, so that one can be swapped for the other. All that it adds is
//! `load`, which compiles the module.
//!
//! Types, data and public members are those of [`super::typescript`]; here is only what passes
//! between class and module: [`values`], [`cells`], [`host`], [`passage`].

mod cells;
mod host;
mod passage;
mod values;

#[cfg(test)]
mod tests;

use super::trace::{Fragment, Scope, TraceWriter};
use super::typescript::construction;
use super::typescript::docs::{comment, documented};
use super::typescript::layout::{Doc, call, concat, write};
use super::typescript::members::{self, Machine};
use super::typescript::support::Support;
use super::typescript::surface::Surface;
use super::{Artifact, ArtifactKind, Subject, wasm};
use crate::model::ActionId;
use values::Crossing;

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
    let frozen = passage::frozen(&surface, &mut support);
    construction::restored(&mut writer, &surface, frozen);
    cells::class(&surface, &mut support, &mut writer);
    surface.state_from(&mut writer, &mut support);
    members::notices(&mut writer, &surface);
    surface.foundation(&mut writer, &mut support, true);
    Artifact::traced(subject.model, ArtifactKind::WasmBinding, writer.finish())
}

/// Whether the module asks the host, so that it imports what it asks, and the class keeps the host. The
/// module says so, not the declarations: a spec may declare functions that no action calls.
fn asks_host(surface: &Surface<'_>) -> bool {
    !surface.subject.program.called.is_empty()
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
            construction::restore(scope, surface, false);
            members::members(scope, surface, self, support);
            passage::arguments(scope, surface, support);
            passage::around_calls(scope, surface, &self.exports, support);
        });
        outer.line("}");
    }

    fn constructor(&self, scope: &mut Scope<'_>, support: &mut Support) {
        let surface = self.surface;
        let machine = &surface.names.machine;
        let restored = &surface.names.restored;
        let freeze = passage::frozen(surface, support);
        let keeps_host = asks_host(surface);
        construction::constructor(scope, surface, keeps_host, |scope, made| {
            scope.line("// What `load` has accepted exports all of these.");
            let imports = keeps_host.then(|| passage::imports(surface, support));
            let instance = call(
                format!("{machine}.#instance"),
                imports.into_iter().collect(),
            );
            write(
                scope,
                [
                    "this.#exports = ".into(),
                    instance,
                    ".exports as never;".into(),
                ],
            );
            let first = &made.first;
            scope.line(format!("if ({first} instanceof {restored}) {{"));
            scope.line(format!(
                "  {machine}.#accept(this.#restored({first}.state));"
            ));
            scope.line("} else {");
            scope.indented(|scope| {
                let locals = &surface.model.init.locals;
                let given = passage::given(scope, surface, &made.parameters, locals, support);
                let begun = call(format!("this.#exports.{}", wasm::INIT), given);
                write(
                    scope,
                    [call(format!("{machine}.#accept"), vec![begun]), ";".into()],
                );
            });
            scope.line("}");
            scope.line(format!("this.#state = {freeze}(this.#read());"));
        });
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
        if arguments.is_empty() && !asks_host(self.surface) {
            concat([asked, " === 1".into()])
        } else {
            call("this.#can", vec![concat(["() => ".into(), asked])])
        }
    }
}
