//! Distributions with their units turned into seconds. `checks/distribution.rs` has refused what cannot be read
//! here, so that nothing can fail; of a scenario that was not checked, what is missing is 0.

use super::compiler::Compiler;
use super::units::{self, PartDistribution, Quantity, Unit};
use crate::draw::{Distribution, Quantiles};
use crate::model::{DAY, Duration, Span};
use crate::scenario::keys;

/// Officer's time in seconds. A working day is the office's day.
pub fn work(
    compiler: &mut Compiler,
    distribution: Option<&keys::Distribution>,
    day: Span,
) -> Distribution {
    distribution.map_or(Distribution::Fixed(0.0), |distribution| {
        read(compiler, distribution, f64::from(day)).0
    })
}

/// A duration: minutes, hours and days on the clock on the wall, working days in
/// open seconds of the calendar whose day is `day` seconds long.
pub fn duration(compiler: &mut Compiler, distribution: &keys::Distribution, day: Span) -> Duration {
    let (distribution, unit) = read(compiler, distribution, f64::from(day));
    Duration {
        distribution,
        working: unit == Unit::WorkingDays,
    }
}

/// A duration where there may be none.
pub fn duration_of(
    compiler: &mut Compiler,
    distribution: Option<&keys::Distribution>,
    day: Span,
) -> Option<Duration> {
    distribution.map(|distribution| duration(compiler, distribution, day))
}

/// A duration on the clock on the wall, in seconds.
pub fn wall(compiler: &mut Compiler, distribution: &keys::Distribution) -> Distribution {
    duration(compiler, distribution, DAY).distribution
}

/// A value without unit.
pub fn value(compiler: &mut Compiler, distribution: &keys::Distribution) -> Distribution {
    read(compiler, distribution, 1.0).0
}

/// The distribution in seconds (bare numbers as they are) and its unit.
fn read(
    compiler: &mut Compiler,
    distribution: &keys::Distribution,
    day: f64,
) -> (Distribution, Unit) {
    match distribution {
        keys::Distribution::fixed(distribution) => fixed(distribution, day),
        keys::Distribution::exponential(distribution) => exponential(distribution, day),
        keys::Distribution::lognormal(distribution) => lognormal(distribution, day),
        keys::Distribution::gamma(distribution) => gamma(compiler, distribution, day),
        keys::Distribution::triangular(distribution) => triangular(distribution, day),
        keys::Distribution::geometric(distribution) => geometric(distribution, day),
        keys::Distribution::quantiles(distribution) => quantiles(distribution, day),
        keys::Distribution::mixture(distribution) => mixture(compiler, distribution, day),
    }
}

/// The quantity that is given, in seconds.
fn given(quantities: &[Quantity<'_>], day: f64) -> (f64, Unit) {
    let stated = quantities
        .iter()
        .find_map(|(_, unit, figure)| figure.map(|figure| (figure.value, *unit)));
    stated.map_or((0.0, Unit::Bare), |(value, unit)| {
        (value * unit.seconds(day), unit)
    })
}

fn fixed(distribution: &keys::FixedValue, day: f64) -> (Distribution, Unit) {
    let (value, unit) = given(&units::fixed(distribution), day);
    (Distribution::Fixed(value), unit)
}

fn exponential(distribution: &keys::MeanAlone, day: f64) -> (Distribution, Unit) {
    let (mean, unit) = given(&units::mean(distribution), day);
    (Distribution::Exponential(mean), unit)
}

fn lognormal(distribution: &keys::MeanAndCv, day: f64) -> (Distribution, Unit) {
    let (mean, unit) = given(&units::spread(distribution), day);
    (Distribution::lognormal(mean, distribution.cv.value), unit)
}

fn gamma(
    compiler: &mut Compiler,
    distribution: &keys::MeanAndCv,
    day: f64,
) -> (Distribution, Unit) {
    let (mean, unit) = given(&units::spread(distribution), day);
    let cv = distribution.cv.value;
    let of_mean_one = compiler
        .gammas
        .entry(cv.to_bits())
        .or_insert_with(|| Distribution::gamma(1.0, cv));
    (of_mean_one.times(mean), unit)
}

fn triangular(distribution: &keys::TriangularDistribution, day: f64) -> (Distribution, Unit) {
    let units = units::triangular(distribution);
    let stated = units.iter().find(|points| points[0].2.is_some());
    let points = stated.unwrap_or(&units[0]);
    let unit = points[0].1;
    // Points drawn one by one may cross; in order they are a distribution again.
    let mut points = points.map(|point| given(&[point], day).0);
    points.sort_by(f64::total_cmp);
    let [low, mode, high] = points;
    (Distribution::Triangular { low, mode, high }, unit)
}

fn geometric(distribution: &keys::GeometricDistribution, day: f64) -> (Distribution, Unit) {
    let (every, unit) = given(&units::geometric(distribution), day);
    let share = distribution.share.value;
    (Distribution::Geometric { share, every }, unit)
}

fn quantiles(distribution: &keys::QuantileDistribution, day: f64) -> (Distribution, Unit) {
    let units = units::quantiles(distribution);
    let stated = units.iter().find(|(_, _, values)| !values.is_empty());
    let (unit, values) = stated.map_or((Unit::Bare, &[][..]), |(_, unit, values)| (*unit, *values));
    let factor = distribution.factor.value * unit.seconds(day);
    let knots: Vec<(f64, f64)> = (distribution.probabilities.iter().zip(values))
        .map(|(probability, value)| (*probability, value * factor))
        .collect();
    let quantiles = Box::new(Quantiles::new(&knots));
    (Distribution::Quantiles(quantiles), unit)
}

fn mixture(
    compiler: &mut Compiler,
    distribution: &keys::MixtureDistribution,
    day: f64,
) -> (Distribution, Unit) {
    // Shares drawn one by one no longer add to 1; scaled they do.
    let whole: f64 = distribution.parts.iter().map(|part| part.share.value).sum();
    let mut parts = Vec::new();
    let mut unit = Unit::Bare;
    for part in &distribution.parts {
        let (inner, unit_of_part) = part_of(compiler, part, day);
        unit = unit_of_part;
        if part.share.value > 0.0 {
            parts.push((part.share.value / whole, inner));
        }
    }
    (Distribution::Mixture(parts.into()), unit)
}

fn part_of(compiler: &mut Compiler, part: &keys::MixturePart, day: f64) -> (Distribution, Unit) {
    let distribution = units::part(part)
        .into_iter()
        .find_map(|(_, distribution)| distribution);
    match distribution {
        Some(PartDistribution::Fixed(distribution)) => fixed(distribution, day),
        Some(PartDistribution::Exponential(distribution)) => exponential(distribution, day),
        Some(PartDistribution::Lognormal(distribution)) => lognormal(distribution, day),
        Some(PartDistribution::Gamma(distribution)) => gamma(compiler, distribution, day),
        Some(PartDistribution::Triangular(distribution)) => triangular(distribution, day),
        None => (Distribution::Fixed(0.0), Unit::Bare),
    }
}
