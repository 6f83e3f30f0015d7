//! What there is to be known of a package: names, units, meanings.

/// An indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Described {
    /// Its name; `<...>` stands for ids.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// What it says.
    pub meaning: &'static str,
}

/// All indicators in the order of the tables.
pub const INDICATORS: &[Described] = &[
    row(
        "convergence",
        "share",
        "realised part of the potential value of attainable projects: the headline",
    ),
    row(
        "convergence_on_time",
        "share",
        "attainable projects assembled within their window",
    ),
    row(
        "convergence:evidence_only",
        "share",
        "change of convergence when changes of assumed size are left out",
    ),
    row(
        "convergence_per_cost",
        "share per cost",
        "gain in convergence per unit of discounted cost",
    ),
    row("projects_realised", "per year", "projects that converged"),
    row(
        "projects_potential",
        "per year",
        "attainable potential projects",
    ),
    row(
        "assembly_days.<median|mean|p90>",
        "days",
        "from initiation to convergence",
    ),
    row(
        "last_arrival.<kind>",
        "share",
        "converged projects that this kind of resource held up",
    ),
    row(
        "stranded_days",
        "resource-days per year",
        "resources that stood ready while others were missing",
    ),
    row(
        "aspect.<channel>",
        "share",
        "achieved of what the frictionless world achieves: crossings, awards paid, organisations, resident-years",
    ),
    row(
        "arrival.<kind>",
        "per year",
        "researchers, data, materials, funds that arrived",
    ),
    row(
        "exposure",
        "per 1,000 crossings",
        "risky crossings that no step screened",
    ),
    row(
        "elapsed_days.<channel>.<median|mean|p90>",
        "days",
        "from first filing to the outcome of a need's crossing",
    ),
    row(
        "elapsed_days_matched.<channel>.median",
        "days",
        "the same over needs filed in both worlds",
    ),
    row(
        "rework_rounds.<channel>",
        "rounds a case",
        "returns of a decided research case",
    ),
    row(
        "refused.<channel>",
        "share",
        "decided research cases that are refused",
    ),
    row(
        "abandoned.<channel>",
        "share",
        "research cases given up, of those decided or given up",
    ),
    row(
        "breach.<procedure>.<clock>",
        "share",
        "cases decided after the limit, of those that met the clock",
    ),
    row(
        "deemed.<procedure>.<clock>",
        "share",
        "cases decided by the clock, of those that met it",
    ),
    row("residents", "persons", "mean number of long-stay residents"),
    row(
        "retention",
        "share per year",
        "stays that go on for another year",
    ),
    row(
        "organisations",
        "count",
        "organisations that stand settled at the end of the measured years",
    ),
    row(
        "burden.applicant_days",
        "days per year",
        "applicants' work on research cases, in days of eight hours",
    ),
    row(
        "burden.officer_days",
        "days per year",
        "officers' work on research cases, in days of eight hours",
    ),
    row(
        "burden.money",
        "money per year",
        "fees of research cases, and the cost of officers' hours on them",
    ),
    row(
        "displaced",
        "money per year",
        "domestic awards crowded out of fixed budgets",
    ),
    row(
        "reform_cost",
        "money",
        "cost of the package over the measured years, discounted to their first day",
    ),
    row(
        "utilisation.<office>",
        "share",
        "officers' open time worked",
    ),
    row(
        "queue_days.<office>",
        "days",
        "mean wait of a case for an officer",
    ),
    row(
        "realised_share",
        "share",
        "in `series`: convergence by month of earliest start",
    ),
    row(
        "realised_share_quarter",
        "share",
        "in `series`: convergence by quarter of earliest start",
    ),
];

const fn row(name: &'static str, unit: &'static str, meaning: &'static str) -> Described {
    Described {
        name,
        unit,
        meaning,
    }
}
