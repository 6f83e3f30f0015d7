//! Every indicator, and the registers of the study.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::changes_by::direction;
use crate::model::{HostGroup, Period};
use crate::report::number::{self, Shown};
use crate::report::rows::{Rows, missed};
use crate::report::text;
use crate::scenario::Grade;
use crate::stats::tables::{Audit, IndicatorRow, Status};
use crate::stats::{AS_STATED, BASELINE, Indicator, PackageKey, Uncertainty};

/// An indicator at the baseline and its change, with both spreads.
#[derive(Serialize)]
pub(in crate::report::page) struct Measure {
    name: String,
    id: String,
    baseline_luck: Shown,
    baseline_unknowns: Shown,
    change_luck: Shown,
    change_unknowns: Shown,
    direction: &'static str,
}

/// Every indicator with a world row of the baseline or the widest package, in
/// the order of the tables.
pub(in crate::report::page) fn indicators(rows: &Rows) -> Vec<Measure> {
    let whole = rows.whole().unwrap_or(&BASELINE);
    let mut seen = BTreeSet::new();
    let levels = rows.tables.indicators.iter();
    let levels = levels.map(|row| (&row.package, &row.indicator));
    let changes = rows.tables.differences.iter();
    let changes = changes.map(|row| (&row.package, &row.indicator));
    let ids: Vec<&Indicator> = levels
        .chain(changes)
        .filter(|(package, _)| package.is_baseline() || *package == whole)
        .map(|(_, indicator)| indicator)
        .filter(|indicator| seen.insert(*indicator))
        .collect();
    let measures = ids.into_iter().map(|id| {
        let level = |spread| {
            let level = rows.level(&BASELINE, id, spread);
            level.map_or_else(Shown::default, |(unit, row)| number::level(&row, unit))
        };
        let change = |spread| {
            let change = rows.change(whole, id, spread);
            change.map_or_else(Shown::default, |(unit, row)| number::change(&row, unit))
        };
        Measure {
            name: text::indicator::label(id),
            id: id.to_string(),
            baseline_luck: level(Uncertainty::Stochastic),
            baseline_unknowns: level(Uncertainty::Parametric),
            change_luck: change(Uncertainty::Stochastic),
            change_unknowns: change(Uncertainty::Parametric),
            direction: rows
                .widest_change(whole, id)
                .map_or("", |(_, row)| direction(&row, id.definition("").better)),
        }
    });
    measures
        .filter(|row| {
            let shown = [
                &row.baseline_luck,
                &row.baseline_unknowns,
                &row.change_luck,
                &row.change_unknowns,
            ];
            shown.into_iter().any(|shown| !shown.estimate.is_empty())
        })
        .collect()
}

/// Convergence along one dimension.
#[derive(Serialize)]
pub(in crate::report::page) struct Group {
    name: &'static str,
    intervals: String,
    lines: Vec<(String, Shown, Shown)>,
}

/// Convergence by host, field and year of earliest start.
pub(in crate::report::page) fn groups(rows: &Rows) -> Vec<Group> {
    type Dimension = (&'static str, fn(&IndicatorRow) -> &String);
    let dimensions: [Dimension; 3] = [
        (text::page::HOST, |row| &row.jurisdiction),
        (text::page::FIELD, |row| &row.field),
        (text::page::YEAR, |row| &row.year),
    ];
    let groups = dimensions
        .into_iter()
        .filter_map(|(name, key)| group(rows, name, key));
    sections(rows).into_iter().chain(groups).collect()
}

/// Convergence by period and group of hosts, where the study divides them.
fn sections(rows: &Rows) -> Option<Group> {
    let spread = rows.widest();
    let shown = |id: &PackageKey, section| {
        let level = rows.level_in(section, id, &Indicator::Convergence, spread);
        level.map_or_else(Shown::default, |(unit, row)| number::level(&row, unit))
    };
    let periods = [None, Some(Period::Transition), Some(Period::Settled)];
    let hosts = [None, Some(HostGroup::Reforming), Some(HostGroup::Other)];
    let sections = periods
        .into_iter()
        .flat_map(|period| hosts.map(|host| (period, host)));
    let lines: Vec<(String, Shown, Shown)> = sections
        .map(|section| {
            let after = rows
                .whole()
                .map_or_else(Shown::default, |id| shown(id, section));
            let name = text::page::section(section);
            (name, shown(&BASELINE, section), after)
        })
        .filter(|(_, before, _)| *before != Shown::default())
        .collect();
    // The first line is of everything.
    (lines.len() > 1).then_some(Group {
        name: text::page::SECTION,
        intervals: rows.intervals(spread),
        lines,
    })
}

fn group(rows: &Rows, name: &'static str, key: fn(&IndicatorRow) -> &String) -> Option<Group> {
    let whole = rows.whole();
    let along = |row: &&IndicatorRow| {
        let dimensions = [&row.jurisdiction, &row.partner, &row.field, &row.year];
        let set = dimensions
            .iter()
            .filter(|dimension| !dimension.is_empty())
            .count();
        row.indicator == Indicator::Convergence
            && set == 1
            && !key(row).is_empty()
            && (row.period, row.host) == (None, None)
    };
    let selected: Vec<&IndicatorRow> = rows.tables.indicators.iter().filter(along).collect();
    let widest = selected
        .iter()
        .any(|row| row.spread == Uncertainty::Parametric);
    let spread = if widest {
        Uncertainty::Parametric
    } else {
        Uncertainty::Stochastic
    };
    let mut lines: BTreeMap<&str, (Shown, Shown)> = BTreeMap::new();
    for row in selected.into_iter().filter(|row| row.spread == spread) {
        let shown = number::level(&row.statistic, &row.unit);
        if row.package.is_baseline() {
            lines.entry(key(row)).or_default().0 = shown;
        } else if Some(&row.package) == whole {
            lines.entry(key(row)).or_default().1 = shown;
        }
    }
    let lines: Vec<(String, Shown, Shown)> = lines
        .into_iter()
        .map(|(id, (before, after))| (rows.place(id), before, after))
        .collect();
    (!lines.is_empty()).then_some(Group {
        name,
        intervals: rows.intervals(spread),
        lines,
    })
}

/// A target beside the simulated figure.
#[derive(Serialize)]
pub(in crate::report::page) struct Target {
    name: String,
    value: String,
    grade: &'static str,
    simulated: String,
    interval: String,
    counts: String,
    fitted: bool,
    /// Missed by more than a factor of two, and not fitted.
    missed: bool,
    source: String,
    /// The note on the figure.
    note: String,
}

/// Targets and simulated figures.
pub(in crate::report::page) fn targets(rows: &Rows) -> Vec<Target> {
    let targets = rows.tables.targets.iter();
    targets
        .map(|row| (row, rows.target_label(&row.target)))
        .map(|(row, label)| Target {
            name: rows.target(&row.target),
            note: label.map_or_else(String::new, |label| label.note.clone()),
            value: number::quantity(row.observed),
            grade: label
                .and_then(|label| label.grade)
                .map_or("", Grade::as_str),
            simulated: row.simulated.map_or_else(String::new, number::quantity),
            interval: row
                .low
                .zip(row.high)
                .map_or_else(String::new, |(low, high)| {
                    text::units::range(&number::quantity(low), &number::quantity(high))
                }),
            counts: label.map_or_else(String::new, |label| label.counts.clone()),
            fitted: row.fitted,
            missed: missed(row),
            source: row.source.clone(),
        })
        .collect()
}

/// Headlines under other values of what is known least.
#[derive(Serialize)]
pub(in crate::report::page) struct Sensitivity {
    packages: Vec<String>,
    lines: Vec<(String, Vec<Shown>, Shown)>,
}

/// Convergence of every variant, the stated values first.
pub(in crate::report::page) fn sensitivity(rows: &Rows) -> Option<Sensitivity> {
    let mut variants: Vec<&str> = Vec::new();
    let mut packages: Vec<PackageKey> = Vec::new();
    for row in &rows.tables.indicators {
        if let Some(variant) = row.package.variant() {
            if !variants.contains(&variant) {
                variants.push(variant);
            }
            let package = row.package.under(None);
            if !packages.contains(&package) {
                packages.push(package);
            }
        }
    }
    if variants.is_empty() {
        return None;
    }
    variants.sort_by_key(|variant| *variant != AS_STATED);
    let lines = variants.into_iter().map(Some).map(|variant| {
        let levels = packages.iter().map(|package| {
            let level = rows.widest_level(&package.under(variant), &Indicator::Convergence);
            level.map_or_else(Shown::default, |(unit, row)| number::level(&row, unit))
        });
        let change = rows
            .whole()
            .and_then(|whole| rows.widest_change(&whole.under(variant), &Indicator::Convergence));
        let name = text::capital(&text::plain(variant.unwrap_or_default()));
        (
            name,
            levels.collect(),
            change.map_or_else(Shown::default, |(unit, row)| number::change(&row, unit)),
        )
    });
    let lines = lines.collect();
    Some(Sensitivity {
        packages: packages.iter().map(|id| rows.package(id)).collect(),
        lines,
    })
}

/// A change as encoded.
#[derive(Serialize)]
pub(in crate::report::page) struct Change {
    reform: String,
    name: String,
    address: String,
    before: String,
    after: String,
    grade: &'static str,
    source: String,
    cost: String,
}

/// Each change of each reform.
pub(in crate::report::page) fn changes(rows: &Rows) -> Vec<Change> {
    let changes = rows.tables.reforms.iter();
    changes
        .map(|row| Change {
            reform: rows.package(&row.reform),
            name: text::plain(&row.change),
            address: row.address.clone(),
            before: row.before.clone(),
            after: row.after.clone(),
            grade: row.grade.map_or("", Grade::as_str),
            source: row.source.clone(),
            cost: row.cost.map_or_else(String::new, number::quantity),
        })
        .collect()
}

/// A parameter of the register.
#[derive(Serialize)]
pub(in crate::report::page) struct Parameter {
    address: String,
    value: String,
    range: String,
    grade: Grade,
    status: Status,
    source: String,
}

/// The register of parameters, values as they are.
pub(in crate::report::page) fn assumptions(rows: &Rows) -> Vec<Parameter> {
    let register = rows.tables.assumptions.iter();
    register
        .map(|row| Parameter {
            address: row.address.clone(),
            value: row.value.to_string(),
            range: row
                .low
                .zip(row.high)
                .map_or_else(String::new, |(low, high)| {
                    text::units::range(&low.to_string(), &high.to_string())
                }),
            grade: row.grade,
            status: row.status,
            source: row.source.clone(),
        })
        .collect()
}

/// An identity of the audit, over all runs.
#[derive(Serialize)]
pub(in crate::report::page) struct Check {
    identity: String,
    /// In how many of its checks it held.
    held: String,
    /// Where it did not hold, with the residual.
    broken: Vec<(String, String)>,
}

/// The identities that must hold.
pub(in crate::report::page) fn audit(rows: &Rows) -> Vec<Check> {
    let mut checks: BTreeMap<&str, Vec<&Audit>> = BTreeMap::new();
    for row in &rows.tables.audit {
        checks.entry(&row.identity).or_default().push(row);
    }
    let checks = checks.into_iter().map(|(identity, checks)| {
        let broken = checks.iter().filter(|row| !row.ok);
        let broken: Vec<(String, String)> = broken
            .map(|row| (row.subject.clone(), row.residual.to_string()))
            .collect();
        Check {
            identity: identity.to_owned(),
            held: text::page::held(checks.len() - broken.len(), checks.len()),
            broken,
        }
    });
    checks.collect()
}
