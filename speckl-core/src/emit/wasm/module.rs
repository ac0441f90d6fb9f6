//! The file: sections one after the other, and where every byte of them comes from.

use super::body::{Body, Encoded};
use super::evidence;
use super::exports::MEMORY;
use super::layout::shape_type;
use super::machine::Machine;
use crate::emit::trace::{Origin, Rule};
use crate::emit::{ByteGroup, Subject};
use wasm_encoder::{
    ConstExpr, Encode, ExportKind, ExportSection, FunctionSection, GlobalSection, GlobalType,
    MemorySection, MemoryType, Module, Section, SectionId, TypeSection, ValType,
};

/// A file under construction, with the origins of its bytes.
#[derive(Debug)]
pub struct File {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Where they come from: in order, without a gap, none empty.
    pub groups: Vec<ByteGroup>,
}

impl File {
    /// A module without sections.
    fn new() -> Self {
        let mut file = Self {
            bytes: Vec::new(),
            groups: Vec::new(),
        };
        file.push(&Module::new().finish(), Rule::ModuleFrame.into());
        file
    }

    /// Adds bytes.
    fn push(&mut self, bytes: &[u8], origin: Origin) {
        let start = self.bytes.len() as u32;
        self.bytes.extend_from_slice(bytes);
        let end = self.bytes.len() as u32;
        match self.groups.last_mut() {
            Some(group) if group.origins == [origin] => group.range.end = end,
            _ if start == end => {}
            _ => self.groups.push(ByteGroup {
                range: start..end,
                origins: vec![origin],
            }),
        }
    }

    /// Adds a whole section.
    pub fn section(&mut self, section: &impl Section, rule: Rule) {
        let mut bytes = Vec::new();
        section.append_to(&mut bytes);
        self.push(&bytes, rule.into());
    }

    /// Adds the code section.
    fn code(&mut self, bodies: &[Body]) {
        let encoded: Vec<(Encoded, Vec<u8>, Origin)> = bodies
            .iter()
            .map(|body| {
                let encoded = body.encode();
                let mut size = Vec::new();
                encoded.bytes.len().encode(&mut size);
                (encoded, size, body.frame())
            })
            .collect();
        let mut count = Vec::new();
        bodies.len().encode(&mut count);
        let length: usize = encoded
            .iter()
            .map(|(body, size, _)| size.len() + body.bytes.len())
            .sum();
        let mut head = vec![SectionId::Code.into()];
        (count.len() + length).encode(&mut head);
        head.extend(count);
        self.push(&head, Rule::ModuleFrame.into());
        for (body, size, frame) in encoded {
            self.push(&size, frame);
            let mut start = 0;
            for (end, origin) in body.ends {
                self.push(&body.bytes[start..end], origin);
                start = end;
            }
        }
    }
}

/// The whole module.
pub fn write(subject: &Subject<'_>) -> File {
    let machine = Machine::plan(subject.model, subject.program);
    let bodies: Vec<Body> = machine
        .functions
        .iter()
        .map(|function| machine.body(*function))
        .collect();
    let mut file = bare(&machine, subject, &bodies);
    evidence::write(subject, &machine, &mut file);
    file
}

/// The module without what only people, debuggers and auditors read.
fn bare(machine: &Machine<'_>, subject: &Subject<'_>, bodies: &[Body]) -> File {
    let mut types = TypeSection::new();
    let mut functions = FunctionSection::new();
    let mut signatures = Vec::new();
    for body in bodies {
        let signature = body.signature();
        let known = signatures.iter().position(|other| *other == signature);
        functions.function(known.unwrap_or(signatures.len()) as u32);
        if known.is_none() {
            let (params, result) = signature;
            types.ty().function(params.iter().copied(), [result]);
            signatures.push(signature);
        }
    }

    let mut memory = MemorySection::new();
    memory.memory(MemoryType {
        minimum: u64::from(machine.layout.pages()),
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });

    let mut globals = GlobalSection::new();
    for index in 0..machine.globals.count() {
        let slot = subject.program.vars.get(index as usize);
        let val_type = slot.map_or(ValType::I64, |shape| shape_type(subject.program, *shape));
        let zero = match val_type {
            ValType::I64 => ConstExpr::i64_const(0),
            _ => ConstExpr::i32_const(0),
        };
        let ty = GlobalType {
            val_type,
            mutable: true,
            shared: false,
        };
        globals.global(ty, &zero);
    }

    let mut exports = ExportSection::new();
    exports.export(MEMORY, ExportKind::Memory, 0);
    for (function, index) in machine.functions.iter().zip(0..) {
        if let Some(name) = machine.export(*function) {
            exports.export(name, ExportKind::Func, index);
        }
    }

    let mut file = File::new();
    file.section(&types, Rule::ModuleFrame);
    file.section(&functions, Rule::ModuleFrame);
    file.section(&memory, Rule::ModuleFrame);
    file.section(&globals, Rule::ModuleFrame);
    file.section(&exports, Rule::ModuleFrame);
    file.code(bodies);
    file
}
