//! How long an empty system needs until its start no longer shows.
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
//! Far from saturation a queue forgets its start no faster than one piece of work lasts, so
//! tau is at least E[S]. Three things change it:
//!
//! - A file that comes back brings all its work to the office: E[S] is then the work of a
//!   file, over all its visits, and lambda the files that come, each counted once.
//! - Work of another law than the exponential: the diffusion limit of the queue has the
//!   variance of the work in it, so tau is multiplied by E[S^2] / 2 E[S]^2 (Abate and Whitt
//!   1987, Advances in Applied Probability 19, 560-598).
//! - An office that is open for the share o of the time has c o officers.
//!
//! A network of queues is as slow as its slowest station (of two in series: Blanc 1985,
//! Stochastic Models 1, 1-16). A file must also have had the time to come to the station, so
//! the time from filing to decision is added.

use crate::model::Model;

/// Relaxation times after which the start of a run no longer shows. After five the mean queue
/// of the diffusion limit lies within a part in 4000 of its steady state.
const RELAXATIONS: f64 = 5.0;

const YEAR_SECONDS: f64 = crate::time::YEAR_SECONDS;

/// What a system needs to forget that it began empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settling {
    /// The slowest part: its kind and id, and its load if it has one.
    slowest: String,
    /// Its relaxation time in seconds.
    relaxation: f64,
    /// The longest mean time from filing to decision in seconds.
    way: f64,
}

impl Settling {
    /// Takes in a part of the system and its relaxation time in seconds.
    pub fn add(&mut self, part: impl FnOnce() -> String, relaxation: f64) {
        if relaxation > self.relaxation {
            self.relaxation = relaxation;
            self.slowest = part();
        }
    }

    /// Takes in a mean time from filing to decision in seconds.
    pub fn add_way(&mut self, seconds: f64) {
        self.way = self.way.max(seconds);
    }

    /// The slower of two systems side by side.
    pub fn join(&mut self, other: Self) {
        let Self {
            slowest,
            relaxation,
            way,
        } = other;
        self.add(|| slowest, relaxation);
        self.add_way(way);
    }

    /// What to say if the warm-up of a model is too short.
    #[must_use]
    pub fn too_short(&self, model: &Model, scenario: &str) -> Option<ShortWarmUp> {
        let wanted = RELAXATIONS * self.relaxation + self.way;
        let given = f64::from(model.frame.measured_from);
        (given < wanted).then(|| ShortWarmUp {
            scenario: scenario.to_owned(),
            slowest: self.slowest.clone(),
            relaxation_years: self.relaxation / YEAR_SECONDS,
            way_years: self.way / YEAR_SECONDS,
            given_years: given / YEAR_SECONDS,
            wanted_years: wanted / YEAR_SECONDS,
        })
    }
}

/// A warm-up after which the start of a run still shows in what is measured.
#[derive(Debug, Clone, PartialEq)]
pub struct ShortWarmUp {
    /// The scenario's name.
    pub scenario: String,
    /// The slowest part of the system.
    pub slowest: String,
    /// Its relaxation time in years.
    pub relaxation_years: f64,
    /// The longest mean time from filing to decision in years.
    pub way_years: f64,
    /// The warm-up of the scenario in years.
    pub given_years: f64,
    /// The shortest warm-up after which a row may fail, in years.
    pub wanted_years: f64,
}

/// The relaxation time of a queue with more officers than work. `capacity` are the officers
/// weighted by the share of time at which they work, `work` the mean work of a file, `rate`
/// the files that come, each counted once, and `spread` is E[S^2] / 2 E[S]^2.
#[must_use]
pub fn of_queue(capacity: f64, rate: f64, work: f64, spread: f64) -> f64 {
    let gap = libm::sqrt(capacity / work) - libm::sqrt(rate);
    (spread / (gap * gap)).max(work)
}

/// The relaxation time of a queue with room for `room` files at most. Of one officer it is
/// exact: the least eigenvalue is lambda + mu - 2 sqrt(lambda mu) cos(pi / (room + 1)), as the
/// characteristic polynomials of constant rates are Chebyshev's. A test finds the same by
/// iteration.
#[must_use]
pub fn of_full_queue(servers: f64, rate: f64, work: f64, room: f64) -> f64 {
    let served = servers / work;
    let turn = libm::cos(std::f64::consts::PI / (room + 1.0));
    let slowest = rate + served - 2.0 * libm::sqrt(rate * served) * turn;
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
        near(of_queue(1.0, 0.25, 1.0, 1.0), 4.0);
        // Much room is no limit.
        near(of_full_queue(1.0, 0.25, 1.0, 1e9), 4.0);
        // Many officers with nothing to do: one piece of work.
        near(of_queue(100.0, 1e-9, 3.0, 1.0), 3.0);
    }

    /// The distance from the steady state, followed in small steps.
    #[test]
    fn a_queue_with_little_room_relaxes_by_its_least_eigenvalue() {
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
            let size = |of: &[f64]| of.iter().map(|part| part.abs()).sum::<f64>();
            shrunk = size(&next) / size(&distance);
            let scale = 1.0 / size(&next);
            distance = next.into_iter().map(|part| part * scale).collect();
        }
        near(
            of_full_queue(1.0, rate, 1.0, room as f64),
            step / (1.0 - shrunk),
        );
    }

    /// A file that comes back at once slows a queue by more than its load says: files that
    /// leave with chance q are an M/M/1 queue with work of mean E[S] / q.
    #[test]
    fn work_of_a_file_counts_over_all_its_visits() {
        let (rate, work, leaves) = (0.2, 1.0, 0.5);
        let gap = libm::sqrt(leaves / work) - libm::sqrt(rate);
        near(of_queue(1.0, rate, work / leaves, 1.0), 1.0 / (gap * gap));
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
