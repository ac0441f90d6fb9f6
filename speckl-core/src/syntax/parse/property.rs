//! Pairs → temporal formulas, and the synonyms `temporal { … }` and `verify …`.

use super::reader::{Pair, Read, Reader, all, find};
use crate::source::Span;
use crate::syntax::ast::{
    BinaryOp, Bound, Decl, DeclKind, Docs, Expr, ExprKind, Name, Temporal, TemporalKind,
};
use crate::syntax::grammar::Rule;

impl Reader<'_> {
    /// The formulas among the children of a pair.
    pub(super) fn formulas(&mut self, pair: &Pair<'_>) -> Read<Vec<Temporal>> {
        let mut formulas = Vec::new();
        for child in all(pair, Rule::formula) {
            formulas.push(self.formula(&child)?);
        }
        Ok(formulas)
    }

    fn formula(&mut self, pair: &Pair<'_>) -> Read<Temporal> {
        let inner = self.first(pair)?;
        let span = self.span(pair);
        let mut claims = Vec::new();
        for child in all(&inner, Rule::expression) {
            claims.push(self.expression(&child)?);
        }
        let first = inner.as_rule();
        let kind = match (claims.pop(), claims.pop()) {
            (Some(right), Some(left)) => TemporalKind::LeadsTo(left, right),
            (Some(claim), None) if first == Rule::always => {
                if find(&inner, Rule::kw_eventually).is_some() {
                    TemporalKind::AlwaysEventually(claim)
                } else {
                    always(claim)
                }
            }
            (Some(claim), None) if first == Rule::eventually => {
                if find(&inner, Rule::kw_always).is_some() {
                    TemporalKind::EventuallyAlways(claim)
                } else {
                    TemporalKind::Eventually(claim)
                }
            }
            _ => return Err(self.misread(pair)),
        };
        Ok(Temporal { kind, span })
    }

    /// Each formula of `temporal { … }` is a property of its own; those without a name are numbered.
    pub(super) fn temporal(&mut self, pair: &Pair<'_>, docs: &Docs) -> Read<Vec<Decl>> {
        let mut decls: Vec<Decl> = Vec::new();
        for child in all(pair, Rule::labelled) {
            let span = self.span(&child);
            let name = if let Some(name) = find(&child, Rule::name) {
                self.name(&name)
            } else {
                self.unnamed.temporal += 1;
                Name {
                    text: format!("Temporal{}", self.unnamed.temporal),
                    span,
                }
            };
            let mut own = self.docs_at(span.start);
            if decls.is_empty() && own.is_empty() {
                own.clone_from(docs);
            }
            decls.push(Decl {
                kind: DeclKind::Property {
                    name,
                    satisfies: Vec::new(),
                    formulas: self.formulas(&child)?,
                },
                docs: own,
                span,
            });
        }
        Ok(decls)
    }

    /// `verify: always(e)` is a property without a name; `verify Always(I) { depth N }` is one with bounds.
    pub(super) fn verify(&mut self, pair: &Pair<'_>, docs: Docs, span: Span) -> Read<Vec<Decl>> {
        self.unnamed.verify += 1;
        let name = Name {
            text: format!("Verify{}", self.unnamed.verify),
            span: self.span(&self.child(pair, Rule::kw_verify)?),
        };
        let mut bounds = Vec::new();
        for setting in all(pair, Rule::setting) {
            let target = self.name(&self.child(&setting, Rule::name)?);
            let value = self.child(&setting, Rule::expression)?;
            bounds.push(Bound {
                target: vec![target],
                value: self.expression(&value)?,
                span: self.span(&setting),
            });
        }
        let formulas = self.formulas(pair)?;
        self.verified.push(name.clone());
        let mut decls = vec![Decl {
            kind: DeclKind::Property {
                name,
                satisfies: Vec::new(),
                formulas,
            },
            docs,
            span,
        }];
        if !bounds.is_empty() {
            decls.push(Decl {
                kind: DeclKind::Bounds(bounds),
                docs: Docs::new(),
                span,
            });
        }
        Ok(decls)
    }
}

/// `always (p implies eventually q)` is what `p leadsto q` means.
fn always(claim: Expr) -> TemporalKind {
    match claim.kind {
        ExprKind::Binary(BinaryOp::Implies, left, right) if later(&right).is_some() => {
            let kind = right.kind;
            let span = right.span;
            match kind {
                ExprKind::Call(_, mut arguments) => match arguments.pop() {
                    Some(argument) => TemporalKind::LeadsTo(*left, argument),
                    None => TemporalKind::Always(*left),
                },
                kind => TemporalKind::LeadsTo(*left, Expr { kind, span }),
            }
        }
        kind => TemporalKind::Always(Expr {
            kind,
            span: claim.span,
        }),
    }
}

/// What `eventually(e)` says will be.
fn later(expr: &Expr) -> Option<&Expr> {
    match &expr.kind {
        ExprKind::Call(path, arguments)
            if path.qualifier.is_none() && path.name.text == "eventually" =>
        {
            arguments.first().filter(|_| arguments.len() == 1)
        }
        _ => None,
    }
}
