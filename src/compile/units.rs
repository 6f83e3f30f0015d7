//! The keys in which a distribution states its quantities, each with its unit: listed once, for the
//! checks and for the model.

use crate::model::DAY;
use crate::scenario::Figure;
use crate::scenario::keys::{
    FixedValue, GeometricDistribution, MeanAlone, MeanAndCv, MixturePart, QuantileDistribution,
    TriangularDistribution,
};

/// What a quantity of a distribution is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Minutes,
    Hours,
    /// Working days of the jurisdiction whose calendar applies.
    WorkingDays,
    /// Calendar days of 24 hours.
    Days,
    /// No unit: a project's value.
    Bare,
}

impl Unit {
    /// Seconds of one unit, where a working day has `working_day` seconds; 1 without a unit.
    pub fn seconds(self, working_day: f64) -> f64 {
        match self {
            Self::Minutes => 60.0,
            Self::Hours => 3600.0,
            Self::WorkingDays => working_day,
            Self::Days => f64::from(DAY),
            Self::Bare => 1.0,
        }
    }
}

/// A key of a distribution, its unit, and its value if it is given.
pub type Quantity<'a> = (&'static str, Unit, Option<&'a Figure>);

/// The keys of a distribution, each with its unit.
macro_rules! quantities {
    ($distribution:ident: $($key:ident $unit:ident),+) => {
        [$((stringify!($key), Unit::$unit, $distribution.$key.as_deref())),+]
    };
}

/// The quantities of a constant.
pub fn fixed(distribution: &FixedValue) -> [Quantity<'_>; 5] {
    quantities!(distribution: minutes Minutes, hours Hours, wd WorkingDays, days Days, value Bare)
}

/// The means of a distribution known by its mean.
pub fn mean(distribution: &MeanAlone) -> [Quantity<'_>; 5] {
    quantities!(distribution: mean_minutes Minutes, mean_hours Hours, mean_wd WorkingDays,
        mean_days Days, mean Bare)
}

/// The means of a distribution known by its mean and coefficient of variation.
pub fn spread(distribution: &MeanAndCv) -> [Quantity<'_>; 5] {
    quantities!(distribution: mean_minutes Minutes, mean_hours Hours, mean_wd WorkingDays,
        mean_days Days, mean Bare)
}

/// The three points of a triangular distribution (low, mode, high) in each of its units.
pub fn triangular(distribution: &TriangularDistribution) -> [[Quantity<'_>; 3]; 3] {
    [
        quantities!(distribution: low_hours Hours, mode_hours Hours, high_hours Hours),
        quantities!(distribution: low_wd WorkingDays, mode_wd WorkingDays, high_wd WorkingDays),
        quantities!(distribution: low_days Days, mode_days Days, high_days Days),
    ]
}

/// The time that one trial of a geometric distribution takes.
pub fn geometric(distribution: &GeometricDistribution) -> [Quantity<'_>; 2] {
    quantities!(distribution: every_days Days, every_wd WorkingDays)
}

/// The values of the knots of a distribution given by quantiles, in each of its units.
pub fn quantiles(distribution: &QuantileDistribution) -> [(&'static str, Unit, &[f64]); 5] {
    [
        ("minutes", Unit::Minutes, &distribution.minutes),
        ("hours", Unit::Hours, &distribution.hours),
        ("wd", Unit::WorkingDays, &distribution.wd),
        ("days", Unit::Days, &distribution.days),
        ("values", Unit::Bare, &distribution.values),
    ]
}

/// The distribution of a part of a mixture.
#[derive(Debug, Clone, Copy)]
pub enum PartDistribution<'a> {
    /// A constant.
    Fixed(&'a FixedValue),
    Exponential(&'a MeanAlone),
    Lognormal(&'a MeanAndCv),
    Gamma(&'a MeanAndCv),
    Triangular(&'a TriangularDistribution),
}

/// The distributions that a part of a mixture may have, each with its key.
pub fn part(part: &MixturePart) -> [(&'static str, Option<PartDistribution<'_>>); 5] {
    [
        ("fixed", part.fixed.as_ref().map(PartDistribution::Fixed)),
        (
            "exponential",
            part.exponential.as_ref().map(PartDistribution::Exponential),
        ),
        (
            "lognormal",
            part.lognormal.as_ref().map(PartDistribution::Lognormal),
        ),
        ("gamma", part.gamma.as_ref().map(PartDistribution::Gamma)),
        (
            "triangular",
            part.triangular.as_ref().map(PartDistribution::Triangular),
        ),
    ]
}
