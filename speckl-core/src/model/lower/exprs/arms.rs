//! `match`: patterns, what they leave over, and what they bind.

use super::super::Lowering;
use super::{Context, Expect};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::TypeId;
use crate::model::{EnumId, Expr, ExprId, ExprKind, Interval, LocalId, MatchArm, Pattern, Type};
use crate::source::Span;
use crate::syntax::ast::{self, PatternKind};
use crate::syntax::format;
use std::collections::BTreeSet;

/// How many missing values a message names.
const NAMED: usize = 8;

/// What the arms of a `match` have matched so far.
#[allow(clippy::struct_excessive_bools)] // Four questions, each of which has its own answer.
pub(in crate::model::lower) struct Covered {
    /// The type of what is looked at, without its `?`.
    ty: TypeId,
    /// The integers that it can be.
    interval: Option<Interval>,
    /// Whether it can be null.
    optional: bool,
    /// Whether there is no `null` to match, or it is matched.
    null: bool,
    rest: bool,
    truths: BTreeSet<bool>,
    variants: BTreeSet<u32>,
    integers: BTreeSet<i64>,
    texts: BTreeSet<String>,
    /// Whether a pattern was wrong, so that nothing can be said of the whole.
    broken: bool,
}

impl Lowering<'_> {
    /// What is looked at by a `match`, and nothing matched yet.
    pub(in crate::model::lower) fn scrutinee(
        &mut self,
        expr: &ast::Expr,
        context: &mut Context,
    ) -> Option<(ExprId, Covered)> {
        let value = self.expr(expr, None, context)?;
        let own = self.ty_of(value);
        let ty = self.present(own);
        let interval = if ty == own {
            self.exprs[value.0 as usize].interval
        } else {
            self.types.get(ty).integers()
        };
        let covered = Covered {
            ty,
            interval,
            optional: ty != own,
            null: ty == own,
            rest: false,
            truths: BTreeSet::new(),
            variants: BTreeSet::new(),
            integers: BTreeSet::new(),
            texts: BTreeSet::new(),
            broken: false,
        };
        Some((value, covered))
    }

    /// Whether every value that is not null is matched.
    fn values_matched(&self, covered: &Covered) -> bool {
        if covered.rest {
            return true;
        }
        match *self.types.get(covered.ty) {
            Type::Bool => covered.truths.len() == 2,
            Type::Enum(id) => covered.variants.len() == self.enums[id.index()].variants.len(),
            _ => covered.interval.is_some_and(|all| {
                let inside = covered.integers.range(all.lo..=all.hi).count() as u64;
                inside.checked_sub(1) == Some(all.hi.abs_diff(all.lo))
            }),
        }
    }

    /// Lowers a pattern and brings what it binds into scope; the caller takes that out again.
    pub(in crate::model::lower) fn pattern(
        &mut self,
        pattern: &ast::Pattern,
        covered: &mut Covered,
        context: &mut Context,
    ) -> Option<Pattern> {
        let full = covered.null && self.values_matched(covered);
        let lowered = self.one_pattern(pattern, covered, context);
        match &lowered {
            None => covered.broken = true,
            Some(lowered) => {
                let new = self.cover(lowered, covered);
                if (full || !new) && !covered.broken {
                    self.report(
                        Diagnostic::new(
                            Code::UnreachableArm,
                            pattern.span,
                            "this arm is never reached",
                        )
                        .label("the arms before it match all that it could"),
                    );
                }
            }
        }
        lowered
    }

    /// Notes what a pattern matches; whether that was not matched before.
    fn cover(&self, pattern: &Pattern, covered: &mut Covered) -> bool {
        match pattern {
            Pattern::Any => {
                let new = !covered.null || !self.values_matched(covered);
                covered.null = true;
                covered.rest = true;
                new
            }
            Pattern::Null => !std::mem::replace(&mut covered.null, true),
            _ if self.values_matched(covered) => false,
            Pattern::Bool(value) => covered.truths.insert(*value),
            Pattern::Int(value) => covered.integers.insert(*value),
            Pattern::String(text) => covered.texts.insert(text.clone()),
            Pattern::Variant(_, index, _) => covered.variants.insert(*index),
        }
    }

    fn one_pattern(
        &mut self,
        pattern: &ast::Pattern,
        covered: &Covered,
        context: &mut Context,
    ) -> Option<Pattern> {
        match &pattern.kind {
            PatternKind::Any => Some(Pattern::Any),
            PatternKind::Literal(literal) => self.literal_pattern(literal, covered, context),
            PatternKind::Variant {
                qualifier,
                name,
                fields,
            } => {
                let Type::Enum(of) = *self.types.get(covered.ty) else {
                    self.refuse_name(name, covered.ty);
                    return None;
                };
                if let Some(path) = qualifier {
                    let named = self.qualifier_type(path)?;
                    if named != covered.ty {
                        let (a, b) = (self.named_text(named), self.named_text(covered.ty));
                        self.report(
                            Diagnostic::new(
                                Code::TypeMismatch,
                                pattern.span,
                                format!("a value of `{a}` can never match a `{b}`"),
                            )
                            .label(format!("what is looked at is a `{b}`")),
                        );
                        return None;
                    }
                }
                let index = self.pattern_variant(of, name)?;
                let bound = match fields {
                    Some(fields) => self.bind_fields(of, index, fields, context)?,
                    None => Vec::new(),
                };
                Some(Pattern::Variant(of, index, bound))
            }
        }
    }

    fn qualifier_type(&mut self, path: &ast::Path) -> Option<TypeId> {
        if path.qualifier.is_none()
            && !self.names.types.contains_key(path.name.text.as_str())
            && let Some(of) = self.enum_named(&path.name.text)
        {
            return Some(self.types.intern(Type::Enum(of)));
        }
        Some(self.type_name(path)?.ty)
    }

    fn pattern_variant(&mut self, of: EnumId, name: &ast::Name) -> Option<u32> {
        let index = self.variant_index(of, &name.text);
        if index.is_none() {
            let known = &self.enums[of.index()];
            let finding = Diagnostic::new(
                Code::UnknownVariant,
                name.span,
                format!("enum `{}` has no value `{}`", known.name, name.text),
            )
            .label("a name in a pattern is a value of the enum")
            .note("`_` matches whatever is left")
            .did_you_mean(
                name.span,
                &name.text,
                known.variants.iter().map(|value| value.name.as_str()),
            );
            self.report(finding);
        }
        index
    }

    fn refuse_name(&mut self, name: &ast::Name, ty: TypeId) {
        let text = self.named_text(ty);
        self.report(
            Diagnostic::new(
                Code::TypeMismatch,
                name.span,
                format!("`{}` is no pattern for a `{text}`", name.text),
            )
            .label("only values of enums are matched by name")
            .note("`_` matches anything; to give it a name, use `let` before the `match`"),
        );
    }

    fn bind_fields(
        &mut self,
        of: EnumId,
        index: u32,
        fields: &[ast::FieldPattern],
        context: &mut Context,
    ) -> Option<Vec<(u32, LocalId)>> {
        let variant = self.enums[of.index()].variants[index as usize].clone();
        let names: Vec<&ast::Name> = fields.iter().map(|field| &field.field).collect();
        let declared: Vec<&str> = variant.payload.iter().map(|it| it.name.as_str()).collect();
        let whole = format!("`{}`", variant.name);
        let span = names.first().map_or_else(Span::default, |name| name.span);
        if !self.check_fields(&whole, span, &names, &declared, false) {
            return None;
        }
        let mut bound = Vec::new();
        for field in fields {
            let at = declared.iter().position(|name| *name == field.field.text)?;
            let Some(name) = &field.binding else {
                continue;
            };
            let ty = variant.payload[at].ty;
            let interval = self.types.get(ty.ty).integers();
            let local = self.declare_local(name, ty, interval, context)?;
            if name.span == field.field.span {
                // `{ pid }` may be there to say what is matched.
                context.used.insert(local);
            }
            bound.push((at as u32, local));
        }
        bound.sort_unstable();
        Some(bound)
    }

    fn literal_pattern(
        &mut self,
        literal: &ast::Expr,
        covered: &Covered,
        context: &mut Context,
    ) -> Option<Pattern> {
        if matches!(literal.kind, ast::ExprKind::Null) {
            if covered.optional {
                return Some(Pattern::Null);
            }
            let text = self.named_text(covered.ty);
            self.report(
                Diagnostic::new(
                    Code::TypeMismatch,
                    literal.span,
                    format!("a `{text}` is never null"),
                )
                .label("can never match"),
            );
            return None;
        }
        let id = self.expr(literal, Some(covered.ty), context)?;
        let found = self.ty_of(id);
        let agree = found == covered.ty
            || self.plain_integers(found).is_some() && self.plain_integers(covered.ty).is_some();
        if !agree {
            self.mismatch(literal, found, covered.ty);
            return None;
        }
        match self.exprs[id.0 as usize].kind.clone() {
            ExprKind::Bool(value) => Some(Pattern::Bool(value)),
            ExprKind::String(text) => Some(Pattern::String(text)),
            ExprKind::Int(value) => {
                if let Some(all) = covered.interval
                    && !(all.lo..=all.hi).contains(&value)
                {
                    let text = self.named_text(covered.ty);
                    self.report(
                        Diagnostic::new(
                            Code::UnreachableArm,
                            literal.span,
                            "this arm is never reached",
                        )
                        .label(format!("`{value}` is outside `{text}`")),
                    );
                    return None;
                }
                Some(Pattern::Int(value))
            }
            _ => {
                let text = format::expr(literal);
                self.report(
                    Diagnostic::new(
                        Code::TypeMismatch,
                        literal.span,
                        format!("`{text}` is no pattern"),
                    )
                    .label("only literals, values of enums and `_` are"),
                );
                None
            }
        }
    }

    /// Says which values a `match` leaves out.
    pub(in crate::model::lower) fn require_exhaustive(&mut self, span: Span, covered: &Covered) {
        if covered.broken || (covered.null && self.values_matched(covered)) {
            return;
        }
        let mut missing: Vec<String> = Vec::new();
        let mut more = false;
        if !self.values_matched(covered) {
            match *self.types.get(covered.ty) {
                Type::Bool => {
                    let all = [false, true].into_iter();
                    let left = all.filter(|value| !covered.truths.contains(value));
                    missing.extend(left.map(|value| value.to_string()));
                }
                Type::Enum(id) => {
                    let values = self.enums[id.index()].variants.iter().zip(0..);
                    let left = values.filter(|(_, at)| !covered.variants.contains(at));
                    for (variant, _) in left {
                        let fields: Vec<&str> =
                            variant.payload.iter().map(|it| it.name.as_str()).collect();
                        missing.push(if fields.is_empty() {
                            variant.name.clone()
                        } else {
                            format!("{} {{ {} }}", variant.name, fields.join(", "))
                        });
                    }
                }
                _ => {
                    let all = covered.interval.map(|all| all.lo..=all.hi);
                    let left = all.into_iter().flatten();
                    let left = left.filter(|value| !covered.integers.contains(value));
                    let left: Vec<i64> = left.take(NAMED + 1).collect();
                    more = covered.interval.is_none();
                    missing.extend(left.iter().map(i64::to_string));
                }
            }
        }
        if !covered.null {
            missing.push("null".to_owned());
        }
        let arms: Vec<String> = missing
            .iter()
            .take(NAMED)
            .map(|it| format!("{it} => …"))
            .collect();
        let shown: Vec<String> = missing
            .iter()
            .take(NAMED)
            .map(|it| format!("`{it}`"))
            .collect();
        let and_more = more || missing.len() > NAMED;
        let text = match (shown.is_empty(), and_more) {
            (true, _) => "other values".to_owned(),
            (false, true) => format!("{} and others", shown.join(", ")),
            (false, false) => shown.join(", "),
        };
        let finding = Diagnostic::new(
            Code::NotExhaustive,
            span,
            format!("this `match` leaves out {text}"),
        )
        .label("every value must be matched");
        let finding = if and_more || shown.is_empty() {
            finding.note("add an arm for all the rest: `_ => …`")
        } else {
            finding.note(format!(
                "add {}",
                arms.iter()
                    .map(|it| format!("`{it}`"))
                    .collect::<Vec<_>>()
                    .join(", ")
            ))
        };
        self.report(finding);
    }

    pub(super) fn match_expr(
        &mut self,
        expr: &ast::Expr,
        scrutinee: &ast::Expr,
        arms: &[ast::Arm],
        expect: Expect,
        context: &mut Context,
    ) -> Option<ExprId> {
        let (value, mut covered) = self.scrutinee(scrutinee, context)?;
        let expect = self.of_branches(expect);
        let depth = context.scope.len();
        let mut patterns = Vec::new();
        let mut scopes = Vec::new();
        for arm in arms {
            patterns.push(self.pattern(&arm.pattern, &mut covered, context));
            scopes.push(context.scope.split_off(depth));
        }
        self.require_exhaustive(expr.span, &covered);
        // Bodies that only the others can give a meaning come last.
        let mut hint = expect.ty();
        let (needy, plain): (Vec<usize>, Vec<usize>) = (0..arms.len())
            .partition(|&at| hint.is_none() && self.is_needy(&arms[at].body, context));
        let mut bodies: Vec<Option<ExprId>> = vec![None; arms.len()];
        for at in plain.into_iter().chain(needy) {
            // What an arm with a wrong pattern binds is not known.
            if patterns[at].is_none() {
                continue;
            }
            context.scope.append(&mut scopes[at]);
            let expect = match expect {
                Expect::Exactly(_) => expect,
                _ => Expect::hint(hint),
            };
            bodies[at] = self.value(&arms[at].body, expect, context);
            hint = hint.or_else(|| bodies[at].map(|id| self.ty_of(id)));
            self.leave_scope(depth, bodies[at].is_some(), context);
        }
        if covered.broken || arms.is_empty() {
            return None;
        }
        let bodies: Vec<ExprId> = bodies.into_iter().collect::<Option<_>>()?;
        let texts: Vec<&ast::Expr> = arms.iter().map(|arm| &arm.body).collect();
        let (bodies, ty) = match expect {
            Expect::Exactly(ty) => (bodies, ty),
            _ => self.agree(&texts, &bodies, expect.ty(), "the arms of `match`")?,
        };
        let interval = self.hull_of(&bodies, ty);
        let ty = self.branch_type(&bodies, ty);
        let patterns = patterns.into_iter().flatten();
        let arms = patterns.zip(bodies);
        let arms = arms.map(|(pattern, body)| MatchArm { pattern, body });
        let arms = arms.collect();
        Some(self.push_expr(Expr {
            kind: ExprKind::Match { value, arms },
            ty,
            interval,
            span: expr.span,
        }))
    }
}
