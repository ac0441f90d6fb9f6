//! Expressions and patterns → text.

use super::items::{CURLY, Place, ROUND, SET, SQUARE};
use super::operator::{ATOM, binary_text, breaks_before, operands, precedence, shows_in};
use super::printer::Printer;
use crate::syntax::ast::{
    Aggregate, Arm, BinaryOp, Binder, Entry, Expr, ExprKind, Path, Pattern, PatternKind,
    Quantifier, UnaryOp,
};
use crate::syntax::keyword::begins_scrutinee;
use crate::syntax::lexer::literal;
use crate::syntax::parse::binary_precedence;

/// Stands where nothing that can be printed is.
pub(super) const PLACE_HOLDER: &str = "null";

impl Printer<'_> {
    /// An expression where any may stand.
    pub fn expr(&mut self, expr: &Expr) {
        self.operand(expr, 0, true);
    }

    /// An expression in the head of a statement or of a `match`.
    pub fn head(&mut self, expr: &Expr) {
        let outer = std::mem::replace(&mut self.in_head, true);
        self.expr(expr);
        self.in_head = outer;
    }

    /// What a `match` looks at: a keyword only where what follows it can be nothing else.
    pub fn scrutinee(&mut self, expr: &Expr) {
        if begins_well(expr) {
            self.head(expr);
        } else {
            self.parenthesised(expr);
        }
    }

    /// An expression where one that binds at least as tightly as `least` must stand. What extends as
    /// far to the right as it can needs no parentheses where it is at the `end` of what it could take.
    pub fn operand(&mut self, expr: &Expr, least: u8, end: bool) {
        let own = precedence(expr);
        let is_block_like = self.in_head && matches!(expr.kind, ExprKind::Construct { .. });
        if (own < least && !(own == 0 && end)) || is_block_like {
            self.parenthesised(expr);
            return;
        }
        match &expr.kind {
            ExprKind::Binary(op, left, right) => self.binary(expr, *op, left, right, end),
            ExprKind::If(condition, then, otherwise) => {
                self.choice(condition, then, otherwise, end);
            }
            ExprKind::Let(name, value, body) => {
                self.text(&format!("let {} := ", name.text));
                let least = if shows_in(value) { ATOM } else { 0 };
                self.operand(value, least, least == 0);
                self.text(" in");
                self.doc.open();
                self.comments_behind(body.span.start as usize, true);
                self.doc.brk(" ");
                self.operand(body, 0, end);
                self.doc.close();
            }
            ExprKind::Quantified {
                quantifier,
                binders,
                body,
            } => {
                self.text(match quantifier {
                    Quantifier::Forall => "forall ",
                    Quantifier::Exists => "exists ",
                });
                self.binders(binders, 0);
                self.text(":");
                self.doc.open();
                self.doc.indent();
                self.comments_behind(body.span.start as usize, true);
                self.doc.brk(" ");
                self.operand(body, 0, end);
                self.doc.dedent();
                self.doc.close();
            }
            ExprKind::Unary(op, inner) => {
                self.text(match op {
                    UnaryOp::Not => "not ",
                    UnaryOp::Neg => "-",
                });
                self.operand(inner, own, end);
            }
            _ => self.primary(expr),
        }
    }

    fn parenthesised(&mut self, expr: &Expr) {
        let in_head = std::mem::replace(&mut self.in_head, false);
        self.text("(");
        self.operand(expr, 0, true);
        self.text(")");
        self.in_head = in_head;
    }

    fn binary(&mut self, expr: &Expr, op: BinaryOp, left: &Expr, right: &Expr, end: bool) {
        let (left_least, right_least) = operands(op);
        if !breaks_before(op) {
            self.operand(left, left_least, false);
            let sign = binary_text(op);
            if op == BinaryOp::Range {
                self.text(sign);
            } else {
                self.text(&format!(" {sign} "));
            }
            self.operand(right, right_least, end);
            return;
        }
        self.doc.open();
        self.doc.indent();
        for (index, (operand, least, is_last)) in chain(expr, op).into_iter().enumerate() {
            if index > 0 {
                self.comments_behind(operand.span.start as usize, true);
                self.doc.brk(" ");
                self.text(binary_text(op));
                self.text(" ");
            }
            self.operand(operand, least, is_last && end);
        }
        self.doc.dedent();
        self.doc.close();
    }

    fn choice(&mut self, condition: &Expr, then: &Expr, otherwise: &Expr, end: bool) {
        self.doc.open();
        self.doc.indent();
        self.text("if ");
        self.operand(condition, 0, true);
        self.comments_behind(then.span.start as usize, true);
        self.doc.brk(" ");
        self.text("then ");
        self.operand(then, 0, true);
        self.comments_behind(otherwise.span.start as usize, true);
        self.doc.brk(" ");
        self.text("else ");
        self.operand(otherwise, 0, end);
        self.doc.dedent();
        self.doc.close();
    }

    fn primary(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Bool(value) => self.text(if *value { "true" } else { "false" }),
            ExprKind::Int(value) => self.text(&value.to_string()),
            ExprKind::Text(value) => self.text(&literal(value)),
            ExprKind::Null => self.text("null"),
            ExprKind::Name(name) => self.text(name),
            ExprKind::Field { base, field } => {
                self.base(base);
                self.text(&format!(".{}", field.text));
            }
            ExprKind::Index { base, index } => {
                self.base(base);
                self.items(SQUARE, &[index], |e| Place::bare(e.span), |p, e| p.expr(e));
            }
            ExprKind::List(items) => self.exprs(SQUARE, items),
            ExprKind::Tuple(items) => self.exprs(ROUND, items),
            ExprKind::Braces(entries) => self.entries(entries),
            ExprKind::Construct { path, entries } => {
                self.operand(path, ATOM, false);
                self.text(" ");
                self.entries(entries);
            }
            ExprKind::With { base, entries } => {
                self.base(base);
                self.text(" with ");
                self.entries(entries);
            }
            ExprKind::Match(scrutinee, arms) => {
                self.text("match ");
                self.scrutinee(scrutinee);
                self.text(" ");
                self.items(CURLY, arms, arm_place, |p, arm| {
                    p.pattern(&arm.pattern);
                    p.text(" => ");
                    p.expr(&arm.body);
                });
            }
            ExprKind::Prev(inner) => {
                self.text("prev");
                self.items(ROUND, &[inner], |e| Place::bare(e.span), |p, e| p.expr(e));
            }
            ExprKind::Call(path, arguments) => {
                self.path(path);
                let least = argument_precedence(path);
                self.items(
                    ROUND,
                    arguments,
                    |e| Place::bare(e.span),
                    |p, e| p.operand(e, least, true),
                );
            }
            ExprKind::Aggregate { .. } | ExprKind::SetOf { .. } | ExprKind::MapOf { .. } => {
                self.comprehension(expr);
            }
            _ => self.text(PLACE_HOLDER),
        }
    }

    /// What a dot or a bracket stands behind; `1.0` would be a fraction.
    fn base(&mut self, base: &Expr) {
        if matches!(base.kind, ExprKind::Int(_)) {
            self.parenthesised(base);
        } else {
            self.operand(base, ATOM, false);
        }
    }

    pub fn path(&mut self, path: &Path) {
        if let Some(qualifier) = &path.qualifier {
            self.text(&format!("{}.", qualifier.text));
        }
        self.text(&path.name.text);
    }

    fn exprs(&mut self, brackets: super::items::Brackets, items: &[Expr]) {
        self.items(brackets, items, |e| Place::bare(e.span), Self::expr);
    }

    /// Sets are written without blanks, what has pairs with them.
    fn entries(&mut self, entries: &[Entry]) {
        let is_set = entries.iter().all(|entry| matches!(entry, Entry::Item(_)));
        let brackets = if is_set { SET } else { CURLY };
        self.items(brackets, entries, entry_place, |p, entry| match entry {
            Entry::Item(item) => p.expr(item),
            Entry::Pair(key, value) => {
                p.expr(key);
                p.text(": ");
                p.expr(value);
            }
        });
    }

    /// `x, y in S, z in T`
    fn binders(&mut self, binders: &[Binder], least: u8) {
        for (index, binder) in binders.iter().enumerate() {
            if index > 0 {
                self.text(", ");
            }
            let names: Vec<&str> = binder.names.iter().map(|name| name.text.as_str()).collect();
            self.text(&names.join(", "));
            self.text(" in ");
            self.operand(&binder.source, least, true);
        }
    }

    /// What has locals and brackets.
    fn comprehension(&mut self, expr: &Expr) {
        let in_head = std::mem::replace(&mut self.in_head, false);
        // What is read as a membership test first.
        let source = binary_precedence(BinaryOp::In) + 1;
        match &expr.kind {
            ExprKind::Aggregate {
                aggregate,
                binders,
                condition,
                body,
            } => {
                self.text(match aggregate {
                    Aggregate::Count => "count",
                    Aggregate::Sum => "sum",
                    Aggregate::Min => "min",
                    Aggregate::Max => "max",
                });
                self.begin_brackets("(", "");
                self.binders(binders, source);
                self.filter(condition.as_deref());
                if let Some(body) = body {
                    self.text(":");
                    self.comments_behind(body.span.start as usize, true);
                    self.doc.brk(" ");
                    self.expr(body);
                }
                self.end_brackets(")", "");
            }
            ExprKind::SetOf {
                element,
                binders,
                condition,
            } => {
                self.begin_brackets("{", " ");
                if let Some(element) = element {
                    self.expr(element);
                    self.runs_over(binders);
                } else {
                    self.binders(binders, source);
                }
                self.filter(condition.as_deref());
                self.end_brackets("}", " ");
            }
            ExprKind::MapOf {
                key,
                value,
                binders,
                condition,
            } => {
                self.begin_brackets("{", " ");
                self.expr(key);
                self.text(": ");
                self.expr(value);
                self.runs_over(binders);
                self.filter(condition.as_deref());
                self.end_brackets("}", " ");
            }
            _ => self.text(PLACE_HOLDER),
        }
        self.in_head = in_head;
    }

    fn begin_brackets(&mut self, bracket: &str, blank: &'static str) {
        self.text(bracket);
        self.doc.open();
        self.doc.indent();
        self.doc.brk(blank);
    }

    fn end_brackets(&mut self, bracket: &str, blank: &'static str) {
        self.doc.dedent();
        self.doc.brk(blank);
        self.doc.close();
        self.text(bracket);
    }

    fn runs_over(&mut self, binders: &[Binder]) {
        self.doc.brk(" ");
        self.text("for ");
        self.binders(binders, 0);
    }

    fn filter(&mut self, condition: Option<&Expr>) {
        if let Some(condition) = condition {
            self.comments_behind(condition.span.start as usize, true);
            self.doc.brk(" ");
            self.text("where ");
            self.expr(condition);
        }
    }

    pub fn pattern(&mut self, pattern: &Pattern) {
        match &pattern.kind {
            PatternKind::Any => self.text("_"),
            PatternKind::Literal(literal) => self.expr(literal),
            PatternKind::Variant {
                qualifier,
                name,
                fields,
            } => {
                if let Some(qualifier) = qualifier {
                    self.path(qualifier);
                    self.text(".");
                }
                self.text(&name.text);
                if let Some(fields) = fields {
                    self.text(" ");
                    self.items(
                        CURLY,
                        fields,
                        |f| Place::bare(f.field.span),
                        |p, field| {
                            p.text(&field.field.text);
                            match &field.binding {
                                Some(local) if local.text == field.field.text => {}
                                Some(local) => p.text(&format!(": {}", local.text)),
                                None => p.text(": _"),
                            }
                        },
                    );
                }
            }
        }
    }
}

/// Whether a `match` before this expression is a keyword, and no name.
fn begins_well(expr: &Expr) -> bool {
    let mut first = expr;
    loop {
        first = match &first.kind {
            ExprKind::Binary(op, left, _) if precedence(left) >= operands(*op).0 => left,
            ExprKind::Field { base, .. }
            | ExprKind::Index { base, .. }
            | ExprKind::With { base, .. } => {
                if precedence(base) < ATOM {
                    return true;
                }
                base
            }
            ExprKind::Name(name) => return begins_scrutinee(name),
            ExprKind::Unary(UnaryOp::Neg, _)
            | ExprKind::List(_)
            | ExprKind::Braces(_)
            | ExprKind::SetOf { .. }
            | ExprKind::MapOf { .. } => return false,
            _ => return true,
        };
    }
}

fn arm_place(arm: &Arm) -> Place<'_> {
    Place::bare(arm.pattern.span.to(arm.body.span))
}

fn entry_place(entry: &Entry) -> Place<'_> {
    match entry {
        Entry::Item(item) => Place::bare(item.span),
        Entry::Pair(key, value) => Place::bare(key.span.to(value.span)),
    }
}

/// In `count(x in S)` the argument would say what `x` runs over.
fn argument_precedence(path: &Path) -> u8 {
    let aggregates = ["count", "sum", "min", "max"];
    if path.qualifier.is_none() && aggregates.contains(&path.name.text.as_str()) {
        binary_precedence(BinaryOp::In) + 1
    } else {
        0
    }
}

/// The operands of a chain of one operator that need no parentheses, each with how tightly it must
/// hold together and whether it is the last.
fn chain(expr: &Expr, op: BinaryOp) -> Vec<(&Expr, u8, bool)> {
    let (left_least, right_least) = operands(op);
    let mut found = Vec::new();
    let mut rest = expr;
    if op == BinaryOp::Implies {
        while let ExprKind::Binary(BinaryOp::Implies, left, right) = &rest.kind {
            found.push((left.as_ref(), left_least, false));
            rest = right;
        }
        found.push((rest, right_least, true));
        return found;
    }
    while let ExprKind::Binary(same, left, right) = &rest.kind {
        if *same != op {
            break;
        }
        found.push((right.as_ref(), right_least, found.is_empty()));
        rest = left;
    }
    found.push((rest, left_least, false));
    found.reverse();
    found
}
