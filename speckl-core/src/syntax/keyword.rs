//! Keyword plus what follows it → which declaration begins here, if any.
//!
//! Every keyword is contextual: `state := on` assigns to a variable called `state`, while
//! `state x: T` declares one. Only the few tokens after the word decide.

use super::lexer::{Token, TokenKind, lex};
use crate::source::FileId;

/// The kind of declaration that begins at a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    Spec,
    Type,
    Const,
    State,
    Init,
    Action,
    Invariant,
    Constraint,
    Interface,
    Event,
    Final,
    Next,
    Version,
    License,
    Author,
    Satisfies,
    Import,
    Def,
    Extern,
    Reachable,
    Property,
    Temporal,
    Verify,
    Fair,
    Bounds,
    Source,
    Review,
    Derives,
    Provenance,
    Bom,
    /// `key: "…"` with a key that the language does not know.
    Metadata,
}

/// The keywords that a misspelt one may have been meant as.
pub(super) const KEYWORDS: &[&str] = &[
    "spec",
    "type",
    "const",
    "state",
    "init",
    "action",
    "invariant",
    "event",
    "final",
    "next",
    "version",
    "license",
    "author",
    "satisfies",
    "property",
    "reachable",
    "import",
    "def",
    "extern",
    "fair",
    "bounds",
    "source",
    "review",
    "provenance",
];

/// The tokens of a file with their text.
#[derive(Clone, Copy)]
pub(super) struct Tokens<'a> {
    pub text: &'a str,
    pub list: &'a [Token],
}

impl<'a> Tokens<'a> {
    /// The text of a token; empty beyond the end.
    pub fn str(&self, index: usize) -> &'a str {
        self.list
            .get(index)
            .and_then(|token| self.text.get(token.start..token.end))
            .unwrap_or("")
    }

    fn kind(&self, index: usize) -> Option<TokenKind> {
        self.list.get(index).map(|token| token.kind)
    }

    fn on_same_line(&self, index: usize) -> bool {
        self.list
            .get(index)
            .is_some_and(|token| !token.after_newline)
    }

    /// Whether a word stands there that is no operator, on the line of the token before.
    fn name_follows(&self, index: usize) -> bool {
        self.kind(index) == Some(TokenKind::Word)
            && self.on_same_line(index)
            && !is_word_operator(self.str(index))
            && !matches!(self.str(index), "then" | "else" | "where" | "with")
    }

    fn text_follows(&self, index: usize) -> bool {
        self.kind(index) == Some(TokenKind::Text) && self.on_same_line(index)
    }

    /// Whether a value of metadata stands there: no bare name, which may be a misspelt declaration's.
    fn metadata_follows(&self, index: usize) -> bool {
        self.on_same_line(index)
            && (matches!(self.kind(index), Some(TokenKind::Text | TokenKind::Number))
                || matches!(self.str(index), "[" | "true" | "false"))
    }

    /// Whether the word before this token is the keyword `match`, and not a name.
    pub fn scrutinee_follows(&self, index: usize) -> bool {
        match self.kind(index) {
            Some(TokenKind::Word) => begins_scrutinee(self.str(index)),
            Some(TokenKind::Number | TokenKind::Text) => true,
            _ => self.str(index) == "(",
        }
    }

    /// Which declaration begins at a token, if any.
    pub fn declaration_at(&self, index: usize) -> Option<Keyword> {
        if self.kind(index) != Some(TokenKind::Word) {
            return None;
        }
        let named = self.name_follows(index + 1);
        let next = self.str(index + 1);
        let same_line = self.on_same_line(index + 1);
        let braces = next == "{" || (next == ":" && self.str(index + 2) == "{");
        let colon = next == ":" && same_line;
        let text = self.text_follows(index + 1);
        // `state and: Bool` can be nothing else, although `and` cannot be a name.
        let reserved_name = same_line
            && self.kind(index + 1) == Some(TokenKind::Word)
            && self.str(index + 2) == ":";
        // `version 1.2` lacks its quotes.
        let unquoted =
            text || named || (same_line && self.kind(index + 1) == Some(TokenKind::Number));
        let labelled = colon && self.text_follows(index + 2);
        let when = |holds: bool, keyword: Keyword| holds.then_some(keyword);
        match self.str(index) {
            "spec" | "speck" => when(named, Keyword::Spec),
            "type" => when(named, Keyword::Type),
            "const" => when(named || reserved_name, Keyword::Const),
            "state" => when(named || braces || reserved_name, Keyword::State),
            "init" => {
                let alone = !same_line && !continues_line(next);
                when(
                    alone || named || braces || colon || (next == "(" && same_line),
                    Keyword::Init,
                )
            }
            "action" => when(named, Keyword::Action),
            "invariant" => when(named || colon, Keyword::Invariant),
            "constraint" => when(named || colon || text || braces, Keyword::Constraint),
            "interface" => when(named, Keyword::Interface),
            "event" => when(named, Keyword::Event),
            "final" => when(colon || named || next == "{", Keyword::Final),
            "next" => when(colon, Keyword::Next),
            "version" => when(unquoted || labelled, Keyword::Version),
            "license" => when(unquoted || labelled, Keyword::License),
            "author" => when(unquoted || labelled, Keyword::Author),
            "satisfies" => when(text, Keyword::Satisfies),
            "import" => when(text, Keyword::Import),
            "def" => when(named, Keyword::Def),
            "extern" => when(named, Keyword::Extern),
            "property" => when(named || colon, Keyword::Property),
            "reachable" => when(named || colon, Keyword::Reachable),
            "fair" => when(named, Keyword::Fair),
            "strongly" => when(next == "fair" && same_line, Keyword::Fair),
            "bounds" => when(braces, Keyword::Bounds),
            "provenance" => when(braces, Keyword::Provenance),
            "bom" => when(braces, Keyword::Bom),
            "temporal" => when(braces, Keyword::Temporal),
            "verify" => when(named || colon, Keyword::Verify),
            "review" => when(named, Keyword::Review),
            "source" => when(named && self.str(index + 2) == "ref", Keyword::Source),
            "derives" => when(next == "from" && same_line, Keyword::Derives),
            _ => when(colon && self.metadata_follows(index + 2), Keyword::Metadata),
        }
    }

    /// Whether a declaration begins here beyond doubt: nothing else in the language looks like it,
    /// so a bracket that is still open was forgotten.
    pub fn surely_declaration_at(&self, index: usize) -> bool {
        let third = self.str(index + 2);
        let ends_head =
            index + 2 >= self.list.len() || !self.on_same_line(index + 2) || third == "{";
        match self.str(index) {
            "spec" | "speck" | "action" | "event" | "interface" | "invariant" | "constraint"
            | "property" | "reachable" => {
                self.name_follows(index + 1) && (ends_head || matches!(third, ":" | "("))
            }
            "type" => self.name_follows(index + 1) && third == "=",
            "const" | "state" => self.name_follows(index + 1) && third == ":",
            "init" => self.str(index + 1) == "{",
            "def" | "extern" => self.name_follows(index + 1) && third == "(",
            _ => false,
        }
    }
}

/// Whether a line would be taken for the beginning of a declaration.
pub(super) fn begins_declaration(line: &str) -> bool {
    let lexed = lex(FileId::default(), line);
    let tokens = Tokens {
        text: line,
        list: &lexed.tokens,
    };
    tokens.declaration_at(0).is_some()
}

/// Whether a word may stand behind the keyword `match`.
pub(super) fn begins_scrutinee(word: &str) -> bool {
    !is_word_operator(word)
        && !matches!(word, "then" | "else" | "where" | "with" | "for" | "clause")
}

/// Words that are binary operators.
pub(super) fn is_word_operator(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "or"
            | "implies"
            | "iff"
            | "in"
            | "notin"
            | "notIn"
            | "union"
            | "minus"
            | "intersect"
            | "intersection"
            | "subsetof"
            | "subsetOf"
            | "leadsto"
            | "leadsTo"
    )
}

/// Words that cannot be names, because an expression could not be read with them.
pub(super) fn is_reserved(word: &str) -> bool {
    (is_word_operator(word) && !matches!(word, "leadsto" | "leadsTo"))
        || matches!(
            word,
            "not" | "if" | "then" | "else" | "let" | "true" | "false" | "null"
        )
}

/// Signs that are binary operators.
pub(super) fn is_sign_operator(sign: &str) -> bool {
    matches!(
        sign,
        "+" | "-"
            | "*"
            | "/"
            | "%"
            | "=="
            | "!="
            | "<"
            | "<="
            | ">"
            | ">="
            | "&&"
            | "||"
            | "->"
            | "=>"
            | ".."
            | "|"
            | "\\"
    )
}

/// Whether a line that begins with this goes on with the line before.
pub(super) fn continues_line(token: &str) -> bool {
    (is_sign_operator(token) && token != "-")
        || is_word_operator(token)
        || matches!(
            token,
            ":=" | "=" | ":" | "," | "." | ")" | "]" | "?" | "'" | "then" | "else" | "where"
        )
}
