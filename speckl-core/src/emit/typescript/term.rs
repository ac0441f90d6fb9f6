//! Terms: pieces of TypeScript that know how tightly they bind and how they hold an integer.

use super::layout::{Doc, call, concat, indent};

/// How tightly an expression binds, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Binding {
    /// `c ? a : b`
    Conditional,
    /// `||`
    Or,
    /// `&&`
    And,
    /// `===`
    Equality,
    /// `<`, and `as`
    Relational,
    /// `+ -`
    Additive,
    /// `* %`
    Multiplicative,
    /// `!a`, `-a`
    Unary,
    /// Names, calls, literals, parentheses.
    Primary,
}

/// How a value is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// Not an integer.
    Otherwise,
    /// As a `number`.
    Number,
    /// As a `bigint`.
    Bigint,
    /// A literal, which can be either; its text is still to come.
    Literal(i64),
}

/// A piece of TypeScript that is an expression.
#[derive(Clone, Debug)]
pub(super) struct Term {
    doc: Doc,
    /// How tightly it binds.
    pub binding: Binding,
    /// How it holds an integer.
    pub held: Held,
}

impl Term {
    /// A name, call or literal.
    pub fn primary(doc: impl Into<Doc>, held: Held) -> Self {
        Self {
            doc: doc.into(),
            binding: Binding::Primary,
            held,
        }
    }

    /// A literal.
    pub fn integer(value: i64) -> Self {
        Self {
            doc: Doc::Concat(Vec::new()),
            binding: if value < 0 {
                Binding::Unary
            } else {
                Binding::Primary
            },
            held: Held::Literal(value),
        }
    }

    /// Anything.
    pub fn new(parts: impl IntoIterator<Item = Doc>, binding: Binding, held: Held) -> Self {
        Self {
            doc: concat(parts),
            binding,
            held,
        }
    }

    /// The text. A literal that nobody wants a `bigint` is a `number`, if it can be.
    pub fn doc(self) -> Doc {
        match self.held {
            Held::Literal(value) if is_safe(value) => value.to_string().into(),
            Held::Literal(value) => format!("{value}n").into(),
            Held::Otherwise | Held::Number | Held::Bigint => self.doc,
        }
    }

    /// Whether it is a `bigint`, and would not be a `number` without a conversion.
    pub fn is_bigint(&self) -> bool {
        match self.held {
            Held::Bigint => true,
            Held::Literal(value) => !is_safe(value),
            Held::Number | Held::Otherwise => false,
        }
    }

    /// With a type that TypeScript is to take it for.
    pub fn cast(self, ty: &str) -> Self {
        let held = self.held;
        Self::new(
            [self.at_least(Binding::Unary), format!(" as {ty}").into()],
            // In parentheses, since `a as T < b` would read `T<b`.
            Binding::Conditional,
            held,
        )
    }

    /// The text as the body of an arrow function, where a brace would begin a block.
    pub fn into_body(self) -> Doc {
        let doc = self.doc();
        if begins_with_brace(&doc) {
            concat(["(".into(), doc, ")".into()])
        } else {
            doc
        }
    }

    /// Whether it is made with a binary operator.
    pub fn is_operation(&self) -> bool {
        (Binding::Or..Binding::Unary).contains(&self.binding)
    }

    /// Held as a `bigint` or as a `number`.
    pub fn held_as(self, bigint: bool) -> Self {
        match (self.held, bigint) {
            (Held::Literal(value), true) => Self {
                doc: format!("{value}n").into(),
                held: Held::Bigint,
                ..self
            },
            (Held::Literal(value), false) => Self {
                doc: value.to_string().into(),
                held: Held::Number,
                ..self
            },
            (Held::Number, true) => Self::primary(call("BigInt", vec![self.doc]), Held::Bigint),
            (Held::Bigint, false) => Self::primary(call("Number", vec![self.doc]), Held::Number),
            (Held::Number | Held::Bigint | Held::Otherwise, _) => self,
        }
    }

    /// The text, in parentheses unless it binds at least as tightly.
    pub fn at_least(self, binding: Binding) -> Doc {
        if self.binding >= binding {
            self.doc()
        } else {
            concat(["(".into(), indent([self.doc()]), ")".into()])
        }
    }
}

/// Whether a `number` holds it exactly.
fn is_safe(value: i64) -> bool {
    use crate::model::Interval;
    Interval::SAFE.covers(Interval::one(value))
}

fn begins_with_brace(doc: &Doc) -> bool {
    match doc {
        Doc::Text(text) => text.text().starts_with('{'),
        Doc::Concat(parts) => parts.first().is_some_and(begins_with_brace),
        Doc::Indent(inner) | Doc::Group(inner) => begins_with_brace(inner),
        Doc::IfBroken(_) | Doc::Line | Doc::SoftLine => false,
    }
}
