//! The cases of a log in the form that distances need, and profiles of some of them.

use std::collections::BTreeMap;

use crate::draw::Key;
use crate::log::{CaseLog, EventLog};

/// Hours of a week.
pub(super) const WEEK: usize = 168;

/// Milliseconds of an hour.
const HOUR: i64 = 3_600_000;

/// Hours from Monday, midnight, to the beginning of 1970, a Thursday.
const MONDAY: i64 = 72;

/// A placeholder before the first and after the last activity of a case.
const EDGE: u32 = u32::MAX;

/// Numbers of activities, variants and sequences of activities, shared by all logs.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    activities: BTreeMap<String, u32>,
    variants: BTreeMap<Vec<u32>, u32>,
    pairs: BTreeMap<[u32; 2], u32>,
    triples: BTreeMap<[u32; 3], u32>,
}

/// The number of an item; a new item gets the next number.
fn number<K: Ord>(numbers: &mut BTreeMap<K, u32>, item: K) -> u32 {
    let next = numbers.len() as u32;
    *numbers.entry(item).or_insert(next)
}

/// The cases of a log, sorted by throughput time, so that the times of any subset are sorted.
#[derive(Debug)]
pub(super) struct LogSample {
    cases: Vec<SampledCase>,
    /// Hours of the week of all events, case by case; likewise for `pairs` and `triples`.
    hours: Vec<u8>,
    pairs: Vec<u32>,
    triples: Vec<u32>,
}

#[derive(Debug)]
struct SampledCase {
    /// The key of its random draws, from its id.
    key: Key,
    /// Milliseconds from the first event to the last.
    time: i64,
    /// Hour of the week of the first event.
    arrival: u8,
    variant: u32,
    /// Whether an activity is repeated.
    reworked: bool,
    /// The first entry in each list of the sample, and the number of events.
    hours: usize,
    pairs: usize,
    triples: usize,
    events: usize,
}

impl LogSample {
    /// All cases of a log.
    pub(super) fn from_log(log: &EventLog, vocabulary: &mut Vocabulary) -> Self {
        Self::from_cases(log, &log.cases, vocabulary)
    }

    /// Some cases of a log.
    pub(super) fn from_cases(
        log: &EventLog,
        cases: &[CaseLog],
        vocabulary: &mut Vocabulary,
    ) -> Self {
        let named = log.activities.iter();
        let activities: Vec<u32> = named
            .map(|name| number(&mut vocabulary.activities, name.clone()))
            .collect();
        let mut sample = Self {
            cases: Vec::with_capacity(cases.len()),
            hours: Vec::new(),
            pairs: Vec::new(),
            triples: Vec::new(),
        };
        for case in cases {
            sample.add(case, &activities, vocabulary);
        }
        sample.cases.sort_by_key(|case| case.time);
        sample
    }

    fn add(&mut self, case: &CaseLog, activities: &[u32], vocabulary: &mut Vocabulary) {
        let (Some(first), Some(last)) = (case.events.first(), case.events.last()) else {
            return;
        };
        let (hours, pairs, triples) = (self.hours.len(), self.pairs.len(), self.triples.len());
        let ends = case.events.iter().map(|event| hour_of_week(event.end));
        self.hours.extend(ends);
        let order: Vec<u32> = case
            .events
            .iter()
            .map(|event| activities[event.activity as usize])
            .collect();
        let mut framed = Vec::with_capacity(order.len() + 2);
        framed.push(EDGE);
        framed.extend_from_slice(&order);
        framed.push(EDGE);
        for (first, second) in framed.iter().zip(&framed[1..]) {
            let pair = [*first, *second];
            self.pairs.push(number(&mut vocabulary.pairs, pair));
        }
        for (place, activity) in order.iter().enumerate() {
            let triple = [framed[place], *activity, framed[place + 2]];
            self.triples.push(number(&mut vocabulary.triples, triple));
        }
        let mut distinct = order.clone();
        distinct.sort_unstable();
        distinct.dedup();
        self.cases.push(SampledCase {
            key: Key::named(&case.id),
            time: last.end.saturating_sub(first.end),
            arrival: hour_of_week(first.end),
            reworked: distinct.len() < order.len(),
            events: order.len(),
            variant: number(&mut vocabulary.variants, order),
            hours,
            pairs,
            triples,
        });
    }

    pub(super) fn cases(&self) -> usize {
        self.cases.len()
    }

    pub(super) fn events(&self) -> usize {
        self.hours.len()
    }

    /// The random key of each case.
    pub(super) fn keys(&self) -> impl Iterator<Item = Key> {
        self.cases.iter().map(|case| case.key)
    }

    /// The profile of all cases.
    pub(super) fn full_profile(&self, vocabulary: &Vocabulary) -> Profile {
        self.profile(vocabulary, |_| true)
    }

    /// The profile of the chosen cases, by index.
    pub(super) fn profile(
        &self,
        vocabulary: &Vocabulary,
        chosen: impl Fn(usize) -> bool,
    ) -> Profile {
        let mut profile = Profile {
            times: Vec::new(),
            hours: vec![0; WEEK],
            arrivals: vec![0; WEEK],
            variants: vec![0; vocabulary.variants.len()],
            pairs: vec![0; vocabulary.pairs.len()],
            triples: vec![0; vocabulary.triples.len()],
            reworked: 0,
        };
        for (place, case) in self.cases.iter().enumerate() {
            if !chosen(place) {
                continue;
            }
            profile.times.push(case.time);
            profile.arrivals[usize::from(case.arrival)] += 1;
            profile.variants[case.variant as usize] += 1;
            profile.reworked += u64::from(case.reworked);
            for hour in &self.hours[case.hours..case.hours + case.events] {
                profile.hours[usize::from(*hour)] += 1;
            }
            // With an edge on either side, a case has one pair more than events, and as many
            // triples as events.
            for pair in &self.pairs[case.pairs..=case.pairs + case.events] {
                profile.pairs[*pair as usize] += 1;
            }
            for triple in &self.triples[case.triples..case.triples + case.events] {
                profile.triples[*triple as usize] += 1;
            }
        }
        profile
    }
}

/// Counts that describe some cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Profile {
    /// Throughput times in milliseconds, sorted.
    pub(super) times: Vec<i64>,
    /// Events by hour of the week.
    pub(super) hours: Vec<u64>,
    /// First events by hour of the week.
    pub(super) arrivals: Vec<u64>,
    /// Cases by variant.
    pub(super) variants: Vec<u64>,
    /// Sequences of two activities.
    pub(super) pairs: Vec<u64>,
    /// Sequences of three activities.
    pub(super) triples: Vec<u64>,
    /// Cases with a repeated activity.
    pub(super) reworked: u64,
}

impl Profile {
    pub(super) fn rework_share(&self) -> f64 {
        self.reworked as f64 / self.times.len().max(1) as f64
    }
}

/// The hour of the week, from Monday, midnight UTC.
fn hour_of_week(time: i64) -> u8 {
    (time.div_euclid(HOUR) + MONDAY).rem_euclid(WEEK as i64) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_begins_on_monday() {
        // 1 January 2024 was a Monday.
        let monday = 1_704_067_200_000;
        assert_eq!(hour_of_week(monday), 0);
        assert_eq!(hour_of_week(monday - 1), 167);
        assert_eq!(hour_of_week(monday + 25 * HOUR), 25);
        assert_eq!(hour_of_week(-1), 71);
    }
}
