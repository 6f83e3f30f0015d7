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
    /// The activity.
    activity: &'a str,
    /// The id of the procedure.
    procedure: &'a str,
    /// The id of the office; empty for an agreement.
    office: &'a str,
    /// When an officer took it up, UTC.
    start: String,
    /// When it ended, UTC.
    timestamp: String,
}

/// The columns of a log. A log without steps has them too.
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
pub fn write_log(log: &RunLog, file: NewFile) -> Result<usize, Error> {
    file.write(|file| write_csv(COLUMNS, rows(log), file))?;
    Ok(log.steps.len())
}

fn rows(log: &RunLog) -> impl Iterator<Item = LogRow<'_>> {
    let midnight = log.first_day.at(0, 0, 0, 0);
    let time = move |instant: Instant| {
        let time = midnight.saturating_add(jiff::SignedDuration::from_secs(i64::from(instant)));
        format!("{time}Z")
    };
    log.steps.iter().map(move |step| {
        let (procedure, number) = (step.procedure.index(), step.step.index());
        LogRow {
            case: step.case,
            activity: &log.activities[procedure][number],
            procedure: &log.procedures[procedure],
            office: &log.offices[procedure][number],
            start: time(step.start),
            timestamp: time(step.end),
        }
    })
}
