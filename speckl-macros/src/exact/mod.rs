//! The tokens of a macro call → the exact text that the user wrote there.
//!
//! A spec has newlines that matter and comments that document; tokens have neither. Stable Rust shows
//! the source text of the whole macro call and of each token, so that the text can be had and be
//! *proved* to be the right one (`proof`). Where it is not to be had, a text is made
//! from the tokens and their lines and columns, and says so (`relay`).
//!
//! ```text
//! TokenStream ── piece ──▶ pieces ── proof ──▶ Exact
//!                                 └─ relay ──▶ Relaid, or Joined
//! ```
//!
//! The compiler reads the text; a finding of its goes back to the user's source by
//! [`ExactText::spans_of`].

mod doc;
mod piece;
mod position;
mod proof;
mod relay;
#[cfg(test)]
mod tests;

use std::ops::Range;

use proc_macro2::{Span, TokenStream};

use position::{Compiler, Positions};

/// How a text relates to what the user wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fidelity {
    /// It is what the user wrote, byte for byte (but for the compiler's reading of `\r\n` as `\n`).
    Exact,
    /// The tokens stand on the lines and columns where the user wrote them; comments other than
    /// doc comments are lost.
    Relaid,
    /// Only the order of the tokens is as written. Newlines are lost, so a place where a newline
    /// could matter must be refused. The only ones in the text are around doc comments.
    Joined,
}

/// A text, and the tokens that it is made of.
#[derive(Clone, Debug)]
pub struct ExactText {
    /// What is between the outer delimiters of the macro call.
    pub text: String,
    /// How much of it is as the user wrote it.
    pub fidelity: Fidelity,
    /// The tokens in it, by place. Their ranges do not overlap.
    pub leaves: Vec<Leaf>,
    /// The whole macro call: where a finding goes that has no token.
    pub call: Span,
}

/// One token in a text.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// Its place in the user's source.
    pub span: Span,
}

impl ExactText {
    /// The text that `input`, the input of a function-like macro, was written as.
    ///
    /// Works only while that macro is being expanded: it asks the compiler for the call's text.
    pub fn recover(input: TokenStream) -> Self {
        let call = Span::call_site();
        Self::recover_with(input, call, call.source_text().as_deref(), &Compiler)
    }

    fn recover_with(
        input: TokenStream,
        call: Span,
        call_text: Option<&str>,
        positions: &impl Positions,
    ) -> Self {
        let pieces = piece::pieces(input);
        let proved = call_text.and_then(|text| Some((text, proof::prove(text, &pieces)?)));
        if let Some((text, proved)) = proved {
            return Self {
                text: text[proved.inner].to_owned(),
                fidelity: Fidelity::Exact,
                leaves: proved.leaves,
                call,
            };
        }
        let start = positions.start(call);
        let call_place = call_text.map(|text| (start, start.after(text)));
        let made = relay::relay(&pieces, call_place, positions);
        Self {
            text: made.text,
            fidelity: made.fidelity,
            leaves: made.leaves,
            call,
        }
    }

    /// The spans of the first and the last token that `range`, in bytes of the text, touches. Where
    /// it touches none (a comment, the end of the text) it is the nearest one for both; where
    /// there is none at all, the whole macro call.
    pub fn spans_of(&self, range: Range<usize>) -> (Span, Span) {
        let first = self
            .leaves
            .partition_point(|leaf| leaf.range.end <= range.start);
        // An empty range stands for the character at that place.
        let end = range.end.max(range.start.saturating_add(1));
        let after_last = self.leaves.partition_point(|leaf| leaf.range.start < end);
        if let (Some(first), Some(last)) = (
            self.leaves[..after_last].get(first),
            self.leaves[..after_last].last(),
        ) {
            return (first.span, last.span);
        }
        let before = first
            .checked_sub(1)
            .and_then(|index| self.leaves.get(index));
        let nearest = match (before, self.leaves.get(first)) {
            (Some(before), Some(after)) => {
                let is_before = range.start - before.range.end <= after.range.start - end;
                Some(if is_before { before } else { after })
            }
            (before, after) => before.or(after),
        };
        let span = nearest.map_or(self.call, |leaf| leaf.span);
        (span, span)
    }
}
