//! The context of each step: which activities of its case came before and may still come again.
//!
//! A chain of activities alone forgets what a case has done. Where two strands run in parallel,
//! it repeats activities that no real case repeats. So steps with different contexts are
//! different symbols, if each has enough visits; all other steps of an activity share two
//! symbols, one for cases that have repeated an activity and one for cases that have not.

use std::collections::BTreeMap;

use super::case_history::CaseHistory;

/// Fewest visits of a context for a symbol of its own.
const MIN_VISITS: usize = 10;

/// Limit of the activities, so that a set of them is a few words.
pub const MAX_ACTIVITIES: usize = 256;

/// A set of activities.
type ActivitySet = [u64; MAX_ACTIVITIES / 64];

fn insert(set: &mut ActivitySet, activity: usize) {
    set[activity / 64] |= 1 << (activity % 64);
}

fn contains(set: &ActivitySet, activity: usize) -> bool {
    set[activity / 64] & (1 << (activity % 64)) != 0
}

/// The context of each step of a log.
#[derive(Debug)]
pub struct CaseContexts {
    /// For each step of each case: the number of its context, and whether the case has repeated
    /// an activity by then.
    steps: Vec<Vec<(u32, bool)>>,
    /// The activity of each context.
    activities: Vec<usize>,
    /// Contexts with enough visits, the most frequent first.
    frequent: Vec<usize>,
}

impl CaseContexts {
    /// Finds the contexts of cases with activities below `activities`.
    #[must_use]
    pub fn new(cases: &[CaseHistory], activities: usize) -> Self {
        let later = later_activities(cases, activities);
        let mut numbers: BTreeMap<(usize, ActivitySet), u32> = BTreeMap::new();
        let mut visits: Vec<usize> = Vec::new();
        let mut activity_of = Vec::new();
        let mut steps = Vec::with_capacity(cases.len());
        for case in cases {
            let mut done = ActivitySet::default();
            let mut has_rework = false;
            let mut row = Vec::with_capacity(case.steps.len());
            for step in &case.steps {
                has_rework |= contains(&done, step.activity);
                let mut relevant = done;
                for (word, may_come) in relevant.iter_mut().zip(later[step.activity]) {
                    *word &= may_come;
                }
                insert(&mut done, step.activity);
                let number = *numbers.entry((step.activity, relevant)).or_insert_with(|| {
                    visits.push(0);
                    activity_of.push(step.activity);
                    visits.len() as u32 - 1
                });
                visits[number as usize] += 1;
                row.push((number, has_rework));
            }
            steps.push(row);
        }
        let mut frequent: Vec<usize> = (0..visits.len())
            .filter(|context| visits[*context] >= MIN_VISITS)
            .collect();
        frequent.sort_by_key(|context| std::cmp::Reverse(visits[*context]));
        Self {
            steps,
            activities: activity_of,
            frequent,
        }
    }

    /// The number of contexts with enough visits.
    #[must_use]
    pub fn frequent(&self) -> usize {
        self.frequent.len()
    }

    /// Gives each step a symbol. The `limit` most frequent contexts have symbols of their own; at
    /// 0 an activity is one symbol. Returns the activity of each symbol.
    pub fn assign_symbols(&self, cases: &mut [CaseHistory], limit: usize) -> Vec<usize> {
        let mut activities = Vec::new();
        let mut own: Vec<Option<usize>> = vec![None; self.activities.len()];
        for context in self.frequent.iter().take(limit) {
            own[*context] = Some(activities.len());
            activities.push(self.activities[*context]);
        }
        let mut rare: BTreeMap<(usize, bool), usize> = BTreeMap::new();
        for (case, row) in cases.iter_mut().zip(&self.steps) {
            for (step, (context, has_rework)) in case.steps.iter_mut().zip(row) {
                step.symbol = own[*context as usize].unwrap_or_else(|| {
                    let key = (step.activity, *has_rework && limit > 0);
                    *rare.entry(key).or_insert_with(|| {
                        activities.push(step.activity);
                        activities.len() - 1
                    })
                });
            }
        }
        activities
    }
}

/// For each activity, those that come after it in some case.
fn later_activities(cases: &[CaseHistory], activities: usize) -> Vec<ActivitySet> {
    let mut later = vec![ActivitySet::default(); activities];
    for case in cases {
        let mut after = ActivitySet::default();
        for step in case.steps.iter().rev() {
            for (word, more) in later[step.activity].iter_mut().zip(after) {
                *word |= more;
            }
            insert(&mut after, step.activity);
        }
    }
    later
}
