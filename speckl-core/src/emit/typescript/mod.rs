//! The TypeScript class: one file, an ES module without imports, in syntax that is erased to run it.
//!
//! * [`names`]: the one rule of naming;
//! * [`surface`] (with [`declared`], [`data`], [`error`], [`plain`]), [`members`] (with [`enabled`]),
//!   [`notices`], [`support`]: what the class shares with the Wasm host binding: types and data, public
//!   members, small functions;
//! * [`class`], [`state`], [`stmt`], [`expr`], [`arithmetic`]: what it does, statement by statement;
//! * [`usage`], [`narrowing`]: what a strict compiler would say of it;
//! * [`layout`], [`docs`], [`term`]: how it is put on paper.

mod arithmetic;
mod builtin;
mod class;
mod composite;
pub(crate) mod construction;
mod data;
mod declared;
pub(crate) mod docs;
mod domain;
mod each;
mod enabled;
mod error;
mod expr;
pub(crate) mod forms;
mod kinds;
pub(crate) mod layout;
mod matching;
pub(crate) mod members;
pub(crate) mod names;
mod narrowing;
mod notices;
mod place;
mod plain;
mod state;
mod stmt;
pub(crate) mod support;
pub(crate) mod surface;
mod taken;
mod term;
mod usage;

pub use names::ClassNames;

use super::trace::{Rule, TraceWriter};
use super::{Artifact, ArtifactKind, Subject};
use class::Class;
use support::Support;
use surface::Surface;

/// Makes the class.
pub fn emit(subject: &Subject<'_>) -> Artifact {
    let surface = Surface::new(*subject);
    let mut writer = TraceWriter::new("  ");
    let mut support = Support::default();
    surface.header(&mut writer);
    surface.declarations(&mut writer);
    Class::new(&surface).write(&mut writer, &mut support);
    members::notices(&mut writer, &surface);
    surface.foundation(&mut writer, &mut support, false);
    let map = format!(
        "{}{}",
        surface.model.base_name(),
        ArtifactKind::SourceMap.suffix()
    );
    writer
        .under(Rule::Header)
        .line(format!("//# sourceMappingURL={map}"));
    Artifact::traced(subject.model, ArtifactKind::TypeScript, writer.finish())
}

#[cfg(test)]
mod tests;
