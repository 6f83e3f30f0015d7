//! Indicators of what crosses: arrivals, days, corrections, refusals, clocks.

use super::projects::put_mean_and_p90;
use super::{Sheet, days, ratio, total, years_of};
use crate::model::{Channel, ResourceKind};
use crate::observe::{NeedSums, ProcedureSums, RunSums, Slice};
use crate::stats::names::Names;
use crate::stats::unit::Unit;

/// Quantiles of elapsed days that tables show for all places together.
pub const QUANTILES: [f64; 19] = [
    0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85,
    0.9, 0.95,
];

pub(super) fn put(sheet: &mut Sheet, outcome: &RunSums, names: &Names) {
    for slice in outcome
        .axes
        .slices()
        .filter(|slice| !matches!(slice, Slice::Partner(_) | Slice::Field(_)))
    {
        arrivals(sheet, outcome, names, slice);
        for channel in Channel::ALL {
            let elapsed = &outcome.needs[*channel as usize][outcome.axes.index(slice)].elapsed;
            let name = format!("elapsed_days.{channel}");
            sheet.put(
                slice,
                format!("{name}.median"),
                Unit::Days,
                days(elapsed.quantile(0.5)),
            );
            if !matches!(slice, Slice::Host(_)) {
                put_mean_and_p90(sheet, slice, &name, elapsed);
            }
        }
    }
    for channel in Channel::ALL {
        let matched = &outcome.matched[*channel as usize];
        let name = format!("elapsed_days_matched.{channel}.median");
        sheet.put(
            Slice::All,
            name,
            Unit::Days,
            days(matched.own.quantile(0.5)),
        );
    }
    for channel in Channel::ALL {
        cases(sheet, outcome, names, *channel, None);
        for place in 0..names.jurisdictions.len() {
            cases(sheet, outcome, names, *channel, Some(place));
        }
    }
    clocks(sheet, outcome, names);
}

fn arrivals(sheet: &mut Sheet, outcome: &RunSums, names: &Names, slice: Slice) {
    let sums = &outcome.arrivals[outcome.axes.index(slice)];
    for kind in ResourceKind::ALL {
        let a_year = sums.kinds[*kind as usize] as f64 * names.scale / years_of(outcome, slice);
        sheet.put(
            slice,
            format!("arrival.{kind}"),
            Unit::PerYear,
            Some(a_year),
        );
    }
    let crossings: u64 = sums.kinds.iter().sum();
    let exposure = ratio(sums.unscreened, crossings).map(|share| share * 1000.0);
    sheet.put(slice, "exposure", Unit::PerThousandCrossings, exposure);
}

/// Corrections, refusals and cases given up of a channel's procedures.
fn cases(
    sheet: &mut Sheet,
    outcome: &RunSums,
    names: &Names,
    channel: Channel,
    place: Option<usize>,
) {
    let of = names.procedures.iter().zip(&outcome.procedures);
    let own = of.filter(|(name, _)| {
        name.channel == channel && place.is_none_or(|place| name.jurisdiction == place)
    });
    let (mut decided, mut rounds, mut refused, mut abandoned, mut over) = (0, 0, 0, 0, 0);
    for (_, [research, _]) in own {
        decided += research.decided();
        rounds += research.rounds;
        refused += research.refused;
        abandoned += research.abandoned;
        over += research.over();
    }
    let slice = place.map_or(Slice::All, Slice::Host);
    sheet.put(
        slice,
        format!("rework_rounds.{channel}"),
        Unit::RoundsPerCase,
        ratio(rounds, decided),
    );
    sheet.put(
        slice,
        format!("refused.{channel}"),
        Unit::Share,
        ratio(refused, decided),
    );
    sheet.put(
        slice,
        format!("abandoned.{channel}"),
        Unit::Share,
        ratio(abandoned, over),
    );
}

/// Cases that break a limit or are decided by it, the desk's others included.
fn clocks(sheet: &mut Sheet, outcome: &RunSums, names: &Names) {
    for (name, cases) in names.procedures.iter().zip(&outcome.procedures) {
        let all: ProcedureSums = total(cases.iter());
        for (number, clock) in name.clocks.iter().enumerate().take(all.clocked.len()) {
            let met = all.clocked[number];
            let id = format!("{}.{clock}", name.id);
            sheet.put(
                Slice::All,
                format!("breach.{id}"),
                Unit::Share,
                ratio(all.breached[number], met),
            );
            sheet.put(
                Slice::All,
                format!("deemed.{id}"),
                Unit::Share,
                ratio(all.by_clock[number], met),
            );
        }
    }
}

/// Elapsed days by channel, then place (first all), then quantile.
pub(super) fn quantiles(outcome: &RunSums) -> Vec<Option<f64>> {
    let mut quantiles = Vec::new();
    for needs in &outcome.needs {
        for place in 0..=outcome.axes.jurisdictions {
            let slice = if place == 0 {
                Slice::All
            } else {
                Slice::Host(place - 1)
            };
            let NeedSums { elapsed } = &needs[outcome.axes.index(slice)];
            quantiles.extend(QUANTILES.iter().map(|q| days(elapsed.quantile(*q))));
        }
    }
    quantiles
}
