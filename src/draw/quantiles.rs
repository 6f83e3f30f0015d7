//! A distribution given by knots of its quantile function, with straight lines between them.

/// Knots of a quantile function: probabilities from 0 to 1, each with its value; neither falls.
/// Where two probabilities are equal, no value lies between those of the two knots. Between two knots the values are uniform, so every figure below is exact.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantiles {
    probabilities: Box<[f64]>,
    values: Box<[f64]>,
    mean: f64,
    second_moment: f64,
}

impl Quantiles {
    /// From pairs of a probability and a value, in any order. They are sorted, each list on its
    /// own, and the first and the last probability count as 0 and 1. Without knots the value is 0.
    #[must_use]
    pub fn new(knots: &[(f64, f64)]) -> Self {
        let sorted = |mut list: Vec<f64>| -> Box<[f64]> {
            list.sort_by(f64::total_cmp);
            list.into()
        };
        let knots = if knots.is_empty() {
            &[(0.0, 0.0)]
        } else {
            knots
        };
        let mut probabilities = sorted(knots.iter().map(|knot| knot.0.clamp(0.0, 1.0)).collect());
        let values = sorted(knots.iter().map(|knot| knot.1).collect());
        let last = probabilities.len() - 1;
        probabilities[last] = 1.0;
        if last > 0 {
            probabilities[0] = 0.0;
        }
        let mut quantiles = Self {
            mean: values[0],
            second_moment: values[0] * values[0],
            probabilities,
            values,
        };
        if last > 0 {
            // Of a uniform distribution from a to b: (a + b) / 2, and (a^2 + a b + b^2) / 3.
            quantiles.mean = quantiles.integral(f64::midpoint);
            quantiles.second_moment = quantiles.integral(|a, b| (a * a + a * b + b * b) / 3.0);
        }
        quantiles
    }

    /// The value at probability `u`.
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        interpolate(&self.probabilities, &self.values, u)
    }

    /// The probability of at most `value`.
    #[must_use]
    pub fn cdf(&self, value: f64) -> f64 {
        if value >= self.values[self.values.len() - 1] {
            return 1.0;
        }
        if value < self.values[0] {
            return 0.0;
        }
        interpolate(&self.values, &self.probabilities, value)
    }

    /// The mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The second moment.
    #[must_use]
    pub fn second_moment(&self) -> f64 {
        self.second_moment
    }

    /// The least and the greatest value.
    #[must_use]
    pub fn bounds(&self) -> (f64, f64) {
        (self.values[0], self.values[self.values.len() - 1])
    }

    /// The distribution of every value times `factor`.
    #[must_use]
    pub fn times(&self, factor: f64) -> Self {
        Self {
            probabilities: self.probabilities.clone(),
            values: self.values.iter().map(|value| value * factor).collect(),
            mean: self.mean * factor,
            second_moment: self.second_moment * factor * factor,
        }
    }

    /// The integral over all probabilities of a function of the ends of each piece.
    fn integral(&self, of_piece: impl Fn(f64, f64) -> f64) -> f64 {
        let widths = self.probabilities.windows(2).map(|pair| pair[1] - pair[0]);
        let pieces = self
            .values
            .windows(2)
            .map(|pair| of_piece(pair[0], pair[1]));
        widths.zip(pieces).map(|(width, piece)| width * piece).sum()
    }
}

/// The line through points with rising `xs`, at `x`; where several points have one `x`, the last
/// of them counts, and beyond the ends the value of the end.
fn interpolate(xs: &[f64], ys: &[f64], x: f64) -> f64 {
    let right = xs.partition_point(|other| *other <= x);
    if right == 0 {
        return ys[0];
    }
    if right == xs.len() {
        return ys[right - 1];
    }
    let part = (x - xs[right - 1]) / (xs[right] - xs[right - 1]);
    ys[right - 1] + part * (ys[right] - ys[right - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    /// Half of the values lie evenly from 0 to 2, a quarter are 2, a quarter from 2 to 10.
    fn known() -> Quantiles {
        Quantiles::new(&[(0.0, 0.0), (0.5, 2.0), (0.75, 2.0), (1.0, 10.0)])
    }

    #[test]
    fn moments_are_exact() {
        let law = known();
        assert!(near(law.mean(), 0.5 * 1.0 + 0.25 * 2.0 + 0.25 * 6.0));
        let square = 0.5 * 4.0 / 3.0 + 0.25 * 4.0 + 0.25 * (4.0 + 20.0 + 100.0) / 3.0;
        assert!(near(law.second_moment(), square));
        let (scaled, direct) = (law.times(3.0), known());
        assert!(near(scaled.mean(), 3.0 * direct.mean()));
        assert!(near(scaled.second_moment(), 9.0 * direct.second_moment()));
    }

    #[test]
    fn quantile_and_cdf_are_inverse() {
        let law = known();
        for (u, value) in [
            (0.0, 0.0),
            (0.25, 1.0),
            (0.6, 2.0),
            (0.875, 6.0),
            (1.0, 10.0),
        ] {
            assert!(near(law.quantile(u), value), "{u}");
        }
        for (value, u) in [
            (-1.0, 0.0),
            (1.0, 0.25),
            (2.0, 0.75),
            (6.0, 0.875),
            (11.0, 1.0),
        ] {
            assert!(near(law.cdf(value), u), "{value}");
        }
        assert_eq!(law.bounds(), (0.0, 10.0));
    }

    #[test]
    fn equal_probabilities_are_a_gap() {
        let law = Quantiles::new(&[(0.0, 0.0), (0.5, 1.0), (0.5, 9.0), (1.0, 9.0)]);
        assert!(near(law.mean(), 0.25 + 4.5));
        assert!(near(law.quantile(0.499_999), 0.999_998) && near(law.quantile(0.5), 9.0));
        assert!(near(law.cdf(1.0), 0.5) && near(law.cdf(8.9), 0.5) && near(law.cdf(9.0), 1.0));
    }

    #[test]
    fn one_knot_is_a_constant_and_none_is_nothing() {
        let constant = Quantiles::new(&[(0.3, 7.0)]);
        assert!(near(constant.quantile(0.9), 7.0) && near(constant.mean(), 7.0));
        assert!(near(constant.cdf(6.9), 0.0) && near(constant.cdf(7.0), 1.0));
        assert!(near(Quantiles::new(&[]).mean(), 0.0));
    }
}
