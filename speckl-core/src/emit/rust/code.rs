//! A small tree of Rust code: what expressions are made into before they are laid out. Parentheses are
//! put where Rust needs them when a tree is built, so that whoever builds one need not think of them.

use super::layout::Doc;

/// An expression of Rust.
#[derive(Clone, Debug)]
pub(super) enum Code {
    /// A path: `next`, `Self::LIMIT`, `alloc::vec::Vec::<u8>::new`.
    Path(Doc),
    /// A number, `true` or `false`.
    Number(String),
    /// A string literal.
    Text(String),
    /// `-a`, `!a`, `*a`, `&a`
    Prefix(&'static str, Box<Code>),
    /// `a + b`
    Binary(Box<Code>, &'static str, Box<Code>),
    /// `a as ty`
    Cast(Box<Code>, &'static str),
    /// `a..=b`
    Range(Box<Code>, Box<Code>),
    /// `f(a, b)`
    Call(Box<Code>, Vec<Code>),
    /// `a.m(b)`, with the type arguments of `m::<…>`
    Method(Box<Code>, String, Option<Doc>, Vec<Code>),
    /// `a.f`
    Field(Box<Code>, String),
    /// `a?`
    Try(Box<Code>),
    /// `(a)`
    Paren(Box<Code>),
    /// `(a, b)`
    Tuple(Vec<Code>),
    /// `[a, b]`
    Array(Vec<Code>),
    /// `Path { f: a, ..rest }`
    Struct(Doc, Vec<(String, Option<Code>)>, Option<Box<Code>>),
    /// `|x, y| a`
    Closure(Vec<Code>, Box<Code>),
    /// `move |x| a`
    Moving(Box<Code>),
    /// `'label: { … }`
    Block(Option<String>, Vec<Line>),
    /// `if a { b } else { c }`
    If(Box<Code>, Box<Code>, Box<Code>),
    /// `match a { p => b, … }`
    Match(Box<Code>, Vec<(Code, Code)>),
    /// `Path { f, g: x, .. }`, a pattern; whether there is a `..`
    StructPattern(Doc, Vec<(String, Option<String>)>, bool),
    /// `break 'label a`
    Break(Option<String>, Option<Box<Code>>),
    /// `a = b`
    Assign(Box<Code>, &'static str, Box<Code>),
    /// `return a`
    Return(Box<Code>),
}

/// A line in a block.
#[derive(Clone, Debug)]
pub(super) enum Line {
    /// `let pattern = value;`, of a name that generated code calls its own.
    Let(Doc, Code),
    /// `let pattern = value;`, of a name of the spec.
    Local(Doc, Code),
    /// `a;`
    Do(Code),
    /// `a`, the value of the block.
    Value(Code),
    /// `for pattern in source { … }`
    For(Code, Code, Vec<Line>),
    /// `if condition { … }`
    If(Code, Vec<Line>),
}

/// How tightly an expression holds together, as Rust's grammar has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Tight {
    Jump,
    Range,
    Or,
    And,
    Compare,
    BitOr,
    BitAnd,
    Sum,
    Product,
    Cast,
    Prefix,
    Atom,
}

fn of_operator(op: &str) -> Tight {
    match op {
        "||" => Tight::Or,
        "&&" => Tight::And,
        "|" => Tight::BitOr,
        "&" => Tight::BitAnd,
        "+" | "-" => Tight::Sum,
        "*" | "/" | "%" => Tight::Product,
        _ => Tight::Compare,
    }
}

impl Code {
    /// A path.
    pub(super) fn path(text: impl Into<Doc>) -> Self {
        Code::Path(text.into())
    }

    /// A name, or names with points between them: `self.state.count`.
    pub(super) fn dotted(text: &str) -> Self {
        let mut names = text.split('.');
        let first = Code::path(names.next().unwrap_or_default());
        names.fold(first, |base, name| {
            Code::Field(Box::new(base), name.to_owned())
        })
    }

    /// An integer; a negative one is an operator and a number.
    pub(super) fn integer(value: i64) -> Self {
        match value {
            i64::MIN => Code::path("i64::MIN"),
            i64::MAX => Code::path("i64::MAX"),
            _ if value < 0 => Code::Prefix(
                "-",
                Box::new(Code::Number(value.unsigned_abs().to_string())),
            ),
            _ => Code::Number(value.to_string()),
        }
    }

    /// An integer that says its type.
    pub(super) fn typed_integer(value: i64, ty: &str) -> Self {
        match Code::integer(value) {
            Code::Number(number) => Code::Number(format!("{number}_{ty}")),
            Code::Prefix(op, number) => match *number {
                Code::Number(number) => {
                    Code::Prefix(op, Box::new(Code::Number(format!("{number}_{ty}"))))
                }
                other => Code::Prefix(op, Box::new(other)),
            },
            other => other,
        }
    }

    fn tight(&self) -> Tight {
        match self {
            Code::Closure(..)
            | Code::Moving(_)
            | Code::Break(..)
            | Code::Return(_)
            | Code::Assign(..) => Tight::Jump,
            Code::Range(..) => Tight::Range,
            Code::Binary(_, op, _) => of_operator(op),
            Code::Cast(..) => Tight::Cast,
            Code::Prefix(..) => Tight::Prefix,
            _ => Tight::Atom,
        }
    }

    /// Whether a statement could end with it, so that nothing can follow it there.
    pub(super) fn is_block(&self) -> bool {
        matches!(self, Code::Block(..) | Code::If(..) | Code::Match(..))
    }

    /// Whether it has statements somewhere in it, and so takes several lines.
    pub(super) fn has_lines(&self) -> bool {
        match self {
            Code::Block(..) | Code::Match(..) => true,
            Code::If(a, b, c) => a.has_lines() || b.has_lines() || c.has_lines(),
            Code::Prefix(_, a)
            | Code::Cast(a, _)
            | Code::Field(a, _)
            | Code::Try(a)
            | Code::Paren(a)
            | Code::Moving(a)
            | Code::Return(a)
            | Code::Closure(_, a) => a.has_lines(),
            Code::Binary(a, _, b) | Code::Range(a, b) | Code::Assign(a, _, b) => {
                a.has_lines() || b.has_lines()
            }
            Code::Call(a, list) | Code::Method(a, _, _, list) => {
                a.has_lines() || list.iter().any(Code::has_lines)
            }
            Code::Tuple(list) | Code::Array(list) => list.iter().any(Code::has_lines),
            Code::Struct(_, fields, rest) => {
                let rest = rest.as_ref().is_some_and(|rest| rest.has_lines());
                rest || fields
                    .iter()
                    .any(|(_, value)| value.as_ref().is_some_and(Code::has_lines))
            }
            Code::Break(_, value) => value.as_ref().is_some_and(|value| value.has_lines()),
            Code::Path(_) | Code::Number(_) | Code::Text(_) | Code::StructPattern(..) => false,
        }
    }

    fn at_least(self, tight: Tight) -> Self {
        if self.tight() < tight || self.is_block() {
            Code::Paren(Box::new(self))
        } else {
            self
        }
    }

    /// `left op right`
    pub(super) fn binary(self, op: &'static str, right: Code) -> Self {
        let tight = of_operator(op);
        // Rust has no chains of comparisons; everything else is read from the left. And after `as`
        // a `<` would begin type arguments.
        let left = match tight {
            Tight::Compare if self.ends_in_cast() => Code::Paren(Box::new(self)),
            Tight::Compare => self.at_least(Tight::BitOr),
            _ => self.at_least(tight),
        };
        let right = if right.tight() <= tight || right.is_block() {
            Code::Paren(Box::new(right))
        } else {
            right
        };
        Code::Binary(Box::new(left), op, Box::new(right))
    }

    fn ends_in_cast(&self) -> bool {
        match self {
            Code::Cast(..) => true,
            Code::Binary(_, _, right) => right.ends_in_cast(),
            _ => false,
        }
    }

    /// `op self`
    pub(super) fn prefix(self, op: &'static str) -> Self {
        // `*&a` is `a`, and `&*a` too where it borrows again.
        match (op, self) {
            ("*", Code::Prefix("&", inner)) | ("!", Code::Prefix("!", inner)) => *inner,
            (_, code) => Code::Prefix(op, Box::new(code.at_least(Tight::Prefix))),
        }
    }

    /// `&self`
    pub(super) fn reference(self) -> Self {
        match self {
            Code::Prefix("*", inner) => *inner,
            code => code.prefix("&"),
        }
    }

    /// `self as ty`
    pub(super) fn cast(self, ty: &'static str) -> Self {
        Code::Cast(Box::new(self.at_least(Tight::Cast)), ty)
    }

    /// `self..=last`
    pub(super) fn to(self, last: Code) -> Self {
        Code::Range(
            Box::new(self.at_least(Tight::Or)),
            Box::new(last.at_least(Tight::Or)),
        )
    }

    /// `self(args)`
    pub(super) fn call(self, args: Vec<Code>) -> Self {
        Code::Call(Box::new(self), args)
    }

    /// `function(args)`
    pub(super) fn function(name: impl Into<Doc>, args: Vec<Code>) -> Self {
        Code::path(name).call(args)
    }

    /// `self.name(args)`
    pub(super) fn method(self, name: &str, args: Vec<Code>) -> Self {
        Code::Method(Box::new(self.receiver()), name.to_owned(), None, args)
    }

    /// `self.name::<ty>(args)`
    pub(super) fn method_of(self, name: &str, ty: Doc, args: Vec<Code>) -> Self {
        Code::Method(Box::new(self.receiver()), name.to_owned(), Some(ty), args)
    }

    /// `self.name`
    pub(super) fn field(self, name: &str) -> Self {
        Code::Field(Box::new(self.receiver()), name.to_owned())
    }

    /// `self?`
    pub(super) fn attempt(self) -> Self {
        Code::Try(Box::new(self.receiver()))
    }

    /// The lines that it begins with, if it begins with a block, and what is left of it: what is
    /// evaluated first can as well be evaluated before.
    pub(super) fn lifted(self) -> (Vec<Line>, Code) {
        let within = |inner: Box<Code>| {
            let (lines, inner) = inner.lifted();
            (lines, Box::new(inner))
        };
        match self {
            Code::Block(None, mut lines)
                if !lines.iter().any(|line| matches!(line, Line::Local(..))) =>
            {
                match lines.pop() {
                    Some(Line::Value(value)) => {
                        let (more, value) = value.lifted();
                        lines.extend(more);
                        (lines, value)
                    }
                    last => {
                        lines.extend(last);
                        (Vec::new(), Code::Block(None, lines))
                    }
                }
            }
            Code::Paren(inner) => {
                let (lines, inner) = inner.lifted();
                // Its parentheses may have been for the block alone.
                let bare = inner.tight() == Tight::Atom && !inner.is_block();
                (
                    lines,
                    if bare {
                        inner
                    } else {
                        Code::Paren(Box::new(inner))
                    },
                )
            }
            Code::Binary(left, op, right) => {
                let (lines, left) = within(left);
                (lines, Code::Binary(left, op, right))
            }
            Code::Prefix(op, inner) => {
                let (lines, inner) = within(inner);
                (lines, Code::Prefix(op, inner))
            }
            Code::Cast(inner, ty) => {
                let (lines, inner) = within(inner);
                (lines, Code::Cast(inner, ty))
            }
            Code::Try(inner) => {
                let (lines, inner) = within(inner);
                (lines, Code::Try(inner))
            }
            Code::Field(inner, name) => {
                let (lines, inner) = within(inner);
                (lines, Code::Field(inner, name))
            }
            Code::Method(inner, name, ty, args) => {
                let (lines, inner) = within(inner);
                (lines, Code::Method(inner, name, ty, args))
            }
            Code::Call(function, mut args) if !args.is_empty() => {
                let (lines, first) = args.remove(0).lifted();
                args.insert(0, first);
                (lines, Code::Call(function, args))
            }
            code => (Vec::new(), code),
        }
    }

    /// Whether it is a name, a number, or a field: nothing that takes a look to be understood.
    pub(super) fn is_plain(&self) -> bool {
        match self {
            Code::Path(_) | Code::Number(_) | Code::Text(_) => true,
            Code::Prefix(_, inner) | Code::Field(inner, _) => inner.is_plain(),
            Code::Method(inner, name, None, args) => {
                name == "clone" && args.is_empty() && inner.is_plain()
            }
            _ => false,
        }
    }

    /// What a point can follow: references need no dereferencing there.
    fn receiver(self) -> Self {
        match self {
            Code::Prefix("*" | "&", inner) => inner.receiver(),
            code => code.at_least(Tight::Atom),
        }
    }

    /// `|params| body`
    pub(super) fn closure(params: Vec<Code>, body: Code) -> Self {
        Code::Closure(params, Box::new(body))
    }

    /// `{ lines; value }`
    pub(super) fn block(mut lines: Vec<Line>, value: Code) -> Self {
        lines.push(Line::Value(value));
        Code::Block(None, lines)
    }

    /// `target = value`
    pub(super) fn assign(self, value: Code) -> Self {
        Code::Assign(Box::new(self), "=", Box::new(value))
    }

    /// `if self { then } else { otherwise }`
    pub(super) fn then_else(self, then: Code, otherwise: Code) -> Self {
        Code::If(Box::new(self), Box::new(then), Box::new(otherwise))
    }
}

/// `let name = value;`
pub(super) fn bind(name: impl Into<Doc>, value: Code) -> Line {
    Line::Let(name.into(), value)
}
