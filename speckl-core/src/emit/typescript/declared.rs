//! What the spec declares by name: enums, named types, constants.

use super::docs::{code, comment, doc_comment, documented, in_comment};
use super::layout::{Doc, group, indent, list, write};
use super::surface::Surface;
use crate::emit::json_text::quoted;
use crate::emit::trace::{Fragment, TraceWriter};
use crate::model::{ConstId, EnumId, NamedTypeId, Type};

impl Surface<'_> {
    pub(super) fn enums(&self, writer: &mut TraceWriter) {
        for (index, declared) in self.model.enums.iter().enumerate() {
            let id = EnumId(index as u32);
            let names = self.names.of_enum(id);
            let declaration = self
                .model
                .named_types
                .iter()
                .find(|named| named.declares == Some(id));
            let mut scope = writer.under(declared.element);
            scope.blank();
            let mut docs = declaration.map_or_else(Vec::new, |named| {
                if named.docs.is_empty() {
                    Vec::new()
                } else {
                    documented(&named.docs, "")
                }
            });
            for variant in declared
                .variants
                .iter()
                .filter(|variant| !variant.docs.is_empty())
            {
                let text = documented(&variant.docs, "").join(" ");
                if docs.last().is_some_and(|line| !line.starts_with("- ")) {
                    docs.push(String::new());
                }
                docs.push(format!("- {}: {}", code(&variant.name), text.trim()));
            }
            comment(&mut scope, &docs);
            let name = declaration.map_or_else(
                || Fragment::from(names.ty.as_str()),
                |named| Fragment::name(&names.ty, named.name_span),
            );
            let variants = declared
                .variants
                .iter()
                .map(|variant| Fragment::name(&quoted(&variant.name), variant.name_span).into());
            let head = Fragment::from("export type ").and(name).and(" =");
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

    pub(super) fn named_types(&self, writer: &mut TraceWriter) {
        for (index, named) in self.model.named_types.iter().enumerate() {
            if named.declares.is_some() {
                continue;
            }
            let mut scope = writer.under(named.element);
            let what = match *self.model.types.get(named.ty) {
                Type::Range(lo, hi) => format!("An integer from {lo} to {hi}."),
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

    pub(super) fn constants(&self, writer: &mut TraceWriter) {
        for (index, constant) in self.model.consts.iter().enumerate() {
            let mut scope = writer.under(constant.element);
            scope.blank();
            doc_comment(
                &mut scope,
                &constant.docs,
                &format!("The constant {}.", code(&constant.name)),
            );
            scope.line(
                Fragment::from("export const ")
                    .and_name(
                        self.names.constant(ConstId(index as u32)),
                        constant.name_span,
                    )
                    .and(format!(
                        ": {} = {};",
                        self.ty(constant.ty),
                        self.value(constant.value.clone(), constant.ty.ty)
                    )),
            );
        }
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
