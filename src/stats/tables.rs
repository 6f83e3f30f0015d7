//! The tables of a study: typed rows, in the order in which they are written.
//!
//! Every outcome a table, chart or page shows is one of these rows; nothing to
//! the right of this module computes a statistic.

use std::fmt;

use serde::{Serialize, Serializer};

pub use super::evidence::EvidenceRow;
pub use super::side_tables::{CorridorDifference, DrawnValue, OfficeNamed, PackageName, PlaceName};
use super::table::{study_tables, table};
use super::{
    Booked, Coverage, DeepCause, Indicator, PackageKey, Quantity, Share, Source, Uncertainty, Unit,
};
use crate::model::{Cause, Channel, HostGroup, Loss, Period};
use crate::scenario::Grade;
use crate::scenario::keys::Counts;

/// The statistic that closes a row: estimate, interval, and how many
/// replications it rests on. Missing is empty, never 0.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Statistic {
    /// Mean over replications.
    pub estimate: Option<f64>,
    /// Low end of the interval.
    pub low: Option<f64>,
    /// High end of the interval.
    pub high: Option<f64>,
    /// Replications, or draws.
    pub n: u32,
    /// What the interval covers. It follows from the column `spread` and from `n`.
    #[serde(skip)]
    pub covers: Coverage,
}

table! {
    /// One value of one replication; an empty dimension means all.
    pub struct Replication as "replications" {
        /// Package.
        package: PackageKey,
        /// Parameter draw; 0 is the central values.
        draw: u32,
        /// Replication.
        replication: u32,
        /// Host jurisdiction.
        jurisdiction: String,
        /// Partner jurisdiction.
        partner: String,
        /// Field of research.
        field: String,
        /// Year of earliest start, or of the event.
        year: String,
        /// Measured years before the reforms have settled, or after; empty: all.
        period: Option<Period>,
        /// Hosts that reforms change, or the others; empty: all.
        host: Option<HostGroup>,
        /// Indicator.
        indicator: Indicator,
        /// Value.
        value: Option<f64>,
    }
}

table! {
    /// An indicator of a package.
    pub struct IndicatorRow as "indicators", with statistic {
        /// Package.
        package: PackageKey,
        /// Host jurisdiction.
        jurisdiction: String,
        /// Partner jurisdiction.
        partner: String,
        /// Field of research.
        field: String,
        /// Year.
        year: String,
        /// Measured years before the reforms have settled, or after; empty: all.
        period: Option<Period>,
        /// Hosts that reforms change, or the others; empty: all.
        host: Option<HostGroup>,
        /// Indicator.
        indicator: Indicator,
        /// Unit.
        unit: Unit,
        /// `luck` or `luck and unknowns`.
        spread: Uncertainty,
    }
}

table! {
    /// An indicator's difference from the baseline, paired replication by replication.
    pub struct Difference as "differences", with statistic {
        /// Package.
        package: PackageKey,
        /// Host jurisdiction.
        jurisdiction: String,
        /// Partner jurisdiction.
        partner: String,
        /// Field of research.
        field: String,
        /// Year.
        year: String,
        /// Measured years before the reforms have settled, or after; empty: all.
        period: Option<Period>,
        /// Hosts that reforms change, or the others; empty: all.
        host: Option<HostGroup>,
        /// Indicator.
        indicator: Indicator,
        /// Unit.
        unit: Unit,
        /// `luck` or `luck and unknowns`.
        spread: Uncertainty,
    }
}

/// A period and a group of hosts; none is all.
pub type Section = (Option<Period>, Option<HostGroup>);

macro_rules! dimensions {
    ($($row:ty),+) => {$(
        impl $row {
            /// Its period and group of hosts, if it has no other dimension.
            #[must_use]
            pub fn section(&self) -> Option<Section> {
                let others = [&self.jurisdiction, &self.partner, &self.field, &self.year];
                let is_section = others.iter().all(|column| column.is_empty());
                is_section.then_some((self.period, self.host))
            }

            /// Whether it is of everything.
            #[must_use]
            pub fn is_total(&self) -> bool {
                self.section() == Some((None, None))
            }
        }
    )+};
}

dimensions!(Replication, IndicatorRow, Difference);

table! {
    /// From where an indicator's spread over the draws comes, as shares of its variance; the
    /// estimate is the share, n counts draws. The parts `luck` and `unknowns` add to 1 and
    /// stand wherever replications and draws are more than one; effects of groups stand after
    /// `compare --split`, for the world and for a host's convergence. Shares are cut to 0 to
    /// 1.
    pub struct VarianceRow as "spread", with statistic {
        /// Package.
        package: PackageKey,
        /// Host jurisdiction.
        jurisdiction: String,
        /// `settled` in the settled years; empty: all years.
        period: Option<Period>,
        /// Indicator.
        indicator: Indicator,
        /// Unit.
        unit: Unit,
        /// `level`, or `difference` from the baseline.
        of: Quantity,
        /// `luck`, `unknowns`, or a group of parameters (`tidegate list groups`).
        parameter_group: Source,
        /// `part` of the variance; `total`: what would be left if all else were known;
        /// `first`: what would be gone if the group alone were known.
        effect: Share,
        /// Standard deviation over the draws, in the unit.
        deviation: f64,
    }
}

/// What a reform is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rival {
    /// Another single reform.
    Package(PackageKey),
    /// All others: how often it is best.
    Best,
    /// All others: how often it is among the first two.
    FirstTwo,
}

impl fmt::Display for Rival {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Package(package) => package.fmt(formatter),
            Self::Best => formatter.write_str("best"),
            Self::FirstTwo => formatter.write_str("first-two"),
        }
    }
}

impl Serialize for Rival {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

table! {
    /// How often a single reform is better than others, over worlds in which all were run. A
    /// tie counts half against one, and is shared among all that tie for a place.
    pub struct Comparison as "comparisons" {
        /// Reform.
        package: PackageKey,
        /// Another reform, `best` or `first-two`.
        other: Rival,
        /// Indicator whose change from the baseline is compared.
        indicator: Indicator,
        /// Measured years before the reforms have settled, or after; empty: all.
        period: Option<Period>,
        /// Hosts that reforms change, or the others; empty: all.
        host: Option<HostGroup>,
        /// `luck`: over replications; `luck and unknowns`: over draws.
        spread: Uncertainty,
        /// Share of the worlds.
        probability: f64,
        /// Low end of its exact 95 % interval.
        low: f64,
        /// High end.
        high: f64,
        /// What choosing the reform costs on average where another is better; beside `best`,
        /// against the best of each world.
        regret: Option<f64>,
        /// Worlds.
        n: u32,
    }
}

table! {
    /// The effects of the packages under other forms of the model, in thinned runs at the central
    /// parameters. `as-stated` is the scenario itself.
    pub struct StructureRow as "structure" {
        /// Form of the model.
        form: String,
        /// Package.
        package: PackageKey,
        /// Change of convergence from the baseline, in the years of the headline; beside the
        /// baseline its convergence.
        estimate: f64,
        /// Share of the draws in which the reform is best of the single ones; empty without
        /// draws (`--structure`).
        best: Option<f64>,
        /// Low end of its exact 95 % interval.
        low: Option<f64>,
        /// High end.
        high: Option<f64>,
        /// Draws behind `best`; where it is empty, replications behind the estimate.
        n: u32,
    }
}

table! {
    /// Whether the effects of the settled years last: effects on convergence at the central
    /// parameters in thinned runs of twelve years in which no reform fades. The estimate is the
    /// settled effect less the later one.
    pub struct PersistenceRow as "persistence", with statistic {
        /// Package.
        package: PackageKey,
        /// Effect in the settled years.
        settled: f64,
        /// Effect in years nine to twelve.
        late: f64,
        /// `settled`: within 15 % of the later effect; else `rising` or `fading`, or `unclear` where
        /// the interval of the difference holds zero.
        trend: Trend,
    }
}

/// How an effect goes on after the settled years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    /// It stays.
    Settled,
    /// It still rises.
    Rising,
    /// It fades.
    Fading,
    /// The runs do not tell.
    Unclear,
}

impl Trend {
    /// Its name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Rising => "rising",
            Self::Fading => "fading",
            Self::Unclear => "unclear",
        }
    }
}

impl Serialize for Trend {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

table! {
    /// The deep causes where parameters lie elsewhere: in every draw, and at corners of the widest
    /// ranges (`study.corners`). Thinned, only with `--structure`.
    pub struct RegionRow as "region" {
        /// `draw` or `corner`.
        design: Design,
        /// Number of the draw or of the corner.
        number: u32,
        /// Deep cause.
        cause: DeepCause,
        /// Its Shapley share of what the reforming jurisdictions could close, as a share of
        /// potential value.
        share: f64,
        /// Whether it is the largest of the three there.
        largest: bool,
    }
}

/// Where parameters lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Design {
    /// In a draw.
    Draw,
    /// At a corner of the widest ranges.
    Corner,
}

impl Design {
    /// Its name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draw => "draw",
            Self::Corner => "corner",
        }
    }
}

impl Serialize for Design {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

table! {
    /// Where potential value went; `realised` is a cause; shares of one spread add to 1.
    pub struct LossRow as "losses", with statistic {
        /// Package.
        package: PackageKey,
        /// Host jurisdiction.
        jurisdiction: String,
        /// Measured years before the reforms have settled, or after; empty: all.
        period: Option<Period>,
        /// Hosts that reforms change, or the others; empty: all.
        host: Option<HostGroup>,
        /// Cause.
        cause: Booked,
        /// Channel.
        channel: Option<Channel>,
        /// Office.
        office: String,
        /// What lies behind the cause. Of `deterred`: what was feared (`refused`, `abandoned`,
        /// `late` or `delayed`). Of `incomplete`: why the need is missing.
        origin: Option<Loss>,
        /// Value lost, a mean over replications.
        value: f64,
        /// Share of potential value.
        share: f64,
        /// Gain in convergence when this cause alone is removed.
        unlock: Option<f64>,
        /// `luck`; for all hosts also `luck and unknowns`. The rows of one spread add to 1.
        spread: Uncertainty,
    }
}

table! {
    /// Where needs spent their days.
    pub struct WaitingRow as "waiting", with statistic {
        /// Package.
        package: PackageKey,
        /// Host jurisdiction.
        jurisdiction: String,
        /// Channel.
        channel: Channel,
        /// Procedure.
        procedure: String,
        /// Office.
        office: String,
        /// Cause.
        cause: Cause,
        /// Days, a mean over replications.
        days: f64,
        /// Share of all days of the package.
        share: f64,
    }
}

table! {
    /// What an office did in the measured years.
    pub struct Office as "offices", with statistic {
        /// Package.
        package: PackageKey,
        /// Jurisdiction.
        jurisdiction: String,
        /// Office.
        office: String,
        /// Branches.
        branches: u32,
        /// Officers, all branches.
        officers: f64,
        /// Load aimed at by the calibration.
        nominal_load: Option<f64>,
        /// Work that arrived per officers' open time.
        load: Option<f64>,
        /// Share of officers' open time worked.
        utilisation: Option<f64>,
        /// Mean wait in queue, days.
        queue_days_mean: Option<f64>,
        /// Nine in ten waited less, days.
        queue_days_p90: Option<f64>,
        /// Visits by research files a year: a file that comes to the desk again counts again.
        cases: f64,
        /// Visits by other files a year.
        background: f64,
        /// Visits a year that found a branch full.
        turned_away: f64,
    }
}

table! {
    /// What became of the cases of a procedure, research cases and others together, in a
    /// scenario without projects; the statistic is of `elapsed_days_mean`.
    pub struct Procedure as optional "procedures", with statistic {
        /// Package.
        package: PackageKey,
        /// Jurisdiction.
        jurisdiction: String,
        /// Procedure.
        procedure: String,
        /// Cases filed a year.
        filed: f64,
        /// Cases decided a year.
        decided: f64,
        /// Share of the decided that are refused.
        refused_share: Option<f64>,
        /// Share of the decided that were returned, or came to a step again, at least once.
        returned_share: Option<f64>,
        /// Mean throughput time, from filing to decision, days, of cases that were decided: those
        /// given up or still open are left out.
        elapsed_days_mean: Option<f64>,
        /// Its median, days.
        elapsed_days_median: Option<f64>,
        /// Nine in ten take less, days.
        elapsed_days_p90: Option<f64>,
    }
}

table! {
    /// Elapsed days from filing to passage, by quantile, of needs that passed all their
    /// procedures.
    pub struct Distribution as "distributions", with statistic {
        /// Package.
        package: PackageKey,
        /// Jurisdiction.
        jurisdiction: String,
        /// Channel.
        channel: Channel,
        /// Quantile.
        quantile: f64,
        /// Days.
        days: f64,
    }
}

table! {
    /// An indicator month by month.
    pub struct Series as "series", with statistic {
        /// Package.
        package: PackageKey,
        /// Jurisdiction.
        jurisdiction: String,
        /// Indicator.
        indicator: Indicator,
        /// Month, `2024-01`.
        month: String,
    }
}

table! {
    /// An indicator by corridor, from origin (guest) to destination (host).
    pub struct Corridor as "corridors", with statistic {
        /// Package.
        package: PackageKey,
        /// Guest's jurisdiction.
        origin: String,
        /// Host's jurisdiction.
        destination: String,
        /// Indicator.
        indicator: Indicator,
    }
}

table! {
    /// Share of potential value that a reform recovers from losses booked to a channel.
    pub struct Effect as "effects", with statistic {
        /// Package.
        reform: PackageKey,
        /// Channel.
        channel: Channel,
    }
}

table! {
    /// Each change as encoded.
    pub struct ReformRow as "reforms" {
        /// Reform.
        reform: PackageKey,
        /// Change.
        change: String,
        /// Lever it moves.
        address: String,
        /// Value before.
        before: String,
        /// Value at full level.
        after: String,
        /// Grade of the evidence.
        grade: Option<Grade>,
        /// Source.
        source: String,
        /// Discounted cost of the reform over the horizon.
        cost: Option<f64>,
    }
}

table! {
    /// Observed and simulated figures of the baseline.
    pub struct TargetRow as "targets" {
        /// Target.
        target: String,
        /// Observed.
        observed: f64,
        /// Simulated.
        simulated: Option<f64>,
        /// Low end of the interval.
        low: Option<f64>,
        /// High end of the interval.
        high: Option<f64>,
        /// Whose cases: `all` or `research`.
        counts: Counts,
        /// Whether it was used to fit.
        fitted: bool,
        /// Source.
        source: String,
    }
}

/// Where the value of a parameter comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The scenario gives it.
    Given,
    /// Fitted to a target.
    Fitted,
    /// Set by the calibration.
    Calibrated,
}

table! {
    /// The register of parameters.
    pub struct Assumption as "assumptions" {
        /// Address in the scenario.
        address: String,
        /// Value.
        value: f64,
        /// Low end of the range.
        low: Option<f64>,
        /// High end of the range.
        high: Option<f64>,
        /// `measured`, `analogue` or `assumed`.
        grade: Grade,
        /// `given`, `fitted` or `calibrated`.
        status: Status,
        /// Source.
        source: String,
    }
}

table! {
    /// Identities that must hold exactly.
    pub struct Audit as "audit" {
        /// Identity.
        identity: String,
        /// What it was checked on.
        subject: String,
        /// Residual in its own integer unit; 0.
        residual: i64,
        /// Whether it holds.
        ok: bool,
    }
}

study_tables! {
    /// All tables of a study.
    pub struct Tables {
        replications: Replication,
        indicators: IndicatorRow,
        differences: Difference,
        spread: VarianceRow,
        comparisons: Comparison,
        structure: StructureRow,
        region: RegionRow,
        persistence: PersistenceRow,
        losses: LossRow,
        evidence: EvidenceRow,
        waiting: WaitingRow,
        offices: Office,
        procedures: Procedure,
        distributions: Distribution,
        series: Series,
        corridors: Corridor,
        corridor_differences: CorridorDifference,
        effects: Effect,
        reforms: ReformRow,
        targets: TargetRow,
        assumptions: Assumption,
        draws: DrawnValue,
        packages: PackageName,
        places: PlaceName,
        offices_named: OfficeNamed,
        audit: Audit,
    }
}
