//! Values that do not fit a slot: blocks of linear memory, and the functions that work on them.
//!
//! A block begins with a 32-bit count and 32 bits that are 0 but while it is being built or collected;
//! then come so many 64-bit words (of a string: so many bytes, filled up with zeros to whole words). A
//! reference is the address of its block. Blocks never change once they are made, so they may be shared.
//!
//! New blocks are taken from the end of what is used, one behind the other. Nothing is freed while a
//! step runs; afterwards a step that failed is forgotten by going back to where it began, and one that
//! succeeded may be followed by a collection ([`collect`]). What lies behind the end is always zero.
//!
//! Functions take words as 64 bits, whatever they are, and shapes as addresses (see
//! [`super::statics`]). One that makes a block gives 0 where memory is exhausted, and says so in
//! [`Heap::trouble`]; those that cannot give 0 say it there alone. Recursion is as deep as the type.

mod build;
mod codec;
mod collect;
mod compare;
mod convert;
mod lists;
mod memory;
mod sets;
mod text;

pub(super) use collect::due;

use super::asm::{Ex, Operand};
use super::body::Body;
use super::layout::{Heap, Layout};
use crate::program::ShapeId;

/// In [`Heap::trouble`]: a number that is none of its type.
pub const MISFIT: i32 = 1;
/// In [`Heap::trouble`]: no more memory.
pub const EXHAUSTED: i32 = 2;
/// In [`Heap::trouble`]: bytes that encode no value.
pub const MALFORMED: i32 = 4;

/// Where the words of a block begin.
pub const WORDS: u32 = 8;
/// In a block that is being built: how many words there is room for; in one that is being collected:
/// where it has gone.
const MARK: u32 = 4;

macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident, $text:literal, $body:path;)*) => {
        /// A function on blocks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Block {
            $($(#[$doc])* $name,)*
        }

        impl Block {
            /// All of them.
            pub const ALL: &'static [Block] = &[$(Block::$name,)*];

            /// The name for debuggers.
            pub fn name(self) -> &'static str {
                match self {
                    $(Block::$name => concat!("speckl:", $text),)*
                }
            }

            /// What it does.
            pub fn body(self, links: &Links<'_>) -> Body {
                match self {
                    $(Block::$name => $body(links),)*
                }
            }
        }
    };
}

functions! {
    /// `(bytes) → address`: room at the end, a whole number of words; 0 where there is none.
    Alloc, "alloc", memory::alloc;
    /// `(count) → block`: a new block of so many words, all 0.
    Words, "words", memory::words;
    /// `(to, from, bytes) → to`: copies whole words, the lowest first.
    Move, "move", memory::copy;
    /// `(from, to) → from`: makes words zero.
    Zero, "zero", memory::zero;
    /// `(block, index, word) → block`: the same with one word replaced.
    Replace, "replace", memory::replace;
    /// `(shape, block, index) → shape`: the shape of a word in a block.
    Part, "part", compare::part;
    /// `(a, b, shape) → -1, 0 or 1`: canonical order.
    Compare, "compare", compare::compare;
    /// `(block, word, shape of it, words per entry as a power of two) → index`: twice the index of
    /// the first entry in order that is not less, plus one if it is equal.
    Find, "find", compare::find;
    /// `(block, word, shape of the block) → 0 or 1`
    Contains, "contains", compare::contains;
    /// `(a, b, shape, which) → set`: with the elements of `a` alone if bit 0 is set, of both if bit 1
    /// is, of `b` alone if bit 2 is.
    Merge, "merge", sets::merge;
    /// `(a, b, shape) → 0 or 1`: whether every element of `a` is one of `b`.
    SubsetOf, "subset_of", sets::subset_of;
    /// `(set) → set of sets`
    Subsets, "subsets", sets::subsets;
    /// `(lo, hi) → set`
    Range, "range", sets::range;
    /// `(map, word, shape) → address`: where the value of a key is; 0 where there is none.
    MapGet, "map_get", sets::map_get;
    /// `(map, key, value, shape) → map`
    MapPut, "map_put", sets::map_put;
    /// `(map, set, shape of the map) → map`: without these keys.
    MapMinus, "map_minus", sets::map_minus;
    /// `(map, 0 or 1) → block`: its keys or its values.
    Column, "column", sets::column;
    /// `(list, index) → address`: where an element is, the first having index 1; 0 where there is none.
    Element, "element", lists::element;
    /// `(list, from, to) → list`: the elements from one index, counted from 0, to before another;
    /// indices outside count as the nearest inside.
    Slice, "slice", lists::slice;
    /// `(list, list) → list`
    Concat, "concat", lists::concat;
    /// `(list, word) → list`
    Append, "append", lists::append;
    /// `(list, shape of elements, 1 or -1) → address`: where the greatest or least element is.
    Extreme, "extreme", lists::extreme;
    /// `() → builder`
    Begin, "begin", build::begin;
    /// `(builder, word) → builder`
    Add, "add", build::add;
    /// `(builder, shape) → block`: sorted, without what is there twice.
    Built, "built", build::built;
    /// `(block, shape) → block`: the same, of one that is not sorted.
    Sort, "sort", build::sort;
    /// `(word) → word`: a block with this word alone.
    Wrap, "wrap", convert::wrap;
    /// `(word, from, to) → word`: a value of one shape as one of another.
    Convert, "convert", convert::convert;
    /// `(string) → count`: how many Unicode scalar values it has.
    Length, "length", text::length;
    /// `(address, bytes) → 0 or 1`: whether they are UTF-8.
    IsUtf8, "is_utf8", text::is_utf8;
    /// `(word) → 0`: puts 64 bits at the end.
    Cell, "cell", codec::cell;
    /// `(word, shape) → 0`: puts the encoding of a value at the end.
    Encode, "encode", codec::encode;
    /// `() → word`: takes 64 bits from the input.
    Read, "read", codec::read;
    /// `(shape) → word`: takes a value from the input.
    Decode, "decode", codec::decode;
    /// `(address) → 0`: what lies there, up to the end of memory, is the input.
    Input, "input", codec::input;
    /// `(word, shape) → word`: brings a value to the end, where it will stay.
    Keep, "keep", collect::keep;
    /// `() → 0`: frees what the state does not need.
    Collect, "collect", collect::collect;
}

/// What the functions are linked with.
#[derive(Clone, Debug)]
pub struct Links<'a> {
    /// The index of the first of them.
    pub first: u32,
    /// Where the heap's numbers are.
    pub heap: Heap,
    /// Where the state is.
    pub layout: Layout,
    /// The variables that are references, and where their shapes are.
    pub references: &'a [(usize, ShapeId, i32)],
}

impl Links<'_> {
    /// The index of a function.
    pub fn index(&self, block: Block) -> u32 {
        self.first + block as u32
    }

    /// What a function gives.
    pub fn call<const N: usize>(&self, block: Block, arguments: [Ex; N]) -> Ex {
        Ex::call(self.index(block), arguments)
    }

    /// The end of what is used.
    fn end(&self) -> Ex {
        Ex::global(self.heap.end)
    }

    /// What went wrong so far.
    fn trouble(&self) -> Ex {
        Ex::global(self.heap.trouble)
    }
}

/// The kind of a shape.
fn kind(shape: impl Into<Ex>) -> Ex {
    shape.half(0)
}

/// The number that comes with the kind of a shape.
fn number(shape: impl Into<Ex>) -> Ex {
    shape.half(4)
}

/// The first part of a shape: what an option or a collection is of.
fn inner(shape: impl Into<Ex>) -> Ex {
    shape.half(8)
}

/// How many words (of a string: bytes) a block has.
fn count(block: impl Into<Ex>) -> Ex {
    block.half(0)
}

/// Where a word of a block is, less [`WORDS`].
fn word_of(block: impl Into<Ex>, index: impl Into<Ex>) -> Ex {
    block.plus(index.shl(3))
}

/// How many bytes so many words take.
fn bytes(words: impl Into<Ex>) -> Ex {
    words.shl(3)
}

/// How many bytes a string takes, filled up to whole words.
fn filled(bytes: impl Into<Ex>) -> Ex {
    bytes.plus(7).and(-8)
}
