//! Indicators of offices.

use std::sync::Arc;

use super::{IndicatorList, days, ratio};
use crate::observe::{OfficeSums, RunSums, Slice};
use crate::stats::indicator::Indicator;
use crate::stats::names::Names;

/// The figures of an office in the measured years.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OfficeFigures {
    pub branches: u32,
    /// Officers at the baseline, all branches.
    pub officers: f64,
    /// Arriving work per officers' open time.
    pub load: Option<f64>,
    /// Share of officers' open time worked.
    pub utilisation: Option<f64>,
    /// Mean days in the queue.
    pub queue_mean: Option<f64>,
    /// Days in the queue that nine in ten do not exceed.
    pub queue_p90: Option<f64>,
    /// Research cases served a year.
    pub research: f64,
    /// Other cases served a year.
    pub others: f64,
    /// Cases turned away a year because a branch was full.
    pub turned_away: f64,
}

pub(super) fn add_indicators(list: &mut IndicatorList, run: &RunSums, names: &Names) {
    for (name, sums) in names.offices.iter().zip(&run.offices) {
        let office: Arc<str> = name.id.as_str().into();
        let worked = Indicator::Utilisation(Arc::clone(&office));
        list.add(Slice::All, worked, utilisation(sums));
        let queue = Indicator::QueueDays(office);
        list.add(Slice::All, queue, days(sums.queue.mean()));
    }
}

pub(super) fn figures(run: &RunSums, names: &Names) -> Vec<OfficeFigures> {
    let a_year = |count: u64| count as f64 * names.scale / run.axes.years_long();
    let offices = names.offices.iter().zip(&run.offices).zip(&run.branches);
    offices
        .map(|((name, sums), branches)| OfficeFigures {
            branches: *branches,
            officers: name.officers.max(1.0) * f64::from(*branches),
            load: load(sums),
            utilisation: utilisation(sums),
            queue_mean: days(sums.queue.mean()),
            queue_p90: days(sums.queue.quantile(0.9)),
            research: a_year(sums.served[0]),
            others: a_year(sums.served[1]),
            turned_away: a_year(sums.turned_away.iter().sum()),
        })
        .collect()
}

/// Officers' open time worked; of a panel, places taken.
fn utilisation(sums: &OfficeSums) -> Option<f64> {
    if sums.places > 0 {
        return ratio(sums.served.iter().sum(), sums.places);
    }
    ratio(sums.busy, sums.capacity)
}

/// Arriving work per officers' open time; of a panel, cases per place.
fn load(sums: &OfficeSums) -> Option<f64> {
    if sums.places > 0 {
        return ratio(sums.came.iter().sum(), sums.places);
    }
    ratio(sums.reached.iter().sum(), sums.capacity)
}
