//! Learns a procedure from an event log and writes it as a scenario: the procedure as
//! practised, not as prescribed.
//!
//! It estimates the steps and their transitions, loops included; durations, in open hours at
//! the pace of the week or in calendar time for immediate steps; rest days, opening hours and
//! holidays; arrivals; and officers, if the log names who did each step and when they began it.
//! What the log does not show is listed in [`LearntProcedure::gaps`].

mod calendar;
mod case_context;
mod case_history;
mod gaps;
mod homogeneity;
mod ids;
mod procedure_steps;
mod quantile_law;
mod rework;
mod scenario_text;
mod staff;
mod stage_graph;
mod summary;
mod visit_group;
mod weekly_pace;
mod working_week;

use std::fmt;

pub use scenario_text::write_scenario;

pub(crate) use summary::summary;

use case_context::{CaseContexts, MAX_ACTIVITIES};
use case_history::CaseHistory;
use procedure_steps::ProcedureSteps;
use staff::Staff;
use stage_graph::{NextStage, StageGraph};
use working_week::{WorkingWeek, date};

use crate::compile::YEARS;
use crate::limits;
use crate::log::EventLog;

/// Fewest cases from which a procedure can be learnt.
const MIN_CASES: usize = 20;

/// Limit of the steps of a learnt procedure.
const MAX_STEPS: usize = limits::STEPS_BY_SHARES;

/// Limit of the stages that contexts may make. The other steps divide stages into immediate and
/// longer visits, the most visited first.
const MAX_CONTEXT_STAGES: usize = MAX_STEPS * 3 / 4;

/// Significance levels at which groups of visits are separated. The stricter one is used if there
/// would be too many steps, and no groups are separated if there still are.
const SIGNIFICANCE_LEVELS: [f64; 2] = [1e-3, 1e-9];

/// Name of the group of activities that have no step of their own.
const OTHER_ACTIVITIES: &str = "other activities";

/// Share of events outside working time above which the week has no closed time.
const MAX_OUTSIDE: f64 = 0.4;

/// Options of learning.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LearnOptions {
    /// Offset of local time from the log's times, in hours.
    pub utc_offset_hours: f64,
    /// Activities that end a case with a refusal; recognised by name if empty.
    pub refused: Vec<String>,
}

/// Why nothing can be learnt from a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LearnError {
    /// What is wrong.
    pub found: String,
    /// What was expected, and what to do.
    pub expected: String,
}

impl fmt::Display for LearnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; expected: {}", self.found, self.expected)
    }
}

/// A procedure learnt from a log.
#[derive(Debug, Clone, PartialEq)]
pub struct LearntProcedure {
    /// Names of the activities, those without a step of their own as one.
    pub activities: Vec<String>,
    /// Number of cases.
    pub cases: usize,
    /// Number of events.
    pub events: usize,
    /// Cases a year, between the first and the last arrival.
    pub a_year: f64,
    /// Arrivals in each hour of the week, from Monday.
    pub arrivals: Vec<f64>,
    /// Day of the first arrival, since 1970.
    pub first_day: i64,
    /// Day of the last event, since 1970.
    pub last_day: i64,
    /// 99 % quantile of the length of cases, in seconds.
    pub longest: i64,
    /// Working time.
    pub week: WorkingWeek,
    /// Stages and transitions.
    pub graph: StageGraph,
    /// Steps and offices.
    pub plan: ProcedureSteps,
    /// Activities that end a case with a refusal.
    pub refused: Vec<usize>,
    /// Activities too rare for a step of their own; the last of `activities` stands for them.
    pub grouped: Vec<String>,
    /// Their share of all events.
    pub grouped_share: f64,
    /// Offset of local time from the log's times, in hours.
    pub utc_offset_hours: f64,
    /// What the log does not show, as sentences.
    pub gaps: Vec<String>,
}

impl LearntProcedure {
    /// The names of some activities, as a list.
    fn name_list(&self, activities: &[usize]) -> String {
        let named = activities
            .iter()
            .map(|activity| format!("`{}`", self.activities[*activity]));
        named.collect::<Vec<_>>().join(", ")
    }
}

/// What learning is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LearnPhase {
    /// Finding working hours and officers.
    Week,
    /// Dividing activities into stages, in this number of contexts.
    Stages(usize),
    /// Measuring durations.
    Durations,
}

/// Learns a procedure from a log.
///
/// # Errors
///
/// If the log has too few cases, all arrive at one time, or years are out of range.
pub fn learn(log: &EventLog, options: &LearnOptions) -> Result<LearntProcedure, LearnError> {
    learn_with_progress(log, options, &|_| {})
}

/// [`learn`], which reports each phase as it begins.
///
/// # Errors
///
/// As [`learn`].
pub fn learn_with_progress(
    log: &EventLog,
    options: &LearnOptions,
    progress: &dyn Fn(LearnPhase),
) -> Result<LearntProcedure, LearnError> {
    if log.cases.len() < MIN_CASES {
        return Err(LearnError {
            found: format!("the log has {} cases", log.cases.len()),
            expected: format!("at least {MIN_CASES} cases of one procedure"),
        });
    }
    let refused = refusals(log, options)?;
    progress(LearnPhase::Week);
    let names = ActivityNames::new(log, MAX_STEPS);
    let mut cases = case_history::cases(log, options.utc_offset_hours, &names.numbers);
    let week = estimate_week(&cases);
    let staff = Staff::new(&cases, &week);
    let graph = stages(&mut cases, names.names.len(), &staff, progress);
    progress(LearnPhase::Durations);
    let plan = ProcedureSteps::new(&cases, &week, &graph, &staff, MAX_STEPS);
    let parts = (week, graph, plan, staff);
    describe(log, options, (&cases, refused, names), parts)
}

/// The finest stages that fit the limit of steps, or one for each activity.
fn stages(
    cases: &mut [CaseHistory],
    activities: usize,
    staff: &Staff,
    progress: &dyn Fn(LearnPhase),
) -> StageGraph {
    let number =
        |cases: &[CaseHistory], graph: &StageGraph| ProcedureSteps::number(cases, graph, staff);
    progress(LearnPhase::Stages(0));
    for step in cases.iter_mut().flat_map(|case| &mut case.steps) {
        step.symbol = step.activity;
    }
    let all: Vec<usize> = (0..activities).collect();
    let coarsest = StageGraph::coarsest(cases, &all);
    if coarsest.stages.len() >= MAX_CONTEXT_STAGES {
        return coarsest;
    }
    let contexts = CaseContexts::new(cases, activities);
    let mut limit = contexts.frequent().min(MAX_STEPS);
    while limit > 0 {
        progress(LearnPhase::Stages(limit));
        let symbols = contexts.assign_symbols(cases, limit);
        let graph = StageGraph::coarsest(cases, &symbols);
        let stages = graph.stages.len();
        if stages <= MAX_CONTEXT_STAGES {
            let levels = SIGNIFICANCE_LEVELS.into_iter();
            let mut refined = levels.filter_map(|significance| {
                StageGraph::refined(cases, &symbols, significance, |graph| {
                    number(cases, graph) <= MAX_STEPS
                })
            });
            return refined.next().unwrap_or(graph);
        }
        // Stages go with contexts, about in proportion.
        limit = (limit * MAX_CONTEXT_STAGES / stages).min(limit * 9 / 10);
    }
    coarsest
}

/// The activities that have steps of their own, and the group of all others.
struct ActivityNames {
    names: Vec<String>,
    /// The number of each activity of the log.
    numbers: Vec<usize>,
    /// Activities of the group.
    grouped: Vec<usize>,
}

impl ActivityNames {
    /// Keeps the activities of most cases, as many as fit in `most` stages.
    fn new(log: &EventLog, most: usize) -> Self {
        let mut counts = vec![0_usize; log.activities.len()];
        let mut last_case = vec![usize::MAX; log.activities.len()];
        // Whether an activity begins cases, and whether it comes later: each is a stage.
        let mut is_stage = vec![[false; 2]; log.activities.len()];
        for (number, case) in log.cases.iter().enumerate() {
            for (place, event) in case.events.iter().enumerate() {
                let activity = event.activity as usize;
                is_stage[activity][usize::from(place > 0)] = true;
                if last_case[activity] != number {
                    last_case[activity] = number;
                    counts[activity] += 1;
                }
            }
        }
        let mut used: Vec<usize> = (0..counts.len()).filter(|i| counts[*i] > 0).collect();
        used.sort_by_key(|activity| (std::cmp::Reverse(counts[*activity]), *activity));
        let stages = |activity: &usize| is_stage[*activity].iter().filter(|is| **is).count();
        let total: usize = used.iter().map(stages).sum();
        let kept = if total <= most && used.len() <= MAX_ACTIVITIES {
            used.len()
        } else {
            // The group of all others is two stages at most.
            let mut sum = 2;
            let mut fits = used.iter().take_while(|activity| {
                sum += stages(activity);
                sum <= most
            });
            fits.by_ref().count().min(MAX_ACTIVITIES - 1)
        };
        let mut grouped = used.split_off(kept);
        used.sort_unstable();
        grouped.sort_by_key(|activity| (std::cmp::Reverse(counts[*activity]), *activity));
        let mut numbers = vec![used.len(); counts.len()];
        for (number, activity) in used.iter().enumerate() {
            numbers[*activity] = number;
        }
        let mut names: Vec<String> = used.iter().map(|i| log.activities[*i].clone()).collect();
        if !grouped.is_empty() {
            names.push(OTHER_ACTIVITIES.to_owned());
        }
        Self {
            names,
            numbers,
            grouped,
        }
    }
}

/// Puts a learnt procedure together.
fn describe(
    log: &EventLog,
    options: &LearnOptions,
    (cases, refused, names): (&[CaseHistory], Vec<usize>, ActivityNames),
    (week, graph, plan, staff): (WorkingWeek, StageGraph, ProcedureSteps, Staff),
) -> Result<LearntProcedure, LearnError> {
    let counts = log.event_counts();
    let arrival_times = || cases.iter().map(CaseHistory::arrival);
    let first = arrival_times().min().unwrap_or(0);
    let last = arrival_times().max().unwrap_or(0);
    for time in [first, last] {
        let year = date(case_history::day_of(time)).year();
        if !YEARS.contains(&year) {
            return Err(LearnError {
                found: format!("the log has cases of the year {year}"),
                expected: format!(
                    "cases from {} to {}; leave others out with --from and --until",
                    YEARS.start(),
                    YEARS.end()
                ),
            });
        }
    }
    if first == last {
        return Err(LearnError {
            found: format!("all {} cases begin at the same time", cases.len()),
            expected: "cases with different arrival times".to_owned(),
        });
    }
    let mut arrivals = vec![0.0; 168];
    for time in arrival_times() {
        let hour = case_history::seconds_of_day(time) / 3600;
        arrivals[working_week::weekday(case_history::day_of(time)) * 24 + hour as usize] += 1.0;
    }
    let last_end = |case: &CaseHistory| case.step_ends().max().unwrap_or(0);
    let mut lengths: Vec<i64> = cases
        .iter()
        .map(|case| last_end(case) - case.arrival())
        .collect();
    lengths.sort_unstable();
    let years = (last - first) as f64 / crate::time::YEAR_SECONDS;
    let grouped: usize = names.grouped.iter().map(|activity| counts[*activity]).sum();
    let ends_cases = |activity: &usize| {
        let mut stages = graph.stages.iter().zip(&graph.transitions);
        stages.any(|(stage, transitions)| {
            stage.activity == *activity && transitions.contains_key(&NextStage::End)
        })
    };
    let mut learnt = LearntProcedure {
        cases: cases.len(),
        events: cases.iter().map(|case| case.steps.len()).sum(),
        a_year: (cases.len() - 1) as f64 / years,
        arrivals,
        first_day: case_history::day_of(first),
        last_day: cases
            .iter()
            .map(last_end)
            .max()
            .map_or(0, case_history::day_of),
        longest: lengths[(lengths.len() * 99 / 100).min(lengths.len() - 1)],
        refused: refused
            .into_iter()
            .filter(|activity| !names.grouped.contains(activity))
            .map(|activity| names.numbers[activity])
            .filter(ends_cases)
            .collect(),
        activities: names.names,
        grouped: (names.grouped.iter())
            .map(|activity| log.activities[*activity].clone())
            .collect(),
        grouped_share: grouped as f64 / counts.iter().sum::<usize>().max(1) as f64,
        utc_offset_hours: options.utc_offset_hours,
        gaps: Vec::new(),
        week,
        graph,
        plan,
    };
    learnt.gaps = gaps::gaps(&learnt, cases, &staff);
    Ok(learnt)
}

/// The id of a procedure with this name.
#[must_use]
pub fn procedure_id(name: &str) -> String {
    ids::id_from_name(name, "learnt")
}

/// The activities that end a case with a refusal.
fn refusals(log: &EventLog, options: &LearnOptions) -> Result<Vec<usize>, LearnError> {
    if options.refused.is_empty() {
        let named = log.activities.iter().enumerate();
        return Ok(named
            .filter(|(_, name)| ids::names_refusal(name))
            .map(|(number, _)| number)
            .collect());
    }
    let find = |name: &String| {
        let position = log.activities.iter().position(|activity| activity == name);
        position.ok_or_else(|| LearnError {
            found: format!("the log has no activity `{name}`"),
            expected: format!("one of these for --refused: {}", log.activities.join("; ")),
        })
    };
    options.refused.iter().map(find).collect()
}

/// The working week of a log; it is always open if the log shows no closed time.
fn estimate_week(cases: &[CaseHistory]) -> WorkingWeek {
    let week = WorkingWeek::new(cases);
    let is_open_all_day = week.hours.1 - week.hours.0 >= 22 * 3600;
    let has_no_rest_day = !week.rest.contains(&true);
    if (is_open_all_day && has_no_rest_day) || week.outside > MAX_OUTSIDE {
        WorkingWeek::always(cases)
    } else {
        week
    }
}
