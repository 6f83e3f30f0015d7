//! What was learnt, in a few lines for a terminal.

use std::fmt::Write;

use super::Learnt;
use super::draft::Desk;
use super::history::DAY;
use super::week::date;

/// The steps, the week, and what the log cannot tell.
#[must_use]
pub fn told(learnt: &Learnt) -> String {
    let mut text = String::new();
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
    let hour = |second: i64| format!("{:02}:{:02}", second / 3600, second % 3600 / 60);
    let days = week.rest.iter().filter(|rest| !**rest).count();
    if (week.hours, days) == ((0, DAY), 7) {
        text.push_str("work goes on at all hours\n");
    } else {
        let _ = writeln!(
            text,
            "work on {days} days a week from {} to {}; {:.1} % of the events lie outside",
            hour(week.hours.0),
            hour(week.hours.1),
            100.0 * week.outside
        );
    }
    if !week.holidays.is_empty() {
        let days: Vec<String> = week
            .holidays
            .iter()
            .map(|day| date(*day).to_string())
            .collect();
        let _ = writeln!(text, "days without work: {}", days.join(", "));
    }
    if let Some(pace) = &learnt.draft.pace {
        let _ = writeln!(
            text,
            "open hours go by at the pace of the week, of the quickest: {}",
            pace.by_weekday()
                .map(|(day, share)| format!("{day} {:.0} %", 100.0 * share))
                .collect::<Vec<_>>()
                .join(", ")
        );
    }
    text.push_str("\nSteps, and what passes in each on average\n");
    for step in &learnt.draft.steps {
        let from = learnt.ways.from(step.stage, &learnt.activities);
        // Never below nothing, nor its negative.
        let hours = step.work.mean().max(0.0) / 3600.0 + 0.0;
        let taken = match step.desk {
            Desk::Counter => "no time".to_owned(),
            Desk::AtOnce => format!("{hours:.2} hours, at any time"),
            Desk::Hours if learnt.draft.pace.is_some() => {
                format!("{hours:.1} open hours at the quickest pace")
            }
            Desk::Hours => format!("{hours:.1} open hours"),
            Desk::Timer(from, _) => format!("at {} ", hour(from)),
            Desk::Pool(pool) => format!(
                "{hours:.2} hours of work, {:.1} officers",
                learnt.draft.pools[pool].officers
            ),
        };
        let name = learnt.ways.name(step.stage, &learnt.activities);
        let _ = writeln!(text, "  {name} (after {from}): {} visits, {taken}", step.n);
    }
    text.push_str("\nWhat the log cannot tell\n");
    for sentence in &learnt.unknown {
        let _ = writeln!(text, "- {sentence}");
    }
    text
}
