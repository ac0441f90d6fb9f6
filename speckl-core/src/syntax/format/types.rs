//! Types, parameters and fields → text.

use super::expr::PLACE_HOLDER;
use super::items::{Brackets, CURLY, Place, ROUND};
use super::printer::Printer;
use crate::syntax::ast::{
    BinaryOp, Expr, ExprKind, Param, TypeExpr, TypeExprKind, UnaryOp, Variant,
};
use crate::syntax::parse::binary_precedence;

impl Printer<'_> {
    pub fn ty(&mut self, ty: &TypeExpr) {
        match &ty.kind {
            TypeExprKind::Name(path) => self.path(path),
            TypeExprKind::Range(low, high) => {
                self.bound(low);
                self.text("..");
                self.bound(high);
            }
            TypeExprKind::Enum(variants) => {
                self.text("enum ");
                self.items(CURLY, variants, variant_place, |p, variant| {
                    p.text(&variant.name.text);
                    if !variant.payload.is_empty() {
                        p.text(" ");
                        p.params(CURLY, &variant.payload);
                    }
                });
            }
            TypeExprKind::Symmetric(inner) => {
                self.text("symmetric ");
                self.ty(inner);
            }
            TypeExprKind::Record(fields) => self.params(CURLY, fields),
            TypeExprKind::Tuple(types) => self.types(types),
            TypeExprKind::Option(inner) => {
                self.ty(inner);
                self.text("?");
            }
            TypeExprKind::Set(element) => self.applied("Set", &[element]),
            TypeExprKind::Map(key, value) => self.applied("Map", &[key, value]),
            TypeExprKind::List(element) => self.applied("List", &[element]),
            TypeExprKind::Refused(..) => self.text(PLACE_HOLDER),
        }
    }

    fn types(&mut self, types: &[TypeExpr]) {
        self.items(ROUND, types, |ty| Place::bare(ty.span), Self::ty);
    }

    fn applied(&mut self, name: &str, types: &[&TypeExpr]) {
        self.text(name);
        self.items(ROUND, types, |ty| Place::bare(ty.span), |p, ty| p.ty(ty));
    }

    pub fn params(&mut self, brackets: Brackets, params: &[Param]) {
        self.items(brackets, params, param_place, |p, param| {
            p.text(&format!("{}: ", param.name.text));
            p.ty(&param.ty);
        });
    }

    /// The bounds of a range are sums; anything else stands in parentheses.
    fn bound(&mut self, bound: &Expr) {
        let least = if is_sum(bound) {
            binary_precedence(BinaryOp::Add)
        } else {
            u8::MAX
        };
        self.operand(bound, least, false);
    }
}

fn is_sum(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Int(_) | ExprKind::Name(_) | ExprKind::Call(..) => true,
        ExprKind::Field { base: inner, .. } | ExprKind::Unary(UnaryOp::Neg, inner) => is_sum(inner),
        ExprKind::Binary(
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Rem,
            left,
            right,
        ) => is_sum(left) && is_sum(right),
        _ => false,
    }
}

fn variant_place(variant: &Variant) -> Place<'_> {
    let span = match variant.payload.last() {
        Some(last) => variant.name.span.to(last.ty.span),
        None => variant.name.span,
    };
    Place::documented(span, &variant.docs)
}

fn param_place(param: &Param) -> Place<'_> {
    Place::documented(param.name.span.to(param.ty.span), &param.docs)
}
