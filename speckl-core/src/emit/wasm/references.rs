//! Instructions on references: calls of the functions of [`super::blocks`].
//!
//! What makes a block may find memory exhausted, which ends the function with a status of its own.

use super::asm::{Ex, Operand};
use super::blocks::{self, Block, WORDS};
use super::body::{Body, load, store};
use super::exports::{EXHAUSTED, NO_VALUE};
use super::layout::{Heap, Scalar};
use super::machine::{Function, status};
use super::routine::Translation;
use super::statics::shape_of;
use crate::model::SetOp;
use crate::model::{Builtin, CompareOp, EventId, ExternId, FailureId, RANGE_MOST, SUBSETS_MOST};
use crate::program::{Op, Shape, ShapeId, Slot, SlotType};
use wasm_encoder::{BlockType, Instruction, ValType};

impl Translation<'_> {
    /// An instruction that only routines with references have.
    pub(super) fn reference(&mut self, op: &Op) {
        match *op {
            Op::Constant { dst, constant } => {
                let address = self.cx.machine.statics.constant(constant);
                self.define(dst, &[], [Instruction::I32Const(address)]);
            }
            Op::Make {
                dst,
                shape,
                tag,
                first,
                count,
            } => self.make(dst, shape, tag, first, count),
            Op::Field {
                dst,
                src,
                shape,
                field,
            } => {
                let at = field + u32::from(self.is_union(shape));
                self.define(dst, &[src], [load(self.val_type(dst), WORDS + 8 * at)]);
            }
            Op::With {
                dst,
                src,
                field,
                value,
                ..
            } => {
                self.once(src);
                self.number(field as i32);
                self.word(value);
                self.call(Block::Replace);
                self.made(dst);
            }
            Op::Tag { dst, src } => self.define(dst, &[src], [load(ValType::I32, WORDS)]),
            Op::IsNull { dst, src } => self.define(dst, &[src], [Instruction::I32Eqz]),
            Op::Wrap { dst, src, .. } => {
                if self.slot_type(src) == SlotType::Ref {
                    self.define(dst, &[src], []);
                } else {
                    self.word(src);
                    self.call(Block::Wrap);
                    self.put_all([Instruction::I32WrapI64]);
                    self.made(dst);
                }
            }
            Op::Unwrap {
                dst, src, failure, ..
            } => {
                if let Some(failure) = failure {
                    self.again(src);
                    self.body.put(Instruction::I32Eqz);
                    self.body.refuse_if(status(failure));
                }
                match self.slot_type(dst) {
                    SlotType::Ref => self.define(dst, &[src], []),
                    _ => self.define(dst, &[src], [load(self.val_type(dst), WORDS)]),
                }
            }
            Op::Convert {
                dst,
                src,
                from,
                to,
                failure,
            } => self.convert(dst, src, [from, to], failure),
            Op::Contains {
                dst,
                value,
                collection,
                shape,
            } => {
                self.once(collection);
                self.word(value);
                self.shape(shape);
                self.call(Block::Contains);
                self.settle(dst);
            }
            Op::SetOp {
                op,
                dst,
                left,
                right,
                shape,
            } => {
                self.once(left);
                self.once(right);
                self.shape(shape);
                self.number(match op {
                    SetOp::Minus => 1,
                    SetOp::Intersect => 2,
                    SetOp::Union => 7,
                });
                self.call(Block::Merge);
                self.made(dst);
            }
            Op::SubsetOf {
                dst,
                left,
                right,
                shape,
            } => {
                self.once(left);
                self.once(right);
                self.shape(shape);
                self.call(Block::SubsetOf);
                self.settle(dst);
            }
            Op::MapMinus {
                dst,
                map,
                keys,
                shape,
            } => {
                self.once(map);
                self.once(keys);
                self.shape(shape);
                self.call(Block::MapMinus);
                self.made(dst);
            }
            Op::MapGet {
                dst,
                map,
                key,
                shape,
                failure,
            } => {
                self.once(map);
                self.word(key);
                self.shape(shape);
                self.call(Block::MapGet);
                self.found(dst, failure);
            }
            Op::MapPut {
                dst,
                map,
                key,
                value,
                shape,
            } => {
                self.once(map);
                self.word(key);
                self.word(value);
                self.shape(shape);
                self.call(Block::MapPut);
                self.made(dst);
            }
            Op::ListGet {
                dst,
                list,
                index,
                failure,
                ..
            } => {
                self.once(list);
                self.once(index);
                self.call(Block::Element);
                self.found(dst, Some(failure));
            }
            Op::ListPut {
                dst,
                list,
                index,
                value,
                ..
            } => {
                self.once(list);
                self.once(index);
                self.put_all([
                    Instruction::I32WrapI64,
                    Instruction::I32Const(1),
                    Instruction::I32Sub,
                ]);
                self.word(value);
                self.call(Block::Replace);
                self.made(dst);
            }
            Op::Call {
                function,
                dst,
                src,
                other,
                shape,
                failure,
            } => self.built_in(function, dst, [src, other], shape, failure),
            Op::Range { dst, lo, hi, .. } => {
                self.once(lo);
                self.once(hi);
                self.call(Block::Range);
                self.made(dst);
            }
            Op::RangeFits { lo, hi, failure } => {
                self.again(lo);
                self.again(hi);
                self.put_all([Instruction::I64LeS]);
                self.again(hi);
                self.again(lo);
                self.put_all([
                    Instruction::I64Sub,
                    Instruction::I64Const(RANGE_MOST),
                    Instruction::I64GeU,
                    Instruction::I32And,
                ]);
                self.body.refuse_if(status(failure));
            }
            Op::Build { dst, .. } => {
                self.call(Block::Begin);
                self.made(dst);
            }
            Op::Add {
                dst,
                value,
                second,
                shape,
            } => {
                let is_map = matches!(self.shape_of(shape), Shape::Map(..));
                for word in [Some(value), is_map.then_some(second)]
                    .into_iter()
                    .flatten()
                {
                    self.again(dst);
                    self.again(word);
                    self.widen(word);
                    self.call(Block::Add);
                    self.made(dst);
                }
            }
            Op::Built { dst, shape } => {
                self.again(dst);
                self.shape(shape);
                self.call(Block::Built);
                self.made(dst);
            }
            Op::Extern {
                dst,
                function,
                first,
                misfit,
            } => self.ask(dst, function, first, misfit),
            // `enabled` stands in properties only, and all else is no matter of references.
            _ => unreachable!("{op:?} never reaches a module"),
        }
    }

    /// `dst := left op right`, of references.
    pub(super) fn compare(
        &mut self,
        op: CompareOp,
        dst: Slot,
        [left, right]: [Slot; 2],
        shape: ShapeId,
    ) {
        self.word(left);
        self.word(right);
        self.shape(shape);
        self.call(Block::Compare);
        match op {
            CompareOp::Eq => self.put_all([Instruction::I32Eqz]),
            CompareOp::Ne => {}
            CompareOp::Lt => self.put_all([Instruction::I32Const(0), Instruction::I32LtS]),
            CompareOp::Le => self.put_all([Instruction::I32Const(0), Instruction::I32LeS]),
            CompareOp::Gt => self.put_all([Instruction::I32Const(0), Instruction::I32GtS]),
            CompareOp::Ge => self.put_all([Instruction::I32Const(0), Instruction::I32GeS]),
        }
        if op == CompareOp::Ne {
            self.put_all([Instruction::I32Const(0), Instruction::I32Ne]);
        }
        self.settle(dst);
    }

    /// Takes the next element, or leaves the loop.
    pub(super) fn next(&mut self, dst: Slot, collection: Slot, cursor: Slot) {
        self.again(cursor);
        self.again(collection);
        self.put_all([
            load(ValType::I32, 0),
            Instruction::I64ExtendI32U,
            Instruction::I64GeS,
        ]);
        self.leave_loop();
        self.again(collection);
        self.again(cursor);
        self.put_all([
            Instruction::I32WrapI64,
            Instruction::I32Const(3),
            Instruction::I32Shl,
            Instruction::I32Add,
            load(self.val_type(dst), WORDS),
        ]);
        self.write(dst);
    }

    fn make(&mut self, dst: Slot, shape: ShapeId, tag: u32, first: Slot, count: u32) {
        let is_union = self.is_union(shape);
        self.number((count + u32::from(is_union)).cast_signed());
        self.call(Block::Words);
        let block = self.body.local(ValType::I32);
        self.put_all([
            Instruction::LocalSet(block),
            Instruction::LocalGet(block),
            Instruction::I32Eqz,
        ]);
        self.body.refuse_if(EXHAUSTED);
        let mut offset = WORDS;
        if is_union {
            self.put_all([
                Instruction::LocalGet(block),
                Instruction::I64Const(tag.into()),
                store(ValType::I64, offset),
            ]);
            offset += 8;
        }
        for field in first.0..first.0 + count {
            self.put_all([Instruction::LocalGet(block)]);
            self.word(Slot(field));
            self.put_all([store(ValType::I64, offset)]);
            offset += 8;
        }
        self.put_all([Instruction::LocalGet(block)]);
        self.settle(dst);
    }

    fn convert(
        &mut self,
        dst: Slot,
        src: Slot,
        [from, to]: [ShapeId; 2],
        failure: Option<FailureId>,
    ) {
        self.word(src);
        self.shape(from);
        self.shape(to);
        self.call(Block::Convert);
        if self.val_type(dst) == ValType::I32 {
            self.put_all([Instruction::I32WrapI64]);
        }
        self.settle(dst);
        let Some(heap) = self.cx.machine.globals.heap else {
            return;
        };
        let refused = failure.map_or(EXHAUSTED, status);
        trouble(heap, refused, self.body);
    }

    fn built_in(
        &mut self,
        function: Builtin,
        dst: Slot,
        [src, other]: [Slot; 2],
        shape: ShapeId,
        failure: Option<FailureId>,
    ) {
        let is_list = matches!(self.shape_of(shape), Shape::List(_));
        if let Some(failure) = failure {
            self.again(src);
            self.put_all([load(ValType::I32, 0)]);
            if function == Builtin::Subsets {
                self.put_all([
                    Instruction::I32Const(SUBSETS_MOST as i32),
                    Instruction::I32GtU,
                ]);
            } else {
                self.put_all([Instruction::I32Eqz]);
            }
            self.body.refuse_if(status(failure));
        }
        match function {
            Builtin::Size => {
                self.again(src);
                match self.shape_of(shape) {
                    Shape::String => self.call(Block::Length),
                    Shape::Map(..) => self.put_all([
                        load(ValType::I32, 0),
                        Instruction::I32Const(1),
                        Instruction::I32ShrU,
                    ]),
                    _ => self.put_all([load(ValType::I32, 0)]),
                }
                self.put_all([Instruction::I64ExtendI32U]);
                self.settle(dst);
            }
            Builtin::Keys | Builtin::Values => {
                self.again(src);
                self.number(i32::from(function == Builtin::Values));
                self.call(Block::Column);
                self.made(dst);
            }
            Builtin::Append => {
                self.again(src);
                self.again(other);
                self.widen(other);
                self.call(Block::Append);
                self.made(dst);
            }
            Builtin::Concat => {
                self.again(src);
                self.again(other);
                self.call(Block::Concat);
                self.made(dst);
            }
            Builtin::MinOf | Builtin::MaxOf if is_list => {
                self.again(src);
                let Shape::List(item) = *self.shape_of(shape) else {
                    return;
                };
                let item = self.cx.machine.statics.shape(item);
                self.number(item);
                self.number(if function == Builtin::MinOf { -1 } else { 1 });
                self.call(Block::Extreme);
                self.put_all([load(self.val_type(dst), 0)]);
                self.settle(dst);
            }
            Builtin::Head | Builtin::MinOf => {
                self.again(src);
                self.put_all([load(self.val_type(dst), WORDS)]);
                self.settle(dst);
            }
            Builtin::Last | Builtin::MaxOf => {
                self.again(src);
                self.again(src);
                self.put_all([
                    load(ValType::I32, 0),
                    Instruction::I32Const(3),
                    Instruction::I32Shl,
                    Instruction::I32Add,
                    load(self.val_type(dst), 0),
                ]);
                self.settle(dst);
            }
            Builtin::Tail | Builtin::Take | Builtin::Drop => {
                self.again(src);
                match function {
                    Builtin::Tail => self.put_all([Instruction::I64Const(1)]),
                    Builtin::Take => self.put_all([Instruction::I64Const(0)]),
                    _ => self.again(other),
                }
                match function {
                    Builtin::Take => self.again(other),
                    _ => self.put_all([Instruction::I64Const(i64::MAX)]),
                }
                self.call(Block::Slice);
                self.made(dst);
            }
            Builtin::Indices => {
                self.put_all([Instruction::I64Const(1)]);
                self.again(src);
                self.put_all([load(ValType::I32, 0), Instruction::I64ExtendI32U]);
                self.call(Block::Range);
                self.made(dst);
            }
            Builtin::Subsets => {
                self.again(src);
                self.call(Block::Subsets);
                self.made(dst);
            }
            Builtin::Min | Builtin::Max | Builtin::Abs => {
                unreachable!("{function:?} is other instructions")
            }
        }
    }

    /// Asks the host.
    fn ask(&mut self, dst: Slot, function: ExternId, first: Slot, misfit: FailureId) {
        let machine = self.cx.machine;
        let Some(heap) = machine.globals.heap else {
            return;
        };
        let called = &self.cx.model.externs[function.index()];
        // First all encodings, since each may take memory; then the addresses and numbers, in order.
        let mut passed = Vec::new();
        for (param, field) in called.params.iter().zip(first.0..) {
            let scalar = Scalar::of(self.cx.model, param.ty.ty);
            if scalar.slot == SlotType::Ref {
                let at = self.body.local(ValType::I32);
                self.put_all([Instruction::GlobalGet(heap.end), Instruction::LocalSet(at)]);
                self.word(Slot(field));
                self.shape(shape_of(param.ty.ty));
                self.call(Block::Encode);
                self.put_all([Instruction::Drop]);
                passed.push((Slot(field), Some(at), scalar));
            } else {
                passed.push((Slot(field), None, scalar));
            }
        }
        trouble(heap, EXHAUSTED, self.body);
        for (slot, at, scalar) in passed {
            if let Some(at) = at {
                self.put_all([Instruction::LocalGet(at)]);
                continue;
            }
            self.again(slot);
            if scalar.slot == SlotType::Int && scalar.is_narrow() {
                self.put_all([Instruction::I32WrapI64]);
            }
        }
        self.put_all([
            Instruction::I32Const(status(misfit)),
            Instruction::GlobalSet(heap.busy),
        ]);
        self.body.put(Instruction::Call(machine.import(function)));
        let ty = called.returns.ty;
        let scalar = Scalar::of(self.cx.model, ty);
        let given = self.body.local(scalar.border());
        self.put_all([Instruction::LocalSet(given)]);
        machine.arrive(self.body, given, scalar, shape_of(ty), misfit);
        self.put_all([Instruction::LocalGet(given)]);
        if scalar.slot == SlotType::Int && scalar.is_narrow() {
            self.put_all([Instruction::I64ExtendI32S]);
        }
        self.settle(dst);
    }

    /// Keeps an event aside until the step is known to succeed: a block with the address of the next
    /// one and the index of the event in its first word, the shape of its fields in the second.
    pub(super) fn stage(&mut self, event: EventId, first: Slot) {
        let machine = self.cx.machine;
        let count = self.cx.model.events[event.index()].fields.len() as u32;
        self.number((2 + count).cast_signed());
        self.call(Block::Words);
        let block = self.body.local(ValType::I32);
        self.put_all([
            Instruction::LocalSet(block),
            Instruction::LocalGet(block),
            Instruction::I32Eqz,
        ]);
        self.body.refuse_if(EXHAUSTED);
        let at = WORDS;
        for (offset, value) in [
            (at + 4, event.0.cast_signed()),
            (at + 8, machine.statics.event(event.index())),
        ] {
            self.put_all([
                Instruction::LocalGet(block),
                Instruction::I32Const(value),
                store(ValType::I32, offset),
            ]);
        }
        for field in 0..count {
            self.put_all([Instruction::LocalGet(block)]);
            self.word(Slot(first.0 + field));
            self.put_all([store(ValType::I64, at + 16 + 8 * field)]);
        }
        self.put_all([
            Instruction::LocalGet(block),
            Instruction::Call(machine.index(Function::Link)),
            Instruction::Drop,
        ]);
    }

    fn is_union(&self, shape: ShapeId) -> bool {
        matches!(self.shape_of(shape), Shape::Union(_))
    }

    fn shape_of(&self, shape: ShapeId) -> &Shape {
        &self.cx.program.shapes[shape.index()]
    }

    /// Pushes a value that this instruction uses once.
    fn once(&mut self, slot: Slot) {
        let value = self.value(slot);
        self.push(value);
    }

    /// Pushes a value as 64 bits.
    fn word(&mut self, slot: Slot) {
        self.once(slot);
        self.widen(slot);
    }

    /// Makes the value of a slot on the stack 64 bits.
    fn widen(&mut self, slot: Slot) {
        if self.val_type(slot) == ValType::I32 {
            self.put_all([Instruction::I64ExtendI32U]);
        }
    }

    fn number(&mut self, value: i32) {
        self.put_all([Instruction::I32Const(value)]);
    }

    fn shape(&mut self, shape: ShapeId) {
        let address = self.cx.machine.statics.shape(shape);
        self.number(address);
    }

    fn call(&mut self, block: Block) {
        let function = self.cx.machine.index(Function::Block(block));
        self.put_all([Instruction::Call(function)]);
    }

    /// `dst :=` what is on the stack.
    fn settle(&mut self, dst: Slot) {
        self.release(dst);
        self.write(dst);
    }

    /// `dst :=` the block on the stack, if there was memory for it.
    fn made(&mut self, dst: Slot) {
        self.settle(dst);
        self.again(dst);
        self.body.put(Instruction::I32Eqz);
        self.body.refuse_if(EXHAUSTED);
    }

    /// `dst :=` what lies at the address on the stack.
    fn found(&mut self, dst: Slot, failure: Option<FailureId>) {
        if let Some(failure) = failure {
            let at = self.body.local(ValType::I32);
            self.put_all([
                Instruction::LocalSet(at),
                Instruction::LocalGet(at),
                Instruction::I32Eqz,
            ]);
            self.body.refuse_if(status(failure));
            self.put_all([Instruction::LocalGet(at)]);
        }
        self.put_all([load(self.val_type(dst), 0)]);
        self.settle(dst);
    }
}

/// Ends the function where something went wrong: with this status, unless memory was exhausted or
/// bytes encoded nothing.
pub(super) fn trouble(heap: Heap, refused: i32, body: &mut Body) {
    let noted = || Ex::global(heap.trouble);
    let other = Ex::from(NO_VALUE);
    let status = other.if_else(noted().and(blocks::MALFORMED), refused);
    let status = Ex::from(EXHAUSTED).if_else(noted().and(blocks::EXHAUSTED), status);
    let status = if refused == EXHAUSTED {
        Ex::from(EXHAUSTED)
    } else {
        status
    };
    body.put_all(noted().into_code());
    body.put(Instruction::If(BlockType::Empty));
    body.put_all(status.into_code());
    body.put(Instruction::Return).put(Instruction::End);
}
