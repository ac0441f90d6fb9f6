//! Type expressions, and the names that types are given.

use super::Lowering;
use super::names::BUILT_IN_TYPES;
use super::scope::Space;
use crate::case::pascal;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Declared, ElementId, ElementKind, NamedType, NamedTypeId, Type, TypeId};
use crate::syntax::ast::{self, Decl, Name, TypeExpr, TypeExprKind};
use crate::syntax::format;
use crate::value::Value;

/// How many types a type may be made of, written out to the last: every value and all generated code
/// is as large.
const HEAVIEST: u32 = 1 << 12;

/// How long the text of a type may be before it is cut short.
const LONGEST: usize = 200;

/// Where a type stands: the element that it is a part of, and the name that an enum or a record without
/// one is given there.
pub(super) struct Place {
    pub element: ElementId,
    pub name: String,
    /// Whether the type is the very one that `type T = …` declares.
    pub declares: Option<NamedTypeId>,
}

impl Place {
    /// The place of an anonymous type: `phase` gives `Phase`, the parameter `to` of `move` `MoveTo`.
    pub(super) fn anonymous(element: ElementId, parts: &[&str]) -> Self {
        Self {
            element,
            name: parts.iter().map(|part| pascal(part)).collect(),
            declares: None,
        }
    }

    /// The place of a part of the type that stands here.
    pub(super) fn part(&self, name: &str) -> Self {
        Self {
            element: self.element,
            name: format!("{}{}", self.name, pascal(name)),
            declares: None,
        }
    }
}

impl<'a> Lowering<'a> {
    /// Resolves `type T = …`.
    pub(super) fn named_type(
        &mut self,
        id: NamedTypeId,
        name: &'a Name,
        ty: &'a TypeExpr,
        decl: &'a Decl,
    ) -> Option<NamedTypeId> {
        let element = self.named_element(
            self.scope_element(),
            ElementKind::Type,
            &name.text,
            decl.span,
            format::decl(decl),
        );
        let known_as = self.imported_name(&name.text);
        let place = Place {
            element,
            name: known_as.clone(),
            declares: Some(id),
        };
        let declared = self.type_expr(ty, &place)?;
        let inner = match &ty.kind {
            TypeExprKind::Symmetric(inner) => inner,
            _ => ty,
        };
        let declares = match (&inner.kind, self.types.get(declared.ty)) {
            (TypeExprKind::Enum(_), &Type::Enum(of)) => Some(of),
            _ => None,
        };
        self.named_types[id.index()] = Some(NamedType {
            name: known_as,
            docs: decl.docs.clone(),
            ty: declared.ty,
            declares,
            symmetric: self.is_symmetric(declared.ty),
            element,
            name_span: name.span,
        });
        Some(id)
    }

    /// Whether nothing computes with the values of a type, or compares their order.
    pub(super) fn is_symmetric(&self, ty: TypeId) -> bool {
        match *self.types.get(ty) {
            Type::Symmetric(..) => true,
            Type::Enum(id) => self.enums[id.index()].symmetric,
            _ => false,
        }
    }

    /// Resolves a type where it is written.
    pub(super) fn type_expr(&mut self, ty: &TypeExpr, place: &Place) -> Option<Declared> {
        let declared = self.type_as_written(ty, place)?;
        if self.weight_of(declared.ty) > HEAVIEST {
            self.report(
                Diagnostic::new(Code::TypeTooLarge, ty.span, "this type is too large")
                    .label(format!(
                        "holds more than {HEAVIEST} types, each counted wherever it stands"
                    ))
                    .note("what there are many of is held in a set, a map or a list"),
            );
            return None;
        }
        Some(declared)
    }

    fn type_as_written(&mut self, ty: &TypeExpr, place: &Place) -> Option<Declared> {
        let kind = match &ty.kind {
            TypeExprKind::Name(path) => return self.type_name(path),
            TypeExprKind::Range(lo, hi) => {
                let (lo, hi) = self.range(lo, hi, ty)?;
                Type::Range(lo, hi)
            }
            TypeExprKind::Enum(variants) => Type::Enum(self.declare_enum(variants, false, place)?),
            TypeExprKind::Symmetric(inner) => self.symmetric(inner, ty, place)?,
            TypeExprKind::Record(fields) => {
                let ty = self.record(fields, ty.span, place)?;
                return Some(Declared { ty, named: None });
            }
            TypeExprKind::Tuple(items) => {
                let items: Vec<Option<TypeId>> = items
                    .iter()
                    .enumerate()
                    .map(|(at, item)| self.part(item, &place.part(&(at + 1).to_string())))
                    .collect();
                Type::Tuple(items.into_iter().collect::<Option<_>>()?)
            }
            TypeExprKind::Option(inner) => {
                let inner = self.part(inner, &place.part(""))?;
                match *self.types.get(inner) {
                    Type::Option(_) => {
                        return Some(Declared {
                            ty: inner,
                            named: None,
                        });
                    }
                    _ => Type::Option(inner),
                }
            }
            TypeExprKind::Set(item) => Type::Set(self.part(item, &place.part(""))?),
            TypeExprKind::List(item) => Type::List(self.part(item, &place.part(""))?),
            TypeExprKind::Map(key, value) => {
                let key = self.part(key, &place.part("key"));
                let value = self.part(value, &place.part(""));
                Type::Map(key?, value?)
            }
            TypeExprKind::Refused(code, message) => {
                self.report(Diagnostic::new(*code, ty.span, message.clone()));
                return None;
            }
        };
        Some(Declared {
            ty: self.types.intern(kind),
            named: None,
        })
    }

    fn part(&mut self, ty: &TypeExpr, place: &Place) -> Option<TypeId> {
        self.type_expr(ty, place).map(|declared| declared.ty)
    }

    /// The type that a name stands for.
    pub(super) fn type_name(&mut self, path: &ast::Path) -> Option<Declared> {
        let name = path.name.text.as_str();
        let built_in = match (&path.qualifier, name) {
            (None, "Bool") => Some(Type::Bool),
            (None, "Int") => Some(Type::Int),
            (None, "Nat") => Some(Type::Nat),
            (None, "String") => Some(Type::String),
            _ => None,
        };
        if let Some(ty) = built_in {
            return Some(Declared {
                ty: self.types.intern(ty),
                named: None,
            });
        }
        let Some(entry) = self.find(path, Space::Types) else {
            if path.qualifier.is_none() {
                let known = self.names.types.keys().copied().chain(BUILT_IN_TYPES);
                let finding = Diagnostic::new(
                    Code::UnknownType,
                    path.name.span,
                    format!("there is no type `{name}`"),
                )
                .label("not declared in this spec")
                .did_you_mean(path.name.span, name, known);
                self.report(finding);
            }
            return None;
        };
        let id = self.type_of_entry(entry)?;
        let ty = self.named_types[id.index()].as_ref()?.ty;
        Some(Declared {
            ty,
            named: Some(id),
        })
    }

    fn range(&mut self, lo: &ast::Expr, hi: &ast::Expr, ty: &TypeExpr) -> Option<(i64, i64)> {
        let (lo, hi) = (self.range_end(lo), self.range_end(hi));
        let (lo, hi) = (lo?, hi?);
        if lo <= hi {
            return Some((lo, hi));
        }
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

    /// `symmetric 1..4`, `symmetric enum { a, b }`: only as what a `type` declares, since such a type
    /// is told from others by its name.
    fn symmetric(&mut self, inner: &TypeExpr, ty: &TypeExpr, place: &Place) -> Option<Type> {
        let Some(id) = place.declares else {
            self.report(
                Diagnostic::new(
                    Code::MisplacedSymmetric,
                    ty.span,
                    "a symmetric type must have a name",
                )
                .label("stands without one here")
                .note(format!(
                    "declare it: `type {} = {}`, and write `{0}` here",
                    place.name,
                    format::type_expr(ty)
                )),
            );
            return None;
        };
        match &inner.kind {
            TypeExprKind::Range(lo, hi) => {
                let (lo, hi) = self.range(lo, hi, inner)?;
                Some(Type::Symmetric(id, lo, hi))
            }
            TypeExprKind::Enum(variants) => {
                let of = self.declare_enum(variants, true, place)?;
                if let Some(loud) = variants.iter().find(|it| !it.payload.is_empty()) {
                    self.report(
                        Diagnostic::new(
                            Code::MisplacedSymmetric,
                            loud.name.span,
                            format!(
                                "the value `{}` of a symmetric enum carries something",
                                loud.name.text
                            ),
                        )
                        .label("values that carry something are not interchangeable"),
                    );
                    return None;
                }
                Some(Type::Enum(of))
            }
            _ => {
                self.report(
                    Diagnostic::new(
                        Code::MisplacedSymmetric,
                        inner.span,
                        "only a range or an enum can be symmetric",
                    )
                    .label("its values are not interchangeable"),
                );
                None
            }
        }
    }

    /// A type as messages name it: by the name that the spec gave it, where it gave one.
    pub(super) fn type_text(&self, ty: &Type) -> String {
        let mut text = String::new();
        self.write_type(ty, &mut text);
        text
    }

    /// Types may hold one another many times over, so what is long is not written to its end.
    fn write_type(&self, ty: &Type, text: &mut String) {
        if text.len() > LONGEST {
            if !text.ends_with('…') {
                text.push('…');
            }
            return;
        }
        // A type that holds others is called by its name, where it has one.
        let mut named = self.named_types.iter().flatten();
        if !ty.parts().is_empty()
            && !matches!(ty, Type::Record(_))
            && let Some(named) = named.find(|named| self.types.get(named.ty) == ty)
        {
            return text.push_str(&named.name);
        }
        let inside = |before: &str, parts: &[TypeId], after: &str, text: &mut String| {
            text.push_str(before);
            for (at, part) in parts.iter().enumerate() {
                if at > 0 {
                    text.push_str(", ");
                }
                self.write_type(self.types.get(*part), text);
            }
            text.push_str(after);
        };
        match ty {
            Type::Bool => text.push_str("Bool"),
            Type::Int => text.push_str("Int"),
            Type::Nat => text.push_str("Nat"),
            Type::String => text.push_str("String"),
            Type::Range(lo, hi) => text.extend([lo.to_string(), "..".to_owned(), hi.to_string()]),
            Type::Symmetric(id, lo, hi) => match &self.named_types[id.index()] {
                Some(named) => text.push_str(&named.name),
                None => {
                    text.extend([
                        "symmetric ".to_owned(),
                        lo.to_string(),
                        "..".to_owned(),
                        hi.to_string(),
                    ]);
                }
            },
            Type::Enum(id) => text.push_str(&self.enums[id.index()].name),
            Type::Record(fields) => {
                if let Some(name) = self.declared_record(ty) {
                    return text.push_str(name);
                }
                for (at, (name, part)) in fields.iter().enumerate() {
                    text.push_str(if at == 0 { "{ " } else { ", " });
                    text.push_str(name);
                    inside(": ", &[*part], "", text);
                }
                text.push_str(" }");
            }
            Type::Tuple(items) => inside("(", items, ")", text),
            Type::Option(item) => inside("", &[*item], "?", text),
            Type::Set(item) => inside("Set(", &[*item], ")", text),
            Type::List(item) => inside("List(", &[*item], ")", text),
            Type::Map(key, value) => inside("Map(", &[*key, *value], ")", text),
        }
    }
}
