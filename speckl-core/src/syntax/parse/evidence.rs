//! Pairs → what a spec says about itself and its check: fairness, bounds, and metadata for the evidence.

use super::reader::{Pair, Read, Reader, all, find};
use crate::syntax::ast::{Bound, DeclKind, ExprKind, MetaEntry, Text};
use crate::syntax::format;
use crate::syntax::grammar::Rule;
use crate::syntax::walk::refused;

impl Reader<'_> {
    pub(super) fn evidence(&mut self, pair: &Pair<'_>) -> Read<DeclKind> {
        Ok(match pair.as_rule() {
            Rule::fair_declaration => DeclKind::Fair {
                strong: find(pair, Rule::kw_strongly).is_some(),
                each: find(pair, Rule::kw_each).is_some(),
                actions: all(pair, Rule::name).map(|name| self.name(&name)).collect(),
            },
            Rule::bounds_declaration => self.bounds(pair)?,
            Rule::source_declaration => DeclKind::Source {
                kind: self.name(&self.child(pair, Rule::name)?),
                reference: self.text(&self.child(pair, Rule::text)?),
            },
            Rule::review_declaration => DeclKind::Review(self.name(&self.child(pair, Rule::name)?)),
            Rule::derives_declaration => self.derives(pair)?,
            Rule::provenance_declaration => DeclKind::Provenance(self.metadata(pair)?),
            Rule::bom_declaration => DeclKind::Bom(self.metadata(pair)?),
            Rule::metadata_declaration => {
                let entry = self.metadata(pair)?.pop();
                DeclKind::Opaque(entry.ok_or_else(|| self.misread(pair))?)
            }
            _ => return Err(self.misread(pair)),
        })
    }

    fn bounds(&mut self, pair: &Pair<'_>) -> Read<DeclKind> {
        let mut bounds = Vec::new();
        for limit in all(pair, Rule::limit) {
            let value = self.child(&limit, Rule::expression)?;
            bounds.push(Bound {
                target: all(&limit, Rule::name)
                    .map(|name| self.name(&name))
                    .collect(),
                value: self.expression(&value)?,
                span: self.span(&limit),
            });
        }
        Ok(DeclKind::Bounds(bounds))
    }

    /// A bare name is kept as its text.
    fn derives(&self, pair: &Pair<'_>) -> Read<DeclKind> {
        let mut texts = all(pair, Rule::text).map(|text| self.text(&text));
        let from = match find(pair, Rule::dotted) {
            Some(name) => Text {
                value: name.as_str().chars().filter(|c| *c != ' ').collect(),
                span: self.span(&name),
            },
            None => texts.next().ok_or_else(|| self.misread(pair))?,
        };
        let via = texts.next();
        Ok(DeclKind::Derives { from, via })
    }

    fn metadata(&mut self, pair: &Pair<'_>) -> Read<Vec<MetaEntry>> {
        let mut entries = Vec::new();
        for child in all(pair, Rule::metadata) {
            entries.push(self.entry_of_metadata(&child)?);
        }
        Ok(entries)
    }

    fn entry_of_metadata(&mut self, pair: &Pair<'_>) -> Read<MetaEntry> {
        let mut texts = all(pair, Rule::text)
            .map(|text| self.text(&text))
            .collect::<Vec<_>>()
            .into_iter();
        let value = match find(pair, Rule::expression) {
            None => None,
            Some(value) => {
                let span = self.span(&value);
                let expr = self.expression(&value)?;
                let is_text = matches!(expr.kind, ExprKind::Text(_));
                let text = match &expr.kind {
                    ExprKind::Text(text) => text.clone(),
                    // `1.2` is no number of the language, and says what it says all the same.
                    _ if !refused(&expr).is_empty() => self.source(span),
                    _ => format::expr(&expr),
                };
                Some((Text { value: text, span }, is_text))
            }
        };
        let (value, is_text) = match value {
            Some(value) => value,
            None => (texts.next().ok_or_else(|| self.misread(pair))?, true),
        };
        Ok(MetaEntry {
            key: self.name(&self.child(pair, Rule::name)?),
            value,
            is_text,
            at: texts.next(),
            span: self.span(pair),
        })
    }

    /// What is written somewhere, on one line.
    fn source(&self, span: crate::source::Span) -> String {
        let text = self.tokens.text.get(span.range()).unwrap_or("");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
