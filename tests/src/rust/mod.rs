//! The generated Rust, compiled by one call of rustc together with a driver that answers questions.

mod values;

use crate::cases::{Case, Question};
use crate::specs::{Example, scratch};
use serde_json::Value as Json;
use speckl_core::emit::ArtifactKind;
use speckl_core::emit::rust::Names;
use speckl_core::model::{Action, ActionId, Local, Param, Stmt, StmtKind, Type, TypeId};
use speckl_core::value::Value;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use values::{Module, VALUES, encode_all, object};

/// What the driver says of a value that its Rust type cannot hold.
pub const UNREPRESENTABLE: &str = "unrepresentable";

/// Compiles the modules of some examples, warnings being errors, with a driver, in a scratch folder of
/// a given name. The program, or what rustc says.
pub fn build(examples: &[Example], folder: &str) -> Result<PathBuf, String> {
    let folder = scratch(&format!("rust-{folder}"));
    let mut driver = String::from(VALUES);
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
        let module = Module {
            at,
            model,
            names: Names::of(model),
        };
        driver += &module.driver();
        let _ = writeln!(dispatch, "        {at} => d{at}::run(&parts),");
    }
    driver += &MAIN.replace("DISPATCH", &dispatch);
    let source = folder.join("driver.rs");
    std::fs::write(&source, driver).expect("can be written");
    let program = folder.join("driver");
    let output = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args([
            "--edition",
            "2021",
            "-D",
            "warnings",
            "-C",
            "debuginfo=0",
            "-o",
        ])
        .arg(&program)
        .arg(&source)
        .output()
        .expect("rustc runs");
    if output.status.success() {
        Ok(program)
    } else {
        Err(format!(
            "rustc refuses the generated Rust in {}:\n{}",
            folder.display(),
            String::from_utf8_lossy(&output.stderr)
        ))
    }
}

/// Asks the driver all the questions about all examples; its answers, example by example.
pub fn answers(program: &Path, examples: &[Example], asked: &[Vec<Case>]) -> Vec<Vec<Json>> {
    let mut input = String::new();
    for (at, cases) in asked.iter().enumerate().take(examples.len()) {
        for case in cases {
            let _ = match &case.question {
                Question::Init(args) => writeln!(input, "{at}|I|{}", encode_all(args)),
                Question::Enabled(state) => writeln!(input, "{at}|E|{}", encode_all(state)),
                Question::Act {
                    state,
                    action,
                    args,
                    host,
                } => {
                    let host: Vec<Value> = host
                        .iter()
                        .map(|(function, value)| {
                            let number = i64::try_from(function.index()).expect("is small");
                            Value::Tuple(vec![Value::Int(number), value.clone()])
                        })
                        .collect();
                    writeln!(
                        input,
                        "{at}|A|{}|{}|{}|{}",
                        encode_all(state),
                        action.index(),
                        encode_all(args),
                        encode_all(&host)
                    )
                }
            };
        }
    }
    let path = program.with_file_name("questions");
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
    let text = String::from_utf8_lossy(&output.stdout);
    let mut lines = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")));
    asked
        .iter()
        .map(|cases| lines.by_ref().take(cases.len()).collect())
        .collect()
}

const MAIN: &str = r#"
fn main() {
    let mut input = String::new();
    std::io::Read::read_to_string(&mut std::io::stdin(), &mut input).unwrap();
    for line in input.lines() {
        let parts: Vec<&str> = line.split('|').collect();
        let answer = match parts[0].parse::<usize>().unwrap() {
DISPATCH
            _ => unreachable!(),
        };
        println!("{answer}");
    }
}
"#;

/// Whether anything in a block emits an event.
fn emits(block: &[Stmt]) -> bool {
    block.iter().any(|stmt| match &stmt.kind {
        StmtKind::Emit { .. } => true,
        StmtKind::If {
            then, otherwise, ..
        } => emits(then) || emits(otherwise),
        StmtKind::For { body, .. } => emits(body),
        StmtKind::Match { arms, .. } => arms.iter().any(|arm| emits(&arm.body)),
        _ => false,
    })
}

/// What stands where a value cannot be represented.
fn or_give_up(value: &str) -> String {
    format!("match {value} {{ Some(value) => value, None => return text(\"{UNREPRESENTABLE}\") }}")
}

impl Module<'_> {
    /// The machine, with its host where it has one.
    fn machine(&self) -> String {
        let machine = self.item(&self.names.machine);
        if self.model.externs.is_empty() {
            machine
        } else {
            format!("{machine}::<Host>")
        }
    }

    /// The module of the driver that answers for one example.
    fn driver(&self) -> String {
        let at = self.at;
        let (model, names) = (self.model, &self.names);
        let machine = self.machine();
        let host = if model.externs.is_empty() {
            ""
        } else {
            "Host::new(&host)"
        };
        let bind = bindings(&model.init.params, &model.init.locals);
        let mut args = self.lent(&model.init.params, &model.init.locals);
        if !host.is_empty() {
            args.insert(0, host.to_owned());
        }
        // Where the first state is known, `new` cannot fail, and the type of what it gives says so.
        let made = format!("Outcome::outcome({machine}::new({}))", args.join(", "));
        let fields: Vec<String> = model
            .vars
            .iter()
            .zip(&names.fields)
            .enumerate()
            .map(|(index, (var, name))| {
                let value = format!("from_{}(&state.list()[{index}])", var.ty.ty.index());
                format!("{name}: {}", or_give_up(&value))
            })
            .collect();
        let snapshot = self.item(&names.snapshot);
        let restore_host = if host.is_empty() {
            ""
        } else {
            "Host::new(&host), "
        };
        let mut arms = String::new();
        for (id, action) in model.allowed_actions() {
            let _ = writeln!(
                arms,
                "        {} => {{ {} }}",
                id.index(),
                self.act(id, action)
            );
        }
        format!(
            r#"
mod m{at} {{ include!("m{at}.rs"); }}
#[allow(unused, dead_code)]
mod d{at} {{
use super::{{V, value, number, text, refusal, m{at}}};
use std::collections::{{BTreeMap, BTreeSet}};
{passages}
{host_type}
trait Outcome<T> {{ fn outcome(self) -> Result<T, m{at}::{error}>; }}
impl Outcome<{machine_type}> for {machine_type} {{ fn outcome(self) -> Result<Self, m{at}::{error}> {{ Ok(self) }} }}
impl Outcome<{machine_type}> for Result<{machine_type}, m{at}::{error}> {{ fn outcome(self) -> Self {{ self }} }}
fn state(machine: &{machine_type}) -> String {{ let snapshot = machine.snapshot(); {same} {state} }}
fn error(error: m{at}::{error}) -> String {{
    refusal(error.kind(), error.element(), error.requirement(), error.message())
}}
{events}
pub fn run(parts: &[&str]) -> String {{
    let host: Vec<V> = Vec::new();
    if parts[1] == "I" {{
        let args = value(parts[2]);
        {bind}
        return match {made} {{
            Ok(machine) => format!("{{{{\"ok\":true,\"state\":{{}}}}}}", state(&machine)),
            Err(refused) => format!("{{{{\"ok\":false,\"error\":{{}}}}}}", error(refused)),
        }};
    }}
    let host: Vec<V> = if parts[1] == "A" {{ value(parts[5]).list().to_vec() }} else {{ host }};
    {host_check}
    let state_value = value(parts[2]);
    let restored = {{ let state = &state_value; {snapshot} {{ {fields} }} }};
    let mut machine = {machine}::restore({restore_host}restored).unwrap();
    if parts[1] == "E" {{
        {enabled}
    }}
    let mut other = machine.clone();
    let args = value(parts[4]);
    match parts[3].parse::<usize>().unwrap() {{
{arms}        _ => unreachable!(),
    }}
}}
}}
"#,
            passages = self.passages(),
            host_type = self.host(),
            host_check = self.host_check(),
            machine_type = machine.replace("::<", "<"),
            error = names.error,
            same = self.accessors_agree(),
            state = self.state(),
            events = self.events(),
            enabled = self.enabled(),
            fields = fields.join(", "),
        )
    }

    /// A host that gives the values that it was told to give, in order.
    fn host(&self) -> String {
        let model = self.model;
        if model.externs.is_empty() {
            return String::new();
        }
        let methods = model
            .externs
            .iter()
            .zip(&self.names.externs)
            .map(|(function, name)| {
                let params = function.params.iter().enumerate();
                let params =
                    params.map(|(at, param)| format!(", _{at}: {}", self.lent_type(param.ty.ty)));
                let ty = function.returns.ty;
                format!(
                    "fn {name}(&self{}) -> {} {{ from_{}(&self.next()).unwrap() }}",
                    params.collect::<String>(),
                    self.ty(ty),
                    ty.index()
                )
            });
        format!(
            r"
#[derive(Clone)]
struct Host {{ given: Vec<V>, at: std::cell::Cell<usize> }}
impl Host {{
    fn new(given: &[V]) -> Self {{ Self {{ given: given.to_vec(), at: std::cell::Cell::new(0) }} }}
    fn next(&self) -> V {{
        let at = self.at.get();
        self.at.set(at + 1);
        self.given[at].list()[1].clone()
    }}
}}
impl {} for Host {{ {} }}",
            self.item(&self.names.host),
            methods.collect::<Vec<_>>().join(" ")
        )
    }

    /// Gives up where a host cannot give what it should.
    fn host_check(&self) -> String {
        let arms = self.model.externs.iter().enumerate().map(|(at, function)| {
            format!(
                "{at} => from_{}(value).is_some(),",
                function.returns.ty.index()
            )
        });
        let arms: String = arms.collect();
        format!(
            "for call in &host {{ let value = &call.list()[1]; let fits = match call.list()[0].int() {{ {arms} _ => false }}; if !fits {{ return text(\"{UNREPRESENTABLE}\"); }} }}"
        )
    }

    /// The type that a value is lent as.
    fn lent_type(&self, id: TypeId) -> String {
        if self.names.is_copy(id) {
            return self.ty(id);
        }
        match self.model.types.get(id) {
            Type::String => "&str".to_owned(),
            Type::List(item) => format!("&[{}]", self.ty(*item)),
            Type::Option(inner) => format!("Option<{}>", self.lent_type(*inner)),
            _ => format!("&{}", self.ty(id)),
        }
    }

    /// A value, lent.
    fn lend(&self, id: TypeId, value: &str) -> String {
        match self.model.types.get(id) {
            _ if self.names.is_copy(id) => value.to_owned(),
            Type::Option(inner) => match self.model.types.get(*inner) {
                Type::String | Type::List(_) => format!("{value}.as_deref()"),
                _ => format!("{value}.as_ref()"),
            },
            _ => format!("&{value}"),
        }
    }

    fn lent(&self, params: &[Param], locals: &[Local]) -> Vec<String> {
        let params = params.iter().enumerate();
        let lent = params
            .map(|(at, param)| self.lend(locals[param.local.index()].ty.ty, &format!("a{at}")));
        lent.collect()
    }

    /// The state as JSON, of a snapshot.
    fn state(&self) -> String {
        let vars = self.model.vars.iter().zip(&self.names.fields);
        object(vars.map(|(var, name)| {
            let value = format!("show_{}(&snapshot.{name})", var.ty.ty.index());
            (var.name.clone(), value)
        }))
    }

    /// That accessors give what the snapshot holds.
    fn accessors_agree(&self) -> String {
        let names = self.names.fields.iter().zip(&self.names.accessors);
        let vars = self.model.vars.iter().zip(names);
        let lines = vars.map(|(var, (field, accessor))| {
            let lent = self.lend(var.ty.ty, &format!("snapshot.{field}"));
            format!("assert!(machine.{accessor}() == {lent});")
        });
        lines.collect::<Vec<_>>().concat()
    }

    fn act(&self, id: ActionId, action: &Action) -> String {
        let names = &self.names.actions[id.index()];
        let bind = bindings(&action.params, &action.locals);
        let mut args = self.lent(&action.params, &action.locals);
        let can = format!("let can = machine.{}({});", names.can, args.join(", "));
        let reset = if self.model.externs.is_empty() {
            ""
        } else {
            "machine.host().at.set(0);"
        };
        let call = if emits(&action.body) {
            args.push("|happened| events.push(event(happened))".to_owned());
            format!("machine.{}({})", names.with, args.join(", "))
        } else {
            format!("machine.{}({})", names.method, args.join(", "))
        };
        let result = match action.returns {
            Some(declared) => format!("show_{}(&result)", declared.ty.index()),
            None => "{ let () = result; String::from(\"null\") }".to_owned(),
        };
        // The same action as data does the same.
        let path = self.item(&format!("{}::{}", self.names.action, names.variant));
        let fields = self.names.params(&action.locals, action.params.len());
        let fields = fields
            .iter()
            .enumerate()
            .map(|(at, name)| format!("{name}: a{at}"));
        let fields: Vec<String> = fields.collect();
        let data = if fields.is_empty() {
            path
        } else {
            format!("{path} {{ {} }}", fields.join(", "))
        };
        format!(
            r#"{bind} {can} {reset} let mut events: Vec<String> = Vec::new(); let outcome = {call};
        let state = state(&machine);
        let as_data = other.apply({data});
        assert_eq!(as_data.is_ok(), outcome.is_ok());
        assert!(other.snapshot() == machine.snapshot());
        match outcome {{
            Ok(result) => format!("{{{{\"ok\":true,\"events\":[{{}}],\"result\":{{}},\"state\":{{state}},\"can\":{{can}}}}}}", events.join(","), {result}),
            Err(refused) => {{
                assert!(events.is_empty(), "a refused action emitted something");
                format!("{{{{\"ok\":false,\"error\":{{}},\"state\":{{state}},\"can\":{{can}}}}}}", error(refused))
            }}
        }}"#
        )
    }

    fn events(&self) -> String {
        if self.model.events.is_empty() {
            return String::new();
        }
        let arms = self.model.events.iter().enumerate().map(|(at, event)| {
            let names = &self.names.event_fields[at];
            let path = self.item(&format!("{}::{}", self.names.event, self.names.events[at]));
            let fields = object(event.fields.iter().zip(names).map(|(field, name)| {
                (field.name.clone(), format!("show_{}(&{name})", field.ty.ty.index()))
            }));
            let pattern = if names.is_empty() {
                path
            } else {
                format!("{path} {{ {} }}", names.join(", "))
            };
            format!(
                "{pattern} => format!(\"{{{{\\\"event\\\":\\\"{}\\\",\\\"fields\\\":{{}}}}}}\", {fields}),",
                event.name
            )
        });
        format!(
            "fn event(event: {}) -> String {{ match event {{ {} }} }}",
            self.item(&self.names.event),
            arms.collect::<Vec<_>>().join(" ")
        )
    }

    fn enabled(&self) -> String {
        let arms = self.model.allowed_actions().map(|(id, action)| {
            let variant = &self.names.actions[id.index()].variant;
            let path = self.item(&format!("{}::{variant}", self.names.action));
            let names = self.names.params(&action.locals, action.params.len());
            if names.is_empty() {
                return format!(
                    "{path} => String::from(\"{{\\\"action\\\":\\\"{}\\\"}}\"),",
                    action.name
                );
            }
            let args = object(action.params.iter().zip(&names).map(|(param, name)| {
                let local = &action.locals[param.local.index()];
                (local.name.clone(), format!("show_{}(&{name})", local.ty.ty.index()))
            }));
            format!(
                "{path} {{ {} }} => format!(\"{{{{\\\"action\\\":\\\"{}\\\",\\\"args\\\":{{}}}}}}\", {args}),",
                names.join(", "),
                action.name
            )
        });
        format!(
            "let list: Vec<String> = machine.enabled().map(|action| match action {{ {} }}).collect(); return format!(\"[{{}}]\", list.join(\",\"));",
            arms.collect::<Vec<_>>().join(" ")
        )
    }
}

/// Arguments, read; or the end of it, where one cannot be represented.
fn bindings(params: &[Param], locals: &[Local]) -> String {
    let lines = params.iter().enumerate().map(|(at, param)| {
        let ty = locals[param.local.index()].ty.ty;
        let value = format!("from_{}(&args.list()[{at}])", ty.index());
        format!("let a{at} = {};", or_give_up(&value))
    });
    lines.collect::<Vec<_>>().concat()
}
