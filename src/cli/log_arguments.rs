//! The part of the command line that names event logs.

use std::path::PathBuf;

use clap::Args;

use crate::log;

/// `compare-log`.
#[derive(Debug, Clone, Args)]
pub struct ComparedLogs {
    /// Simulated log: CSV or XES, packed with gzip or not.
    pub simulated: PathBuf,
    /// Real log.
    pub real: PathBuf,
    /// Names of the columns.
    #[command(flatten)]
    pub columns: LogColumns,
    /// Use only cases of the real log whose first event is at or after this time (UTC).
    #[arg(long, value_name = "DATE", value_parser = time)]
    pub from: Option<i64>,
    /// Use only cases of the real log whose first event is before this time (UTC).
    #[arg(long, value_name = "DATE", value_parser = time)]
    pub until: Option<i64>,
    /// The log from which the simulation was learnt; naive replay takes it as the
    /// simulation. Default: naive replay compares the first half of the real log in time
    /// with the second.
    #[arg(long, value_name = "LOG")]
    pub training: Option<PathBuf>,
    /// Use only cases of the training log whose first event is at or after this time (UTC).
    #[arg(long, value_name = "DATE", value_parser = time, requires = "training")]
    pub training_from: Option<i64>,
    /// Use only cases of the training log whose first event is before this time (UTC).
    #[arg(long, value_name = "DATE", value_parser = time, requires = "training")]
    pub training_until: Option<i64>,
    /// Number of random splits of the logs.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000), allow_negative_numbers = true)]
    pub halvings: u32,
    /// Seed of the splits.
    #[arg(long, default_value_t = 1, allow_negative_numbers = true)]
    pub seed: u64,
    /// Print one JSON object.
    #[arg(long)]
    pub json: bool,
}

/// What the columns of a log are called, or in XES its keys; found by the usual names if
/// left out.
#[derive(Debug, Clone, Args)]
pub struct LogColumns {
    /// Column with the case of an event. Default, for all columns: recognised by usual names.
    #[arg(long, value_name = "NAME")]
    pub case: Option<String>,
    /// Column with the activity.
    #[arg(long, value_name = "NAME")]
    pub activity: Option<String>,
    /// Column with the time of completion.
    #[arg(long, value_name = "NAME")]
    pub timestamp: Option<String>,
    /// Column with the time of the start.
    #[arg(long, value_name = "NAME")]
    pub start: Option<String>,
    /// Column with the person or team.
    #[arg(long, value_name = "NAME")]
    pub resource: Option<String>,
}

impl LogColumns {
    /// The columns for the reader of logs.
    pub fn columns(&self) -> log::Columns {
        log::Columns {
            case: self.case.clone(),
            activity: self.activity.clone(),
            timestamp: self.timestamp.clone(),
            start: self.start.clone(),
            resource: self.resource.clone(),
        }
    }
}

/// A time on the command line, in milliseconds since 1970 UTC.
pub fn time(text: &str) -> Result<i64, String> {
    log::time(text).ok_or_else(|| "a date or time such as 2018-04-01 is wanted".to_owned())
}
