//! Composite values in expressions: how they are made, read, changed and given other types.
//!
//! Integers in a composite value are held as its type says, `number` or `bigint`; only bare integers
//! are held as it suits the computation.

use super::docs::{key, property};
use super::expr::{Exprs, applied};
use super::layout::{Doc, array, call, concat, entry, object};
use super::support::Helper;
use super::term::{Binding, Held, Term};
use super::usage::can_fail;
use crate::model::{EnumId, ExprId, ExprKind, ExternId, FailureId, SetOp, Type, TypeId};

impl Exprs<'_> {
    pub(super) fn variant(&mut self, of: EnumId, index: u32, payload: &[ExprId]) -> Term {
        let declared = &self.surface.model.enums[of.index()];
        if !declared.has_payload() {
            return Term::primary(self.surface.variant(of, index), Held::Otherwise);
        }
        let fields = declared.variants[index as usize].payload.iter();
        let fields = fields.zip(payload).map(|(field, value)| {
            let value = self.stored(*value, field.ty.ty);
            entry(key(&field.name), value)
        });
        let fields = fields.collect();
        Term::primary(
            self.surface.tagged_value(of, index, fields),
            Held::Otherwise,
        )
    }

    pub(super) fn record(&mut self, ty: TypeId, values: &[ExprId]) -> Term {
        let fields = self.fields(ty);
        let fields = fields.iter().zip(values).map(|((name, ty), value)| {
            let value = self.stored(*value, *ty);
            entry(key(name), value)
        });
        Term::primary(object(fields.collect()), Held::Otherwise)
    }

    pub(super) fn tuple(&mut self, ty: TypeId, values: &[ExprId]) -> Term {
        let parts = self.surface.parts(ty);
        let items = parts.iter().zip(values);
        let items = items.map(|(ty, value)| self.stored(*value, *ty));
        Term::primary(array(items.collect()), Held::Otherwise)
    }

    pub(super) fn list(&mut self, ty: TypeId, values: &[ExprId]) -> Term {
        let item = self.surface.parts(ty)[0];
        let items = values.iter().map(|value| self.stored(*value, item));
        Term::primary(array(items.collect()), Held::Otherwise)
    }

    pub(super) fn set(&mut self, ty: TypeId, values: &[ExprId]) -> Term {
        let items = self.list(ty, values).doc();
        self.collected(ty, items)
    }

    pub(super) fn map(&mut self, ty: TypeId, entries: &[(ExprId, ExprId)]) -> Term {
        let parts = self.surface.parts(ty);
        let entries = entries.iter().map(|(key, value)| {
            let key = self.stored(*key, parts[0]);
            array(vec![key, self.stored(*value, parts[1])])
        });
        let entries = array(entries.collect());
        self.collected(ty, entries)
    }

    /// A set or map of items that are in no order yet.
    pub(super) fn collected(&mut self, ty: TypeId, items: Doc) -> Term {
        let of = format!("{}.of", self.surface.described(ty, self.support));
        Term::primary(call(of, vec![items]), Held::Otherwise)
    }

    /// A set that is told by an array of its elements.
    pub(super) fn set_of_items(&mut self, id: ExprId) -> Term {
        let ty = self.surface.model.expr(id).ty;
        let item = self.surface.parts(ty)[0];
        let (items, _) = self.items(id, Some(item));
        self.collected(ty, items.doc())
    }

    pub(super) fn field(&mut self, id: ExprId, base: ExprId, field: u32) -> Term {
        let held = self.held_by(self.surface.model.expr(id).ty);
        let of = self.surface.model.expr(base).ty;
        let base = self.receiver(base);
        Term::primary(concat([base, self.selector(of, field).into()]), held)
    }

    /// What follows a record or tuple to read one of its fields.
    pub(super) fn selector(&self, of: TypeId, field: u32) -> String {
        match self.surface.model.types.get(of) {
            Type::Record(fields) => property("", &fields[field as usize].0),
            _ => format!("[{field}]"),
        }
    }

    pub(super) fn with(&mut self, base: ExprId, fields: &[(u32, ExprId)]) -> Term {
        let of = self.surface.model.expr(base).ty;
        let declared = self.fields(of);
        let base = self.term(base).at_least(Binding::Unary);
        let mut entries = vec![concat(["...".into(), base])];
        for (field, value) in fields {
            let (name, ty) = &declared[*field as usize];
            let value = self.stored(*value, *ty);
            entries.push(entry(key(name), value));
        }
        Term::primary(object(entries), Held::Otherwise)
    }

    fn fields(&self, of: TypeId) -> Vec<(String, TypeId)> {
        match self.surface.model.types.get(of) {
            Type::Record(fields) => fields.clone(),
            _ => Vec::new(),
        }
    }

    pub(super) fn list_get(
        &mut self,
        id: ExprId,
        list: ExprId,
        index: ExprId,
        failure: FailureId,
    ) -> Term {
        let held = self.held_by(self.surface.model.expr(id).ty);
        let list = self.receiver(list);
        let at = self.offset(index);
        let found = concat([list, "[".into(), at, "]".into()]);
        self.or_fail(found, failure, held)
    }

    /// A place in a list, counted from 0.
    pub(super) fn offset(&mut self, index: ExprId) -> Doc {
        let index = self.term(index);
        match index.held {
            Held::Literal(index) => index.saturating_sub(1).to_string().into(),
            _ => concat([
                index.held_as(false).at_least(Binding::Additive),
                " - 1".into(),
            ]),
        }
    }

    pub(super) fn map_get(
        &mut self,
        id: ExprId,
        map: ExprId,
        key: ExprId,
        failure: FailureId,
    ) -> Term {
        let held = self.held_by(self.surface.model.expr(id).ty);
        let key_type = self.surface.parts(self.surface.model.expr(map).ty)[0];
        let map = self.receiver(map);
        let key = self.stored(key, key_type);
        let found = call(concat([map, ".get".into()]), vec![key]);
        self.or_fail(found, failure, held)
    }

    /// What is not `undefined`, or else a failure.
    pub(super) fn or_fail(&mut self, found: Doc, failure: FailureId, held: Held) -> Term {
        let failure = self.support.failure(failure).into();
        Term::primary(
            call(self.support.call(Helper::Present), vec![found, failure]),
            held,
        )
    }

    pub(super) fn unwrapped(&mut self, id: ExprId, value: ExprId, failure: FailureId) -> Term {
        let ty = self.surface.model.expr(id).ty;
        let mut callee = self.support.call(Helper::NonNull).to_owned();
        if self.narrowing.tells(value) {
            // It may be known to be `null`, and then nothing would be left of its type.
            callee = format!("{callee}<{}>", self.surface.plain_ty(ty));
        }
        let failure = self.support.failure(failure).into();
        let value = self.term(value).doc();
        Term::primary(call(callee, vec![value, failure]), self.held_by(ty))
    }

    pub(super) fn contains(&mut self, value: ExprId, collection: ExprId, negated: bool) -> Term {
        let model = self.surface.model;
        let of = model.expr(collection).ty;
        let item = self.surface.parts(of)[0];
        let is_list = matches!(model.types.get(of), Type::List(_));
        let is_compared = is_list && !self.surface.is_primitive(item);
        // The value is evaluated first, and once; where that can be told, it is.
        let must_come_first =
            can_fail(model, value) && (can_fail(model, collection) || is_compared);
        let given = self.stored(value, item);
        let (asked, given) = if must_come_first {
            let name = self.fresh("value");
            (Doc::from(name.as_str()), Some((name, given)))
        } else {
            (given, None)
        };
        let receiver = self.receiver(collection);
        let found = if is_list && !is_compared {
            call(concat([receiver, ".includes".into()]), vec![asked])
        } else if is_compared {
            let name = self.fresh("item");
            let compare = format!("{}.compare", self.surface.described(item, self.support));
            let order = call(compare, vec![name.as_str().into(), asked]);
            let test = concat([format!("({name}) => ").into(), order, " === 0".into()]);
            call(concat([receiver, ".some".into()]), vec![test])
        } else {
            call(concat([receiver, ".has".into()]), vec![asked])
        };
        let mut found = Term::primary(found, Held::Otherwise);
        if let Some((name, given)) = given {
            let signature = format!("({name}: {})", self.surface.plain_ty(item));
            found = Term::primary(applied(&signature, found, given), Held::Otherwise);
        }
        if negated {
            let found = found.doc();
            return Term::new(["!".into(), found], Binding::Unary, Held::Otherwise);
        }
        found
    }

    pub(super) fn set_operation(&mut self, op: SetOp, left: ExprId, right: ExprId) -> Term {
        let helper = match op {
            SetOp::Union => Helper::Union,
            SetOp::Minus => Helper::Difference,
            SetOp::Intersect => Helper::Intersection,
        };
        let method = self.support.call(helper);
        let right = self.term(right).doc();
        self.method(left, method, vec![right], Held::Otherwise)
    }

    /// `value.method(arguments)`
    pub(super) fn method(
        &mut self,
        value: ExprId,
        method: &str,
        arguments: Vec<Doc>,
        held: Held,
    ) -> Term {
        let value = self.receiver(value);
        Term::primary(
            call(concat([value, format!(".{method}").into()]), arguments),
            held,
        )
    }

    /// A composite value that something is read from; TypeScript is told its type where the text alone
    /// does not tell it.
    pub(super) fn receiver(&mut self, id: ExprId) -> Doc {
        let expr = self.surface.model.expr(id);
        let term = self.term(id);
        let is_open = matches!(
            expr.kind,
            ExprKind::List(_)
                | ExprKind::Tuple(_)
                | ExprKind::Record(_)
                | ExprKind::Variant(..)
                | ExprKind::With { .. }
                | ExprKind::If { .. }
                | ExprKind::Call { .. }
                | ExprKind::Convert { .. }
        );
        if is_open && !self.surface.is_primitive(expr.ty) {
            term.cast(&self.surface.plain_ty(expr.ty))
                .at_least(Binding::Primary)
        } else {
            term.at_least(Binding::Primary)
        }
    }

    pub(super) fn supplied(
        &mut self,
        function: ExternId,
        args: &[ExprId],
        misfit: FailureId,
    ) -> Term {
        let declared = &self.surface.model.externs[function.index()];
        let args = declared.params.iter().zip(args).map(|(param, arg)| {
            let arg = self.stored(*arg, param.ty.ty);
            if self.surface.is_primitive(param.ty.ty) {
                arg
            } else {
                call(self.support.call(Helper::Frozen), vec![arg])
            }
        });
        let args = args.collect();
        let method = property("this.#host", self.surface.names.supplied(function));
        let ty = declared.returns.ty;
        let given = call(method, args);
        let checked = self.surface.checked(given, ty, misfit, self.support);
        Term::primary(checked, self.held_by(ty))
    }

    /// A value given another type of the same shape.
    pub(super) fn convert(
        &mut self,
        id: ExprId,
        value: ExprId,
        failure: Option<FailureId>,
    ) -> Term {
        let model = self.surface.model;
        let (from, to) = (model.expr(value).ty, model.expr(id).ty);
        let inner = match model.types.get(to) {
            Type::Option(inner) => *inner,
            _ => to,
        };
        if let (Some(_), Some(fits)) = (
            model.types.get(from).integers(),
            model.types.get(inner).integers(),
        ) {
            let mut term = self.term(value);
            if let Some(failure) = failure {
                term = self.within(term, fits, failure);
            }
            let term = term.held_as(self.surface.is_wide(inner));
            let binding = term.binding;
            return Term::new([term.doc()], binding, self.held_by(to));
        }
        match failure {
            None if self.surface.is_held_alike(from, to) => self.term(value),
            None => {
                let of = self.surface.described(to, self.support).into();
                let value = self.term(value).doc();
                let callee = self.support.call(Helper::Converted);
                Term::primary(call(callee, vec![of, value]), Held::Otherwise)
            }
            Some(failure) => {
                let of = self.surface.described(to, self.support).into();
                let value = self.term(value).doc();
                let failure = self.support.failure(failure).into();
                let callee = self.support.call(Helper::Accepted);
                let arguments = vec![of, value, failure, "\"spec\"".into()];
                Term::primary(call(callee, arguments), Held::Otherwise)
            }
        }
    }
}
