//! The interface of a spec, as far as it can be told from a spec that may be wrong: what a build
//! offers in place of the generated code, so that its user sees our error and not a hundred others.

use super::Lowering;
use crate::model::{Declared, Enum, Field, Type, TypeId};
use crate::source::Span;
use crate::syntax::ast::{self, DeclKind, TypeExpr, TypeExprKind};

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
pub(super) fn outline(lowering: &Lowering<'_>) -> Outline {
    let spec = lowering.spec;
    let mut outline = Outline {
        name: (spec.name.text.clone(), spec.name.span),
        enums: lowering
            .enums
            .iter()
            .map(|of| outline_enum(lowering, of))
            .collect(),
        records: records(lowering),
        ..Outline::default()
    };
    let params = |list: &[ast::Param]| {
        list.iter()
            .map(|param| OutlineParam {
                name: param.name.text.clone(),
                ty: written_type(lowering, &param.ty),
            })
            .collect::<Vec<_>>()
    };
    for decl in &spec.decls {
        match &decl.kind {
            DeclKind::Type { name, ty } => {
                outline.aliases.extend(alias(lowering, &name.text, ty));
            }
            DeclKind::Const { name, ty, .. } => {
                let mut known = lowering.consts.iter().flatten();
                let known = known.find(|known| known.name_span == name.span);
                let ty = known.map_or_else(
                    || written_type(lowering, ty),
                    |known| resolved_type(lowering, known.ty),
                );
                outline.consts.push((name.text.clone(), ty));
            }
            DeclKind::State { name, ty, .. } => {
                let mut known = lowering.vars.iter().flatten();
                let known = known.find(|var| var.name == name.text);
                let ty = known.map_or_else(
                    || written_type(lowering, ty),
                    |var| resolved_type(lowering, var.ty),
                );
                outline.vars.push(OutlineVar {
                    name: name.text.clone(),
                    ty,
                });
            }
            DeclKind::Init { params: list, .. } => outline.init = params(list),
            DeclKind::Action {
                name,
                params: list,
                returns,
                ..
            } => outline.actions.push(OutlineAction {
                name: name.text.clone(),
                params: params(list),
                returns: returns.as_ref().map(|ty| written_type(lowering, ty)),
            }),
            DeclKind::Extern {
                name,
                params: list,
                returns,
            } => outline.externs.push(OutlineAction {
                name: name.text.clone(),
                params: params(list),
                returns: Some(written_type(lowering, returns)),
            }),
            DeclKind::Event { name, fields } => {
                outline.events.push((name.text.clone(), params(fields)));
            }
            _ => {}
        }
    }
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
fn alias(lowering: &Lowering<'_>, name: &str, ty: &TypeExpr) -> Option<(String, OutlineType)> {
    let written = match &ty.kind {
        TypeExprKind::Symmetric(inner) => inner,
        _ => ty,
    };
    if matches!(written.kind, TypeExprKind::Enum(_)) {
        return None;
    }
    let mut known = lowering.named_types.iter().flatten();
    let known = known.find(|known| known.name == name);
    let ty = known.map_or(OutlineType::Unknown, |known| expanded(lowering, known.ty));
    // A record that this very type declares stands among the records.
    (ty != OutlineType::Named(name.to_owned())).then(|| (name.to_owned(), ty))
}

fn written_type(lowering: &Lowering<'_>, ty: &TypeExpr) -> OutlineType {
    let inner = |ty: &TypeExpr| Box::new(written_type(lowering, ty));
    match &ty.kind {
        TypeExprKind::Name(path) if path.qualifier.is_none() => match path.name.text.as_str() {
            "Bool" => OutlineType::Bool,
            "Int" | "Nat" => OutlineType::Int,
            "String" => OutlineType::String,
            name => {
                let mut known = lowering.named_types.iter().flatten();
                match known.find(|known| known.name == name) {
                    Some(known) => OutlineType::Named(known.name.clone()),
                    None => OutlineType::Unknown,
                }
            }
        },
        TypeExprKind::Option(item) => OutlineType::Option(inner(item)),
        TypeExprKind::Set(item) => OutlineType::Set(inner(item)),
        TypeExprKind::List(item) => OutlineType::List(inner(item)),
        TypeExprKind::Map(key, value) => OutlineType::Map(inner(key), inner(value)),
        TypeExprKind::Tuple(items) => {
            OutlineType::Tuple(items.iter().map(|it| written_type(lowering, it)).collect())
        }
        _ => OutlineType::Unknown,
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
