//! Observed figures that runs are compared with.

use super::figures::{days, ratio, total};
use super::interval::{Scale, Uncertainty, statistic};
use super::names::Names;
use super::tables::TargetRow;
use crate::compile::{CaseFigure, JurisdictionFigure, TargetIndicator, TargetKind};
use crate::id::NounIndex;
use crate::model::{
    AgreementIndex, JurisdictionIndex, Model, OrganisationIndex, ProcedureIndex, ProgrammeIndex,
};
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

/// An indicator and whose cases it counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    /// Whose cases count.
    pub counts: Counts,
    subject: Subject,
}

/// What an indicator is of, its names resolved to the indices of a model.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Subject {
    /// And the number of its step or clock.
    Procedure(ProcedureIndex, CaseFigure, Option<usize>),
    /// And a number of days.
    Agreement(AgreementIndex, u32),
    Organisation(OrganisationIndex),
    Programme(ProgrammeIndex),
    Jurisdiction(JurisdictionIndex, JurisdictionFigure),
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
        Some(Self { counts, subject })
    }
}

fn subject(of: &TargetIndicator, model: &Model) -> Option<Subject> {
    Some(match of.kind {
        TargetKind::Procedure(figure) => {
            let index: ProcedureIndex = position(&model.procedures, |one| one.id == of.id)?;
            let procedure = &model.procedures[index];
            let number = match &of.detail {
                None => None,
                Some(id) if figure == CaseFigure::ElapsedMeanDays => {
                    Some(procedure.steps.iter().position(|step| step.id == *id)?)
                }
                Some(id) => Some(procedure.clocks.iter().position(|clock| clock.id == *id)?),
            };
            Subject::Procedure(index, figure, number)
        }
        TargetKind::Agreement => Subject::Agreement(
            position(&model.agreements, |one| one.id == of.id)?,
            of.detail.as_deref()?.parse().ok()?,
        ),
        TargetKind::Organisation => {
            Subject::Organisation(position(&model.organisations, |one| one.id == of.id)?)
        }
        TargetKind::Programme => {
            Subject::Programme(position(&model.programmes, |one| one.id == of.id)?)
        }
        TargetKind::Jurisdiction(figure) => Subject::Jurisdiction(
            position(&model.jurisdictions, |one| one.id == of.id)?,
            figure,
        ),
    })
}

/// The index of the one that is meant.
fn position<I: NounIndex, T>(list: &[T], is_meant: impl Fn(&T) -> bool) -> Option<I> {
    list.iter().position(is_meant).map(I::from_index)
}

/// The simulated value of a measure; none without anything to measure.
#[must_use]
pub fn simulated(measure: Measure, run: &RunSums, names: &Names) -> Option<f64> {
    let years = run.axes.years_long();
    match measure.subject {
        Subject::Procedure(procedure, figure, number) => {
            let cases = &run.procedures[procedure.index()];
            let [research, background] = cases;
            let a_year = |count: fn(&ProcedureSums) -> u64| {
                let others = match measure.counts {
                    Counts::all => count(background),
                    Counts::research => 0,
                };
                names.cases_a_year(procedure.index(), [count(research), others], years)
            };
            let all = match measure.counts {
                Counts::all => total(cases.iter()),
                Counts::research => research.clone(),
            };
            of_cases(&all, figure, number, a_year)
        }
        Subject::Agreement(agreement, days) => {
            let sums = &run.agreements[agreement.index()];
            agreed_within(&sums.reached, f64::from(days))
        }
        // Organisations are not sampled.
        Subject::Organisation(kind) => Some(run.organisations[kind.index()].settled as f64 / years),
        Subject::Programme(programme) => {
            let sums = total(run.programmes[programme.index()].iter());
            ratio(sums.awarded, sums.applied)
        }
        Subject::Jurisdiction(place, JurisdictionFigure::Residents) => {
            let seconds: u64 = run.residents[place.index()].seconds.iter().sum();
            Some(seconds as f64 * names.scale / f64::from(run.axes.to - run.axes.from))
        }
        Subject::Jurisdiction(place, JurisdictionFigure::RealisedProjects) => {
            let host = run.axes.index(Slice::Host(place));
            Some(run.projects[host].converged as f64 * names.scale / years)
        }
    }
}

/// A figure of the cases of a procedure, or of its step or clock with a number.
fn of_cases(
    cases: &ProcedureSums,
    figure: CaseFigure,
    number: Option<usize>,
    a_year: impl Fn(fn(&ProcedureSums) -> u64) -> f64,
) -> Option<f64> {
    let of_decided = |part: u64| ratio(part, cases.decided());
    let of_clocked = |part: &[u64]| ratio(*part.get(number?)?, *cases.clocked.get(number?)?);
    match figure {
        CaseFigure::Completed => Some(a_year(ProcedureSums::decided)),
        CaseFigure::Filed => Some(a_year(|cases| cases.filed.iter().sum())),
        CaseFigure::ElapsedMedianDays => days(cases.elapsed.quantile(0.5)),
        CaseFigure::ElapsedMeanDays => match number {
            None => days(cases.elapsed.mean()),
            Some(step) => {
                let sums = cases.steps.get(step)?;
                days(ratio(sums.elapsed, sums.ended))
            }
        },
        CaseFigure::RefusedShare => of_decided(cases.refused),
        CaseFigure::ReturnedShare => of_decided(cases.returned),
        CaseFigure::GrantedShare => of_decided(cases.approved + cases.deemed),
        CaseFigure::RoundsMean => of_decided(cases.rounds),
        CaseFigure::DeemedShare => of_clocked(&cases.by_clock),
        CaseFigure::BreachShare => of_clocked(&cases.breached),
    }
}

/// Share of the agreements reached that took at most some days. Denials are a figure of their own.
fn agreed_within(reached: &Histogram, days: f64) -> Option<f64> {
    reached.share_within(days * crate::time::DAY_SECONDS)
}

/// The values that a simulated figure can take.
const fn scale(subject: Subject) -> Scale {
    match subject {
        Subject::Procedure(_, figure, _) => match figure {
            CaseFigure::RefusedShare
            | CaseFigure::ReturnedShare
            | CaseFigure::GrantedShare
            | CaseFigure::DeemedShare
            | CaseFigure::BreachShare => Scale::Share,
            CaseFigure::Completed
            | CaseFigure::Filed
            | CaseFigure::ElapsedMedianDays
            | CaseFigure::ElapsedMeanDays
            | CaseFigure::RoundsMean => Scale::Positive,
        },
        Subject::Agreement(..) | Subject::Programme(_) => Scale::Share,
        Subject::Organisation(_) | Subject::Jurisdiction(..) => Scale::Positive,
    }
}

/// The table of targets, from their simulated values in the baseline runs.
#[must_use]
pub fn rows(targets: &[Target], runs: &[&[Option<f64>]]) -> Vec<TargetRow> {
    let row = |(number, target): (usize, &Target)| {
        let simulated = statistic(
            Uncertainty::Stochastic,
            scale(target.measure.subject),
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
