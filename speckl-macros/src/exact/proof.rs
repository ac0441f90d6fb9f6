//! The text of the macro call + the leaves inside it → the exact inner text, if it can be proved.
//!
//! Nothing is believed. The text is read from its opening delimiter on, leaf by leaf: between two
//! leaves there may be only blanks and comments, and what comes then must be both how the
//! token is spelled and what its own span shows. So the text has exactly the tokens that the
//! macro was given, each of them at home there, and what it has besides are the newlines and
//! comments that tokens lose.
//!
//! Lines and columns are not asked for: the order of the leaves already says where each must be,
//! not every host knows them, and the compiler counts each column from the start of its
//! line, so that on one long line asking for all of them takes quadratic time.

use std::ops::Range;

use super::Leaf;
use super::piece::{Kind, Piece};
use crate::comment::comment_at;

/// What was proved.
#[derive(Debug)]
pub struct Proved {
    /// The bytes of the call's text that are between its outer delimiters.
    pub inner: Range<usize>,
    /// The leaves, their ranges counted from the start of the inner text.
    pub leaves: Vec<Leaf>,
}

/// Proves that `pieces` are what the macro call `call` has between its outer delimiters. `None`
/// where any step of the proof fails.
pub fn prove(call: &str, pieces: &[Piece]) -> Option<Proved> {
    let (opening, closing) = outer_delimiter(call)?;
    let inner_start = opening + 1;
    let mut leaves: Vec<Leaf> = Vec::with_capacity(pieces.len());
    let mut at = inner_start;
    let mut lifetime: Option<String> = None;
    let mut was_word = false;
    for piece in pieces {
        if let Some(lifetime) = lifetime.take() {
            // The compiler gives the quote and the name of a lifetime the same span.
            let is_name = matches!(&piece.kind, Kind::Word(name) if lifetime[1..] == *name);
            if !is_name || piece.span.source_text()? != lifetime {
                return None;
            }
            was_word = true;
            continue;
        }
        let text = spelled(piece)?;
        let begin = skip_trivia(call, at);
        let is_word = matches!(piece.kind, Kind::Word(_));
        // Two words without a gap would be one.
        if !call[begin..].starts_with(&text) || (was_word && is_word && begin == at) {
            return None;
        }
        at = begin + text.len();
        was_word = is_word;
        leaves.push(Leaf {
            range: begin - inner_start..at - inner_start,
            span: piece.span,
        });
        if matches!(piece.kind, Kind::Punct('\'', _)) && text.len() > 1 {
            lifetime = Some(text);
        }
    }

    let inner_end = skip_trivia(call, at);
    let after = call[inner_end..].strip_prefix(closing)?;
    let after = after.strip_prefix(';').unwrap_or(after);
    (skip_trivia(after, 0) == after.len()).then_some(Proved {
        inner: inner_start..inner_end,
        leaves,
    })
}

/// The source text of a leaf, if it is also how the token is spelled: another macro may have
/// made a different token and given it this place.
fn spelled(piece: &Piece) -> Option<String> {
    let source = match &piece.kind {
        Kind::Doc(doc) => return doc.written(piece.span),
        Kind::Unwritten(_) => return None,
        _ => piece.span.source_text()?,
    };
    let is_same = match &piece.kind {
        Kind::Word(word) => source == *word,
        Kind::Punct('\'', _) => source.starts_with('\''),
        Kind::Punct(letter, _) | Kind::Open(letter) | Kind::Close(letter) => {
            source.strip_prefix(*letter) == Some("")
        }
        Kind::Doc(_) | Kind::Unwritten(_) => false,
    };
    is_same.then_some(source)
}

/// Where the delimiter that opens the call's input is, and the one that closes it: the first
/// after the `!` that follows the macro's path.
fn outer_delimiter(call: &str) -> Option<(usize, char)> {
    let mut at = skip_trivia(call, 0);
    let path_start = at;
    loop {
        let letter = call[at..].chars().next()?;
        if letter == '!' {
            break;
        }
        // A path is made of names, `::`, `$crate` and `r#name`.
        if !(letter.is_alphanumeric() || matches!(letter, '_' | ':' | '$' | '#')) {
            return None;
        }
        at = skip_trivia(call, at + letter.len_utf8());
    }
    if at == path_start {
        return None;
    }
    let opening = skip_trivia(call, at + 1);
    let closing = match call[opening..].chars().next()? {
        '{' => '}',
        '(' => ')',
        '[' => ']',
        _ => return None,
    };
    Some((opening, closing))
}

/// The first byte from `at` on that is neither blank nor in a comment that yields no token.
fn skip_trivia(text: &str, mut at: usize) -> usize {
    while let Some(letter) = text[at..].chars().next() {
        if is_blank(letter) {
            at += letter.len_utf8();
        } else if let Some(comment) = comment_at(text, at).filter(|comment| !comment.is_doc) {
            at = comment.end;
        } else {
            break;
        }
    }
    at
}

/// What Rust's lexer skips: Unicode's `Pattern_White_Space`.
fn is_blank(letter: char) -> bool {
    matches!(
        letter,
        '\t'..='\r' | ' ' | '\u{85}' | '\u{200E}' | '\u{200F}' | '\u{2028}' | '\u{2029}'
    )
}
