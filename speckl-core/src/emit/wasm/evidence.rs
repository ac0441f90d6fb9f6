//! What a module says about itself, in custom sections that no engine needs: names for debuggers, the
//! compiler, a source map into the spec, and what it was made from.
//!
//! They come after the code, so that the source map can count bytes that no longer move. An artifact
//! cannot contain its own digest, so `speckl.provenance` names inputs only.

use super::machine::Machine;
use super::module::File;
use super::source_map;
use crate::emit::json_text::quoted;
use crate::emit::trace::Rule;
use crate::emit::{COMPILER, Subject};
use wasm_encoder::{
    CustomSection, Encode, IndirectNameMap, NameMap, NameSection, ProducersField, ProducersSection,
};

/// The name of the section with the digests of the inputs.
pub const PROVENANCE: &str = "speckl.provenance";

/// Adds the sections.
pub fn write(subject: &Subject<'_>, machine: &Machine<'_>, file: &mut File) {
    let map = source_map::data_url(subject, &file.groups);
    file.section(&names(subject, machine), Rule::ModuleFrame);
    file.section(&producers(), Rule::Identity);
    let provenance = CustomSection {
        name: PROVENANCE.into(),
        data: provenance(subject).into_bytes().into(),
    };
    file.section(&provenance, Rule::Identity);
    let mut data = Vec::new();
    map.as_str().encode(&mut data);
    let link = CustomSection {
        name: "sourceMappingURL".into(),
        data: data.into(),
    };
    file.section(&link, Rule::ModuleFrame);
}

fn names(subject: &Subject<'_>, machine: &Machine<'_>) -> NameSection {
    let mut functions = NameMap::new();
    let mut locals = IndirectNameMap::new();
    for (function, index) in machine.externs.iter().zip(0..) {
        functions.append(index, &subject.model.externs[function.index()].name);
    }
    for (function, index) in machine.functions.iter().zip(machine.externs.len() as u32..) {
        functions.append(index, &machine.debug_name(*function));
        let mut parameters = NameMap::new();
        for (name, local) in machine.parameter_names(*function).into_iter().zip(0..) {
            parameters.append(local, name);
        }
        if !parameters.is_empty() {
            locals.append(index, &parameters);
        }
    }
    let mut globals = NameMap::new();
    for (var, index) in subject.model.vars.iter().zip(0..) {
        globals.append(index, &var.name);
    }
    let mut names = NameSection::new();
    names.module(&subject.model.name);
    names.functions(&functions);
    names.locals(&locals);
    names.globals(&globals);
    names
}

fn producers() -> ProducersSection {
    let (name, version) = COMPILER.split_once(' ').unwrap_or((COMPILER, ""));
    let mut compiler = ProducersField::new();
    compiler.value(name, version);
    let mut producers = ProducersSection::new();
    producers.field("processed-by", &compiler);
    producers
}

fn provenance(subject: &Subject<'_>) -> String {
    format!(
        "{{\"spec_digest\":\"{}\",\"element_root\":\"{}\",\"compiler\":{}}}",
        subject.identity.spec,
        subject.identity.root,
        quoted(COMPILER)
    )
}
