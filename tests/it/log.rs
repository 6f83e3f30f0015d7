//! Event logs: tables and XES are the same log, and what is wrong is told with its place.

use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tempfile::TempDir;
use tidegate::log::{self, Columns, Event, EventLog, LogFault, LogNotes};

fn folder() -> TempDir {
    tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"))
}

fn file(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap_or_else(|error| panic!("{error}"));
    path
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .unwrap_or_else(|error| panic!("{error}"))
}

fn read(path: &Path) -> EventLog {
    log::read(path, &Columns::default()).unwrap_or_else(|fault| panic!("{fault}"))
}

fn of(text: &str) -> EventLog {
    let folder = folder();
    read(&file(&folder, "log", text.as_bytes()))
}

fn noted(text: &str) -> (EventLog, LogNotes) {
    let folder = folder();
    let path = file(&folder, "log", text.as_bytes());
    log::read_with_notes(&path, &Columns::default()).unwrap_or_else(|fault| panic!("{fault}"))
}

fn fault_of(name: &str, bytes: &[u8], columns: &Columns) -> LogFault {
    let folder = folder();
    let path = file(&folder, name, bytes);
    match log::read(&path, columns) {
        Ok(log) => panic!("{name} is read: {log:?}"),
        Err(fault) => fault,
    }
}

/// Holds a fault against the line, the column and the words that it must have.
fn told(bytes: impl AsRef<[u8]>, line: Option<(u64, usize)>, words: &[&str]) {
    let fault = fault_of("log", bytes.as_ref(), &Columns::default());
    holds(&fault, line, words);
}

fn holds(fault: &LogFault, line: Option<(u64, usize)>, words: &[&str]) {
    assert_eq!(fault.line().zip(fault.column()), line, "{fault}");
    let text = fault.to_string();
    for word in words {
        assert!(text.contains(word), "`{word}` in\n{text}");
    }
    assert!(text.contains("wanted: "), "{text}");
}

const TABLE: &str = "\
case_id,activity,start,timestamp,resource
b,file,,2024-01-02T09:00:00Z,anna
a,file,,2024-01-01T09:00:00Z,
a,check & sign,2024-01-01T10:00:00Z,2024-01-01T10:30:00Z,bert
b,\"check & sign\",2024-01-02T10:00:00Z,2024-01-03T10:00:00+01:00,anna
";

const XES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- a log -->
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="event"><string key="concept:name" value="unknown"/></global>
  <classifier name="Activity" keys="concept:name lifecycle:transition"/>
  <string key="concept:name" value="the log's own name"/>
  <trace>
    <string key="concept:name" value="b"/>
    <event>
      <string key="concept:name" value="file"><string key="concept:name" value="nested"/></string>
      <date key="time:timestamp" value="2024-01-02T09:00:00.000+00:00"/>
      <container key="who"><string key="org:resource" value="anna"/></container>
    </event>
    <event>
      <string key="lifecycle:transition" value="start"/>
      <string key="concept:name" value="check &amp; sign"/>
      <date key="time:timestamp" value="2024-01-02T11:00:00.000+01:00"/>
    </event>
    <event>
      <string key="lifecycle:transition" value="complete"/>
      <string key="concept:name" value="check &amp; sign"/>
      <string key="org:resource" value="anna"/>
      <date key="time:timestamp" value="2024-01-03T09:00:00Z"/>
    </event>
  </trace>
  <trace>
    <event>
      <string key="concept:name" value="file"/><date key="time:timestamp" value="2024-01-01T09:00:00Z"/>
    </event>
    <event>
      <date key="start_timestamp" value="2024-01-01T10:00:00Z"/>
      <string key="concept:name" value="check &#38; sign"/>
      <date key="time:timestamp" value="2024-01-01T10:30:00Z"/>
      <string key="org:resource" value="bert"/>
    </event>
    <string key="concept:name" value="a"/>
  </trace>
</log>
"#;

#[test]
fn a_table_is_read_in_order_of_cases_and_events() {
    const HOUR: i64 = 3_600_000;
    let day = 1_704_067_200_000;
    let log = of(TABLE);
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
    let folder = folder();
    let wanted = of(TABLE);
    let marked = [b"\xef\xbb\xbf", TABLE.as_bytes()].concat();
    let semicolons = TABLE.replace(',', ";").replace('\n', "\r\n");
    let tabs = TABLE.replace(',', "\t");
    let spelled = TABLE.replace(
        "case_id,activity,start,timestamp,resource",
        "Case ID,Concept:Name,Start_Timestamp,time:timestamp,org:resource",
    );
    // Two members of a packed file are one file.
    let halves = [
        packed(&TABLE.as_bytes()[..90]),
        packed(&TABLE.as_bytes()[90..]),
    ]
    .concat();
    let files: [(&str, &[u8]); 10] = [
        ("marked.csv", &marked),
        ("semicolons.csv", semicolons.as_bytes()),
        ("tabs.csv", tabs.as_bytes()),
        ("spelled.csv", spelled.as_bytes()),
        ("packed.csv.gz", &packed(TABLE.as_bytes())),
        ("packed-without-a-name", &packed(&marked)),
        ("halves.csv.gz", &halves),
        ("log.xes", XES.as_bytes()),
        ("log.xes.gz", &packed(XES.as_bytes())),
        ("called-a-table.csv", XES.as_bytes()),
    ];
    for (name, bytes) in files {
        assert_eq!(read(&file(&folder, name, bytes)), wanted, "{name}");
    }
}

#[test]
fn starts_are_joined_to_completions_first_to_first() {
    let (log, notes) = noted(
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
    let (log, notes) = noted(
        "case,activity,start,end\n\
         a,x,2024-01-02,2024-01-01\n",
    );
    assert_eq!(log.cases[0].events[0].start, None);
    assert_eq!(notes.backwards, 1);
}

#[test]
fn columns_may_be_named() {
    let folder = folder();
    let path = file(
        &folder,
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
    let log = log::read(&path, &columns).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(log.cases.len(), 2);
    assert_eq!(log.activities, ["a"]);
    assert_eq!(log.resources, ["u", "v"]);
    let xes = XES.replace("concept:name", "label");
    let path = file(&folder, "log.xes", xes.as_bytes());
    let columns = Columns {
        case: name("label"),
        activity: name("label"),
        ..Columns::default()
    };
    let log = log::read(&path, &columns).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(log, of(TABLE));
}

#[test]
fn cases_are_selected_by_their_first_event() {
    let log = of(TABLE);
    let second = 1_704_186_000_000;
    assert_eq!(log.select(None, None), log);
    assert_eq!(log.select(Some(second), None).cases, log.cases[1..]);
    assert_eq!(log.select(None, Some(second)).cases, log.cases[..1]);
    let none = log.select(Some(second + 1), None);
    assert!(none.cases.is_empty());
    assert_eq!(none.activities, log.activities);
}

#[test]
fn a_table_that_cannot_be_used_says_where_and_why() {
    told("", None, &["the file is empty"]);
    told("\n \n", None, &["the file has only spaces"]);
    told(
        "case,activity,timestamp\n",
        None,
        &["column names and no event"],
    );
    told(
        "a,x,2024-01-01\na,y,2024-01-02\n",
        Some((1, 1)),
        &["the first line contains a time", "case,activity,timestamp"],
    );
    told(
        "case,activty,timestamp\na,x,2024-01-01\n",
        Some((1, 1)),
        &["no column for the activity", "`--activity \"activty\"`"],
    );
    told(
        "case,what,when\na,x,2024-01-01\n",
        Some((1, 1)),
        &["`--activity NAME`", "`case`, `what`, `when`"],
    );
    told(
        "case,activity,Activity,timestamp\n",
        Some((1, 1)),
        &["two columns"],
    );
    told(
        "case,activity,timestamp\na,x,2024-01-01\n\"b, c\",y,tomorrow\n",
        Some((3, 10)),
        &["\"tomorrow\" is not a time", "2018-03-27T14:15:02Z"],
    );
    told(
        "case,activity,timestamp\r\n\r\na,x,2024-01-01\r\n\r\nb,,2024-01-01\r\n",
        Some((5, 3)),
        &["an empty cell", "remove the line"],
    );
    told(
        "case,activity,timestamp\na,x\n",
        Some((2, 1)),
        &["2 cells", "3 cells, as in the first line"],
    );
    told(
        "case,activity,timestamp\n\"a,x,2024-01-01\nb,x,2024-01-01\n",
        Some((2, 1)),
        &["1 cells", "quotation mark"],
    );
    told(
        "case,activity,timestamp\na,x,03/04/2024\n",
        Some((2, 5)),
        &["day and month", "2018-03-27T14:15:02Z"],
    );
    told(
        "case,activity,timestamp\na,x,13/04/2024\na,x,04/13/2024\n",
        Some((3, 5)),
        &["only the month can come first"],
    );
    told(
        b"case,activity,timestamp\na,x\xe9,2024-01-01\n",
        Some((2, 3)),
        &["not UTF-8", "save the file as UTF-8"],
    );
    told(
        "case,activity,lifecycle,timestamp\na,x,start,2024-01-01\n",
        None,
        &["no event", "never completed"],
    );
    told(b"\xff\xfec\0a\0s\0e\0", None, &["UTF-16"]);
    told(b"\x7fELF\0\0\0", None, &["the file is not text"]);
    told(
        b"PK\x03\x04rest",
        None,
        &["zip archive or a workbook", "CSV"],
    );
    let named = Columns {
        case: Some("cas".to_owned()),
        ..Columns::default()
    };
    let fault = fault_of("log", TABLE.as_bytes(), &named);
    holds(&fault, Some((1, 1)), &["no column \"cas\"", "case_id"]);
}

#[test]
fn a_fault_far_down_stands_at_its_line() {
    let mut table = "case,activity,timestamp\n".to_owned();
    let mut xes = "<log>\n<trace>\n<string key=\"concept:name\" value=\"a\"/>\n".to_owned();
    for number in 0..20_000 {
        let _ = writeln!(table, "case {number},\"x, {number}\",2024-01-01");
        let _ = writeln!(
            xes,
            "<event><string key=\"concept:name\" value=\"{number}\"/><date key=\"time:timestamp\" value=\"2024-01-01\"/></event>"
        );
    }
    told(
        table.clone() + "\u{e9},x,never\n",
        Some((20_002, 5)),
        &["never"],
    );
    told(table + "x\n", Some((20_002, 1)), &["1 cells"]);
    told(xes + "</log>", Some((20_004, 1)), &["malformed XML"]);
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let bytes = packed(TABLE.repeat(50).as_bytes());
    told(&bytes[..bytes.len() / 2], None, &["ends too early"]);
    told(&bytes[..12], None, &["ends too early"]);
    let mut damaged = bytes.clone();
    let end = damaged.len() - 6;
    damaged[end] ^= 1;
    told(&damaged, None, &["the packed file is damaged"]);
    let fault = fault_of("log.csv.gz", TABLE.as_bytes(), &Columns::default());
    holds(&fault, None, &["this is not gzip", "remove `.gz`"]);
    let place = folder();
    for (path, words) in [
        (place.path().to_owned(), "this is a folder"),
        (place.path().join("none.csv"), "there is no such file"),
    ] {
        let fault = log::read(&path, &Columns::default()).map(|_| ());
        let text = fault.map_or_else(|fault| fault.to_string(), |()| String::new());
        assert!(text.contains(words), "{text}");
    }
}

#[test]
fn xes_that_cannot_be_used_says_where_and_why() {
    let line = |part: &str| {
        let before = XES.split(part).next().unwrap_or_default();
        before.matches('\n').count() as u64 + 1
    };
    told(
        "<!DOCTYPE html>\n<html><body/></html>",
        Some((2, 1)),
        &["begins with <html>", "<log>"],
    );
    told("<log>\n</log>", None, &["no trace has an event"]);
    told("<log>\n<trace>\n</log>", Some((3, 1)), &["malformed XML"]);
    let cut = &XES[..XES.find("check").unwrap_or(0)];
    told(
        cut,
        Some((line("check"), 7)),
        &["malformed XML", "cut short"],
    );
    let cut = XES
        .split("<string key=\"lifecycle")
        .next()
        .unwrap_or_default();
    let fault = fault_of("log", cut.as_bytes(), &Columns::default());
    assert!(
        fault.to_string().contains("ends within an event"),
        "{fault}"
    );
    let wrong = XES.replace("2024-01-03T09:00:00Z", "soon");
    told(
        wrong,
        Some((line("2024-01-03T09:00:00Z") + 1, 5)),
        &["\"soon\" as a time"],
    );
    let wrong = XES.replace(
        "<date key=\"time:timestamp\" value=\"2024-01-03",
        "<date key=\"time:stamp\" value=\"2024-01-03",
    );
    told(
        wrong,
        Some((line("2024-01-03T09:00:00Z") + 1, 5)),
        &["has no `time:timestamp`", "`--timestamp \"time:stamp\"`"],
    );
    let wrong = XES.replace("value=\"a\"", "value=\"\"");
    told(
        wrong,
        Some((line("<string key=\"concept:name\" value=\"a\"") - 10, 3)),
        &["the trace that begins here has no `concept:name`"],
    );
    told(
        "<log><trace><string key=\"a\" value=\"&nothing;\"/></trace></log>",
        Some((1, 13)),
        &["malformed XML"],
    );
    let bad = [
        b"<log>\n<trace>\n<string key=\"\xe9\"",
        &b"/></trace></log>"[..],
    ]
    .concat();
    told(bad, Some((3, 1)), &["not UTF-8"]);
    let (_, notes) = noted(&XES.replace(
        "</log>",
        "<event><string key=\"concept:name\" value=\"file\"/></event></log>",
    ));
    assert_eq!(notes.without_case, 1);
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
#[expect(clippy::print_stderr, reason = "a test that is skipped says why")]
fn the_declarations_of_the_shared_data_are_read() {
    let path = Path::new("../shared/data/travel_declarations/tue_2018_h1.csv.gz");
    if !path.exists() {
        eprintln!("skipped: {} is not here", path.display());
        return;
    }
    let log = read(path);
    let events: usize = log.cases.iter().map(|case| case.events.len()).sum();
    assert_eq!(events, 8502);
    assert_eq!(of(&table_of(&log)), log);
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
        let folder = folder();
        let mut bytes = if pack { packed(&bytes) } else { bytes };
        if pack {
            let place = flip.index(bytes.len());
            bytes[place] ^= 1;
        }
        let path = file(&folder, "log", &bytes);
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
        // Two events of a case at one instant stand in the order of the file.
        let mut rows = rows;
        rows.sort_by_key(|(case, _, end, _)| (*case, *end));
        rows.dedup_by_key(|(case, _, end, _)| (*case, *end));
        let mut text = "case,activity,start,timestamp\n".to_owned();
        for (case, activity, end, lasting) in &rows {
            let time = |time: i64| jiff::Timestamp::from_millisecond(time).unwrap_or_default();
            let _ = writeln!(text, "c{case},a{activity},{},{}", time(end - lasting), time(*end));
        }
        let log = of(&text);
        prop_assert_eq!(&of(&table_of(&log)), &log);
        // The order of lines does not matter otherwise.
        let mut lines: Vec<&str> = text.lines().skip(1).collect();
        let count = lines.len();
        lines.rotate_left((shuffle % count as u64) as usize);
        let turned = format!("case,activity,start,timestamp\n{}\n", lines.join("\n"));
        prop_assert_eq!(of(&turned), log);
    }
}
