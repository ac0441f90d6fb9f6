//! Values that change their type: into another of the same shape, out of a host's hands, into a range.

use super::code::{Code, Line, bind};
use super::expr::{Got, How, Scope};
use super::support::Helper;
use super::types::{I64, Int, LIST, MAP, Repr, SET, repr, same_repr};
use crate::model::{ExprId, FailureId, Interval, Type, TypeId};

impl Scope<'_> {
    /// An integer that is about to be stored where only some fit.
    pub(super) fn checked(
        &self,
        value: ExprId,
        fits: Interval,
        failure: FailureId,
        wanted: Int,
    ) -> Code {
        let value = self.first_int(value, &[]);
        self.fitting(value, fits, failure, wanted)
    }

    /// `within::<int>(value, lo, hi, failure)?`, of an `i64`.
    fn fitting(&self, value: Code, fits: Interval, failure: FailureId, wanted: Int) -> Code {
        let name = self.helper_name(Helper::Within);
        let path = super::layout::Doc::generic(&format!("{name}::"), vec![wanted.name.into()]);
        let args = vec![
            value,
            Code::integer(fits.lo),
            Code::integer(fits.hi),
            Self::failure(failure),
        ];
        Code::path(path).call(args).attempt()
    }

    pub(super) fn convert_expr(
        &self,
        id: ExprId,
        value: ExprId,
        failure: Option<FailureId>,
        typed: bool,
    ) -> Got {
        let (from, to) = (self.ty(value), self.ty(id));
        if let Repr::Int(_) = repr(self.model, to)
            && let Repr::Int(_) = repr(self.model, from)
        {
            return Got::own(self.int_as(id, I64));
        }
        if failure.is_none() && same_repr(self.model, from, to) {
            return self.got(value, typed);
        }
        // An integer is converted from what it is written as.
        let lifted = match self.model.types.get(to) {
            Type::Option(inner) if !matches!(self.model.types.get(from), Type::Option(_)) => {
                Some(*inner)
            }
            _ => None,
        };
        if let Some(inner) = lifted
            && let Repr::Int(int) = repr(self.model, inner)
        {
            let code = match (failure, self.model.types.get(inner).integers()) {
                (Some(failure), Some(fits)) => self.checked(value, fits, failure, int),
                _ => match self.as_literal(value) {
                    Some(value) if !typed => Code::typed_integer(value, int.name),
                    _ => self.int_as(value, int),
                },
            };
            return Got::own(Code::function("Some", vec![code]));
        }
        let got = self.got(value, typed);
        Got::own(self.converted(got, from, to, failure))
    }

    /// A value as one of another type of the same shape.
    fn converted(&self, got: Got, from: TypeId, to: TypeId, failure: Option<FailureId>) -> Code {
        if from == to || failure.is_none() && same_repr(self.model, from, to) {
            return self.own(got, from);
        }
        let model = self.model;
        match (model.types.get(from), model.types.get(to)) {
            (Type::Option(a), Type::Option(b)) => {
                let some = Code::function("Some", vec![Code::path("value")]);
                let (a, b) = (*a, *b);
                let converted = self.converted(Self::item("value", got.how), a, b, failure);
                let arms = vec![
                    (some, Code::function("Some", vec![converted])),
                    (Code::path("None"), Code::path("None")),
                ];
                Code::Match(Box::new(Self::looked_at(got)), arms)
            }
            (_, Type::Option(b)) => {
                Code::function("Some", vec![self.converted(got, from, *b, failure)])
            }
            (Type::Set(a), Type::Set(b)) => {
                let (a, b) = (*a, *b);
                self.converted_items(got, to, SET, "insert", |item| {
                    vec![self.converted(item, a, b, failure)]
                })
            }
            (Type::List(a), Type::List(b)) => {
                let (a, b) = (*a, *b);
                self.converted_items(got, to, LIST, "push", |item| {
                    vec![self.converted(item, a, b, failure)]
                })
            }
            (Type::Map(k, v), Type::Map(l, w)) => {
                let (k, v, l, w) = (*k, *v, *l, *w);
                let how = got.how;
                let key = self.converted(Self::item("key", how), k, l, failure);
                let value = self.converted(Self::item("value", how), v, w, failure);
                let own = self.own_name("entries");
                let insert = Code::path(own.clone()).method("insert", vec![key, value]);
                let pattern = Code::Tuple(vec![Code::path("key"), Code::path("value")]);
                let lines = vec![
                    bind(format!("mut {own}"), self.new_of(MAP, &[l, w])),
                    Line::For(pattern, Self::looked_at(got), vec![Line::Do(insert)]),
                ];
                Code::block(lines, Code::path(own))
            }
            (Type::Tuple(a), Type::Tuple(b)) => {
                let (a, b) = (a.clone(), b.clone());
                Self::held(got, |base| {
                    let parts = a.iter().zip(&b).enumerate();
                    let parts = parts.map(|(at, (a, b))| {
                        let part = Got::place(base.clone().field(&at.to_string()));
                        self.converted(part, *a, *b, failure)
                    });
                    Code::Tuple(parts.collect())
                })
            }
            (Type::Record(a), Type::Record(b)) => {
                let (a, b) = (a.clone(), b.clone());
                let fields = |ty| self.names.record_names(ty).map(|it| it.fields.clone());
                let (have, want) = (
                    fields(from).unwrap_or_default(),
                    fields(to).unwrap_or_default(),
                );
                Self::held(got, |base| {
                    let parts = a.iter().zip(&b).zip(have.iter().zip(&want));
                    let parts = parts.map(|(((_, a), (_, b)), (have, want))| {
                        let part = Got::place(base.clone().field(have));
                        (want.clone(), Some(self.converted(part, *a, *b, failure)))
                    });
                    let path = self.names.record(to).into();
                    Code::Struct(path, parts.collect(), None)
                })
            }
            (a, b) => match (
                repr(model, from),
                repr(model, to),
                a.integers(),
                b.integers(),
            ) {
                (have, Repr::Int(wanted), Some(is), Some(fits)) => {
                    let code = match got.how {
                        How::Ref => got.code.prefix("*"),
                        _ => got.code,
                    };
                    match failure {
                        Some(failure) if !fits.covers(is) => {
                            let wide = Self::cast(code, have, I64);
                            self.fitting(wide, fits, failure, wanted)
                        }
                        _ if wanted == I64 => Self::cast(code, have, I64),
                        _ => Self::cast(code, have, wanted),
                    }
                }
                _ => self.own(got, from),
            },
        }
    }

    /// An item of something that is gone through: a reference, unless that is a value of its own.
    fn item(name: &str, how: How) -> Got {
        let code = Code::path(name.to_owned());
        match how {
            How::Own => Got::place(code),
            _ => Got::reference(code),
        }
    }

    /// What is gone through or matched on: by value if it is a value of its own.
    fn looked_at(got: Got) -> Code {
        match got.how {
            How::Own => got.code,
            _ => Self::borrow(got),
        }
    }

    fn new_of(&self, path: &str, args: &[TypeId]) -> Code {
        let args = args.iter().map(|ty| self.doc(*ty)).collect();
        let path = super::layout::Doc::generic(&format!("{path}::"), args).and("::new");
        Code::path(path).call(Vec::new())
    }

    fn converted_items(
        &self,
        got: Got,
        to: TypeId,
        path: &str,
        method: &str,
        convert: impl FnOnce(Got) -> Vec<Code>,
    ) -> Code {
        let args = convert(Self::item("item", got.how));
        let own = self.own_name("items");
        let add = Code::path(own.clone()).method(method, args);
        let new = self.new_of(path, &self.model.types.get(to).parts());
        let lines = vec![
            bind(format!("mut {own}"), new),
            Line::For(
                Code::path("item"),
                Self::looked_at(got),
                vec![Line::Do(add)],
            ),
        ];
        Code::block(lines, Code::path(own))
    }

    /// Names what is used several times.
    fn held(got: Got, build: impl FnOnce(Code) -> Code) -> Code {
        if matches!(got.code, Code::Path(_)) {
            return build(got.code);
        }
        let line = bind("base", Self::looked_at(got));
        Code::block(vec![line], build(Code::path("base")))
    }

    /// A call of a host's function, whose result is looked at before it is believed.
    pub(super) fn extern_call(&self, function: usize, args: &[ExprId], misfit: FailureId) -> Code {
        let model = self.model;
        let declared = &model.externs[function];
        let args = args.iter().zip(&declared.params).map(|(arg, param)| {
            let ty = param.ty.ty;
            match repr(model, ty) {
                Repr::Int(int) => self.int_as(*arg, int),
                Repr::Type(_) if self.names.is_copy(ty) => self.own(self.got(*arg, true), ty),
                Repr::Type(_) => self.lent(self.got(*arg, false), ty),
            }
        });
        let name = &self.names.externs[function];
        let call = Code::dotted("self.host").method(name, args.collect());
        let returned = Got::place(Code::path("given"));
        match super::fits::misfit(model, self.names, declared.returns.ty, &returned) {
            None => call,
            Some(test) => {
                let refuse =
                    Code::Return(Box::new(Code::function("Err", vec![self.error(misfit)])));
                let lines = vec![bind("given", call), Line::If(test, vec![Line::Do(refuse)])];
                Code::block(lines, Code::path("given"))
            }
        }
    }

    /// A value as those take it who only look at it.
    pub(super) fn lent(&self, got: Got, ty: TypeId) -> Code {
        match self.model.types.get(ty) {
            Type::Option(inner) => {
                let method = match self.model.types.get(*inner) {
                    Type::String | Type::List(_) => "as_deref",
                    _ => "as_ref",
                };
                got.code.method(method, Vec::new())
            }
            _ => Self::borrow(got),
        }
    }
}
