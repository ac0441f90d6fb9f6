//! Pairs → patterns of `match`.

use super::operand::number;
use super::reader::{Pair, Read, Reader, all, find};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Expr, ExprKind, FieldPattern, Name, Path, Pattern, PatternKind, UnaryOp};
use crate::syntax::grammar::Rule;

impl Reader<'_> {
    /// Reads a `pattern`.
    pub(super) fn pattern(&self, pair: &Pair<'_>) -> Read<Pattern> {
        let inner = self.first(pair)?;
        let kind = if inner.as_rule() == Rule::pattern_literal {
            PatternKind::Literal(self.pattern_literal(&inner)?)
        } else {
            self.pattern_variant(&inner)?
        };
        Ok(Pattern {
            kind,
            span: self.span(pair),
        })
    }

    fn pattern_literal(&self, pair: &Pair<'_>) -> Read<Expr> {
        let span = self.span(pair);
        let last = pair.clone().into_inner().last();
        let last = last.ok_or_else(|| self.misread(pair))?;
        let text = last.as_str().trim_end();
        let kind = match last.as_rule() {
            Rule::number => number(text),
            Rule::text => ExprKind::Text(self.text(&last).value),
            Rule::kw_boolean => ExprKind::Bool(text == "true"),
            Rule::kw_null => ExprKind::Null,
            _ => return Err(self.misread(pair)),
        };
        let inner = Expr {
            kind,
            span: self.span(&last),
        };
        if find(pair, Rule::minus).is_none() {
            return Ok(inner);
        }
        Ok(Expr {
            kind: ExprKind::Unary(UnaryOp::Neg, Box::new(inner)),
            span,
        })
    }

    fn pattern_variant(&self, pair: &Pair<'_>) -> Read<PatternKind> {
        let mut names: Vec<Name> = all(pair, Rule::name).map(|name| self.name(&name)).collect();
        let fields = find(pair, Rule::pattern_fields).map(|fields| {
            let fields = all(&fields, Rule::field_pattern);
            fields
                .filter_map(|field| self.field_pattern(&field))
                .collect()
        });
        let name = names.pop().ok_or_else(|| self.misread(pair))?;
        let qualifier = match (names.pop(), names.pop()) {
            (None, _) => None,
            (Some(name), qualifier) => Some(Path { qualifier, name }),
        };
        if !names.is_empty() {
            return Err(Box::new(Diagnostic::new(
                Code::Syntax,
                self.span(pair),
                "a pattern is an enum value: `value`, `Enum.value` or `import.Enum.value`",
            )));
        }
        if qualifier.is_none() && name.text == "_" && fields.is_none() {
            return Ok(PatternKind::Any);
        }
        Ok(PatternKind::Variant {
            qualifier,
            name,
            fields,
        })
    }

    fn field_pattern(&self, pair: &Pair<'_>) -> Option<FieldPattern> {
        let mut names = all(pair, Rule::name).map(|name| self.name(&name));
        let field = names.next()?;
        let binding = match names.next() {
            Some(name) if name.text == "_" => None,
            Some(name) => Some(name),
            None => Some(field.clone()),
        };
        Some(FieldPattern { field, binding })
    }
}
