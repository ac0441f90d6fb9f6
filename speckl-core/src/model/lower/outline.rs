//! The interface of a spec, as far as it can be told from a spec that may be wrong: what a build
//! offers in place of the generated code, so that its user sees our error and not a hundred others.

use super::Lowering;
use super::types::Place;
use crate::model::{Declared, ElementId, Enum, Field, Type, TypeId};
use crate::source::Span;
use crate::syntax::ast::{self, DeclKind, TypeExpr, TypeExprKind};
use std::collections::BTreeMap;

/// Types, variables and actions of a spec, right or wrong.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// The spec's name and where it stands.
    pub name: (String, Span),
    /// Enums.
    pub enums: Vec<OutlineEnum>,
    /// Records: name and fields.
    pub records: Vec<(String, Vec<OutlineParam>)>,
    /// Other named types.
    pub aliases: Vec<(String, OutlineType)>,
    /// Constants.
    pub consts: Vec<(String, OutlineType)>,
    /// State variables.
    pub vars: Vec<OutlineVar>,
    /// Functions that the host supplies.
    pub externs: Vec<OutlineAction>,
    /// The parameters of `init`.
    pub init: Vec<OutlineParam>,
    /// Actions.
    pub actions: Vec<OutlineAction>,
    /// Events: name and fields.
    pub events: Vec<(String, Vec<OutlineParam>)>,
}

/// An enum.
#[derive(Clone, Debug)]
pub struct OutlineEnum {
    /// Its name.
    pub name: String,
    /// Its values, and what each carries.
    pub values: Vec<(String, Vec<OutlineParam>)>,
}

/// A type, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutlineType {
    /// `Bool`
    Bool,
    /// `Int` or `Nat`
    Int,
    /// A range.
    Range(i64, i64),
    /// `String`
    String,
    /// `T?`
    Option(Box<OutlineType>),
    /// `Set(T)`
    Set(Box<OutlineType>),
    /// `Map(K, V)`
    Map(Box<OutlineType>, Box<OutlineType>),
    /// `List(T)`
    List(Box<OutlineType>),
    /// A tuple.
    Tuple(Vec<OutlineType>),
    /// An enum, a record or another named type of the outline.
    Named(String),
    /// One that could not be resolved.
    Unknown,
}

/// A state variable.
#[derive(Clone, Debug)]
pub struct OutlineVar {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: OutlineType,
}

/// A parameter or a field.
#[derive(Clone, Debug)]
pub struct OutlineParam {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: OutlineType,
}

/// An action.
#[derive(Clone, Debug)]
pub struct OutlineAction {
    /// Its name.
    pub name: String,
    /// Its parameters.
    pub params: Vec<OutlineParam>,
    /// What it returns.
    pub returns: Option<OutlineType>,
}

/// The interface, from the declarations and from what could be resolved of them.
pub(super) fn outline(lowering: &mut Lowering<'_>) -> Outline {
    let spec = lowering.spec;
    let mut outline = Outline {
        name: (spec.name.text.clone(), spec.name.span),
        ..Outline::default()
    };
    let mut resolved = Resolved::of(lowering);
    for decl in &spec.decls {
        match &decl.kind {
            DeclKind::Type { name, ty } => {
                let known = resolved.types.remove(&name.span);
                outline
                    .aliases
                    .extend(alias(lowering, &name.text, known, ty));
            }
            DeclKind::Const { name, ty, .. } => {
                let ty = declared(lowering, resolved.values.remove(&name.span), ty);
                outline.consts.push((name.text.clone(), ty));
            }
            DeclKind::State { name, ty, .. } => {
                let ty = declared(lowering, resolved.values.remove(&name.span), ty);
                outline.vars.push(OutlineVar {
                    name: name.text.clone(),
                    ty,
                });
            }
            DeclKind::Init { params, .. } => outline.init = self::params(lowering, params, None),
            DeclKind::Action {
                name,
                params,
                returns,
                ..
            } => {
                let types = resolved.functions.remove(&name.span);
                let action = function(lowering, name, params, returns.as_ref(), types);
                outline.actions.push(action);
            }
            DeclKind::Extern {
                name,
                params,
                returns,
            } => {
                let types = resolved.functions.remove(&name.span);
                let supplied = function(lowering, name, params, Some(returns), types);
                outline.externs.push(supplied);
            }
            DeclKind::Event { name, fields } => {
                let types = resolved.functions.remove(&name.span);
                let fields = params(lowering, fields, types.map(|(fields, _)| fields));
                outline.events.push((name.text.clone(), fields));
            }
            _ => {}
        }
    }
    let enums = lowering.enums.iter();
    outline.enums = enums.map(|of| outline_enum(lowering, of)).collect();
    outline.records = records(lowering);
    // What is imported stands beside it, so that every name that is used is there.
    for known in lowering.named_types.iter().flatten() {
        if !lowering.names.types.contains_key(known.name.as_str()) {
            let ty = expanded(lowering, known.ty);
            if ty != OutlineType::Named(known.name.clone()) {
                outline.aliases.push((known.name.clone(), ty));
            }
        }
    }
    outline
}

fn outline_enum(lowering: &Lowering<'_>, of: &Enum) -> OutlineEnum {
    let payload = |fields: &[Field]| {
        fields
            .iter()
            .map(|field| OutlineParam {
                name: field.name.clone(),
                ty: resolved_type(lowering, field.ty),
            })
            .collect()
    };
    let values = of.variants.iter();
    OutlineEnum {
        name: of.name.clone(),
        values: values
            .map(|value| (value.name.clone(), payload(&value.payload)))
            .collect(),
    }
}

fn records(lowering: &Lowering<'_>) -> Vec<(String, Vec<OutlineParam>)> {
    lowering
        .records
        .iter()
        .map(|record| {
            let fields = match lowering.types.get(record.ty) {
                Type::Record(fields) => fields.as_slice(),
                _ => &[],
            };
            let fields = fields.iter().map(|(name, ty)| OutlineParam {
                name: name.clone(),
                ty: type_of(lowering, *ty),
            });
            (record.name.clone(), fields.collect())
        })
        .collect()
}

/// A named type that is neither an enum nor a record of its own.
fn alias(
    lowering: &Lowering<'_>,
    name: &str,
    known: Option<TypeId>,
    ty: &TypeExpr,
) -> Option<(String, OutlineType)> {
    let written = match &ty.kind {
        TypeExprKind::Symmetric(inner) => inner,
        _ => ty,
    };
    if matches!(written.kind, TypeExprKind::Enum(_)) {
        return None;
    }
    let ty = known.map_or(OutlineType::Unknown, |known| expanded(lowering, known));
    // A record that this very type declares stands among the records.
    (ty != OutlineType::Named(name.to_owned())).then(|| (name.to_owned(), ty))
}

/// The types of what was resolved, by where its name stands.
struct Resolved {
    /// Named types.
    types: BTreeMap<Span, TypeId>,
    /// Constants and variables.
    values: BTreeMap<Span, Declared>,
    /// Actions, functions of the host, and events, whose fields are like parameters.
    functions: BTreeMap<Span, Signature>,
}

impl Resolved {
    fn of(lowering: &Lowering<'_>) -> Self {
        let consts = lowering.consts.iter().flatten();
        let vars = lowering.vars.iter().flatten();
        let values = consts.map(|known| (known.name_span, known.ty));
        let values = values.chain(vars.map(|var| (var.name_span, var.ty)));
        let types = |fields: &[Field]| fields.iter().map(|field| field.ty).collect();
        let actions = lowering.actions.iter().flatten().map(|action| {
            let params = action.params.iter();
            let params = params.map(|param| action.locals[param.local.index()].ty);
            (action.name_span, (params.collect(), action.returns))
        });
        let externs = lowering.externs.iter().flatten();
        let externs = externs.map(|it| (it.name_span, (types(&it.params), Some(it.returns))));
        let events = lowering.events.iter().flatten();
        let events = events.map(|event| (event.name_span, (types(&event.fields), None)));
        let named = lowering.named_types.iter().flatten();
        Self {
            types: named.map(|known| (known.name_span, known.ty)).collect(),
            values: values.collect(),
            functions: actions.chain(externs).chain(events).collect(),
        }
    }
}

/// What is known of a function: the types of its parameters, and what it gives.
type Signature = (Vec<Declared>, Option<Declared>);

fn function(
    lowering: &mut Lowering<'_>,
    name: &ast::Name,
    params: &[ast::Param],
    returns: Option<&TypeExpr>,
    known: Option<Signature>,
) -> OutlineAction {
    let (types, known) = known.unzip();
    OutlineAction {
        name: name.text.clone(),
        params: self::params(lowering, params, types),
        returns: returns.map(|ty| declared(lowering, known.flatten(), ty)),
    }
}

fn params(
    lowering: &mut Lowering<'_>,
    list: &[ast::Param],
    known: Option<Vec<Declared>>,
) -> Vec<OutlineParam> {
    let mut known = known.unwrap_or_default().into_iter();
    list.iter()
        .map(|param| OutlineParam {
            name: param.name.text.clone(),
            ty: declared(lowering, known.next(), &param.ty),
        })
        .collect()
}

/// The type of something that was resolved, or else what its declaration says.
fn declared(lowering: &mut Lowering<'_>, known: Option<Declared>, ty: &TypeExpr) -> OutlineType {
    let known = known.or_else(|| {
        // To ask again would declare its enum once more.
        if declares_something(ty) {
            return None;
        }
        // What is wrong with it has been said.
        let told = lowering.diagnostics.len();
        let place = Place::anonymous(ElementId(0), &[]);
        let found = lowering.type_expr(ty, &place);
        lowering.diagnostics.truncate(told);
        found
    });
    known.map_or(OutlineType::Unknown, |known| resolved_type(lowering, known))
}

/// Whether an enum or a record is declared where a type is used.
fn declares_something(ty: &TypeExpr) -> bool {
    match &ty.kind {
        TypeExprKind::Enum(_) | TypeExprKind::Record(_) | TypeExprKind::Symmetric(_) => true,
        TypeExprKind::Option(item) | TypeExprKind::Set(item) | TypeExprKind::List(item) => {
            declares_something(item)
        }
        TypeExprKind::Map(key, value) => declares_something(key) || declares_something(value),
        TypeExprKind::Tuple(items) => items.iter().any(declares_something),
        _ => false,
    }
}

fn resolved_type(lowering: &Lowering<'_>, declared: Declared) -> OutlineType {
    let named = declared.named;
    match named.and_then(|id| lowering.named_types[id.index()].as_ref()) {
        Some(named) => OutlineType::Named(named.name.clone()),
        None => type_of(lowering, declared.ty),
    }
}

/// A type that holds others goes by its name where it has one: types may hold one another many times
/// over, and each is written out once.
fn type_of(lowering: &Lowering<'_>, ty: TypeId) -> OutlineType {
    let mut named = lowering.named_types.iter().flatten();
    let holds = !lowering.types.get(ty).parts().is_empty();
    match named.find(|named| holds && named.ty == ty) {
        Some(named) => OutlineType::Named(named.name.clone()),
        None => expanded(lowering, ty),
    }
}

fn expanded(lowering: &Lowering<'_>, ty: TypeId) -> OutlineType {
    let inner = |ty: TypeId| Box::new(type_of(lowering, ty));
    match lowering.types.get(ty) {
        Type::Bool => OutlineType::Bool,
        Type::Int | Type::Nat => OutlineType::Int,
        Type::Range(lo, hi) | Type::Symmetric(_, lo, hi) => OutlineType::Range(*lo, *hi),
        Type::String => OutlineType::String,
        Type::Enum(id) => OutlineType::Named(lowering.enums[id.index()].name.clone()),
        Type::Record(_) => {
            let mut known = lowering.records.iter();
            known
                .find(|known| known.ty == ty)
                .map_or(OutlineType::Unknown, |known| {
                    OutlineType::Named(known.name.clone())
                })
        }
        Type::Tuple(items) => {
            OutlineType::Tuple(items.iter().map(|it| type_of(lowering, *it)).collect())
        }
        Type::Option(item) => OutlineType::Option(inner(*item)),
        Type::Set(item) => OutlineType::Set(inner(*item)),
        Type::List(item) => OutlineType::List(inner(*item)),
        Type::Map(key, value) => OutlineType::Map(inner(*key), inner(*value)),
    }
}
