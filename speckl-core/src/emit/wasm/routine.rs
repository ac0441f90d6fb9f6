//! A routine of the program, instruction by instruction, as the inside of a Wasm function.
//!
//! Variables as they are now are globals (the working copy), as they were before are in memory,
//! parameters are parameters, and the rest are locals. A value that is made once, used once and cannot
//! fail needs no local: its code waits and is put where it is used. It is not left waiting past a
//! change of what it reads, nor past a fork of control.

use super::arithmetic::outside;
use super::body::{Body, number};
use super::layout::{Globals, Scalar, Site, sites, val_type, var_global, var_offset};
use super::machine::status;
use super::values::{Place, Waiting};
use crate::emit::trace::Origin;
use crate::model::{ArithOp, CompareOp, FailureId, Model};
use crate::program::{Op, Program, Routine, Slot, SlotType};
use std::collections::BTreeMap;
use wasm_encoder::{BlockType, Instruction, ValType};

/// The indices of the support functions; each is called only if [`Support::needs`] says so.
#[derive(Clone, Copy, Debug, Default)]
pub struct Support {
    /// [`super::arithmetic::mul_overflows`]
    pub mul_overflows: u32,
    /// [`super::arithmetic::div_euclid`]
    pub div_euclid: u32,
    /// [`super::arithmetic::rem_euclid`]
    pub rem_euclid: u32,
}

/// What all routines of a module are translated with.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The meaning.
    pub model: &'a Model,
    /// The meaning in machine form.
    pub program: &'a Program,
    /// The globals.
    pub globals: Globals,
    /// The support functions.
    pub support: Support,
}

/// A routine on its way into a body.
pub(super) struct Translation<'a> {
    cx: Context<'a>,
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
    depth: u32,
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
                Place::Memory(var_offset(slot - vars))
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
            depth: 0,
        };
        translation.count();
        translation
    }

    /// How often each slot is made and used. A result that several ends share counts as used twice,
    /// so that it never waits.
    fn count(&mut self) {
        for op in &self.routine.code {
            if let Some(slot) = target(op) {
                self.made[slot.index()] += 1;
            }
            for slot in operands(op, self.cx.model) {
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
                ..
            } => {
                let instruction = comparison(op, self.slot_type(left));
                self.define(dst, &[left, right], [instruction]);
            }
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
                self.depth += 1;
            }
            Op::Else { .. } => {
                self.flush();
                self.body.put(Instruction::Else);
            }
            Op::End => {
                self.flush();
                self.body.put(Instruction::End);
                self.depth = self.depth.saturating_sub(1);
            }
            Op::Emit { first, .. } => self.emit(first),
            Op::Finish => {
                self.flush();
                self.body.put(Instruction::Br(self.depth));
            }
            _ => unimplemented!("blocks and loops"),
        }
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
    fn define<const N: usize>(
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
                self.put_all([Instruction::Call(self.cx.support.mul_overflows)]);
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
            let cell = self.cx.globals.staged(site.first + 1 + field);
            self.put_all([Instruction::GlobalSet(cell)]);
        }
        let flag = self.cx.globals.staged(site.first);
        self.put_all([Instruction::I64Const(1), Instruction::GlobalSet(flag)]);
    }

    fn arithmetic(&self, op: ArithOp) -> Instruction<'static> {
        match op {
            ArithOp::Add => Instruction::I64Add,
            ArithOp::Sub => Instruction::I64Sub,
            ArithOp::Mul => Instruction::I64Mul,
            ArithOp::Div => Instruction::Call(self.cx.support.div_euclid),
            ArithOp::Rem => Instruction::Call(self.cx.support.rem_euclid),
        }
    }
}

/// The slot that an instruction makes.
fn target(op: &Op) -> Option<Slot> {
    match *op {
        Op::Const { dst, .. }
        | Op::Copy { dst, .. }
        | Op::Not { dst, .. }
        | Op::Neg { dst, .. }
        | Op::Arith { dst, .. }
        | Op::Compare { dst, .. } => Some(dst),
        Op::Within { .. }
        | Op::Demand { .. }
        | Op::If { .. }
        | Op::Else { .. }
        | Op::End
        | Op::Emit { .. }
        | Op::Finish => None,
        _ => None,
    }
}

/// The slots that an instruction uses.
fn operands(op: &Op, model: &Model) -> Vec<Slot> {
    match *op {
        Op::Const { .. } | Op::Else { .. } | Op::End | Op::Finish => Vec::new(),
        Op::Copy { src, .. } | Op::Not { src, .. } | Op::Neg { src, .. } => vec![src],
        Op::Arith { left, right, .. } | Op::Compare { left, right, .. } => vec![left, right],
        Op::Within { value, .. } => vec![value],
        Op::Demand { condition, .. } | Op::If { condition, .. } => vec![condition],
        Op::Emit { event, first } => {
            let count = model.events[event.index()].fields.len() as u32;
            (first.0..first.0 + count).map(Slot).collect()
        }
        _ => Vec::new(),
    }
}

fn comparison(op: CompareOp, slot: SlotType) -> Instruction<'static> {
    match (slot, op) {
        (SlotType::Word, CompareOp::Eq) => Instruction::I32Eq,
        (SlotType::Word, CompareOp::Ne) => Instruction::I32Ne,
        (SlotType::Word, CompareOp::Lt) => Instruction::I32LtS,
        (SlotType::Word, CompareOp::Le) => Instruction::I32LeS,
        (SlotType::Word, CompareOp::Gt) => Instruction::I32GtS,
        (SlotType::Word, CompareOp::Ge) => Instruction::I32GeS,
        (SlotType::Int, CompareOp::Eq) => Instruction::I64Eq,
        (SlotType::Int, CompareOp::Ne) => Instruction::I64Ne,
        (SlotType::Int, CompareOp::Lt) => Instruction::I64LtS,
        (SlotType::Int, CompareOp::Le) => Instruction::I64LeS,
        (SlotType::Int, CompareOp::Gt) => Instruction::I64GtS,
        (SlotType::Int, CompareOp::Ge) => Instruction::I64GeS,
        (SlotType::Ref, _) => unimplemented!("blocks"),
    }
}
