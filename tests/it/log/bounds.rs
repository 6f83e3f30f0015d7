//! Events that are in a log twice, and pieces of a log that have no end.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use tidegate::log::{self, Columns, LogFault, LogNotes};

use crate::support::{Folder, OrFail, tidegate};

fn notes(path: &Path) -> LogNotes {
    log::read_with_notes(path, &Columns::default()).or_fail().1
}

fn fault(path: &Path) -> LogFault {
    match log::read(path, &Columns::default()) {
        Ok(log) => panic!("{} cases are read", log.cases.len()),
        Err(fault) => fault,
    }
}

/// Rows of 30 cases of two activities.
fn rows() -> String {
    let both = |case: u32| {
        let (day, hour) = (case % 28 + 1, case / 28 + 9);
        format!(
            "{case},look,2024-01-{day:02}T{hour:02}:00:00Z,x\n\
             {case},judge,2024-02-{day:02}T{hour:02}:00:00Z,x\n"
        )
    };
    (0..30).map(both).collect()
}

const HEAD: &str = "case,activity,timestamp,note\n";

/// Rows that are equal in every cell are counted, kept, and reported by every command that
/// reads logs.
#[test]
fn equal_rows_are_reported() {
    let folder = Folder::new();
    let once = folder.write("once.csv", format!("{HEAD}{}", rows()));
    assert_eq!(notes(&once), LogNotes::default());
    // A row that differs in a column of no use is another row.
    let other = rows().replace(",x\n", ",y\n");
    let other = folder.write("other.csv", format!("{HEAD}{}{other}", rows()));
    assert_eq!(notes(&other), LogNotes::default());
    let twice = folder.write("twice.csv", format!("{HEAD}{}{}", rows(), rows()));
    assert_eq!(notes(&twice).equal_rows, 60);
    let learnt = folder.at("learnt.toml");
    for run in [
        tidegate(["learn"]).with([&twice]).into(learnt),
        tidegate(["compare-log", "--json"]).with([&twice, &once]),
        tidegate(["compare-log", "--json"]).with([&once, &twice]),
    ] {
        run.succeeds()
            .says("60 event(s) are equal in every cell to an earlier event; all are kept");
    }
}

fn trace(name: &str, activity: &str) -> String {
    format!(
        "<trace><event><string key=\"concept:name\" value=\"{activity}\"/>\
         <date key=\"time:timestamp\" value=\"2024-01-01T09:00:00Z\"/></event>\
         <string key=\"concept:name\" value=\"{name}\"/></trace>\n"
    )
}

/// Traces of one name are joined, and counted; so are events that are equal within them.
#[test]
fn traces_of_one_name_are_reported() {
    let folder = Folder::new();
    let log = |traces: &[String]| {
        let path = folder.write("log.xes", format!("<log>\n{}</log>", traces.concat()));
        notes(&path)
    };
    let [a, b] = ["a", "b"];
    assert_eq!(
        log(&[trace(a, "look"), trace(b, "look")]),
        LogNotes::default()
    );
    let joined = log(&[trace(a, "look"), trace(b, "look"), trace(a, "judge")]);
    assert_eq!((joined.repeated_traces, joined.equal_rows), (1, 0));
    let joined = log(&[trace(a, "look"), trace(a, "look"), trace(a, "look")]);
    assert_eq!((joined.repeated_traces, joined.equal_rows), (2, 2));
    let words = joined.sentences().join("\n");
    assert!(
        words.contains("2 trace(s) have the name of an earlier trace"),
        "{words}"
    );
}

/// A packed log of one long piece: small on disk.
fn packed(folder: &Folder, name: &str, begin: &str, mebibytes: usize) -> PathBuf {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let piece = vec![b'a'; 1 << 20];
    let written = encoder
        .write_all(begin.as_bytes())
        .and_then(|()| (0..mebibytes).try_for_each(|_| encoder.write_all(&piece)))
        .and_then(|()| encoder.finish());
    folder.write(name, written.or_fail())
}

fn holds(fault: &LogFault, line: u64, words: &[&str]) {
    assert_eq!(fault.line(), Some(line), "{fault}");
    let text = fault.to_string();
    for word in words {
        assert!(text.contains(word), "`{word}` in\n{text}");
    }
}

/// A piece without end is refused after 16 MiB of it, at its line, however the log is packed.
#[test]
fn a_piece_without_end_is_refused() {
    let folder = Folder::new();
    let line = "a line of more than 16 MiB begins here";
    let cell = packed(
        &folder,
        "cell.csv.gz",
        &format!("{HEAD}1,look,2024-01-01,"),
        64,
    );
    holds(&fault(&cell), 2, &[line, "at most 16 MiB"]);
    let quoted = packed(&folder, "quoted.csv.gz", &format!("{HEAD}1,\"look"), 64);
    holds(&fault(&quoted), 2, &[line, "the quotation mark"]);
    let head = packed(&folder, "head.csv.gz", "", 64);
    holds(&fault(&head), 1, &[line]);
    for begin in ["<log>\n<string key=\"", "<log>\n<!-- ", "<log>\ntext "] {
        let xml = packed(&folder, "log.xes.gz", begin, 64);
        let text = fault(&xml).to_string();
        assert!(
            text.contains("a piece of XML of more than 16 MiB"),
            "{text}"
        );
    }
}

/// Names, cells, columns and depth have bounds of their own.
#[test]
fn long_names_and_cells_are_refused_at_their_place() {
    let folder = Folder::new();
    let long = |length: usize| "a".repeat(length);
    let table = |text: String| fault(&folder.write("log.csv", text));
    holds(
        &table(long(2 << 20)),
        1,
        &["the first line of 2097153 bytes", "at most 1 MiB"],
    );
    let column = table(format!("{},activity,timestamp\n", long(5000)));
    holds(
        &column,
        1,
        &["a column name of 5000 bytes", "at most 4 KiB"],
    );
    holds(&table(",a".repeat(10_001)), 1, &["more than 10000 columns"]);
    let cell = table(format!(
        "{HEAD}1,look,2024-01-01,x\n1,look,2024-01-01,{}\n",
        long(2 << 20)
    ));
    holds(&cell, 3, &["a cell of 2097152 bytes", "at most 1 MiB"]);
    assert_eq!(cell.column(), Some(19));
    let name = table(format!("{HEAD}1,{},2024-01-01,x\n", long(5000)));
    holds(&name, 2, &["a name of 5000 bytes", "at most 4 KiB"]);
    let xes = |inner: String| {
        let text = format!("<log>\n<trace>\n<event>\n{inner}");
        fault(&folder.write("log.xes", text))
    };
    let value = |key: &str, length: usize| {
        xes(format!(
            "<string key=\"{key}\" value=\"{}\"/>",
            long(length)
        ))
    };
    holds(
        &value("note", 2 << 20),
        4,
        &["a value of 2097152 bytes", "at most 1 MiB"],
    );
    holds(&value("concept:name", 5000), 4, &["a name of 5000 bytes"]);
    holds(&value(&long(5000), 1), 4, &["a key of 5000 bytes"]);
    holds(&xes("<list>".repeat(1000)), 4, &["nested in 100 others"]);
    let attributes = (0..10_001).fold(String::new(), |mut text, number| {
        let _ = write!(text, " a{number}=\"\"");
        text
    });
    holds(
        &xes(format!("<string{attributes}/>")),
        4,
        &["more than 10000 XML attributes"],
    );
}
