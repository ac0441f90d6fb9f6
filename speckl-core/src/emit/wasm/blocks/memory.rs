//! Taking memory, copying it, and making it zero.

use super::super::asm::{Asm, Ex, Operand, Var};
use super::super::body::Body;
use super::convert::note;
use super::{Block, EXHAUSTED, Links, WORDS, bytes, count, word_of};
use wasm_encoder::Instruction;
use wasm_encoder::ValType::{I32, I64};

/// Where addresses end: short of where the end of memory would be no address any more.
const LIMIT: i64 = 0xffff_0000;
/// The most words of a block: their bytes can be counted in 32 bits.
const MOST_WORDS: i32 = 0x1fff_0000;

pub(super) fn alloc(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32], I32);
    let size = Var(0);
    let (at, until) = (asm.local(), asm.local64());
    asm.set(at, links.end());
    asm.set(until, at.wide().plus64(size.wide()));
    let refuse = |asm: &mut Asm| {
        note(asm, links, EXHAUSTED);
        asm.give(0);
    };
    asm.when(until.above64(LIMIT), refuse);
    let here = || Ex::memory_size().wide().shl64(16_i64);
    asm.when(until.above64(here()), |asm| {
        let missing = until.minus64(here()).plus64(0xffff_i64).shr64(16_i64);
        let mut grown = missing.narrow().into_code();
        grown.push(Instruction::MemoryGrow(0));
        for instruction in grown {
            asm.body().put(instruction);
        }
        let pages = asm.local();
        asm.body().put(Instruction::LocalSet(pages.0));
        asm.when(pages.is(-1), refuse);
    });
    asm.set_global(links.heap.end, until.narrow());
    asm.finish(at)
}

pub(super) fn words(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32], I32);
    let n = Var(0);
    let at = asm.local();
    asm.when(n.above(MOST_WORDS), |asm| {
        note(asm, links, EXHAUSTED);
        asm.give(0);
    });
    asm.set(at, links.call(Block::Alloc, [bytes(n).plus(WORDS as i32)]));
    asm.when(at, |asm| asm.store(at, 0, n));
    asm.finish(at)
}

pub(super) fn copy(_: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32, I32, I32], I32);
    let (to, from, size) = (Var(0), Var(1), Var(2));
    let at = asm.local();
    asm.during(at.below(size), |asm| {
        asm.store64(to.plus(at), 0, from.plus(at).word(0));
        asm.set(at, at.plus(8));
    });
    asm.finish(to)
}

pub(super) fn zero(_: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32, I32], I32);
    let (from, to) = (Var(0), Var(1));
    let at = asm.local();
    asm.set(at, from);
    asm.during(at.below(to), |asm| {
        asm.store64(at, 0, 0_i64);
        asm.set(at, at.plus(8));
    });
    asm.finish(from)
}

pub(super) fn replace(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32, I32, I64], I32);
    let (block, index, word) = (Var(0), Var(1), Var(2));
    let made = asm.local();
    asm.set(made, links.call(Block::Words, [count(block)]));
    asm.give_if(made.is_zero(), 0);
    let body = |block: Var| block.plus(WORDS as i32);
    asm.run(links.call(Block::Move, [body(made), body(block), bytes(count(block))]));
    asm.store64(word_of(made, index), WORDS, word);
    asm.finish(made)
}
