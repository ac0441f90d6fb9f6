//! Loops: quantifiers, aggregates, comprehensions, `for`.

use super::Lowering;
use crate::model::{ArithOp, Binder, Expr, ExprId, ExprKind, Form, LocalId, Type};
use crate::program::{Op, Slot};

/// A loop that is open.
pub(super) struct Open {
    start: usize,
    /// Instructions that leave it.
    exits: Vec<usize>,
}

impl Lowering<'_> {
    pub(super) fn each(
        &mut self,
        expr: &Expr,
        binders: &[Binder],
        filter: Option<ExprId>,
        form: Form,
    ) -> Slot {
        let dst = match form {
            Form::Forall(_) => self.word(1),
            Form::Exists(_) => self.word(0),
            Form::Count | Form::Sum { .. } => self.int(0),
            Form::Set(_) | Form::Map { .. } => self.build(Self::own_shape(expr)),
        };
        self.walk(dst, binders, filter, form);
        match form {
            Form::Set(_) | Form::Map { .. } => self.built(dst),
            _ => dst,
        }
    }

    fn walk(&mut self, dst: Slot, binders: &[Binder], filter: Option<ExprId>, form: Form) {
        let Some((binder, rest)) = binders.split_first() else {
            let open = filter.map(|filter| {
                let condition = self.expr(filter);
                self.open(condition)
            });
            self.one(dst, form);
            if let Some(open) = open {
                self.end(open);
            }
            return;
        };
        let mut open = self.begin(binder.local, binder.source, false);
        self.walk(dst, rest, filter, form);
        match form {
            Form::Forall(_) => self.leave(&mut open, dst, false),
            Form::Exists(_) => self.leave(&mut open, dst, true),
            _ => {}
        }
        self.repeat(&open);
    }

    /// What one combination adds.
    fn one(&mut self, dst: Slot, form: Form) {
        match form {
            Form::Forall(body) | Form::Exists(body) => {
                let src = self.expr(body);
                self.copy(dst, src);
            }
            Form::Count => {
                let right = self.int(1);
                self.push(Op::Arith {
                    op: ArithOp::Add,
                    dst,
                    left: dst,
                    right,
                    zero: None,
                    overflow: None,
                });
            }
            Form::Sum { value, overflow } => {
                let right = self.expr(value);
                self.push(Op::Arith {
                    op: ArithOp::Add,
                    dst,
                    left: dst,
                    right,
                    zero: None,
                    overflow,
                });
            }
            Form::Set(body) => {
                let value = self.expr(body);
                self.add(dst, value, value);
            }
            Form::Map { key, value } => {
                let (key, value) = (self.expr(key), self.expr(value));
                self.add(dst, key, value);
            }
        }
    }

    /// Begins a loop over a source. Where the body assigns (`moving`), what is run over is kept apart
    /// from the variables.
    pub(super) fn begin(&mut self, local: LocalId, source: ExprId, moving: bool) -> Open {
        let model = self.model;
        let dst = self.locals[local.index()];
        let expr = model.expr(source);
        let ends = match &expr.kind {
            ExprKind::Range { lo, hi, too_large } => {
                let most = model.expr(*hi).interval;
                // The end of a loop over integers must have a successor.
                most.is_some_and(|most| most.hi < i64::MAX)
                    .then(|| self.ends(*lo, *hi, *too_large))
            }
            ExprKind::Domain(ty) => match *model.types.get(*ty) {
                Type::Range(lo, hi) | Type::Symmetric(_, lo, hi) if hi < i64::MAX => {
                    Some((self.int(lo), self.int(hi)))
                }
                _ => None,
            },
            _ => None,
        };
        if let Some((lo, hi)) = ends {
            let cursor = self.fresh_int();
            self.copy(cursor, lo);
            let hi = if moving { self.apart(hi) } else { hi };
            let start = self.push(Op::Loop { end: 0 });
            let next = self.push(Op::NextInt {
                dst,
                cursor,
                hi,
                end: 0,
            });
            return Open {
                start,
                exits: vec![next],
            };
        }
        let shape = self.shape_of(source);
        let collection = self.expr(source);
        let collection = if moving {
            self.apart(collection)
        } else {
            collection
        };
        let cursor = self.int(0);
        let start = self.push(Op::Loop { end: 0 });
        let next = self.push(Op::Next {
            dst,
            collection,
            cursor,
            shape,
            end: 0,
        });
        Open {
            start,
            exits: vec![next],
        }
    }

    /// A copy of a value in a slot that nothing else writes to.
    fn apart(&mut self, src: Slot) -> Slot {
        let dst = self.fresh_shape(self.slots[src.index()]);
        self.copy(dst, src);
        dst
    }

    /// Leaves a loop if a word is `when`.
    fn leave(&mut self, open: &mut Open, condition: Slot, when: bool) {
        let exit = self.push(Op::Break {
            condition,
            when,
            end: 0,
        });
        open.exits.push(exit);
    }

    /// Ends a loop.
    pub(super) fn repeat(&mut self, open: &Open) {
        let at = self.push(Op::Repeat {
            start: open.start as u32 + 1,
        });
        if let Op::Loop { end } = &mut self.code[open.start] {
            *end = at as u32;
        }
        for exit in &open.exits {
            if let Op::Next { end, .. } | Op::NextInt { end, .. } | Op::Break { end, .. } =
                &mut self.code[*exit]
            {
                *end = at as u32 + 1;
            }
        }
    }
}
