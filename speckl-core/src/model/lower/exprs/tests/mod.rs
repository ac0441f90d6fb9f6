//! Expressions and statements from text to meaning: what each gives, and how each can be wrong.

mod agreement;
mod calls;
mod collections;
mod hostile;
mod integers;
mod iteration;
mod names;
mod patterns;
mod records;
mod statements;
mod symmetry;
mod warnings;

use crate::diagnostic::{Code, Diagnostic};
use crate::given::Given;
use crate::library::{Library, NoImports};
use crate::model::{Expr, ExprKind, Model, Stmt, StmtKind, lower};
use crate::source::{FileId, Sources};

/// Declarations that most tests read and write.
const WORLD: &str = "
  type Node = symmetric 1..3
  type Phase = enum { idle, running { pid: 0..5 }, done }
  type Other = enum { idle, gone }
  type Point = { x: 0..9, y: 0..9 }
  const N: Int = 3
  def twice(a: 0..20): Int = a * 2
  extern pick(n: 0..3): 0..5
  event Moved { to: Point, by: 0..3? }
  state phase: Phase = done
  state owner: 0..3? = null
  state nodes: Set(Node) = {}
  state s: Set(0..5) = {}
  state m: Map(0..3, 0..5) = {}
  state xs: List(0..5) = []
  state p: Point = { x: 0, y: 0 }
  state places: Map(0..3, Point?) = {}
  state t: (0..3, Bool) = (1, true)
  state word: String = \"\"
  state n: 0..20 = 0
";

/// A spec that was read, and what was said of it.
struct Read {
    model: Option<Model>,
    findings: Vec<Diagnostic>,
    sources: Sources,
}

impl Read {
    /// Code and underlined text of each error, and of each warning that this room gives.
    fn told(&self) -> Vec<(Code, &str)> {
        let ours = self.findings.iter().filter(|finding| {
            finding.is_error()
                || matches!(
                    finding.code,
                    Code::TautologicalComparison | Code::UnusedName | Code::HiddenName
                )
        });
        ours.map(|finding| (finding.code, self.sources.text(finding.primary.span)))
            .collect()
    }

    fn model(&self) -> &Model {
        let model = self.model.as_ref();
        model.unwrap_or_else(|| panic!("{:?}", self.findings))
    }
}

fn read(text: &str) -> Read {
    crate::stack::with_room(|| {
        let mut sources = Sources::new();
        let (library, mut findings) =
            Library::read("main.speckdl", text, &mut NoImports, &mut sources);
        let unit = library.unit(FileId(0)).expect("the first file is there");
        let spec = unit.tree.specs.first().expect("the text holds a spec");
        let lowered = lower(spec, FileId(0), &library, &Given::default());
        findings.extend(lowered.diagnostics);
        Read {
            model: lowered.model,
            findings,
            sources,
        }
    })
}

/// The world with an action `act` of these statements, one per line.
fn act(stmts: &str) -> Read {
    let body = stmts.replace('\n', "\n    ");
    read(&format!("spec W{WORLD}  action act\n    {body}\n"))
}

/// The same with a parameter.
fn act_with(param: &str, stmts: &str) -> Read {
    let body = stmts.replace('\n', "\n    ");
    read(&format!("spec W{WORLD}  action act({param})\n    {body}\n"))
}

/// The world with an invariant of this expression.
fn claim(expr: &str) -> Read {
    read(&format!("spec W{WORLD}  invariant I\n    {expr}\n"))
}

#[track_caller]
fn assert_fine(read: &Read) {
    assert!(read.model.is_some(), "{:?}", read.findings);
    assert_eq!(read.told(), [], "{:?}", read.findings);
}

/// Asserts that an action is refused, once, for this reason, and that the message says so.
#[track_caller]
fn assert_refused(stmts: &str, code: Code, underlined: &str, message: &str) {
    assert_one_error(&act(stmts), code, underlined, message);
}

#[track_caller]
fn assert_one_error(read: &Read, code: Code, underlined: &str, message: &str) {
    let errors: Vec<&Diagnostic> = read.findings.iter().filter(|it| it.is_error()).collect();
    let told: Vec<(Code, &str, &str)> = errors
        .iter()
        .map(|it| {
            (
                it.code,
                read.sources.text(it.primary.span),
                it.message.as_str(),
            )
        })
        .collect();
    assert_eq!(told, [(code, underlined, message)]);
    assert!(read.model.is_none());
}

/// What the statements of `act` can fail with, arguments left out.
fn faults(read: &Read) -> Vec<&str> {
    let failures = read.model().failures.iter();
    let messages = failures.filter_map(|it| it.message.strip_prefix("act faulted: "));
    messages.collect()
}

/// The statements of `act`.
fn body(read: &Read) -> &[Stmt] {
    &read.model().actions[0].body
}

/// The value that the first assignment of `act` stores.
fn stored(read: &Read) -> &Expr {
    let model = read.model();
    let value = body(read).iter().find_map(|stmt| match stmt.kind {
        StmtKind::Assign { value, .. } => Some(value),
        _ => None,
    });
    model.expr(value.expect("there is an assignment"))
}

/// The condition of the invariant.
fn claimed(read: &Read) -> &Expr {
    let model = read.model();
    model.expr(model.invariants[0].conditions[0].expr)
}

/// Whether some part of the condition is of a kind.
fn has_part(read: &Read, is: impl Fn(&ExprKind) -> bool) -> bool {
    let model = read.model();
    let mut found = false;
    model.visit(model.invariants[0].conditions[0].expr, &mut |part| {
        found |= is(&part.kind);
    });
    found
}
