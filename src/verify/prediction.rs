//! What theory predicts.

use super::settling::Settling;
use crate::model::OfficeIndex;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
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
    /// Share of arrivals that find no room.
    TurnedAway(OfficeIndex),
    /// Of those that find room, the share that gives up while waiting.
    GivesUp(OfficeIndex),
    /// Mean number of residents of a jurisdiction.
    Residents(usize),
    /// Variance of the number of residents over its mean, of all jurisdictions together.
    Spread,
    /// Share of needs that a permit of a procedure covers.
    Covered(usize),
}

/// One thing that theory says.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// What is measured.
    pub quantity: Quantity,
    /// The office or procedure.
    pub subject: String,
    /// The formula, with its source.
    pub formula: &'static str,
    /// Its value.
    pub value: f64,
}

/// What a formula predicts, and how long the system takes to forget that it began empty.
pub type Predicted = (Vec<Prediction>, Settling);
