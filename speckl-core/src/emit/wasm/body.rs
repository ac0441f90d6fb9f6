//! The body of a function under construction: instructions, each with its origin.

use super::locals::share;
use crate::emit::trace::Origin;
use wasm_encoder::{BlockType, Function, Instruction, MemArg, MemArgTarget, ValType};

/// An instruction and where it comes from.
pub type Traced = (Instruction<'static>, Origin);

/// The body of a function.
#[derive(Clone, Debug)]
pub struct Body {
    params: Vec<ValType>,
    result: ValType,
    locals: Vec<ValType>,
    code: Vec<Traced>,
    frame: Origin,
    origin: Origin,
}

/// The body of a function as bytes, with the end of each piece and where that comes from.
#[derive(Clone, Debug)]
pub struct Encoded {
    /// The bytes, without their length before them.
    pub bytes: Vec<u8>,
    /// Ends of pieces, in order; the last is the length of the bytes.
    pub ends: Vec<(usize, Origin)>,
}

impl Body {
    /// An empty body; what no instruction accounts for comes from `frame`.
    pub fn new(params: Vec<ValType>, result: ValType, frame: impl Into<Origin>) -> Self {
        let frame = frame.into();
        Self {
            params,
            result,
            locals: Vec::new(),
            code: Vec::new(),
            frame,
            origin: frame,
        }
    }

    /// The types of parameters and result.
    pub fn signature(&self) -> (&[ValType], ValType) {
        (&self.params, self.result)
    }

    /// Where the function as a whole comes from.
    pub fn frame(&self) -> Origin {
        self.frame
    }

    /// What comes now comes from `origin`.
    pub fn under(&mut self, origin: impl Into<Origin>) {
        self.origin = origin.into();
    }

    /// What comes now belongs to the function as a whole.
    pub fn under_frame(&mut self) {
        self.origin = self.frame;
    }

    /// Where what comes now comes from.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// A new local.
    pub fn local(&mut self, ty: ValType) -> u32 {
        self.locals.push(ty);
        (self.params.len() + self.locals.len()) as u32 - 1
    }

    /// Adds an instruction. What is stored in a local and at once loaded again is stored and kept.
    pub fn put(&mut self, instruction: Instruction<'static>) -> &mut Self {
        let origin = self.origin;
        self.put_traced((instruction, origin))
    }

    /// Adds instructions.
    pub fn put_all(&mut self, code: impl IntoIterator<Item = Instruction<'static>>) -> &mut Self {
        for instruction in code {
            self.put(instruction);
        }
        self
    }

    /// Adds an instruction that has its origin already.
    pub fn put_traced(&mut self, traced: Traced) -> &mut Self {
        if let (Instruction::LocalGet(get), Some((last, _))) = (&traced.0, self.code.last_mut())
            && let Instruction::LocalSet(set) = last
            && set == get
        {
            *last = Instruction::LocalTee(*get);
        } else {
            self.code.push(traced);
        }
        self
    }

    /// Ends the function with a status.
    pub fn refuse(&mut self, status: i32) -> &mut Self {
        self.put(Instruction::I32Const(status))
            .put(Instruction::Return)
    }

    /// Ends the function with a status if the word on the stack is not 0.
    pub fn refuse_if(&mut self, status: i32) -> &mut Self {
        self.put(Instruction::If(BlockType::Empty))
            .refuse(status)
            .put(Instruction::End)
    }

    /// The functions that it calls.
    pub fn calls(&self) -> impl Iterator<Item = u32> {
        self.code
            .iter()
            .filter_map(|(instruction, _)| match instruction {
                Instruction::Call(callee) => Some(*callee),
                _ => None,
            })
    }

    /// Calls each function by another number.
    pub fn renumber(&mut self, number: impl Fn(u32) -> u32) {
        for (instruction, _) in &mut self.code {
            if let Instruction::Call(callee) = instruction {
                *callee = number(*callee);
            }
        }
    }

    /// The bytes.
    pub fn encode(&self) -> Encoded {
        let mut code = self.code.clone();
        let locals = share(self.params.len() as u32, &self.locals, &mut code);
        let mut function = Function::new_with_locals_types(locals);
        let mut ends = vec![(function.byte_len(), self.frame)];
        for (instruction, origin) in &code {
            function.instruction(instruction);
            ends.push((function.byte_len(), *origin));
        }
        function.instruction(&Instruction::End);
        ends.push((function.byte_len(), self.frame));
        Encoded {
            bytes: function.into_raw_body(),
            ends,
        }
    }
}

/// Loads what lies at a fixed offset from the address on the stack.
pub fn load(ty: ValType, offset: u32) -> Instruction<'static> {
    match ty {
        ValType::I64 => Instruction::I64Load(at(offset, 3)),
        _ => Instruction::I32Load(at(offset, 2)),
    }
}

/// Stores what is on the stack at a fixed offset from the address below it.
pub fn store(ty: ValType, offset: u32) -> Instruction<'static> {
    match ty {
        ValType::I64 => Instruction::I64Store(at(offset, 3)),
        _ => Instruction::I32Store(at(offset, 2)),
    }
}

/// A place in memory at a fixed offset; the alignment is a power of two.
pub fn at(offset: u32, align: u32) -> MemArg {
    MemArg {
        offset: u64::from(offset),
        align,
        target: MemArgTarget::Memory(0),
        ordering: None,
    }
}

/// A number of a type.
pub fn number(ty: ValType, value: i64) -> Instruction<'static> {
    match ty {
        ValType::I64 => Instruction::I64Const(value),
        _ => Instruction::I32Const(value as i32),
    }
}
