//! Pairs → types.

use super::reader::{Pair, Read, Reader, all, find};
use crate::diagnostic::Code;
use crate::syntax::ast::{Path, TypeExpr, TypeExprKind, Variant};
use crate::syntax::grammar::Rule;

fn unsupported(feature: &str) -> TypeExprKind {
    TypeExprKind::Refused(Code::UnsupportedType, feature.to_owned())
}

impl Reader<'_> {
    /// Reads a `type_expression`.
    pub fn type_expression(&mut self, pair: &Pair<'_>) -> Read<TypeExpr> {
        let span = self.span(pair);
        if find(pair, Rule::question).is_some() {
            return Ok(TypeExpr {
                kind: unsupported("optional types"),
                span,
            });
        }
        let atoms: Vec<Pair<'_>> = pair
            .clone()
            .into_inner()
            .filter(|child| child.as_rule() != Rule::bar)
            .collect();
        let kind = match atoms.as_slice() {
            [single] => self.type_kind(single)?,
            // `A | B | C` is an enum, unless one of them is null or no plain name.
            several => {
                let mut variants = Vec::new();
                for atom in several {
                    match plain_name(atom) {
                        Some(name) if name.as_rule() == Rule::name => variants.push(Variant {
                            docs: self.docs_at(self.span(&name).start),
                            name: self.name(&name),
                            payload: Vec::new(),
                        }),
                        Some(_) => {
                            return Ok(TypeExpr {
                                kind: unsupported("optional types"),
                                span,
                            });
                        }
                        None => {
                            return Ok(TypeExpr {
                                kind: unsupported("unions of types"),
                                span,
                            });
                        }
                    }
                }
                TypeExprKind::Enum(variants)
            }
        };
        Ok(TypeExpr { kind, span })
    }

    fn type_kind(&mut self, pair: &Pair<'_>) -> Read<TypeExprKind> {
        if matches!(pair.as_rule(), Rule::generic | Rule::applied) {
            return Ok(unsupported(applied_feature(pair.as_str())));
        }
        let Some(inner) = pair.clone().into_inner().next() else {
            return Err(self.misread(pair));
        };
        Ok(match pair.as_rule() {
            Rule::enumeration => self.enumeration(pair)?,
            Rule::symmetric => unsupported("`symmetric` types"),
            Rule::interval => {
                let mut bounds = all(pair, Rule::bound);
                let (Some(low), Some(high)) = (bounds.next(), bounds.next()) else {
                    return Err(self.misread(pair));
                };
                TypeExprKind::Range(
                    Box::new(self.expression(&low)?),
                    Box::new(self.expression(&high)?),
                )
            }
            Rule::record_type => unsupported("records"),
            Rule::list_type => unsupported("lists"),
            Rule::tuple_type => unsupported("tuples"),
            Rule::named_type => match inner.as_str().trim_end() {
                "String" => unsupported("`String` values"),
                "Real" => unsupported("`Real` numbers"),
                "null" => unsupported("optional types"),
                "Integer" => TypeExprKind::Name(plain(self.name(&inner), Some("Int"))),
                "Boolean" => TypeExprKind::Name(plain(self.name(&inner), Some("Bool"))),
                _ => TypeExprKind::Name(plain(self.name(&inner), None)),
            },
            _ => return Err(self.misread(pair)),
        })
    }

    fn enumeration(&mut self, pair: &Pair<'_>) -> Read<TypeExprKind> {
        let mut variants = Vec::new();
        for variant in all(pair, Rule::variant) {
            if find(&variant, Rule::payload).is_some() {
                return Ok(unsupported("enum values with fields"));
            }
            let name = self.name(&self.child(&variant, Rule::name)?);
            variants.push(Variant {
                docs: self.docs_at(name.span.start),
                name,
                payload: Vec::new(),
            });
        }
        Ok(TypeExprKind::Enum(variants))
    }
}

/// The name (or `null`) that a type is, if it is nothing more.
fn plain_name<'i>(pair: &Pair<'i>) -> Option<Pair<'i>> {
    let named = (pair.as_rule() == Rule::named_type).then(|| pair.clone())?;
    named.into_inner().next()
}

/// What a type that is applied to others is called, in the user's words.
fn applied_feature(text: &str) -> &'static str {
    let name = text.split(['<', '(', ' ']).next().unwrap_or("");
    match name {
        "Set" => "sets",
        "Map" => "maps",
        "List" | "Seq" => "lists",
        "Option" => "optional types",
        _ => "types with parameters",
    }
}

fn plain(mut name: crate::syntax::ast::Name, text: Option<&str>) -> Path {
    if let Some(text) = text {
        text.clone_into(&mut name.text);
    }
    Path {
        qualifier: None,
        name,
    }
}
