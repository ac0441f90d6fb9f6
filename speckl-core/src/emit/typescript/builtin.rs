//! Built-in functions.

use super::expr::Exprs;
use super::layout::{Doc, array, call, concat};
use super::support::Helper;
use super::term::{Binding, Held, Term};
use crate::model::{Builtin, ExprId, FailureId, Interval, Type};

impl Exprs<'_> {
    pub(super) fn builtin(
        &mut self,
        id: ExprId,
        function: Builtin,
        args: &[ExprId],
        failure: Option<FailureId>,
    ) -> Term {
        let model = self.surface.model;
        let ty = model.expr(id).ty;
        let held = self.held_by(ty);
        match function {
            Builtin::Size => self.size(args[0]),
            Builtin::Keys => {
                let keys = self
                    .method(args[0], "keys", Vec::new(), Held::Otherwise)
                    .doc();
                self.collected(ty, keys)
            }
            Builtin::Values => {
                let values = self
                    .method(args[0], "values", Vec::new(), Held::Otherwise)
                    .doc();
                primary(
                    [array(vec![concat(["...".into(), values])])],
                    Held::Otherwise,
                )
            }
            Builtin::Append => {
                let list = self.term(args[0]).at_least(Binding::Unary);
                let item = self.surface.parts(ty)[0];
                let item = self.stored(args[1], item);
                primary(
                    [array(vec![concat(["...".into(), list]), item])],
                    Held::Otherwise,
                )
            }
            Builtin::Concat => {
                let lists = args.iter().map(|list| {
                    let list = self.term(*list).at_least(Binding::Unary);
                    concat(["...".into(), list])
                });
                primary([array(lists.collect())], Held::Otherwise)
            }
            Builtin::Head => {
                let first = concat([self.receiver(args[0]), "[0]".into()]);
                self.there(first, id, failure)
            }
            Builtin::Last => {
                let last = self.method(args[0], "at", vec!["-1".into()], held).doc();
                self.there(last, id, failure)
            }
            Builtin::Tail => match failure {
                Some(failure) => {
                    let failure = self.support.failure(failure).into();
                    let list = self.term(args[0]).doc();
                    let callee = self.support.call(Helper::Tail);
                    primary([call(callee, vec![list, failure])], Held::Otherwise)
                }
                None => self.method(args[0], "slice", vec!["1".into()], Held::Otherwise),
            },
            Builtin::Take | Builtin::Drop => {
                let list = self.receiver(args[0]);
                let count = self.count(args[1]);
                let ends = if function == Builtin::Take {
                    vec!["0".into(), count]
                } else {
                    vec![count]
                };
                primary(
                    [call(concat([list, ".slice".into()]), ends)],
                    Held::Otherwise,
                )
            }
            Builtin::Indices => self.set_of_items(id),
            Builtin::MinOf | Builtin::MaxOf => self.extreme(id, function, args[0], failure),
            Builtin::Min | Builtin::Max => self.lesser_or_greater(function, args),
            Builtin::Abs => {
                let value = self.term(args[0]);
                let range = model.expr(args[0]).interval.unwrap_or(Interval::INT);
                if value.is_bigint() || !Interval::SAFE.covers(range) {
                    let callee = self.support.call(Helper::Magnitude);
                    let value = value.held_as(true).doc();
                    let value = Term::primary(call(callee, vec![value]), Held::Bigint);
                    return self.within_64_bits(value, failure);
                }
                primary([call("Math.abs", vec![value.doc()])], Held::Number)
            }
            Builtin::Subsets => self.subsets(id, args[0], failure),
        }
    }

    fn size(&mut self, of: ExprId) -> Term {
        let value = self.receiver(of);
        let size = match self.surface.model.type_of(of) {
            // A string runs over its Unicode scalar values; its length counts UTF-16 units.
            Type::String => {
                let characters = array(vec![concat(["...".into(), value])]);
                concat([characters, ".length".into()])
            }
            Type::List(_) => concat([value, ".length".into()]),
            _ => concat([value, ".size".into()]),
        };
        Term::primary(size, Held::Number)
    }

    /// An element that is there, or else a failure.
    fn there(&mut self, element: Doc, id: ExprId, failure: Option<FailureId>) -> Term {
        let ty = self.surface.model.expr(id).ty;
        let held = self.held_by(ty);
        match failure {
            Some(failure) => self.or_fail(element, failure, held),
            None => Term::primary(element, held).cast(&self.surface.plain_ty(ty)),
        }
    }

    /// How many elements are taken or dropped: none, where the number is negative.
    fn count(&mut self, id: ExprId) -> Doc {
        let range = self.surface.model.expr(id).interval;
        let count = self.term(id).held_as(false).doc();
        if range.is_some_and(|range| range.lo >= 0) {
            count
        } else {
            call("Math.max", vec!["0".into(), count])
        }
    }

    /// `min(S)`, `max(S)`
    fn extreme(
        &mut self,
        id: ExprId,
        function: Builtin,
        of: ExprId,
        failure: Option<FailureId>,
    ) -> Term {
        let collection = self.surface.model.expr(of).ty;
        let item = self.surface.parts(collection)[0];
        let (items, _) = self.items(of, Some(item));
        let mut items = items.at_least(Binding::Primary);
        if matches!(self.surface.model.types.get(collection), Type::List(_)) {
            let compare = format!("{}.compare", self.surface.described(item, self.support));
            let copy = array(vec![concat(["...".into(), items])]);
            items = call(concat([copy, ".sort".into()]), vec![compare.into()]);
        }
        let element = if function == Builtin::MinOf {
            concat([items, "[0]".into()])
        } else {
            concat([items, ".at(-1)".into()])
        };
        self.there(element, id, failure)
    }

    /// `min(a, b)`, `max(a, b)`
    fn lesser_or_greater(&mut self, function: Builtin, args: &[ExprId]) -> Term {
        let terms: Vec<Term> = args.iter().map(|arg| self.term(*arg)).collect();
        let bigint = terms.iter().any(Term::is_bigint);
        let terms = terms.into_iter().map(|term| term.held_as(bigint).doc());
        let (callee, held) = match (bigint, function) {
            (false, Builtin::Min) => ("Math.min", Held::Number),
            (false, _) => ("Math.max", Held::Number),
            (true, Builtin::Min) => (self.support.call(Helper::Lesser), Held::Bigint),
            (true, _) => (self.support.call(Helper::Greater), Held::Bigint),
        };
        primary([call(callee, terms.collect())], held)
    }

    fn subsets(&mut self, id: ExprId, of: ExprId, failure: Option<FailureId>) -> Term {
        let ty = self.surface.model.expr(id).ty;
        let inner = self.surface.parts(ty)[0];
        let item = self.surface.parts(inner)[0];
        let (items, _) = self.items(of, Some(item));
        let mut items = items.doc();
        if let Some(failure) = failure {
            let failure = self.support.failure(failure).into();
            items = call(self.support.call(Helper::Few), vec![items, failure]);
        }
        let selections = call(self.support.call(Helper::Subsets), vec![items]);
        let name = self.fresh("items");
        let one = self.collected(inner, name.as_str().into());
        let all = super::each::function_call(selections, "map", &[name], one, &[]);
        self.collected(ty, all)
    }
}

fn primary(parts: impl IntoIterator<Item = Doc>, held: Held) -> Term {
    Term::new(parts, Binding::Primary, held)
}
