//! Laws: one unit each, and mixtures whose shares add to 1.

use super::super::compiler::Compiler;
use super::super::units::{self, PartLaw, Quantity, Unit};
use crate::scenario::keys::{GeometricLaw, Law, MixtureLaw, MixturePart, TriangularLaw};

/// What a law measures.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Measure {
    /// A duration.
    Duration,
    /// A duration that no calendar applies to.
    Wall,
    /// A number without a unit.
    Value,
}

pub(super) fn check(compiler: &mut Compiler<'_>) {
    let root = compiler.root;
    let mut laws: Vec<(String, Option<&Law>, Measure)> = Vec::new();
    let mut take = |address: String, law, measure| laws.push((address, law, measure));
    for (id, agreement) in &root.agreement {
        let address = format!("agreement.{id}.passage");
        take(address, Some(&agreement.passage), Measure::Duration);
    }
    for (id, procedure) in &root.procedure {
        for (key, law) in [
            ("adhoc", &procedure.adhoc),
            ("prepare", &procedure.prepare),
            ("correct", &procedure.correct),
            ("patience", &procedure.patience),
            ("background_patience", &procedure.background_patience),
        ] {
            take(
                format!("procedure.{id}.{key}"),
                law.as_ref(),
                Measure::Duration,
            );
        }
        for (name, step) in &procedure.step {
            let laws = [
                ("work", &step.work),
                ("passage", &step.passage),
                ("elapsed", &step.elapsed),
            ];
            for (key, law) in laws {
                let address = format!("procedure.{id}.step.{name}.{key}");
                take(address, law.as_ref(), Measure::Duration);
            }
        }
    }
    for (id, programme) in &root.programme {
        let address = format!("programme.{id}.review");
        take(address, Some(&programme.review), Measure::Duration);
    }
    for (id, project) in &root.project {
        take(
            format!("project.{id}.value"),
            Some(&project.value),
            Measure::Value,
        );
        for (name, need) in &project.need {
            let address = format!("project.{id}.need.{name}.transit");
            take(address, need.transit.as_ref(), Measure::Wall);
        }
    }
    for (address, law, measure) in laws {
        if let Some(law) = law {
            check_law(
                compiler,
                &format!("{address}.{}", law.as_str()),
                law,
                measure,
            );
        }
    }
}

fn check_law(compiler: &mut Compiler<'_>, address: &str, law: &Law, measure: Measure) {
    match law {
        Law::fixed(law) => quantity(compiler, address, &units::fixed(law), measure),
        Law::exponential(law) => quantity(compiler, address, &units::mean(law), measure),
        Law::lognormal(law) | Law::gamma(law) => {
            quantity(compiler, address, &units::spread(law), measure);
        }
        Law::triangular(law) => triangular(compiler, address, law, measure),
        Law::geometric(law) => geometric(compiler, address, law, measure),
        Law::mixture(law) => mixture(compiler, address, law, measure),
    }
}

fn mixture(compiler: &mut Compiler<'_>, address: &str, law: &MixtureLaw, measure: Measure) {
    let key_address = format!("{address}.parts");
    if law.parts.is_empty() {
        compiler.error(
            &key_address,
            "the mixture has no parts",
            "at least one part",
        );
        return;
    }
    let before = compiler.count();
    for (index, part) in law.parts.iter().enumerate() {
        check_part(compiler, &format!("{key_address}.{index}"), part, measure);
    }
    compiler.adds_to_one(&key_address, law.parts.iter().map(|part| part.share.value));
    let working = law.parts.iter().filter(|part| in_working_days(part));
    let count = working.count();
    if compiler.count() == before && count != 0 && count != law.parts.len() {
        compiler.error(
            &key_address,
            "some parts are in working days and others are not",
            "all parts in working days, or none",
        );
    }
}

/// Whether a part of a mixture is stated in working days.
fn in_working_days(part: &MixturePart) -> bool {
    let working = |quantities: &[Quantity<'_>]| {
        let mut given = quantities.iter().filter(|(_, _, figure)| figure.is_some());
        given.any(|(_, unit, _)| *unit == Unit::WorkingDays)
    };
    let laws = units::part(part).into_iter().filter_map(|(_, law)| law);
    laws.into_iter().any(|law| match law {
        PartLaw::Fixed(law) => working(&units::fixed(law)),
        PartLaw::Exponential(law) => working(&units::mean(law)),
        PartLaw::Lognormal(law) | PartLaw::Gamma(law) => working(&units::spread(law)),
        PartLaw::Triangular(law) => working(&units::triangular(law).concat()),
    })
}

fn check_part(compiler: &mut Compiler<'_>, address: &str, part: &MixturePart, measure: Measure) {
    let laws = units::part(part);
    let keys = laws.map(|(key, law)| (key, law.is_some()));
    if !compiler.exactly_one(address, &keys) {
        return;
    }
    for (key, law) in laws {
        let address = format!("{address}.{key}");
        match law {
            Some(PartLaw::Fixed(law)) => quantity(compiler, &address, &units::fixed(law), measure),
            Some(PartLaw::Exponential(law)) => {
                quantity(compiler, &address, &units::mean(law), measure);
            }
            Some(PartLaw::Lognormal(law) | PartLaw::Gamma(law)) => {
                quantity(compiler, &address, &units::spread(law), measure);
            }
            Some(PartLaw::Triangular(law)) => triangular(compiler, &address, law, measure),
            None => {}
        }
    }
}

/// One unit, and of the right kind. The last key is the one without a unit.
fn quantity(compiler: &mut Compiler<'_>, address: &str, all: &[Quantity<'_>], measure: Measure) {
    let Some(((bare, _, without_unit), with_unit)) = all.split_last() else {
        return;
    };
    if measure == Measure::Value {
        for (key, _, figure) in with_unit {
            let why = "is a duration, and a project's value has no unit";
            compiler.needless(address, key, figure.is_some(), why);
        }
        if without_unit.is_none() {
            compiler.error(
                address,
                format!("`{bare}` is missing"),
                format!("the key `{bare}`"),
            );
        }
        return;
    }
    if without_unit.is_some() {
        let names: Vec<&str> = with_unit.iter().map(|(key, _, _)| *key).collect();
        let expected = format!("a duration: {}", crate::scenario::one_of(&names));
        compiler.error(
            &format!("{address}.{bare}"),
            format!("`{bare}` has no unit"),
            expected,
        );
        return;
    }
    let keys: Vec<(&str, bool)> = with_unit
        .iter()
        .map(|(key, _, figure)| (*key, figure.is_some()))
        .collect();
    compiler.exactly_one(address, &keys);
    no_working_days(compiler, address, with_unit, measure);
}

/// Working days are those of a calendar, and no calendar applies to a journey.
fn no_working_days(
    compiler: &mut Compiler<'_>,
    address: &str,
    all: &[Quantity<'_>],
    measure: Measure,
) {
    let working = all
        .iter()
        .find(|(_, unit, figure)| *unit == Unit::WorkingDays && figure.is_some());
    if let Some((key, _, _)) = working.filter(|_| measure == Measure::Wall) {
        compiler.error(
            &format!("{address}.{key}"),
            "a journey cannot be in working days: no calendar applies",
            "minutes, hours or days",
        );
    }
}

fn no_value(compiler: &mut Compiler<'_>, address: &str, what: &str) {
    compiler.error(
        address,
        format!("the {what} law is for durations"),
        "a law without a unit: `fixed`, `exponential`, `lognormal` or `gamma`",
    );
}

fn triangular(compiler: &mut Compiler<'_>, address: &str, law: &TriangularLaw, measure: Measure) {
    if measure == Measure::Value {
        no_value(compiler, address, "triangular");
        return;
    }
    let units = units::triangular(law);
    let used: Vec<_> = units
        .iter()
        .filter(|points| points.iter().any(|(_, _, point)| point.is_some()))
        .collect();
    let [points] = used.as_slice() else {
        compiler.error(
            address,
            "not all three points are in one unit",
            "low, mode and high in hours, in wd or in days",
        );
        return;
    };
    let [
        (low_key, _, Some(low)),
        (mode_key, _, Some(mode)),
        (high_key, _, Some(high)),
    ] = *points
    else {
        compiler.error(
            address,
            "a point is missing",
            "low, mode and high in one unit",
        );
        return;
    };
    if !(low.value <= mode.value && mode.value <= high.value && low.value < high.value) {
        let found = format!(
            "the points are not in order: {low_key} {}, {mode_key} {}, {high_key} {}",
            low.value, mode.value, high.value
        );
        compiler.error(address, found, "low <= mode <= high, and low below high");
    }
    no_working_days(compiler, address, *points, measure);
}

fn geometric(compiler: &mut Compiler<'_>, address: &str, law: &GeometricLaw, measure: Measure) {
    if measure == Measure::Value {
        no_value(compiler, address, "geometric");
        return;
    }
    let every = units::geometric(law);
    let keys = every.map(|(key, _, figure)| (key, figure.is_some()));
    compiler.exactly_one(address, &keys);
    no_working_days(compiler, address, &every, measure);
    if law.share.value <= 0.0 || law.share.low.is_some_and(|low| low <= 0.0) {
        compiler.error(
            &format!("{address}.share"),
            "the share is 0: no trial ever succeeds",
            "a share above 0",
        );
    }
}
