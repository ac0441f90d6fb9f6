//! A host that runs a module in an interpreter.

use super::encoding::{decode, encode, take};
use super::fixture::Fixture;
use crate::emit::wasm::{self, Exports, Scalar};
use crate::eval::{self, Transition};
use crate::model::{ActionId, EventId, ExternId, Model, TypeId};
use crate::program::SlotType;
use crate::value::{Domain, Value};
use wasmi::{Caller, Engine, FuncType, Instance, Linker, Memory, Module, Store, StoreLimits};
use wasmi::{StoreLimitsBuilder, Val, ValType};

/// What the host's functions answer, and what they were asked.
#[derive(Default)]
pub(super) struct Answers {
    /// What may be answered, by function.
    pub domains: Vec<Domain>,
    /// Which of it is.
    pub seed: u64,
    /// What was asked.
    pub asked: Vec<(ExternId, Vec<Value>)>,
    limits: StoreLimits,
}

/// The answer to a call, of which so many came before it.
pub(super) fn answered(domains: &[Domain], seed: u64, id: ExternId, before: usize) -> Value {
    let domain = &domains[id.index()];
    let mixed = u128::from(seed) + 7919 * before as u128;
    domain.value(mixed % domain.len())
}

/// A module in an interpreter; every call panics where the module traps.
pub(super) struct Host {
    model: &'static Model,
    pub exports: Exports,
    pub store: Store<Answers>,
    instance: Instance,
    memory: Memory,
}

impl Host {
    pub fn new(fixture: &'static Fixture) -> Self {
        Self::within(fixture, None)
    }

    /// With so much memory at most.
    pub fn within(fixture: &'static Fixture, most: Option<usize>) -> Self {
        let engine = Engine::default();
        let module = Module::new(&engine, wasm::emit(&fixture.subject()).bytes).unwrap();
        let mut answers = Answers::default();
        if let Some(most) = most {
            answers.limits = StoreLimitsBuilder::new().memory_size(most).build();
        }
        let mut store = Store::new(&engine, answers);
        store.limiter(|answers| &mut answers.limits);
        let model = &fixture.model;
        let mut linker = Linker::new(&engine);
        for (index, function) in model.externs.iter().enumerate() {
            let id = ExternId(index as u32);
            let ty = |ty: TypeId| border(Scalar::of(model, ty));
            let params = function.params.iter().map(|param| ty(param.ty.ty));
            let ty = FuncType::new(params.collect::<Vec<_>>(), [ty(function.returns.ty)]);
            let answer = move |caller: Caller<'_, Answers>, given: &[Val], result: &mut [Val]| {
                answer(model, id, caller, given, result);
                Ok(())
            };
            linker
                .func_new(wasm::HOST, &function.name, ty, answer)
                .unwrap();
        }
        let instance = linker.instantiate_and_start(&mut store, &module).unwrap();
        Self {
            model,
            exports: Exports::of(model),
            memory: instance.get_memory(&store, wasm::MEMORY).unwrap(),
            instance,
            store,
        }
    }

    pub fn call(&mut self, name: &str, args: &[Val]) -> i64 {
        let function = self.instance.get_func(&self.store, name).unwrap();
        let mut result = [Val::I32(0)];
        function.call(&mut self.store, args, &mut result).unwrap();
        as_i64(&result[0])
    }

    /// A call that gives an address.
    pub fn address(&mut self, name: &str, args: &[Val]) -> usize {
        self.call(name, args) as u32 as usize
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.memory.data(&self.store).to_vec()
    }

    /// The memory, without the zeros at its end: it may have grown.
    pub fn content(&self) -> Vec<u8> {
        let bytes = self.memory.data(&self.store);
        let end = bytes
            .iter()
            .rposition(|byte| *byte != 0)
            .map_or(0, |last| last + 1);
        bytes[..end].to_vec()
    }

    pub fn write(&mut self, at: usize, bytes: &[u8]) {
        self.memory.write(&mut self.store, at, bytes).unwrap();
    }

    /// What stands at an address, if it fits no number.
    fn value(&mut self, ty: TypeId, given: i64) -> Value {
        let scalar = Scalar::of(self.model, ty);
        if scalar.slot == SlotType::Ref {
            let bytes = &self.memory.data(&self.store)[given as u32 as usize..];
            return decode(self.model, ty, &mut &bytes[..]);
        }
        decode(self.model, ty, &mut &given.to_le_bytes()[..])
    }

    pub fn state(&mut self) -> Vec<Value> {
        let names = self.exports.vars.clone();
        let model = self.model;
        let mut values = Vec::new();
        for (name, var) in names.iter().zip(&model.vars) {
            let given = self.call(name, &[]);
            values.push(self.value(var.ty.ty, given));
        }
        values
    }

    /// A snapshot, as bytes.
    pub fn snapshot(&mut self) -> Vec<u8> {
        let at = self.address(wasm::SNAPSHOT, &[]);
        let length = self.call(wasm::SNAPSHOT_LEN, &[]) as usize;
        self.bytes()[at..at + length].to_vec()
    }

    pub fn events(&mut self) -> Vec<eval::Emission> {
        let model = self.model;
        let at = self.address(wasm::EVENTS_PTR, &[]);
        let count = self.call(wasm::EVENT_COUNT, &[]);
        let bytes = self.bytes();
        let left = &mut &bytes[at..];
        let read = (0..count).map(|_| {
            let event = EventId(take(left) as u32);
            let fields = &model.events[event.index()].fields;
            let fields = fields.iter().map(|field| decode(model, field.ty.ty, left));
            eval::Emission {
                event,
                fields: fields.collect(),
            }
        });
        read.collect()
    }

    /// Arguments, as a function of the module takes them.
    pub fn arguments(&mut self, types: &[TypeId], args: &[Value]) -> Vec<Val> {
        let mut bytes = Vec::new();
        let mut passed = Vec::new();
        for (ty, value) in types.iter().zip(args) {
            let scalar = Scalar::of(self.model, *ty);
            let encoded = encode(self.model, *ty, value);
            if scalar.slot == SlotType::Ref {
                passed.push((Val::I32(bytes.len() as i32), true));
                bytes.extend(encoded);
            } else {
                let number = take(&mut &encoded[..]);
                let narrow = scalar.is_narrow();
                let number = if narrow {
                    Val::I32(number as i32)
                } else {
                    Val::I64(number)
                };
                passed.push((number, false));
            }
        }
        let at = if bytes.is_empty() {
            0
        } else {
            self.put(&bytes)
        };
        let shifted = passed.into_iter().map(|(given, is_address)| match given {
            Val::I32(offset) if is_address => Val::I32(offset + at as i32),
            other => other,
        });
        shifted.collect()
    }

    /// Puts bytes where the module gives room for them.
    pub fn put(&mut self, bytes: &[u8]) -> usize {
        let at = self.address(wasm::RESERVE, &[Val::I32(bytes.len() as i32)]);
        assert_ne!(at, 0, "no room");
        self.write(at, bytes);
        at
    }

    /// Takes an action as [`eval::Machine::apply`] does.
    pub fn apply(&mut self, id: ActionId, args: &[Val]) -> Result<Transition, i64> {
        let names = self.exports.actions[id.index()].clone().unwrap();
        match self.call(&names.run, args) {
            0 => {
                let returns = self.model.actions[id.index()].returns;
                let result = returns.map(|ty| {
                    let given = self.call(&names.result, &[]);
                    self.value(ty.ty, given)
                });
                Ok(Transition {
                    events: self.events(),
                    result,
                    state: self.state(),
                })
            }
            status => Err(status),
        }
    }

    pub fn restore(&mut self, bytes: &[u8]) -> i64 {
        let at = self.put(bytes);
        let args = [Val::I32(at as i32), Val::I32(bytes.len() as i32)];
        self.call(wasm::RESTORE, &args)
    }
}

/// Answers a call of the module, by way of its memory where the value is no number.
fn answer(
    model: &Model,
    id: ExternId,
    mut caller: Caller<'_, Answers>,
    given: &[Val],
    result: &mut [Val],
) {
    let memory = caller
        .get_export(wasm::MEMORY)
        .unwrap()
        .into_memory()
        .unwrap();
    let function = &model.externs[id.index()];
    let args = function.params.iter().zip(given).map(|(param, given)| {
        let given = as_i64(given);
        if Scalar::of(model, param.ty.ty).slot == SlotType::Ref {
            let bytes = &memory.data(&caller)[given as u32 as usize..];
            return decode(model, param.ty.ty, &mut &bytes[..]);
        }
        decode(model, param.ty.ty, &mut &given.to_le_bytes()[..])
    });
    let args: Vec<Value> = args.collect();
    let answers = caller.data_mut();
    let value = answered(&answers.domains, answers.seed, id, answers.asked.len());
    answers.asked.push((id, args));
    let ty = function.returns.ty;
    let bytes = encode(model, ty, &value);
    let scalar = Scalar::of(model, ty);
    result[0] = if scalar.slot == SlotType::Ref {
        let reserve = caller
            .get_export(wasm::RESERVE)
            .unwrap()
            .into_func()
            .unwrap();
        let mut at = [Val::I32(0)];
        reserve
            .call(&mut caller, &[Val::I32(bytes.len() as i32)], &mut at)
            .unwrap();
        memory
            .write(&mut caller, as_i64(&at[0]) as u32 as usize, &bytes)
            .unwrap();
        at[0].clone()
    } else if scalar.is_narrow() {
        Val::I32(take(&mut &bytes[..]) as i32)
    } else {
        Val::I64(take(&mut &bytes[..]))
    };
}

fn border(scalar: Scalar) -> ValType {
    if scalar.is_narrow() {
        ValType::I32
    } else {
        ValType::I64
    }
}

pub(super) fn as_i64(value: &Val) -> i64 {
    match *value {
        Val::I32(value) => value.into(),
        Val::I64(value) => value,
        _ => panic!("neither i32 nor i64"),
    }
}

/// A number as a value.
pub(super) fn value(model: &Model, ty: TypeId, number: i64) -> Value {
    decode(model, ty, &mut &number.to_le_bytes()[..])
}
