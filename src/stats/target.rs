//! Observed figures that runs are compared with.

use super::interval::{Scale, Uncertainty, statistic};
use super::names::Names;
use super::tables::TargetRow;
use crate::compile::{Detail, Subject, TargetIndicator, TargetKind};
use crate::model::Model;
use crate::observe::{Histogram, ProcedureSums, RunSums, Slice};
use crate::scenario::keys::{Counts, Root};

/// A target, its names resolved to the indices of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    pub id: String,
    /// The figure observed.
    pub observed: f64,
    /// What is simulated of it.
    pub measure: Measure,
    /// Whether a parameter was fitted to it.
    pub fitted: bool,
    /// The parameter that is fitted.
    pub fits: Option<String>,
    /// Source of the figure.
    pub source: String,
}

/// An indicator whose names are resolved to the indices of a model, and whose cases it
/// counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    /// Whose cases count.
    pub counts: Counts,
    kind: TargetKind,
    /// The procedure, jurisdiction or whatever the kind is of.
    subject: usize,
    /// The step or clock, or a number of days.
    detail: Option<usize>,
}

/// The targets of a scenario, in the order of their ids.
#[must_use]
pub fn targets(root: &Root, model: &Model) -> Vec<Target> {
    let resolved = root.target.iter().filter_map(|(id, target)| {
        Some(Target {
            id: id.to_string(),
            observed: target.observed.value,
            measure: Measure::new(&target.indicator, target.counts, root, model)?,
            fitted: target.fitted,
            fits: target.fits.clone(),
            source: target.observed.source.clone().unwrap_or_default(),
        })
    });
    resolved.collect()
}

impl Measure {
    /// Resolves an indicator of a scenario; none if the scenario or the model has no
    /// such thing.
    #[must_use]
    pub fn new(indicator: &str, counts: Counts, root: &Root, model: &Model) -> Option<Self> {
        let indicator = TargetIndicator::parse(indicator, root).ok()?;
        let subject = subject(&indicator, model)?;
        let text = indicator.detail.as_deref();
        let detail = text.map(|text| detail(indicator.form, text, subject, model));
        Some(Self {
            counts,
            kind: indicator.kind,
            subject,
            detail: detail.map_or(Some(None), |detail| detail.map(Some))?,
        })
    }
}

/// The index of the subject of an indicator.
fn subject(indicator: &TargetIndicator, model: &Model) -> Option<usize> {
    let id = &indicator.id;
    match indicator.subject {
        Subject::Procedure => model.procedures.iter().position(|other| other.id == *id),
        Subject::Agreement => model.agreements.iter().position(|other| other.id == *id),
        Subject::Organisation => model.organisations.iter().position(|other| other.id == *id),
        Subject::Programme => model.programmes.iter().position(|other| other.id == *id),
        Subject::Jurisdiction => model.jurisdictions.iter().position(|other| other.id == *id),
    }
}

/// The index of a step or clock of a procedure, or a number of days.
fn detail(form: Detail, text: &str, subject: usize, model: &Model) -> Option<usize> {
    let procedure = model.procedures.get(subject);
    match form {
        Detail::Nothing => None,
        Detail::OptionalStep => procedure?.steps.iter().position(|step| step.id == text),
        Detail::Clock => procedure?.clocks.iter().position(|clock| clock.id == text),
        Detail::Days => text.parse().ok(),
    }
}

/// The simulated value of a measure; none without anything to measure.
#[must_use]
pub fn simulated(measure: Measure, run: &RunSums, names: &Names) -> Option<f64> {
    let years = run.axes.years_long();
    let a_year = |count: u64| count as f64 * names.scale / years;
    let share = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
    let subject = measure.subject;
    let cases = || -> ProcedureSums {
        let cases = &run.procedures[subject];
        match measure.counts {
            Counts::all => super::figures::total(cases.iter()),
            Counts::research => cases[0].clone(),
        }
    };
    let of_decided = |part: fn(&ProcedureSums) -> u64| {
        let cases = cases();
        share(part(&cases), cases.decided())
    };
    let of_clocked = |part: fn(&ProcedureSums) -> &[u64]| {
        let (cases, clock) = (cases(), measure.detail?);
        share(*part(&cases).get(clock)?, *cases.clocked.get(clock)?)
    };
    let days = |seconds: Option<f64>| seconds.map(|seconds| seconds / crate::time::DAY_SECONDS);
    match measure.kind {
        TargetKind::Completed => Some(a_year(cases().decided())),
        TargetKind::Filed => Some(a_year(cases().filed.iter().sum())),
        TargetKind::ElapsedMedianDays => days(cases().elapsed.quantile(0.5)),
        TargetKind::ElapsedMeanDays => match measure.detail {
            None => days(cases().elapsed.mean()),
            Some(step) => {
                let sums = cases().steps.get(step).cloned()?;
                days(share(sums.elapsed, sums.ended))
            }
        },
        TargetKind::RefusedShare => of_decided(|cases| cases.refused),
        TargetKind::ReturnedShare => of_decided(|cases| cases.returned),
        TargetKind::GrantedShare => of_decided(|cases| cases.approved + cases.deemed),
        TargetKind::RoundsMean => of_decided(|cases| cases.rounds),
        TargetKind::DeemedShare => of_clocked(|cases| &cases.by_clock),
        TargetKind::BreachShare => of_clocked(|cases| &cases.breached),
        TargetKind::AgreedWithinShare => {
            let sums = &run.agreements[subject];
            agreed_within(&sums.reached, sums.failed, measure.detail? as f64)
        }
        TargetKind::Settled => Some(a_year(run.organisations[subject].settled)),
        TargetKind::AwardedShare => {
            let sums = super::figures::total(run.programmes[subject].iter());
            share(sums.awarded, sums.applied)
        }
        TargetKind::Residents => {
            let seconds: u64 = run.residents[subject].seconds.iter().sum();
            Some(seconds as f64 * names.scale / f64::from(run.axes.to - run.axes.from))
        }
        TargetKind::RealisedProjects => {
            let host = run.axes.index(Slice::Host(subject));
            Some(a_year(run.projects[host].converged))
        }
    }
}

/// Share of all negotiations that succeeded within some days.
fn agreed_within(reached: &Histogram, failed: u64, days: f64) -> Option<f64> {
    let within = reached.share_within(days * crate::time::DAY_SECONDS)? * reached.count() as f64;
    Some(within / (reached.count() + failed) as f64)
}

/// The values that a simulated figure can take.
const fn scale(kind: TargetKind) -> Scale {
    match kind {
        TargetKind::RefusedShare
        | TargetKind::ReturnedShare
        | TargetKind::GrantedShare
        | TargetKind::DeemedShare
        | TargetKind::BreachShare
        | TargetKind::AgreedWithinShare
        | TargetKind::AwardedShare => Scale::Share,
        TargetKind::Completed
        | TargetKind::Filed
        | TargetKind::ElapsedMedianDays
        | TargetKind::ElapsedMeanDays
        | TargetKind::RoundsMean
        | TargetKind::Settled
        | TargetKind::Residents
        | TargetKind::RealisedProjects => Scale::Positive,
    }
}

/// The table of targets, from their simulated values in the baseline runs.
#[must_use]
pub fn rows(targets: &[Target], runs: &[&[Option<f64>]]) -> Vec<TargetRow> {
    let row = |(number, target): (usize, &Target)| {
        let simulated = statistic(
            Uncertainty::Stochastic,
            scale(target.measure.kind),
            runs.iter().map(|run| run.get(number).copied().flatten()),
        );
        TargetRow {
            target: target.id.clone(),
            observed: target.observed,
            simulated: simulated.estimate,
            low: simulated.low,
            high: simulated.high,
            counts: target.measure.counts,
            fitted: target.fitted,
            source: target.source.clone(),
        }
    };
    targets.iter().enumerate().map(row).collect()
}
