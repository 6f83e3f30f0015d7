//! The tables of the page, row by row.

mod around;
mod detail;
mod loss;
mod narrow;

pub(super) use around::{Experiment, Lasting, Where, changes_by, experiments, lasting};
pub(super) use detail::{
    Change, Check, Group, Measure, Parameter, Sensitivity, Target, assumptions, audit, changes,
    groups, indicators, sensitivity, targets,
};
pub(super) use loss::{
    Cause, Days, Desk, Place, Stop, Wait, biggest, causes, days, offices, stops, waits,
};
pub(super) use narrow::{Parted, narrowing};
