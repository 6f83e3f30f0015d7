//! Learns a procedure from an event log and writes it as a scenario: the procedure as
//! practised, not as prescribed.
//!
//! It estimates the steps and their transitions, loops included; durations, in open hours at
//! the pace of the week or in calendar time for immediate steps; rest days, opening hours and
//! holidays; arrivals; and officers, if the log names who did each step and when they began it.
//! What the log does not show is listed in [`LearntProcedure::gaps`].

mod calendar;
mod case_history;
mod gaps;
mod homogeneity;
mod ids;
mod mixture;
mod procedure_steps;
mod scenario_text;
mod staff;
mod stage_graph;
mod summary;
mod weekly_pace;
mod working_week;

use std::fmt;

pub use scenario_text::write_scenario;

pub(crate) use summary::summary;

use case_history::CaseHistory;
use procedure_steps::ProcedureSteps;
use staff::Staff;
use stage_graph::{NextStage, StageGraph};
use working_week::{WorkingWeek, date};

use crate::compile::YEARS;
use crate::limits::STEPS;
use crate::log::EventLog;

/// Fewest cases from which a procedure can be learnt.
const MIN_CASES: usize = 20;

/// Significance levels at which groups of visits are separated. A stricter one is used if there
/// would be too many steps; at 0 no groups are separated.
const SIGNIFICANCE_LEVELS: [f64; 4] = [1e-3, 1e-6, 1e-12, 0.0];

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
    /// Names of the activities.
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
    /// Activities too rare to be a step.
    pub left_out: Vec<String>,
    /// Their share of all events.
    pub left_out_share: f64,
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

/// Learns a procedure from a log.
///
/// # Errors
///
/// If the log has too few cases, all arrive at one time, or years are out of range.
pub fn learn(log: &EventLog, options: &LearnOptions) -> Result<LearntProcedure, LearnError> {
    if log.cases.len() < MIN_CASES {
        return Err(LearnError {
            found: format!("the log has {} cases", log.cases.len()),
            expected: format!("at least {MIN_CASES} cases of one procedure"),
        });
    }
    let refused = refusals(log, options)?;
    let counts = log.event_counts();
    // If there are too many steps, the least frequent activities are left out first.
    let mut by_count: Vec<usize> = (0..counts.len()).collect();
    by_count.sort_by_key(|activity| (counts[*activity], *activity));
    let mut left_out = vec![false; counts.len()];
    let unused = counts.iter().filter(|count| **count == 0).count();
    // Each activity is at least one step, so activities above the limit are left out at once: an
    // attempt with 10,000 activities takes half a minute.
    let excess = (counts.len() - unused).saturating_sub(STEPS);
    let mut dropped = unused + excess;
    for activity in &by_count[unused..dropped] {
        left_out[*activity] = true;
    }
    loop {
        let cases = case_history::cases(log, options.utc_offset_hours, &left_out);
        let week = estimate_week(&cases);
        let staff = Staff::new(&cases, &week);
        // Groups are only ever divided further, so if one stage for each activity is too much, all
        // others are.
        let coarsest = StageGraph::coarsest(&cases);
        let fits = ProcedureSteps::number(&cases, &coarsest, &staff) <= STEPS;
        for significance in SIGNIFICANCE_LEVELS.into_iter().filter(|_| fits) {
            // The most refined graph that fits the limit of steps.
            for graph in StageGraph::refinements(&cases, significance)
                .into_iter()
                .rev()
            {
                if ProcedureSteps::number(&cases, &graph, &staff) > STEPS {
                    continue;
                }
                let plan = ProcedureSteps::new(&cases, &week, &graph, &staff);
                let names = by_count[unused..dropped].iter();
                let left_out: Vec<usize> = names.copied().collect();
                let parts = (week, graph, plan, staff);
                return describe(log, options, (&cases, refused, left_out), parts);
            }
        }
        if let Some(activity) = by_count.get(dropped) {
            left_out[*activity] = true;
        }
        dropped += 1;
    }
}

/// Puts a learnt procedure together.
fn describe(
    log: &EventLog,
    options: &LearnOptions,
    (cases, refused, left_out): (&[CaseHistory], Vec<usize>, Vec<usize>),
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
    let dropped: usize = left_out.iter().map(|activity| counts[*activity]).sum();
    let ends_cases = |activity: &usize| {
        let mut stages = graph.stages.iter().zip(&graph.transitions);
        stages.any(|(stage, transitions)| {
            stage.activity == *activity && transitions.contains_key(&NextStage::End)
        })
    };
    let mut learnt = LearntProcedure {
        activities: log.activities.clone(),
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
        refused: refused.into_iter().filter(ends_cases).collect(),
        left_out: left_out
            .iter()
            .map(|activity| log.activities[*activity].clone())
            .collect(),
        left_out_share: dropped as f64 / counts.iter().sum::<usize>().max(1) as f64,
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
