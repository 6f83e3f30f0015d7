//! A model with every office at one load.
//!
//! The number of officers cannot set it: a branch has one at least, and in a thinned world
//! most have no more. So the lever `work` scales the time for each file. Files, their
//! routes and their officers stay.

use std::collections::BTreeMap;

use crate::calibrate::{Basis, Calibration};
use crate::model::{Model, OfficeIndex, Place};

/// The model at a load, from the loads of its calibration. Panels, which meet
/// at intervals, and officers without limit stay as they are.
pub(super) fn model_at_load(model: &Model, calibration: &Calibration, load: f64) -> Model {
    let factors: BTreeMap<OfficeIndex, f64> = (calibration.offices.iter())
        .filter(|row| !matches!(row.basis, Basis::Unlimited | Basis::Panel) && row.load > 0.0)
        .map(|row| (row.office, load / row.load))
        .collect();
    let mut loaded = model.clone();
    for step in model
        .procedures
        .iter()
        .flat_map(|procedure| &procedure.steps)
    {
        if let Place::Office(office) = step.place
            && let Some(factor) = factors.get(&office)
        {
            loaded.levers[step.work_scale.0 as usize].base *= factor;
        }
    }
    loaded
}
