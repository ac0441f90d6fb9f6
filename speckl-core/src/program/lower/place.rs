//! Assignment to a place inside a variable: nested blocks are read on the way down, and made anew on
//! the way up.

use super::{Lowering, Shapes};
use crate::model::{ExprId, FailureId, Place, Type, TypeId, VarId};
use crate::program::{Op, ShapeId, Slot};

/// One step of the way, its index or key in a slot.
#[derive(Clone, Copy)]
enum Step {
    Field(u32),
    Index(Slot, FailureId),
    Key(Slot, Option<FailureId>),
    Unwrap(FailureId),
}

impl Lowering<'_> {
    pub(super) fn assign(&mut self, var: VarId, path: &[Place], value: ExprId) {
        let steps: Vec<Step> = path
            .iter()
            .map(|place| match place {
                Place::Field(field) => Step::Field(*field),
                Place::Index { index, failure } => Step::Index(self.expr(*index), *failure),
                Place::Key { key, failure } => Step::Key(self.expr(*key), *failure),
                Place::Unwrap { failure } => Step::Unwrap(*failure),
            })
            .collect();
        let value = self.expr(value);
        if !steps.is_empty() {
            // The rest of the variable stays as it is.
            self.reads.insert(var.0);
        }
        self.writes.insert(var.0);
        let ty = self.model.vars[var.index()].ty.ty;
        let mut levels = Vec::new();
        let (mut at, mut ty) = (Slot(var.0), ty);
        for (number, step) in steps.iter().enumerate() {
            levels.push((at, Shapes::id(ty)));
            let inner = self.part(ty, *step);
            let last = number + 1 == steps.len();
            at = self.down(at, Shapes::id(ty), inner, *step, last);
            ty = inner;
        }
        let mut new = value;
        for (step, (src, shape)) in steps.iter().zip(levels).rev() {
            new = self.up(src, shape, *step, new);
        }
        self.copy(Slot(var.0), new);
    }

    /// The type of the place that a step leads to.
    fn part(&self, ty: TypeId, step: Step) -> TypeId {
        match (self.model.types.get(ty), step) {
            (Type::Record(fields), Step::Field(field)) => fields[field as usize].1,
            (Type::Tuple(items), Step::Field(field)) => items[field as usize],
            (Type::List(item), Step::Index(..)) | (Type::Option(item), Step::Unwrap(_)) => *item,
            (Type::Map(_, value), Step::Key(..)) => *value,
            (ty, _) => unreachable!("the path does not lead into {ty:?}"),
        }
    }

    /// What stands at a place now, or a fault if it is not there. What the last step leads to is
    /// looked at only where it must be there.
    fn down(&mut self, src: Slot, shape: ShapeId, inner: TypeId, step: Step, last: bool) -> Slot {
        let failure = match step {
            Step::Field(_) => None,
            Step::Index(_, failure) | Step::Unwrap(failure) => Some(failure),
            Step::Key(_, failure) => failure,
        };
        if last && failure.is_none() {
            return src;
        }
        let dst = self.fresh(inner);
        match step {
            Step::Field(field) => {
                self.push(Op::Field {
                    dst,
                    src,
                    shape,
                    field,
                });
            }
            Step::Index(index, failure) => {
                self.push(Op::ListGet {
                    dst,
                    list: src,
                    index,
                    shape,
                    failure,
                });
            }
            Step::Key(key, failure) => {
                self.push(Op::MapGet {
                    dst,
                    map: src,
                    key,
                    shape,
                    failure,
                });
            }
            Step::Unwrap(failure) => {
                self.push(Op::Unwrap {
                    dst,
                    src,
                    shape,
                    failure: Some(failure),
                });
            }
        }
        dst
    }

    /// The block `src` with a new value at the place that a step leads to.
    fn up(&mut self, src: Slot, shape: ShapeId, step: Step, value: Slot) -> Slot {
        let dst = self.fresh_shape(shape);
        self.push(match step {
            Step::Field(field) => Op::With {
                dst,
                src,
                shape,
                field,
                value,
            },
            Step::Index(index, _) => Op::ListPut {
                dst,
                list: src,
                index,
                value,
                shape,
            },
            Step::Key(key, _) => Op::MapPut {
                dst,
                map: src,
                key,
                value,
                shape,
            },
            Step::Unwrap(_) => Op::Wrap {
                dst,
                src: value,
                shape,
            },
        });
        dst
    }
}
