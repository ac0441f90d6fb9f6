//! From model to program: every expression becomes a few instructions that leave its value in a slot.

use super::{Op, Program, Routine, Slot, SlotType};
use crate::model::{CompareOp, TypeId};
use crate::model::{ElementId, ExprId, ExprKind, Local, LogicOp, Model, Stmt, StmtKind, Type};
use std::collections::BTreeSet;

/// Puts a whole model into machine form.
pub fn lower(model: &Model) -> Program {
    let vars: Vec<SlotType> = model
        .vars
        .iter()
        .map(|var| slot_type(model, var.ty.ty))
        .collect();
    let init = {
        let init = &model.init;
        let mut lowering = Lowering::new(model, &vars, &init.locals, init.params.len(), None);
        lowering.block(&init.body);
        lowering.finish(init.element, None)
    };
    let actions = model
        .actions
        .iter()
        .map(|action| {
            let count = action.params.len();
            let returns = action.returns.map(|declared| declared.ty);
            let mut lowering = Lowering::new(model, &vars, &action.locals, count, returns);
            lowering.block(&action.body);
            let result = lowering.result;
            lowering.finish(action.element, result)
        })
        .collect();
    let condition = |condition: &crate::model::Condition| {
        let mut lowering = Lowering::new(model, &vars, &condition.locals, 0, None);
        lowering.element = condition.element;
        let result = lowering.expr(condition.expr);
        lowering.finish(condition.element, Some(result))
    };
    let conditions = model.conditions().map(|(_, it)| condition(it)).collect();
    let finals = model
        .final_states
        .iter()
        .flat_map(|it| &it.conditions)
        .map(condition)
        .collect();
    Program {
        vars,
        init,
        actions,
        conditions,
        finals,
    }
}

fn slot_type(model: &Model, ty: TypeId) -> SlotType {
    match model.types.get(ty) {
        Type::Bool | Type::Enum(_) => SlotType::Word,
        Type::Int | Type::Nat | Type::Range(..) => SlotType::Int,
    }
}

struct Lowering<'a> {
    model: &'a Model,
    vars: u32,
    slots: Vec<SlotType>,
    /// Where each local lives: parameters in the slots of parameters, `let`s in slots of their own.
    locals: Vec<Slot>,
    params: u32,
    code: Vec<Op>,
    origins: Vec<ElementId>,
    element: ElementId,
    result: Option<Slot>,
    reads: BTreeSet<u32>,
    reads_before: BTreeSet<u32>,
    writes: BTreeSet<u32>,
}

impl<'a> Lowering<'a> {
    fn new(
        model: &'a Model,
        vars: &[SlotType],
        locals: &[Local],
        params: usize,
        returns: Option<TypeId>,
    ) -> Self {
        let mut slots = [vars, vars].concat();
        let first = slots.len() as u32;
        slots.extend(locals.iter().map(|local| slot_type(model, local.ty.ty)));
        let mut lowering = Self {
            model,
            vars: vars.len() as u32,
            slots,
            locals: (first..first + locals.len() as u32).map(Slot).collect(),
            params: params as u32,
            code: Vec::new(),
            origins: Vec::new(),
            element: model.spec_element(),
            result: None,
            reads: BTreeSet::new(),
            reads_before: BTreeSet::new(),
            writes: BTreeSet::new(),
        };
        lowering.result = returns.map(|ty| lowering.fresh(slot_type(model, ty)));
        lowering
    }

    fn finish(mut self, element: ElementId, result: Option<Slot>) -> Routine {
        self.element = element;
        self.push(Op::Finish);
        Routine {
            params: self.params,
            slots: self.slots,
            code: self.code,
            origins: self.origins,
            result,
            reads: self.reads.into_iter().collect(),
            reads_before: self.reads_before.into_iter().collect(),
            writes: self.writes.into_iter().collect(),
        }
    }

    fn fresh(&mut self, ty: SlotType) -> Slot {
        self.slots.push(ty);
        Slot(self.slots.len() as u32 - 1)
    }

    fn push(&mut self, op: Op) -> usize {
        self.code.push(op);
        self.origins.push(self.element);
        self.code.len() - 1
    }

    /// Opens an `if`; what is emitted until [`Self::otherwise`] or [`Self::end`] is its branch.
    fn open(&mut self, condition: Slot) -> usize {
        self.push(Op::If {
            condition,
            otherwise: 0,
        })
    }

    fn otherwise(&mut self, open: usize) -> usize {
        let at = self.push(Op::Else { end: 0 });
        if let Op::If { otherwise, .. } = &mut self.code[open] {
            *otherwise = at as u32 + 1;
        }
        at
    }

    /// Closes an `if` or its `else`.
    fn end(&mut self, open: usize) {
        let at = self.push(Op::End) as u32;
        match &mut self.code[open] {
            Op::If { otherwise: to, .. } | Op::Else { end: to } => *to = at,
            _ => {}
        }
    }

    fn constant(&mut self, value: i64, ty: SlotType) -> Slot {
        let dst = self.fresh(ty);
        self.push(Op::Const { dst, value });
        dst
    }

    fn block(&mut self, block: &[Stmt]) {
        for stmt in block {
            self.element = stmt.element;
            self.stmt(&stmt.kind, stmt.element);
        }
    }

    fn stmt(&mut self, kind: &StmtKind, element: ElementId) {
        match kind {
            StmtKind::Require { condition, failure } | StmtKind::Assert { condition, failure } => {
                let condition = self.expr(*condition);
                self.push(Op::Demand {
                    condition,
                    failure: *failure,
                });
            }
            StmtKind::Let { local, value } => {
                let src = self.expr(*value);
                let dst = self.locals[local.index()];
                self.push(Op::Copy { dst, src });
            }
            StmtKind::Assign { var, value } => {
                let src = self.expr(*value);
                self.writes.insert(var.0);
                self.push(Op::Copy {
                    dst: Slot(var.0),
                    src,
                });
            }
            StmtKind::If {
                condition,
                then,
                otherwise,
            } => {
                let condition = self.expr(*condition);
                let mut open = self.open(condition);
                self.block(then);
                self.element = element;
                if !otherwise.is_empty() {
                    open = self.otherwise(open);
                    self.block(otherwise);
                    self.element = element;
                }
                self.end(open);
            }
            StmtKind::Emit { event, fields } => {
                let values: Vec<Slot> = fields.iter().map(|field| self.expr(*field)).collect();
                // The fields must be neighbours, so they move to slots of their own.
                let first = Slot(self.slots.len() as u32);
                for src in values {
                    let dst = self.fresh(self.slots[src.index()]);
                    self.push(Op::Copy { dst, src });
                }
                self.push(Op::Emit {
                    event: *event,
                    first,
                });
            }
            StmtKind::Return { value } => {
                let src = self.expr(*value);
                if let Some(dst) = self.result {
                    self.push(Op::Copy { dst, src });
                }
                self.push(Op::Finish);
            }
        }
    }

    /// Leaves the value of an expression in a slot; it may be a variable's own slot.
    fn expr(&mut self, id: ExprId) -> Slot {
        let model = self.model;
        let expr = model.expr(id);
        match expr.kind {
            ExprKind::Bool(value) => self.constant(i64::from(value), SlotType::Word),
            ExprKind::Int(value) => self.constant(value, SlotType::Int),
            ExprKind::Variant(_, index) => self.constant(i64::from(index), SlotType::Word),
            ExprKind::Const(id) => {
                let known = &model.consts[id.index()];
                self.constant(known.value.to_slot(), slot_type(model, known.ty.ty))
            }
            ExprKind::Var(var) => {
                self.reads.insert(var.0);
                Slot(var.0)
            }
            ExprKind::PrevVar(var) => {
                self.reads_before.insert(var.0);
                Slot(self.vars + var.0)
            }
            ExprKind::Local(local) => self.locals[local.index()],
            ExprKind::Not(value) => {
                let src = self.expr(value);
                let dst = self.fresh(SlotType::Word);
                self.push(Op::Not { dst, src });
                dst
            }
            ExprKind::Neg { value, overflow } => {
                let src = self.expr(value);
                let dst = self.fresh(SlotType::Int);
                self.push(Op::Neg { dst, src, overflow });
                dst
            }
            ExprKind::Arith {
                op,
                left,
                right,
                zero,
                overflow,
            } => {
                let (left, right) = (self.expr(left), self.expr(right));
                let dst = self.fresh(SlotType::Int);
                self.push(Op::Arith {
                    op,
                    dst,
                    left,
                    right,
                    zero,
                    overflow,
                });
                dst
            }
            ExprKind::Compare { op, left, right } => {
                let (left, right) = (self.expr(left), self.expr(right));
                self.compare(op, left, right)
            }
            ExprKind::Logic { op, left, right } => self.logic(op, left, right),
            ExprKind::InRange {
                value,
                lo,
                hi,
                negated,
            } => {
                let value = self.expr(value);
                let (lo, hi) = (self.expr(lo), self.expr(hi));
                // Both comparisons are free of faults, so an `if` is as good as an `and`.
                let dst = self.fresh(SlotType::Word);
                let above = self.compare(CompareOp::Ge, value, lo);
                self.push(Op::Copy { dst, src: above });
                let open = self.open(above);
                let below = self.compare(CompareOp::Le, value, hi);
                self.push(Op::Copy { dst, src: below });
                self.end(open);
                if negated {
                    self.push(Op::Not { dst, src: dst });
                }
                dst
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                let condition = self.expr(condition);
                let dst = self.fresh(slot_type(model, expr.ty));
                let open = self.open(condition);
                let src = self.expr(then);
                self.push(Op::Copy { dst, src });
                let open = self.otherwise(open);
                let src = self.expr(otherwise);
                self.push(Op::Copy { dst, src });
                self.end(open);
                dst
            }
            ExprKind::Let { local, value, body } => {
                let src = self.expr(value);
                let dst = self.locals[local.index()];
                self.push(Op::Copy { dst, src });
                self.expr(body)
            }
            ExprKind::Checked {
                value,
                fits,
                failure,
            } => {
                let value = self.expr(value);
                self.push(Op::Within {
                    value,
                    lo: fits.lo,
                    hi: fits.hi,
                    failure,
                });
                value
            }
        }
    }

    fn compare(&mut self, op: CompareOp, left: Slot, right: Slot) -> Slot {
        let dst = self.fresh(SlotType::Word);
        self.push(Op::Compare {
            op,
            dst,
            left,
            right,
        });
        dst
    }

    fn logic(&mut self, op: LogicOp, left: ExprId, right: ExprId) -> Slot {
        let left = self.expr(left);
        if op == LogicOp::Iff {
            let right = self.expr(right);
            return self.compare(CompareOp::Eq, left, right);
        }
        let dst = self.fresh(SlotType::Word);
        // The right side is evaluated only where the left one does not decide.
        let go_on = if op == LogicOp::Or {
            self.push(Op::Copy { dst, src: left });
            let negated = self.fresh(SlotType::Word);
            self.push(Op::Not {
                dst: negated,
                src: left,
            });
            negated
        } else if op == LogicOp::Implies {
            self.push(Op::Const { dst, value: 1 });
            left
        } else {
            self.push(Op::Copy { dst, src: left });
            left
        };
        let open = self.open(go_on);
        let src = self.expr(right);
        self.push(Op::Copy { dst, src });
        self.end(open);
        dst
    }
}
