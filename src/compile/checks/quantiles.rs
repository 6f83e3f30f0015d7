//! Distributions given by quantiles: one unit, knots in order, from probability 0 to 1.

use super::super::compiler::Compiler;
use super::super::units::{self, Unit};
use super::distribution::Measure;
use crate::limits::{self, about};
use crate::model::DAY;
use crate::scenario::keys::QuantileDistribution;

/// Reports what keeps the knots from being a distribution.
pub(super) fn check(
    compiler: &mut Compiler<'_>,
    address: &str,
    distribution: &QuantileDistribution,
    measure: Measure,
) {
    let units = units::quantiles(distribution);
    let is_used = |unit: Unit| match measure {
        Measure::Duration => unit != Unit::Bare,
        Measure::Wall => unit != Unit::Bare && unit != Unit::WorkingDays,
        Measure::Value => unit == Unit::Bare,
    };
    let why = match measure {
        Measure::Duration => "has no unit, and a duration needs one",
        Measure::Wall => "cannot measure a journey: no calendar applies, and a unit is needed",
        Measure::Value => "is a duration, and a project's value has no unit",
    };
    let before = compiler.count();
    for (key, unit, values) in units {
        compiler.needless(address, key, !values.is_empty() && !is_used(unit), why);
    }
    let usable: Vec<_> = units
        .into_iter()
        .filter(|(_, unit, _)| is_used(*unit))
        .collect();
    let keys: Vec<(&str, bool)> = usable
        .iter()
        .map(|(key, _, values)| (*key, !values.is_empty()))
        .collect();
    if compiler.count() != before || !compiler.exactly_one(address, &keys) {
        return;
    }
    let given = usable.into_iter().find(|(_, _, values)| !values.is_empty());
    let Some((key, unit, values)) = given else {
        return;
    };
    probabilities(compiler, address, &distribution.probabilities);
    let (count, expected) = (values.len(), distribution.probabilities.len());
    if count != expected {
        compiler.error(
            &format!("{address}.{key}"),
            format!("{count} values for {expected} probabilities"),
            "one value for each probability",
        );
    }
    check_values(compiler, &format!("{address}.{key}"), values);
    if unit != Unit::Bare {
        let factor = &distribution.factor;
        let greatest = values.iter().copied().fold(0.0, f64::max);
        let seconds = greatest * unit.seconds(f64::from(DAY)) * factor.high.unwrap_or(factor.value);
        let days = seconds / f64::from(DAY);
        if days > limits::DAYS {
            compiler.error(
                &format!("{address}.{key}"),
                format!(
                    "the duration is {} years",
                    about(days / crate::time::YEAR_DAYS)
                ),
                format!("at most {:.0} years", limits::DAYS / crate::time::YEAR_DAYS),
            );
        }
    }
}

/// Probabilities must go from 0 to 1 and never fall. Two that are equal are a gap in the values.
fn probabilities(compiler: &mut Compiler<'_>, address: &str, probabilities: &[f64]) {
    let key = format!("{address}.probabilities");
    let expected =
        "at least two probabilities that go from 0 to 1 and never fall, such as [0, 0.5, 1]";
    let [first, .., last] = probabilities else {
        let found = format!(
            "the list of probabilities has length {}",
            probabilities.len()
        );
        // A missing list has no place of its own.
        let place = if probabilities.is_empty() {
            address
        } else {
            &key
        };
        compiler.error(place, found, expected);
        return;
    };
    let is_end = |probability: f64, end: f64| (probability - end).abs() < f64::EPSILON;
    if !is_end(*first, 0.0) || !is_end(*last, 1.0) {
        let found = format!("the probabilities go from {first} to {last}");
        compiler.error(&key, found, expected);
    } else if let Some(place) = falls(probabilities, |left, right| left <= right) {
        let found = format!(
            "{} comes after {}",
            probabilities[place + 1],
            probabilities[place]
        );
        compiler.error(&format!("{key}.{}", place + 1), found, expected);
    }
}

/// Values must be finite, at least 0, and never fall.
fn check_values(compiler: &mut Compiler<'_>, key: &str, values: &[f64]) {
    let expected = "values of at least 0 that never fall";
    let is_value = |value: &f64| value.is_finite() && *value >= 0.0;
    if let Some(place) = values.iter().position(|value| !is_value(value)) {
        let found = format!("the value is {}", values[place]);
        compiler.error(&format!("{key}.{place}"), found, expected);
    } else if let Some(place) = falls(values, |left, right| left <= right) {
        let found = format!("{} comes after {}", values[place + 1], values[place]);
        compiler.error(&format!("{key}.{}", place + 1), found, expected);
    }
}

/// The first number that is not in order with the next.
fn falls(numbers: &[f64], is_in_order: impl Fn(f64, f64) -> bool) -> Option<usize> {
    let mut pairs = numbers.windows(2);
    pairs.position(|pair| !is_in_order(pair[0], pair[1]))
}
