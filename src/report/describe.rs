//! Describes a finished study: the inputs of the report besides the tables.

use std::collections::BTreeMap;

use super::command::command;
use super::description::{
    ChannelLabel, CitedSource, Concern, Description, Grades, Limit, NotEncoded, OfficeLabel,
    PackageLabel, Place, Procedure, TargetLabel,
};
use super::text::notes::{self, Harmed};
use super::text::{self, concern, warnings};
use crate::calibrate::check;
use crate::calibrate::idle_changes::idle_changes;
use crate::compile::{Options, Package, TargetIndicator, policy};
use crate::model::{Channel, Policy};
use crate::scenario::facts::{Citation, Fact, Status, citations, fact};
use crate::scenario::keys::{Clock, Label, Root, Target};
use crate::scenario::{Figure, Grade, Scenario, visit_parameters};
use crate::stats::{Harm, Indicator, PackageKey, harmed};
use crate::study::{Extras, Plan, StudyResult};

/// Sentences about harm at most; the tables hold the rest.
const HARMED_AT_MOST: usize = 30;
/// A file that every scenario on the built-in baseline has, and no other.
const BASELINE_FILE: &str = "world/targets.toml";
/// Working days of a week.
const WORKING_DAYS_A_WEEK: f64 = 5.0;

/// The description of a finished study.
#[must_use]
pub fn describe(scenario: &Scenario, plan: &Plan, done: &StudyResult) -> Description {
    let root = &scenario.root;
    let years = plan.years.unwrap_or(root.study.years.value);
    let mut warnings = model_warnings(scenario, plan, done);
    let scale = plan.scale.unwrap_or(root.study.scale).max(1);
    let is_idle =
        |warning: &check::Warning| matches!(warning.concern, check::Concern::OneOfficer { .. });
    let mut idle_offices = 0;
    if scale > 1 {
        // A preview has nearly every office in this state: their number says more than a list.
        idle_offices = warnings.iter().filter(|warning| is_idle(warning)).count() as u32;
        warnings.retain(|warning| !is_idle(warning));
    }
    Description {
        title: root.title.clone(),
        study: plan.study_name(scenario),
        start: root.study.start.to_string(),
        years: years.round() as u32,
        settled_years: done.model.frame.settled_years() as u32,
        reforming: reforming(root, done),
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
                label: text::channel(*channel).to_owned(),
            })
            .collect(),
        limits: limits(scenario),
        targets: (root.target.iter())
            .map(|(id, target)| TargetLabel {
                id: id.to_string(),
                label: english(target.label.as_ref(), id.as_str()),
                note: target.note.clone().unwrap_or_default(),
                counts: counted(target, root),
                grade: Some(target.observed.grade),
            })
            .collect(),
        on_baseline: (scenario.faults().files().iter())
            .any(|file| file.name.ends_with(BASELINE_FILE)),
        forms: (root.structure.iter())
            .map(|(id, form)| (id.to_string(), english(form.label.as_ref(), id.as_str())))
            .collect(),
        not_encoded: not_encoded(root),
        sources: sources(scenario),
        command: command(scenario, plan),
        run_where: notes::run_where(scenario.built_in_name().is_some()),
        grades: grades(scenario),
        scale,
        idle_offices,
        warnings: headline(done, &warnings),
        concerns: concerns(scenario, &warnings),
        partial: done.partial,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        currency: root.study.currency.clone().unwrap_or_default(),
        harmed: harm(scenario, done),
        notes: reading(scenario, plan),
    }
}

/// Labels of the jurisdictions that some reform changes.
fn reforming(root: &Root, done: &StudyResult) -> Vec<String> {
    let places = root.jurisdiction.iter().zip(done.model.reforming.iter());
    places
        .filter(|(_, reforming)| **reforming)
        .map(|((id, place), _)| english(place.label.as_ref(), id.as_str()))
        .collect()
}

fn english(label: Option<&Label>, id: &str) -> String {
    label
        .and_then(|label| label.get("en"))
        .cloned()
        .unwrap_or_else(|| id.to_owned())
}

/// What a target counts, in words.
fn counted(target: &Target, root: &Root) -> String {
    let Ok(indicator) = TargetIndicator::parse(&target.indicator, root) else {
        return String::new();
    };
    let mut places = root.jurisdiction.iter();
    let place = places.find(|(id, _)| id.as_str() == indicator.id);
    let place = place.map_or_else(String::new, |(id, place)| {
        english(place.label.as_ref(), id.as_str())
    });
    text::counted(indicator.kind, target.counts, &place)
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
        ("baseline", _) => text::BASELINE.map(str::to_owned).into(),
        ("full", _) => text::FULL.map(str::to_owned).into(),
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

/// Measured limits of the focal jurisdictions' procedures, the longest of each channel.
fn limits(scenario: &Scenario) -> Vec<Limit> {
    let focal = &scenario.root.study.focal;
    let mut limits: Vec<Limit> = Vec::new();
    for channel in Channel::ALL {
        let procedures = scenario.root.procedure.iter().filter(|(_, procedure)| {
            procedure.channel == *channel
                && (focal.is_empty() || focal.contains(&procedure.jurisdiction))
        });
        let limits_of_channel = procedures.flat_map(|(id, procedure)| {
            let label = english(procedure.label.as_ref(), id.as_str());
            let clocks = procedure.clock.values();
            clocks.filter_map(move |clock| limit(*channel, &label, clock))
        });
        let longest = limits_of_channel.reduce(|longest, limit| {
            if limit.days > longest.days {
                limit
            } else {
                longest
            }
        });
        limits.extend(longest);
    }
    limits
}

/// The limit of a clock, if it is measured.
fn limit(channel: Channel, procedure: &str, clock: &Clock) -> Option<Limit> {
    let is_measured = |figure: &&Figure| figure.grade == Grade::measured;
    if let Some(limit) = clock.limit_wd.as_deref() {
        return Some(limit).filter(is_measured).map(|limit| Limit {
            channel,
            label: text::working_days(procedure, limit.value),
            days: limit.value * 7.0 / WORKING_DAYS_A_WEEK,
        });
    }
    let limit = clock.limit_days.as_deref().filter(is_measured)?;
    Some(Limit {
        channel,
        label: text::days(procedure, limit.value),
        days: limit.value,
    })
}

/// A citation with its fact, by the id of the fact where there is one.
fn with_fact(citation: Citation<'_>) -> (&str, Option<&Fact>) {
    let fact = fact(citation.id);
    (fact.map_or(citation.text, |_| citation.id), fact)
}

/// The sources that parameters cite, each once, with its entry in the fact table.
fn sources(scenario: &Scenario) -> Vec<CitedSource> {
    let mut cited: BTreeMap<&str, Option<&Fact>> = BTreeMap::new();
    visit_parameters(&scenario.root, &mut |figure: &Figure| {
        let source = figure.source.as_deref().unwrap_or_default();
        cited.extend(citations(source).map(with_fact));
    });
    let reforms = scenario.root.reform.values();
    for part in reforms.flat_map(|reform| reform.not_encoded.values()) {
        cited.extend(citations(&part.source).map(with_fact));
    }
    cited
        .into_iter()
        .map(|(name, fact)| cited_source(name, fact))
        .collect()
}

fn not_encoded(root: &Root) -> Vec<NotEncoded> {
    let mut parts = Vec::new();
    for (id, reform) in &root.reform {
        parts.extend(reform.not_encoded.iter().map(|(name, part)| NotEncoded {
            reform: english(reform.label.as_ref(), id.as_str()),
            name: text::plain(name.as_str()),
            reason: part.reason.clone(),
            source: part.source.clone(),
        }));
    }
    parts
}

fn cited_source(name: &str, fact: Option<&Fact>) -> CitedSource {
    let cited = name.to_owned();
    let Some(fact) = fact else {
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

/// The warnings of `check` on the model as it ran, and levers that a package moves out of
/// their range.
fn model_warnings(scenario: &Scenario, plan: &Plan, done: &StudyResult) -> Vec<check::Warning> {
    let (_, mut warnings) = check::load_report(&done.model, &done.calibration);
    // Packages that do not compose were refused before the run.
    let policies: Vec<(String, Policy)> = plan
        .packages
        .iter()
        .filter_map(|package| {
            let policy = policy(scenario, &done.model, package, &Options::default()).ok()?;
            Some((package.name(), policy))
        })
        .collect();
    warnings.extend(check::clamps(&done.model, &policies));
    warnings.extend(idle_changes(scenario, &done.model, &done.calibration));
    warnings
}

/// Warnings about the realised share itself: no potential value, or a kind of project that
/// is missing from the first measured days.
fn headline(done: &StudyResult, warnings: &[check::Warning]) -> Vec<String> {
    let mut sentences = Vec::new();
    let potential = done
        .tables
        .indicators
        .iter()
        .find(|row| row.indicator == Indicator::ProjectsPotential && row.is_total());
    let nothing =
        potential.is_none_or(|row| row.statistic.estimate.is_none_or(|count| count <= 0.0));
    if nothing && !done.model.kinds.is_empty() {
        sentences.push(warnings::no_potential());
    }
    let missing = warnings.iter().filter(|warning| affects_headline(warning));
    sentences.extend(
        missing.map(|warning| {
            warnings::of_key(&warning.subject, &concern::sentence(&warning.concern))
        }),
    );
    sentences
}

fn affects_headline(warning: &check::Warning) -> bool {
    matches!(warning.concern, check::Concern::LeadExceedsWarmUp { .. })
}

/// The other warnings: of the scenario's files, then of the calibrated model.
fn concerns(scenario: &Scenario, warnings: &[check::Warning]) -> Vec<Concern> {
    let faults = scenario.warnings.sorted().into_iter();
    let written = faults.map(|fault| Concern {
        kind: warnings::expected(&fault.expected),
        address: fault.address.clone(),
        found: fault.found.clone(),
    });
    let others = warnings.iter().filter(|warning| !affects_headline(warning));
    let calibrated = others.map(|warning| Concern {
        kind: text::capital(concern::kind(&warning.concern)),
        address: warning.subject.clone(),
        found: concern::figures(&warning.concern),
    });
    written.chain(calibrated).collect()
}

fn harm(scenario: &Scenario, done: &StudyResult) -> Vec<String> {
    let harms = harmed(&done.tables);
    let mut sentences: Vec<String> = harms
        .iter()
        .take(HARMED_AT_MOST)
        .map(|harm| sentence(scenario, harm))
        .collect();
    if harms.len() > HARMED_AT_MOST {
        sentences.push(notes::more_harms(harms.len() - HARMED_AT_MOST));
    }
    sentences
}

fn sentence(scenario: &Scenario, harm: &Harm) -> String {
    let root = &scenario.root;
    let row = &harm.row;
    let place = |id: &str| {
        let mut places = root.jurisdiction.iter();
        let place = places.find(|(key, _)| key.as_str() == id);
        place.map_or_else(
            || id.to_owned(),
            |(id, place)| english(place.label.as_ref(), id.as_str()),
        )
    };
    let package = match row.package.package().reforms() {
        [id] => root.reform.get(id).map(|reform| (id, reform)),
        _ => None,
    };
    let package = package.map_or_else(
        || row.package.to_string(),
        |(id, reform)| english(reform.label.as_ref(), id.as_str()),
    );
    let (host, partner) = (place(&row.jurisdiction), place(&row.partner));
    let harmed = if !row.field.is_empty() {
        Harmed::Field(&row.field)
    } else if !row.partner.is_empty() {
        Harmed::Partner(&partner)
    } else if !row.jurisdiction.is_empty() {
        Harmed::Host(&host)
    } else {
        Harmed::All
    };
    let estimate = row.statistic.estimate.unwrap_or_default();
    let interval = row.statistic.low.zip(row.statistic.high);
    notes::harm(
        &package,
        &row.indicator,
        &harmed,
        (estimate, interval),
        &row.unit,
        row.spread,
    )
}

/// The measured error of the corridors. It holds for the corridors of its own file only, not
/// for those that a file above it or an edit replaces.
fn judged(scenario: &Scenario) -> Option<String> {
    let judged = scenario.root.gravity.as_ref()?.judged.as_ref()?;
    let file = |key: &str| scenario.place(key).file;
    (file("gravity.judged") == file("gravity.corridors")).then(|| notes::corridors(judged))
}

fn reading(scenario: &Scenario, plan: &Plan) -> Vec<String> {
    let mut sentences = Vec::new();
    if !scenario.edits.is_empty() {
        sentences.push(notes::edited(&scenario.edits.join("; ")));
    }
    sentences.extend([notes::intervals(), notes::medians()]);
    if plan.extras == Extras::Usual {
        sentences.push(notes::variants());
    }
    sentences.extend(judged(scenario));
    sentences
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
        let sources_named = |name: &str| {
            let named = sources.iter().filter(|source| source.cited == name);
            named.cloned().collect::<Vec<_>>()
        };
        let fact = sources_named("E-02");
        assert_eq!(fact.len(), 1);
        assert!(fact[0].fact.contains("One window"), "{}", fact[0].fact);
        let unknown = sources_named("an invented count (2024; by nobody)");
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
