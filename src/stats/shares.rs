//! Shares of variance: how much of the variance of an indicator over the draws comes from
//! randomness, how much from unknown parameters, and from which group of them.

use statrs::distribution::{ContinuousCDF, FisherSnedecor, StudentsT};

use super::Coverage;
use super::tables::Statistic;

/// The variance over draws in two parts, as shares of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parts {
    /// Standard deviation over the draws.
    pub deviation: f64,
    /// The share of randomness.
    pub luck: Statistic,
    /// The share of unknown parameters: the rest.
    pub unknowns: Statistic,
}

/// Splits the variance over draws, each one replication, by the variance over
/// replications at the central parameters: with `s_d`^2 and `s_r`^2 the two,
///
/// luck = `s_r`^2 / `s_d`^2, unknowns = 1 - luck,
///
/// cut to 0 to 1, because no part of a variance is negative. It assumes the same randomness
/// everywhere in the ranges as at their centre. The interval is that of the ratio of two
/// variances, `s_r`^2 / (`s_d`^2 F), F the 97.5 and 2.5 % quantiles of Fisher's distribution with
/// replications - 1 and draws - 1 degrees of freedom (Searle, Casella and `McCulloch` 1992,
/// section 3.6). None where nothing varies or either has fewer than two values.
#[must_use]
pub fn parts(draws: &[f64], replications: &[f64], fisher: &mut Fisher) -> Option<Parts> {
    if draws.len() < 2 || replications.len() < 2 {
        return None;
    }
    let (over_draws, over_replications) = (variance(draws), variance(replications));
    let n = draws.len() as u32;
    if over_draws <= 0.0 && over_replications <= 0.0 {
        return None;
    }
    // Draws without variance beside replications with variance: randomness is everything.
    let ratio = if over_draws > 0.0 {
        over_replications / over_draws
    } else {
        f64::INFINITY
    };
    let (least, most) = fisher.quantiles(replications.len() - 1, draws.len() - 1);
    let luck = share((ratio, ratio / most, ratio / least), n);
    Some(Parts {
        deviation: over_draws.max(0.0).sqrt(),
        luck,
        unknowns: rest(&luck),
    })
}

impl Parts {
    /// The share of randomness without uncertain parameters: everything, by construction.
    #[must_use]
    pub fn only_luck(&self) -> Statistic {
        rest(&none(self.luck.n as usize))
    }
}

/// Quantiles of Fisher's distribution, computed once for each pair of degrees of freedom.
#[derive(Debug, Clone, Default)]
pub struct Fisher {
    cache: Vec<((usize, usize), (f64, f64))>,
}

impl Fisher {
    /// The 2.5 and 97.5 % quantiles.
    fn quantiles(&mut self, above: usize, below: usize) -> (f64, f64) {
        let cached = self.cache.iter().find(|(key, _)| *key == (above, below));
        if let Some((_, quantiles)) = cached {
            return *quantiles;
        }
        let distribution = FisherSnedecor::new(above as f64, below as f64);
        let quantiles = distribution.map_or((f64::NAN, f64::NAN), |distribution| {
            (
                distribution.inverse_cdf(0.025),
                distribution.inverse_cdf(0.975),
            )
        });
        self.cache.push(((above, below), quantiles));
        quantiles
    }
}

/// Two independent samples of a world, A and B. They are compared with mixed samples that
/// take one group of parameters, or the replication, from B and the rest from A
/// (*pick-freeze*).
#[derive(Debug, Clone)]
pub struct Frozen {
    /// Values of A and of B, less the mean of both.
    values: Vec<(f64, f64)>,
    mean: f64,
    sums: Sums,
    /// The 97.5 % quantile of Student's t at draws - 1 degrees of freedom.
    student: f64,
}

/// Sums over both samples, each less the mean.
#[derive(Debug, Clone, Copy)]
struct Sums {
    draws: f64,
    values: f64,
    /// Of their squares.
    squares: f64,
}

impl Sums {
    /// The sums with one draw left out.
    fn without(self, (a, b): (f64, f64)) -> Self {
        Self {
            draws: self.draws - 1.0,
            values: self.values - a - b,
            squares: self.squares - a * a - b * b,
        }
    }

    fn mean(self) -> f64 {
        self.values / (2.0 * self.draws)
    }

    /// The variance of both samples together.
    fn variance(self) -> f64 {
        let count = 2.0 * self.draws;
        (self.squares - self.values * self.values / count) / (count - 1.0)
    }
}

impl Frozen {
    /// The two samples; none where nothing varies or there are fewer than two draws.
    #[must_use]
    pub fn new(first: &[f64], second: &[f64]) -> Option<Self> {
        let n = first.len().min(second.len());
        if n < 2 {
            return None;
        }
        let pairs = || first.iter().zip(second);
        let mean = pairs().map(|(a, b)| a + b).sum::<f64>() / (2 * n) as f64;
        let values: Vec<(f64, f64)> = pairs().map(|(a, b)| (a - mean, b - mean)).collect();
        let sums = Sums {
            draws: n as f64,
            values: values.iter().map(|(a, b)| a + b).sum(),
            squares: values.iter().map(|(a, b)| a * a + b * b).sum(),
        };
        let distribution = StudentsT::new(0.0, 1.0, (n - 1) as f64);
        let frozen = Self {
            values,
            mean,
            sums,
            student: distribution.map_or(f64::NAN, |distribution| distribution.inverse_cdf(0.975)),
        };
        (sums.variance() > 0.0).then_some(frozen)
    }

    /// Standard deviation over the draws of both samples.
    #[must_use]
    pub fn deviation(&self) -> f64 {
        self.sums.variance().sqrt()
    }

    /// Total effect of the part taken from B: the share of variance that would remain if
    /// everything else were known (Homma and Saltelli 1996), by the estimator of Jansen (1999):
    ///
    /// T = sum (f(A) - f(AB))^2 / (2 n V), V the variance of both samples.
    ///
    /// Cut to 0 to 1. It is exactly 0 for a part that changes no draw.
    #[must_use]
    pub fn total(&self, mixed: &[f64]) -> Statistic {
        let moves = self.moves(mixed);
        let squares: f64 = moves.iter().map(|moved| moved * moved).sum();
        let effect = |sums: Sums, squares: f64| squares / (2.0 * sums.draws * sums.variance());
        let without =
            |draw: usize, sums: Sums| effect(sums, (squares - moves[draw] * moves[draw]).max(0.0));
        self.jackknife(&moves, effect(self.sums, squares), true, without)
    }

    /// First-order effect of the part taken from B: the share of variance that would vanish
    /// if it alone were known (Saltelli et al. 2010, Computer Physics
    /// Communications 181(2), table 2, b; with values less their mean m):
    ///
    /// S = sum (f(B) - m) (f(AB) - f(A)) / (n V).
    ///
    /// Cut to 0 to 1. It is exactly 0 for a part that changes no draw.
    #[must_use]
    pub fn first_order(&self, mixed: &[f64]) -> Statistic {
        let moves = self.moves(mixed);
        let product = |draw: usize| self.values[draw].1 * moves[draw];
        let products: f64 = (0..moves.len()).map(product).sum();
        let total: f64 = moves.iter().sum();
        let effect = |sums: Sums, products: f64, moves: f64| {
            (products - sums.mean() * moves) / (sums.draws * sums.variance())
        };
        let without =
            |draw: usize, sums: Sums| effect(sums, products - product(draw), total - moves[draw]);
        self.jackknife(&moves, effect(self.sums, products, total), false, without)
    }

    /// The change of each draw when a part is taken from B: exactly 0 where both are equal.
    fn moves(&self, mixed: &[f64]) -> Vec<f64> {
        let pairs = self.values.iter().zip(mixed);
        pairs
            .map(|((a, _), mixed)| (mixed - self.mean) - a)
            .collect()
    }

    /// A share with its 95 % interval: Student's, from estimates that leave out one draw each
    /// (Tukey's jackknife; Efron and Tibshirani 1993, chapter 11). A ratio of
    /// variances uses its logarithm, which is closer to normal (Miller 1968,
    /// Annals of Mathematical Statistics 39(2)), after adding a quarter of
    /// the weight of one draw. Otherwise an effect that one draw alone shows would have an
    /// unbounded interval.
    fn jackknife(
        &self,
        moves: &[f64],
        estimate: f64,
        of_logarithms: bool,
        without: impl Fn(usize, Sums) -> f64,
    ) -> Statistic {
        if moves.iter().all(|moved| moved.abs() <= 0.0) {
            return none(moves.len());
        }
        let estimates: Vec<f64> = (self.values.iter().enumerate())
            .map(|(draw, pair)| without(draw, self.sums.without(*pair)))
            .collect();
        let count = self.sums.draws;
        let start = 0.25 / count;
        let scale = |share: f64| {
            if of_logarithms {
                libm::log(share + start)
            } else {
                share
            }
        };
        let mean = estimates.iter().map(|share| scale(*share)).sum::<f64>() / count;
        let squares: f64 = estimates
            .iter()
            .map(|share| (scale(*share) - mean) * (scale(*share) - mean))
            .sum();
        let half = self.student * (squares * (count - 1.0) / count).sqrt();
        let end = |half: f64| {
            let end = scale(estimate) + half;
            if of_logarithms {
                libm::exp(end) - start
            } else {
                end
            }
        };
        share((estimate, end(-half), end(half)), moves.len() as u32)
    }
}

fn variance(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares = values.iter().map(|value| (value - mean) * (value - mean));
    squares.sum::<f64>() / (count - 1.0)
}

/// A share cut to 0 to 1; NaN ends are missing.
fn share((estimate, low, high): (f64, f64, f64), n: u32) -> Statistic {
    let cut = |value: f64| (!value.is_nan()).then(|| value.clamp(0.0, 1.0));
    let ends = cut(low).zip(cut(high));
    Statistic {
        estimate: cut(estimate),
        low: ends.map(|ends| ends.0),
        high: ends.map(|ends| ends.1),
        n,
        covers: Coverage::Mean,
    }
}

/// One minus a share.
#[must_use]
pub fn rest(share: &Statistic) -> Statistic {
    let less = |value: Option<f64>| value.map(|value| 1.0 - value);
    Statistic {
        estimate: less(share.estimate),
        low: less(share.high),
        high: less(share.low),
        ..*share
    }
}

/// The share of a part without effect.
#[must_use]
pub fn none(draws: usize) -> Statistic {
    share((0.0, 0.0, 0.0), draws as u32)
}
