//! Constants and constant expressions: evaluated while the model is being built.

use super::Lowering;
use super::elements::ROOT;
use super::exprs::Context;
use super::names::Progress;
use super::types::Place;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{CompareOp, Const, ConstId, ElementKind, ExprId, ExprKind, LogicOp};
use crate::model::{LocalId, TypeId};
use crate::syntax::ast;
use crate::syntax::format;
use crate::value::Value;

/// Why an expression has no value at compile time.
enum NoValue {
    /// It reads what only a running machine has.
    NotConstant,
    /// It faults.
    Fault,
}

impl Lowering<'_> {
    /// Resolves every constant, in the order of declaration.
    pub(super) fn consts(&mut self) {
        for index in 0..self.names.const_entries.len() {
            self.const_value(ConstId(index as u32));
        }
    }

    /// The constant behind an id, resolved now if it has not been yet.
    pub(super) fn const_value(&mut self, id: ConstId) -> Option<&Const> {
        let entry = &mut self.names.const_entries[id.index()];
        let (name, ty, value, decl) = (entry.name, entry.ty, entry.value, entry.decl);
        match entry.progress {
            Progress::Done => {}
            Progress::Running => {
                self.report(
                    Diagnostic::new(
                        Code::RecursiveDefinition,
                        name.span,
                        format!("constant `{}` is defined by itself", name.text),
                    )
                    .label("its value depends on itself"),
                );
                return None;
            }
            Progress::Waiting => {
                entry.progress = Progress::Running;
                let element = self.named_element(
                    ROOT,
                    ElementKind::Const,
                    &name.text,
                    decl.span,
                    format::decl(decl),
                );
                let place = Place {
                    element,
                    name: &Self::anonymous_name(&[&name.text]),
                };
                let declared = self.type_expr(ty, &place);
                let resolved = declared.and_then(|declared| {
                    let value = self.constant_of_type(value, declared.ty)?;
                    Some((declared, value))
                });
                self.names.const_entries[id.index()].progress = Progress::Done;
                let (declared, value) = resolved?;
                if self.names.variants.contains_key(&name.text) {
                    self.warn_hidden(name, "constant", "an enum value");
                }
                self.consts[id.index()] = Some(Const {
                    name: name.text.clone(),
                    docs: decl.docs.clone(),
                    ty: declared,
                    value,
                    element,
                    name_span: name.span,
                });
            }
        }
        self.consts[id.index()].as_ref()
    }

    /// The value of an expression that must be known now, and must fit a type.
    fn constant_of_type(&mut self, expr: &ast::Expr, ty: TypeId) -> Option<Value> {
        let value = self.constant_expr(expr, Some(ty))?;
        if let (Value::Int(number), Some(fits)) = (value, self.types.get(ty).integers())
            && !(fits.lo..=fits.hi).contains(&number)
        {
            let range = self.type_text(self.types.get(ty));
            self.report(
                Diagnostic::new(
                    Code::ConstantOutOfRange,
                    expr.span,
                    format!("`{number}` is outside `{range}`"),
                )
                .label(format!("must be in `{range}`")),
            );
            return None;
        }
        Some(value)
    }

    /// The value of an expression that must be known now.
    pub(super) fn constant_expr(
        &mut self,
        expr: &ast::Expr,
        expected: Option<TypeId>,
    ) -> Option<Value> {
        let mut context = Context::constant(ROOT);
        let id = match expected {
            Some(ty) => self.expr_of(expr, ty, &mut context)?,
            None => self.expr(expr, None, &mut context)?,
        };
        match self.fold(id, &mut Vec::new()) {
            Ok(value) => Some(value),
            Err(NoValue::NotConstant) => {
                self.report(
                    Diagnostic::new(
                        Code::NotConstant,
                        expr.span,
                        "this must be known at compile time",
                    )
                    .label("depends on the state"),
                );
                None
            }
            Err(NoValue::Fault) => {
                let text = format::expr(expr);
                self.report(
                    Diagnostic::new(
                        Code::ConstantFault,
                        expr.span,
                        format!("`{text}` has no value"),
                    )
                    .label("overflows, or divides by zero"),
                );
                None
            }
        }
    }

    fn fold(&self, id: ExprId, locals: &mut Vec<(LocalId, Value)>) -> Result<Value, NoValue> {
        let int = |value: Value| match value {
            Value::Int(value) => Ok(value),
            _ => Err(NoValue::NotConstant),
        };
        let truth = |value: Value| match value {
            Value::Bool(value) => Ok(value),
            _ => Err(NoValue::NotConstant),
        };
        match self.exprs[id.0 as usize].kind {
            ExprKind::Bool(value) => Ok(Value::Bool(value)),
            ExprKind::Int(value) => Ok(Value::Int(value)),
            ExprKind::Variant(of, index) => Ok(Value::Enum(of, index)),
            ExprKind::Const(id) => self.consts[id.index()]
                .as_ref()
                .map(|known| known.value)
                .ok_or(NoValue::NotConstant),
            ExprKind::Var(_) | ExprKind::PrevVar(_) => Err(NoValue::NotConstant),
            ExprKind::Local(local) => locals
                .iter()
                .find(|(known, _)| *known == local)
                .map(|&(_, value)| value)
                .ok_or(NoValue::NotConstant),
            ExprKind::Not(value) => Ok(Value::Bool(!truth(self.fold(value, locals)?)?)),
            ExprKind::Neg { value, .. } => int(self.fold(value, locals)?)?
                .checked_neg()
                .map(Value::Int)
                .ok_or(NoValue::Fault),
            ExprKind::Arith {
                op, left, right, ..
            } => {
                let left = int(self.fold(left, locals)?)?;
                let right = int(self.fold(right, locals)?)?;
                op.apply(left, right)
                    .map(Value::Int)
                    .map_err(|_| NoValue::Fault)
            }
            ExprKind::Compare { op, left, right } => {
                let left = self.fold(left, locals)?;
                let right = self.fold(right, locals)?;
                Ok(Value::Bool(compare(op, left, right)))
            }
            ExprKind::Logic { op, left, right } => {
                let left = truth(self.fold(left, locals)?)?;
                let value = match (op, left) {
                    (LogicOp::And, false) => false,
                    (LogicOp::Or, true) | (LogicOp::Implies, false) => true,
                    _ => {
                        let right = truth(self.fold(right, locals)?)?;
                        if op == LogicOp::Iff {
                            left == right
                        } else {
                            right
                        }
                    }
                };
                Ok(Value::Bool(value))
            }
            ExprKind::InRange {
                value,
                lo,
                hi,
                negated,
            } => {
                let value = int(self.fold(value, locals)?)?;
                let lo = int(self.fold(lo, locals)?)?;
                let hi = int(self.fold(hi, locals)?)?;
                Ok(Value::Bool((lo..=hi).contains(&value) != negated))
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                let branch = if truth(self.fold(condition, locals)?)? {
                    then
                } else {
                    otherwise
                };
                self.fold(branch, locals)
            }
            ExprKind::Let { local, value, body } => {
                let value = self.fold(value, locals)?;
                locals.push((local, value));
                let result = self.fold(body, locals);
                locals.pop();
                result
            }
            ExprKind::Checked { value, fits, .. } => {
                let value = int(self.fold(value, locals)?)?;
                if (fits.lo..=fits.hi).contains(&value) {
                    Ok(Value::Int(value))
                } else {
                    Err(NoValue::Fault)
                }
            }
        }
    }
}

fn compare(op: CompareOp, left: Value, right: Value) -> bool {
    op.apply(left.to_slot(), right.to_slot())
}
