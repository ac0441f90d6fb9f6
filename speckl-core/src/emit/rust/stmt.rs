//! Statements in Rust: they work on copies of the variables that they write, and end early with an error.

use super::code::{Code, Line, bind};
use super::expr::{Got, Scope};
use super::layout::Doc;
use super::support::Helper;
use super::types::{Repr, repr};
use crate::emit::trace;
use crate::model::{
    Builtin, ExprId, ExprKind, FailureId, MatchArm, Place, SetOp, Stmt, StmtKind, Type, TypeId,
    VarId,
};
use std::collections::BTreeSet;

/// Writes the statements of an action or of `init`.
pub(super) struct Writer<'a> {
    pub scope: Scope<'a>,
    /// What the routine gives.
    pub outcome: Outcome,
    /// How many events have been staged by the statements written so far.
    pub staged: usize,
}

/// What a step gives: the variables that it writes, its result, its events.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    /// What stands for the variables that are written.
    pub written: Vec<String>,
    /// The representation of the result, where there is one.
    pub result: Option<Repr>,
    /// How events are staged.
    pub events: Staging,
}

/// How events are staged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Staging {
    /// There are none.
    None,
    /// So many at most: one for each `emit`.
    Array(usize),
    /// Any number: something is emitted in a loop.
    List,
}

impl Outcome {
    /// The value of a step that ends well.
    pub(super) fn value(&self, result: Option<Code>) -> Code {
        let mut parts: Vec<Code> = self
            .written
            .iter()
            .map(|name| Code::path(name.clone()))
            .collect();
        parts.extend(result);
        if self.events != Staging::None {
            parts.push(Code::path("events"));
        }
        let value = if parts.len() == 1 {
            parts.remove(0)
        } else {
            Code::Tuple(parts)
        };
        Code::function("Ok", vec![value])
    }
}

/// `Result<ok, error>`
pub(super) fn result_type(ok: impl Into<Doc>, error: &str) -> Doc {
    Doc::generic("::core::result::Result", vec![ok.into(), error.into()])
}

/// One line (or several, where it has to break) under the scope's origins.
pub(super) fn put(out: &mut trace::Scope<'_>, doc: impl Into<Doc>) {
    let indentation = out.indentation();
    out.line(doc.into().lay_out(indentation));
}

/// `return Err(Error::at(failure));`, if a test holds.
pub(super) fn refuse_if(out: &mut trace::Scope<'_>, error: &str, test: Code, failure: FailureId) {
    let test = named(out, test, "holds");
    put(out, Doc::code_head("if ", &test));
    out.indented(|out| {
        out.line(format!("return Err({error}::at({}));", failure.index()));
    });
    out.line("}");
}

/// Writes the lines that something begins with; what is left of it.
pub(super) fn lift(out: &mut trace::Scope<'_>, code: Code) -> Code {
    let (lines, code) = code.lifted();
    for line in &lines {
        put(out, Doc::line(line));
    }
    code
}

/// Writes `let name = value;`
fn put_bound(out: &mut trace::Scope<'_>, name: impl Into<Doc>, value: Code) {
    let value = lift(out, value);
    put(out, Doc::line(&bind(name, value)));
}

/// A condition, by a name of its own where it takes lines of its own.
fn named(out: &mut trace::Scope<'_>, test: Code, own: &str) -> Code {
    let test = lift(out, test);
    if !test.has_lines() {
        return test;
    }
    let (test, negated) = match test {
        Code::Prefix("!", inner) => (*inner, true),
        test => (test, false),
    };
    let test = match test {
        Code::Paren(inner) => *inner,
        test => test,
    };
    put(out, Doc::line(&bind(own, test)));
    let holds = Code::path(own);
    if negated { holds.prefix("!") } else { holds }
}

/// Variables that a block writes.
pub(super) fn written(block: &[Stmt]) -> BTreeSet<VarId> {
    let mut found = BTreeSet::new();
    for stmt in block {
        match &stmt.kind {
            StmtKind::Assign { var, .. } => {
                found.insert(*var);
            }
            StmtKind::If {
                then, otherwise, ..
            } => {
                found.extend(written(then));
                found.extend(written(otherwise));
            }
            StmtKind::For { body, .. } => found.extend(written(body)),
            StmtKind::Match { arms, .. } => {
                found.extend(arms.iter().flat_map(|arm| written(&arm.body)));
            }
            _ => {}
        }
    }
    found
}

impl Writer<'_> {
    /// Writes a block; tells whether every path through it returns.
    pub(super) fn block(&mut self, out: &mut trace::Scope<'_>, block: &[Stmt]) -> bool {
        let mut returned = false;
        for stmt in block {
            let mut out = out.under(stmt.element);
            returned |= self.stmt(&mut out, stmt);
        }
        returned
    }

    /// Whether a statement writes nothing at all.
    fn is_silent(&self, stmt: &Stmt) -> bool {
        let silent = |block: &[Stmt]| block.iter().all(|stmt| self.is_silent(stmt));
        match &stmt.kind {
            StmtKind::If {
                condition,
                then,
                otherwise,
            } => silent(then) && silent(otherwise) && !self.scope.can_fault(*condition),
            StmtKind::For { source, body, .. } => silent(body) && !self.scope.can_fault(*source),
            StmtKind::Match { value, arms } => {
                arms.iter().all(|arm| silent(&arm.body)) && !self.scope.can_fault(*value)
            }
            _ => false,
        }
    }

    fn is_empty(&self, block: &[Stmt]) -> bool {
        block.iter().all(|stmt| self.is_silent(stmt))
    }

    /// Evaluates something for its faults alone.
    fn only_ask(&self, out: &mut trace::Scope<'_>, id: ExprId) {
        if self.scope.can_fault(id) {
            let code = Scope::borrow(self.scope.got(id, false));
            put_bound(out, "_", code);
        }
    }

    fn stmt(&mut self, out: &mut trace::Scope<'_>, stmt: &Stmt) -> bool {
        match &stmt.kind {
            StmtKind::Require { condition, failure } | StmtKind::Assert { condition, failure } => {
                let test = self.scope.negated(*condition);
                let test = named(out, test, &self.scope.own_name("holds"));
                refuse_if(out, &self.scope.names.error, test, *failure);
            }
            StmtKind::Let { local, value } => {
                match self.held(*value, |scope| scope.bind_local(*local, *value).0) {
                    Line::Local(name, value) => put_bound(out, name, value),
                    line => put(out, Doc::line(&line)),
                }
            }
            StmtKind::Assign { var, path, value } => self.assign(out, *var, path, *value),
            StmtKind::If {
                condition,
                then,
                otherwise,
            } => return self.if_stmt(out, *condition, then, otherwise),
            StmtKind::Emit { event, fields } => self.emit(out, event.index(), fields),
            StmtKind::For {
                local,
                source,
                body,
            } => {
                if self.is_empty(body) {
                    self.only_ask(out, *source);
                    return false;
                }
                let (pattern, looped) = self.during(*source, &written(body), |scope| {
                    let from = scope.source(*source);
                    (scope.bind_item(*local, *source, from.lent), from.looped)
                });
                let looped = lift(out, looped);
                let looped = if looped.has_lines() {
                    let own = self.scope.own_name("items");
                    put(out, Doc::line(&bind(own.clone(), looped)));
                    Code::path(own)
                } else {
                    looped
                };
                put(out, Doc::for_head(&pattern, &looped));
                out.indented(|out| {
                    self.block(out, body);
                });
                out.line("}");
            }
            StmtKind::Match { value, arms } => return self.match_stmt(out, *value, arms),
            StmtKind::Call { call } => {
                let code = self.scope.got(*call, false).code;
                put_bound(out, "_", code);
            }
            StmtKind::Return { value } => {
                let wanted = self.outcome.result.unwrap_or(super::types::WIDE);
                let value = self.scope.owned_as(*value, wanted);
                put_bound(out, "result", value);
                let value = self.outcome.value(Some(Code::path("result")));
                put(out, Doc::statement(&Code::Return(Box::new(value))));
                return true;
            }
        }
        false
    }

    /// Writes something that looks at variables while others write them: those that are written are
    /// copied.
    fn during<T>(
        &self,
        looked_at: ExprId,
        written: &BTreeSet<VarId>,
        write: impl FnOnce(&Scope<'_>) -> T,
    ) -> T {
        let mut read = BTreeSet::new();
        self.scope.model.visit(looked_at, &mut |expr| {
            if let ExprKind::Var(var) = expr.kind {
                read.insert(var);
            }
        });
        let both = written.intersection(&read).copied().collect();
        self.scope.detached.replace(both);
        let made = write(&self.scope);
        self.scope.detached.replace(BTreeSet::new());
        made
    }

    /// Writes something that goes on to look at what it has looked at: every variable that the routine
    /// writes is copied, if it is looked at directly.
    fn held<T>(&self, value: ExprId, write: impl FnOnce(&Scope<'_>) -> T) -> T {
        let lends = |id: ExprId| {
            matches!(
                self.scope.model.expr(id).kind,
                ExprKind::Var(_)
                    | ExprKind::Field { .. }
                    | ExprKind::MapGet { .. }
                    | ExprKind::ListGet { .. }
                    | ExprKind::Unwrap { .. }
                    | ExprKind::If { .. }
                    | ExprKind::Let { .. }
                    | ExprKind::Match { .. }
                    | ExprKind::Call { .. }
                    | ExprKind::Convert { .. }
            )
        };
        if self.scope.names.is_copy(self.scope.ty(value)) || !lends(value) {
            return write(&self.scope);
        }
        let changing = self.scope.now.changing(self.scope.model);
        self.during(value, &changing, write)
    }

    fn emit(&mut self, out: &mut trace::Scope<'_>, event: usize, fields: &[ExprId]) {
        let (model, names) = (self.scope.model, self.scope.names);
        let declared = &model.events[event].fields;
        let variant = format!("{}::{}", names.event, names.events[event]);
        let value = if declared.is_empty() {
            Code::path(variant)
        } else {
            let reprs = declared.iter().map(|field| repr(model, field.ty.ty));
            self.scope
                .structure(variant, &names.event_fields[event], fields, reprs)
        };
        let code = if self.outcome.events == Staging::List {
            Code::path("events").method("push", vec![value])
        } else {
            let target = Code::path(format!("events[{}]", self.staged));
            self.staged += 1;
            target.assign(Code::function("Some", vec![value]))
        };
        put(out, Doc::statement(&code));
    }

    fn if_stmt(
        &mut self,
        out: &mut trace::Scope<'_>,
        condition: ExprId,
        then: &[Stmt],
        otherwise: &[Stmt],
    ) -> bool {
        match (self.is_empty(then), self.is_empty(otherwise)) {
            (true, true) => {
                self.only_ask(out, condition);
                return false;
            }
            (true, false) => {
                let test = named(
                    out,
                    self.scope.negated(condition),
                    &self.scope.own_name("holds"),
                );
                put(out, Doc::code_head("if ", &test));
                out.indented(|out| {
                    self.block(out, otherwise);
                });
                out.line("}");
                return false;
            }
            _ => {}
        }
        let test = named(
            out,
            self.scope.condition(condition),
            &self.scope.own_name("holds"),
        );
        put(out, Doc::code_head("if ", &test));
        self.branches(out, then, otherwise)
    }

    /// Writes the branches of an `if` whose head is written, and ends it.
    fn branches(&mut self, out: &mut trace::Scope<'_>, then: &[Stmt], otherwise: &[Stmt]) -> bool {
        let mut then_returns = false;
        out.indented(|out| then_returns = self.block(out, then));
        if self.is_empty(otherwise) {
            out.line("}");
            return false;
        }
        if let [
            Stmt {
                kind:
                    StmtKind::If {
                        condition,
                        then,
                        otherwise,
                    },
                element,
                ..
            },
        ] = otherwise
            && !self.is_empty(then)
        {
            let test = self.scope.condition(*condition);
            if !test.has_lines() {
                let mut out = out.under(*element);
                put(&mut out, Doc::code_head("} else if ", &test));
                return self.branches(&mut out, then, otherwise) && then_returns;
            }
        }
        out.line("} else {");
        let mut otherwise_returns = false;
        out.indented(|out| otherwise_returns = self.block(out, otherwise));
        out.line("}");
        then_returns && otherwise_returns
    }

    fn match_stmt(
        &mut self,
        out: &mut trace::Scope<'_>,
        value: ExprId,
        arms: &[MatchArm<Vec<Stmt>>],
    ) -> bool {
        if arms.iter().all(|arm| self.is_empty(&arm.body)) {
            self.only_ask(out, value);
            return false;
        }
        let changed = arms.iter().flat_map(|arm| written(&arm.body)).collect();
        let (looked_at, how) = self.during(value, &changed, |scope| scope.scrutinee(value, arms));
        let looked_at = named_value(out, looked_at, &self.scope.own_name("value"));
        put(out, Doc::code_head("match ", &looked_at));
        let mut all_return = true;
        out.indented(|out| {
            for (at, arm) in arms.iter().enumerate() {
                let last = at + 1 == arms.len();
                let pattern = self.scope.pattern(value, &arm.pattern, how, last);
                if self.is_empty(&arm.body) {
                    let nothing = Code::Block(None, Vec::new());
                    put(out, Doc::arm_of(&pattern, &nothing));
                    all_return = false;
                    continue;
                }
                put(out, Doc::arm_head(&pattern));
                out.indented(|out| all_return &= self.block(out, &arm.body));
                out.line("}");
            }
        });
        out.line("}");
        all_return
    }

    /// `next_x = value`, `*place = value`, or the same in place.
    fn assign(&mut self, out: &mut trace::Scope<'_>, var: VarId, path: &[Place], value: ExprId) {
        let scope = &self.scope;
        let ty = scope.model.vars[var.index()].ty.ty;
        let target = Code::dotted(&scope.now.path(scope.names, var));
        if path.is_empty() {
            if let Some(code) = self.in_place(var, &target, value) {
                put(out, Doc::statement(&code));
                return;
            }
            let value = lift(out, scope.owned_as(value, repr(scope.model, ty)));
            put(out, Doc::statement(&target.assign(value)));
            return;
        }
        // What the keys and the value are is known before the place is looked up.
        let keys: Vec<ExprId> = path
            .iter()
            .filter_map(|place| match place {
                Place::Index { index: key, .. } | Place::Key { key, .. } => Some(*key),
                Place::Field(_) | Place::Unwrap { .. } => None,
            })
            .collect();
        let may_fault = path.iter().any(|place| match place {
            Place::Index { .. } | Place::Unwrap { .. } => true,
            Place::Key { failure, .. } => failure.is_some(),
            Place::Field(_) => false,
        });
        let mut held = Vec::new();
        let mut ty = ty;
        let mut named = 0;
        for place in path {
            match place {
                Place::Index { index: key, .. } | Place::Key { key, .. } => {
                    let wanted = match (place, scope.model.types.get(ty)) {
                        (Place::Key { .. }, Type::Map(key, _)) => repr(scope.model, *key),
                        _ => super::types::WIDE,
                    };
                    let lasts = match place {
                        Place::Index { .. } => !self.reads(*key).contains(&var),
                        _ => self.lasts(*key, var),
                    };
                    let stays = keys.len() == 1
                        && !(scope.can_fault(*key) && (scope.can_fault(value) || may_fault));
                    let (code, owned) = if stays && lasts {
                        (self.key_code(*key, wanted), false)
                    } else {
                        named += 1;
                        let name = match named {
                            1 => scope.own_name("key"),
                            _ => scope.own_name(&format!("key_{named}")),
                        };
                        let code = scope.owned_as(*key, wanted);
                        put_bound(out, name.clone(), code);
                        (Got::place(Code::path(name)), true)
                    };
                    held.push(Some((code, owned)));
                }
                Place::Field(_) | Place::Unwrap { .. } => held.push(None),
            }
            ty = self.inner(ty, place);
        }
        let wanted = repr(scope.model, ty);
        let code = scope.owned_as(value, wanted);
        // Rust looks at the value first where it assigns, but last where it inserts.
        let reads = self.reads(value).contains(&var);
        let inserts = matches!(path.last(), Some(Place::Key { .. }));
        let early = path.len() > 1 && (reads || may_fault && scope.can_fault(value));
        let code = if inserts && (early || !code.is_plain()) {
            let own = scope.own_name("value");
            put_bound(out, own.clone(), code);
            Code::path(own)
        } else {
            code
        };
        let stored = self.store(target, var, path, held, code);
        put(out, Doc::statement(&stored));
    }

    /// Variables that an expression reads.
    fn reads(&self, id: ExprId) -> BTreeSet<VarId> {
        let mut read = BTreeSet::new();
        self.scope.model.visit(id, &mut |expr| {
            if let ExprKind::Var(var) = expr.kind {
                read.insert(var);
            }
        });
        read
    }

    /// Whether a key can be looked at while the variable is changed.
    fn lasts(&self, key: ExprId, var: VarId) -> bool {
        let copied = self.scope.names.is_copy(self.scope.ty(key));
        !self.reads(key).contains(&var) || copied && !self.scope.can_fault(key)
    }

    fn key_code(&self, key: ExprId, wanted: Repr) -> Got {
        match wanted {
            Repr::Int(int) => Got::own(self.scope.int_as(key, int)),
            Repr::Type(_) => self.scope.got(key, true),
        }
    }

    /// The type of a place in something of a type.
    fn inner(&self, ty: TypeId, place: &Place) -> TypeId {
        match (self.scope.model.types.get(ty), place) {
            (Type::Record(fields), Place::Field(at)) => fields[*at as usize].1,
            (Type::Tuple(items), Place::Field(at)) => items[*at as usize],
            (Type::List(item), Place::Index { .. })
            | (Type::Map(_, item), Place::Key { .. })
            | (Type::Option(item), Place::Unwrap { .. }) => *item,
            _ => ty,
        }
    }

    fn store(
        &self,
        target: Code,
        var: VarId,
        path: &[Place],
        held: Vec<Option<(Got, bool)>>,
        value: Code,
    ) -> Code {
        let scope = &self.scope;
        let (model, names) = (scope.model, scope.names);
        let mut ty = model.vars[var.index()].ty.ty;
        let mut place = target;
        // Whether `place` is a reference to the place.
        let mut lent = false;
        for (at, (step, key)) in path.iter().zip(held).enumerate() {
            let last = at + 1 == path.len();
            match step {
                Place::Field(field) => {
                    let name = match model.types.get(ty) {
                        Type::Record(_) => names
                            .record_names(ty)
                            .map_or_else(String::new, |it| it.fields[*field as usize].clone()),
                        _ => field.to_string(),
                    };
                    place = place.field(&name);
                    lent = false;
                }
                Place::Index { failure, .. } => {
                    let index = key.map_or(Code::path("key"), |(got, _)| got.code);
                    let list = if lent {
                        place
                    } else {
                        Code::Prefix("&mut ", Box::new(place))
                    };
                    let args = vec![list, index, Scope::failure(*failure)];
                    place = scope.helper(Helper::ItemMut).call(args).attempt();
                    lent = true;
                }
                Place::Key { failure, .. } => {
                    let (key, owned) = key.unwrap_or((Got::place(Code::path("key")), true));
                    let key_type = match model.types.get(ty) {
                        Type::Map(key, _) => *key,
                        _ => ty,
                    };
                    match failure {
                        None if last => {
                            let key = if owned {
                                key.code
                            } else {
                                scope.own(key, key_type)
                            };
                            return place.method("insert", vec![key, value]);
                        }
                        failure => {
                            let found = place.method("get_mut", vec![Scope::borrow(key)]);
                            place = match failure {
                                Some(failure) => scope.or_fault(found, *failure),
                                None => found,
                            };
                            lent = true;
                        }
                    }
                }
                Place::Unwrap { failure } => {
                    place = scope.or_fault(place.method("as_mut", Vec::new()), *failure);
                    lent = true;
                }
            }
            ty = self.inner(ty, step);
        }
        let place = if lent {
            Code::Prefix("*", Box::new(place))
        } else {
            place
        };
        place.assign(value)
    }

    /// What a variable is assigned where that only adds something to it, or takes something away.
    fn in_place(&self, var: VarId, target: &Code, value: ExprId) -> Option<Code> {
        let scope = &self.scope;
        let own = |id: ExprId| matches!(scope.model.expr(id).kind, ExprKind::Var(it) if it == var);
        let free = |id: ExprId| !self.reads(id).contains(&var);
        let one = |id: ExprId| match &scope.model.expr(id).kind {
            ExprKind::Set(items) => match items.as_slice() {
                [only] if free(*only) => Some(*only),
                _ => None,
            },
            _ => None,
        };
        let key = |collection: ExprId, item: ExprId| match scope.model.type_of(collection) {
            Type::Set(ty) => (repr(scope.model, *ty), *ty, item),
            _ => (super::types::WIDE, scope.ty(item), item),
        };
        let reference = |(wanted, _, item): (Repr, TypeId, ExprId)| match wanted {
            Repr::Int(int) => scope.int_as(item, int).reference(),
            Repr::Type(_) => scope.borrowed(item),
        };
        match &scope.model.expr(value).kind {
            ExprKind::Call {
                function: Builtin::Append,
                args,
                ..
            } if own(args[0]) && free(args[1]) => {
                let wanted = match scope.model.type_of(args[0]) {
                    Type::List(item) => repr(scope.model, *item),
                    _ => super::types::WIDE,
                };
                let item = scope.owned_as(args[1], wanted);
                Some(target.clone().method("push", vec![item]))
            }
            ExprKind::SetOp { op, left, right } if own(*left) => {
                let item = one(*right)?;
                match op {
                    SetOp::Union => {
                        let (wanted, ..) = key(*right, item);
                        let item = scope.owned_as(item, wanted);
                        Some(target.clone().method("insert", vec![item]))
                    }
                    SetOp::Minus => {
                        let item = reference(key(*right, item));
                        Some(target.clone().method("remove", vec![item]))
                    }
                    SetOp::Intersect => None,
                }
            }
            ExprKind::MapMinus { map, keys } if own(*map) => {
                let item = reference(key(*keys, one(*keys)?));
                Some(target.clone().method("remove", vec![item]))
            }
            _ => None,
        }
    }
}

/// What is looked at, by a name of its own where it takes lines of its own.
fn named_value(out: &mut trace::Scope<'_>, code: Code, own: &str) -> Code {
    let code = lift(out, code);
    if !code.has_lines() {
        return code;
    }
    put(out, Doc::line(&bind(own, code)));
    Code::path(own)
}
