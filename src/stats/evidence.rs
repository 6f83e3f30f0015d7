//! On what evidence the losses of the baseline rest: the parameter that decided each, and its
//! grade.

use std::collections::BTreeMap;

use super::interval::{Scale, Uncertainty, statistic};
use super::summary::{Sample, Study};
use super::table::table;
use crate::model::{Basis, Loss, Model, OfficeIndex, Place, Procedure, Step};
use crate::scenario::{Figure, Grade, Scenario, visit_parameters};

table! {
    /// On what evidence the losses of the baseline rest, in the years of the headline. A loss
    /// rests on the parameter that decided it: the share that its uniform met; of late, delayed,
    /// abandoned and expired needs the time of the step that owns most of their days. Rows
    /// without a cause are the totals of a grade.
    pub struct EvidenceRow as optional "evidence", with statistic {
        /// Cause; empty: all.
        cause: Option<Loss>,
        /// The parameter that decided it, of a law without its parts; empty: all.
        parameter: String,
        /// Grade of that parameter; of a law that of its mean or mode.
        grade: Grade,
        /// Share of all losses.
        share: f64,
        /// `luck`, or `luck and unknowns`.
        spread: Uncertainty,
    }
}

/// The rows of a study: by cause and parameter, over the replications and over the draws.
#[must_use]
pub fn evidence_rows(study: &Study, scenario: &Scenario, model: &Model) -> Vec<EvidenceRow> {
    let grades = Grades::new(scenario);
    let is_drawn = |sample: &&Sample| sample.package == 0 && sample.draw > 0;
    let central = |sample: &&Sample| sample.package == 0 && sample.draw == 0;
    let mut rows = Vec::new();
    for (spread, samples) in [
        (
            Uncertainty::Stochastic,
            study.samples.iter().filter(central).collect::<Vec<_>>(),
        ),
        (
            Uncertainty::Parametric,
            study.samples.iter().filter(is_drawn).collect(),
        ),
    ] {
        rows.extend(rows_of(&samples, spread, |basis| {
            grades.decided_by(model, basis)
        }));
    }
    rows
}

/// A parameter and its grade.
type Parameter = (String, Grade);

fn rows_of(
    samples: &[&Sample],
    spread: Uncertainty,
    parameter: impl Fn(Basis) -> Parameter,
) -> Vec<EvidenceRow> {
    let mut known: BTreeMap<Basis, Parameter> = BTreeMap::new();
    // For each cause and parameter, and for each grade, its share of the losses of each run.
    let mut shares: BTreeMap<(Option<Loss>, Parameter), Vec<f64>> = BTreeMap::new();
    for (run, sample) in samples.iter().enumerate() {
        let bases = &sample.figures.bases;
        let all: u64 = bases.iter().map(|(_, value)| value).sum();
        for ((cause, basis), value) in bases.iter().filter(|(_, value)| *value > 0) {
            let parameter = known.entry(*basis).or_insert_with(|| parameter(*basis));
            let total = (None, (String::new(), parameter.1));
            for account in [(Some(*cause), parameter.clone()), total] {
                let of_runs = shares.entry(account).or_default();
                of_runs.resize(samples.len(), 0.0);
                of_runs[run] += *value as f64 / all as f64;
            }
        }
    }
    let row = |((cause, (parameter, grade)), of_runs): (_, Vec<f64>)| {
        let statistic = statistic(spread, Scale::Share, of_runs.into_iter().map(Some));
        EvidenceRow {
            cause,
            parameter,
            grade,
            share: statistic.estimate.unwrap_or_default(),
            spread,
            statistic,
        }
    };
    shares.into_iter().map(row).collect()
}

/// The grade of every parameter that a scenario states.
struct Grades(BTreeMap<String, Grade>);

impl Grades {
    fn new(scenario: &Scenario) -> Self {
        let mut grades = BTreeMap::new();
        visit_parameters(&scenario.root, &mut |figure: &Figure| {
            grades.insert(figure.address.to_string(), figure.grade);
        });
        Self(grades)
    }

    /// The parameter that decided a loss, with its grade.
    fn decided_by(&self, model: &Model, basis: Basis) -> Parameter {
        let candidates = candidates(model, basis);
        let stated = candidates.iter().find_map(|address| {
            let grade = self.of_law(address)?;
            Some((address.clone(), grade))
        });
        // What the scenario does not state has no evidence.
        stated.unwrap_or_else(|| {
            let address = candidates.into_iter().next();
            (address.unwrap_or_default(), Grade::assumed)
        })
    }

    /// The grade of a parameter. Of a law it is that of its mean or mode, else of its weakest part.
    fn of_law(&self, address: &str) -> Option<Grade> {
        if let Some(own) = self.0.get(address) {
            return Some(*own);
        }
        let prefix = format!("{address}.");
        let parts = self.0.range(prefix.clone()..);
        let parts = parts.take_while(|(part, _)| part.starts_with(&prefix));
        let is_middle = |part: &str| {
            let key = part.rsplit('.').next().unwrap_or_default();
            key.starts_with("mean") || key.starts_with("mode")
        };
        let middle = parts.clone().find(|(part, _)| is_middle(part));
        let middle = middle.map(|(_, grade)| *grade);
        middle.or_else(|| parts.map(|(_, grade)| *grade).max())
    }
}

/// The addresses at which a scenario may state a parameter, the most particular first.
fn candidates(model: &Model, basis: Basis) -> Vec<String> {
    match basis {
        Basis::Share(lever) => {
            let address = &model.levers[lever.index()].address;
            let mut candidates = vec![address.clone()];
            let procedure = model.procedures.iter().find(|one| one.aware == lever);
            // A procedure that states no awareness has that of its channel.
            candidates
                .extend(procedure.map(|one| format!("awareness.{}.share", one.channel.as_str())));
            candidates
        }
        Basis::Success(programme) => {
            vec![format!(
                "programme.{}.success_share",
                model.programmes[programme].id
            )]
        }
        Basis::Time(procedure, office) => {
            let procedure = &model.procedures[procedure];
            match office.get() {
                Some(office) => times_at(procedure, office),
                None => times_elsewhere(model, procedure),
            }
        }
        Basis::Notice(kind) => vec![format!("project.{}.lead_days", model.kinds[kind].id)],
        Basis::Stay(place) => {
            vec![format!(
                "stay.{}.exit_hazard_a_year",
                model.jurisdictions[place].id
            )]
        }
        Basis::Residents => vec!["matching.residents_full".to_owned()],
        Basis::Organisations => vec!["matching.organisations_full".to_owned()],
        Basis::Ceiling => vec!["matching.ceiling".to_owned()],
        Basis::Deterrence => vec!["belief.deterrence".to_owned()],
    }
}

/// The laws of the time of a procedure at an office; of several steps there, the longest first.
fn times_at(procedure: &Procedure, office: OfficeIndex) -> Vec<String> {
    let steps = procedure.steps.iter();
    let mut steps: Vec<&Step> = steps
        .filter(|step| step.place == Place::Office(office))
        .collect();
    steps.sort_by(|a, b| b.expected.total_cmp(&a.expected));
    let laws = |step: &&Step| {
        let path = format!("procedure.{}.step.{}", procedure.id, step.id);
        ["elapsed", "passage", "work"].map(|law| format!("{path}.{law}"))
    };
    steps.iter().flat_map(laws).collect()
}

/// The laws of what takes time in a procedure without an office.
fn times_elsewhere(model: &Model, procedure: &Procedure) -> Vec<String> {
    let agreements = procedure.steps.iter().filter_map(|step| match step.place {
        Place::Agreement(agreement) => Some(&model.agreements[agreement].id),
        Place::Office(_) => None,
    });
    let agreements = agreements.map(|id| format!("agreement.{id}.passage"));
    let own = ["prepare", "correct"].map(|law| format!("procedure.{}.{law}", procedure.id));
    own.into_iter().chain(agreements).collect()
}
