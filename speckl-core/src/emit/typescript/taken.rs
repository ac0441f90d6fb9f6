//! Parameters of the routines behind the class: what they are called while nobody has checked them.
//!
//! An argument that is a primitive value is checked in place. One that is not is made anew, and then
//! has another type than what was given: `const tags = accepted(setOfText, givenTags, failures[0])`.

use super::forms::Form;
use super::layout::Doc;
use super::surface::{Parameter, Surface};
use crate::case::camel;
use crate::emit::trace::Fragment;
use crate::model::Local;

/// The parameters of a routine, as they come.
pub(super) struct Taken<'p, 'a> {
    /// What the routine calls them once they are checked.
    pub parameters: &'p [Parameter<'a>],
    /// What they are called as they come, in the same order.
    pub given: Vec<String>,
}

impl<'p, 'a> Taken<'p, 'a> {
    /// Of a routine with these parameters and locals.
    pub fn of(surface: &Surface<'_>, parameters: &'p [Parameter<'a>], locals: &[Local]) -> Self {
        let (_, mut scope) = surface.names.scope(locals);
        let given = parameters
            .iter()
            .map(|parameter| {
                if surface.is_scalar(parameter.declared.ty) {
                    parameter.name.clone()
                } else {
                    scope.take(camel(&format!("given_{}", parameter.name)))
                }
            })
            .collect();
        Self { parameters, given }
    }

    /// The parameters as a signature declares them.
    pub fn signature(&self, surface: &Surface<'_>, locals: &[Local]) -> Vec<Doc> {
        let all = self.parameters.iter().zip(&self.given);
        all.map(|(parameter, given)| {
            let span = locals[parameter.param.local.index()].name_span;
            let ty = surface.form_ty(Form::Given, parameter.declared);
            Fragment::name(given, span).and(format!(": {ty}")).into()
        })
        .collect()
    }
}
