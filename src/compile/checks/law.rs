//! Laws: one unit each, and mixtures whose shares add to 1.

use super::Check;
use crate::scenario::keys::{
    FixedLaw, GeometricLaw, Law, MeanLaw, MixturePart, SpreadLaw, TriangularLaw,
};
use crate::scenario::{AtLeastZero, Parameter};

/// What a law measures.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Measure {
    Duration,
    Value,
}

pub(super) fn check(check: &mut Check<'_>) {
    let root = check.root;
    let mut laws: Vec<(String, Option<&Law>, Measure)> = Vec::new();
    for (id, agreement) in &root.agreement {
        laws.push((
            format!("agreement.{id}.passage"),
            Some(&agreement.passage),
            Measure::Duration,
        ));
    }
    for (id, procedure) in &root.procedure {
        for (key, law) in [
            ("adhoc", &procedure.adhoc),
            ("prepare", &procedure.prepare),
            ("correct", &procedure.correct),
            ("patience", &procedure.patience),
            ("background_patience", &procedure.background_patience),
        ] {
            laws.push((
                format!("procedure.{id}.{key}"),
                law.as_ref(),
                Measure::Duration,
            ));
        }
        for (name, step) in &procedure.step {
            for (key, law) in [
                ("work", &step.work),
                ("passage", &step.passage),
                ("elapsed", &step.elapsed),
            ] {
                laws.push((
                    format!("procedure.{id}.step.{name}.{key}"),
                    law.as_ref(),
                    Measure::Duration,
                ));
            }
        }
    }
    for (id, programme) in &root.programme {
        laws.push((
            format!("programme.{id}.review"),
            Some(&programme.review),
            Measure::Duration,
        ));
    }
    for (id, project) in &root.project {
        laws.push((
            format!("project.{id}.value"),
            Some(&project.value),
            Measure::Value,
        ));
        for (name, need) in &project.need {
            laws.push((
                format!("project.{id}.need.{name}.transit"),
                need.transit.as_ref(),
                Measure::Duration,
            ));
        }
    }
    for (address, law, measure) in laws {
        if let Some(law) = law {
            check_law(check, &format!("{address}.{}", law.as_str()), law, measure);
        }
    }
}

fn check_law(check: &mut Check<'_>, address: &str, law: &Law, measure: Measure) {
    match law {
        Law::fixed(law) => fixed(check, address, law, measure),
        Law::exponential(law) => mean(check, address, law, measure),
        Law::lognormal(law) | Law::gamma(law) => spread(check, address, law, measure),
        Law::triangular(law) => triangular(check, address, law, measure),
        Law::geometric(law) => geometric(check, address, law, measure),
        Law::mixture(mixture) => {
            if mixture.parts.is_empty() {
                check.error(&format!("{address}.parts"), "no parts", "at least one part");
                return;
            }
            for (index, part) in mixture.parts.iter().enumerate() {
                check_part(check, &format!("{address}.parts.{index}"), part, measure);
            }
            check.adds_to_one(
                &format!("{address}.parts"),
                mixture.parts.iter().map(|part| part.share.value),
            );
        }
    }
}

fn check_part(check: &mut Check<'_>, address: &str, part: &MixturePart, measure: Measure) {
    let given = [
        ("fixed", part.fixed.is_some()),
        ("exponential", part.exponential.is_some()),
        ("lognormal", part.lognormal.is_some()),
        ("gamma", part.gamma.is_some()),
        ("triangular", part.triangular.is_some()),
    ];
    if !check.exactly_one(address, &given) {
        return;
    }
    if let Some(law) = &part.fixed {
        fixed(check, &format!("{address}.fixed"), law, measure);
    }
    if let Some(law) = &part.exponential {
        mean(check, &format!("{address}.exponential"), law, measure);
    }
    for (key, law) in [("lognormal", &part.lognormal), ("gamma", &part.gamma)] {
        if let Some(law) = law {
            spread(check, &format!("{address}.{key}"), law, measure);
        }
    }
    if let Some(law) = &part.triangular {
        triangular(check, &format!("{address}.triangular"), law, measure);
    }
}

/// One unit, and of the right kind. The last key is the one without a unit.
fn unit(check: &mut Check<'_>, address: &str, keys: &[(&str, bool)], measure: Measure) {
    let Some(((bare, has_bare), units)) = keys.split_last() else {
        return;
    };
    match measure {
        Measure::Duration if *has_bare => {
            let names: Vec<&str> = units.iter().map(|(key, _)| *key).collect();
            let wanted = format!("a duration: {}", crate::scenario::one_of(&names));
            check.error(
                &format!("{address}.{bare}"),
                format!("`{bare}`, which has no unit"),
                wanted,
            );
        }
        Measure::Duration => {
            check.exactly_one(address, units);
        }
        Measure::Value => {
            for (key, given) in units {
                check.needless(
                    address,
                    key,
                    *given,
                    "is a duration, but a project's value has no unit",
                );
            }
            if !has_bare {
                check.error(address, format!("no `{bare}`"), format!("the key `{bare}`"));
            }
        }
    }
}

fn fixed(check: &mut Check<'_>, address: &str, law: &FixedLaw, measure: Measure) {
    let keys = [
        ("minutes", law.minutes.is_some()),
        ("hours", law.hours.is_some()),
        ("wd", law.wd.is_some()),
        ("days", law.days.is_some()),
        ("value", law.value.is_some()),
    ];
    unit(check, address, &keys, measure);
}

fn mean(check: &mut Check<'_>, address: &str, law: &MeanLaw, measure: Measure) {
    let keys = [
        ("mean_minutes", law.mean_minutes.is_some()),
        ("mean_hours", law.mean_hours.is_some()),
        ("mean_wd", law.mean_wd.is_some()),
        ("mean_days", law.mean_days.is_some()),
        ("mean", law.mean.is_some()),
    ];
    unit(check, address, &keys, measure);
}

fn spread(check: &mut Check<'_>, address: &str, law: &SpreadLaw, measure: Measure) {
    let keys = [
        ("mean_minutes", law.mean_minutes.is_some()),
        ("mean_hours", law.mean_hours.is_some()),
        ("mean_wd", law.mean_wd.is_some()),
        ("mean_days", law.mean_days.is_some()),
        ("mean", law.mean.is_some()),
    ];
    unit(check, address, &keys, measure);
}

/// A point of a triangular law: its key and its value.
type Point<'a> = (&'a str, &'a Option<Parameter<AtLeastZero>>);

fn triangular(check: &mut Check<'_>, address: &str, law: &TriangularLaw, measure: Measure) {
    if measure == Measure::Value {
        check.error(
            address,
            "a triangular law, which is a duration",
            "a law without a unit: `fixed`, `exponential`, `lognormal` or `gamma`",
        );
        return;
    }
    let units: [[Point<'_>; 3]; 3] = [
        [
            ("low_hours", &law.low_hours),
            ("mode_hours", &law.mode_hours),
            ("high_hours", &law.high_hours),
        ],
        [
            ("low_wd", &law.low_wd),
            ("mode_wd", &law.mode_wd),
            ("high_wd", &law.high_wd),
        ],
        [
            ("low_days", &law.low_days),
            ("mode_days", &law.mode_days),
            ("high_days", &law.high_days),
        ],
    ];
    let used: Vec<_> = units
        .iter()
        .filter(|points| points.iter().any(|(_, point)| point.is_some()))
        .collect();
    let [points] = used.as_slice() else {
        check.error(
            address,
            "no one unit",
            "low, mode and high, all in hours, all in wd or all in days",
        );
        return;
    };
    let [
        (low_key, Some(low)),
        (mode_key, Some(mode)),
        (high_key, Some(high)),
    ] = *points
    else {
        check.error(
            address,
            "a point is missing",
            "low, mode and high in one unit",
        );
        return;
    };
    if !(low.value <= mode.value && mode.value <= high.value && low.value < high.value) {
        let found = format!(
            "{low_key} {}, {mode_key} {}, {high_key} {}",
            low.value, mode.value, high.value
        );
        check.error(address, found, "low <= mode <= high, and low below high");
    }
}

fn geometric(check: &mut Check<'_>, address: &str, law: &GeometricLaw, measure: Measure) {
    if measure == Measure::Value {
        check.error(
            address,
            "a geometric law, which is a duration",
            "a law without a unit: `fixed`, `exponential`, `lognormal` or `gamma`",
        );
        return;
    }
    check.exactly_one(
        address,
        &[
            ("every_days", law.every_days.is_some()),
            ("every_wd", law.every_wd.is_some()),
        ],
    );
    if law.share.value <= 0.0 || law.share.low.is_some_and(|low| low <= 0.0) {
        check.error(
            &format!("{address}.share"),
            "a chance of 0: no trial ever succeeds",
            "a share above 0",
        );
    }
}
