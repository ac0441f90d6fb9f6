//! Enums and records: the types that generated code calls by a name.

use super::Lowering;
use super::types::Place;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ElementId, ElementKind, Enum, EnumId, Field, Record, Type, TypeId, Variant};
use crate::source::Span;
use crate::syntax::ast;
use crate::syntax::format;

impl Lowering<'_> {
    /// An enum, which is a type of its own wherever it stands.
    pub(super) fn declare_enum(
        &mut self,
        variants: &[ast::Variant],
        symmetric: bool,
        place: &Place,
    ) -> Option<EnumId> {
        let mut known: Vec<Variant> = Vec::new();
        let mut sound = true;
        for variant in variants {
            let name = &variant.name;
            if let Some(first) = known.iter().find(|known| known.name == name.text) {
                self.duplicate(name, first.name_span);
                continue;
            }
            let (span, canonical) = match variant.payload.last() {
                None => (name.span, name.text.clone()),
                Some(last) => {
                    let fields = variant.payload.iter().map(format::param);
                    let fields: Vec<String> = fields.collect();
                    let canonical = format!("{} {{ {} }}", name.text, fields.join(", "));
                    (name.span.to(last.ty.span), canonical)
                }
            };
            let element = self.named_element(
                place.element,
                ElementKind::Variant,
                &name.text,
                span,
                canonical,
            );
            let names = [place.name.as_str(), &name.text];
            let payload = self.fields(&variant.payload, element, &names);
            sound &= payload.len() == variant.payload.len();
            known.push(Variant {
                name: name.text.clone(),
                docs: variant.docs.clone(),
                payload,
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
        // The id comes last: payloads may hold enums of their own.
        let id = EnumId(self.enums.len() as u32);
        for (index, variant) in known.iter().enumerate() {
            let owners = self.names.variants.entry(variant.name.clone());
            owners.or_default().push((id, index as u32));
        }
        self.enums.push(Enum {
            name: place.name.clone(),
            variants: known,
            symmetric,
            element: place.element,
        });
        sound.then_some(id)
    }

    /// The fields of an event or of a payload, or the parameters of an `extern`; those that are wrong
    /// are left out.
    pub(super) fn fields(
        &mut self,
        fields: &[ast::Param],
        parent: ElementId,
        names: &[&str],
    ) -> Vec<Field> {
        let kind = match self.elements[parent.index()].kind {
            ElementKind::Extern => ElementKind::Parameter,
            _ => ElementKind::Field,
        };
        let mut known: Vec<Field> = Vec::new();
        for field in fields {
            let name = &field.name;
            if let Some(first) = known.iter().find(|known| known.name == name.text) {
                self.duplicate(name, first.name_span);
                continue;
            }
            let span = name.span.to(field.ty.span);
            let element = self.named_element(parent, kind, &name.text, span, format::param(field));
            let mut names = names.to_vec();
            names.push(&name.text);
            let Some(ty) = self.type_expr(&field.ty, &Place::anonymous(element, &names)) else {
                continue;
            };
            known.push(Field {
                name: name.text.clone(),
                docs: field.docs.clone(),
                ty,
                element,
                name_span: name.span,
            });
        }
        known
    }

    /// A record, which is the same type as any other with the same fields in the same order.
    pub(super) fn record(
        &mut self,
        fields: &[ast::Param],
        span: Span,
        place: &Place,
    ) -> Option<TypeId> {
        let mut known: Vec<(String, TypeId)> = Vec::new();
        let mut seen: Vec<(&str, Span)> = Vec::new();
        let mut sound = true;
        for field in fields {
            let name = &field.name;
            if let Some((_, first)) = seen.iter().find(|(known, _)| *known == name.text) {
                self.duplicate(name, *first);
                continue;
            }
            seen.push((&name.text, name.span));
            match self.type_expr(&field.ty, &place.part(&name.text)) {
                Some(declared) => known.push((name.text.clone(), declared.ty)),
                None => sound = false,
            }
        }
        if fields.is_empty() {
            self.report(
                Diagnostic::new(Code::EmptyRange, span, "a record must have a field")
                    .label("there is none"),
            );
        }
        if !sound || known.is_empty() {
            return None;
        }
        let ty = self.types.intern(Type::Record(known));
        let docs = fields.iter().filter(|field| {
            // Of two fields of one name the second has been refused.
            seen.iter().any(|(_, span)| *span == field.name.span)
        });
        let field_docs = docs.map(|field| field.docs.clone()).collect();
        let is_declared = place.declares.is_some();
        let record = Record {
            ty,
            name: place.name.clone(),
            field_docs,
            element: place.element,
        };
        match self.records.iter().position(|known| known.ty == ty) {
            None => {
                self.records.push(record);
                self.record_is_declared.push(is_declared);
            }
            // The first `type` that declares it names it, and only where there is none the first place.
            Some(at) if is_declared && !self.record_is_declared[at] => {
                self.records[at] = record;
                self.record_is_declared[at] = true;
            }
            Some(_) => {}
        }
        Some(ty)
    }

    /// The name that a `type` gave a record.
    pub(super) fn declared_record(&self, ty: &Type) -> Option<&str> {
        let records = self.records.iter().zip(&self.record_is_declared);
        let mut named = records.filter(|(_, declared)| **declared);
        named
            .find(|(record, _)| self.types.get(record.ty) == ty)
            .map(|(record, _)| record.name.as_str())
    }
}
