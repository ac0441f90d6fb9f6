//! Where things lie: scalars at the module's border, and the linear memory.
//!
//! Memory is made of 8-byte cells, each a little-endian `i64` as [`Value::to_slot`] gives it: a
//! header, one per variable, and the events of the last step with scratch space for `restore`. A variable
//! that is a reference has the address of its block there. Where there are references, what follows the
//! state is what is there from the start ([`super::statics`]) and the blocks ([`super::blocks`]).
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
/// The size of a page of memory.
pub const PAGE: u32 = 0x1_0000;

/// How much more than what is needed may be used before it is worth a collection.
pub const SLACK: i32 = 0x1_0000;

/// The global of a variable, in the state that a step makes.
pub fn var_global(var: usize) -> u32 {
    var as u32
}

/// The linear memory of one module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The number of variables.
    vars: u32,
    /// The most cells that the events of one step take; 0 where they are blocks.
    pub event_cells: u32,
    /// Whether there are blocks.
    pub has_heap: bool,
}

impl Layout {
    /// Of a model and its program.
    pub fn of(model: &Model, program: &Program) -> Self {
        let has_heap = routines(model, program)
            .iter()
            .any(|routine| needs_heap(program, routine));
        let actions = model.allowed_actions().map(|(id, _)| program.action(id));
        let event_cells = actions
            .chain([&program.init])
            .map(|routine| sites(model, routine).iter().map(Site::cells).sum())
            .max()
            .unwrap_or(0);
        Self {
            vars: program.vars.len() as u32,
            event_cells: if has_heap { 0 } else { event_cells },
            has_heap,
        }
    }

    /// Where the outcome of the last step lies: its result, where that is a reference, and its events.
    /// Blocks end here.
    pub const OUT: u32 = 3 * CELL;

    /// Where what is kept ends.
    pub const TOP: u32 = 4 * CELL;

    /// Where what was given to or asked by the host ends.
    pub const HIGH: u32 = 5 * CELL;

    /// How far behind [`Self::OUT`] the events begin.
    pub const EVENTS_AT: u32 = 6 * CELL;

    /// How long the last snapshot is.
    pub const LENGTH: u32 = 7 * CELL;

    /// Where a collection is due.
    pub const LIMIT: u32 = 8 * CELL;

    /// The offset of the state.
    pub fn state(self) -> u32 {
        if self.has_heap { 9 * CELL } else { 3 * CELL }
    }

    /// The offset of a variable in memory.
    pub fn var_offset(self, var: usize) -> u32 {
        self.state() + CELL * var as u32
    }

    /// The size of the state's cells; of a snapshot, where there are no blocks.
    pub fn state_len(self) -> u32 {
        CELL * self.vars
    }

    /// The offset after the state: of the first event, or of what is there from the start.
    pub fn after_state(self) -> u32 {
        self.state() + self.state_len()
    }

    /// The offset of the scratch space, which holds one snapshot.
    pub fn scratch(self) -> u32 {
        self.after_state() + CELL * self.event_cells
    }

    /// How many pages it all takes; what is there from the start ends at `statics`.
    pub fn pages(self, statics: u32) -> u32 {
        let end = if self.has_heap {
            statics
        } else {
            self.scratch() + self.state_len()
        };
        end.max(1).div_ceil(PAGE)
    }
}

/// The routines that a module runs.
pub fn routines<'a>(model: &Model, program: &'a Program) -> Vec<&'a Routine> {
    let actions = model.allowed_actions().map(|(id, _)| program.action(id));
    actions
        .chain([&program.init])
        .chain(&program.conditions)
        .collect()
}

/// Whether a routine works on blocks, emits any number of events, or calls the host, who may then
/// want room.
fn needs_heap(program: &Program, routine: &Routine) -> bool {
    let slots = &routine.slots;
    let refers = slots
        .iter()
        .any(|shape| program.shapes[shape.index()].slot() == SlotType::Ref);
    let mut loops = 0;
    refers
        || routine.code.iter().any(|op| {
            match op {
                Op::Loop { .. } => loops += 1,
                Op::Repeat { .. } => loops -= 1,
                Op::Extern { .. } => return true,
                Op::Emit { .. } => return loops > 0,
                _ => {}
            }
            false
        })
}

/// The globals of one module: the working copy of a step, of no meaning between two calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Globals {
    vars: u32,
    /// What the step returns, as a cell, where any action returns something.
    pub result: Option<u32>,
    /// How many cells the events of a step take.
    staged: u32,
    /// The numbers of the heap, where there is one.
    pub heap: Option<Heap>,
}

/// The globals of a heap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heap {
    /// Where blocks begin; what lies below is there from the start, and stays.
    pub base: u32,
    /// The end of what is used.
    pub end: u32,
    /// What went wrong: see [`super::blocks`].
    pub trouble: u32,
    /// Where the next cell of the input is.
    pub input: u32,
    /// How many bytes of it are left.
    pub left: u32,
    /// How far blocks will be moved down.
    pub shift: u32,
    /// The first event of the step.
    pub first_event: u32,
    /// The last one.
    pub last_event: u32,
    /// How many there are.
    pub events: u32,
    /// The shape of what the step returns, where that is a reference.
    pub result_shape: u32,
    /// Whether a step is on its way: not 0. While it waits for the host it is the status of the step if
    /// the answer is no value of its type.
    pub busy: u32,
}

impl Heap {
    /// How many there are.
    const COUNT: u32 = 11;

    fn from(first: u32) -> Self {
        Self {
            base: first,
            end: first + 1,
            trouble: first + 2,
            input: first + 3,
            left: first + 4,
            shift: first + 5,
            first_event: first + 6,
            last_event: first + 7,
            events: first + 8,
            result_shape: first + 9,
            busy: first + 10,
        }
    }
}

impl Globals {
    /// Of a model and its layout.
    pub fn of(model: &Model, layout: Layout) -> Self {
        let returns = model
            .allowed_actions()
            .any(|(_, action)| action.returns.is_some());
        let mut globals = Self {
            vars: layout.vars,
            result: returns.then_some(layout.vars),
            staged: layout.event_cells,
            heap: None,
        };
        if layout.has_heap {
            globals.heap = Some(Heap::from(globals.count()));
        }
        globals
    }

    /// A cell of the events that the step emits: for each [`Site`] whether it fired, then the fields.
    pub fn staged(self, cell: u32) -> u32 {
        self.vars + u32::from(self.result.is_some()) + cell
    }

    /// How many there are.
    pub fn count(self) -> u32 {
        self.staged(self.staged) + self.heap.map_or(0, |_| Heap::COUNT)
    }

    /// Whether a global belongs to the heap.
    pub fn is_of_heap(self, global: u32) -> bool {
        self.heap.is_some_and(|heap| global >= heap.base)
    }
}

/// A place in a routine that emits an event.
///
/// It is not in a loop, or else events are blocks: so each fires at most once a step, and in the order
/// of the code.
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

/// A type at the border: what crosses it, and which of that is a value. Of a reference it is the
/// address of an encoding that crosses.
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
            Type::Enum(id) if !model.enums[id.index()].has_payload() => {
                let last = model.enums[id.index()].variants.len().saturating_sub(1);
                (SlotType::Word, 0, i64::from(last as u32))
            }
            Type::Int => (SlotType::Int, i64::MIN, i64::MAX),
            Type::Nat => (SlotType::Int, 0, i64::MAX),
            Type::Range(lo, hi) | Type::Symmetric(_, lo, hi) => (SlotType::Int, lo, hi),
            _ => (SlotType::Ref, 0, i64::from(i32::MAX)),
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
