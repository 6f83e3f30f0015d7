//! Which of several alternatives is best: paired comparisons over the same draws.

use statrs::distribution::{Beta, ContinuousCDF};

/// How often something holds over the draws, with a 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frequency {
    /// Share of the draws.
    pub share: f64,
    /// Low end of the interval.
    pub low: f64,
    /// High end of the interval.
    pub high: f64,
    /// Draws.
    pub n: u32,
}

impl Frequency {
    /// The share `count / n` with its exact interval (Clopper and Pearson 1934). A tie makes a
    /// count fractional: the quantiles of the beta distribution take it as it is.
    #[must_use]
    pub fn new(count: f64, n: u32) -> Self {
        let quantile = |successes: f64, failures: f64, q: f64| {
            Beta::new(successes, failures).map_or(f64::NAN, |beta| beta.inverse_cdf(q))
        };
        let failures = f64::from(n) - count;
        Self {
            share: count / f64::from(n),
            low: if count > 0.0 {
                quantile(count, failures + 1.0, 0.025)
            } else {
                0.0
            },
            high: if failures > 0.0 {
                quantile(count + 1.0, failures, 0.975)
            } else {
                1.0
            },
            n,
        }
    }
}

/// One alternative beside the others, each by its number.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// How often it is better than each other one, and what is lost on average by choosing it
    /// where the other is better. A tie counts half. Empty beside itself.
    pub beside: Vec<Option<(Frequency, f64)>>,
    /// How often it is best. Those that tie share the place.
    pub best: Frequency,
    /// Expected regret: how far it lies below the best on average.
    pub regret: f64,
    /// How often it is among the first two. Those that tie share what is left of both places.
    pub first_two: Frequency,
}

/// Compares alternatives by their values, the greater the better: `values[alternative][draw]`,
/// all over the same draws. Empty with fewer than two alternatives or without a draw.
#[must_use]
pub fn contest(values: &[Vec<f64>]) -> Vec<Standing> {
    let draws = values.iter().map(Vec::len).min().unwrap_or(0);
    if values.len() < 2 || draws == 0 {
        return Vec::new();
    }
    let n = draws as u32;
    let of = |alternative: usize| &values[alternative][..draws];
    let mean = |sum: f64| sum / f64::from(n);
    let beside = |one: usize, other: usize| {
        let pairs = || of(one).iter().zip(of(other));
        let wins = pairs().map(|(one, other)| place_share(*one, &[*other], 1));
        let lost = pairs().map(|(one, other)| (other - one).max(0.0));
        (Frequency::new(wins.sum(), n), mean(lost.sum()))
    };
    let column = |draw: usize, left_out: usize| -> Vec<f64> {
        let others = (0..values.len()).filter(|other| *other != left_out);
        others.map(|other| values[other][draw]).collect()
    };
    let held = |one: usize, places: usize| {
        let shares = (0..draws).map(|draw| place_share(of(one)[draw], &column(draw, one), places));
        Frequency::new(shares.sum(), n)
    };
    (0..values.len())
        .map(|one| Standing {
            beside: (0..values.len())
                .map(|other| (other != one).then(|| beside(one, other)))
                .collect(),
            best: held(one, 1),
            regret: mean(
                (0..draws)
                    .map(|draw| {
                        let others = column(draw, one).into_iter();
                        others
                            .map(|other| other - of(one)[draw])
                            .fold(0.0, f64::max)
                    })
                    .sum(),
            ),
            first_two: held(one, 2),
        })
        .collect()
}

/// The share of the first places that a value holds among others: 1 within them, 0 behind
/// them, and an equal share of the places left to those that tie at their edge.
fn place_share(value: f64, others: &[f64], places: usize) -> f64 {
    let above = others.iter().filter(|other| **other > value).count();
    let equal = 1 + others.iter().filter(|other| **other >= value).count() - above;
    let left = places.saturating_sub(above).min(equal);
    left as f64 / equal as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(value: f64, expected: f64) {
        assert!((value - expected).abs() < 5e-4, "{value} is not {expected}");
    }

    /// Tables of Clopper and Pearson: 8 of 10 and 0 of 10.
    #[test]
    fn the_interval_of_a_frequency_is_exact() {
        let eight = Frequency::new(8.0, 10);
        close(eight.low, 0.4439);
        close(eight.high, 0.9748);
        let none = Frequency::new(0.0, 10);
        assert!(none.low.total_cmp(&0.0).is_eq());
        close(none.high, 0.3085);
        let all = Frequency::new(10.0, 10);
        close(all.low, 0.6915);
        assert!(all.high.total_cmp(&1.0).is_eq());
    }

    /// One is ahead by a little in three draws of four and far behind in the last.
    #[test]
    fn often_best_may_still_be_regretted() {
        let values = [
            vec![2.0, 2.0, 2.0, 0.0],
            vec![1.0, 1.0, 1.0, 9.0],
            vec![0.0, 0.0, 0.0, 1.0],
        ];
        let standings = contest(&values);
        close(standings[0].best.share, 0.75);
        close(standings[1].best.share, 0.25);
        close(standings[2].best.share, 0.0);
        close(standings[0].regret, 9.0 / 4.0);
        close(standings[1].regret, 3.0 / 4.0);
        close(standings[0].first_two.share, 0.75);
        close(standings[1].first_two.share, 1.0);
        close(standings[2].first_two.share, 0.25);
        assert_eq!(standings[0].beside[0], None);
        let beside = |one: usize, other: usize| standings[one].beside[other].expect("another");
        close(beside(0, 1).0.share, 0.75);
        close(beside(0, 1).1, 9.0 / 4.0);
        close(beside(0, 2).0.share + beside(2, 0).0.share, 1.0);
    }

    /// What changes nothing ties with what changes nothing.
    #[test]
    fn ties_share_their_places() {
        let standings = contest(&vec![vec![0.0; 5]; 4]);
        for standing in &standings {
            close(standing.best.share, 0.25);
            close(standing.first_two.share, 0.5);
            close(standing.regret, 0.0);
        }
        close(standings[0].beside[1].expect("another").0.share, 0.5);
    }

    #[test]
    fn the_shares_of_all_add_up_to_the_places() {
        let mut state = 7_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // Coarse, so that ties occur.
            f64::from(state >> 29)
        };
        let values: Vec<Vec<f64>> = (0..6).map(|_| (0..40).map(|_| next()).collect()).collect();
        let standings = contest(&values);
        close(standings.iter().map(|one| one.best.share).sum(), 1.0);
        close(standings.iter().map(|one| one.first_two.share).sum(), 2.0);
    }

    #[test]
    fn one_alternative_is_no_contest() {
        assert_eq!(contest(&[vec![1.0]]), Vec::new());
        assert_eq!(contest(&[Vec::new(), Vec::new()]), Vec::new());
    }
}
