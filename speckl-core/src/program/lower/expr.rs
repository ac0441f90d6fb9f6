//! Expressions.

use super::{Lowering, Shapes};
use crate::model::{CompareOp, DOMAIN_MOST, ExprId, ExprKind, FailureId, LogicOp};
use crate::program::{Op, Shape, ShapeId, Slot};
use crate::value::{Domain, Value};

impl Lowering<'_> {
    /// The shape of an expression's type.
    pub(super) fn shape_of(&self, id: ExprId) -> ShapeId {
        Shapes::id(self.model.expr(id).ty)
    }

    /// Leaves the value of an expression in a slot; it may be a variable's own slot.
    pub(super) fn expr(&mut self, id: ExprId) -> Slot {
        let model = self.model;
        let expr = model.expr(id);
        match &expr.kind {
            ExprKind::Bool(value) => self.word(i64::from(*value)),
            ExprKind::Int(value) => self.int(*value),
            ExprKind::String(text) => self.known(expr, &Value::String(text.clone())),
            ExprKind::Null => self.known(expr, &Value::Null),
            ExprKind::Domain(ty) => {
                let all = Domain::whole(&model.types, &model.enums, *ty);
                let all = all.and_then(|it| it.all(DOMAIN_MOST));
                let all = all.expect("lowering lets through only types with few values");
                self.known(expr, &Value::Set(all))
            }
            ExprKind::Const(id) => self.known(expr, &model.consts[id.index()].value),
            ExprKind::Variant(_, index, payload) => {
                let shape = Shapes::id(expr.ty);
                if let Shape::Union(variants) = self.shapes.get(shape).clone() {
                    return self.make(shape, *index, payload, &variants[*index as usize]);
                }
                let dst = self.fresh(expr.ty);
                let value = i64::from(*index);
                self.push(Op::Const { dst, value });
                dst
            }
            ExprKind::Record(items) | ExprKind::Tuple(items) => {
                let shape = Shapes::id(expr.ty);
                let Shape::Struct(parts) = self.shapes.get(shape).clone() else {
                    unreachable!("records and tuples have the shape of a struct")
                };
                self.make(shape, 0, items, &parts)
            }
            ExprKind::List(items) | ExprKind::Set(items) => {
                let values: Vec<Slot> = items.iter().map(|item| self.expr(*item)).collect();
                let dst = self.build(Shapes::id(expr.ty));
                for value in values {
                    self.add(dst, value, value);
                }
                self.built(dst)
            }
            ExprKind::Map(entries) => {
                let entries: Vec<(Slot, Slot)> = entries
                    .iter()
                    .map(|(key, value)| (self.expr(*key), self.expr(*value)))
                    .collect();
                let dst = self.build(Shapes::id(expr.ty));
                for (key, value) in entries {
                    self.add(dst, key, value);
                }
                self.built(dst)
            }
            ExprKind::Range { lo, hi, too_large } => {
                let (lo, hi) = self.ends(*lo, *hi, *too_large);
                let dst = self.fresh(expr.ty);
                let shape = Shapes::id(expr.ty);
                self.push(Op::Range { dst, lo, hi, shape });
                dst
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
                let src = self.expr(*value);
                self.negated(src)
            }
            ExprKind::Neg { value, overflow } => {
                let src = self.expr(*value);
                let dst = self.fresh_int();
                let overflow = *overflow;
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
                let (left, right) = (self.expr(*left), self.expr(*right));
                let dst = self.fresh_int();
                self.push(Op::Arith {
                    op: *op,
                    dst,
                    left,
                    right,
                    zero: *zero,
                    overflow: *overflow,
                });
                dst
            }
            ExprKind::Compare { op, left, right } => {
                let shape = self.shape_of(*left);
                let (left, right) = (self.expr(*left), self.expr(*right));
                self.compare(*op, left, right, shape)
            }
            ExprKind::Logic { op, left, right } => self.logic(*op, *left, *right),
            ExprKind::InRange {
                value,
                lo,
                hi,
                negated,
            } => {
                let value = self.expr(*value);
                let (lo, hi) = (self.expr(*lo), self.expr(*hi));
                // Both comparisons are free of faults, so an `if` is as good as an `and`.
                let dst = self.fresh_word();
                let int = self.shapes.int;
                let above = self.compare(CompareOp::Ge, value, lo, int);
                self.copy(dst, above);
                let open = self.open(above);
                let below = self.compare(CompareOp::Le, value, hi, int);
                self.copy(dst, below);
                self.end(open);
                if *negated {
                    return self.negated(dst);
                }
                dst
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                let condition = self.expr(*condition);
                let dst = self.fresh(expr.ty);
                let open = self.open(condition);
                let src = self.expr(*then);
                self.copy(dst, src);
                let open = self.otherwise(open);
                let src = self.expr(*otherwise);
                self.copy(dst, src);
                self.end(open);
                dst
            }
            ExprKind::Let { local, value, body } => {
                let src = self.expr(*value);
                let dst = self.locals[local.index()];
                self.copy(dst, src);
                let result = self.expr(*body);
                if result != dst {
                    return result;
                }
                // The local may be given another value before this one is used.
                let apart = self.fresh(expr.ty);
                self.copy(apart, dst);
                apart
            }
            ExprKind::Match { value, arms } => {
                let value = self.scrutinee(*value);
                let dst = self.fresh(expr.ty);
                self.arms(value, arms, |lowering, body| {
                    let src = lowering.expr(*body);
                    lowering.copy(dst, src);
                });
                dst
            }
            ExprKind::Field { base, field } => {
                let shape = self.shape_of(*base);
                let src = self.expr(*base);
                let dst = self.fresh(expr.ty);
                self.push(Op::Field {
                    dst,
                    src,
                    shape,
                    field: *field,
                });
                dst
            }
            ExprKind::With { base, fields } => {
                let shape = self.shape_of(*base);
                let mut src = self.expr(*base);
                let fields: Vec<(u32, Slot)> = fields
                    .iter()
                    .map(|(field, value)| (*field, self.expr(*value)))
                    .collect();
                for (field, value) in fields {
                    let dst = self.fresh(expr.ty);
                    self.push(Op::With {
                        dst,
                        src,
                        shape,
                        field,
                        value,
                    });
                    src = dst;
                }
                src
            }
            ExprKind::ListGet {
                list,
                index,
                failure,
            } => {
                let shape = self.shape_of(*list);
                let (list, index) = (self.expr(*list), self.expr(*index));
                let dst = self.fresh(expr.ty);
                self.push(Op::ListGet {
                    dst,
                    list,
                    index,
                    shape,
                    failure: *failure,
                });
                dst
            }
            ExprKind::MapGet { map, key, failure } => {
                let shape = self.shape_of(*map);
                let (map, key) = (self.expr(*map), self.expr(*key));
                let dst = self.fresh(expr.ty);
                self.push(Op::MapGet {
                    dst,
                    map,
                    key,
                    shape,
                    failure: Some(*failure),
                });
                dst
            }
            ExprKind::Contains {
                value,
                collection,
                negated,
            } => {
                let shape = self.shape_of(*collection);
                let (value, collection) = (self.expr(*value), self.expr(*collection));
                let dst = self.fresh_word();
                self.push(Op::Contains {
                    dst,
                    value,
                    collection,
                    shape,
                });
                if *negated {
                    return self.negated(dst);
                }
                dst
            }
            ExprKind::SetOp { op, left, right } => {
                let shape = Shapes::id(expr.ty);
                let (left, right) = (self.expr(*left), self.expr(*right));
                let dst = self.fresh(expr.ty);
                self.push(Op::SetOp {
                    op: *op,
                    dst,
                    left,
                    right,
                    shape,
                });
                dst
            }
            ExprKind::MapMinus { map, keys } => {
                let (map, keys) = (self.expr(*map), self.expr(*keys));
                let dst = self.fresh(expr.ty);
                let shape = Shapes::id(expr.ty);
                self.push(Op::MapMinus {
                    dst,
                    map,
                    keys,
                    shape,
                });
                dst
            }
            ExprKind::SubsetOf { left, right } => {
                let shape = self.shape_of(*left);
                let (left, right) = (self.expr(*left), self.expr(*right));
                let dst = self.fresh_word();
                self.push(Op::SubsetOf {
                    dst,
                    left,
                    right,
                    shape,
                });
                dst
            }
            ExprKind::Call {
                function,
                args,
                failure,
            } => self.call(expr, *function, args, *failure),
            ExprKind::Extern {
                function,
                args,
                misfit,
            } => {
                let values: Vec<(Slot, ShapeId)> = args
                    .iter()
                    .map(|arg| (self.expr(*arg), self.shape_of(*arg)))
                    .collect();
                let first = self.neighbours(&values);
                let dst = self.fresh(expr.ty);
                self.push(Op::Extern {
                    dst,
                    function: *function,
                    first,
                    misfit: *misfit,
                });
                dst
            }
            ExprKind::Each {
                binders,
                filter,
                form,
            } => self.each(expr, binders, *filter, *form),
            ExprKind::Enabled(action) => {
                // Whether an action is enabled may depend on all of the state.
                self.reads.extend(0..self.vars);
                let dst = self.fresh_word();
                self.push(Op::Enabled {
                    dst,
                    action: *action,
                });
                dst
            }
            ExprKind::Unwrap { value, failure } => {
                let shape = self.shape_of(*value);
                let src = self.expr(*value);
                let dst = self.fresh(expr.ty);
                self.push(Op::Unwrap {
                    dst,
                    src,
                    shape,
                    failure: Some(*failure),
                });
                dst
            }
            ExprKind::Convert { value, failure } => {
                let from = self.shape_of(*value);
                let src = self.expr(*value);
                self.convert(src, from, Shapes::id(expr.ty), *failure)
            }
            ExprKind::Checked {
                value,
                fits,
                failure,
            } => {
                let value = self.expr(*value);
                self.push(Op::Within {
                    value,
                    lo: fits.lo,
                    hi: fits.hi,
                    failure: *failure,
                });
                value
            }
        }
    }

    /// The ends of a range that is used as a set, after a look at how large it is.
    pub(super) fn ends(
        &mut self,
        lo: ExprId,
        hi: ExprId,
        too_large: Option<FailureId>,
    ) -> (Slot, Slot) {
        let (lo, hi) = (self.expr(lo), self.expr(hi));
        if let Some(failure) = too_large {
            self.push(Op::RangeFits { lo, hi, failure });
        }
        (lo, hi)
    }

    fn logic(&mut self, op: LogicOp, left: ExprId, right: ExprId) -> Slot {
        let left = self.expr(left);
        if op == LogicOp::Iff {
            let right = self.expr(right);
            return self.compare(CompareOp::Eq, left, right, self.shapes.word);
        }
        let dst = self.fresh_word();
        // The right side is evaluated only where the left one does not decide.
        let go_on = match op {
            LogicOp::Or => {
                self.copy(dst, left);
                self.negated(left)
            }
            LogicOp::Implies => {
                self.push(Op::Const { dst, value: 1 });
                left
            }
            _ => {
                self.copy(dst, left);
                left
            }
        };
        let open = self.open(go_on);
        let src = self.expr(right);
        self.copy(dst, src);
        self.end(open);
        dst
    }
}
