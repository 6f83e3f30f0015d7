//! Tables beside the indicators: what lasts, natural experiments, corridors, drawn values, and
//! the labels of what other tables name by ids.

use serde::Serialize;

use super::lasting::Course;
use super::table::table;
use super::{Indicator, PackageKey, Uncertainty, Unit};

table! {
    /// Whether an effect lasts: the change of `convergence` in the settled years beside that in
    /// years nine to twelve of a longer run in which no reform decays, at the central parameters
    /// in a thinned world. The statistic is of the ratio of the two.
    pub struct LastingEffect as optional "lasting_effects", with statistic {
        /// Package.
        package: PackageKey,
        /// Change in the settled years of the study.
        settled: f64,
        /// Change in years nine to twelve.
        later: f64,
        /// `settled` where the ratio is within 15 % of 1; `still rising` below, `fading` above.
        course: Option<Course>,
    }
}

/// Where an observed change lies among the predicted ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Position {
    /// In the middle 80 %.
    #[serde(rename = "middle 80 %")]
    Middle80,
    /// In the middle 95 % only.
    #[serde(rename = "middle 95 %")]
    Middle95,
    /// In neither.
    #[serde(rename = "outside")]
    Outside,
}

table! {
    /// Natural experiments: what real reforms changed, and what the model predicts from the time
    /// before them. A change is a share of the figure before; where that is 0, it is the figure
    /// after. The statistic is of the predicted change: the median and the middle 95 % of draws.
    pub struct NaturalExperiment as optional "natural_experiments", with statistic {
        /// Scenario of the event.
        scenario: String,
        /// Event.
        event: String,
        /// What was observed, in words.
        label: String,
        /// Indicator observed.
        indicator: String,
        /// Whether the figure before is 0.
        from_nothing: bool,
        /// Figure before, observed.
        observed_before: Option<f64>,
        /// Figure before, simulated at the central parameters.
        simulated_before: Option<f64>,
        /// Change observed.
        observed: f64,
        /// Where the observed change lies among the predicted ones.
        position: Option<Position>,
        /// Whether a parameter was fitted to the event: then it is no prediction.
        fitted: bool,
        /// Source of the observed change.
        source: String,
    }
}

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
