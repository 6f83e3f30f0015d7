//! Labels, notes and warnings of a study or a measurement that the tables lack.

use serde::Serialize;

use crate::model::Channel;
use crate::scenario::Grade;
use crate::stats::PackageKey;

/// Labels, notes and warnings of a study that the tables lack.
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
    /// The last of them in which the reforms have settled.
    pub settled_years: u32,
    /// Labels of the jurisdictions that some reform changes.
    pub reforming: Vec<String>,
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
    /// Targets, with the notes of their authors.
    pub targets: Vec<TargetLabel>,
    /// Whether it builds on the built-in baseline.
    pub on_baseline: bool,
    /// Ids and labels of the other forms of the model.
    pub forms: Vec<(String, String)>,
    /// What the facts say of the reforms and no change stands for.
    pub not_encoded: Vec<NotEncoded>,
    /// Sources cited by parameters and targets, each once.
    pub sources: Vec<CitedSource>,
    /// Command that repeats the study.
    pub command: String,
    /// In which folder to run it, in a sentence.
    pub run_where: String,
    /// Parameters by grade of evidence.
    pub grades: Grades,
    /// Researchers per agent; more than 1 is a preview.
    pub scale: u32,
    /// In a preview, offices with one officer per branch who has less work than stated.
    pub idle_offices: u32,
    /// Warnings about the headline that are no rows, in sentences.
    pub warnings: Vec<String>,
    /// Warnings of `check`.
    pub concerns: Vec<Concern>,
    /// Whether the study was interrupted.
    pub partial: bool,
    /// Version of the program.
    pub version: String,
    /// Currency of money.
    pub currency: String,
    /// Harms of reforms, in sentences.
    pub harmed: Vec<String>,
    /// Further notes, in sentences.
    pub notes: Vec<String>,
}

/// The labels of a package.
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

/// The labels of a jurisdiction.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Its id.
    pub id: String,
    /// English label.
    pub label_en: String,
    /// Chinese label; empty when there is none.
    pub label_zh: String,
}

/// A part of a reform that is not simulated.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct NotEncoded {
    /// Label of the reform.
    pub reform: String,
    /// Its name.
    pub name: String,
    /// Why no change represents it.
    pub reason: String,
    /// Ids of the facts.
    pub source: String,
}

/// The label of a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelLabel {
    /// The channel.
    pub channel: Channel,
    /// Its label.
    pub label: String,
}

/// A source that parameters cite, with its entry in the fact table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CitedSource {
    /// The id of the fact, or the citation as the scenario gives it.
    pub cited: String,
    /// The fact in a sentence. It and the rest are empty where the fact table has no such id.
    pub fact: String,
    /// Figures with units; may be empty.
    pub figure: String,
    /// Author or body, title, year and section.
    pub source: String,
    /// Addresses on the web.
    pub addresses: Vec<String>,
    /// Whether the page may link to the addresses: those of the source. The address of a
    /// mirror is shown as text.
    pub linked: bool,
    /// How the figure came into the table, in words.
    pub status: String,
}

/// The label of a target.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TargetLabel {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its subject and reliability; may be empty.
    pub note: String,
    /// What it counts, in words.
    pub counts: String,
    /// Grade of its value; an assumed one was not observed.
    pub grade: Option<Grade>,
}

/// The label of an office.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OfficeLabel {
    /// Its id.
    pub id: String,
    /// Its label; offices of several jurisdictions may share one.
    pub label: String,
    /// Its jurisdiction.
    pub jurisdiction: String,
}

/// The label of a procedure.
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
    /// The statutory limit in a few words.
    pub label: String,
    /// Calendar days.
    pub days: f64,
}

/// A warning of `check`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Concern {
    /// The kind of warning, in the same words for all of its kind.
    pub kind: String,
    /// Address in the scenario.
    pub address: String,
    /// The cause at the address; empty when the kind is enough.
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

/// Labels of a measurement that the rows lack. Date and machine are in the manifest only.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CostDescription {
    /// Title of the scenario.
    pub title: String,
    /// Stem of the scenario's file.
    pub study: String,
    /// Whether the measurement was interrupted.
    pub partial: bool,
    /// Version of the program.
    pub version: String,
}
