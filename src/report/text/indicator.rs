//! What indicators are called on the page.

use super::plain;
use crate::stats::{DayStatistic, Indicator};

/// An indicator with its channel, kind or id.
pub fn label(indicator: &Indicator) -> String {
    let label = match indicator {
        Indicator::Convergence => "Share realised",
        Indicator::Gain => "Value realised, against the baseline",
        Indicator::CeilingClosed => "Effect, of what the evidence allows at most",
        Indicator::FrictionClosed => "Effect, of what removing these frictions would give",
        Indicator::TimeCost => "Cost of time where reforms are made",
        Indicator::TimeCostEverywhere => "Cost of time everywhere",
        Indicator::DeepCause(cause) => return format!("Deep cause: {cause}"),
        Indicator::DeepCauseRest => "Not closed by removing the deep causes",
        Indicator::ConvergenceOnTime => "Projects assembled within their window",
        Indicator::EvidenceOnly => "The same, levers graded assumed left out",
        Indicator::ConvergencePerCost => "Gain in convergence per unit of cost",
        Indicator::ProjectsRealised => "Joint projects realised",
        Indicator::ProjectsPotential => "Joint projects possible",
        Indicator::AssemblyDays(statistic) => {
            let statistic = day_statistic(*statistic);
            return format!("Days from initiation to assembly: {statistic}");
        }
        Indicator::LastArrival(kind) => return format!("Held up last by: {kind}"),
        Indicator::StrandedDays => "Days that resources stood ready while others were missing",
        Indicator::Aspect(channel) => return format!("Index of the aspect: {channel}"),
        Indicator::Arrival(kind) => return format!("Arrivals: {kind}"),
        Indicator::Exposure => "Risky crossings that no step screened",
        Indicator::ElapsedDays(channel, statistic) => {
            let statistic = day_statistic(*statistic);
            return format!(
                "Days from filing to passage, of needs that passed: {channel}, {statistic}"
            );
        }
        Indicator::ElapsedDaysMatched(channel) => {
            let median = day_statistic(DayStatistic::Median);
            return format!(
                "Days from filing to passage, same needs in both worlds: {channel}, {median}"
            );
        }
        Indicator::ReworkRounds(channel) => return format!("Rounds of correction: {channel}"),
        Indicator::Refused(channel) => return format!("Refused: {channel}"),
        Indicator::Abandoned(channel) => return format!("Given up: {channel}"),
        Indicator::Breach(procedure, clock) => {
            let (procedure, clock) = (plain(procedure), plain(clock));
            return format!("Decided after the limit: {procedure}, {clock}");
        }
        Indicator::Deemed(procedure, clock) => {
            let (procedure, clock) = (plain(procedure), plain(clock));
            return format!("Decided by the limit: {procedure}, {clock}");
        }
        Indicator::Residents => "Resident foreign researchers",
        Indicator::Retention => "Residents who stay",
        Indicator::Organisations => "Organisations settled",
        Indicator::ApplicantBurden => "Burden: applicants' days",
        Indicator::OfficerBurden => "Burden: officers' days",
        Indicator::MoneyBurden => "Burden: money",
        Indicator::Displaced => "Domestic awards crowded out",
        Indicator::ReformCost => "Cost of the reform, discounted",
        Indicator::Utilisation(office) => {
            return format!("Officers' time worked: {}", plain(office));
        }
        Indicator::QueueDays(office) => return format!("Days in the queue: {}", plain(office)),
        Indicator::RealisedShare => "Share realised by month",
        Indicator::RealisedShareQuarter => "Share realised by quarter",
        Indicator::PotentialValue => "Potential value",
        Indicator::RealisedValue => "Realised value",
    };
    label.to_owned()
}

const fn day_statistic(statistic: DayStatistic) -> &'static str {
    match statistic {
        DayStatistic::Median => "median",
        DayStatistic::Mean => "mean",
        DayStatistic::P90 => "nine in ten within",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Channel;

    #[test]
    fn a_label_names_channel_statistic_and_id() {
        for (indicator, expected) in [
            (
                Indicator::ElapsedDays(Channel::data, DayStatistic::P90),
                "Days from filing to passage, of needs that passed: data, nine in ten within",
            ),
            (
                Indicator::Breach("xaa-permit".into(), "long_stop".into()),
                "Decided after the limit: xaa permit, long stop",
            ),
            (
                Indicator::QueueDays("xaa-desk".into()),
                "Days in the queue: xaa desk",
            ),
        ] {
            assert_eq!(label(&indicator), expected);
        }
    }
}
