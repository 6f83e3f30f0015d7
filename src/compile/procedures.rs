//! Procedures, their steps and their clocks.

use super::calendars;
use super::laws;
use super::site::Site;
use crate::draw::{Key, Law};
use crate::model::{Clock, Graph, Place, Procedure, Shares, Span, Step};
use crate::scenario::keys::{self, Id, Lever, Stop, Validity};

/// The procedures, in the order of their ids.
pub fn procedures(site: &mut Site) -> Vec<Procedure> {
    let root = site.root;
    root.procedure
        .iter()
        .map(|(id, given)| procedure(site, id, given))
        .collect()
}

fn procedure(site: &mut Site, id: &Id, given: &keys::Procedure) -> Procedure {
    let own = format!("procedure.{id}");
    let jurisdiction = site.jurisdiction(&given.jurisdiction);
    let calendar = calendars::of_jurisdiction(site, &given.jurisdiction);
    let day = site.calendars.day_length(calendar);
    let meets = meets(site, given);
    let (after, after_transit) = after(site, given);
    let replaced_by = replaced_by(site, id);
    let graph = graph(given);
    let steps = steps(site, id, given, day);
    let clocks = clocks(site, given, &graph, &own);
    let adhoc = laws::duration_of(site, given.adhoc.as_ref(), day);
    let prepare = laws::duration_of(site, given.prepare.as_ref(), day);
    let correct = laws::duration_of(site, given.correct.as_ref(), day);
    let patience = laws::duration_of(site, given.patience.as_ref(), day);
    let others = given.background_patience.as_ref();
    let background_patience = laws::duration_of(site, others, day);
    // Who states no share of those who know it means the channel's.
    let aware = given.aware_share.as_deref().or_else(|| {
        let channel = site.root.awareness.get(&given.channel)?;
        Some(&*channel.share)
    });
    // A random validity is known by its mean.
    let mean = given.validity.as_ref().map(|validity| match validity {
        Validity::exponential(law) => &*law.mean_days,
    });
    let valid_days = given.valid_days.as_deref().or(mean);
    let route = given.route.as_ref().unwrap_or(id);
    let slots = &mut site.slots;
    Procedure {
        id: id.to_string(),
        key: Key::named(&format!("procedure:{id}")),
        jurisdiction,
        channel: given.channel,
        direction: given.direction,
        route: site.routes.get(route.as_str()).unwrap_or(0),
        class: given
            .class
            .as_ref()
            .and_then(|class| site.classes.get(class.as_str())),
        meets,
        after,
        after_transit,
        replaced_by,
        in_force: slots.in_force(&own, given.in_force),
        pathway: slots.lever(
            Lever::pathway_share,
            &own,
            given.pathway_share.as_deref(),
            1.0,
        ),
        adhoc_share: slots.lever(Lever::adhoc_share, &own, given.adhoc_share.as_deref(), 0.0),
        adhoc,
        exempt: slots.lever(
            Lever::exempt_share,
            &own,
            given.exempt_share.as_deref(),
            0.0,
        ),
        unclear: slots.lever(
            Lever::unclear_share,
            &own,
            given.unclear_share.as_deref(),
            0.0,
        ),
        unclear_file: slots.lever(
            Lever::unclear_file_share,
            &own,
            given.unclear_file_share.as_deref(),
            1.0,
        ),
        aware: slots.lever(Lever::aware_share, &own, aware, 1.0),
        complete: slots.lever(
            Lever::complete_share,
            &own,
            given.complete_share.as_deref(),
            1.0,
        ),
        valid_days: slots.lever(Lever::valid_days, &own, valid_days, 0.0),
        is_validity_random: given.validity.is_some(),
        holder: given.holder,
        scope: given.scope,
        prepare,
        prepare_scale: slots.multiplier(Lever::prepare, &own),
        correct,
        correct_scale: slots.multiplier(Lever::correct, &own),
        patience,
        background_patience,
        refile_share: value_of(given.refile_share.as_ref().map(|p| p.value)),
        background_a_year: value_of(given.background_a_year.as_ref().map(|p| p.value)),
        fee: slots.lever(Lever::fee, &own, given.fee.as_deref(), 0.0),
        hours_a_document: value_of(given.hours_a_document.as_ref().map(|p| p.value)),
        steps,
        clocks,
        graph,
        calendar,
        demand_a_holder: 0.0,
    }
}

fn value_of(given: Option<f64>) -> f64 {
    given.unwrap_or(0.0)
}

/// For each jurisdiction, whether the procedure is met with that other end.
fn meets(site: &Site, given: &keys::Procedure) -> Vec<bool> {
    let mut meets = vec![given.partners.is_empty(); site.jurisdictions.len()];
    for (list, met) in [(&given.partners, true), (&given.except, false)] {
        for id in list {
            if let Some(place) = meets.get_mut(site.jurisdiction(id).index()) {
                *place = met;
            }
        }
    }
    meets
}

/// The procedures that must end first, and whether the journey is among them.
fn after(site: &Site, given: &keys::Procedure) -> (Vec<usize>, bool) {
    let before_transit = given.after.iter().filter(|id| **id != *"transit");
    let numbers: Vec<usize> = before_transit.map(|id| site.procedure(id)).collect();
    let after_transit = numbers.len() < given.after.len();
    (numbers, after_transit)
}

/// The procedures that name this one in their `instead_of`.
fn replaced_by(site: &Site, id: &Id) -> Vec<usize> {
    let others = site.root.procedure.iter();
    others
        .filter(|(_, other)| other.instead_of.contains(id))
        .map(|(other, _)| site.procedure(other))
        .collect()
}

fn graph(given: &keys::Procedure) -> Graph {
    if !given.begins.is_empty() {
        return Graph::by_shares(shares(given));
    }
    let before = given.step.values().map(|step| {
        let places = step.after.iter().filter_map(|id| place_of(given, id));
        places.fold(0, |set, place| set | 1 << place)
    });
    Graph::new(before.collect(), all(given.step.len()))
}

/// The place of a step among those of its procedure.
fn place_of(given: &keys::Procedure, id: &Id) -> Option<usize> {
    given.step.keys().position(|step| step == id)
}

/// Where files go by shares.
fn shares(given: &keys::Procedure) -> Shares {
    let share = |id, of: &keys::Ways| of.get(id).map_or(0.0, |share| share.value);
    let row = |of: &keys::Ways| given.step.keys().map(|id| share(id, of)).collect();
    let then = given.step.values().map(|step| row(&step.then)).collect();
    Shares::new(row(&given.begins), then)
}

fn all(count: usize) -> u32 {
    u32::MAX >> (32 - count as u32)
}

fn steps(site: &mut Site, procedure: &Id, given: &keys::Procedure, day: Span) -> Vec<Step> {
    let mut all = Vec::new();
    for (place, (id, step)) in given.step.iter().enumerate() {
        let own = format!("procedure.{procedure}.step.{id}");
        let (who, work) = who(site, step);
        // Without a stated step, a returned file re-enters at the same one.
        let return_to = step.return_to.as_ref().and_then(|id| place_of(given, id));
        let passage = laws::duration_of(site, step.passage.as_ref(), day);
        let elapsed = laws::duration_of(site, step.elapsed.as_ref(), day);
        let slots = &mut site.slots;
        all.push(Step {
            id: id.to_string(),
            key: Key::named(&format!("{procedure}/{id}")),
            place: who,
            work,
            work_scale: slots.multiplier(Lever::work, &own),
            passage,
            passage_scale: slots.multiplier(Lever::passage, &own),
            spread: slots.multiplier(Lever::spread, &own),
            elapsed,
            expected: 0.0,
            returned: slots.lever(Lever::return_share, &own, step.return_share.as_deref(), 0.0),
            return_to: return_to.unwrap_or(place),
            frailty: value_of(step.frailty.as_ref().map(|p| p.value)),
            refuse: slots.lever(Lever::refuse_share, &own, step.refuse_share.as_deref(), 0.0),
            documents: slots.lever(Lever::documents, &own, step.documents.as_deref(), 0.0),
            screens: slots.lever(Lever::screens, &own, step.screens.as_deref(), 0.0),
            priority: step.priority,
        });
    }
    all
}

/// Who does a step, and the officer's time it takes. Exactly one of the two is stated.
fn who(site: &mut Site, step: &keys::Step) -> (Place, Law) {
    let Some(office) = &step.office else {
        let agreement = step.agreement.as_ref();
        let number = agreement.map_or(0, |agreement| site.agreement(agreement));
        return (Place::Agreement(number), Law::Fixed(0.0));
    };
    let day = office_day(site, office);
    let work = laws::work(site, step.work.as_ref(), day);
    (Place::Office(site.office(office)), work)
}

fn office_day(site: &mut Site, id: &Id) -> Span {
    let Some(office) = site.root.office.get(id) else {
        return crate::model::DAY;
    };
    let calendar = calendars::calendar(
        site,
        &office.jurisdiction,
        office.hours,
        &office.also_closed,
    );
    site.calendars.day_length(calendar)
}

fn clocks(site: &mut Site, given: &keys::Procedure, graph: &Graph, own: &str) -> Vec<Clock> {
    let mut all = Vec::new();
    for (id, clock) in &given.clock {
        let Some((from, to)) = ends(given, clock) else {
            continue;
        };
        let limit = clock.limit_wd.as_deref().or(clock.limit_days.as_deref());
        let address = format!("{own}.clock.{id}");
        all.push(Clock {
            id: id.to_string(),
            from,
            to,
            span: span(graph, from, to),
            limit: site.slots.lever(Lever::limit, &address, limit, 0.0),
            working: clock.limit_wd.is_some(),
            stops_in_passage: clock.stops_while.contains(&Stop::passage),
            at_limit: clock.at_limit,
        });
    }
    all
}

/// The first and the last step of a clock's span.
fn ends(given: &keys::Procedure, clock: &keys::Clock) -> Option<(usize, usize)> {
    let (first, last) = (clock.span.first()?, clock.span.last()?);
    Some((place_of(given, first)?, place_of(given, last)?))
}

/// Every step on a path between the ends of a clock's span.
fn span(graph: &Graph, from: usize, to: usize) -> u32 {
    let between = (0..graph.later.len())
        .filter(|&step| graph.later[from] & (1 << step) != 0 && graph.later[step] & (1 << to) != 0)
        .fold(0, |set, step| set | 1 << step);
    between | 1 << from | 1 << to
}
