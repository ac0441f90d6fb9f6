//! Pairs → what stands between operators: literals, names, parentheses, lists, tuples and `match`.

use super::expression::{Built, Stacks, node};
use super::reader::{Pair, Read, Reader, all, find};
use crate::diagnostic::Code;
use crate::syntax::ast::{Arm, ExprKind};
use crate::syntax::grammar::Rule;

/// Expressions between commas, and the greatest of their depths.
#[derive(Default)]
pub(super) struct Items {
    pub list: Vec<Built>,
    pub depth: u32,
}

impl Reader<'_> {
    pub(super) fn push_leaf(&self, pair: &Pair<'_>, stacks: &mut Stacks) -> Read<()> {
        let span = self.span(pair);
        let text = pair.as_str().trim_end();
        let kind = match pair.as_rule() {
            Rule::number => number(text),
            Rule::kw_boolean => ExprKind::Bool(text == "true"),
            Rule::variable => match text {
                "emptySet" | "emptyMap" => ExprKind::Braces(Vec::new()),
                _ => ExprKind::Name(text.to_owned()),
            },
            Rule::this => ExprKind::Name(self.name(&self.child(pair, Rule::name)?).text),
            Rule::text => ExprKind::Text(self.text(pair).value),
            Rule::kw_null => ExprKind::Null,
            _ => return Err(self.misread(pair)),
        };
        stacks.values.push(node(kind, span, 0)?);
        Ok(())
    }

    /// Parentheses around one expression are no part of it; around several they make a tuple.
    pub(super) fn push_parenthesised(&mut self, pair: &Pair<'_>, stacks: &mut Stacks) -> Read<()> {
        let items = self.items(pair)?;
        self.parenthesised(pair, items, stacks)
    }

    fn parenthesised(&self, pair: &Pair<'_>, mut items: Items, stacks: &mut Stacks) -> Read<()> {
        let span = self.span(pair);
        let built = match (items.list.len(), items.list.pop()) {
            (1, Some(mut only)) => {
                only.outer = span;
                only
            }
            (_, last) => {
                items.list.extend(last);
                let depth = items.depth;
                node(ExprKind::Tuple(items.expressions()), span, depth)?
            }
        };
        stacks.values.push(built);
        Ok(())
    }

    pub(super) fn push_list(&mut self, pair: &Pair<'_>, stacks: &mut Stacks) -> Read<()> {
        let items = self.items(pair)?;
        let depth = items.depth;
        let kind = ExprKind::List(items.expressions());
        stacks.values.push(node(kind, self.span(pair), depth)?);
        Ok(())
    }

    /// The expressions in a pair, wherever they are.
    fn items(&mut self, pair: &Pair<'_>) -> Read<Items> {
        match find(pair, Rule::deferred) {
            Some(deferred) => {
                let range = self.deferred_range(&deferred);
                self.parse_inner(range, Rule::inner_expressions, Self::items_of)
            }
            None => self.items_of(pair),
        }
    }

    fn items_of(&mut self, pair: &Pair<'_>) -> Read<Items> {
        let mut items = Items::default();
        for child in all(pair, Rule::expression) {
            self.push_item(&child, &mut items)?;
        }
        Ok(items)
    }

    pub(super) fn push_item(&mut self, pair: &Pair<'_>, items: &mut Items) -> Read<()> {
        let built = self.built(pair)?;
        items.depth = items.depth.max(built.depth);
        items.list.push(built);
        Ok(())
    }

    pub(super) fn push_match(&mut self, pair: &Pair<'_>, stacks: &mut Stacks) -> Read<()> {
        let scrutinee = self.child(pair, Rule::expression)?;
        let scrutinee = self.built(&scrutinee)?;
        let (arms, depth) = match find(pair, Rule::deferred) {
            Some(deferred) => {
                let range = self.deferred_range(&deferred);
                self.parse_inner(range, Rule::inner_value_arms, Self::value_arms)?
            }
            None => self.value_arms(pair)?,
        };
        let depth = depth.max(scrutinee.depth);
        let kind = ExprKind::Match(Box::new(scrutinee.expr), arms);
        stacks.values.push(node(kind, self.span(pair), depth)?);
        Ok(())
    }

    fn value_arms(&mut self, pair: &Pair<'_>) -> Read<(Vec<Arm>, u32)> {
        let mut arms = Vec::new();
        let mut depth = 0;
        for child in all(pair, Rule::value_arm) {
            let body = self.child(&child, Rule::expression)?;
            let body = self.built(&body)?;
            depth = depth.max(body.depth);
            let pattern = self.child(&child, Rule::pattern)?;
            arms.push(Arm {
                pattern: self.pattern(&pattern)?,
                body: body.expr,
            });
        }
        Ok((arms, depth))
    }
}

impl Items {
    pub fn expressions(self) -> Vec<crate::syntax::ast::Expr> {
        self.list.into_iter().map(|built| built.expr).collect()
    }
}

/// What a number says, or why it says nothing.
pub(super) fn number(text: &str) -> ExprKind {
    if text.contains('.') {
        let words =
            format!("there are no fractions: write `{text}` as an `Int` of the smallest unit");
        return ExprKind::Refused(Code::RealNumber, words);
    }
    let digits: String = text.chars().filter(|c| *c != '_').collect();
    if let Some(at) = digits.find(|c: char| !c.is_ascii_digit()) {
        let (number, unit) = digits.split_at(at);
        let words = format!(
            "numbers have no units: write `{number}` and say what `{unit}` means in a comment"
        );
        return ExprKind::Refused(Code::UnitLiteral, words);
    }
    match digits.parse::<u64>() {
        Ok(value) if value <= 1 << 63 => ExprKind::Int(value),
        _ => ExprKind::Refused(
            Code::TooLarge,
            format!("`{text}` is larger than any `Int` (the largest is 9223372036854775807)"),
        ),
    }
}
