//! The CSV tables that stand beside a scenario.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::site::Site;
use crate::scenario::TablePath;
use crate::scenario::keys::{Id, JurisdictionId};

/// The days of a jurisdiction that differ from their weekday, and whether they
/// are worked.
pub fn holidays(site: &Site, id: &JurisdictionId) -> Vec<(Date, bool)> {
    let path = site
        .root
        .jurisdiction
        .get(id)
        .and_then(|jurisdiction| jurisdiction.holidays.as_ref());
    let rows = path.map(rows).unwrap_or_default();
    rows.iter()
        .filter_map(|row| {
            let day = row.get("date")?.parse().ok()?;
            Some((day, row.get("working")? == "true"))
        })
        .collect()
}

/// The corridors with their weights.
pub fn corridors(site: &Site) -> Vec<(String, String, f64)> {
    let path = site.root.gravity.as_ref().map(|gravity| &gravity.corridors);
    let rows = path.map(rows).unwrap_or_default();
    rows.iter()
        .filter_map(|row| {
            let weight = row.get("weight")?.parse().ok()?;
            Some((
                row.get("origin")?.clone(),
                row.get("destination")?.clone(),
                weight,
            ))
        })
        .collect()
}

/// The weights of an office's branches.
pub fn branch_weights(site: &Site, id: &Id) -> Option<Vec<f64>> {
    let path = site.root.office.get(id)?.branch_weights.as_ref()?;
    let rows = rows(path);
    Some(
        rows.iter()
            .filter_map(|row| row.get("weight")?.parse().ok())
            .collect(),
    )
}

fn rows(path: &TablePath) -> Vec<BTreeMap<String, String>> {
    let text = path.origin.read().unwrap_or_default();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().filter_map(Result::ok).collect()
}
