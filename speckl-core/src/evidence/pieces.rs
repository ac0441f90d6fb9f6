//! Pieces of generated files: lines or bytes that share their origins, and the proof that a file
//! consists of nothing else.

use super::{File, Role};
use crate::emit::trace::{Origin, Rule};
use crate::emit::{Artifact, Map};
use crate::model::{ElementId, Model};
use std::ops::Range;

/// A piece of a generated file.
#[derive(Clone, Debug)]
pub(super) struct Piece<'a> {
    /// The first and the last line, both from 1; a binary has none.
    pub lines: Option<(u32, u32)>,
    /// The bytes.
    pub bytes: Range<usize>,
    origins: &'a [Origin],
}

impl<'a> Piece<'a> {
    /// The elements that it comes from.
    pub(super) fn elements(&self) -> impl Iterator<Item = ElementId> + use<'a> {
        self.origins.iter().filter_map(|origin| match origin {
            Origin::Element(id) => Some(*id),
            Origin::Rule(_) => None,
        })
    }

    /// Their ids.
    pub(super) fn element_ids<'m>(&self, model: &'m Model) -> Vec<&'m str> {
        self.elements()
            .map(|id| model.element(id).id.as_str())
            .collect()
    }

    /// The rule that put it there, where no element did.
    pub(super) fn rule(&self) -> Option<String> {
        if self.elements().next().is_some() {
            return None;
        }
        let names: Vec<&str> = self
            .origins
            .iter()
            .filter_map(|origin| match origin {
                Origin::Rule(rule) => Some(Rule::name(*rule)),
                Origin::Element(_) => None,
            })
            .collect();
        Some(names.join("+"))
    }

    /// `lines 41-44`, `bytes 120-168`: the words for people. Bytes are counted from 0, the end
    /// excluded.
    pub(super) fn place(&self) -> String {
        match self.lines {
            Some((first, last)) if first == last => format!("line {first}"),
            Some((first, last)) => format!("lines {first}-{last}"),
            None => format!("bytes {}-{}", self.bytes.start, self.bytes.end),
        }
    }
}

/// All pieces of a file, in order. A file that is not generated code has none.
pub(super) fn pieces<'a>(file: &File<'a>) -> Vec<Piece<'a>> {
    let Some(artifact) = file.artifact else {
        return Vec::new();
    };
    match &artifact.map {
        Map::Lines(groups) => {
            let starts = line_starts(file.bytes);
            let start_of = |line: u32| {
                starts
                    .get(line as usize - 1)
                    .copied()
                    .unwrap_or(file.bytes.len())
            };
            groups
                .iter()
                .map(|group| Piece {
                    lines: Some((group.first, group.last)),
                    bytes: start_of(group.first.max(1))..start_of(group.last.saturating_add(1)),
                    origins: &group.origins,
                })
                .collect()
        }
        Map::Bytes(groups) => groups
            .iter()
            .map(|group| Piece {
                lines: None,
                bytes: group.range.start as usize..group.range.end as usize,
                origins: &group.origins,
            })
            .collect(),
        Map::None => Vec::new(),
    }
}

/// How many lines a text has; what follows the last newline is one only if there is something.
pub(super) fn line_count(bytes: &[u8]) -> u32 {
    line_starts(bytes).len() as u32
}

/// The byte at which each line starts.
fn line_starts(bytes: &[u8]) -> Vec<usize> {
    let after_newlines = bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .map(|(at, _)| at + 1);
    let mut starts: Vec<usize> = std::iter::once(0).chain(after_newlines).collect();
    starts.pop_if(|start| *start == bytes.len());
    starts
}

/// A part of an artifact that its map does not explain, or explains twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// These lines, from 1, both included.
    Lines(u32, u32),
    /// These bytes, from 0, the end excluded.
    Bytes(u32, u32),
}

/// Lines as half-open ranges from 1, bytes as such from 0: so both can be walked alike.
type Groups<'a> = Vec<(u32, u32, &'a [Origin])>;

/// What the map of an artifact leaves unexplained: nothing, if all is well. Overlaps, pieces past
/// the end and pieces without an origin count as unexplained too.
pub fn uncovered(artifact: &Artifact) -> Vec<Gap> {
    let file = File::of(artifact);
    let (first, end, groups): (u32, u32, Groups<'_>) = match &artifact.map {
        Map::Lines(groups) => (
            1,
            line_count(file.bytes) + 1,
            groups
                .iter()
                .map(|group| (group.first, group.last.saturating_add(1), &*group.origins))
                .collect(),
        ),
        Map::Bytes(groups) => (
            0,
            file.bytes.len() as u32,
            groups
                .iter()
                .map(|group| (group.range.start, group.range.end, &*group.origins))
                .collect(),
        ),
        Map::None if file.role() == Role::Code => (0, file.bytes.len() as u32, Vec::new()),
        Map::None => return Vec::new(),
    };
    let by_lines = matches!(artifact.map, Map::Lines(_));
    let gap = |start: u32, end: u32| {
        if by_lines {
            Gap::Lines(start, end - 1)
        } else {
            Gap::Bytes(start, end)
        }
    };
    let mut gaps = Vec::new();
    let mut at = first;
    for (start, stop, origins) in groups {
        if start > at {
            gaps.push(gap(at, start));
        }
        if start < stop && (start < at || stop > end || origins.is_empty()) {
            gaps.push(gap(start, stop));
        }
        at = at.max(stop);
    }
    if at < end {
        gaps.push(gap(at, end));
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::trace::LineGroup;
    use crate::emit::{ArtifactKind, ByteGroup};

    fn artifact(bytes: &[u8], map: Map) -> Artifact {
        Artifact {
            kind: ArtifactKind::Rust,
            file_name: "a.rs".to_owned(),
            bytes: bytes.to_vec(),
            map,
            marks: Vec::new(),
        }
    }

    fn lines(first: u32, last: u32) -> LineGroup {
        LineGroup {
            first,
            last,
            origins: vec![Rule::Header.into()],
        }
    }

    #[test]
    fn a_missing_line_is_found() {
        let text = b"a\nb\nc\n";
        let whole = artifact(text, Map::Lines(vec![lines(1, 2), lines(3, 3)]));
        assert_eq!(uncovered(&whole), []);
        let holed = artifact(text, Map::Lines(vec![lines(1, 1), lines(3, 3)]));
        assert_eq!(uncovered(&holed), [Gap::Lines(2, 2)]);
        let beyond = artifact(text, Map::Lines(vec![lines(1, 4)]));
        assert_eq!(uncovered(&beyond), [Gap::Lines(1, 4)]);
        let twice = artifact(text, Map::Lines(vec![lines(1, 3), lines(2, 3)]));
        assert_eq!(uncovered(&twice), [Gap::Lines(2, 3)]);
        assert_eq!(uncovered(&artifact(text, Map::None)), [Gap::Bytes(0, 6)]);
    }

    #[test]
    fn a_missing_byte_is_found() {
        let group = |range, origins| ByteGroup { range, origins };
        let rule = vec![Origin::from(Rule::ModuleFrame)];
        let holed = artifact(
            b"abcd",
            Map::Bytes(vec![group(0..2, rule.clone()), group(3..4, vec![])]),
        );
        assert_eq!(uncovered(&holed), [Gap::Bytes(2, 3), Gap::Bytes(3, 4)]);
    }

    #[test]
    fn lines_know_their_bytes() {
        let text = "é\n\nb";
        let made = artifact(text.as_bytes(), Map::Lines(vec![lines(1, 1), lines(2, 3)]));
        let ranges: Vec<_> = pieces(&File::of(&made))
            .into_iter()
            .map(|p| p.bytes)
            .collect();
        assert_eq!(ranges, [0..3, 3..5]);
        assert_eq!(line_count(text.as_bytes()), 3);
    }
}
