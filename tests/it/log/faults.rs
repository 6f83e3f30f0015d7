//! What is wrong with a log is reported with its place.

use std::fmt::Write;

use tidegate::log::{self, Columns, LogFault};

use super::{TABLE, XES, log_and_notes};
use crate::support::{Folder, gzip};

fn fault_of(name: &str, bytes: &[u8], columns: &Columns) -> LogFault {
    let folder = Folder::new();
    let path = folder.write(name, bytes);
    log::read(&path, columns).expect_err(name)
}

/// Expects a fault at a line and column with some words.
fn assert_fault(bytes: impl AsRef<[u8]>, line: Option<(u64, usize)>, words: &[&str]) {
    let fault = fault_of("log", bytes.as_ref(), &Columns::default());
    assert_names(&fault, line, words);
}

fn assert_names(fault: &LogFault, line: Option<(u64, usize)>, words: &[&str]) {
    assert_eq!(fault.line().zip(fault.column()), line, "{fault}");
    let text = fault.to_string();
    for word in words {
        assert!(text.contains(word), "`{word}` in\n{text}");
    }
    assert!(text.contains("expected: "), "{text}");
}

#[test]
fn a_table_that_cannot_be_used_says_where_and_why() {
    assert_fault("", None, &["the file is empty"]);
    assert_fault("\n \n", None, &["the file has only spaces"]);
    assert_fault(
        "case,activity,timestamp\n",
        None,
        &["column names and no event"],
    );
    assert_fault(
        "a,x,2024-01-01\na,y,2024-01-02\n",
        Some((1, 1)),
        &["the first line contains a time", "case,activity,timestamp"],
    );
    assert_fault(
        "case,activty,timestamp\na,x,2024-01-01\n",
        Some((1, 1)),
        &["no column for the activity", "`--activity \"activty\"`"],
    );
    assert_fault(
        "case,what,when\na,x,2024-01-01\n",
        Some((1, 1)),
        &["`--activity NAME`", "`case`, `what`, `when`"],
    );
    assert_fault(
        "case,activity,Activity,timestamp\n",
        Some((1, 1)),
        &["two columns"],
    );
    assert_fault(
        "case,activity,timestamp\na,x,2024-01-01\n\"b, c\",y,tomorrow\n",
        Some((3, 10)),
        &["\"tomorrow\" is not a time", "2018-03-27T14:15:02Z"],
    );
    assert_fault(
        "case,activity,timestamp\r\n\r\na,x,2024-01-01\r\n\r\nb,,2024-01-01\r\n",
        Some((5, 3)),
        &["an empty cell", "remove the line"],
    );
    assert_fault(
        "case,activity,timestamp\na,x\n",
        Some((2, 1)),
        &["2 cells", "3 cells, as in the first line"],
    );
    assert_fault(
        "case,activity,timestamp\n\"a,x,2024-01-01\nb,x,2024-01-01\n",
        Some((2, 1)),
        &["1 cells", "quotation mark"],
    );
    assert_fault(
        "case,activity,timestamp\na,x,03/04/2024\n",
        Some((2, 5)),
        &["day and month", "2018-03-27T14:15:02Z"],
    );
    assert_fault(
        "case,activity,timestamp\na,x,13/04/2024\na,x,04/13/2024\n",
        Some((3, 5)),
        &["only the month can come first"],
    );
    assert_fault(
        b"case,activity,timestamp\na,x\xe9,2024-01-01\n",
        Some((2, 3)),
        &["not UTF-8", "save the file as UTF-8"],
    );
    assert_fault(
        "case,activity,lifecycle,timestamp\na,x,start,2024-01-01\n",
        None,
        &["no event", "never completed"],
    );
    assert_fault(b"\xff\xfec\0a\0s\0e\0", None, &["UTF-16"]);
    assert_fault(b"\x7fELF\0\0\0", None, &["the file is not text"]);
    assert_fault(
        b"PK\x03\x04rest",
        None,
        &["zip archive or a workbook", "CSV"],
    );
    let named = Columns {
        case: Some("cas".to_owned()),
        ..Columns::default()
    };
    let fault = fault_of("log", TABLE.as_bytes(), &named);
    assert_names(&fault, Some((1, 1)), &["no column \"cas\"", "case_id"]);
}

#[test]
fn a_fault_far_down_has_its_line() {
    let mut table = "case,activity,timestamp\n".to_owned();
    let mut xes = "<log>\n<trace>\n<string key=\"concept:name\" value=\"a\"/>\n".to_owned();
    for number in 0..20_000 {
        let _ = writeln!(table, "case {number},\"x, {number}\",2024-01-01");
        let _ = writeln!(
            xes,
            "<event><string key=\"concept:name\" value=\"{number}\"/><date key=\"time:timestamp\" value=\"2024-01-01\"/></event>"
        );
    }
    assert_fault(
        table.clone() + "\u{e9},x,never\n",
        Some((20_002, 5)),
        &["never"],
    );
    assert_fault(table + "x\n", Some((20_002, 1)), &["1 cells"]);
    assert_fault(xes + "</log>", Some((20_004, 1)), &["malformed XML"]);
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let bytes = gzip(TABLE.repeat(50).as_bytes());
    assert_fault(&bytes[..bytes.len() / 2], None, &["ends too early"]);
    assert_fault(&bytes[..12], None, &["ends too early"]);
    let mut damaged = bytes.clone();
    let end = damaged.len() - 6;
    damaged[end] ^= 1;
    assert_fault(&damaged, None, &["the packed file is damaged"]);
    let fault = fault_of("log.csv.gz", TABLE.as_bytes(), &Columns::default());
    assert_names(&fault, None, &["this is not gzip", "remove `.gz`"]);
    let folder = Folder::new();
    for (path, words) in [
        (folder.path().to_owned(), "this is a folder"),
        (folder.path().join("none.csv"), "there is no such file"),
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
    assert_fault(
        "<!DOCTYPE html>\n<html><body/></html>",
        Some((2, 1)),
        &["begins with <html>", "<log>"],
    );
    assert_fault("<log>\n</log>", None, &["no trace has an event"]);
    assert_fault("<log>\n<trace>\n</log>", Some((3, 1)), &["malformed XML"]);
    let cut = &XES[..XES.find("check").unwrap_or(0)];
    assert_fault(
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
    assert_fault(
        wrong,
        Some((line("2024-01-03T09:00:00Z") + 1, 5)),
        &["\"soon\" as a time"],
    );
    let wrong = XES.replace(
        "<date key=\"time:timestamp\" value=\"2024-01-03",
        "<date key=\"time:stamp\" value=\"2024-01-03",
    );
    assert_fault(
        wrong,
        Some((line("2024-01-03T09:00:00Z") + 1, 5)),
        &["has no `time:timestamp`", "`--timestamp \"time:stamp\"`"],
    );
    let wrong = XES.replace("value=\"a\"", "value=\"\"");
    assert_fault(
        wrong,
        Some((line("<string key=\"concept:name\" value=\"a\"") - 10, 3)),
        &["the trace that begins here has no `concept:name`"],
    );
    assert_fault(
        "<log><trace><string key=\"a\" value=\"&nothing;\"/></trace></log>",
        Some((1, 13)),
        &["malformed XML"],
    );
    let bad = [
        b"<log>\n<trace>\n<string key=\"\xe9\"",
        &b"/></trace></log>"[..],
    ]
    .concat();
    assert_fault(bad, Some((3, 1)), &["not UTF-8"]);
    let (_, notes) = log_and_notes(&XES.replace(
        "</log>",
        "<event><string key=\"concept:name\" value=\"file\"/></event></log>",
    ));
    assert_eq!(notes.without_case, 1);
}
