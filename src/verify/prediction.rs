//! What theory predicts.

use super::settling::Settling;
use crate::model::OfficeIndex;

/// A quantity that theory predicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TheoryQuantity {
    /// Mean wait for an officer, in hours.
    Wait(OfficeIndex),
    /// Mean number in the queue.
    Queue(OfficeIndex),
    /// Share of officers' time at work.
    Utilisation(OfficeIndex),
    /// Share of arrivals that wait.
    Waits(OfficeIndex),
    /// Mean time from filing to decision, in hours.
    Elapsed(usize),
    /// Mean number at an office, waiting and in service.
    Number(OfficeIndex),
    /// Share of arrivals that find the office full.
    TurnedAway(OfficeIndex),
    /// Share of admitted files that give up while waiting.
    GivesUp(OfficeIndex),
    /// Mean number of residents of a jurisdiction.
    Residents(usize),
    /// Variance of the number of residents over its mean, of all jurisdictions together.
    Spread,
    /// Share of needs covered by a permit of a procedure.
    Covered(usize),
}

/// A prediction of theory.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    pub quantity: TheoryQuantity,
    /// The office, procedure or jurisdiction.
    pub subject: String,
    /// The formula, with its source.
    pub formula: &'static str,
    /// The predicted value.
    pub value: f64,
}

/// The predictions of a formula, and the required warm-up.
pub type Predictions = (Vec<Prediction>, Settling);
