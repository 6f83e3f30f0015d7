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

/// From where an indicator's spread over the draws comes, as shares of its variance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Spread {
    /// Package.
    pub package: String,
    /// Host jurisdiction.
    pub jurisdiction: String,
    /// Indicator.
    pub indicator: String,
    /// Unit.
    pub unit: String,
    /// `level`, or `difference` from the baseline.
    pub of: String,
    /// `luck`, `unknowns`, or a group of parameters.
    pub group: String,
    /// `part`, `total` or `first`.
    pub effect: String,
    /// Standard deviation over the draws, in the unit.
    pub deviation: f64,
    /// The statistic, of the share.
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

/// What became of the cases of a procedure, in a scenario without projects.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Procedure {
    /// Package.
    pub package: String,
    /// Jurisdiction.
    pub jurisdiction: String,
    /// Procedure.
    pub procedure: String,
    /// Cases filed a year.
    pub filed: f64,
    /// Cases decided a year.
    pub decided: f64,
    /// Share of the decided that are refused.
    pub refused_share: Option<f64>,
    /// Share of the decided that were returned at least once.
    pub returned_share: Option<f64>,
    /// Mean throughput time, from filing to decision, days.
    pub elapsed_days_mean: Option<f64>,
    /// Its median, days.
    pub elapsed_days_median: Option<f64>,
    /// Nine in ten take less, days.
    pub elapsed_days_p90: Option<f64>,
    /// The statistic, of the mean throughput time.
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
    /// From where an indicator's spread over the draws comes, as shares of its variance.
    pub spread: Vec<Spread>,
    /// Where potential value went; `realised` is a cause; shares add to 1.
    pub losses: Vec<Loss>,
    /// Where needs spent their days.
    pub waiting: Vec<Waiting>,
    /// What an office did in the measured years.
    pub offices: Vec<Office>,
    /// What became of the cases of a procedure; no rows where there are projects.
    pub procedures: Vec<Procedure>,
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
