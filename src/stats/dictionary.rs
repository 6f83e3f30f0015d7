//! What the tables of a study and their columns mean.

/// A column of a table: name and meaning, for the data dictionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub name: &'static str,
    /// What it says.
    pub meaning: &'static str,
}

impl Column {
    /// A column of that name and meaning.
    #[must_use]
    pub const fn new(name: &'static str, meaning: &'static str) -> Self {
        Self { name, meaning }
    }
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

/// The table of procedures. It is written where it has rows: in scenarios without projects,
/// of which the other tables say little.
pub const PROCEDURES: Described = Described {
    name: "procedures",
    meaning: "What became of the cases of a procedure, research cases and others together, in a \
              scenario without projects; the statistic is of `elapsed_days_mean`.",
    columns: &[
        Column::new("package", "Package."),
        Column::new("jurisdiction", "Jurisdiction."),
        Column::new("procedure", "Procedure."),
        Column::new("filed", "Cases filed a year."),
        Column::new("decided", "Cases decided a year."),
        Column::new("refused_share", "Share of the decided that are refused."),
        Column::new(
            "returned_share",
            "Share of the decided that were returned, or came to a step again, at least once.",
        ),
        Column::new(
            "elapsed_days_mean",
            "Mean throughput time, from filing to decision, days.",
        ),
        Column::new("elapsed_days_median", "Its median, days."),
        Column::new("elapsed_days_p90", "Nine in ten take less, days."),
    ],
    statistic: true,
};

/// The data dictionary.
pub const DICTIONARY: &[Described] = &[
    Described {
        name: "replications",
        meaning: "One value of one replication; an empty dimension means all.",
        columns: &[
            Column::new("package", "Package."),
            Column::new("draw", "Parameter draw; 0 is the central values."),
            Column::new("replication", "Replication."),
            Column::new("jurisdiction", "Host jurisdiction."),
            Column::new("partner", "Partner jurisdiction."),
            Column::new("field", "Field of research."),
            Column::new("year", "Year of earliest start, or of the event."),
            Column::new("indicator", "Indicator."),
            Column::new("value", "Value."),
        ],
        statistic: false,
    },
    Described {
        name: "indicators",
        meaning: "An indicator of a package.",
        columns: &[
            Column::new("package", "Package."),
            Column::new("jurisdiction", "Host jurisdiction."),
            Column::new("partner", "Partner jurisdiction."),
            Column::new("field", "Field of research."),
            Column::new("year", "Year."),
            Column::new("indicator", "Indicator."),
            Column::new("unit", "Unit."),
            Column::new("spread", "`luck` or `luck and unknowns`."),
        ],
        statistic: true,
    },
    Described {
        name: "differences",
        meaning: "An indicator's difference from the baseline, paired replication by replication.",
        columns: &[
            Column::new("package", "Package."),
            Column::new("jurisdiction", "Host jurisdiction."),
            Column::new("partner", "Partner jurisdiction."),
            Column::new("field", "Field of research."),
            Column::new("year", "Year."),
            Column::new("indicator", "Indicator."),
            Column::new("unit", "Unit."),
            Column::new("spread", "`luck` or `luck and unknowns`."),
        ],
        statistic: true,
    },
    Described {
        name: "spread",
        meaning: "From where an indicator's spread over the draws comes, as shares of its variance; the estimate is the share, n counts draws. The parts `luck` and `unknowns` add to 1 and stand wherever replications and draws are more than one; effects of groups stand after `compare --split`, for the world and for a host's convergence. Shares are cut to 0 to 1.",
        columns: &[
            Column::new("package", "Package."),
            Column::new("jurisdiction", "Host jurisdiction."),
            Column::new("indicator", "Indicator."),
            Column::new("unit", "Unit."),
            Column::new("of", "`level`, or `difference` from the baseline."),
            Column::new(
                "group",
                "`luck`, `unknowns`, or a group of parameters (`tidegate list groups`).",
            ),
            Column::new(
                "effect",
                "`part` of the variance; `total`: what would be left if all else were known; `first`: what would be gone if the group alone were known.",
            ),
            Column::new(
                "deviation",
                "Standard deviation over the draws, in the unit.",
            ),
        ],
        statistic: true,
    },
    Described {
        name: "losses",
        meaning: "Where potential value went; `realised` is a cause; shares add to 1.",
        columns: &[
            Column::new("package", "Package."),
            Column::new("jurisdiction", "Host jurisdiction."),
            Column::new("cause", "Cause."),
            Column::new("channel", "Channel."),
            Column::new("office", "Office."),
            Column::new("value", "Value lost, a mean over replications."),
            Column::new("share", "Share of potential value."),
            Column::new(
                "unlock",
                "Gain in convergence when this cause alone is removed.",
            ),
        ],
        statistic: true,
    },
    Described {
        name: "waiting",
        meaning: "Where needs spent their days.",
        columns: &[
            Column::new("package", "Package."),
            Column::new("jurisdiction", "Host jurisdiction."),
            Column::new("channel", "Channel."),
            Column::new("procedure", "Procedure."),
            Column::new("office", "Office."),
            Column::new("cause", "Cause."),
            Column::new("days", "Days, a mean over replications."),
            Column::new("share", "Share of all days of the package."),
        ],
        statistic: true,
    },
    Described {
        name: "offices",
        meaning: "What an office did in the measured years.",
        columns: &[
            Column::new("package", "Package."),
            Column::new("jurisdiction", "Jurisdiction."),
            Column::new("office", "Office."),
            Column::new("branches", "Branches."),
            Column::new("officers", "Officers, all branches."),
            Column::new("nominal_load", "Load aimed at by the calibration."),
            Column::new("load", "Work that arrived per officers' open time."),
            Column::new("utilisation", "Share of officers' open time worked."),
            Column::new("queue_days_mean", "Mean wait in queue, days."),
            Column::new("queue_days_p90", "Nine in ten waited less, days."),
            Column::new("cases", "Research cases served a year."),
            Column::new("background", "Other cases served a year."),
            Column::new(
                "turned_away",
                "Cases a year that came while a branch was full.",
            ),
        ],
        statistic: true,
    },
    Described {
        name: "distributions",
        meaning: "Elapsed days from filing to outcome, by quantile.",
        columns: &[
            Column::new("package", "Package."),
            Column::new("jurisdiction", "Jurisdiction."),
            Column::new("channel", "Channel."),
            Column::new("quantile", "Quantile."),
            Column::new("days", "Days."),
        ],
        statistic: true,
    },
    Described {
        name: "series",
        meaning: "An indicator month by month.",
        columns: &[
            Column::new("package", "Package."),
            Column::new("jurisdiction", "Jurisdiction."),
            Column::new("indicator", "Indicator."),
            Column::new("month", "Month, `2024-01`."),
        ],
        statistic: true,
    },
    Described {
        name: "corridors",
        meaning: "An indicator by corridor, from origin (guest) to destination (host).",
        columns: &[
            Column::new("package", "Package."),
            Column::new("origin", "Guest's jurisdiction."),
            Column::new("destination", "Host's jurisdiction."),
            Column::new("indicator", "Indicator."),
        ],
        statistic: true,
    },
    Described {
        name: "effects",
        meaning: "Share of potential value that a reform recovers from losses booked to a channel.",
        columns: &[
            Column::new("reform", "Package."),
            Column::new("channel", "Channel."),
        ],
        statistic: true,
    },
    Described {
        name: "reforms",
        meaning: "Each change as encoded.",
        columns: &[
            Column::new("reform", "Reform."),
            Column::new("change", "Change."),
            Column::new("address", "Lever it moves."),
            Column::new("from", "Value before."),
            Column::new("to", "Value at full level."),
            Column::new("grade", "Grade of the evidence."),
            Column::new("source", "Source."),
            Column::new("cost", "Discounted cost of the reform over the horizon."),
        ],
        statistic: false,
    },
    Described {
        name: "targets",
        meaning: "Observed and simulated figures of the baseline.",
        columns: &[
            Column::new("target", "Target."),
            Column::new("observed", "Observed."),
            Column::new("simulated", "Simulated."),
            Column::new("low", "Low end of the interval."),
            Column::new("high", "High end of the interval."),
            Column::new("counts", "Whose cases: `all` or `research`."),
            Column::new("fitted", "Whether it was used to fit."),
            Column::new("source", "Source."),
        ],
        statistic: false,
    },
    Described {
        name: "assumptions",
        meaning: "The register of parameters.",
        columns: &[
            Column::new("address", "Address in the scenario."),
            Column::new("value", "Value."),
            Column::new("low", "Low end of the range."),
            Column::new("high", "High end of the range."),
            Column::new("grade", "`measured`, `analogue` or `assumed`."),
            Column::new("status", "`given`, `fitted` or `calibrated`."),
            Column::new("source", "Source."),
        ],
        statistic: false,
    },
    Described {
        name: "audit",
        meaning: "Identities that must hold exactly.",
        columns: &[
            Column::new("check", "Identity."),
            Column::new("subject", "What it was checked on."),
            Column::new("residual", "Residual in its own integer unit; 0."),
            Column::new("ok", "Whether it holds."),
        ],
        statistic: false,
    },
];
