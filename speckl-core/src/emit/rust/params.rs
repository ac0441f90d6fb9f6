//! Parameters: what a caller hands over. What can be copied is taken by value, all else is borrowed
//! (`&str`, a slice, an `Option` of a reference, a reference), since a guard may refuse it.

use super::code::{Code, bind};
use super::expr::{Got, How, Scope};
use super::fits;
use super::layout::Doc;
use super::names::Names;
use super::stmt::{put, refuse_if};
use super::types::{STRING, borrowed_name};
use crate::emit::trace;
use crate::model::{Local, Model, Param, Type, TypeId};

/// How a parameter is held once a routine has begun.
fn held(model: &Model, names: &Names, ty: TypeId) -> How {
    match model.types.get(ty) {
        _ if names.is_copy(ty) => How::Own,
        Type::String | Type::List(_) => How::Slice,
        Type::Option(_) => How::Own,
        _ => How::Ref,
    }
}

/// Parameters as a signature declares them.
pub(super) fn declared(
    model: &Model,
    names: &Names,
    params: &[Param],
    locals: &[Local],
) -> Vec<Doc> {
    let own = names.params(locals, params.len());
    params
        .iter()
        .map(|param| {
            let at = param.local.index();
            let ty = borrowed_name(model, names, locals[at].ty);
            Doc::name(&own[at], locals[at].name_span).and(": ").and(ty)
        })
        .collect()
}

/// Takes the parameters in: says how they are held, and refuses those that do not fit their types.
pub(super) fn take_in(
    out: &mut trace::Scope<'_>,
    params: &[Param],
    locals: &[Local],
    scope: &Scope<'_>,
) {
    let (model, names) = (scope.model, scope.names);
    for param in params {
        let at = param.local.index();
        let ty = locals[at].ty.ty;
        scope.hows.borrow_mut()[at] = held(model, names, ty);
        if let Type::Option(inner) = model.types.get(ty)
            && !names.is_copy(ty)
        {
            let name = &scope.locals.names[at];
            let lent = Code::path(name.clone());
            let owned = match model.types.get(*inner) {
                Type::String => lent.method("map", vec![Code::path(format!("{STRING}::from"))]),
                Type::List(_) => lent.method("map", vec![Code::path("<[_]>::to_vec")]),
                _ => lent.method("cloned", Vec::new()),
            };
            let mut out = out.under(param.element);
            put(&mut out, Doc::line(&bind(name.clone(), owned)));
        }
    }
    for param in params {
        let at = param.local.index();
        let got = Got::place(Code::path(scope.locals.names[at].clone()));
        if let Some(test) = fits::misfit(model, names, locals[at].ty.ty, &got) {
            let mut out = out.under(param.element);
            refuse_if(&mut out, &names.error, test, param.misfit);
        }
    }
}

/// A value of one's own, lent to a method; `by_reference` says that it is itself only lent.
pub(super) fn lent(
    model: &Model,
    names: &Names,
    ty: TypeId,
    name: &str,
    by_reference: bool,
) -> Code {
    lent_code(model, names, ty, Code::path(name.to_owned()), by_reference)
}

/// The same, of any place.
pub(super) fn lent_code(
    model: &Model,
    names: &Names,
    ty: TypeId,
    code: Code,
    by_reference: bool,
) -> Code {
    match model.types.get(ty) {
        _ if names.is_copy(ty) && by_reference => code.prefix("*"),
        _ if names.is_copy(ty) => code,
        Type::Option(inner) => {
            let method = match model.types.get(*inner) {
                Type::String | Type::List(_) => "as_deref",
                _ => "as_ref",
            };
            code.method(method, Vec::new())
        }
        _ if by_reference => code,
        _ => code.reference(),
    }
}
