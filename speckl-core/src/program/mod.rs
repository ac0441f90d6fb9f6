//! The machine form of a model: slots and small instructions.
//!
//! One [`Routine`] per `init`, action and condition. The checker runs routines, and the Wasm back
//! end translates them instruction by instruction, so both mean the same by construction. Control
//! is structured, as in Wasm, and flat, so that an interpreter needs no recursion.
//!
//! Every value is a word in a slot. Booleans, integers and values of an enum without payload stand in
//! their slots themselves; all others are *references* to immutable blocks that whoever runs the
//! program keeps: interned values in the checker, blocks of linear memory in Wasm. Their layout is a
//! [`Shape`]. Since blocks never change, copying a reference copies the value.
//!
//! Slots of a routine, in this order: the state variables as they are now; the state variables as
//! they were before (`prev`); the parameters; whatever the routine needs besides. A routine works on
//! its slots alone: whoever runs it fills in state and arguments, and takes the new state out if it
//! ends well, so a failing routine changes nothing.

mod lower;
mod run;

pub use lower::{lower, lower_parts};
pub use run::{Alone, Frame, Heap, Host, Stopped};

use crate::model::SetOp;
use crate::model::{
    ActionId, ArithOp, Builtin, CompareOp, ElementId, EventId, ExternId, FailureId,
};
use crate::value::Value;
use std::collections::BTreeSet;

/// A slot of a routine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub u32);

impl Slot {
    /// Its index in the frame.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a slot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlotType {
    /// 0 or 1, or the index of an enum value: an `i32` in Wasm.
    Word,
    /// An integer: an `i64` in Wasm.
    Int,
    /// A reference to a block, or 0 for `null`: an `i32` in Wasm.
    Ref,
}

/// A shape in [`Program::shapes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShapeId(pub u32);

impl ShapeId {
    /// Its index in the table.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a word is: how it is compared, checked and told. Equal types have equal shapes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// A word below this: a boolean (2), or a value of an enum without payload.
    Word(u32),
    /// An integer from the first to the second.
    Int(i64, i64),
    /// A string: its UTF-8 bytes.
    String,
    /// A record or tuple: a block with one word per field.
    Struct(Vec<ShapeId>),
    /// An enum with payload: a block with the index of the value, and one word per field of its
    /// payload.
    Union(Vec<Vec<ShapeId>>),
    /// `T?`: 0 for null. Where `T` itself is a reference, it is that reference; where it is not, a
    /// block with the one word.
    Option(ShapeId),
    /// A block with the elements in canonical order, none twice.
    Set(ShapeId),
    /// A block with the keys in canonical order, none twice, each followed by its value.
    Map(ShapeId, ShapeId),
    /// A block with the elements.
    List(ShapeId),
}

impl Shape {
    /// The kind of slot that it takes.
    pub fn slot(&self) -> SlotType {
        match self {
            Shape::Word(_) => SlotType::Word,
            Shape::Int(..) => SlotType::Int,
            _ => SlotType::Ref,
        }
    }
}

/// A constant in [`Program::constants`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConstantId(pub u32);

/// A model in machine form.
#[derive(Clone, Debug)]
pub struct Program {
    /// The shape of every type, by the index of its [`TypeId`](crate::model::TypeId); behind them those
    /// of intermediate values.
    pub shapes: Vec<Shape>,
    /// Values that are known at compile time and do not fit a slot: their shapes and what they are.
    pub constants: Vec<(ShapeId, Value)>,
    /// The shapes of the state variables, in the model's order.
    pub vars: Vec<ShapeId>,
    /// `init`: assigns every variable.
    pub init: Routine,
    /// One routine per action, in the model's order, `allowed` or not.
    pub actions: Vec<Routine>,
    /// One routine per condition of an invariant, in the order of
    /// [`Model::conditions`](crate::model::Model::conditions).
    pub conditions: Vec<Routine>,
    /// One routine per condition of `final`; empty where the spec has none.
    pub finals: Vec<Routine>,
    /// One routine per condition of each `reachable`, in the model's order.
    pub reachables: Vec<Vec<Routine>>,
    /// One routine per condition of each formula of each `property`, in the model's order
    /// (`leadsto` has two).
    pub properties: Vec<Vec<Vec<Routine>>>,
    /// The functions of the host that actions that may fire call, in the order of declaration.
    pub called: BTreeSet<ExternId>,
}

impl Program {
    /// The routine of an action.
    pub fn action(&self, id: ActionId) -> &Routine {
        &self.actions[id.index()]
    }

    /// The slot of a variable as it is now.
    pub fn now(&self, var: usize) -> Slot {
        Slot(var as u32)
    }

    /// The slot of a variable as it was before.
    pub fn before(&self, var: usize) -> Slot {
        Slot((self.vars.len() + var) as u32)
    }

    /// The slot of a parameter.
    pub fn param(&self, index: usize) -> Slot {
        Slot((2 * self.vars.len() + index) as u32)
    }
}

/// A straight piece of code over its own slots.
#[derive(Clone, Debug)]
pub struct Routine {
    /// How many parameters it takes.
    pub params: u32,
    /// The shape of every slot; those that hold a collection in the making or a place in one have none
    /// of their own and are told as what is being made or run over.
    pub slots: Vec<ShapeId>,
    /// The instructions.
    pub code: Vec<Op>,
    /// The element that each instruction comes from.
    pub origins: Vec<ElementId>,
    /// Where the result is when it ends: a condition's truth, an action's returned value.
    pub result: Option<Slot>,
    /// The variables that it reads as they are now, in order.
    pub reads: Vec<u32>,
    /// The variables that it reads as they were before, in order.
    pub reads_before: Vec<u32>,
    /// The variables that it may assign, in order.
    pub writes: Vec<u32>,
}

/// An instruction. Where a failure is given, the instruction may end the routine with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `dst := value`
    Const {
        /// Where to.
        dst: Slot,
        /// A number, 0 or 1, an enum value's index, or 0 for `null` where the slot holds references.
        value: i64,
    },
    /// `dst := src`; both have one type.
    Copy {
        /// Where to.
        dst: Slot,
        /// Where from.
        src: Slot,
    },
    /// `dst := not src`, of words.
    Not {
        /// Where to.
        dst: Slot,
        /// Where from.
        src: Slot,
    },
    /// `dst := -src`, of integers.
    Neg {
        /// Where to.
        dst: Slot,
        /// Where from.
        src: Slot,
        /// If the result is no `Int`; where absent, it always is.
        overflow: Option<FailureId>,
    },
    /// `dst := left op right`, of integers.
    Arith {
        /// Which.
        op: ArithOp,
        /// Where to.
        dst: Slot,
        /// The left operand.
        left: Slot,
        /// The right operand.
        right: Slot,
        /// If the divisor is zero; looked for first; where absent, it never is.
        zero: Option<FailureId>,
        /// If the result is no `Int`; where absent, it always is.
        overflow: Option<FailureId>,
    },
    /// `dst := left op right`: a word. Both operands have one shape (or are both integers), and are
    /// compared in its canonical order.
    Compare {
        /// Which.
        op: CompareOp,
        /// Where to.
        dst: Slot,
        /// The left operand.
        left: Slot,
        /// The right operand.
        right: Slot,
        /// What they are.
        shape: ShapeId,
    },
    /// Fails unless `lo <= value <= hi`.
    Within {
        /// An integer.
        value: Slot,
        /// The least that fits.
        lo: i64,
        /// The greatest that fits.
        hi: i64,
        /// If it does not fit.
        failure: FailureId,
    },
    /// Fails unless the word is 1.
    Demand {
        /// The condition of a `require` or `assert`.
        condition: Slot,
        /// If it does not hold.
        failure: FailureId,
    },
    /// Goes on if the word is 1, else at `otherwise`: the instruction after the matching [`Op::Else`],
    /// or the matching [`Op::End`] where there is no `Else`.
    If {
        /// The condition.
        condition: Slot,
        /// Where to go on if it does not hold.
        otherwise: u32,
    },
    /// Ends the first branch: goes on at `end`, the matching [`Op::End`].
    Else {
        /// Where to go on.
        end: u32,
    },
    /// Where the branches of an [`Op::If`] meet; does nothing.
    End,
    /// `dst :=` a constant that is a reference.
    Constant {
        /// Where to.
        dst: Slot,
        /// Which.
        constant: ConstantId,
    },
    /// `dst :=` a new block of `count` words from consecutive slots; in a [`Shape::Union`] after `tag`.
    Make {
        /// Where to.
        dst: Slot,
        /// A struct or a union.
        shape: ShapeId,
        /// The index of the enum value.
        tag: u32,
        /// The slot of the first field.
        first: Slot,
        /// How many fields.
        count: u32,
    },
    /// `dst :=` a field of a struct, or of a union whose tag is known.
    Field {
        /// Where to.
        dst: Slot,
        /// The block.
        src: Slot,
        /// A struct or a union.
        shape: ShapeId,
        /// Which field, the tag of a union left aside.
        field: u32,
    },
    /// `dst :=` the struct `src` with one field replaced.
    With {
        /// Where to.
        dst: Slot,
        /// The block.
        src: Slot,
        /// A struct.
        shape: ShapeId,
        /// Which field.
        field: u32,
        /// Its new value.
        value: Slot,
    },
    /// `dst :=` the index of the enum value in a union: a word.
    Tag {
        /// Where to.
        dst: Slot,
        /// The block.
        src: Slot,
    },
    /// `dst := src == null`: a word.
    IsNull {
        /// Where to.
        dst: Slot,
        /// A `T?`.
        src: Slot,
    },
    /// `dst := src`, a `T` as a `T?`.
    Wrap {
        /// Where to.
        dst: Slot,
        /// A `T`.
        src: Slot,
        /// The option.
        shape: ShapeId,
    },
    /// `dst := src`, a `T?` as a `T`.
    Unwrap {
        /// Where to.
        dst: Slot,
        /// A `T?`.
        src: Slot,
        /// The option.
        shape: ShapeId,
        /// If it is null; where absent, it never is.
        failure: Option<FailureId>,
    },
    /// `dst := src`, made anew in another shape that differs in the ranges of integers and in `T`
    /// being lifted into `T?`.
    Convert {
        /// Where to.
        dst: Slot,
        /// Where from.
        src: Slot,
        /// Its shape.
        from: ShapeId,
        /// The new shape.
        to: ShapeId,
        /// If an integer in it does not fit; where absent, all do.
        failure: Option<FailureId>,
    },
    /// `dst := value in collection`: a word. In a map it is a key that is looked for.
    Contains {
        /// Where to.
        dst: Slot,
        /// An element or key.
        value: Slot,
        /// A set, list or map.
        collection: Slot,
        /// Its shape.
        shape: ShapeId,
    },
    /// `dst := left op right`, of two sets of one shape.
    SetOp {
        /// Which.
        op: SetOp,
        /// Where to.
        dst: Slot,
        /// The left set.
        left: Slot,
        /// The right set.
        right: Slot,
        /// What they are.
        shape: ShapeId,
    },
    /// `dst := left subsetof right`, of two sets of one shape: a word.
    SubsetOf {
        /// Where to.
        dst: Slot,
        /// The left set.
        left: Slot,
        /// The right set.
        right: Slot,
        /// What they are.
        shape: ShapeId,
    },
    /// `dst :=` a map without some keys.
    MapMinus {
        /// Where to.
        dst: Slot,
        /// The map.
        map: Slot,
        /// A set of its keys.
        keys: Slot,
        /// The map's shape.
        shape: ShapeId,
    },
    /// `dst := map[key]`
    MapGet {
        /// Where to.
        dst: Slot,
        /// The map.
        map: Slot,
        /// A key.
        key: Slot,
        /// The map's shape.
        shape: ShapeId,
        /// If there is no such key; where absent, there is.
        failure: Option<FailureId>,
    },
    /// `dst :=` a map with a key inserted or replaced.
    MapPut {
        /// Where to.
        dst: Slot,
        /// The map.
        map: Slot,
        /// The key.
        key: Slot,
        /// Its value.
        value: Slot,
        /// The map's shape.
        shape: ShapeId,
    },
    /// `dst := list[index]`, 1-based.
    ListGet {
        /// Where to.
        dst: Slot,
        /// The list.
        list: Slot,
        /// An integer.
        index: Slot,
        /// The list's shape.
        shape: ShapeId,
        /// If there is no such place.
        failure: FailureId,
    },
    /// `dst :=` a list with one element replaced, 1-based; the place is there.
    ListPut {
        /// Where to.
        dst: Slot,
        /// The list.
        list: Slot,
        /// An integer.
        index: Slot,
        /// The new element.
        value: Slot,
        /// The list's shape.
        shape: ShapeId,
    },
    /// `dst :=` what a built-in function of collections or strings gives ([`Builtin::Min`],
    /// [`Builtin::Max`] and [`Builtin::Abs`] are other instructions).
    Call {
        /// Which.
        function: Builtin,
        /// Where to.
        dst: Slot,
        /// The first argument: a set, map, list or string.
        src: Slot,
        /// The second, where the function has one; else the first again.
        other: Slot,
        /// The shape of the first argument.
        shape: ShapeId,
        /// If it faults; where absent, it never does.
        failure: Option<FailureId>,
    },
    /// `dst := lo..hi`, a set of integers.
    Range {
        /// Where to.
        dst: Slot,
        /// The least.
        lo: Slot,
        /// The greatest.
        hi: Slot,
        /// The set's shape.
        shape: ShapeId,
    },
    /// Fails if `lo..hi` has more than [`RANGE_MOST`](crate::model::RANGE_MOST) elements.
    RangeFits {
        /// The least.
        lo: Slot,
        /// The greatest.
        hi: Slot,
        /// If there are more.
        failure: FailureId,
    },
    /// Begins a collection in `dst`, which is empty until the matching [`Op::Built`].
    Build {
        /// Where it is made: a slot that nothing else reads until it is built.
        dst: Slot,
        /// A set, map or list.
        shape: ShapeId,
    },
    /// Adds an element (to a map: a key and its value; of equal keys the last counts).
    Add {
        /// Where it is made.
        dst: Slot,
        /// The element or key.
        value: Slot,
        /// The value of the key; the element again in a set or list.
        second: Slot,
        /// What is being made.
        shape: ShapeId,
    },
    /// Ends what [`Op::Build`] began: `dst` is the collection.
    Built {
        /// Where it was made.
        dst: Slot,
        /// What was made.
        shape: ShapeId,
    },
    /// A loop: what follows, up to the matching [`Op::Repeat`], is run again and again until an
    /// [`Op::Next`], [`Op::NextInt`] or [`Op::Break`] leaves it.
    Loop {
        /// The matching [`Op::Repeat`].
        end: u32,
    },
    /// Leaves the innermost loop if all elements were seen, else takes the next one. It is the first
    /// instruction of its loop.
    Next {
        /// Where the element goes.
        dst: Slot,
        /// A set or a list.
        collection: Slot,
        /// How many were seen: an integer slot that is 0 before the loop.
        cursor: Slot,
        /// The collection's shape.
        shape: ShapeId,
        /// Where to go on if there is none: after the matching [`Op::Repeat`].
        end: u32,
    },
    /// The same over the integers from `cursor` to `hi`. Leaves the loop if `cursor > hi`, else
    /// `dst := cursor` and `cursor := cursor + 1`; `hi` is less than the largest `Int`.
    NextInt {
        /// Where the integer goes.
        dst: Slot,
        /// The next one: an integer slot.
        cursor: Slot,
        /// The last one.
        hi: Slot,
        /// Where to go on if there is none: after the matching [`Op::Repeat`].
        end: u32,
    },
    /// Leaves the innermost loop if the word is `when`.
    Break {
        /// A word.
        condition: Slot,
        /// Which value leaves.
        when: bool,
        /// Where to go on: after the matching [`Op::Repeat`].
        end: u32,
    },
    /// Goes back to the instruction after the matching [`Op::Loop`].
    Repeat {
        /// That instruction.
        start: u32,
    },
    /// `dst :=` what an `extern` gives; its arguments are in consecutive slots.
    Extern {
        /// Where to.
        dst: Slot,
        /// Which.
        function: ExternId,
        /// The slot of the first argument.
        first: Slot,
        /// If what it gives does not fit its type.
        misfit: FailureId,
    },
    /// `dst :=` whether some transition of an action is possible; in properties only, so never in Wasm.
    Enabled {
        /// Where to.
        dst: Slot,
        /// Which.
        action: ActionId,
    },
    /// Emits an event whose fields are in consecutive slots. Events count only if the routine ends
    /// well.
    Emit {
        /// Which.
        event: EventId,
        /// The slot of the first field.
        first: Slot,
    },
    /// Ends the routine well, from wherever it stands.
    Finish,
}
