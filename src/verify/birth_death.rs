//! A queue as a birth-death process: Poisson arrivals, exponential work, limited capacity and
//! exponential patience.
//!
//! With limited capacity it is M/M/c/K (Erlang 1917; Kleinrock 1975, Queueing Systems I, 3.6),
//! with patience M/M/c+M (Palm 1957, Tele 1; Garnett, Mandelbaum and Reiman 2002, Manufacturing
//! & Service Operations Management 4, 208-227); both can be combined.

/// A probability that is negligible compared with the largest one.
const NEGLIGIBLE: f64 = 1e-17;

/// The parameters of the queue.
#[derive(Debug, Clone, Copy)]
pub struct BirthDeathQueue {
    /// Officers.
    pub servers: u32,
    /// Arrivals a second.
    pub rate: f64,
    /// Mean work in seconds.
    pub mean: f64,
    /// Capacity: the largest number of files, waiting and in service.
    pub room: Option<u32>,
    /// Mean patience of waiting files in seconds.
    pub patience: Option<f64>,
}

/// The steady state of the queue.
#[derive(Debug, Clone)]
pub struct BirthDeathChain {
    queue: BirthDeathQueue,
    /// The probability of each number of files.
    probabilities: Vec<f64>,
}

impl BirthDeathQueue {
    /// Rate of departures with `n` files.
    fn departure_rate(self, n: f64) -> f64 {
        let served = n.min(f64::from(self.servers)) / self.mean;
        served + self.abandonment_rate(n)
    }

    /// Rate at which waiting files leave.
    fn abandonment_rate(self, n: f64) -> f64 {
        let waiting = (n - f64::from(self.servers)).max(0.0);
        self.patience.map_or(0.0, |patience| waiting / patience)
    }

    /// The steady state. Without capacity or patience the load must be below 1.
    #[must_use]
    pub fn steady_state(self) -> BirthDeathChain {
        // Logarithms, so that no probability leaves the range of numbers.
        let mut logs = vec![0.0];
        let (mut last, mut max, mut n) = (0.0, 0.0_f64, 0.0);
        while self.room.is_none_or(|room| n < f64::from(room)) {
            n += 1.0;
            let factor = self.rate / self.departure_rate(n);
            last += libm::log(factor);
            max = max.max(last);
            logs.push(last);
            // From here on probabilities fall at least this fast.
            let is_tail = n > f64::from(self.servers) && factor < 1.0;
            if is_tail && last + libm::log(1.0 / (1.0 - factor)) < max + libm::log(NEGLIGIBLE) {
                break;
            }
        }
        let weights: Vec<f64> = logs.iter().map(|log| libm::exp(log - max)).collect();
        let total: f64 = weights.iter().sum();
        BirthDeathChain {
            queue: self,
            probabilities: weights.iter().map(|weight| weight / total).collect(),
        }
    }
}

impl BirthDeathChain {
    /// The mean of a function of the number of files.
    fn mean(&self, value: impl Fn(f64) -> f64) -> f64 {
        let numbers = self.probabilities.iter().enumerate();
        numbers
            .map(|(n, probability)| probability * value(n as f64))
            .sum()
    }

    /// Share of arrivals that find the queue full: arrivals see time averages (Wolff 1982).
    #[must_use]
    pub fn turned_away(&self) -> f64 {
        let full = self
            .queue
            .room
            .and_then(|room| self.probabilities.get(room as usize));
        full.copied().unwrap_or(0.0)
    }

    /// Mean number of files.
    #[must_use]
    pub fn number(&self) -> f64 {
        self.mean(|n| n)
    }

    /// Share of officers at work.
    #[must_use]
    pub fn utilisation(&self) -> f64 {
        self.mean(|n| n.min(f64::from(self.queue.servers))) / f64::from(self.queue.servers)
    }

    /// Share of admitted files that give up while waiting.
    #[must_use]
    pub fn abandonment_share(&self) -> f64 {
        let admitted = self.queue.rate * (1.0 - self.turned_away());
        self.mean(|n| self.queue.abandonment_rate(n)) / admitted
    }

    /// Of the files that are served: the share that waited, and the mean wait in seconds.
    ///
    /// A file with k files before it in the queue is served if its patience outlasts k + 1 steps.
    /// With j files before it, a step has rate c mu + j theta and patience ends with rate theta.
    /// So it is served with probability c mu / (c mu + (k + 1) theta), and the steps take the
    /// sum over j of 1 / (c mu + (j + 1) theta), whether or not it is served.
    #[must_use]
    pub fn wait_of_served(&self) -> (f64, f64) {
        let servers = self.queue.servers as usize;
        let service_rate = f64::from(self.queue.servers) / self.queue.mean;
        let patience_rate = self.queue.patience.map_or(0.0, |patience| 1.0 / patience);
        let admitted = match self.queue.room {
            Some(room) => &self.probabilities[..(room as usize).min(self.probabilities.len())],
            None => &self.probabilities[..],
        };
        let (immediate, delayed) = admitted.split_at(servers.min(admitted.len()));
        let (mut waiting, mut seconds, mut steps) = (0.0, 0.0, 0.0);
        for (k, probability) in delayed.iter().enumerate() {
            let rate = service_rate + (k as f64 + 1.0) * patience_rate;
            steps += 1.0 / rate;
            let served = probability * service_rate / rate;
            waiting += served;
            seconds += served * steps;
        }
        let served = immediate.iter().sum::<f64>() + waiting;
        (waiting / served, seconds / served)
    }
}

#[cfg(test)]
mod tests {
    use super::super::queueing_formulas::{erlang_c, wait_mmc};
    use super::*;

    const PLAIN: BirthDeathQueue = BirthDeathQueue {
        servers: 3,
        rate: 2.4,
        mean: 1.0,
        room: None,
        patience: None,
    };

    fn near(found: f64, expected: f64) {
        assert!(
            (found / expected - 1.0).abs() < 1e-9,
            "{found}, not {expected}"
        );
    }

    /// Mean number of waiting files.
    fn waiting(chain: &BirthDeathChain) -> f64 {
        chain.mean(|n| (n - f64::from(chain.queue.servers)).max(0.0))
    }

    #[test]
    fn with_large_capacity_it_is_the_plain_queue() {
        for room in [None, Some(4000)] {
            let chain = BirthDeathQueue { room, ..PLAIN }.steady_state();
            let (waits, wait) = chain.wait_of_served();
            near(waits, erlang_c(3, 2.4));
            near(wait, wait_mmc(3, 2.4, 1.0));
            near(waiting(&chain), 2.4 * wait);
            near(chain.utilisation(), 0.8);
            assert!(chain.turned_away() < 1e-12 && chain.abandonment_share() <= 0.0);
        }
    }

    #[test]
    fn one_officer_with_small_capacity_follows_the_closed_form() {
        // M/M/1/K: (1 - rho) rho^K / (1 - rho^(K + 1)), and 1 / (K + 1) at load 1.
        for (rate, expected) in [(0.5, 0.5 * 0.125 / (1.0 - 0.0625)), (1.0, 0.25)] {
            let queue = BirthDeathQueue {
                servers: 1,
                rate,
                room: Some(3),
                ..PLAIN
            };
            near(queue.steady_state().turned_away(), expected);
        }
    }

    #[test]
    fn without_a_waiting_room_it_is_the_loss_formula() {
        // B(2, 1) = (1/2) / (1 + 1 + 1/2).
        let queue = BirthDeathQueue {
            servers: 2,
            rate: 1.0,
            room: Some(2),
            ..PLAIN
        };
        near(queue.steady_state().turned_away(), 0.2);
        assert!(queue.steady_state().wait_of_served() == (0.0, 0.0));
        // Probabilities leave the range of numbers: about 1 - c / a.
        let many = BirthDeathQueue {
            servers: 2000,
            rate: 4000.0,
            room: Some(2000),
            ..PLAIN
        };
        assert!((many.steady_state().turned_away() - 0.5).abs() < 1e-3);
    }

    /// With mean patience equal to mean work, files leave as if they were served at once: their
    /// number is Poisson for any number of officers.
    #[test]
    fn patience_as_long_as_work_leaves_as_many_as_without_limit() {
        for servers in [1, 3, 7] {
            let queue = BirthDeathQueue {
                servers,
                patience: Some(1.0),
                ..PLAIN
            };
            let chain = queue.steady_state();
            near(chain.number(), 2.4);
            // Palm: the rate of giving up is the queue divided by mean patience.
            near(chain.abandonment_share(), waiting(&chain) / 2.4);
            let served = 1.0 - chain.abandonment_share();
            near(chain.utilisation(), 2.4 * served / f64::from(servers));
        }
    }

    /// The wait of served files, calculated by hand for a capacity of two.
    #[test]
    fn the_wait_of_the_served_is_that_of_a_race() {
        // One officer with rate 1, patience with rate 1, room for one waiting file.
        let queue = BirthDeathQueue {
            servers: 1,
            rate: 1.0,
            mean: 1.0,
            room: Some(2),
            patience: Some(1.0),
        };
        // Probabilities 1 : 1 : 1/2. A file that finds one in service waits for a step with rate
        // 1 + 1 and is served with probability 1/2.
        let (waits, wait) = queue.steady_state().wait_of_served();
        near(waits, 0.5 / 1.5);
        near(wait, 0.5 * 0.5 / 1.5);
        near(queue.steady_state().turned_away(), 0.2);
    }
}
