//! Text → [`ast`]: the first step of the compiler.
//!
//! [`parse`] goes through four stages: `lexer` cuts the text into tokens, `layout` makes newlines and
//! blocks explicit without moving a byte, `split` finds where declarations begin, and `parse` reads
//! each declaration with the grammar in `grammar.pest`. So an error in one declaration leaves the
//! others as they are. [`mod@format`] is the way back: Ast → canonical text.

pub mod ast;
pub mod format;
#[allow(clippy::all, clippy::pedantic, missing_docs, unused_qualifications, dead_code)]
#[rustfmt::skip]
mod grammar;
mod keyword;
mod layout;
mod lexer;
mod parse;
#[cfg(test)]
mod regenerate;
mod split;
#[cfg(test)]
mod tests;
mod tokens;
mod walk;

pub use format::format_source;
pub(crate) use lexer::literal;
#[cfg(feature = "json")]
pub(crate) use lexer::unescape;
pub use parse::{Parsed, parse};
pub use tokens::tokens;
