//! Descriptions of types: the constants through which generated code compares values, reads them at
//! the border and writes them as data. A type has one where something asks for it; `Bool`, `String`
//! and ranges need no constant of their own.

use super::docs::key;
use super::layout::{Doc, call, call_with, concat, entry, object, rendered};
use super::support::{Helper, Support};
use super::surface::Surface;
use crate::emit::json_text::quoted;
use crate::model::{ElementId, EnumId, Type, TypeId};

impl Surface<'_> {
    /// The description of a type, as an expression.
    pub fn described(&self, ty: TypeId, support: &mut Support) -> String {
        if let Some(known) = support.described(ty) {
            return known.to_owned();
        }
        let name = self.names.described(ty).to_owned();
        let description = match self.model.types.get(ty) {
            Type::Bool => return support.call(Helper::Booleans).to_owned(),
            Type::String => return support.call(Helper::Texts).to_owned(),
            Type::Range(..) | Type::Symmetric(..) => return self.described_integer(ty, support),
            Type::Int | Type::Nat => self.described_integer(ty, support).into(),
            Type::Enum(id) => self.described_enum(*id, support),
            Type::Record(fields) => {
                let fields = fields.iter().map(|(name, ty)| (name.as_str(), *ty));
                let of = self.plain_ty(ty);
                self.described_record(Some(&of), fields, support)
            }
            Type::Tuple(items) => {
                let items = items
                    .iter()
                    .map(|item| self.described(*item, support).into());
                let items: Vec<Doc> = items.collect();
                let callee = format!("{}<{}>", support.call(Helper::Tuple), self.plain_ty(ty));
                call(callee, items)
            }
            Type::Option(item) => self.described_by(Helper::Optional, &[*item], support),
            Type::Set(item) => self.described_by(Helper::SetOf, &[*item], support),
            Type::List(item) => self.described_by(Helper::ListOf, &[*item], support),
            Type::Map(key, value) => self.described_by(Helper::MapOf, &[*key, *value], support),
        };
        let constant = concat([format!("const {name} = ").into(), description, ";".into()]);
        support.describe(ty, &name, rendered(&constant), self.declaring(ty));
        name
    }

    /// The element that declares a type, where one does.
    fn declaring(&self, ty: TypeId) -> Option<ElementId> {
        match self.model.types.get(ty) {
            Type::Enum(id) => Some(self.model.enums[id.index()].element),
            Type::Record(_) => {
                let mut records = self.model.records.iter();
                records.find(|record| record.ty == ty).map(|it| it.element)
            }
            _ => None,
        }
    }

    fn described_integer(&self, ty: TypeId, support: &mut Support) -> String {
        let (helper, suffix) = if self.is_wide(ty) {
            (Helper::Bigints, "n")
        } else {
            (Helper::Numbers, "")
        };
        let fits = self.integers(ty);
        format!(
            "{}({}{suffix}, {}{suffix})",
            support.call(helper),
            fits.lo,
            fits.hi
        )
    }

    fn described_by(&self, helper: Helper, parts: &[TypeId], support: &mut Support) -> Doc {
        let parts = parts
            .iter()
            .map(|part| self.described(*part, support).into());
        let parts: Vec<Doc> = parts.collect();
        call(support.call(helper), parts)
    }

    fn described_record<'n>(
        &self,
        of: Option<&str>,
        fields: impl Iterator<Item = (&'n str, TypeId)>,
        support: &mut Support,
    ) -> Doc {
        let fields: Vec<Doc> = fields
            .map(|(name, ty)| entry(key(name), self.described(ty, support).into()))
            .collect();
        let mut callee = support.call(Helper::Record).to_owned();
        if let Some(of) = of {
            callee = format!("{callee}<{of}>");
        }
        call_with(callee, object(fields))
    }

    fn described_enum(&self, id: EnumId, support: &mut Support) -> Doc {
        let declared = &self.model.enums[id.index()];
        let names = self.names.of_enum(id);
        if !declared.has_payload() {
            return call(
                support.call(Helper::OneOf),
                vec![names.values.as_str().into()],
            );
        }
        let payloads = declared.variants.iter().map(|variant| {
            let fields = variant.payload.iter();
            let fields = fields.map(|field| (field.name.as_str(), field.ty.ty));
            let payload = self.described_record(None, fields, support);
            entry(key(&variant.name), payload)
        });
        let payloads = object(payloads.collect());
        let callee = format!("{}<{}>", support.call(Helper::Variants), names.ty);
        call(callee, vec![quoted(&names.tag).into(), payloads])
    }
}
