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

/// The quantities of a constant.
pub fn fixed(law: &FixedLaw) -> [Quantity<'_>; 5] {
    [
        ("minutes", Unit::Minutes, law.minutes.as_deref()),
        ("hours", Unit::Hours, law.hours.as_deref()),
        ("wd", Unit::WorkingDays, law.wd.as_deref()),
        ("days", Unit::Days, law.days.as_deref()),
        ("value", Unit::Bare, law.value.as_deref()),
    ]
}

/// The means of a law known by its mean.
pub fn mean(law: &MeanLaw) -> [Quantity<'_>; 5] {
    [
        ("mean_minutes", Unit::Minutes, law.mean_minutes.as_deref()),
        ("mean_hours", Unit::Hours, law.mean_hours.as_deref()),
        ("mean_wd", Unit::WorkingDays, law.mean_wd.as_deref()),
        ("mean_days", Unit::Days, law.mean_days.as_deref()),
        ("mean", Unit::Bare, law.mean.as_deref()),
    ]
}

/// The means of a law known by its mean and coefficient of variation.
pub fn spread(law: &SpreadLaw) -> [Quantity<'_>; 5] {
    [
        ("mean_minutes", Unit::Minutes, law.mean_minutes.as_deref()),
        ("mean_hours", Unit::Hours, law.mean_hours.as_deref()),
        ("mean_wd", Unit::WorkingDays, law.mean_wd.as_deref()),
        ("mean_days", Unit::Days, law.mean_days.as_deref()),
        ("mean", Unit::Bare, law.mean.as_deref()),
    ]
}

/// The three points of a triangular law (low, mode, high) in each of its units.
pub fn triangular(law: &TriangularLaw) -> [[Quantity<'_>; 3]; 3] {
    [
        [
            ("low_hours", Unit::Hours, law.low_hours.as_deref()),
            ("mode_hours", Unit::Hours, law.mode_hours.as_deref()),
            ("high_hours", Unit::Hours, law.high_hours.as_deref()),
        ],
        [
            ("low_wd", Unit::WorkingDays, law.low_wd.as_deref()),
            ("mode_wd", Unit::WorkingDays, law.mode_wd.as_deref()),
            ("high_wd", Unit::WorkingDays, law.high_wd.as_deref()),
        ],
        [
            ("low_days", Unit::Days, law.low_days.as_deref()),
            ("mode_days", Unit::Days, law.mode_days.as_deref()),
            ("high_days", Unit::Days, law.high_days.as_deref()),
        ],
    ]
}

/// The time that one trial of a geometric law takes.
pub fn geometric(law: &GeometricLaw) -> [Quantity<'_>; 2] {
    [
        ("every_days", Unit::Days, law.every_days.as_deref()),
        ("every_wd", Unit::WorkingDays, law.every_wd.as_deref()),
    ]
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
