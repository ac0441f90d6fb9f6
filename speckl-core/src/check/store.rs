//! The states seen: an exact set of packed states, each with the step that first reached it.

use std::collections::BTreeMap;

/// What was done: an action, its argument tuple, and what its `extern` functions gave.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Label {
    /// The action, by its index in the model; meaningless for an initial state.
    pub action: u32,
    /// The argument tuple, by its number in the order of the domains.
    pub tuple: u64,
    /// For every call, in order, the number of the value in its domain.
    pub choices: Vec<u64>,
}

/// Labels by number: there are far fewer of them than states.
#[derive(Debug, Default)]
pub(super) struct Labels {
    known: Vec<Label>,
    numbers: BTreeMap<Label, u32>,
}

impl Labels {
    pub(super) fn number(&mut self, label: &Label) -> u32 {
        if let Some(number) = self.numbers.get(label) {
            return *number;
        }
        let number = self.known.len() as u32;
        self.known.push(label.clone());
        self.numbers.insert(label.clone(), number);
        number
    }

    pub(super) fn get(&self, number: u32) -> &Label {
        &self.known[number as usize]
    }
}

/// How a state was first reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parent {
    /// The state before; an initial state is its own parent.
    pub state: u32,
    /// What was done, by its number in [`Labels`].
    pub label: u32,
}

/// An append-only set. A state's index is the order in which it was found.
#[derive(Debug)]
pub(super) struct Store {
    width: usize,
    states: Vec<u64>,
    parents: Vec<Parent>,
    /// Open addressing with linear probing: 0 for free, else the index plus one.
    table: Vec<u32>,
}

impl Store {
    pub(super) fn new(width: usize) -> Self {
        Self {
            width,
            states: Vec::new(),
            parents: Vec::new(),
            table: vec![0; 1 << 10],
        }
    }

    pub(super) fn len(&self) -> usize {
        self.parents.len()
    }

    pub(super) fn state(&self, index: u32) -> &[u64] {
        &self.states[index as usize * self.width..][..self.width]
    }

    pub(super) fn parent(&self, index: u32) -> Parent {
        self.parents[index as usize]
    }

    fn probe(&self, state: &[u64]) -> Result<u32, usize> {
        let mask = self.table.len() - 1;
        let mut at = hash(state) as usize & mask;
        loop {
            match self.table[at] {
                0 => return Err(at),
                entry if self.state(entry - 1) == state => return Ok(entry - 1),
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// The index of a state, if it has been seen.
    pub(super) fn find(&self, state: &[u64]) -> Option<u32> {
        self.probe(state).ok()
    }

    /// How many bytes it holds.
    pub(super) fn bytes(&self) -> usize {
        self.states.len() * 8 + self.parents.len() * 8 + self.table.len() * 4
    }

    /// Adds a state that has not been seen; `parent` gets the index that the state will have.
    /// Returns that index, or `None` if the state was there already.
    pub(super) fn insert(
        &mut self,
        state: &[u64],
        parent: impl FnOnce(u32) -> Parent,
    ) -> Option<u32> {
        if (self.len() + 1) * 2 > self.table.len() {
            self.grow();
        }
        let at = self.probe(state).err()?;
        let index = self.len() as u32;
        self.states.extend_from_slice(state);
        self.parents.push(parent(index));
        self.table[at] = index + 1;
        Some(index)
    }

    fn grow(&mut self) {
        let mask = self.table.len() * 2 - 1;
        let mut table = vec![0; mask + 1];
        for (index, state) in self.states.chunks_exact(self.width).enumerate() {
            let mut at = hash(state) as usize & mask;
            while table[at] != 0 {
                at = (at + 1) & mask;
            }
            table[at] = index as u32 + 1;
        }
        self.table = table;
    }
}

/// Multiply and fold, word by word: the low bits of the result depend on all bits of the state.
fn hash(state: &[u64]) -> u64 {
    state.iter().fold(0x9e37_79b9_7f4a_7c15, |seed, &word| {
        let product = u128::from(seed ^ word) * 0xa076_1d64_78bd_642f;
        (product as u64) ^ ((product >> 64) as u64)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_in_it_once() {
        let mut store = Store::new(2);
        let parent = |state| Parent { state, label: 0 };
        for round in 0..2 {
            for n in 0..5_000u64 {
                let state = [n % 70, n / 70];
                assert_eq!(store.insert(&state, parent).is_some(), round == 0);
            }
        }
        assert_eq!(store.len(), 5_000);
        assert_eq!(store.state(71), [1, 1]);
    }
}
