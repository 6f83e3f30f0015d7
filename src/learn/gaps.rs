//! What a log does not show, as sentences for users of the scenario.

use super::LearntProcedure;
use super::case_history::{CaseHistory, DAY};
use super::rework;
use super::staff::Staff;

/// Difference of the share of cases with rework above which it is mentioned.
const REWORK_MISS: f64 = 0.05;

/// What the scenario leaves open or leaves out.
#[must_use]
pub fn gaps(learnt: &LearntProcedure, cases: &[CaseHistory], staff: &Staff) -> Vec<String> {
    let mut gaps = Vec::new();
    if staff.with_start < 1e-9 {
        gaps.push(
            "Work and waiting: the log has no starts. The time between two steps is one distribution \
             of open hours without a queue, so more officers, fewer cases or less work a case change \
             nothing here. A log with starts and names, or a given load, would separate them."
                .to_owned(),
        );
    } else if staff.pools.is_empty() && staff.overloaded.is_empty() {
        gaps.push(format!(
            "Officers: {:.0} % of the events have a start and {:.0} % a name. Officers are counted only \
             if nearly all have both. No step has a queue.",
            100.0 * staff.with_start,
            100.0 * staff.with_name
        ));
    }
    pool_gaps(learnt, staff, &mut gaps);
    if learnt.graph.open_cases > 0 {
        gaps.push(format!(
            "{} of {} cases are still open when the log ends. How they end is unknown, and long cases \
             that arrived late are missing from the times.",
            learnt.graph.open_cases,
            cases.len()
        ));
    }
    gaps.push(
        "Summer time: times are used as written. If the log is in UTC and the place changes its clocks, \
         the hours are blurred by one."
            .to_owned(),
    );
    gaps.push(format!(
        "Holidays outside the log, and {}: a closed day shows only while cases arrive.",
        match learnt.week.holidays.len() {
            0 => "holidays within it that were worked".to_owned(),
            1 => "why the one day found within it was closed".to_owned(),
            days => format!("why the {days} days found within it were closed"),
        }
    ));
    if learnt.week.outside > 0.02 {
        gaps.push(format!(
            "Work outside the hours found: {:.1} % of the events. A step of more than an hour that ends \
             there is counted to the end of the open day before.",
            100.0 * learnt.week.outside
        ));
    }
    gaps.push(
        "Why some files come back or take longer: the content of cases is not read. The next step \
         depends on the steps before, not on the case."
            .to_owned(),
    );
    if learnt.plan.pace.is_some() {
        gaps.push(
            "The pace of the week, except by the ends of steps: an hour with few ends may be one of slow \
             work or one with few files."
                .to_owned(),
        );
    }
    trend(cases, &mut gaps);
    if learnt.refused.is_empty() {
        gaps.push(
            "Refusals: no case ends with an activity that is named like a refusal. All ends count as \
             approvals; name refusals with --refused."
                .to_owned(),
        );
    } else {
        gaps.push(format!(
            "Refusals are recognised by name: cases that end with {} count as refused, all others as \
             approved.",
            learnt.name_list(&learnt.refused)
        ));
    }
    approximations(learnt, cases, &mut gaps);
    gaps
}

/// Where the model is coarser than the log.
fn approximations(learnt: &LearntProcedure, cases: &[CaseHistory], gaps: &mut Vec<String>) {
    let (seen, drawn) = (rework::of_cases(cases), rework::of_stages(&learnt.graph));
    if (seen - drawn).abs() > REWORK_MISS {
        gaps.push(format!(
            "Rework: {:.0} % of the cases repeat an activity, but {:.0} % of the simulated ones do. Their \
             activities come in more orders than {} steps can keep apart, as where many strands run side \
             by side.",
            100.0 * seen,
            100.0 * drawn,
            super::MAX_STEPS
        ));
    }
    if !learnt.grouped.is_empty() {
        /// Activities named, at most.
        const NAMED: usize = 20;
        let mut names = learnt
            .grouped
            .iter()
            .take(NAMED)
            .cloned()
            .collect::<Vec<_>>();
        if learnt.grouped.len() > NAMED {
            names.push(format!("{} more", learnt.grouped.len() - NAMED));
        }
        gaps.push(format!(
            "{} activities of the fewest cases ({:.2} % of the events) are one, `{}`, because a \
             procedure has at most {} steps: {}.",
            learnt.grouped.len(),
            100.0 * learnt.grouped_share,
            learnt.activities.last().map_or("", String::as_str),
            super::MAX_STEPS,
            names.join("; ")
        ));
    }
}

/// What the log does not show of the work of its officers.
fn pool_gaps(learnt: &LearntProcedure, staff: &Staff, gaps: &mut Vec<String>) {
    for pool in &staff.overloaded {
        gaps.push(format!(
            "Officers of {}: the {:.1} at work on a working day would be busy for {:.0} % of its hours. \
             They do several cases at a time, or the starts are not those of work. These steps have no \
             queue.",
            learnt.name_list(&pool.activities),
            pool.officers,
            100.0 * pool.load
        ));
    }
    for pool in &staff.pools {
        gaps.push(format!(
            "Other work of {}: the log fills {:.0} % of the hours of {:.1} officers a working day ({} people \
             in all). Their other work is not in the log; the scenario has it as passage after the work.",
            learnt.name_list(&pool.activities),
            100.0 * pool.load,
            pool.officers,
            pool.people
        ));
    }
}

/// Compares the arrivals of the two halves of the log.
fn trend(cases: &[CaseHistory], gaps: &mut Vec<String>) {
    let first = cases.iter().map(CaseHistory::arrival).min().unwrap_or(0);
    let last = cases.iter().map(CaseHistory::arrival).max().unwrap_or(0);
    let middle = first + (last - first) / 2;
    let early = cases.iter().filter(|case| case.arrival() < middle).count() as f64;
    let late = cases.len() as f64 - early;
    // A difference of two Poisson counts, in standard deviations.
    let deviation = (late - early) / libm::sqrt((late + early).max(1.0));
    if deviation.abs() > 3.0 && last - first > 14 * DAY {
        gaps.push(format!(
            "Arrivals are not steady: {early:.0} cases in the first half of the log, {late:.0} in the second. \
             The scenario uses the mean."
        ));
    }
}
