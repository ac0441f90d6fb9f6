//! Collections in Rust: membership, set operations, the built-in functions.

use super::code::{Code, bind};
use super::expr::{Got, Scope};
use super::support::Helper;
use super::types::{I64, LIST, Repr, SET};
use crate::model::{Builtin, ExprId, ExprKind, FailureId, SetOp, Type};

impl Scope<'_> {
    pub(super) fn collection_expr(&self, id: ExprId, typed: bool) -> Got {
        match &self.model.expr(id).kind {
            ExprKind::Domain(ty) => Got::own(self.domain(*ty, typed)),
            ExprKind::Range { .. } => {
                let collection = self.collection_of(SET, &self.kind(id).parts(), typed);
                let all = self.source(id).chained;
                Got::own(all.method_of("collect", collection, Vec::new()))
            }
            ExprKind::Contains {
                value,
                collection,
                negated,
            } => {
                let test = self.contains(*value, *collection);
                Got::own(if *negated { test.prefix("!") } else { test })
            }
            ExprKind::SetOp { op, left, right } => {
                let sign = match op {
                    SetOp::Union => "|",
                    SetOp::Minus => "-",
                    SetOp::Intersect => "&",
                };
                let (left, right) = (self.borrowed(*left), self.borrowed(*right));
                Got::own(left.binary(sign, right))
            }
            ExprKind::MapMinus { map, keys } => {
                let rest = self.owned(*map);
                let args = vec![rest, self.borrowed(*keys)];
                Got::own(self.helper(Helper::Without).call(args))
            }
            ExprKind::SubsetOf { left, right } => {
                let left = self.got(*left, false).code;
                Got::own(left.method("is_subset", vec![self.borrowed(*right)]))
            }
            ExprKind::Call {
                function,
                args,
                failure,
            } => self.builtin(id, *function, args, *failure, typed),
            _ => self.got(id, typed),
        }
    }

    fn contains(&self, value: ExprId, collection: ExprId) -> Code {
        let base = self.got(collection, false);
        if let Some(wide) = self.narrow_key(collection, value) {
            let helper = match self.kind(collection) {
                Type::Map(..) => Helper::HasKey,
                Type::List(_) => Helper::HasItem,
                _ => Helper::Has,
            };
            return self.helper(helper).call(vec![wide, Self::borrow(base)]);
        }
        let is_compared =
            matches!(self.kind(collection), Type::List(item) if !self.names.is_copy(*item));
        // The value is evaluated first, and not in a closure, which could not give its fault on.
        let held = self.can_fault(value) && (self.can_fault(collection) || is_compared);
        let key = self.key(collection, value);
        let test = |base: Got, key: Code| match self.kind(collection) {
            Type::Map(..) => base.code.method("contains_key", vec![key]),
            // A slice has no `contains` for a `&str`.
            Type::List(_) if is_compared => {
                let own = Code::path(self.own_name("item"));
                let same = own.clone().binary("==", key);
                let closure = Code::closure(vec![own], same);
                base.code
                    .method("iter", Vec::new())
                    .method("any", vec![closure])
            }
            _ => base.code.method("contains", vec![key]),
        };
        if held {
            let own = self.own_name("key");
            let line = bind(own.clone(), key);
            return Code::block(vec![line], test(base, Code::path(own)));
        }
        test(base, key)
    }

    fn builtin(
        &self,
        id: ExprId,
        function: Builtin,
        args: &[ExprId],
        failure: Option<FailureId>,
        typed: bool,
    ) -> Got {
        let ty = self.ty(id);
        let parts = self.kind(id).parts();
        let list = |at: usize| {
            let got = self.got(args[at], false);
            self.sliced(got, self.ty(args[at]))
        };
        match (function, failure) {
            (Builtin::Size, _) => {
                let base = self.got(args[0], false).code;
                let size = match self.kind(args[0]) {
                    Type::String => base.method("chars", Vec::new()).method("count", Vec::new()),
                    _ => base.method("len", Vec::new()),
                };
                Got::own(size.cast("i64"))
            }
            (Builtin::Keys | Builtin::Values, _) => {
                let path = if function == Builtin::Keys { SET } else { LIST };
                let source = self.source(id).chained.method("cloned", Vec::new());
                let collection = self.collection_of(path, &parts, typed);
                Got::own(source.method_of("collect", collection, Vec::new()))
            }
            (Builtin::Indices, _) => {
                let collection = self.collection_of(SET, &parts, typed);
                let source = self.source(id).chained;
                Got::own(source.method_of("collect", collection, Vec::new()))
            }
            (Builtin::Append, _) => {
                let items = self.owned(args[0]);
                let item = self.owned_as(args[1], self.item_of(args[0]));
                Got::own(self.helper(Helper::Append).call(vec![items, item]))
            }
            (Builtin::Concat, _) => {
                let both = Code::Array(vec![list(0), list(1)]);
                Got::own(both.method("concat", Vec::new()))
            }
            (Builtin::Head, Some(failure)) => self.end_of(id, args[0], "first", failure),
            (Builtin::Last, Some(failure)) => self.end_of(id, args[0], "last", failure),
            (Builtin::Tail, Some(failure)) => {
                let base = self.got(args[0], false);
                let how = base.how;
                let call = vec![Self::borrow(base), Self::failure(failure)];
                let tail = self.helper(Helper::Tail).call(call).attempt();
                self.within(how, Got::slice(tail), ty)
            }
            (Builtin::Take | Builtin::Drop, _) => {
                let base = self.got(args[0], false);
                let how = base.how;
                let helper = if function == Builtin::Take {
                    Helper::Take
                } else {
                    Helper::Drop
                };
                let call = vec![Self::borrow(base), self.int(args[1])];
                self.within(how, Got::slice(self.helper(helper).call(call)), ty)
            }
            (Builtin::MinOf, Some(failure)) => self.extreme(args[0], "min", failure),
            (Builtin::MaxOf, Some(failure)) => self.extreme(args[0], "max", failure),
            (Builtin::Min | Builtin::Max, _) => {
                let path = if function == Builtin::Min {
                    "i64::min"
                } else {
                    "i64::max"
                };
                Got::own(Code::function(
                    path,
                    vec![self.int(args[0]), self.int(args[1])],
                ))
            }
            (Builtin::Abs, Some(failure)) => {
                let value = Code::function("i64::checked_abs", vec![self.int(args[0])]);
                Got::own(self.or_fault(value, failure))
            }
            (Builtin::Abs, None) => Got::own(Code::function("i64::abs", vec![self.int(args[0])])),
            (Builtin::Subsets, Some(failure)) => {
                let call = vec![self.borrowed(args[0]), Self::failure(failure)];
                Got::own(self.helper(Helper::Subsets).call(call).attempt())
            }
            (Builtin::Subsets, None) => {
                let call = vec![self.borrowed(args[0]), Code::Number("0".to_owned())];
                let subsets = self.helper(Helper::Subsets).call(call);
                Got::own(subsets.method("unwrap_or_default", Vec::new()))
            }
            (
                Builtin::Head | Builtin::Last | Builtin::Tail | Builtin::MinOf | Builtin::MaxOf,
                None,
            ) => unreachable!("an empty collection has no such element, so this can fault"),
        }
    }

    fn item_of(&self, collection: ExprId) -> Repr {
        match self.kind(collection) {
            Type::List(item) => super::types::repr(self.model, *item),
            _ => Repr::Int(I64),
        }
    }

    fn end_of(&self, id: ExprId, list: ExprId, method: &str, failure: FailureId) -> Got {
        let base = self.got(list, false);
        let how = base.how;
        let end = self.or_fault(base.code.method(method, Vec::new()), failure);
        self.within(how, Got::reference(end), self.ty(id))
    }
}
