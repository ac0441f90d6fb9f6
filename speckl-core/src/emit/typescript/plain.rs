//! The passage between plain data and values: snapshots out and in, actions as data.

use super::docs::{key, property};
use super::forms::Form;
use super::layout::{Doc, call, entry, list, object, write};
use super::names::Names;
use super::support::{Helper, Support};
use super::surface::{Parameter, Surface};
use crate::emit::json_text::quoted;
use crate::emit::trace::{Fragment, Rule, TraceWriter};
use crate::model::{ActionId, ElementId, FailureId, FailureKind, Type, TypeId, VarId};

impl Surface<'_> {
    /// The function `stateFrom(data: unknown)`: a snapshot back into a state, its types and ranges
    /// checked, but not the invariants.
    pub fn state_from(&self, writer: &mut TraceWriter, support: &mut Support) {
        let Names { state, error, .. } = &self.names;
        let mut scope = writer.under(Rule::Machine);
        scope.blank();
        scope.line("/** The state in a snapshot, if it is one: every variable there, of its type, and no other. */");
        scope.line(format!("function stateFrom(data: unknown): {state} {{"));
        scope.indented(|scope| {
            scope.line("// A map, since an object may have more than was put into it.");
            scope.line("const values = new Map<string, unknown>(");
            scope
                .line("  typeof data === \"object\" && data !== null ? Object.entries(data) : [],");
            scope.line(");");
            if self.model.vars.is_empty() {
                scope.line(format!("const state: {state} = {{}};"));
            } else {
                scope.line(format!("const state: {state} = {{"));
                scope.indented(|scope| {
                    for (index, var) in self.model.vars.iter().enumerate() {
                        let read = format!("values.get({})", quoted(&var.name));
                        let checked = self.restored(&read, var.ty.ty, var.misfit, support);
                        let name = self.names.var(VarId(index as u32));
                        write(
                            &mut scope.under(var.element),
                            [format!("{name}: ").into(), checked, ",".into()],
                        );
                    }
                });
                scope.line("};");
            }
            let known: Vec<String> = self
                .model
                .vars
                .iter()
                .map(|var| quoted(&var.name))
                .collect();
            write(
                scope,
                [
                    "const known: readonly string[] = ".into(),
                    list(
                        "[",
                        known.into_iter().map(Doc::from).collect(),
                        ",",
                        &Doc::SoftLine,
                        "]",
                    ),
                    ";".into(),
                ],
            );
            scope.line("for (const key of values.keys()) {");
            scope.indented(|scope| {
                scope.line("if (!known.includes(key)) {");
                scope.indented(|scope| {
                    let spec = self.model.element(self.model.spec_element());
                    scope.line(format!("throw new {error}({{"));
                    scope.indented(|scope| {
                        scope.line(format!("kind: {},", quoted(FailureKind::Fault.name())));
                        scope.line(format!("element: {},", quoted(&spec.id)));
                        scope.line(format!(
                            "requirement: {},",
                            quoted(&format!("spec {}", self.model.name))
                        ));
                        scope.line(format!(
                            "message: `${{JSON.stringify(key)}} is no variable of {}`,",
                            self.model.name
                        ));
                    });
                    scope.line("});");
                });
                scope.line("}");
            });
            scope.line("}");
            scope.line("return state;");
        });
        scope.line("}");
    }

    /// A value of unknown origin, refused unless it is of a type: made anew where it is no primitive
    /// one.
    pub fn checked(
        &self,
        value: impl Into<Doc>,
        ty: TypeId,
        misfit: FailureId,
        support: &mut Support,
    ) -> Doc {
        let failure = support.failure(misfit);
        self.checked_or(value, ty, failure, support)
    }

    /// The same, with a failure that is an expression.
    pub fn checked_or(
        &self,
        value: impl Into<Doc>,
        ty: TypeId,
        failure: impl Into<Doc>,
        support: &mut Support,
    ) -> Doc {
        let (value, failure) = (value.into(), failure.into());
        match self.model.types.get(ty) {
            Type::Bool => call(support.call(Helper::AsBoolean), vec![value, failure]),
            Type::String => call(support.call(Helper::AsText), vec![value, failure]),
            Type::Enum(id) if self.is_scalar(ty) => {
                let values = self.names.of_enum(*id).values.clone();
                call(
                    support.call(Helper::AsOneOf),
                    vec![value, values.into(), failure],
                )
            }
            Type::Int | Type::Nat | Type::Range(..) | Type::Symmetric(..) => {
                let fits = self.integers(ty);
                let (helper, suffix) = if self.is_wide(ty) {
                    (Helper::AsBigint, "n")
                } else {
                    (Helper::AsNumber, "")
                };
                let ends = [fits.lo, fits.hi].map(|end| format!("{end}{suffix}").into());
                let [lo, hi] = ends;
                call(support.call(helper), vec![value, lo, hi, failure])
            }
            _ => {
                let of = self.described(ty, support).into();
                call(support.call(Helper::Accepted), vec![of, value, failure])
            }
        }
    }

    /// The same for a value that may be written as data too.
    fn restored(&self, value: &str, ty: TypeId, misfit: FailureId, support: &mut Support) -> Doc {
        if self.is_wide(ty) {
            let value = format!("{}({value})", support.call(Helper::IntegerFrom));
            return self.checked(value, ty, misfit, support);
        }
        if self.is_scalar(ty) {
            return self.checked(value.to_owned(), ty, misfit, support);
        }
        let of = self.described(ty, support).into();
        let failure = support.failure(misfit).into();
        call(
            support.call(Helper::Accepted),
            vec![of, value.to_owned().into(), failure, "\"data\"".into()],
        )
    }

    /// The state's values as JSON carries them, read from `state`.
    pub fn snapshot_entries(&self, state: &str, support: &mut Support) -> Vec<(ElementId, Doc)> {
        let entries = self.model.vars.iter().enumerate().map(|(index, var)| {
            let read = format!("{state}.{}", self.names.var(VarId(index as u32)));
            let ty = var.ty.ty;
            let read = if self.is_wide(ty) {
                format!("{}({read})", support.call(Helper::IntegerData))
            } else if self.differs(Form::Data, ty) {
                // What a description writes has the form that the type of the snapshot tells.
                let of = self.described(ty, support);
                format!("{of}.write({read}) as {}", self.form_ty(Form::Data, var.ty))
            } else {
                read
            };
            let key = Fragment::name(&key(&var.name), var.name_span);
            (var.element, key.and(format!(": {read}")).into())
        });
        entries.collect()
    }

    /// An argument that came as data, as the expression that a method takes.
    pub fn argument(&self, args: &str, parameter: &Parameter<'_>, support: &mut Support) -> String {
        let read = property(args, parameter.spec_name);
        if self.is_wide(parameter.declared.ty) {
            format!("{}({read})", support.call(Helper::IntegerFrom))
        } else if self.differs(Form::Data, parameter.declared.ty) {
            let of = self.described(parameter.declared.ty, support);
            format!("{}({of}, {read})", support.call(Helper::FromData))
        } else {
            read
        }
    }

    /// An action as data, with these arguments.
    pub fn action_data(&self, id: ActionId, arguments: &[Parameter<'_>]) -> Doc {
        let name = quoted(&self.model.actions[id.index()].name);
        let mut entries = vec![format!("action: {name}").into()];
        if !arguments.is_empty() {
            let args = arguments
                .iter()
                .map(|argument| entry(key(argument.spec_name), argument.name.as_str().into()));
            entries.push(entry("args", object(args.collect())));
        }
        object(entries)
    }
}
