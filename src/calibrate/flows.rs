//! Expected traffic: who files what, how often, and what people come to believe.

use std::collections::BTreeMap;

use super::coverage::Demand;
use super::dates::in_time;
use super::gates::{Door, Gate, days};
use super::initiation::{Believed, ChanceToBegin, chances_to_begin};
use super::network::{Crossing, Meeting, Network, Part, Stop, Way};
use super::routes::asked;
use super::survival::{alive, arriving};
use super::visits::base;
use crate::model::{From, Model, bits};

/// Yearly traffic of the simulated world.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Flows {
    /// Research filings a year at each procedure.
    pub filed: Vec<f64>,
    /// Measured, where a run has measured it: research cases a year that
    /// reach each office, all branches together. Empty: not measured.
    pub reached: Vec<f64>,
}

/// Success and delay in days, by (origin, destination, channel).
pub type Beliefs = BTreeMap<(usize, usize, usize), (f64, f64)>;

/// What the traffic leads to; each iteration of the calibration replaces it.
#[derive(Debug, Clone, PartialEq)]
pub struct Traffic {
    /// Filings a year at each procedure.
    pub filed: Vec<f64>,
    /// Those who ask for cover, by procedure and corridor as the network has them.
    pub demand: Vec<Demand>,
    /// Posts taken up a year, by jurisdiction.
    pub posts: Vec<f64>,
    /// Public figures by the network's order; none where nobody goes.
    pub beliefs: Vec<Believed>,
}

/// What is known of each procedure.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Share covered by a permit, by procedure and corridor as the network has them.
    pub covered: Vec<f64>,
    /// What those not covered find.
    pub doors: Vec<Door>,
    /// Mean seconds from filing to decision.
    pub decided_in: Vec<f64>,
    /// Mean seconds of preparation.
    pub prepared_in: Vec<f64>,
    /// Expected hours of each crossing, where effort decides whether a project begins.
    pub hours: Vec<f64>,
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
    /// What is learnt from it.
    pub lesson: Lesson,
}

/// What people learn of a route from those who find a legal way and know the procedures.
/// Nothing is learnt from the others: they never file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lesson {
    /// Share of needs from which anything is learnt.
    pub share: f64,
    /// Of these: they get there.
    pub success: f64,
    /// Seconds from their first filing to the decision of all, on average.
    pub delay: f64,
}

/// Of those who set out on a way, the shares that come to a stop.
#[derive(Debug, Clone, Copy)]
struct Reached {
    /// They reach it.
    reach: f64,
    /// Of these: they file.
    filed: f64,
    /// Of these: they ask whether a permit covers them.
    asked: f64,
}

/// What comes of every way, and of every stop.
struct Walked {
    outlooks: Vec<Outlook>,
    stops: Vec<Reached>,
}

/// One iteration of the traffic.
pub fn traffic(model: &Model, network: &Network, known: &Known, beliefs: &[Believed]) -> Traffic {
    let chances = chances_to_begin(model, network, beliefs, &known.hours);
    let wins = wins(model, network, &chances);
    let walked = walk(network, known);
    let won: Vec<f64> = network
        .crossings
        .iter()
        .map(|crossing| won(model, crossing, &wins))
        .collect();
    let outlooks: Vec<Outlook> = network
        .crossings
        .iter()
        .zip(&won)
        .map(|(crossing, won)| outlook(network, crossing, *won, &walked))
        .collect();
    let outlooks = of_needs(model, network, &outlooks);
    let fates = fates(model, network, &chances, &outlooks);
    let mut traffic = Traffic {
        filed: vec![0.0; model.procedures.len()],
        demand: vec![Demand::default(); network.asked.len()],
        posts: vec![0.0; model.jurisdictions.len()],
        beliefs: Vec::new(),
    };
    let mut sums = vec![[0.0; 3]; network.figures.len()];
    for stream in &network.streams {
        let meeting = &network.meetings[stream.meeting];
        let kind = &model.kinds[meeting.kind];
        let longest = f64::from(kind.lead) + f64::from(kind.window);
        for (flow, number) in meeting.needs.iter().zip(meeting.first..) {
            let (alive, arriving) = fates[number];
            let setting_out = stream.matched * chances.with[number] * flow.share * alive;
            let won = won[flow.crossing];
            let from_lead = match kind.needs[flow.need].from {
                From::host => stream.lead_hosts,
                From::guest => !stream.lead_hosts,
            };
            // Of what is asked for: by leads, and of it in repeated projects.
            let by_lead = if from_lead && !kind.resident_led {
                [1.0, kind.repeat_share]
            } else {
                [0.0, 0.0]
            };
            for part in &network.parts[network.crossings[flow.crossing].parts.clone()] {
                let count = setting_out * part.share * won;
                let going = (count, arriving, by_lead);
                book(&mut traffic, network, part.way, &walked, going);
            }
            let sum = &mut sums[flow.figure];
            let outlook = &outlooks[number];
            if kind.needs[flow.need].post && !kind.resident_led {
                let (_, destination, _) = network.figures[flow.figure];
                traffic.posts[destination] += setting_out * outlook.success * arriving;
            }
            // Weighted by those matched: a corridor that nobody dares keeps its figure.
            let weight = stream.matched * flow.share * outlook.lesson.share;
            sum[0] += weight;
            sum[1] += weight * outlook.lesson.success;
            sum[2] += weight * outlook.lesson.delay.min(longest);
        }
    }
    for (rate, way) in &network.others {
        book(
            &mut traffic,
            network,
            *way,
            &walked,
            (*rate, 1.0, [0.0, 0.0]),
        );
    }
    let figures = sums.into_iter().map(|[weight, success, delay]| {
        (weight > 0.0).then(|| (success / weight, days(delay / weight)))
    });
    traffic.beliefs = figures.collect();
    traffic
}

/// What comes of each need of all meetings: some must arrive by a date.
fn of_needs(model: &Model, network: &Network, outlooks: &[Outlook]) -> Vec<Outlook> {
    let meetings = network.meetings.iter();
    let needs = meetings.flat_map(|meeting| meeting.needs.iter().map(move |flow| (meeting, flow)));
    needs
        .map(|(meeting, flow)| {
            let outlook = outlooks[flow.crossing];
            let in_time = in_time(model, network, meeting, flow, outlook.delay);
            Outlook {
                success: outlook.success * in_time,
                lesson: Lesson {
                    success: outlook.lesson.success * in_time,
                    ..outlook.lesson
                },
                ..outlook
            }
        })
        .collect()
}

/// Of projects that begin with each need of all meetings: those that live when it
/// sets out, and of these when it arrives.
fn fates(
    model: &Model,
    network: &Network,
    chances: &ChanceToBegin,
    outlooks: &[Outlook],
) -> Vec<(f64, f64)> {
    let mut fates = Vec::with_capacity(network.needs());
    for (meeting, any) in network.meetings.iter().zip(&chances.any) {
        let outlooks = &outlooks[meeting.first..meeting.first + meeting.needs.len()];
        let present = present(meeting, *any, chances);
        fates.extend((0..meeting.needs.len()).map(|own| {
            (
                alive(model, meeting, outlooks, &present, own),
                arriving(model, meeting, outlooks, &present, own),
            )
        }));
    }
    fates
}

/// Share of begun projects that have each need: those that need what is feared are
/// begun less often.
fn present(meeting: &Meeting, any: f64, chances: &ChanceToBegin) -> Vec<f64> {
    let any = any.max(f64::MIN_POSITIVE);
    let with = &chances.with[meeting.first..];
    let needs = meeting.needs.iter().zip(with);
    needs.map(|(flow, with)| flow.share * with / any).collect()
}

/// Share of attainable applications that each programme funds: merits above the
/// threshold are even, the budget buys the best. With n domestic applications of
/// which a share s is above, and m international ones above, B awards reach
/// B / (s n + m) of them.
fn wins(model: &Model, network: &Network, chances: &ChanceToBegin) -> Vec<f64> {
    let mut applied = vec![0.0; model.programmes.len()];
    for stream in &network.streams {
        let meeting = &network.meetings[stream.meeting];
        for (flow, number) in meeting.needs.iter().zip(meeting.first..) {
            if !flow.has_programmes {
                continue;
            }
            let started = stream.matched * chances.with[number];
            let programmes = &network.crossings[flow.crossing].programmes;
            for (programme, share) in programmes.iter().zip(asked(model, programmes)) {
                applied[programme.index()] += started * flow.share * share;
            }
        }
    }
    let years = f64::from(model.frame.end) / crate::time::YEAR_SECONDS;
    model
        .programmes
        .iter()
        .zip(applied)
        .map(|(programme, applied)| {
            let calls = programme.calls.len() as f64 / years.max(1e-9);
            let per_call = applied / calls.max(1e-9);
            let others = programme.success * f64::from(programme.applications);
            let budget = programme.budget_awards * base(model, programme.budget_scale);
            if per_call + others > 0.0 {
                (budget / (per_call + others)).min(1.0)
            } else {
                1.0
            }
        })
        .collect()
}

/// What comes of a need, over the classes it may have. For money, learning begins after the
/// award.
fn outlook(network: &Network, crossing: &Crossing, won: f64, walked: &Walked) -> Outlook {
    let mut mean = Outlook {
        success: 0.0,
        open: 0.0,
        delay: 0.0,
        lesson: Lesson {
            share: 0.0,
            success: 0.0,
            delay: 0.0,
        },
    };
    for Part { share, way } in &network.parts[crossing.parts.clone()] {
        let outlook = &walked.outlooks[*way];
        mean.success += share * outlook.success * won;
        mean.open += share
            * if crossing.programmes.is_empty() {
                outlook.open
            } else {
                // Its call was open before the project began.
                1.0
            };
        mean.delay += share * won * outlook.delay;
        let share = share * outlook.lesson.share;
        mean.lesson.share += share;
        mean.lesson.success += share * outlook.lesson.success;
        mean.lesson.delay += share * outlook.lesson.delay;
    }
    if mean.lesson.share > 0.0 {
        mean.lesson.success /= mean.lesson.share;
        mean.lesson.delay /= mean.lesson.share;
    }
    mean
}

/// Share of the applications for a need that win; without a programme nobody need win.
fn won(model: &Model, crossing: &Crossing, wins: &[f64]) -> f64 {
    let programmes = &crossing.programmes;
    if programmes.is_empty() {
        return 1.0;
    }
    let each = programmes.iter().zip(asked(model, programmes));
    each.map(|(programme, share)| share * wins[programme.index()])
        .sum()
}

/// Goes along every way.
fn walk(network: &Network, known: &Known) -> Walked {
    let mut walked = Walked {
        outlooks: Vec::with_capacity(network.ways.len()),
        stops: Vec::with_capacity(network.stops.len()),
    };
    let (mut all, mut admitted) = (Walk::default(), Walk::default());
    for way in &network.ways {
        all.begin(way);
        admitted.begin(way);
        let mut open = 1.0;
        for stop in &network.stops[way.stops.clone()] {
            let covered = known.covered[stop.asked_at as usize];
            let gate = known.doors[stop.procedure as usize].gate(covered);
            let reach = all.pass(stop, gate, known);
            admitted.pass(stop, gate.of_admitted(), known);
            if !stop.on_arrival && stop.after == 0 {
                open *= gate.open;
            }
            walked.stops.push(Reached {
                reach,
                filed: gate.filed,
                asked: gate.asked,
            });
        }
        walked.outlooks.push(Outlook {
            success: all.success,
            open,
            delay: all.delay(),
            lesson: Lesson {
                share: all.admitted,
                success: admitted.success,
                delay: admitted.delay(),
            },
        });
    }
    walked
}

/// Those who go along a way.
#[derive(Default)]
struct Walk {
    /// They get past all stops so far.
    success: f64,
    /// No stop so far would turn them away at once.
    admitted: f64,
    /// By stage: they get past it.
    passes: Vec<f64>,
    /// By stage: seconds from the first filing to its decision.
    delays: Vec<f64>,
}

impl Walk {
    fn begin(&mut self, way: &Way) {
        self.success = 1.0;
        self.admitted = 1.0;
        self.passes.clear();
        self.passes.resize(way.stages, 1.0);
        self.delays.clear();
        self.delays.resize(way.stages, 0.0);
    }

    /// They come to a stop. Returns the share that reaches it.
    fn pass(&mut self, stop: &Stop, gate: Gate, known: &Known) -> f64 {
        let reach: f64 = bits(stop.earlier).map(|i| self.passes[i]).product();
        self.passes[stop.place as usize] = gate.pass;
        self.success *= gate.pass;
        self.admitted *= gate.open;
        if stop.on_arrival {
            return reach;
        }
        let procedure = stop.procedure as usize;
        let waited = bits(stop.after).map(|i| self.delays[i]).fold(0.0, f64::max);
        let prepared = if stop.after == 0 {
            0.0
        } else {
            known.prepared_in[procedure]
        };
        let own_days = prepared + known.decided_in[procedure];
        self.delays[stop.place as usize] = waited + reach * gate.filed * own_days;
        reach
    }

    /// Seconds to the last decision.
    fn delay(&self) -> f64 {
        self.delays.iter().copied().fold(0.0, f64::max)
    }
}

/// Books what a way brings to each procedure: `count` set out a year, and of these
/// `arriving` still have a project on arrival. `by_lead` are the shares of it that leads ask for,
/// and that they ask for in repeated projects.
fn book(
    traffic: &mut Traffic,
    network: &Network,
    way: usize,
    walked: &Walked,
    (count, arriving, [led, repeated]): (f64, f64, [f64; 2]),
) {
    let Way { stops, .. } = &network.ways[way];
    let reached = &walked.stops[stops.clone()];
    for (stop, of) in network.stops[stops.clone()].iter().zip(reached) {
        let alive = if stop.on_arrival { arriving } else { 1.0 };
        let reach = count * of.reach * alive;
        traffic.filed[stop.procedure as usize] += reach * of.filed;
        let asked = reach * of.asked;
        traffic.demand[stop.asked_at as usize] += Demand {
            all: asked,
            led: asked * led,
            repeated: asked * repeated,
        };
    }
}
