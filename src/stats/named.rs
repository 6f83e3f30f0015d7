//! Labels and drawn values, as a scenario has them.

use super::PackageKey;
use super::tables::{DrawnValue, OfficeNamed, PackageName, PlaceName};
use crate::compile::{Options, Package, drawn};
use crate::model::Model;
use crate::scenario::keys::Label;
use crate::scenario::{Figure, Scenario, visit_parameters};

/// The labels of packages in their order. A combination of some reforms has none.
#[must_use]
pub fn package_names(scenario: &Scenario, packages: &[Package]) -> Vec<PackageName> {
    let row = |package: &Package| {
        let reforms = package.reforms();
        let keys = || {
            let ids = reforms.iter();
            ids.filter_map(|id| scenario.root.reform.get(id))
        };
        let label = match reforms {
            [_] => keys().next().and_then(|reform| reform.label.as_ref()),
            _ => None,
        };
        PackageName {
            package: PackageKey::new(package.clone()),
            label_en: in_language(label, "en"),
            label_zh: in_language(label, "zh"),
            reforms: reforms.len() as u32,
            changes: keys().map(|reform| reform.change.len() as u32).sum(),
        }
    };
    packages.iter().map(row).collect()
}

/// The labels of jurisdictions, with their places on a map.
#[must_use]
pub fn place_names(scenario: &Scenario, model: &Model) -> Vec<PlaceName> {
    let places = scenario.root.jurisdiction.iter();
    places
        .zip(model.reforming.iter())
        .map(|((id, place), reforming)| PlaceName {
            jurisdiction: id.to_string(),
            label_en: in_language(place.label.as_ref(), "en"),
            label_zh: in_language(place.label.as_ref(), "zh"),
            latitude: place.latitude,
            longitude: place.longitude,
            reforming: *reforming,
        })
        .collect()
}

/// The labels of offices.
#[must_use]
pub fn office_names(scenario: &Scenario) -> Vec<OfficeNamed> {
    let offices = scenario.root.office.iter();
    offices
        .map(|(id, office)| OfficeNamed {
            office: id.to_string(),
            jurisdiction: office.jurisdiction.to_string(),
            label_en: in_language(office.label.as_ref(), "en"),
            label_zh: in_language(office.label.as_ref(), "zh"),
        })
        .collect()
}

/// The values of the parameters with a range, draw by draw.
#[must_use]
pub fn drawn_values(
    scenario: &Scenario,
    draws: impl IntoIterator<Item = Options>,
) -> Vec<DrawnValue> {
    let mut rows = Vec::new();
    for options in draws {
        visit_parameters(&drawn(scenario, &options), &mut |figure: &Figure| {
            if figure.address.is_empty() || figure.low.is_none() || figure.high.is_none() {
                return;
            }
            rows.push(DrawnValue {
                draw: options.draw,
                address: figure.address.to_string(),
                value: five_digits(figure.value),
            });
        });
    }
    rows
}

/// A number to five significant digits.
fn five_digits(value: f64) -> f64 {
    format!("{value:.4e}").parse().unwrap_or(value)
}

fn in_language(label: Option<&Label>, language: &str) -> String {
    let label = label.and_then(|label| label.get(language));
    label.cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawn_value_has_five_digits() {
        assert!((five_digits(0.123_456_7) - 0.123_46).abs() < 1e-12);
        assert!((five_digits(123_456.7) - 123_460.0).abs() < 1e-6);
        assert!(five_digits(0.0).abs() <= 0.0);
    }
}
