//! The warm-up that an empty system needs before it is in its steady state.
//!
//! A run begins with empty queues. The distance of a queue from its steady state falls like
//! exp(-t / tau), with the relaxation time of M/M/c near saturation
//!
//! ```text
//! tau = 1 / (sqrt(c mu) - sqrt(lambda))^2 = (E[S] / c) / (1 - sqrt(rho))^2
//! ```
//!
//! (M/M/1: Cohen 1982, The Single Server Queue; Abate and Whitt 1987, Queueing Systems 2,
//! 41-65). lambda are arrivals a second, mu = 1 / E[S], c officers, rho = lambda E[S] / c.
//! Far from saturation a queue does not forget its start faster than the duration of one piece
//! of work, so tau is at least E[S]. Three things change it:
//!
//! - A file may visit an office several times: E[S] is then the work of a file over all its
//!   visits, and lambda the rate of files, each counted once.
//! - Work that is not exponential: the diffusion limit of the queue depends on the variance of
//!   the work, so tau is multiplied by E[S^2] / 2 E[S]^2 (Abate and Whitt
//!   1987, Advances in Applied Probability 19, 560-598).
//! - An office that is open for the share o of the time has c o officers.
//!
//! A network of queues is as slow as its slowest station (two in series: Blanc 1985, Stochastic
//! Models 1, 1-16). A file also needs time to reach the station, so the time from filing to
//! decision is added.

use crate::model::Model;

/// Required warm-up in relaxation times. After five the mean queue of the diffusion limit is
/// within a part in 4000 of its steady state.
const RELAXATIONS: f64 = 5.0;

const YEAR_SECONDS: f64 = crate::time::YEAR_SECONDS;

/// What determines the required warm-up of a system.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settling {
    /// Description of the slowest part: its kind, id, and load if it has one.
    slowest: String,
    /// Its relaxation time in seconds.
    relaxation: f64,
    /// The longest mean time from filing to decision in seconds.
    decision_time: f64,
}

impl Settling {
    /// Adds a part of the system with its relaxation time in seconds.
    pub fn add(&mut self, part: impl FnOnce() -> String, relaxation: f64) {
        if relaxation > self.relaxation {
            self.relaxation = relaxation;
            self.slowest = part();
        }
    }

    /// Adds a mean time from filing to decision in seconds.
    pub fn add_decision_time(&mut self, seconds: f64) {
        self.decision_time = self.decision_time.max(seconds);
    }

    /// Combines two systems; the slower one counts.
    pub fn join(&mut self, other: Self) {
        let Self {
            slowest,
            relaxation,
            decision_time,
        } = other;
        self.add(|| slowest, relaxation);
        self.add_decision_time(decision_time);
    }

    /// The shortfall, if the warm-up of a model is too short.
    #[must_use]
    pub fn short_warm_up(&self, model: &Model, scenario: &str) -> Option<ShortWarmUp> {
        let wanted = RELAXATIONS * self.relaxation + self.decision_time;
        let given = f64::from(model.frame.measured_from);
        (given < wanted).then(|| ShortWarmUp {
            scenario: scenario.to_owned(),
            slowest: self.slowest.clone(),
            relaxation_years: self.relaxation / YEAR_SECONDS,
            decision_years: self.decision_time / YEAR_SECONDS,
            given_years: given / YEAR_SECONDS,
            wanted_years: wanted / YEAR_SECONDS,
        })
    }
}

/// A warm-up that is too short for a steady state.
#[derive(Debug, Clone, PartialEq)]
pub struct ShortWarmUp {
    /// The scenario's name.
    pub scenario: String,
    /// The slowest part of the system.
    pub slowest: String,
    /// Its relaxation time in years.
    pub relaxation_years: f64,
    /// The longest mean time from filing to decision in years.
    pub decision_years: f64,
    /// The warm-up of the scenario in years.
    pub given_years: f64,
    /// The shortest warm-up after which a row may fail, in years.
    pub wanted_years: f64,
}

/// The relaxation time of a queue with a load below 1. `capacity` is the number of officers times
/// the share of time at work, `work` the mean work of a file, `rate` the rate of files, each
/// counted once, and `spread` is E[S^2] / 2 E[S]^2.
#[must_use]
pub fn queue_relaxation(capacity: f64, rate: f64, work: f64, spread: f64) -> f64 {
    let gap = libm::sqrt(capacity / work) - libm::sqrt(rate);
    (spread / (gap * gap)).max(work)
}

/// The relaxation time of a queue with room for at most `room` files. It is exact for one
/// officer: the least eigenvalue is lambda + mu - 2 sqrt(lambda mu) cos(pi / (room + 1)), as the
/// characteristic polynomials of constant rates are Chebyshev's. A test finds the same by
/// iteration.
#[must_use]
pub fn finite_queue_relaxation(servers: f64, rate: f64, work: f64, room: f64) -> f64 {
    let served = servers / work;
    let cosine = libm::cos(std::f64::consts::PI / (room + 1.0));
    let slowest = rate + served - 2.0 * libm::sqrt(rate * served) * cosine;
    (1.0 / slowest).max(work)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!(
            (found / expected - 1.0).abs() < 1e-9,
            "{found}, not {expected}"
        );
    }

    #[test]
    fn a_queue_relaxes_by_its_spectral_gap() {
        // One officer at load 1/4: 1 / (1 - 1/2)^2.
        near(queue_relaxation(1.0, 0.25, 1.0, 1.0), 4.0);
        // A large capacity has no effect.
        near(finite_queue_relaxation(1.0, 0.25, 1.0, 1e9), 4.0);
        // Many idle officers: one piece of work.
        near(queue_relaxation(100.0, 1e-9, 3.0, 1.0), 3.0);
    }

    /// The distance from the steady state, followed in small steps.
    #[test]
    fn a_queue_with_small_capacity_relaxes_by_its_least_eigenvalue() {
        let (rate, served, room, step) = (0.8, 1.0, 6, 0.01);
        // Any start whose sum is 0 lies in the space that decays.
        let mut distance = vec![0.0; room + 1];
        distance[0] = 1.0;
        distance[room] = -1.0;
        let mut shrunk = 0.0;
        for _ in 0..6_000 {
            let mut next = distance.clone();
            for n in 0..room {
                let flow = step * (rate * distance[n] - served * distance[n + 1]);
                next[n] -= flow;
                next[n + 1] += flow;
            }
            let size = |values: &[f64]| values.iter().map(|part| part.abs()).sum::<f64>();
            shrunk = size(&next) / size(&distance);
            let scale = 1.0 / size(&next);
            distance = next.into_iter().map(|part| part * scale).collect();
        }
        near(
            finite_queue_relaxation(1.0, rate, 1.0, room as f64),
            step / (1.0 - shrunk),
        );
    }

    /// Files that return at once slow a queue by more than its load: files that leave with
    /// probability q are an M/M/1 queue with work of mean E[S] / q.
    #[test]
    fn work_of_a_file_counts_over_all_its_visits() {
        let (rate, work, leaves) = (0.2, 1.0, 0.5);
        let gap = libm::sqrt(leaves / work) - libm::sqrt(rate);
        near(
            queue_relaxation(1.0, rate, work / leaves, 1.0),
            1.0 / (gap * gap),
        );
    }

    /// The mean of regulated Brownian motion with drift -1 and variance 1 that starts at 0,
    /// as a share of its steady state: 1 - 2 (1 + t) Q(sqrt t) + 2 sqrt(t) phi(sqrt t), with
    /// relaxation time 2 (Abate and Whitt 1987, Advances in Applied Probability 19).
    #[test]
    fn after_five_relaxations_little_is_left_of_the_start() {
        let t: f64 = 2.0 * RELAXATIONS;
        let root = libm::sqrt(t);
        let tail = libm::erfc(root / std::f64::consts::SQRT_2) / 2.0;
        let density = libm::exp(-t / 2.0) / libm::sqrt(2.0 * std::f64::consts::PI);
        let left = 2.0 * (1.0 + t) * tail - 2.0 * root * density;
        assert!(left > 0.0 && left < 1.0 / 4000.0, "{left}");
    }
}
