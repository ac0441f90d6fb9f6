//! Quantifiers, aggregates and comprehensions, as the array methods that a TypeScript programmer
//! would use. Each combination is filtered and then used before the next one is looked at, since either may
//! fault.

use super::domain::all_values;
use super::expr::Exprs;
use super::layout::{Doc, array, call, call_with_function, concat, group, indent};
use super::support::Helper;
use super::term::{Binding, Held, Term};
use super::usage::reads;
use crate::model::{Binder, Builtin, ExprId, ExprKind, Form, Interval, LocalId, Type, TypeId};

impl Exprs<'_> {
    /// An array of the elements that something runs over, and how it holds an integer. Where `held_as`
    /// is given, integers are held as in values of that type.
    pub(super) fn items(&mut self, source: ExprId, held_as: Option<TypeId>) -> (Term, Held) {
        let model = self.surface.model;
        let expr = model.expr(source);
        match &expr.kind {
            ExprKind::Range { lo, hi, too_large } => {
                let (lo, hi) = (self.term(*lo), self.term(*hi));
                let wide = held_as.is_some_and(|ty| self.surface.is_wide(ty));
                let bigint = wide || lo.is_bigint() || hi.is_bigint();
                let (helper, held) = if bigint {
                    (Helper::BigRange, Held::Bigint)
                } else {
                    (Helper::Range, Held::Number)
                };
                let mut arguments = vec![lo.held_as(bigint).doc(), hi.held_as(bigint).doc()];
                if let Some(failure) = too_large {
                    arguments.push(self.support.failure(*failure).into());
                }
                let items = call(self.support.call(helper), arguments);
                (Term::primary(items, Held::Otherwise), held)
            }
            ExprKind::Domain(ty) => {
                let items = all_values(self.surface, *ty, self.support);
                (Term::primary(items, Held::Otherwise), self.held_by(*ty))
            }
            ExprKind::Call {
                function: Builtin::Indices,
                args,
                ..
            } => {
                let length = concat([self.receiver(args[0]), ".length".into()]);
                let wide = held_as.is_some_and(|ty| self.surface.is_wide(ty));
                let length = Term::primary(length, Held::Number).held_as(wide).doc();
                let (helper, one, held) = if wide {
                    (Helper::BigRange, "1n", Held::Bigint)
                } else {
                    (Helper::Range, "1", Held::Number)
                };
                let items = call(self.support.call(helper), vec![one.into(), length]);
                (Term::primary(items, Held::Otherwise), held)
            }
            ExprKind::Call {
                function: Builtin::Keys,
                args,
                ..
            } => {
                let item = self.surface.parts(expr.ty)[0];
                let keys = self
                    .method(args[0], "keys", Vec::new(), Held::Otherwise)
                    .doc();
                let keys = array(vec![concat(["...".into(), keys])]);
                (Term::primary(keys, Held::Otherwise), self.held_by(item))
            }
            ExprKind::Call {
                function: Builtin::Values,
                ..
            } => {
                let item = self.surface.parts(expr.ty)[0];
                (self.term(source), self.held_by(item))
            }
            _ => {
                let item = self.surface.parts(expr.ty)[0];
                let items = self.receiver(source);
                let items = match model.types.get(expr.ty) {
                    Type::Set(_) => concat([items, ".items".into()]),
                    _ => items,
                };
                (Term::primary(items, Held::Otherwise), self.held_by(item))
            }
        }
    }

    pub(super) fn each(
        &mut self,
        id: ExprId,
        binders: &[Binder],
        filter: Option<ExprId>,
        form: Form,
    ) -> Term {
        match form {
            Form::Forall(body) => self.quantified("every", binders, filter, body),
            Form::Exists(body) => self.quantified("some", binders, filter, body),
            Form::Count => self.counted(binders, filter),
            Form::Sum { value, overflow } => {
                let expr = self.surface.model.expr(id);
                let range = expr.interval.unwrap_or(Interval::INT);
                let part = self.surface.model.expr(value).interval;
                let part = part.unwrap_or(Interval::INT);
                // Partial sums of parts with one sign lie between 0 and the sum.
                let one_sign = part.lo >= 0 || part.hi <= 0;
                let bigint = !(one_sign && Interval::SAFE.covers(range));
                self.reduced(binders, filter, Some(value), bigint, |exprs, total| {
                    let held = if bigint { Held::Bigint } else { Held::Number };
                    let value = exprs.term(value).held_as(bigint);
                    let parts = [
                        format!("{total} + ").into(),
                        value.at_least(Binding::Multiplicative),
                    ];
                    let sum = Term::new(parts, Binding::Additive, held);
                    exprs.within_64_bits(sum, overflow).held_as(bigint)
                })
            }
            Form::Set(value) => {
                let ty = self.surface.model.expr(id).ty;
                let item = self.surface.parts(ty)[0];
                let items = self.gathered(binders, filter, &[value], item, |exprs| {
                    exprs.stored(value, item)
                });
                self.collected(ty, items)
            }
            Form::Map { key, value } => {
                let ty = self.surface.model.expr(id).ty;
                let parts = self.surface.parts(ty);
                let (key_ty, value_ty) = (parts[0], parts[1]);
                let entry = format!(
                    "readonly [{}, {}]",
                    self.surface.plain_ty(key_ty),
                    self.surface.plain_ty(value_ty)
                );
                let items = self.gathered_as(binders, filter, &[key, value], &entry, |exprs| {
                    let key = exprs.stored(key, key_ty);
                    array(vec![key, exprs.stored(value, value_ty)])
                });
                self.collected(ty, items)
            }
        }
    }

    /// The name that a function gives to its element, or none where nothing reads it.
    fn element(&self, local: LocalId, readers: &[ExprId]) -> Option<String> {
        let model = self.surface.model;
        let is_read = readers.iter().any(|reader| reads(model, *reader, local));
        is_read.then(|| self.local(local).to_owned())
    }

    /// What an element may be read by: later sources, the filter, what is made of it.
    fn readers(rest: &[Binder], filter: Option<ExprId>, made: &[ExprId]) -> Vec<ExprId> {
        let sources = rest.iter().map(|binder| binder.source);
        sources.chain(filter).chain(made.iter().copied()).collect()
    }

    fn quantified(
        &mut self,
        method: &str,
        binders: &[Binder],
        filter: Option<ExprId>,
        body: ExprId,
    ) -> Term {
        let Some((binder, rest)) = binders.split_first() else {
            return self.filtered(method == "every", filter, body);
        };
        let (items, held) = self.items(binder.source, None);
        self.held[binder.local.index()] = held;
        let name = self.element(binder.local, &Self::readers(rest, filter, &[body]));
        let inner = self.quantified(method, rest, filter, body);
        let items = items.at_least(Binding::Primary);
        Term::primary(
            function_call(items, method, name.as_slice(), inner, &[]),
            Held::Otherwise,
        )
    }

    /// `not filter or body`, or `filter and body`.
    fn filtered(&mut self, all: bool, filter: Option<ExprId>, body: ExprId) -> Term {
        let Some(filter) = filter else {
            return self.term(body);
        };
        let (asked, sign, binding) = if all {
            (self.negated(filter), " ||", Binding::Or)
        } else {
            (self.tested(filter), " &&", Binding::And)
        };
        let before = self.narrowing.enter(filter, true);
        let body = self.term(body).at_least(Binding::Equality);
        self.narrowing.leave(before);
        let asked = asked.at_least(Binding::Equality);
        let parts = [asked, sign.into(), Doc::Line, body];
        Term::new([group(parts)], binding, Held::Otherwise)
    }

    fn counted(&mut self, binders: &[Binder], filter: Option<ExprId>) -> Term {
        let [binder] = binders else {
            return self.reduced(binders, filter, None, false, |_, total| {
                let sum = format!("{total} + 1").into();
                Term::new([sum], Binding::Additive, Held::Number)
            });
        };
        let (items, held) = self.items(binder.source, None);
        self.held[binder.local.index()] = held;
        let mut items = items.at_least(Binding::Primary);
        if let Some(filter) = filter {
            let name = self.element(binder.local, &[filter]);
            let asked = self.term(filter);
            items = function_call(items, "filter", name.as_slice(), asked, &[]);
        }
        Term::primary(concat([items, ".length".into()]), Held::Number)
    }

    /// What is added up over all combinations.
    fn reduced(
        &mut self,
        binders: &[Binder],
        filter: Option<ExprId>,
        value: Option<ExprId>,
        bigint: bool,
        next: impl FnOnce(&mut Self, &str) -> Term,
    ) -> Term {
        let total = self.fresh("total");
        let (start, ty, held) = if bigint {
            ("0n", "bigint", Held::Bigint)
        } else {
            ("0", "number", Held::Number)
        };
        let mut around = Vec::new();
        for (at, binder) in binders.iter().enumerate() {
            let (items, held) = self.items(binder.source, None);
            self.held[binder.local.index()] = held;
            let readers = Self::readers(&binders[at + 1..], filter, value.as_slice());
            let name = self.element(binder.local, &readers);
            around.push((items.at_least(Binding::Primary), name));
        }
        let mut term = match filter {
            None => next(self, &total),
            Some(filter) => {
                let asked = self.tested(filter).at_least(Binding::Or);
                let before = self.narrowing.enter(filter, true);
                let added = next(self, &total).at_least(Binding::Or);
                self.narrowing.leave(before);
                chosen(asked, added, total.as_str().into(), held)
            }
        };
        for (at, (items, name)) in around.into_iter().enumerate().rev() {
            let start = if at == 0 { start } else { &total };
            let method = format!("reduce<{ty}>");
            let names: Vec<String> = std::iter::once(total.clone()).chain(name).collect();
            let doc = function_call(items, &method, &names, term, &[start.into()]);
            term = Term::primary(doc, held);
        }
        term
    }

    /// An array of what is made of all combinations.
    fn gathered(
        &mut self,
        binders: &[Binder],
        filter: Option<ExprId>,
        made: &[ExprId],
        item: TypeId,
        make: impl FnOnce(&mut Self) -> Doc,
    ) -> Doc {
        let model = self.surface.model;
        if let ([binder], [value]) = (binders, made)
            && matches!(model.expr(*value).kind, ExprKind::Local(local) if local == binder.local)
        {
            // The elements themselves.
            let (items, held) = self.items(binder.source, Some(item));
            self.held[binder.local.index()] = held;
            let items = items.at_least(Binding::Primary);
            let Some(filter) = filter else {
                return items;
            };
            let name = self.element(binder.local, &[filter]);
            let asked = self.term(filter);
            return function_call(items, "filter", name.as_slice(), asked, &[]);
        }
        let ty = self.surface.plain_ty(item);
        self.gathered_as(binders, filter, made, &ty, make)
    }

    fn gathered_as(
        &mut self,
        binders: &[Binder],
        filter: Option<ExprId>,
        made: &[ExprId],
        ty: &str,
        make: impl FnOnce(&mut Self) -> Doc,
    ) -> Doc {
        let mut around = Vec::new();
        for (at, binder) in binders.iter().enumerate() {
            let (items, held) = self.items(binder.source, None);
            self.held[binder.local.index()] = held;
            let readers = Self::readers(&binders[at + 1..], filter, made);
            let name = self.element(binder.local, &readers);
            around.push((items.at_least(Binding::Primary), name));
        }
        let mut term = match filter {
            None => Term::primary(make(self), Held::Otherwise),
            Some(filter) => {
                let asked = self.tested(filter).at_least(Binding::Or);
                let before = self.narrowing.enter(filter, true);
                let one = array(vec![make(self)]);
                self.narrowing.leave(before);
                chosen(asked, one, "[]".into(), Held::Otherwise)
            }
        };
        let mut method = if filter.is_some() { "flatMap" } else { "map" };
        let mut doc = Doc::Concat(Vec::new());
        for (items, name) in around.into_iter().rev() {
            let called = format!("{method}<{ty}>");
            doc = function_call(items, &called, name.as_slice(), term, &[]);
            term = Term::primary(doc.clone(), Held::Otherwise);
            method = "flatMap";
        }
        doc
    }
}

/// `asked ? then : otherwise`
fn chosen(asked: Doc, then: Doc, otherwise: Doc, held: Held) -> Term {
    let parts = [
        asked,
        indent([
            Doc::Line,
            "? ".into(),
            then,
            Doc::Line,
            ": ".into(),
            otherwise,
        ]),
    ];
    Term::new([group(parts)], Binding::Conditional, held)
}

/// `items.method((a, b) => body, rest)`
pub(super) fn function_call(
    items: Doc,
    method: &str,
    parameters: &[String],
    body: Term,
    rest: &[Doc],
) -> Doc {
    let is_conditional = body.binding == Binding::Conditional;
    let mut body = body.into_body();
    if is_conditional {
        // A conditional after an arrow is easily misread.
        body = concat(["(".into(), body, ")".into()]);
    }
    let callee = concat([items, format!(".{method}").into()]);
    let parameters = format!("({})", parameters.join(", "));
    if rest.is_empty() {
        return call_with_function(callee, &parameters, body);
    }
    let function = group([format!("{parameters} =>").into(), indent([Doc::Line, body])]);
    let mut arguments = vec![function];
    arguments.extend(rest.iter().cloned());
    call(callee, arguments)
}
