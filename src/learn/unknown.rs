//! What a log cannot tell, in words for whoever uses the scenario.

use super::Learnt;
use super::history::{Case, DAY};
use super::staff::Staff;

/// Everything that the scenario leaves open or had to leave out.
#[must_use]
pub fn unknown(learnt: &Learnt, cases: &[Case], staff: &Staff) -> Vec<String> {
    let mut list = Vec::new();
    if staff.with_start < 1e-9 {
        list.push(
            "Work and waiting: the log has no starts. What passes between two steps is one law of open \
             hours without a queue, so that more officers, fewer cases or less work a case change nothing \
             here. A log with starts and names, or a stated load, would tell them apart."
                .to_owned(),
        );
    } else if staff.pools.is_empty() && staff.too_busy.is_empty() {
        list.push(format!(
            "Officers: {:.0} % of the events have a start and {:.0} % a name; both must be nearly all \
             before officers are counted. No step has a queue.",
            100.0 * staff.with_start,
            100.0 * staff.with_name
        ));
    }
    for pool in &staff.too_busy {
        list.push(format!(
            "Officers of {}: the {:.1} who are there on a working day would be busy {:.0} % of its hours, so \
             that they do several at a time or the starts are not those of work. These steps have no queue.",
            learnt.names_of(&pool.activities),
            pool.officers,
            100.0 * pool.load
        ));
    }
    for pool in &staff.pools {
        list.push(format!(
            "Other work of {}: the log fills {:.0} % of the hours of {:.1} officers a working day ({} people \
             in all); what else they do is no part of it, and stands as passage after the work.",
            learnt.names_of(&pool.activities),
            100.0 * pool.load,
            pool.officers,
            pool.people
        ));
    }
    if learnt.ways.under_way > 0 {
        list.push(format!(
            "{} of {} cases are still under way when the log ends: how they end is unknown, and long cases \
             that came late are missing from the times.",
            learnt.ways.under_way,
            cases.len()
        ));
    }
    list.push(
        "The clock: times are taken as told. Summer time is not: a log in UTC of a place that changes its \
         clocks blurs the hours by one."
            .to_owned(),
    );
    list.push(format!(
        "Holidays outside of the log, and {}: what was closed is seen only while cases came.",
        match learnt.week.holidays.len() {
            0 => "any within that were worked through".to_owned(),
            1 => "why the one day found within was closed".to_owned(),
            days => format!("why the {days} days found within were closed"),
        }
    ));
    if learnt.week.outside > 0.02 {
        list.push(format!(
            "Work outside of the hours found: {:.1} % of the events. What took more than an hour and ended \
             there is counted to the end of the open day before.",
            100.0 * learnt.week.outside
        ));
    }
    list.push(
        "Why some files come back or take longer: what a case is about is not read. What comes next \
         depends on the way that a file has come, not on the file."
            .to_owned(),
    );
    if learnt.draft.pace.is_some() {
        list.push(
            "The pace of the week, but for when steps ended: an hour in which little ended may be one \
             of slow work or one in which little lay there."
                .to_owned(),
        );
    }
    trend(cases, &mut list);
    if learnt.refused.is_empty() {
        list.push(
            "Refusals: no case ends with an activity whose name says so; name it with --refused. All ends \
             count as approvals."
                .to_owned(),
        );
    } else {
        list.push(format!(
            "Refusals are read off names: cases that end with {} count as refused, all others as approved.",
            learnt.names_of(&learnt.refused)
        ));
    }
    if !learnt.left_out.is_empty() {
        list.push(format!(
            "{} rare activities ({:.2} % of the events) are left out, for a procedure holds {} steps: {}.",
            learnt.left_out.len(),
            100.0 * learnt.left_out_share,
            crate::limits::STEPS,
            learnt.left_out.join("; ")
        ));
    }
    list
}

/// Whether more or fewer cases come as the log goes on: its halves compared.
fn trend(cases: &[Case], list: &mut Vec<String>) {
    let first = cases.iter().map(Case::begun).min().unwrap_or(0);
    let last = cases.iter().map(Case::begun).max().unwrap_or(0);
    let middle = first + (last - first) / 2;
    let early = cases.iter().filter(|case| case.begun() < middle).count() as f64;
    let late = cases.len() as f64 - early;
    // A difference of two Poisson counts, in standard deviations.
    let apart = (late - early) / libm::sqrt((late + early).max(1.0));
    if apart.abs() > 3.0 && last - first > 14 * DAY {
        list.push(format!(
            "Arrivals are not steady: {early:.0} cases in the first half of the log, {late:.0} in the second. \
             The scenario has their mean."
        ));
    }
}
