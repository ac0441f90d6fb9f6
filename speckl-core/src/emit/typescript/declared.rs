//! What the spec declares by name: enums, records, other named types, constants.

use super::docs::{code, comment, doc_comment, documented, in_comment, type_key};
use super::forms::Form;
use super::layout::{Doc, concat, group, indent, list, object_type, write};
use super::support::Support;
use super::surface::Surface;
use crate::emit::json_text::quoted;
use crate::emit::trace::{Fragment, Scope, TraceWriter};
use crate::model::{ConstId, Enum, EnumId, NamedType, NamedTypeId, Record, Type, TypeId, Variant};
use std::collections::BTreeSet;

impl Surface<'_> {
    /// Enums: unions of strings, or, where some value carries something, of tagged objects.
    pub(super) fn enums(&self, writer: &mut TraceWriter) {
        for (index, declared) in self.model.enums.iter().enumerate() {
            let id = EnumId(index as u32);
            let names = self.names.of_enum(id);
            let mut named = self.model.named_types.iter();
            let declaration = named.find(|named| named.declares == Some(id));
            let mut scope = writer.under(declared.element);
            scope.blank();
            comment(&mut scope, &enum_docs(declared, declaration));
            let name = declaration.map_or_else(
                || Fragment::from(names.ty.as_str()),
                |named| Fragment::name(&names.ty, named.name_span),
            );
            let head = Fragment::from("export type ").and(name).and(" =");
            if declared.has_payload() {
                write(&mut scope, [self.tagged(head, id, Form::Live), ";".into()]);
                continue;
            }
            let variants = declared
                .variants
                .iter()
                .map(|variant| Fragment::name(&quoted(&variant.name), variant.name_span).into());
            write(&mut scope, [union(head, variants.collect()), ";".into()]);
            scope.blank();
            scope.line(format!(
                "/** The values of {{@link {}}}, in canonical order. */",
                names.ty
            ));
            let values = declared
                .variants
                .iter()
                .map(|variant| quoted(&variant.name).into());
            write(
                &mut scope,
                [
                    format!("export const {}: readonly {}[] = ", names.values, names.ty).into(),
                    list("[", values.collect(), ",", &Doc::SoftLine, "]"),
                    ";".into(),
                ],
            );
        }
    }

    /// The values of an enum with payload in one form.
    fn tagged(&self, head: impl Into<Fragment>, id: EnumId, form: Form) -> Doc {
        let declared = &self.model.enums[id.index()];
        let tag = type_key(&self.names.of_enum(id).tag);
        let variant = |variant: &Variant| -> Doc {
            let name = Fragment::name(&quoted(&variant.name), variant.name_span);
            if form == Form::Data && variant.payload.is_empty() {
                return name.into();
            }
            let fields = variant.payload.iter().map(|field| {
                Fragment::from("readonly ")
                    .and_name(&type_key(&field.name), field.name_span)
                    .and(format!(": {}", self.form_ty(form, field.ty)))
                    .into()
            });
            let fields: Vec<Doc> = fields.collect();
            if form == Form::Data {
                let tag = Fragment::from("readonly tag: ").and(name);
                let value = concat(["readonly value: ".into(), object_type(fields)]);
                return object_type(vec![tag.into(), value]);
            }
            let tag = Fragment::from(format!("readonly {tag}: ")).and(name);
            object_type([vec![tag.into()], fields].concat())
        };
        let variants = declared.variants.iter().map(variant);
        union(head.into(), variants.collect())
    }

    /// Records: interfaces.
    pub(super) fn records(&self, writer: &mut TraceWriter) {
        for record in &self.model.records {
            let Some(names) = self.names.record(record.ty) else {
                continue;
            };
            let declares = |named: &&NamedType| named.ty == record.ty && named.name == record.name;
            let declaration = self.model.named_types.iter().find(declares);
            let mut scope = writer.under(record.element);
            scope.blank();
            if let Some(named) = declaration {
                comment(&mut scope, &documented_if_any(&named.docs));
            }
            let name = declaration.map_or_else(
                || Fragment::from(names.ty.as_str()),
                |named| Fragment::name(&names.ty, named.name_span),
            );
            self.interface(&mut scope, &name, record, Form::Live);
        }
    }

    fn interface(&self, scope: &mut Scope<'_>, name: &Fragment, record: &Record, form: Form) {
        let Type::Record(fields) = self.model.types.get(record.ty) else {
            return;
        };
        if fields.is_empty() {
            let ty = super::data::EMPTY_OBJECT_TYPE;
            scope.line(
                Fragment::from("export type ")
                    .and(name.clone())
                    .and(format!(" = {ty};")),
            );
            return;
        }
        scope.line(
            Fragment::from("export interface ")
                .and(name.clone())
                .and(" {"),
        );
        scope.indented(|scope| {
            for (at, (field, ty)) in fields.iter().enumerate() {
                if let (Form::Live, Some(docs)) = (form, record.field_docs.get(at)) {
                    comment(scope, &documented_if_any(docs));
                }
                let ty = self.plain_form(form, *ty);
                scope.line(format!("readonly {}: {ty};", type_key(field)));
            }
        });
        scope.line("}");
    }

    /// The other forms of records and enums, where they differ and something mentions them.
    pub(super) fn other_forms(&self, writer: &mut TraceWriter) {
        let given = self.closure(self.given_types());
        let data = self.closure(self.data_types());
        for (form, mentioned) in [(Form::Given, &given), (Form::Data, &data)] {
            self.other_form(writer, form, mentioned);
        }
    }

    fn other_form(&self, writer: &mut TraceWriter, form: Form, mentioned: &BTreeSet<TypeId>) {
        let what = |name: &str| match form {
            Form::Data => format!("/** {{@link {name}}} as JSON carries it. */"),
            _ => format!("/** What may be given for {{@link {name}}}. */"),
        };
        for (index, declared) in self.model.enums.iter().enumerate() {
            let id = EnumId(index as u32);
            let mut types = self.model.types.iter();
            let of = types.find(|(_, ty)| **ty == Type::Enum(id));
            let Some((ty, _)) = of.filter(|(ty, _)| mentioned.contains(ty)) else {
                continue;
            };
            if !self.differs(form, ty) {
                continue;
            }
            let names = self.names.of_enum(id);
            let mut scope = writer.under(declared.element);
            scope.blank();
            scope.line(what(&names.ty));
            let head = format!("export type {} =", self.plain_form(form, ty));
            write(&mut scope, [self.tagged(head, id, form), ";".into()]);
        }
        for record in &self.model.records {
            if !mentioned.contains(&record.ty) || !self.differs(form, record.ty) {
                continue;
            }
            let mut scope = writer.under(record.element);
            scope.blank();
            scope.line(what(&self.plain_ty(record.ty)));
            let name = Fragment::from(self.plain_form(form, record.ty));
            self.interface(&mut scope, &name, record, form);
        }
    }

    pub(super) fn named_types(&self, writer: &mut TraceWriter) {
        for (index, named) in self.model.named_types.iter().enumerate() {
            let is_record = |record: &Record| record.ty == named.ty && record.name == named.name;
            if named.declares.is_some() || self.model.records.iter().any(is_record) {
                continue;
            }
            let mut scope = writer.under(named.element);
            let what = match *self.model.types.get(named.ty) {
                Type::Range(lo, hi) | Type::Symmetric(_, lo, hi) => {
                    format!("An integer from {lo} to {hi}.")
                }
                Type::Int => "A 64-bit integer.".to_owned(),
                Type::Nat => "A 64-bit integer that is not negative.".to_owned(),
                _ => String::new(),
            };
            scope.blank();
            let mut docs = named
                .docs
                .iter()
                .map(|line| in_comment(line))
                .collect::<Vec<_>>();
            if !what.is_empty() {
                if !docs.is_empty() {
                    docs.push(String::new());
                }
                docs.push(what);
            }
            comment(&mut scope, &docs);
            let name = self.names.named_type(NamedTypeId(index as u32));
            scope.line(
                Fragment::from("export type ")
                    .and_name(name, named.name_span)
                    .and(format!(" = {};", self.plain_ty(named.ty))),
            );
        }
    }

    /// The constants that need nothing of the rest of the file.
    pub(super) fn constants(&self, writer: &mut TraceWriter) {
        for (index, constant) in self.model.consts.iter().enumerate() {
            if self.is_primitive(constant.ty.ty) {
                // A primitive value needs no support.
                let value = self.value(&constant.value, constant.ty.ty, &mut Support::default());
                self.constant(writer, ConstId(index as u32), value);
            }
        }
    }

    /// One constant.
    pub(super) fn constant(&self, writer: &mut TraceWriter, id: ConstId, value: Doc) {
        let constant = &self.model.consts[id.index()];
        let mut scope = writer.under(constant.element);
        scope.blank();
        doc_comment(
            &mut scope,
            &constant.docs,
            &format!("The constant {}.", code(&constant.name)),
        );
        let head = Fragment::from("export const ")
            .and_name(self.names.constant(id), constant.name_span)
            .and(format!(": {}", self.ty(constant.ty)));
        write(&mut scope, [head.into(), " = ".into(), value, ";".into()]);
    }
}

/// The documentation of an enum and of its values.
fn enum_docs(declared: &Enum, declaration: Option<&NamedType>) -> Vec<String> {
    let mut docs = declaration.map_or_else(Vec::new, |named| documented_if_any(&named.docs));
    let variants = declared.variants.iter();
    for variant in variants.filter(|variant| !variant.docs.is_empty()) {
        let text = documented(&variant.docs, "").join(" ");
        if docs.last().is_some_and(|line| !line.starts_with("- ")) {
            docs.push(String::new());
        }
        docs.push(format!("- {}: {}", code(&variant.name), text.trim()));
    }
    docs
}

fn documented_if_any(docs: &[String]) -> Vec<String> {
    if docs.is_empty() {
        Vec::new()
    } else {
        documented(docs, "")
    }
}

/// `head a | b`, one alternative a line where they do not fit.
fn union(head: Fragment, alternatives: Vec<Doc>) -> Doc {
    let mut inner = Vec::new();
    for (at, alternative) in alternatives.into_iter().enumerate() {
        inner.push(Doc::Line);
        inner.push(if at == 0 {
            Doc::IfBroken("| ")
        } else {
            "| ".into()
        });
        inner.push(alternative);
    }
    group([head.into(), indent(inner)])
}
