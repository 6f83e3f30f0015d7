//! Indicators of projects.

use super::{Sheet, days, ratio, years_of};
use crate::model::ResourceKind;
use crate::observe::{Histogram, RunSums, Slice};
use crate::stats::names::Names;
use crate::stats::unit::Unit;

pub(super) fn put(sheet: &mut Sheet, outcome: &RunSums, names: &Names) {
    for slice in outcome.axes.slices() {
        let sums = &outcome.projects[outcome.axes.index(slice)];
        sheet.put(
            slice,
            "convergence",
            Unit::Share,
            ratio(sums.realised, sums.potential),
        );
        sheet.put(
            slice,
            "convergence_on_time",
            Unit::Share,
            ratio(sums.converged, sums.projects),
        );
        let a_year = |count: u64| Some(count as f64 * names.scale / years_of(outcome, slice));
        sheet.put(
            slice,
            "projects_realised",
            Unit::PerYear,
            a_year(sums.converged),
        );
        sheet.put(
            slice,
            "projects_potential",
            Unit::PerYear,
            a_year(sums.projects),
        );
        sheet.put(
            slice,
            "assembly_days.median",
            Unit::Days,
            days(sums.assembly.quantile(0.5)),
        );
        if !matches!(slice, Slice::All | Slice::Year(_)) {
            continue;
        }
        put_mean_and_p90(sheet, slice, "assembly_days", &sums.assembly);
        for kind in ResourceKind::ALL {
            let share = ratio(sums.last[*kind as usize], sums.converged);
            sheet.put(slice, format!("last_arrival.{kind}"), Unit::Share, share);
        }
        let stranded = sums.stranded as f64 * names.scale / super::DAY_SECONDS;
        let stranded = stranded / years_of(outcome, slice);
        sheet.put(
            slice,
            "stranded_days",
            Unit::ResourceDaysPerYear,
            Some(stranded),
        );
    }
}

pub(super) fn put_mean_and_p90(sheet: &mut Sheet, slice: Slice, name: &str, histogram: &Histogram) {
    sheet.put(
        slice,
        format!("{name}.mean"),
        Unit::Days,
        days(histogram.mean()),
    );
    sheet.put(
        slice,
        format!("{name}.p90"),
        Unit::Days,
        days(histogram.quantile(0.9)),
    );
}

/// Realised share by month, of all and by host.
pub(super) fn months(outcome: &RunSums) -> Vec<Vec<Option<f64>>> {
    let of_place = outcome.months.iter();
    of_place
        .map(|months| {
            months
                .iter()
                .map(|sums| ratio(sums.realised, sums.potential))
                .collect()
        })
        .collect()
}

/// Realised share by calendar quarter, with the month in which it begins.
pub(super) fn quarters(outcome: &RunSums, names: &Names) -> Vec<(usize, Option<f64>)> {
    let mut quarters: Vec<(usize, u64, u64)> = Vec::new();
    for (month, sums) in outcome.months[0].iter().enumerate() {
        let begins = names.months[month]
            .get(5..)
            .is_some_and(|month| matches!(month, "01" | "04" | "07" | "10"));
        match quarters.last_mut() {
            Some(last) if !begins => {
                last.1 += sums.realised;
                last.2 += sums.potential;
            }
            Some(_) | None => quarters.push((month, sums.realised, sums.potential)),
        }
    }
    quarters
        .into_iter()
        .map(|(month, realised, potential)| (month, ratio(realised, potential)))
        .collect()
}
