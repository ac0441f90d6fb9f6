//! Expressions in Rust.
//!
//! Variables and locals keep their declared representation as long as they are only compared or copied;
//! arithmetic is done in `i64`. What is on the heap is looked at where it is, and copied only where it
//! is put somewhere else.

use super::code::{Code, Line};
use super::layout::Doc;
use super::locals::Locals;
use super::names::Names;
use super::support::Helper;
use super::types::{I64, LIST, Repr, SET, STRING, repr, type_doc};
use crate::model::{ExprId, ExprKind, FailureId, Model, Type, TypeId, VarId};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

/// The shared helpers that are used, here and elsewhere.
pub(super) type Helpers = RefCell<BTreeSet<Helper>>;

/// What a piece of Rust gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// A value of its own.
    Own,
    /// A place, from which nothing can be moved away.
    Place,
    /// A reference to a value.
    Ref,
    /// A `&str` or a slice.
    Slice,
}

/// An expression in Rust.
#[derive(Clone, Debug)]
pub(super) struct Got {
    pub code: Code,
    pub how: How,
}

impl Got {
    pub(super) fn own(code: Code) -> Self {
        Self {
            code,
            how: How::Own,
        }
    }

    pub(super) fn place(code: Code) -> Self {
        Self {
            code,
            how: How::Place,
        }
    }

    pub(super) fn reference(code: Code) -> Self {
        Self {
            code,
            how: How::Ref,
        }
    }

    pub(super) fn slice(code: Code) -> Self {
        Self {
            code,
            how: How::Slice,
        }
    }
}

/// The machine's own state.
pub(super) const STATE: &str = "self.state";

/// Where the variables of a state are read.
#[derive(Clone, Debug)]
pub(super) struct Reads {
    /// What they are fields of: names with points between them.
    pub from: &'static str,
    /// Those that are locals instead.
    pub staged: BTreeSet<VarId>,
    /// Whether what is on the heap is a reference there.
    pub by_reference: bool,
}

impl Reads {
    /// All of them are fields.
    pub fn fields(from: &'static str, by_reference: bool) -> Self {
        Self {
            from,
            staged: BTreeSet::new(),
            by_reference,
        }
    }

    /// Those that change while a step is computed: all of a copy, and of the machine's own state only those
    /// that are staged.
    pub fn changing(&self, model: &Model) -> BTreeSet<VarId> {
        if self.from == STATE {
            self.staged.clone()
        } else {
            (0..model.vars.len() as u32).map(VarId).collect()
        }
    }

    /// The place of a variable: names with points between them.
    pub fn path(&self, names: &Names, var: VarId) -> String {
        if self.staged.contains(&var) {
            names.staged(var)
        } else {
            format!("{}.{}", self.from, names.fields[var.index()])
        }
    }
}

/// What an expression is written in.
pub(super) struct Scope<'a> {
    pub model: &'a Model,
    pub names: &'a Names,
    /// Variables as they are now.
    pub now: Reads,
    /// Variables as they were before.
    pub before: Reads,
    pub locals: Locals,
    /// How the locals that are bound are bound.
    pub hows: RefCell<Vec<How>>,
    pub helpers: &'a Helpers,
    /// Variables that are about to change while what is written here is still used.
    pub detached: RefCell<BTreeSet<VarId>>,
    labels: Cell<u32>,
    faults: RefCell<BTreeMap<ExprId, bool>>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(
        model: &'a Model,
        names: &'a Names,
        locals: Locals,
        (now, before): (Reads, Reads),
        helpers: &'a Helpers,
    ) -> Self {
        let hows = RefCell::new(vec![How::Own; locals.names.len()]);
        Self {
            model,
            names,
            now,
            before,
            locals,
            hows,
            helpers,
            detached: RefCell::default(),
            labels: Cell::new(0),
            faults: RefCell::default(),
        }
    }

    pub(super) fn helper(&self, helper: Helper) -> Code {
        Code::path(self.helper_name(helper))
    }

    /// The name of a shared function where no local is in its way.
    pub(super) fn helper_name(&self, helper: Helper) -> String {
        let name = helper.name();
        self.helpers.borrow_mut().insert(helper);
        if self.locals.names.contains(&name) {
            format!("self::{name}")
        } else {
            name
        }
    }

    /// A name for what generated code has to name itself, which no local of the routine has.
    pub(super) fn own_name(&self, name: &str) -> String {
        let mut name = name.to_owned();
        while self.locals.names.contains(&name) {
            name.push('_');
        }
        name
    }

    /// A label that no other loop of the routine has.
    pub(super) fn label(&self) -> String {
        let at = self.labels.get();
        self.labels.set(at + 1);
        match at {
            0 => "'each".to_owned(),
            _ => format!("'each_{at}"),
        }
    }

    pub(super) fn ty(&self, id: ExprId) -> TypeId {
        self.model.expr(id).ty
    }

    pub(super) fn kind(&self, id: ExprId) -> &'a Type {
        self.model.type_of(id)
    }

    pub(super) fn doc(&self, ty: TypeId) -> Doc {
        type_doc(self.model, self.names, ty)
    }

    pub(super) fn failure(failure: FailureId) -> Code {
        Code::Number(failure.index().to_string())
    }

    /// `Error::at(failure)`
    pub(super) fn error(&self, failure: FailureId) -> Code {
        let path = format!("{}::at", self.names.error);
        Code::function(path, vec![Self::failure(failure)])
    }

    /// `option.ok_or(Error::at(failure))?`
    pub(super) fn or_fault(&self, option: Code, failure: FailureId) -> Code {
        option.method("ok_or", vec![self.error(failure)]).attempt()
    }

    /// Whether it can fault.
    pub(super) fn can_fault(&self, id: ExprId) -> bool {
        if let Some(known) = self.faults.borrow().get(&id) {
            return *known;
        }
        let expr = self.model.expr(id);
        let found = super::faults::faults(&expr.kind)
            || expr.parts().into_iter().any(|part| self.can_fault(part));
        self.faults.borrow_mut().insert(id, found);
        found
    }

    /// A condition.
    pub(super) fn condition(&self, id: ExprId) -> Code {
        self.value(id)
    }

    /// What can be copied, by value, in its natural representation.
    pub(super) fn value(&self, id: ExprId) -> Code {
        let got = self.got(id, false);
        match got.how {
            How::Ref => got.code.prefix("*"),
            _ => got.code,
        }
    }

    /// A value of its own where its type is known from what is around it, in the representation of its
    /// type.
    pub(super) fn owned(&self, id: ExprId) -> Code {
        let ty = self.ty(id);
        match repr(self.model, ty) {
            Repr::Int(int) => self.int_as(id, int),
            Repr::Type(_) => self.own(self.got(id, true), ty),
        }
    }

    /// A value of its own, in a given representation, which it fits.
    pub(super) fn owned_as(&self, id: ExprId, wanted: Repr) -> Code {
        match wanted {
            Repr::Int(int) => self.int_as(id, int),
            Repr::Type(_) => self.owned(id),
        }
    }

    /// A value of its own.
    pub(super) fn own(&self, got: Got, ty: TypeId) -> Code {
        match got.how {
            How::Own => got.code,
            How::Place if self.names.is_copy(ty) => got.code,
            How::Ref if self.names.is_copy(ty) => got.code.prefix("*"),
            How::Place | How::Ref => got.code.method("clone", Vec::new()),
            How::Slice if matches!(self.model.types.get(ty), Type::String) => {
                Code::function(format!("{STRING}::from"), vec![got.code])
            }
            How::Slice => got.code.method("to_vec", Vec::new()),
        }
    }

    /// A reference to a value (or a `&str`, or a slice).
    pub(super) fn borrow(got: Got) -> Code {
        match got.how {
            How::Own | How::Place => got.code.reference(),
            How::Ref | How::Slice => got.code,
        }
    }

    /// A reference to an expression's value.
    pub(super) fn borrowed(&self, id: ExprId) -> Code {
        Self::borrow(self.got(id, false))
    }

    /// A slice of a list, or a `&str`.
    pub(super) fn sliced(&self, got: Got, ty: TypeId) -> Code {
        let method = match self.model.types.get(ty) {
            Type::String => "as_str",
            _ => "as_slice",
        };
        match got.how {
            How::Slice => got.code,
            _ => got.code.method(method, Vec::new()),
        }
    }

    /// What lies in something: a reference into it, or a value of its own where that will not stay.
    pub(super) fn within(&self, outer: How, inner: Got, ty: TypeId) -> Got {
        if outer == How::Own && inner.how != How::Own {
            Got::own(self.own(inner, ty))
        } else {
            inner
        }
    }

    /// Binds a local of a `let … in`: the line, and whether it holds something of its own on the heap.
    pub(super) fn bind_local(&self, local: crate::model::LocalId, value: ExprId) -> (Line, bool) {
        let at = local.index();
        let name = &self.locals.names[at];
        let ty = self.ty(value);
        if let Repr::Int(int) = self.locals.reprs[at] {
            let code = self.int_as(value, int);
            self.hows.borrow_mut()[at] = How::Own;
            return (
                Line::Local(format!("{name}: {}", int.name).into(), code),
                false,
            );
        }
        if self.names.is_copy(ty) {
            let code = self.own(self.got(value, true), ty);
            self.hows.borrow_mut()[at] = How::Own;
            return (Line::Local(self.annotated(name, value), code), false);
        }
        let got = self.got(value, true);
        let (code, how, heap) = match got.how {
            How::Own => (got.code, How::Own, true),
            How::Place => (got.code.reference(), How::Ref, false),
            how => (got.code, how, false),
        };
        self.hows.borrow_mut()[at] = how;
        let name = match how {
            How::Own => self.annotated(name, value),
            _ => name.clone().into(),
        };
        (Line::Local(name, code), heap)
    }

    /// A name, with its type where the value alone does not tell it.
    pub(super) fn annotated(&self, name: &str, value: ExprId) -> Doc {
        let expr = self.model.expr(value);
        let tells = match &expr.kind {
            ExprKind::List(items) | ExprKind::Set(items) => {
                !items.is_empty() && !matches!(self.item_repr(value, expr.ty), Repr::Int(_))
            }
            ExprKind::Null
            | ExprKind::Map(_)
            | ExprKind::Tuple(_)
            | ExprKind::If { .. }
            | ExprKind::Match { .. }
            | ExprKind::Convert { .. } => false,
            _ => true,
        };
        if tells {
            name.into()
        } else {
            Doc::from(format!("{name}: ")).and(self.doc(expr.ty))
        }
    }

    /// An expression in its natural representation. `typed` says that its type is known from what is
    /// around it.
    pub(super) fn got(&self, id: ExprId, typed: bool) -> Got {
        let (model, names) = (self.model, self.names);
        let expr = model.expr(id);
        match &expr.kind {
            ExprKind::Bool(value) => Got::own(Code::Number(value.to_string())),
            ExprKind::Int(value) => Got::own(Code::integer(*value)),
            ExprKind::String(text) => Got::slice(Code::Text(text.clone())),
            ExprKind::Null => Got::own(match self.kind(id) {
                Type::Option(inner) if !typed => {
                    let none = Doc::generic("::core::option::Option::", vec![self.doc(*inner)]);
                    Code::path(none.and("::None"))
                }
                _ => Code::path("None"),
            }),
            ExprKind::Variant(of, index, payload) => {
                let (of, index) = (of.index(), *index as usize);
                let path = names.value(of, index);
                if payload.is_empty() {
                    return Got::own(Code::path(path));
                }
                let declared = &model.enums[of].variants[index].payload;
                let reprs = declared.iter().map(|field| repr(model, field.ty.ty));
                let fields = &names.payloads[of][index];
                Got::own(self.structure(path, fields, payload, reprs))
            }
            ExprKind::Record(values) => {
                let Some(record) = names.record_names(expr.ty) else {
                    return Got::own(Code::Tuple(Vec::new()));
                };
                let parts = self.kind(id).parts();
                let reprs = parts.into_iter().map(|ty| repr(model, ty));
                Got::own(self.structure(record.name.clone(), &record.fields, values, reprs))
            }
            ExprKind::Tuple(items) => {
                let items = items.iter().zip(self.kind(id).parts());
                let items = items.map(|(item, ty)| self.part(*item, ty, typed));
                Got::own(Code::Tuple(items.collect()))
            }
            ExprKind::List(items) => Got::own(self.items(LIST, id, items, typed)),
            ExprKind::Set(items) => Got::own(self.items(SET, id, items, typed)),
            ExprKind::Map(entries) => Got::own(self.map_literal(id, entries, typed)),
            ExprKind::Const(known) => self.constant(known.index()),
            ExprKind::Var(var) => self.variable(*var, true),
            ExprKind::PrevVar(var) => self.variable(*var, false),
            ExprKind::Local(local) => Got {
                code: Code::path(self.locals.names[local.index()].clone()),
                how: match self.hows.borrow()[local.index()] {
                    How::Own => How::Place,
                    how => how,
                },
            },
            ExprKind::Not(_)
            | ExprKind::Neg { .. }
            | ExprKind::Arith { .. }
            | ExprKind::Compare { .. }
            | ExprKind::Logic { .. }
            | ExprKind::InRange { .. } => Got::own(self.operator(id)),
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                if let Repr::Int(int) = self.natural(id) {
                    return Got::own(self.int_as(id, int));
                }
                let condition = self.condition(*condition);
                let branches = vec![self.got(*then, typed), self.got(*otherwise, typed)];
                let (mut codes, how) = self.unify(branches, expr.ty);
                let otherwise = codes.pop().unwrap_or(Code::Tuple(Vec::new()));
                let then = codes.pop().unwrap_or(Code::Tuple(Vec::new()));
                Got {
                    code: condition.then_else(then, otherwise),
                    how,
                }
            }
            ExprKind::Let { local, value, body } => {
                let (line, heap) = self.bind_local(*local, *value);
                let got = self.got(*body, typed);
                let how = match got.how {
                    How::Ref | How::Slice if !heap && !names.is_copy(expr.ty) => got.how,
                    _ => How::Own,
                };
                let value = match how {
                    How::Own => self.own(got, expr.ty),
                    _ => got.code,
                };
                Got {
                    code: Code::block(vec![line], value),
                    how,
                }
            }
            ExprKind::Match { value, arms } => {
                if let Repr::Int(int) = self.natural(id) {
                    return Got::own(self.int_as(id, int));
                }
                self.match_of(*value, arms, &mut |body| self.got(body, typed), id)
            }
            ExprKind::Field { base, field } => self.field(*base, *field),
            ExprKind::With { base, fields } => Got::own(self.with(id, *base, fields)),
            ExprKind::ListGet {
                list,
                index,
                failure,
            } => {
                let base = self.got(*list, false);
                let how = base.how;
                let args = vec![
                    Self::borrow(base),
                    self.int(*index),
                    Self::failure(*failure),
                ];
                let item = self.helper(Helper::Item).call(args).attempt();
                self.within(how, Got::reference(item), expr.ty)
            }
            ExprKind::MapGet { map, key, failure } => self.map_get(*map, *key, *failure, expr.ty),
            ExprKind::Unwrap { value, failure } => {
                let base = self.got(*value, false);
                if base.how == How::Own || names.is_copy(self.ty(*value)) {
                    return Got::own(self.or_fault(base.code, *failure));
                }
                let inner = base.code.method("as_ref", Vec::new());
                Got::reference(self.or_fault(inner, *failure))
            }
            ExprKind::Convert { value, failure } => self.convert_expr(id, *value, *failure, typed),
            ExprKind::Checked {
                value,
                fits,
                failure,
            } => Got::own(self.checked(*value, *fits, *failure, I64)),
            ExprKind::Extern {
                function,
                args,
                misfit,
            } => Got::own(self.extern_call(function.index(), args, *misfit)),
            ExprKind::Domain(_)
            | ExprKind::Range { .. }
            | ExprKind::Contains { .. }
            | ExprKind::SetOp { .. }
            | ExprKind::MapMinus { .. }
            | ExprKind::SubsetOf { .. }
            | ExprKind::Call { .. } => self.collection_expr(id, typed),
            ExprKind::Each {
                binders,
                filter,
                form,
            } => Got::own(self.each(id, binders, *filter, *form, typed)),
            // Only properties ask that, and no property becomes code.
            ExprKind::Enabled(_) => unreachable!("`enabled` stands in properties only"),
        }
    }

    fn constant(&self, at: usize) -> Got {
        let known = &self.model.consts[at];
        let name = &self.names.consts[at];
        if !super::values::is_constant(self.model, known.ty.ty, &self.names.copies) {
            // A local may have the name of the function.
            return Got::own(Code::function(format!("self::{name}"), Vec::new()));
        }
        let path = Code::path(name.clone());
        match self.model.types.get(known.ty.ty) {
            Type::String => Got::slice(path),
            _ => Got::own(path),
        }
    }

    fn variable(&self, var: VarId, now: bool) -> Got {
        let reads = if now { &self.now } else { &self.before };
        let ty = self.model.vars[var.index()].ty.ty;
        let code = Code::dotted(&reads.path(self.names, var));
        let copy = self.names.is_copy(ty);
        if !copy && now && self.detached.borrow().contains(&var) {
            return Got::own(code.method("clone", Vec::new()));
        }
        if reads.by_reference && !copy {
            Got::reference(code)
        } else {
            Got::place(code)
        }
    }

    /// Pieces of one type that come to the same place, in one way of holding it.
    pub(super) fn unify(&self, branches: Vec<Got>, ty: TypeId) -> (Vec<Code>, How) {
        let owns = self.names.is_copy(ty) || branches.iter().any(|got| got.how == How::Own);
        if owns {
            let codes = branches.into_iter().map(|got| self.own(got, ty)).collect();
            return (codes, How::Own);
        }
        if branches.iter().any(|got| got.how == How::Slice) {
            let codes = branches
                .into_iter()
                .map(|got| self.sliced(got, ty))
                .collect();
            return (codes, How::Slice);
        }
        (branches.into_iter().map(Self::borrow).collect(), How::Ref)
    }

    fn field(&self, base: ExprId, field: u32) -> Got {
        let got = self.got(base, false);
        let name = match self.kind(base) {
            Type::Tuple(_) => field.to_string(),
            _ => match self.names.record_names(self.ty(base)) {
                Some(record) => record.fields[field as usize].clone(),
                None => field.to_string(),
            },
        };
        Got {
            code: got.code.field(&name),
            how: match got.how {
                How::Own => How::Own,
                _ => How::Place,
            },
        }
    }

    fn map_get(&self, map: ExprId, key: ExprId, failure: FailureId, ty: TypeId) -> Got {
        let base = self.got(map, false);
        let how = base.how;
        let found = if let Some(key) = self.narrow_key(map, key) {
            let args = vec![Self::borrow(base), key, Self::failure(failure)];
            self.helper(Helper::Entry).call(args).attempt()
        } else {
            let option = base.code.method("get", vec![self.key(map, key)]);
            self.or_fault(option, failure)
        };
        self.within(how, Got::reference(found), ty)
    }

    /// The type of what is looked for in a collection.
    fn key_type(&self, collection: ExprId) -> TypeId {
        match self.kind(collection) {
            Type::Set(item) | Type::List(item) | Type::Map(item, _) => *item,
            _ => self.ty(collection),
        }
    }

    /// A key that need not fit what keys are represented in, as `i64`.
    pub(super) fn narrow_key(&self, collection: ExprId, key: ExprId) -> Option<Code> {
        let Repr::Int(wanted) = repr(self.model, self.key_type(collection)) else {
            return None;
        };
        let fits = if let Some(value) = self.as_literal(key) {
            wanted.holds.covers(crate::model::Interval::one(value))
        } else {
            let natural = self.natural(key);
            natural == Repr::Int(wanted) || wanted == I64
        };
        (!fits).then(|| self.first_int(key, &[]))
    }

    /// A reference to a key that fits.
    pub(super) fn key(&self, collection: ExprId, key: ExprId) -> Code {
        match repr(self.model, self.key_type(collection)) {
            Repr::Int(int) => self.int_as(key, int).reference(),
            Repr::Type(_) => self.borrowed(key),
        }
    }
}
