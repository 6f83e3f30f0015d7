//! What removing deep causes, time or friction would be worth, from paired thinned runs.

use std::fmt;

use serde::{Serialize, Serializer};

/// A deep cause of losses, as the study names them: no policy or legal pathway, low awareness,
/// cumbersome procedures (Bulletin of the Chinese Academy of Sciences 39(4), 2024, art. 13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeepCause {
    /// No pathway, unclear status, closed calls.
    Pathway,
    /// Procedures that applicants do not know.
    Awareness,
    /// Time, returns, impatience, incomplete filings.
    Procedure,
}

impl DeepCause {
    /// All, in the order of tables.
    pub const ALL: [Self; 3] = [Self::Pathway, Self::Awareness, Self::Procedure];

    /// Its name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pathway => "pathway",
            Self::Awareness => "awareness",
            Self::Procedure => "procedure",
        }
    }
}

impl fmt::Display for DeepCause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl Serialize for DeepCause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A set of deep causes: bit `n` is the `n`-th of [`DeepCause::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeepCauses(pub u8);

impl DeepCauses {
    /// All of them.
    pub const ALL: Self = Self((1 << DeepCause::ALL.len()) - 1);

    /// The causes of the set.
    pub fn causes(self) -> impl Iterator<Item = DeepCause> {
        let causes = DeepCause::ALL.into_iter();
        causes.filter(move |cause| self.0 >> *cause as u8 & 1 == 1)
    }

    /// Every set that is not empty.
    pub fn every() -> impl Iterator<Item = Self> {
        (1..=Self::ALL.0).map(Self)
    }
}

/// A world that thinned runs look at beside the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counterfactual {
    /// A package by its number; 0 is the baseline.
    Package(usize),
    /// Every reform, with every change at its favourable end, at once and for good.
    EvidenceCeiling,
    /// Pathways, calls, knowledge and complete filings for all; no return, passage or
    /// preparation.
    FrictionCeiling,
    /// Without some deep causes.
    Without(DeepCauses),
    /// Procedures take no time in the reforming jurisdictions.
    NoTime,
    /// Procedures take no time anywhere.
    NoTimeEverywhere,
}

/// As the audit names its run.
impl fmt::Display for Counterfactual {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Package(number) => write!(formatter, "package {number}"),
            Self::EvidenceCeiling => formatter.write_str("full at the evidence ceiling"),
            Self::FrictionCeiling => formatter.write_str("baseline at the friction ceiling"),
            Self::Without(causes) => {
                let names: Vec<&str> = causes.causes().map(DeepCause::name).collect();
                write!(formatter, "baseline without {}", names.join(" and "))
            }
            Self::NoTime => formatter.write_str("baseline without time where reforms are made"),
            Self::NoTimeEverywhere => formatter.write_str("baseline without time"),
        }
    }
}

/// The convergence of one thinned run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ThinnedSample {
    /// The world.
    pub counterfactual: Counterfactual,
    pub replication: u32,
    /// Convergence over the settled years, or over all where none is settled.
    pub share: f64,
}

/// The Shapley share of each deep cause in what removing all of them closes (Shapley 1953):
/// its mean gain over the orders in which they are removed. `value` gives the convergence
/// without a set of causes; none if one is missing.
#[must_use]
pub fn shapley(value: impl Fn(DeepCauses) -> Option<f64>) -> Option<[f64; 3]> {
    /// Weights of sets of none, one and two others: |S|! (2 - |S|)! / 3!.
    const WEIGHTS: [f64; 3] = [1.0 / 3.0, 1.0 / 6.0, 1.0 / 3.0];
    let mut shares = [0.0; 3];
    for (number, share) in shares.iter_mut().enumerate() {
        let cause = 1 << number;
        for others in (0..=DeepCauses::ALL.0).filter(|set| set & cause == 0) {
            let gain = value(DeepCauses(others | cause))? - value(DeepCauses(others))?;
            *share += WEIGHTS[others.count_ones() as usize] * gain;
        }
    }
    Some(shares)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two that are worth something only together share it; the third adds its own.
    #[test]
    fn shapley_shares_add_up_and_are_fair() {
        let value = |set: DeepCauses| {
            let both = f64::from(u8::from(set.0 & 0b11 == 0b11));
            Some(0.2 + 0.4 * both + 0.1 * f64::from(set.0 >> 2))
        };
        let shares = shapley(value).expect("every set has a value");
        let expected = [0.2, 0.2, 0.1];
        for (share, expected) in shares.iter().zip(expected) {
            assert!((share - expected).abs() < 1e-12, "{shares:?}");
        }
        assert_eq!(shapley(|set| (set.0 != 5).then_some(0.0)), None);
    }
}
