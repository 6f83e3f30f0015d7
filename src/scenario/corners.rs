//! A scenario with its widest parameters at the ends of their ranges.

use super::fault::Faults;
use super::record::Read as _;
use super::scenario::Scenario;
use super::tree::{Value, split_address};

/// Addresses of `study.corners`: the corners are those of a design of ten factors.
const CORNERS_AT_MOST: usize = 10;

/// The scenario with parameters at an end of their ranges: for each address of
/// `study.corners`, whether at the high one. It is calibrated anew.
#[must_use]
pub fn at_corner(scenario: &Scenario, high: &[bool]) -> Scenario {
    let corners = &scenario.root.study.corners;
    let mut root = scenario.root.clone();
    root.visit_mut(&mut |figure| {
        let mut ends = corners.iter().zip(high);
        let end = ends.find(|(corner, _)| fits(corner, &figure.address));
        if let (Some((_, high)), Some(low), Some(top)) = (end, figure.low, figure.high) {
            figure.value = if *high { top } else { low };
        }
    });
    Scenario {
        root,
        unedited: None,
        ..scenario.clone()
    }
}

/// Whether an address fits one that may have patterns.
fn fits(pattern: &str, address: &str) -> bool {
    let (patterns, parts) = (split_address(pattern), split_address(address));
    let mut pairs = patterns.iter().zip(&parts);
    patterns.len() == parts.len() && pairs.all(|(pattern, part)| part_fits(pattern, part))
}

/// Whether a part of an address fits a pattern: the part itself, or its beginning and `*`.
pub fn part_fits(pattern: &str, part: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => part.starts_with(beginning),
        None => part == pattern,
    }
}

/// Collects the faults of `study.corners`.
pub fn check_corners(scenario: &Scenario, faults: &mut Faults) {
    let list = scenario.tree.find("study.corners");
    let Some(Value::List(list)) = list.map(|node| &node.value) else {
        return;
    };
    if let Some(eleventh) = list.get(CORNERS_AT_MOST) {
        let found = format!("{} addresses", list.len());
        faults.error(eleventh.place, found, "at most 10 addresses");
    }
    for node in list {
        let Some(corner) = node.text() else { continue };
        let mut has_range = false;
        scenario.root.visit(&mut |figure| {
            has_range |= figure.low.is_some() && fits(corner, &figure.address);
        });
        if !has_range {
            let found = format!("`{corner}` matches no parameter that has a range");
            let fault = faults.error(node.place, found, "the address of a parameter with a range");
            fault.cure("`tidegate list parameters` lists addresses and ranges");
        }
    }
}
