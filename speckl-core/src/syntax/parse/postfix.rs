//! What stands behind an operand: fields, indices, changes, records and primes.

use super::braces::container;
use super::expression::{Built, PRIMED, Stacks, node};
use super::reader::{Pair, Read, Reader};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{ExprKind, Name, Path};
use crate::syntax::grammar::Rule;

impl Reader<'_> {
    pub(super) fn push_postfix(&mut self, pair: &Pair<'_>, stacks: &mut Stacks) -> Read<()> {
        let inner = self.first(pair)?;
        match inner.as_rule() {
            Rule::call => self.push_call(&inner, stacks),
            Rule::index => self.push_index(&inner, stacks),
            Rule::record => self.push_record(&inner, stacks),
            Rule::with => self.push_with(&inner, stacks),
            _ => {
                let base = stacks.values.pop().ok_or_else(|| self.misread(pair))?;
                let span = base.outer.to(self.span(pair));
                stacks.values.push(self.postfix(base, &inner, span)?);
                Ok(())
            }
        }
    }

    fn push_index(&mut self, pair: &Pair<'_>, stacks: &mut Stacks) -> Read<()> {
        let index = self.child(pair, Rule::expression)?;
        let index = self.built(&index)?;
        let base = stacks.values.pop().ok_or_else(|| self.misread(pair))?;
        let span = base.outer.to(self.span(pair));
        let depth = base.depth.max(index.depth);
        let kind = ExprKind::Index {
            base: Box::new(base.expr),
            index: Box::new(index.expr),
        };
        stacks.values.push(node(kind, span, depth)?);
        Ok(())
    }

    fn push_with(&mut self, pair: &Pair<'_>, stacks: &mut Stacks) -> Read<()> {
        let braces = self.child(pair, Rule::braces)?;
        let (entries, depth) = self.changes(&braces)?;
        let base = stacks.values.pop().ok_or_else(|| self.misread(pair))?;
        let span = base.outer.to(self.span(pair));
        let depth = depth.max(base.depth);
        let kind = ExprKind::With {
            base: Box::new(base.expr),
            entries,
        };
        stacks.values.push(node(kind, span, depth)?);
        Ok(())
    }

    fn postfix(&self, base: Built, inner: &Pair<'_>, span: Span) -> Read<Built> {
        let depth = base.depth;
        match inner.as_rule() {
            Rule::field => {
                let field = self.name(&self.child(inner, Rule::member)?);
                let kind = match container(&base.expr) {
                    Some("List") if field.text == "empty" => ExprKind::List(Vec::new()),
                    Some(_) if field.text == "empty" => ExprKind::Braces(Vec::new()),
                    _ => ExprKind::Field {
                        base: Box::new(base.expr),
                        field,
                    },
                };
                node(kind, span, depth)
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
                let marker = Path {
                    qualifier: None,
                    name: Name {
                        text: PRIMED.to_owned(),
                        span,
                    },
                };
                node(ExprKind::Call(marker, vec![base.expr]), span, depth)
            }
            _ => Err(self.misread(inner)),
        }
    }
}
