//! Memory: over many actions, at its end, and while the host is asked.

use super::encoding::encode;
use super::fixture::Fixture;
use super::host::Host;
use super::walks::Dice;
use super::{status, types};
use crate::emit::wasm::{self, BUSY, EXHAUSTED, NO_STATE};
use crate::eval::Machine;
use crate::model::ActionId;
use crate::value::Value;
use wasmi::Val;

/// Maps, lists and strings that change all the time, but do not grow without bound.
const BUSTLE: &str = "\
spec Bustle
  type Key = 0..40
  state table: Map(Key, List(String)) = {}
  state recent: List(Key) = []
  state shared: { one: Set(Int), other: Set(Int) } = { one: {}, other: {} }
  event Put { key: Key, words: List(String) }
  action put(k: Key, word: String)
    require k in 1..40
    table[k] := if k in table then append(take(table[k], 5), word) else [word]
    recent := append(drop(recent, size(recent) - 9), k)
    emit Put { key: k, words: table[k] }
  action drop_one(k: Key)
    require k in table
    table := table minus {k}
  action share(n: 0..100): Int
    let s := { i * n for i in 0..n }
    shared := { one: s, other: s }
    return size(s)
  action hoard(n: Nat)
    let all := { [i, n] for i in 1..n }
    require size(all) == 0
  invariant Bounded
    size(recent) <= 10 and size(table) <= 40
";

fn text(of: &str) -> Value {
    Value::String(of.to_owned())
}

/// Takes so many actions; every so often looks whether the state is still that of the reference.
fn bustle(actions: u64, most: usize) -> (usize, u64) {
    let fixture = Fixture::kept(BUSTLE);
    let model = &fixture.model;
    let mut host = Host::within(fixture, Some(most));
    assert_eq!(host.call(wasm::INIT, &[]), 0);
    let mut reference = Machine::new(model, &[]).unwrap();
    let mut dice = Dice(0x5eed);
    let mut refused = 0;
    for at in 0..actions {
        let (id, args) = match dice.roll(4) {
            0 | 1 => {
                let word =
                    ["", "tea", "a longer text that takes some words", "é"][dice.roll(4) as usize];
                (0, vec![Value::Int(dice.roll(41) as i64), text(word)])
            }
            2 => (1, vec![Value::Int(dice.roll(41) as i64)]),
            _ => (2, vec![Value::Int(dice.roll(101) as i64)]),
        };
        let id = ActionId(id);
        let action = &model.actions[id.index()];
        let vals = host.arguments(&types(&action.params, &action.locals), &args);
        let name = action.name.clone();
        let exact = actions < 100_000 || at < 1000 || at + 1000 > actions;
        if exact {
            match reference.apply(id, &args) {
                Ok(transition) => assert_eq!(host.apply(id, &vals), Ok(transition)),
                Err(failure) => {
                    assert_eq!(host.call(&name, &vals), status(failure));
                    refused += 1;
                }
            }
        } else {
            let given = host.call(&name, &vals);
            assert!(given >= 0, "{name}: {given}");
            refused += u64::from(given > 0);
            if at + 1001 == actions {
                let state = host.state();
                reference = Machine::restore(model, state).unwrap();
            }
        }
    }
    (host.bytes().len(), refused)
}

#[test]
fn memory_does_not_grow_without_bound() {
    let (size, refused) = bustle(1_500, 1 << 19);
    assert!(size <= 1 << 19, "{size}");
    assert!(refused > 80);
}

/// Run by hand: `cargo test --release -p speckl-core --lib ten_million -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes"]
fn ten_million_actions() {
    let (size, refused) = bustle(10_000_000, 1 << 20);
    assert!(size <= 1 << 20, "{size}");
    assert!(refused > 1_000_000);
}

#[test]
fn exhausted_memory_is_a_status() {
    let fixture = Fixture::kept(BUSTLE);
    let model = &fixture.model;
    let mut host = Host::within(fixture, Some(1 << 19));
    assert_eq!(host.call(wasm::INIT, &[]), 0);
    let args = [Value::Int(3), text("tea")];
    let put = &model.actions[0];
    for _ in 0..3 {
        let vals = host.arguments(&types(&put.params, &put.locals), &args);
        assert_eq!(host.call("put", &vals), 0);
        let (state, events) = (host.state(), host.events());
        for _ in 0..3 {
            assert_eq!(
                host.call("hoard", &[Val::I64(900_000)]),
                i64::from(EXHAUSTED)
            );
            assert_eq!(
                (host.state(), host.events()),
                (state.clone(), events.clone())
            );
            assert_eq!(host.call("can_hoard", &[Val::I64(900_000)]), 0);
        }
        assert_eq!(host.call("can_hoard", &[Val::I64(0)]), 1);
    }
    assert_eq!(host.call(wasm::RESERVE, &[Val::I32(1 << 20)]), 0);
    assert_ne!(host.call(wasm::RESERVE, &[Val::I32(1 << 10)]), 0);
}

/// The example of `docs/wasm-abi.md`.
#[test]
fn the_encoding_is_as_documented() {
    let fixture = Fixture::kept(
        "\
spec Pantry
  type Entry = { name: String, tags: Set(0..9), note: Int? }
  state entry: Entry = { name: \"\", tags: {}, note: 1 }
  action add_entry(e: Entry)
    entry := e
",
    );
    let documented = include_str!("../../../../../docs/wasm-abi.md");
    let (_, example) = documented.split_once("```text\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let bytes: Vec<u8> = example
        .lines()
        .flat_map(|line| {
            line[..23]
                .split(' ')
                .map(|byte| u8::from_str_radix(byte, 16).unwrap())
        })
        .collect();
    let ty = fixture.model.vars[0].ty.ty;
    let value = Value::Record(vec![
        text("tea"),
        Value::Set([Value::Int(7), Value::Int(2)].into()),
        Value::Null,
    ]);
    assert_eq!(encode(&fixture.model, ty, &value), bytes);
    let mut host = Host::new(fixture);
    assert_eq!(host.call("get_entry", &[]), 0);
    assert_eq!(host.call(wasm::SNAPSHOT, &[]), 0);
    let at = host.put(&bytes) as i32;
    assert_eq!(host.call("add_entry", &[Val::I32(at)]), i64::from(NO_STATE));
    assert_eq!(host.call(wasm::INIT, &[]), 0);
    let at = host.put(&bytes) as i32;
    assert_eq!(host.call("add_entry", &[Val::I32(at)]), 0);
    assert_eq!(host.state(), [value]);
    assert_eq!(host.snapshot(), bytes);
}

/// What the host's function does while a step waits for it changes nothing, and a step that it never
/// comes back to can be forgotten.
#[test]
fn a_step_that_waits_is_left_alone() {
    use wasmi::{Caller, Engine, Error, Func, Linker, Module, Store};
    let fixture = Fixture::kept(
        "\
spec Waiting
  state names: List(String) = []
  extern ask(n: 0..9): String
  action go(n: 0..9)
    names := append(names, \"before\")
    names := append(names, ask(n))
",
    );
    let engine = Engine::default();
    let module = Module::new(&engine, wasm::emit(&fixture.subject()).bytes).unwrap();
    let mut store = Store::new(&engine, ());
    let mut linker = Linker::new(&engine);
    let ask = |mut caller: Caller<'_, ()>, n: i32| -> Result<i32, Error> {
        let mut call = |name: &str, args: &[Val]| {
            let function = caller.get_export(name).unwrap().into_func().unwrap();
            let mut result = [Val::I32(0)];
            function.call(&mut caller, args, &mut result).unwrap();
            super::host::as_i64(&result[0])
        };
        if n == 9 {
            return Err(Error::new("no answer"));
        }
        assert_eq!(call("go", &[Val::I32(1)]), i64::from(BUSY));
        assert_eq!(call("can_go", &[Val::I32(1)]), 0);
        assert_eq!(call(wasm::INIT, &[]), i64::from(BUSY));
        assert_eq!(
            call(wasm::RESTORE, &[Val::I32(0), Val::I32(0)]),
            i64::from(BUSY)
        );
        assert_ne!(call("get_names", &[]), 0);
        assert_ne!(call(wasm::SNAPSHOT, &[]), 0);
        let at = call(wasm::RESERVE, &[Val::I32(16)]);
        let memory = caller
            .get_export(wasm::MEMORY)
            .unwrap()
            .into_memory()
            .unwrap();
        let bytes = [3, 0, 0, 0, 0, 0, 0, 0, b'y', b'e', b's', 0, 0, 0, 0, 0];
        memory.write(&mut caller, at as usize, &bytes).unwrap();
        Ok(at as i32)
    };
    linker.func_wrap(wasm::HOST, "ask", ask).unwrap();
    let instance = linker.instantiate_and_start(&mut store, &module).unwrap();
    let function =
        |store: &Store<()>, name: &str| -> Func { instance.get_func(store, name).unwrap() };
    let mut result = [Val::I32(0)];
    let memory = instance.get_memory(&store, wasm::MEMORY).unwrap();
    let init = function(&store, wasm::INIT);
    init.call(&mut store, &[], &mut result).unwrap();
    let go = function(&store, "go");
    for _ in 0..2 {
        let before = memory.data(&store).to_vec();
        assert!(go.call(&mut store, &[Val::I32(9)], &mut result).is_err());
        go.call(&mut store, &[Val::I32(1)], &mut result).unwrap();
        assert_eq!(super::host::as_i64(&result[0]), i64::from(BUSY));
        let abandon = function(&store, wasm::ABANDON);
        abandon.call(&mut store, &[], &mut result).unwrap();
        assert!(before == memory.data(&store));
        go.call(&mut store, &[Val::I32(1)], &mut result).unwrap();
        assert_eq!(super::host::as_i64(&result[0]), 0);
    }
    let get = function(&store, "get_names");
    get.call(&mut store, &[], &mut result).unwrap();
    let at = super::host::as_i64(&result[0]) as usize;
    let names = super::encoding::decode(
        &fixture.model,
        fixture.model.vars[0].ty.ty,
        &mut &memory.data(&store)[at..],
    );
    let expected = ["before", "yes", "before", "yes"].map(text);
    assert_eq!(names, Value::List(expected.into()));
}

/// A function that is called from several places says which of its calls was misanswered, while it is
/// being asked and afterwards.
#[test]
fn every_call_of_the_host_has_its_own_failure() {
    use crate::program::Op;
    use wasmi::{Caller, Engine, Linker, Module, Store};
    let fixture = Fixture::kept(
        "\
spec Twice
  state last: 0..9 = 0
  extern unused: Bool
  extern reading(n: 0..1): 0..9
  action go
    last := reading(0)
    last := reading(1)
",
    );
    let routine = &fixture.program.actions[0];
    let misfits: Vec<i64> = routine
        .code
        .iter()
        .filter_map(|op| match op {
            Op::Extern { misfit, .. } => Some(i64::from(misfit.status())),
            _ => None,
        })
        .collect();
    assert_eq!(misfits.len(), 2);
    assert_ne!(misfits[0], misfits[1]);
    for wrong in 0..2 {
        let engine = Engine::default();
        let module = Module::new(&engine, wasm::emit(&fixture.subject()).bytes).unwrap();
        let mut store = Store::new(&engine, Vec::new());
        let mut linker = Linker::new(&engine);
        let reading = move |mut caller: Caller<'_, Vec<i64>>, n: i32| -> i32 {
            let misfit = caller.get_export(wasm::MISFIT).unwrap();
            let mut status = [Val::I32(0)];
            let misfit = misfit.into_func().unwrap();
            misfit.call(&mut caller, &[], &mut status).unwrap();
            caller.data_mut().push(super::host::as_i64(&status[0]));
            if n == wrong { 10 } else { 5 }
        };
        linker.func_wrap(wasm::HOST, "reading", reading).unwrap();
        let instance = linker.instantiate_and_start(&mut store, &module).unwrap();
        for (name, status) in [(wasm::INIT, 0), ("go", misfits[wrong as usize])] {
            let function = instance.get_func(&store, name).unwrap();
            let mut result = [Val::I32(0)];
            function.call(&mut store, &[], &mut result).unwrap();
            assert_eq!(super::host::as_i64(&result[0]), status);
        }
        assert_eq!(*store.data(), misfits[..=wrong as usize]);
    }
}

/// Functions that nobody calls are not imported, and nothing else is there for them.
#[test]
fn what_is_never_asked_leaves_nothing() {
    let fixture = Fixture::kept(
        "\
spec Silent
  state names: List(String) = []
  extern ask: Bool
  action go(name: String)
    names := append(names, name)
  action never
    require ask()
  next: go
",
    );
    let module = wasmi::Module::new(
        &wasmi::Engine::default(),
        wasm::emit(&fixture.subject()).bytes,
    )
    .unwrap();
    assert_eq!(module.imports().count(), 0);
    let mut exports = module.exports().map(|it| it.name().to_owned());
    assert!(!exports.any(|name| name == wasm::ABANDON || name == wasm::MISFIT));
    let binding = crate::emit::wasm_binding::emit(&fixture.subject());
    for name in [
        "#host",
        "#asking",
        "abandon",
        "misfit",
        "WebAssembly.Imports",
    ] {
        assert!(!binding.text().contains(name), "{name}");
    }
}
