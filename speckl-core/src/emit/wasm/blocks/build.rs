//! Collections in the making: a block that grows, then is sorted where its kind asks for it.

use super::super::asm::{Asm, Ex, Operand, Var};
use super::super::body::Body;
use super::super::statics::Kind;
use super::{Block, Links, MARK, WORDS, bytes, count, inner, kind, number, word_of};
use wasm_encoder::ValType::{I32, I64};

/// How many words a builder has room for at first.
const ROOM: i32 = 4;

fn room(builder: impl Into<Ex>) -> Ex {
    builder.half(MARK)
}

/// Where the room of a builder ends.
fn end_of(builder: Var) -> Ex {
    word_of(builder, room(builder)).plus(WORDS as i32)
}

pub(super) fn begin(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([], I32);
    let made = asm.local();
    asm.set(made, links.call(Block::Words, [ROOM.into()]));
    asm.give_if(made.is_zero(), 0);
    asm.store(made, 0, 0);
    asm.store(made, MARK, ROOM);
    asm.finish(made)
}

pub(super) fn add(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32, I64], I32);
    let (builder, word) = (Var(0), Var(1));
    let (made, size) = (asm.local(), asm.local());
    asm.set(size, count(builder));
    asm.when(size.is(room(builder)), |asm| {
        asm.choose(
            end_of(builder).is(links.end()),
            |asm| {
                let more = links.call(Block::Alloc, [bytes(size)]);
                asm.give_if(more.is_zero(), 0);
            },
            |asm| {
                asm.set(made, links.call(Block::Words, [size.shl(1)]));
                asm.give_if(made.is_zero(), 0);
                asm.store(made, 0, size);
                let begin = |block: Var| block.plus(WORDS as i32);
                asm.run(links.call(Block::Move, [begin(made), begin(builder), bytes(size)]));
                asm.set(builder, made);
            },
        );
        asm.store(builder, MARK, size.shl(1));
    });
    asm.store64(word_of(builder, size), WORDS, word);
    asm.store(builder, 0, size.plus(1));
    asm.finish(builder)
}

pub(super) fn built(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32, I32], I32);
    let (block, shape) = (Var(0), Var(1));
    let (at, step) = (asm.local(), asm.local());
    asm.when(end_of(block).is(links.end()), |asm| {
        let full = word_of(block, count(block)).plus(WORDS as i32);
        asm.set_global(links.heap.end, full);
    });
    asm.store(block, MARK, 0);
    asm.give_if(kind(shape).is(Kind::List.number()), block);
    asm.set(step, Ex::from(1).shl(number(shape)));
    asm.set(at, step);
    asm.during(at.below(count(block)), |asm| {
        let before = word_of(block, at.minus(step)).word(WORDS);
        let here = word_of(block, at).word(WORDS);
        let order = links.call(Block::Compare, [before, here, inner(shape)]);
        asm.when(order.is_not(-1), |asm| {
            asm.give(links.call(Block::Sort, [block.into(), shape.into()]));
        });
        asm.set(at, at.plus(step));
    });
    asm.finish(block)
}

/// A stable merge sort from the bottom up, so that of equal keys the last stays the last.
pub(super) fn sort(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32, I32], I32);
    let (block, shape) = (Var(0), Var(1));
    let [step, width, size, other] = [(); 4].map(|()| asm.local());
    let [start, middle, end] = [(); 3].map(|()| asm.local());
    let [left, right, to, from] = [(); 4].map(|()| asm.local());
    let item = |block: Var, at: Var| word_of(block, at).word(WORDS);
    let order = |a: Ex, b: Ex| links.call(Block::Compare, [a, b, inner(shape)]);
    let transfer = |asm: &mut Asm, into: Var, to: Var, block: Var, from: Var| {
        let (to, from) = (word_of(into, to), word_of(block, from));
        let begin = |at: Ex| at.plus(WORDS as i32);
        asm.run(links.call(Block::Move, [begin(to), begin(from), bytes(step)]));
    };
    let least = |asm: &mut Asm, var: Var, value: Ex| {
        asm.set(var, value);
        asm.set(var, var.if_else(var.below(size), size));
    };
    asm.set(step, Ex::from(1).shl(number(shape)));
    asm.set(size, count(block));
    asm.set(other, links.call(Block::Words, [size.into()]));
    asm.give_if(other.is_zero(), 0);
    asm.set(width, step);
    asm.during(width.below(size), |asm| {
        asm.set(start, 0);
        asm.during(start.below(size), |asm| {
            least(asm, middle, start.plus(width));
            least(asm, end, middle.plus(width));
            asm.set(left, start);
            asm.set(right, middle);
            asm.set(to, start);
            asm.during(to.below(end), |asm| {
                asm.choose(
                    right.at_least(end),
                    |asm| asm.set(from, left),
                    |asm| {
                        asm.choose(
                            left.at_least(middle),
                            |asm| asm.set(from, right),
                            |asm| {
                                let later = order(item(block, left), item(block, right)).is(1);
                                asm.set(from, right.if_else(later, left));
                            },
                        );
                    },
                );
                transfer(asm, other, to, block, from);
                asm.choose(
                    from.is(right),
                    |asm| asm.set(right, right.plus(step)),
                    |asm| asm.set(left, left.plus(step)),
                );
                asm.set(to, to.plus(step));
            });
            asm.set(start, end);
        });
        asm.set(from, block);
        asm.set(block, other);
        asm.set(other, from);
        asm.set(width, width.shl(1));
    });
    asm.set(to, 0);
    asm.set(from, 0);
    asm.during(from.below(size), |asm| {
        asm.set(right, from.plus(step));
        asm.set(left, 1);
        asm.when(right.below(size), |asm| {
            asm.set(left, order(item(block, from), item(block, right)));
        });
        asm.when(left, |asm| {
            transfer(asm, block, to, block, from);
            asm.set(to, to.plus(step));
        });
        asm.set(from, right);
    });
    asm.store(block, 0, to);
    asm.finish(block)
}
