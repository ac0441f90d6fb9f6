//! What stands behind an operand: calls, fields, primes, and what is not supported yet.

use super::expression::{Built, PRIMED, Stacks, node, unsupported};
use super::reader::{Pair, Read, Reader, all, find};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, Name, Path};
use crate::syntax::grammar::Rule;

impl Reader<'_> {
    pub(super) fn push_postfix(&mut self, pair: &Pair<'_>, stacks: &mut Stacks) -> Read<()> {
        let inner = self.first(pair)?;
        if inner.as_rule() == Rule::call {
            return self.push_call(&inner, stacks);
        }
        let base = stacks.values.pop().ok_or_else(|| self.misread(pair))?;
        let span = base.outer.to(self.span(pair));
        stacks.values.push(self.postfix(base, &inner, span)?);
        Ok(())
    }

    /// The base stays on the stack of values while the arguments are read.
    fn push_call(&mut self, pair: &Pair<'_>, stacks: &mut Stacks) -> Read<()> {
        let Some(base) = stacks.values.last() else {
            return Err(self.misread(pair));
        };
        let span = base.outer.to(self.span(pair));
        match only_deferred(pair) {
            Some(deferred) => self.deferred_call(&deferred, stacks, span),
            None => self.call(pair, stacks, span),
        }
    }

    fn deferred_call(&mut self, deferred: &Pair<'_>, stacks: &mut Stacks, span: Span) -> Read<()> {
        if self.is_aggregate(span) {
            stacks.values.pop();
            stacks
                .values
                .push(node(unsupported("aggregates over sets"), span, 0)?);
            return Ok(());
        }
        let range = self.deferred_range(deferred);
        self.parse_inner(range, Rule::inner_expressions, |reader, list| {
            reader.call(list, stacks, span)
        })
    }

    fn postfix(&self, base: Built, inner: &Pair<'_>, span: Span) -> Read<Built> {
        let depth = base.depth;
        match inner.as_rule() {
            Rule::field => {
                let field = self.name(&self.child(inner, Rule::member)?);
                let kind = match &base.expr.kind {
                    ExprKind::Name(name) if container(name).is_some() => {
                        unsupported(container(name).unwrap_or_default())
                    }
                    _ => ExprKind::Field {
                        base: Box::new(base.expr),
                        field,
                    },
                };
                node(kind, span, depth)
            }
            Rule::index => node(unsupported("indexing with `[…]`"), span, 0),
            Rule::with => node(unsupported("records"), span, 0),
            Rule::record => {
                let feature = match &base.expr.kind {
                    ExprKind::Name(name) => container(name).unwrap_or("records"),
                    _ => "records",
                };
                node(unsupported(feature), span, 0)
            }
            Rule::prime => {
                if !self.primes_allowed {
                    return Err(Box::new(
                        Diagnostic::new(
                            Code::Syntax,
                            span,
                            "`x'`, the value after a step, may stand in an invariant only",
                        )
                        .note("an action assigns with `x := …`"),
                    ));
                }
                if !matches!(base.expr.kind, ExprKind::Name(_)) {
                    return Err(Box::new(Diagnostic::new(
                        Code::Syntax,
                        span,
                        "only the name of a state variable can be primed",
                    )));
                }
                let marker = Name {
                    text: PRIMED.to_owned(),
                    span,
                };
                node(ExprKind::Call(Path { qualifier: None, name: marker }, vec![base.expr]), span, depth)
            }
            _ => Err(self.misread(inner)),
        }
    }

    fn call(&mut self, pair: &Pair<'_>, stacks: &mut Stacks, span: Span) -> Read<()> {
        if self.refuse_call(pair, stacks, span)? {
            return Ok(());
        }
        let mut arguments = Vec::new();
        for argument in all(pair, Rule::expression) {
            self.push_argument(&argument, &mut arguments)?;
        }
        self.called(pair, arguments, stacks, span)
    }

    pub(super) fn push_argument(
        &mut self,
        pair: &Pair<'_>,
        arguments: &mut Vec<Built>,
    ) -> Read<()> {
        arguments.push(self.built(pair)?);
        Ok(())
    }

    /// Replaces a call that this compiler does not read.
    fn refuse_call(&self, pair: &Pair<'_>, stacks: &mut Stacks, span: Span) -> Read<bool> {
        let base = stacks.values.pop().ok_or_else(|| self.misread(pair))?;
        let refused = no_function(&base, pair);
        let is_refused = refused.is_some();
        stacks.values.push(match refused {
            Some(kind) => node(kind, span, 0)?,
            None => base,
        });
        Ok(is_refused)
    }

    fn called(
        &self,
        pair: &Pair<'_>,
        arguments: Vec<Built>,
        stacks: &mut Stacks,
        span: Span,
    ) -> Read<()> {
        let base = stacks.values.pop().ok_or_else(|| self.misread(pair))?;
        let ExprKind::Name(text) = base.expr.kind else {
            return Err(self.misread(pair));
        };
        let depth = arguments
            .iter()
            .map(|argument| argument.depth)
            .max()
            .unwrap_or(0);
        let mut arguments: Vec<Expr> = arguments
            .into_iter()
            .map(|argument| argument.expr)
            .collect();
        let folded = match (text.as_str(), arguments.len()) {
            ("prev" | "old", 1) => arguments
                .pop()
                .map(|argument| ExprKind::Prev(Box::new(argument))),
            ("implies", 2) => match (arguments.pop(), arguments.pop()) {
                (Some(right), Some(left)) => Some(ExprKind::Binary(
                    BinaryOp::Implies,
                    Box::new(left),
                    Box::new(right),
                )),
                _ => None,
            },
            _ => None,
        };
        let span_of_name = base.expr.span;
        let kind = folded.unwrap_or(ExprKind::Call(
            Path {
                qualifier: None,
                name: Name {
                    text,
                    span: span_of_name,
                },
            },
            arguments,
        ));
        stacks.values.push(node(kind, span, depth)?);
        Ok(())
    }
}

/// What a call is instead, if what is called is no function.
fn no_function(base: &Built, pair: &Pair<'_>) -> Option<ExprKind> {
    let function = match &base.expr.kind {
        ExprKind::Name(name) => Some(name.as_str()),
        _ => None,
    };
    let folded = matches!(function, Some("prev" | "old" | "implies"));
    if !folded && all(pair, Rule::expression).any(|argument| is_lambda(&argument)) {
        let words = "there are no lambdas: use `count(x in s where …)`, `{ e for x in s }` or `forall x in s: …`";
        return Some(ExprKind::Refused(Code::Lambda, words.to_owned()));
    }
    if let Some(function) = function {
        return container(function).map(unsupported);
    }
    Some(unsupported(match &base.expr.kind {
        ExprKind::Field { field, .. } => format!("`.{}(…)` calls", field.text),
        ExprKind::Refused(_, feature) => feature.clone(),
        _ => "calls of what is no function".to_owned(),
    }))
}

/// The place-holder that a list of expressions is, if it is nothing else.
fn only_deferred<'i>(list: &Pair<'i>) -> Option<Pair<'i>> {
    let mut expressions = all(list, Rule::expression);
    let only = expressions.next()?;
    if expressions.next().is_some() {
        return None;
    }
    find(&only, Rule::deferred)
}

/// Whether an argument is `x => …` or `(x, y) => …`.
fn is_lambda(argument: &Pair<'_>) -> bool {
    let mut items = argument.clone().into_inner();
    let parameter = items
        .next()
        .is_some_and(|first| matches!(first.as_rule(), Rule::variable | Rule::parenthesised));
    parameter
        && items
            .next()
            .is_some_and(|second| second.as_str().trim_end() == "=>")
}

/// What a name of the library stands for.
fn container(name: &str) -> Option<&'static str> {
    match name {
        "Set" => Some("sets"),
        "Map" => Some("maps"),
        "List" => Some("lists"),
        "Option" => Some("optional values"),
        _ => None,
    }
}
