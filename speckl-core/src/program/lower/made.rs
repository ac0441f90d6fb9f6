//! Values that are known, made of others, or given another shape.

use super::{Lowering, Shapes};
use crate::model::{Expr, ExprId, FailureId};
use crate::program::{Op, Shape, ShapeId, Slot};
use crate::value::Value;

impl Lowering<'_> {
    /// A value that is known now.
    pub(super) fn known(&mut self, expr: &Expr, value: &Value) -> Slot {
        let dst = self.fresh(expr.ty);
        let shape = Shapes::id(expr.ty);
        let scalar = matches!(self.shapes.get(shape), Shape::Word(_) | Shape::Int(..));
        let word = match value {
            Value::Null => Some(0),
            Value::Bool(value) if scalar => Some(i64::from(*value)),
            Value::Int(value) if scalar => Some(*value),
            Value::Enum(_, index, _) if scalar => Some(i64::from(*index)),
            _ => None,
        };
        if let Some(value) = word {
            self.push(Op::Const { dst, value });
        } else {
            let constant = self.pool.id(shape, value.clone());
            self.push(Op::Constant { dst, constant });
        }
        dst
    }

    /// A struct or union of these fields.
    pub(super) fn make(
        &mut self,
        shape: ShapeId,
        tag: u32,
        items: &[ExprId],
        parts: &[ShapeId],
    ) -> Slot {
        let values: Vec<Slot> = items.iter().map(|item| self.expr(*item)).collect();
        let values: Vec<(Slot, ShapeId)> = values.into_iter().zip(parts.iter().copied()).collect();
        let first = self.neighbours(&values);
        let dst = self.fresh_shape(shape);
        self.push(Op::Make {
            dst,
            shape,
            tag,
            first,
            count: values.len() as u32,
        });
        dst
    }

    /// A value in another shape.
    pub(super) fn convert(
        &mut self,
        src: Slot,
        from: ShapeId,
        to: ShapeId,
        failure: Option<FailureId>,
    ) -> Slot {
        if from == to {
            return src;
        }
        match (self.shapes.get(to).clone(), failure) {
            (Shape::Word(_), _) | (Shape::Int(..), None) => src,
            (Shape::Int(lo, hi), Some(failure)) => {
                self.push(Op::Within {
                    value: src,
                    lo,
                    hi,
                    failure,
                });
                src
            }
            (Shape::Option(inner), _) if inner == from => {
                let dst = self.fresh_shape(to);
                let shape = to;
                self.push(Op::Wrap { dst, src, shape });
                dst
            }
            _ => {
                let dst = self.fresh_shape(to);
                self.push(Op::Convert {
                    dst,
                    src,
                    from,
                    to,
                    failure,
                });
                dst
            }
        }
    }
}
