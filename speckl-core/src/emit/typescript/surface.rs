//! What the class and the Wasm host binding have in common outside the class: types, constants,
//! actions and events as data, the error, and the reading of snapshots.
//!
//! This is the list of them, and what they need to know of types and parameters; the parts are in
//! [`super::declared`], [`super::data`], [`super::error`] and [`super::plain`].
//!
//! Everything here is the same in `toggle_switch.ts` and `toggle_switch.wasm.ts`, so that one can be
//! swapped for the other. What they have in common inside the class is in [`super::members`].

use super::docs::in_comment;
use super::layout::Doc;
use super::names::Names;
use crate::emit::json_text::quoted;
use crate::emit::trace::{Fragment, Rule, TraceWriter};
use crate::emit::{COMPILER, Subject, spec_file};
use crate::model::{ActionId, Declared, EnumId, Interval, Local, Model, Param, Type, TypeId};
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

    /// The name of a type where it is declared, or what it is where it has no name.
    pub fn ty(&self, declared: Declared) -> String {
        match declared.named {
            Some(named) => self.names.named_type(named).to_owned(),
            None => self.plain_ty(declared.ty),
        }
    }

    /// What a type is: `boolean`, `number`, `bigint`, or the name of an enum.
    pub fn plain_ty(&self, ty: TypeId) -> String {
        match *self.model.types.get(ty) {
            Type::Bool => "boolean".to_owned(),
            Type::Enum(id) => self.names.of_enum(id).ty.clone(),
            Type::Int | Type::Nat | Type::Range(..) if self.is_wide(ty) => "bigint".to_owned(),
            Type::Int | Type::Nat | Type::Range(..) => "number".to_owned(),
            _ => unimplemented!("composites"),
        }
    }

    /// Whether values of a type are `bigint`s: integers that a `number` may not hold exactly.
    pub fn is_wide(&self, ty: TypeId) -> bool {
        let integers = self.model.types.get(ty).integers();
        integers.is_some_and(|interval| !Interval::SAFE.covers(interval))
    }

    /// A type as JSON carries it.
    pub fn data_ty(&self, declared: Declared) -> String {
        if self.is_wide(declared.ty) {
            self.names.integer.clone()
        } else {
            self.ty(declared)
        }
    }

    /// A value, where its type is known from around it.
    pub fn value(&self, value: Value, ty: TypeId) -> String {
        match value {
            Value::Bool(value) => value.to_string(),
            Value::Int(value) if self.is_wide(ty) => format!("{value}n"),
            Value::Int(value) => value.to_string(),
            Value::Enum(id, index, _) => self.variant(id, index),
            _ => unimplemented!("composites"),
        }
    }

    /// A value of an enum.
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
                    .and(format!(": {}", self.ty(parameter.declared)))
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
        self.named_types(writer);
        self.constants(writer);
        self.integer(writer);
        self.actions(writer);
        self.events(writer);
        self.states(writer);
        self.outcome(writer);
        self.error(writer);
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
