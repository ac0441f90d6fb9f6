//! What leaves an action: events, results, questions to the host.

use super::super::Lowering;
use super::super::exprs::Context;
use super::{Place, Routine};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Declared, ExprKind, StmtKind};
use crate::source::Span;
use crate::syntax::ast::{self, Name};

impl Lowering<'_> {
    pub(super) fn emit(
        &mut self,
        event: &Name,
        fields: &[(Name, ast::Expr)],
        span: Span,
        place: &Place<'_>,
        context: &mut Context,
    ) -> Option<StmtKind> {
        if matches!(place.routine, Routine::Init) {
            self.report(
                Diagnostic::new(Code::MisplacedStatement, span, "`init` cannot emit events")
                    .label("there is no machine yet that anybody could listen to"),
            );
            return None;
        }
        let Some(&id) = self.names.events.get(event.text.as_str()) else {
            let finding = Diagnostic::new(
                Code::UnknownName,
                event.span,
                format!("there is no event `{}`", event.text),
            )
            .label("not declared in this spec")
            .did_you_mean(event.span, &event.text, self.names.events.keys().copied());
            self.report(finding);
            return None;
        };
        let declared: Vec<(String, Declared)> = self.events[id.index()]
            .as_ref()?
            .fields
            .iter()
            .map(|field| (field.name.clone(), field.ty))
            .collect();
        let given: Vec<&Name> = fields.iter().map(|(name, _)| name).collect();
        let known: Vec<&str> = declared.iter().map(|(name, _)| name.as_str()).collect();
        let whole = format!("event `{}`", event.text);
        self.check_fields(&whole, event.span, &given, &known, true);
        let values: Vec<_> = declared
            .iter()
            .map(|(name, ty)| {
                let (_, value) = fields.iter().find(|(known, _)| known.text == *name)?;
                self.stored(value, *ty, context)
            })
            .collect();
        Some(StmtKind::Emit {
            event: id,
            fields: values.into_iter().collect::<Option<_>>()?,
        })
    }

    pub(super) fn return_stmt(
        &mut self,
        value: &ast::Expr,
        span: Span,
        place: &Place<'_>,
        context: &mut Context,
    ) -> Option<StmtKind> {
        match place.routine {
            Routine::Init => {
                self.report(
                    Diagnostic::new(
                        Code::MisplacedStatement,
                        span,
                        "`init` cannot return a result",
                    )
                    .label("only actions return"),
                );
                None
            }
            Routine::Action { returns: None } => {
                self.report(
                    Diagnostic::new(
                        Code::UnexpectedReturn,
                        span,
                        format!("`{}` does not declare a result", context.routine),
                    )
                    .label("declare its type after the parameters, as in `action a(): Int`"),
                );
                None
            }
            Routine::Action {
                returns: Some(declared),
            } => {
                let value = self.stored(value, declared, context)?;
                Some(StmtKind::Return { value })
            }
        }
    }

    /// `f(a)` as a statement: only the host may have something to do that the result does not show.
    pub(super) fn call_stmt(
        &mut self,
        call: &ast::Expr,
        context: &mut Context,
    ) -> Option<StmtKind> {
        if let ast::ExprKind::Call(path, _) = &call.kind
            && path.qualifier.is_none()
            && self.names.actions.contains_key(path.name.text.as_str())
            && !self.names.externs.contains_key(path.name.text.as_str())
            && !self.names.defs.contains_key(path.name.text.as_str())
        {
            self.refuse_call(&path.name, context);
            return None;
        }
        let id = self.expr(call, None, context)?;
        if matches!(self.exprs[id.0 as usize].kind, ExprKind::Extern { .. }) {
            return Some(StmtKind::Call { call: id });
        }
        self.report(
            Diagnostic::new(
                Code::MisplacedStatement,
                call.span,
                "this statement does nothing",
            )
            .label("its value is not used")
            .note("only `extern` functions are called for what they do; a condition is `require` or `assert`"),
        );
        None
    }
}
