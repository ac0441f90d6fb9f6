//! The abstract syntax: what was written, whichever layout or synonym it was written in.
//!
//! Every node carries its span. Synonyms that can be told by their form alone are folded together
//! here; those that depend on types (`r.length`, `{}`) are left to the model. A form that the
//! language refuses for good is kept as `Refused`, with the code and the words to refuse it with.

use crate::source::Span;

/// A name and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The identifier.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A string literal, its escapes resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// What it says.
    pub value: String,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// The lines of a `///` comment, without the slashes and at most one blank after them.
pub type Docs = Vec<String>;

/// One file: what it imports, and its specs.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// What stands before the first spec; every spec of the file sees it.
    pub imports: Vec<Import>,
    /// In the order in which they stand.
    pub specs: Vec<Spec>,
}

/// `import "money.speckdl" as money`
#[derive(Clone, Debug)]
pub struct Import {
    /// The file, as written: relative to the file that imports it.
    pub path: Text,
    /// The name that its declarations stand under.
    pub alias: Name,
    /// `version "…"`: the version that the imported spec must declare.
    pub version: Option<Text>,
    /// `hash "sha256:…"`: the SHA-256 that the imported file must have.
    pub hash: Option<Text>,
    /// Its documentation.
    pub docs: Docs,
    /// The whole of it.
    pub span: Span,
}

/// `name`, or `qualifier.name` for what an import declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The import.
    pub qualifier: Option<Name>,
    /// The name in it.
    pub name: Name,
}

/// One state machine.
#[derive(Clone, Debug)]
pub struct Spec {
    /// Its name.
    pub name: Name,
    /// Its documentation.
    pub docs: Docs,
    /// What it declares, in the order in which it stands.
    pub decls: Vec<Decl>,
    /// From the keyword to the end of the last declaration.
    pub span: Span,
}

/// One declaration.
#[derive(Clone, Debug)]
pub struct Decl {
    /// What is declared.
    pub kind: DeclKind,
    /// Its documentation.
    pub docs: Docs,
    /// The whole of it.
    pub span: Span,
}

/// What a declaration declares.
#[derive(Clone, Debug)]
pub enum DeclKind {
    /// `type T = …`
    Type {
        /// The new name.
        name: Name,
        /// What it stands for.
        ty: TypeExpr,
    },
    /// `const N: T = e`
    Const {
        /// The constant.
        name: Name,
        /// Its type.
        ty: TypeExpr,
        /// Its value.
        value: Expr,
    },
    /// `def f(a: T): U = e`
    Def {
        /// The definition.
        name: Name,
        /// Its parameters.
        params: Vec<Param>,
        /// What it gives.
        returns: TypeExpr,
        /// Its value.
        body: Expr,
    },
    /// `extern f(a: T): U`
    Extern {
        /// The function.
        name: Name,
        /// Its parameters.
        params: Vec<Param>,
        /// What it gives.
        returns: TypeExpr,
    },
    /// `import … as …` inside a spec: seen by that spec alone.
    Import(Import),
    /// `state x: T = e`; a `state { … }` block gives one declaration per variable.
    State {
        /// The variable.
        name: Name,
        /// Its type.
        ty: TypeExpr,
        /// Its first value, where it is given here.
        initial: Option<Expr>,
    },
    /// `init …`
    Init {
        /// What the machine is made from.
        params: Vec<Param>,
        /// How.
        body: Vec<Stmt>,
    },
    /// `action a(p: T): R …`
    Action {
        /// The action.
        name: Name,
        /// Its parameters.
        params: Vec<Param>,
        /// What it returns.
        returns: Option<TypeExpr>,
        /// Requirements that it satisfies.
        satisfies: Vec<Satisfies>,
        /// What it does.
        body: Vec<Stmt>,
    },
    /// `invariant I …`: the conjunction of its expressions.
    Invariant {
        /// Its name.
        name: Name,
        /// Requirements that it satisfies.
        satisfies: Vec<Satisfies>,
        /// Its expressions.
        body: Vec<Expr>,
    },
    /// `reachable R: e`: some state satisfies the conjunction.
    Reachable {
        /// Its name.
        name: Name,
        /// Requirements that it satisfies.
        satisfies: Vec<Satisfies>,
        /// Its expressions.
        body: Vec<Expr>,
    },
    /// `property P: …`: the conjunction of its formulas.
    Property {
        /// Its name.
        name: Name,
        /// Requirements that it satisfies.
        satisfies: Vec<Satisfies>,
        /// Its formulas.
        formulas: Vec<Temporal>,
    },
    /// `fair a, b`, `strongly fair a`, `fair each a`
    Fair {
        /// `strongly`.
        strong: bool,
        /// `each`: every argument tuple on its own.
        each: bool,
        /// The actions.
        actions: Vec<Name>,
    },
    /// `bounds { Nat = 0..3, … }`
    Bounds(Vec<Bound>),
    /// `event E { f: T, … }`
    Event {
        /// The event.
        name: Name,
        /// Its fields.
        fields: Vec<Param>,
    },
    /// `final: e`
    Final {
        /// Where the machine may stop: the conjunction.
        body: Vec<Expr>,
    },
    /// `next: a | b`
    Next {
        /// The actions that may fire.
        actions: Vec<Name>,
    },
    /// `version "1.2.0"`
    Version(Text),
    /// `license "MIT"`
    License(Text),
    /// `author "Name" <"mail">`
    Author {
        /// The name.
        name: Text,
        /// The address, where one is given.
        mail: Option<Text>,
    },
    /// `satisfies "REQ-7" clause "4.2"`
    Satisfies(Satisfies),
    /// `source kind ref "…"`
    Source {
        /// What kind of source: `kind`.
        kind: Name,
        /// Where it is.
        reference: Text,
    },
    /// `review manual`, `review auto`, `review hybrid`
    Review(Name),
    /// `derives from X via "…"`
    Derives {
        /// What it derives from: a name, or a text.
        from: Text,
        /// How.
        via: Option<Text>,
    },
    /// `provenance { regulation: "…" … }`
    Provenance(Vec<MetaEntry>),
    /// `bom { … }`
    Bom(Vec<MetaEntry>),
    /// Metadata that the language does not know: `proto_package: "…"`.
    Opaque(MetaEntry),
    /// A declaration that the language refuses for good, and why.
    Refused(crate::diagnostic::Code, String),
}

/// One formula of a property, over all fair behaviours.
#[derive(Clone, Debug)]
pub struct Temporal {
    /// What it claims.
    pub kind: TemporalKind,
    /// The whole of it.
    pub span: Span,
}

/// What a temporal formula claims.
#[derive(Clone, Debug)]
pub enum TemporalKind {
    /// `always e`
    Always(Expr),
    /// `eventually e`
    Eventually(Expr),
    /// `always eventually e`
    AlwaysEventually(Expr),
    /// `eventually always e`
    EventuallyAlways(Expr),
    /// `p leadsto q`
    LeadsTo(Expr, Expr),
}

/// `Nat = 0..3`, `transfer.amount = 1..2`, `depth = 20`
#[derive(Clone, Debug)]
pub struct Bound {
    /// What is bounded, dot by dot.
    pub target: Vec<Name>,
    /// To what: a range, a set, a number.
    pub value: Expr,
    /// The whole of it.
    pub span: Span,
}

/// `key: value`, or `key: value at "…"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetaEntry {
    /// The key.
    pub key: Name,
    /// What it says: a text; a name, number or list is kept as its canonical text.
    pub value: Text,
    /// Whether it was written as a text.
    pub is_text: bool,
    /// `at "…"`
    pub at: Option<Text>,
    /// The whole of it.
    pub span: Span,
}

/// A requirement from outside, and the clause of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Satisfies {
    /// Its identifier.
    pub requirement: Text,
    /// The clause, where one is named.
    pub clause: Option<Text>,
    /// The whole of it.
    pub span: Span,
}

/// `name: T`: a parameter or an event field.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// Its documentation (event fields and state variables may have some).
    pub docs: Docs,
}

/// A type as written.
#[derive(Clone, Debug)]
pub struct TypeExpr {
    /// What it is.
    pub kind: TypeExprKind,
    /// Where it stands.
    pub span: Span,
}

/// What a type expression is.
#[derive(Clone, Debug)]
pub enum TypeExprKind {
    /// `Bool`, `Int`, `Nat`, `String` or a declared name.
    Name(Path),
    /// `a..b`, both ends included.
    Range(Box<Expr>, Box<Expr>),
    /// `enum { a, b { f: T } }`
    Enum(Vec<Variant>),
    /// `symmetric 1..4`, `symmetric enum { a, b }`
    Symmetric(Box<TypeExpr>),
    /// `{ f: T, … }`
    Record(Vec<Param>),
    /// `(A, B)`, of two or more.
    Tuple(Vec<TypeExpr>),
    /// `T?`
    Option(Box<TypeExpr>),
    /// `Set(T)`
    Set(Box<TypeExpr>),
    /// `Map(K, V)`
    Map(Box<TypeExpr>, Box<TypeExpr>),
    /// `List(T)`
    List(Box<TypeExpr>),
    /// A type that the language refuses for good, and why.
    Refused(crate::diagnostic::Code, String),
}

/// One value of an enum.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its name.
    pub name: Name,
    /// What it carries; empty where it carries nothing.
    pub payload: Vec<Param>,
    /// Its documentation.
    pub docs: Docs,
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Stmt {
    /// What it does.
    pub kind: StmtKind,
    /// The whole of it.
    pub span: Span,
}

/// What a statement does.
#[derive(Clone, Debug)]
pub enum StmtKind {
    /// `require e`
    Require(Expr),
    /// `assert e`
    Assert(Expr),
    /// `let x := e`
    Let {
        /// The local.
        name: Name,
        /// Its value.
        value: Expr,
    },
    /// `x := e`, `m[k].f := e`
    Assign {
        /// The place.
        target: Target,
        /// Its new value.
        value: Expr,
    },
    /// `if c { } else { }`; `else if` is an `if` in the `else`.
    If {
        /// The condition.
        condition: Expr,
        /// If it holds.
        then: Vec<Stmt>,
        /// If it does not.
        otherwise: Option<Vec<Stmt>>,
    },
    /// `emit E { f: e }`
    Emit {
        /// The event.
        event: Name,
        /// Its fields, as written.
        fields: Vec<(Name, Expr)>,
    },
    /// `return e`
    Return(Expr),
    /// `for x in S { }`
    For {
        /// The local.
        name: Name,
        /// What it runs over.
        source: Expr,
        /// What is done for each.
        body: Vec<Stmt>,
    },
    /// `match e { p => … }`
    Match {
        /// What is looked at.
        scrutinee: Expr,
        /// Its arms, in order.
        arms: Vec<StmtArm>,
    },
    /// `f(a)`: an `extern` whose result is not used.
    Call(Expr),
    /// A statement that the language refuses for good, and why.
    Refused(crate::diagnostic::Code, String),
}

/// A place that can be assigned: a variable followed by any `.f` and `[k]`.
#[derive(Clone, Debug)]
pub struct Target {
    /// The variable.
    pub name: Name,
    /// The way into it.
    pub path: Vec<Access>,
    /// The whole of it.
    pub span: Span,
}

/// One step into a value.
#[derive(Clone, Debug)]
pub enum Access {
    /// `.f`
    Field(Name),
    /// `[k]`
    Index(Expr),
}

/// One arm of a statement-`match`.
#[derive(Clone, Debug)]
pub struct StmtArm {
    /// What it matches.
    pub pattern: Pattern,
    /// What is done.
    pub body: Vec<Stmt>,
    /// The whole of it.
    pub span: Span,
}

/// What an arm of a `match` matches.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// What it is.
    pub kind: PatternKind,
    /// Where it stands.
    pub span: Span,
}

/// What a pattern is.
#[derive(Clone, Debug)]
pub enum PatternKind {
    /// `_`
    Any,
    /// `idle`, `State.idle`, `running { pid }`, `running { pid: p, since: _ }`
    Variant {
        /// The enum, where it is named.
        qualifier: Option<Path>,
        /// The value.
        name: Name,
        /// What its payload is bound to; `None` where no braces stand.
        fields: Option<Vec<FieldPattern>>,
    },
    /// `true`, `3`, `-1`, `"text"`, `null`
    Literal(Expr),
}

/// One field of a payload in a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPattern {
    /// The field.
    pub field: Name,
    /// The local that it is bound to: of its own name in `{ pid }`; `None` for `_`.
    pub binding: Option<Name>,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands; parentheses around it are not part of it.
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `true`, `false`
    Bool(bool),
    /// A number without its sign, at most 2^63.
    Int(u64),
    /// `"text"`, its escapes resolved.
    Text(String),
    /// `null`
    Null,
    /// `x`
    Name(String),
    /// `r.f`, `t.0`, `State.on`, `money.LIMIT`
    Field {
        /// What stands before the dot.
        base: Box<Expr>,
        /// What stands after it.
        field: Name,
    },
    /// `m[k]`, `xs[i]`
    Index {
        /// What stands before the bracket.
        base: Box<Expr>,
        /// What stands in it.
        index: Box<Expr>,
    },
    /// `[a, b]`
    List(Vec<Expr>),
    /// `(a, b)`, of two or more.
    Tuple(Vec<Expr>),
    /// `{ … }`: a set, a map or a record, by what is expected of it and what stands in it.
    Braces(Vec<Entry>),
    /// `Name { … }`: a record of a named type, or an enum value with payload (`running { pid: 3 }`,
    /// `State.running { pid: 3 }`).
    Construct {
        /// The type or the value: a `Name` or a `Field`.
        path: Box<Expr>,
        /// Its fields.
        entries: Vec<Entry>,
    },
    /// `r with { f: e }`; also `{ ...r, f: e }`.
    With {
        /// The record.
        base: Box<Expr>,
        /// What changes: a `Pair` of a name and a value, or an `Item` that is a name.
        entries: Vec<Entry>,
    },
    /// `not e`, `-e`
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `if c then a else b`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `let x := e in e`
    Let(Name, Box<Expr>, Box<Expr>),
    /// `match e { p => e, … }`
    Match(Box<Expr>, Vec<Arm>),
    /// `forall x, y in S: e`, `exists x in S: e`
    Quantified {
        /// Which.
        quantifier: Quantifier,
        /// What runs over what.
        binders: Vec<Binder>,
        /// What must hold.
        body: Box<Expr>,
    },
    /// `count(x in S where c)`, `sum(x in S where c: e)`, `min(x in S: e)`, `max(x in S: e)`
    Aggregate {
        /// Which.
        aggregate: Aggregate,
        /// What runs over what.
        binders: Vec<Binder>,
        /// What is left out where it is false.
        condition: Option<Box<Expr>>,
        /// What is added or compared; `count` has none.
        body: Option<Box<Expr>>,
    },
    /// `{ x in S where c }`, `{ e for x in S where c }`
    SetOf {
        /// The element; `None` for the local itself, in the first form.
        element: Option<Box<Expr>>,
        /// What runs over what; in the first form one local.
        binders: Vec<Binder>,
        /// What is left out where it is false.
        condition: Option<Box<Expr>>,
    },
    /// `{ k: e for k in S where c }`
    MapOf {
        /// The key.
        key: Box<Expr>,
        /// The value.
        value: Box<Expr>,
        /// What runs over what.
        binders: Vec<Binder>,
        /// What is left out where it is false.
        condition: Option<Box<Expr>>,
    },
    /// `prev(e)`
    Prev(Box<Expr>),
    /// `f(a, b)`, `money.f(a)`; built-in functions, `enabled(a)` and the method forms whose function
    /// is known (`m.has(k)` is `k in m`, `s.size()` is `size(s)`) too.
    Call(Path, Vec<Expr>),
    /// A form that the language refuses for good, with its own code.
    Refused(crate::diagnostic::Code, String),
}

/// One entry of braces.
#[derive(Clone, Debug)]
pub enum Entry {
    /// `e`
    Item(Expr),
    /// `k: e`
    Pair(Expr, Expr),
}

/// `x, y in S`: what quantifiers and comprehensions run over.
#[derive(Clone, Debug)]
pub struct Binder {
    /// The locals.
    pub names: Vec<Name>,
    /// A set, a list, a range, or a type with finitely many values.
    pub source: Expr,
}

/// One arm of a `match` expression.
#[derive(Clone, Debug)]
pub struct Arm {
    /// What it matches.
    pub pattern: Pattern,
    /// Its value.
    pub body: Expr,
}

/// Quantifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// `forall`
    Forall,
    /// `exists`
    Exists,
}

/// Aggregates with a local of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregate {
    /// `count`
    Count,
    /// `sum`
    Sum,
    /// `min`
    Min,
    /// `max`
    Max,
}

/// Operators before their operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `not`
    Not,
    /// `-`
    Neg,
}

/// Operators between two operands, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// `implies`
    Implies,
    /// `iff`
    Iff,
    /// `or`
    Or,
    /// `and`
    And,
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
    /// `in`
    In,
    /// `notin`
    NotIn,
    /// `subsetof`
    SubsetOf,
    /// `..`
    Range,
    /// `union`
    Union,
    /// `minus`
    Minus,
    /// `intersect`
    Intersect,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`, Euclidean
    Div,
    /// `%`, Euclidean
    Rem,
}
