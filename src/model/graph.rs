//! The order of steps in a procedure: bit sets, or shares.

use super::Shares;
use crate::limits::STEPS;

/// Which steps follow which. Bit `i` of a set is step `i` of the procedure. Where files go by
/// shares among more steps than a set has bits, the sets are empty and only the shares count.
#[derive(Debug, Clone, PartialEq)]
pub struct Graph {
    /// Steps that are part of it.
    pub active: u32,
    /// Of them those that wait for none.
    first: u32,
    /// For each step, those that must end first.
    pub before: Vec<u32>,
    /// For each step, those that wait for it.
    pub next: Vec<u32>,
    /// For each step, every step that comes after it, at any distance.
    pub later: Vec<u32>,
    /// Where files go by shares instead; then no step waits for another.
    pub shares: Option<Shares>,
}

impl Graph {
    /// From the direct predecessors of each step.
    #[must_use]
    pub fn new(before: Vec<u32>, active: u32) -> Self {
        let n = before.len();
        let mut next = vec![0; n];
        for (i, set) in before.iter().enumerate() {
            for (j, followers) in next.iter_mut().enumerate() {
                if set & (1 << j) != 0 {
                    *followers |= 1 << i;
                }
            }
        }
        let mut later = next.clone();
        for _ in 0..n {
            for set in &mut later {
                *set |= bits(*set).fold(0, |reached, j| reached | next[j]);
            }
        }
        let first = bits(active)
            .filter(|&i| before[i] == 0)
            .fold(0, |set, i| set | 1 << i);
        Self {
            active,
            first,
            before,
            next,
            later,
            shares: None,
        }
    }

    /// Of steps between which files go by shares.
    #[must_use]
    pub fn by_shares(shares: Shares) -> Self {
        let steps = shares.begins().len();
        let active = if steps > STEPS {
            0
        } else {
            u32::MAX >> (STEPS - steps)
        };
        Self {
            active,
            first: begun(&shares) & active,
            before: vec![0; steps],
            next: vec![0; steps],
            later: vec![0; steps],
            shares: Some(shares),
        }
    }

    /// The steps without predecessor. Empty if the steps have no sets.
    #[must_use]
    pub fn first(&self) -> u32 {
        self.first
    }

    /// Whether the steps are more than a set has bits.
    #[must_use]
    pub fn has_no_sets(&self) -> bool {
        self.before.len() > STEPS
    }

    /// Whether a step is part of it.
    #[must_use]
    pub fn is_active(&self, step: usize) -> bool {
        self.has_no_sets() || self.active & (1 << step) != 0
    }

    /// Its steps.
    pub fn active_steps(&self) -> impl Iterator<Item = usize> {
        (0..self.before.len()).filter(|step| self.is_active(*step))
    }

    /// The steps at which files begin.
    pub fn first_steps(&self) -> impl Iterator<Item = usize> {
        let shares = self.shares.as_ref().filter(|_| self.has_no_sets());
        let begins = move |step: &usize| match shares {
            Some(shares) => shares.begins()[*step] > 0.0,
            None => self.first & (1 << step) != 0,
        };
        (0..self.before.len()).filter(begins)
    }

    /// The graph without some steps: what waited for one of them waits for
    /// what it waited for.
    #[must_use]
    pub fn without(&self, gone: u32) -> Self {
        if let Some(shares) = &self.shares {
            let left = Self::new(self.before.clone(), self.active & !gone);
            let shares = shares.without(gone & self.active);
            return Self {
                first: begun(&shares),
                shares: Some(shares),
                ..left
            };
        }
        let mut before = self.before.clone();
        for i in bits(gone & self.active) {
            let inherited = before[i] & !(1 << i);
            for set in &mut before {
                if *set & (1 << i) != 0 {
                    *set = (*set & !(1 << i)) | inherited;
                }
            }
        }
        for i in bits(gone) {
            before[i] = 0;
        }
        Self::new(before, self.active & !gone)
    }

    /// The graph in which the given steps no longer wait for one another: each
    /// begins when the first of them could.
    #[must_use]
    pub fn parallel(&self, parallel: u32) -> Self {
        let entry = bits(parallel & self.active)
            .map(|i| self.before[i] & !parallel)
            .fold(0, |set, b| set | b);
        // What stood between two of them keeps its place after the first.
        let mut before = self.before.clone();
        for i in bits(parallel & self.active) {
            let inside = self.ancestors(i) & parallel;
            before[i] = if inside == 0 {
                self.before[i]
            } else {
                let outside = entry & !self.descendants_of(parallel);
                if outside == 0 { 0 } else { outside }
            };
        }
        // What waited for the last of them now waits for all.
        for (i, set) in before.iter_mut().enumerate() {
            if parallel & (1 << i) == 0 && *set & parallel != 0 {
                *set |= parallel & self.active & !self.later[i];
            }
        }
        Self::new(before, self.active)
    }

    fn ancestors(&self, step: usize) -> u32 {
        bits(self.active)
            .filter(|&j| self.later[j] & (1 << step) != 0)
            .fold(0, |set, j| set | 1 << j)
    }

    fn descendants_of(&self, set: u32) -> u32 {
        bits(set & self.active).fold(0, |all, i| all | self.later[i])
    }
}

/// The steps at which files begin.
fn begun(shares: &Shares) -> u32 {
    let steps = shares.begins().iter().take(STEPS).enumerate();
    steps
        .filter(|(_, share)| **share > 0.0)
        .fold(0, |set, (step, _)| set | 1 << step)
}

/// The members of a bit set, in rising order.
pub fn bits(set: u32) -> impl Iterator<Item = usize> {
    let mut left = set;
    core::iter::from_fn(move || {
        if left == 0 {
            return None;
        }
        let i = left.trailing_zeros() as usize;
        left &= left - 1;
        Some(i)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain() -> Graph {
        Graph::new(vec![0, 0b1, 0b10, 0b100], 0b1111)
    }

    #[test]
    fn taking_a_step_out_closes_the_gap() {
        let g = chain().without(0b10);
        assert_eq!(g.before[2], 0b1);
        assert_eq!(g.first(), 0b1);
        assert_eq!(g.active, 0b1101);
    }

    #[test]
    fn parallel_steps_share_their_entry_and_their_exit() {
        let g = chain().parallel(0b110);
        assert_eq!(g.before[1], 0b1);
        assert_eq!(g.before[2], 0b1);
        assert_eq!(g.before[3], 0b110);
    }
}
