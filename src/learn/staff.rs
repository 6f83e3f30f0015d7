//! Officers, if a log names who did each step and when they began it.

use std::collections::{BTreeMap, BTreeSet};

use super::case_history::{CaseHistory, day_of};
use super::working_week::WorkingWeek;

/// Share of common people from which activities belong to one pool.
const ONE_POOL: f64 = 0.5;

/// Shares of events that must have a start and a name for officers to be counted.
const MIN_KNOWN: f64 = 0.95;

/// Greatest plausible load of a pool. Above it, officers do several steps at a time or the starts
/// are not those of work, so the log does not show the queue.
const MAX_LOAD: f64 = 0.95;

/// Officers who share some activities.
#[derive(Debug, Clone, PartialEq)]
pub struct OfficerPool {
    pub activities: Vec<usize>,
    /// Mean number of people at work on a working day.
    pub officers: f64,
    /// Number of different people.
    pub people: usize,
    /// Share of their open hours that the work in the log fills.
    pub load: f64,
}

/// The officers found in a log.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Staff {
    /// The pools with a plausible load.
    pub pools: Vec<OfficerPool>,
    /// Index of the pool of each activity.
    pub pool_of: BTreeMap<usize, usize>,
    /// Pools with an implausible load.
    pub overloaded: Vec<OfficerPool>,
    /// Share of events with a start.
    pub with_start: f64,
    /// Share of events with a name.
    pub with_name: f64,
}

impl Staff {
    /// Finds the pools of a log.
    #[must_use]
    pub fn new(cases: &[CaseHistory], week: &WorkingWeek) -> Self {
        let steps = || cases.iter().flat_map(|case| &case.steps);
        let total = steps().count().max(1) as f64;
        let share = |count: usize| count as f64 / total;
        let mut staff = Self {
            with_start: share(steps().filter(|step| step.start.is_some()).count()),
            with_name: share(steps().filter(|step| step.resource.is_some()).count()),
            ..Self::default()
        };
        if staff.with_start < MIN_KNOWN || staff.with_name < MIN_KNOWN {
            return staff;
        }
        let mut people: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
        for step in steps() {
            people
                .entry(step.activity)
                .or_default()
                .extend(step.resource);
        }
        // An activity that always takes no time is a note, not work.
        let mut worked = BTreeSet::new();
        for step in steps().filter(|step| step.start.is_some_and(|start| start < step.end)) {
            worked.insert(step.activity);
        }
        people.retain(|activity, _| worked.contains(activity));
        for activities in group_by_people(&people) {
            let pool = measure_pool(cases, week, activities);
            if pool.load > MAX_LOAD {
                staff.overloaded.push(pool);
                continue;
            }
            for activity in &pool.activities {
                staff.pool_of.insert(*activity, staff.pools.len());
            }
            staff.pools.push(pool);
        }
        staff
    }
}

/// Groups activities by the people who do them.
fn group_by_people(people: &BTreeMap<usize, BTreeSet<u32>>) -> Vec<Vec<usize>> {
    let mut pools: Vec<(Vec<usize>, BTreeSet<u32>)> = Vec::new();
    for (activity, names) in people {
        let overlap = |other: &BTreeSet<u32>| {
            let shared = names.intersection(other).count() as f64;
            shared / names.union(other).count().max(1) as f64
        };
        match pools.iter_mut().find(|(_, pool)| overlap(pool) >= ONE_POOL) {
            Some((activities, pool)) => {
                activities.push(*activity);
                pool.extend(names);
            }
            None => pools.push((vec![*activity], names.clone())),
        }
    }
    pools
        .into_iter()
        .map(|(activities, _)| activities)
        .collect()
}

/// Measures the officers and load of a pool.
fn measure_pool(cases: &[CaseHistory], week: &WorkingWeek, activities: Vec<usize>) -> OfficerPool {
    let mut days: BTreeMap<i64, BTreeSet<u32>> = BTreeMap::new();
    let mut people = BTreeSet::new();
    let mut worked = 0.0;
    for step in cases.iter().flat_map(|case| &case.steps) {
        if !activities.contains(&step.activity) {
            continue;
        }
        let start = step.start.unwrap_or(step.end);
        worked += week.open_between(start, step.end) as f64;
        if let Some(name) = step.resource {
            people.insert(name);
            if week.is_open_day(day_of(step.end)) {
                days.entry(day_of(step.end)).or_default().insert(name);
            }
        }
    }
    let open_days = days.len().max(1) as f64;
    let present: usize = days.values().map(BTreeSet::len).sum();
    let officers = (present as f64 / open_days).max(1.0);
    // To a tenth; the fraction is an officer who works part of the day.
    let officers = (officers * 10.0).round() / 10.0;
    OfficerPool {
        activities,
        officers,
        people: people.len(),
        load: worked / (officers * open_days * week.day_length() as f64),
    }
}
