//! The way of a file that goes from step to step by shares: routes and loops as they
//! are read off a log, a Markov chain over the steps of a procedure.

use super::{StepIndex, bits};
use crate::id::with_indices;

/// What is missing to 1 by rounding.
const ROUNDING: f64 = 1e-9;

/// Where files begin and where they go after each step, as shares.
///
/// Row `i` holds the shares of files that go on from step `i` to each step; what the row
/// leaves of 1 is decided after step `i`.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    begins: Vec<f64>,
    then: Vec<Vec<f64>>,
}

impl Shares {
    /// From the shares at which files begin at each step and go on from each to each.
    /// A row of more than 1, as a draw of its parameters may bring, is scaled down to 1.
    #[must_use]
    pub fn new(begins: Vec<f64>, then: Vec<Vec<f64>>) -> Self {
        let at_most_one = |mut row: Vec<f64>| {
            let sum: f64 = row.iter().sum();
            if sum > 1.0 {
                for share in &mut row {
                    *share /= sum;
                }
            }
            row
        };
        // Every file begins somewhere.
        let sum: f64 = begins.iter().sum();
        let begins = begins.into_iter().map(|share| share / sum).collect();
        Self {
            begins,
            then: then.into_iter().map(at_most_one).collect(),
        }
    }

    /// The step at which a file begins, for a uniform; none if it needs no step.
    #[must_use]
    pub fn first(&self, u: f64) -> Option<StepIndex> {
        pick(&self.begins, u)
    }

    /// The step that follows one, for a uniform; none if the file is decided.
    #[must_use]
    pub fn next(&self, step: StepIndex, u: f64) -> Option<StepIndex> {
        pick(&self.then[step.index()], u)
    }

    /// The share that begins at each step.
    #[must_use]
    pub fn begins(&self) -> &[f64] {
        &self.begins
    }

    /// The share that goes on from one step to each.
    #[must_use]
    pub fn after(&self, step: usize) -> &[f64] {
        &self.then[step]
    }

    /// The way without some steps: a file that would come to one of them goes where it
    /// would have gone from there.
    #[must_use]
    pub fn without(&self, gone: u32) -> Self {
        let mut shares = self.clone();
        for out in bits(gone) {
            let again = shares.then[out][out];
            // Who would come back to it for ever is decided.
            let leaves = 1.0 - again;
            let mut onward = std::mem::replace(&mut shares.then[out], vec![0.0; self.begins.len()]);
            onward[out] = 0.0;
            let rows = shares.then.iter_mut().chain([&mut shares.begins]);
            for row in rows {
                let through = std::mem::take(&mut row[out]);
                if through > 0.0 && leaves > ROUNDING {
                    for (share, on) in row.iter_mut().zip(&onward) {
                        *share += through * on / leaves;
                    }
                }
            }
        }
        shares
    }
}

/// The step in a row of shares that holds a uniform, by inversion.
fn pick(row: &[f64], u: f64) -> Option<StepIndex> {
    let mut sum = 0.0;
    let mut last = None;
    for (step, share) in with_indices(row) {
        if *share > 0.0 {
            sum += share;
            if u < sum {
                return Some(step);
            }
            last = Some(step);
        }
    }
    // Rounding must not decide a file that always goes on.
    last.filter(|_| sum > 1.0 - ROUNDING)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    #[test]
    fn a_uniform_finds_its_step() {
        let shares = Shares::new(vec![1.0, 0.0], vec![vec![0.25, 0.5], vec![0.0, 1.0]]);
        let [zero, one] = [0, 1].map(StepIndex::from_index);
        assert_eq!(shares.first(0.999), Some(zero));
        assert_eq!(shares.next(zero, 0.2), Some(zero));
        assert_eq!(shares.next(zero, 0.25), Some(one));
        assert_eq!(shares.next(zero, 0.75), None);
        assert_eq!(shares.next(one, 1.0), Some(one), "it always goes on");
    }

    #[test]
    fn more_than_one_is_scaled_to_one() {
        let shares = Shares::new(vec![2.0, 2.0], vec![vec![1.5, 0.5], vec![0.0, 0.0]]);
        assert!(near(shares.begins()[0], 0.5) && near(shares.after(0)[0], 0.75));
        assert_eq!(shares.next(StepIndex::from_index(1), 0.0), None);
    }

    #[test]
    fn who_passes_by_a_step_goes_where_it_led() {
        // Step 1 keeps half, sends a quarter back to 0, a quarter on to 2.
        let shares = Shares::new(
            vec![0.0, 1.0, 0.0],
            vec![
                vec![0.0, 0.8, 0.2],
                vec![0.25, 0.5, 0.25],
                vec![0.0, 0.0, 0.0],
            ],
        );
        let without = shares.without(0b010);
        assert!(near(without.begins()[0], 0.5) && near(without.begins()[2], 0.5));
        assert!(near(without.after(0)[0], 0.4) && near(without.after(0)[2], 0.6));
        assert!(without.after(1).iter().all(|share| near(*share, 0.0)));
    }
}
