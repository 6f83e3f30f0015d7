//! The event log of a run: every step of every case, as an administration's own system
//! would keep it.

use std::collections::BTreeMap;

use crate::engine::{Fact, Listener};
use crate::model::{Frame, Instant, ProcedureIndex, StepIndex};

/// A step of a case that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoggedStep {
    /// The case, numbered in the order of filing.
    pub case: u32,
    pub procedure: ProcedureIndex,
    pub step: StepIndex,
    /// When an officer took it up; without an officer, when it began.
    pub start: Instant,
    /// When it ended.
    pub end: Instant,
}

/// A listener that keeps the steps of the cases filed in the measured years.
#[derive(Debug, Clone)]
pub struct Log {
    from: Instant,
    to: Instant,
    filed: u32,
    open: BTreeMap<u64, Open>,
    /// When an officer took up a step under way, by the key of the step.
    taken: BTreeMap<u64, Instant>,
    decided: Vec<LoggedStep>,
}

/// A case under way.
#[derive(Debug, Clone)]
struct Open {
    number: u32,
    steps: Vec<LoggedStep>,
}

impl Log {
    /// An empty log for the measured years of a study.
    #[must_use]
    pub fn new(frame: &Frame) -> Self {
        Self {
            from: frame.measured_from,
            to: frame.measured_to,
            filed: 0,
            open: BTreeMap::new(),
            taken: BTreeMap::new(),
            decided: Vec::new(),
        }
    }

    /// The steps of all cases that were decided, case by case in the order of filing,
    /// and the number of cases that were still under way.
    #[must_use]
    pub fn close(mut self) -> (Vec<LoggedStep>, usize) {
        // The steps of a case are in their order already.
        self.decided.sort_by_key(|step| step.case);
        (self.decided, self.open.len())
    }
}

impl Listener for Log {
    fn record(&mut self, fact: &Fact<'_>) {
        match *fact {
            // A case filed again after a refusal is the same case.
            Fact::Filed { case, at, .. } if self.from <= at && at < self.to => {
                let filed = &mut self.filed;
                self.open.entry(case).or_insert_with(|| {
                    *filed += 1;
                    Open {
                        number: *filed,
                        steps: Vec::new(),
                    }
                });
            }
            Fact::Served { key, at, .. } => {
                self.taken.insert(key, at);
            }
            Fact::StepEnded {
                case,
                key,
                procedure,
                step,
                elapsed,
                at,
                ..
            } => {
                let taken = self.taken.remove(&key);
                if let Some(open) = self.open.get_mut(&case) {
                    open.steps.push(LoggedStep {
                        case: open.number,
                        procedure,
                        step,
                        start: taken.unwrap_or(at - elapsed),
                        end: at,
                    });
                }
            }
            Fact::Decided { case, .. } => {
                if let Some(mut open) = self.open.remove(&case) {
                    self.decided.append(&mut open.steps);
                }
            }
            _ => {}
        }
    }
}
