//! Lists: blocks of their elements.

use super::super::asm::{Asm, Operand, Var};
use super::super::body::Body;
use super::{Block, Links, WORDS, bytes, count, word_of};
use wasm_encoder::ValType::{I32, I64};

pub(super) fn element(_: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32, I64], I32);
    let (list, index) = (Var(0), Var(1));
    asm.set(index, index.minus64(1_i64));
    asm.give_if(index.at_least64(count(list).wide()), 0);
    asm.finish(word_of(list, index.narrow()).plus(WORDS as i32))
}

pub(super) fn slice(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32, I64, I64], I32);
    let (list, from, to) = (Var(0), Var(1), Var(2));
    let (made, size) = (asm.local(), asm.local64());
    asm.set(size, count(list).wide());
    for index in [from, to] {
        asm.when(index.less64(0_i64), |asm| asm.set(index, 0_i64));
        asm.when(index.more64(size), |asm| asm.set(index, size));
    }
    asm.set(made, links.call(Block::Words, [to.minus64(from).narrow()]));
    asm.give_if(made.is_zero(), 0);
    let source = word_of(list, from.narrow()).plus(WORDS as i32);
    let target = made.plus(WORDS as i32);
    asm.run(links.call(Block::Move, [target, source, bytes(count(made))]));
    asm.finish(made)
}

pub(super) fn concat(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32, I32], I32);
    let (first, second) = (Var(0), Var(1));
    let made = asm.local();
    asm.set(
        made,
        links.call(Block::Words, [count(first).plus(count(second))]),
    );
    asm.give_if(made.is_zero(), 0);
    let begin = |block: Var| block.plus(WORDS as i32);
    asm.run(links.call(
        Block::Move,
        [begin(made), begin(first), bytes(count(first))],
    ));
    let rest = word_of(made, count(first)).plus(WORDS as i32);
    asm.run(links.call(Block::Move, [rest, begin(second), bytes(count(second))]));
    asm.finish(made)
}

pub(super) fn append(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32, I64], I32);
    let (list, word) = (Var(0), Var(1));
    let made = asm.local();
    asm.set(made, links.call(Block::Words, [count(list).plus(1)]));
    asm.give_if(made.is_zero(), 0);
    let begin = |block: Var| block.plus(WORDS as i32);
    asm.run(links.call(Block::Move, [begin(made), begin(list), bytes(count(list))]));
    asm.store64(word_of(made, count(list)), WORDS, word);
    asm.finish(made)
}

pub(super) fn extreme(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32, I32, I32], I32);
    let (list, shape, sign) = (Var(0), Var(1), Var(2));
    let [best, at, there] = [(); 3].map(|()| asm.local());
    asm.set(best, list.plus(WORDS as i32));
    asm.count(at, count(list), |asm| {
        asm.set(there, word_of(list, at).plus(WORDS as i32));
        let order = links.call(Block::Compare, [there.word(0), best.word(0), shape.into()]);
        asm.when(order.is(sign), |asm| asm.set(best, there));
    });
    asm.finish(best)
}
