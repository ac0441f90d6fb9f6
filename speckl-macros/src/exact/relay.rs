//! Leaves → a text made from them, where the text that was written cannot be had.
//!
//! Where the leaves have good positions, each is put on its own line and column again: newlines
//! and indentation are as written, only comments are lost. Where they have none (some language
//! servers), or stand in several places at once (half from a `macro_rules!`, half from its
//! caller), they are joined with blanks, and newlines are not to be had.

use proc_macro2::Spacing;

use super::piece::{Kind, Piece};
use super::position::{Position, Positions};
use super::{Fidelity, Leaf};

/// No gap is laid out wider or higher than this, whatever a host claims its positions are.
const WIDEST_GAP: usize = 1000;

/// A text that was made.
#[derive(Debug)]
pub struct Made {
    /// The text.
    pub text: String,
    /// How it was made: never [`Fidelity::Exact`].
    pub fidelity: Fidelity,
    /// The leaves in it.
    pub leaves: Vec<Leaf>,
}

/// Makes a text of `pieces`. `call` is where the macro call begins and ends, if that is known.
pub fn relay(
    pieces: &[Piece],
    call: Option<(Position, Position)>,
    positions: &impl Positions,
) -> Made {
    let texts: Vec<String> = pieces.iter().map(spelling).collect();
    let starts = places(pieces, &texts, call, positions);
    let mut writer = Writer::default();
    let mut end: Option<Position> = None;
    let mut previous: Option<(&Piece, &str)> = None;
    for (index, (piece, text)) in pieces.iter().zip(&texts).enumerate() {
        if let Kind::Unwritten(letter) = piece.kind {
            writer.unwritten(letter);
            continue;
        }
        if let Some(starts) = &starts {
            let start = starts[index];
            writer.move_to(end, start);
            end = Some(start.after(text));
        } else if previous.is_some_and(|previous| !touches(previous, piece, positions)) {
            writer.blank();
        }
        previous = Some((piece, text));
        writer.leaf(piece, text, starts.is_none());
    }
    Made {
        text: writer.text,
        fidelity: if starts.is_some() {
            Fidelity::Relaid
        } else {
            Fidelity::Joined
        },
        leaves: writer.leaves,
    }
}

/// How a piece is spelled in a text.
fn spelling(piece: &Piece) -> String {
    match &piece.kind {
        Kind::Word(word) => word.clone(),
        Kind::Punct(letter, _)
        | Kind::Open(letter)
        | Kind::Close(letter)
        | Kind::Unwritten(letter) => letter.to_string(),
        Kind::Doc(doc) => doc.written(piece.span).unwrap_or_else(|| doc.as_lines()),
    }
}

/// Where each piece begins, if the places are fit to lay out a text: in one file, one after the
/// other, and all inside the macro call or all outside of it. Otherwise a newline between two
/// of them says nothing of what the user wrote.
fn places(
    pieces: &[Piece],
    texts: &[String],
    call: Option<(Position, Position)>,
    positions: &impl Positions,
) -> Option<Vec<Position>> {
    let is_inside =
        |start: Position| call.is_some_and(|(from, until)| from <= start && start < until);
    let mut starts = Vec::with_capacity(pieces.len());
    let mut previous: Option<(Position, Position, bool, String)> = None;
    for (piece, text) in pieces.iter().zip(texts) {
        let mut start = positions.start(piece.span);
        if matches!(piece.kind, Kind::Unwritten(_)) {
            starts.push(start);
            continue;
        }
        if !start.is_real() {
            return None;
        }
        let file = positions.file(piece.span);
        let inside = is_inside(start);
        if let Some((begun, end, was_inside, was_in)) = &previous {
            let quote_end = begun.after("'");
            // The compiler gives the quote and the name of a lifetime the same span.
            if start == *begun && *end == quote_end && starts_lifetime(pieces, starts.len()) {
                start = quote_end;
            }
            if start < *end || file != *was_in || inside != *was_inside {
                return None;
            }
        }
        starts.push(start);
        previous = Some((start, start.after(text), inside, file));
    }
    Some(starts)
}

/// Whether two pieces that are joined have nothing between them.
///
/// The body of a `macro_rules!` loses that `:=` is joint, since Rust has no such operator; where
/// the two have places that touch, that tells it.
fn touches(before: (&Piece, &str), after: &Piece, positions: &impl Positions) -> bool {
    let (before, text) = before;
    match (&before.kind, &after.kind) {
        // Whatever the positions claim: the one would swallow the other.
        (Kind::Word(_), Kind::Word(_)) | (Kind::Doc(_), _) => return false,
        _ => {}
    }
    matches!(before.kind, Kind::Punct(_, Spacing::Joint))
        || (positions.start(before.span).after(text) == positions.start(after.span)
            && positions.file(before.span) == positions.file(after.span))
}

/// Whether the piece before `index` is the quote of a lifetime.
fn starts_lifetime(pieces: &[Piece], index: usize) -> bool {
    let before = index.checked_sub(1).and_then(|before| pieces.get(before));
    before.is_some_and(|piece| matches!(piece.kind, Kind::Punct('\'', Spacing::Joint)))
}

#[derive(Default)]
struct Writer {
    text: String,
    leaves: Vec<Leaf>,
    /// Parentheses to be written right before the next leaf: after the gap, not before it, lest
    /// they turn the end of a line into a call.
    opening: String,
    /// Whether a `//` comment is open, so that only a newline can follow.
    is_in_comment: bool,
}

impl Writer {
    /// Lays out the gap between the end of one leaf and the start of the next.
    fn move_to(&mut self, end: Option<Position>, start: Position) {
        let end = end.unwrap_or(Position {
            line: start.line,
            column: 1,
        });
        let mut lines = (start.line - end.line).min(WIDEST_GAP);
        let mut columns = start.column - 1;
        if lines == 0 && self.is_in_comment {
            lines = 1;
        } else if lines == 0 {
            columns = start.column.saturating_sub(end.column);
        }
        self.text.extend(std::iter::repeat_n('\n', lines));
        self.text
            .extend(std::iter::repeat_n(' ', columns.min(WIDEST_GAP)));
        self.is_in_comment = false;
    }

    /// Keeps two leaves apart that have no place.
    fn blank(&mut self) {
        self.text.push(if self.is_in_comment { '\n' } else { ' ' });
        self.is_in_comment = false;
    }

    /// A parenthesis of a group that has no delimiters of its own.
    fn unwritten(&mut self, letter: char) {
        if letter == '(' {
            self.opening.push(letter);
        } else {
            self.text.push(letter);
        }
    }

    fn leaf(&mut self, piece: &Piece, text: &str, is_joined: bool) {
        self.text.push_str(&self.opening);
        self.opening.clear();
        if matches!(piece.kind, Kind::Doc(_)) {
            // A doc comment stands before a declaration, so a newline is always right there.
            if is_joined && !self.text.is_empty() {
                self.text.push('\n');
            }
            self.is_in_comment = text.starts_with("//");
        }
        let begin = self.text.len();
        self.text.push_str(text);
        self.leaves.push(Leaf {
            range: begin..self.text.len(),
            span: piece.span,
        });
    }
}
