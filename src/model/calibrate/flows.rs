//! Expected traffic: who files what, how often, and what people come to believe.

use std::collections::BTreeMap;

use super::alive::{alive, arriving};
use super::gates::{Demand, Gate, days, gate};
use super::routes::{NeedFlow, Other, Stage, Stream, before, in_order, of_programme};
use super::visits::base;
use crate::model::{Model, bits};

/// Yearly traffic of the simulated world.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Flows {
    /// The index's own filings a year at each procedure.
    pub filed: Vec<f64>,
    /// Measured, where a run has measured it: the index's own cases a year that
    /// reach each office, all branches together. Empty: not measured.
    pub reached: Vec<f64>,
}

/// What the traffic depends on and what it leads to; each iteration of the
/// calibration replaces it.
#[derive(Debug, Clone, PartialEq)]
pub struct Traffic {
    /// Filings a year at each procedure.
    pub filed: Vec<f64>,
    /// Those who ask for cover, by procedure and corridor.
    pub demand: Vec<Demand>,
    /// Public figures by (origin, destination, channel): success, delay in days.
    pub beliefs: Beliefs,
}

/// Success and delay in days, by (origin, destination, channel).
pub type Beliefs = BTreeMap<(usize, usize, usize), (f64, f64)>;

/// What is known of each procedure.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Share covered by a permit, by corridor.
    pub covered: Vec<BTreeMap<(usize, usize), f64>>,
    /// Share who know it.
    pub aware: Vec<f64>,
    /// Share of filings granted.
    pub success: Vec<f64>,
    /// Mean seconds from filing to decision.
    pub decided_in: Vec<f64>,
    /// Mean seconds of preparation.
    pub prepared_in: Vec<f64>,
}

/// What comes of one need on its route, on average.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outlook {
    /// It gets there.
    pub success: f64,
    /// It is not turned away when it sets out.
    pub open: f64,
    /// Seconds from its first filing to the decision of all.
    pub delay: f64,
}

/// One iteration of the traffic.
pub fn traffic(
    model: &Model,
    streams: &[Stream],
    others: &[Other],
    known: &Known,
    beliefs: &Beliefs,
) -> Traffic {
    let mut traffic = Traffic {
        filed: vec![0.0; model.procedures.len()],
        demand: vec![Demand::new(); model.procedures.len()],
        beliefs: BTreeMap::new(),
    };
    let wins = wins(model, streams, beliefs);
    let mut sums: BTreeMap<(usize, usize, usize), [f64; 3]> = BTreeMap::new();
    for stream in streams {
        let outlooks: Vec<Outlook> = stream
            .needs
            .iter()
            .map(|flow| outlook(model, stream.kind, flow, known, &wins))
            .collect();
        let present = present(model, stream, beliefs);
        for (own, flow) in stream.needs.iter().enumerate() {
            let alive = alive(model, stream, &outlooks, &present, own);
            let arriving = arriving(model, stream, &outlooks, &present, own);
            let begun = stream.matched * initiated(model, stream, beliefs, Some(own));
            let setting_out = begun * flow.share * alive;
            spread(
                model,
                stream.kind,
                flow,
                known,
                &wins,
                (setting_out, arriving),
                &mut traffic,
            );
            let need = &model.kinds[stream.kind].needs[flow.need];
            let place = (flow.origin, flow.destination, need.channel as usize);
            let sum = sums.entry(place).or_default();
            // Weighted by those matched: a corridor that nobody dares keeps its figure.
            let weight = stream.matched * flow.share;
            sum[0] += weight;
            sum[1] += weight * outlooks[own].success;
            let longest = f64::from(model.kinds[stream.kind].lead)
                + f64::from(model.kinds[stream.kind].window);
            sum[2] += weight * outlooks[own].delay.min(longest);
        }
    }
    for other in others {
        let corridor = (other.place, other.place);
        walk(
            model,
            &other.stages,
            None,
            corridor,
            known,
            |place, reach, gate| {
                let procedure = other.stages[place].procedure;
                book(&mut traffic, procedure, corridor, other.rate * reach, gate);
            },
        );
    }
    for (place, [weight, success, delay]) in sums {
        if weight > 0.0 {
            let figure = (success / weight, days(delay / weight));
            traffic.beliefs.insert(place, figure);
        }
    }
    traffic
}

/// The chance that a matched project begins: the product of the believed
/// successes of its essential needs, and patience with the longest believed delay,
/// over all combinations of needs that it may have. Where one of them is `given`,
/// it has that one for sure.
fn initiated(model: &Model, stream: &Stream, beliefs: &Beliefs, given: Option<usize>) -> f64 {
    let kind = &model.kinds[stream.kind];
    let essential: Vec<(f64, f64, f64)> = stream
        .needs
        .iter()
        .enumerate()
        .filter(|(_, flow)| kind.needs[flow.need].essential)
        .map(|(number, flow)| {
            let (success, delay) = believed(model, stream.kind, flow, beliefs);
            let share = if given == Some(number) {
                1.0
            } else {
                flow.share
            };
            (share, success, delay)
        })
        .collect();
    (0..1_u32 << essential.len())
        .map(|set| {
            let mut chance = 1.0;
            let mut longest = 0.0_f64;
            for (place, (share, success, delay)) in essential.iter().enumerate() {
                if set & (1 << place) == 0 {
                    chance *= 1.0 - share;
                } else {
                    chance *= share * success;
                    longest = longest.max(*delay);
                }
            }
            chance * crate::draw::exp(-model.frame.rho * longest / 365.25)
        })
        .sum()
}

fn believed(model: &Model, kind: usize, flow: &NeedFlow, beliefs: &Beliefs) -> (f64, f64) {
    let channel = model.kinds[kind].needs[flow.need].channel as usize;
    let place = (flow.origin, flow.destination, channel);
    beliefs.get(&place).copied().unwrap_or((1.0, 0.0))
}

/// Share of begun projects that have each need: those that need what is feared are
/// begun less often.
fn present(model: &Model, stream: &Stream, beliefs: &Beliefs) -> Vec<f64> {
    let any = initiated(model, stream, beliefs, None).max(f64::MIN_POSITIVE);
    let needs = stream.needs.iter().enumerate();
    needs
        .map(|(own, flow)| flow.share * initiated(model, stream, beliefs, Some(own)) / any)
        .collect()
}

/// Share of attainable applications that each programme funds: merits above the
/// threshold are even, the budget buys the best. With n domestic applications of
/// which a share s is above, and m international ones above, B awards reach
/// B / (s n + m) of them.
fn wins(model: &Model, streams: &[Stream], beliefs: &Beliefs) -> Vec<f64> {
    let mut applied = vec![0.0; model.programmes.len()];
    for stream in streams {
        for (own, flow) in stream.needs.iter().enumerate() {
            let begun = stream.matched * initiated(model, stream, beliefs, Some(own));
            for programme in &flow.programmes {
                let open = base(model, model.programmes[*programme].open);
                applied[*programme] += begun * flow.share * open / flow.programmes.len() as f64;
            }
        }
    }
    let years = f64::from(model.frame.end) / super::queue::YEAR;
    model
        .programmes
        .iter()
        .zip(applied)
        .map(|(programme, applied)| {
            let calls = programme.calls.len() as f64 / years.max(1e-9);
            let own = applied / calls.max(1e-9);
            let others = programme.success * f64::from(programme.applications);
            let budget = programme.budget_awards * base(model, programme.budget_scale);
            if own + others > 0.0 {
                (budget / (own + others)).min(1.0)
            } else {
                1.0
            }
        })
        .collect()
}

/// What comes of a need, over the classes it may have.
fn outlook(model: &Model, kind: usize, flow: &NeedFlow, known: &Known, wins: &[f64]) -> Outlook {
    let mut mean = Outlook {
        success: 0.0,
        open: 0.0,
        delay: 0.0,
    };
    let corridor = (flow.origin, flow.destination);
    for (share, class, stages) in variants(model, kind, flow) {
        let mut success = 1.0;
        let mut open = 1.0;
        let mut delays: Vec<(f64, f64)> = vec![(0.0, 0.0); stages.len()];
        walk(
            model,
            &stages,
            class,
            corridor,
            known,
            |place, reach, gate| {
                let stage = &stages[place];
                success *= gate.pass;
                if stage.after == 0 && !stage.on_arrival {
                    open *= gate.open;
                }
                if stage.on_arrival {
                    return;
                }
                let waited = bits(stage.after).map(|i| delays[i].1).fold(0.0, f64::max);
                let prepared = if stage.after == 0 {
                    0.0
                } else {
                    known.prepared_in[stage.procedure]
                };
                let own = prepared + known.decided_in[stage.procedure];
                delays[place] = (waited, waited + reach * gate.filed * own);
            },
        );
        let (called, won) = award(model, flow, wins);
        mean.success += share * success * won;
        mean.open += share
            * if flow.programmes.is_empty() {
                open
            } else {
                called
            };
        mean.delay += share * won * delays.iter().map(|delay| delay.1).fold(0.0, f64::max);
    }
    mean
}

/// Shares of applications for money that the call is open to, and that win.
fn award(model: &Model, flow: &NeedFlow, wins: &[f64]) -> (f64, f64) {
    if flow.programmes.is_empty() {
        return (1.0, 1.0);
    }
    let count = flow.programmes.len() as f64;
    let open = |number: &usize| base(model, model.programmes[*number].open);
    let called: f64 = flow.programmes.iter().map(open).sum::<f64>() / count;
    let won: f64 = flow
        .programmes
        .iter()
        .map(|n| open(n) * wins[*n])
        .sum::<f64>()
        / count;
    (called, won)
}

/// A need's classes and routes with their shares.
fn variants(model: &Model, kind: usize, flow: &NeedFlow) -> Vec<(f64, Option<usize>, Vec<Stage>)> {
    let need = &model.kinds[kind].needs[flow.need];
    let mut classes: Vec<(f64, Option<usize>)> = need
        .classes
        .iter()
        .map(|(class, share)| (*share, Some(*class)))
        .collect();
    let rest = 1.0 - classes.iter().map(|(share, _)| share).sum::<f64>();
    classes.push((rest.max(0.0), None));
    let mut all = Vec::new();
    for (share, class) in classes {
        if flow.programmes.is_empty() {
            all.push((share, class, flow.stages.clone()));
        } else {
            let each = share / flow.programmes.len() as f64;
            for programme in &flow.programmes {
                all.push((each, class, of_programme(model, *programme)));
            }
        }
    }
    all
}

/// Goes along a route; tells of each stage met the share that reaches it and its
/// gate.
fn walk(
    model: &Model,
    stages: &[Stage],
    class: Option<usize>,
    corridor: (usize, usize),
    known: &Known,
    mut each: impl FnMut(usize, f64, Gate),
) {
    let mut pass = vec![1.0; stages.len()];
    for place in in_order(stages) {
        let procedure = stages[place].procedure;
        let of = &model.procedures[procedure];
        if of.class.is_some() && of.class != class {
            continue;
        }
        let mut earlier = before(stages, place);
        if stages[place].on_arrival {
            let at_home = stages
                .iter()
                .enumerate()
                .filter(|(_, stage)| !stage.on_arrival);
            earlier |= at_home.fold(0, |set, (i, _)| set | 1 << i);
        }
        let reach: f64 = bits(earlier & !(1 << place)).map(|i| pass[i]).product();
        let covered = known.covered[procedure]
            .get(&corridor)
            .copied()
            .unwrap_or(0.0);
        let gate = gate(
            model,
            procedure,
            covered,
            known.aware[procedure],
            known.success[procedure],
        );
        pass[place] = gate.pass;
        each(place, reach, gate);
    }
}

/// Books what a need's route brings to each procedure: `count` set out a year, of
/// which `arriving` still have a project on arrival.
fn spread(
    model: &Model,
    kind: usize,
    flow: &NeedFlow,
    known: &Known,
    wins: &[f64],
    (count, arriving): (f64, f64),
    traffic: &mut Traffic,
) {
    let corridor = (flow.origin, flow.destination);
    for (share, class, stages) in variants(model, kind, flow) {
        let won = if flow.programmes.is_empty() {
            1.0
        } else {
            award(model, flow, wins).1
        };
        walk(
            model,
            &stages,
            class,
            corridor,
            known,
            |place, reach, gate| {
                let alive = if stages[place].on_arrival {
                    arriving
                } else {
                    1.0
                };
                let number = stages[place].procedure;
                book(
                    traffic,
                    number,
                    corridor,
                    count * share * won * reach * alive,
                    gate,
                );
            },
        );
    }
}

fn book(traffic: &mut Traffic, procedure: usize, corridor: (usize, usize), reach: f64, gate: Gate) {
    traffic.filed[procedure] += reach * gate.filed;
    *traffic.demand[procedure].entry(corridor).or_default() += reach * gate.asked;
}
