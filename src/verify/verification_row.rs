//! A row of the table of verification.

use super::verdict::Verdict;

/// One comparison of theory and simulation.
#[derive(Debug, Clone, PartialEq)]
pub struct VerificationRow {
    /// The scenario's name.
    pub scenario: String,
    /// The office, procedure or package.
    pub subject: String,
    pub quantity: String,
    /// The formula with its source, or the identity.
    pub formula: String,
    /// The value by theory.
    pub theory: f64,
    /// The simulated value.
    pub estimate: f64,
    /// Lower end of the 95 % interval; an identity has none.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Replications.
    pub n: u32,
    pub verdict: Verdict,
}
