//! Built-in functions, and collections in the making.

use super::{Lowering, Shapes};
use crate::model::{Builtin, CompareOp, Expr, ExprId, FailureId};
use crate::program::{Op, ShapeId, Slot};

impl Lowering<'_> {
    pub(super) fn call(
        &mut self,
        expr: &Expr,
        function: Builtin,
        args: &[ExprId],
        failure: Option<FailureId>,
    ) -> Slot {
        let slots: Vec<Slot> = args.iter().map(|arg| self.expr(*arg)).collect();
        let (src, other) = (slots[0], *slots.last().unwrap_or(&slots[0]));
        let int = self.shapes.int;
        match function {
            Builtin::Min | Builtin::Max => {
                let op = if function == Builtin::Min {
                    CompareOp::Lt
                } else {
                    CompareOp::Gt
                };
                let dst = self.fresh_int();
                self.copy(dst, src);
                let better = self.compare(op, other, src, int);
                let open = self.open(better);
                self.copy(dst, other);
                self.end(open);
                dst
            }
            Builtin::Abs => {
                let dst = self.fresh_int();
                self.copy(dst, src);
                let zero = self.int(0);
                let negative = self.compare(CompareOp::Lt, src, zero, int);
                let open = self.open(negative);
                self.push(Op::Neg {
                    dst,
                    src,
                    overflow: failure,
                });
                self.end(open);
                dst
            }
            _ => {
                let dst = self.fresh(expr.ty);
                let shape = self.shape_of(args[0]);
                self.push(Op::Call {
                    function,
                    dst,
                    src,
                    other,
                    shape,
                    failure,
                });
                dst
            }
        }
    }

    /// Begins a collection.
    pub(super) fn build(&mut self, shape: ShapeId) -> Slot {
        let dst = self.fresh_shape(shape);
        self.push(Op::Build { dst, shape });
        dst
    }

    /// Adds to a collection in the making.
    pub(super) fn add(&mut self, dst: Slot, value: Slot, second: Slot) {
        let shape = self.slots[dst.index()];
        self.push(Op::Add {
            dst,
            value,
            second,
            shape,
        });
    }

    /// Ends a collection in the making.
    pub(super) fn built(&mut self, dst: Slot) -> Slot {
        let shape = self.slots[dst.index()];
        self.push(Op::Built { dst, shape });
        dst
    }

    /// The shape of an expression's type.
    pub(super) fn own_shape(expr: &Expr) -> ShapeId {
        Shapes::id(expr.ty)
    }
}
