//! The ways of files: which activity follows which, and where what came before tells more
//! than the activity itself.
//!
//! An activity is one *stage* or several: cases that come to it from different places stand
//! at different stages where the time it takes them, where they go next, or the time until
//! they are done differs beyond accident. So a second opinion after a first is not the first opinion. Stages are found
//! round by round: by the activity before, then by the stage before as the last round has
//! it, until nothing changes. So an approval after a first filing is told from that after a
//! second, and what follows it too: how far back it matters is found, not stated.

use std::collections::BTreeMap;

use super::alike;
use super::history::Case;

/// Fewer visits than this tell nothing of their own.
const FEW: usize = 30;

/// Rounds at most; two partitions that take turns would otherwise go on.
const ROUNDS: usize = 12;

/// A case whose last step is mostly followed by another, within so large a share of the
/// usual times before the log ends, is still under way.
const USUAL: f64 = 0.95;

/// An activity at a point of the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// The activity.
    pub activity: usize,
    /// The activities that lead here, in order; none where cases begin.
    pub from: Vec<Option<usize>>,
}

/// One visit of a case to a stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Visit {
    /// The case, by its number.
    pub case: usize,
    /// The step, by its number in the case.
    pub step: usize,
}

/// Where a case goes after a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Next {
    /// To a stage.
    Stage(usize),
    /// It ends.
    End,
}

/// The stages of a log and the ways between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Ways {
    /// The stages, by activity.
    pub stages: Vec<Stage>,
    /// The visits to each stage.
    pub visits: Vec<Vec<Visit>>,
    /// Cases that begin at each stage.
    pub begins: Vec<f64>,
    /// How often each way was taken from each stage.
    pub onward: Vec<BTreeMap<Next, f64>>,
    /// Cases that are still under way when the log ends.
    pub under_way: usize,
}

/// Visits to an activity from one before it.
type ByBefore = BTreeMap<(usize, Option<usize>), Vec<Visit>>;

impl Ways {
    /// Finds the stages of cases, round by round: each looks one step farther back than the
    /// one before. Two groups of visits are one stage unless their times, their
    /// ways on or the times until they end are alike by accident with less than `chance`.
    #[must_use]
    pub fn rounds(cases: &[Case], chance: f64) -> Vec<Self> {
        let activities = cases
            .iter()
            .map(|case| case.steps.iter().map(|step| step.activity).collect());
        let mut labels: Vec<Vec<usize>> = activities.collect();
        // The activity that each label means; in the first round it is one.
        let mut means: Option<Vec<usize>> = None;
        let mut rounds: Vec<Self> = Vec::new();
        for _ in 0..ROUNDS {
            let mut found = Self::by(cases, &labels, chance);
            let own = found.labels(cases);
            if !rounds.is_empty() && own == labels {
                break;
            }
            labels = own;
            let activities = found.stages.iter().map(|stage| stage.activity).collect();
            if let Some(means) = means.replace(activities) {
                for stage in &mut found.stages {
                    for from in stage.from.iter_mut().flatten() {
                        *from = means[*from];
                    }
                    stage.from.sort_unstable();
                    stage.from.dedup();
                }
            }
            rounds.push(found);
        }
        rounds
    }

    /// The stage of each step of each case.
    fn labels(&self, cases: &[Case]) -> Vec<Vec<usize>> {
        let mut labels: Vec<Vec<usize>> =
            cases.iter().map(|case| vec![0; case.steps.len()]).collect();
        for (stage, visits) in self.visits.iter().enumerate() {
            for visit in visits {
                labels[visit.case][visit.step] = stage;
            }
        }
        labels
    }

    /// What a stage is called: its activity, with a number where that has several.
    #[must_use]
    pub fn name(&self, stage: usize, activities: &[String]) -> String {
        let activity = self.stages[stage].activity;
        let own = |other: &&Stage| other.activity == activity;
        let all = self.stages.iter().filter(own).count();
        let number = self.stages[..=stage].iter().filter(own).count();
        if all > 1 {
            format!("{} ({number})", activities[activity])
        } else {
            activities[activity].clone()
        }
    }

    /// From where files come to a stage, in words.
    #[must_use]
    pub fn from(&self, stage: usize, activities: &[String]) -> String {
        let start = (self.begins[stage] > 0.0).then(|| "the start".to_owned());
        let before = (0..self.stages.len())
            .filter(|before| self.onward[*before].contains_key(&Next::Stage(stage)))
            .map(|before| self.name(before, activities));
        start
            .into_iter()
            .chain(before)
            .collect::<Vec<_>>()
            .join("; ")
    }

    /// Finds the stages of cases by the labels of what came before.
    fn by(cases: &[Case], labels: &[Vec<usize>], chance: f64) -> Self {
        let before = |case: usize, step: usize| step.checked_sub(1).map(|last| labels[case][last]);
        let open = under_way(cases);
        let mut groups: ByBefore = BTreeMap::new();
        for (number, case) in cases.iter().enumerate() {
            for (step, done) in case.steps.iter().enumerate() {
                let key = (done.activity, before(number, step));
                groups
                    .entry(key)
                    .or_default()
                    .push(Visit { case: number, step });
            }
        }
        let stages = stages(cases, &groups, chance, &open);
        let mut stage_of = BTreeMap::new();
        for (number, stage) in stages.iter().enumerate() {
            for from in &stage.from {
                stage_of.insert((stage.activity, *from), number);
            }
        }
        let mut found = Self {
            visits: vec![Vec::new(); stages.len()],
            begins: vec![0.0; stages.len()],
            onward: vec![BTreeMap::new(); stages.len()],
            under_way: open.iter().filter(|open| **open).count(),
            stages,
        };
        for (number, case) in cases.iter().enumerate() {
            let mut last: Option<usize> = None;
            for (step, done) in case.steps.iter().enumerate() {
                let Some(&stage) = stage_of.get(&(done.activity, before(number, step))) else {
                    continue;
                };
                found.visits[stage].push(Visit { case: number, step });
                match last {
                    None => found.begins[stage] += 1.0,
                    Some(last) => *found.onward[last].entry(Next::Stage(stage)).or_default() += 1.0,
                }
                last = Some(stage);
            }
            if let Some(last) = last.filter(|_| !open[number]) {
                *found.onward[last].entry(Next::End).or_default() += 1.0;
            }
        }
        found.end_where_nothing_ends(cases, &open);
        found
    }

    /// Where no case was seen to end after a stage, those that seem to be under way there
    /// end: files must come out somewhere.
    fn end_where_nothing_ends(&mut self, cases: &[Case], open: &[bool]) {
        let mut ends: Vec<bool> = self
            .onward
            .iter()
            .map(|onward| onward.contains_key(&Next::End))
            .collect();
        // As many rounds as stages reach every stage from which an end is reached.
        for _ in 0..ends.len() {
            for (stage, onward) in self.onward.iter().enumerate() {
                let leads = onward.keys().any(|next| match next {
                    Next::Stage(next) => ends[*next],
                    Next::End => true,
                });
                ends[stage] |= leads;
            }
        }
        let last = |visit: &Visit| visit.step + 1 == cases[visit.case].steps.len();
        for (stage, visits) in self.visits.iter().enumerate() {
            if !ends[stage] {
                let here = visits
                    .iter()
                    .filter(|visit| open[visit.case] && last(visit));
                let count = here.count() as f64;
                if count > 0.0 {
                    self.onward[stage].insert(Next::End, count);
                }
            }
        }
    }
}

/// Visits that come from one label, or begin.
type Coming<'a> = (Option<usize>, &'a Vec<Visit>);

/// The stages of each activity: those where cases begin, and what is left when groups of
/// visits by what came before are joined, the most alike first, until all that are left
/// differ.
fn stages(cases: &[Case], groups: &ByBefore, chance: f64, open: &[bool]) -> Vec<Stage> {
    let mut by_activity: BTreeMap<usize, Vec<Coming<'_>>> = BTreeMap::new();
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
                from: vec![None],
            });
        }
        groups.retain(|(from, _)| from.is_some());
        // The largest first; what is too small to tell apart goes to it.
        groups.sort_by_key(|(from, visits)| (std::cmp::Reverse(visits.len()), *from));
        let (large, small): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|(_, visits)| visits.len() >= FEW);
        let alone =
            |(from, visits): (Option<usize>, &Vec<Visit>)| Group::new(cases, from, visits, open);
        let mut joined = join(large.into_iter().map(alone).collect(), chance);
        for (from, visits) in small {
            match joined.first_mut() {
                Some(first) => first.from.push(from),
                None => joined.push(Group::new(cases, from, visits, open)),
            }
        }
        stages.extend(joined.into_iter().map(|group| Stage {
            activity,
            from: group.from,
        }));
    }
    stages
}

/// Visits to an activity from some activities.
struct Group {
    from: Vec<Option<usize>>,
    /// Seconds since what came before, in order.
    took: Vec<i64>,
    /// How often each activity follows, or none.
    next: BTreeMap<Option<usize>, f64>,
    /// Seconds until the case ends, in order: what is tied to something long past shows here
    /// before the step that it is tied to.
    left: Vec<i64>,
}

impl Group {
    fn new(cases: &[Case], from: Option<usize>, visits: &[Visit], open: &[bool]) -> Self {
        let mut took = Vec::new();
        let mut next = BTreeMap::new();
        let mut left = Vec::new();
        for visit in visits {
            let steps = &cases[visit.case].steps;
            let since = visit.step.checked_sub(1).map(|last| steps[last].end);
            took.extend(since.map(|since| steps[visit.step].end - since));
            let following = steps.get(visit.step + 1).map(|step| step.activity);
            if following.is_some() || !open[visit.case] {
                *next.entry(following).or_default() += 1.0;
            }
            let last = steps.last().filter(|_| !open[visit.case]);
            left.extend(last.map(|last| last.end - steps[visit.step].end));
        }
        took.sort_unstable();
        left.sort_unstable();
        Self {
            from: vec![from],
            took,
            next,
            left,
        }
    }

    /// The chance that it and another are one.
    fn alike(&self, other: &Self) -> f64 {
        alike::durations(&self.took, &other.took)
            .min(alike::counts(&self.next, &other.next))
            .min(alike::durations(&self.left, &other.left))
    }

    fn take_in(&mut self, other: Self) {
        self.from.extend(other.from);
        self.took.extend(other.took);
        self.took.sort_unstable();
        self.left.extend(other.left);
        self.left.sort_unstable();
        for (next, count) in other.next {
            *self.next.entry(next).or_default() += count;
        }
    }
}

/// Joins the two most alike, over and over, until all that are left differ.
fn join(mut groups: Vec<Group>, chance: f64) -> Vec<Group> {
    let row = |groups: &[Group], i: usize| -> Vec<f64> {
        let own = &groups[i];
        let others = groups.iter().enumerate();
        let alike = |(j, other)| {
            if i == j {
                f64::NEG_INFINITY
            } else {
                own.alike(other)
            }
        };
        others.map(alike).collect()
    };
    let mut alike: Vec<Vec<f64>> = (0..groups.len()).map(|i| row(&groups, i)).collect();
    while groups.len() > 1 {
        let mut best = (f64::NEG_INFINITY, 0, 0);
        for (j, row) in alike.iter().enumerate() {
            for (i, chance) in row.iter().enumerate().take(j) {
                if *chance > best.0 {
                    best = (*chance, i, j);
                }
            }
        }
        let (nearest, i, j) = best;
        if nearest < chance {
            break;
        }
        let other = groups.remove(j);
        groups[i].take_in(other);
        alike.remove(j);
        for row in &mut alike {
            row.remove(j);
        }
        alike[i] = row(&groups, i);
        for (other, chance) in alike[i].clone().into_iter().enumerate() {
            alike[other][i] = chance;
        }
    }
    groups
}

/// Whether each case is still under way when the log ends.
fn under_way(cases: &[Case]) -> Vec<bool> {
    let log_ends = cases.iter().flat_map(Case::times).max().unwrap_or(0);
    // How long what follows each activity takes, and how often nothing does.
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
    let usual: BTreeMap<usize, i64> = gaps
        .into_iter()
        .filter(|(activity, gaps)| gaps.len() > ends.get(activity).copied().unwrap_or(0))
        .map(|(activity, mut gaps)| {
            gaps.sort_unstable();
            let rank = (USUAL * gaps.len() as f64) as usize;
            (activity, gaps[rank.min(gaps.len() - 1)])
        })
        .collect();
    let is_open = |case: &Case| {
        let last = case.steps.last();
        last.is_some_and(|last| {
            let usual = usual.get(&last.activity);
            usual.is_some_and(|usual| log_ends - last.end < *usual)
        })
    };
    cases.iter().map(is_open).collect()
}
