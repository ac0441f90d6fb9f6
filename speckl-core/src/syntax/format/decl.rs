//! Declarations, specs and files → text.

use super::expr::PLACE_HOLDER;
use super::items::{CURLY, Place, ROUND};
use super::printer::Printer;
use crate::source::Span;
use crate::syntax::ast::{
    Bound, Decl, DeclKind, Docs, Expr, File, Import, MetaEntry, Name, Param, Satisfies, Spec, Stmt,
    Temporal, TemporalKind, Text, TypeExpr,
};
use crate::syntax::keyword::{begins_declaration, is_reserved};
use crate::syntax::lexer::{is_identifier, literal};

impl Printer<'_> {
    pub fn file(&mut self, file: &File) {
        for import in &file.imports {
            self.begin(import.span, &import.docs);
            self.import(import);
            self.end_line_at(import.span.end);
        }
        for spec in &file.specs {
            self.blank_line();
            self.spec(spec);
        }
        self.end_file();
    }

    pub fn spec(&mut self, spec: &Spec) {
        self.begin(spec.span, &spec.docs);
        self.text(&format!("spec {}", spec.name.text));
        let next = match spec.decls.first() {
            Some(first) => first.span.start as usize,
            None => self.block_end(spec.name.span.end),
        };
        self.end_head(next);
        self.level += 1;
        for decl in &spec.decls {
            self.decl(decl);
        }
        let end = spec
            .decls
            .last()
            .map_or(spec.name.span.end, |last| last.span.end);
        self.end_body(end, spec.span.start);
        self.level -= 1;
    }

    pub fn decl(&mut self, decl: &Decl) {
        self.begin(decl.span, &decl.docs);
        let span = decl.span;
        match &decl.kind {
            DeclKind::Init { params, body } => {
                self.text("init");
                if !params.is_empty() {
                    self.params(ROUND, params);
                }
                self.statements(span, &[], body);
                return;
            }
            DeclKind::Action {
                name,
                params,
                returns,
                satisfies,
                body,
            } => {
                self.text(&format!("action {}", name.text));
                if !params.is_empty() || returns.is_some() {
                    self.params(ROUND, params);
                }
                if let Some(ty) = returns {
                    self.text(": ");
                    self.ty(ty);
                }
                self.statements(span, satisfies, body);
                return;
            }
            DeclKind::Invariant {
                name,
                satisfies,
                body,
            } => {
                self.text(&format!("invariant {}", name.text));
                self.expressions(span, satisfies, body);
                return;
            }
            DeclKind::Reachable {
                name,
                satisfies,
                body,
            } => {
                self.text(&format!("reachable {}:", name.text));
                self.claim(span, satisfies, body);
                return;
            }
            DeclKind::Final { body } => {
                self.text("final:");
                self.claim(span, &[], body);
                return;
            }
            DeclKind::Property {
                name,
                satisfies,
                formulas,
            } => {
                self.property(span, name, satisfies, formulas);
                return;
            }
            _ => self.line(decl),
        }
        self.end_line_at(span.end);
    }

    /// A declaration without a body.
    fn line(&mut self, decl: &Decl) {
        match &decl.kind {
            DeclKind::Type { name, ty } => {
                self.text(&format!("type {} = ", name.text));
                self.ty(ty);
            }
            DeclKind::Const { name, ty, value } => {
                self.text("const ");
                self.variable(name, ty, Some(value));
            }
            DeclKind::State { name, ty, initial } => {
                self.text("state ");
                self.variable(name, ty, initial.as_ref());
            }
            DeclKind::Def {
                name,
                params,
                returns,
                body,
            } => {
                self.function("def", name, params, returns);
                self.text(" =");
                self.doc.open();
                self.doc.indent();
                self.doc.brk(" ");
                self.expr(body);
                self.doc.dedent();
                self.doc.close();
            }
            DeclKind::Extern {
                name,
                params,
                returns,
            } => self.function("extern", name, params, returns),
            DeclKind::Import(import) => self.import(import),
            DeclKind::Event { name, fields } => {
                self.text(&format!("event {}", name.text));
                if !fields.is_empty() {
                    self.text(" ");
                    self.params(CURLY, fields);
                }
            }
            DeclKind::Next { actions } => {
                let names: Vec<&str> = actions.iter().map(|name| name.text.as_str()).collect();
                self.text(&format!("next: {}", names.join(" | ")));
            }
            DeclKind::Fair {
                strong,
                each,
                actions,
            } => {
                let names: Vec<&str> = actions.iter().map(|name| name.text.as_str()).collect();
                let strong = if *strong { "strongly " } else { "" };
                let each = if *each { "each " } else { "" };
                self.text(&format!("{strong}fair {each}{}", names.join(", ")));
            }
            DeclKind::Bounds(bounds) => {
                self.text("bounds ");
                self.items(
                    CURLY,
                    bounds,
                    |bound| Place::bare(bound.span),
                    Self::bound_entry,
                );
            }
            _ => self.evidence(decl),
        }
    }

    fn variable(&mut self, name: &Name, ty: &TypeExpr, value: Option<&Expr>) {
        self.text(&format!("{}: ", name.text));
        self.ty(ty);
        if let Some(value) = value {
            self.text(" = ");
            self.expr(value);
        }
    }

    fn function(&mut self, keyword: &str, name: &Name, params: &[Param], returns: &TypeExpr) {
        self.text(&format!("{keyword} {}", name.text));
        self.params(ROUND, params);
        self.text(": ");
        self.ty(returns);
    }

    fn import(&mut self, import: &Import) {
        self.text(&format!(
            "import {} as {}",
            quoted(&import.path),
            import.alias.text
        ));
        if let Some(version) = &import.version {
            self.text(&format!(" version {}", quoted(version)));
        }
        if let Some(hash) = &import.hash {
            self.text(&format!(" hash {}", quoted(hash)));
        }
    }

    fn bound_entry(&mut self, bound: &Bound) {
        let parts: Vec<&str> = bound.target.iter().map(|name| name.text.as_str()).collect();
        self.text(&format!("{} = ", parts.join(".")));
        self.expr(&bound.value);
    }

    fn evidence(&mut self, decl: &Decl) {
        match &decl.kind {
            DeclKind::Version(text) => self.text(&format!("version {}", quoted(text))),
            DeclKind::License(text) => self.text(&format!("license {}", quoted(text))),
            DeclKind::Author { name, mail } => {
                self.text(&format!("author {}", quoted(name)));
                if let Some(mail) = mail {
                    self.text(&format!(" <{}>", quoted(mail)));
                }
            }
            DeclKind::Satisfies(satisfies) => self.satisfied(satisfies),
            DeclKind::Source { kind, reference } => {
                self.text(&format!("source {} ref {}", kind.text, quoted(reference)));
            }
            DeclKind::Review(kind) => self.text(&format!("review {}", kind.text)),
            DeclKind::Derives { from, via } => {
                let from = if is_dotted_name(&from.value) {
                    from.value.clone()
                } else {
                    quoted(from)
                };
                self.text(&format!("derives from {from}"));
                if let Some(via) = via {
                    self.text(&format!(" via {}", quoted(via)));
                }
            }
            DeclKind::Provenance(entries) => self.metadata("provenance ", entries),
            DeclKind::Bom(entries) => self.metadata("bom ", entries),
            DeclKind::Opaque(entry) => self.meta_entry(entry),
            _ => self.text(PLACE_HOLDER),
        }
    }

    fn metadata(&mut self, keyword: &str, entries: &[MetaEntry]) {
        self.text(keyword);
        self.items(
            CURLY,
            entries,
            |entry| Place::bare(entry.span),
            Self::meta_entry,
        );
    }

    fn meta_entry(&mut self, entry: &MetaEntry) {
        let value = if entry.is_text {
            quoted(&entry.value)
        } else {
            entry.value.value.clone()
        };
        self.text(&format!("{}: {value}", entry.key.text));
        if let Some(at) = &entry.at {
            self.text(&format!(" at {}", quoted(at)));
        }
    }

    pub fn satisfied(&mut self, satisfies: &Satisfies) {
        self.text(&format!("satisfies {}", quoted(&satisfies.requirement)));
        if let Some(clause) = &satisfies.clause {
            self.text(&format!(" clause {}", quoted(clause)));
        }
    }

    /// Ends the head of a declaration, and prints what it satisfies; one level deeper from here.
    fn open_declaration(&mut self, satisfies: &[Satisfies], first: Option<Span>, end: u32) {
        let first = satisfies.first().map(|one| one.span).or(first);
        let next = match first {
            Some(first) => first.start as usize,
            None => self.block_end(end),
        };
        self.end_head(next);
        self.level += 1;
        for one in satisfies {
            self.begin(one.span, &Docs::new());
            self.satisfied(one);
            self.end_line_at(one.span.end);
        }
    }

    fn close_declaration(&mut self, span: Span, last: Option<Span>) {
        // Where there is nothing in it, a declaration ends with its head.
        let end = last.map_or(span.start, |last| last.end);
        if last.is_some() {
            self.end_body(end, span.start);
        }
        self.level -= 1;
    }

    fn statements(&mut self, span: Span, satisfies: &[Satisfies], body: &[Stmt]) {
        self.open_declaration(satisfies, body.first().map(|stmt| stmt.span), span.end);
        for stmt in body {
            self.stmt(stmt);
        }
        let last = body.last().map(|stmt| stmt.span);
        self.close_declaration(span, last.or(satisfies.last().map(|one| one.span)));
    }

    fn expressions(&mut self, span: Span, satisfies: &[Satisfies], body: &[Expr]) {
        self.open_declaration(satisfies, body.first().map(|e| e.span), span.end);
        for e in body {
            self.begin(e.span, &Docs::new());
            self.expr_line(e);
            self.end_line_at(e.span.end);
        }
        self.close_declaration(span, body.last().map(|e| e.span));
    }

    /// An expression that stands first on its line must not look like a declaration or a block.
    fn expr_line(&mut self, e: &Expr) {
        let mut alone = Printer::default();
        alone.expr(e);
        let line = alone.rest_of_line();
        if line.starts_with('{') || begins_declaration(&line) {
            self.text("(");
            self.expr(e);
            self.text(")");
        } else {
            self.expr(e);
        }
    }

    /// One expression on the line of its head, several below it.
    fn claim(&mut self, span: Span, satisfies: &[Satisfies], body: &[Expr]) {
        if let ([], [one]) = (satisfies, body) {
            self.text(" ");
            self.expr(one);
            self.end_line_at(span.end);
        } else {
            self.expressions(span, satisfies, body);
        }
    }

    fn property(
        &mut self,
        span: Span,
        name: &Name,
        satisfies: &[Satisfies],
        formulas: &[Temporal],
    ) {
        self.text(&format!("property {}:", name.text));
        if let ([], [one]) = (satisfies, formulas) {
            self.text(" ");
            self.temporal(one);
            self.end_line_at(span.end);
            return;
        }
        self.open_declaration(satisfies, formulas.first().map(|one| one.span), span.end);
        for formula in formulas {
            self.begin(formula.span, &Docs::new());
            self.temporal(formula);
            self.end_line_at(formula.span.end);
        }
        self.close_declaration(span, formulas.last().map(|one| one.span));
    }

    fn temporal(&mut self, formula: &Temporal) {
        let (words, e) = match &formula.kind {
            TemporalKind::Always(e) => ("always ", e),
            TemporalKind::Eventually(e) => ("eventually ", e),
            TemporalKind::AlwaysEventually(e) => ("always eventually ", e),
            TemporalKind::EventuallyAlways(e) => ("eventually always ", e),
            TemporalKind::LeadsTo(left, right) => {
                self.doc.open();
                self.doc.indent();
                self.expr(left);
                self.comments_behind(right.span.start as usize, true);
                self.doc.brk(" ");
                self.text("leadsto ");
                self.expr(right);
                self.doc.dedent();
                self.doc.close();
                return;
            }
        };
        self.text(words);
        self.expr(e);
    }
}

fn quoted(text: &Text) -> String {
    literal(&text.value)
}

fn is_dotted_name(text: &str) -> bool {
    text.split('.')
        .all(|part| is_identifier(part) && !is_reserved(part))
}
