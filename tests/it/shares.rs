//! Estimators of shares of variance, where the shares are known.

use tidegate::draw::{Key, Purpose, RandomStream};
use tidegate::stats::shares::{Fisher, Frozen, none, parts, rest};
use tidegate::stats::tables::Statistic;

/// Three inputs, each evenly between -pi and pi.
type Point = [f64; 3];

/// The function of Ishigami and Homma (1990) with a = 7 and b = 0.1. Its variance in
/// parts (Saltelli et al. 2008, section 4.7): V1 = 4.346, V2 = 6.125, V13 = 3.374.
fn ishigami([x1, x2, x3]: Point) -> f64 {
    let (wave, other) = (libm::sin(x1), libm::sin(x2));
    wave + 7.0 * other * other + 0.1 * x3 * x3 * x3 * x3 * wave
}

/// Inputs by group, with total and first-order effect of each.
const FIRST_AND_THIRD: ([usize; 2], f64, f64) = ([0, 2], 0.5576, 0.5576);
const SECOND: ([usize; 2], f64, f64) = ([1, 1], 0.4424, 0.4424);
const FIRST: ([usize; 2], f64, f64) = ([0, 0], 0.5576, 0.3139);
const THIRD: ([usize; 2], f64, f64) = ([2, 2], 0.2437, 0.0);

/// As many points as draws: a Latin hypercube, as a study's draws are.
fn hypercube(n: u64, seed: u64, sample: u64) -> Vec<Point> {
    let luck = RandomStream::new(seed, sample);
    let column = |input: u64| -> Vec<f64> {
        let key = |draw: u64| Key::named("input").with(input).with(draw);
        let mut order: Vec<u64> = (0..n).collect();
        order.sort_by_key(|draw| luck.bits(key(*draw), Purpose::Parameter, 0));
        let mut column = vec![0.0; n as usize];
        for (part, draw) in order.into_iter().enumerate() {
            let within = luck.uniform(key(draw), Purpose::Parameter, 1);
            let u = (part as f64 + within) / n as f64;
            column[draw as usize] = std::f64::consts::PI * (2.0 * u - 1.0);
        }
        column
    };
    let [first, second, third] = [0, 1, 2].map(column);
    let inputs = first.into_iter().zip(second).zip(third);
    inputs.map(|((x1, x2), x3)| [x1, x2, x3]).collect()
}

struct Samples {
    a: Vec<Point>,
    b: Vec<Point>,
    frozen: Frozen,
}

impl Samples {
    fn new(n: u64, seed: u64) -> Self {
        let (a, b) = (hypercube(n, seed, 0), hypercube(n, seed, 1));
        let values = |points: &[Point]| -> Vec<f64> {
            points.iter().map(|point| ishigami(*point)).collect()
        };
        let frozen = Frozen::new(&values(&a), &values(&b)).expect("it varies");
        Self { a, b, frozen }
    }

    /// The function where the inputs of a group are taken from B.
    fn mixed(&self, group: [usize; 2]) -> Vec<f64> {
        let pairs = self.a.iter().zip(&self.b);
        pairs
            .map(|(a, b)| {
                let mut point = *a;
                for input in group {
                    point[input] = b[input];
                }
                ishigami(point)
            })
            .collect()
    }
}

fn holds(statistic: &Statistic, exact: f64) -> bool {
    let ends = statistic.low.zip(statistic.high);
    ends.is_some_and(|(low, high)| low <= exact && exact <= high)
}

/// In eight of ten hypercubes at least, for an interval of 95 % may miss; a group taken for
/// another is seen in every one, which intervals too wide to say anything would not let be.
#[test]
fn ishigamis_groups_come_out_and_a_swap_is_seen() {
    let all: Vec<Samples> = (0..10).map(|seed| Samples::new(2_000, seed)).collect();
    for (group, total, first) in [FIRST_AND_THIRD, SECOND, FIRST, THIRD] {
        let mut held = [0, 0];
        for samples in &all {
            let mixed = samples.mixed(group);
            held[0] += u32::from(holds(&samples.frozen.total(&mixed), total));
            held[1] += u32::from(holds(&samples.frozen.first_order(&mixed), first));
        }
        assert!(held.iter().all(|held| *held >= 8), "{group:?}: {held:?}");
    }
    for samples in &all {
        let second = samples.frozen.total(&samples.mixed(SECOND.0));
        assert!(!holds(&second, FIRST_AND_THIRD.1), "{second:?}");
        let others = samples.frozen.total(&samples.mixed(FIRST_AND_THIRD.0));
        assert!(!holds(&others, SECOND.1), "{others:?}");
    }
}

/// At few draws too, though the tails of this function are long: a bootstrap of ten draws
/// held 81 to 87 totals in a hundred, which is why it is not used.
#[test]
fn intervals_hold_the_exact_share_about_as_often_as_they_say() {
    for n in [10, 30] {
        for (group, total, first) in [FIRST_AND_THIRD, SECOND, FIRST] {
            let mut held = [0, 0];
            for seed in 0..400 {
                let samples = Samples::new(n, seed);
                let mixed = samples.mixed(group);
                held[0] += u32::from(holds(&samples.frozen.total(&mixed), total));
                held[1] += u32::from(holds(&samples.frozen.first_order(&mixed), first));
            }
            // 89 to 97 in a hundred by two thousand other hypercubes; fewer than 84 are
            // beyond chance, and what always holds says nothing.
            assert!(
                held.iter().all(|held| (336..400).contains(held)),
                "{n}, {group:?}: {held:?}"
            );
        }
    }
}

#[test]
fn estimates_lean_to_neither_side() {
    for (group, total, first) in [FIRST_AND_THIRD, SECOND, FIRST, THIRD] {
        let mut sums = [0.0, 0.0];
        for seed in 0..100 {
            let samples = Samples::new(200, seed);
            let mixed = samples.mixed(group);
            sums[0] += samples.frozen.total(&mixed).estimate.unwrap_or(9.0);
            sums[1] += samples.frozen.first_order(&mixed).estimate.unwrap_or(9.0);
        }
        // One estimate is off by 0.1 at most, their mean by a tenth of that; what is
        // nothing is cut at nothing, and leans up.
        assert!((sums[0] / 100.0 - total).abs() < 0.02, "{group:?} {sums:?}");
        if first > 0.0 {
            assert!((sums[1] / 100.0 - first).abs() < 0.03, "{group:?} {sums:?}");
        }
    }
}

#[test]
fn what_makes_no_difference_has_nothing() {
    let samples = Samples::new(8, 1);
    let same: Vec<f64> = samples.a.iter().map(|point| ishigami(*point)).collect();
    for share in [
        samples.frozen.total(&same),
        samples.frozen.first_order(&same),
    ] {
        assert_eq!(share, none(8));
        assert_eq!(share.high, Some(0.0));
    }
    assert!(Frozen::new(&[1.0; 4], &[1.0; 4]).is_none());
    assert!(Frozen::new(&[1.0], &[2.0]).is_none());
}

/// In one draw of twelve, and hardly there.
#[test]
fn one_draw_alone_does_not_explain_everything() {
    let samples = Samples::new(12, 1);
    let mut mixed: Vec<f64> = samples.a.iter().map(|point| ishigami(*point)).collect();
    mixed[3] += 0.01;
    let share = samples.frozen.total(&mixed);
    assert!(share.estimate > Some(0.0), "{share:?}");
    assert!(share.high < Some(0.001), "{share:?}");
}

#[test]
fn two_parts_are_a_ratio_of_variances() {
    // F(3, 9): 0.0686 and 5.0781 by tables.
    let draws: Vec<f64> = (0..10).map(f64::from).collect();
    let share = parts(&draws, &[0.0, 1.0, 2.0, 3.0], &mut Fisher::default());
    let share = share.expect("it varies");
    let ratio = (5.0 / 3.0) / (82.5 / 9.0);
    let close = |share: Option<f64>, wanted: f64| {
        assert!((share.unwrap_or(9.0) - wanted).abs() < 1e-3, "{share:?}");
    };
    close(share.luck.estimate, ratio);
    close(share.luck.low, ratio / 5.0781);
    close(share.luck.high, 1.0);
    close(share.unknowns.estimate, 1.0 - ratio);
    close(share.unknowns.low, 0.0);
}

#[test]
fn without_luck_all_is_unknown_and_without_draws_nothing_is() {
    let mut fisher = Fisher::default();
    let certain = parts(&[1.0, 2.0, 3.0], &[2.0, 2.0], &mut fisher);
    let unknowns = certain.map(|parts| parts.unknowns);
    assert_eq!(unknowns, Some(rest(&none(3))));
    let lucky = parts(&[2.0, 2.0, 2.0], &[1.0, 2.0], &mut fisher);
    let unknowns = lucky.map(|parts| parts.unknowns);
    assert_eq!(unknowns, Some(none(3)));
    assert_eq!(parts(&[2.0, 2.0], &[2.0, 2.0], &mut fisher), None);
    assert_eq!(parts(&[1.0, 2.0], &[2.0], &mut fisher), None);
}
