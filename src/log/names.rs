//! Which column is which, by the names that logs usually have.

use super::fault::{At, Fault, shown};
use crate::scenario::nearest;

/// What the columns of a log are called, or in XES its keys. What is left out is found by
/// the usual names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The case that an event belongs to.
    pub case: Option<String>,
    /// What happened.
    pub activity: Option<String>,
    /// When it was complete.
    pub timestamp: Option<String>,
    /// When it began.
    pub start: Option<String>,
    /// Who did it.
    pub resource: Option<String>,
}

/// What a column can be of use for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Case,
    Activity,
    Timestamp,
    Start,
    Resource,
    /// Whether an event is a start or a completion.
    Transition,
}

impl Role {
    /// The usual names, the most telling first, in small letters and digits alone.
    fn usual(self) -> &'static [&'static str] {
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

    /// What it is called in a message.
    fn words(self) -> &'static str {
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

    /// The name that the user gave.
    pub(super) fn given(self, columns: &Columns) -> Option<&str> {
        match self {
            Self::Case => columns.case.as_deref(),
            Self::Activity => columns.activity.as_deref(),
            Self::Timestamp => columns.timestamp.as_deref(),
            Self::Start => columns.start.as_deref(),
            Self::Resource => columns.resource.as_deref(),
            Self::Transition => None,
        }
    }

    fn needed(self) -> bool {
        matches!(self, Self::Case | Self::Activity | Self::Timestamp)
    }

    /// The column of a first line that plays this role; none where it may be absent.
    pub(super) fn find(
        self,
        header: &[String],
        columns: &Columns,
        at: At,
    ) -> Result<Option<usize>, Fault> {
        let only = |mut found: Vec<usize>, name: &str| match found.len() {
            0 => Ok(None),
            1 => Ok(found.pop()),
            _ => Err(Fault::new(
                at,
                format!("two columns {}", shown(name)),
                "each column once",
            )),
        };
        if let Some(name) = self.given(columns) {
            let exact = places(header, |column| column == name);
            let found = if exact.is_empty() {
                places(header, |column| bare(column) == bare(name))
            } else {
                exact
            };
            return match only(found, name)? {
                Some(column) => Ok(Some(column)),
                None => Err(self.no_such(name, header, at)),
            };
        }
        for usual in self.usual() {
            let found = places(header, |column| bare(column) == *usual);
            if let Some(column) = only(found, usual)? {
                return Ok(Some(column));
            }
        }
        if self.needed() {
            Err(self.missing(header, at))
        } else {
            Ok(None)
        }
    }

    /// A column that the user named is not there.
    pub(super) fn no_such(self, name: &str, header: &[String], at: At) -> Fault {
        let fault = Fault::new(
            at,
            format!("no column {} for the {}", shown(name), self.words()),
            format!("one of {}", listed(header)),
        );
        match nearest(name, header.iter().map(String::as_str)) {
            Some(near) => fault.cure(format!("did you mean `{} {near:?}`?", self.option())),
            None => fault,
        }
    }

    /// A column that is needed is not there under any usual name.
    fn missing(self, header: &[String], at: At) -> Fault {
        let near = self
            .usual()
            .iter()
            .find_map(|usual| nearest(usual, header.iter().map(String::as_str)));
        let option = self.option();
        let cure = match near {
            Some(near) => format!("`{option} {near:?}` if that is it"),
            None => format!("name it: `{option} NAME`, one of {}", listed(header)),
        };
        Fault::new(
            at,
            format!("no column for the {}", self.words()),
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

fn places(header: &[String], fits: impl Fn(&str) -> bool) -> Vec<usize> {
    let fitting = header.iter().enumerate().filter(|(_, name)| fits(name));
    fitting.map(|(place, _)| place).collect()
}

/// A name in small letters and digits alone: `Case ID`, `case_id` and `caseId` are one.
fn bare(name: &str) -> String {
    let kept = name.chars().filter(|letter| letter.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

fn listed(header: &[String]) -> String {
    const MOST: usize = 12;
    let mut names: Vec<String> = header
        .iter()
        .take(MOST)
        .map(|name| format!("`{}`", shown(name).trim_matches('"')))
        .collect();
    if header.len() > MOST {
        names.push(format!("{} more", header.len() - MOST));
    }
    names.join(", ")
}
