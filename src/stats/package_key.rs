//! The package of a row.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::compile::Package;

/// A package of a study, or a variant of one in the sensitivity table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageKey {
    package: Package,
    variant: Option<Arc<str>>,
}

/// The package without any reform, which the others are compared with.
pub static BASELINE: PackageKey = PackageKey {
    package: Package::baseline(),
    variant: None,
};

/// The variant that changes nothing: the world as stated, in the replications of the variants.
pub const AS_STATED: &str = "as-stated";

impl PackageKey {
    /// A package under the world as stated.
    #[must_use]
    pub const fn new(package: Package) -> Self {
        Self {
            package,
            variant: None,
        }
    }

    /// The same package under a variant of the world; none is the world as stated.
    #[must_use]
    pub fn under(&self, variant: Option<&str>) -> Self {
        Self {
            package: self.package.clone(),
            variant: variant.map(Arc::from),
        }
    }

    /// The reforms.
    #[must_use]
    pub const fn package(&self) -> &Package {
        &self.package
    }

    /// The variant of the world; none is the world as stated.
    #[must_use]
    pub fn variant(&self) -> Option<&str> {
        self.variant.as_deref()
    }

    /// Whether it is the baseline under the world as stated.
    #[must_use]
    pub fn is_baseline(&self) -> bool {
        self.package.is_baseline() && self.variant.is_none()
    }

    /// Whether it is every reform together under the world as stated.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.package.is_full() && self.variant.is_none()
    }

    /// Whether it is one reform alone under the world as stated.
    #[must_use]
    pub fn is_single(&self) -> bool {
        self.package.size() == 1 && self.variant.is_none()
    }
}

impl fmt::Display for PackageKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.package.fmt(formatter)?;
        match &self.variant {
            Some(variant) => write!(formatter, "@{variant}"),
            None => Ok(()),
        }
    }
}

impl Serialize for PackageKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl PartialEq<str> for PackageKey {
    fn eq(&self, name: &str) -> bool {
        let (package, variant) = match name.split_once('@') {
            Some((package, variant)) => (package, Some(variant)),
            None => (name, None),
        };
        self.package.name() == package && self.variant() == variant
    }
}

impl PartialEq<&str> for PackageKey {
    fn eq(&self, name: &&str) -> bool {
        self == *name
    }
}
