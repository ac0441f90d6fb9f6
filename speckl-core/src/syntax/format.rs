//! Ast → canonical text: the open layout, two blanks for each level, the fewest parentheses.
//!
//! Reading the text gives the same Ast again, and formatting that gives the same text. What is refused
//! or not supported never reaches a valid spec, and is printed as a place-holder.

use super::ast::{
    BinaryOp, Decl, DeclKind, Docs, Expr, ExprKind, File, Param, Satisfies, Spec, Stmt, StmtKind,
    Text, TypeExpr, TypeExprKind, UnaryOp,
};
use super::lexer::literal;
use super::parse::{binary_precedence, unary_precedence};

/// Binds tighter than every operator.
const ATOM: u8 = 12;
/// Stands where nothing that can be printed is.
const PLACE_HOLDER: &str = "null";

/// The canonical text of a file: a blank line between specs.
pub fn file(file: &File) -> String {
    let specs: Vec<String> = file.specs.iter().map(spec).collect();
    specs.join("\n")
}

/// The canonical text of a spec, with its last newline.
pub fn spec(spec: &Spec) -> String {
    let mut printer = Printer::default();
    printer.docs(&spec.docs);
    printer.line(&format!("spec {}", spec.name.text));
    printer.level += 1;
    for decl in &spec.decls {
        printer.decl(decl);
    }
    printer.text
}

/// The canonical text of one declaration, not indented, with its last newline.
pub fn decl(decl: &Decl) -> String {
    let mut printer = Printer::default();
    printer.decl(decl);
    printer.text
}

/// The canonical text of one statement, not indented, with its last newline.
pub fn stmt(stmt: &Stmt) -> String {
    let mut printer = Printer::default();
    printer.stmt(stmt);
    printer.text
}

/// The canonical text of an expression, on one line.
pub fn expr(expr: &Expr) -> String {
    let mut text = String::new();
    write_expr(&mut text, expr, 0, true);
    text
}

/// The canonical text of a type, on one line unless values of an enum are documented.
pub fn type_expr(ty: &TypeExpr) -> String {
    Printer::default().ty(ty)
}

/// The canonical text of a parameter or field: `name: T`.
pub fn param(param: &Param) -> String {
    format!("{}: {}", param.name.text, type_expr(&param.ty))
}

/// The canonical text of a `satisfies`, without a newline.
pub fn satisfies(satisfies: &Satisfies) -> String {
    satisfies_text(satisfies)
}

#[derive(Default)]
struct Printer {
    text: String,
    level: usize,
}

impl Printer {
    fn indentation(&self) -> String {
        "  ".repeat(self.level)
    }

    fn line(&mut self, line: &str) {
        let indentation = self.indentation();
        self.text.push_str(&indentation);
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn docs(&mut self, docs: &Docs) {
        for line in docs {
            if line.is_empty() {
                self.line("///");
            } else {
                self.line(&format!("/// {line}"));
            }
        }
    }

    /// Items between commas: on one line, or one to a line where any is documented.
    fn items(&self, open: &str, close: &str, items: &[(&Docs, String)]) -> String {
        if items.iter().all(|(docs, _)| docs.is_empty()) {
            let items: Vec<&str> = items.iter().map(|(_, item)| item.as_str()).collect();
            return format!("{open}{}{close}", items.join(", "));
        }
        let mut inner = Printer {
            text: String::new(),
            level: self.level + 1,
        };
        for (index, (docs, item)) in items.iter().enumerate() {
            inner.docs(docs);
            let comma = if index + 1 < items.len() { "," } else { "" };
            inner.line(&format!("{item}{comma}"));
        }
        format!(
            "{}\n{}{}{}",
            open.trim_end(),
            inner.text,
            self.indentation(),
            close.trim_start()
        )
    }

    fn ty(&self, ty: &TypeExpr) -> String {
        match &ty.kind {
            TypeExprKind::Name(name) => name.name.text.clone(),
            TypeExprKind::Range(low, high) => {
                let mut text = String::new();
                let bound = binary_precedence(BinaryOp::Add);
                write_expr(&mut text, low, bound, false);
                text.push_str("..");
                write_expr(&mut text, high, bound, false);
                text
            }
            TypeExprKind::Enum(variants) => {
                let items: Vec<(&Docs, String)> = variants
                    .iter()
                    .map(|variant| (&variant.docs, variant.name.text.clone()))
                    .collect();
                self.items("enum { ", " }", &items)
            }
            _ => PLACE_HOLDER.to_owned(),
        }
    }

    fn params(&self, open: &str, close: &str, params: &[Param]) -> String {
        let items: Vec<(&Docs, String)> = params
            .iter()
            .map(|param| {
                (
                    &param.docs,
                    format!("{}: {}", param.name.text, self.ty(&param.ty)),
                )
            })
            .collect();
        self.items(open, close, &items)
    }

    fn satisfies(&mut self, satisfies: &[Satisfies]) {
        for one in satisfies {
            let line = satisfies_text(one);
            self.line(&line);
        }
    }

    fn body(&mut self, body: &[Stmt]) {
        self.level += 1;
        for stmt in body {
            self.stmt(stmt);
        }
        self.level -= 1;
    }

    fn decl(&mut self, decl: &Decl) {
        self.docs(&decl.docs);
        match &decl.kind {
            DeclKind::Type { name, ty } => {
                let ty = self.ty(ty);
                self.line(&format!("type {} = {ty}", name.text));
            }
            DeclKind::Const { name, ty, value } => {
                let ty = self.ty(ty);
                self.line(&format!("const {}: {ty} = {}", name.text, expr(value)));
            }
            DeclKind::State { name, ty, initial } => {
                let initial = initial
                    .as_ref()
                    .map_or(String::new(), |e| format!(" = {}", expr(e)));
                let ty = self.ty(ty);
                self.line(&format!("state {}: {ty}{initial}", name.text));
            }
            DeclKind::Init { params, body } => {
                let params = if params.is_empty() {
                    String::new()
                } else {
                    self.params("(", ")", params)
                };
                self.line(&format!("init{params}"));
                self.body(body);
            }
            DeclKind::Action {
                name,
                params,
                returns,
                satisfies,
                body,
            } => {
                let params = if params.is_empty() && returns.is_none() {
                    String::new()
                } else {
                    self.params("(", ")", params)
                };
                let returns = returns
                    .as_ref()
                    .map_or(String::new(), |ty| format!(": {}", self.ty(ty)));
                self.line(&format!("action {}{params}{returns}", name.text));
                self.level += 1;
                self.satisfies(satisfies);
                self.level -= 1;
                self.body(body);
            }
            DeclKind::Invariant {
                name,
                satisfies,
                body,
            } => {
                self.line(&format!("invariant {}", name.text));
                self.level += 1;
                self.satisfies(satisfies);
                for one in body {
                    let line = expr(one);
                    self.line(&line);
                }
                self.level -= 1;
            }
            DeclKind::Event { name, fields } => {
                let fields = if fields.is_empty() {
                    String::new()
                } else {
                    self.params(" { ", " }", fields)
                };
                self.line(&format!("event {}{fields}", name.text));
            }
            DeclKind::Final { body } => match body.as_slice() {
                [one] => self.line(&format!("final: {}", expr(one))),
                several => {
                    self.line("final:");
                    self.level += 1;
                    for one in several {
                        let line = expr(one);
                        self.line(&line);
                    }
                    self.level -= 1;
                }
            },
            DeclKind::Next { actions } => {
                let names: Vec<&str> = actions.iter().map(|name| name.text.as_str()).collect();
                self.line(&format!("next: {}", names.join(" | ")));
            }
            DeclKind::Version(text) => self.line(&format!("version {}", text_literal(text))),
            DeclKind::License(text) => self.line(&format!("license {}", text_literal(text))),
            DeclKind::Author { name, mail } => {
                let mail = mail
                    .as_ref()
                    .map_or(String::new(), |mail| format!(" <{}>", text_literal(mail)));
                self.line(&format!("author {}{mail}", text_literal(name)));
            }
            DeclKind::Satisfies(satisfies) => {
                let line = satisfies_text(satisfies);
                self.line(&line);
            }
            _ => self.line(PLACE_HOLDER),
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Require(e) => self.line(&format!("require {}", expr(e))),
            StmtKind::Assert(e) => self.line(&format!("assert {}", expr(e))),
            StmtKind::Return(e) => self.line(&format!("return {}", expr(e))),
            StmtKind::Let { name, value } => {
                self.line(&format!("let {} := {}", name.text, expr(value)));
            }
            StmtKind::Assign { target, value } => {
                self.line(&format!("{} := {}", target.name.text, expr(value)));
            }
            StmtKind::Emit { event, fields } => {
                if fields.is_empty() {
                    self.line(&format!("emit {}", event.text));
                } else {
                    let fields: Vec<String> = fields
                        .iter()
                        .map(|(name, value)| format!("{}: {}", name.text, expr(value)))
                        .collect();
                    self.line(&format!("emit {} {{ {} }}", event.text, fields.join(", ")));
                }
            }
            StmtKind::If { .. } => self.if_stmt(stmt),
            _ => self.line(PLACE_HOLDER),
        }
    }

    /// Walks along `else if` without nesting.
    fn if_stmt(&mut self, first: &Stmt) {
        let mut stmt = first;
        let mut head = "if";
        while let StmtKind::If {
            condition,
            then,
            otherwise,
        } = &stmt.kind
        {
            self.line(&format!("{head} {} {{", expr(condition)));
            self.body(then);
            match otherwise.as_deref() {
                None => break,
                Some([next]) if matches!(next.kind, StmtKind::If { .. }) => {
                    stmt = next;
                    head = "} else if";
                }
                Some(body) => {
                    self.line("} else {");
                    self.body(body);
                    break;
                }
            }
        }
        self.line("}");
    }
}

fn text_literal(text: &Text) -> String {
    literal(&text.value)
}

fn satisfies_text(satisfies: &Satisfies) -> String {
    let clause = satisfies.clause.as_ref().map_or(String::new(), |clause| {
        format!(" clause {}", text_literal(clause))
    });
    format!("satisfies {}{clause}", text_literal(&satisfies.requirement))
}

/// How tightly an expression holds together as it is printed.
fn precedence(expr: &Expr) -> u8 {
    match &expr.kind {
        ExprKind::If(..) | ExprKind::Let(..) => 0,
        ExprKind::Binary(op, ..) => binary_precedence(*op),
        ExprKind::Unary(op, _) => unary_precedence(*op),
        _ => ATOM,
    }
}

/// The sign or word of a binary operator.
pub fn binary_text(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Implies => "implies",
        BinaryOp::Iff => "iff",
        BinaryOp::Or => "or",
        BinaryOp::And => "and",
        BinaryOp::Eq => "==",
        BinaryOp::Ne => "!=",
        BinaryOp::Lt => "<",
        BinaryOp::Le => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::Ge => ">=",
        BinaryOp::In => "in",
        BinaryOp::NotIn => "notin",
        BinaryOp::SubsetOf => "subsetof",
        BinaryOp::Range => "..",
        BinaryOp::Union => "union",
        BinaryOp::Minus => "minus",
        BinaryOp::Intersect => "intersect",
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Rem => "%",
    }
}

/// Whether an `in` of this expression would be taken for the one of `let x := e in …`.
fn shows_in(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Binary(BinaryOp::In, ..) => true,
        ExprKind::Binary(_, left, right) => shows_in(left) || shows_in(right),
        ExprKind::Unary(_, last) | ExprKind::Let(_, _, last) | ExprKind::If(_, _, last) => {
            shows_in(last)
        }
        _ => false,
    }
}

/// Writes an expression where one that binds at least as tightly as `least` must stand. What extends
/// as far to the right as it can needs no parentheses where it is at the `end` of what it could take.
fn write_expr(text: &mut String, expr: &Expr, least: u8, end: bool) {
    let own = precedence(expr);
    if own < least && !(own == 0 && end) {
        text.push('(');
        write_expr(text, expr, 0, true);
        text.push(')');
        return;
    }
    match &expr.kind {
        ExprKind::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        ExprKind::Int(value) => text.push_str(&value.to_string()),
        ExprKind::Name(name) => text.push_str(name),
        ExprKind::Field { base, field } => {
            write_expr(text, base, ATOM, false);
            text.push('.');
            text.push_str(&field.text);
        }
        ExprKind::Unary(op, inner) => {
            text.push_str(match op {
                UnaryOp::Not => "not ",
                UnaryOp::Neg => "-",
            });
            write_expr(text, inner, own, end);
        }
        ExprKind::Binary(op, left, right) => {
            let (left_least, right_least) = match op {
                BinaryOp::Implies => (own + 1, own),
                _ if own == binary_precedence(BinaryOp::Eq) => (own + 1, own + 1),
                _ => (own, own + 1),
            };
            write_expr(text, left, left_least, false);
            if *op == BinaryOp::Range {
                text.push_str("..");
            } else {
                text.push(' ');
                text.push_str(binary_text(*op));
                text.push(' ');
            }
            write_expr(text, right, right_least, end);
        }
        ExprKind::If(condition, then, otherwise) => {
            text.push_str("if ");
            write_expr(text, condition, 0, true);
            text.push_str(" then ");
            write_expr(text, then, 0, true);
            text.push_str(" else ");
            write_expr(text, otherwise, 0, end);
        }
        ExprKind::Let(name, value, body) => {
            text.push_str("let ");
            text.push_str(&name.text);
            text.push_str(" := ");
            let least = if shows_in(value) { ATOM } else { 0 };
            write_expr(text, value, least, least == 0);
            text.push_str(" in ");
            write_expr(text, body, 0, end);
        }
        ExprKind::Prev(inner) => {
            text.push_str("prev(");
            write_expr(text, inner, 0, true);
            text.push(')');
        }
        ExprKind::Call(name, arguments) => {
            text.push_str(&name.name.text);
            text.push('(');
            for (index, argument) in arguments.iter().enumerate() {
                if index > 0 {
                    text.push_str(", ");
                }
                write_expr(text, argument, 0, true);
            }
            text.push(')');
        }
        _ => text.push_str(PLACE_HOLDER),
    }
}
