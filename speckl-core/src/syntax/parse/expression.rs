//! Pairs → expressions, by operator precedence and without recursion over operators.
//!
//! Operands and operators wait on two stacks; only brackets recurse, and the layout has bounded those.
//! Long chains of `and` and `or` become balanced trees, since they mean the same either way and
//! everything that walks the tree walks it recursively; any other tree has a bounded depth.

use super::reader::{Pair, Read, Reader, all, find};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Binder, Expr, ExprKind, Name, Quantifier, UnaryOp};
use crate::syntax::grammar::Rule;

/// How deep the tree of one expression may be.
pub(super) const MAX_DEPTH: u32 = 1000;
/// Chains up to this length keep the shape that their precedence gives them.
const LONGEST_PLAIN_CHAIN: usize = 64;
/// The call that stands for `x'` until the whole expression is known.
pub(super) const PRIMED: &str = "'";

/// An expression on its way into a larger one.
pub(super) struct Built {
    pub expr: Expr,
    /// Parentheses included.
    pub outer: Span,
    pub depth: u32,
    /// The operands of a chain of `and` or `or` whose tree is not made yet; `expr` says nothing then.
    chain: Option<(BinaryOp, Vec<Built>)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Operation {
    Prefix(UnaryOp),
    Infix(BinaryOp),
    /// `if … else`, `let … in`, `forall …:`.
    Leading,
}

pub(super) struct Operator {
    operation: Operation,
    span: Span,
    leading: Option<Box<Leading>>,
}

/// What waits to become larger.
#[derive(Default)]
pub(super) struct Stacks {
    pub values: Vec<Built>,
    operators: Vec<Operator>,
}

/// What stands before an expression and extends as far to the right as it can.
enum Leading {
    If(Built, Built),
    Let(Name, Built),
    /// With the depth of the sets.
    Quantifier(Quantifier, Vec<Binder>, u32),
}

impl Operation {
    /// Higher binds tighter.
    fn precedence(self) -> u8 {
        match self {
            Operation::Infix(op) => binary_precedence(op),
            Operation::Prefix(op) => unary_precedence(op),
            Operation::Leading => 0,
        }
    }
}

/// How tightly a binary operator binds; higher is tighter.
pub(in crate::syntax) fn binary_precedence(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::Implies => 1,
        BinaryOp::Iff => 2,
        BinaryOp::Or => 3,
        BinaryOp::And => 4,
        BinaryOp::Eq
        | BinaryOp::Ne
        | BinaryOp::Lt
        | BinaryOp::Le
        | BinaryOp::Gt
        | BinaryOp::Ge
        | BinaryOp::In
        | BinaryOp::NotIn
        | BinaryOp::SubsetOf => 6,
        BinaryOp::Range => 7,
        BinaryOp::Union | BinaryOp::Minus | BinaryOp::Intersect => 8,
        BinaryOp::Add | BinaryOp::Sub => 9,
        BinaryOp::Mul | BinaryOp::Div | BinaryOp::Rem => 10,
    }
}

/// How tightly a prefix operator binds; higher is tighter.
pub(in crate::syntax) fn unary_precedence(op: UnaryOp) -> u8 {
    match op {
        UnaryOp::Not => 5,
        UnaryOp::Neg => 11,
    }
}

fn is_comparison(operation: Operation) -> bool {
    matches!(operation, Operation::Infix(op) if binary_precedence(op) == 6)
}

impl Reader<'_> {
    /// Reads an `expression`, `outside_in` or `bound`.
    pub fn expression(&mut self, pair: &Pair<'_>) -> Read<Expr> {
        Ok(self.built(pair)?.expr)
    }

    /// On the way down a nested expression only small frames lie on the stack: everything that needs
    /// room is in a function of its own that has returned by then.
    pub(super) fn built(&mut self, pair: &Pair<'_>) -> Read<Built> {
        let mut stacks = Stacks::default();
        for item in pair.clone().into_inner() {
            self.item(&item, &mut stacks)?;
        }
        self.finished(pair, stacks)
    }

    fn item(&mut self, item: &Pair<'_>, stacks: &mut Stacks) -> Read<()> {
        match item.as_rule() {
            Rule::prefix => {
                self.push_prefix(item, stacks);
                Ok(())
            }
            Rule::infix | Rule::bound_infix => self.push_infix(item, stacks),
            Rule::leading => self.push_leading(item, stacks),
            Rule::postfix | Rule::bound_postfix => self.push_postfix(item, stacks),
            Rule::parenthesised => self.push_parenthesised(item, stacks),
            Rule::list => self.push_list(item, stacks),
            Rule::braces => self.push_braces(item, stacks),
            Rule::matched => self.push_match(item, stacks),
            Rule::deferred => {
                // What was hidden in a branch or a condition.
                let value = self.deferred_expression(item)?;
                stacks.values.push(value);
                Ok(())
            }
            _ => self.push_leaf(item, stacks),
        }
    }

    fn push_prefix(&self, item: &Pair<'_>, stacks: &mut Stacks) {
        let op = if item.as_str().starts_with('-') {
            UnaryOp::Neg
        } else {
            UnaryOp::Not
        };
        stacks.operators.push(Operator {
            operation: Operation::Prefix(op),
            span: self.span(item),
            leading: None,
        });
    }

    fn push_infix(&self, item: &Pair<'_>, stacks: &mut Stacks) -> Read<()> {
        let operation = infix(item.as_str().trim_end()).ok_or_else(|| self.misread(item))?;
        reduce_before(operation, &mut stacks.values, &mut stacks.operators)?;
        stacks.operators.push(Operator {
            operation,
            span: self.span(item),
            leading: None,
        });
        Ok(())
    }

    fn finished(&self, pair: &Pair<'_>, mut stacks: Stacks) -> Read<Built> {
        while let Some(operator) = stacks.operators.pop() {
            reduce(operator, &mut stacks.values)?;
        }
        let built = stacks.values.pop().ok_or_else(|| self.misread(pair))?;
        settled(built)
    }

    fn push_leading(&mut self, pair: &Pair<'_>, stacks: &mut Stacks) -> Read<()> {
        let inner = self.first(pair)?;
        let leading = match inner.as_rule() {
            Rule::conditional => self.conditional(&inner)?,
            Rule::local => self.local(&inner)?,
            _ => self.quantifier(&inner)?,
        };
        stacks.operators.push(Operator {
            operation: Operation::Leading,
            span: self.span(pair),
            leading: Some(leading),
        });
        Ok(())
    }

    fn conditional(&mut self, pair: &Pair<'_>) -> Read<Box<Leading>> {
        let mut parts = Vec::new();
        for part in all(pair, Rule::expression) {
            self.push_argument(&part, &mut parts)?;
        }
        match (parts.pop(), parts.pop()) {
            (Some(then), Some(condition)) => Ok(Box::new(Leading::If(condition, then))),
            _ => Err(self.misread(pair)),
        }
    }

    fn local(&mut self, pair: &Pair<'_>) -> Read<Box<Leading>> {
        let value = self.child(pair, Rule::outside_in)?;
        let value = self.built(&value)?;
        let name = self.name(&self.child(pair, Rule::name)?);
        Ok(Box::new(Leading::Let(name, value)))
    }

    fn quantifier(&mut self, pair: &Pair<'_>) -> Read<Box<Leading>> {
        let (binders, depth) = self.binders(pair)?;
        let word = self.child(pair, Rule::kw_quantifier)?;
        let quantifier = if word.as_str() == "exists" {
            Quantifier::Exists
        } else {
            Quantifier::Forall
        };
        Ok(Box::new(Leading::Quantifier(quantifier, binders, depth)))
    }

    /// The `binder`s among the children of a pair, and the depth of what they run over.
    pub(super) fn binders(&mut self, pair: &Pair<'_>) -> Read<(Vec<Binder>, u32)> {
        let mut binders = Vec::new();
        let mut depth = 0;
        for child in all(pair, Rule::binder) {
            let source = self.child(&child, Rule::expression)?;
            let source = self.built(&source)?;
            depth = depth.max(source.depth);
            binders.push(Binder {
                names: all(&child, Rule::name)
                    .map(|name| self.name(&name))
                    .collect(),
                source: source.expr,
            });
        }
        Ok((binders, depth))
    }

    fn deferred_expression(&mut self, pair: &Pair<'_>) -> Read<Built> {
        let range = self.deferred_range(pair);
        self.parse_inner(range, Rule::inner_expressions, |reader, list| {
            if find(list, Rule::comma).is_some() {
                return Err(Box::new(Diagnostic::new(
                    Code::Syntax,
                    reader.span(list),
                    "expected one expression, found several",
                )));
            }
            let inner = reader.child(list, Rule::expression)?;
            reader.built(&inner)
        })
    }
}

/// A node above others of a depth.
pub(super) fn node(kind: ExprKind, span: Span, below: u32) -> Read<Built> {
    if below >= MAX_DEPTH {
        return Err(Box::new(
            Diagnostic::new(
                Code::NestingTooDeep,
                span,
                format!("this expression is more than {MAX_DEPTH} operators deep"),
            )
            .note("only chains of `and` and of `or` may be longer: give parts of it a name with `let`"),
        ));
    }
    Ok(Built {
        expr: Expr { kind, span },
        outer: span,
        depth: below + 1,
        chain: None,
    })
}

fn infix(sign: &str) -> Option<Operation> {
    Some(Operation::Infix(match sign {
        "implies" | "=>" | "->" => BinaryOp::Implies,
        "iff" => BinaryOp::Iff,
        "or" | "||" => BinaryOp::Or,
        "and" | "&&" => BinaryOp::And,
        "==" => BinaryOp::Eq,
        "!=" => BinaryOp::Ne,
        "<" => BinaryOp::Lt,
        "<=" => BinaryOp::Le,
        ">" => BinaryOp::Gt,
        ">=" => BinaryOp::Ge,
        "in" => BinaryOp::In,
        "notin" | "notIn" => BinaryOp::NotIn,
        ".." => BinaryOp::Range,
        "+" => BinaryOp::Add,
        "-" => BinaryOp::Sub,
        "*" => BinaryOp::Mul,
        "/" => BinaryOp::Div,
        "%" => BinaryOp::Rem,
        "subsetof" | "subsetOf" => BinaryOp::SubsetOf,
        "union" => BinaryOp::Union,
        "minus" | "\\" => BinaryOp::Minus,
        "intersect" | "intersection" => BinaryOp::Intersect,
        _ => {
            let negated = sign.strip_prefix("not").map(str::trim);
            if negated == Some("in") {
                BinaryOp::NotIn
            } else {
                return None;
            }
        }
    }))
}

fn binary(op: BinaryOp, left: Built, right: Built) -> Read<Built> {
    let outer = left.outer.to(right.outer);
    let depth = left.depth.max(right.depth);
    node(
        ExprKind::Binary(op, Box::new(left.expr), Box::new(right.expr)),
        outer,
        depth,
    )
}

/// Joins neighbours until one is left: as deep as the logarithm of the length.
fn balanced(op: BinaryOp, mut operands: Vec<Built>) -> Read<Built> {
    loop {
        let mut joined = Vec::with_capacity(operands.len().div_ceil(2));
        let mut waiting: Option<Built> = None;
        for operand in operands {
            waiting = match waiting {
                Some(left) => {
                    joined.push(binary(op, left, operand)?);
                    None
                }
                None => Some(operand),
            };
        }
        joined.extend(waiting);
        if joined.len() == 1
            && let Some(tree) = joined.pop()
        {
            return Ok(tree);
        }
        operands = joined;
    }
}

/// Makes the tree of a chain, if it is one.
fn settled(mut built: Built) -> Read<Built> {
    let Some((op, operands)) = built.chain.take() else {
        return Ok(built);
    };
    if operands.len() > LONGEST_PLAIN_CHAIN {
        return balanced(op, operands);
    }
    let mut operands = operands.into_iter();
    let mut left = operands.next();
    for right in operands {
        left = match left {
            Some(left) => Some(binary(op, left, right)?),
            None => Some(right),
        };
    }
    left.ok_or_else(|| {
        Box::new(Diagnostic::new(
            Code::Syntax,
            built.outer,
            "this could not be understood",
        ))
    })
}

/// Applies one operator to the operands that wait for it.
fn reduce(operator: Operator, values: &mut Vec<Built>) -> Read<()> {
    let operator_span = operator.span;
    let missing = || {
        Box::new(Diagnostic::new(
            Code::Syntax,
            operator_span,
            "this operator lacks an operand",
        ))
    };
    let right = values.pop().ok_or_else(missing)?;
    let built = match operator.operation {
        Operation::Prefix(op) => {
            let right = settled(right)?;
            let outer = operator.span.to(right.outer);
            node(
                ExprKind::Unary(op, Box::new(right.expr)),
                outer,
                right.depth,
            )?
        }
        Operation::Infix(op @ (BinaryOp::And | BinaryOp::Or)) => {
            let left = values.pop().ok_or_else(missing)?;
            let right = settled(right)?;
            let outer = left.outer.to(right.outer);
            let mut operands = match left.chain {
                Some((same, operands)) if same == op => operands,
                _ => vec![settled(left)?],
            };
            operands.push(right);
            let placeholder = ExprKind::Bool(true);
            Built {
                expr: Expr {
                    kind: placeholder,
                    span: outer,
                },
                outer,
                depth: 0,
                chain: Some((op, operands)),
            }
        }
        Operation::Infix(op) => {
            let left = values.pop().ok_or_else(missing)?;
            let (left, right) = (settled(left)?, settled(right)?);
            let outer = left.outer.to(right.outer);
            let depth = left.depth.max(right.depth);
            let kind = match left.expr.kind {
                ExprKind::Refused(Code::ChainedComparison, words)
                    if is_comparison(operator.operation) && left.outer == left.expr.span =>
                {
                    ExprKind::Refused(Code::ChainedComparison, words)
                }
                _ => ExprKind::Binary(op, Box::new(left.expr), Box::new(right.expr)),
            };
            node(kind, outer, depth)?
        }
        Operation::Leading => {
            let right = settled(right)?;
            let span = operator_span.to(right.outer);
            match *operator.leading.ok_or_else(missing)? {
                Leading::If(condition, then) => {
                    let depth = condition.depth.max(then.depth).max(right.depth);
                    let parts = [condition, then, right].map(|part| Box::new(part.expr));
                    let [condition, then, otherwise] = parts;
                    node(ExprKind::If(condition, then, otherwise), span, depth)?
                }
                Leading::Let(name, value) => {
                    let depth = value.depth.max(right.depth);
                    let kind = ExprKind::Let(name, Box::new(value.expr), Box::new(right.expr));
                    node(kind, span, depth)?
                }
                Leading::Quantifier(quantifier, binders, depth) => {
                    let depth = depth.max(right.depth);
                    let kind = ExprKind::Quantified {
                        quantifier,
                        binders,
                        body: Box::new(right.expr),
                    };
                    node(kind, span, depth)?
                }
            }
        }
    };
    values.push(built);
    Ok(())
}

/// Applies the waiting operators that bind at least as tightly as the one that comes.
fn reduce_before(
    next: Operation,
    values: &mut Vec<Built>,
    operators: &mut Vec<Operator>,
) -> Read<()> {
    while let Some(top) = operators.last() {
        let (waiting, coming) = (top.operation.precedence(), next.precedence());
        let right_associative = next == Operation::Infix(BinaryOp::Implies);
        if waiting < coming || (waiting == coming && right_associative) {
            break;
        }
        let chained = is_comparison(top.operation) && is_comparison(next);
        if let Some(operator) = operators.pop() {
            reduce(operator, values)?;
        }
        if chained && let Some(left) = values.last_mut() {
            left.expr.kind = ExprKind::Refused(
                Code::ChainedComparison,
                "comparisons cannot be chained: join two of them with `and`".to_owned(),
            );
        }
    }
    Ok(())
}
