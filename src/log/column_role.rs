//! What each column means, recognised by the usual names.

use super::read_fault::{FaultPlace, ReadFault, shorten};
use crate::scenario::nearest;

/// Names of a log's columns, or of its keys in XES. A column without a name here is found by
/// its usual names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The case that an event belongs to.
    pub case: Option<String>,
    /// What happened.
    pub activity: Option<String>,
    /// When it was completed.
    pub timestamp: Option<String>,
    /// When it began.
    pub start: Option<String>,
    /// The resource: who did it.
    pub resource: Option<String>,
}

/// The meaning of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnRole {
    Case,
    Activity,
    Timestamp,
    Start,
    Resource,
    /// Whether an event is a start or a completion.
    Transition,
}

impl ColumnRole {
    /// The usual names, the most specific first, in lower-case letters and digits only.
    fn usual_names(self) -> &'static [&'static str] {
        match self {
            Self::Case => &[
                "caseconceptname",
                "caseid",
                "case",
                "caseidentifier",
                "caseno",
                "casenumber",
                "traceid",
                "trace",
            ],
            Self::Activity => &[
                "conceptname",
                "activity",
                "activityname",
                "activityid",
                "event",
                "eventname",
                "task",
                "taskname",
            ],
            Self::Timestamp => &[
                "timetimestamp",
                "timestamputc",
                "timestamp",
                "completetimestamp",
                "endtimestamp",
                "endtime",
                "end",
                "completetime",
                "completiontime",
                "complete",
                "eventtime",
                "time",
                "datetime",
                "date",
            ],
            Self::Start => &["starttimestamp", "starttime", "start"],
            Self::Resource => &[
                "orgresource",
                "resource",
                "user",
                "username",
                "userid",
                "officer",
                "employee",
            ],
            Self::Transition => &["lifecycletransition", "lifecycle", "transition"],
        }
    }

    /// Its name in a message.
    fn label(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Activity => "activity",
            Self::Timestamp => "time",
            Self::Start => "start",
            Self::Resource => "resource",
            Self::Transition => "transition",
        }
    }

    /// The option of the command line that names it.
    pub(super) fn option(self) -> &'static str {
        match self {
            Self::Case => "--case",
            Self::Activity => "--activity",
            Self::Timestamp => "--timestamp",
            Self::Start => "--start",
            Self::Resource => "--resource",
            Self::Transition => "",
        }
    }

    /// The name given by the user.
    pub(super) fn given_name(self, columns: &Columns) -> Option<&str> {
        match self {
            Self::Case => columns.case.as_deref(),
            Self::Activity => columns.activity.as_deref(),
            Self::Timestamp => columns.timestamp.as_deref(),
            Self::Start => columns.start.as_deref(),
            Self::Resource => columns.resource.as_deref(),
            Self::Transition => None,
        }
    }

    fn is_required(self) -> bool {
        matches!(self, Self::Case | Self::Activity | Self::Timestamp)
    }

    /// The index of the column with this role in the first line; none if it is absent and
    /// optional.
    pub(super) fn find(
        self,
        header: &[String],
        columns: &Columns,
        at: FaultPlace,
    ) -> Result<Option<usize>, ReadFault> {
        let only = |mut columns: Vec<usize>, name: &str| match columns.len() {
            0 => Ok(None),
            1 => Ok(columns.pop()),
            _ => Err(ReadFault::new(
                at,
                format!("two columns are called {}", shorten(name)),
                "different names",
            )),
        };
        if let Some(name) = self.given_name(columns) {
            let mut matches = indices(header, |column| column == name);
            if matches.is_empty() {
                matches = indices(header, |column| normalised(column) == normalised(name));
            }
            return match only(matches, name)? {
                Some(column) => Ok(Some(column)),
                None => Err(self.unknown_column(name, header, at)),
            };
        }
        for usual in self.usual_names() {
            let matches = indices(header, |column| normalised(column) == *usual);
            if let Some(column) = only(matches, usual)? {
                return Ok(Some(column));
            }
        }
        if self.is_required() {
            Err(self.missing_column(header, at))
        } else {
            Ok(None)
        }
    }

    /// The fault of a column that the user named and the file lacks.
    fn unknown_column(self, name: &str, header: &[String], at: FaultPlace) -> ReadFault {
        let fault = ReadFault::new(
            at,
            format!("no column {} for the {}", shorten(name), self.label()),
            format!("one of {}", column_list(header)),
        );
        match nearest(name, header.iter().map(String::as_str)) {
            Some(near) => fault.cure(format!("did you mean `{} {near:?}`?", self.option())),
            None => fault,
        }
    }

    /// The fault of a required column without any usual name.
    fn missing_column(self, header: &[String], at: FaultPlace) -> ReadFault {
        let near = self
            .usual_names()
            .iter()
            .find_map(|usual| nearest(usual, header.iter().map(String::as_str)));
        let option = self.option();
        let cure = match near {
            Some(near) => format!("write `{option} {near:?}` if that is the column"),
            None => format!(
                "name it with `{option} NAME`: one of {}",
                column_list(header)
            ),
        };
        ReadFault::new(
            at,
            format!("no column for the {}", self.label()),
            format!(
                "a column called {}, or one named by `{option}`",
                self.examples()
            ),
        )
        .cure(cure)
    }

    fn examples(self) -> &'static str {
        match self {
            Self::Case => "`case`, `case_id` or `case:concept:name`",
            Self::Activity => "`activity` or `concept:name`",
            Self::Timestamp => "`timestamp`, `end_timestamp` or `time:timestamp`",
            Self::Start => "`start_timestamp`",
            Self::Resource => "`resource` or `org:resource`",
            Self::Transition => "`lifecycle:transition`",
        }
    }
}

/// The indices of the columns that match.
fn indices(header: &[String], matches: impl Fn(&str) -> bool) -> Vec<usize> {
    let columns = 0..header.len();
    columns.filter(|column| matches(&header[*column])).collect()
}

/// A name in lower-case letters and digits only, so that `Case ID`, `case_id` and `caseId` are
/// equal.
fn normalised(name: &str) -> String {
    let letters = name.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn column_list(header: &[String]) -> String {
    const SHOWN: usize = 12;
    let mut names: Vec<String> = header
        .iter()
        .take(SHOWN)
        .map(|name| format!("`{}`", shorten(name).trim_matches('"')))
        .collect();
    if header.len() > SHOWN {
        names.push(format!("{} more", header.len() - SHOWN));
    }
    names.join(", ")
}
