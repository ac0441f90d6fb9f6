//! From model to program: every expression becomes a few instructions that leave its value in a slot.

use super::Program;
use crate::model::Model;

/// Puts a whole model into machine form.
pub fn lower(model: &Model) -> Program {
    unimplemented!("{}", model.name)
}
