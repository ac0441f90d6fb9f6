//! The source map of the TypeScript class (ECMA-426, the stable parts of version 3): a debugger that
//! steps through the class shows the spec. The Wasm module has its map from here too.
//!
//! Every generated line that comes from an element maps, at its first column that is not blank, to the
//! element's first character; names that carry a span map exactly. Columns are counted in UTF-16 units,
//! as the standard asks. Where lines that come from no element begin, a segment without a source says
//! so, lest a debugger take them for a part of what stands before them.

use super::json_text::quoted;
use super::trace::{LineGroup, Origin};
use super::{Artifact, ArtifactKind, Map, Subject};
use crate::model::ElementId;
use crate::source::{SourceFile, Span};
use std::collections::BTreeMap;

/// Makes the map of the class.
pub fn emit(subject: &Subject<'_>, class: &Artifact) -> Artifact {
    let json = json(subject, &class.file_name, &segments(subject, class));
    Artifact::document(subject.model, ArtifactKind::SourceMap, json.into_bytes())
}

/// A map from a file into the spec, as JSON. The spec is named as it lies beside the file, and its
/// text is in the map too.
pub(super) fn json(subject: &Subject<'_>, file_name: &str, segments: &Segments) -> String {
    let model = subject.model;
    let source = super::spec_file(model);
    format!(
        "{{\"version\":3,\"file\":{},\"sources\":[{}],\"sourcesContent\":[{}],\"names\":[],\"mappings\":{}}}\n",
        quoted(file_name),
        quoted(&source),
        quoted(subject.sources.file(model.file).text()),
        quoted(&encode(segments)),
    )
}

/// A place in a text: line and column, both from 0.
pub(super) type Place = (u32, u32);

/// What stands in the spec for what begins at a place of the file; nothing, where nothing does.
pub(super) type Segments = BTreeMap<Place, Option<Place>>;

fn segments(subject: &Subject<'_>, class: &Artifact) -> Segments {
    let spec = subject.sources.file(subject.model.file);
    let text = class.text();
    let groups: &[LineGroup] = match &class.map {
        Map::Lines(groups) => groups,
        Map::Bytes(_) | Map::None => &[],
    };
    let file = subject.model.file;
    let lines: Vec<&str> = text.split('\n').collect();
    let mut segments = Segments::new();
    for group in groups {
        let Some(span) = most_specific(subject, &group.origins) else {
            segments.insert((group.first - 1, 0), None);
            continue;
        };
        let target = place(spec, span);
        for line in group.first..=group.last {
            let content = lines.get(line as usize - 1).copied().unwrap_or("");
            let indentation = content.len() - content.trim_start().len();
            if !content.trim().is_empty() {
                segments.insert((line - 1, indentation as u32), Some(target));
            }
        }
    }
    let starts = line_starts(&lines);
    for mark in class.marks.iter().filter(|mark| mark.span.file == file) {
        let line = starts.partition_point(|&start| start <= mark.range.start) - 1;
        let before = text.get(starts[line]..mark.range.start).unwrap_or("");
        segments.insert(
            (line as u32, utf16_len(before)),
            Some(place(spec, mark.span)),
        );
    }
    segments
}

/// The byte at which each line starts.
fn line_starts(lines: &[&str]) -> Vec<usize> {
    let next = |start: &mut usize, line: &&str| {
        let this = *start;
        *start += line.len() + 1;
        Some(this)
    };
    lines.iter().scan(0, next).collect()
}

/// The span of the element that says most exactly where a line comes from: the smallest one.
fn most_specific(subject: &Subject<'_>, origins: &[Origin]) -> Option<Span> {
    let span = |id: ElementId| subject.model.element(id).span;
    origins
        .iter()
        .filter_map(|origin| match origin {
            Origin::Element(id) => Some(span(*id)),
            Origin::Rule(_) => None,
        })
        .filter(|span| span.file == subject.model.file)
        .min_by_key(|span| (span.end - span.start, span.start))
}

fn utf16_len(text: &str) -> u32 {
    text.chars().map(|c| c.len_utf16() as u32).sum()
}

/// Where a span starts in the spec.
pub(super) fn place(spec: &SourceFile, span: Span) -> Place {
    let line = spec.line_of(span.start);
    let before = spec.text().get(..span.start as usize).unwrap_or("");
    let line_text = before.rsplit('\n').next().unwrap_or("");
    (line - 1, utf16_len(line_text))
}

/// The segments as ECMA-426 writes them: `;` ends a line, `,` parts segments, every number is relative
/// to the one before it.
fn encode(segments: &Segments) -> String {
    let mut encoded = String::new();
    let mut at_line = 0;
    let mut column = 0;
    let mut source: Place = (0, 0);
    let mut first = true;
    for (&(line, generated), &target) in segments {
        if line > at_line {
            encoded.extend((at_line..line).map(|_| ';'));
            (at_line, column, first) = (line, 0, true);
        }
        if !first {
            encoded.push(',');
        }
        first = false;
        vlq(&mut encoded, difference(generated, column));
        column = generated;
        let Some((source_line, source_column)) = target else {
            continue;
        };
        // There is one source only, so its index never changes.
        vlq(&mut encoded, 0);
        vlq(&mut encoded, difference(source_line, source.0));
        vlq(&mut encoded, difference(source_column, source.1));
        source = (source_line, source_column);
    }
    encoded
}

fn difference(a: u32, b: u32) -> i64 {
    i64::from(a) - i64::from(b)
}

/// The digits of base 64.
pub(super) const DIGITS: &[u8; 64] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A number in base 64 VLQ: five bits a digit, least significant first, the lowest bit of all the sign.
fn vlq(encoded: &mut String, number: i64) {
    let mut rest = (number.unsigned_abs() << 1) | u64::from(number < 0);
    loop {
        let more = rest >> 5 != 0;
        let digit = (rest & 0b1_1111) | (u64::from(more) << 5);
        encoded.push(char::from(DIGITS[digit as usize]));
        rest >>= 5;
        if !more {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_the_standard_writes_them() {
        for (number, expected) in [
            (0, "A"),
            (1, "C"),
            (-1, "D"),
            (15, "e"),
            (16, "gB"),
            (-16, "hB"),
            (123, "2H"),
            (1000, "w+B"),
        ] {
            let mut encoded = String::new();
            vlq(&mut encoded, number);
            assert_eq!(encoded, expected, "{number}");
        }
    }

    #[test]
    fn segments_are_relative_and_columns_start_anew_on_each_line() {
        let segments = BTreeMap::from([
            ((0, 2), Some((3, 4))),
            ((0, 6), Some((3, 1))),
            ((1, 0), None),
            ((2, 2), Some((5, 0))),
        ]);
        assert_eq!(encode(&segments), "EAGI,IAAH;A;EAED");
    }

    #[test]
    fn columns_are_utf16_units() {
        let spec = SourceFile::new("s", "a\n𝒳é x");
        let span = Span::new(crate::source::FileId(0), 2 + 4 + 2 + 1, 2 + 4 + 2 + 2);
        assert_eq!(place(&spec, span), (1, 4));
    }
}
