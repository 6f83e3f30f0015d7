//! A page of text: the finding, the main table, and how far it may be trusted.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Concern;
use super::finding::{self, Ranking};
use super::markdown;
use super::narrowing;
use super::number::{self, Shown};
use super::rows::Rows;
use super::text;
use crate::model::{Channel, Loss};
use crate::stats::{BASELINE, Spread};

/// Columns of the main table beside the package.
const COLUMNS: [(&str, &str); 4] = [
    ("projects_realised", "projects a year"),
    ("assembly_days.median", "median days to assemble"),
    ("exposure", "exposure"),
    ("reform_cost", "cost"),
];

/// The summary as Markdown.
pub(super) fn text(rows: &Rows) -> String {
    let about = rows.about;
    let mut text = format!("# {}\n\n", markdown::inline(&about.title));
    for sentence in sentences(rows) {
        let _ = writeln!(text, "{}\n", markdown::line(&sentence));
    }
    main_table(rows, &mut text);
    warned(rows, &mut text);
    let _ = write!(
        text,
        "\n## Basis\n\nProjects with earliest start in {}, after {} of warm-up; {}. Intervals are 95\u{a0}%; \
         `{}` is the spread over replications, `{}` adds the ranges of the parameters. \
         Of {} parameters {} are measured, {} analogue, {} assumed.\n",
        rows.years(),
        text::count(about.warm_up_years as usize, "year"),
        rows.size(),
        Spread::Luck,
        Spread::Unknowns,
        grades(rows),
        about.grades.measured,
        about.grades.analogue,
        about.grades.assumed,
    );
    if !about.command.is_empty() {
        let _ = write!(text, "\n{}", markdown::code_block(&about.command));
    }
    text
}

fn warned(rows: &Rows, text: &mut String) {
    let warnings = warnings(rows);
    let kinds = concerns(rows);
    if warnings.is_empty() && kinds.is_empty() {
        return;
    }
    text.push_str("\n## Warnings\n\n");
    for warning in warnings {
        let _ = writeln!(text, "- {}", markdown::line(&warning));
    }
    for (kind, places) in kinds {
        let places: Vec<String> = places.into_iter().map(place).collect();
        let _ = writeln!(text, "- {}: {}.", markdown::line(kind), places.join(", "));
    }
}

/// A place that `check` warns of, with what was found there.
fn place(concern: &Concern) -> String {
    let address = markdown::code_span(&concern.address);
    if concern.found.is_empty() {
        address
    } else {
        format!("{address} ({})", markdown::inline(&concern.found))
    }
}

/// What `check` warns of, by kind, in the order in which each was first met.
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

/// All parameters.
pub(super) fn grades(rows: &Rows) -> String {
    let grades = rows.about.grades;
    let all = grades.measured + grades.analogue + grades.assumed;
    number::fixed(f64::from(all), 0)
}

/// What the study finds, in plain words; each number is of a row with its interval.
pub(super) fn sentences(rows: &Rows) -> Vec<String> {
    let widest = rows.widest();
    let mut sentences = Vec::new();
    if let Some((unit, row)) = rows.widest_level(&BASELINE, "convergence") {
        let mut sentence = format!(
            "At the baseline, {} of the value that attainable joint projects could create is realised",
            number::level(&row, unit).sentence()
        );
        if let Some((unit, row)) = rows.widest_level(&BASELINE, "projects_realised") {
            let shown = number::level(&row, unit);
            let _ = write!(sentence, "; projects realised: {}", shown.sentence());
        }
        sentence.push('.');
        sentences.push(sentence);
    }
    sentences.extend(best(rows));
    if let Some(whole) = rows.whole()
        && let Some((unit, row)) = rows.widest_change(whole, "convergence")
    {
        let mut sentence = format!(
            "With {}, the share realised changes by {}",
            rows.package(whole),
            number::change(&row, unit).sentence()
        );
        for (indicator, name) in [
            ("projects_realised", "joint projects realised"),
            ("assembly_days.median", "median days to assembly"),
            ("exposure", "risky crossings that no step screened"),
        ] {
            if let Some((unit, row)) = rows.widest_change(whole, indicator) {
                let shown = number::change(&row, unit);
                let _ = write!(sentence, "; {name}: {}", shown.sentence());
            }
        }
        sentence.push('.');
        sentences.push(sentence);
    }
    if !sentences.is_empty() {
        sentences.push(format!(
            "Intervals in these sentences are over {widest}. Reforms are compared as they are encoded and by what they cost; the model does not say that they could be enacted so."
        ));
    }
    sentences.extend(narrowing::sentence(rows));
    sentences
}

fn best(rows: &Rows) -> Option<String> {
    Some(match finding::ranking(rows) {
        Ranking::Missing => return None,
        Ranking::NoneClear(best) => format!(
            "No single reform clearly raises that; the largest estimate is {}, {}.",
            best.label,
            best.shown.sentence()
        ),
        Ranking::Only(best) => format!(
            "{}, the only single reform of this study, changes it by {}.",
            best.label,
            best.shown.sentence()
        ),
        Ranking::Open(best, next) => format!(
            "Among the single reforms there is no clear winner: {}, {}, and {}, {}, have intervals that meet.",
            best.label,
            best.shown.sentence(),
            next.label,
            next.shown.sentence()
        ),
        Ranking::Clear(best) => format!(
            "Among the single reforms {} recovers most: {}.",
            best.label,
            best.shown.sentence()
        ),
    })
}

fn main_table(rows: &Rows, text: &mut String) {
    let widest = rows.widest();
    let columns: Vec<(&str, &str)> = COLUMNS
        .into_iter()
        .filter(|(id, _)| {
            rows.packages()
                .iter()
                .any(|package| rows.widest_level(package, id).is_some())
        })
        .collect();
    let _ = write!(
        text,
        "Estimates with 95\u{a0}% intervals over {widest}.\n\n| package | share realised | change |"
    );
    for (_, name) in &columns {
        let _ = write!(text, " {name} |");
    }
    let _ = writeln!(text, "\n|---|{}", "---|".repeat(columns.len() + 2));
    for id in rows.leading() {
        let cell = |indicator: &str| {
            let found = rows.widest_level(id, indicator);
            found.map_or_else(Shown::default, |(unit, row)| number::level(&row, unit))
        };
        let change = rows.widest_change(id, "convergence");
        let change = change.map_or_else(Shown::default, |(unit, row)| number::change(&row, unit));
        let _ = write!(
            text,
            "| {} | {} | {} |",
            markdown::cell(&rows.package(id)),
            markdown::cell(&cell("convergence").short()),
            markdown::cell(&change.short())
        );
        for (indicator, _) in &columns {
            // What the baseline costs is no row of a reform.
            if id.is_baseline() && *indicator == "reform_cost" {
                text.push_str("  |");
                continue;
            }
            let _ = write!(text, " {} |", markdown::cell(&cell(indicator).short()));
        }
        text.push('\n');
    }
}

/// What bears on the headline: what the rows give cause for, and what the study
/// says of itself.
pub(super) fn warnings(rows: &Rows) -> Vec<String> {
    let about = rows.about;
    let mut warnings = Vec::new();
    if rows.tables.audit.iter().any(|row| !row.ok) {
        warnings
            .push("An identity of the audit does not hold; no number here may be used.".to_owned());
    }
    if about.partial {
        warnings.push("This study was cut short; its intervals are wider than planned.".to_owned());
    }
    if about.scale > 1 {
        warnings.push(format!(
            "This is a preview with one researcher in {}; a thinned world queues differently.",
            about.scale
        ));
    }
    if let Some((unit, row)) = rows.widest_level(&BASELINE, "convergence")
        && row
            .estimate
            .is_some_and(|share| !(0.1..=0.9).contains(&share))
    {
        warnings.push(format!(
            "The share realised at the baseline, {}, lies outside 10 to 90\u{a0}%, where effects are squeezed.",
            number::level(&row, unit).sentence()
        ));
    }
    warnings.extend(one_sided(rows));
    if rows.widest() == Spread::Luck {
        warnings.push(
            "Only luck is known: no draw of the parameters was run, so that no interval here says how far the unknowns could move it.".to_owned(),
        );
    }
    warnings.extend(rows.missed().into_iter().map(|row| {
        format!(
            "{}: {} simulated, {} observed, off by more than a factor of two, and not fitted. {}",
            rows.target(&row.target),
            row.simulated.map_or_else(String::new, number::quantity),
            number::quantity(row.observed),
            rows.target_note(&row.target)
        )
        .trim_end()
        .to_owned()
    }));
    warnings.extend(about.warnings.iter().cloned());
    warnings
}

/// Causes and channels that more than half of the losses are booked to.
fn one_sided(rows: &Rows) -> Vec<String> {
    let mut causes: BTreeMap<Loss, f64> = BTreeMap::new();
    let mut channels: BTreeMap<Channel, f64> = BTreeMap::new();
    let mut all = 0.0;
    for row in rows.losses(&BASELINE) {
        if let Some(cause) = row.cause.lost() {
            *causes.entry(cause).or_default() += row.share;
            if let Some(channel) = row.channel {
                *channels.entry(channel).or_default() += row.share;
            }
            all += row.share;
        }
    }
    let causes = causes.into_iter().filter(|(_, share)| *share > all / 2.0);
    let channels = channels.into_iter().filter(|(_, share)| *share > all / 2.0);
    causes
        .map(|(cause, _)| ("cause", text::loss(cause).to_owned()))
        .chain(channels.map(|(id, _)| ("channel", rows.channel(id))))
        .map(|(kind, name)| {
            format!(
                "More than half of the losses at the baseline are booked to one {kind}: {name}."
            )
        })
        .collect()
}
