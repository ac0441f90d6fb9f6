//! A routine of the program, instruction by instruction, as the inside of a Wasm function.
//!
//! Variables as they are now are globals (the working copy), as they were before are in memory,
//! parameters are parameters, and the rest are locals. A value that is made once, used once and cannot
//! fail needs no local: its code waits and is put where it is used. It is not left waiting past a
//! change of what it reads, nor past a fork of control or the bounds of a loop.

use super::arithmetic::outside;
use super::body::{Body, number};
use super::layout::{Scalar, Site, sites, val_type, var_global};
use super::machine::{Function, Machine, status};
use super::values::{Place, Waiting};
use crate::emit::trace::Origin;
use crate::model::{ArithOp, CompareOp, FailureId, Model};
use crate::program::{Op, Program, Routine, Slot, SlotType};
use std::collections::BTreeMap;
use wasm_encoder::{BlockType, Instruction, ValType};

/// What all routines of a module are translated with.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The meaning.
    pub model: &'a Model,
    /// The meaning in machine form.
    pub program: &'a Program,
    /// The functions that there are.
    pub machine: &'a Machine<'a>,
}

/// What control is inside of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Control {
    If,
    /// A loop in the block that it is left by.
    Loop,
}

impl Control {
    /// How many labels it takes.
    fn labels(self) -> u32 {
        match self {
            Control::If => 1,
            Control::Loop => 2,
        }
    }
}

/// A routine on its way into a body.
pub(super) struct Translation<'a> {
    pub(super) cx: Context<'a>,
    pub(super) routine: &'a Routine,
    pub(super) body: &'a mut Body,
    /// By slot.
    pub(super) places: Vec<Place>,
    /// How many instructions make a slot.
    pub(super) made: Vec<u32>,
    /// How many instructions use it.
    pub(super) used: Vec<u32>,
    pub(super) waiting: BTreeMap<Slot, Waiting>,
    /// Slots that are made once, as a constant.
    pub(super) constants: BTreeMap<Slot, (i64, Origin)>,
    sites: std::vec::IntoIter<Site>,
    controls: Vec<Control>,
}

/// Puts a routine into a body whose first parameters are the routine's; leaves its result, if it has
/// one, on the stack. Failures end the function with their status.
pub fn translate(cx: Context<'_>, routine: &Routine, params: &[Scalar], body: &mut Body) {
    let mut translation = Translation::new(cx, routine, params, body);
    translation.run();
}

impl<'a> Translation<'a> {
    fn new(cx: Context<'a>, routine: &'a Routine, params: &[Scalar], body: &'a mut Body) -> Self {
        let vars = cx.program.vars.len();
        let places = (0..routine.slots.len()).map(|slot| {
            if slot < vars {
                Place::Global(var_global(slot))
            } else if slot < 2 * vars {
                Place::Memory(cx.machine.layout.var_offset(slot - vars))
            } else if let Some(param) = params.get(slot - 2 * vars) {
                Place::Param {
                    local: (slot - 2 * vars) as u32,
                    widen: param.slot == SlotType::Int && param.is_narrow(),
                }
            } else {
                Place::Unplaced
            }
        });
        let mut translation = Self {
            cx,
            routine,
            body,
            places: places.collect(),
            made: vec![0; routine.slots.len()],
            used: vec![0; routine.slots.len()],
            waiting: BTreeMap::new(),
            constants: BTreeMap::new(),
            sites: sites(cx.model, routine).into_iter(),
            controls: Vec::new(),
        };
        translation.count();
        translation
    }

    /// How often each slot is made and used. A result that several ends share counts as used twice,
    /// so that it never waits.
    fn count(&mut self) {
        for op in &self.routine.code {
            for slot in targets(op) {
                self.made[slot.index()] += 1;
            }
            for slot in operands(op, self.cx) {
                self.used[slot.index()] += 1;
            }
        }
        if let Some(slot) = self.routine.result {
            self.used[slot.index()] += if self.finishes_early() { 2 } else { 1 };
        }
    }

    pub(super) fn slot_type(&self, slot: Slot) -> SlotType {
        let shape = self.routine.slots[slot.index()];
        self.cx.program.shapes[shape.index()].slot()
    }

    pub(super) fn val_type(&self, slot: Slot) -> ValType {
        val_type(self.slot_type(slot))
    }

    /// The code without the ends at its end: there, falling through is as good.
    fn code(&self) -> &'a [Op] {
        let mut code = self.routine.code.as_slice();
        while let [rest @ .., Op::Finish] = code {
            code = rest;
        }
        code
    }

    fn finishes_early(&self) -> bool {
        self.code().contains(&Op::Finish)
    }

    fn run(&mut self) {
        self.settle_written_params();
        let early = self.finishes_early();
        if early {
            self.body.put(Instruction::Block(BlockType::Empty));
        }
        for (op, element) in self.code().iter().zip(&self.routine.origins) {
            self.body.under(*element);
            self.op(op);
        }
        if early {
            self.flush();
            self.body.put(Instruction::End);
        }
        if let Some(result) = self.routine.result {
            let value = self.value(result);
            self.push(value);
        }
        self.flush();
        self.body.under_frame();
    }

    /// A parameter or earlier value that the routine overwrites gets a local of its own.
    fn settle_written_params(&mut self) {
        for index in 0..self.places.len() {
            let place = self.places[index];
            let fixed = matches!(place, Place::Param { .. } | Place::Memory(_));
            if fixed && self.made[index] > 0 {
                let value = self.value(Slot(index as u32));
                let local = self.body.local(self.val_type(Slot(index as u32)));
                self.push(value);
                self.body.put(Instruction::LocalSet(local));
                self.places[index] = Place::Local(local);
            }
        }
    }

    fn op(&mut self, op: &Op) {
        match *op {
            Op::Const { dst, value } => self.constant(dst, value),
            Op::Copy { dst, src } => self.define(dst, &[src], []),
            Op::Not { dst, src } => self.define(dst, &[src], [Instruction::I32Eqz]),
            Op::Neg { dst, src, overflow } => self.negate(dst, src, overflow),
            Op::Arith {
                op,
                dst,
                left,
                right,
                zero,
                overflow,
            } => {
                if let Some(failure) = zero {
                    self.again(right);
                    self.body
                        .put(Instruction::I64Eqz)
                        .refuse_if(status(failure));
                }
                match overflow {
                    Some(failure) => self.checked(op, dst, [left, right], status(failure)),
                    None => self.define(dst, &[left, right], [self.arithmetic(op)]),
                }
            }
            Op::Compare {
                op,
                dst,
                left,
                right,
                shape,
            } => match self.slot_type(left) {
                SlotType::Ref => self.compare(op, dst, [left, right], shape),
                slot => self.define(dst, &[left, right], [comparison(op, slot)]),
            },
            Op::Within {
                value,
                lo,
                hi,
                failure,
            } => {
                let test = outside(ValType::I64, lo, hi);
                if !test.is_empty() {
                    let value = self.value(value);
                    self.push(value);
                    self.put_all(test);
                    self.body.refuse_if(status(failure));
                }
            }
            Op::Demand { condition, failure } => {
                let value = self.value(condition);
                self.push(value);
                self.body
                    .put(Instruction::I32Eqz)
                    .refuse_if(status(failure));
            }
            Op::If { condition, .. } => {
                let value = self.value(condition);
                self.flush();
                self.push(value);
                self.body.put(Instruction::If(BlockType::Empty));
                self.controls.push(Control::If);
            }
            Op::Else { .. } => {
                self.flush();
                self.body.put(Instruction::Else);
            }
            Op::End => {
                self.flush();
                self.body.put(Instruction::End);
                self.controls.pop();
            }
            Op::Loop { .. } => {
                self.flush();
                self.put_all([
                    Instruction::Block(BlockType::Empty),
                    Instruction::Loop(BlockType::Empty),
                ]);
                self.controls.push(Control::Loop);
            }
            Op::Break {
                condition, when, ..
            } => {
                let value = self.value(condition);
                self.flush();
                self.push(value);
                if !when {
                    self.body.put(Instruction::I32Eqz);
                }
                self.leave_loop();
            }
            Op::NextInt {
                dst, cursor, hi, ..
            } => {
                self.flush();
                self.again(cursor);
                self.again(hi);
                self.body.put(Instruction::I64GtS);
                self.leave_loop();
                self.again(cursor);
                self.write(dst);
                self.advance(cursor);
            }
            Op::Next {
                dst,
                collection,
                cursor,
                ..
            } => {
                self.flush();
                self.next(dst, collection, cursor);
                self.advance(cursor);
            }
            Op::Repeat { .. } => {
                self.flush();
                self.put_all([Instruction::Br(0), Instruction::End, Instruction::End]);
                self.controls.pop();
            }
            Op::Emit { event, first } => match self.cx.machine.globals.heap {
                Some(_) => self.stage(event, first),
                None => self.emit(first),
            },
            Op::Finish => {
                self.flush();
                let labels = self.controls.iter().map(|it| it.labels()).sum();
                self.body.put(Instruction::Br(labels));
            }
            _ => self.reference(op),
        }
    }

    /// Leaves the innermost loop if the word on the stack is not 0.
    pub(super) fn leave_loop(&mut self) {
        let ifs = self
            .controls
            .iter()
            .rev()
            .take_while(|it| **it == Control::If);
        let label = ifs.count() as u32 + 1;
        self.body.put(Instruction::BrIf(label));
    }

    /// `cursor := cursor + 1`
    fn advance(&mut self, cursor: Slot) {
        self.again(cursor);
        self.put_all([Instruction::I64Const(1), Instruction::I64Add]);
        self.write(cursor);
    }

    /// Whether a slot is neither state nor parameter.
    pub(super) fn is_temporary(&self, slot: Slot) -> bool {
        slot.index() >= 2 * self.cx.program.vars.len() + self.routine.params as usize
    }

    /// A constant that is made once is pushed wherever it is used.
    fn constant(&mut self, dst: Slot, value: i64) {
        if self.is_temporary(dst) && self.made[dst.index()] == 1 {
            self.constants.insert(dst, (value, self.body.origin()));
        } else {
            let ty = self.val_type(dst);
            self.define(dst, &[], [number(ty, value)]);
        }
    }

    /// `dst :=` what the instructions make of the operands; it cannot fail.
    pub(super) fn define<const N: usize>(
        &mut self,
        dst: Slot,
        operands: &[Slot],
        with: [Instruction<'static>; N],
    ) {
        let mut operands = operands.iter().map(|&operand| self.value(operand));
        // The first operand grows into the value, so that a long chain of operators costs no copies.
        let mut value = operands.next().unwrap_or_default();
        for operand in operands {
            value.code.extend(operand.code);
            value.reads.extend(operand.reads);
        }
        let origin = self.body.origin();
        value
            .code
            .extend(with.map(|instruction| (instruction, origin)));
        self.keep(dst, value);
    }

    fn negate(&mut self, dst: Slot, src: Slot, overflow: Option<FailureId>) {
        if let Some(failure) = overflow {
            self.again(src);
            self.put_all([Instruction::I64Const(i64::MIN), Instruction::I64Eq]);
            self.body.refuse_if(status(failure));
        }
        let origin = self.body.origin();
        let operand = self.value(src);
        let mut value = Waiting {
            code: vec![(Instruction::I64Const(0), origin)],
            reads: operand.reads,
        };
        value.code.extend(operand.code);
        value.code.push((Instruction::I64Sub, origin));
        self.keep(dst, value);
    }

    /// Arithmetic whose result might be no `Int`.
    fn checked(&mut self, op: ArithOp, dst: Slot, operands: [Slot; 2], refusal: i32) {
        let [left, right] = operands;
        match op {
            ArithOp::Add | ArithOp::Sub => {
                self.sum(op, dst, operands, refusal);
                return;
            }
            ArithOp::Mul => {
                self.again(left);
                self.again(right);
                self.put_all([Instruction::Call(
                    self.cx.machine.index(Function::MulOverflows),
                )]);
                self.body.refuse_if(refusal);
            }
            ArithOp::Div => {
                self.again(left);
                self.put_all([Instruction::I64Const(i64::MIN), Instruction::I64Eq]);
                self.again(right);
                self.put_all([
                    Instruction::I64Const(-1),
                    Instruction::I64Eq,
                    Instruction::I32And,
                ]);
                self.body.refuse_if(refusal);
            }
            // A Euclidean remainder is always an `Int`.
            ArithOp::Rem => {}
        }
        self.define(dst, &operands, [self.arithmetic(op)]);
    }

    /// A checked sum or difference: made first, then looked at.
    fn sum(&mut self, op: ArithOp, dst: Slot, [left, right]: [Slot; 2], refusal: i32) {
        let sum = self.body.local(ValType::I64);
        self.again(left);
        self.again(right);
        self.put_all([self.arithmetic(op), Instruction::LocalSet(sum)]);
        let constant = self.constants.get(&right).map(|(value, _)| *value);
        if let Some(value) = constant {
            // Adding what is not negative must not make it smaller, and so on.
            let grows = (value >= 0) == (op == ArithOp::Add);
            self.put_all([Instruction::LocalGet(sum)]);
            self.again(left);
            self.put_all([if grows {
                Instruction::I64LtS
            } else {
                Instruction::I64GtS
            }]);
        } else {
            // Overflow is where the sum's sign is unlike that of both operands; for a difference,
            // where the left operand's is unlike that of both others.
            self.put_all([Instruction::LocalGet(sum)]);
            self.again(left);
            self.put_all([Instruction::I64Xor]);
            self.again(if op == ArithOp::Add { right } else { left });
            match op {
                ArithOp::Add => self.put_all([Instruction::LocalGet(sum)]),
                _ => self.again(right),
            }
            self.put_all([
                Instruction::I64Xor,
                Instruction::I64And,
                Instruction::I64Const(0),
                Instruction::I64LtS,
            ]);
        }
        self.body.refuse_if(refusal);
        if self.places[dst.index()] == Place::Unplaced && self.made[dst.index()] == 1 {
            self.places[dst.index()] = Place::Local(sum);
        } else {
            self.release(dst);
            self.put_all([Instruction::LocalGet(sum)]);
            self.write(dst);
        }
    }

    /// Keeps an event aside until the step is known to succeed.
    fn emit(&mut self, first: Slot) {
        let Some(site) = self.sites.next() else {
            return;
        };
        for field in 0..site.fields {
            let slot = Slot(first.0 + field);
            let value = self.value(slot);
            self.push(value);
            if self.slot_type(slot) == SlotType::Word {
                self.put_all([Instruction::I64ExtendI32U]);
            }
            let cell = self.cx.machine.globals.staged(site.first + 1 + field);
            self.put_all([Instruction::GlobalSet(cell)]);
        }
        let flag = self.cx.machine.globals.staged(site.first);
        self.put_all([Instruction::I64Const(1), Instruction::GlobalSet(flag)]);
    }

    fn arithmetic(&self, op: ArithOp) -> Instruction<'static> {
        match op {
            ArithOp::Add => Instruction::I64Add,
            ArithOp::Sub => Instruction::I64Sub,
            ArithOp::Mul => Instruction::I64Mul,
            ArithOp::Div => Instruction::Call(self.cx.machine.index(Function::DivEuclid)),
            ArithOp::Rem => Instruction::Call(self.cx.machine.index(Function::RemEuclid)),
        }
    }
}

/// The slots that an instruction makes or changes.
fn targets(op: &Op) -> Vec<Slot> {
    match *op {
        Op::Const { dst, .. }
        | Op::Copy { dst, .. }
        | Op::Not { dst, .. }
        | Op::Neg { dst, .. }
        | Op::Arith { dst, .. }
        | Op::Compare { dst, .. }
        | Op::Constant { dst, .. }
        | Op::Make { dst, .. }
        | Op::Field { dst, .. }
        | Op::With { dst, .. }
        | Op::Tag { dst, .. }
        | Op::IsNull { dst, .. }
        | Op::Wrap { dst, .. }
        | Op::Unwrap { dst, .. }
        | Op::Convert { dst, .. }
        | Op::Contains { dst, .. }
        | Op::SetOp { dst, .. }
        | Op::SubsetOf { dst, .. }
        | Op::MapMinus { dst, .. }
        | Op::MapGet { dst, .. }
        | Op::MapPut { dst, .. }
        | Op::ListGet { dst, .. }
        | Op::ListPut { dst, .. }
        | Op::Call { dst, .. }
        | Op::Range { dst, .. }
        | Op::Build { dst, .. }
        | Op::Add { dst, .. }
        | Op::Built { dst, .. }
        | Op::Extern { dst, .. }
        | Op::Enabled { dst, .. } => vec![dst],
        Op::Next { dst, cursor, .. } | Op::NextInt { dst, cursor, .. } => vec![dst, cursor],
        Op::Within { .. }
        | Op::Demand { .. }
        | Op::If { .. }
        | Op::Else { .. }
        | Op::End
        | Op::RangeFits { .. }
        | Op::Loop { .. }
        | Op::Break { .. }
        | Op::Repeat { .. }
        | Op::Emit { .. }
        | Op::Finish => Vec::new(),
    }
}

/// The slots that an instruction uses.
fn operands(op: &Op, cx: Context<'_>) -> Vec<Slot> {
    let from = |first: Slot, count: usize| (first.0..first.0 + count as u32).map(Slot).collect();
    match *op {
        Op::Const { .. }
        | Op::Constant { .. }
        | Op::Else { .. }
        | Op::End
        | Op::Build { .. }
        | Op::Loop { .. }
        | Op::Repeat { .. }
        | Op::Enabled { .. }
        | Op::Finish => Vec::new(),
        Op::Copy { src, .. }
        | Op::Not { src, .. }
        | Op::Neg { src, .. }
        | Op::Field { src, .. }
        | Op::Tag { src, .. }
        | Op::IsNull { src, .. }
        | Op::Wrap { src, .. }
        | Op::Unwrap { src, .. }
        | Op::Convert { src, .. } => vec![src],
        Op::Arith { left, right, .. }
        | Op::Compare { left, right, .. }
        | Op::SetOp { left, right, .. }
        | Op::SubsetOf { left, right, .. } => vec![left, right],
        Op::Within { value, .. } => vec![value],
        Op::Demand { condition, .. } | Op::If { condition, .. } | Op::Break { condition, .. } => {
            vec![condition]
        }
        Op::Make { first, count, .. } => from(first, count as usize),
        Op::With { src, value, .. } => vec![src, value],
        Op::Contains {
            value, collection, ..
        } => vec![value, collection],
        Op::MapMinus { map, keys, .. } => vec![map, keys],
        Op::MapGet { map, key, .. } => vec![map, key],
        Op::MapPut {
            map, key, value, ..
        } => vec![map, key, value],
        Op::ListGet { list, index, .. } => vec![list, index],
        Op::ListPut {
            list, index, value, ..
        } => vec![list, index, value],
        Op::Call { src, other, .. } => vec![src, other],
        Op::Range { lo, hi, .. } | Op::RangeFits { lo, hi, .. } => vec![lo, hi],
        Op::Add {
            dst, value, second, ..
        } => vec![dst, value, second],
        Op::Built { dst, .. } => vec![dst],
        Op::Next {
            collection, cursor, ..
        } => vec![collection, collection, cursor],
        Op::NextInt { cursor, hi, .. } => vec![cursor, hi],
        Op::Extern {
            function, first, ..
        } => from(first, cx.model.externs[function.index()].params.len()),
        Op::Emit { event, first } => from(first, cx.model.events[event.index()].fields.len()),
    }
}

fn comparison(op: CompareOp, slot: SlotType) -> Instruction<'static> {
    match (slot, op) {
        (SlotType::Word | SlotType::Ref, CompareOp::Eq) => Instruction::I32Eq,
        (SlotType::Word | SlotType::Ref, CompareOp::Ne) => Instruction::I32Ne,
        (SlotType::Word | SlotType::Ref, CompareOp::Lt) => Instruction::I32LtS,
        (SlotType::Word | SlotType::Ref, CompareOp::Le) => Instruction::I32LeS,
        (SlotType::Word | SlotType::Ref, CompareOp::Gt) => Instruction::I32GtS,
        (SlotType::Word | SlotType::Ref, CompareOp::Ge) => Instruction::I32GeS,
        (SlotType::Int, CompareOp::Eq) => Instruction::I64Eq,
        (SlotType::Int, CompareOp::Ne) => Instruction::I64Ne,
        (SlotType::Int, CompareOp::Lt) => Instruction::I64LtS,
        (SlotType::Int, CompareOp::Le) => Instruction::I64LeS,
        (SlotType::Int, CompareOp::Gt) => Instruction::I64GtS,
        (SlotType::Int, CompareOp::Ge) => Instruction::I64GeS,
    }
}
