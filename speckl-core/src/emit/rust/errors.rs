//! The error type: one number, behind which stands a row of a table.

use super::docs;
use super::layout::Doc;
use super::names::Names;
use super::stmt::put;
use crate::emit::failures::failure_table;
use crate::emit::trace::{Rule, Scope, TraceWriter};
use crate::model::{FailureKind, Model};

/// Writes the error kinds, the error, and the table of failures.
pub(super) fn write(writer: &mut TraceWriter, model: &Model, names: &Names) {
    let mut out = writer.under(Rule::Machine);
    kinds(&mut out, names);
    error(&mut out, names);
    table(&mut out, model, names);
}

fn kinds(out: &mut Scope<'_>, names: &Names) {
    out.blank();
    out.line("/// What kind of refusal an error is.");
    out.line("#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]");
    out.line("#[non_exhaustive]");
    out.line("#[allow(dead_code)]");
    out.line(format!("pub enum {} {{", names.error_kind));
    out.indented(|out| {
        for (name, words) in [
            (
                "Rejected",
                "A guard of the action does not hold: normal life.",
            ),
            ("Fault", "An argument or a result is outside its type."),
            ("Invariant", "The step would break an invariant."),
            ("Assert", "An assertion of the action does not hold."),
        ] {
            out.line(format!("/// {words}"));
            out.line(format!("{name},"));
        }
    });
    out.line("}");
}

fn error(out: &mut Scope<'_>, names: &Names) {
    let (error, kind, failure) = (&names.error, &names.error_kind, &names.failure);
    out.blank();
    out.line(docs::sentence(&format!(
        "Why [`{}`] refused something. Nothing has changed then.",
        names.machine
    )));
    out.line("#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]");
    out.line("#[non_exhaustive]");
    out.line(format!("pub struct {error} {{"));
    out.indented(|out| out.line("failure: u32,"));
    out.line("}");
    out.blank();
    out.line("#[allow(dead_code)]");
    out.line(format!("impl {error} {{"));
    out.indented(|out| {
        out.line("const fn at(failure: u32) -> Self {");
        out.indented(|out| out.line("Self { failure }"));
        out.line("}");
        out.blank();
        out.line(format!("const fn row(&self) -> &'static {failure} {{"));
        out.indented(|out| out.line("&Self::FAILURES[self.failure as usize]"));
        out.line("}");
        for (words, name, ty, field) in [
            ("What kind of refusal it is.", "kind", kind.as_str(), "kind"),
            (
                "The element of the specification that refused, by its id.",
                "element",
                "&'static str",
                "element",
            ),
            (
                "The text of the guard, invariant or expression that refused.",
                "requirement",
                "&'static str",
                "requirement",
            ),
            (
                "The whole refusal in one sentence.",
                "message",
                "&'static str",
                "message",
            ),
        ] {
            out.blank();
            out.line(format!("/// {words}"));
            out.line(format!("pub const fn {name}(&self) -> {ty} {{"));
            out.indented(|out| out.line(format!("self.row().{field}")));
            out.line("}");
        }
    });
    out.line("}");
    for (path, body) in [
        (
            "::core::fmt::Debug",
            vec![
                "f.debug_struct(NAME)".to_owned(),
                "    .field(\"kind\", &self.kind())".to_owned(),
                "    .field(\"message\", &self.message())".to_owned(),
                "    .finish()".to_owned(),
            ],
        ),
        (
            "::core::fmt::Display",
            vec!["f.write_str(self.message())".to_owned()],
        ),
    ] {
        out.blank();
        out.line(format!("impl {path} for {error} {{"));
        out.indented(|out| {
            out.line("fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {");
            out.indented(|out| {
                for line in &body {
                    out.line(line.replace("NAME", &format!("\"{error}\"")));
                }
            });
            out.line("}");
        });
        out.line("}");
    }
    out.blank();
    out.line(format!("impl ::core::error::Error for {error} {{}}"));
}

/// The table: a row per failure, each under the element that it belongs to.
fn table(out: &mut Scope<'_>, model: &Model, names: &Names) {
    let (error, kind, failure) = (&names.error, &names.error_kind, &names.failure);
    out.blank();
    out.line("#[allow(dead_code)]");
    out.line(format!("struct {failure} {{"));
    out.indented(|out| {
        out.line(format!("kind: {kind},"));
        out.line("element: &'static str,");
        out.line("requirement: &'static str,");
        out.line("message: &'static str,");
    });
    out.line("}");
    out.blank();
    out.line("#[allow(dead_code)]");
    out.line(format!("impl {error} {{"));
    out.indented(|out| {
        let rows = failure_table(model);
        if rows.is_empty() {
            out.line(format!("const FAILURES: &'static [{failure}] = &[];"));
            return;
        }
        out.line(format!("const FAILURES: &'static [{failure}] = &["));
        out.indented(|out| {
            for row in rows {
                let mut out = out.under(model.failure(row.id).element);
                let kind_name = match row.kind {
                    FailureKind::Rejected => "Rejected",
                    FailureKind::Fault => "Fault",
                    FailureKind::Invariant => "Invariant",
                    FailureKind::Assert => "Assert",
                };
                let text = |text: &str| Some(Doc::from(super::string_literal(text)));
                let fields = vec![
                    ("kind".into(), Some(format!("{kind}::{kind_name}").into())),
                    ("element".into(), text(&row.element)),
                    ("requirement".into(), text(&row.requirement)),
                    ("message".into(), text(&row.message)),
                ];
                put(&mut out, Doc::structure(failure.clone(), fields).and(","));
            }
        });
        out.line("];");
    });
    out.line("}");
}
