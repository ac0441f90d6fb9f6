//! Which constructs of the language a spec has, by the names of the model.

use speckl_core::model::{ArithOp, ExprKind, Form, Model, Pattern, Place, Stmt, StmtKind, Type};
use std::collections::BTreeMap;

/// How often each construct occurs.
pub type Coverage = BTreeMap<String, u64>;

/// Adds up what occurs in a spec.
pub fn count(model: &Model, coverage: &mut Coverage) {
    let mut seen = Seen(coverage);
    for (_, ty) in model.types.iter() {
        seen.ty(ty);
    }
    for expr in &model.exprs {
        seen.expr(&expr.kind);
    }
    seen.body(&model.init.body);
    for action in &model.actions {
        seen.body(&action.body);
        let parts = [
            (!action.params.is_empty(), "parameters"),
            (action.returns.is_some(), "result"),
        ];
        for (_, part) in parts.iter().filter(|(has, _)| *has) {
            seen.add(&format!("action with {part}"));
        }
    }
    for invariant in &model.invariants {
        for condition in &invariant.conditions {
            seen.add(if condition.is_step {
                "step invariant"
            } else {
                "invariant"
            });
        }
    }
    let declared = [
        (model.externs.len(), "extern"),
        (model.events.len(), "event"),
        (model.consts.len(), "const"),
        (model.reachables.len(), "reachable"),
        (usize::from(model.final_states.is_some()), "final"),
        (model.init.params.len(), "init with parameters"),
    ];
    for (_, what) in declared.iter().filter(|(number, _)| *number > 0) {
        seen.add(what);
    }
}

/// Everything that [`count`] can find but what only properties may say.
pub const ALL: &[&str] = &[
    "action with parameters",
    "action with result",
    "const",
    "event",
    "extern",
    "final",
    "init with parameters",
    "invariant",
    "reachable",
    "step invariant",
    "type Bool",
    "type Enum",
    "type Int",
    "type List",
    "type Map",
    "type Nat",
    "type Option",
    "type Range",
    "type Record",
    "type Set",
    "type String",
    "type Symmetric",
    "type Tuple",
    "stmt assert",
    "stmt assign",
    "stmt assign to a place",
    "place field",
    "place index",
    "place key",
    "place key that must be there",
    "place unwrap",
    "stmt call",
    "stmt emit",
    "stmt for",
    "stmt if",
    "stmt let",
    "stmt match",
    "stmt require",
    "stmt return",
    "pattern any",
    "pattern bool",
    "pattern int",
    "pattern null",
    "pattern string",
    "pattern variant",
    "pattern variant with fields",
    "Arith Add",
    "Arith Add that may overflow",
    "Arith Div",
    "Arith Div that may fail",
    "Arith Mul",
    "Arith Mul that may overflow",
    "Arith Rem",
    "Arith Rem that may fail",
    "Arith Sub",
    "Arith Sub that may overflow",
    "Bool",
    "Call Abs",
    "Call Abs that may fail",
    "Call Append",
    "Call Concat",
    "Call Drop",
    "Call Head that may fail",
    "Call Indices",
    "Call Keys",
    "Call Last that may fail",
    "Call Max",
    "Call MaxOf that may fail",
    "Call Min",
    "Call MinOf that may fail",
    "Call Size",
    "Call Subsets",
    "Call Subsets that may fail",
    "Call Tail that may fail",
    "Call Take",
    "Call Values",
    "Checked",
    "Compare Eq",
    "Compare Ge",
    "Compare Gt",
    "Compare Le",
    "Compare Lt",
    "Compare Ne",
    "Const",
    "Contains",
    "Contains negated",
    "Convert",
    "Convert that may fail",
    "Domain",
    "Each Count",
    "Each Exists",
    "Each Forall",
    "Each Map",
    "Each Set",
    "Each Sum",
    "Each Sum that may overflow",
    "Each with a filter",
    "Each with several binders",
    "Extern",
    "Field",
    "If",
    "InRange",
    "InRange negated",
    "Int",
    "Let",
    "List",
    "ListGet",
    "Local",
    "Logic And",
    "Logic Iff",
    "Logic Implies",
    "Logic Or",
    "Map",
    "MapGet",
    "MapMinus",
    "Match",
    "Neg",
    "Neg that may overflow",
    "Not",
    "Null",
    "PrevVar",
    "Range",
    "Range that may be too large",
    "Record",
    "Set",
    "SetOp Intersect",
    "SetOp Minus",
    "SetOp Union",
    "String",
    "SubsetOf",
    "Tuple",
    "Unwrap",
    "Var",
    "Variant",
    "Variant with fields",
    "With",
];

struct Seen<'a>(&'a mut Coverage);

/// A name, and what is said of it where something holds.
fn with(name: &str, more: &str, holds: bool) -> String {
    if holds {
        format!("{name} {more}")
    } else {
        name.to_owned()
    }
}

impl Seen<'_> {
    fn add(&mut self, what: &str) {
        *self.0.entry(what.to_owned()).or_default() += 1;
    }

    fn ty(&mut self, ty: &Type) {
        self.add(match ty {
            Type::Bool => "type Bool",
            Type::Int => "type Int",
            Type::Nat => "type Nat",
            Type::Range(..) => "type Range",
            Type::Symmetric(..) => "type Symmetric",
            Type::String => "type String",
            Type::Enum(_) => "type Enum",
            Type::Record(_) => "type Record",
            Type::Tuple(_) => "type Tuple",
            Type::Option(_) => "type Option",
            Type::Set(_) => "type Set",
            Type::Map(..) => "type Map",
            Type::List(_) => "type List",
        });
    }

    fn body(&mut self, body: &[Stmt]) {
        for stmt in body {
            self.stmt(&stmt.kind);
        }
    }

    fn stmt(&mut self, kind: &StmtKind) {
        match kind {
            StmtKind::Require { .. } => self.add("stmt require"),
            StmtKind::Assert { .. } => self.add("stmt assert"),
            StmtKind::Let { .. } => self.add("stmt let"),
            StmtKind::Assign { path, .. } => {
                self.add(&with("stmt assign", "to a place", !path.is_empty()));
                for place in path {
                    self.add(match place {
                        Place::Field(_) => "place field",
                        Place::Index { .. } => "place index",
                        Place::Key { failure: None, .. } => "place key",
                        Place::Key { .. } => "place key that must be there",
                        Place::Unwrap { .. } => "place unwrap",
                    });
                }
            }
            StmtKind::If {
                then, otherwise, ..
            } => {
                self.add("stmt if");
                self.body(then);
                self.body(otherwise);
            }
            StmtKind::Emit { .. } => self.add("stmt emit"),
            StmtKind::For { body, .. } => {
                self.add("stmt for");
                self.body(body);
            }
            StmtKind::Match { arms, .. } => {
                self.add("stmt match");
                for arm in arms {
                    self.pattern(&arm.pattern);
                    self.body(&arm.body);
                }
            }
            StmtKind::Call { .. } => self.add("stmt call"),
            StmtKind::Return { .. } => self.add("stmt return"),
        }
    }

    fn pattern(&mut self, pattern: &Pattern) {
        self.add(match pattern {
            Pattern::Any => "pattern any",
            Pattern::Null => "pattern null",
            Pattern::Bool(_) => "pattern bool",
            Pattern::Int(_) => "pattern int",
            Pattern::String(_) => "pattern string",
            Pattern::Variant(_, _, bound) if bound.is_empty() => "pattern variant",
            Pattern::Variant(..) => "pattern variant with fields",
        });
    }

    fn expr(&mut self, kind: &ExprKind) {
        let text = match kind {
            ExprKind::Bool(_) => "Bool".to_owned(),
            ExprKind::Int(_) => "Int".to_owned(),
            ExprKind::String(_) => "String".to_owned(),
            ExprKind::Null => "Null".to_owned(),
            ExprKind::Variant(_, _, payload) => with("Variant", "with fields", !payload.is_empty()),
            ExprKind::Record(_) => "Record".to_owned(),
            ExprKind::Tuple(_) => "Tuple".to_owned(),
            ExprKind::List(_) => "List".to_owned(),
            ExprKind::Set(_) => "Set".to_owned(),
            ExprKind::Map(_) => "Map".to_owned(),
            ExprKind::Domain(_) => "Domain".to_owned(),
            ExprKind::Range { too_large, .. } => {
                with("Range", "that may be too large", too_large.is_some())
            }
            ExprKind::Const(_) => "Const".to_owned(),
            ExprKind::Var(_) => "Var".to_owned(),
            ExprKind::PrevVar(_) => "PrevVar".to_owned(),
            ExprKind::Local(_) => "Local".to_owned(),
            ExprKind::Not(_) => "Not".to_owned(),
            ExprKind::Neg { overflow, .. } => with("Neg", "that may overflow", overflow.is_some()),
            ExprKind::Arith {
                op, zero, overflow, ..
            } => {
                // A division may overflow too: the least integer by -1.
                let divides = matches!(op, ArithOp::Div | ArithOp::Rem);
                let more = if divides {
                    "that may fail"
                } else {
                    "that may overflow"
                };
                with(
                    &format!("Arith {op:?}"),
                    more,
                    zero.is_some() || overflow.is_some(),
                )
            }
            ExprKind::Compare { op, .. } => format!("Compare {op:?}"),
            ExprKind::Logic { op, .. } => format!("Logic {op:?}"),
            ExprKind::InRange { negated, .. } => with("InRange", "negated", *negated),
            ExprKind::If { .. } => "If".to_owned(),
            ExprKind::Let { .. } => "Let".to_owned(),
            ExprKind::Match { arms, .. } => {
                for arm in arms {
                    self.pattern(&arm.pattern);
                }
                "Match".to_owned()
            }
            ExprKind::Field { .. } => "Field".to_owned(),
            ExprKind::With { .. } => "With".to_owned(),
            ExprKind::ListGet { .. } => "ListGet".to_owned(),
            ExprKind::MapGet { .. } => "MapGet".to_owned(),
            ExprKind::Contains { negated, .. } => with("Contains", "negated", *negated),
            ExprKind::SetOp { op, .. } => format!("SetOp {op:?}"),
            ExprKind::MapMinus { .. } => "MapMinus".to_owned(),
            ExprKind::SubsetOf { .. } => "SubsetOf".to_owned(),
            ExprKind::Call {
                function, failure, ..
            } => with(
                &format!("Call {function:?}"),
                "that may fail",
                failure.is_some(),
            ),
            ExprKind::Extern { .. } => "Extern".to_owned(),
            ExprKind::Each {
                binders,
                filter,
                form,
            } => {
                if filter.is_some() {
                    self.add("Each with a filter");
                }
                if binders.len() > 1 {
                    self.add("Each with several binders");
                }
                match form {
                    Form::Forall(_) => "Each Forall".to_owned(),
                    Form::Exists(_) => "Each Exists".to_owned(),
                    Form::Count => "Each Count".to_owned(),
                    Form::Sum { overflow, .. } => {
                        with("Each Sum", "that may overflow", overflow.is_some())
                    }
                    Form::Set(_) => "Each Set".to_owned(),
                    Form::Map { .. } => "Each Map".to_owned(),
                }
            }
            ExprKind::Enabled(_) => "Enabled".to_owned(),
            ExprKind::Unwrap { .. } => "Unwrap".to_owned(),
            ExprKind::Convert { failure, .. } => {
                with("Convert", "that may fail", failure.is_some())
            }
            ExprKind::Checked { .. } => "Checked".to_owned(),
        };
        self.add(&text);
    }
}
