//! How much memory a run is expected to take.
//!
//! An estimate before a run begins, to refuse a world that has no room. The bytes are
//! measured: within a third for the built-in scenarios and for worlds a thousand times as
//! large. Nothing of it reaches a result.

use super::Calibration;
use super::volume::{potential, scale, years};
use crate::id::with_indices;
use crate::model::{DAY, Model};

/// Of a potential project in the batch of a year: its seed, and again while it is sorted.
const A_SEED: f64 = 144.0;

/// Of a project under way, with its crossings, its cases and what its people remember.
const A_PROJECT: f64 = 230.0;

/// Of a resident.
const A_RESIDENT: f64 = 400.0;

/// Of a case that waits, or is under way.
const A_CASE: f64 = 40.0;

/// Of a case that waits on the first day, with its entries on the agenda.
const A_BACKLOG: f64 = 160.0;

/// Of a branch of an office, with its sums.
const A_BRANCH: f64 = 400.0;

/// Of an institution.
const AN_INSTITUTION: f64 = 16.0;

/// Of a pair of jurisdictions: figures, routes, sums.
const A_PAIR: f64 = 1_800.0;

/// Bytes that a run of a calibrated model is expected to take.
#[must_use]
pub fn bytes(model: &Model, calibration: &Calibration) -> f64 {
    let places = model.jurisdictions.len() as f64;
    places * places * A_PAIR + projects(model) + people(model) + cases(model, calibration)
}

/// Projects: those of a year, and those under way.
fn projects(model: &Model) -> f64 {
    let bytes_by_kind = with_indices(&model.kinds).map(|(number, kind)| {
        let a_year = potential(model, number);
        let lasts = f64::from(kind.lead) + f64::from(kind.window);
        let under_way =
            a_year * (lasts / f64::from(DAY) / crate::time::YEAR_DAYS).min(years(model));
        a_year * A_SEED + under_way * A_PROJECT
    });
    bytes_by_kind.sum()
}

fn people(model: &Model) -> f64 {
    let mut bytes = 0.0;
    for (place, jurisdiction) in model.jurisdictions.iter().enumerate() {
        let researchers = jurisdiction.researchers as f64 / scale(model);
        bytes += researchers / jurisdiction.institution_mean.max(1.0) * AN_INSTITUTION;
        if let Some(stay) = &model.stays[place] {
            bytes += stay.could_lead(model.frame.scale) * A_RESIDENT;
        }
    }
    bytes
}

/// Cases at offices: those that wait by the expected queue, and where an office has more
/// work than time, all that it never gets to.
fn cases(model: &Model, calibration: &Calibration) -> f64 {
    let mut bytes = 0.0;
    for row in &calibration.offices {
        let office = &model.offices[row.office];
        let cases = row.cases + row.other_duties;
        let left_over = cases * (1.0 - 1.0 / row.load.max(1.0)) * years(model);
        let queue = cases * row.queue_days / crate::time::YEAR_DAYS;
        bytes += (left_over.max(queue.min(cases * years(model)))) * A_CASE;
        bytes += row.branches * (A_BRANCH + f64::from(office.backlog) * A_BACKLOG);
    }
    bytes
}
