//! Calls: definitions, functions of the host, built-in functions, `enabled`.

use super::super::Lowering;
use super::super::names::BUILT_IN_FUNCTIONS;
use super::super::scope::Space;
use super::fault::text_of;
use super::{Context, Expect, ExternRule};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Declared, ExprId, ExprKind, ExternId};
use crate::source::Span;
use crate::syntax::ast::{self, Name, Path};

impl Lowering<'_> {
    pub(super) fn call(
        &mut self,
        expr: &ast::Expr,
        path: &Path,
        args: &[ast::Expr],
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        let name = path.name.text.as_str();
        if path.qualifier.is_some() || self.names.defs.contains_key(name) {
            let entry = self.find(path, Space::Defs)?;
            return self.inline(expr, entry, args, context);
        }
        if let Some(&id) = self.names.externs.get(name) {
            return self.extern_call(expr, id, args, context);
        }
        if name == "enabled" {
            return self.enabled(expr, &path.name, args, context);
        }
        if let Some(id) = self.built_in(expr, &path.name, args, expect, context) {
            return id;
        }
        self.refuse_call(&path.name, context);
        None
    }

    /// Whether a call has the right number of arguments; says so if not.
    pub(super) fn has_arguments(
        &mut self,
        span: Span,
        name: &str,
        given: usize,
        wanted: usize,
    ) -> bool {
        if given == wanted {
            return true;
        }
        let arguments = match wanted {
            0 => "no arguments".to_owned(),
            1 => "1 argument".to_owned(),
            _ => format!("{wanted} arguments"),
        };
        let were = if given == 1 { "was" } else { "were" };
        self.report(
            Diagnostic::new(
                Code::WrongArguments,
                span,
                format!("`{name}` takes {arguments}, and {given} {were} given"),
            )
            .label(if given < wanted {
                "something is missing"
            } else {
                "this is too much"
            }),
        );
        false
    }

    fn extern_call(
        &mut self,
        expr: &ast::Expr,
        id: ExternId,
        args: &[ast::Expr],
        context: &mut Context,
    ) -> Option<ExprId> {
        let known = self.externs[id.index()].as_ref()?;
        let (name, returns) = (known.name.clone(), known.returns);
        let params: Vec<Declared> = known.params.iter().map(|param| param.ty).collect();
        let refusal = match context.externs {
            _ if context.constant => Some("in a constant"),
            _ if !context.inlining.is_empty() => Some("in a definition"),
            _ if context.inside_prev => Some("inside `prev`"),
            ExternRule::Refused(place) => Some(place),
            ExternRule::Allowed => None,
        };
        if let Some(place) = refusal {
            self.report(
                Diagnostic::new(
                    Code::MisplacedCall,
                    expr.span,
                    format!("`{name}` cannot be called {place}"),
                )
                .label("the host is asked by statements of actions alone")
                .note(format!(
                    "ask first, and use the answer: `let answer := {name}(…)`"
                )),
            );
            return None;
        }
        if !self.has_arguments(expr.span, &name, args.len(), params.len()) {
            return None;
        }
        let lowered: Vec<_> = args
            .iter()
            .zip(params)
            .map(|(arg, param)| self.stored(arg, param, context))
            .collect();
        let args = lowered.into_iter().collect::<Option<_>>()?;
        let range = self.named_text(returns.ty);
        let what = format!("{} gave a value that does not fit {range}", text_of(expr));
        let misfit = self.fault(expr, &what, context);
        let kind = ExprKind::Extern {
            function: id,
            args,
            misfit,
        };
        Some(self.typed(kind, returns.ty, expr.span))
    }

    /// `enabled(a)`
    fn enabled(
        &mut self,
        expr: &ast::Expr,
        name: &Name,
        args: &[ast::Expr],
        context: &Context,
    ) -> Option<ExprId> {
        if !context.enabled || !context.inlining.is_empty() {
            self.report(
                Diagnostic::new(
                    Code::MisplacedCall,
                    expr.span,
                    "`enabled` can only be asked in a `property`",
                )
                .label("not in a property"),
            );
            return None;
        }
        if !self.has_arguments(expr.span, &name.text, args.len(), 1) {
            return None;
        }
        let arg = &args[0];
        let action = match &arg.kind {
            ast::ExprKind::Name(action) => self.names.actions.get(action.as_str()).copied(),
            _ => None,
        };
        let Some(action) = action else {
            let text = text_of(arg);
            let finding = Diagnostic::new(
                Code::UnknownName,
                arg.span,
                format!("there is no action `{text}`"),
            )
            .label("`enabled` is asked of an action, by its name alone")
            .did_you_mean(arg.span, &text, self.names.actions.keys().copied());
            self.report(finding);
            return None;
        };
        Some(self.make_bool(ExprKind::Enabled(action), expr.span))
    }

    /// Says that a name is none of a function.
    pub(in crate::model::lower) fn refuse_call(&mut self, name: &Name, context: &Context) {
        let text = name.text.as_str();
        let finding = if self.names.actions.contains_key(text) {
            Diagnostic::new(
                Code::ActionCallsAction,
                name.span,
                format!("an action cannot call the action `{text}`"),
            )
            .label("actions are atomic, and never nest")
            .note("to share an expression between actions, write it as a `def`")
        } else if self.is_value(text, context) {
            Diagnostic::new(
                Code::UnknownName,
                name.span,
                format!("`{text}` is a value, and not a function"),
            )
            .label("cannot be called")
            .note(format!(
                "an element of a map or a list is read as `{text}[…]`"
            ))
        } else {
            let known = self.names.defs.keys().chain(self.names.externs.keys());
            let known = known.copied().chain(BUILT_IN_FUNCTIONS);
            Diagnostic::new(
                Code::UnknownName,
                name.span,
                format!("there is no function `{text}`"),
            )
            .label("not declared in this spec")
            .did_you_mean(name.span, text, known)
        };
        self.report(finding);
    }
}
