//! Locals that are never needed at the same time become one.
//!
//! Code runs in the order in which it is written, some of it left out: a local is needed from its first
//! to its last mention, and nowhere else. Only where one of them lies in a loop and the other outside
//! it, the local is needed all through the loop.

use super::body::Traced;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use wasm_encoder::{Instruction, ValType};

/// Where a local is mentioned.
#[derive(Clone, Copy, Debug)]
struct Span {
    first: usize,
    last: usize,
    /// Whether it is read before it is written: then it must be nobody else's, to be zero.
    reads_zero: bool,
}

/// Renumbers the locals after the first `params` in the code, and gives the types of those left.
pub fn share(params: u32, types: &[ValType], code: &mut [Traced]) -> Vec<ValType> {
    let mut spans: Vec<Option<Span>> = vec![None; types.len()];
    for (at, (instruction, _)) in code.iter_mut().enumerate() {
        let reads_zero = matches!(instruction, Instruction::LocalGet(_));
        if let Some(local) = own(instruction, params) {
            let start = Span {
                first: at,
                last: at,
                reads_zero,
            };
            spans[local].get_or_insert(start).last = at;
        }
    }
    // The innermost loop ends first, so that what it widens may be widened again by those around it.
    for (start, end) in loops(code) {
        for span in spans.iter_mut().flatten() {
            let inside = |at: usize| (start..=end).contains(&at);
            if inside(span.first) != inside(span.last) {
                if inside(span.first) {
                    span.first = start;
                } else {
                    span.last = end;
                }
            }
        }
    }
    let mut order: Vec<(usize, Span)> = spans
        .iter()
        .enumerate()
        .filter_map(|(local, span)| span.map(|span| (local, span)))
        .collect();
    order.sort_by_key(|(_, span)| span.first);

    let mut renumbered = vec![0; types.len()];
    let mut kept = Vec::new();
    for ty in [ValType::I32, ValType::I64] {
        // The locals of this type that may be taken over, the first to be free on top.
        let mut taken: BinaryHeap<Reverse<(usize, u32)>> = BinaryHeap::new();
        for (local, span) in order.iter().filter(|(local, _)| types[*local] == ty) {
            let free = taken
                .peek()
                .is_some_and(|Reverse((last, _))| *last < span.first);
            let inherited = if free && !span.reads_zero {
                taken.pop()
            } else {
                None
            };
            let index = inherited.map_or_else(
                || {
                    kept.push(ty);
                    params + kept.len() as u32 - 1
                },
                |Reverse((_, index))| index,
            );
            if !span.reads_zero {
                taken.push(Reverse((span.last, index)));
            }
            renumbered[*local] = index;
        }
    }
    for (instruction, _) in code {
        if let Some(local) = own(instruction, params)
            && let Some(index) = mentioned(instruction)
        {
            *index = renumbered[local];
        }
    }
    kept
}

/// Where loops begin and end, in the order of their ends.
fn loops(code: &[Traced]) -> Vec<(usize, usize)> {
    let mut open = Vec::new();
    let mut loops = Vec::new();
    for (at, (instruction, _)) in code.iter().enumerate() {
        match instruction {
            Instruction::Loop(_) => open.push(Some(at)),
            Instruction::Block(_) | Instruction::If(_) => open.push(None),
            Instruction::End => loops.extend(open.pop().flatten().map(|start| (start, at))),
            _ => {}
        }
    }
    loops
}

/// The local that an instruction mentions, if it is no parameter, counted after them.
fn own(instruction: &mut Instruction<'_>, params: u32) -> Option<usize> {
    mentioned(instruction)
        .and_then(|index| index.checked_sub(params))
        .map(|local| local as usize)
}

fn mentioned<'i>(instruction: &'i mut Instruction<'_>) -> Option<&'i mut u32> {
    match instruction {
        Instruction::LocalGet(index)
        | Instruction::LocalSet(index)
        | Instruction::LocalTee(index) => Some(index),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::trace::Rule;

    #[test]
    fn neighbours_share_and_zeroes_are_private() {
        use Instruction::{LocalGet, LocalSet};
        let mut code: Vec<Traced> = [
            LocalSet(1),
            LocalGet(1),
            LocalSet(2),
            LocalSet(3),
            LocalGet(2),
            LocalGet(3),
            LocalGet(0),
            LocalGet(4),
            LocalSet(5),
            LocalGet(5),
        ]
        .map(|instruction| (instruction, Rule::Machine.into()))
        .into();
        let types = share(
            1,
            &[
                ValType::I64,
                ValType::I64,
                ValType::I32,
                ValType::I64,
                ValType::I64,
            ],
            &mut code,
        );
        assert_eq!(types, [ValType::I32, ValType::I64, ValType::I64]);
        let mentioned: Vec<u32> = code
            .iter_mut()
            .filter_map(|(it, _)| mentioned(it).copied())
            .collect();
        assert_eq!(mentioned, [2, 2, 2, 1, 2, 1, 0, 3, 2, 2]);
    }
    #[test]
    fn what_outlives_a_turn_of_a_loop_is_needed_all_through_it() {
        use Instruction::{Br, End, LocalGet, LocalSet, Loop};
        let mut code: Vec<Traced> = [
            LocalSet(0),
            Loop(wasm_encoder::BlockType::Empty),
            LocalGet(0),
            LocalSet(1),
            LocalGet(1),
            LocalSet(2),
            Br(0),
            End,
            LocalGet(2),
        ]
        .map(|instruction| (instruction, Rule::Machine.into()))
        .into();
        // The first is read at every turn, the third after the last one; only the second could have
        // made way, and nothing is left that could take its place.
        let types = share(0, &[ValType::I32; 3], &mut code);
        assert_eq!(types.len(), 3);
    }
}
