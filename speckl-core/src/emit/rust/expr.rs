//! Expressions in Rust. Variables and locals keep their declared representation as long as they are
//! only compared or copied; arithmetic is done in `i64`.

use super::layout::Doc;
use super::names::Names;
use super::types::{I64, Int, Repr, literal, repr};
use crate::model::{
    ArithOp, CompareOp, ExprId, ExprKind, FailureId, Interval, Local, LogicOp, Model,
};
use crate::value::Value;
use std::cell::RefCell;
use std::collections::BTreeSet;

/// The shared helpers that a module may need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Helper {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    Neg,
    Within,
}

impl Helper {
    pub(super) fn name(self) -> &'static str {
        match self {
            Helper::Add => "add",
            Helper::Sub => "sub",
            Helper::Mul => "mul",
            Helper::Div => "div",
            Helper::Rem => "rem",
            Helper::Neg => "neg",
            Helper::Within => "within",
        }
    }
}

/// What an expression is written in.
pub(super) struct Scope<'a> {
    pub model: &'a Model,
    pub names: &'a Names,
    /// What variables are read from, now: `next`.
    pub now: &'static str,
    /// What they are read from as they were before: `self.state`.
    pub before: &'static str,
    /// The names of the routine's locals.
    pub locals: Vec<String>,
    /// How the routine's locals are represented.
    pub reprs: Vec<Repr>,
    /// The helpers that were used, here and elsewhere.
    pub helpers: &'a RefCell<BTreeSet<Helper>>,
}

/// How tightly an expression holds together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Tight {
    Block,
    Or,
    And,
    Compare,
    Sum,
    Product,
    Cast,
    Prefix,
    Atom,
}

struct Piece {
    doc: Doc,
    tight: Tight,
}

impl Piece {
    fn atom(doc: impl Into<Doc>) -> Self {
        Self {
            doc: doc.into(),
            tight: Tight::Atom,
        }
    }

    /// In parentheses, unless it holds together at least as tightly.
    fn at_least(self, tight: Tight) -> Doc {
        if self.tight < tight {
            Doc::paren(self.doc)
        } else {
            self.doc
        }
    }

    fn binary(left: Piece, op: &str, right: Piece, tight: Tight) -> Self {
        // Rust has no chains of comparisons; everything else is read from the left.
        let left = if tight == Tight::Compare {
            left.at_least(Tight::Sum)
        } else {
            left.at_least(tight)
        };
        let right = if right.tight <= tight {
            Doc::paren(right.doc)
        } else {
            right.doc
        };
        Self {
            doc: Doc::binary(left, op, right),
            tight,
        }
    }

    fn not(self) -> Self {
        Self {
            doc: Doc::from("!").and(self.at_least(Tight::Prefix)),
            tight: Tight::Prefix,
        }
    }
}

impl<'a> Scope<'a> {
    pub(super) fn new(
        model: &'a Model,
        names: &'a Names,
        locals: &[Local],
        params: usize,
        (now, before): (&'static str, &'static str),
        helpers: &'a RefCell<BTreeSet<Helper>>,
    ) -> Self {
        Self {
            model,
            names,
            now,
            before,
            locals: names.locals(locals),
            // A parameter is what its type says; a `let` what its value is, which is known when it
            // is bound.
            reprs: locals
                .iter()
                .enumerate()
                .map(|(at, local)| match repr(model, local.ty.ty) {
                    Repr::Int(_) if at >= params => Repr::Int(I64),
                    known => known,
                })
                .collect(),
            helpers,
        }
    }

    /// A condition.
    pub(super) fn condition(&self, id: ExprId) -> Doc {
        self.piece(id).doc
    }

    /// The negation of a condition.
    pub(super) fn negated(&self, id: ExprId) -> Doc {
        self.negation(id).doc
    }

    /// A value in a given representation, which it is known to fit.
    pub(super) fn value(&self, id: ExprId, wanted: Repr) -> Doc {
        self.converted(id, wanted).doc
    }

    fn use_helper(&self, helper: Helper) -> &'static str {
        self.helpers.borrow_mut().insert(helper);
        helper.name()
    }

    /// How an expression is represented if nothing else is asked of it.
    pub(super) fn natural(&self, id: ExprId) -> Repr {
        let expr = self.model.expr(id);
        match &expr.kind {
            &ExprKind::Var(var) | &ExprKind::PrevVar(var) => {
                repr(self.model, self.model.vars[var.index()].ty.ty)
            }
            &ExprKind::Const(id) => repr(self.model, self.model.consts[id.index()].ty.ty),
            &ExprKind::Local(local) => self.reprs[local.index()],
            &ExprKind::If {
                then, otherwise, ..
            } => {
                let (a, b) = (self.natural(then), self.natural(otherwise));
                if a == b { a } else { Repr::Int(I64) }
            }
            ExprKind::Let { body, .. } => self.natural(*body),
            _ => match repr(self.model, expr.ty) {
                Repr::Int(_) => Repr::Int(I64),
                other => other,
            },
        }
    }

    /// The integer that an expression is written as in the text, where it is.
    fn as_literal(&self, id: ExprId) -> Option<i64> {
        match self.model.expr(id).kind {
            ExprKind::Int(value) => Some(value),
            _ => None,
        }
    }

    fn converted(&self, id: ExprId, wanted: Repr) -> Piece {
        let Repr::Int(wanted_int) = wanted else {
            return self.piece(id);
        };
        if let Some(value) = self.as_literal(id) {
            return literal_piece(value);
        }
        match self.model.expr(id).kind {
            ExprKind::Checked {
                value,
                fits,
                failure,
            } => self.checked(value, fits, failure, wanted_int),
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => self.if_else(condition, then, otherwise, wanted),
            ExprKind::Let { local, value, body } => {
                self.let_in(local.index(), value, self.converted(body, wanted).doc)
            }
            _ => self.cast(id, wanted_int),
        }
    }

    fn cast(&self, id: ExprId, wanted: Int) -> Piece {
        let piece = self.piece(id);
        match self.natural(id) {
            Repr::Int(have) if have != wanted => {
                if wanted == I64 {
                    Piece::atom(Doc::call("i64::from", vec![piece.doc]))
                } else {
                    Piece {
                        doc: Doc::cast(piece.at_least(Tight::Cast), wanted.name),
                        tight: Tight::Cast,
                    }
                }
            }
            _ => piece,
        }
    }

    fn int(&self, id: ExprId) -> Piece {
        self.converted(id, Repr::Int(I64))
    }

    /// An integer that others are put beside: where all of them are literals, it says its type, since
    /// nothing else would.
    fn first_int(&self, id: ExprId, others: &[ExprId]) -> Piece {
        let untyped = others.iter().all(|other| self.as_literal(*other).is_some());
        match self.as_literal(id) {
            Some(value) if untyped && value != i64::MIN && value != i64::MAX => {
                let mut piece = literal_piece(value);
                piece.doc = format!("{value}_i64").into();
                piece
            }
            _ => self.int(id),
        }
    }

    fn failure(failure: FailureId) -> Doc {
        failure.index().to_string().into()
    }

    fn checked(&self, value: ExprId, fits: Interval, failure: FailureId, wanted: Int) -> Piece {
        let helper = self.use_helper(Helper::Within);
        let args = vec![
            self.int(value).doc,
            literal(fits.lo).into(),
            literal(fits.hi).into(),
            Self::failure(failure),
        ];
        let function = Doc::generic(&format!("{helper}::"), vec![wanted.name.into()]);
        Piece::atom(Doc::call(function, args).and("?"))
    }

    fn if_else(&self, condition: ExprId, then: ExprId, otherwise: ExprId, wanted: Repr) -> Piece {
        Piece {
            doc: Doc::if_else(
                self.condition(condition),
                self.value(then, wanted),
                self.value(otherwise, wanted),
            ),
            tight: Tight::Block,
        }
    }

    fn let_in(&self, local: usize, value: ExprId, body: Doc) -> Piece {
        let name = format!("{}{}", self.locals[local], self.annotation(local));
        let value = self.value(value, self.reprs[local]);
        Piece {
            doc: Doc::let_in(&name, value, body),
            tight: Tight::Block,
        }
    }

    /// The type of a local, where a literal alone would not tell it.
    pub(super) fn annotation(&self, local: usize) -> String {
        match self.reprs[local] {
            Repr::Int(int) => format!(": {}", int.name),
            _ => String::new(),
        }
    }

    fn piece(&self, id: ExprId) -> Piece {
        let (model, names) = (self.model, self.names);
        let expr = model.expr(id);
        match expr.kind.clone() {
            ExprKind::Bool(value) => Piece::atom(value.to_string()),
            ExprKind::Int(value) => literal_piece(value),
            ExprKind::Variant(of, index, _) => Piece::atom(names.value(of.index(), index as usize)),
            ExprKind::Const(id) => Piece::atom(names.consts[id.index()].clone()),
            ExprKind::Var(var) => {
                Piece::atom(format!("{}.{}", self.now, names.fields[var.index()]))
            }
            ExprKind::PrevVar(var) => {
                Piece::atom(format!("{}.{}", self.before, names.fields[var.index()]))
            }
            ExprKind::Local(local) => Piece::atom(self.locals[local.index()].clone()),
            ExprKind::Not(value) => self.negation(value),
            ExprKind::Neg { value, overflow } => match overflow {
                Some(failure) => {
                    let helper = self.use_helper(Helper::Neg);
                    let args = vec![self.int(value).doc, Self::failure(failure)];
                    Piece::atom(Doc::call(helper, args).and("?"))
                }
                None => Piece {
                    doc: Doc::from("-").and(self.int(value).at_least(Tight::Atom)),
                    tight: Tight::Prefix,
                },
            },
            ExprKind::Arith {
                op,
                left,
                right,
                zero,
                overflow,
            } => self.arith(op, left, right, zero, overflow),
            ExprKind::Compare { op, left, right } => self.compare(op, left, right),
            ExprKind::Logic { op, left, right } => match op {
                LogicOp::And => {
                    Piece::binary(self.piece(left), "&&", self.piece(right), Tight::And)
                }
                LogicOp::Or => Piece::binary(self.piece(left), "||", self.piece(right), Tight::Or),
                LogicOp::Implies => {
                    Piece::binary(self.negation(left), "||", self.piece(right), Tight::Or)
                }
                LogicOp::Iff => {
                    Piece::binary(self.piece(left), "==", self.piece(right), Tight::Compare)
                }
            },
            ExprKind::InRange {
                value,
                lo,
                hi,
                negated,
            } => {
                let range = self
                    .int(lo)
                    .at_least(Tight::Sum)
                    .and("..=")
                    .and(self.int(hi).at_least(Tight::Sum));
                let value = self.first_int(value, &[lo, hi]);
                let value = Doc::from("&").and(value.at_least(Tight::Prefix));
                let call = ("contains".to_owned(), vec![value]);
                let test = Doc::methods(Doc::paren(range), vec![call], false);
                let test = Piece::atom(test);
                if negated { test.not() } else { test }
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => self.if_else(condition, then, otherwise, self.natural(id)),
            ExprKind::Let { local, value, body } => {
                self.let_in(local.index(), value, self.piece(body).doc)
            }
            ExprKind::Checked {
                value,
                fits,
                failure,
            } => self.checked(value, fits, failure, I64),
            _ => unimplemented!(),
        }
    }

    fn arith(
        &self,
        op: ArithOp,
        left: ExprId,
        right: ExprId,
        zero: Option<FailureId>,
        overflow: Option<FailureId>,
    ) -> Piece {
        let (left, right) = (self.first_int(left, &[right]), self.int(right));
        let checked = |helper: Helper| Doc::from(self.use_helper(helper));
        let failures: Vec<Doc> = zero
            .into_iter()
            .chain(overflow)
            .map(Self::failure)
            .collect();
        let call = |function: Doc, left: Piece, right: Piece, failures: Vec<Doc>| {
            let args = [vec![left.doc, right.doc], failures].concat();
            Doc::call(function, args)
        };
        match (op, zero, overflow) {
            (ArithOp::Add, _, None) => Piece::binary(left, "+", right, Tight::Sum),
            (ArithOp::Sub, _, None) => Piece::binary(left, "-", right, Tight::Sum),
            (ArithOp::Mul, _, None) => Piece::binary(left, "*", right, Tight::Product),
            (ArithOp::Add, ..) => {
                Piece::atom(call(checked(Helper::Add), left, right, failures).and("?"))
            }
            (ArithOp::Sub, ..) => {
                Piece::atom(call(checked(Helper::Sub), left, right, failures).and("?"))
            }
            (ArithOp::Mul, ..) => {
                Piece::atom(call(checked(Helper::Mul), left, right, failures).and("?"))
            }
            (ArithOp::Div, None, None) => {
                Piece::atom(call("i64::div_euclid".into(), left, right, failures))
            }
            (ArithOp::Rem, None, _) => Piece::atom(call(
                "i64::wrapping_rem_euclid".into(),
                left,
                right,
                Vec::new(),
            )),
            (ArithOp::Div, zero, overflow) => {
                // A fault that cannot happen takes the number of the one that can.
                let failures = [zero.or(overflow), overflow.or(zero)]
                    .into_iter()
                    .flatten()
                    .map(Self::failure)
                    .collect();
                Piece::atom(call(checked(Helper::Div), left, right, failures).and("?"))
            }
            (ArithOp::Rem, Some(_), _) => {
                Piece::atom(call(checked(Helper::Rem), left, right, failures).and("?"))
            }
        }
    }

    fn compare(&self, op: CompareOp, left: ExprId, right: ExprId) -> Piece {
        let sign = match op {
            CompareOp::Eq => "==",
            CompareOp::Ne => "!=",
            CompareOp::Lt => "<",
            CompareOp::Le => "<=",
            CompareOp::Gt => ">",
            CompareOp::Ge => ">=",
        };
        let common = self.common(left, right);
        let both = self.as_literal(left).is_some() && self.as_literal(right).is_some();
        let left = if both {
            self.first_int(left, &[right])
        } else {
            self.converted(left, common)
        };
        let right = self.converted(right, common);
        Piece::binary(left, sign, right, Tight::Compare)
    }

    /// A representation in which two values can be compared: that of both, or of one of them where
    /// the other is a literal that fits it, or `i64`.
    fn common(&self, left: ExprId, right: ExprId) -> Repr {
        let (a, b) = (self.natural(left), self.natural(right));
        let holds = |repr: Repr, value: i64| match repr {
            Repr::Int(int) => int.holds.covers(Interval::one(value)),
            _ => false,
        };
        match (self.as_literal(left), self.as_literal(right)) {
            (None, Some(value)) if holds(a, value) => a,
            (Some(value), None) if holds(b, value) => b,
            _ if a == b => a,
            _ => Repr::Int(I64),
        }
    }

    fn negation(&self, id: ExprId) -> Piece {
        let opposite = match self.model.expr(id).kind {
            ExprKind::Not(value) => return self.piece(value),
            ExprKind::Bool(value) => return Piece::atom((!value).to_string()),
            ExprKind::Compare { op, left, right } => {
                let op = match op {
                    CompareOp::Eq => CompareOp::Ne,
                    CompareOp::Ne => CompareOp::Eq,
                    CompareOp::Lt => CompareOp::Ge,
                    CompareOp::Le => CompareOp::Gt,
                    CompareOp::Gt => CompareOp::Le,
                    CompareOp::Ge => CompareOp::Lt,
                };
                Some(self.compare(op, left, right))
            }
            ExprKind::Logic {
                op: LogicOp::Implies,
                left,
                right,
            } => Some(Piece::binary(
                self.piece(left),
                "&&",
                self.negation(right),
                Tight::And,
            )),
            ExprKind::Logic {
                op: LogicOp::Iff,
                left,
                right,
            } => Some(Piece::binary(
                self.piece(left),
                "!=",
                self.piece(right),
                Tight::Compare,
            )),
            _ => None,
        };
        opposite.unwrap_or_else(|| self.piece(id).not())
    }
}

fn literal_piece(value: i64) -> Piece {
    Piece {
        doc: literal(value).into(),
        // A negative literal is an operator and a number.
        tight: if value < 0 {
            Tight::Prefix
        } else {
            Tight::Atom
        },
    }
}

/// A constant value.
pub(super) fn value_text(names: &Names, value: Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => literal(value),
        Value::Enum(of, index, _) => names.value(of.index(), index as usize),
        _ => unimplemented!(),
    }
}
