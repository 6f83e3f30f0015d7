//! Indicators of projects.

use super::{IndicatorList, days, ratio, years_of};
use crate::model::ResourceKind;
use crate::observe::{Histogram, RunSums, Slice};
use crate::stats::names::Names;
use crate::stats::unit::Unit;

pub(super) fn add_indicators(list: &mut IndicatorList, run: &RunSums, names: &Names) {
    for slice in run.axes.slices() {
        let sums = &run.projects[run.axes.index(slice)];
        list.add(
            slice,
            "convergence",
            Unit::Share,
            ratio(sums.realised, sums.potential),
        );
        list.add(
            slice,
            "convergence_on_time",
            Unit::Share,
            ratio(sums.converged, sums.projects),
        );
        let a_year = |count: u64| Some(count as f64 * names.scale / years_of(run, slice));
        list.add(
            slice,
            "projects_realised",
            Unit::PerYear,
            a_year(sums.converged),
        );
        list.add(
            slice,
            "projects_potential",
            Unit::PerYear,
            a_year(sums.projects),
        );
        list.add(
            slice,
            "assembly_days.median",
            Unit::Days,
            days(sums.assembly.quantile(0.5)),
        );
        if !matches!(slice, Slice::All | Slice::Year(_)) {
            continue;
        }
        add_mean_and_p90(list, slice, "assembly_days", &sums.assembly);
        for kind in ResourceKind::ALL {
            let share = ratio(sums.last[*kind as usize], sums.converged);
            list.add(slice, format!("last_arrival.{kind}"), Unit::Share, share);
        }
        let stranded = sums.stranded as f64 * names.scale / super::DAY_SECONDS;
        let stranded = stranded / years_of(run, slice);
        list.add(
            slice,
            "stranded_days",
            Unit::ResourceDaysPerYear,
            Some(stranded),
        );
    }
}

pub(super) fn add_mean_and_p90(
    list: &mut IndicatorList,
    slice: Slice,
    name: &str,
    histogram: &Histogram,
) {
    list.add(
        slice,
        format!("{name}.mean"),
        Unit::Days,
        days(histogram.mean()),
    );
    list.add(
        slice,
        format!("{name}.p90"),
        Unit::Days,
        days(histogram.quantile(0.9)),
    );
}

/// Realised share by month, of all and by host.
pub(super) fn months(run: &RunSums) -> Vec<Vec<Option<f64>>> {
    let places = run.months.iter();
    places
        .map(|months| {
            months
                .iter()
                .map(|sums| ratio(sums.realised, sums.potential))
                .collect()
        })
        .collect()
}

/// Realised share by calendar quarter, with the month in which it begins.
pub(super) fn quarters(run: &RunSums, names: &Names) -> Vec<(usize, Option<f64>)> {
    let mut quarters: Vec<(usize, u64, u64)> = Vec::new();
    for (month, sums) in run.months[0].iter().enumerate() {
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
