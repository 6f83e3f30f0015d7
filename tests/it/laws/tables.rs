//! Laws of the inverse tables: exact within stated bounds, rising to the last bit,
//! and in law what they stand for.

use statrs::distribution::{ContinuousCDF, Exp, Gamma, LogNormal, Normal};
use tidegate::draw::{
    Distribution, Key, Purpose, RandomStream, normal_quantile, standard_exponential,
    standard_normal,
};

const N: usize = 200_000;

/// The grid that draws lie on: odd multiples of 2^-53.
fn on_grid(k: u64) -> f64 {
    (k as f64 + 0.5) / (1_u64 << 52) as f64
}

/// Uniforms of their own luck.
fn uniforms(name: &str, n: usize) -> impl Iterator<Item = f64> {
    let (luck, key) = (RandomStream::new(23, 0), Key::named(name));
    (0..n as u64).map(move |i| luck.uniform(key.with(i), Purpose::StepWork, 0))
}

/// Probabilities of every size: fine grids in the centre, random ones in each octave of
/// both tails, and the ends.
fn probabilities() -> Vec<f64> {
    let mut all: Vec<f64> = (0..100_000_u64)
        .map(|i| on_grid((i << 52) / 100_000))
        .collect();
    for octave in 1..=52 {
        all.extend(uniforms("octave", 2_000).map(|u| {
            let k = ((u + 1.0) * libm::exp2(f64::from(52 - octave) - 1.0)) as u64;
            on_grid(k)
        }));
    }
    let upper: Vec<f64> = all.iter().map(|u| 1.0 - u).collect();
    all.extend(upper);
    all.extend([on_grid(0), on_grid((1 << 52) - 1), 0.5, 1e-16]);
    all
}

fn relative(value: f64, exact: f64) -> f64 {
    if value.to_bits() == exact.to_bits() {
        0.0
    } else {
        (value / exact - 1.0).abs()
    }
}

/// Laws with a quantile from the table of a standard one, with the exact quantile.
fn lognormals() -> Vec<(f64, Distribution)> {
    [1e-12, 0.1, 0.7, 1.0, 2.07, 2.9, 5.0]
        .map(|cv| {
            (
                libm::sqrt(libm::log1p(cv * cv)),
                Distribution::lognormal(3.0, cv),
            )
        })
        .into()
}

fn exact_lognormal(sigma: f64, u: f64) -> f64 {
    let mu = libm::log(3.0) - sigma * sigma / 2.0;
    libm::exp(mu + sigma * normal_quantile(u))
}

/// The greatest relative errors of a quantile in the centre and beyond.
fn errors(quantile: impl Fn(f64) -> f64, exact: impl Fn(f64) -> f64) -> (f64, f64) {
    let (mut centre, mut tails) = (0.0_f64, 0.0_f64);
    for u in probabilities() {
        let error = relative(quantile(u), exact(u));
        if (0.01..=0.99).contains(&u) {
            centre = centre.max(error);
        }
        tails = tails.max(error);
    }
    (centre, tails)
}

#[test]
fn quantiles_are_exact_within_the_bounds() {
    let (centre, tails) = errors(standard_exponential, |u| -libm::log(1.0 - u));
    assert!(
        centre < 1e-11 && tails < 1e-11,
        "exponential {centre:e} {tails:e}"
    );
    let (centre, tails) = errors(standard_normal, normal_quantile);
    assert!(centre < 1e-9 && tails < 1e-9, "normal {centre:e} {tails:e}");
    for (sigma, law) in lognormals() {
        let (centre, tails) = errors(|u| law.quantile(u), |u| exact_lognormal(sigma, u));
        assert!(
            centre < 1e-9 && tails < 1e-9,
            "{sigma} {centre:e} {tails:e}"
        );
    }
    // The bounds are near what is reached: an error of a part in 1e8 is seen.
    let (centre, _) = errors(|u| 1.000_000_01 * standard_normal(u), normal_quantile);
    assert!(centre > 1e-9);
}

#[test]
fn the_ends_are_finite() {
    let ends = [on_grid(0), on_grid((1 << 52) - 1)];
    let [least, greatest] = ends.map(standard_exponential);
    assert!(relative(least, 1.0 / (1_u64 << 53) as f64) < 1e-11);
    assert!((greatest - 36.736_800_569_677_1).abs() < 1e-9);
    let [least, greatest] = ends.map(standard_normal);
    assert!((least + greatest).abs() <= 0.0 && (8.2..8.3).contains(&greatest));
    for (_, law) in lognormals() {
        let [least, greatest] = ends.map(|u| law.quantile(u));
        assert!(least > 0.0 && greatest.is_finite());
    }
}

type Named = (String, Box<dyn Fn(f64) -> f64>);

/// The laws whose draws must keep their order.
fn rising() -> Vec<Named> {
    let mut all: Vec<Named> = vec![
        ("exponential".into(), Box::new(standard_exponential)),
        ("normal".into(), Box::new(standard_normal)),
    ];
    for (sigma, law) in lognormals() {
        all.push((
            format!("lognormal {sigma}"),
            Box::new(move |u| law.quantile(u)),
        ));
    }
    let gamma = Distribution::gamma(3.0, 0.7);
    all.push(("gamma".into(), Box::new(move |u| gamma.quantile(u))));
    all
}

#[test]
fn order_is_kept_over_every_seam() {
    for (name, quantile) in rising() {
        // Every end of a cell, of 32 an octave, in both tails, and its neighbours.
        for octave in 0..52 {
            for part in 0..32_u64 {
                let seam = ((1_u64 << 52) + (part << 47)) >> (octave + 1);
                for side in [seam, (1 << 52) - seam] {
                    let near = side.saturating_sub(3)..(side + 3).min(1 << 52);
                    let values: Vec<f64> = near.map(|k| quantile(on_grid(k))).collect();
                    let is_rising = values.windows(2).all(|pair| pair[0] <= pair[1]);
                    assert!(is_rising, "{name} at {side} of 2^52");
                }
            }
        }
    }
}

#[test]
fn order_is_kept_between_any_two() {
    for (name, quantile) in rising() {
        let mut sorted: Vec<f64> = probabilities();
        sorted.sort_by(f64::total_cmp);
        let falls = sorted
            .windows(2)
            .filter(|pair| quantile(pair[0]) > quantile(pair[1]))
            .count();
        assert_eq!(falls, 0, "{name}");
        // Neighbours on the grid, a step or a few apart.
        for (i, u) in uniforms("near", 20_000).enumerate() {
            let above = u + (1 + i % 3) as f64 / (1_u64 << 52) as f64;
            assert!(
                above >= 1.0 || quantile(u) <= quantile(above),
                "{name} at {u}"
            );
        }
    }
}

/// The greatest distance of the sample from the distribution (Kolmogorov).
fn distance(mut sample: Vec<f64>, below: impl Fn(f64) -> f64) -> f64 {
    sample.sort_by(f64::total_cmp);
    let n = sample.len() as f64;
    let gap = |(i, value): (usize, &f64)| {
        let chance = below(*value);
        (chance - i as f64 / n).max((i + 1) as f64 / n - chance)
    };
    sample.iter().enumerate().map(gap).fold(0.0, f64::max)
}

/// A sample of `quantile` against its distribution: Kolmogorov's distance, below
/// 1.949 / sqrt(n) but once in a thousand; and counts beyond far quantiles, within five
/// standard deviations of a Poisson count.
fn follows(name: &str, quantile: impl Fn(f64) -> f64, law: &impl ContinuousCDF<f64, f64>) {
    let sample: Vec<f64> = uniforms(name, N).map(&quantile).collect();
    let gap = distance(sample, |value| law.cdf(value));
    assert!(gap < 1.949 / (N as f64).sqrt(), "{name}: distance {gap}");
    let n = 4_000_000;
    for chance in [1e-3, 1e-5] {
        let (low, high) = (law.inverse_cdf(chance), law.inverse_cdf(1.0 - chance));
        let (mut under, mut over) = (0, 0);
        for value in uniforms(name, n).map(&quantile) {
            under += u32::from(value < low);
            over += u32::from(value > high);
        }
        let expected = n as f64 * chance;
        for count in [under, over] {
            let off = (f64::from(count) - expected).abs();
            assert!(
                off < 5.0 * expected.sqrt(),
                "{name} beyond {chance}: {count}"
            );
        }
    }
}

#[test]
fn draws_follow_the_laws_to_the_tails() {
    let parameters = "the parameters are valid";
    let exponential = Exp::new(1.0).expect(parameters);
    follows("exponential", standard_exponential, &exponential);
    let normal = Normal::new(0.0, 1.0).expect(parameters);
    follows("normal", standard_normal, &normal);
    for (sigma, law) in lognormals().into_iter().skip(1) {
        let mu = 3.0_f64.ln() - sigma * sigma / 2.0;
        let known = LogNormal::new(mu, sigma).expect(parameters);
        follows("lognormal", |u| law.quantile(u), &known);
    }
    let (law, shape) = (Distribution::gamma(3.0, 0.7), 1.0 / 0.49);
    let known = Gamma::new(shape, shape / 3.0).expect(parameters);
    follows("gamma", |u| law.quantile(u), &known);
}

/// Mean, second and third moment about 0 within five standard errors, each from the
/// moment of twice its order.
#[test]
fn moments_are_those_of_the_laws() {
    let factorial = |n: u32| libm::tgamma(f64::from(n) + 1.0);
    let of_normal = |n: u32| match n {
        2 => 1.0,
        4 => 3.0,
        6 => 15.0,
        _ => 0.0,
    };
    moments("exponential", standard_exponential, factorial);
    moments("normal", standard_normal, of_normal);
    // The third moment of a wide lognormal has no error worth the name.
    for (sigma, law) in lognormals().into_iter().take(4).skip(1) {
        let order = |n: u32| {
            let n = f64::from(n);
            libm::pow(3.0, n) * libm::exp((n * n - n) * sigma * sigma / 2.0)
        };
        moments("lognormal", |u| law.quantile(u), order);
    }
}

fn moments(name: &str, quantile: impl Fn(f64) -> f64, of_order: impl Fn(u32) -> f64) {
    let mut sums = [0.0; 3];
    for value in uniforms(name, N).map(quantile) {
        sums[0] += value;
        sums[1] += value * value;
        sums[2] += value * value * value;
    }
    for (order, sum) in (1..).zip(sums) {
        let known = of_order(order);
        let variance = of_order(2 * order) - known * known;
        let off = (sum / N as f64 - known).abs();
        let bound = 5.0 * (variance / N as f64).sqrt();
        assert!(off < bound, "{name}, moment {order}: {off} above {bound}");
    }
}
