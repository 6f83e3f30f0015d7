//! Tables beside the indicators: corridors, drawn values, and the labels of what other tables
//! name by ids.

use super::table::table;
use super::{Indicator, PackageKey, Uncertainty, Unit};

table! {
    /// Change of an indicator from the baseline by corridor, over all measured years.
    pub struct CorridorDifference as optional "corridor_differences", with statistic {
        /// Package.
        package: PackageKey,
        /// Guest's jurisdiction.
        origin: String,
        /// Host's jurisdiction.
        destination: String,
        /// Indicator.
        indicator: Indicator,
        /// Unit.
        unit: Unit,
        /// `luck` or `luck and unknowns`.
        spread: Uncertainty,
    }
}

table! {
    /// Values of the parameters in each draw; parameters with a range only, to five significant
    /// digits.
    pub struct DrawnValue as optional "draws" {
        /// Draw.
        draw: u32,
        /// Address in the scenario.
        address: String,
        /// Value.
        value: f64,
    }
}

table! {
    /// Labels of the packages.
    pub struct PackageName as optional "packages" {
        /// Package.
        package: PackageKey,
        /// English label; empty for a combination of some reforms.
        label_en: String,
        /// Chinese label.
        label_zh: String,
        /// Reforms in it.
        reforms: u32,
        /// Changes that they make.
        changes: u32,
    }
}

table! {
    /// Labels of the jurisdictions, and their places on a map.
    pub struct PlaceName as optional "places" {
        /// Jurisdiction.
        jurisdiction: String,
        /// English label.
        label_en: String,
        /// Chinese label.
        label_zh: String,
        /// Degrees north.
        latitude: Option<f64>,
        /// Degrees east.
        longitude: Option<f64>,
        /// Whether some reform of the scenario changes it.
        reforming: bool,
    }
}

table! {
    /// Labels of the offices.
    pub struct OfficeNamed as optional "offices_named" {
        /// Office.
        office: String,
        /// Its jurisdiction.
        jurisdiction: String,
        /// English label.
        label_en: String,
        /// Chinese label.
        label_zh: String,
    }
}
