//! Laws with their units turned into seconds. `checks/law.rs` has refused what cannot be read
//! here, so that nothing can fail; of a scenario that was not checked, what is missing is 0.

use super::compiler::Compiler;
use super::units::{self, PartLaw, Quantity, Unit};
use crate::draw::Law;
use crate::model::{DAY, Duration, Span};
use crate::scenario::keys;

/// Officer's time in seconds. A working day is the office's day.
pub fn work(compiler: &mut Compiler, law: Option<&keys::Law>, day: Span) -> Law {
    law.map_or(Law::Fixed(0.0), |law| read(compiler, law, f64::from(day)).0)
}

/// A duration: minutes, hours and days on the clock on the wall, working days in
/// open seconds of the calendar whose day is `day` seconds long.
pub fn duration(compiler: &mut Compiler, law: &keys::Law, day: Span) -> Duration {
    let (law, unit) = read(compiler, law, f64::from(day));
    Duration {
        law,
        working: unit == Unit::WorkingDays,
    }
}

/// A duration where there may be none.
pub fn duration_of(
    compiler: &mut Compiler,
    law: Option<&keys::Law>,
    day: Span,
) -> Option<Duration> {
    law.map(|law| duration(compiler, law, day))
}

/// A duration on the clock on the wall, in seconds.
pub fn wall(compiler: &mut Compiler, law: &keys::Law) -> Law {
    duration(compiler, law, DAY).law
}

/// A value without unit.
pub fn value(compiler: &mut Compiler, law: &keys::Law) -> Law {
    read(compiler, law, 1.0).0
}

/// The law in seconds (bare numbers as they are) and its unit.
fn read(compiler: &mut Compiler, law: &keys::Law, day: f64) -> (Law, Unit) {
    match law {
        keys::Law::fixed(law) => fixed(law, day),
        keys::Law::exponential(law) => exponential(law, day),
        keys::Law::lognormal(law) => lognormal(law, day),
        keys::Law::gamma(law) => gamma(compiler, law, day),
        keys::Law::triangular(law) => triangular(law, day),
        keys::Law::geometric(law) => geometric(law, day),
        keys::Law::mixture(law) => mixture(compiler, law, day),
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

fn fixed(law: &keys::FixedLaw, day: f64) -> (Law, Unit) {
    let (value, unit) = given(&units::fixed(law), day);
    (Law::Fixed(value), unit)
}

fn exponential(law: &keys::MeanLaw, day: f64) -> (Law, Unit) {
    let (mean, unit) = given(&units::mean(law), day);
    (Law::Exponential(mean), unit)
}

fn lognormal(law: &keys::SpreadLaw, day: f64) -> (Law, Unit) {
    let (mean, unit) = given(&units::spread(law), day);
    (Law::lognormal(mean, law.cv.value), unit)
}

fn gamma(compiler: &mut Compiler, law: &keys::SpreadLaw, day: f64) -> (Law, Unit) {
    let (mean, unit) = given(&units::spread(law), day);
    let cv = law.cv.value;
    let of_mean_one = compiler
        .gammas
        .entry(cv.to_bits())
        .or_insert_with(|| Law::gamma(1.0, cv));
    (of_mean_one.times(mean), unit)
}

fn triangular(law: &keys::TriangularLaw, day: f64) -> (Law, Unit) {
    let units = units::triangular(law);
    let stated = units.iter().find(|points| points[0].2.is_some());
    let points = stated.unwrap_or(&units[0]);
    let unit = points[0].1;
    // Points drawn one by one may cross; in order they are a law again.
    let mut points = points.map(|point| given(&[point], day).0);
    points.sort_by(f64::total_cmp);
    let [low, mode, high] = points;
    (Law::Triangular { low, mode, high }, unit)
}

fn geometric(law: &keys::GeometricLaw, day: f64) -> (Law, Unit) {
    let (every, unit) = given(&units::geometric(law), day);
    let share = law.share.value;
    (Law::Geometric { share, every }, unit)
}

fn mixture(compiler: &mut Compiler, law: &keys::MixtureLaw, day: f64) -> (Law, Unit) {
    // Shares drawn one by one no longer add to 1; scaled they do.
    let whole: f64 = law.parts.iter().map(|part| part.share.value).sum();
    let mut parts = Vec::new();
    let mut unit = Unit::Bare;
    for part in &law.parts {
        let (inner, unit_of_part) = part_of(compiler, part, day);
        unit = unit_of_part;
        if part.share.value > 0.0 {
            parts.push((part.share.value / whole, inner));
        }
    }
    (Law::Mixture(parts.into()), unit)
}

fn part_of(compiler: &mut Compiler, part: &keys::MixturePart, day: f64) -> (Law, Unit) {
    let law = units::part(part).into_iter().find_map(|(_, law)| law);
    match law {
        Some(PartLaw::Fixed(law)) => fixed(law, day),
        Some(PartLaw::Exponential(law)) => exponential(law, day),
        Some(PartLaw::Lognormal(law)) => lognormal(law, day),
        Some(PartLaw::Gamma(law)) => gamma(compiler, law, day),
        Some(PartLaw::Triangular(law)) => triangular(law, day),
        None => (Law::Fixed(0.0), Unit::Bare),
    }
}
