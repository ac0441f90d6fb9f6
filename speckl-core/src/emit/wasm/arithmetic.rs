//! Integer arithmetic that never traps: support functions, and tests on what is on the stack.

use super::body::{Body, number};
use crate::emit::trace::Rule;
use wasm_encoder::{BlockType, Instruction, ValType};

/// `mul_overflows(a, b)`: whether `a * b` is no `i64`.
pub fn mul_overflows() -> Body {
    let mut body = support(ValType::I32);
    // -1 is set apart because dividing by it may trap, 0 because it always does.
    body.put(Instruction::LocalGet(0))
        .put(Instruction::I64Const(-1))
        .put(Instruction::I64Eq)
        .put(Instruction::If(BlockType::Result(ValType::I32)))
        .put(Instruction::LocalGet(1))
        .put(Instruction::I64Const(i64::MIN))
        .put(Instruction::I64Eq)
        .put(Instruction::Else)
        .put(Instruction::LocalGet(0))
        .put(Instruction::I64Eqz)
        .put(Instruction::If(BlockType::Result(ValType::I32)))
        .put(Instruction::I32Const(0))
        .put(Instruction::Else)
        .put(Instruction::LocalGet(0))
        .put(Instruction::LocalGet(1))
        .put(Instruction::I64Mul)
        .put(Instruction::LocalGet(0))
        .put(Instruction::I64DivS)
        .put(Instruction::LocalGet(1))
        .put(Instruction::I64Ne)
        .put(Instruction::End)
        .put(Instruction::End);
    body
}

/// `div_euclid(a, b)`, for a `b` that is not 0 and a quotient that is an `i64`.
pub fn div_euclid() -> Body {
    let mut body = support(ValType::I64);
    // Wasm rounds towards zero; where that leaves a negative remainder, one step away from `b`.
    body.put(Instruction::LocalGet(0))
        .put(Instruction::LocalGet(1))
        .put(Instruction::I64DivS)
        .put(Instruction::I64Const(-1))
        .put(Instruction::I64Const(1));
    sign_of_divisor(&mut body);
    body.put(Instruction::I64Const(0))
        .put(Instruction::LocalGet(0))
        .put(Instruction::LocalGet(1))
        .put(Instruction::I64RemS)
        .put(Instruction::I64Const(0))
        .put(Instruction::I64LtS)
        .put(Instruction::Select)
        .put(Instruction::I64Add);
    body
}

/// `rem_euclid(a, b)`, for a `b` that is not 0: never negative.
pub fn rem_euclid() -> Body {
    let mut body = support(ValType::I64);
    body.put(Instruction::LocalGet(0))
        .put(Instruction::LocalGet(1))
        .put(Instruction::I64RemS)
        .put(Instruction::LocalSet(0))
        .put(Instruction::LocalGet(0))
        .put(Instruction::LocalGet(1))
        .put(Instruction::I64Const(0))
        .put(Instruction::LocalGet(1))
        .put(Instruction::I64Sub);
    sign_of_divisor(&mut body);
    body.put(Instruction::I64Const(0))
        .put(Instruction::LocalGet(0))
        .put(Instruction::I64Const(0))
        .put(Instruction::I64LtS)
        .put(Instruction::Select)
        .put(Instruction::I64Add);
    body
}

fn support(result: ValType) -> Body {
    Body::new(vec![ValType::I64, ValType::I64], result, Rule::Support)
}

/// Of the two values on the stack keeps the first where the divisor is positive, else the second.
fn sign_of_divisor(body: &mut Body) {
    body.put(Instruction::LocalGet(1))
        .put(Instruction::I64Const(0))
        .put(Instruction::I64GtS)
        .put(Instruction::Select);
}

/// Turns the integer on the stack into whether it lies outside `lo..hi`; nothing where it never does.
pub fn outside(ty: ValType, lo: i64, hi: i64) -> Vec<Instruction<'static>> {
    let wide = ty == ValType::I64;
    let (least, greatest) = if wide {
        (i64::MIN, i64::MAX)
    } else {
        (i64::from(i32::MIN), i64::from(i32::MAX))
    };
    let pick = |narrow, wide_one| if wide { wide_one } else { narrow };
    match (lo <= least, hi >= greatest) {
        (true, true) => Vec::new(),
        (true, false) => vec![
            number(ty, hi),
            pick(Instruction::I32GtS, Instruction::I64GtS),
        ],
        (false, true) => vec![
            number(ty, lo),
            pick(Instruction::I32LtS, Instruction::I64LtS),
        ],
        (false, false) => {
            // One unsigned comparison says both: below `lo` wraps around to above the width.
            let mut code = Vec::new();
            if lo != 0 {
                code.push(number(ty, lo));
                code.push(pick(Instruction::I32Sub, Instruction::I64Sub));
            }
            code.push(number(ty, hi.wrapping_sub(lo)));
            code.push(pick(Instruction::I32GtU, Instruction::I64GtU));
            code
        }
    }
}
