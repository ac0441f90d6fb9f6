//! Type expressions, resolved on demand: a named type may be used before it is declared.

use super::Lowering;
use super::elements::ROOT;
use super::names::Progress;
use crate::case::pascal;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Declared, ElementId, ElementKind, Enum, EnumId, NamedType, NamedTypeId};
use crate::model::{Type, Variant};
use crate::source::Span;
use crate::syntax::ast::{self, TypeExpr, TypeExprKind};
use crate::syntax::format;
use crate::value::Value;

/// Who an anonymous enum belongs to: the element that it stands in, and the name made from it.
pub(super) struct Place<'p> {
    pub element: ElementId,
    pub name: &'p str,
}

impl Lowering<'_> {
    /// Resolves every named type, in the order of declaration.
    pub(super) fn named_types(&mut self) {
        for index in 0..self.names.type_entries.len() {
            self.named_type(NamedTypeId(index as u32));
        }
    }

    fn named_type(&mut self, id: NamedTypeId) -> Option<Declared> {
        let entry = &mut self.names.type_entries[id.index()];
        let (name, ty, decl) = (entry.name, entry.ty, entry.decl);
        match entry.progress {
            Progress::Done => {}
            Progress::Running => {
                self.report(
                    Diagnostic::new(
                        Code::RecursiveDefinition,
                        name.span,
                        format!("type `{}` is defined by itself", name.text),
                    )
                    .label("types are not recursive"),
                );
                return None;
            }
            Progress::Waiting => {
                entry.progress = Progress::Running;
                let element = self.named_element(
                    ROOT,
                    ElementKind::Type,
                    &name.text,
                    decl.span,
                    format::decl(decl),
                );
                let place = Place {
                    element,
                    name: &name.text,
                };
                let resolved = self.type_expr(ty, &place);
                self.names.type_entries[id.index()].progress = Progress::Done;
                let declared = resolved?;
                let declares = match (&ty.kind, self.types.get(declared.ty)) {
                    (TypeExprKind::Enum(_), &Type::Enum(of)) => Some(of),
                    _ => None,
                };
                self.named_types[id.index()] = Some(NamedType {
                    name: name.text.clone(),
                    docs: decl.docs.clone(),
                    ty: declared.ty,
                    declares,
                    element,
                    name_span: name.span,
                });
            }
        }
        self.named_types[id.index()].as_ref().map(|named| Declared {
            ty: named.ty,
            named: Some(id),
        })
    }

    /// Resolves a type where it is written.
    pub(super) fn type_expr(&mut self, ty: &TypeExpr, place: &Place<'_>) -> Option<Declared> {
        let kind = match &ty.kind {
            TypeExprKind::Name(name) => return self.type_name(name, ty.span),
            TypeExprKind::Range(lo, hi) => {
                let (lo, hi) = (self.range_end(lo), self.range_end(hi));
                let (lo, hi) = (lo?, hi?);
                if lo > hi {
                    self.report(
                        Diagnostic::new(
                            Code::EmptyRange,
                            ty.span,
                            format!("the range `{lo}..{hi}` holds no value"),
                        )
                        .label("the first number is the least, the second the greatest")
                        .suggest(
                            ty.span,
                            format!("{hi}..{lo}"),
                            format!("did you mean `{hi}..{lo}`?"),
                        ),
                    );
                    return None;
                }
                Type::Range(lo, hi)
            }
            TypeExprKind::Enum(variants) => Type::Enum(self.declare_enum(variants, place)?),
            TypeExprKind::Unsupported { feature } => {
                self.report(
                    Diagnostic::new(
                        Code::UnsupportedType,
                        ty.span,
                        format!("{feature} are not supported yet"),
                    )
                    .label("this version knows `Bool`, `Int`, `Nat`, ranges and enums"),
                );
                return None;
            }
        };
        Some(Declared {
            ty: self.types.intern(kind),
            named: None,
        })
    }

    pub(super) fn type_name(&mut self, name: &str, span: Span) -> Option<Declared> {
        let built_in = match name {
            "Bool" => Some(Type::Bool),
            "Int" => Some(Type::Int),
            "Nat" => Some(Type::Nat),
            _ => None,
        };
        if let Some(ty) = built_in {
            return Some(Declared {
                ty: self.types.intern(ty),
                named: None,
            });
        }
        if let Some(&id) = self.names.types.get(name) {
            return self.named_type(id);
        }
        let known = ["Bool", "Int", "Nat"];
        let finding = Diagnostic::new(
            Code::UnknownType,
            span,
            format!("there is no type `{name}`"),
        )
        .label("not declared in this spec")
        .did_you_mean(span, name, self.names.types.keys().copied().chain(known));
        self.report(finding);
        None
    }

    fn range_end(&mut self, end: &ast::Expr) -> Option<i64> {
        if let Value::Int(value) = self.constant_expr(end, None)? {
            Some(value)
        } else {
            self.report(
                Diagnostic::new(
                    Code::TypeMismatch,
                    end.span,
                    "the end of a range must be an integer",
                )
                .label("not an integer"),
            );
            None
        }
    }

    fn declare_enum(&mut self, variants: &[ast::Variant], place: &Place<'_>) -> Option<EnumId> {
        let id = EnumId(self.enums.len() as u32);
        let mut known: Vec<Variant> = Vec::new();
        for variant in variants {
            let name = &variant.name;
            if let Some(first) = known.iter().find(|known| known.name == name.text) {
                self.duplicate(name, first.name_span);
                continue;
            }
            let element = self.named_element(
                place.element,
                ElementKind::Variant,
                &name.text,
                name.span,
                name.text.clone(),
            );
            self.names
                .variants
                .entry(name.text.clone())
                .or_default()
                .push((id, known.len() as u32));
            known.push(Variant {
                name: name.text.clone(),
                docs: variant.docs.clone(),
                element,
                name_span: name.span,
            });
        }
        if known.is_empty() {
            let span = self.elements[place.element.index()].span;
            self.report(
                Diagnostic::new(Code::EmptyRange, span, "an enum must have a value")
                    .label("there is none"),
            );
            return None;
        }
        self.enums.push(Enum {
            name: place.name.to_owned(),
            variants: known,
            element: place.element,
        });
        Some(id)
    }

    /// The name of an anonymous enum: `phase` gives `Phase`, the parameter `to` of `move` `MoveTo`.
    pub(super) fn anonymous_name(parts: &[&str]) -> String {
        parts.iter().map(|part| pascal(part)).collect()
    }

    /// A type as messages name it.
    pub(super) fn type_text(&self, ty: &Type) -> String {
        match *ty {
            Type::Bool => "Bool".to_owned(),
            Type::Int => "Int".to_owned(),
            Type::Nat => "Nat".to_owned(),
            Type::Range(lo, hi) => format!("{lo}..{hi}"),
            Type::Enum(id) => self.enums[id.index()].name.clone(),
        }
    }
}
