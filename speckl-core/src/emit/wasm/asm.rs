//! Writing a function by hand: expressions as values, control as closures, so that what is written
//! nests as it runs and no stack has to be kept in mind.
//!
//! Plain names are of 32 bits, without sign where it matters, since most numbers here are addresses;
//! what ends in `64` is of 64 bits, with sign.

use super::body::{Body, at, load, store};
use crate::emit::trace::Rule;
use wasm_encoder::{BlockType, Instruction, ValType};

/// Code that leaves one value.
#[derive(Clone, Debug)]
pub struct Ex(Vec<Instruction<'static>>);

/// A parameter or local.
#[derive(Clone, Copy, Debug)]
pub struct Var(pub u32);

impl From<Var> for Ex {
    fn from(var: Var) -> Self {
        Ex(vec![Instruction::LocalGet(var.0)])
    }
}

impl From<i32> for Ex {
    fn from(value: i32) -> Self {
        Ex(vec![Instruction::I32Const(value)])
    }
}

impl From<i64> for Ex {
    fn from(value: i64) -> Self {
        Ex(vec![Instruction::I64Const(value)])
    }
}

impl Ex {
    /// A global.
    pub fn global(index: u32) -> Self {
        Ex(vec![Instruction::GlobalGet(index)])
    }

    /// What a function gives.
    pub fn call<const N: usize>(function: u32, arguments: [Ex; N]) -> Self {
        let mut code: Vec<_> = arguments.into_iter().flat_map(|it| it.0).collect();
        code.push(Instruction::Call(function));
        Ex(code)
    }

    /// The size of the memory, in pages.
    pub fn memory_size() -> Self {
        Ex(vec![Instruction::MemorySize(0)])
    }

    /// The instructions.
    pub fn into_code(self) -> Vec<Instruction<'static>> {
        self.0
    }

    fn then(mut self, instruction: Instruction<'static>) -> Self {
        self.0.push(instruction);
        self
    }

    fn with(mut self, other: impl Into<Ex>, instruction: Instruction<'static>) -> Self {
        self.0.extend(other.into().0);
        self.then(instruction)
    }
}

macro_rules! binary {
    ($($(#[$doc:meta])* $name:ident: $instruction:ident;)*) => {$(
        $(#[$doc])*
        fn $name(self, other: impl Into<Ex>) -> Ex {
            self.into().with(other, Instruction::$instruction)
        }
    )*};
}

/// What is computed from expressions.
#[allow(
    clippy::wrong_self_convention,
    reason = "`a.is(b)` reads as what it computes, and expressions grow by being taken"
)]
pub trait Operand: Into<Ex> + Sized {
    binary! {
        /// `a + b`
        plus: I32Add;
        /// `a - b`
        minus: I32Sub;
        /// Bits of both.
        and: I32And;
        /// Bits of either.
        or: I32Or;
        /// Bits of one alone.
        xor: I32Xor;
        /// `a << b`
        shl: I32Shl;
        /// `a >> b`
        shr: I32ShrU;
        /// `a == b`
        is: I32Eq;
        /// `a != b`
        is_not: I32Ne;
        /// `a < b`
        below: I32LtU;
        /// `a <= b`
        at_most: I32LeU;
        /// `a > b`
        above: I32GtU;
        /// `a >= b`
        at_least: I32GeU;
        /// `a < b`, with sign.
        less: I32LtS;
        /// `a + b`
        plus64: I64Add;
        /// `a - b`
        minus64: I64Sub;
        /// `a << b`
        shl64: I64Shl;
        /// `a >> b`, without sign.
        shr64: I64ShrU;
        /// `a == b`
        is64: I64Eq;
        /// `a != b`
        is_not64: I64Ne;
        /// `a < b`
        less64: I64LtS;
        /// `a > b`
        more64: I64GtS;
        /// `a > b`, without sign.
        above64: I64GtU;
        /// `a >= b`, without sign.
        at_least64: I64GeU;
    }

    /// Whether it is 0.
    fn is_zero(self) -> Ex {
        self.into().then(Instruction::I32Eqz)
    }

    /// Whether it is 0.
    fn is_zero64(self) -> Ex {
        self.into().then(Instruction::I64Eqz)
    }

    /// How many bits before the first that is set.
    fn leading_zeros(self) -> Ex {
        self.into().then(Instruction::I32Clz)
    }

    /// How many bits are set.
    fn ones(self) -> Ex {
        self.into().then(Instruction::I32Popcnt)
    }

    /// 32 bits as 64.
    fn wide(self) -> Ex {
        self.into().then(Instruction::I64ExtendI32U)
    }

    /// The lower 32 bits of 64.
    fn narrow(self) -> Ex {
        self.into().then(Instruction::I32WrapI64)
    }

    /// The 64 bits in memory, so far behind this address.
    fn word(self, offset: u32) -> Ex {
        self.into().then(load(ValType::I64, offset))
    }

    /// The 32 bits in memory, so far behind this address.
    fn half(self, offset: u32) -> Ex {
        self.into().then(load(ValType::I32, offset))
    }

    /// The byte in memory, so far behind this address.
    fn byte(self, offset: u32) -> Ex {
        self.into().then(Instruction::I32Load8U(at(offset, 0)))
    }

    /// This if the condition is not 0, else the other.
    fn if_else(self, condition: impl Into<Ex>, other: impl Into<Ex>) -> Ex {
        let mut code = self.into().0;
        code.extend(other.into().0);
        Ex(code).with(condition, Instruction::Select)
    }
}

impl<T: Into<Ex>> Operand for T {}

/// A function on its way.
#[derive(Debug)]
pub struct Asm {
    body: Body,
}

impl Asm {
    /// An empty function.
    pub fn new<const N: usize>(params: [ValType; N], result: ValType) -> Self {
        Self {
            body: Body::new(params.to_vec(), result, Rule::Support),
        }
    }

    /// An empty function of the machine itself.
    pub fn of_machine<const N: usize>(params: [ValType; N], result: ValType) -> Self {
        Self {
            body: Body::new(params.to_vec(), result, Rule::Machine),
        }
    }

    /// The body, to say where what follows comes from.
    pub fn body(&mut self) -> &mut Body {
        &mut self.body
    }

    /// A new local of 32 bits.
    pub fn local(&mut self) -> Var {
        Var(self.body.local(ValType::I32))
    }

    /// A new local of 64 bits.
    pub fn local64(&mut self) -> Var {
        Var(self.body.local(ValType::I64))
    }

    fn put(&mut self, value: impl Into<Ex>) {
        self.body.put_all(value.into().0);
    }

    /// `var := value`
    pub fn set(&mut self, var: Var, value: impl Into<Ex>) {
        self.put(value);
        self.body.put(Instruction::LocalSet(var.0));
    }

    /// `global := value`
    pub fn set_global(&mut self, global: u32, value: impl Into<Ex>) {
        self.put(value);
        self.body.put(Instruction::GlobalSet(global));
    }

    /// Stores 32 bits, so far behind an address.
    pub fn store(&mut self, address: impl Into<Ex>, offset: u32, value: impl Into<Ex>) {
        self.put(address);
        self.put(value);
        self.body.put(store(ValType::I32, offset));
    }

    /// Stores 64 bits, so far behind an address.
    pub fn store64(&mut self, address: impl Into<Ex>, offset: u32, value: impl Into<Ex>) {
        self.put(address);
        self.put(value);
        self.body.put(store(ValType::I64, offset));
    }

    /// Does what an expression does besides its value.
    pub fn run(&mut self, value: impl Into<Ex>) {
        self.put(value);
        self.body.put(Instruction::Drop);
    }

    /// Ends the function with a value.
    pub fn give(&mut self, value: impl Into<Ex>) {
        self.put(value);
        self.body.put(Instruction::Return);
    }

    /// Ends the function with a value if the condition is not 0.
    pub fn give_if(&mut self, condition: impl Into<Ex>, value: impl Into<Ex>) {
        self.when(condition, |asm| asm.give(value));
    }

    /// Does it if the condition is not 0.
    pub fn when(&mut self, condition: impl Into<Ex>, then: impl FnOnce(&mut Self)) {
        self.put(condition);
        self.body.put(Instruction::If(BlockType::Empty));
        then(self);
        self.body.put(Instruction::End);
    }

    /// Does the one or the other.
    pub fn choose(
        &mut self,
        condition: impl Into<Ex>,
        then: impl FnOnce(&mut Self),
        otherwise: impl FnOnce(&mut Self),
    ) {
        self.put(condition);
        self.body.put(Instruction::If(BlockType::Empty));
        then(self);
        self.body.put(Instruction::Else);
        otherwise(self);
        self.body.put(Instruction::End);
    }

    /// Does it as long as the condition is not 0.
    pub fn during(&mut self, condition: impl Into<Ex>, each: impl FnOnce(&mut Self)) {
        self.body.put(Instruction::Block(BlockType::Empty));
        self.body.put(Instruction::Loop(BlockType::Empty));
        self.put(condition.is_zero());
        self.body.put(Instruction::BrIf(1));
        each(self);
        self.body.put(Instruction::Br(0));
        self.body.put(Instruction::End);
        self.body.put(Instruction::End);
    }

    /// Counts `var` from where it is up to `end`, which must not change.
    pub fn count(&mut self, var: Var, end: impl Into<Ex>, each: impl FnOnce(&mut Self)) {
        self.during(var.below(end), |asm| {
            each(asm);
            asm.set(var, var.plus(1));
        });
    }

    /// The finished function, which gives this value at its end.
    pub fn finish(mut self, value: impl Into<Ex>) -> Body {
        self.put(value);
        self.body
    }
}
