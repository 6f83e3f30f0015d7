//! From replications to a verdict.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// The probability that a correct program fails any row of a table.
const ALPHA: f64 = 0.01;

/// Largest half-width of an interval, as a share of the value, that allows a verdict.
const MAX_HALF_WIDTH: f64 = 0.05;

/// The verdict of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Theory and simulation agree.
    Holds,
    /// Too few replications to tell.
    Undecided,
    /// They differ by more than randomness explains.
    Fails,
}

/// A mean over replications.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    pub mean: f64,
    /// Lower end of the 95 % interval, Student's t over replications.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Replications.
    pub n: u32,
    /// Two-sided p-value of the hypothesis that the mean is the theory's.
    pub p: f64,
}

/// The mean over replications, tested against the theoretical value.
#[must_use]
pub fn estimate(values: &[f64], theory: f64) -> Estimate {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    let error = libm::sqrt(squares / (n - 1.0) / n);
    let (half, p) = match StudentsT::new(0.0, 1.0, n - 1.0) {
        Ok(student) if error > 0.0 => {
            let t = ((mean - theory) / error).abs();
            (student.inverse_cdf(0.975) * error, 2.0 * student.sf(t))
        }
        // One replication, or equal values: the spread is unknown.
        Ok(_) | Err(_) => (f64::INFINITY, 1.0),
    };
    Estimate {
        mean,
        low: mean - half,
        high: mean + half,
        n: values.len() as u32,
        p,
    }
}

/// Verdicts on several estimates at once: Holm's step-down correction (Holm
/// 1979, Scandinavian Journal of Statistics 6, 65-70) keeps the chance of any
/// false failure below `ALPHA`, however the rows depend on one another.
#[must_use]
pub fn verdicts(estimates: &[(Estimate, f64)]) -> Vec<Verdict> {
    let mut order: Vec<usize> = (0..estimates.len()).collect();
    order.sort_by(|a, b| estimates[*a].0.p.total_cmp(&estimates[*b].0.p));
    let mut verdicts: Vec<Verdict> = estimates
        .iter()
        .map(|(estimate, theory)| {
            if estimate.high - estimate.low <= 2.0 * MAX_HALF_WIDTH * theory.abs() {
                Verdict::Holds
            } else {
                Verdict::Undecided
            }
        })
        .collect();
    for (rank, place) in order.into_iter().enumerate() {
        if estimates[place].0.p * (estimates.len() - rank) as f64 > ALPHA {
            break;
        }
        verdicts[place] = Verdict::Fails;
    }
    verdicts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_students() {
        // Of 1, 2, 3: mean 2, standard error 1/sqrt(3), t(0.975, 2) = 4.302653.
        let estimate = estimate(&[1.0, 2.0, 3.0], 2.0);
        assert!((estimate.high - 2.0 - 4.302_652_7 / 3.0_f64.sqrt()).abs() < 1e-6);
        assert!((estimate.p - 1.0).abs() < 1e-9);
    }

    #[test]
    fn holm_fails_only_what_is_far_off() {
        let near = estimate(&[1.0, 1.02, 0.98, 1.01, 0.99], 1.0);
        let far = estimate(&[1.0, 1.02, 0.98, 1.01, 0.99], 1.5);
        let wide = estimate(&[0.2, 1.8, 1.0, 0.6, 1.4], 1.0);
        let verdicts = verdicts(&[(near, 1.0), (far, 1.5), (wide, 1.0)]);
        assert_eq!(
            verdicts,
            [Verdict::Holds, Verdict::Fails, Verdict::Undecided]
        );
    }
}
