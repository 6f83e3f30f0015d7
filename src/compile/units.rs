//! The keys in which a law states its quantities, each with its unit: listed once, for the
//! checks and for the model.

use crate::model::DAY;
use crate::scenario::Figure;
use crate::scenario::keys::{
    FixedLaw, GeometricLaw, MeanLaw, MixturePart, SpreadLaw, TriangularLaw,
};

/// What a quantity of a law is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Minutes.
    Minutes,
    /// Hours.
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

/// A key of a law, its unit, and its value if it is given.
pub type Quantity<'a> = (&'static str, Unit, Option<&'a Figure>);

/// The keys of a law, each with its unit.
macro_rules! quantities {
    ($law:ident: $($key:ident $unit:ident),+) => {
        [$((stringify!($key), Unit::$unit, $law.$key.as_deref())),+]
    };
}

/// The quantities of a constant.
pub fn fixed(law: &FixedLaw) -> [Quantity<'_>; 5] {
    quantities!(law: minutes Minutes, hours Hours, wd WorkingDays, days Days, value Bare)
}

/// The means of a law known by its mean.
pub fn mean(law: &MeanLaw) -> [Quantity<'_>; 5] {
    quantities!(law: mean_minutes Minutes, mean_hours Hours, mean_wd WorkingDays,
        mean_days Days, mean Bare)
}

/// The means of a law known by its mean and coefficient of variation.
pub fn spread(law: &SpreadLaw) -> [Quantity<'_>; 5] {
    quantities!(law: mean_minutes Minutes, mean_hours Hours, mean_wd WorkingDays,
        mean_days Days, mean Bare)
}

/// The three points of a triangular law (low, mode, high) in each of its units.
pub fn triangular(law: &TriangularLaw) -> [[Quantity<'_>; 3]; 3] {
    [
        quantities!(law: low_hours Hours, mode_hours Hours, high_hours Hours),
        quantities!(law: low_wd WorkingDays, mode_wd WorkingDays, high_wd WorkingDays),
        quantities!(law: low_days Days, mode_days Days, high_days Days),
    ]
}

/// The time that one trial of a geometric law takes.
pub fn geometric(law: &GeometricLaw) -> [Quantity<'_>; 2] {
    quantities!(law: every_days Days, every_wd WorkingDays)
}

/// The law of a part of a mixture.
#[derive(Debug, Clone, Copy)]
pub enum PartLaw<'a> {
    /// A constant.
    Fixed(&'a FixedLaw),
    /// Exponential.
    Exponential(&'a MeanLaw),
    /// Lognormal.
    Lognormal(&'a SpreadLaw),
    /// Gamma.
    Gamma(&'a SpreadLaw),
    /// Triangular.
    Triangular(&'a TriangularLaw),
}

/// The laws that a part of a mixture may have, each with its key.
pub fn part(part: &MixturePart) -> [(&'static str, Option<PartLaw<'_>>); 5] {
    [
        ("fixed", part.fixed.as_ref().map(PartLaw::Fixed)),
        (
            "exponential",
            part.exponential.as_ref().map(PartLaw::Exponential),
        ),
        ("lognormal", part.lognormal.as_ref().map(PartLaw::Lognormal)),
        ("gamma", part.gamma.as_ref().map(PartLaw::Gamma)),
        (
            "triangular",
            part.triangular.as_ref().map(PartLaw::Triangular),
        ),
    ]
}
