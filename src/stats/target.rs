//! Figures that runs are held against.

use super::interval::{Spread, statistic};
use super::names::Names;
use super::tables::TargetRow;
use crate::compile::Indicator;
use crate::model::Model;
use crate::observe::{Histogram, Outcome, ProcedureSums, Slice};
use crate::scenario::Id;
use crate::scenario::keys::{Counts, Root};

/// A target, its names resolved to the indices of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Its id.
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
    /// Whether the desk's other cases count.
    pub all: bool,
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum What {
    Completed(usize),
    Filed(usize),
    Median(usize),
    Mean(usize),
    StepMean(usize, usize),
    Refused(usize),
    Returned(usize),
    Granted(usize),
    Deemed(usize, usize),
    Breached(usize, usize),
    AgreedWithin(usize, f64),
    Settled(usize),
    Awarded(usize),
    Residents(usize),
    Realised(usize),
    Rounds(usize),
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
    /// Understands an indicator of a scenario; none if the scenario or the model has no
    /// such thing.
    #[must_use]
    pub fn new(indicator: &str, counts: Counts, root: &Root, model: &Model) -> Option<Self> {
        let indicator = Indicator::parse(indicator, root).ok()?;
        Some(Self {
            all: counts == Counts::all,
            what: resolve(&indicator, model)?,
        })
    }
}

fn resolve(indicator: &Indicator, model: &Model) -> Option<What> {
    let procedure = |id: &Id| {
        model
            .procedures
            .iter()
            .position(|procedure| *id == *procedure.id.as_str())
    };
    let clock = |id: &Id, name: &Id| {
        let number = procedure(id)?;
        let clock = model.procedures[number]
            .clocks
            .iter()
            .position(|clock| *name == *clock.id.as_str())?;
        Some((number, clock))
    };
    let place = |id: &str| model.jurisdictions.iter().position(|place| place.id == id);
    Some(match indicator {
        Indicator::Completed(id) => What::Completed(procedure(id)?),
        Indicator::Filed(id) => What::Filed(procedure(id)?),
        Indicator::ElapsedMedianDays(id) => What::Median(procedure(id)?),
        Indicator::ElapsedMeanDays(id, None) => What::Mean(procedure(id)?),
        Indicator::ElapsedMeanDays(id, Some(step)) => {
            let number = procedure(id)?;
            let step = model.procedures[number]
                .steps
                .iter()
                .position(|own| *step == *own.id.as_str())?;
            What::StepMean(number, step)
        }
        Indicator::RefusedShare(id) => What::Refused(procedure(id)?),
        Indicator::ReturnedShare(id) => What::Returned(procedure(id)?),
        Indicator::GrantedShare(id) => What::Granted(procedure(id)?),
        Indicator::DeemedShare(id, name) => {
            clock(id, name).map(|(number, clock)| What::Deemed(number, clock))?
        }
        Indicator::BreachShare(id, name) => {
            clock(id, name).map(|(number, clock)| What::Breached(number, clock))?
        }
        Indicator::AgreedWithinShare(id, days) => {
            let number = model
                .agreements
                .iter()
                .position(|agreement| *id == *agreement.id.as_str())?;
            What::AgreedWithin(number, *days)
        }
        Indicator::Settled(id) => What::Settled(
            model
                .organisations
                .iter()
                .position(|kind| *id == *kind.id.as_str())?,
        ),
        Indicator::AwardedShare(id) => What::Awarded(
            model
                .programmes
                .iter()
                .position(|programme| *id == *programme.id.as_str())?,
        ),
        Indicator::Residents(id) => What::Residents(place(id.as_str())?),
        Indicator::RealisedProjects(id) => What::Realised(place(id.as_str())?),
        Indicator::RoundsMean(id) => What::Rounds(procedure(id)?),
    })
}

/// What a run says of a measure; none where there was nothing to measure.
#[must_use]
pub fn simulated(measure: Measure, outcome: &Outcome, names: &Names) -> Option<f64> {
    let years = outcome.axes.years_long();
    let a_year = |count: u64| count as f64 * names.scale / years;
    let share = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
    let cases = |procedure: usize| -> ProcedureSums {
        let own = &outcome.procedures[procedure];
        if measure.all {
            super::figures::total(own.iter())
        } else {
            own[0].clone()
        }
    };
    let days = |seconds: Option<f64>| seconds.map(|seconds| seconds / crate::time::DAY_SECONDS);
    match measure.what {
        What::Completed(procedure) => Some(a_year(cases(procedure).decided())),
        What::Filed(procedure) => Some(a_year(cases(procedure).filed.iter().sum())),
        What::Median(procedure) => days(cases(procedure).elapsed.quantile(0.5)),
        What::Mean(procedure) => days(cases(procedure).elapsed.mean()),
        What::StepMean(procedure, step) => {
            let sums = cases(procedure).steps.get(step).cloned()?;
            days(share(sums.elapsed, sums.ended))
        }
        What::Refused(procedure) => share(cases(procedure).refused, cases(procedure).decided()),
        What::Returned(procedure) => share(cases(procedure).returned, cases(procedure).decided()),
        What::Granted(procedure) => {
            let sums = cases(procedure);
            share(sums.approved + sums.deemed, sums.decided())
        }
        What::Deemed(procedure, clock) => share(
            cases(procedure).by_clock[clock],
            cases(procedure).clocked[clock],
        ),
        What::Breached(procedure, clock) => share(
            cases(procedure).breached[clock],
            cases(procedure).clocked[clock],
        ),
        What::AgreedWithin(agreement, within) => {
            let sums = &outcome.agreements[agreement];
            agreed_within(&sums.reached, sums.failed, within)
        }
        What::Settled(kind) => Some(a_year(outcome.organisations[kind].settled)),
        What::Awarded(programme) => {
            let sums = super::figures::total(outcome.programmes[programme].iter());
            share(sums.awarded, sums.applied)
        }
        What::Residents(place) => {
            let seconds: u64 = outcome.residents[place].seconds.iter().sum();
            Some(seconds as f64 * names.scale / f64::from(outcome.axes.to - outcome.axes.from))
        }
        What::Realised(place) => Some(a_year(
            outcome.projects[outcome.axes.index(Slice::Host(place))].converged,
        )),
        What::Rounds(procedure) => share(cases(procedure).rounds, cases(procedure).decided()),
    }
}

/// Share of all negotiations that came about within some days.
fn agreed_within(reached: &Histogram, failed: u64, days: f64) -> Option<f64> {
    let within = reached.share_within(days * crate::time::DAY_SECONDS)? * reached.count() as f64;
    Some(within / (reached.count() + failed) as f64)
}

/// The table of targets, from what baseline runs say of each.
#[must_use]
pub fn rows(targets: &[Target], runs: &[&[Option<f64>]]) -> Vec<TargetRow> {
    let row = |(number, target): (usize, &Target)| {
        let found = statistic(
            Spread::Luck,
            runs.iter().map(|run| run.get(number).copied().flatten()),
        );
        TargetRow {
            target: target.id.clone(),
            observed: target.observed,
            simulated: found.estimate,
            low: found.low,
            high: found.high,
            counts: if target.measure.all {
                "all"
            } else {
                "research"
            }
            .to_owned(),
            fitted: target.fitted,
            source: target.source.clone(),
        }
    };
    targets.iter().enumerate().map(row).collect()
}
