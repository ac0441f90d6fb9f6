//! The TypeScript class and the Wasm module, run by Node: the pinned TypeScript compiler checks and
//! strips the types, and one script asks both the same questions. Many specs go to one call of the
//! compiler and to one process of Node.

use crate::cases::{self, Case, Question};
use crate::specs::{Example, root, scratch};
use serde_json::{Map, Value as Json, json};
use speckl_core::check::value_to_json;
use speckl_core::emit::ArtifactKind;
use speckl_core::emit::typescript::ClassNames;
use speckl_core::model::{Field, Interval, Local, Model, Param, Type, TypeId};
use speckl_core::value::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder with the pinned npm packages, installed if they are not yet.
///
/// # Panics
/// If Node or npm is missing or too old, with words that say so.
pub fn packages() -> PathBuf {
    let output = Command::new("bash")
        .arg(root().join("tests/node/install.sh"))
        .output()
        .expect("bash runs");
    assert!(
        output.status.success(),
        "the pinned npm packages could not be installed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    PathBuf::from(String::from_utf8_lossy(&output.stdout).trim())
}

/// What Node is to run.
pub struct Built {
    /// Where it lies.
    pub folder: PathBuf,
    /// What the TypeScript compiler refused, by file. It takes the types away nevertheless.
    pub refused: Vec<String>,
}

/// Writes all artifacts of some examples for Node, and compiles the TypeScript strictly; or, where its
/// types are not to be looked at, takes them away. The scratch folder of that name is where they come to
/// lie.
pub fn build(examples: &[Example], folder: &str, types: bool) -> Built {
    let folder = scratch(&format!("{folder}/node"));
    let packages = packages();
    let mut sources = Vec::new();
    let mut texts = BTreeMap::new();
    for example in examples {
        let units = example.compilation.units.iter();
        for artifact in units.flat_map(|unit| &unit.artifacts) {
            let path = folder.join(&artifact.file_name);
            std::fs::write(&path, &artifact.bytes).expect("an artifact can be written");
            if matches!(
                artifact.kind,
                ArtifactKind::TypeScript | ArtifactKind::WasmBinding
            ) {
                sources.push(path);
                texts.insert(artifact.file_name.clone(), &example.text);
            }
        }
    }
    let package = "{ \"type\": \"module\" }";
    std::fs::write(folder.join("package.json"), package).expect("can be written");
    let scripts = folder.join("js");
    std::fs::create_dir_all(&scripts).expect("the folder can be made");
    std::fs::write(scripts.join("package.json"), package).expect("can be written");
    let output = Command::new("node")
        .arg(root().join("tests/node/compile.mjs"))
        .arg(&packages)
        .arg(if types { "check" } else { "strip" })
        .arg(&scripts)
        .args(&sources)
        .output()
        .expect("node runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        matches!(output.status.code(), Some(0 | 1)),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut refused: BTreeMap<&str, String> = BTreeMap::new();
    for line in said.lines() {
        let name = line.split_once('(').map_or("", |(path, _)| path);
        let _ = writeln!(refused.entry(name).or_default(), "{line}");
    }
    let refused = refused.into_iter().map(|(name, lines)| {
        let text = texts.get(name).map_or("", |text| text.as_str());
        format!("tsc refuses\n{lines}{text}")
    });
    Built {
        refused: refused.collect(),
        folder,
    }
}

/// What `ESLint` finds in the TypeScript of a folder, by its recommended rules and those of
/// typescript-eslint, and how many files it read.
pub fn lint(folder: &Path) -> (usize, Vec<String>) {
    let output = Command::new("node")
        .arg(root().join("tests/node/lint.mjs"))
        .arg(packages())
        .arg(folder)
        .output()
        .expect("node runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8_lossy(&output.stdout);
    let mut lines = text.lines().map(str::to_owned);
    let files = lines
        .next()
        .expect("the script says how many files it read");
    let (files, _) = files.split_once(' ').expect("it says of what");
    (files.parse().expect("a number"), lines.collect())
}

/// Which of the two is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The class.
    TypeScript,
    /// The module, through its host binding.
    Wasm,
}

/// Asks one of them all the questions about each example, in one process.
pub fn answers(
    folder: &Path,
    examples: &[Example],
    asked: &[Vec<Case>],
    target: Target,
) -> Vec<Vec<Json>> {
    let mut input = String::new();
    for (example, cases) in examples.iter().zip(asked) {
        let model = model(example);
        let _ = writeln!(input, "{}", head(folder, model, target));
        for case in cases {
            let _ = writeln!(input, "{}", question(model, &case.question));
        }
    }
    let path = folder.join(format!("{target:?}.jsonl"));
    std::fs::write(&path, input).expect("the questions can be written");
    let output = Command::new("node")
        .arg(root().join("tests/node/drive.mjs"))
        .arg(&path)
        .output()
        .expect("node runs");
    assert!(
        output.status.success(),
        "{target:?}:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8_lossy(&output.stdout);
    let mut lines = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("the script prints JSON"));
    let mut answers = |cases: &Vec<Case>| lines.by_ref().take(cases.len()).collect();
    asked.iter().map(&mut answers).collect()
}

fn model(example: &Example) -> &Model {
    let unit = &example.compilation.units[0];
    &unit.checked.as_ref().expect("an example type-checks").model
}

/// Which class is asked, and what the script needs to know of the spec.
fn head(folder: &Path, model: &Model, target: Target) -> Json {
    let base = model.base_name();
    let (script, wasm) = match target {
        Target::TypeScript => (format!("{base}.js"), Json::Null),
        Target::Wasm => (
            format!("{base}.wasm.js"),
            json!(folder.join(format!("{base}.wasm"))),
        ),
    };
    let names = ClassNames::of(model);
    let fields = |fields: &[Field]| -> Json {
        let fields = fields.iter();
        fields
            .map(|field| (field.name.clone(), json!(field.ty.ty.index())))
            .collect::<Map<_, _>>()
            .into()
    };
    let actions = model.actions.iter().zip(&names.actions);
    let actions: Map<String, Json> = actions
        .map(|(action, (method, can))| {
            let params = action.params.iter().map(|param| {
                let local = &action.locals[param.local.index()];
                (local.name.clone(), json!(local.ty.ty.index()))
            });
            let said = json!({
                "method": method,
                "can": can,
                "params": params.collect::<Map<_, _>>(),
                "returns": action.returns.map(|declared| declared.ty.index()),
            });
            (action.name.clone(), said)
        })
        .collect();
    let events = model.events.iter();
    let events: Map<String, Json> = events
        .map(|event| (event.name.clone(), fields(&event.fields)))
        .collect();
    let externs = model.externs.iter().zip(&names.externs);
    let externs = externs
        .map(|(function, name)| json!({ "name": name, "returns": function.returns.ty.index() }));
    let types = model
        .types
        .iter()
        .map(|(_, ty)| described(model, ty, &names));
    json!({
        "module": folder.join("js").join(script),
        "wasm": wasm,
        "machine": names.machine,
        "actions": actions,
        "events": events,
        "externs": externs.collect::<Vec<_>>(),
        "types": types.collect::<Vec<_>>(),
    })
}

/// What the script needs to know of a type, to turn its values into data and back on its own.
fn described(model: &Model, ty: &Type, names: &ClassNames) -> Json {
    match ty {
        Type::Bool => json!({ "kind": "boolean" }),
        Type::String => json!({ "kind": "string" }),
        Type::Int | Type::Nat | Type::Range(..) | Type::Symmetric(..) => {
            let fits = ty.integers().expect("it is an integer type");
            json!({ "kind": "integer", "wide": !Interval::SAFE.covers(fits) })
        }
        Type::Enum(id) => {
            let variants = model.enums[id.index()].variants.iter().map(|variant| {
                let fields = variant.payload.iter();
                let fields = fields.map(|field| json!([field.name, field.ty.ty.index()]));
                json!({ "name": variant.name, "fields": fields.collect::<Vec<_>>() })
            });
            let variants: Vec<Json> = variants.collect();
            json!({ "kind": "enum", "tag": names.tags[id.index()], "variants": variants })
        }
        Type::Record(fields) => {
            let fields = fields.iter().map(|(name, ty)| json!([name, ty.index()]));
            json!({ "kind": "record", "fields": fields.collect::<Vec<_>>() })
        }
        Type::Tuple(items) => {
            let items: Vec<usize> = items.iter().map(|ty| ty.index()).collect();
            json!({ "kind": "tuple", "items": items })
        }
        Type::Option(item) => json!({ "kind": "option", "item": item.index() }),
        Type::Set(item) => json!({ "kind": "set", "item": item.index() }),
        Type::List(item) => json!({ "kind": "list", "item": item.index() }),
        Type::Map(key, value) => {
            json!({ "kind": "map", "key": key.index(), "value": value.index() })
        }
    }
}

/// A question as a line.
fn question(model: &Model, question: &Question) -> Json {
    let types = |params: &[Param], locals: &[Local]| -> Vec<TypeId> {
        let params = params.iter();
        params
            .map(|param| locals[param.local.index()].ty.ty)
            .collect()
    };
    let data = |types: &[TypeId], values: &[Value]| -> Vec<Json> {
        let values = types.iter().zip(values);
        values
            .map(|(ty, value)| value_to_json(value, *ty, model))
            .collect()
    };
    match question {
        Question::Init(args) => {
            let types = types(&model.init.params, &model.init.locals);
            let indices: Vec<usize> = types.iter().map(|ty| ty.index()).collect();
            json!({ "init": data(&types, args), "types": indices })
        }
        Question::Enabled(state) => json!({ "enabled": cases::state(model, state) }),
        Question::Act {
            state,
            action: id,
            args,
            host,
        } => {
            let action = &model.actions[id.index()];
            let types = types(&action.params, &action.locals);
            let names = action.params.iter();
            let names = names.map(|param| action.locals[param.local.index()].name.as_str());
            let supplied = ClassNames::of(model).externs;
            let host = host.iter().map(|(function, value)| {
                let returns = model.externs[function.index()].returns.ty;
                let value = value_to_json(value, returns, model);
                json!({ "name": supplied[function.index()], "value": value })
            });
            json!({
                "state": cases::state(model, state),
                "action": action.name,
                "names": names.collect::<Vec<_>>(),
                "args": data(&types, args),
                "host": host.collect::<Vec<_>>(),
            })
        }
    }
}
