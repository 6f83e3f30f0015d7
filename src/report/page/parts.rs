//! The tables of the page, row by row.

mod changes_by;
mod detail;
mod evidence;
mod loss;
mod narrow;
mod structure;

pub(super) use changes_by::{Where, changes_by};
pub(super) use detail::{
    Change, Check, Group, Measure, Parameter, Sensitivity, Target, assumptions, audit, changes,
    groups, indicators, sensitivity, targets,
};
pub(super) use evidence::{Evidence, evidence};
pub(super) use loss::{
    Cause, Days, Desk, Place, Stop, Wait, biggest, causes, days, offices, stops, waits,
};
pub(super) use narrow::{Parted, narrowing};
pub(super) use structure::{Structure, structure};
