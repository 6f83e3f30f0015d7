//! Units of indicators.

use std::fmt;

use serde::{Serialize, Serializer};

use super::interval::Scale;

/// The unit of an indicator. Money is counted in the currency of the scenario, empty where
/// the scenario names none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    /// A part of one.
    Share,
    /// A part of the baseline's value: a relative change.
    Relative,
    /// A part of one, each year.
    SharePerYear,
    /// A part of one for an amount of money, such as `1 billion CNY`.
    SharePerMoney(String),
    /// A number a year.
    PerYear,
    /// Calendar days.
    Days,
    /// Days of eight hours a year.
    DaysPerYear,
    /// Days for which a resource waits, a year.
    ResourceDaysPerYear,
    /// Among a thousand crossings.
    PerThousandCrossings,
    /// Rounds of a case.
    RoundsPerCase,
    /// People.
    Persons,
    /// A plain number.
    Count,
    /// Value of projects.
    Value,
    /// Money in a currency.
    Money(String),
    /// Money a year in a currency.
    MoneyPerYear(String),
}

impl Unit {
    /// Whether it is a part of one, for money and time as well: people read it in points.
    #[must_use]
    pub const fn is_share(&self) -> bool {
        matches!(
            self,
            Self::Share | Self::Relative | Self::SharePerYear | Self::SharePerMoney(_)
        )
    }

    /// The values that a level in this unit can take. A reform may do harm, so what it brings
    /// for its cost can be negative.
    #[must_use]
    pub const fn scale(&self) -> Scale {
        match self {
            Self::Share | Self::SharePerYear => Scale::Share,
            Self::Relative | Self::SharePerMoney(_) => Scale::Plain,
            Self::PerYear
            | Self::Days
            | Self::DaysPerYear
            | Self::ResourceDaysPerYear
            | Self::PerThousandCrossings
            | Self::RoundsPerCase
            | Self::Persons
            | Self::Count
            | Self::Value
            | Self::Money(_)
            | Self::MoneyPerYear(_) => Scale::Positive,
        }
    }

    /// The unit in a word, without the currency or the amount of a scenario.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Share | Self::Relative => "share",
            Self::SharePerYear => "share per year",
            Self::SharePerMoney(_) => "share per cost",
            Self::PerYear => "per year",
            Self::Days => "days",
            Self::DaysPerYear => "days per year",
            Self::ResourceDaysPerYear => "resource-days per year",
            Self::PerThousandCrossings => "per 1,000 crossings",
            Self::RoundsPerCase => "rounds a case",
            Self::Persons => "persons",
            Self::Count => "count",
            Self::Value => "value",
            Self::Money(_) => "money",
            Self::MoneyPerYear(_) => "money per year",
        }
    }
}

/// As tables write it.
impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SharePerMoney(amount) => write!(f, "share per {amount}"),
            Self::Money(currency) => f.write_str(currency),
            Self::MoneyPerYear(currency) if currency.is_empty() => f.write_str("per year"),
            Self::MoneyPerYear(currency) => write!(f, "{currency} per year"),
            plain => f.write_str(plain.name()),
        }
    }
}

impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
