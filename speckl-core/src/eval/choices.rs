//! Going through all that a host may answer: a step is run again and again, each time with the next
//! sequence of answers.

/// A sequence of choices. While a step runs, [`Choices::choose`] says what is chosen; afterwards
/// [`Choices::advance`] goes on to the next sequence, the last choice fastest.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// What is chosen, out of how many.
    taken: Vec<(u64, u64)>,
    at: usize,
}

impl Choices {
    /// The first sequence: always the first of everything.
    pub fn new() -> Self {
        Self::default()
    }

    /// A sequence that was taken before.
    pub fn again(taken: &[u64]) -> Self {
        Self {
            taken: taken.iter().map(|&index| (index, index + 1)).collect(),
            at: 0,
        }
    }

    /// One of `count` things (of one or more).
    pub fn choose(&mut self, count: u64) -> u64 {
        if self.at == self.taken.len() {
            self.taken.push((0, count));
        }
        self.at += 1;
        self.taken[self.at - 1].0
    }

    /// What the run that just ended chose.
    pub fn taken(&self) -> impl Iterator<Item = u64> + '_ {
        self.taken[..self.at].iter().map(|(index, _)| *index)
    }

    /// On to the next sequence, for another run; `false` if there is none.
    pub fn advance(&mut self) -> bool {
        self.taken.truncate(self.at);
        self.at = 0;
        while let Some((index, count)) = self.taken.last_mut() {
            *index += 1;
            if index < count {
                return true;
            }
            self.taken.pop();
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sequence_comes_once_whatever_depends_on_what() {
        let mut choices = Choices::new();
        let mut seen = Vec::new();
        loop {
            let first = choices.choose(2);
            if first == 1 {
                choices.choose(3);
            }
            seen.push(choices.taken().collect::<Vec<_>>());
            if !choices.advance() {
                break;
            }
        }
        assert_eq!(seen, [vec![0], vec![1, 0], vec![1, 1], vec![1, 2]]);
    }
}
