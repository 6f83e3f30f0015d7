//! Sums over cases, offices, agreements, programmes, residents, organisations.

use super::histogram::Histogram;
use super::sum::{Sum, sums};
use crate::model::Instant;

sums! {
    /// A step of a procedure.
    pub struct StepSums {
        /// Times it ended.
        pub ended: u64,
        /// Times the file went back.
        pub returned: u64,
        /// Seconds it took.
        pub elapsed: u64,
    }
}

sums! {
    /// Cases of a procedure, either research or background cases.
    pub struct ProcedureSums {
        /// Filings by measured year.
        pub filed: Vec<u64>,
        /// Approved on their merits.
        pub approved: u64,
        /// Approved because a clock ran out.
        pub deemed: u64,
        /// Refused.
        pub refused: u64,
        /// Given up.
        pub abandoned: u64,
        /// Withdrawn because the project ended.
        pub withdrawn: u64,
        /// Returns of the decided.
        pub rounds: u64,
        /// Decided after at least one return.
        pub returned: u64,
        /// Seconds from first filing to the decision.
        pub elapsed: Histogram,
        /// Decided after the limit, by clock.
        pub breached: [u64; 3],
        /// Decided by the clock, by clock.
        pub by_clock: [u64; 3],
        /// Met the clock, by clock.
        pub clocked: [u64; 3],
        /// Steps.
        pub steps: Vec<StepSums>,
    }
}

impl ProcedureSums {
    /// Cases decided.
    #[must_use]
    pub fn decided(&self) -> u64 {
        self.approved + self.deemed + self.refused
    }

    /// Cases that ended for any reason but the end of their project.
    #[must_use]
    pub fn over(&self) -> u64 {
        self.decided() + self.abandoned
    }
}

sums! {
    /// An office in the measured years.
    pub struct OfficeSums {
        /// Research and background cases served.
        pub served: [u64; 2],
        /// Officers' seconds spent on cases, research and background.
        pub worked: [u64; 2],
        /// Research and background cases that arrived.
        pub came: [u64; 2],
        /// Officers' seconds that arriving cases need, research and background.
        pub reached: [u64; 2],
        /// Arriving cases that a full branch turned away, research and background.
        pub turned_away: [u64; 2],
        /// Seconds in the queue.
        pub queue: Histogram,
        /// Seconds in the queue, of research cases.
        pub queue_research: Histogram,
        /// Officers' open seconds.
        pub capacity: u64,
        /// Places at the meetings of a panel.
        pub places: u64,
        /// Officers' seconds at work, of that capacity.
        pub busy: u64,
        /// Cases waiting x seconds.
        pub waiting: u64,
    }
}

sums! {
    /// Negotiations of an agreement.
    pub struct AgreementSums {
        /// Seconds of those that succeeded.
        pub reached: Histogram,
        /// Those that failed.
        pub failed: u64,
    }
}

sums! {
    /// Calls of a programme.
    pub struct ProgrammeSums {
        /// International applications.
        pub applied: u64,
        /// International awards.
        pub awarded: u64,
        /// Domestic awards crowded out.
        pub displaced: u64,
    }
}

sums! {
    /// Organisations of a kind.
    pub struct OrganisationSums {
        /// Settled in the measured years.
        pub settled: u64,
        /// Closed in the measured years.
        pub closed: u64,
        /// Failed in the measured years.
        pub failed: u64,
        /// Settled before the measured years, less closed.
        pub before: i64,
    }
}

/// Residents of a jurisdiction.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResidentSums {
    /// Persons x seconds, by measured year.
    pub seconds: Vec<u64>,
    /// Years of stays that ended.
    pub years: u64,
    /// Of them with an exit.
    pub left: u64,
    /// Of these at the natural end of the stay.
    pub natural: u64,
    /// Posts taken up.
    pub came: u64,
    /// Seconds from the earliest starts of these posts.
    pub late: u64,
    /// Welfare procedures needed.
    pub needed: u64,
    /// Welfare procedures completed.
    pub completed: u64,
    /// Persons now, at the end of the measured years once the books are closed.
    pub there: i64,
    /// Up to when `seconds` is counted.
    pub since: Instant,
}

impl Sum for ResidentSums {
    fn absorb(&mut self, other: &Self) {
        self.seconds.absorb(&other.seconds);
        self.years += other.years;
        self.left += other.left;
        self.natural += other.natural;
        self.came += other.came;
        self.late += other.late;
        self.needed += other.needed;
        self.completed += other.completed;
        self.there += other.there;
    }
}

impl ResidentSums {
    /// Counts up to an instant, then changes the number of persons.
    pub fn change(&mut self, instant: Instant, change: i64, year_starts: &[Instant]) {
        let there = u64::try_from(self.there).unwrap_or(0);
        for (year, bounds) in year_starts.windows(2).enumerate() {
            let from = self.since.max(bounds[0]);
            let to = instant.min(bounds[1]);
            if to > from {
                self.seconds[year] += there * u64::from(to - from);
            }
        }
        self.since = instant;
        self.there += change;
    }
}
