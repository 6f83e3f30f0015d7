//! The indicators of a package: the only list of their names, units, meanings and labels.

use super::unit::Unit;

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

/// An indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// Its name in tables; `<...>` matches an id, `<a|b>` one of several words.
    pub name: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// Its name on the page, without the part that `<...>` matches.
    pub label: &'static str,
    /// What it says.
    pub meaning: &'static str,
    /// The better direction.
    pub better: Better,
}

impl Indicator {
    /// The indicator of a name in tables; none if no indicator has it.
    #[must_use]
    pub fn of_name(name: &str) -> Option<&'static Self> {
        INDICATORS.iter().find(|indicator| indicator.covers(name))
    }

    /// Whether a name in tables is one of this indicator.
    #[must_use]
    pub fn covers(&self, name: &str) -> bool {
        let (mut parts, mut wanted) = (name.split('.'), self.name.split('.'));
        loop {
            match (parts.next(), wanted.next()) {
                (None, None) => return true,
                (Some(part), Some(wanted)) if part_matches(wanted, part) => {}
                (Some(_) | None, Some(_) | None) => return false,
            }
        }
    }
}

/// Whether a part of a pattern matches a part of a name.
fn part_matches(pattern: &str, part: &str) -> bool {
    let inner = pattern
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'));
    match inner {
        Some(words) if words.contains('|') => words.split('|').any(|word| word == part),
        Some(_) => true,
        None => pattern == part,
    }
}

/// All indicators in the order of the tables.
pub const INDICATORS: &[Indicator] = &[
    Indicator {
        name: "convergence",
        unit: Unit::Share,
        label: "Share realised",
        meaning: "realised part of the potential value of attainable projects: the headline",
        better: Better::Up,
    },
    Indicator {
        name: "convergence_on_time",
        unit: Unit::Share,
        label: "Projects assembled within their window",
        meaning: "attainable projects assembled within their window",
        better: Better::Neither,
    },
    Indicator {
        name: "convergence:evidence_only",
        unit: Unit::Share,
        label: "The same, levers graded assumed left out",
        meaning: "change of convergence when changes of assumed size are left out",
        better: Better::Neither,
    },
    Indicator {
        name: "convergence_per_cost",
        unit: Unit::SharePerMoney(String::new()),
        label: "Gain in convergence per unit of cost",
        meaning: "gain in convergence per unit of discounted cost",
        better: Better::Neither,
    },
    Indicator {
        name: "projects_realised",
        unit: Unit::PerYear,
        label: "Joint projects realised",
        meaning: "projects that converged",
        better: Better::Neither,
    },
    Indicator {
        name: "projects_potential",
        unit: Unit::PerYear,
        label: "Joint projects possible",
        meaning: "attainable potential projects",
        better: Better::Neither,
    },
    Indicator {
        name: "assembly_days.<median|mean|p90>",
        unit: Unit::Days,
        label: "Days from initiation to assembly",
        meaning: "from initiation to convergence",
        better: Better::Neither,
    },
    Indicator {
        name: "last_arrival.<kind>",
        unit: Unit::Share,
        label: "Held up last by",
        meaning: "converged projects that this kind of resource held up",
        better: Better::Neither,
    },
    Indicator {
        name: "stranded_days",
        unit: Unit::ResourceDaysPerYear,
        label: "Days that resources stood ready while others were missing",
        meaning: "resources that stood ready while others were missing",
        better: Better::Neither,
    },
    Indicator {
        name: "aspect.<channel>",
        unit: Unit::Share,
        label: "Index of the aspect",
        meaning: "achieved of what the frictionless world achieves: crossings, awards paid, organisations, resident-years",
        better: Better::Neither,
    },
    Indicator {
        name: "arrival.<kind>",
        unit: Unit::PerYear,
        label: "Arrivals",
        meaning: "researchers, data, materials, funds that arrived",
        better: Better::Neither,
    },
    Indicator {
        name: "exposure",
        unit: Unit::PerThousandCrossings,
        label: "Risky crossings that no step screened",
        meaning: "risky crossings that no step screened",
        better: Better::Neither,
    },
    Indicator {
        name: "elapsed_days.<channel>.<median|mean|p90>",
        unit: Unit::Days,
        label: "Days from filing to passage, of needs that passed",
        meaning: "from first filing until a need has passed all its procedures; needs refused, given up or open when their project failed are left out, so long waits are missing",
        better: Better::Neither,
    },
    Indicator {
        name: "elapsed_days_matched.<channel>.median",
        unit: Unit::Days,
        label: "Days from filing to passage, same needs in both worlds",
        meaning: "the same over needs that passed in both worlds",
        better: Better::Down,
    },
    Indicator {
        name: "rework_rounds.<channel>",
        unit: Unit::RoundsPerCase,
        label: "Rounds of correction",
        meaning: "returns of a decided research case",
        better: Better::Neither,
    },
    Indicator {
        name: "refused.<channel>",
        unit: Unit::Share,
        label: "Refused",
        meaning: "decided research cases that are refused",
        better: Better::Neither,
    },
    Indicator {
        name: "abandoned.<channel>",
        unit: Unit::Share,
        label: "Given up",
        meaning: "research cases given up, of those decided or given up",
        better: Better::Neither,
    },
    Indicator {
        name: "breach.<procedure>.<clock>",
        unit: Unit::Share,
        label: "Decided after the limit",
        meaning: "cases decided after the limit, of those that met the clock",
        better: Better::Neither,
    },
    Indicator {
        name: "deemed.<procedure>.<clock>",
        unit: Unit::Share,
        label: "Decided by the limit",
        meaning: "cases decided by the clock, of those that met it",
        better: Better::Neither,
    },
    Indicator {
        name: "residents",
        unit: Unit::Persons,
        label: "Resident foreign researchers",
        meaning: "mean number of long-stay residents",
        better: Better::Neither,
    },
    Indicator {
        name: "retention",
        unit: Unit::SharePerYear,
        label: "Residents who stay",
        meaning: "stays that go on for another year",
        better: Better::Neither,
    },
    Indicator {
        name: "organisations",
        unit: Unit::Count,
        label: "Organisations settled",
        meaning: "organisations that stand settled at the end of the measured years",
        better: Better::Neither,
    },
    Indicator {
        name: "burden.applicant_days",
        unit: Unit::DaysPerYear,
        label: "Burden",
        meaning: "applicants' work on research cases, in days of eight hours",
        better: Better::Neither,
    },
    Indicator {
        name: "burden.officer_days",
        unit: Unit::DaysPerYear,
        label: "Burden",
        meaning: "officers' work on research cases, in days of eight hours",
        better: Better::Neither,
    },
    Indicator {
        name: "burden.money",
        unit: Unit::MoneyPerYear(String::new()),
        label: "Burden",
        meaning: "fees of research cases, and the cost of officers' hours on them",
        better: Better::Neither,
    },
    Indicator {
        name: "displaced",
        unit: Unit::MoneyPerYear(String::new()),
        label: "Domestic awards crowded out",
        meaning: "domestic awards crowded out of fixed budgets",
        better: Better::Neither,
    },
    Indicator {
        name: "reform_cost",
        unit: Unit::Money(String::new()),
        label: "Cost of the reform, discounted",
        meaning: "cost of the package over the measured years, discounted to their first day",
        better: Better::Neither,
    },
    Indicator {
        name: "utilisation.<office>",
        unit: Unit::Share,
        label: "Officers' time worked",
        meaning: "officers' open time worked",
        better: Better::Neither,
    },
    Indicator {
        name: "queue_days.<office>",
        unit: Unit::Days,
        label: "Days in the queue",
        meaning: "mean wait of a case for an officer",
        better: Better::Down,
    },
    Indicator {
        name: "realised_share",
        unit: Unit::Share,
        label: "Share realised by month",
        meaning: "in `series`: convergence by month of earliest start",
        better: Better::Neither,
    },
    Indicator {
        name: "realised_share_quarter",
        unit: Unit::Share,
        label: "Share realised by quarter",
        meaning: "in `series`: convergence by quarter of earliest start",
        better: Better::Neither,
    },
    Indicator {
        name: "potential_value",
        unit: Unit::Value,
        label: "Potential value",
        meaning: "in `corridors`: potential value of attainable projects",
        better: Better::Neither,
    },
    Indicator {
        name: "realised_value",
        unit: Unit::Value,
        label: "Realised value",
        meaning: "in `corridors`: its realised part",
        better: Better::Neither,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_belongs_to_the_indicator_of_its_pattern() {
        let named = |name| Indicator::of_name(name).map(|indicator| indicator.name);
        assert_eq!(named("convergence"), Some("convergence"));
        assert_eq!(
            named("elapsed_days.data.p90"),
            Some("elapsed_days.<channel>.<median|mean|p90>")
        );
        assert_eq!(named("elapsed_days.data.least"), None);
        assert_eq!(named("breach.any"), None);
        assert_eq!(named("convergence.data"), None);
    }

    #[test]
    fn indicators_with_one_head_share_a_label() {
        for a in INDICATORS {
            for b in INDICATORS {
                if a.name.split('.').next() == b.name.split('.').next() {
                    assert_eq!(a.label, b.label, "{} and {}", a.name, b.name);
                }
            }
        }
    }
}
