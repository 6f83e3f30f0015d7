//! Beliefs, public figures, and the counts published at midnight.

use crate::model::{DAY, Instant, Loss, Span};

/// A belief about delay and success.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Held {
    pub success: f32,
    /// Delay in days.
    pub delay: f32,
    /// When it was last renewed.
    pub renewed: Instant,
}

/// The public figure of a corridor and channel, and what gathers for the next.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Public {
    pub success: f64,
    /// Delay in days.
    pub delay: f64,
    /// Needs that failed last year, by setback; where none failed, those of the pilot run.
    pub setbacks: [u32; Setback::ALL.len()],
    /// Crossings decided this year.
    pub year: Decided,
    /// Crossings decided in all years that have had their figure published.
    pub published: Decided,
}

/// How a need was lost after it was filed. A belief in success counts these failures and no
/// others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Setback {
    /// Its application was refused.
    Refused,
    /// The applicant gave up.
    Abandoned,
    /// It was not present in time.
    Late,
}

impl Setback {
    /// All setbacks in their order.
    pub const ALL: [Self; 3] = [Self::Refused, Self::Abandoned, Self::Late];

    /// The setback behind the loss of a need; none if the need was lost at a gate before
    /// filing, or with its call.
    #[must_use]
    pub const fn from_loss(cause: Loss) -> Option<Self> {
        match cause {
            Loss::Refused => Some(Self::Refused),
            Loss::Abandoned => Some(Self::Abandoned),
            Loss::Late => Some(Self::Late),
            Loss::Unmatched
            | Loss::Deterred
            | Loss::Ineligible
            | Loss::Unfunded
            | Loss::NoPathway
            | Loss::Unaware
            | Loss::Expired
            | Loss::Incomplete
            | Loss::Delayed => None,
        }
    }

    /// The cause of the loss.
    #[must_use]
    pub const fn loss(self) -> Loss {
        match self {
            Self::Refused => Loss::Refused,
            Self::Abandoned => Loss::Abandoned,
            Self::Late => Loss::Late,
        }
    }
}

/// The setbacks of a corridor and channel where nobody has seen any: the equations of the
/// calibration know refusals alone.
pub const UNKNOWN_SETBACKS: [u32; Setback::ALL.len()] = [1, 0, 0];

/// Crossings that ended well or with a setback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Decided {
    /// Those that ended well.
    pub succeeded: u64,
    /// Those lost, by setback.
    pub lost: [u64; Setback::ALL.len()],
    /// Time from filing to decision or loss of all of them, in seconds.
    pub seconds: u64,
}

impl Decided {
    /// Those lost, by setback; none if none was lost.
    #[must_use]
    pub fn setbacks(self) -> Option<[u32; Setback::ALL.len()]> {
        let lost = self.lost.map(|n| u32::try_from(n).unwrap_or(u32::MAX));
        (lost != [0; Setback::ALL.len()]).then_some(lost)
    }

    /// Their number.
    #[must_use]
    pub fn number(self) -> u64 {
        self.succeeded + self.lost.iter().sum::<u64>()
    }

    /// Adds a crossing.
    pub fn count(&mut self, setback: Option<Setback>, time: Span) {
        match setback {
            Some(setback) => self.lost[setback as usize] += 1,
            None => self.succeeded += 1,
        }
        self.seconds += u64::from(time);
    }

    /// Adds those of another year.
    pub fn add(&mut self, other: Self) {
        self.succeeded += other.succeeded;
        for (sum, lost) in self.lost.iter_mut().zip(other.lost) {
            *sum += lost;
        }
        self.seconds += other.seconds;
    }

    /// Share of success and mean days; none if nothing was decided.
    #[must_use]
    pub fn means(self) -> Option<(f64, f64)> {
        let number = self.number();
        let decided = number as f64;
        (number > 0).then(|| {
            (
                self.succeeded as f64 / decided,
                self.seconds as f64 / decided / f64::from(DAY),
            )
        })
    }
}

/// Counts of each jurisdiction at the last midnight, known in all others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MidnightCounts {
    /// Residents by jurisdiction and where they came from.
    pub residents: Vec<Vec<i64>>,
    /// Settled organisations.
    pub settled: Vec<i64>,
}
