//! Canonical text → the tokens that a digest is made of.
//!
//! Comments, documentation and blanks are left out; a newline that means something is one token.

use super::layout::lay_out;
use super::lexer::{TokenKind, lex, literal, unescape};
use crate::source::FileId;
use std::borrow::Cow;

/// The tokens of a canonical text, `"\n"` for each newline that means something, strings as their
/// canonical literals.
pub fn tokens(canonical: &str) -> Vec<Cow<'_, str>> {
    let file = FileId::default();
    let lexed = lex(file, canonical);
    let layout = lay_out(file, canonical, &lexed.tokens);
    let mut found = Vec::with_capacity(lexed.tokens.len());
    let mut end = 0;
    for (index, token) in lexed.tokens.iter().enumerate() {
        let between = layout.text.get(end..token.start).unwrap_or("");
        if index > 0 && between.contains('\n') {
            found.push(Cow::Borrowed("\n"));
        }
        let text = &canonical[token.start..token.end];
        found.push(match token.kind {
            TokenKind::Text => Cow::Owned(literal(&unescape(text))),
            _ => Cow::Borrowed(text),
        });
        end = token.end;
    }
    found
}
