//! Operations on sets, and maps without some of their keys.

use super::super::Lowering;
use super::{Context, Expect, left_chain, set_op};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Expr, ExprId, ExprKind, SetOp, Type};
use crate::syntax::ast::{self, BinaryOp};
use crate::syntax::format;

/// Whether an expression makes a new set, whose elements can be checked one by one.
fn makes_a_set(expr: &ast::Expr) -> bool {
    matches!(
        expr.kind,
        ast::ExprKind::Braces(_) | ast::ExprKind::SetOf { .. }
    )
}

impl Lowering<'_> {
    /// `a union b minus c`, step by step from the left.
    pub(super) fn set_chain(
        &mut self,
        expr: &ast::Expr,
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        let (first, links) = left_chain(expr, |op| set_op(op).is_some());
        // What only comes in by `union` is stored in the end, and may be checked right away.
        let removes = links.iter().rposition(|(_, op, _)| *op != BinaryOp::Union);
        let stored_from = removes.map_or(0, |at| at + 1);
        let demand = |at: usize, expr: &ast::Expr| match expect {
            Expect::Exactly(_) if at >= stored_from && makes_a_set(expr) => expect,
            _ => Expect::hint(expect.ty()),
        };
        let &(whole, op, second) = links.first()?;
        let (left, right) = if expect == Expect::Nothing {
            let lazy = self.is_needy(first, context) && !self.is_needy(second, context);
            if lazy {
                self.pair(first, second, context)?
            } else {
                let left = self.set_operand(first, None, context)?;
                let hint = self.other_side(left);
                (left, self.set_operand(second, Some(hint), context)?)
            }
        } else {
            let left = self.demanded(first, demand(0, first), context);
            let right = self.right_side(op, left, second, demand(1, second), context);
            (left?, right?)
        };
        let mut left = self.set_link(whole, op, [first, second], [left, right], context)?;
        for (at, &(whole, op, right_expr)) in links.iter().enumerate().skip(1) {
            let demand = demand(at + 1, right_expr);
            let right = self.right_side(op, Some(left), right_expr, demand, context)?;
            let under = links[at - 1].0;
            left = self.set_link(whole, op, [under, right_expr], [left, right], context)?;
        }
        Some(left)
    }

    fn demanded(
        &mut self,
        expr: &ast::Expr,
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        match expect {
            Expect::Exactly(_) => self.value(expr, expect, context),
            other => self.set_operand(expr, other.ty(), context),
        }
    }

    fn right_side(
        &mut self,
        op: BinaryOp,
        left: Option<ExprId>,
        expr: &ast::Expr,
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        match expect {
            Expect::Exactly(_) if op == BinaryOp::Union => self.value(expr, expect, context),
            _ => {
                let hint = left.map(|id| self.other_side(id));
                self.set_operand(expr, hint.or(expect.ty()), context)
            }
        }
    }

    /// What stands on the right of an operation on this.
    fn other_side(&mut self, left: ExprId) -> crate::model::TypeId {
        let ty = self.present(self.ty_of(left));
        match *self.types.get(ty) {
            Type::Map(key, _) => self.types.intern(Type::Set(key)),
            _ => ty,
        }
    }

    fn set_link(
        &mut self,
        whole: &ast::Expr,
        op: BinaryOp,
        [left_text, right_text]: [&ast::Expr; 2],
        [left, right]: [ExprId; 2],
        context: &Context,
    ) -> Option<ExprId> {
        let left = self.read(left_text, left, context);
        let right = self.read(right_text, right, context);
        let (x, y) = (self.ty_of(left), self.ty_of(right));
        let shapes = (self.types.get(x).clone(), self.types.get(y).clone());
        let (kind, ty) = match shapes {
            (Type::Set(_), Type::Set(_)) => {
                let Some((left, right)) = self.meet(left, right) else {
                    self.refuse_sets(whole, op, [left_text, right_text], [x, y]);
                    return None;
                };
                let (ty, op) = (self.ty_of(left), set_op(op)?);
                (ExprKind::SetOp { op, left, right }, ty)
            }
            (Type::Map(key, value), Type::Set(item)) if set_op(op) == Some(SetOp::Minus) => {
                let Some(common) = self.join(key, item) else {
                    self.refuse_sets(whole, op, [left_text, right_text], [x, y]);
                    return None;
                };
                let ty = self.types.intern(Type::Map(common, value));
                let keys = self.types.intern(Type::Set(common));
                let map = self.convert(left, ty);
                let keys = self.convert(right, keys);
                (ExprKind::MapMinus { map, keys }, ty)
            }
            _ => {
                self.refuse_sets(whole, op, [left_text, right_text], [x, y]);
                return None;
            }
        };
        Some(self.push_expr(Expr {
            kind,
            ty,
            interval: None,
            span: whole.span,
        }))
    }

    fn refuse_sets(
        &mut self,
        whole: &ast::Expr,
        op: BinaryOp,
        sides: [&ast::Expr; 2],
        types: [crate::model::TypeId; 2],
    ) {
        let sign = format::binary_text(op);
        let [a, b] = types.map(|ty| self.named_text(ty));
        let kinds = types.map(|ty| self.types.get(ty).clone());
        let finding = Diagnostic::new(
            Code::TypeMismatch,
            whole.span,
            format!("`{sign}` cannot be used with `{a}` and `{b}`"),
        )
        .label("takes two sets of one type")
        .also(sides[0].span, format!("this is `{a}`"))
        .also(sides[1].span, format!("this is `{b}`"));
        let finding = match (op, kinds) {
            (BinaryOp::Union, [Type::List(_), Type::List(_)]) => {
                finding.note("lists are put together with `concat(xs, ys)`")
            }
            (BinaryOp::Union, [Type::Map(..), _]) => {
                finding.note("an entry is put into a map by `m[k] := v`")
            }
            (BinaryOp::Minus, [Type::Map(..), Type::Map(..)]) => {
                finding.note("what is taken away are keys: `m minus keys(n)`")
            }
            (BinaryOp::Union | BinaryOp::Minus, [Type::Set(item), _])
                if self.fit(types[1], item).is_some() =>
            {
                finding.note(format!("for a single element, write `{sign} {{x}}`"))
            }
            (BinaryOp::Minus, [Type::Map(key, _), _]) if self.fit(types[1], key).is_some() => {
                finding.note("for a single key, write `minus {k}`")
            }
            _ => finding,
        };
        self.report(finding);
    }

    /// `a subsetof b`
    pub(super) fn subset_of(
        &mut self,
        expr: &ast::Expr,
        left: &ast::Expr,
        right: &ast::Expr,
        context: &mut Context,
    ) -> Option<ExprId> {
        let (a, b) = if self.is_needy(left, context) && !self.is_needy(right, context) {
            self.pair(left, right, context)?
        } else {
            let a = self.set_operand(left, None, context);
            let hint = a.map(|id| self.ty_of(id));
            let b = self.set_operand(right, hint, context);
            (a?, b?)
        };
        let (a, b) = (self.read(left, a, context), self.read(right, b, context));
        let types = [self.ty_of(a), self.ty_of(b)];
        let sets = types.map(|ty| matches!(self.types.get(ty), Type::Set(_)));
        let met = (sets == [true, true]).then(|| self.meet(a, b)).flatten();
        let Some((a, b)) = met else {
            self.refuse_sets(expr, BinaryOp::SubsetOf, [left, right], types);
            return None;
        };
        let kind = ExprKind::SubsetOf { left: a, right: b };
        Some(self.make_bool(kind, expr.span))
    }
}
