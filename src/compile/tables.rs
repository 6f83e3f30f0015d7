//! The CSV tables that stand beside a scenario.

use jiff::civil::Date;

use super::compiler::Compiler;
use crate::model::HOURS;
use crate::scenario::keys::{Id, JurisdictionId};

/// The days of a jurisdiction that differ from their weekday, and whether they
/// are worked.
pub fn holidays(compiler: &Compiler, id: &JurisdictionId) -> Vec<(Date, bool)> {
    let rows = compiler.scenario.tables.holidays.get(id);
    rows.into_iter()
        .flatten()
        .map(|holiday| (holiday.day, holiday.working))
        .collect()
}

/// The corridors with their weights.
pub fn corridors<'a>(compiler: &Compiler<'a>) -> Vec<(&'a str, &'a str, f64)> {
    let rows = &compiler.scenario.tables.corridors;
    rows.iter()
        .map(|row| (row.origin.as_str(), row.destination.as_str(), row.weight))
        .collect()
}

/// The weights of the hours of the week at which an office's other cases come.
pub fn arrivals(compiler: &Compiler, id: &Id) -> Option<[f64; HOURS]> {
    let weights = compiler.scenario.tables.arrivals.get(id)?;
    weights.as_slice().try_into().ok()
}

/// The weights of the hours of the week by which an office's work goes on.
pub fn pace(compiler: &Compiler, id: &Id) -> Option<[f64; HOURS]> {
    let weights = compiler.scenario.tables.paces.get(id)?;
    weights.as_slice().try_into().ok()
}

/// The weights of an office's branches.
pub fn branch_weights(compiler: &Compiler, id: &Id) -> Option<Vec<f64>> {
    let rows = compiler.scenario.tables.branch_weights.get(id)?;
    Some(rows.iter().map(|row| row.weight).collect())
}
