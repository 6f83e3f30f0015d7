//! A row of the table of verification.

use super::verdict::Verdict;

/// One thing held against another.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The scenario's name.
    pub scenario: String,
    /// The office, procedure or package.
    pub subject: String,
    /// What is measured.
    pub quantity: String,
    /// The formula with its source, or the identity.
    pub formula: String,
    /// What it should be.
    pub theory: f64,
    /// What it is.
    pub estimate: f64,
    /// Lower end of the 95 % interval; an identity has none.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Replications.
    pub n: u32,
    /// What it comes to.
    pub verdict: Verdict,
}
