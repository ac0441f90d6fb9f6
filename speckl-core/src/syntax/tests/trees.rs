//! Random trees: every construct of the language, none of them refused.

use super::super::ast::{
    Access, Aggregate, Arm, BinaryOp, Binder, Bound, Decl, DeclKind, Docs, Entry, Expr, ExprKind,
    FieldPattern, File, Import, MetaEntry, Name, Param, Path, Pattern, PatternKind, Quantifier,
    Satisfies, Spec, Stmt, StmtArm, StmtKind, Target, Temporal, TemporalKind, Text, TypeExpr,
    TypeExprKind, UnaryOp, Variant,
};
use crate::source::Span;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// Words that are keywords somewhere, and names everywhere else.
const NAMES: &[&str] = &[
    "a",
    "b",
    "x",
    "größe",
    "__proto__",
    "state",
    "next",
    "event",
    "type",
    "property",
    "bounds",
    "import",
    "match",
    "for",
    "def",
    "exists",
    "forall",
    "always",
    "init",
    "where",
    "fair",
    "symmetric",
    "version",
    "final",
    "reachable",
    "source",
    "review",
    "extern",
    "enum",
];

pub fn expr(kind: ExprKind) -> Expr {
    Expr {
        kind,
        span: Span::default(),
    }
}

pub fn name(text: &str) -> Name {
    Name {
        text: text.to_owned(),
        span: Span::default(),
    }
}

fn any_name() -> BoxedStrategy<Name> {
    select(NAMES).prop_map(name).boxed()
}

/// `where` behind the keyword of a declaration is taken for an operator's.
fn declared_name() -> BoxedStrategy<Name> {
    any_name()
        .prop_filter("no name of a declaration", |name| name.text != "where")
        .boxed()
}

fn plain_name() -> BoxedStrategy<Name> {
    "[a-d][0-9]".prop_map(|text| name(&text)).boxed()
}

fn path() -> BoxedStrategy<Path> {
    (option::weighted(0.2, Just(name("money"))), plain_name())
        .prop_map(|(qualifier, name)| Path { qualifier, name })
        .boxed()
}

fn text() -> BoxedStrategy<Text> {
    prop_oneof!["[a-z]{0,4}", "\\PC{0,6}", Just("\n\t\"\\\u{1}".to_owned())]
        .prop_map(|value| Text {
            value,
            span: Span::default(),
        })
        .boxed()
}

fn docs() -> BoxedStrategy<Docs> {
    prop_oneof![
        4 => Just(Docs::new()),
        1 => vec(prop_oneof![Just(String::new()), "[a-z]{1,4}( [a-z]{1,3})?"], 1..3),
    ]
    .boxed()
}

fn binary() -> BoxedStrategy<BinaryOp> {
    use BinaryOp as B;
    select(vec![
        B::Implies,
        B::Iff,
        B::Or,
        B::And,
        B::Eq,
        B::Ne,
        B::Lt,
        B::Le,
        B::Gt,
        B::Ge,
        B::In,
        B::NotIn,
        B::SubsetOf,
        B::Range,
        B::Union,
        B::Minus,
        B::Intersect,
        B::Add,
        B::Sub,
        B::Mul,
        B::Div,
        B::Rem,
    ])
    .boxed()
}

fn literal() -> BoxedStrategy<Expr> {
    prop_oneof![
        any::<bool>().prop_map(|value| expr(ExprKind::Bool(value))),
        (0..=1_u64 << 63).prop_map(|value| expr(ExprKind::Int(value))),
        (0..10_u64).prop_map(|value| expr(ExprKind::Int(value))),
        text().prop_map(|text| expr(ExprKind::Text(text.value))),
        Just(expr(ExprKind::Null)),
    ]
    .boxed()
}

pub fn pattern() -> BoxedStrategy<Pattern> {
    let field = (plain_name(), option::of(plain_name()))
        .prop_map(|(field, binding)| FieldPattern { field, binding });
    prop_oneof![
        Just(PatternKind::Any),
        literal().prop_map(PatternKind::Literal),
        (0..10_u64).prop_map(|value| {
            let inner = Box::new(expr(ExprKind::Int(value)));
            PatternKind::Literal(expr(ExprKind::Unary(UnaryOp::Neg, inner)))
        }),
        (
            option::of(path()),
            plain_name(),
            option::of(vec(field, 0..3))
        )
            .prop_map(|(qualifier, name, fields)| PatternKind::Variant {
                qualifier,
                name,
                fields
            }),
    ]
    .prop_map(|kind| Pattern {
        kind,
        span: Span::default(),
    })
    .boxed()
}

fn binders(inner: &BoxedStrategy<Expr>) -> BoxedStrategy<Vec<Binder>> {
    let binder = (vec(plain_name(), 1..3), inner.clone())
        .prop_map(|(names, source)| Binder { names, source });
    vec(binder, 1..3).boxed()
}

fn aggregates(inner: &BoxedStrategy<Expr>) -> BoxedStrategy<Expr> {
    use Aggregate as A;
    let boxed = inner.clone().prop_map(Box::new).boxed();
    let kinds = select(vec![A::Count, A::Sum, A::Min, A::Max]);
    (kinds, binders(inner), option::of(boxed.clone()), boxed)
        .prop_map(|(aggregate, binders, condition, body)| {
            expr(ExprKind::Aggregate {
                aggregate,
                binders,
                condition,
                body: (aggregate != Aggregate::Count).then_some(body),
            })
        })
        .boxed()
}

fn comprehensions(inner: &BoxedStrategy<Expr>) -> BoxedStrategy<Expr> {
    let boxed = inner.clone().prop_map(Box::new).boxed();
    let filter = option::of(boxed.clone()).boxed();
    prop_oneof![
        (plain_name(), inner.clone(), boxed.clone()).prop_map(|(local, source, condition)| {
            let names = vec![local];
            ExprKind::SetOf {
                element: None,
                binders: vec![Binder { names, source }],
                condition: Some(condition),
            }
        }),
        (boxed.clone(), binders(inner), filter.clone()).prop_map(
            |(element, binders, condition)| {
                ExprKind::SetOf {
                    element: Some(element),
                    binders,
                    condition,
                }
            }
        ),
        (boxed.clone(), boxed, binders(inner), filter).prop_map(
            |(key, value, binders, condition)| ExprKind::MapOf {
                key,
                value,
                binders,
                condition
            }
        ),
    ]
    .prop_map(expr)
    .boxed()
}

fn braces(inner: &BoxedStrategy<Expr>) -> BoxedStrategy<Expr> {
    let entry = prop_oneof![
        inner.clone().prop_map(Entry::Item),
        (inner.clone(), inner.clone()).prop_map(|(key, value)| Entry::Pair(key, value)),
    ];
    let field = (plain_name(), inner.clone())
        .prop_map(|(field, value)| Entry::Pair(expr(ExprKind::Name(field.text)), value));
    let fields = vec(field, 0..3).boxed();
    let named = plain_name().prop_map(|name| expr(ExprKind::Name(name.text)));
    let constructor = prop_oneof![
        named.clone(),
        (named, plain_name()).prop_map(|(base, field)| expr(ExprKind::Field {
            base: Box::new(base),
            field
        })),
    ];
    prop_oneof![
        vec(entry, 0..4).prop_map(ExprKind::Braces),
        (constructor, fields.clone()).prop_map(|(path, entries)| ExprKind::Construct {
            path: Box::new(path),
            entries
        }),
        (inner.clone(), fields).prop_map(|(base, entries)| ExprKind::With {
            base: Box::new(base),
            entries
        }),
    ]
    .prop_map(expr)
    .boxed()
}

pub fn expression() -> BoxedStrategy<Expr> {
    let leaf = prop_oneof![
        literal(),
        any_name().prop_map(|name| expr(ExprKind::Name(name.text))),
    ];
    leaf.prop_recursive(5, 24, 3, |inner| {
        let inner = inner.boxed();
        let boxed = inner.clone().prop_map(Box::new).boxed();
        let member = prop_oneof![plain_name(), "[0-9]".prop_map(|text| name(&text))];
        let arm = (pattern(), inner.clone()).prop_map(|(pattern, body)| Arm { pattern, body });
        let unary = select(vec![UnaryOp::Not, UnaryOp::Neg]);
        let quantifier = select(vec![Quantifier::Forall, Quantifier::Exists]);
        prop_oneof![
            4 => (binary(), boxed.clone(), boxed.clone())
                .prop_map(|(op, left, right)| expr(ExprKind::Binary(op, left, right))),
            1 => (unary, boxed.clone()).prop_map(|(op, inner)| expr(ExprKind::Unary(op, inner))),
            1 => boxed.clone().prop_map(|inner| expr(ExprKind::Prev(inner))),
            1 => (boxed.clone(), member)
                .prop_map(|(base, field)| expr(ExprKind::Field { base, field })),
            1 => (boxed.clone(), boxed.clone())
                .prop_map(|(base, index)| expr(ExprKind::Index { base, index })),
            1 => (any_name(), boxed.clone(), boxed.clone())
                .prop_map(|(local, value, body)| expr(ExprKind::Let(local, value, body))),
            1 => (boxed.clone(), boxed.clone(), boxed.clone())
                .prop_map(|(c, t, e)| expr(ExprKind::If(c, t, e))),
            1 => vec(inner.clone(), 0..3).prop_map(|items| expr(ExprKind::List(items))),
            1 => vec(inner.clone(), 2..4).prop_map(|items| expr(ExprKind::Tuple(items))),
            1 => (path(), vec(inner.clone(), 0..3))
                .prop_map(|(path, arguments)| expr(ExprKind::Call(path, arguments))),
            1 => (boxed.clone(), vec(arm, 0..3))
                .prop_map(|(scrutinee, arms)| expr(ExprKind::Match(scrutinee, arms))),
            1 => (quantifier, binders(&inner), boxed).prop_map(|(quantifier, binders, body)| {
                expr(ExprKind::Quantified { quantifier, binders, body })
            }),
            1 => aggregates(&inner),
            1 => comprehensions(&inner),
            2 => braces(&inner),
        ]
    })
    .boxed()
}

fn param(ty: &BoxedStrategy<TypeExpr>) -> BoxedStrategy<Param> {
    (plain_name(), ty.clone(), docs())
        .prop_map(|(name, ty, docs)| Param { name, ty, docs })
        .boxed()
}

fn ty(kind: TypeExprKind) -> TypeExpr {
    TypeExpr {
        kind,
        span: Span::default(),
    }
}

fn optional(inner: Box<TypeExpr>) -> TypeExpr {
    match inner.kind {
        TypeExprKind::Option(_) => *inner,
        _ => ty(TypeExprKind::Option(inner)),
    }
}

pub fn type_expression() -> BoxedStrategy<TypeExpr> {
    let named = prop_oneof![
        path().prop_map(|path| ty(TypeExprKind::Name(path))),
        select(vec!["Bool", "Int", "Nat", "String"]).prop_map(|text| {
            let (qualifier, name) = (None, name(text));
            ty(TypeExprKind::Name(Path { qualifier, name }))
        }),
    ];
    let range = (expression(), expression())
        .prop_map(|(low, high)| ty(TypeExprKind::Range(Box::new(low), Box::new(high))));
    let leaf = prop_oneof![3 => named, 1 => range.clone()];
    leaf.prop_recursive(3, 8, 3, move |inner| {
        let inner = inner.boxed();
        let boxed = inner.clone().prop_map(Box::new).boxed();
        let field = param(&inner);
        let variant =
            (plain_name(), vec(field.clone(), 0..2), docs()).prop_map(|(name, payload, docs)| {
                Variant {
                    name,
                    payload,
                    docs,
                }
            });
        let enumeration = vec(variant, 0..3).prop_map(|variants| ty(TypeExprKind::Enum(variants)));
        let symmetric = prop_oneof![range.clone(), enumeration.clone()];
        prop_oneof![
            enumeration,
            symmetric.prop_map(|inner| ty(TypeExprKind::Symmetric(Box::new(inner)))),
            vec(field, 0..3).prop_map(|fields| ty(TypeExprKind::Record(fields))),
            vec(inner, 2..4).prop_map(|types| ty(TypeExprKind::Tuple(types))),
            boxed.clone().prop_map(optional),
            boxed.clone().prop_map(|inner| ty(TypeExprKind::Set(inner))),
            boxed
                .clone()
                .prop_map(|inner| ty(TypeExprKind::List(inner))),
            (boxed.clone(), boxed).prop_map(|(key, value)| ty(TypeExprKind::Map(key, value))),
        ]
    })
    .boxed()
}

fn target() -> BoxedStrategy<Target> {
    let step = prop_oneof![
        plain_name().prop_map(Access::Field),
        expression().prop_map(Access::Index),
    ];
    prop_oneof![
        (any_name(), Just(Vec::new())),
        (plain_name(), vec(step, 0..3)),
    ]
    .prop_map(|(name, path)| Target {
        name,
        path,
        span: Span::default(),
    })
    .boxed()
}

pub fn statement() -> BoxedStrategy<Stmt> {
    let call = (path(), vec(expression(), 0..2))
        .prop_map(|(path, arguments)| StmtKind::Call(expr(ExprKind::Call(path, arguments))));
    let leaf = prop_oneof![
        expression().prop_map(StmtKind::Require),
        expression().prop_map(StmtKind::Assert),
        expression().prop_map(StmtKind::Return),
        (any_name(), expression()).prop_map(|(name, value)| StmtKind::Let { name, value }),
        (target(), expression()).prop_map(|(target, value)| StmtKind::Assign { target, value }),
        (plain_name(), vec((plain_name(), expression()), 0..3))
            .prop_map(|(event, fields)| StmtKind::Emit { event, fields }),
        call,
    ]
    .prop_map(stmt);
    leaf.prop_recursive(3, 10, 3, |inner| {
        let body = vec(inner, 0..3).boxed();
        let arm = (pattern(), body.clone()).prop_map(|(pattern, body)| StmtArm {
            pattern,
            body,
            span: Span::default(),
        });
        prop_oneof![
            (expression(), body.clone(), option::of(body.clone())).prop_map(
                |(condition, then, otherwise)| StmtKind::If {
                    condition,
                    then,
                    otherwise
                }
            ),
            (any_name(), expression(), body).prop_map(|(name, source, body)| StmtKind::For {
                name,
                source,
                body
            }),
            (expression(), vec(arm, 0..3))
                .prop_map(|(scrutinee, arms)| StmtKind::Match { scrutinee, arms }),
        ]
        .prop_map(stmt)
    })
    .boxed()
}

fn stmt(kind: StmtKind) -> Stmt {
    Stmt {
        kind,
        span: Span::default(),
    }
}

fn satisfies() -> BoxedStrategy<Satisfies> {
    (text(), option::of(text()))
        .prop_map(|(requirement, clause)| Satisfies {
            requirement,
            clause,
            span: Span::default(),
        })
        .boxed()
}

fn formula() -> BoxedStrategy<Temporal> {
    let plain = expression();
    prop_oneof![
        plain.clone().prop_map(TemporalKind::Always),
        plain.clone().prop_map(TemporalKind::Eventually),
        plain.clone().prop_map(TemporalKind::AlwaysEventually),
        plain.clone().prop_map(TemporalKind::EventuallyAlways),
        (plain.clone(), plain).prop_map(|(left, right)| TemporalKind::LeadsTo(left, right)),
    ]
    .prop_map(|kind| Temporal {
        kind,
        span: Span::default(),
    })
    .boxed()
}

fn import() -> BoxedStrategy<Import> {
    (text(), option::of(text()), option::of(text()))
        .prop_map(|(path, version, hash)| Import {
            path,
            alias: name("money"),
            version,
            hash,
            docs: Docs::new(),
            span: Span::default(),
        })
        .boxed()
}

fn meta_entry() -> BoxedStrategy<MetaEntry> {
    let value = prop_oneof![
        text().prop_map(|text| (text, true)),
        select(vec!["X", "12", "[1, 2]", "1.2"]).prop_map(|value| {
            let span = Span::default();
            let value = value.to_owned();
            (Text { value, span }, false)
        }),
    ];
    (plain_name(), value, option::of(text()))
        .prop_map(|(key, (value, is_text), at)| MetaEntry {
            key,
            value,
            is_text,
            at,
            span: Span::default(),
        })
        .boxed()
}

fn with_body() -> BoxedStrategy<DeclKind> {
    let params = vec(param(&type_expression()), 0..3).boxed();
    let returns = option::of(type_expression());
    let satisfied = vec(satisfies(), 0..2).boxed();
    let expressions = vec(expression(), 1..3).boxed();
    // An action that does nothing takes a `satisfies` behind it for its own.
    let statements = vec(statement(), 1..4).boxed();
    prop_oneof![
        1 => (params.clone(), statements.clone())
            .prop_map(|(params, body)| DeclKind::Init { params, body }),
        3 => (Just(name("step")), params, returns, satisfied.clone(), statements).prop_map(
            |(name, params, returns, satisfies, body)| DeclKind::Action {
                name,
                params,
                returns,
                satisfies,
                body
            }
        ),
        2 => (declared_name(), satisfied.clone(), expressions.clone())
            .prop_map(|(name, satisfies, body)| DeclKind::Invariant { name, satisfies, body }),
        1 => (declared_name(), satisfied.clone(), expressions.clone())
            .prop_map(|(name, satisfies, body)| DeclKind::Reachable { name, satisfies, body }),
        2 => (declared_name(), satisfied, vec(formula(), 1..3))
            .prop_map(|(name, satisfies, formulas)| DeclKind::Property { name, satisfies, formulas }),
        1 => expressions.prop_map(|body| DeclKind::Final { body }),
    ]
    .boxed()
}

fn one_line() -> BoxedStrategy<DeclKind> {
    let params = vec(param(&type_expression()), 0..3).boxed();
    let names = vec(plain_name(), 1..3).boxed();
    let bound = (vec(plain_name(), 1..3), expression()).prop_map(|(target, value)| Bound {
        target,
        value,
        span: Span::default(),
    });
    prop_oneof![
        (declared_name(), type_expression()).prop_map(|(name, ty)| DeclKind::Type { name, ty }),
        (declared_name(), type_expression(), expression())
            .prop_map(|(name, ty, value)| DeclKind::Const { name, ty, value }),
        (declared_name(), type_expression(), option::of(expression()))
            .prop_map(|(name, ty, initial)| DeclKind::State { name, ty, initial }),
        (
            plain_name(),
            params.clone(),
            type_expression(),
            expression()
        )
            .prop_map(|(name, params, returns, body)| DeclKind::Def {
                name,
                params,
                returns,
                body
            }),
        (plain_name(), params.clone(), type_expression()).prop_map(|(name, params, returns)| {
            DeclKind::Extern {
                name,
                params,
                returns,
            }
        }),
        (plain_name(), params).prop_map(|(name, fields)| DeclKind::Event { name, fields }),
        names.clone().prop_map(|actions| DeclKind::Next { actions }),
        (any::<bool>(), any::<bool>(), names).prop_map(|(strong, each, actions)| DeclKind::Fair {
            strong,
            each,
            actions
        }),
        vec(bound, 0..3).prop_map(DeclKind::Bounds),
    ]
    .boxed()
}

fn evidence() -> BoxedStrategy<DeclKind> {
    prop_oneof![
        text().prop_map(DeclKind::Version),
        text().prop_map(DeclKind::License),
        (text(), option::of(text())).prop_map(|(name, mail)| DeclKind::Author { name, mail }),
        satisfies().prop_map(DeclKind::Satisfies),
        (plain_name(), text()).prop_map(|(kind, reference)| DeclKind::Source { kind, reference }),
        plain_name().prop_map(DeclKind::Review),
        (text(), option::of(text())).prop_map(|(from, via)| DeclKind::Derives { from, via }),
        vec(meta_entry(), 0..3).prop_map(DeclKind::Provenance),
        vec(meta_entry(), 0..3).prop_map(DeclKind::Bom),
        text().prop_map(|value| DeclKind::Opaque(MetaEntry {
            key: name("proto_package"),
            value,
            is_text: true,
            at: None,
            span: Span::default(),
        })),
    ]
    .boxed()
}

fn declaration() -> BoxedStrategy<Decl> {
    (
        prop_oneof![2 => with_body(), 2 => one_line(), 1 => evidence()],
        docs(),
    )
        .prop_map(|(kind, docs)| Decl {
            kind,
            docs,
            span: Span::default(),
        })
        .boxed()
}

pub fn file() -> BoxedStrategy<File> {
    let spec =
        (declared_name(), docs(), vec(declaration(), 0..5)).prop_map(|(name, docs, decls)| Spec {
            name,
            docs,
            decls,
            span: Span::default(),
        });
    (vec(import(), 0..2), vec(spec, 1..3))
        .prop_map(|(imports, specs)| File { imports, specs })
        .boxed()
}
