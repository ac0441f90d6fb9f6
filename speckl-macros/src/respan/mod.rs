//! Generated Rust text + marks on its identifiers → tokens whose names are at home in the spec.
//!
//! The back end writes Rust as text, and the trace knows which spec element each name comes from.
//! The tokens are lexed from that very text; then a name that is marked gets the place of its
//! element, so that "go to definition" on `switch.flip()` lands on `action flip`. Tokens
//! lexed from a string do not say where in it they were, so the token stream and the text are
//! walked in step, name by name, and each pair must be equal.

mod words;

use std::ops::Range;

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};

use words::{Word, Words};

/// The tokens of `text`, with the identifiers at `marks` (bytes of `text`, in any order; with or
/// without `r#`) placed at the given spans. Names are resolved at the macro's call, wherever they
/// are placed.
///
/// # Errors
///
/// If `text` is no token stream, or a mark is not on an identifier, or text and
/// tokens do not go in step. The text itself may still be good: the caller can use its tokens
/// without marks.
pub fn respan(text: &str, marks: &[(Range<usize>, Span)]) -> Result<TokenStream, String> {
    let stream: TokenStream = text
        .parse()
        .map_err(|error| format!("the generated text does not lex: {error}"))?;
    if marks.is_empty() {
        return Ok(stream);
    }
    let call = Span::call_site();
    let mut pairing = Pairing::new(text, marks);
    let stream = place(stream, |name| {
        let mark = pairing.next(name)?;
        Ok(mark.map(|span| span.resolved_at(call)))
    })?;
    pairing.finish()?;
    Ok(stream)
}

/// Gives each identifier of `stream` the span that `span_of` has for it, if any. Groups that hold
/// no such identifier stay as they are.
fn place(
    stream: TokenStream,
    mut span_of: impl FnMut(&Ident) -> Result<Option<Span>, String>,
) -> Result<TokenStream, String> {
    struct Level {
        group: Option<Group>,
        trees: proc_macro2::token_stream::IntoIter,
        done: Vec<TokenTree>,
        is_changed: bool,
    }
    let level = |group: Option<Group>, stream: TokenStream| Level {
        group,
        trees: stream.into_iter(),
        done: Vec::new(),
        is_changed: false,
    };
    // A stack of our own: generated code may nest as deeply as the spec does.
    let mut outer: Vec<Level> = Vec::new();
    let mut current = level(None, stream);
    loop {
        match current.trees.next() {
            Some(TokenTree::Group(group)) => {
                let inner = group.stream();
                outer.push(std::mem::replace(&mut current, level(Some(group), inner)));
            }
            Some(TokenTree::Ident(mut ident)) => {
                if let Some(span) = span_of(&ident)? {
                    ident.set_span(span);
                    current.is_changed = true;
                }
                current.done.push(TokenTree::Ident(ident));
            }
            Some(tree) => current.done.push(tree),
            None => {
                let (Some(group), Some(next)) = (current.group.take(), outer.pop()) else {
                    return Ok(TokenStream::from_iter(current.done));
                };
                let finished = std::mem::replace(&mut current, next);
                current.is_changed |= finished.is_changed;
                current.done.push(TokenTree::Group(if finished.is_changed {
                    with_stream(&group, finished.done)
                } else {
                    group
                }));
            }
        }
    }
}

fn with_stream(group: &Group, trees: Vec<TokenTree>) -> Group {
    let mut changed = Group::new(group.delimiter(), TokenStream::from_iter(trees));
    changed.set_span(group.span());
    changed
}

/// The identifiers of the text, handed out in order, with their marks.
struct Pairing<'text, Mark> {
    text: &'text str,
    words: Words<'text>,
    /// Sorted; those before `next_mark` have been handed out.
    marks: Vec<&'text (Range<usize>, Mark)>,
    next_mark: usize,
}

impl<'text, Mark: Copy> Pairing<'text, Mark> {
    fn new(text: &'text str, marks: &'text [(Range<usize>, Mark)]) -> Self {
        let mut marks: Vec<_> = marks.iter().collect();
        marks.sort_by_key(|(range, _)| range.start);
        Self {
            text,
            words: Words::new(text),
            marks,
            next_mark: 0,
        }
    }

    /// Pairs the next identifier of the tokens with the next one of the text: its mark, if any.
    fn next(&mut self, ident: &Ident) -> Result<Option<Mark>, String> {
        let name = ident.to_string();
        let range = match self.words.next() {
            None => return Err(format!("`{name}` is not in the generated text")),
            Some(Word::Doc) if name == "doc" => return Ok(None),
            Some(Word::Doc) => return Err(format!("`{name}` where a doc comment is")),
            Some(Word::Written(range)) => range,
        };
        let written = &self.text[range.clone()];
        // The compiler normalizes names that are not ASCII.
        if name != written && (name.is_ascii() || written.is_ascii()) {
            return Err(format!("`{name}` where the text has `{written}`"));
        }
        let Some((marked, mark)) = self.marks.get(self.next_mark) else {
            return Ok(None);
        };
        if marked.start >= range.end {
            return Ok(None);
        }
        let bare_start = range.start + if written.starts_with("r#") { 2 } else { 0 };
        if (marked.start != range.start && marked.start != bare_start) || marked.end != range.end {
            return Err(misplaced(marked));
        }
        self.next_mark += 1;
        Ok(Some(*mark))
    }

    /// Whether all is used up.
    fn finish(mut self) -> Result<(), String> {
        if let Some(word) = self.words.next() {
            return Err(match word {
                Word::Written(range) => format!("no token for `{}`", &self.text[range]),
                Word::Doc => "no token for a doc comment".to_owned(),
            });
        }
        match self.marks.get(self.next_mark) {
            Some((range, _)) => Err(misplaced(range)),
            None => Ok(()),
        }
    }
}

fn misplaced(range: &Range<usize>) -> String {
    format!(
        "the mark at bytes {}..{} is not on one identifier",
        range.start, range.end
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names in `text` that `marks` give a mark, as the tokens of `text` get them.
    fn marked(text: &str, marks: &[(Range<usize>, u32)]) -> Result<Vec<(String, u32)>, String> {
        let mut pairing = Pairing::new(text, marks);
        let mut found = Vec::new();
        let stream = text.parse().map_err(|error| format!("{error}"))?;
        let placed = place(stream, |ident| {
            let mark = pairing.next(ident)?;
            found.extend(mark.map(|mark| (ident.to_string(), mark)));
            Ok(mark.map(|_| Span::call_site()))
        })?;
        pairing.finish()?;
        let again: TokenStream = text.parse().map_err(|error| format!("{error}"))?;
        assert_eq!(placed.to_string(), again.to_string());
        Ok(found)
    }

    fn range_of(text: &str, name: &str) -> Range<usize> {
        let start = text.find(name).unwrap_or(text.len());
        start..start + name.len()
    }

    #[test]
    fn marks_find_their_identifiers() {
        let text = "/// Turns flip on.\npub fn flip(r#type: &'a str) -> u8 { \"flip\"; 1u8.on() }";
        let marks = [
            (
                range_of(text, "on()").start..range_of(text, "on()").end - 2,
                3,
            ),
            (
                range_of(text, "flip(").start..range_of(text, "flip(").end - 1,
                1,
            ),
            (range_of(text, "r#type"), 2),
        ];
        assert_eq!(
            marked(text, &marks),
            Ok(vec![
                ("flip".to_owned(), 1),
                ("r#type".to_owned(), 2),
                ("on".to_owned(), 3)
            ])
        );
        let bare = [(range_of(text, "type"), 7)];
        assert_eq!(marked(text, &bare), Ok(vec![("r#type".to_owned(), 7)]));
    }

    #[test]
    fn a_mark_that_is_on_no_identifier_is_an_error() {
        let text = "fn flip() { \"on\" }";
        for range in [3..6, 2..7, 4..7, 7..8, 13..15, 90..95, 3..9, 18..18] {
            assert!(marked(text, &[(range.clone(), 0)]).is_err(), "{range:?}");
        }
        assert!(marked(text, &[(3..7, 0), (3..7, 1)]).is_err());
    }

    #[test]
    fn text_that_goes_out_of_step_is_an_error() {
        let marks: [(Range<usize>, u32); 0] = [];
        for (text, tokens) in [
            ("a b", "a c"),
            ("a", "a b"),
            ("a b", "a"),
            ("/// a\nb", "x b"),
        ] {
            let mut pairing = Pairing::new(text, &marks);
            let stream: TokenStream = tokens.parse().unwrap_or_default();
            let placed = place(stream, |ident| pairing.next(ident).map(|_| None::<Span>));
            assert!(placed.is_err() || pairing.finish().is_err(), "{text}");
        }
    }
}
