//! The tables of a study: typed rows, in the order in which they are written.
//!
//! Every outcome a table, chart or page shows is one of these rows; nothing to
//! the right of this module computes a statistic.

use serde::Serialize;

/// The statistic that closes a row: estimate, 95 % interval, and how many
/// replications it rests on. Missing is empty, never 0.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Statistic {
    /// Mean over replications.
    pub estimate: Option<f64>,
    /// Low end of the 95 % interval.
    pub low: Option<f64>,
    /// High end of the 95 % interval.
    pub high: Option<f64>,
    /// Replications.
    pub n: u32,
}

/// One value of one replication; an empty dimension means all.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Replication {
    /// Package.
    pub package: String,
    /// Parameter draw; 0 is the central values.
    pub draw: u32,
    /// Replication.
    pub replication: u32,
    /// Host jurisdiction.
    pub jurisdiction: String,
    /// Partner jurisdiction.
    pub partner: String,
    /// Field of research.
    pub field: String,
    /// Year of earliest start, or of the event.
    pub year: String,
    /// Indicator.
    pub indicator: String,
    /// Value.
    pub value: Option<f64>,
}

/// An indicator of a package.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Indicator {
    /// Package.
    pub package: String,
    /// Host jurisdiction.
    pub jurisdiction: String,
    /// Partner jurisdiction.
    pub partner: String,
    /// Field of research.
    pub field: String,
    /// Year.
    pub year: String,
    /// Indicator.
    pub indicator: String,
    /// Unit.
    pub unit: String,
    /// `luck` or `luck and unknowns`.
    pub spread: String,
    /// The statistic.
    pub statistic: Statistic,
}

/// An indicator's difference from the baseline, paired replication by replication.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// Package.
    pub package: String,
    /// Host jurisdiction.
    pub jurisdiction: String,
    /// Partner jurisdiction.
    pub partner: String,
    /// Field of research.
    pub field: String,
    /// Year.
    pub year: String,
    /// Indicator.
    pub indicator: String,
    /// Unit.
    pub unit: String,
    /// `luck` or `luck and unknowns`.
    pub spread: String,
    /// The statistic.
    pub statistic: Statistic,
}

/// Where potential value went; `realised` is a cause; shares add to 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Loss {
    /// Package.
    pub package: String,
    /// Host jurisdiction.
    pub jurisdiction: String,
    /// Cause.
    pub cause: String,
    /// Channel.
    pub channel: String,
    /// Office.
    pub office: String,
    /// Value lost, a mean over replications.
    pub value: f64,
    /// Share of potential value.
    pub share: f64,
    /// Gain in convergence when this cause alone is removed.
    pub unlock: Option<f64>,
    /// The statistic.
    pub statistic: Statistic,
}

/// Where needs spent their days.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Waiting {
    /// Package.
    pub package: String,
    /// Host jurisdiction.
    pub jurisdiction: String,
    /// Channel.
    pub channel: String,
    /// Procedure.
    pub procedure: String,
    /// Office.
    pub office: String,
    /// Cause.
    pub cause: String,
    /// Days, a mean over replications.
    pub days: f64,
    /// Share of all days of the package.
    pub share: f64,
    /// The statistic.
    pub statistic: Statistic,
}

/// What an office did in the measured years.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Office {
    /// Package.
    pub package: String,
    /// Jurisdiction.
    pub jurisdiction: String,
    /// Office.
    pub office: String,
    /// Branches.
    pub branches: u32,
    /// Officers, all branches.
    pub officers: f64,
    /// Load aimed at by the calibration.
    pub nominal_load: Option<f64>,
    /// Work that arrived per officers' open time.
    pub load: Option<f64>,
    /// Share of officers' open time worked.
    pub utilisation: Option<f64>,
    /// Mean wait in queue, days.
    pub queue_days_mean: Option<f64>,
    /// Nine in ten waited less, days.
    pub queue_days_p90: Option<f64>,
    /// Research cases served a year.
    pub cases: f64,
    /// Other cases served a year.
    pub background: f64,
    /// Cases turned away a year.
    pub turned_away: f64,
    /// The statistic.
    pub statistic: Statistic,
}

/// Elapsed days from filing to outcome, by quantile.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Distribution {
    /// Package.
    pub package: String,
    /// Jurisdiction.
    pub jurisdiction: String,
    /// Channel.
    pub channel: String,
    /// Quantile.
    pub quantile: f64,
    /// Days.
    pub days: f64,
    /// The statistic.
    pub statistic: Statistic,
}

/// An indicator month by month.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// Package.
    pub package: String,
    /// Jurisdiction.
    pub jurisdiction: String,
    /// Indicator.
    pub indicator: String,
    /// Month, `2024-01`.
    pub month: String,
    /// The statistic.
    pub statistic: Statistic,
}

/// An indicator by corridor, from origin (guest) to destination (host).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Corridor {
    /// Package.
    pub package: String,
    /// Guest's jurisdiction.
    pub origin: String,
    /// Host's jurisdiction.
    pub destination: String,
    /// Indicator.
    pub indicator: String,
    /// The statistic.
    pub statistic: Statistic,
}

/// Share of potential value that a reform recovers from losses booked to a channel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Effect {
    /// Package.
    pub reform: String,
    /// Channel.
    pub channel: String,
    /// The statistic.
    pub statistic: Statistic,
}

/// Each change as encoded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReformRow {
    /// Reform.
    pub reform: String,
    /// Change.
    pub change: String,
    /// Lever it moves.
    pub address: String,
    /// Value before.
    pub from: String,
    /// Value at full level.
    pub to: String,
    /// Grade of the evidence.
    pub grade: String,
    /// Source.
    pub source: String,
    /// Discounted cost of the reform over the horizon.
    pub cost: Option<f64>,
}

/// Observed and simulated figures of the baseline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TargetRow {
    /// Target.
    pub target: String,
    /// Observed.
    pub observed: f64,
    /// Simulated.
    pub simulated: Option<f64>,
    /// Low end of the interval.
    pub low: Option<f64>,
    /// High end of the interval.
    pub high: Option<f64>,
    /// Whose cases: `all` or `research`.
    pub counts: String,
    /// Whether it was used to fit.
    pub fitted: bool,
    /// Source.
    pub source: String,
}

/// The register of parameters.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assumption {
    /// Address in the scenario.
    pub address: String,
    /// Value.
    pub value: f64,
    /// Low end of the range.
    pub low: Option<f64>,
    /// High end of the range.
    pub high: Option<f64>,
    /// `measured`, `analogue` or `assumed`.
    pub grade: String,
    /// `given`, `fitted` or `calibrated`.
    pub status: String,
    /// Source.
    pub source: String,
}

/// Identities that must hold exactly.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Audit {
    /// Identity.
    pub check: String,
    /// What it was checked on.
    pub subject: String,
    /// Residual in its own integer unit; 0.
    pub residual: i64,
    /// Whether it holds.
    pub ok: bool,
}

/// All tables of a study.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Tables {
    /// One value of one replication; an empty dimension means all.
    pub replications: Vec<Replication>,
    /// An indicator of a package.
    pub indicators: Vec<Indicator>,
    /// An indicator's difference from the baseline, paired replication by replication.
    pub differences: Vec<Difference>,
    /// Where potential value went; `realised` is a cause; shares add to 1.
    pub losses: Vec<Loss>,
    /// Where needs spent their days.
    pub waiting: Vec<Waiting>,
    /// What an office did in the measured years.
    pub offices: Vec<Office>,
    /// Elapsed days from filing to outcome, by quantile.
    pub distributions: Vec<Distribution>,
    /// An indicator month by month.
    pub series: Vec<Series>,
    /// An indicator by corridor, from origin (guest) to destination (host).
    pub corridors: Vec<Corridor>,
    /// Share of potential value that a reform recovers from losses booked to a channel.
    pub effects: Vec<Effect>,
    /// Each change as encoded.
    pub reforms: Vec<ReformRow>,
    /// Observed and simulated figures of the baseline.
    pub targets: Vec<TargetRow>,
    /// The register of parameters.
    pub assumptions: Vec<Assumption>,
    /// Identities that must hold exactly.
    pub audit: Vec<Audit>,
}

/// A column of a table: name and meaning, for the data dictionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub name: &'static str,
    /// What it says.
    pub meaning: &'static str,
}

/// A table's file name (without `.csv`), meaning and columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Described {
    /// File name without `.csv`.
    pub name: &'static str,
    /// What a row is.
    pub meaning: &'static str,
    /// Its columns before the statistic.
    pub columns: &'static [Column],
    /// Whether rows end with the statistic.
    pub statistic: bool,
}

/// The data dictionary.
pub const DICTIONARY: &[Described] = &[
    Described {
        name: "replications",
        meaning: "One value of one replication; an empty dimension means all.",
        columns: &[
            Column {
                name: "package",
                meaning: "Package.",
            },
            Column {
                name: "draw",
                meaning: "Parameter draw; 0 is the central values.",
            },
            Column {
                name: "replication",
                meaning: "Replication.",
            },
            Column {
                name: "jurisdiction",
                meaning: "Host jurisdiction.",
            },
            Column {
                name: "partner",
                meaning: "Partner jurisdiction.",
            },
            Column {
                name: "field",
                meaning: "Field of research.",
            },
            Column {
                name: "year",
                meaning: "Year of earliest start, or of the event.",
            },
            Column {
                name: "indicator",
                meaning: "Indicator.",
            },
            Column {
                name: "value",
                meaning: "Value.",
            },
        ],
        statistic: false,
    },
    Described {
        name: "indicators",
        meaning: "An indicator of a package.",
        columns: &[
            Column {
                name: "package",
                meaning: "Package.",
            },
            Column {
                name: "jurisdiction",
                meaning: "Host jurisdiction.",
            },
            Column {
                name: "partner",
                meaning: "Partner jurisdiction.",
            },
            Column {
                name: "field",
                meaning: "Field of research.",
            },
            Column {
                name: "year",
                meaning: "Year.",
            },
            Column {
                name: "indicator",
                meaning: "Indicator.",
            },
            Column {
                name: "unit",
                meaning: "Unit.",
            },
            Column {
                name: "spread",
                meaning: "`luck` or `luck and unknowns`.",
            },
        ],
        statistic: true,
    },
    Described {
        name: "differences",
        meaning: "An indicator's difference from the baseline, paired replication by replication.",
        columns: &[
            Column {
                name: "package",
                meaning: "Package.",
            },
            Column {
                name: "jurisdiction",
                meaning: "Host jurisdiction.",
            },
            Column {
                name: "partner",
                meaning: "Partner jurisdiction.",
            },
            Column {
                name: "field",
                meaning: "Field of research.",
            },
            Column {
                name: "year",
                meaning: "Year.",
            },
            Column {
                name: "indicator",
                meaning: "Indicator.",
            },
            Column {
                name: "unit",
                meaning: "Unit.",
            },
            Column {
                name: "spread",
                meaning: "`luck` or `luck and unknowns`.",
            },
        ],
        statistic: true,
    },
    Described {
        name: "losses",
        meaning: "Where potential value went; `realised` is a cause; shares add to 1.",
        columns: &[
            Column {
                name: "package",
                meaning: "Package.",
            },
            Column {
                name: "jurisdiction",
                meaning: "Host jurisdiction.",
            },
            Column {
                name: "cause",
                meaning: "Cause.",
            },
            Column {
                name: "channel",
                meaning: "Channel.",
            },
            Column {
                name: "office",
                meaning: "Office.",
            },
            Column {
                name: "value",
                meaning: "Value lost, a mean over replications.",
            },
            Column {
                name: "share",
                meaning: "Share of potential value.",
            },
            Column {
                name: "unlock",
                meaning: "Gain in convergence when this cause alone is removed.",
            },
        ],
        statistic: true,
    },
    Described {
        name: "waiting",
        meaning: "Where needs spent their days.",
        columns: &[
            Column {
                name: "package",
                meaning: "Package.",
            },
            Column {
                name: "jurisdiction",
                meaning: "Host jurisdiction.",
            },
            Column {
                name: "channel",
                meaning: "Channel.",
            },
            Column {
                name: "procedure",
                meaning: "Procedure.",
            },
            Column {
                name: "office",
                meaning: "Office.",
            },
            Column {
                name: "cause",
                meaning: "Cause.",
            },
            Column {
                name: "days",
                meaning: "Days, a mean over replications.",
            },
            Column {
                name: "share",
                meaning: "Share of all days of the package.",
            },
        ],
        statistic: true,
    },
    Described {
        name: "offices",
        meaning: "What an office did in the measured years.",
        columns: &[
            Column {
                name: "package",
                meaning: "Package.",
            },
            Column {
                name: "jurisdiction",
                meaning: "Jurisdiction.",
            },
            Column {
                name: "office",
                meaning: "Office.",
            },
            Column {
                name: "branches",
                meaning: "Branches.",
            },
            Column {
                name: "officers",
                meaning: "Officers, all branches.",
            },
            Column {
                name: "nominal_load",
                meaning: "Load aimed at by the calibration.",
            },
            Column {
                name: "load",
                meaning: "Work that arrived per officers' open time.",
            },
            Column {
                name: "utilisation",
                meaning: "Share of officers' open time worked.",
            },
            Column {
                name: "queue_days_mean",
                meaning: "Mean wait in queue, days.",
            },
            Column {
                name: "queue_days_p90",
                meaning: "Nine in ten waited less, days.",
            },
            Column {
                name: "cases",
                meaning: "Research cases served a year.",
            },
            Column {
                name: "background",
                meaning: "Other cases served a year.",
            },
            Column {
                name: "turned_away",
                meaning: "Cases a year that came while a branch was full.",
            },
        ],
        statistic: true,
    },
    Described {
        name: "distributions",
        meaning: "Elapsed days from filing to outcome, by quantile.",
        columns: &[
            Column {
                name: "package",
                meaning: "Package.",
            },
            Column {
                name: "jurisdiction",
                meaning: "Jurisdiction.",
            },
            Column {
                name: "channel",
                meaning: "Channel.",
            },
            Column {
                name: "quantile",
                meaning: "Quantile.",
            },
            Column {
                name: "days",
                meaning: "Days.",
            },
        ],
        statistic: true,
    },
    Described {
        name: "series",
        meaning: "An indicator month by month.",
        columns: &[
            Column {
                name: "package",
                meaning: "Package.",
            },
            Column {
                name: "jurisdiction",
                meaning: "Jurisdiction.",
            },
            Column {
                name: "indicator",
                meaning: "Indicator.",
            },
            Column {
                name: "month",
                meaning: "Month, `2024-01`.",
            },
        ],
        statistic: true,
    },
    Described {
        name: "corridors",
        meaning: "An indicator by corridor, from origin (guest) to destination (host).",
        columns: &[
            Column {
                name: "package",
                meaning: "Package.",
            },
            Column {
                name: "origin",
                meaning: "Guest's jurisdiction.",
            },
            Column {
                name: "destination",
                meaning: "Host's jurisdiction.",
            },
            Column {
                name: "indicator",
                meaning: "Indicator.",
            },
        ],
        statistic: true,
    },
    Described {
        name: "effects",
        meaning: "Share of potential value that a reform recovers from losses booked to a channel.",
        columns: &[
            Column {
                name: "reform",
                meaning: "Package.",
            },
            Column {
                name: "channel",
                meaning: "Channel.",
            },
        ],
        statistic: true,
    },
    Described {
        name: "reforms",
        meaning: "Each change as encoded.",
        columns: &[
            Column {
                name: "reform",
                meaning: "Reform.",
            },
            Column {
                name: "change",
                meaning: "Change.",
            },
            Column {
                name: "address",
                meaning: "Lever it moves.",
            },
            Column {
                name: "from",
                meaning: "Value before.",
            },
            Column {
                name: "to",
                meaning: "Value at full level.",
            },
            Column {
                name: "grade",
                meaning: "Grade of the evidence.",
            },
            Column {
                name: "source",
                meaning: "Source.",
            },
            Column {
                name: "cost",
                meaning: "Discounted cost of the reform over the horizon.",
            },
        ],
        statistic: false,
    },
    Described {
        name: "targets",
        meaning: "Observed and simulated figures of the baseline.",
        columns: &[
            Column {
                name: "target",
                meaning: "Target.",
            },
            Column {
                name: "observed",
                meaning: "Observed.",
            },
            Column {
                name: "simulated",
                meaning: "Simulated.",
            },
            Column {
                name: "low",
                meaning: "Low end of the interval.",
            },
            Column {
                name: "high",
                meaning: "High end of the interval.",
            },
            Column {
                name: "counts",
                meaning: "Whose cases: `all` or `research`.",
            },
            Column {
                name: "fitted",
                meaning: "Whether it was used to fit.",
            },
            Column {
                name: "source",
                meaning: "Source.",
            },
        ],
        statistic: false,
    },
    Described {
        name: "assumptions",
        meaning: "The register of parameters.",
        columns: &[
            Column {
                name: "address",
                meaning: "Address in the scenario.",
            },
            Column {
                name: "value",
                meaning: "Value.",
            },
            Column {
                name: "low",
                meaning: "Low end of the range.",
            },
            Column {
                name: "high",
                meaning: "High end of the range.",
            },
            Column {
                name: "grade",
                meaning: "`measured`, `analogue` or `assumed`.",
            },
            Column {
                name: "status",
                meaning: "`given`, `fitted` or `calibrated`.",
            },
            Column {
                name: "source",
                meaning: "Source.",
            },
        ],
        statistic: false,
    },
    Described {
        name: "audit",
        meaning: "Identities that must hold exactly.",
        columns: &[
            Column {
                name: "check",
                meaning: "Identity.",
            },
            Column {
                name: "subject",
                meaning: "What it was checked on.",
            },
            Column {
                name: "residual",
                meaning: "Residual in its own integer unit; 0.",
            },
            Column {
                name: "ok",
                meaning: "Whether it holds.",
            },
        ],
        statistic: false,
    },
];
