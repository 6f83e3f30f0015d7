//! Inverse tables of standard distributions: a quantile takes a few additions and
//! multiplications instead of a logarithm, a rational function or an exponential.
//!
//! A table approximates a function of the upper tail probability q. The range is cut at 1/2, 1/4,
//! 1/8 and so on, and each of these octaves into equal cells, so that the far tails have their
//! own cells. Floating-point numbers have the same structure, so the cell is read from their bits. In each cell the function is a
//! polynomial of degree 5 through six points of the exact function, including the ends of the
//! cell (expanded Chebyshev points; Brutman 1978, SIAM Journal on Numerical
//! Analysis 15(4)). At every probability from 2^-53 to 1 - 2^-53 a score is within
//! 2e-10 of the exact one, a lognormal value within a part in 1e9 and an exponential
//! one within a part in 1e11.
//!
//! Quantiles are monotonic to the last bit. For -ln q, for the normal score of an upper tail and
//! for its exponential, every derivative by -q is positive. So the polynomial of a cell in the
//! distance t from its upper end has no negative coefficient, and sums and products of
//! non-negative numbers keep their order under rounding. No value at the end of a cell exceeds the
//! first value of the next.
//!
//! Tables are built with `libm` when first needed, and read by additions, multiplications and
//! divisions, so the bits are the same on every processor.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};

use super::normal_quantile;

/// Coefficients of a cell.
const TERMS: usize = 6;

/// A cell: the probability at its upper end, and the coefficients of the powers 0, 1, 2,
/// 4, 3 and 5: in this order two of them take one instruction.
#[derive(Debug, Clone, Copy)]
struct Cell {
    upper: f64,
    terms: [f64; TERMS],
}

impl Cell {
    /// Approximates a function from `upper` down to `lower`. If it is odd about `upper`, points on
    /// both sides are used, which leaves no even power.
    fn new([upper, lower]: [f64; 2], odd: bool, function: impl Fn(f64) -> f64) -> Self {
        let points = points().map(|point| if odd { 2.0 * point - 1.0 } else { point });
        let width = upper - lower;
        let values = points.map(|point| function(upper - point * width));
        let mut terms = interpolate(points, values);
        terms[0] = function(upper);
        let mut scale = 1.0;
        for term in &mut terms {
            // Negative values here are rounding errors.
            *term = (*term * scale).max(0.0);
            scale /= width;
        }
        terms.swap(3, 4);
        let mut cell = Self { upper, terms };
        // The end must not exceed the beginning of the next cell. The factor is slightly smaller
        // than needed, because a product may round to its old value.
        let (first, next) = (function(upper), function(lower));
        while cell.value(lower) > next && cell.terms[1] > 0.0 {
            let share = (next - first) / (cell.value(lower) - first) * (1.0 - 2.0 * f64::EPSILON);
            for term in &mut cell.terms[1..] {
                *term *= share.max(0.0);
            }
        }
        cell
    }

    /// The value at `q`, by pairs of powers.
    #[inline]
    fn value(&self, q: f64) -> f64 {
        let t = self.upper - q;
        let square = t * t;
        let [a, b, c, e, d, f] = self.terms;
        let low = a + b * t;
        let (middle, high) = (c + d * t, e + f * t);
        low + (middle + high * square) * square
    }
}

/// The interpolation points of a cell, as shares of its width.
fn points() -> [f64; TERMS] {
    let angle = core::f64::consts::PI / (2 * TERMS) as f64;
    core::array::from_fn(|i| {
        let cosine = libm::cos((2 * i + 1) as f64 * angle) / libm::cos(angle);
        (0.5 - 0.5 * cosine).clamp(0.0, 1.0)
    })
}

/// The coefficients of the polynomial with these values at these points, by divided
/// differences (Newton).
fn interpolate(points: [f64; TERMS], mut values: [f64; TERMS]) -> [f64; TERMS] {
    for order in 1..TERMS {
        for i in (order..TERMS).rev() {
            values[i] = (values[i] - values[i - 1]) / (points[i] - points[i - order]);
        }
    }
    let mut terms = [0.0; TERMS];
    for i in (0..TERMS).rev() {
        for power in (0..TERMS).rev() {
            let lower = if power > 0 { terms[power - 1] } else { 0.0 };
            terms[power] = lower - points[i] * terms[power];
        }
        terms[0] += values[i];
    }
    terms
}

/// Bits of a number after its exponent.
const FRACTION: u32 = 52;

/// Octaves of a tail: from 1/2 down to 2^-54.
const OCTAVES: usize = 53;

/// Cells of an octave, as a power of two.
const CELLS: u32 = 3;

/// A function of the tail probability, from 1/2 down.
#[derive(Debug)]
struct TailTable(Box<[Cell]>);

impl TailTable {
    /// Tabulates a function, which may be odd about 1/2.
    fn new(odd: bool, function: impl Fn(f64) -> f64) -> Self {
        let end = |i: usize| f64::from_bits(HALF - ((i as u64) << (FRACTION - CELLS)));
        let cells = 0..OCTAVES << CELLS;
        let cell = |i| Cell::new([end(i), end(i + 1)], odd && i == 0, &function);
        Self(cells.map(cell).collect())
    }

    /// The cell of a probability; none beyond the last octave.
    #[inline]
    fn cell(&self, q: f64) -> Option<&Cell> {
        let below = HALF.wrapping_sub(q.to_bits());
        self.0.get((below >> (FRACTION - CELLS)) as usize)
    }
}

const HALF: u64 = 0.5_f64.to_bits();

/// The smaller tail of a probability.
#[inline]
fn tail(u: f64) -> f64 {
    let rest = 1.0 - u;
    if rest < u { rest } else { u }
}

static SCORES: LazyLock<TailTable> = LazyLock::new(|| TailTable::new(true, score));

/// The normal score of an upper tail probability.
fn score(q: f64) -> f64 {
    // Avoids -0 at 1/2.
    0.0 - normal_quantile(q)
}

/// The normal score of a probability, as [`normal_quantile`], by a table.
#[inline]
#[must_use]
pub fn standard_normal(u: f64) -> f64 {
    const SIGN: u64 = 1 << 63;
    let q = tail(u);
    SCORES.cell(q).map_or_else(
        || normal_quantile(u),
        |cell| f64::from_bits(cell.value(q).to_bits() ^ ((u - 0.5).to_bits() & SIGN)),
    )
}

/// The standard deviations of the logarithm with a table. Outside this range the exponential of a
/// score is more accurate.
const WIDTHS: RangeInclusive<f64> = 1e-6..=1.4;

/// The ratio of a lognormal value to its median, e to the power of sigma z, for one sigma.
/// Distributions with the same sigma share one.
pub struct LognormalSpread {
    sigma: f64,
    factors: Option<TailTable>,
}

impl LognormalSpread {
    /// The spread of this standard deviation of the logarithm.
    #[must_use]
    pub fn shared(sigma: f64) -> Arc<Self> {
        static CACHE: Mutex<BTreeMap<u64, Weak<LognormalSpread>>> = Mutex::new(BTreeMap::new());
        let mut cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(spread) = cache.get(&sigma.to_bits()).and_then(Weak::upgrade) {
            return spread;
        }
        let factor = |q| libm::exp(sigma * score(q));
        let factors = WIDTHS
            .contains(&sigma)
            .then(|| TailTable::new(false, factor));
        let spread = Arc::new(Self { sigma, factors });
        cache.retain(|_, spread| spread.strong_count() > 0);
        cache.insert(sigma.to_bits(), Arc::downgrade(&spread));
        spread
    }

    /// The standard deviation of the logarithm.
    #[must_use]
    pub fn sigma(&self) -> f64 {
        self.sigma
    }

    /// The ratio at probability `u`. The lower half is the reciprocal of the upper.
    #[inline]
    #[must_use]
    pub fn factor(&self, u: f64) -> f64 {
        let q = tail(u);
        let Some(cell) = self.factors.as_ref().and_then(|factors| factors.cell(q)) else {
            return super::exp(self.sigma * standard_normal(u));
        };
        let above = cell.value(q);
        core::hint::select_unpredictable(u < 0.5, 1.0 / above, above)
    }
}

impl PartialEq for LognormalSpread {
    fn eq(&self, other: &Self) -> bool {
        self.sigma.to_bits() == other.sigma.to_bits()
    }
}

impl fmt::Debug for LognormalSpread {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_tuple("LognormalSpread")
            .field(&self.sigma)
            .finish()
    }
}

/// Cells of the one octave of the logarithm, as a power of two.
const LOG_CELLS: u32 = 5;

static LOGARITHMS: LazyLock<[Cell; 1 << LOG_CELLS]> = LazyLock::new(|| {
    let end = |i: usize| f64::from_bits(TWO - ((i as u64) << (FRACTION - LOG_CELLS)));
    core::array::from_fn(|i| Cell::new([end(i), end(i + 1)], false, |x| -libm::log(x / 2.0)))
});

const ONE: u64 = 1.0_f64.to_bits();
const TWO: u64 = 2.0_f64.to_bits();

/// The exponential value with mean 1 of a probability in [0, 1): -ln(1 - u).
///
/// 1 - u is x / 2 halved k times, with x above 1 and up to 2: k ln 2 - ln(x / 2).
#[inline]
#[must_use]
pub fn standard_exponential(u: f64) -> f64 {
    let below = ONE.wrapping_sub((1.0 - u).to_bits());
    let halvings = (below >> FRACTION) as u32;
    let x = f64::from_bits(TWO - (below & ((1 << FRACTION) - 1)));
    let cell = (below >> (FRACTION - LOG_CELLS)) as usize & ((1 << LOG_CELLS) - 1);
    f64::from(halvings) * core::f64::consts::LN_2 + LOGARITHMS[cell].value(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells of a table, and the exact function.
    type Table = (Vec<Cell>, Box<dyn Fn(f64) -> f64>);

    fn tables() -> Vec<Table> {
        let mut tables: Vec<Table> = vec![
            (SCORES.0.to_vec(), Box::new(score)),
            (LOGARITHMS.to_vec(), Box::new(|x| -libm::log(x / 2.0))),
        ];
        for sigma in [*WIDTHS.start(), 0.05, 0.83, *WIDTHS.end()] {
            let spread = LognormalSpread::shared(sigma);
            let cells = spread.factors.as_ref().map(|factors| factors.0.to_vec());
            tables.push((
                cells.unwrap_or_default(),
                Box::new(move |q| libm::exp(sigma * score(q))),
            ));
        }
        tables
    }

    /// The conditions for monotonic quantiles: see the top of the file.
    #[test]
    fn no_coefficient_is_negative_and_no_cell_ends_above_the_next() {
        for (cells, function) in tables() {
            assert!(cells.len() >= 32);
            for pair in cells.windows(2) {
                assert!(pair[0].terms.iter().all(|term| *term >= 0.0));
                assert!(pair[0].value(pair[1].upper) <= pair[1].terms[0]);
                assert!((pair[1].terms[0] - function(pair[1].upper)).abs() <= 0.0);
            }
        }
    }

    #[test]
    fn distributions_of_one_sigma_share_a_table() {
        let [first, second] = [0.83, 0.83].map(LognormalSpread::shared);
        assert!(Arc::ptr_eq(&first, &second));
        assert!(first != LognormalSpread::shared(0.84));
        assert_eq!(format!("{first:?}"), "LognormalSpread(0.83)");
    }

    #[test]
    fn tables_fit_the_first_cache() {
        assert_eq!(size_of_val(&*SCORES.0), 23_744);
        assert_eq!(size_of_val(&*LOGARITHMS), 1_792);
    }
}
