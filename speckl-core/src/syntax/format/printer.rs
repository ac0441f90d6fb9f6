//! The printer: lines at their level, and the comments that stand between and behind them.

use super::doc::Doc;
use super::trivia::{Comment, Trivia};
use crate::source::Span;
use crate::syntax::ast::Docs;

/// Where a line is broken, if it can be.
const WIDTH: usize = 100;

/// Text on its way.
pub(super) struct Printer<'s> {
    out: String,
    /// The line that is being made.
    pub doc: Doc,
    pub level: usize,
    width: usize,
    /// The text that is rewritten, if it is one.
    trivia: Option<Trivia<'s>>,
    /// Whether a blank line may not come next: something has just been opened.
    opened: bool,
    /// Whether a `{` behind an operand would be taken for a block.
    pub in_head: bool,
}

impl Default for Printer<'_> {
    fn default() -> Self {
        Self {
            out: String::new(),
            doc: Doc::default(),
            level: 0,
            width: usize::MAX,
            trivia: None,
            opened: true,
            in_head: false,
        }
    }
}

impl<'s> Printer<'s> {
    /// A printer that keeps the comments of a text.
    pub fn of_source(text: &'s str) -> Self {
        Self {
            width: WIDTH,
            trivia: Some(Trivia::of(text)),
            ..Self::default()
        }
    }

    pub fn finished(self) -> String {
        self.out
    }

    /// What has been made of the current line.
    pub fn rest_of_line(self) -> String {
        self.doc.render(self.level, self.width)
    }

    pub fn text(&mut self, text: &str) {
        self.doc.text(text);
    }

    /// Ends the current line.
    pub fn end_line(&mut self) {
        let doc = std::mem::take(&mut self.doc);
        let line = doc.render(self.level, self.width);
        self.whole_line(&line);
    }

    /// A line that is done, or several.
    fn whole_line(&mut self, line: &str) {
        if !line.is_empty() {
            for _ in 0..self.level {
                self.out.push_str("  ");
            }
        }
        self.out.push_str(line.trim_end_matches(' '));
        self.out.push('\n');
        self.opened = false;
    }

    /// What is printed next stands first in something.
    pub fn opened(&mut self) {
        self.opened = true;
    }

    pub fn blank_line(&mut self) {
        if !self.opened {
            self.out.push('\n');
            self.opened = true;
        }
    }

    /// A thing of its own begins at a place: the comments before it, a blank line, its documentation.
    pub fn begin(&mut self, span: Span, docs: &Docs) {
        self.comments_before(span.start as usize, !docs.is_empty());
        for line in docs {
            self.whole_line(&doc_line(line));
        }
    }

    fn comments_before(&mut self, offset: usize, documented: bool) {
        let mut blank = None;
        while let Some(comment) = self.next_comment(|comment| comment.start < offset) {
            if comment.doc && documented {
                blank.get_or_insert(comment.blank_before);
                continue;
            }
            if comment.blank_before {
                self.blank_line();
            }
            self.whole_line(&comment.text);
        }
        let blank = blank.unwrap_or_else(|| {
            let trivia = self.trivia.as_ref();
            trivia.is_some_and(|trivia| trivia.blank_before(offset))
        });
        if blank {
            self.blank_line();
        }
    }

    fn next_comment(&mut self, wanted: impl FnOnce(&Comment) -> bool) -> Option<Comment> {
        self.trivia.as_mut()?.next_if(wanted)
    }

    /// Where the next thing behind an offset begins.
    pub fn next_start(&self, offset: u32) -> usize {
        let trivia = self.trivia.as_ref();
        trivia.map_or(0, |trivia| trivia.next_start(offset as usize))
    }

    /// Where the block ends that is opened behind an offset, if there is nothing in it.
    pub fn block_end(&self, offset: u32) -> usize {
        let Some(trivia) = &self.trivia else {
            return 0;
        };
        let closing = trivia.closing_brace(offset as usize);
        closing.unwrap_or_else(|| trivia.next_start(offset as usize))
    }

    /// Where the `else` ends that follows the closing brace behind an offset.
    pub fn else_end(&self, offset: u32) -> u32 {
        let Some(trivia) = &self.trivia else {
            return offset;
        };
        u32::try_from(trivia.else_end(offset as usize)).unwrap_or(offset)
    }

    /// Ends the line of something that ends at an offset, and puts the comments behind it that stand
    /// there or inside of it.
    pub fn end_line_at(&mut self, end: u32) {
        let next = self.next_start(end);
        self.end_line_before(end as usize, next);
    }

    /// Ends a line that is followed by something that begins at an offset.
    pub fn end_head(&mut self, next: usize) {
        self.end_line_before(0, next);
        self.opened();
    }

    fn end_line_before(&mut self, end: usize, next: usize) {
        let mut behind = Vec::new();
        while let Some(comment) = self.next_comment(|comment| {
            comment.start < next && !comment.doc && (comment.start < end || !comment.own_line)
        }) {
            behind.push(comment);
        }
        let mut behind = behind.into_iter().peekable();
        let mut line_is_over = false;
        while let Some(comment) = behind.next_if(|_| !line_is_over) {
            self.text(" ");
            self.text(&comment.text);
            line_is_over = comment.to_line_end || comment.text.contains('\n');
        }
        self.end_line();
        for comment in behind {
            self.whole_line(&comment.text);
        }
    }

    /// The comments at the end of a body whose last part ends at an offset; `head` is where its
    /// declaration begins.
    pub fn end_body(&mut self, end: u32, head: u32) {
        let Some(trivia) = &self.trivia else {
            return;
        };
        let closing = trivia.closing_brace(end as usize);
        let next = trivia.next_start(end as usize);
        let indent = trivia.next_indent(end as usize);
        let indent = indent.unwrap_or_else(|| trivia.indent_at(head as usize));
        let is_last = trivia.next_indent(end as usize).is_none();
        while let Some(comment) = self.next_comment(|comment| match closing {
            Some(closing) => comment.start < closing,
            None => {
                comment.start < next
                    && comment.own_line
                    && comment.column > indent
                    && (is_last || !comment.doc)
            }
        }) {
            if comment.blank_before {
                self.blank_line();
            }
            self.whole_line(&comment.text);
        }
        self.opened = false;
    }

    /// The comments that are left at the end of the text.
    pub fn end_file(&mut self) {
        while let Some(comment) = self.next_comment(|_| true) {
            if comment.blank_before {
                self.blank_line();
            }
            self.whole_line(&comment.text);
        }
    }

    /// Inside of a line: the comments before an offset, each on a line of its own before what comes.
    pub fn comments_above(&mut self, offset: u32, documented: bool) {
        let offset = offset as usize;
        while let Some(comment) = self.next_comment(|comment| comment.start < offset) {
            if comment.doc && documented {
                continue;
            }
            self.text(&comment.text);
            self.doc.hard();
        }
    }

    /// Inside of a line: the comments before an offset, behind what has been printed; the group around
    /// them is broken at its next place.
    pub fn comments_behind(&mut self, offset: usize, own_line_too: bool) {
        let mut line_is_over = false;
        while let Some(comment) = self.next_comment(|comment| {
            comment.start < offset && !comment.doc && (own_line_too || !comment.own_line)
        }) {
            if comment.own_line || line_is_over {
                self.doc.hard();
            } else {
                self.text(" ");
            }
            self.text(&comment.text);
            line_is_over = comment.to_line_end || comment.text.contains('\n');
            if line_is_over {
                self.doc.force();
            }
        }
    }
}

/// A line of documentation.
pub(super) fn doc_line(line: &str) -> String {
    if line.is_empty() {
        "///".to_owned()
    } else {
        format!("/// {line}")
    }
}
