//! Writes a learnt procedure as a scenario file with its tables.

use std::fmt::Write;

use super::LearntProcedure;
use super::calendar::{StudyFrame, holiday_table};
use super::ids;
use super::procedure_steps::{LearntStep, OfficeKind};
use super::quantile_law::QuantileLaw;
use super::stage_graph::NextStage;
use super::working_week::date;
use crate::scenario::WEEKDAYS;
use crate::time::HOUR_SECONDS;

/// The 97.5 % quantile of the standard normal distribution.
const NORMAL_95: f64 = 1.959_963_984_540_054;

/// The scenario and its tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioText {
    /// The scenario file.
    pub scenario: String,
    /// The tables: relative path and text.
    pub tables: Vec<(String, String)>,
}

/// Writes a learnt procedure as a scenario.
///
/// `id` names the procedure and the folder of the tables, `source` is the name of the log, and
/// `jurisdiction` a code of three letters.
#[must_use]
pub fn write_scenario(
    learnt: &LearntProcedure,
    id: &str,
    source: &str,
    jurisdiction: &str,
) -> ScenarioText {
    let writer = ScenarioWriter {
        learnt,
        id,
        source,
        jurisdiction,
        ids: step_ids(learnt),
        text: String::new(),
    };
    let mut tables = vec![(format!("{id}/arrivals.csv"), hour_table(&learnt.arrivals))];
    if !learnt.week.holidays.is_empty() {
        tables.push((format!("{id}/holidays.csv"), holiday_table(learnt)));
    }
    if let Some(pace) = &learnt.plan.pace {
        tables.push((format!("{id}/pace.csv"), hour_table(&pace.weights)));
    }
    ScenarioText {
        scenario: writer.scenario(),
        tables,
    }
}

/// A table of the weights of the hours of the week.
fn hour_table(weights: &[f64]) -> String {
    let mut text = "weekday,hour,weight\n".to_owned();
    for (place, weight) in weights.iter().enumerate() {
        if *weight > 0.0 {
            let _ = writeln!(text, "{},{},{weight}", WEEKDAYS[place / 24], place % 24);
        }
    }
    text
}

/// The ids of the steps, from the name of the stage; immediate parts get a suffix.
fn step_ids(learnt: &LearntProcedure) -> Vec<String> {
    let id = |step: &LearntStep| {
        let name = learnt.graph.stage_name(step.stage, &learnt.activities);
        let id = ids::id_from_name(&name, "step");
        if step.share < 1.0 && step.office == OfficeKind::AtOnce {
            format!("{id}-at-once")
        } else {
            id
        }
    };
    ids::distinct_ids(learnt.plan.steps.iter().map(id).collect())
}

/// The state of writing a scenario.
struct ScenarioWriter<'a> {
    learnt: &'a LearntProcedure,
    id: &'a str,
    source: &'a str,
    jurisdiction: &'a str,
    ids: Vec<String>,
    text: String,
}

impl ScenarioWriter<'_> {
    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn scenario(mut self) -> String {
        self.header();
        self.jurisdiction();
        self.offices();
        self.procedure();
        for number in 0..self.learnt.plan.steps.len() {
            self.step(number);
        }
        self.text
    }

    /// Writes a comment, broken into lines, without control characters: TOML forbids them.
    fn comment(&mut self, text: &str) {
        let mut line = "#".to_owned();
        let words = text.split(|letter: char| letter.is_whitespace() || letter.is_control());
        for word in words.filter(|word| !word.is_empty()) {
            if line.chars().count() + word.chars().count() > 92 {
                self.line(&line);
                "#  ".clone_into(&mut line);
            }
            line.push(' ');
            line.push_str(word);
        }
        self.line(&line);
    }

    fn header(&mut self) {
        let learnt = self.learnt;
        let (first, last) = (date(learnt.first_day), date(learnt.last_day));
        self.comment(&format!(
            "A procedure as the event log `{}` shows it: {} cases, {} events, {first} to {last}.",
            self.source, learnt.cases, learnt.events
        ));
        self.line("#");
        self.comment(&format!(
            "Run it with `tidegate run {}.toml --log simulated.csv`, then compare the result with the log: \
             `tidegate compare-log simulated.csv LOG`.",
            self.id
        ));
        self.line("#");
        self.line("# What the log does not show:");
        for sentence in &learnt.gaps {
            self.comment(&format!("- {sentence}"));
        }
        self.line("format = 1");
        let title = format!("Learnt from {}", self.source);
        self.line(&format!("title = {}", quoted(&title)));
        let frame = StudyFrame::new(learnt);
        self.line(&format!(
            "\n[study]\nstart = {first}\nwarm_up_years = {}\nyears = {}\ndiscount_a_year = 0\nrho_a_year = 0",
            frame.warm_up_years, frame.years
        ));
    }

    fn jurisdiction(&mut self) {
        let (learnt, code) = (self.learnt, self.jurisdiction);
        let week = &learnt.week;
        let rest: Vec<String> = (0..7)
            .filter(|day| week.rest[*day])
            .map(|day| format!("\"{}\"", WEEKDAYS[day]))
            .collect();
        self.line(&format!("\n[jurisdiction.{code}]"));
        self.line("label = { en = \"Where the log was kept\", zh = \"日志所在地\" }");
        self.line("researchers = 0");
        self.line(&format!("weekend = [{}]", rest.join(", ")));
        if week.holidays.is_empty() {
            self.comment("The log shows no holiday.");
        } else {
            self.comment("Holidays are known only for the years of the log.");
            self.line(&format!("holidays = \"{}/holidays.csv\"", self.id));
        }
        self.line(&format!("hours = {}", hours(week.hours)));
        if learnt.utc_offset_hours.abs() > 0.0 {
            self.line(&format!("utc_offset_hours = {}", learnt.utc_offset_hours));
        }
        self.comment(&format!(
            "{:.1} % of the events lie outside these hours and days.",
            100.0 * week.outside
        ));
    }

    fn offices(&mut self) {
        let learnt = self.learnt;
        let mut offices: Vec<OfficeKind> =
            learnt.plan.steps.iter().map(|step| step.office).collect();
        offices.sort_unstable();
        offices.dedup();
        let entry = self.entry_office();
        for office in offices {
            self.line(&format!("\n[office.{}]", Self::office_id(office)));
            self.line(&format!("jurisdiction = \"{}\"", self.jurisdiction));
            match office {
                OfficeKind::Counter | OfficeKind::AtOnce => self.line("hours = \"always\""),
                OfficeKind::Hours => {
                    if learnt.plan.pace.is_some() {
                        self.comment(
                            "Times at this office are hours at the fastest pace of the week.",
                        );
                        self.line(&format!("pace = \"{}/pace.csv\"", self.id));
                    }
                }
                OfficeKind::Pool(_) => {}
                OfficeKind::Timer(from, to) => {
                    self.comment("Nearly all of its work is done within these minutes of the day.");
                    self.line(&format!("hours = {}", hours((from, to))));
                }
            }
            self.line("queue.first_come = {}");
            if let OfficeKind::Pool(pool) = office {
                let pool = &learnt.plan.pools[pool];
                self.comment(&format!(
                    "{} people in all. The officers below were at work on a working day; the cases of the log fill {:.0} % of it.",
                    pool.people,
                    100.0 * pool.load
                ));
                let officers = self.graded(&pool.officers.to_string(), None, Grade::Assumed);
                self.line(&format!("officers = {officers}"));
            } else {
                self.line("unlimited = true   # the log shows no queue here");
            }
            if Some(office) == entry {
                self.line(&format!("arrivals = \"{}/arrivals.csv\"", self.id));
            }
        }
    }

    /// The office of the first step, in order of ids, at which cases begin.
    fn entry_office(&self) -> Option<OfficeKind> {
        let first_steps = self.first_steps();
        let first = first_steps
            .iter()
            .map(|(step, _)| *step)
            .min_by_key(|step| &self.ids[*step]);
        first.map(|step| self.learnt.plan.steps[step].office)
    }

    /// Steps at which cases begin, with their shares.
    fn first_steps(&self) -> Vec<(usize, f64)> {
        let begins = &self.learnt.graph.begins;
        let total: f64 = begins.iter().sum();
        let stages = begins.iter().enumerate();
        stages
            .filter(|(_, count)| **count > 0.0)
            .flat_map(|(stage, count)| {
                let steps = self.learnt.plan.steps_of(stage);
                steps.map(move |(step, share)| (step, share * count / total))
            })
            .collect()
    }

    fn office_id(office: OfficeKind) -> String {
        match office {
            OfficeKind::Counter => "counter".to_owned(),
            OfficeKind::AtOnce => "at-once".to_owned(),
            OfficeKind::Hours => "in-hours".to_owned(),
            OfficeKind::Timer(from, to) => format!("timer-{:04}-{:04}", clock(from), clock(to)),
            OfficeKind::Pool(pool) => format!("pool-{}", pool + 1),
        }
    }

    fn procedure(&mut self) {
        let learnt = self.learnt;
        self.line(&format!("\n[procedure.{}]", self.id));
        self.line(&format!("jurisdiction = \"{}\"", self.jurisdiction));
        self.line("channel = \"personnel\"   # choose one of the six channels");
        self.line("direction = \"internal\"");
        let n = learnt.cases as f64;
        let margin = NORMAL_95 / libm::sqrt(n);
        let a_year = learnt.a_year;
        let measured = self.measured(a_year, a_year * (1.0 - margin), a_year * (1.0 + margin));
        self.line(&format!("background_a_year = {measured}"));
        let first_steps = self.first_steps();
        self.shares("begins", &first_steps, n);
    }

    fn step(&mut self, number: usize) {
        let learnt = self.learnt;
        let step = &learnt.plan.steps[number];
        let name = &learnt.activities[step.activity];
        let (procedure, id) = (self.id, &self.ids[number]);
        self.line(&format!("\n[procedure.{procedure}.step.{id}]"));
        self.line(&format!("label = {{ en = {0}, zh = {0} }}", quoted(name)));
        self.comment(&format!(
            "After {}: {} visits{}.",
            learnt.graph.sources(step.stage, &learnt.activities),
            step.n,
            match step.office {
                OfficeKind::AtOnce if step.share < 1.0 => ", those within an hour, at any time",
                OfficeKind::Hours if step.share < 1.0 =>
                    ", those of more than an hour, in open hours",
                OfficeKind::Counter
                | OfficeKind::AtOnce
                | OfficeKind::Hours
                | OfficeKind::Timer(..)
                | OfficeKind::Pool(_) => "",
            }
        ));
        let office = Self::office_id(step.office);
        self.line(&format!("office = \"{office}\""));
        let work = self.distribution(&step.work);
        self.line(&format!("work.{work}"));
        if let Some(elapsed) = &step.elapsed {
            let elapsed = self.distribution(elapsed);
            self.line(&format!("elapsed.{elapsed}"));
        }
        let (next_steps, n) = learnt.plan.next_steps(&learnt.graph, number);
        let ends = learnt.graph.transitions[step.stage]
            .get(&NextStage::End)
            .copied()
            .unwrap_or(0.0);
        if ends > 0.0 && learnt.refused.contains(&step.activity) {
            let refused = self.share(ends / n, n);
            self.line(&format!("refuse_share = {refused}"));
            let left = 1.0 - ends / n;
            let next_steps: Vec<(usize, f64)> = next_steps
                .into_iter()
                .map(|(to, share)| (to, share / left))
                .collect();
            self.shares("then", &next_steps, n - ends);
        } else {
            self.shares("then", &next_steps, n);
        }
    }

    /// Writes shares of steps, estimated from `n` cases, rounded so that their sum is kept.
    fn shares(&mut self, key: &str, shares: &[(usize, f64)], n: f64) {
        const UNITS: f64 = 1e6;
        let mut exact: f64 = shares.iter().map(|(_, share)| share).sum();
        let mut left = (exact * UNITS).round();
        for (to, share) in shares {
            // Each share takes its part of what is left, so that rounding errors do not add up.
            let units = if exact > 0.0 {
                (left * share / exact).round()
            } else {
                0.0
            };
            exact -= share;
            left -= units;
            let written = self.share(units / UNITS, n);
            self.line(&format!("{key}.{} = {written}", self.ids[*to]));
        }
    }

    /// A share with its 95 % interval (Wilson 1927).
    fn share(&self, share: f64, n: f64) -> String {
        let z = NORMAL_95 * NORMAL_95 / n.max(1.0);
        let middle = (share + z / 2.0) / (1.0 + z);
        let spread = share * (1.0 - share) / n.max(1.0) + z / 4.0 / n.max(1.0);
        let half = NORMAL_95 * libm::sqrt(spread) / (1.0 + z);
        let low = (middle - half).clamp(0.0, share);
        let high = (middle + half).clamp(share, 1.0);
        self.measured(share, low, high)
    }

    fn measured(&self, value: f64, low: f64, high: f64) -> String {
        let range = Some((low.min(value), high.max(value)));
        self.graded(&six_digits(value), range, Grade::Measured)
    }

    /// A distribution as `fixed = ...` or `quantiles = ...`.
    fn distribution(&self, law: &QuantileLaw) -> String {
        let grade = if law.is_measured() {
            Grade::Measured
        } else {
            Grade::Assumed
        };
        match law.constant() {
            Some(seconds) if seconds < 1.0 => return "fixed = { minutes = 0 }".to_owned(),
            Some(seconds) => {
                let hours = six_digits(seconds / HOUR_SECONDS);
                let graded = self.graded(&hours, None, grade);
                return format!("fixed = {{ hours = {graded} }}");
            }
            None => {}
        }
        let list = |numbers: &mut dyn Iterator<Item = f64>| {
            let written: Vec<String> = numbers.map(six_digits).collect();
            written.join(", ")
        };
        let spread = NORMAL_95 * law.relative_error;
        // A mean of few durations may be off by more than itself.
        let range = (1.0 / (1.0 + spread), 1.0 + spread);
        format!(
            "quantiles = {{ probabilities = [{}], hours = [{}], factor = {} }}",
            list(&mut law.knots.iter().map(|knot| knot.0)),
            list(&mut law.knots.iter().map(|knot| knot.1 / HOUR_SECONDS)),
            self.graded("1", Some(range), grade)
        )
    }

    /// A parameter with its grade.
    fn graded(&self, value: &str, range: Option<(f64, f64)>, grade: Grade) -> String {
        let range = range.map_or_else(String::new, |(low, high)| {
            format!("low = {}, high = {}, ", six_digits(low), six_digits(high))
        });
        let grade = match grade {
            Grade::Measured => "measured",
            Grade::Assumed => "assumed",
        };
        let source = quoted(self.source);
        format!("{{ value = {value}, {range}grade = \"{grade}\", source = {source} }}")
    }
}

/// How well a learnt number is known.
#[derive(Debug, Clone, Copy)]
enum Grade {
    /// From enough visits.
    Measured,
    /// From too few, or concluded from something else.
    Assumed,
}

/// A second of the day as a number HHMM.
fn clock(second: i64) -> i64 {
    second / 3600 * 100 + second % 3600 / 60
}

/// A second of the day as `HH:MM`.
pub(super) fn time_of_day(second: i64) -> String {
    format!("{:02}:{:02}", second / 3600, second % 3600 / 60)
}

/// Opening hours as a value of `hours`.
fn hours((from, to): (i64, i64)) -> String {
    if (from, to) == (0, super::case_history::DAY) {
        return "\"always\"".to_owned();
    }
    format!("\"{}-{}\"", time_of_day(from), time_of_day(to))
}

/// A number with six significant digits.
fn six_digits(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let digits = (5 - libm::floor(libm::log10(value.abs())) as i32).clamp(0, 12);
    let text = format!("{value:.*}", digits as usize);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A text as a TOML string, with spaces for control characters.
fn quoted(text: &str) -> String {
    crate::scenario::quoted(&text.replace(char::is_control, " "))
}
