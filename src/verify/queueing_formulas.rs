//! Formulas of queueing theory.

/// Erlang's C: the share of arrivals that find all of `servers` busy, with
/// Poisson arrivals, exponential work and an offered load of `offered` servers
/// (Erlang 1917; Kleinrock 1975, Queueing Systems I, 3.5). Computed from Erlang's
/// B by its recursion, which neither overflows nor cancels.
#[must_use]
pub fn erlang_c(servers: u32, offered: f64) -> f64 {
    let blocked = (1..=servers).fold(1.0, |blocked, n| {
        offered * blocked / (f64::from(n) + offered * blocked)
    });
    let load = offered / f64::from(servers);
    blocked / (1.0 - load * (1.0 - blocked))
}

/// Mean wait in an M/M/c queue: C / (c mu - lambda), with arrivals `rate` and
/// mean work `mean` in one unit of time (Kleinrock 1975, 3.5).
#[must_use]
pub fn wait_mmc(servers: u32, rate: f64, mean: f64) -> f64 {
    erlang_c(servers, rate * mean) / (f64::from(servers) / mean - rate)
}

/// Mean wait in an M/G/1 queue: lambda E(S^2) / 2 (1 - rho)
/// (Pollaczek 1930, Khinchine 1932; Kleinrock 1975, 5.6).
#[must_use]
pub fn wait_mg1(rate: f64, mean: f64, second_moment: f64) -> f64 {
    rate * second_moment / (2.0 * (1.0 - rate * mean))
}

/// Mean wait in an M/D/c queue: with load rho and constant work D,
///
/// D sum over i >= 1 of (P(N >= i c) - P(N >= i c + 1) / rho), N Poisson of mean i c rho
///
/// (Crommelin 1932, Post Office Electrical Engineers' Journal 25, 41-50). Terms fall
/// geometrically; the truncation error is below a part in 1e12 of the sum.
#[must_use]
pub fn wait_mdc(servers: u32, rate: f64, mean: f64) -> f64 {
    let load = rate * mean / f64::from(servers);
    let mut sum = 0.0;
    for i in 1_u64.. {
        let count = i * u64::from(servers);
        let expected = count as f64 * load;
        // P(N >= n) = P(N = n) + P(N >= n + 1).
        let above = poisson_above(count, expected);
        let term = poisson(count, expected) + above - above / load;
        sum += term;
        if term <= sum * 1e-14 * (1.0 - load) {
            return mean * sum;
        }
    }
    unreachable!("the terms fall below any bound")
}

/// The probability of `count` under a Poisson distribution.
fn poisson(count: u64, mean: f64) -> f64 {
    let count = count as f64;
    libm::exp(count * libm::log(mean) - mean - libm::lgamma(count + 1.0))
}

/// The probability of more than `count` under a Poisson distribution with a mean of at most
/// `count`.
fn poisson_above(count: u64, mean: f64) -> f64 {
    let mut term = poisson(count, mean);
    let (mut sum, mut n) = (0.0, count as f64);
    while term > sum * 1e-17 {
        n += 1.0;
        term *= mean / n;
        sum += term;
    }
    sum
}

/// Mean waits of priority classes without pre-emption, with the same distribution of work: for
/// class k
///
/// W0 / ((1 - load before) (1 - load before - load of the class))
///
/// where W0 is the mean time until an officer becomes free. With one officer
/// W0 = lambda E(S^2) / 2 for any distribution; with several and exponential work
/// W0 = C / c mu, with Erlang's C (Cobham 1954, Journal of the Operations Research Society of
/// America 2, 70-76; Kella and Yechiali 1985, Stochastic Models 1, 257-262).
#[must_use]
pub fn waits_by_class(until_free: f64, loads: &[f64]) -> Vec<f64> {
    let mut before = 0.0;
    let class_wait = |load: &f64| {
        let above = before;
        before += load;
        until_free / ((1.0 - above) * (1.0 - before))
    };
    loads.iter().map(class_wait).collect()
}

/// Mean wait for a panel that meets at intervals of `every` and takes at most `most` files, with
/// Poisson arrivals: half an interval, plus whole intervals for files left over. The number left
/// over equals the queue of M/D/c with `most` servers and work `every`, because both are the
/// chain (Q + A - most)^+ (Bailey 1954, Journal of the
/// Royal Statistical Society B 16, 80-87).
#[must_use]
pub fn wait_panel(most: u32, rate: f64, every: f64) -> f64 {
    every / 2.0 + wait_mdc(most, rate, every)
}

/// Expected visits to each node of an open network: v = e + P'v, solved by
/// elimination; I - P' is an M-matrix, so no pivoting is needed (Jackson 1957).
/// `moves[i][j]` is the probability of going from `i` to `j`.
#[must_use]
pub fn visits(entry: &[f64], moves: &[Vec<f64>]) -> Vec<f64> {
    let n = entry.len();
    let mut rows: Vec<Vec<f64>> = (0..n)
        .map(|i| {
            let mut row: Vec<f64> = (0..n).map(|j| f64::from(i == j) - moves[j][i]).collect();
            row.push(entry[i]);
            row
        })
        .collect();
    for i in 0..n {
        let pivot = rows[i].clone();
        for (j, row) in rows.iter_mut().enumerate() {
            let factor = if i == j { 0.0 } else { row[i] / pivot[i] };
            for (value, pivot_value) in row.iter_mut().zip(&pivot) {
                *value -= factor * pivot_value;
            }
        }
    }
    (0..n).map(|i| rows[i][n] / rows[i][i]).collect()
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
    fn one_server_waits_as_often_as_it_is_busy() {
        near(erlang_c(1, 0.8), 0.8);
        near(wait_mmc(1, 0.8, 1.0), 4.0);
        near(wait_mg1(0.8, 1.0, 2.0), 4.0);
        // With constant work half as long.
        near(wait_mg1(0.8, 1.0, 1.0), 2.0);
    }

    #[test]
    fn two_servers_follow_the_closed_form() {
        // C(2, a) = a^2 / (2 + a).
        near(erlang_c(2, 1.6), 1.6 * 1.6 / 3.6);
    }

    #[test]
    fn constant_work_follows_the_closed_form_of_one_server() {
        for load in [0.05, 0.5, 0.8, 0.95, 0.99] {
            near(wait_mdc(1, load, 1.0), wait_mg1(load, 1.0, 1.0));
        }
    }

    /// Observed at intervals of D, an M/D/c queue is a chain: as many files as there are servers
    /// have left, and a Poisson number has arrived. Its steady state is found by iteration.
    #[test]
    fn constant_work_follows_the_chain_of_several_servers() {
        for (servers, load) in [(2, 0.8), (3, 0.6), (8, 0.9)] {
            let arrivals: f64 = load * f64::from(servers);
            let coming: Vec<f64> = (0..200).map(|n| poisson(n, arrivals)).collect();
            let mut chances = vec![0.0; 400];
            chances[0] = 1.0;
            for _ in 0..4000 {
                let mut next = vec![0.0; chances.len()];
                for (n, chance) in chances.iter().enumerate() {
                    let left = n.saturating_sub(servers as usize);
                    for (place, came) in next[left..].iter_mut().zip(&coming) {
                        *place += chance * came;
                    }
                }
                chances = next;
            }
            let queued = chances.iter().enumerate().skip(servers as usize);
            let queued: f64 = queued
                .map(|(n, chance)| (n - servers as usize) as f64 * chance)
                .sum();
            near(wait_mdc(servers, arrivals, 1.0), queued / arrivals);
        }
    }

    #[test]
    fn classes_share_what_one_class_would_wait() {
        // Kleinrock's conservation law: waits weighted by load do not depend on the order.
        let loads = [0.2, 0.3, 0.3];
        let waits = waits_by_class(0.8, &loads);
        assert!(waits.is_sorted());
        let weighted: f64 = waits
            .iter()
            .zip(loads)
            .map(|(wait, load)| wait * load)
            .sum();
        near(weighted, 0.8 * 0.8 / 0.2);
        near(waits_by_class(0.8, &[0.8])[0], wait_mmc(1, 0.8, 1.0));
    }

    #[test]
    fn feedback_multiplies_visits() {
        let moves = [vec![0.0, 1.0], vec![0.3, 0.0]];
        let found = visits(&[1.0, 0.0], &moves);
        near(found[0], 1.0 / 0.7);
        near(found[1], 1.0 / 0.7);
    }
}
