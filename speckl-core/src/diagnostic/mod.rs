//! Findings as data: what is wrong, where, and how it could be mended.
//!
//! Every phase pushes [`Diagnostic`]s; `render` turns them into text in rustc's look and `json` into
//! the JSON that scripts read. There is one table of codes, [`Code`].

mod code;
#[cfg(feature = "json")]
mod json;
mod pages;
#[cfg(feature = "render")]
mod render;
mod suggest;

pub use code::Code;
#[cfg(feature = "json")]
pub use json::to_json;
#[cfg(feature = "render")]
pub use render::{Color, render};
pub use suggest::closest;

use crate::source::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Compilation cannot go on to generate code.
    Error,
    /// Worth a look; the outcome stands.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// A piece of source text with a few words about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// What is underlined.
    pub span: Span,
    /// What is said beside it; may be empty.
    pub text: String,
}

/// A change that would mend the finding, exact enough for an editor to apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// By what.
    pub replacement: String,
    /// The change in words: "did you mean `active`?".
    pub message: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// How bad it is; by default what the code says.
    pub severity: Severity,
    /// One line, naming things as the user named them.
    pub message: String,
    /// Where it is.
    pub primary: Label,
    /// Other places that explain it.
    pub secondary: Vec<Label>,
    /// Remarks under the source excerpt, one per line.
    pub notes: Vec<String>,
    /// A replacement, where one is known.
    pub suggestion: Option<Suggestion>,
}

impl Diagnostic {
    /// A finding at a place, with nothing more said.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            primary: Label {
                span,
                text: String::new(),
            },
            secondary: Vec::new(),
            notes: Vec::new(),
            suggestion: None,
        }
    }

    /// Words beside the primary underline.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Another place that explains it.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// A remark under the excerpt.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// A replacement that would mend it.
    #[must_use]
    pub fn suggest(
        mut self,
        span: Span,
        replacement: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        self.suggestion = Some(Suggestion {
            span,
            replacement: replacement.into(),
            message: message.into(),
        });
        self
    }

    /// Suggests the candidate that is closest to `wrong`, where one is close enough.
    #[must_use]
    pub fn did_you_mean<'a>(
        self,
        span: Span,
        wrong: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        match closest(wrong, candidates) {
            Some(name) => self.suggest(span, name, format!("did you mean `{name}`?")),
            None => self,
        }
    }

    /// Whether it stops the compilation.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
