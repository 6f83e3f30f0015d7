//! The parts into which results are divided: measured years before and after reforms settle,
//! and hosts that reforms change or leave alone.

use std::fmt;

use serde::{Serialize, Serializer};

/// A part of the measured years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// Measured years before the reforms have settled.
    Transition,
    /// The years after: every project that counts forms after the last ramp and one full year
    /// of public figures.
    Settled,
}

impl Period {
    /// Both, in the order of time.
    pub const ALL: [Self; 2] = [Self::Transition, Self::Settled];

    /// Its name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Transition => "transition",
            Self::Settled => "settled",
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A group of host jurisdictions, the same for all packages of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HostGroup {
    /// Jurisdictions that some change of some reform of the scenario selects.
    Reforming,
    /// All others.
    Other,
}

impl HostGroup {
    /// Both, in the order of tables.
    pub const ALL: [Self; 2] = [Self::Reforming, Self::Other];

    /// The group of a host, by whether reforms change it.
    #[inline]
    #[must_use]
    pub const fn of_host(is_reforming: bool) -> Self {
        if is_reforming {
            Self::Reforming
        } else {
            Self::Other
        }
    }

    /// Its name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reforming => "reforming",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for HostGroup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl Serialize for HostGroup {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
