//! One logical line, as pieces of text with places where it may be broken → lines.
//!
//! Pieces lie flat in a vector, and groups are pairs of marks in it, so that nothing here recurses
//! however deep an expression is. A group is printed on one line if it fits, and is otherwise broken at
//! every one of its places.

use std::fmt::Write as _;

/// A piece of a line.
enum Piece {
    Text(String),
    /// A group begins.
    Open,
    /// A group ends.
    Close,
    /// A place to break the innermost group at; this where it stays whole.
    Break(&'static str),
    /// A newline in any case.
    Hard,
    /// The groups around this are broken in any case.
    Force,
    Indent,
    Dedent,
}

/// The pieces of a line so far.
#[derive(Default)]
pub(super) struct Doc {
    pieces: Vec<Piece>,
}

impl Doc {
    pub fn text(&mut self, text: &str) {
        if let Some(Piece::Text(last)) = self.pieces.last_mut() {
            last.push_str(text);
        } else {
            self.pieces.push(Piece::Text(text.to_owned()));
        }
    }

    pub fn open(&mut self) {
        self.pieces.push(Piece::Open);
    }

    pub fn close(&mut self) {
        self.pieces.push(Piece::Close);
    }

    pub fn indent(&mut self) {
        self.pieces.push(Piece::Indent);
    }

    pub fn dedent(&mut self) {
        self.pieces.push(Piece::Dedent);
    }

    pub fn brk(&mut self, flat: &'static str) {
        self.pieces.push(Piece::Break(flat));
    }

    pub fn hard(&mut self) {
        self.pieces.push(Piece::Hard);
    }

    pub fn force(&mut self) {
        self.pieces.push(Piece::Force);
    }

    /// The lines, the first without its indentation and the last without a newline.
    pub fn render(&self, level: usize, width: usize) -> String {
        let measures = Measures::of(&self.pieces);
        let mut out = String::new();
        let mut column = level * 2;
        let mut level = level;
        let mut broken: Vec<bool> = Vec::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            match piece {
                Piece::Text(text) => {
                    out.push_str(text);
                    column = match text.rsplit_once('\n') {
                        Some((_, last)) => last.chars().count(),
                        None => column + text.chars().count(),
                    };
                }
                Piece::Open => {
                    let fits = column.saturating_add(measures.needed(index)) <= width;
                    let inside_whole = broken.last() == Some(&false);
                    broken.push(!inside_whole && (measures.is_forced(index) || !fits));
                }
                Piece::Close => {
                    broken.pop();
                }
                Piece::Break(flat) if broken.last() != Some(&true) => {
                    out.push_str(flat);
                    column += flat.len();
                }
                Piece::Break(_) | Piece::Hard => {
                    out.truncate(out.trim_end_matches(' ').len());
                    let _ = write!(out, "\n{:1$}", "", level * 2);
                    column = level * 2;
                }
                Piece::Force => {}
                Piece::Indent => level += 1,
                Piece::Dedent => level = level.saturating_sub(1),
            }
        }
        out
    }
}

/// How long what is, were it on one line.
struct Measures {
    /// Before each piece, the width and the number of forced newlines so far.
    before: Vec<(usize, usize)>,
    /// For each piece that opens a group, where the group ends.
    end: Vec<usize>,
    /// From each piece to the next place where the line may be broken.
    rest: Vec<usize>,
}

impl Measures {
    fn of(pieces: &[Piece]) -> Self {
        let count = pieces.len();
        let mut before = Vec::with_capacity(count + 1);
        let mut end = vec![count; count];
        let mut open = Vec::new();
        let mut so_far = (0_usize, 0_usize);
        for (index, piece) in pieces.iter().enumerate() {
            before.push(so_far);
            match piece {
                Piece::Text(text) => so_far.0 += text.chars().count(),
                Piece::Break(flat) => so_far.0 += flat.len(),
                Piece::Hard | Piece::Force => so_far.1 += 1,
                Piece::Open => open.push(index),
                Piece::Close => {
                    if let Some(start) = open.pop() {
                        end[start] = index;
                    }
                }
                Piece::Indent | Piece::Dedent => {}
            }
        }
        before.push(so_far);
        let mut rest = vec![0; count + 1];
        for (index, piece) in pieces.iter().enumerate().rev() {
            rest[index] = match piece {
                Piece::Break(_) | Piece::Hard => 0,
                Piece::Text(text) => rest[index + 1] + text.chars().count(),
                _ => rest[index + 1],
            };
        }
        Self { before, end, rest }
    }

    /// The width of a group and of what cannot be parted from it.
    fn needed(&self, open: usize) -> usize {
        let end = self.end[open];
        self.before[end].0 - self.before[open].0 + self.rest[end]
    }

    fn is_forced(&self, open: usize) -> bool {
        self.before[self.end[open]].1 > self.before[open].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_whole_or_broken_at_every_place() {
        let mut doc = Doc::default();
        doc.text("f(");
        doc.open();
        doc.indent();
        doc.brk("");
        doc.text("one,");
        doc.brk(" ");
        doc.text("two");
        doc.dedent();
        doc.brk("");
        doc.close();
        doc.text(") + 1");
        assert_eq!(doc.render(0, 15), "f(one, two) + 1");
        assert_eq!(doc.render(0, 14), "f(\n  one,\n  two\n) + 1");
        assert_eq!(doc.render(1, 16), "f(\n    one,\n    two\n  ) + 1");
    }
}
