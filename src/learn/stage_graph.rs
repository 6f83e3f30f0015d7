//! The graph of a procedure: which activity follows which, and how much the history of a case
//! matters.
//!
//! A symbol, an activity in its context, is one *stage* or several. Cases that reach it from
//! different symbols are at different stages if their durations, their next steps, or their times
//! until the end differ significantly. Stages are refined in rounds: by the symbol before, then by
//! the stage before in the last round, until nothing changes. The data decide how far back history
//! matters.

use std::collections::BTreeMap;

use super::case_history::CaseHistory;
use super::visit_group::{VisitGroup, divide};

/// Fewest visits for a stage of its own.
const MIN_VISITS: usize = 30;

/// Limit of the rounds, because two partitions can alternate for ever.
const MAX_ROUNDS: usize = 6;

/// Quantile of the time to the next step. A case is still open if its last step usually has a
/// successor and the log ends before this time has passed.
const GAP_QUANTILE: f64 = 0.95;

/// An activity with a common history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Index of the activity.
    pub activity: usize,
    /// Whether cases begin here.
    pub begins: bool,
}

/// One visit of a case to a stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Visit {
    /// Index of the case.
    pub case: u32,
    /// Index of the step in the case.
    pub step: u32,
}

/// What follows a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NextStage {
    Stage(usize),
    End,
}

/// The stages of a log and the transitions between them.
#[derive(Debug, Clone, PartialEq)]
pub struct StageGraph {
    /// The stages, by activity.
    pub stages: Vec<Stage>,
    /// The visits to each stage.
    pub visits: Vec<Vec<Visit>>,
    /// Cases that begin at each stage.
    pub begins: Vec<f64>,
    /// Counts of what follows each stage.
    pub transitions: Vec<BTreeMap<NextStage, f64>>,
    /// Number of cases still open when the log ends.
    pub open_cases: usize,
}

/// The label of each step of each case: its symbol, or its stage of the last round.
type Labels = Vec<Vec<u32>>;

/// The label that stands before the first step of a case.
const START: u32 = u32::MAX;

impl StageGraph {
    /// One stage for each symbol, and one where cases begin. `activities` holds the activity of
    /// each symbol.
    #[must_use]
    pub fn coarsest(cases: &[CaseHistory], activities: &[usize]) -> Self {
        Self::refine(cases, activities, &symbols(cases), 0.0)
    }

    /// The last round of stages that `fits`; each round looks back one step further. Groups of
    /// visits are one stage unless their durations, next steps or times until the end differ with
    /// a p-value below `significance`. None if the first round does not fit.
    #[must_use]
    pub fn refined(
        cases: &[CaseHistory],
        activities: &[usize],
        significance: f64,
        fits: impl Fn(&Self) -> bool,
    ) -> Option<Self> {
        let mut labels = symbols(cases);
        let mut last = None;
        for _ in 0..MAX_ROUNDS {
            let graph = Self::refine(cases, activities, &labels, significance);
            if !fits(&graph) {
                break;
            }
            let new_labels = graph.labels(cases);
            let is_final = last.is_some() && new_labels == labels;
            labels = new_labels;
            last = Some(graph);
            if is_final {
                break;
            }
        }
        last
    }

    /// The stage of each step of each case.
    fn labels(&self, cases: &[CaseHistory]) -> Labels {
        let mut labels: Labels = cases.iter().map(|case| vec![0; case.steps.len()]).collect();
        for (stage, visits) in self.visits.iter().enumerate() {
            for visit in visits {
                labels[visit.case as usize][visit.step as usize] = stage as u32;
            }
        }
        labels
    }

    /// The name of a stage: its activity, numbered if the activity has several stages.
    #[must_use]
    pub fn stage_name(&self, stage: usize, activities: &[String]) -> String {
        let activity = self.stages[stage].activity;
        let is_same = |other: &&Stage| other.activity == activity;
        let count = self.stages.iter().filter(is_same).count();
        let number = self.stages[..=stage].iter().filter(is_same).count();
        if count > 1 {
            format!("{} ({number})", activities[activity])
        } else {
            activities[activity].clone()
        }
    }

    /// The stages before a stage, as text.
    #[must_use]
    pub fn sources(&self, stage: usize, activities: &[String]) -> String {
        let start = (self.begins[stage] > 0.0).then(|| "the start".to_owned());
        let sources = (0..self.stages.len())
            .filter(|source| self.transitions[*source].contains_key(&NextStage::Stage(stage)))
            .map(|source| self.stage_name(source, activities));
        start
            .into_iter()
            .chain(sources)
            .collect::<Vec<_>>()
            .join("; ")
    }

    /// Finds the stages of cases by the labels of the preceding steps.
    fn refine(
        cases: &[CaseHistory],
        activities: &[usize],
        labels: &Labels,
        significance: f64,
    ) -> Self {
        let open = open_cases(cases);
        let groups = group_visits(cases, labels, activities.len());
        let mut stages = Vec::new();
        let mut visits: Vec<Vec<Visit>> = Vec::new();
        let mut groups = groups.into_iter().peekable();
        while let Some((symbol, _, _)) = groups.peek() {
            let symbol = *symbol;
            let mut of_symbol = Vec::new();
            while let Some((_, from, group)) = groups.next_if(|group| group.0 == symbol) {
                of_symbol.push((from, group));
            }
            for (begins, merged) in merge(cases, of_symbol, significance, &open) {
                stages.push(Stage {
                    activity: activities[symbol as usize],
                    begins,
                });
                visits.push(merged);
            }
        }
        // The stages of an activity follow one another, so that they are numbered as they come.
        let mut order: Vec<usize> = (0..stages.len()).collect();
        order.sort_by_key(|stage| (stages[*stage].activity, !stages[*stage].begins));
        let mut graph = Self {
            begins: vec![0.0; stages.len()],
            transitions: vec![BTreeMap::new(); stages.len()],
            open_cases: open.iter().filter(|open| **open).count(),
            visits: order
                .iter()
                .map(|old| std::mem::take(&mut visits[*old]))
                .collect(),
            stages: order.iter().map(|old| stages[*old].clone()).collect(),
        };
        graph.count_transitions(cases, &open);
        graph.add_missing_ends(cases, &open);
        graph
    }

    /// Counts where cases begin and what follows each stage.
    fn count_transitions(&mut self, cases: &[CaseHistory], open: &[bool]) {
        let labels = self.labels(cases);
        for (row, open) in labels.iter().zip(open) {
            let Some((first, last)) = row.first().zip(row.last()) else {
                continue;
            };
            self.begins[*first as usize] += 1.0;
            for pair in row.windows(2) {
                let next = NextStage::Stage(pair[1] as usize);
                let transitions = &mut self.transitions[pair[0] as usize];
                *transitions.entry(next).or_default() += 1.0;
            }
            if !open {
                let transitions = &mut self.transitions[*last as usize];
                *transitions.entry(NextStage::End).or_default() += 1.0;
            }
        }
    }

    /// Every stage must lead to an end. If no case ends after a stage, the open cases at the
    /// stage count as ended.
    fn add_missing_ends(&mut self, cases: &[CaseHistory], open: &[bool]) {
        let mut leads_to_end: Vec<bool> = self
            .transitions
            .iter()
            .map(|transitions| transitions.contains_key(&NextStage::End))
            .collect();
        // As many rounds as stages reach every stage that leads to an end.
        for _ in 0..leads_to_end.len() {
            for (stage, transitions) in self.transitions.iter().enumerate() {
                let leads = transitions.keys().any(|next| match next {
                    NextStage::Stage(next) => leads_to_end[*next],
                    NextStage::End => true,
                });
                leads_to_end[stage] |= leads;
            }
        }
        let is_last =
            |visit: &Visit| visit.step as usize + 1 == cases[visit.case as usize].steps.len();
        for (stage, visits) in self.visits.iter().enumerate() {
            if !leads_to_end[stage] {
                let open_here = visits
                    .iter()
                    .filter(|visit| open[visit.case as usize] && is_last(visit));
                let count = open_here.count() as f64;
                if count > 0.0 {
                    self.transitions[stage].insert(NextStage::End, count);
                }
            }
        }
    }
}

/// The symbols of cases.
fn symbols(cases: &[CaseHistory]) -> Labels {
    let row = |case: &CaseHistory| case.steps.iter().map(|step| step.symbol as u32).collect();
    cases.iter().map(row).collect()
}

/// The visits to each of the `symbols` symbols after each label, sorted by symbol and label.
fn group_visits(
    cases: &[CaseHistory],
    labels: &Labels,
    symbols: usize,
) -> Vec<(u32, u32, Vec<Visit>)> {
    let greatest = labels.iter().flatten().max().copied().unwrap_or(0) as usize;
    // One row for each symbol; the last column is the start of a case.
    let columns = greatest + 2;
    let mut numbers = vec![usize::MAX; symbols * columns];
    let mut groups: Vec<(u32, u32, Vec<Visit>)> = Vec::new();
    for (number, (case, row)) in cases.iter().zip(labels).enumerate() {
        let mut from = START;
        for (step, (history, label)) in case.steps.iter().zip(row).enumerate() {
            let column = (from as usize).min(columns - 1);
            let group = &mut numbers[history.symbol * columns + column];
            if *group == usize::MAX {
                *group = groups.len();
                groups.push((history.symbol as u32, from, Vec::new()));
            }
            groups[*group].2.push(Visit {
                case: number as u32,
                step: step as u32,
            });
            from = *label;
        }
    }
    groups.sort_unstable_by_key(|(symbol, from, _)| (*symbol, *from));
    groups
}

/// The stages of one symbol, from its visits by the label before: one at which cases begin, and
/// the groups of visits that differ.
fn merge(
    cases: &[CaseHistory],
    groups: Vec<(u32, Vec<Visit>)>,
    significance: f64,
    open: &[bool],
) -> Vec<(bool, Vec<Visit>)> {
    let (begins, mut groups): (Vec<_>, Vec<_>) =
        groups.into_iter().partition(|(from, _)| *from == START);
    let mut stages: Vec<(bool, Vec<Visit>)> = Vec::new();
    stages.extend(begins.into_iter().map(|(_, visits)| (true, visits)));
    groups.sort_by_key(|(from, visits)| (std::cmp::Reverse(visits.len()), *from));
    // Small groups join the largest.
    let large = groups.partition_point(|(_, visits)| visits.len() >= MIN_VISITS);
    let divided = if significance > 0.0 {
        let large = &groups[..large];
        let measured = large
            .iter()
            .map(|(_, visits)| VisitGroup::new(cases, visits, open));
        divide(&measured.collect::<Vec<_>>(), significance)
    } else {
        // No p-value is below.
        Vec::new()
    };
    let first = stages.len();
    for (place, (_, visits)) in groups.into_iter().enumerate() {
        let stage = first + divided.get(place).copied().unwrap_or(0);
        if stage == stages.len() {
            stages.push((false, Vec::new()));
        }
        stages[stage].1.extend(visits);
    }
    stages
}

/// Whether each case is still open when the log ends.
fn open_cases(cases: &[CaseHistory]) -> Vec<bool> {
    let log_end = cases
        .iter()
        .flat_map(CaseHistory::step_ends)
        .max()
        .unwrap_or(0);
    // Times to the next step, and the number of last steps, by activity.
    let mut gaps: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
    let mut ends: BTreeMap<usize, usize> = BTreeMap::new();
    for case in cases {
        for pair in case.steps.windows(2) {
            let gap = pair[1].end - pair[0].end;
            gaps.entry(pair[0].activity).or_default().push(gap);
        }
        if let Some(last) = case.steps.last() {
            *ends.entry(last.activity).or_default() += 1;
        }
    }
    let usual_gap: BTreeMap<usize, i64> = gaps
        .into_iter()
        .filter(|(activity, gaps)| gaps.len() > ends.get(activity).copied().unwrap_or(0))
        .map(|(activity, mut gaps)| {
            gaps.sort_unstable();
            let rank = (GAP_QUANTILE * gaps.len() as f64) as usize;
            (activity, gaps[rank.min(gaps.len() - 1)])
        })
        .collect();
    let is_open = |case: &CaseHistory| {
        let last = case.steps.last();
        last.is_some_and(|last| {
            let gap = usual_gap.get(&last.activity);
            gap.is_some_and(|gap| log_end - last.end < *gap)
        })
    };
    cases.iter().map(is_open).collect()
}
