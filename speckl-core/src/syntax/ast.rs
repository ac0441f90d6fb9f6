//! The abstract syntax: what was written, whichever layout or synonym it was written in.
//!
//! Every node carries its span. Synonyms are already folded together here; what the language knows
//! but this compiler does not support yet is kept as `Unsupported`, so that the model can refuse it
//! by name instead of misreading it.

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

/// One file: its specs.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// In the order in which they stand.
    pub specs: Vec<Spec>,
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
    /// A declaration that the language has and this compiler has not yet.
    Unsupported {
        /// How the user names it: "`property` declarations".
        feature: String,
    },
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
    /// `Bool`, `Int`, `Nat` or a declared name.
    Name(String),
    /// `a..b`, both ends included.
    Range(Box<Expr>, Box<Expr>),
    /// `enum { a, b }`
    Enum(Vec<Variant>),
    /// A type that the language has and this compiler has not yet.
    Unsupported {
        /// How the user names it: "sets".
        feature: String,
    },
}

/// One value of an enum.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its name.
    pub name: Name,
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
    /// `x := e`
    Assign {
        /// The variable.
        target: Name,
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
    /// A statement that the language has and this compiler has not yet.
    Unsupported {
        /// How the user names it: "`for` loops".
        feature: String,
    },
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
    /// `x`
    Name(String),
    /// `State.on`
    Field {
        /// What stands before the dot.
        base: Box<Expr>,
        /// What stands after it.
        field: Name,
    },
    /// `not e`, `-e`
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `if c then a else b`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `let x := e in e`
    Let(Name, Box<Expr>, Box<Expr>),
    /// `prev(e)`
    Prev(Box<Expr>),
    /// `f(a, b)`
    Call(Name, Vec<Expr>),
    /// A form that the language refuses for good, with its own code.
    Refused(crate::diagnostic::Code, String),
    /// An expression that the language has and this compiler has not yet.
    Unsupported {
        /// How the user names it: "sets".
        feature: String,
    },
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
    /// `..`
    Range,
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
