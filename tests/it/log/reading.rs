//! What is read from a log.

use std::fmt::Write;

use proptest::prelude::*;
use tidegate::log::{self, Columns, Event, EventLog, LogNotes};

use super::{TABLE, XES, log_and_notes, log_of, read};
use crate::support::{Folder, OrFail, gzip, real_data};

#[test]
fn a_table_is_read_in_order_of_cases_and_events() {
    const HOUR: i64 = 3_600_000;
    let day = 1_704_067_200_000;
    let log = log_of(TABLE);
    assert_eq!(log.activities, ["check & sign", "file"]);
    assert_eq!(log.resources, ["anna", "bert"]);
    let ids: Vec<&str> = log.cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
    let event = |activity, start: Option<i64>, end, resource| Event {
        activity,
        start: start.map(|hours| day + hours * HOUR),
        end: day + end,
        resource,
    };
    assert_eq!(
        log.cases[0].events,
        [
            event(1, None, 9 * HOUR, None),
            event(0, Some(10), 10 * HOUR + HOUR / 2, Some(1)),
        ]
    );
    assert_eq!(
        log.cases[1].events,
        [
            event(1, None, 33 * HOUR, Some(0)),
            event(0, Some(34), 57 * HOUR, Some(0)),
        ]
    );
}

#[test]
fn tables_and_xes_packed_or_not_are_one_log() {
    let folder = Folder::new();
    let wanted = log_of(TABLE);
    let marked = [b"\xef\xbb\xbf", TABLE.as_bytes()].concat();
    let semicolons = TABLE.replace(',', ";").replace('\n', "\r\n");
    let tabs = TABLE.replace(',', "\t");
    let spelled = TABLE.replace(
        "case_id,activity,start,timestamp,resource",
        "Case ID,Concept:Name,Start_Timestamp,time:timestamp,org:resource",
    );
    // Two members of a packed file are one file.
    let halves = [gzip(&TABLE.as_bytes()[..90]), gzip(&TABLE.as_bytes()[90..])].concat();
    let files: [(&str, &[u8]); 10] = [
        ("marked.csv", &marked),
        ("semicolons.csv", semicolons.as_bytes()),
        ("tabs.csv", tabs.as_bytes()),
        ("spelled.csv", spelled.as_bytes()),
        ("packed.csv.gz", &gzip(TABLE.as_bytes())),
        ("packed-without-a-name", &gzip(&marked)),
        ("halves.csv.gz", &halves),
        ("log.xes", XES.as_bytes()),
        ("log.xes.gz", &gzip(XES.as_bytes())),
        ("called-a-table.csv", XES.as_bytes()),
    ];
    for (name, bytes) in files {
        assert_eq!(read(&folder.write(name, bytes)), wanted, "{name}");
    }
}

#[test]
fn starts_are_joined_to_completions_first_to_first() {
    let (log, notes) = log_and_notes(
        "case,activity,lifecycle:transition,timestamp\n\
         a,x,complete,2024-01-01 05:00\n\
         a,x,start,2024-01-01 01:00\n\
         a,x,START,2024-01-01 02:00\n\
         a,x,complete,2024-01-01 03:00\n\
         a,x,complete,2024-01-01 06:00\n\
         a,x,suspend,2024-01-01 02:30\n\
         a,y,start,2024-01-01 07:00\n\
         a,z,,2024-01-01 08:00\n\
         a,x,start,2024-01-01 09:00\n\
         a,x,complete,2024-01-01 09:00\n",
    );
    let hours = |time: i64| (time - 1_704_067_200_000) / 3_600_000;
    let spans: Vec<(Option<i64>, i64)> = log.cases[0]
        .events
        .iter()
        .map(|event| (event.start.map(hours), hours(event.end)))
        .collect();
    let wanted = [
        (Some(1), 3),
        (Some(2), 5),
        (None, 6),
        (None, 8),
        (Some(9), 9),
    ];
    assert_eq!(spans, wanted);
    assert_eq!(
        notes,
        LogNotes {
            never_completed: 1,
            never_started: 1,
            other_transitions: 1,
            ..LogNotes::default()
        }
    );
    assert_eq!(notes.sentences().len(), 3);
    // An event that begins after it ends has no start that could be believed.
    let (log, notes) = log_and_notes(
        "case,activity,start,end\n\
         a,x,2024-01-02,2024-01-01\n",
    );
    assert_eq!(log.cases[0].events[0].start, None);
    assert_eq!(notes.backwards, 1);
}

#[test]
fn columns_may_be_named() {
    let folder = Folder::new();
    let path = folder.write(
        "log.csv",
        b"file no,case,what,when,who\n1,x,a,2024-01-01,u\n2,x,a,2024-01-02,v\n",
    );
    let name = |name: &str| Some(name.to_owned());
    let columns = Columns {
        case: name("file no"),
        activity: name("What"),
        timestamp: name("when"),
        start: None,
        resource: name("who"),
    };
    let log = log::read(&path, &columns).or_fail();
    assert_eq!(log.cases.len(), 2);
    assert_eq!(log.activities, ["a"]);
    assert_eq!(log.resources, ["u", "v"]);
    let xes = XES.replace("concept:name", "label");
    let path = folder.write("log.xes", xes.as_bytes());
    let columns = Columns {
        case: name("label"),
        activity: name("label"),
        ..Columns::default()
    };
    let log = log::read(&path, &columns).or_fail();
    assert_eq!(log, log_of(TABLE));
}

#[test]
fn cases_are_selected_by_their_first_event() {
    let log = log_of(TABLE);
    let second = 1_704_186_000_000;
    assert_eq!(log.select(None, None), log);
    assert_eq!(log.select(Some(second), None).cases, log.cases[1..]);
    assert_eq!(log.select(None, Some(second)).cases, log.cases[..1]);
    let none = log.select(Some(second + 1), None);
    assert!(none.cases.is_empty());
    assert_eq!(none.activities, log.activities);
}

/// A log as its own table.
fn table_of(log: &EventLog) -> String {
    let mut text = "case,activity,start,timestamp,resource\n".to_owned();
    let time = |time: i64| {
        jiff::Timestamp::from_millisecond(time)
            .unwrap_or_default()
            .to_string()
    };
    for case in &log.cases {
        for event in &case.events {
            let resource = event
                .resource
                .map_or("", |who| &log.resources[who as usize]);
            let _ = writeln!(
                text,
                "{},{},{},{},{resource}",
                case.id,
                log.activities[event.activity as usize],
                event.start.map_or_else(String::new, time),
                time(event.end),
            );
        }
    }
    text
}

#[test]
fn real_declarations_are_read() {
    let Some(path) = real_data("travel_declarations/tue_2018_h1.csv.gz") else {
        return;
    };
    let log = read(&path);
    let events: usize = log.cases.iter().map(|case| case.events.len()).sum();
    assert_eq!(events, 8502);
    assert_eq!(log_of(&table_of(&log)), log);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_bytes_bring_the_reading_down(
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..300),
            "[ -~\n\r\t\"]{0,300}".prop_map(String::into_bytes),
            "case,activity,timestamp\n([ab],[xy],(2024-0[0-9]-[0-3][0-9]|[0-3][0-9]/[01][0-9]/2024|[ -~]{0,9})\r?\n){0,9}"
                .prop_map(String::into_bytes),
            "<log>(<trace>|</trace>|<event>|</event>|<string key=\"concept:name\" value=\"[a&;\"]\"/?>|<date key=\"time:timestamp\" value=\"2024-01-0[0-9]\"/>|</string>|[<>a&]){0,20}(</log>)?"
                .prop_map(String::into_bytes),
        ],
        flip in any::<prop::sample::Index>(),
        pack in any::<bool>(),
    ) {
        let folder = Folder::new();
        let mut bytes = if pack { gzip(&bytes) } else { bytes };
        if pack {
            let place = flip.index(bytes.len());
            bytes[place] ^= 1;
        }
        let path = folder.write("log", &bytes);
        match log::read(&path, &Columns::default()) {
            Ok(log) => {
                prop_assert!(!log.cases.is_empty());
                prop_assert!(log.cases.iter().all(|case| !case.events.is_empty()));
            }
            Err(fault) => prop_assert!(!fault.to_string().is_empty()),
        }
    }

    #[test]
    fn what_is_written_is_read(
        rows in prop::collection::vec((0_u8..5, 0_u8..4, 0_i64..200_000_000_000, 0_i64..9_000_000), 1..40),
        shuffle in any::<u64>(),
    ) {
        // Two events of a case at one instant are in the order of the file.
        let mut rows = rows;
        rows.sort_by_key(|(case, _, end, _)| (*case, *end));
        rows.dedup_by_key(|(case, _, end, _)| (*case, *end));
        let mut text = "case,activity,start,timestamp\n".to_owned();
        for (case, activity, end, lasting) in &rows {
            let time = |time: i64| jiff::Timestamp::from_millisecond(time).unwrap_or_default();
            let _ = writeln!(text, "c{case},a{activity},{},{}", time(end - lasting), time(*end));
        }
        let log = log_of(&text);
        prop_assert_eq!(&log_of(&table_of(&log)), &log);
        // The order of lines does not matter otherwise.
        let mut lines: Vec<&str> = text.lines().skip(1).collect();
        let count = lines.len();
        lines.rotate_left((shuffle % count as u64) as usize);
        let turned = format!("case,activity,start,timestamp\n{}\n", lines.join("\n"));
        prop_assert_eq!(log_of(&turned), log);
    }
}
