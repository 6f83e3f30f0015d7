//! Event logs: tables and XES are the same log, and a fault is reported with its place.

mod bounds;
mod faults;
mod reading;

use std::path::Path;

use tidegate::log::{self, Columns, EventLog, LogNotes};

use crate::support::{Folder, OrFail};

fn read(path: &Path) -> EventLog {
    log::read(path, &Columns::default()).or_fail()
}

fn log_of(text: &str) -> EventLog {
    let folder = Folder::new();
    read(&folder.write("log", text.as_bytes()))
}

fn log_and_notes(text: &str) -> (EventLog, LogNotes) {
    let folder = Folder::new();
    let path = folder.write("log", text.as_bytes());
    log::read_with_notes(&path, &Columns::default()).or_fail()
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
