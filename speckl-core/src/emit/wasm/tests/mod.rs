//! The module, run by an interpreter beside the reference evaluator, and looked at by a validator.

#![allow(
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "addresses and lengths are numbers of the module, which are signed"
)]

pub(in crate::emit) mod composite;
mod encoding;
pub(in crate::emit) mod fixture;
mod host;
mod lasting;
mod walks;

use super::layout::Scalar;
use super::{NO_STATE, NO_VALUE};
use crate::emit::{Artifact, Map, wasm};
use crate::eval;
use crate::model::{ActionId, Declared, FailureId, Local, Model, Param, Type, TypeId};
use crate::value::Value;
use fixture::{EVERYTHING, Fixture, TOGGLE_SWITCH};
use host::{Host, as_i64, value};
use proptest::prelude::*;
use std::collections::BTreeSet;
use wasmi::Val;
use wasmparser::{Parser, Payload, ValidPayload, Validator, WasmFeatures};

fn emit(text: &str) -> Artifact {
    wasm::emit(&Fixture::new(text).subject())
}

/// A number for a parameter as both sides take it; in its type or near it.
fn argument(model: &Model, declared: Declared, seed: i64) -> (Value, Val) {
    let scalar = Scalar::of(model, declared.ty);
    let near = [
        scalar.lo,
        scalar.hi,
        0,
        1,
        -1,
        2,
        7,
        20,
        scalar.lo.wrapping_sub(1),
        scalar.hi.wrapping_add(1),
    ];
    let number = match seed.rem_euclid(3) {
        0 => near[(seed / 3).rem_euclid(near.len() as i64) as usize],
        1 => scalar.lo.wrapping_add((seed / 3).rem_euclid(12)),
        _ if scalar.lo == i64::MIN => seed / 3,
        _ => scalar
            .lo
            .wrapping_add((seed / 3).rem_euclid((scalar.hi - scalar.lo).saturating_add(1))),
    };
    let passed = if scalar.is_narrow() {
        Val::I32(number as i32)
    } else {
        Val::I64(number)
    };
    let arrived = as_i64(&passed);
    let fits = (scalar.lo..=scalar.hi).contains(&arrived);
    // What is no value of the type at all, the reference is told in the way that it can be.
    let value = if fits {
        value(model, declared.ty, arrived)
    } else {
        misfit(model, declared.ty, arrived)
    };
    (value, passed)
}

fn misfit(model: &Model, ty: TypeId, seen: i64) -> Value {
    match model.types.get(ty) {
        Type::Bool | Type::Enum(_) => Value::Int(seen),
        _ => value(model, ty, seen),
    }
}

fn arguments(
    model: &Model,
    params: &[Param],
    locals: &[Local],
    seeds: &[i64],
) -> (Vec<Value>, Vec<Val>) {
    let params = params.iter().zip(seeds);
    params
        .map(|(param, seed)| argument(model, locals[param.local.index()].ty, *seed))
        .unzip()
}

fn status(failure: FailureId) -> i64 {
    failure.status().into()
}

/// The types of parameters.
fn types(params: &[Param], locals: &[Local]) -> Vec<TypeId> {
    params
        .iter()
        .map(|param| locals[param.local.index()].ty.ty)
        .collect()
}

fn seeds() -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(any::<i64>(), 4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn does_what_the_reference_does(
        first in seeds(),
        steps in prop::collection::vec((any::<prop::sample::Index>(), seeds()), 1..40),
    ) {
        let fixture = Fixture::kept(EVERYTHING);
        let model = &fixture.model;
        let mut host = Host::new(fixture);
        let init = &model.init;
        let (args, vals) = arguments(model, &init.params, &init.locals, &first);
        let mut reference = match eval::Machine::new(model, &args) {
            Ok(machine) => {
                prop_assert_eq!(host.call(wasm::INIT, &vals), 0);
                machine
            }
            Err(failure) => {
                let before = host.bytes();
                prop_assert_eq!(host.call(wasm::INIT, &vals), status(failure));
                prop_assert_eq!(before, host.bytes());
                return Ok(());
            }
        };
        prop_assert_eq!(reference.state(), &host.state());
        for (which, seeds) in steps {
            let id = ActionId(which.index(model.actions.len()) as u32);
            let action = &model.actions[id.index()];
            let (args, vals) = arguments(model, &action.params, &action.locals, &seeds);
            let before = host.bytes();
            let can = host.exports.actions[id.index()].clone().unwrap().can;
            prop_assert_eq!(host.call(&can, &vals), i64::from(reference.can(id, &args)));
            prop_assert_eq!(&before, &host.bytes());
            match reference.apply(id, &args) {
                Ok(transition) => prop_assert_eq!(host.apply(id, &vals), Ok(transition)),
                Err(failure) => {
                    prop_assert_eq!(host.apply(id, &vals), Err(status(failure)), "{}", action.name);
                    prop_assert_eq!(&before, &host.bytes());
                }
            }
        }
    }

    #[test]
    fn restores_what_the_reference_restores(seeds in prop::collection::vec(any::<i64>(), 6), wild: bool) {
        let fixture = Fixture::kept(EVERYTHING);
        let model = &fixture.model;
        let mut host = Host::new(fixture);
        let cells: Vec<(Value, i64)> = model.vars.iter().zip(seeds).map(|(var, seed)| {
            let scalar = Scalar::of(model, var.ty.ty);
            let fits = (scalar.lo..=scalar.hi).contains(&seed);
            let cell = if wild || fits { seed } else { scalar.lo + seed.rem_euclid((scalar.hi - scalar.lo).saturating_add(1)) };
            let fits = (scalar.lo..=scalar.hi).contains(&cell);
            (if fits { value(model, var.ty.ty, cell) } else { misfit(model, var.ty.ty, cell) }, cell)
        }).collect();
        let (state, cells): (Vec<Value>, Vec<i64>) = cells.into_iter().unzip();
        let expected = eval::Machine::restore(model, state.clone()).map_or_else(status, |_| 0);
        let header = host.bytes()[..24].to_vec();
        let bytes: Vec<u8> = cells.iter().flat_map(|cell| cell.to_le_bytes()).collect();
        prop_assert_eq!(host.restore(&bytes), expected);
        if expected == 0 {
            prop_assert_eq!(host.state(), state);
            prop_assert_eq!(host.snapshot(), bytes);
        } else {
            prop_assert_eq!(&host.bytes()[..24], &header[..]);
        }
    }
}

#[test]
fn a_snapshot_has_one_length_and_lies_in_memory() {
    let fixture = Fixture::kept(TOGGLE_SWITCH);
    let mut host = Host::new(fixture);
    assert_eq!(host.call("flip", &[]), i64::from(NO_STATE));
    assert_eq!(host.call("can_flip", &[]), 0);
    let len = host.call(wasm::SNAPSHOT_LEN, &[]);
    let at = host.call(wasm::RESERVE, &[Val::I32(len as i32)]);
    assert_eq!(len, 8);
    let size = host.bytes().len() as i64;
    for (at, len) in [
        (at, 0),
        (at, 7),
        (at, 9),
        (size - 7, len),
        (-1, len),
        (-8, len),
        (i64::from(i32::MIN), len),
    ] {
        let status = host.call(wasm::RESTORE, &[Val::I32(at as i32), Val::I32(len as i32)]);
        assert_eq!(status, i64::from(NO_VALUE), "{at} {len}");
    }
    assert_eq!(
        host.restore(&2_i64.to_le_bytes()),
        status(fixture.model.vars[0].misfit)
    );
    assert_eq!(host.restore(&1_i64.to_le_bytes()), 0);
    assert_eq!(host.call("can_flip", &[]), 1);
    assert_eq!(host.call("flip", &[]), 0);
    assert_eq!(host.call("get_active", &[]), 0);
}

#[test]
fn every_byte_has_an_origin_and_an_engine_of_2017_would_run_it() {
    for text in [TOGGLE_SWITCH, EVERYTHING] {
        let artifact = emit(text);
        Validator::new_with_features(WasmFeatures::MVP)
            .validate_all(&artifact.bytes)
            .unwrap();
        let Map::Bytes(groups) = artifact.map else {
            panic!("a map of bytes")
        };
        let mut at = 0;
        for group in groups {
            assert_eq!(group.range.start, at);
            assert!(group.range.end > at && !group.origins.is_empty());
            at = group.range.end;
        }
        assert_eq!(at as usize, artifact.bytes.len());
    }
}

#[test]
fn origins_begin_where_instructions_begin() {
    let artifact = emit(EVERYTHING);
    let Map::Bytes(groups) = &artifact.map else {
        panic!("a map of bytes")
    };
    let mut starts = BTreeSet::new();
    let mut code = 0..0;
    let mut validator = Validator::new_with_features(WasmFeatures::MVP);
    for payload in Parser::new(0).parse_all(&artifact.bytes) {
        let payload = payload.unwrap();
        if let Payload::CodeSectionStart {
            unchecked_range, ..
        } = &payload
        {
            code = unchecked_range.start as u32..unchecked_range.end as u32;
        }
        if let ValidPayload::Func(_, body) = validator.payload(&payload).unwrap() {
            // The size of a body stands before it, in one byte or two.
            let start = body.range().start as u32;
            starts.extend([start, start - 1, start - 2]);
            let mut reader = body.get_operators_reader().unwrap();
            while !reader.eof() {
                starts.insert(reader.original_position() as u32);
                reader.read().unwrap();
            }
        }
    }
    assert!(!code.is_empty());
    for group in groups {
        let at = group.range.start;
        assert!(
            !code.contains(&at) || at == code.start || starts.contains(&at),
            "{at}"
        );
    }
}

#[test]
fn a_toggle_switch_is_small() {
    let artifact = emit(TOGGLE_SWITCH);
    let mut evidence = 0;
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(&artifact.bytes) {
        if let Payload::CustomSection(section) = payload.unwrap() {
            // The section's id and size come before its range.
            evidence += section.range().end - section.range().start + 2;
            names.push(section.name().to_owned());
        }
    }
    assert_eq!(
        names,
        ["name", "producers", "speckl.provenance", "sourceMappingURL"]
    );
    let size = artifact.bytes.len() as u64 - evidence;
    assert!(size < 1024, "{size}");
}

#[test]
fn no_name_is_too_odd() {
    let fixture = Fixture::kept(
        "\
spec Odd
  state memory: Bool = false
  state __proto__: 0..3 = 0
  action memory
    memory := true
  action init
    memory := false
  action init_
    memory := true
  action flip: Bool
    return memory
  action can_flip
    memory := true
  action flip_result
    memory := true
  action get_memory
    require memory
  action constructor(class: 0..3)
    __proto__ := class
",
    );
    let mut host = Host::new(fixture);
    let names: Vec<_> = host
        .exports
        .actions
        .iter()
        .flatten()
        .map(|names| names.run.clone())
        .collect();
    let expected = [
        "memory_",
        "init_",
        "init__",
        "flip",
        "can_flip_",
        "flip_result_",
        "get_memory",
        "constructor",
    ];
    assert_eq!(names, expected);
    assert_eq!(host.exports.vars, ["get_memory_", "get___proto__"]);
    assert_eq!(host.call("init", &[]), 0);
    assert_eq!(host.call("constructor", &[Val::I32(2)]), 0);
    assert_eq!(host.call("get___proto__", &[]), 2);
}
