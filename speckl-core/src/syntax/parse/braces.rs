//! Pairs → what stands in braces: sets, maps, records, comprehensions, and records with changes.

use super::expression::{Built, Stacks, node};
use super::reader::{Pair, Read, Reader, all, find};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Binder, Entry, Expr, ExprKind, Name};
use crate::syntax::grammar::Rule;

/// What one pair of braces says.
pub(super) struct Content {
    kind: ContentKind,
    depth: u32,
}

enum ContentKind {
    Entries(Vec<Entry>),
    /// `{ ...r, f: e }`
    Changed(Expr, Vec<Entry>),
    /// A comprehension.
    Whole(ExprKind),
}

/// One entry on its way.
struct Part {
    spread: bool,
    key: Built,
    value: Option<Built>,
    binders: Vec<Binder>,
    condition: Option<Built>,
    span: Span,
}

impl Reader<'_> {
    pub(super) fn push_braces(&mut self, pair: &Pair<'_>, stacks: &mut Stacks) -> Read<()> {
        let content = self.braces(pair)?;
        let kind = match content.kind {
            ContentKind::Entries(entries) => ExprKind::Braces(entries),
            ContentKind::Whole(kind) => kind,
            ContentKind::Changed(base, entries) => ExprKind::With {
                base: Box::new(base),
                entries: fields(entries),
            },
        };
        stacks
            .values
            .push(node(kind, self.span(pair), content.depth)?);
        Ok(())
    }

    /// The entries of `with { … }`.
    pub(super) fn changes(&mut self, pair: &Pair<'_>) -> Read<(Vec<Entry>, u32)> {
        let content = self.braces(pair)?;
        match content.kind {
            ContentKind::Entries(entries) => Ok((fields(entries), content.depth)),
            _ => Err(self.no_record(pair)),
        }
    }

    /// `Name { … }`; what stands before the braces is the last value.
    pub(super) fn push_record(&mut self, pair: &Pair<'_>, stacks: &mut Stacks) -> Read<()> {
        let braces = self.child(pair, Rule::braces)?;
        let content = self.braces(&braces)?;
        let base = stacks.values.pop().ok_or_else(|| self.misread(pair))?;
        let span = base.outer.to(self.span(pair));
        let depth = content.depth.max(base.depth);
        let kind = match (container(&base.expr), content.kind) {
            (Some("Set"), ContentKind::Entries(entries)) => ExprKind::Braces(entries),
            (Some("Set" | "Map"), ContentKind::Whole(kind)) => kind,
            (Some("Map"), ContentKind::Entries(entries)) => {
                ExprKind::Braces(entries.into_iter().map(arrow_pair).collect())
            }
            (Some("List"), ContentKind::Entries(entries)) => {
                let items = entries.into_iter().map(|entry| match entry {
                    Entry::Item(item) => Ok(item),
                    Entry::Pair(key, _) => Err(unexpected_entry(key.span)),
                });
                ExprKind::List(items.collect::<Read<_>>()?)
            }
            (None, ContentKind::Entries(entries))
                if matches!(base.expr.kind, ExprKind::Name(_) | ExprKind::Field { .. })
                    && base.outer == base.expr.span =>
            {
                ExprKind::Construct {
                    path: Box::new(base.expr),
                    entries: fields(entries),
                }
            }
            _ => return Err(self.no_record(pair)),
        };
        stacks.values.push(node(kind, span, depth)?);
        Ok(())
    }

    fn no_record(&self, pair: &Pair<'_>) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::new(
                Code::Syntax,
                self.span(pair),
                "these braces do not hold the fields of a record",
            )
            .note("a record is written `Name { field: value }`, a changed one `r with { field: value }`"),
        )
    }

    fn braces(&mut self, pair: &Pair<'_>) -> Read<Content> {
        let parts = match find(pair, Rule::deferred) {
            Some(deferred) => {
                let range = self.deferred_range(&deferred);
                self.parse_inner(range, Rule::inner_entries, Self::parts)?
            }
            None => self.parts(pair)?,
        };
        content(parts)
    }

    fn parts(&mut self, pair: &Pair<'_>) -> Read<Vec<Part>> {
        let mut parts = Vec::new();
        for entry in all(pair, Rule::entry) {
            self.push_part(&entry, &mut parts)?;
        }
        Ok(parts)
    }

    fn push_part(&mut self, pair: &Pair<'_>, parts: &mut Vec<Part>) -> Read<()> {
        let mut expressions = Vec::new();
        let (mut has_value, mut has_condition) = (false, false);
        for child in pair.clone().into_inner() {
            match child.as_rule() {
                Rule::colon => has_value = true,
                Rule::kw_where => has_condition = true,
                Rule::expression => self.push_argument(&child, &mut expressions)?,
                _ => {}
            }
        }
        let (binders, depth) = self.binders(pair)?;
        let condition = if has_condition {
            expressions.pop()
        } else {
            None
        };
        let value = if has_value { expressions.pop() } else { None };
        let mut key = expressions.pop().ok_or_else(|| self.misread(pair))?;
        key.depth = key.depth.max(depth);
        parts.push(Part {
            spread: find(pair, Rule::spread).is_some(),
            key,
            value,
            binders,
            condition,
            span: self.span(pair),
        });
        Ok(())
    }
}

fn unexpected_entry(span: Span) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(
        Code::Syntax,
        span,
        "a list holds no pairs of key and value",
    ))
}

fn content(mut parts: Vec<Part>) -> Read<Content> {
    let depth_of = |part: &Part| {
        let of = |built: &Option<Built>| built.as_ref().map_or(0, |built| built.depth);
        part.key.depth.max(of(&part.value)).max(of(&part.condition))
    };
    let depth = parts.iter().map(depth_of).max().unwrap_or(0);
    if parts.len() == 1
        && (!parts[0].binders.is_empty() || parts[0].condition.is_some())
        && let Some(part) = parts.pop()
    {
        let kind = ContentKind::Whole(comprehension(part)?);
        return Ok(Content { kind, depth });
    }
    let mut base = None;
    let mut entries = Vec::new();
    for part in parts {
        if !part.binders.is_empty() || part.condition.is_some() {
            return Err(Box::new(
                Diagnostic::new(
                    Code::Syntax,
                    part.span,
                    "a comprehension stands alone in its braces",
                )
                .note("join several with `union`"),
            ));
        }
        match (part.spread, part.value) {
            (true, _) if base.is_none() && entries.is_empty() => base = Some(part.key.expr),
            (true, _) => {
                return Err(Box::new(Diagnostic::new(
                    Code::Syntax,
                    part.span,
                    "`...` stands first in its braces, and once",
                )));
            }
            (false, Some(value)) => entries.push(Entry::Pair(part.key.expr, value.expr)),
            (false, None) => entries.push(Entry::Item(part.key.expr)),
        }
    }
    let kind = match base {
        Some(base) => ContentKind::Changed(base, entries),
        None => ContentKind::Entries(entries),
    };
    Ok(Content { kind, depth })
}

fn comprehension(part: Part) -> Read<ExprKind> {
    let condition = part.condition.map(|built| Box::new(built.expr));
    if part.spread {
        let words = "`...` stands before a record, and not in a comprehension";
        return Err(Box::new(Diagnostic::new(Code::Syntax, part.span, words)));
    }
    if !part.binders.is_empty() {
        let (key, binders) = (Box::new(part.key.expr), part.binders);
        return Ok(match part.value {
            Some(value) => ExprKind::MapOf {
                key,
                value: Box::new(value.expr),
                binders,
                condition,
            },
            None => ExprKind::SetOf {
                element: Some(key),
                binders,
                condition,
            },
        });
    }
    match membership(part.key.expr) {
        Ok((name, source)) if part.value.is_none() => Ok(ExprKind::SetOf {
            element: None,
            binders: vec![Binder {
                names: vec![name],
                source,
            }],
            condition,
        }),
        _ => Err(Box::new(
            Diagnostic::new(Code::Syntax, part.span, "it is not clear what this runs over")
                .note("write `{ x in S where … }`, `{ e for x in S where … }` or `{ k: e for x in S where … }`"),
        )),
    }
}

/// `x in S`, taken apart; anything else comes back.
pub(super) fn membership(expr: Expr) -> Result<(Name, Expr), Box<Expr>> {
    match expr.kind {
        ExprKind::Binary(BinaryOp::In, left, right) => match left.kind {
            ExprKind::Name(text) => {
                let span = left.span;
                Ok((Name { text, span }, *right))
            }
            kind => Err(Box::new(Expr {
                kind,
                span: left.span,
            })),
        },
        _ => Err(Box::new(expr)),
    }
}

/// What a name of the library stands for.
pub(super) fn container(expr: &Expr) -> Option<&'static str> {
    match &expr.kind {
        ExprKind::Name(name) => match name.as_str() {
            "Set" => Some("Set"),
            "Map" => Some("Map"),
            "List" | "Seq" => Some("List"),
            _ => None,
        },
        _ => None,
    }
}

/// In the fields of a record `{ f }` is `{ f: f }`.
fn fields(entries: Vec<Entry>) -> Vec<Entry> {
    let field = |entry| match entry {
        Entry::Item(expr) if matches!(expr.kind, ExprKind::Name(_)) => {
            Entry::Pair(expr.clone(), expr)
        }
        other => other,
    };
    entries.into_iter().map(field).collect()
}

/// In `Map { k -> v }` an arrow is no implication.
fn arrow_pair(entry: Entry) -> Entry {
    match entry {
        Entry::Item(Expr {
            kind: ExprKind::Binary(BinaryOp::Implies, key, value),
            ..
        }) => Entry::Pair(*key, *value),
        other => other,
    }
}
