//! Officers, where a log names who did what and says when they took it up.

use std::collections::{BTreeMap, BTreeSet};

use super::history::{Case, day_of};
use super::week::Week;

/// Activities of which so large a share of the people are the same are one pool's.
const ONE_POOL: f64 = 0.5;

/// Shares of events that must have a start and a name before work is known.
const KNOWN: f64 = 0.95;

/// A pool that would be busy for more of its hours than this does other things beside, or
/// several at a time: its queue cannot be told from the log.
pub const BUSY_AT_MOST: f64 = 0.95;

/// Officers who do some activities.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// The activities.
    pub activities: Vec<usize>,
    /// People who were at work on a working day, on average.
    pub officers: f64,
    /// People in all.
    pub people: usize,
    /// Share of their open hours that the log's work fills.
    pub load: f64,
}

/// What a log tells of who does the work.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Staff {
    /// The pools whose officers can be told.
    pub pools: Vec<Pool>,
    /// The pool of an activity.
    pub pool_of: BTreeMap<usize, usize>,
    /// Pools whose officers cannot be told, for they would be busier than they can be.
    pub too_busy: Vec<Pool>,
    /// Share of events with a start.
    pub with_start: f64,
    /// Share of events with a name.
    pub with_name: f64,
}

impl Staff {
    /// Finds the pools of a log.
    #[must_use]
    pub fn of(cases: &[Case], week: &Week) -> Self {
        let steps = || cases.iter().flat_map(|case| &case.steps);
        let all = steps().count().max(1) as f64;
        let share = |count: usize| count as f64 / all;
        let mut staff = Self {
            with_start: share(steps().filter(|step| step.start.is_some()).count()),
            with_name: share(steps().filter(|step| step.resource.is_some()).count()),
            ..Self::default()
        };
        if staff.with_start < KNOWN || staff.with_name < KNOWN {
            return staff;
        }
        let mut people: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
        for step in steps() {
            people
                .entry(step.activity)
                .or_default()
                .extend(step.resource);
        }
        // What takes no time from its start is noted, not worked on.
        let mut worked = BTreeSet::new();
        for step in steps().filter(|step| step.start.is_some_and(|start| start < step.end)) {
            worked.insert(step.activity);
        }
        people.retain(|activity, _| worked.contains(activity));
        for activities in pools(&people) {
            let pool = pool(cases, week, activities);
            if pool.load > BUSY_AT_MOST {
                staff.too_busy.push(pool);
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

/// Activities by the people who do them.
fn pools(people: &BTreeMap<usize, BTreeSet<u32>>) -> Vec<Vec<usize>> {
    let mut pools: Vec<(Vec<usize>, BTreeSet<u32>)> = Vec::new();
    for (activity, own) in people {
        let alike = |other: &BTreeSet<u32>| {
            let shared = own.intersection(other).count() as f64;
            shared / own.union(other).count().max(1) as f64
        };
        let near = pools.iter_mut().find(|(_, pool)| alike(pool) >= ONE_POOL);
        match near {
            Some((activities, pool)) => {
                activities.push(*activity);
                pool.extend(own);
            }
            None => pools.push((vec![*activity], own.clone())),
        }
    }
    pools
        .into_iter()
        .map(|(activities, _)| activities)
        .collect()
}

fn pool(cases: &[Case], week: &Week, activities: Vec<usize>) -> Pool {
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
    // To a tenth: the fraction above a whole works part of the day.
    let officers = (officers * 10.0).round() / 10.0;
    Pool {
        activities,
        officers,
        people: people.len(),
        load: worked / (officers * open_days * week.day_length() as f64),
    }
}
