//! From model to program: every expression becomes a few instructions that leave its value in a slot.
//!
//! | module | lowers |
//! | --- | --- |
//! | `shapes` | types |
//! | `expr`, `call`, `each`, `made` | expressions |
//! | `matching` | `match`, of expressions and of statements |
//! | `stmt`, `place` | statements |

mod call;
mod each;
mod expr;
mod made;
mod matching;
mod place;
mod shapes;
mod stmt;

use super::{ConstantId, Op, Program, Routine, ShapeId, Slot};
use crate::model::{
    CompareOp, Condition, ElementId, ExprId, ExternId, Local, Model, Temporal, TypeId,
};
use crate::value::Value;
use shapes::Shapes;
use std::collections::{BTreeMap, BTreeSet};

/// Puts a whole model into machine form.
pub fn lower(model: &Model) -> Program {
    let shapes = Shapes::of(model);
    let vars: Vec<ShapeId> = model.vars.iter().map(|var| Shapes::id(var.ty.ty)).collect();
    let mut pool = Pool::default();
    let init = {
        let init = &model.init;
        let mut lowering = Lowering::new(model, &shapes, &mut pool, &init.locals);
        lowering.params = init.params.len() as u32;
        lowering.block(&init.body);
        lowering.finish(init.element, None)
    };
    let actions: Vec<Routine> = model
        .actions
        .iter()
        .map(|action| {
            let mut lowering = Lowering::new(model, &shapes, &mut pool, &action.locals);
            lowering.params = action.params.len() as u32;
            let result = action.returns.map(|it| lowering.fresh(it.ty));
            lowering.result = result;
            lowering.block(&action.body);
            lowering.finish(action.element, result)
        })
        .collect();
    let mut condition = |condition: &Condition| {
        let mut lowering = Lowering::new(model, &shapes, &mut pool, &condition.locals);
        lowering.element = condition.element;
        let result = lowering.expr(condition.expr);
        lowering.finish(condition.element, Some(result))
    };
    let conditions = model.conditions().map(|(_, it)| condition(it)).collect();
    let finals = model.final_states.iter();
    let finals = finals
        .flat_map(|it| &it.conditions)
        .map(&mut condition)
        .collect();
    let reachables = model
        .reachables
        .iter()
        .map(|it| it.conditions.iter().map(&mut condition).collect())
        .collect();
    let properties = model
        .properties
        .iter()
        .map(|it| {
            let formulas = it.formulas.iter();
            formulas
                .map(|formula| match formula {
                    Temporal::Always(it)
                    | Temporal::Eventually(it)
                    | Temporal::AlwaysEventually(it)
                    | Temporal::EventuallyAlways(it) => vec![condition(it)],
                    Temporal::LeadsTo(from, to) => vec![condition(from), condition(to)],
                })
                .collect()
        })
        .collect();
    let called = called(model, &actions);
    Program {
        called,
        shapes: shapes.table,
        constants: pool.constants,
        vars,
        init,
        actions,
        conditions,
        finals,
        reachables,
        properties,
    }
}

/// What the actions that may fire ask the host for.
fn called(model: &Model, actions: &[Routine]) -> BTreeSet<ExternId> {
    let allowed = model.allowed_actions();
    let ops = allowed.flat_map(|(id, _)| &actions[id.index()].code);
    let called = ops.filter_map(|op| match op {
        Op::Extern { function, .. } => Some(*function),
        _ => None,
    });
    called.collect()
}

/// Parts of conditions, whose names are bound inside them, as routines of their own; and the constants
/// of the program with those that they need behind them.
pub fn lower_parts(
    model: &Model,
    program: &Program,
    parts: &[(&Condition, ExprId)],
) -> (Vec<Routine>, Vec<(ShapeId, Value)>) {
    let shapes = Shapes::of(model);
    let mut pool = Pool::default();
    for (shape, value) in &program.constants {
        pool.id(*shape, value.clone());
    }
    let routines = parts
        .iter()
        .map(|(condition, part)| {
            let mut lowering = Lowering::new(model, &shapes, &mut pool, &condition.locals);
            lowering.element = condition.element;
            let result = lowering.expr(*part);
            lowering.finish(condition.element, Some(result))
        })
        .collect();
    (routines, pool.constants)
}

/// The constants of a program, each once.
#[derive(Default)]
struct Pool {
    constants: Vec<(ShapeId, Value)>,
    known: BTreeMap<(ShapeId, Value), ConstantId>,
}

impl Pool {
    fn id(&mut self, shape: ShapeId, value: Value) -> ConstantId {
        let next = ConstantId(self.constants.len() as u32);
        *self.known.entry((shape, value)).or_insert_with_key(|key| {
            self.constants.push(key.clone());
            next
        })
    }
}

/// One routine in the making.
struct Lowering<'a> {
    model: &'a Model,
    shapes: &'a Shapes,
    pool: &'a mut Pool,
    vars: u32,
    slots: Vec<ShapeId>,
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
    fn new(model: &'a Model, shapes: &'a Shapes, pool: &'a mut Pool, locals: &[Local]) -> Self {
        let vars = model.vars.iter().map(|var| Shapes::id(var.ty.ty));
        let mut slots: Vec<ShapeId> = vars.clone().chain(vars).collect();
        let first = slots.len() as u32;
        slots.extend(locals.iter().map(|local| Shapes::id(local.ty.ty)));
        Self {
            model,
            shapes,
            pool,
            vars: model.vars.len() as u32,
            slots,
            locals: (first..first + locals.len() as u32).map(Slot).collect(),
            params: 0,
            code: Vec::new(),
            origins: Vec::new(),
            element: model.spec_element(),
            result: None,
            reads: BTreeSet::new(),
            reads_before: BTreeSet::new(),
            writes: BTreeSet::new(),
        }
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

    /// A slot of its own for a value of a type.
    fn fresh(&mut self, ty: TypeId) -> Slot {
        self.fresh_shape(Shapes::id(ty))
    }

    fn fresh_shape(&mut self, shape: ShapeId) -> Slot {
        self.slots.push(shape);
        Slot(self.slots.len() as u32 - 1)
    }

    /// A slot for a boolean or the index of an enum value.
    fn fresh_word(&mut self) -> Slot {
        self.fresh_shape(self.shapes.word)
    }

    /// A slot for any integer.
    fn fresh_int(&mut self) -> Slot {
        self.fresh_shape(self.shapes.int)
    }

    fn push(&mut self, op: Op) -> usize {
        self.code.push(op);
        self.origins.push(self.element);
        self.code.len() - 1
    }

    fn copy(&mut self, dst: Slot, src: Slot) {
        if dst != src {
            self.push(Op::Copy { dst, src });
        }
    }

    fn word(&mut self, value: i64) -> Slot {
        let dst = self.fresh_word();
        self.push(Op::Const { dst, value });
        dst
    }

    fn int(&mut self, value: i64) -> Slot {
        let dst = self.fresh_int();
        self.push(Op::Const { dst, value });
        dst
    }

    fn negated(&mut self, src: Slot) -> Slot {
        let dst = self.fresh_word();
        self.push(Op::Not { dst, src });
        dst
    }

    fn compare(&mut self, op: CompareOp, left: Slot, right: Slot, shape: ShapeId) -> Slot {
        let dst = self.fresh_word();
        self.push(Op::Compare {
            op,
            dst,
            left,
            right,
            shape,
        });
        dst
    }

    /// Values side by side, in slots of their own of these shapes; the first of them.
    fn neighbours(&mut self, values: &[(Slot, ShapeId)]) -> Slot {
        let first = Slot(self.slots.len() as u32);
        self.slots.extend(values.iter().map(|(_, shape)| *shape));
        for (at, (src, _)) in values.iter().enumerate() {
            let dst = Slot(first.0 + at as u32);
            self.push(Op::Copy { dst, src: *src });
        }
        first
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
}
