//! Deep text → shallow layers, so that the generated parser never recurses far.
//!
//! A level of nesting costs the generated parser many times the stack that it costs us. What lies
//! deeper than a few levels is therefore hidden behind one byte, and is parsed on its own when the
//! tree above it is built. Lengths stay as they are, and so do offsets.

use crate::syntax::layout::{ARMS_CLOSE, ARMS_OPEN, CLOSE, MATCH, OPEN};
use std::borrow::Cow;

/// How many levels are parsed at once.
const LAYER: usize = 8;
/// Stands for what is parsed later.
const DEFERRED: u8 = 0x12;

/// What an open level waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Bracket,
    /// `if`, until its `then`.
    Condition,
    /// `then`, until its `else`.
    Branch,
    /// A quantifier, until its `in`.
    Quantifier,
    /// The set of a quantifier, until its `:`.
    Set,
    /// `let`, until its `:=`.
    Local,
    /// The value of a `let`, until its `in`.
    Value,
    /// What a `match` looks at, until its arms.
    Scrutinee,
}

/// Hides what is nested deeper than one layer.
pub(super) fn shallow(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut levels: Vec<(Level, usize)> = Vec::new();
    let mut hidden: Vec<(usize, usize)> = Vec::new();
    let mut hide = |depth: usize, from: usize, to: usize| {
        if depth >= LAYER {
            // What lies inside is hidden with it.
            while hidden.last().is_some_and(|(start, _)| *start >= from) {
                hidden.pop();
            }
            hidden.push((from, to));
        }
    };
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'"' => at = end_of_text(bytes, at),
            ARMS_OPEN => {
                if let Some(&(Level::Scrutinee, from)) = levels.last() {
                    levels.pop();
                    hide(levels.len(), from, start);
                }
                levels.push((Level::Bracket, at));
            }
            b'(' | b'[' | b'{' | OPEN => levels.push((Level::Bracket, at)),
            b')' | b']' | b'}' | CLOSE | ARMS_CLOSE => {
                while let Some((level, from)) = levels.pop() {
                    if level == Level::Bracket {
                        hide(levels.len(), from, start);
                        break;
                    }
                }
            }
            // The set of a quantifier ends where the next local begins.
            b',' if matches!(levels.last(), Some((Level::Set, _))) => {
                if let Some((_, from)) = levels.pop() {
                    hide(levels.len(), from, start);
                }
                levels.push((Level::Quantifier, at));
            }
            b',' if matches!(levels.last(), Some((Level::Quantifier, _))) => {}
            b'\n' | b',' | b';' => {
                while levels
                    .last()
                    .is_some_and(|(level, _)| *level != Level::Bracket)
                {
                    levels.pop();
                }
            }
            b':' | b'=' if matches!(levels.last(), Some((Level::Local, _))) => {
                levels.pop();
                at += usize::from(bytes.get(at) == Some(&b'='));
                levels.push((Level::Value, at));
            }
            b':' if bytes.get(at) != Some(&b'=') => match levels.last().copied() {
                Some((Level::Set, from)) => {
                    levels.pop();
                    hide(levels.len(), from, start);
                }
                Some((Level::Condition, from)) => {
                    levels.pop();
                    hide(levels.len(), from, start);
                    levels.push((Level::Branch, at));
                }
                _ => {}
            },
            _ if continues_word(byte) || byte == MATCH => {
                while bytes.get(at).is_some_and(|byte| continues_word(*byte)) {
                    at += 1;
                }
                let last = levels.last().copied();
                match (&bytes[start..at], last) {
                    ([MATCH, ..], _) => levels.push((Level::Scrutinee, at)),
                    (b"if", _) => levels.push((Level::Condition, at)),
                    (b"forall" | b"exists", _) => levels.push((Level::Quantifier, at)),
                    // The `in` of a statement would be a membership test.
                    (b"let", _) if !begins_statement(bytes, start) => {
                        levels.push((Level::Local, at));
                    }
                    (b"in", Some((Level::Quantifier, _))) => {
                        levels.pop();
                        levels.push((Level::Set, at));
                    }
                    (b"in", Some((Level::Value, from)))
                    | (b"else", Some((Level::Branch, from))) => {
                        levels.pop();
                        hide(levels.len(), from, start);
                    }
                    (b"then", Some((Level::Condition, from))) => {
                        levels.pop();
                        hide(levels.len(), from, start);
                        levels.push((Level::Branch, at));
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut copy = bytes.to_vec();
    for (from, to) in hidden {
        if text[from..to].bytes().any(|byte| byte != b' ') {
            copy[from..to].fill(b' ');
            copy[from] = DEFERRED;
        }
    }
    String::from_utf8(copy).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Whether nothing stands before a word but what separates statements.
fn begins_statement(bytes: &[u8], word: usize) -> bool {
    let before = bytes[..word].iter().rev().find(|byte| **byte != b' ');
    before.is_none_or(|byte| matches!(*byte, b'\n' | b';' | b':' | 0x01 | OPEN | CLOSE))
}

fn continues_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Past the closing quote of a text whose opening quote lies before `at`.
fn end_of_text(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        at += match byte {
            b'\\' => 2,
            b'"' => return at + 1,
            _ => 1,
        };
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_deep_is_hidden_and_nothing_moves() {
        let shallow_text = "f(a, (b))";
        assert_eq!(shallow(shallow_text), shallow_text);
        let deep = format!("{}é + b{}", "(".repeat(10), ")".repeat(10));
        let hidden = shallow(&deep);
        assert_eq!(
            hidden,
            format!("{}\u{12}{}{}", "(".repeat(9), " ".repeat(7), ")".repeat(9))
        );
        assert_eq!(hidden.len(), deep.len());
        let branches = format!("{}c{}", "if a then ".repeat(10), " else b".repeat(10));
        assert_eq!(shallow(&branches).len(), branches.len());
        assert!(shallow(&branches).contains('\u{12}'));
    }
}
