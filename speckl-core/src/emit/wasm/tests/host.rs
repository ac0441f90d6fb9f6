//! A host that runs a module in an interpreter.

use super::fixture::Fixture;
use crate::emit::wasm::{self, Exports};
use crate::eval::{self, Transition};
use crate::model::{ActionId, Model, Type, TypeId};
use crate::value::Value;
use wasmi::{Engine, Instance, Linker, Memory, Module, Store, Val};

/// A module in an interpreter; every call panics where the module traps.
pub(super) struct Host<'a> {
    model: &'a Model,
    pub exports: Exports,
    store: Store<()>,
    instance: Instance,
    memory: Memory,
}

impl<'a> Host<'a> {
    pub fn new(fixture: &'a Fixture) -> Self {
        let engine = Engine::default();
        let module = Module::new(&engine, wasm::emit(&fixture.subject()).bytes).unwrap();
        let mut store = Store::new(&engine, ());
        let instance = Linker::new(&engine)
            .instantiate_and_start(&mut store, &module)
            .unwrap();
        Self {
            model: &fixture.model,
            exports: Exports::of(&fixture.model),
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

    pub fn bytes(&self) -> Vec<u8> {
        self.memory.data(&self.store).to_vec()
    }

    pub fn cells(&self, at: i64, count: usize) -> Vec<i64> {
        let bytes = &self.bytes()[at as usize..][..count * 8];
        bytes
            .chunks(8)
            .map(|cell| i64::from_le_bytes(cell.try_into().unwrap()))
            .collect()
    }

    pub fn state(&mut self) -> Vec<Value> {
        let names = self.exports.vars.clone();
        let model = self.model;
        let vars = names.iter().zip(&model.vars);
        vars.map(|(name, var)| value(model, var.ty.ty, self.call(name, &[])))
            .collect()
    }

    fn events(&mut self) -> Vec<eval::Emission> {
        let model = self.model;
        let mut at = self.call(wasm::EVENTS_PTR, &[]);
        let count = self.call(wasm::EVENT_COUNT, &[]);
        let read = (0..count).map(|_| {
            let event = crate::model::EventId(self.cells(at, 1)[0] as u32);
            let fields = &model.events[event.index()].fields;
            let cells = self.cells(at, 1 + fields.len());
            at += 8 * cells.len() as i64;
            let fields = fields.iter().zip(&cells[1..]);
            eval::Emission {
                event,
                fields: fields
                    .map(|(field, cell)| value(model, field.ty.ty, *cell))
                    .collect(),
            }
        });
        read.collect()
    }

    /// Takes an action as [`eval::Machine::apply`] does.
    pub fn apply(&mut self, id: ActionId, args: &[Val]) -> Result<Transition, i64> {
        let names = self.exports.actions[id.index()].clone().unwrap();
        match self.call(&names.run, args) {
            0 => {
                let returns = self.model.actions[id.index()].returns;
                Ok(Transition {
                    state: self.state(),
                    events: self.events(),
                    result: returns
                        .map(|ty| value(self.model, ty.ty, self.call(&names.result, &[]))),
                })
            }
            status => Err(status),
        }
    }

    pub fn restore(&mut self, cells: &[i64]) -> i64 {
        let bytes: Vec<u8> = cells.iter().flat_map(|cell| cell.to_le_bytes()).collect();
        let at = self.call(wasm::RESERVE, &[Val::I32(bytes.len() as i32)]);
        self.memory
            .write(&mut self.store, at as usize, &bytes)
            .unwrap();
        self.call(
            wasm::RESTORE,
            &[Val::I32(at as i32), Val::I32(bytes.len() as i32)],
        )
    }
}

pub(super) fn as_i64(value: &Val) -> i64 {
    match *value {
        Val::I32(value) => value.into(),
        Val::I64(value) => value,
        _ => panic!("neither i32 nor i64"),
    }
}

pub(super) fn value(model: &Model, ty: TypeId, slot: i64) -> Value {
    match *model.types.get(ty) {
        Type::Bool => Value::Bool(slot == 1),
        Type::Enum(id) => Value::Enum(id, slot as u32, Vec::new()),
        _ => Value::Int(slot),
    }
}
