//! Calls: functions, methods that are synonyms of functions, and aggregates with a local of their own.

use super::braces::{container, membership};
use super::expression::{Built, Stacks, node};
use super::reader::{Pair, Read, Reader, all, find};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Aggregate, BinaryOp, Binder, Expr, ExprKind, Name, Path};
use crate::syntax::grammar::Rule;

/// The method forms, with the number of their arguments, and the functions that they stand for.
const METHODS: &[(&str, usize, &str)] = &[
    ("size", 0, "size"),
    ("length", 0, "size"),
    ("keys", 0, "keys"),
    ("values", 0, "values"),
    ("indices", 0, "indices"),
    ("head", 0, "head"),
    ("last", 0, "last"),
    ("tail", 0, "tail"),
    ("min", 0, "min"),
    ("max", 0, "max"),
    ("abs", 0, "abs"),
    ("subsets", 0, "subsets"),
    ("append", 1, "append"),
    ("concat", 1, "concat"),
    ("take", 1, "take"),
    ("drop", 1, "drop"),
];

/// The method forms of operators.
const OPERATORS: &[(&str, BinaryOp)] = &[
    ("union", BinaryOp::Union),
    ("minus", BinaryOp::Minus),
    ("intersect", BinaryOp::Intersect),
    ("intersection", BinaryOp::Intersect),
    ("subsetof", BinaryOp::SubsetOf),
    ("subsetOf", BinaryOp::SubsetOf),
];

/// `x in S where c: e`, or any part of it.
pub(super) struct Argument {
    value: Built,
    condition: Option<Built>,
    body: Option<Built>,
    lambda: bool,
}

impl Reader<'_> {
    /// The base stays on the stack of values while the arguments are read.
    pub(super) fn push_call(&mut self, pair: &Pair<'_>, stacks: &mut Stacks) -> Read<()> {
        let arguments = match find(pair, Rule::deferred) {
            Some(deferred) => {
                let range = self.deferred_range(&deferred);
                self.parse_inner(range, Rule::inner_arguments, Self::arguments)?
            }
            None => self.arguments(pair)?,
        };
        self.called(pair, arguments, stacks)
    }

    fn arguments(&mut self, pair: &Pair<'_>) -> Read<Vec<Argument>> {
        let mut arguments = Vec::new();
        for argument in all(pair, Rule::argument) {
            let mut expressions = Vec::new();
            for expression in all(&argument, Rule::expression) {
                self.push_argument(&expression, &mut expressions)?;
            }
            self.push_whole(&argument, expressions, &mut arguments)?;
        }
        Ok(arguments)
    }

    fn push_whole(
        &self,
        pair: &Pair<'_>,
        mut expressions: Vec<Built>,
        arguments: &mut Vec<Argument>,
    ) -> Read<()> {
        let body = find(pair, Rule::colon).and_then(|_| expressions.pop());
        let condition = find(pair, Rule::kw_where).and_then(|_| expressions.pop());
        let first = self.child(pair, Rule::expression)?;
        arguments.push(Argument {
            value: expressions.pop().ok_or_else(|| self.misread(pair))?,
            condition,
            body,
            lambda: is_lambda(&first),
        });
        Ok(())
    }

    pub(super) fn push_argument(
        &mut self,
        pair: &Pair<'_>,
        arguments: &mut Vec<Built>,
    ) -> Read<()> {
        arguments.push(self.built(pair)?);
        Ok(())
    }

    fn called(&self, pair: &Pair<'_>, arguments: Vec<Argument>, stacks: &mut Stacks) -> Read<()> {
        let base = stacks.values.pop().ok_or_else(|| self.misread(pair))?;
        let span = base.outer.to(self.span(pair));
        let depth_of = |argument: &Argument| {
            let of = |built: &Option<Built>| built.as_ref().map_or(0, |built| built.depth);
            (argument.value.depth)
                .max(of(&argument.condition))
                .max(of(&argument.body))
        };
        let depth = arguments.iter().map(depth_of).max().unwrap_or(0);
        let depth = depth.max(base.depth);
        // `implies(a => b, c)` is no lambda.
        let folded = matches!(&base.expr.kind, ExprKind::Name(name) if matches!(name.as_str(), "prev" | "old" | "implies"));
        if !folded && arguments.iter().any(|argument| argument.lambda) {
            let words = "there are no lambdas: use `count(x in s where …)`, `{ e for x in s }` or `forall x in s: …`";
            let kind = ExprKind::Refused(Code::Lambda, words.to_owned());
            stacks.values.push(node(kind, span, 0)?);
            return Ok(());
        }
        let kind = match base.expr.kind {
            ExprKind::Name(text) => {
                let name = Name {
                    text,
                    span: base.expr.span,
                };
                Self::function(name, arguments)?
            }
            ExprKind::Field { base, field } => {
                let arguments = plain(arguments)?;
                self.method(*base, field, arguments)?
            }
            // `Map.empty()`
            ExprKind::Braces(entries) if entries.is_empty() && arguments.is_empty() => {
                ExprKind::Braces(entries)
            }
            ExprKind::List(items) if items.is_empty() && arguments.is_empty() => {
                ExprKind::List(items)
            }
            _ => {
                return Err(Box::new(Diagnostic::new(
                    Code::Syntax,
                    span,
                    "only functions can be called",
                )));
            }
        };
        stacks.values.push(node(kind, span, depth)?);
        Ok(())
    }

    fn function(mut name: Name, arguments: Vec<Argument>) -> Read<ExprKind> {
        if let Some(aggregate) = aggregate(&name.text)
            && runs_over(&arguments)
        {
            return aggregated(aggregate, &name, arguments);
        }
        let mut arguments = plain(arguments)?;
        Ok(match (name.text.as_str(), arguments.len()) {
            ("prev" | "old", 1) => match arguments.pop() {
                Some(argument) => ExprKind::Prev(Box::new(argument)),
                None => ExprKind::Call(unqualified(name), arguments),
            },
            ("implies", 2) => match (arguments.pop(), arguments.pop()) {
                (Some(right), Some(left)) => {
                    ExprKind::Binary(BinaryOp::Implies, Box::new(left), Box::new(right))
                }
                _ => ExprKind::Call(unqualified(name), arguments),
            },
            ("length", 1) => {
                "size".clone_into(&mut name.text);
                ExprKind::Call(unqualified(name), arguments)
            }
            _ => ExprKind::Call(unqualified(name), arguments),
        })
    }

    /// `s.size()` is `size(s)`; `money.f(a)` is a function of an import.
    fn method(&self, base: Expr, method: Name, mut arguments: Vec<Expr>) -> Read<ExprKind> {
        let imported = matches!(&base.kind, ExprKind::Name(name) if self.aliases.contains(name));
        if !imported {
            let name = method.text.as_str();
            if matches!(name, "has" | "contains")
                && arguments.len() == 1
                && let Some(element) = arguments.pop()
            {
                return Ok(ExprKind::Binary(
                    BinaryOp::In,
                    Box::new(element),
                    Box::new(base),
                ));
            }
            let operator = OPERATORS.iter().find(|(word, _)| *word == name);
            if let Some((_, op)) = operator
                && arguments.len() == 1
                && let Some(right) = arguments.pop()
            {
                return Ok(ExprKind::Binary(*op, Box::new(base), Box::new(right)));
            }
            let function = METHODS
                .iter()
                .find(|(word, count, _)| *word == name && *count == arguments.len());
            if let Some((_, _, function)) = function {
                arguments.insert(0, base);
                let name = Name {
                    text: (*function).to_owned(),
                    span: method.span,
                };
                return Ok(ExprKind::Call(unqualified(name), arguments));
            }
        }
        match base.kind {
            ExprKind::Name(text) if container_free(&text) => {
                let qualifier = Name {
                    text,
                    span: base.span,
                };
                let path = Path {
                    qualifier: Some(qualifier),
                    name: method,
                };
                Ok(ExprKind::Call(path, arguments))
            }
            _ => {
                let known = METHODS.iter().map(|(word, ..)| *word);
                let known = known.chain(OPERATORS.iter().map(|(word, _)| *word));
                Err(Box::new(
                    Diagnostic::new(
                        Code::Syntax,
                        method.span,
                        format!("there is no method `{}` of {} arguments", method.text, arguments.len()),
                    )
                    .did_you_mean(method.span, &method.text, known.chain(["has", "contains"]))
                    .note("a function is called with what it works on between the parentheses: `f(x)`"),
                ))
            }
        }
    }
}

fn container_free(name: &str) -> bool {
    let expr = Expr {
        kind: ExprKind::Name(name.to_owned()),
        span: Span::default(),
    };
    container(&expr).is_none()
}

fn unqualified(name: Name) -> Path {
    Path {
        qualifier: None,
        name,
    }
}

fn aggregate(name: &str) -> Option<Aggregate> {
    match name {
        "count" => Some(Aggregate::Count),
        "sum" => Some(Aggregate::Sum),
        "min" => Some(Aggregate::Min),
        "max" => Some(Aggregate::Max),
        _ => None,
    }
}

/// Whether arguments say what a local runs over.
fn runs_over(arguments: &[Argument]) -> bool {
    arguments.iter().any(|argument| {
        let unparenthesised = argument.value.outer == argument.value.expr.span;
        argument.condition.is_some()
            || argument.body.is_some()
            || unparenthesised
                && matches!(
                    &argument.value.expr.kind,
                    ExprKind::Binary(BinaryOp::In, left, _) if matches!(left.kind, ExprKind::Name(_))
                )
    })
}

fn aggregated(aggregate: Aggregate, name: &Name, arguments: Vec<Argument>) -> Read<ExprKind> {
    let form = match aggregate {
        Aggregate::Count => "count(x in S where c)".to_owned(),
        _ => format!("{}(x in S where c: e)", name.text),
    };
    let wrong = |span: Span| {
        Box::new(Diagnostic::new(
            Code::Syntax,
            span,
            format!("`{}` is written `{form}`", name.text),
        ))
    };
    let mut binders: Vec<Binder> = Vec::new();
    let mut names: Vec<Name> = Vec::new();
    let (mut condition, mut body) = (None, None);
    let last = arguments.len().saturating_sub(1);
    for (index, argument) in arguments.into_iter().enumerate() {
        let span = argument.value.outer;
        let extra = argument.condition.is_some() || argument.body.is_some();
        if extra && index != last {
            return Err(wrong(span));
        }
        match membership(argument.value.expr) {
            Ok((name, source)) => {
                names.push(name);
                binders.push(Binder {
                    names: std::mem::take(&mut names),
                    source,
                });
            }
            Err(expr) => match expr.kind {
                ExprKind::Name(text) if index != last => names.push(Name {
                    text,
                    span: expr.span,
                }),
                _ => return Err(wrong(span)),
            },
        }
        condition = argument.condition.map(|built| Box::new(built.expr));
        body = argument.body.map(|built| Box::new(built.expr));
    }
    if (aggregate == Aggregate::Count) != body.is_none() {
        return Err(wrong(name.span));
    }
    Ok(ExprKind::Aggregate {
        aggregate,
        binders,
        condition,
        body,
    })
}

/// Arguments that are nothing but values.
fn plain(arguments: Vec<Argument>) -> Read<Vec<Expr>> {
    let value = |argument: Argument| match argument.condition.or(argument.body) {
        None => Ok(argument.value.expr),
        Some(extra) => Err(Box::new(
            Diagnostic::new(
                Code::Syntax,
                argument.value.outer.to(extra.outer),
                "this function runs over nothing: it takes plain arguments",
            )
            .note("`count`, `sum`, `min` and `max` may have `x in S where c: e`"),
        )),
    };
    arguments.into_iter().map(value).collect()
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
