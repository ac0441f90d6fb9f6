//! What the class and the Wasm host binding have in common outside the class: types, constants,
//! actions and events as data, the error, and the reading of snapshots.
//!
//! This is the list of them, and what they need to know of types and parameters; the parts are in
//! [`super::declared`], [`super::data`], [`super::error`] and [`super::plain`].
//!
//! Everything here is the same in `toggle_switch.ts` and `toggle_switch.wasm.ts`, so that one can be
//! swapped for the other. What they have in common inside the class is in [`super::members`].

use super::docs::{in_comment, key};
use super::forms::Form;
use super::layout::{Doc, array, call, call_with, entry, object};
use super::names::Names;
use super::support::{Helper, Support};
use crate::emit::json_text::quoted;
use crate::emit::trace::{Fragment, Rule, TraceWriter};
use crate::emit::{COMPILER, Subject, spec_file};
use crate::model::{ActionId, ConstId, Declared, EnumId, Local, Model, Param, Type, TypeId};
use crate::value::Value;

/// What is written, and how its parts are called.
#[derive(Debug)]
pub(crate) struct Surface<'a> {
    /// What is compiled.
    pub subject: Subject<'a>,
    /// Its meaning.
    pub model: &'a Model,
    /// The names of everything.
    pub names: Names,
}

/// A parameter as a method declares it.
#[derive(Clone, Debug)]
pub(crate) struct Parameter<'a> {
    /// What the model says.
    pub param: &'a Param,
    /// The name in the spec, which data uses.
    pub spec_name: &'a str,
    /// The name in TypeScript.
    pub name: String,
    /// Its type.
    pub declared: Declared,
}

impl<'a> Surface<'a> {
    /// Of a spec.
    pub fn new(subject: Subject<'a>) -> Self {
        Self {
            subject,
            model: subject.model,
            names: Names::of(subject.model),
        }
    }

    /// A value, where its type is known from around it.
    pub fn value(&self, value: &Value, ty: TypeId, support: &mut Support) -> Doc {
        match (value, self.model.types.get(ty)) {
            (Value::Null, _) => "null".into(),
            (_, Type::Option(item)) => self.value(value, *item, support),
            (Value::Bool(value), _) => value.to_string().into(),
            (Value::Int(value), _) if self.is_wide(ty) => format!("{value}n").into(),
            (Value::Int(value), _) => value.to_string().into(),
            (Value::String(text), _) => quoted(text).into(),
            (Value::Enum(id, index, payload), _) => {
                let declared = &self.model.enums[id.index()];
                let variant = &declared.variants[*index as usize];
                if !declared.has_payload() {
                    return quoted(&variant.name).into();
                }
                let fields = variant.payload.iter().zip(payload);
                let fields = fields.map(|(field, value)| {
                    let value = self.value(value, field.ty.ty, support);
                    entry(key(&field.name), value)
                });
                let fields: Vec<Doc> = fields.collect();
                self.tagged_value(*id, *index, fields)
            }
            (Value::Record(values), Type::Record(fields)) => {
                let fields = fields.iter().zip(values).map(|((name, ty), value)| {
                    let value = self.value(value, *ty, support);
                    entry(key(name), value)
                });
                object(fields.collect())
            }
            (Value::Tuple(values), Type::Tuple(items)) => {
                let items = items.iter().zip(values);
                array(
                    items
                        .map(|(ty, value)| self.value(value, *ty, support))
                        .collect(),
                )
            }
            (Value::List(values), Type::List(item)) => array(
                values
                    .iter()
                    .map(|value| self.value(value, *item, support))
                    .collect(),
            ),
            (Value::Set(values), Type::Set(item)) => {
                let items = values.iter().map(|value| self.value(value, *item, support));
                let items = array(items.collect());
                call_with(format!("{}.of", self.described(ty, support)), items)
            }
            (Value::Map(entries), Type::Map(key, value_type)) => {
                let entries = entries.iter().map(|(from, to)| {
                    let from = self.value(from, *key, support);
                    let to = self.value(to, *value_type, support);
                    array(vec![from, to])
                });
                let entries = array(entries.collect());
                call_with(format!("{}.of", self.described(ty, support)), entries)
            }
            (value, ty) => unreachable!("{value:?} is not of {ty:?}"),
        }
    }

    /// A value of an enum with payload.
    pub fn tagged_value(&self, id: EnumId, index: u32, fields: Vec<Doc>) -> Doc {
        let tag = key(&self.names.of_enum(id).tag);
        let name = format!("{tag}: {}", self.variant(id, index)).into();
        object([vec![name], fields].concat())
    }

    /// The name of a value of an enum.
    pub fn variant(&self, id: EnumId, index: u32) -> String {
        quoted(&self.model.enums[id.index()].variants[index as usize].name)
    }

    /// The parameters of an action.
    pub fn action_parameters(&self, id: ActionId) -> Vec<Parameter<'a>> {
        let action = &self.model.actions[id.index()];
        parameters(
            &action.params,
            &self.names.locals(&action.locals),
            &action.locals,
        )
    }

    /// The parameters of `init`.
    pub fn init_parameters(&self) -> Vec<Parameter<'a>> {
        let init = &self.model.init;
        parameters(&init.params, &self.names.locals(&init.locals), &init.locals)
    }

    /// Parameters as a signature declares them: `n: Floor`.
    pub fn signature(&self, parameters: &[Parameter<'_>], locals: &[Local]) -> Vec<Doc> {
        parameters
            .iter()
            .map(|parameter| {
                let span = locals[parameter.param.local.index()].name_span;
                Fragment::name(&parameter.name, span)
                    .and(format!(
                        ": {}",
                        self.form_ty(Form::Given, parameter.declared)
                    ))
                    .into()
            })
            .collect()
    }

    /// The words at the head of the file.
    pub fn header(&self, writer: &mut TraceWriter) {
        let file = spec_file(self.model);
        let mut scope = writer.under(Rule::Header);
        scope.line(format!("// Made by {COMPILER} from {}.", in_comment(&file)));
        scope.line("// Do not edit: change the specification and compile it again.");
    }

    /// Every exported type and constant but the machine itself, and the class of its errors.
    pub fn declarations(&self, writer: &mut TraceWriter) {
        self.enums(writer);
        self.records(writer);
        self.named_types(writer);
        self.constants(writer);
        self.integer(writer);
        self.other_forms(writer);
        self.host(writer);
        self.actions(writer);
        self.events(writer);
        self.states(writer);
        self.outcome(writer);
        self.error(writer);
    }

    /// What everything else calls: support functions, descriptions of types, and the constants that are
    /// made with them. `failures` is whether the table of failures is needed in any case.
    pub fn foundation(&self, writer: &mut TraceWriter, support: &mut Support, failures: bool) {
        for ty in self.closure(self.declared_types()) {
            match self.model.types.get(ty) {
                Type::Set(_) => support.call(Helper::Set),
                Type::Map(..) => support.call(Helper::Map),
                _ => continue,
            };
        }
        let constants = self.model.consts.iter().enumerate();
        let constants = constants.filter(|(_, constant)| !self.is_primitive(constant.ty.ty));
        let constants: Vec<(ConstId, Doc)> = constants
            .map(|(index, constant)| {
                let value = self.value(&constant.value, constant.ty.ty, support);
                let value = call(support.call(Helper::Frozen), vec![value]);
                (ConstId(index as u32), value)
            })
            .collect();
        support.write(&self.names, writer);
        for (id, value) in constants {
            self.constant(writer, id, value);
        }
        if failures || support.uses_failures() {
            self.failures(writer);
        }
    }

    /// The types of what callers and the host give.
    pub fn given_types(&self) -> Vec<TypeId> {
        let init = &self.model.init;
        let params = |params: &[Param], locals: &[Local]| -> Vec<TypeId> {
            let types = params.iter().map(|param| locals[param.local.index()].ty.ty);
            types.collect()
        };
        let actions = self.model.allowed_actions();
        let actions = actions.flat_map(|(_, action)| params(&action.params, &action.locals));
        let externs = self
            .model
            .externs
            .iter()
            .map(|function| function.returns.ty);
        let given = params(&init.params, &init.locals).into_iter();
        given.chain(actions).chain(externs).collect()
    }

    /// The types of what passes as data: the state, and arguments of actions.
    pub fn data_types(&self) -> Vec<TypeId> {
        let vars = self.model.vars.iter().map(|var| var.ty.ty);
        let actions = self.model.allowed_actions().flat_map(|(_, action)| {
            let params = action.params.iter();
            params.map(|param| action.locals[param.local.index()].ty.ty)
        });
        vars.chain(actions).collect()
    }

    /// The types of all that the file declares.
    fn declared_types(&self) -> Vec<TypeId> {
        let model = self.model;
        let mut types = [self.given_types(), self.data_types()].concat();
        types.extend(model.named_types.iter().map(|named| named.ty));
        types.extend(model.records.iter().map(|record| record.ty));
        types.extend(model.consts.iter().map(|constant| constant.ty.ty));
        let fields = model.events.iter().flat_map(|event| &event.fields);
        types.extend(fields.map(|field| field.ty.ty));
        let fields = model.externs.iter().flat_map(|function| &function.params);
        types.extend(fields.map(|field| field.ty.ty));
        let results = model.actions.iter().filter_map(|action| action.returns);
        types.extend(results.map(|declared| declared.ty));
        let enums = model
            .types
            .iter()
            .filter(|(_, ty)| matches!(ty, Type::Enum(_)));
        types.extend(enums.map(|(id, _)| id));
        types
    }

    /// Whether some variable holds what is not a primitive value of JavaScript.
    pub fn has_composite_state(&self) -> bool {
        self.model
            .vars
            .iter()
            .any(|var| !self.is_primitive(var.ty.ty))
    }
}

fn parameters<'a>(
    params: &'a [Param],
    names: &[String],
    locals: &'a [Local],
) -> Vec<Parameter<'a>> {
    params
        .iter()
        .map(|param| {
            let local = &locals[param.local.index()];
            Parameter {
                param,
                spec_name: &local.name,
                name: names[param.local.index()].clone(),
                declared: local.ty,
            }
        })
        .collect()
}
