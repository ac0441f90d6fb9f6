//! The error, and the table of all ways to be refused.

use super::layout::{Doc, group, indent, write};
use super::names::Names;
use super::surface::Surface;
use crate::emit::failures::failure_table;
use crate::emit::json_text::quoted;
use crate::emit::trace::{Rule, TraceWriter};
use crate::model::FailureKind;

impl Surface<'_> {
    pub(super) fn error(&self, writer: &mut TraceWriter) {
        let Names {
            machine,
            error,
            error_kind,
            failure,
            ..
        } = &self.names;
        let kinds = [
            FailureKind::Rejected,
            FailureKind::Fault,
            FailureKind::Invariant,
            FailureKind::Assert,
        ]
        .map(|kind| quoted(kind.name()));
        let mut scope = writer.under(Rule::Machine);
        for line in [
            "",
            "/**",
            " * Why something was refused: a guard that does not hold (`rejected`), an evaluation without a",
            " * value or data that does not fit its type (`fault`), an invariant that would be broken, or an",
            " * assertion of the specification that does not hold (`assert`).",
            " */",
        ] {
            scope.line(line);
        }
        scope.line(format!("export type {error_kind} = {};", kinds.join(" | ")));
        scope.blank();
        scope.line("/** A way to be refused. */");
        scope.line(format!("interface {failure} {{"));
        scope.indented(|scope| {
            scope.line(format!("readonly kind: {error_kind};"));
            scope.line("readonly element: string;");
            scope.line("readonly requirement: string;");
            scope.line("readonly message: string;");
        });
        scope.line("}");
        scope.blank();
        scope.line(format!(
            "/** A {{@link {machine}}} refused; nothing has changed. */"
        ));
        scope.line(format!(
            "export class {error} extends Error implements {failure} {{"
        ));
        scope.indented(|scope| {
            scope.line(format!("override readonly name = {};", quoted(error)));
            scope.line("/** What kind of requirement refused. */");
            scope.line(format!("readonly kind: {error_kind};"));
            scope.line("/** The id of the element of the specification that refused. */");
            scope.line("readonly element: string;");
            scope.line("/** Its text. */");
            scope.line("readonly requirement: string;");
            scope.blank();
            scope.line(format!("constructor(failure: {failure}) {{"));
            scope.indented(|scope| {
                scope.line("super(failure.message);");
                scope.line("this.kind = failure.kind;");
                scope.line("this.element = failure.element;");
                scope.line("this.requirement = failure.requirement;");
            });
            scope.line("}");
            scope.blank();
            scope.line("/** What JSON carries: all that it says, without the stack. */");
            scope.line(format!("toJSON(): {failure} {{"));
            scope.line("  const { kind, element, requirement, message } = this;");
            scope.line("  return { kind, element, requirement, message };");
            scope.line("}");
        });
        scope.line("}");
    }

    /// The table of failures, `failures`: the one at index `i` is the Wasm module's status `i + 1`.
    pub fn failures(&self, writer: &mut TraceWriter) {
        let mut scope = writer.under(Rule::Machine);
        scope.blank();
        scope.line("/** All ways to be refused. */");
        scope.line("const failures = [");
        scope.indented(|scope| {
            for row in failure_table(self.model) {
                let element = self.model.failure(row.id).element;
                let mut scope = scope.under(element);
                scope.line("{");
                scope.indented(|scope| {
                    scope.line(format!("kind: {},", quoted(row.kind.name())));
                    scope.line(format!("element: {},", quoted(&row.element)));
                    write(scope, [long_entry("requirement", &row.requirement)]);
                    write(scope, [long_entry("message", &row.message)]);
                });
                scope.line("},");
            }
        });
        scope.line(format!(
            "] as const satisfies readonly {}[];",
            self.names.failure
        ));
    }
}

/// `key: "text",`, with the text on a line of its own where it does not fit beside the key.
fn long_entry(key: &str, text: &str) -> Doc {
    group([
        format!("{key}:").into(),
        indent([Doc::Line, quoted(text).into()]),
        ",".into(),
    ])
}
