//! The account of a part of the potential value.

use serde::{Serialize, Serializer};

use crate::model::{Cause, Loss};

/// The account of a part of the potential value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Booked {
    /// It was realised.
    Realised,
    /// It was lost to a cause.
    Lost(Loss),
}

impl Booked {
    /// Its name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Realised => "realised",
            Self::Lost(loss) => loss.name(),
        }
    }

    /// The cause of the loss; none for realised value.
    #[must_use]
    pub const fn lost(self) -> Option<Loss> {
        match self {
            Self::Realised => None,
            Self::Lost(loss) => Some(loss),
        }
    }
}

impl Serialize for Booked {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl Serialize for Loss {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl Serialize for Cause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
