//! What the tables do not say about a study or a measurement, for people.

use serde::Serialize;

use crate::model::Channel;
use crate::stats::PackageKey;

/// What the tables do not say about a study, for people.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Description {
    /// Title of the scenario.
    pub title: String,
    /// Stem of the scenario's file; names the study.
    pub study: String,
    /// First measured day, `2024-01-01`.
    pub start: String,
    /// Measured years.
    pub years: u32,
    /// Years simulated before the first measured day.
    pub warm_up_years: u32,
    /// Replications of each package.
    pub replications: u32,
    /// Draws of the parameters from their ranges; 0 when only central values ran.
    pub draws: u32,
    /// Packages in the order in which they are shown, `baseline` first.
    pub packages: Vec<PackageLabel>,
    /// Jurisdictions.
    pub jurisdictions: Vec<Place>,
    /// Offices.
    pub offices: Vec<OfficeLabel>,
    /// Procedures.
    pub procedures: Vec<Procedure>,
    /// Channels in their fixed order.
    pub channels: Vec<ChannelLabel>,
    /// Statutory limits to be drawn on the curves of elapsed days.
    pub limits: Vec<Limit>,
    /// Targets, with what their authors say of them.
    pub targets: Vec<TargetLabel>,
    /// Sources cited by parameters and targets, each once.
    pub sources: Vec<CitedSource>,
    /// Command that makes the study again.
    pub command: String,
    /// How many parameters rest on what.
    pub grades: Grades,
    /// Researchers per agent; more than 1 is a preview.
    pub scale: u32,
    /// What bears on the headline and is no row, in sentences.
    pub warnings: Vec<String>,
    /// What `check` warns of.
    pub concerns: Vec<Concern>,
    /// Whether the study was cut short.
    pub partial: bool,
    /// Version of the program.
    pub version: String,
    /// Currency of money.
    pub currency: String,
    /// Whom a reform harms, in sentences.
    pub harmed: Vec<String>,
    /// Further notes, in sentences.
    pub notes: Vec<String>,
}

/// A package as people call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageLabel {
    /// The package.
    pub id: PackageKey,
    /// English label.
    pub label_en: String,
    /// Chinese label; empty when there is none.
    pub label_zh: String,
    /// Changes it makes.
    pub changes: u32,
}

/// A jurisdiction as people call it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Its id.
    pub id: String,
    /// English label.
    pub label_en: String,
    /// Chinese label; empty when there is none.
    pub label_zh: String,
}

/// A channel as people call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelLabel {
    /// The channel.
    pub channel: Channel,
    /// Its label.
    pub label: String,
}

/// A source that parameters cite, with what the fact table says of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CitedSource {
    /// The id of the fact, or the citation as the scenario gives it.
    pub cited: String,
    /// What is known, in a sentence; empty where the fact table has no such id, and then so
    /// is the rest.
    pub fact: String,
    /// Figures with units; may be empty.
    pub figure: String,
    /// Author or body, title, year and section.
    pub source: String,
    /// Addresses on the web.
    pub addresses: Vec<String>,
    /// Whether the addresses are those of the source, so that the page may link to them; an
    /// address of a mirror is shown as text.
    pub linked: bool,
    /// How the figure came into the table, in words.
    pub status: String,
}

/// A target as people call it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TargetLabel {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// What it is of, and how far it can be trusted; may be empty.
    pub note: String,
}

/// An office as people call it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OfficeLabel {
    /// Its id.
    pub id: String,
    /// Its label; offices of several jurisdictions may share one.
    pub label: String,
    /// Its jurisdiction.
    pub jurisdiction: String,
}

/// A procedure as people call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its channel.
    pub channel: Channel,
}

/// A statutory limit of a channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// Channel whose curve it is drawn on.
    pub channel: Channel,
    /// What the law says, in a few words.
    pub label: String,
    /// Calendar days.
    pub days: f64,
}

/// A warning of `check`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Concern {
    /// What is the matter, the same words for all of its kind.
    pub kind: String,
    /// Address in the scenario.
    pub address: String,
    /// What was found there; empty when the kind says it all.
    pub found: String,
}

/// Parameters by the grade of their evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Grades {
    /// Measured on the thing itself.
    pub measured: u32,
    /// Taken from something like it.
    pub analogue: u32,
    /// Assumed, with a stated range.
    pub assumed: u32,
}

/// What the rows do not say about a measurement, for people. Neither date nor machine
/// is among it: they stand in the manifest alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CostDescription {
    /// Title of the scenario.
    pub title: String,
    /// Stem of the scenario's file.
    pub study: String,
    /// Whether the measurement was cut short.
    pub partial: bool,
    /// Version of the program.
    pub version: String,
}
