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

/// Expected visits to each node of an open network: v = e + P'v, solved by
/// elimination; I - P' is an M-matrix, so no pivoting is needed (Jackson 1957).
/// `moves[i][j]` is the chance of going from `i` to `j`.
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
            for (value, own) in row.iter_mut().zip(&pivot) {
                *value -= factor * own;
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
    fn feedback_multiplies_visits() {
        let moves = [vec![0.0, 1.0], vec![0.3, 0.0]];
        let found = visits(&[1.0, 0.0], &moves);
        near(found[0], 1.0 / 0.7);
        near(found[1], 1.0 / 0.7);
    }
}
