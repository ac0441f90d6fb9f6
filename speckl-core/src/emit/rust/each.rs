//! Quantifiers, aggregates and comprehensions: chains of iterators where nothing in them can fault,
//! loops where something can.

use super::code::{Code, Line, bind};
use super::expr::{Got, How, Scope};
use super::layout::Doc;
use super::support::Helper;
use super::types::{MAP, Repr, SET, repr};
use crate::model::{Binder, Builtin, ExprId, ExprKind, FailureId, Form, SetOp, Type, TypeId};

/// Something that is run over.
pub(super) struct Source {
    /// As the source of a `for`.
    pub looped: Code,
    /// As an iterator.
    pub chained: Code,
    /// Whether its items are references.
    pub lent: bool,
}

impl Scope<'_> {
    /// What a set or a list is run over with.
    pub(super) fn source(&self, id: ExprId) -> Source {
        let values = |looped: Code| Source {
            chained: Code::Paren(Box::new(looped.clone())),
            looped,
            lent: false,
        };
        let lent = |code: Code| Source {
            looped: code.clone(),
            chained: code,
            lent: true,
        };
        match &self.model.expr(id).kind {
            ExprKind::Range { lo, hi, too_large } => {
                return match too_large {
                    Some(failure) => Source {
                        chained: self.span(*lo, *hi, *failure),
                        looped: self.span(*lo, *hi, *failure),
                        lent: false,
                    },
                    None => values(self.first_int(*lo, &[*hi]).to(self.int(*hi))),
                };
            }
            ExprKind::Domain(ty) => {
                if let Some(source) = self.scalar_domain(*ty) {
                    return source;
                }
            }
            ExprKind::Call { function, args, .. } => {
                let base = |at: usize| self.got(args[at], false).code;
                match function {
                    Builtin::Keys => return lent(base(0).method("keys", Vec::new())),
                    Builtin::Values => return lent(base(0).method("values", Vec::new())),
                    Builtin::Indices => {
                        let size = base(0).method("len", Vec::new()).cast("i64");
                        return values(Code::typed_integer(1, "i64").to(size));
                    }
                    _ => {}
                }
            }
            ExprKind::SetOp { op, left, right } => {
                let left = self.got(*left, false).code;
                let method = match op {
                    SetOp::Union => "union",
                    SetOp::Minus => "difference",
                    SetOp::Intersect => "intersection",
                };
                return lent(left.method(method, vec![self.borrowed(*right)]));
            }
            _ => {}
        }
        let got = self.got(id, false);
        Source {
            chained: got.code.clone().method("iter", Vec::new()),
            looped: Self::borrow(got),
            lent: true,
        }
    }

    /// The values of a type that need no set to be made.
    fn scalar_domain(&self, ty: TypeId) -> Option<Source> {
        match self.model.types.get(ty) {
            Type::Bool => {
                let both = ["false", "true"].map(|it| Code::Number(it.to_owned()));
                let both = Code::Array(both.to_vec());
                Some(Source {
                    chained: both.clone().method("into_iter", Vec::new()),
                    looped: both,
                    lent: false,
                })
            }
            Type::Enum(id) if !self.model.enums[id.index()].has_payload() => {
                let all = Code::path(format!("{}::ALL", self.names.enums[id.index()]));
                Some(Source {
                    chained: all.clone().method("into_iter", Vec::new()),
                    looped: all,
                    lent: false,
                })
            }
            kind => {
                let Repr::Int(int) = repr(self.model, ty) else {
                    return None;
                };
                let range = kind.integers()?;
                let first = Code::typed_integer(range.lo, int.name);
                let all = first.to(Code::integer(range.hi));
                Some(Source {
                    chained: Code::Paren(Box::new(all.clone())),
                    looped: all,
                    lent: false,
                })
            }
        }
    }

    /// `span(lo, hi, failure)?`
    pub(super) fn span(&self, lo: ExprId, hi: ExprId, failure: FailureId) -> Code {
        let args = vec![self.int(lo), self.int(hi), Self::failure(failure)];
        self.helper(Helper::Span).call(args).attempt()
    }

    /// All values of a type, as a set.
    pub(super) fn domain(&self, ty: TypeId, typed: bool) -> Code {
        if let Some(source) = self.scalar_domain(ty) {
            let collection = self.collection_of(SET, &[ty], typed);
            return source.chained.method_of("collect", collection, Vec::new());
        }
        self.helpers.borrow_mut().insert(Helper::Every(ty));
        Code::function(Helper::Every(ty).name(), Vec::new())
    }

    /// The type of a collection, its items named where nothing around it tells them.
    pub(super) fn collection_of(&self, path: &str, args: &[TypeId], typed: bool) -> Doc {
        let args = args.iter();
        let args = args
            .map(|ty| if typed { "_".into() } else { self.doc(*ty) })
            .collect();
        Doc::generic(path, args)
    }

    /// Binds the local of a binder; the pattern that takes an item.
    pub(super) fn bind_item(&self, local: crate::model::LocalId, id: ExprId, lent: bool) -> Code {
        let at = local.index();
        let name = Code::path(self.locals.names[at].clone());
        let copied = match self.kind(id) {
            Type::Set(item) | Type::List(item) => self.names.is_copy(*item),
            _ => true,
        };
        let reference = lent && !copied;
        self.hows.borrow_mut()[at] = if reference { How::Ref } else { How::Own };
        if lent && copied {
            Code::Prefix("&", Box::new(name))
        } else {
            name
        }
    }

    pub(super) fn each(
        &self,
        id: ExprId,
        binders: &[Binder],
        filter: Option<ExprId>,
        form: Form,
        typed: bool,
    ) -> Code {
        let bodies = match form {
            Form::Count => vec![],
            Form::Forall(it) | Form::Exists(it) | Form::Set(it) | Form::Sum { value: it, .. } => {
                vec![it]
            }
            Form::Map { key, value } => vec![key, value],
        };
        let inner = binders.iter().skip(1).map(|binder| binder.source);
        let inside = inner.chain(filter).chain(bodies);
        let quiet = !inside.into_iter().any(|part| self.can_fault(part));
        // Of equal keys the last one counts, so a map whose keys may be equal is filled one by one.
        let plain = match form {
            Form::Map { key, .. } => {
                let own = binders.first().map(|binder| binder.local);
                let kind = binders.first().map(|binder| self.kind(binder.source));
                matches!(self.model.expr(key).kind, ExprKind::Local(local) if Some(local) == own)
                    && matches!(kind, Some(Type::Set(_)))
            }
            _ => true,
        };
        match (form, binders) {
            (Form::Forall(_) | Form::Exists(_), _) if quiet => {
                self.quantified(binders, filter, form)
            }
            (_, [only]) if quiet && plain => self.chained(id, *only, filter, form, typed),
            _ => self.looped(id, binders, filter, form),
        }
    }

    /// `source.all(|x| …)`
    fn quantified(&self, binders: &[Binder], filter: Option<ExprId>, form: Form) -> Code {
        let Some((first, rest)) = binders.split_first() else {
            let (Form::Forall(body) | Form::Exists(body)) = form else {
                return Code::Tuple(Vec::new());
            };
            return match (filter, form) {
                (None, _) => self.condition(body),
                (Some(filter), Form::Forall(_)) => {
                    self.negated(filter).binary("||", self.condition(body))
                }
                (Some(filter), _) => self.condition(filter).binary("&&", self.condition(body)),
            };
        };
        let source = self.source(first.source);
        let pattern = self.bind_item(first.local, first.source, source.lent);
        let body = self.quantified(rest, filter, form);
        let method = match form {
            Form::Forall(_) => "all",
            _ => "any",
        };
        source
            .chained
            .method(method, vec![Code::closure(vec![pattern], body)])
    }

    fn chained(
        &self,
        id: ExprId,
        binder: Binder,
        filter: Option<ExprId>,
        form: Form,
        typed: bool,
    ) -> Code {
        let source = self.source(binder.source);
        let pattern = self.bind_item(binder.local, binder.source, source.lent);
        let mut chain = source.chained;
        if let Some(filter) = filter {
            let taken = Code::Prefix("&", Box::new(pattern.clone()));
            let test = Code::closure(vec![taken], self.condition(filter));
            chain = chain.method("filter", vec![test]);
        }
        let mapped = |chain: Code, body: Code| {
            let same = matches!((&pattern, &body), (Code::Path(_), Code::Path(body))
                if body.is(&self.locals.names[binder.local.index()]));
            if same {
                chain
            } else {
                chain.method("map", vec![Code::closure(vec![pattern.clone()], body)])
            }
        };
        let parts = self.kind(id).parts();
        match form {
            Form::Sum {
                value,
                overflow: None,
            } => {
                let value = self.int(value);
                mapped(chain, value).method_of("sum", "i64".into(), Vec::new())
            }
            Form::Sum {
                value,
                overflow: Some(failure),
            } => {
                let value = self.first_int(value, &[]);
                let total = Code::path(self.own_name("total"));
                let args = vec![total.clone(), value, Self::failure(failure)];
                let add = self.helper(Helper::Add).call(args);
                let step = Code::closure(vec![total, pattern], add);
                let start = Code::typed_integer(0, "i64");
                chain.method("try_fold", vec![start, step]).attempt()
            }
            Form::Set(value) => {
                let value = self.owned_as(value, repr(self.model, parts[0]));
                let collection = self.collection_of(SET, &parts, typed);
                mapped(chain, value).method_of("collect", collection, Vec::new())
            }
            Form::Map { key, value } => {
                let key = self.owned_as(key, repr(self.model, parts[0]));
                let value = self.owned_as(value, repr(self.model, parts[1]));
                let collection = self.collection_of(MAP, &parts, typed);
                let entry = Code::Tuple(vec![key, value]);
                mapped(chain, entry).method_of("collect", collection, Vec::new())
            }
            Form::Count | Form::Forall(_) | Form::Exists(_) => {
                chain.method("count", Vec::new()).cast("i64")
            }
        }
    }

    fn looped(&self, id: ExprId, binders: &[Binder], filter: Option<ExprId>, form: Form) -> Code {
        let sources: Vec<(Code, Code)> = binders
            .iter()
            .map(|binder| {
                let source = self.source(binder.source);
                let pattern = self.bind_item(binder.local, binder.source, source.lent);
                (pattern, source.looped)
            })
            .collect();
        let filter = filter.map(|filter| self.condition(filter));
        let within = |lines: Vec<Line>| -> Vec<Line> {
            let mut lines = match filter {
                Some(filter) => vec![Line::If(filter, lines)],
                None => lines,
            };
            for (pattern, source) in sources.into_iter().rev() {
                lines = vec![Line::For(pattern, source, lines)];
            }
            lines
        };
        let parts = self.kind(id).parts();
        let new = |path: &str| {
            let args = parts.iter().map(|ty| self.doc(*ty)).collect();
            let path = Doc::generic(&format!("{path}::"), args).and("::new");
            Code::path(path).call(Vec::new())
        };
        let gather = |name: &str, start: Code, steps: Vec<Line>| {
            let name = self.own_name(name);
            let mut lines = vec![bind(format!("mut {name}"), start)];
            lines.extend(steps);
            Code::block(lines, Code::path(name))
        };
        let path = |name: &str| Code::path(self.own_name(name));
        match form {
            Form::Forall(body) | Form::Exists(body) => {
                let forall = matches!(form, Form::Forall(_));
                let label = self.label();
                let test = if forall {
                    self.negated(body)
                } else {
                    self.condition(body)
                };
                let value = |value: bool| Code::Number(value.to_string());
                let found = Code::Break(Some(label.clone()), Some(Box::new(value(!forall))));
                let mut lines = within(vec![Line::If(test, vec![Line::Do(found)])]);
                lines.push(Line::Value(value(forall)));
                Code::Block(Some(label), lines)
            }
            Form::Count => {
                let one = Box::new(Code::Number("1".to_owned()));
                let step = Code::Assign(Box::new(path("count")), "+=", one);
                gather(
                    "count",
                    Code::typed_integer(0, "i64"),
                    within(vec![Line::Do(step)]),
                )
            }
            Form::Sum { value, overflow } => {
                let value = self.int(value);
                let step = match overflow {
                    Some(failure) => {
                        let args = vec![path("total"), value, Self::failure(failure)];
                        let sum = self.helper(Helper::Add).call(args).attempt();
                        path("total").assign(sum)
                    }
                    None => Code::Assign(Box::new(path("total")), "+=", Box::new(value)),
                };
                gather(
                    "total",
                    Code::typed_integer(0, "i64"),
                    within(vec![Line::Do(step)]),
                )
            }
            Form::Set(value) => {
                let value = self.owned_as(value, repr(self.model, parts[0]));
                let step = path("items").method("insert", vec![value]);
                gather("items", new(SET), within(vec![Line::Do(step)]))
            }
            Form::Map { key, value } => {
                let key = self.owned_as(key, repr(self.model, parts[0]));
                let value = self.owned_as(value, repr(self.model, parts[1]));
                let step = path("entries").method("insert", vec![key, value]);
                gather("entries", new(MAP), within(vec![Line::Do(step)]))
            }
        }
    }

    /// The least or the greatest item, as an option.
    pub(super) fn extreme(&self, id: ExprId, method: &str, failure: FailureId) -> Got {
        let ty = match self.kind(id) {
            Type::Set(item) | Type::List(item) => *item,
            _ => self.ty(id),
        };
        let own = !matches!(
            self.model.expr(id).kind,
            ExprKind::Var(_) | ExprKind::PrevVar(_) | ExprKind::Local(_) | ExprKind::Field { .. }
        );
        let source = self.source(id);
        let best = source.chained.method(method, Vec::new());
        let best = self.or_fault(best, failure);
        if source.lent {
            let how = if own { How::Own } else { How::Ref };
            self.within(how, Got::reference(best), ty)
        } else {
            Got::own(best)
        }
    }
}
