//! A source map from the module's bytes into the spec (ECMA-426), as a `data:` URL, so that the
//! module needs no file beside it.
//!
//! For Wasm the generated "line" is always the first, and the "column" is the offset in the file.

use crate::emit::source_map::{DIGITS, Segments, json, place};
use crate::emit::trace::Origin;
use crate::emit::{ArtifactKind, ByteGroup, Subject};

/// The map as a URL.
pub fn data_url(subject: &Subject<'_>, groups: &[ByteGroup]) -> String {
    let base = subject.model.base_name();
    let file_name = format!("{base}{}", ArtifactKind::Wasm.suffix());
    let json = json(subject, &file_name, &segments(subject, groups));
    format!("data:application/json;base64,{}", base64(json.as_bytes()))
}

/// One segment per group of bytes: where its element stands, or nothing, where it has none.
fn segments(subject: &Subject<'_>, groups: &[ByteGroup]) -> Segments {
    let file = subject.model.file;
    let spec = subject.sources.file(file);
    let mut segments = Segments::new();
    let mut mapped = false;
    for group in groups {
        let target = group.origins.iter().find_map(|origin| match origin {
            Origin::Element(id) => Some(subject.model.element(*id).span),
            Origin::Rule(_) => None,
        });
        let target = target
            .filter(|span| span.file == file)
            .map(|span| place(spec, span));
        if target.is_some() || mapped {
            segments.insert((0, group.range.start), target);
        }
        mapped = target.is_some();
    }
    segments
}

fn digit(value: u64) -> char {
    char::from(DIGITS[(value & 63) as usize])
}

fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk
            .iter()
            .fold(0, |word, byte| word << 8 | u64::from(*byte))
            << (8 * (3 - chunk.len()));
        for at in 0..4 {
            out.push(if at <= chunk.len() {
                digit(word >> (18 - 6 * at))
            } else {
                '='
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_pads() {
        for (plain, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
        ] {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }
}
