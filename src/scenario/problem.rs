//! What is wrong with a key, said by those who do not know its place.

use super::{Faults, Scenario};

/// What is wrong with a key of a scenario. [`Scenario::locate`] makes a fault of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The key's address; empty for the whole file.
    pub address: String,
    /// What was found.
    pub found: String,
    /// What was expected instead.
    pub expected: String,
    /// What to do.
    pub cure: Option<String>,
}

impl Scenario {
    /// Finds the places of problems.
    ///
    /// # Errors
    ///
    /// The problems as faults, if there are any.
    pub fn locate(&self, problems: Vec<Problem>) -> Result<(), Faults> {
        let mut faults = self.faults();
        for problem in problems {
            let place = self.place(&problem.address);
            let fault = faults.error(place, problem.found, problem.expected);
            fault.at(&problem.address).cure.clone_from(&problem.cure);
        }
        if faults.has_errors() {
            return Err(faults);
        }
        Ok(())
    }
}
