//! Constants, and expressions that must be known at compile time: lowered like any other, and then
//! given to the reference evaluator. What was lowered for it is thrown away again.

use super::Lowering;
use super::exprs::Context;
use super::types::Place;
use crate::diagnostic::{Code, Diagnostic};
use crate::eval::{self, Consts, NoValue, Tables};
use crate::model::{Const, ConstId, Declared, ElementKind, ExprId};
use crate::syntax::ast::{self, Decl, Name, TypeExpr};
use crate::syntax::format;
use crate::value::Value;

/// How many steps the value of a constant expression may take.
const FUEL: u64 = 1 << 22;

impl<'a> Lowering<'a> {
    /// Resolves `const N: T = e`.
    pub(super) fn named_const(
        &mut self,
        id: ConstId,
        name: &'a Name,
        ty: &'a TypeExpr,
        value: &'a ast::Expr,
        decl: &'a Decl,
    ) -> Option<ConstId> {
        let element = self.named_element(
            self.scope_element(),
            ElementKind::Const,
            &name.text,
            decl.span,
            format::decl(decl),
        );
        let declared = self.type_expr(ty, &Place::anonymous(element, &[&name.text]))?;
        let value = self.constant_expr(value, Some(declared))?;
        if self.names.variants.contains_key(&name.text) {
            self.warn_hidden(name, "constant", "an enum value");
        }
        self.consts[id.index()] = Some(Const {
            name: self.imported_const_name(&name.text),
            docs: decl.docs.clone(),
            ty: declared,
            value,
            element,
            name_span: name.span,
        });
        Some(id)
    }

    /// The value of an expression that must be known now; of a type, where one is given.
    pub(super) fn constant_expr(
        &mut self,
        expr: &ast::Expr,
        ty: Option<Declared>,
    ) -> Option<Value> {
        self.scratch(|this| {
            let mut context = Context::constant(this.scope_element());
            let id = match ty {
                Some(ty) => this.stored(expr, ty, &mut context)?,
                None => this.expr(expr, None, &mut context)?,
            };
            this.evaluate(id, expr)
        })
    }

    fn evaluate(&mut self, id: ExprId, expr: &ast::Expr) -> Option<Value> {
        let tables = Tables {
            types: &self.types,
            enums: &self.enums,
            exprs: &self.exprs,
            consts: Consts::Some(&self.consts),
        };
        let why = match eval::constant(tables, id, FUEL) {
            Ok(value) => return Some(value),
            Err(why) => why,
        };
        let text = format::expr(expr);
        let finding = match why {
            NoValue::NotConstant => Diagnostic::new(
                Code::NotConstant,
                expr.span,
                "this must be known at compile time",
            )
            .label("depends on the state"),
            NoValue::Failure(failure) => {
                let failure = &self.failures[failure.index()];
                let why = failure.message.split_once("faulted: ");
                let why = why.map_or(failure.message.as_str(), |(_, why)| why);
                Diagnostic::new(
                    Code::ConstantFault,
                    failure.span,
                    format!("`{text}` has no value"),
                )
                .label(why)
            }
            NoValue::TooLong => Diagnostic::new(
                Code::ConstantFault,
                expr.span,
                "this constant takes too long to evaluate",
            )
            .label(format!("given up after {FUEL} steps")),
        };
        self.report(finding);
        None
    }

    /// Lowers something that is not a part of the model: the expressions and failures that it makes
    /// are forgotten, what it reports and what it resolves stays.
    pub(super) fn scratch<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let (exprs, failures) = (self.exprs.len(), self.failures.len());
        let result = work(self);
        self.exprs.truncate(exprs);
        self.failures.truncate(failures);
        result
    }
}
