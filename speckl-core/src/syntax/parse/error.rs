//! What pest could not match → findings in the user's words, at the offending token.
//!
//! A body that does not parse as a whole is tried line by line, so that each of its lines may have an
//! error of its own and none is blamed for another's.

use super::layer::shallow;
use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::grammar::{Grammar, Rule};
use crate::syntax::keyword::{KEYWORDS, is_reserved, is_word_operator};
use crate::syntax::layout::{CLOSE, MATCH, OPEN};
use crate::syntax::lexer::TokenKind;
use crate::syntax::split::Chunk;
use pest::Parser as _;
use pest::error::{Error, ErrorVariant, InputLocation};
use std::ops::Range;

const STATEMENTS: &[&str] = &[
    "require", "assert", "let", "return", "emit", "if", "for", "match",
];

impl Reader<'_> {
    /// All that is wrong with a chunk that does not parse.
    pub fn explain(&mut self, chunk: &Chunk, rule: Rule, error: &Error<Rule>) -> Vec<Diagnostic> {
        let line_rule = match rule {
            Rule::init_declaration | Rule::action_declaration => Some(Rule::statement_line),
            Rule::invariant_declaration
            | Rule::constraint_declaration
            | Rule::reachable_declaration
            | Rule::final_declaration => Some(Rule::expression_line),
            Rule::property_declaration => Some(Rule::formula_line),
            _ => None,
        };
        let mut findings = Vec::new();
        if let Some(line_rule) = line_rule {
            for (index, line) in self.lines(&chunk.bytes).into_iter().enumerate() {
                let rule = if index == 0 {
                    Rule::head_line
                } else {
                    line_rule
                };
                let text = self.layout.get(line.clone()).unwrap_or("");
                match Grammar::parse(rule, &shallow(text)) {
                    Err(error) => findings.push(self.finding(&line, rule, &error)),
                    // What the grammar lets through the reader may still refuse.
                    Ok(pairs) => {
                        self.base = line.start;
                        findings.extend(pairs.filter_map(|pair| {
                            self.statements(&pair).err().map(|finding| *finding)
                        }));
                    }
                }
            }
        }
        if findings.is_empty() {
            findings.push(self.finding(&chunk.bytes, rule, error));
        }
        findings
    }

    /// The lines of a body, blocks taken apart; what stands in a `match` is left out.
    fn lines(&self, bytes: &Range<usize>) -> Vec<Range<usize>> {
        let mut lines = Vec::new();
        let mut start = bytes.start;
        let mut skipping = 0_usize;
        let text = self.layout.as_bytes();
        for at in bytes.clone() {
            let byte = text.get(at).copied().unwrap_or(b' ');
            if !matches!(byte, b'\n' | OPEN | CLOSE) {
                continue;
            }
            let line = self
                .layout
                .get(start..at)
                .unwrap_or("")
                .trim_matches([' ', '\u{1}']);
            if skipping == 0 {
                lines.push(start..at);
            }
            if byte == OPEN && (skipping > 0 || line.as_bytes().first() == Some(&MATCH)) {
                skipping += 1;
            } else if byte == CLOSE {
                skipping = skipping.saturating_sub(1);
            }
            start = at + 1;
        }
        lines.push(start..bytes.end);
        // Blank lines say nothing, but the head is the first line even so.
        let blank = |line: &Range<usize>| {
            let text = self.layout.get(line.clone()).unwrap_or("");
            text.trim_matches([' ', ';', '\u{1}']).is_empty()
        };
        let mut index = 0;
        lines.retain(|line| {
            index += 1;
            index == 1 || !blank(line)
        });
        lines
    }

    /// What could not be matched in a part of the file.
    pub fn finding(&self, bytes: &Range<usize>, rule: Rule, error: &Error<Rule>) -> Diagnostic {
        let at = match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => at + bytes.start,
        };
        // The grammar has no errors of its own making: it is the parser that ran out of stack.
        if let ErrorVariant::CustomError { .. } = &error.variant {
            let span = Span::new(self.file, bytes.start, (bytes.start + 1).min(bytes.end));
            return Diagnostic::new(
                Code::NestingTooDeep,
                span,
                "nesting goes deeper here than there is room for",
            );
        }
        let expected: &[Rule] = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => positives,
            ErrorVariant::CustomError { .. } => &[],
        };
        let prose = in_words(expected);
        let list = self.tokens.list;
        let first = list.partition_point(|token| token.start < bytes.start);
        let end = list.partition_point(|token| token.start < bytes.end);
        let line = self.line_around(at, first..end);
        // Where a declaration could have ended, what follows it is to blame.
        let ended = self.layout.as_bytes().get(at) == Some(&b'\n') && expected.contains(&Rule::EOI);
        let next = list.partition_point(|token| token.end <= at);
        if ended
            && next < end
            && !matches!(
                rule,
                Rule::statement_line | Rule::expression_line | Rule::formula_line | Rule::head_line
            )
        {
            return self.no_declaration(next);
        }
        // The end of a line is blamed on what stands before it.
        if list.partition_point(|token| token.end <= at) >= line.end || line.is_empty() {
            let before = line.end.max(first + 1) - 1;
            return self
                .sentence(rule, line)
                .unwrap_or_else(|| self.ended(before, &prose));
        }
        let sentence = self
            .misspelt(line.clone())
            .or_else(|| self.sentence(rule, line));
        sentence.unwrap_or_else(|| self.unexpected_at(at, &prose))
    }

    /// The tokens of the logical line that an offset lies on.
    fn line_around(&self, at: usize, tokens: Range<usize>) -> Range<usize> {
        let text = self.layout.as_bytes();
        let breaks = |byte: &u8| matches!(*byte, b'\n' | OPEN | CLOSE);
        let at = at.min(text.len());
        let from = text[..at]
            .iter()
            .rposition(breaks)
            .map_or(0, |found| found + 1);
        let to = text[at..]
            .iter()
            .position(breaks)
            .map_or(text.len(), |found| found + at);
        let list = self.tokens.list;
        let first = list
            .partition_point(|token| token.start < from)
            .max(tokens.start);
        let end = list
            .partition_point(|token| token.start < to)
            .min(tokens.end);
        first..end.max(first)
    }

    fn ended(&self, last: usize, prose: &[&str]) -> Diagnostic {
        let Some(token) = self.tokens.list.get(last) else {
            return Diagnostic::new(
                Code::Syntax,
                Span::new(self.file, self.base, self.base),
                "unexpected end",
            );
        };
        let span = Span::new(self.file, token.start, token.end);
        let word = self.tokens.str(last);
        Diagnostic::new(
            Code::Syntax,
            span,
            format!("expected {} after `{word}`", join(prose)),
        )
    }

    /// A finding at the token that begins at an offset.
    pub fn unexpected(&self, at: usize, prose: &[&str]) -> Diagnostic {
        let line = self.line_around(at, 0..self.tokens.list.len());
        let sentence = self.misspelt(line.clone());
        let sentence = sentence.or_else(|| self.sentence(Rule::statement_line, line));
        sentence.unwrap_or_else(|| self.unexpected_at(at, prose))
    }

    /// `state count = 0`, which lacks its type.
    fn untyped(&self, equals: usize, span: Span) -> Option<Diagnostic> {
        let word = |at: usize| self.tokens.str(at);
        let keyword = word(equals.checked_sub(2)?);
        if !matches!(word(equals), "=" | ":=") || !matches!(keyword, "state" | "const") {
            return None;
        }
        let name = word(equals - 1);
        let value = word(equals + 1);
        let finding = Diagnostic::new(Code::Syntax, span, format!("`{name}` lacks its type"));
        let ty = match self.tokens.list.get(equals + 1)?.kind {
            TokenKind::Number => "Int",
            TokenKind::Text => "String",
            _ if matches!(value, "true" | "false") => "Bool",
            _ => {
                let note = format!("a type stands before the value: `{keyword} {name}: T = …`");
                return Some(finding.note(note));
            }
        };
        let name_end = self.tokens.list[equals - 1].end;
        Some(finding.label("a type must stand before the value").suggest(
            Span::new(self.file, name_end, span.end as usize),
            format!(": {ty} ="),
            format!("for any `{ty}`"),
        ))
    }

    fn unexpected_at(&self, at: usize, prose: &[&str]) -> Diagnostic {
        let list = self.tokens.list;
        let index = list.partition_point(|token| token.end <= at);
        let Some(token) = list.get(index) else {
            return self.ended(list.len().saturating_sub(1), prose);
        };
        let span = Span::new(self.file, token.start, token.end);
        let found = self.tokens.str(index);
        if found == "'" {
            return Diagnostic::new(
                Code::Syntax,
                span,
                "`x'`, the value after a step, may stand in an invariant only",
            )
            .note("an action assigns with `x := …`");
        }
        if let Some(finding) = self.untyped(index, span) {
            return finding;
        }
        if found == "=" && !prose.contains(&"`=`") {
            return Diagnostic::new(Code::Syntax, span, "a comparison is written `==`").suggest(
                span,
                "==",
                "write `==` to compare",
            );
        }
        if is_reserved(found) && prose.contains(&"a name") {
            return Diagnostic::new(
                Code::Syntax,
                span,
                format!("`{found}` is a word of the language and cannot be a name"),
            );
        }
        Diagnostic::new(
            Code::Syntax,
            span,
            format!("expected {}, found `{found}`", join(prose)),
        )
    }

    /// `requier x == 1`: a line that begins with a word that is nearly a keyword.
    fn misspelt(&self, line: Range<usize>) -> Option<Diagnostic> {
        let (first, second) = (line.start, line.start + 1);
        if !self.is_bare_word(first) || !self.is_bare_word(second) || second >= line.end {
            return None;
        }
        let word = self.tokens.str(first);
        let known = KEYWORDS.iter().chain(STATEMENTS);
        if known.clone().any(|keyword| *keyword == word) {
            return None;
        }
        let token = self.tokens.list[first];
        let span = Span::new(self.file, token.start, token.end);
        let finding = Diagnostic::new(
            Code::Syntax,
            span,
            format!("expected a declaration or a statement, found `{word}`"),
        )
        .did_you_mean(span, word, known.copied());
        finding.suggestion.is_some().then_some(finding)
    }

    /// Two bare words in a row where an expression is read are no expression but a sentence.
    fn sentence(&self, rule: Rule, line: Range<usize>) -> Option<Diagnostic> {
        let after = |sign: &str| {
            (line.clone().find(|&index| self.tokens.str(index) == sign)).map(|index| index + 1)
        };
        let head = self.tokens.str(line.start);
        let start = match rule {
            Rule::const_declaration | Rule::state_declaration | Rule::def_declaration => {
                after("=")?
            }
            Rule::head_line if matches!(head, "action" | "init") => return None,
            Rule::head_line => after(":").unwrap_or(line.start + 2),
            Rule::statement_line if head == "let" => after(":=").or_else(|| after("="))?,
            Rule::statement_line
                if STATEMENTS.contains(&head)
                    || matches!(head, "precondition" | "postcondition") =>
            {
                line.start + 1
            }
            Rule::statement_line if self.tokens.str(line.start + 1) == ":=" => line.start + 2,
            Rule::inner_statements => return self.sentence(Rule::statement_line, line),
            Rule::statement_line | Rule::expression_line | Rule::formula_line => line.start,
            _ => return None,
        };
        let words = (start..line.end).find(|&index| {
            index + 1 < line.end && self.is_bare_word(index) && self.is_bare_word(index + 1)
        })?;
        // `emit Event field` and the like are not sentences.
        if head == "emit"
            || (start..words).any(|index| matches!(self.tokens.str(index), ":=" | "=" | "{"))
        {
            return None;
        }
        let list = self.tokens.list;
        let span = Span::new(self.file, list[start].start, list[line.end - 1].end);
        let text = self.tokens.text.get(span.range()).unwrap_or("");
        Some(
            Diagnostic::new(
                Code::Prose,
                span,
                format!(
                    "`{}` is prose where an expression must stand",
                    shortened(text)
                ),
            )
            .note(
                "move it to a `///` comment before the declaration, and say it with operators here",
            ),
        )
    }

    fn is_bare_word(&self, index: usize) -> bool {
        let is_word = self
            .tokens
            .list
            .get(index)
            .is_some_and(|token| token.kind == TokenKind::Word);
        let word = self.tokens.str(index);
        is_word
            && !is_word_operator(word)
            && (!is_reserved(word) || matches!(word, "true" | "false" | "null"))
            && !matches!(
                word,
                "forall"
                    | "exists"
                    | "match"
                    | "with"
                    | "where"
                    | "for"
                    | "satisfies"
                    | "always"
                    | "eventually"
            )
    }

    /// Text at the level of declarations that begins with no keyword.
    pub fn no_declaration(&self, index: usize) -> Diagnostic {
        let (start, end) = (self.tokens.list.get(index))
            .map_or((self.base, self.base), |token| (token.start, token.end));
        let span = Span::new(self.file, start, end);
        let found = self.tokens.str(index);
        Diagnostic::new(
            Code::Syntax,
            span,
            format!("expected a declaration, found `{found}`"),
        )
        .did_you_mean(span, found, KEYWORDS.iter().copied())
    }
}

fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    let line = text.lines().next().unwrap_or("");
    if line.chars().count() <= MOST {
        return line.to_owned();
    }
    let mut short: String = line.chars().take(MOST).collect();
    short.push('…');
    short
}

fn join(prose: &[&str]) -> String {
    match prose {
        [] => "something else".to_owned(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

/// The rules that would have fitted, in the user's words; what can go on anywhere is mentioned only
/// where nothing else fits.
fn in_words(rules: &[Rule]) -> Vec<&'static str> {
    let mut words: Vec<&'static str> = Vec::new();
    let mut weak: Vec<&'static str> = Vec::new();
    for rule in rules {
        let (word, is_weak) = describe(*rule);
        let list = if is_weak { &mut weak } else { &mut words };
        if !word.is_empty() && !list.contains(&word) {
            list.push(word);
        }
    }
    if words.is_empty() {
        words = weak;
    }
    if words.contains(&"an expression") {
        words.retain(|word| {
            !matches!(
                *word,
                "a statement" | "a name" | "a string" | "a number" | "`if`" | "`let`"
            )
        });
    }
    words
}

fn describe(rule: Rule) -> (&'static str, bool) {
    let strong = match rule {
        Rule::EOI | Rule::end => return ("the end of the declaration", true),
        Rule::newline | Rule::separator | Rule::semicolon => return ("a new line", true),
        Rule::infix
        | Rule::sign_infix
        | Rule::word_infix
        | Rule::not_in
        | Rule::bound_infix
        | Rule::postfix
        | Rule::call
        | Rule::index
        | Rule::field
        | Rule::dot
        | Rule::lbracket
        | Rule::record
        | Rule::with
        | Rule::kw_with
        | Rule::kw_where
        | Rule::kw_over
        | Rule::prime
        | Rule::prefix
        | Rule::kw_not => return ("an operator", true),
        Rule::expression
        | Rule::operand
        | Rule::primary
        | Rule::deferred
        | Rule::leading
        | Rule::number
        | Rule::variable
        | Rule::conditional
        | Rule::local
        | Rule::quantified
        | Rule::matched
        | Rule::binder
        | Rule::entry
        | Rule::entries
        | Rule::argument
        | Rule::arguments
        | Rule::spread
        | Rule::parenthesised
        | Rule::list
        | Rule::braces
        | Rule::this
        | Rule::kw_this
        | Rule::kw_boolean
        | Rule::kw_null
        | Rule::kw_quantifier
        | Rule::outside_in
        | Rule::bound => "an expression",
        Rule::type_expression
        | Rule::type_atom
        | Rule::type_core
        | Rule::enumeration
        | Rule::symmetric
        | Rule::interval
        | Rule::applied
        | Rule::container
        | Rule::record_type
        | Rule::list_type
        | Rule::tuple_type
        | Rule::named_type
        | Rule::kw_enum
        | Rule::kw_symmetric => "a type",
        Rule::statement
        | Rule::statements
        | Rule::marked_line
        | Rule::if_statement
        | Rule::for_statement
        | Rule::match_statement
        | Rule::let_statement
        | Rule::require_statement
        | Rule::assert_statement
        | Rule::return_statement
        | Rule::emit_statement
        | Rule::assignment
        | Rule::assign_first
        | Rule::call_statement
        | Rule::target
        | Rule::kw_require
        | Rule::kw_assert
        | Rule::kw_return
        | Rule::kw_emit
        | Rule::kw_assign
        | Rule::kw_for
        | Rule::kw_match => "a statement",
        Rule::name
        | Rule::variant
        | Rule::member
        | Rule::letter
        | Rule::variable_declaration
        | Rule::parameter
        | Rule::emitted => "a name",
        Rule::text => "a string",
        Rule::colon => "`:`",
        Rule::comma => return ("`,`", false),
        Rule::bar => return ("`|`", true),
        Rule::becomes => "`:=`",
        Rule::equals => "`=`",
        Rule::same => return ("`==`", true),
        Rule::rparen => "`)`",
        Rule::rbracket => "`]`",
        Rule::lbrace => return ("`{`", true),
        Rule::open | Rule::block | Rule::arms_open | Rule::body => "`{`",
        Rule::rbrace | Rule::close | Rule::arms_close => "`}`",
        Rule::arrow => "`=>`",
        Rule::pattern
        | Rule::pattern_literal
        | Rule::pattern_variant
        | Rule::value_arm
        | Rule::arm => "a pattern",
        Rule::formula
        | Rule::always
        | Rule::eventually
        | Rule::leads
        | Rule::leads_call
        | Rule::kw_always
        | Rule::kw_eventually => "`always`, `eventually`",
        Rule::kw_leadsto => "`leadsto`",
        Rule::kw_as => "`as`",
        Rule::kw_ref => "`ref`",
        Rule::kw_from => "`from`",
        Rule::kw_via => return ("`via`", true),
        Rule::kw_at => return ("`at`", true),
        Rule::kw_hash | Rule::import_hash => return ("`hash`", true),
        Rule::import_version => return ("`version`", true),
        Rule::question => return ("`?`", true),
        Rule::less => return ("`<`", true),
        Rule::greater => "`>`",
        Rule::range => "`..`",
        Rule::kw_then => "`then`",
        Rule::kw_else | Rule::else_part => return ("`else`", false),
        Rule::kw_in => "`in`",
        Rule::kw_if => "`if`",
        Rule::kw_let => "`let`",
        Rule::kw_clause => return ("`clause`", true),
        Rule::satisfies | Rule::kw_satisfies => return ("`satisfies`", true),
        Rule::lparen | Rule::parameters => return ("`(`", true),
        Rule::returned | Rule::kw_returns => return ("`:`", true),
        _ => return ("", true),
    };
    (strong, false)
}
