//! Values of one shape as values of another: the shapes differ in the ranges of integers, and in `T`
//! being lifted into `T?`. Neither changes the order of values, so what was sorted stays so.

use super::super::asm::{Asm, Ex, Operand, Var};
use super::super::body::Body;
use super::super::statics::Kind;
use super::{Block, Links, MISFIT, WORDS, count, inner, kind, word_of};
use wasm_encoder::ValType::{I32, I64};

/// Notes that something went wrong.
pub(super) fn note(asm: &mut Asm, links: &Links<'_>, trouble: i32) {
    asm.set_global(links.heap.trouble, links.trouble().or(trouble));
}

pub(super) fn wrap(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I64], I64);
    let word = Var(0);
    let made = asm.local();
    asm.set(made, links.call(Block::Words, [1.into()]));
    asm.when(made, |asm| asm.store64(made, WORDS, word));
    asm.finish(made.wide())
}

pub(super) fn convert(links: &Links<'_>) -> Body {
    let mut asm = Asm::new([I64, I32, I32], I64);
    let (word, from, to) = (Var(0), Var(1), Var(2));
    let [block, made, at] = [(); 3].map(|()| asm.local());
    let again = |word: Ex, from: Ex, to: Ex| links.call(Block::Convert, [word, from, to]);
    asm.give_if(from.is(to), word);
    asm.when(kind(to).is(Kind::Option.number()), |asm| {
        asm.when(kind(from).is(Kind::Option.number()), |asm| {
            asm.give_if(word.is_zero64(), 0_i64);
            asm.set(from, inner(from));
            asm.when(kind(from).at_most(Kind::Int.number()), |asm| {
                asm.set(word, word.narrow().word(WORDS));
            });
        });
        asm.set(to, inner(to));
        asm.set(word, again(word.into(), from.into(), to.into()));
        asm.when(kind(to).at_most(Kind::Int.number()), |asm| {
            asm.set(word, links.call(Block::Wrap, [word.into()]));
        });
        asm.give(word);
    });
    asm.when(kind(to).is(Kind::Int.number()), |asm| {
        let outside = word.less64(to.word(8)).or(word.more64(to.word(16)));
        asm.when(outside, |asm| note(asm, links, MISFIT));
    });
    asm.give_if(kind(to).at_most(Kind::String.number()), word);
    asm.set(block, word.narrow());
    asm.set(made, links.call(Block::Words, [count(block)]));
    asm.give_if(made.is_zero(), 0_i64);
    asm.count(at, count(block), |asm| {
        let part = |shape: Var| links.call(Block::Part, [shape.into(), block.into(), at.into()]);
        let there = word_of(block, at).word(WORDS);
        asm.store64(word_of(made, at), WORDS, again(there, part(from), part(to)));
    });
    asm.finish(made.wide())
}
