//! An event log as a CSV file.

use serde::Serialize;

use super::csv_table::write_csv;
use super::disk::Error;
use super::new_file::NewFile;
use crate::model::Instant;
use crate::study::RunLog;

/// A step of a case that has ended.
#[derive(Serialize)]
struct LogRow<'a> {
    /// The case.
    case: u32,
    /// What was done.
    activity: &'a str,
    /// The id of the procedure.
    procedure: &'a str,
    /// The id of the office; where nobody decides, empty.
    office: &'a str,
    /// When it was taken up, UTC.
    start: String,
    /// When it was done, UTC.
    timestamp: String,
}

/// The columns of a log, in the order of its rows. A log without steps has them too.
const COLUMNS: [&str; 6] = [
    "case",
    "activity",
    "procedure",
    "office",
    "start",
    "timestamp",
];

/// Writes a log, in the order of cases and of the ends of their steps. Times are UTC. Returns
/// the number of steps.
///
/// # Errors
///
/// When the file cannot be written.
pub fn write_log(logged: &RunLog, file: NewFile) -> Result<usize, Error> {
    file.write(|file| write_csv(COLUMNS, rows(logged), file))?;
    Ok(logged.steps.len())
}

fn rows(logged: &RunLog) -> impl Iterator<Item = LogRow<'_>> {
    let midnight = logged.first_day.at(0, 0, 0, 0);
    let time = move |instant: Instant| {
        let time = midnight.saturating_add(jiff::SignedDuration::from_secs(i64::from(instant)));
        format!("{time}Z")
    };
    logged.steps.iter().map(move |step| {
        let (procedure, number) = (step.procedure.index(), usize::from(step.step));
        LogRow {
            case: step.case,
            activity: &logged.activities[procedure][number],
            procedure: &logged.procedures[procedure],
            office: &logged.offices[procedure][number],
            start: time(step.start),
            timestamp: time(step.end),
        }
    })
}
