//! Expressions. Integers are computed as `number`s where that is exact, and as `bigint`s otherwise;
//! [`super::arithmetic`] has the details.

use super::docs::property;
use super::layout::{Doc, call, concat, group, indent};
use super::narrowing::Narrowing;
use super::support::{Helper, Support};
use super::surface::Surface;
use super::term::{Binding, Held, Term};
use super::usage::{is_pointless, reads};
use crate::emit::json_text::quoted;
use crate::emit::names::Namer;
use crate::model::{
    CompareOp, ExprId, ExprKind, FailureId, Interval, Local, LocalId, LogicOp, Param, Type, TypeId,
    VarId,
};

/// Writes the expressions of one routine.
pub(super) struct Exprs<'a> {
    pub(super) surface: &'a Surface<'a>,
    pub(super) support: &'a mut Support,
    /// The names of the routine's locals; one that a pattern binds may be the place that it stands for.
    pub(super) locals: Vec<String>,
    /// How each local holds an integer.
    pub(super) held: Vec<Held>,
    /// The names that are taken where they may be used.
    scope: Namer,
    /// What TypeScript knows beyond types.
    pub(super) narrowing: Narrowing<'a>,
}

impl<'a> Exprs<'a> {
    /// For a routine with these parameters and locals.
    pub fn new(
        surface: &'a Surface<'a>,
        support: &'a mut Support,
        params: &[Param],
        locals: &[Local],
    ) -> Self {
        let (names, scope) = surface.names.scope(locals);
        let mut exprs = Self {
            locals: names,
            scope,
            held: vec![Held::Otherwise; locals.len()],
            narrowing: Narrowing::new(surface.model),
            surface,
            support,
        };
        for param in params {
            exprs.held[param.local.index()] = exprs.held_by(locals[param.local.index()].ty.ty);
        }
        exprs
    }

    /// The name of a local.
    pub fn local(&self, id: LocalId) -> &str {
        &self.locals[id.index()]
    }

    /// A name that nothing in the routine has yet.
    pub fn fresh(&mut self, name: &str) -> String {
        self.scope.take(name)
    }

    /// How a variable, parameter or constant of a type holds its value, and so does every part of a
    /// composite value.
    pub fn held_by(&self, ty: TypeId) -> Held {
        match self.surface.model.types.get(ty).integers() {
            None => Held::Otherwise,
            Some(_) if self.surface.is_wide(ty) => Held::Bigint,
            Some(_) => Held::Number,
        }
    }

    /// The type of an expression's value as it is held.
    pub fn ty_of(&self, id: ExprId, held: Held) -> String {
        match held {
            Held::Bigint => "bigint".to_owned(),
            Held::Number | Held::Literal(_) => "number".to_owned(),
            Held::Otherwise => self.surface.plain_ty(self.surface.model.expr(id).ty),
        }
    }

    /// A value about to be stored where values are of a type.
    pub fn stored(&mut self, id: ExprId, ty: TypeId) -> Doc {
        let wide = self.surface.is_wide(ty);
        self.term(id).held_as(wide).doc()
    }

    /// Notes that a local is given a value: how it holds it from now on, and its type.
    pub fn bind(&mut self, local: LocalId, value: ExprId) -> (Term, String) {
        self.narrowing.bind(local, value);
        let term = self.term(value);
        let bigint = term.is_bigint();
        let term = term.held_as(bigint);
        self.held[local.index()] = term.held;
        let ty = self.ty_of(value, term.held);
        (term, ty)
    }

    /// An expression.
    pub fn term(&mut self, id: ExprId) -> Term {
        let expr = self.surface.model.expr(id);
        match &expr.kind {
            ExprKind::Bool(value) => Term::primary(value.to_string(), Held::Otherwise),
            ExprKind::Int(value) => Term::integer(*value),
            ExprKind::String(text) => Term::primary(quoted(text), Held::Otherwise),
            ExprKind::Null => Term::primary("null", Held::Otherwise),
            ExprKind::Variant(of, index, payload) => self.variant(*of, *index, payload),
            ExprKind::Record(values) => self.record(expr.ty, values),
            ExprKind::Tuple(values) => self.tuple(expr.ty, values),
            ExprKind::List(values) => self.list(expr.ty, values),
            ExprKind::Set(values) => self.set(expr.ty, values),
            ExprKind::Map(entries) => self.map(expr.ty, entries),
            ExprKind::Domain(_) | ExprKind::Range { .. } => self.set_of_items(id),
            ExprKind::Const(constant) => {
                let held = self.held_by(self.surface.model.consts[constant.index()].ty.ty);
                Term::primary(self.surface.names.constant(*constant), held)
            }
            ExprKind::Var(var) => self.variable("next", *var),
            ExprKind::PrevVar(var) => self.variable("prev", *var),
            ExprKind::Local(local) => Term::primary(
                self.locals[local.index()].as_str(),
                self.held[local.index()],
            ),
            ExprKind::Not(value) => self.negated(*value),
            ExprKind::Neg { value, overflow } => self.negative(id, *value, *overflow),
            ExprKind::Arith {
                op,
                left,
                right,
                zero,
                overflow,
            } => self.arithmetic(id, *op, [*left, *right], *zero, *overflow),
            ExprKind::Compare { op, left, right } => self.compare(*op, *left, *right),
            ExprKind::Logic { op, left, right } => self.logic(*op, *left, *right),
            ExprKind::InRange {
                value,
                lo,
                hi,
                negated,
            } => self.in_range(*value, [*lo, *hi], *negated),
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => self.conditional(*condition, *then, *otherwise),
            ExprKind::Let { local, value, body } => self.binding(*local, *value, *body),
            ExprKind::Checked {
                value,
                fits,
                failure,
            } => {
                let value = self.term(*value);
                self.within(value, *fits, *failure)
            }
            ExprKind::Match { value, arms } => self.matching(id, *value, arms),
            ExprKind::Field { base, field } => self.field(id, *base, *field),
            ExprKind::With { base, fields } => self.with(*base, fields),
            ExprKind::ListGet {
                list,
                index,
                failure,
            } => self.list_get(id, *list, *index, *failure),
            ExprKind::MapGet { map, key, failure } => self.map_get(id, *map, *key, *failure),
            ExprKind::Contains {
                value,
                collection,
                negated,
            } => self.contains(*value, *collection, *negated),
            ExprKind::SetOp { op, left, right } => self.set_operation(*op, *left, *right),
            ExprKind::MapMinus { map, keys } => {
                let keys = self.term(*keys).doc();
                let method = self.support.call(Helper::Without);
                self.method(*map, method, vec![keys], Held::Otherwise)
            }
            ExprKind::SubsetOf { left, right } => {
                let right = self.term(*right).doc();
                let method = self.support.call(Helper::SubsetOf);
                self.method(*left, method, vec![right], Held::Otherwise)
            }
            ExprKind::Call {
                function,
                args,
                failure,
            } => self.builtin(id, *function, args, *failure),
            ExprKind::Extern {
                function,
                args,
                misfit,
            } => self.supplied(*function, args, *misfit),
            ExprKind::Each {
                binders,
                filter,
                form,
            } => self.each(id, binders, *filter, *form),
            ExprKind::Enabled(_) => unreachable!("properties are checked, and never run"),
            ExprKind::Unwrap { value, failure } => self.unwrapped(id, *value, *failure),
            ExprKind::Convert { value, failure } => self.convert(id, *value, *failure),
        }
    }

    /// An integer that must lie in an interval.
    pub fn within(&mut self, value: Term, fits: Interval, failure: FailureId) -> Term {
        let bigint = value.is_bigint() || !Interval::SAFE.covers(fits);
        let ends = [fits.lo, fits.hi].map(|end| Term::integer(end).held_as(bigint).doc());
        let [lo, hi] = ends;
        let failure = self.support.failure(failure).into();
        let callee = self.support.call(Helper::InRange);
        Term::primary(
            call(callee, vec![value.held_as(bigint).doc(), lo, hi, failure]),
            if bigint { Held::Bigint } else { Held::Number },
        )
    }

    fn variable(&self, object: &str, var: VarId) -> Term {
        let held = self.held_by(self.surface.model.vars[var.index()].ty.ty);
        Term::primary(format!("{object}.{}", self.surface.names.var(var)), held)
    }

    /// A condition that decides what is evaluated next. Where TypeScript sees a literal there, it takes
    /// what comes next for unreachable, and no longer knows what anything in it is.
    pub(super) fn tested(&mut self, id: ExprId) -> Term {
        let term = self.term(id);
        match self.surface.model.expr(id).kind {
            ExprKind::Bool(_) => term.cast("boolean"),
            _ => term,
        }
    }

    /// `not e`, with the negation moved into a comparison.
    pub(super) fn negated(&mut self, id: ExprId) -> Term {
        match self.surface.model.expr(id).kind {
            ExprKind::Compare { op, left, right } => {
                let opposite = match op {
                    CompareOp::Eq => CompareOp::Ne,
                    CompareOp::Ne => CompareOp::Eq,
                    CompareOp::Lt => CompareOp::Ge,
                    CompareOp::Le => CompareOp::Gt,
                    CompareOp::Gt => CompareOp::Le,
                    CompareOp::Ge => CompareOp::Lt,
                };
                self.compare(opposite, left, right)
            }
            ExprKind::InRange {
                value,
                lo,
                hi,
                negated,
            } => self.in_range(value, [lo, hi], !negated),
            ExprKind::Not(value) => self.term(value),
            _ => {
                let value = self.tested(id).at_least(Binding::Unary);
                Term::new(["!".into(), value], Binding::Unary, Held::Otherwise)
            }
        }
    }

    fn compare(&mut self, op: CompareOp, left: ExprId, right: ExprId) -> Term {
        let is_order = !matches!(op, CompareOp::Eq | CompareOp::Ne);
        let sign = match op {
            CompareOp::Eq => "===",
            CompareOp::Ne => "!==",
            CompareOp::Lt => "<",
            CompareOp::Le => "<=",
            CompareOp::Gt => ">",
            CompareOp::Ge => ">=",
        };
        if let Some((a, b)) = self.described_operands(is_order, left, right) {
            return comparison(sign, a, b, is_order);
        }
        let (a, b) = (self.term(left), self.term(right));
        let bigint = a.is_bigint() || b.is_bigint();
        let (mut a, mut b) = (a.held_as(bigint), b.held_as(bigint));
        if is_order {
            if let Type::Enum(of) = *self.surface.model.type_of(left) {
                let values = &self.surface.names.of_enum(of).values;
                let place = |term: Term| {
                    let callee = format!("{values}.indexOf");
                    Term::primary(call(callee, vec![term.doc()]), Held::Number)
                };
                (a, b) = (place(a), place(b));
            }
        } else if self.narrowing.foresees(left, right) {
            let ty = self.ty_of(left, a.held);
            a = a.cast(&ty);
        }
        comparison(sign, a, b, is_order)
    }

    /// What is compared in the place of two values that ECMAScript does not compare as the language
    /// does.
    fn described_operands(
        &mut self,
        is_order: bool,
        left: ExprId,
        right: ExprId,
    ) -> Option<(Term, Term)> {
        let model = self.surface.model;
        let ty = model.expr(left).ty;
        let zero = Term::primary("0", Held::Number);
        if *model.types.get(ty) == Type::String && is_order {
            let operands = vec![self.term(left).doc(), self.term(right).doc()];
            let order = call(self.support.call(Helper::CompareTexts), operands);
            return Some((Term::primary(order, Held::Number), zero));
        }
        let is_null = |id: ExprId| matches!(model.expr(id).kind, ExprKind::Null);
        if self.surface.is_primitive(ty) || is_null(left) || is_null(right) {
            return None;
        }
        if !is_order && let Some(operands) = self.tags(left, right) {
            return Some(operands);
        }
        let operands = vec![self.term(left).doc(), self.term(right).doc()];
        let compare = format!("{}.compare", self.surface.described(ty, self.support));
        Some((Term::primary(call(compare, operands), Held::Number), zero))
    }

    /// The tags of two values of an enum with payload, where one of them is written out and carries
    /// nothing.
    fn tags(&mut self, left: ExprId, right: ExprId) -> Option<(Term, Term)> {
        let model = self.surface.model;
        let bare = |id: ExprId| match &model.expr(id).kind {
            ExprKind::Variant(of, index, payload) if payload.is_empty() => Some((*of, *index)),
            _ => None,
        };
        let (value, (of, index)) = match (bare(left), bare(right)) {
            (_, Some(bare)) => (left, bare),
            (Some(bare), None) => (right, bare),
            (None, None) => return None,
        };
        let foreseen = self.narrowing.foresees(left, right);
        let tag = property("", &self.surface.names.of_enum(of).tag);
        let value = self.receiver(value);
        let mut tag = Term::primary(concat([value, tag.into()]), Held::Otherwise);
        if foreseen {
            tag = tag.cast("string");
        }
        let name = Term::primary(self.surface.variant(of, index), Held::Otherwise);
        Some((tag, name))
    }

    fn logic(&mut self, op: LogicOp, left: ExprId, right: ExprId) -> Term {
        let (sign, binding) = match op {
            LogicOp::And => (" &&", Binding::And),
            LogicOp::Or | LogicOp::Implies => (" ||", Binding::Or),
            LogicOp::Iff => return self.compare(CompareOp::Eq, left, right),
        };
        let mut operands = Vec::new();
        self.operands(op, left, right, &mut operands);
        let last = operands.len() - 1;
        let mut parts = operands.into_iter().enumerate().map(|(at, operand)| {
            if at < last {
                concat([operand, sign.into()])
            } else {
                operand
            }
        });
        let first = parts.next().into_iter();
        let rest = parts.flat_map(|part| [Doc::Line, part]);
        Term::new([group(first.chain(rest))], binding, Held::Otherwise)
    }

    /// The operands of a chain of one connective; `a implies b` is `not a or b`.
    fn operands(&mut self, op: LogicOp, left: ExprId, right: ExprId, into: &mut Vec<Doc>) {
        let and = op == LogicOp::And;
        if op == LogicOp::Implies {
            into.push(self.negated(left).at_least(Binding::Equality));
        } else {
            self.operand(and, left, into);
        }
        // `or` comes to its right side where the left one does not hold.
        let before = self.narrowing.enter(left, op != LogicOp::Or);
        self.operand(and, right, into);
        self.narrowing.leave(before);
    }

    fn operand(&mut self, and: bool, id: ExprId, into: &mut Vec<Doc>) {
        match self.surface.model.expr(id).kind {
            ExprKind::Logic { op, left, right }
                if op != LogicOp::Iff && and == (op == LogicOp::And) =>
            {
                self.operands(op, left, right, into);
            }
            ExprKind::InRange {
                value,
                lo,
                hi,
                negated,
            } if and != negated => match self.two_comparisons(value, [lo, hi], negated) {
                Some(comparisons) => into.extend(comparisons),
                None => into.push(self.term(id).at_least(Binding::Equality)),
            },
            // `&&` inside `||` is clearer in parentheses.
            _ => into.push(self.tested(id).at_least(Binding::Equality)),
        }
    }

    fn in_range(&mut self, value: ExprId, ends: [ExprId; 2], negated: bool) -> Term {
        if let Some([below, above]) = self.two_comparisons(value, ends, negated) {
            let (sign, binding) = if negated {
                (" ||", Binding::Or)
            } else {
                (" &&", Binding::And)
            };
            let parts = [below, sign.into(), Doc::Line, above];
            return Term::new([group(parts)], binding, Held::Otherwise);
        }
        let arguments = self.alike([value, ends[0], ends[1]]);
        let arguments = arguments.map(Term::doc).to_vec();
        let between = call(self.support.call(Helper::Between), arguments);
        if negated {
            Term::new(["!".into(), between], Binding::Unary, Held::Otherwise)
        } else {
            Term::primary(between, Held::Otherwise)
        }
    }

    /// A test of a range as comparisons with its ends. The value is read twice then and the second end
    /// not always, so it must not matter how often they are read.
    fn two_comparisons(
        &mut self,
        value: ExprId,
        [lo, hi]: [ExprId; 2],
        negated: bool,
    ) -> Option<[Doc; 2]> {
        if ![value, lo, hi].into_iter().all(|id| self.is_plain(id)) {
            return None;
        }
        let terms = self.alike([value, lo, hi]);
        let [value, lo, hi] = terms.map(|term| term.at_least(Binding::Additive));
        Some(if negated {
            [
                concat([value.clone(), " < ".into(), lo]),
                concat([hi, " < ".into(), value]),
            ]
        } else {
            [
                concat([lo, " <= ".into(), value.clone()]),
                concat([value, " <= ".into(), hi]),
            ]
        })
    }

    /// Integers that are all held in the same way.
    fn alike(&mut self, ids: [ExprId; 3]) -> [Term; 3] {
        let terms = ids.map(|id| self.term(id));
        let bigint = terms.iter().any(Term::is_bigint);
        terms.map(|term| term.held_as(bigint))
    }

    /// `let x := e in e`
    fn binding(&mut self, local: LocalId, value: ExprId, body: ExprId) -> Term {
        let model = self.surface.model;
        if is_pointless(model, local, value, body) {
            return self.term(body);
        }
        let (value, ty) = self.bind(local, value);
        let term = self.term(body);
        let bigint = term.is_bigint();
        let term = term.held_as(bigint);
        let held = term.held;
        if !reads(model, body, local) {
            let value = value.at_least(Binding::Unary);
            let parts = ["(void ".into(), value, ", ".into(), term.doc(), ")".into()];
            return Term::new(parts, Binding::Primary, held);
        }
        let name = &self.locals[local.index()];
        let signature = format!("({name}: {ty}){}", self.result(body));
        Term::primary(applied(&signature, term, value.doc()), held)
    }

    /// The type of what a function gives whose body is an expression, where it must be told.
    pub fn result(&self, body: ExprId) -> String {
        let ty = self.surface.model.expr(body).ty;
        let model = self.surface.model;
        // The literals of an enum would be taken for any strings.
        if self.surface.is_scalar(ty) && !matches!(model.types.get(ty), Type::Enum(_)) {
            String::new()
        } else {
            format!(": {}", self.surface.plain_ty(ty))
        }
    }

    /// Whether an expression is a name or a literal: cheap, and without a fault.
    pub fn is_plain(&self, id: ExprId) -> bool {
        matches!(
            self.surface.model.expr(id).kind,
            ExprKind::Int(_)
                | ExprKind::Const(_)
                | ExprKind::Var(_)
                | ExprKind::PrevVar(_)
                | ExprKind::Local(_)
                | ExprKind::String(_)
                | ExprKind::Null
        )
    }

    fn conditional(&mut self, condition: ExprId, then: ExprId, otherwise: ExprId) -> Term {
        let asked = self.tested(condition).at_least(Binding::Or);
        let [a, b] = [(then, true), (otherwise, false)].map(|(branch, holds)| {
            let before = self.narrowing.enter(condition, holds);
            let term = self.term(branch);
            self.narrowing.leave(before);
            term
        });
        let bigint = a.is_bigint() || b.is_bigint();
        let (a, b) = (a.held_as(bigint), b.held_as(bigint));
        let held = a.held;
        Term::new(
            [group([
                asked,
                indent([
                    Doc::Line,
                    "? ".into(),
                    a.at_least(Binding::Or),
                    Doc::Line,
                    ": ".into(),
                    // A chain of them reads like `else if`.
                    b.at_least(Binding::Conditional),
                ]),
            ])],
            Binding::Conditional,
            held,
        )
    }
}

/// `a === b`, `a < b`
fn comparison(sign: &str, a: Term, b: Term, is_order: bool) -> Term {
    let binding = if is_order {
        Binding::Relational
    } else {
        Binding::Equality
    };
    // Comparisons do not associate, and mixed ones are easily misread.
    let (a, b) = (a.at_least(Binding::Additive), b.at_least(Binding::Additive));
    let is_short = matches!(&b, Doc::Text(text) if text.text().len() <= SHORT);
    let parts = if is_short {
        vec![a, format!(" {sign} ").into(), b]
    } else {
        vec![a, format!(" {sign}").into(), indent([Doc::Line, b])]
    };
    Term::new([group(parts)], binding, Held::Otherwise)
}

/// The length up to which an operand stays on the line of its operator.
const SHORT: usize = 12;

/// `((x: T) => body)(value)`
pub(super) fn applied(signature: &str, body: Term, value: Doc) -> Doc {
    let function = concat([
        format!("({signature} => ").into(),
        body.into_body(),
        ")".into(),
    ]);
    call(function, vec![value])
}
