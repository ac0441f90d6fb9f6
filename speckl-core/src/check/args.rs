//! The values that parameters and `extern` results take, as words, and the counting through them.

use crate::program::{Heap, Shape, ShapeId};
use crate::value::Domain;

/// How many words of a domain are kept once they are made.
const KEPT: u128 = 1 << 16;

/// The values of one parameter, or of what an `extern` gives.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub domain: Domain,
    shape: ShapeId,
    /// Words that are a run of integers need not be looked up.
    first: Option<i64>,
    kept: Vec<i64>,
}

impl Words {
    pub fn new(domain: Domain, shape: ShapeId, shapes: &[Shape]) -> Self {
        // Booleans, plain enum values and ranges are counted from their first on.
        let run = match shapes[shape.index()] {
            Shape::Word(count) => domain.len() == u128::from(count),
            Shape::Int(lo, hi) => domain.len() == (i128::from(hi) - i128::from(lo)) as u128 + 1,
            _ => false,
        };
        let first = match shapes[shape.index()] {
            Shape::Int(lo, _) if run => Some(lo),
            _ => run.then_some(0),
        };
        Self {
            domain,
            shape,
            first,
            kept: Vec::new(),
        }
    }

    /// How many there are; as many as can be counted, where there are more.
    pub fn len(&self) -> u64 {
        u64::try_from(self.domain.len()).unwrap_or(u64::MAX)
    }

    /// The value with a number.
    pub fn word(&mut self, index: u64, heap: &mut Heap) -> i64 {
        if let Some(first) = self.first {
            return first.wrapping_add(index as i64);
        }
        if self.domain.len() > KEPT {
            return self.make(index, heap);
        }
        while self.kept.len() as u64 <= index {
            let made = self.make(self.kept.len() as u64, heap);
            self.kept.push(made);
        }
        self.kept[index as usize]
    }

    fn make(&self, index: u64, heap: &mut Heap) -> i64 {
        let value = self.domain.value(u128::from(index));
        let word = heap.intern(self.shape, &value);
        word.expect("a domain holds values of its type")
    }
}

/// Counts through the argument tuples of some domains, the last parameter fastest.
#[derive(Clone, Debug)]
pub(super) struct Odometer {
    /// The number of each argument in its domain.
    pub at: Vec<u64>,
    /// The number of the tuple.
    pub number: u64,
}

impl Odometer {
    /// At the first tuple; `None` if there is none, since a domain is empty.
    pub fn new(domains: &[Words]) -> Option<Self> {
        let none = domains.iter().any(|domain| domain.len() == 0);
        (!none).then(|| Self {
            at: vec![0; domains.len()],
            number: 0,
        })
    }

    /// On to the next tuple; `false` if there is none.
    pub fn advance(&mut self, domains: &[Words]) -> bool {
        for (at, domain) in self.at.iter_mut().zip(domains).rev() {
            if *at + 1 < domain.len() {
                *at += 1;
                self.number += 1;
                return true;
            }
            *at = 0;
        }
        false
    }
}
