//! Laws of chance: every distribution against an independent sampler, and the
//! uniforms against evenness.

use rand_distr::{Distribution as _, Exp, Gamma, Geometric, LogNormal, Triangular};
use tidegate::draw::{Distribution, Key, Purpose, Quantiles, RandomStream};

const N: usize = 20_000;

fn uniforms(name: &str) -> Vec<f64> {
    let luck = RandomStream::new(11, 0);
    let key = Key::named(name);
    (0..N as u64)
        .map(|i| luck.uniform(key.with(i), Purpose::StepWork, 0))
        .collect()
}

fn ours(law: &Distribution, name: &str) -> Vec<f64> {
    uniforms(name)
        .into_iter()
        .map(|u| law.quantile(u))
        .collect()
}

/// The oracle's generator: `SplitMix64`, seeded.
struct Oracle(u64);

impl rand::TryRng for Oracle {
    type Error = std::convert::Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        self.try_next_u64().map(|bits| (bits >> 32) as u32)
    }
    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Ok(bits ^ (bits >> 31))
    }
    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Self::Error> {
        for byte in target {
            *byte = self.try_next_u64()? as u8;
        }
        Ok(())
    }
}

fn theirs(law: impl rand_distr::Distribution<f64>) -> Vec<f64> {
    let mut oracle = Oracle(5);
    (0..N).map(|_| law.sample(&mut oracle)).collect()
}

/// The greatest distance of two empirical distributions (Kolmogorov, Smirnov).
fn distance(mut a: Vec<f64>, mut b: Vec<f64>) -> f64 {
    a.sort_by(f64::total_cmp);
    b.sort_by(f64::total_cmp);
    let (mut i, mut j, mut greatest) = (0, 0, 0.0_f64);
    while i < a.len() && j < b.len() {
        let value = a[i].min(b[j]);
        while i < a.len() && a[i] <= value {
            i += 1;
        }
        while j < b.len() && b[j] <= value {
            j += 1;
        }
        let gap = (i as f64 / a.len() as f64 - j as f64 / b.len() as f64).abs();
        greatest = greatest.max(gap);
    }
    greatest
}

/// Above this the two samples differ with a chance of error of one in a thousand:
/// sqrt(-ln(0.0005) / 2) x sqrt(2 / n) (Smirnov 1948).
fn bound() -> f64 {
    1.949 * (2.0 / N as f64).sqrt()
}

fn agree(name: &str, law: &Distribution, oracle: Vec<f64>) {
    let own = ours(law, name);
    let mean = own.iter().sum::<f64>() / N as f64;
    let second = own.iter().map(|v| v * v).sum::<f64>() / N as f64;
    let error = ((law.second_moment() - law.mean() * law.mean()).max(0.0) / N as f64).sqrt();
    assert!(
        (mean - law.mean()).abs() <= 4.0 * error + 1e-12,
        "{name}: mean {mean}"
    );
    assert!(
        (second / law.second_moment() - 1.0).abs() < 0.15,
        "{name}: second moment {second}"
    );
    let gap = distance(own, oracle);
    assert!(gap < bound(), "{name}: distance {gap}");
}

#[test]
fn laws_are_those_of_the_oracle() {
    let oracle = "the oracle's parameters are valid";
    agree(
        "exponential",
        &Distribution::Exponential(3.0),
        theirs(Exp::new(1.0 / 3.0).expect(oracle)),
    );
    for cv in [0.2, 1.0, 1.5_f64] {
        let sigma = (1.0 + cv * cv).ln().sqrt();
        let normal = LogNormal::new(5.0_f64.ln() - sigma * sigma / 2.0, sigma).expect(oracle);
        agree(
            "lognormal",
            &Distribution::lognormal(5.0, cv),
            theirs(normal),
        );
        let shape = 1.0 / (cv * cv);
        agree(
            "gamma",
            &Distribution::gamma(5.0, cv),
            theirs(Gamma::new(shape, 5.0 / shape).expect(oracle)),
        );
    }
    let (low, mode, high) = (1.0, 2.0, 7.0);
    let triangular = Triangular::new(low, high, mode).expect(oracle);
    agree(
        "triangular",
        &Distribution::Triangular { low, mode, high },
        theirs(triangular),
    );
    let geometric = Geometric::new(0.3).expect(oracle);
    let mut generator = Oracle(5);
    let trials = (0..N)
        .map(|_| 2.0 * (1.0 + geometric.sample(&mut generator) as f64))
        .collect();
    agree(
        "geometric",
        &Distribution::Geometric {
            share: 0.3,
            every: 2.0,
        },
        trials,
    );
}

#[test]
fn a_mixture_is_its_parts() {
    let law = Distribution::Mixture(
        vec![
            (0.25, Distribution::Fixed(1.0)),
            (0.75, Distribution::Exponential(4.0)),
        ]
        .into(),
    );
    let exponential = theirs(Exp::new(0.25).expect("valid"));
    let mut oracle = Oracle(9);
    let own = exponential.into_iter().map(|value| {
        let bits = rand::TryRng::try_next_u64(&mut oracle).unwrap_or_default();
        if bits < u64::MAX / 4 { 1.0 } else { value }
    });
    agree("mixture", &law, own.collect());
}

#[test]
fn quantiles_are_straight_lines_between_their_knots() {
    let knots = [(0.0, 1.0), (0.25, 1.0), (0.75, 3.0), (1.0, 11.0)];
    let law = Distribution::Quantiles(Quantiles::new(&knots).into());
    let mut oracle = Oracle(11);
    let own = (0..N).map(|_| {
        let bits = rand::TryRng::try_next_u64(&mut oracle).unwrap_or_default();
        let u = bits as f64 / u64::MAX as f64;
        if u < 0.25 {
            1.0
        } else if u < 0.75 {
            1.0 + 2.0 * (u - 0.25) / 0.5
        } else {
            3.0 + 8.0 * (u - 0.75) / 0.25
        }
    });
    agree("quantiles", &law, own.collect());
}

#[test]
fn quantiles_never_fall() {
    let laws = [
        Distribution::Exponential(2.0),
        Distribution::lognormal(3.0, 1.2),
        Distribution::gamma(3.0, 0.7),
        Distribution::Triangular {
            low: 0.0,
            mode: 1.0,
            high: 4.0,
        },
        Distribution::Geometric {
            share: 0.2,
            every: 1.0,
        },
        Distribution::Quantiles(Quantiles::new(&[(0.0, 0.0), (0.9, 1.0), (1.0, 30.0)]).into()),
    ];
    for law in laws {
        let mut last = 0.0;
        for i in 1..10_000 {
            let value = law.quantile(f64::from(i) / 10_000.0);
            assert!(value >= last, "{law:?} at {i}");
            last = value;
        }
    }
}

/// Pearson's chi-squared of 64 cells, and the correlation of neighbours, for
/// uniforms that differ in one part of their cause only.
#[test]
fn uniforms_are_even_whatever_part_of_the_cause_moves() {
    let luck = RandomStream::new(3, 1);
    let key = Key::named("even");
    let series: [(&str, Vec<f64>); 4] = [
        (
            "entity",
            (0..N as u64)
                .map(|i| luck.uniform(key.with(i), Purpose::Exempt, 0))
                .collect(),
        ),
        (
            "round",
            (0..N as u32)
                .map(|i| luck.uniform(key, Purpose::Exempt, i))
                .collect(),
        ),
        (
            "replication",
            (0..N as u64)
                .map(|i| RandomStream::new(3, i).uniform(key, Purpose::Exempt, 0))
                .collect(),
        ),
        (
            "seed",
            (0..N as u64)
                .map(|i| RandomStream::new(i, 1).uniform(key, Purpose::Exempt, 0))
                .collect(),
        ),
    ];
    for (part, values) in series {
        let mut cells = [0_u32; 64];
        for value in &values {
            cells[(value * 64.0) as usize] += 1;
        }
        let expected = N as f64 / 64.0;
        let chi: f64 = cells
            .iter()
            .map(|&n| (f64::from(n) - expected).powi(2) / expected)
            .sum();
        // 63 degrees of freedom: one in ten thousand lies above 112.
        assert!(chi < 112.0, "{part}: chi squared {chi}");
        let product: f64 = values.windows(2).map(|w| (w[0] - 0.5) * (w[1] - 0.5)).sum();
        let correlation = 12.0 * product / N as f64;
        assert!(
            correlation.abs() < 4.0 / (N as f64).sqrt(),
            "{part}: correlation {correlation}"
        );
    }
    // Purposes of one entity do not follow one another.
    let of = |purpose| -> Vec<f64> {
        (0..N as u64)
            .map(|i| luck.uniform(key.with(i), purpose, 0))
            .collect()
    };
    // The last two share a block.
    for pair in [
        [Purpose::StepWork, Purpose::StepReturn],
        [Purpose::Matching, Purpose::Initiation],
    ] {
        let [one, other] = pair.map(of);
        let product: f64 = one
            .iter()
            .zip(&other)
            .map(|(a, b)| (a - 0.5) * (b - 0.5))
            .sum();
        let correlation = 12.0 * product / N as f64;
        assert!(correlation.abs() < 4.0 / (N as f64).sqrt(), "{pair:?}");
    }
    // Asked together they are what they are when asked one by one.
    let pair = [Purpose::Matching, Purpose::Initiation];
    let alone = pair.map(|purpose| luck.uniform(key, purpose, 7));
    let together = luck.uniform_pair(key, pair, 7);
    assert_eq!(together.map(f64::to_bits), alone.map(f64::to_bits));
}
