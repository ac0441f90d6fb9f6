//! What lies in memory before anything runs: shapes as the functions of [`super::blocks`] read them,
//! and constants as blocks.
//!
//! A shape is a record of 32-bit numbers: its kind, a number that depends on the kind, and from the
//! third on the addresses of the shapes of its parts. Equal shapes have one address. The payloads of an
//! enum are shapes of blocks that begin with the index of the value.

use super::layout::CELL;
use crate::emit::trace::Origin;
use crate::model::Model;
use crate::program::{ConstantId, Op, Program, Routine, Shape, ShapeId};
use crate::value::Value;
use std::collections::BTreeMap;

/// What a shape is, as the first number of its record; those that are no references come first, those
/// of any length last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A word; then what it is below.
    Word,
    /// An integer; then, from the third number on, the least and the greatest, of 64 bits each.
    Int,
    /// A string.
    String,
    /// `T?`; then, as the third number, `T`.
    Option,
    /// A struct; then how many fields.
    Struct,
    /// A union; then how many values.
    Union,
    /// A list; then 0.
    List,
    /// A set; then 0.
    Set,
    /// A map; then 1: its entries take two words each.
    Map,
}

impl Kind {
    /// The number.
    pub fn number(self) -> i32 {
        self as i32
    }
}

/// The bytes that lie in memory from the start, from a fixed address on, and what is where.
#[derive(Clone, Debug)]
pub struct Statics {
    start: u32,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Ends of pieces, in order, and where they come from.
    pub ends: Vec<(usize, Origin)>,
    known: BTreeMap<Vec<u8>, u32>,
    shapes: BTreeMap<ShapeId, u32>,
    constants: BTreeMap<ConstantId, u32>,
    /// By event: the shape of its fields.
    events: Vec<u32>,
}

impl Statics {
    /// What these routines and the border of the module need, from this address on.
    pub fn of(
        model: &Model,
        program: &Program,
        routines: &[&Routine],
        border: &[ShapeId],
        frame: Origin,
        start: u32,
    ) -> Self {
        let mut statics = Self {
            start,
            bytes: Vec::new(),
            ends: Vec::new(),
            known: BTreeMap::new(),
            shapes: BTreeMap::new(),
            constants: BTreeMap::new(),
            events: Vec::new(),
        };
        for shape in border {
            statics.place_shape(program, *shape);
        }
        for event in &model.events {
            let fields: Vec<u32> = event
                .fields
                .iter()
                .map(|field| statics.place_shape(program, shape_of(field.ty.ty)))
                .collect();
            let record = record(Kind::Struct, fields.len() as u32, &fields);
            let at = statics.place(record);
            statics.events.push(at);
        }
        for op in routines.iter().flat_map(|routine| &routine.code) {
            for shape in shapes_of(op) {
                statics.place_shape(program, shape);
            }
        }
        statics.close(frame);
        for routine in routines {
            for (op, element) in routine.code.iter().zip(&routine.origins) {
                if let Op::Constant { constant, .. } = *op
                    && !statics.constants.contains_key(&constant)
                {
                    let (shape, value) = &program.constants[constant.0 as usize];
                    let at = statics.value(program, *shape, value);
                    statics.constants.insert(constant, at as u32);
                    statics.close((*element).into());
                }
            }
        }
        statics
    }

    /// The address of a shape.
    pub fn shape(&self, shape: ShapeId) -> i32 {
        self.shapes
            .get(&shape)
            .copied()
            .unwrap_or_default()
            .cast_signed()
    }

    /// The address of the shape of an event's fields.
    pub fn event(&self, event: usize) -> i32 {
        self.events[event].cast_signed()
    }

    /// A constant.
    pub fn constant(&self, constant: ConstantId) -> i32 {
        self.constants
            .get(&constant)
            .copied()
            .unwrap_or_default()
            .cast_signed()
    }

    /// The first address after all of it.
    pub fn end(&self) -> u32 {
        self.start + self.bytes.len() as u32
    }

    /// What was placed since the last time comes from `origin`.
    fn close(&mut self, origin: Origin) {
        let end = self.bytes.len();
        if self.ends.last().is_none_or(|(last, _)| *last < end) && end > 0 {
            self.ends.push((end, origin));
        }
    }

    /// Puts a record in its place, unless its like is there.
    fn place(&mut self, mut record: Vec<u8>) -> u32 {
        record.resize(record.len().next_multiple_of(CELL as usize), 0);
        if let Some(at) = self.known.get(&record) {
            return *at;
        }
        let at = self.end();
        self.bytes.extend_from_slice(&record);
        self.known.insert(record, at);
        at
    }

    fn place_shape(&mut self, program: &Program, id: ShapeId) -> u32 {
        if let Some(at) = self.shapes.get(&id) {
            return *at;
        }
        let mut part = |id: &ShapeId| self.place_shape(program, *id);
        let record = match &program.shapes[id.index()] {
            Shape::Word(below) => record(Kind::Word, *below, &[]),
            Shape::Int(lo, hi) => {
                let mut bytes = record(Kind::Int, 0, &[]);
                bytes.extend(lo.to_le_bytes());
                bytes.extend(hi.to_le_bytes());
                bytes
            }
            Shape::String => record(Kind::String, 0, &[]),
            Shape::Option(inner) => record(Kind::Option, 0, &[part(inner)]),
            Shape::Struct(fields) => {
                let fields: Vec<u32> = fields.iter().map(part).collect();
                record(Kind::Struct, fields.len() as u32, &fields)
            }
            Shape::Union(payloads) => {
                let payloads: Vec<Vec<u32>> = payloads
                    .iter()
                    .map(|fields| fields.iter().map(&mut part).collect())
                    .collect();
                let tag = self.place(record(Kind::Word, payloads.len() as u32, &[]));
                let payloads: Vec<u32> = payloads
                    .into_iter()
                    .map(|fields| {
                        let fields = [vec![tag], fields].concat();
                        self.place(record(Kind::Struct, fields.len() as u32, &fields))
                    })
                    .collect();
                record(Kind::Union, payloads.len() as u32, &payloads)
            }
            // Elements stand there twice, so that their shape is found as that of a map's words is.
            Shape::List(item) => {
                let item = part(item);
                record(Kind::List, 0, &[item, item])
            }
            Shape::Set(item) => {
                let item = part(item);
                record(Kind::Set, 0, &[item, item])
            }
            Shape::Map(key, value) => record(Kind::Map, 1, &[part(key), part(value)]),
        };
        let at = self.place(record);
        self.shapes.insert(id, at);
        at
    }

    /// A value as a word; its blocks are put in their places.
    fn value(&mut self, program: &Program, id: ShapeId, value: &Value) -> i64 {
        let shape = &program.shapes[id.index()];
        let words = match (shape, value) {
            (Shape::Option(_), Value::Null) => return 0,
            (Shape::Option(inner), value) => {
                let word = self.value(program, *inner, value);
                if program.shapes[inner.index()].slot() == crate::program::SlotType::Ref {
                    return word;
                }
                vec![word]
            }
            (_, Value::Bool(value)) => return i64::from(*value),
            (_, Value::Int(value)) => return *value,
            (Shape::Union(payloads), Value::Enum(_, index, fields)) => {
                let shapes = &payloads[*index as usize];
                let fields = shapes.iter().zip(fields);
                let fields = fields.map(|(shape, field)| self.value(program, *shape, field));
                std::iter::once(i64::from(*index)).chain(fields).collect()
            }
            (_, Value::Enum(_, index, _)) => return i64::from(*index),
            (Shape::Struct(shapes), Value::Record(fields) | Value::Tuple(fields)) => {
                let fields = shapes.iter().zip(fields);
                fields
                    .map(|(shape, field)| self.value(program, *shape, field))
                    .collect()
            }
            (Shape::List(item), Value::List(items)) => items
                .iter()
                .map(|value| self.value(program, *item, value))
                .collect(),
            (Shape::Set(item), Value::Set(items)) => items
                .iter()
                .map(|value| self.value(program, *item, value))
                .collect(),
            (Shape::Map(key, value), Value::Map(entries)) => entries
                .iter()
                .flat_map(|(k, v)| [self.value(program, *key, k), self.value(program, *value, v)])
                .collect(),
            (_, Value::String(text)) => {
                let mut bytes = (text.len() as u64).to_le_bytes().to_vec();
                bytes.extend(text.as_bytes());
                return self.place(bytes).into();
            }
            (shape, value) => unreachable!("{value:?} is not of {shape:?}"),
        };
        let mut bytes = (words.len() as u64).to_le_bytes().to_vec();
        bytes.extend(words.iter().flat_map(|word| word.to_le_bytes()));
        self.place(bytes).into()
    }
}

fn record(kind: Kind, number: u32, parts: &[u32]) -> Vec<u8> {
    let head = [kind as u32, number];
    head.iter()
        .chain(parts)
        .flat_map(|it| it.to_le_bytes())
        .collect()
}

/// The shape of a type.
pub fn shape_of(ty: crate::model::TypeId) -> ShapeId {
    ShapeId(ty.index() as u32)
}

/// The shapes that an instruction is carried out by.
fn shapes_of(op: &Op) -> Vec<ShapeId> {
    match *op {
        Op::Convert { from, to, .. } => vec![from, to],
        Op::Compare { shape, .. }
        | Op::Contains { shape, .. }
        | Op::SetOp { shape, .. }
        | Op::SubsetOf { shape, .. }
        | Op::MapMinus { shape, .. }
        | Op::MapGet { shape, .. }
        | Op::MapPut { shape, .. }
        | Op::Call { shape, .. }
        | Op::Built { shape, .. } => vec![shape],
        _ => Vec::new(),
    }
}
