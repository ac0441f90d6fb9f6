//! Names in TypeScript. The rule:
//!
//! * the spec and its types are `PascalCase`, the list of an enum's values is `…Values`, constants are
//!   `SCREAMING_SNAKE_CASE`; what belongs to the machine begins with the machine's name
//!   (`ToggleSwitchError`);
//! * variables, actions, parameters and `let`s are `camelCase`; `can` and the action's name with a
//!   capital make the question about it (`canFlip`);
//! * a name that is taken gets an underscore at its end: in a module by reserved words and by the
//!   globals of ECMAScript, in the class by what every object and every machine has;
//! * names inside data (enum values, actions, events and their fields, snapshots) are the spec's own.

use crate::case::{camel, pascal, screaming};
use crate::emit::names::Namer;
use crate::model::{ActionId, ConstId, Enum, EnumId, ExternId, Local, Model, NamedTypeId, Record};
use crate::model::{Type, TypeId, VarId};
use std::collections::BTreeMap;

/// Words that cannot name a binding in a module. (Words that cannot name a type are all in small
/// letters, as no type is.)
#[rustfmt::skip]
pub(super) const WORDS: &[&str] = &[
    "arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger",
    "default", "delete", "do", "else", "enum", "eval", "export", "extends", "false", "finally",
    "for", "function", "if", "implements", "import", "in", "instanceof", "interface", "let", "new",
    "null", "package", "private", "protected", "public", "return", "static", "super", "switch",
    "this", "throw", "true", "try", "typeof", "undefined", "var", "void", "while", "with", "yield",
];

/// Globals of ECMAScript and of WebAssembly's host interface: shadowing one would change what the
/// code around it means.
#[rustfmt::skip]
const GLOBALS: &[&str] = &[
    "AggregateError", "Array", "ArrayBuffer", "Atomics", "BigInt", "BigInt64Array",
    "BigUint64Array", "Boolean", "DataView", "Date", "Error", "EvalError", "Extract",
    "FinalizationRegistry", "Float32Array", "Float64Array", "Function", "Infinity", "Int16Array",
    "Int32Array", "Int8Array", "Intl", "Iterable", "Iterator", "JSON", "Map", "Math", "NaN",
    "Number", "Object", "Promise", "Proxy", "RangeError", "Readonly", "ReadonlyMap", "ReadonlySet",
    "Record", "ReferenceError", "Reflect", "RegExp", "Response", "Set", "SharedArrayBuffer",
    "String", "Symbol", "SyntaxError", "TypeError", "URIError", "Uint16Array", "Uint32Array",
    "Uint8Array", "Uint8ClampedArray", "WeakMap", "WeakRef", "WeakSet", "WebAssembly", "globalThis",
    "queueMicrotask",
];

/// What every object has (a method `then` would make it a promise to `await`), and every machine.
#[rustfmt::skip]
const MEMBERS: &[&str] = &[
    "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__", "__proto__",
    "apply", "constructor", "enabled", "getSnapshot", "hasOwnProperty", "isPrototypeOf", "on",
    "propertyIsEnumerable", "snapshot", "subscribe", "then", "toJSON", "toLocaleString", "toString",
    "valueOf",
];

/// What the module itself declares beside the machine's own names: support functions and tables, and
/// the locals of generated bodies.
#[rustfmt::skip]
const MODULE: &[&str] = &[
    "accepted", "action", "anyBigint", "anyBoolean", "anyNumber", "anyText", "args", "asBigint",
    "asBoolean", "asNumber", "asOneOf", "asText", "between", "bigintsIn", "checkInvariants",
    "compareItems", "compareTexts", "converted", "ensure", "events", "exports", "failures",
    "fewEnough", "findOrdered", "fromData", "frozen", "greaterOf", "inOrder", "inRange", "initial",
    "instance", "integerData", "integerFrom", "isText", "keptIfEqual", "lesserOf",
    "listOf", "magnitudeOf", "mapOf", "mapsOver", "next", "nonZero", "notNull", "numbersIn",
    "oneOf", "optionalOf", "orFail", "overflowing", "possible", "prev", "product", "quotient",
    "quotientOf", "readItems", "recordOf", "remainder", "remainderOf", "setOf", "stateFrom", "step",
    "subsetsOf", "tailOf", "tupleOf", "unmarked", "variantsOf", "withReplaced",
];

/// Names of private members that every machine has.
#[rustfmt::skip]
const PRIVATE: &[&str] = &[
    "accept", "asking", "busy", "can", "cells", "constructor", "events", "exports", "give", "host",
    "instance", "module", "notices", "perform", "put", "read", "restored", "state", "step",
];

/// The names of one enum.
#[derive(Clone, Debug)]
pub(crate) struct EnumNames {
    /// The union type: `State`
    pub ty: String,
    /// The list of its values: `StateValues`; only of an enum without payload.
    pub values: String,
    /// What callers may give for a value of one with payload: `StateInput`
    pub input: String,
    /// A value of one with payload as JSON carries it: `StateData`
    pub data: String,
    /// The property that tells which value of one with payload it is: `tag`, or what is free beside
    /// the fields.
    pub tag: String,
}

/// The names of one record type.
#[derive(Clone, Debug)]
pub(crate) struct RecordNames {
    /// The interface: `Account`
    pub ty: String,
    /// What callers may give for one: `AccountInput`
    pub input: String,
    /// One as JSON carries it: `AccountData`
    pub data: String,
}

/// The names of one action.
#[derive(Clone, Debug)]
pub(crate) struct ActionNames {
    /// The method: `flip`
    pub method: String,
    /// The question: `canFlip`
    pub can: String,
    /// The private method, without its `#`: `flip`
    pub private: String,
}

/// Every name that the class and the host binding declare in their module and in their class. Both
/// have the same ones, so that one can stand for the other.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    /// The class: `ToggleSwitch`
    pub machine: String,
    /// `ToggleSwitchAction`: the union of actions as data.
    pub action: String,
    /// `ToggleSwitchCells`: values as the Wasm module has them; in its host binding, not exported.
    #[cfg_attr(
        not(feature = "wasm"),
        expect(dead_code, reason = "only the host binding writes it")
    )]
    pub cells: String,
    /// `ToggleSwitchDraft`: a state in the making; not exported.
    pub draft: String,
    /// `ToggleSwitchError`: the class of errors.
    pub error: String,
    /// `ToggleSwitchErrorKind`
    pub error_kind: String,
    /// `ToggleSwitchEvent`: the union of events.
    pub event: String,
    /// `ToggleSwitchFailure`: a row of the table of failures; not exported.
    pub failure: String,
    /// `ToggleSwitchHost`: what the host supplies; only where there are `extern` functions.
    pub host: String,
    /// `ToggleSwitchInteger`: an integer as JSON carries it; only where there are wide integers.
    pub integer: String,
    /// `ToggleSwitchMap`: the class of maps; only its type is exported.
    pub map: String,
    /// `ToggleSwitchNotices`: the list of listeners; not exported.
    pub notices: String,
    /// `ToggleSwitchOutcome`: what `apply` answers.
    pub outcome: String,
    /// `ToggleSwitchRestored`: a state that `restore` found valid; not exported.
    pub restored: String,
    /// `ToggleSwitchSet`: the class of sets; only its type is exported.
    pub set: String,
    /// `ToggleSwitchSnapshot`: the state as JSON-shaped data, under the spec's names.
    pub snapshot: String,
    /// `ToggleSwitchSource`: where a value comes from; not exported.
    pub source: String,
    /// `ToggleSwitchState`: the state as an object of the accessors' names and values.
    pub state: String,
    /// `ToggleSwitchStep`: what an action works on; not exported.
    pub step: String,
    /// `ToggleSwitchType`: what is known of a type at run time; not exported.
    pub description: String,
    enums: Vec<EnumNames>,
    records: BTreeMap<TypeId, RecordNames>,
    named_types: Vec<String>,
    consts: Vec<String>,
    vars: Vec<String>,
    externs: Vec<String>,
    actions: Vec<ActionNames>,
    descriptions: Vec<String>,
    module: Namer,
}

/// The names by which a class is called from outside, for tools that drive one without knowing its spec.
#[derive(Clone, Debug)]
pub struct ClassNames {
    /// The class.
    pub machine: String,
    /// The method of each action and the question about it, in the model's order.
    pub actions: Vec<(String, String)>,
    /// The method of the host for each `extern` function, in the model's order.
    pub externs: Vec<String>,
    /// The property that tells which value of an enum something is, in the model's order; `None` where
    /// no value carries anything.
    pub tags: Vec<Option<String>>,
}

impl ClassNames {
    /// Of the class for a spec.
    pub fn of(model: &Model) -> Self {
        let names = Names::of(model);
        let enums = model.enums.iter().zip(names.enums);
        Self {
            machine: names.machine,
            actions: names
                .actions
                .into_iter()
                .map(|action| (action.method, action.can))
                .collect(),
            externs: names.externs,
            tags: enums
                .map(|(declared, names)| declared.has_payload().then_some(names.tag))
                .collect(),
        }
    }
}

/// What follows the machine's name in the names of what belongs to it.
#[rustfmt::skip]
const SUFFIXES: [&str; 19] = [
    "Action", "Cells", "Draft", "Error", "ErrorKind", "Event", "Failure", "Host", "Integer", "Map", "Notices",
    "Outcome", "Restored", "Set", "Snapshot", "Source", "State", "Step", "Type",
];

impl Names {
    /// The names for one spec.
    pub fn of(model: &Model) -> Self {
        let mut module = Namer::reserving(WORDS.iter().chain(GLOBALS).chain(MODULE).copied());
        let machine = module.take_family(identifier(&pascal(&model.name)), |name| {
            SUFFIXES
                .iter()
                .map(|suffix| format!("{name}{suffix}"))
                .collect()
        });
        let [
            action,
            cells,
            draft,
            error,
            error_kind,
            event,
            failure,
            host,
            integer,
            map,
            notices,
            outcome,
            restored,
            set,
            snapshot,
            source,
            state,
            step,
            description,
        ] = SUFFIXES.map(|suffix| format!("{machine}{suffix}"));
        let values = |ty: &str| format!("{ty}Values");
        let input = |ty: &str| format!("{ty}Input");
        let data = |ty: &str| format!("{ty}Data");
        let enums: Vec<EnumNames> = model
            .enums
            .iter()
            .map(|declared| {
                let ty = module.take_family(identifier(&pascal(&declared.name)), |ty| {
                    if declared.has_payload() {
                        vec![input(ty), data(ty)]
                    } else {
                        vec![values(ty)]
                    }
                });
                EnumNames {
                    values: values(&ty),
                    input: input(&ty),
                    data: data(&ty),
                    tag: tag(declared),
                    ty,
                }
            })
            .collect();
        let records: BTreeMap<TypeId, RecordNames> = model
            .records
            .iter()
            .map(|record| {
                let ty = module.take_family(identifier(&pascal(&record.name)), |ty| {
                    vec![input(ty), data(ty)]
                });
                let names = RecordNames {
                    input: input(&ty),
                    data: data(&ty),
                    ty,
                };
                (record.ty, names)
            })
            .collect();
        let named_types = model
            .named_types
            .iter()
            .map(|named| {
                let declares =
                    |record: &&Record| record.ty == named.ty && record.name == named.name;
                match (named.declares, model.records.iter().find(declares)) {
                    (Some(id), _) => enums[id.index()].ty.clone(),
                    (None, Some(record)) => records[&record.ty].ty.clone(),
                    (None, None) => module.take(identifier(&pascal(&named.name))),
                }
            })
            .collect();
        let consts = model
            .consts
            .iter()
            .map(|c| module.take(identifier(&screaming(&c.name))))
            .collect();

        let descriptions = model
            .types
            .iter()
            .map(|(id, _)| {
                let words = type_words(model, id);
                let name = match model.types.get(id) {
                    Type::Bool | Type::String | Type::Range(..) | Type::Symmetric(..) => {
                        return String::new();
                    }
                    Type::Int | Type::Nat => format!("any{words}"),
                    Type::Enum(_) | Type::Record(_) => format!("{words}Type"),
                    _ => words,
                };
                module.take(identifier(&uncapitalized(&name)))
            })
            .collect();

        let mut members = Namer::reserving(MEMBERS.iter().copied());
        let mut private = Namer::reserving(PRIVATE.iter().copied());
        let vars = model
            .vars
            .iter()
            .map(|var| members.take(identifier(&camel(&var.name))))
            .collect();
        let mut supplied = Namer::reserving(MEMBERS.iter().copied());
        let externs = model
            .externs
            .iter()
            .map(|function| supplied.take(identifier(&camel(&function.name))))
            .collect();
        let can = |method: &str| format!("can{}", capitalized(method));
        let actions = model
            .actions
            .iter()
            .map(|action| {
                let method = members
                    .take_family(identifier(&camel(&action.name)), |method| vec![can(method)]);
                ActionNames {
                    can: can(&method),
                    private: private.take(identifier(&camel(&action.name))),
                    method,
                }
            })
            .collect();
        Self {
            machine,
            action,
            cells,
            draft,
            error,
            error_kind,
            event,
            failure,
            host,
            integer,
            map,
            notices,
            outcome,
            restored,
            set,
            snapshot,
            source,
            state,
            step,
            description,
            enums,
            records,
            named_types,
            consts,
            vars,
            externs,
            actions,
            descriptions,
            module: module.enclosing(),
        }
    }

    /// Of an enum.
    pub fn of_enum(&self, id: EnumId) -> &EnumNames {
        &self.enums[id.index()]
    }

    /// Of a named type.
    pub fn named_type(&self, id: NamedTypeId) -> &str {
        &self.named_types[id.index()]
    }

    /// Of a constant.
    pub fn constant(&self, id: ConstId) -> &str {
        &self.consts[id.index()]
    }

    /// Of a variable: its accessor, and its key in the state object.
    pub fn var(&self, id: VarId) -> &str {
        &self.vars[id.index()]
    }

    /// Of an action.
    pub fn action(&self, id: ActionId) -> &ActionNames {
        &self.actions[id.index()]
    }

    /// Of a record type that has a name.
    pub fn record(&self, ty: TypeId) -> Option<&RecordNames> {
        self.records.get(&ty)
    }

    /// Of a method of the host.
    pub fn supplied(&self, id: ExternId) -> &str {
        &self.externs[id.index()]
    }

    /// Of the constant that describes a type; `Bool`, `String` and ranges have none.
    pub fn described(&self, ty: TypeId) -> &str {
        &self.descriptions[ty.index()]
    }

    /// Of a routine's parameters and `let`s, which keep clear of everything in the module.
    pub fn locals(&self, locals: &[Local]) -> Vec<String> {
        self.scope(locals).0
    }

    /// The same, and the scope that they are in, for what else the routine needs.
    pub fn scope(&self, locals: &[Local]) -> (Vec<String>, Namer) {
        let mut scope = self.module.clone();
        let names = locals
            .iter()
            .map(|local| scope.take(identifier(&camel(&local.name))))
            .collect();
        (names, scope)
    }
}

/// The property that tells which value of an enum it is.
fn tag(declared: &Enum) -> String {
    let fields = declared
        .variants
        .iter()
        .flat_map(|variant| &variant.payload);
    Namer::reserving(fields.map(|field| field.name.as_str())).take("tag")
}

/// What a type is in words, as part of a name: `SetOfAccount`.
fn type_words(model: &Model, ty: TypeId) -> String {
    let words = |ty: &TypeId| type_words(model, *ty);
    let integer = |value: i64| value.to_string().replace('-', "Minus");
    match model.types.get(ty) {
        Type::Bool => "Boolean".to_owned(),
        Type::Int => "Integer".to_owned(),
        Type::Nat => "Natural".to_owned(),
        Type::Range(lo, hi) | Type::Symmetric(_, lo, hi) => {
            format!("Range{}To{}", integer(*lo), integer(*hi))
        }
        Type::String => "Text".to_owned(),
        Type::Enum(id) => pascal(&model.enums[id.index()].name),
        Type::Record(fields) => {
            if let Some(record) = model.records.iter().find(|record| record.ty == ty) {
                pascal(&record.name)
            } else {
                let fields: Vec<String> = fields.iter().map(|(name, _)| pascal(name)).collect();
                format!("RecordOf{}", fields.join("And"))
            }
        }
        Type::Tuple(items) => {
            let items: Vec<String> = items.iter().map(words).collect();
            format!("TupleOf{}", items.join("And"))
        }
        Type::Option(item) => format!("Optional{}", words(item)),
        Type::Set(item) => format!("SetOf{}", words(item)),
        Type::List(item) => format!("ListOf{}", words(item)),
        Type::Map(key, value) => format!("MapOf{}To{}", words(key), words(value)),
    }
}

/// With a capital for its first letter; all else stays, so that different names stay different.
fn capitalized(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// With a small letter for its first.
fn uncapitalized(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}

/// A name of the spec as an identifier: a spec may have numerals beyond the digits in names, such as
/// `²`, and ECMAScript does not.
pub(super) fn identifier(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c.is_ascii() || c.is_alphabetic() {
                c
            } else {
                '_'
            }
        })
        .collect()
}
