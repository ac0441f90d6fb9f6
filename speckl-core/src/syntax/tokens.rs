//! Canonical text → the tokens that a digest is made of.
//!
//! Comments, documentation and blanks are left out; a newline that means something is one token.

use super::keyword::Tokens;
use super::layout::lay_out;
use super::lexer::{TokenKind, lex, literal, unescape};
use crate::source::FileId;

/// The tokens of a canonical text, `"\n"` for each newline that means something, strings as their
/// canonical literals.
pub fn tokens(canonical: &str) -> Vec<String> {
    let file = FileId::default();
    let lexed = lex(file, canonical);
    let layout = lay_out(file, canonical, &lexed.tokens);
    let source = Tokens {
        text: canonical,
        list: &lexed.tokens,
    };
    let mut found = Vec::with_capacity(lexed.tokens.len());
    let mut end = 0;
    for (index, token) in lexed.tokens.iter().enumerate() {
        let between = layout.text.get(end..token.start).unwrap_or("");
        if index > 0 && between.contains('\n') {
            found.push("\n".to_owned());
        }
        let text = source.str(index);
        found.push(match token.kind {
            TokenKind::Text => literal(&unescape(text)),
            _ => text.to_owned(),
        });
        end = token.end;
    }
    found
}
