//! `match`: one test after the other, the last arm without.

use super::{Lowering, Shapes};
use crate::model::{CompareOp, ExprId, MatchArm, Pattern, Type};
use crate::program::{Op, Shape, ShapeId, Slot};
use crate::value::Value;

/// What is looked at.
#[derive(Clone, Copy)]
pub(super) struct Scrutinee {
    slot: Slot,
    shape: ShapeId,
    /// Where it is a `T?`: whether it is null, and the shape of `T`.
    option: Option<(Slot, ShapeId)>,
}

impl Lowering<'_> {
    pub(super) fn scrutinee(&mut self, value: ExprId) -> Scrutinee {
        let shape = self.shape_of(value);
        let slot = self.expr(value);
        let option = match self.model.type_of(value) {
            Type::Option(inner) => {
                let dst = self.fresh_word();
                self.push(Op::IsNull { dst, src: slot });
                Some((dst, Shapes::id(*inner)))
            }
            _ => None,
        };
        Scrutinee {
            slot,
            shape,
            option,
        }
    }

    /// The first arm that matches.
    pub(super) fn arms<B>(
        &mut self,
        value: Scrutinee,
        arms: &[MatchArm<B>],
        mut body: impl FnMut(&mut Self, &B),
    ) {
        let mut open = Vec::new();
        for (at, arm) in arms.iter().enumerate() {
            if at + 1 == arms.len() || arm.pattern == Pattern::Any {
                self.bind(value, &arm.pattern);
                body(self, &arm.body);
                break;
            }
            let holds = self.test(value, &arm.pattern);
            let branch = self.open(holds);
            self.bind(value, &arm.pattern);
            body(self, &arm.body);
            open.push(self.otherwise(branch));
        }
        for branch in open.into_iter().rev() {
            self.end(branch);
        }
    }

    /// The `T` in what is looked at, where it is known not to be null.
    fn inner(&mut self, value: Scrutinee) -> (Slot, ShapeId) {
        let Some((_, shape)) = value.option else {
            return (value.slot, value.shape);
        };
        let dst = self.fresh_shape(shape);
        self.push(Op::Unwrap {
            dst,
            src: value.slot,
            shape: value.shape,
            failure: None,
        });
        (dst, shape)
    }

    fn test(&mut self, value: Scrutinee, pattern: &Pattern) -> Slot {
        match (pattern, value.option) {
            (Pattern::Any, _) => self.word(1),
            (Pattern::Null, Some((is_null, _))) => is_null,
            (Pattern::Null, None) => self.word(0),
            (_, None) => self.test_inner(value, pattern),
            (_, Some((is_null, _))) => {
                let dst = self.word(0);
                let there = self.negated(is_null);
                let open = self.open(there);
                let holds = self.test_inner(value, pattern);
                self.copy(dst, holds);
                self.end(open);
                dst
            }
        }
    }

    fn test_inner(&mut self, value: Scrutinee, pattern: &Pattern) -> Slot {
        let (slot, shape) = self.inner(value);
        match pattern {
            Pattern::Any | Pattern::Null => self.word(i64::from(*pattern == Pattern::Any)),
            Pattern::Bool(true) => slot,
            Pattern::Bool(false) => self.negated(slot),
            Pattern::Int(known) => {
                let known = self.int(*known);
                self.compare(CompareOp::Eq, slot, known, shape)
            }
            Pattern::String(known) => {
                let constant = self.pool.id(shape, Value::String(known.clone()));
                let dst = self.fresh_shape(shape);
                self.push(Op::Constant { dst, constant });
                self.compare(CompareOp::Eq, slot, dst, shape)
            }
            Pattern::Variant(_, index, _) => {
                let (tag, shape) = match self.shapes.get(shape) {
                    Shape::Union(_) => {
                        let dst = self.fresh_word();
                        self.push(Op::Tag { dst, src: slot });
                        (dst, self.shapes.word)
                    }
                    _ => (slot, shape),
                };
                let known = self.word(i64::from(*index));
                self.compare(CompareOp::Eq, tag, known, shape)
            }
        }
    }

    /// Binds the names of a pattern that matches.
    fn bind(&mut self, value: Scrutinee, pattern: &Pattern) {
        let Pattern::Variant(_, _, names) = pattern else {
            return;
        };
        if names.is_empty() {
            return;
        }
        let (src, shape) = self.inner(value);
        for (field, local) in names {
            let dst = self.locals[local.index()];
            self.push(Op::Field {
                dst,
                src,
                shape,
                field: *field,
            });
        }
    }
}
