//! Quantifiers, aggregates and comprehensions: all of them run over combinations of elements.

use super::super::Lowering;
use super::fault::text_of;
use super::{Context, Expect, ExternRule};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Binder, Builtin, Declared, Expr, ExprId, ExprKind, Form, Interval, LocalId};
use crate::model::{Type, TypeId};
use crate::syntax::ast::{self, Aggregate, Quantifier};

/// What runs over what, lowered.
struct Bound {
    binders: Vec<Binder>,
    /// Sources that several locals share, evaluated before all else.
    shared: Vec<(LocalId, ExprId)>,
}

impl Lowering<'_> {
    /// Lowers binders and then, with their locals in scope, what is made of them.
    fn each(
        &mut self,
        expr: &ast::Expr,
        binders: &[ast::Binder],
        hint: Option<TypeId>,
        context: &mut Context,
        make: impl FnOnce(&mut Self, &[Binder], &mut Context) -> Option<(Option<ExprId>, Form, TypeId)>,
    ) -> Option<ExprId> {
        let depth = context.scope.len();
        let inside = ExternRule::Refused("inside a quantifier, an aggregate or a comprehension");
        let externs = std::mem::replace(&mut context.externs, inside);
        let bound = self.binders(binders, hint, context);
        let made = bound.and_then(|bound| Some((make(self, &bound.binders, context)?, bound)));
        self.leave_scope(depth, made.is_some(), context);
        context.externs = externs;
        let ((filter, form, ty), bound) = made?;
        let interval = self.outcome(form, &bound.binders);
        let mut id = self.push_expr(Expr {
            kind: ExprKind::Each {
                binders: bound.binders,
                filter,
                form,
            },
            ty,
            interval,
            span: expr.span,
        });
        for (local, source) in bound.shared.into_iter().rev() {
            id = self.wrap_let(local, source, id, expr.span);
        }
        Some(id)
    }

    fn binders(
        &mut self,
        binders: &[ast::Binder],
        hint: Option<TypeId>,
        context: &mut Context,
    ) -> Option<Bound> {
        let mut bound = Bound {
            binders: Vec::new(),
            shared: Vec::new(),
        };
        for (at, binder) in binders.iter().enumerate() {
            let (mut source, item) = self.source(&binder.source, hint, context)?;
            let interval = self.elements_in(source, item);
            let several = binder.names.len() > 1;
            let cheap = !several || self.again(source).is_some();
            if !cheap && at == 0 {
                // Nothing that is bound here can be in it, so once is enough for all of them.
                let local = self.hold("elements", source, &binder.source, context);
                context.used.insert(local);
                context.scope.pop();
                bound.shared.push((local, source));
                source = self.held(local, source);
            }
            for (nth, name) in binder.names.iter().enumerate() {
                let source = match (nth, self.again(source)) {
                    (0, _) => source,
                    (_, Some(again)) => again,
                    (_, None) => self.repeated(&binder.source, hint, context)?,
                };
                let declared = Declared {
                    ty: item,
                    named: None,
                };
                let local = self.declare_local(name, declared, interval, context)?;
                bound.binders.push(Binder { local, source });
            }
        }
        Some(bound)
    }

    /// A source that depends on locals before it, once more for another local.
    fn repeated(
        &mut self,
        source: &ast::Expr,
        hint: Option<TypeId>,
        context: &mut Context,
    ) -> Option<ExprId> {
        let from = self.exprs.len();
        if !self.may_grow(source.span) {
            return None;
        }
        // What there is to say about it was said the first time.
        let said = self.diagnostics.len();
        let again = self.source(source, hint, context);
        self.diagnostics.truncate(said);
        self.has_grown(from);
        Some(again?.0)
    }

    /// The integers that what is made can be.
    fn outcome(&mut self, form: Form, binders: &[Binder]) -> Option<Interval> {
        match form {
            Form::Count => {
                let most = self.most_combinations(binders);
                let most = most.and_then(|most| i64::try_from(most).ok());
                Some(Interval::new(0, most.unwrap_or(i64::MAX)))
            }
            Form::Sum { value, .. } => Some(self.sum_of(value, binders).unwrap_or(Interval::INT)),
            _ => None,
        }
    }

    fn most_combinations(&mut self, binders: &[Binder]) -> Option<u128> {
        binders.iter().try_fold(1_u128, |product, binder| {
            Some(product.saturating_mul(self.most_elements(binder.source)?))
        })
    }

    /// The sums that can come about, if all of them and all on the way are an `Int`.
    fn sum_of(&mut self, value: ExprId, binders: &[Binder]) -> Option<Interval> {
        let Interval { lo, hi } = self.interval_of(value);
        if (lo, hi) == (0, 0) {
            return Some(Interval::one(0));
        }
        let most = i128::try_from(self.most_combinations(binders)?).ok()?;
        let end = |value: i64| i64::try_from(i128::from(value).checked_mul(most)?).ok();
        Some(Interval::new(end(lo.min(0))?, end(hi.max(0))?))
    }

    /// The filter of a condition, where there is one; the outer `None` where it is wrong.
    #[allow(clippy::option_option)]
    fn filter(
        &mut self,
        condition: Option<&ast::Expr>,
        context: &mut Context,
    ) -> Option<Option<ExprId>> {
        match condition {
            Some(condition) => self.condition(condition, context).map(Some),
            None => Some(None),
        }
    }

    pub(super) fn quantified(
        &mut self,
        expr: &ast::Expr,
        quantifier: Quantifier,
        binders: &[ast::Binder],
        body: &ast::Expr,
        context: &mut Context,
    ) -> Option<ExprId> {
        let bool = self.types.intern(Type::Bool);
        self.each(expr, binders, None, context, |this, _, context| {
            let body = this.condition(body, context)?;
            let form = match quantifier {
                Quantifier::Forall => Form::Forall(body),
                Quantifier::Exists => Form::Exists(body),
            };
            Some((None, form, bool))
        })
    }

    pub(super) fn aggregate(
        &mut self,
        expr: &ast::Expr,
        aggregate: Aggregate,
        binders: &[ast::Binder],
        condition: Option<&ast::Expr>,
        body: Option<&ast::Expr>,
        context: &mut Context,
    ) -> Option<ExprId> {
        let int = self.types.intern(Type::Int);
        match aggregate {
            Aggregate::Count => self.each(expr, binders, None, context, |this, _, context| {
                let filter = this.filter(condition, context);
                Self::read_all(binders, context);
                Some((filter?, Form::Count, int))
            }),
            Aggregate::Sum => self.each(expr, binders, None, context, |this, bound, context| {
                let filter = this.filter(condition, context);
                let value = match body {
                    Some(body) => this.integer(body, context),
                    None => this.own_element(bound, context),
                };
                let (filter, value) = (filter?, value?);
                if this.plain_integers(this.ty_of(value)).is_none() {
                    let ty = this.ty_of(value);
                    this.mismatch(expr, ty, int);
                    return None;
                }
                let overflow = this.sum_of(value, bound).is_none().then(|| {
                    let what = format!("{} overflows Int", text_of(expr));
                    this.fault(expr, &what, context)
                });
                Some((filter, Form::Sum { value, overflow }, int))
            }),
            Aggregate::Min | Aggregate::Max => {
                let set = self.each(expr, binders, None, context, |this, bound, context| {
                    let filter = this.filter(condition, context);
                    let value = match body {
                        Some(body) => this
                            .expr(body, None, context)
                            .map(|id| this.read(body, id, context)),
                        None => this.own_element(bound, context),
                    };
                    let (filter, value) = (filter?, value?);
                    let item = this.ty_of(value);
                    let set = this.types.intern(Type::Set(item));
                    Some((filter, Form::Set(value), set))
                })?;
                let function = match aggregate {
                    Aggregate::Min => Builtin::MinOf,
                    _ => Builtin::MaxOf,
                };
                self.extreme(expr, function, set, context)
            }
        }
    }

    /// `count(x in S)` reads `x` as much as it needs to be read.
    fn read_all(binders: &[ast::Binder], context: &mut Context) {
        for name in binders.iter().flat_map(|binder| &binder.names) {
            if let Some(local) = context.local(&name.text) {
                context.used.insert(local);
            }
        }
    }

    /// The local of the one binder.
    fn own_element(&mut self, bound: &[Binder], context: &mut Context) -> Option<ExprId> {
        let first = bound.first()?;
        context.used.insert(first.local);
        let local = &context.locals[first.local.index()];
        let (ty, interval, span) = (local.ty.ty, local.interval, local.name_span);
        Some(self.push_expr(Expr {
            kind: ExprKind::Local(first.local),
            ty,
            interval,
            span,
        }))
    }

    /// `{ x in S where c }`, `{ e for x in S where c }`
    pub(super) fn set_of(
        &mut self,
        expr: &ast::Expr,
        element: Option<&ast::Expr>,
        binders: &[ast::Binder],
        condition: Option<&ast::Expr>,
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        let wanted = expect.ty().map(|ty| self.present(ty));
        let part = match wanted.map(|ty| self.types.get(ty)) {
            Some(&Type::Set(item)) => expect.of(item),
            _ => Expect::Nothing,
        };
        // Of its own elements, the set that is wanted may say what they are.
        let hint = wanted.filter(|_| element.is_none() && part != Expect::Nothing);
        self.each(expr, binders, hint, context, |this, bound, context| {
            let filter = this.filter(condition, context);
            let (value, item) = match (element, part) {
                (Some(element), part) => this.made(element, part, context)?,
                (None, Expect::Exactly(item)) => {
                    let own = this.own_element(bound, context)?;
                    let source = &binders.first()?.source;
                    (this.coerce(source, own, item, context)?, item)
                }
                (None, _) => {
                    let own = this.own_element(bound, context)?;
                    (own, this.ty_of(own))
                }
            };
            let set = this.types.intern(Type::Set(item));
            Some((filter?, Form::Set(value), set))
        })
    }

    /// An element, key or value that is made, and its type.
    fn made(
        &mut self,
        expr: &ast::Expr,
        expect: Expect,
        context: &mut Context,
    ) -> Option<(ExprId, TypeId)> {
        let id = self.value(expr, expect, context)?;
        match expect {
            Expect::Exactly(ty) => Some((id, ty)),
            _ => Some((id, self.ty_of(id))),
        }
    }

    /// `{ k: e for k in S where c }`
    pub(super) fn map_of(
        &mut self,
        expr: &ast::Expr,
        (key, value): (&ast::Expr, &ast::Expr),
        binders: &[ast::Binder],
        condition: Option<&ast::Expr>,
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        let wanted = expect.ty().map(|ty| self.present(ty));
        let (of_key, of_value) = match wanted.map(|ty| self.types.get(ty)) {
            Some(&Type::Map(key, value)) => (expect.of(key), expect.of(value)),
            _ => (Expect::Nothing, Expect::Nothing),
        };
        self.each(expr, binders, None, context, |this, _, context| {
            let filter = this.filter(condition, context);
            let key = this.made(key, of_key, context);
            let value = this.made(value, of_value, context);
            let (filter, (key, of_key), (value, of_value)) = (filter?, key?, value?);
            let map = this.types.intern(Type::Map(of_key, of_value));
            Some((filter, Form::Map { key, value }, map))
        })
    }

    /// Says that a function or an operation has too little to go on.
    pub(super) fn no_elements(&mut self, expr: &ast::Expr, what: &str) {
        self.report(
            Diagnostic::new(Code::ConstantFault, expr.span, what.to_owned())
                .label("there is nothing in it"),
        );
    }
}
