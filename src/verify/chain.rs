//! A branch whose number of files is a chain of births and deaths: Poisson arrivals,
//! exponential work, room for so many, patience that is exponential.
//!
//! With no more room it is M/M/c/K (Erlang 1917; Kleinrock 1975, Queueing Systems I, 3.6),
//! with patience M/M/c+M (Palm 1957, Tele 1; Garnett, Mandelbaum and Reiman
//! 2002, Manufacturing & Service Operations Management 4, 208-227), with both the same.

/// A chance that is as good as none beside all others.
const NOTHING: f64 = 1e-17;

/// What the chain is of.
#[derive(Debug, Clone, Copy)]
pub struct Branch {
    /// Officers.
    pub servers: u32,
    /// Arrivals a second.
    pub rate: f64,
    /// Mean work in seconds.
    pub mean: f64,
    /// Files there at most, waiting and in service.
    pub room: Option<u32>,
    /// Mean patience in seconds of who waits.
    pub patience: Option<f64>,
}

/// Its steady state.
#[derive(Debug, Clone)]
pub struct Chain {
    of: Branch,
    /// The chance of each number of files.
    chances: Vec<f64>,
}

impl Branch {
    /// Rate at which the number falls from `n`.
    fn deaths(self, n: f64) -> f64 {
        let served = n.min(f64::from(self.servers)) / self.mean;
        served + self.impatient(n)
    }

    /// Rate at which those who wait give up.
    fn impatient(self, n: f64) -> f64 {
        let waiting = (n - f64::from(self.servers)).max(0.0);
        self.patience.map_or(0.0, |patience| waiting / patience)
    }

    /// The steady state; without room or patience there must be more officers than work.
    #[must_use]
    pub fn steady(self) -> Chain {
        // Of each chance the logarithm, for none may leave the range of numbers.
        let mut logs = vec![0.0];
        let (mut last, mut most, mut n) = (0.0, 0.0_f64, 0.0);
        while self.room.is_none_or(|room| n < f64::from(room)) {
            n += 1.0;
            let factor = self.rate / self.deaths(n);
            last += libm::log(factor);
            most = most.max(last);
            logs.push(last);
            // From here on chances fall at least as fast.
            let is_past = n > f64::from(self.servers) && factor < 1.0;
            if is_past && last + libm::log(1.0 / (1.0 - factor)) < most + libm::log(NOTHING) {
                break;
            }
        }
        let weights: Vec<f64> = logs.iter().map(|log| libm::exp(log - most)).collect();
        let all: f64 = weights.iter().sum();
        Chain {
            of: self,
            chances: weights.iter().map(|weight| weight / all).collect(),
        }
    }
}

impl Chain {
    fn mean_of(&self, of: impl Fn(f64) -> f64) -> f64 {
        let of_each = self.chances.iter().enumerate();
        of_each.map(|(n, chance)| chance * of(n as f64)).sum()
    }

    /// The share of arrivals that find it full: they see what is on average (Wolff 1982).
    #[must_use]
    pub fn turned_away(&self) -> f64 {
        let full = self
            .of
            .room
            .and_then(|room| self.chances.get(room as usize));
        full.copied().unwrap_or(0.0)
    }

    /// Mean number there.
    #[must_use]
    pub fn number(&self) -> f64 {
        self.mean_of(|n| n)
    }

    /// Mean number that wait.
    #[must_use]
    pub fn queue(&self) -> f64 {
        self.mean_of(|n| (n - f64::from(self.of.servers)).max(0.0))
    }

    /// Officers at work, as a share of them.
    #[must_use]
    pub fn utilisation(&self) -> f64 {
        self.mean_of(|n| n.min(f64::from(self.of.servers))) / f64::from(self.of.servers)
    }

    /// Of those who come in, the share that gives up while waiting.
    #[must_use]
    pub fn gives_up(&self) -> f64 {
        let admitted = self.of.rate * (1.0 - self.turned_away());
        self.mean_of(|n| self.of.impatient(n)) / admitted
    }

    /// Of those who are served: the share that has waited, and the mean wait in seconds.
    ///
    /// Who finds k before her in the queue is served if she outlasts k + 1 steps; while j
    /// are still before her a step comes at the rate c mu + j theta and her patience ends
    /// at theta. So she is served with chance c mu / (c mu + (k + 1) theta), and the steps
    /// take her the sum over j of 1 / (c mu + (j + 1) theta), whether or not she is.
    #[must_use]
    pub fn wait_of_served(&self) -> (f64, f64) {
        let servers = self.of.servers as usize;
        let working = f64::from(self.of.servers) / self.of.mean;
        let giving_up = self.of.patience.map_or(0.0, |patience| 1.0 / patience);
        let finds = match self.of.room {
            Some(room) => &self.chances[..(room as usize).min(self.chances.len())],
            None => &self.chances[..],
        };
        let (at_once, late) = finds.split_at(servers.min(finds.len()));
        let (mut waiting, mut seconds, mut steps) = (0.0, 0.0, 0.0);
        for (k, chance) in late.iter().enumerate() {
            let pace = working + (k as f64 + 1.0) * giving_up;
            steps += 1.0 / pace;
            let served = chance * working / pace;
            waiting += served;
            seconds += served * steps;
        }
        let served = at_once.iter().sum::<f64>() + waiting;
        (waiting / served, seconds / served)
    }
}

#[cfg(test)]
mod tests {
    use super::super::formula::{erlang_c, wait_mmc};
    use super::*;

    const PLAIN: Branch = Branch {
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

    #[test]
    fn with_room_for_all_it_is_the_plain_queue() {
        for room in [None, Some(4000)] {
            let chain = Branch { room, ..PLAIN }.steady();
            let (waits, wait) = chain.wait_of_served();
            near(waits, erlang_c(3, 2.4));
            near(wait, wait_mmc(3, 2.4, 1.0));
            near(chain.queue(), 2.4 * wait);
            near(chain.utilisation(), 0.8);
            assert!(chain.turned_away() < 1e-12 && chain.gives_up() <= 0.0);
        }
    }

    #[test]
    fn one_officer_with_little_room_follows_the_closed_form() {
        // M/M/1/K: (1 - rho) rho^K / (1 - rho^(K + 1)), and 1 / (K + 1) at load 1.
        for (rate, expected) in [(0.5, 0.5 * 0.125 / (1.0 - 0.0625)), (1.0, 0.25)] {
            let of = Branch {
                servers: 1,
                rate,
                room: Some(3),
                ..PLAIN
            };
            near(of.steady().turned_away(), expected);
        }
    }

    #[test]
    fn without_a_place_to_wait_it_is_the_loss_formula() {
        // B(2, 1) = (1/2) / (1 + 1 + 1/2).
        let of = Branch {
            servers: 2,
            rate: 1.0,
            room: Some(2),
            ..PLAIN
        };
        near(of.steady().turned_away(), 0.2);
        assert!(of.steady().wait_of_served() == (0.0, 0.0));
        // So many that chances leave the range of numbers: about 1 - c / a.
        let many = Branch {
            servers: 2000,
            rate: 4000.0,
            room: Some(2000),
            ..PLAIN
        };
        assert!((many.steady().turned_away() - 0.5).abs() < 1e-3);
    }

    /// Who is as patient as an officer is quick leaves as if she were served at once: the
    /// number there is Poisson, whatever the officers.
    #[test]
    fn patience_as_long_as_work_leaves_as_many_as_without_limit() {
        for servers in [1, 3, 7] {
            let of = Branch {
                servers,
                patience: Some(1.0),
                ..PLAIN
            };
            let chain = of.steady();
            near(chain.number(), 2.4);
            // Palm: who gives up is as many as wait, by their patience.
            near(chain.gives_up(), chain.queue() / 2.4);
            let served = 1.0 - chain.gives_up();
            near(chain.utilisation(), 2.4 * served / f64::from(servers));
        }
    }

    /// The wait of the served, from a list of all ways of one who finds two before her.
    #[test]
    fn the_wait_of_the_served_is_that_of_a_race() {
        // One officer of rate 1, patience of rate 1, who comes finds one waiting at most.
        let of = Branch {
            servers: 1,
            rate: 1.0,
            mean: 1.0,
            room: Some(2),
            patience: Some(1.0),
        };
        // Chances 1 : 1 : 1/2. Who finds one in service waits for a step of rate 1 + 1 and
        // is served with chance 1/2.
        let (waits, wait) = of.steady().wait_of_served();
        near(waits, 0.5 / 1.5);
        near(wait, 0.5 * 0.5 / 1.5);
        near(of.steady().turned_away(), 0.2);
    }
}
