//! Strings: bytes that are UTF-8.

use super::super::asm::{Asm, Ex, Operand, Var};
use super::super::body::Body;
use super::{Links, WORDS, count};
use wasm_encoder::ValType::I32;

/// Whether a byte is not the first of a scalar value.
fn continues(byte: Ex) -> Ex {
    byte.and(0xc0).is(0x80)
}

pub(super) fn length(_: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32], I32);
    let text = Var(0);
    let (at, size) = (asm.local(), asm.local());
    asm.count(at, count(text), |asm| {
        asm.set(
            size,
            size.plus(continues(text.plus(at).byte(WORDS)).is_zero()),
        );
    });
    asm.finish(size)
}

/// By the table of well-formed byte sequences in the Unicode standard (3-7).
pub(super) fn is_utf8(_: &Links<'_>) -> Body {
    let mut asm = Asm::new([I32, I32], I32);
    let (address, size) = (Var(0), Var(1));
    let [at, byte, more, least, most] = [(); 5].map(|()| asm.local());
    let pick = |a: i32, b: i32, first: i32| Ex::from(a).if_else(byte.is(first), b);
    asm.during(at.below(size), |asm| {
        asm.set(byte, address.plus(at).byte(0));
        asm.set(at, at.plus(1));
        asm.when(byte.at_least(0x80), |asm| {
            asm.give_if(byte.below(0xc2).or(byte.above(0xf4)), 0);
            asm.set(more, byte.at_least(0xe0).plus(byte.at_least(0xf0)).plus(1));
            asm.set(
                least,
                Ex::from(0x90).if_else(byte.is(0xf0), pick(0xa0, 0x80, 0xe0)),
            );
            asm.set(
                most,
                Ex::from(0x8f).if_else(byte.is(0xf4), pick(0x9f, 0xbf, 0xed)),
            );
            asm.give_if(more.above(size.minus(at)), 0);
            asm.set(byte, address.plus(at).byte(0));
            asm.give_if(byte.below(least).or(byte.above(most)), 0);
            asm.during(more.above(1), |asm| {
                asm.set(at, at.plus(1));
                asm.set(more, more.minus(1));
                asm.give_if(continues(address.plus(at).byte(0)).is_zero(), 0);
            });
            asm.set(at, at.plus(1));
        });
    });
    asm.finish(1)
}
