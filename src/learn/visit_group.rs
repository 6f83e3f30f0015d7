//! Groups of visits to a symbol by the step before, and which of them are one stage.

use std::collections::BTreeMap;

use super::case_history::CaseHistory;
use super::homogeneity;
use super::stage_graph::Visit;

/// Visits of a group whose times are compared. A thousand tell a difference of 0.09 between two
/// distribution functions; a smaller one is not worth a stage.
const SAMPLE: usize = 1000;

/// Limit of the stages of a symbol.
const MAX_STAGES: usize = 8;

/// Visits to a symbol after one label.
pub struct VisitGroup {
    /// Seconds since the preceding step, sorted.
    durations: Vec<i64>,
    /// Counts of the next activity; none is the end.
    next: BTreeMap<Option<usize>, f64>,
    /// Seconds until the case ends, sorted. An effect of a distant step shows here even before
    /// the step that it affects.
    remaining: Vec<i64>,
}

impl VisitGroup {
    /// Measures the visits of a group, of a large one a sample spread over all its cases.
    #[must_use]
    pub fn new(cases: &[CaseHistory], visits: &[Visit], open: &[bool]) -> Self {
        let mut durations = Vec::new();
        let mut next = BTreeMap::new();
        let mut remaining = Vec::new();
        for visit in visits.iter().step_by(visits.len().div_ceil(SAMPLE).max(1)) {
            let (case, step) = (visit.case as usize, visit.step as usize);
            let steps = &cases[case].steps;
            let before = step.checked_sub(1).map(|before| steps[before].end);
            durations.extend(before.map(|before| steps[step].end - before));
            let following = steps.get(step + 1).map(|step| step.activity);
            if following.is_some() || !open[case] {
                *next.entry(following).or_default() += 1.0;
            }
            let last = steps.last().filter(|_| !open[case]);
            remaining.extend(last.map(|last| last.end - steps[step].end));
        }
        durations.sort_unstable();
        remaining.sort_unstable();
        Self {
            durations,
            next,
            remaining,
        }
    }

    /// The smallest p-value of the tests against another group, or one of them that is below
    /// `significance` already: such groups are different stages, however small it is.
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
}

/// Divides groups, the largest first, into stages; returns the stage of each. A group joins the
/// most similar group that begins a stage. If it differs significantly from all of them, it
/// begins a stage itself.
#[must_use]
pub fn divide(groups: &[VisitGroup], significance: f64) -> Vec<usize> {
    let mut first: Vec<usize> = Vec::new();
    let mut stages = Vec::with_capacity(groups.len());
    for (number, group) in groups.iter().enumerate() {
        let p_values = first
            .iter()
            .map(|other| group.p_value(&groups[*other], significance));
        let best = p_values.enumerate().max_by(|a, b| {
            // The earlier stage, if both are as similar.
            a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))
        });
        match best {
            Some((stage, p_value)) if p_value >= significance || first.len() >= MAX_STAGES => {
                stages.push(stage);
            }
            Some(_) | None => {
                stages.push(first.len());
                first.push(number);
            }
        }
    }
    stages
}
