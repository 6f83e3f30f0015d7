//! Indicators of crossings: arrivals, days, corrections, refusals, clocks.

use std::sync::Arc;

use super::projects::add_days;
use super::{IndicatorList, days, ratio, total, years_of};
use crate::id::indices;
use crate::model::{Channel, JurisdictionIndex, ResourceKind};
use crate::observe::{NeedSums, ProcedureSums, RunSums, Slice};
use crate::stats::indicator::Indicator;
use crate::stats::names::Names;

/// Quantiles of elapsed days that tables show for all places together.
pub const QUANTILES: [f64; 19] = [
    0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85,
    0.9, 0.95,
];

pub(super) fn add_indicators(list: &mut IndicatorList, run: &RunSums, names: &Names) {
    let slices = run.axes.slices().chain(run.axes.sections());
    for slice in slices.filter(|slice| !matches!(slice, Slice::Partner(_) | Slice::Field(_))) {
        arrivals(list, run, names, slice);
        for channel in Channel::ALL {
            let elapsed = &run.needs[*channel as usize][run.axes.index(slice)].elapsed;
            let of_all = !matches!(slice, Slice::Host(_));
            add_days(list, slice, elapsed, of_all, |statistic| {
                Indicator::ElapsedDays(*channel, statistic)
            });
        }
    }
    for channel in Channel::ALL {
        let matched = &run.matched[*channel as usize];
        let median = days(matched.own.quantile(0.5));
        list.add(Slice::All, Indicator::ElapsedDaysMatched(*channel), median);
    }
    for channel in Channel::ALL {
        cases(list, run, names, *channel, None);
        for place in indices(names.jurisdictions.len()) {
            cases(list, run, names, *channel, Some(place));
        }
    }
    clocks(list, run, names);
}

fn arrivals(list: &mut IndicatorList, run: &RunSums, names: &Names, slice: Slice) {
    let sums = &run.arrivals[run.axes.index(slice)];
    for kind in ResourceKind::ALL {
        let a_year = sums.kinds[*kind as usize] as f64 * names.scale / years_of(run, slice);
        list.add(slice, Indicator::Arrival(*kind), Some(a_year));
    }
    let crossings: u64 = sums.kinds.iter().sum();
    let exposure = ratio(sums.unscreened, crossings).map(|share| share * 1000.0);
    list.add(slice, Indicator::Exposure, exposure);
}

/// Corrections, refusals and abandoned cases of the procedures of a channel.
fn cases(
    list: &mut IndicatorList,
    run: &RunSums,
    names: &Names,
    channel: Channel,
    place: Option<JurisdictionIndex>,
) {
    let procedures = names.procedures.iter().zip(&run.procedures);
    let selected = procedures.filter(|(name, _)| {
        name.channel == channel && place.is_none_or(|place| name.jurisdiction == place)
    });
    let (mut decided, mut rounds, mut refused, mut abandoned, mut over) = (0, 0, 0, 0, 0);
    for (_, [research, _]) in selected {
        decided += research.decided();
        rounds += research.rounds;
        refused += research.refused;
        abandoned += research.abandoned;
        over += research.over();
    }
    let slice = place.map_or(Slice::All, Slice::Host);
    list.add(
        slice,
        Indicator::ReworkRounds(channel),
        ratio(rounds, decided),
    );
    list.add(slice, Indicator::Refused(channel), ratio(refused, decided));
    list.add(slice, Indicator::Abandoned(channel), ratio(abandoned, over));
}

/// Cases that exceed a time limit or are decided by it, background cases included.
fn clocks(list: &mut IndicatorList, run: &RunSums, names: &Names) {
    for (name, cases) in names.procedures.iter().zip(&run.procedures) {
        let sums: ProcedureSums = total(cases.iter());
        let procedure: Arc<str> = name.id.as_str().into();
        for (number, clock) in name.clocks.iter().enumerate().take(sums.clocked.len()) {
            let met = sums.clocked[number];
            let clock: Arc<str> = clock.as_str().into();
            let breach = Indicator::Breach(Arc::clone(&procedure), Arc::clone(&clock));
            list.add(Slice::All, breach, ratio(sums.breached[number], met));
            let deemed = Indicator::Deemed(Arc::clone(&procedure), clock);
            list.add(Slice::All, deemed, ratio(sums.by_clock[number], met));
        }
    }
}

/// Elapsed days by channel, then place (0: all), then quantile.
pub(super) fn quantiles(run: &RunSums) -> Vec<Option<f64>> {
    let mut quantiles = Vec::new();
    for needs in &run.needs {
        let hosts = indices(run.axes.jurisdictions).map(Slice::Host);
        for slice in std::iter::once(Slice::All).chain(hosts) {
            let NeedSums { elapsed } = &needs[run.axes.index(slice)];
            quantiles.extend(QUANTILES.iter().map(|q| days(elapsed.quantile(*q))));
        }
    }
    quantiles
}
