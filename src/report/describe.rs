//! Describes a finished study: what the report needs beside the tables.

use std::collections::BTreeMap;

use super::command::command;
use super::description::{
    ChannelLabel, CitedSource, Concern, Description, Grades, Limit, OfficeLabel, PackageLabel,
    Place, Procedure, TargetLabel,
};
use crate::calibrate::check;
use crate::compile::{Options, Package, policy};
use crate::model::{Channel, Policy};
use crate::scenario::facts::{Fact, Status, citations, fact};
use crate::scenario::keys::Label;
use crate::scenario::{Figure, Grade, Scenario, visit_parameters};
use crate::stats::{Harm, PackageKey, harmed};
use crate::study::{Done, Extras, Plan};

/// Sentences about harm at most; the tables hold the rest.
const HARMED_AT_MOST: usize = 30;
/// Working days in which a week of calendar days passes.
const WORKING_DAYS_A_WEEK: f64 = 5.0;

/// The description of a finished study.
#[must_use]
pub fn describe(scenario: &Scenario, plan: &Plan, done: &Done) -> Description {
    let root = &scenario.root;
    let years = plan.years.unwrap_or(root.study.years.value);
    let warned = warned(scenario, plan, done);
    Description {
        title: root.title.clone(),
        study: plan.study_name(scenario),
        start: root.study.start.to_string(),
        years: years.round() as u32,
        warm_up_years: root.study.warm_up_years.value.round() as u32,
        replications: done.replications,
        draws: done.draws,
        packages: plan
            .ordered()
            .iter()
            .map(|package| package_label(scenario, package))
            .collect(),
        jurisdictions: (root.jurisdiction.iter())
            .map(|(id, place)| Place {
                id: id.to_string(),
                label_en: english(place.label.as_ref(), id.as_str()),
                label_zh: chinese(place.label.as_ref()),
            })
            .collect(),
        offices: (root.office.iter())
            .map(|(id, office)| OfficeLabel {
                id: id.to_string(),
                label: english(office.label.as_ref(), id.as_str()),
                jurisdiction: office.jurisdiction.to_string(),
            })
            .collect(),
        procedures: (root.procedure.iter())
            .map(|(id, procedure)| Procedure {
                id: id.to_string(),
                label: english(procedure.label.as_ref(), id.as_str()),
                channel: procedure.channel,
            })
            .collect(),
        channels: Channel::ALL
            .iter()
            .map(|channel| ChannelLabel {
                channel: *channel,
                label: channel_label(*channel).to_owned(),
            })
            .collect(),
        limits: limits(scenario),
        targets: (root.target.iter())
            .map(|(id, target)| TargetLabel {
                id: id.to_string(),
                label: english(target.label.as_ref(), id.as_str()),
                note: target.note.clone().unwrap_or_default(),
            })
            .collect(),
        sources: sources(scenario),
        command: command(scenario, plan),
        grades: grades(scenario),
        scale: plan.scale.unwrap_or(root.study.scale).max(1),
        warnings: headline(done, &warned),
        concerns: concerns(scenario, &warned),
        partial: done.partial,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        currency: root.study.currency.clone().unwrap_or_default(),
        harmed: harm(scenario, done),
        notes: notes(scenario, plan),
    }
}

fn english(label: Option<&Label>, id: &str) -> String {
    label
        .and_then(|label| label.get("en"))
        .cloned()
        .unwrap_or_else(|| id.to_owned())
}

fn chinese(label: Option<&Label>) -> String {
    label
        .and_then(|label| label.get("zh"))
        .cloned()
        .unwrap_or_default()
}

fn package_label(scenario: &Scenario, package: &Package) -> PackageLabel {
    let reforms: Vec<_> = package
        .reforms()
        .iter()
        .filter_map(|id| scenario.root.reform.get(id))
        .collect();
    let changes = reforms
        .iter()
        .map(|reform| reform.change.len() as u32)
        .sum();
    let name = package.name();
    let (label_en, label_zh) = match (name.as_str(), reforms.as_slice()) {
        ("baseline", _) => ("Baseline".to_owned(), "基准情景".to_owned()),
        ("full", _) => ("All reforms".to_owned(), "全部改革".to_owned()),
        (_, [one]) => (
            english(one.label.as_ref(), &name),
            chinese(one.label.as_ref()),
        ),
        _ => (String::new(), String::new()),
    };
    PackageLabel {
        id: PackageKey::new(package.clone()),
        label_en,
        label_zh,
        changes,
    }
}

fn channel_label(channel: Channel) -> &'static str {
    match channel {
        Channel::personnel => "Entry and exit of researchers",
        Channel::data => "Cross-border scientific data",
        Channel::materials => "Samples, reagents, equipment",
        Channel::programmes => "Programmes and funds abroad",
        Channel::organisations => "International organisations",
        Channel::welfare => "Services and welfare",
    }
}

/// Measured limits of the focal jurisdictions' procedures, the longest of each channel.
fn limits(scenario: &Scenario) -> Vec<Limit> {
    let root = &scenario.root;
    let mut limits: Vec<Limit> = Vec::new();
    for channel in Channel::ALL {
        let own = root.procedure.iter().filter(|(_, procedure)| {
            procedure.channel == *channel
                && (root.study.focal.is_empty()
                    || root.study.focal.contains(&procedure.jurisdiction))
        });
        let mut longest: Option<Limit> = None;
        for (id, procedure) in own {
            for clock in procedure.clock.values() {
                let working = clock.limit_wd.as_deref().map(|limit| {
                    (
                        limit.value * 7.0 / WORKING_DAYS_A_WEEK,
                        limit.grade,
                        "working days",
                        limit.value,
                    )
                });
                let calendar = clock
                    .limit_days
                    .as_deref()
                    .map(|limit| (limit.value, limit.grade, "days", limit.value));
                let Some((days, grade, unit, stated)) = working.or(calendar) else {
                    continue;
                };
                if grade != Grade::measured
                    || longest.as_ref().is_some_and(|limit| limit.days >= days)
                {
                    continue;
                }
                let label = english(procedure.label.as_ref(), id.as_str());
                longest = Some(Limit {
                    channel: *channel,
                    label: format!("{label}: {stated} {unit}"),
                    days,
                });
            }
        }
        limits.extend(longest);
    }
    limits
}

/// What the scenario's parameters cite, each once, with what the fact table says of it.
fn sources(scenario: &Scenario) -> Vec<CitedSource> {
    let mut cited: BTreeMap<&str, Option<&Fact>> = BTreeMap::new();
    visit_parameters(&scenario.root, &mut |figure: &Figure| {
        let source = figure.source.as_deref().unwrap_or_default();
        cited.extend(citations(source).map(|citation| {
            let known = fact(citation.id);
            (known.map_or(citation.text, |_| citation.id), known)
        }));
    });
    cited
        .into_iter()
        .map(|(name, known)| cited_source(name, known))
        .collect()
}

fn cited_source(name: &str, known: Option<&Fact>) -> CitedSource {
    let cited = name.to_owned();
    let Some(fact) = known else {
        return CitedSource {
            cited,
            ..CitedSource::default()
        };
    };
    CitedSource {
        cited,
        fact: fact.fact.clone(),
        figure: fact.figure.clone(),
        source: fact.source.clone(),
        addresses: fact.addresses().map(str::to_owned).collect(),
        linked: fact.status != Status::Secondary,
        status: fact.status.meaning().to_owned(),
    }
}

fn grades(scenario: &Scenario) -> Grades {
    let mut grades = Grades::default();
    visit_parameters(&scenario.root, &mut |figure: &Figure| {
        if figure.address.is_empty() {
            return;
        }
        match figure.grade {
            Grade::measured => grades.measured += 1,
            Grade::analogue => grades.analogue += 1,
            Grade::assumed => grades.assumed += 1,
        }
    });
    grades
}

/// What `check` warns of in the model as it ran, and levers that a package brings out
/// of their range.
fn warned(scenario: &Scenario, plan: &Plan, done: &Done) -> Vec<check::Warning> {
    let (_, mut warned) = check::load_report(&done.model, &done.calibration);
    // Packages that do not compose have been refused before the run.
    let policies: Vec<(String, Policy)> = plan
        .packages
        .iter()
        .filter_map(|package| {
            let policy = policy(scenario, &done.model, package, &Options::default()).ok()?;
            Some((package.name(), policy))
        })
        .collect();
    warned.extend(check::clamps(&done.model, &policies));
    warned
}

/// Warnings that bear on the share realised itself: nothing to realise, or a kind of
/// project that is missing from the first measured days.
fn headline(done: &Done, warned: &[check::Warning]) -> Vec<String> {
    let mut sentences = Vec::new();
    let formed = done.tables.indicators.iter().find(|row| {
        row.indicator == "projects_potential" && row.jurisdiction.is_empty() && row.year.is_empty()
    });
    let nothing = formed.is_none_or(|row| row.statistic.estimate.is_none_or(|count| count <= 0.0));
    if nothing && !done.model.kinds.is_empty() {
        sentences.push(
            "No potential project starts in the measured years: there is nothing to realise. \
             Raise `rate_a_year`, lengthen `study.years`, or lower `--scale`."
                .to_owned(),
        );
    }
    let missing = warned.iter().filter(|warning| bears(warning));
    sentences.extend(missing.map(|warning| format!("`{}`: {}.", warning.subject, warning.concern)));
    sentences
}

fn bears(warning: &check::Warning) -> bool {
    matches!(warning.concern, check::Concern::LeadExceedsWarmUp { .. })
}

/// The others: those of the scenario's files, then those of the calibrated model.
fn concerns(scenario: &Scenario, warned: &[check::Warning]) -> Vec<Concern> {
    let faults = scenario.warnings.sorted().into_iter();
    let written = faults.map(|fault| Concern {
        kind: format!("Wanted {}", fault.wanted),
        address: fault.address.clone(),
        found: fault.found.clone(),
    });
    let others = warned.iter().filter(|warning| !bears(warning));
    let calibrated = others.map(|warning| {
        let (kind, found) = told(&warning.concern);
        Concern {
            kind: kind.to_owned(),
            address: warning.subject.clone(),
            found,
        }
    });
    written.chain(calibrated).collect()
}

/// A concern in the words that all of its kind share, and in its own figures.
fn told(concern: &check::Concern) -> (&'static str, String) {
    use check::Concern as C;
    match concern {
        C::Overload { load } => (
            "More work than open time, so that the queue grows without end",
            format!("load {load:.2}"),
        ),
        C::BusiestBranch { load } => (
            "The busiest branch cannot bear its load, though the mean branch can",
            format!("load about {load:.2}"),
        ),
        C::OneOfficer { target, load } => (
            "One officer a branch, the least there can be, has less to do than stated",
            format!("load {load:.2}, stated {target:.2}"),
        ),
        C::ElapsedWins { target, load } => (
            "The known elapsed time allows less load than stated",
            format!("load {load:.2}, stated {target:.2}"),
        ),
        C::WorkExceedsElapsed { work, known } => (
            "Work alone takes longer than the known elapsed time",
            format!("{work:.1} days of {known:.1}"),
        ),
        C::QueueExceedsElapsed { taken, known } => (
            "Queue and work alone take longer than the known elapsed time",
            format!("{taken:.1} days of {known:.1}"),
        ),
        C::NoOfficers => (
            "Neither officers nor load are stated, so that there is one officer",
            String::new(),
        ),
        C::LimitTooShort { limit, shortest } => (
            "The steps take longer than their limit even where nobody waits",
            format!("{shortest:.1} days, limit {limit:.1}"),
        ),
        C::Unreachable => ("No case can come to it", String::new()),
        C::NeverFiled => ("Nobody files it at the baseline", String::new()),
        C::Clamped {
            package,
            value,
            held,
        } => (
            "A package brings a lever out of its range, where it is held",
            format!("`{package}`: {value:.3}, held at {held}"),
        ),
        C::LeadExceedsWarmUp { lead, warm_up } => (
            "The warm-up is shorter than the lead, so that projects of the kind are missing from the first measured days",
            format!("lead of {lead:.0} days, warm-up of {warm_up:.0}"),
        ),
    }
}

fn harm(scenario: &Scenario, done: &Done) -> Vec<String> {
    let all = harmed(&done.tables);
    let mut sentences: Vec<String> = all
        .iter()
        .take(HARMED_AT_MOST)
        .map(|harm| sentence(scenario, harm))
        .collect();
    if all.len() > HARMED_AT_MOST {
        sentences.push(format!(
            "{} more rows of `differences` lie wholly on the bad side.",
            all.len() - HARMED_AT_MOST
        ));
    }
    sentences
}

fn sentence(scenario: &Scenario, harm: &Harm) -> String {
    let root = &scenario.root;
    let row = &harm.row;
    let place = |id: &str| {
        let found = root.jurisdiction.iter().find(|(own, _)| own.as_str() == id);
        found.map_or_else(
            || id.to_owned(),
            |(id, place)| english(place.label.as_ref(), id.as_str()),
        )
    };
    let whom = match (
        row.jurisdiction.as_str(),
        row.partner.as_str(),
        row.field.as_str(),
    ) {
        ("", "", "") => String::new(),
        (host, "", "") => format!(" of projects hosted by {}", place(host)),
        ("", partner, "") => format!(" of projects with partners from {}", place(partner)),
        (_, _, field) => format!(" of projects in {field}"),
    };
    let package = match row.package.package().reforms() {
        [id] => root.reform.get(id).map(|reform| (id, reform)),
        _ => None,
    };
    let package = package.map_or_else(
        || row.package.to_string(),
        |(id, reform)| english(reform.label.as_ref(), id.as_str()),
    );
    let ends = row.statistic.low.zip(row.statistic.high);
    let ends = ends.map_or_else(String::new, |(low, high)| {
        format!(" ({low:.3} to {high:.3})")
    });
    let estimate = row.statistic.estimate.unwrap_or_default();
    format!(
        "Under {package}, `{}`{whom} changes by {estimate:.3}{ends} {}, over {}.",
        row.indicator, row.unit, row.spread
    )
}

/// How far the corridors were off. What a file says of corridors holds for those that it
/// names: not for others that a file over it, or an edit, puts in their place.
fn judged(scenario: &Scenario) -> Option<String> {
    let judged = scenario.root.gravity.as_ref()?.judged.as_ref()?;
    let file = |key: &str| scenario.place(key).file;
    (file("gravity.judged") == file("gravity.corridors")).then(|| format!("Corridors: {judged}"))
}

fn notes(scenario: &Scenario, plan: &Plan) -> Vec<String> {
    let mut notes = Vec::new();
    if !scenario.edits.is_empty() {
        notes.push(format!(
            "Edited by `--set`: {}. The figures are those of the edited scenario.",
            scenario.edits.join("; ")
        ));
    }
    if scenario.built_in_name().is_none() {
        notes.push(
            "The command that makes this study again runs in the folder of the study, which holds its scenario.".to_owned(),
        );
    }
    notes.extend([
        "Intervals over luck are Student's for the mean of the replications; intervals over luck and unknowns say where one more draw would lie.".to_owned(),
        "A good reform lets harder cases in and lets projects live long enough to meet the next gate, so that medians of days and a channel's losses may rise; days over the needs filed in both worlds are told beside them.".to_owned(),
    ]);
    if plan.extras == Extras::Usual {
        notes.push(
            "Variants and the gains of removing one cause rest on one replication.".to_owned(),
        );
    }
    notes.extend(judged(scenario));
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::load;

    #[test]
    fn a_source_is_its_fact_or_stays_as_given() {
        let scenario =
            load("tests/valid/whole.toml", &[]).unwrap_or_else(|faults| panic!("{faults}"));
        let sources = sources(&scenario);
        let of = |name: &str| {
            let found = sources.iter().filter(|source| source.cited == name);
            found.cloned().collect::<Vec<_>>()
        };
        let known = of("E-02");
        assert_eq!(known.len(), 1);
        assert!(known[0].fact.contains("One window"), "{}", known[0].fact);
        let unknown = of("an invented count (2024; by nobody)");
        assert_eq!(unknown.len(), 1, "{sources:?}");
        assert_eq!(unknown[0].fact, "");
        assert!(unknown[0].addresses.is_empty());
    }

    #[test]
    fn parts_of_a_fact_are_one_source() {
        let path = "scenarios/events/shanghai-single-window.toml";
        let scenario = load(path, &[]).unwrap_or_else(|faults| panic!("{faults}"));
        let sources = sources(&scenario);
        let parts = sources
            .iter()
            .filter(|source| source.cited.starts_with("A1-09"));
        assert_eq!(parts.count(), 1);
    }
}
