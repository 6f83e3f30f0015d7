//! A summary of a learnt procedure for a terminal.

use std::fmt::Write;

use super::LearntProcedure;
use super::case_history::DAY;
use super::procedure_steps::OfficeKind;
use super::scenario_text::time_of_day;
use super::working_week::date;

/// The share of events that the model holds, the week, the steps, and what the log does not show.
#[must_use]
pub fn summary(learnt: &LearntProcedure) -> String {
    let mut text = String::new();
    let _ = write!(
        text,
        "the model holds {:.1} % of the events by their own activity",
        100.0 * (1.0 - learnt.grouped_share)
    );
    match learnt.grouped.len() {
        0 => text.push('\n'),
        count => {
            let group = learnt.activities.last().map_or("", String::as_str);
            let _ = writeln!(
                text,
                "; {count} activities of the fewest cases are one, `{group}`"
            );
        }
    }
    let _ = writeln!(
        text,
        "{} cases, {} events, {} to {}; {:.0} cases a year",
        learnt.cases,
        learnt.events,
        date(learnt.first_day),
        date(learnt.last_day),
        learnt.a_year
    );
    let week = &learnt.week;
    let days = week.rest.iter().filter(|rest| !**rest).count();
    if (week.hours, days) == ((0, DAY), 7) {
        text.push_str("work goes on at all hours\n");
    } else {
        let _ = writeln!(
            text,
            "work on {days} days a week from {} to {}; {:.1} % of the events lie outside",
            time_of_day(week.hours.0),
            time_of_day(week.hours.1),
            100.0 * week.outside
        );
    }
    if !week.holidays.is_empty() {
        let days: Vec<String> = week
            .holidays
            .iter()
            .map(|day| date(*day).to_string())
            .collect();
        let _ = writeln!(text, "holidays: {}", days.join(", "));
    }
    if let Some(pace) = &learnt.plan.pace {
        let _ = writeln!(
            text,
            "pace of work in open hours, as a share of the fastest: {}",
            pace.by_weekday()
                .map(|(day, share)| format!("{day} {:.0} %", 100.0 * share))
                .collect::<Vec<_>>()
                .join(", ")
        );
    }
    text.push_str("\nSteps, with mean durations\n");
    for step in &learnt.plan.steps {
        let from = learnt.graph.sources(step.stage, &learnt.activities);
        // Never negative, and never -0.
        let hours = step.work.mean().max(0.0) / 3600.0 + 0.0;
        let duration = match step.office {
            OfficeKind::Counter => "no time".to_owned(),
            OfficeKind::AtOnce => format!("{hours:.2} hours, at any time"),
            OfficeKind::Hours if learnt.plan.pace.is_some() => {
                format!("{hours:.1} open hours at the fastest pace")
            }
            OfficeKind::Hours => format!("{hours:.1} open hours"),
            OfficeKind::Timer(from, _) => format!("at {}", time_of_day(from)),
            OfficeKind::Pool(pool) => format!(
                "{hours:.2} hours of work, {:.1} officers",
                learnt.plan.pools[pool].officers
            ),
        };
        let name = learnt.graph.stage_name(step.stage, &learnt.activities);
        let _ = writeln!(
            text,
            "  {name} (after {from}): {} visits, {duration}",
            step.n
        );
    }
    text.push_str("\nWhat the log does not show\n");
    for sentence in &learnt.gaps {
        let _ = writeln!(text, "- {sentence}");
    }
    text
}
