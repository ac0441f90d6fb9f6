//! Line breaking for Rust, as prettyplease does it: boxes and breaks after Oppen ("Prettyprinting",
//! ACM TOPLAS 2(4), 1980), with a margin of 89 columns of which at least 60 are used.
//!
//! A [`Doc`] is one statement or header; [`Doc::lay_out`] breaks it into lines. Generated Rust is thus
//! already formatted when it goes through the tracing writer, and its map never has to survive a
//! formatter.

use crate::emit::trace::Fragment;
use crate::source::Span;

const MARGIN: isize = 89;
const LEAST_SPACE: isize = 60;
const INFINITY: isize = 0xffff;
pub(super) const INDENT: isize = 4;

#[derive(Clone, Debug)]
enum Token {
    Text(Fragment),
    /// Nothing that is as wide as can be: what is around it has to break.
    Strut,
    Break(Break),
    Begin {
        offset: isize,
        consistent: bool,
    },
    End,
}

/// A place where a line may end.
#[derive(Clone, Copy, Debug, Default)]
struct Break {
    /// The blanks that stand here if it does not.
    blanks: isize,
    /// What is added to the indentation of the next line if it does.
    offset: isize,
    /// What stands before the line's end if it does.
    before: &'static str,
    /// What the next line begins with if it does.
    after: &'static str,
    /// What stands here if it does not.
    instead: &'static str,
    /// Never: it only marks off what comes before it.
    never: bool,
}

impl Break {
    /// A place where the line does end.
    const LINE_END: Self = Self {
        blanks: INFINITY,
        offset: 0,
        before: "",
        after: "",
        instead: "",
        never: false,
    };
}

/// A method and its arguments.
pub(super) type Call = (String, Vec<Doc>);

/// Text with places where it may break.
#[derive(Clone, Debug, Default)]
pub(super) struct Doc {
    tokens: Vec<Token>,
    /// Whether it brings its own brackets, so that as the one argument of a call it needs no box.
    bracketed: bool,
}

impl From<&str> for Doc {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Doc {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl Doc {
    pub(super) fn text(text: impl Into<Fragment>) -> Self {
        Self {
            tokens: vec![Token::Text(text.into())],
            bracketed: false,
        }
    }

    pub(super) fn name(text: &str, span: Span) -> Self {
        Self::text(Fragment::name(text, span))
    }

    #[must_use]
    pub(super) fn and(mut self, other: impl Into<Doc>) -> Self {
        self.tokens.extend(other.into().tokens);
        self.bracketed = false;
        self
    }

    fn bracketed(mut self) -> Self {
        self.bracketed = true;
        self
    }

    fn token(mut self, token: Token) -> Self {
        self.tokens.push(token);
        self
    }

    fn begin(self, offset: isize, consistent: bool) -> Self {
        self.token(Token::Begin { offset, consistent })
    }

    fn end(self) -> Self {
        self.token(Token::End)
    }

    fn brk(self, brk: Break) -> Self {
        self.token(Token::Break(brk))
    }

    fn space(self) -> Self {
        self.brk(Break {
            blanks: 1,
            ..Break::default()
        })
    }

    fn never(self) -> Self {
        self.brk(Break {
            never: true,
            ..Break::default()
        })
    }

    /// Items between delimiters, one a line where they do not fit; the last comma is there only then.
    fn list(open: &str, items: Vec<Doc>, close: &str, inner: isize, closing: isize) -> Doc {
        let mut doc = Doc::from(open).begin(inner, true).brk(Break::default());
        let last = items.len().saturating_sub(1);
        let empty = items.is_empty();
        for (at, item) in items.into_iter().enumerate() {
            doc = doc.and(item);
            doc = if at == last {
                doc.brk(Break {
                    before: ",",
                    offset: closing,
                    ..Break::default()
                })
            } else {
                doc.and(",").space()
            };
        }
        if empty {
            // Nothing between the delimiters: nothing to break either.
            return Doc::from(format!("{open}{close}"));
        }
        doc.end().and(close)
    }

    /// `function(arguments)`
    pub(super) fn call(function: impl Into<Doc>, args: Vec<Doc>) -> Doc {
        match args.as_slice() {
            [only] if only.bracketed => function.into().and("(").and(only.clone()).and(")"),
            _ => function
                .into()
                .and(Doc::list("(", args, ")", INDENT, -INDENT)),
        }
    }

    /// `receiver.method(arguments).method(arguments)`. `first` says whether it is the first thing on
    /// its line: then a short receiver keeps its method beside it.
    pub(super) fn methods(receiver: impl Into<Doc>, calls: Vec<Call>, first: bool) -> Doc {
        let receiver = receiver.into();
        let beside = first && receiver.flat_width() <= INDENT;
        let inner = if beside && calls.len() == 1 {
            -INDENT
        } else {
            0
        };
        let mut doc = Doc::default()
            .begin(INDENT, true)
            .begin(-INDENT, true)
            .and(receiver)
            .end();
        for (at, (method, args)) in calls.into_iter().enumerate() {
            if at > 0 || !beside {
                doc = doc.brk(Break::default());
            }
            doc = doc
                .and(format!(".{method}"))
                .begin(inner, true)
                .and(Doc::call("", args))
                .end();
        }
        doc.end()
    }

    /// `(a, b)`
    pub(super) fn tuple(items: Vec<Doc>) -> Doc {
        Doc::list("(", items, ")", INDENT, -INDENT).bracketed()
    }

    /// `[a, b]`
    pub(super) fn array(items: Vec<Doc>) -> Doc {
        Doc::list("[", items, "]", INDENT, -INDENT).bracketed()
    }

    /// `Path { field: value, … }`; on one line only up to 34 columns.
    pub(super) fn structure(path: impl Into<Doc>, fields: Vec<(Doc, Option<Doc>)>) -> Doc {
        let path = Doc::default().begin(-INDENT, false).and(path).end();
        let doc = Doc::fields(path, fields);
        let wide = doc.flat_width() > 34;
        let doc = if wide { doc.token(Token::Strut) } else { doc };
        doc.end().and("}").bracketed()
    }

    /// `Path { field, … }` as a pattern.
    pub(super) fn pattern(path: impl Into<Doc>, fields: Vec<Doc>) -> Doc {
        let fields = fields.into_iter().map(|field| (field, None)).collect();
        Doc::fields(path.into(), fields).end().and("}")
    }

    /// A path and its fields, the box that they stand in still open.
    fn fields(path: Doc, fields: Vec<(Doc, Option<Doc>)>) -> Doc {
        let mut doc = Doc::default()
            .begin(INDENT, true)
            .and(path)
            .and(" {")
            .space();
        let last = fields.len().saturating_sub(1);
        for (at, (name, value)) in fields.into_iter().enumerate() {
            doc = doc.begin(0, false).and(name);
            if let Some(value) = value {
                doc = doc.and(": ").begin(0, false).and(value).end();
            }
            doc = doc.end();
            doc = if at == last {
                doc.brk(Break {
                    blanks: 1,
                    before: ",",
                    offset: -INDENT,
                    ..Break::default()
                })
            } else {
                doc.and(",").space()
            };
        }
        doc
    }

    /// `target = value;`, also with `let` in front.
    pub(super) fn assign(target: impl Into<Doc>, value: Doc) -> Doc {
        Doc::default()
            .begin(0, false)
            .and(target)
            .and(" = ")
            .never()
            .and(value)
            .end()
            .and(";")
    }

    /// `pattern => body`, an arm of a `match` with its comma.
    pub(super) fn arm(pattern: impl Into<Doc>, body: Doc) -> Doc {
        Doc::default()
            .begin(0, false)
            .and(pattern)
            .and(" => ")
            .never()
            .begin(INDENT, true)
            .brk(Break {
                before: "{",
                ..Break::default()
            })
            .and(body)
            .brk(Break {
                offset: -INDENT,
                after: "}",
                instead: ",",
                ..Break::default()
            })
            .end()
            .end()
    }

    /// `pub type Name = ty;`
    pub(super) fn alias(head: Doc, ty: Doc) -> Doc {
        Doc::default()
            .begin(INDENT, true)
            .and(head)
            .and(" = ")
            .never()
            .begin(-INDENT, false)
            .and(ty)
            .end()
            .and(";")
            .end()
    }

    /// `name: value,`, a field on a line of its own.
    pub(super) fn field_value(name: &str, value: Doc) -> Doc {
        Doc::default()
            .and(format!("{name}: "))
            .begin(0, false)
            .and(value)
            .end()
            .and(",")
    }

    /// `pub const NAME: ty = value;`
    pub(super) fn constant(head: Doc, value: Doc) -> Doc {
        Doc::default()
            .begin(0, true)
            .and(head)
            .and(" = ")
            .never()
            .and(value)
            .and(";")
            .end()
    }

    /// Adds text.
    pub(super) fn word(&mut self, text: &str) {
        self.tokens.push(Token::Text(text.into()));
    }

    /// Adds a document.
    pub(super) fn push(&mut self, other: Doc) {
        self.tokens.extend(other.tokens);
    }

    /// Opens a box: all its breaks break together if it is consistent.
    pub(super) fn open(&mut self, offset: isize, consistent: bool) {
        self.tokens.push(Token::Begin { offset, consistent });
    }

    /// Closes the innermost box.
    pub(super) fn close(&mut self) {
        self.tokens.push(Token::End);
    }

    /// Closes the innermost box, which breaks if it is wider than this.
    pub(super) fn close_within(&mut self, most: isize) {
        if self.flat_width() > most {
            self.tokens.push(Token::Strut);
        }
        self.close();
    }

    /// A blank, or the end of the line.
    pub(super) fn blank_or_break(&mut self) {
        self.tokens.push(Token::Break(Break {
            blanks: 1,
            ..Break::default()
        }));
    }

    /// Nothing, or the end of the line.
    pub(super) fn zero(&mut self) {
        self.tokens.push(Token::Break(Break::default()));
    }

    /// The end of the line.
    pub(super) fn hard(&mut self) {
        self.tokens.push(Token::Break(Break::LINE_END));
    }

    /// Nothing: it only marks off what comes before it.
    pub(super) fn never_break(&mut self) {
        self.tokens.push(Token::Break(Break {
            never: true,
            ..Break::default()
        }));
    }

    /// A comma: after the last item only at the end of a line, where there may be a blank instead.
    pub(super) fn comma(&mut self, last: bool, blank: bool) {
        if last {
            self.tokens.push(Token::Break(Break {
                blanks: isize::from(blank),
                before: ",",
                ..Break::default()
            }));
        } else {
            self.word(",");
            self.blank_or_break();
        }
    }

    /// `before` at the end of the line and `after` on the next one, or `otherwise` and no break.
    pub(super) fn brace_or(
        &mut self,
        before: &'static str,
        after: &'static str,
        offset: isize,
        otherwise: &'static str,
    ) {
        self.tokens.push(Token::Break(Break {
            offset,
            before,
            after,
            instead: otherwise,
            ..Break::default()
        }));
    }

    /// Indents what follows the break that was added last by so much more.
    pub(super) fn shift(&mut self, offset: isize) {
        if let Some(Token::Break(last)) = self.tokens.last_mut() {
            last.offset += offset;
        }
    }

    /// Says whether it brings its own brackets.
    pub(super) fn marked(mut self, bracketed: bool) -> Self {
        self.bracketed = bracketed;
        self
    }

    /// Whether it is one name of at most four letters.
    pub(super) fn is_short_name(&self) -> bool {
        match self.tokens.as_slice() {
            [Token::Text(text)] => {
                let text = text.text();
                let bare = text.strip_prefix("r#").unwrap_or(text);
                text.len() as isize <= INDENT
                    && bare.chars().all(|c| c == '_' || c.is_alphanumeric())
            }
            _ => false,
        }
    }

    /// Whether it is this text and nothing else.
    pub(super) fn is(&self, text: &str) -> bool {
        matches!(self.tokens.as_slice(), [Token::Text(only)] if only.text() == text)
    }

    /// Whether a struct takes several lines wherever it stands: prettyplease gives it 34 columns.
    pub(super) fn is_wide(&self) -> bool {
        self.flat_width() >= INFINITY
    }

    /// `path<arguments>`
    pub(super) fn generic(path: &str, args: Vec<Doc>) -> Doc {
        Doc::from(path).and(Doc::list("<", args, ">", INDENT, -INDENT))
    }

    /// `head(parameters) -> result {`: a signature with its brace.
    pub(super) fn signature(head: impl Into<Doc>, params: Vec<Doc>, result: impl Into<Doc>) -> Doc {
        Doc::signature_until(head.into(), params, result.into())
            .and(" {")
            .brk(Break::LINE_END)
            .end()
    }

    /// `head(parameters) -> result;`
    pub(super) fn declaration(
        head: impl Into<Doc>,
        params: Vec<Doc>,
        result: impl Into<Doc>,
    ) -> Doc {
        Doc::signature_until(head.into(), params, result.into())
            .and(";")
            .end()
    }

    fn signature_until(head: Doc, params: Vec<Doc>, result: Doc) -> Doc {
        let params = if params.is_empty() {
            Doc::from("()")
        } else {
            Doc::from("(")
                .never()
                .and(Doc::list("", params, "", 0, -INDENT))
                .and(")")
        };
        Doc::default()
            .begin(INDENT, true)
            .and(head)
            .and(params)
            .begin(-INDENT, true)
            .and(" -> ")
            .and(result)
            .end()
    }

    /// The width on one line.
    fn flat_width(&self) -> isize {
        self.tokens
            .iter()
            .map(|token| match token {
                Token::Text(text) => text.text().len() as isize,
                Token::Break(brk) => brk.blanks,
                Token::Strut => INFINITY,
                Token::Begin { .. } | Token::End => 0,
            })
            .sum()
    }

    /// The sizes that decide about breaking: of a box up to the next break after it, of a break up to
    /// the next one on its level or further out.
    fn sizes(&self) -> Vec<isize> {
        let mut sizes = vec![0; self.tokens.len()];
        let mut total = 0;
        // Boxes and breaks whose size is not known yet.
        let mut open: Vec<usize> = Vec::new();
        for (at, token) in self.tokens.iter().enumerate() {
            match token {
                Token::Text(text) => total += text.text().len() as isize,
                Token::Strut => total += INFINITY,
                Token::Break(brk) => {
                    self.settle(&mut open, &mut sizes, total);
                    sizes[at] = -total;
                    open.push(at);
                    total += brk.blanks;
                }
                Token::Begin { .. } => {
                    sizes[at] = -total;
                    open.push(at);
                }
                Token::End => open.push(at),
            }
        }
        for at in open {
            if !matches!(self.tokens[at], Token::End) {
                sizes[at] += total;
            }
        }
        sizes
    }

    /// At a break: closed boxes and the last open break have their sizes now.
    fn settle(&self, open: &mut Vec<usize>, sizes: &mut [isize], total: isize) {
        let mut depth = 0;
        while let Some(&at) = open.last() {
            match self.tokens[at] {
                Token::Begin { .. } if depth == 0 => break,
                Token::Begin { .. } => {
                    sizes[at] += total;
                    depth -= 1;
                }
                Token::End => depth += 1,
                _ => {
                    sizes[at] += total;
                    if depth == 0 {
                        open.pop();
                        break;
                    }
                }
            }
            open.pop();
        }
    }

    /// The lines, the first of which begins at `indentation` columns; the others are indented
    /// relative to it.
    pub(super) fn lay_out(self, indentation: usize) -> Fragment {
        let sizes = self.sizes();
        let base = indentation as isize;
        let mut out = Fragment::new();
        let mut indent = base;
        let mut space = (MARGIN - base).max(LEAST_SPACE);
        // Blanks that are written only once something follows them.
        let mut pending = 0;
        // For each open box: the indentation to go back to if it is broken, and whether its breaks
        // all break together.
        let mut boxes: Vec<(Option<isize>, bool)> = Vec::new();
        for (token, size) in self.tokens.into_iter().zip(sizes) {
            match token {
                Token::Text(text) => {
                    space -= text.text().len() as isize;
                    out.push(" ".repeat(std::mem::take(&mut pending)));
                    out.push(text);
                }
                Token::Strut => {}
                Token::Begin { offset, consistent } => {
                    if size > space {
                        boxes.push((Some(indent), consistent));
                        indent += offset;
                    } else {
                        boxes.push((None, consistent));
                    }
                }
                Token::End => {
                    if let Some((Some(outer), _)) = boxes.pop() {
                        indent = outer;
                    }
                }
                Token::Break(brk) => {
                    let fits = brk.never
                        || match boxes.last() {
                            Some((None, _)) => true,
                            Some((Some(_), true)) => false,
                            Some((Some(_), false)) | None => size <= space,
                        };
                    if fits {
                        pending += brk.blanks as usize;
                        space -= brk.blanks;
                        out.push(brk.instead);
                        space -= brk.instead.len() as isize;
                    } else {
                        let blanks = std::mem::take(&mut pending);
                        if !brk.before.is_empty() {
                            out.push(" ".repeat(blanks));
                        }
                        out.push(brk.before);
                        out.push("\n");
                        let column = indent + brk.offset;
                        pending += (column - base).max(0) as usize;
                        space = (MARGIN - column).max(LEAST_SPACE);
                        if !brk.after.is_empty() {
                            out.push(" ".repeat(std::mem::take(&mut pending)));
                            out.push(brk.after);
                            space -= brk.after.len() as isize;
                        }
                    }
                }
            }
        }
        // A head ends its line itself; whoever writes the line ends it too.
        out.without_last_newline()
    }
}
