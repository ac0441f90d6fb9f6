//! The canonical order of values, and what is found by it.

use super::super::asm::{Asm, Ex, Operand, Var};
use super::super::body::Body;
use super::super::statics::Kind;
use super::{Block, Links, WORDS, count, inner, kind, number, word_of};
use wasm_encoder::ValType::{I32, I64};

pub(super) fn part(_: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32, I32, I32], I32);
    let (shape, block, index) = (Var(0), Var(1), Var(2));
    asm.when(kind(shape).at_least(Kind::List.number()), |asm| {
        asm.set(index, index.and(1));
    });
    // What a union is made of depends on its first word.
    asm.when(kind(shape).is(Kind::Union.number()), |asm| {
        asm.set(shape, shape.plus(block.half(WORDS).shl(2)).half(8));
    });
    asm.finish(shape.plus(index.shl(2)).half(8))
}

/// Which of two numbers is greater: -1, 0 or 1.
fn sign(above: Ex, below: Ex) -> Ex {
    above.minus(below)
}

pub(super) fn compare(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I64, I64, I32], I32);
    let (left, right, shape) = (Var(0), Var(1), Var(2));
    let (a, b) = (asm.local(), asm.local());
    let (of_a, of_b, least, at) = (asm.local(), asm.local(), asm.local(), asm.local());
    let order = asm.local();
    asm.give_if(left.is64(right), 0);
    asm.give_if(
        kind(shape).at_most(Kind::Int.number()),
        sign(left.more64(right), left.less64(right)),
    );
    asm.set(a, left.narrow());
    asm.set(b, right.narrow());
    asm.when(kind(shape).is(Kind::Option.number()), |asm| {
        asm.give_if(a.is_zero(), -1);
        asm.give_if(b.is_zero(), 1);
        asm.set(shape, inner(shape));
        asm.when(kind(shape).at_most(Kind::Int.number()), |asm| {
            let words = [a.word(WORDS), b.word(WORDS), shape.into()];
            asm.give(links.call(Block::Compare, words));
        });
    });
    asm.set(of_a, count(a));
    asm.set(of_b, count(b));
    asm.set(least, of_a.if_else(of_a.below(of_b), of_b));
    asm.choose(
        kind(shape).is(Kind::String.number()),
        |asm| {
            asm.count(at, least, |asm| {
                asm.set(order, a.plus(at).byte(WORDS).minus(b.plus(at).byte(WORDS)));
                asm.give_if(order, Ex::from(-1).if_else(order.less(0), 1));
            });
        },
        |asm| {
            asm.count(at, least, |asm| {
                let words = [word_of(a, at).word(WORDS), word_of(b, at).word(WORDS)];
                let [one, other] = words;
                let part = links.call(Block::Part, [shape.into(), a.into(), at.into()]);
                asm.set(order, links.call(Block::Compare, [one, other, part]));
                asm.give_if(order, order);
            });
        },
    );
    asm.finish(sign(of_a.above(of_b), of_a.below(of_b)))
}

pub(super) fn find(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32, I64, I32, I32], I32);
    let (block, word, shape, shift) = (Var(0), Var(1), Var(2), Var(3));
    let (from, to, middle, order) = (asm.local(), asm.local(), asm.local(), asm.local());
    asm.set(to, count(block).shr(shift));
    asm.during(from.below(to), |asm| {
        asm.set(middle, from.plus(to).shr(1));
        let there = word_of(block, middle.shl(shift)).word(WORDS);
        asm.set(
            order,
            links.call(Block::Compare, [there, word.into(), shape.into()]),
        );
        asm.give_if(order.is_zero(), middle.shl(1).or(1));
        asm.choose(
            order.less(0),
            |asm| asm.set(from, middle.plus(1)),
            |asm| asm.set(to, middle),
        );
    });
    asm.finish(from.shl(1))
}

pub(super) fn contains(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32, I64, I32], I32);
    let (block, word, shape) = (Var(0), Var(1), Var(2));
    let at = asm.local();
    asm.when(kind(shape).is(Kind::List.number()), |asm| {
        asm.count(at, count(block), |asm| {
            let there = word_of(block, at).word(WORDS);
            let order = links.call(Block::Compare, [there, word.into(), inner(shape)]);
            asm.give_if(order.is_zero(), 1);
        });
        asm.give(0);
    });
    let found = links.call(
        Block::Find,
        [block.into(), word.into(), inner(shape), number(shape)],
    );
    asm.finish(found.and(1))
}
