//! The tracing writer: the one way in which a back end writes text.
//!
//! A back end can only write inside a [`Scope`], and a scope has an origin, so every line of every
//! artifact comes from a spec element or from a named rule of the generator. No back end builds the
//! map by hand, and none can leave a line out of it. Names may carry the span of their declaration,
//! for source maps and for the macro's token spans.

use crate::model::ElementId;
use crate::source::Span;
use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

/// Why something generated is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// It says what this element of the spec says.
    Element(ElementId),
    /// The generator puts it there for every spec.
    Rule(Rule),
}

impl From<ElementId> for Origin {
    fn from(id: ElementId) -> Self {
        Origin::Element(id)
    }
}

impl From<Rule> for Origin {
    fn from(rule: Rule) -> Self {
        Origin::Rule(rule)
    }
}

/// A rule of the generator: what is the same whatever the spec says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The words at the head of a file: what made it, from what.
    Header,
    /// Imports and exports of other files.
    Imports,
    /// Digests, verdict and compiler version as constants.
    Identity,
    /// The shape of every machine: its class or struct, its error type, snapshots, dispatch.
    Machine,
    /// Shared helpers, such as checked arithmetic.
    Support,
    /// The parts of a Wasm module that carry no meaning of the spec: sizes, types, memory.
    ModuleFrame,
}

impl Rule {
    /// The name in `trace.json`.
    pub fn name(self) -> &'static str {
        match self {
            Rule::Header => "header",
            Rule::Imports => "imports",
            Rule::Identity => "identity",
            Rule::Machine => "machine",
            Rule::Support => "support",
            Rule::ModuleFrame => "module-frame",
        }
    }
}

/// A piece of a line in which some names carry spans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fragment {
    text: String,
    marks: Vec<Mark>,
}

/// A name in generated text, and where the spec declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The bytes of the name.
    pub range: Range<usize>,
    /// The declaration.
    pub span: Span,
}

impl Fragment {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A name that carries the span of its declaration.
    pub fn name(text: &str, span: Span) -> Self {
        Self::new().and_name(text, span)
    }

    /// Adds text.
    #[must_use]
    pub fn and(mut self, other: impl Piece) -> Self {
        self.push(other);
        self
    }

    /// Adds a name that carries the span of its declaration.
    #[must_use]
    pub fn and_name(mut self, text: &str, span: Span) -> Self {
        let start = self.text.len();
        self.text.push_str(text);
        self.marks.push(Mark {
            range: start..self.text.len(),
            span,
        });
        self
    }

    /// Adds text.
    pub fn push(&mut self, other: impl Piece) {
        other.append_to(self);
    }

    /// The same, without the newline that it may end in.
    #[must_use]
    pub fn without_last_newline(mut self) -> Self {
        if self.text.ends_with('\n') {
            self.text.pop();
        }
        self
    }

    /// The text alone.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Something that can be added to a [`Fragment`].
pub trait Piece {
    /// Adds it.
    fn append_to(self, fragment: &mut Fragment);
}

impl Piece for &str {
    fn append_to(self, fragment: &mut Fragment) {
        fragment.text.push_str(self);
    }
}

impl Piece for &String {
    fn append_to(self, fragment: &mut Fragment) {
        fragment.text.push_str(self);
    }
}

impl Piece for String {
    fn append_to(self, fragment: &mut Fragment) {
        fragment.text.push_str(&self);
    }
}

impl Piece for Fragment {
    fn append_to(self, fragment: &mut Fragment) {
        let shift = fragment.text.len();
        fragment.text.push_str(&self.text);
        fragment
            .marks
            .extend(self.marks.into_iter().map(|mark| Mark {
                range: mark.range.start + shift..mark.range.end + shift,
                span: mark.span,
            }));
    }
}

impl From<&str> for Fragment {
    fn from(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            marks: Vec::new(),
        }
    }
}

impl From<String> for Fragment {
    fn from(text: String) -> Self {
        Self {
            text,
            marks: Vec::new(),
        }
    }
}

/// Lines that share their origins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineGroup {
    /// The first line, from 1.
    pub first: u32,
    /// The last line, included.
    pub last: u32,
    /// Why they are there; never empty.
    pub origins: Vec<Origin>,
}

/// Text with its map.
#[derive(Clone, Debug, Default)]
pub struct Traced {
    /// The text.
    pub text: String,
    /// Every line of it, in order.
    pub lines: Vec<LineGroup>,
    /// Its names that carry spans, in order.
    pub marks: Vec<Mark>,
}

/// Collects text under origins.
#[derive(Debug)]
pub struct TraceWriter {
    indent_unit: &'static str,
    depth: usize,
    text: String,
    /// Of each line. The lines of one scope share them.
    origins: Vec<Rc<BTreeSet<Origin>>>,
    marks: Vec<Mark>,
}

impl TraceWriter {
    /// An empty writer; `indent_unit` is what one level of indentation is.
    pub fn new(indent_unit: &'static str) -> Self {
        Self {
            indent_unit,
            depth: 0,
            text: String::new(),
            origins: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// A scope in which lines come from `origin`.
    pub fn under(&mut self, origin: impl Into<Origin>) -> Scope<'_> {
        Scope {
            origins: Rc::new(BTreeSet::from([origin.into()])),
            writer: self,
        }
    }

    /// The text and its map.
    pub fn finish(self) -> Traced {
        let mut lines: Vec<LineGroup> = Vec::new();
        for (index, origins) in self.origins.into_iter().enumerate() {
            let line = index as u32 + 1;
            match lines.last_mut() {
                Some(group) if group.origins.iter().eq(origins.iter()) => group.last = line,
                _ => lines.push(LineGroup {
                    first: line,
                    last: line,
                    origins: origins.iter().copied().collect(),
                }),
            }
        }
        Traced {
            text: self.text,
            lines,
            marks: self.marks,
        }
    }
}

/// The right to write, under origins.
#[derive(Debug)]
pub struct Scope<'w> {
    writer: &'w mut TraceWriter,
    origins: Rc<BTreeSet<Origin>>,
}

impl Scope<'_> {
    /// A scope inside this one whose lines come from `origin` instead.
    pub fn under(&mut self, origin: impl Into<Origin>) -> Scope<'_> {
        Scope {
            origins: Rc::new(BTreeSet::from([origin.into()])),
            writer: self.writer,
        }
    }

    /// A scope inside this one whose lines come from `origin` too.
    pub fn with(&mut self, origin: impl Into<Origin>) -> Scope<'_> {
        let mut origins = Rc::clone(&self.origins);
        Rc::make_mut(&mut origins).insert(origin.into());
        Scope {
            origins,
            writer: self.writer,
        }
    }

    /// One line (or several, where the text has newlines: each is indented alike).
    pub fn line(&mut self, fragment: impl Into<Fragment>) {
        let Fragment { text, mut marks } = fragment.into();
        marks.reverse();
        let mut consumed = 0;
        for line in text.split('\n') {
            if !line.is_empty() {
                for _ in 0..self.writer.depth {
                    self.writer.text.push_str(self.writer.indent_unit);
                }
            }
            let start = self.writer.text.len();
            while let Some(mark) = marks.pop_if(|mark| mark.range.start < consumed + line.len()) {
                self.writer.marks.push(Mark {
                    range: mark.range.start - consumed + start..mark.range.end - consumed + start,
                    span: mark.span,
                });
            }
            self.writer.text.push_str(line);
            self.writer.text.push('\n');
            self.writer.origins.push(Rc::clone(&self.origins));
            consumed += line.len() + 1;
        }
    }

    /// An empty line.
    pub fn blank(&mut self) {
        self.line("");
    }

    /// The lines that `body` writes stand one level deeper.
    pub fn indented(&mut self, body: impl FnOnce(&mut Scope<'_>)) {
        self.writer.depth += 1;
        body(&mut Scope {
            origins: Rc::clone(&self.origins),
            writer: self.writer,
        });
        self.writer.depth -= 1;
    }

    /// How many columns the indentation takes here.
    pub fn indentation(&self) -> usize {
        self.writer.depth * self.writer.indent_unit.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn every_line_has_an_origin_and_every_mark_its_name() {
        let span = Span::new(FileId(0), 3, 7);
        let mut writer = TraceWriter::new("    ");
        let mut scope = writer.under(Rule::Machine);
        scope.line("impl S {");
        scope.indented(|scope| {
            scope
                .under(Rule::Support)
                .line(Fragment::from("pub fn\n").and_name("flip", span).and("()"));
        });
        scope.line("}");
        let traced = writer.finish();
        assert_eq!(traced.text, "impl S {\n    pub fn\n    flip()\n}\n");
        let groups: Vec<_> = traced.lines.iter().map(|g| (g.first, g.last)).collect();
        assert_eq!(groups, [(1, 1), (2, 3), (4, 4)]);
        assert_eq!(&traced.text[traced.marks[0].range.clone()], "flip");
    }
}
