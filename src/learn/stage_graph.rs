//! The graph of a procedure: which activity follows which, and how much the history of a case
//! matters.
//!
//! An activity is one *stage* or several. Cases that reach it from different activities are at
//! different stages if their durations, their next steps, or their times until the end differ
//! significantly. So a second opinion is not the same stage as the first. Stages are refined in
//! rounds: by the activity before, then by the stage before in the last round, until nothing
//! changes. So an approval after a first filing is separated from one after a second, and so
//! are the steps after it. The data decide how far back history matters.

use std::collections::BTreeMap;

use super::case_history::CaseHistory;
use super::homogeneity;

/// Fewest visits for a stage of its own.
const MIN_VISITS: usize = 30;

/// Limit of the rounds, because two partitions can alternate for ever.
const MAX_ROUNDS: usize = 12;

/// Quantile of the time to the next step. A case is still open if its last step usually has a
/// successor and the log ends before this time has passed.
const GAP_QUANTILE: f64 = 0.95;

/// An activity with a common history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Index of the activity.
    pub activity: usize,
    /// The preceding activities, sorted; none if cases begin here.
    pub predecessors: Vec<Option<usize>>,
}

/// One visit of a case to a stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Visit {
    /// Index of the case.
    pub case: usize,
    /// Index of the step in the case.
    pub step: usize,
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

/// Visits by activity and by the label of the preceding step.
type VisitsByPredecessor = BTreeMap<(usize, Option<usize>), Vec<Visit>>;

impl StageGraph {
    /// One stage for each activity, and one where cases begin.
    #[must_use]
    pub fn coarsest(cases: &[CaseHistory]) -> Self {
        let activities = cases
            .iter()
            .map(|case| case.steps.iter().map(|step| step.activity).collect());
        let labels: Vec<Vec<usize>> = activities.collect();
        Self::refine(cases, &labels, 0.0)
    }

    /// The stages after each round; each round looks back one step further. Groups of visits are
    /// one stage unless their durations, next steps or times until the end differ with a p-value
    /// below `significance`.
    #[must_use]
    pub fn refinements(cases: &[CaseHistory], significance: f64) -> Vec<Self> {
        let activities = cases
            .iter()
            .map(|case| case.steps.iter().map(|step| step.activity).collect());
        let mut labels: Vec<Vec<usize>> = activities.collect();
        // The activity of each label; in the first round labels are activities.
        let mut label_activities: Option<Vec<usize>> = None;
        let mut rounds: Vec<Self> = Vec::new();
        for _ in 0..MAX_ROUNDS {
            let mut graph = Self::refine(cases, &labels, significance);
            let new_labels = graph.labels(cases);
            if !rounds.is_empty() && new_labels == labels {
                break;
            }
            labels = new_labels;
            let activities = graph.stages.iter().map(|stage| stage.activity).collect();
            if let Some(label_activities) = label_activities.replace(activities) {
                for stage in &mut graph.stages {
                    for label in stage.predecessors.iter_mut().flatten() {
                        *label = label_activities[*label];
                    }
                    stage.predecessors.sort_unstable();
                    stage.predecessors.dedup();
                }
            }
            rounds.push(graph);
        }
        rounds
    }

    /// The stage of each step of each case.
    fn labels(&self, cases: &[CaseHistory]) -> Vec<Vec<usize>> {
        let mut labels: Vec<Vec<usize>> =
            cases.iter().map(|case| vec![0; case.steps.len()]).collect();
        for (stage, visits) in self.visits.iter().enumerate() {
            for visit in visits {
                labels[visit.case][visit.step] = stage;
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
    fn refine(cases: &[CaseHistory], labels: &[Vec<usize>], significance: f64) -> Self {
        let predecessor =
            |case: usize, step: usize| step.checked_sub(1).map(|before| labels[case][before]);
        let open = open_cases(cases);
        let mut groups: VisitsByPredecessor = BTreeMap::new();
        for (number, case) in cases.iter().enumerate() {
            for (step, history) in case.steps.iter().enumerate() {
                let key = (history.activity, predecessor(number, step));
                groups
                    .entry(key)
                    .or_default()
                    .push(Visit { case: number, step });
            }
        }
        let stages = merge_stages(cases, &groups, significance, &open);
        let mut stage_of = BTreeMap::new();
        for (number, stage) in stages.iter().enumerate() {
            for predecessor in &stage.predecessors {
                stage_of.insert((stage.activity, *predecessor), number);
            }
        }
        let mut graph = Self {
            visits: vec![Vec::new(); stages.len()],
            begins: vec![0.0; stages.len()],
            transitions: vec![BTreeMap::new(); stages.len()],
            open_cases: open.iter().filter(|open| **open).count(),
            stages,
        };
        for (number, case) in cases.iter().enumerate() {
            let mut last: Option<usize> = None;
            for (step, history) in case.steps.iter().enumerate() {
                let Some(&stage) = stage_of.get(&(history.activity, predecessor(number, step)))
                else {
                    continue;
                };
                graph.visits[stage].push(Visit { case: number, step });
                match last {
                    None => graph.begins[stage] += 1.0,
                    Some(last) => {
                        let next = NextStage::Stage(stage);
                        *graph.transitions[last].entry(next).or_default() += 1.0;
                    }
                }
                last = Some(stage);
            }
            if let Some(last) = last.filter(|_| !open[number]) {
                *graph.transitions[last].entry(NextStage::End).or_default() += 1.0;
            }
        }
        graph.add_missing_ends(cases, &open);
        graph
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
        let is_last = |visit: &Visit| visit.step + 1 == cases[visit.case].steps.len();
        for (stage, visits) in self.visits.iter().enumerate() {
            if !leads_to_end[stage] {
                let open_here = visits
                    .iter()
                    .filter(|visit| open[visit.case] && is_last(visit));
                let count = open_here.count() as f64;
                if count > 0.0 {
                    self.transitions[stage].insert(NextStage::End, count);
                }
            }
        }
    }
}

/// Visits after one label, or at the beginning of cases.
type LabelVisits<'a> = (Option<usize>, &'a Vec<Visit>);

/// The stages of each activity: one at which cases begin, and the groups of visits that differ
/// after similar groups are merged.
fn merge_stages(
    cases: &[CaseHistory],
    groups: &VisitsByPredecessor,
    significance: f64,
    open: &[bool],
) -> Vec<Stage> {
    let mut by_activity: BTreeMap<usize, Vec<LabelVisits<'_>>> = BTreeMap::new();
    for ((activity, from), visits) in groups {
        by_activity
            .entry(*activity)
            .or_default()
            .push((*from, visits));
    }
    let mut stages = Vec::new();
    for (activity, mut groups) in by_activity {
        if groups.iter().any(|(from, _)| from.is_none()) {
            stages.push(Stage {
                activity,
                predecessors: vec![None],
            });
        }
        groups.retain(|(from, _)| from.is_some());
        // The largest first; small groups join it.
        groups.sort_by_key(|(from, visits)| (std::cmp::Reverse(visits.len()), *from));
        let (large, small): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|(_, visits)| visits.len() >= MIN_VISITS);
        let group = |(from, visits): LabelVisits<'_>| VisitGroup::new(cases, from, visits, open);
        let mut merged = merge(large.into_iter().map(group).collect(), significance);
        for (from, visits) in small {
            match merged.first_mut() {
                Some(first) => first.predecessors.push(from),
                None => merged.push(VisitGroup::new(cases, from, visits, open)),
            }
        }
        stages.extend(merged.into_iter().map(|group| Stage {
            activity,
            predecessors: group.predecessors,
        }));
    }
    stages
}

/// Visits to an activity after some labels.
struct VisitGroup {
    predecessors: Vec<Option<usize>>,
    /// Seconds since the preceding step, sorted.
    durations: Vec<i64>,
    /// Counts of the next activity; none is the end.
    next: BTreeMap<Option<usize>, f64>,
    /// Seconds until the case ends, sorted. An effect of a distant step shows here even before
    /// the step that it affects.
    remaining: Vec<i64>,
}

impl VisitGroup {
    fn new(
        cases: &[CaseHistory],
        predecessor: Option<usize>,
        visits: &[Visit],
        open: &[bool],
    ) -> Self {
        let mut durations = Vec::new();
        let mut next = BTreeMap::new();
        let mut remaining = Vec::new();
        for visit in visits {
            let steps = &cases[visit.case].steps;
            let before = visit.step.checked_sub(1).map(|before| steps[before].end);
            durations.extend(before.map(|before| steps[visit.step].end - before));
            let following = steps.get(visit.step + 1).map(|step| step.activity);
            if following.is_some() || !open[visit.case] {
                *next.entry(following).or_default() += 1.0;
            }
            let last = steps.last().filter(|_| !open[visit.case]);
            remaining.extend(last.map(|last| last.end - steps[visit.step].end));
        }
        durations.sort_unstable();
        remaining.sort_unstable();
        Self {
            predecessors: vec![predecessor],
            durations,
            next,
            remaining,
        }
    }

    /// The smallest p-value of the tests against another group, or one of them that is below
    /// `significance` already: such groups are not merged, however small it is.
    fn p_value(&self, other: &Self, significance: f64) -> f64 {
        let counts = homogeneity::counts_p_value(&self.next, &other.next);
        if counts < significance {
            return counts;
        }
        let durations = homogeneity::durations_p_value(&self.durations, &other.durations);
        if durations < significance {
            return durations;
        }
        let remaining = homogeneity::durations_p_value(&self.remaining, &other.remaining);
        counts.min(durations).min(remaining)
    }

    fn absorb(&mut self, other: Self) {
        self.predecessors.extend(other.predecessors);
        self.durations.extend(other.durations);
        self.durations.sort_unstable();
        self.remaining.extend(other.remaining);
        self.remaining.sort_unstable();
        for (next, count) in other.next {
            *self.next.entry(next).or_default() += count;
        }
    }
}

/// Merges the two most similar groups until all p-values are below `significance`.
fn merge(mut groups: Vec<VisitGroup>, significance: f64) -> Vec<VisitGroup> {
    if significance <= 0.0 {
        // No p-value is below.
        let mut groups = groups.into_iter();
        let first = groups.next();
        let all = first.map(|mut all| {
            groups.for_each(|group| all.absorb(group));
            all
        });
        return all.into_iter().collect();
    }
    let row = |groups: &[VisitGroup], i: usize| -> Vec<f64> {
        let p_value = |(j, other)| {
            if i == j {
                f64::NEG_INFINITY
            } else {
                groups[i].p_value(other, significance)
            }
        };
        groups.iter().enumerate().map(p_value).collect()
    };
    let mut p_values: Vec<Vec<f64>> = (0..groups.len()).map(|i| row(&groups, i)).collect();
    while groups.len() > 1 {
        let mut best = (f64::NEG_INFINITY, 0, 0);
        for (j, row) in p_values.iter().enumerate() {
            for (i, p_value) in row.iter().enumerate().take(j) {
                if *p_value > best.0 {
                    best = (*p_value, i, j);
                }
            }
        }
        let (p_value, i, j) = best;
        if p_value < significance {
            break;
        }
        let other = groups.remove(j);
        groups[i].absorb(other);
        p_values.remove(j);
        for row in &mut p_values {
            row.remove(j);
        }
        p_values[i] = row(&groups, i);
        for (other, p_value) in p_values[i].clone().into_iter().enumerate() {
            p_values[other][i] = p_value;
        }
    }
    groups
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
