//! Distributions: one unit each, and mixtures whose shares add to 1.

use super::super::compiler::Compiler;
use super::super::units::{self, PartDistribution, Quantity, Unit};
use super::quantiles;
use crate::scenario::keys::{
    Distribution, GeometricDistribution, MixtureDistribution, MixturePart, TriangularDistribution,
};

/// What a distribution measures.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Duration,
    /// A duration that no calendar applies to.
    Wall,
    /// A number without a unit.
    Value,
}

pub(super) fn check(compiler: &mut Compiler<'_>) {
    let root = compiler.root;
    let mut distributions: Vec<(String, Option<&Distribution>, Measure)> = Vec::new();
    let mut take = |address: String, distribution, measure| {
        distributions.push((address, distribution, measure));
    };
    for (id, agreement) in &root.agreement {
        let address = format!("agreement.{id}.passage");
        take(address, Some(&agreement.passage), Measure::Duration);
    }
    for (id, procedure) in &root.procedure {
        for (key, distribution) in [
            ("adhoc", &procedure.adhoc),
            ("prepare", &procedure.prepare),
            ("correct", &procedure.correct),
            ("patience", &procedure.patience),
            ("background_patience", &procedure.background_patience),
        ] {
            take(
                format!("procedure.{id}.{key}"),
                distribution.as_ref(),
                Measure::Duration,
            );
        }
        for (name, step) in &procedure.step {
            let distributions = [
                ("work", &step.work),
                ("passage", &step.passage),
                ("elapsed", &step.elapsed),
            ];
            for (key, distribution) in distributions {
                let address = format!("procedure.{id}.step.{name}.{key}");
                take(address, distribution.as_ref(), Measure::Duration);
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
    for (address, distribution, measure) in distributions {
        if let Some(distribution) = distribution {
            check_distribution(
                compiler,
                &format!("{address}.{}", distribution.as_str()),
                distribution,
                measure,
            );
        }
    }
}

fn check_distribution(
    compiler: &mut Compiler<'_>,
    address: &str,
    distribution: &Distribution,
    measure: Measure,
) {
    match distribution {
        Distribution::fixed(distribution) => {
            quantity(compiler, address, &units::fixed(distribution), measure);
        }
        Distribution::exponential(distribution) => {
            quantity(compiler, address, &units::mean(distribution), measure);
        }
        Distribution::lognormal(distribution) | Distribution::gamma(distribution) => {
            quantity(compiler, address, &units::spread(distribution), measure);
        }
        Distribution::triangular(distribution) => {
            triangular(compiler, address, distribution, measure);
        }
        Distribution::geometric(distribution) => {
            geometric(compiler, address, distribution, measure);
        }
        Distribution::quantiles(distribution) => {
            quantiles::check(compiler, address, distribution, measure);
        }
        Distribution::mixture(distribution) => mixture(compiler, address, distribution, measure),
    }
}

fn mixture(
    compiler: &mut Compiler<'_>,
    address: &str,
    distribution: &MixtureDistribution,
    measure: Measure,
) {
    let key_address = format!("{address}.parts");
    if distribution.parts.is_empty() {
        compiler.error(
            &key_address,
            "the mixture has no parts",
            "at least one part",
        );
        return;
    }
    let before = compiler.count();
    for (index, part) in distribution.parts.iter().enumerate() {
        check_part(compiler, &format!("{key_address}.{index}"), part, measure);
    }
    compiler.adds_to_one(
        &key_address,
        distribution.parts.iter().map(|part| part.share.value),
    );
    let working = distribution
        .parts
        .iter()
        .filter(|part| in_working_days(part));
    let count = working.count();
    if compiler.count() == before && count != 0 && count != distribution.parts.len() {
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
    let distributions = units::part(part)
        .into_iter()
        .filter_map(|(_, distribution)| distribution);
    distributions
        .into_iter()
        .any(|distribution| match distribution {
            PartDistribution::Fixed(distribution) => working(&units::fixed(distribution)),
            PartDistribution::Exponential(distribution) => working(&units::mean(distribution)),
            PartDistribution::Lognormal(distribution) | PartDistribution::Gamma(distribution) => {
                working(&units::spread(distribution))
            }
            PartDistribution::Triangular(distribution) => {
                working(&units::triangular(distribution).concat())
            }
        })
}

fn check_part(compiler: &mut Compiler<'_>, address: &str, part: &MixturePart, measure: Measure) {
    let distributions = units::part(part);
    let keys = distributions.map(|(key, distribution)| (key, distribution.is_some()));
    if !compiler.exactly_one(address, &keys) {
        return;
    }
    for (key, distribution) in distributions {
        let address = format!("{address}.{key}");
        match distribution {
            Some(PartDistribution::Fixed(distribution)) => {
                quantity(compiler, &address, &units::fixed(distribution), measure);
            }
            Some(PartDistribution::Exponential(distribution)) => {
                quantity(compiler, &address, &units::mean(distribution), measure);
            }
            Some(
                PartDistribution::Lognormal(distribution) | PartDistribution::Gamma(distribution),
            ) => {
                quantity(compiler, &address, &units::spread(distribution), measure);
            }
            Some(PartDistribution::Triangular(distribution)) => {
                triangular(compiler, &address, distribution, measure);
            }
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
        format!("the {what} distribution is for durations"),
        "a distribution without a unit: `fixed`, `exponential`, `lognormal`, `gamma` or `quantiles`",
    );
}

fn triangular(
    compiler: &mut Compiler<'_>,
    address: &str,
    distribution: &TriangularDistribution,
    measure: Measure,
) {
    if measure == Measure::Value {
        no_value(compiler, address, "triangular");
        return;
    }
    let units = units::triangular(distribution);
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

fn geometric(
    compiler: &mut Compiler<'_>,
    address: &str,
    distribution: &GeometricDistribution,
    measure: Measure,
) {
    if measure == Measure::Value {
        no_value(compiler, address, "geometric");
        return;
    }
    let every = units::geometric(distribution);
    let keys = every.map(|(key, _, figure)| (key, figure.is_some()));
    compiler.exactly_one(address, &keys);
    no_working_days(compiler, address, &every, measure);
    if distribution.share.value <= 0.0 || distribution.share.low.is_some_and(|low| low <= 0.0) {
        compiler.error(
            &format!("{address}.share"),
            "the share is 0: no trial ever succeeds",
            "a share above 0",
        );
    }
}
