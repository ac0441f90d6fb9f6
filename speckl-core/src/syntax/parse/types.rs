//! Pairs → types.

use super::reader::{Pair, Read, Reader, all, find};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Name, Param, Path, TypeExpr, TypeExprKind, Variant};
use crate::syntax::grammar::Rule;

impl Reader<'_> {
    /// Reads a `type_expression`.
    pub fn type_expression(&mut self, pair: &Pair<'_>) -> Read<TypeExpr> {
        let span = self.span(pair);
        let mut types = Vec::new();
        for atom in all(pair, Rule::type_atom) {
            self.push_atom(&atom, &mut types)?;
        }
        self.joined(types, span)
    }

    fn push_atom(&mut self, pair: &Pair<'_>, types: &mut Vec<Option<TypeExpr>>) -> Read<()> {
        let core = self.first(pair)?;
        let span = self.span(pair);
        if find(&core, Rule::kw_null).is_some() && core.as_rule() == Rule::named_type {
            types.push(None);
            return Ok(());
        }
        let kind = self.type_kind(&core)?;
        let ty = TypeExpr {
            kind,
            span: self.span(&core),
        };
        let optional = find(pair, Rule::question).is_some();
        types.push(Some(if optional { option(ty, span) } else { ty }));
        Ok(())
    }

    /// `T | null` is optional, and names between bars are the values of an enum.
    fn joined(&self, types: Vec<Option<TypeExpr>>, span: Span) -> Read<TypeExpr> {
        let nullable = types.iter().any(Option::is_none);
        let mut types: Vec<TypeExpr> = types.into_iter().flatten().collect();
        let ty = if types.len() > 1 {
            let names: Option<Vec<Variant>> =
                types.iter().map(|ty| self.bare_variant(ty)).collect();
            let kind = match names {
                Some(variants) => TypeExprKind::Enum(variants),
                None => TypeExprKind::Refused(
                    Code::UnionType,
                    "there are no unions of types: write an enum with payloads, `enum { a { f: T }, b { g: U } }`"
                        .to_owned(),
                ),
            };
            TypeExpr { kind, span }
        } else {
            types.pop().ok_or_else(|| {
                Box::new(
                    Diagnostic::new(Code::Syntax, span, "`null` is a value and no type")
                        .note("`T?` is a `T` or null"),
                )
            })?
        };
        Ok(if nullable { option(ty, span) } else { ty })
    }

    fn bare_variant(&self, ty: &TypeExpr) -> Option<Variant> {
        match &ty.kind {
            TypeExprKind::Name(path) if path.qualifier.is_none() => Some(Variant {
                name: path.name.clone(),
                payload: Vec::new(),
                docs: self.docs_at(path.name.span.start),
            }),
            _ => None,
        }
    }

    fn type_kind(&mut self, pair: &Pair<'_>) -> Read<TypeExprKind> {
        match pair.as_rule() {
            Rule::enumeration => self.enumeration(pair),
            Rule::symmetric => self.symmetric(pair),
            Rule::interval => self.interval(pair),
            Rule::applied => self.applied(pair),
            Rule::record_type => Ok(TypeExprKind::Record(self.braced_fields(pair)?)),
            Rule::list_type => {
                let element = self.only_type(pair)?;
                Ok(TypeExprKind::List(Box::new(element)))
            }
            Rule::tuple_type => {
                let mut types = self.types(pair)?;
                match (types.len(), types.pop()) {
                    (1, Some(only)) => Ok(only.kind),
                    (_, last) => {
                        types.extend(last);
                        Ok(TypeExprKind::Tuple(types))
                    }
                }
            }
            Rule::named_type => self.named_type(pair),
            _ => Err(self.misread(pair)),
        }
    }

    fn symmetric(&mut self, pair: &Pair<'_>) -> Read<TypeExprKind> {
        let inner = pair.clone().into_inner().nth(1);
        let inner = inner.ok_or_else(|| self.misread(pair))?;
        let ty = TypeExpr {
            kind: self.type_kind(&inner)?,
            span: self.span(&inner),
        };
        Ok(TypeExprKind::Symmetric(Box::new(ty)))
    }

    fn interval(&mut self, pair: &Pair<'_>) -> Read<TypeExprKind> {
        let mut bounds = all(pair, Rule::bound);
        let (Some(low), Some(high)) = (bounds.next(), bounds.next()) else {
            return Err(self.misread(pair));
        };
        Ok(TypeExprKind::Range(
            Box::new(self.expression(&low)?),
            Box::new(self.expression(&high)?),
        ))
    }

    fn named_type(&self, pair: &Pair<'_>) -> Read<TypeExprKind> {
        let mut names: Vec<Name> = all(pair, Rule::name).map(|name| self.name(&name)).collect();
        let mut name = names.pop().ok_or_else(|| self.misread(pair))?;
        let qualifier = names.pop();
        if qualifier.is_none() {
            match name.text.as_str() {
                "Integer" => "Int".clone_into(&mut name.text),
                "Boolean" => "Bool".clone_into(&mut name.text),
                "Real" => {
                    return Ok(TypeExprKind::Refused(
                        Code::RealNumber,
                        "there are no `Real` numbers: use an `Int` of the smallest unit".to_owned(),
                    ));
                }
                _ => {}
            }
        }
        Ok(TypeExprKind::Name(Path { qualifier, name }))
    }

    fn applied(&mut self, pair: &Pair<'_>) -> Read<TypeExprKind> {
        let types = self.types(pair)?;
        self.applied_to(pair, types)
    }

    fn applied_to(&self, pair: &Pair<'_>, mut types: Vec<TypeExpr>) -> Read<TypeExprKind> {
        let container = self.child(pair, Rule::container)?;
        let container = container.as_str().trim_end();
        let found = types.len();
        let (last, before) = (types.pop().map(Box::new), types.pop().map(Box::new));
        match (container, before, last, found) {
            ("Set", _, Some(element), 1) => Ok(TypeExprKind::Set(element)),
            ("List" | "Seq", _, Some(element), 1) => Ok(TypeExprKind::List(element)),
            ("Option", _, Some(inner), 1) => Ok(option(*inner, self.span(pair)).kind),
            ("Map", Some(key), Some(value), 2) => Ok(TypeExprKind::Map(key, value)),
            _ => {
                let form = match container {
                    "Map" => "`Map(K, V)`",
                    "Set" => "`Set(T)`",
                    "Option" => "`T?`",
                    _ => "`List(T)`",
                };
                Err(Box::new(Diagnostic::new(
                    Code::Syntax,
                    self.span(pair),
                    format!("`{container}` is written {form}"),
                )))
            }
        }
    }

    fn only_type(&mut self, pair: &Pair<'_>) -> Read<TypeExpr> {
        let mut types = self.types(pair)?;
        let only = types.pop().filter(|_| types.is_empty());
        only.ok_or_else(|| self.misread(pair))
    }

    /// The types in a pair, wherever they are.
    fn types(&mut self, pair: &Pair<'_>) -> Read<Vec<TypeExpr>> {
        match find(pair, Rule::deferred) {
            Some(deferred) => {
                let range = self.deferred_range(&deferred);
                self.parse_inner(range, Rule::inner_types, Self::types_of)
            }
            None => self.types_of(pair),
        }
    }

    fn types_of(&mut self, pair: &Pair<'_>) -> Read<Vec<TypeExpr>> {
        let mut types = Vec::new();
        for child in all(pair, Rule::type_expression) {
            types.push(self.type_expression(&child)?);
        }
        Ok(types)
    }

    fn enumeration(&mut self, pair: &Pair<'_>) -> Read<TypeExprKind> {
        let variants = match find(pair, Rule::deferred) {
            Some(deferred) => {
                let range = self.deferred_range(&deferred);
                self.parse_inner(range, Rule::inner_variants, Self::variants)?
            }
            None => self.variants(pair)?,
        };
        Ok(TypeExprKind::Enum(variants))
    }

    fn variants(&mut self, pair: &Pair<'_>) -> Read<Vec<Variant>> {
        let mut variants = Vec::new();
        for variant in all(pair, Rule::variant) {
            let payload = match find(&variant, Rule::payload) {
                Some(payload) => self.braced_fields(&payload)?,
                None => Vec::new(),
            };
            let name = self.name(&self.child(&variant, Rule::name)?);
            variants.push(Variant {
                docs: self.docs_at(name.span.start),
                name,
                payload,
            });
        }
        Ok(variants)
    }

    /// The fields of a record or a payload.
    fn braced_fields(&mut self, pair: &Pair<'_>) -> Read<Vec<Param>> {
        match find(pair, Rule::deferred) {
            Some(deferred) => {
                let range = self.deferred_range(&deferred);
                self.parse_inner(range, Rule::inner_fields, Self::fields)
            }
            None => self.fields(pair),
        }
    }
}

/// `T??` is `T?`.
fn option(ty: TypeExpr, span: Span) -> TypeExpr {
    if matches!(ty.kind, TypeExprKind::Option(_)) {
        return TypeExpr { span, ..ty };
    }
    TypeExpr {
        kind: TypeExprKind::Option(Box::new(ty)),
        span,
    }
}
