//! The indicators of a package: the only list of their names, units and meanings.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::counterfactual::DeepCause;
use super::unit::Unit;
use crate::model::{Channel, ResourceKind};
use crate::observe::Histogram;

/// The direction in which a good reform moves an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More is better; a clear fall is a harm.
    Up,
    /// Less is better; a clear rise is a harm.
    Down,
    /// A change alone says neither: a good reform may move it both ways.
    Neither,
}

/// A statistic of a distribution of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayStatistic {
    /// The median.
    Median,
    /// The mean.
    Mean,
    /// The days that nine in ten do not exceed.
    P90,
}

impl DayStatistic {
    /// All of them, in the order of the tables.
    pub const ALL: [Self; 3] = [Self::Median, Self::Mean, Self::P90];

    /// Its value in a histogram, in the unit of the histogram; none if the histogram is empty.
    pub(super) fn value(self, histogram: &Histogram) -> Option<f64> {
        match self {
            Self::Median => histogram.quantile(0.5),
            Self::Mean => histogram.mean(),
            Self::P90 => histogram.quantile(0.9),
        }
    }
}

/// As tables write it.
impl fmt::Display for DayStatistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Median => "median",
            Self::Mean => "mean",
            Self::P90 => "p90",
        })
    }
}

/// What the list of indicators says of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Its name in tables; `<...>` is an id, `<a|b>` one of several words.
    pub form: &'static str,
    pub unit: Unit,
    /// The better direction.
    pub better: Better,
    /// What it says.
    pub meaning: &'static str,
}

/// Declares the indicators in the order of the tables: the variant with its parts, the name
/// in tables before and after the parts, the unit, the better direction and the meaning. The
/// name at the head is the currency or the amount of money in a unit.
macro_rules! indicators {
    ($money:ident: $(
        $variant:ident $( ( $( $part:ident: $kind:ty as $form:literal ),+ ) )?
            = $head:literal $( .. $tail:literal )?, $unit:expr, $better:ident, $meaning:literal;
    )+) => {
        /// An indicator.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Indicator {
            $( #[doc = $meaning] $variant $( ( $( $kind ),+ ) )?, )+
        }

        impl Indicator {
            /// Its definition. `money` is the currency of the scenario, or the amount of
            /// money that a share is for.
            #[must_use]
            pub fn definition(&self, $money: &str) -> Definition {
                match self {
                    $( Self::$variant { .. } => Definition {
                        form: concat!($head $( $( , ".", $form )+ )? $( , $tail )?),
                        unit: $unit,
                        better: Better::$better,
                        meaning: $meaning,
                    }, )+
                }
            }

            /// The definitions of all indicators, without a currency.
            #[must_use]
            pub fn definitions() -> Vec<Definition> {
                let $money = "";
                vec![$( Definition {
                    form: concat!($head $( $( , ".", $form )+ )? $( , $tail )?),
                    unit: $unit,
                    better: Better::$better,
                    meaning: $meaning,
                }, )+]
            }
        }

        /// As tables write it.
        impl fmt::Display for Indicator {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $( Self::$variant $( ( $( $part ),+ ) )? => {
                        f.write_str($head)?;
                        $( $( write!(f, ".{}", $part)?; )+ )?
                        $( f.write_str($tail)?; )?
                    } )+
                }
                Ok(())
            }
        }
    };
}

indicators! { money:
    Convergence = "convergence", Unit::Share, Up,
        "realised part of the potential value of attainable projects: the headline";
    Gain = "gain", Unit::Relative, Up,
        "in `differences`: value realised over that of the baseline, less 1";
    CeilingClosed = "ceiling_closed", Unit::Share, Up,
        "effect of the package over that of every change at its favourable end, without lead, ramp or decay";
    FrictionClosed = "friction_closed", Unit::Share, Up,
        "effect of the package over that of pathways, calls, knowledge and complete filings for all, without returns, passage and preparation, where reforms are made";
    TimeCost = "time_cost", Unit::Share, Neither,
        "rise of convergence if procedures took no time where reforms are made";
    TimeCostEverywhere = "time_cost.everywhere", Unit::Share, Neither,
        "rise of convergence if no procedure took time";
    DeepCause(cause: DeepCause as "<pathway|awareness|procedure>") = "deep_cause",
        Unit::Share, Neither,
        "Shapley share of the potential value that removing the deep cause closes where reforms are made";
    DeepCauseRest = "deep_cause.rest", Unit::Share, Neither,
        "potential value that removing the three deep causes does not close";
    ConvergenceOnTime = "convergence_on_time", Unit::Share, Neither,
        "attainable projects assembled within their window";
    EvidenceOnly = "convergence:evidence_only", Unit::Share, Neither,
        "change of convergence when changes of assumed size are left out";
    ConvergencePerCost = "convergence_per_cost", Unit::SharePerMoney(money.to_owned()), Neither,
        "gain in convergence per unit of discounted cost";
    ProjectsRealised = "projects_realised", Unit::PerYear, Neither, "projects that converged";
    ProjectsPotential = "projects_potential", Unit::PerYear, Neither,
        "attainable potential projects";
    AssemblyDays(statistic: DayStatistic as "<median|mean|p90>") = "assembly_days",
        Unit::Days, Neither, "from initiation to convergence";
    LastArrival(kind: ResourceKind as "<kind>") = "last_arrival", Unit::Share, Neither,
        "converged projects that this kind of resource held up";
    StrandedDays = "stranded_days", Unit::ResourceDaysPerYear, Neither,
        "resources that stood ready while others were missing";
    Aspect(channel: Channel as "<channel>") = "aspect", Unit::Share, Neither,
        "achieved of what the frictionless world achieves: crossings, awards paid, organisations, resident-years";
    Arrival(kind: ResourceKind as "<kind>") = "arrival", Unit::PerYear, Neither,
        "researchers, data, materials, funds that arrived";
    Exposure = "exposure", Unit::PerThousandCrossings, Neither,
        "risky crossings that no step screened";
    ElapsedDays(channel: Channel as "<channel>", statistic: DayStatistic as "<median|mean|p90>")
        = "elapsed_days", Unit::Days, Neither,
        "from first filing until a need has passed all its procedures; needs refused, given up or open when their project failed are left out, so long waits are missing";
    ElapsedDaysMatched(channel: Channel as "<channel>") = "elapsed_days_matched" .. ".median",
        Unit::Days, Down, "the same over needs that passed in both worlds";
    ReworkRounds(channel: Channel as "<channel>") = "rework_rounds",
        Unit::RoundsPerCase, Neither, "returns of a decided research case";
    Refused(channel: Channel as "<channel>") = "refused", Unit::Share, Neither,
        "decided research cases that are refused";
    Abandoned(channel: Channel as "<channel>") = "abandoned", Unit::Share, Neither,
        "research cases given up, of those decided or given up";
    Breach(procedure: Arc<str> as "<procedure>", clock: Arc<str> as "<clock>")
        = "breach", Unit::Share, Neither,
        "cases decided after the limit, of those that met the clock";
    Deemed(procedure: Arc<str> as "<procedure>", clock: Arc<str> as "<clock>")
        = "deemed", Unit::Share, Neither,
        "cases decided by the clock, of those that met it";
    Residents = "residents", Unit::Persons, Neither, "mean number of long-stay residents";
    Retention = "retention", Unit::SharePerYear, Neither, "stays that go on for another year";
    Organisations = "organisations", Unit::Count, Neither,
        "organisations that stand settled at the end of the measured years";
    ApplicantBurden = "burden.applicant_days", Unit::DaysPerYear, Neither,
        "applicants' work on research cases, in days of eight hours";
    OfficerBurden = "burden.officer_days", Unit::DaysPerYear, Neither,
        "officers' work on research cases, in days of eight hours";
    MoneyBurden = "burden.money", Unit::MoneyPerYear(money.to_owned()), Neither,
        "fees of research cases, and the cost of officers' hours on them";
    Displaced = "displaced", Unit::MoneyPerYear(money.to_owned()), Neither,
        "domestic awards crowded out of fixed budgets";
    ReformCost = "reform_cost", Unit::Money(money.to_owned()), Neither,
        "cost of the package over the measured years, discounted to their first day";
    Utilisation(office: Arc<str> as "<office>") = "utilisation", Unit::Share, Neither,
        "officers' open time worked";
    QueueDays(office: Arc<str> as "<office>") = "queue_days", Unit::Days, Down,
        "mean wait of a case for an officer";
    RealisedShare = "realised_share", Unit::Share, Neither,
        "in `series`: convergence by month of earliest start";
    RealisedShareQuarter = "realised_share_quarter", Unit::Share, Neither,
        "in `series`: convergence by quarter of earliest start";
    PotentialValue = "potential_value", Unit::Value, Neither,
        "in `corridors`: potential value of attainable projects";
    RealisedValue = "realised_value", Unit::Value, Neither, "in `corridors`: its realised part";
}

impl Serialize for Indicator {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_the_parts_of_its_form() {
        let clock = || ("permit".into(), "reply".into());
        for (indicator, name, form) in [
            (Indicator::Convergence, "convergence", "convergence"),
            (
                Indicator::ElapsedDays(Channel::data, DayStatistic::P90),
                "elapsed_days.data.p90",
                "elapsed_days.<channel>.<median|mean|p90>",
            ),
            (
                Indicator::ElapsedDaysMatched(Channel::welfare),
                "elapsed_days_matched.welfare.median",
                "elapsed_days_matched.<channel>.median",
            ),
            (
                Indicator::Breach(clock().0, clock().1),
                "breach.permit.reply",
                "breach.<procedure>.<clock>",
            ),
        ] {
            assert_eq!(indicator.to_string(), name);
            assert_eq!(indicator.definition("").form, form);
        }
    }
}
