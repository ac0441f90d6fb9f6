//! The interface of a spec, as far as it can be told from a spec that may be wrong: what a build
//! offers in place of the generated code, so that its user sees our error and not a hundred others.

use super::Lowering;
use crate::model::{Declared, Type};
use crate::source::Span;
use crate::syntax::ast::{DeclKind, TypeExpr, TypeExprKind};

/// Types, variables and actions of a spec, right or wrong.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// The spec's name and where it stands.
    pub name: (String, Span),
    /// Enums: name, and the names of the values.
    pub enums: Vec<(String, Vec<String>)>,
    /// Other named types.
    pub aliases: Vec<(String, OutlineType)>,
    /// Constants.
    pub consts: Vec<(String, OutlineType)>,
    /// State variables.
    pub vars: Vec<OutlineVar>,
    /// The parameters of `init`.
    pub init: Vec<OutlineParam>,
    /// Actions.
    pub actions: Vec<OutlineAction>,
    /// Events: name and fields.
    pub events: Vec<(String, Vec<OutlineParam>)>,
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
    /// An enum or another named type of the outline.
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
        ..Outline::default()
    };
    for of in &lowering.enums {
        let values = of.variants.iter().map(|value| value.name.clone()).collect();
        outline.enums.push((of.name.clone(), values));
    }
    let type_of = |ty: &TypeExpr| written_type(lowering, ty);
    let params = |list: &[crate::syntax::ast::Param]| {
        list.iter()
            .map(|param| OutlineParam {
                name: param.name.text.clone(),
                ty: type_of(&param.ty),
            })
            .collect::<Vec<_>>()
    };
    for decl in &spec.decls {
        match &decl.kind {
            DeclKind::Type { name, ty } if !matches!(ty.kind, TypeExprKind::Enum(_)) => {
                let resolved = lowering
                    .named_types
                    .iter()
                    .flatten()
                    .find(|known| known.name == name.text);
                let ty = resolved.map_or(OutlineType::Unknown, |known| {
                    resolved_type(
                        lowering,
                        Declared {
                            ty: known.ty,
                            named: None,
                        },
                    )
                });
                outline.aliases.push((name.text.clone(), ty));
            }
            DeclKind::Const { name, ty, .. } => {
                outline.consts.push((name.text.clone(), type_of(ty)));
            }
            DeclKind::State { name, ty, .. } => {
                let known = lowering
                    .vars
                    .iter()
                    .flatten()
                    .find(|var| var.name == name.text);
                let ty = known.map_or_else(|| type_of(ty), |var| resolved_type(lowering, var.ty));
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
                returns: returns.as_ref().map(type_of),
            }),
            DeclKind::Event { name, fields } => {
                outline.events.push((name.text.clone(), params(fields)));
            }
            _ => {}
        }
    }
    outline
}

fn written_type(lowering: &Lowering<'_>, ty: &TypeExpr) -> OutlineType {
    match &ty.kind {
        TypeExprKind::Name(name) => match name.as_str() {
            "Bool" => OutlineType::Bool,
            "Int" | "Nat" => OutlineType::Int,
            _ if lowering
                .named_types
                .iter()
                .flatten()
                .any(|known| known.name == *name) =>
            {
                OutlineType::Named(name.clone())
            }
            _ => OutlineType::Unknown,
        },
        _ => OutlineType::Unknown,
    }
}

fn resolved_type(lowering: &Lowering<'_>, declared: Declared) -> OutlineType {
    if let Some(named) = declared
        .named
        .and_then(|id| lowering.named_types[id.index()].as_ref())
    {
        return OutlineType::Named(named.name.clone());
    }
    match *lowering.types.get(declared.ty) {
        Type::Bool => OutlineType::Bool,
        Type::Int | Type::Nat => OutlineType::Int,
        Type::Range(lo, hi) => OutlineType::Range(lo, hi),
        Type::Enum(id) => OutlineType::Named(lowering.enums[id.index()].name.clone()),
    }
}
