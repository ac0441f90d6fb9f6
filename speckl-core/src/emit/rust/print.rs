//! Code → a document with the boxes and breaks that prettyplease gives it, form by form.

use super::code::{Code, Line};
use super::layout::{Doc, INDENT};

/// Where an expression stands.
#[derive(Clone, Copy, Default)]
struct At {
    /// First on its line: then a short receiver keeps its method beside it.
    first: bool,
    /// In the head of an `if`, `for` or `match`, where a struct needs parentheses.
    head: bool,
}

impl From<Code> for Doc {
    fn from(code: Code) -> Self {
        let mut doc = Doc::default();
        doc.code(&code, At::default());
        doc.marked(is_bracketed(&code))
    }
}

impl Doc {
    /// An expression that stands first on its line.
    pub(super) fn first(code: &Code) -> Doc {
        let mut doc = Doc::default();
        doc.code(
            code,
            At {
                first: true,
                head: false,
            },
        );
        doc
    }

    /// A statement of its own, with its semicolon.
    pub(super) fn statement(code: &Code) -> Doc {
        let mut doc = Doc::default();
        doc.open(0, false);
        doc.push(Doc::first(code));
        doc.word(";");
        doc.close();
        doc
    }

    /// `keyword … condition {`: a head whose body follows on lines of its own.
    pub(super) fn code_head(keyword: &str, condition: &Code) -> Doc {
        let mut doc = Doc::default();
        if keyword.ends_with("if ") {
            doc.open(INDENT, true);
            doc.word(keyword);
            doc.open(-INDENT, true);
            doc.head_condition(condition);
            doc.close();
            doc.word("{");
            doc.hard();
            doc.close();
        } else {
            doc.open(0, false);
            doc.word(keyword);
            doc.head_condition(condition);
            doc.word("{");
            doc.never_break();
            doc.open(INDENT, true);
            doc.hard();
            doc.close();
            doc.close();
        }
        doc
    }

    /// `for pattern in source {`
    pub(super) fn for_head(pattern: &Code, source: &Code) -> Doc {
        let mut doc = Doc::default();
        doc.open(0, false);
        doc.for_words(pattern, source);
        doc.open(INDENT, true);
        doc.hard();
        doc.close();
        doc.close();
        doc
    }

    /// `pattern => {`: an arm whose body follows on lines of its own.
    pub(super) fn arm_head(pattern: &Code) -> Doc {
        let mut doc = Doc::default();
        doc.open(0, false);
        doc.code(pattern, At::default());
        doc.word(" => {");
        doc.never_break();
        doc.open(INDENT, true);
        doc.hard();
        doc.close();
        doc.close();
        doc
    }

    fn for_words(&mut self, pattern: &Code, source: &Code) {
        self.word("for ");
        self.code(pattern, At::default());
        self.word(" in ");
        self.never_break();
        self.head_condition(source);
        self.word("{");
        self.never_break();
    }

    fn head_condition(&mut self, code: &Code) {
        self.open(0, true);
        self.code(
            code,
            At {
                first: false,
                head: true,
            },
        );
        if wraps_to_new_line(code) {
            self.blank_or_break();
        } else {
            self.word(" ");
        }
        self.close();
    }

    fn code(&mut self, code: &Code, at: At) {
        let within = At {
            first: false,
            head: at.head,
        };
        match code {
            Code::Path(path) => self.push(path.clone()),
            Code::Number(text) => self.word(text),
            Code::Text(text) => self.word(&super::string_literal(text)),
            Code::Prefix(op, value) => {
                self.word(op);
                self.code(value, within);
            }
            Code::Cast(value, ty) => {
                self.open(INDENT, false);
                self.open(-INDENT, false);
                self.code(value, within);
                self.close();
                self.blank_or_break();
                self.word("as ");
                self.word(ty);
                self.close();
            }
            Code::Range(first, last) => {
                self.code(first, within);
                self.word("..=");
                self.code(last, within);
            }
            Code::Call(function, args) => {
                self.code(function, at);
                self.arguments(args);
            }
            Code::Method(receiver, ..) => {
                self.open(INDENT, true);
                let beside = at.first && is_short(receiver);
                self.chain(code, at, beside);
                self.close();
            }
            Code::Field(..) => {
                self.open(INDENT, true);
                self.chain(code, at, false);
                self.close();
            }
            Code::Try(value) => {
                self.code(value, at);
                self.word("?");
            }
            Code::Paren(value) => {
                self.word("(");
                self.code(value, At::default());
                self.word(")");
            }
            Code::Tuple(items) => {
                self.word("(");
                self.items(items);
                self.word(")");
            }
            Code::Array(items) => self.array_code(items),
            Code::Struct(path, fields, rest) => {
                if at.head {
                    self.word("(");
                }
                self.struct_code(path, fields, rest.as_deref());
                if at.head {
                    self.word(")");
                }
            }
            Code::Closure(params, body) => {
                self.open(0, false);
                self.closure(params, body);
            }
            Code::Moving(closure) => {
                self.open(0, false);
                self.word("move ");
                if let Code::Closure(params, body) = closure.as_ref() {
                    self.closure(params, body);
                }
            }
            Code::Block(label, lines) => {
                if let Some(label) = label {
                    self.word(label);
                    self.word(": ");
                }
                self.open(INDENT, true);
                self.small_block(lines);
                self.close();
            }
            Code::If(condition, then, otherwise) => self.if_code(condition, then, otherwise),
            Code::Match(value, arms) => {
                self.open(0, false);
                self.word("match ");
                self.head_condition(value);
                self.word("{");
                self.never_break();
                self.open(INDENT, true);
                self.hard();
                for (pattern, body) in arms {
                    self.arm_code(pattern, body);
                    self.hard();
                }
                self.shift(-INDENT);
                self.close();
                self.word("}");
                self.close();
            }
            Code::StructPattern(path, fields, open) => self.struct_pattern(path, fields, *open),
            Code::Break(label, value) => {
                self.word("break");
                if let Some(label) = label {
                    self.word(" ");
                    self.word(label);
                }
                if let Some(value) = value {
                    self.word(" ");
                    self.code(value, At::default());
                }
            }
            Code::Assign(target, "=", value) => {
                self.open(0, false);
                self.code(target, At::default());
                self.word(" = ");
                self.never_break();
                self.code(value, At::default());
                self.close();
            }
            // `+=` is laid out as an operator.
            Code::Binary(left, op, right) | Code::Assign(left, op, right) => {
                self.operator_code(left, op, right, within);
            }
            Code::Return(value) => {
                self.word("return ");
                self.code(value, At::default());
            }
        }
    }

    fn operator_code(&mut self, left: &Code, op: &str, right: &Code, within: At) {
        self.open(INDENT, false);
        self.open(-INDENT, false);
        self.code(left, within);
        self.close();
        self.blank_or_break();
        self.word(op);
        self.word(" ");
        self.code(right, within);
        self.close();
    }

    /// Fields and methods, one after the other, in a box that is open already.
    fn chain(&mut self, code: &Code, at: At, unindent: bool) {
        let within = At {
            first: at.first,
            head: at.head,
        };
        match code {
            Code::Call(function, args) => {
                let at = At {
                    first: false,
                    head: at.head,
                };
                self.chain(function, at, false);
                self.arguments(args);
            }
            Code::Field(base, name) => {
                self.chain(base, within, false);
                if !(at.first && is_short(base)) {
                    self.zero();
                }
                self.word(".");
                self.word(name);
            }
            Code::Method(receiver, name, ty, args) => {
                self.chain(receiver, within, false);
                if !(at.first && is_short(receiver)) {
                    self.zero();
                }
                self.word(".");
                self.word(name);
                if let Some(ty) = ty {
                    self.push(Doc::generic("::", vec![ty.clone()]));
                }
                self.open(if unindent { -INDENT } else { 0 }, true);
                self.arguments(args);
                self.close();
            }
            Code::Try(value) => {
                self.chain(value, within, false);
                self.word("?");
            }
            _ => {
                self.open(-INDENT, true);
                self.code(
                    code,
                    At {
                        first: false,
                        head: at.head,
                    },
                );
                self.close();
            }
        }
    }

    fn arguments(&mut self, args: &[Code]) {
        self.word("(");
        match args {
            [] => {}
            [only] if is_bracketed(only) => self.code(only, At::default()),
            _ => self.items(args),
        }
        self.word(")");
    }

    /// Items in a box of their own, one a line where they do not fit.
    fn items(&mut self, items: &[Code]) {
        if items.is_empty() {
            return;
        }
        self.open(INDENT, true);
        self.zero();
        for (at, item) in items.iter().enumerate() {
            self.code(item, At::default());
            self.comma(at + 1 == items.len(), false);
        }
        self.shift(-INDENT);
        self.close();
    }

    fn array_code(&mut self, items: &[Code]) {
        if items.is_empty() {
            self.word("[]");
        } else if items.iter().all(|item| matches!(item, Code::Number(_))) {
            self.open(INDENT, true);
            self.word("[");
            self.zero();
            self.open(0, false);
            for (at, item) in items.iter().enumerate() {
                self.code(item, At::default());
                if at + 1 < items.len() {
                    self.word(",");
                    self.blank_or_break();
                }
            }
            self.close();
            self.comma(true, false);
            self.shift(-INDENT);
            self.word("]");
            self.close();
        } else {
            self.word("[");
            self.items(items);
            self.word("]");
        }
    }

    fn struct_code(&mut self, path: &Doc, fields: &[(String, Option<Code>)], rest: Option<&Code>) {
        let mut doc = Doc::default();
        doc.open(INDENT, true);
        doc.open(-INDENT, false);
        doc.push(path.clone());
        doc.close();
        doc.word(" {");
        if fields.is_empty() && rest.is_none() {
            doc.close();
            doc.word("}");
            return self.push(doc);
        }
        doc.blank_or_break();
        for (at, (name, value)) in fields.iter().enumerate() {
            doc.word(name);
            if let Some(value) = value {
                doc.word(": ");
                doc.open(0, false);
                doc.code(value, At::default());
                doc.close();
            }
            doc.comma(at + 1 == fields.len() && rest.is_none(), true);
        }
        if let Some(rest) = rest {
            doc.word("..");
            doc.code(rest, At::default());
            doc.blank_or_break();
        }
        doc.shift(-INDENT);
        doc.close_within(34);
        doc.word("}");
        self.push(doc);
    }

    fn struct_pattern(&mut self, path: &Doc, fields: &[(String, Option<String>)], open: bool) {
        self.open(INDENT, true);
        self.push(path.clone());
        self.word(" {");
        self.blank_or_break();
        for (at, (name, local)) in fields.iter().enumerate() {
            self.word(name);
            if let Some(local) = local {
                self.word(": ");
                self.word(local);
            }
            self.comma(at + 1 == fields.len() && !open, true);
        }
        if open {
            self.word("..");
            self.blank_or_break();
        }
        self.shift(-INDENT);
        self.close();
        self.word("}");
    }

    /// A closure in a box that is open already.
    fn closure(&mut self, params: &[Code], body: &Code) {
        self.open(INDENT, true);
        self.word("|");
        for (at, param) in params.iter().enumerate() {
            if at == 0 {
                self.zero();
            }
            self.code(param, At::default());
            if at + 1 < params.len() {
                self.word(",");
                self.blank_or_break();
            }
        }
        self.word("|");
        self.blank_or_break();
        self.shift(-INDENT);
        self.close();
        self.never_break();
        if is_bracketed(body) || matches!(body, Code::Match(..) | Code::Call(..)) {
            self.code(body, At::default());
        } else {
            self.braced(body, "");
        }
        self.close();
    }

    /// A body that gets braces where it does not fit beside what it belongs to.
    fn braced(&mut self, body: &Code, otherwise: &'static str) {
        self.open(INDENT, true);
        self.brace_or("{", "", 0, "");
        self.code(
            body,
            At {
                first: true,
                head: false,
            },
        );
        self.brace_or("", "}", -INDENT, otherwise);
        self.close();
    }

    /// `pattern => body`
    pub(super) fn arm_of(pattern: &Code, body: &Code) -> Doc {
        let mut doc = Doc::default();
        doc.arm_code(pattern, body);
        doc
    }

    fn arm_code(&mut self, pattern: &Code, body: &Code) {
        self.open(0, false);
        self.code(pattern, At::default());
        self.word(" => ");
        if let Code::Block(label, lines) = body {
            if let Some(label) = label {
                self.word(label);
                self.word(": ");
            }
            self.word("{");
            if !lines.is_empty() {
                self.never_break();
                self.open(INDENT, true);
                self.hard();
                self.lines(lines);
                self.shift(-INDENT);
                self.close();
            }
            self.word("}");
        } else {
            self.never_break();
            self.braced(body, if body.is_block() { "" } else { "," });
        }
        self.close();
    }

    fn if_code(&mut self, condition: &Code, then: &Code, otherwise: &Code) {
        self.open(INDENT, true);
        let mut branch = (condition, then, otherwise);
        self.word("if ");
        loop {
            let (condition, then, otherwise) = branch;
            self.open(-INDENT, true);
            self.head_condition(condition);
            self.close();
            self.branch(then);
            self.word(" else ");
            match otherwise {
                Code::If(condition, then, otherwise) => {
                    self.word("if ");
                    branch = (condition, then, otherwise);
                }
                _ => break self.branch(otherwise),
            }
        }
        self.close();
    }

    fn branch(&mut self, body: &Code) {
        match body {
            Code::Block(None, lines) => self.small_block(lines),
            _ => self.small_block(&[Line::Value(body.clone())]),
        }
    }

    fn small_block(&mut self, lines: &[Line]) {
        self.word("{");
        self.blank_or_break();
        if let [Line::Value(value)] = lines {
            self.open(0, false);
            self.push(Doc::first(value));
            self.close();
            self.blank_or_break();
        } else {
            self.lines(lines);
        }
        self.shift(-INDENT);
        self.word("}");
    }

    /// A line on its own.
    pub(super) fn line(line: &Line) -> Doc {
        let mut doc = Doc::default();
        doc.one_line(line);
        doc
    }

    fn lines(&mut self, lines: &[Line]) {
        for line in lines {
            self.one_line(line);
            self.hard();
        }
    }

    fn one_line(&mut self, line: &Line) {
        match line {
            Line::Let(pattern, value) | Line::Local(pattern, value) => {
                self.open(0, false);
                self.word("let ");
                self.push(pattern.clone());
                self.word(" = ");
                self.never_break();
                self.code(value, At::default());
                self.close();
                self.word(";");
            }
            Line::Do(code) => self.push(Doc::statement(code)),
            Line::Value(code) => {
                self.open(0, false);
                self.push(Doc::first(code));
                self.close();
            }
            Line::For(pattern, source, body) => {
                self.open(0, false);
                self.open(0, false);
                self.for_words(pattern, source);
                self.open(INDENT, true);
                self.hard();
                self.lines(body);
                self.shift(-INDENT);
                self.close();
                self.word("}");
                self.close();
                self.close();
            }
            Line::If(condition, body) => {
                self.open(0, false);
                self.open(INDENT, true);
                self.word("if ");
                self.open(-INDENT, true);
                self.head_condition(condition);
                self.close();
                self.word("{");
                self.hard();
                self.lines(body);
                self.shift(-INDENT);
                self.word("}");
                self.close();
                self.close();
            }
        }
    }
}

/// Whether it brings its own brackets, so that as the one argument of a call it needs no box.
fn is_bracketed(code: &Code) -> bool {
    matches!(
        code,
        Code::Array(_)
            | Code::Block(..)
            | Code::Closure(..)
            | Code::Moving(_)
            | Code::Struct(..)
            | Code::Tuple(_)
    )
}

/// A name of at most four letters.
fn is_short(code: &Code) -> bool {
    match code {
        Code::Path(path) => path.is_short_name(),
        _ => false,
    }
}

/// Whether the brace after a condition goes to a line of its own where the condition breaks.
fn wraps_to_new_line(code: &Code) -> bool {
    match code {
        Code::Binary(..)
        | Code::Cast(..)
        | Code::Field(..)
        | Code::Method(..)
        | Code::Assign(..) => true,
        Code::Prefix(_, inner)
        | Code::Try(inner)
        | Code::Paren(inner)
        | Code::Range(_, inner)
        | Code::Call(inner, _)
        | Code::Return(inner) => wraps_to_new_line(inner),
        _ => false,
    }
}
