//! Which values are tried for what a machine does not decide itself: parameters, and what `extern`
//! functions give.
//!
//! A type with finitely many values has all of them; others have what `bounds` says, or a few.

use crate::model::{ActionId, BoundTarget, BoundTo, Bounds, Declared, ExprKind, Local, LocalId};
use crate::model::{MatchArm, Stmt};
use crate::model::{Model, Param, Pattern, StmtKind, Type};
use crate::value::{Domain, Narrow, Value};
use std::collections::BTreeSet;

/// A domain that was narrowed for the check.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Narrowed {
    /// What was narrowed: a type (`Int`, `Money`) or a parameter (`transfer.amount`).
    pub domain: String,
    /// To what: `0..3`, `{"", "a"}`, `3 elements`.
    pub to: String,
}

/// Whose parameters they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Of `init`.
    Init,
    /// Of an action.
    Action(ActionId),
}

/// Makes domains under some bounds, and notes what it narrows.
#[derive(Debug)]
pub struct Domains<'a> {
    model: &'a Model,
    bounds: &'a Bounds,
    literals: Vec<Value>,
    /// What was narrowed so far.
    pub narrowed: BTreeSet<Narrowed>,
}

impl<'a> Domains<'a> {
    /// Under the bounds of `bounds`, whose later entries count.
    pub fn new(model: &'a Model, bounds: &'a Bounds) -> Self {
        Self {
            model,
            bounds,
            literals: literals(model),
            narrowed: BTreeSet::new(),
        }
    }

    /// The domains of the parameters of `init` or of an action.
    pub fn params(&mut self, owner: Owner, params: &[Param], locals: &[Local]) -> Vec<Domain> {
        params
            .iter()
            .map(|param| {
                let local = &locals[param.local.index()];
                let target = match owner {
                    Owner::Init => BoundTarget::InitParam(param.local),
                    Owner::Action(action) => BoundTarget::Param(action, param.local),
                };
                self.of(local.ty, Some(&target))
            })
            .collect()
    }

    /// The domain of a declared type, perhaps of a parameter.
    pub fn of(&mut self, declared: Declared, param: Option<&BoundTarget>) -> Domain {
        let named = declared.named.map(BoundTarget::Type);
        for target in [param, named.as_ref()].into_iter().flatten() {
            match self.bound(target) {
                Some(BoundTo::Values(values)) => return self.listed(declared, target, values),
                Some(BoundTo::Length(most)) => {
                    let name = self.name(target);
                    return self.open(declared, Some(&(name, *most)));
                }
                None => {}
            }
        }
        self.open(declared, None)
    }

    fn bound(&self, target: &BoundTarget) -> Option<&'a BoundTo> {
        let entries = self.bounds.domains.iter().rev();
        entries
            .filter(|(of, _)| of == target)
            .map(|(_, to)| to)
            .next()
    }

    fn listed(&mut self, declared: Declared, target: &BoundTarget, values: &[Value]) -> Domain {
        let model = self.model;
        let whole = Domain::whole(&model.types, &model.enums, declared.ty);
        if whole.is_none_or(|whole| whole.len() > values.len() as u128) {
            let ty = declared.ty;
            let shown = values.iter().map(|it| it.show(ty, model).to_string());
            let to = told(values, &shown.collect::<Vec<_>>());
            let domain = self.name(target);
            self.narrowed.insert(Narrowed { domain, to });
        }
        Domain::values(values.to_vec())
    }

    /// Of a type as such; lists may have a bound of their own.
    fn open(&mut self, declared: Declared, lists: Option<&(String, u32)>) -> Domain {
        let model = self.model;
        let mut noted = BTreeSet::new();
        let mut note = |domain: &str, to: String| {
            let domain = domain.to_owned();
            noted.insert(Narrowed { domain, to });
        };
        let values = |target: &BoundTarget| match self.bound(target) {
            Some(BoundTo::Values(values)) => Some(values.clone()),
            _ => None,
        };
        let ints = |values: &[Value]| {
            let shown = values.iter().map(|value| match value {
                Value::Int(value) => value.to_string(),
                value => crate::syntax::literal(match value {
                    Value::String(text) => text,
                    _ => "",
                }),
            });
            told(values, &shown.collect::<Vec<_>>())
        };
        let mut narrow = |ty: &Type| match ty {
            Type::Nat => {
                let values = values(&BoundTarget::Nat);
                let values = values.unwrap_or_else(|| (0..=3).map(Value::Int).collect());
                note("Nat", ints(&values));
                Some(Narrow::Values(values))
            }
            Type::Int => {
                let values = values(&BoundTarget::Int);
                let values = values.unwrap_or_else(|| (-2..=2).map(Value::Int).collect());
                note("Int", ints(&values));
                Some(Narrow::Values(values))
            }
            Type::String => {
                let values = values(&BoundTarget::String).unwrap_or_else(|| self.literals.clone());
                note("String", ints(&values));
                Some(Narrow::Values(values))
            }
            Type::List(_) => {
                let (name, most) = match (lists, self.bound(&BoundTarget::List)) {
                    (Some((name, most)), _) => (name.as_str(), *most),
                    (None, Some(BoundTo::Length(most))) => ("List", *most),
                    (None, _) => ("List", 3),
                };
                let plural = if most == 1 { "" } else { "s" };
                note(name, format!("{most} element{plural}"));
                Some(Narrow::Length(most))
            }
            _ => None,
        };
        let domain = Domain::of(&model.types, &model.enums, declared.ty, &mut narrow);
        self.narrowed.extend(noted);
        domain.expect("every type without an end of values is narrowed")
    }

    fn name(&self, target: &BoundTarget) -> String {
        let model = self.model;
        let local = |locals: &[Local], local: &LocalId| locals[local.index()].name.clone();
        match target {
            BoundTarget::Nat => "Nat".to_owned(),
            BoundTarget::Int => "Int".to_owned(),
            BoundTarget::String => "String".to_owned(),
            BoundTarget::List => "List".to_owned(),
            BoundTarget::Type(id) => model.named_types[id.index()].name.clone(),
            BoundTarget::Param(action, param) => {
                let action = &model.actions[action.index()];
                format!("{}.{}", action.name, local(&action.locals, param))
            }
            BoundTarget::InitParam(param) => format!("init.{}", local(&model.init.locals, param)),
        }
    }
}

/// Values in few words: `0..3` where they are a run of integers, else all of them.
fn told(values: &[Value], shown: &[String]) -> String {
    let run = values.windows(2).all(|pair| match pair {
        [Value::Int(a), Value::Int(b)] => a.checked_add(1) == Some(*b),
        _ => false,
    });
    match (values.first(), values.last()) {
        (Some(Value::Int(lo)), Some(Value::Int(hi))) if run => format!("{lo}..{hi}"),
        _ => format!("{{{}}}", shown.join(", ")),
    }
}

/// The string literals that a spec mentions, and `""`, in order.
pub(crate) fn literals(model: &Model) -> Vec<Value> {
    let mut found = BTreeSet::from([Value::String(String::new())]);
    for expr in &model.exprs {
        match &expr.kind {
            ExprKind::String(text) => {
                found.insert(Value::String(text.clone()));
            }
            ExprKind::Match { arms, .. } => patterns(arms, &mut found),
            _ => {}
        }
    }
    for known in &model.consts {
        strings(&known.value, &mut found);
    }
    in_block(&model.init.body, &mut found);
    for action in &model.actions {
        in_block(&action.body, &mut found);
    }
    found.into_iter().collect()
}

fn patterns<B>(arms: &[MatchArm<B>], found: &mut BTreeSet<Value>) {
    for arm in arms {
        if let Pattern::String(text) = &arm.pattern {
            found.insert(Value::String(text.clone()));
        }
    }
}

fn in_block(block: &[Stmt], found: &mut BTreeSet<Value>) {
    for stmt in block {
        match &stmt.kind {
            StmtKind::Match { arms, .. } => {
                patterns(arms, found);
                for arm in arms {
                    in_block(&arm.body, found);
                }
            }
            StmtKind::If {
                then, otherwise, ..
            } => {
                in_block(then, found);
                in_block(otherwise, found);
            }
            StmtKind::For { body, .. } => in_block(body, found),
            _ => {}
        }
    }
}

/// The strings in a value.
fn strings(value: &Value, found: &mut BTreeSet<Value>) {
    match value {
        Value::String(_) => {
            found.insert(value.clone());
        }
        Value::Null | Value::Bool(_) | Value::Int(_) => {}
        Value::Enum(_, _, items)
        | Value::Record(items)
        | Value::Tuple(items)
        | Value::List(items) => items.iter().for_each(|it| strings(it, found)),
        Value::Set(items) => items.iter().for_each(|it| strings(it, found)),
        Value::Map(entries) => entries.iter().for_each(|(key, value)| {
            strings(key, found);
            strings(value, found);
        }),
    }
}

/// All argument tuples of some domains, the last parameter fastest; one empty tuple where there are
/// no parameters.
pub fn argument_tuples(domains: &[Domain]) -> impl Iterator<Item = Vec<Value>> + '_ {
    (0..tuple_count(domains)).map(|number| argument_tuple(domains, number))
}

/// How many argument tuples there are; as many as can be counted, where there are more.
pub fn tuple_count(domains: &[Domain]) -> u64 {
    let count = domains
        .iter()
        .fold(1, |count: u128, it| count.saturating_mul(it.len()));
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// The argument tuple with a number.
pub fn argument_tuple(domains: &[Domain], number: u64) -> Vec<Value> {
    let mut rest = u128::from(number);
    let mut args: Vec<Value> = domains
        .iter()
        .rev()
        .map(|domain| {
            let value = domain.value(rest % domain.len());
            rest /= domain.len();
            value
        })
        .collect();
    args.reverse();
    args
}
