//! The file: sections one after the other, and where every byte of them comes from.

use super::body::{Body, Encoded};
use super::evidence;
use super::exports::{HOST, MEMORY};
use super::layout::{Layout, SLACK, Scalar, shape_type};
use super::machine::Machine;
use super::prune::prune;
use crate::emit::trace::{Origin, Rule};
use crate::emit::{ByteGroup, Subject};
use crate::model::TypeId;
use wasm_encoder::{
    ConstExpr, Encode, EntityType, ExportKind, ExportSection, FunctionSection, GlobalSection,
    GlobalType, ImportSection, MemorySection, MemoryType, Module, Section, SectionId, TypeSection,
    ValType,
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

    /// Adds the data section: the numbers of the header, then what is there from the start.
    fn data(&mut self, machine: &Machine<'_>) {
        let (layout, statics) = (machine.layout, &machine.statics);
        let base = statics.end();
        let limit = base + SLACK.cast_unsigned();
        let header = [base, base, base, 0, 0, limit].map(|it| u64::from(it).to_le_bytes());
        let segment = |offset: u32, length: usize| {
            let mut head = vec![0];
            ConstExpr::i32_const(offset.cast_signed()).encode(&mut head);
            length.encode(&mut head);
            head
        };
        let header = [segment(Layout::OUT, 8 * header.len()), header.concat()].concat();
        let head = segment(layout.after_state(), statics.bytes.len());
        let mut start = vec![SectionId::Data.into()];
        // Two segments.
        (1 + header.len() + head.len() + statics.bytes.len()).encode(&mut start);
        start.push(2);
        self.push(&start, Rule::ModuleFrame.into());
        self.push(&header, Rule::ModuleFrame.into());
        self.push(&head, Rule::ModuleFrame.into());
        let mut from = 0;
        for (end, origin) in &statics.ends {
            self.push(&statics.bytes[from..*end], *origin);
            from = *end;
        }
    }
}

/// The whole module.
pub fn write(subject: &Subject<'_>) -> File {
    let mut machine = Machine::plan(subject.model, subject.program);
    let functions = machine.functions.iter();
    let mut bodies: Vec<Body> = functions
        .clone()
        .map(|function| machine.body(*function))
        .collect();
    let exported: Vec<bool> = functions
        .map(|function| machine.export(*function).is_some())
        .collect();
    let kept = prune(machine.externs.len() as u32, &exported, &mut bodies);
    machine.functions = kept.into_iter().map(|at| machine.functions[at]).collect();
    let mut file = bare(&machine, subject, &bodies);
    evidence::write(subject, &machine, &mut file);
    file
}

/// The module without what only people, debuggers and auditors read.
fn bare(machine: &Machine<'_>, subject: &Subject<'_>, bodies: &[Body]) -> File {
    let mut types = TypeSection::new();
    let mut functions = FunctionSection::new();
    let mut imports = ImportSection::new();
    let mut signatures: Vec<(Vec<ValType>, ValType)> = Vec::new();
    let mut index = |params: Vec<ValType>, result: ValType| {
        let signature = (params, result);
        let known = signatures.iter().position(|other| *other == signature);
        if known.is_none() {
            types
                .ty()
                .function(signature.0.iter().copied(), [signature.1]);
            signatures.push(signature);
        }
        known.unwrap_or(signatures.len() - 1) as u32
    };
    for id in &machine.externs {
        let function = &subject.model.externs[id.index()];
        let border = |ty: TypeId| Scalar::of(subject.model, ty).border();
        let params = function
            .params
            .iter()
            .map(|param| border(param.ty.ty))
            .collect();
        let ty = index(params, border(function.returns.ty));
        imports.import(HOST, &function.name, EntityType::Function(ty));
    }
    for body in bodies {
        let (params, result) = body.signature();
        functions.function(index(params.to_vec(), result));
    }

    let mut memory = MemorySection::new();
    memory.memory(MemoryType {
        minimum: u64::from(machine.layout.pages(machine.statics.end())),
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });

    let mut globals = GlobalSection::new();
    let base = machine.statics.end().cast_signed();
    for index in 0..machine.globals.count() {
        let shape = subject.program.vars.get(index as usize);
        let of_heap = machine.globals.is_of_heap(index);
        let val_type = match shape {
            Some(shape) => shape_type(subject.program, *shape),
            None if of_heap => ValType::I32,
            None => ValType::I64,
        };
        let is_base = machine.globals.heap.is_some_and(|heap| heap.base == index);
        let first = match val_type {
            ValType::I64 => ConstExpr::i64_const(0),
            _ if is_base => ConstExpr::i32_const(base),
            _ => ConstExpr::i32_const(0),
        };
        let ty = GlobalType {
            val_type,
            mutable: !is_base,
            shared: false,
        };
        globals.global(ty, &first);
    }

    let mut exports = ExportSection::new();
    exports.export(MEMORY, ExportKind::Memory, 0);
    for (function, index) in machine.functions.iter().zip(machine.externs.len() as u32..) {
        if let Some(name) = machine.export(*function) {
            exports.export(name, ExportKind::Func, index);
        }
    }

    let mut file = File::new();
    file.section(&types, Rule::ModuleFrame);
    if !imports.is_empty() {
        file.section(&imports, Rule::ModuleFrame);
    }
    file.section(&functions, Rule::ModuleFrame);
    file.section(&memory, Rule::ModuleFrame);
    file.section(&globals, Rule::ModuleFrame);
    file.section(&exports, Rule::ModuleFrame);
    file.code(bodies);
    if machine.layout.has_heap {
        file.data(machine);
    }
    file
}
