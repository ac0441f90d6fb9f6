//! Statements → text.

use super::expr::PLACE_HOLDER;
use super::items::{CURLY, Place};
use super::printer::Printer;
use crate::syntax::ast::{Access, Docs, Expr, Stmt, StmtArm, StmtKind, Target};

impl Printer<'_> {
    /// The statements of a body, one level deeper; `end` is where what stands before them ends.
    pub fn body(&mut self, body: &[Stmt], end: u32) {
        self.level += 1;
        for stmt in body {
            self.stmt(stmt);
        }
        let end = body.last().map_or(end, |last| last.span.end);
        self.end_body(end, u32::MAX);
        self.level -= 1;
    }

    /// Ends the line of a head whose body is in braces.
    fn open_block(&mut self, body: &[Stmt], end: u32) {
        let next = match body.first() {
            Some(first) => first.span.start as usize,
            None => self.block_end(end),
        };
        self.text(" {");
        self.end_head(next);
        self.body(body, end);
    }

    pub fn stmt(&mut self, stmt: &Stmt) {
        self.begin(stmt.span, &Docs::new());
        match &stmt.kind {
            StmtKind::Require(e) => self.keyword("require ", e),
            StmtKind::Assert(e) => self.keyword("assert ", e),
            StmtKind::Return(e) => self.keyword("return ", e),
            StmtKind::Let { name, value } => {
                self.text(&format!("let {} := ", name.text));
                self.expr(value);
            }
            StmtKind::Assign { target, value } => {
                self.target(target);
                self.text(" := ");
                self.expr(value);
            }
            StmtKind::Emit { event, fields } => {
                self.text(&format!("emit {}", event.text));
                if !fields.is_empty() {
                    self.text(" ");
                    self.items(
                        CURLY,
                        fields,
                        |(name, value)| Place::bare(name.span.to(value.span)),
                        |p, (name, value)| {
                            p.text(&format!("{}: ", name.text));
                            p.expr(value);
                        },
                    );
                }
            }
            StmtKind::If { .. } => self.if_stmt(stmt),
            StmtKind::For { name, source, body } => {
                self.text(&format!("for {} in ", name.text));
                self.head(source);
                self.open_block(body, source.span.end);
                self.text("}");
            }
            StmtKind::Match { scrutinee, arms } => self.match_stmt(scrutinee, arms),
            StmtKind::Call(call) => self.expr(call),
            StmtKind::Refused(..) => self.text(PLACE_HOLDER),
        }
        self.end_line_at(stmt.span.end);
    }

    fn keyword(&mut self, keyword: &str, e: &Expr) {
        self.text(keyword);
        self.expr(e);
    }

    fn target(&mut self, target: &Target) {
        self.text(&target.name.text);
        for step in &target.path {
            match step {
                Access::Field(field) => self.text(&format!(".{}", field.text)),
                Access::Index(index) => {
                    self.text("[");
                    self.expr(index);
                    self.text("]");
                }
            }
        }
    }

    /// Walks along `else if` without nesting.
    fn if_stmt(&mut self, first: &Stmt) {
        let mut stmt = first;
        self.text("if ");
        while let StmtKind::If {
            condition,
            then,
            otherwise,
        } = &stmt.kind
        {
            self.head(condition);
            self.open_block(then, condition.span.end);
            match otherwise.as_deref() {
                None => break,
                Some([next]) if matches!(next.kind, StmtKind::If { .. }) => {
                    stmt = next;
                    self.text("} else if ");
                }
                Some(body) => {
                    self.text("} else");
                    let end = then.last().map_or(condition.span.end, |last| last.span.end);
                    self.open_block(body, self.else_end(end));
                    break;
                }
            }
        }
        self.text("}");
    }

    fn match_stmt(&mut self, scrutinee: &Expr, arms: &[StmtArm]) {
        self.text("match ");
        self.scrutinee(scrutinee);
        self.text(" {");
        let next = match arms.first() {
            Some(first) => first.span.start as usize,
            None => self.block_end(scrutinee.span.end),
        };
        self.end_head(next);
        self.level += 1;
        for arm in arms {
            self.begin(arm.span, &Docs::new());
            self.pattern(&arm.pattern);
            self.text(" =>");
            self.open_block(&arm.body, arm.pattern.span.end);
            self.text("}");
            self.end_line_at(arm.span.end);
        }
        let end = arms.last().map_or(scrutinee.span.end, |last| last.span.end);
        self.end_body(end, u32::MAX);
        self.level -= 1;
        self.text("}");
    }
}
