//! Random walks through specs with composite values, beside the reference evaluator: states, results,
//! events, refusals and snapshots must be equal, and what is refused must leave memory as it was.

use super::fixture::Fixture;
use super::host::{Host, answered};
use super::{status, types};
use crate::emit::wasm::tests::encoding::encode;
use crate::emit::wasm::{self, NO_VALUE};
use crate::eval::{self, Domains, Owner};
use crate::model::{ActionId, ExternId, Model, TypeId};
use crate::value::{Domain, Value};
use wasmi::Val;
use wasmparser::{Validator, WasmFeatures};

/// Numbers that look random and are the same every time.
pub(super) struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u128) -> u128 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u128::from(self.0 >> 11) % sides.max(1)
    }
}

fn pick(domains: &[Domain], dice: &mut Dice) -> Vec<Value> {
    domains
        .iter()
        .map(|domain| domain.value(dice.roll(domain.len())))
        .collect()
}

fn state_bytes(model: &Model, state: &[Value]) -> Vec<u8> {
    let values = model.vars.iter().zip(state);
    values
        .flat_map(|(var, value)| encode(model, var.ty.ty, value))
        .collect()
}

/// Walks for so many steps, and says how many of them were taken.
pub(super) fn walk(fixture: &'static Fixture, seed: u64, steps: usize) -> usize {
    let bytes = wasm::emit(&fixture.subject()).bytes;
    Validator::new_with_features(WasmFeatures::MVP)
        .validate_all(&bytes)
        .unwrap();
    let model = &fixture.model;
    let mut host = Host::new(fixture);
    let mut dice = Dice(seed | 1);
    let mut domains = Domains::new(model, &model.bounds);
    let init = domains.params(Owner::Init, &model.init.params, &model.init.locals);
    let results: Vec<Domain> = model
        .externs
        .iter()
        .map(|function| domains.of(function.returns, None))
        .collect();
    let params: Vec<Vec<Domain>> = (0..)
        .zip(&model.actions)
        .map(|(id, it)| domains.params(Owner::Action(ActionId(id)), &it.params, &it.locals))
        .collect();
    host.store.data_mut().domains.clone_from(&results);
    let init_types = types(&model.init.params, &model.init.locals);
    let mut reference = loop {
        let args = pick(&init, &mut dice);
        let vals = host.arguments(&init_types, &args);
        let before = host.content();
        match eval::Machine::new(model, &args) {
            Ok(machine) => {
                assert_eq!(host.call(wasm::INIT, &vals), 0);
                break machine;
            }
            Err(failure) => {
                assert_eq!(host.call(wasm::INIT, &vals), status(failure));
                assert_eq!(before, host.content());
            }
        }
    };
    assert_eq!(reference.state(), &host.state());
    let allowed: Vec<ActionId> = model.allowed_actions().map(|(id, _)| id).collect();
    let mut taken = 0;
    for step in 0..steps {
        let id = allowed[dice.roll(allowed.len() as u128) as usize];
        let action = &model.actions[id.index()];
        let args = pick(&params[id.index()], &mut dice);
        let seed = dice.roll(1 << 40) as u64;
        host.store.data_mut().seed = seed;
        let vals = host.arguments(&types(&action.params, &action.locals), &args);
        let before = host.content();
        let names = host.exports.actions[id.index()].clone().unwrap();

        let ask = |asked: &mut Vec<(ExternId, Vec<Value>)>, id, args: &[Value]| {
            asked.push((id, args.to_vec()));
            answered(&results, seed, id, asked.len() - 1)
        };
        let mut asked = Vec::new();
        let can = reference.can_with(id, &args, &mut |id, args| ask(&mut asked, id, args));
        assert_eq!(
            host.call(&names.can, &vals),
            i64::from(can),
            "can {}",
            action.name
        );
        assert_eq!(std::mem::take(&mut host.store.data_mut().asked), asked);
        assert!(
            before == host.content(),
            "can {} changes memory",
            action.name
        );

        let mut again = Vec::new();
        let outcome = reference.apply_with(id, &args, &mut |id, args| ask(&mut again, id, args));
        match outcome {
            Ok(transition) => {
                assert_eq!(
                    host.apply(id, &vals),
                    Ok(transition),
                    "{} {args:?}",
                    action.name
                );
                taken += 1;
            }
            Err(failure) => {
                assert_eq!(
                    host.apply(id, &vals),
                    Err(status(failure)),
                    "{} {args:?}",
                    action.name
                );
                assert!(before == host.content(), "{} changes memory", action.name);
            }
        }
        assert_eq!(std::mem::take(&mut host.store.data_mut().asked), again);
        if step % 16 == 0 {
            let bytes = state_bytes(model, reference.state());
            assert_eq!(host.snapshot(), bytes);
            let mut other = Host::new(fixture);
            assert_eq!(other.restore(&bytes), 0);
            assert_eq!(&other.state(), reference.state());
            spoil(&mut other, model, reference.state(), &bytes, &mut dice);
        }
    }
    taken
}

/// Bytes that were changed are taken as what they now encode, or refused; nothing traps, and what is
/// refused changes nothing.
fn spoil(host: &mut Host, model: &Model, state: &[Value], bytes: &[u8], dice: &mut Dice) {
    for _ in 0..8 {
        let mut bytes = bytes.to_vec();
        if bytes.is_empty() {
            return;
        }
        let at = dice.roll(bytes.len() as u128) as usize;
        match dice.roll(4) {
            0 => bytes[at] ^= 1 << dice.roll(8),
            1 => bytes[at & !7] = dice.roll(6) as u8,
            2 => bytes.truncate(at),
            _ => bytes.extend([0; 8]),
        }
        // Where all is numbers there is room for a snapshot and no more.
        let at = host.address(wasm::RESERVE, &[Val::I32(bytes.len() as i32)]);
        if at == 0 {
            continue;
        }
        host.write(at, &bytes);
        let before = host.content();
        let args = [Val::I32(at as i32), Val::I32(bytes.len() as i32)];
        let given = host.call(wasm::RESTORE, &args);
        if given == 0 {
            // Then it is the encoding of that very state.
            let restored = host.state();
            assert_eq!(state_bytes(model, &restored), bytes);
            eval::Machine::restore(model, restored).unwrap();
            assert_eq!(host.restore(&state_bytes(model, state)), 0);
        } else {
            assert!(given > 0 || given == i64::from(NO_VALUE), "{given}");
            assert!(
                before == host.content(),
                "a refused snapshot changes memory"
            );
        }
        assert_eq!(host.state(), state);
    }
}

/// The examples that a user reads are walked through too.
#[test]
fn examples_do_what_the_reference_does() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/specs");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "speckdl"))
        .collect();
    paths.sort();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        if text.contains("import \"") {
            continue;
        }
        let fixture = Fixture::kept(&text);
        for seed in 1..3 {
            walk(fixture, seed * 7919, 60);
        }
    }
}

#[test]
fn every_operation_does_what_the_reference_does() {
    let fixture = Fixture::kept(super::composite::EVERYTHING);
    let mut taken = 0;
    for seed in 1..7 {
        taken += walk(fixture, seed * 104_729, 120);
    }
    assert!(taken > 100, "{taken}");
}

/// Pointers from the host may be anything.
#[test]
fn no_pointer_traps() {
    let fixture = Fixture::kept(super::composite::EVERYTHING);
    let mut host = Host::new(fixture);
    let model = &fixture.model;
    let mut domains = Domains::new(model, &model.bounds);
    let results = model
        .externs
        .iter()
        .map(|function| domains.of(function.returns, None));
    host.store.data_mut().domains = results.collect();
    assert_eq!(host.call(wasm::INIT, &[]), 0);
    let size = host.bytes().len() as i64;
    for (id, action) in model.allowed_actions() {
        let types: Vec<TypeId> = types(&action.params, &action.locals);
        let names = host.exports.actions[id.index()].clone().unwrap();
        for at in [
            0,
            1,
            8,
            24,
            64,
            100,
            size - 8,
            size - 1,
            size,
            size + 1,
            -1,
            -8,
            i64::from(i32::MIN),
        ] {
            let vals: Vec<Val> = types
                .iter()
                .map(|ty| {
                    let scalar = wasm::Scalar::of(model, *ty);
                    if scalar.is_narrow() {
                        Val::I32(at as i32)
                    } else {
                        Val::I64(at)
                    }
                })
                .collect();
            let before = host.content();
            let status = host.call(&names.can, &vals);
            assert!((0..=1).contains(&status));
            assert!(before == host.content());
        }
    }
    for (at, length) in [
        (0, 8),
        (size - 4, 16),
        (-8, 8),
        (-8, 16),
        (0, -1),
        (8, size),
        (size, 0),
    ] {
        let args = [Val::I32(at as i32), Val::I32(length as i32)];
        let before = host.content();
        assert_ne!(host.call(wasm::RESTORE, &args), 0, "{at} {length}");
        assert!(before == host.content());
    }
    assert_eq!(host.call(wasm::RESERVE, &[Val::I32(-1)]), 0);
    assert_eq!(host.call(wasm::RESERVE, &[Val::I32(-9)]), 0);
}
