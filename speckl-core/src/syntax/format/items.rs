//! Things between brackets and commas: on one line, or one to a line.

use super::printer::{Printer, doc_line};
use crate::source::Span;
use crate::syntax::ast::Docs;

/// The brackets around items.
#[derive(Clone, Copy)]
pub(super) struct Brackets {
    pub open: &'static str,
    pub close: &'static str,
    /// Between a bracket and what stands in it.
    pub blank: &'static str,
}

pub(super) const ROUND: Brackets = Brackets {
    open: "(",
    close: ")",
    blank: "",
};
pub(super) const SQUARE: Brackets = Brackets {
    open: "[",
    close: "]",
    blank: "",
};
pub(super) const SET: Brackets = Brackets {
    open: "{",
    close: "}",
    blank: "",
};
pub(super) const CURLY: Brackets = Brackets {
    open: "{",
    close: "}",
    blank: " ",
};

/// Where an item stands, and its documentation.
pub(super) struct Place<'a> {
    pub span: Span,
    pub docs: &'a [String],
}

impl Place<'_> {
    pub fn bare(span: Span) -> Self {
        Self { span, docs: &[] }
    }

    pub fn documented(span: Span, docs: &Docs) -> Place<'_> {
        Place { span, docs }
    }
}

impl Printer<'_> {
    /// Items between brackets; inside of them a `{` is a value again.
    pub fn items<T>(
        &mut self,
        brackets: Brackets,
        items: &[T],
        place: impl Fn(&T) -> Place<'_>,
        mut print: impl FnMut(&mut Self, &T),
    ) {
        self.text(brackets.open);
        if items.is_empty() {
            self.text(brackets.close);
            return;
        }
        let in_head = std::mem::replace(&mut self.in_head, false);
        self.doc.open();
        self.doc.indent();
        self.doc.brk(brackets.blank);
        for (index, item) in items.iter().enumerate() {
            let place = place(item);
            let is_last = index + 1 == items.len();
            self.comments_above(place.span.start, !place.docs.is_empty());
            for line in place.docs {
                self.text(&doc_line(line));
                self.doc.hard();
            }
            print(self, item);
            if !is_last {
                self.text(",");
            }
            let next = self.next_start(place.span.end);
            self.comments_behind(next, is_last);
            if !is_last {
                self.doc.brk(" ");
            }
        }
        self.doc.dedent();
        self.doc.brk(brackets.blank);
        self.doc.close();
        self.text(brackets.close);
        self.in_head = in_head;
    }
}
