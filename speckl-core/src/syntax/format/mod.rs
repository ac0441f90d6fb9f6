//! Ast → canonical text: the open layout, two blanks for each level, the fewest parentheses.
//!
//! Reading the text gives the same Ast again, and formatting that gives the same text. What is refused
//! never reaches a valid spec, and is printed as a place-holder. The functions here print one element
//! each, expressions on one line; [`format_source`] prints a whole file as a person wants it: with its
//! comments and blank lines, and long lines broken.

mod decl;
mod doc;
mod expr;
mod items;
mod operator;
mod printer;
mod stmt;
mod trivia;
mod types;

use self::printer::Printer;
use super::ast::{Decl, Expr, File, Param, Satisfies, Spec, Stmt, TypeExpr};
use super::walk::refused_in_file;
use crate::diagnostic::Diagnostic;
use crate::source::FileId;
pub use operator::binary_text;

/// Rewrites a file in the canonical layout and keeps its comments.
///
/// A line is broken where it is longer than 100 columns and can be broken; of several blank lines one
/// stays. Formatting the result changes nothing more.
///
/// # Errors
/// What is wrong with the text: only a file that can be read can be rewritten.
pub fn format_source(file: FileId, text: &str) -> Result<String, Vec<Diagnostic>> {
    let parsed = super::parse(file, text);
    if parsed.diagnostics.iter().any(Diagnostic::is_error) {
        return Err(parsed.diagnostics);
    }
    let refused = refused_in_file(&parsed.file);
    if !refused.is_empty() {
        return Err(refused);
    }
    let mut printer = Printer::of_source(text);
    printer.file(&parsed.file);
    Ok(printer.finished())
}

/// The canonical text of a file: a blank line between specs.
pub fn file(file: &File) -> String {
    let mut printer = Printer::default();
    printer.file(file);
    printer.finished()
}

/// The canonical text of a spec, with its last newline.
pub fn spec(spec: &Spec) -> String {
    let mut printer = Printer::default();
    printer.spec(spec);
    printer.finished()
}

/// The canonical text of one declaration, not indented, with its last newline.
pub fn decl(decl: &Decl) -> String {
    let mut printer = Printer::default();
    printer.decl(decl);
    printer.finished()
}

/// The canonical text of one statement, not indented, with its last newline.
pub fn stmt(stmt: &Stmt) -> String {
    let mut printer = Printer::default();
    printer.stmt(stmt);
    printer.finished()
}

/// The canonical text of an expression, on one line.
pub fn expr(expr: &Expr) -> String {
    let mut printer = Printer::default();
    printer.expr(expr);
    printer.rest_of_line()
}

/// The canonical text of a type, on one line unless parts of it are documented.
pub fn type_expr(ty: &TypeExpr) -> String {
    let mut printer = Printer::default();
    printer.ty(ty);
    printer.rest_of_line()
}

/// The canonical text of a parameter or field: `name: T`.
pub fn param(param: &Param) -> String {
    format!("{}: {}", param.name.text, type_expr(&param.ty))
}

/// The canonical text of a `satisfies`, without a newline.
pub fn satisfies(satisfies: &Satisfies) -> String {
    let mut printer = Printer::default();
    printer.satisfied(satisfies);
    printer.rest_of_line()
}
