//! Built-in functions.

use super::super::Lowering;
use super::fault::text_of;
use super::{Context, Expect};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    Binder, Builtin, Declared, Expr, ExprId, ExprKind, Form, Interval, SUBSETS_MOST, Type, TypeId,
};
use crate::source::Span;
use crate::syntax::ast::{self, Name};

/// The function of a name with so many arguments, and how many it takes.
fn function(name: &str, given: usize) -> Option<(Builtin, usize)> {
    Some(match name {
        "size" | "length" => (Builtin::Size, 1),
        "keys" => (Builtin::Keys, 1),
        "values" => (Builtin::Values, 1),
        "append" => (Builtin::Append, 2),
        "concat" => (Builtin::Concat, 2),
        "head" => (Builtin::Head, 1),
        "last" => (Builtin::Last, 1),
        "tail" => (Builtin::Tail, 1),
        "take" => (Builtin::Take, 2),
        "drop" => (Builtin::Drop, 2),
        "indices" => (Builtin::Indices, 1),
        "min" if given == 1 => (Builtin::MinOf, 1),
        "max" if given == 1 => (Builtin::MaxOf, 1),
        "min" => (Builtin::Min, 2),
        "max" => (Builtin::Max, 2),
        "abs" => (Builtin::Abs, 1),
        "subsets" => (Builtin::Subsets, 1),
        _ => return None,
    })
}

impl Lowering<'_> {
    /// A call of a built-in function; the outer `None` where there is none of that name.
    #[allow(clippy::option_option)]
    pub(super) fn built_in(
        &mut self,
        expr: &ast::Expr,
        name: &Name,
        args: &[ast::Expr],
        expect: Expect,
        context: &mut Context,
    ) -> Option<Option<ExprId>> {
        let (function, wanted) = function(&name.text, args.len())?;
        if !self.has_arguments(expr.span, &name.text, args.len(), wanted) {
            return Some(None);
        }
        Some(match function {
            Builtin::Min | Builtin::Max => self.smaller(expr, function, args, context),
            Builtin::Abs => self.abs(expr, &args[0], context),
            Builtin::Append => self.append(expr, args, expect, context),
            Builtin::Concat => self.concat(expr, args, expect, context),
            Builtin::Take | Builtin::Drop => {
                let hint = expect.ty();
                let list = self.collection(expr, name, &args[0], hint, context);
                let count = self.integer(&args[1], context);
                let (Some(list), Some(count)) = (list, count) else {
                    return Some(None);
                };
                let ty = self.ty_of(list);
                let args = vec![list, count];
                Some(self.total(function, args, ty, expr.span))
            }
            _ => {
                let hint = match function {
                    Builtin::Tail => expect.ty(),
                    _ => None,
                };
                let value = self.collection(expr, name, &args[0], hint, context);
                value.and_then(|value| self.of_one(expr, function, value, context))
            }
        })
    }

    /// The one argument of a function on collections, of a type that it takes.
    fn collection(
        &mut self,
        expr: &ast::Expr,
        name: &Name,
        arg: &ast::Expr,
        hint: Option<TypeId>,
        context: &mut Context,
    ) -> Option<ExprId> {
        let id = self.set_operand(arg, hint, context)?;
        let id = self.read(arg, id, context);
        let ty = self.ty_of(id);
        let kind = self.types.get(ty);
        let (set, map, list) = (
            matches!(kind, Type::Set(_)),
            matches!(kind, Type::Map(..)),
            matches!(kind, Type::List(_)),
        );
        let (takes, fits) = match name.text.as_str() {
            "size" | "length" => (
                "a set, a map, a list or a string",
                set || map || list || *kind == Type::String,
            ),
            "keys" | "values" => ("a map", map),
            "min" | "max" => ("a set or a list, or two integers", set || list),
            "subsets" => ("a set", set),
            _ => ("a list", list),
        };
        if fits {
            return Some(id);
        }
        let text = self.named_text(ty);
        self.report(
            Diagnostic::new(
                Code::TypeMismatch,
                arg.span,
                format!("`{}` takes {takes}, and this is `{text}`", name.text),
            )
            .label(format!("this is `{text}`"))
            .also(expr.span, "in this call"),
        );
        None
    }

    /// A call that never faults.
    pub(super) fn total_call(&mut self, function: Builtin, arg: ExprId, span: Span) -> ExprId {
        let ty = match (function, self.kind_of(arg).clone()) {
            (Builtin::Keys, Type::Map(key, _)) => Type::Set(key),
            (Builtin::Values, Type::Map(_, value)) => Type::List(value),
            (Builtin::Indices, _) => Type::Set(self.types.intern(Type::Int)),
            _ => Type::Int,
        };
        let interval = (function == Builtin::Size).then(|| {
            let most = match *self.kind_of(arg) {
                Type::Map(key, _) => self.count_of(key),
                _ => self.most_elements(arg),
            };
            let most = most.and_then(|most| i64::try_from(most).ok());
            Interval::new(0, most.unwrap_or(i64::MAX))
        });
        let kind = ExprKind::Call {
            function,
            args: vec![arg],
            failure: None,
        };
        self.make(kind, &ty, interval, span)
    }

    fn total(&mut self, function: Builtin, args: Vec<ExprId>, ty: TypeId, span: Span) -> ExprId {
        let kind = ExprKind::Call {
            function,
            args,
            failure: None,
        };
        self.typed(kind, ty, span)
    }

    fn of_one(
        &mut self,
        expr: &ast::Expr,
        function: Builtin,
        value: ExprId,
        context: &mut Context,
    ) -> Option<ExprId> {
        let ty = self.ty_of(value);
        match function {
            Builtin::MinOf | Builtin::MaxOf => self.extreme(expr, function, value, context),
            Builtin::Head | Builtin::Last | Builtin::Tail => {
                let item = self.item_of(ty)?;
                let result = if function == Builtin::Tail { ty } else { item };
                if self.most_elements(value) == Some(0) {
                    self.no_elements(expr, "the list is always empty");
                    return None;
                }
                let what = format!("{} of an empty list", text_of(expr));
                let failure = Some(self.fault(expr, &what, context));
                let interval = (result == item)
                    .then(|| self.elements_in(value, item))
                    .flatten();
                let kind = ExprKind::Call {
                    function,
                    args: vec![value],
                    failure,
                };
                Some(self.push_expr(Expr {
                    kind,
                    ty: result,
                    interval,
                    span: expr.span,
                }))
            }
            Builtin::Subsets => {
                let most = self.most_elements(value);
                let few = most.is_some_and(|most| most <= SUBSETS_MOST as u128);
                let failure = (!few).then(|| {
                    let what = format!(
                        "{} has more than {SUBSETS_MOST} elements to choose from",
                        text_of(expr)
                    );
                    self.fault(expr, &what, context)
                });
                let result = self.types.intern(Type::Set(ty));
                let kind = ExprKind::Call {
                    function,
                    args: vec![value],
                    failure,
                };
                Some(self.typed(kind, result, expr.span))
            }
            _ => Some(self.total_call(function, value, expr.span)),
        }
    }

    /// A collection of `T?` read as a set of `T`, element by element; any other is left as it is.
    fn present_elements(
        &mut self,
        expr: &ast::Expr,
        value: ExprId,
        context: &mut Context,
    ) -> ExprId {
        let Some(item) = self.item_of(self.ty_of(value)) else {
            return value;
        };
        let present = self.present(item);
        if present == item {
            return value;
        }
        let name = Name {
            text: "element".to_owned(),
            span: expr.span,
        };
        let declared = Declared {
            ty: item,
            named: None,
        };
        let local = self.push_local(&name, declared, None, context);
        context.scope.pop();
        let element = self.typed(ExprKind::Local(local), item, expr.span);
        let what = format!("an element of {} is null", text_of(expr));
        let failure = self.fault(expr, &what, context);
        let kind = ExprKind::Unwrap {
            value: element,
            failure,
        };
        let read = self.typed(kind, present, expr.span);
        let set = self.types.intern(Type::Set(present));
        let kind = ExprKind::Each {
            binders: vec![Binder {
                local,
                source: value,
            }],
            filter: None,
            form: Form::Set(read),
        };
        self.typed(kind, set, expr.span)
    }

    /// The least or the greatest element.
    pub(super) fn extreme(
        &mut self,
        expr: &ast::Expr,
        function: Builtin,
        value: ExprId,
        context: &mut Context,
    ) -> Option<ExprId> {
        let value = self.present_elements(expr, value, context);
        let ty = self.ty_of(value);
        let item = self.item_of(ty)?;
        if !self.has_order(expr, item) {
            return None;
        }
        if self.most_elements(value) == Some(0) {
            self.no_elements(expr, "the set is always empty");
            return None;
        }
        let holds_some = match &self.exprs[value.0 as usize].kind {
            ExprKind::Set(items) | ExprKind::List(items) => !items.is_empty(),
            ExprKind::Domain(_) => true,
            _ => false,
        };
        let failure = (!holds_some).then(|| {
            let what = format!("{} has nothing to choose from", text_of(expr));
            self.fault(expr, &what, context)
        });
        let interval = match &self.exprs[value.0 as usize].kind {
            ExprKind::Each {
                form: Form::Set(made),
                ..
            } => self.exprs[made.0 as usize].interval,
            _ => self.elements_in(value, item),
        };
        let kind = ExprKind::Call {
            function,
            args: vec![value],
            failure,
        };
        Some(self.push_expr(Expr {
            kind,
            ty: item,
            interval,
            span: expr.span,
        }))
    }

    /// `min(a, b)`, `max(a, b)`
    fn smaller(
        &mut self,
        expr: &ast::Expr,
        function: Builtin,
        args: &[ast::Expr],
        context: &mut Context,
    ) -> Option<ExprId> {
        let a = self.integer(&args[0], context);
        let b = self.integer(&args[1], context);
        let (a, b) = (a?, b?);
        let (x, y) = (self.interval_of(a), self.interval_of(b));
        let interval = match function {
            Builtin::Min => Interval::new(x.lo.min(y.lo), x.hi.min(y.hi)),
            _ => Interval::new(x.lo.max(y.lo), x.hi.max(y.hi)),
        };
        let kind = ExprKind::Call {
            function,
            args: vec![a, b],
            failure: None,
        };
        Some(self.make(kind, &Type::Int, Some(interval), expr.span))
    }

    fn abs(&mut self, expr: &ast::Expr, arg: &ast::Expr, context: &mut Context) -> Option<ExprId> {
        let value = self.integer(arg, context)?;
        let Interval { lo, hi } = self.interval_of(value);
        let failure = (lo == i64::MIN).then(|| {
            let what = format!("{} overflows Int", text_of(expr));
            self.fault(expr, &what, context)
        });
        let greatest = lo.saturating_abs().max(hi.saturating_abs());
        let least = if lo <= 0 && hi >= 0 {
            0
        } else {
            lo.saturating_abs().min(hi.saturating_abs())
        };
        let kind = ExprKind::Call {
            function: Builtin::Abs,
            args: vec![value],
            failure,
        };
        let interval = Some(Interval::new(least, greatest));
        Some(self.make(kind, &Type::Int, interval, expr.span))
    }

    /// What a list that is stored must be, without its `?`.
    fn stored_list(&self, expect: Expect) -> Option<(TypeId, TypeId)> {
        let Expect::Exactly(ty) = expect else {
            return None;
        };
        let ty = self.present(ty);
        match *self.types.get(ty) {
            Type::List(item) => Some((ty, item)),
            _ => None,
        }
    }

    /// `append(xs, x)`
    fn append(
        &mut self,
        expr: &ast::Expr,
        args: &[ast::Expr],
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        let (list, item) = if let Some((ty, item)) = self.stored_list(expect) {
            let list = self.value(&args[0], Expect::Exactly(ty), context);
            let item = self.value(&args[1], Expect::Exactly(item), context);
            (list?, item?)
        } else {
            self.grown(args, expect, context)?
        };
        let ty = self.ty_of(list);
        Some(self.total(Builtin::Append, vec![list, item], ty, expr.span))
    }

    /// A list and an element to put behind it, of types that go together.
    fn grown(
        &mut self,
        args: &[ast::Expr],
        expect: Expect,
        context: &mut Context,
    ) -> Option<(ExprId, ExprId)> {
        let mut hint = expect.ty();
        let mut item = None;
        if hint.is_none() && self.is_needy(&args[0], context) {
            item = Some(self.expr(&args[1], None, context)?);
            hint = item.map(|id| {
                let ty = self.ty_of(id);
                self.types.intern(Type::List(ty))
            });
        }
        let list = self.expr(&args[0], hint, context)?;
        let list = self.read(&args[0], list, context);
        let ty = self.ty_of(list);
        let Type::List(of) = *self.types.get(ty) else {
            let text = self.named_text(ty);
            let finding = Diagnostic::new(
                Code::TypeMismatch,
                args[0].span,
                format!("`append` takes a list and an element, and this is `{text}`"),
            )
            .label(format!("this is `{text}`"));
            let finding = match self.types.get(ty) {
                Type::Set(_) => finding.note("an element is put into a set by `s union {x}`"),
                _ => finding,
            };
            self.report(finding);
            return None;
        };
        let item = match item {
            Some(item) => item,
            None => self.expr(&args[1], Some(of), context)?,
        };
        let own = self.ty_of(item);
        if self
            .fit_of(item, of)
            .is_some_and(|fit| fit <= super::fit::Fit::Total)
        {
            return Some((list, self.convert(item, of)));
        }
        let Some(common) = self.join(of, own) else {
            self.mismatch(&args[1], own, of);
            return None;
        };
        let wider = self.types.intern(Type::List(common));
        Some((self.convert(list, wider), self.convert(item, common)))
    }

    /// `concat(xs, ys)`
    fn concat(
        &mut self,
        expr: &ast::Expr,
        args: &[ast::Expr],
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        let (a, b) = if let Some((ty, _)) = self.stored_list(expect) {
            let a = self.value(&args[0], Expect::Exactly(ty), context);
            let b = self.value(&args[1], Expect::Exactly(ty), context);
            (a?, b?)
        } else {
            let (a, b) = match expect.ty() {
                Some(hint) => {
                    let a = self.expr(&args[0], Some(hint), context);
                    let b = self.expr(&args[1], Some(hint), context);
                    (a?, b?)
                }
                None => self.pair(&args[0], &args[1], context)?,
            };
            (
                self.read(&args[0], a, context),
                self.read(&args[1], b, context),
            )
        };
        for (id, arg) in [(a, &args[0]), (b, &args[1])] {
            if !matches!(self.kind_of(id), Type::List(_)) {
                let text = self.named_text(self.ty_of(id));
                self.report(
                    Diagnostic::new(
                        Code::TypeMismatch,
                        arg.span,
                        format!("`concat` takes two lists, and this is `{text}`"),
                    )
                    .label(format!("this is `{text}`")),
                );
                return None;
            }
        }
        let types = [self.ty_of(a), self.ty_of(b)];
        let Some((a, b)) = self.meet(a, b) else {
            self.mismatch(&args[1], types[1], types[0]);
            return None;
        };
        let ty = self.ty_of(a);
        Some(self.total(Builtin::Concat, vec![a, b], ty, expr.span))
    }
}
