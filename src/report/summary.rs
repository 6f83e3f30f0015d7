//! The summary as text: findings, main table, warnings and basis.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::description::Concern;
use super::finding::{self, Ranking};
use super::markdown;
use super::narrowing;
use super::number::{self, Shown};
use super::rows::Rows;
use super::structure;
use super::text::{self, summary as words, warnings};
use crate::model::{Channel, HostGroup, Loss, Period};
use crate::stats::tables::{Section, Statistic};
use crate::stats::{BASELINE, Indicator, PackageKey, Uncertainty, Unit};

/// With fewer draws a note says on how many the intervals rest.
const ENOUGH_DRAWS: u32 = 10;

/// With less than this lost to time, no reform of speed can rank.
const LEAST_TIME_COST: f64 = 0.01;

/// The summary as Markdown.
pub(super) fn text(rows: &Rows) -> String {
    let about = rows.about;
    let mut text = format!("# {}\n\n", markdown::inline(&about.title));
    for sentence in sentences(rows) {
        let _ = writeln!(text, "{}\n", markdown::line(&sentence));
    }
    main_table(rows, &mut text);
    write_warnings(rows, &mut text);
    let parameters = words::Parameters {
        all: grades(rows),
        measured: number::fixed(f64::from(about.grades.measured), 0),
        analogue: number::fixed(f64::from(about.grades.analogue), 0),
        assumed: number::fixed(f64::from(about.grades.assumed), 0),
    };
    let warm_up = text::years(about.warm_up_years);
    let basis = words::basis(&rows.years(), &warm_up, &rows.size(), &parameters);
    let _ = write!(text, "\n## {}\n\n{basis}\n", words::BASIS);
    if !about.command.is_empty() {
        let _ = write!(text, "\n{}\n", about.run_where);
        let _ = write!(text, "\n{}", markdown::code_block(&about.command));
    }
    text
}

fn write_warnings(rows: &Rows, text: &mut String) {
    let warnings = warnings(rows);
    let kinds = concerns(rows);
    if warnings.is_empty() && kinds.is_empty() {
        return;
    }
    let _ = write!(text, "\n## {}\n\n", words::WARNINGS);
    for warning in warnings {
        let _ = writeln!(text, "- {}", markdown::line(&warning));
    }
    for (kind, places) in kinds {
        let places: Vec<String> = places.into_iter().map(place).collect();
        let _ = writeln!(text, "- {}: {}.", markdown::line(kind), places.join(", "));
    }
}

/// The place of a warning of `check`, with its cause.
fn place(concern: &Concern) -> String {
    let address = markdown::code_span(&concern.address);
    if concern.found.is_empty() {
        address
    } else {
        format!("{address} ({})", markdown::inline(&concern.found))
    }
}

/// The warnings of `check` by kind, in the order of their first occurrence.
pub(super) fn concerns<'a>(rows: &Rows<'a>) -> Vec<(&'a str, Vec<&'a Concern>)> {
    let mut kinds: Vec<(&str, Vec<&Concern>)> = Vec::new();
    for concern in &rows.about.concerns {
        match kinds.iter_mut().find(|(kind, _)| *kind == concern.kind) {
            Some((_, places)) => places.push(concern),
            None => kinds.push((&concern.kind, vec![concern])),
        }
    }
    kinds
}

/// The number of parameters.
pub(super) fn grades(rows: &Rows) -> String {
    let grades = rows.about.grades;
    let total = grades.measured + grades.analogue + grades.assumed;
    number::fixed(f64::from(total), 0)
}

/// The findings of the study; each number comes from a row with its interval. Four come first:
/// how much more is realised, for whom, which reform leads, and on what evidence.
pub(super) fn sentences(rows: &Rows) -> Vec<String> {
    let mut sentences = Vec::new();
    let ranking = finding::ranking(rows);
    let is_unclear =
        matches!(&ranking, Ranking::OnlyUnclear(only) if rows.whole() == Some(&only.id));
    let whole = rows.whole();
    match whole.and_then(|id| package(rows, id)) {
        Some(sentence) => sentences.push(sentence),
        None => sentences.extend(baseline(rows)),
    }
    sentences.extend(is_unclear.then(words::unclear));
    sentences.extend(whole.and_then(|id| for_whom(rows, id)));
    sentences.extend(best(rows, ranking));
    sentences.extend(whole.and_then(|id| evidence(rows, id)));
    sentences.extend(structure::sentence(rows));
    sentences.extend(structure::deep_causes(rows));
    sentences.extend(structure::region(rows));
    sentences.extend(structure::persistence(rows));
    sentences.extend(narrowing::sentence(rows));
    sentences.extend(whole.and_then(|id| others(rows, id)));
    if !sentences.is_empty() {
        let spread = rows.widest();
        sentences.push(words::reading(spread, &rows.intervals(spread)));
    }
    sentences
}

/// The share realised at the baseline, where no package changes it.
fn baseline(rows: &Rows) -> Option<String> {
    let level = |indicator: &Indicator| {
        let (unit, row) = rows.widest_level(&BASELINE, indicator)?;
        Some(number::level(&row, unit))
    };
    let share = level(&Indicator::Convergence)?;
    let projects = level(&Indicator::ProjectsRealised);
    let years = rows.years_of(rows.basis());
    Some(words::baseline(&years, &share, projects.as_ref()))
}

/// The change of an indicator with a package over the widest spread.
fn change(rows: &Rows, id: &PackageKey, indicator: &Indicator) -> Option<Shown> {
    let (unit, row) = rows.widest_change(id, indicator)?;
    Some(number::change(&row, unit))
}

/// The change of the share realised in a section.
fn change_in(rows: &Rows, id: &PackageKey, section: Section) -> Option<Shown> {
    let (unit, row) = rows.change_in(section, id, &Indicator::Convergence, rows.widest())?;
    Some(number::change(&row, unit))
}

/// What a package changes once settled and on the way.
fn package(rows: &Rows, id: &PackageKey) -> Option<String> {
    let share = change(rows, id, &Indicator::Convergence)?;
    let level = |id: &PackageKey| {
        let (unit, row) = rows.widest_level(id, &Indicator::Convergence)?;
        Some(number::level(&row, unit))
    };
    let before = rows
        .basis()
        .and_then(|_| change_in(rows, id, (Some(Period::Transition), None)));
    Some(words::package(&words::PackageEffect {
        label: rows.package(id),
        levels: level(&BASELINE).zip(level(id)),
        years: rows.years_of(rows.basis()),
        share,
        gain: change(rows, id, &Indicator::Gain),
        settled: rows.basis().is_some(),
        before: before.map(|shown| (rows.years_of(Some(Period::Transition)), shown)),
    }))
}

/// The same by group of hosts.
fn for_whom(rows: &Rows, id: &PackageKey) -> Option<String> {
    let by_host = |host| change_in(rows, id, (rows.basis(), Some(host)));
    let (inside, outside) = by_host(HostGroup::Reforming).zip(by_host(HostGroup::Other))?;
    Some(words::for_whom(&rows.about.reforming, &inside, &outside))
}

/// What of the effect rests on sourced sizes.
fn evidence(rows: &Rows, id: &PackageKey) -> Option<String> {
    if !rows.has_sourced_change() {
        return (!rows.tables.reforms.is_empty()).then(words::no_evidence);
    }
    let shown = change(rows, id, &Indicator::EvidenceOnly)?;
    let drawn = rows.change(id, &Indicator::EvidenceOnly, Uncertainty::Parametric);
    let spread = drawn.map_or(Uncertainty::Stochastic, |_| Uncertainty::Parametric);
    Some(words::evidence(&shown, spread))
}

/// Other indicators that change with a package.
fn others(rows: &Rows, id: &PackageKey) -> Option<String> {
    let others: Vec<(&'static str, Shown)> = words::OTHERS
        .into_iter()
        .filter(|(one, _)| !rows.is_always_zero(one))
        .filter_map(|(one, name)| Some((name, change(rows, id, &one)?)))
        .collect();
    (!others.is_empty()).then(|| words::others(&others))
}

/// The ranking in a sentence; none of a single reform that is the widest package, whose own
/// sentence says the same.
fn best(rows: &Rows, ranking: Ranking) -> Option<String> {
    Some(match ranking {
        Ranking::Missing => return None,
        Ranking::Only(best) | Ranking::OnlyUnclear(best) if rows.whole() == Some(&best.id) => {
            return None;
        }
        Ranking::NoneClear(best) => words::none_clear(&best.label, &best.shown),
        Ranking::Only(best) => words::only(&best.label, &best.shown),
        Ranking::OnlyUnclear(best) => words::only_unclear(&best.label, &best.shown),
        Ranking::NotDrawn(best) => words::not_drawn(&best.label, &best.shown),
        Ranking::Open(contenders) => words::none_leads(&contenders),
        Ranking::Clear(best) => words::leads(&best),
    })
}

fn main_table(rows: &Rows, text: &mut String) {
    let columns: Vec<(Indicator, &str)> = words::FURTHER_COLUMNS
        .into_iter()
        .filter(|(id, _)| *id != Indicator::Exposure || !rows.is_always_zero(id))
        .filter(|(id, _)| {
            rows.packages()
                .iter()
                .any(|package| rows.widest_level(package, id).is_some())
        })
        .collect();
    let _ = write!(
        text,
        "{}\n\n| {} |",
        words::above_table(&rows.years_of(rows.basis()), &rows.intervals(rows.widest())),
        words::COLUMNS.join(" | ")
    );
    for (_, name) in &columns {
        let _ = write!(text, " {name} |");
    }
    let _ = writeln!(text, "\n|---|{}", "---|".repeat(columns.len() + 3));
    for id in rows.leading() {
        let cell = |indicator: &Indicator| {
            let level = rows.widest_level(id, indicator);
            level.map_or_else(Shown::default, |(unit, row)| number::level(&row, unit))
        };
        let change = |indicator: &Indicator| {
            let change = rows.widest_change(id, indicator);
            change.map_or_else(Shown::default, |(unit, row)| number::change(&row, unit))
        };
        let _ = write!(
            text,
            "| {} | {} | {} | {} |",
            markdown::cell(&rows.package(id)),
            markdown::cell(&cell(&Indicator::Convergence).short()),
            markdown::cell(&change(&Indicator::Convergence).short()),
            markdown::cell(&change(&Indicator::Gain).short())
        );
        for (indicator, _) in &columns {
            // The cost of the baseline is no cost of a reform.
            if id.is_baseline() && *indicator == Indicator::ReformCost {
                text.push_str("  |");
                continue;
            }
            let _ = write!(text, " {} |", markdown::cell(&cell(indicator).short()));
        }
        text.push('\n');
    }
    for note in table_notes(rows, &[Indicator::Convergence]) {
        let _ = write!(text, "\n{note}\n");
    }
}

/// Notes under a table of changes: how few draws its intervals rest on, and what an interval
/// without width means.
pub(super) fn table_notes(rows: &Rows, indicators: &[Indicator]) -> Vec<String> {
    let leading = rows.leading();
    let changes = || {
        let packages = leading.iter();
        packages.flat_map(|id| {
            indicators
                .iter()
                .filter_map(|one| rows.widest_change(id, one))
        })
    };
    let has_no_width = |(_, row): (&Unit, Statistic)| {
        let ends = row.low.zip(row.high);
        ends.is_some_and(|(low, high)| (high - low).abs() <= 0.0)
    };
    let least = changes().map(|(_, row)| row.n).min();
    let few = least.filter(|n| rows.widest() == Uncertainty::Parametric && *n < ENOUGH_DRAWS);
    let mut notes: Vec<String> = few.map(words::few_draws).into_iter().collect();
    notes.extend(changes().any(has_no_width).then(words::no_width));
    notes
}

/// Warnings about the headline: from the rows, then from the description.
pub(super) fn warnings(rows: &Rows) -> Vec<String> {
    let about = rows.about;
    let mut sentences = Vec::new();
    if rows.tables.audit.iter().any(|row| !row.ok) {
        sentences.push(warnings::audit());
    }
    if about.partial {
        sentences.push(warnings::partial());
    }
    if about.scale > 1 {
        sentences.push(warnings::preview(about.scale, about.idle_offices));
    }
    if let Some((unit, row)) = rows.widest_level(&BASELINE, &Indicator::Convergence)
        && row
            .estimate
            .is_some_and(|share| !(0.1..=0.9).contains(&share))
    {
        sentences.push(warnings::extreme(&number::level(&row, unit)));
    }
    sentences.extend(one_sided(rows));
    if let Some(Some(share)) = rows
        .widest_level(&BASELINE, &Indicator::TimeCost)
        .map(|(_, row)| row.estimate)
        && share < LEAST_TIME_COST
    {
        sentences.push(warnings::time_is_free(share * 100.0));
    }
    if rows.widest() == Uncertainty::Stochastic {
        sentences.push(warnings::only_luck());
    }
    sentences.extend(rows.missed().into_iter().map(|row| {
        warnings::missed(
            &rows.target(&row.target),
            &row.simulated.map_or_else(String::new, number::quantity),
            &number::quantity(row.observed),
            rows.target_label(&row.target),
        )
    }));
    sentences.extend(about.warnings.iter().cloned());
    sentences
}

/// Causes and channels with more than half of the losses.
fn one_sided(rows: &Rows) -> Vec<String> {
    let mut causes: BTreeMap<Loss, f64> = BTreeMap::new();
    let mut channels: BTreeMap<Channel, f64> = BTreeMap::new();
    let mut total = 0.0;
    for row in rows.losses(&BASELINE) {
        if let Some(cause) = row.cause.lost() {
            *causes.entry(cause).or_default() += row.share;
            if let Some(channel) = row.channel {
                *channels.entry(channel).or_default() += row.share;
            }
            total += row.share;
        }
    }
    let causes = causes.into_iter().filter(|(_, share)| *share > total / 2.0);
    let channels = channels
        .into_iter()
        .filter(|(_, share)| *share > total / 2.0);
    causes
        .map(|(cause, _)| warnings::one_cause(text::loss(cause)))
        .chain(channels.map(|(id, _)| warnings::one_channel(&rows.channel(id))))
        .collect()
}
