//! Sets and maps: blocks in canonical order.

use super::super::asm::{Asm, Ex, Operand, Var};
use super::super::body::Body;
use super::{Block, Links, WORDS, bytes, count, inner, word_of};
use wasm_encoder::ValType::{I32, I64};

/// Adds a word to a block that has room for it, and counts.
fn push(asm: &mut Asm, block: Var, index: Var, word: impl Into<Ex>) {
    asm.store64(word_of(block, index), WORDS, word);
    asm.set(index, index.plus(1));
}

/// A block that was taken too large ends where it is full; it is the last one.
fn shrink(asm: &mut Asm, links: &Links<'_>, block: Var, words: Var) {
    asm.store(block, 0, words);
    asm.set_global(links.heap.end, word_of(block, words).plus(WORDS as i32));
}

pub(super) fn merge(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32, I32, I32, I32], I32);
    let (a, b, shape, which) = (Var(0), Var(1), Var(2), Var(3));
    let [of_a, of_b, at_a, at_b] = [(); 4].map(|()| asm.local());
    let [made, filled, order, taken] = [(); 4].map(|()| asm.local());
    let word = asm.local64();
    asm.set(of_a, count(a));
    asm.set(of_b, count(b));
    asm.set(made, links.call(Block::Words, [of_a.plus(of_b)]));
    asm.give_if(made.is_zero(), 0);
    asm.during(at_a.below(of_a).or(at_b.below(of_b)), |asm| {
        asm.choose(
            at_b.at_least(of_b),
            |asm| asm.set(order, -1),
            |asm| {
                asm.choose(
                    at_a.at_least(of_a),
                    |asm| asm.set(order, 1),
                    |asm| {
                        let one = word_of(a, at_a).word(WORDS);
                        let other = word_of(b, at_b).word(WORDS);
                        asm.set(
                            order,
                            links.call(Block::Compare, [one, other, inner(shape)]),
                        );
                    },
                );
            },
        );
        asm.choose(
            order.is(1),
            |asm| {
                asm.set(word, word_of(b, at_b).word(WORDS));
                asm.set(taken, 4);
            },
            |asm| {
                asm.set(word, word_of(a, at_a).word(WORDS));
                asm.set(taken, Ex::from(1).if_else(order, 2));
                asm.set(at_a, at_a.plus(1));
            },
        );
        asm.set(at_b, at_b.plus(order.is_not(-1)));
        asm.when(which.and(taken), |asm| push(asm, made, filled, word));
    });
    shrink(&mut asm, links, made, filled);
    asm.finish(made)
}

pub(super) fn subset_of(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32, I32, I32], I32);
    let (a, b, shape) = (Var(0), Var(1), Var(2));
    let at = asm.local();
    asm.count(at, count(a), |asm| {
        let word = word_of(a, at).word(WORDS);
        let there = links.call(Block::Contains, [b.into(), word, shape.into()]);
        asm.give_if(there.is_zero(), 0);
    });
    asm.finish(1)
}

pub(super) fn subsets(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32], I32);
    let set = Var(0);
    let [made, filled, chosen, top] = [(); 4].map(|()| asm.local());
    let [subset, at, put] = [(); 3].map(|()| asm.local());
    let size = || count(set);
    asm.set(made, links.call(Block::Words, [Ex::from(1).shl(size())]));
    asm.give_if(made.is_zero(), 0);
    // Subsets in canonical order: what is chosen is made longer by the next element; where there is
    // none, its last element makes way for the one after it.
    asm.during(filled.below(count(made)), |asm| {
        asm.set(subset, links.call(Block::Words, [chosen.ones()]));
        asm.give_if(subset.is_zero(), 0);
        asm.set(at, 0);
        asm.set(put, 0);
        asm.count(at, size(), |asm| {
            asm.when(chosen.shr(at).and(1), |asm| {
                push(asm, subset, put, word_of(set, at).word(WORDS));
            });
        });
        push(asm, made, filled, subset.wide());
        // The index after the last that is chosen.
        asm.set(top, Ex::from(32).minus(chosen.leading_zeros()));
        asm.when(top.is(size()), |asm| {
            asm.set(chosen, chosen.xor(Ex::from(1).shl(top.minus(1))));
            asm.set(top, Ex::from(32).minus(chosen.leading_zeros()));
            asm.when(chosen, |asm| {
                asm.set(chosen, chosen.xor(Ex::from(1).shl(top.minus(1))));
            });
        });
        asm.set(chosen, chosen.or(Ex::from(1).shl(top)));
    });
    asm.finish(made)
}

pub(super) fn range(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I64, I64], I32);
    let (lo, hi) = (Var(0), Var(1));
    let (made, at) = (asm.local(), asm.local());
    asm.when(lo.more64(hi), |asm| {
        asm.give(links.call(Block::Words, [0.into()]));
    });
    let size = hi.minus64(lo).plus64(1_i64).narrow();
    asm.set(made, links.call(Block::Words, [size]));
    asm.give_if(made.is_zero(), 0);
    asm.count(at, count(made), |asm| {
        asm.store64(word_of(made, at), WORDS, lo.plus64(at.wide()));
    });
    asm.finish(made)
}

pub(super) fn map_get(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32, I64, I32], I32);
    let (map, key, shape) = (Var(0), Var(1), Var(2));
    let found = asm.local();
    let arguments = [map.into(), key.into(), inner(shape), 1.into()];
    asm.set(found, links.call(Block::Find, arguments));
    // Twice the index, plus one: the index of the word with the value.
    let value = word_of(map, found).plus(WORDS as i32);
    asm.finish(value.if_else(found.and(1), 0))
}

pub(super) fn map_put(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32, I64, I64, I32], I32);
    let (map, key, value, shape) = (Var(0), Var(1), Var(2), Var(3));
    let [found, made, at] = [(); 3].map(|()| asm.local());
    let arguments = [map.into(), key.into(), inner(shape), 1.into()];
    asm.set(found, links.call(Block::Find, arguments));
    asm.when(found.and(1), |asm| {
        let arguments = [map.into(), found.into(), value.into()];
        asm.give(links.call(Block::Replace, arguments));
    });
    asm.set(made, links.call(Block::Words, [count(map).plus(2)]));
    asm.give_if(made.is_zero(), 0);
    let begin = |block: Var| block.plus(WORDS as i32);
    asm.run(links.call(Block::Move, [begin(made), begin(map), bytes(found)]));
    asm.set(at, word_of(made, found));
    asm.store64(at, WORDS, key);
    asm.store64(at, WORDS + 8, value);
    let rest = bytes(count(map).minus(found));
    let from = begin(map).plus(bytes(found));
    asm.run(links.call(Block::Move, [at.plus(WORDS as i32 + 16), from, rest]));
    asm.finish(made)
}

pub(super) fn map_minus(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32, I32, I32], I32);
    let (map, keys, shape) = (Var(0), Var(1), Var(2));
    let [made, filled, at, from] = [(); 4].map(|()| asm.local());
    asm.set(made, links.call(Block::Words, [count(map)]));
    asm.give_if(made.is_zero(), 0);
    asm.during(at.below(count(map)), |asm| {
        asm.set(from, word_of(map, at));
        let arguments = [keys.into(), from.word(WORDS), inner(shape), 0.into()];
        let there = links.call(Block::Find, arguments).and(1);
        asm.when(there.is_zero(), |asm| {
            push(asm, made, filled, from.word(WORDS));
            push(asm, made, filled, from.word(WORDS + 8));
        });
        asm.set(at, at.plus(2));
    });
    shrink(&mut asm, links, made, filled);
    asm.finish(made)
}

pub(super) fn column(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32, I32], I32);
    let (map, which) = (Var(0), Var(1));
    let (made, at) = (asm.local(), asm.local());
    asm.set(made, links.call(Block::Words, [count(map).shr(1)]));
    asm.give_if(made.is_zero(), 0);
    asm.count(at, count(made), |asm| {
        let word = word_of(map, at.shl(1).plus(which)).word(WORDS);
        asm.store64(word_of(made, at), WORDS, word);
    });
    asm.finish(made)
}
