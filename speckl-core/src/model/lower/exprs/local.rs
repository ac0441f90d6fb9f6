//! Locals: parameters, `let`s, binders and what patterns bind.

use super::super::Lowering;
use super::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Declared, ExprId, Interval, Local, LocalId};
use crate::syntax::ast::Name;

impl Lowering<'_> {
    /// Brings a local into scope; the caller takes it out again.
    pub(in crate::model::lower) fn bind(
        &mut self,
        name: &Name,
        value: ExprId,
        context: &mut Context,
    ) -> Option<LocalId> {
        let (ty, interval) = {
            let value = &self.exprs[value.0 as usize];
            (value.ty, value.interval)
        };
        let declared = Declared { ty, named: None };
        self.declare_local(name, declared, interval, context)
    }

    /// Declares a parameter, a `let`, a binder or what a pattern binds.
    pub(in crate::model::lower) fn declare_local(
        &mut self,
        name: &Name,
        ty: Declared,
        interval: Option<Interval>,
        context: &mut Context,
    ) -> Option<LocalId> {
        if let Some(first) = context.local(&name.text)
            && name.text != "_"
        {
            let first = context.locals[first.index()].name_span;
            self.duplicate(name, first);
            return None;
        }
        if self.names.vars.contains_key(name.text.as_str()) {
            self.warn_hidden(name, "local", "the state variable");
        } else if self.names.consts.contains_key(name.text.as_str()) {
            self.warn_hidden(name, "local", "the constant");
        } else if self.names.variants.contains_key(name.text.as_str()) {
            self.warn_hidden(name, "local", "the enum value");
        }
        Some(self.push_local(name, ty, interval, context))
    }

    /// A local of the compiler's own or of a definition, which hides nothing.
    pub(super) fn push_local(
        &mut self,
        name: &Name,
        ty: Declared,
        interval: Option<Interval>,
        context: &mut Context,
    ) -> LocalId {
        let interval = self
            .types
            .get(ty.ty)
            .integers()
            .map(|all| interval.unwrap_or(all));
        let id = LocalId(context.locals.len() as u32);
        context.locals.push(Local {
            name: name.text.clone(),
            ty,
            interval,
            name_span: name.span,
        });
        context.scope.push((name.text.clone(), id));
        id
    }

    /// Takes the locals beyond `depth` out of scope, and says which of them nothing has read.
    pub(in crate::model::lower) fn leave_scope(
        &mut self,
        depth: usize,
        whole: bool,
        context: &mut Context,
    ) {
        for (name, id) in context.scope.split_off(depth) {
            if whole && context.inlining.is_empty() && !context.used.contains(&id) {
                self.warn_unused(&name, context.locals[id.index()].name_span);
            }
        }
    }

    /// Says that a parameter or a local is of no use; a name that begins with `_` says so itself.
    pub(in crate::model::lower) fn warn_unused(&mut self, name: &str, span: crate::source::Span) {
        if name.starts_with('_') {
            return;
        }
        self.report(
            Diagnostic::new(Code::UnusedName, span, format!("`{name}` is never used"))
                .label("nothing reads it")
                .suggest(
                    span,
                    format!("_{name}"),
                    format!("if that is meant, write `_{name}`"),
                ),
        );
    }
}
