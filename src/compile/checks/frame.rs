//! The frame: study, jurisdictions, institutions, fields, corridors, knowledge.

use std::collections::{BTreeMap, BTreeSet};

use super::super::compiler::{Compiler, Kind, rounded};
use crate::limits;
use crate::scenario::Figure;
use crate::scenario::JurisdictionId;
use crate::scenario::keys::{DeterrenceForm, Weekday};

/// The longest horizon that the scenario may have.
fn years_at_most(compiler: &Compiler<'_>) -> f64 {
    if compiler.root.project.is_empty() {
        limits::YEARS_OF_A_BENCH
    } else {
        limits::YEARS
    }
}

pub(super) fn check(compiler: &mut Compiler<'_>) {
    if compiler.root.format != 1 {
        let found = format!("the format is {}", compiler.root.format);
        compiler.error(
            "format",
            found,
            "format = 1, the only format of this version",
        );
    }
    if compiler.root.title.trim().is_empty() {
        compiler.error("title", "the title is empty", "what the scenario is about");
    }
    study(compiler);
    jurisdictions(compiler);
    institutions(compiler);
    if !compiler.root.field.is_empty() {
        let shares: Vec<f64> = compiler
            .root
            .field
            .values()
            .map(|field| field.share.value)
            .collect();
        compiler.adds_to_one("field", shares);
    }
    activities(compiler);
    corridors(compiler);
    matching(compiler);
    belief(compiler);
    holidays(compiler);
}

/// Activity classes share out the researchers and leave the number of projects as it is.
fn activities(compiler: &mut Compiler<'_>) {
    /// Sums of decimal fractions may miss 1 by this much.
    const NEAR: f64 = 1e-9;
    let classes = &compiler.root.activity;
    if classes.is_empty() || !compiler.is_whole("activity") {
        return;
    }
    let shares: f64 = classes.values().map(|class| class.share.value).sum();
    let products: f64 = classes
        .values()
        .map(|class| class.share.value * class.factor.value)
        .sum();
    if (shares - 1.0).abs() > NEAR {
        compiler.error(
            "activity",
            format!("the shares add to {}", rounded(shares)),
            "a sum of 1",
        );
    } else if (products - 1.0).abs() > NEAR {
        compiler
            .error(
                "activity",
                format!("shares times factors add to {}", rounded(products)),
                "a sum of 1, so that the classes leave the number of projects as it is",
            )
            .cure("change the factor of one class by what is missing, over its share");
    }
}

/// Years that a study may begin in.
pub const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

fn study(compiler: &mut Compiler<'_>) {
    let study = &compiler.root.study;
    let most = years_at_most(compiler);
    let year = study.start.0.year();
    if !YEARS.contains(&year) {
        compiler.error(
            "study.start",
            format!("the study starts in {year}"),
            format!("a year from {} to {}", YEARS.start(), YEARS.end()),
        );
    }
    for (key, figure) in [
        ("years", &*study.years),
        ("warm_up_years", &*study.warm_up_years),
    ] {
        if highest(figure) > most {
            let found = format!("the period is {} years", highest(figure));
            compiler.error(
                &format!("study.{key}"),
                found,
                format!("at most {most} years"),
            );
        }
    }
    let shortest = study.years.low.unwrap_or(study.years.value);
    if shortest < limits::A_DAY {
        compiler.error(
            "study.years",
            format!("the horizon is {shortest} years"),
            "at least one day: 0.0028 years",
        );
    }
    if study.scale == 0 {
        compiler.error("study.scale", "the scale is 0", "a scale of at least 1");
    }
    compiler.numbers(Kind::Jurisdiction, &study.focal, "study.focal");
}

/// The highest value that a parameter may take.
pub(super) fn highest(figure: &Figure) -> f64 {
    figure.high.unwrap_or(figure.value).max(figure.value)
}

fn jurisdictions(compiler: &mut Compiler<'_>) {
    if compiler.root.jurisdiction.is_empty() {
        compiler.error(
            "jurisdiction",
            "the scenario has no jurisdiction",
            "at least one `[jurisdiction.<ID>]`",
        );
    }
    for (id, jurisdiction) in &compiler.root.jurisdiction {
        let address = format!("jurisdiction.{id}");
        let mut weekend = jurisdiction.weekend.clone();
        weekend.sort_unstable();
        weekend.dedup();
        if weekend.len() < jurisdiction.weekend.len() {
            compiler.error(
                &format!("{address}.weekend"),
                "a day is listed twice",
                "each day once",
            );
        }
        if weekend.len() == Weekday::ALL.len() {
            compiler.error(
                &format!("{address}.weekend"),
                "the week has no working day",
                "at most six days of rest",
            );
        }
        let bounds = [
            (
                "utc_offset_hours",
                Some(jurisdiction.utc_offset_hours),
                -12.0,
                14.0,
            ),
            ("latitude", jurisdiction.latitude, -90.0, 90.0),
            ("longitude", jurisdiction.longitude, -180.0, 180.0),
        ];
        for (key, number, low, high) in bounds {
            if let Some(number) = number.filter(|number| !(low..=high).contains(number)) {
                compiler.error(
                    &format!("{address}.{key}"),
                    format!("the number {number}"),
                    format!("a number from {low} to {high}"),
                );
            }
        }
        if jurisdiction.latitude.is_some() != jurisdiction.longitude.is_some() {
            compiler.error(
                &address,
                "only one of `latitude` and `longitude` is given",
                "both or neither",
            );
        }
    }
}

fn institutions(compiler: &mut Compiler<'_>) {
    let institution = &compiler.root.institution;
    for id in institution.keys().filter(|id| *id != "default") {
        let address = format!("institution.{id}");
        compiler.refer_or(Kind::Jurisdiction, id, &address, Some("default"));
    }
    if institution.is_empty() || institution.contains_key("default") {
        return;
    }
    for id in compiler
        .root
        .jurisdiction
        .keys()
        .filter(|id| !institution.contains_key(id.as_str()))
    {
        let expected = format!("`[institution.{id}]` or `[institution.default]`");
        compiler.error(
            "institution",
            format!("{id} has no institution sizes"),
            expected,
        );
    }
}

fn corridors(compiler: &mut Compiler<'_>) {
    if compiler.root.gravity.is_none() || compiler.root.jurisdiction.len() < 2 {
        return;
    }
    for id in compiler.root.jurisdiction.keys() {
        let corridors = compiler
            .scenario
            .tables
            .corridors
            .iter()
            .filter(|corridor| corridor.origin == *id);
        let total: f64 = corridors.map(|corridor| corridor.weight).sum();
        if total <= 0.0 {
            let found =
                format!("no corridor leads from {id} to another jurisdiction in the scenario");
            compiler.warn(
                "gravity.corridors",
                found,
                format!("rows with origin {id} and a weight above 0"),
            );
        }
    }
}

/// Base and ceiling are drawn each on its own: their ranges must not cross.
fn matching(compiler: &mut Compiler<'_>) {
    let Some(matching) = &compiler.root.matching else {
        return;
    };
    let base = highest(&matching.base);
    let ceiling = &matching.ceiling;
    let lowest = ceiling.low.unwrap_or(ceiling.value).min(ceiling.value);
    if base > lowest {
        compiler.error(
            "matching.ceiling",
            format!("the ceiling may be {lowest}, and the base {base}"),
            "a ceiling of at least the highest base",
        );
    }
}

/// Keys of the form by effort belong to it, and it needs the spread of what an hour costs.
fn belief(compiler: &mut Compiler<'_>) {
    let Some(belief) = &compiler.root.belief else {
        return;
    };
    let given = [
        ("effort_scale", belief.effort_scale.is_some()),
        ("effort_cv", belief.effort_cv.is_some()),
    ];
    match belief.form {
        DeterrenceForm::hope => {
            for (key, _) in given.into_iter().filter(|(_, is_given)| *is_given) {
                compiler
                    .error(
                        &format!("belief.{key}"),
                        format!("{key} is given, and hope alone decides"),
                        "this key only with `form = \"effort\"`",
                    )
                    .cure("add `form = \"effort\"`, or remove this key");
            }
        }
        DeterrenceForm::effort if belief.effort_cv.is_none() => {
            compiler.error(
                "belief.form",
                "effort decides, and the spread of what an hour costs is not stated",
                "`effort_cv` in the same table",
            );
        }
        DeterrenceForm::effort => {}
    }
}

fn holidays(compiler: &mut Compiler<'_>) {
    let study = &compiler.root.study;
    let year = f64::from(study.start.0.year());
    let most = years_at_most(compiler);
    if highest(&study.years) > most || highest(&study.warm_up_years) > most {
        return;
    }
    let first = (year - study.warm_up_years.value.ceil()) as i16;
    let last = (year + study.years.value.ceil()) as i16;
    let last = if study.start.0.day_of_year() == 1 {
        last - 1
    } else {
        last
    };
    // Jurisdictions whose tables end alike are named together.
    let mut missing: BTreeMap<Vec<i16>, Vec<&JurisdictionId>> = BTreeMap::new();
    for (id, days) in &compiler.scenario.tables.holidays {
        let covered: BTreeSet<i16> = days.iter().map(|holiday| holiday.day.year()).collect();
        let years: Vec<i16> = (first..=last)
            .filter(|year| !covered.contains(year))
            .collect();
        if !years.is_empty() {
            missing.entry(years).or_default().push(id);
        }
    }
    for (years, ids) in missing {
        let Some(first) = ids.first() else { continue };
        let found = format!(
            "no holidays are listed for {} in {}",
            named(&ids),
            spans(&years)
        );
        compiler.warn(
            &format!("jurisdiction.{first}.holidays"),
            found,
            "rows for every simulated year",
        );
    }
}

/// The first few of some ids, and how many more there are.
fn named(ids: &[&JurisdictionId]) -> String {
    const NAMED: usize = 5;
    let mut names: Vec<String> = ids.iter().take(NAMED).map(ToString::to_string).collect();
    if ids.len() > NAMED {
        names.push(format!("{} more", ids.len() - NAMED));
    }
    names.join(", ")
}

/// Years in order, with those in a row as a span.
fn spans(years: &[i16]) -> String {
    let rows = years.chunk_by(|year, next| year + 1 == *next);
    let said: Vec<String> = rows
        .filter_map(|row| match row {
            [] => None,
            [year] => Some(year.to_string()),
            [first, .., last] => Some(format!("{first} to {last}")),
        })
        .collect();
    said.join(", ")
}
