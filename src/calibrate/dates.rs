//! Whether a need that is bound to a date arrives in time, roughly: the pilots correct it.

use super::network::{Meeting, NeedFlow, Network};
use crate::model::{DAY, Model};
use crate::time::YEAR_DAYS;

/// Points of the distribution of leads.
const POINTS: usize = 16;

/// The chance that a need is not bound to a date or arrives by it, if its procedures take
/// `delay` seconds on average.
///
/// It files its lead before the earliest start, at least the longest deadline on its way and not
/// before the project forms; the date is a window later. The time of the procedures is taken as
/// even from half to three halves of its mean.
pub fn in_time(
    model: &Model,
    network: &Network,
    meeting: &Meeting,
    flow: &NeedFlow,
    delay: f64,
) -> f64 {
    let kind = &model.kinds[meeting.kind];
    let need = &kind.needs[flow.need];
    if need.bound <= 0.0 {
        return 1.0;
    }
    let deadline = deadline(model, network, flow);
    let room =
        |lead: f64| lead.max(deadline).min(f64::from(kind.lead)) + f64::from(need.bound_window);
    let chance = |lead: f64| (room(lead) / delay.max(1.0) - 0.5).clamp(0.0, 1.0);
    let arrives = need.bound_lead.as_ref().map_or_else(
        || chance(f64::from(need.files_before)),
        |lead| {
            let points = (0..POINTS).map(|point| (point as f64 + 0.5) / POINTS as f64);
            points.map(|u| chance(lead.quantile(u))).sum::<f64>() / POINTS as f64
        },
    );
    1.0 - need.bound * (1.0 - arrives)
}

/// The longest deadline of the procedures on the ways of a need, in seconds.
fn deadline(model: &Model, network: &Network, flow: &NeedFlow) -> f64 {
    let parts = network.parts[network.crossings[flow.crossing].parts.clone()].iter();
    let stops = parts.flat_map(|part| &network.stops[network.ways[part.way].stops.clone()]);
    stops
        .filter_map(|stop| {
            let (procedure, (origin, destination)) = network.asked[stop.asked_at as usize];
            let rules = &model.procedures[procedure];
            let leaves = rules.jurisdiction.index() == origin;
            let other_end = if leaves { destination } else { origin };
            rules.deadlines.get(other_end)
        })
        .map(|deadline| f64::from(*deadline))
        .fold(0.0, f64::max)
}

/// Share of the needs that meet a procedure which can be in the plan of the year: with a lead
/// of L days and a plan that closes C days before the year, those that may start in its first
/// L - C days.
pub fn in_plan(model: &Model, procedure: usize) -> f64 {
    let route = model.procedures[procedure].route;
    let closed = model.procedures[procedure].plan_closed;
    let (mut all, mut planned) = (0.0, 0.0);
    for kind in &model.kinds {
        let needs = kind
            .needs
            .iter()
            .filter(|need| need.routes.contains(&route));
        let weight =
            needs.map(|need| need.share).sum::<f64>() * kind.rate_by_field.iter().sum::<f64>();
        let days = f64::from(kind.lead - closed) / f64::from(DAY);
        all += weight;
        planned += weight * (days / YEAR_DAYS).clamp(0.0, 1.0);
    }
    if all > 0.0 { planned / all } else { 1.0 }
}
