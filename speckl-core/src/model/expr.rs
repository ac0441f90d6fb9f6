//! Expressions and statements, resolved and typed: ids into the model's arenas.

use super::{
    ActionId, ConstId, ElementId, EnumId, EventId, ExternId, FailureId, Interval, LocalId,
};
use super::{TypeId, VarId};
use crate::source::Span;

/// An expression in [`Model::exprs`](super::Model::exprs).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExprId(pub(super) u32);

impl ExprId {
    /// The index in the arena.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A typed expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its type. Arithmetic has type `Int`, whatever its operands are.
    pub ty: TypeId,
    /// For an integer: the values it can have, as far as is known without running anything. It
    /// always holds the value; a smaller interval only saves checks.
    pub interval: Option<Interval>,
    /// Where it stands.
    pub span: Span,
}

/// What an expression is. Operands are evaluated left to right, in the order of the fields below.
///
/// Types are exact. Two integers may differ in their ranges wherever integers meet; everywhere else
/// operands have the very type that is said here, and [`ExprKind::Convert`] stands where a value is
/// given another type. Reading a `T?` as a `T` is always an [`ExprKind::Unwrap`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// `true`, `false`
    Bool(bool),
    /// A number.
    Int(i64),
    /// `"text"`
    String(String),
    /// `null`, of some `T?`.
    Null,
    /// An enum value, with the fields of its payload in the order of declaration.
    Variant(EnumId, u32, Vec<ExprId>),
    /// A record: its fields in the order of the type.
    Record(Vec<ExprId>),
    /// A tuple.
    Tuple(Vec<ExprId>),
    /// A list of these elements.
    List(Vec<ExprId>),
    /// A set of these elements, which may be equal.
    Set(Vec<ExprId>),
    /// A map of these keys and values (key, value, key, …); of equal keys the last one counts.
    Map(Vec<(ExprId, ExprId)>),
    /// All values of a type with finitely many (at most [`DOMAIN_MOST`](super::DOMAIN_MOST)), as a set.
    Domain(TypeId),
    /// `a..b` as a set of `Int`; empty where `a > b`.
    Range {
        /// The least.
        lo: ExprId,
        /// The greatest.
        hi: ExprId,
        /// The fault of more than [`RANGE_MOST`](super::RANGE_MOST) elements, where that can happen.
        too_large: Option<FailureId>,
    },
    /// A constant; its value is in the model.
    Const(ConstId),
    /// A state variable as it is now.
    Var(VarId),
    /// A state variable as it was: at the action's start, or in the state before.
    PrevVar(VarId),
    /// A parameter or a `let`.
    Local(LocalId),
    /// `not e`
    Not(ExprId),
    /// `-e`
    Neg {
        /// The operand.
        value: ExprId,
        /// The fault of a result past the largest `Int`, where that can happen.
        overflow: Option<FailureId>,
    },
    /// `a + b` and its like; `/` and `%` are Euclidean.
    Arith {
        /// Which.
        op: ArithOp,
        /// The left operand.
        left: ExprId,
        /// The right operand.
        right: ExprId,
        /// The fault of a zero divisor, where that can happen; it is looked for first.
        zero: Option<FailureId>,
        /// The fault of a result outside `Int`, where that can happen.
        overflow: Option<FailureId>,
    },
    /// `a < b` in the canonical order of the type; `==` and `!=`. Both operands are integers, or have
    /// the same type.
    Compare {
        /// Which.
        op: CompareOp,
        /// The left operand.
        left: ExprId,
        /// The right operand.
        right: ExprId,
    },
    /// `and`, `or`, `implies` stop early; `iff` evaluates both.
    Logic {
        /// Which.
        op: LogicOp,
        /// The left operand.
        left: ExprId,
        /// The right operand.
        right: ExprId,
    },
    /// `x in a..b` (never true where `a > b`); evaluates `x`, `a`, `b`, in that order, always.
    InRange {
        /// What is looked for.
        value: ExprId,
        /// The least.
        lo: ExprId,
        /// The greatest.
        hi: ExprId,
        /// `notin`.
        negated: bool,
    },
    /// `if c then a else b`
    If {
        /// The condition.
        condition: ExprId,
        /// If it holds.
        then: ExprId,
        /// If it does not.
        otherwise: ExprId,
    },
    /// `let x := e in e`
    Let {
        /// The local.
        local: LocalId,
        /// Its value.
        value: ExprId,
        /// Where it may be used.
        body: ExprId,
    },
    /// `match e { p => e, … }`: the first arm that matches; one always does.
    Match {
        /// What is looked at.
        value: ExprId,
        /// The arms.
        arms: Vec<MatchArm<ExprId>>,
    },
    /// `r.f`, `t.0`
    Field {
        /// A record or a tuple.
        base: ExprId,
        /// Which of its fields.
        field: u32,
    },
    /// `r with { f: e }`
    With {
        /// A record.
        base: ExprId,
        /// Which fields change, and their new values, evaluated in this order; no field twice.
        fields: Vec<(u32, ExprId)>,
    },
    /// `xs[i]`, 1-based.
    ListGet {
        /// A list.
        list: ExprId,
        /// An integer.
        index: ExprId,
        /// The fault of an index outside `1..size(xs)`.
        failure: FailureId,
    },
    /// `m[k]`
    MapGet {
        /// A map.
        map: ExprId,
        /// A key, of the map's key type (or an integer where that is one).
        key: ExprId,
        /// The fault of a missing key.
        failure: FailureId,
    },
    /// `x in s`, of a set, a list, or (a key) of a map.
    Contains {
        /// An element, of the element type (or an integer where that is one).
        value: ExprId,
        /// Where it is looked for.
        collection: ExprId,
        /// `notin`.
        negated: bool,
    },
    /// `a union b`, `a minus b`, `a intersect b`, of two sets of one type.
    SetOp {
        /// Which.
        op: SetOp,
        /// The left set.
        left: ExprId,
        /// The right set.
        right: ExprId,
    },
    /// `m minus ks`: the map without these keys.
    MapMinus {
        /// A map.
        map: ExprId,
        /// A set of its keys.
        keys: ExprId,
    },
    /// `a subsetof b`, of two sets of one type.
    SubsetOf {
        /// The smaller.
        left: ExprId,
        /// The larger.
        right: ExprId,
    },
    /// A built-in function.
    Call {
        /// Which.
        function: Builtin,
        /// Its arguments.
        args: Vec<ExprId>,
        /// The fault, where the function can fault on these arguments.
        failure: Option<FailureId>,
    },
    /// An `extern` function, whose host gives a value of the type that it declares.
    Extern {
        /// Which.
        function: ExternId,
        /// Its arguments, already of its parameters' types.
        args: Vec<ExprId>,
        /// The fault of a result that does not fit its type.
        misfit: FailureId,
    },
    /// Quantifiers, aggregates and comprehensions: runs over all combinations of elements, the last
    /// binder fastest, each source in its canonical order (a list in its own), and leaves out those
    /// where `filter` is false. A source is evaluated anew for each combination of those before it.
    Each {
        /// What runs over what.
        binders: Vec<Binder>,
        /// What must hold of a combination for it to count.
        filter: Option<ExprId>,
        /// What is made of them.
        form: Form,
    },
    /// Whether some transition of an action is possible in this state; in properties only.
    Enabled(ActionId),
    /// A `T?` read as the `T` in it.
    Unwrap {
        /// A `T?`.
        value: ExprId,
        /// The fault of `null`.
        failure: FailureId,
    },
    /// A value given another type of the same shape, which is the type of this expression: the types
    /// may differ in the ranges of integers, and in `T` being lifted into `T?`, at any depth.
    Convert {
        /// The value.
        value: ExprId,
        /// The fault of an integer that does not fit, where one might not.
        failure: Option<FailureId>,
    },
    /// An integer that is about to be stored where only some fit: faults on the others.
    Checked {
        /// The integer.
        value: ExprId,
        /// What fits.
        fits: Interval,
        /// The fault.
        failure: FailureId,
    },
}

impl Expr {
    /// The expressions that it is made of, in the order of evaluation.
    pub fn parts(&self) -> Vec<ExprId> {
        match &self.kind {
            ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::String(_)
            | ExprKind::Null
            | ExprKind::Domain(_)
            | ExprKind::Const(_)
            | ExprKind::Var(_)
            | ExprKind::PrevVar(_)
            | ExprKind::Local(_)
            | ExprKind::Enabled(_) => Vec::new(),
            ExprKind::Variant(_, _, items)
            | ExprKind::Record(items)
            | ExprKind::Tuple(items)
            | ExprKind::List(items)
            | ExprKind::Set(items)
            | ExprKind::Call { args: items, .. }
            | ExprKind::Extern { args: items, .. } => items.clone(),
            ExprKind::Map(entries) => entries.iter().flat_map(|&(k, v)| [k, v]).collect(),
            ExprKind::Not(value)
            | ExprKind::Neg { value, .. }
            | ExprKind::Field { base: value, .. }
            | ExprKind::Unwrap { value, .. }
            | ExprKind::Convert { value, .. }
            | ExprKind::Checked { value, .. } => vec![*value],
            ExprKind::Range { lo: a, hi: b, .. }
            | ExprKind::Arith {
                left: a, right: b, ..
            }
            | ExprKind::Compare {
                left: a, right: b, ..
            }
            | ExprKind::Logic {
                left: a, right: b, ..
            }
            | ExprKind::SetOp {
                left: a, right: b, ..
            }
            | ExprKind::SubsetOf { left: a, right: b }
            | ExprKind::MapMinus { map: a, keys: b }
            | ExprKind::ListGet {
                list: a, index: b, ..
            }
            | ExprKind::MapGet { map: a, key: b, .. }
            | ExprKind::Contains {
                value: a,
                collection: b,
                ..
            }
            | ExprKind::Let {
                value: a, body: b, ..
            } => vec![*a, *b],
            ExprKind::InRange { value, lo, hi, .. } => vec![*value, *lo, *hi],
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => vec![*condition, *then, *otherwise],
            ExprKind::With { base, fields } => {
                let fields = fields.iter().map(|(_, value)| *value);
                std::iter::once(*base).chain(fields).collect()
            }
            ExprKind::Match { value, arms } => {
                let arms = arms.iter().map(|arm| arm.body);
                std::iter::once(*value).chain(arms).collect()
            }
            ExprKind::Each {
                binders,
                filter,
                form,
            } => {
                let sources = binders.iter().map(|binder| binder.source);
                sources.chain(*filter).chain(form.parts()).collect()
            }
        }
    }
}

impl Form {
    fn parts(self) -> Vec<ExprId> {
        match self {
            Form::Count => Vec::new(),
            Form::Forall(it) | Form::Exists(it) | Form::Set(it) | Form::Sum { value: it, .. } => {
                vec![it]
            }
            Form::Map { key, value } => vec![key, value],
        }
    }
}

/// `x in S`: a local and what it runs over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binder {
    /// The local.
    pub local: LocalId,
    /// A set or a list; [`ExprKind::Range`] and [`ExprKind::Domain`] need not be built to be run over.
    pub source: ExprId,
}

/// What [`ExprKind::Each`] makes of the combinations that it runs over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `forall`: stops at the first combination for which it is false.
    Forall(ExprId),
    /// `exists`: stops at the first combination for which it is true.
    Exists(ExprId),
    /// `count`: how many there are.
    Count,
    /// `sum`: added up in order, from 0.
    Sum {
        /// What is added.
        value: ExprId,
        /// The fault of a partial sum outside `Int`, where that can happen.
        overflow: Option<FailureId>,
    },
    /// A set of these values.
    Set(ExprId),
    /// A map; of equal keys the last one counts.
    Map {
        /// The key.
        key: ExprId,
        /// The value.
        value: ExprId,
    },
}

/// An arm of a `match`, with an expression or statements as its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchArm<Body> {
    /// What it matches.
    pub pattern: Pattern,
    /// What follows.
    pub body: Body,
}

/// What an arm matches. Where the value is a `T?`, every pattern but `Any` and `Null` is one of `T`
/// and does not match `null`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// `_`
    Any,
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number.
    Int(i64),
    /// `"text"`
    String(String),
    /// A value of an enum, and the locals that fields of its payload are bound to, by field.
    Variant(EnumId, u32, Vec<(u32, LocalId)>),
}

/// Operations on two sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SetOp {
    /// `union`
    Union,
    /// `minus`
    Minus,
    /// `intersect`
    Intersect,
}

/// Built-in functions; `C` is a set, map or list, `S` a set or list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Builtin {
    /// `size(C)`, `size(String)`: elements, entries, Unicode scalar values.
    Size,
    /// `keys(m)`: a set.
    Keys,
    /// `values(m)`: a list, in the order of the keys.
    Values,
    /// `append(xs, x)`
    Append,
    /// `concat(xs, ys)`
    Concat,
    /// `head(xs)`: faults on the empty list.
    Head,
    /// `last(xs)`: faults on the empty list.
    Last,
    /// `tail(xs)`: all but the first; faults on the empty list.
    Tail,
    /// `take(xs, n)`: the first `n`, or all where there are fewer; none where `n < 0`.
    Take,
    /// `drop(xs, n)`: all but the first `n`; none where there are fewer; all where `n < 0`.
    Drop,
    /// `indices(xs)`: the set `1..size(xs)`, of `Int`.
    Indices,
    /// `min(S)` in canonical order: faults on an empty one.
    MinOf,
    /// `max(S)` in canonical order: faults on an empty one.
    MaxOf,
    /// `min(a, b)` of two integers.
    Min,
    /// `max(a, b)` of two integers.
    Max,
    /// `abs(a)`: faults on the least `Int`.
    Abs,
    /// `subsets(s)`: the set of all subsets; faults where `s` has more than
    /// [`SUBSETS_MOST`](super::SUBSETS_MOST) elements.
    Subsets,
}

/// Arithmetic on integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ArithOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`, Euclidean
    Div,
    /// `%`, Euclidean: never negative
    Rem,
}

/// Why arithmetic has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArithFault {
    /// The divisor is zero.
    Zero,
    /// The result is no `Int`.
    Overflow,
}

impl ArithOp {
    /// The value of `left op right`: exact, or a fault.
    pub fn apply(self, left: i64, right: i64) -> Result<i64, ArithFault> {
        let value = match self {
            ArithOp::Add => left.checked_add(right),
            ArithOp::Sub => left.checked_sub(right),
            ArithOp::Mul => left.checked_mul(right),
            ArithOp::Div | ArithOp::Rem if right == 0 => return Err(ArithFault::Zero),
            ArithOp::Div => left.checked_div_euclid(right),
            // The remainder of the least `Int` by -1 is 0, though the quotient would overflow.
            ArithOp::Rem => Some(left.wrapping_rem_euclid(right)),
        };
        value.ok_or(ArithFault::Overflow)
    }
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CompareOp {
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

impl CompareOp {
    /// Whether `left op right`, of two values in slots.
    pub fn apply(self, left: i64, right: i64) -> bool {
        match self {
            CompareOp::Eq => left == right,
            CompareOp::Ne => left != right,
            CompareOp::Lt => left < right,
            CompareOp::Le => left <= right,
            CompareOp::Gt => left > right,
            CompareOp::Ge => left >= right,
        }
    }
}

/// Connectives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogicOp {
    /// `and`
    And,
    /// `or`
    Or,
    /// `implies`
    Implies,
    /// `iff`
    Iff,
}

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stmt {
    /// What it does.
    pub kind: StmtKind,
    /// The element that it is.
    pub element: ElementId,
    /// The whole of it.
    pub span: Span,
}

/// What a statement does. Values that are stored are already wrapped in
/// [`ExprKind::Checked`] where they might not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StmtKind {
    /// `require e`
    Require {
        /// The guard.
        condition: ExprId,
        /// The rejection.
        failure: FailureId,
    },
    /// `assert e`
    Assert {
        /// What must hold.
        condition: ExprId,
        /// The failed assertion.
        failure: FailureId,
    },
    /// `let x := e`
    Let {
        /// The local.
        local: LocalId,
        /// Its value.
        value: ExprId,
    },
    /// `x := e`, `m[k].f := e`: the indices and keys of the path are evaluated first, from left to
    /// right, then the value; then the place is looked up, and only then stored to.
    Assign {
        /// The variable.
        var: VarId,
        /// The way into it; empty for the variable itself.
        path: Vec<Place>,
        /// Its new value, of the type of the place.
        value: ExprId,
    },
    /// `if c { } else { }`
    If {
        /// The condition.
        condition: ExprId,
        /// If it holds.
        then: Vec<Stmt>,
        /// If it does not.
        otherwise: Vec<Stmt>,
    },
    /// `emit E { … }`
    Emit {
        /// The event.
        event: EventId,
        /// One value per field, in the order in which the event declares them; they are evaluated
        /// in this order too.
        fields: Vec<ExprId>,
    },
    /// `for x in S { }`: the source is evaluated once, and run over in its canonical order (a list in
    /// its own).
    For {
        /// The local.
        local: LocalId,
        /// A set or a list.
        source: ExprId,
        /// What is done for each element.
        body: Vec<Stmt>,
    },
    /// `match e { p => … }`: the first arm that matches; one always does.
    Match {
        /// What is looked at.
        value: ExprId,
        /// The arms.
        arms: Vec<MatchArm<Vec<Stmt>>>,
    },
    /// A call whose result is not used.
    Call {
        /// An [`ExprKind::Extern`].
        call: ExprId,
    },
    /// `return e`: ends the action.
    Return {
        /// The result.
        value: ExprId,
    },
}

/// One step of the way into a variable that is assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `.f` of a record, `.0` of a tuple.
    Field(u32),
    /// `[i]` of a list, 1-based.
    Index {
        /// An integer.
        index: ExprId,
        /// The fault of an index outside the list.
        failure: FailureId,
    },
    /// `[k]` of a map.
    Key {
        /// A key of the map's key type (or an integer where that is one), already checked to fit it.
        key: ExprId,
        /// The fault of a missing key. The last step of a path has none: there a missing key is
        /// inserted.
        failure: Option<FailureId>,
    },
    /// Into the `T` of a `T?`.
    Unwrap {
        /// The fault of `null`.
        failure: FailureId,
    },
}
