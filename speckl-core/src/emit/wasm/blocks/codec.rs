//! Values as the host reads and writes them: a canonical encoding in 64-bit cells, which
//! `docs/wasm-abi.md` describes. What comes from the host is looked at before it is believed.

use super::super::asm::{Asm, Ex, Operand, Var};
use super::super::body::Body;
use super::super::layout::PAGE;
use super::super::statics::Kind;
use super::convert::note;
use super::{Block, Links, MALFORMED, MISFIT, WORDS};
use super::{count, filled, inner, kind, number, word_of};
use wasm_encoder::ValType::{I32, I64};

pub(super) fn cell(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I64], I32);
    let at = asm.local();
    asm.set(at, links.call(Block::Alloc, [8.into()]));
    asm.when(at, |asm| asm.store64(at, 0, Var(0)));
    asm.finish(0)
}

pub(super) fn encode(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I64, I32], I32);
    let (word, shape) = (Var(0), Var(1));
    let [block, at, size] = [(); 3].map(|()| asm.local());
    let cell = |word: Ex| links.call(Block::Cell, [word]);
    asm.when(kind(shape).at_most(Kind::Int.number()), |asm| {
        asm.give(cell(word.into()));
    });
    asm.set(block, word.narrow());
    asm.when(kind(shape).is(Kind::Option.number()), |asm| {
        asm.run(cell(block.is_not(0).wide()));
        asm.give_if(block.is_zero(), 0);
        asm.set(shape, inner(shape));
        let scalar = kind(shape).at_most(Kind::Int.number());
        asm.when(scalar, |asm| asm.give(cell(block.word(WORDS))));
        asm.give(links.call(Block::Encode, [word.into(), shape.into()]));
    });
    asm.set(size, count(block));
    asm.when(kind(shape).is(Kind::String.number()), |asm| {
        asm.run(cell(size.wide()));
        asm.set(at, links.call(Block::Alloc, [filled(size)]));
        asm.when(at, |asm| {
            let arguments = [at.into(), block.plus(WORDS as i32), filled(size)];
            asm.run(links.call(Block::Move, arguments));
        });
        asm.give(0);
    });
    asm.when(kind(shape).at_least(Kind::List.number()), |asm| {
        asm.run(cell(size.shr(number(shape)).wide()));
    });
    asm.count(at, size, |asm| {
        let part = links.call(Block::Part, [shape.into(), block.into(), at.into()]);
        let there = word_of(block, at).word(WORDS);
        asm.run(links.call(Block::Encode, [there, part]));
    });
    asm.finish(0)
}

pub(super) fn input(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32], I32);
    let address = Var(0);
    let size = asm.local64();
    asm.set_global(links.heap.input, address);
    asm.set(
        size,
        Ex::memory_size().wide().shl64(i64::from(PAGE.ilog2())),
    );
    // In 64 bits, where the size of the memory cannot wrap around.
    asm.set(size, size.minus64(address.wide()));
    asm.when(size.less64(0_i64), |asm| asm.set(size, 0_i64));
    let most = i64::from(u32::MAX - 7);
    asm.set(size, Ex::from(most).if_else(size.more64(most), size));
    asm.set_global(links.heap.left, size.narrow());
    asm.finish(0)
}

pub(super) fn read(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([], I64);
    let at = asm.local();
    let left = || Ex::global(links.heap.left);
    asm.when(left().below(8), |asm| {
        note(asm, links, MALFORMED);
        asm.give(0_i64);
    });
    asm.set(at, Ex::global(links.heap.input));
    asm.set_global(links.heap.input, at.plus(8));
    asm.set_global(links.heap.left, left().minus(8));
    asm.finish(at.word(0))
}

pub(super) fn decode(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32], I64);
    let shape = Var(0);
    let word = asm.local64();
    let [block, at, size, step] = [(); 4].map(|()| asm.local());
    let read = || links.call(Block::Read, []);
    let decode = |shape: Ex| links.call(Block::Decode, [shape]);
    let left = || Ex::global(links.heap.left);
    let refuse = |asm: &mut Asm, trouble: i32| {
        note(asm, links, trouble);
        asm.give(0_i64);
    };
    asm.when(kind(shape).is(Kind::Option.number()), |asm| {
        asm.set(word, read());
        asm.give_if(word.is_zero64(), 0_i64);
        asm.when(word.is_not64(1_i64), |asm| refuse(asm, MALFORMED));
        asm.set(shape, inner(shape));
        asm.set(word, decode(shape.into()));
        asm.when(kind(shape).at_most(Kind::Int.number()), |asm| {
            asm.set(word, links.call(Block::Wrap, [word.into()]));
        });
        asm.give(word);
    });
    asm.when(kind(shape).is_not(Kind::Struct.number()), |asm| {
        asm.set(word, read());
        asm.give_if(links.trouble(), 0_i64);
    });
    asm.when(kind(shape).is(Kind::Int.number()), |asm| {
        let outside = word.less64(shape.word(8)).or(word.more64(shape.word(16)));
        asm.when(outside, |asm| refuse(asm, MISFIT));
        asm.give(word);
    });
    let tagged = kind(shape)
        .is(Kind::Word.number())
        .or(kind(shape).is(Kind::Union.number()));
    asm.when(tagged, |asm| {
        asm.when(word.at_least64(number(shape).wide()), |asm| {
            refuse(asm, MISFIT);
        });
    });
    asm.give_if(kind(shape).is(Kind::Word.number()), word);
    asm.when(kind(shape).is(Kind::String.number()), |asm| {
        // What is filled up may be longer than what is left, by less than a word.
        asm.when(word.above64(left().wide()), |asm| refuse(asm, MALFORMED));
        asm.set(size, word.narrow());
        asm.when(filled(size).above(left()), |asm| refuse(asm, MALFORMED));
        asm.set(
            block,
            links.call(Block::Alloc, [filled(size).plus(WORDS as i32)]),
        );
        asm.give_if(block.is_zero(), 0_i64);
        asm.store64(block, 0, word);
        let (to, from) = (block.plus(WORDS as i32), Ex::global(links.heap.input));
        asm.run(links.call(Block::Move, [to.clone(), from.clone(), filled(size)]));
        asm.set_global(links.heap.input, from.plus(filled(size)));
        asm.set_global(links.heap.left, left().minus(filled(size)));
        // What fills up the last word is zero.
        asm.when(size.and(7), |asm| {
            let last = block.plus(size.and(-8)).word(WORDS);
            let rest = last.shr64(size.and(7).shl(3).wide());
            asm.when(rest.is_zero64().is_zero(), |asm| refuse(asm, MALFORMED));
        });
        let well_formed = links.call(Block::IsUtf8, [to, size.into()]);
        asm.when(well_formed.is_zero(), |asm| refuse(asm, MALFORMED));
        asm.give(block.wide());
    });
    asm.set(size, number(shape));
    asm.set(at, 0);
    asm.when(kind(shape).is(Kind::Union.number()), |asm| {
        asm.set(shape, shape.plus(word.narrow().shl(2)).half(8));
        asm.set(size, number(shape));
        asm.set(at, 1);
    });
    asm.when(kind(shape).at_least(Kind::List.number()), |asm| {
        // Every element takes a cell at least.
        asm.when(word.above64(left().shr(3).wide()), |asm| {
            refuse(asm, MALFORMED);
        });
        asm.set(size, word.narrow().shl(number(shape)));
    });
    asm.set(block, links.call(Block::Words, [size.into()]));
    asm.give_if(block.is_zero(), 0_i64);
    // A union's first word; anything else's is overwritten at once.
    asm.when(at, |asm| asm.store64(block, WORDS, word));
    asm.set(step, Ex::from(1).shl(number(shape)));
    asm.count(at, size, |asm| {
        let part = links.call(Block::Part, [shape.into(), block.into(), at.into()]);
        asm.store64(word_of(block, at), WORDS, decode(part));
        asm.give_if(links.trouble(), 0_i64);
        // Each key comes after the one before it.
        asm.when(kind(shape).at_least(Kind::Set.number()), |asm| {
            let key = at.and(step.minus(1)).is_zero().and(at.at_least(step));
            asm.when(key, |asm| {
                let before = word_of(block, at.minus(step)).word(WORDS);
                let here = word_of(block, at).word(WORDS);
                let order = links.call(Block::Compare, [before, here, inner(shape)]);
                asm.when(order.is_not(-1), |asm| refuse(asm, MALFORMED));
            });
        });
    });
    asm.finish(block.wide())
}
