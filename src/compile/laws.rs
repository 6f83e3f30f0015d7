//! Laws with their units turned into seconds.

use super::site::Site;
use crate::draw::Law;
use crate::model::{DAY, Duration};
use crate::scenario::Figure;
use crate::scenario::keys;

/// What a law is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Minutes,
    Hours,
    WorkingDays,
    Days,
    Bare,
}

impl Unit {
    fn seconds(self, working_day: f64) -> f64 {
        match self {
            Self::Minutes => 60.0,
            Self::Hours => 3600.0,
            Self::WorkingDays => working_day,
            Self::Days => f64::from(DAY),
            Self::Bare => 1.0,
        }
    }
}

/// Officer's time in seconds. A working day is the office's day.
pub fn work(site: &mut Site, law: Option<&keys::Law>, address: &str, day: u32) -> Law {
    let Some(law) = law else {
        return Law::Fixed(0.0);
    };
    match read(site, law, address, f64::from(day)) {
        Some((law, unit)) if unit != Unit::Bare => law,
        Some(_) => {
            wrong_unit(site, address, "no unit", "minutes, hours, wd or days");
            Law::Fixed(0.0)
        }
        None => Law::Fixed(0.0),
    }
}

/// A duration: minutes, hours and days on the clock on the wall, working days in
/// open seconds of the calendar whose day is `day` seconds long.
pub fn duration(site: &mut Site, law: &keys::Law, address: &str, day: u32) -> Duration {
    match read(site, law, address, f64::from(day)) {
        Some((law, unit)) if unit != Unit::Bare => Duration {
            law,
            working: unit == Unit::WorkingDays,
        },
        Some(_) => {
            wrong_unit(site, address, "no unit", "minutes, hours, wd or days");
            nothing()
        }
        None => nothing(),
    }
}

/// A duration where there may be none.
pub fn duration_of(
    site: &mut Site,
    law: Option<&keys::Law>,
    address: &str,
    day: u32,
) -> Option<Duration> {
    law.map(|law| duration(site, law, address, day))
}

/// A duration on the clock on the wall, in seconds.
pub fn wall(site: &mut Site, law: &keys::Law, address: &str) -> Law {
    let duration = duration(site, law, address, DAY);
    if duration.working {
        wrong_unit(
            site,
            address,
            "working days",
            "minutes, hours or days: nobody's calendar applies",
        );
    }
    duration.law
}

/// A value without unit.
pub fn value(site: &mut Site, law: &keys::Law, address: &str) -> Law {
    match read(site, law, address, 1.0) {
        Some((law, Unit::Bare)) => law,
        Some(_) => {
            wrong_unit(
                site,
                address,
                "a unit of time",
                "a law without a unit (`value`, `mean`)",
            );
            Law::Fixed(0.0)
        }
        None => Law::Fixed(0.0),
    }
}

fn nothing() -> Duration {
    Duration {
        law: Law::Fixed(0.0),
        working: false,
    }
}

fn wrong_unit(site: &mut Site, address: &str, found: &str, wanted: &str) {
    site.fault(address, found, wanted);
}

/// The law in seconds (bare numbers as they are) and its unit.
fn read(site: &mut Site, law: &keys::Law, address: &str, day: f64) -> Option<(Law, Unit)> {
    match law {
        keys::Law::fixed(law) => fixed(site, law, address, day),
        keys::Law::exponential(law) => exponential(site, law, address, day),
        keys::Law::lognormal(law) => {
            let (mean, unit) = spread_mean(site, law, address, day)?;
            Some((Law::lognormal(mean, law.cv.value), unit))
        }
        keys::Law::gamma(law) => gamma(site, law, address, day),
        keys::Law::triangular(law) => triangular(site, law, address, day),
        keys::Law::geometric(law) => geometric(site, law, address, day),
        keys::Law::mixture(law) => mixture(site, law, address, day),
    }
}

/// The one quantity that is given, in seconds.
fn one(
    site: &mut Site,
    given: &[(Option<&Figure>, Unit)],
    address: &str,
    day: f64,
) -> Option<(f64, Unit)> {
    let mut stated = given
        .iter()
        .filter_map(|(figure, unit)| figure.map(|figure| (figure.value, *unit)));
    let (Some((value, unit)), None) = (stated.next(), stated.next()) else {
        let count = given.iter().filter(|(figure, _)| figure.is_some()).count();
        site.fault(address, format!("{count} units"), "exactly one unit");
        return None;
    };
    Some((value * unit.seconds(day), unit))
}

fn fixed(site: &mut Site, law: &keys::FixedLaw, address: &str, day: f64) -> Option<(Law, Unit)> {
    let given = [
        (law.minutes.as_deref(), Unit::Minutes),
        (law.hours.as_deref(), Unit::Hours),
        (law.wd.as_deref(), Unit::WorkingDays),
        (law.days.as_deref(), Unit::Days),
        (law.value.as_deref(), Unit::Bare),
    ];
    let (value, unit) = one(site, &given, address, day)?;
    Some((Law::Fixed(value), unit))
}

fn exponential(
    site: &mut Site,
    law: &keys::MeanLaw,
    address: &str,
    day: f64,
) -> Option<(Law, Unit)> {
    let given = [
        (law.mean_minutes.as_deref(), Unit::Minutes),
        (law.mean_hours.as_deref(), Unit::Hours),
        (law.mean_wd.as_deref(), Unit::WorkingDays),
        (law.mean_days.as_deref(), Unit::Days),
        (law.mean.as_deref(), Unit::Bare),
    ];
    let (mean, unit) = one(site, &given, address, day)?;
    Some((Law::Exponential(mean), unit))
}

fn spread_mean(
    site: &mut Site,
    law: &keys::SpreadLaw,
    address: &str,
    day: f64,
) -> Option<(f64, Unit)> {
    let given = [
        (law.mean_minutes.as_deref(), Unit::Minutes),
        (law.mean_hours.as_deref(), Unit::Hours),
        (law.mean_wd.as_deref(), Unit::WorkingDays),
        (law.mean_days.as_deref(), Unit::Days),
        (law.mean.as_deref(), Unit::Bare),
    ];
    one(site, &given, address, day)
}

fn gamma(site: &mut Site, law: &keys::SpreadLaw, address: &str, day: f64) -> Option<(Law, Unit)> {
    let (mean, unit) = spread_mean(site, law, address, day)?;
    let cv = law.cv.value;
    let of_mean_one = site
        .gammas
        .entry(cv.to_bits())
        .or_insert_with(|| Law::gamma(1.0, cv));
    Some((of_mean_one.times(mean), unit))
}

fn triangular(
    site: &mut Site,
    law: &keys::TriangularLaw,
    address: &str,
    day: f64,
) -> Option<(Law, Unit)> {
    let units = [Unit::Hours, Unit::WorkingDays, Unit::Days];
    let point = |site: &mut Site, points: [Option<&Figure>; 3]| {
        let given: Vec<_> = points.into_iter().zip(units).collect();
        one(site, &given, address, day)
    };
    let low = point(
        site,
        [
            law.low_hours.as_deref(),
            law.low_wd.as_deref(),
            law.low_days.as_deref(),
        ],
    );
    let mode = point(
        site,
        [
            law.mode_hours.as_deref(),
            law.mode_wd.as_deref(),
            law.mode_days.as_deref(),
        ],
    );
    let high = point(
        site,
        [
            law.high_hours.as_deref(),
            law.high_wd.as_deref(),
            law.high_days.as_deref(),
        ],
    );
    let ((low, unit), (mode, second), (high, third)) = (low?, mode?, high?);
    if unit != second || unit != third {
        site.fault(
            address,
            "points in several units",
            "all three points in one unit",
        );
        return None;
    }
    // Points drawn one by one may cross; in order they are a law again.
    let mut points = [low, mode, high];
    points.sort_by(f64::total_cmp);
    let [low, mode, high] = points;
    Some((Law::Triangular { low, mode, high }, unit))
}

fn geometric(
    site: &mut Site,
    law: &keys::GeometricLaw,
    address: &str,
    day: f64,
) -> Option<(Law, Unit)> {
    let given = [
        (law.every_days.as_deref(), Unit::Days),
        (law.every_wd.as_deref(), Unit::WorkingDays),
    ];
    let (every, unit) = one(site, &given, address, day)?;
    let share = law.share.value;
    if share <= 0.0 {
        site.fault(
            address,
            "a share of 0",
            "a chance above 0: a trial that never succeeds has no end",
        );
        return None;
    }
    Some((Law::Geometric { share, every }, unit))
}

fn mixture(
    site: &mut Site,
    law: &keys::MixtureLaw,
    address: &str,
    day: f64,
) -> Option<(Law, Unit)> {
    // Shares drawn one by one no longer add to 1; scaled they do.
    let whole: f64 = law.parts.iter().map(|part| part.share.value).sum();
    let mut parts = Vec::new();
    let mut unit = None;
    for part in &law.parts {
        let (inner, own) = part_of(site, part, address, day)?;
        if unit.is_some_and(|unit| kind(unit) != kind(own)) {
            site.fault(
                address,
                "parts in working and in other time",
                "all parts of a mixture in one kind of unit",
            );
            return None;
        }
        unit = Some(own);
        if part.share.value > 0.0 {
            parts.push((part.share.value / whole, inner));
        }
    }
    let Some(unit) = unit.filter(|_| !parts.is_empty()) else {
        site.fault(
            address,
            "a mixture without parts",
            "at least one part with a share above 0",
        );
        return None;
    };
    Some((Law::Mixture(parts.into()), unit))
}

/// Units that can stand in one mixture.
fn kind(unit: Unit) -> u8 {
    match unit {
        Unit::Minutes | Unit::Hours | Unit::Days => 0,
        Unit::WorkingDays => 1,
        Unit::Bare => 2,
    }
}

fn part_of(
    site: &mut Site,
    part: &keys::MixturePart,
    address: &str,
    day: f64,
) -> Option<(Law, Unit)> {
    let mut laws = [
        part.fixed.clone().map(keys::Law::fixed),
        part.exponential.clone().map(keys::Law::exponential),
        part.lognormal.clone().map(keys::Law::lognormal),
        part.gamma.clone().map(keys::Law::gamma),
        part.triangular.clone().map(keys::Law::triangular),
    ]
    .into_iter()
    .flatten();
    let (Some(law), None) = (laws.next(), laws.next()) else {
        site.fault(
            address,
            "a part with no law or several",
            "exactly one law in each part",
        );
        return None;
    };
    read(site, &law, address, day)
}
