//! What a run measures, in sums: the same few additions in every program.

use serde::{Deserialize, Serialize};

use crate::works::Span;

/// Days a bin of the histogram of elapsed times holds.
const BIN: f64 = 0.1;

/// The sums of a run.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Sums {
    from: f64,
    /// Arrivals, service starts, finishes and timers, warm-up included.
    pub events: u64,
    arrived: u64,
    started: u64,
    waited: f64,
    changed: f64,
    area: f64,
    decided: u64,
    refused: u64,
    elapsed: f64,
    bins: Vec<u64>,
}

impl Sums {
    /// Empty sums of a span.
    pub fn new(span: Span) -> Self {
        Self {
            from: span.from,
            changed: span.from,
            ..Self::default()
        }
    }

    /// A case has come.
    pub fn arrived(&mut self, now: f64) {
        self.events += 1;
        self.arrived += u64::from(now >= self.from);
    }

    /// Work on a case that came on day `since` starts.
    pub fn started(&mut self, since: f64, now: f64) {
        self.events += 1;
        if now >= self.from {
            self.started += 1;
            self.waited += now - since;
        }
    }

    /// A line of `length` is about to change.
    pub fn line(&mut self, length: usize, now: f64) {
        if now >= self.from {
            self.area += length as f64 * (now - self.changed);
            self.changed = now;
        }
    }

    /// A case filed on day `filed` is over.
    pub fn decided(&mut self, filed: f64, refused: bool, now: f64) {
        if now >= self.from {
            let elapsed = now - filed;
            self.decided += 1;
            self.refused += u64::from(refused);
            self.elapsed += elapsed;
            let bin = (elapsed / BIN) as usize;
            if bin >= self.bins.len() {
                self.bins.resize(bin + 1, 0);
            }
            self.bins[bin] += 1;
        }
    }

    /// Adds another run of the same work.
    pub fn add(&mut self, other: &Self) {
        self.events += other.events;
        self.arrived += other.arrived;
        self.started += other.started;
        self.waited += other.waited;
    }

    /// Cases that came after the warm-up.
    pub fn arrivals(&self) -> u64 {
        self.arrived
    }

    /// Mean days from arrival to the start of work.
    pub fn mean_wait(&self) -> f64 {
        self.waited / self.started as f64
    }

    /// Mean number in line up to the last change.
    pub fn mean_in_line(&self) -> f64 {
        self.area / (self.changed - self.from)
    }

    /// Mean days from filing to decision.
    pub fn mean_elapsed(&self) -> f64 {
        self.elapsed / self.decided as f64
    }

    /// The share of decisions that refuse.
    pub fn refused_share(&self) -> f64 {
        self.refused as f64 / self.decided as f64
    }

    /// Days within which a share of the cases was decided, straight within a bin.
    pub fn quantile(&self, share: f64) -> f64 {
        let mut wanted = share * self.decided as f64;
        for (bin, &count) in self.bins.iter().enumerate() {
            let count = count as f64;
            if count > 0.0 && wanted <= count {
                return (bin as f64 + wanted / count) * BIN;
            }
            wanted -= count;
        }
        f64::NAN
    }
}
