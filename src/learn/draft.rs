//! From stages to the steps of a procedure: who does them, in which hours, how long they
//! take, and where files go.

use super::history::{Case, seconds_of_day};
use super::mixture::Mixture;
use super::pace::Pace;
use super::staff::{Pool, Staff};
use super::ways::{Next, Visit, Ways};
use super::week::Week;

/// What is done within so many seconds is done at once, whatever the hour: a machine, or
/// somebody who was there. What takes longer is counted in open hours.
const AT_ONCE: i64 = 3600;

/// Visits that a law of its own wants, and their share of all.
const OWN_LAW: (usize, f64) = (5, 0.02);

/// A timer: so large a share of what is done falls within so many seconds of the day.
const TIMER: (f64, i64) = (0.9, 1800);

/// Who does a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Desk {
    /// Files are handed in: it is open at any hour, and takes no time.
    Counter,
    /// Work that is done at any hour.
    AtOnce,
    /// Work that is done in the log's working hours.
    Hours,
    /// Work that is done at a time of the day: from, to.
    Timer(i64, i64),
    /// Officers that the log names, by the number of their pool.
    Pool(usize),
}

/// A step of the procedure.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The activity.
    pub activity: usize,
    /// The stage it is, or is a part of.
    pub stage: usize,
    /// Who does it.
    pub desk: Desk,
    /// How long it takes: at a pool an officer's work, elsewhere all that passes.
    pub work: Mixture,
    /// At a pool: all that passes, on the clock on the wall.
    pub elapsed: Option<Mixture>,
    /// Share of the visits to its stage that it serves.
    pub share: f64,
    /// Visits.
    pub n: usize,
}

/// The steps of a procedure and the ways between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The steps, by stage.
    pub steps: Vec<Step>,
    /// Officers that the log names.
    pub pools: Vec<Pool>,
    /// How quickly work goes on in each open hour of the week, where it is not even.
    pub pace: Option<Pace>,
}

/// Seconds of the wall clock and of open hours that a visit took, and its end.
fn took(cases: &[Case], week: &Week, visit: Visit) -> (i64, i64, i64) {
    let steps = &cases[visit.case].steps;
    let step = steps[visit.step];
    let since = match visit.step.checked_sub(1) {
        Some(last) => steps[last].end,
        None => step.start.unwrap_or(step.end),
    };
    let wall = (step.end - since).max(0);
    (wall, week.open_between(since, step.end), step.end)
}

impl Draft {
    /// The steps of all stages.
    #[must_use]
    pub fn of(cases: &[Case], week: &Week, ways: &Ways, staff: &Staff) -> Self {
        let pace = pace(cases, week, ways, staff);
        let hours = (week, pace.as_ref());
        let mut steps = Vec::new();
        for (number, stage) in ways.stages.iter().enumerate() {
            let visits = &ways.visits[number];
            let pool = staff.pool_of.get(&stage.activity).copied();
            let begins = stage.from.contains(&None);
            match pool {
                Some(pool) => {
                    steps.push(staffed(cases, week, visits, (number, stage.activity), pool));
                }
                None => steps.extend(unstaffed(
                    cases,
                    hours,
                    visits,
                    (number, stage.activity),
                    begins,
                )),
            }
        }
        Self {
            steps,
            pools: staff.pools.clone(),
            pace,
        }
    }

    /// Where a file goes after a step: each step that follows with its share, and the
    /// number of visits that this is known from. What is left of 1 ends.
    #[must_use]
    pub fn then(&self, ways: &Ways, step: usize) -> (Vec<(usize, f64)>, f64) {
        let onward = &ways.onward[self.steps[step].stage];
        let all: f64 = onward.values().sum();
        let mut then = Vec::new();
        for (next, count) in onward {
            if let Next::Stage(stage) = next {
                then.extend(
                    self.parts_of(*stage)
                        .map(|(to, share)| (to, share * count / all)),
                );
            }
        }
        (then, all)
    }

    /// The steps of a stage with their shares of its visits.
    pub fn parts_of(&self, stage: usize) -> impl Iterator<Item = (usize, f64)> {
        let all = self.steps.iter().enumerate();
        all.filter(move |(_, step)| step.stage == stage)
            .map(|(number, step)| (number, step.share))
    }
}

/// The pace of what takes open hours of people whom the log does not name.
fn pace(cases: &[Case], week: &Week, ways: &Ways, staff: &Staff) -> Option<Pace> {
    let stages = ways.stages.iter().zip(&ways.visits);
    let unnamed = stages.filter(|(stage, _)| !staff.pool_of.contains_key(&stage.activity));
    let visits = unnamed.flat_map(|(_, visits)| visits);
    let ends: Vec<i64> = visits
        .map(|visit| took(cases, week, *visit))
        .filter(|(wall, ..)| *wall > AT_ONCE)
        .map(|(_, _, end)| end)
        .collect();
    Pace::of(&ends, week)
}

/// A step by officers whom the log names: their work from starts and ends.
fn staffed(
    cases: &[Case],
    week: &Week,
    visits: &[Visit],
    (stage, activity): (usize, usize),
    pool: usize,
) -> Step {
    let mut work = Vec::new();
    let mut elapsed = Vec::new();
    for visit in visits {
        let step = cases[visit.case].steps[visit.step];
        let start = step.start.unwrap_or(step.end);
        // Work through the night is work on the clock on the wall.
        let open = week.open_between(start, step.end);
        let seconds = if open > 0 { open } else { step.end - start };
        work.push(seconds.max(1) as f64);
        elapsed.push(took(cases, week, *visit).0 as f64);
    }
    Step {
        activity,
        stage,
        desk: Desk::Pool(pool),
        work: Mixture::fit(&work),
        elapsed: Some(Mixture::fit(&elapsed)),
        share: 1.0,
        n: visits.len(),
    }
}

/// Steps of which only the ends are known: what is done at once, and what takes hours.
fn unstaffed(
    cases: &[Case],
    (week, pace): (&Week, Option<&Pace>),
    visits: &[Visit],
    (stage, activity): (usize, usize),
    begins: bool,
) -> Vec<Step> {
    let all: Vec<(i64, i64, i64)> = visits
        .iter()
        .map(|visit| took(cases, week, *visit))
        .collect();
    let step = |desk: Desk, seconds: Vec<f64>| Step {
        activity,
        stage,
        desk,
        share: seconds.len() as f64 / all.len().max(1) as f64,
        n: seconds.len(),
        work: Mixture::fit(&seconds),
        elapsed: None,
    };
    let walls = |taken: &[(i64, i64, i64)]| taken.iter().map(|(wall, ..)| *wall as f64).collect();
    if begins && all.iter().all(|(wall, ..)| *wall == 0) {
        return vec![step(Desk::Counter, walls(&all))];
    }
    let (quick, slow): (Vec<_>, Vec<_>) =
        all.iter().copied().partition(|(wall, ..)| *wall <= AT_ONCE);
    let (few, least) = OWN_LAW;
    let own_law = |part: usize| part >= few && part as f64 >= least * all.len() as f64;
    let later = |taken: &[(i64, i64, i64)]| {
        let (desk, week) = match timer(taken) {
            Some((from, to)) => (Desk::Timer(from, to), week.with_hours((from, to))),
            None => (Desk::Hours, week.clone()),
        };
        let open = |(wall, open, end): &(i64, i64, i64)| match (desk, pace) {
            (Desk::Timer(..), _) => week.open_between(end - wall, *end) as f64,
            (_, Some(pace)) => pace.between(end - wall, *end),
            (_, None) => *open as f64,
        };
        (desk, taken.iter().map(open).collect::<Vec<f64>>())
    };
    match (own_law(quick.len()), own_law(slow.len())) {
        (true, true) => {
            let (desk, seconds) = later(&slow);
            vec![step(Desk::AtOnce, walls(&quick)), step(desk, seconds)]
        }
        (true, false) => vec![step(Desk::AtOnce, walls(&all))],
        (false, _) => {
            let (desk, seconds) = later(&all);
            vec![step(desk, seconds)]
        }
    }
}

/// The seconds of the day between which a timer does the work, if one does.
fn timer(taken: &[(i64, i64, i64)]) -> Option<(i64, i64)> {
    const MINUTE: i64 = 60;
    let (share, width) = TIMER;
    let mut times: Vec<i64> = taken.iter().map(|(.., end)| seconds_of_day(*end)).collect();
    times.sort_unstable();
    let wanted = (share * times.len() as f64).ceil() as usize;
    if wanted < OWN_LAW.0 {
        return None;
    }
    let narrowest = times
        .windows(wanted)
        .map(|window| {
            (
                window[wanted - 1] - window[0],
                window[0],
                window[wanted - 1],
            )
        })
        .min()?;
    let (_, from, to) = narrowest;
    if narrowest.0 > width {
        return None;
    }
    let from = from / MINUTE * MINUTE;
    let to = (to / MINUTE + 1) * MINUTE;
    Some((from, to.min(super::history::DAY)))
}
