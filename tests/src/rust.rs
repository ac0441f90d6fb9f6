//! The generated Rust, compiled by one call of rustc together with a driver that answers questions.

use crate::cases::{Case, Question};
use crate::specs::{Example, scratch};
use serde_json::Value as Json;
use speckl_core::case::{pascal, snake};
use speckl_core::emit::ArtifactKind;
use speckl_core::emit::rust::module_name;
use speckl_core::model::{Action, Local, Model, Param, StmtKind, Type, TypeId};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What the driver says of an argument that its Rust type cannot hold.
pub const UNREPRESENTABLE: &str = "unrepresentable";

/// Compiles the modules of all examples, warnings being errors, with a driver.
pub fn build(examples: &[Example]) -> PathBuf {
    let folder = scratch("rust");
    let mut driver = String::from(PREAMBLE);
    let mut dispatch = String::new();
    for (at, example) in examples.iter().enumerate() {
        let unit = &example.compilation.units[0];
        let code = unit
            .artifacts
            .iter()
            .find(|artifact| artifact.kind == ArtifactKind::Rust)
            .expect("an example gives Rust");
        std::fs::write(folder.join(format!("m{at}.rs")), &code.bytes).expect("can be written");
        let model = &unit.checked.as_ref().expect("an example type-checks").model;
        driver += &module(at, model);
        let _ = writeln!(
            dispatch,
            "        {at} => run{at}(mode, &state, action, &args),"
        );
    }
    driver += &MAIN.replace("DISPATCH", &dispatch);
    let source = folder.join("driver.rs");
    std::fs::write(&source, driver).expect("can be written");
    let program = folder.join("driver");
    let output = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args(["--edition", "2021", "-D", "warnings", "-o"])
        .arg(&program)
        .arg(&source)
        .output()
        .expect("rustc runs");
    assert!(
        output.status.success(),
        "rustc refuses the generated Rust:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    program
}

/// Asks the driver all the questions about one example.
pub fn answers(program: &PathBuf, at: usize, cases: &[Case]) -> Vec<Json> {
    let slots = |values: &[speckl_core::value::Value]| {
        let slots: Vec<String> = values
            .iter()
            .map(|value| value.to_slot().to_string())
            .collect();
        slots.join(",")
    };
    let mut input = String::new();
    for case in cases {
        let _ = match &case.question {
            Question::Init(args) => writeln!(input, "{at}|I||0|{}", slots(args)),
            Question::Enabled(state) => writeln!(input, "{at}|E|{}|0|", slots(state)),
            Question::Act(state, action, args) => {
                writeln!(
                    input,
                    "{at}|A|{}|{}|{}",
                    slots(state),
                    action.index(),
                    slots(args)
                )
            }
        };
    }
    let path = program.with_file_name(format!("questions{at}"));
    std::fs::write(&path, input).expect("can be written");
    let file = std::fs::File::open(&path).expect("has just been written");
    let output = Command::new(program)
        .stdin(Stdio::from(file))
        .output()
        .expect("the driver runs");
    assert!(
        output.status.success(),
        "the driver panicked:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect()
}

const PREAMBLE: &str = r##"
use std::io::Read as _;

fn number(value: i128) -> String {
    if value.abs() < 1 << 53 { value.to_string() } else { format!("{{\"#bigint\":\"{value}\"}}") }
}
fn text(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}
fn refusal(kind: impl std::fmt::Debug, element: &str, requirement: &str, message: &str) -> String {
    format!(
        "{{\"kind\":{},\"element\":{},\"requirement\":{},\"message\":{}}}",
        text(&format!("{kind:?}").to_lowercase()), text(element), text(requirement), text(message)
    )
}
"##;

const MAIN: &str = r#"
fn main() {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).unwrap();
    let numbers = |list: &str| -> Vec<i64> {
        list.split(',').filter(|it| !it.is_empty()).map(|it| it.parse().unwrap()).collect()
    };
    for line in input.lines() {
        let parts: Vec<&str> = line.split('|').collect();
        let (mode, state, action, args) =
            (parts[1], numbers(parts[2]), parts[3].parse::<usize>().unwrap(), numbers(parts[4]));
        let answer = match parts[0].parse::<usize>().unwrap() {
DISPATCH
            _ => unreachable!(),
        };
        println!("{answer}");
    }
}
"#;

/// A name as Rust writes it, reserved words raw.
fn identifier(name: &str) -> String {
    module_name(name)
}

fn ty(model: &Model, id: TypeId) -> &Type {
    model.types.get(id)
}

/// Rust that turns the slot `from` into a value.
fn read(model: &Model, at: usize, id: TypeId, from: &str) -> String {
    match ty(model, id) {
        Type::Bool => format!("{from} != 0"),
        Type::Enum(of) => {
            let name = pascal(&model.enums[of.index()].name);
            format!("m{at}::{name}::ALL[{from} as usize]")
        }
        Type::Int | Type::Nat => from.to_owned(),
        Type::Range(..) => format!(
            "match {from}.try_into() {{ Ok(value) => value, Err(_) => return text(\"{UNREPRESENTABLE}\") }}"
        ),
    }
}

/// Rust that turns the value `from` into JSON.
fn show(model: &Model, id: TypeId, from: &str) -> String {
    match ty(model, id) {
        Type::Bool => format!("{from}.to_string()"),
        Type::Enum(_) => format!("text({from}.name())"),
        _ => format!("number(i128::from({from}))"),
    }
}

fn args(model: &Model, at: usize, params: &[Param], locals: &[Local]) -> Vec<String> {
    params
        .iter()
        .enumerate()
        .map(|(index, param)| {
            read(
                model,
                at,
                locals[param.local.index()].ty.ty,
                &format!("args[{index}]"),
            )
        })
        .collect()
}

fn object(fields: impl IntoIterator<Item = (String, String)>) -> String {
    let mut parts = vec!["let mut parts: Vec<String> = Vec::new();".to_owned()];
    for (name, value) in fields {
        parts.push(format!(
            "parts.push(format!(\"\\\"{name}\\\":{{}}\", {value}));"
        ));
    }
    format!(
        "{{ {} format!(\"{{{{{{}}}}}}\", parts.join(\",\")) }}",
        parts.join(" ")
    )
}

fn module(at: usize, model: &Model) -> String {
    let machine = pascal(&model.name);
    let state = object(model.vars.iter().map(|var| {
        let accessor = format!("machine.{}()", identifier(&var.name));
        (var.name.clone(), show(model, var.ty.ty, &accessor))
    }));
    let snapshot: Vec<String> = model
        .vars
        .iter()
        .enumerate()
        .map(|(index, var)| {
            let value = read(model, at, var.ty.ty, &format!("state[{index}]"));
            format!("{}: {value}", identifier(&var.name))
        })
        .collect();
    let init = args(model, at, &model.init.params, &model.init.locals).join(", ");
    // Without parameters the first state is known, and `new` cannot fail.
    let made = if model.init.params.is_empty() {
        format!("Ok::<m{at}::{machine}, m{at}::{machine}Error>(m{at}::{machine}::new())")
    } else {
        format!("m{at}::{machine}::new({init})")
    };
    let mut arms = String::new();
    for (id, action) in model.allowed_actions() {
        let _ = writeln!(
            arms,
            "        {} => {{ {} }}",
            id.index(),
            act(model, at, action)
        );
    }
    let enabled = enabled(model, at);
    let event_arms = events(model, at);
    format!(
        r#"
mod m{at} {{ include!("m{at}.rs"); }}
fn state{at}(machine: &m{at}::{machine}) -> String {state}
fn error{at}(error: m{at}::{machine}Error) -> String {{
    refusal(error.kind(), error.element(), error.requirement(), error.message())
}}
{event_arms}
#[allow(unused_variables, unused_mut)]
fn run{at}(mode: &str, state: &[i64], action: usize, args: &[i64]) -> String {{
    if mode == "I" {{
        return match {made} {{
            Ok(machine) => format!("{{{{\"ok\":true,\"state\":{{}}}}}}", state{at}(&machine)),
            Err(error) => format!("{{{{\"ok\":false,\"error\":{{}}}}}}", error{at}(error)),
        }};
    }}
    let snapshot = m{at}::{machine}Snapshot {{ {snapshot} }};
    let mut machine = m{at}::{machine}::restore(snapshot).unwrap();
    if mode == "E" {{
        {enabled}
    }}
    match action {{
{arms}        _ => unreachable!(),
    }}
}}
"#,
        snapshot = snapshot.join(", "),
    )
}

fn emits(block: &[speckl_core::model::Stmt]) -> bool {
    block.iter().any(|stmt| match &stmt.kind {
        StmtKind::Emit { .. } => true,
        StmtKind::If {
            then, otherwise, ..
        } => emits(then) || emits(otherwise),
        _ => false,
    })
}

fn act(model: &Model, at: usize, action: &Action) -> String {
    let method = snake(&action.name);
    let args = args(model, at, &action.params, &action.locals);
    let bind: Vec<String> = args
        .iter()
        .enumerate()
        .map(|(index, value)| format!("let a{index} = {value};"))
        .collect();
    let mut names: Vec<String> = (0..args.len()).map(|index| format!("a{index}")).collect();
    let can = format!("let can = machine.can_{method}({});", names.join(", "));
    let call = if emits(&action.body) {
        names.push(format!("|event| events.push(event{at}(event))"));
        format!("machine.{method}_with({})", names.join(", "))
    } else {
        format!("machine.{}({})", identifier(&action.name), names.join(", "))
    };
    let result = match action.returns {
        Some(declared) => show(model, declared.ty, "result"),
        None => "{ let () = result; String::from(\"null\") }".to_owned(),
    };
    format!(
        r#"{bind} {can} let mut events: Vec<String> = Vec::new(); let outcome = {call};
        let state = state{at}(&machine);
        match outcome {{
            Ok(result) => format!("{{{{\"ok\":true,\"events\":[{{}}],\"result\":{{}},\"state\":{{state}},\"can\":{{can}}}}}}", events.join(","), {result}),
            Err(error) => {{
                assert!(events.is_empty(), "a refused action emitted something");
                format!("{{{{\"ok\":false,\"error\":{{}},\"state\":{{state}},\"can\":{{can}}}}}}", error{at}(error))
            }}
        }}"#,
        bind = bind.join(" "),
    )
}

fn events(model: &Model, at: usize) -> String {
    if model.events.is_empty() {
        return String::new();
    }
    let arms: Vec<String> = model
        .events
        .iter()
        .map(|event| {
            let path = format!("m{at}::{}Event::{}", pascal(&model.name), pascal(&event.name));
            let fields = object(event.fields.iter().map(|field| {
                (field.name.clone(), show(model, field.ty.ty, &identifier(&field.name)))
            }));
            let names: Vec<String> = event.fields.iter().map(|field| identifier(&field.name)).collect();
            let pattern = if names.is_empty() {
                path
            } else {
                format!("{path} {{ {} }}", names.join(", "))
            };
            let fields = if names.is_empty() { "String::from(\"{}\")".to_owned() } else { fields };
            format!(
                "{pattern} => format!(\"{{{{\\\"event\\\":\\\"{}\\\",\\\"fields\\\":{{}}}}}}\", {fields}),",
                event.name
            )
        })
        .collect();
    format!(
        "#[allow(dead_code)]\nfn event{at}(event: m{at}::{}Event) -> String {{ match event {{ {} }} }}",
        pascal(&model.name),
        arms.join(" ")
    )
}

fn enabled(model: &Model, at: usize) -> String {
    let arms: Vec<String> = model
        .allowed_actions()
        .map(|(_, action)| {
            let path = format!("m{at}::{}Action::{}", pascal(&model.name), pascal(&action.name));
            let local = |param: &Param| &action.locals[param.local.index()];
            let names: Vec<String> =
                action.params.iter().map(|param| identifier(&local(param).name)).collect();
            if names.is_empty() {
                return format!("{path} => String::from(\"{{\\\"action\\\":\\\"{}\\\"}}\"),", action.name);
            }
            let args = object(action.params.iter().map(|param| {
                let local = local(param);
                (local.name.clone(), show(model, local.ty.ty, &identifier(&local.name)))
            }));
            format!(
                "{path} {{ {} }} => format!(\"{{{{\\\"action\\\":\\\"{}\\\",\\\"args\\\":{{}}}}}}\", {args}),",
                names.join(", "),
                action.name
            )
        })
        .collect();
    format!(
        "let list: Vec<String> = machine.enabled().map(|action| match action {{ {} }}).collect(); return format!(\"[{{}}]\", list.join(\",\"));",
        arms.join(" ")
    )
}
