//! Blocks of words, each kept once: two values of one shape are equal if their numbers are.

use crate::program::{ConstantId, Program, Shape, ShapeId};
use crate::value::Value;

/// All values that do not fit a slot, by number. Nothing is ever given back.
#[derive(Clone, Debug)]
pub struct Heap {
    pub(super) shapes: Vec<Shape>,
    words: Vec<i64>,
    /// Where each block ends; block 0 is the null that no block is.
    ends: Vec<usize>,
    /// Open addressing with linear probing: 0 for free, else the number of a block.
    table: Vec<u32>,
    constants: Vec<i64>,
}

impl Heap {
    /// The heap of a program, with its constants in it.
    pub fn new(program: &Program) -> Self {
        Self::with(program, &program.constants)
    }

    /// The same with more constants, behind those of the program.
    pub fn with(program: &Program, constants: &[(ShapeId, Value)]) -> Self {
        let mut heap = Self {
            shapes: program.shapes.clone(),
            words: Vec::new(),
            ends: vec![0],
            table: vec![0; 1 << 8],
            constants: Vec::new(),
        };
        for (shape, value) in constants {
            let word = heap.intern(*shape, value);
            let word = word.expect("a constant is of its type");
            heap.constants.push(word);
        }
        heap
    }

    /// How many bytes it holds.
    pub fn bytes(&self) -> usize {
        self.words.len() * 8 + self.ends.len() * 8 + self.table.len() * 4
    }

    /// Whether it can hold no more.
    pub fn is_full(&self) -> bool {
        self.ends.len() >= u32::MAX as usize / 2
    }

    pub(super) fn constant(&self, id: ConstantId) -> i64 {
        self.constants[id.0 as usize]
    }

    pub(super) fn shape(&self, id: ShapeId) -> &Shape {
        &self.shapes[id.index()]
    }

    /// The words of a block.
    pub fn block(&self, id: i64) -> &[i64] {
        let at = id as usize;
        let start = self.ends[at - 1];
        &self.words[start..self.ends[at]]
    }

    /// The number of a block, given one if it is new.
    pub fn add(&mut self, block: &[i64]) -> i64 {
        if self.ends.len() * 2 > self.table.len() {
            self.grow();
        }
        let mask = self.table.len() - 1;
        let mut at = hash(block) as usize & mask;
        loop {
            match self.table[at] {
                0 => break,
                id if self.block(i64::from(id)) == block => return i64::from(id),
                _ => at = (at + 1) & mask,
            }
        }
        let id = self.ends.len();
        self.words.extend_from_slice(block);
        self.ends.push(self.words.len());
        self.table[at] = id as u32;
        id as i64
    }

    fn grow(&mut self) {
        let mask = self.table.len() * 2 - 1;
        let mut table = vec![0; mask + 1];
        for id in 1..self.ends.len() {
            let mut at = hash(self.block(id as i64)) as usize & mask;
            while table[at] != 0 {
                at = (at + 1) & mask;
            }
            table[at] = id as u32;
        }
        self.table = table;
    }
}

/// Multiply and fold, word by word: the low bits of the result depend on all bits of the block.
fn hash(block: &[i64]) -> u64 {
    let seed = 0x9e37_79b9_7f4a_7c15 ^ block.len() as u64;
    block.iter().fold(seed, |seed, &word| {
        let product = u128::from(seed ^ word as u64) * 0xa076_1d64_78bd_642f;
        (product as u64) ^ ((product >> 64) as u64)
    })
}
