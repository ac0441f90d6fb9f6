//! Findings as text, in the very look of rustc: the excerpt with its underlines, the notes, the help.
//!
//! What is shown comes from a spec, and a spec may come from anywhere: no control character of it
//! reaches the terminal. And it may be large: only the lines between the first and the last place that
//! a finding names are looked at, and not even those where they are too many.

use super::{Diagnostic, Label, Severity, Suggestion};
use crate::source::{FileId, Sources, Span};
use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Patch, Renderer, Snippet,
};
use std::ops::Range;

/// Whether the text carries terminal colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// ANSI escapes for colours.
    Always,
    /// Plain text.
    Never,
}

/// A place that spans more lines than this is shown by its first line alone.
const MOST_LINES: usize = 5;

/// The most bytes that are searched for the lines to show.
const MOST_BYTES: usize = 1 << 18;

/// One finding as text, without a newline at the end.
pub fn render(diagnostic: &Diagnostic, sources: &Sources, color: Color) -> String {
    let renderer = match color {
        Color::Always => Renderer::styled(),
        Color::Never => Renderer::plain(),
    };
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = level
        .primary_title(one_line(&diagnostic.message))
        .id(diagnostic.code.name())
        .elements(excerpts(diagnostic, sources));
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.no_name().message(one_line(note)));
    }
    let mut report = vec![group];
    report.extend(
        diagnostic
            .suggestion
            .as_ref()
            .map(|suggestion| help(suggestion, diagnostic.primary.span.file, sources)),
    );
    renderer.render(&report)
}

/// One excerpt per file: that of the primary place first.
fn excerpts<'a>(diagnostic: &Diagnostic, sources: &Sources) -> Vec<Element<'a>> {
    let primary = (AnnotationKind::Primary, &diagnostic.primary);
    let others = diagnostic.secondary.iter();
    let labels =
        std::iter::once(primary).chain(others.map(|label| (AnnotationKind::Context, label)));
    let mut files: Vec<(FileId, Vec<_>)> = Vec::new();
    for (kind, label) in labels {
        let file = label.span.file;
        match files.iter_mut().find(|(known, _)| *known == file) {
            Some((_, labels)) => labels.push((kind, label)),
            None => files.push((file, vec![(kind, label)])),
        }
    }
    files
        .into_iter()
        .map(|(file, labels)| excerpt(file, &labels, sources))
        .collect()
}

/// The excerpt of one file, with all that is said about it if that is not too far apart.
fn excerpt<'a>(
    file: FileId,
    labels: &[(AnnotationKind, &Label)],
    sources: &Sources,
) -> Element<'a> {
    let name = one_line(sources.file(file).name());
    for labels in [labels, &labels[..1]] {
        let spans = labels.iter().map(|(_, label)| label.span);
        if let Some(excerpt) = Excerpt::new(sources, file, spans) {
            let annotations = labels
                .iter()
                .map(|(kind, label)| excerpt.annotation(*kind, label));
            return Snippet::source(excerpt.shown(excerpt.lines.clone()))
                .path(name)
                .line_start(excerpt.first_line as usize)
                .annotations(annotations)
                .into();
        }
    }
    let at = sources.file(file).position(labels[0].1.span.start);
    Origin::path(name)
        .line(at.line as usize)
        .char_column(at.column as usize)
        .into()
}

/// `help: did you mean …`, with the change as a patch.
fn help<'a>(suggestion: &Suggestion, near: FileId, sources: &Sources) -> Group<'a> {
    let help = Group::with_title(Level::HELP.secondary_title(one_line(&suggestion.message)));
    let file = suggestion.span.file;
    let Some(excerpt) = Excerpt::new(sources, file, std::iter::once(suggestion.span)) else {
        return help;
    };
    let place = excerpt.place(excerpt.inside(suggestion.span));
    let mut snippet = Snippet::source(excerpt.shown(excerpt.lines.clone()))
        .line_start(excerpt.first_line as usize)
        .patch(Patch::new(place, visible(&suggestion.replacement)));
    // The finding itself has just said which file it is about.
    if file != near {
        snippet = snippet.path(one_line(sources.file(file).name()));
    }
    help.element(snippet)
}

/// The lines of one file that some places lie on.
struct Excerpt<'a> {
    text: &'a str,
    /// The bytes of those lines.
    lines: Range<usize>,
    /// The number of the first of them.
    first_line: u32,
}

impl<'a> Excerpt<'a> {
    /// `None` if those lines are too much to look through.
    fn new(sources: &'a Sources, file: FileId, spans: impl Iterator<Item = Span>) -> Option<Self> {
        let file = sources.file(file);
        let text = file.text();
        let mut excerpt = Self {
            text,
            lines: 0..0,
            first_line: 1,
        };
        let mut all = spans
            .map(|span| excerpt.inside(span))
            .reduce(|all, one| all.start.min(one.start)..all.end.max(one.end))?;
        // The end of a text that ends in a newline is shown at the end of its last line.
        if all.start == text.len() && text.ends_with('\n') {
            all.start -= 1;
        }
        let start = text[..all.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[all.end..]
            .find('\n')
            .map_or(text.len(), |at| all.end + at + 1);
        excerpt.lines = start..end;
        excerpt.first_line = file.line_of(start as u32);
        (end - start <= MOST_BYTES).then_some(excerpt)
    }

    /// A span as bytes of the file: inside it and at the boundaries of characters (of which `\r\n`
    /// is one), whatever the span.
    fn inside(&self, span: Span) -> Range<usize> {
        let boundary = |offset: u32| {
            let offset = (offset as usize).min(self.text.len());
            let within_newline = |at: usize| {
                let bytes = self.text.as_bytes();
                at > 0 && bytes[at - 1] == b'\r' && bytes.get(at) == Some(&b'\n')
            };
            (0..=offset)
                .rev()
                .find(|&at| self.text.is_char_boundary(at) && !within_newline(at))
                .unwrap_or(0)
        };
        let start = boundary(span.start);
        start..boundary(span.end).max(start)
    }

    /// A place as it is underlined: cut to its first line where it is long.
    fn underlined(&self, span: Span) -> Range<usize> {
        let Range { start, end } = self.inside(span);
        let text = &self.text[start..end];
        match text.find('\n') {
            Some(first) if text.matches('\n').nth(MOST_LINES - 1).is_some() => {
                start..start + text[..first].trim_end().len()
            }
            _ => start..end,
        }
    }

    /// Where a range of bytes of the file lies in what is shown.
    fn place(&self, range: Range<usize>) -> Range<usize> {
        let at = |offset: usize| {
            self.shown(self.lines.start..offset.max(self.lines.start))
                .len()
        };
        at(range.start)..at(range.end)
    }

    /// Some bytes of the file as they are shown.
    fn shown(&self, range: Range<usize>) -> String {
        visible(self.text.get(range).unwrap_or(""))
    }

    fn annotation<'l>(&self, kind: AnnotationKind, label: &Label) -> Annotation<'l> {
        let annotation = kind.span(self.place(self.underlined(label.span)));
        if label.text.is_empty() {
            annotation
        } else {
            annotation.label(one_line(&label.text))
        }
    }
}

/// Text without anything that a terminal would obey, in as many lines.
fn visible(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| {
            if c == '\n' || c == '\t' {
                c
            } else {
                stand_in(c)
            }
        })
        .collect()
}

/// Text without anything that a terminal would obey, in one line.
fn one_line(text: &str) -> String {
    text.chars().map(stand_in).collect()
}

/// A character, or the picture of one that has no picture of its own.
fn stand_in(c: char) -> char {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        // The second set of controls, marks that change the direction of writing (which can make a
        // line read as what it is not), and separators that some take for the end of a line.
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::SourceFile;
    use proptest::prelude::*;

    fn shown(text: &str, build: impl FnOnce(FileId) -> Diagnostic) -> String {
        let mut sources = Sources::new();
        let file = sources.add(SourceFile::new("specs/x.speckdl", text));
        render(&build(file), &sources, Color::Never)
    }

    #[test]
    fn a_suggestion_is_a_patch() {
        let text = shown("spec X\naction flip\n  require actvie\n", |file| {
            let span = Span::new(file, 29, 35);
            Diagnostic::new(Code::UnknownName, span, "nothing is called `actvie`")
                .label("not found")
                .did_you_mean(span, "actvie", ["active"])
        });
        insta::assert_snapshot!(text, @r"
        error[E0101]: nothing is called `actvie`
         --> specs/x.speckdl:3:11
          |
        3 |   require actvie
          |           ^^^^^^ not found
          |
        help: did you mean `active`?
          |
        3 -   require actvie
        3 +   require active
          |
        ");
    }

    #[test]
    fn notes_stand_under_the_excerpt_as_they_are() {
        let text = shown("spec X\naction dial\ninvariant Few\n  n <= 3\n", |file| {
            let message = "invariant `Few` is violated after 1 step";
            Diagnostic::new(Code::InvariantViolated, Span::new(file, 19, 32), message)
                .label("n is 4")
                .also(Span::new(file, 14, 18), "the step that breaks it")
                .note("0  init  n = 3")
                .note("1  dial  n = 3 -> 4")
        });
        insta::assert_snapshot!(text, @r"
        error[E0501]: invariant `Few` is violated after 1 step
         --> specs/x.speckdl:3:1
          |
        2 | action dial
          |        ---- the step that breaks it
        3 | invariant Few
          | ^^^^^^^^^^^^^ n is 4
          |
          = 0  init  n = 3
          = 1  dial  n = 3 -> 4
        ");
    }

    #[test]
    fn the_end_of_the_text_is_the_end_of_its_last_line() {
        let text = shown("spec X\r\nstate\r\n", |file| {
            Diagnostic::new(
                Code::Syntax,
                Span::new(file, 15, 15),
                "the text ends too early",
            )
        });
        insta::assert_snapshot!(text, @r"
        error[E0001]: the text ends too early
         --> specs/x.speckdl:2:7
          |
        2 | state
          |      ^
        ");
    }

    #[test]
    fn a_line_beyond_reason_is_named_and_not_shown() {
        let text = shown(&" ".repeat(MOST_BYTES + 1), |file| {
            Diagnostic::new(Code::NoSpec, Span::new(file, 2, 3), "no spec").note("so there")
        });
        insta::assert_snapshot!(text, @r"
        error[E0006]: no spec
        --> specs/x.speckdl:1:3
         = so there
        ");
    }

    fn any_text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("\n".to_owned()),
            Just("\r\n".to_owned()),
            Just("\t".to_owned()),
            Just("漢字".to_owned()),
            Just("e\u{301}\u{200d}".to_owned()),
            Just("\u{1b}[31m\u{9b}31m\u{202e}".to_owned()),
            "[ -~]{0,200}",
            "\\PC{0,4}",
            any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn nothing_panics_and_no_control_gets_through(
            text in any_text(),
            words in any_text(),
            spans in prop::collection::vec((any::<prop::sample::Index>(), 0usize..80), 1..5),
        ) {
            let out = shown(&text, |file| {
                let mut spans = spans.iter().map(|(start, length)| {
                    // One past the end, and within characters, too.
                    let start = start.index(text.len() + 2);
                    Span::new(file, start, start + length)
                });
                let first = spans.next().unwrap_or_default();
                let finding = Diagnostic::new(Code::Syntax, first, words.clone())
                    .label(words.clone())
                    .note(words.clone())
                    .suggest(first, words.clone(), words.clone());
                spans.fold(finding, |finding, span| finding.also(span, words.clone()))
            });
            let obeyed = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
            prop_assert!(!out.contains(obeyed), "{:?}", out);
        }
    }
}
