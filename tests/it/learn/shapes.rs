//! Logs of any shape: no event is dropped, and what is learnt repeats as much as they do.

use std::fmt::Write;

use tidegate::draw::{Key, Purpose, RandomStream};
use tidegate::learn::{LearnOptions, learn};
use tidegate::log::{Columns, EventLog, read};

use super::{DAY, HOUR, MINUTE, MONDAY, logged, made, relearnt, rework_share, working_day};
use crate::support::{Folder, OrFail};

/// The activities of a case and the hours before each of them.
type Steps = Vec<(u32, f64)>;

/// Uniforms of one case.
struct Uniforms {
    stream: RandomStream,
    key: Key,
    count: u32,
}

impl Uniforms {
    fn next(&mut self) -> f64 {
        self.count += 1;
        self.stream.uniform(self.key, Purpose::Kind, self.count)
    }

    /// A number below `count`.
    fn below(&mut self, count: u32) -> u32 {
        (self.next() * f64::from(count)) as u32
    }

    /// Hours with a long tail.
    fn hours(&mut self) -> f64 {
        let exponential = -self.next().ln();
        exponential * exponential * 6.0
    }
}

/// A log of cases whose steps are drawn.
fn drawn(activities: u32, cases: i64, steps: impl Fn(&mut Uniforms) -> Steps) -> EventLog {
    let names: Vec<String> = (0..activities)
        .map(|k| format!("activity {k:03}"))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    made(&names, cases, |number| {
        let mut uniforms = Uniforms {
            stream: RandomStream::new(3, 0),
            key: Key::named("case").with(number as u64),
            count: 0,
        };
        let mut end = working_day(number) + (8.0 * HOUR as f64 * uniforms.next()) as i64 + 8 * HOUR;
        let mut event = |(activity, hours): (u32, f64)| {
            end += (hours * HOUR as f64) as i64;
            (activity, None, end, None)
        };
        steps(&mut uniforms).into_iter().map(&mut event).collect()
    })
}

/// Five strands of three activities each, in any order to one another.
fn parallel(uniforms: &mut Uniforms) -> Steps {
    let mut strands = [0_u32; 5];
    let mut steps = vec![(15, 0.0)];
    while strands.iter().any(|done| *done < 3) {
        let strand = uniforms.below(5);
        let done = &mut strands[strand as usize];
        if *done < 3 {
            steps.push((strand * 3 + *done, uniforms.hours()));
            *done += 1;
        }
    }
    steps
}

/// Goes back in nearly half of all steps.
fn loops(uniforms: &mut Uniforms) -> Steps {
    let mut steps = vec![(0, 0.0)];
    let mut activity = 0;
    while activity < 5 {
        activity = if uniforms.next() < 0.4 && activity > 0 {
            uniforms.below(activity)
        } else {
            activity + 1
        };
        steps.push((activity, uniforms.hours()));
    }
    steps
}

/// Any activity after any other.
fn anything(activities: u32, count: u32) -> impl Fn(&mut Uniforms) -> Steps {
    move |uniforms| {
        let step = |_| (uniforms.below(activities), uniforms.hours());
        (0..count).map(step).collect()
    }
}

#[test]
fn no_shape_loses_an_event() {
    let shapes = [
        ("many activities", drawn(400, 1000, anything(400, 20))),
        ("many variants", drawn(30, 1000, anything(30, 20))),
        ("long traces", drawn(25, 20, anything(25, 1000))),
        ("loops", drawn(6, 1000, loops)),
        ("parallel strands", drawn(16, 1000, parallel)),
    ];
    for (shape, log) in shapes {
        let learnt = learn(&log, &LearnOptions::default()).or_fail();
        let events: usize = log.cases.iter().map(|case| case.events.len()).sum();
        assert_eq!(learnt.events, events, "{shape}");
        let visits: usize = learnt.plan.steps.iter().map(|step| step.n).sum();
        assert_eq!(visits, events, "{shape}");
        relearnt(&log, &Folder::new());
        // Five strands have more orders than there are steps: the model repeats, and says so.
        let says = learnt
            .gaps
            .iter()
            .any(|line| line.starts_with("Rework: 0 %"));
        assert_eq!(
            says,
            shape == "parallel strands",
            "{shape}: {:?}",
            learnt.gaps
        );
    }
}

#[test]
fn loops_come_back_as_often_as_they_were_seen() {
    let log = drawn(6, 2000, loops);
    let again = logged(&relearnt(&log, &Folder::new()), 1.0);
    let (seen, learnt) = (rework_share(&log), rework_share(&again));
    assert!((seen - learnt).abs() < 0.05, "{seen} {learnt}");
    let length = |log: &EventLog| {
        let events: usize = log.cases.iter().map(|case| case.events.len()).sum();
        events as f64 / log.cases.len() as f64
    };
    assert!((length(&again) / length(&log) - 1.0).abs() < 0.1);
}

/// Three strands of three activities side by side: a chain of activities alone would repeat some.
#[test]
fn strands_side_by_side_repeat_nothing() {
    let strands = |uniforms: &mut Uniforms| {
        let mut done = [0_u32; 3];
        let mut steps = vec![(9, 0.0)];
        while steps.len() < 10 {
            let strand = uniforms.below(3);
            let next = &mut done[strand as usize];
            if *next < 3 {
                steps.push((strand * 3 + *next, uniforms.hours()));
                *next += 1;
            }
        }
        steps
    };
    let again = logged(&relearnt(&drawn(10, 2000, strands), &Folder::new()), 1.0);
    assert!(rework_share(&again) < 0.05, "{}", rework_share(&again));
    let is_whole = |case: &&tidegate::log::CaseLog| case.events.len() == 10;
    let whole = again.cases.iter().filter(is_whole).count() as f64;
    assert!(whole > 0.95 * again.cases.len() as f64, "{whole}");
}

/// No time is longer than the longest seen, and the mean is that of the log, though one case in
/// fifty takes a hundred times as long as the others.
#[test]
fn times_are_bounded_by_what_was_seen() {
    let log = made(&["ask", "answer"], 1000, |number| {
        let came = working_day(number) + 9 * HOUR + number % 7 * MINUTE;
        let rare = if number % 50 == 0 { 100 } else { 1 };
        let took = rare * (HOUR / 2 + number * 7919 % 13 * 10 * MINUTE);
        vec![(0, None, came, None), (1, None, came + took, None)]
    });
    let learnt = learn(&log, &LearnOptions::default()).or_fail();
    let times = |log: &EventLog| -> Vec<i64> {
        let took = |events: &[tidegate::log::Event]| events[1].end - events[0].end;
        log.cases.iter().map(|case| took(&case.events)).collect()
    };
    let laws = learnt.plan.steps.iter().map(|step| &step.work);
    let longest_law = laws
        .flat_map(|law| &law.knots)
        .map(|knot| knot.1)
        .fold(0.0, f64::max);
    let longest = times(&log).into_iter().max().unwrap_or(0);
    assert!(
        longest_law * 1000.0 <= longest as f64 + 1.0,
        "{longest_law}"
    );
    let again = logged(&relearnt(&log, &Folder::new()), 1.0);
    let mean = |times: Vec<i64>| times.iter().sum::<i64>() as f64 / times.len() as f64;
    let ratio = mean(times(&again)) / mean(times(&log));
    assert!((ratio - 1.0).abs() < 0.1, "{ratio}");
}

/// A law of few visits is assumed, one of many measured.
#[test]
fn a_law_is_graded_by_its_visits() {
    let log = made(&["ask", "answer", "appeal"], 200, |number| {
        let came = working_day(number) + 9 * HOUR + number % 7 * MINUTE;
        let mut events = vec![
            (0, None, came, None),
            (1, None, came + 2 * HOUR + number % 11 * 9 * MINUTE, None),
        ];
        let appeals = number % 20 == 0;
        events.extend(appeals.then_some((2, None, came + 5 * HOUR + number * MINUTE, None)));
        events
    });
    let scenario = relearnt(&log, &Folder::new());
    let steps = scenario.root.procedure.values().flat_map(|p| p.step.iter());
    let grade = |name: &str| {
        let mut named = steps
            .clone()
            .filter(|(id, _)| id.as_str().starts_with(name));
        let law = named.next().and_then(|(_, step)| step.work.clone());
        match law {
            Some(tidegate::scenario::keys::Distribution::quantiles(law)) => law.factor.grade,
            other => panic!("{name}: {other:?}"),
        }
    };
    assert_eq!(grade("answer").as_str(), "measured");
    assert_eq!(grade("appeal").as_str(), "assumed");
}

/// Starts and completions in rows of their own; neither a case nor a person is named in what is
/// learnt.
#[test]
fn a_log_of_lifecycles_names_no_case_and_no_person() {
    let folder = Folder::new();
    let mut text = "case,activity,lifecycle,timestamp,resource\n".to_owned();
    for number in 0..200_i64 {
        let day = working_day(number);
        for (place, activity) in ["ask", "answer"].into_iter().enumerate() {
            let start = day + (9 + 2 * place as i64) * HOUR + number % 4 * 10 * MINUTE;
            for (transition, time) in [("start", start), ("complete", start + 20 * MINUTE)] {
                let time = jiff::Timestamp::from_millisecond(time).or_fail();
                let _ = writeln!(
                    text,
                    "dossier-{number:03}-X,{activity},{transition},{time},Frau Muster {}",
                    number % 3
                );
            }
        }
    }
    let log = read(&folder.write("log.csv", text), &Columns::default()).or_fail();
    assert_eq!(log.cases.len(), 200);
    assert!(
        log.cases[0]
            .events
            .iter()
            .all(|event| event.start.is_some())
    );
    relearnt(&log, &folder);
    let mut written = folder.text("learnt.toml");
    written.push_str(&folder.text("learnt/arrivals.csv"));
    let learnt = learn(&log, &LearnOptions::default()).or_fail();
    let _ = write!(written, "{learnt:?}");
    let unknown = LearnOptions {
        refused: vec!["no such".to_owned()],
        ..LearnOptions::default()
    };
    let few = log.select(None, Some(MONDAY + 2 * DAY));
    for error in [
        learn(&log, &unknown).err(),
        learn(&few, &LearnOptions::default()).err(),
    ] {
        written.push_str(&error.expect("an error").to_string());
    }
    for secret in ["dossier", "Muster"] {
        assert!(!written.contains(secret), "{secret}");
    }
}
