//! Expected waits before an officer, in open time.

use crate::limits;
use crate::model::{Calendar, DAY, Frame, Instant, Span};

/// Points of the quadrature behind Erlang's formula for parts of an officer.
const POINTS: u32 = 256;

/// Meetings over which a panel's overflow is summed; beyond them nothing is left.
const MEETINGS: u32 = 400;

/// Instants of the measured years at which arrivals are sampled.
const SAMPLES: u32 = 240;

/// A load at which a queue has no mean any more; above it the estimate stops.
const LOAD_AT_MOST: f64 = 0.995;

/// The chance that all officers are busy (Erlang 1917), for any number of
/// officers: B(c) = a B(c-1) / (c + a B(c-1)) from the part of an officer, whose
/// 1 / B = integral of exp(-y) (1 + y/a)^f dy over y > 0; then
/// C = B / (1 - rho (1 - B)).
///
/// `officers` c, `offered` a = arrivals x work, rho = a / c.
#[must_use]
pub fn erlang_c(officers: f64, offered: f64) -> f64 {
    if offered <= 0.0 {
        return 0.0;
    }
    let load = offered / officers;
    if load >= 1.0 {
        return 1.0;
    }
    if officers > limits::OFFICERS {
        // Such an office is refused when all are known; until then nobody waits at it.
        return 0.0;
    }
    let part = officers.fract();
    let mut blocked = if part > 0.0 {
        let whole: f64 = (0..POINTS)
            .map(|point| {
                let v = (f64::from(point) + 0.5) / f64::from(POINTS);
                libm::pow(1.0 - libm::log(v) / offered, part)
            })
            .sum();
        f64::from(POINTS) / whole
    } else {
        1.0
    };
    let mut count = part;
    while count + 0.5 < officers {
        count += 1.0;
        blocked = offered * blocked / (count + offered * blocked);
    }
    blocked / (1.0 - load * (1.0 - blocked))
}

/// Mean wait at one branch in open seconds: Allen and Cunneen (Allen 1990),
/// W = (Ca^2 + Cs^2) / 2 x C(c, a) E\[S\] / (c - a), with Poisson arrivals (Ca = 1).
///
/// `arrivals` a second of open time, `work` the mean of the work in seconds,
/// `spread` its squared coefficient of variation.
#[must_use]
pub fn wait(officers: f64, arrivals: f64, work: f64, spread: f64) -> f64 {
    let offered = (arrivals * work).min(officers * LOAD_AT_MOST);
    if offered <= 0.0 {
        return 0.0;
    }
    f64::midpoint(1.0, spread) * erlang_c(officers, offered) * work / (officers - offered)
}

/// Mean cases that a panel leaves for its next meeting: with m arrivals between
/// meetings and K places, X' = max(0, X + A - K). Spitzer (1956):
/// E\[X\] = sum over n of E\[max(0, Sn)\] / n, here with the normal distribution.
#[must_use]
pub fn overflow(mean: f64, places: f64) -> f64 {
    if mean <= 0.0 {
        return 0.0;
    }
    let slack = places - mean.min(places * LOAD_AT_MOST);
    let deviation = libm::sqrt(mean);
    (1..=MEETINGS)
        .map(|n| {
            let n = f64::from(n);
            let root = libm::sqrt(n);
            let d = slack * root / deviation;
            let density = crate::draw::exp(-d * d / 2.0) / libm::sqrt(2.0 * core::f64::consts::PI);
            let above = crate::draw::normal_cdf(-d);
            deviation * root * (density - d * above) / n
        })
        .sum()
}

/// How an office's open hours turn work into elapsed time.
#[derive(Debug, Clone, PartialEq)]
pub struct Hours<'a> {
    calendar: &'a Calendar,
    from: Instant,
    to: Instant,
    /// Share of the time that it is open.
    pub open_share: f64,
    /// Seconds that it is open in a year.
    pub open_a_year: f64,
    /// The days it is worked through, by what an office sees of each.
    days: Vec<Day>,
    /// Instants at which arrivals are sampled, and the open seconds before each.
    samples: Vec<(Instant, u64)>,
}

/// A day at an office: every day of a study is here once for
/// each calendar, so that what one takes counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Day {
    /// Before it opens; all of it, if it does not.
    closed: Span,
    open: Span,
    /// After it has closed.
    rest: Span,
}

/// The days of a calendar from one instant to another.
fn days(calendar: &Calendar, from: Instant, to: Instant) -> Vec<Day> {
    let mut days = Vec::with_capacity(((to - from) / DAY + 2) as usize);
    let mut t = from;
    let mut before = calendar.open(t);
    while t < to {
        let next = crate::time::next_midnight(t);
        let after = calendar.open(next);
        let open = Span::from_seconds((after - before) as u32);
        let opens = if after > before {
            // The first open second is over one second after it opens.
            (calendar.at(before + 1) - Span::from_seconds(1)).max(t)
        } else {
            next
        };
        days.push(Day {
            closed: opens - t,
            open,
            rest: next - opens - open,
        });
        before = after;
        t = next;
    }
    days
}

/// Instants spread evenly from one to another, with the open seconds before each.
fn samples(calendar: &Calendar, from: Instant, to: Instant) -> Vec<(Instant, u64)> {
    let span = f64::from(to - from);
    let sample = |sample: u32| {
        // Steps of the golden section cover days and weeks evenly.
        let place = (f64::from(sample) * 0.618_033_988_749_894_9).fract();
        let t = from + Span::from_seconds_f64(place * span);
        (t, calendar.open(t))
    };
    (0..SAMPLES).map(sample).collect()
}

impl<'a> Hours<'a> {
    /// The hours of a calendar over the measured years.
    #[must_use]
    pub fn new(calendar: &'a Calendar, frame: &Frame) -> Self {
        let (from, to) = (frame.measured_from, frame.measured_to);
        let open = (calendar.open(to) - calendar.open(from)) as f64;
        let open_share = open / f64::from(to - from).max(1.0);
        Self {
            calendar,
            from,
            to,
            open_share,
            open_a_year: open_share * crate::time::YEAR_SECONDS,
            days: days(calendar, from, to),
            samples: samples(calendar, from, to),
        }
    }

    /// Mean seconds of the wall clock from an arrival at any time until that number of
    /// open seconds have passed.
    #[must_use]
    pub fn elapsed(&self, open_seconds: f64) -> f64 {
        if self.calendar.is_always() || open_seconds < 1.0 || self.open_share <= 0.0 {
            return open_seconds.max(0.0);
        }
        let mut sum = 0.0;
        for (t, open) in &self.samples {
            let end = self.calendar.at(open + open_seconds as u64);
            sum += if end == Instant::NEVER {
                open_seconds / self.open_share
            } else {
                f64::from(end - *t)
            };
        }
        sum / f64::from(SAMPLES)
    }

    /// Mean open seconds that a case waits because others came while the office
    /// was closed: the mean backlog of a stream of arrivals that never pauses,
    /// worked off in open hours at a load.
    #[must_use]
    pub fn after_closing(&self, load: f64) -> f64 {
        if self.calendar.is_always() || self.open_share <= 0.0 {
            return 0.0;
        }
        let load = load.min(LOAD_AT_MOST);
        // In seconds of arrivals: comes in at 1, goes out at 1 / (open share x load).
        let drain = 1.0 / (self.open_share * load.max(1e-9)) - 1.0;
        let (mut backlog, mut area) = (0.0_f64, 0.0);
        for day in &self.days {
            let (closed, rest) = (f64::from(day.closed), f64::from(day.rest));
            area += closed * (backlog + closed / 2.0);
            backlog += closed;
            let busy = f64::from(day.open).min(backlog / drain);
            area += busy * (backlog - busy * drain / 2.0);
            backlog -= busy * drain;
            area += rest * (backlog + rest / 2.0);
            backlog += rest;
        }
        area / f64::from(self.to - self.from).max(1.0) * load * self.open_share
    }
}
