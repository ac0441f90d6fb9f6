//! Where things lie: scalars at the module's border, and the linear memory.
//!
//! Memory is made of 8-byte cells, each a little-endian `i64` as [`Value::to_slot`] gives it: a
//! header of three, one per variable (the state, which is also its snapshot), the events of the last
//! step, and scratch space for `restore`.
//!
//! [`Value::to_slot`]: crate::value::Value::to_slot

use crate::model::{Model, Type, TypeId};
use crate::program::{Op, Program, Routine, ShapeId, SlotType};
use wasm_encoder::ValType;

/// The size of a cell.
pub const CELL: u32 = 8;
/// 1 once there is a state.
pub const READY: u32 = 0;
/// What the last successful action with a result returned.
pub const RESULT: u32 = CELL;
/// How many events the last successful step emitted.
pub const EVENT_COUNT: u32 = 2 * CELL;
/// The state.
pub const STATE: u32 = 3 * CELL;
/// The size of a page of memory.
pub const PAGE: u32 = 0x1_0000;

/// The offset of a variable in memory.
pub fn var_offset(var: usize) -> u32 {
    STATE + CELL * var as u32
}

/// The global of a variable, in the state that a step makes.
pub fn var_global(var: usize) -> u32 {
    var as u32
}

/// The linear memory of one module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The number of variables.
    vars: u32,
    /// The most cells that the events of one step take.
    pub event_cells: u32,
}

impl Layout {
    /// Of a model and its program.
    pub fn of(model: &Model, program: &Program) -> Self {
        let actions = model.allowed_actions().map(|(id, _)| program.action(id));
        let event_cells = actions
            .chain([&program.init])
            .map(|routine| sites(model, routine).iter().map(Site::cells).sum())
            .max()
            .unwrap_or(0);
        Self {
            vars: program.vars.len() as u32,
            event_cells,
        }
    }

    /// The size of a snapshot.
    pub fn snapshot_len(self) -> u32 {
        CELL * self.vars
    }

    /// The offset of the first event.
    pub fn events(self) -> u32 {
        STATE + self.snapshot_len()
    }

    /// The offset of the scratch space, which holds one snapshot.
    pub fn scratch(self) -> u32 {
        self.events() + CELL * self.event_cells
    }

    /// How many pages it all takes.
    pub fn pages(self) -> u32 {
        (self.scratch() + self.snapshot_len()).div_ceil(PAGE)
    }
}

/// The globals of one module: the working copy of a step, of no meaning between two calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Globals {
    vars: u32,
    /// What the step returns, as a cell, where any action returns something.
    pub result: Option<u32>,
    /// How many cells the events of a step take.
    staged: u32,
}

impl Globals {
    /// Of a model and its layout.
    pub fn of(model: &Model, layout: Layout) -> Self {
        let returns = model
            .allowed_actions()
            .any(|(_, action)| action.returns.is_some());
        Self {
            vars: layout.vars,
            result: returns.then_some(layout.vars),
            staged: layout.event_cells,
        }
    }

    /// A cell of the events that the step emits: for each [`Site`] whether it fired, then the fields.
    pub fn staged(self, cell: u32) -> u32 {
        self.vars + u32::from(self.result.is_some()) + cell
    }

    /// How many there are.
    pub fn count(self) -> u32 {
        self.staged(self.staged)
    }
}

/// A place in a routine that emits an event.
///
/// Routines have no loops, so each fires at most once a step, and in the order of the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Site {
    /// The index of the event.
    pub event: u32,
    /// How many fields it has.
    pub fields: u32,
    /// Its first cell among those that the routine's events could take.
    pub first: u32,
}

impl Site {
    /// The cells of the event: its index, then its fields.
    pub fn cells(&self) -> u32 {
        1 + self.fields
    }
}

/// The places in a routine that emit, in order.
pub fn sites(model: &Model, routine: &Routine) -> Vec<Site> {
    let mut first = 0;
    let emitted = routine.code.iter().filter_map(|op| match op {
        Op::Emit { event, .. } => Some(*event),
        _ => None,
    });
    emitted
        .map(|event| {
            let site = Site {
                event: event.0,
                fields: model.events[event.index()].fields.len() as u32,
                first,
            };
            first += site.cells();
            site
        })
        .collect()
}

/// A type at the border: what crosses it, and which of that is a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// What it is inside.
    pub slot: SlotType,
    /// The least that is a value of the type.
    pub lo: i64,
    /// The greatest.
    pub hi: i64,
}

impl Scalar {
    /// Of a type.
    pub fn of(model: &Model, ty: TypeId) -> Self {
        let (slot, lo, hi) = match *model.types.get(ty) {
            Type::Bool => (SlotType::Word, 0, 1),
            Type::Enum(id) => {
                let last = model.enums[id.index()].variants.len().saturating_sub(1);
                (SlotType::Word, 0, i64::from(last as u32))
            }
            Type::Int => (SlotType::Int, i64::MIN, i64::MAX),
            Type::Nat => (SlotType::Int, 0, i64::MAX),
            Type::Range(lo, hi) | Type::Symmetric(_, lo, hi) => (SlotType::Int, lo, hi),
            _ => (SlotType::Ref, 0, i64::from(u32::MAX)),
        };
        Self { slot, lo, hi }
    }

    /// Whether it crosses the border as an `i32`: every value fits.
    pub fn is_narrow(self) -> bool {
        i32::try_from(self.lo).is_ok() && i32::try_from(self.hi).is_ok()
    }

    /// What crosses the border.
    pub fn border(self) -> ValType {
        if self.is_narrow() {
            ValType::I32
        } else {
            ValType::I64
        }
    }
}

/// The Wasm type of a slot that holds a shape.
pub fn shape_type(program: &Program, shape: ShapeId) -> ValType {
    val_type(program.shapes[shape.index()].slot())
}

/// The Wasm type of a slot.
pub fn val_type(slot: SlotType) -> ValType {
    match slot {
        SlotType::Word | SlotType::Ref => ValType::I32,
        SlotType::Int => ValType::I64,
    }
}
