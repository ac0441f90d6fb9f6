//! States as words: every variable takes as many bits as its shape needs. What is a reference takes
//! 32, the number of its block.

use crate::program::{Program, Shape};

/// Where a variable lies in a packed state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Field {
    word: usize,
    shift: u32,
    /// The bits that are set in a value of full width, before the shift.
    mask: u64,
    /// The least value; what is stored is the distance from it.
    base: i64,
}

/// How states of one spec are packed.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    fields: Vec<Field>,
    words: usize,
}

impl Layout {
    pub(super) fn of(program: &Program) -> Self {
        let mut fields = Vec::new();
        let mut used = 0u32;
        let mut word = 0;
        for shape in &program.vars {
            let (base, largest) = match program.shapes[shape.index()] {
                Shape::Word(count) => (0, u64::from(count.saturating_sub(1))),
                Shape::Int(lo, hi) => (lo, hi.abs_diff(lo)),
                _ => (0, u64::from(u32::MAX)),
            };
            let bits = u64::BITS - largest.leading_zeros();
            // A variable never straddles two words.
            if used + bits > u64::BITS {
                word += 1;
                used = 0;
            }
            fields.push(Field {
                word,
                shift: if bits == 0 { 0 } else { used },
                mask: if bits == 0 {
                    0
                } else {
                    u64::MAX >> (u64::BITS - bits)
                },
                base,
            });
            used += bits;
        }
        Self {
            fields,
            words: word + 1,
        }
    }

    /// How many words a state takes; at least one.
    pub(super) fn words(&self) -> usize {
        self.words
    }

    pub(super) fn pack(&self, slots: &[i64], into: &mut [u64]) {
        into.fill(0);
        for (field, &slot) in self.fields.iter().zip(slots) {
            into[field.word] |= (slot.wrapping_sub(field.base) as u64 & field.mask) << field.shift;
        }
    }

    pub(super) fn unpack(&self, words: &[u64], into: &mut [i64]) {
        for (field, slot) in self.fields.iter().zip(into) {
            let value = (words[field.word] >> field.shift) & field.mask;
            *slot = (value as i64).wrapping_add(field.base);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_survive_packing_at_the_ends_of_their_types() {
        let field = |word, shift, mask, base| Field {
            word,
            shift,
            mask,
            base,
        };
        let layout = Layout {
            fields: vec![
                field(0, 0, 1, 0),
                field(0, 1, 7, -3),
                field(1, 0, u64::MAX, 0),
                field(2, 0, 0, 5),
            ],
            words: 3,
        };
        for state in [[1, -3, i64::MIN, 5], [0, 4, i64::MAX, 5]] {
            let mut words = [0; 3];
            layout.pack(&state, &mut words);
            let mut back = [0; 4];
            layout.unpack(&words, &mut back);
            assert_eq!(back, state);
        }
    }
}
