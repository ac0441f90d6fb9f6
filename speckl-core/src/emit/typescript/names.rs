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
use crate::model::{ActionId, ConstId, EnumId, Local, Model, NamedTypeId, VarId};

/// Words that cannot name a binding in a module. (Words that cannot name a type are all in small
/// letters, as no type is.)
#[rustfmt::skip]
const WORDS: &[&str] = &[
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
    "Int32Array", "Int8Array", "Intl", "Iterator", "JSON", "Map", "Math", "NaN", "Number", "Object",
    "Promise", "Proxy", "RangeError", "Readonly", "ReadonlyMap", "ReadonlySet", "Record",
    "ReferenceError", "Reflect", "RegExp", "Response", "Set", "SharedArrayBuffer", "String",
    "Symbol", "SyntaxError", "TypeError", "URIError", "Uint16Array", "Uint32Array", "Uint8Array",
    "Uint8ClampedArray", "WeakMap", "WeakRef", "WeakSet", "WebAssembly", "globalThis",
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
    "action", "args", "asBigint", "asBoolean", "asNumber", "asOneOf", "between", "checkInvariants",
    "ensure", "events", "exports", "failures", "inRange", "initial", "instance", "integerData",
    "integerFrom", "next", "nonZero", "overflowing", "possible", "prev", "product", "quotient",
    "quotientOf", "remainder", "remainderOf", "stateFrom", "step",
];

/// Names of private members that every machine has.
#[rustfmt::skip]
const PRIVATE: &[&str] = &[
    "can", "constructor", "exports", "notices", "perform", "state", "step",
];

/// The names of one enum.
#[derive(Clone, Debug)]
pub(crate) struct EnumNames {
    /// The union type: `State`
    pub ty: String,
    /// The list of its values: `StateValues`
    pub values: String,
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
    /// `ToggleSwitchInteger`: an integer as JSON carries it; only where there are wide integers.
    pub integer: String,
    /// `ToggleSwitchNotices`: the list of listeners; not exported.
    pub notices: String,
    /// `ToggleSwitchOutcome`: what `apply` answers.
    pub outcome: String,
    /// `ToggleSwitchRestored`: a state that `restore` found valid; not exported.
    pub restored: String,
    /// `ToggleSwitchSnapshot`: the state as JSON-shaped data, under the spec's names.
    pub snapshot: String,
    /// `ToggleSwitchState`: the state as an object of the accessors' names and values.
    pub state: String,
    /// `ToggleSwitchStep`: what an action works on; not exported.
    pub step: String,
    enums: Vec<EnumNames>,
    named_types: Vec<String>,
    consts: Vec<String>,
    vars: Vec<String>,
    actions: Vec<ActionNames>,
    module: Namer,
}

/// What follows the machine's name in the names of what belongs to it.
#[rustfmt::skip]
const SUFFIXES: [&str; 13] = [
    "Action", "Draft", "Error", "ErrorKind", "Event", "Failure", "Integer", "Notices", "Outcome",
    "Restored", "Snapshot", "State", "Step",
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
            draft,
            error,
            error_kind,
            event,
            failure,
            integer,
            notices,
            outcome,
            restored,
            snapshot,
            state,
            step,
        ] = SUFFIXES.map(|suffix| format!("{machine}{suffix}"));
        let values = |ty: &str| format!("{ty}Values");
        let enums: Vec<EnumNames> = model
            .enums
            .iter()
            .map(|declared| {
                let ty =
                    module.take_family(identifier(&pascal(&declared.name)), |ty| vec![values(ty)]);
                EnumNames {
                    values: values(&ty),
                    ty,
                }
            })
            .collect();
        let named_types = model
            .named_types
            .iter()
            .map(|named| match named.declares {
                Some(id) => enums[id.index()].ty.clone(),
                None => module.take(identifier(&pascal(&named.name))),
            })
            .collect();
        let consts = model
            .consts
            .iter()
            .map(|c| module.take(identifier(&screaming(&c.name))))
            .collect();

        let mut members = Namer::reserving(MEMBERS.iter().copied());
        let mut private = Namer::reserving(PRIVATE.iter().copied());
        let vars = model
            .vars
            .iter()
            .map(|var| members.take(identifier(&camel(&var.name))))
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
            draft,
            error,
            error_kind,
            event,
            failure,
            integer,
            notices,
            outcome,
            restored,
            snapshot,
            state,
            step,
            enums,
            named_types,
            consts,
            vars,
            actions,
            module,
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

    /// Of a routine's parameters and `let`s, which keep clear of everything in the module.
    pub fn locals(&self, locals: &[Local]) -> Vec<String> {
        let mut scope = self.module.clone();
        locals
            .iter()
            .map(|local| scope.take(identifier(&camel(&local.name))))
            .collect()
    }
}

/// With a capital for its first letter; all else stays, so that different names stay different.
fn capitalized(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// A name of the spec as an identifier: a spec may have numerals beyond the digits in names, such as
/// `²`, and ECMAScript does not.
fn identifier(name: &str) -> String {
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
