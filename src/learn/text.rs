//! A learnt procedure as a scenario file with its tables, for people to read on.

use std::fmt::Write;

use super::Learnt;
use super::days_off::{Frame, table as holidays};
use super::draft::{Desk, Step};
use super::mixture::{Mixture, Part};
use super::names;
use super::ways::Next;
use super::week::date;
use crate::scenario::WEEKDAYS;
use crate::time::HOUR_SECONDS;

/// A standard normal deviate that 95 % lie within.
const NORMAL_95: f64 = 1.959_963_984_540_054;

/// The scenario and its tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The scenario file.
    pub scenario: String,
    /// Its tables: path beside the scenario, and text.
    pub tables: Vec<(String, String)>,
}

/// Writes what was learnt as a scenario.
///
/// `id` names the procedure and the folder of the tables, `source` the log, and
/// `jurisdiction` the place, by a code of three letters.
#[must_use]
pub fn write(learnt: &Learnt, id: &str, source: &str, jurisdiction: &str) -> Text {
    let page = Page {
        learnt,
        id,
        source,
        jurisdiction,
        ids: step_ids(learnt),
        out: String::new(),
    };
    let mut tables = vec![(format!("{id}/arrivals.csv"), by_hour(&learnt.arrivals))];
    if !learnt.week.holidays.is_empty() {
        tables.push((format!("{id}/holidays.csv"), holidays(learnt)));
    }
    if let Some(pace) = &learnt.draft.pace {
        tables.push((format!("{id}/pace.csv"), by_hour(&pace.weights)));
    }
    Text {
        scenario: page.scenario(),
        tables,
    }
}

/// Weights of the hours of the week, as a table.
fn by_hour(weights: &[f64]) -> String {
    let mut text = "weekday,hour,weight\n".to_owned();
    for (place, weight) in weights.iter().enumerate() {
        if *weight > 0.0 {
            let _ = writeln!(text, "{},{},{weight}", WEEKDAYS[place / 24], place % 24);
        }
    }
    text
}

/// The ids of the steps: of the stage, and what is done at once marked so.
fn step_ids(learnt: &Learnt) -> Vec<String> {
    let id = |step: &Step| {
        let own = names::id(&learnt.ways.name(step.stage, &learnt.activities), "step");
        let is_part = step.share < 1.0 && step.desk == Desk::AtOnce;
        if is_part {
            format!("{own}-at-once")
        } else {
            own
        }
    };
    names::distinct(learnt.draft.steps.iter().map(id).collect())
}

/// A file being written.
struct Page<'a> {
    learnt: &'a Learnt,
    id: &'a str,
    source: &'a str,
    jurisdiction: &'a str,
    ids: Vec<String>,
    out: String,
}

impl Page<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn scenario(mut self) -> String {
        self.head();
        self.place();
        self.offices();
        self.procedure();
        for number in 0..self.learnt.draft.steps.len() {
            self.step(number);
        }
        self.out
    }

    /// A comment, broken into lines. TOML allows no control characters in it.
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

    fn head(&mut self) {
        let learnt = self.learnt;
        let (first, last) = (date(learnt.first_day), date(learnt.last_day));
        self.comment(&format!(
            "A procedure as the event log `{}` shows it: {} cases, {} events, {first} to {last}.",
            self.source, learnt.cases, learnt.events
        ));
        self.line("#");
        self.comment(&format!(
            "Run it with `tidegate run {}.toml --log simulated.csv`, and hold the result against the log \
             with `tidegate compare-log simulated.csv LOG`.",
            self.id
        ));
        self.line("#");
        self.line("# What the log cannot tell:");
        for sentence in &learnt.unknown {
            self.comment(&format!("- {sentence}"));
        }
        self.line("format = 1");
        let title = format!("Learnt from {}", self.source);
        self.line(&format!("title = {}", quoted(&title)));
        let frame = Frame::of(learnt);
        self.line(&format!(
            "\n[study]\nstart = {first}\nwarm_up_years = {}\nyears = {}\ndiscount_a_year = 0\nrho_a_year = 0",
            frame.warm_up_years, frame.years
        ));
    }

    fn place(&mut self) {
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
            self.comment("No day without work was found in the log.");
        } else {
            self.comment("Days without work are known of the years of the log alone.");
            self.line(&format!("holidays = \"{}/holidays.csv\"", self.id));
        }
        self.line(&format!("hours = {}", hours(week.hours)));
        if learnt.utc_offset_hours.abs() > 0.0 {
            self.line(&format!("utc_offset_hours = {}", learnt.utc_offset_hours));
        }
        self.comment(&format!(
            "{:.1} % of the events lie outside of these hours and days.",
            100.0 * week.outside
        ));
    }

    fn offices(&mut self) {
        let learnt = self.learnt;
        let mut desks: Vec<Desk> = learnt.draft.steps.iter().map(|step| step.desk).collect();
        desks.sort_unstable();
        desks.dedup();
        let entry = self.entry();
        for desk in desks {
            self.line(&format!("\n[office.{}]", Self::office(desk)));
            self.line(&format!("jurisdiction = \"{}\"", self.jurisdiction));
            match desk {
                Desk::Counter | Desk::AtOnce => self.line("hours = \"always\""),
                Desk::Hours => {
                    if learnt.draft.pace.is_some() {
                        self.comment(
                            "Times at this office are hours of the quickest pace in the week.",
                        );
                        self.line(&format!("pace = \"{}/pace.csv\"", self.id));
                    }
                }
                Desk::Pool(_) => {}
                Desk::Timer(from, to) => {
                    self.comment("Nearly all of its work is done within these minutes of a day.");
                    self.line(&format!("hours = {}", hours((from, to))));
                }
            }
            self.line("queue.first_come = {}");
            if let Desk::Pool(pool) = desk {
                let pool = &learnt.draft.pools[pool];
                self.comment(&format!(
                    "People in all: {}. So many were at work on a working day, {:.0} % of it with the log's cases.",
                    pool.people,
                    100.0 * pool.load
                ));
                self.line(&format!("officers = {}", pool.officers));
            } else {
                self.line("unlimited = true   # nobody is known to wait for an officer here");
            }
            if Some(desk) == entry {
                self.line(&format!("arrivals = \"{}/arrivals.csv\"", self.id));
            }
        }
    }

    /// The desk of the first step, in the order of ids, at which cases begin.
    fn entry(&self) -> Option<Desk> {
        let begun = self.begins();
        let first = begun
            .iter()
            .map(|(step, _)| *step)
            .min_by_key(|step| &self.ids[*step]);
        first.map(|step| self.learnt.draft.steps[step].desk)
    }

    /// Steps at which cases begin, with their shares.
    fn begins(&self) -> Vec<(usize, f64)> {
        let ways = &self.learnt.ways;
        let all: f64 = ways.begins.iter().sum();
        let stages = ways.begins.iter().enumerate();
        stages
            .filter(|(_, count)| **count > 0.0)
            .flat_map(|(stage, count)| {
                let parts = self.learnt.draft.parts_of(stage);
                parts.map(move |(step, share)| (step, share * count / all))
            })
            .collect()
    }

    fn office(desk: Desk) -> String {
        match desk {
            Desk::Counter => "counter".to_owned(),
            Desk::AtOnce => "at-once".to_owned(),
            Desk::Hours => "in-hours".to_owned(),
            Desk::Timer(from, to) => format!("timer-{:04}-{:04}", clock(from), clock(to)),
            Desk::Pool(pool) => format!("pool-{}", pool + 1),
        }
    }

    fn procedure(&mut self) {
        let learnt = self.learnt;
        self.line(&format!("\n[procedure.{}]", self.id));
        self.line(&format!("jurisdiction = \"{}\"", self.jurisdiction));
        self.line("channel = \"personnel\"   # say which of the six it is");
        self.line("direction = \"internal\"");
        let n = learnt.cases as f64;
        let by = NORMAL_95 / libm::sqrt(n);
        let a_year = learnt.a_year;
        let measured = self.measured(a_year, a_year * (1.0 - by), a_year * (1.0 + by));
        self.line(&format!("background_a_year = {measured}"));
        let begins = self.begins();
        self.ways("begins", &begins, n);
    }

    fn step(&mut self, number: usize) {
        let learnt = self.learnt;
        let step = &learnt.draft.steps[number];
        let name = &learnt.activities[step.activity];
        let (id, own) = (self.id, self.ids[number].clone());
        self.line(&format!("\n[procedure.{id}.step.{own}]"));
        self.line(&format!("label = {{ en = {0}, zh = {0} }}", quoted(name)));
        self.comment(&format!(
            "After {}: {} visits{}.",
            learnt.ways.from(step.stage, &learnt.activities),
            step.n,
            match step.desk {
                Desk::AtOnce if step.share < 1.0 => ", those within an hour, at any time",
                Desk::Hours if step.share < 1.0 => ", those of more than an hour, in open hours",
                Desk::Counter | Desk::AtOnce | Desk::Hours | Desk::Timer(..) | Desk::Pool(_) => "",
            }
        ));
        let office = Self::office(step.desk);
        self.line(&format!("office = \"{office}\""));
        let work = self.law(&step.work);
        self.line(&format!("work.{work}"));
        if let Some(elapsed) = &step.elapsed {
            let elapsed = self.law(elapsed);
            self.line(&format!("elapsed.{elapsed}"));
        }
        let (then, n) = learnt.draft.then(&learnt.ways, number);
        let ends = learnt.ways.onward[step.stage]
            .get(&Next::End)
            .copied()
            .unwrap_or(0.0);
        if ends > 0.0 && learnt.refused.contains(&step.activity) {
            let refused = self.share(ends / n, n);
            self.line(&format!("refuse_share = {refused}"));
            let left = 1.0 - ends / n;
            let then: Vec<(usize, f64)> = then
                .into_iter()
                .map(|(to, share)| (to, share / left))
                .collect();
            self.ways("then", &then, n - ends);
        } else {
            self.ways("then", &then, n);
        }
    }

    /// Shares of steps, known from so many cases. They are rounded so that what always
    /// goes on still does.
    fn ways(&mut self, key: &str, ways: &[(usize, f64)], n: f64) {
        const UNITS: f64 = 1e6;
        if ways.is_empty() {
            return;
        }
        let whole: f64 = ways.iter().map(|(_, share)| share).sum();
        let mut left = (whole * UNITS).round();
        let mut exact = whole;
        for (to, share) in ways {
            // What is left is divided by what is left, so that roundings do not add up.
            let own = if exact > 0.0 {
                (left * share / exact).round()
            } else {
                0.0
            };
            exact -= share;
            left -= own;
            let written = self.share(own / UNITS, n);
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
        format!(
            "{{ value = {}, low = {}, high = {}, grade = \"measured\", source = {} }}",
            short(value),
            short(low.min(value)),
            short(high.max(value)),
            quoted(self.source)
        )
    }

    /// A law as `fixed = ...`, `lognormal = ...` or `mixture = ...`.
    fn law(&self, mixture: &Mixture) -> String {
        let lognormal = |part: &Part| {
            let n = part.share * mixture.n as f64;
            let by = libm::exp(NORMAL_95 * part.sigma / libm::sqrt(n.max(1.0)));
            let mean = part.mean() / HOUR_SECONDS;
            let mean = self.measured(mean, mean / by, mean * by);
            format!(
                "lognormal = {{ mean_hours = {mean}, cv = {} }}",
                short(part.cv())
            )
        };
        match (mixture.nothing > 0.0, mixture.parts.as_slice()) {
            (_, []) => "fixed = { minutes = 0 }".to_owned(),
            (false, [part]) => lognormal(part),
            (atom, parts) => {
                let nothing = format!(
                    "  {{ share = {}, fixed = {{ minutes = 0 }} }}",
                    short(mixture.nothing)
                );
                let mut written: Vec<String> = atom.then_some(nothing).into_iter().collect();
                written.extend(parts.iter().map(|part| {
                    format!("  {{ share = {}, {} }}", short(part.share), lognormal(part))
                }));
                format!("mixture = {{ parts = [\n{},\n] }}", written.join(",\n"))
            }
        }
    }
}

/// Hours and minutes of a second of the day as one number.
fn clock(second: i64) -> i64 {
    second / 3600 * 100 + second % 3600 / 60
}

fn hours((from, to): (i64, i64)) -> String {
    if (from, to) == (0, super::history::DAY) {
        return "\"always\"".to_owned();
    }
    let at = |second: i64| format!("{:02}:{:02}", second / 3600, second % 3600 / 60);
    format!("\"{}-{}\"", at(from), at(to))
}

/// A number with six significant digits.
fn short(value: f64) -> String {
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

/// A text as TOML has it: a basic string, in which what could end it is escaped.
fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(letter);
            }
            letter if letter.is_control() => quoted.push(' '),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}
