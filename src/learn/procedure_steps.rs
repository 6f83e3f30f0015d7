//! The steps of a procedure, made from its stages: office, hours, durations, next steps.

use std::collections::BTreeMap;

use super::case_history::{CaseHistory, DAY, seconds_of_day};
use super::quantile_law::QuantileLaw;
use super::staff::{OfficerPool, Staff};
use super::stage_graph::{NextStage, Stage, StageGraph, Visit};
use super::weekly_pace::WeeklyPace;
use super::working_week::WorkingWeek;

/// Seconds below which a visit counts as immediate, at any hour: a machine, or somebody who was
/// present. Longer visits are counted in open hours.
const AT_ONCE: i64 = 3600;

/// Fewest visits, and least share of all visits, for a distribution of their own.
const SEPARATE: (usize, f64) = (5, 0.02);

/// Fewest visits after a step for shares of their own between immediate and longer ones.
const MIN_FOLLOWED: f64 = 10.0;

/// A timer: this share of the visits ends within this many seconds of the day.
const TIMER: (f64, i64) = (0.9, 1800);

/// The kind of office that does a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OfficeKind {
    /// Files are handed in: always open, takes no time.
    Counter,
    /// Work at any hour.
    AtOnce,
    /// Work in the log's working hours.
    Hours,
    /// Work within these seconds of the day: from, to.
    Timer(i64, i64),
    /// Officers named in the log, by index of their pool.
    Pool(usize),
}

/// A step of the procedure.
#[derive(Debug, Clone, PartialEq)]
pub struct LearntStep {
    /// Index of the activity.
    pub activity: usize,
    /// Index of the stage that the step belongs to.
    pub stage: usize,
    pub office: OfficeKind,
    /// Duration: an officer's work at a pool, elsewhere the whole time.
    pub work: QuantileLaw,
    /// The whole time at a pool, in calendar time.
    pub elapsed: Option<QuantileLaw>,
    /// Share of the visits to its stage.
    pub share: f64,
    /// Number of visits.
    pub n: usize,
}

/// All steps of a procedure.
#[derive(Debug, Clone, PartialEq)]
pub struct ProcedureSteps {
    /// The steps, by stage.
    pub steps: Vec<LearntStep>,
    /// Officers named in the log.
    pub pools: Vec<OfficerPool>,
    /// Pace of work in each open hour of the week; none if it is even.
    pub pace: Option<WeeklyPace>,
    /// For each step, how often each other step followed.
    followed: Vec<BTreeMap<usize, f64>>,
}

/// How long a visit took.
#[derive(Debug, Clone, Copy)]
struct VisitTime {
    /// Seconds of calendar time.
    elapsed: i64,
    /// Seconds of open hours.
    open: i64,
    /// When it ended.
    end: i64,
}

/// When a visit began and ended.
fn span(cases: &[CaseHistory], visit: Visit) -> (i64, i64) {
    let steps = &cases[visit.case as usize].steps;
    let step = steps[visit.step as usize];
    let since = match visit.step.checked_sub(1) {
        Some(last) => steps[last as usize].end,
        None => step.start.unwrap_or(step.end),
    };
    (since, step.end)
}

fn visit_time(cases: &[CaseHistory], week: &WorkingWeek, visit: Visit) -> VisitTime {
    let (since, end) = span(cases, visit);
    VisitTime {
        elapsed: (end - since).max(0),
        open: week.open_between(since, end),
        end,
    }
}

/// How the visits of a stage are divided into steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Division {
    /// Officers named in the log do them.
    Staffed(usize),
    /// Files are handed in.
    Counter,
    /// Immediate visits and longer ones, apart.
    Both,
    /// All count as immediate.
    Quick,
    /// All count as longer.
    Slow,
}

impl Division {
    /// By the seconds of the visits, and whether cases begin at the stage.
    fn of(elapsed: impl Iterator<Item = i64>, begins: bool) -> Self {
        let (mut all, mut quick, mut is_zero) = (0_usize, 0_usize, true);
        for seconds in elapsed {
            all += 1;
            quick += usize::from(seconds <= AT_ONCE);
            is_zero &= seconds == 0;
        }
        if begins && is_zero {
            return Self::Counter;
        }
        let (min_count, min_share) = SEPARATE;
        let is_separate =
            |count: usize| count >= min_count && count as f64 >= min_share * all as f64;
        match (is_separate(quick), is_separate(all - quick)) {
            (true, true) => Self::Both,
            (true, false) => Self::Quick,
            (false, _) => Self::Slow,
        }
    }
}

/// The division of each stage into at most `limit` steps in all. If there are too many, the least
/// visited stages are not divided.
fn divisions(
    cases: &[CaseHistory],
    graph: &StageGraph,
    staff: &Staff,
    limit: usize,
) -> Vec<Division> {
    let of_stage = |(stage, visits): (&Stage, &Vec<Visit>)| {
        if let Some(pool) = staff.pool_of.get(&stage.activity) {
            return Division::Staffed(*pool);
        }
        let spans = visits.iter().map(|visit| {
            let (since, end) = span(cases, *visit);
            (end - since).max(0)
        });
        Division::of(spans, stage.begins)
    };
    let stages = graph.stages.iter().zip(&graph.visits);
    let mut divisions: Vec<Division> = stages.map(of_stage).collect();
    let is_both = |stage: &usize| divisions[*stage] == Division::Both;
    let mut both: Vec<usize> = (0..divisions.len()).filter(is_both).collect();
    both.sort_by_key(|stage| (graph.visits[*stage].len(), *stage));
    let excess = (divisions.len() + both.len()).saturating_sub(limit);
    for stage in both.into_iter().take(excess) {
        let visits = &graph.visits[stage];
        let is_quick = |visit: &&Visit| {
            let (since, end) = span(cases, **visit);
            end - since <= AT_ONCE
        };
        let quick = visits.iter().filter(is_quick).count();
        divisions[stage] = if 2 * quick > visits.len() {
            Division::Quick
        } else {
            Division::Slow
        };
    }
    divisions
}

impl ProcedureSteps {
    /// Makes at most `limit` steps from the stages, or one for each stage if those are more.
    #[must_use]
    pub fn new(
        cases: &[CaseHistory],
        week: &WorkingWeek,
        graph: &StageGraph,
        staff: &Staff,
        limit: usize,
    ) -> Self {
        let pace = unstaffed_pace(cases, week, graph, staff);
        let hours = (week, pace.as_ref());
        let mut steps = Vec::new();
        let divisions = divisions(cases, graph, staff, limit);
        for (number, (stage, division)) in graph.stages.iter().zip(divisions).enumerate() {
            let visits = &graph.visits[number];
            let place = (number, stage.activity);
            match division {
                Division::Staffed(pool) => {
                    steps.push(staffed_step(cases, week, visits, place, pool));
                }
                division => steps.extend(unstaffed_steps(cases, hours, visits, place, division)),
            }
        }
        Self {
            followed: followed(cases, graph, &steps),
            steps,
            pools: staff.pools.clone(),
            pace,
        }
    }

    /// How many steps [`Self::new`] makes without a limit; it needs no law of their durations.
    #[must_use]
    pub fn number(cases: &[CaseHistory], graph: &StageGraph, staff: &Staff) -> usize {
        let divisions = divisions(cases, graph, staff, usize::MAX);
        let both = divisions
            .iter()
            .filter(|division| **division == Division::Both);
        divisions.len() + both.count()
    }

    /// The steps that follow a step, with their shares, and the number of visits behind them.
    /// The shares add to less than 1 if cases end here. Whether the next visit is immediate
    /// depends on the step before: who is present for one step often does the next as well.
    #[must_use]
    pub fn next_steps(&self, graph: &StageGraph, step: usize) -> (Vec<(usize, f64)>, f64) {
        let transitions = &graph.transitions[self.steps[step].stage];
        let total: f64 = transitions.values().sum();
        let mut next_steps = Vec::new();
        for (next, count) in transitions {
            if let NextStage::Stage(stage) = next {
                let steps = self.steps_of(*stage);
                let seen = |next: usize| self.followed[step].get(&next).copied().unwrap_or(0.0);
                let all: f64 = steps.clone().map(|(next, _)| seen(next)).sum();
                next_steps.extend(steps.map(|(next, share)| {
                    let share = if all < MIN_FOLLOWED {
                        share
                    } else {
                        seen(next) / all
                    };
                    (next, share * count / total)
                }));
            }
        }
        (next_steps, total)
    }

    /// The steps of a stage with their shares of its visits.
    pub fn steps_of(&self, stage: usize) -> impl Iterator<Item = (usize, f64)> + Clone {
        let steps = self.steps.iter().enumerate();
        steps
            .filter(move |(_, step)| step.stage == stage)
            .map(|(number, step)| (number, step.share))
    }
}

/// How often each step followed each.
fn followed(
    cases: &[CaseHistory],
    graph: &StageGraph,
    steps: &[LearntStep],
) -> Vec<BTreeMap<usize, f64>> {
    // The first and the last step of each stage: the immediate one, if it is divided, and the
    // longer one.
    let mut of_stage = vec![(usize::MAX, 0); graph.stages.len()];
    for (number, step) in steps.iter().enumerate() {
        let (first, last) = &mut of_stage[step.stage];
        *first = number.min(*first);
        *last = number;
    }
    let mut of_visit: Vec<Vec<usize>> =
        cases.iter().map(|case| vec![0; case.steps.len()]).collect();
    for (visits, (first, last)) in graph.visits.iter().zip(of_stage) {
        for visit in visits {
            let (since, end) = span(cases, *visit);
            let step = if end - since <= AT_ONCE { first } else { last };
            of_visit[visit.case as usize][visit.step as usize] = step;
        }
    }
    let mut followed = vec![BTreeMap::new(); steps.len()];
    for pair in of_visit.iter().flat_map(|row| row.windows(2)) {
        *followed[pair[0]].entry(pair[1]).or_default() += 1.0;
    }
    followed
}

/// The pace of work in open hours at steps without a pool.
fn unstaffed_pace(
    cases: &[CaseHistory],
    week: &WorkingWeek,
    graph: &StageGraph,
    staff: &Staff,
) -> Option<WeeklyPace> {
    let stages = graph.stages.iter().zip(&graph.visits);
    let unstaffed = stages.filter(|(stage, _)| !staff.pool_of.contains_key(&stage.activity));
    let visits = unstaffed.flat_map(|(_, visits)| visits);
    let ends: Vec<i64> = visits
        .map(|visit| visit_time(cases, week, *visit))
        .filter(|time| time.elapsed > AT_ONCE)
        .map(|time| time.end)
        .collect();
    WeeklyPace::new(&ends, week)
}

/// A step by named officers; their work is known from starts and ends.
fn staffed_step(
    cases: &[CaseHistory],
    week: &WorkingWeek,
    visits: &[Visit],
    (stage, activity): (usize, usize),
    pool: usize,
) -> LearntStep {
    let mut work = Vec::new();
    let mut elapsed = Vec::new();
    for visit in visits {
        let step = cases[visit.case as usize].steps[visit.step as usize];
        let start = step.start.unwrap_or(step.end);
        // Work outside open hours counts in calendar time.
        let open = week.open_between(start, step.end);
        let seconds = if open > 0 { open } else { step.end - start };
        work.push(seconds.max(1) as f64);
        elapsed.push(visit_time(cases, week, *visit).elapsed as f64);
    }
    LearntStep {
        activity,
        stage,
        office: OfficeKind::Pool(pool),
        work: QuantileLaw::new(work),
        elapsed: Some(QuantileLaw::new(elapsed)),
        share: 1.0,
        n: visits.len(),
    }
}

/// The steps of a stage without named officers: immediate visits and longer ones.
fn unstaffed_steps(
    cases: &[CaseHistory],
    (week, pace): (&WorkingWeek, Option<&WeeklyPace>),
    visits: &[Visit],
    (stage, activity): (usize, usize),
    division: Division,
) -> Vec<LearntStep> {
    let times: Vec<VisitTime> = visits
        .iter()
        .map(|visit| visit_time(cases, week, *visit))
        .collect();
    let step = |office: OfficeKind, seconds: Vec<f64>| LearntStep {
        activity,
        stage,
        office,
        share: seconds.len() as f64 / times.len().max(1) as f64,
        n: seconds.len(),
        work: QuantileLaw::new(seconds),
        elapsed: None,
    };
    let elapsed = |times: &[VisitTime]| {
        times
            .iter()
            .map(|time| time.elapsed as f64)
            .collect::<Vec<f64>>()
    };
    let open_step = |visits: &[VisitTime]| {
        let (office, week) = match timer(visits) {
            Some((from, to)) => (OfficeKind::Timer(from, to), week.with_hours((from, to))),
            None => (OfficeKind::Hours, week.clone()),
        };
        let open = |time: &VisitTime| match (office, pace) {
            (OfficeKind::Timer(..), _) => {
                week.open_between(time.end - time.elapsed, time.end) as f64
            }
            (_, Some(pace)) => pace.between(time.end - time.elapsed, time.end),
            (_, None) => time.open as f64,
        };
        step(office, visits.iter().map(open).collect())
    };
    match division {
        Division::Staffed(_) => Vec::new(),
        Division::Counter => vec![step(OfficeKind::Counter, elapsed(&times))],
        Division::Both => {
            let (quick, slow): (Vec<_>, Vec<_>) = times
                .iter()
                .copied()
                .partition(|time| time.elapsed <= AT_ONCE);
            vec![step(OfficeKind::AtOnce, elapsed(&quick)), open_step(&slow)]
        }
        Division::Quick => vec![step(OfficeKind::AtOnce, elapsed(&times))],
        Division::Slow => vec![open_step(&times)],
    }
}

/// The seconds of the day of a timer, if the visits show one.
fn timer(visits: &[VisitTime]) -> Option<(i64, i64)> {
    const MINUTE: i64 = 60;
    let (share, width) = TIMER;
    let mut times: Vec<i64> = visits
        .iter()
        .map(|visit| seconds_of_day(visit.end))
        .collect();
    times.sort_unstable();
    let count = (share * times.len() as f64).ceil() as usize;
    if count < SEPARATE.0 {
        return None;
    }
    let narrowest = times
        .windows(count)
        .map(|window| (window[count - 1] - window[0], window[0], window[count - 1]))
        .min()?;
    let (narrowest_width, from, to) = narrowest;
    if narrowest_width > width {
        return None;
    }
    let from = from / MINUTE * MINUTE;
    let to = (to / MINUTE + 1) * MINUTE;
    Some((from, to.min(DAY)))
}
