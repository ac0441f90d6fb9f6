//! Token trees → a flat list of pieces, in the order of the source.
//!
//! A piece is what a lexer of specs would see as one lexeme or less: a word, a literal, one
//! character of punctuation, a delimiter, or a whole doc comment (which the compiler hands over
//! as the tokens of a `#[doc = "…"]` attribute, all with the span of the comment).

use proc_macro2::{Delimiter, Group, Spacing, Span, TokenStream, TokenTree};

use super::doc::{self, Doc};

/// One leaf of the token tree.
#[derive(Clone, Debug)]
pub struct Piece {
    /// What it is, and how it is spelled.
    pub kind: Kind,
    /// Where it is.
    pub span: Span,
}

/// The kinds of leaf.
#[derive(Clone, Debug)]
pub enum Kind {
    /// An identifier or a literal, as it is spelled.
    Word(String),
    /// One character of punctuation, and whether the next piece follows with nothing between.
    Punct(char, Spacing),
    /// An opening delimiter.
    Open(char),
    /// A closing delimiter.
    Close(char),
    /// A doc comment.
    Doc(Doc),
    /// A parenthesis that nobody wrote. A `macro_rules!` fragment such as `$e:expr` is one
    /// operand however many operators are in it; spelled out, it needs parentheses to stay one.
    Unwritten(char),
}

/// The leaves of `input`, in order.
pub fn pieces(input: TokenStream) -> Vec<Piece> {
    let mut pieces = Vec::new();
    // A stack of our own: the nesting is the user's, and must not become ours.
    let mut stack = vec![(input.into_iter().collect::<Vec<_>>().into_iter(), None)];
    while let Some((trees, close)) = stack.last_mut() {
        let Some(tree) = trees.next() else {
            pieces.extend(close.take());
            stack.pop();
            continue;
        };
        if let Some((found, length)) = doc::fold(&tree, trees.as_slice()) {
            pieces.push(Piece {
                kind: Kind::Doc(found),
                span: tree.span(),
            });
            trees.nth(length - 1);
            continue;
        }
        let span = tree.span();
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = ends(&group);
                pieces.extend(open);
                let inner = group.stream().into_iter().collect::<Vec<_>>();
                stack.push((inner.into_iter(), close));
            }
            TokenTree::Punct(punct) => pieces.push(Piece {
                kind: Kind::Punct(punct.as_char(), punct.spacing()),
                span,
            }),
            TokenTree::Ident(ident) => pieces.push(Piece {
                kind: Kind::Word(ident.to_string()),
                span,
            }),
            TokenTree::Literal(literal) => pieces.push(Piece {
                kind: Kind::Word(literal.to_string()),
                span,
            }),
        }
    }
    pieces
}

/// The pieces that open and close a group, if it needs any.
fn ends(group: &Group) -> (Option<Piece>, Option<Piece>) {
    let (open, close) = match group.delimiter() {
        Delimiter::Parenthesis => (Kind::Open('('), Kind::Close(')')),
        Delimiter::Brace => (Kind::Open('{'), Kind::Close('}')),
        Delimiter::Bracket => (Kind::Open('['), Kind::Close(']')),
        Delimiter::None if has_operator(group) => (Kind::Unwritten('('), Kind::Unwritten(')')),
        Delimiter::None => return (None, None),
    };
    let piece = |kind, span| Some(Piece { kind, span });
    (
        piece(open, group.span_open()),
        piece(close, group.span_close()),
    )
}

/// Whether the meaning of what is in the group could change if its neighbours saw into it.
/// A type (`Set(Int)`) or a path must not be put in parentheses without need.
fn has_operator(group: &Group) -> bool {
    group.stream().into_iter().any(|tree| {
        matches!(tree, TokenTree::Punct(punct) if !matches!(punct.as_char(), '.' | ':' | '\''))
    })
}
