//! Who sets out where: potential projects a year with the routes of their needs.

use super::network::{Builder, Network, corridor};
use super::visits::base;
use crate::id::{indices, with_indices};
use crate::model::{
    JurisdictionIndex, Model, ProcedureIndex, ProgrammeIndex, ProjectKindIndex, bits,
};

/// A procedure on a route.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    pub procedure: ProcedureIndex,
    /// Stages of the route that must end first, by bit.
    pub after: u32,
    /// It begins on arrival.
    pub on_arrival: bool,
}

/// Projects of one kind between two jurisdictions under one lead that are matched, and whose
/// essential calls are open and known.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    /// A year.
    pub matched: f64,
    /// Whether the lead's side hosts.
    pub lead_hosts: bool,
    /// What they need, by its place in the network.
    pub meeting: usize,
}

/// Cases of a route that no project asks for: organisations and residents.
#[derive(Debug, Clone, PartialEq)]
pub struct Other {
    /// A year.
    pub rate: f64,
    pub place: usize,
    /// What they meet.
    pub stages: Vec<Stage>,
}

/// Researchers of a jurisdiction that are simulated.
pub fn researchers(model: &Model, place: usize) -> f64 {
    (model.jurisdictions[place].researchers / u64::from(model.frame.scale)) as f64
}

/// Institutions of a jurisdiction, about.
pub fn institutions(model: &Model, place: usize) -> f64 {
    (researchers(model, place) / model.jurisdictions[place].institution_mean.max(1.0)).max(1.0)
}

/// All ways, the streams of matched projects, organisations and residents on them.
pub fn network(model: &Model) -> Network {
    let mut builder = Builder::new(model);
    streams(model, &mut builder);
    for other in others(model) {
        builder.other(&other);
    }
    builder.finish()
}

fn streams(model: &Model, builder: &mut Builder) {
    let places = 0..model.jurisdictions.len();
    let met: Vec<Vec<f64>> = places
        .clone()
        .map(|host| {
            places
                .clone()
                .map(|guest| met(model, host, guest))
                .collect()
        })
        .collect();
    for (number, kind) in with_indices(&model.kinds) {
        for lead in places.clone() {
            let rate = if kind.resident_led {
                led_by_residents(model, number, lead)
            } else {
                let a_researcher: f64 = model
                    .fields
                    .iter()
                    .zip(&kind.rate_by_field)
                    .map(|(field, rate)| field.share * rate)
                    .sum();
                a_researcher * researchers(model, lead)
            };
            if rate <= 0.0 {
                continue;
            }
            for (partner, weight) in partners(model, lead, kind.resident_led) {
                for (host, guest, share, lead_hosts) in [
                    (lead, partner, kind.hosted_by_lead, true),
                    (partner, lead, 1.0 - kind.hosted_by_lead, false),
                ] {
                    let attainable = attainable(model, builder, number, host, guest);
                    let met = met[host][guest] * past_calls(model, builder, number, host, guest);
                    let matched = rate * weight * share * attainable * met;
                    if matched > 0.0 {
                        builder.stream(number, (host, guest), matched, lead_hosts);
                    }
                }
            }
        }
    }
}

fn led_by_residents(model: &Model, kind: ProjectKindIndex, place: usize) -> f64 {
    let Some(stay) = &model.stays[place] else {
        return 0.0;
    };
    if stay.kind != kind || researchers(model, place) < 1.0 {
        return 0.0;
    }
    f64::from(stay.stock / model.frame.scale) * stay.projects_a_year
}

/// Partners of a jurisdiction's researchers. A resident works with the country
/// she came from, whatever its share.
fn partners(model: &Model, lead: usize, resident: bool) -> Vec<(usize, f64)> {
    let weights: Vec<(usize, f64)> = (0..model.jurisdictions.len())
        .filter(|&to| model.simulated[lead][to] && researchers(model, to) >= 1.0)
        .map(|to| (to, model.corridors[lead][to]))
        .filter(|(_, weight)| *weight > 0.0)
        .collect();
    let whole: f64 = weights.iter().map(|(_, weight)| weight).sum();
    let scale = if resident { whole.recip() } else { 1.0 };
    weights
        .into_iter()
        .map(|(to, weight)| (to, weight * scale))
        .collect()
}

/// Organisations settled on the first day.
fn settled(model: &Model, host: usize) -> f64 {
    let kinds = model.organisations.iter();
    let own = kinds.filter(|kind| kind.jurisdiction.index() == host);
    own.map(|kind| f64::from(kind.stock)).sum()
}

/// How far settled organisations fill their part.
pub fn organisations_fill(model: &Model, host: usize) -> f64 {
    model.matching.as_ref().map_or(0.0, |matching| {
        matching.organisations_fill(settled(model, host))
    })
}

/// Share of potential projects of a host that meet guests at the baseline.
fn met(model: &Model, host: usize, guest: usize) -> f64 {
    let Some(matching) = &model.matching else {
        return 1.0;
    };
    let stock = model.stays[host].as_ref().map_or(0, |stay| stay.stock);
    let from_there = partners(model, host, true)
        .into_iter()
        .find_map(|(origin, share)| (origin == guest).then_some(share));
    let residents = f64::from(stock) * from_there.unwrap_or(0.0);
    let ends = (
        JurisdictionIndex::from_index(host),
        JurisdictionIndex::from_index(guest),
    );
    let fill = matching.fill(ends, residents, settled(model, host));
    matching.threshold(fill).min(1.0)
}

/// Share of the attainable projects that have a need which a share of all have.
/// Those that need an award are rarer among them: they must have won on merit.
pub fn attainable_share(model: &Model, share: f64, programmes: &[ProgrammeIndex]) -> f64 {
    let won = model.mean_success(programmes);
    share * won / (1.0 - share + share * won)
}

/// Share of those who would win that find the call of each programme open and known, with the
/// share that ask it. Without a programme nobody need ask.
pub fn called(model: &Model, programmes: &[ProgrammeIndex]) -> f64 {
    if programmes.is_empty() {
        return 1.0;
    }
    let calls = programmes.iter().map(|one| is_called(model, *one));
    calls.sum::<f64>() / programmes.len() as f64
}

fn is_called(model: &Model, programme: ProgrammeIndex) -> f64 {
    let programme = &model.programmes[programme];
    base(model, programme.open) * base(model, programme.aware)
}

/// Of the applications that pass the calls, the share of each programme.
pub fn asked(model: &Model, programmes: &[ProgrammeIndex]) -> Vec<f64> {
    let calls: Vec<f64> = programmes
        .iter()
        .map(|one| is_called(model, *one).max(f64::MIN_POSITIVE))
        .collect();
    let whole: f64 = calls.iter().sum();
    calls.into_iter().map(|share| share / whole).collect()
}

/// Share of a kind's attainable projects whose essential calls are open and known.
fn past_calls(
    model: &Model,
    builder: &Builder,
    kind: ProjectKindIndex,
    host: usize,
    guest: usize,
) -> f64 {
    let needs = with_indices(&model.kinds[kind].needs);
    needs
        .filter(|(_, need)| need.essential)
        .map(|(number, need)| {
            let (origin, _) = corridor(need.from, host, guest);
            let programmes = builder.programmes(kind, number, origin);
            let share = attainable_share(model, need.share, programmes);
            1.0 - share + share * called(model, programmes)
        })
        .product()
}

/// Share of a kind's projects that would win every award they need.
fn attainable(
    model: &Model,
    builder: &Builder,
    kind: ProjectKindIndex,
    host: usize,
    guest: usize,
) -> f64 {
    let needs = with_indices(&model.kinds[kind].needs);
    needs
        .map(|(number, need)| {
            let (origin, _) = corridor(need.from, host, guest);
            let programmes = builder.programmes(kind, number, origin);
            1.0 - need.share + need.share * model.mean_success(programmes)
        })
        .product()
}

/// The stages of procedures met together, ordered so that each comes after those
/// it waits for.
pub fn route(model: &Model, met: &[ProcedureIndex]) -> Vec<Stage> {
    met.iter()
        .map(|&number| {
            let procedure = &model.procedures[number];
            let after = procedure
                .after
                .iter()
                .filter_map(|before| met.iter().position(|other| other == before))
                .fold(0, |set, place| set | 1 << place);
            Stage {
                procedure: number,
                after,
                on_arrival: procedure.after_transit,
            }
        })
        .collect()
}

/// The stages of money from a programme: the agreement, then the crossing.
pub fn of_programme(model: &Model, programme: ProgrammeIndex) -> Vec<Stage> {
    let given = &model.programmes[programme];
    let mut stages: Vec<Stage> = Vec::new();
    for procedure in [given.agree, given.remit].into_iter().flatten() {
        stages.push(Stage {
            procedure,
            after: u32::from(!stages.is_empty()),
            on_arrival: false,
        });
    }
    stages
}

/// Organisations that wish to settle, and residents' yearly procedures.
fn others(model: &Model) -> Vec<Other> {
    let mut routes = Vec::new();
    for kind in &model.organisations {
        let place = kind.jurisdiction;
        let met: Vec<ProcedureIndex> = indices(model.procedures.len())
            .filter(|&number: &ProcedureIndex| {
                let procedure = &model.procedures[number];
                procedure.jurisdiction == place && kind.routes.contains(&procedure.route)
            })
            .collect();
        routes.push(Other {
            rate: base(model, kind.arrivals),
            place: place.index(),
            stages: route(model, &met),
        });
    }
    for (place, stay) in model.stays.iter().enumerate() {
        let Some(stay) = stay else { continue };
        let residents = f64::from(stay.stock / model.frame.scale);
        for (procedure, _, share) in &stay.bundle {
            routes.push(Other {
                rate: residents * share,
                place,
                stages: route(model, &[*procedure]),
            });
        }
    }
    routes
}

/// An order of stages in which each comes after those it waits for.
pub fn in_order(stages: &[Stage]) -> Vec<usize> {
    let mut done = 0_u32;
    let mut order = Vec::new();
    while order.len() < stages.len() {
        let next = (0..stages.len())
            .find(|&i| done & (1 << i) == 0 && stages[i].after & !done == 0)
            // A circle has no order; the rest follows in the given order.
            .or_else(|| (0..stages.len()).find(|&i| done & (1 << i) == 0));
        let Some(next) = next else { break };
        done |= 1 << next;
        order.push(next);
    }
    order
}

/// Every stage that must end before a stage, at any distance.
pub fn before(stages: &[Stage], stage: usize) -> u32 {
    let mut set = stages[stage].after;
    for _ in 0..stages.len() {
        set = bits(set).fold(set, |all, i| all | stages[i].after);
    }
    set
}
