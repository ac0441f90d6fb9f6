//! Freeing what the state does not need: what it does is brought to the end of memory, then moved
//! down to where blocks begin, and what lies behind it made zero.
//!
//! The room for that is taken first, so that nothing can fail half-way; where there is none, all stays
//! as it is. Blocks that are shared stay shared: one that has been brought over says where it went.

use super::super::asm::{Asm, Ex, Operand, Var};
use super::super::body::Body;
use super::super::layout::{CELL, Layout, SLACK};
use super::super::statics::Kind;
use super::{Block, Links, MARK, WORDS, bytes, count, filled, inner, kind, word_of};
use wasm_encoder::ValType::{I32, I64};

pub(super) fn keep(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I64, I32], I64);
    let (word, shape) = (Var(0), Var(1));
    let [block, made, at, size] = [(); 4].map(|()| asm.local());
    asm.give_if(kind(shape).at_most(Kind::Int.number()), word);
    asm.set(block, word.narrow());
    // Null, and constants.
    asm.give_if(block.below(Ex::global(links.heap.base)), word);
    asm.when(kind(shape).is(Kind::Option.number()), |asm| {
        let referred = kind(inner(shape)).above(Kind::Int.number());
        asm.when(referred, |asm| {
            asm.give(links.call(Block::Keep, [word.into(), inner(shape)]));
        });
    });
    asm.give_if(block.half(MARK), block.half(MARK).wide());
    asm.set(size, bytes(count(block)));
    asm.when(kind(shape).is(Kind::String.number()), |asm| {
        asm.set(size, filled(count(block)));
    });
    asm.set(size, size.plus(WORDS as i32));
    asm.set(made, links.end());
    asm.set_global(links.heap.end, made.plus(size));
    asm.run(links.call(Block::Move, [made.into(), block.into(), size.into()]));
    asm.store(block, MARK, made.minus(Ex::global(links.heap.shift)));
    asm.when(kind(shape).above(Kind::Option.number()), |asm| {
        asm.count(at, count(made), |asm| {
            let part = links.call(Block::Part, [shape.into(), made.into(), at.into()]);
            let there = word_of(made, at).word(WORDS);
            asm.store64(
                word_of(made, at),
                WORDS,
                links.call(Block::Keep, [there, part]),
            );
        });
    });
    asm.finish(made.minus(Ex::global(links.heap.shift)).wide())
}

pub(super) fn collect(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([], I32);
    let [top, out, size, at, end] = [(); 5].map(|()| asm.local());
    let layout = &links.layout;
    let base = || Ex::global(links.heap.base);
    let header = |offset: u32| Ex::from(0).half(offset);
    asm.set(top, header(Layout::TOP));
    asm.set(out, header(Layout::OUT));
    asm.set_global(links.heap.end, top);
    // What is brought over takes no more than what is there now.
    let room = links.call(Block::Alloc, [out.minus(base())]);
    asm.give_if(room.is_zero(), 0);
    asm.set_global(links.heap.end, top);
    asm.set_global(links.heap.shift, top.minus(base()));
    for (var, _, shape) in links.references {
        let offset = layout.var_offset(*var);
        let kept = [header(offset).wide(), Ex::from(*shape)];
        asm.store(0, offset, links.call(Block::Keep, kept).narrow());
    }
    asm.set(end, links.end());
    asm.set(size, end.minus(top));
    asm.run(links.call(Block::Move, [base(), top.into(), size.into()]));
    asm.set(at, base().plus(size));
    let rest = top.minus(out);
    asm.run(links.call(Block::Move, [at.into(), out.into(), rest.clone()]));
    asm.store(0, Layout::OUT, at);
    asm.set(at, at.plus(rest));
    asm.run(links.call(Block::Zero, [at.into(), end.into()]));
    for offset in [Layout::TOP, Layout::HIGH] {
        asm.store(0, offset, at);
    }
    asm.set_global(links.heap.end, at);
    // It is due again when what is used has doubled, and not too often where that is little.
    asm.set(size, at.minus(base()).plus(SLACK));
    let limit = at.plus(size);
    asm.store(
        0,
        Layout::LIMIT,
        Ex::from(-(CELL as i32)).if_else(limit.clone().below(at), limit),
    );
    asm.finish(0)
}

/// Whether more is used than there should be.
pub(in super::super) fn due(end: Ex) -> Ex {
    end.above(Ex::from(0).half(Layout::LIMIT))
}
