//! Boundaries → specs and the chunks of text that hold one declaration each.
//!
//! Each chunk is parsed alone, so that an error in one declaration leaves the others as they are.

use super::keyword::{Keyword, Tokens};
use super::layout::Boundary;
use std::ops::Range;

/// The text of one declaration.
#[derive(Clone, Debug)]
pub(super) struct Chunk {
    /// What begins here; none where no declaration can be recognised.
    pub keyword: Option<Keyword>,
    /// Its bytes, without the separator after it.
    pub bytes: Range<usize>,
    /// Its tokens.
    pub tokens: Range<usize>,
}

/// The text of one spec.
#[derive(Clone, Debug)]
pub(super) struct SpecPart {
    /// The bytes of the name.
    pub name: Range<usize>,
    /// All its bytes.
    pub bytes: Range<usize>,
    pub chunks: Vec<Chunk>,
}

/// What a file is made of.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub specs: Vec<SpecPart>,
    /// What stands before the first spec or after a closed one.
    pub outside: Vec<Chunk>,
}

/// Groups the boundaries of a file.
pub(super) fn split(tokens: &Tokens<'_>, boundaries: &[Boundary]) -> Parts {
    let mut parts = Parts::default();
    let mut inside = false;
    let first = boundaries
        .first()
        .map_or(tokens.list.len(), |boundary| boundary.token);
    parts.outside.extend(chunk(tokens, None, 0..first));
    for (index, boundary) in boundaries.iter().enumerate() {
        let end = boundaries
            .get(index + 1)
            .map_or(tokens.list.len(), |boundary| boundary.token);
        let start = boundary.token;
        let found = match boundary.keyword {
            Some(Keyword::Spec) => {
                let mut after = start + 2;
                if tokens.str(after) == "{" {
                    after += 1;
                }
                let name = &tokens.list[start + 1];
                parts.specs.push(SpecPart {
                    name: name.start..name.end,
                    bytes: tokens.list[start].start..name.end,
                    chunks: Vec::new(),
                });
                inside = true;
                chunk(tokens, None, after.min(end)..end)
            }
            Some(keyword) => chunk(tokens, Some(keyword), start..end),
            None => {
                if let Some(spec) = parts.specs.last_mut() {
                    spec.bytes.end = tokens.list[start].end;
                }
                inside = false;
                chunk(tokens, None, start + 1..end)
            }
        };
        let Some(found) = found else { continue };
        match parts.specs.last_mut().filter(|_| inside) {
            Some(spec) => {
                spec.bytes.end = found.bytes.end;
                spec.chunks.push(found);
            }
            None => parts.outside.push(found),
        }
    }
    parts
}

fn chunk(tokens: &Tokens<'_>, keyword: Option<Keyword>, mut range: Range<usize>) -> Option<Chunk> {
    while !range.is_empty() && matches!(tokens.str(range.end - 1), ";" | ",") {
        range.end -= 1;
    }
    while !range.is_empty() && matches!(tokens.str(range.start), ";" | ",") {
        range.start += 1;
    }
    if range.is_empty() {
        return None;
    }
    Some(Chunk {
        keyword,
        bytes: tokens.list[range.start].start..tokens.list[range.end - 1].end,
        tokens: range,
    })
}
