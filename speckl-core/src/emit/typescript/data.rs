//! Actions, events and states as data.

use super::docs::{code, comment, doc_comment, type_key};
use super::forms::Form;
use super::layout::{Doc, call, concat, object_type, write};
use super::names::{Names, WORDS, identifier};
use super::surface::Surface;
use crate::case::camel;
use crate::emit::json_text::quoted;
use crate::emit::names::Namer;
use crate::emit::trace::{Fragment, Rule, Scope, TraceWriter};
use crate::model::{Declared, ElementId, ExternId, VarId};

impl Surface<'_> {
    /// Whether an integer that JSON cannot carry as a number is part of what passes as data, or of
    /// what has a description.
    fn has_wide_data(&self) -> bool {
        let composite = self.model.types.iter().map(|(id, _)| id);
        let composite = composite.filter(|ty| !self.is_scalar(*ty));
        let all = self.closure(self.data_types().into_iter().chain(composite));
        all.into_iter().any(|ty| self.is_wide(ty))
    }

    pub(super) fn integer(&self, writer: &mut TraceWriter) {
        if !self.has_wide_data() {
            return;
        }
        let mut scope = writer.under(Rule::Machine);
        scope.blank();
        scope.line(
            "/** An integer as JSON carries it: in digits where a `number` would round it. */",
        );
        scope.line(format!(
            "export type {} = number | {{ readonly \"#bigint\": string }};",
            self.names.integer
        ));
    }

    pub(super) fn actions(&self, writer: &mut TraceWriter) {
        let mut scope = writer.under(Rule::Machine);
        scope.blank();
        scope.line(format!(
            "/** An action of {{@link {}}} as data, under the names of the specification. */",
            self.names.machine
        ));
        let members = self.model.allowed_actions().map(|(id, action)| {
            let name = Fragment::name(&quoted(&action.name), action.name_span);
            let args = self.action_parameters(id).into_iter().map(|parameter| {
                let given = self.form_ty(Form::Given, parameter.declared);
                let data = self.form_ty(Form::Data, parameter.declared);
                let ty = if given == data {
                    given
                } else {
                    format!("{given} | {data}")
                };
                format!("readonly {}: {ty}", type_key(parameter.spec_name)).into()
            });
            let args: Vec<Doc> = args.collect();
            let mut members = vec![Fragment::from("readonly action: ").and(name).into()];
            if !args.is_empty() {
                members.push(concat(["readonly args: ".into(), object_type(args)]));
            }
            (action.element, object_type(members))
        });
        tagged_union(&mut scope, &self.names.action, members.collect());
    }

    pub(super) fn events(&self, writer: &mut TraceWriter) {
        let mut scope = writer.under(Rule::Machine);
        scope.blank();
        scope.line(format!(
            "/** An event of {{@link {}}}, under the names of the specification. */",
            self.names.machine
        ));
        let members = self.model.events.iter().map(|event| {
            let fields = event.fields.iter().map(|field| {
                Fragment::from("readonly ")
                    .and_name(&type_key(&field.name), field.name_span)
                    .and(format!(": {}", self.ty(field.ty)))
                    .into()
            });
            let fields: Vec<Doc> = fields.collect();
            let fields = if fields.is_empty() {
                EMPTY_OBJECT_TYPE.into()
            } else {
                object_type(fields)
            };
            let name = Fragment::name(&quoted(&event.name), event.name_span);
            let members = vec![
                Fragment::from("readonly event: ").and(name).into(),
                concat(["readonly fields: ".into(), fields]),
            ];
            (event.element, object_type(members))
        });
        tagged_union(&mut scope, &self.names.event, members.collect());
    }

    pub(super) fn states(&self, writer: &mut TraceWriter) {
        let machine = &self.names.machine;
        self.state_type(
            writer,
            &self.names.state,
            &format!("The state of a {{@link {machine}}}, under the names of its accessors."),
            |id| self.names.var(id).to_owned(),
            |declared| self.ty(declared),
        );
        self.state_type(
            writer,
            &self.names.snapshot,
            &format!(
                "The state of a {{@link {machine}}} as plain data, under the names of the specification."
            ),
            |id| type_key(&self.model.vars[id.index()].name),
            |declared| self.form_ty(Form::Data, declared),
        );
    }

    fn state_type(
        &self,
        writer: &mut TraceWriter,
        name: &str,
        doc: &str,
        key: impl Fn(VarId) -> String,
        ty: impl Fn(Declared) -> String,
    ) {
        let mut scope = writer.under(Rule::Machine);
        scope.blank();
        scope.line(format!("/** {doc} */"));
        if self.model.vars.is_empty() {
            scope.line(format!("export type {name} = {EMPTY_OBJECT_TYPE};"));
            return;
        }
        scope.line(format!("export interface {name} {{"));
        scope.indented(|scope| {
            for (index, var) in self.model.vars.iter().enumerate() {
                scope.under(var.element).line(
                    Fragment::from("readonly ")
                        .and_name(&key(VarId(index as u32)), var.name_span)
                        .and(format!(": {};", ty(var.ty))),
                );
            }
        });
        scope.line("}");
    }

    pub(super) fn outcome(&self, writer: &mut TraceWriter) {
        if self.model.allowed_actions().next().is_none() {
            return;
        }
        let Names {
            machine, outcome, ..
        } = &self.names;
        let mut scope = writer.under(Rule::Machine);
        scope.blank();
        scope.line(format!("/** What {{@link {machine}.apply}} answers. */"));
        scope.line(format!("export type {outcome} ="));
        scope.indented(|scope| {
            let done = self.done_type(&self.results());
            write(scope, [concat(["| ".into(), Doc::Indent(Box::new(done))])]);
            scope.line(format!(
                "| {{ readonly ok: false; readonly error: {} }};",
                self.names.error
            ));
        });
    }

    /// What an action gives that went through: `{ ok: true, events, result }`.
    pub fn done_type(&self, result: &str) -> Doc {
        object_type(vec![
            "readonly ok: true".into(),
            format!("readonly events: readonly {}[]", self.names.event).into(),
            format!("readonly result: {result}").into(),
        ])
    }

    /// What the host supplies.
    pub(super) fn host(&self, writer: &mut TraceWriter) {
        if self.model.externs.is_empty() {
            return;
        }
        let Names { machine, host, .. } = &self.names;
        let mut scope = writer.under(Rule::Machine);
        scope.blank();
        comment(
            &mut scope,
            &[
                format!(
                    "What {{@link {machine}}} asks its host for, in the course of an action: also to answer"
                ),
                "whether it may happen. A result that does not fit its type refuses the action."
                    .to_owned(),
            ],
        );
        scope.line(format!("export interface {host} {{"));
        scope.indented(|scope| {
            for (index, function) in self.model.externs.iter().enumerate() {
                let mut scope = scope.under(function.element);
                let otherwise = format!("The function {}.", code(&function.name));
                doc_comment(&mut scope, &function.docs, &otherwise);
                let mut keys = Namer::reserving(WORDS.iter().copied());
                let params = function.params.iter().map(|param| {
                    let name = keys.take(identifier(&camel(&param.name)));
                    Fragment::name(&name, param.name_span)
                        .and(format!(": {}", self.ty(param.ty)))
                        .into()
                });
                let params: Vec<Doc> = params.collect();
                let name = self.names.supplied(ExternId(index as u32));
                let returns = self.form_ty(Form::Given, function.returns);
                // Otherwise it would be how one constructs the interface.
                let quote = if name == "new" { "\"" } else { "" };
                let key = Fragment::from(quote)
                    .and(Fragment::name(name, function.name_span))
                    .and(quote);
                let head = call(key, params);
                write(&mut scope, [head, format!(": {returns};").into()]);
            }
        });
        scope.line("}");
    }

    /// The union of what actions return.
    fn results(&self) -> String {
        let mut results: Vec<String> = Vec::new();
        let mut nothing = false;
        for (_, action) in self.model.allowed_actions() {
            match action.returns {
                Some(declared) => {
                    let ty = self.ty(declared);
                    if !results.contains(&ty) {
                        results.push(ty);
                    }
                }
                None => nothing = true,
            }
        }
        if nothing {
            results.push("undefined".to_owned());
        }
        results.join(" | ")
    }
}

/// The type of an object without properties.
pub(super) const EMPTY_OBJECT_TYPE: &str = "Readonly<Record<string, never>>";

/// `export type Name =` and a line for each member, under its own element.
fn tagged_union(scope: &mut Scope<'_>, name: &str, members: Vec<(ElementId, Doc)>) {
    if members.is_empty() {
        scope.line(format!("export type {name} = never;"));
        return;
    }
    if let [(element, member)] = &members[..] {
        let head = format!("export type {name} = ").into();
        write(
            &mut scope.under(*element),
            [head, member.clone(), ";".into()],
        );
        return;
    }
    scope.line(format!("export type {name} ="));
    let last = members.len() - 1;
    scope.indented(|scope| {
        for (at, (element, member)) in members.into_iter().enumerate() {
            let end = if at == last { ";" } else { "" };
            let member = Doc::Indent(Box::new(member));
            write(&mut scope.under(element), ["| ".into(), member, end.into()]);
        }
    });
}
