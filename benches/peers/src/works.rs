//! The three works in numbers. Time is counted in days.

use rand_distr::{Exp, LogNormal};

/// Days over which a run is measured; what comes before is warm-up.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// First day that counts.
    pub from: f64,
    /// The day the run ends.
    pub to: f64,
}

impl Span {
    /// A span with about `size` cases, the first tenth of them before the warm-up ends.
    fn new(size: u64, cases_a_day: f64) -> Self {
        let to = size as f64 / cases_a_day;
        Self {
            from: to / 10.0,
            to,
        }
    }
}

/// An exponential law.
pub fn exponential(mean: f64) -> Exp<f64> {
    Exp::new(1.0 / mean).expect("a mean is positive")
}

/// A lognormal law whose standard deviation equals its mean.
pub fn lognormal(mean: f64) -> LogNormal<f64> {
    let (centre, spread) = log_scale(mean);
    LogNormal::new(centre, spread).expect("a spread is not negative")
}

/// Mean and standard deviation of the logarithm under that law.
pub fn log_scale(mean: f64) -> (f64, f64) {
    let variance = std::f64::consts::LN_2;
    (mean.ln() - variance / 2.0, variance.sqrt())
}

/// Three officers, one line, load 0.9.
pub mod mm3 {
    use super::Span;

    /// Arrivals a day.
    pub const ARRIVALS_A_DAY: f64 = 100.0;
    /// Mean days of work.
    pub const WORK: f64 = 0.648 / 24.0;
    /// Officers.
    pub const OFFICERS: u32 = 3;

    /// The span for about `size` arrivals.
    pub fn span(size: u64) -> Span {
        Span::new(size, ARRIVALS_A_DAY)
    }
}

/// Four offices in a row, some cases sent back.
pub mod pipeline {
    use super::Span;

    /// Applications a day.
    pub const APPLICATIONS_A_DAY: f64 = 10.0;
    /// Officers of each step.
    pub const OFFICERS: [u32; 4] = [80, 160, 222, 167];
    /// Mean days of work of each step.
    pub const WORK: [f64; 4] = [5.0, 10.0, 20.0, 15.0];
    /// The step after which cases are returned, counted from zero.
    pub const REVIEW: usize = 1;
    /// The share returned.
    pub const RETURNED: f64 = 0.3;
    /// Mean days until a returned case comes back.
    pub const CORRECTION: f64 = 10.0;
    /// The step that decides.
    pub const DECISION: usize = 3;
    /// The share refused.
    pub const REFUSED: f64 = 0.1;

    /// The span for about `size` applications.
    pub fn span(size: u64) -> Span {
        Span::new(size, APPLICATIONS_A_DAY)
    }
}

/// Many agents that each file now and then at one office.
pub mod agents {
    use super::Span;

    /// Mean days between two filings of an agent.
    pub const REST: f64 = 365.25;
    /// Mean days of work.
    pub const WORK: f64 = 1.0 / 24.0;
    /// The load that officers are chosen for.
    const LOAD: f64 = 0.8;

    /// The fewest officers whose load is not above 0.8.
    pub fn officers(agents: u64) -> u32 {
        (agents as f64 / REST * WORK / LOAD).ceil() as u32
    }

    /// One year after half a year.
    pub fn span() -> Span {
        Span {
            from: REST / 2.0,
            to: REST * 1.5,
        }
    }
}
