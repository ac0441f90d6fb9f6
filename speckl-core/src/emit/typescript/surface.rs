//! What the class and the Wasm host binding have in common outside the class: types, constants,
//! actions and events as data, the error, and the reading of snapshots.
//!
//! Everything here is the same in `toggle_switch.ts` and `toggle_switch.wasm.ts`, so that one can be
//! swapped for the other. What they have in common inside the class is in [`super::members`].

use super::docs::{code, comment, doc_comment, documented, in_comment, key, property, type_key};
use super::layout::{
    Doc, call, concat, entry, group, indent, list, object, object_type, write,
};
use super::names::Names;
use super::support::{Helper, Support};
use crate::emit::json_text::quoted;
use crate::emit::trace::{Fragment, Rule, Scope, TraceWriter};
use crate::emit::{COMPILER, Subject};
use crate::model::{
    ActionId, ConstId, Declared, ElementId, EnumId, FailureId, FailureKind, Interval, Local, Model,
    NamedTypeId, Param,
    Type, TypeId, VarId,
};
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
        }
    }

    /// Whether values of a type are `bigint`s: integers that a `number` may not hold exactly.
    pub fn is_wide(&self, ty: TypeId) -> bool {
        let integers = self.model.types.get(ty).integers();
        integers.is_some_and(|interval| !Interval::SAFE.covers(interval))
    }

    /// A type as JSON carries it.
    pub fn data_ty(&self, declared: Declared) -> String {
        if self.is_wide(declared.ty) { self.names.integer.clone() } else { self.ty(declared) }
    }

    /// A value, where its type is known from around it.
    pub fn value(&self, value: Value, ty: TypeId) -> String {
        match value {
            Value::Bool(value) => value.to_string(),
            Value::Int(value) if self.is_wide(ty) => format!("{value}n"),
            Value::Int(value) => value.to_string(),
            Value::Enum(id, index) => self.variant(id, index),
        }
    }

    /// A value of an enum.
    pub fn variant(&self, id: EnumId, index: u32) -> String {
        quoted(&self.model.enums[id.index()].variants[index as usize].name)
    }

    /// The parameters of an action.
    pub fn action_parameters(&self, id: ActionId) -> Vec<Parameter<'a>> {
        let action = &self.model.actions[id.index()];
        self.parameters(&action.params, &self.names.locals(&action.locals), &action.locals)
    }

    /// The parameters of `init`.
    pub fn init_parameters(&self) -> Vec<Parameter<'a>> {
        let init = &self.model.init;
        self.parameters(&init.params, &self.names.locals(&init.locals), &init.locals)
    }

    fn parameters(
        &self,
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
        let file = self.subject.sources.file(self.model.file).base_name();
        let mut scope = writer.under(Rule::Header);
        scope.line(format!("// Made by {COMPILER} from {}.", in_comment(file)));
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

    fn enums(&self, writer: &mut TraceWriter) {
        for (index, declared) in self.model.enums.iter().enumerate() {
            let id = EnumId(index as u32);
            let names = self.names.of_enum(id);
            let named = self.model.named_types.iter().find(|named| named.declares == Some(id));
            let mut scope = writer.under(declared.element);
            scope.blank();
            let mut docs = named.map_or_else(Vec::new, |named| {
                if named.docs.is_empty() { Vec::new() } else { documented(&named.docs, "") }
            });
            for variant in declared.variants.iter().filter(|variant| !variant.docs.is_empty()) {
                let text = documented(&variant.docs, "").join(" ");
                if docs.last().is_some_and(|line| !line.starts_with("- ")) {
                    docs.push(String::new());
                }
                docs.push(format!("- {}: {}", code(&variant.name), text.trim()));
            }
            comment(&mut scope, &docs);
            let name = named.map_or_else(
                || Fragment::from(names.ty.as_str()),
                |named| Fragment::name(&names.ty, named.name_span),
            );
            let variants = declared.variants.iter().map(|variant| {
                Fragment::name(&quoted(&variant.name), variant.name_span).into()
            });
            let head = Fragment::from("export type ").and(name).and(" =");
            write(&mut scope, [union(head, variants.collect()), ";".into()]);
            scope.blank();
            scope.line(format!("/** The values of {{@link {}}}, in canonical order. */", names.ty));
            let values = declared.variants.iter().map(|variant| quoted(&variant.name).into());
            write(
                &mut scope,
                [
                    format!("export const {}: readonly {}[] = ", names.values, names.ty).into(),
                    list("[", values.collect(), ",", &Doc::SoftLine, "]"),
                    ";".into(),
                ],
            );
        }
    }

    fn named_types(&self, writer: &mut TraceWriter) {
        for (index, named) in self.model.named_types.iter().enumerate() {
            if named.declares.is_some() {
                continue;
            }
            let mut scope = writer.under(named.element);
            let what = match *self.model.types.get(named.ty) {
                Type::Range(lo, hi) => format!("An integer from {lo} to {hi}."),
                Type::Int => "A 64-bit integer.".to_owned(),
                Type::Nat => "A 64-bit integer that is not negative.".to_owned(),
                Type::Bool | Type::Enum(_) => String::new(),
            };
            scope.blank();
            let mut docs = named.docs.iter().map(|line| in_comment(line)).collect::<Vec<_>>();
            if !what.is_empty() {
                if !docs.is_empty() {
                    docs.push(String::new());
                }
                docs.push(what);
            }
            comment(&mut scope, &docs);
            let name = self.names.named_type(NamedTypeId(index as u32));
            scope.line(
                Fragment::from("export type ")
                    .and_name(name, named.name_span)
                    .and(format!(" = {};", self.plain_ty(named.ty))),
            );
        }
    }

    fn constants(&self, writer: &mut TraceWriter) {
        for (index, constant) in self.model.consts.iter().enumerate() {
            let mut scope = writer.under(constant.element);
            scope.blank();
            doc_comment(&mut scope, &constant.docs, &format!("The constant {}.", code(&constant.name)));
            scope.line(
                Fragment::from("export const ")
                    .and_name(self.names.constant(ConstId(index as u32)), constant.name_span)
                    .and(format!(
                        ": {} = {};",
                        self.ty(constant.ty),
                        self.value(constant.value, constant.ty.ty)
                    )),
            );
        }
    }

    /// Whether an integer that JSON cannot carry as a number is part of the state or of an action.
    fn has_wide_data(&self) -> bool {
        let in_actions = self.model.allowed_actions().any(|(_, action)| {
            action.params.iter().any(|param| self.is_wide(action.locals[param.local.index()].ty.ty))
        });
        in_actions || self.model.vars.iter().any(|var| self.is_wide(var.ty.ty))
    }

    fn integer(&self, writer: &mut TraceWriter) {
        if !self.has_wide_data() {
            return;
        }
        let mut scope = writer.under(Rule::Machine);
        scope.blank();
        scope.line("/** An integer as JSON carries it: in digits where a `number` would round it. */");
        scope.line(format!(
            "export type {} = number | {{ readonly \"#bigint\": string }};",
            self.names.integer
        ));
    }

    fn actions(&self, writer: &mut TraceWriter) {
        let mut scope = writer.under(Rule::Machine);
        scope.blank();
        scope.line(format!(
            "/** An action of {{@link {}}} as data, under the names of the specification. */",
            self.names.machine
        ));
        let members = self.model.allowed_actions().map(|(id, action)| {
            let name = Fragment::name(&quoted(&action.name), action.name_span);
            let args = self.action_parameters(id).into_iter().map(|parameter| {
                let ty = if self.is_wide(parameter.declared.ty) {
                    format!("{} | {}", self.ty(parameter.declared), self.names.integer)
                } else {
                    self.ty(parameter.declared)
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

    fn events(&self, writer: &mut TraceWriter) {
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
            let fields =
                if fields.is_empty() { EMPTY_OBJECT_TYPE.into() } else { object_type(fields) };
            let name = Fragment::name(&quoted(&event.name), event.name_span);
            let members = vec![
                Fragment::from("readonly event: ").and(name).into(),
                concat(["readonly fields: ".into(), fields]),
            ];
            (event.element, object_type(members))
        });
        tagged_union(&mut scope, &self.names.event, members.collect());
    }

    fn states(&self, writer: &mut TraceWriter) {
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
            |declared| self.data_ty(declared),
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

    fn outcome(&self, writer: &mut TraceWriter) {
        if self.model.allowed_actions().next().is_none() {
            return;
        }
        let Names { machine, outcome, .. } = &self.names;
        let mut scope = writer.under(Rule::Machine);
        scope.blank();
        scope.line(format!("/** What {{@link {machine}.apply}} answers. */"));
        scope.line(format!("export type {outcome} ="));
        scope.indented(|scope| {
            let done = self.done_type(&self.results());
            write(scope, [concat(["| ".into(), Doc::Indent(Box::new(done))])]);
            scope.line(format!("| {{ readonly ok: false; readonly error: {} }};", self.names.error));
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

    fn error(&self, writer: &mut TraceWriter) {
        let Names { machine, error, error_kind, failure, .. } = &self.names;
        let kinds = [
            FailureKind::Rejected,
            FailureKind::Fault,
            FailureKind::Invariant,
            FailureKind::Assert,
        ]
        .map(|kind| quoted(kind.name()));
        let mut scope = writer.under(Rule::Machine);
        for line in [
            "",
            "/**",
            " * Why something was refused: a guard that does not hold (`rejected`), an evaluation without a",
            " * value or data that does not fit its type (`fault`), an invariant that would be broken, or an",
            " * assertion of the specification that does not hold (`assert`).",
            " */",
        ] {
            scope.line(line);
        }
        scope.line(format!("export type {error_kind} = {};", kinds.join(" | ")));
        scope.blank();
        scope.line("/** A way to be refused. */");
        scope.line(format!("interface {failure} {{"));
        scope.indented(|scope| {
            scope.line(format!("readonly kind: {error_kind};"));
            scope.line("readonly element: string;");
            scope.line("readonly requirement: string;");
            scope.line("readonly message: string;");
        });
        scope.line("}");
        scope.blank();
        scope.line(format!("/** A {{@link {machine}}} refused; nothing has changed. */"));
        scope.line(format!("export class {error} extends Error implements {failure} {{"));
        scope.indented(|scope| {
            scope.line(format!("override readonly name = {};", quoted(error)));
            scope.line("/** What kind of requirement refused. */");
            scope.line(format!("readonly kind: {error_kind};"));
            scope.line("/** The id of the element of the specification that refused. */");
            scope.line("readonly element: string;");
            scope.line("/** Its text. */");
            scope.line("readonly requirement: string;");
            scope.blank();
            scope.line(format!("constructor(failure: {failure}) {{"));
            scope.indented(|scope| {
                scope.line("super(failure.message);");
                scope.line("this.kind = failure.kind;");
                scope.line("this.element = failure.element;");
                scope.line("this.requirement = failure.requirement;");
            });
            scope.line("}");
        });
        scope.line("}");
    }

    /// The table of failures, `failures`: the one at index `i` is the Wasm module's status `i + 1`.
    pub fn failures(&self, writer: &mut TraceWriter) {
        let mut scope = writer.under(Rule::Machine);
        scope.blank();
        scope.line("/** All ways to be refused. */");
        scope.line("const failures = [");
        scope.indented(|scope| {
            for row in crate::emit::failures::failure_table(self.model) {
                let element = self.model.failure(row.id).element;
                let mut scope = scope.under(element);
                scope.line("{");
                scope.indented(|scope| {
                    scope.line(format!("kind: {},", quoted(row.kind.name())));
                    scope.line(format!("element: {},", quoted(&row.element)));
                    write(scope, [long_entry("requirement", &row.requirement)]);
                    write(scope, [long_entry("message", &row.message)]);
                });
                scope.line("},");
            }
        });
        scope.line(format!("] as const satisfies readonly {}[];", self.names.failure));
    }

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
            scope.line("  typeof data === \"object\" && data !== null ? Object.entries(data) : [],");
            scope.line(");");
            if self.model.vars.is_empty() {
                scope.line(format!("const state: {state} = {{}};"));
            } else {
                scope.line(format!("const state: {state} = {{"));
                scope.indented(|scope| {
                    for (index, var) in self.model.vars.iter().enumerate() {
                        let read = format!("values.get({})", quoted(&var.name));
                        let read = if self.is_wide(var.ty.ty) {
                            format!("{}({read})", support.call(Helper::IntegerFrom))
                        } else {
                            read
                        };
                        let checked = self.checked(&read, var.ty.ty, var.misfit, support);
                        let name = self.names.var(VarId(index as u32));
                        write(
                            &mut scope.under(var.element),
                            [format!("{name}: ").into(), checked, ",".into()],
                        );
                    }
                });
                scope.line("};");
            }
            let known: Vec<String> =
                self.model.vars.iter().map(|var| quoted(&var.name)).collect();
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
                        scope.line(format!("requirement: {},", quoted(&format!("spec {}", self.model.name))));
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

    /// A value of unknown origin, refused unless it is of a type.
    pub fn checked(
        &self,
        value: &str,
        ty: TypeId,
        misfit: FailureId,
        support: &mut Support,
    ) -> Doc {
        let failure: Doc = support.failure(misfit).into();
        let value: Doc = value.to_owned().into();
        match *self.model.types.get(ty) {
            Type::Bool => call(support.call(Helper::AsBoolean), vec![value, failure]),
            Type::Enum(id) => {
                let values = self.names.of_enum(id).values.clone();
                call(support.call(Helper::AsOneOf), vec![value, values.into(), failure])
            }
            Type::Int | Type::Nat | Type::Range(..) => {
                let fits = self.model.types.get(ty).integers().unwrap_or(Interval::INT);
                let (helper, suffix) = if self.is_wide(ty) {
                    (Helper::AsBigint, "n")
                } else {
                    (Helper::AsNumber, "")
                };
                let ends = [fits.lo, fits.hi].map(|end| format!("{end}{suffix}").into());
                let [lo, hi] = ends;
                call(support.call(helper), vec![value, lo, hi, failure])
            }
        }
    }

    /// The state's values as JSON carries them, read from `state`.
    pub fn snapshot_entries(&self, state: &str, support: &mut Support) -> Vec<(ElementId, Doc)> {
        let entries = self.model.vars.iter().enumerate().map(|(index, var)| {
            let read = format!("{state}.{}", self.names.var(VarId(index as u32)));
            let read = if self.is_wide(var.ty.ty) {
                format!("{}({read})", support.call(Helper::IntegerData))
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

/// The type of an object without properties.
const EMPTY_OBJECT_TYPE: &str = "Readonly<Record<string, never>>";

/// `key: "text",`, with the text on a line of its own where it does not fit beside the key.
fn long_entry(key: &str, text: &str) -> Doc {
    group([format!("{key}:").into(), indent([Doc::Line, quoted(text).into()]), ",".into()])
}

/// `head a | b`, one alternative a line where they do not fit.
fn union(head: Fragment, alternatives: Vec<Doc>) -> Doc {
    let mut inner = Vec::new();
    for (at, alternative) in alternatives.into_iter().enumerate() {
        inner.push(Doc::Line);
        inner.push(if at == 0 { Doc::IfBroken("| ") } else { "| ".into() });
        inner.push(alternative);
    }
    group([head.into(), indent(inner)])
}

/// `export type Name =` and a line for each member, under its own element.
fn tagged_union(scope: &mut Scope<'_>, name: &str, members: Vec<(ElementId, Doc)>) {
    if members.is_empty() {
        scope.line(format!("export type {name} = never;"));
        return;
    }
    if let [(element, member)] = &members[..] {
        let head = format!("export type {name} = ").into();
        write(&mut scope.under(*element), [head, member.clone(), ";".into()]);
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
