//! Definitions, inlined where they are called: arguments become locals of the caller, and the body is
//! lowered anew in the scope that declares it.

use super::super::Lowering;
use super::super::entry::EntryId;
use super::{Context, Expect};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::ExprId;
use crate::source::Span;
use crate::syntax::ast;

/// How many expressions inlining may make in one spec.
const MOST: usize = 1 << 17;
/// How many definitions may be inlined inside one another.
const DEEPEST: usize = 64;

/// What inlining has made so far.
#[derive(Default)]
pub(super) struct Inlined {
    /// How many expressions.
    made: usize,
    /// Whether it was said that they are too many.
    told: bool,
}

impl Lowering<'_> {
    /// Whether there may be more copies; says so if not, once.
    pub(super) fn may_grow(&mut self, span: Span) -> bool {
        if self.work.inlined.made <= MOST {
            return true;
        }
        if !std::mem::replace(&mut self.work.inlined.told, true) {
            self.report(
                Diagnostic::new(
                    Code::InliningTooLarge,
                    span,
                    "definitions grow too large where they are used",
                )
                .label(format!("more than {MOST} expressions by here"))
                .note("a definition is copied wherever it is called, and so is all that it calls"),
            );
        }
        false
    }

    /// Counts what was copied: the expressions from `from` on.
    pub(super) fn has_grown(&mut self, from: usize) {
        self.work.inlined.made += self.exprs.len().saturating_sub(from);
    }

    pub(super) fn inline(
        &mut self,
        expr: &ast::Expr,
        entry: EntryId,
        args: &[ast::Expr],
        context: &mut Context,
    ) -> Option<ExprId> {
        let def = self.def_of(entry)?;
        let name = def.name.text.as_str();
        if !self.has_arguments(expr.span, name, args.len(), def.params.len()) {
            return None;
        }
        if context.inlining.len() >= DEEPEST {
            self.report(
                Diagnostic::new(
                    Code::InliningTooLarge,
                    expr.span,
                    format!("`{name}` is called too deep"),
                )
                .label(format!(
                    "more than {DEEPEST} definitions call one another to come here"
                )),
            );
            return None;
        }
        let params = self.def_params(&def).to_vec();
        let values: Vec<_> = args
            .iter()
            .zip(&params)
            .map(|(arg, param)| self.stored(arg, *param, context))
            .collect();
        let values: Vec<ExprId> = values.into_iter().collect::<Option<_>>()?;
        if !self.may_grow(expr.span) {
            return None;
        }
        let from = self.exprs.len();
        // The body sees its own parameters, and none of the caller's locals.
        let outer_scope = std::mem::take(&mut context.scope);
        let outer = self.enter(def.scope);
        context.inlining.push(def.name.span);
        let mut locals = Vec::new();
        for ((param, ty), &value) in def.params.iter().zip(params).zip(&values) {
            let interval = self.exprs[value.0 as usize].interval;
            locals.push(self.push_local(&param.name, ty, interval, context));
        }
        let body = self.value(def.body, Expect::Exactly(def.returns.ty), context);
        context.inlining.pop();
        self.leave(outer);
        context.scope = outer_scope;
        self.has_grown(from);
        let mut body = body?;
        for (local, value) in locals.into_iter().zip(values).rev() {
            body = self.wrap_let(local, value, body, expr.span);
        }
        Some(body)
    }
}
