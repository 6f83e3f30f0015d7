//! Indicators of projects.

use super::{IndicatorList, days, ratio, years_of};
use crate::model::ResourceKind;
use crate::observe::{Histogram, RunSums, Slice};
use crate::stats::indicator::{DayStatistic, Indicator};
use crate::stats::names::Names;

pub(super) fn add_indicators(list: &mut IndicatorList, run: &RunSums, names: &Names) {
    for slice in run.axes.slices().chain(run.axes.sections()) {
        let sums = &run.projects[run.axes.index(slice)];
        let share = ratio(sums.realised, sums.potential);
        list.add(slice, Indicator::Convergence, share);
        let on_time = ratio(sums.converged, sums.projects);
        list.add(slice, Indicator::ConvergenceOnTime, on_time);
        let a_year = |count: u64| Some(count as f64 * names.scale / years_of(run, slice));
        list.add(slice, Indicator::ProjectsRealised, a_year(sums.converged));
        list.add(slice, Indicator::ProjectsPotential, a_year(sums.projects));
        let of_all = matches!(slice, Slice::All | Slice::Year(_) | Slice::Section(..));
        add_days(list, slice, &sums.assembly, of_all, Indicator::AssemblyDays);
        if !of_all {
            continue;
        }
        for kind in ResourceKind::ALL {
            let share = ratio(sums.last[*kind as usize], sums.converged);
            list.add(slice, Indicator::LastArrival(*kind), share);
        }
        let stranded = sums.stranded as f64 * names.scale / super::DAY_SECONDS;
        let stranded = stranded / years_of(run, slice);
        list.add(slice, Indicator::StrandedDays, Some(stranded));
    }
}

/// The median of a histogram of days or, with `every`, each statistic.
pub(super) fn add_days(
    list: &mut IndicatorList,
    slice: Slice,
    histogram: &Histogram,
    every: bool,
    indicator: impl Fn(DayStatistic) -> Indicator,
) {
    let statistics = if every {
        &DayStatistic::ALL[..]
    } else {
        &[DayStatistic::Median]
    };
    for statistic in statistics {
        let value = days(statistic.value(histogram));
        list.add(slice, indicator(*statistic), value);
    }
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
